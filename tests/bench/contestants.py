"""Servers that the bot's intake is compared with: `python -m tests.bench.contestants KIND PORT FOLDER`.

discard   stock aiosmtpd that says 250 and forgets the letter: what the protocol alone costs in Python
single    the bot's door before a ledger with a commit for each letter
grouped   the bot's door before the bot's writer, without a desk that decides
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from liaisonbot.config_file import LEDGER, SIZE_LIMIT_MIB
from liaisonbot.doors import smtp_in
from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.writer import Writer
from liaisonbot.model.mail import Arrival, Receipt


class Discard:
    """A handler that keeps nothing."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "250 2.0.0 OK"


def clock() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


async def until_told() -> None:
    """Waits for SIGTERM."""
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await told.wait()


async def door(port: int, receive: smtp_in.Receive) -> asyncio.Server:
    """The bot's own door for SMTP, for any recipient."""
    return await smtp_in.serve(
        f"127.0.0.1:{port}",
        lmtp=False,
        hostname="bench.example",
        receive=receive,
        is_ours=lambda address: True,
        size_limit=SIZE_LIMIT_MIB << 20,
    )


async def discard(port: int, folder: Path) -> None:
    """Stock aiosmtpd, as its documentation shows it."""
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(Discard(), hostname="bench.example", loop=loop), "127.0.0.1", port)
    await until_told()


async def single(port: int, folder: Path) -> None:
    """A commit for each letter, in the loop's own thread."""
    with Ledger.open(folder / LEDGER, clock()) as ledger:

        async def receive(raw: bytes, arrivals: tuple[Arrival, ...]) -> Receipt:
            return ledger.receive(raw, arrivals, clock())

        await door(port, receive)
        await until_told()


async def grouped(port: int, folder: Path) -> None:
    """The writer's thread, in which letters that come together share a commit."""
    Ledger.open(folder / LEDGER, clock()).close()
    writer = Writer(folder / LEDGER, clock)

    async def receive(raw: bytes, arrivals: tuple[Arrival, ...]) -> Receipt:
        return await asyncio.wrap_future(writer.submit(raw, arrivals))

    await door(port, receive)
    await until_told()
    writer.close()


KINDS: dict[str, Callable[[int, Path], Coroutine[Any, Any, None]]] = {
    "discard": discard,
    "single": single,
    "grouped": grouped,
}

if __name__ == "__main__":
    asyncio.run(KINDS[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3])))
