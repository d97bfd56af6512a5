"""Passwords that letters hold for their readers: they must not reach a public list (promises P13)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

HIDDEN = "[removed]"
"""What stands where a password stood."""

_SECRET = re.compile(
    r"(?i)\b(?P<label>(?:pass(?:word|code|phrase|wd)|pwd|access code|meeting code|PIN(?: code)?)\s*(?:\(.{0,20}\))?\s*"
    r"(?::|=|\bis\b:?)\s*[\"'“‘]?)(?P<secret>[^\s\"'”’,;<>]{3,64})"
)
_HINTS = ("pass", "pwd", "access code", "meeting code", "pin")
_WORDS = re.compile(r"(?i)(?:required|needed|protected|not|available|n/?a|none|sent|given|the|on|to)$")


def holds_credential(lines: Iterable[str]) -> bool:
    """Whether one of the lines tells a password."""
    lines = [line[:2000] for line in lines]
    return _speaks_of_one(lines) and any(_tells(found) for line in lines for found in _SECRET.finditer(line))


def redacted(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines with every password in them taken out, its label kept."""
    return tuple(map(_redacted, lines) if _speaks_of_one(lines) else lines)


def _redacted(line: str) -> str:
    return _SECRET.sub(lambda found: f"{found['label']}{HIDDEN}" if _tells(found) else found[0], line)


def _speaks_of_one(lines: Iterable[str]) -> bool:
    """False if no line can hold a password, which is quickly seen."""
    low = "\n".join(lines).lower()
    return any(hint in low for hint in _HINTS)


def _tells(found: re.Match[str]) -> bool:
    """False for prose about passwords: "the password is required"."""
    return _WORDS.match(found["secret"].rstrip(".")) is None
