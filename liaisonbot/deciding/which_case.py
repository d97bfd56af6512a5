"""Which case a letter belongs to: the clues in it, strongest first (commands 8). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from liaisonbot.model import tokens
from liaisonbot.model.case import named_in
from liaisonbot.model.mail import Arrival
from liaisonbot.model.our_addresses import desk_of
from liaisonbot.model.people import Settings
from liaisonbot.reading.letter import Letter

_CASE_TAG = re.compile(r"(?i)\[LS-(\d{1,9})\]")
_PUBLIC_CASE = re.compile(r"(?i)[+=-]ls(\d{1,9})@")


@dataclass(frozen=True, slots=True)
class Clues:
    """`tokens` in the order of their weight: from the envelope, then the headers, then the marker line (these
    last ones only find a case, `proving` says which prove a person). `answered` are Message-IDs, nearest
    first. `public` are cases whose public address was used, `tagged` one named in brackets in the Subject."""

    tokens: tuple[str, ...]
    proving: frozenset[str]
    answered: tuple[str, ...]
    public: tuple[int, ...]
    tagged: int | None


def clues(letter: Letter, arrivals: Sequence[Arrival], settings: Settings) -> Clues:
    """Everything in a letter that may name its case. Only addresses at our own domain are looked at.

    A token in the body proves nothing: quotes travel. One in an address that the letter was sent to does,
    together with the person's From.
    """
    envelope = [arrival.recipient for arrival in arrivals if arrival.recipient]
    header = [box.address for box in (*letter.to, *letter.cc)]
    if not envelope:
        # an IMAP copy has no envelope; what its own server noted comes first
        envelope = [value for name in ("delivered-to", "x-original-to") for value in letter.headers.get(name, ())]
    addresses = [one for one in (*envelope, *header) if desk_of(one, settings)]
    in_addresses = [token for address in addresses for token in tokens.find(address.partition("@")[0])]
    in_text = tokens.find(_marker_lines(letter.text))
    public = [int(found.group(1)) for address in addresses if (found := _PUBLIC_CASE.search(address))]
    tag = _CASE_TAG.search(letter.subject)
    return Clues(
        tokens=tuple(dict.fromkeys((*in_addresses, *in_text))),
        proving=frozenset(in_addresses),
        answered=tuple(dict.fromkeys((*letter.in_reply_to, *reversed(letter.references)))),
        public=tuple(dict.fromkeys(public)),
        tagged=int(tag.group(1)) if tag else None,
    )


def root_case(message_id: str, settings: Settings) -> int | None:
    """The case that one of our own root ids (`<ls-12@bot.example>`) stands for."""
    local, _, domain = message_id.strip("<>").partition("@")
    return named_in(local) if domain.lower() == settings.domain.lower() and local.startswith("ls-") else None


def _marker_lines(text: str) -> str:
    if "reply above" not in text.lower():  # most letters answer none of ours
        return ""
    return "\n".join(line for line in text.splitlines() if "reply above" in line.lower())
