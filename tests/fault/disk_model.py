"""A disk that loses power: the system calls of a service as strace saw them, and what may be left after any of them.

What a process wrote is on the disk for certain only once it was flushed: a file's bytes by fsync of the file, its name
by fsync of its folder. Of the rest, nothing, all, or any part may be there, in pieces of a sector.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512

CALLS = (
    "openat,write,pwrite64,writev,pwritev,ftruncate,truncate,fsync,fdatasync,rename,renameat,renameat2,link,linkat,"
    "unlink,unlinkat,mkdir,mkdirat,sendto"
)
TRACE = (
    "strace",
    "-f",
    "-y",
    "-xx",
    "-s",
    "99999999",
    "--seccomp-bpf",
    "-qq",
    "-e",
    "signal=none",
    "-e",
    f"trace={CALLS}",
)
"""The command that writes a trace which `calls` reads; `-o FILE` and the program follow."""

_LINE = re.compile(r"(?P<pid>\d+) +(?:(?P<name>\w+)\((?P<args>.*)|<\.\.\. (?P<resumed>\w+) resumed>(?P<rest>.*))")
_RESULT = re.compile(r"\) += (?P<value>-?\d+|\?)(?P<more>.*)$")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PATH = re.compile(r"<((?:\\x[0-9a-f]{2})*)>")


@dataclass(frozen=True, slots=True)
class Call:
    """One system call. It is seen twice: when it begins (`done` is False), and when it has ended."""

    name: str
    done: bool
    path: str  # of the descriptor, or the first argument
    texts: tuple[bytes, ...]
    numbers: tuple[int, ...]
    flags: str
    result: int = 0
    key: int = 0  # the same for beginning and end


def calls(trace: Path) -> Iterator[Call]:
    """The calls of a trace, in order. One that failed is not told; writes and sends are told when they begin."""
    open_calls: dict[str, tuple[int, str, str]] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for key, line in enumerate(lines):
            if not (match := _LINE.match(line)):
                continue
            pid = match["pid"]
            if match["resumed"]:
                started = open_calls.pop(pid, None)
                if started and (result := _RESULT.search(match["rest"])) and result["value"] not in ("?", "-1"):
                    yield _call(
                        started[1], started[2] + match["rest"], True, started[0], int(result["value"]), result["more"]
                    )
                continue
            name, args = match["name"], match["args"]
            if args.rstrip().endswith("<unfinished ...>"):
                args = args.rpartition(" <unfinished")[0]
                open_calls[pid] = (key, name, args)
                yield _call(name, args, False, key)
            elif (result := _RESULT.search(args)) and result["value"] not in ("?", "-1"):
                yield _call(name, args, False, key)
                yield _call(name, args, True, key, int(result["value"]), result["more"])


def _call(name: str, args: str, done: bool, key: int, result: int = 0, more: str = "") -> Call:
    texts = tuple(map(_bytes, _TEXT.findall(args)))
    plain = _TEXT.sub("", args)
    found = _PATH.search(more if name == "openat" and more else plain)
    numbers = tuple(int(number) for number in re.findall(r"(?<=, )-?\d+(?=[,)]|$)", plain))
    path = _bytes(found.group(1)).decode("utf-8", "replace") if found else ""
    return Call(name, done, path, texts, numbers, plain, result, key)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass(slots=True, eq=False)
class File:
    """What is surely on the disk of a file, and what was written since: (offset, bytes), or (size, None) for a cut."""

    flushed: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)
    at: int = 0  # where the next plain `write` goes

    def flush(self, upto: int) -> None:
        for write in self.since[:upto]:
            _put(self.flushed, *write)
        del self.since[:upto]

    def left(self, chance: Random, how: str) -> bytes:
        """What is found after a power cut: of the rest `none`, `all`, or `some`."""
        data = bytearray(self.flushed)
        for offset, written in self.since:
            if how == "all":
                _put(data, offset, written)
            elif how == "some" and chance.random() < 0.5:
                torn = written is not None and chance.random() < 0.3
                _put(
                    data,
                    offset,
                    written[: chance.randrange(len(written) // SECTOR + 1) * SECTOR] if torn and written else written,
                )
        return bytes(data)


def _put(data: bytearray, offset: int, written: bytes | None) -> None:
    if written is None:
        del data[offset:]
        data.extend(bytes(offset - len(data)))
    else:
        data.extend(bytes(max(0, offset - len(data))))
        data[offset : offset + len(written)] = written


class Disk:
    """The files below `root` while a trace is played: names as processes see them, and names as the disk has them."""

    def __init__(self, root: Path, ignore: tuple[str, ...]) -> None:
        self._root, self._ignore = f"{root}/", ignore
        self.names: dict[str, File] = {}
        self._on_disk: dict[str, File] = {}
        self._changes: list[tuple[str, File | None]] = []  # names not yet flushed, in order
        self._flushing: dict[int, tuple[File, int] | tuple[str, int]] = {}

    def play(self, call: Call) -> None:
        """One more step. A flush covers what was written before it began, once it has ended."""
        path = call.path
        match call.name:
            case "fsync" | "fdatasync":
                self._flush(call)
            case "openat" if call.done and "O_CREAT" in call.flags:
                self._create(path)
            case _ if call.done and call.name.startswith(("rename", "unlink", "link")):
                self._rename(call)
            case "write" | "pwrite64" | "writev" | "pwritev" if not call.done:
                self._write(call)
            case "ftruncate" if not call.done and (file := self.names.get(path)):
                file.since.append((call.numbers[-1], None))
            case "truncate" if not call.done and (file := self.names.get(call.texts[0].decode())):
                file.since.append((call.numbers[-1], None))

    def _is_ours(self, path: str) -> bool:
        return path.startswith(self._root) and not path.endswith(self._ignore)

    def _create(self, path: str) -> None:
        if self._is_ours(path) and path not in self.names:
            self._name(path, File())

    def _name(self, path: str, file: File | None) -> None:
        if file is None:
            self.names.pop(path, None)
        else:
            self.names[path] = file
        self._changes.append((path, file))

    def _rename(self, call: Call) -> None:
        paths = [text.decode() for text in call.texts]
        if not self._is_ours(paths[0]):
            return
        file = self.names.get(paths[0])
        if len(paths) > 1 and file is not None:
            self._name(paths[1], file)
        if not call.name.startswith("link"):
            self._name(paths[0], None)

    def _write(self, call: Call) -> None:
        file = self.names.get(call.path)
        if file is None:
            return
        data = b"".join(call.texts)
        offset = call.numbers[-1] if call.name.startswith("p") else file.at
        file.since.append((offset, data))
        if not call.name.startswith("p"):
            file.at += len(data)

    def _flush(self, call: Call) -> None:
        if not call.done:
            file = self.names.get(call.path)
            self._flushing[call.key] = (file, len(file.since)) if file else (call.path, len(self._changes))
            return
        what, upto = self._flushing.pop(call.key)
        if isinstance(what, File):
            what.flush(min(upto, len(what.since)))
            return
        kept = []
        for place, (path, file) in enumerate(self._changes):
            if place < upto and path.rpartition("/")[0] == what:
                self._settle(self._on_disk, path, file)
            else:
                kept.append((path, file))
        self._changes = kept

    @staticmethod
    def _settle(names: dict[str, File], path: str, file: File | None) -> None:
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file

    def left(self, chance: Random, how: str) -> dict[str, bytes]:
        """The files that are found when the power is back, by their path below the root."""
        names = dict(self._on_disk)
        upto = {"none": 0, "all": len(self._changes)}.get(how, chance.randint(0, len(self._changes)))
        for path, file in self._changes[:upto]:
            self._settle(names, path, file)
        return {path.removeprefix(self._root): file.left(chance, how) for path, file in names.items()}
