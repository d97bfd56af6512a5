"""`start`: how soon command line, service and pipe answer, and what stays resident after many letters."""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import load, peers
from tests.bench.letters import letter, letters
from tests.bench.measure import Figure, at_most, say
from tests.bench.processes import ROOT, Failed, environment, python, resident, tree_resident
from tests.bench.product import RECEIVED, Bot, work_folder

PATIENCE = 900.0
MOST_GROWTH = 5.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("-n", type=int, default=10_000, help="letters for the resident size (10000)")
    parser.add_argument("--size", type=int, default=5000, help="bytes of a letter (5000)")
    parser.add_argument("--rounds", type=int, default=9, help="how often each start is measured (9)")


def run(args: argparse.Namespace) -> tuple[list[Figure], list[str]]:
    """The figures and what is to be said about them."""
    notes: list[str] = []
    figures = [Figure("--version", _version(args.rounds), "ms", at_most(60))]
    with work_folder() as folder, peers.running_sink(folder) as sink:
        product = Bot(folder / "bot", relay=sink)
        try:
            figures.append(Figure("service up", _up(product, args.rounds), "ms", at_most(600)))
            figures.append(Figure("one letter through the pipe", _pipe(product, args), "ms", at_most(150)))
            figures += _resident(product, args)
            again = _up(product, args.rounds)
            figures.append(Figure(f"service up, with {args.n} letters", again, "ms", at_most(600)))
        except Failed as problem:
            notes.append(str(problem))
    return figures, notes


def _version(rounds: int) -> list[float]:
    say("  --version")
    return [_took(python("liaisonbot", "--version")) for _ in range(rounds + 1)][1:]


def _up(product: Bot, rounds: int) -> list[float]:
    """Milliseconds from a process to its greeting; the first, which compiles and may make the ledger, is left out."""
    say("  service up")
    found = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        with product.start():
            found.append((time.perf_counter() - began) * 1000)
    return found[1:]


def _pipe(product: Bot, args: argparse.Namespace) -> list[float]:
    say("  one letter through the pipe")
    before = product.count(RECEIVED)
    found = [
        _took(product.command("ingest", "-"), letter(2_000_000 + number, args.size))
        for number in range(args.rounds + 1)
    ]
    if product.count(RECEIVED) - before != len(found):
        raise Failed("a letter through the pipe is missing in the ledger")
    return found[1:]


def _resident(product: Bot, args: argparse.Namespace) -> list[Figure]:
    """Resident sizes when half of the letters, and all of them, are decided on and acknowledged."""
    half = args.n // 2
    sizes: list[float] = []
    with product.start() as service:
        before = product.count(RECEIVED)
        for start in (0, half):
            say(f"  letters {start + 1} to {start + half}")
            load.send(product.port, letters(half, args.size, start), timeout=PATIENCE)
            wanted = before + start + half
            service.until(lambda wanted=wanted: product.settled(wanted), PATIENCE, "not all settled")  # type: ignore[misc]
            sizes.append(resident(service.pid))
        tree = tree_resident(service.pid)
    growth = 100 * (sizes[1] / sizes[0] - 1)
    bound = at_most(80) if args.n == 10_000 else None
    return [
        Figure(f"resident after {args.n} letters", [sizes[1]], "MiB", bound),
        Figure("growth in their second half", [growth], "%", at_most(MOST_GROWTH)),
        Figure("with its children", [tree], "MiB"),
    ]


def _took(command: Sequence[str | Path], given: bytes = b"") -> float:
    """Milliseconds that a command takes. Raises Failed if it fails."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment(), input=given, capture_output=True, timeout=60)
    took = (time.perf_counter() - began) * 1000
    if done.returncode:
        raise Failed(f"{command[-1]} ended with {done.returncode}: {done.stderr.decode('utf-8', 'replace').strip()}")
    return took
