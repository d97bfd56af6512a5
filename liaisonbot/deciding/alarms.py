"""What the operator is told: letters put aside, what is wrong in the ledger, a clock that cannot be believed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import coordinators
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import Arrival, PostKind

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


def left_in_mailbox(copy: Arrival, letter: int, sender: str, subject: str, office: Office) -> list[Send]:
    """A message stays in its IMAP folder: too large and recorded by its header as `letter`, or (0) never given by the
    server. Each is told once."""
    return [
        Send(
            template="left_in_mailbox",
            kind=PostKind.ALARM,
            to=(reader,),
            once=f"left:{copy.mailbox}:{copy.uidvalidity}:{copy.uid}:{reader.lower()}",
            context={
                "mailbox": copy.mailbox,
                "uid": copy.uid,
                "letter": letter,
                "sender": sender,
                "subject": subject,
            },
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


def clock_jumped(ahead: timedelta, now: datetime, office: Office) -> list[Send]:
    """The clock jumped `ahead`, and the letters of the days wait; told once a day (P7)."""
    return [
        Send(
            template="clock",
            kind=PostKind.ALARM,
            to=(reader,),
            once=f"clock:{now.date().isoformat()}:{reader.lower()}",
            context={
                "shown": f"{now:%Y-%m-%d %H:%M}",
                "expected": f"{now - ahead:%Y-%m-%d %H:%M}",
                "days": ahead.days,
            },
        )
        for reader in operators(office)
    ]
