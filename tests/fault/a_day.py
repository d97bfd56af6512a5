"""K13: a day's work at a letter a second, with a relay that fails and kills in between: memory, WAL and handles stay flat.

A day as it stands with --full; --minutes makes it shorter. It is no part of the short runs.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.bench.measure import at_most
from tests.bench.processes import resident
from tests.bench.product import Bot
from tests.fault import audit
from tests.fault.letters import Letters
from tests.fault.plan import Found, Plan, progress
from tests.fault.relay import Fault, Relay
from tests.fault.senders import Journal, Mta
from tests.fault.victim import settle, wait_until

MIB = 1 << 20
WARM = 0.3
"""The first part of the time, after which things are compared with the rest."""


def run(plan: Plan) -> Found:
    """So many minutes: a day's, or those that were asked for."""
    minutes = plan.minutes or (24 * 60 if plan.full else 1)
    return asyncio.run(_lived(plan, minutes * 60))


async def _lived(plan: Plan, seconds: float) -> Found:
    found, folder, chance = Found(), plan.folder, plan.chance("relay")
    looks: list[tuple[float, float, int, float]] = []
    mild = [Fault.CLOSED, Fault.BUSY, Fault.LATER, Fault.LATER_DATA, Fault.LEAVES, Fault.DROP_IN_LETTER]
    with Journal(folder / "replies.jsonl") as replies, Journal(folder / "relay.jsonl") as relayed:
        relay = Relay(relayed, lambda: (chance.choice(mild), chance.randrange(100)))
        await relay.open()
        bot = Bot(folder / "bot", relay=relay.port, more="[trust]\ndkim = false\n")
        mta = Mta(bot.port, iter(Letters(plan.chance("letters"))), replies, pause=1.0)
        with await asyncio.to_thread(bot.start) as process:
            work, began = asyncio.create_task(mta.work(1)), time.monotonic()
            while (spent := time.monotonic() - began) < seconds:
                progress(f"K13: {spent / 60:.1f} of {seconds / 60:.0f} minutes, {mta.answers.acknowledged} letters")
                looks.append((spent, resident(process.pid), _handles(process.pid), _wal(bot)))
                await asyncio.sleep(1)
            mta.no_more()
            await asyncio.to_thread(wait_until, lambda: mta.idle, 60)
            relay.fault = lambda: (Fault.NONE, 0)
            found.wrong += await asyncio.to_thread(settle, bot, max(600.0, seconds))
            work.cancel()
        relay.close()
    found.wrong += audit.audit(bot.ledger, audit.Seen(mta.answers.taken, relayed=relay.taken)) + audit.own_check(bot)
    warm = [look for look in looks if look[0] > seconds * WARM]
    hours = (warm[-1][0] - warm[0][0]) / 3600
    found.count("letters", mta.answers.acknowledged)
    found.count("resident memory at the end", warm[-1][1], "MiB")
    if hours > 0.5:
        found.count("… growth in an hour", (warm[-1][1] - warm[0][1]) / hours, "MiB", at_most(1))
    found.count("the WAL, at most", max(look[3] for look in looks), "MiB", at_most(64))
    found.count(
        "open files, growth", max(0, warm[-1][2] - max(look[2] for look in warm[: len(warm) // 2])), "", at_most(5)
    )
    return found


def _handles(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def _wal(bot: Bot) -> float:
    path = bot.ledger.with_name(bot.ledger.name + "-wal")
    return path.stat().st_size / MIB if path.exists() else 0.0
