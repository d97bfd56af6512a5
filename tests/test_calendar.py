"""Deadlines in a calendar, read back as a calendar program reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from liaisonbot.doors.calendar_file import calendar, feed_folder
from liaisonbot.doors.sample_cases import RINGS
from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.effects import Entry
from liaisonbot.model.mail import ProofFacts
from liaisonbot.model.people import Settings
from liaisonbot.model.statement import Confidence, Evidence
from liaisonbot.regular_mail import Feeds
from tests.world import BOT, CARLA, MIRA, QUENTIN, World


def read(data: bytes) -> list[Any]:
    """The events of a calendar; whatever the standard asks for must be there."""
    found = Calendar.from_ical(data)
    assert (found["VERSION"], found["METHOD"]) == ("2.0", "PUBLISH")
    assert found["PRODID"]
    assert not found.errors
    return list(found.walk("VEVENT"))


def one(case: Case, **more: str) -> Any:
    (event,) = read(calendar([Entry(case, "ITU-T SG 15")], name="x", domain="bot.example", zone="UTC", **more))
    return event


def test_a_day_comes_back_as_it_is() -> None:
    event = one(RINGS, record_url="https://record.example/")
    assert event.decoded("DTSTART") == date(2026, 11, 13)
    assert event.decoded("DTEND") == date(2026, 11, 14)
    assert event["SUMMARY"] == f"[LS-12] Answer to ITU-T SG 15: {RINGS.title}"
    assert "end of day AoE (= Sat 14 Nov 11:59:59 UTC)" in event["DESCRIPTION"]
    assert (event["UID"], event["STATUS"], event["TRANSP"]) == ("ls-12@bot.example", "CONFIRMED", "TRANSPARENT")
    assert event["URL"] == "https://record.example/"


def test_a_changed_day_has_the_same_name_and_a_higher_number() -> None:
    later = replace(RINGS, deadline=date(2026, 12, 4), version=2, acted=datetime(2026, 10, 21, 9, tzinfo=UTC))
    before, after = one(RINGS), one(later)
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]
    assert before.decoded("DTSTAMP") < after.decoded("DTSTAMP")
    assert after.decoded("DTSTART") == date(2026, 12, 4)
    assert "Asked for: Fri 13 Nov 2026" in after["DESCRIPTION"]


def test_a_closed_case_is_taken_away() -> None:
    closed = replace(RINGS, stage=Stage.CLOSED, outcome=Outcome.ANSWERED, version=3)
    assert one(closed)["STATUS"] == "CANCELLED"
    assert one(closed)["SEQUENCE"] == 2


def test_a_day_that_was_only_inferred_says_so() -> None:
    seen = {"deadline": Evidence("mail, line 3", "before your next meeting", Confidence.INFERRED)}
    assert "To check" in one(replace(RINGS, statement=replace(RINGS.statement, evidence=seen)))["DESCRIPTION"]


HOSTILE = "Rings; a,b\\n\nBEGIN:VEVENT\r\nUID:x\r\n" + "長い" * 60


def test_words_of_a_letter_stay_words() -> None:
    data = calendar([Entry(replace(RINGS, title=HOSTILE), "A;B")], name=HOSTILE, domain="bot.example", zone="UTC")
    (event,) = read(data)
    assert "長い長い" in event["SUMMARY"]
    assert event["UID"] == "ls-12@bot.example"
    assert max(len(line) for line in data.split(b"\r\n")) <= 75, "RFC 5545 §3.1"


def test_the_same_cases_give_the_same_bytes_in_any_order() -> None:
    entries = [Entry(replace(RINGS, number=n), "ITU-T") for n in (3, 1, 2)]
    made = [calendar(some, name="x", domain="b.example", zone="Asia/Tokyo") for some in (entries, entries[::-1])]
    assert made[0] == made[1]
    assert read(calendar([Entry(replace(RINGS, statement=replace(RINGS.statement, deadline=None)), "x")], name="x",
                         domain="b.example", zone="UTC")) == []  # fmt: skip


# --- in a letter, and in a folder -------------------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


def test_a_calendar_is_asked_for_by_reply(world: World) -> None:
    world.arrives(world.statement())
    world.arrives(world.statement())
    world.proof = ProofFacts(dkim=("manage.example",))
    world.says(MIRA, "calendar\n")
    letter = world.last("calendar", MIRA.address)
    (file,) = letter.mail.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "liaison.ics")
    assert [str(event["UID"]) for event in read(file.get_payload(decode=True))] == [
        "ls-1@bot.example",
        "ls-2@bot.example",
    ]
    world.proof = ProofFacts()
    world.says(QUENTIN, "ics\n", Reply_To="x@y.example")
    assert not world.sent("calendar", QUENTIN.address), "not without proof"


def test_the_next_calendar_takes_away_what_is_closed_or_with_somebody_else(world: World) -> None:
    world.arrives(world.statement())
    world.arrives(world.statement())
    world.proof = ProofFacts(dkim=("manage.example",))
    world.says(MIRA, "calendar\n")
    first = events_of(world)
    world.says(MIRA, "LS-1 done because they were told\n")
    world.says(MIRA, "calendar\n")
    second = events_of(world)
    assert {name: str(event["STATUS"]) for name, event in second.items()} == {
        "ls-1@bot.example": "CANCELLED",
        "ls-2@bot.example": "CONFIRMED",
    }
    assert second["ls-1@bot.example"]["SEQUENCE"] > first["ls-1@bot.example"]["SEQUENCE"]
    assert "It takes one entry" in world.last("calendar", MIRA.address).text
    world.says(MIRA, "calendar\n")
    assert set(events_of(world)) == {"ls-2@bot.example"}, "once is enough"


def events_of(world: World) -> dict[str, Any]:
    """The events of the last calendar that Mira got, by name."""
    (file,) = world.last("calendar", MIRA.address).mail.iter_attachments()
    return {str(event["UID"]): event for event in read(file.get_payload(decode=True))}


def test_a_case_that_lost_its_day_or_its_reader_is_cancelled_too() -> None:
    bare = replace(RINGS, statement=replace(RINGS.statement, deadline=None))
    (event,) = read(calendar([Entry(bare, "ITU-T", gone=True)], name="x", domain="bot.example", zone="UTC"))
    assert (event["STATUS"], event.decoded("DTSTART")) == ("CANCELLED", date(2026, 10, 20))
    (event,) = read(calendar([Entry(RINGS, "ITU-T", gone=True)], name="x", domain="bot.example", zone="UTC"))
    assert event["STATUS"] == "CANCELLED"


def test_a_feed_is_kept_for_each_person_and_follows_the_case(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "feeds"
    world.service.feeds = Feeds(feed_folder(folder, world.office.settings))
    world.arrives(world.statement())
    world.days_pass(1)
    assert {path.name for path in folder.iterdir()} == {f"{one.address}.ics" for one in (MIRA, CARLA, QUENTIN)}
    mine = folder / f"{MIRA.address}.ics"
    assert [event.decoded("DTSTART") for event in read(mine.read_bytes())] == [date(2026, 6, 1)]
    assert read((folder / f"{QUENTIN.address}.ics").read_bytes()) == []
    world.proof = ProofFacts(dkim=("manage.example",))
    world.says(MIRA, "LS-1 deadline 15 June 2026 because they meet on the 11th\n")
    world.days_pass(1)
    assert [event.decoded("DTSTART") for event in read(mine.read_bytes())] == [date(2026, 6, 15)]
    world.says(MIRA, "LS-1 done because they were told\n")
    world.days_pass(1)
    assert read(mine.read_bytes()) == []


def test_a_feed_is_only_written_when_it_changed_and_never_outside_its_folder(tmp_path: Path) -> None:
    keep = feed_folder(tmp_path / "feeds", Settings(address=BOT))
    assert keep(MIRA, [Entry(RINGS, "ITU-T")])
    assert not keep(MIRA, [Entry(RINGS, "ITU-T")])
    assert keep(replace(MIRA, addresses=("../../evil@x.example",)), [])
    assert [path.name for path in tmp_path.iterdir()] == ["feeds"]


def test_a_folder_that_cannot_be_written_stops_nothing(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    world.service.feeds = Feeds(feed_folder(tmp_path / "file" / "feeds", world.office.settings))
    world.arrives(world.statement())
    world.days_pass(80)
    assert world.sent("reminder", MIRA.address)
