"""What a statement's day means for people: too near, over and the peer not told, and the ways out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from liaisonbot.deciding.commands import VERBS
from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import deciders, peer_name
from liaisonbot.model.case import Case, Stage
from liaisonbot.model.days import day_over, end_of_day, say_day
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import PostKind

_WAYS_OUT = {
    "delay": "delay to ‹date› because ‹reason›",
    "interim": "interim until ‹date› tell them",
    "no-reply": "no-reply because ‹reason› tell them",
}
"""The three ways out when an answer is late, or will be (R36, R37): each lets the peer hear of it."""


def ways_out() -> list[str]:
    """The sample lines that a letter prints; one that we would not understand is never printed."""
    return [line for verb, line in _WAYS_OUT.items() if verb in VERBS]


def short_notice(case: Case, office: Office, today: date) -> list[Send]:
    """Tells who decides about a case that its peer leaves less time than the configured days (R37), so that the
    peer can be asked for a later date while there is time. Nothing where enough was left, or nothing is asked."""
    asked = case.statement.deadline
    if asked is None or not case.asks or not too_near(case, office, today):
        return []
    return [
        Send(
            template="short_notice",
            kind=PostKind.NOTICE,
            to=(reader,),
            case=case.number,
            reply_token=reader if person else None,
            once=f"short:{case.number}:{reader.lower()}",
            context={
                "peer_name": peer_name(case, office),
                "due": say_day(asked, person.zone if person else office.settings.zone),
                "days": (asked - today).days,
                "lead_days": office.settings.lead_days,
                "inferred": case.day_inferred,
                "ask": ways_out(),
            },
        )
        for reader in deciders(case, office)
        for person in (office.people.person(reader),)
    ]


def too_near(case: Case, office: Office, today: date) -> bool:
    """Whether the day that the peer asked for leaves less time than people should have."""
    asked = case.statement.deadline
    return asked is not None and (asked - today).days < office.settings.lead_days


def late(cases: Iterable[Case], now: datetime) -> list[Case]:
    """The open cases of which a day is over Anywhere on Earth: ours, or the one that the peer asked for."""
    return [
        case
        for case in cases
        if case.stage is Stage.OPEN
        for day in [min((one for one in (case.due, case.statement.deadline) if one), default=None)]
        if day is not None and day_over(day, now)
    ]


def unheard(case: Case, now: datetime, told: Mapping[int, datetime]) -> bool:
    """Whether an answer is late and the peer has not been told so: it asked for action, the day that it waits for is
    over, and nothing about it has gone to the peer since (R36)."""
    if case.stage is not Stage.OPEN or not case.asks:
        return False
    heard = told.get(case.number)
    waits_for = _asked_or_ours(case) if heard is None else case.due
    return waits_for is not None and day_over(waits_for, now) and (heard is None or heard <= end_of_day(waits_for))


def _asked_or_ours(case: Case) -> date | None:
    """The day by which a peer that has heard nothing expects its answer; a day of ours that it was not told is none."""
    return case.statement.deadline or case.due
