"""One connection to the ledger and the one way to write through it: everything of it or nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from liaisonbot.doors import ledger_rows as rows
from liaisonbot.doors.ledger_errors import LedgerBroken, LedgerBusy, LedgerDamaged, LedgerError, LedgerFull, NotText
from liaisonbot.doors.ledger_file import TROUBLE, FileLock, is_busy, service_lock
from liaisonbot.doors.ledger_rows import SqlValue

T = TypeVar("T")


class Transactions:
    """What every room of the ledger stands on: `_write` is the only way to change anything."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: FileLock) -> None:
        self.path = path
        self._db = connection
        self._lock = lock
        self._thread = threading.get_ident()
        self._broken: LedgerBroken | None = None
        self._told: tuple[int, str] | None = None  # number and chain of the last history row, in this transaction

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
            self._told = None  # others may have written since
            try:
                yield
                self._run("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled back already
                    self._db.execute("ROLLBACK")
                raise

    def _each(self, jobs: Sequence[Callable[[], T]]) -> list[T | Exception]:
        """Do each job in the open transaction; one that fails is undone alone, and its exception returned. That is
        rare: only then are all of them done once more, each so that it can be undone."""
        together = self._undone_if_it_fails(lambda: [job() for job in jobs])
        if isinstance(together, Exception):
            return [self._undone_if_it_fails(job) for job in jobs]
        return [*together]

    def _undone_if_it_fails(self, job: Callable[[], T]) -> T | Exception:
        result: T | Exception
        self._run("SAVEPOINT job")
        try:
            result = job()
        except (LedgerBusy, LedgerFull, LedgerDamaged):
            raise  # not this job's fault: nothing can be kept now
        except Exception as problem:
            self._run("ROLLBACK TO job")
            self._told = None
            result = problem
        self._run("RELEASE job")
        return result

    def _run(self, sql: str, /, *values: SqlValue, **named: SqlValue) -> list[sqlite3.Row]:
        """Run one statement to its end; values are made storable, `named` ones are already. SQLite's errors
        become ours, except for broken constraints."""
        self._own()
        try:
            return self._db.execute(sql, named or tuple(map(rows.clean, values))).fetchall()
        except sqlite3.IntegrityError:
            raise
        except TROUBLE as problem:
            explained = _explained(problem, self.path)
            if isinstance(explained, LedgerBroken) and not self._broken:
                self._broken = explained  # an fsync that failed is never tried again
                service_lock(self.path).distrust()
            raise explained from problem

    def _one(self, sql: str, *values: SqlValue) -> sqlite3.Row | None:
        found = self._run(sql, *values)
        return found[0] if found else None

    def _number(self, sql: str, *values: SqlValue) -> int:
        return int(self._run(sql, *values)[0][0])

    def recall(self, key: str) -> str | None:
        """What was kept under this word last; None if nothing was."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return str(row["value"]) if row else None

    def _keep(self, key: str, value: str) -> None:
        self._run("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", key, value)

    def _time(self, sql: str) -> datetime | None:
        text = self._run(sql)[0][0]
        return rows.moment(text) if text else None

    def _by_state(self, sql: str) -> dict[str, int]:
        return {str(state): int(count) for state, count in self._run(sql)}


_UNWRITABLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def _explained(problem: Exception, path: Path) -> LedgerError:
    code = getattr(problem, "sqlite_errorcode", 0)
    if is_busy(problem):
        return LedgerBusy(f"{path} stayed locked")
    if code in (sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC):
        return LedgerBroken(f"the disk under {path} did not keep what was written: restart and check")
    if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or isinstance(problem, UnicodeDecodeError):
        return LedgerBroken(f"{path} is damaged ({problem}): restore a backup")
    if not code and str(problem).startswith("Could not decode to UTF-8"):  # Python's own word, thus without a code
        return NotText(f"{path}: {problem}")
    if code & 0xFF in _UNWRITABLE:
        return LedgerFull(f"{path} cannot be written: {problem}")
    return LedgerError(f"{path}: {problem}")
