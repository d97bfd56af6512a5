"""What commands need kept: questions that wait for a word, people's own settings, what a letter did before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Row

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.ledger_cases import Cases
from liaisonbot.doors.ledger_errors import Stale
from liaisonbot.model.case import Case
from liaisonbot.model.effects import Ask, EndAsk, Part, Revoke, SetPerson, TakeBack, WrongCode
from liaisonbot.model.mail import File, PostKind
from liaisonbot.model.past import Asked, Event, Moved, Outgoing, Past

MOST_WRONG_CODES = 5
NOT_OF_THE_COMMAND = frozenset({"acted"})
"""Fields that say when somebody did something, not what: taking a command back leaves them."""


class Commands(Cases):
    """The room of the ledger that the commands of people use."""

    # --- looking up -----------------------------------------------------------------------------------

    def asked_of(self, addresses: Iterable[str]) -> list[Asked]:
        """The questions to the person with these addresses that still wait, oldest first; ended ones too, if
        they are not older than the last twenty."""
        found = self._run(
            """SELECT * FROM asked WHERE person IN (SELECT value FROM json_each(?)) ORDER BY letter DESC LIMIT 20""",
            json.dumps([address.lower() for address in addresses]),
        )
        return [_asked(row) for row in reversed(found)]

    def asked_about(self, letter: int) -> list[Asked]:
        """The question that was asked about the commands of a letter, if there was one."""
        return [_asked(row) for row in self._run("SELECT * FROM asked WHERE letter = ?", letter)]

    def cause_of(self, posting: int) -> int | None:
        """The letter that caused one of our own letters."""
        row = self._one("SELECT letter FROM posting WHERE number = ?", posting)
        return int(row["letter"]) if row and row["letter"] is not None else None

    def last_rows(self, template: str, recipient: str) -> tuple[int, ...]:
        """The cases in the last letter of ours with this template to somebody."""
        found = self._run(
            """SELECT case_number FROM posting_row WHERE posting =
                 (SELECT max(number) FROM posting JOIN delivery ON delivery.posting = number
                  WHERE template = ? AND recipient = ? COLLATE NOCASE) ORDER BY place""",
            template, recipient,
        )  # fmt: skip
        return tuple(int(case) for (case,) in found)

    def settings(self) -> dict[str, dict[str, str]]:
        """People's own settings: values by address, in lower case, and name."""
        found: dict[str, dict[str, str]] = {}
        for row in self._run("SELECT person, name, value FROM person_setting"):
            found.setdefault(row["person"].lower(), {})[row["name"]] = row["value"]
        return found

    def events(self, case: int) -> list[Event]:
        """The history of a case for people, oldest first."""
        return [
            Event(row.at, row.actor.who, row.actor.proof, row.what, row.because, row.before, row.after, row.letter)
            for row in self.history(case)
        ]

    def distributions_waiting(self, case: int) -> tuple[int, ...]:
        """The postings that send the case's statement on and that have not begun to leave."""
        found = self._run(
            """SELECT number FROM posting WHERE case_number = ? AND template = 'distribution' AND NOT EXISTS
                 (SELECT 1 FROM delivery WHERE posting = number AND state NOT IN ('queued', 'stopped'))
               ORDER BY number""",
            case,
        )
        return tuple(int(number) for (number,) in found)

    def proofs_of(self, address: str, most: int) -> list[str]:
        """By what the last command letters of this person were proven, newest first."""
        found = self._run(
            """SELECT max(proof) AS proof FROM history WHERE who = ? AND letter IS NOT NULL AND role <> 'writer'
               GROUP BY letter ORDER BY letter DESC LIMIT ?""",
            address, most,
        )  # fmt: skip
        return [str(proof) for (proof,) in found]

    def past(self, letter: int) -> Past | None:
        """What the commands of a letter did, None if it did nothing that could be taken back."""
        found = [
            row
            for row in self._run("SELECT * FROM history WHERE letter = ? ORDER BY id", letter)
            if row["role"] not in ("bot", "writer")
        ]
        told = [rows.history_from(row) for row in found]
        if not told:
            return None
        moved: dict[int, tuple[Case, dict[str, object], dict[str, object]]] = {}
        settings: dict[str, tuple[str | None, str | None]] = {}
        notes: list[tuple[int, str]] = []
        for row in told:
            if row.case is None:
                for name, value in (row.after or {}).items():
                    settings[name] = (settings.get(name, ((row.before or {}).get(name), None))[0], value)
            elif row.after is None:
                notes.append((row.case, row.what))
            elif case := self.case(row.case):
                _, before, after = moved.setdefault(row.case, (case, {}, {}))
                for name, value in rows.values_from(case, row.before or {}).items():
                    before.setdefault(name, value)
                after.update(rows.values_from(case, row.after))
        return Past(
            letter=letter,
            person=told[0].actor.who,
            at=told[0].at,
            moved=tuple(
                Moved(case, *({k: v for k, v in one.items() if k not in NOT_OF_THE_COMMAND} for one in (before, after)))
                for case, before, after in moved.values()
            ),
            settings=settings,
            notes=tuple(notes),
            sent=self._caused_by(letter),
            undo=all(row.what == "undo" for row in told),
        )

    def _caused_by(self, letter: int) -> tuple[Outgoing, ...]:
        found = self._run(
            """SELECT number, kind, template, case_number, json_group_array(recipient) AS recipients,
                 min(state IN ('queued', 'stopped')) AS waits, min(state = 'withdrawn') AS gone
               FROM posting JOIN delivery ON posting = number
               WHERE letter = ? AND kind NOT IN ('a', 'b') GROUP BY number ORDER BY number""",
            letter,
        )
        return tuple(
            Outgoing(
                row["number"], PostKind(row["kind"]), row["template"], row["case_number"],
                tuple(json.loads(row["recipients"])), bool(row["waits"]),
            )
            for row in found
            if not row["gone"]
        )  # fmt: skip

    # --- effects --------------------------------------------------------------------------------------

    def _ask(self, effect: Ask, letter: int | None, now: datetime) -> None:
        self._run(
            """INSERT INTO asked (letter, person, confirm, code, lines, choices, versions, at, until, files)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            letter, effect.person.lower(), int(effect.confirm), effect.code, rows.dump(effect.lines),
            rows.dump(effect.choices), rows.dump(effect.versions), rows.stamp(now), rows.stamp(effect.until),
            rows.dump(effect.files),
        )  # fmt: skip

    def _end_ask(self, effect: EndAsk) -> None:
        """Spent in the transaction of what it confirms (P10)."""
        if not self._run(
            "UPDATE asked SET state = ? WHERE letter = ? AND state = 'waiting' RETURNING letter",
            effect.how, effect.letter,
        ):  # fmt: skip
            raise Stale(f"the question about letter {effect.letter} is answered already")

    def _revoke(self, effect: Revoke) -> None:
        """The person gets another number, which no token has held yet; nobody ever gets the old one."""
        self._run(
            "UPDATE person SET number = (SELECT max(number) + 1 FROM person) WHERE address = ?", effect.person.lower()
        )

    def _wrong_code(self, effect: WrongCode) -> None:
        self._run(
            """UPDATE asked SET tries = tries + 1, state = CASE WHEN tries + 1 >= ? THEN 'locked' ELSE state END
               WHERE person = ? AND state = 'waiting'""",
            MOST_WRONG_CODES, effect.person,
        )  # fmt: skip

    def _set_person(self, effect: SetPerson, letter: int | None, now: datetime) -> None:
        found = self._run("SELECT name, value FROM person_setting WHERE person = ?", effect.person)
        before = {str(row["name"]): str(row["value"]) for row in found}
        differing = {name: value for name, value in effect.values.items() if before.get(name) != value}
        for name, value in differing.items():
            if value is None:
                self._run("DELETE FROM person_setting WHERE person = ? AND name = ?", effect.person, name)
            else:
                self._run(
                    """INSERT INTO person_setting VALUES (?, ?, ?)
                       ON CONFLICT DO UPDATE SET value = excluded.value""",
                    effect.person.lower(), name, value,
                )  # fmt: skip
        if differing:
            was = {name: before.get(name) for name in differing}
            self._tell(now, effect.actor, effect.what, letter=letter, before=was, after=differing)

    def _part(self, effect: Part, now: datetime) -> None:
        """A letter waits again, away from the case that it was joined to."""
        if not self._run(
            """UPDATE letter SET state = 'waiting', rule = NULL, reason = NULL, tries = 0, case_number = NULL
               WHERE id = ? AND case_number = ? AND state = 'applied' RETURNING id""",
            effect.letter, effect.number,
        ):  # fmt: skip
            raise Stale(f"letter {effect.letter} is not joined to case {effect.number} any more")
        self._tell(now, effect.actor, "parted", case=effect.number, letter=effect.letter)

    def _take_back(self, effect: TakeBack, now: datetime) -> None:
        for posting in effect.postings:
            gone = self._run(
                "SELECT 1 FROM delivery WHERE posting = ? AND state NOT IN ('queued', 'stopped')",
                posting,
            )
            if gone:
                raise Stale(f"posting {posting} has left in the meantime")
            self._run("UPDATE delivery SET state = 'withdrawn', ended = ? WHERE posting = ?", rows.stamp(now), posting)
            self._run("UPDATE held SET ended = ? WHERE posting = ? AND ended IS NULL", rows.stamp(now), posting)
            # It was never sent, so its key is free: whoever decides the same once more must not be met with silence.
            self._run("UPDATE posting SET once = NULL WHERE number = ?", posting)


def _asked(row: Row) -> Asked:
    return Asked(
        letter=row["letter"],
        person=row["person"],
        lines=tuple(json.loads(row["lines"])),
        choices=tuple((int(place), str(line)) for place, line in json.loads(row["choices"])),
        versions={int(number): version for number, version in json.loads(row["versions"]).items()},
        code=row["code"],
        until=rows.moment(row["until"]),
        confirm=bool(row["confirm"]),
        waiting=row["state"] == "waiting",
        locked=row["state"] == "locked",
        day=rows.moment(row["at"]).date(),
        files=tuple(File(**one) for one in json.loads(row["files"])),
    )
