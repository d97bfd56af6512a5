"""The doors for mail servers: SMTP and LMTP. A letter is durable before it is acknowledged (promises P1, P3)."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import ssl
from collections.abc import Awaitable, Callable
from math import ceil
from typing import Any, NoReturn

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from liaisonbot.doors.envelope import NULL_SENDER, address_and_parameters, is_address
from liaisonbot.doors.letter_scan import objection
from liaisonbot.doors.smtp_bounds import Bounds, Crowd, Pace
from liaisonbot.model.mail import Arrival, Receipt

log = logging.getLogger("liaisonbot.smtp")

Receive = Callable[[bytes, tuple[Arrival, ...]], Awaitable[Receipt]]
"""Gets a letter's bytes for good, in a bytearray if there are many."""

MOST_RECIPIENTS = 20
COMMAND_BYTES = 2048
STREAM_BYTES = 64 << 10
"""Reading from the socket pauses at twice this."""

LARGE = 1 << 20
"""A letter from this size on is handed on in the buffer that it was received in."""

EVERYTHING = 1 << 30
END = b"\r\n.\r\n"

LATER = "451 4.3.0 The letter could not be stored; please try again later"
NO_ROOM = "452 4.3.1 No room for letters just now; please try again later"
TOO_OFTEN = "450 4.7.1 Too many letters from your address; please try again in {minutes} min"
TOO_LARGE = "552 5.3.4 The letter is larger than {mib} MiB"

_SIZE = re.compile(r"\sSIZE=(\d{1,20})(?!\S)", re.IGNORECASE)
_CODES = {
    "454": "4.7.0", "500": "5.5.2", "501": "5.5.4", "502": "5.5.1", "503": "5.5.1", "552": "5.3.4", "554": "5.7.0",
    "555": "5.5.4",
}  # fmt: skip
_POLITE = {"250 OK": "250 2.0.0 OK", "221 Bye": "221 2.0.0 Bye"}


class Handler:
    """What the door does with each command; `receive` makes a letter durable, `is_ours` knows our addresses,
    `has_space` says whether the disk has room for letters."""

    def __init__(
        self,
        receive: Receive,
        is_ours: Callable[[str], bool],
        *,
        door: str,
        has_space: Callable[[], bool] = lambda: True,
    ) -> None:
        self._receive, self._is_ours, self._door, self._has_space = receive, is_ours, door, has_space

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Notes the sender; that of bounces stays "<>" for now, since aiosmtpd takes "" for no sender."""
        if address != NULL_SENDER and not is_address(address):
            return "501 5.1.7 That is no mail address"
        if not self._has_space():
            return NO_ROOM
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Takes our own addresses; whichever other one is asked for, the answer is the same."""
        if address.lower() == "postmaster":  # without a domain it is always ours (RFC 5321 §4.5.1)
            address = f"{address}@{server.hostname}"
        if not is_address(address):
            return "501 5.1.3 That is no mail address"
        if not self._is_ours(address):
            return "550 5.1.1 No such mailbox here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients; send the rest in another transaction"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The reply for the letter: 250 only after `receive` has returned; whatever goes wrong is a 451."""
        raw = envelope.content
        assert isinstance(raw, bytes | bytearray)
        if reply := objection(raw):
            return reply
        sender = "" if envelope.mail_from == NULL_SENDER else envelope.mail_from
        client = _address_of(session.peer)
        arrivals = tuple(Arrival(self._door, one, sender, client) for one in dict.fromkeys(envelope.rcpt_tos))
        recording = asyncio.ensure_future(self._receive(raw, arrivals))
        try:
            # a client that hangs up must not cancel a commit that is on its way
            receipt = await asyncio.shield(recording)
        except asyncio.CancelledError:
            if not recording.cancelled():
                raise
            return LATER
        except Exception as problem:
            log.error("not stored: %s: %a", type(problem).__name__, str(problem))
            return LATER
        return f"250 2.0.0 recorded as {receipt.letter}"

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Announces what this door can do besides, in one piece."""
        session.host_name = hostname
        wanted = [line for line in responses if not line[4:].startswith(("AUTH", "HELP"))]
        return ["\r\n".join([*wanted, "250-PIPELINING", "250 ENHANCEDSTATUSCODES"])]

    async def handle_exception(self, error: Exception) -> str:
        """The same words for every fault of ours: its text is for the log."""
        log.error("in the SMTP dialogue: %s: %a", type(error).__name__, str(error))
        return LATER


class _Commands(dict[str, Any]):
    """aiosmtpd's table of commands, asked through the door, which counts them."""

    def __init__(self, known: dict[str, Any], choose: Callable[[Any], Any]) -> None:
        super().__init__(known)
        self._choose = choose

    def get(self, command: str, default: Any = None) -> Any:
        return self._choose(super().get(command, default))


class _Input(asyncio.StreamReader):
    """What a client sends. At its end whoever waits for more is cancelled, as at the end of a connection."""

    async def readuntil(self, separator: Any = b"\n") -> bytes:
        """The next line."""
        try:
            return await super().readuntil(separator)
        except asyncio.IncompleteReadError:
            raise asyncio.CancelledError("the client has said all") from None

    def give_back(self, data: bytes) -> None:
        """Has `data` read once more, before all else; `feed_data` takes nothing behind the end."""
        self._buffer[:0] = data  # type: ignore[attr-defined]


class Door(SMTP):
    """aiosmtpd with DATA read in chunks, bounded in every direction."""

    line_length_limit = STREAM_BYTES
    command_size_limit = COMMAND_BYTES

    def __init__(self, handler: Handler, crowd: Crowd, *, size_limit: int, **options: Any) -> None:
        super().__init__(handler, data_size_limit=size_limit, enable_SMTPUTF8=True, decode_data=False, **options)
        self._limit, self._crowd, self.pace = size_limit, crowd, Pace(self.loop.time())
        self._asked = self._unknown = 0
        self._client: str | None = None
        self._smtp_methods = _Commands(self._smtp_methods, self._chosen)
        self._input = _Input(self.line_length_limit, self.loop)
        asyncio.StreamReaderProtocol.__init__(self, self._input, self._cb_client_connected, self.loop)

    # -- the connection ----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client comes, or has finished its TLS handshake."""
        is_new = self.transport is None
        super().connection_made(transport)
        if is_new:
            self._client = _address_of(transport.get_extra_info("peername"))
            has_room = self._crowd.enters(self._client)
            if has_room or self._crowd.makes_room(self._client, self.loop.time()):
                self._crowd.guests.add(self)
            else:
                self.end("421 4.7.0 Too many connections; please come back later")

    def connection_lost(self, error: Exception | None) -> None:
        """A client has gone."""
        self._crowd.leaves(self._client)
        self._crowd.guests.discard(self)
        super().connection_lost(error)

    def eof_received(self) -> bool:
        """A client has said all. What it said is still answered, as far as it listens: a letter that is being recorded
        gets its 250. TLS has no half of a connection to close."""
        if self._tls_protocol is not None:
            return bool(super().eof_received())
        self._input.feed_eof()
        return True

    def _reset_timeout(self, duration: float | None = None) -> None:
        """Called by aiosmtpd at each command; one slow clock for each connection is enough."""
        self.pace.since = self.loop.time()
        if self._timeout_handle is None:
            self._timeout_handle = self.loop.call_later(self._crowd.bounds.look_every, self._timeout_cb)

    def _timeout_cb(self) -> None:
        if reply := self.pace.too_slow(self.loop.time(), self._crowd):
            self.end(reply)
        else:
            self._timeout_handle = self.loop.call_later(self._crowd.bounds.look_every, self._timeout_cb)

    def end(self, reply: str) -> None:
        """Says why, and hangs up, also on a client that does not listen."""
        transport = self.transport
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(f"{reply}\r\n".encode())
        transport.close()
        self.loop.call_later(self._crowd.bounds.look_every, transport.abort)

    async def _dismiss(self, reply: str) -> NoReturn:
        """Ends the connection from within a command: what the client has sent ahead is not read."""
        self.end(reply)
        raise asyncio.CancelledError(reply)

    async def push(self, status: str | bytes) -> None:
        """Sends a reply; aiosmtpd's own get the enhanced code that we announced (RFC 2034 §4)."""
        text = status if isinstance(status, str) else status.decode("utf-8")
        await super().push(text if text[5:6] == "." else _with_code(text))

    # -- commands ----------------------------------------------------------------------------------

    def _chosen(self, known: Any) -> Any:
        self._asked += 1
        return self._too_many if self._asked > self._crowd.bounds.commands else known or self._no_command

    async def _too_many(self, arg: str | None) -> None:
        await self._dismiss("421 4.7.0 Too many commands without a letter")

    async def _no_command(self, arg: str | None) -> None:
        self._unknown += 1
        if self._unknown >= self._crowd.bounds.unknown_commands:
            await self._dismiss("421 4.7.0 Too many unknown commands")
        await self.push("500 5.5.2 Unknown command")

    async def smtp_AUTH(self, arg: str | None) -> None:
        """Nobody logs in here."""
        await self.push("502 5.5.1 AUTH is not offered")

    async def smtp_VRFY(self, arg: str | None) -> None:
        """Nobody is told which addresses there are."""
        await self.push("502 5.5.1 VRFY is not offered")

    async def smtp_EXPN(self, arg: str | None) -> None:
        """Nobody is told who reads an address."""
        await self.push("502 5.5.1 EXPN is not offered")

    async def smtp_MAIL(self, arg: str | None) -> None:
        """A sender; a size that is announced is judged before any byte of it comes."""
        announced = _SIZE.search(arg or "")
        if announced and int(announced[1]) > self._limit:
            await self.push(self._too_large())
        elif announced and not self._crowd.has_room_for(int(announced[1])):
            await self.push(NO_ROOM)
        elif seconds := self._crowd.too_often(self._client, self.loop.time()):
            await self.push(TOO_OFTEN.format(minutes=ceil(seconds / 60)))
        else:
            await super().smtp_MAIL(arg)

    def _getaddr(self, arg: str) -> tuple[str, str]:
        """Of MAIL and RCPT; the handler judges the address."""
        return address_and_parameters(arg)

    # -- the letter --------------------------------------------------------------------------------

    async def smtp_DATA(self, arg: str | None) -> None:
        """Reads a letter to its final dot and answers for it: once, or for each recipient in LMTP."""
        assert self.envelope is not None  # there is one from the greeting on
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 RCPT comes first")
            return
        if arg:
            await self.push("501 5.5.4 DATA takes no argument")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self.pace.data_since, self.pace.received = self.loop.time(), 0
        try:
            status = await self._taken()
        except Exception as problem:
            status = await self.handle_exception(problem)
        finally:
            self._crowd.in_flight -= self.pace.received
            self.pace.data_since, self.pace.since = None, self.loop.time()
        self._crowd.sent(self._client, self.loop.time())
        if status.startswith("250"):
            self._asked = 0
        status = self._for_each(status)
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(status)

    def _for_each(self, status: str) -> str:
        """What follows on DATA, in the number of replies that the protocol wants."""
        return status

    async def _taken(self) -> str:
        """The reply to the letter that comes now."""
        raw: Any = await self._letter()
        if isinstance(raw, str):
            return raw
        assert self.envelope is not None
        self.envelope.content = self.envelope.original_content = raw
        self.pace.resting = True
        try:
            return str(await self._call_handler_hook("DATA"))
        finally:
            self.pace.resting = False

    async def _letter(self) -> bytes | bytearray | str:
        """The letter's bytes without dot-stuffing (RFC 5321 §4.5.2), or the reply that refuses it.

        They grow in one buffer, which a large letter is handed on in: a copy would double what it costs. A refused
        letter is thrown away as it comes; over twice the limit the connection ends.
        """
        buffer, ahead, refusal = bytearray(), b"\r\n", ""
        while True:
            chunk = await self._input.read(EVERYTHING)
            if not chunk:
                raise asyncio.CancelledError("connection lost during DATA")
            self.pace.received += len(chunk)
            self._crowd.in_flight += len(chunk)
            ahead += chunk
            end = ahead.find(END)
            cut = end + 2 if end >= 0 else _whole(ahead)
            buffer += ahead[:cut].replace(b"\r\n.", b"\r\n")
            ahead = ahead[cut:]
            if refusal := refusal or self._refusal(len(buffer) - 2, at_end=end >= 0):
                buffer.clear()
            if end >= 0:
                break
            if self.pace.received > 2 * self._limit:
                await self._dismiss(self._for_each(self._too_large()))
        if rest := ahead[len(END) - 2 :]:
            self._input.give_back(rest)  # commands sent ahead
        if refusal:
            return refusal
        del buffer[:2]
        return bytes(buffer) if len(buffer) < LARGE else buffer

    def _refusal(self, size: int, *, at_end: bool) -> str:
        """Why a letter of which `size` bytes have come need not be kept."""
        if size > self._limit:
            return self._too_large()
        return "" if at_end or self._crowd.has_room_for(0) else LATER

    def _too_large(self) -> str:
        return TOO_LARGE.format(mib=self._limit >> 20)


class LmtpDoor(Door):
    """The same door for LMTP (RFC 2033): LHLO, and a reply of its own for each recipient after DATA."""

    def _for_each(self, status: str) -> str:
        assert self.envelope is not None
        return "\r\n".join([status] * len(self.envelope.rcpt_tos))

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:
        """The greeting of LMTP."""
        await super().smtp_EHLO(arg)

    async def smtp_HELO(self, arg: str) -> None:
        """No greeting of LMTP."""
        await self.push("500 5.5.1 This is LMTP: say LHLO")

    async def smtp_EHLO(self, arg: str) -> None:
        """No greeting of LMTP."""
        await self.push("500 5.5.1 This is LMTP: say LHLO")


def _whole(text: bytes) -> int:
    """How much of what has come of a letter can be judged: all but what may be the beginning of its end, or the
    line end before a dot."""
    cut = max(0, len(text) - len(END) + 1)
    if text[cut - 2 : cut] == b"\r\n":
        return cut - 2
    return cut - 1 if text[cut - 1 : cut] == b"\r" else cut


def _with_code(reply: str) -> str:
    code = _CODES.get(reply[:3])
    return f"{reply[:3]} {code}{reply[3:]}" if code and reply[3:4] == " " else _POLITE.get(reply, reply)


def _address_of(peer: object) -> str | None:
    """A client's IP address; a Unix socket has none."""
    return str(peer[0]) if isinstance(peer, tuple) else None


async def serve(
    listen: str,
    *,
    lmtp: bool,
    hostname: str,
    receive: Receive,
    is_ours: Callable[[str], bool],
    size_limit: int,
    tls: ssl.SSLContext | None = None,
    has_space: Callable[[], bool] = lambda: True,
    bounds: Bounds | None = None,
) -> asyncio.Server:
    """Opens a door at "host:port" (port 0: any free one) or "unix:/path" and returns its server.

    `size_limit` is in bytes; with `tls` STARTTLS is offered. Raises OSError if the address cannot be had.
    """
    loop = asyncio.get_running_loop()
    handler = Handler(receive, is_ours, door="lmtp" if lmtp else "smtp", has_space=has_space)
    kind = LmtpDoor if lmtp else Door
    crowd = Crowd(bounds or Bounds())

    def connect() -> Door:
        options = {"hostname": hostname, "ident": "liaisonbot", "tls_context": tls, "loop": loop}
        return kind(handler, crowd, size_limit=size_limit, **options)

    if listen.startswith("unix:"):
        path = listen.removeprefix("unix:")
        server = await loop.create_unix_server(connect, path)
        os.chmod(path, 0o660)
        return server
    host, _, port = listen.rpartition(":")
    return await loop.create_server(connect, host.strip("[]"), int(port))
