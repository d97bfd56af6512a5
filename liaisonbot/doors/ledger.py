"""The ledger: the only place where anything is recorded or changed, and the only SQL.

`receive` and `apply` are the two writers of the record. Every change is one `BEGIN IMMEDIATE … COMMIT` under
a lock between processes, synchronous=FULL, so what returned is on the disk (P1). Nothing is ever deleted. A
Ledger belongs to the thread that opened it; times come in aware and go out as UTC.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.ledger_rows import Counts, DeliveryState, HistoryRow, LetterRow, OutboxRow, SqlValue
from liaisonbot.doors.migrations import (
    FileLock,
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerFull,
    LedgerRefused,
    Progress,
    ServiceRunning,
    close_locked,
    copy_database,
    is_busy,
    open_file,
    sync,
)
from liaisonbot.model.case import Case, Stage, legal
from liaisonbot.model.effects import BOT, Actor, Belongs, ChangeCase, Decision, Ignore, Note, OpenCase, Twin
from liaisonbot.model.mail import (
    Arrival,
    Delivery,
    DeliveryResult,
    LetterFacts,
    Posting,
    Receipt,
    Sent,
    Waiting,
)

__all__ = [
    "Applied",
    "Illegal",
    "ImapMark",
    "Ledger",
    "LedgerBusy",
    "LedgerDamaged",
    "LedgerError",
    "LedgerFull",
    "LedgerRefused",
    "ServiceRunning",
    "Stale",
]

T = TypeVar("T")
ImapMark = tuple[str, int, int]
"""Mailbox, UIDVALIDITY, and the highest UID that is recorded."""

IN_FILE = 256 << 10
"""Letters from this size on lie in files: there a database row becomes slower than a file."""

BATCH = 16 << 20
"""Letters in hand are at most this many bytes (or a single one)."""

TRIES = 3
"""So often a letter is taken in hand; if it never came to an end, it is parked unread (P5)."""

LEASE = timedelta(minutes=10)
UNCERTAIN_PAUSE = timedelta(minutes=15)
FIRST_PAUSE, LONGEST_PAUSE, GIVE_UP = timedelta(minutes=1), timedelta(hours=4), timedelta(days=5)


class Stale(LedgerError):
    """The ledger has moved on since the decision was made: gather the facts and decide again."""


class Illegal(LedgerError):
    """A change that the ledger does not allow, whoever asks."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a decision came to: the cases it opened or changed, the postings that were queued, and those that
    were dropped because their `once` key was used before."""

    letter: int | None
    cases: tuple[int, ...]
    queued: tuple[int, ...]
    dropped: tuple[int, ...]


class Ledger:
    """One connection to the ledger. Open it with `Ledger.open`, use it as a context manager or `close` it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: FileLock) -> None:
        self.path = path
        self.letters = path.parent / "letters"
        self._db = connection
        self._lock = lock
        self._service = FileLock(path.with_name(path.name + ".service.lock"))
        self._thread = threading.get_ident()
        self._broken: LedgerDamaged | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        now: datetime,
        *,
        check: bool = True,
        patience: timedelta = timedelta(seconds=10),
    ) -> Self:
        """The ledger at `path`, made if there is none, migrated (after a copy) if it is older.

        `check` reads the file through for damage, which takes seconds on a large one: leave it out where a
        running service has done it. `patience` bounds the wait for locks. Raises LedgerRefused, LedgerBusy.
        """
        lock = FileLock(path.with_name(path.name + ".write.lock"), patience.total_seconds())
        return cls(path, open_file(path, now, lock, check=check), lock)

    def close(self) -> None:
        """Close the connection and let go of the service lock. A second time does nothing."""
        self._own()
        close_locked(self._db, self._lock)
        self._service.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def hold_service(self) -> None:
        """Be the one service on this ledger until `close`. Raises ServiceRunning if there is one."""
        self._own()
        if not self._service.acquire():
            raise ServiceRunning(self.path, self._service.holder())
        self._service.sign()
        with self._lock.held():
            for half_written in self.letters.glob("*/*.part"):
                half_written.unlink()

    # --- recording --------------------------------------------------------------------------------

    def receive(self, raw: bytes, arrivals: Sequence[Arrival], now: datetime) -> Receipt:
        """Record a letter: its exact bytes once, a row for each arrival. On return it is on the disk."""
        (result,) = self.receive_many([(raw, arrivals)], now)
        if isinstance(result, Exception):
            raise result
        return result

    def receive_many(
        self,
        items: Sequence[tuple[bytes, Sequence[Arrival]]],
        now: datetime,
        *,
        mark: ImapMark | None = None,
    ) -> list[Receipt | Exception]:
        """Record several letters in one transaction; one that cannot be kept falls alone, as its exception.

        `mark` is written with them, unless a letter fell: then the mailbox is to be read again from the old
        one. Raises LedgerBusy, LedgerFull, LedgerDamaged: then nothing was recorded.
        """
        hashed = [(raw, hashlib.sha256(raw).hexdigest(), arrivals) for raw, arrivals in items]
        with self._write():
            results = self._each(partial(self._record, *item, now) for item in hashed)
            if mark and not any(isinstance(result, Exception) for result in results):
                self._put_mark(mark)
        return results

    def _record(self, raw: bytes, sha256: str, arrivals: Sequence[Arrival], now: datetime) -> Receipt:
        if not arrivals:
            raise ValueError("a letter without an arrival came from nowhere")
        in_file = len(raw) >= IN_FILE
        found = self._run(
            """INSERT INTO letter (sha256, received, size, in_file) VALUES (?, ?, ?, ?)
               ON CONFLICT (sha256) DO NOTHING RETURNING id""",
            sha256, rows.stamp(now), len(raw), int(in_file),
        )  # fmt: skip
        new = bool(found)
        if not new:
            found = self._run("SELECT id FROM letter WHERE sha256 = ?", sha256)
        letter = int(found[0]["id"])
        if in_file and (new or not self._file(sha256).exists()):
            self._keep_file(sha256, raw)
        elif new:
            self._run("INSERT INTO letter_raw (letter, raw) VALUES (?, ?)", letter, raw)
        for arrival in arrivals:
            self._run(
                """INSERT INTO arrival (letter, door, recipient, envelope_from, client, at, mailbox,
                   uidvalidity, uid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                letter, arrival.door, arrival.recipient, arrival.envelope_from, arrival.client,
                rows.stamp(now), arrival.mailbox, arrival.uidvalidity, arrival.uid,
            )  # fmt: skip
        return Receipt(letter, new)

    def _keep_file(self, sha256: str, raw: bytes) -> None:
        """Whole or not at all, and on the disk before the row that promises it is."""
        path = self._file(sha256)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.touch(mode=0o600)
        part.write_bytes(raw)
        sync(part)
        part.rename(path)
        for folder in (path.parent, self.letters, self.path.parent):  # each name on the way to it
            sync(folder)

    def _file(self, sha256: str) -> Path:
        return self.letters / sha256[:2] / sha256

    # --- letters in hand --------------------------------------------------------------------------

    def waiting(self, limit: int, now: datetime) -> list[Waiting]:
        """The oldest waiting letters, now in hand: that they are tried is committed before this returns.

        A letter that was in hand before comes alone, so that one which kills us takes no other with it; after
        TRIES times without an end it is parked unread, and so is one whose bytes are damaged.
        """
        with self._write():
            spent = self._run("SELECT id FROM letter WHERE state = 'waiting' AND tries >= ?", TRIES)
            for (letter,) in spent:
                self._park(letter, f"in hand {TRIES} times without coming to an end", now)
            candidates = self._run(
                "SELECT * FROM letter WHERE state = 'waiting' ORDER BY id LIMIT ?", max(1, limit)
            )
            taken = _batch(candidates)
            for row in taken:
                self._run("UPDATE letter SET tries = tries + 1 WHERE id = ?", row["id"])
        return [found for row in taken if (found := self._in_hand(row, now))]

    def _in_hand(self, row: sqlite3.Row, now: datetime) -> Waiting | None:
        try:
            raw = self._raw(row)
        except LedgerDamaged as problem:
            self.park(row["id"], str(problem), now)
            return None
        received = rows.moment(row["received"])
        return Waiting(row["id"], raw, received, self.arrivals(row["id"]), row["tries"])

    def park(
        self, letter: int, reason: str, now: datetime, facts: LetterFacts | None = None, actor: Actor = BOT
    ) -> None:
        """Put a waiting letter aside for a person. Raises Illegal if it does not wait."""
        with self._write():
            self._park(letter, reason, now, facts, actor)

    def _park(
        self, letter: int, reason: str, now: datetime, facts: LetterFacts | None = None, actor: Actor = BOT
    ) -> None:
        if not self._run(
            "UPDATE letter SET state = 'parked', reason = ? WHERE id = ? AND state = 'waiting' RETURNING id",
            reason, letter,
        ):  # fmt: skip
            raise Illegal(f"letter {letter} does not wait")
        self._put_facts(letter, facts)
        self._tell(now, actor, "parked", letter=letter, because=reason, after={"state": "parked"})

    def retry(self, letter: int, now: datetime, actor: Actor = BOT) -> None:
        """Let a parked letter wait again, with all its tries. Raises Illegal if it is not parked."""
        with self._write():
            if not self._run(
                """UPDATE letter SET state = 'waiting', reason = NULL, tries = 0
                   WHERE id = ? AND state = 'parked' RETURNING id""",
                letter,
            ):
                raise Illegal(f"letter {letter} is not parked")
            self._tell(now, actor, "retry", letter=letter, after={"state": "waiting"})

    # --- applying decisions -----------------------------------------------------------------------

    def apply(self, decision: Decision, now: datetime, facts: LetterFacts | None = None) -> Applied:
        """Carry out one decision, all of it or nothing. Raises Stale or Illegal; nothing has changed then."""
        (result,) = self.apply_many([(decision, facts)], now)
        if isinstance(result, Exception):
            raise result
        return result

    def apply_many(
        self, jobs: Sequence[tuple[Decision, LetterFacts | None]], now: datetime
    ) -> list[Applied | Exception]:
        """Carry out decisions in one transaction, in order; one that cannot stand falls alone.

        `facts` are kept beside the decision's letter. Raises LedgerBusy, LedgerFull, LedgerDamaged: then
        nothing was applied.
        """
        with self._write():
            return self._each(partial(self._apply, decision, facts, now) for decision, facts in jobs)

    def _apply(self, decision: Decision, facts: LetterFacts | None, now: datetime) -> Applied:
        try:
            return self._carry_out(decision, facts, now)
        except sqlite3.IntegrityError as problem:
            if problem.sqlite_errorname == "SQLITE_CONSTRAINT_PRIMARYKEY":
                raise Stale(f"a number is taken: {problem}") from problem
            raise Illegal(str(problem)) from problem
        except (ValueError, TypeError, AttributeError) as problem:
            raise Illegal(f"not a value for the ledger: {problem}") from problem

    def _carry_out(self, decision: Decision, facts: LetterFacts | None, now: datetime) -> Applied:
        known: dict[int, int] = {}  # versions as this decision found them
        told = False
        for effect in decision.effects:
            match effect:
                case OpenCase():
                    known[effect.case.number] = effect.case.version
                    self._open_case(effect, decision.letter, now)
                    told = True
                case ChangeCase():
                    told |= self._change_case(effect, known, decision.letter, now)
                case Note(number, what, text, actor):
                    self._tell(now, actor, what, case=number, letter=decision.letter, because=text)
                    told = True
        if decision.letter is not None:
            self._end_letter(decision, facts, now, told=told)
        queued, dropped = self._queue(decision, now)
        return Applied(decision.letter, tuple(known), queued, dropped)

    def _open_case(self, effect: OpenCase, letter: int | None, now: datetime) -> None:
        if not legal(None, effect.case.stage) or effect.case.version != 1:
            raise Illegal(f"no case begins as {effect.case.stage}, version {effect.case.version}")
        columns = rows.case_columns(effect.case)
        self._run(_INSERT_CASE, **columns)
        after = rows.case_from(columns)  # as it reads back, or ValueError
        self._tell(
            now, effect.actor, "opened", case=after.number, letter=letter, because=effect.because, after=after
        )

    def _change_case(
        self, effect: ChangeCase, known: dict[int, int], letter: int | None, now: datetime
    ) -> bool:
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
        if not legal(case.stage, new.stage):
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

    def _end_letter(
        self, decision: Decision, facts: LetterFacts | None, now: datetime, *, told: bool
    ) -> None:
        state, reason, twin_of, case = "applied", None, None, None
        for effect in decision.effects:
            match effect:
                case Ignore(why):
                    state, reason = "ignored", why
                case Twin(of):
                    state, twin_of = "twin", of
                case Belongs(number):
                    case = number
                case OpenCase():
                    case = effect.case.number
        if not self._run(
            """UPDATE letter SET state = ?, reason = ?, rule = ?, twin_of = ?, case_number = ?
               WHERE id = ? AND state = 'waiting' RETURNING id""",
            state, reason, decision.rule, twin_of, case, decision.letter,
        ):  # fmt: skip
            raise Stale(f"letter {decision.letter} does not wait to be decided on")
        self._put_facts(decision.letter, facts)
        if state == "applied" and not told:
            self._tell(now, BOT, decision.rule or "applied", case=case, letter=decision.letter)

    def _put_facts(self, letter: int | None, facts: LetterFacts | None) -> None:
        if facts:
            self._run(
                "UPDATE letter SET message_id = ?, fingerprint = ?, subject = ?, sender = ? WHERE id = ?",
                facts.message_id, facts.fingerprint, facts.subject, facts.sender, letter,
            )  # fmt: skip

    def _queue(self, decision: Decision, now: datetime) -> tuple[tuple[int, ...], tuple[int, ...]]:
        queued, dropped = [], []
        for posting in decision.postings:
            if posting.once and self.once_used([posting.once]):
                dropped.append(posting.number)
            else:
                self._post(posting, decision.letter, now)
                queued.append(posting.number)
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
        for recipient in dict.fromkeys(posting.recipients):
            self._run(
                "INSERT INTO delivery (posting, recipient, due) VALUES (?, ?, ?)",
                posting.number, recipient, not_before,
            )  # fmt: skip

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
        self._run(
            "INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *row, rows.chain(previous, row)
        )

    # --- cases ------------------------------------------------------------------------------------

    def case(self, number: int) -> Case | None:
        """The case of this number."""
        row = self._one('SELECT * FROM "case" WHERE number = ?', number)
        return rows.case_from(row) if row else None

    def cases(self, *stages: Stage) -> list[Case]:
        """All cases in these stages (in any, if none is named), by number."""
        found = self._run(
            'SELECT * FROM "case" WHERE stage IN (SELECT value FROM json_each(?)) ORDER BY number',
            json.dumps(stages or list(Stage)),
        )
        return [rows.case_from(row) for row in found]

    def open_and_held(self) -> list[Case]:
        """Every case that is not closed, by number."""
        return [
            rows.case_from(row)
            for row in self._run("""SELECT * FROM "case" WHERE stage <> 'closed' ORDER BY number""")
        ]

    def cases_due(self, until: date) -> list[Case]:
        """The cases not closed whose day is `until` or before, the most urgent first."""
        found = self._run(
            """SELECT * FROM "case" WHERE stage <> 'closed' AND due IS NOT NULL AND due <= ?
               ORDER BY due, number""",
            until.isoformat(),
        )
        return [rows.case_from(row) for row in found]

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
        return self._first_case(
            "SELECT case_number FROM posting WHERE message_id = ? AND case_number IS NOT NULL", ids
        )

    def case_by_reference(self, reference: str, peer: str | None) -> Case | None:
        """The newest case of `peer` with the peer's own `reference` (R15), in any case of letters."""
        row = self._one(
            """SELECT * FROM "case" WHERE reference = ? COLLATE NOCASE AND peer IS ?
               ORDER BY number DESC LIMIT 1""",
            reference, peer,
        )  # fmt: skip
        return rows.case_from(row) if row else None

    def last_case_number(self) -> int:
        """The highest case number in use, 0 if there is none."""
        return self._number('SELECT coalesce(max(number), 0) FROM "case"')

    def history(self, case: int | None = None, since: datetime | None = None) -> list[HistoryRow]:
        """What happened, oldest first: to one case or to everything, from `since` on."""
        found = self._run(
            """SELECT * FROM history WHERE (?1 IS NULL OR case_number = ?1) AND at >= ?2 ORDER BY id""",
            case, rows.stamp(since) if since else "",
        )  # fmt: skip
        return [rows.history_from(row) for row in found]

    def _first_case(self, sql: str, ids: Iterable[str]) -> Case | None:
        for message_id in ids:
            if row := self._one(sql, message_id):
                return self.case(row[0])
        return None

    # --- letters ----------------------------------------------------------------------------------

    def letter(self, number: int) -> LetterRow | None:
        """What is known of a letter besides its bytes."""
        row = self._one("SELECT * FROM letter WHERE id = ?", number)
        return rows.letter_from(row) if row else None

    def letters_of(self, case: int) -> list[LetterRow]:
        """The letters that belong to a case, oldest first."""
        found = self._run("SELECT * FROM letter WHERE case_number = ? ORDER BY id", case)
        return [rows.letter_from(row) for row in found]

    def parked(self) -> list[LetterRow]:
        """The letters that a person must look at, oldest first."""
        found = self._run("SELECT * FROM letter WHERE state = 'parked' ORDER BY id")
        return [rows.letter_from(row) for row in found]

    def letter_like(self, message_id: str | None, fingerprint: str) -> int | None:
        """The first letter that was acted on and has this Message-ID *and* this content (P2)."""
        row = self._one(
            """SELECT id FROM letter WHERE fingerprint = ? AND message_id IS ? AND state = 'applied'
               ORDER BY id LIMIT 1""",
            fingerprint, message_id,
        )  # fmt: skip
        return int(row["id"]) if row else None

    def raw(self, letter: int) -> bytes:
        """A letter's exact bytes. Raises LookupError if there is none, LedgerDamaged if they changed."""
        row = self._one("SELECT id, sha256, in_file FROM letter WHERE id = ?", letter)
        if row is None:
            raise LookupError(f"there is no letter {letter}")
        return self._raw(row)

    def _raw(self, row: sqlite3.Row) -> bytes:
        letter, sha256 = row["id"], row["sha256"]
        try:
            if row["in_file"]:
                raw = self._file(sha256).read_bytes()
            else:
                raw = bytes(self._run("SELECT raw FROM letter_raw WHERE letter = ?", letter)[0]["raw"])
        except (OSError, IndexError) as problem:
            raise LedgerDamaged(f"the bytes of letter {letter} are missing: {problem}") from problem
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise LedgerDamaged(f"the bytes of letter {letter} are not those that came")
        return raw

    def arrivals(self, letter: int) -> tuple[Arrival, ...]:
        """Every copy of a letter that came, in order."""
        return tuple(
            map(rows.arrival_from, self._run("SELECT * FROM arrival WHERE letter = ? ORDER BY id", letter))
        )

    # --- the outbox -------------------------------------------------------------------------------

    def claim(self, now: datetime, limit: int, lease: timedelta = LEASE) -> list[Delivery]:
        """Take up to `limit` deliveries that are due, oldest posting first, for `lease`.

        One whose lease has ended without a result is taken again, marked uncertain: its reply was lost.
        """
        with self._write():
            taken = self._run(
                """UPDATE delivery SET uncertain = uncertain OR state = 'sending',
                     tries = tries + (state = 'sending'), state = 'sending', due = ?
                   WHERE (posting, recipient) IN (
                     SELECT posting, recipient FROM delivery
                     WHERE state IN ('queued', 'sending') AND due <= ? ORDER BY due, posting LIMIT ?)
                   RETURNING posting, recipient, tries""",
                rows.stamp(now + lease), rows.stamp(now), limit,
            )  # fmt: skip
        taken.sort(key=lambda row: (row["posting"], row["recipient"]))
        wanted = json.dumps(sorted({row["posting"] for row in taken}))
        found = self._run("SELECT * FROM posting WHERE number IN (SELECT value FROM json_each(?))", wanted)
        postings = {row["number"]: row for row in found}
        return [rows.delivery_from(postings[row["posting"]], row["recipient"], row["tries"]) for row in taken]

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
        failed = []
        with self._write():
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
        """Let go what was stopped; how many deliveries that were."""
        with self._write():
            return len(self._run("UPDATE delivery SET state = 'queued' WHERE state = 'stopped' RETURNING 1"))

    def withdraw(self, posting: int, now: datetime) -> int:
        """Take back what has not left of a posting; how many deliveries that were."""
        with self._write():
            taken = self._run(
                """UPDATE delivery SET state = 'withdrawn', ended = ?
                   WHERE posting = ? AND state IN ('queued', 'stopped') RETURNING 1""",
                rows.stamp(now), posting,
            )  # fmt: skip
        return len(taken)

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

    def posted(self, posting: int) -> bytes | None:
        """The bytes of one of our own letters."""
        row = self._one("SELECT raw FROM posting WHERE number = ?", posting)
        return bytes(row["raw"]) if row else None

    def last_posting_number(self) -> int:
        """The highest posting number in use, 0 if there is none."""
        return self._number("SELECT coalesce(max(number), 0) FROM posting")

    def once_used(self, keys: Iterable[str]) -> set[str]:
        """Which of these keys a posting has used; a key is used for ever (R35)."""
        found = self._run(
            "SELECT once FROM posting WHERE once IN (SELECT value FROM json_each(?))", json.dumps(list(keys))
        )
        return {str(row["once"]) for row in found}

    # --- what else is kept ------------------------------------------------------------------------

    @property
    def secret(self) -> bytes:
        """32 random bytes, made with the ledger, from which all keys are derived."""
        return bytes.fromhex(self._made("secret"))

    @property
    def instance(self) -> str:
        """Eight random letters that tell this ledger from any other."""
        return self._made("instance")

    def _made(self, key: str) -> str:
        if (value := self.recall(key)) is None:
            raise LedgerDamaged(f"{self.path} has lost its {key}: restore a backup")
        return value

    def recall(self, key: str) -> str | None:
        """What `remember` was told last, e.g. the date of the directory."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return str(row["value"]) if row else None

    def remember(self, key: str, value: str) -> None:
        """Keep a word for later. Raises Illegal for what makes this ledger this one."""
        if key in ("secret", "instance"):
            raise Illegal(f"the {key} of a ledger is made once")
        with self._write():
            self._run(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", key, value
            )

    def person_number(self, address: str) -> int:
        """The number that stands for a person in tokens; a new address gets the next one."""
        find = "SELECT number FROM person WHERE address = ?"
        if row := self._one(find, address.lower()):
            return int(row["number"])
        with self._write():
            self._run("INSERT INTO person (address) VALUES (?) ON CONFLICT DO NOTHING", address.lower())
        return self._number(find, address.lower())

    def person_address(self, number: int) -> str | None:
        """The address, in lower case, that a person's number stands for."""
        row = self._one("SELECT address FROM person WHERE number = ?", number)
        return str(row["address"]) if row else None

    def imap_mark(self, mailbox: str) -> tuple[int, int] | None:
        """UIDVALIDITY and the highest UID that is recorded of `mailbox`, None before the first time."""
        row = self._one("SELECT uidvalidity, uid FROM imap_mark WHERE mailbox = ?", mailbox)
        return (row["uidvalidity"], row["uid"]) if row else None

    def set_imap_mark(self, mailbox: str, uidvalidity: int, uid: int) -> None:
        """Note that everything up to `uid` is recorded."""
        with self._write():
            self._put_mark((mailbox, uidvalidity, uid))

    def _put_mark(self, mark: ImapMark) -> None:
        self._run(
            """INSERT INTO imap_mark VALUES (?, ?, ?) ON CONFLICT (mailbox)
               DO UPDATE SET uidvalidity = excluded.uidvalidity, uid = excluded.uid""",
            *mark,
        )

    def counts(self) -> Counts:
        """How much of what there is, for `status`."""
        return Counts(
            letters=self._by_state("SELECT state, count(*) FROM letter GROUP BY state"),
            cases=self._by_state('SELECT stage, count(*) FROM "case" GROUP BY stage'),
            deliveries=self._by_state("SELECT state, count(*) FROM delivery GROUP BY state"),
            oldest_waiting=self._time("SELECT min(received) FROM letter WHERE state = 'waiting'"),
            oldest_queued=self._time(
                """SELECT min(queued) FROM posting WHERE number IN
                   (SELECT posting FROM delivery WHERE state IN ('queued', 'sending'))"""
            ),
            sqlite=sqlite3.sqlite_version,
        )

    # --- keeping it whole -------------------------------------------------------------------------

    def checkpoint(self) -> None:
        """Move what the WAL holds into the database, as far as no reader hinders: for idle moments."""
        self._own()
        with self._lock.held():
            self._run("PRAGMA wal_checkpoint(PASSIVE)")

    def backup(self, target: Path, progress: Progress | None = None) -> None:
        """A checked copy at `target`, a new file, with its letters in the folder `letters` beside it.

        `progress` hears of pages, then of files. The copy's outbox stands stopped. Raises FileExistsError;
        LedgerDamaged when the copy does not check, which leaves no file at `target`.
        """
        self._own()
        if target.exists():
            raise FileExistsError(f"{target} exists: a backup never replaces anything")
        unfinished = target.with_name(target.name + ".unfinished")
        unfinished.unlink(missing_ok=True)
        copy_database(self._db, unfinished, progress)
        large = self._run("SELECT id, sha256, in_file FROM letter WHERE in_file = 1")
        for done, row in enumerate(large, 1):
            self._copy_letter(row, target.parent / "letters" / row["sha256"][:2])
            if progress:
                progress(done, len(large))
        unfinished.rename(target)
        sync(target.parent)

    def _copy_letter(self, row: sqlite3.Row, folder: Path) -> None:
        self._raw(row)  # a damaged letter must not pass for a copy
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f"{row['sha256']}.part"
        shutil.copyfile(self._file(row["sha256"]), part)
        part.chmod(0o600)
        sync(part)
        part.rename(folder / row["sha256"])
        sync(folder)

    def audit(self, share: int = 0, of: int = 1) -> list[str]:
        """Every finding in the whole ledger, in words; nothing found is an empty list.

        Reads only, and may run beside the service. Letters are hashed again (P17): all of them, or those of
        the given `share` (0 … `of` - 1), so that a daily run sees all in `of` days.
        """
        checks = self._run("PRAGMA integrity_check")
        findings = [f"SQLite: {row[0]}" for row in checks if row[0] != "ok"]
        findings += [
            f"row {row[1]} of {row[0]} names a missing {row[2]}"
            for row in self._run("PRAGMA foreign_key_check")
        ]
        findings += [say.format(row[0]) for sql, say in _NEVER for row in self._run(sql)]
        for row in self._run("SELECT id, sha256, in_file FROM letter WHERE id % ? = ?", of, share):
            try:
                self._raw(row)
            except LedgerDamaged as problem:
                findings.append(str(problem))
        return findings + self._audit_history()

    def _audit_history(self) -> list[str]:
        findings = []
        previous, number = rows.NO_CHAIN, 0
        while page := self._run("SELECT * FROM history WHERE id > ? ORDER BY id LIMIT 500", number):
            for row in page:
                if row["id"] != number + 1 or rows.chain(previous, tuple(row)[:-1]) != row["chain"]:
                    findings.append(f"history row {row['id']} does not follow from the one before")
                previous, number = row["chain"], row["id"]
        for (case,) in self._run('SELECT number FROM "case" ORDER BY number'):
            findings += self._audit_case(case)
        return findings

    def _audit_case(self, number: int) -> list[str]:
        """A case is what its history says, move by move (P18)."""
        # One statement for both, so that a change in between cannot make them differ.
        found = self._run(
            """SELECT c.*, json_array(h.before, h.after) AS moved FROM "case" AS c
               LEFT JOIN history AS h ON h.case_number = c.number AND h.after IS NOT NULL
               WHERE c.number = ? ORDER BY h.id""",
            number,
        )
        told: dict[str, Any] = {}
        findings = []
        for row in found:
            before, after = (json.loads(part or "{}") for part in json.loads(row["moved"]))
            stage = told.get("stage")
            if any(told.get(name) != value for name, value in before.items()):
                findings.append(f"LS-{number}: its history contradicts itself")
            told |= after
            if not legal(Stage(stage) if stage else None, Stage(told.get("stage", Stage.CLOSED))):
                findings.append(f"LS-{number}: its history went from {stage} to {told.get('stage')}")
        told["version"] = len(found)
        if told != json.loads(rows.dump(rows.case_from(found[0]))):
            findings.append(f"LS-{number}: its history does not lead to its row")
        return findings

    # --- below all of this ------------------------------------------------------------------------

    def _own(self) -> None:
        if threading.get_ident() != self._thread:
            raise RuntimeError("a Ledger belongs to the thread that opened it: open another one here")

    @contextmanager
    def _write(self) -> Iterator[None]:
        """One transaction: all of the block, on the disk, or nothing of it."""
        self._own()
        if self._broken:
            raise self._broken
        with self._lock.held():
            self._run("BEGIN IMMEDIATE")
            try:
                yield
                self._run("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled back already
                    self._db.execute("ROLLBACK")
                raise

    def _each(self, jobs: Iterable[Callable[[], T]]) -> list[T | Exception]:
        """Do each job in the open transaction; one that fails is undone alone, and its exception returned."""
        results: list[T | Exception] = []
        for job in jobs:
            self._run("SAVEPOINT job")
            try:
                results.append(job())
            except (LedgerBusy, LedgerFull, LedgerDamaged):
                raise  # not this job's fault: nothing can be kept now
            except Exception as problem:
                self._run("ROLLBACK TO job")
                results.append(problem)
            self._run("RELEASE job")
        return results

    def _run(self, sql: str, /, *values: SqlValue, **named: SqlValue) -> list[sqlite3.Row]:
        """Run one statement to its end; values are made storable, `named` ones are already. SQLite's errors
        become ours, except for broken constraints."""
        self._own()
        try:
            return self._db.execute(sql, named or tuple(map(rows.clean, values))).fetchall()
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as problem:
            explained = _explained(problem, self.path)
            if isinstance(explained, LedgerDamaged):
                self._broken = explained  # an fsync that failed is never tried again
            raise explained from problem

    def _one(self, sql: str, *values: SqlValue) -> sqlite3.Row | None:
        found = self._run(sql, *values)
        return found[0] if found else None

    def _number(self, sql: str, *values: SqlValue) -> int:
        return int(self._run(sql, *values)[0][0])

    def _time(self, sql: str) -> datetime | None:
        text = self._run(sql)[0][0]
        return rows.moment(text) if text else None

    def _by_state(self, sql: str) -> dict[str, int]:
        return {str(state): int(count) for state, count in self._run(sql)}


_UNWRITABLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def _explained(problem: sqlite3.DatabaseError, path: Path) -> LedgerError:
    code = getattr(problem, "sqlite_errorcode", 0)
    if is_busy(problem):
        return LedgerBusy(f"{path} stayed locked")
    if code in (sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC):
        return LedgerDamaged(f"the disk under {path} did not keep what was written: restart and check")
    if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return LedgerDamaged(f"{path} is damaged ({problem}): restore a backup")
    if code & 0xFF in (
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    ):
        return LedgerFull(f"{path} cannot be written: {problem}")
    return LedgerError(f"{path}: {problem}")


def _batch(candidates: Sequence[sqlite3.Row]) -> list[sqlite3.Row]:
    """The first of these letters that may be in hand together: not too many bytes, and none tried before."""
    taken: list[sqlite3.Row] = []
    size = 0
    for row in candidates:
        size += row["size"]
        if taken and (row["tries"] or size > BATCH):
            break
        taken.append(row)
        if row["tries"]:
            break
    return taken


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


_INSERT_CASE = """
    INSERT INTO "case" (number, stage, statement, letter, message_id, opened, title, peer, purpose, groups,
      lead, holder, manager, deadline, delay_because, held_because, proposal, outcome, closed,
      closed_because, acted, verified, version, reference, due)
    VALUES (:number, :stage, :statement, :letter, :message_id, :opened, :title, :peer, :purpose, :groups,
      :lead, :holder, :manager, :deadline, :delay_because, :held_because, :proposal, :outcome, :closed,
      :closed_because, :acted, :verified, :version, :reference, :due)
"""

_UPDATE_CASE = """
    UPDATE "case" SET stage = :stage, statement = :statement, title = :title, peer = :peer,
      purpose = :purpose, groups = :groups, lead = :lead, holder = :holder, manager = :manager,
      deadline = :deadline, delay_because = :delay_because, held_because = :held_because,
      proposal = :proposal, outcome = :outcome, closed = :closed, closed_because = :closed_because,
      acted = :acted, verified = :verified, version = :version, reference = :reference, due = :due
    WHERE number = :number
"""

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
