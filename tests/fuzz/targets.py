"""What is fuzzed: each target takes bytes and raises for a finding; a reader's own refusals are none."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from liaisonbot.deciding.commands import commands_in
from liaisonbot.model.statement import Statement
from liaisonbot.reading.addressees import read_addressees
from liaisonbot.reading.bounds import Unreadable
from liaisonbot.reading.dates import all_days, read_day
from liaisonbot.reading.documents import read_documents
from liaisonbot.reading.letter import Part
from liaisonbot.reading.mime import LetterTooComplex
from liaisonbot.reading.reply_text import command_view
from liaisonbot.worker import read_letter
from tests.fuzz.dialogue import dialogues, talk
from tests.fuzz.finding import Finding
from tests.golden import DIRECTORY, MAILS, golden
from tests.make_documents import doc, docx, html, odt, pdf, rtf

CORPUS = Path(__file__).parent / "corpus"

MOST_SECONDS = 10.0
"""More than that for one input is a finding too: a worker gets no more (promises 5)."""


@dataclass(frozen=True, slots=True)
class Target:
    """A name, what the inputs grow out of, and what is done with each. `run` tells how it went, as a value that is the
    same for inputs that took the same way; None where that says nothing."""

    name: str
    seeds: Callable[[], list[bytes]]
    run: Callable[[bytes], object]

    def kept(self) -> Path:
        """The folder of the inputs that earlier runs found to go a way of their own."""
        return CORPUS / self.name

    def corpus(self) -> list[bytes]:
        """What inputs grow out of: the seeds, and what earlier runs kept."""
        return self.seeds() + [path.read_bytes() for path in sorted(self.kept().glob("*.bin"))]


def _letter(raw: bytes) -> object:
    try:
        read = read_letter(DIRECTORY, (raw, {}))
    except LetterTooComplex as problem:
        return _shape(str(problem))
    if read.statement is None:
        return (read.robot, bool(read.parts), read.sender is None, *map(_shape, read.warnings))
    _sound(read.statement)
    return (read.statement.form, read.statement.purpose, *map(_shape, read.statement.warnings))


def _shape(words: str) -> str:
    """A sentence without what differs from one input to the next: its beginning, letters only."""
    return "".join(char for char in words if char.isalpha() or char == " ")[:20]


def _sound(statement: Statement) -> None:
    """No closed group is a target by itself, every fact has its place, and all of it can be written down."""
    json.dumps([statement.title, statement.reference, *statement.response_to, *statement.warnings]).encode()
    for one in (*statement.to, *statement.cc):
        if one.group is not None and DIRECTORY.group(one.group) is None and DIRECTORY.peer(one.group) is None:
            raise Finding(f"{one.group} is in no directory")
    if statement.deadline is not None and "deadline" not in statement.evidence:
        raise Finding("a deadline out of nowhere")


def _document(data: bytes) -> object:
    names = ("x.docx", "x.pdf", "x.rtf", "x.odt", "x.html", "x.zip", "x.txt")
    parts = (Part(name, "application/octet-stream", data, inline=False) for name in names)
    read = [one for part in parts for one in read_documents((part,), doc_text=_no_word)]
    return tuple((_shape(one.problem or ""), bool(one.lines)) for one in read)


def _no_word(data: bytes) -> str:
    raise FileNotFoundError("catdoc")


def _addressees(data: bytes) -> None:
    to, cc = read_addressees(data.decode("utf-8", "replace")[:4000], DIRECTORY)
    for one in (*to, *cc):
        if one.group is not None and one.note.startswith("may be"):
            raise Finding(f"a guess became a target: {one}")


def _dates(data: bytes) -> None:
    text = data.decode("utf-8", "replace")[:400]
    for day_first in (False, True):
        read_day(text, written=date(2026, 3, 2), day_first=day_first)
        all_days(text, written=date(2026, 3, 2), day_first=day_first)


def _commands(data: bytes) -> None:
    commands_in(command_view(data.decode("utf-8", "replace")[:20_000]), bare=True)


def _mails(*folders: str) -> list[bytes]:
    return [path.read_bytes() for folder in folders for path in sorted((MAILS / folder).glob("*.eml"))]


def _letters() -> list[bytes]:
    return [path.read_bytes() for path in golden()] + _mails("hostile", "incoming", "none")


def _documents() -> list[bytes]:
    lines = ["Title: LS on rings", "To: IETF CCAMP WG", "Deadline: 1 June 2026"]
    table = [[["Source:", "ITU-T SG15"], ["Title:", "LS"]]]
    made = [docx(lines, table), odt(lines, table), rtf(lines, table), pdf(lines), html(lines, table), doc(lines)]
    return [*made, "\n".join(lines).encode()]


def _rows(module: str) -> list[bytes]:
    text = Path(__file__).parent.parent.joinpath(module).read_text("utf-8")
    return [line.strip().encode() for line in text.split("\n") if line.strip().startswith(('("', "('"))]


def _replies() -> list[bytes]:
    return [b"done", b"deadline 1 June 2026\nassign to lee@router.example", b"LS-3: redirect to ccamp because closed",
            *_mails("replies")]  # fmt: skip


TARGETS = {
    target.name: target
    for target in (
        Target("letter", _letters, _letter),
        Target("documents", _documents, _document),
        Target("addressees", lambda: _rows("test_addressees.py"), _addressees),
        Target("dates", lambda: [b"1 June 2026", b"31st October 2016", b"14 - 18 August 2026", b"2026-Q1"], _dates),
        Target("commands", _replies, _commands),
        Target("smtp", dialogues, talk),
    )
}
TARGETS["reading"] = Target("reading", lambda: _letters() + _documents(), lambda data: (_letter(data), _document(data)))


def check(target: Target, data: bytes) -> tuple[str | None, object]:
    """What is wrong with the target on this input, in a line (None if nothing is), and the way that the input took."""
    began, way = time.process_time(), None
    try:
        way = target.run(data)
    except Unreadable as refusal:
        way = _shape(refusal.problem)
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}", None
    took = time.process_time() - began
    return f"took {took:.1f} s" if took > MOST_SECONDS else None, way
