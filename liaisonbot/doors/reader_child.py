"""The child's side of the reader: a slot that imports the work once, and the children that it forks.

Run as a program by reader.py (`python -I reader_child.py`), so it imports nothing of ours by itself. The
parent sends one frame with the search path, the work and the limits, one with the initial value, which may come
later, then one per job; that it is ready, and each job, is answered with (good, value or reason).
"""

from __future__ import annotations

import gc
import importlib
import math
import os
import pickle
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import NamedTuple, NoReturn

HEAD = struct.Struct("!Q")  # the length of the pickle that follows
CHUNK = 1 << 20
_WAITED_FOR = {signal.SIGCHLD, signal.SIGUSR1}
_FRESH = 75  # exit status of a child that asks to be replaced by a fresh one
# What no reading needs: a guard against our own mistakes, beside the kernel's limits (which spare root).
_FORBIDDEN = (
    *("socket.", "subprocess.", "os.fork", "os.exec", "os.spawn", "os.posix_spawn", "os.system", "pty."),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"),
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Limits(NamedTuple):
    """Bounds of one worker: MiB of address space, seconds of CPU and of wall time per job, jobs per child."""

    memory_mib: int
    cpu_seconds: int
    seconds: float
    letters: int


class _Parts(list[bytes]):
    """What a pickler writes, piece by piece: large values as they are, not copied."""

    def write(self, data: bytes) -> int:
        self.append(data)
        return len(data)


def frame(value: object) -> list[bytes]:
    """`value` for the pipe, in pieces: a letter of many megabytes is not copied for it."""
    parts = _Parts()
    pickle.Pickler(parts, pickle.HIGHEST_PROTOCOL).dump(value)
    size = sum(map(len, parts))
    head = HEAD.pack(size)
    return [head + b"".join(parts)] if size < CHUNK else [head, *parts]


def write_all(descriptor: int, data: list[bytes]) -> None:
    for part in data:
        view = memoryview(part)
        while view:
            view = view[os.write(descriptor, view) :]


def bound(work: str, initial: object) -> Callable[[object], object]:
    module, _, name = work.partition(":")
    function: Callable[..., object] = getattr(importlib.import_module(module), name)
    return function if initial is None else lambda job: function(initial, job)


def in_words(error: BaseException) -> str:
    """One printable line: what was raised, its text, and where."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = ""
    if trace:
        where = f" ({os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno})"
    try:
        text = str(error)
    except Exception:
        text = "its text cannot be shown"
    line = f"{type(error).__name__}: {text}"[:300]
    return "".join(letter if letter.isprintable() else " " for letter in line) + where


def _slot() -> NoReturn:
    """Imports the work once, then keeps one child going until the parent closes the pipe or a child fails."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a stop of the service ends us by the pipe, after its letters
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.dont_write_bytecode = True
    gc.disable()  # until all is loaded: loading makes no garbage
    reads, writes = _private_pipes()
    try:
        path, work, limits = pickle.loads(_take(reads))
        limits = Limits(*limits)
        sys.path[:] = path
        importlib.import_module(work.partition(":")[0])  # while the parent still makes the initial value
        function = bound(work, pickle.loads(_take(reads)))
    except Exception as error:
        write_all(writes, frame((False, in_words(error))))
        sys.exit(1)
    write_all(writes, frame((True, None)))
    gc.collect()
    gc.freeze()  # keeps the pages shared with the children
    gc.enable()
    signal.pthread_sigmask(signal.SIG_BLOCK, _WAITED_FOR)
    while True:
        child = os.fork()
        if child == 0:
            _child(reads, writes, function, limits)
        status = _wait_for(child)
        if status != _FRESH:
            os._exit(status if status >= 0 else 128 - status)


def _wait_for(child: int) -> int:
    """Its exit status, -N for signal N. By SIGUSR1 the parent has it ended: by its own parent, so that no
    zombie is left where nobody collects orphans, as in many containers."""
    while signal.sigwait(_WAITED_FOR) == signal.SIGCHLD:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL  # even if it had ended by itself: there is to be no further child


def _private_pipes() -> tuple[int, int]:
    """Moves the pipes away from stdin and stdout, so that a print in the work cannot break a frame."""
    reads, writes = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return reads, writes


def _child(reads: int, writes: int, function: Callable[[object], object], limits: Limits) -> NoReturn:
    """Reads letters until it is worn or told to end. It leaves by os._exit, so that nothing of the slot's is
    cleaned up twice."""
    status = 1
    try:
        _confine(limits)
        status = _serve(reads, writes, function, limits)
    finally:
        os._exit(status)


def _confine(limits: Limits) -> None:
    _lower(resource.RLIMIT_AS, limits.memory_mib << 20)
    for nothing in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        _lower(nothing, 0)
    sys.addaudithook(_refuse)


def _lower(kind: int, soft: int) -> None:
    """Sets the soft limit, within the hard one that the system may have set."""
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN) or (event == "open" and _writes(arguments)):
        raise PermissionError(f"{event} is not allowed while a letter is read")


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 else 0
    return isinstance(flags, int) and bool(flags & _WRITING)


def _serve(reads: int, writes: int, function: Callable[[object], object], limits: Limits) -> int:
    for _ in range(limits.letters):
        try:
            job = pickle.loads(_take(reads))
        except EOFError:
            return 0
        _raise_cpu_limit(limits.cpu_seconds)
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + 5)  # should the parent be gone and not watch
        worn, answer = _answer(function, job, limits)
        signal.setitimer(signal.ITIMER_REAL, 0)
        write_all(writes, answer)
        if worn:
            return _FRESH
    return _FRESH


def _answer(function: Callable[[object], object], job: object, limits: Limits) -> tuple[bool, list[bytes]]:
    """Whether the child should be replaced, and the frame with the result."""
    try:
        return False, frame((True, function(job)))
    except MemoryError:
        return True, frame((False, f"needed more than {limits.memory_mib} MiB of memory"))
    except Exception as error:
        return False, frame((False, in_words(error)))


def _raise_cpu_limit(seconds: int) -> None:
    """RLIMIT_CPU counts the whole life of a process, so each job gets its seconds on top of those used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime) + seconds)


def _take(descriptor: int) -> bytes:
    """One frame, and not a byte more: the next child reads on from here. EOFError at the end of the pipe."""
    (size,) = HEAD.unpack(_exactly(descriptor, HEAD.size))
    return _exactly(descriptor, size)


def _exactly(descriptor: int, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        chunk = os.read(descriptor, min(size - len(data), CHUNK))
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)


if __name__ == "__main__":
    _slot()
