"""Every date form that statements use (statements.md 4). A date that could be two days is none, and says so."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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

_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_ORDINAL = r"(?:st|nd|rd|th|\.)?"
_UNTIL = r"\s*(?:-|to|until|through|and)\s*"
_NOTHING = re.compile(r"(?i)^\W*(?:n\s*/\s*a|none|no|nil|not applicable|tbd|tba|asap|as soon as possible|open|-+)?\W*$")


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


def read_day(text: str, *, written: date | None = None, day_first: bool = False) -> Dated:
    """The first date in `text`. `written` is the day of the letter, for dates without a year; `day_first` is
    set for bodies that write dd/mm (ITU, 3GPP)."""
    plain = flat(text)
    if _NOTHING.match(plain):
        return Dated(Found.NONE, text=text.strip())
    found = all_days(plain, written=written, day_first=day_first)
    return found[0] if found else Dated(Found.UNREAD, text=text.strip())


def flat(text: str) -> str:
    """`text` with plain dashes and blanks, as the patterns want it."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", " ", re.sub(r"[\u2010-\u2015\u2212]", "-", text))


_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("range", r"\b(?P<a>(?:19|20)\d{2}-\d{2}-\d{2})" + _UNTIL + r"(?P<b>(?:19|20)\d{2}-\d{2}-\d{2})\b"),
        ("slash range", r"\b(?P<a>\d{1,2}/\d{1,2}/\d{4})" + _UNTIL + r"(?P<b>\d{1,2}/\d{1,2}/\d{4})\b"),
        ("iso month range", rf"\b{_YEAR}-{_MONTH}-{_DAY}-(?P<last>\d{{1,2}})\b"),
        ("two months", rf"\b{_DAY}\s+{_MONTH}(?:,?\s+(?P<year1>\d{{4}}))?{_UNTIL}(?P<day2>\d{{1,2}}){_ORDINAL}"
         rf"\s+{_MONTH.replace('month', 'month2')},?\s+{_YEAR}\b"),
        ("day range", rf"\b{_DAY}{_UNTIL}(?P<last>\d{{1,2}}){_ORDINAL}\s+(?:de )?{_MONTH}(?:,?\s+(?:de )?{_YEAR})?"),
        ("month range", rf"\b{_MONTH}\s+{_DAY}{_UNTIL}(?P<last>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR})?"),
        ("iso", r"\b(?P<year>(?:19|20)\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<day>\d{1,2})\b(?!-)"),
        ("named iso", rf"\b{_YEAR}-{_MONTH}-{_DAY}\b"),
        ("named", rf"\b{_DAY}[\s-]*(?:of |de |d')?{_MONTH}[\s,-]*(?:of |de |del )?{_YEAR}\b"),
        ("named", rf"\b{_MONTH}\s+{_DAY}\s*,?\s*{_YEAR}\b"),
        ("slashed", r"\b(?P<x>\d{1,2})[/.](?P<y>\d{1,2})[/.](?P<year>(?:19|20)\d{2})\b"),
        ("no year", rf"\b{_DAY}\s+(?:of |de )?{_MONTH}(?!\s*,?\s*\d)"),
        ("no year", rf"\b{_MONTH}\s+{_DAY}\b(?!\s*(?:,?\s*\d{{4}}|-))"),
        ("month", rf"\b(?:end of |mid[- ])?{_MONTH},?\s+(?:de |del )?{_YEAR}\b"),
        ("number month", r"\b(?P<m>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d{2})\b"),
        ("quarter", r"\b(?P<year>(?:19|20)\d{2})[- ]?Q(?P<quarter>[1-4])\b"),
        ("quarter", r"\bQ(?P<quarter2>[1-4])[ /-]?(?P<year2>(?:19|20)\d{2})\b"),
    )
)  # fmt: skip


def _read(kind: str, match: re.Match[str], written: date | None, day_first: bool) -> Dated | None:
    words = match.group().strip()
    try:
        return _read_form(kind, match, words, written, day_first)
    except (ValueError, OverflowError):
        return None


def _read_form(kind: str, match: re.Match[str], words: str, written: date | None, day_first: bool) -> Dated | None:
    part = match.groupdict()
    if kind == "range":
        return Dated(Found.RANGE, date.fromisoformat(part["a"]), date.fromisoformat(part["b"]), words)
    if kind == "slash range":
        opens, ends = _slashed(part["a"], day_first), _slashed(part["b"], day_first)
        return Dated(Found.RANGE, opens[0], ends[0], words) if len(opens) == len(ends) == 1 else None
    if kind == "two months":
        last = date(int(part["year"]), _MONTHS[part["month2"].lower()], int(part["day2"]))
        first = date(int(part["year1"] or part["year"]), _MONTHS[part["month"].lower()], int(part["day"]))
        return Dated(Found.RANGE, first, last, words)
    if kind in ("day range", "month range", "iso month range"):
        return _same_month(part, words, written)
    if kind == "slashed":
        days = _slashed(words.replace(".", "/"), day_first or "." in words)
        if len(days) > 1:
            both = " or ".join(day.isoformat() for day in days)
            return Dated(Found.DOUBTFUL, text=words, why=f"“{words}” may be {both}")
        return Dated(Found.DAY, days[0], text=words) if days else None
    if kind in ("month", "number month", "quarter"):
        return Dated(Found.MONTH, _month_end(part), text=words)
    month = int(part["m"]) if part.get("m") else _MONTHS[part["month"].lower()]
    if kind == "no year":
        return _without_year(int(part["day"]), month, words, written)
    return Dated(Found.DAY, date(int(part["year"]), month, int(part["day"])), text=words)


def _same_month(part: dict[str, str], words: str, written: date | None) -> Dated:
    month = _MONTHS[part["month"].lower()]
    year = int(part["year"]) if part.get("year") else (written.year if written else 0)
    if not year:
        return Dated(Found.DOUBTFUL, text=words, why=f"“{words}” names no year")
    return Dated(Found.RANGE, date(year, month, int(part["day"])), date(year, month, int(part["last"])), words)


def _without_year(day: int, month: int, words: str, written: date | None) -> Dated:
    """A day without year is the next such day after the letter was written; without that, it is doubtful."""
    if written is None:
        return Dated(Found.DOUBTFUL, text=words, why=f"“{words}” names no year")
    found = date(written.year, month, day)
    if found < written:
        found = date(written.year + 1, month, day)
    if (found - written).days > 300:
        return Dated(Found.DOUBTFUL, text=words, why=f"“{words}” names no year and may be past")
    return Dated(Found.DAY, found, text=words)


def _slashed(text: str, day_first: bool) -> list[date]:
    """The days that dd/mm/yyyy or mm/dd/yyyy may mean."""
    first, second, year = (int(part) for part in text.split("/"))
    orders = ((first, second),) if day_first else ((first, second), (second, first))
    days = []
    for day, month in orders:
        if 1 <= month <= 12 and 1 <= day <= 31:
            days.append(date(year, month, day))
    return list(dict.fromkeys(days))


def _month_end(part: dict[str, str]) -> date:
    year = int(part.get("year") or part.get("year2") or 0)
    if quarter := part.get("quarter") or part.get("quarter2"):
        month = int(quarter) * 3
    else:
        month = int(part["m"]) if part.get("m") else _MONTHS[part["month"].lower()]
    return date.fromordinal(date(year + (month == 12), month % 12 + 1, 1).toordinal() - 1)


def all_days(text: str, *, written: date | None = None, day_first: bool = False) -> list[Dated]:
    """Every date in `text` in order, overlapping readings once: for meeting lists."""
    plain = flat(text)
    found: list[tuple[int, Dated]] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in _FORMS:
        for match in pattern.finditer(plain):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if read := _read(kind, match, written, day_first):
                found.append((match.start(), read))
                taken.append(match.span())
    return [read for _, read in sorted(found, key=lambda pair: pair[0])]
