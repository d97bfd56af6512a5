"""K6: power cuts at any moment: what was acknowledged is on the disk, whatever else is lost or torn (P1).

The service runs under strace; its writes are played again, cut at a point, and what the disk may hold then is opened by
the bot and audited. A rename or a new file counts only once its folder was flushed too.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from liaisonbot.doors.ledger import Ledger, LedgerError
from tests.bench.measure import at_most
from tests.bench.processes import Process
from tests.bench.product import Bot
from tests.fault import audit
from tests.fault.disk_model import TRACE, Call, Disk, calls
from tests.fault.letters import Letters
from tests.fault.plan import Found, Plan, progress
from tests.fault.relay import Relay
from tests.fault.senders import Journal, Mta

NOT_THE_LEDGER = ("-shm", "config.toml", "run.log", "trace")
_RECORDED = re.compile(rb"^250 2\.0\.0 recorded as (\d+)")
_MESSAGE_ID = re.compile(rb"\r\nMessage-ID:\s*(\S+)")
BY_NAME = ("rename", "unlink", "link", "truncate", "mkdir")
HOWS = ("none", "some", "all", "some")


def run(plan: Plan) -> Found:
    """The cuts, over several traces."""
    found, cuts, flushes, acknowledged = Found(), 0, 0, 0
    for number in plan.rounds("trace", 1, 4):
        folder = plan.folder / f"trace-{number}"
        folder.mkdir()
        bot = Bot(folder / "bot", more="[trust]\ndkim = false\n")
        asyncio.run(_record(plan, bot, folder, plan.size(60, 300)))
        chance = plan.chance(f"cuts {number}")
        for power_cut in _cuts(bot.folder, folder / "trace", chance, plan.size(60, 500)):
            cuts, flushes = cuts + 1, flushes + power_cut.since_flush
            acknowledged = max(acknowledged, len(power_cut.acknowledged))
            progress(f"K6: cut {cuts}")
            found.wrong += [f"trace {number}, {power_cut.name}: {line}" for line in power_cut.audit(folder / "found")]
    found.count("power cuts", cuts)
    found.count("… right behind a 250", flushes)
    found.count("letters acknowledged before the last cut of a trace, at most", acknowledged)
    found.count("… lost", sum("lost" in line for line in found.wrong), "", at_most(0))
    return found


async def _record(plan: Plan, bot: Bot, folder: Path, letters: int) -> None:
    """Runs the service under strace while letters come in bursts, so that it also tidies up in between."""
    with Journal(folder / "replies.jsonl") as replies, Journal(folder / "relay.jsonl") as relayed:
        relay = Relay(relayed)
        await relay.open()
        bot = Bot(bot.folder, relay=relay.port, more="[trust]\ndkim = false\n")
        mails = Letters(plan.chance(f"letters {folder.name}"), largest=400_000).take(letters)
        process = Process([*TRACE, "-o", folder / "trace", *bot.command("--quiet", "run")], bot.folder / "run.log")
        with process:
            await asyncio.to_thread(process.answers, bot.port, 120)
            for place in range(0, letters, 30):
                mta = Mta(bot.port, iter(mails[place : place + 30]), replies)
                work = asyncio.create_task(mta.work(4))
                while not mta.idle:
                    await asyncio.sleep(0.05)
                work.cancel()
                await asyncio.sleep(1.5)
        relay.close()


class PowerCut:
    """What the disk may hold after one point of a trace."""

    def __init__(
        self, name: str, files: dict[str, bytes], acknowledged: set[int], handed_over: set[str], since: bool
    ) -> None:
        self.name, self.files, self.acknowledged, self.handed_over = name, files, acknowledged, handed_over
        self.since_flush = since

    def audit(self, folder: Path) -> list[str]:
        """Opens what is left as the bot would, and looks."""
        shutil.rmtree(folder, ignore_errors=True)
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        ledger = folder / "ledger.db"
        if not ledger.exists():
            return ["the ledger is lost"] if self.acknowledged else []
        try:
            with Ledger.open(ledger, datetime.now(UTC)) as opened:
                opened.hold_service()
        except LedgerError as problem:
            return [f"it does not open: {problem}"]
        return [*self._lost(ledger), *audit.audit(ledger, audit.Seen(), settled=False)]

    def _lost(self, ledger: Path) -> Iterator[str]:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
            letters = {number for (number,) in db.execute("SELECT id FROM letter")}
            ids = {one for (one,) in db.execute("SELECT message_id FROM posting")}
        for number in sorted(self.acknowledged - letters):
            yield f"lost: letter {number} was acknowledged"
        for one in sorted(self.handed_over - ids):
            yield f"lost: {one} has left, and the outbox does not know it"


def _cuts(root: Path, trace: Path, chance: random.Random, most: int) -> Iterator[PowerCut]:
    """Power cuts of a trace: half of them right behind a 250, the others anywhere."""
    told = [call for call in calls(trace) if _matters(call, f"{root}/")]
    behind = [place for place, call in enumerate(told) if _acknowledges(call)]
    points = set(chance.sample(behind, min(len(behind), most // 2)))
    points |= set(chance.sample(range(len(told)), min(len(told), most - len(points))))
    disk = Disk(root, NOT_THE_LEDGER)
    acknowledged: set[int] = set()
    handed_over: set[str] = set()
    for place, call in enumerate(told):
        disk.play(call)
        acknowledged |= _acknowledges(call)
        handed_over |= _hands_over(call)
        if place in points:
            how = chance.choice(HOWS)
            name = f"call {place} ({call.name}), {how} of what was not flushed"
            is_behind = bool(_acknowledges(call))
            yield PowerCut(name, disk.left(chance, how), set(acknowledged), set(handed_over), is_behind)


def _matters(call: Call, root: str) -> bool:
    if call.name == "sendto":
        return bool(_acknowledges(call) or _hands_over(call))
    paths = [text.decode("utf-8", "replace") for text in call.texts] if call.name.startswith(BY_NAME) else [call.path]
    return any(f"{path}/".startswith(root) and not path.endswith("-shm") for path in paths)


def _acknowledges(call: Call) -> set[int]:
    if call.name != "sendto" or call.done or not call.texts or not (found := _RECORDED.match(call.texts[0])):
        return set()
    return {int(found.group(1))}


def _hands_over(call: Call) -> set[str]:
    text = call.texts[0] if call.texts and call.name == "sendto" else b""
    found = _MESSAGE_ID.search(text) if text.endswith(b"\r\n.\r\n") else None
    return {found.group(1).decode()} if found else set()
