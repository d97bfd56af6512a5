"""Figures: medians with their range, ratios round by round, goals beside them, and the table that shows it all."""

from __future__ import annotations

import json
import math
import os
import platform
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tabulate import tabulate


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound, at least ("≥") or at most ("≤")."""

    sign: str
    bound: float

    def reached(self, value: float) -> bool:
        """Whether a figure is on the right side of the bound."""
        return value >= self.bound if self.sign == "≥" else value <= self.bound


def at_least(bound: float) -> Goal:
    """The goal of figures that should be large."""
    return Goal("≥", bound)


def at_most(bound: float) -> Goal:
    """The goal of figures that should be small."""
    return Goal("≤", bound)


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured once or several times, in `unit`, with the goal for its median if it has one."""

    what: str
    values: Sequence[float]
    unit: str
    goal: Goal | None = None

    @property
    def value(self) -> float:
        """The median; zero if nothing was measured."""
        return median(self.values) if self.values else 0.0

    @property
    def verdict(self) -> str:
        """Whether the goal was reached, in words; empty without a goal."""
        if self.goal is None:
            return ""
        return "reached" if self.values and self.goal.reached(self.value) else "not reached"

    def row(self) -> tuple[str, ...]:
        """What the table shows."""
        spread = f"[{shown(min(self.values))}–{shown(max(self.values))}]" if len(self.values) > 1 else ""
        figure = f"{shown(self.value)} {self.unit}" if self.values else "not measured"
        goal = f"{self.goal.sign} {shown(self.goal.bound)} {self.unit}" if self.goal else ""
        return self.what, figure, spread, goal, self.verdict

    def data(self) -> dict[str, object]:
        """What a machine reads."""
        goal = f"{self.goal.sign} {self.goal.bound}" if self.goal else None
        values = [round(value, 3) for value in self.values]
        return {
            "what": self.what,
            "value": round(self.value, 3) if values else None,
            "unit": self.unit,
            "values": values,
            "goal": goal,
            "reached": self.verdict == "reached" if goal else None,
        }


def shown(value: float) -> str:
    """A number with as many digits as matter."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0 … 1) of all values do not exceed. Raises ValueError without values."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Ours by theirs, round by round; rounds in which they came to nothing are left out."""
    return [one / other for one, other in zip(ours, theirs, strict=False) if other]


def machine() -> str:
    """The first line of every benchmark: where, when and with what."""
    where = f"{_processor()}, {os.cpu_count()} CPUs, {platform.system()} {platform.release()}"
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{where} · {when} · Python {platform.python_version()} · SQLite {sqlite3.sqlite_version}"


def report(name: str, figures: Sequence[Figure], notes: Sequence[str], *, as_json: bool) -> str:
    """The whole result as text, for people or (one line of JSON) for a machine."""
    if as_json:
        found = {
            "bench": name,
            "machine": machine(),
            "figures": [one.data() for one in figures],
            "notes": list(notes),
        }
        return json.dumps(found, ensure_ascii=False)
    table = tabulate(
        [one.row() for one in figures],
        headers=[name, "median", "range", "goal", ""],
        tablefmt="simple",
        disable_numparse=True,
        colalign=("left", "right", "left", "left", "left"),
    )
    return "\n".join([machine(), "", table, *notes])


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(text, file=sys.stderr, flush=True)


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass  # no Linux
    return platform.machine()
