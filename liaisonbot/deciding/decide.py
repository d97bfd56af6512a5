"""The question that a letter asks: what follows from it? Facts in, effects out (house.md 2)."""

from __future__ import annotations

from dataclasses import replace

from liaisonbot.deciding import calendars, problems, verbs  # importing them fills the registry
from liaisonbot.deciding.alarms import id_reused, to_operators
from liaisonbot.deciding.answers import announced, answer_of
from liaisonbot.deciding.automatic_mail import automatic, back_again
from liaisonbot.deciding.command_zone import FOR_STRANGERS, desks, is_anyway, is_preview, reading_of, to_bot
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.follow_ups import follow_up, unread
from liaisonbot.deciding.grammar import Reading
from liaisonbot.deciding.lent_address import told_owner
from liaisonbot.deciding.letters import excerpt_of
from liaisonbot.deciding.look_alikes import warned
from liaisonbot.deciding.loops import quietened
from liaisonbot.deciding.new_statement import new_statement, unclear
from liaisonbot.deciding.obeying import obey, text_like_commands
from liaisonbot.deciding.passed_on import passed_on
from liaisonbot.deciding.trust import Standing, sender_verified, standing, standing_of_contact
from liaisonbot.deciding.verdict import Kind, Verdict
from liaisonbot.model.effects import Actor, Belongs, Effect, Ignore, Note, Twin
from liaisonbot.model.mail import MOST_HOPS
from liaisonbot.model.our_addresses import Desk
from liaisonbot.model.people import Person
from liaisonbot.reading.letter import Robot
from liaisonbot.reading.spoken_for import peer_spoken_for, says_it_is_one, speaks_of_a_draft
from liaisonbot.reading.unreadable import Unreadable, unreadable

__all__ = ["calendars", "on_letter", "verbs"]


def on_letter(facts: Facts) -> Verdict:
    """Decides on one letter. Pure: the same facts give the same effects. The order is mail-rules 5."""
    verdict = _decided(facts)
    others = (*back_again(facts), *warned(facts), *told_owner(facts), *id_reused(facts))
    effects = (*quietened(verdict.effects, facts), *others)
    return replace(verdict, effects=effects) if effects != verdict.effects else verdict


def _decided(facts: Facts) -> Verdict:
    letter = facts.letter
    if facts.own or letter.robot is Robot.OWN:
        return _own_letter(facts)
    if letter.hop is not None and letter.hop + 1 >= MOST_HOPS:
        return _ignored(Kind.AUTOMATIC, "a loop: bots answer each other's answers", facts)
    if facts.twin is not None:
        return Verdict(_kind_of_twin(facts), f"another copy of letter {facts.twin}", (Twin(facts.twin),))
    if letter.announcement is not None:
        if found := announced(facts):
            return Verdict(Kind.ANNOUNCEMENT, f"the tracker's announcement about {found[0].name}", found[1])
        return _ignored(Kind.ANNOUNCEMENT, f"the tracker's announcement of its statement {_as_tracked(facts)}", facts)
    if letter.robot:
        rule, effects = automatic(facts)
        return Verdict(Kind.BOUNCE if letter.robot is Robot.BOUNCE else Kind.AUTOMATIC, rule, effects)
    to = desks(facts)
    if to and to <= {Desk.OPERATOR, Desk.NOBODY}:
        return _to_operator(facts)
    who = standing(facts)
    reading = reading_of(facts)
    if Desk.PROBLEM in to and facts.case is None and not any(line.marked for line in reading.commands):
        return _problem(facts, who)
    if (statement := passed_on(reading, who, facts)) is not None:
        return new_statement(statement, facts)
    if _commanded(reading, who, facts):
        return _commands(reading, who, facts)
    hindered = None if reading.missed else unreadable(letter)
    if hindered is Unreadable.INVITATION:
        return unread(hindered, who, facts)
    if found := answer_of(facts, who):
        return Verdict(Kind.ANSWER, f"one of ours answers {found[0].name}", found[1])
    if letter.statement is not None:
        return new_statement(letter.statement, facts)
    if hindered and who.person:
        return unread(hindered, who, facts)
    if facts.case is not None:
        return follow_up(facts.case, reading, who, facts)
    if who.person and who.proven and (_only_like_commands(reading) or reading.missed or reading.hidden):
        return Verdict(Kind.COMMAND, "lines that are nearly commands", _nearly(reading, who, facts))
    if _in_a_thread(facts) or (letter.via_list and not _may_be_a_statement(facts)):
        return _ignored(Kind.FOLLOW_UP, "discussion that belongs to no case of ours", facts)
    return unclear(facts)


def _as_tracked(facts: Facts) -> str:
    """The number of the statement that the tracker announces, with its title and groups where it was imported."""
    one = next((one for one in facts.tracked if one.number == facts.letter.announcement), None)
    if one is None:
        return str(facts.letter.announcement)
    return f"{one.number}, “{one.title}”, from {', '.join(one.from_groups)} to {', '.join(one.to_groups)}"


def _ignored(kind: Kind, why: str, facts: Facts) -> Verdict:
    belongs: tuple[Effect, ...] = (Belongs(facts.case.number),) if facts.case else ()
    return Verdict(kind, why, (*belongs, Ignore(why)))


def _own_letter(facts: Facts) -> Verdict:
    """A letter of ours came back: through a list it was delivered, which the case's history keeps."""
    why, via = "a letter of ours came back", facts.letter.via_list
    if via is None or facts.case is None:
        return _ignored(Kind.AUTOMATIC, why, facts)
    where = next(iter(facts.letter.headers.get("archived-at", ())), "")
    delivered = Note(facts.case.number, "delivered to a list", f"{via} {where}".strip())
    return Verdict(Kind.AUTOMATIC, why, (Belongs(facts.case.number), delivered, Ignore(why)))


def _kind_of_twin(facts: Facts) -> Kind:
    return Kind.STATEMENT if facts.letter.statement else Kind.FOLLOW_UP


def _in_a_thread(facts: Facts) -> bool:
    letter = facts.letter
    return bool(letter.in_reply_to or letter.references) and letter.subject.lower().startswith(("re:", "aw:", "sv:"))


def _may_be_a_statement(facts: Facts) -> bool:
    """Whether a letter to a list is asked about rather than passed over: it came to us by name, from outside, opens no
    draft of ours, and speaks of a liaison or in a peer's name (R1: never lost)."""
    letter, directory = facts.letter, facts.office.directory
    if not to_bot(facts) or standing(facts).person or speaks_of_a_draft(letter):
        return False
    from_peer = letter.sender is not None and directory.peer_of_address(letter.sender.address) is not None
    return from_peer or says_it_is_one(letter) or peer_spoken_for(letter, directory) is not None


def _commanded(reading: Reading, who: Standing, facts: Facts) -> bool:
    """Commands are meant if a known person wrote them, or if a letter about a case holds nothing else.

    A peer's form may open with `Note:` or `Deadline:`; it is a statement, whatever its first line says."""
    if not (reading.commands or reading.versions):
        return False
    if who.person is not None:
        named = not reading.unread and any(line.case for line in reading.commands)  # `LS-12 attach`, and its file
        return facts.letter.statement is None or facts.case is not None or not facts.letter.parts or named
    if facts.letter.statement is not None:
        return False
    asks_only = not reading.unread and all(line.verb in FOR_STRANGERS for line in reading.commands)
    return asks_only or facts.case is not None or _in_a_thread(facts)


def _commands(reading: Reading, who: Standing, facts: Facts) -> Verdict:
    belongs: tuple[Effect, ...] = (Belongs(facts.case.number),) if facts.case else ()
    who = who if who.person else standing_of_contact(facts) or _stranger(reading, facts) or who
    if who.person is None:
        return Verdict(Kind.COMMAND, f"commands without standing: {who.proof}", (*belongs, Ignore(who.proof)))
    obeyed = obey(reading, who, facts, preview=is_preview(facts), anyway=is_anyway(facts))
    ends: tuple[Effect, ...] = () if who.proven else (Ignore(obeyed.rule),)
    return Verdict(Kind.COMMAND, obeyed.rule, (*belongs, *obeyed.effects, *ends))


def _stranger(reading: Reading, facts: Facts) -> Standing | None:
    """Anybody whose domain stands behind the From may ask what is public; nobody else gets a letter (mail-rules 7)."""
    sender = facts.letter.sender
    if sender is None or not sender_verified(facts):
        return None
    if not all(line.verb in FOR_STRANGERS for line in reading.commands):
        return None
    return Standing(Person(sender.name or sender.address, (sender.address,)), 0, "your domain's signature")


def _problem(facts: Facts, who: Standing) -> Verdict:
    """A letter to the address for problems: whoever has one with a relationship goes to its manager first (R63)."""
    writer = facts.letter.writer
    actor = Actor(writer, "writer", who.proof if who.proven else "unproven")
    title = facts.letter.subject or "(no subject)"
    effects = problems.opened(facts, problems.peer_meant(facts), title, problems.words_of(facts), actor)
    return Verdict(Kind.PROBLEM, "a problem with a relationship", effects)


def _to_operator(facts: Facts) -> Verdict:
    """A letter to owner@, postmaster@ or abuse@: a person reads it, and it never steers anything (RFC 2142)."""
    sender = facts.letter.writer
    context = {
        "sender": sender,
        "subject": facts.letter.subject,
        "letter": facts.number,
        "excerpt": list(excerpt_of(facts.letter)),
    }
    key = f"to operator:{sender.lower()}:{facts.today.isoformat()}"
    sends = to_operators("to_operator", key, context, facts.office)
    return Verdict(Kind.OPERATOR, "a letter to the operator", (*sends, Ignore("a letter to the operator")))


def _nearly(reading: Reading, who: Standing, facts: Facts) -> tuple[Effect, ...]:
    """A letter that holds nothing but lines that are nearly commands is no statement: its writer hears why."""
    return (*text_like_commands(reading, who, facts), Ignore("lines that are nearly commands"))


def _only_like_commands(reading: Reading) -> bool:
    return bool(reading.like_commands) and reading.unread == len(reading.like_commands)
