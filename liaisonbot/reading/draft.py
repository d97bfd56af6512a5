"""A statement in the making: facts with their evidence, gathered by a form's reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Addressee, Confidence, Evidence, Mailbox, Purpose
from liaisonbot.reading.addressees import read_addressees
from liaisonbot.reading.dates import Found, read_day
from liaisonbot.reading.labels import Field, Text, fields, first

EARLIEST, LATEST = 3, 400
"""Days after the letter between which a deadline is plausible (statements.md 4)."""

_MAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}")
_PROSE_DEADLINE = re.compile(
    r"(?i)(?:(?:reply|respon[sd]e?|answer|comments?|feedback|input|review|views?)\b[^.\n]{0,60}?\b"
    r"(?:by|before|no later than|not later than|at the latest by|until)|(?:no later than|at the latest by))\s+"
    r"(?P<day>[^.;\n]{4,40})"
)
_ASKS = re.compile(
    r"(?i)\b(?:please|kindly|would like|invites?|requests?|asks?|would appreciate|would welcome|we seek"
    r"|looks? forward to)"
    r"\b[^.]{0,120}\b(?:review|comments?|confirm|respond|respons\w+|reply|answer|feedback|views?|advise|guidance|clarif\w+|input)"
)


@dataclass
class Draft:
    """What a form's reader has found so far; `letter` is the text that is the statement, `written` its day."""

    form: str
    letter: Text
    directory: Directory
    written: date | None
    found: list[Field] = field(default_factory=list)
    title: str = ""
    from_body: str | None = None
    from_text: str | None = None
    contacts: list[Mailbox] = field(default_factory=list)
    reply_to: str | None = None
    to: list[Addressee] = field(default_factory=list)
    cc: list[Addressee] = field(default_factory=list)
    stated: Purpose | None = None
    deadline: date | None = None
    deadline_text: str | None = None
    reference: str | None = None
    response_to: list[str] = field(default_factory=list)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, form: str, letter: Text, directory: Directory, written: date | None) -> Draft:
        """An empty draft with the labelled lines of its letter."""
        return cls(form, letter, directory, written, fields(letter))

    def field(self, *labels: str) -> Field | None:
        """The first labelled line of these that has a value."""
        return first(self.found, *labels)

    def saw(self, name: str, line: Field | int, words: str = "", confidence: Confidence = Confidence.STATED) -> None:
        """Notes where a fact was read."""
        number = line if isinstance(line, int) else line.number
        words = words or (f"{line.words}: {line.value}" if isinstance(line, Field) else "")
        self.evidence.setdefault(name, Evidence(self.letter.where(number), words.strip()[:300], confidence))

    def read_title(self) -> None:
        """The Title label's words."""
        if line := self.field("title"):
            self.title = line.value.replace("; ", " ").strip()
            self.saw("title", line)

    def read_source(self) -> None:
        """The Source or From label's words, and the body that they name."""
        line = self.field("from")
        if line is None:
            return
        self.from_text = _MAIL.sub("", line.value).strip(" <>()\t;,")
        self.from_body = self.directory.peer_named(self.from_text) or _first_named(self.from_text, self.directory)
        self.saw("from_body", line)

    def read_to(self, *labels: str) -> None:
        """Addressees of these labels; those that the words put in copy go to cc."""
        for line in self.found:
            if line.label in labels and line.value.strip(" -"):
                to, cc = read_addressees(line.value, self.directory)
                _extend(self.to, to)
                _extend(self.cc, cc)
                self.saw("to", line)

    def read_cc(self, *labels: str) -> None:
        """Addressees who are only informed."""
        for line in self.found:
            if line.label in labels and line.value.strip(" -"):
                to, cc = read_addressees(line.value, self.directory)
                _extend(self.cc, [one for one in (*to, *cc) if one not in self.to])
                self.saw("cc", line)

    def read_deadline(self, *, day_first: bool = False) -> None:
        """The day that a deadline label or a verb of reply names; a doubtful one becomes a warning, never a day."""
        for line in self.found:
            if line.label == "deadline" and self._take_day(line.value, line, day_first=day_first, label=True):
                return
        if self.deadline_text is not None:
            return
        for number, words in enumerate(self.letter.lines, 1):
            if (asked := _PROSE_DEADLINE.search(words)) and self._take_day(asked["day"], number, day_first=day_first):
                return

    def _take_day(self, words: str, line: Field | int, *, day_first: bool, label: bool = False) -> bool:
        read = read_day(words, written=self.written, day_first=day_first)
        if label and self.deadline_text is None and read.kind is not Found.NONE:
            self.deadline_text = words.strip()
        if read.kind in (Found.DAY, Found.MONTH) and read.day:
            inferred = read.kind is Found.MONTH
            self.deadline, self.deadline_text = read.day, read.text if not label else words.strip()
            confidence = Confidence.INFERRED if inferred else Confidence.STATED
            self.saw("deadline", line, "" if isinstance(line, Field) else words, confidence)
            if inferred:
                self.warnings.append(f"The deadline “{words.strip()}” names no day; its last day was taken.")
            return True
        if label and read.kind in (Found.DOUBTFUL, Found.RANGE, Found.UNREAD):
            why = read.why or f"“{words.strip()}” is not one day"
            self.warnings.append(f"The deadline could not be read: {why}. Which day is meant?")
        return label and read.kind is not Found.NONE

    def read_contacts(self) -> None:
        """Names and addresses of the Contact lines and the e-mail lines below them."""
        name = ""
        for line in self.found:
            if line.label in ("contact", "name"):
                name = _MAIL.sub("", re.split(r"(?i)\t|;|,|e-?mail|tel\b", line.value)[0]).strip(" <>()")
            if line.label in ("contact", "name", "email"):
                for address in _MAIL.findall(line.value):
                    self._contact(name, address, line)
        if not self.contacts and name:
            self.contacts.append(Mailbox("", name))

    def _contact(self, name: str, address: str, line: Field) -> None:
        if all(box.key != address.lower() for box in self.contacts):
            self.contacts.append(Mailbox(address, name))
            self.saw("from_contacts", line)

    def read_reply_to(self) -> None:
        """The explicit address for replies (R7)."""
        for line in self.found:
            if line.label == "reply_to" and (addresses := _MAIL.findall(line.value)):
                self.reply_to = addresses[0]
                self.saw("reply_to", line)
                return

    def asks_in_prose(self) -> bool:
        """True if the text asks for a review, comment, confirmation or answer (R5, statements.md 4)."""
        return bool(_ASKS.search(" ".join(self.letter.lines)[:20000]))

    def implausible(self) -> None:
        """Warns of a deadline that is past or far away (statements.md 4)."""
        if self.deadline is None or self.written is None:
            return
        days = (self.deadline - self.written).days
        if days < 0:
            self.warnings.append(
                f"The deadline {self.deadline} was past when the letter was written; it cannot be met."
            )
        elif days < EARLIEST:
            self.warnings.append(f"The deadline {self.deadline} leaves only {days} days.")
        elif self.deadline > self.written + timedelta(days=LATEST):
            self.warnings.append(f"The deadline {self.deadline} is unusually far away; please check it.")


def purpose_in(words: str) -> Purpose | None:
    """The purpose that a Purpose label's words name."""
    plain = words.lower()
    for word, purpose in (
        ("respon", Purpose.RESPONSE),
        ("reply", Purpose.RESPONSE),
        ("action", Purpose.ACTION),
        ("comment", Purpose.COMMENT),
        ("info", Purpose.INFORMATION),
    ):
        if word in plain:
            return purpose
    return None


def _extend(known: list[Addressee], more: Iterable[Addressee]) -> None:
    groups = {one.group for one in known if one.group}
    for one in more:
        if one not in known and (one.group is None or one.group not in groups):
            known.append(one)


def _first_named(text: str, directory: Directory) -> str | None:
    """The first peer named in a longer source line ("‹person›, ITU-T SG15, Rapporteur")."""
    for piece in re.split(r"[,;\t()]", text):
        if found := directory.peer_named(piece.strip()):
            return found
    return None
