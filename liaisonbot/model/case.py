"""A case: our follow-up of one statement. Its stages, the one table of legal moves, its names in mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from liaisonbot.model.statement import Purpose, Statement


class Stage(StrEnum):
    """Where a case stands. *Overdue* is computed from the deadline, never stored."""

    HELD = "held"  # a person must route or record it
    OPEN = "open"  # somebody holds it
    CLOSED = "closed"  # with an outcome


PROBLEM = "problem"
"""The form of what is no statement but a problem with the relationship itself (R63)."""


class Outcome(StrEnum):
    """Why a case is closed (process.md 5)."""

    ANSWERED = "answered"  # by statement or by plain mail (R38)
    NO_REPLY = "no-reply"  # a reason is recorded (R36)
    NOTED = "noted"  # for information, nothing is owed (R42)
    WITHDRAWN = "withdrawn"  # by the sender
    DUPLICATE = "duplicate"
    NOT_A_LIAISON = "not-a-liaison"


MOVES: frozenset[tuple[Stage | None, Stage]] = frozenset(
    {
        (None, Stage.HELD),
        (None, Stage.OPEN),
        (Stage.HELD, Stage.OPEN),
        (Stage.HELD, Stage.CLOSED),
        (Stage.OPEN, Stage.CLOSED),
        (Stage.OPEN, Stage.HELD),
        (Stage.CLOSED, Stage.OPEN),
    }
)
"""Every legal move between stages; a move that is not here is refused by the ledger."""


def legal(before: Stage | None, after: Stage, *, back: bool = False) -> bool:
    """True if a case may go from `before` (None: it does not exist yet) to `after`; staying is no move. `back`: a move
    is taken back, so that the way there was the legal one."""
    return before == after or (before, after) in MOVES or (back and (after, before) in MOVES)


@dataclass(frozen=True, slots=True)
class Case:
    """One case as the ledger holds it. Times are UTC, deadlines are days that end Anywhere on Earth.

    `groups` are the directory acronyms that it was routed to, `lead` the one that answers. `holder` and
    `manager` are mail addresses. `deadline` is ours, `statement.deadline` the one asked. `held_because` and
    `proposal` (acronyms, best first) belong to a question that still waits for a person.
    `copies` are groups (acronyms) and addresses that get it too, `links` what it is related to (`LS-7`, `answers LS-7`,
    a URL, a Message-ID), `duplicate_of` the older case that it was joined under.
    `letter` is the number of the letter that opened it, `message_id` that letter's id.
    """

    number: int
    stage: Stage
    statement: Statement
    letter: int
    message_id: str
    opened: datetime
    title: str
    peer: str | None
    purpose: Purpose
    groups: tuple[str, ...] = ()
    lead: str | None = None
    holder: str = ""
    manager: str | None = None
    deadline: date | None = None
    delay_because: str | None = None
    held_because: str | None = None
    proposal: tuple[str, ...] = ()
    outcome: Outcome | None = None
    closed: datetime | None = None
    closed_because: str | None = None
    acted: datetime | None = None
    verified: bool = False
    copies: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    duplicate_of: int | None = None
    version: int = 1

    @property
    def name(self) -> str:
        """How people call it: LS-12."""
        return f"LS-{self.number}"

    @property
    def due(self) -> date | None:
        """The day we work to: ours, else the one asked."""
        return self.deadline or self.statement.deadline

    @property
    def problem(self) -> bool:
        """Whether it is a problem with a relationship, and no statement."""
        return self.statement.form == PROBLEM

    @property
    def asks(self) -> bool:
        """Whether the statement wants an answer (R33, R42)."""
        return self.purpose in (Purpose.ACTION, Purpose.COMMENT)

    @property
    def day_inferred(self) -> bool:
        """Whether the day we work to follows from the letter's words only; a person should look at it."""
        seen = self.statement.evidence.get("deadline")
        return self.deadline is None and self.due is not None and seen is not None and seen.confidence != "stated"


@dataclass(frozen=True, slots=True)
class Acts:
    """What people did about one case. `anew`: when its day, holder or stage last changed, which plans its
    letters anew; `by`: when each address (lower case) last acted on it; `quiet`: until when whom is left in
    peace at their own wish; `taken`: somebody said "I am on it" (R45)."""

    anew: datetime | None = None
    by: Mapping[str, datetime] = field(default_factory=dict)
    quiet: Mapping[str, datetime] = field(default_factory=dict)
    taken: bool = False


_NAME = re.compile(r"(?i)(?<![A-Za-z0-9])LS[- ]?(\d{1,9})(?![A-Za-z0-9])")


def named_in(text: str) -> int | None:
    """The first case that `text` names in our own form (LS-12, LS 12, ls12), else None."""
    found = _NAME.search(text)
    return int(found.group(1)) if found else None


def overdue_days(case: Case, today: date) -> int:
    """How many days the case is past its day (0: not overdue, no date, or closed)."""
    if case.stage is Stage.CLOSED or case.due is None:
        return 0
    return max(0, (today - case.due).days)
