"""kill -9 under load: a letter that got its 250 is in the ledger, once (P1, P2)."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from liaisonbot.doors.ledger import Ledger
from liaisonbot.service import utc_now
from tests.peers import free_port, wait_for_port

KILLS = 20
SESSIONS = 6
LETTER = (
    "From: TSB <tsbsg15@itu.int>\r\nTo: liaison@bot.example\r\nSubject: LS on rings {n}\r\nMessage-ID: <{n}@itu.example>\r\n\r\n"
    "Source: ITU-T Study Group 15\r\nTitle: LS on rings {n}\r\nRef.: SG15-LS{n}\r\nFor action to: IETF CCAMP WG\r\n"
    "Deadline: 1 June 2030\r\n\r\nText.\r\n"
)


async def load(port: int, start: int, acknowledged: list[str]) -> None:
    """Sends letters over one connection until it breaks; notes the id of each that got its 250."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return
    try:
        await reader.readline()

        async def say(text: str) -> bytes:
            writer.write(text.encode())
            while (line := await reader.readline())[3:4] == b"-":
                pass
            if not line:
                raise ConnectionResetError("killed")
            return line

        await say("EHLO load.example\r\n")
        for number in range(start, start + 10_000):
            await say("MAIL FROM:<tsbsg15@itu.int>\r\n")
            await say("RCPT TO:<liaison@bot.example>\r\n")
            await say("DATA\r\n")
            if (await say(LETTER.format(n=number) + ".\r\n")).startswith(b"250"):
                acknowledged.append(f"<{number}@itu.example>")
    except OSError:
        pass
    finally:
        writer.close()


async def load_and_kill(
    bot: subprocess.Popen[bytes], port: int, run: int, seconds: float, acknowledged: list[str]
) -> None:
    clients = [
        asyncio.create_task(load(port, run * 1_000_000 + place * 100_000, acknowledged)) for place in range(SESSIONS)
    ]
    await asyncio.sleep(seconds)
    bot.send_signal(signal.SIGKILL)
    bot.wait()
    await asyncio.wait(clients, timeout=5)
    for client in clients:
        client.cancel()


@pytest.mark.timeout(180)
def test_twenty_kills_under_load_lose_nothing_and_record_nothing_twice(tmp_path: Path) -> None:
    port, chance = free_port(), random.Random(1)
    config = tmp_path / "config.toml"
    config.write_text(
        '[bot]\naddress = "liaison@bot.example"\nstate = "state"\n[trust]\ndkim = false\n'
        f'[smtp]\nlisten = "127.0.0.1:{port}"\nhostname = "bot.example"\n',
        "utf-8",
    )
    command = [sys.executable, "-m", "liaisonbot", "-q", "--config", str(config), "run"]
    acknowledged: list[str] = []
    for run in range(KILLS):
        bot = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        wait_for_port(port)
        asyncio.run(load_and_kill(bot, port, run, chance.uniform(0.2, 0.7), acknowledged))
    bot = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    wait_for_port(port)
    time.sleep(1)
    bot.terminate()
    assert bot.wait(60) == 0
    with Ledger.open(tmp_path / "state" / "ledger.db", utc_now()) as ledger:
        rows = ledger._run("SELECT raw FROM letter_raw")
        ids = Counter(bytes(row["raw"]).split(b"Message-ID: ", 1)[1].split(b"\r\n", 1)[0].decode() for row in rows)
        titles = Counter(case.title for case in ledger.cases())
        assert ledger.audit() == []
    assert len(acknowledged) > KILLS
    assert [one for one in acknowledged if one not in ids] == [], "acknowledged and lost"
    assert [one for one, count in ids.items() if count > 1] == [], "recorded twice"
    assert [title for title, count in titles.items() if count > 1] == [], "two cases of one letter"
