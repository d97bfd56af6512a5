"""Everything else: a letter whose facts stand behind labels, in any order, in mail or file."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Purpose
from liaisonbot.reading.draft import Draft, purpose_in
from liaisonbot.reading.labels import NOTHING, Text, bare_purpose, fields
from liaisonbot.reading.references import references_in, tracker_urls

NAME = "plain"

_TELLING = frozenset({"title", "from", "to", "action_to", "comment_to", "information_to", "purpose", "deadline"})
_PROSE_REPLY = re.compile(
    r"(?i)\b(?:your|response to (?:your|the)|reply to (?:your|the)) (?:liaison(?: statement)?|LS)\s*"
    r"(?P<words>[^.\n]{3,160})"
)


def recognises(text: Text) -> bool:
    """True with at least two different telling labels, or one with a bare purpose line."""
    labels = {field.label for field in fields(text) if field.value.strip(" -")} & _TELLING
    return len(labels) >= 2 or (bool(labels) and bare_purpose(text) is not None)


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts behind the labels; what has no label stays absent."""
    draft = Draft.of(NAME, text, directory, written)
    draft.read_title()
    draft.read_source()
    draft.read_to("to", "action_to", "comment_to")
    if draft.to:
        draft.read_cc("cc", "information_to")
    else:
        draft.read_to("information_to")
        draft.read_cc("cc")
    _read_purpose(draft)
    draft.read_deadline()
    draft.read_contacts()
    draft.read_reply_to()
    _read_numbers(draft)
    return draft


def _read_purpose(draft: Draft) -> None:
    """The strongest purpose stated: a Purpose line, a For … row with addressees, or a bare line."""
    for label, purpose in (("action_to", Purpose.ACTION), ("comment_to", Purpose.COMMENT)):
        if line := draft.field(label):
            draft.stated = purpose
            draft.saw("stated_purpose", line)
            return
    if line := draft.field("purpose"):
        draft.stated = purpose_in(line.value)
        draft.saw("stated_purpose", line)
    if draft.stated is None and (bare := bare_purpose(draft.letter)):
        draft.stated = purpose_in(bare[0])
        draft.saw("stated_purpose", bare[1], bare[0])
    if draft.stated is None and (line := draft.field("information_to")):
        draft.stated = Purpose.INFORMATION
        draft.saw("stated_purpose", line)


def _read_numbers(draft: Draft) -> None:
    if line := draft.field("reference"):
        found = references_in(line.value, itu=True)
        draft.reference = found[0] if found else line.value.split("\t")[0].strip()
        draft.saw("reference", line)
    if (line := draft.field("response_to")) and line.value.lower() not in NOTHING:
        draft.response_to.extend(references_in(line.value) or tracker_urls(line.value) or [line.value])
        draft.saw("response_to", line)
        return
    for number, words in enumerate(draft.letter.lines, 1):
        if (reply := _PROSE_REPLY.search(words)) and (found := references_in(reply["words"], itu=True)):
            draft.response_to.extend(found)
            draft.saw("response_to", number, words)
            return
