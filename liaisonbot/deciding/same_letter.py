"""Is this statement one that we have already? Peers send one letter per addressee, per group of theirs, again, and by
another way (statements.md 1, 7). Never by the title alone: the same title half a year later is a new letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from liaisonbot.model.case import Case
from liaisonbot.model.statement import Attachment, Statement
from liaisonbot.reading.references import number_key

LATELY = timedelta(days=30)
"""So far back letters are compared by their content; by the peer's own number always."""

_A_FEW_DAYS = timedelta(days=3)
_FILES_THAT_SAY_LITTLE = 400  # bytes: a signature's picture or a card is in every mail of its sender
_TAIL = re.compile(r"\s*(?:->|→)\s*[^>→]{1,60}$|\s*\[to [^\]]{1,120}\]\s*$", re.IGNORECASE)
_PREFIX = re.compile(
    r"^(?:(?:re|fwd?|fw|aw|wg)\s*:\s*|\[[^\]]{1,40}\]\s*|(?:revised|updated|corrected|resend|resent)\s*:?\s+)+",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\W_]+")
_REVISED = re.compile(r"(?i)\b(?:revised|revision|corrected|corrigendum|updated|replaces|supersedes)\b")


class Same(StrEnum):
    """Why a letter is one that we have."""

    NUMBER = "the peer's own number and the title"
    FILES = "the same files under the same title"
    SIBLING = "the same letter to another addressee"


def same_letter(statement: Statement, received: datetime, cases: Iterable[Case]) -> tuple[Case, Same] | None:
    """The case that this letter belongs to, and why; the newest of several. `cases` are those of the same peer."""
    title = folded(statement.title)
    for case in sorted(cases, key=lambda one: one.number, reverse=True):
        if not title or folded(case.title) != title:
            continue
        earlier = case.statement
        if statement.reference and earlier.reference:
            if _number(statement.reference) == _number(earlier.reference):
                return case, Same.NUMBER
            if not _same_files(statement, earlier):
                continue  # two numbers: two letters, unless one text went through two of the peer's groups
        if received - case.opened <= LATELY and _same_files(statement, earlier):
            return case, Same.FILES
        if received - case.opened <= _A_FEW_DAYS and _siblings(statement, earlier):
            return case, Same.SIBLING
    return None


def looks_like(case: Case, cases: Iterable[Case]) -> Case | None:
    """Another of these cases that a person may be recording a second time: with the same number or the same title, the
    oldest. Enough for a question, and for no more."""
    title, reference = folded(case.title), case.statement.reference
    for other in sorted(cases, key=lambda one: one.number):
        if other.number == case.number or other.problem:
            continue
        theirs = other.statement.reference
        if (reference and theirs and _number(reference) == _number(theirs)) or (title and folded(other.title) == title):
            return other
    return None


def is_revision(statement: Statement, earlier: Statement) -> bool:
    """True if the letter says that it replaces the earlier one, or asks for another day."""
    says = any(_REVISED.search(words) for words in (statement.title, statement.reference) if words)
    return says or (statement.deadline is not None and statement.deadline != earlier.deadline)


def core(title: str) -> str:
    """The beginning of a title without prefixes, as it stands in every copy: to look for candidates by."""
    return _TAIL.sub("", _PREFIX.sub("", title.strip()))[:40].strip()


def folded(title: str) -> str:
    """A title for comparing: without prefixes, the addressee behind an arrow, marks and case."""
    bare = _TAIL.sub("", _PREFIX.sub("", title.strip()))
    return _MARKS.sub(" ", bare.lower()).strip()


def _number(reference: str) -> str:
    return number_key(re.sub(r"(?i)[ _-]?r(?:ev)?\.? ?\d+$", "", reference))


def _same_files(one: Statement, other: Statement) -> bool:
    """True if both came with files, and those of one are among those of the other, by name and size."""
    mine, theirs = _files(one.attachments), _files(other.attachments)
    shared = mine & theirs
    return bool(shared) and shared in (mine, theirs)


def _files(attachments: Sequence[Attachment]) -> set[tuple[str, int]]:
    return {(one.name.lower(), one.size) for one in attachments if one.size > _FILES_THAT_SAY_LITTLE}


def _siblings(one: Statement, other: Statement) -> bool:
    """True for a letter without files that says the same to somebody else: purpose, day and people agree."""
    if one.attachments or other.attachments or not one.from_contacts:
        return False
    people = {box.key for box in one.from_contacts} == {box.key for box in other.from_contacts}
    return people and (one.purpose, one.deadline, one.response_to) == (other.purpose, other.deadline, other.response_to)
