"""The ladder said a second time, the slow and plain way and from the process's words alone (R35, R36, R45).

It shares no line with the code that it is compared with: at each look all mornings that have come are listed from
the calendar, and what was said is crossed off.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOLDER_ROWS = (-14, -7, -3, -1, 0, 1, 3, 7, 14)
ESCALATED = {7: "manager", 14: "coordinator"}
EIGHT = time(8)
HELD_FOR = 7
PEACE = timedelta(hours=48)

Letter = tuple[str, str, tuple[int, ...]]
"""What somebody gets: which letter, who, about which cases."""


@dataclass
class Story:
    """One case: whether it is held, open or closed; when its day, holder or stage changed; who acted on it, and when."""

    stage: str
    day: date | None
    holder: str
    opened: datetime
    anew: list[datetime] = field(default_factory=list)
    taken: bool = False
    acts: list[tuple[str, datetime]] = field(default_factory=list)


@dataclass
class Ladder:
    """What people should be told, for one manager and one coordinator. `zones` is everybody's zone."""

    zones: dict[str, str]
    manager: str
    coordinator: str
    stories: dict[int, Story] = field(default_factory=dict)
    said: set[tuple[object, ...]] = field(default_factory=set)

    def changed(self, number: int, who: str, now: datetime, **new: object) -> None:
        """Somebody changes a case, or (with nothing new) says something about it."""
        story = self.stories[number]
        story.acts.append((who, now))
        for name, value in new.items():
            setattr(story, name, value)
        if new.keys() & {"stage", "day", "holder"}:
            story.anew.append(now)

    def looks(self, now: datetime) -> set[Letter]:
        """The letters that must go out at this look, and no others."""
        tray: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for number, story in self.stories.items():
            for reader in self.zones:
                come = [one for one in self._planned(story, reader) if one[0] <= now and self._counts(one, story, now)]
                if not come:
                    continue
                morning, kind, _ = max(come)
                told = (number, reader, kind, morning, None if kind == "held_week" else story.day)
                if told not in self.said:
                    self.said.add(told)
                    tray[reader].append((kind, number))
        return {
            (
                "morning" if len({kind for kind, _ in found}) > 1 else found[0][0],
                reader,
                tuple(sorted(n for _, n in found)),
            )
            for reader, found in tray.items()
        }

    def _planned(self, story: Story, reader: str) -> list[tuple[datetime, str, str]]:
        zone = ZoneInfo(self.zones[reader])
        if story.stage == "held" and reader == self.coordinator:
            return [(at_eight(story.opened.date() + timedelta(days=HELD_FOR), zone), "held_week", reader)]
        if story.stage != "open" or story.day is None:
            return []
        days = {}
        if reader == story.holder:
            days = {n: "overdue" if n > 0 else "reminder" for n in HOLDER_ROWS}
        else:
            days = {n: "escalation" for n, whom in ESCALATED.items() if reader == getattr(self, whom)}
        return [(at_eight(told_on(story.day, n, zone), zone), kind, reader) for n, kind in days.items()]

    def _counts(self, planned: tuple[datetime, str, str], story: Story, now: datetime) -> bool:
        """What was planned for a case that stood otherwise is void; who acts is left in peace for two days; moments
        that have not come by this clock are not believed."""
        morning, kind, reader = planned
        if kind == "held_week":
            return not story.taken
        if any(moment <= now and morning <= moment for moment in (story.opened, *story.anew)):
            return False
        acted = [moment for who, moment in story.acts if who == reader and moment <= now]
        return kind == "escalation" or not any(morning <= moment + PEACE for moment in acted)


def at_eight(day: date, zone: ZoneInfo) -> datetime:
    """Eight o'clock where somebody is."""
    return datetime.combine(day, EIGHT, zone).astimezone(UTC)


def told_on(due: date, days: int, zone: ZoneInfo) -> date:
    """The day of a row of the ladder; what says "late" waits until noon in UTC of the day after `due` is past."""
    day = no_weekend(due, days)
    over = datetime.combine(due + timedelta(days=1), time(12), UTC)
    while days > 0 and (day.weekday() in (5, 6) or at_eight(day, zone) < over):
        day += timedelta(days=1)
    return day


def no_weekend(due: date, days: int) -> date:
    """So many days from `due`: Friday before it or Monday after it instead of a weekend; the day itself stays."""
    day = due + timedelta(days=days)
    while days and day.weekday() in (5, 6):
        day += timedelta(days=1 if days > 0 else -1)
    return day
