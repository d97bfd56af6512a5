"""From a reply's text to command lines: zones, decoration, wrapped lines, the prose guard (commands 3, 4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from liaisonbot.model.names import slips

MOST_COMMANDS = 20
MOST_LINES = 400
"""Commands are looked for in so many lines of a reply; what follows is text."""

_MARK = re.compile(r"(?i)^(?:!|#liaison\s+|liaisonbot\s*[:,]\s*|@liaisonbot\s+)")
_HYPHEN = re.compile(r"[-‐-―]")
_BULLET = re.compile(r"^(?:[-*•]\s+|\d{1,2}\.\s+)")
_POLITE = re.compile(r"(?i)^(?:(?:please|pls|could you),?\s+){1,2}")
_TRAILING = re.compile(r"(?i)[\s.,;!]*(?:\b(?:please|pls|thanks|thank you)\b[\s.,;!]*){0,2}$")
_SALUTATION = re.compile(r"(?i)^(?:hi|hello|dear|hey|good (?:morning|afternoon|evening))\b[^:]{0,60}[,!.:]?$")
_CASE = r"\[?LS[- ]?(\d{1,9})\]?|#(\d{1,9})"
_TARGET = re.compile(rf"(?i)^(?:cases?\s+)?(?:{_CASE}|(this|it))\b\]?\s*:?\s*")
_NEXT = re.compile(rf"(?i)^(?:,|and\b|&)?\s*(?:{_CASE})\b\]?\s*:?\s*")
_ONLY_A_NUMBER = re.compile(r"\d{1,2}[.)]?")
_NUMBER = re.compile(r"^(\d{1,9})\b\s*:?\s*")
_COMMENT = re.compile(r"#(?!\d|liaison\s)")
_TAIL = re.compile(r"(?i)(?:^|\s)(?:because|reason|saying)\b\s*:?\s*(.*)$", re.DOTALL)
_FLAG_AFTER = re.compile(r"(?is)^(.*\S)[\s,;]+(tell them|quietly)$")
_PART_OF_A_REASON = re.compile(
    r"(?i)(?:to|not|cannot|can|could|will|would|shall|should|must|may|might|did|do|\w+n't|and|or|please|we|i|you|they|who)"
)
"""After these words "tell them" belongs to the sentence: "because we cannot tell them"."""

_OPTION = re.compile(r"(?i)(?:^|(?<=\s))(to|for|from|by|until|in|on|since|with|as|cc|of|cover|every)=(?=\S)")
_STOPS = frozenset(["stop", "quit", "end", "thanks", "cheers", "regards", "best", "bye", "--", "---"]) | {
    "thank you",
    "best regards",
    "kind regards",
    "many thanks",
    "best wishes",
}
_EVERYDAY = frozenset(
    ["not", "last", "lost", "late", "least", "lest", "let", "dear", "down", "here", "more", "some", "none"]
)
"""Words that people begin sentences with: no slips for a verb that takes any text."""

_NEAR_MAY_RUN = frozenset({"help", "status", "show", "list", "history"})
"""A slip for one of these changes nothing, so that it need not be asked about."""

_MOST_UNKNOWN = 3


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
    stands between verb and reason; `values` its named groups; `because` the reason; `line` as written. `together`
    is how many cases the written line named at once. A line whose first word is near a verb has no `verb`, and in
    `near` the lines that it may stand for."""

    verb: str
    line: str
    case: int | None = None
    args: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    because: str = ""
    marked: bool = False
    together: int = 1
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text holds: the commands in order, prose that begins like one, and the count of other lines.
    `versions` are the command lines of a letter whose text and HTML say different things, `missed` lines that would
    be commands if they did not stand in or below quoted text, `hidden` those that a mail program shows to nobody."""

    commands: tuple[CommandLine, ...]
    like_commands: tuple[str, ...] = ()
    unread: int = 0
    versions: tuple[tuple[str, ...], ...] = ()
    missed: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


def read_commands(view: str, forms: Mapping[str, Form], *, bare: bool, only: frozenset[str] | None = None) -> Reading:
    """The command lines of `view` (a reply without quotes and signature).

    In the top block (`bare`) a line needs no mark; it ends at the first line that is no command, comment,
    blank or salutation. A first word near a verb stays in the block. Below it, and everywhere else, only marked lines
    count. Nothing after a stop word or three unknown verbs in a row. `only` are the verbs that need no mark there,
    None for all of them: then nothing is taken for a slip either.
    """
    commands: list[CommandLine] = []
    like: list[str] = []
    top, unread, unknown, named = bare, 0, 0, None
    lines = [line.strip() for line in _joined(normalise(view).split("\n")[:MOST_LINES], forms)]
    for place, plain in enumerate(lines):
        if not plain or _COMMENT.match(plain):
            continue
        if (commands and _stops(plain)) or unknown == _MOST_UNKNOWN:
            unread += sum(1 for line in lines[place:] if line) - int(_stops(plain))
            break
        if plain.lower() == "stop" and any(lines[:place] + lines[place + 1 :]):
            continue  # before any command it stops nothing; alone it is a question
        found = parse_lines(plain, forms, named)
        if found and (found[0].marked or (top and (only is None or found[0].verb in only))):
            commands.extend(found)
            named, unknown = found[-1].case or named, 0
            continue
        if top and not commands and (_SALUTATION.match(plain) or _stops(plain)):
            continue
        if top and only is None and not found and (near := _near(plain, forms, named)):
            commands.append(near)
            unknown += not near.verb
            continue
        if top and only is None and (begins_with(plain, forms) or _ONLY_A_NUMBER.fullmatch(plain)):
            like.append(plain)
        top = False
        unread += 1
    return Reading(tuple(commands), tuple(like), unread)


def parse_line(line: str, forms: Mapping[str, Form], named: int | None = None) -> CommandLine | None:
    """The command that `line` is, or None: a line acts only if it parses in full. `named` is the case that an `it`
    means: the last one that the letter named."""
    return next(iter(parse_lines(line, forms, named)), None)


def parse_lines(line: str, forms: Mapping[str, Form], named: int | None = None) -> list[CommandLine]:
    """The commands that `line` is: one for each case that it names, none if it does not parse in full."""
    text = _BULLET.sub("", line.strip())
    marked = bool(_MARK.match(text))
    text = _POLITE.sub("", _MARK.sub("", text)).strip()
    cases, text = _targets(text, named)
    form, rest = _verb(text, forms)
    if form is None:
        return []
    written = line.strip()
    if cases is not None:
        command = _arguments(form, rest, written)
    else:
        cases, after = _targets(rest, named)
        command = _arguments(form, after, written)
        if command is None and cases:
            cases, command = None, _arguments(form, rest, written)  # the case is the value: `link LS-7`
        elif command is None and (number := _NUMBER.match(rest)):
            cases, command = (int(number[1]),), _arguments(form, rest[number.end() :], written)
    if command is None:
        return []
    if not cases or len(cases) == 1:
        return [replace(command, case=cases[0] if cases else None, marked=marked)]
    words = f"{form.verb} {command.args}".strip() + (f" because {command.because}" if command.because else "")
    return [
        replace(command, case=case, marked=marked, together=len(cases), line=f"LS-{case} {words}") for case in cases
    ]


def words_in_the_way(line: str, forms: Mapping[str, Form]) -> tuple[str, str]:
    """For a line that begins like a command and is none: the longest beginning that is one, and what follows it;
    two empty words if no part of it is."""
    words = line.split()
    for count in range(min(len(words) - 1, 12), 0, -1):
        if command := parse_line(" ".join(words[:count]).rstrip(",.;:"), forms):
            return command.line, " ".join(words[count:])
    return "", ""


def strung_together(line: str, forms: Mapping[str, Form]) -> tuple[str, ...]:
    """The lines that a line holds which goes on behind a `;` with a command that names its case; none for others, for
    words of a reason may well begin like a command."""
    lines: list[str] = []
    for part in line.split(";", MOST_LINES):
        another = parse_line(part, forms) if lines else None
        if lines and not (another and another.case):
            lines[-1] += f";{part}"
        else:
            lines.append(part.strip())
    return tuple(lines) if len(lines) > 1 else ()


def without_target(line: str) -> str:
    """A line without mark, bullet, polite words and the cases that it begins with."""
    return _targets(_POLITE.sub("", _MARK.sub("", _BULLET.sub("", line.strip()))), None)[1]


def _stops(plain: str) -> bool:
    return plain.lower().rstrip(",.!") in _STOPS


def _near(plain: str, forms: Mapping[str, Form], named: int | None) -> CommandLine | None:
    """A line whose first word is a slip for a verb: the command itself where that changes nothing and there is one
    reading, else a line that has no verb but those it may stand for. A question mark behind one that only asks is such
    a slip too: "Status?"."""
    asked = parse_line(plain.rstrip(" ?"), forms, named) if plain.endswith("?") else None
    if asked and asked.verb in _NEAR_MAY_RUN and not asked.args:
        return replace(asked, line=plain)
    text = _POLITE.sub("", _BULLET.sub("", plain))
    cases, text = _targets(text, named)
    if _verb(text, forms)[0]:
        return None
    flat = _HYPHEN.sub(" ", text.lower())
    found: dict[str, CommandLine] = {}
    for words, name in _names(tuple(forms)):
        written = " ".join(flat.split(" ")[: words.count(" ") + 1]).rstrip(":,")
        most = 1 if len(words) <= 6 else 2
        if len(words) < 3 or abs(len(written) - len(words)) > most or slips(written, words) > most:
            continue
        if written in _EVERYDAY or (forms[name].free and not forms[name].verb.startswith(written[:1])):
            continue
        rest = text[len(written) :].lstrip(" :\t")
        where = f"LS-{cases[0]} " if cases and len(cases) == 1 else ""
        if command := parse_line(f"{where}{name} {rest}", forms):
            found.setdefault(forms[name].verb, replace(command, line=plain))
    if len(found) == 1 and set(found) <= _NEAR_MAY_RUN and not (one := next(iter(found.values()))).args:
        return one
    if not found:
        return None
    lines = tuple(_spelt(one) for one in list(found.values())[:3])
    return CommandLine("", plain, case=cases[0] if cases else None, near=lines)


def _spelt(command: CommandLine) -> str:
    """The command as one writes it, without its case."""
    because = f" because {' '.join(command.because.split())}" if command.because else ""
    return f"{command.verb} {' '.join(command.args.split())}".rstrip() + because


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
    if not plain or not held.strip() or plain.startswith("#") or _stops(plain):
        return False
    if parse_line(plain, forms) or not begins_with(held.strip(), forms):
        return False
    takes_text = bool(_TAIL.search(held)) or begins_with(held.strip(), forms) == "note"
    return takes_text and (line[:1] in " \t" or len(held.rstrip()) >= 60)


def _targets(text: str, named: int | None) -> tuple[tuple[int, ...] | None, str]:
    """The cases that `text` begins with, and the rest; () for `this`, None where it names none."""
    found = _TARGET.match(text)
    if not found:
        return None, text
    rest = text[found.end() :]
    if found[3]:
        return ((named,) if found[3].lower() == "it" and named else ()), rest
    numbers = [int(found[1] or found[2])]
    while more := _NEXT.match(rest):
        numbers.append(int(more[1] or more[2]))
        rest = rest[more.end() :]
    return tuple(dict.fromkeys(numbers)), rest


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


def begins_with(line: str, forms: Mapping[str, Form]) -> str:
    """The verb that a line begins with, "" if it begins with none."""
    form, _ = _verb(without_target(line), forms)
    return form.verb if form else ""


def _arguments(form: Form, rest: str, line: str) -> CommandLine | None:
    if "‹" in line or "\ufffd" in line:
        return None  # a printed sample whose placeholder was never filled in; bytes that could not be read
    if form.free:
        text = rest.strip()
        return CommandLine(form.verb, line, args=text, values={"text": text}) if text else None
    rest, because = _OPTION.sub(r"\1 ", rest), ""
    if found := _TAIL.search(rest):
        because, rest = found.group(1).strip(), rest[: found.start()]
    args = _TRAILING.sub("", rest).strip()
    args, because = _with_flag(form, args, because)
    matched = form.args.fullmatch(args)
    if matched is None:
        return None
    values = {name: value.strip() for name, value in matched.groupdict().items() if value}
    return CommandLine(form.verb, line, args=args, values=values, because=because)


def _with_flag(form: Form, args: str, because: str) -> tuple[str, str]:
    """A flag that somebody wrote behind the reason, where it would be said to the peer instead of being done, stands
    before it: `no-reply because the group has ended tell them`."""
    found = _FLAG_AFTER.match(_TRAILING.sub("", because))
    if found is None or not found[1] or _PART_OF_A_REASON.fullmatch(found[1].split()[-1]):
        return args, because
    flagged = f"{args} {found[2]}".strip()
    matched = form.args.fullmatch(flagged)
    taken = {(value or "").strip().lower() for value in matched.groupdict().values()} if matched else set()
    return (flagged, found[1].rstrip(" ,;")) if found[2].lower() in taken else (args, because)
