"""The conversation with a relay once it is secured and logged in: commands in, replies out, several on their way.

aiosmtplib makes the connection; it waits for each reply before the next command, and loses replies that come
together. Here a relay that offers PIPELINING (RFC 2920) gets all that opens a letter at once, right behind the
letter before: one round trip a letter instead of four.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from liaisonbot.model.mail import Delivery

if TYPE_CHECKING:
    from aiosmtplib import SMTP

_LONGEST_LINE = 8192
_MOST_LINES = 100
_CHUNK = 1 << 16

Reply = tuple[int, str]
"""The code and the words of an answer, several lines of them parted by LF."""


class Talk:
    """One connected `client`, taken over from aiosmtplib. The relay has `timeout` seconds to answer what it was
    sent, and to take each piece of a letter. All methods raise OSError or TimeoutError; then the connection is of no
    use any more."""

    def __init__(self, client: SMTP, timeout: float) -> None:
        transport = client.transport
        assert isinstance(transport, asyncio.Transport)
        loop = asyncio.get_running_loop()
        self._reader = asyncio.StreamReader(_LONGEST_LINE, loop)
        protocol = asyncio.StreamReaderProtocol(self._reader, loop=loop)
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        self._writer = asyncio.StreamWriter(transport, protocol, self._reader, loop)
        self._client, self._timeout = client, timeout
        self._heard = bytearray()  # and not yet taken as an answer
        self.pipelining = client.supports_extension("pipelining")
        self.asked: Delivery | None = None
        """The delivery whose opening was sent ahead, and not answered yet."""

    @property
    def usable(self) -> bool:
        """False once the relay has hung up."""
        return not (self._reader.at_eof() or self._writer.is_closing())

    def offers(self, extension: str) -> bool:
        """Whether the relay named this extension in its answer to EHLO."""
        return self._client.supports_extension(extension)

    async def write(self, data: bytes) -> None:
        """Sends `data`, large ones piece by piece."""
        for start in range(0, len(data), _CHUNK):
            self._writer.write(data[start : start + _CHUNK])
            if self._writer.transport.get_write_buffer_size():  # it could not leave at once
                async with asyncio.timeout(self._timeout):
                    await self._writer.drain()

    async def replies(self, count: int) -> list[Reply]:
        """The next answers of the relay."""
        answers: list[Reply] = []
        async with asyncio.timeout(self._timeout):
            while len(answers) < count:
                if answer := _first(self._heard):
                    answers.append(answer)
                else:
                    await self._hear()
        return answers

    async def reply(self) -> Reply:
        """The next answer of the relay."""
        (answer,) = await self.replies(1)
        return answer

    async def _hear(self) -> None:
        data = await self._reader.read(_CHUNK)
        if not data:
            raise ConnectionResetError("the relay hung up")
        self._heard += data

    async def command(self, line: bytes) -> Reply:
        """Sends one command line (with its CRLF) and returns the answer."""
        await self.write(line)
        return await self.reply()


def _first(heard: bytearray) -> Reply | None:
    """Takes the first answer out of what was `heard`; None while it is not whole."""
    words: list[bytes] = []
    start = 0
    while len(words) < _MOST_LINES and start <= (end := heard.find(b"\n", start)) <= start + _LONGEST_LINE:
        line = bytes(heard[start : end + 1])
        start = end + 1
        if not (line[:3].isdigit() and line[3:4] in (b" ", b"-", b"\r", b"\n")):
            raise ConnectionAbortedError(f"not an answer of SMTP: {line[:80].decode('utf-8', 'replace')}")
        words.append(line[4:].strip())
        if line[3:4] != b"-":
            del heard[:start]
            return int(line[:3]), b"\n".join(words).decode("utf-8", "replace")
    if len(words) == _MOST_LINES or len(heard) - start > _LONGEST_LINE:
        raise ConnectionAbortedError("the relay answered without an end")
    return None
