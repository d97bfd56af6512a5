"""The diary of the ledger's schema: what was ever made or changed in it, and what a file still needs of that.

A migration is a function `m001_…`: appended to `DIARY`, never edited, never removed. sqlite_utils, which keeps
the list of those that a file has seen, is imported only when one is pending.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from liaisonbot.doors.ledger_errors import LedgerRefused

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION = 0x4C534254
"""`PRAGMA application_id` of every ledger: "LSBT"."""

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
    """CREATE INDEX case_closed ON "case" (closed) WHERE stage = 'closed'""",
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
    "CREATE INDEX posting_kind ON posting (kind, queued)",
    "CREATE INDEX posting_template ON posting (template, queued)",
    # Keys that are used up beside those of postings: of letters that say several things at once.
    """
    CREATE TABLE once (
      key TEXT PRIMARY KEY,
      at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
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


def m002_rows_of_letters(db: Database) -> None:
    """Which case each numbered row of a letter of ours stands for, so that `<2> done` works in a reply."""
    db.execute("""
        CREATE TABLE posting_row (
          posting INTEGER NOT NULL REFERENCES posting (number),
          place INTEGER NOT NULL CHECK (place > 0),
          case_number INTEGER NOT NULL REFERENCES "case" (number),
          PRIMARY KEY (posting, place)
        ) STRICT, WITHOUT ROWID
    """)


def m003_pages_of_the_tracker(db: Database) -> None:
    """By its page in the tracker a case is found without reading the history."""
    db.execute("CREATE INDEX history_page ON history (because) WHERE what = 'on record'")


def m004_days_of_arrival(db: Database) -> None:
    """Reports about a quarter need not read the years before it."""
    db.execute('CREATE INDEX case_opened ON "case" (opened)')


def m005_choices_of_people(db: Database) -> None:
    """Where people sent a peer's earlier letters is found without reading the history."""
    db.execute(
        "CREATE INDEX history_chosen ON history (case_number) WHERE what IN ('redirect', 'choose', 'yes')",
    )
    db.execute('CREATE INDEX case_peer ON "case" (peer, number)')


def m006_what_commands_need(db: Database) -> None:
    """Copies and relations of cases, commands that wait for a word, people's own settings, letters to try later."""
    db.execute("""ALTER TABLE "case" ADD COLUMN copies TEXT NOT NULL DEFAULT '[]'""")
    db.execute("""ALTER TABLE "case" ADD COLUMN links TEXT NOT NULL DEFAULT '[]'""")
    db.execute("""ALTER TABLE "case" ADD COLUMN duplicate_of INTEGER REFERENCES "case" (number)""")
    db.execute("ALTER TABLE letter ADD COLUMN not_before TEXT")
    db.execute("""
        CREATE TABLE asked (
          letter INTEGER PRIMARY KEY REFERENCES letter (id),
          person TEXT NOT NULL COLLATE NOCASE,
          state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'run', 'dropped', 'renewed', 'locked')),
          confirm INTEGER NOT NULL CHECK (confirm IN (0, 1)),
          code TEXT NOT NULL,
          lines TEXT NOT NULL CHECK (json_valid(lines)),
          choices TEXT NOT NULL CHECK (json_valid(choices)),
          versions TEXT NOT NULL CHECK (json_valid(versions)),
          at TEXT NOT NULL,
          until TEXT NOT NULL,
          tries INTEGER NOT NULL DEFAULT 0
        ) STRICT
    """)
    db.execute("CREATE INDEX asked_person ON asked (person, state)")
    db.execute("CREATE INDEX history_who ON history (who, id)")
    db.execute("CREATE INDEX posting_letter ON posting (letter) WHERE letter IS NOT NULL")
    db.execute("""
        CREATE TABLE person_setting (
          person TEXT NOT NULL COLLATE NOCASE,
          name TEXT NOT NULL,
          value TEXT NOT NULL,
          PRIMARY KEY (person, name)
        ) STRICT, WITHOUT ROWID
    """)


def m007_numbers_of_peers(db: Database) -> None:
    """A peer's number is found however it is written, without reading all cases."""
    db.execute(
        """CREATE INDEX case_number_written ON "case"
           (replace(replace(replace(lower(reference), ' ', ''), '-', ''), '_', '')) WHERE reference IS NOT NULL"""
    )


def m008_the_directory(db: Database) -> None:
    """Groups, peers and offices in the ledger, and what the tracker has on record."""
    db.execute("""
        CREATE TABLE directory_row (
          kind TEXT NOT NULL,
          place INTEGER NOT NULL,
          row TEXT NOT NULL CHECK (json_valid(row)),
          PRIMARY KEY (kind, place)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE tracker_statement (
          number INTEGER PRIMARY KEY CHECK (number > 0),
          title TEXT NOT NULL,
          purpose TEXT NOT NULL,
          deadline TEXT,
          reference TEXT NOT NULL,
          state TEXT NOT NULL,
          from_groups TEXT NOT NULL CHECK (json_valid(from_groups)),
          to_groups TEXT NOT NULL CHECK (json_valid(to_groups)),
          posted TEXT
        ) STRICT
    """)
    db.execute("""
        CREATE TABLE tracker_answer (
          source INTEGER NOT NULL,
          target INTEGER NOT NULL,
          PRIMARY KEY (source, target)
        ) STRICT, WITHOUT ROWID
    """)
    db.execute("CREATE INDEX tracker_answer_target ON tracker_answer (target)")
    db.execute(
        """CREATE INDEX tracker_number_written ON tracker_statement
           (replace(replace(replace(lower(reference), ' ', ''), '-', ''), '_', '')) WHERE reference <> ''"""
    )


def m009_letters_held_back(db: Database) -> None:
    """Letters of ours that wait before they leave, each with its reason and its end (mail-rules 8)."""
    db.execute("""
        CREATE TABLE held (
          posting INTEGER PRIMARY KEY REFERENCES posting (number),
          reason TEXT NOT NULL CHECK (reason <> ''),
          until TEXT NOT NULL,
          merge INTEGER NOT NULL CHECK (merge IN (0, 1)),
          ended TEXT
        ) STRICT
    """)
    db.execute("CREATE INDEX held_until ON held (until) WHERE ended IS NULL")


def m010_failures_told(db: Database) -> None:
    """Of which failed letters of ours people were told: a key each. Of those that failed before this they were."""
    db.execute("CREATE INDEX delivery_failed ON delivery (posting, recipient) WHERE state = 'failed'")
    db.execute("""
        INSERT INTO once SELECT 'failed:' || posting || ':' || recipient, ended FROM delivery WHERE state = 'failed'
    """)


def m011_titles_of_peers(db: Database) -> None:
    """What a peer wrote lately, by title: asked with every statement that comes in."""
    db.execute("DROP INDEX case_peer")
    db.execute('CREATE INDEX case_peer ON "case" (peer, number, opened, title)')


def m012_files_of_questions(db: Database) -> None:
    """The files that came with the lines that wait for a word: `attach` puts them on record once it is confirmed."""
    db.execute("ALTER TABLE asked ADD COLUMN files TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(files))")


DIARY: tuple[Callable[[Database], None], ...] = (
    m001_letters_cases_and_post,
    m002_rows_of_letters,
    m003_pages_of_the_tracker,
    m004_days_of_arrival,
    m005_choices_of_people,
    m006_what_commands_need,
    m007_numbers_of_peers,
    m008_the_directory,
    m009_letters_held_back,
    m010_failures_told,
    m011_titles_of_peers,
    m012_files_of_questions,
)


def applied(connection: sqlite3.Connection) -> list[str]:
    """The names of the migrations that this file has seen, oldest first; none for a new file."""
    if "_sqlite_migrations" not in tables(connection):
        return []
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'liaisonbot' ORDER BY id")
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


def schema_pending(path: Path) -> list[str]:
    """The names of the migrations that the file at `path` still needs, found without writing anything.

    All of them for a file that is missing or empty. Raises LedgerRefused as `pending` does, and for a file
    that is no ledger.
    """
    if not path.exists():
        return [migration.__name__ for migration in DIARY]
    with closing(read_only(path)) as connection:
        return pending(connection)


def read_only(path: Path) -> sqlite3.Connection:
    """A connection to the ledger at `path` that writes nothing, not even helper files; an empty database if there is
    none. Raises LedgerRefused for a file that is no ledger."""
    if not path.exists():
        return sqlite3.connect(":memory:")
    # A reader makes the WAL's helper files where they are missing, which then may not be the service's to write:
    # without a WAL there is nothing to miss in it, and with one they are there already.
    in_use = path.with_name(path.name + "-wal").exists()
    uri = f"{path.absolute().as_uri()}?{'mode=ro' if in_use else 'immutable=1'}"
    try:
        connection = sqlite3.connect(uri, uri=True)
        try:
            refuse_foreign(connection, path)
            applied(connection)
        except BaseException:
            connection.close()
            raise
        return connection
    except sqlite3.DatabaseError as problem:
        raise LedgerRefused(f"{path} cannot be read as a ledger ({problem})") from problem


def migrate(connection: sqlite3.Connection) -> None:
    """Run what is pending, in one transaction. The caller holds the write lock and has made a copy."""
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


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raises LedgerRefused for a file that holds another program's tables."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark != APPLICATION and tables(connection):
        raise LedgerRefused(f"{path} is another program's database: configure a file of our own")


def tables(connection: sqlite3.Connection) -> set[str]:
    """The names of all tables."""
    return {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
