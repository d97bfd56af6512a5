"""The numbers that peers give their statements (statements.md 5): our matching form, and where one is its own."""

from __future__ import annotations

import re
import unicodedata

_EDGE = r"(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9])"
_PATTERNS: dict[str, str] = {
    "itu_fg": r"sp\d+-[\w-]+-[oir]LS-\d+",
    "itu_ls": r"(?:(?:COM|SG) ?\d{1,2}|TSAG|RevCom) ?- ?[oir]?LS ?-?\d+(?: ?- ?E)?",
    "itu_td": r"(?:TSAG-|SG\d+-)TD ?\d+(?:-?R\d+)?(?:/[A-Z0-9]+|-WP\d)?",
    "3gpp": r"(?:[SRC][1-6P](?:-|a[A-Z])\d{6,7}|PCG\d+_\d+)",
    "ieee": r"IEEE 802\.\d+(?:-\d{2}/\d{4}r\d+| ?- ?LS ?\d+)",
    "bbf": r"(?:LIAISE-\d+(?:-\d+)?|bbf\d{4}\.\d+)",
    "mef": r"(?:L\d{5}|LS\d{5}_\d{3})",
    "iso": r"(?:SC ?\d+(?:[ _]?N ?\d+)|\d{1,2}N\d{4,5})",
}
_EACH = {name: re.compile(_EDGE.format(words), re.IGNORECASE) for name, words in _PATTERNS.items()}
_BARE = re.compile(_EDGE.format(r"[oir]?LS ?-?\d{1,4}"), re.IGNORECASE)
_TRACKER = re.compile(r"(?i)\bhttps?://(?:[\w-]+\.)*ietf\.org/liaison/(?:for_approval/)?(\d+)\b")


def normalised(text: str) -> str:
    """`text` for matching numbers: NFKC, plain dashes, single blanks."""
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", " ", text)


def references_in(text: str, *, itu: bool = False) -> list[str]:
    """Every peer's number in `text`, in order; with `itu` bare "LS 357" counts too."""
    plain = normalised(text)
    found: list[tuple[int, int, str]] = []
    for pattern in (*_EACH.values(), *((_BARE,) if itu else ())):
        for match in pattern.finditer(plain):
            if not any(match.start() < end and start < match.end() for start, end, _ in found):
                found.append((match.start(), match.end(), match.group().strip()))
    return list(dict.fromkeys(words for _, _, words in sorted(found)))


def tracker_urls(text: str) -> list[str]:
    """Addresses of statements in the tracker's public record."""
    return list(dict.fromkeys(match.group() for match in _TRACKER.finditer(text)))
