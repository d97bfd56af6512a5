"""Names valid for a time, and who took over the work of a body that closed (directory.md 3.3)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Relation(StrEnum):
    """What became of a body."""

    RENAMED = "renamed"
    MERGED = "merged"  # with others into the new one
    SPLIT = "split"  # over several; the new one has a part of the work
    SCOPE_MOVED = "scope-moved"  # closed; the new one is likeliest to know


@dataclass(frozen=True, slots=True)
class DatedName:
    """A spelling that meant `group` (an acronym of ours or a peer's) from `valid_from` to `valid_to`, both
    included; None is open. `kind` is acronym, full, alias or misspelling, `source` says how we know."""

    name: str
    kind: str
    group: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""

    def valid(self, day: date) -> bool:
        """Whether the name was in use on `day`."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Successor:
    """`new` has the work of `old` since `since` (None: not known). `confirmed`: a person has checked that all
    of the work went there, so that letters may follow by themselves; `source` says where."""

    old: str
    new: str
    since: date | None = None
    relation: Relation = Relation.SCOPE_MOVED
    confirmed: bool = False
    source: str = ""

    @property
    def certain(self) -> bool:
        """Whether a letter to the old body may go to the new one without asking."""
        return self.confirmed and self.relation in (Relation.RENAMED, Relation.MERGED)


def first_day(text: str) -> date | None:
    """ "2014", "2014-10" or "2014-10-05" as its first day, "" as None. Raises ValueError for anything else."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1) if text else None


def last_day(text: str) -> date | None:
    """Like `first_day`, as the last day of the year or month."""
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1]) if text else None


def _parts(text: str) -> tuple[int, int, int]:
    numbers = [int(part) for part in text.split("-")] if text else []
    if len(numbers) > 3:
        raise ValueError(f"“{text}” is no year, month or day")
    year, month, day = (*numbers, 0, 0, 0)[:3]
    return year or 1, month, day


def meant_on(day: date, spelt: Iterable[tuple[str, DatedName]], known: Mapping[str, str]) -> dict[str, str]:
    """What dated spellings mean on `day`: the name that was in use then; where none was, what `known` says
    without dates, else the one body that ever had it. A spelling that stays open between two is left out."""
    by_spelling: dict[str, list[DatedName]] = {}
    for spelling, name in spelt:
        by_spelling.setdefault(spelling, []).append(name)
    meant: dict[str, str] = {}
    for spelling, names in by_spelling.items():
        current = {one.group for one in names if one.valid(day)}
        groups = current or ({known[spelling]} if spelling in known else {one.group for one in names})
        if len(groups) == 1:
            meant[spelling] = groups.pop()
    return meant


def heirs(acronym: str, rows: Mapping[str, tuple[Successor, ...]]) -> tuple[Successor, ...]:
    """The successor rows that lead from a body to a later one, step by step, as long as each step is the only
    one and certain; empty if the first step already needs a person, or the rows go in a circle."""
    path: list[Successor] = []
    seen = {acronym}
    while len(found := rows.get(acronym, ())) == 1 and found[0].certain:
        path.append(found[0])
        acronym = found[0].new
        if acronym in seen:
            return ()
        seen.add(acronym)
    return tuple(path)
