"""ZIP archives read as streams inside hard bounds; DOCX and ODT are ZIP archives too.

Nothing is ever written to disk and no member's name is ever used as a path. Sizes are those really read: what
the archive says about itself is not believed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from liaisonbot.reading import bounds
from liaisonbot.reading.bounds import MIB, Unreadable

_CHUNK = 64 * 1024
_ENCRYPTED = 0x1  # general purpose flags, APPNOTE 4.4.4
_UTF8_NAME = 0x800
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd\ud800-\udfff]")
_DAMAGED = "damaged: not a whole ZIP archive"


@dataclass(slots=True)
class Budget:
    """What may still be unpacked, shared by all archives of a letter: members and bytes."""

    members: int = bounds.MAX_MEMBERS
    size: int = bounds.MAX_UNPACKED


class Archive:
    """A ZIP archive in memory. Raises Unreadable when it is damaged, has more members than the budget allows,
    or members that share bytes."""

    def __init__(self, data: bytes, budget: Budget | None = None) -> None:
        self._budget = budget or Budget()
        try:
            self._zip = zipfile.ZipFile(_Bytes(data))
        except (Unreadable, MemoryError):
            raise
        except Exception as error:  # BadZipFile, struct.error, NotImplementedError, ValueError, …: all seen
            raise Unreadable(_DAMAGED) from error
        self._infos = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        if len(self._infos) > self._budget.members:
            raise Unreadable(f"an archive of more than {bounds.MAX_MEMBERS:,} files")
        _refuse_overlaps(self._infos)
        self._budget.members -= len(self._infos)

    def names(self) -> list[str]:
        """The members' names as written, with `/` between folders: to compare with, never to open."""
        return [info.filename.replace("\\", "/") for info in self._infos]

    def read(self, name: str) -> bytes:
        """The content of the first member of that name. Raises KeyError if there is none, else as
        `members`."""
        for info, written in zip(self._infos, self.names(), strict=True):
            if written == name:
                return self._read(info)
        raise KeyError(name)

    def members(self) -> Iterator[tuple[str, bytes | Unreadable]]:
        """Each file as (name to show, content), the content an Unreadable when it is encrypted, damaged or
        beyond a bound; the others are not touched by that. What systems add for themselves is left out."""
        for info in self._infos:
            name = _written_name(info)
            if _is_system_file(name):
                continue
            try:
                yield shown_name(name), self._read(info)
            except Unreadable as error:
                yield shown_name(name), error

    def _read(self, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable("encrypted: it needs a password")
        # bzip2 and LZMA cannot be unpacked piecewise by zipfile, so no bound would hold.
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("packed by an uncommon method")
        try:
            with self._zip.open(info) as stream:
                return self._take(stream, info.compress_size)
        except (Unreadable, MemoryError):
            raise
        except Exception as error:  # BadZipFile, zlib.error, EOFError, struct.error, …: all seen
            raise Unreadable("damaged: it cannot be unpacked") from error

    def _take(self, stream: IO[bytes], packed: int) -> bytes:
        data = bytearray()
        while chunk := stream.read(_CHUNK):
            data += chunk
            self._budget.size -= len(chunk)
            if len(data) > bounds.MAX_MEMBER:
                raise Unreadable(f"larger than {bounds.MAX_MEMBER // MIB} MiB when unpacked")
            if len(data) > bounds.RATIO_FREE and len(data) > bounds.MAX_RATIO * packed:
                raise Unreadable(f"more than {bounds.MAX_RATIO} times larger when unpacked (a bomb?)")
            if self._budget.size < 0:
                raise Unreadable(f"larger than {bounds.MAX_UNPACKED // MIB} MiB in all when unpacked")
        return bytes(data)


class _Bytes(io.BytesIO):
    """zipfile reads the whole table of contents at once and makes an object of each 46 bytes of it, before
    anybody can count; all its other reads are small."""

    def read(self, size: int | None = -1, /) -> bytes:
        left = len(self.getbuffer()) - self.tell()
        if min(left, left if size is None or size < 0 else size) > MIB:
            raise Unreadable(f"an archive of more than {bounds.MAX_MEMBERS:,} files")
        return super().read(size)


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Members that share packed bytes are how 99 KB become terabytes (CVE-2019-13232, CVE-2024-0450)."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise Unreadable("damaged: files of the archive overlap (a bomb?)")
        end = info.header_offset + info.compress_size


def _written_name(info: zipfile.ZipInfo) -> str:
    """Many programs write UTF-8 names and forget to say so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _is_system_file(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
    )


def shown_name(name: str) -> str:
    """The last part of a file name fit for showing: one line, no control or direction characters, no folders,
    at most 120 characters with its ending kept; "file" if nothing is left."""
    last = re.split(r"[/\\]", name)[-1]
    clean = " ".join(_UNSHOWABLE.sub(" ", last).split()).lstrip(".")
    if len(clean) > 120:
        clean = f"{clean[:100]}…{clean[-19:]}"
    return clean or "file"
