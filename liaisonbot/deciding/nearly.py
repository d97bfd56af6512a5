"""Lines that were not run though they may have been meant: each is named, with the line to write instead."""

from __future__ import annotations

from liaisonbot.deciding.commands import FORMS, VERBS, Result
from liaisonbot.deciding.dispatch import Block
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.grammar import (
    CommandLine,
    Reading,
    begins_with,
    parse_line,
    strung_together,
    words_in_the_way,
)


def not_run(reading: Reading, facts: Facts) -> list[Block]:
    """Lines that begin like a command and are none, and commands in quoted text: named, with the line to write
    (commands 3, prose guard; E16)."""
    lines = [(CommandLine("", line), _nearly(line, facts)) for line in reading.like_commands]
    lines += [(CommandLine("", line), _only_quoted(line)) for line in reading.missed]
    lines += [(CommandLine("", line), _hidden(line)) for line in reading.hidden]
    return [Block("", tuple(lines))] if lines else []


def _only_quoted(line: str) -> Result:
    return _instead("E16: I saw this in or below quoted text and left it alone. If it is yours, put it on top:", line)


def _hidden(line: str) -> Result:
    says = "E16: your letter hides this line from whoever reads it; it was left alone. If it is yours, write it:"
    return _instead(says, line)


def _nearly(line: str, facts: Facts) -> Result:
    if parse_line(line, FORMS):
        return _instead("E02: it stands below other words and was left alone. If it is meant, put it on top:", line)
    if line.rstrip(".)").isdecimal():
        return _number_alone(int(line.rstrip(".)")), facts)
    lines = strung_together(line, FORMS)
    if lines and all(parse_line(one, FORMS) for one in lines):
        return _instead("E02: taken as text; one command a line. Write:", *lines)
    if line.endswith("?") and parse_line(line.rstrip(" ?"), FORMS):
        return _instead("E02: taken as text; “?” is no part of it. Write:", line.rstrip(" ?"))
    begins, rest = words_in_the_way(line, FORMS)
    if begins:
        return _instead(f"E02: taken as text; “{rest}” is no part of it. Write:", *_meant(begins, rest, line))
    name = begins_with(line, FORMS)
    if not name:
        return Result("?", ("taken as text; nothing was changed",))
    lacking = len(line.split()) == 1 and parse_line(name, FORMS) is None
    says = f"{name} needs a value" if lacking else "something in it is no part of it"
    return _instead(f"E02: taken as text; {says}. Write:", VERBS[FORMS[name].verb].usage)


def _meant(begins: str, rest: str, line: str) -> tuple[str, ...]:
    """The lines that one may have meant that begins like a command: with the link that stands in it, else without its
    other words, and with a reason where it could have one."""
    begins = begins[0].lower() + begins[1:]
    link = next((word.strip("<>(),.;") for word in rest.split() if "://" in word), "")
    if link and parse_line(f"{begins} with {link}", FORMS):
        return (f"{begins} with {link}",)
    verb = VERBS[FORMS[begins_with(line, FORMS)].verb]
    if "because" in line.lower() or "‹reason›" not in verb.usage:
        return (begins,)
    return begins, f"{begins} because ‹reason›"


def _number_alone(number: int, facts: Facts) -> Result:
    """What to write for a number alone: a choice, where there is one; in reply to a letter with rows it is one of them
    (commands 2)."""
    asked = any(one.waiting and one.choices for one in facts.asked if one.letter == facts.answers_letter)
    if asked or (facts.case and facts.case.proposal):
        return _instead("E02: a number alone chooses nothing. Write:", f"choose {number}")
    rows = facts.rows
    if not rows:
        return _instead("E02: a number alone says nothing, for nothing was asked. What can be written:", "help")
    if 1 <= number <= len(rows):
        row, says = rows[number - 1], f"row {number} is LS-{rows[number - 1]}; a number alone does nothing"
    else:
        row, says = rows[0], f"that letter has no row {number}; they go up to {len(rows)}"
    return _instead(f"E02: {says}. Write what is to be done, e.g.:", f"LS-{row} status")


def _instead(says: str, *lines: str) -> Result:
    return Result("?", (says, *(f"    {' '.join(line.split())}" for line in lines)))
