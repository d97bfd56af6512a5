"""Golden statements as tests and benchmarks read them: the mails, the facts expected, the facts found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from liaisonbot.doors.reader import InProcess
from liaisonbot.model.directory import built_in
from liaisonbot.model.statement import Statement
from liaisonbot.read_ahead import read_all
from liaisonbot.reading.formats import FORMS
from liaisonbot.reading.letter import Letter

MAILS = Path(__file__).parent / "mails"
FORM_NAMES = tuple(form.name for form in FORMS)
DIRECTORY = built_in()

_READING = InProcess("liaisonbot.worker:work", initial=DIRECTORY)


def golden() -> list[Path]:
    """The golden statements of all forms."""
    return sorted(path for form in FORM_NAMES for path in (MAILS / form).glob("*.eml"))


def expected(path: Path) -> dict[str, Any]:
    """The facts beside a golden mail; `warning` and `disputed` hold words that must be there."""
    facts: dict[str, Any] = json.loads(path.with_suffix(".expect.json").read_text("utf-8"))
    return facts


def read(raw: bytes) -> Statement | None:
    """The statement in a mail as the service reads it, Word 97 files by catdoc."""
    (letter,) = read_all(_READING, [raw])
    assert isinstance(letter, Letter), letter
    return letter.statement


def as_data(statement: Statement) -> dict[str, Any]:
    """The facts in the form in which expectations are written."""
    return {
        "title": statement.title,
        "from_body": statement.from_body,
        "from_contacts": [box.address for box in statement.from_contacts],
        "received_from": statement.received_from,
        "reply_to": statement.reply_to,
        "to": [one.group for one in statement.to],
        "cc": [one.group for one in statement.cc],
        "stated_purpose": statement.stated_purpose and str(statement.stated_purpose),
        "purpose": str(statement.purpose),
        "deadline": statement.deadline and statement.deadline.isoformat(),
        "deadline_text": statement.deadline_text,
        "reference": statement.reference,
        "response_to": list(statement.response_to),
        "letter": next((one.name for one in statement.attachments if one.letter), None),
    }
