"""A rehearsal says what would have happened: the same letters, the same days, and nothing leaves."""

from __future__ import annotations

import email.utils
import json
import mailbox
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from liaisonbot.cli import commands
from liaisonbot.deciding.accounts import Account
from liaisonbot.deciding.facts import Office
from liaisonbot.model.directory import built_in
from liaisonbot.model.people import Settings
from liaisonbot.rehearse import Rehearsal, dated, rehearse
from tests.world import BOT, MIRA, PEOPLE, QUENTIN

OFFICE = Office(Settings(address=BOT), PEOPLE, built_in())
START = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


def mail(number: int, day: int, body: str, **fields: str) -> bytes:
    message = EmailMessage()
    known = {
        "From": "TSB <tsbsg15@itu.int>",
        "To": "ccamp@ietf.org",
        "Subject": f"LS on rings, part {number}",
        "Message-ID": f"<ls{number}@itu.example>",
        "Date": email.utils.format_datetime(START + timedelta(days=day)),
    }
    for name, value in (known | {name.replace("_", "-"): value for name, value in fields.items()}).items():
        message[name] = value
    message.set_content(body)
    return message.as_bytes()


def statement(number: int, day: int, deadline: str = "1 March 2027") -> bytes:
    return mail(
        number, day,
        f"Source: ITU-T Study Group 15\nTitle: LS on rings, part {number}\nRef.: SG15-LS{number}\n"
        f"For action to: IETF CCAMP WG\nDeadline: {deadline}\n\nPlease review the attached requirements.\n",
    )  # fmt: skip


def answer(number: int, to: int, day: int) -> bytes:
    fields = {"From": QUENTIN.address, "To": "tsbsg15@itu.int", "Subject": f"Re: LS on rings, part {to}"}
    more = {"Message_ID": f"<answer{number}@chair.example>", "In_Reply_To": f"<ls{to}@itu.example>"}
    return mail(number, day, "Clause 6 can be met.\n", **fields, **more)


ARCHIVE = [
    ("late", statement(1, 0)),
    ("in time", statement(2, 0)),
    ("never", statement(3, 10)),
    ("its answer", answer(2, 2, 30)),
    ("the late answer", answer(1, 1, 70)),
    ("no date", statement(4, 0).replace(b"Date:", b"X-Date:")),
]


def played(folder: Path, **days: date) -> Rehearsal:
    return rehearse(ARCHIVE, OFFICE, folder, **days)


def test_an_archive_is_played_in_its_own_time(tmp_path: Path) -> None:
    found = played(tmp_path)
    (tally,) = found.tallies
    assert dict(tally.counts) == {Account.IN_TIME: 1, Account.LATE: 1, Account.OVERDUE: 1}
    assert found.undated == ("no date",)
    said = [(line.at.date(), line.case, line.what) for line in found.lines]
    assert (date(2027, 1, 4), 1, "acknowledged to tsbsg15@itu.int") in said
    assert any(what.startswith("recorded: “LS on rings, part 3”") for _, case, what in said if case == 3)
    assert (date(2027, 2, 22), None, f"reminded {MIRA.address} of LS-1, LS-2, LS-3") in said, "one letter"
    assert f"escalated to {MIRA.address}" not in {what for *_, what in said}, "who holds a case is not told of it"
    assert found.lines == tuple(sorted(found.lines, key=lambda line: line.at))


def test_letters_come_in_the_order_of_their_dates_whatever_the_archives_order() -> None:
    found, without = dated(reversed(ARCHIVE))
    assert [one.name for one in found][-1] == "the late answer"
    assert [one.when for one in found] == sorted(one.when for one in found)
    assert without == ["no date"]
    assert dated([("x", b"Date: Mon, 99 Foo 2027 99:99:99 +9999\n\n"), ("y", b"\xff\x00")])[0] == []


def test_a_time_may_be_chosen(tmp_path: Path) -> None:
    found = played(tmp_path, first=date(2027, 1, 10), last=date(2027, 1, 20))
    assert [tally.received for tally in found.tallies] == [1]
    assert max(line.at for line in found.lines) < datetime(2027, 1, 21, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="no letter"):
        played(tmp_path / "other", first=date(2030, 1, 1))


def test_a_rehearsal_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    class Broken(Exception): ...

    def breaks(done: int, _of: int) -> None:
        if done == 40:
            raise Broken

    whole = played(tmp_path / "whole")
    with pytest.raises(Broken):
        rehearse(ARCHIVE, OFFICE, tmp_path / "part", progress=breaks)
    assert played(tmp_path / "part") == whole
    assert played(tmp_path / "part") == whole, "and once it is through, it says the same again"


PLAYER = """
import sys
from pathlib import Path
from tests.test_rehearse import LAST, played
played(Path(sys.argv[1]), last=LAST)
"""
LAST = date(2027, 2, 15)


@pytest.mark.timeout(180)
def test_a_rehearsal_that_was_killed_goes_on_and_comes_to_the_same(tmp_path: Path) -> None:
    """With kill -9, wherever it happens to be: it may be in the middle of a letter."""
    whole, part = played(tmp_path / "whole", last=LAST), tmp_path / "part"
    player = subprocess.Popen([sys.executable, "-c", PLAYER, str(part)], cwd=Path(__file__).parent.parent)
    until = time.monotonic() + 120
    while days_played(part / "ledger.db") < 15 and time.monotonic() < until and player.poll() is None:
        time.sleep(0.01)
    player.kill()
    assert player.wait() == -signal.SIGKILL, "it was not through yet"
    assert days_played(part / "ledger.db") >= 15
    assert played(part, last=LAST) == whole


def days_played(ledger: Path) -> int:
    """How many days the clock of a rehearsal has run, as its ledger says."""
    if not ledger.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"{ledger.as_uri()}?mode=ro", uri=True)) as db:
            found = db.execute("SELECT value FROM meta WHERE key = 'rehearsal clock'").fetchone()
    except sqlite3.OperationalError:  # its tables are being made
        return 0
    return (datetime.fromisoformat(found[0]) - START).days + 1 if found else 0


@pytest.mark.parametrize("form", ["mbox", "maildir", "eml"])
def test_from_the_command_line(tmp_path: Path, form: str) -> None:
    archive = tmp_path / "archive"
    if form == "eml":
        archive.mkdir()
        for number, (_, raw) in enumerate(ARCHIVE):
            (archive / f"{number}.eml").write_bytes(raw)
    else:
        box = mailbox.mbox(archive) if form == "mbox" else mailbox.Maildir(archive)
        for _, raw in ARCHIVE:
            box.add(raw)
        box.close()
    runner = CliRunner()
    said = runner.invoke(commands, ["rehearse", str(archive), "--to", "2027-01-20"], catch_exceptions=False)
    assert said.exit_code == 0
    assert "2027-01-04 09:00  LS-1" in said.output
    assert "Nothing was sent." in said.output
    assert "left out, it has no date" in said.output
    found = runner.invoke(commands, ["-q", "rehearse", "--json", str(archive), "--to", "2027-01-20"])
    data = json.loads(found.stdout.splitlines()[-1])
    assert [row["received"] for row in data["peers"]] == [3]


def test_an_archive_without_letters_of_that_time_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(statement(1, 0))
    said = CliRunner().invoke(commands, ["rehearse", str(tmp_path), "--from", "2030-01-01"])
    assert said.exit_code == 66
    assert "there is no letter with a date in that time" in said.output
