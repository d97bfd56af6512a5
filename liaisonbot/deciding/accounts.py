"""What became of the statements: in time, late, with a reason, or not at all; per peer, for people who answer for it.

The quarterly report of a liaison manager (R61), the weekly summary for the IAB (R60), `liaisonbot report` and a
rehearsal all count by the same rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from liaisonbot.deciding.deadlines import unheard
from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import peer_name
from liaisonbot.deciding.routing import lineage
from liaisonbot.model.case import Case, Outcome, Stage, overdue_days
from liaisonbot.model.days import aoe_date, morning, short_day, working_day
from liaisonbot.model.effects import Remember, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.people import Person

MOST_LISTED = 40
"""Cases listed one by one in a report; the others are only counted."""

MOST_NAMED = 8
"""Cases named in one sentence of a report."""


class Account(StrEnum):
    """What became of a statement, or where it stands."""

    IN_TIME = "in time"  # answered by the day that was asked for
    LATE = "late"  # answered after it
    ANSWERED = "answered"  # no day was asked for
    WITHOUT = "without reply"  # closed with a reason
    NOTED = "noted"  # it asked for nothing, or was no matter of ours
    OPEN = "open"
    OVERDUE = "overdue"  # the day that was asked for has passed, and there is no answer
    HELD = "held"  # nobody has decided where it goes


@dataclass(frozen=True, slots=True)
class Tally:
    """The accounts of one peer's statements. `peer` is its name, `cases` what was counted, by number."""

    peer: str
    counts: Mapping[Account, int]
    cases: tuple[Case, ...]

    @property
    def received(self) -> int:
        """How many statements."""
        return len(self.cases)


def account(case: Case, now: datetime) -> Account:
    """What became of one statement by `now`, measured by the day that its peer asked for."""
    asked = case.statement.deadline
    if case.stage is Stage.HELD:
        return Account.HELD
    if case.stage is Stage.OPEN:
        late = asked is not None and aoe_date(now) > asked
        return Account.OVERDUE if late and case.asks else Account.OPEN
    if case.outcome is Outcome.ANSWERED:
        if asked is None or case.closed is None:
            return Account.ANSWERED
        return Account.IN_TIME if aoe_date(case.closed) <= asked else Account.LATE
    return Account.WITHOUT if case.outcome is Outcome.NO_REPLY else Account.NOTED


def tallies(cases: Iterable[Case], office: Office, now: datetime) -> list[Tally]:
    """The accounts per peer, by the peers' names; unknown organisations share one row."""
    by_peer: dict[str, list[Case]] = {}
    for case in cases:
        if case.problem:
            continue  # no statement: nothing to answer
        peer = office.directory.peer(case.peer) if case.peer else None
        by_peer.setdefault(peer.name if peer else "unknown organisations", []).append(case)
    return [
        Tally(name, Counter(account(case, now) for case in found), tuple(sorted(found, key=lambda case: case.number)))
        for name, found in sorted(by_peer.items())
    ]


def managed_by(person: Person, cases: Iterable[Case], office: Office) -> list[Case]:
    """The cases of the peers that a person manages."""
    return [
        case
        for case in cases
        if (case.manager or "").lower() in {one.lower() for one in person.addresses}
        or set(person.manages) & set(lineage(case.peer, office.directory))
    ]


# --- when ---------------------------------------------------------------------------------------------------


def quarter_before(day: date) -> tuple[date, date]:
    """The first and the last day of the quarter before the one that `day` lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    last = first - timedelta(days=1)
    return date(last.year, 3 * ((last.month - 1) // 3) + 1, 1), last


def due_reports(office: Office, now: datetime) -> dict[str, tuple[str, date, date]]:
    """The reports that should have gone out by `now`: by their once key, to whom, and the days they are about.

    A manager's is due on the first working day of a quarter, the IAB's every Monday morning.
    """
    settings, due = office.settings, dict[str, tuple[str, date, date]]()
    for person in office.people.all if settings.report == "quarterly" else ():
        zone = ZoneInfo(person.zone)
        first, last = quarter_before(now.astimezone(zone).date())
        if person.manages and now >= morning(working_day(last + timedelta(days=1), back=False), settings.hour, zone):
            due[f"report:{person.address.lower()}:{last.isoformat()}"] = (person.address, first, last)
    if settings.summary_to:
        zone = ZoneInfo(settings.zone)
        today = now.astimezone(zone).date()
        monday = today - timedelta(days=today.weekday())
        if now >= morning(monday, settings.hour, zone):
            last = monday - timedelta(days=1)
            due[f"summary:{last.isoformat()}"] = (settings.summary_to, last - timedelta(days=6), last)
    return due


def reports(
    due: Mapping[str, tuple[str, date, date]],
    used: Set[str],
    cases: Sequence[Case],
    told: Mapping[int, datetime],
    office: Office,
    now: datetime,
) -> list[Send | Remember]:
    """The reports among `due` that nobody had yet. `cases` are all that are open or held, and those that came or
    were closed in the time they are about; `told` says when the peer of a late one last heard from us. A manager
    without any statement gets none."""
    effects: list[Send | Remember] = []
    for key, (reader, first, last) in due.items():
        if key in used:
            continue
        person = office.people.person(reader)
        mine = cases if key.startswith("summary") or person is None else managed_by(person, cases, office)
        mine = [case for case in mine if belongs(case, first, last)]
        what = _Period(first, last, mine, told, office, now)
        effects.append(_report(key, reader, what) if mine else Remember((key,)))
    return effects


def belongs(case: Case, first: date, last: date) -> bool:
    """Whether a case came, was closed, or was not closed yet, in those days (UTC)."""
    begin = datetime.combine(first, time(), UTC)
    end = datetime.combine(last + timedelta(days=1), time(), UTC)
    return case.opened < end and (case.closed is None or case.closed >= begin)


@dataclass(frozen=True, slots=True)
class _Period:
    """What a report is about: the cases of the days `first` to `last`, as they stand at `now`."""

    first: date
    last: date
    cases: Sequence[Case]
    told: Mapping[int, datetime]
    office: Office
    now: datetime

    def that_are(self, *what: Account) -> list[Case]:
        """The cases with one of these accounts; a problem with a relationship is no statement."""
        return [case for case in self.cases if not case.problem and account(case, self.now) in what]


def _report(key: str, reader: str, what: _Period) -> Send:
    person = what.office.people.person(reader)
    waiting = what.that_are(Account.OVERDUE, Account.HELD, Account.OPEN)
    waiting.sort(key=lambda case: (case.manager is not None, case.due or date.max, case.number))
    owed = [case for case in what.that_are(Account.LATE, Account.WITHOUT) if _closed_in(case, what)]
    shown, explained = waiting[:MOST_LISTED], owed[:MOST_LISTED]
    return Send(
        template="report" if key.startswith("report") else "summary",
        kind=PostKind.DIGEST,
        to=(reader,),
        reply_token=reader if person else None,
        once=key,
        rows=tuple(case.number for case in (*shown, *explained)),
        context={
            "reader": person.name if person else reader,
            "first": short_day(what.first),
            "last": short_day(what.last),
            "tallies": [_counts(one) for one in tallies(what.cases, what.office, what.now)],
            "waiting": [_row(case, n, what) for n, case in enumerate(shown, 1)],
            "left_out": len(waiting) - len(shown),
            "owed": [_row(case, n, what) for n, case in enumerate(explained, len(shown) + 1)],
            "owed_left_out": len(owed) - len(explained),
            "concerns": _concerns(what),
        },
    )


def _closed_in(case: Case, what: _Period) -> bool:
    return case.closed is not None and what.first <= case.closed.date() <= what.last


def _concerns(what: _Period) -> list[str]:
    """What whoever answers for the peers may want to raise, in sentences."""
    settings, came = what.office.settings, [case for case in what.cases if case.opened.date() >= what.first]
    waits = [case for case in what.cases if unheard(case, what.now, what.told)]
    week = timedelta(days=settings.held_days)
    held = [case for case in what.that_are(Account.HELD) if what.now - case.opened > week]
    short = [
        case
        for case in came
        if case.asks and (asked := case.statement.deadline) and (asked - case.opened.date()).days < settings.lead_days
    ]
    unsure = [case for case in came if not case.verified]
    found = [
        (waits, "the day has passed, and the peer has heard nothing"),
        (held, f"held for more than {settings.held_days} days"),
        (short, f"the peer left less than {settings.lead_days} days"),
        (unsure, "nothing proved who sent it"),
    ]
    return [f"{says}: {_named(cases)}" for cases, says in found if cases]


def _named(cases: Sequence[Case]) -> str:
    names = [case.name for case in sorted(cases, key=lambda case: case.number)]
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _counts(tally: Tally) -> dict[str, object]:
    counts = [(str(one), tally.counts[one]) for one in Account if tally.counts.get(one)]
    return {"peer": tally.peer, "received": tally.received, "counts": counts}


def _row(case: Case, number: int, what: _Period) -> dict[str, object]:
    holder = what.office.people.person(case.holder)
    asked = case.statement.deadline
    late = (aoe_date(case.closed) - asked).days if case.closed and asked else overdue_days(case, aoe_date(what.now))
    return {
        "number": number,
        "case": case,
        "account": str(account(case, what.now)),
        "days": max(0, late),
        "due": short_day(case.due) if case.due else "",
        "holder": holder.name if holder else case.holder,
        "peer_name": peer_name(case, what.office),
        "managed": case.manager is not None,
    }
