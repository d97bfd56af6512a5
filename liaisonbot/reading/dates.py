"""Every date form that statements use (statements.md 4). A date that could be two days is none, and says so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Found(StrEnum):
    """What kind of date some words hold."""

    DAY = "day"  # one day, beyond doubt
    RANGE = "range"  # a meeting, a period: no deadline by itself
    MONTH = "month"  # a month or quarter alone: its last day, inferred
    DOUBTFUL = "doubtful"  # two days are possible, or the year is missing
    NONE = "none"  # the words say that there is none
    UNREAD = "unread"  # no date form at all


@dataclass(frozen=True, slots=True)
class Dated:
    """What was read in some words: `day` is the day, or the first day of a range, or the last of a month;
    `last` the last day of a range. `text` are the words themselves, `why` explains a doubtful one."""

    kind: Found
    day: date | None = None
    last: date | None = None
    text: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A date and where it stands; `no_year` is its month and day where the words give no year."""

    start: int
    end: int
    read: Dated
    no_year: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Habits:
    """When the letter was written, whether its writers put the day before the month, and the weekday (Monday is 0)
    that stands before the date."""

    written: date | None
    day_first: bool
    weekday: int | None = None


def read_day(text: str, *, written: date | None = None, day_first: bool = False) -> Dated:
    """The day that a Deadline line means. `written` is the day of the letter, for dates without a year;
    `day_first` is set for bodies that write dd/mm (ITU, 3GPP). Two different days, a week, a part of a month
    or a meeting's month are DOUBTFUL; remarks in brackets and meetings named behind the day count for nothing.
    """
    plain = flat(text)
    seen = _seen(plain, _Habits(written, day_first))
    if not seen:
        return Dated(Found.NONE if _NOTHING.match(plain) else Found.UNREAD, text=text.strip())
    return _one_of(seen, plain)


def all_days(text: str, *, written: date | None = None, day_first: bool = False) -> list[Dated]:
    """Every date in `text` in order, each word used once: for meeting lists."""
    return [one.read for one in _seen(flat(text), _Habits(written, day_first))]


def opening_day(
    text: str, filler: re.Pattern[str], *, written: date | None = None, day_first: bool = False
) -> Dated | None:
    """The date that a flat text begins with, behind nothing but what `filler` matches ("the close of "); else None."""
    seen = _seen(text, _Habits(written, day_first))
    before = filler.match(text)
    return seen[0].read if seen and before and seen[0].start <= before.end() else None


def flat(text: str) -> str:
    """`text` in NFKC with plain dashes and single blanks, as the patterns want it."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", " ", re.sub(r"[\u2010-\u2015\u2212]", "-", text))


# --- which of several dates is meant -----------------------------------------------------------------

_NOTHING = re.compile(
    r"(?i)\W*(?:n\s*/\s*a|n\.a\.|none|no|nil|no (?:deadline|due date|(?:response|reply|answer|action)\b.{0,30})"
    r"|not (?:applicable|required|needed|specified)|t\.?b\.?[da]\.?|to be (?:determined|announced|confirmed)"
    r"|asap|as soon as possible|at (?:your|the) earliest convenience|open|-+)?(?:\W*\(.*|\W*)$"
)
_VAGUE = re.compile(
    r"(?i)\b(?:week (?:of|commencing|beginning)|not before|after|from|since|around|about|approximately|circa|ca\.?"
    r"|early|mid|beginning of|start of|middle of|earliest)(?: the)?[ -]*$"
)
_MEETING = re.compile(r"(?i)\b(?:meetings?|plenary|session|workshop|teleconference|e-meeting)\b")
_BRACKET = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")


def _one_of(seen: list[_Seen], plain: str) -> Dated:
    asides = [match.span() for match in _BRACKET.finditer(plain)]
    inside = [one for one in seen if any(start <= one.start < end for start, end in asides)]
    main = [one for one in seen if one not in inside] or seen
    main = [one for one in main if not _MEETING.search(plain[main[0].end : one.start])] or main
    days = {one.read.day for one in main if one.read.kind is Found.DAY}
    if len(days) > 1:
        words = " or ".join(f"“{one.read.text}”" for one in main if one.read.kind is Found.DAY)
        return Dated(Found.DOUBTFUL, text=plain.strip(), why=f"it may be {words}")
    best = next((one for one in main if one.read.kind is Found.DAY), main[0])
    if best.read.kind is not Found.RANGE and _VAGUE.search(plain[: best.start]):
        return Dated(Found.DOUBTFUL, text=best.read.text, why=f"“{plain.strip()}” is no day to answer by")
    if best.read.kind is Found.MONTH and _MEETING.search(plain):
        return Dated(Found.DOUBTFUL, text=best.read.text, why=f"“{plain.strip()}” names a meeting and no day")
    return best.read


# --- the forms ---------------------------------------------------------------------------------------

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january jan janvier janv enero ene januar jänner",
        "february feb février fevrier févr fevr febrero februar",
        "march mar mars marzo märz maerz mrz",
        "april apr avril avr abril abr",
        "may mai mayo",
        "june jun juin junio juni",
        "july jul juillet juil julio juli",
        "august aug août aout agosto ago",
        "september sept sep septembre septiembre setiembre",
        "october oct octobre octubre oktober okt",
        "november nov novembre noviembre",
        "december dec décembre decembre déc diciembre dic dezember dez",
    ),
    1,
):
    _MONTHS |= dict.fromkeys(_names.split(), _number)

_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "monday mon lundi lun montag lunes",
        "tuesday tue tues mardi dienstag martes",
        "wednesday wed mercredi mer mittwoch miércoles miercoles",
        "thursday thu thur thurs jeudi jeu donnerstag jueves",
        "friday fri vendredi ven freitag viernes",
        "saturday sat samedi sam samstag sonnabend sábado sabado",
        "sunday sun dimanche dim sonntag domingo",
    )
):
    _WEEKDAYS |= dict.fromkeys(_names.split(), _number)
_WEEKDAY_BEFORE = re.compile(
    r"(?i)(?<![^\W_])(?P<weekday>" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")\b[.,]?\s*"
    r"(?:(?:the|den|le|el)\s+)?\(?$"
)

_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_DAY = r"(?<!\d)(?<!\d[.:/-])(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_SHORT_YEAR = r"(?:'|[ -])(?P<short>[2-4]\d)(?![\d.:/-]|\s*[ap]m\b|h)"
_UNTIL = r"\s*(?:-|to|until|till|through|and|bis(?: zum)?|au|al|y|et)\s*"
_LAST = r"(?<!\d)(?P<last>\d{1,2})(?:st|nd|rd|th|\.)?"
_OF = r"\s*(?:of |de |d'|du )?"
_END_OF = r"(?:end of |end |fin |fin de |ende )"


def _same_month(found: re.Match[str], habits: _Habits) -> Dated | tuple[int, int]:
    part = found.groupdict()
    year = int(part["year"]) if part["year"] else (habits.written.year if habits.written else 0)
    month = _month(part)
    if not year:
        return _no_year(found[0])
    return Dated(Found.RANGE, date(year, month, int(part["day"])), date(year, month, int(part["last"])))


def _full(found: re.Match[str], habits: _Habits) -> Dated | tuple[int, int]:
    part = found.groupdict()
    year = int(part["year"]) if part.get("year") else 2000 + int(part["short"])
    return Dated(Found.DAY, date(year, _month(part), int(part["day"])))


def _yearless(found: re.Match[str], habits: _Habits) -> Dated | tuple[int, int]:
    """`may` in small letters is the verb."""
    return (0, 0) if found["month"] == "may" else (_month(found.groupdict()), int(found["day"]))


def _numbers(found: re.Match[str], habits: _Habits) -> Dated | tuple[int, int]:
    """dd/mm/yyyy or mm/dd/yyyy; with a year of two digits only days near the letter's count."""
    one, two, three = int(found["x"]), int(found["y"]), found["z"]
    day_first = habits.day_first or found["sep"] == "."
    if len(three) == 4:
        orders = [(int(three), two, one)] + ([] if day_first else [(int(three), one, two)])
    else:
        orders = [(2000 + int(three), two, one)] + ([] if day_first else [(2000 + int(three), one, two)])
        orders += [(2000 + one, two, int(three))] * (found["sep"] != ".")
    days = {day for order in orders if (day := _day(*order)) and (len(three) == 4 or _near(day, habits))}
    if len(days) > 1 and habits.weekday is not None:
        days = {day for day in days if day.weekday() == habits.weekday} or days
    if len(days) == 1:
        return Dated(Found.DAY, days.pop())
    both = " or ".join(day.isoformat() for day in sorted(days)) or "no day of the calendar"
    return Dated(Found.DOUBTFUL, why=f"“{found[0].strip()}” may be {both}")


def _month_end(found: re.Match[str], habits: _Habits) -> Dated | tuple[int, int]:
    part = found.groupdict()
    year = int(part["year"]) if part.get("year") else (habits.written.year if habits.written else 0)
    quarter = (part.get("quarter") or part.get("nth") or "").lower()
    month = 3 * int(_QUARTERS.get(quarter, quarter)) if quarter else _month(part)
    if not year:
        return _no_year(found[0])
    last = _last_of(year, month)
    if not part.get("year") and habits.written and last < habits.written:
        last = _last_of(year + 1, month)
    return Dated(Found.MONTH, last)


def _year_end(found: re.Match[str], habits: _Habits) -> Dated | tuple[int, int]:
    return Dated(Found.MONTH, date(int(found["year"]), 12, 31))


_QUARTERS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_Reader = Callable[[re.Match[str], _Habits], "Dated | tuple[int, int]"]
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reader)
    for pattern, reader in (
        (rf"(?<!\d){_YEAR}-{_MONTH}-(?P<day>\d{{1,2}})-{_LAST}(?!\d)", _same_month),
        (rf"{_DAY}{_UNTIL}{_LAST}{_OF}{_MONTH}(?:,?{_OF}{_YEAR})?", _same_month),
        (rf"\b{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_UNTIL}{_LAST}(?!\s*[^\W\d_]{{3,9}}\.? \d)"
         rf"(?:,?\s*{_YEAR})?", _same_month),
        (rf"(?<![\w.-]){_YEAR}(?P<sep>[-/.]) ?(?P<m>\d{{1,2}})(?P=sep) ?(?P<day>\d{{1,2}})(?:T[\d:.]+Z?)?(?![\w-])",
         _full),
        (r"(?<![\w./-])(?P<year>20\d\d)(?P<m>[01]\d)(?P<day>[0-3]\d)(?![\w/-])", _full),
        (rf"(?<!\d){_YEAR} ?年 ?(?P<m>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}}) ?日", _full),
        (rf"{_DAY}[\s./-]*{_OF}{_MONTH}[\s,./-]*(?:of |de |del )?{_YEAR}", _full),
        (rf"{_DAY}[\s-]*{_MONTH}{_SHORT_YEAR}", _full),
        (rf"(?<!\d){_YEAR}[\s,-]+{_MONTH}[\s-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d/])", _full),
        (rf"\b{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,]+{_YEAR}", _full),
        (r"(?<![\w./-])(?P<x>\d{1,2}) ?(?P<sep>[/.-]) ?(?P<y>\d{1,2}) ?(?P=sep) ?(?P<z>(?:20)?\d\d)(?![\w/-]|\.\d)",
         _numbers),
        (rf"{_DAY}{_OF}{_MONTH}(?!\s*,?\s*\d)", _yearless),
        (rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d/:.]?\d|\s*,?\s*\d{{4}})", _yearless),
        (rf"\b{_END_OF}?{_MONTH},?\s*(?:de |del )?{_YEAR}", _month_end),
        (rf"\b{_END_OF}{_MONTH}", _month_end),
        (rf"\b{_END_OF}(?:the year )?{_YEAR}", _year_end),
        (r"(?<![\w./-])(?P<m>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d{2})(?![\d/])", _month_end),
        (r"\b(?P<year>(?:19|20)\d{2})[- ]?Q(?P<quarter>[1-4])\b", _month_end),
        (r"\b(?:Q(?P<quarter>[1-4])|(?P<nth>first|second|third|fourth|[1-4])(?:st|nd|rd|th)? ?(?:quarter|Q)(?: of)?)"
         r"[ /-]?(?P<year>(?:19|20)\d{2})\b", _month_end),
    )
)  # fmt: skip
_JOINED = re.compile(r"(?i)\s*(?:-|to|until|till|through|bis(?: zum)?|au|al)\s*(?:(?:[^\W\d_]{2,7}day|the),? )?$")
_SHORTEST = len("1mai")
_NUMERAL = re.compile(r"\d|(?i:\bend\b)")


def _seen(plain: str, habits: _Habits) -> list[_Seen]:
    """Every date in order; where two forms fit the same words, the earlier form of the table wins."""
    if not _NUMERAL.search(plain):
        return []
    found: list[_Seen] = []
    for pattern, reader in _FORMS:
        for match in pattern.finditer(plain):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            if one := _read(match, reader, habits):
                found.append(one)
        if len(plain) - sum(one.end - one.start for one in found) < _SHORTEST:
            break
    return _ranges(sorted(found, key=lambda one: one.start), plain)


def _read(match: re.Match[str], reader: _Reader, habits: _Habits) -> _Seen | None:
    words = match[0].strip(" ,.-")
    if (weekday := _weekday_before(match)) is not None:
        habits = replace(habits, weekday=weekday)
    try:
        read = reader(match, habits)
        if isinstance(read, Dated):
            return _Seen(match.start(), match.end(), _on_its_weekday(replace(read, text=words), habits))
        month, day = read
        if not month:
            return None
        nearest = _on_its_weekday(_next_such_day(month, day, words, habits), habits)
        return _Seen(match.start(), match.end(), nearest, (month, day))
    except (ValueError, OverflowError):
        why = f"“{words}” is no day of the calendar"
        return _Seen(match.start(), match.end(), Dated(Found.DOUBTFUL, text=words, why=why))


def _weekday_before(match: re.Match[str]) -> int | None:
    """The weekday whose name ends right before the date."""
    start = match.start()
    named = _WEEKDAY_BEFORE.search(match.string, max(0, start - 24), start)
    return _WEEKDAYS[named["weekday"].lower()] if named else None


def _on_its_weekday(read: Dated, habits: _Habits) -> Dated:
    """A day that does not fall on the weekday named with it is doubtful: one of the two is a slip."""
    if habits.weekday is None or read.kind is not Found.DAY or read.day is None or read.day.weekday() == habits.weekday:
        return read
    return Dated(Found.DOUBTFUL, text=read.text, why=f"“{read.text}” is no {_DAY_NAMES[habits.weekday]}")


def _ranges(seen: list[_Seen], plain: str) -> list[_Seen]:
    """Two days with a dash between are one range; the first takes the year of the second."""
    joined: list[_Seen] = []
    for one in seen:
        first = joined[-1] if joined else None
        if first and one.read.kind is Found.DAY and _JOINED.fullmatch(plain[first.end : one.start]):
            opens = _first_day(first, one)
            if opens:
                words = plain[first.start : one.end].strip()
                joined[-1] = _Seen(first.start, one.end, Dated(Found.RANGE, opens, one.read.day, words))
                continue
        joined.append(one)
    return joined


def _first_day(first: _Seen, last: _Seen) -> date | None:
    if first.no_year is None or last.read.day is None:
        return first.read.day if first.read.kind is Found.DAY else None
    month, day = first.no_year
    return _day(last.read.day.year - (month > last.read.day.month), month, day)


def _next_such_day(month: int, day: int, words: str, habits: _Habits) -> Dated:
    """A day without year is the next such day after the letter was written; without that, it is doubtful."""
    if habits.written is None:
        return replace(_no_year(words), text=words)
    found = date(habits.written.year, month, day)
    if found < habits.written:
        found = date(habits.written.year + 1, month, day)
    if (found - habits.written).days > 300:
        return Dated(Found.DOUBTFUL, text=words, why=f"“{words}” names no year and may be past")
    return Dated(Found.DAY, found, text=words)


def _no_year(words: str) -> Dated:
    return Dated(Found.DOUBTFUL, why=f"“{words.strip()}” names no year")


def _month(part: dict[str, str]) -> int:
    return int(part["m"]) if part.get("m") else _MONTHS[part["month"].lower()]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _near(day: date, habits: _Habits) -> bool:
    return habits.written is None or -30 <= (day - habits.written).days <= 400


def _last_of(year: int, month: int) -> date:
    return date.fromordinal(date(year + (month == 12), month % 12 + 1, 1).toordinal() - 1)
