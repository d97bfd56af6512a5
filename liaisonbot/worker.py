"""What runs in a limited child process: all parsing of a letter (house.md 2, promises P5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from liaisonbot.model.directory import Directory, built_in
from liaisonbot.reading.documents import read_documents
from liaisonbot.reading.excerpt import excerpt
from liaisonbot.reading.letter import Letter, Part, file_key, parse
from liaisonbot.reading.mentions import mentions
from liaisonbot.reading.renderings import texts_of
from liaisonbot.reading.risky import PassOn, without_programs
from liaisonbot.reading.statement import read_statement

Job = tuple[bytes, Mapping[str, str]]
"""A letter's bytes, and the texts of its Word 97 files by their SHA-256. The child may start no program, so
these files are turned into text outside, in a child process of their own, and the letter is read again."""


def work(directory: Directory | None, job: Job | PassOn) -> Letter | bytes:
    """The letter of a job read, or its bytes as they are passed on. Raises LetterTooComplex; nothing else."""
    return without_programs(job.raw) if isinstance(job, PassOn) else read_letter(directory, job)


def read_letter(directory: Directory | None, job: Job) -> Letter:
    """The letter of a job, its documents and the statement in them. Without a directory: the built-in one.

    Raises LetterTooComplex over a reader's bound; nothing else. The bytes of the files stay behind, for the
    ledger has them: all but those Word 97 files whose text the job does not bring (`word_files`).
    """
    raw, texts = job
    missing: list[bytes] = []

    def doc_text(data: bytes) -> str:
        found = texts.get(file_key(data))
        if found is None:
            missing.append(data)
            raise FileNotFoundError("catdoc")
        return found

    letter = parse(raw)
    documents = read_documents(files_of(letter), doc_text=doc_text)
    directory = directory or built_in()
    if letter.date is not None:
        directory = directory.as_of(letter.date.date())
    views = texts_of(letter, documents)
    statement = read_statement(letter, documents, directory, views)
    problems = tuple(f"{one.name}: {one.problem}" for one in documents if one.problem)
    return replace(
        _light(letter),
        statement=statement,
        excerpt=excerpt(statement, letter, documents, views),
        warnings=(*letter.warnings, *problems),
        word_files=tuple(missing),
        mentions=mentions([*letter.text.split("\n"), *(line for one in documents for line in one.lines)]),
    )


def files_of(letter: Letter) -> tuple[Part, ...]:
    """The files that may hold the statement: the letter's own and those of the letter inside it."""
    inner = files_of(letter.forwarded) if letter.forwarded else ()
    return tuple(dict.fromkeys((*letter.parts, *inner)))


def _light(letter: Letter) -> Letter:
    """The letter without the bytes of its files."""
    if not letter.parts and not letter.forwarded:
        return letter
    parts = tuple(
        Part(part.name, part.media_type, b"", part.inline, len(part.data), file_key(part.data)) for part in letter.parts
    )
    forwarded = _light(letter.forwarded) if letter.forwarded else None
    return replace(letter, parts=parts, forwarded=forwarded)
