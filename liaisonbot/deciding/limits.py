"""The letters about letters that wait: to managers, to the operator, one summary for many (mail-rules 8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from liaisonbot.deciding.alarms import to_operators
from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import coordinators
from liaisonbot.model.effects import Effect, Send, TakeBack
from liaisonbot.model.mail import Held, PostKind

MOST_SUBJECTS = 30
_DONE = re.compile(r"\s+(?:>|[✓=?✗·⏳])\s")


def list_notices(held: Iterable[Send], office: Office, now: datetime) -> list[Send]:
    """A word to the manager of each case whose statement waits for a list, once an hour and list."""
    notices = []
    for send in held:
        if send.kind is not PostKind.ROUTING or send.hold is None:
            continue
        readers = tuple(one for one in send.reply_also if office.people.person(one)) or coordinators(office)
        notices += [
            Send(
                template="held_back",
                kind=PostKind.NOTICE,
                to=(reader,),
                case=send.case,
                reply_token=reader,
                once=f"held back:{send.to[0].lower()}:{now:%Y-%m-%d %H}:{reader.lower()}",
                context={"list": send.to[0], "reason": send.hold.reason, "until": f"{send.hold.until:%d %b %H:%M} UTC"},
            )
            for reader in readers
        ]
    return notices


def breaker_alarm(reason: str, waiting: int, office: Office, now: datetime, *, stopped: bool) -> list[Send]:
    """The alarm to the operator that the outbox (`stopped`), or the day's letters, are stopped."""
    context = {"reason": reason, "waiting": waiting, "stopped": stopped}
    return to_operators("breaker", f"breaker:{now:%Y-%m-%d %H:%M}", context, office)


def done_lines(text: str) -> list[str]:
    """The lines of a transcript that say what was sent and what came of it."""
    return [line.strip() for line in text.split("\n") if _DONE.match(line)]


def summaries(held: Sequence[Held], office: Office, words: Callable[[int], Sequence[str]]) -> list[Effect]:
    """One letter to each reader for all that waited, and these letters taken out of the outbox. `words` are what a
    transcript among them says, by its outbox number."""
    effects: list[Effect] = []
    for reader in dict.fromkeys(one.reader for one in held):
        mine = [one for one in held if one.reader == reader]
        person = office.people.person(reader)
        effects.append(TakeBack(tuple(one.posting for one in mine)))
        effects.append(
            Send(
                template="merged",
                kind=PostKind.NOTICE,
                to=(reader,),
                reply_token=reader if person else None,
                context={
                    "count": len(mine),
                    "reasons": list(dict.fromkeys(one.hold.reason for one in mine)),
                    "letters": [(one.subject, list(words(one.posting))) for one in mine[:MOST_SUBJECTS]],
                    "left_out": max(0, len(mine) - MOST_SUBJECTS),
                },
            )
        )
    return effects
