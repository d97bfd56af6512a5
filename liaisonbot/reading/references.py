"""The numbers that peers give their statements (statements.md 5): our matching form, which one is a letter's own,
and which letters it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from liaisonbot.reading.dates import Found, all_days, flat

_EDGE = r"(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9])"
_LS = r"[oir]?LS"
_NUMBER = r"(?:(?:19|20)\d\d-\d{1,4}|\d{1,4})"  # "52", and "2024-19" of those who count by the year
_COMMITTEE = r"(?:(?:TC|SC) ?\d+(?: ?/ ?(?:SC|WG) ?\d+)*|WG ?\d+|JTC ?1)"
_PATTERNS: dict[str, str] = {
    "itu_fg": rf"(?:sp\d+-[\w-]+-{_LS}-\d+|FG-[A-Z0-9]+-[OI]-\d{{2,4}})",
    "itu_ls": rf"(?:T\d\d-)?(?:(?:COM|SG) ?\d{{1,2}}|TSAG|RevCom|SCV|(?:JCA|FG)-[A-Z0-9]+) ?- ?{_LS} ?-?\d+(?: ?- ?E)?",
    "3gpp": r"(?:[SRCNTG][1-6P](?:-|a[A-Z]|i)\d{6,7}|PCG\d+_\d+)",
    "ieee": r"(?:IEEE 802\.\d+(?:-\d{2}/\d{4}r\d+| ?- ?LS ?\d+)|\d{1,2}-\d{2}/\d{3,5}r\d+"
    r"|\d{1,2}-\d{2}-\d{4}-\d{2}(?:-[0-9a-z]{4})?)",
    "bbf": r"(?:LIAISE-\d+(?:-\d+)?|bbf\d{4}\.\d+(?:\.\d{2})?)",
    "mef": r"L(?:S)?\d{5}_\d{3}|L\d{5}",
    "oif": r"oif\d{4}\.\d{3}(?:\.\d{2})?",
    "iso": rf"(?:{_COMMITTEE}[ _]?N ?\d{{2,6}}|\d{{1,2}}N\d{{4,5}}|(?-i:m|N)\d{{5}})",
    "etsi": r"(?-i:[A-Z0-9]{2,12}\(\d{2}\)\d{3,6})(?:r\d+)?",
    "o_ran": r"O-RAN\.(?:[A-Z0-9]+\.)*LS[\w.-]*\d",
    "onem2m": r"(?:TP|SDS|RDM|TDE|TST|ARC|PRO|SEC|MAS)-20\d\d-\d{4}(?:R\d{2})?",
    "oma": r"OMA-LS[_-]\d+",
    "record": r"liaison-20\d{2}-\d{2}-\d{2}(?:-[a-z0-9]+)+",
    "ecma": r"Ecma/TC\d+/\d{4}/\d+",
    "other_ls": rf"(?-i:[A-Z][A-Za-z0-9]{{1,11}}(?:-[A-Z0-9]{{1,8}})?-LS)-?{_NUMBER}",
}
_DOCUMENT = re.compile(
    _EDGE.format(
        r"(?:(?:TSAG-|SG\d+-)TD ?\d+(?:-?R\d+)?(?:/[A-Z0-9]+|-WP\d)?"
        r"|TD ?\d+(?:-?R\d+)?(?: ?Rev\.? ?\d+)?(?:/(?:[A-Z]+\d*)|-WP\d| ?\((?:P|GEN|[A-Z]+/\d+)\))(?: ?Rev\.? ?\d+)?)"
    ),
    re.IGNORECASE,
)
"""A document of ITU-T, which may hold a letter and is none itself."""

_EACH = {name: re.compile(_EDGE.format(words), re.IGNORECASE) for name, words in _PATTERNS.items()}
_EACH["itu_ls"] = re.compile(  # also glued to a banner's words: "TELECOMMUNICATION UNIONSG13-LS102"
    rf"(?:(?<![A-Za-z0-9])|(?<=[A-Za-z]{{4}}))(?:{_PATTERNS['itu_ls']})(?![A-Za-z0-9])", re.IGNORECASE
)
_BARE = re.compile(_EDGE.format(rf"(?:{_LS} ?-?|LS/[oir][ -]?){_NUMBER}"), re.IGNORECASE)
_ITU_KEY = re.compile(r"(?:t\d\d)?(?:com|sg)(?P<group>\d{1,2})[oir]?ls(?P<number>\d+)e?")
_TRACKER = re.compile(r"(?i)\bhttps?://(?:[\w-]+\.)*ietf\.org/liaison/(?:for_approval/)?(\d+)\b")

_REPLIES = re.compile(
    r"(?i)\((?:in )?(?:reply|response|answer) to (?P<aside>[^)]+)"
    r"|\b(?:your|in (?:response|reply|answer) to(?: the| your)?|(?:response|reply|answer) to(?: the| your)?"
    r"|thank\w*\b[^.;]{0,60}?\bfor (?:your|the|its|their|sending))\s+(?:\w+\s+){0,2}?"
    r"(?:liaisons?(?: (?:statement|letter|response)s?)?|LSs?|letter)\b(?P<words>[^;]{0,200}?)(?=\.\s|\.?$|;)"
)
_TITLES = re.compile(r"(?i)\b(?:reply|response|answer)(?:\s+LSs?)?\s+to:?\s+(?P<words>[^;]{2,200})")
_QUOTED = re.compile(r"[“\"”„«](?P<title>[^“”\"«»]{4,200})[”\"“»]")
_RECORD = re.compile(r"(?i)^\W*(?:statement )?(?:no\.? ?|number |#)?(?P<id>\d{3,4})\b(?!/)")
_ONLY_BARE = re.compile(r"(?i)^\W*(?:the |your )?[oir]?LS ?-?\d")
_ANSWER_FILE = re.compile(r"(?i)respon[sc]e|reply|answer")


def references_in(text: str, *, itu: bool = False, documents: bool = True) -> list[str]:
    """Every peer's number in `text`, in order; with `itu` bare "LS 357" counts too, without `documents` no TD."""
    plain = flat(text)
    found: list[tuple[int, int, str]] = []
    for pattern in (*_EACH.values(), *((_DOCUMENT,) if documents else ()), *((_BARE,) if itu else ())):
        for match in pattern.finditer(plain):
            if not any(match.start() < end and start < match.end() for start, end, _ in found):
                found.append((match.start(), match.end(), match.group().strip()))
    return list(dict.fromkeys(words for _, _, words in sorted(found)))


def tracker_urls(text: str) -> list[str]:
    """Addresses of statements in the tracker's public record."""
    if "/liaison/" not in text.lower():
        return []
    return list(dict.fromkeys(match.group() for match in _TRACKER.finditer(text)))


def answered_in(text: str, *, itu: bool = False) -> list[str]:
    """What a title or a sentence says that it answers: the numbers, else the quoted title, else the letter by its
    date ("liaison dated 31st October 2016") or its number in our record ("Liaison 1546")."""
    if not any(word in text for word in ("LS", "iaison", "IAISON", "etter", "to “", 'to "')):
        return []
    answered: list[str] = []
    plain = flat(text)
    for title in _TITLES.finditer(plain):
        answered += references_in(title["words"], itu=itu and _ONLY_BARE.match(title["words"]) is not None)
        if not answered and (quoted := _QUOTED.match(title["words"])):
            answered.append(quoted["title"].strip())
    for reply in _REPLIES.finditer(plain):
        words = reply["aside"] or reply["words"] or ""
        if numbers := references_in(words, itu=itu and _ONLY_BARE.match(words) is not None):
            answered += numbers
        elif quoted := _QUOTED.search(words):
            answered.append(quoted["title"].strip())
        elif reply["words"] and (record := _RECORD.match(words)):
            answered.append(f"Liaison {record['id']}")
        elif days := [day for day in all_days(words[:60], day_first=True) if day.kind in (Found.DAY, Found.MONTH)]:
            answered.append(f"liaison dated {days[0].text}")
        elif reply["aside"]:
            answered.append(words.strip())
    return list(dict.fromkeys(answered))


def own_number(text: str, *, itu: bool = False) -> str | None:
    """The number that a subject or a title gives its own letter: none of those behind "reply to"."""
    before = re.split(r"(?i)\b(?:reply|response|answer|re)(?: ls)?(?: to)?\b", text, maxsplit=1)[0]
    numbers = references_in(before, itu=itu, documents=False)
    return numbers[0] if numbers else None


def file_numbers(name: str, *, itu: bool = False) -> tuple[str | None, list[str]]:
    """The own number in a file's name (without its ending), and the numbers of letters that the file answers:
    `liaison-response-ITU-T-SG15-LS43-0717-v01` names what it answers, `SG15-LS83` itself."""
    plain = name.replace("_", " ") if "revision" in name else name
    numbers = references_in(plain, itu=itu, documents=False)
    if _ANSWER_FILE.search(name):
        return None, numbers
    return (numbers[0] if numbers else None), []


def without(numbers: Iterable[str], own: str | None) -> list[str]:
    """The numbers that are not the letter's own, compared without blanks and case."""
    return [one for one in numbers if own is None or number_key(one) != number_key(own)]


def spellings(number: str) -> list[str]:
    """How a number may be written, each in lower case and without blanks, dashes and underscores, to look it up by."""
    plain = re.sub(r"[\s_-]", "", flat(number)).lower()
    found = _ITU_KEY.fullmatch(plain)
    if not found:
        return [plain]
    group, digits = int(found["group"]), int(found["number"])
    heads = [f"{name}{group}{way}ls" for name in ("sg", "com") for way in ("", "o", "r", "i")]
    ends = [f"{digits:0{width}d}" for width in (1, 2, 3, 4, 5)]
    return list(dict.fromkeys([plain, *(f"{head}{end}{last}" for head in heads for end in ends for last in ("", "e"))]))


def number_key(number: str) -> str:
    """A number for comparing: "COM 15 – LS 83 – E", "SG15-LS083" and "T25-SG15-LS-0083" are one."""
    plain = re.sub(r"[\s_-]", "", flat(number)).lower()
    if found := _ITU_KEY.fullmatch(plain):
        return f"sg{int(found['group'])}ls{int(found['number'])}"
    return plain
