"""The one look that a door takes at a letter's bytes: linear in their number, and nothing is parsed."""

from __future__ import annotations

import re

from liaisonbot.model.mail import MOST_HOPS

_MARK = re.compile(rb"(?im)^x-liaisonbot:(?:[^\r\n]|\r\n[ \t]){0,300};\s*h=(\d{1,9})\s*;")

HEADER_BYTES, HEADER_FIELDS, RECEIVED_FIELDS = 256 << 10, 1000, 50
LINES, LINE_BYTES = 500_000, 64 << 10


def objection(raw: bytes) -> str | None:
    """What speaks against taking a letter whose lines end with CRLF: the whole SMTP reply; None if nothing does.

    The bounds are those of promises 5, the replies those of mail-rules 4. A bare CR or LF is refused because
    two servers may disagree on where such a letter ends (CVE-2024-27305).
    """
    lines = raw.count(b"\r\n")
    if raw.count(b"\n") != lines or raw.count(b"\r") != lines:
        return "554 5.6.0 A line ends with a bare CR or LF"
    if lines > LINES:
        return "554 5.6.0 The letter has too many lines"
    if has_long_line(raw):
        return "554 5.6.0 A line is too long"
    return _against_header(header_block(raw))


def header_block(raw: bytes) -> bytes:
    """The bytes up to the first empty line, line ends CRLF; all of them if there is none."""
    if raw.startswith(b"\r\n"):
        return b""
    end = raw.find(b"\r\n\r\n")
    return raw if end < 0 else raw[: end + 2]


def has_long_line(raw: bytes, most: int = LINE_BYTES) -> bool:
    """Whether a line has more than `most` bytes before its LF. Looks at one line in each stretch of `most` bytes:
    if a stretch from a line's start holds an LF, no line that ends in it is too long."""
    start = 0
    while len(raw) - start > most:
        last = raw.rfind(b"\n", start, start + most + 1)
        if last < 0:
            return True
        start = last + 1
    return False


def _against_header(head: bytes) -> str | None:
    if len(head) > HEADER_BYTES:
        return "554 5.6.0 The header is too large"
    if b"\0" in head:
        return "554 5.6.0 The header holds a NUL"
    if head.count(b"\n") - head.count(b"\n ") - head.count(b"\n\t") > HEADER_FIELDS:
        return "554 5.6.0 The header has too many fields"
    if (b"\n" + head.lower()).count(b"\nreceived:") > RECEIVED_FIELDS:
        return "554 5.4.6 Too many hops"
    if (mark := _MARK.search(head)) and int(mark[1]) >= MOST_HOPS:
        return "554 5.4.6 Bots answer each other"
    return None
