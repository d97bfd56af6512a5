"""Our own letters: queued once, claimed for sending, settled; stopped, resumed, withdrawn; found again."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.held_back import HeldBack
from liaisonbot.doors.ledger_errors import Illegal, Stale
from liaisonbot.doors.ledger_rows import DeliveryState, OutboxRow, PostingRow
from liaisonbot.model.effects import Decision, Remember
from liaisonbot.model.mail import Delivery, DeliveryResult, Posting, PostKind, Sent
from liaisonbot.model.past import Posted

LEASE = timedelta(minutes=10)
UNCERTAIN_PAUSE = timedelta(minutes=15)
FIRST_PAUSE, LONGEST_PAUSE, GIVE_UP = timedelta(minutes=1), timedelta(hours=4), timedelta(days=5)


class Outbox(HeldBack):
    """The room of the ledger from which letters leave."""

    # --- queueing -------------------------------------------------------------------------------------

    def _unused_keys(self, decision: Decision) -> list[str]:
        """The keys that a decision uses up beside those of its postings, each once."""
        effects = [effect for effect in decision.effects if isinstance(effect, Remember)]
        keys = list(dict.fromkeys(key for effect in effects for key in effect.keys))
        if used := self.once_used(keys):
            raise Stale(f"used before: {', '.join(sorted(used))}")
        return keys

    def _use_up(self, keys: Iterable[str], now: datetime) -> None:
        for key in keys:
            self._run("INSERT INTO once VALUES (?, ?)", key, rows.stamp(now))

    def _queue(self, decision: Decision, now: datetime) -> tuple[tuple[int, ...], tuple[int, ...]]:
        used = self.once_used([posting.once for posting in decision.postings if posting.once])
        queued, dropped = [], []
        for posting in decision.postings:
            if posting.once in used:
                dropped.append(posting.number)
            else:
                self._post(posting, decision.letter, now)
                queued.append(posting.number)
                if posting.once:
                    used.add(posting.once)
        return tuple(queued), tuple(dropped)

    def _post(self, posting: Posting, cause: int | None, now: datetime) -> None:
        if not posting.recipients:
            raise Illegal(f"posting {posting.number} goes to nobody")
        not_before = rows.stamp(posting.not_before)
        self._run(
            """INSERT INTO posting (number, kind, template, case_number, letter, message_id, envelope_from,
               subject, queued, not_before, once, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            posting.number, posting.kind, posting.template, posting.case, cause, posting.message_id,
            posting.envelope_from, posting.subject, rows.stamp(now), not_before, posting.once, posting.raw,
        )  # fmt: skip
        self._run(
            """INSERT INTO delivery (posting, recipient, due, state)
               SELECT ?, value, ?, ? FROM json_each(?)""",
            posting.number, not_before, DeliveryState.STOPPED if posting.hold else DeliveryState.QUEUED,
            json.dumps(list(dict.fromkeys(posting.recipients))),
        )  # fmt: skip
        if hold := posting.hold:
            self._run(
                "INSERT INTO held (posting, reason, until, merge) VALUES (?, ?, ?, ?)",
                posting.number, hold.reason, rows.stamp(hold.until), int(hold.merge),
            )  # fmt: skip
        for place, case in enumerate(posting.rows, 1):
            self._run("INSERT INTO posting_row VALUES (?, ?, ?)", posting.number, place, case)

    def once_used(self, keys: Iterable[str]) -> set[str]:
        """Which of these keys are used up, by a posting or remembered; a key is used for ever (R35)."""
        if not (wanted := list(keys)):
            return set()
        found = self._run(
            """SELECT once FROM posting WHERE once IN (SELECT value FROM json_each(?1))
               UNION SELECT key FROM once WHERE key IN (SELECT value FROM json_each(?1))""",
            json.dumps(wanted),
        )
        return {str(key) for (key,) in found}

    def keys_from(self, beginning: str) -> list[str]:
        """The keys beside those of postings that begin so, in order."""
        found = self._run("SELECT key FROM once WHERE key >= ? AND key < ?", beginning, f"{beginning}\U0010ffff")
        return [str(key) for (key,) in found]

    # --- sending --------------------------------------------------------------------------------------

    def claim(self, now: datetime, limit: int, lease: timedelta = LEASE) -> list[Delivery]:
        """Take up to `limit` deliveries that are due, oldest posting first, for `lease`.

        One whose lease has ended without a result is taken again, marked uncertain: its reply was lost.
        """
        with self._write():
            return self._claim(now, limit, lease)

    def reclaim(self, now: datetime) -> None:
        """End all leases: for the service at its start, when whoever claimed is dead."""
        with self._write():
            self._run("UPDATE delivery SET due = ? WHERE state = 'sending'", rows.stamp(now))

    def settle(
        self,
        results: Sequence[DeliveryResult],
        now: datetime,
        jitter: Callable[[], float] = random.random,
    ) -> list[DeliveryResult]:
        """Note how claimed deliveries ended, in one commit; those that failed for good come back.

        LATER is tried again after doubling pauses of 1 min to 4 h, UNCERTAIN after 15 min, both until the
        posting is 5 days old. `jitter` gives numbers from 0 to 1.
        """
        with self._write():
            return self._settle(results, now, jitter)

    def settle_and_claim(
        self, results: Sequence[DeliveryResult], now: datetime, limit: int
    ) -> tuple[list[DeliveryResult], list[Delivery]]:
        """Both of them in one commit: what failed for good, and what is to be sent next."""
        with self._write():
            return self._settle(results, now, random.random), self._claim(now, limit, LEASE)

    def _claim(self, now: datetime, limit: int, lease: timedelta) -> list[Delivery]:
        broken = self.broken_since()
        taken = self._run(
            """UPDATE delivery SET uncertain = uncertain OR state = 'sending',
                 tries = tries + (state = 'sending'), state = 'sending', due = ?
               WHERE (posting, recipient) IN (
                 SELECT posting, recipient FROM delivery
                 WHERE state IN ('queued', 'sending') AND due <= ? AND (? OR posting IN
                   (SELECT number FROM posting WHERE kind = 'i' AND queued >= ?))
                 ORDER BY due, posting LIMIT ?)
               RETURNING posting, recipient, tries""",
            rows.stamp(now + lease), rows.stamp(now), int(broken is None), broken or "", limit,
        )  # fmt: skip
        taken.sort(key=lambda row: (row["posting"], row["recipient"]))
        wanted = json.dumps(sorted({row["posting"] for row in taken}))
        found = self._run("SELECT * FROM posting WHERE number IN (SELECT value FROM json_each(?))", wanted)
        postings = {row["number"]: row for row in found}
        return [rows.delivery_from(postings[row["posting"]], row["recipient"], row["tries"]) for row in taken]

    def _settle(
        self, results: Sequence[DeliveryResult], now: datetime, jitter: Callable[[], float]
    ) -> list[DeliveryResult]:
        failed = []
        for result in results:
            ended = _final(result, now)
            if ended.outcome in (Sent.SENT, Sent.REFUSED):
                state = DeliveryState.SENT if ended.outcome is Sent.SENT else DeliveryState.FAILED
                due, end = now, rows.stamp(now)
            else:
                state, due, end = DeliveryState.QUEUED, now + _pause(ended, jitter), None
            if self._run(
                """UPDATE delivery SET state = ?, due = ?, ended = ?, reply = ?, tries = tries + 1,
                     uncertain = uncertain OR ?
                   WHERE posting = ? AND recipient = ? AND state = 'sending' RETURNING posting""",
                state, rows.stamp(due), end, ended.reply, int(ended.outcome is Sent.UNCERTAIN),
                ended.delivery.posting, ended.delivery.recipient,
            ) and state is DeliveryState.FAILED:  # fmt: skip
                failed.append(ended)
        return failed

    def stop(self) -> int:
        """Hold back everything that is queued; how many deliveries that were."""
        with self._write():
            return len(self._run("UPDATE delivery SET state = 'stopped' WHERE state = 'queued' RETURNING 1"))

    def resume(self) -> int:
        """Let go what was stopped, the breaker too; how many deliveries that were. What is held has its own end."""
        with self._write():
            self._run("UPDATE meta SET value = '' WHERE key = 'breaker'")
            return len(
                self._run(
                    """UPDATE delivery SET state = 'queued' WHERE state = 'stopped'
                       AND posting NOT IN (SELECT posting FROM held WHERE ended IS NULL) RETURNING 1"""
                )
            )

    def withdraw(self, posting: int, now: datetime) -> int:
        """Take back what has not left of a posting; how many deliveries that were."""
        with self._write():
            taken = self._run(
                """UPDATE delivery SET state = 'withdrawn', ended = ?
                   WHERE posting = ? AND state IN ('queued', 'stopped') RETURNING 1""",
                rows.stamp(now), posting,
            )  # fmt: skip
            self._end_holds(json.dumps([posting]), now)
        return len(taken)

    # --- looking up -----------------------------------------------------------------------------------

    def outbox(
        self, states: Collection[DeliveryState] = (), *, case: int | None = None, posting: int | None = None
    ) -> list[OutboxRow]:
        """Deliveries by posting number: in these states (none named: in any), of one case, of one posting."""
        found = self._run(
            """SELECT * FROM delivery JOIN posting ON posting.number = delivery.posting
               WHERE state IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR case_number = ?2)
                 AND (?3 IS NULL OR posting.number = ?3) ORDER BY posting.number, recipient""",
            json.dumps(list(states or DeliveryState)), case, posting,
        )  # fmt: skip
        return [rows.outbox_from(row) for row in found]

    def failed_untold(self) -> list[OutboxRow]:
        """The deliveries that failed for good and that nobody was told of: the process may have died in between."""
        found = self._run(
            """SELECT * FROM delivery JOIN posting ON posting.number = delivery.posting
               WHERE state = 'failed' AND NOT EXISTS
                 (SELECT 1 FROM once WHERE key = 'failed:' || posting || ':' || recipient)
               ORDER BY posting, recipient"""
        )
        return [rows.outbox_from(row) for row in found]

    def posting(self, number: int) -> PostingRow | None:
        """One of our own letters, with whom it goes to."""
        row = self._one("SELECT * FROM posting WHERE number = ?", number)
        if row is None:
            return None
        found = self._run("SELECT recipient FROM delivery WHERE posting = ? ORDER BY recipient", number)
        return rows.posting_from(row, [recipient for (recipient,) in found])

    def rows_of(self, posting: int) -> tuple[int, ...]:
        """The cases that the numbered rows of one of our own letters stand for, in order."""
        found = self._run("SELECT case_number FROM posting_row WHERE posting = ? ORDER BY place", posting)
        return tuple(int(case) for (case,) in found)

    def told_peer(self, cases: Iterable[int]) -> dict[int, datetime]:
        """When the peer of each of these cases last heard of its answer: by a letter of ours that a person ordered
        (a note about where a statement went is none, and one that was taken back is none), by an interim answer that
        somebody recorded, or by a mail that one of ours wrote to it, proven to be theirs."""
        found = self._run(
            """SELECT case_number, max(at) AS at FROM (
                 SELECT case_number, queued AS at FROM posting
                 WHERE kind = 'h' AND template NOT IN ('redirected', 'correction')
                   AND case_number IN (SELECT value FROM json_each(?1))
                   AND EXISTS (SELECT 1 FROM delivery WHERE posting = number AND state NOT IN ('failed', 'withdrawn'))
                   AND NOT EXISTS (
                     SELECT 1 FROM posting AS later WHERE later.case_number = posting.case_number
                       AND later.number > posting.number AND later.kind = 'h' AND later.template = 'correction')
                 UNION ALL
                 SELECT case_number, at FROM history WHERE case_number IN (SELECT value FROM json_each(?1))
                   AND (what = 'interim' OR (what = 'answered informally' AND proof <> 'unproven')))
               GROUP BY case_number""",
            json.dumps(list(cases)),
        )
        return {int(row["case_number"]): rows.moment(row["at"]) for row in found}

    def posting_of_id(self, message_id: str) -> int | None:
        """The number of our own letter with this Message-ID: by it we know our letters when they come back."""
        row = self._one("SELECT number FROM posting WHERE message_id = ?", message_id)
        return int(row["number"]) if row else None

    def posted(self, posting: int) -> bytes | None:
        """The bytes of one of our own letters."""
        row = self._one("SELECT raw FROM posting WHERE number = ?", posting)
        return bytes(row["raw"]) if row else None

    def posted_to(self, address: str, kinds: Iterable[PostKind], since: datetime) -> list[Posted]:
        """The letters of these kinds that were queued for `address` at `since` or later, in no order."""
        found = self._run(
            """SELECT kind, queued, case_number FROM posting
               WHERE kind IN (SELECT value FROM json_each(?)) AND queued >= ?
                 AND EXISTS (SELECT 1 FROM delivery WHERE posting = number AND recipient = ? COLLATE NOCASE)""",
            json.dumps(list(kinds)), rows.stamp(since), address,
        )  # fmt: skip
        return [Posted(PostKind(row["kind"]), rows.moment(row["queued"]), row["case_number"]) for row in found]

    def last_postings(self, template: str, since: datetime | None = None) -> dict[str, datetime]:
        """When each recipient, in lower case, was last queued a posting with this template, at `since` or later."""
        found = self._run(
            """SELECT recipient, max(queued) AS last FROM posting
               JOIN delivery ON delivery.posting = posting.number WHERE template = ? AND queued >= ?
               GROUP BY recipient ORDER BY last""",
            template, rows.stamp(since) if since else "",
        )  # fmt: skip
        return {row["recipient"].lower(): rows.moment(row["last"]) for row in found}

    def last_posting_number(self) -> int:
        """The highest posting number in use, 0 if there is none."""
        return self._number("SELECT coalesce(max(number), 0) FROM posting")


def _final(result: DeliveryResult, now: datetime) -> DeliveryResult:
    """`result`, or a refusal if it would be tried again though its posting is too old."""
    if result.outcome in (Sent.LATER, Sent.UNCERTAIN) and now - result.delivery.queued >= GIVE_UP:
        reply = f"given up after {GIVE_UP.days} days: {result.reply}"
        return replace(result, outcome=Sent.REFUSED, reply=reply)
    return result


def _pause(result: DeliveryResult, jitter: Callable[[], float]) -> timedelta:
    if result.outcome is Sent.UNCERTAIN:
        return UNCERTAIN_PAUSE
    doubled = FIRST_PAUSE * 2.0 ** min(result.delivery.tries, 30)
    return min(doubled, LONGEST_PAUSE) * (0.9 + 0.2 * jitter())
