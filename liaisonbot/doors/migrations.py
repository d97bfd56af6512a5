"""The ledger's file: the diary of its schema, its locks, and every reason to refuse it.

A migration is a function `m001_…`: appended to `DIARY`, never edited, never removed. All pending ones run in
one transaction, after a copy of the file was taken. sqlite_utils is imported only when one is pending.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION = 0x4C534254
"""`PRAGMA application_id` of every ledger: "LSBT"."""

_SETTINGS = {"synchronous": 2, "foreign_keys": 1, "wal_autocheckpoint": 4000, "journal_size_limit": 64 << 20}
"""Set on every connection and read back. 2 is FULL: with NORMAL a power cut loses acknowledged letters."""

_NETWORK_DISKS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "fuse.davfs"}
)

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""


class LedgerError(Exception):
    """Whatever the ledger has to say against what it was asked to do."""


class LedgerRefused(LedgerError):
    """This file cannot be used as a ledger; the text says why and what to do."""


class LedgerBusy(LedgerError):
    """Another process kept the ledger locked for longer than our patience; trying again may help."""


class LedgerFull(LedgerError):
    """The disk is full or refuses to write: nothing of this was kept; trying again may help."""


class LedgerDamaged(LedgerError):
    """Bytes came back other than they were written, or the disk refused to keep them."""


class ServiceRunning(LedgerError):
    """Another service holds this ledger; `pid` is its process, None if it cannot be read."""

    def __init__(self, path: Path, pid: int | None) -> None:
        super().__init__(f"{path} is in use by a running service (process {pid or 'unknown'}): stop it first")
        self.pid = pid


# --- the diary ------------------------------------------------------------------------------------

_M001 = (
    """
    CREATE TABLE meta (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE letter (
      id INTEGER PRIMARY KEY,
      sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
      received TEXT NOT NULL,
      size INTEGER NOT NULL CHECK (size >= 0),
      in_file INTEGER NOT NULL CHECK (in_file IN (0, 1)),
      state TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'applied', 'twin', 'ignored', 'parked')),
      reason TEXT,
      rule TEXT,
      tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
      twin_of INTEGER REFERENCES letter (id),
      case_number INTEGER REFERENCES "case" (number),
      message_id TEXT,
      fingerprint TEXT,
      subject TEXT,
      sender TEXT,
      CHECK ((state = 'twin') = (twin_of IS NOT NULL)),
      CHECK (twin_of <> id),
      CHECK (state NOT IN ('ignored', 'parked') OR reason IS NOT NULL)
    ) STRICT
    """,
    "CREATE INDEX letter_waiting ON letter (id) WHERE state = 'waiting'",
    "CREATE INDEX letter_parked ON letter (id) WHERE state = 'parked'",
    "CREATE INDEX letter_fingerprint ON letter (fingerprint) WHERE fingerprint IS NOT NULL",
    "CREATE INDEX letter_message_id ON letter (message_id) WHERE message_id IS NOT NULL",
    "CREATE INDEX letter_case ON letter (case_number) WHERE case_number IS NOT NULL",
    # Beside `letter`, not in it: a change of state would write the bytes again.
    """
    CREATE TABLE letter_raw (
      letter INTEGER PRIMARY KEY REFERENCES letter (id),
      raw BLOB NOT NULL
    ) STRICT
    """,
    # `letter` is in the key: should a server hand out one UID for two texts, both are kept.
    """
    CREATE TABLE arrival (
      id INTEGER PRIMARY KEY,
      letter INTEGER NOT NULL REFERENCES letter (id),
      door TEXT NOT NULL,
      recipient TEXT,
      envelope_from TEXT,
      client TEXT,
      at TEXT NOT NULL,
      mailbox TEXT,
      uidvalidity INTEGER,
      uid INTEGER,
      UNIQUE (mailbox, uidvalidity, uid, letter),
      CHECK ((mailbox IS NULL) = (uid IS NULL) AND (uid IS NULL) = (uidvalidity IS NULL))
    ) STRICT
    """,
    "CREATE INDEX arrival_letter ON arrival (letter)",
    """
    CREATE TABLE "case" (
      number INTEGER PRIMARY KEY CHECK (number > 0),
      stage TEXT NOT NULL CHECK (stage IN ('held', 'open', 'closed')),
      statement TEXT NOT NULL CHECK (json_valid(statement)),
      letter INTEGER NOT NULL UNIQUE REFERENCES letter (id),
      message_id TEXT NOT NULL,
      opened TEXT NOT NULL,
      title TEXT NOT NULL,
      peer TEXT,
      purpose TEXT NOT NULL CHECK (purpose IN ('action', 'comment', 'information', 'response')),
      groups TEXT NOT NULL CHECK (json_valid(groups)),
      lead TEXT,
      holder TEXT NOT NULL,
      manager TEXT,
      deadline TEXT,
      delay_because TEXT,
      held_because TEXT,
      proposal TEXT NOT NULL CHECK (json_valid(proposal)),
      outcome TEXT CHECK (outcome IN
        ('answered', 'no-reply', 'noted', 'withdrawn', 'duplicate', 'not-a-liaison')),
      closed TEXT,
      closed_because TEXT,
      acted TEXT,
      verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
      version INTEGER NOT NULL CHECK (version > 0),
      reference TEXT,
      due TEXT,
      CHECK ((stage = 'closed') = (outcome IS NOT NULL))
    ) STRICT
    """,
    """CREATE INDEX case_live ON "case" (number) WHERE stage <> 'closed'""",
    """CREATE INDEX case_due ON "case" (due) WHERE stage <> 'closed' AND due IS NOT NULL""",
    """CREATE INDEX case_message_id ON "case" (message_id)""",
    """CREATE INDEX case_reference ON "case" (reference COLLATE NOCASE) WHERE reference IS NOT NULL""",
    """
    CREATE TABLE history (
      id INTEGER PRIMARY KEY,
      case_number INTEGER REFERENCES "case" (number),
      letter INTEGER REFERENCES letter (id),
      at TEXT NOT NULL,
      who TEXT NOT NULL,
      role TEXT NOT NULL,
      proof TEXT NOT NULL,
      what TEXT NOT NULL,
      because TEXT NOT NULL,
      before TEXT CHECK (before IS NULL OR json_valid(before)),
      after TEXT CHECK (after IS NULL OR json_valid(after)),
      chain TEXT NOT NULL CHECK (length(chain) = 64)
    ) STRICT
    """,
    "CREATE INDEX history_case ON history (case_number, id)",
    "CREATE INDEX history_letter ON history (letter) WHERE letter IS NOT NULL",
    """
    CREATE TRIGGER history_is_not_changed BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'history is never changed'); END
    """,
    """
    CREATE TRIGGER history_is_not_deleted BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END
    """,
    # A posting never changes; what becomes of it is said by its deliveries.
    """
    CREATE TABLE posting (
      number INTEGER PRIMARY KEY CHECK (number > 0),
      kind TEXT NOT NULL CHECK (kind IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')),
      template TEXT NOT NULL,
      case_number INTEGER REFERENCES "case" (number),
      letter INTEGER REFERENCES letter (id),
      message_id TEXT NOT NULL UNIQUE,
      envelope_from TEXT NOT NULL,
      subject TEXT NOT NULL,
      queued TEXT NOT NULL,
      not_before TEXT NOT NULL,
      once TEXT UNIQUE,
      raw BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX posting_case ON posting (case_number) WHERE case_number IS NOT NULL",
    # `due` is when a delivery may next be taken up: the next try, or while it is being sent the lease's end.
    """
    CREATE TABLE delivery (
      posting INTEGER NOT NULL REFERENCES posting (number),
      recipient TEXT NOT NULL CHECK (recipient <> ''),
      state TEXT NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sending', 'stopped', 'sent', 'failed', 'withdrawn')),
      tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
      due TEXT NOT NULL,
      uncertain INTEGER NOT NULL DEFAULT 0 CHECK (uncertain IN (0, 1)),
      reply TEXT NOT NULL DEFAULT '',
      ended TEXT,
      PRIMARY KEY (posting, recipient),
      CHECK ((state IN ('sent', 'failed', 'withdrawn')) = (ended IS NOT NULL))
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX delivery_due ON delivery (due) WHERE state IN ('queued', 'sending')",
    """
    CREATE TABLE person (
      number INTEGER PRIMARY KEY,
      address TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (address <> '')
    ) STRICT
    """,
    """
    CREATE TABLE imap_mark (
      mailbox TEXT PRIMARY KEY,
      uidvalidity INTEGER NOT NULL,
      uid INTEGER NOT NULL
    ) STRICT
    """,
)


def m001_letters_cases_and_post(db: Database) -> None:
    """Everything that the first release keeps."""
    for statement in _M001:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION:d}")
    db.execute("INSERT INTO meta VALUES ('instance', ?)", [secrets.token_hex(4)])
    db.execute("INSERT INTO meta VALUES ('secret', ?)", [secrets.token_hex(32)])


DIARY: tuple[Callable[[Database], None], ...] = (m001_letters_cases_and_post,)


def applied(connection: sqlite3.Connection) -> list[str]:
    """The names of the migrations that this file has seen, oldest first; none for a new file."""
    if "_sqlite_migrations" not in _tables(connection):
        return []
    rows = connection.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = 'liaisonbot' ORDER BY id"
    )
    return [str(name) for (name,) in rows]


def pending(connection: sqlite3.Connection) -> list[str]:
    """The names of the migrations that this file still needs, in order.

    Raises LedgerRefused if it knows migrations that this program does not: the program is too old for it.
    """
    names = [migration.__name__ for migration in DIARY]
    seen = applied(connection)
    if unknown := sorted(set(seen) - set(names)):
        raise LedgerRefused(
            f"the ledger was written by a newer liaisonbot (it knows {', '.join(unknown)}): "
            "install that version again, or restore the copy taken before the upgrade"
        )
    return [name for name in names if name not in seen]


def migrate(connection: sqlite3.Connection, path: Path, now: datetime) -> None:
    """Bring the schema up to date in one transaction; an older ledger is copied first, beside itself.

    The caller holds the write lock.
    """
    wanted = pending(connection)
    if not wanted:
        return
    if applied(connection):
        copy_database(connection, path.with_name(f"{path.name}.before-{wanted[0]}-{now:%Y%m%dT%H%M%SZ}"))
    from sqlite_utils import Database, Migrations

    migrations = Migrations("liaisonbot")
    for migration in DIARY:
        migrations()(migration)
    connection.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(Database(connection, execute_plugins=False))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


# --- opening --------------------------------------------------------------------------------------


def open_file(path: Path, now: datetime, lock: FileLock, *, check: bool) -> sqlite3.Connection:
    """A connection to the ledger at `path`, made or brought up to date where needed.

    `lock` is its write lock; SQLite waits for its own locks as patiently as that one. `check` reads the whole
    file once for damage. Raises LedgerRefused with what to do, LedgerBusy if it stays locked.
    """
    if sqlite3.sqlite_version_info < (3, 37):
        raise LedgerRefused(f"SQLite {sqlite3.sqlite_version} is too old: 3.37 or newer is needed")
    _refuse_network_disk(path)
    try:
        _create(path)
    except OSError as problem:
        raise LedgerRefused(
            f"cannot create {path}: {problem.strerror}; check folder and permissions"
        ) from problem
    connection = sqlite3.connect(path, timeout=lock.patience, isolation_level=None)
    try:
        _prepare(connection, path, now, lock, check=check)
        _settle(connection, lock.patience)
    except sqlite3.DatabaseError as problem:
        close_locked(connection, lock)
        if is_busy(problem):
            raise LedgerBusy(f"{path} stayed locked for {lock.patience:g} s") from problem
        raise LedgerRefused(f"{path} cannot be read as a ledger ({problem}); restore a backup") from problem
    except BaseException:
        close_locked(connection, lock)
        raise
    return connection


def is_busy(problem: sqlite3.Error) -> bool:
    """True for the errors that another connection's lock causes."""
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _prepare(
    connection: sqlite3.Connection, path: Path, now: datetime, lock: FileLock, *, check: bool
) -> None:
    _refuse_foreign(connection, path)
    if pending(connection) or _pragma(connection, "journal_mode") != "wal":
        # Making a file WAL and giving it tables is a race between processes: one at a time.
        with lock.held():
            connection.execute("PRAGMA journal_mode = WAL")
            _settle(connection, lock.patience)
            migrate(connection, path, now)
    if check and (found := _pragma(connection, "quick_check(1)")) != "ok":
        raise LedgerRefused(f"{path} is damaged ({found}); stop here and restore a backup")


def _settle(connection: sqlite3.Connection, patience: float) -> None:
    """Set what every connection needs, and believe only what SQLite reads back."""
    connection.row_factory = sqlite3.Row
    settings = _SETTINGS | {"busy_timeout": round(patience * 1000)}
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name} = {value:d}")
    expected: dict[str, object] = {**settings, "journal_mode": "wal"}
    for name, wanted in expected.items():
        if (found := _pragma(connection, name)) != wanted:
            raise LedgerRefused(
                f"SQLite will not keep {name} = {wanted} (it says {found}): is this a local disk?"
            )


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    mark = _pragma(connection, "application_id")
    if mark != APPLICATION and _tables(connection):
        raise LedgerRefused(f"{path} is another program's database: configure a file of our own")


def _refuse_network_disk(path: Path) -> None:
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return  # a system without /proc: the journal mode that is read back is the check that remains
    kind = disk_kind(path.absolute(), mounts)
    if kind in _NETWORK_DISKS:
        raise LedgerRefused(
            f"{path} lies on a network disk ({kind}), where locks are not sure: use a local one"
        )


def disk_kind(path: Path, mounts: str) -> str:
    """The kind of file system under `path`, given the text of /proc/self/mounts; "" if none is found."""
    points = {}
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) > 2:
            points[fields[1].replace("\\040", " ")] = fields[2]
    return next((points[str(p)] for p in (path, *path.parents) if str(p) in points), "")


def _create(path: Path) -> None:
    """An empty file that only we may read (SQLite gives its helpers the same mode), in a folder likewise."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {
        str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }


def _pragma(connection: sqlite3.Connection, name: str) -> object:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return value


def close_locked(connection: sqlite3.Connection, lock: FileLock) -> None:
    """Close under the write lock, since the last to leave empties the WAL; or without, if it stays taken."""
    try:
        with lock.held():
            connection.close()
    except LedgerBusy:
        connection.close()


# --- locks ----------------------------------------------------------------------------------------


class FileLock:
    """A lock between processes, and between threads that each have their own: `flock` on a file beside.

    `patience` is how long `held` waits, in seconds, before it raises LedgerBusy.
    """

    def __init__(self, path: Path, patience: float = 10.0) -> None:
        self.path = path
        self.patience = patience
        self._handle: int | None = None

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
        """Hold the lock for a while. Raises LedgerBusy if that cannot be had in time."""
        if not self.acquire(self.patience):
            raise LedgerBusy(f"{self.path} stayed locked for {self.patience:g} s")
        try:
            yield
        finally:
            self.release()

    def sign(self) -> None:
        """Write our process number into the held file, for whoever is refused."""
        assert self._handle is not None, "only a held lock is signed"
        os.truncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

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
            raise LedgerDamaged(
                f"the copy at {part} is damaged ({found}): the ledger itself may be, run the check"
            )
        if "delivery" in _tables(copy):
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
