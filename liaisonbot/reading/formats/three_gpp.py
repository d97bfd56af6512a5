"""3GPP: lines of label, tab and value, then numbered sections (statements.md 3.2)."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Confidence, Purpose
from liaisonbot.reading import asks, sender
from liaisonbot.reading.addressees import read_addressees
from liaisonbot.reading.asked_days import named_days
from liaisonbot.reading.dates import Found, all_days
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.labels import Text, tidy
from liaisonbot.reading.references import references_in

NAME = "three_gpp"

_MEETING = re.compile(
    r"(?i)^\W*3GPP[\s-]+(?:TSG|SA|RAN|CT)\b.*(?:\bmeeting\b|#\s?\d)"
    r"|^\W*(?:TSG[\s-]*)?(?:SA|RAN|CT)(?:[\s-]*(?:WG|Working Group)?[\s-]*\d)?\b.*(?:\bmeeting\b|#\s?\d)"
    r".*\b[SRC][1-6P]-\d{6}"
)
_ETSI = re.compile(r"(?i)^\W*E(?:TS|ST)I\b(?!.*\b3GPP\b)")
_ETSI_SOURCE = re.compile(r"(?i)^\W*(?:source|from)\s*[:\t]\s*E(?:TS|ST)I\b(?!.*\b3GPP\b)")
_BEFORE = " \t*"  # what may stand before a section's number
_ONE_TO_THREE = ("1", "2", "3")
_MAY_OPEN = (*_BEFORE, *_ONE_TO_THREE)
_COORDINATOR = "3gppliaison@etsi.org"
_SECTIONS = re.compile(r"(?i)^\W*[123]\.?\s*(?:overall description|actions?\b|dates? of (?:the )?next)")
_ACTIONS = re.compile(r"(?i)^\W*2\.?\s*actions?\b")
_NEXT = re.compile(r"(?i)^\W*[34]\.?\s*(?:dates? (?:of|for)|(?:the )?(?:next|future|upcoming)\b.{0,40}\bmeetings?)\b")
_TO = re.compile(r"^\W*T[oO]\s+(?P<who>[^:]{2,100}?)\s*(?:[Gg]roups?)?\s*\.?\s*(?::(?P<words>.*)|$)")
_OURS = re.compile(r"\b(?:IETF|IESG|IAB)\b")
_ACTION = re.compile(r"(?i)^\W*actions?\s*\d*\s*[:\t]?\s*")
_NO_ACTION = re.compile(
    r"(?i)^\W*(?:none|no\b.{0,20}\bactions?|n/?a)\b|^\W*for (?:your )?information(?: only)?\W*$"
    r"|\bno (?:specific |further )?(?:actions?|response|reply)\b"
)


def recognises(text: Text) -> bool:
    """True with the meeting line of a TSG, or with two of the coordinator's address and the numbered sections."""
    if any(map(_MEETING.match, text.tidy[:12])):
        return True
    if is_etsi(text):
        return False
    numbered = [line for line in text.tidy[:200] if line.startswith(_MAY_OPEN)]
    numbered = [line for line in numbered if line[:9].lstrip(_BEFORE)[:1] in _ONE_TO_THREE]
    sections = sum(bool(_SECTIONS.match(line)) for line in numbered)
    return sections >= 2 or (sections >= 1 and _COORDINATOR in text.head.lower())


def is_etsi(text: Text) -> bool:
    """True for the same sections under an ETSI header: a group of ETSI met, or is the Source."""
    if "etsi" not in text.low and "esti" not in text.low:
        return False
    return any(map(_ETSI.match, text.tidy[:8])) or any(map(_ETSI_SOURCE.match, text.sources))


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of a 3GPP statement. For action if section 2 names one of ours; its forms have no deadline line,
    so the first day of the next meeting is offered, as inferred."""
    return read_sections(NAME, text, directory, written)


def read_sections(form: str, text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of a letter in the numbered sections that 3GPP and ETSI share."""
    draft = Draft.of(form, text, directory, written)
    draft.read_title()
    _read_meeting_line(draft)
    sender.read_source(draft)
    draft.read_to("to")
    draft.read_cc("cc")
    sender.read_contacts(draft)
    draft.read_reply_to()
    asks.read_response_to(draft)
    _read_actions(draft)
    asks.read_deadline(draft, day_first=True)
    if draft.deadline is None and draft.deadline_text is None and draft.stated is Purpose.ACTION:
        _ask_about_named_day(draft)
        if draft.deadline_text is None:
            _offer_next_meeting(draft)
    return draft


def _read_meeting_line(draft: Draft) -> None:
    """The own number at the end of the meeting line (or a line near it), and the group that met."""
    for number, line in enumerate(draft.letter.lines[:12], 1):
        plain = tidy(line)
        own = [one for one in references_in(plain) if re.match(r"(?i)[SRCNTGP]", one)]
        if own and not draft.reference and not re.match(r"(?i)^\W*(?:title|response|to|cc|attachments?)\b", plain):
            draft.reference = own[-1]
            draft.saw("reference", number, line)
        if _MEETING.match(plain):
            draft.from_body = draft.directory.peer_named(re.split(r"(?i)\s*meeting|#", plain)[0].strip())
            draft.saw("from_body", number, line)
        if draft.reference and draft.from_body:
            return


def _read_actions(draft: Draft) -> None:
    """Section 2: what stands below "To IETF …" is asked of us, unless it says that no action is; what is asked
    of others only informs us. Without such a line the whole section is meant for the addressees."""
    lines = [(number, tidy(line)) for number, line in enumerate(draft.letter.lines, 1)]
    start = next((place for place, (_, line) in enumerate(lines) if _ACTIONS.match(line)), None)
    if start is None:
        return
    ours = _all_ours(draft)
    for number, line in lines[start + 1 : start + 60]:
        if _NEXT.match(line):
            break
        if asked := _TO.match(line):
            ours, line = _is_ours(asked["who"], draft), asked["words"] or ""
        if ours and _is_action(line):
            draft.stated = Purpose.ACTION
            draft.saw("stated_purpose", number, draft.letter.lines[number - 1])
            return
    draft.stated = Purpose.RESPONSE if _answers_us(draft) else Purpose.INFORMATION
    draft.saw("stated_purpose", lines[start][0], draft.letter.lines[lines[start][0] - 1])


def _is_action(line: str) -> bool:
    """True if the line asks for something: with the word ACTION before it, or without."""
    words = _ACTION.sub("", line)
    return len(words.split()) >= 3 and not _NO_ACTION.match(words)


def _is_ours(words: str, draft: Draft) -> bool:
    """True if "To IETF QUIC WG, SA3:" names one of ours."""
    to, cc = read_addressees(re.sub(r"(?i)\bgroups?\b", " ", words), draft.directory)
    return _OURS.search(words) is not None or any(one.group and draft.directory.group(one.group) for one in (*to, *cc))


def _answers_us(draft: Draft) -> bool:
    """True for a reply to a letter of ours: "Response to: LS (…) on DTLS over SCTP from IETF TSVWG"."""
    line = draft.field("response_to")
    return line is not None and re.search(rf"\bfrom\b.*{_OURS.pattern}", line.value) is not None


def _all_ours(draft: Draft) -> bool:
    return bool(draft.to) and all(one.group and draft.directory.group(one.group) for one in draft.to)


def _ask_about_named_day(draft: Draft) -> None:
    """A day that section 2 names otherwise than as one to answer by: a person must say what it is, and the next
    meeting is not offered beside it."""
    lines = [tidy(line) for line in draft.letter.lines]
    start = next((place for place, line in enumerate(lines) if _ACTIONS.match(line)), len(lines))
    end = next((place for place, line in enumerate(lines) if place > start and _NEXT.match(line)), len(lines))
    if named := named_days(("",) * start + tuple(lines[start:end]), written=draft.written, day_first=True):
        draft.deadline_text = named[0].read.text
        draft.saw("deadline_text", named[0].number, named[0].words, Confidence.GUESSED)
        draft.warnings.append(f"It asks for action and names “{named[0].read.text}”. Is that the day to answer by?")


def _offer_next_meeting(draft: Draft) -> None:
    """The first day of the next meeting, if the list of section 3 gives one clearly (statements.md 4)."""
    start = next((n for n, line in enumerate(draft.letter.lines) if _NEXT.match(tidy(line))), None)
    if start is None:
        return
    for number, line in enumerate(draft.letter.lines[start + 1 : start + 12], start + 2):
        for read in all_days(line, written=draft.written, day_first=True):
            if read.kind in (Found.DAY, Found.RANGE) and read.day and (not draft.written or read.day > draft.written):
                draft.deadline, draft.deadline_text = read.day, read.text
                draft.saw("deadline", number, line, Confidence.INFERRED)
                draft.warnings.append(
                    f"The letter names no deadline; {read.day}, the first day of the sender's next meeting, was taken."
                    " Please confirm it."
                )
                return


FORM = Form(NAME, recognises, read, says_who_is_asked=True)
