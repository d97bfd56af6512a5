"""The pool of limited child processes in which reading runs: a bomb costs its own letter only.

The service hands jobs to `Reader.begin` and fetches what became of them with `Reader.finish`. Each worker is a
*slot*, a process that imports the work once and forks a child for every few hundred letters (reader_child.py); parent
and child talk in frames over pipes. One worker reads while the service decides: on a machine with two processors a
second one would only hinder it. The others start when the service has to wait. What comes back is data: the parent
takes no other types from a worker than those of the work's own package (promises P5, P14, §5).
"""

from __future__ import annotations

import fcntl
import io
import math
import os
import pickle
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Self

from liaisonbot.doors import reader_child
from liaisonbot.doors.reader_child import CHUNK, HEAD, Limits, bound, frame, in_words

_WINDOW = 8  # jobs that one worker has at most; it begins with one and gets more with each answer
_AHEAD = 256 * 1024  # bytes waiting for one worker's pipe before it gets no further job
_PIPE = 1 << 20  # bytes that a pipe takes while the worker is busy: a directory, without anybody waiting at its end
_STARTS = 3  # workers that die this often before they are ready will not become ready
_START_SECONDS = 30.0
_ALONE = 0.1  # seconds that the caller waits for one worker before the others are started, too
_DATA_TYPES = frozenset(
    {("datetime", name) for name in ("date", "datetime", "time", "timedelta", "timezone")}
    | {("builtins", name) for name in ("set", "frozenset", "bytearray", "complex")}
)


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """Why one job gave no result, in one line for people: an exception, a limit, or a dead worker."""

    reason: str


class ReaderBroken(Exception):
    """The workers cannot be started at all: a fault of the installation, not of a letter."""


class InProcess:
    """The same interface without processes and limits: for tests and for one-off commands."""

    def __init__(self, work: str, *, initial: object = None) -> None:
        self._work = bound(work, initial)
        self._begun: Sequence[object] = ()

    def read_many(self, jobs: Sequence[object]) -> list[object | ReadFailure]:
        """See `Reader.read_many`."""
        return [_attempt(self._work, job) for job in jobs]

    def begin(self, jobs: Sequence[object]) -> None:
        """See `Reader.begin`; the work is done when it is asked for."""
        self._begun = jobs

    def further(self) -> None:
        """Nothing to do."""

    def finish(self) -> list[object | ReadFailure]:
        """See `Reader.finish`."""
        return self.read_many(self._begun)

    def ready(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


class Reader:
    """Runs `work`, given as "module:function", in warm child processes.

    The function is called with the job, or with (initial, job) when `initial` is given; these and the result
    are pickled; where it is known later than the rest, `tell` gives it. `memory_mib` bounds a worker's address space,
    `cpu_seconds` and `seconds` (wall) each job, `letters_per_worker` the jobs that one child reads. For one calling
    thread; a context manager.
    """

    def __init__(
        self,
        work: str,
        *,
        workers: int = 2,
        memory_mib: int = 512,
        cpu_seconds: int = 10,
        seconds: float = 20,
        letters_per_worker: int = 200,
        initial: object = None,
    ) -> None:
        self._limits = Limits(memory_mib, cpu_seconds, seconds, letters_per_worker)
        self._package = work.partition(":")[0].partition(".")[0]
        path = [entry for entry in sys.path if entry]
        self._hello = frame((path, work, tuple(self._limits)))
        self._initial = None if initial is None else frame(initial)  # None: nothing is said of it yet
        self._count = workers
        self._workers: list[_Worker] = []
        self._early_deaths = 0
        self._batch = _Batch(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self, workers: int | None = None) -> None:
        """Starts the workers, or so many of them, and returns while they import: the first letter need not wait."""
        for worker in [worker for worker in self._workers if worker.ended()]:
            worker.kill()  # one that died while it was idle must not be held against the next letter
            self._workers.remove(worker)
        self._start(self._count if workers is None else workers)

    def tell(self, initial: object) -> None:
        """Gives the value that was not known to the constructor; once, before the first job. The workers take it when
        they have imported the work."""
        self._initial = frame(initial)
        for worker in self._workers:
            worker.send(self._initial)

    def _start(self, wanted: int) -> None:
        started = [_Worker(self._package, self._limits) for _ in range(wanted - len(self._workers))]
        self._workers += started
        for worker in started:
            worker.send([*self._hello, *(self._initial or ())])

    def close(self) -> None:
        """Ends the workers, whatever they do. `read_many` and `warm` start new ones."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()
        self._batch = _Batch(())

    def read_many(self, jobs: Sequence[object]) -> list[object | ReadFailure]:
        """The results in the order of `jobs`; a ReadFailure for each that failed, the others unaffected.
        Raises ReaderBroken when no worker can be started."""
        self.begin(jobs)
        return self.finish()

    def begin(self, jobs: Sequence[object]) -> None:
        """Begins with `jobs` and returns: one worker reads while the caller does something else. `finish` comes before
        the next ones. Raises ReaderBroken."""
        self._call()
        self._batch = _Batch(jobs)
        self.further()

    def further(self) -> None:
        """Takes in what is read and hands over what comes next, without waiting. Raises ReaderBroken."""
        if self._batch.left:
            self._move(0, everybody=False)

    def finish(self) -> list[object | ReadFailure]:
        """Waits for the jobs that were begun, and has all workers read if that takes long; see `read_many`."""
        waits_since = time.monotonic()
        while self._batch.left:
            if not self._any_ready():
                waits_since = time.monotonic()
            alone = waits_since + _ALONE - time.monotonic()
            if alone <= 0 and self._batch.todo:
                self._start(self._count)
            self._move(alone if alone > 0 else _START_SECONDS, everybody=True)
        over, self._batch = self._batch, _Batch(())  # its letters may be large
        return over.results

    def ready(self) -> None:
        """Returns once a worker can read. Raises ReaderBroken when none can be started."""
        if not self._batch.left:
            self._call()
        while not self._any_ready():
            self._move(_START_SECONDS, everybody=False)

    def _any_ready(self) -> bool:
        return any(worker.ready for worker in self._workers)

    def _call(self) -> None:
        """Sees that there is a worker; until now nobody waited for any."""
        if self._initial is None:
            self.tell(None)
        self.warm(1)
        for worker in self._workers:
            worker.since, worker.window = time.monotonic(), 1

    def _move(self, patience: float, *, everybody: bool) -> None:
        """One round: waits for what comes from a worker or can go to it, at most so many seconds; then takes it in, and
        hands over what comes next."""
        try:
            self._wait(patience)
            for worker in list(self._workers):
                self._advance(worker)
            self._feed(everybody=everybody)
        except BaseException:
            self.close()  # workers with a half-read batch would answer the next one
            raise

    def _feed(self, *, everybody: bool) -> None:
        """Hands jobs out one by one, to the first worker or to whoever has least: then two jobs go to two workers."""
        workers = [worker for worker in self._workers if worker.ready] or self._workers
        workers = workers if everybody else workers[:1]
        while self._batch.todo and (free := [worker for worker in workers if worker.takes_more()]):
            worker = min(free, key=lambda worker: len(worker.under_way))
            number = self._batch.todo.popleft()
            worker.give(number, self._batch.jobs[number])

    def _wait(self, longest: float) -> None:
        """Sleeps until a pipe can move or the first job is over its time, `longest` seconds at most."""
        patience = min(worker.deadline() for worker in self._workers) - time.monotonic()
        pipes = select.poll()
        for worker in self._workers:
            pipes.register(worker.reads, select.POLLIN)
            if worker.outgoing:
                pipes.register(worker.writes, select.POLLOUT)
        pipes.poll(1000 * max(0.0, min(patience, longest)))

    def _advance(self, worker: _Worker) -> None:
        alive = worker.write()
        for good, value in worker.read():
            self._note(worker, good, value)
        if not (alive and worker.open):
            self._replace(worker, worker.last_words())
        elif time.monotonic() > worker.deadline():
            self._replace(worker, f"took more than {self._limits.seconds:g} s")

    def _note(self, worker: _Worker, good: bool, value: object) -> None:
        worker.since = time.monotonic()
        if worker.ready and not worker.under_way:
            worker.open = False  # it answers what nobody asked: not to be believed any more
        elif worker.ready:
            worker.window = min(2 * worker.window, _WINDOW)
            self._batch.settle(worker.under_way.popleft(), value if good else ReadFailure(str(value)))
        elif good:
            worker.ready = True
            self._early_deaths = 0
        else:
            raise ReaderBroken(str(value))

    def _replace(self, worker: _Worker, reason: str) -> None:
        """Blames the job that was in hand, puts those queued behind it back, and starts a fresh worker."""
        worker.kill()
        self._workers.remove(worker)
        if worker.ready and worker.under_way:
            self._batch.settle(worker.under_way.popleft(), ReadFailure(reason))
        elif not worker.ready:
            self._early_deaths += 1
            if self._early_deaths >= _STARTS:
                raise ReaderBroken(f"the reading process does not start: {reason}")
        self._batch.todo.extendleft(reversed(worker.under_way))
        self._start(len(self._workers) + 1)


class _Batch:
    """The jobs of one call and what became of them."""

    def __init__(self, jobs: Sequence[object]) -> None:
        self.jobs = jobs
        self.todo = deque(range(len(jobs)))
        self.left = len(jobs)
        self.results: list[object | ReadFailure] = [None] * len(jobs)

    def settle(self, number: int, result: object) -> None:
        self.results[number] = result
        self.left -= 1


class _Worker:
    """The parent's end of one slot: its process, its two pipes, and the jobs that it has not answered."""

    def __init__(self, package: str, limits: Limits) -> None:
        # An empty environment: secrets that came by it stay here. A session of its own: Ctrl-C is for the
        # parent, and one signal reaches slot and child. No stderr: a hostile file must not write to the log.
        self._process = subprocess.Popen(
            [sys.executable, "-I", reader_child.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env={"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.writes = self._process.stdin.fileno()
        self.reads = self._process.stdout.fileno()
        os.set_blocking(self.writes, False)
        os.set_blocking(self.reads, False)
        with suppress(OSError, AttributeError):  # not for every user and system: the rest waits for the first job
            fcntl.fcntl(self.writes, fcntl.F_SETPIPE_SZ, _PIPE)
        self.under_way: deque[int] = deque()
        self.outgoing: deque[memoryview] = deque()
        self.since = time.monotonic()
        self.window = 1
        self.ready = False
        self.open = True
        self._package = package
        self._limits = limits
        self._incoming = bytearray()

    def send(self, parts: list[bytes]) -> None:
        """Hands over what the pipe takes at once; the rest follows."""
        self.outgoing.extend(map(memoryview, parts))
        self.write()  # its end, if it has ended, is noticed by the next read

    def ended(self) -> bool:
        return self._process.poll() is not None

    def deadline(self) -> float:
        """When (monotonic clock) it must have answered; for ever away while it has nothing to do."""
        if not self.ready:
            return self.since + max(_START_SECONDS, self._limits.seconds)
        return self.since + self._limits.seconds if self.under_way else math.inf

    def takes_more(self) -> bool:
        return len(self.under_way) < self.window and sum(map(len, self.outgoing)) < _AHEAD

    def give(self, number: int, job: object) -> None:
        if not self.under_way:
            self.since = time.monotonic()
        self.under_way.append(number)
        self.send(frame(job))

    def write(self) -> bool:
        """Moves what the pipe takes; False when nobody is at its other end."""
        try:
            while self.outgoing:
                sent = os.write(self.writes, self.outgoing[0])
                rest = self.outgoing[0][sent:]
                if rest:
                    self.outgoing[0] = rest
                else:
                    self.outgoing.popleft()
        except BlockingIOError:
            return True
        except BrokenPipeError:
            return False
        return True

    def read(self) -> list[tuple[bool, object]]:
        """The answers that have fully arrived; `open` is False once there will be no more."""
        try:
            while chunk := os.read(self.reads, CHUNK):
                self._incoming += chunk
                if len(chunk) < CHUNK // 16:  # less than a full pipe: there is hardly more
                    break
            else:
                self.open = False
        except BlockingIOError:
            pass
        return self._answers()

    def _answers(self) -> list[tuple[bool, object]]:
        found, start = [], 0
        view = self._incoming
        while len(view) - start >= HEAD.size:
            (size,) = HEAD.unpack_from(view, start)
            if size > self._limits.memory_mib << 20:
                self.open = False  # more than it can hold: the stream is garbled
                break
            end = start + HEAD.size + size
            if len(view) < end:
                break
            found.append(_trusted(bytes(view[start + HEAD.size : end]), self._package))
            start = end
        del view[:start]
        return found

    def last_words(self) -> str:
        """Why the process ended, from its exit status. Waits a moment for it."""
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "the reading process broke off"
        if status == 128 + signal.SIGXCPU:
            return f"took more than {self._limits.cpu_seconds} s of CPU time"
        if status == 128 + signal.SIGKILL:
            return "the reading process was killed, most likely for want of memory"
        if status > 128:
            return f"the reading process crashed ({signal.strsignal(status - 128)})"
        return f"the reading process ended (exit status {status})"

    def kill(self) -> None:
        """Ends the slot and its child, and leaves no zombie: the slot is asked to end its child and collect
        it; whatever is left of their group then is killed."""
        self._process.send_signal(signal.SIGUSR1)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(OSError):
            self._process.stdin.close()
        self._process.stdout.close()


class _Unpickler(pickle.Unpickler):
    """Takes types of one package and plain data types, so that a worker which a hostile file has taken over
    cannot make the parent call anything."""

    def __init__(self, stream: io.BytesIO, package: str) -> None:
        super().__init__(stream)
        self._package = package

    def find_class(self, module: str, name: str) -> Callable[..., object]:
        if (module, name) == ("builtins", "getattr"):
            return _member  # how Python before 3.11.4 writes the member of an enumeration
        if (module, name) in _DATA_TYPES:
            return _type(super().find_class(module, name))
        if module.partition(".")[0] == self._package and "." not in name:
            found = _type(super().find_class(module, name))
            if found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"a result holds {module}.{name}, which is not data")


def _member(found: object, name: object) -> Enum:
    """The member `name` of an enumeration, and nothing else that getattr could reach."""
    if isinstance(found, type) and issubclass(found, Enum) and isinstance(name, str) and name in found.__members__:
        return found.__members__[name]
    raise pickle.UnpicklingError(f"a result holds an attribute of {found!r}, which is not data")


def _type(found: object) -> type:
    if not isinstance(found, type):
        raise pickle.UnpicklingError(f"a result holds {found!r}, which is not data")
    return found


def _trusted(data: bytes, package: str) -> tuple[bool, object]:
    try:
        good, value = _Unpickler(io.BytesIO(data), package).load()
    except Exception as error:
        return False, in_words(error)
    return bool(good), value


def _attempt(work: Callable[[object], object], job: object) -> object | ReadFailure:
    try:
        return work(job)
    except Exception as error:
        return ReadFailure(in_words(error))
