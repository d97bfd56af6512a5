"""ETSI: technical bodies and industry specification groups, in the sections of 3GPP or with labels alone
(statements.md 3.3)."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.formats import plain, three_gpp
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letterhead import read_letter

NAME = "etsi"

_NUMBER = re.compile(r"(?<![A-Za-z0-9])(?P<number>[A-Z0-9]{2,12}\(\d{2}\)\d{3,6}(?:r\d+)?)(?![A-Za-z0-9])")
_OLD_NUMBER = re.compile(r"(?:\t| {2})(?P<number>\d{2}[a-z]?TD\d{3}(?:r\d+)?)\s*$")
_SECTION = re.compile(r"(?i)^\W*[12]\.?\s*(?:overall description|actions?)\b")


def recognises(text: Text) -> bool:
    """True if ETSI, or a group of it, stands at the head or is the Source."""
    return three_gpp.is_etsi(text) and not three_gpp.recognises(text)


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of an ETSI statement: by its sections if it has them, else by its labels."""
    if any(map(_SECTION.match, text.tidy[:200])):
        draft = three_gpp.read_sections(NAME, text, directory, written)
    else:
        draft = plain.read_labels(NAME, text, directory, written)
    read_letter(draft)
    _read_number(draft)
    return draft


def _read_number(draft: Draft) -> None:
    for number, line in enumerate(draft.letter.tidy[:15], 1):
        found = _NUMBER.search(line) or _OLD_NUMBER.search(line)
        if found and draft.reference is None:
            draft.reference = found["number"]
            draft.saw("reference", number, line)


FORM = Form(NAME, recognises, read, says_who_is_asked=True)
