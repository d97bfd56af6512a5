"""The cases: opened and changed by decisions only, found by whatever a letter may say of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.ledger_errors import CaseDamaged, Illegal, NotText, Stale
from liaisonbot.doors.ledger_file import FileLock
from liaisonbot.doors.ledger_history import History
from liaisonbot.doors.ledger_rows import SqlValue
from liaisonbot.model.case import Case, Stage, legal
from liaisonbot.model.effects import ChangeCase, OpenCase


class Cases(History):
    """The room of the ledger where cases are kept."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: FileLock) -> None:
        super().__init__(path, connection, lock)
        self._damaged: set[int] = set()  # cases that were met and could not be read

    def case(self, number: int | None) -> Case | None:
        """The case of this number; without a number there is none. Raises CaseDamaged."""
        if number is None:
            return None
        try:
            row = self._one('SELECT * FROM "case" WHERE number = ?', number)
            return rows.case_from(row) if row else None
        except (NotText, ValueError, TypeError) as problem:
            self._damaged.add(number)
            raise CaseDamaged(number, problem) from problem

    def _cases(self, sql: str, *values: SqlValue) -> list[Case]:
        """Those of the cases in these rows that can be read: the one place where many are. A damaged row costs itself
        only (P5): if there is one, all are read once more, each by itself."""
        try:
            return [rows.case_from(row) for row in self._run(sql, *values)]
        except (NotText, ValueError, TypeError):
            numbers = self._numbers(sql, *values)
        found: list[Case | None] = []
        for number in numbers:
            with suppress(CaseDamaged):
                found.append(self.case(number))
        return [case for case in found if case]

    def _numbers(self, sql: str, *values: SqlValue) -> list[int]:
        """Which cases these rows are, whatever their text is."""
        self._db.text_factory = bytes
        try:
            return [row["number"] for row in self._run(sql, *values)]
        finally:
            self._db.text_factory = str

    def damaged_cases(self) -> list[int]:
        """The cases that were met and could not be read since this was last asked, by number."""
        found, self._damaged = sorted(self._damaged), set()
        return found

    def cases(self, *stages: Stage) -> list[Case]:
        """All cases in these stages (in any, if none is named), by number."""
        return self._cases(
            """SELECT * FROM "case" WHERE ?1 = '[]' OR stage IN (SELECT value FROM json_each(?1)) ORDER BY number""",
            json.dumps(stages),
        )

    def open_and_held(self) -> list[Case]:
        """Every case that is not closed, by number."""
        return self._cases("""SELECT * FROM "case" WHERE stage <> 'closed' ORDER BY number""")

    def live_numbers(self) -> list[int]:
        """The numbers of the cases that are not closed, in order."""
        found = self._run("""SELECT number FROM "case" WHERE stage <> 'closed' ORDER BY number""")
        return [int(number) for (number,) in found]

    def closed_since(self, moment: datetime) -> list[Case]:
        """The cases that were closed at `moment` or later and still are, in that order."""
        return self._cases(
            """SELECT * FROM "case" WHERE stage = 'closed' AND closed >= ? ORDER BY closed, number""",
            rows.stamp(moment),
        )

    def cases_since(self, moment: datetime) -> list[Case]:
        """The cases that came or were closed at `moment` or later, and all that are not closed, by number."""
        return self._cases(
            """SELECT * FROM "case" WHERE number IN (
                 SELECT number FROM "case" WHERE stage <> 'closed'
                 UNION SELECT number FROM "case" WHERE stage = 'closed' AND closed >= ?1
                 UNION SELECT number FROM "case" WHERE opened >= ?1) ORDER BY number""",
            rows.stamp(moment),
        )

    def cases_due(self, until: date) -> list[Case]:
        """The cases not closed whose day is `until` or before, the most urgent first."""
        return self._cases(
            """SELECT * FROM "case" WHERE stage <> 'closed' AND due IS NOT NULL AND due <= ?
               ORDER BY due, number""",
            until.isoformat(),
        )

    def these(self, numbers: Iterable[int]) -> list[Case]:
        """The cases of these numbers that there are and that can be read, in no order."""
        return self._cases(
            'SELECT * FROM "case" WHERE number IN (SELECT value FROM json_each(?))', json.dumps(list(numbers))
        )

    def case_by_message_id(self, ids: Iterable[str]) -> Case | None:
        """The case that a letter with one of these Message-IDs belongs to; the first id that has one."""
        return self._first_case(
            """SELECT number FROM "case" WHERE message_id = ?1
               UNION ALL SELECT case_number FROM letter WHERE message_id = ?1 AND case_number IS NOT NULL
               LIMIT 1""",
            ids,
        )

    def case_of_posting_id(self, ids: Iterable[str]) -> Case | None:
        """The case that one of our letters with these Message-IDs was about; the first id that has one."""
        return self._first_case("SELECT case_number FROM posting WHERE message_id = ? AND case_number IS NOT NULL", ids)

    def case_by_reference(self, reference: str, peer: str | None) -> Case | None:
        """The newest case of `peer` with the peer's own `reference` (R15), in any case of letters."""
        row = self._one(
            """SELECT number FROM "case" WHERE reference = ? COLLATE NOCASE AND peer IS ?
               ORDER BY number DESC LIMIT 1""",
            reference, peer,
        )  # fmt: skip
        return self.case(row["number"]) if row else None

    def cases_of_peer(self, peer: str, since: datetime, title: str, most: int = 20) -> list[Case]:
        """The peer's newest cases since a time whose titles hold the words `title`, in any case of letters."""
        return self._cases(
            """SELECT * FROM "case" WHERE peer = ? AND opened >= ? AND instr(lower(title), lower(?)) > 0
               ORDER BY number DESC LIMIT ?""",
            peer, rows.stamp(since), title, most,
        )  # fmt: skip

    def titles_after(self, number: int) -> list[tuple[int, str | None, str]]:
        """Number, peer and title of the cases after this one, the oldest first; damaged bytes are replaced."""
        found = self._run(
            """SELECT number, CAST(peer AS BLOB), CAST(title AS BLOB) FROM "case" WHERE number > ? ORDER BY number""",
            number,
        )
        return [
            (number, peer and str(peer, "utf-8", "replace"), str(title, "utf-8", "replace"))
            for number, peer, title in found
        ]

    def cases_cited(self, peers: Iterable[str], numbers: Iterable[str], since: datetime, most: int = 300) -> list[Case]:
        """The newest cases of these peers since a time, and the newest of any peer with one of these numbers, which are
        in lower case and without blanks, dashes and underscores."""
        found = self._cases(
            """SELECT * FROM "case" WHERE peer IN (SELECT value FROM json_each(?)) AND opened >= ?
               ORDER BY number DESC LIMIT ?""",
            json.dumps(list(peers)), rows.stamp(since), most,
        )  # fmt: skip
        wanted = json.dumps(list(numbers))
        cited = self._cases(
            """SELECT * FROM "case" WHERE reference IS NOT NULL
               AND replace(replace(replace(lower(reference), ' ', ''), '-', ''), '_', '')
                   IN (SELECT value FROM json_each(?)) ORDER BY number DESC LIMIT 20""",
            wanted,
        ) if wanted != "[]" else []  # fmt: skip
        return list({case.number: case for case in (*found, *cited)}.values())

    def case_on_record(self, pages: Iterable[str]) -> Case | None:
        """The case whose statement stands under one of these pages of the tracker, the latest one."""
        row = self._one(
            """SELECT case_number FROM history WHERE what = 'on record' AND because IN (SELECT value FROM json_each(?))
               ORDER BY id DESC LIMIT 1""",
            json.dumps(list(pages)),
        )
        return self.case(row["case_number"]) if row else None

    def rerouted(self, peer: str, most: int = 200) -> list[Case]:
        """Those of the peer's last cases (so many are looked at) whose groups a person chose, the latest first."""
        return self._cases(
            """SELECT * FROM "case" WHERE number IN (
                 SELECT number FROM (SELECT number FROM "case" WHERE peer = ? ORDER BY number DESC LIMIT ?) AS late
                 WHERE EXISTS (SELECT 1 FROM history
                               WHERE case_number = late.number AND what IN ('redirect', 'choose', 'yes')))
               ORDER BY number DESC""",
            peer,
            most,
        )

    def last_case_number(self) -> int:
        """The highest case number in use, 0 if there is none."""
        return self._number('SELECT coalesce(max(number), 0) FROM "case"')

    def _first_case(self, sql: str, ids: Iterable[str]) -> Case | None:
        for message_id in ids:
            if row := self._one(sql, message_id):
                return self.case(row[0])
        return None

    # --- effects --------------------------------------------------------------------------------------

    def _open_case(self, effect: OpenCase, letter: int | None, now: datetime) -> None:
        if not legal(None, effect.case.stage) or effect.case.version != 1:
            raise Illegal(f"no case begins as {effect.case.stage}, version {effect.case.version}")
        columns = rows.case_columns(effect.case)
        self._run(_INSERT_CASE, **columns)
        after = rows.case_from(columns)  # as it reads back, or ValueError
        self._tell(now, effect.actor, "opened", case=after.number, letter=letter, because=effect.because, after=after)

    def _change_case(self, effect: ChangeCase, known: dict[int, int], letter: int | None, now: datetime) -> bool:
        """True if anything differs: the same value again is no event (commands 13)."""
        case = self.case(effect.number)
        if case is None:
            raise Illegal(f"there is no case {effect.number}")
        found = known.setdefault(case.number, case.version)
        if effect.expected not in (None, found):
            raise Stale(f"{case.name} is at version {found}, not {effect.expected}")
        new, differing = rows.changed(case, effect.changes)
        if not differing:
            return False
        if not legal(case.stage, new.stage, back=effect.what == "undo"):
            raise Illegal(f"{case.name} cannot go from {case.stage} to {new.stage}")
        columns = rows.case_columns(new)
        self._run(_UPDATE_CASE, **columns)
        new = rows.case_from(columns)
        self._tell(
            now, effect.actor, effect.what, case=case.number, letter=letter, because=effect.because,
            before={name: getattr(case, name) for name in differing},
            after={name: getattr(new, name) for name in differing},
        )  # fmt: skip
        return True


_INSERT_CASE = """
    INSERT INTO "case" (number, stage, statement, letter, message_id, opened, title, peer, purpose, groups,
      lead, holder, manager, deadline, delay_because, held_because, proposal, outcome, closed,
      closed_because, acted, verified, copies, links, duplicate_of, version, reference, due)
    VALUES (:number, :stage, :statement, :letter, :message_id, :opened, :title, :peer, :purpose, :groups,
      :lead, :holder, :manager, :deadline, :delay_because, :held_because, :proposal, :outcome, :closed,
      :closed_because, :acted, :verified, :copies, :links, :duplicate_of, :version, :reference, :due)
"""

_UPDATE_CASE = """
    UPDATE "case" SET stage = :stage, statement = :statement, title = :title, peer = :peer,
      purpose = :purpose, groups = :groups, lead = :lead, holder = :holder, manager = :manager,
      deadline = :deadline, delay_because = :delay_because, held_because = :held_because,
      proposal = :proposal, outcome = :outcome, closed = :closed, closed_because = :closed_because,
      acted = :acted, verified = :verified, copies = :copies, links = :links,
      duplicate_of = :duplicate_of, version = :version, reference = :reference, due = :due
    WHERE number = :number
"""
