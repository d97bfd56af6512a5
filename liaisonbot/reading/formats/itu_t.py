"""ITU-T: a two-column table of labels, then free text (statements.md 3.1). A wrapped letter's inner table wins."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Confidence, Purpose
from liaisonbot.reading.draft import Draft, purpose_in
from liaisonbot.reading.labels import Text, tidy
from liaisonbot.reading.references import references_in

NAME = "itu_t"

_BANNER = re.compile(r"(?i)telecommunication (?:union|standardization sector)|\bITU-?T?[- ](?:T\b|telecommunication)")
_FOR = re.compile(r"(?im)^[\s(]*for (?:action|comments?|information)(?: to)?\s*[:\t]")
_CENTRE = re.compile(r"(?im)^\W*liaison statement\W*$")
_ABOVE_SOURCE = re.compile(r"(?i)\bref\.?\s*:|question|study period|original|english|standardization|-LS ?\d")
_SOURCE = re.compile(r"(?im)^\W*source\s*[:\t][^\n]*(?:ITU|study group|\bSG ?\d|TSAG|WP ?\d)")
_OWN = re.compile(r"(?i)ref\.?\s*:\s*\(?\s*(?P<words>[^)\n]+)")
_TITLE_REPLY = re.compile(r"(?i)\((?:in )?(?:reply|response) to (?P<words>[^)]+)\)?")
_TITLE_TO = re.compile(r"(?i)\[\s*to (?P<words>[^\]]+)\]")
_TITLE_FROM = re.compile(r"(?i)\[?\bfrom (?P<words>(?:ITU[- ]?T )?(?:SG ?\d+|Q[^\]]+|TSAG[^\]]*))\]?")

_PURPOSES = (
    ("action_to", Purpose.ACTION),
    ("comment_to", Purpose.COMMENT),
    ("information_to", Purpose.INFORMATION),
)


def recognises(text: Text) -> bool:
    """True for the table of ITU-T: at least two of its banner, centre line, Source of a study group and For rows."""
    head = "\n".join(tidy(line) for line in text.lines[:120])
    signs = (_BANNER, _CENTRE, _SOURCE, _FOR)
    return sum(bool(sign.search(head)) for sign in signs) >= 2


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of an ITU-T statement. The purpose is the strongest one that the For rows give to ours."""
    draft = Draft.of(NAME, inner(text), directory, written)
    draft.read_title()
    draft.read_source()
    _read_addressees(draft)
    draft.read_deadline(day_first=True)
    draft.read_contacts()
    draft.read_reply_to()
    _read_reference(draft)
    _read_response_to(draft)
    _from_title(draft)
    return draft


def inner(text: Text) -> Text:
    """The statement inside a circulation sheet: from the second Source on, if there are two (statements.md 3.1)."""
    sources = [
        number for number, line in enumerate(text.lines[:400]) if re.match(r"(?i)^\W*source\s*[:\t]", tidy(line))
    ]
    centres = [number for number, line in enumerate(text.lines[:400]) if _CENTRE.match(tidy(line))]
    if len(sources) < 2 or not any(number > sources[0] for number in centres):
        return text
    kept = sources[-1]
    while kept > sources[0] + 1 and _ABOVE_SOURCE.search(tidy(text.lines[kept - 1])):
        kept -= 1
    return Text(text.source, tuple("" for _ in text.lines[:kept]) + text.lines[kept:])


def _read_addressees(draft: Draft) -> None:
    for label, purpose in _PURPOSES:
        before = len(draft.to)
        if purpose is Purpose.INFORMATION and draft.to:
            draft.read_cc(label)
        else:
            draft.read_to(label)
        ours = [one for one in draft.to[before:] if one.group and draft.directory.group(one.group)]
        if draft.stated is None and (ours or (len(draft.to) > before and not _any_ours(draft, label))):
            draft.stated = purpose
            line = draft.field(label)
            if line:
                draft.saw("stated_purpose", line)
    if not draft.to:
        draft.read_to("to")
    draft.read_cc("cc")
    if draft.stated is None and (line := draft.field("purpose")):
        draft.stated = purpose_in(line.value)
        draft.saw("stated_purpose", line)
    informed = draft.field("information_to", "cc")
    if draft.stated is None and draft.cc and informed:
        draft.stated = Purpose.INFORMATION
        draft.saw("stated_purpose", informed)


def _any_ours(draft: Draft, label: str) -> bool:
    """True if a later For row addresses one of ours: its purpose concerns us, this one does not."""
    later = [name for name, _ in _PURPOSES[[name for name, _ in _PURPOSES].index(label) + 1 :]]
    words = " ".join(line.value for line in draft.found if line.label in later)
    return bool(re.search(r"\b(?:IETF|IESG|IAB)\b", words))


def _read_reference(draft: Draft) -> None:
    """The letter's own number: (Ref.: …), or the number at the top right (never a question or a TD)."""
    for number, line in enumerate(draft.letter.lines[:60], 1):
        if (found := _OWN.search(tidy(line))) and (own := references_in(found["words"], itu=True)):
            draft.reference = own[0]
            draft.saw("reference", number, line)
            return
    for number, line in enumerate(draft.letter.lines[:15], 1):
        if ":" not in line and (own := [one for one in references_in(line, itu=True) if "LS" in one.upper()]):
            draft.reference = own[0]
            draft.saw("reference", number, line)
            return


def _read_response_to(draft: Draft) -> None:
    line = draft.field("response_to")
    if line:
        draft.response_to.extend(references_in(line.value, itu=True) or [line.value])
        draft.saw("response_to", line)
    elif found := _TITLE_REPLY.search(draft.title):
        draft.response_to.extend(references_in(found["words"], itu=True) or [found["words"].strip()])
        if (title := draft.field("title")) is not None:
            draft.saw("response_to", title)


def _from_title(draft: Draft) -> None:
    """What only the title says: addressees in brackets, the sending group."""
    title = draft.field("title")
    if title is None:
        return
    if not draft.to and (found := _TITLE_TO.search(draft.title)):
        from liaisonbot.reading.addressees import read_addressees

        words = found["words"].split(";")
        to, cc = read_addressees(words[0], draft.directory)
        draft.to.extend(to)
        draft.cc.extend(cc)
        if len(words) > 1:
            draft.cc.extend(read_addressees(";".join(words[1:]), draft.directory)[0])
        draft.saw("to", title, confidence=Confidence.INFERRED)
    if draft.from_body is None and (found := _TITLE_FROM.search(draft.title)):
        draft.from_body = draft.directory.peer_named(found["words"])
        draft.saw("from_body", title, confidence=Confidence.INFERRED)
