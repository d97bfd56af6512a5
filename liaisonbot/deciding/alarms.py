"""What the operator is told: letters that were put aside, and what was found wrong in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import coordinators
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import PostKind

MOST_FINDINGS = 20
"""So many findings stand in one letter; the command that is named in it prints all."""


def operators(office: Office) -> tuple[str, ...]:
    """Who sees to the machine: the owner, else the coordinators."""
    return (office.settings.owner,) if office.settings.owner else tuple(coordinators(office))


def parked(letter: int, times: int, sender: str, subject: str, reason: str, office: Office) -> list[Send]:
    """A letter was parked, for the `times`-th time; each time is told once."""
    return [
        Send(
            template="parked",
            kind=PostKind.ALARM,
            to=(reader,),
            once=f"parked:{letter}:{times}:{reader.lower()}",
            context={"letter": letter, "sender": sender, "subject": subject, "reason": reason},
        )
        for reader in operators(office)
    ]


def damage(findings: Sequence[str], today: date, office: Office) -> list[Send]:
    """The ledger was looked through and something in it is not as it must be; told once a day (P17)."""
    return [
        Send(
            template="damage",
            kind=PostKind.ALARM,
            to=(reader,),
            once=f"damage:{today.isoformat()}:{reader.lower()}",
            context={"findings": tuple(findings[:MOST_FINDINGS]), "count": len(findings)},
        )
        for reader in operators(office)
    ]
