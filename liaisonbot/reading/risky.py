"""Files that may run on the reader's machine: by their names, or by a type that contradicts the name (mail-rules 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liaisonbot.model.statement import Attachment
from liaisonbot.reading import mime
from liaisonbot.reading.letter import Part

_PROGRAMS = frozenset(
    [
        "exe",
        "com",
        "scr",
        "pif",
        "bat",
        "cmd",
        "msi",
        "msp",
        "cpl",
        "dll",
        "hta",
        "jar",
        "js",
        "jse",
        "vbe",
        "vbs",
        "wsf",
        "wsh",
        "ps1",
        "psm1",
        "lnk",
        "reg",
        "sh",
        "app",
        "dmg",
        "pkg",
        "apk",
        "iso",
        "img",
        "vhd",
        "one",
        "xll",
        "chm",
    ]
)
_MACROS = frozenset(["docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam"])
_PROGRAM_TYPES = ("application/x-msdownload", "application/x-executable", "application/x-sh", "application/hta")
_HARMLESS_TYPES = {"pdf": ("application/pdf",), "txt": ("text/",), "png": ("image/",), "jpg": ("image/",)}


@dataclass(frozen=True, slots=True)
class PassOn:
    """What a reading process is asked for: the letter `raw` as others may have it, see `without_programs`."""

    raw: bytes


def of_parts(parts: Iterable[Part]) -> tuple[Attachment, ...]:
    """The files of a letter in which no statement was found, as they are put on record."""
    return tuple(
        Attachment(one.name, one.media_type, one.size, program=risky(one.name, one.media_type)) for one in parts
    )


def without_programs(raw: bytes) -> bytes:
    """The letter `raw` with a line of text in the place of each file that may hold a program, for its other readers.
    Raises LetterTooComplex for a letter that could not have been read."""
    return mime.without(raw, risky, "kept aside by the liaison bot, since it may hold a program")


def risky(name: str, media_type: str) -> bool:
    """Whether a file may hold a program: an executable, a document with macros, or a name that its type belies."""
    ending = name.lower().rstrip(". ").rpartition(".")[2]
    if ending in _PROGRAMS | _MACROS or media_type in _PROGRAM_TYPES or "macroenabled" in media_type.lower():
        return True
    expected = _HARMLESS_TYPES.get(ending)
    return expected is not None and not media_type.startswith((*expected, "application/octet-stream"))


def held_aside(attachments: Sequence[Attachment]) -> tuple[str, ...]:
    """A sentence about the files that may hold a program, where there are any. What is packed into an archive is only
    named: an archive is passed on as it is."""
    names = [one.name for one in attachments if one.kept_aside]
    packed = [one.name for one in attachments if one.program and not one.kept_aside]
    says = []
    if names:
        says.append(f"Not passed on, since it may hold a program: {', '.join(names)}.")
    if packed:
        says.append(f"An archive holds what may be a program; do not open it: {', '.join(packed)}.")
    return tuple(says)
