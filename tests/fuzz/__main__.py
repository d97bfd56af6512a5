"""The command line of fuzzing: python -m tests.fuzz TARGET [--seconds N] [--seed S]."""

from __future__ import annotations

import argparse
import hashlib
import logging
import random
import sys
import time
from pathlib import Path

from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS, Target, check

FINDINGS = Path("fuzz-findings")
MOST_FINDINGS = 20
"""Then one fault is found again and again."""

MOST_BYTES, MOST_KEPT = 4000, 80
"""Larger inputs, or more of them, are not worth their place in the repository."""


def main() -> int:
    """0 if nothing was found. Ctrl-C ends it early."""
    parser = argparse.ArgumentParser(prog="./dev fuzz", description="Mutates golden inputs until a reader breaks.")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, help="makes the inputs of an earlier run again")
    parser.add_argument("--keep", action="store_true", help="adds inputs that take a new way to tests/fuzz/corpus")
    args = parser.parse_args()
    logging.disable()  # doors log each refusal
    first = random.SystemRandom().randrange(1 << 32) if args.seed is None else args.seed
    return _run(TARGETS[args.target], args.seconds, first, keep=args.keep)


def _run(target: Target, seconds: float, first: int, *, keep: bool) -> int:
    """Input number n of a run comes from the seed first + n and the corpus, so that a finding is made again by one
    seed; with `keep` it also grows out of what the run itself has added."""
    corpus, found, number = target.corpus(), 0, 0
    ways = {check(target, data)[1] for data in corpus} if keep else set()
    room = MOST_KEPT - len(list(target.kept().glob("*"))) if keep else 0
    print(f"{target.name}: {len(corpus)} inputs to start from, seed {first}", flush=True)
    end = shown = time.monotonic()
    end += seconds
    while time.monotonic() < end and found < MOST_FINDINGS:
        seed = random.Random(first + number)
        data = mutated(seed, seed.choice(corpus), corpus)
        trouble, way = check(target, data)
        if room > 0 and not trouble and way not in ways and len(data) <= MOST_BYTES:
            room -= 1
            ways.add(way)
            corpus.append(data)
            target.kept().mkdir(parents=True, exist_ok=True)
            (target.kept() / f"{hashlib.sha256(data).hexdigest()[:12]}.bin").write_bytes(data)
        if trouble:
            found += 1
            FINDINGS.mkdir(exist_ok=True)
            path = FINDINGS / f"{target.name}-{first + number}.bin"
            path.write_bytes(data)
            print(f"\n{path}: {trouble}  (again: --seed {first + number} --seconds 0.001)", flush=True)
        number += 1
        if time.monotonic() - shown > 1 and sys.stderr.isatty():
            shown = time.monotonic()
            print(f"\r{number} inputs, {end - shown:.0f} s left ", end="", file=sys.stderr, flush=True)
    print(f"{target.name}: {number} inputs in {seconds:.0f} s, {found} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
