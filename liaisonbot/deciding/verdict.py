"""What is decided about a letter: what it is to us, what follows, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from liaisonbot.deciding.routing import Route
from liaisonbot.model.effects import Effect
from liaisonbot.model.statement import Statement


class Kind(StrEnum):
    """What a letter is to us."""

    STATEMENT = "statement"
    COMMAND = "command"
    ANSWER = "answer"  # one of ours writes to the peer about a case
    FOLLOW_UP = "follow-up"  # something said about a case, or in a thread
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"  # out of office, receipts, our own letters
    ANNOUNCEMENT = "announcement"  # the tracker's; linked, never recorded as new
    PROBLEM = "problem"  # with a relationship; a case of its own kind
    OPERATOR = "operator"  # for the person who runs the bot
    UNCLEAR = "unclear"  # a person must say what it is


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from a letter, and the name of the rule that said so. `route` only for statements."""

    kind: Kind
    rule: str
    effects: tuple[Effect, ...]
    route: Route | None = None
    statement: Statement | None = None
