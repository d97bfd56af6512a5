"""K2: the process dies at named points (commit, reply, file, claim, final dot …), the first time there or a later one."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.bench.measure import at_most
from tests.bench.processes import Process
from tests.bench.product import Bot
from tests.fault import audit
from tests.fault.killed_at import POINTS
from tests.fault.letters import Kind, Letters, Mail
from tests.fault.plan import Found, Plan, progress
from tests.fault.relay import Relay
from tests.fault.senders import Journal, Mta
from tests.fault.victim import settle, start_at, wait_until

TIMES = (1, 2, 7)
LETTERS = 12


def run(plan: Plan) -> Found:
    """Each point in turn, on one ledger."""
    found, acknowledged = Found(), 0
    for number in plan.rounds("round", 1, 3):
        times = TIMES if plan.full else (plan.chance().choice(TIMES[:2]),)
        folder = plan.folder / f"round-{number}"
        folder.mkdir()
        reached, taken, wrong = asyncio.run(_round(plan, folder, [(p, n) for p in POINTS for n in times]))
        acknowledged += taken
        found.wrong += wrong
    found.count("points, each reached and survived", reached)
    found.count("… never reached", len(POINTS) * len(times) - reached, "", at_most(0) if not plan.full else None)
    found.count("letters acknowledged", acknowledged)
    found.count("… lost", sum("lost:" in line for line in found.wrong), "", at_most(0))
    return found


async def _round(plan: Plan, folder: Path, points: list[tuple[str, int]]) -> tuple[int, int, list[str]]:
    reached, wrong = 0, list[str]()
    letters = iter(Letters(plan.chance(folder.name), statements=0.5, largest=100_000))
    with Journal(folder / "replies.jsonl") as replies, Journal(folder / "relay.jsonl") as relayed:
        relay = Relay(relayed)
        await relay.open()
        bot = Bot(folder / "bot", relay=relay.port, more="[trust]\ndkim = false\n")
        mta = Mta(bot.port, letters, replies)
        mta.no_more()
        work = asyncio.create_task(mta.work(3))
        for place, (point, time) in enumerate(points):
            progress(f"K2: dies at “{point}” for the {time}. time")
            mta.send([next(letters) for _ in range(LETTERS)] + [_large(place, n) for n in range(time)])
            reached += await asyncio.to_thread(_dies, bot, point, time)
        with await asyncio.to_thread(bot.start):
            await asyncio.to_thread(wait_until, lambda: mta.idle, 60)
            wrong += await asyncio.to_thread(settle, bot)
        work.cancel()
        relay.close()
    seen = audit.Seen(mta.answers.taken, relayed=relay.taken, crashes=len(points))
    wrong += audit.audit(bot.ledger, seen) + audit.own_check(bot)
    return reached, mta.answers.acknowledged, wrong


def _large(place: int, number: int) -> Mail:
    """A letter that lies in a file."""
    head = f"From: Someone <someone@made-up.example>\r\nSubject: Large {place}.{number}\r\nList-Id: <ccamp.ietf.org>\r\n\r\n"
    return Mail(
        10**9 + place * 100 + number,
        Kind.DISCUSSION,
        "someone@made-up.example",
        head.encode() + (b"x" * 70 + b"\r\n") * 4000 + b"\r\n",
    )


def _dies(bot: Bot, point: str, time: int) -> bool:
    """Whether the service came to the point and died of it."""
    process: Process = start_at(bot, point, time)
    died = wait_until(lambda: process.ended, 15)
    process.end()
    return died
