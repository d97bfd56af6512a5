"""The ladder: on which day around a deadline somebody gets which letter (R35, R36; mail-rules 9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Whom(StrEnum):
    """Whom a step of the ladder writes to. Each is resolved when the letter is written, never before."""

    HOLDER = "holder"
    SUPERVISOR = "supervisor"  # the area directors of a working group, the IETF chair of an area (R19)
    MANAGER = "manager"
    COORDINATORS = "coordinators"


class Nudge(StrEnum):
    """Which letter a step is, least pressing first. The value is the template's name."""

    REMINDER = "reminder"  # the day is near
    OVERDUE = "overdue"  # the day has passed
    ESCALATION = "escalation"  # somebody else let it pass
    PROBLEM = "problem_iab"  # a problem with a relationship that nobody has answered goes to the IAB (R63)
    HELD_WEEK = "held_week"  # nobody has decided where the statement belongs (R45); no step of the ladder


@dataclass(frozen=True, slots=True)
class Rung:
    """One row of the ladder: so many `days` from the deadline (before it: negative), whom, which letter."""

    days: int
    whom: Whom
    nudge: Nudge


LADDER = (
    *(Rung(days, Whom.HOLDER, Nudge.REMINDER) for days in (-14, -7, -3, -1, 0)),
    *(Rung(days, Whom.HOLDER, Nudge.OVERDUE) for days in (1, 3, 7, 14)),
    Rung(7, Whom.MANAGER, Nudge.ESCALATION),
    Rung(14, Whom.COORDINATORS, Nudge.ESCALATION),
)
"""The ladder where nothing else is configured."""


def rung(text: str) -> Rung:
    """The row that a line of the configuration says: `-14 holder reminder`. Raises ValueError in words."""
    words = text.split()
    if len(words) != 3:
        raise ValueError('must be a number of days, whom and which letter, such as "-14 holder reminder"')
    try:
        days = int(words[0])
    except ValueError:
        raise ValueError(f'must begin with a number of days, not "{words[0]}"') from None
    if not -365 <= days <= 365:
        raise ValueError("must lie within a year of the deadline")
    if words[1] not in set(Whom):
        raise ValueError(f"must name one of {', '.join(Whom)}")
    allowed = [Nudge.REMINDER] if days <= 0 else [Nudge.OVERDUE, Nudge.ESCALATION]
    if words[2] not in allowed:
        raise ValueError(f"{days} days must be: {' or '.join(allowed)}")
    return Rung(days, Whom(words[1]), Nudge(words[2]))
