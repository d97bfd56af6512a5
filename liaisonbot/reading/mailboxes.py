"""Addresses in header fields: a strict reading for who wrote a letter, a lenient one for who else got it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from liaisonbot.model.statement import Mailbox
from liaisonbot.reading.headers import decode_field, plain_text

MAX_ADDRESSES = 500  # of one field name; real mail stays far below

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_QUOTED = r'"(?:[^"\\\r\n\x00-\x08]|\\[^\r\n\x00-\x08])*+"'
_ANY_QUOTED = r'"(?:[^"\\]|\\.)*+(?:"|\Z)'  # an unclosed one takes the rest: no second look, so linear
# A display name is words and quoted strings. `@ < > , : ; ( ) [ ] \` outside quotes mean something to some
# parser, so a name with them is no name: who wrote the letter must be the same for every reader of it.
_STRICT = re.compile(rf'\s*((?:{_QUOTED}|[^\s"<>@,:;()\[\]\\\x00-\x1f\x7f]++|\s++)*+)<([^<>\s]++)>\s*')
_PIECES = re.compile(rf"{_ANY_QUOTED}|<[^<>]*+>|\([^()]*+\)?|[,;]|[^\",;<(]++|.", re.S)
_DMARC_FROM = re.compile(r"(.+)=40([^@=]+)@dmarc\.ietf\.org", re.I)


def is_address(text: str) -> bool:
    """True for a plain `local@domain` of RFC 5321's lengths: ASCII, dot-atoms, no quoted local part."""
    local, _, _ = text.partition("@")
    return len(text) <= 254 and len(local) <= 64 and _ADDRESS.fullmatch(text) is not None


def strict_mailbox(values: Sequence[str]) -> Mailbox | None:
    """The one mailbox of a From field, or None if there is any doubt.

    `values` are the raw values of all From fields. Exactly one field with exactly one mailbox counts; a route, a
    group, a comment, a second address, an address as an unquoted name, a control character make it None.
    """
    if len(values) != 1:
        return None
    value = re.sub(r"\r?\n(?=[ \t])", "", values[0]).strip()
    if is_address(value):
        return Mailbox(value)
    match = _STRICT.fullmatch(value)
    if match is None:
        return _twice_the_same(value)
    if not is_address(match[2]):
        return None
    return Mailbox(match[2], _display(match[1]))


def _twice_the_same(value: str) -> Mailbox | None:
    """`jane@x.example <jane@x.example>`: wrong by the letter, but no two parsers can differ on it."""
    match = re.fullmatch(r"'?([^\s<>']+)'?\s*<([^\s<>]+)>", value)
    if match and is_address(match[2]) and match[1].lower() == match[2].lower():
        return Mailbox(match[2])
    return None


def mailboxes(values: Iterable[str]) -> tuple[Mailbox, ...]:
    """Every address in the raw values of To, Cc or Reply-To, in order, each once; what is none is left out."""
    found: dict[str, Mailbox] = {}
    for value in values:
        for chunk in _chunks(plain_text(value)):
            box = _lenient(chunk) or _lenient(decode_field(chunk))
            if box:
                found.setdefault(box.key, box)
            if len(found) >= MAX_ADDRESSES:
                return tuple(found.values())
    return tuple(found.values())


def _chunks(value: str) -> Iterator[str]:
    """The pieces between commas and semicolons that stand outside quotes, brackets and comments."""
    chunk: list[str] = []
    for match in _PIECES.finditer(value):
        if match[0] in ",;":
            yield "".join(chunk)
            chunk.clear()
        elif not match[0].startswith("("):
            chunk.append(match[0])
    yield "".join(chunk)


def _lenient(chunk: str) -> Mailbox | None:
    name, bracket, rest = chunk.rpartition("<")
    if bracket:
        address = rest.partition(">")[0].strip()
        name = name.rpartition(":")[2] if '"' not in name else name
    else:
        # `group: jane@x.example`, `Jane Doe jane@x.example`, `mailto:jane@x.example`
        words = chunk.replace(":", " ").split()
        address = next((word for word in words if "@" in word), "")
        name = ""
    address = address.removeprefix("mailto:").strip("'\" ")
    return Mailbox(address, _display(name)) if is_address(address) else None


def _display(phrase: str) -> str:
    """A display name without its quotes, decoded, one line."""
    phrase = re.sub(_ANY_QUOTED, lambda match: re.sub(r"\\(.)", r"\1", match[0].strip('"')), phrase)
    return decode_field(phrase).strip("' ")


def original_address(address: str) -> str:
    """The author's address behind `jane=40x.example@dmarc.ietf.org`, the form in which the IETF's list server
    writes the From of domains with a strict DMARC policy; any other address as it is. For comparing copies
    and for display only: it proves nothing."""
    match = _DMARC_FROM.fullmatch(address)
    return f"{match[1]}@{match[2]}" if match else address
