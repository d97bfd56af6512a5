"""What a statement's day means for people: too near, only inferred, and the ways out when it cannot be kept."""

from __future__ import annotations

from datetime import date

from liaisonbot.deciding.commands import VERBS
from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import deciders, peer_name
from liaisonbot.model.case import Case
from liaisonbot.model.days import say_day
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
