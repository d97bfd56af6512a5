"""The IMAP door against a real Dovecot: each letter recorded once, whatever happens to server and mailbox."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from liaisonbot.doors.imap_in import ImapBox, MailboxTrouble
from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.mail import Arrival, Receipt
from tests.peers import Dovecot

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    with TemporaryDirectory(prefix="lb-") as folder:  # a short path: it holds Unix sockets
        server = Dovecot(Path(folder))
        yield server
        server.stop()


@dataclass
class Book:
    """What a ledger would hold: letters by their bytes, and the mark; `fails` says when recording breaks off."""

    letters: dict[bytes, int] = field(default_factory=dict)
    mark: tuple[int, int] | None = None
    fails: bool = False

    def record(self, batch: Sequence[tuple[bytes, Arrival]], mark: tuple[int, int]) -> list[Receipt | Exception]:
        receipts: list[Receipt | Exception] = []
        for raw, _ in batch:
            receipts.append(Receipt(len(self.letters), raw not in self.letters))
            self.letters[raw] = self.letters.get(raw, 0) + 1
        if self.fails:
            raise OSError("killed behind the commit")
        self.mark = mark
        return receipts


def box(dovecot: Dovecot, book: Book, **changes: Any) -> ImapBox:
    options: dict[str, Any] = {
        "security": "none", "user": "bot", "secret": lambda: "pw", "after": "move", "create_folders": True,
        "poll_seconds": 0.2, "record": book.record, "mark": lambda: book.mark,
    }  # fmt: skip
    return ImapBox("127.0.0.1", dovecot.port, **(options | changes))


def mail(number: int) -> bytes:
    return (
        f"From: a@peer.example\r\nSubject: LS {number}\r\nMessage-ID: <{number}@peer.example>\r\n\r\ntext\r\n".encode()
    )


def wait_until(true: Any, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_every_letter_is_recorded_once_and_then_moved(dovecot: Dovecot) -> None:
    dovecot.append(*(mail(n) for n in range(5)))
    book = Book()
    door = box(dovecot, book)
    assert door.poll_once() == 5
    assert door.poll_once() == 0
    door.close()
    assert set(book.letters) == {mail(n) for n in range(5)}
    assert (dovecot.count("INBOX"), dovecot.count("Processed")) == (0, 5)


@pytest.mark.parametrize("after", ["seen", "keyword", "nothing"])
def test_letters_that_stay_are_known_by_their_mark(dovecot: Dovecot, after: str) -> None:
    dovecot.append(mail(1), mail(2))
    book = Book()
    for _ in range(2):
        door = box(dovecot, book, after=after)
        door.poll_once()
        door.close()
    assert list(book.letters.values()) == [1, 1]
    assert dovecot.count("INBOX") == 2


def test_nothing_is_moved_before_it_is_recorded(dovecot: Dovecot) -> None:
    dovecot.append(mail(1))
    book = Book(fails=True)
    with pytest.raises(OSError, match="killed"):
        box(dovecot, book).poll_once()
    assert dovecot.count("INBOX") == 1
    book.fails = False
    door = box(dovecot, book)
    assert door.poll_once() == 1
    door.close()
    assert list(book.letters) == [mail(1)], "the same bytes: the ledger knows them again"


def test_a_new_uidvalidity_means_everything_anew(dovecot: Dovecot) -> None:
    book = Book()
    with dovecot.connect() as client:
        client.create("Work")
    dovecot.append(mail(1), mail(2), folder="Work")
    door = box(dovecot, book, folder="Work", after="nothing")
    door.poll_once()
    door.close()
    with dovecot.connect() as client:
        client.delete("Work")
        time.sleep(1.1)  # UIDVALIDITY is a time in seconds
        client.create("Work")
    dovecot.append(mail(2), mail(3), folder="Work")
    door = box(dovecot, book, folder="Work", after="nothing")
    assert door.poll_once() == 2
    door.close()
    assert set(book.letters) == {mail(1), mail(2), mail(3)}


def test_watching_survives_a_restart_of_the_server(dovecot: Dovecot) -> None:
    book, stop = Book(), threading.Event()
    watcher = threading.Thread(target=box(dovecot, book).watch, args=(stop,))
    watcher.start()
    try:
        dovecot.append(mail(1))
        wait_until(lambda: mail(1) in book.letters)
        dovecot.stop()
        time.sleep(0.3)
        dovecot.start()
        dovecot.append(mail(2))
        wait_until(lambda: mail(2) in book.letters, 15)
    finally:
        stop.set()
        watcher.join(10)
    assert set(book.letters.values()) == {1}


def test_the_server_wakes_us(dovecot: Dovecot) -> None:
    book, stop = Book(), threading.Event()
    watcher = threading.Thread(target=box(dovecot, book, poll_seconds=60).watch, args=(stop,))
    watcher.start()
    try:
        time.sleep(1)
        start = time.monotonic()
        dovecot.append(mail(1))
        wait_until(lambda: book.letters, 5)
        assert time.monotonic() - start < 4
    finally:
        stop.set()
        watcher.join(10)


def test_a_missing_folder_is_named_with_those_that_are_there(dovecot: Dovecot) -> None:
    dovecot.append(mail(1))
    with pytest.raises(MailboxTrouble, match=r"'Statements'; the mailbox has: INBOX"):
        box(dovecot, Book(), folder="Statements").poll_once()


def test_a_letter_over_the_limit_stays_and_the_others_are_taken(dovecot: Dovecot) -> None:
    large = mail(1) + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 130_000
    dovecot.append(mail(0), large, mail(2))
    book = Book()
    door = box(dovecot, book, size_limit=1 << 20)
    door.poll_once()
    door.close()
    assert set(book.letters) == {mail(0), mail(2)}
    assert dovecot.count("INBOX") == 1


def test_with_a_real_ledger_each_letter_is_there_once(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.append(*(mail(n) for n in range(30)))
    with Ledger.open(tmp_path / "ledger.db", NOW) as ledger:

        def record(batch: Sequence[tuple[bytes, Arrival]], mark: tuple[int, int]) -> list[Receipt | Exception]:
            items = [(raw, (arrival,)) for raw, arrival in batch]
            return ledger.receive_many(items, NOW, mark=("box", *mark))

        for _ in range(2):
            door = box(dovecot, Book(), record=record, mark=lambda: ledger.imap_mark("box"), after="nothing")
            door.poll_once()
            door.close()
        assert ledger.counts().letters["waiting"] == 30
        assert ledger.audit() == []


def test_check_says_what_the_mailbox_can_do(dovecot: Dovecot) -> None:
    dovecot.append(mail(1))
    (line,) = box(dovecot, Book()).check()
    assert "1 messages" in line
    assert "IDLE, MOVE" in line
