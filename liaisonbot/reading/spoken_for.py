"""In whose name a letter without any form speaks, where its sender's own domain says nothing: a committee's officer
writes from an employer's mailbox, often through a list."""

from __future__ import annotations

import re

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Confidence, Evidence
from liaisonbot.reading.letter import Letter

_OPENING = 8  # lines in which a letter says what it is
_THIS_IS = re.compile(
    r"(?i)\bthis (?:e-?mail |message |letter )?is (?:an?|the|our) (?:\w+ ){0,2}?(?:liaisons?|LS)\b"
    r"(?: statement| letter)?(?: from| of)?(?: the)?(?P<who>[^.;:]{0,80})"
    r"|\b(?:send\w*|submit\w*|convey\w*) (?:you )?(?:this|the following) liaison\b"
    r"|\bwrite (?:to you )?on behalf of (?:the )?(?P<behalf>[^.;:]{2,80})"
)
_BEFORE_COLON = re.compile(
    r"(?i)^(?P<who>[^:]{2,70}?)(?:(?:\s+(?:liaison(?: statement| letter)?|LS))?\s*:|\s+[-–—]\s+liaison\b)"
)
_FROM_TO = re.compile(
    r"(?i)\b(?:liaisons?|LS|letter|statement|response|reply|communication)\s+(?:from|of)\s+(?:the\s+)?(?P<who>.{2,80}?)"
    r"\s+(?:to|on|regarding|about|concerning)\b"
    r"|^(?P<whose>[^:]{2,60}?)\s+(?:liaisons?(?: statement| letter)?|LS|letter)\s+to\b"
)
_DRAFT = re.compile(r"(?i)\bdraft\W+(?:\w+\W+)?(?:liais\w+|LS|reply|response)\b")
_LIST_TAG = re.compile(r"^\s*(?:\[[^\]]{1,40}\]\s*)+")
_ONE_OF_MANY = re.compile(r"(?i)\s+(?:to|regarding|concerning|about|on|with)\s")


def says_it_is_one(letter: Letter) -> bool:
    """True if the letter says in its first lines that it is a liaison."""
    return _claim(letter) is not None


def speaks_of_a_draft(letter: Letter) -> bool:
    """True if the Subject names a liaison or an answer that is only drafted."""
    return _DRAFT.search(letter.subject) is not None


def peer_spoken_for(letter: Letter, directory: Directory) -> tuple[str, Evidence] | None:
    """The peer that the letter says it is from ("This is a liaison from …"), or that its Subject begins with while a
    mailbox of that peer has a copy, and where that is said; None if it speaks for nobody. To a list anybody writes
    "SG15 liaison: who answers?"."""
    if claim := _claim(letter):
        words = _ONE_OF_MANY.split((claim["who"] or claim["behalf"] or "").strip())[0].strip(" ,")
        if found := directory.peer_named(words) if words else None:
            return found, Evidence("mail", claim[0], Confidence.INFERRED)
    named = _BEFORE_COLON.match(_LIST_TAG.sub("", letter.subject))
    peer = directory.peer_named(named["who"]) if named else None
    says_liaison = named is not None and "iaison" in named[0] and letter.via_list is None
    copied = (directory.peer_of_address(box.address) for box in letter.cc if not directory.resolve_alias(box.address))
    if peer and (says_liaison or peer in copied):
        return peer, Evidence("header Subject", letter.subject, Confidence.INFERRED)
    return None


def peer_in_title(title: str, directory: Directory) -> str | None:
    """The peer that a title names as the sender: "Liaison statement from SC 6 to IETF QUIC WG on …",
    "SC 6 liaison to IETF QUIC WG"."""
    named = _FROM_TO.search(title)
    return directory.peer_named((named["who"] or named["whose"]).strip(" ,")) if named else None


def _claim(letter: Letter) -> re.Match[str] | None:
    lines = [line for line in letter.new_text.split("\n") if line.strip()][:_OPENING]
    return _THIS_IS.search(" ".join(lines))
