"""Words about a case that is there already: kept with it, and shown to who holds it."""

from __future__ import annotations

from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.grammar import Reading
from liaisonbot.deciding.letters import coordinators, peer_name
from liaisonbot.deciding.obeying import cannot_read, text_like_commands
from liaisonbot.deciding.trust import Standing, sender_verified
from liaisonbot.deciding.verdict import Kind, Verdict
from liaisonbot.model.case import Case, Stage
from liaisonbot.model.effects import Actor, Belongs, Effect, Ignore, Note, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.reading.unreadable import Unreadable


def follow_up(case: Case, reading: Reading, who: Standing, facts: Facts) -> Verdict:
    """Text about a case: kept with it; a stranger's or a peer's words are shown to the holder."""
    writer = facts.letter.writer
    text = " ".join((facts.letter.new_text or facts.letter.text).split())[:500]
    actor = Actor(writer, "writer", who.proof if who.proven else "unproven")
    effects: list[Effect] = [Belongs(case.number), Note(case.number, "follow-up", text, actor)]
    if who.person and who.proven and (reading.like_commands or reading.missed or reading.hidden):
        effects.extend(text_like_commands(reading, who, facts))
    elif not (who.person and who.proven) or case.stage is Stage.CLOSED:
        effects.extend(told_holder(case, writer, facts, proven=sender_verified(facts)))
    return Verdict(Kind.FOLLOW_UP, f"belongs to {case.name}", tuple(effects))


def unread(why: Unreadable, who: Standing, facts: Facts) -> Verdict:
    """A letter of ours people without words that can be read: kept, and its writer hears what to do (E19). An empty
    answer to a question answers nothing, an invitation asks nothing of us."""
    kept: tuple[Effect, ...] = (Ignore(f"unreadable: {why}"),)
    if facts.case is not None:
        writer = facts.letter.writer
        actor = Actor(writer, "writer", who.proof if who.proven else "unproven")
        kept = (Belongs(facts.case.number), Note(facts.case.number, "follow-up", f"[{why}]", actor))
    asked = any(one.letter == facts.answers_letter for one in facts.asked)
    if why is Unreadable.INVITATION or not who.proven or (why is Unreadable.EMPTY and asked):
        return Verdict(Kind.FOLLOW_UP, f"unreadable: {why}", kept)
    return Verdict(Kind.FOLLOW_UP, f"unreadable: {why}", (*cannot_read(why, who, facts), *kept))


def told_holder(case: Case, writer: str, facts: Facts, *, proven: bool) -> list[Effect]:
    names = [case.holder, *([case.manager] if case.stage is Stage.CLOSED and case.manager else [])]
    people = dict.fromkeys(one for name in names if (one := facts.office.people.person(name)))
    sender = facts.letter.sender.address if facts.letter.sender else ""
    others = [one.address for one in people if sender.lower() not in {each.lower() for each in one.addresses}]
    readers = tuple(others) or (() if people else coordinators(facts.office))
    excerpt = (facts.letter.new_text or facts.letter.text).strip().splitlines()[:40]
    return [
        Send(
            template="followup",
            kind=PostKind.NOTICE,
            to=(reader,),
            case=case.number,
            reply_token=reader,
            once=f"followup:{facts.number}:{reader.lower()}",
            context={
                "writer": writer,
                "verified": proven,
                "excerpt": [line.rstrip() for line in excerpt],
                "peer_name": peer_name(case, facts.office),
                "closed": case.stage is Stage.CLOSED,
            },
        )
        for reader in readers
    ]
