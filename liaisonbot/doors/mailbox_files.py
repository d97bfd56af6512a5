"""Letters in files: single mails, mbox files, Maildirs, and what an MTA pipes into standard input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

_FROM = b"From "


def read_mail_files(paths: Iterable[Path], stdin: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Each letter in `paths` with a name to say where it was: "x.eml", "box.mbox, letter 3"; "-" is `stdin`.

    A folder is a Maildir if it has `new` or `cur`, else its *.eml files are meant. Raises OSError for what
    cannot be read.
    """
    for path in paths:
        if str(path) == "-":
            yield from _letters("standard input", stdin)
        elif path.is_dir():
            for one in _in_folder(path):
                yield str(one), one.read_bytes()
        else:
            with path.open("rb") as file:
                yield from _letters(str(path), file)


def _in_folder(folder: Path) -> list[Path]:
    boxes = [folder / name for name in ("new", "cur") if (folder / name).is_dir()]
    if boxes:
        return sorted(file for box in boxes for file in box.iterdir() if file.is_file())
    return sorted(folder.glob("*.eml"))


def _letters(name: str, file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    first = file.readline()
    if not first.startswith(_FROM):
        yield name, first + file.read()
        return
    for number, raw in enumerate(_split(file), 1):
        yield f"{name}, letter {number}", raw


def _split(file: BinaryIO) -> Iterator[bytes]:
    """The letters of an mbox whose first From_ line has been read. A From_ line counts after a blank line
    only; `>From ` inside a letter gets its quote mark taken off."""
    lines: list[bytes] = []
    blank = False
    for line in file:
        if blank and line.startswith(_FROM):
            yield b"".join(lines[:-1])
            lines, blank = [], False
            continue
        blank = not line.strip(b"\r\n")
        lines.append(line[1:] if line.lstrip(b">").startswith(_FROM) and line.startswith(b">") else line)
    yield b"".join(lines)
