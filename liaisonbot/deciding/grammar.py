"""From a reply's text to command lines: zones, decoration, wrapped lines, the prose guard (commands 3, 4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

MOST_COMMANDS = 20
MOST_LINES = 400
"""Commands are looked for in so many lines of a reply; what follows is text."""

_MARK = re.compile(r"(?i)^(?:!|#liaison\s+|liaisonbot\s*[:,]\s*|@liaisonbot\s+)")
_HYPHEN = re.compile(r"[-‐-―]")
_BULLET = re.compile(r"^(?:[-*•]\s+|\d{1,2}\.\s+)")
_POLITE = re.compile(r"(?i)^(?:please|pls|could you)\s+")
_TRAILING = re.compile(r"(?i)[\s.,;!]*(?:\bthank(?:s| you))?[\s.,;!]*$")
_SALUTATION = re.compile(r"(?i)^(?:hi|hello|dear|hey|good (?:morning|afternoon|evening))\b[^:]{0,60}[,!.:]?$")
_TARGET = re.compile(r"(?i)^(?:case\s+)?(?:\[?LS[- ]?(\d{1,9})\]?|#(\d{1,9})|(this|it))\b\s*:?\s*")
_TAIL = re.compile(r"(?i)(?:^|\s)(?:because|reason|saying)\b\s*:?\s*(.*)$", re.DOTALL)
_STOPS = frozenset(["stop", "quit", "end", "thanks", "cheers", "regards", "best", "bye", "--", "---"]) | {
    "thank you",
    "best regards",
    "kind regards",
    "many thanks",
    "best wishes",
}


@dataclass(frozen=True, slots=True)
class Form:
    """How one verb may be written. `free` verbs take the rest of the line as text; `args` is a pattern for
    everything between verb and reason, which must match in full, or the line is prose."""

    verb: str
    args: re.Pattern[str]
    free: bool = False


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One line that parses in full. `case` is the case it names, None for the letter's own. `args` is what
    stands between verb and reason; `values` its named groups; `because` the reason; `line` as written."""

    verb: str
    line: str
    case: int | None = None
    args: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    because: str = ""
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text holds: the commands in order, prose that begins like one, and the count of other lines."""

    commands: tuple[CommandLine, ...]
    like_commands: tuple[str, ...] = ()
    unread: int = 0


def read_commands(view: str, forms: Mapping[str, Form], *, bare: bool) -> Reading:
    """The command lines of `view` (a reply without quotes and signature).

    In the top block (`bare`) a line needs no mark; it ends at the first line that is no command, comment,
    blank or salutation. Below it, and everywhere else, only marked lines count. Nothing after a stop word.
    """
    commands: list[CommandLine] = []
    like: list[str] = []
    top, unread = bare, 0
    for line in _joined(normalise(view).split("\n")[:MOST_LINES], forms):
        plain = line.strip()
        if not plain or (plain.startswith("#") and not _MARK.match(plain)):
            continue
        if commands and plain.lower().rstrip(",.!") in _STOPS:
            break
        command = parse_line(plain, forms)
        if command and (top or command.marked):
            commands.append(command)
            continue
        if top and not commands and (_SALUTATION.match(plain) or plain.lower().rstrip(",.!") in _STOPS):
            continue
        if top and _first_verb(plain, forms):
            like.append(plain)
        top = False
        unread += 1
    return Reading(tuple(commands), tuple(like), unread)


def parse_line(line: str, forms: Mapping[str, Form]) -> CommandLine | None:
    """The command that `line` is, or None: a line acts only if it parses in full."""
    text = _BULLET.sub("", line.strip())
    marked = bool(_MARK.match(text))
    text = _POLITE.sub("", _MARK.sub("", text)).strip()
    case, text = _target(text)
    form, rest = _verb(text, forms)
    if form is None:
        return None
    if case is None:
        case, rest = _target(rest)
    command = _arguments(form, rest, line.strip())
    return replace(command, case=case, marked=marked) if command else None


def normalise(text: str) -> str:
    """Text with one kind of line end, blank and quote mark, and without invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\x85", "\n")
    if not (text.isascii() and text.replace("\n", "").isprintable()):
        text = "".join(" " if char in "\u00a0\u202f" else char for char in text if not _invisible(char))
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})


def _invisible(char: str) -> bool:
    return char not in "\n\t" and unicodedata.category(char) in ("Cf", "Cc")


def _joined(lines: list[str], forms: Mapping[str, Form]) -> Iterator[str]:
    """Lines with what a mail client wrapped put together again."""
    held: str | None = None
    for line in lines:
        if held is not None and _continues(held, line, forms):
            held = f"{held.rstrip()} {line.strip()}"
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _continues(held: str, line: str, forms: Mapping[str, Form]) -> bool:
    plain = line.strip()
    if not plain or not held.strip() or plain.startswith("#") or plain.lower().rstrip(",.!") in _STOPS:
        return False
    if parse_line(plain, forms) or not _first_verb(held.strip(), forms):
        return False
    takes_text = bool(_TAIL.search(held)) or _first_verb(held.strip(), forms) == "note"
    return takes_text and (line[:1] in " \t" or len(held.rstrip()) >= 60)


def _target(text: str) -> tuple[int | None, str]:
    found = _TARGET.match(text)
    if not found:
        return None, text
    number = found.group(1) or found.group(2)
    return (int(number) if number else None), text[found.end() :]


def _verb(text: str, forms: Mapping[str, Form]) -> tuple[Form | None, str]:
    """The longest verb that `text` begins with, as whole words; a hyphen may be a blank."""
    flat = _HYPHEN.sub(" ", text[:40].lower())
    for words, name in _names(tuple(forms)):
        if flat == words or (flat.startswith(words) and not flat[len(words)].isalnum() and flat[len(words)] != "'"):
            return forms[name], text[len(words) :].lstrip(" :\t")
    return None, text


@lru_cache(8)
def _names(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Verbs as they are compared, the longest first: "no reply" before "no"."""
    return [(name.replace("-", " "), name) for name in sorted(names, key=len, reverse=True)]


def _first_verb(line: str, forms: Mapping[str, Form]) -> str | None:
    text = _POLITE.sub("", _MARK.sub("", _BULLET.sub("", line)))
    form, _ = _verb(_target(text)[1], forms)
    return form.verb if form else None


def _arguments(form: Form, rest: str, line: str) -> CommandLine | None:
    if "‹" in line:
        return None  # a printed sample: its placeholder was never filled in
    if form.free:
        text = rest.strip()
        return CommandLine(form.verb, line, args=text, values={"text": text}) if text else None
    because = ""
    if found := _TAIL.search(rest):
        because, rest = found.group(1).strip(), rest[: found.start()]
    args = _TRAILING.sub("", rest).strip()
    matched = form.args.fullmatch(args)
    if matched is None:
        return None
    values = {name: value.strip() for name, value in matched.groupdict().items() if value}
    return CommandLine(form.verb, line, args=args, values=values, because=because)
