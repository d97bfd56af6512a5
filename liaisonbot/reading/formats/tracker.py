"""The Datatracker's announcement of a statement, and the text of its record page (directory.md 6, statements.md 3.4).

What it announces stands in the tracker's record; the facts are read to be linked, never to open a second case."""

from __future__ import annotations

import re
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Mailbox, Purpose
from liaisonbot.reading import asks, sender
from liaisonbot.reading.addressees import read_addressees
from liaisonbot.reading.announcements import tracker_ids
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.labels import Text
from liaisonbot.reading.phrases import MAIL
from liaisonbot.reading.references import tracker_urls

NAME = "tracker"

_LABELS = re.compile(
    r"(?i)^\W*(?P<label>title|submi(?:ssion|tted) date|posted date|URL of the IETF web page|please reply by|deadline"
    r"|from groups?|from contacts?|from|to groups?|to contacts?|to|cc contacts?|cc|response contacts?"
    r"|technical contacts?|purpose|referenced liaisons?|liaisons referred by this one|other identifiers|state|body"
    r"|attachments?)"
    r"(?:\s*:\s*|\t+\s*|\s{2,}|(?<=by)\s+|(?<=Deadline)\s+(?=\d)|(?<=Groups)\s|(?<=Group)\s|(?<=Cc)(?=[A-Z]))(?P<value>.*)$"
)
_OURS_ALONE = frozenset({"submission date", "submitted date", "posted date", "url of the ietf web page", "from group",
                         "from groups", "to group", "to groups", "technical contact", "technical contacts",
                         "response contact", "response contacts", "liaisons referred by this one"})  # fmt: skip
_SURE = frozenset({"submission date", "url of the ietf web page"})
_MOST_LINES = 120
_DAY = re.compile(r"\b(?P<day>\d{4}-\d{2}-\d{2})\b")
_IN_FRONT = re.compile(r"^(?P<name>[^<(@]*?)\s*[<(]")


def recognises(text: Text) -> bool:
    """True with three of the labels that only the tracker uses, a date of submission or its page among them."""
    if not any(word in text.low for word in ("submission date", "submitted date", "posted date", "url of the ietf")):
        return False
    labels = {label for label, _, _ in _rows(text)} & _OURS_ALONE
    dated = any("date" in label or label.startswith("url") for label in labels)
    return dated and (len(labels) >= 3 or labels >= _SURE)


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of a record: groups by their acronyms, the day to reply by, the record's own address as what it
    announces."""
    draft = Draft.of(NAME, text, directory, written)
    for label, value, number in _rows(text):
        _take(draft, label, value.strip(), number)
    _read_body(draft)
    return draft


def _read_body(draft: Draft) -> None:
    """The sender by its From rows; a response contact may be the mailbox of a part of that body."""
    for start in ("from", "response contact"):
        for label, value, number in _rows(draft.letter):
            found = sender.source_body(value, draft.directory) if label.startswith(start) else None
            if found and (draft.from_body is None or draft.from_body in draft.directory.lineage(found)[1:]):
                draft.from_body = found
                draft.evidence.pop("from_body", None)
                draft.saw("from_body", number, value)


def _rows(text: Text) -> list[tuple[str, str, int]]:
    """Label in lower case, value, line; up to the Body, with the lines that continue a value."""
    rows: list[tuple[str, str, int]] = []
    for number, line in enumerate(text.tidy[:_MOST_LINES], 1):
        if found := _LABELS.match(line):
            label = found["label"].lower()
            rows.append((label, found["value"], number))
            if label == "body":
                break
        elif rows and line.strip() and rows[-1][0] != "body" and rows[-1][2] >= number - 6:
            label, value, at = rows[-1]
            rows[-1] = (label, f"{value}; {line.strip()}" if value.strip() else line.strip(), at)
    return rows


def _take(draft: Draft, label: str, value: str, number: int) -> None:
    if not value or value in ("-", "None"):
        return
    if label == "title":
        draft.title = value
        draft.saw("title", number, value)
    elif label.startswith("to") and label != "to contacts":
        _address(draft, value, number, cc=False)
    elif label in ("cc", "cc contacts"):
        _address(draft, value, number, cc=True)
    elif label in ("please reply by", "deadline") and (day := _DAY.search(value)):
        draft.deadline, draft.deadline_text = _valid(day["day"]), day["day"]
        draft.saw("deadline", number, value)
    elif label == "purpose":
        draft.stated = asks.purpose_in(value) or (Purpose.INFORMATION if "info" in value.lower() else None)
        draft.saw("stated_purpose", number, value)
    elif label.startswith("from"):
        _contacts(draft, value, number)
        if label.startswith("from group") or draft.from_text is None:
            draft.from_text = value
    elif label.startswith("response contact") and (addresses := MAIL.findall(value)):
        draft.reply_to = addresses[0]
        draft.saw("reply_to", number, value)
    elif label.startswith("technical contact"):
        _contacts(draft, value, number)
    elif label.startswith(("referenced", "liaisons referred")):
        draft.response_to += tracker_urls(value) or [value]
        draft.saw("response_to", number, value)
    elif label == "other identifiers":
        draft.reference = value
        draft.saw("reference", number, value)


def _address(draft: Draft, value: str, number: int, *, cc: bool) -> None:
    """Groups only: the people beside them are the tracker's own addressees."""
    to, copied = read_addressees(value, draft.directory)
    known = draft.cc if cc else draft.to
    groups = {one.group for one in (*draft.to, *draft.cc)}
    found = [one for one in to if one.group and one.group not in groups]
    known.extend(found)
    draft.cc.extend(one for one in copied if one.group and one.group not in groups)
    if found:
        draft.saw("cc" if cc else "to", number, value)


def _contacts(draft: Draft, value: str, number: int) -> None:
    for piece in re.split(r"[;,]", value):
        for address in MAIL.findall(piece):
            if all(box.key != address.lower() for box in draft.contacts):
                name = _IN_FRONT.match(piece)
                draft.contacts.append(Mailbox(address, name["name"].strip() if name else ""))
                draft.saw("from_contacts", number, value)


def _valid(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def record_number(text: Text) -> int | None:
    """The number of the record that the text is about: that of its own page."""
    pages = [value for label, value, _ in _rows(text) if label.startswith("url")]
    ids = tracker_ids("\n".join(pages))
    return ids[0] if ids else None


FORM = Form(NAME, recognises, read, says_who_is_asked=True)
