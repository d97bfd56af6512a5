"""Addressees as letters write them, to groups and peers (statements.md 8). A slip is a suggestion, never a target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Addressee
from liaisonbot.reading.labels import tidy
from liaisonbot.reading.phrases import MAIL

MOST = 60
"""So many addressees are read of one field; a longer list needs a person."""

_LINK = re.compile(r"(?i)(?:\W{0,3}\bsee(?: also)?\W{1,3})?<?\bhttps?://[^\s<>()]*>?")  # "http" itself names a group
_RUN = re.compile(r"([^\w])\1{2,}")  # of blanks, dots, brackets: says nothing, and would be looked at again and again
_COPY = re.compile(
    r"(?i)[\s(,;]*\b(?:cc|copy(?: to)?|copies to|copied to|info|for info(?:rmation)?(?: to)?)\s*:\s*|[,;]\s*cc\s+"
    r"|[\s,;]*\(\s*(?:cc|copy to|copied to)\s+|[\s,;]+(?:and |with (?:a )?)?cop(?:y|ies|ied) to\s+"
)
_INFORMED = re.compile(r"(?i)\b(?:for info(?:rmation)?|info(?:rmation)?(?: only)?|copy|cc)\b\W*$")
_ROLE_ALONE = re.compile(
    r"(?i)^\W*(?:(?:co-?|vice-?|acting )?\s?chair(?:s|man|men|person|persons)?|rapporteurs?|secretar(?:y|iat)|others?"
    r"|(?:other )?relevant groups|etc)\W*$"
)
_REMARK = re.compile(r"(?i)\bdone\b|\breport to\b|\bcompletes action\b|\bcorr(?:espondence)? to\b|\bPDNR\b")
_ROLE = re.compile(
    r"(?i)[\s,]*\b(?:co-?\s?chair(?:s|men|man|persons?)?|chair(?:s|men|man|persons?)?"
    r"|area (?:co-)?directors?|(?:co-)?directors?"
    r"|ADs?|secretar(?:y|iat)|liaisons?(?: managers?| officers?)?|rapporteurs?)\b"
)
_PERSON_BEHIND_ROLE = re.compile(
    r"(?i)^(?P<group>.*\b(?:area directors?|directors?|ADs?|co-?chairs?|chairs?))\b\s+\S.*$"
)
_DIRECTORS_FOR = re.compile(
    r"(?i)^(?:IETF\s+)?(?:area\s+)?(?:directors?|ADs?)\s+(?:for|of)\s+(?:the\s+)?(?P<area>.+?)(?:\s+areas?)?$"
)
_HOLDS_OFFICE = re.compile(r"(?i)\b(?:co-?|vice-?)?chair(?:s|man|men|persons?|woman)?\b|\bdirectors?\b|\bADs?\b")
_NAME = re.compile(
    r"^(?:(?:Dr|Prof|Mr|Mrs|Ms|M|Mme|Herr|Frau)\b\.?\s*)?[^\W\d_][\w'’.-]*(?:\s+[^\W\d_a-z][\w'’.-]*){1,3}$"
)
_QUESTIONS_OF = re.compile(
    r"(?i)^(?:ITU-?T\s+)?(?P<list>Q\.?\s?\d+(?:\s*(?:,\s*and|,|and|&)\s*(?:Q\.?\s?)?\d+)+)\s*(?:\s+of\s+|/)(?P<of>[^,;]+)$"
)
_OF_QUESTIONS = re.compile(
    r"(?i)^(?P<of>(?:ITU-?T\s+)?(?:SG|study group)\s?\d+)[\s,/]+"
    r"(?P<list>Q\.?\s?\d+(?:\s*(?:,\s*and|,|and|&|/)\s*(?:Q\.?\s?)?\d+)+)$"
)
_GROUPS = re.compile(
    r"(?i)\b(?P<prefix>(?:ITU-?T\s+)?(?:SG|study group)s?)\s*:?\s*"
    r"(?P<list>\d+(?:\s*\([^)]*\))?(?:\s*(?:,\s*(?:and\s+)?|and\s+|&\s*|/\s*)(?:SG\s?)?\d+(?![\w.])(?:\s*\([^)]*\))?)+)"
)
_NOBODY = re.compile(r"(?i)^\W*(?:n\s*/\s*a|none|nil)?\W*$")
_TAIL = re.compile(r"(?i)\s*[-\[]?\s*\bfor (?:your )?(?:action|comments?|info(?:rmation)?)(?: only)?\s*\]?$")
_FRAMED_LIST = re.compile(r"^(?P<frame>[^:(]{2,60}?)\s*:\s*(?P<list>[^:]+)$")
_NUMBERED_PART = re.compile(r"\b(?:WG|WP|SG|SC|TC|Q)[ .]?\d+\w?\s*$")
_BRACKET = re.compile(r"\([^()]*\)")
_TWO_BODIES = re.compile(r"(?i)^(?:the\s+)?I[ER]TF\s*[/,]\s*(?:IAB|IESG|IRTF|IETF)\b")
_ABOVE_ALL = r"(?:in particular|especially|specifically|including|attn\b\.?:?|attention:)"
_LEADING = re.compile(rf"(?i)^(?:\d{{1,2}}[.)]\s+)?(?:(?:and|&|as well as|{_ABOVE_ALL})\s+)*(?:the\s+)?")
_INSIDE_US = re.compile(r"(?i)\s+(?:of|in|at|within)\s+(?:the\s+)?IETF(?:\s+\w+\s+area)?$")
_LIAISON_PERSON = re.compile(
    r"(?i)\bliaison\s+(?:managers?|officers?|coordinators?|contacts?|persons?|representatives?)\b"
)
_ALL_INFORMED = re.compile(r"(?i)\s*\(\s*(?:for )?info(?:rmation)?(?: only)?\s*\)\s*$")
_ONLY_INFORMED = re.compile(r"(?i)^\W*(?:for )?info(?:rmation)?(?: only)?\W*$")
_SHARED_END = re.compile(r"(?i)\b(?P<word>areas|WGs|working groups|area directors|ADs|SGs|study groups)\W*$")
_SINGULAR = {"areas": "Area", "area directors": "Area", "ads": "Area", "sgs": "SG", "study groups": "SG"}
_FRAME = re.compile(r"(?i)^(?:the\s+)?I[ER]TF\s*[-:/–]?\s*(?=[^\s,;])")
_TOPIC = re.compile(r"(?i)^(?P<who>.*?)\s+(?:re|regarding|concerning|about)\s+(?P<topic>.+)$")
_RESEARCH = re.compile(r"(?i)^(?:the\s+)?IRTF\b[\s:/-]*(?P<topic>[A-Z].{1,60})$")
"""A research group that the directory does not know: the chair of the IRTF decides (R26)."""
_ALL_GROUPS = re.compile(r"(?i)\b(?:all|various|area)\b.*\b(?:WGs|working groups)\b")
_SEPARATORS = (
    re.compile(r"[;\n\t]"),
    re.compile(rf"(?i),|\s+(?={_ABOVE_ALL}\s)"),
    re.compile(r"(?i)\s+a?and\s+|\s+as well as\s+|\s*&\s*"),
    re.compile(r"\s*/\s*"),
)


def read_addressees(text: str, directory: Directory) -> tuple[tuple[Addressee, ...], tuple[Addressee, ...]]:
    """Who is addressed and who is only informed, as written, each once.

    `group` is an acronym of ours or of a peer, closed ones included; None where the words name nobody in the
    directory (a person, a slip, a topic), with a note that says what they may be. Never raises.
    """
    to: list[Addressee] = []
    cc: list[Addressee] = []
    plain = _LINK.sub(" ", "\n".join(tidy(line) for line in text.split("\n")[:200])[:8000])
    plain = _RUN.sub(r"\1", plain)
    plain = _GROUPS.sub(_one_by_one, _shallow(plain.replace("[", "(").replace("]", ")")))
    for number, part in enumerate(_COPY.split(plain)):
        known = cc if number else to
        for words, informed in _items(part, directory):
            for one, told in _resolved(words, directory):
                _add(cc if informed or told else known, one)
    to = _without_frame(_without_holders(to), directory)
    asked = {one.group for one in to}
    cc = [one for one in cc if one.group is None or one.group not in asked]
    if to or len(cc) > 1:  # an address that means nobody only tells how to reach who is named beside it
        cc = [one for one in cc if one.group or not MAIL.fullmatch(one.text.strip("<> "))]
    return tuple(to[:MOST]), tuple(cc[:MOST])


def _shallow(text: str) -> str:
    """`text` without the brackets that open inside three others: no letter means anything by them."""
    if text.count("(") <= _DEEPEST:
        return text
    kept, depth = [], 0
    for char in text:
        depth += char == "("
        if char not in "()" or depth <= _DEEPEST:
            kept.append(char)
        depth = max(0, depth - (char == ")"))
    return "".join(kept)


_DEEPEST = 3
_MOST_BRACKETS = 8  # of one addressee; each may hold a list of its own
_PEOPLE = "people, not a group"
_WORDS_OF_A_GROUP = 3


def _items(text: str, directory: Directory, level: int = 0) -> Iterator[tuple[str, bool]]:
    """The single addressees in `text`, and whether each is only informed. What the directory knows whole is not
    taken apart, so that "Operations and Management Area" and "ISO/IEC JTC 1/SC 29" stay in one piece."""
    words = _LEADING.sub("", text.strip(" \t.,;:-•*▪◦"))
    if ")" in words and "(" not in words:
        words = words.rstrip(") ")
    if _NOBODY.match(words) or _REMARK.search(words) or _ROLE_ALONE.match(words):
        return
    if listed := _QUESTIONS_OF.match(words) or _OF_QUESTIONS.match(words):
        group = re.sub(r"(?i)^(?:ITU-?T\s+)?(?=SG|study)", "", listed["of"])
        yield from ((f"Q{number} of {group}", False) for number in re.findall(r"\d+", listed["list"]))
        return
    if level == 1 and (framed := _FRAMED_LIST.match(words)) and _known(framed["frame"], directory):
        yield f"{framed['frame']} ({framed['list']})", False
        return
    informed = bool(_INFORMED.search(words)) and "(" not in words
    if level >= 3 and (tail := _TAIL.search(words)):
        words = words[: tail.start()]
    if level >= len(_SEPARATORS) or (level and _is_one(words, level, directory)):
        yield words, informed
        return
    if level == 2 and (_ALL_INFORMED.search(words)):
        words = _ALL_INFORMED.sub("", words)
        yield from ((one, True) for one, _ in _items(words, directory, level))
        return
    pieces = _split(words, level)
    shared = _SHARED_END.search(words) if len(pieces) > 1 else None
    for place, piece in enumerate(pieces):
        inner = list(_items(piece, directory, level + 1))
        for one, told in inner:
            yield _with_shared_end(one, shared, directory, last=place == len(pieces) - 1), told


def _one_by_one(found: re.Match[str]) -> str:
    """ "Study Groups 2, 11 and 13 (info)" as "Study Group 2; Study Group 11; Study Group 13 (info)"."""
    each = re.findall(r"\d+(?:\s*\([^)]*\))?", found["list"])
    return "; ".join(f"{found['prefix'].rstrip('sS')} {one}" for one in each)


def _is_one(words: str, level: int, directory: Directory) -> bool:
    """True for what must stay in one piece: a name that the directory knows, also with its acronym in brackets
    behind it, and a person's office between two bodies."""
    if _known(words, directory) or (level >= 3 and _LIAISON_PERSON.search(words)):
        return True
    if words.count("(") != 1:
        return False
    bare = _BRACKET.sub(" ", words, count=1).strip()
    inside = words.partition("(")[2].partition(")")[0]
    glossed = words.endswith(")") or _named(inside, directory) is not None
    return glossed and bool(re.search(r"(?i)\band\b|,|/", bare)) and _known(bare, directory)


def _with_shared_end(words: str, shared: re.Match[str] | None, directory: Directory, *, last: bool) -> str:
    """ "Transport" of "Transport and Internet Areas" is the Transport Area."""
    if shared is None or last or _known(words, directory):
        return words
    longer = f"{words} {_SINGULAR.get(shared['word'].lower(), 'WG')}"
    return longer if _known(longer, directory) else words


def _split(words: str, level: int) -> list[str]:
    """Split at this level's separator, but never inside brackets."""
    pieces, depth, start = [], 0, 0
    marks = {found.start(): found.end() for found in _SEPARATORS[level].finditer(words)}
    if not marks:
        return [words] if words.strip() else []
    for place, char in enumerate(words):
        depth += (char in "(<[") - (char in ")>]")
        if depth <= 0 and place in marks and place >= start:
            pieces.append(words[start:place])
            start = marks[place]
    return [piece for piece in (*pieces, words[start:]) if piece.strip()]


def _known(words: str, directory: Directory) -> bool:
    return "(" not in words and not _TWO_BODIES.match(words) and _named(words, directory) is not None


def _named(words: str, directory: Directory) -> str | None:
    """The group or peer that words mean, also without the IETF in front and the roles behind."""
    plain = re.sub(r"<[^>]*>", " ", words).strip(" .,;:-")
    bare = _ROLE.sub("", plain).strip(" ,-")
    inside = _INSIDE_US.sub("", bare)
    for one in dict.fromkeys((plain, bare, inside, _FRAME.sub("", plain), _FRAME.sub("", bare))):
        if one and (found := directory.named(one)):
            return found
    return None


def _resolved(words: str, directory: Directory) -> Iterator[tuple[Addressee, bool]]:
    """The addressees that one item holds, and whether each is only informed: usually one, several where
    brackets list groups."""
    if address := MAIL.fullmatch(words.strip("<> ")):
        group = directory.resolve_alias(address.group()) or directory.peer_of_address(address.group())
        yield Addressee(words, group, "" if group else _PEOPLE), group is None
    elif _LIAISON_PERSON.search(words) and directory.named(words) not in directory.peers:
        yield Addressee(words, None, _PEOPLE), True
    elif "(" in words:
        yield from _with_brackets(words, directory)
    elif found := _named(words, directory):
        yield Addressee(words, found, "asks for all groups of the area" if _ALL_GROUPS.search(words) else ""), False
    elif (office := _DIRECTORS_FOR.match(words)) and (area := _named(f"{office['area']} Area", directory)):
        yield Addressee(words, area), False
    elif behind := _PERSON_BEHIND_ROLE.match(words):
        yield Addressee(words, _named(behind["group"], directory)), False
    elif topic := _TOPIC.match(words):
        yield Addressee(words, _named(topic["who"], directory), f"about {topic['topic']}"), False
    else:
        yield _unknown(words, directory)


def _with_brackets(words: str, directory: Directory) -> Iterator[tuple[Addressee, bool]]:
    """`Area (WG, WG)`, `full name (ACRONYM)`, `group (addresses)`, `SG 13 (SG 11 for information)`."""
    if words.count("(") > _MOST_BRACKETS:
        yield _unknown(_BRACKET.sub(" ", words), directory)
        return
    outer, _, rest = words.partition("(")
    inside = rest.rpartition(")")[0] or rest
    outside = _named(outer, directory)
    if outside and _NUMBERED_PART.search(outer) and not re.search(r"\d|(?i:\binfo)", inside):
        yield Addressee(words, outside), False  # "WG 3 (MPEG Systems)": the bracket says what the number is called
        return
    if _ONLY_INFORMED.match(inside):
        yield (Addressee(words, outside), True) if outside else _unknown(words, directory)
        return
    inner = [pair for item, _ in _items(inside, directory) for pair in _resolved(item, directory) if pair[0].group]
    if not inner or all(one.group == outside for one, _ in inner):
        topic = outside == "ietf" and not inner and not MAIL.search(inside)
        note = f"about {inside}" if topic else ""
        yield (Addressee(words, outside, note), False) if outside else _unknown(words, directory)
        return
    if outside == "ietf":  # what stands beside groups of ours there should be one too: a person must look
        items = [item for item, _ in _items(inside, directory) if len(item.split()) <= _WORDS_OF_A_GROUP]
        found = (pair for item in items for pair in _resolved(item, directory))
        inner = [pair for pair in found if pair[0].group or not MAIL.search(pair[0].text)]
    is_area = outside is not None and _is_area(outside, directory)
    frames = outside in directory.peers and all(outside in directory.lineage(one.group or "") for one, _ in inner)
    if outside and outside != "ietf" and not frames:
        yield Addressee(outer.strip(), outside), is_area
    beside = bool(outside) and not is_area and outside != "ietf"
    for one, told in inner:
        yield one, told or (beside and (bool(_INFORMED.search(inside)) or _is_area(one.group or "", directory)))


def _is_area(acronym: str, directory: Directory) -> bool:
    group = directory.group(acronym)
    return group is not None and group.type == "area"


def _unknown(words: str, directory: Directory) -> tuple[Addressee, bool]:
    if research := _RESEARCH.match(words):
        return Addressee(words, "irtf", f"about {research['topic']}"), False
    if re.search(r"(?i)\bliaisons?\b", words):
        return Addressee(words, None, _PEOPLE), True
    plain = " ".join(words.split())  # a long run of blanks would be looked at again from each of them
    likely = directory.near(_FRAME.sub("", _ROLE.sub("", plain)).strip(" ,-"))
    return Addressee(words, None, f"may be {' or '.join(likely)}" if likely else ""), False


def _add(known: list[Addressee], one: Addressee) -> None:
    """Each group once; of a peer's parts that the directory does not hold, each as it is written."""
    by_words = one.group is None or "-sg-" in one.group
    if all(one.group != other.group or (by_words and one.text != other.text) for other in known):
        known.append(one)


def _without_holders(to: list[Addressee]) -> list[Addressee]:
    """The addressees without the people whose office follows: "Jane Doe and John Roe, co-chairs of CCAMP"."""
    kept: list[Addressee] = []
    for one in to:
        if one.group and _HOLDS_OFFICE.search(one.text):
            while kept and kept[-1].group is None and not kept[-1].note and _is_name(kept[-1].text):
                kept.pop()
        kept.append(one)
    return kept


def _is_name(words: str) -> bool:
    """True for a person's name, also with a mail address behind it."""
    return _NAME.match(_BRACKET.sub("", MAIL.sub("", words)).strip(" <>,")) is not None


def _without_frame(to: list[Addressee], directory: Directory) -> list[Addressee]:
    """The addressees without the IETF itself where one of its groups or areas is named beside it."""
    named = {group.type for one in to if one.group and (group := directory.group(one.group))}
    return [one for one in to if one.group != "ietf" or one.note or not named & {"wg", "area"}]
