"""What runs in a limited child process: one letter's bytes to a letter read (house.md 2, promises P5)."""

from __future__ import annotations

from dataclasses import replace

from liaisonbot.doors.catdoc import catdoc_text
from liaisonbot.model.directory import Directory, built_in
from liaisonbot.reading.documents import read_documents
from liaisonbot.reading.letter import Letter, Part, parse
from liaisonbot.reading.statement import read_statement


def read_letter(directory: Directory | None, raw: bytes) -> Letter:
    """The letter in `raw`, its documents and the statement in them. Without a directory: the built-in one.

    Raises LetterTooComplex over a reader's bound; nothing else. The bytes of the files stay behind: the
    ledger has them, and the way back from the child process should be short.
    """
    letter = parse(raw)
    documents = read_documents(files_of(letter), doc_text=catdoc_text)
    statement = read_statement(letter, documents, directory or built_in())
    problems = tuple(f"{one.name}: {one.problem}" for one in documents if one.problem)
    return replace(_light(letter), statement=statement, warnings=(*letter.warnings, *problems))


def files_of(letter: Letter) -> tuple[Part, ...]:
    """The files that may hold the statement: the letter's own and those of the letter inside it."""
    inner = files_of(letter.forwarded) if letter.forwarded else ()
    return tuple(dict.fromkeys((*letter.parts, *inner)))


def _light(letter: Letter) -> Letter:
    parts = tuple(Part(part.name, part.media_type, b"", part.inline) for part in letter.parts)
    forwarded = _light(letter.forwarded) if letter.forwarded else None
    return replace(letter, parts=parts, forwarded=forwarded)
