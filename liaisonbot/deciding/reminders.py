"""When a deadline earns a letter, and to whom (R35, R36, R45; mail-rules 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import coordinators, peer_name
from liaisonbot.deciding.problems import to_iab
from liaisonbot.model.case import Acts, Case, Stage, overdue_days
from liaisonbot.model.days import aoe_date, day_over, morning, say_day, working_day
from liaisonbot.model.effects import BOT, Effect, Remember, Send
from liaisonbot.model.ladder import Nudge, Rung, Whom
from liaisonbot.model.mail import PostKind
from liaisonbot.model.people import Person

MOST_ROWS = 40
"""Cases in one letter; a morning with more of them brings several letters, so that none is cut off."""

_PRESSING = (Nudge.REMINDER, Nudge.OVERDUE, Nudge.HELD_WEEK, Nudge.ESCALATION, Nudge.PROBLEM)
_IAB = "the IAB"  # stands for its mailboxes until the letter is written


@dataclass(frozen=True, slots=True)
class Step:
    """One letter that a case has earned: which, to whom, planned for when (UTC). `key` is used up once."""

    case: Case
    nudge: Nudge
    reader: str
    planned: datetime
    key: str


NOTHING = Acts()


def plan(case: Case, office: Office) -> list[Step]:
    """Every letter that the case will earn if nothing happens to it, past ones too, in no order."""
    if case.problem:
        return [_problem(case, office)] if case.stage is Stage.HELD else []
    if case.stage is Stage.HELD:
        return list(_held(case, office))
    if case.stage is not Stage.OPEN or case.due is None:
        return []
    steps: dict[str, Step] = {}
    for rung in _rungs(office):
        for reader in _readers(rung, case, office):
            for one in (reader, *_cover(reader, _day(case.due, rung), rung, case, office)):
                key = f"{rung.nudge}:{case.number}:{one.lower()}:{case.due}:{rung.days}"
                planned = _planned(case.due, rung, _zone(one, office), office)
                steps.setdefault(key, Step(case, rung.nudge, one, planned, key))
    return list(steps.values())


def due_steps(steps: Iterable[Step], office: Office, now: datetime, acts: Mapping[int, Acts]) -> list[Step]:
    """Of the planned `steps` those that are due at `now`: per case and reader the ripest one, and no other.

    After an outage one letter goes out, not three. A step planned before the case stood as it stands, or for
    the silent hours after its reader acted on it, is passed over; escalations are never silenced.
    """
    ripest: dict[tuple[int, str], Step] = {}
    for step in steps:
        if step.planned > now or _silent(step, office, acts.get(step.case.number, NOTHING), now):
            continue
        place = (step.case.number, step.reader.lower())
        if place not in ripest or _ripeness(ripest[place]) < _ripeness(step):
            ripest[place] = step
    return list(ripest.values())


def letters(steps: Iterable[Step], used: Set[str], office: Office, now: datetime) -> list[Effect]:
    """The letters for those steps whose key is not used yet: one a reader, with a row for each case."""
    fresh: dict[str, list[Step]] = {}
    for step in steps:
        if step.key not in used:
            fresh.setdefault(step.reader, []).append(step)
    effects: list[Effect] = []
    for step in fresh.pop(_IAB, []):
        effects.extend(to_iab(step.case, f"unanswered for {office.settings.problem_days} days", BOT, office))
    for reader, all_of_them in fresh.items():
        all_of_them.sort(key=lambda step: (-_PRESSING.index(step.nudge), step.case.due or date.max, step.case.number))
        for start in range(0, len(all_of_them), MOST_ROWS):
            some = all_of_them[start : start + MOST_ROWS]
            effects.append(_letter(reader, some, office, now))
            effects.append(Remember(tuple(step.key for step in some)))
    return effects


def _ripeness(step: Step) -> tuple[datetime, int]:
    return step.planned, _PRESSING.index(step.nudge)


# --- the plan -------------------------------------------------------------------------------------------


def _rungs(office: Office) -> Iterator[Rung]:
    """The ladder, and the copies of the holder's letters that are configured."""
    for rung in office.settings.ladder:
        yield rung
        if rung.whom is Whom.HOLDER:
            for whom in office.settings.copies:
                yield Rung(rung.days, whom, rung.nudge)


def _readers(rung: Rung, case: Case, office: Office) -> Iterator[str]:
    """Whom a step writes to today, by the people there are today. Nobody who holds the case is told that its
    holder is late, and never a list or an outsider: the peer's people are in no row of the ladder (R35)."""
    holders = _holders(case, office)
    if rung.whom is Whom.HOLDER:
        yield from holders
        return
    for reader in _others(rung.whom, case, office):
        if reader.lower() not in {one.lower() for one in holders}:
            yield reader


def _holders(case: Case, office: Office) -> tuple[str, ...]:
    """The holder. Where the coordinators' mailbox holds a case, the coordinators known by name; where nobody
    whom we know does (somebody left), the manager and else the coordinators."""
    if person := office.people.person(case.holder):
        return (person.address,)
    if case.holder.lower() != office.settings.coordinators.lower() and (manager := _manager(case, office)):
        return (manager.address,)
    return coordinators(office)


def _others(whom: Whom, case: Case, office: Office) -> tuple[str, ...]:
    if whom is Whom.COORDINATORS:
        return coordinators(office)
    if whom is Whom.MANAGER:
        manager = _manager(case, office)
        return (manager.address,) if manager else ()
    return _supervisors(case, office)


def _manager(case: Case, office: Office) -> Person | None:
    return office.people.person(case.manager) if case.manager else None


def _supervisors(case: Case, office: Office) -> tuple[str, ...]:
    """Who watches over the group that answers: its area's directors if we know them by name, else the role
    address that the directory gives (R19)."""
    group = office.directory.group(case.lead or "")
    if group is None:
        return ()
    areas = {group.acronym, group.area}
    named = tuple(person.address for person in office.people.all if areas & set(person.directs))
    return named or office.directory.supervisors(group.acronym)


def _cover(reader: str, day: date, rung: Rung, case: Case, office: Office) -> tuple[str, ...]:
    """Who also gets the letters of somebody who is absent on that day: the cover, without one the manager."""
    person = office.people.person(reader)
    if person is None or person.away_until is None or day > person.away_until or rung.nudge is Nudge.ESCALATION:
        return ()
    cover = office.people.person(person.cover) or _manager(case, office)
    return (cover.address,) if cover is not None and cover != person else ()


def _day(due: date, rung: Rung) -> date:
    """The calendar day of a step: never a weekend, except for the deadline's own day."""
    day = due + timedelta(days=rung.days)
    return working_day(day, back=rung.days < 0) if rung.days else day


def _planned(due: date, rung: Rung, zone: str, office: Office) -> datetime:
    """The morning of a step. Nothing is called late before the day is over Anywhere on Earth: in Europe and Asia that
    is the second morning after it."""
    day = _day(due, rung)
    planned = _morning(day, zone, office.settings.hour)
    while rung.days > 0 and not day_over(due, planned):
        day = working_day(day + timedelta(days=1), back=False)
        planned = _morning(day, zone, office.settings.hour)
    return planned


def _held(case: Case, office: Office) -> Iterator[Step]:
    """A week without a decision: the coordinators are asked (R45)."""
    day = case.opened.date() + timedelta(days=office.settings.held_days)
    for reader in coordinators(office):
        planned = _morning(day, _zone(reader, office), office.settings.hour)
        yield Step(case, Nudge.HELD_WEEK, reader, planned, f"held:{case.number}:{reader.lower()}:{day}")


def _problem(case: Case, office: Office) -> Step:
    """Nobody has answered a problem with a relationship in time: the IAB has it then."""
    day = case.opened.date() + timedelta(days=office.settings.problem_days)
    planned = _morning(day, office.settings.zone, office.settings.hour)
    return Step(case, Nudge.PROBLEM, _IAB, planned, f"problem:{case.number}")


def _zone(reader: str, office: Office) -> str:
    person = office.people.person(reader)
    return person.zone if person else office.settings.zone


@lru_cache(4096)
def _morning(day: date, zone: str, hour: int) -> datetime:
    return morning(day, hour, ZoneInfo(zone))


def _silent(step: Step, office: Office, acts: Acts, now: datetime) -> bool:
    """Whether a step is passed over. A case opened while the clock ran ahead, on a day that has not come, stands:
    rather one letter too many than a day that passes unseen."""
    if step.nudge in (Nudge.HELD_WEEK, Nudge.PROBLEM):
        return acts.taken
    stands_since = [moment for moment in (step.case.opened, acts.anew) if moment and moment <= now]
    if any(step.planned <= moment for moment in stands_since):
        return True  # it was planned for a case that stood otherwise then; what is still to come was planned anew
    if step.nudge is Nudge.ESCALATION:
        return False
    person = office.people.person(step.reader)
    addresses = {one.lower() for one in person.addresses} if person else {step.reader.lower()}
    acted = [moment for who, moment in acts.by.items() if who in addresses]
    quiet = [moment for who, moment in acts.quiet.items() if who in addresses]
    hours = timedelta(hours=office.settings.silent_hours)
    return any(step.planned <= moment + hours for moment in acted) or any(step.planned < one for one in quiet)


# --- the letters ----------------------------------------------------------------------------------------


def _letter(reader: str, steps: list[Step], office: Office, now: datetime) -> Send:
    """One letter to one reader: about one case, about several with one thing to say, or about several."""
    person = office.people.person(reader)
    zone = person.zone if person else office.settings.zone
    rows = [(step.nudge, _row(step.case, zone, office, now, reader)) for step in steps]
    if len(steps) > 1:
        for number, (_, row) in enumerate(rows, 1):
            row["number"] = number
    kinds = list(dict.fromkeys(kind for kind, _ in rows))
    alone = steps[0].case if len(steps) == 1 else None
    context: dict[str, object] = {"rows": [row for _, row in rows], "reader": person.name if person else reader}
    if len(kinds) > 1:
        context["parts"] = [(str(kind), [row for one, row in rows if one is kind]) for kind in kinds]
    return Send(
        template=str(kinds[0]) if len(kinds) == 1 else "morning",
        kind=PostKind.REMINDER,
        to=(reader,),
        case=alone.number if alone else None,
        reply_token=reader if person else None,
        context=context,
        rows=tuple(step.case.number for step in steps) if alone is None else (),
        html=person is None or person.html,
    )


def _row(case: Case, zone: str, office: Office, now: datetime, reader: str) -> dict[str, object]:
    """One case as the letters show it. `days` are those since its day was over Anywhere on Earth (`late`), else
    those until it, in the reader's own zone: -1 in the hours after a day that is not over everywhere."""
    late = overdue_days(case, aoe_date(now))
    left = (case.due - now.astimezone(ZoneInfo(zone)).date()).days if case.due else 0
    asked = case.statement.deadline
    return {
        "number": 0,
        "case": case,
        "due": say_day(case.due, zone) if case.due else None,
        "asked": say_day(asked, zone) if asked and asked != case.due else None,
        "days": late or left,
        "late": late > 0,
        "holder": case.holder,
        "yours": reader.lower() in {one.lower() for one in _holders(case, office)},
        "peer_name": peer_name(case, office),
    }
