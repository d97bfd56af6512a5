"""What a person newly wrote in a reply: without what is quoted, the signature and the printed matter around it.

Steps 4 to 6 of the way from a raw letter to command lines. The rules are ours: libraries for this delete answers
that stand between or below quotes. A missed quote does no harm here, a lost answer does; for commands it is the
other way round, so `command_view` is the stricter one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import repeat
from typing import Literal

from liaisonbot.reading import phrases

QUOTE_GAP = "[…]"  # stands in the command view for quoted lines, so that no line joins the one above them


_GAPS = re.compile("\n{3,}")
_TARGET = re.compile(r"<(?:mailto:|https?://)?([^<>\s]++)>")
_QUOTED_ONCE = re.compile(r"> ?([^\s>|:].*)")


def new_text(text: str) -> str:
    """What the person newly wrote: `text` (a whole plain view) without quotes, attributions and signature.

    Unquoted lines between and below `>` quotes stay. Free text keeps its letters (NFC), but quotes are straight,
    lines end with LF, and nothing of zero width is left.
    """
    lines = clean(text, "NFC")
    end = _final_cut(lines, text)
    attributions = _attributions(lines, end)
    out: list[str] = []
    index = _skip_banners(lines, end)
    marked = [line for line in lines if ">" in line or "|" in line or ": " in line]
    if not attributions and not any(map(phrases.QUOTED.match, marked)):
        return tidy(lines[index:end])
    while index < end:
        length = attributions.get(index, 0)
        if length and not _quote_follows(lines, index + length):
            break  # a client that quotes without marks: all below is foreign
        if length:
            index += length
        elif _is_quoted(lines[index]):
            index += 1
        else:
            out.append(lines[index])
            index += 1
    return tidy(out)


def command_view(text: str) -> str:
    """The lines of `text` that may hold commands: those above the first cut, without quoted lines.

    In NFKC, with straight quotes, without a salutation and banners, links once. A run of quoted lines leaves QUOTE_GAP,
    a line that is no command, so that what stands below it is never taken as the continuation of what stands above.
    """
    lines = clean(text, "NFKC")
    end = _final_cut(lines, text)
    end = min(_attributions(lines, end), default=end)
    start = _skip_banners(lines, end)
    out: list[str] = []
    gap = False
    for line in lines[start:end]:
        if _is_quoted(line):
            gap = True
        elif line.strip():
            line = _TARGET.sub(_link_once, line) if "<" in line else line
            out += ["", QUOTE_GAP, line] if gap else [line]
            gap = False
        else:
            out.append(line)
    if out and out[0] and phrases.SALUTATION.match(out[0]):
        out[0] = ""
    return tidy(out)


def quoted_once(text: str) -> list[str]:
    """The lines that are quoted once and begin at the margin: what a letter of ours prints as a sample is indented."""
    found = (_QUOTED_ONCE.fullmatch(line) for line in clean(text, "NFKC"))
    return [one[1] for one in found if one]


def views_agree(plain: str, html_text: str | None) -> bool:
    """True if the command views of a letter's two bodies, the text and what the HTML beside it shows, say the same;
    also if there is only one.

    Compared are words, not lines: the two differ in wrapping, bullets and marks of emphasis.
    """
    if html_text is None or not plain.strip():
        return True
    return _words(command_view(plain)) == _words(command_view(html_text))


def unflow(text: str, *, delete_space: bool = False) -> str:
    """`text` (LF line ends) of a format=flowed part with its paragraphs on one line each (RFC 3676 §4)."""
    out: list[str] = []
    depth, open_line = -1, False
    for line in text.split("\n"):
        content = line.lstrip(">")
        level = len(line) - len(content)
        content = content.removeprefix(" ")
        joined = open_line and level == depth and content != "-- "
        soft = content.endswith(" ") and content != "-- "
        content = content[:-1] if soft and delete_space else content
        if joined:
            out[-1] += content
        else:
            out.append(f"{'>' * level} {content}" if level else content)
        depth, open_line = level, soft
    return "\n".join(line.rstrip(" ") if line != "-- " else line for line in out)


def clean(text: str, form: Literal["NFC", "NFKC"]) -> list[str]:
    """The lines of `text`, however they end: straight quotes, no zero-width or direction marks, in that form."""
    if not text.isascii():
        text = text.translate(phrases.STRAIGHT)
        text = unicodedata.normalize(form, text)
    if "\r" in text or not text.isascii():
        return phrases.LINE_END.split(text)
    return text.split("\n")


def tidy(lines: list[str]) -> str:
    """Lines without blanks at their ends, no two empty ones in a row, none on top or at the end."""
    text = "\n".join(map(str.rstrip, lines)).strip("\n")
    return _GAPS.sub("\n\n", text) if "\n\n\n" in text else text


def _link_once(found: re.Match[str]) -> str:
    """Nothing for the target of a link that is also its text, as Outlook writes both into plain text: `x<mailto:x>`."""
    is_link = any(sign in found[1] for sign in "@/.")
    return "" if is_link and found.string.endswith(found[1], 0, found.start()) else found[0]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\s*_>•·]+", text.casefold())


def _is_quoted(line: str) -> bool:
    return phrases.QUOTED.match(line) is not None


def _quote_follows(lines: Sequence[str], index: int) -> bool:
    following = next((line for line in lines[index : index + 5] if line.strip()), "")
    return _is_quoted(following)


def _final_cut(lines: Sequence[str], text: str) -> int:
    """The first line below which nothing is the writer's: marker, banner, field block, signature, small print.

    `text` is what the lines were made from: what does not stand in it is not looked for line by line.
    """
    marker = "bove" in text and "eply" in text
    hints = map(phrases.CUT_HINT.match, map(str.lower, lines)) if text.isascii() else repeat(True)
    for index, (line, hint) in enumerate(zip(lines, hints, strict=False)):
        if not hint:
            continue
        words = line.strip()
        if words and (
            (words[0] in "-–—―_=*~" and (phrases.SIGNATURE.match(words) or _is_dash(words)))
            or phrases.BANNER.match(words)
            or (marker and phrases.MARKER.match(_joined(lines, index, 2)))
            or phrases.PHONE.match(words)
            or phrases.CONFIDENTIAL.match(words)
            or is_field_block(lines, index)
        ):
            return index
    return len(lines)


def _is_dash(text: str) -> bool:
    """A dash alone on its line, or what is left of the two of a signature after a phone has "corrected" them."""
    return len(text) <= 2 and all(letter in phrases.DASHES for letter in text)


def _joined(lines: Sequence[str], index: int, count: int) -> str:
    return " ".join(line.strip() for line in lines[index : index + count])


def is_field_block(lines: Sequence[str], index: int) -> bool:
    """True if a From line stands here, and a date and a subject or recipient directly below it."""
    first = phrases.FIELD.match(lines[index])
    if first is None or not first["from"]:
        return False
    seen: set[str] = set()
    for line in lines[index + 1 : index + 12]:
        if not line.strip():
            break
        match = phrases.FIELD.match(line)
        if match:
            seen.update(name for name in phrases.FIELD_WORDS if match[name])
    return "date" in seen and bool({"to", "subject"} & seen)


def _attributions(lines: Sequence[str], end: int) -> dict[int, int]:
    """Where attributions ("On … wrote:") start above line `end`, and how many lines each takes."""
    marked = [(index, line) for index, line in enumerate(lines[:end]) if ":" in line or "：" in line]
    found: dict[int, int] = {}
    for last in (index for index, line in marked if line.rstrip().endswith((":", "："))):
        first = next((first for first in (last, last - 1, last - 2) if _opens(lines, first, last)), None)
        if first is not None:
            found[first] = last - first + 1
        elif phrases.BY_NAME.match(lines[last].strip()) and _quote_follows(lines, last + 1):
            found[last] = 1
    return found


def _opens(lines: Sequence[str], first: int, last: int) -> bool:
    """True if the lines `first` to `last` are one attribution that starts with its language's opening word."""
    if first < 0 or _is_quoted(lines[first]):
        return False
    text = _joined(lines, first, last - first + 1)
    return phrases.ATTRIBUTION.match(text) is not None and any(letter.isdigit() for letter in text)


def _skip_banners(lines: Sequence[str], end: int) -> int:
    """Where the text starts below the warnings that gateways put on top of mail from outside."""
    index = 0
    while index < end and (not lines[index].strip() or phrases.OUTSIDE_BANNER.match(lines[index])):
        in_banner = bool(lines[index].strip())
        index += 1
        while in_banner and index < end and lines[index].strip() and _is_banner_rest(lines[index]):
            index += 1
    return index


def _is_banner_rest(line: str) -> bool:
    return phrases.BANNER_REST.search(line) is not None
