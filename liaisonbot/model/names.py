"""Names as letters spell them, made comparable, and the short forms in which peers name their own parts.

Everything here is text to text: which bodies exist is the directory's business."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 200  # characters; longer text is prose or a list, never one name

_WORD = re.compile(r"[^\W\d_]+|\d+")
_TWO_NUMBERS = re.compile(r"\d \d")
_BLANK_BESIDE_A_WORD = re.compile(r"(?<!\d) | (?!\d)")
_BRACKETED = re.compile(r"\([^()]*\)|<[^<>]*>|\[[^\[\]]*\]")
_MAILBOX = re.compile(r"[^\s<>@,;]+@[^\s<>@,;]+")

_SHORT = {
    "working group": "wg",
    "working groups": "wgs",
    "study group": "sg",
    "working party": "wp",
    "question": "q",
    "questions": "q",
    "technical committee": "tc",
    "focus group": "fg",
}
_LONG = re.compile(r"\b(?:working groups?|study group|working party|questions?|technical committee|focus group)\b")


def words(text: str) -> str:
    """`text` as lower-case words and numbers with one blank between: "ITU‑T SG15" gives "itu t sg 15".
    Dashes, slashes and other punctuation only separate. Empty for what is too long to be a name."""
    if len(text) > LONGEST_NAME:
        return ""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ")
    return _LONG.sub(lambda match: _SHORT[match[0]], " ".join(_WORD.findall(folded)))


def key(spaced: str) -> str:
    """`words()` run together, so that "IS-IS" equals "isis". Numbers stay apart: 802.1 1 is not 802.11."""
    if _TWO_NUMBERS.search(spaced):
        return _BLANK_BESIDE_A_WORD.sub("", spaced)
    return spaced.replace(" ", "")


def without_brackets(text: str) -> str:
    """`text` without what stands in round, square or angle brackets."""
    return _BRACKETED.sub(" ", text)


def is_mailbox(text: str) -> bool:
    """Whether `text` is one bare mail address and nothing else."""
    return _MAILBOX.fullmatch(text) is not None


# --- our own side ------------------------------------------------------------------------------------

_BEFORE = frozenset({"the", "ietf", "s", "wg", "wgs", "of", "chair", "chairs", "co", "cochairs", "directors", "ads"})
_AFTER = frozenset(
    {"wg", "wgs", "group", "area", "areas", "director", "directors", "ad", "ads", "s", "list", "mailing"}
    | {"chair", "chairs", "chairman", "co", "cochair", "cochairs", "secretary", "secretariat"}
)


def peelings(spaced: str) -> list[str]:
    """What may be meant by words of ours, likeliest first: as written, without the words in front that only
    frame ("the IETF", "chairs of"), then without one word after another of those behind ("WG", "Directors").
    "ietf routing area ads" gives it whole, "routing area ads", "routing area" and "routing"."""
    parts = spaced.split()
    forms = [parts]
    while parts and parts[0] in _BEFORE:
        parts = parts[1:]
        forms.append(parts)
    while parts and parts[-1] in _AFTER:
        parts = parts[:-1]
        forms.append(parts)
    return [" ".join(form) for form in forms if form]


def slips(one: str, other: str) -> int:
    """How many letters must be added, dropped, changed or swapped with their neighbour to get from `one` to
    `other` (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and wanted == one[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


# --- the peers' short forms --------------------------------------------------------------------------

_ITU = r"(?:itut? t |itu )?"
_TSG = r"(?:(?:3 gpp|sgpp) (?:tsg )?|tsg )"
_JTC = r"(?:(?:(?:iso iec |iso )?jtc (?:1 )?)|iso iec |itu )"
_NUMBERS = r"(?:all|\d{1,2})(?: (?:and )?(?:q )?\d{1,2})*"
_STUDY_GROUP = ("itu-t-sg-{sg}", "itu-t")

# The whole text must match; the paths go from the part to its parents. `SQ15` and `ITUT-T` are slips of
# real letters, and `COM 15` is how study groups were numbered until about 2012.
_PATHS = [
    (_ITU + r"(?:sg|sq|com) (?P<sg>\d{1,2})", _STUDY_GROUP),
    (_ITU + r"(?:sg|sq|com) (?P<sg>\d{1,2}) q (?P<q>\d{1,2})", ("itu-t-sg-{sg}-q{q}", *_STUDY_GROUP)),
    (_ITU + r"(?:sg|com) (?P<sg>\d{1,2}) wp (?P<wp>\d)", ("itu-t-sg-{sg}-wp{wp}", *_STUDY_GROUP)),
    (_ITU + r"s?q (?P<q>\d{1,2}) (?:of )?(?:sg )?(?P<sg>\d{1,2})", ("itu-t-sg-{sg}-q{q}", *_STUDY_GROUP)),
    (_ITU + rf"s?q {_NUMBERS} (?:of )?(?:sg )?(?P<sg>\d{{1,2}})", _STUDY_GROUP),
    (_ITU + r"all (?P<sg>\d{1,2})", _STUDY_GROUP),
    (_ITU + r"wp (?P<wp>\d) (?:of )?(?:sg )?(?P<sg>\d{1,2})", ("itu-t-sg-{sg}-wp{wp}", *_STUDY_GROUP)),
    (_ITU + r"jca (?P<name>.+)", ("itu-t-jca-{name}", "itu-t")),
    (_ITU + r"fg (?:on )?(?P<name>.+)", ("itu-t-fg-{name}", "itu-t")),
    (r"(?:itu r )?wp (?P<wp>\d [a-f])", ("itu-r-wp{wp}", "itu-r")),
    (r"itu r (?P<part>(?:sg|tg|wp) \d{1,2}(?: [a-f])?)", ("itu-r-{part}", "itu-r")),
    (_TSG + r"?(?:sa|s) (?:wg )?(?P<n>[1-6])", ("3gpp-tsgsa-sa{n}", "3gpp-tsgsa", "3gpp")),
    (_TSG + r"?(?:ct|c) (?:wg )?(?P<n>[1-6])", ("3gpp-tsgct-ct{n}", "3gpp-tsgct", "3gpp")),
    (_TSG + r"?(?:ran|r) (?:wg )?(?P<n>[1-6])", ("3gpp-tsgran-ran{n}", "3gpp-tsgran", "3gpp")),
    (_TSG + r"?(?P<tsg>sa|ct|ran)", ("3gpp-tsg{tsg}", "3gpp")),
    (r"sp", ("3gpp-tsgsa", "3gpp")),
    (r"cp", ("3gpp-tsgct", "3gpp")),
    (r"rp", ("3gpp-tsgran", "3gpp")),
    # T1 alone was also a committee of ATIS
    (rf"(?:{_TSG}t (?:wg )?(?=[123])|t (?=[23]))(?P<n>\d)", ("3gpp-tsgt-wg{n}", "3gpp")),
    (_TSG + r"(?:t|cn|geran)", ("3gpp",)),
    (_TSG + r"?(?:cn|n|geran) (?:wg )?[1-5]", ("3gpp",)),
    (r"(?:ieee )?p? ?802 (?P<wg>\d{1,2})(?: [a-z]{1,3})?", ("ieee-802-{wg}", "ieee-802", "ieee")),
    (_JTC + r"?sc (?P<sc>\d{1,2})", ("iso-iec-jtc1-sc{sc}", "iso-iec-jtc1")),
    (
        _JTC + r"?sc (?P<sc>\d{1,2}) wg (?P<wg>\d{1,2})",
        ("iso-iec-jtc1-sc{sc}-wg{wg}", "iso-iec-jtc1-sc{sc}", "iso-iec-jtc1"),
    ),
    (r"(?:iso iec )?jtc (?:1 )?wg (?P<wg>\d{1,2})", ("iso-iec-jtc1-wg{wg}", "iso-iec-jtc1")),
    (r"liaise \d+.*", ("broadband-forum",)),
]
_GRAMMAR = [(re.compile(pattern), paths) for pattern, paths in _PATHS]

# what may follow a body's name without changing it: a meeting, an office, the number of a letter
_TAIL = re.compile(
    r" (?:wg(?! \d)|meeting|[oir]?ls|td|liaison|chair(?:s|man|men|person)?|vice|co|rapporteurs?|"
    r"secretar(?:y|iat)|counsellor|plenary|ad hoc|experts|(?:n |a[a-z] )?\d{4,})\b.*"
)
_US = re.compile(r"\b(?:ietf|iab|iesg|irtf)\b")
_TWO = re.compile(r"\band\b")


def names_others_too(spaced: str) -> bool:
    """Whether the words speak of more than one body, or of us: then they are no single peer's name."""
    return _US.search(spaced) is not None or _TWO.search(spaced) is not None


def peer_paths(spaced: str) -> tuple[str, ...]:
    """The acronyms that a peer's short form may stand for, the part first and then its parents; empty if
    no form fits. "q 14 15" gives itu-t-sg-15-q14, itu-t-sg-15, itu-t."""
    tail = _TAIL.search(spaced)
    head = spaced[: tail.start()] if tail else spaced
    if _US.search(spaced) or _TWO.search(spaced[len(head) :]):
        return ()
    for form in dict.fromkeys((spaced, head)):
        for pattern, paths in _GRAMMAR:
            if match := pattern.fullmatch(form):
                return tuple(path.format(**match.groupdict()) for path in paths)
    return ()
