"""What happened in the ledger, row by row, each chained to the one before."""

from __future__ import annotations

from datetime import datetime

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.ledger_rows import HistoryRow, SqlValue
from liaisonbot.doors.transactions import Transactions
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
        last = self._one("SELECT id, chain FROM history ORDER BY id DESC LIMIT 1")
        number, previous = (last["id"] + 1, last["chain"]) if last else (1, rows.NO_CHAIN)
        plain: tuple[SqlValue, ...] = (
            number, case, letter, rows.stamp(now), actor.who, actor.role, actor.proof, what, because,
            rows.dump(before) if before is not None else None,
            rows.dump(after) if after is not None else None,
        )  # fmt: skip
        row = tuple(map(rows.clean, plain))
        self._run("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *row, rows.chain(previous, row))
