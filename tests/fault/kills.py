"""K1: kill -9 at any moment under SMTP and LMTP load, with the post going out: nothing lost, nothing twice (P1, P2, P6)."""

from __future__ import annotations

import asyncio
import random
import time

from tests.bench.measure import at_least, at_most
from tests.bench.processes import free_port
from tests.bench.product import Bot
from tests.fault import audit
from tests.fault.letters import Letters
from tests.fault.plan import Found, Plan
from tests.fault.relay import Relay
from tests.fault.senders import Journal, Mta
from tests.fault.victim import kill, settle, wait_until

KILLS_OF_A_LEDGER = 50
"""Then it is worked off, audited, and another one begins."""

SESSIONS = 8
STATEMENTS = 0.2


def run(plan: Plan) -> Found:
    """The kills, over as many ledgers as they need."""
    found, kills, acknowledged, twice, cases, postings = Found(), 0, 0, 0, 0, 0
    left = plan.size(30, 1000)
    for ledger in plan.rounds("ledger", 1, 20):
        size = min(left if plan.minutes is None else KILLS_OF_A_LEDGER, KILLS_OF_A_LEDGER)
        life = asyncio.run(life_of(plan, ledger, size))
        kills, left, acknowledged = kills + size, left - size, acknowledged + life.acknowledged
        twice, cases, postings = twice + life.copies, cases + life.cases, postings + life.postings
        found.wrong += [f"ledger {ledger}: {line}" for line in life.wrong]
    whole = plan.full and plan.minutes is None
    found.count("kill -9", kills, "", at_least(1000) if whole else None)
    found.count("letters acknowledged", acknowledged, "", at_least(100_000) if whole else None)
    found.count("… lost", sum("lost:" in line for line in found.wrong), "", at_most(0))
    found.count("… recorded twice", sum("twice:" in line for line in found.wrong), "", at_most(0))
    found.count("cases opened", cases)
    found.count("letters of ours sent", postings)
    found.count(
        "… with a second Message-ID or other bytes", sum("two letters" in x for x in found.wrong), "", at_most(0)
    )
    found.count("… that came twice, with the same Message-ID", twice)
    return found


class Life:
    """What one ledger lived through."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.acknowledged = self.copies = self.cases = self.postings = 0


async def life_of(plan: Plan, number: int, kills: int) -> Life:
    """One ledger through so many kills, worked off and audited at the end."""
    folder = plan.folder / f"ledger-{number}"
    folder.mkdir()
    chance, lmtp = plan.chance(f"ledger {number}"), free_port()
    with Journal(folder / "replies.jsonl") as replies, Journal(folder / "relay.jsonl") as relayed:
        relay = Relay(relayed)
        await relay.open()
        more = f'[lmtp]\nlisten = "127.0.0.1:{lmtp}"\n[trust]\ndkim = false\n'
        bot = Bot(folder / "bot", relay=relay.port, more=more)
        letters = iter(Letters(chance, statements=STATEMENTS))
        pause = plan.size(0.05, 0.02)  # what is taken in must be worked off, too: half an hour for all
        mtas = [Mta(bot.port, letters, replies, pause=pause), Mta(lmtp, letters, replies, lmtp=True, pause=pause)]
        work = [asyncio.create_task(mta.work(SESSIONS // 2)) for mta in mtas]
        await asyncio.to_thread(_kill_often, bot, chance, kills)
        life = await asyncio.to_thread(_work_off, bot, mtas)
        for task in work:
            task.cancel()
        relay.close()
    taken = {**mtas[0].answers.taken}
    for sha256, (mail, to) in mtas[1].answers.taken.items():
        taken[sha256] = (mail, taken.get(sha256, (mail, set()))[1] | to)
    seen = audit.Seen(taken, relayed=relay.taken, crashes=kills)
    life.wrong += audit.audit(bot.ledger, seen) + audit.own_check(bot)
    figures = audit.counts(bot.ledger)
    life.acknowledged = sum(mta.answers.acknowledged for mta in mtas)
    life.copies, life.cases, life.postings = audit.copies(relay.taken), figures["case"], figures["posting"]
    return life


def _kill_often(bot: Bot, chance: random.Random, kills: int) -> None:
    for _ in range(kills):
        process = bot.start()
        # now and then it lives long enough to decide and to send
        time.sleep(chance.uniform(0.02, 0.4) if chance.random() < 0.8 else chance.uniform(0.5, 2))
        kill(process)


def _work_off(bot: Bot, mtas: list[Mta]) -> Life:
    life = Life()
    for mta in mtas:
        mta.no_more()
    with bot.start():
        if not wait_until(lambda: all(mta.idle for mta in mtas), 120):
            life.wrong.append("after 120 s there are still letters that the bot does not take")
        life.wrong += settle(bot)
    return life
