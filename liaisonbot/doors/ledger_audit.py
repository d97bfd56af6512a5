"""What may never be, looked for in the whole ledger: reads only."""

from __future__ import annotations

import json
from collections.abc import Callable
from sqlite3 import Row
from typing import Any

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.ledger_errors import LedgerDamaged
from liaisonbot.model.case import Stage, legal

Run = Callable[..., list[Row]]
"""Runs one statement and gives its rows."""


def findings(run: Run, raw: Callable[[Row], bytes], share: int, of: int) -> list[str]:
    """Every finding, in words. `run` reads rows, `raw` a letter's bytes or raises LedgerDamaged; of the letters
    it sees those whose number leaves `share` when divided by `of`."""
    checks = run("PRAGMA integrity_check")
    found = [f"SQLite: {row[0]}" for row in checks if row[0] != "ok"]
    found += [f"row {row[1]} of {row[0]} names a missing {row[2]}" for row in run("PRAGMA foreign_key_check")]
    found += [say.format(row[0]) for sql, say in _NEVER for row in run(sql)]
    for row in run("SELECT id, sha256, in_file FROM letter WHERE id % ? = ?", of, share):
        try:
            raw(row)
        except LedgerDamaged as problem:
            found.append(str(problem))
    return found + _history(run)


def _history(run: Run) -> list[str]:
    found = []
    previous, number = rows.NO_CHAIN, 0
    while page := run("SELECT * FROM history WHERE id > ? ORDER BY id LIMIT 500", number):
        for row in page:
            if row["id"] != number + 1 or rows.chain(previous, tuple(row)[:-1]) != row["chain"]:
                found.append(f"history row {row['id']} does not follow from the one before")
            previous, number = row["chain"], row["id"]
    for (case,) in run('SELECT number FROM "case" ORDER BY number'):
        found += _case(run, case)
    return found


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
)
"""Queries that must find nothing, and what a row in them means."""
