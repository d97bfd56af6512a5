"""The ledger's file: opening it, every reason to refuse it, its locks, and copies of it."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from weakref import WeakValueDictionary

from liaisonbot.doors.ledger_errors import LedgerBusy, LedgerDamaged, LedgerRefused
from liaisonbot.doors.migrations import applied, migrate, pending, refuse_foreign, tables

_SETTINGS = {"synchronous": 2, "foreign_keys": 1, "wal_autocheckpoint": 4000, "journal_size_limit": 64 << 20}
"""Set on every connection and read back. 2 is FULL: with NORMAL a power cut loses acknowledged letters."""

LARGE = 256 << 20
"""Below this size a ledger is checked at every start: it takes a second or so."""

_NETWORK_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "fuse.davfs"})

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""


# --- opening --------------------------------------------------------------------------------------


def open_file(path: Path, now: datetime, lock: FileLock, *, check: bool) -> sqlite3.Connection:
    """A connection to the ledger at `path`, made or brought up to date where needed.

    `lock` is its write lock; SQLite waits for its own locks as patiently as that one. `check` reads the file
    through for damage: below the size LARGE always, from there on unless the last service ended well. Raises
    LedgerRefused with what to do, LedgerBusy if it stays locked.
    """
    if sqlite3.sqlite_version_info < (3, 37):
        raise LedgerRefused(f"SQLite {sqlite3.sqlite_version} is too old: 3.37 or newer is needed")
    _refuse_network_disk(path)
    try:
        _create(path)
    except OSError as problem:
        raise LedgerRefused(f"cannot create {path}: {problem.strerror}; check folder and permissions") from problem
    connection = sqlite3.connect(path, timeout=lock.patience, isolation_level=None)
    try:
        _prepare(connection, path, now, lock, check=check)
        _settle(connection, lock.patience)
    except TROUBLE as problem:
        close_locked(connection, lock)
        if is_busy(problem):
            raise LedgerBusy(f"{path} stayed locked for {lock.patience:g} s") from problem
        raise LedgerRefused(f"{path} cannot be read as a ledger ({problem}); restore a backup") from problem
    except BaseException:
        close_locked(connection, lock)
        raise
    return connection


TROUBLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite raises, and what Python's module does where SQLite's own words quote bytes of a damaged file."""


def is_busy(problem: Exception) -> bool:
    """True for the errors that another connection's lock causes."""
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _prepare(connection: sqlite3.Connection, path: Path, now: datetime, lock: FileLock, *, check: bool) -> None:
    refuse_foreign(connection, path)
    if pending(connection) or _pragma(connection, "journal_mode") != "wal":
        # Making a file WAL and giving it tables is a race between processes: one at a time.
        with lock.held():
            connection.execute("PRAGMA journal_mode = WAL")
            _settle(connection, lock.patience)
            _bring_up_to_date(connection, path, now)
    if check and _asks_for_check(path) and (found := _pragma(connection, "quick_check(1)")) != "ok":
        raise LedgerRefused(f"{path} is damaged ({found}); stop here and restore a backup")


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, now: datetime) -> None:
    """Another process may have done it while we waited for the lock. An older ledger is copied beside itself."""
    if wanted := pending(connection):
        copy = path.with_name(f"{path.name}.before-{wanted[0]}-{now:%Y%m%dT%H%M%SZ}")
        if applied(connection) and not copy.exists():  # it does if we died since, in this very second
            copy_database(connection, copy)
        migrate(connection)


def _asks_for_check(path: Path) -> bool:
    return path.stat().st_size < LARGE or not service_lock(path).signed_off()


def _settle(connection: sqlite3.Connection, patience: float) -> None:
    """Set what every connection needs, and believe only what SQLite reads back."""
    connection.row_factory = sqlite3.Row
    settings = _SETTINGS | {"busy_timeout": round(patience * 1000)}
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name} = {value:d}")
    expected: dict[str, object] = {**settings, "journal_mode": "wal"}
    for name, wanted in expected.items():
        if (found := _pragma(connection, name)) != wanted:
            raise LedgerRefused(f"SQLite will not keep {name} = {wanted} (it says {found}): is this a local disk?")


def _refuse_network_disk(path: Path) -> None:
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return  # a system without /proc: the journal mode that is read back is the check that remains
    kind = disk_kind(path.absolute(), mounts)
    if kind in _NETWORK_DISKS:
        raise LedgerRefused(f"{path} lies on a network disk ({kind}), where locks are not sure: use a local one")


def disk_kind(path: Path, mounts: str) -> str:
    """The kind of file system under `path`, given the text of /proc/self/mounts; "" if none is found."""
    points = {}
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) > 2:
            points[fields[1].replace("\\040", " ")] = fields[2]
    return next((points[str(p)] for p in (path, *path.parents) if str(p) in points), "")


def _create(path: Path) -> None:
    """An empty file that only we may read (SQLite gives its helpers the same mode), in a folder likewise.

    A file that is there is never opened, as closing it would drop the locks that this process's other connections
    have on it (fcntl); the next process to close the ledger would then take their WAL away.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _pragma(connection: sqlite3.Connection, name: str) -> object:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return value


def write_lock(path: Path, patience: float) -> FileLock:
    """The lock of the ledger at `path` around every write."""
    return FileLock(path.with_name(path.name + ".write.lock"), patience)


def service_lock(path: Path) -> FileLock:
    """The lock of the one service on the ledger at `path`, in which it leaves the mark that it ended well."""
    return FileLock(path.with_name(path.name + ".service.lock"))


def close_locked(connection: sqlite3.Connection, lock: FileLock) -> None:
    """Close under the write lock, since the last to leave empties the WAL; or without, if it stays taken."""
    try:
        with lock.held():
            connection.close()
    except LedgerBusy:
        connection.close()


# --- locks ----------------------------------------------------------------------------------------


_turns: WeakValueDictionary[Path, threading.Lock] = WeakValueDictionary()
_making_turns = threading.Lock()


class FileLock:
    """A lock between processes, and between threads that each have their own: `flock` on a file beside.

    `patience` is how long `held` waits, in seconds, before it raises LedgerBusy.
    """

    def __init__(self, path: Path, patience: float = 10.0) -> None:
        self.path = path
        self.patience = patience
        self._handle: int | None = None
        with _making_turns:
            self._turn = _turns.setdefault(path.absolute(), threading.Lock())

    def acquire(self, patience: float = 0.0) -> bool:
        """Take the lock, trying for `patience` seconds; False if somebody else keeps it."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        end, pause = time.monotonic() + patience, 0.0005
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    os.close(handle)
                    return False
                time.sleep(pause)
                pause = min(pause * 1.5, 0.01)
            else:
                self._handle = handle
                return True

    def release(self) -> None:
        """Let go of the lock; closing its handle does it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for a while. Raises LedgerBusy if that cannot be had in time.

        Threads of this process take turns before they ask: the next one begins at once, where asking for the file
        again and again would let it sleep for milliseconds."""
        busy = LedgerBusy(f"{self.path} stayed locked for {self.patience:g} s")
        end = time.monotonic() + self.patience
        if not self._turn.acquire(timeout=self.patience):
            raise busy
        try:
            if not self.acquire(max(0.0, end - time.monotonic())):
                raise busy
            try:
                yield
            finally:
                self.release()
        finally:
            self._turn.release()

    def sign(self) -> None:
        """Write our process number into the held file, for whoever is refused."""
        assert self._handle is not None, "only a held lock is signed"
        os.truncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)
        os.fsync(self._handle)  # after a power cut it must not look signed off

    def sign_off(self) -> None:
        """Take our process number out again, if we hold the lock: the mark that we ended well."""
        if self._handle is not None and self.holder() == os.getpid():
            os.truncate(self._handle, 0)

    def distrust(self) -> None:
        """Whoever holds the lock, its end will be no good one: something was found damaged."""
        with suppress(OSError), self.path.open("a") as file:
            file.write("damaged\n")

    def signed_off(self) -> bool:
        """True if the last holder signed off: the file is there, and empty."""
        return self.path.exists() and self.path.stat().st_size == 0

    def holder(self) -> int | None:
        """The process number in the file, None if there is none."""
        text = self.path.read_text(encoding="ascii", errors="replace").strip()
        return int(text) if text.isdecimal() else None


# --- copies ---------------------------------------------------------------------------------------


def copy_database(source: sqlite3.Connection, target: Path, progress: Progress | None = None) -> None:
    """A checked copy of the database at `target`, which must not exist; writers go on meanwhile.

    The copy's outbox stands stopped: after a restore nobody gets a letter twice unasked. Raises
    FileExistsError, or LedgerDamaged when the copy does not pass SQLite's full check.
    """
    tell = progress or (lambda done, pages: None)
    part = target.with_name(target.name + ".part")
    if target.exists():
        raise FileExistsError(f"{target} exists: a copy never replaces anything")
    part.unlink(missing_ok=True)
    _create(part)
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        # One read transaction around all steps, else each foreign write starts the copy anew.
        source.execute("BEGIN")
        try:
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(copy, pages=1024, progress=lambda _, left, pages: tell(pages - left, pages))
        finally:
            source.execute("ROLLBACK")
        found = _pragma(copy, "integrity_check(1)")
        if found != "ok":
            raise LedgerDamaged(f"the copy at {part} is damaged ({found}): the ledger itself may be, run the check")
        if "delivery" in tables(copy):
            copy.execute("UPDATE delivery SET state = 'stopped' WHERE state IN ('queued', 'sending')")
        copy.execute("PRAGMA journal_mode = DELETE")  # a copy is one file
    sync(part)
    part.rename(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Flush a file, or a folder's list of names, to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
