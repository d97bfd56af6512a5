"""What only the mail around a letter says: its Subject, the letter's file name, its From and To."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from liaisonbot.model.statement import Addressee, Confidence, Evidence, Mailbox
from liaisonbot.reading import asks
from liaisonbot.reading.addressees import read_addressees
from liaisonbot.reading.dates import all_days
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.letter import Letter
from liaisonbot.reading.letterhead import is_person
from liaisonbot.reading.phrases import OURS
from liaisonbot.reading.references import (
    answered_in,
    file_numbers,
    number_key,
    own_number,
    tracker_urls,
    without,
)
from liaisonbot.reading.renderings import ANNEX
from liaisonbot.reading.spoken_for import peer_in_title, peer_spoken_for

_TAGS = re.compile(r"^(?:\s*(?:\[[^\]]{1,40}\]|(?:re|fwd?|aw|wg|tr)\s*:))+\s*", re.IGNORECASE)
_LONGEST_TITLE = 400  # characters in which a title names its addressees
_TITLE_TO = re.compile(
    r"(?i)\b(?:liaison|LS(?:/[ior])?|letter|statement|response|reply)\b(?:(?! on | regarding ).){0,60}?"
    r"\bto\s+(?:the\s+)?(?P<who>.{3,120}?)\s*(?:\s(?:on|regarding|concerning|about|re|for|in|with)\b|[:;\])–]|\s-\s|$)"
)
_CODE = re.compile(r"(?:[A-Z][A-Za-z]{0,11}[ /.-]?){1,3}[\w./-]*\d{2}[\w./-]*")
_FEWEST_OF_A_CODE = 6
_LONGEST_CODE = 40
_TOP = 4  # lines among which a file's own number stands
_OWN_PAGE = re.compile(
    r"(?i)^\W*url of the ietf web page\b|^\W*(?:the )?(?:statement|liaison)\b.{0,40}\bavailable at\b"
)


def read_covering_mail(draft: Draft, letter: Letter, inner: Letter, *, itu: bool) -> None:
    """What only the mail around the letter says: its Subject, its file's name, its From and To."""
    subject = _TAGS.sub("", inner.subject or letter.subject).strip()
    if not draft.title:
        draft.title = subject or "(no title)"
        draft.evidence["title"] = Evidence("header Subject", inner.subject or letter.subject, Confidence.INFERRED)
    if not draft.response_to and (answered := answered_in(subject, itu=itu)):
        draft.response_to = answered
        draft.evidence["response_to"] = Evidence("header Subject", subject, Confidence.INFERRED)
    asks.read_subject_deadline(draft, subject)
    asks.read_note_deadline(draft, inner.new_text.split("\n"))
    _numbers_outside(draft, subject, itu=itu)
    _sender_of_title(draft, subject)
    if draft.from_body is None and draft.reference:
        draft.from_body = draft.directory.peer_named(draft.reference)
        if draft.from_body:
            draft.evidence["from_body"] = draft.evidence["reference"]
    if draft.from_body is None and inner.sender is not None and not _from_ours(draft):
        draft.from_body = draft.directory.peer_of_address(inner.sender.address)
        if draft.from_body:
            draft.evidence["from_body"] = Evidence("header From", inner.from_text, Confidence.INFERRED)
    if draft.from_body is None and (spoken_for := peer_spoken_for(inner, draft.directory)):
        draft.from_body, draft.evidence["from_body"] = spoken_for
    if not draft.contacts and inner.sender is not None:
        draft.contacts = [Mailbox(inner.sender.address, inner.sender.name)]
        draft.evidence["from_contacts"] = Evidence("header From", inner.from_text, Confidence.INFERRED)
    if _nobody_addressed(draft):
        _addressees_of_title(draft)
        if _nobody_addressed(draft):
            _addressees_of_header(draft, inner)
    others = "\n".join(line for line in draft.letter.lines if "://" in line and not _OWN_PAGE.match(line))
    draft.response_to.extend(url for url in tracker_urls(others) if url not in draft.response_to)
    draft.response_to = without(draft.response_to, draft.reference)


def _numbers_outside(draft: Draft, subject: str, *, itu: bool) -> None:
    """The own number, and what is answered, by the mail's Subject and the file's name."""
    if draft.reference is None and (own := own_number(subject, itu=itu)):
        draft.reference = own
        draft.evidence["reference"] = Evidence("header Subject", subject, Confidence.INFERRED)
    if draft.letter.source == "mail" or ANNEX.search(draft.letter.source):
        return
    name = draft.letter.source.rpartition(": ")[2]
    if draft.reference is None:
        _number_repeated(draft, (subject, PurePosixPath(name).stem))
    own, answered = file_numbers(PurePosixPath(name).stem, itu=itu)
    if draft.reference is None and own:
        draft.reference = own
        draft.evidence["reference"] = Evidence("file name", name, Confidence.INFERRED)
    if not draft.response_to and answered:
        draft.response_to = answered
        draft.evidence["response_to"] = Evidence("file name", name, Confidence.INFERRED)


def _number_repeated(draft: Draft, outside: tuple[str, ...]) -> None:
    """A code that stands alone at the top of a file, in a form that is not known, is its number if the Subject or the
    file's name repeats it ("NG 184_012", "NG_184_012_LS_to_IETF.docx")."""
    keys = [number_key(words) for words in outside]
    for number, line in enumerate(draft.letter.tidy[:_TOP], 1):
        for cell in (one.strip(" ()[]")[:_LONGEST_CODE] for one in re.split(r"\t|;", line)):
            key = number_key(cell)
            told = len(key) >= _FEWEST_OF_A_CODE and any(
                key in one or (len(one) >= _FEWEST_OF_A_CODE and one in key) for one in keys
            )
            if told and _CODE.fullmatch(cell) and not all_days(cell) and not draft.directory.peer_named(cell):
                draft.reference = cell
                draft.saw("reference", number, line, Confidence.INFERRED)
                return


def _sender_of_title(draft: Draft, subject: str) -> None:
    """The peer that the title or the Subject names as the sender, where it is all that is known, or a part of the body
    that was read: a letterhead in a narrow column is cut."""
    seen = draft.evidence.get("title")
    places = {draft.title: seen.where if seen else "header Subject"}
    places.setdefault(subject, "header Subject")
    for words, where in places.items():
        found = peer_in_title(words, draft.directory)
        if found and (draft.from_body is None or draft.from_body in draft.directory.lineage(found)[1:]):
            draft.from_body = found
            draft.evidence["from_body"] = Evidence(where, words, Confidence.INFERRED)


def _from_ours(draft: Draft) -> bool:
    """True if the letter says that one of our groups wrote it: then a peer's mail domain says nothing."""
    found = draft.directory.named(draft.from_text) if draft.from_text else None
    return found is not None and draft.directory.group(found) is not None


def _nobody_addressed(draft: Draft) -> bool:
    """True if no group of ours and no other body could be read, but at most people: a peer's own officer in copy is no
    addressee either."""
    own = draft.directory.lineage(draft.from_body or "")
    ours = (one.group and one.group not in own for one in draft.cc)
    return not any(ours) and all(one.group is None and is_person(one) for one in draft.to)


def _addressees_of_title(draft: Draft) -> None:
    """The groups of ours that the title is to: "Liaison statement from SC 6 to IETF DNSOP on …". "Liaison letter to the
    IETF" alone says nothing that the mail does not."""
    title = " ".join(draft.title.split())[:_LONGEST_TITLE]
    found = _TITLE_TO.search(title)
    if found is None or not OURS.search(found["who"]):
        return
    to, cc = read_addressees(found["who"], draft.directory)
    known = [one for one in (*to, *cc) if one.group and draft.directory.group(one.group)]
    if any(one.group != "ietf" for one in known) or not title.endswith(found[0]):
        draft.to.extend(known)
    if draft.to:
        read = draft.evidence["title"]
        draft.evidence["to"] = Evidence(read.where, read.text, Confidence.INFERRED)


def _addressees_of_header(draft: Draft, inner: Letter) -> None:
    """Group aliases among the mail's own To and Cc: the letter was written straight to them (R21)."""
    draft.to = []
    for boxes, known in ((inner.to, draft.to), (inner.cc, draft.cc)):
        for box in boxes:
            group = draft.directory.resolve_alias(box.address)
            if group and group not in {one.group for one in (*draft.to, *draft.cc)}:
                known.append(Addressee(str(box), group))
                draft.evidence.setdefault("to", Evidence("header To", str(box), Confidence.INFERRED))
