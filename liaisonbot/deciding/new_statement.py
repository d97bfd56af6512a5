"""A statement comes: it is recorded, routed and acknowledged; a second time it joins its case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from liaisonbot.deciding.answering import may_answer, may_ask_about
from liaisonbot.deciding.answers import ON_RECORD
from liaisonbot.deciding.deadlines import short_notice
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.follow_ups import told_holder
from liaisonbot.deciding.letters import distribution, excerpt_of, peer_name, question, receipt, waits_until
from liaisonbot.deciding.look_alikes import look_alike
from liaisonbot.deciding.misaddressed import signs_of
from liaisonbot.deciding.routing import Route, route
from liaisonbot.deciding.same_letter import Same, is_revision
from liaisonbot.deciding.trust import author_verified, disowned, sender_verified, taken_for_spam
from liaisonbot.deciding.verdict import Kind, Verdict
from liaisonbot.model.case import Case, Stage
from liaisonbot.model.effects import BOT, Belongs, ChangeCase, Effect, Note, OpenCase, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.statement import Purpose, Statement
from liaisonbot.reading.risky import held_aside, of_parts
from liaisonbot.reading.unreadable import unreadable


def new_statement(statement: Statement, facts: Facts) -> Verdict:
    """A statement: recorded whoever sent it (R1, R3, R4), routed by its addressees, receipt queued."""
    if facts.again is not None:
        return _once_more(*facts.again, statement, facts)
    way = _route(statement, facts, _distrust(facts))
    if way.third_body and statement.deadline:
        statement = replace(statement, deadline=None)
    statement = _with_suggestions(statement, facts)
    case = _new_case(statement, way, facts)
    effects: list[Effect] = [OpenCase(case, BOT, way.held_because or "routed as addressed"), *_notes(case, way, facts)]
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


def _notes(case: Case, way: Route, facts: Facts) -> Iterator[Note]:
    """What the history says of a new case: what it answers, what it is related to, what was found in its letter."""
    for one in facts.answers:
        if one.certain:
            yield Note(case.number, "answers", f"{one.case.name}: {one.why}")
    for one in facts.related:
        yield Note(case.number, "related", f"{one.case.name} of {peer_name(one.case, facts.office)}: {one.why}")
        yield Note(one.case.number, "related", f"{case.name} of {peer_name(case, facts.office)}: {one.why}")
    for tracked in facts.tracked:
        yield Note(case.number, "answers", f"{tracked.page}: {tracked.title}")
    if facts.registered is not None:
        yield Note(case.number, ON_RECORD, facts.registered.page)
    for found in way.findings:
        yield Note(case.number, str(found.pattern), found.says)
    if facts.letter.forwarded and facts.letter.sender:
        yield Note(case.number, "brought in", f"by {facts.letter.sender.address}")


def unclear(facts: Facts) -> Verdict:
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
        effects.extend(told_holder(case, facts.letter.from_text, facts, proven=sender_verified(facts)))
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
