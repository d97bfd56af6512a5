"""Labelled lines: `Title: …`, `For action to:⇥…`, label and value in one line, in two, or glued by a tab."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NOTHING = frozenset({"none", "n/a", "na", "-", "nil"})
"""Values that say that there is none."""

MOST_LINES = 4000
"""Labels stand at the head of a letter; what is behind so many lines is annex."""

_LABELS: dict[str, str] = {
    "title": r"title|subject|concerning",
    "from": r"source|from(?: group)?s?|submitted by|sender|originator|de",
    "to": r"to(?: groups?| organi[sz]ations?)?|addressees?|sent to",
    "cc": r"cc|copy(?: to)?|copies(?: to)?",
    "action_to": r"for action(?: to)?|action to",
    "comment_to": r"for comments?(?: to)?",
    "information_to": r"for info(?:rmation)?(?: to)?|information to",
    "purpose": r"purpose(?: of (?:the )?(?:statement|liaison))?|for|type of (?:statement|liaison)",
    "deadline": r"deadline(?: for (?:a )?(?:response|reply|comments?|action))?"
    r"|(?:please )?(?:reply|respond|response|answer)"
    r" (?:requested |required |needed |expected )?by|(?:reply|response|answer|comments?) (?:due|deadline|date)"
    r"|due(?: date)?|for action by|action (?:required |requested )?(?:by|date)|response date|date due|requested by",
    "reference": r"ref(?:erence)?(?: (?:number|no))?|our ref(?:erence)?|liaison (?:number|reference)|ls (?:number|no)"
    r"|document(?: number)?|doc|[a-z ]{3,30} reference",
    "response_to": r"(?:in )?(?:response|reply|answer) to|referenced liaison(?: statement)?"
    r"|your ref(?:erence)?|responds to",
    "reply_to": r"(?:please )?(?:send )?(?:any )?repl(?:y|ies)(?: ls| liaisons?)?(?: statements?)?"
    r"(?: shall be sent)? to"
    r"|send (?:any )?(?:reply|replies|response|responses)(?: ls)?(?: to)?|response contacts?|reply address",
    "contact": r"contacts?(?: persons?| details)?|technical contacts?|liaison contacts?",
    "name": r"name",
    "email": r"e-?mail(?: address(?:es)?)?",
    "date": r"date|submission date|submitted|posted date|issued",
    "approval": r"approval|approved by|agreed(?: to)? at",
    "attachments": r"attachments?|attached|annex(?:es)?|enclosures?",
    "study": r"questions?(?:\(s\))?|release|work items?(?:\(s\))?|keywords?|abstract|original|meeting(?:, date)?|place"
    r"|tel(?:\. number|ephone)?|fax|organi[sz]ation|country|url of the ietf web page|body|language|status",
}
_LABEL = re.compile(
    r"^[\s*•|(>]{0,4}(?:\d{1,2}[.)]\s+)?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")\.?\s*(?:\((?:s|optional)\))?\s*(?P<mark>[:：]|\t)[ \t]*(?P<value>.*)$",
    re.IGNORECASE,
)
_VALUE_MAY_FOLLOW = frozenset({"title", "from", "to", "action_to", "purpose", "deadline", "contact", "reply_to"})
_BARE_PURPOSE = re.compile(
    r"(?i)^\W*(?:purpose\s*:?\s*)?(?P<words>(?:for )?(?:action|comments?|info(?:rmation)?)|in response|response)\W*$"
)


@dataclass(frozen=True, slots=True)
class Text:
    """One view of a letter: its source ("mail", or a file's name) and its lines, kept as written."""

    source: str
    lines: tuple[str, ...]

    def where(self, number: int) -> str:
        """How people find a line: "SG15-LS83.docx, line 12", counted from one."""
        return f"{self.source}, line {number}"


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value. `number` is the line it stands in, `words` the label as written."""

    label: str
    value: str
    number: int
    words: str


def tidy(line: str) -> str:
    """A line for matching: plain blanks and dashes, no invisible characters; tabs stay."""
    if line.isascii() and line.replace("\t", "").isprintable():
        return line.rstrip()
    line = unicodedata.normalize("NFKC", line)
    line = re.sub(r"[\u2010-\u2015\u2212]", "-", line)
    return "".join(char for char in line if char == "\t" or unicodedata.category(char) not in ("Cc", "Cf")).rstrip()


def fields(text: Text) -> list[Field]:
    """The labelled lines of a text, in order. A label without a value takes the next line, unless that is a
    label itself; lines that begin with a tab or several blanks continue a value."""
    lines = [tidy(line) for line in text.lines[:MOST_LINES]]
    return list(_fields(lines))


def _fields(lines: list[str]) -> Iterator[Field]:
    number = 0
    while number < len(lines):
        found = _LABEL.match(lines[number])
        if not found or (found["mark"] == "\t" and not found["value"].strip() and not _known(found)):
            number += 1
            continue
        label = found.lastgroup if found.lastgroup not in ("mark", "value") else None
        name = next(name for name in _LABELS if found[name]) if label is None else label
        start, value = number, found["value"].strip()
        words = lines[number][: found.start("value")].strip(" \t:()*")
        number += 1
        empty_cell = found["mark"] == ":" and lines[start].endswith(":\t")
        wants = not value and not empty_cell and name in _VALUE_MAY_FOLLOW
        value, number = _continued(value, number, lines, wants=wants)
        if words.startswith(("ref", "Ref", "REF")):
            value = value.rstrip(" )")
        yield Field(name, re.sub(r"\s*\t\s*", "\t", value), start + 1, words)


def _known(found: re.Match[str]) -> bool:
    return bool(found["title"] or found["deadline"] or found["action_to"])


def _continued(value: str, number: int, lines: list[str], *, wants: bool) -> tuple[str, int]:
    """The value with its continuation lines, and the number of the line behind them."""
    parts = [value] if value else []
    skipped = 0
    while number < len(lines) and len(parts) < 12:
        line = lines[number]
        if _LABEL.match(line) or _BARE_PURPOSE.match(line):
            break
        if not line.strip():
            if parts or not wants or skipped:
                break
            skipped += 1
        elif parts and not line.startswith(("\t", "   ")):
            break
        elif parts or wants:
            parts.append(line.strip())
        else:
            break
        number += 1
    return "; ".join(parts) if len(parts) > 1 else (parts[0] if parts else ""), number


def bare_purpose(text: Text) -> tuple[str, int] | None:
    """A line that holds nothing but a purpose ("For Information"), with its number; IETF letters write so."""
    for number, line in enumerate(text.lines[:60], 1):
        if found := _BARE_PURPOSE.match(tidy(line)):
            return found["words"], number
    return None


def first(found: Iterable[Field], *labels: str) -> Field | None:
    """The first field with one of these labels that has a value."""
    return next((field for field in found if field.label in labels and field.value.strip(" -")), None)
