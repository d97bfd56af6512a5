"""P17: bytes of the ledger's file change under it: it refuses to start, or the audit finds it, or nothing was there."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from liaisonbot.doors.ledger import Ledger, LedgerError
from tests.bench.measure import at_most
from tests.fault.letters import Letters
from tests.fault.plan import Found, Plan
from tests.world import START, World

PAGE = 4096
LETTERS = 60
VOUCHED_FOR = {
    "letter": "SELECT id, sha256 FROM letter",
    "letter_raw": "SELECT * FROM letter_raw",
    "case": 'SELECT * FROM "case"',
    "history": "SELECT * FROM history",
}
"""What may never change unseen, as it is read."""


def run(plan: Plan) -> Found:
    """One page of a copy after the other."""
    found, refused, audited, harmless, elsewhere = Found(), 0, 0, 0, 0
    chance, original = plan.chance(), _ledger(plan)
    whole = _content(original)
    pages = original.stat().st_size // PAGE
    for number in plan.rounds("page", 60, 2000):
        copy = plan.folder / "copy" / "ledger.db"
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(original, copy)
        at = chance.randrange(pages) * PAGE + chance.randrange(PAGE)
        with copy.open("r+b") as file:
            file.seek(at)
            bad = bytes(byte ^ chance.randrange(1, 256) for byte in file.read(chance.choice((1, 1, 16, 512))))
            file.seek(at)
            file.write(bad)
        said = _said(copy)
        refused, audited = refused + (said == "refused"), audited + (said == "found")
        if said == "nothing":
            there = _content(copy)
            if there == whole:
                harmless += 1
            elif all(there[name] == whole[name] for name in VOUCHED_FOR):
                elsewhere += 1
            else:
                found.wrong.append(f"page {number}: {len(bad)} bytes at {at} changed the record, and nobody saw it")
    found.count("pages damaged", refused + audited + harmless + elsewhere + len(found.wrong))
    found.count("… refused at the start", refused)
    found.count("… found by the audit", audited)
    found.count("… that held nothing there", harmless)
    found.count("… in rows that no hash vouches for (arrivals, our own letters)", elsewhere)
    found.count("… in letters, cases or their history, and unnoticed", len(found.wrong), "", at_most(0))
    return found


def _ledger(plan: Plan) -> Path:
    """A ledger that has lived, as one file."""
    folder = plan.folder / "lived"
    folder.mkdir()
    with World(folder) as world:
        for mail in Letters(plan.chance("letters"), largest=100_000).take(LETTERS):
            world.arrives(mail.raw)
        (plan.folder / "original").mkdir()
        world.ledger.backup(plan.folder / "original" / "ledger.db")
    return plan.folder / "original" / "ledger.db"


def _said(path: Path) -> str:
    try:
        with Ledger.open(path, START) as ledger:
            return "found" if ledger.audit() else "nothing"
    except LedgerError:
        return "refused"
    finally:
        for helper in path.parent.glob("ledger.db-*"):
            helper.unlink(missing_ok=True)


def _content(path: Path) -> dict[str, list[str]]:
    """Every value in every table."""
    with closing(sqlite3.connect(path)) as db:
        db.text_factory = bytes
        names = [name.decode() for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(map(repr, db.execute(VOUCHED_FOR.get(name) or f'SELECT * FROM "{name}"'))) for name in names
        }
