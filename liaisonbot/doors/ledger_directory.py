"""The directory in the ledger, and the statements that the tracker has on record: swapped whole, never half renewed.

Nothing here is a case, and nothing of it ever causes mail.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Row

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.ledger_commands import Commands
from liaisonbot.doors.migrations import read_only, tables
from liaisonbot.model.contents import Contents, Kind, contents_of
from liaisonbot.model.effects import Actor
from liaisonbot.model.tracker import TrackerStatement

OPERATOR = Actor("operator", "operator", "the command line")


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the tracker was read: the last statement and relation, the time of the last event, and when its groups
    and offices were loaded (UTC)."""

    statement: int = 0
    relation: int = 0
    event: datetime | None = None
    groups: datetime | None = None


class DirectoryRoom(Commands):
    """The room of the ledger where the directory is kept."""

    def contents(self) -> Contents | None:
        """The directory of this ledger, None as long as nobody has imported one."""
        return _contents(self._db) if self.recall("directory") else None

    def directory_mark(self) -> str | None:
        """Another word after each renewal: by it a running service sees that there is a newer directory."""
        return self.recall("directory")

    def tracker_marks(self) -> Marks:
        """How far the tracker was read; nothing is known of it before the first time."""
        said = json.loads(self.recall("tracker") or "{}")
        event, groups = said.get("event"), said.get("groups")
        return Marks(
            said.get("statement", 0),
            said.get("relation", 0),
            rows.moment(event) if event else None,
            rows.moment(groups) if groups else None,
        )

    def renew_directory(
        self,
        contents: Contents | None,
        now: datetime,
        because: str,
        *,
        statements: Iterable[TrackerStatement] = (),
        answers: Iterable[tuple[int, int]] = (),
        marks: Marks | None = None,
    ) -> None:
        """Put newer contents in the place of the old ones, and statements beside those known, in one transaction.
        `answers` are pairs of statements of which the first answers the second. Raises LedgerBusy, LedgerFull."""
        with self._write():
            if contents is not None:
                self._swap(contents)
                self._keep("directory", f"{contents.dated.isoformat()} {rows.stamp(now)} {contents.source}")
            self._put_statements(statements)
            for source, target in answers:
                self._run("INSERT OR IGNORE INTO tracker_answer VALUES (?, ?)", source, target)
            if marks is not None:
                self._keep("tracker", rows.dump(marks))
            self._tell(now, OPERATOR, "directory", because=because)

    def tracker_statement(self, number: int) -> TrackerStatement | None:
        """The tracker's statement of this number, if it was imported."""
        row = self._one("SELECT * FROM tracker_statement WHERE number = ?", number)
        if row is None:
            return None
        found = self._run("SELECT target FROM tracker_answer WHERE source = ? ORDER BY target", number)
        return _statement(row, tuple(int(target) for (target,) in found))

    def tracker_answers_to(self, number: int) -> tuple[int, ...]:
        """The tracker's statements that answer this one of it."""
        found = self._run("SELECT source FROM tracker_answer WHERE target = ? ORDER BY source", number)
        return tuple(int(source) for (source,) in found)

    def tracker_numbered(self, numbers: Iterable[str], most: int = 5) -> list[TrackerStatement]:
        """The tracker's newest statements with one of these numbers of the peers' own, which are in lower case and
        without blanks, dashes and underscores."""
        found = self._run(
            """SELECT * FROM tracker_statement WHERE reference <> ''
               AND replace(replace(replace(lower(reference), ' ', ''), '-', ''), '_', '')
                   IN (SELECT value FROM json_each(?)) ORDER BY number DESC LIMIT ?""",
            json.dumps(list(numbers)), most,
        )  # fmt: skip
        return [_statement(row) for row in found]

    def knows_the_tracker(self) -> bool:
        """Whether any statement of the tracker was imported."""
        return bool(self._number("SELECT EXISTS (SELECT 1 FROM tracker_statement)"))

    def tracker_counts(self) -> tuple[int, date | None]:
        """How many statements of the tracker are known, and when the newest was posted."""
        row = self._run("SELECT count(*), max(posted) FROM tracker_statement")[0]
        return int(row[0]), _day(row[1])

    def _swap(self, contents: Contents) -> None:
        self._run("DELETE FROM directory_row")
        values = [
            (str(kind), place, rows.dump(row)) for kind in Kind for place, row in enumerate(contents.rows(kind), 1)
        ]
        self._run_many("INSERT INTO directory_row VALUES (?, ?, ?)", values)

    def _put_statements(self, statements: Iterable[TrackerStatement]) -> None:
        values = [
            (
                one.number, rows.clean(one.title), one.purpose, str(one.deadline or "") or None,
                rows.clean(one.reference), one.state, rows.dump(one.from_groups), rows.dump(one.to_groups),
                str(one.posted or "") or None,
            )
            for one in statements
        ]  # fmt: skip
        self._run_many(
            """INSERT INTO tracker_statement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT DO UPDATE SET title = excluded.title, purpose = excluded.purpose,
                 deadline = excluded.deadline, reference = excluded.reference, state = excluded.state,
                 from_groups = excluded.from_groups, to_groups = excluded.to_groups,
                 posted = coalesce(excluded.posted, posted)""",
            values,
        )

    def _run_many(self, sql: str, values: Sequence[tuple[rows.SqlValue, ...]]) -> None:
        for one in values:
            self._run(sql, *one)


def read_contents(path: Path) -> Contents | None:
    """The directory in the ledger at `path`, for those who change nothing: None if there is no ledger, or none in it.

    Raises LedgerRefused for a file that cannot be read as a ledger.
    """
    with closing(read_only(path)) as connection:
        connection.row_factory = sqlite3.Row
        return _contents(connection) if "directory_row" in tables(connection) else None


def _contents(connection: sqlite3.Connection) -> Contents | None:
    said = connection.execute("SELECT value FROM meta WHERE key = 'directory'").fetchone()
    if said is None:
        return None
    found: dict[Kind, list[dict[str, str]]] = {}
    for row in connection.execute("SELECT kind, row FROM directory_row ORDER BY kind, place"):
        found.setdefault(Kind(row["kind"]), []).append(json.loads(row["row"]))
    dated, _, source = str(said["value"]).split(" ", 2)
    return contents_of(found, date.fromisoformat(dated), source)


def _statement(row: Row, answers: tuple[int, ...] = ()) -> TrackerStatement:
    return TrackerStatement(
        number=row["number"],
        title=row["title"],
        purpose=row["purpose"],
        deadline=_day(row["deadline"]),
        reference=row["reference"],
        state=row["state"],
        from_groups=tuple(json.loads(row["from_groups"])),
        to_groups=tuple(json.loads(row["to_groups"])),
        posted=_day(row["posted"]),
        answers=answers,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
