"""Somebody answers by another's reply address: a letter of ours was passed on, or stolen (commands 6, trap 37)."""

from __future__ import annotations

from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.trust import sender_verified, token_fits
from liaisonbot.model.effects import Effect, Revoke, Send
from liaisonbot.model.mail import PostKind


def told_owner(facts: Facts) -> tuple[Effect, ...]:
    """A word to whom the address was given, once a day; and what they were given so far proves them no more, for
    whoever has it may write in their name the next time (mail-rules 3)."""
    letter, people = facts.letter, facts.office.people
    owner = people.person(facts.token_person) if facts.token_person else None
    if owner is None or letter.sender is None or letter.robot or facts.own or facts.twin is not None:
        return ()
    writer = people.person(letter.sender.address)
    if writer is not None and token_fits(facts, writer):
        return ()
    return (
        Revoke(owner.address),
        Send(
            template="address_used",
            kind=PostKind.NOTICE,
            to=(owner.address,),
            case=facts.case.number if facts.case else None,
            once=f"address used:{owner.address.lower()}:{facts.today.isoformat()}",
            context={"writer": letter.sender.address, "proven": sender_verified(facts), "subject": letter.subject},
        ),
    )
