"""Who wrote a statement: the body that its Source line names, and the people to ask."""

from __future__ import annotations

import re
from itertools import takewhile

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Mailbox
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.labels import Field

_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+'-])[A-Za-z0-9._%+'-]{1,64}(?:@|\s?[(\[]at[)\]]\s?)"
    r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,24}(?![A-Za-z])"
)
_AT = re.compile(r"@|[(\[]at[)\]]")
_OF_A_CONTACT = frozenset({"contact", "name", "email", "study"})
_MOST_PIECES = 40  # of a source line; more is no source
_ADDRESS_LINES = 4  # name, office, body, mail address
_CONTACT_LINES = 9  # a contact's name, office, phone and mail address stand in so many lines


def read_source(draft: Draft) -> None:
    """The Source or From label: its words, and the body that they or the address among them name."""
    line = draft.field("from")
    if line is None:
        return
    words = re.sub(r"(?<![,;\s])[,;\s]+(?=[)>\]])", "", _MAIL.sub("", line.value))
    words = re.sub(r"[(<\[][)>\]]", "", words)
    draft.from_text = words.strip(" <\t;,") or None
    body = source_body(line.value, draft.directory)
    if body:
        draft.from_body = body
        draft.evidence.pop("from_body", None)
        draft.saw("from_body", line)


def source_body(words: str, directory: Directory) -> str | None:
    """The peer that a source line names, whole or in one of its pieces ("‹person›, ITU-T SG15, Rapporteur"), or
    whose mailbox it gives."""
    plain = _MAIL.sub("", words).strip(" <>()\t;,")
    if found := directory.peer_named(plain):
        first, *others = re.split(r"\s(?:and|&)\s", plain)[:_MOST_PIECES]
        parts = map(directory.peer_named, (first, *others) if others else ())
        return next((part for part in parts if part and found in directory.lineage(part)[1:]), found)
    for piece in re.split(r"[,;\t()\[\]]|\s-\s", plain)[:_MOST_PIECES]:
        if piece.strip() and (found := directory.peer_named(piece.strip())):
            return found
    return next((found for one in _MAIL.findall(words) if (found := directory.peer_of_address(one))), None)


def read_contacts(draft: Draft) -> None:
    """Names and addresses of the Contact rows and the lines below them; without them, of the From row. A person
    whose address is not given is a contact too."""
    rows = [line for line in draft.found if line.label in ("contact", "name") and not _is_heading(line.value)]
    ends = [line.number for line in draft.found if line.label not in _OF_A_CONTACT] + [len(draft.letter.lines) + 1]
    name = ""
    for place, row in enumerate(rows):
        name = _name_in(row.value) or name
        following = rows[place + 1].number if place + 1 < len(rows) else row.number + _CONTACT_LINES
        end = min([following, row.number + _CONTACT_LINES, *(number for number in ends if number > row.number)])
        words = [line for line in draft.letter.lines[row.number - 1 : max(end - 1, row.number)] if _AT.search(line)]
        found = _add_contacts(draft, name, " ".join(words), row)
        complete = found or (row.label == "contact" and not row.value)
        if name and not complete and not _name_follows(rows, place):
            draft.contacts.append(Mailbox("", name))
            draft.saw("from_contacts", row)
    if not draft.contacts and (source := draft.field("from")):
        _add_contacts(draft, _name_in(source.value), " ".join((source.value, *_below(draft, source))), source)


def _below(draft: Draft, row: Field) -> list[str]:
    """The lines of an address below a row: up to the next label or empty line."""
    labelled = {line.number for line in draft.found}
    lines = enumerate(draft.letter.lines[row.number : row.number + _ADDRESS_LINES], row.number + 1)
    return [line for _, line in takewhile(lambda one: one[1].strip() and one[0] not in labelled, lines)]


def _name_follows(rows: list[Field], place: int) -> bool:
    """True for a bare "Contact person:" above a Name row."""
    return place + 1 < len(rows) and rows[place + 1].label == "name" and rows[place].label == "contact"


def _is_heading(value: str) -> bool:
    """True for the first row of a table of authors."""
    return re.match(r"(?i)\W*(?:affiliation|company|organi[sz]ation|address)", value) is not None


def _name_in(value: str) -> str:
    words = re.split(r"(?i)\t|;|,|\(|<|\be-?mail\b|\btel\b", value)[0]
    return _MAIL.sub("", words).strip(" <>():")


def _add_contacts(draft: Draft, name: str, words: str, line: Field) -> bool:
    """True if an address was found in the words; each is taken once."""
    addresses = [re.sub(r"\s?[(\[]at[)\]]\s?", "@", address) for address in _MAIL.findall(words)]
    for place, address in enumerate(addresses):
        if all(box.key != address.lower() for box in draft.contacts):
            draft.contacts.append(Mailbox(address, "" if place else name))
            draft.saw("from_contacts", line)
    return bool(addresses)
