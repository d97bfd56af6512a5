"""Letters without end, made from a seed: as peers, lists, robots and hostile people write them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from functools import cached_property

from tests.bench.letters import GROUPS, RECIPIENT, letter, sender
from tests.make_documents import docx

LATELY = 200
"""A letter that comes again is one of so many before it."""


class Kind(StrEnum):
    """What a letter is, and what may become of it."""

    STATEMENT = "statement"  # becomes a case, with letters of ours
    DISCUSSION = "discussion"  # list mail about no case
    ROBOT = "robot"  # automatic: recorded, nothing follows
    HOSTILE = "hostile"  # breaks parsers; recorded, or refused for good at the door
    AGAIN = "again"  # a letter that came before, byte for byte or by another way
    SAME_ID = "same id"  # a Message-ID that was used before, with another text: a letter of its own


@dataclass(frozen=True)
class Mail:
    """One letter. `logical` is the number of the letter that it is, by its content: copies share it."""

    logical: int
    kind: Kind
    sender: str
    raw: bytes

    @cached_property
    def sha256(self) -> str:
        """The name of its bytes in the ledger."""
        return hashlib.sha256(self.raw).hexdigest()


class Letters:
    """The letters of a seed, one after the other.

    `statements` is the share of statements among them, the rest is discussion and automatic mail; 5 % are hostile, 2 %
    come again, 1 % have a used Message-ID; 10 % of the statements bring a file. `largest` is in bytes.
    """

    def __init__(self, chance: random.Random, *, statements: float = 0.35, largest: int = 5 << 20) -> None:
        self._chance, self._statements, self._largest = chance, statements, largest
        self._number = 0
        self._lately: list[Mail] = []

    def __iter__(self) -> Iterator[Mail]:
        while True:
            mail = self._next()
            self._lately = [*self._lately[-LATELY:], mail]
            yield mail

    def take(self, count: int) -> list[Mail]:
        """The next `count` letters."""
        return [mail for mail, _ in zip(self, range(count), strict=False)]

    def _next(self) -> Mail:
        draw, self._number = self._chance.random(), self._number + 1
        number = self._number
        if draw < 0.02 and self._lately:
            return self._again(self._chance.choice(self._lately))
        if draw < 0.03 and (earlier := [one for one in self._lately if one.kind is Kind.STATEMENT]):
            return self._same_id(self._chance.choice(earlier), number)
        if draw < 0.08:
            return self._hostile(number)
        if draw < 0.08 + self._statements:
            raw = self._with_file(number) if self._chance.random() < 0.1 else letter(number, self._size())
            return Mail(number, Kind.STATEMENT, sender(number), raw)
        kind = Kind.ROBOT if draw > 0.9 else Kind.DISCUSSION
        return Mail(number, kind, f"someone{number % 97}@made-up.example", self._other(number, kind))

    def _size(self) -> int:
        """0.5 KB to 5 MB: most are small."""
        draw = self._chance.random()
        if draw < 0.985:
            return int(500 * 10 ** (1.6 * self._chance.random()))
        return min(self._largest, int(20_000 * 10 ** (2.4 * self._chance.random())))

    def _again(self, mail: Mail) -> Mail:
        """Byte for byte, or with one more Received line: a list's copy beside the direct one."""
        raw = mail.raw
        if mail.kind is Kind.STATEMENT and self._chance.random() < 0.5:
            raw = b"Received: from list.example by mx.bot.example; Mon, 2 Mar 2026 10:00:00 +0000\r\n" + raw
        return Mail(mail.logical, Kind.AGAIN, mail.sender, raw)

    def _same_id(self, earlier: Mail, number: int) -> Mail:
        raw = letter(number, self._size())
        taken = _message_id(earlier.raw)
        return Mail(number, Kind.SAME_ID, sender(number), raw.replace(_message_id(raw), taken, 1))

    def _with_file(self, number: int) -> bytes:
        message = EmailMessage(policy=SMTP)
        message["From"] = f"TSB <{sender(number)}>"
        message["To"] = RECIPIENT
        message["Subject"] = f"LS on subject {number} of our study"
        message["Message-ID"] = f"<ls-{number}@bench.example>"
        message["Date"] = f"Mon, {1 + number % 28} Feb 2026 10:00:{number % 60:02} +0000"
        message.set_content("Please find our liaison statement attached.\n")
        lines = [
            "From: ITU-T Study Group 15",
            f"To: IETF {GROUPS[number % len(GROUPS)]} WG",
            f"Title: LS on subject {number} of our study",
            f"Reference: SG15-LS{number}",
            "Purpose: For action",
            f"Deadline: {1 + number % 28} December 2027",
        ]
        filling = self._chance.randbytes(min(self._size(), 200_000))
        message.add_attachment(docx(lines), "application", "octet-stream", filename=f"LS{number}.docx")
        message.add_attachment(filling, "application", "octet-stream", filename="figures.bin")
        message.set_boundary(f"=-{number}")
        return message.as_bytes()

    def _other(self, number: int, kind: Kind) -> bytes:
        mark = "Auto-Submitted: auto-replied" if kind is Kind.ROBOT else "List-Id: <ccamp.ietf.org>"
        text = "\r\n".join(f"Line {place} of letter {number}." for place in range(self._size() // 24))
        return (
            f"From: Someone <someone{number % 97}@made-up.example>\r\nTo: ccamp@ietf.org\r\nSubject: Thoughts {number}\r\n"
            f"{mark}\r\nMessage-ID: <m-{number}@bench.example>\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\n{text}\r\n"
        ).encode()

    def _hostile(self, number: int) -> Mail:
        head = f"Message-ID: <h-{number}@bench.example>\r\n".encode()
        return Mail(number, Kind.HOSTILE, "", head + self._chance.choice(HOSTILE)(number))


def _message_id(raw: bytes) -> bytes:
    return next(line for line in raw.split(b"\r\n") if line.lower().startswith(b"message-id:"))


def _deep(number: int) -> bytes:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(200))
    return b"From: x@made-up.example\r\n" + parts + b"%d\r\n" % number


def _wide(number: int) -> bytes:
    return b"From: x@made-up.example\r\nSubject: " + b"=?utf-8?q?a?= " * 900 + b"\r\n\r\n%d\r\n" % number


def _quotes(number: int) -> bytes:
    return b"From: " + b'"' * 9000 + b"\r\nTo: " + b"(" * 2000 + b"\r\n\r\n%d\r\n" % number


def _newline_in_header(number: int) -> bytes:
    return (
        b"From: =?utf-8?q?a=0ABcc:_v@evil?= <x@made-up.example>\r\nSubject: =?utf-8?q?=00=0D=0A?=\r\n\r\n%d\r\n"
        % number
    )


def _no_header(number: int) -> bytes:
    return b"\r\n\x00\xff\xfe" + b"%d " % number * 50 + b"\r\n"


def _many_fields(number: int) -> bytes:
    return b"".join(b"X-%d: y\r\n" % n for n in range(1500)) + b"\r\n%d\r\n" % number


HOSTILE = (_deep, _wide, _quotes, _newline_in_header, _no_header, _many_fields)
