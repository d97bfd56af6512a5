"""When somebody of ours has answered a peer: by statement or by plain mail, both count (R38-R40).

A letter of ours that goes to the peer and belongs to a case ends the duty if it is a statement, and is recorded
and asked about if it is plain mail. It belongs by its thread, by the peer's number or title, or by the address
of the statement's page in the tracker.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from liaisonbot.deciding.commands import HANDLERS
from liaisonbot.deciding.deadlines import ways_out
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.letters import deciders, peer_name
from liaisonbot.deciding.routing import lineage
from liaisonbot.deciding.trust import Standing, best_role, roles_on, sender_verified
from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.effects import BOT, Actor, Belongs, ChangeCase, Effect, Note, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.statement import Purpose
from liaisonbot.model.tracker import PAGE
from liaisonbot.reading.letter import tracker_ids

_PREFIX = re.compile(r"(?i)^(?:(?:re|aw|sv|fwd?)\s*:\s*|\[[^\]]{1,40}\]\s*)+")
_FIELD = re.compile(r"(?m)^(From|To):[ \t]*(\S.*)$")
_QUOTED = re.compile(r'"(.+)"', re.DOTALL)
_SHORTEST_REFERENCE = 5
ON_RECORD = "on record"
"""The note that says under which page of the tracker a statement stands."""


def answer_of(facts: Facts, who: Standing) -> tuple[Case, tuple[Effect, ...]] | None:
    """The case that a letter of one of ours to the peer answers, with what follows; None for other letters."""
    if who.person is None or not _to_outside(facts):
        return None
    case = facts.case or facts.on_record or case_meant(facts)
    if case is None or case.stage is Stage.CLOSED or not _to_peer(case, facts):
        return None
    roles = roles_on(who.person, case, facts.office)
    trusted = who.proven and bool(roles & HANDLERS)
    actor = Actor(who.person.address, best_role(roles), who.proof if who.proven else "unproven")
    sent = f"{facts.letter.message_id} to {', '.join(_outsiders(facts))}"
    belongs = Belongs(case.number)
    if trusted and _is_statement(facts):
        return case, (belongs, _closed(case, f"by statement, {sent}", actor, facts))
    note = Note(case.number, "answered informally", sent, actor)
    asked = [who.person.address] if trusted else list(deciders(case, facts.office))
    return case, (belongs, note, *_asked(case, asked, who.person.name, sent, facts))


def announced(facts: Facts) -> tuple[Case, tuple[Effect, ...]] | None:
    """What the tracker's announcement says of a case: under which page a peer's statement stands, or that a
    statement of ours answers it. None if it is about no case that is known."""
    letter = facts.letter
    page = PAGE.format(letter.announcement)
    if _goes_out(facts):
        case = facts.on_record
        if case is None or case.stage is Stage.CLOSED:
            return None
        if sender_verified(facts):
            return case, (Belongs(case.number), _closed(case, f"by statement {page}", BOT, facts))
        sends = _asked(case, deciders(case, facts.office), "The tracker", page, facts)
        return case, (Belongs(case.number), Note(case.number, "answered, says the tracker", page), *sends)
    title = _QUOTED.search(letter.subject)
    same = [case for case in facts.cases if title and _folded(case.title) == _folded(title[1])]
    if len(same) != 1 or not letter.announcement:
        return None
    return same[0], (Belongs(same[0].number), Note(same[0].number, ON_RECORD, page))


def case_meant(facts: Facts) -> Case | None:
    """The one open or held case whose number the letter names, or whose title is its subject."""
    letter = facts.letter
    statement = letter.statement
    words = "\n".join((letter.subject, letter.new_text[:20_000], *(statement.response_to if statement else ())))
    named = [case for case in facts.cases if _names(case.statement.reference, words)]
    subject = _folded(_PREFIX.sub("", letter.subject))
    titled = [case for case in facts.cases if _folded(case.title) == subject]
    for found in (named, titled):
        if len(found) == 1 and _to_peer(found[0], facts):
            return found[0]
    return None


def pages_named(text: str, own: int | None) -> tuple[str, ...]:
    """The pages of the tracker that a text names, without the page it announces itself."""
    return tuple(PAGE.format(number) for number in tracker_ids(text) if number != own)


def _names(reference: str | None, words: str) -> bool:
    if reference is None or len(reference) < _SHORTEST_REFERENCE or not any(char.isdigit() for char in reference):
        return False
    return re.search(rf"(?i)(?<![A-Z0-9-]){re.escape(reference)}(?![A-Z0-9]|-\d)", words) is not None


def _outsiders(facts: Facts) -> list[str]:
    """Whom the letter goes to outside: everybody but people and groups of ours and the bot."""
    directory, people = facts.office.directory, facts.office.people
    own = facts.office.settings.domain.lower()
    return [
        box.address
        for box in (*facts.letter.to, *facts.letter.cc)
        if box.key.rpartition("@")[2] != own
        and people.person(box.address) is None
        and directory.resolve_alias(box.address) is None
    ]


def _to_outside(facts: Facts) -> bool:
    return not facts.letter.via_list and bool(_outsiders(facts))


def _to_peer(case: Case, facts: Facts) -> bool:
    """Whether the letter goes to the case's peer: a contact in the statement, or an address of its organisation."""
    statement, directory = case.statement, facts.office.directory
    contacts = {box.key for box in statement.from_contacts}
    contacts |= {(one or "").lower() for one in (statement.received_from, statement.reply_to)}
    related = set(lineage(case.peer, directory))
    for address in _outsiders(facts):
        if address.lower() in contacts:
            return True
        if related & set(lineage(directory.peer_of_address(address), directory)):
            return True
    return False


def _is_statement(facts: Facts) -> bool:
    """Whether it is a statement in reply, not a plain mail: read as one, with a purpose or a relation to say so."""
    statement = facts.letter.statement
    return statement is not None and (statement.stated_purpose is Purpose.RESPONSE or bool(statement.response_to))


def _goes_out(facts: Facts) -> bool:
    """Whether the announced statement is one of ours: from a group of ours, to a peer."""
    fields = {name: value.strip() for name, value in reversed(_FIELD.findall(facts.letter.text))}
    directory = facts.office.directory
    source = directory.named(fields.get("From", ""))
    return bool(source and directory.group(source)) and directory.peer_named(fields.get("To", "")) is not None


def _closed(case: Case, because: str, actor: Actor, facts: Facts) -> ChangeCase:
    changes: dict[str, object] = {
        "stage": Stage.CLOSED,
        "outcome": Outcome.ANSWERED,
        "closed": facts.received,
        "closed_because": because,
        "held_because": None,
        "proposal": (),
        "acted": facts.received,
    }
    return ChangeCase(case.number, changes, "answered", actor, because, case.version)


def _asked(case: Case, readers: Iterable[str], writer: str, sent: str, facts: Facts) -> list[Send]:
    """Asks whether that was the answer, once a letter and reader."""
    return [
        Send(
            template="answered",
            kind=PostKind.NOTICE,
            to=(reader,),
            case=case.number,
            reply_token=reader if facts.office.people.person(reader) else None,
            once=f"answered:{case.number}:{facts.number}:{reader.lower()}",
            context={
                "writer": writer,
                "peer_name": peer_name(case, facts.office),
                "sent": sent,
                "subject": facts.letter.subject,
                "ask": [line for line in ways_out() if line.startswith("interim")],
            },
        )
        for reader in readers
    ]


def _folded(title: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in title.lower()).split())
