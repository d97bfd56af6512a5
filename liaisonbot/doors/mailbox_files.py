"""Letters in files: single mails, mbox files, Maildirs, and what an MTA pipes into standard input."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

_FROM = b"From "
_FROM_LINE = re.compile(rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b(?: +[A-Z][a-z]{2} .*\d{4}.*)?\s*")
"""The line that parts letters: a sender and a date as `asctime` writes it (RFC 4155), which a sentence that begins
with "From" has not."""

_FIELD = re.compile(rb">?[!-9;-~]+[ \t]*:|From ")
_QUOTED_FROM = re.compile(rb">+From ")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_mail_files(paths: Iterable[Path], stdin: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Each letter in `paths` with a name to say where it was: "x.eml", "box.mbox, letter 3"; "-" is `stdin`.

    A folder is a Maildir if it has `new` or `cur`, else its *.eml files are meant. Line ends stay as they are.
    Raises OSError for what cannot be read, for a folder without mail, and for a standard input without a byte:
    somebody meant to hand over a letter.
    """
    for path in paths:
        if str(path) == "-":
            yield from _from_pipe(stdin)
        elif path.is_dir():
            for one in _in_folder(path):
                yield str(one), _without_mark(one.read_bytes())
        else:
            with path.open("rb") as file:
                yield from _from_file(str(path), file)


def _in_folder(folder: Path) -> list[Path]:
    boxes = [folder / name for name in ("new", "cur") if (folder / name).is_dir()]
    if boxes:
        files = [file for box in boxes for file in box.iterdir() if file.is_file() and file.name[0] != "."]
        return sorted(files, key=lambda file: file.name)  # a name begins with the time of delivery
    files = sorted(folder.glob("*.eml"))
    if not files:
        raise FileNotFoundError(errno.ENOENT, "neither a Maildir nor a folder with *.eml files", str(folder))
    return files


def _from_pipe(stdin: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """One letter, from whose top the MTA's From_ line is dropped, or an mbox. A `>From ` stays: most MTAs do not
    write it, and then it is the letter's own."""
    name, first = "standard input", stdin.readline()
    if not first:
        raise OSError(errno.ENODATA, "no letter came", name)
    if not first.startswith(_FROM):
        yield name, _without_mark(first + stdin.read())
        return
    letters = list(_split(stdin))
    for number, raw in enumerate(letters, 1):
        yield f"{name}, letter {number}" if len(letters) > 1 else name, b"".join(raw)


def _from_file(name: str, file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    first = file.readline()
    if not first.startswith(_FROM):
        if first or name.endswith(".eml"):  # any other empty file is an mbox without letters
            yield name, _without_mark(first + file.read())
        return
    for number, lines in enumerate(_split(file), 1):
        if _is_blank(lines[-1:]):
            lines.pop()  # an mbox has an empty line behind each letter, the last one too
        yield f"{name}, letter {number}", b"".join(line[1:] if _QUOTED_FROM.match(line) else line for line in lines)


def _split(file: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines of each letter of an mbox whose first From_ line has been read. Another one counts only after an
    empty line, with a date, and before a header field."""
    lines: list[bytes] = []
    waiting: bytes | None = None
    for line in chain(file, [b""]):
        if waiting is not None:
            if _FIELD.match(line):
                yield lines[:-1]
                lines = []
            else:
                lines.append(waiting)
            waiting = None
        if _is_blank(lines[-1:]) and _FROM_LINE.fullmatch(line):
            waiting = line
        else:
            lines.append(line)
    yield lines[:-1]


def _is_blank(line: list[bytes]) -> bool:
    return bool(line) and not line[0].strip(b"\r\n")


def _without_mark(raw: bytes) -> bytes:
    return raw.removeprefix(_BYTE_ORDER_MARK)
