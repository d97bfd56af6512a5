"""The bot as a victim: started again and again, killed at any moment, or at a named point of its work."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing

from tests.bench.processes import Process, python
from tests.bench.product import UNSENT, WAITING, Bot
from tests.fault.plan import progress

PARKED = "SELECT count(*) FROM letter WHERE state = 'parked'"


def kill(process: Process) -> None:
    """SIGKILL for the service; its children end by themselves or are swept up."""
    if not process.ended:
        os.kill(process.pid, signal.SIGKILL)
    process.end(5)


def start_at(bot: Bot, point: str, time_: int) -> Process:
    """The service, which kills itself when it comes to `point` for the `time_`-th time (killed_at.py)."""
    command = python("tests.fault.killed_at", point, str(time_), *bot.command("--quiet", "run")[3:])
    return Process(command, bot.folder / "run.log")


def settle(bot: Bot, patience: float = 600.0) -> list[str]:
    """Gives the running bot the time to work off all it has; what has not ended by then."""
    limit, again = time.monotonic() + patience, True
    while time.monotonic() < limit:
        waiting, unsent = bot.count(WAITING), bot.count(UNSENT)
        progress(f"working off: {waiting} letters wait, {unsent} of ours are under way")
        if not waiting and not unsent:
            if not (again and bot.count(PARKED)):
                return []
            again = False  # a person looks at what was in hand at each kill, and has it tried again
            retry_parked(bot)
        time.sleep(0.3)
    return [f"after {patience:.0f} s {bot.count(WAITING)} letters wait and {bot.count(UNSENT)} of ours are under way"]


def retry_parked(bot: Bot) -> None:
    """What an operator does with letters that were in hand three times when the process died."""
    with closing(sqlite3.connect(f"file:{bot.ledger}?mode=ro", uri=True)) as db:
        found = db.execute("SELECT id FROM letter WHERE state = 'parked' AND reason LIKE 'in hand %'").fetchall()
    for (letter,) in found:
        subprocess.run(
            [str(word) for word in bot.command("parked", "retry", str(letter))],
            check=True,
            timeout=60,
            stdout=subprocess.DEVNULL,
        )


def wait_until(happens: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Whether something happens in time."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if happens():
            return True
        time.sleep(every)
    return happens()
