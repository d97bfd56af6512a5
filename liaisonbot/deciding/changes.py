"""Who else hears of a change: the people who watch a case, its peer or one of its groups (commands 9, People)."""

from __future__ import annotations

from collections.abc import Sequence

from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.letters import peer_name
from liaisonbot.deciding.routing import lineage
from liaisonbot.model.case import Case
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.people import Person


def told_watchers(before: Case, after: Case, said: Sequence[str], by: Person, facts: Facts) -> list[Send]:
    """A letter to each person who watches the case and did not do it; one a letter, however many lines it has."""
    office = facts.office
    told = {before.holder.lower(), after.holder.lower()} if before.holder != after.holder else set()
    return [
        Send(
            template="changed",
            kind=PostKind.NOTICE,
            to=(person.address,),
            case=after.number,
            reply_token=person.address,
            via=by.name,
            unsubscribe=True,
            once=f"changed:{after.number}:{facts.number}:{person.address.lower()}",
            context={
                "by": by.name,
                "said": list(said),
                "peer_name": peer_name(after, office),
                "watched": watched,
            },
        )
        for person in office.people.all
        if person != by and person.address.lower() not in told and (watched := watched_as(person, after, office))
    ]


def watched_as(person: Person, case: Case, office: Office) -> str:
    """The subscription by which a person hears of a case, or nothing."""
    names = [case.name, *(f"peer:{one}" for one in lineage(case.peer, office.directory))]
    names += [*(f"group:{one}" for one in case.groups), "all"]
    return next((name for name in names if name.lower() in {one.lower() for one in person.watches}), "")
