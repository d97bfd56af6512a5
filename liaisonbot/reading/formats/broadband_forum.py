"""The Broadband Forum: letters of its Technical Committee's chair (statements.md 3.3)."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.formats import plain
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letterhead import read_letter

NAME = "broadband_forum"

_HEAD = re.compile(r"(?i)^\W*(?:the )?(?:broadband|(?:A?DSL)) forum\b.{0,60}$")
_SOURCE = re.compile(r"(?i)^\W*(?:from|source)\s*[:\t].*\b(?:broadband|A?DSL) forum\b")
_REFERENCE = re.compile(r"(?i)^\W*broadband forum reference\b")


def recognises(text: Text) -> bool:
    """True with the Forum's letterhead, its Source line, or its Reference label."""
    if "forum" not in text.low:
        return False
    if any(map(_HEAD.match, text.tidy[:6])) or any(map(_SOURCE.match, text.sources)):
        return True
    return any(map(_REFERENCE.match, text.tidy[:60]))


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of a Broadband Forum letter; the names in To and CC are those of office-holders."""
    draft = plain.read_labels(NAME, text, directory, written)
    read_letter(draft)
    return draft


FORM = Form(NAME, recognises, read)
