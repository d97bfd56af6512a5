"""A real Postfix on both sides: it hands statements over by LMTP, and it is the bot's smarthost."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from liaisonbot.assembly import make_service
from liaisonbot.config import load
from liaisonbot.connections import make_doors
from liaisonbot.doors import smtp_in
from liaisonbot.model.mail import Arrival, Receipt
from liaisonbot.running import Bot
from liaisonbot.service import utc_now
from tests.bench.processes import free_port
from tests.postfix import Postfix

SAMPLE = (Path(__file__).parent.parent / "liaisonbot" / "samples" / "01-word-file.eml").read_bytes()


@pytest.fixture
def short_folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="lb-") as folder:
        yield Path(folder)


async def until(true: object, seconds: float = 25) -> bool:
    for _ in range(int(seconds / 0.1)):
        if callable(true) and true():
            return True
        await asyncio.sleep(0.1)
    return False


@pytest.mark.timeout(120)
def test_postfix_hands_statements_over_and_takes_our_letters(short_folder: Path, tmp_path: Path) -> None:
    caught: list[tuple[str, bytes]] = []

    async def keep(raw: bytes, arrivals: tuple[Arrival, ...]) -> Receipt:
        caught.extend((arrival.recipient or "", raw) for arrival in arrivals)
        return Receipt(len(caught), True)

    async def story() -> None:
        sink = await smtp_in.serve(
            "127.0.0.1:0",
            lmtp=False,
            hostname="sink.example",
            receive=keep,
            is_ours=lambda _: True,
            size_limit=50 << 20,
        )
        lmtp = free_port()
        sink_port = int(sink.sockets[0].getsockname()[1])
        postfix = await asyncio.to_thread(Postfix, short_folder, by_lmtp={"bot.example": lmtp}, sink=sink_port)
        try:
            await play(postfix, lmtp)
        finally:
            await asyncio.to_thread(postfix.stop)
            sink.close()

    async def play(postfix: Postfix, lmtp: int) -> None:
        path = tmp_path / "config.toml"
        path.write_text(
            '[bot]\naddress = "liaison@bot.example"\nstate = "state"\n[trust]\ndkim = false\n[smtp]\nlisten = ""\n'
            f'[lmtp]\nlisten = "127.0.0.1:{lmtp}"\n[smarthost]\nhost = "127.0.0.1"\nport = {postfix.port}\nsecurity = "none"\n',
            "utf-8",
        )
        config = load(path, {})
        config.bot.ledger.parent.mkdir()
        async with Bot(
            config.bot.ledger, make_doors(config), lambda ledger: make_service(config, ledger), utc_now
        ) as bot:
            to = ["liaison@bot.example", "liaison+ls1@bot.example", "nobody@bot.example"]
            await asyncio.to_thread(hand_in, postfix.port, to)

            def receipt_came() -> bool:
                return any(recipient == "tsbsg15@itu.int" and b"Receipt of" in raw for recipient, raw in caught)

            assert await until(receipt_came), postfix.log
            await bot.settled()
            case = await bot.look(lambda ledger: ledger.case(1))
            assert case is not None
            assert case.groups == ("ccamp", "pce")
            arrivals = await bot.look(lambda ledger: ledger.arrivals(1))
            assert {one.recipient for one in arrivals} == {"liaison@bot.example", "liaison+ls1@bot.example"}
            wanted = {"ccamp-chairs@ietf.org", "ccamp@ietf.org", "pce-chairs@ietf.org", "liaison-coordination@iab.org"}
            assert await until(lambda: wanted <= {recipient for recipient, _ in caught}), postfix.log
            assert "550 5.1.1" in postfix.log, "the unknown address was refused by itself"
            assert await bot.look(lambda ledger: ledger.last_case_number()) == 1

    asyncio.run(story())


def hand_in(port: int, recipients: list[str]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("tsbsg15@itu.int", recipients, SAMPLE)
