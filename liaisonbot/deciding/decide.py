"""The question that a letter asks: what follows from it? Facts in, effects out (house.md 2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from liaisonbot.deciding import calendars, problems, verbs  # importing them fills the registry
from liaisonbot.deciding.alarms import id_reused, to_operators
from liaisonbot.deciding.answering import may_answer, may_ask_about
from liaisonbot.deciding.answers import ON_RECORD, announced, answer_of
from liaisonbot.deciding.automatic_mail import automatic, back_again
from liaisonbot.deciding.command_zone import FOR_STRANGERS, desks, is_anyway, is_preview, reading_of, to_bot
from liaisonbot.deciding.deadlines import short_notice
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.grammar import Reading
from liaisonbot.deciding.lent_address import told_owner
from liaisonbot.deciding.letters import (
    coordinators,
    distribution,
    excerpt_of,
    peer_name,
    question,
    receipt,
    waits_until,
)
from liaisonbot.deciding.look_alikes import look_alike, warned
from liaisonbot.deciding.loops import quietened
from liaisonbot.deciding.misaddressed import signs_of
from liaisonbot.deciding.obeying import cannot_read, obey, text_like_commands
from liaisonbot.deciding.passed_on import passed_on
from liaisonbot.deciding.routing import Route, route
from liaisonbot.deciding.same_letter import Same, is_revision
from liaisonbot.deciding.trust import (
    Standing,
    author_verified,
    disowned,
    sender_verified,
    standing,
    standing_of_contact,
    taken_for_spam,
)
from liaisonbot.model.case import Case, Stage
from liaisonbot.model.effects import (
    BOT,
    Actor,
    Belongs,
    ChangeCase,
    Effect,
    Ignore,
    Note,
    OpenCase,
    Send,
    Twin,
)
from liaisonbot.model.mail import MOST_HOPS, PostKind
from liaisonbot.model.our_addresses import Desk
from liaisonbot.model.people import Person
from liaisonbot.model.statement import Purpose, Statement
from liaisonbot.reading.letter import Robot
from liaisonbot.reading.risky import of_parts
from liaisonbot.reading.spoken_for import peer_spoken_for, says_it_is_one
from liaisonbot.reading.statement import DRAFT, held_aside
from liaisonbot.reading.unreadable import Unreadable, unreadable

__all__ = ["Kind", "Verdict", "calendars", "on_letter", "verbs"]


class Kind(StrEnum):
    """What a letter is to us."""

    STATEMENT = "statement"
    COMMAND = "command"
    ANSWER = "answer"  # one of ours writes to the peer about a case
    FOLLOW_UP = "follow-up"  # something said about a case, or in a thread
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"  # out of office, receipts, our own letters
    ANNOUNCEMENT = "announcement"  # the tracker's; linked, never recorded as new
    PROBLEM = "problem"  # with a relationship; a case of its own kind
    OPERATOR = "operator"  # for the person who runs the bot
    UNCLEAR = "unclear"  # a person must say what it is


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from a letter, and the name of the rule that said so. `route` only for statements."""

    kind: Kind
    rule: str
    effects: tuple[Effect, ...]
    route: Route | None = None
    statement: Statement | None = None


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
        return _statement(statement, facts)
    if _commanded(reading, who, facts):
        return _commands(reading, who, facts)
    hindered = None if reading.missed else unreadable(letter)
    if hindered is Unreadable.INVITATION:
        return _unreadable(hindered, who, facts)
    if found := answer_of(facts, who):
        return Verdict(Kind.ANSWER, f"one of ours answers {found[0].name}", found[1])
    if letter.statement is not None:
        return _statement(letter.statement, facts)
    if hindered and who.person:
        return _unreadable(hindered, who, facts)
    if facts.case is not None:
        return _follow_up(facts.case, reading, who, facts)
    if who.person and who.proven and (_only_like_commands(reading) or reading.missed or reading.hidden):
        return Verdict(Kind.COMMAND, "lines that are nearly commands", _nearly(reading, who, facts))
    if _in_a_thread(facts) or (letter.via_list and not _may_be_a_statement(facts)):
        return _ignored(Kind.FOLLOW_UP, "discussion that belongs to no case of ours", facts)
    return _unclear(facts)


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
    if not to_bot(facts) or standing(facts).person or DRAFT.search(letter.subject):
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


def _statement(statement: Statement, facts: Facts) -> Verdict:
    """A statement: recorded whoever sent it (R1, R3, R4), routed by its addressees, receipt queued."""
    if facts.again is not None:
        return _once_more(*facts.again, statement, facts)
    way = _route(statement, facts, _distrust(facts))
    if way.third_body and statement.deadline:
        statement = replace(statement, deadline=None)
    statement = _with_suggestions(statement, facts)
    case = _new_case(statement, way, facts)
    effects: list[Effect] = [OpenCase(case, BOT, way.held_because or "routed as addressed")]
    effects.extend(Note(case.number, "answers", f"{one.case.name}: {one.why}") for one in facts.answers if one.certain)
    for one in facts.related:
        effects.append(
            Note(case.number, "related", f"{one.case.name} of {peer_name(one.case, facts.office)}: {one.why}")
        )
        effects.append(Note(one.case.number, "related", f"{case.name} of {peer_name(case, facts.office)}: {one.why}"))
    effects.extend(Note(case.number, "answers", f"{one.page}: {one.title}") for one in facts.tracked)
    if facts.registered is not None:
        effects.append(Note(case.number, ON_RECORD, facts.registered.page))
    effects.extend(Note(case.number, str(found.pattern), found.says) for found in way.findings)
    if facts.letter.forwarded and facts.letter.sender:
        effects.append(Note(case.number, "brought in", f"by {facts.letter.sender.address}"))
    effects.extend(_receipt(case, way, facts))
    if facts.office.settings.distribute:
        excerpt = excerpt_of(facts.letter)
        skip = _lists_it_came_through(facts)
        mails, said, readers = way.deliver_to, way.said, way.readers
        sends = distribution(case, mails, facts.office, excerpt=excerpt, skip=skip, moved=said, readers=readers)
        until = waits_until(facts) if way.waits else None
        effects.extend(replace(one, not_before=until) for one in sends)
    if way.held_because or way.flag:
        effects.extend(_asked(case, way, facts))
    effects.extend(short_notice(case, facts.office, facts.today))
    rule = f"held: {way.held_because}" if case.stage is Stage.HELD else "routed as addressed"
    return Verdict(Kind.STATEMENT, rule, tuple(effects), way, statement)


def _distrust(facts: Facts) -> str | None:
    """Why a person must look at a letter before anybody gets it, or None."""
    if says := look_alike(facts):
        return says
    if disowned(facts):
        return "The sender's own domain disowns this mail (its DMARC policy)."
    return "A mail filter on its way took it for spam." if taken_for_spam(facts) else None


def _with_suggestions(statement: Statement, facts: Facts) -> Statement:
    """The statement with a word about each case that it may answer: a person must say so."""
    perhaps = tuple(f"It may answer {one.case.name} ({one.why})." for one in facts.answers if not one.certain)
    return replace(statement, warnings=(*statement.warnings, *perhaps)) if perhaps else statement


def _route(statement: Statement, facts: Facts, distrust: str | None = None) -> Route:
    signs = signs_of(facts.letter, facts.office.settings, alike=facts.alike, earlier=facts.earlier)
    return route(statement, facts.office, distrust=distrust, signs=signs, today=facts.today)


def _asked(case: Case, way: Route, facts: Facts) -> list[Effect]:
    """The question about what could not be routed, or about what perhaps belongs elsewhere too."""
    if not may_ask_about(facts):
        return [Note(case.number, "not asked", "too many letters of strangers today; it waits in the digest")]
    reasons = tuple(one.because for one in way.suggestions)
    if way.held_because:
        return [*question(case, facts, template="question", because=way.held_because, reasons=reasons)]
    until = waits_until(facts) if way.waits else None
    return [*question(case, facts, template="flag", because=way.flag or "", reasons=reasons, until=until)]


def _new_case(statement: Statement, way: Route, facts: Facts) -> Case:
    return Case(
        number=facts.next_case,
        stage=Stage.OPEN if way.deliver_to else Stage.HELD,
        statement=statement,
        letter=facts.number,
        message_id=facts.letter.message_id,
        opened=facts.received,
        title=statement.title,
        peer=statement.from_body,
        purpose=Purpose.INFORMATION if way.third_body else statement.purpose,
        groups=way.groups,
        lead=way.lead,
        holder=way.holder,
        manager=way.manager,
        held_because=way.held_because or way.flag,
        proposal=way.proposal,
        verified=author_verified(facts),
        links=(
            *(f"answers {one.case.name}" for one in facts.answers if one.certain),
            *(f"answers {one.page}" for one in facts.tracked),
            *(one.case.name for one in facts.related),
        ),
    )


def _receipt(case: Case, way: Route, facts: Facts) -> tuple[Effect, ...]:
    """A receipt, unless the letter must not be answered (P8)."""
    if refused := may_answer(facts, PostKind.RECEIPT):
        return (Note(case.number, "no receipt", refused),)
    groups = () if way.waits and facts.office.settings.wait_hours else way.groups
    sent = receipt(facts, case, groups, tuple(one.because for one in way.redirects if one.done))
    return (sent,) if sent else ()


def _lists_it_came_through(facts: Facts) -> tuple[str, ...]:
    via = (facts.letter.via_list or "").lower()
    lists = (group.list_email for group in facts.office.directory.groups.values()) if via else ()
    return tuple(
        address for address in lists if address and via in (address.lower(), address.lower().replace("@", "."))
    )


def _once_more(case: Case, why: Same, statement: Statement, facts: Facts) -> Verdict:
    """The same statement again (per addressee, resent, by another way): joins its case; new groups get it. A
    revision changes nothing by itself: the holder is told of it."""
    way = _route(statement, facts)
    new = tuple(mail for mail in way.deliver_to if mail.group not in case.groups)
    effects: list[Effect] = [
        Belongs(case.number),
        Note(case.number, "received again", f"letter {facts.number} from {facts.letter.from_text}: {why}"),
    ]
    if is_revision(statement, case.statement):
        effects.append(Note(case.number, "revised", _difference(statement, case.statement)))
        effects.extend(_told_holder(case, facts.letter.from_text, facts, proven=sender_verified(facts)))
    else:
        effects.extend(_told_again(case, way, facts))
    if new and case.stage is Stage.OPEN:
        groups = (*case.groups, *(mail.group for mail in new))
        effects.append(ChangeCase(case.number, {"groups": groups}, "joined", BOT, expected=case.version))
        effects.extend(distribution(case, new, facts.office, excerpt=excerpt_of(facts.letter)))
    return Verdict(Kind.STATEMENT, f"the same statement as {case.name}", tuple(effects), way, statement)


def _told_again(case: Case, way: Route, facts: Facts) -> list[Effect]:
    """A word to who sent a statement once more, that we have it; once for each case and sender."""
    told = _receipt(case, way, facts)
    key = f"again:{case.number}:{facts.letter.sender.key if facts.letter.sender else ''}"
    return [replace(one, once=key) for one in told if isinstance(one, Send)]


def _difference(new: Statement, old: Statement) -> str:
    """What a revision says in another way, for the history."""
    pairs = (("title", old.title, new.title), ("number", old.reference, new.reference),
             ("day asked", old.deadline, new.deadline))  # fmt: skip
    changed = [f"{what} {before or 'none'} → {after or 'none'}" for what, before, after in pairs if before != after]
    return "; ".join(changed) or "the same facts"


def _follow_up(case: Case, reading: Reading, who: Standing, facts: Facts) -> Verdict:
    """Text about a case: kept with it; a stranger's or a peer's words are shown to the holder."""
    writer = facts.letter.writer
    text = " ".join((facts.letter.new_text or facts.letter.text).split())[:500]
    actor = Actor(writer, "writer", who.proof if who.proven else "unproven")
    effects: list[Effect] = [Belongs(case.number), Note(case.number, "follow-up", text, actor)]
    if who.person and who.proven and (reading.like_commands or reading.missed or reading.hidden):
        effects.extend(text_like_commands(reading, who, facts))
    elif not (who.person and who.proven) or case.stage is Stage.CLOSED:
        effects.extend(_told_holder(case, writer, facts, proven=sender_verified(facts)))
    return Verdict(Kind.FOLLOW_UP, f"belongs to {case.name}", tuple(effects))


def _only_like_commands(reading: Reading) -> bool:
    return bool(reading.like_commands) and reading.unread == len(reading.like_commands)


def _unreadable(why: Unreadable, who: Standing, facts: Facts) -> Verdict:
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


def _told_holder(case: Case, writer: str, facts: Facts, *, proven: bool) -> list[Effect]:
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


def _unclear(facts: Facts) -> Verdict:
    """Nothing that we can read: kept as a held case, and a person is asked what it is (R3, R45)."""
    sender = facts.letter.sender
    manager_of_sender = facts.office.directory.peer_of_address(sender.address) if sender else None
    files = of_parts(facts.letter.parts)
    statement = Statement(
        form="unclear",
        title=facts.letter.subject or "(no subject)",
        from_body=manager_of_sender,
        received_from=sender.address if sender else None,
        attachments=files,
        warnings=(*facts.letter.warnings, *held_aside(files)),
    )
    way = _route(statement, facts)
    because = "It could not be read as a liaison statement, a reply or a command."
    because = " ".join([because, look_alike(facts)]).strip()
    if why := unreadable(facts.letter):
        because = f"It could not be read: {why}. Ask its sender for the words as plain text or PDF."
    way = replace(way, held_because=because, suggestions=())
    case = _new_case(statement, way, facts)
    asked = _asked(case, way, facts)
    return Verdict(Kind.UNCLEAR, because, (OpenCase(case, BOT, because), *asked), way, None)
