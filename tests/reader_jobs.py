"""Work for the reader's tests: what good letters, broken ones and bombs do to a worker."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Answer:
    """A result of our own type."""

    text: str


class Sneaky:
    """What a taken-over worker might send: unpickling it would call something."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.getenv, ("HOME",)


def work(job: object) -> object:
    """Does what the job's first word says."""
    if not isinstance(job, str):
        return job
    verb, _, rest = job.partition(" ")
    return _VERBS[verb](rest)


def size(job: bytes) -> int:
    """The trivial job of the benchmark."""
    return len(job)


def with_initial(initial: dict[str, int], job: str) -> int:
    """Looks the job up in what was handed over once."""
    return initial[job]


def _spin(_: str) -> object:
    while True:
        pass


def _sleep(seconds: str) -> str:
    time.sleep(float(seconds))
    return "awake"


def _doze(seconds: str) -> int:
    time.sleep(float(seconds))
    return os.getpid()


def _eat(mib: str) -> int:
    return len(bytearray(int(mib) << 20))


def _exit(status: str) -> None:
    os._exit(int(status))


def _kill(number: str) -> None:
    os.kill(os.getpid(), int(number))


def _fail(text: str) -> None:
    raise ValueError(text)


def _print(text: str) -> str:
    print(text, flush=True)
    os.write(1, b"raw bytes on stdout")
    print(text, file=sys.stderr, flush=True)
    return "printed"


def _write(path: str) -> None:
    Path(path).write_text("something")


def _environment(_: str) -> dict[str, str]:
    return dict(os.environ)


def _fork(_: str) -> int:
    return os.fork()


def _run(_: str) -> object:
    return subprocess.run(["true"])


def _connect(_: str) -> object:
    return socket.socket()


_VERBS: dict[str, Callable[[str], object]] = {
    "say": Answer,
    "spin": _spin,
    "sleep": _sleep,
    "doze": _doze,
    "eat": _eat,
    "exit": _exit,
    "kill": _kill,
    "fail": _fail,
    "print": _print,
    "write": _write,
    "environment": _environment,
    "fork": _fork,
    "run": _run,
    "connect": _connect,
    "pid": lambda _: os.getpid(),
    "sneak": lambda _: Sneaky(),
    "unpicklable": lambda _: lambda: None,
    "recurse": lambda _: _VERBS["recurse"]("again"),
    "descriptors": lambda _: sorted(os.listdir("/proc/self/fd")),
    "stdin": lambda _: os.read(0, 10),
}
