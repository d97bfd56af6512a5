"""Days as people read them: a calendar day that ends Anywhere on Earth, and its exact instant (commands 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

ANYWHERE = timedelta(hours=12)
"""A day is over everywhere when it is over at UTC-12."""


@dataclass(frozen=True, slots=True)
class DayText:
    """One day in words. `short`: "Fri 13 Nov 2026"; `full`: the day, AoE, UTC and the reader's own zone."""

    day: date
    short: str
    full: str


def end_of_day(day: date) -> datetime:
    """The last second of `day` Anywhere on Earth, in UTC."""
    return datetime.combine(day, time(23, 59, 59), UTC) + ANYWHERE


def day_over(day: date, now: datetime) -> bool:
    """True once `day` has ended Anywhere on Earth."""
    return now > end_of_day(day)


def aoe_date(now: datetime) -> date:
    """The day that it is Anywhere on Earth: the latest calendar day that is not over everywhere."""
    return (now.astimezone(UTC) - ANYWHERE).date()


@lru_cache(1024)  # letters of one morning speak of few days
def say_day(day: date, zone: str = "UTC") -> DayText:
    """`day` as three facts: calendar day, end of day AoE, exact UTC; for another zone, that clock too."""
    end = end_of_day(day)
    words = f"{short_day(day)}, end of day AoE (= {end:%a} {end.day} {end:%b} {end:%H:%M:%S} UTC"
    if zone != "UTC":
        local = end.astimezone(ZoneInfo(zone))
        words += f"; {local:%a} {local:%H:%M} in your zone"
    return DayText(day, short_day(day), words + ")")


@lru_cache(1024)
def short_day(day: date) -> str:
    """`Fri 13 Nov 2026`, without a leading zero."""
    return f"{day:%a} {day.day} {day:%b} {day:%Y}"


def morning(day: date, hour: int, zone: tzinfo) -> datetime:
    """`hour` o'clock of `day` in `zone`, as UTC. Mornings are free of daylight-saving gaps."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def working_day(day: date, *, back: bool) -> date:
    """`day` itself on a weekday; a weekend moves to the Friday before (`back`) or the Monday after."""
    weekday = day.weekday()
    if weekday < 5:
        return day
    return day - timedelta(days=weekday - 4) if back else day + timedelta(days=7 - weekday)
