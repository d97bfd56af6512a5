"""Reply tokens: 36 letters in an address that find a case and the person it was issued to (mail-rules 3)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

_DAY_ZERO = date(2020, 1, 1)
_LIVE_DAYS = {1: 180, 2: 30, 3: 180, 4: 180, 5: 180}
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_CODE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0, 1: they look alike
_SHAPE = re.compile(r"[a-z2-7]{36}")
_LETTERS = b"a" * 36
_AS_LETTERS = bytes(ord("a") if chr(code) in f"{ALPHABET}{ALPHABET.upper()}" else 0 for code in range(256))
"""Every letter of a token becomes an a, everything else none."""


class TokenKind(IntEnum):
    """What a token opens; each kind has a key of its own."""

    REPLY = 1  # subject: case number
    BOUNCE = 2  # subject: outbox number
    GENERAL = 3  # subject: 0; an answer without one case
    ROWS = 4  # subject: outbox number of a letter with numbered rows
    LETTER = 5  # subject: number of the command letter that our letter answers


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose check value is right. `person` is the number of the person in the ledger, 0 for nobody.
    `live` says whether it still proves the person; it finds its subject for ever."""

    kind: TokenKind
    subject: int
    person: int
    live: bool


def mint(key: bytes, kind: TokenKind, subject: int, person: int, today: date) -> str:
    """A token for `subject` and `person`, issued on `today`: 36 lower-case letters and digits."""
    payload = bytes([1, kind]) + subject.to_bytes(4, "big") + person.to_bytes(3, "big") + b"\x00"
    payload += max(0, (today - _DAY_ZERO).days).to_bytes(2, "big")
    return base64.b32encode(payload + _check(key, kind, payload)).decode("ascii").rstrip("=").lower()


def read(key: bytes, text: str, today: date) -> Token | None:
    """The token in `text`, or None for anything that we did not mint. A day in the future proves nothing."""
    if not _SHAPE.fullmatch(text.lower()):
        return None
    try:
        raw = base64.b32decode(text.upper() + "====")
        kind = TokenKind(raw[1])
    except (binascii.Error, ValueError):
        return None
    payload, check = raw[:12], raw[12:]
    if raw[0] != 1 or not hmac.compare_digest(check, _check(key, kind, payload)):
        return None
    age = (today - _DAY_ZERO).days - int.from_bytes(payload[10:], "big")
    subject, person = int.from_bytes(payload[2:6], "big"), int.from_bytes(payload[6:9], "big")
    return Token(kind, subject, person, 0 <= age <= _LIVE_DAYS[kind])


def possible(data: bytes) -> bool:
    """False if nothing in `data` can have the shape of a token, which is quickly seen; True needs a closer look."""
    return _LETTERS in data.translate(_AS_LETTERS)


def find(text: str) -> list[str]:
    """Everything in `text` that has the shape of a token, in order: addresses, marker lines, quotes."""
    return re.findall(r"(?<![a-z2-7])[a-z2-7]{36}(?![a-z2-7])", text.lower())


def mac(key: bytes, purpose: str, text: str) -> str:
    """80 bits of MAC over `text` in base32, for Message-IDs and our own header field."""
    return base64.b32encode(_mac(key, purpose, text.encode())[:10]).decode("ascii").lower()


def confirm_code(key: bytes, letter: int, person: str) -> str:
    """The code that confirms the commands of a letter, as it is written: `K7QF-2M9X-4T`, about 50 bits."""
    number = int.from_bytes(_mac(key, "confirm", f"{letter} {person.lower()}".encode()))
    letters = ""
    for _ in range(10):
        number, place = divmod(number, len(_CODE))
        letters += _CODE[place]
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def code_hash(code: str) -> str:
    """What is kept of a code; blanks, hyphens and the case of letters do not matter."""
    plain = "".join(char for char in code.upper() if char in _CODE)
    return hashlib.sha256(f"confirm {plain}".encode()).hexdigest()


def _check(key: bytes, kind: TokenKind, payload: bytes) -> bytes:
    return _mac(key, f"token {kind.name}", payload)[:10]


def _mac(key: bytes, purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 over `data`, by a key of its own for each purpose."""
    mac = _keyed(key, purpose).copy()
    mac.update(data)
    return mac.digest()


@lru_cache(64)  # every letter of ours needs three; a copy is made quicker than a key is taken in, and keeps the GIL
def _keyed(key: bytes, purpose: str) -> hmac.HMAC:
    return hmac.new(hmac.digest(key, purpose.encode(), hashlib.sha256), digestmod=hashlib.sha256)
