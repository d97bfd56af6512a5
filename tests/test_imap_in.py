"""The IMAP door against a real Dovecot: each letter recorded once, whatever happens to server and mailbox."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.doors import imap_in
from liaisonbot.doors.imap_in import ImapBox, MailboxTrouble
from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.mail import Arrival, Receipt
from tests.listener import Listener
from tests.peers import Dovecot

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OLD = """imap_capability = IMAP4rev1 UIDPLUS NAMESPACE
namespace inbox {
 inbox = yes
 prefix = INBOX.
 separator = .
}"""
USERS = count(1)


def running(settings: str = "") -> Iterator[Dovecot]:
    with TemporaryDirectory(prefix="lb-") as folder:  # a short path: it holds Unix sockets
        server = Dovecot(Path(folder), settings)
        yield server
        server.stop()


@pytest.fixture(scope="module")
def todays() -> Iterator[Dovecot]:
    yield from running()


@pytest.fixture(scope="module")
def older() -> Iterator[Dovecot]:
    """Without IDLE and MOVE, and every folder is below the INBOX."""
    yield from running(OLD)


@pytest.fixture
def dovecot(todays: Dovecot) -> Dovecot:
    """A mailbox of its own for each test."""
    todays.user = f"bot{next(USERS)}"
    return todays


@pytest.fixture
def old(older: Dovecot) -> Dovecot:
    older.user = f"bot{next(USERS)}"
    return older


@dataclass
class Book:
    """What a ledger would hold: letters by their bytes, and the mark. `fails` says when recording breaks off,
    `refuses` which letter cannot be kept."""

    letters: dict[bytes, int] = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)
    mark: tuple[int, int] | None = None
    fails: bool = False
    refuses: bytes | None = None

    def record(self, batch: Sequence[tuple[bytes, Arrival]], mark: tuple[int, int]) -> list[Receipt | Exception]:
        receipts = [self._one(raw, arrival) for raw, arrival in batch]
        if self.fails:
            raise OSError("killed behind the commit")
        if not any(isinstance(receipt, Exception) for receipt in receipts):
            self.mark = mark
        return receipts

    def known(self, uidvalidity: int, uids: Sequence[int]) -> set[int]:
        return {one.uid or 0 for one in self.arrivals if one.uidvalidity == uidvalidity and one.uid in uids}

    def _one(self, raw: bytes, arrival: Arrival) -> Receipt | Exception:
        if raw == self.refuses:
            return ValueError("this one does not fit")
        self.letters[raw] = self.letters.get(raw, 0) + 1
        self.arrivals.append(arrival)
        return Receipt(len(self.letters), self.letters[raw] == 1)


def box(server: Dovecot, book: Book, **changes: Any) -> ImapBox:
    options: dict[str, Any] = {
        "security": "none", "user": server.user, "secret": lambda: "pw", "after": "move", "create_folders": True,
        "poll_seconds": 0.2, "record": book.record, "mark": lambda: book.mark,
        "known": book.known,
    }  # fmt: skip
    return ImapBox("localhost", changes.pop("port", server.port), **(options | changes))


def poll(server: Dovecot, book: Book, **changes: Any) -> int:
    """What one poll over a new connection records."""
    door = box(server, book, **changes)
    try:
        return door.poll_once()
    finally:
        door.close()


@contextmanager
def watching(door: ImapBox) -> Iterator[None]:
    stop = threading.Event()
    watcher = threading.Thread(target=door.watch, args=(stop,))
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join(10)
        assert not watcher.is_alive()


def mail(number: int) -> bytes:
    return (
        f"From: a@peer.example\r\nSubject: LS {number}\r\nMessage-ID: <{number}@peer.example>\r\n\r\ntext\r\n".encode()
    )


def wait_until(true: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


# -- recorded once -------------------------------------------------------------------------------------------


def test_every_letter_is_recorded_once_and_then_moved(dovecot: Dovecot) -> None:
    dovecot.append(*(mail(n) for n in range(5)))
    book = Book()
    door = box(dovecot, book, name="liaison")
    assert door.poll_once() == 5
    assert door.poll_once() == 0
    door.close()
    assert list(book.letters) == [mail(n) for n in range(5)], "oldest first"
    assert (dovecot.count("INBOX"), dovecot.count("Processed")) == (0, 5)
    assert dovecot.count("Processed", "UNSEEN") == 5, "people see what they have not read"
    first = book.arrivals[0]
    assert (first.door, first.mailbox, first.client, first.uid) == ("imap", "liaison/INBOX", "localhost", 1)
    assert book.mark == (first.uidvalidity, 5)


@pytest.mark.parametrize(
    ("after", "criterion"), [("seen", "SEEN"), ("keyword", "KEYWORD $LiaisonRecorded"), ("nothing", "UNSEEN")]
)
def test_letters_that_stay_are_known_by_their_mark(dovecot: Dovecot, after: str, criterion: str) -> None:
    dovecot.append(mail(1), mail(2))
    book = Book()
    assert [poll(dovecot, book, after=after) for _ in range(2)] == [2, 0]
    assert list(book.letters.values()) == [1, 1]
    assert dovecot.count("INBOX", criterion) == 2


def test_what_somebody_has_read_already_is_recorded_too(dovecot: Dovecot) -> None:
    dovecot.append(mail(1))
    with dovecot.connect() as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Seen")
    book = Book()
    assert poll(dovecot, book) == 1


def test_nothing_is_moved_before_it_is_recorded(dovecot: Dovecot) -> None:
    dovecot.append(mail(1))
    book = Book(fails=True)
    with pytest.raises(OSError, match="killed"):
        poll(dovecot, book)
    assert dovecot.count("INBOX") == 1
    book.fails = False
    assert poll(dovecot, book) == 1
    assert list(book.letters) == [mail(1)], "the same bytes: the ledger knows them again"


def test_what_was_recorded_but_not_moved_is_moved_later(dovecot: Dovecot) -> None:
    """iTop #253."""
    dovecot.append(mail(1), mail(2))
    book = Book()
    assert poll(dovecot, book, after="nothing") == 2
    dovecot.append(mail(3))
    assert poll(dovecot, book) == 1
    assert (dovecot.count("INBOX"), dovecot.count("Processed")) == (0, 3)
    assert list(book.letters.values()) == [1, 1, 1]


@pytest.mark.parametrize(("after", "criterion"), [("seen", "SEEN"), ("keyword", "KEYWORD $LiaisonRecorded")])
def test_what_was_recorded_but_not_marked_is_marked_later(dovecot: Dovecot, after: str, criterion: str) -> None:
    dovecot.append(mail(1), mail(2))
    book = Book()
    assert poll(dovecot, book, after="nothing") == 2
    assert poll(dovecot, book, after=after) == 0
    assert dovecot.count("INBOX", criterion) == 2


def test_one_letter_that_does_not_fit_holds_nobody_back_for_good(dovecot: Dovecot) -> None:
    dovecot.append(*(mail(n) for n in range(3)))
    book = Book(refuses=mail(1))
    with pytest.raises(ValueError, match="does not fit"):
        poll(dovecot, book)
    assert set(book.letters) == {mail(0), mail(2)}
    assert dovecot.count("INBOX") == 1
    book.refuses = None
    assert poll(dovecot, book) == 1
    assert book.letters == {mail(n): 1 for n in range(3)}


def test_a_new_uidvalidity_means_everything_anew(dovecot: Dovecot) -> None:
    """paperless-ngx #8944."""
    book = Book()
    with dovecot.connect() as client:
        client.create("Work")
    dovecot.append(mail(1), mail(2), folder="Work")
    with watching(box(dovecot, book, folder="Work", after="nothing")):
        wait_until(lambda: len(book.letters) == 2)
        before = book.mark
        with dovecot.connect() as client:
            client.delete("Work")
            time.sleep(1.1)  # UIDVALIDITY is a time in seconds
            client.create("Work")
        dovecot.append(mail(2), mail(3), folder="Work")
        wait_until(lambda: mail(3) in book.letters)
    assert book.letters == {mail(1): 1, mail(2): 2, mail(3): 1}, "the ledger knows the twin by its bytes"
    assert before is not None
    assert book.mark is not None
    assert before[0] != book.mark[0]


def test_others_may_delete_while_we_read(dovecot: Dovecot) -> None:
    dovecot.append(*(mail(n) for n in range(6)))
    book = Book()
    door = box(dovecot, book, after="seen")
    assert door.poll_once() == 6
    dovecot.append(mail(6), mail(7))
    with dovecot.connect() as client:
        client.select("INBOX")
        client.store("2:7", "+FLAGS", "\\Deleted")
        client.expunge()
    assert door.poll_once() == 1
    door.close()
    assert mail(7) in book.letters
    assert set(book.letters.values()) == {1}


def test_a_letter_over_the_limit_is_recorded_by_its_header_and_stays(
    dovecot: Dovecot, caplog: pytest.LogCaptureFixture
) -> None:
    large = mail(1) + (b"y" * 70 + b"\r\n") * 20_000
    dovecot.append(mail(0), large, mail(2))
    book, told = Book(), list[tuple[int | None, bool]]()
    for _ in range(2):
        poll(dovecot, book, size_limit=1 << 20, left=lambda copy, too_large: told.append((copy.uid, too_large)))
    header = mail(1).removesuffix(b"text\r\n")
    assert book.letters == {mail(0): 1, header: 1, mail(2): 1}
    assert told == [(2, True)] * 2, "with each new connection: the process may have died before anybody was told"
    assert "message 2 is larger than the limit" in caplog.text
    assert (dovecot.count("INBOX"), dovecot.count("Processed")) == (1, 2)


@given(st.lists(st.tuples(st.integers(1), st.integers(0, 9 << 20)), max_size=400))
def test_batches_are_bounded_and_whole(sized: list[tuple[int, int]]) -> None:
    batches = list(imap_in._by_bytes(sized))
    assert [one for batch in batches for one in batch] == sized
    for batch in batches:
        assert 0 < len(batch) <= imap_in.BATCH_LETTERS
        assert len(batch) == 1 or sum(size for _, size in batch) <= imap_in.BATCH_BYTES


def test_with_a_real_ledger_each_letter_is_there_once(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.append(*(mail(n) for n in range(30)))
    with Ledger.open(tmp_path / "ledger.db", NOW) as ledger:

        def record(batch: Sequence[tuple[bytes, Arrival]], mark: tuple[int, int]) -> list[Receipt | Exception]:
            items = [(raw, (arrival,)) for raw, arrival in batch]
            return ledger.receive_many(items, NOW, mark=("box", *mark))

        for _ in range(2):
            poll(dovecot, Book(), record=record, mark=lambda: ledger.imap_mark("box"), after="nothing")
        assert ledger.counts().letters["waiting"] == 30
        assert ledger.audit() == []


# -- watching ------------------------------------------------------------------------------------------------


def test_watching_survives_a_restart_of_the_server(dovecot: Dovecot, caplog: pytest.LogCaptureFixture) -> None:
    book = Book()
    with watching(box(dovecot, book)):
        dovecot.append(mail(1))
        wait_until(lambda: mail(1) in book.letters)
        dovecot.stop()
        time.sleep(0.3)
        dovecot.start()
        dovecot.append(mail(2))
        wait_until(lambda: mail(2) in book.letters, 15)
    assert set(book.letters.values()) == {1}
    assert len(caplog.messages) == len(set(caplog.messages)), "each trouble is told once"


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_the_server_wakes_us(dovecot: Dovecot, security: str) -> None:
    book = Book()
    trust = ssl.create_default_context(cafile=str(dovecot.certificate))
    port = dovecot.tls_port if security == "tls" else dovecot.port
    with watching(box(dovecot, book, poll_seconds=60, security=security, port=port, context=trust)):
        time.sleep(0.3)
        for number in range(2):
            start = time.monotonic()
            dovecot.append(mail(number))
            wait_until(lambda number=number: mail(number) in book.letters, 5)  # type: ignore[misc]
            assert time.monotonic() - start < 4


def test_without_idle_the_mailbox_is_polled_and_without_move_copied(old: Dovecot) -> None:
    book = Book()
    with watching(box(old, book, poll_seconds=0.1, processed="Done/Statements")):
        old.append(mail(1))
        wait_until(lambda: mail(1) in book.letters)
        old.append(mail(2))
        wait_until(lambda: mail(2) in book.letters)
    assert (old.count("INBOX"), old.count("INBOX.Done.Statements")) == (0, 2)


# -- logging in, folders -------------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for_is_no_server(dovecot: Dovecot) -> None:
    for security, port in (("tls", dovecot.tls_port), ("starttls", dovecot.port)):
        with pytest.raises(ssl.SSLError, match="certificate verify failed"):
            poll(dovecot, Book(), security=security, port=port)


def test_a_missing_folder_is_named_with_those_that_are_there(dovecot: Dovecot) -> None:
    dovecot.append(mail(1))
    with pytest.raises(MailboxTrouble, match=r"'Statements'; the mailbox has: INBOX"):
        poll(dovecot, Book(), folder="Statements")
    with pytest.raises(MailboxTrouble, match=r"'Processed'; the mailbox has: INBOX"):
        poll(dovecot, Book(), create_folders=False)


def test_check_says_what_the_mailbox_can_do_and_changes_nothing(dovecot: Dovecot, old: Dovecot) -> None:
    dovecot.append(mail(1))
    line, missing = box(dovecot, Book()).check()
    assert "1 messages; the server has IDLE, MOVE, UIDPLUS" in line
    assert "the folder 'Processed' will be created" in missing
    with pytest.raises(MailboxTrouble):
        poll(dovecot, Book(), create_folders=False)
    assert "no IDLE, no MOVE, UIDPLUS" in box(old, Book()).check()[0]
    assert "'INBOX.Processed' will be created" in box(old, Book()).check()[1]


# -- a server that answers as told ---------------------------------------------------------------------------


class Script(Listener):
    """An IMAP server, one connection after the other. `answers` maps a word of a command to the lines before its OK, or
    to what comes in place of the OK: "NO …"."""

    def __init__(self, answers: dict[str, str], greeting: str = "* OK ready") -> None:
        self.answers, self.greeting, self.seen = answers, greeting, list[str]()
        self.listen()

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rwb") as file:
            self._converse(file)

    def _converse(self, file: Any) -> None:
        def say(text: str) -> None:
            file.write(f"{text}\r\n".encode())
            file.flush()

        say(self.greeting)
        while line := file.readline().decode().strip():
            self.seen.append(line)
            tag, _, command = line.partition(" ")
            if command.startswith("AUTHENTICATE"):
                say("+ ")
                self.seen.append(base64.b64decode(file.readline()).decode())
            lines = self._lines(command)
            if lines and not lines.startswith("NO"):
                say(lines)
            say(f"{tag} {lines if lines.startswith('NO') else 'OK done'}")

    def _lines(self, command: str) -> str:
        standard = {"CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2", "SELECT": "* OK [UIDVALIDITY 7] x"}
        return next((lines for word, lines in (self.answers | standard).items() if word in command), "")


def scripted(script: Script, book: Book, **changes: Any) -> ImapBox:
    options: dict[str, Any] = {
        "security": "none", "user": "bot", "secret": lambda: "t0ken", "after": "seen", "record": book.record,
        "mark": lambda: book.mark,
        "known": book.known,
    }  # fmt: skip
    return ImapBox("127.0.0.1", script.port, **(options | changes))


def test_a_token_is_handed_over_as_xoauth2_wants_it() -> None:
    with Script({"SEARCH": "* SEARCH"}) as script:
        door = scripted(script, Book(), oauth=True)
        assert door.poll_once() == 0
        door.close()
    assert "user=bot\x01auth=Bearer t0ken\x01\x01" in script.seen
    assert any(line.endswith("AUTHENTICATE XOAUTH2") for line in script.seen)


def test_a_password_with_other_letters_than_ascii_goes_by_authenticate() -> None:
    with Script({"SEARCH": "* SEARCH"}) as script:
        door = scripted(script, Book(), secret=lambda: "pässwort")
        door.poll_once()
        door.close()
    assert "\0bot\0pässwort" in script.seen


def test_a_refused_login_is_told_once_and_without_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    stop = threading.Event()
    with Script({"LOGIN": "NO [AUTHENTICATIONFAILED] bot and t0ken do not match"}) as script:
        watcher = threading.Thread(target=scripted(script, Book()).watch, args=(stop,))
        watcher.start()
        wait_until(lambda: len([line for line in script.seen if "LOGIN" in line]) == 2)
        stop.set()
        watcher.join(10)
    (line,) = caplog.messages
    assert "bot and (secret) do not match" in line


def test_a_mailbox_that_cannot_be_tidied_is_still_read(caplog: pytest.LogCaptureFixture) -> None:
    book = Book()
    body = f"* 1 FETCH (UID 1 BODY[] {{{len(mail(1))}}}\r\n{mail(1).decode()})"
    answers = {
        "SEARCH": "* SEARCH 1",
        "SIZE": "* 1 FETCH (UID 1 RFC822.SIZE 99)",
        "PEEK": body,
        "STORE": "NO [OVERQUOTA] full",
    }
    with Script(answers) as script:
        door = scripted(script, book)
        assert [door.poll_once(), door.poll_once()] == [1, 0]
        door.close()
    assert book.mark == (7, 1)
    assert "OVERQUOTA" in caplog.text


def test_a_greeting_with_preauth_is_refused() -> None:
    """X13."""
    with Script({}, "* PREAUTH welcome") as script, pytest.raises(MailboxTrouble, match="PREAUTH"):
        scripted(script, Book()).poll_once()
    assert not [line for line in script.seen if "LOGIN" in line]


def test_a_server_without_starttls_gets_no_password() -> None:
    with Script({}) as script, pytest.raises(Exception, match="STARTTLS"):
        scripted(script, Book(), security="starttls").poll_once()
    assert not [line for line in script.seen if "LOGIN" in line]


def test_the_last_message_is_not_new_only_because_the_server_names_it() -> None:
    """RFC 3501 §6.4.8: `n:*` always includes the last message."""
    with Script({"SEARCH": "* SEARCH 41"}) as script:
        door = scripted(script, Book(mark=(7, 41)), known=lambda _validity, uids: set(uids))
        assert door.poll_once() == 0
        door.close()
    assert not [line for line in script.seen if "BODY" in line]  # its size may be asked for, to see if it is marked


@pytest.mark.parametrize("nothing", ["NIL", None])
def test_a_body_that_does_not_come_is_asked_for_again(nothing: str | None, caplog: pytest.LogCaptureFixture) -> None:
    book, size, told = Book(), len(mail(2)), list[tuple[int | None, bool]]()
    body = f"* 2 FETCH (UID 2 BODY[] {{{size}}}\r\n{mail(2).decode()})"
    missing = f"* 1 FETCH (UID 1 BODY[] {nothing})\r\n" if nothing else ""
    sizes = f"* 1 FETCH (UID 1 RFC822.SIZE 9)\r\n* 2 FETCH (UID 2 RFC822.SIZE {size})"
    with Script({"SEARCH": "* SEARCH 1 2", "RFC822.SIZE": sizes, "BODY.PEEK": missing + body}) as script:
        door = scripted(script, book, left=lambda copy, too_large: told.append((copy.uid, too_large)))
        for _ in range(imap_in.TRIES - 1):
            assert door.poll_once() == 1
            assert book.mark == (7, 0), "the mark stays before the one that is missing"
        assert door.poll_once() == 1
        door.close()
    assert book.mark == (7, 2)
    assert "does not give message 1" in caplog.text
    assert told == [(1, False)]
    assert list(book.letters) == [mail(2)]


def test_a_body_that_came_too_late_is_recorded_and_not_only_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that cannot give a message for a while: it must not be put away as if it had been recorded."""
    monkeypatch.setattr(imap_in, "REST", 0)
    book = Book()
    sizes = f"* 1 FETCH (UID 1 RFC822.SIZE {len(mail(1))})"
    with Script({"SEARCH": "* SEARCH 1", "RFC822.SIZE": sizes, "BODY.PEEK": "* 1 FETCH (UID 1 BODY[] NIL)"}) as script:
        door = scripted(script, book)
        assert [door.poll_once() for _ in range(imap_in.TRIES)] == [0] * imap_in.TRIES
        assert book.mark == (7, 1), "nobody behind it has to wait"
        door.close()
        assert door.poll_once() == 0
        assert not [line for line in script.seen if "STORE" in line], "it was marked, and never recorded"
        script.answers["BODY.PEEK"] = f"* 1 FETCH (UID 1 BODY[] {{{len(mail(1))}}}\r\n{mail(1).decode()})"
        assert [door.poll_once(), door.poll_once()] == [1, 0]
        door.close()
    assert list(book.letters.values()) == [1]
    assert book.mark == (7, 1)
    assert [line for line in script.seen if "STORE" in line]


def test_an_empty_message_is_a_message() -> None:
    book = Book()
    answers = {
        "SEARCH": "* SEARCH 1",
        "RFC822.SIZE": "* 1 FETCH (UID 1 RFC822.SIZE 0)",
        "BODY.PEEK": '* 1 FETCH (UID 1 BODY[] "")',
    }
    with Script(answers) as script:
        door = scripted(script, book)
        assert door.poll_once() == 1
        door.close()
    assert book.mark == (7, 1)
