"""Everything else: a letter whose facts stand behind labels, in any order, in mail or file."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Purpose
from liaisonbot.reading import asks, sender
from liaisonbot.reading.dates import all_days
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.labels import Text, bare_purpose, fields
from liaisonbot.reading.letterhead import read_letter
from liaisonbot.reading.references import references_in

NAME = "plain"

_TELLING = frozenset({"title", "from", "to", "action_to", "comment_to", "information_to", "purpose", "deadline"})
_FOR = re.compile(r"(?i)^\W*for (?:your )?(?:action|comments?|review|info(?:rmation)?)\b.{0,20}$")
_NUMBER = re.compile(r"(?:[A-Za-z][A-Za-z0-9]{0,11}[ -]){0,3}[\w./()#-]*\d[\w./()-]*")
_NO_OWN_NUMBER = re.compile(r"(?i)^\W*(?:RFC|draft-|Rec(?:ommendation)?\b|ITU-T [A-Z]\.|[A-Z]\.\d)")


def recognises(text: Text) -> bool:
    """True with at least two different telling labels, or one with a bare purpose line."""
    labels = {field.label for field in fields(text) if field.value.strip(" -")} & _TELLING
    return len(labels) >= 2 or (bool(labels) and bare_purpose(text) is not None)


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts behind the labels; what has no label stays absent."""
    draft = read_labels(NAME, text, directory, written)
    read_letter(draft)
    return draft


def read_labels(form: str, text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts behind the labels of a letter in any `form` that has no order of its own for them."""
    draft = Draft.of(form, text, directory, written)
    draft.read_title()
    sender.read_source(draft)
    draft.read_to("to", "action_to", "comment_to")
    if draft.to:
        draft.read_cc("cc", "information_to")
    else:
        draft.read_to("information_to")
        draft.read_cc("cc")
    _read_purpose(draft)
    asks.read_deadline(draft)
    sender.read_contacts(draft)
    draft.read_reply_to()
    _read_reference(draft)
    asks.read_response_to(draft)
    return draft


def _read_purpose(draft: Draft) -> None:
    """The strongest purpose stated: a Purpose line, a For … row with addressees, or a bare line."""
    for label, purpose in (("action_to", Purpose.ACTION), ("comment_to", Purpose.COMMENT)):
        if line := draft.field(label):
            draft.stated = purpose
            draft.saw("stated_purpose", line)
            return
    if (line := draft.field("purpose")) and (purpose_read := asks.purpose_for_us(draft, line.value)):
        draft.stated = purpose_read
        draft.saw("stated_purpose", line)
    if draft.stated is None and (bare := bare_purpose(draft.letter)):
        draft.stated = asks.purpose_in(bare[0])
        draft.saw("stated_purpose", bare[1], bare[0])
    if draft.stated is None and (line := draft.field("status")) and _FOR.match(line.value):
        draft.stated = asks.purpose_in(line.value)
        draft.saw("stated_purpose", line)
    if draft.stated is None and (line := draft.field("information_to")):
        draft.stated = Purpose.INFORMATION
        draft.saw("stated_purpose", line)


def _read_reference(draft: Draft) -> None:
    """The number beside a Reference label: a known form, else one word or two with a digit."""
    line = draft.field("reference")
    if line is None:
        return
    numbers = references_in(line.value, itu=True)
    words = line.value.split("\t")[0].strip()
    if numbers or (_NUMBER.fullmatch(words) and not _NO_OWN_NUMBER.match(words) and not all_days(words)):
        draft.reference = numbers[0] if numbers else words
        draft.saw("reference", line)


FORM = Form(NAME, recognises, read)
