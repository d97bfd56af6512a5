"""3GPP: lines of label, tab and value, then numbered sections (statements.md 3.2)."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Confidence, Purpose
from liaisonbot.reading.dates import Found, all_days
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.labels import NOTHING, Text, tidy
from liaisonbot.reading.references import references_in

NAME = "three_gpp"

_MEETING = re.compile(r"(?i)^\W*3GPP\s+TSG[\s-].*\bmeeting\b|^\W*3GPP\s+TSG\b.*#\s?\d+")
_COORDINATOR = re.compile(r"(?i)3GPPLiaison@etsi\.org")
_SECTIONS = re.compile(r"(?i)^\W*[123]\.?\s*(?:overall description|actions?\b|dates? of (?:the )?next)")
_ACTIONS = re.compile(r"(?i)^\W*2\.?\s*actions?\b")
_NEXT = re.compile(r"(?i)^\W*3\.?\s*dates? of (?:the )?next")
_TO_OURS = re.compile(r"(?i)^\W*to\b.*\b(?:IETF|IESG|IAB)\b")
_ACTION = re.compile(r"(?i)^\W*actions?\s*(?:\d+)?\s*[:\t]\s*(?P<words>.*)")
_NO_ACTION = re.compile(r"(?i)^\W*(?:none|no action|n/?a)\b")


def recognises(text: Text) -> bool:
    """True with the meeting line of a TSG, or with two of the coordinator's address and the numbered sections."""
    head = [tidy(line) for line in text.lines[:200]]
    if any(_MEETING.search(line) for line in head[:12]):
        return True
    sections = sum(bool(_SECTIONS.match(line)) for line in head)
    return sections >= 2 or (sections >= 1 and any(_COORDINATOR.search(line) for line in head))


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of a 3GPP statement. For action if section 2 names one of ours; its forms have no deadline line,
    so the first day of the next meeting is offered, as inferred."""
    draft = Draft.of(NAME, text, directory, written)
    draft.read_title()
    _read_meeting_line(draft)
    draft.read_source()
    draft.read_to("to")
    draft.read_cc("cc")
    draft.read_contacts()
    draft.read_reply_to()
    _read_response_to(draft)
    _read_actions(draft)
    draft.read_deadline(day_first=True)
    if draft.deadline is None and draft.stated is Purpose.ACTION:
        _offer_next_meeting(draft)
    return draft


def _read_meeting_line(draft: Draft) -> None:
    """The own number at the end of the meeting line (or a line near it), and the group that met."""
    for number, line in enumerate(draft.letter.lines[:12], 1):
        plain = tidy(line)
        own = [one for one in references_in(plain) if re.match(r"(?i)[SRCP]", one)]
        if own and not re.match(r"(?i)^\W*(?:title|response|to|cc)\b", plain):
            draft.reference = own[-1]
            draft.saw("reference", number, line)
        if _MEETING.search(plain):
            draft.from_body = draft.directory.peer_named(re.split(r"(?i)\s*meeting|#", plain)[0].strip())
            draft.saw("from_body", number, line)
        if draft.reference and draft.from_body:
            return


def _read_response_to(draft: Draft) -> None:
    line = draft.field("response_to")
    if line is None or line.value.lower() in NOTHING:
        return
    draft.response_to.extend(references_in(line.value) or [line.value])
    draft.saw("response_to", line)


def _read_actions(draft: Draft) -> None:
    """Section 2: an ACTION below "To IETF …" is asked of us; without one the letter informs."""
    section = 0
    ours = False
    for number, line in enumerate(draft.letter.lines, 1):
        plain = tidy(line)
        if _ACTIONS.match(plain):
            section = number
        elif _NEXT.match(plain):
            break
        elif section and re.match(r"(?i)^\W*to\b", plain):
            ours = bool(_TO_OURS.match(plain)) or _names_ours(plain, draft)
        elif section and ours and (found := _ACTION.match(plain)) and not _NO_ACTION.match(found["words"]):
            draft.stated = Purpose.ACTION
            draft.saw("stated_purpose", number, line)
            return
    if section:
        draft.stated = Purpose.INFORMATION
        draft.saw("stated_purpose", section, draft.letter.lines[section - 1])


def _names_ours(line: str, draft: Draft) -> bool:
    words = re.sub(r"(?i)^\W*to\b|:", " ", line)
    group = draft.directory.named(words.strip())
    return group is not None and draft.directory.group(group) is not None


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
