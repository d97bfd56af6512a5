"""K5: the disk fills up and frees again under load, and flushes fail: no 250 without a row, and all is well again.

The ledger lies on a small tmpfs that is filled to the last byte (as root), or the process may write no file past some
size (RLIMIT_FSIZE). Failing flushes are injected by strace: then the bot must end at once and start again well.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Protocol

from tests.bench.measure import at_most
from tests.bench.processes import Process
from tests.bench.product import Bot
from tests.fault import audit
from tests.fault.letters import Letters
from tests.fault.plan import Found, Plan, progress
from tests.fault.relay import Relay
from tests.fault.senders import Journal, Mta
from tests.fault.victim import settle, wait_until

MIB = 1 << 20


class FullDisk(Protocol):
    """Something that can be full."""

    def fill(self, process: Process) -> None: ...

    def free(self, process: Process) -> None: ...

    def close(self) -> None: ...


class SmallDisk:
    """A tmpfs of its own at `folder`, filled by one large file. Needs root."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self._filler, self._size = folder, folder / "filler", size
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)

    def fill(self, process: Process) -> None:
        """Takes every byte that is left, and what is freed meanwhile."""
        with self._filler.open("ab") as filler:
            for _ in range(5):
                free = shutil.disk_usage(self.folder).free
                with suppress(OSError):
                    os.posix_fallocate(filler.fileno(), os.path.getsize(self._filler), max(free, 4096))

    def free(self, process: Process) -> None:
        """There is room again."""
        self._filler.unlink(missing_ok=True)

    def close(self) -> None:
        """The disk is taken away."""
        subprocess.run(["umount", "-l", self.folder], check=True)


class LimitedFiles:
    """The process itself may write no file past a size, as on a full disk (EFBIG instead of ENOSPC)."""

    def fill(self, process: Process) -> None:
        """No file may grow past 64 KiB."""
        self._limit(process, 64 << 10)

    def free(self, process: Process) -> None:
        """No limit any more."""
        self._limit(process, resource.RLIM_INFINITY)

    def close(self) -> None:
        """Nothing to take away."""

    @staticmethod
    def _limit(process: Process, size: int) -> None:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def run(plan: Plan) -> Found:
    """Full and free again, so and so often; then flushes that fail."""
    found, slowest, acknowledged = Found(), [0.0], 0
    kinds = ["tmpfs", "limit"] if os.getuid() == 0 else ["limit"]
    cycles = plan.size(3, 100) // len(kinds)
    for number in plan.rounds("disk", len(kinds), len(kinds)):
        kind = kinds[number % len(kinds)]
        lived = asyncio.run(_disk(plan, plan.folder / f"disk-{number}", kind, cycles))
        found.wrong += [f"{kind}: {line}" for line in lived.wrong]
        slowest += lived.recovered
        acknowledged += lived.acknowledged
    found.count("times that the disk was full", len(slowest) - 1)
    found.count("letters acknowledged", acknowledged)
    found.count("… lost", sum("lost:" in line for line in found.wrong), "", at_most(0))
    found.count("until it takes letters again, longest", max(slowest), "s", at_most(10))
    ended, wrong = asyncio.run(_flushes_fail(plan, plan.folder / "flushes", plan.size(2, 20)))
    found.wrong += wrong
    found.count("flushes that failed", len(ended))
    found.count("until it ended, longest", max(ended, default=0.0), "s", at_most(1))
    return found


class _Lived:
    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.recovered: list[float] = []
        self.acknowledged = 0


async def _disk(plan: Plan, folder: Path, kind: str, cycles: int) -> _Lived:
    folder.mkdir()
    ram = folder / "bot"
    ram.mkdir()
    disk: FullDisk = SmallDisk(ram, plan.size(600, 3000) * MIB) if kind == "tmpfs" else LimitedFiles()
    lived = _Lived()
    try:
        with Journal(folder / "replies.jsonl") as replies, Journal(folder / "relay.jsonl") as relayed:
            relay = Relay(relayed)
            await relay.open()
            bot = Bot(ram, relay=relay.port, more="[trust]\ndkim = false\n")
            chance = plan.chance(folder.name)
            pause = plan.size(0.02, 0.2)  # what is taken in must be worked off, too
            mta = Mta(bot.port, iter(Letters(chance, statements=0.1, largest=400_000)), replies, pause=pause)
            with await asyncio.to_thread(bot.start) as process:
                work = asyncio.create_task(mta.work(8))
                for cycle in range(cycles):
                    progress(f"K5: {kind} full {cycle + 1} of {cycles}")
                    lived.recovered.append(await _fill_and_free(disk, process, mta, chance))
                mta.no_more()
                lived.wrong += await asyncio.to_thread(_work_off, bot, mta, plan.size(120, 900))
                work.cancel()
            relay.close()
        lived.acknowledged = mta.answers.acknowledged
        seen = audit.Seen(mta.answers.taken, relayed=relay.taken, crashes=0)
        lived.wrong += audit.audit(bot.ledger, seen) + audit.own_check(bot) + _parked(bot)
    finally:
        if lived.wrong:
            shutil.copytree(ram, folder / "found", ignore=shutil.ignore_patterns("filler"))
        disk.close()
    return lived


async def _fill_and_free(disk: FullDisk, process: Process, mta: Mta, chance: Random) -> float:
    """How many seconds pass from room to the next 250."""
    await asyncio.sleep(chance.uniform(0.3, 1.2))
    await asyncio.to_thread(disk.fill, process)
    await asyncio.sleep(chance.uniform(0.3, 2))
    disk.free(process)
    began, before = time.monotonic(), mta.answers.acknowledged
    while mta.answers.acknowledged == before and time.monotonic() - began < 90:
        await asyncio.sleep(0.01)
    return time.monotonic() - began


def _work_off(bot: Bot, mta: Mta, patience: float) -> list[str]:
    wrong = [] if wait_until(lambda: mta.idle, 90) else ["letters are still not taken after 90 s"]
    return wrong + settle(bot, patience)


def _parked(bot: Bot) -> list[str]:
    """A full disk is nobody's fault: no letter is put aside because of it."""
    parked = bot.count("SELECT count(*) FROM letter WHERE state = 'parked' AND reason LIKE 'in hand %'")
    return [f"{parked} letters were parked because the disk was full"] if parked else []


# --- flushes that fail ----------------------------------------------------------------------------


async def _flushes_fail(plan: Plan, folder: Path, times: int) -> tuple[list[float], list[str]]:
    """Seconds from a failed flush to the end of the process, each time; and what was wrong."""
    folder.mkdir()
    ended: list[float] = []
    wrong: list[str] = []
    with Journal(folder / "replies.jsonl") as replies, Journal(folder / "relay.jsonl") as relayed:
        relay = Relay(relayed)
        await relay.open()
        bot = Bot(folder / "bot", relay=relay.port, more="[trust]\ndkim = false\n")
        chance = plan.chance("flushes")
        mta = Mta(bot.port, iter(Letters(chance, statements=0.1, largest=100_000)), replies, pause=0.02)
        work = asyncio.create_task(mta.work(4))
        for number in range(times):
            progress(f"K5: failing flush {number + 1} of {times}")
            process = await asyncio.to_thread(bot.start)
            seconds = await asyncio.to_thread(_fail_flush, process, chance.randint(1, 40), folder / f"trace-{number}")
            process.end()
            ended += [seconds] if seconds is not None else []
            wrong += [] if seconds is not None else [f"flush {number} failed, and the bot went on"]
        mta.no_more()
        with await asyncio.to_thread(bot.start):
            wrong += await asyncio.to_thread(_work_off, bot, mta, plan.size(120, 900))
        work.cancel()
        relay.close()
    seen = audit.Seen(mta.answers.taken, relayed=relay.taken, crashes=times)
    return ended, wrong + audit.audit(bot.ledger, seen) + audit.own_check(bot)


def _fail_flush(process: Process, number: int, trace: Path) -> float | None:
    """Lets the n-th flush of a thread fail, and all behind it; None if the process does not end."""
    inject = f"inject=fsync,fdatasync:error=EIO:when={number}+"
    command = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-e", inject, "-o", trace, "-p", str(process.pid)]
    strace = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if not wait_until(lambda: trace.exists() and "INJECTED" in trace.read_text("utf-8", "replace"), 60, 0.01):
            return None
        began = time.monotonic()
        return time.monotonic() - began if wait_until(lambda: process.ended, 5, 0.01) else None
    finally:
        strace.terminate()
        strace.wait()
