"""Senders whose domain looks like one that we trust and is another (mail-rules 6): `ietf.0rg`, `3gpp-org.example`, or a
name that shows somebody else's address. Such a letter is nobody's that we know, whatever it says of itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from liaisonbot.deciding.alarms import to_operators
from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.model.effects import Send
from liaisonbot.reading.letter import Letter

OURS = ("ietf.org", "iab.org", "irtf.org")

_SHORTEST = 4
"""Names shorter than this have too many honest neighbours to be compared by one letter more or less."""

_LOOKS = str.maketrans(
    "015|i\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0455\u0501\u04cf\u03bf\u03b1\u03b5", "olsllaeopcxylsdloae"
)
_ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


def look_alike(facts: Facts) -> str:
    """What is wrong with the sender's address, as a sentence; nothing for people and peers that we know and for nearly
    everybody else."""
    letter, office = facts.letter, facts.office
    address = _address(letter)
    domain = address.rpartition("@")[2].lower()
    if not domain or office.directory.peer_of_address(address) or _of(domain, known := _known(office)):
        return ""
    if like := next((one for one in known if _alike(domain, one)), ""):
        return f"The sender's domain {_plain(domain)} looks like {like} and is another."
    shown = _ADDRESS.search(letter.sender.name) if letter.sender else None
    if shown and shown[1].lower() != domain and _of(shown[1].lower(), known):
        return f"The sender's name shows the address {shown[0]}; the letter is from {address}."
    return ""


def warned(facts: Facts) -> tuple[Send, ...]:
    """A word to the operator about such a sender, once for each domain."""
    if facts.twin is not None or facts.own or not (says := look_alike(facts)):
        return ()
    domain = _plain(_address(facts.letter).rpartition("@")[2].lower())
    context = {"says": says, "subject": facts.letter.subject, "number": facts.number}
    return tuple(to_operators("look_alike", f"look-alike:{domain}", context, facts.office))


def _address(letter: Letter) -> str:
    """The sender's address, as far as the From has one: a look-alike is one also where the field is in disorder."""
    return letter.sender.address if letter.sender else letter.from_text.rpartition("<")[2].strip("<> ")


def _known(office: Office) -> tuple[str, ...]:
    peers = (domain.lower() for peer in office.directory.peers.values() for domain in peer.domains)
    people = (address.rpartition("@")[2].lower() for one in office.people.all for address in one.addresses)
    anybodys = office.settings.shared_domains  # mail.com is no slip for gmail.com
    ours = (*OURS, office.settings.domain.lower(), *peers, *people)
    return tuple(one for one in dict.fromkeys(ours) if one not in anybodys)


def _of(domain: str, known: Iterable[str]) -> bool:
    """Whether a domain is one of these, or below one."""
    return any(domain == one or domain.endswith(f".{one}") for one in known)


def _alike(domain: str, known: str) -> bool:
    """Whether a reader may take `domain` for `known`: the same to the eye, one letter more, less or another, or the
    known one written as a part of it."""
    seen, true = _look(domain), _look(known)
    written = true.replace(".", "-")
    if f".{true}." in f".{seen}." or any(f"-{written}-" in f"-{label}-" for label in seen.split(".")):
        return True
    name = known.partition(".")[0]
    return seen == true or (len(name) >= _SHORTEST and _one_apart(seen, true))


@lru_cache(4096)  # those that we trust are looked at for every stranger
def _look(domain: str) -> str:
    """A domain as it looks: accents, digits and letters of other scripts as the Latin ones that they pass for."""
    try:
        text = domain.encode("ascii").decode("idna") if "xn--" in domain else domain
    except UnicodeError:
        text = domain
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(one))
    return bare.translate(_LOOKS).replace("rn", "m").replace("vv", "w")


def _plain(domain: str) -> str:
    """A domain in ASCII, as it is on the wire."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain.encode("ascii", "backslashreplace").decode("ascii")


def _one_apart(one: str, other: str) -> bool:
    """Whether two words differ by one letter: another, one more, or one less."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rests = (one[start:], other[start:])
    return rests[0][1:] == rests[1][1:] or rests[0][1:] == rests[1] or rests[0] == rests[1][1:]
