"""Other names of cases at the beginning of a line: numbered rows of a letter of ours (`<2> done`, `2-4 take`,
`row 3: status`) and the peer's own numbers (commands 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from liaisonbot.model.case import Case

_ROWS = r"\d{1,3}(?:\s*(?:-|–|,|and|to)\s*\d{1,3})*"
_LINE = re.compile(rf"(?i)^\s*(?:<\s*({_ROWS})\s*>|rows?\s+({_ROWS})|({_ROWS}))\s*[:.]?\s+(\S.*)$")
_RANGE = re.compile(r"(?i)(\d{1,3})(?:\s*(?:-|–|to)\s*(\d{1,3}))?")


def spelled_out(text: str, rows: Sequence[int], is_command: Callable[[str], bool]) -> str:
    """`text` with its rows written as cases: `2,3 take` names two. `rows` are the cases of the rows, from 1 on. A line
    stays as it is if a row of it is none, or if what follows is no command."""
    if not rows:
        return text
    return "\n".join(_spelled(line, rows, is_command) for line in text.split("\n"))


def _spelled(line: str, rows: Sequence[int], is_command: Callable[[str], bool]) -> str:
    found = _LINE.match(line)
    wanted = list(_numbers(next(filter(None, found.groups()[:3])))) if found else []
    if not found or not wanted or not is_command(found[4]) or not all(1 <= number <= len(rows) for number in wanted):
        return line
    return f"{', '.join(f'LS-{rows[number - 1]}' for number in dict.fromkeys(wanted))} {found[4]}"


def _numbers(text: str) -> Iterator[int]:
    for found in _RANGE.finditer(text):
        first, last = int(found[1]), int(found[2] or found[1])
        yield from range(first, last + 1)


def by_their_numbers(text: str, cases: Iterable[Case], is_command: Callable[[str], bool]) -> str:
    """`text` with lines that begin with a peer's own number (`S2-2409999: done`) naming our case instead. A number that
    two open cases have, or that is followed by no command, stays as it is."""
    numbers: dict[str, list[int]] = {}
    for case in cases:
        if case.statement.reference:
            numbers.setdefault(case.statement.reference.lower(), []).append(case.number)
    return "\n".join(_numbered(line, numbers, is_command) for line in text.split("\n")) if numbers else text


def _numbered(line: str, numbers: Mapping[str, list[int]], is_command: Callable[[str], bool]) -> str:
    head, _, rest = line.strip().partition(":" if ":" in line.partition(" ")[0] else " ")
    found = numbers.get(head.strip("[]:").lower(), [])
    return f"LS-{found[0]} {rest.strip()}" if len(found) == 1 and is_command(rest.strip()) else line
