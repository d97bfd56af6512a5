"""What a business letter says without labels: the body in its letterhead, the groups in its salutation, the person
and the office in its signature (statements.md 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Addressee, Confidence, Mailbox
from liaisonbot.reading.addressees import read_addressees
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.phrases import MAIL
from liaisonbot.reading.references import references_in

_HEAD_LINES = 12  # a letterhead stands at the top
_BLOCK_LINES = 7  # name, office, body, street
_LINES_OF_A_PERSON = 4  # name, office, body stand below each other
_LINES_BELOW_A_GROUP = 2  # its chairs' names, and what they are
_SIGNATURE_LINES = 9  # closing, name, offices, addresses
_LONGEST_NAME = 90  # characters of a line that may be a body's name and nothing else
_SALUTATION = re.compile(  # a blank is never tried twice: a greeting of a thousand tabs once took 18 s
    r"(?i)^\W*(?:dear|hello|greetings to|to:?\s+the)\s+(?P<whom>\S.{1,199}?)\s*+(?:[,:!.]\s*+)?$"
)
_COURTESY = re.compile(
    r"(?i)\b(?:colleagues?|friends?|all|sirs?|madams?|members? of(?: the)?|experts?|participants?|ladies|gentlem[ae]n"
    r"|(?:co-?|vice-?)?chair(?:s|men|man|persons?)?|(?:area )?directors?|ADs|delegates?|secretar(?:y|iat))\b"
)
_CLOSING = re.compile(
    r"(?i)^\W*(?:(?:with )?(?:kind|best|warm)?(?:est)? ?regards|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?"
    r"|respectfully(?: submitted| yours)?|(?:many )?thanks(?: in advance)?|thank you(?: very much)?|cheers"
    r"|signed|cordially|on behalf of .{2,80})\b.{0,30}$"
)
_OFFICE = re.compile(
    r"(?i)\b(?:co-?|vice-?)?(?:chair(?:man|person|woman)?|convenor|secretary|director|rapporteur|president|officer"
    r"|manager|coordinator|editor|secretariat)\b(?:\s*(?:,|of(?: the)?|-|–|for)\s*|\s+)(?P<body>.{2,100})$"
)
_HELD_OFFICE = re.compile(r"(?i)\b(?:co-?|vice-?)?chair(?:s|man|men|persons?|woman)?\b|\bdirectors?\b|\bADs?\b")
_LIAISON_OFFICE = re.compile(r"(?i)\bliaison (?:managers?|officers?|coordinators?|representatives?)\b")
_OFFICE_BEHIND = re.compile(
    r"(?i)^(?P<body>.{2,80}?),?\s+(?:(?:TC|WG|SC|working group|technical committee)\s+)?(?:co-?|vice-?)?"
    r"(?:chair(?:man|person|woman)?|convenor|secretar(?:y|iat)|director|president|manager|coordinator)\W*$"
)
_ATTENTION = re.compile(r"(?i)\W*att(?:n|ention)\b")
_TO_THE_ATTENTION = re.compile(
    r"(?i)\bto the attention of (?:the )?(?P<whom>.{3,100}?)(?=\s+(?:because|since|that|as|in)\b|[,;:]|\.\s|\.?$)"
    r"|\b(?:asks?|invites?|requests?|informs?) (?:the )?(?P<asked>(?:IETF )?[A-Z0-9-]{2,12} (?:WG|working group))\b"
)
_GROUP_WORD = re.compile(
    r"\b(?:IETF|IRTF|IESG|IAB|WGs?|RGs?|SGs?|TCs?|[Ww]orking [Gg]roups?"
    r"|Internet (?:Engineering|Architecture|Research))\b"
)
_LISTED = re.compile(r"^\s*[*•◦▪-]\s")
_NAME = re.compile(r"^(?:(?:Dr|Prof|Mr|Mrs|Ms)\b\.?\s*)?[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){1,3}$")


def read_letter(draft: Draft) -> None:
    """All that a letter says without labels: its head, whom it greets, who signs it."""
    read_letterhead(draft)
    read_number(draft)
    read_address_block(draft)
    read_inside_address(draft)
    read_salutation(draft)
    read_signature(draft)
    without_persons(draft)


def read_letterhead(draft: Draft) -> None:
    """The body that a line at the top names, and nothing else does: the most special one of those there."""
    if draft.from_body is not None:
        return
    named: list[tuple[int, str]] = []
    for number, line in _top(draft):
        if found := _body_of(line, draft.directory):
            named.append((number, found))
    if named:
        number, body = max(named, key=lambda one: (_depth(one[1], draft.directory), -one[0]))
        draft.from_body = body
        draft.from_text = draft.from_text or draft.letter.lines[number - 1].strip()
        draft.saw("from_body", number, draft.letter.lines[number - 1], Confidence.INFERRED)


def read_number(draft: Draft) -> None:
    """A line at the top that is one number of a peer and nothing else is the letter's own number."""
    if draft.reference is not None:
        return
    for number, line in _top(draft):
        words = line.strip(" ()[]")
        if references_in(words) == [words]:
            draft.reference = words
            draft.saw("reference", number, line, Confidence.INFERRED)
            return


def read_address_block(draft: Draft) -> None:
    """Where the To label is followed by a person's name, the lines below it say whose chair that is."""
    line = draft.field("to")
    if line is None or (any(one.group for one in draft.to) and not _HELD_OFFICE.search(line.value)):
        return
    labelled = {field.number for field in draft.found}
    block: list[str] = []
    for number in range(line.number + 1, line.number + _BLOCK_LINES):
        words = draft.letter.tidy[number - 1].strip() if number <= len(draft.letter.tidy) else ""
        if not words or number in labelled or _SALUTATION.match(words):
            break
        if not draft.to or _HELD_OFFICE.search(words) or not any(one.group for one in draft.to):
            block.append(words)
    if _ATTENTION.match(line.words):
        above = draft.letter.tidy[max(0, line.number - 3) : line.number - 1]
        block = [words.strip() for words in above if _GROUP_WORD.search(words)] + block
    to, cc = read_addressees(";".join(block), draft.directory)
    before = {one.group for one in draft.to}
    known = [one for one in (*to, *cc) if one.group and one.group not in before]
    if known:
        draft.to.extend(known)
        draft.saw("to", line, "; ".join(block))


def read_inside_address(draft: Draft) -> None:
    """The groups whose chairs or directors a letter without a To label names between its date and its salutation."""
    if draft.to:
        return
    greeting = next((n for n, line in enumerate(draft.letter.tidy[:40]) if _SALUTATION.match(line)), 0)
    labelled = {field.number for field in draft.found}
    for number, line in enumerate(draft.letter.tidy[:greeting], 1):
        person = draft.letter.tidy[max(0, number - _LINES_OF_A_PERSON) : number + _LINES_BELOW_A_GROUP]
        office = any(map(_HELD_OFFICE.search, person))
        if number in labelled or not office or not _GROUP_WORD.search(line):
            continue
        to, cc = read_addressees(line, draft.directory)
        known = [one for one in (*to, *cc) if one.group and draft.directory.group(one.group)]
        named = {other.group for other in (*draft.to, *draft.cc)}
        known = [one for one in known if one.group not in named]
        draft.to.extend(known)
        if known:
            draft.saw("to", number, line, Confidence.INFERRED)


def read_salutation(draft: Draft) -> None:
    """The groups that "Dear DetNet and RAW WG chairs," greets, where no label says who is addressed; else those to
    whose attention the letter brings something, or whom it asks; a greeting of the IETF says less than that."""
    if draft.to:
        return
    _read_greeting(draft)
    if all(one.group == "ietf" for one in draft.to):
        _read_attention(draft)


def _read_attention(draft: Draft) -> None:
    for number in range(1, min(len(draft.letter.tidy), _HEAD_LINES * 2) + 1):
        found = _TO_THE_ATTENTION.search(" ".join(draft.letter.tidy[number - 1 : number + 1]))
        to = read_addressees(found["whom"] or found["asked"], draft.directory)[0] if found else ()
        if known := [one for one in to if one.group and draft.directory.group(one.group)]:
            draft.to[:] = known
            draft.evidence.pop("to", None)
            draft.saw("to", number, found[0] if found else "", Confidence.INFERRED)
            return


def _read_greeting(draft: Draft) -> None:
    for number, line in enumerate(draft.letter.tidy[:80], 1):
        if greeting := _SALUTATION.match(line):
            whom = _COURTESY.sub(" ", greeting["whom"]).strip(" ,&")
            to, cc = read_addressees(whom, draft.directory) if whom else ((), ())
            known = [one for one in (*to, *cc) if one.group and draft.directory.group(one.group)]
            if known:
                draft.to.extend(known)
                draft.saw("to", number, line, Confidence.INFERRED)
            return


def read_signature(draft: Draft) -> None:
    """The people who sign, with their mailboxes, and the body whose office they hold."""
    signed = _signature(draft)
    for number, line in signed:
        if draft.from_body is None and (office := _OFFICE.search(line) or _OFFICE_BEHIND.match(line)):
            body = _body_of(office["body"], draft.directory)
            if body:
                draft.from_body = body
                draft.saw("from_body", number, line, Confidence.INFERRED)
    if draft.contacts:
        return
    name = ""
    for number, line in signed:
        if not name and _NAME.match(line.strip(" ,")) and not _OFFICE.search(line):
            name = line.strip(" ,")
        for address in MAIL.findall(line):
            if all(box.key != address.lower() for box in draft.contacts):
                draft.contacts.append(Mailbox(address, name))
                draft.saw("from_contacts", number, line, Confidence.INFERRED)


def without_persons(draft: Draft) -> None:
    """People in an address block are how a group is reached: with a known addressee beside them they are none
    themselves (statements.md 9)."""
    for known in (draft.to, draft.cc):
        if any(one.group for one in known):
            known[:] = [one for one in known if one.group or not is_person(one)]


def is_person(one: Addressee) -> bool:
    """True for an addressee whose words are a person's name, mailbox or liaison office and nothing else."""
    if _LIAISON_OFFICE.search(one.text):
        return True
    words = MAIL.sub("", one.text).strip(" ()<>,:")
    return one.note == "" and not _GROUP_WORD.search(words) and (not words or _NAME.match(words) is not None)


def _top(draft: Draft) -> Iterator[tuple[int, str]]:
    """The lines above the first label, salutation or long line."""
    labelled = {field.number for field in draft.found}
    seen = 0
    for number, line in enumerate(draft.letter.tidy[:60], 1):
        if not line.strip():
            continue
        seen += 1
        if seen > _HEAD_LINES or _SALUTATION.match(line):
            return
        if number not in labelled and len(line) <= _LONGEST_NAME and not _LISTED.match(line):
            yield number, line


def _signature(draft: Draft) -> list[tuple[int, str]]:
    """The lines from the last closing formula on, as far as a signature reaches."""
    lines = draft.letter.tidy
    start = next((place for place in range(len(lines) - 1, -1, -1) if _CLOSING.match(lines[place])), len(lines))
    below = [(number, line) for number, line in enumerate(lines[start:], start + 1) if line.strip()]
    return below[: _SIGNATURE_LINES + 1]


def _body_of(line: str, directory: Directory) -> str | None:
    """The peer that a line names as a whole, or in front of a comma, a dash or its number."""
    plain = line.strip(" \t.,;:*")
    pieces = [plain, *re.split(r"\s[-–|]\s|\t|,|\s(?=N ?\d)|:", plain)]
    return next((found for one in pieces if one.strip() and (found := directory.peer_named(one.strip()))), None)


def _depth(acronym: str, directory: Directory) -> int:
    depth = 0
    peer = directory.peer(acronym)
    while peer is not None and peer.parent:
        depth, peer = depth + 1, directory.peer(peer.parent)
    return depth
