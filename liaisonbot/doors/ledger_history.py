"""What happened in the ledger, row by row, each chained to the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.ledger_rows import HistoryRow, SqlValue
from liaisonbot.doors.transactions import Transactions
from liaisonbot.model.case import Acts
from liaisonbot.model.effects import Actor


class History(Transactions):
    """The room of the ledger where its history is told."""

    def history(self, case: int | None = None, since: datetime | None = None) -> list[HistoryRow]:
        """What happened, oldest first: to one case or to everything, from `since` on."""
        found = self._run(
            """SELECT * FROM history WHERE (?1 IS NULL OR case_number = ?1) AND at >= ?2 ORDER BY id""",
            case, rows.stamp(since) if since else "",
        )  # fmt: skip
        return [rows.history_from(row) for row in found]

    def last_history_number(self) -> int:
        """The number of the latest row, 0 if there is none."""
        return self._number("SELECT coalesce(max(id), 0) FROM history")

    def changed_cases(self, after: int) -> set[int]:
        """The cases that something happened to after the history row `after`."""
        found = self._run("SELECT DISTINCT case_number FROM history WHERE id > ? AND case_number IS NOT NULL", after)
        return {int(number) for (number,) in found}

    def acts(self, cases: Iterable[int], now: datetime) -> dict[int, Acts]:
        """What people did about each of these cases, those that anything is known of. What was done while the clock
        ran ahead of `now` has no time yet that counts; that somebody took the case counts at once."""
        found = self._run(
            """SELECT case_number, lower(who) AS who, max(what = 'take') AS taken,
                 max(CASE WHEN at <= ?2 THEN at END) AS acted,
                 max(CASE WHEN at <= ?2 AND what <> 'opened' AND (json_type(after, '$.deadline') IS NOT NULL
                   OR json_type(after, '$.holder') IS NOT NULL OR json_type(after, '$.stage') IS NOT NULL
                   OR json_type(after, '$.statement') IS NOT NULL) THEN at END) AS anew
               FROM history WHERE case_number IN (SELECT value FROM json_each(?1)) GROUP BY case_number, lower(who)""",
            json.dumps(sorted(cases)), rows.stamp(now),
        )  # fmt: skip
        acts: dict[int, Acts] = {}
        for row in found:
            one = acts.get(row["case_number"], Acts())
            anew = [moment for moment in (one.anew, row["anew"] and rows.moment(row["anew"])) if moment]
            acts[row["case_number"]] = Acts(
                anew=max(anew, default=None),
                by={**one.by, row["who"]: rows.moment(row["acted"])} if row["acted"] else one.by,
                taken=one.taken or bool(row["taken"]),
            )
        for row in self._run("SELECT person, name, value FROM person_setting WHERE name LIKE 'snooze LS-%'"):
            number = int(row["name"].removeprefix("snooze LS-"))
            if number in acts:
                until = datetime.combine(date.fromisoformat(row["value"]), time.max, UTC)
                acts[number] = replace(acts[number], quiet={**acts[number].quiet, row["person"].lower(): until})
        return acts

    def _tell(
        self,
        now: datetime,
        actor: Actor,
        what: str,
        *,
        case: int | None = None,
        letter: int | None = None,
        because: str = "",
        before: object = None,
        after: object = None,
    ) -> None:
        """One more row of history, chained to the last one (P18)."""
        last, previous = self._told or self._last_told()
        number = last + 1
        plain: tuple[SqlValue, ...] = (
            number, case, letter, rows.stamp(now), actor.who, actor.role, actor.proof, what, because,
            rows.dump(before) if before is not None else None,
            rows.dump(after) if after is not None else None,
        )  # fmt: skip
        row = tuple(map(rows.clean, plain))
        chain = rows.chain(previous, row)
        self._run("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *row, chain)
        self._told = (number, chain)

    def _last_told(self) -> tuple[int, str]:
        last = self._one("SELECT id, chain FROM history ORDER BY id DESC LIMIT 1")
        return (last["id"], last["chain"]) if last else (0, rows.NO_CHAIN)
