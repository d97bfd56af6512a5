"""MEF (Mplify): letters with a number, a salutation, and a list of next meetings at the end (statements.md 3.3)."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.formats import plain
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letterhead import read_letter

NAME = "mef"

_HEAD = re.compile(r"(?i)^\W*(?:the )?(?:MEF(?: forum)?|metro ethernet forum|mplify(?: alliance)?)\W*$")
_SOURCE = re.compile(r"(?i)^\W*(?:from|source)\s*[:\t].*\b(?:MEF|metro ethernet forum|mplify)\b")
_NUMBER = re.compile(r"(?i)^\W*(?:MEF )?liaison\W+(?P<number>L(?:S)?\d{5}(?:_\d{3})?)\W*$")


def recognises(text: Text) -> bool:
    """True with MEF's letterhead or Source line."""
    if not any(name in text.low for name in ("mef", "metro ethernet", "mplify")):
        return False
    return any(map(_HEAD.match, text.tidy[:6])) or any(map(_SOURCE.match, text.sources))


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of a MEF letter."""
    draft = plain.read_labels(NAME, text, directory, written)
    read_letter(draft)
    for number, line in enumerate(draft.letter.tidy[:15], 1):
        if draft.reference is None and (found := _NUMBER.match(line)):
            draft.reference = found["number"]
            draft.saw("reference", number, line)
    return draft


FORM = Form(NAME, recognises, read)
