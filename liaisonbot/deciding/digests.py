"""What a person's summary says (R36, R60, mail-rules 9): nothing new and nothing due, no letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaisonbot.deciding.deadlines import unheard, ways_out
from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import coordinators, peer_name
from liaisonbot.model.case import Case, Stage, overdue_days
from liaisonbot.model.days import aoe_date, day_over, end_of_day, morning, say_day
from liaisonbot.model.effects import Remember, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.people import Person

SOON = timedelta(days=14)
AGAIN = timedelta(days=7)
"""What stays as it was is said again after so long."""

MOST_ROWS = 50
"""Cases shown in one digest, the most pressing first; the others are counted."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

UNHEARD = "The peer has heard nothing"
HELD = "Needs you"
UNMANAGED = "Without a liaison manager"
LATE_WITH = "Overdue, reason known"
LATE_WITHOUT = "Overdue, no reason given"
DUE_SOON = "Due soon"
NEW = "New"
CLOSED = "Closed"
_ORDER = (UNHEARD, UNMANAGED, HELD, LATE_WITH, LATE_WITHOUT, DUE_SOON, NEW, CLOSED)
"""What the peer waits for first, then what only the coordinators look after (R60), then what waits for a word."""


Row = tuple[Case, ...]
"""The cases that one row of a digest stands for; the first one is shown."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One reader's view at one moment. `since` is the last digest, `told` when each late case's peer last heard
    from us that an answer is late; `coordinates`: the reader looks after everything."""

    reader: str
    office: Office
    now: datetime
    since: datetime
    told: Mapping[int, datetime]
    coordinates: bool = False

    @property
    def zone(self) -> str:
        """The reader's time zone."""
        person = self.office.people.person(self.reader)
        return person.zone if person else self.office.settings.zone

    @property
    def name(self) -> str:
        """How the reader is addressed."""
        person = self.office.people.person(self.reader)
        return person.name if person else self.reader

    @property
    def html(self) -> bool:
        """Whether the reader wants the words a second time as HTML."""
        person = self.office.people.person(self.reader)
        return person is None or person.html

    @property
    def day(self) -> date:
        """The calendar day where the reader is."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()


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
    rhythm = (person.digest if person else None) or settings.digest
    if rhythm == "off" or now < morning(today, settings.hour, zone):
        return None
    if rhythm.startswith("weekly"):  # one that fell into an outage comes on the first morning after it
        wanted = rhythm.removeprefix("weekly").strip() or settings.weekday
        return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(wanted)) % 7)
    return today if today.weekday() < 5 else None


def digests(
    cases: Iterable[Case],
    used: Set[str],
    last: Mapping[str, datetime],
    told: Mapping[int, datetime],
    office: Office,
    now: datetime,
) -> list[Send | Remember]:
    """The digests that are due at `now`. `cases` are all open, held and lately closed ones; `last` says when
    a reader had the last one. Nothing new, no letter: the day's key is used up all the same, so that a
    change at noon waits for the next morning."""
    everything = sorted(cases, key=lambda case: (case.manager is not None, case.due or date.max, case.number))
    sends: list[Send | Remember] = []
    for reader in readers(office):
        day = due_on(reader, office, now)
        if day is None or key(reader, day) in used:
            continue
        since = last.get(reader.lower(), now - AGAIN - timedelta(days=1))
        seen = Seen(reader, office, now, since, told, reader in coordinators(office))
        mine = [case for case in everything if _concerns(case, seen)]
        caught_up = day < seen.day and seen.since.date() >= day  # a day that was missed, and a digest since
        if not caught_up and any(_section(case, seen) for case in mine) and _news(mine, seen):
            sends.append(digest(mine, seen, once=key(reader, day)))
        else:
            sends.append(Remember((key(reader, day),)))
    return sends


def digest_now(cases: Iterable[Case], person: Person, office: Office, now: datetime) -> Send:
    """A person's summary as it stands, whenever one asks for it; `cases` are all that are open or held."""
    seen = Seen(person.address, office, now, now - AGAIN, {}, person.coordinator)
    return digest([case for case in cases if _concerns(case, seen)], seen, once=None)


def digest(cases: Iterable[Case], seen: Seen, *, once: str | None) -> Send:
    """The summary of these cases: sections of numbered rows, the most pressing first. `rows` of the letter are
    the cases by their numbers in it."""
    sorted_in: dict[str, list[Case]] = {title: [] for title in _ORDER}
    for case in cases:
        if title := _section(case, seen):
            sorted_in[title].append(case)
    sorted_in[HELD].sort(key=lambda case: case.opened)
    sorted_in[UNMANAGED].sort(key=lambda case: (case.stage is not Stage.HELD, _of_a_stranger(case)))
    shown = _within_bounds({title: _gathered(some) for title, some in sorted_in.items()})
    numbers = iter(range(1, MOST_ROWS + 1))
    return Send(
        template="digest",
        kind=PostKind.DIGEST,
        to=(seen.reader,),
        reply_token=seen.reader if seen.office.people.person(seen.reader) else None,
        once=once,
        rows=tuple(row[0].number for some in shown.values() for row in some),
        html=seen.html,
        context={
            "sections": [
                {
                    "title": title,
                    "count": len(sorted_in[title]),
                    "rows": [_row(row[0], next(numbers), seen) | _others(row) for row in some],
                    "ask": ways_out() if title == UNHEARD else [],
                }
                for title, some in shown.items()
            ],
            "reader": seen.name,
            "since": say_day(seen.since.date()),
            "left_out": sum(map(len, sorted_in.values())) - sum(len(row) for some in shown.values() for row in some),
        },
    )


def _within_bounds(sections: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    room, shown = MOST_ROWS, {}
    for title, rows in sections.items():
        if rows and room:
            shown[title] = rows[:room]
            room -= len(shown[title])
    return shown


def _gathered(cases: Iterable[Case]) -> list[Row]:
    """The rows of these cases: each its own, but what waits of strangers of one domain stands together (X23)."""
    rows: dict[str, list[Case]] = {}
    for case in cases:
        rows.setdefault(_domain(case) if _of_a_stranger(case) else case.name, []).append(case)
    return [tuple(row) for row in rows.values()]


def _of_a_stranger(case: Case) -> bool:
    """Whether a held letter is of nobody that anything speaks for: no peer of ours, and no proof."""
    return case.stage is Stage.HELD and case.peer is None and not case.verified


def _domain(case: Case) -> str:
    return (case.statement.received_from or "").rpartition("@")[2].lower() or "nobody"


def _others(row: Row) -> dict[str, object]:
    return {"like": [case.name for case in row[1:]], "domain": _domain(row[0])}


def _news(cases: Iterable[Case], seen: Seen) -> bool:
    """Whether anything is new since the last digest: a case came, moved, closed, or reached its last fortnight
    or its end. What stays as it was is said again after a week."""
    return seen.now - seen.since >= AGAIN or any(_moved(case, seen) for case in cases)


def _moved(case: Case, seen: Seen) -> bool:
    if any(moment and moment > seen.since for moment in (case.opened, case.closed, case.acted)):
        return True
    return any(seen.since < moment <= seen.now for moment in _marks(case, seen))


def _marks(case: Case, seen: Seen) -> Iterator[datetime]:
    """The moments at which a case moves into another section by itself."""
    zone, hour = ZoneInfo(seen.zone), seen.office.settings.hour
    if case.due and case.stage is not Stage.CLOSED:
        yield morning(case.due - SOON, hour, zone)
        yield end_of_day(case.due)
    if case.statement.deadline and case.stage is Stage.OPEN:
        yield end_of_day(case.statement.deadline)
    if case.stage is Stage.HELD:
        yield morning(case.opened.date() + timedelta(days=seen.office.settings.held_days), hour, zone)


def _concerns(case: Case, seen: Seen) -> bool:
    """Coordinators see all cases, others those they hold or manage."""
    if seen.coordinates:
        return True
    person = seen.office.people.person(seen.reader)
    mine = {one.lower() for one in person.addresses} if person else {seen.reader.lower()}
    return case.holder.lower() in mine or (case.manager or "").lower() in mine


def _section(case: Case, seen: Seen) -> str | None:
    """The first section that fits a case, None for none."""
    if case.stage is Stage.CLOSED:
        return CLOSED if case.closed and case.closed > seen.since else None
    if unheard(case, seen.now, seen.told) and _tells_the_peer(case, seen):
        return UNHEARD
    if case.manager is None and seen.coordinates:
        return UNMANAGED
    if case.held_because:
        return HELD
    if overdue_days(case, aoe_date(seen.now)):
        return LATE_WITH if case.delay_because else LATE_WITHOUT
    if case.due and case.due - seen.day <= SOON:
        return DUE_SOON
    return NEW if case.opened > seen.since else None


def _tells_the_peer(case: Case, seen: Seen) -> bool:
    """Whether this reader is the one who lets the peer hear: its manager, else the coordinators (R36)."""
    if case.manager is None or seen.office.people.person(case.manager) is None:
        return seen.coordinates
    return seen.office.people.person(case.manager) == seen.office.people.person(seen.reader)


def _row(case: Case, number: int, seen: Seen) -> dict[str, object]:
    asked = case.statement.deadline
    passed = asked is not None and asked != case.due and day_over(asked, seen.now)
    return {
        "number": number,
        "case": case,
        "due": say_day(case.due, seen.zone) if case.due else None,
        "days": overdue_days(case, aoe_date(seen.now)),
        "asked": say_day(asked, seen.zone) if asked and passed else None,
        "holder": _name(case.holder, seen.office),
        "peer_name": peer_name(case, seen.office),
        "new": case.opened > seen.since,
    }


def _name(address: str, office: Office) -> str:
    person = office.people.person(address)
    return person.name if person else address
