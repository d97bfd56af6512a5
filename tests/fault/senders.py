"""Mail servers that send to the bot: each keeps a letter until a final reply has come, and tries it again."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.letters import RECIPIENT
from tests.bench.load import HOST, stuffed
from tests.fault.letters import Mail

SECOND_RECIPIENT = RECIPIENT.replace("@", "+ls@")
REPLY_SECONDS = 30.0


class Journal:
    """Lines of JSON, each on the disk before it counts; those that come together share a flush. Written in this
    process, which no run kills."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lines: list[bytes] = []
        self._flushed: asyncio.Future[None] | None = None

    async def note(self, **fact: object) -> None:
        """Returns once the fact is on the disk."""
        self._lines.append(json.dumps(fact).encode() + b"\n")
        if self._flushed is None:
            loop = asyncio.get_running_loop()
            self._flushed = loop.create_future()
            loop.call_soon(self._flush)
        await self._flushed

    def _flush(self) -> None:
        if self._file < 0:
            return  # the run is over
        os.write(self._file, b"".join(self._lines))
        os.fdatasync(self._file)
        assert self._flushed is not None
        if not self._flushed.done():
            self._flushed.set_result(None)
        self._lines, self._flushed = [], None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)
        self._file = -1


@dataclass(slots=True)
class Answers:
    """What the bot has said so far. `taken` are acknowledged letters by SHA-256, each with the recipients for which it
    was acknowledged; `refused` those that got a final 5xx, with its text."""

    taken: dict[str, tuple[Mail, set[str]]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    acknowledged: int = 0
    waits: list[float] = field(default_factory=list)
    replies: Counter[str] = field(default_factory=Counter)


class Mta:
    """One mail server with several sessions, by SMTP or LMTP; LMTP letters go to two recipients of ours."""

    def __init__(
        self, port: int, letters: Iterator[Mail], journal: Journal, *, lmtp: bool = False, pause: float = 0.0
    ) -> None:
        self.answers = Answers()
        self._port, self._letters, self._journal, self._lmtp, self._pause = port, letters, journal, lmtp, pause
        self._waiting: deque[tuple[Mail, tuple[str, ...]]] = deque()
        self._to = (RECIPIENT, SECOND_RECIPIENT) if lmtp else (RECIPIENT,)
        self._making = True
        self._in_hand = 0

    async def work(self, sessions: int) -> None:
        """Sends until cancelled, through whatever happens to the bot."""
        await asyncio.gather(*(self._sessions() for _ in range(sessions)))

    def send(self, mails: Iterable[Mail]) -> None:
        """Sends these letters too."""
        self._waiting += [(mail, self._to) for mail in mails]

    def no_more(self) -> None:
        """From now on only what was made already is sent."""
        self._making = False

    @property
    def idle(self) -> bool:
        """Whether nothing is left to send."""
        return not self._making and not self._waiting and not self._in_hand

    async def _sessions(self) -> None:
        while True:
            try:
                reader, writer = await asyncio.open_connection(HOST, self._port, limit=1 << 20)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            try:
                await self._session(reader, writer)
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.02)
            finally:
                writer.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = _Talk(reader, writer)
        await talk.reply()
        await talk.say(b"LHLO mx.example" if self._lmtp else b"EHLO mx.example")
        while True:
            mail, to = await self._next()
            self._in_hand += 1
            left = to
            try:
                left = await self._send(talk, mail, to)
            finally:
                self._in_hand -= 1
                if left:
                    self._waiting.append((mail, left))
            if left:
                await asyncio.sleep(0.05)
            await asyncio.sleep(self._pause)

    async def _next(self) -> tuple[Mail, tuple[str, ...]]:
        """A letter that was not taken before, or a new one."""
        while True:
            if self._waiting:
                return self._waiting.popleft()
            if self._making and (mail := next(self._letters, None)):
                return mail, self._to
            self._making = False
            await asyncio.sleep(0.02)

    async def _send(self, talk: _Talk, mail: Mail, to: tuple[str, ...]) -> tuple[str, ...]:
        """One transaction; the recipients for which the letter must be tried again."""
        asked = [(b"MAIL FROM:<%s>" % mail.sender.encode(), "")]
        asked += [(b"RCPT TO:<%s>" % one.encode(), one) for one in to]
        for command, _ in asked:
            if not (reply := await talk.say(command)).startswith("2"):
                self.answers.replies[reply] += 1
                await talk.say(b"RSET")
                return to
        if not (reply := await talk.say(b"DATA")).startswith("3"):
            self.answers.replies[reply] += 1
            return to
        began = asyncio.get_running_loop().time()
        reply = await talk.say(stuffed(mail.raw)[:-2])
        self.answers.waits.append(asyncio.get_running_loop().time() - began)
        replies = [reply, *([await talk.reply() for _ in to[1:]] if self._lmtp else [])]
        return tuple([one for one, said in zip(to, replies, strict=True) if not await self._is_final(mail, one, said)])

    async def _is_final(self, mail: Mail, recipient: str, reply: str) -> bool:
        if reply.startswith("4"):
            self.answers.replies[reply] += 1
            return False
        await self._journal.note(sha256=mail.sha256, logical=mail.logical, to=recipient, reply=reply)
        if reply.startswith("2"):
            self.answers.taken.setdefault(mail.sha256, (mail, set()))[1].add(recipient)
            self.answers.acknowledged += 1
        else:
            self.answers.refused[mail.sha256] = reply
        return True


class _Talk:
    """A dialogue: a command, and the last line of its reply. Raises OSError when the other side has gone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def say(self, command: bytes) -> str:
        self._writer.write(command + b"\r\n")
        return await self.reply()

    async def reply(self) -> str:
        while True:
            line = await asyncio.wait_for(self._reader.readline(), REPLY_SECONDS)
            if not line.endswith(b"\n"):
                raise ConnectionResetError("the bot has gone")
            if line[3:4] != b"-":
                return line.decode("utf-8", "replace").strip()
