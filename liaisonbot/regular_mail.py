"""What comes by the calendar and not by a case's deadline: digests, reports, and the calendars that people follow."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from liaisonbot.deciding import accounts, calendars, deadlines, digests
from liaisonbot.deciding.facts import Office
from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.effects import Effect, Entry
from liaisonbot.model.people import Person

log = logging.getLogger("liaisonbot")

CLOSED_LATELY = timedelta(days=9)
"""How far back closed cases are looked at for digests: a weekly one, after a day of downtime."""

FEED_PAUSE = timedelta(minutes=15)

KeepFeed = Callable[[Person, Sequence[Entry]], object]
"""Keeps the calendar of a person. Raises OSError."""


def digests_due(ledger: Ledger, office: Office, now: datetime) -> list[Effect]:
    """The digests of this morning that nobody had yet."""
    keys = {
        digests.key(reader, day) for reader in digests.readers(office) if (day := digests.due_on(reader, office, now))
    }
    used = ledger.once_used(list(keys))
    if not keys - used:
        return []
    cases = [*ledger.open_and_held(), *ledger.closed_since(now - CLOSED_LATELY)]
    last = ledger.last_postings("digest", now - CLOSED_LATELY)
    told = ledger.told_peer(case.number for case in deadlines.late(cases, now))
    return [*digests.digests(cases, used, last, told, office, now)]


def reports_due(ledger: Ledger, office: Office, now: datetime) -> list[Effect]:
    """The reports on a week, a month or a quarter that are due and that nobody had yet."""
    due = accounts.due_reports(office, now)
    used = ledger.once_used(list(due)) if due else set()
    if not set(due) - used:
        return []
    first = min(days[1] for days in due.values())
    cases = ledger.cases_since(datetime.combine(first, time(), UTC))
    told = ledger.told_peer(case.number for case in deadlines.late(cases, now))
    return [*accounts.reports(due, used, cases, told, office, now)]


@dataclass
class Feeds:
    """The calendar of each person, kept by `keep`: at most once in a quarter of an hour, and only after a change."""

    keep: KeepFeed
    _kept: tuple[int, datetime] | None = None  # the last row of history then, and when that was

    def refresh(self, ledger: Ledger, office: Office, now: datetime) -> None:
        """Keeps them all once more, if it is time. What cannot be written is logged."""
        changed = ledger.last_history_number()
        if self._kept and (self._kept[0] == changed or now - self._kept[1] < FEED_PAUSE):
            return
        self._kept = (changed, now)
        cases = ledger.open_and_held()
        for person in office.people.all:
            try:
                self.keep(person, calendars.entries(person, cases, office))
            except OSError as problem:
                log.warning("the calendar of %s could not be written: %s", person.address, problem)
