"""Letters that a person passed on inside the text of their own."""

from __future__ import annotations

from collections.abc import Sequence

from liaisonbot.reading import phrases
from liaisonbot.reading.reply_text import clean, is_field_block, tidy


def split_forward(text: str, *, loose: bool) -> tuple[dict[str, str], str] | None:
    """The fields (from, date, to, cc, subject) and the text of a letter forwarded inline; None if there is none.

    A forward is a banner (*Forwarded message*) with a block of fields below it. With `loose`, for a subject with
    `Fwd:`, *Original message* or the bare block counts too; in other letters they stand over a quote.
    """
    lines = clean(text, "NFC")
    for index, line in enumerate(lines):
        bare = line.lstrip("> \t")
        banner = phrases.FORWARD_BANNER.match(bare) or (loose and phrases.BANNER.match(bare))
        if banner or (loose and is_field_block(lines, index)):
            start = index + 1 if banner else index
            fields, body = _fields_at(lines, start)
            if "from" in fields and len(fields) >= 2:
                return fields, _unquoted(lines[body:])
    return None


def _fields_at(lines: Sequence[str], start: int) -> tuple[dict[str, str], int]:
    """The fields from line `start` on, and where the text below them begins."""
    fields: dict[str, str] = {}
    last = ""
    index = start
    while index < len(lines) and index < start + 30:
        line = lines[index].lstrip("> \t")
        match = phrases.FIELD.match(line)
        if match and match.lastgroup:
            last = next(name for name in phrases.FIELD_WORDS if match[name])
            fields.setdefault(last, match["value"].strip(" *_"))
        elif not line.strip():
            if fields:
                break
        elif last:
            fields[last] = f"{fields[last]} {line.strip()}"  # a folded list of addresses
        else:
            break
        index += 1
    return fields, index


def _unquoted(lines: Sequence[str]) -> str:
    """The lines without one level of `>` if all of them have it (Apple Mail quotes what it forwards)."""
    filled = [line for line in lines if line.strip()]
    if filled and all(line.startswith(">") for line in filled):
        lines = [line[1:].removeprefix(" ") for line in lines]
    return tidy(list(lines))
