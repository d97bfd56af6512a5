"""The letters that decisions cause: which template, to whom, with which values (mail-rules 1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.routing import WHOLE, GroupMail
from liaisonbot.deciding.trust import sender_verified
from liaisonbot.model.case import Case
from liaisonbot.model.days import DayText, say_day
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.people import Person
from liaisonbot.model.statement import Purpose
from liaisonbot.reading.credentials import redacted
from liaisonbot.reading.letter import Letter
from liaisonbot.reading.unreadable import left_unread


def receipt(facts: Facts, case: Case, groups: tuple[str, ...], moved: tuple[str, ...] = ()) -> Send | None:
    """The receipt to the one submitter of a statement (R30-R32); `moved` says which addressees have successors."""
    sender = facts.letter.sender
    if sender is None:
        return None
    due, lead_days = case.statement.deadline, facts.office.settings.lead_days
    directory = facts.office.directory
    asked = [group for one in case.statement.to if (group := directory.group(one.group or ""))]
    return Send(
        template="receipt",
        kind=PostKind.RECEIPT,
        to=(sender.address,),
        case=case.number,
        answers=facts.letter.message_id,
        null_sender=not sender_verified(facts),
        context={
            "again": facts.again is not None,
            "groups": group_names(groups, facts.office),
            "moved": list(moved),
            "held": case.held_because is not None and not groups,
            "irtf": bool(asked) and all(group.type in ("rg", "irtf") for group in asked),
            "due": None if case.statement.disputed else day_text(due),
            "inferred": case.day_inferred,
            "cannot_be_met": due is not None and case.asks and due < facts.today + timedelta(days=lead_days),
            "lead_days": lead_days,
            "questions": [*questions_for_sender(case), *left_unread(facts.letter)],
            "record_url": facts.office.settings.record_url,
        },
    )


_CONTRADICTS = "contradict each other"  # so the reading room says it of two renderings


def questions_for_sender(case: Case) -> list[str]:
    """What only the sender can clear up, as sentences."""
    asked, statement = [], case.statement
    if statement.disputed and _CONTRADICTS in statement.disputed:
        asked.append(f"{statement.disputed} Which is right?")
    if "deadline_text" in statement.evidence and statement.deadline is None:
        asked.append(f"Which day do you mean by “{statement.deadline_text}”?")
    elif case.purpose is Purpose.ACTION and statement.deadline is None:
        asked.append("It asks for action, yet no date could be read. By when would you like an answer?")
    if any("attach" in warning.lower() and "no file" in warning.lower() for warning in statement.warnings):
        asked.append("It speaks of an attachment, but no file came with it. Please send the file again.")
    return asked


def distribution(
    case: Case,
    mails: tuple[GroupMail, ...],
    office: Office,
    *,
    excerpt: tuple[str, ...],
    skip: tuple[str, ...] = (),
    moved: tuple[str, ...] = (),
    readers: tuple[str, ...] = (),
) -> list[Send]:
    """The statement sent on: one letter per role address or list, the original attached (R18-R20, R24, R29).

    Only the first letter of a case has a Cc: every other reader of R18 and R29 once, nobody twice. Addresses
    in `skip` have the statement already (the list that it came through). `moved` are sentences about addressees that
    were closed, whose successors get it, and about groups of an area, and why `readers` (addresses) have a copy.
    """
    manager = office.people.person(case.manager) if case.manager else None
    seen = {address.lower() for address in skip}
    sends: list[Send] = []
    for mail in mails:
        for address in mail.to:
            if address.lower() in seen:
                continue
            seen.add(address.lower())
            sends.append(_routed(case, mail, address, mails, office, manager, (excerpt, moved)))
    copies = [address for mail in mails for address in mail.cc]
    copies += [manager.address] if manager else []
    copies += [*readers, office.settings.coordinators]
    fresh = [one for one in dict.fromkeys(copies) if one.lower() not in seen]
    if sends:
        sends[0] = _with_copies(sends[0], tuple(fresh))
    return sends


def _routed(
    case: Case,
    mail: GroupMail,
    address: str,
    mails: tuple[GroupMail, ...],
    office: Office,
    manager: Person | None,
    said: tuple[tuple[str, ...], tuple[str, ...]],
) -> Send:
    excerpt, moved = said
    asked = [one.group for one in mails if not one.for_information]
    group = office.directory.group(mail.group)
    withheld = case.statement.credential and group is not None and address == group.list_email
    return Send(
        template="distribution",
        kind=PostKind.ROUTING,
        to=(address,),
        case=case.number,
        answers=case.message_id,
        attach_original=not withheld,
        reply_also=(manager.address,) if manager else (),
        once=f"routing:{case.number}:{address.lower()}:{mail.group}",
        context={
            "group_name": group_name(mail.group, office),
            "withheld": withheld,
            "for_information": mail.for_information,
            "peer_name": peer_name(case, office),
            "others": [group_name(other.group, office) for other in mails if other.group != mail.group],
            "lead": group_name(case.lead, office) if case.lead and len(asked) > 1 else "",
            "moved": list(moved),
            "due": None if mail.for_information else day_text(case.due),
            "verified": case.verified,
            "files": list(case.statement.attachments),
            "excerpt": list(excerpt),
            "manager_name": manager.name if manager else "",
            "manager_address": manager.address if manager else "",
            "warnings": list(case.statement.warnings),
            "record_url": office.settings.record_url,
        },
    )


def _with_copies(send: Send, copies: tuple[str, ...]) -> Send:
    return Send(
        template=send.template,
        kind=send.kind,
        to=send.to,
        context=send.context,
        cc=copies,
        case=send.case,
        answers=send.answers,
        attach_original=True,
        reply_also=send.reply_also,
        once=send.once,
    )


def waits_until(facts: Facts) -> datetime | None:
    """How long a statement that seems to be for another group waits for a word; then it goes as addressed (R21)."""
    hours = facts.office.settings.wait_hours
    return facts.received + timedelta(hours=hours) if hours else None


def question(
    case: Case,
    facts: Facts,
    *,
    template: str,
    because: str,
    reasons: tuple[str, ...] = (),
    until: datetime | None = None,
) -> list[Send]:
    """The question about a held or flagged case, to its manager or to each coordinator known by name. `reasons` are
    why each choice is offered, in order; `until` is when the letters that wait leave."""
    office = facts.office
    context: dict[str, object] = {
        "because": because,
        "choices": [(n, _choice(words, office)) for n, words in enumerate(case.proposal, 1)],
        "reasons": list(reasons),
        "facts": read_facts(case),
        "excerpt": list(excerpt_of(facts.letter)),
        "warnings": list(case.statement.warnings),
        "due": day_text(case.due),
    }
    if template == "flag":
        context["groups"] = group_names(case.groups, office)
        context["until"] = until
        context["as_addressed"] = " ".join(case.groups)
    whole = template == "flag" and bool(case.groups) and set(case.groups) <= set(WHOLE)
    context["whole"] = whole
    readers = deciders(case, office, to_coordinators=whole)
    return [ask(case, reader, template, context, kind=PostKind.QUESTION) for reader in readers]


def ask(case: Case, reader: str, template: str, context: dict[str, object], *, kind: PostKind) -> Send:
    """A letter about one case to one reader; people known by name can act by reply, mailboxes cannot."""
    return Send(
        template=template,
        kind=kind,
        to=(reader,),
        case=case.number,
        answers=case.message_id,
        attach_original=kind is PostKind.QUESTION,
        reply_token=reader,
        context=context,
    )


def deciders(case: Case, office: Office, *, to_coordinators: bool = False) -> tuple[str, ...]:
    """Who decides about a case: its manager, else the coordinators known by name, else their mailbox."""
    if case.manager and not to_coordinators:
        return (case.manager,)
    return coordinators(office)


def coordinators(office: Office) -> tuple[str, ...]:
    """The coordinators' own mailboxes if they are configured, else the one they share."""
    return tuple(person.address for person in office.people.coordinators()) or (office.settings.coordinators,)


def _choice(groups: str, office: Office) -> str:
    return " and ".join(f"{acronym} ({group_name(acronym, office)})" for acronym in groups.split())


def read_facts(case: Case) -> list[tuple[str, str, str, str]]:
    """What was read, for a person who must judge: (field, value, where and how surely it was read, the words)."""
    statement = case.statement
    values = {
        "title": statement.title,
        "from_body": statement.from_text or statement.from_body or "",
        "to": "; ".join(one.text for one in statement.to),
        "cc": "; ".join(one.text for one in statement.cc),
        "purpose": str(statement.stated_purpose or statement.purpose),
        "deadline": str(statement.deadline or statement.deadline_text or ""),
        "reference": statement.reference or "",
    }
    read_as = {"purpose": "stated_purpose"} if statement.stated_purpose else {}
    read_as |= {} if statement.deadline else {"deadline": "deadline_text"}
    rows = []
    for name, value in values.items():
        seen = statement.evidence.get(read_as.get(name, name))
        if value or seen:
            place, words = (seen.beside(value), seen.text) if seen else ("", "")
            rows.append((name.replace("_body", ""), value, place, words))
    return rows


def excerpt_of(letter: Letter) -> tuple[str, ...]:
    """The first lines of what the peer wrote, for people who read on a phone; without passwords."""
    return redacted(letter.excerpt)


def day_text(day: date | None, zone: str = "UTC") -> DayText | None:
    """A day in the reader's three forms, or None."""
    return say_day(day, zone) if day else None


def peer_name(case: Case, office: Office) -> str:
    """How the peer is called in letters: its own name in the directory, else what it wrote."""
    peer = office.directory.peer(case.peer) if case.peer else None
    return peer.name if peer else case.statement.from_text or "an unknown organisation"


def group_name(acronym: str, office: Office) -> str:
    """How a group is called in letters: "CCAMP WG", "Routing Area", "IAB"."""
    group = office.directory.group(acronym)
    if group is None:
        return acronym
    if group.type in ("wg", "rg"):
        return f"{acronym.upper()} {group.type.upper()}"
    return group.name if group.type == "area" else acronym.upper()


def group_names(acronyms: tuple[str, ...], office: Office) -> list[str]:
    """The names of several groups, in order."""
    return [group_name(acronym, office) for acronym in acronyms]


def with_article(purpose: Purpose) -> str:
    """The purpose as people say it: "for action"."""
    return "in response" if purpose is Purpose.RESPONSE else f"for {purpose}"
