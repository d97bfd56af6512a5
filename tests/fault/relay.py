"""The smarthost of the runs: takes our letters, notes each on the disk before its 250, and fails as it is told."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from enum import StrEnum

from tests.fault.senders import Journal

EXTENSIONS = b"250-relay.example\r\n250-PIPELINING\r\n250-SIZE 100000000\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
HANG_SECONDS = 30.0
ADDED = re.compile(rb"\A(?:Received:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
"""What a relay in between puts in front of a letter."""


class Fault(StrEnum):
    """What is wrong with one connection."""

    NONE = "nothing"
    CLOSED = "hangs up at once"
    HANG_GREETING = "hangs before its greeting"
    HANG_EHLO = "hangs at EHLO"
    HANG_MAIL = "hangs at MAIL"
    HANG_RCPT = "hangs at RCPT"
    HANG_DATA = "hangs at DATA"
    HANG_DOT = "takes the letter and hangs before its 250"
    BUSY = "421 in its greeting"
    LATER = "450 for every recipient"
    LATER_DATA = "451 for the letter"
    LEAVES = "421 in the middle, then hangs up"
    DROP_BEFORE = "takes the letter and drops the line before its 250"
    DROP_AFTER = "250, then drops the line"
    DROP_IN_LETTER = "drops the line in the middle of the letter"
    NONSENSE = "answers with something that is no reply"
    CRAWL = "answers a byte a second"


AT_GREETING = {Fault.CLOSED, Fault.HANG_GREETING, Fault.HANG_EHLO, Fault.BUSY}
"""Faults that strike before there is any letter."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One letter of ours that the relay took: its Message-ID, envelope, and the SHA-256 of its bytes."""

    message_id: str
    sender: str
    recipient: str
    sha256: str
    certain: bool  # whether we were told so


@dataclass
class Relay:
    """A relay on this machine. `fault` is asked at each connection: which one, and after how many letters it strikes;
    `refuses` is asked for each recipient."""

    journal: Journal
    fault: Callable[[], tuple[Fault, int]] = lambda: (Fault.NONE, 0)
    refuses: Callable[[str], bool] = lambda _: False
    keep: Callable[[bytes], None] | None = None
    hang: float = HANG_SECONDS
    taken: list[Taken] = field(default_factory=list)
    refused: set[tuple[str, str]] = field(default_factory=set)
    faults: Counter[Fault] = field(default_factory=Counter)
    port: int = 0
    _server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listens, on the same port as before if there was one."""
        self._server = await asyncio.start_server(self._connection, "127.0.0.1", self.port, limit=1 << 24, backlog=64)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Refuses connections from now on."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault, after = self.fault()
        self.faults[fault] += 1
        try:
            await _Conversation(self, reader, writer, fault, after).run()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the bot has gone, or the run is over
        finally:
            writer.close()


class _Conversation:
    def __init__(
        self, relay: Relay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault, after: int
    ) -> None:
        self._relay, self._reader, self._writer = relay, reader, writer
        self._coming, self._left = fault, 0 if fault in AT_GREETING else after
        self._sender = self._recipient = ""
        self._has_recipient = False

    @property
    def _fault(self) -> Fault:
        """What is wrong by now."""
        return Fault.NONE if self._left else self._coming

    async def run(self) -> None:
        if self._fault is Fault.CLOSED:
            return
        await self._hang(Fault.HANG_GREETING)
        if self._fault is Fault.BUSY:
            await self._say(b"421 4.3.2 relay.example is busy")
            return
        await self._say(b"220 relay.example ESMTP")
        while line := await self._reader.readline():
            if not await self._command(line.decode("utf-8", "replace").strip()):
                return

    async def _command(self, line: str) -> bool:
        """Answers one command; False ends the conversation."""
        verb = line.partition(" ")[0].upper()
        if self._fault is Fault.LEAVES and verb == "RCPT":
            await self._say(b"421 4.4.2 relay.example goes down")
            return False
        if self._fault is Fault.NONSENSE and verb == "MAIL":
            await self._say(b"hello? \xff\xfe")
            return True
        match verb:
            case "EHLO":
                await self._hang(Fault.HANG_EHLO)
                await self._write(EXTENSIONS)
            case "MAIL":
                await self._hang(Fault.HANG_MAIL)
                self._sender = _path(line)
                await self._say(b"250 2.1.0 OK")
            case "RCPT":
                await self._hang(Fault.HANG_RCPT)
                await self._say(self._recipient_reply(_path(line)))
            case "DATA" if not self._has_recipient:
                await self._nobody()
            case "DATA":
                await self._hang(Fault.HANG_DATA)
                await self._say(b"354 go ahead")
                return await self._letter()
            case "QUIT":
                await self._say(b"221 2.0.0 bye")
                return False
            case _:
                await self._say(b"250 2.0.0 OK")
        return True

    def _recipient_reply(self, recipient: str) -> bytes:
        self._recipient, self._has_recipient = recipient, False
        if self._fault is Fault.LATER:
            return b"450 4.2.0 Greylisted, come back later"
        if self._relay.refuses(recipient):
            self._relay.refused.add((self._sender, recipient))
            return b"550 5.1.1 No such user"
        self._has_recipient = True
        return b"250 2.1.5 OK"

    async def _nobody(self) -> None:
        """DATA without a recipient: most relays say no at once, some only behind the letter (RFC 2920 §3.1)."""
        if len(self._recipient) % 2:
            await self._say(b"354 go ahead, in vain")
            while (await self._reader.readline()) not in (b".\r\n", b""):
                pass
        await self._say(b"554 5.5.1 No valid recipients")

    async def _letter(self) -> bool:
        if self._fault is Fault.DROP_IN_LETTER:
            await self._reader.read(100)
            return False
        raw = (await self._reader.readuntil(b"\r\n.\r\n"))[:-3].replace(b"\r\n.", b"\r\n")
        if self._fault is Fault.LATER_DATA:
            await self._say(b"451 4.3.0 Try again later")
            return True
        unheard = self._fault in (Fault.HANG_DOT, Fault.DROP_BEFORE)
        await self._note(raw.removeprefix(b".") if raw.startswith(b"..") else raw, certain=not unheard)
        await self._hang(Fault.HANG_DOT)
        if unheard:
            return False
        await self._say(b"250 2.0.0 taken")
        if self._fault is Fault.DROP_AFTER:
            return False
        self._left = max(0, self._left - 1)
        return True

    async def _note(self, raw: bytes, *, certain: bool) -> None:
        raw = ADDED.sub(b"", raw)
        message_id = str(BytesHeaderParser().parsebytes(raw[: 1 << 16])["Message-ID"])
        taken = Taken(message_id, self._sender, self._recipient, hashlib.sha256(raw).hexdigest(), certain)
        await self._relay.journal.note(id=message_id, sender=self._sender, to=self._recipient, sha256=taken.sha256)
        self._relay.taken.append(taken)
        if self._relay.keep is not None:
            self._relay.keep(raw)

    async def _hang(self, where: Fault) -> None:
        if self._fault is where:
            await asyncio.sleep(self._relay.hang)

    async def _say(self, line: bytes) -> None:
        await self._write(line + b"\r\n")

    async def _write(self, data: bytes) -> None:
        if self._fault is Fault.CRAWL:
            for byte in data:
                self._writer.write(bytes([byte]))
                await asyncio.sleep(1 if self._relay.hang >= HANG_SECONDS else self._relay.hang / len(data) / 2)
        else:
            self._writer.write(data)
        await self._writer.drain()


def _path(line: str) -> str:
    found = re.search(r"<([^>]*)>", line)
    return found.group(1) if found else ""
