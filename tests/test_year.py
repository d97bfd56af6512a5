"""A year of deadlines against a plain model of the ladder: each letter at most once, none missing, the ripest only (P7).

The bot runs whole, with its ledger; at every look what it sent is compared with what it should have sent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from liaisonbot.model.case import Outcome, Stage
from liaisonbot.model.effects import Actor, ChangeCase, Decision, Note
from liaisonbot.model.people import People
from tests.ladder_model import Ladder, Story
from tests.world import CARLA, MIRA, QUENTIN, World

ZONES = {
    MIRA.address: "Europe/Berlin",
    QUENTIN.address: "America/Los_Angeles",
    CARLA.address: "Australia/Lord_Howe",  # its clocks change by half an hour
}
PEOPLE = People(tuple(replace(one, zone=ZONES[one.address]) for one in (MIRA, QUENTIN, CARLA)))
START = datetime(2027, 9, 1, 12, tzinfo=UTC)  # the year that follows has a leap day and two clock changes a zone
LOOKS = (time(6), time(7), time(15), time(16), time(21), time(21, 30))
"""When the bot looks at the clock (UTC): at eight o'clock in the three zones, in summer and in winter."""
OF_THE_LADDER = ("reminder", "overdue", "escalation", "morning", "held_week")
NOWHERE = "Source: ITU-T Study Group 15\nTitle: LS on pseudowires\nFor action to: IETF L2VPN WG\n\nPlease review.\n"


class Watched(World):
    """A world in which every look at the clock is compared with the model. `letters` are those of the ladder."""

    def __init__(self, folder: Path, people: People = PEOPLE) -> None:
        self.model = Ladder({one.address: one.zone for one in people.all}, MIRA.address, CARLA.address)
        self.letters: list[tuple[datetime, str, str, tuple[int, ...]]] = []
        super().__init__(folder, people=people, start=START)

    def _works(self) -> None:
        seen = len(self.post)
        super()._works()
        found = []
        for one in self.post[seen:]:
            if one.template in OF_THE_LADDER:
                posting = self.ledger.posting_of_id(str(one.mail["Message-ID"]))
                assert posting is not None
                cases = self.ledger.rows_of(posting) or (one.case or 0,)
                found.append((one.template, one.recipient, tuple(sorted(cases))))
        self.letters += [(self.time, *one) for one in found]
        assert len(found) == len(set(found)), "twice"
        assert set(found) == self.model.looks(self.time), self.time

    def until(self, moment: datetime) -> None:
        """Time passes, look by look."""
        while self.time < moment:
            today = [datetime.combine(self.time.date() + timedelta(days=n), at, UTC) for n in (0, 1) for at in LOOKS]
            self.time = min(next(one for one in today if one > self.time), moment)
            self._works()

    def comes(self, day: date | None, holder: str = MIRA.address) -> int:
        """A statement arrives: for action by `day`, or (None) for a group that is closed."""
        mail = self.statement()
        text = str(mail.get_content()).replace("1 June 2026", f"{day:%d %B %Y}") if day else NOWHERE
        mail.set_content(text.replace("pseudowires", f"pseudowires, part {self.ledger.last_case_number() + 1}"))
        self.arrives(mail)
        number, stage = self.ledger.last_case_number(), "open" if day else "held"
        assert self.case(number).stage == stage
        self.model.stories[number] = Story(stage, day, MIRA.address, self.time)
        if holder != MIRA.address:
            self.changes(number, MIRA.address, holder=holder)
        return number

    def changes(self, number: int, who: str, what: str = "told", **new: Any) -> None:
        """Somebody changes a case, or notes something on it: by a command that was read elsewhere."""
        self.time += timedelta(minutes=1)
        actor = Actor(who, "manager", "told here")
        changed = ChangeCase(number, {**new, "acted": self.time}, what, actor)
        self.ledger.apply(Decision(None, (changed if new else Note(number, what, "!", actor),), (), what), self.time)
        renamed = {{"deadline": "day"}.get(name, name): value for name, value in new.items()}
        if "stage" in renamed:
            renamed["stage"] = str(renamed["stage"])
        kept = {name: value for name, value in renamed.items() if name in ("stage", "day", "holder")}
        self.model.changed(number, who, self.time, **kept)

    def closes(self, number: int) -> None:
        """The case is answered."""
        done = {"stage": Stage.CLOSED, "outcome": Outcome.ANSWERED, "closed": self.time, "held_because": None}
        self.changes(number, MIRA.address, "done", **done)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Watched]:
    with Watched(tmp_path) as world:
        yield world


# --- a year -------------------------------------------------------------------------------------------

DAYS = {
    date(2027, 10, 3): CARLA,  # Lord Howe's clocks go forward
    date(2027, 10, 31): MIRA,  # Europe's go back
    date(2027, 11, 7): QUENTIN,  # America's go back
    date(2028, 1, 1): MIRA,  # a Saturday
    date(2028, 2, 29): QUENTIN,
    date(2028, 3, 12): QUENTIN,  # America's go forward
    date(2028, 3, 26): MIRA,  # Europe's go forward
    date(2028, 4, 2): CARLA,  # Lord Howe's go back
    date(2028, 7, 14): MIRA,
}


def lives_through(world: Watched, disturbed: dict[date, int | float]) -> dict[date, int]:
    """The year: each statement comes 40 days before its day and is answered 25 days late. `disturbed`: the machine is
    down for so many days from a day on, or (negative) the clock steps back so far."""
    moments = [(day - timedelta(days=40), "comes", day) for day in DAYS]
    moments += [(day + timedelta(days=25), "closes", day) for day in DAYS]
    moments += [(day, "disturbed", day) for day in disturbed]
    numbers: dict[date, int] = {}
    for when, what, day in sorted(moments):
        world.until(max(datetime.combine(when, time(12), UTC), START))
        match what:
            case "comes":
                numbers[day] = world.comes(day, DAYS[day].address)
            case "closes":
                world.closes(numbers[day])
            case _ if disturbed[day] > 0:
                world.sleeps(disturbed[day])
            case _:
                world.time += timedelta(days=disturbed[day])
                world._works()
    world.until(datetime(2028, 9, 1, tzinfo=UTC))
    assert world.ledger.audit() == []
    return numbers


def told(world: Watched, number: int) -> list[tuple[str, str, str]]:
    """What was said about a case: which letter, to whom, on which day where they are."""
    return [
        (kind, reader.partition("@")[0], at.astimezone(ZoneInfo(ZONES[reader])).date().isoformat())
        for at, kind, reader, cases in world.letters
        if number in cases
    ]


def test_a_quiet_year_brings_every_letter_at_eight_in_its_readers_morning(world: Watched) -> None:
    numbers = lives_through(world, {})
    clocks = {at.astimezone(ZoneInfo(ZONES[reader])).time() for at, _, reader, _ in world.letters}
    assert clocks == {time(8)}
    assert told(world, numbers[date(2028, 2, 29)]) == [
        ("reminder", "quentin", "2028-02-15"), ("reminder", "quentin", "2028-02-22"),
        ("reminder", "quentin", "2028-02-25"), ("reminder", "quentin", "2028-02-28"),
        ("reminder", "quentin", "2028-02-29"), ("overdue", "quentin", "2028-03-01"),
        ("morning", "quentin", "2028-03-03"), ("escalation", "mira", "2028-03-07"),
        ("overdue", "quentin", "2028-03-07"), ("escalation", "carla", "2028-03-14"),
        ("overdue", "quentin", "2028-03-14"),
    ]  # fmt: skip
    for day, number in numbers.items():
        own = [one for one in told(world, number) if one[1] == DAYS[day].address.partition("@")[0]]
        assert len(own) == (8 if day.weekday() == 4 else 9), "a day and three days after a Friday are one Monday"
        assert ("reminder", own[0][1], day.isoformat()) in own, "the day itself stays, Sunday or not"


def test_a_year_with_outages_and_a_clock_that_steps_back(world: Watched) -> None:
    disturbed = {
        date(2027, 10, 17): -3,
        date(2027, 10, 28): 1,
        date(2027, 11, 3): -0.1,
        date(2027, 12, 26): 10,
        date(2028, 2, 28): -2,
        date(2028, 3, 20): 60,
    }
    numbers = lives_through(world, disturbed)
    after_two_months = [one for one in told(world, numbers[date(2028, 3, 26)]) if one[2] > "2028-03-20"]
    assert after_two_months == [("morning", "carla", "2028-05-19"), ("morning", "mira", "2028-05-19")]


@pytest.mark.parametrize(("zone", "late"), [("Pacific/Kiritimati", 2), ("Pacific/Pago_Pago", 1), ("Etc/GMT+12", 1)])
def test_a_case_opened_after_the_clocks_own_now_is_told_of_once_too_often_at_most(
    zone: str, late: int, tmp_path: Path
) -> None:
    """It comes at nine in the morning, and the clock is set back to half past eight: then eight o'clock still counts."""
    people = People(tuple(replace(one, zone=zone) for one in PEOPLE.all))
    with Watched(tmp_path, people) as world:
        nine = datetime.combine(date(2027, 9, 7), time(9), ZoneInfo(zone))
        world.until(nine.astimezone(UTC))
        due = nine.date() + timedelta(days=7)
        number = world.comes(due)
        for minutes in (-30, 45, -45, 90):
            world.minutes_pass(minutes)
        while world.time < nine + timedelta(days=22):
            world.minutes_pass(60)
        told = [(at.astimezone(nine.tzinfo), kind) for at, kind, reader, _ in world.letters if reader == MIRA.address]
    assert number == 1
    assert [(moment.date() - due).days for moment, _ in told] == [-7, -4, -1, 0, late, 3, 7, 14]
    assert [moment.time() for moment, _ in told] == [time(8, 30), *[time(8)] * 7]
    assert [kind for _, kind in told] == ["reminder"] * 4 + ["overdue"] * 4


# --- random lives -------------------------------------------------------------------------------------

steps = st.lists(
    st.one_of(
        st.tuples(st.just("comes"), st.integers(1, 60)),
        st.tuples(st.just("held"), st.just(0)),
        st.tuples(st.just("take"), st.integers(0, 2)),
        st.tuples(st.just("deadline"), st.integers(-3, 60)),
        st.tuples(st.just("holder"), st.integers(0, 2)),
        st.tuples(st.just("note"), st.integers(0, 2)),
        st.tuples(st.just("close"), st.just(0)),
        st.tuples(st.just("reopen"), st.just(0)),
        st.tuples(st.just("waits"), st.integers(1, 20)),
        st.tuples(st.just("down"), st.sampled_from((1, 10, 60))),
        st.tuples(st.just("back"), st.sampled_from((0.1, 1, 5))),
    ),
    min_size=4,
    max_size=14,
)


def does(world: Watched, what: str, value: float) -> None:
    who = list(ZONES)[int(value) % 3]
    number = world.ledger.last_case_number()
    case = world.case(number) if number else None
    match what:
        case "comes":
            world.comes(world.time.date() + timedelta(days=value))
        case "held":
            world.comes(None)
        case "waits":
            world.until(world.time + timedelta(days=value))
        case "down":
            world.sleeps(value)
        case "back":
            world.time -= timedelta(days=value)
        case _ if case is None:
            return
        case "take" if case.stage is Stage.HELD:
            world.changes(number, who, "take", holder=who)
            world.model.stories[number].taken = True
        case "deadline":
            world.changes(number, MIRA.address, deadline=world.time.date() + timedelta(days=value))
        case "holder":
            world.changes(number, MIRA.address, holder=who)
        case "note":
            world.changes(number, who, "note")
        case "close" if case.stage is not Stage.CLOSED:
            world.closes(number)
        case "reopen" if case.stage is Stage.CLOSED and case.groups:
            world.changes(number, MIRA.address, "reopen", stage=Stage.OPEN, outcome=None, closed=None)


# shrinking a life of months takes minutes: a life that was found is long enough to read
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


STEPS_BACK = [("waits", 10), ("comes", 30), ("waits", 25), ("back", 3), ("note", 2), ("deadline", 54), ("holder", 0)]
STEPS_BACK += [("deadline", 1), ("note", 0)]


@example(STEPS_BACK)
@settings(max_examples=12, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_whatever_happens_each_letter_comes_once_and_none_is_missing(what: list[tuple[str, float]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Watched(Path(folder)) as world:
        for step, value in [("comes", 20), *what, ("waits", 30)]:
            does(world, step, value)
        assert world.ledger.audit() == []
