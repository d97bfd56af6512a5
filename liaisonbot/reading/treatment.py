"""What a statement is treated as, beside what it says: who is asked, and whether for action (R5, process.md 8)."""

from __future__ import annotations

import re

from liaisonbot.model.statement import Confidence, Evidence, Purpose
from liaisonbot.reading import asks
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.phrases import OURS

_PERSON = re.compile(r"@|^\W*(?:(?:Mr|Mrs|Ms|Dr|Prof)\b\.?\s*)?(?:[^\W\d_a-z][\w'’.-]*\s+){1,3}[^\W\d_a-z][\w'’-]+$")


def is_for_others(draft: Draft) -> bool:
    """True for a letter to somebody else, with ours in copy or not named: it never sets a deadline for us."""
    ours = draft.directory.group
    if not draft.to or any(one.group and ours(one.group) for one in draft.to):
        return False
    unknown = [one for one in draft.to if one.group is None]
    if any(OURS.search(one.text) or one.note.startswith("may be") for one in unknown):
        return False
    copied = any(one.group and ours(one.group) for one in draft.cc)
    return len(unknown) < len(draft.to) or (copied and not any(_PERSON.search(one.text) for one in unknown))


def treated_as(draft: Draft, *, says_who_is_asked: bool) -> Purpose:
    """What we treat it as; the evidence of `purpose` says why, where that is not the stated purpose itself.

    For comment with a date is action, without one information; a letter for information that asks us for a review or
    an answer is action. Where rows and sections say who is asked (`says_who_is_asked`, so ITU-T and 3GPP), a question
    in the text adds nothing to a purpose stated there."""
    if is_for_others(draft):
        return _because_of(draft, "to", Purpose.INFORMATION)
    if draft.stated is Purpose.COMMENT and draft.deadline is None:
        return _because_of(draft, "stated_purpose", Purpose.INFORMATION)
    if draft.stated in (Purpose.ACTION, Purpose.RESPONSE):
        return draft.stated
    if draft.deadline:
        return _because_of(draft, "deadline", Purpose.ACTION)
    if draft.stated and says_who_is_asked:
        return draft.stated
    if asked := asks.asking_words(draft):
        draft.saw("purpose", *asked, Confidence.INFERRED)
        return Purpose.ACTION
    if draft.stated is None and (answers := asks.answering_words(draft)):
        draft.saw("purpose", *answers, Confidence.INFERRED)
        return Purpose.RESPONSE
    if draft.stated is None:
        said = "It names no purpose and asks for no answer."
        draft.evidence["purpose"] = Evidence(draft.letter.source, said, Confidence.GUESSED)
    return Purpose.INFORMATION


def _because_of(draft: Draft, fact: str, purpose: Purpose) -> Purpose:
    """The purpose, which follows from where another fact was read."""
    if seen := draft.evidence.get(fact):
        draft.evidence["purpose"] = Evidence(seen.where, seen.text, Confidence.INFERRED)
    return purpose
