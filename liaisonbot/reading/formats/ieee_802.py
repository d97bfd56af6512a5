"""IEEE 802: letters signed by a working group's chair, and the submission template of 802.11 (statements.md 3.3)."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.formats import plain
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letterhead import read_letter

NAME = "ieee_802"

_HEAD = re.compile(
    r"(?i)^\W*IEEE (?:P?802(?:\.\d+)?(?:[ ,].{0,80})?|SA .{0,60})$|^\W*IEEE P802\.\d+\b|\bdoc\.?:\s*IEEE 802\.\d"
)
_SOURCE = re.compile(r"(?i)^\W*(?:from|source)\s*[:\t]\s*IEEE P?802\b")
_OFFICE = re.compile(r"(?i)\bchair(?:man|person|woman)?\b.{0,12}\bIEEE P?802(?:\.\d+)?\b")
_SUBMISSION = re.compile(r"(?i)\bdoc\.?:\s*(?P<number>IEEE 802\.\d+[-–]\d{2}/\d{3,5}r\d+)")
_THIS_DOCUMENT = re.compile(
    r"(?i)\b(?:this|following) (?:liaison|letter|statement)\b[^.]{0,160}?\bdocument "
    r"(?P<number>\d{1,2}-\d{2}-\d{4}-\d{2}(?:-\w{4})?)"
)
_PROSE = 30  # lines in which a letter says which document it is
_OWN = re.compile(r"\b(?P<number>IEEE 802\.\d+ ?[-–] ?LS ?\d+)")


def recognises(text: Text) -> bool:
    """True with an IEEE 802 letterhead, Source line or submission number at the top, or a chair's signature."""
    if "802" not in text.low:
        return False
    if any(_HEAD.search(line) for line in text.tidy[:12]) or any(map(_SOURCE.match, text.sources)):
        return True
    return any(_OFFICE.search(line) for line in text.tidy[:200])


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of an IEEE 802 letter or submission; a chair's letter has few labels or none."""
    draft = plain.read_labels(NAME, text, directory, written)
    read_letter(draft)
    _read_reference(draft)
    return draft


def _read_reference(draft: Draft) -> None:
    """The submission's number in the running header, or the liaison's own number in its title."""
    for number, line in enumerate(draft.letter.tidy[:400], 1):
        found = _SUBMISSION.search(line) or (_OWN.search(line) if line.strip().endswith((draft.title, ")")) else None)
        if found and draft.reference is None and not draft.response_to:
            draft.reference = found["number"]
            draft.saw("reference", number, line)
            return
    for number, line in enumerate(draft.letter.tidy[:_PROSE], 1):
        found = _THIS_DOCUMENT.search(" ".join(draft.letter.tidy[number - 1 : number + 1]))
        if found and draft.reference is None:
            draft.reference = found["number"]
            draft.saw("reference", number, line)


FORM = Form(NAME, recognises, read)
