"""The command line of fuzzing: python -m tests.fuzz TARGET [--seconds N] [--seed S]."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS, Target, check

FINDINGS = Path("fuzz-findings")
MOST_FINDINGS = 20
"""Then one fault is found again and again."""


def main() -> int:
    """0 if nothing was found. Ctrl-C ends it early."""
    parser = argparse.ArgumentParser(prog="./dev fuzz", description="Mutates golden inputs until a reader breaks.")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, help="makes the inputs of an earlier run again")
    args = parser.parse_args()
    first = random.SystemRandom().randrange(1 << 32) if args.seed is None else args.seed
    return _run(TARGETS[args.target], args.seconds, first)


def _run(target: Target, seconds: float, first: int) -> int:
    """Input number n of a run comes from the seed first + n, so that a finding is made again by one seed."""
    corpus, found, number = target.corpus(), 0, 0
    print(f"{target.name}: {len(corpus)} inputs to start from, seed {first}", flush=True)
    end = shown = time.monotonic()
    end += seconds
    while time.monotonic() < end and found < MOST_FINDINGS:
        seed = random.Random(first + number)
        data = mutated(seed, seed.choice(corpus), corpus)
        if trouble := check(target, data):
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
