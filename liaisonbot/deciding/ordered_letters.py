"""The letters that a person's command causes: to the peer's contact after the grace time, to people on our side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from liaisonbot.deciding.commands import Call
from liaisonbot.deciding.letters import day_text, group_name, peer_name
from liaisonbot.deciding.routing import GroupMail
from liaisonbot.model.case import Case
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.people import Person


def contact_of(case: Case) -> str | None:
    """Where the peer hears from us: its reply address, a contact in the letter, or the mail's sender."""
    statement = case.statement
    contacts = [box.address for box in statement.from_contacts if box.address]
    return statement.reply_to or (contacts[0] if contacts else statement.received_from)


def to_peer(template: str, case: Case, call: Call, context: Mapping[str, object]) -> list[Send]:
    """A letter to the peer's contact that a person ordered, after the grace time; none if there is no contact."""
    contact = contact_of(case)
    return after_grace([_to_contact(template, case, contact, call, context)], call) if contact else []


def after_grace(sends: list[Send], call: Call) -> list[Send]:
    """Letters that leave the house wait for the grace time."""
    return [replace(send, not_before=call.departs) for send in sends]


def redirection(after: Case, contact: str, before: Case, call: Call) -> Send:
    """The word to the peer's contact about where its statement went."""
    groups = [group_name(group, call.office) for group in after.groups]
    written = [one.text for one in before.statement.to]
    return _to_contact("redirected", after, contact, call, {"groups": groups, "was": written})


def _to_contact(template: str, case: Case, contact: str, call: Call, context: Mapping[str, object]) -> Send:
    return Send(
        template=template,
        kind=PostKind.PEER,
        to=(contact,),
        cc=(call.office.settings.coordinators,),
        case=case.number,
        answers=case.message_id,
        via=call.person.name,
        reply_also=(case.manager,) if case.manager else (),
        context={"because": call.because, "reader": contact, **context},
    )


def assignment(case: Case, who: Person, call: Call) -> Send:
    """The word to the new holder, with the statement."""
    due = day_text(case.due, who.zone)
    context: dict[str, object] = {"role": "holder", "because": call.because, "due": due, "excerpt": []}
    return replace(_to_person("assigned", case, who, call, context), attach_original=True)


def word_to(case: Case, who: Person, what: str, call: Call) -> Send:
    """A word to a person on our side about what somebody else did."""
    return _to_person("changed", case, who, call, {"said": [what], "watched": ""})


def _to_person(template: str, case: Case, who: Person, call: Call, context: Mapping[str, object]) -> Send:
    return Send(
        template=template,
        kind=PostKind.NOTICE,
        to=(who.address,),
        case=case.number,
        reply_token=who.address,
        via=call.person.name,
        context={"by": call.person.name, "peer_name": peer_name(case, call.office), **context},
    )


def moved_away(after: Case, gone: Sequence[GroupMail], told: Sequence[str], call: Call) -> list[Send]:
    """A word to the groups that had the statement and have nothing to do with it any more, on the ways it came to them;
    none to who gets it anew."""
    seen = {address.lower() for address in told}
    return [
        Send(
            template="moved_away",
            kind=PostKind.ROUTING,
            to=(address,),
            case=after.number,
            answers=after.message_id,
            via=call.person.name,
            reply_also=(after.manager,) if after.manager else (),
            context={
                "group_name": group_name(mail.group, call.office),
                "groups": [group_name(group, call.office) for group in after.groups],
                "because": call.because,
                "peer_name": peer_name(after, call.office),
            },
        )
        for mail in gone
        for address in mail.to
        if address.lower() not in seen
    ]
