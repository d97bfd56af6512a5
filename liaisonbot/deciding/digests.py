"""What a person's summary says (R60, mail-rules 9): nothing new and nothing due, no letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import coordinators, peer_name
from liaisonbot.model.case import Case, Stage, overdue_days
from liaisonbot.model.days import morning, say_day
from liaisonbot.model.effects import Remember, Send
from liaisonbot.model.mail import PostKind

SOON = timedelta(days=14)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def readers(office: Office) -> tuple[str, ...]:
    """Everybody who gets a digest: coordinators, managers, and whoever else is known by name."""
    return tuple(dict.fromkeys((*coordinators(office), *(person.address for person in office.people.all))))


def key(reader: str, day: date) -> str:
    """The once key of a reader's digest of one day."""
    return f"digest:{reader.lower()}:{day.isoformat()}"


def due_on(reader: str, office: Office, now: datetime) -> date | None:
    """The day whose digest `reader` should have by `now`, in the reader's own zone; None before it."""
    settings = office.settings
    person = office.people.person(reader)
    zone = ZoneInfo(person.zone if person else settings.zone)
    today = now.astimezone(zone).date()
    if settings.digest == "off" or now < morning(today, settings.hour, zone):
        return None
    if settings.digest == "weekly":
        return today if _WEEKDAYS[today.weekday()] == settings.weekday else None
    return today if today.weekday() < 5 else None


def digests(
    cases: Iterable[Case], used: Set[str], last: Mapping[str, datetime], office: Office, now: datetime
) -> list[Send | Remember]:
    """The digests that are due at `now`. `cases` are all open, held and lately closed ones; `last` says when
    a reader had the last one. Nothing new, no letter: the day's key is used up all the same, so that a
    change at noon waits for the next morning."""
    everything = sorted(cases, key=lambda case: (case.due or date.max, case.number))
    sends: list[Send | Remember] = []
    for reader in readers(office):
        day = due_on(reader, office, now)
        if day is None or key(reader, day) in used:
            continue
        since = last.get(reader.lower(), now - timedelta(days=8))
        seen = [case for case in everything if _concerns(case, reader, office)]
        sections = _sections(seen, since, day, reader, office)
        if sections and _news(seen, since, day, now):
            sends.append(_digest(reader, day, since, sections, office))
        else:
            sends.append(Remember((key(reader, day),)))
    return sends


def _news(cases: Iterable[Case], since: datetime, day: date, now: datetime) -> bool:
    """Whether anything is new since the last digest: a case came, moved, closed, or reached its last fortnight
    or its end. What stays as it was is said again after a week."""
    if now - since >= timedelta(days=7):
        return True
    return any(_moved(case, since, day) for case in cases)


def _moved(case: Case, since: datetime, day: date) -> bool:
    if any(moment and moment > since for moment in (case.opened, case.closed, case.acted)):
        return True
    marks = (case.due - SOON, case.due + timedelta(days=1)) if case.due and not case.closed else ()
    return any(since.date() < mark <= day for mark in marks)


def _digest(
    reader: str,
    day: date,
    since: datetime,
    sections: list[tuple[str, list[dict[str, object]]]],
    office: Office,
) -> Send:
    person = office.people.person(reader)
    return Send(
        template="digest",
        kind=PostKind.DIGEST,
        to=(reader,),
        reply_token=reader,
        once=key(reader, day),
        context={
            "sections": sections,
            "reader": person.name if person else reader,
            "since": say_day(since.date()),
        },
    )


def _concerns(case: Case, reader: str, office: Office) -> bool:
    """Coordinators see all cases, others those they hold or manage."""
    if reader in coordinators(office):
        return True
    return reader.lower() in (case.holder.lower(), (case.manager or "").lower())


def _sections(
    cases: list[Case], since: datetime, today: date, reader: str, office: Office
) -> list[tuple[str, list[dict[str, object]]]]:
    """The sections that hold something, each case in its first fitting one; without a manager first (R60)."""
    person = office.people.person(reader)
    zone = person.zone if person else office.settings.zone
    named: dict[str, list[Case]] = {
        "Needs you": [],
        "Overdue, reason known": [],
        "Overdue, no reason given": [],
        "Due soon": [],
        "New": [],
        "Closed": [],
    }
    for case in sorted(cases, key=lambda one: one.manager is not None):
        if title := _section(case, since, today):
            named[title].append(case)
    return [
        (title, [_row(case, zone, office, today, since) for case in found]) for title, found in named.items() if found
    ]


def _section(case: Case, since: datetime, today: date) -> str | None:
    if case.stage is Stage.CLOSED:
        return "Closed" if case.closed and case.closed > since else None
    if case.held_because:
        return "Needs you"
    if overdue_days(case, today):
        return "Overdue, reason known" if case.delay_because else "Overdue, no reason given"
    if case.due and case.due - today <= SOON:
        return "Due soon"
    return "New" if case.opened > since else None


def _row(case: Case, zone: str, office: Office, today: date, since: datetime) -> dict[str, object]:
    return {
        "case": case,
        "due": say_day(case.due, zone) if case.due else None,
        "days": overdue_days(case, today),
        "holder": case.holder,
        "peer_name": peer_name(case, office),
        "new": case.opened > since,
    }
