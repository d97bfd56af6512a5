"""Looking through the ledger: rot is found within thirty days of work, what stands still is named, people are told."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.effects import Decision, Ignore
from liaisonbot.model.mail import Arrival
from liaisonbot.running import Bot, Intake
from tests.test_running import BOT, NOW, play
from tests.world import World

SMTP = (Arrival("smtp", BOT),)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def spoil(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


def flip(path: Path, letters: Sequence[int]) -> None:
    """One byte of each of these letters is another one."""
    with closing(sqlite3.connect(path)) as db, db:
        for letter in letters:
            with db.blobopen("letter_raw", "raw", letter) as blob:
                blob.seek(letter % 5)
                byte = blob.read(1)[0]
                blob.seek(letter % 5)
                blob.write(bytes([byte ^ 1]))


def test_a_hundred_flipped_bytes_are_found_within_thirty_days_of_work(tmp_path: Path) -> None:
    path, now = tmp_path / "ledger.db", datetime(2026, 3, 1, tzinfo=UTC)
    with Ledger.open(path, now) as ledger:
        ledger.receive_many([(f"letter {n}".encode(), SMTP) for n in range(300)], now)
        for n in range(300):
            ledger.apply(Decision(n + 1, (Ignore("of no matter"),), (), "test"), now)
        damaged = range(1, 300, 3)
        flip(path, damaged)
        found: list[str] = []
        for day in range(45):
            if day % 3:  # now and then the bot is down for a day
                today = ledger.look_through(now + day * DAY)
                assert today is not None
                found += today
                ledger.looked_through(now + day * DAY)
                assert ledger.look_through(now + day * DAY + HOUR) is None, "once a day is enough"
        assert sorted(found) == sorted(f"the bytes of letter {n} are not those that came" for n in damaged)


def test_once_a_week_everything_else_is_looked_at_too(tmp_path: Path) -> None:
    path, now = tmp_path / "ledger.db", datetime(2026, 3, 1, tzinfo=UTC)
    with Ledger.open(path, now) as ledger:
        ledger.receive(b"hello", SMTP, now)
        ledger.apply(Decision(1, (Ignore("of no matter"),), (), "test"), now)
        spoil(path, "DELETE FROM arrival")
        days = []
        for day in range(30):
            if ledger.look_through(now + day * DAY) == ["letter 1 has no arrival"]:
                days.append(day)
            ledger.looked_through(now + day * DAY)
        assert days == [0, 7, 14, 21, 28]


def test_what_stands_still_is_named(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(world.statement())
        assert world.ledger.audit(now=world.time + HOUR) == []
        world.ledger.receive(b"nobody looks at this", SMTP, world.time)
        spoil(world.path, "UPDATE delivery SET state = 'queued', ended = NULL WHERE posting = 1")
        assert world.ledger.audit(now=world.time + HOUR / 2) == []
        found = world.ledger.audit(now=world.time + 2 * HOUR)
        assert found[0] == "letter 2 waits since 2026-03-02T09:00 UTC: is the bot running?"
        assert "posting 1 to " in found[1]
        assert "was due at 2026-03-02T09:00 UTC" in found[1]
        world.ledger.park(2, "odd", world.time)
        assert "letter 2 is parked and nobody was told: odd" in world.ledger.audit(now=world.time)


def test_what_was_sent_was_tried(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(world.statement())
        spoil(world.path, "UPDATE delivery SET tries = 0 WHERE posting = 1")
        (found,) = world.ledger.audit()
    assert found == "posting 1 to tsbsg15@itu.int is sent, but was never tried"


def test_the_operator_gets_one_letter_about_what_was_found(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"

    async def story(bot: Bot, _: Intake) -> None:
        await bot.settled()
        spoil(path, "DELETE FROM arrival")
        for _ in range(2):
            await bot.look_through()
        await bot.settled()

    post = play(tmp_path, story)
    assert [to for _, to in post.took if to == "owner@bot.example"] == ["owner@bot.example"]
    with Ledger.open(path, NOW) as ledger:
        (row,) = [row for row in ledger.outbox() if row.template == "damage"]
        assert b"letter 1 has no arrival" in (ledger.posted(row.posting) or b"")


def test_a_command_beside_the_service_does_not_take_its_wal_away(tmp_path: Path) -> None:
    """Closing any handle of a file drops all locks of the process on it (fcntl). A second connection in the service
    thus made it look gone to `liaisonbot status`, which tidied up the WAL that the service was writing to."""
    path, wal = tmp_path / "ledger.db", tmp_path / "ledger.db-wal"
    look = "import sys, pathlib, datetime as d; from liaisonbot.doors.ledger import Ledger;"
    look += "Ledger.open(pathlib.Path(sys.argv[1]), d.datetime.now(d.UTC)).close()"
    with Ledger.open(path, NOW) as desk, Ledger.open(path, NOW) as writer:
        desk.receive(b"first", SMTP, NOW)
        inode = wal.stat().st_ino
        subprocess.run([sys.executable, "-c", look, str(path)], check=True, timeout=60)
        assert wal.exists()
        assert wal.stat().st_ino == inode
        writer.receive(b"second", SMTP, NOW)
        with closing(sqlite3.connect(path)) as other:
            assert other.execute("SELECT count(*) FROM letter").fetchone() == (2,)


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("""UPDATE "case" SET statement = replace(statement, '"stated"', '"staUed"')""", "LS-1 cannot be read"),
        ("""UPDATE "case" SET title = CAST(x'4c53cd' AS TEXT)""", "LS-1 cannot be read"),
        ("UPDATE history SET after = '7' WHERE what = 'opened'", "LS-1 cannot be read"),
        ("UPDATE history SET after = replace(after, '\"open\"', '\"opeN\"')", "LS-1 cannot be read"),
        ("UPDATE history SET who = CAST(x'cd' AS TEXT) WHERE id = 1", "the history cannot be read"),
    ],
)
def test_what_cannot_even_be_read_is_a_finding_and_ends_no_audit(tmp_path: Path, damage: str, finding: str) -> None:
    with World(tmp_path) as world:
        world.arrives(world.statement())
        world.arrives(world.statement())
        path = tmp_path / "ledger.db"
        spoil(path, "DROP TRIGGER history_is_not_changed", damage)
        flip(path, [2])
        found = world.ledger.audit()
    assert any(line.startswith(finding) for line in found)
    assert "the bytes of letter 2 are not those that came" in found
