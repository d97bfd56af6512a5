"""K11: the process dies at each statement of an upgrade: the ledger is the old one or the new one, with all it held (P16).

A ledger as each earlier release left it is made by the first migrations of the diary; the upgrade runs in a process of
its own that is killed at its n-th statement, until it gets through.
"""

from __future__ import annotations

import hashlib
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.migrations import DIARY
from tests.bench.measure import at_least
from tests.bench.processes import ROOT, environment
from tests.fault.plan import Found, Plan, progress

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LETTERS = 20
CHILD = """
import os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from liaisonbot.doors import ledger_file, migrations
from liaisonbot.doors.ledger import Ledger

path, upto, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
migrations.DIARY = migrations.DIARY[:upto]
real, seen = ledger_file.migrate, []

def migrate(connection):
    def count(_statement):
        seen.append(1)
        if len(seen) == last:
            os.kill(os.getpid(), signal.SIGKILL)
    connection.set_trace_callback(count)
    real(connection)

ledger_file.migrate = migrate
with Ledger.open(path, datetime(2026, 3, 2, 9, tzinfo=UTC)) as ledger:
    print(ledger.counts().letters)
"""


def run(plan: Plan) -> Found:
    """From each earlier schema to today's."""
    found, kills = Found(), 0
    first = max(1, len(DIARY) - plan.size(2, len(DIARY) - 1))
    steps = range(first, len(DIARY))
    for number in plan.rounds("upgrade", len(steps), len(steps)):
        upto = steps[number % len(steps)]
        folder = plan.folder / f"from-{upto}-{number}"
        died, wrong = _upgrade(folder, upto, plan.size(7, 1))
        kills += died
        found.wrong += [f"from {DIARY[upto - 1].__name__}: {line}" for line in wrong]
    found.count("schemas of earlier releases", len(steps), "", at_least(1))
    found.count("kills, each at another statement of the upgrade", kills, "", at_least(1))
    found.count("ledgers that were not whole afterwards", len(found.wrong))
    return found


def _upgrade(folder: Path, upto: int, stride: int) -> tuple[int, list[str]]:
    path = folder / "ledger.db"
    folder.mkdir()
    made = _open(path, upto, 0)
    if made.returncode:
        return 0, [f"the old ledger could not be made: {made.stderr.decode()[-300:]}"]
    _fill(path)
    died = 0
    for statement in range(1, 10_000, stride):
        progress(f"K11: from schema {upto}, dies at statement {statement}")
        done = _open(path, len(DIARY), statement)
        if done.returncode != -signal.SIGKILL:
            break
        died += 1
        if wrong := _looked_at(path):
            return died, wrong
    if done.returncode:
        return died, [f"the upgrade ended with {done.returncode}: {done.stderr.decode()[-300:]}"]
    with Ledger.open(path, NOW) as ledger:
        wrong = ledger.audit()
    return died, wrong + _looked_at(path)


def _open(path: Path, upto: int, last: int) -> subprocess.CompletedProcess[bytes]:
    words = [sys.executable, "-c", CHILD, str(path), str(upto), str(last)]
    return subprocess.run(words, cwd=ROOT, env=environment(), capture_output=True, timeout=120)


def _fill(path: Path) -> None:
    """Letters as the first release kept them: that part of the schema has stayed."""
    with closing(sqlite3.connect(path)) as db, db:
        for number in range(1, LETTERS + 1):
            raw = f"letter {number}".encode()
            values = (number, hashlib.sha256(raw).hexdigest(), NOW.isoformat(timespec="microseconds"), len(raw))
            db.execute("INSERT INTO letter (id, sha256, received, size, in_file) VALUES (?, ?, ?, ?, 0)", values)
            db.execute("INSERT INTO letter_raw VALUES (?, ?)", (number, raw))
            db.execute("INSERT INTO arrival (letter, door, at) VALUES (?, 'smtp', ?)", (number, values[2]))


def _looked_at(path: Path) -> list[str]:
    """What is left after a kill, and the copies that were made before: whole, with every letter."""
    wrong = []
    for file in (path, *path.parent.glob("ledger.db.before-*Z")):
        with closing(sqlite3.connect(file)) as db:
            check = db.execute("PRAGMA integrity_check").fetchone()[0]
            count = db.execute("SELECT count(*) FROM letter_raw").fetchone()[0]
        if check != "ok" or count != LETTERS:
            wrong.append(f"{file.name}: {check}, {count} letters of {LETTERS}")
    return wrong
