"""The days that people write in commands (commands 5). One reading, or a refusal with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs|nes)?"


_MEETING = re.compile(
    r"(?P<before>(?:(?P<count>\d{1,2}) (?P<unit>days?|weeks?) )?before )?ietf[ -]?(?P<number>\d{1,4})"
)
NO_MEETINGS: Mapping[int, date] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Refused:
    """A day that was not taken: the error code of commands 12 and why; `readings` are the days it may mean."""

    code: str
    why: str
    readings: tuple[date, ...] = ()


def read_command_day(text: str, today: date, meetings: Mapping[int, date] = NO_MEETINGS) -> date | Refused:
    """The day that `text` names, counted from `today`. Two readings are refused with both (E04). `meetings` are the
    first days of the IETF's meetings by number; a day before one that is not among them is E03."""
    if found := _MEETING.fullmatch(" ".join(text.strip().lower().rstrip(".").split())):
        return _meeting(found, meetings)
    words = " ".join(text.strip().lower().rstrip(".").split())
    if (timed := _without_hour(words)) != words:
        day = read_command_day(timed or "today", today, meetings)
        return day if isinstance(day, Refused) else Refused("E03", "a day is kept whole, without its hour", (day,))
    if named := _NAMED_TWICE.fullmatch(words):
        return _checked(named, read_command_day(named[2], today, meetings))
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(words):
            try:
                return read(found, today)
            except (ValueError, OverflowError):
                return Refused("E03", f"“{text.strip()}” is no day of the calendar")
    return Refused("E03", f"I cannot read “{text.strip()}” as a day; write it like 2026-11-13 or 13 Nov 2026")


_NAMED_TWICE = re.compile(rf"{_WEEKDAY},? ((?!{'|'.join(_WEEKDAYS)}).*\d.*)")


def _checked(named: re.Match[str], day: date | Refused) -> date | Refused:
    """`fri 13 nov 2026` as our letters write it: the day, if its weekday is the one that is named."""
    if isinstance(day, Refused) or _WEEKDAYS[day.weekday()] == named[1]:
        return day
    return Refused("E03", f"{day.day} {day:%b %Y} is a {day:%A}; write the day that is meant")


_HOUR = re.compile(
    r"(?:(?<=\d)t|\b(?:at )?)(?:\d{1,2}(?::\d{2}){1,2}(?: ?[ap]m)?|\d{1,2} ?[ap]m)"
    r"(?: ?(?:[+-]\d{2}:?\d{2}|z|[a-z]+(?:/[a-z_]+)?))?$"
)


def _without_hour(words: str) -> str:
    """`2026-11-14t17:00+01:00` and `14 nov 9am paris` without their hour; other words as they are."""
    found = _HOUR.search(words)
    return words[: found.start()].rstrip(" ,") if found else words


def _iso(found: re.Match[str], _: date) -> date:
    year, month, day = (int(part) for part in found.groups())
    return date(year, month, day)


def _named_month(day: str, month: str, year: str | None, today: date) -> date | Refused:
    number = _MONTHS.index(month[:3]) + 1
    if year:
        return date(int(year), number, int(day))
    found = date(today.year, number, int(day))
    later = found if found >= today else date(today.year + 1, number, int(day))
    if (later - today).days > 335:
        earlier = later.replace(year=later.year - 1)
        return Refused("E04", "two years are possible", (earlier, later))
    return later


def _slashed(found: re.Match[str], _: date) -> date | Refused:
    first, second, year = (int(part) for part in found.group(1, 3, 4))
    readings = {
        date(year, month, day)
        for day, month in ((first, second), (second, first))
        if 1 <= month <= 12 and 1 <= day <= 31
    }
    if len(readings) > 1:
        return Refused("E04", "this day can be read in two ways", tuple(sorted(readings)))
    if not readings:
        raise ValueError(found.group())
    return readings.pop()


def _weekday(found: re.Match[str], today: date) -> date:
    wanted = _WEEKDAYS.index(found.group(2)[:3])
    if found.group(1):
        monday = today + timedelta(days=7 - today.weekday())
        return monday + timedelta(days=wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _span(found: re.Match[str], today: date) -> date:
    count, unit = int(found.group(1)), found.group(2)
    if count > 1000 or (unit.startswith("m") and count > 36):
        raise ValueError(found.group())
    if unit.startswith("w") and "day" in unit:
        return _working_days(count, today)
    if unit.startswith("m"):
        months = today.month - 1 + count
        year, month = today.year + months // 12, months % 12 + 1
        return min(date(year, month, 1) + timedelta(days=today.day - 1), _month_end(date(year, month, 1)))
    return today + timedelta(days=count * (7 if unit.startswith("w") else 1))


def _working_days(count: int, today: date) -> date:
    day = today
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _end_of_named_month(found: re.Match[str], today: date) -> date | Refused:
    first = _named_month("1", found[1], found[2], today.replace(day=1))
    return first if isinstance(first, Refused) else _month_end(first)


def _meeting(found: re.Match[str], meetings: Mapping[int, date]) -> date | Refused:
    """`IETF 128` is its first day; `before IETF 128` the day before; `2 weeks before IETF 128` so long before."""
    first = meetings.get(int(found["number"]))
    if first is None:
        known = ", ".join(f"IETF {number}" for number in sorted(meetings)) or "none"
        return Refused("E03", f"I do not know when IETF {found['number']} is (known: {known}); write the day itself")
    if not found["before"]:
        return first
    count = int(found["count"] or 1) * (7 if (found["unit"] or "d").startswith("w") else 1)
    return first - timedelta(days=count)


def _end_of_week(today: date) -> date:
    return today + timedelta(days=(4 - today.weekday()) % 7)


_Read = Callable[[re.Match[str], date], "date | Refused"]
_FORMS: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", _iso),
        (r"(\d{4})/(\d{1,2})/(\d{1,2})", _iso),
        (r"(\d{4})(\d{2})(\d{2})", _iso),
        (
            rf"(\d{{1,2}})(?:st|nd|rd|th|\.)? {_MONTH}(?: (\d{{4}}))?",
            lambda found, today: _named_month(found[1], found[2], found[3], today),
        ),
        (
            rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?",
            lambda found, today: _named_month(found[2], found[1], found[3], today),
        ),
        (r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})", _slashed),
        (r"today", lambda _, today: today),
        (r"tomorrow", lambda _, today: today + timedelta(days=1)),
        (rf"(next )?{_WEEKDAY}", _weekday),
        (r"end of (?:the )?week", lambda _, today: _end_of_week(today)),
        (r"end of (?:the )?month", lambda _, today: _month_end(today)),
        (rf"mid[- ]{_MONTH}(?: (\d{{4}}))?", lambda found, today: _named_month("15", found[1], found[2], today)),
        (rf"end of {_MONTH}(?: (\d{{4}}))?", _end_of_named_month),
        (r"in (\d{1,4}) (days?|weeks?|months?|working days?)", _span),
        (r"\+?(\d{1,4}) ?(d|w|days?|weeks?|months?|working days?)", _span),
    )
)
