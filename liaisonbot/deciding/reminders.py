"""When a deadline earns a letter, and to whom (R35, R36, R45; mail-rules 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import coordinators, peer_name
from liaisonbot.model.case import Case, Stage, overdue_days
from liaisonbot.model.days import morning, say_day, working_day
from liaisonbot.model.effects import Remember, Send
from liaisonbot.model.mail import PostKind

LATEST = timedelta(days=45)
"""A step this long past is no reminder any more: the digests have said it since."""


@dataclass(frozen=True, slots=True)
class Step:
    """One letter that a case has earned: which, to whom, planned for when (UTC). `key` is used up once."""

    case: Case
    template: str
    reader: str
    planned: datetime
    key: str


def due_steps(cases: Iterable[Case], office: Office, now: datetime) -> list[Step]:
    """For each case and reader the ripest step that is due at `now`, and no other.

    After an outage one letter goes out, not three; a step planned before the case was opened, or within the
    silent hours after somebody acted on it, is passed over. Escalations are never silenced.
    """
    steps: list[Step] = []
    for case in cases:
        ripest: dict[tuple[str, str], Step] = {}
        for step in _planned(case, office):
            if step.planned <= now and now - step.planned < LATEST:
                seen = ripest.get((step.reader, _ladder(step)))
                if seen is None or step.planned >= seen.planned:
                    ripest[step.reader, _ladder(step)] = step
        steps.extend(_ripest_of_all(ripest))
    return steps


def letters(steps: Iterable[Step], used: Set[str], office: Office, today: date) -> list[Send | Remember]:
    """The letters for those steps whose key is not used yet, merged per reader and template."""
    fresh: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        if step.key not in used:
            fresh.setdefault((step.reader, step.template), []).append(step)
    effects: list[Send | Remember] = []
    for (reader, template), group in fresh.items():
        effects.append(_letter(reader, template, group, office, today))
        effects.append(Remember(tuple(step.key for step in group)))
    return effects


def _ladder(step: Step) -> str:
    """Reminders and overdue letters are one ladder; each escalation is a ladder of its own."""
    return "holder" if step.template in ("reminder", "overdue") else step.template


def _ripest_of_all(ripest: dict[tuple[str, str], Step]) -> Iterator[Step]:
    """A reader who gets an escalation about a case needs no overdue letter about it that morning too."""
    escalated = {(reader, step.planned.date()) for (reader, ladder), step in ripest.items() if ladder != "holder"}
    for (reader, ladder), step in ripest.items():
        if ladder != "holder" or (reader, step.planned.date()) not in escalated:
            yield step


def _planned(case: Case, office: Office) -> Iterator[Step]:
    settings = office.settings
    if case.stage is Stage.HELD:
        held_until = case.opened.date() + timedelta(days=settings.held_days)
        for reader in coordinators(office):
            when = _morning(held_until, reader, office)
            if case.acted is None:
                yield Step(case, "held_week", reader, when, f"held:{case.number}:{reader.lower()}:{held_until}")
        return
    if case.stage is not Stage.OPEN or case.due is None:
        return
    for offset in settings.ladder:
        for reader in _holders(case, office):
            yield from _holder_step(case, offset, reader, office)
    if case.manager and case.manager.lower() != case.holder.lower():
        yield _escalation(case, settings.manager_after, case.manager, office)
    for reader in coordinators(office):
        if reader.lower() != case.holder.lower():
            yield _escalation(case, settings.coordinators_after, reader, office)


def _holders(case: Case, office: Office) -> tuple[str, ...]:
    """The holder; where the coordinators' mailbox holds a case, the coordinators known by name."""
    if case.holder.lower() == office.settings.coordinators.lower():
        return coordinators(office)
    return (case.holder,) if case.holder else ()


def _holder_step(case: Case, offset: int, reader: str, office: Office) -> Iterator[Step]:
    assert case.due is not None
    day = case.due + timedelta(days=offset)
    if offset:
        day = working_day(day, back=offset < 0)
    planned = _morning(day, reader, office)
    quiet_until = case.acted + timedelta(hours=office.settings.silent_hours) if case.acted else case.opened
    if planned <= max(case.opened, quiet_until):
        return
    template = "overdue" if offset > 0 else "reminder"
    yield Step(case, template, reader, planned, f"{template}:{case.number}:{reader.lower()}:{case.due}:{offset}")


def _escalation(case: Case, after: int, reader: str, office: Office) -> Step:
    assert case.due is not None
    day = working_day(case.due + timedelta(days=after), back=False)
    key = f"escalation:{case.number}:{reader.lower()}:{case.due}:{after}"
    return Step(case, "escalation", reader, _morning(day, reader, office), key)


def _morning(day: date, reader: str, office: Office) -> datetime:
    person = office.people.person(reader)
    zone = person.zone if person else office.settings.zone
    return morning(day, office.settings.hour, ZoneInfo(zone))


def _letter(reader: str, template: str, group: list[Step], office: Office, today: date) -> Send:
    person = office.people.person(reader)
    zone = person.zone if person else office.settings.zone
    rows = [_row(step.case, zone, office, today) for step in group]
    alone = group[0].case if len(group) == 1 else None
    return Send(
        template=template,
        kind=PostKind.REMINDER,
        to=(reader,),
        case=alone.number if alone else None,
        reply_token=reader,
        context={"rows": rows, "reader": person.name if person else reader},
    )


def _row(case: Case, zone: str, office: Office, today: date) -> dict[str, object]:
    late = overdue_days(case, today)
    left = (case.due - today).days if case.due else 0
    return {
        "case": case,
        "due": say_day(case.due, zone) if case.due else None,
        "days": late or max(0, left),
        "holder": case.holder,
        "peer_name": peer_name(case, office),
    }
