"""The drafts and RFCs that a letter names: they tell whose work it is about (statements.md 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 50  # so many are kept of one letter; a bibliography is no evidence

_DRAFT = re.compile(r"(?i)\bdraft[-\u2010-\u2015](?:[a-z0-9]+[-\u2010-\u2015])+[a-z0-9]+")
_RFC = re.compile(r"\bRFC[- ]?(\d{1,5})\b(?!bis)")
_VERSION = re.compile(r"-\d\d$")


def mentions(lines: Iterable[str]) -> tuple[str, ...]:
    """The drafts (lower case, without version) and RFCs ("rfc8402") of a text, in order, each once."""
    found: dict[str, None] = {}
    for line in lines:
        if "raft" not in line and "RFC" not in line and "DRAFT" not in line:
            continue
        if "-" in line or not line.isascii():
            for draft in _DRAFT.findall(line):
                found[_VERSION.sub("", re.sub("[\u2010-\u2015]", "-", draft.lower()))] = None
        if "RFC" in line:
            for number in _RFC.findall(line):
                found[f"rfc{number}"] = None
        if len(found) >= MOST:
            break
    return tuple(found)[:MOST]
