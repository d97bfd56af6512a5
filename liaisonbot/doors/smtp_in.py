"""The doors for mail servers: SMTP and LMTP. A letter is durable before it is acknowledged (promises P1, P3)."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from liaisonbot.model.mail import Arrival, Receipt

log = logging.getLogger("liaisonbot.smtp")

Receive = Callable[[bytes, tuple[Arrival, ...]], Awaitable[Receipt]]

NULL_SENDER = "<>"
MOST_RECIPIENTS = 20
MOST_CONNECTIONS = 100
UNKNOWN_COMMANDS = 3
HEADER_BYTES, HEADER_FIELDS, RECEIVED_FIELDS = 256 << 10, 1000, 50
LINE_BYTES = 64 << 10
CHUNK = 1 << 18

TOO_LARGE = "552 5.3.4 The letter is larger than {mib} MiB"
LATER = "451 4.3.0 The letter could not be stored; please try again later"
_ADDRESS = re.compile(r"[^\s<>@\x00-\x1f\x7f]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", re.ASCII)
_ADDRESS_UTF8 = re.compile(r"[^\s<>@\x00-\x1f\x7f]{1,128}@[^\s<>@\x00-\x1f\x7f]{1,255}")
_LONG_LINE = re.compile(rb"[^\n]{%d}" % LINE_BYTES)
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a letter is not taken: the whole reply line."""

    reply: str


def examine(raw: bytes) -> Refusal | None:
    """What speaks against the bytes of a letter, found by one linear scan; None if nothing does (mail-rules 4)."""
    if _BARE.search(raw):
        return Refusal("554 5.6.0 A line ends with a bare CR or LF")
    end = raw.find(b"\r\n\r\n")
    head = raw[: end + 2] if end >= 0 else raw
    if len(head) > HEADER_BYTES:
        return Refusal("554 5.6.0 The header is too large")
    if b"\0" in head:
        return Refusal("554 5.6.0 The header holds a NUL")
    fields = head.count(b"\n") - head.count(b"\n ") - head.count(b"\n\t")
    if fields > HEADER_FIELDS:
        return Refusal("554 5.6.0 The header has too many fields")
    if (b"\n" + head.lower()).count(b"\nreceived:") > RECEIVED_FIELDS:
        return Refusal("554 5.4.6 Too many hops")
    if _LONG_LINE.search(raw):
        return Refusal("554 5.6.0 A line is too long")
    return None


class Handler:
    """What the door does with each command; `receive` makes a letter durable, `is_ours` knows our addresses."""

    def __init__(self, receive: Receive, is_ours: Callable[[str], bool], *, door: str) -> None:
        self._receive, self._is_ours, self._door = receive, is_ours, door

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address not in ("", NULL_SENDER) and not _is_address(address):
            return "501 5.1.7 That is no mail address"
        envelope.mail_from = address or NULL_SENDER  # an empty one would read as "no MAIL yet"
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not _is_address(address):
            return "501 5.1.3 That is no mail address"
        if not self._is_ours(address):
            return "550 5.1.1 No such mailbox here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients; send the rest in another transaction"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_VRFY(self, server: SMTP, session: Session, envelope: Envelope, address: str) -> str:
        return "502 5.5.1 VRFY is not offered"

    async def handle_EXPN(self, server: SMTP, session: Session, envelope: Envelope, address: str) -> str:
        return "502 5.5.1 EXPN is not offered"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The reply for the letter: 250 only after `receive` has returned; whatever goes wrong is a 451."""
        raw = envelope.content
        if not isinstance(raw, bytes):
            return LATER
        if refusal := examine(raw):
            return refusal.reply
        client = session.peer[0] if isinstance(session.peer, tuple) else None
        sender = "" if envelope.mail_from == NULL_SENDER else envelope.mail_from
        arrivals = tuple(Arrival(self._door, one, sender, client) for one in envelope.rcpt_tos)
        try:
            # a client that hangs up must not cancel a commit that is on its way
            receipt = await asyncio.shield(asyncio.ensure_future(self._receive(raw, arrivals)))
        except Exception as problem:
            log.error("not stored: %s", problem)
            return LATER
        return f"250 2.0.0 recorded as {receipt.letter}"

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        wanted = [line for line in responses if not line[4:].startswith(("AUTH", "HELP"))]
        return [*wanted, "250-PIPELINING", "250 ENHANCEDSTATUSCODES"]

    async def handle_exception(self, error: Exception) -> str:
        log.error("in the SMTP dialogue: %r", error)
        return LATER


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text) if text.isascii() else _ADDRESS_UTF8.fullmatch(text))


class Door(SMTP):
    """aiosmtpd with DATA read in chunks, bounded in every direction, and one LMTP reply for each recipient."""

    line_length_limit = LINE_BYTES
    command_size_limit = 2048
    lmtp = False
    crowd: set[Door] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        starttls = self.transport is not None
        super().connection_made(transport)
        if self.crowd is None or starttls:
            return
        self.crowd.add(self)
        if len(self.crowd) > MOST_CONNECTIONS:
            transport.write(b"421 4.7.0 Too many connections; please come back later\r\n")  # type: ignore[attr-defined]
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if self.crowd is not None:
            self.crowd.discard(self)
        super().connection_lost(error)

    def _stop_timer(self) -> None:
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()

    async def smtp_DATA(self, arg: str) -> None:
        """Reads a letter to its final dot. Over the limit the rest is thrown away as it comes, and twice over
        it the connection ends."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        assert self.envelope is not None  # there is one from the greeting on
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 RCPT comes first")
            return
        if arg:
            await self.push("501 5.5.4 DATA takes no argument")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        raw = await self._letter()
        if raw is None:
            limit = self.data_size_limit or 0
            status = TOO_LARGE.format(mib=limit >> 20)
        else:
            self.envelope.content = self.envelope.original_content = raw
            self._stop_timer()  # the commit may take its time; a client that waits for it is not idle
            status = str(await self._call_handler_hook("DATA"))
            self._reset_timeout()
        copies = len(self.envelope.rcpt_tos) if self.lmtp else 1
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push("\r\n".join([status] * copies))

    async def _letter(self) -> bytes | None:
        """The letter's bytes without dot-stuffing, or None if it is too large."""
        limit = self.data_size_limit or 0
        buffer, seen, over = bytearray(b"\r\n"), 0, False
        while True:
            chunk = await self._reader.read(CHUNK)
            if not chunk:
                raise asyncio.CancelledError("connection lost during DATA")
            self._reset_timeout()
            start = max(0, len(buffer) - 4)
            buffer += chunk
            seen += len(chunk)
            end = buffer.find(b"\r\n.\r\n", start)
            if end >= 0:
                rest = bytes(buffer[end + 5 :])
                del buffer[end + 2 :]
                if rest:
                    self._reader.feed_data(rest)  # pipelined commands; `read` has emptied the buffer
                break
            over = over or bool(limit and seen > limit + 2)
            if limit and seen > 2 * limit:
                await self.push(TOO_LARGE.format(mib=limit >> 20))
                self._writer.close()
                raise asyncio.CancelledError("far over the size limit")
            if over:
                del buffer[:-4]
        if over or (limit and len(buffer) - 2 > limit):
            return None
        if b"\r\n.." in buffer:
            buffer = buffer.replace(b"\r\n..", b"\r\n.")
        return bytes(memoryview(buffer)[2:])


class LmtpDoor(Door):
    """The same door for LMTP (RFC 2033): LHLO, and a reply of its own for each recipient after DATA."""

    lmtp = True

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


async def serve(
    listen: str,
    *,
    lmtp: bool,
    hostname: str,
    receive: Receive,
    is_ours: Callable[[str], bool],
    size_limit: int,
    tls: ssl.SSLContext | None = None,
) -> asyncio.Server:
    """Opens a door at "host:port" (port 0: any free one) or "unix:/path" and returns its server.

    `size_limit` is in bytes; with `tls` STARTTLS is offered. Raises OSError if the address cannot be had.
    """
    loop = asyncio.get_running_loop()
    handler = Handler(receive, is_ours, door="lmtp" if lmtp else "smtp")
    kind = LmtpDoor if lmtp else Door
    crowd: set[Door] = set()

    def connect() -> Door:
        options: dict[str, Any] = {"data_size_limit": size_limit, "enable_SMTPUTF8": True, "decode_data": False}
        door = kind(handler, hostname=hostname, ident="liaisonbot", tls_context=tls, loop=loop, **options)
        door.crowd = crowd
        return door

    if listen.startswith("unix:"):
        path = listen.removeprefix("unix:")
        server = await loop.create_unix_server(connect, path)
        os.chmod(path, 0o660)
        return server
    host, _, port = listen.rpartition(":")
    return await loop.create_server(connect, host.strip("[]"), int(port))
