"""When a deadline earns a letter and who gets it, decision by decision; whole years are in test_year (R35)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from liaisonbot.deciding import reminders
from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.reminders import MOST_ROWS
from liaisonbot.model.case import Acts, Case, Stage
from liaisonbot.model.directory import built_in
from liaisonbot.model.effects import Remember, Send
from liaisonbot.model.ladder import LADDER, Nudge, Rung, Whom, rung
from liaisonbot.model.people import People, Person, Settings
from liaisonbot.model.statement import Purpose, Statement
from tests.world import BOT, CARLA, MIRA, QUENTIN

START = datetime(2027, 9, 1, tzinfo=UTC)  # the year that follows has a leap day and two clock changes a zone
ZONES = ("Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe")
ADA = Person("Ada Director", ("ada@director.example",), zone="America/New_York", directs=("rtg",))


def office(zone: str = "UTC", *people: Person, **more: object) -> Office:
    everybody = people or (replace(MIRA, zone=zone), CARLA, replace(QUENTIN, zone=zone))
    return Office(Settings(address=BOT, **more), People(everybody), built_in())  # type: ignore[arg-type]


def case(due: date | None, *, number: int = 1, holder: Person | str = MIRA, **changes: object) -> Case:
    statement = Statement("itu_t", "LS on rings", "itu-t", deadline=due)
    one = Case(
        number=number, stage=Stage.OPEN, statement=statement, letter=number, message_id=f"<{number}@x.example>",
        opened=START, title="LS on rings", peer="itu-t", purpose=Purpose.ACTION, groups=("ccamp",), lead="ccamp",
        holder=holder if isinstance(holder, str) else holder.address, manager=MIRA.address,
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


@dataclass
class Desk:
    """Ticks without a ledger: what was said, and which keys that used up."""

    office: Office
    used: set[str] = field(default_factory=set)
    said: list[tuple[datetime, str, str, list[int]]] = field(default_factory=list)

    def ticks(self, now: datetime, cases: list[Case], acts: dict[int, Acts] | None = None) -> None:
        steps = [step for one in cases for step in reminders.plan(one, self.office)]
        due = reminders.due_steps(steps, self.office, now, acts or {})
        for effect in reminders.letters(due, self.used, self.office, now):
            match effect:
                case Send():
                    rows: list[dict[str, Case]] = effect.context["rows"]  # type: ignore[assignment]
                    self.said.append((now, effect.template, effect.to[0], [row["case"].number for row in rows]))
                case Remember(keys):
                    assert not self.used & set(keys), "a key is used up once"
                    self.used |= set(keys)


def hours(first: datetime, days: float) -> Iterator[datetime]:
    return (first + timedelta(hours=n) for n in range(0, int(days * 24) + 1, 4))


# --- when ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("due", [date(2028, 2, 29), date(2027, 10, 31), date(2028, 3, 26), date(2028, 4, 2)])
def test_letters_come_at_eight_in_the_readers_morning_whatever_the_clocks_do(zone: str, due: date) -> None:
    """Leap day; the Sundays on which clocks change in Europe, in America and on Lord Howe (by half an hour)."""
    desk = Desk(office(zone))
    begin = datetime.combine(due - timedelta(days=20), time(0), UTC)
    for tick in (begin + timedelta(minutes=30 * n) for n in range(48 * 40)):
        desk.ticks(tick, [case(due, opened=begin)])
    mine = [(note, at.astimezone(ZoneInfo(zone))) for at, note, reader, _ in desk.said if reader == MIRA.address]
    assert {(at.hour, at.minute) for _, at in mine} == {(8, 0)}
    assert [at.date() for note, at in mine if note == "reminder"][-1] == due, "the day itself stays, Sunday or not"
    assert not [at for _, at in mine if at.weekday() > 4 and at.date() != due]
    assert len(mine) == len({at.date() for _, at in mine})


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("America/Los_Angeles", date(2027, 10, 6)),
        ("America/New_York", date(2027, 10, 6)),  # eight in the morning is the very moment, in summer
        ("Europe/Berlin", date(2027, 10, 7)),
        ("Pacific/Kiritimati", date(2027, 10, 7)),
    ],
)
def test_nothing_is_called_late_before_its_day_is_over_anywhere_on_earth(zone: str, first: date) -> None:
    tuesday = date(2027, 10, 5)
    late = [
        step.planned
        for step in reminders.plan(case(tuesday), office(zone))
        if step.nudge is Nudge.OVERDUE and step.reader == MIRA.address
    ]
    assert min(late).astimezone(ZoneInfo(zone)).date() == first
    assert min(late) > datetime(2027, 10, 6, 11, 59, 59, tzinfo=UTC)
    assert [one.astimezone(ZoneInfo(zone)).date().day for one in sorted(late)[1:]] == [8, 12, 19], "the rest stays"


def test_an_overdue_letter_that_would_come_too_early_waits_over_the_weekend() -> None:
    steps = reminders.plan(case(date(2027, 10, 7)), office("Europe/Berlin"))  # a Thursday; over on Friday at noon
    late = sorted(one.planned.date() for one in steps if one.nudge is Nudge.OVERDUE and one.reader == MIRA.address)
    assert late == [date(2027, 10, 11), date(2027, 10, 11), date(2027, 10, 14), date(2027, 10, 21)]


# --- whom ---------------------------------------------------------------------------------------------


def year_of(cases: list[Case], where: Office, days: int = 60) -> Desk:
    desk = Desk(where)
    for tick in hours(START, days):
        desk.ticks(tick, cases)
    return desk


def readers(desk: Desk, note: str) -> set[str]:
    return {reader for _, template, reader, _ in desk.said if template == note}


def test_the_floor_is_the_holder_then_the_manager_then_the_coordinators() -> None:
    desk = year_of([case(date(2027, 10, 1), holder=QUENTIN)], office())
    assert readers(desk, "reminder") == readers(desk, "overdue") == {QUENTIN.address}
    told = [(at.date(), reader) for at, template, reader, _ in desk.said if template == "escalation"]
    assert told == [(date(2027, 10, 8), MIRA.address), (date(2027, 10, 15), CARLA.address)]


def test_copies_go_by_letters_of_their_own_to_people_we_know_by_name() -> None:
    where = office("UTC", MIRA, CARLA, QUENTIN, ADA, copies=(Whom.SUPERVISOR, Whom.MANAGER))
    desk = year_of([case(date(2027, 10, 1), holder=QUENTIN)], where)
    assert readers(desk, "reminder") == {QUENTIN.address, ADA.address, MIRA.address}


def test_without_a_director_known_by_name_the_role_address_gets_the_copy_and_no_token() -> None:
    where = office("UTC", MIRA, CARLA, QUENTIN, copies=(Whom.SUPERVISOR,))
    steps = reminders.plan(case(date(2027, 10, 1), holder=QUENTIN), where)
    due = reminders.due_steps(steps, where, datetime(2027, 9, 17, 12, tzinfo=UTC), {})
    sends = [effect for effect in reminders.letters(due, set(), where, START) if isinstance(effect, Send)]
    assert {(send.to[0], send.reply_token) for send in sends if "ads" in send.to[0]} == {("ccamp-ads@ietf.org", None)}


def test_never_a_list_or_an_outsider_even_if_one_should_hold_the_case() -> None:
    group = built_in().group("ccamp")
    assert group is not None
    for holder in (group.list_email, "ada@optics.example", ""):
        desk = year_of([case(date(2027, 10, 1), holder=str(holder))], office())
        assert {reader for _, _, reader, _ in desk.said} == {MIRA.address, CARLA.address}


def test_where_nobody_manages_the_peer_the_coordinators_are_reminded() -> None:
    where = office()
    desk = year_of([case(date(2027, 10, 1), holder=where.settings.coordinators, manager=None)], where)
    assert {reader for _, _, reader, _ in desk.said} == {CARLA.address}
    assert not readers(desk, "escalation"), "who holds it is not told that its holder is late"


@pytest.mark.parametrize(("cover", "also"), [(CARLA.address, CARLA.address), ("", MIRA.address)])
def test_while_somebody_is_away_the_cover_gets_the_letters_too(cover: str, also: str) -> None:
    away = replace(QUENTIN, away_until=date(2027, 12, 1), cover=cover)
    desk = year_of([case(date(2027, 10, 1), holder=QUENTIN)], office("UTC", MIRA, CARLA, away))
    assert readers(desk, "reminder") == {QUENTIN.address, also}


def test_absence_ends() -> None:
    away = replace(QUENTIN, away_until=date(2027, 9, 20), cover=CARLA.address)
    desk = year_of([case(date(2027, 10, 1), holder=QUENTIN)], office("UTC", MIRA, CARLA, away))
    covered = [at.date() for at, note, reader, _ in desk.said if reader == CARLA.address and note == "reminder"]
    assert covered == [date(2027, 9, 17)]


def test_who_acted_is_left_in_peace_and_the_others_are_not() -> None:
    where = office("UTC", MIRA, CARLA, QUENTIN, copies=(Whom.MANAGER,))
    morning = datetime(2027, 9, 17, 15, tzinfo=UTC)  # eight o'clock in Los Angeles, two weeks before
    acts = {1: Acts(by={QUENTIN.address: morning - timedelta(hours=47)})}
    desk = Desk(where)
    desk.ticks(morning, [case(date(2027, 10, 1), holder=QUENTIN)], acts)
    assert readers(desk, "reminder") == {MIRA.address}


def test_peace_at_ones_own_wish_never_hides_an_escalation() -> None:
    acts = {1: Acts(quiet={MIRA.address: START + timedelta(days=59), QUENTIN.address: START + timedelta(days=59)})}
    desk = Desk(office())
    for tick in hours(START, 60):
        desk.ticks(tick, [case(date(2027, 10, 1), holder=QUENTIN)], acts)
    assert {(note, reader) for _, note, reader, _ in desk.said} == {
        ("escalation", MIRA.address), ("escalation", CARLA.address),
    }  # fmt: skip


# --- one letter a morning -----------------------------------------------------------------------------


def test_a_morning_with_several_kinds_of_letters_is_one_letter() -> None:
    cases = [
        case(date(2027, 10, 1), number=1),
        case(date(2027, 9, 16), number=2),
        case(date(2027, 9, 10), number=3, holder=QUENTIN),
    ]
    desk = Desk(office())
    desk.ticks(datetime(2027, 9, 17, 12, tzinfo=UTC), cases)
    mine = [(template, numbers) for _, template, reader, numbers in desk.said if reader == MIRA.address]
    assert mine == [("morning", [3, 2, 1])]


def test_a_morning_with_very_many_cases_cuts_none_off() -> None:
    cases = [case(date(2027, 10, 1), number=n) for n in range(1, 101)]
    desk = Desk(office())
    desk.ticks(datetime(2027, 9, 17, 12, tzinfo=UTC), cases)
    rows = [numbers for _, _, reader, numbers in desk.said if reader == MIRA.address]
    assert max(map(len, rows)) <= MOST_ROWS
    assert sorted(number for numbers in rows for number in numbers) == list(range(1, 101))


def test_a_closed_case_and_one_without_a_day_earn_nothing() -> None:
    assert reminders.plan(case(date(2027, 10, 1), stage=Stage.CLOSED), office()) == []
    assert reminders.plan(case(None), office()) == []


def test_a_step_counts_from_the_row_that_is_configured() -> None:
    where = office(ladder=(rung("-2 manager reminder"), Rung(5, Whom.COORDINATORS, Nudge.ESCALATION)))
    desk = year_of([case(date(2027, 9, 16), holder=QUENTIN)], where)
    assert [(at.date(), template, reader) for at, template, reader, _ in desk.said] == [
        (date(2027, 9, 14), "reminder", MIRA.address), (date(2027, 9, 21), "escalation", CARLA.address),
    ]  # fmt: skip
    assert rung("-14 holder reminder") == LADDER[0]
