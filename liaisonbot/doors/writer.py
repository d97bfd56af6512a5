"""One thread that writes for many: letters that come while a commit is on its way share the next one.

With a slow disk this makes dozens of letters out of each flush; with a single sender it adds no delay.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from liaisonbot.doors.ledger import Ledger, LedgerError
from liaisonbot.model.mail import Arrival, Receipt

T = TypeVar("T")

GROUP = 64
"""So many letters share a commit at most."""

IN_FLIGHT = 100 << 20
"""So many bytes of letters wait for their commit at most."""

IDLE = 1.0
"""After so many quiet seconds the WAL is moved into the database."""


class Busy(LedgerError):
    """Too much is in flight, or the writer is closing: not taken, to be offered again later."""


@dataclass(frozen=True, slots=True)
class _Letter:
    raw: bytes
    arrivals: Sequence[Arrival]
    future: Future[Receipt] = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class _Call:
    work: Callable[[Ledger], Any]
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """Owns a thread and, in it, a Ledger. Everything is done in the order in which it was handed in.

    `clock` gives the time at which a group is received. Raises what `Ledger.open` raises; the ledger should
    have been opened and checked before.
    """

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime],
        *,
        in_flight: int = IN_FLIGHT,
        patience: timedelta = timedelta(seconds=10),
    ) -> None:
        self.commits = 0
        self._path, self._clock, self._patience = path, clock, patience
        self._room = in_flight
        self._jobs: deque[_Letter | _Call] = deque()
        self._changed = threading.Condition()
        self._closing = False
        opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(opened,), name="ledger writer", daemon=True)
        self._thread.start()
        opened.result()

    def submit(self, raw: bytes, arrivals: Sequence[Arrival]) -> Future[Receipt]:
        """Hand in a letter; the receipt comes once the letter is on the disk (P1).

        Raises Busy if there is no room for its bytes. The future fails as `Ledger.receive` does.
        """
        letter = _Letter(raw, arrivals)
        with self._changed:
            if len(raw) > self._room:
                raise Busy("too many letters wait to be written")
            self._put(letter)
            self._room -= len(raw)
        return letter.future

    def call(self, work: Callable[[Ledger], T]) -> Future[T]:
        """Have `work` done with the writer's ledger. Raises Busy when closing."""
        call = _Call(work)
        with self._changed:
            self._put(call)
        return call.future

    def close(self) -> None:
        """Write what was handed in, then end. A second time does nothing."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _put(self, job: _Letter | _Call) -> None:
        if self._closing:
            raise Busy("the writer is closing")
        self._jobs.append(job)
        self._changed.notify()

    def _run(self, opened: Future[None]) -> None:
        try:
            ledger = Ledger.open(self._path, self._clock(), check=False, patience=self._patience)
        except BaseException as problem:
            opened.set_exception(problem)
            return
        with ledger:
            opened.set_result(None)
            while self._work(ledger):
                pass  # nothing of a letter is kept here while the next one is waited for

    def _work(self, ledger: Ledger) -> bool:
        """Does what comes next; False once it is time to end."""
        match self._take(ledger):
            case []:
                return False
            case [_Call() as call]:
                _answer(call, ledger)
            case jobs:
                self._record([job for job in jobs if isinstance(job, _Letter)], ledger)
        return True

    def _take(self, ledger: Ledger) -> list[_Letter | _Call]:
        """The next call, or all letters up to it that fit one group; nothing once it is time to end."""
        if not self._something(IDLE):
            _tidy(ledger)
            self._something(None)
        with self._changed:
            jobs: list[_Letter | _Call] = []
            while self._jobs and len(jobs) < GROUP:
                if jobs and isinstance(self._jobs[0], _Call):
                    break
                jobs.append(self._jobs.popleft())
                if isinstance(jobs[0], _Call):
                    break
            return jobs

    def _something(self, seconds: float | None) -> bool:
        """Wait for something to do, an end included; False if the time is over first."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._jobs) or self._closing, seconds)

    def _record(self, letters: list[_Letter], ledger: Ledger) -> None:
        results: Sequence[Receipt | Exception]
        try:
            results = ledger.receive_many([(letter.raw, letter.arrivals) for letter in letters], self._clock())
            self.commits += 1
        except Exception as problem:
            results = [problem] * len(letters)
        with self._changed:
            self._room += sum(len(letter.raw) for letter in letters)
        for letter, result in zip(letters, results, strict=True):
            if not letter.future.set_running_or_notify_cancel():
                continue  # nobody waits any more; it is recorded all the same
            if isinstance(result, Exception):
                letter.future.set_exception(result)
            else:
                letter.future.set_result(result)


def _answer(call: _Call, ledger: Ledger) -> None:
    if not call.future.set_running_or_notify_cancel():
        return
    try:
        result = call.work(ledger)
    except BaseException as problem:
        call.future.set_exception(problem)
    else:
        call.future.set_result(result)


def _tidy(ledger: Ledger) -> None:
    try:
        ledger.checkpoint()
    except LedgerError:
        pass  # the next commit tries it again, and a real fault shows there
