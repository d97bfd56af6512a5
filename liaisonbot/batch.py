"""Letters that are decided on together: what one batch has decided and not yet written, and who must wait for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liaisonbot.model.directory import Directory
from liaisonbot.model.effects import Decision
from liaisonbot.model.mail import LetterFacts, PostKind, Waiting
from liaisonbot.reading.letter import Letter


@dataclass(frozen=True, slots=True)
class Decided:
    """A letter that was decided on, with what was decided; `title` is its statement's, folded."""

    decision: Decision
    facts: LetterFacts
    waiting: Waiting
    letter: Letter
    title: str


def may_touch(letter: Letter, title: str, pending: Sequence[Decided]) -> bool:
    """True if this letter, of a statement with this folded title, may belong to what the batch has decided."""
    if not pending:
        return False
    if letter.in_reply_to or letter.references or letter.robot:
        return True
    reference = letter.statement.reference if letter.statement else None
    return any(
        one.facts.message_id == letter.message_id
        or one.facts.fingerprint == letter.fingerprint
        or (title and one.title == title)
        or (reference and one.letter.statement and one.letter.statement.reference == reference)
        for one in pending
    )


def may_count(letter: Letter, pending: Sequence[Decided], directory: Directory) -> bool:
    """True if what the batch sends may be too much for this letter's answer: peers have no small numbers of receipts,
    so only answers to the very same address count there."""

    def counted(one: Letter) -> bool:
        return one.sender is None or directory.peer_of_address(one.sender.address) is None

    def answered(one: Decided) -> bool:
        same = _key(one.letter) == _key(letter)
        return same and any(sent.kind is PostKind.ANSWER for sent in one.decision.postings)

    return any((counted(letter) and counted(one.letter)) or answered(one) for one in pending)


def _key(letter: Letter) -> str:
    return letter.sender.key if letter.sender else ""
