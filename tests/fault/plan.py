"""What a run is given: its size, its seed, a folder and a place to say how far it is; and what it gives back."""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.bench.measure import Figure, Goal

Size = TypeVar("Size", int, float)

LOG_EVERY = 30.0
"""Seconds between two lines about progress where nobody watches."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One run: `full` or short, or as long as `minutes` say. All chance in it comes from `seed`."""

    name: str
    seed: int
    folder: Path
    full: bool = False
    minutes: float | None = None
    began: float = field(default_factory=time.monotonic)

    def chance(self, what: str = "") -> random.Random:
        """A source of chance for one part of the run; the same one for the same seed."""
        return random.Random(f"{self.seed} {self.name} {what}")

    def size(self, short: Size, full: Size) -> Size:
        """How much of something this run is to have."""
        return full if self.full else short

    def rounds(self, what: str, short: int, full: int) -> Iterator[int]:
        """The numbers of the run's rounds, shown as they pass: so many, or as many as the minutes hold."""
        most = self.size(short, full)
        for number in itertools.count():
            spent = time.monotonic() - self.began
            over = spent > self.minutes * 60 if self.minutes is not None else number >= most
            if over and number:
                break
            of = "" if self.minutes is not None else f" of {most:,}"
            progress(f"{self.name}: {what} {number + 1:,}{of}, {spent:.0f} s")
            yield number
        progress("")


@dataclass(slots=True)
class Found:
    """What a run came to. `wrong` are sentences about what must not be; without any the run has passed."""

    figures: list[Figure] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def count(self, what: str, value: float, unit: str = "", goal: Goal | None = None) -> None:
        """Adds a figure; one that misses its goal is wrong."""
        figure = Figure(what, [value], unit, goal)
        self.figures.append(figure)
        if figure.verdict == "not reached":
            self.wrong.append(f"{what}: {value:,g} {unit}".rstrip())


_told = [0.0]


def progress(text: str) -> None:
    """Shows how far a run is: to people on a line that is written over, into a log now and then."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
    elif text and time.monotonic() - _told[0] > LOG_EVERY:
        _told[0] = time.monotonic()
        print(text, file=sys.stderr, flush=True)
