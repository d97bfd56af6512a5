"""The audit after every run (promises.md 4.3): reads the ledger with plain sqlite3, and what the world outside saw.

Nothing of the bot's own is used to read it, its table of legal moves excepted, so that a fault in the ledger cannot
hide itself. `liaisonbot check --ledger` must come to the same end and is asked too.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from liaisonbot.model.case import Stage, legal
from tests.bench.processes import ROOT, environment
from tests.bench.product import Bot
from tests.fault.letters import Mail
from tests.fault.relay import Taken

LAST_POSTING_STATES = {"sent", "failed", "withdrawn"}


@dataclass(slots=True)
class Seen:
    """What was seen from outside: letters acknowledged (by SHA-256, with the recipients they were acknowledged for),
    letters of ours that the relay took, refused recipients, and how many crashes there were."""

    acknowledged: Mapping[str, tuple[Mail, set[str]]] = field(default_factory=dict)
    offered: Iterable[Mail] = ()
    relayed: Iterable[Taken] | None = None
    refused: set[tuple[str, str]] = field(default_factory=set)
    crashes: int = 0


def audit(ledger: Path, seen: Seen, *, settled: bool = True) -> list[str]:
    """Every finding, in words. `settled`: the bot was given the time to end all it had to do."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        found = [*_sqlite(db), *_letters(db, ledger), *_acknowledged(db, seen), *_cases(db, seen), *_history(db)]
        found += [*_outbox(db, settled=settled), *_relayed(db, seen)]
        if settled:
            found += _settled(db)
    found += [f"{path} was left half written" for path in ledger.parent.glob("letters/*/*.part")]
    return found


def own_check(bot: Bot) -> list[str]:
    """What `liaisonbot check --ledger` finds; its warnings about the configuration do not count."""
    done = subprocess.run(
        bot.command("check", "--ledger"), cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=600
    )
    if done.returncode == 0:
        return []
    return [f"check --ledger: {line}" for line in done.stdout.splitlines() if not line.startswith("warning:")]


def counts(ledger: Path) -> Counter[str]:
    """How many letters, cases, copies by state; 0 for what is not there."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        found = Counter(
            {f"letter {state}": n for state, n in db.execute("SELECT state, count(*) FROM letter GROUP BY 1")}
        )
        found["letter"] = sum(found.values())
        found["case"] = db.execute('SELECT count(*) FROM "case"').fetchone()[0]
        found["posting"] = db.execute("SELECT count(*) FROM posting").fetchone()[0]
        found["arrival"] = db.execute("SELECT count(*) FROM arrival").fetchone()[0]
    return found


def _sqlite(db: sqlite3.Connection) -> Iterator[str]:
    for (word,) in db.execute("PRAGMA integrity_check"):
        if word != "ok":
            yield f"SQLite: {word}"
    for row in db.execute("PRAGMA foreign_key_check"):
        yield f"{row[0]} row {row[1]} names a missing {row[2]}"
    if (mode := db.execute("PRAGMA journal_mode").fetchone()[0]) != "wal":
        yield f"the journal mode is {mode}"


def _letters(db: sqlite3.Connection, ledger: Path) -> Iterator[str]:
    hashes: set[str] = set()
    for row in db.execute(
        "SELECT id, sha256, size, in_file, raw FROM letter LEFT JOIN letter_raw ON letter_raw.letter = letter.id"
    ):
        path = ledger.parent / "letters" / row["sha256"][:2] / row["sha256"]
        raw = (path.read_bytes() if path.exists() else None) if row["in_file"] else row["raw"]
        if raw is None:
            yield f"letter {row['id']} has no bytes"
        elif hashlib.sha256(raw).hexdigest() != row["sha256"] or len(raw) != row["size"]:
            yield f"letter {row['id']} has other bytes than came"
        if row["sha256"] in hashes:
            yield f"letter {row['id']} is recorded twice"
        hashes.add(row["sha256"])
    for (letter,) in db.execute("SELECT id FROM letter WHERE id NOT IN (SELECT letter FROM arrival)"):
        yield f"letter {letter} has no arrival"
    for (letter,) in db.execute(
        """SELECT id FROM letter WHERE (state IN ('ignored', 'parked') AND reason IS NULL)
           OR (state = 'twin') <> (twin_of IS NOT NULL)
           OR (state = 'applied' AND id NOT IN (SELECT letter FROM history WHERE letter IS NOT NULL))"""
    ):
        yield f"letter {letter} does not say what became of it"


def _acknowledged(db: sqlite3.Connection, seen: Seen) -> Iterator[str]:
    recorded: dict[str, set[str]] = defaultdict(set)
    for sha256, recipient in db.execute("SELECT sha256, recipient FROM letter JOIN arrival ON letter = letter.id"):
        recorded[sha256].add(recipient)
    for sha256, (mail, recipients) in seen.acknowledged.items():
        if missing := recipients - recorded.get(sha256, set()):
            yield f"lost: letter {mail.logical} was acknowledged for {', '.join(sorted(missing))}"
    known = {mail.sha256 for mail in seen.offered}
    for sha256 in recorded.keys() - known if known else ():
        yield f"recorded, but never sent to us: {sha256}"


def _cases(db: sqlite3.Connection, seen: Seen) -> Iterator[str]:
    logical = {sha256: mail.logical for sha256, (mail, _) in seen.acknowledged.items()}
    cases: Counter[int] = Counter()
    for number, sha256 in db.execute('SELECT number, sha256 FROM "case" JOIN letter ON letter.id = "case".letter'):
        if sha256 in logical:
            cases[logical[sha256]] += 1
            if cases[logical[sha256]] > 1:
                yield f"twice: letter {logical[sha256]} opened LS-{number} and another case"


def _history(db: sqlite3.Connection) -> Iterator[str]:
    """The chain, the moves, and that the moves lead to the rows (P18)."""
    previous, expected = "0" * 64, 1
    told: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in db.execute("SELECT * FROM history ORDER BY id"):
        line = json.dumps(tuple(row)[:-1], ensure_ascii=True, separators=(",", ":"))
        chain = hashlib.sha256(previous.encode() + line.encode()).hexdigest()
        if row["id"] != expected or row["chain"] != chain:
            yield f"history row {row['id']} does not follow from the one before"
        previous, expected = row["chain"], row["id"] + 1
        if row["case_number"] is not None and row["after"]:
            case, after = told[row["case_number"]], json.loads(row["after"])
            before = case.get("stage")
            if not legal(
                Stage(before) if before else None, Stage(after.get("stage", before)), back=row["what"] == "undo"
            ):
                yield f"LS-{row['case_number']} went from {before} to {after.get('stage')}"
            case.update(after)
    for row in db.execute('SELECT number, stage, holder, outcome, deadline, purpose, groups FROM "case"'):
        case = told.get(row["number"], {})
        groups = json.loads(row["groups"])
        if {**dict(row), "groups": groups} != {key: case.get(key) for key in row.keys()}:  # noqa: SIM118 - a Row
            yield f"LS-{row['number']} is not what its history says"


def _outbox(db: sqlite3.Connection, *, settled: bool) -> Iterator[str]:
    for (posting,) in db.execute("SELECT number FROM posting WHERE number NOT IN (SELECT posting FROM delivery)"):
        yield f"posting {posting} goes to nobody"
    held = {
        number for (number,) in db.execute("SELECT posting FROM held WHERE ended IS NULL")
    }  # with an end of its own
    for row in db.execute("SELECT * FROM delivery"):
        name = f"posting {row['posting']} to {row['recipient']}"
        if (row["state"] in LAST_POSTING_STATES) != (row["ended"] is not None):
            yield f"{name} is {row['state']} and {'has' if row['ended'] else 'has not'} ended"
        if settled and row["state"] not in LAST_POSTING_STATES and row["posting"] not in held:
            yield f"{name} is still {row['state']}: {row['reply']}"
    for id_, count in db.execute("SELECT message_id, count(*) FROM posting GROUP BY 1 HAVING count(*) > 1"):
        yield f"{count} postings have the Message-ID {id_}"


def _relayed(db: sqlite3.Connection, seen: Seen) -> Iterator[str]:
    """Each letter that was sent reached the relay, each there is ours, and copies are the same bytes (P6)."""
    if seen.relayed is None:
        return
    came: Counter[tuple[str, str]] = Counter()
    unheard: Counter[tuple[str, str]] = Counter()
    bytes_of: dict[str, str] = {}
    for taken in seen.relayed:
        came[taken.message_id, taken.recipient] += 1
        unheard[taken.message_id, taken.recipient] += not taken.certain
        if bytes_of.setdefault(taken.message_id, taken.sha256) != taken.sha256:
            yield f"two letters went out as {taken.message_id}"
    ours: set[tuple[str, str]] = set()
    for row in db.execute(
        "SELECT message_id, recipient, state, uncertain FROM posting JOIN delivery ON posting = number"
    ):
        key = (row["message_id"], row["recipient"])
        ours.add(key)
        if row["state"] == "sent" and not came[key]:
            yield f"{key[0]} to {key[1]} counts as sent and never reached the relay"
        if row["state"] == "failed" and came[key] and not row["uncertain"]:
            yield f"{key[0]} to {key[1]} counts as failed and reached the relay"
    for key, count in came.items():
        if key not in ours:
            yield f"{key[0]} to {key[1]} reached the relay and is not in the outbox"
        if count > seen.crashes + unheard[key] + 1:
            yield f"{key[0]} to {key[1]} went out {count} times"


def _settled(db: sqlite3.Connection) -> Iterator[str]:
    for state, count in db.execute("SELECT state, count(*) FROM letter GROUP BY 1"):
        if state == "waiting":
            yield f"{count} letters still wait"
    for row in db.execute(
        """SELECT id, reason FROM letter WHERE state = 'parked' AND NOT EXISTS
           (SELECT 1 FROM posting WHERE once LIKE 'parked:' || letter.id || ':%')"""
    ):
        yield f"letter {row['id']} is parked and nobody was told: {row['reason']}"


def copies(relayed: Iterable[Taken]) -> int:
    """How many letters of ours the relay took more than once."""
    came = Counter((one.message_id, one.recipient) for one in relayed)
    return sum(1 for count in came.values() if count > 1)
