"""The words of a letter that its readers see first: what the peer wrote below the labels (R14, R20)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from liaisonbot.model.statement import Statement
from liaisonbot.reading.documents import Document
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letter import Letter

EXCERPT_LINES = 40

_READ_LINES = 200  # a head that is longer is no head
_GAP = 6  # lines between two labels of one head
_FEWEST_LABELS, _FEWEST_WORDS = 3, 3
_BEGINS = re.compile(
    r"(?i)^\W*(?:dear|hello|greetings|to whom|abstract\b|introduction\b|(?:1|i)[.)]?\s+(?:overall )?\w+\W*$)"
)


def excerpt(
    statement: Statement | None, letter: Letter, documents: Sequence[Document], texts: Sequence[Text]
) -> tuple[str, ...]:
    """The first lines of the statement below its head, out of the file that is the letter, else out of the mail; a
    line "[…]" says that there are more. The facts of the head stand in every letter of ours already; a covering mail is
    not the statement (R14). `texts` are those that the statement was read from: their labels are known."""
    inner = letter.forwarded or letter
    mail = tuple((inner.text or letter.text).strip().split("\n"))
    letters = {one.name for one in statement.attachments if one.letter} if statement else set()
    read = ((one.name, one.lines) for one in documents if one.name in letters and one.lines)
    source, lines = next(read, ("mail", mail))
    head, rest = lines[:_READ_LINES], lines[_READ_LINES:]
    text = next((one for one in texts if one.source == source and one.lines == head), Text(source, head))
    below = below_the_head(text) + rest
    shown = tuple(map(str.rstrip, below[:EXCERPT_LINES]))
    return (*shown, "[…]") if len(below) > EXCERPT_LINES else shown


def below_the_head(text: Text) -> tuple[str, ...]:
    """The lines below the block of labels that a letter begins with; all of them where there is none, or nothing
    below it. A salutation or a first heading ends the block."""
    lines = text.lines
    opening = next((number for number, line in enumerate(text.tidy, 1) if _BEGINS.match(line)), None)
    last = count = 0
    for field in text.fields:
        if (opening and field.number >= opening) or (count and field.number - last > _GAP):
            break
        if field.label != "attachments":  # they may stand below the text as well
            last, count = field.number, count + 1
    if count < _FEWEST_LABELS:
        return lines
    start = opening - 1 if opening and opening - last <= _GAP else last
    rest = "\n".join(lines[start:]).strip("\n")
    return tuple(rest.split("\n")) if len(rest.split(maxsplit=_FEWEST_WORDS)) > _FEWEST_WORDS else lines
