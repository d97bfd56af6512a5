"""Text that a mail program or a file conversion damaged: UTF-8 read as windows-1252, encoded words never decoded."""

from __future__ import annotations

import re
from collections.abc import Iterable

from liaisonbot.reading.headers import decode_words

_TAIL = (
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2020-\u2022\u2030\u2039\u203a\u20ac\u2122"
)
_MARKS = "\u2013\u2014\u2018-\u201e\u2026"  # may well follow a letter in sound text
_WRONGLY_READ = re.compile(
    f"[\u00c2\u00c3][{_TAIL}{_MARKS}]|[\u00c4\u00c5\u00ce-\u00d1][{_TAIL}]"
    f"|[\u00e2-\u00ef][{_TAIL}{_MARKS}]{{2}}|\u00f0[{_TAIL}{_MARKS}]{{3}}"
)
_AS_LATIN_1 = {chr(code): bytes((code,)) for code in range(0x80, 0xA0)}


def mended(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines with what is surely damage undone: "SG21â€“LS9" is "SG21–LS9", "=?UTF-8?Q?Jos=C3=A9?=" is "José".
    A line that may be meant so stays as it is."""
    lines = tuple(lines)
    whole = "\n".join(lines)
    return lines if whole.isascii() and "=?" not in whole else tuple(map(_mended, lines))


def _mended(line: str) -> str:
    if "=?" in line:
        line = decode_words(line)
    return line if line.isascii() else _WRONGLY_READ.sub(_read_again, line)


def _read_again(found: re.Match[str]) -> str:
    """The character that these two to four stand for, or they themselves."""
    try:
        text = b"".join(_AS_LATIN_1.get(char) or char.encode("windows-1252") for char in found[0]).decode("utf-8")
    except UnicodeError:
        return found[0]
    return text if text.isprintable() or text.isspace() or text in "\u00ad\u200b\u200e\u200f\ufeff" else found[0]
