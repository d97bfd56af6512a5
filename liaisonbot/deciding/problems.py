"""Problems with a relationship and concerns about a peer's work: the manager first, then the IAB (R63).

A problem is a held case of its own kind. It is no statement: it goes to no group and is no part of the public record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from liaisonbot.deciding.answering import may_answer
from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.letters import deciders, excerpt_of, peer_name
from liaisonbot.deciding.routing import manager_of
from liaisonbot.deciding.trust import sender_verified
from liaisonbot.model.case import PROBLEM, Case, Stage
from liaisonbot.model.effects import Actor, Effect, Note, OpenCase, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.our_addresses import problem_tag
from liaisonbot.model.statement import Purpose, Statement

ESCALATED = "escalated to the IAB"
"""The note that a problem is with the IAB; it is told once."""

_WAITS = "It is a problem with the relationship; its manager sees to it first, then the IAB."


def peer_meant(facts: Facts) -> str | None:
    """Which peer a letter to the address for problems is about: the one that the address names, that of the case which
    the letter answers, or that of the sender; None if nothing tells."""
    directory, settings, letter = facts.office.directory, facts.office.settings, facts.letter
    envelope = [one.recipient for one in facts.arrivals if one.recipient]
    for address in (*envelope, *(box.address for box in (*letter.to, *letter.cc))):
        if tag := problem_tag(address, settings):
            found = directory.peer(tag)
            return found.acronym if found else directory.peer_named(tag)
    if facts.case is not None:
        return facts.case.peer
    return directory.peer_of_address(letter.sender.address) if letter.sender else None


def opened(
    facts: Facts, peer: str | None, title: str, words: Sequence[str], actor: Actor, *, about: Case | None = None
) -> tuple[Effect, ...]:
    """A problem becomes a case: with the peer's manager, else the coordinators; the coordinators see it in any case
    (R65), and its writer hears who has it. `words` are the writer's, `about` is the case that it came up in."""
    office, sender = facts.office, facts.letter.sender
    manager = manager_of(peer, office, facts.today)
    known = office.directory.peer(peer or "")
    case = Case(
        number=facts.next_case,
        stage=Stage.HELD,
        statement=Statement(
            form=PROBLEM,
            title=title,
            from_body=peer,
            from_text=known.name if known else None,
            received_from=sender.address if sender else None,
            purpose=Purpose.ACTION,
        ),
        letter=facts.number,
        message_id=facts.letter.message_id,
        opened=facts.received,
        title=title,
        peer=peer,
        purpose=Purpose.ACTION,
        holder=manager.address if manager else office.settings.coordinators,
        manager=manager.address if manager else None,
        held_because=_WAITS,
        verified=sender_verified(facts),
        links=(about.name,) if about else (),
    )
    told = deciders(case, office)
    copied = () if office.settings.coordinators in told else (office.settings.coordinators,)
    writer = facts.letter.writer
    letters = [_problem(case, reader, writer, words, office, copy=reader in copied) for reader in (*told, *copied)]
    return (OpenCase(case, actor, _WAITS), *letters, *_received(case, facts))


def to_iab(case: Case, because: str, actor: Actor, office: Office) -> tuple[Effect, ...]:
    """A problem goes to the IAB, once, whoever brings it there: with its manager and the coordinators in copy."""
    context = {"because": because, "peer_name": peer_name(case, office), "days": office.settings.problem_days}
    sent = _iab("problem_iab", case, context, office, once=f"problem:{case.number}")
    return (Note(case.number, ESCALATED, because, actor), *sent)


def concern(
    case: Case | None, peer: str, words: str, by: str, copied: tuple[str, ...], facts: Facts
) -> tuple[Effect, ...]:
    """A word to the IAB about overlap or a technical error in a peer's work (R63; an update, nothing waits for it).
    `copied` are the managers, without whom a representative never writes."""
    office = facts.office
    known = office.directory.peer(peer)
    context = {"words": [words], "by": by, "peer_name": known.name if known else peer}
    once = f"concern:{facts.number}:{peer}"
    return tuple(_iab("concern", case, context, office, once=once, copied=copied))


def _problem(case: Case, reader: str, writer: str, words: Sequence[str], office: Office, *, copy: bool) -> Send:
    return Send(
        template="problem",
        kind=PostKind.QUESTION,
        to=(reader,),
        case=case.number,
        answers=case.message_id,
        attach_original=not copy,
        reply_token=reader if office.people.person(reader) else None,
        once=f"problem opened:{case.number}:{reader.lower()}",
        context={
            "writer": writer,
            "verified": case.verified,
            "peer_name": _peer(case, office),
            "excerpt": list(words),
            "days": office.settings.problem_days,
            "copy": copy,
            "manager": case.manager or "",
        },
    )


def _received(case: Case, facts: Facts) -> tuple[Effect, ...]:
    """A word to the writer, under the same rules as a receipt (P8)."""
    sender, office = facts.letter.sender, facts.office
    if sender is None or may_answer(facts, PostKind.RECEIPT):
        return ()
    manager = office.people.person(case.manager) if case.manager else None
    return (
        Send(
            template="problem_received",
            kind=PostKind.RECEIPT,
            to=(sender.address,),
            case=case.number,
            answers=facts.letter.message_id,
            null_sender=not case.verified,
            context={
                "peer_name": _peer(case, office),
                "manager_name": manager.name if manager else "",
                "days": office.settings.problem_days,
            },
        ),
    )


def _iab(
    template: str,
    case: Case | None,
    context: Mapping[str, object],
    office: Office,
    *,
    once: str,
    copied: tuple[str, ...] = (),
) -> list[Send]:
    """A letter to the IAB by its mailboxes of today; each address has it once."""
    iab = office.directory.recipients("iab")
    if iab is None:
        return []
    manager = (case.manager,) if case and case.manager else ()
    copies = dict.fromkeys((*iab.to[1:], *iab.cc, *manager, *copied, office.settings.coordinators))
    return [
        Send(
            template=template,
            kind=PostKind.ROUTING,
            to=iab.to[:1],
            cc=tuple(one for one in copies if one not in iab.to[:1]),
            case=case.number if case else None,
            answers=case.message_id if case else None,
            attach_original=case is not None,
            once=once,
            context=context,
        )
    ]


def _peer(case: Case, office: Office) -> str:
    return peer_name(case, office) if case.peer else ""


def words_of(facts: Facts) -> tuple[str, ...]:
    """The writer's own words, for the letters."""
    return excerpt_of(facts.letter)
