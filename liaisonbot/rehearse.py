"""A rehearsal: an archive of mail is played through the bot, on the bot's own clock, and nothing is sent.

The letters go into a ledger of their own in the order of their dates. Between them the clock runs on in hours,
so that reminders, escalations and digests come when they would have come. What happened is then read from that
ledger: a timeline, and what became of each statement.
"""

from __future__ import annotations

import email
import email.utils
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from email.policy import compat32
from pathlib import Path
from typing import Any

from liaisonbot.deciding import accounts
from liaisonbot.deciding.facts import Office
from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.ledger_rows import HistoryRow, OutboxRow
from liaisonbot.doors.reader import InProcess
from liaisonbot.doors.render import Render
from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.mail import Arrival, DeliveryResult, ProofFacts, Sent
from liaisonbot.read_ahead import Reading
from liaisonbot.reading.letter import Letter
from liaisonbot.service import Service

AFTERWARDS = timedelta(days=30)
"""So long the clock runs on after the last letter, if nobody says until when."""

_CLOCK = "rehearsal clock"
_STEP = timedelta(hours=1)
_SAID = {
    "receipt": "acknowledged to",
    "distribution": "routed to",
    "question": "asked",
    "flag": "asked",
    "reminder": "reminded",
    "overdue": "told that it is late:",
    "escalation": "escalated to",
    "held_week": "asked again after a week:",
    "morning": "reminded",
    "short_notice": "told of little time:",
    "answered": "asked whether this was the answer:",
    "may_tell": "asked whether the peer may be told:",
}
"""The letters that a timeline shows, in its words."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One letter of the archive. `when` is its date (UTC), `name` says where it was."""

    when: datetime
    name: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `case` is its number, None for what is about several."""

    at: datetime
    case: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a rehearsal came to: its `lines` in order, the statements' accounts per peer, and letters without a
    readable date, which were left out. `until` is when its clock stood still."""

    lines: tuple[Line, ...]
    tallies: tuple[accounts.Tally, ...]
    undated: tuple[str, ...]
    until: datetime


def dated(mails: Iterable[tuple[str, bytes]]) -> tuple[list[Dated], list[str]]:
    """The letters of an archive by their dates, oldest first, and the names of those that have none."""
    found, without = [], []
    for name, raw in mails:
        when = _date_of(raw)
        if when is None:
            without.append(name)
        else:
            found.append(Dated(when, name, raw))
    return sorted(found, key=lambda one: one.when), without


def _date_of(raw: bytes) -> datetime | None:
    """When a letter was sent, by its Date. None for what is no date, or one beyond all clocks."""
    text = email.message_from_bytes(raw[: 256 << 10], policy=compat32).get("Date")
    try:
        when = email.utils.parsedate_to_datetime(str(text))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def rehearse(
    mails: Iterable[tuple[str, bytes]],
    office: Office,
    folder: Path,
    *,
    first: date | None = None,
    last: date | None = None,
    progress: Callable[[int, int], None] | None = None,
    reading: Reading | None = None,
) -> Rehearsal:
    """Plays the letters of the days `first` to `last` (UTC; by default all, and 30 days more) in `folder`.

    A folder in which a rehearsal was broken off is gone on with from where its clock stood; the letters must be
    the same. `progress` hears of simulated days; `reading` reads letters, by default in this process, and is closed
    in the end. Raises OSError, LedgerError, and ValueError if there is nothing
    to play.
    """
    letters, undated = dated(mails)
    if first:
        letters = [one for one in letters if one.when.date() >= first]
    if last:
        letters = [one for one in letters if one.when.date() <= last]
    if not letters:
        raise ValueError("there is no letter with a date in that time")
    start = datetime.combine(first, time(), UTC) if first else letters[0].when - _STEP
    end = datetime.combine(last + timedelta(days=1), time(), UTC) if last else letters[-1].when + AFTERWARDS
    folder.mkdir(parents=True, exist_ok=True)
    with _stage(folder, office, start, reading) as (service, clock):
        _play(service, clock, letters, start, end, progress)
        return Rehearsal(
            lines=tuple(timeline(service.ledger)),
            tallies=tuple(accounts.tallies(_as_it_ended(service.ledger), office, end)),
            undated=tuple(undated),
            until=end,
        )


@contextmanager
def _stage(
    folder: Path, office: Office, start: datetime, reading: Reading | None
) -> Iterator[tuple[Service, list[datetime]]]:
    """A bot on a ledger of its own whose clock is a value in a list. Senders are taken at their word: the keys of
    old signatures are gone, and nothing leaves here."""
    clock = [start]
    ledger = Ledger.open(folder / "ledger.db", start)
    render = Render([], office.settings, ledger.secret, ledger.instance, ledger.person_number)
    reading = reading or InProcess("liaisonbot.worker:work", initial=office.directory)
    service = Service(office, ledger, reading, render, _believed, lambda: clock[0])
    try:
        ledger.hold_service()
        ledger.reclaim(start)
        yield service, clock
    finally:
        service.close()


def _believed(_raw: bytes, letter: Letter, _received: datetime) -> ProofFacts:
    return ProofFacts(dkim=(letter.sender.key.rpartition("@")[2],) if letter.sender else ())


def _play(
    service: Service,
    clock: list[datetime],
    letters: list[Dated],
    start: datetime,
    end: datetime,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Lets the clock run from `start`, or from where it was broken off, to `end`, the letters coming in on time."""
    stood = service.ledger.recall(_CLOCK)
    now = datetime.fromisoformat(stood) if stood else start
    coming = iter([one for one in letters if one.when > now or not stood])
    letter = next(coming, None)
    days = max(1, (end - start).days)
    while now < end:
        now = min(now + _STEP, end)
        while letter is not None and letter.when <= now:
            clock[0] = max(letter.when, clock[0])
            service.ledger.receive(letter.raw, (Arrival("file", service.office.settings.address),), clock[0])
            letter = next(coming, None)
            _works(service, clock[0])
        clock[0] = now
        _works(service, now)
        if now.hour == 0 or now == end:
            service.ledger.remember(_CLOCK, now.isoformat())
            if progress:
                progress(min(days, (now - start).days), days)


def _works(service: Service, now: datetime) -> None:
    while service.turn():
        pass
    service.tick()
    while due := service.ledger.claim(now, 500):
        service.ledger.settle([DeliveryResult(one, Sent.SENT, "rehearsed, not sent") for one in due], now)


# --- what happened --------------------------------------------------------------------------------------


def timeline(ledger: Ledger) -> Iterator[Line]:
    """What happened, in order: cases recorded, changed and closed, and the letters that would have gone out."""
    titles = {case.number: case for case in ledger.cases()}
    lines = [line for row in ledger.history() if (line := _of_history(row, titles))]
    letters: dict[int, list[OutboxRow]] = {}
    for row in ledger.outbox():
        if row.template in _SAID:
            letters.setdefault(row.posting, []).append(row)
    for rows in letters.values():
        whom = ", ".join(row.recipient for row in rows)
        several = ", ".join(f"LS-{case}" for case in ledger.rows_of(rows[0].posting))
        said = f"{_SAID[rows[0].template]} {whom}" + (f" of {several}" if several else "")
        lines.append(Line(rows[0].queued, rows[0].case, said))
    yield from sorted(lines, key=lambda line: line.at)


def _of_history(row: HistoryRow, cases: dict[int, Case]) -> Line | None:
    case = cases.get(row.case) if row.case else None
    if case is None:
        return None
    if row.what == "opened":
        held = (row.after or {}).get("stage") == Stage.HELD
        from_whom = case.peer or case.statement.from_text or "somebody unknown"
        return Line(
            row.at, row.case, f"{'held' if held else 'recorded'}: “{case.title}” from {from_whom}: {row.because}"
        )
    if (row.after or {}).get("stage") == Stage.CLOSED:
        return Line(row.at, row.case, f"closed as {(row.after or {}).get('outcome')} by {row.actor.who}")
    return Line(row.at, row.case, " ".join(part for part in (row.what, row.because[:80]) if part))


def _as_it_ended(ledger: Ledger) -> list[Case]:
    """The cases with what only a person would have said: a plain mail to the peer that looks like the answer
    counts as one, from the moment it was sent."""
    answered: dict[int, datetime] = {}
    for row in ledger.history():
        if row.case is not None and row.what == "answered informally":
            answered.setdefault(row.case, row.at)
    return [
        replace(case, stage=Stage.CLOSED, outcome=Outcome.ANSWERED, closed=answered[case.number])
        if case.stage is not Stage.CLOSED and case.number in answered
        else case
        for case in ledger.cases()
    ]


def data_of(rehearsal: Rehearsal) -> dict[str, Any]:
    """A rehearsal for a machine."""
    return {
        "until": rehearsal.until.isoformat(),
        "timeline": [{"at": one.at.isoformat(), "case": one.case, "what": one.what} for one in rehearsal.lines],
        "peers": [
            {"peer": one.peer, "received": one.received, **{str(name): count for name, count in one.counts.items()}}
            for one in rehearsal.tallies
        ],
        "undated": list(rehearsal.undated),
    }
