"""The ledger: the only place where anything is recorded or changed.

`receive` and `apply` are the two writers of the record. Every change is one `BEGIN IMMEDIATE … COMMIT` under
a lock between processes, synchronous=FULL, so what returned is on the disk (P1). Nothing is ever deleted. A
Ledger belongs to the thread that opened it; times come in aware and go out as UTC.

Its rooms are Letters, Cases, Commands, DirectoryRoom, HeldBack and Outbox, which stand on History and Transactions.
What SQL there is stands in them, in the file's own modules (ledger_file, migrations) and in the audit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from liaisonbot.doors import ledger_audit
from liaisonbot.doors.ledger_directory import DirectoryRoom
from liaisonbot.doors.ledger_errors import (
    CaseDamaged,
    Illegal,
    LedgerBroken,
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerFull,
    LedgerRefused,
    ServiceRunning,
    Stale,
)
from liaisonbot.doors.ledger_file import (
    FileLock,
    Progress,
    close_locked,
    copy_database,
    open_file,
    service_lock,
    sync,
    write_lock,
)
from liaisonbot.doors.ledger_letters import IN_FILE, ImapMark, Letters
from liaisonbot.doors.ledger_rows import Counts
from liaisonbot.doors.outbox import Outbox
from liaisonbot.model.effects import (
    BOT,
    Ask,
    Belongs,
    ChangeCase,
    Decision,
    Effect,
    EndAsk,
    Ignore,
    Note,
    OpenCase,
    Part,
    Revoke,
    SetPerson,
    TakeBack,
    Twin,
    WrongCode,
)
from liaisonbot.model.mail import LetterFacts

__all__ = [
    "IN_FILE",
    "Applied",
    "CaseDamaged",
    "Illegal",
    "ImapMark",
    "Ledger",
    "LedgerBroken",
    "LedgerBusy",
    "LedgerDamaged",
    "LedgerError",
    "LedgerFull",
    "LedgerRefused",
    "ServiceRunning",
    "Stale",
]


SHARES, DAYS_OF_A_WEEK = 30, 7
LOOKED, SHARE = "looked through", "looked through next"


@dataclass(frozen=True, slots=True)
class Applied:
    """What a decision came to: the cases it opened or changed, the postings that were queued, and those that
    were dropped because their `once` key was used before."""

    letter: int | None
    cases: tuple[int, ...]
    queued: tuple[int, ...]
    dropped: tuple[int, ...]


class Ledger(Letters, DirectoryRoom, Outbox):
    """One connection to the ledger. Open it with `Ledger.open`, use it as a context manager or `close` it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: FileLock) -> None:
        super().__init__(path, connection, lock)
        self._service = service_lock(path)

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

        `check` reads the file through for damage; a large one (ledger_file.LARGE) only if no service has left
        a mark that it ended well, since that takes seconds. Leave it out beside a running service, which has
        done it. `patience` bounds the wait for locks. Raises LedgerRefused, LedgerBusy.
        """
        lock = write_lock(path, patience.total_seconds())
        return cls(path, open_file(path, now, lock, check=check), lock)

    def close(self) -> None:
        """Close the connection and let go of the service lock. A second time does nothing."""
        self._own()
        close_locked(self._db, self._lock)
        self._service.sign_off()
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

    # --- applying decisions ---------------------------------------------------------------------------

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
            return self._each([partial(self._apply, decision, facts, now) for decision, facts in jobs])

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
        keys = self._unused_keys(decision)
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
                case _:
                    self._command(effect, decision.letter, now)
        if decision.letter is not None:
            self._end_letter(decision, facts, now, told=told)
        queued, dropped = self._queue(decision, now)
        self._use_up(keys, now)
        return Applied(decision.letter, tuple(known), queued, dropped)

    def _command(self, effect: Effect, letter: int | None, now: datetime) -> None:
        match effect:
            case Ask():
                self._ask(effect, letter, now)
            case EndAsk():
                self._end_ask(effect)
            case WrongCode():
                self._wrong_code(effect)
            case Revoke():
                self._revoke(effect)
            case SetPerson():
                self._set_person(effect, letter, now)
            case TakeBack():
                self._take_back(effect, now)
            case Part():
                self._part(effect, now)

    def _end_letter(self, decision: Decision, facts: LetterFacts | None, now: datetime, *, told: bool) -> None:
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
        known = facts or LetterFacts()
        if not self._run(
            """UPDATE letter SET state = ?, reason = ?, rule = ?, twin_of = ?, case_number = ?,
                 message_id = coalesce(?, message_id), fingerprint = coalesce(?, fingerprint),
                 subject = coalesce(?, subject), sender = coalesce(?, sender)
               WHERE id = ? AND state = 'waiting' RETURNING id""",
            state, reason, decision.rule, twin_of, case,
            known.message_id, known.fingerprint, known.subject, known.sender, decision.letter,
        ):  # fmt: skip
            raise Stale(f"letter {decision.letter} does not wait to be decided on")
        if state == "applied" and not told:
            self._tell(now, BOT, decision.rule or "applied", case=case, letter=decision.letter)

    # --- what else is kept ----------------------------------------------------------------------------

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

    def remember(self, key: str, value: str) -> None:
        """Keep a word for later. Raises Illegal for what makes this ledger this one."""
        if key in ("secret", "instance"):
            raise Illegal(f"the {key} of a ledger is made once")
        with self._write():
            self._keep(key, value)

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

    def counts(self) -> Counts:
        """How much of what there is, for `status`."""
        refusal = self._one(
            """SELECT reply FROM delivery WHERE state IN ('queued', 'sending') AND reply <> ''
               ORDER BY posting LIMIT 1"""
        )
        return Counts(
            letters=self._by_state("SELECT state, count(*) FROM letter GROUP BY state"),
            cases=self._by_state('SELECT stage, count(*) FROM "case" GROUP BY stage'),
            deliveries=self._by_state("SELECT state, count(*) FROM delivery GROUP BY state"),
            oldest_waiting=self._time("SELECT min(received) FROM letter WHERE state = 'waiting'"),
            oldest_queued=self._time(
                """SELECT min(queued) FROM posting WHERE number IN
                   (SELECT posting FROM delivery WHERE state IN ('queued', 'sending'))"""
            ),
            queued_because=refusal["reply"] if refusal else "",
            sqlite=sqlite3.sqlite_version,
        )

    # --- keeping it whole -----------------------------------------------------------------------------

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

    def audit(self, share: int = 0, of: int = 1, now: datetime | None = None) -> list[str]:
        """Every finding in the whole ledger, in words; nothing found is an empty list.

        Reads only, and may run beside the service. Letters are hashed again: all of them, or those of the given
        `share` (0 … `of` - 1). With `now` it also finds what a running bot would have done by then.
        """
        return ledger_audit.findings(self._run, self._raw, share, of, now)

    def look_through(self, now: datetime) -> list[str] | None:
        """The audit of this day: a thirtieth of the letters, so that rot in any is found within thirty days of work
        (P17); once a week everything else too. None if it was done today. `looked_through` notes that it was."""
        if self.recall(LOOKED) == now.date().isoformat():
            return None
        share = int(self.recall(SHARE) or 0) % SHARES
        if share % DAYS_OF_A_WEEK:
            return ledger_audit.damaged_letters(self._run, self._raw, share, SHARES)
        return self.audit(share, SHARES, now)

    def looked_through(self, now: datetime) -> None:
        """Today's share has been looked through, and people were told what was found."""
        self.remember(SHARE, str((int(self.recall(SHARE) or 0) + 1) % SHARES))
        self.remember(LOOKED, now.date().isoformat())
