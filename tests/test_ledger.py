"""The ledger: what is recorded stays, what is decided happens once, and every change can be told again."""

from __future__ import annotations

import hashlib
import os
import re
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from liaisonbot.doors import ledger_file, ledger_letters, ledger_rows, migrations
from liaisonbot.doors.ledger import (
    IN_FILE,
    Illegal,
    Ledger,
    LedgerBroken,
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerFull,
    LedgerRefused,
    ServiceRunning,
    Stale,
)
from liaisonbot.doors.ledger_rows import DeliveryState, LetterState, PostingRow
from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.effects import (
    BOT,
    Actor,
    Belongs,
    ChangeCase,
    Decision,
    Effect,
    Ignore,
    Note,
    OpenCase,
    Part,
    Remember,
    Twin,
)
from liaisonbot.model.mail import (
    Arrival,
    Delivery,
    DeliveryResult,
    LetterFacts,
    Posting,
    PostKind,
    Sent,
)
from liaisonbot.model.past import Posted, Seen
from liaisonbot.model.statement import (
    Addressee,
    Attachment,
    Confidence,
    Evidence,
    Mailbox,
    Purpose,
    Statement,
)

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SMTP = (Arrival("smtp", "liaison@bot.example", "ann@peer.example", "192.0.2.1"),)
MANAGER = Actor("max@people.example", "manager", "reply token")
SOON = timedelta(milliseconds=50)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.open(path, NOW) as opened:
        yield opened


def letter(ledger: Ledger, text: str = "hello") -> int:
    return ledger.receive(text.encode(), SMTP, NOW).letter


def a_case(number: int, letter: int, **more: Any) -> Case:
    given: dict[str, Any] = {
        "stage": Stage.OPEN,
        "statement": Statement("plain", "On \U0001d49f and ø", reference="LS 7", deadline=date(2026, 4, 1)),
        "message_id": f"<{number}@peer.example>",
        "opened": NOW,
        "title": "On ø",
        "peer": "itu-t-sg-15",
        "purpose": Purpose.ACTION,
        "groups": ("ccamp",),
        "holder": "chair@group.example",
    }
    return Case(number=number, letter=letter, **given | more)


def a_posting(number: int, *recipients: str, **more: Any) -> Posting:
    given: dict[str, Any] = {
        "kind": PostKind.RECEIPT,
        "template": "receipt",
        "case": None,
        "message_id": f"<p{number}@bot.example>",
        "envelope_from": "liaison@bot.example",
        "subject": "Recorded",
        "raw": b"Subject: Recorded\r\n\r\n.\r\n",
        "not_before": NOW,
    }
    return Posting(number=number, recipients=recipients or ("ann@peer.example",), **given | more)


def opened(ledger: Ledger, number: int = 1, *postings: Posting, **more: Any) -> Case:
    n = letter(ledger, f"letter of case {number}")
    decision = Decision(n, (OpenCase(a_case(number, n, **more)),), postings, "statement")
    ledger.apply(decision, NOW, LetterFacts(f"<{number}@peer.example>", f"print {number}"))
    case = ledger.case(number)
    assert case is not None
    return case


def columns(ledger: Ledger, table: str) -> list[str]:
    return [row["name"] for row in ledger._run("SELECT name FROM pragma_table_info(?)", table)]


def plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


# --- the file ------------------------------------------------------------------------------------


def test_a_new_ledger_is_private_durable_and_itself(path: Path) -> None:
    """X26."""
    with Ledger.open(path, NOW) as ledger:
        letter(ledger)
        assert ledger.audit() == []
        pragmas = {name: ledger._db.execute(f"PRAGMA {name}").fetchone()[0] for name in _PRAGMAS}
        assert pragmas == _PRAGMAS
        assert len(ledger.secret) == 32
        assert len(ledger.instance) == 8
        made = ledger.secret, ledger.instance
        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        assert modes == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with Ledger.open(path, NOW) as again:
        assert (again.secret, again.instance) == made


_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}


def test_every_migration_is_in_the_diary_once_and_applied_in_order(ledger: Ledger) -> None:
    names = [migration.__name__ for migration in migrations.DIARY]
    assert names == sorted(set(names))
    assert migrations.applied(ledger._db) == names
    assert migrations.pending(ledger._db) == []


def test_what_is_pending_is_said_without_a_trace(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [migration.__name__ for migration in migrations.DIARY]
    assert migrations.schema_pending(path) == names
    assert not path.parent.exists()
    path.parent.mkdir()
    path.touch()
    assert migrations.schema_pending(path) == names
    path.unlink()
    ledger = Ledger.open(path, NOW)
    assert migrations.schema_pending(path) == []  # while all of it is in the WAL still
    ledger.close()
    monkeypatch.setattr(migrations, "DIARY", (*migrations.DIARY, m902_later))
    before = {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in path.parent.iterdir()}
    assert migrations.schema_pending(path) == ["m902_later"]
    assert before == {f.name: (f.stat().st_mtime_ns, f.read_bytes()) for f in path.parent.iterdir()}


def m902_later(db: Any) -> None:
    raise AssertionError("only its name is asked for")


@pytest.mark.parametrize(
    ("make", "why"),
    [("CREATE TABLE cake (flavour)", "another program's"), (None, "cannot be read as a ledger")],
)
def test_what_is_pending_for_no_ledger_is_refused(path: Path, make: str | None, why: str) -> None:
    path.parent.mkdir()
    if make is None:
        path.write_bytes(b"Dear diary, " * 1000)
    else:
        with plain(path) as other:
            other.execute(make)
        other.close()
    with pytest.raises(LedgerRefused, match=why):
        migrations.schema_pending(path)


def test_sqlite_utils_is_not_imported_when_nothing_is_pending(ledger: Ledger, path: Path) -> None:
    code = f"""
import sys; from datetime import datetime, UTC; from pathlib import Path
from liaisonbot.doors.ledger import Ledger
Ledger.open(Path({str(path)!r}), datetime(2026, 3, 1, tzinfo=UTC)).close()
print([name for name in ("sqlite_utils", "pydantic") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_older_ledger_is_copied_then_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def m900_colour(db: Any) -> None:
        db.execute("ALTER TABLE letter ADD COLUMN colour TEXT")

    with Ledger.open(path, NOW) as ledger:
        opened(ledger, 1, a_posting(1))
    monkeypatch.setattr(migrations, "DIARY", (*migrations.DIARY, m900_colour))
    with Ledger.open(path, NOW) as ledger:
        assert "colour" in columns(ledger, "letter")
    monkeypatch.undo()
    with pytest.raises(LedgerRefused, match=r"newer liaisonbot \(it knows m900_colour\)"):
        Ledger.open(path, NOW)
    copy = path.with_name("ledger.db.before-m900_colour-20260301T090000Z")
    with Ledger.open(copy, NOW) as old:
        assert old.case(1) is not None
        assert [row.state for row in old.outbox()] == [DeliveryState.STOPPED]


def test_a_migration_that_fails_leaves_the_old_schema(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def m901_wrong(db: Any) -> None:
        db.execute("ALTER TABLE letter ADD COLUMN taste TEXT")
        raise RuntimeError("on purpose")

    Ledger.open(path, NOW).close()
    monkeypatch.setattr(migrations, "DIARY", (*migrations.DIARY, m901_wrong))
    with pytest.raises(RuntimeError, match="on purpose"):
        Ledger.open(path, NOW)
    monkeypatch.undo()
    with Ledger.open(path, NOW) as ledger:
        assert letter(ledger) == 1
        assert "taste" not in columns(ledger, "letter")


def test_a_foreign_database_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with plain(path) as other:
        other.execute("CREATE TABLE cake (flavour)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LedgerRefused, match="another program's database"):
        Ledger.open(path, NOW)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(LedgerRefused, match="cannot be read as a ledger"):
        Ledger.open(path, NOW)


def test_a_damaged_ledger_is_refused_with_a_word_about_the_backup(path: Path) -> None:
    """X22."""
    with Ledger.open(path, NOW) as ledger:
        for i in range(300):
            letter(ledger, f"letter {i} " * 100)
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        for page in range(pages // 2, pages // 2 + 20):
            file.seek(page * 4096)
            file.write(b"\xff" * 200)
    with pytest.raises(LedgerRefused, match="restore a backup"):
        Ledger.open(path, NOW)


def test_a_large_ledger_is_checked_unless_its_service_ended_well(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def checks() -> bool:
        with Ledger.open(path, NOW):
            return bool(asked.pop()) if asked else False

    asked: list[str] = []
    real = ledger_file._pragma

    def spy(connection: sqlite3.Connection, name: str) -> object:
        asked.extend([name] if name.startswith("quick_check") else [])
        return real(connection, name)

    monkeypatch.setattr(ledger_file, "_pragma", spy)
    assert checks()  # small: always
    monkeypatch.setattr(ledger_file, "LARGE", 4096)
    assert checks()  # large, and no service has ever ended here
    running = Ledger.open(path, NOW)
    running.hold_service()
    asked.clear()
    assert checks()  # as it would be after a power cut
    running.close()
    assert not checks()
    monkeypatch.undo()
    assert ledger_file.service_lock(path).holder() is None


def test_a_schema_that_is_no_text_any_more_is_damage(ledger: Ledger, path: Path) -> None:
    """SQLite quotes it in its complaint, which Python's module cannot decode then: no sqlite3.Error at all."""
    with closing(sqlite3.connect(path)) as db, db:
        (text,) = db.execute("SELECT CAST(sql AS BLOB) FROM sqlite_master WHERE name = 'history'").fetchone()
        (version,) = db.execute("PRAGMA schema_version").fetchone()
        db.execute("PRAGMA writable_schema = ON")
        damage = "UPDATE sqlite_master SET sql = CAST(? AS TEXT) WHERE name = 'history'"
        db.execute(damage, (text.replace(b"chain TEXT", b"'\xcdain TEXT"),))
        db.execute(f"PRAGMA schema_version = {version + 1}")
    with pytest.raises(LedgerBroken, match=r"is damaged .*restore a backup"):
        ledger.history()
    with pytest.raises(LedgerRefused, match=r"cannot be read as a ledger .*restore a backup"):
        Ledger.open(path, NOW)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LedgerRefused, match="cannot create"):
        Ledger.open(tmp_path / "file" / "ledger.db", NOW)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/srv/mail/l.db", "nfs4"), ("/srv/l.db", "ext4"), ("/a b/l.db", "cifs"), ("/srvmail/l.db", "ext4")],
)
def test_the_disk_under_a_path_is_the_nearest_mount(path: str, kind: str) -> None:
    mounts = "/dev/a / ext4 rw 0 0\nhost:/x /srv/mail nfs4 rw 0 0\n//h/s /a\\040b cifs rw 0 0\n"
    assert ledger_file.disk_kind(Path(path), mounts) == kind


def test_a_network_disk_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_file, "disk_kind", lambda *_: "nfs4")
    with pytest.raises(LedgerRefused, match=r"network disk \(nfs4\)"):
        Ledger.open(path, NOW)
    assert not path.exists()


def test_one_service_at_a_time(ledger: Ledger, path: Path) -> None:
    """X22."""
    ledger.hold_service()
    with Ledger.open(path, NOW) as second:
        with pytest.raises(ServiceRunning, match=f"process {os.getpid()}") as refused:
            second.hold_service()
        assert refused.value.pid == os.getpid()
        letter(second, "recorded beside the service all the same")
    ledger.close()
    with Ledger.open(path, NOW) as third:
        third.hold_service()


def test_a_locked_ledger_gives_up_after_our_patience(ledger: Ledger, path: Path) -> None:
    with Ledger.open(path, NOW, patience=SOON) as hasty:
        with ledger._write(), pytest.raises(LedgerBusy):
            letter(hasty)
        other = plain(path)
        other.execute("BEGIN IMMEDIATE")  # a stranger that does not know of our lock file
        with pytest.raises(LedgerBusy):
            letter(hasty)
        other.close()
        assert letter(hasty) == 1


def test_a_ledger_is_made_by_one_process_at_a_time(path: Path) -> None:
    path.parent.mkdir()
    with (
        ledger_file.FileLock(path.with_name("ledger.db.write.lock")).held(),
        pytest.raises(LedgerBusy),
    ):
        Ledger.open(path, NOW, patience=SOON)
    with Ledger.open(path, NOW) as ledger:
        assert ledger.audit() == []


def test_threads_take_turns_without_sleeping(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk and the writer write in turn a hundred times a second; asking the file again and again would sleep."""
    monkeypatch.setattr(ledger_file.time, "sleep", lambda _: pytest.fail("slept"))
    path.parent.mkdir()
    one, other = (ledger_file.FileLock(path.with_name("lock")) for _ in range(2))
    held = []

    def take_turn() -> None:
        with other.held():
            held.append("other")

    with one.held():
        waiting = threading.Thread(target=take_turn)
        waiting.start()
        waiting.join(0.05)
        assert not held
        with pytest.raises(LedgerBusy):
            ledger_file.FileLock(path.with_name("lock"), 0.01).held().__enter__()
        held.append("one")
    waiting.join(10)
    assert held == ["one", "other"]


def test_a_ledger_that_lost_its_secret_says_so(ledger: Ledger, path: Path) -> None:
    with plain(path) as other:
        other.execute("DELETE FROM meta")
    other.close()
    with pytest.raises(LedgerDamaged, match="lost its secret"):
        _ = ledger.secret


def test_a_ledger_belongs_to_its_thread(ledger: Ledger) -> None:
    said = []

    def elsewhere() -> None:
        for act in (ledger.counts, ledger.close, lambda: letter(ledger)):
            try:
                act()
            except RuntimeError as problem:
                said.append(str(problem))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert said == ["a Ledger belongs to the thread that opened it: open another one here"] * 3


# --- receiving -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 5000, IN_FILE - 1, IN_FILE, 1 << 20])
def test_bytes_come_back_exactly(ledger: Ledger, size: int) -> None:
    raw = (b"\x00\xff\r\n." * (size // 5 + 1))[:size]
    receipt = ledger.receive(raw, SMTP, NOW)
    assert (receipt.letter, receipt.new) == (1, True)
    assert ledger.raw(1) == raw
    row = ledger.letter(1)
    assert row is not None
    assert (row.state, row.size, row.received) == (LetterState.WAITING, size, NOW)
    assert (ledger.letters / row.sha256[:2] / row.sha256).exists() == (size >= IN_FILE)
    assert ledger.arrivals(1) == SMTP
    assert ledger.audit() == []


def test_the_same_bytes_are_the_same_letter_and_another_arrival(ledger: Ledger) -> None:
    two = (SMTP[0], replace(SMTP[0], recipient="other@bot.example", envelope_from=""))
    assert ledger.receive(b"x", SMTP, NOW).new
    again = ledger.receive(b"x", two, NOW)
    assert (again.letter, again.new) == (1, False)
    assert ledger.arrivals(1) == SMTP + two


def test_an_imap_copy_arrives_once_and_its_mark_comes_with_it(ledger: Ledger) -> None:
    copy = Arrival("imap", mailbox="INBOX", uidvalidity=7, uid=3)
    for _ in range(2):
        ledger.receive_many([(b"x", [copy])], NOW, mark=("INBOX", 7, 3))
    assert ledger.arrivals(1) == (copy,)
    assert ledger.imap_mark("INBOX") == (7, 3)
    renumbered = replace(copy, uidvalidity=8, uid=1)
    ledger.receive(b"x", [renumbered], NOW)
    assert ledger.arrivals(1) == (copy, renumbered)
    ledger.set_imap_mark("INBOX", 8, 1)
    assert ledger.imap_mark("INBOX") == (8, 1)
    assert ledger.imap_mark("Sent") is None


def test_two_texts_under_one_uid_are_both_kept(ledger: Ledger) -> None:
    copy = [Arrival("imap", mailbox="INBOX", uidvalidity=7, uid=3)]
    assert ledger.receive(b"x", copy, NOW).letter != ledger.receive(b"y", copy, NOW).letter
    assert ledger.audit() == []


def test_a_bad_letter_falls_alone_and_holds_the_mark_back(ledger: Ledger) -> None:
    half = Arrival("imap", mailbox="INBOX", uid=3)
    results = ledger.receive_many([(b"a", SMTP), (b"b", []), (b"c", [half]), (b"d", SMTP)], NOW, mark=("INBOX", 7, 9))
    assert [type(result).__name__ for result in results] == [
        "Receipt",
        "ValueError",
        "IntegrityError",
        "Receipt",
    ]
    assert [ledger.raw(n) for n in (1, 2)] == [b"a", b"d"]
    assert ledger.letter(3) is None
    assert ledger.imap_mark("INBOX") is None
    assert ledger.audit() == []


def test_text_that_sqlite_cannot_keep_is_made_storable(ledger: Ledger) -> None:
    ledger.receive(b"x", [replace(SMTP[0], envelope_from="a\udcff\0b@peer.example")], NOW)
    assert ledger.arrivals(1)[0].envelope_from == "a\ufffd\ufffdb@peer.example"


def test_a_time_without_zone_is_refused_and_other_zones_become_utc(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        ledger.receive(b"x", SMTP, NOW.replace(tzinfo=None))
    ledger.receive(b"x", SMTP, NOW.astimezone(timezone(timedelta(hours=9))))
    row = ledger.letter(1)
    assert row is not None
    assert row.received.isoformat() == "2026-03-01T09:00:00+00:00"


def test_a_missing_large_letter_heals_when_it_comes_again(ledger: Ledger) -> None:
    raw = b"z" * IN_FILE
    ledger.receive(raw, SMTP, NOW)
    _file_of(ledger, raw).unlink()
    with pytest.raises(LedgerDamaged, match="missing"):
        ledger.raw(1)
    ledger.receive(raw, SMTP, NOW)
    assert ledger.raw(1) == raw


def _file_of(ledger: Ledger, raw: bytes) -> Path:
    digest = hashlib.sha256(raw).hexdigest()
    return ledger.letters / digest[:2] / digest


def test_a_large_letter_is_on_the_disk_before_its_row_is(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b"z" * IN_FILE
    final = _file_of(ledger, raw)
    done: list[str] = []
    ledger._db.set_trace_callback(lambda sql: done.append(sql.split("(")[0].strip()))
    monkeypatch.setattr(ledger_letters, "sync", lambda path: done.append(f"sync {path.name[-8:]} {final.exists()}"))
    ledger.receive(raw, SMTP, NOW)
    syncs = [word for word in done if word.startswith("sync")]
    last = [f"sync {folder.name[-8:]} True" for folder in (final.parent, ledger.letters, ledger.path.parent)]
    assert syncs == [f"sync {final.name[-3:]}.part False", *last]
    assert done[0] == "BEGIN IMMEDIATE"  # a deferred one can fail at its first write, whatever the patience
    assert done.index(last[-1]) < done.index("COMMIT")


# --- letters in hand -----------------------------------------------------------------------------


def test_waiting_letters_come_oldest_first_with_all_that_doors_know(ledger: Ledger) -> None:
    for text in "abc":
        letter(ledger, text)
    first, second = ledger.waiting(2, NOW)
    assert (first.letter, first.raw, first.received, first.arrivals) == (1, b"a", NOW, SMTP)
    assert (second.letter, second.tries) == (2, 0)


def test_a_letter_that_was_in_hand_comes_alone_and_is_parked_at_last(ledger: Ledger) -> None:
    for text in "abc":
        letter(ledger, text)
    assert [w.letter for w in ledger.waiting(2, NOW)] == [1, 2]
    assert [(w.letter, w.tries) for w in ledger.waiting(9, NOW)] == [(1, 1)]
    assert [(w.letter, w.tries) for w in ledger.waiting(9, NOW)] == [(1, 2)]
    assert [(w.letter, w.tries) for w in ledger.waiting(9, NOW)] == [(2, 1)]
    (parked,) = ledger.parked()
    assert (parked.number, parked.reason) == (1, "in hand 3 times without coming to an end")
    assert ledger.audit() == []


def test_letters_are_taken_ahead_only_if_nothing_was_tried_before(ledger: Ledger) -> None:
    for text in "abcd":
        letter(ledger, text)
    first = ledger.waiting(2, NOW)
    ahead = ledger.waiting(2, NOW, after=first)
    assert [w.letter for w in ahead] == [3, 4]
    assert ledger.waiting(2, NOW, after=ahead) == []
    ledger.put_back(ahead)
    again = ledger.waiting(9, NOW)
    assert [(w.letter, w.tries) for w in again] == [(1, 1)]
    assert ledger.waiting(9, NOW, after=again) == []  # one of them may have killed us: nothing stands beside it


def test_being_in_hand_is_committed_before_the_letter_is_handed_out(ledger: Ledger, path: Path) -> None:
    letter(ledger)
    ledger.waiting(1, NOW)
    with plain(path) as other:
        assert other.execute("SELECT tries FROM letter").fetchone() == (1,)
    other.close()


def test_letters_in_hand_are_bounded_by_bytes(ledger: Ledger) -> None:
    for i in range(3):
        ledger.receive(bytes([i]) * (7 << 20), SMTP, NOW)
    assert [w.letter for w in ledger.waiting(9, NOW)] == [1, 2]


def test_a_damaged_letter_is_parked_and_stops_nobody(ledger: Ledger) -> None:
    ledger.receive(b"a" * IN_FILE, SMTP, NOW)
    letter(ledger)
    _file_of(ledger, b"a" * IN_FILE).write_bytes(b"b" * IN_FILE)
    assert [w.letter for w in ledger.waiting(9, NOW)] == [2]
    assert [row.reason for row in ledger.parked()] == ["the bytes of letter 1 are not those that came"]


def test_park_and_retry(ledger: Ledger) -> None:
    n = letter(ledger)
    ledger.waiting(1, NOW)
    ledger.park(n, "a riddle", NOW, LetterFacts(subject="Riddle", sender="ann@peer.example"))
    (row,) = ledger.parked()
    assert (row.state, row.reason, row.subject) == (LetterState.PARKED, "a riddle", "Riddle")
    with pytest.raises(Illegal, match="does not wait"):
        ledger.park(n, "again", NOW)
    operator = Actor("root", "operator", "command line")
    ledger.retry(n, NOW, operator)
    with pytest.raises(Illegal, match="not parked"):
        ledger.retry(n, NOW)
    (again,) = ledger.waiting(1, NOW)
    assert again.tries == 0
    assert [(h.what, h.because, h.actor.who) for h in ledger.history()] == [
        ("parked", "a riddle", "liaisonbot"),
        ("retry", "", "root"),
    ]


# --- applying ------------------------------------------------------------------------------------


def test_a_statement_becomes_a_case_with_history_and_post(ledger: Ledger) -> None:
    n = letter(ledger)
    case = a_case(1, n)
    post = a_posting(1, "a@x.example", "b@x.example", "a@x.example", case=1)
    facts = LetterFacts("<1@peer.example>", "print", "On ø", "ann@peer.example")
    done = ledger.apply(Decision(n, (OpenCase(case, because="common case"),), (post,), "plain"), NOW, facts)
    assert (done.cases, done.queued, done.dropped) == ((1,), (1,), ())
    assert ledger.case(1) == case
    row = ledger.letter(n)
    assert row is not None
    assert (row.state, row.rule, row.case, row.subject) == (LetterState.APPLIED, "plain", 1, "On ø")
    (told,) = ledger.history(1)
    assert (told.letter, told.at, told.what, told.because) == (n, NOW, "opened", "common case")
    assert told.after is not None
    assert told.after["groups"] == ["ccamp"]
    assert [(o.recipient, o.cause) for o in ledger.outbox(case=1)] == [("a@x.example", n), ("b@x.example", n)]
    assert ledger.letters_of(1) == [row]
    assert ledger.audit() == []


def test_a_change_writes_what_differs_and_by_whom(ledger: Ledger) -> None:
    opened(ledger)
    later = NOW + timedelta(days=1)
    changes = {"deadline": date(2026, 5, 1), "delay_because": "holidays", "holder": "chair@group.example"}
    ledger.apply(Decision(None, (ChangeCase(1, changes, "deadline", MANAGER, "asked", 1),)), later)
    case = ledger.case(1)
    assert case is not None
    assert (case.deadline, case.version) == (date(2026, 5, 1), 2)
    (told,) = ledger.history(1, since=later)
    assert told.actor == MANAGER
    assert told.before == {"deadline": None, "delay_because": None}
    assert told.after == {"deadline": "2026-05-01", "delay_because": "holidays"}
    assert ledger.audit() == []


def test_the_same_value_again_is_no_event(ledger: Ledger) -> None:
    opened(ledger)
    n = letter(ledger, "take")
    change = ChangeCase(1, {"holder": "chair@group.example", "groups": ["ccamp"]}, "take", MANAGER)
    ledger.apply(Decision(n, (change, Belongs(1)), rule="command"), NOW)
    assert [(h.what, h.before) for h in ledger.history(1)] == [("opened", None), ("command", None)]
    assert ledger.audit() == []


def test_several_changes_of_one_decision_rest_on_one_version(ledger: Ledger) -> None:
    opened(ledger)
    first = ChangeCase(1, {"holder": "x@group.example"}, "assign", MANAGER, expected=1)
    second = ChangeCase(1, {"lead": "ccamp"}, "assign", MANAGER, expected=1)
    ledger.apply(Decision(None, (first, second)), NOW)
    with pytest.raises(Stale, match="LS-1 is at version 3, not 1"):
        ledger.apply(Decision(None, (first,)), NOW)


def test_a_case_closes_and_opens_again_but_never_leaps(ledger: Ledger) -> None:
    opened(ledger)
    close = {"stage": Stage.CLOSED, "outcome": Outcome.ANSWERED, "closed": NOW}
    ledger.apply(Decision(None, (ChangeCase(1, close, "done", MANAGER),)), NOW)
    assert [case.number for case in ledger.cases(Stage.CLOSED)] == [1]
    assert ledger.open_and_held() == []
    with pytest.raises(Illegal, match="cannot go from closed to held"):
        ledger.apply(_change(stage=Stage.HELD, outcome=None), NOW)
    ledger.apply(_change(stage=Stage.OPEN, outcome=None, closed=None), NOW)
    assert [case.number for case in ledger.open_and_held()] == [1]
    assert ledger.audit() == []


def _change(**changes: object) -> Decision:
    return Decision(None, (ChangeCase(1, changes, "test", MANAGER),))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"stage": Stage.CLOSED}, "CHECK constraint failed"),
        ({"outcome": Outcome.NOTED}, "CHECK constraint failed"),
        ({"number": 5}, "no changeable number"),
        ({"colour": "red"}, "no changeable colour"),
        ({"deadline": "tomorrow"}, "not a value for the ledger"),
        ({"acted": NOW.replace(tzinfo=None)}, "no time zone"),
        ({"holder": None}, "NOT NULL constraint failed"),
        ({"stage": "asleep"}, "asleep"),
        ({"groups": object()}, "no place in the ledger"),
    ],
)
def test_what_no_case_may_be_is_refused_whole(ledger: Ledger, changes: dict[str, object], why: str) -> None:
    case = opened(ledger)
    with pytest.raises(Illegal, match=why):
        ledger.apply(_change(title="changed first", **changes), NOW)
    assert ledger.case(1) == case
    assert len(ledger.history()) == 1


@pytest.mark.parametrize(
    ("effect", "postings", "problem"),
    [
        (ChangeCase(9, {"title": "x"}, "test", MANAGER), (), Illegal),
        (Note(9, "note", "of nothing"), (), Illegal),
        (Belongs(9), (), Illegal),
        (Twin(9), (), Illegal),
        (Twin(2), (), Illegal),
        (OpenCase(a_case(1, 2)), (), Stale),
        (OpenCase(a_case(2, 1)), (), Illegal),
        (OpenCase(a_case(2, 2, stage=Stage.CLOSED, outcome=Outcome.NOTED)), (), Illegal),
        (OpenCase(a_case(2, 2, version=3)), (), Illegal),
        (Ignore("x"), (a_posting(1),), Stale),
        (Ignore("x"), (a_posting(2, message_id="<p1@bot.example>"),), Illegal),
        (Ignore("x"), (replace(a_posting(2), recipients=()),), Illegal),
    ],
)
def test_a_decision_that_cannot_stand_changes_nothing(
    ledger: Ledger, effect: Effect, postings: tuple[Posting, ...], problem: type[LedgerError]
) -> None:
    opened(ledger, 1, a_posting(1))
    n = letter(ledger, "second")
    good = Decision(n, (Note(1, "note", "before the fall"), effect), postings)
    with pytest.raises(problem):
        ledger.apply(good, NOW)
    row = ledger.letter(n)
    assert row is not None
    assert row.state is LetterState.WAITING
    assert len(ledger.history()) == 1
    assert ledger.last_posting_number() == 1
    assert ledger.audit() == []


def test_a_letter_is_decided_once(ledger: Ledger) -> None:
    n = letter(ledger)
    ledger.apply(Decision(n, (Ignore("out of office"),)), NOW)
    with pytest.raises(Stale, match="does not wait"):
        ledger.apply(Decision(n, (OpenCase(a_case(1, n)),)), NOW)
    assert ledger.case(1) is None


def test_a_batch_applies_in_order_and_a_bad_one_falls_alone(ledger: Ledger) -> None:
    numbers = [letter(ledger, text) for text in "abc"]
    jobs = [(Decision(n, (OpenCase(a_case(n, n)),), (a_posting(n),)), None) for n in numbers]
    jobs[1] = (Decision(2, (OpenCase(a_case(1, 2)),)), None)
    results = ledger.apply_many(jobs, NOW)
    assert [type(result).__name__ for result in results] == ["Applied", "Stale", "Applied"]
    assert [case.number for case in ledger.cases()] == [1, 3]
    assert ledger.last_case_number() == 3
    assert ledger.audit() == []


def test_endings_of_letters(ledger: Ledger) -> None:
    opened(ledger)
    for text in ("ignored", "twin", "help"):
        letter(ledger, text)
    ledger.apply(Decision(2, (Ignore("a bounce"),), rule="bounce"), NOW)
    ledger.apply(Decision(3, (Twin(1), Belongs(1))), NOW)
    ledger.apply(Decision(4, (), (a_posting(1),), "help"), NOW)
    found = [ledger.letter(n) for n in (2, 3, 4)]
    assert [(r.state, r.reason, r.twin_of, r.case) for r in found if r] == [
        ("ignored", "a bounce", None, None),
        ("twin", None, 1, 1),
        ("applied", None, None, None),
    ]
    assert ledger.history()[-1].what == "help"
    assert ledger.audit() == []


def test_once_is_once_for_ever(ledger: Ledger) -> None:
    key = "1/ann/2026-03-15/reminder"
    done = ledger.apply(Decision(None, (), (a_posting(1, once=key), a_posting(2, once=key))), NOW)
    assert (done.queued, done.dropped) == ((1,), (2,))
    ledger.withdraw(1, NOW)
    again = ledger.apply(Decision(None, (), (a_posting(2, once=key), a_posting(3))), NOW)
    assert (again.queued, again.dropped) == ((3,), (2,))
    assert ledger.once_used([key, "other"]) == {key}


def test_remembered_keys_are_used_for_ever_and_make_old_decisions_stale(ledger: Ledger) -> None:
    def merged(number: int, *keys: str) -> Decision:
        return Decision(None, (Remember(keys), Remember(keys[:1])), (a_posting(number),))

    ledger.apply(merged(1, "a", "b"), NOW)
    assert ledger.once_used(["a", "b", "c"]) == {"a", "b"}
    with pytest.raises(Stale, match="used before: b"):
        ledger.apply(merged(2, "c", "b"), NOW)
    assert ledger.once_used(["c"]) == set()
    assert ledger.last_posting_number() == 1
    dropped = ledger.apply(Decision(None, (), (a_posting(2, once="a"), a_posting(3, once="d"))), NOW)
    assert (dropped.queued, dropped.dropped) == ((3,), (2,))
    with pytest.raises(Stale, match="used before: d"):
        ledger.apply(merged(4, "d"), NOW)
    assert ledger.audit() == []


def test_a_decision_may_remember_the_key_of_its_own_letter(ledger: Ledger) -> None:
    done = ledger.apply(Decision(None, (Remember(("a",)),), (a_posting(1, once="a"),)), NOW)
    assert (done.queued, done.dropped) == ((1,), ())


def test_history_cannot_be_rewritten_and_tampering_is_found(ledger: Ledger, path: Path) -> None:
    opened(ledger)
    ledger.apply(_change(title="second"), NOW)
    other = plain(path)
    for attack in ("UPDATE history SET who = 'nobody'", "DELETE FROM history"):
        with pytest.raises(sqlite3.IntegrityError, match="history is never"):
            other.execute(attack)
    assert ledger.audit() == []
    other.execute("DROP TRIGGER history_is_not_changed")
    other.execute("UPDATE history SET who = 'nobody' WHERE id = 1")
    other.execute("""UPDATE "case" SET title = 'third'""")
    other.close()
    assert ledger.audit() == [
        "history row 1 does not follow from the one before",
        "LS-1: its history does not lead to its row",
    ]


# --- looking up ----------------------------------------------------------------------------------


def test_cases_are_found_by_ids_reference_and_day(ledger: Ledger) -> None:
    opened(ledger, 1, a_posting(1, case=1))
    opened(ledger, 2, peer=None, deadline=date(2026, 3, 20), stage=Stage.HELD)
    n = letter(ledger, "follow-up")
    ledger.apply(Decision(n, (Belongs(2),)), NOW, LetterFacts("<follow@peer.example>"))

    def number(case: Case | None) -> int | None:
        return case.number if case else None

    assert number(ledger.case_by_message_id(["<none@x.example>", "<2@peer.example>", "<1@peer.example>"])) == 2
    assert number(ledger.case_by_message_id(["<follow@peer.example>"])) == 2
    assert number(ledger.case_by_message_id([])) is None
    assert number(ledger.case_of_posting_id(["<p1@bot.example>"])) == 1
    assert number(ledger.case_of_posting_id(["<1@peer.example>"])) is None
    assert number(ledger.case_by_reference("ls 7", "itu-t-sg-15")) == 1
    assert number(ledger.case_by_reference("LS 7", None)) == 2
    assert number(ledger.case_by_reference("LS 8", None)) is None
    assert [case.number for case in ledger.cases_due(date(2026, 4, 1))] == [2, 1]
    assert [case.number for case in ledger.cases_due(date(2026, 3, 31))] == [2]
    assert [case.number for case in ledger.cases(Stage.HELD)] == [2]


def test_lately_closed_cases_are_found(ledger: Ledger) -> None:
    for number in (1, 2, 3):
        opened(ledger, number)
        closing = {"stage": Stage.CLOSED, "outcome": Outcome.NOTED, "closed": NOW + timedelta(number)}
        ledger.apply(Decision(None, (ChangeCase(number, closing, "done", MANAGER),)), NOW)
    again = {"stage": Stage.OPEN, "outcome": None}
    ledger.apply(Decision(None, (ChangeCase(3, again, "reopen", MANAGER),)), NOW)
    assert [case.number for case in ledger.closed_since(NOW)] == [1, 2]
    assert [case.number for case in ledger.closed_since(NOW + timedelta(2))] == [2]
    assert ledger.closed_since(NOW + timedelta(2, microseconds=1)) == []


def test_our_own_letters_are_found(ledger: Ledger) -> None:
    opened(ledger, 1, a_posting(7, "b@x.example", "a@x.example", case=1))
    assert ledger.posting_of_id("<p7@bot.example>") == 7
    assert ledger.posting_of_id("<1@peer.example>") is None
    found = ("a@x.example", "b@x.example")
    assert ledger.posting(7) == PostingRow(7, PostKind.RECEIPT, "receipt", 1, found, "Recorded", "<p7@bot.example>")
    assert ledger.posting(8) is None


def test_what_an_address_was_sent_is_known(ledger: Ledger) -> None:
    opened(ledger, 1)
    for number, kind in enumerate((PostKind.ANSWER, PostKind.ANSWER, PostKind.DIGEST), 1):
        post = a_posting(number, "Ann@x.example", "ann@x.example", "bob@x.example", kind=kind, case=number % 2 or None)
        ledger.apply(Decision(None, (), (post,)), NOW + timedelta(hours=number))
    first, second, third = (
        Posted(kind, NOW + timedelta(hours=number), case)
        for number, kind, case in ((1, PostKind.ANSWER, 1), (2, PostKind.ANSWER, None), (3, PostKind.DIGEST, 1))
    )
    both = (PostKind.ANSWER, PostKind.DIGEST)
    by_time = sorted(ledger.posted_to("ANN@x.example", both, NOW), key=lambda one: one.queued)
    assert by_time == [first, second, third], "each letter once, whatever letters its address is written with"
    assert ledger.posted_to("bob@x.example", both, NOW + timedelta(hours=3)) == [third]
    assert ledger.posted_to("bob@x.example", (PostKind.ANSWER,), NOW + timedelta(hours=2)) == [second]
    assert ledger.posted_to("bob@x.example", (), NOW) == []
    assert ledger.posted_to("cat@x.example", both, NOW) == []


def test_the_last_posting_of_a_template_is_known_for_each_reader(ledger: Ledger) -> None:
    posts = [
        a_posting(1, "Ann@x.example", "bob@x.example", template="digest"),
        a_posting(2, "ann@x.example", template="digest"),
        a_posting(3, "bob@x.example", template="reminder"),
    ]
    for hours, post in enumerate(posts):
        ledger.apply(Decision(None, (), (post,)), NOW + timedelta(hours=hours))
    last = {"ann@x.example": NOW + timedelta(hours=1), "bob@x.example": NOW}
    assert ledger.last_postings("digest") == last
    assert ledger.last_postings("receipt") == {}


def test_a_twin_needs_the_same_id_and_the_same_content(ledger: Ledger) -> None:
    opened(ledger, 1, a_posting(7, "ann@x.example", case=1))
    assert ledger.seen("<1@peer.example>", "print 1", 9) == Seen(twin=1, same_words=1)
    assert ledger.seen("<1@peer.example>", "another print", 9) == Seen()
    assert ledger.seen("<2@peer.example>", "print 1", 9) == Seen(same_words=1)
    assert ledger.seen("<p7@bot.example>", "print 3", 9) == Seen(own=True)
    n = letter(ledger, "without an id")
    ledger.apply(Decision(n, (Note(1, "note", ""), Belongs(1))), NOW, LetterFacts(None, "print 2"))
    assert ledger.seen(None, "print 2", 9) == Seen(twin=n, same_words=1)
    ledger.apply(Decision(None, (Part(n, 1, BOT),)), NOW)
    assert ledger.seen("<3@peer.example>", "print 3", n) == Seen(parted=True)


def test_people_have_numbers_and_the_ledger_remembers(ledger: Ledger) -> None:
    assert [ledger.person_number(a) for a in ("Ann@p.example", "bob@p.example", "ann@P.example")] == [1, 2, 1]
    assert [ledger.person_address(n) for n in (1, 3)] == ["ann@p.example", None]
    ledger.remember("directory", "2026-02-01")
    ledger.remember("directory", "2026-03-01")
    assert ledger.recall("directory") == "2026-03-01"
    with pytest.raises(Illegal):
        ledger.remember("secret", "")


def test_counts(ledger: Ledger) -> None:
    assert ledger.counts().oldest_waiting is None
    opened(ledger, 1, a_posting(1, "a@x.example", "b@x.example"))
    letter(ledger)
    counts = ledger.counts()
    assert counts.letters == {"applied": 1, "waiting": 1}
    assert (counts.cases, counts.deliveries) == ({"open": 1}, {"queued": 2})
    assert (counts.oldest_waiting, counts.oldest_queued) == (NOW, NOW)
    assert counts.sqlite == sqlite3.sqlite_version


def test_what_does_not_exist(ledger: Ledger) -> None:
    assert (ledger.letter(1), ledger.case(1), ledger.posted(1), ledger.recall("x")) == (None,) * 4
    assert (ledger.last_case_number(), ledger.last_posting_number()) == (0, 0)
    with pytest.raises(LookupError, match="no letter 1"):
        ledger.raw(1)


# --- the outbox ----------------------------------------------------------------------------------


def queued(ledger: Ledger, *postings: Posting) -> None:
    ledger.apply(Decision(None, (), postings), NOW)


def settled(ledger: Ledger, outcome: Sent, now: datetime = NOW, reply: str = "") -> list[DeliveryResult]:
    results = [DeliveryResult(delivery, outcome, reply) for delivery in ledger.claim(now, 99)]
    assert results
    return ledger.settle(results, now, jitter=lambda: 0.5)


def test_claims_carry_all_that_a_sender_needs_and_are_exclusive(ledger: Ledger, path: Path) -> None:
    queued(ledger, a_posting(1, "a@x.example"), a_posting(2, "b@x.example", not_before=NOW + timedelta(1)))
    with Ledger.open(path, NOW) as other:
        (claimed,) = ledger.claim(NOW, 10)
        assert other.claim(NOW, 10) == []
    post = a_posting(1)
    assert claimed == Delivery(1, "a@x.example", post.envelope_from, post.message_id, post.raw, 0, NOW, None, "receipt")
    assert settle_one(ledger, claimed, Sent.SENT, "250 ok") == []
    rows = ledger.outbox([DeliveryState.SENT])
    assert [(row.posting, row.reply, row.ended) for row in rows] == [(1, "250 ok", NOW)]
    assert [d.posting for d in ledger.claim(NOW + timedelta(1), 10)] == [2]


def settle_one(ledger: Ledger, delivery: Delivery, outcome: Sent, reply: str = "") -> list[DeliveryResult]:
    return ledger.settle([DeliveryResult(delivery, outcome, reply)], NOW)


def test_claims_are_limited_and_in_order(ledger: Ledger) -> None:
    queued(ledger, *(a_posting(n, "b@x.example", "a@x.example") for n in (1, 2)))
    assert [(d.posting, d.recipient) for d in ledger.claim(NOW, 3)] == [
        (1, "a@x.example"),
        (1, "b@x.example"),
        (2, "a@x.example"),
    ]


def test_later_is_tried_again_with_growing_pauses_and_given_up(ledger: Ledger) -> None:
    queued(ledger, a_posting(1))
    now, pauses = NOW, []
    while not (failed := settled(ledger, Sent.LATER, now, "421 busy")):
        (row,) = ledger.outbox()
        pauses.append(row.due - now)
        now = row.due
    minutes = [pause / timedelta(minutes=1) for pause in pauses]
    assert minutes[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240]
    assert now - NOW >= timedelta(days=5)
    assert [result.reply for result in failed] == ["given up after 5 days: 421 busy"]
    (row,) = ledger.outbox([DeliveryState.FAILED])
    assert row.tries == len(pauses) + 1


@given(tries=st.integers(0, 10_000), jitter=st.floats(0, 1))
def test_pauses_stay_within_their_bounds(tries: int, jitter: float) -> None:
    from liaisonbot.doors.outbox import _pause

    delivery = Delivery(1, "a@x.example", "", "", b"", tries, NOW)
    pause = _pause(DeliveryResult(delivery, Sent.LATER), lambda: jitter)
    assert timedelta(minutes=0.9) <= pause <= timedelta(hours=4.4)


def test_refused_hits_its_recipient_only_and_comes_back(ledger: Ledger) -> None:
    queued(ledger, a_posting(1, "a@x.example", "b@x.example"))
    a, b = ledger.claim(NOW, 9)
    failed = ledger.settle([DeliveryResult(a, Sent.REFUSED, "550 no"), DeliveryResult(b, Sent.SENT)], NOW)
    assert [(result.delivery, result.reply) for result in failed] == [(a, "550 no")]
    assert [row.state for row in ledger.outbox(posting=1)] == ["failed", "sent"]


def test_how_letters_ended_and_which_come_next_are_one_commit(ledger: Ledger, path: Path) -> None:
    queued(ledger, *(a_posting(number) for number in (1, 2, 3)))
    first, second = ledger.claim(NOW, 2)
    results = [DeliveryResult(first, Sent.REFUSED, "550 no"), DeliveryResult(second, Sent.LATER, "451 not now")]
    with Ledger.open(path, NOW) as other, other._write(), pytest.raises(LedgerBusy):
        ledger.settle_and_claim(results, NOW, 9)
    assert [row.state for row in ledger.outbox()] == ["sending", "sending", "queued"]
    failed, due = ledger.settle_and_claim(results, NOW, 9)
    assert ([result.reply for result in failed], [delivery.posting for delivery in due]) == (["550 no"], [3])
    assert [row.state for row in ledger.outbox()] == ["failed", "queued", "sending"]


def test_an_uncertain_delivery_waits_a_quarter_of_an_hour(ledger: Ledger) -> None:
    queued(ledger, a_posting(1))
    settled(ledger, Sent.UNCERTAIN)
    (row,) = ledger.outbox()
    assert (row.state, row.uncertain, row.due) == ("queued", True, NOW + timedelta(minutes=15))


def test_an_ended_lease_counts_as_uncertain(ledger: Ledger) -> None:
    queued(ledger, a_posting(1))
    ledger.claim(NOW, 1)
    assert ledger.claim(NOW + timedelta(minutes=9), 1) == []
    (again,) = ledger.claim(NOW + timedelta(minutes=10), 1)
    assert again.tries == 1
    assert [row.uncertain for row in ledger.outbox()] == [True]


def test_a_new_service_takes_over_what_the_dead_one_had_claimed(ledger: Ledger) -> None:
    queued(ledger, a_posting(1))
    ledger.claim(NOW, 1)
    ledger.reclaim(NOW)
    assert len(ledger.claim(NOW, 1)) == 1


def test_a_result_nobody_waits_for_changes_nothing(ledger: Ledger) -> None:
    queued(ledger, a_posting(1))
    (delivery,) = ledger.claim(NOW, 1)
    settle_one(ledger, delivery, Sent.SENT)
    assert settle_one(ledger, delivery, Sent.REFUSED) == []
    assert [row.state for row in ledger.outbox()] == ["sent"]


def test_stop_resume_withdraw(ledger: Ledger) -> None:
    queued(ledger, a_posting(1, "a@x.example", "b@x.example"), a_posting(2))
    assert ledger.stop() == 3
    assert ledger.claim(NOW, 9) == []
    assert ledger.withdraw(1, NOW) == 2
    assert ledger.resume() == 1
    assert [d.posting for d in ledger.claim(NOW, 9)] == [2]
    assert ledger.withdraw(2, NOW) == 0
    assert ledger.audit() == []


# --- keeping it whole ----------------------------------------------------------------------------


def test_a_backup_opens_as_a_ledger_with_its_outbox_stopped(ledger: Ledger, tmp_path: Path) -> None:
    """X22."""
    opened(ledger, 1, a_posting(1))
    ledger.receive(b"l" * IN_FILE, SMTP, NOW)
    heard: list[tuple[int, int]] = []
    target = tmp_path / "copy" / "ledger.db"
    ledger.backup(target, lambda done, total: heard.append((done, total)))
    assert heard[-1] == (1, 1)
    assert all(done <= total for done, total in heard)
    with pytest.raises(FileExistsError):
        ledger.backup(target)
    assert {file.name for file in target.parent.iterdir()} == {"ledger.db", "letters"}
    with Ledger.open(target, NOW) as copy:
        assert copy.audit() == []
        assert copy.case(1) == ledger.case(1)
        assert copy.raw(2) == b"l" * IN_FILE
        assert (copy.secret, copy.claim(NOW, 9)) == (ledger.secret, [])
        assert copy.resume() == 1
    assert len(ledger.claim(NOW, 9)) == 1


def test_a_backup_of_a_damaged_letter_is_none(ledger: Ledger, tmp_path: Path) -> None:
    ledger.receive(b"l" * IN_FILE, SMTP, NOW)
    _file_of(ledger, b"l" * IN_FILE).write_bytes(b"")
    with pytest.raises(LedgerDamaged):
        ledger.backup(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_one_flipped_byte_is_found(ledger: Ledger, path: Path) -> None:
    for i in range(20):
        letter(ledger, f"small {i}")
    ledger.receive(b"L" * IN_FILE, SMTP, NOW)
    file = _file_of(ledger, b"L" * IN_FILE)
    file.write_bytes(b"L" * (IN_FILE - 1) + b"M")
    with plain(path) as other:
        other.execute("UPDATE letter_raw SET raw = CAST('smell 7' AS BLOB) WHERE letter = 8")
    other.close()
    expected = [f"the bytes of letter {n} are not those that came" for n in (8, 21)]
    assert ledger.audit() == expected
    shares = [finding for share in range(5) for finding in ledger.audit(share, 5)]
    assert sorted(shares) == sorted(expected)


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("DELETE FROM arrival", "letter 1 has no arrival"),
        ("DELETE FROM letter_raw", "letter 1 has bytes in two places, or in none"),
        ("DELETE FROM delivery", "posting 1 goes to nobody"),
        ("UPDATE letter SET case_number = NULL", "LS-1: the letter that opened it does not say so"),
        ("UPDATE letter SET case_number = 9", "row 1 of letter names a missing case"),
        ("""UPDATE "case" SET version = 7""", "LS-1: its history does not lead to its row"),
        (
            "DROP TRIGGER history_is_not_deleted; DELETE FROM history",
            "letter 1 was applied but left no history",
        ),
    ],
)
def test_the_audit_finds(ledger: Ledger, path: Path, damage: str, finding: str) -> None:
    opened(ledger, 1, a_posting(1))
    assert ledger.audit() == []
    other = plain(path)
    other.executescript(damage)
    other.close()
    assert finding in ledger.audit()


def test_a_full_disk_is_an_error_and_nothing_half_written(ledger: Ledger) -> None:
    letter(ledger)
    pages = ledger._db.execute("PRAGMA page_count").fetchone()[0]
    ledger._db.execute(f"PRAGMA max_page_count = {pages + 8}")
    with pytest.raises(LedgerFull):
        ledger.receive_many([(bytes([i]) * 20_000, SMTP) for i in range(5)], NOW)
    assert ledger.counts().letters == {"waiting": 1}
    ledger._db.execute(f"PRAGMA max_page_count = {pages + 1000}")
    ledger.receive_many([(bytes([i]) * 20_000, SMTP) for i in range(5)], NOW)
    assert ledger.counts().letters == {"waiting": 6}
    assert ledger.audit() == []


def test_a_large_letter_on_a_full_disk_falls_alone(ledger: Ledger) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, hard))
    try:
        small, large = ledger.receive_many([(b"s", SMTP), (b"l" * (2 << 20), SMTP)], NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert not isinstance(small, Exception)
    assert isinstance(large, OSError)
    assert ledger.counts().letters == {"waiting": 1}
    assert ledger.audit() == []
    ledger.hold_service()
    assert list(ledger.letters.glob("*/*")) == []  # the half-written file is cleared away
    assert ledger.receive(b"l" * (2 << 20), SMTP, NOW).new


def test_after_a_failed_flush_nothing_more_is_written(ledger: Ledger, path: Path) -> None:
    service = Ledger.open(path, NOW)
    service.hold_service()
    problem = sqlite3.OperationalError("disk I/O error")
    problem.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    real = ledger._db

    class Failing:
        in_transaction = property(lambda self: real.in_transaction)

        def execute(self, sql: str, *values: Any) -> Any:
            if sql == "COMMIT":
                raise problem
            return real.execute(sql, *values)

    ledger._db = Failing()  # type: ignore[assignment]  # a connection whose disk lies
    with pytest.raises(LedgerDamaged, match="did not keep"):
        letter(ledger)
    ledger._db = real
    with pytest.raises(LedgerDamaged, match="did not keep"):
        letter(ledger)
    assert ledger.counts().letters == {}
    service.close()
    assert not ledger_file.service_lock(path).signed_off()  # so the next start checks, however large the file


_CRASHING = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.mail import Arrival
now = datetime(2026, 3, 1, tzinfo=UTC)
ledger = Ledger.open(Path(sys.argv[1]), now)
n = int(sys.argv[2])
while True:
    n += 1
    size = 300_000 if n % 10 == 0 else 3000
    receipt = ledger.receive(str(n).encode().rjust(size), [Arrival("pipe", "liaison@bot.example")], now)
    print(n, receipt.letter, flush=True)
"""


def test_what_was_acknowledged_survives_kill_9(path: Path) -> None:
    acknowledged: dict[int, int] = {}
    for round_ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", _CRASHING, str(path), str(round_ * 1_000_000)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        for _ in range(25 + 7 * round_):
            n, number = map(int, process.stdout.readline().split())
            acknowledged[n] = number
        process.send_signal(signal.SIGKILL)
        for line in process.stdout.read().split("\n"):
            if len(parts := line.split()) == 2:
                acknowledged[int(parts[0])] = int(parts[1])
        process.stdout.close()
        process.wait()
    with Ledger.open(path, NOW) as ledger:
        for n, number in acknowledged.items():
            assert ledger.raw(number).strip() == str(n).encode()
        assert len(set(acknowledged.values())) == len(acknowledged)
        assert ledger.audit() == []


# --- rows ----------------------------------------------------------------------------------------


def test_every_field_of_a_case_has_its_column(ledger: Ledger) -> None:
    assert sorted(columns(ledger, "case")) == sorted([field.name for field in fields(Case)] + ["reference", "due"])


texts = st.text(st.characters(codec="utf-8"), max_size=20)
options = st.none() | texts
mailboxes = st.builds(Mailbox, texts, texts)
addressees = st.builds(Addressee, texts, options, texts)
statements = st.builds(
    Statement,
    form=texts,
    title=texts,
    from_body=options,
    from_text=options,
    from_contacts=st.lists(mailboxes, max_size=3).map(tuple),
    received_from=options,
    reply_to=options,
    to=st.lists(addressees, max_size=3).map(tuple),
    cc=st.lists(addressees, max_size=3).map(tuple),
    stated_purpose=st.none() | st.sampled_from(Purpose),
    purpose=st.sampled_from(Purpose),
    deadline=st.none() | st.dates(),
    deadline_text=options,
    reference=options,
    response_to=st.lists(texts, max_size=3).map(tuple),
    attachments=st.lists(st.builds(Attachment, texts, texts, st.integers(0), st.booleans()), max_size=2).map(tuple),
    evidence=st.dictionaries(texts, st.builds(Evidence, texts, texts, st.sampled_from(Confidence)), max_size=3),
    warnings=st.lists(texts, max_size=2).map(tuple),
)


@given(statements)
def test_a_statement_comes_back_from_json(statement: Statement) -> None:
    assert ledger_rows.statement_from(ledger_rows.dump(statement)) == statement


@given(st.text(st.characters(), max_size=30))
def test_any_text_becomes_storable_once_and_for_all(text: str) -> None:
    cleaned = ledger_rows.clean(text)
    assert isinstance(cleaned, str)
    assert ledger_rows.clean(cleaned) == cleaned
    connection = sqlite3.connect(":memory:")
    assert connection.execute("SELECT ?1, length(?1)", [cleaned]).fetchone() == (cleaned, len(text))
    connection.close()
    again = ledger_rows.statement_from(ledger_rows.dump(Statement(text, text)))
    assert again.title == re.sub("[\ud800-\udfff]", "\ufffd", text)


@given(st.datetimes(timezones=st.timezones()), st.datetimes(timezones=st.timezones()))
def test_stamps_sort_as_times_do(one: datetime, other: datetime) -> None:
    try:
        one, other = one.astimezone(UTC), other.astimezone(UTC)
    except OverflowError:
        return
    assert ledger_rows.moment(ledger_rows.stamp(one)) == one
    assert (ledger_rows.stamp(one) < ledger_rows.stamp(other)) == (one < other)


class AnyHistory(RuleBasedStateMachine):
    """Whatever is done in whatever order, allowed or not: the audit finds nothing."""

    letters = Bundle("letters")

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.ledger = Ledger.open(Path(self.folder.name) / "l.db", NOW)
        self.now = NOW

    @rule(target=letters, seed=st.integers(0, 30), large=st.booleans())
    def receive(self, seed: int, large: bool) -> int:
        raw = bytes([seed]) * (IN_FILE if large else 10)
        return self.ledger.receive(raw, SMTP, self.now).letter

    @rule(limit=st.integers(1, 5))
    def wait(self, limit: int) -> None:
        self.now += timedelta(minutes=7)
        self.ledger.waiting(limit, self.now)

    @rule(n=letters)
    def park(self, n: int) -> None:
        self.attempt(lambda: self.ledger.park(n, "why not", self.now))

    @rule(n=letters)
    def retry(self, n: int) -> None:
        self.attempt(lambda: self.ledger.retry(n, self.now))

    @rule(n=letters, stage=st.sampled_from(Stage), title=st.text(max_size=3), once=st.sampled_from("ab"))
    def open_case(self, n: int, stage: Stage, title: str, once: str) -> None:
        number = self.ledger.last_case_number() + 1
        post = a_posting(self.ledger.last_posting_number() + 1, case=number, once=once)
        case = a_case(number, n, stage=stage, title=title)
        self.attempt(lambda: self.ledger.apply(Decision(n, (OpenCase(case),), (post,)), self.now))

    @rule(
        n=st.none() | letters,
        number=st.integers(1, 3),
        stage=st.sampled_from(Stage),
        outcome=st.none() | st.sampled_from(Outcome),
        title=st.text(max_size=3),
    )
    def change(self, n: int | None, number: int, stage: Stage, outcome: Outcome | None, title: str) -> None:
        changes = {"stage": stage, "outcome": outcome, "title": title, "acted": self.now}
        effects = (ChangeCase(number, changes, "test", MANAGER), Note(number, "note", title), Belongs(number))
        self.attempt(lambda: self.ledger.apply(Decision(n, effects), self.now))

    @rule(n=letters, of=letters)
    def twin(self, n: int, of: int) -> None:
        self.attempt(lambda: self.ledger.apply(Decision(n, (Twin(of),)), self.now))

    @rule(outcome=st.sampled_from(Sent))
    def deliver(self, outcome: Sent) -> None:
        self.now += timedelta(hours=3)
        results = [DeliveryResult(delivery, outcome) for delivery in self.ledger.claim(self.now, 2)]
        self.ledger.settle(results, self.now, lambda: 0.5)

    @staticmethod
    def attempt(act: Any) -> None:
        try:
            act()
        except (Illegal, Stale):
            pass

    @invariant()
    def nothing_to_find(self) -> None:
        assert self.ledger.audit() == []

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
