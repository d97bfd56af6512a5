"""A bad line to a server on this machine: what goes over it comes late and in pieces, and now and then it is cut.

The kernel could do that too (netem), but not on every machine, and only for all programs that run on it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from random import Random
from types import TracebackType
from typing import Self

PIECE = 64 << 10


class BadLine:
    """A port of loopback behind which lies `server`, another one. Use as a context manager. Each piece takes up to
    `delay` seconds, and a connection is cut after about `lasts` seconds; 0: never. `cuts` counts them."""

    def __init__(self, server: int, chance: Random, *, delay: float = 0.02, lasts: float = 1.5) -> None:
        self.delay, self.lasts, self.cuts = delay, lasts, 0
        self.port = 0
        self._server, self._chance = server, chance
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        listening = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._connection, "127.0.0.1", 0), self._loop)
        self.port = int(listening.result().sockets[0].getsockname()[1])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            behind, to_server = await asyncio.open_connection("127.0.0.1", self._server)
            ends.append(to_server)
            async with asyncio.timeout(self._chance.expovariate(1 / self.lasts) if self.lasts else None):
                await _first_to_end(self._carry(reader, to_server), self._carry(behind, writer))
        except TimeoutError:
            self.cuts += 1
        except OSError:
            pass  # the server is down just now
        finally:
            for end in ends:
                end.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(PIECE):
            await asyncio.sleep(self._chance.uniform(0, self.delay))
            writer.write(piece)
            await writer.drain()


async def _first_to_end(*ways: Coroutine[object, object, None]) -> None:
    """Goes on until one of the ways ends, however it does."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
