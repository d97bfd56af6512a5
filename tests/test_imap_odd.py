"""The IMAP door against a server that answers as it should not: each letter is recorded once, none is given up (K3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaisonbot.doors import imap_in
from liaisonbot.doors.imap_in import ImapBox
from liaisonbot.doors.writer import Writer
from liaisonbot.running import Intake
from tests import odd_imap as odd
from tests.odd_imap import Oddity, OddServer
from tests.test_imap_in import NOW, mail, wait_until, watching

LETTERS = [mail(number) for number in range(1, 5)]

ODDITIES: dict[str, tuple[str, Oddity]] = {
    "fetch refused": ("BODY.PEEK", odd.says("{tag} NO [UNAVAILABLE] later")),
    "fetch not understood": ("BODY.PEEK", odd.says("{tag} BAD what?")),
    "sizes refused": ("RFC822.SIZE", odd.says("{tag} NO [UNAVAILABLE] later")),
    "half a literal": ("BODY.PEEK", odd.half_a_literal),
    "half the sizes": ("RFC822.SIZE", odd.half_a_literal),
    "a literal without its end": ("BODY.PEEK", odd.says("* 1 FETCH (UID 1 BODY[] {{3}}\r\nabcdef)\r\n{tag} OK done")),
    "a literal of 20 GB": ("BODY.PEEK", odd.endless),
    "news in between": ("FETCH", odd.with_news),
    "news in a search": ("SEARCH", odd.with_news),
    "somebody expunges": ("BODY.PEEK", odd.loses_one),
    "somebody expunges before the sizes": ("RFC822.SIZE", odd.loses_one),
    "somebody expunges before the move": ("MOVE", odd.loses_one),
    "BYE while idling": ("IDLE", odd.hangs_up),
    "idling refused": ("IDLE", odd.says("{tag} NO not today")),
    "BYE instead of an answer": ("BODY.PEEK", odd.hangs_up),
    "BYE to a search": ("SEARCH", odd.hangs_up),
    "BYE to SELECT": ("SELECT", odd.hangs_up),
    "sizes far too small": ("RFC822.SIZE", odd.wrong_sizes(1)),
    "sizes too small by one": ("RFC822.SIZE", odd.wrong_sizes(len(LETTERS[0]) - 1)),
    "OK without a body": ("BODY.PEEK", odd.says("{tag} OK done")),
    "OK without sizes": ("RFC822.SIZE", odd.says("{tag} OK done")),
    "a search without an answer": ("SEARCH", odd.says("{tag} OK done")),
    "a search that finds nothing": ("SEARCH", odd.says("* SEARCH\r\n{tag} OK done")),
    "a search that finds what is not there": ("SEARCH", odd.finds_too_much),
    "an answer in another tag": ("BODY.PEEK", odd.says("zz9 OK done\r\n{tag} OK done")),
    "a deep nest": ("BODY.PEEK", odd.says("* 1 FETCH " + "(" * 5000 + "\r\n{tag} OK done")),
    "renumbered before the fetch": ("BODY.PEEK", odd.renumbers),
    "renumbered before the move": ("MOVE", odd.renumbers),
    "move refused": ("MOVE", odd.says("{tag} NO [OVERQUOTA] full")),
    "moved, and gone": ("MOVE", odd.answers_and_hangs_up),
    "gone instead of moving": ("MOVE", odd.hangs_up),
}


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST_PAUSE", "LONGEST_PAUSE", "IDLE_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(imap_in, name, 0.02)
    monkeypatch.setattr(imap_in, "REST", 0.3)


@contextmanager
def watched(server: OddServer, folder: Path, left: list[int | None] | None = None) -> Iterator[Intake]:
    """The door at this server, with a ledger of its own."""
    writer = Writer(folder / "ledger.db", lambda: NOW)
    intake = Intake(writer, lambda: None, lambda: NOW)
    door = ImapBox(
        "127.0.0.1", server.port, security="none", user="bot", secret=lambda: "pw", poll_seconds=0.02,
        name="odd", record=lambda batch, mark: intake.record(batch, "odd/INBOX", mark),
        mark=lambda: intake.ask(lambda ledger: ledger.imap_mark("odd/INBOX")),
        known=lambda validity, uids: intake.ask(lambda ledger: ledger.imap_known("odd/INBOX", validity, uids)),
        left=lambda copy, _: None if left is None else left.append(copy.uid),
    )  # fmt: skip
    try:
        with watching(door):
            yield intake
    finally:
        writer.close()


def recorded(intake: Intake) -> list[bytes]:
    """The bytes of all letters in the ledger, oldest first."""
    count = intake.ask(lambda ledger: sum(ledger.counts().letters.values()))
    return [intake.ask(lambda ledger, number=number: ledger.raw(number)) for number in range(1, count + 1)]  # type: ignore[misc]


def soon(happens: Callable[[], bool]) -> bool:
    """Whether it happens within half a second."""
    try:
        wait_until(happens, 0.5)
    except AssertionError:
        return False
    return True


def lives_through(oddities: Sequence[tuple[str, Oddity]], folder: Path, able: str = "IDLE MOVE UIDPLUS") -> OddServer:
    """Four letters are there when the door comes, another one comes when all that is odd has happened. What nobody else
    took is recorded, each letter once, and nothing was put away that was not."""
    more = (mail(number) for number in count(5))
    came = list(LETTERS)
    with OddServer(LETTERS, list(oddities), able) as server, watched(server, folder) as intake:
        while not soon(lambda: not server.odd):  # some of it takes a new letter, or a new connection
            came.append(next(more))
            server.comes(came[-1])
            server.cut()
        came.append(next(more))
        server.comes(came[-1])
        wait_until(lambda: set(came) - set(server.taken) <= set(recorded(intake)), 60)
        letters = recorded(intake)
        assert sorted(letters) == sorted(set(letters))
        assert set(letters) <= set(came)
        assert set(server.put_away) <= set(letters)
        assert intake.ask(lambda ledger: ledger.audit()) == []
    return server


@pytest.mark.parametrize("name", ODDITIES)
def test_whatever_a_server_says_each_letter_is_recorded_once(name: str, tmp_path: Path) -> None:
    lives_through([ODDITIES[name]], tmp_path)


def test_the_only_message_may_be_gone_before_it_is_fetched(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with OddServer(LETTERS[:1], [ODDITIES["somebody expunges"]]) as server, watched(server, tmp_path) as intake:
        wait_until(lambda: server.taken)
        server.comes(mail(2))
        wait_until(lambda: recorded(intake) == [mail(2)])
    assert not caplog.messages, "which is nobody's fault"


@pytest.mark.parametrize("able", ["IDLE MOVE UIDPLUS", "UIDPLUS", ""])
def test_without_move_it_is_copied_and_flagged(able: str, tmp_path: Path) -> None:
    refused = [("COPY", odd.says("{tag} NO [OVERQUOTA] full")), ("STORE", odd.hangs_up), ("EXPUNGE", odd.hangs_up)]
    words = {"IDLE MOVE UIDPLUS": [], "UIDPLUS": refused, "": refused[:2]}[able]
    server = lives_through([*words, ("SELECT", odd.hangs_up)], tmp_path, able)
    assert set(server.put_away) >= set(LETTERS)
    assert server.flagged >= (set() if "MOVE" in able else {1, 2, 3, 4})


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(list(ODDITIES)), min_size=2, max_size=5))
def test_one_oddity_after_the_other(names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        lives_through([ODDITIES[name] for name in names], Path(folder))


@pytest.mark.parametrize("then", [odd.says("{tag} NO cannot retrieve it"), odd.hangs_up])
def test_a_message_that_the_server_falls_over_holds_up_no_other(then: Oddity, tmp_path: Path) -> None:
    left: list[int | None] = []
    server = OddServer(LETTERS, [("BODY.PEEK[]", odd.falls_over(2, then))])
    with server, watched(server, tmp_path, left) as intake:
        wait_until(lambda: len(recorded(intake)) == 3)
        wait_until(lambda: left)
        server.comes(mail(9))
        wait_until(lambda: mail(9) in recorded(intake))
        server.odd.clear()
        wait_until(lambda: mail(2) in recorded(intake))
        assert set(left) == {2}
        assert mail(2) in [*server.box.values(), *server.put_away]
