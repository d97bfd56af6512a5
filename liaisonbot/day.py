"""What the clock brings: which cases have earned letters since it was last looked at.

Looking at a case costs far more than knowing that nothing about it can have changed. So for each case the next
moment is kept at which one of its letters is planned, in memory only: a case is looked at when that moment has
come or when something happened to it, and all are when the bot starts or the clock steps back. A clock that jumps
ahead is not believed at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from liaisonbot.deciding import reminders
from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.reminders import Step
from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.case import Case
from liaisonbot.model.effects import Effect

AT_ONCE = 200
"""Cases in memory at a time."""

JUMP = timedelta(days=1)
"""So far the wall clock may run away from the clock that nobody sets, and so long it is not believed then (P7)."""


@dataclass
class Steady:
    """Whether the wall clock can be believed. `since_boot` gives seconds of a clock that nobody sets and that runs on
    while the machine sleeps. A wall clock that is suddenly a day ahead would use up the letters of days that have not
    come; one that steps back does no harm. What stays so for a day is the time: nothing waits for ever."""

    since_boot: Callable[[], float]
    _agreed: tuple[datetime, float] | None = None  # both clocks, when they last were one
    _held: float | None = None  # since when the wall clock is not believed

    def ahead(self, now: datetime) -> timedelta:
        """How far the wall clock `now` has jumped ahead; zero if it can be believed."""
        steady = self.since_boot()
        wall, then = self._agreed or (now, steady)
        jumped = (now - wall) - timedelta(seconds=steady - then)
        if jumped <= JUMP:
            self._held = None
            self._agreed = (now, steady) if jumped <= timedelta(0) else (wall, then)
            return timedelta(0)
        self._held = steady if self._held is None else self._held
        if steady - self._held >= JUMP.total_seconds():
            self._held, self._agreed = None, (now, steady)
            return timedelta(0)
        return jumped


@dataclass
class Day:
    """How far the clock has been followed. Belongs to one service and its ledger."""

    _next: dict[int, datetime] = field(default_factory=dict)
    _read: int | None = None  # the history was read up to this row; None: nothing is known yet
    _last: datetime | None = None
    _office: Office | None = None

    def forget(self) -> None:
        """Look at every case again, as after a start."""
        self._read = None

    def reminders(self, ledger: Ledger, office: Office, now: datetime) -> list[Effect]:
        """The letters that deadlines and held cases have earned by `now` and that nobody had yet."""
        if office is not self._office or (self._last is not None and now < self._last):
            self.forget()
        self._office, self._last = office, now
        steps: list[Step] = []
        for case in self._to_look_at(ledger, now):
            planned = reminders.plan(case, office)
            ahead = [step.planned for step in planned if step.planned > now]
            self._next.pop(case.number, None)
            if ahead:
                self._next[case.number] = min(ahead)
            steps.extend(step for step in planned if step.planned <= now)
        if not (fresh := _unused(reminders.due_steps(steps, office, now, {}), ledger)):
            return []
        cases = {step.case.number for step in fresh}
        steps = [step for step in steps if step.case.number in cases]
        due = reminders.due_steps(steps, office, now, ledger.acts(cases, now))
        return reminders.letters(due, ledger.once_used([step.key for step in due]), office, now)

    def _to_look_at(self, ledger: Ledger, now: datetime) -> Iterator[Case]:
        """The cases to look at, a few in memory at a time: after a burst they may be thousands."""
        read, self._read = self._read, ledger.last_history_number()
        if read is None:
            self._next.clear()
            wanted = set(ledger.live_numbers())
        else:
            wanted = {number for number, moment in self._next.items() if moment <= now}
            wanted |= ledger.changed_cases(read) if self._read != read else set()
        numbers = sorted(wanted)
        self._next |= dict.fromkeys(numbers, now)  # one that cannot be read is looked for until it can
        for start in range(0, len(numbers), AT_ONCE):
            yield from ledger.these(numbers[start : start + AT_ONCE])


def _unused(steps: Sequence[Step], ledger: Ledger) -> list[Step]:
    used = ledger.once_used([step.key for step in steps]) if steps else set()
    return [step for step in steps if step.key not in used]
