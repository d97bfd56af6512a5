"""ITU-T: a two-column table of labels, then free text (statements.md 3.1). A wrapped letter's inner table wins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Confidence, Purpose
from liaisonbot.reading import asks, sender
from liaisonbot.reading.addressees import read_addressees
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.formats import ietf, tracker
from liaisonbot.reading.labels import Text, tidy
from liaisonbot.reading.references import references_in

NAME = "itu_t"

_BANNER = re.compile(
    r"(?im)^\W*(?:international )?telecommunication (?:union|standardization sector)|^\W*union internationale des t"
    r"|^\W*ITU\b[^\n]{0,12}\btelecommunication"
    r"|^\W*ITU-?T (?:SG|study group|TSAG|FG|focus group|JCA|joint)\b[^.\n]{0,60}$"
)
_CENTRE = re.compile(r"(?im)^\W*liaison statement\W*$")
_SOURCE = re.compile(
    r"(?im)^\W*source\s*[:\t]\s*[^\n]{0,40}?\b(?:ITU|study group|(?:SG|COM) ?\d|TSAG|WP ?\d+/\d|Q\.? ?\d+/\d"
    r"|FG\b|JCA|SCV|commission d)"
)
_ROWS = re.compile(r"(?im)^\W*(?:questions?(?:\(s\))?\s*[:\t]|\(?ref\.?\s*:|study period\b|original\s*:|english only)")
_FOR = re.compile(r"(?im)^[\s(]*(?:for|pour) (?:action|comments?|information)(?: to| à)?\s*[:\t]")
_TABLE = re.compile(r"(?im)^(?:[^\n]*structure of this table|\W*(?:(?:COM|SG) ?\d+ ?- ?LS ?\d|study group:\s*\d+))")
_SIGNS = (
    (("liaison statement",), _CENTRE),
    (("source",), _SOURCE),
    (("telecommunication", "itu", "union internationale"), _BANNER),
    (("structure of this table", "- ls", "-ls", "study group:"), _TABLE),
    (("for action", "for comment", "for info", "pour action", "pour info"), _FOR),
    (("question", "ref", "study period", "original", "english"), _ROWS),
)
"""What shows the table of ITU-T, each behind words that are quickly looked for; what costs most is last."""

_SOURCE_ROW = re.compile(r"(?i)^\W*source\s*[:\t]")
_NEAR = 12  # lines between a Source and the centre line of its table
_ABOVE_SOURCE = re.compile(r"(?im)^\W*source\s*[:\t][^\n]*(?:ITU|study group|\bSG ?\d|TSAG|WP ?\d|\bQ\.? ?\d+/\d)")
_OWN = re.compile(r"(?i)ref\.?\s*:\s*\(?\s*(?P<words>[^)\n]+)")
_TITLE_TO = re.compile(r"(?i)\[\s*to (?P<words>[^\]]+)\]")
_TITLE_FROM = re.compile(r"(?i)\[?\bfrom (?P<words>(?:ITU[- ]?T )?(?:SG ?\d+|Q[^\]]+|TSAG[^\]]*))\]?")

_RADIO = re.compile(r"(?i)\bradiocommunication (?:study groups?|sector|bureau)\b|^\W*(?:source: )?document \d[A-F]/\d+")
_TO_RADIO = "LIAISON STATEMENT TO "
_CENTRE_RADIO = re.compile(rf"(?m)^\W*(?:REPLY )?{_TO_RADIO}")
_RADIO_NUMBER = re.compile(r"(?i)^\W*document (?P<number>\d{1,2}[A-F]?/\d+)(?:-E)?\b")
_RADIO_DOCUMENT = re.compile(r"(?i)\bdocument (?P<group>\d[A-F])/")
_RADIO_GROUP = re.compile(r"(?i)^\W*(?:ITU-R\s+)?(?:working party|study group|task group|WP|SG|TG) \d{1,2}[A-F]?\W*$")
_RADIO_TITLE = re.compile(
    r"^\W*(?:REPLY )?LIAISON STATEMENT TO (?P<to>.+?)(?:\s*\((?:COPY|COPIED) TO (?P<cc>[^)]+)\)?)?$"
)

_FOR_STATUS = re.compile(r"(?i)^\W*for (?:your )?(?:action|comments?|information)\b")
_BESIDE_EXTERNAL = re.compile(r"(?i)\b(?P<list>[A-Z][\w-]{1,12}) and (?:the )?other external organi[sz]ations\b")
_EXTERNAL = re.compile(r"(?i)^\W*(?:the )?external organi[sz]ations?\W*$")
_EXTERNAL_LIST = re.compile(r"(?i)^\W*(?:list of )?(?:the )?external organi[sz]ations?\s*[:\t]\s*(?P<list>.+)$")

_PURPOSES = (
    ("action_to", Purpose.ACTION),
    ("comment_to", Purpose.COMMENT),
    ("information_to", Purpose.INFORMATION),
)


def recognises(text: Text) -> bool:
    """True for the table of ITU-T: at least two of its banner, centre line, Source of a study group and For rows."""
    centre = _TO_RADIO in text.head and _CENTRE_RADIO.search(text.head)
    if centre and any(map(_RADIO.search, text.tidy[:40])):
        return True
    return _has_table(text.head) and not (tracker.recognises(text) or ietf.recognises(text))


def _has_table(head: str) -> bool:
    """Whether two of the signs stand there; where one is left and none was found, that is not looked for."""
    low, shown = head.lower(), 0
    for left, (words, sign) in zip(range(len(_SIGNS), 0, -1), _SIGNS, strict=True):
        if shown == 2 or shown + left < 2:
            break
        shown += _shows(words, sign, head, low)
    return shown == 2


def _shows(words: Sequence[str], sign: re.Pattern[str], head: str, low: str) -> bool:
    """Whether a sign stands in the lines that hold one of its words; `low` is the head in small letters."""
    if len(low) != len(head):  # a letter that is two when it is small: then no place in one is that in the other
        return sign.search(head) is not None
    for word in words:
        place = low.find(word)
        while place >= 0:
            if sign.match(head, head.rfind("\n", 0, place) + 1):
                return True
            end = low.find("\n", place)
            place = low.find(word, end) if end >= 0 else -1
    return False


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of an ITU-T statement. The purpose is the strongest one that the For rows give to ours."""
    draft = Draft.of(NAME, inner(text), directory, written)
    if any(map(_RADIO.search, text.tidy[:40])):
        _read_radio(draft)
    draft.read_title()
    sender.read_source(draft)
    _read_addressees(draft)
    asks.read_deadline(draft, day_first=True)
    sender.read_contacts(draft)
    draft.read_reply_to()
    _read_reference(draft, text)
    asks.read_response_to(draft, itu=True)
    _from_title(draft)
    return draft


def inner(text: Text) -> Text:
    """The statement inside a circulation sheet: from the second Source on, if there are two (statements.md 3.1). The
    Source of an annex has no centre line near it."""
    sources = [number for number, line in enumerate(text.tidy[:400]) if _SOURCE_ROW.match(line)]
    if len(sources) < 2:
        return text
    centres = [number for number, line in enumerate(text.tidy[:400]) if _CENTRE.match(line)]
    sources = [one for one in sources if any(abs(centre - one) <= _NEAR for centre in centres)]
    if len(sources) < 2 or not any(number > sources[0] for number in centres):
        return text
    kept = sources[-1]
    while kept > sources[0] + 1 and _ABOVE_SOURCE.search(text.tidy[kept - 1]):
        kept -= 1
    return Text(text.source, tuple("" for _ in text.lines[:kept]) + text.lines[kept:])


def _read_addressees(draft: Draft) -> None:
    for label, purpose in _PURPOSES:
        before = len(draft.to)
        if purpose is Purpose.INFORMATION and draft.to:
            draft.read_cc(label)
        else:
            draft.read_to(label)
        ours = [one for one in draft.to[before:] if one.group and draft.directory.group(one.group)]
        if draft.stated is None and (ours or (len(draft.to) > before and not _any_ours(draft, label))):
            draft.stated = purpose
            line = draft.field(label)
            if line:
                draft.saw("stated_purpose", line)
    if not draft.to:
        draft.read_to("to")
    draft.read_cc("cc")
    if draft.stated is None and (line := draft.field("purpose")):
        draft.stated = asks.purpose_for_us(draft, line.value)
        draft.saw("stated_purpose", line)
    informed = draft.field("information_to", "cc")
    if draft.stated is None and draft.cc and informed:
        draft.stated = Purpose.INFORMATION
        draft.saw("stated_purpose", informed)


def _any_ours(draft: Draft, label: str) -> bool:
    """True if a later For row addresses one of ours: its purpose concerns us, this one does not."""
    later = [name for name, _ in _PURPOSES[[name for name, _ in _PURPOSES].index(label) + 1 :]]
    words = " ".join(line.value for line in draft.found if line.label in later)
    return bool(re.search(r"\b(?:IETF|IESG|IAB)\b", words))


def _read_reference(draft: Draft, whole: Text) -> None:
    """The letter's own number: (Ref.: …), or the number at the top right; of a wrapped letter also that of the `whole`,
    which names the inner one so. The TD in which the group agreed on the letter is its number only where there is no
    other."""
    found: list[tuple[str, int, str]] = []
    for number, line in enumerate(whole.tidy[:60], 1):
        if (words := _OWN.search(line)) and (own := references_in(words["words"], itu=True)):
            found.append((own[0], number, line))
            break
    for number, line in enumerate(whole.tidy[:15], 1):
        cells = [cell.strip() for cell in re.split(r"[\t;]", line)]
        found += [(cell, number, line) for cell in cells if "LS" in cell and references_in(cell) == [cell]]
    for number, line in enumerate(whole.tidy[:15], 1):
        if ":" not in line:
            found += [(own, number, line) for own in references_in(line, itu=True) if "LS" in own.upper()]
    if found:
        draft.reference, number, line = next((one for one in found if "LS" in one[0].upper()), found[0])
        draft.saw("reference", number, line)


def _from_title(draft: Draft) -> None:
    """What only the title says: addressees in brackets, the sending group."""
    title = draft.field("title")
    if title is None:
        return
    if not draft.to and (found := _TITLE_TO.search(draft.title)):
        words = found["words"].split(";")
        to, cc = read_addressees(words[0], draft.directory)
        draft.to.extend(to)
        draft.cc.extend(cc)
        if len(words) > 1:
            draft.cc.extend(read_addressees(";".join(words[1:]), draft.directory)[0])
        draft.saw("to", title, confidence=Confidence.INFERRED)
    if draft.from_body is None and (found := _TITLE_FROM.search(draft.title)):
        draft.from_body = draft.directory.peer_named(found["words"])
        draft.saw("from_body", title, confidence=Confidence.INFERRED)


def _read_radio(draft: Draft) -> None:
    """ITU-R writes no table: the number and the group stand alone, and the title in capitals holds the addressees."""
    lines = [tidy(line).strip() for line in draft.letter.lines[:60]]
    for number, line in enumerate(lines, 1):
        if draft.reference is None and (own := _RADIO_NUMBER.match(line)):
            draft.reference = own["number"]
            draft.saw("reference", number, line)
        if draft.from_body is None and _RADIO_GROUP.match(line):
            draft.from_text = line
            draft.from_body = draft.directory.peer_named(f"ITU-R {line}")
            draft.saw("from_body", number, line)
        if not draft.title and (title := _RADIO_TITLE.match(line)):
            _read_radio_title(draft, number, title, lines)
    for number, line in enumerate(lines, 1):
        if draft.from_body is None and (document := _RADIO_DOCUMENT.search(line)):
            draft.from_body = draft.directory.peer_named(f"ITU-R WP {document['group']}")
            draft.saw("from_body", number, line, Confidence.INFERRED)
    draft.from_body = draft.from_body or draft.directory.peer_named("ITU-R")
    _read_external_organisations(draft)
    if draft.stated is None and (status := draft.field("status")) and _FOR_STATUS.match(status.value):
        draft.stated = asks.purpose_in(status.value)
        draft.saw("stated_purpose", status)


def _read_external_organisations(draft: Draft) -> None:
    """ "External Organizations" of the title are those that a list of them names, mostly below the text, or whom
    the text sets before the others ("IETF and other External Organizations")."""
    if not any(_EXTERNAL.search(one.text) for one in draft.to):
        return
    for number, line in enumerate(draft.letter.tidy, 1):
        if found := _EXTERNAL_LIST.match(line) or _BESIDE_EXTERNAL.search(line):
            to, _ = read_addressees(found["list"], draft.directory)
            draft.to[:] = [*(one for one in draft.to if not _EXTERNAL.search(one.text)), *to]
            draft.evidence.pop("to", None)
            draft.saw("to", number, line)
            return


def _read_radio_title(draft: Draft, number: int, title: re.Match[str], lines: list[str]) -> None:
    parts = [title[0]]
    while number + len(parts) <= len(lines) and lines[number + len(parts) - 1].isupper():
        parts.append(lines[number + len(parts) - 1])
    draft.title = " ".join(parts)
    draft.saw("title", number, draft.title)
    to, cc = read_addressees(title["to"], draft.directory)
    copied = read_addressees(title["cc"] or "", draft.directory)
    draft.to.extend(to)
    draft.cc.extend((*cc, *copied[0], *copied[1]))
    draft.saw("to", number, title[0])


FORM = Form(NAME, recognises, read, bare_numbers=True)
