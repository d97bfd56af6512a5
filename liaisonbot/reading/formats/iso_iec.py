"""ISO/IEC JTC 1, its subcommittees and working groups, and ISO committees: N-numbers, secretariats at national
bodies, cover pages with "Requested action" (statements.md 3.3, 5)."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Purpose
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.formats import plain
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letterhead import read_letter

NAME = "iso_iec"

_HEAD = re.compile(
    r"(?i)^\W*ISO(?:/IEC)? ?(?:/|\s) ?(?:JTC ?1|TC ?\d+)\b|^\W*(?:ISO/IEC )?JTC ?1 ?/ ?SC ?\d+\b"
    r"|^\W*SC ?\d+(?:/WG ?\d+)? ?N ?\d+\W*$|^\W*INTERNATIONAL ORGANI[SZ]ATION FOR STANDARDI[SZ]ATION\b"
)
_SOURCE = re.compile(r"(?i)^\W*(?:from|source)\s*[:\t]\s*ISO(?:/IEC|/TC| TC)\b")
_ACTION = re.compile(
    r"(?i)^\W*(?:(?:requested|expected) action|action(?: id| required| requested)?)\s*[:\t]\s*(?P<words>.*)$"
)
_ACTIONS = (
    (re.compile(r"(?i)\b(?:FYI|information|none|info)\b"), Purpose.INFORMATION),
    (re.compile(r"(?i)^\W*COMM?(?:ENTS?)?\W*$|^\W*for comments?\W*$"), Purpose.COMMENT),
)
_PART = re.compile(r"(?i)^\W*(?P<part>(?:WG|AG|JWG) ?\d+)\b")
_COMMITTEE = re.compile(r"(?i)\bISO(?:/IEC)? ?/? ?(?:JTC ?1 ?/ ?SC|TC) ?\d+")
_NUMBER = re.compile(
    r"(?i)^\W*(?:ISO(?:/IEC)?[ /])?(?:JTC ?1 ?/ ?)?(?P<number>SC ?\d+(?:/WG ?\d+)? ?N ?\d{3,6}"
    r"|TC ?\d+(?:/SC ?\d+)? ?N ?\d{2,6})\W*$"
)


def recognises(text: Text) -> bool:
    """True with an ISO or JTC 1 letterhead at the top, or with such a Source."""
    if "iso" not in text.low and "international org" not in text.low and "sc" not in text.low:
        return False
    return any(map(_HEAD.match, text.tidy[:10])) or any(map(_SOURCE.match, text.sources))


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of an ISO committee's letter: the most special body of head and Source is the sender."""
    draft = plain.read_labels(NAME, text, directory, written)
    _read_part(draft)
    read_letter(draft)
    _read_action(draft)
    _read_number(draft)
    return draft


def _read_part(draft: Draft) -> None:
    """A Source such as "WG 3, MPEG Systems" is a part of the committee in the letterhead."""
    source = draft.field("from")
    part = _PART.match(source.value) if source else None
    committee = next(filter(None, map(_COMMITTEE.search, draft.letter.tidy[:12])), None)
    if source and part and committee:
        draft.from_body = draft.directory.peer_named(f"{committee[0]}/{part['part']}")
        draft.saw("from_body", source)


def _read_action(draft: Draft) -> None:
    """The cover page's Requested action is the stated purpose."""
    lines = draft.letter.tidy[:80]
    for number, line in enumerate(lines, 1):
        if draft.stated is None and (found := _ACTION.match(line)):
            words = found["words"] or next((below for below in lines[number : number + 2] if below.strip()), "")
            draft.stated = next((purpose for sign, purpose in _ACTIONS if sign.search(words)), Purpose.ACTION)
            draft.saw("stated_purpose", number, line)


def _read_number(draft: Draft) -> None:
    """The N-number that stands alone at the top."""
    for number, line in enumerate(draft.letter.tidy[:20], 1):
        if draft.reference is None and (found := _NUMBER.match(line)):
            draft.reference = found["number"]
            draft.saw("reference", number, line)


FORM = Form(NAME, recognises, read)
