"""What may never be, looked for in the whole ledger: reads only."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Row
from typing import Any

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.ledger_errors import LedgerBusy, LedgerDamaged, LedgerError
from liaisonbot.model.case import Stage, legal

Run = Callable[..., list[Row]]
"""Runs one statement and gives its rows."""

OVERDUE = timedelta(hours=1)
"""Within this time a running bot gets to everything."""


def findings(run: Run, raw: Callable[[Row], bytes], share: int, of: int, now: datetime | None) -> list[str]:
    """Every finding, in words. `run` reads rows, `raw` a letter's bytes or raises LedgerDamaged; of the letters
    it hashes those whose number leaves `share` when divided by `of`. With `now` also what should be over by then."""
    found = _seen("the file", lambda: _by_sqlite(run))
    found += _seen("a table", lambda: [say.format(*row) for sql, say in _NEVER for row in run(sql)])
    found += damaged_letters(run, raw, share, of)
    found += _seen("the history", lambda: _chain(run))
    found += _seen("the cases", lambda: _cases(run))
    return found + (_seen("a table", lambda: _overdue(run, now)) if now else [])


def _seen(what: str, look: Callable[[], list[str]]) -> list[str]:
    """What `look` finds. That it cannot get through is a finding, too: damage may be anything."""
    try:
        return look()
    except LedgerBusy:
        raise
    except (LedgerError, ValueError, TypeError, LookupError, AttributeError) as problem:
        return [f"{what} cannot be read: {' '.join(str(problem).split())[:300]}"]


def _by_sqlite(run: Run) -> list[str]:
    found = [f"SQLite: {row[0]}" for row in run("PRAGMA integrity_check") if row[0] != "ok"]
    return found + [f"row {row[1]} of {row[0]} names a missing {row[2]}" for row in run("PRAGMA foreign_key_check")]


def damaged_letters(run: Run, raw: Callable[[Row], bytes], share: int, of: int) -> list[str]:
    """The letters of a share whose bytes are not those that came."""
    return _seen("a letter's row", lambda: _letters(run, raw, share, of))


def _letters(run: Run, raw: Callable[[Row], bytes], share: int, of: int) -> list[str]:
    found = []
    for row in run("SELECT id, sha256, in_file FROM letter WHERE id % ? = ?", of, share):
        try:
            raw(row)
        except LedgerDamaged as problem:
            found.append(str(problem))
    return found


def _overdue(run: Run, now: datetime) -> list[str]:
    """What a running bot would long have done, and parked letters that nobody was told of."""
    before = rows.stamp(now - OVERDUE)
    return [
        say.format(*row)
        for sql, say in _LATE
        for row in run(sql.replace(":before", "?"), *([before] * sql.count(":before")))
    ]


def _chain(run: Run) -> list[str]:
    found = []
    previous, number = rows.NO_CHAIN, 0
    while page := run("SELECT * FROM history WHERE id > ? ORDER BY id LIMIT 500", number):
        for row in page:
            if row["id"] != number + 1 or rows.chain(previous, tuple(row)[:-1]) != row["chain"]:
                found.append(f"history row {row['id']} does not follow from the one before")
            previous, number = row["chain"], row["id"]
    return found


def _cases(run: Run) -> list[str]:
    numbers = [number for (number,) in run('SELECT number FROM "case" ORDER BY number')]
    return [line for number in numbers for line in _seen(f"LS-{number}", partial(_case, run, number))]


def _case(run: Run, number: int) -> list[str]:
    """A case is what its history says, move by move (P18)."""
    # One statement for both, so that a change in between cannot make them differ.
    moves = run(
        """SELECT c.*, json_array(h.before, h.after, h.what) AS moved FROM "case" AS c
           LEFT JOIN history AS h ON h.case_number = c.number AND h.after IS NOT NULL
           WHERE c.number = ? ORDER BY h.id""",
        number,
    )
    told: dict[str, Any] = dict(rows.LATER_FIELDS)
    found = []
    for row in moves:
        *values, what = json.loads(row["moved"])
        before, after = (json.loads(part or "{}") for part in values)
        stage = told.get("stage")
        if any(told.get(name) != value for name, value in before.items()):
            found.append(f"LS-{number}: its history contradicts itself")
        told |= after
        if not legal(Stage(stage) if stage else None, Stage(told.get("stage", Stage.CLOSED)), back=what == "undo"):
            found.append(f"LS-{number}: its history went from {stage} to {told.get('stage')}")
    told["version"] = len(moves)
    if told != json.loads(rows.dump(rows.case_from(moves[0]))):
        found.append(f"LS-{number}: its history does not lead to its row")
    return found


_NEVER = (
    (
        "SELECT id FROM letter WHERE NOT EXISTS (SELECT 1 FROM arrival WHERE arrival.letter = letter.id)",
        "letter {} has no arrival",
    ),
    (
        """SELECT id FROM letter WHERE state = 'applied'
           AND NOT EXISTS (SELECT 1 FROM history WHERE history.letter = letter.id)""",
        "letter {} was applied but left no history",
    ),
    (
        """SELECT id FROM letter
           WHERE in_file = EXISTS (SELECT 1 FROM letter_raw WHERE letter_raw.letter = letter.id)""",
        "letter {} has bytes in two places, or in none",
    ),
    (
        """SELECT number FROM "case" WHERE NOT EXISTS (SELECT 1 FROM letter WHERE letter.id = "case".letter
           AND letter.case_number = "case".number AND letter.state = 'applied')""",
        "LS-{}: the letter that opened it does not say so",
    ),
    (
        "SELECT number FROM posting WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE posting = posting.number)",
        "posting {} goes to nobody",
    ),
    (
        "SELECT posting, recipient, state FROM delivery WHERE state IN ('sent', 'failed') AND tries = 0",
        "posting {} to {} is {}, but was never tried",
    ),
    (
        "SELECT letter, state FROM asked WHERE NOT EXISTS (SELECT 1 FROM history WHERE history.letter = asked.letter)",
        "the commands of letter {} are {}, but left no history",
    ),
)
"""Queries that must find nothing, and what a row in them means."""

_LATE = (
    (
        """SELECT id, substr(received, 1, 16) FROM letter
           WHERE state = 'waiting' AND received < :before AND (not_before IS NULL OR not_before < :before)""",
        "letter {} waits since {} UTC: is the bot running?",
    ),
    (
        """SELECT id, reason FROM letter WHERE state = 'parked' AND NOT EXISTS
           (SELECT 1 FROM posting WHERE once >= 'parked:' || id || ':' AND once < 'parked:' || id || ';')""",
        "letter {} is parked and nobody was told: {}",
    ),
    (
        """SELECT posting, recipient, reply FROM delivery WHERE state = 'failed' AND ended < :before
           AND NOT EXISTS (SELECT 1 FROM once WHERE key = 'failed:' || posting || ':' || recipient)""",
        "posting {} to {} failed and nobody was told: {}",
    ),
    (
        """SELECT posting, recipient, substr(due, 1, 16) FROM delivery
           WHERE state IN ('queued', 'sending') AND due < :before""",
        "posting {} to {} was due at {} UTC: is the bot running?",
    ),
)
"""The same, of what should be over by now. `:before` is the latest moment at which it should have been."""
