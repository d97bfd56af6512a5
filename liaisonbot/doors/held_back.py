"""Letters of ours that are held back, each with its reason and its end; and the breaker (mail-rules 8)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.transactions import Transactions
from liaisonbot.model.mail import Held


class HeldBack(Transactions):
    """The room of the ledger where letters wait for better times."""

    def held(self, until: datetime | None = None) -> list[Held]:
        """The letters that are held back, in order; with `until`, those whose time is over by then."""
        found = self._run(
            """SELECT held.*, kind, template, case_number, subject, queued,
                 (SELECT min(recipient) FROM delivery WHERE delivery.posting = number) AS reader
               FROM held JOIN posting ON posting.number = held.posting
               WHERE ended IS NULL AND until <= ? ORDER BY number""",
            rows.stamp(until) if until else "9",
        )  # fmt: skip
        return [rows.held_from(row) for row in found]

    def release(self, postings: Iterable[int], now: datetime) -> int:
        """Let held letters go; how many deliveries that were."""
        numbers = json.dumps(list(postings))
        with self._write():
            self._end_holds(numbers, now)
            return len(
                self._run(
                    """UPDATE delivery SET state = 'queued', due = max(due, ?) WHERE state = 'stopped'
                       AND posting IN (SELECT value FROM json_each(?)) RETURNING 1""",
                    rows.stamp(now),
                    numbers,
                )
            )

    def merge(self, now: datetime) -> int:
        """Ask for one summary, per reader, of all that is held; the running bot writes it. How many letters."""
        with self._write():
            return len(
                self._run(
                    """UPDATE held SET merge = 1, until = ? WHERE ended IS NULL AND posting IN
                       (SELECT number FROM posting WHERE kind IN ('a', 'e', 'f', 'g')) RETURNING 1""",
                    rows.stamp(now),
                )
            )

    def _end_holds(self, numbers: str, now: datetime) -> None:
        self._run(
            "UPDATE held SET ended = ? WHERE ended IS NULL AND posting IN (SELECT value FROM json_each(?))",
            rows.stamp(now), numbers,
        )  # fmt: skip

    def broken_since(self) -> str | None:
        """Since when the breaker keeps the outbox shut, as the ledger writes times; None while it is open."""
        row = self._one("SELECT value FROM meta WHERE key = 'breaker' AND value <> ''")
        return str(row["value"]) if row else None

    def trip(self, now: datetime) -> bool:
        """Shut the outbox but for alarms from now on; False if it was shut."""
        with self._write():
            return bool(
                self._run(
                    """INSERT INTO meta VALUES ('breaker', ?) ON CONFLICT DO UPDATE SET value = excluded.value
                       WHERE value = '' RETURNING 1""",
                    rows.stamp(now),
                )
            )

    def outgoing(self, since: datetime) -> list[tuple[datetime, str, str]]:
        """Each letter queued at `since` or later: when, its kind, and to whom if it sends a statement on."""
        found = self._run(
            """SELECT queued, kind, CASE kind WHEN 'd' THEN
                 (SELECT group_concat(recipient, ' ') FROM delivery WHERE posting = number) ELSE '' END AS to_whom
               FROM posting WHERE queued >= ? ORDER BY number""",
            rows.stamp(since),
        )
        return [(rows.moment(row["queued"]), str(row["kind"]), str(row["to_whom"])) for row in found]

    def share_of_bounces(self, last: int = 200) -> tuple[int, int]:
        """How many of the last letters failed or came back, and how many letters those are."""
        row = self._one(
            """SELECT count(*) AS of, coalesce(sum(
                 EXISTS (SELECT 1 FROM delivery WHERE posting = number AND state = 'failed')
                 OR EXISTS (SELECT 1 FROM once WHERE key = 'returned:' || number)), 0) AS failed
               FROM (SELECT number FROM posting ORDER BY number DESC LIMIT ?)""",
            last,
        )
        return (int(row["failed"]), int(row["of"])) if row else (0, 0)
