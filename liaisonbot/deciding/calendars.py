"""Whose calendar holds which cases; the command that asks for it (mail-rules 9)."""

from __future__ import annotations

from collections.abc import Iterable

from liaisonbot.deciding.commands import Call, Result, command
from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.letters import peer_name
from liaisonbot.model.case import Case, Stage
from liaisonbot.model.effects import Entry, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.people import Person


def entries(person: Person, cases: Iterable[Case], office: Office) -> tuple[Entry, ...]:
    """The open cases with a day that a person holds or manages; all of them for a coordinator."""
    mine = {address.lower() for address in person.addresses}
    return tuple(
        Entry(case, peer_name(case, office))
        for case in cases
        if case.stage is Stage.OPEN and case.due is not None
        if person.coordinator or mine & {case.holder.lower(), (case.manager or "").lower()}
    )


@command("calendar", "calendar", aliases=("ics",), asks=True, needs_case=False)
def calendar(call: Call) -> Result:
    """The days of your open cases as a calendar file, in a letter of its own."""
    found = entries(call.person, call.facts.cases, call.office)
    numbers = tuple(one.case.number for one in found)
    gone = tuple(
        Entry(case, peer_name(case, call.office), gone=True)
        for case in call.facts.calendar
        if case.number not in numbers
    )
    send = Send(
        template="calendar",
        kind=PostKind.ANSWER,
        to=(call.person.address,),
        reply_token=call.person.address,
        answers=call.facts.letter.message_id,
        calendar=(*found, *gone),
        rows=numbers,
        context={"reader": call.person.name, "count": len(found), "gone": len(gone)},
    )
    return Result(" ", ("your calendar comes in a letter of its own",), effects=(send,))
