"""The fault harness itself: its audit finds what is wrong, its disk forgets what was not flushed, its kills are real."""

from __future__ import annotations

import asyncio
import itertools
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from liaisonbot.doors.calendar_file import feed_folder
from liaisonbot.model.people import Settings
from tests.fault import audit, clocks, kills, published
from tests.fault.disk_model import Call, Disk, File, calls
from tests.fault.letters import Kind, Letters, Mail
from tests.fault.plan import Plan
from tests.fault.relay import Taken
from tests.world import CARLA, MIRA, QUENTIN, World


@pytest.fixture
def lived(tmp_path: Path) -> tuple[Path, audit.Seen]:
    """A ledger with one statement that was acknowledged, and all its letters at the relay."""
    with World(tmp_path) as world:
        message = world.statement()
        world.arrives(message)
        raw = message.as_bytes()
        relayed = [
            Taken(str(one.mail["Message-ID"]), "", one.recipient, str(hash(one.raw)), certain=True)
            for one in world.post
        ]
    mail = Mail(1, Kind.STATEMENT, "", raw)
    return tmp_path / "ledger.db", audit.Seen({mail.sha256: (mail, {"liaison@bot.example"})}, [mail], relayed)


def test_a_ledger_that_is_right_has_no_findings(lived: tuple[Path, audit.Seen]) -> None:
    assert audit.audit(*lived) == []


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("UPDATE letter_raw SET raw = zeroblob(9)", "other bytes"),
        ("DELETE FROM letter_raw", "no bytes"),
        ("DELETE FROM arrival", "lost: letter 1"),
        ("UPDATE letter SET state = 'waiting'", "still wait"),
        ("UPDATE letter SET state = 'parked', reason = 'odd'", "nobody was told"),
        ("UPDATE \"case\" SET stage = 'closed', outcome = 'noted'", "not what its history says"),
        ("DROP TRIGGER history_is_not_changed; UPDATE history SET who = 'me' WHERE id = 1", "does not follow"),
        ("UPDATE delivery SET state = 'queued', ended = NULL", "is still queued"),
        ("DELETE FROM delivery WHERE posting = 1", "goes to nobody"),
        ("UPDATE posting SET message_id = '<other@bot.example>' WHERE number = 1", "never reached the relay"),
    ],
)
def test_the_audit_finds(lived: tuple[Path, audit.Seen], damage: str, finding: str) -> None:
    path, seen = lived
    with closing(sqlite3.connect(path)) as db:
        db.executescript(damage)
    assert any(finding in line for line in audit.audit(path, seen))


def test_the_audit_finds_what_only_the_world_outside_knows(lived: tuple[Path, audit.Seen]) -> None:
    path, seen = lived
    (mail, to), *_ = seen.acknowledged.values()
    lost = Mail(2, Kind.STATEMENT, "", b"never recorded")
    seen.acknowledged = {mail.sha256: (mail, to), lost.sha256: (lost, {"liaison@bot.example"})}
    assert audit.audit(path, seen) == ["lost: letter 2 was acknowledged for liaison@bot.example"]
    seen.acknowledged, relayed = {}, list(seen.relayed or ())
    seen.relayed = [*relayed, relayed[0]]
    assert "went out 2 times" in "".join(audit.audit(path, seen))
    seen.relayed = [*relayed, Taken(relayed[0].message_id, "", "", "other bytes", certain=True)]
    assert "two letters went out" in "".join(audit.audit(path, seen))


def test_a_flush_covers_what_was_written_before_it_began() -> None:
    disk = Disk(Path("/d"), ())

    def does(
        name: str, *numbers: int, path: str = "/d/a", text: bytes = b"", flags: str = "", done: bool = True
    ) -> None:
        disk.play(Call(name, done, path, (text,), numbers, flags, key=1))

    def left(how: str) -> dict[str, bytes]:
        return disk.left(random.Random(1), how)

    does("openat", flags="O_CREAT")
    does("pwrite64", 3, 0, text=b"one", done=False)
    does("fsync", done=False)
    does("pwrite64", 3, 3, text=b"two", done=False)
    does("fsync")
    assert left("none") == {}, "the name was not flushed"
    assert left("all") == {"a": b"onetwo"}
    does("fsync", path="/d", done=False)
    does("fsync", path="/d")
    assert left("none") == {"a": b"one"}


def test_a_torn_write_leaves_whole_sectors() -> None:
    file, chance = File(), random.Random(3)
    file.since = [(0, b"x" * 2048)]
    assert {len(file.left(chance, "some")) for _ in range(200)} == {0, 512, 1024, 1536, 2048}


def test_a_trace_is_read_call_by_call(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    path = "".join(f"\\x{byte:02x}" for byte in b"/d/a")
    trace.write_text(
        f'7 pwrite64(3<{path}>, "\\x61\\x62", 2, 10 <unfinished ...>\n'
        f'8 openat(AT_FDCWD<\\x2f>, "{path}", O_RDWR|O_CREAT, 0600) = 4<{path}>\n'
        "7 <... pwrite64 resumed>) = 2\n"
        f"8 fsync(4<{path}>) = -1 EIO (Input/output error)\n",
        "ascii",
    )
    found = [(call.name, call.done, call.path, call.texts) for call in calls(trace)]
    assert found == [
        ("pwrite64", False, "/d/a", (b"ab",)),
        ("openat", False, "/", (b"/d/a",)),
        ("openat", True, "/d/a", (b"/d/a",)),
        ("pwrite64", True, "/d/a", (b"ab",)),
    ]


def test_a_seed_makes_the_same_letters_of_every_kind() -> None:
    def made(seed: int) -> list[Mail]:
        return Letters(random.Random(seed)).take(400)

    assert made(1) == made(1) != made(2)
    assert {mail.kind for mail in made(1)} == set(Kind)
    assert all(mail.raw.count(b"\r\n.\r\n") == 0 for mail in made(1))


class SetBackAtOnce(random.Random):
    """Chance that sets the clock back by 20 hours in each hour, and brings no statement."""

    def __init__(self) -> None:
        super().__init__(1)
        self._draws = itertools.cycle([0.5, *[0.02] * 24])

    def random(self) -> float:
        return next(self._draws)

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Etc/GMT+12"])
def test_a_clock_set_back_at_once_is_not_set_to_a_day_that_nobody_has_seen(zone: str, tmp_path: Path) -> None:
    lived = clocks.Lived(tmp_path, zone, SetBackAtOnce())
    lived.live(2)
    assert (lived.back, lived.early, lived.wrong) == (48, 0, [])


def test_what_the_clock_brought_is_compared_key_by_key(tmp_path: Path) -> None:
    """Only a letter about a case that is younger than the letter may be one too many."""
    paths = []
    for name, days in (("steady", 3), ("disturbed", 2)):
        (tmp_path / name).mkdir()
        with World(tmp_path / name) as world:
            world.arrives(world.statement())
            world.days_pass(days)
            paths.append(world.path)
    last_mornings = [(CARLA, 5), (MIRA, 5), (QUENTIN, 4)]  # at nine in UTC, Los Angeles has not come to its own
    missing = [f"digest:{one.address}:2026-03-0{day}" for one, day in last_mornings]
    assert clocks.differences(*paths) == (missing, [], [])
    with closing(sqlite3.connect(paths[1])) as db:
        (opened,) = db.execute('SELECT opened FROM "case"').fetchone()
        before = opened.replace("2026-03-02", "2026-03-01")
        db.executemany("INSERT INTO once VALUES (?, ?)", [("reminder:1:a:-7", before), ("reminder:1:a:-3", opened)])
        db.commit()
    assert clocks.differences(*paths)[1:] == (["reminder:1:a:-7"], ["reminder:1:a:-3"])


@pytest.mark.timeout(180)
def test_kills_under_load_lose_nothing_and_record_nothing_twice(tmp_path: Path) -> None:
    life = asyncio.run(kills.life_of(Plan("K1", 1, tmp_path), 0, kills=4))
    assert life.wrong == []
    assert life.acknowledged > 4


def test_half_and_mixed_calendars_are_found(tmp_path: Path) -> None:
    keep = feed_folder(tmp_path, Settings(address="liaison@bot.example"))
    for reader in published.READERS:
        keep(reader, published.entries(3))
    kept, wrong = published.looked_at(tmp_path, {})
    assert (set(kept.values()), wrong) == ({3}, [])
    first, second, third, fourth = sorted(tmp_path.iterdir())
    first.write_bytes(first.read_bytes()[:-400])
    second.write_bytes(second.read_bytes().replace(b"generation 3", b"generation 4", 1))
    keep(published.READERS[2], published.entries(1))
    fourth.write_bytes(fourth.read_bytes().replace(b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\nX-ALT-DESC:<b>", 1))
    _, wrong = published.looked_at(tmp_path, kept)
    assert [line.split(" ")[0].rstrip(":") for line in wrong] == [one.name for one in (first, second, third, fourth)]
