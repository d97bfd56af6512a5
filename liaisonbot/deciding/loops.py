"""Loops that no header gives away, and robots that write to each other: counted per case and per pair of addresses, so
that changing either does not help (mail-rules 8). Nothing but letters of ours stops; what came is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from liaisonbot.deciding.alarms import to_operators
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.trust import standing
from liaisonbot.model.case import Case
from liaisonbot.model.effects import Effect, Note, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.past import Came
from liaisonbot.reading.automatic import Robot

MOST_AUTOMATIC, AN_HOUR = 5, timedelta(hours=1)
"""So many automatic letters come about one case in an hour before those after them cause nothing any more."""

MOST_OF_A_PAIR, A_MOMENT = 5, timedelta(minutes=10)
"""So many letters of one address come about one case in ten minutes before it is answered no more."""

IN_TURN = 3
"""So many automatic letters in a row, of two senders by turns, are two machines that talk to each other."""

SIX_HOURS, A_DAY = timedelta(hours=6), timedelta(hours=24)

_ANSWERS = frozenset({PostKind.ANSWER, PostKind.RECEIPT})


def quietened(effects: tuple[Effect, ...], facts: Facts) -> tuple[Effect, ...]:
    """The same effects without the letters that would keep a loop going; the case's history says why, and the operator
    hears of machines that seem to answer each other, once a day."""
    found = _loop(facts)
    if found is None or facts.case is None:
        return effects
    why, tell = found
    stopped = _ANSWERS | {PostKind.NOTICE} if facts.letter.robot else _ANSWERS
    kept = tuple(one for one in effects if not (isinstance(one, Send) and one.kind in stopped))
    return (*kept, Note(facts.case.number, "kept quiet", why), *(_alarm(why, facts.case, facts) if tell else ()))


def _loop(facts: Facts) -> tuple[str, bool] | None:
    """Why this letter causes no letter of ours, and whether the operator hears of it; None for nearly all letters."""
    sender, now = facts.letter.sender, facts.moment
    if not facts.came or sender is None or facts.letter.robot is Robot.BOUNCE:
        return None
    automatic = facts.letter.robot is not None
    came = (*facts.came, Came(now, sender.key, automatic))
    if automatic:
        robots = [one for one in came if one.automatic]
        if _by_turns(robots, sender.key, now):
            return "two machines seem to answer each other", True
        if _too_many([one.at for one in robots], MOST_AUTOMATIC, AN_HOUR, now):
            return f"more than {MOST_AUTOMATIC} automatic letters about it within an hour", False
    elif _too_many([one.at for one in came if one.sender == sender.key], MOST_OF_A_PAIR, A_MOMENT, now):
        why = f"more than {MOST_OF_A_PAIR} letters of {sender.key} about it within ten minutes"
        return None if standing(facts).proven else (why, True)
    return None


def _too_many(moments: Sequence[datetime], most: int, within: timedelta, now: datetime) -> bool:
    """Whether more than `most` letters came `within` some time, and that is no more than six hours ago."""
    ends = zip(moments, moments[most:], strict=False)
    return any(last - first <= within and now - last < SIX_HOURS for first, last in ends)


def _by_turns(robots: Sequence[Came], sender: str, now: datetime) -> bool:
    """Whether two of the automatic writers, this one among them, wrote in turn within the last day."""
    threes = zip(robots, robots[1:], robots[IN_TURN - 1 :], strict=False)
    return any(
        one.sender == three.sender != two.sender and sender in (one.sender, two.sender) and now - three.at < A_DAY
        for one, two, three in threes
    )


def _alarm(why: str, case: Case, facts: Facts) -> list[Send]:
    context = {"name": case.name, "title": case.title, "writer": facts.letter.writer.lower(), "why": why}
    return to_operators("loop", f"loop:{case.number}:{facts.today.isoformat()}", context, facts.office)
