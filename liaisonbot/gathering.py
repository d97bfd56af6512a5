"""What is known of a letter before it is decided on: the ledger is asked, the proof looked at, and nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from liaisonbot.deciding.answering import is_stranger
from liaisonbot.deciding.answers import pages_named
from liaisonbot.deciding.automatic_mail import FORTNIGHT, returned_key
from liaisonbot.deciding.command_zone import asks_something, without_mode
from liaisonbot.deciding.commands import commands_in
from liaisonbot.deciding.facts import Facts, Lately, Office
from liaisonbot.deciding.grammar import CommandLine
from liaisonbot.deciding.letters import coordinators
from liaisonbot.deciding.trust import contacts_of
from liaisonbot.deciding.which_case import Clues, clues, root_case
from liaisonbot.deciding.whom import case_in
from liaisonbot.doors.ledger import CaseDamaged, Ledger
from liaisonbot.doors.proof import DnsTrouble
from liaisonbot.model import tokens
from liaisonbot.model.case import Case
from liaisonbot.model.mail import PostKind, ProofFacts, Waiting
from liaisonbot.model.past import Asked, Returned
from liaisonbot.model.people import Person
from liaisonbot.model.tokens import TokenKind
from liaisonbot.precedents import Precedents
from liaisonbot.reading.letter import Letter, Robot
from liaisonbot.reading.reply_text import command_view

DNS_PATIENCE = timedelta(hours=6)
"""So long a letter waits for name servers that do not answer; then it is taken as unproven."""

SAME_PROOF = 10
"""So many letters in a row make a habit: one without that proof is asked about with a word on what changed."""


Prove = Callable[[bytes, Letter, datetime], ProofFacts]
"""Who a letter is really from, by its raw bytes, what was read in it and when it came. Raises DnsTrouble."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Where facts come from, at a moment (UTC). `excerpt` gives the first lines of a case's statement."""

    ledger: Ledger
    office: Office
    precedents: Precedents
    prove: Prove
    excerpt: Callable[[Case], tuple[str, ...]]
    now: datetime


def facts_of(waiting: Waiting, letter: Letter, at: Knowledge, next_case: int) -> Facts:
    """All that is known of a letter before it is decided on; `next_case` is the number that a new case would get.
    Raises DnsTrouble while waiting for the name servers may help."""
    now = at.now
    known = at.office.people.person(letter.sender.address) if letter.sender else None
    proof = ProofFacts()
    if letter.statement or known or letter.announcement is not None:
        proof = _proof(waiting, letter, at)
    reused = bool(known) and at.ledger.id_reused(letter.message_id, letter.fingerprint, waiting.letter)
    if reused:
        proof = ProofFacts(notes=("its Message-ID was used by another letter before",))
    seen = at.ledger.seen(letter.message_id, letter.fingerprint, waiting.letter)
    found = clues(signed_only(letter, proof), waiting.arrivals, at.office.settings)
    token = opened(found.tokens, found.proving, at.ledger, now)
    returned = returned_letter(found.tokens, letter, at.ledger, now)
    facts = Facts(
        letter=letter,
        number=waiting.letter,
        arrivals=waiting.arrivals,
        received=waiting.received,
        today=now.date(),
        office=at.office,
        proof=proof,
        case=(returned.case if returned else None) or token.case or _case(found, letter, at),
        token_person=token.person,
        token_cases=token.cases,
        token_letter=token.own_letter,
        old_token=_proves_nothing(token, known),
        answers_letter=token.letter or _command_letter(found, at.ledger),
        own=seen.own,
        twin=seen.twin,
        id_reused=reused,
        parted=seen.parted,
        bounced=returned.bounced if returned else (),
        returned=returned.letter if returned else None,
        next_case=next_case,
        now=now,
    )
    if known:
        facts = replace(facts, rows=_rows(found, at), cases=tuple(at.ledger.open_and_held()))
        facts = for_commands(facts, known.addresses, at)
    elif (facts.case and letter.sender and letter.sender.key in contacts_of(facts.case)) or (
        letter.sender and asks_something(letter)
    ):
        facts = replace(facts, proof=_proof(waiting, letter, at))
        facts = for_commands(facts, (letter.sender.address,), at)
    elif letter.announcement is not None:
        facts = replace(facts, cases=tuple(at.ledger.open_and_held()))
    if (known or letter.announcement is not None) and (pages := pages_named(letter.text, letter.announcement)):
        facts = replace(facts, on_record=at.ledger.case_on_record(pages))
    if letter.statement and letter.forwarded and seen.twin is None:
        facts = replace(facts, inside=_proof_inside(waiting, letter.forwarded, at))
    facts = replace(facts, lately=_lately(facts, seen.same_words, at.ledger))
    if facts.case:
        facts = replace(facts, came=at.ledger.came_about(facts.case.number, now - timedelta(days=1)))
    return at.precedents.beside(facts)


def _proof(waiting: Waiting, letter: Letter, at: Knowledge) -> ProofFacts:
    """Who the letter is really from. Raises DnsTrouble while waiting for the name servers may help."""
    try:
        return at.prove(waiting.raw, letter, waiting.received)
    except DnsTrouble as trouble:
        if at.now - waiting.received < DNS_PATIENCE:
            raise
        return ProofFacts(notes=(f"no answer from the DNS: {trouble}",))


def _proof_inside(waiting: Waiting, inner: Letter, at: Knowledge) -> ProofFacts:
    """Who an attached letter is really from. Its Authentication-Results prove nothing: whoever attached it may have
    written them."""
    if not inner.raw:
        return ProofFacts()
    return ProofFacts(dkim=_proof(replace(waiting, raw=inner.raw), inner, at).dkim)


def _case(found: Clues, letter: Letter, at: Knowledge) -> Case | None:
    """The case that the clues beside a token lead to, strongest first."""
    for number in found.public:
        if case := at.ledger.case(number):
            return case
    for message_id in found.answered:
        root = root_case(message_id, at.office.settings)
        case = at.ledger.case(root) if root else at.ledger.case_of_posting_id([message_id])
        if case := case or at.ledger.case_by_message_id([message_id]):
            return case
    return _tagged(found, letter, at)


def _command_letter(found: Clues, ledger: Ledger) -> int | None:
    """The command letter whose answer of ours this letter answers, by its thread."""
    for message_id in found.answered:
        if posting := ledger.posting_of_id(message_id):
            return ledger.cause_of(posting)
    return None


def _tagged(found: Clues, letter: Letter, at: Knowledge) -> Case | None:
    """A case named in the Subject counts only if the writer takes part in it (commands 8, 5)."""
    case = at.ledger.case(found.tagged)
    if case is None or letter.sender is None:
        return None
    writer = letter.sender.key
    contacts = {box.key for box in case.statement.from_contacts} | {(case.statement.received_from or "").lower()}
    return case if writer in contacts or at.office.people.person(writer) else None


def _lately(facts: Facts, same_words: int, ledger: Ledger) -> Lately:
    """What the sender had of us lately; receipts and questions count only where the sender is a stranger. A letter that
    belongs to no case is answered about the first one that it names."""
    case = facts.case or (facts.named[0] if facts.named else None)
    now, sender, stranger = facts.moment, facts.letter.sender, is_stranger(facts)
    day, hour = now - timedelta(days=1), now - timedelta(hours=1)
    kinds = (PostKind.ANSWER, PostKind.RECEIPT) if stranger else (PostKind.ANSWER,)
    sent = ledger.posted_to(sender.address, kinds, day) if sender else []
    asked = ledger.posted_to(coordinators(facts.office)[0], (PostKind.QUESTION,), day) if stranger else []
    answers = [one for one in sent if one.kind is PostKind.ANSWER]
    fresh = [one for one in answers if one.queued >= hour]
    return Lately(
        answers_in_day=len(answers),
        answers_in_hour=len(fresh),
        answers_on_case=sum(one.case == case.number for one in fresh) if case else 0,
        receipts=len(sent) - len(answers),
        same_words=same_words,
        questions=len(asked),
    )


def _proves_nothing(token: Opened, writer: Person | None) -> bool:
    """Whether a letter came to a reply address that is too old, or another's (E15)."""
    issued = (token.person or "").lower()
    return token.old or bool(issued and writer and issued not in {one.lower() for one in writer.addresses})


def _rows(found: Clues, at: Knowledge) -> tuple[int, ...]:
    """The cases of the numbered rows in the letter of ours that is answered, by its token or its id."""
    for text in found.tokens:
        token = tokens.read(at.ledger.secret, text, at.now.date())
        if token and token.kind is TokenKind.ROWS:
            return at.ledger.rows_of(token.subject)
    for message_id in found.answered:
        if posting := at.ledger.posting_of_id(message_id):
            return at.ledger.rows_of(posting)
    return ()


@dataclass(frozen=True, slots=True)
class Opened:
    """What the reply token of a letter opens. `person` is whom it was issued to, while it is live; `case` what it
    finds; `cases` all that it stands for; `letter` the command letter that it answers, `own_letter` the same while the
    very token that says so is live; `old`: it proves nothing any more, for its age or because another has used it."""

    person: str | None = None
    case: Case | None = None
    cases: frozenset[int] = frozenset()
    letter: int | None = None
    own_letter: int | None = None
    old: bool = False


def opened(found: Iterable[str], proving: frozenset[str], ledger: Ledger, now: datetime) -> Opened:
    """Reads the tokens of a letter, the weightiest first; the first one that finds a case does so for ever. One that
    stands in the text only, or is too old, finds but does not prove."""
    state = Opened()
    for text in found:
        token = tokens.read(ledger.secret, text, now.date())
        if token is None:
            continue
        person = ledger.person_address(token.person) if token.live and text in proving else None
        if text in proving:
            spent = bool(token.person) and person is None
            state = replace(state, person=state.person or person, old=state.old or spent)
        if token.kind is TokenKind.REPLY and (case := ledger.case(token.subject)):
            return replace(state, case=case, cases=frozenset({case.number}))
        if token.kind is TokenKind.ROWS:
            return replace(state, cases=frozenset(ledger.rows_of(token.subject)))
        if token.kind is TokenKind.LETTER:
            own = token.subject if person and person == state.person else None
            return replace(_letter(token.subject, ledger), person=state.person, own_letter=own, old=state.old)
    return state


def _letter(number: int, ledger: Ledger) -> Opened:
    """A token for a command letter stands for all cases that it is about."""
    row, past = ledger.letter(number), ledger.past(number)
    cases = {one.case.number for one in past.moved} if past else set()
    cases |= {case for case, _ in past.notes} if past else set()
    cases |= {case for one in ledger.asked_about(number) for case in one.versions}
    if row and row.case:
        cases.add(row.case)
    return Opened(case=ledger.case(row.case) if row else None, cases=frozenset(cases), letter=number)


@dataclass(frozen=True, slots=True)
class Report:
    """One of our own letters that an automatic one speaks of, its case, and those of its readers that are meant."""

    letter: Returned
    case: Case | None
    bounced: tuple[str, ...]


def returned_letter(found: Iterable[str], letter: Letter, ledger: Ledger, now: datetime) -> Report | None:
    """Which letter of ours an automatic one is about: by the return path that it came to, which nobody can guess, else
    by the Message-ID in the report (RFC 3464)."""
    numbers = [
        token.subject
        for text in found
        if (token := tokens.read(ledger.secret, text, now.date())) and token.kind is TokenKind.BOUNCE
    ]
    if not numbers and letter.robot in (Robot.BOUNCE, Robot.COMPLAINT) and letter.returned_id:
        numbers = [number for number in (ledger.posting_of_id(letter.returned_id),) if number]
    posting = next((one for number in numbers if (one := ledger.posting(number))), None)
    if posting is None:
        return None
    failed = {address.lower() for address in letter.failed_recipients}
    bounced = tuple(one for one in posting.recipients if one.lower() in failed) or posting.recipients
    keys = ledger.keys_from(f"bounce:{bounced[0].lower()}:") if len(bounced) == 1 else []
    scores = [(key.rpartition(":")[0].rpartition(":")[2], float(key.rpartition(":")[2])) for key in keys]
    since = (now - FORTNIGHT).date().isoformat()
    returned = Returned(
        posting=posting.number,
        kind=posting.kind,
        template=posting.template,
        recipients=posting.recipients,
        points=sum(points for day, points in scores if day > since),
        today=any(day == now.date().isoformat() for day, _ in scores),
        again=bool(ledger.once_used([returned_key(posting.number)])),
    )
    return Report(returned, ledger.case(posting.case), bounced)


def signed_only(letter: Letter, proof: ProofFacts) -> Letter:
    """The letter without what no good signature covers: whoever sends it once more could write another case there."""
    if not proof.uncovered or proof.trusted_dmarc:
        return letter
    loose = proof.uncovered
    return replace(
        letter,
        to=() if "to" in loose else letter.to,
        cc=() if "cc" in loose else letter.cc,
        in_reply_to=() if "in-reply-to" in loose else letter.in_reply_to,
        references=() if {"references", "in-reply-to"} & loose else letter.references,
    )


SENDS_ON = frozenset({"redirect", "copy", "record", "yes", "choose"})
"""Verbs after which somebody new may get the statement of a case."""


def for_commands(facts: Facts, addresses: tuple[str, ...], at: Knowledge) -> Facts:
    """`facts` with all that the writer's commands may look at."""
    ledger = at.ledger
    view = without_mode(command_view(facts.letter.text))
    lines = commands_in(view, bare=True, rows=facts.rows, cases=facts.cases).commands
    lines = lines or commands_in(facts.letter.subject, bare=True, rows=facts.rows).commands
    asked = tuple(ledger.asked_of(addresses))
    answers = facts.answers_letter
    waiting = [line for one in asked if one.waiting for line in (*one.lines, *(line for _, line in one.choices))]
    offered = commands_in("\n".join(waiting), bare=True).commands if waiting else ()
    numbers = dict.fromkeys((*_named(lines), *_named(offered), *_of_questions(asked, answers)))
    named, damaged = _known(numbers, ledger)
    wanted = dict.fromkeys([*_undone((*lines, *offered)), *([answers] if answers and _verbs(lines) & {"undo"} else [])])
    this = facts.case.number if facts.case else 0
    at_hand = (*named, *((facts.case,) if facts.case else ())) if lines else ()
    looked_at = {
        line.case or this
        for line in lines
        if line.verb in ("history", "done", "duplicate", "tell", "escalate", "remind", "status", "show")
    }
    return replace(
        facts,
        named=named,
        damaged=damaged,
        cases=facts.cases or (tuple(ledger.open_and_held()) if lines else ()),
        code=tokens.confirm_code(ledger.secret, facts.number, addresses[0]),
        asked=asked,
        past=tuple(past for number in wanted if (past := ledger.past(number))),
        events={number: tuple(ledger.events(number)) for number in looked_at if number},
        waiting={case.number: found for case in at_hand if (found := ledger.distributions_waiting(case.number))},
        excerpts={one.number: at.excerpt(one) for one in at_hand} if _verbs((*lines, *offered)) & SENDS_ON else {},
        usual_proof=_habit(ledger.proofs_of(addresses[0], SAME_PROOF)) if lines else "",
        settings=ledger.settings().get(addresses[0].lower(), {}),
        weaker=ledger.weaker_copy(facts.letter.message_id, facts.letter.fingerprint, facts.number),
        calendar=_last_calendar(addresses[0], ledger) if "calendar" in _verbs(lines) else (),
        told=tuple(ledger.keys_from(f"told:{addresses[0].lower()}:{facts.today.isoformat()}:")),
    )


def _last_calendar(address: str, ledger: Ledger) -> tuple[Case, ...]:
    return _known(ledger.last_rows("calendar", address), ledger)[0]


def _known(numbers: Iterable[int], ledger: Ledger) -> tuple[tuple[Case, ...], frozenset[int]]:
    """The cases of these numbers, in this order, and the numbers of those whose rows are damaged."""
    found: list[Case] = []
    damaged: list[int] = []
    for number in numbers:
        try:
            found += [case] if (case := ledger.case(number)) else []
        except CaseDamaged:
            damaged.append(number)
    return tuple(found), frozenset(damaged)


def _verbs(lines: Iterable[CommandLine]) -> set[str]:
    return {line.verb for line in lines}


def _named(lines: Iterable[CommandLine]) -> list[int]:
    """The cases that command lines name: as what they are about, or as a value."""
    named = [line.case for line in lines if line.case]
    values = [line.values.get("what") or line.values.get("evidence") or "" for line in lines]
    bare = [int(value) for value in values if value.isdigit() and len(value) < 10]
    return named + [number for value in values if (number := case_in(value)) is not None] + bare


def _of_questions(asked: Iterable[Asked], answers: int | None) -> list[int]:
    return [number for one in asked if one.waiting or one.letter == answers for number in one.versions]


def _undone(lines: Iterable[CommandLine]) -> list[int]:
    return [int(line.values["n"]) for line in lines if line.verb == "undo" and line.values.get("n")]


def _habit(proofs: list[str]) -> str:
    """What the last ten letters were all proven by, in a word; nothing if there were fewer, or not all."""
    kinds = {proof.partition(" ")[0] for proof in proofs}
    return proofs[0] if len(proofs) >= SAME_PROOF and len(kinds) == 1 else ""
