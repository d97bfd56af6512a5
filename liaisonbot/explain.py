"""What the bot would do with a mail, as data: decided like any letter, with nothing written and nobody told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from liaisonbot.deciding.decide import on_letter
from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.routing import Route
from liaisonbot.deciding.verdict import Kind, Verdict
from liaisonbot.doors.directory_likeness import likeness_of
from liaisonbot.doors.render import Render
from liaisonbot.model.case import Case
from liaisonbot.model.effects import OpenCase, Send
from liaisonbot.model.statement import Addressee, Mailbox, Statement
from liaisonbot.reading.letter import Letter


def explain(name: str, letter: Letter, office: Office, render: Render, now: datetime) -> dict[str, object]:
    """One JSON object for one mail: what it is, what was read and where, where it would go, who would be
    written to. Absent facts are None. No ledger is looked at: every letter is taken as the first of its case."""
    facts = Facts(letter=letter, number=0, arrivals=(), received=now, today=now.date(), office=office)
    if letter.statement:
        alike = likeness_of(office.directory).like(letter.statement.title, letter.text)
        facts = replace(facts, alike=alike)
    verdict = on_letter(facts)
    statement = verdict.statement or (letter.statement if verdict.kind.value == "statement" else None)
    return {
        "file": name,
        "kind": str(Kind.FOLLOW_UP if verdict.kind is Kind.ANSWER else verdict.kind),
        "because": verdict.rule,
        "statement": _statement(statement, letter) if statement else None,
        "route": _route(verdict.route) if verdict.route else None,
        "letters": _letters(verdict, render, now),
        "warnings": _warnings(letter, statement),
    }


def _statement(statement: Statement, letter: Letter) -> dict[str, object]:
    sender = letter.sender.address if letter.sender else None
    return {
        "title": statement.title,
        "from_body": statement.from_body,
        "from_text": statement.from_text,
        "from_contacts": [_contact(box) for box in statement.from_contacts],
        "received_from": statement.received_from or sender,
        "reply_to": statement.reply_to,
        "to": [_addressee(one) for one in statement.to],
        "cc": [_addressee(one) for one in statement.cc],
        "stated_purpose": str(statement.stated_purpose) if statement.stated_purpose else None,
        "purpose": str(statement.purpose),
        "deadline": statement.deadline.isoformat() if statement.deadline else None,
        "deadline_text": statement.deadline_text,
        "reference": statement.reference,
        "response_to": list(statement.response_to),
        "attachments": [
            {"name": one.name, "media_type": one.media_type, "size": one.size, "letter": one.letter, "role": one.role}
            for one in statement.attachments
        ],
        "form": statement.form,
        "evidence": {
            field: {"where": seen.where, "text": seen.text, "confidence": str(seen.confidence)}
            for field, seen in statement.evidence.items()
        },
    }


def _contact(box: Mailbox) -> str:
    """The address of a contact, or the name where the letter gives no address."""
    return box.address or box.name


def _addressee(one: Addressee) -> dict[str, object]:
    found: dict[str, object] = {"group": one.group, "text": one.text}
    return found | {"note": one.note} if one.note else found


def _route(way: Route) -> dict[str, object]:
    return {
        "deliver_to": [{"group": mail.group, "to": list(mail.to), "cc": list(mail.cc)} for mail in way.deliver_to],
        "holder": way.holder,
        "manager": way.manager,
        "redirected": [{"from": one.source, "to": one.target, "because": one.because} for one in way.redirects],
        "held_because": way.held_because,
        "flag": way.flag,
        "lead": way.lead,
        "proposal": list(way.proposal),
        "reasons": [one.because for one in way.suggestions],
        "misaddressed": [{"pattern": str(one.pattern), "says": one.says} for one in way.findings],
    }


def _letters(verdict: Verdict, render: Render, now: datetime) -> list[dict[str, object]]:
    cases: dict[int, Case] = {
        effect.case.number: effect.case for effect in verdict.effects if isinstance(effect, OpenCase)
    }
    written: list[dict[str, object]] = []
    for number, send in enumerate((one for one in verdict.effects if isinstance(one, Send)), 1):
        case = cases.get(send.case) if send.case else None
        posting = render.render(send, number, now=now, case=case, original=None)
        written.append(
            {"template": send.template, "to": list(send.to), "cc": list(send.cc), "subject": posting.subject}
        )
    return written


def _warnings(letter: Letter, statement: Statement | None) -> list[str]:
    return list(dict.fromkeys((*letter.warnings, *(statement.warnings if statement else ()))))
