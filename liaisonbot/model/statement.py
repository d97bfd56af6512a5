"""What a peer wrote, as it wrote it, and where each fact was read (RFC 4053 §2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Purpose(StrEnum):
    """What a statement wants. 4053bis keeps three; *comment* is read, and treated by its date (R33)."""

    ACTION = "action"
    COMMENT = "comment"
    INFORMATION = "information"
    RESPONSE = "response"


class Confidence(StrEnum):
    """How sure a fact is, as a name and not as a number."""

    STATED = "stated"  # the letter says it beside its label
    INFERRED = "inferred"  # it follows from other words of the letter
    GUESSED = "guessed"  # likely; a person should look


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox: `address` in its written case (compare with `key`), `name` may be empty."""

    address: str
    name: str = ""

    @property
    def key(self) -> str:
        """The address for comparing: lower case."""
        return self.address.lower()

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def _plain(words: str) -> str:
    return "".join(char for char in words.lower() if char.isalnum())


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact was read: `where` names file and line ("mail, line 3"; "SG15-LS83.docx, line 12";
    "header Subject"), `text` holds the words it came from."""

    where: str
    text: str
    confidence: Confidence = Confidence.STATED

    def __str__(self) -> str:
        """One line for people: `SG15-LS83.docx, line 12: “Deadline: 1 June 2026”`, and how sure it is if not stated."""
        return self._said(self.text)

    def beside(self, value: str) -> str:
        """The same for a place beside the fact's value, whose words are not said twice."""
        return self._said("" if _plain(self.text).endswith(_plain(value)) and value else self.text)

    def _said(self, words: str) -> str:
        quoted = f": “{words}”" if words else ""
        return f"{self.where}{quoted}{'' if self.confidence is Confidence.STATED else f'; {self.confidence}'}"


@dataclass(frozen=True, slots=True)
class Addressee:
    """One addressee as written. `group` is a directory acronym (ours or a peer's) or None when nothing in
    the directory answers to the words; `note` says why a person should look (empty: nothing to say)."""

    text: str
    group: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with the letter; `letter` marks the file that *is* the statement, `rendering` the same statement
    in another file, such as the PDF beside the Word file. The others are annexes. `program`: it may run on the
    machine of whoever opens it, so it is on record and passed on to nobody."""

    name: str
    media_type: str
    size: int
    letter: bool = False
    rendering: bool = False
    program: bool = False

    @property
    def kept_aside(self) -> bool:
        """Whether it is passed on to nobody; a file inside an archive, which has no media type of its own, goes with
        the archive."""
        return self.program and bool(self.media_type)

    @property
    def role(self) -> str:
        """What the file is: "letter", "same letter" or "annex"."""
        return "letter" if self.letter else "same letter" if self.rendering else "annex"


@dataclass(frozen=True, slots=True)
class Statement:
    """The facts of one liaison statement. Absent facts are None or empty, never invented.

    `stated_purpose` is what the letter says, `purpose` what we treat it as (R5). `deadline` is the day the
    peer asked for, `deadline_text` its own words (kept also when no day could be read from them).
    `received_from` is the address the mail really came from (R6); `reply_to` the explicit "send reply to"
    address, else None (R7). `reference` is the peer's own number (R15), `response_to` the references, record
    URLs or titles that it answers. `evidence` maps a field's name to where it was read.
    `disputed` says, for people, where two renderings of the letter (Word and PDF) contradict each other.
    `credential` is set if the letter holds a password: its original then goes to no list.
    """

    form: str
    title: str
    from_body: str | None = None
    from_text: str | None = None
    from_contacts: tuple[Mailbox, ...] = ()
    received_from: str | None = None
    reply_to: str | None = None
    to: tuple[Addressee, ...] = ()
    cc: tuple[Addressee, ...] = ()
    stated_purpose: Purpose | None = None
    purpose: Purpose = Purpose.INFORMATION
    deadline: date | None = None
    deadline_text: str | None = None
    reference: str | None = None
    response_to: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    disputed: str | None = None
    credential: bool = False

    @property
    def kept_aside(self) -> tuple[str, ...]:
        """The names of the files that are passed on to nobody."""
        return tuple(one.name for one in self.attachments if one.kept_aside)
