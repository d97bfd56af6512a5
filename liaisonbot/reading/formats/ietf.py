"""Letters of our own side that reach the bot: an IETF group writes, the peer is addressed (statements.md 3.4)."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Confidence
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.formats import plain
from liaisonbot.reading.labels import Text, fields
from liaisonbot.reading.letterhead import read_signature, without_persons

NAME = "ietf"

_OURS = re.compile(
    r"(?i)^\W*(?:the )?(?:(?:chairs? of (?:the )?)?(?:IETF|IESG|IAB|IRTF)\b"
    r"|internet (?:engineering task force|architecture board))"
)
_OFFICE = re.compile(r"(?i)^\W*(?:IETF contact person|IETF Liaison Statement)\b")


def recognises(text: Text) -> bool:
    """True if one of ours is the Source, or an IETF contact person is named beside who is addressed."""
    found = fields(text)
    sources = [field.value for field in found if field.label == "from"]
    if sources:
        return _OURS.match(sources[0]) is not None
    return any(field.label == "to" for field in found) and any(map(_OFFICE.match, text.tidy[:40]))


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of a letter of ours; `from_body` is our group."""
    draft = plain.read_labels(NAME, text, directory, written)
    source = draft.field("from")
    body = directory.named(source.value) if source else "ietf"
    if source and (body is None or directory.group(body) is None):
        pieces = re.split(r"[,;(\t]", source.value)
        named = (directory.named(piece.strip()) for piece in pieces)
        body = next((one for one in named if one and directory.group(one)), "ietf")
    draft.from_body = body
    draft.evidence.pop("from_body", None)
    if source:
        draft.saw("from_body", source)
    else:
        draft.saw("from_body", 1, draft.letter.lines[0], Confidence.INFERRED)
    read_signature(draft)
    without_persons(draft)
    return draft


FORM = Form(NAME, recognises, read)
