"""What the operator is told: letters put aside, what is wrong in the ledger, a clock that cannot be believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.letters import coordinators
from liaisonbot.model.effects import Effect, Remember, Send
from liaisonbot.model.mail import Arrival, PostKind

MOST_FINDINGS = 20
"""So many findings stand in one letter; the command that is named in it prints all."""

MOST_WORDS = 300
"""So many characters of an error stand in one letter; the log has the rest."""


def operators(office: Office) -> tuple[str, ...]:
    """Who sees to the machine: the owner, else the coordinators."""
    return (office.settings.owner,) if office.settings.owner else tuple(coordinators(office))


def to_operators(template: str, key: str, context: Mapping[str, object], office: Office) -> list[Send]:
    """An alarm to each of them; `key` is used up once for each reader."""
    return [
        Send(
            template=template,
            kind=PostKind.ALARM,
            to=(reader,),
            once=f"{key}:{reader.lower()}",
            context=context,
        )
        for reader in operators(office)
    ]


def parked(letter: int, times: int, sender: str, subject: str, reason: str, office: Office) -> list[Send]:
    """A letter was parked, for the `times`-th time; each time is told once."""
    context = {"letter": letter, "sender": sender, "subject": subject, "reason": reason}
    return to_operators("parked", f"parked:{letter}:{times}", context, office)


def left_in_mailbox(copy: Arrival, letter: int, sender: str, subject: str, office: Office) -> list[Send]:
    """A message stays in its IMAP folder: too large and recorded by its header as `letter`, or (0) never given by the
    server. Each is told once."""
    context = {"mailbox": copy.mailbox, "uid": copy.uid, "letter": letter, "sender": sender, "subject": subject}
    return to_operators("left_in_mailbox", f"left:{copy.mailbox}:{copy.uidvalidity}:{copy.uid}", context, office)


def id_reused(facts: Facts) -> list[Send]:
    """A letter in the name of one of our people has the Message-ID of another one; told once a day (mail-rules 6)."""
    if not facts.id_reused or facts.letter.sender is None:
        return []
    sender = facts.letter.sender.address
    context = {"sender": sender, "subject": facts.letter.subject, "number": facts.number}
    return to_operators("id_reused", f"id reused:{sender.lower()}:{facts.today.isoformat()}", context, facts.office)


def damage(findings: Sequence[str], today: date, office: Office) -> list[Send]:
    """The ledger was looked through and something in it is not as it must be; told once a day (P17)."""
    context = {"findings": tuple(findings[:MOST_FINDINGS]), "count": len(findings)}
    return to_operators("damage", f"damage:{today.isoformat()}", context, office)


def case_key(number: int, today: date) -> str:
    """What is used up when people heard that this case cannot be read."""
    return f"case damaged:{number}:{today.isoformat()}"


def cases_damaged(numbers: Sequence[int], today: date, office: Office) -> list[Effect]:
    """The rows of these cases cannot be read; told once a day for each, of several at once in one letter (P5, P17)."""
    keys = tuple(case_key(number, today) for number in numbers)
    context = {"cases": [f"LS-{number}" for number in numbers[:MOST_FINDINGS]], "count": len(numbers)}
    return [Remember(keys), *to_operators("case_damaged", keys[0], context, office)]


def unforeseen(what: str, problem: Exception, today: date, office: Office) -> list[Send]:
    """`what` the bot does by itself failed in a way that nobody foresaw; told once a day (P5)."""
    said = " ".join(f"{type(problem).__name__}: {problem}".split())[:MOST_WORDS]
    return to_operators("unforeseen", f"unforeseen:{today.isoformat()}", {"what": what, "problem": said}, office)


def clock_jumped(ahead: timedelta, now: datetime, office: Office) -> list[Send]:
    """The clock jumped `ahead`, and the letters of the days wait; told once a day (P7)."""
    context = {
        "shown": f"{now:%Y-%m-%d %H:%M}",
        "expected": f"{now - ahead:%Y-%m-%d %H:%M}",
        "days": ahead.days,
    }
    return to_operators("clock", f"clock:{now.date().isoformat()}", context, office)
