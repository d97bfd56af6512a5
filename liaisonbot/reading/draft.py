"""A statement in the making: facts with their evidence, gathered by a form's reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Addressee, Confidence, Evidence, Mailbox, Purpose
from liaisonbot.reading.addressees import read_addressees
from liaisonbot.reading.labels import Field, Text, fields, first
from liaisonbot.reading.phrases import MAIL

EARLIEST, LATEST = 3, 400
"""Days after the letter between which a deadline is plausible (statements.md 4)."""


@dataclass
class Draft:
    """What a form's reader has found so far; `letter` is the text that is the statement, `written` its day,
    `renderings` are the files that hold the same statement."""

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
    disputed: list[str] = field(default_factory=list)
    renderings: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, form: str, letter: Text, directory: Directory, written: date | None) -> Draft:
        """An empty draft with the labelled lines of its letter."""
        return cls(form, letter, directory, written, fields(letter))

    def field(self, *labels: str) -> Field | None:
        """The first labelled line of these that has a value."""
        return first(self.found, *labels)

    def has(self, label: str) -> bool:
        """True if there is such a label, even without a value."""
        return any(line.label == label for line in self.found)

    def saw(self, name: str, line: Field | int, words: str = "", confidence: Confidence = Confidence.STATED) -> None:
        """Notes where a fact was read."""
        number = line if isinstance(line, int) else line.number
        words = words or (f"{line.words}: {line.value}" if isinstance(line, Field) else "")
        self.evidence.setdefault(name, Evidence(self.letter.where(number), words.strip()[:300], confidence))

    def read_title(self) -> None:
        """The Title label's words; paragraphs of one cell run together. A semicolon inside brackets or before a small
        letter is the title's own (see `flow`)."""
        if line := self.field("title"):
            self.title = re.sub(r"; (?![^\[(]*[\])]|[a-z])", " ", line.value).strip()
            self.saw("title", line)

    def read_to(self, *labels: str) -> None:
        """Addressees of these labels; those that the words put in copy go to cc."""
        for line in self.found:
            if line.label in labels and line.value.strip(" -"):
                to, cc = read_addressees(line.value, self.directory)
                _extend(self.to, to)
                _extend(self.cc, cc)
                self.saw("to", line)
                if cc:
                    self.saw("cc", line)

    def read_cc(self, *labels: str) -> None:
        """Addressees who are only informed."""
        for line in self.found:
            if line.label in labels and line.value.strip(" -"):
                to, cc = read_addressees(line.value, self.directory)
                _extend(self.cc, [one for one in (*to, *cc) if one not in self.to])
                self.saw("cc", line)

    def read_reply_to(self) -> None:
        """The explicit address for replies (R7)."""
        for line in self.found:
            if line.label == "reply_to" and (addresses := MAIL.findall(line.value)):
                self.reply_to = addresses[0]
                self.saw("reply_to", line)
                return

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


def _extend(known: list[Addressee], more: Iterable[Addressee]) -> None:
    groups = {one.group for one in known if one.group}
    for one in more:
        if one not in known and (one.group is None or one.group not in groups):
            known.append(one)
