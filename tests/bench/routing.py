"""`routing`: the golden misaddressed mails: what goes right at once, what is held well, and how long it takes."""

from __future__ import annotations

import argparse
import json
import time

from tests.bench.measure import Figure, at_least, at_most
from tests.routing_corpus import MAILS, routed


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("-n", type=int, default=20, help="how often each mail is routed (20)")


def run(args: argparse.Namespace) -> tuple[list[Figure], list[str]]:
    """The figures and what is to be said about them."""
    right, first, other, wrong = [], [], [], []
    for path in MAILS:
        wanted, way = json.loads(path.with_suffix(".expect.json").read_text("utf-8"))["route"], routed(path)
        groups = list(way.groups) if way else []
        offered = list(way.suggestions[0].groups) if way and way.suggestions else None
        if not set(groups) <= set(wanted["groups"]):
            wrong.append(path.stem)
        elif groups == wanted["groups"] and "first" not in wanted and offered is None:
            right.append(path.stem)
        elif offered == wanted.get("first"):
            first.append(path.stem)
        else:
            other.append(path.stem)
    share = 100 / len(MAILS)
    held = len(first) + len(other)
    figures = [
        Figure("routed right at once", [len(right) * share], "%"),
        Figure("asked, the right group first", [len(first) * share], "%"),
        Figure(
            "of what is asked, the right group first", [100 * len(first) / held if held else 100.0], "%", at_least(90)
        ),
        Figure("asked otherwise", [len(other) * share], "%"),
        Figure("routed wrong", [len(wrong) * share], "%", at_most(0)),
        Figure("one statement", _milliseconds(args.n), "ms", at_most(5)),
    ]
    return figures, [f"{kind}: {', '.join(names)}" for kind, names in (("wrong", wrong), ("otherwise", other)) if names]


def _milliseconds(rounds: int) -> list[float]:
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        for path in MAILS:
            routed(path)
        took.append((time.perf_counter() - start) * 1000 / len(MAILS))
    return took
