"""The writer: many hand in, one commits, and nobody is told before the disk has it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from liaisonbot.doors import writer as writer_module
from liaisonbot.doors.ledger import Illegal, Ledger, LedgerBusy, LedgerFull, LedgerRefused
from liaisonbot.doors.writer import Busy, Writer
from liaisonbot.model.mail import Arrival, Receipt
from liaisonbot.running import MANY, QUIET, QUIET_AFTER_MANY, Intake

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SMTP = (Arrival("smtp", "liaison@bot.example"),)
SOON = timedelta(milliseconds=50)


def clock() -> datetime:
    return NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def writer(path: Path) -> Iterator[Writer]:
    with closing(Writer(path, clock, patience=SOON)) as made:
        yield made


class Held:
    """Keeps the writer's thread busy until it is let go, so that what is handed in meanwhile piles up."""

    def __init__(self, writer: Writer) -> None:
        self._go, started = threading.Event(), threading.Event()

        def work(_: Ledger) -> None:
            started.set()
            self._go.wait(10)

        self.done = writer.call(work)
        started.wait(10)

    def let_go(self) -> None:
        self._go.set()
        self.done.result(10)


def test_a_receipt_means_that_another_connection_sees_the_letter(writer: Writer, path: Path) -> None:
    receipt = writer.submit(b"hello", SMTP).result(10)
    assert receipt == Receipt(1, True)
    with Ledger.open(path, NOW) as ledger:
        assert ledger.raw(1) == b"hello"
        row = ledger.letter(1)
        assert row is not None
        assert row.received == NOW
    assert writer.submit(b"hello", SMTP).result(10) == Receipt(1, False)


def test_what_piles_up_during_a_commit_shares_the_next(writer: Writer) -> None:
    held = Held(writer)
    futures = [writer.submit(b"letter %d" % i, SMTP) for i in range(150)]
    assert not any(future.done() for future in futures)
    held.let_go()
    assert [future.result(10).letter for future in futures] == list(range(1, 151))
    assert writer.commits == 3  # groups of 64, 64, 22


def test_fifty_senders_need_far_fewer_commits(writer: Writer, path: Path) -> None:
    def send(number: int) -> list[int]:
        return [writer.submit(b"%d %d" % (number, i), SMTP).result(10).letter for i in range(10)]

    with ThreadPoolExecutor(50) as pool:
        letters = [letter for sent in pool.map(send, range(50)) for letter in sent]
    assert sorted(letters) == list(range(1, 501))
    assert writer.commits < 250
    with Ledger.open(path, NOW) as ledger:
        assert ledger.audit() == []


def test_a_bad_letter_fails_alone(writer: Writer) -> None:
    held = Held(writer)
    good, bad, other = writer.submit(b"a", SMTP), writer.submit(b"b", []), writer.submit(b"c", SMTP)
    held.let_go()
    assert (good.result(10).letter, other.result(10).letter) == (1, 2)
    with pytest.raises(ValueError, match="came from nowhere"):
        bad.result(10)
    assert writer.commits == 1


def test_calls_keep_their_place_and_their_errors(writer: Writer) -> None:
    held = Held(writer)
    before = writer.submit(b"a", SMTP)
    count = writer.call(lambda ledger: ledger.counts().letters)
    wrong = writer.call(lambda ledger: ledger.retry(1, NOW))
    after = writer.submit(b"b", SMTP)
    held.let_go()
    assert count.result(10) == {"waiting": 1}
    with pytest.raises(Illegal):
        wrong.result(10)
    assert [future.result(10).letter for future in (before, after)] == [1, 2]


def test_too_many_bytes_in_flight_are_not_taken(path: Path) -> None:
    with closing(Writer(path, clock, in_flight=100)) as writer:
        held = Held(writer)
        first = writer.submit(b"a" * 60, SMTP)
        with pytest.raises(Busy):
            writer.submit(b"b" * 60, SMTP)
        held.let_go()
        first.result(10)
        assert writer.submit(b"b" * 60, SMTP).result(10).letter == 2
        with pytest.raises(Busy):
            writer.submit(b"c" * 101, SMTP)


def test_a_locked_ledger_fails_the_group_and_the_thread_goes_on(writer: Writer, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerBusy):
            writer.submit(b"a", SMTP).result(10)
    assert writer.submit(b"a", SMTP).result(10) == Receipt(1, True)


def test_a_full_disk_fails_the_group_and_the_thread_goes_on(writer: Writer) -> None:
    def room(pages: int) -> Future[object]:
        return writer.call(lambda ledger: ledger._run(f"PRAGMA max_page_count = {pages}"))

    room(1).result(10)  # SQLite takes this as: not one page more
    held = Held(writer)
    futures = [writer.submit(bytes([i]) * 9000, SMTP) for i in range(3)]
    held.let_go()
    for future in futures:
        with pytest.raises(LedgerFull):
            future.result(10)
    room(100_000).result(10)
    assert writer.submit(b"x" * 9000, SMTP).result(10) == Receipt(1, True)


def test_close_writes_what_was_handed_in_and_takes_no_more(path: Path) -> None:
    writer = Writer(path, clock)
    futures = [writer.submit(b"%d" % i, SMTP) for i in range(100)]
    writer.close()
    assert all(future.done() for future in futures)
    assert len({future.result().letter for future in futures}) == 100
    with pytest.raises(Busy):
        writer.submit(b"late", SMTP)
    with pytest.raises(Busy):
        writer.call(lambda ledger: None)
    writer.close()


def test_a_sender_that_went_away_does_not_disturb(writer: Writer) -> None:
    held = Held(writer)
    gone, stays = writer.submit(b"a", SMTP), writer.submit(b"b", SMTP)
    skipped = writer.call(lambda ledger: ledger.park(1, "never", NOW))
    assert gone.cancel()
    assert skipped.cancel()
    held.let_go()
    assert stays.result(10).letter == 2  # the letter before it was recorded all the same
    assert writer.call(lambda ledger: ledger.parked()).result(10) == []


def test_a_refused_ledger_is_told_to_whoever_makes_the_writer(path: Path) -> None:
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(LedgerRefused):
        Writer(path, clock)


def test_in_quiet_moments_the_wal_is_moved(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = threading.Event()
    monkeypatch.setattr(writer_module, "IDLE", 0.01)
    monkeypatch.setattr(Ledger, "checkpoint", lambda ledger: moved.set())
    with closing(Writer(path, clock)) as writer:
        writer.submit(b"a", SMTP).result(10)
        assert moved.wait(10)


def test_a_checkpoint_that_cannot_be_is_left_for_later(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = threading.Event()

    def refuse(_: Ledger) -> None:
        tried.set()
        raise LedgerBusy("somebody writes")

    monkeypatch.setattr(writer_module, "IDLE", 0.01)
    monkeypatch.setattr(Ledger, "checkpoint", refuse)
    with closing(Writer(path, clock)) as writer:
        assert tried.wait(10)
        assert writer.submit(b"a", SMTP).result(10).letter == 1


def test_the_desk_gives_way_longer_while_a_mailbox_is_taken_in(writer: Writer) -> None:
    """A slow server needs more than a moment for each batch; the desk must not begin in between."""
    intake = Intake(writer, lambda: None, clock)
    letters = [
        (b"%d" % number, Arrival("imap", mailbox="box", uidvalidity=1, uid=number)) for number in range(1, MANY + 1)
    ]
    intake.record(letters, "box", (1, MANY))
    assert QUIET < intake.more_until - time.monotonic() <= QUIET_AFTER_MANY
    intake.record([(b"last", Arrival("imap", mailbox="box", uidvalidity=1, uid=MANY + 1))], "box", (1, MANY + 1))
    assert intake.more_until - time.monotonic() <= QUIET
