"""Passwords that letters hold for their readers: they must not reach a public list (promises P13)."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "[removed]"
"""What stands where a password stood."""

_SECRET = re.compile(
    r"(?i)\b(?P<label>(?:pass(?:word|code|phrase|wd)|pwd|access code|meeting code|PIN(?: code)?)\s*(?:\(.{0,20}\))?\s*"
    r"(?::|=|\bis\b:?)\s*[\"'“‘]?)(?P<secret>[^\s\"'”’,;<>]{3,64})"
)
_HINTS = ("pass", "pwd", "access code", "meeting code", "pin")  # what is not there need not be searched for
_WORDS = re.compile(r"(?i)(?:required|needed|protected|not|available|n/?a|none|sent|given|the|on|to)$")


def holds_credential(lines: Iterable[str]) -> bool:
    """Whether one of the lines tells a password."""
    lines = [line[:2000] for line in lines]
    low = "\n".join(lines).lower()
    if not any(hint in low for hint in _HINTS):
        return False
    return any(_tells(found) for line in lines for found in _SECRET.finditer(line))


def redacted(line: str) -> str:
    """The line with every password in it taken out, its label kept."""
    return _SECRET.sub(lambda found: f"{found['label']}{HIDDEN}" if _tells(found) else found[0], line)


def _tells(found: re.Match[str]) -> bool:
    """False for prose about passwords: "the password is required"."""
    return _WORDS.match(found["secret"].rstrip(".")) is None
