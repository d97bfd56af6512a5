"""Processes that a benchmark starts, watches and ends: only these, and their children."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parent.parent.parent
WORK = ROOT / "bench-work"
"""Where everything lies that a benchmark installs or writes: on the disk that is measured."""

MIB = 1024 * 1024
LOOK_EVERY = 0.05


class Failed(Exception):
    """A contestant did not start, or did not do in time what it should: its figures are missing."""


class Process:
    """A started program, as a context manager that ends it: asked first, then killed with its children.

    `log` takes what it prints. `peak` is the largest resident size of its whole tree so far, in MiB.
    """

    def __init__(self, command: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None) -> None:
        self.log = log
        self.peak = 0.0
        self._ended = threading.Event()
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=environment(env),
                start_new_session=True,
            )
        self.pid = self._popen.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself."""
        return self._popen.poll() is not None

    def end(self, patience: float = 20.0) -> None:
        """Ask it to end, wait, and kill what is left of its process group."""
        self._ended.set()
        self._popen.terminate()
        try:
            self._popen.wait(patience)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._popen.wait()

    def answers(self, port: int, patience: float = 30.0) -> Self:
        """Returns once it greets on `port`. Raises Failed if it ends before, or takes too long."""
        self.until(lambda: greets(port), patience, f"no greeting on port {port}", every=0.002)
        return self

    def until(self, happens: Callable[[], bool], patience: float, what: str, every: float = LOOK_EVERY) -> None:
        """Waits for something while it runs. Raises Failed, with the end of its log."""
        limit = time.monotonic() + patience
        while not happens():
            if self._popen.poll() is not None or time.monotonic() > limit:
                tail = self.log.read_text("utf-8", "replace").strip().splitlines()[-5:]
                raise Failed("\n  ".join([f"{what}; the log ends:", *tail]))
            time.sleep(every)

    def watched(self) -> Self:
        """Starts to measure `peak`, five times a second."""
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def _watch(self) -> None:
        while not self._ended.wait(0.2):
            self.peak = max(self.peak, tree_resident(self.pid))


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What children get: ours and `more`, and compiled modules, as an installed program has them."""
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(WORK / "bytecode")}
    return {**os.environ, **compiled, **(more or {})}


def python(*words: str | Path) -> list[str | Path]:
    """The command that runs a module of ours: `python -m …`."""
    return [sys.executable, "-m", *words]


def free_port() -> int:
    """A port of this machine that nobody listens on, below those that the system gives to callers: whoever keeps
    calling one of those while its server is down ends up connected to itself, and the server cannot have it back."""
    while True:
        port = random.randrange(10_000, 32_000)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port


def greets(port: int) -> bool:
    """Whether a server on this machine's `port` says something to a caller."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.settimeout(2)
            return bool(connection.recv(1))
    except OSError:
        return False


def resident(pid: int) -> float:
    """Resident size of one process now, in MiB; 0 once it has ended."""
    return _status(pid, "VmRSS:")


def peak_resident(pid: int) -> float:
    """The largest resident size one process ever had, in MiB."""
    return _status(pid, "VmHWM:")


def tree_resident(pid: int) -> float:
    """Resident size of a process and all below it, in MiB; pages they share count once for each."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
        children.setdefault(parent, []).append(int(folder.name))
    total, left = 0.0, [pid]
    while left:
        one = left.pop()
        total += resident(one)
        left += children.get(one, [])
    return total


def _status(pid: int, key: str) -> float:
    try:
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            if line.startswith(key):
                return int(line.split()[1]) * 1024 / MIB
    except OSError:
        pass  # it has ended
    return 0.0
