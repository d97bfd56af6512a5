"""A client that speaks SMTP line by line to a door of its own, with a list for a ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from liaisonbot.doors import smtp_in
from liaisonbot.doors.smtp_bounds import Bounds, Crowd
from liaisonbot.model.mail import Arrival, Receipt

LETTER = b"From: a@peer.example\r\nSubject: LS 1\r\n\r\nPlease answer.\r\n"
OURS = "bot@bot.example"
TO = f"RCPT TO:<{OURS}>"
LATER = "451 4.3.0 The letter could not be stored; please try again later"


@dataclass
class Desk:
    """Where letters go: a list. `before` runs first and may wait or raise."""

    letters: list[bytes] = field(default_factory=list)
    arrivals: list[tuple[Arrival, ...]] = field(default_factory=list)
    before: Callable[[], Awaitable[object]] | None = None

    async def receive(self, raw: bytes, arrivals: tuple[Arrival, ...]) -> Receipt:
        if self.before is not None:
            await self.before()
        self.letters.append(raw)
        self.arrivals.append(arrivals)
        return Receipt(316 + len(self.letters), True)


class Client:
    """Says lines and reads whole replies."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def reply(self) -> str:
        """The next reply; several lines of one reply joined by LF. Empty at the end of the connection."""
        lines: list[str] = []
        while line := (await self.reader.readline()).decode():
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                break
        return "\n".join(lines)

    async def say(self, *lines: str) -> str:
        """Sends lines in one piece; the reply to the last of them."""
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape"))
        return [await self.reply() for _ in lines][-1]

    async def data(self, letter: bytes = LETTER, end: bytes = b".\r\n") -> str:
        """The reply to a letter, after DATA was granted."""
        assert (await self.say("DATA")).startswith("354")
        self.writer.write(letter + end)
        return await self.reply()

    async def is_over(self) -> bool:
        try:
            return await self.reader.read() == b""
        except ConnectionResetError:
            return True


def local(address: str) -> bool:
    return address.endswith("@bot.example") and not address.startswith("nobody")


@asynccontextmanager
async def opened(
    desk: Desk, *, lmtp: bool = False, limit: int = 1 << 20, **options: Any
) -> AsyncIterator[asyncio.Server]:
    server = await smtp_in.serve(
        options.pop("listen", "127.0.0.1:0"),
        lmtp=lmtp,
        hostname="bot.example",
        receive=desk.receive,
        is_ours=local,
        size_limit=limit,
        **options,
    )
    try:
        yield server
    finally:
        server.close()
        await asyncio.sleep(0.02)


@asynccontextmanager
async def client_of(server: asyncio.Server, hello: str = "EHLO peer.example") -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    client = Client(reader, writer)
    try:
        assert (await client.reply()).startswith("220 ")
        if hello:
            assert (await client.say(hello)).startswith("250")
        yield client
    finally:
        writer.close()


def talk(
    script: Callable[[Client], Coroutine[Any, Any, None]], desk: Desk | None = None, *, hello: str = "", **options: Any
) -> Desk:
    """Plays a script against a door of its own; returns the desk behind it."""
    desk = desk or Desk()
    hello = hello or ("LHLO peer.example" if options.get("lmtp") else "EHLO peer.example")

    async def play() -> None:
        async with opened(desk, **options) as server, client_of(server, hello) as client:
            await script(client)

    asyncio.run(play())
    return desk


async def envelope(client: Client, *to: str) -> None:
    await client.say("MAIL FROM:<a@peer.example>")
    for one in to or (OURS,):
        assert (await client.say(f"RCPT TO:<{one}>")).startswith("250 2.1.5")


class Wire(asyncio.Transport):
    """A transport without a network: chunks arrive exactly as they are handed over."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 4711)})
        self.sent, self.closed = bytearray(), False

    def write(self, data: bytes | bytearray | memoryview[int]) -> None:
        self.sent += data

    def close(self) -> None:
        self.closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    resume_reading = pause_reading


async def over_wire(
    desk: Desk, chunks: Sequence[bytes], limit: int = 1 << 20, bounds: Bounds | None = None
) -> list[str]:
    """The replies to a session that arrives in these very chunks."""
    handler = smtp_in.Handler(desk.receive, local, door="smtp")
    loop = asyncio.get_running_loop()
    door = smtp_in.Door(handler, Crowd(bounds or Bounds()), size_limit=limit, hostname="bot.example", loop=loop)
    wire = Wire()
    door.connection_made(wire)
    for chunk in chunks:
        if wire.closed:
            break
        door.data_received(chunk)
        for _ in range(6):
            await asyncio.sleep(0)
    for _ in range(200):
        if wire.sent.endswith(b"Bye\r\n"):
            break
        await asyncio.sleep(0)
    door.connection_lost(None)
    await asyncio.sleep(0)
    return wire.sent.decode().splitlines()


OPENING = b"EHLO x\r\nMAIL FROM:<a@peer.example>\r\n" + TO.encode() + b"\r\nDATA\r\n"
