"""K4: a smarthost that refuses, hangs, cuts, lies and restarts: every letter of ours arrives or fails and is told (P6).

The bot runs in this process with a clock that is handed in, since a letter whose fate is uncertain waits a quarter of
an hour. Each connection to the relay has one of sixteen faults, which strikes at the n-th letter. Then a real Postfix
is the relay, and is stopped and started while letters go through it.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from liaisonbot.assembly import make_service
from liaisonbot.config import load
from liaisonbot.connections import make_doors
from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.smtp_out import Smarthost
from liaisonbot.model.mail import Arrival
from liaisonbot.running import Bot as RunningBot
from liaisonbot.running import Doors
from liaisonbot.service import Service
from tests.bench.letters import RECIPIENT
from tests.bench.measure import at_least, at_most
from tests.bench.product import Bot
from tests.fault import audit
from tests.fault.letters import Letters
from tests.fault.plan import Found, Plan, progress
from tests.fault.relay import Fault, Relay
from tests.fault.senders import Journal
from tests.postfix import Postfix

TIMEOUT, LONG_TIMEOUT = 1.0, 5.0
"""Seconds that the relay has for an answer. A full run works off thousands of letters meanwhile, in this same process: an
answer that nobody had the time to hear must not pass for one that was lost."""

HANG = 2.5
"""So many times as long the relay hangs."""

STEP = timedelta(minutes=16)
MOST_STEPS = 400


def run(plan: Plan) -> Found:
    """The faults; then Postfix."""
    found, came, deck = Found(), Counter[Fault](), list[Fault]()
    for number in plan.rounds("relay", 1, 4):
        folder = plan.folder / f"relay-{number}"
        folder.mkdir()
        lived = asyncio.run(_faults(plan, folder, plan.size(25, 1500), deck))
        came += lived.faults
        found.wrong += [f"relay {number}: {line}" for line in lived.wrong]
        found.figures or found.count("faults of a connection", len(Fault) - 1)
        _add(found, "letters of ours", lived.letters)
        _add(found, "… refused for good and told", lived.failed)
        _add(found, "… that came again, with the same Message-ID", lived.copies)
        _add(found, "connections that failed", lived.faults.total() - lived.faults[Fault.NONE])
    found.count(
        "letters of ours neither arrived nor told as failed", sum("still" in one for one in found.wrong), "", at_most(0)
    )
    if plan.full and plan.minutes is None:
        found.wrong += [f"the fault “{one}” never came" for one in set(Fault) - set(came)]
        found.count(
            "letters of ours, all",
            next(one.value for one in found.figures if one.what == "letters of ours"),
            "",
            at_least(20_000),
        )
    if os.getuid() == 0:
        sent, wrong = asyncio.run(_postfix(plan, plan.folder / "postfix", plan.size(6, 400), plan.size(1, 15)))
        found.count("letters through Postfix while it restarts", sent)
        found.wrong += wrong
    return found


def _add(found: Found, what: str, count: int) -> None:
    before = sum(one.value for one in found.figures if one.what == what)
    found.figures = [one for one in found.figures if one.what != what]
    found.count(what, before + count)


class _Lived:
    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.letters = self.failed = self.copies = 0
        self.faults: Counter[Fault] = Counter()


class _Clock:
    """The wall clock, ahead by as much as we say."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def _running(bot: Bot, relay_port: int, clock: _Clock, timeout: float) -> RunningBot:
    config = load(bot.config, {})
    way_out = Smarthost("127.0.0.1", relay_port, security="none", hostname="bot.example", timeout=timeout)
    doors = Doors(make_doors(config).open_doors, way_out)

    def service(ledger: Ledger) -> Service:
        made = make_service(config, ledger)
        made.clock = clock
        return made

    return RunningBot(config.bot.ledger, doors, service, clock)


async def _faults(plan: Plan, folder: Path, statements: int, deck: list[Fault]) -> _Lived:
    chance, clock, lived = plan.chance(folder.name), _Clock(), _Lived()
    timeout = plan.size(TIMEOUT, LONG_TIMEOUT)
    quiet = [False]

    def fault() -> tuple[Fault, int]:
        if quiet[0]:
            return Fault.NONE, 0
        if chance.random() < 0.4:  # a good while before it is cut
            return Fault.DROP_AFTER, chance.randrange(5, 25)
        if not deck:
            deck.extend(chance.sample(list(Fault), len(Fault)))  # each comes before any comes again
        return deck.pop(), chance.randrange(8)

    with Journal(folder / "relay.jsonl") as journal:
        relay = Relay(journal, fault, refuses=_refuses, hang=HANG * timeout)
        await relay.open()
        bot = Bot(folder / "bot", relay=relay.port, more="[trust]\ndkim = false\n")
        async with _running(bot, relay.port, clock, timeout) as running:
            await _take_in(running, statements, chance)
            for step in range(MOST_STEPS):
                await running.settled()
                left = _open(bot.ledger)
                progress(f"K4: step {step + 1}, {left} letters of ours are left, {len(relay.taken)} arrived")
                if not left:
                    break
                if chance.random() < 0.2:  # nobody listens for a while
                    relay.close()
                    clock.ahead += STEP
                    await running.settled()
                    await relay.open()
                quiet[0] = step > MOST_STEPS // 2
                clock.ahead += STEP
        relay.close()
    seen = audit.Seen(relayed=relay.taken, refused=relay.refused)
    lived.wrong += audit.audit(bot.ledger, seen) + audit.own_check(bot) + _failed_untold(bot.ledger, relay)
    figures = Counter(_states(bot.ledger))
    lived.letters, lived.failed = sum(figures.values()), figures["failed"]
    lived.copies, lived.faults = audit.copies(relay.taken), relay.faults
    return lived


def _refuses(recipient: str) -> bool:
    return recipient.startswith(("tsbsg9@", "tsbsg11@"))


async def _take_in(running: RunningBot, statements: int, chance: Random) -> None:
    mails = Letters(chance, statements=0.9, largest=100_000).take(statements)
    arrival = (Arrival("smtp", RECIPIENT, "peer@made-up.example"),)
    for place in range(0, len(mails), 50):
        batch = [(mail.raw, arrival) for mail in mails[place : place + 50]]
        await running.look(lambda ledger, batch=batch: ledger.receive_many(batch, datetime.now(UTC)))  # type: ignore[misc]


def _open(ledger: Path) -> int:
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM delivery WHERE ended IS NULL").fetchone()[0])


def _states(ledger: Path) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        return dict(db.execute("SELECT state, count(*) FROM delivery GROUP BY 1").fetchall())


def _failed_untold(ledger: Path, relay: Relay) -> list[str]:
    """Only who was refused has failed, and those who decide about the case were told of it."""
    refused = {recipient for _, recipient in relay.refused}
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        failed = db.execute(
            """SELECT number, recipient, reply, EXISTS (SELECT 1 FROM posting AS told WHERE told.template = 'undelivered'
                 AND told.case_number = posting.case_number AND told.queued >= delivery.ended) AS is_told
               FROM delivery JOIN posting ON number = posting WHERE state = 'failed' AND case_number IS NOT NULL"""
        ).fetchall()
    wrong = [f"posting {row[0]} to {row[1]} failed: {row[2]}" for row in failed if row[1] not in refused]
    return wrong + [f"posting {row[0]} to {row[1]} failed, and nobody was told" for row in failed if not row[3]]


# --- Postfix --------------------------------------------------------------------------------------


async def _postfix(plan: Plan, folder: Path, statements: int, restarts: int) -> tuple[int, list[str]]:
    """Letters of ours through a Postfix that is stopped and started again; each must reach the world behind it."""
    folder.mkdir()
    clock, chance = _Clock(), plan.chance("postfix")
    with Journal(folder / "relay.jsonl") as journal, TemporaryDirectory(prefix="lb-") as short:
        world = Relay(journal)
        await world.open()
        postfix = await asyncio.to_thread(Postfix, Path(short), by_lmtp={"unused.example": world.port}, sink=world.port)
        try:
            bot = Bot(folder / "bot", relay=postfix.port, more="[trust]\ndkim = false\n")
            async with _running(bot, postfix.port, clock, 10) as running:
                for restart in range(restarts):
                    progress(f"K4: Postfix restarts, {restart + 1} of {restarts}")
                    await _take_in(running, statements // restarts, chance)
                    going = asyncio.create_task(running.settled())
                    await asyncio.sleep(chance.uniform(0, 1))
                    await asyncio.to_thread(postfix.stop)
                    await going
                    await asyncio.to_thread(postfix.start)
                    clock.ahead += STEP
                await _until_all(running, bot, clock, world)
        finally:
            await asyncio.to_thread(postfix.stop)
            world.close()
    seen = audit.Seen(relayed=world.taken, crashes=restarts)
    return len(world.taken), audit.audit(bot.ledger, seen) + audit.own_check(bot)


async def _until_all(running: RunningBot, bot: Bot, clock: _Clock, world: Relay) -> None:
    for _ in range(100):
        await running.settled()
        if not _open(bot.ledger) and len(world.taken) >= sum(_states(bot.ledger).values()):
            return
        clock.ahead += STEP
        await asyncio.sleep(0.3)
