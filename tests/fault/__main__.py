"""The command line of the faults: python -m tests.fault [K…] [--minutes N] [--full] [--seed S]."""

from __future__ import annotations

import argparse
import logging
import random
import shutil
import sys
import time
from pathlib import Path

from tabulate import tabulate

from tests.bench.measure import machine, say
from tests.bench.product import work_folder
from tests.fault import (
    a_day,
    bombs,
    clocks,
    crash_points,
    damaged_pages,
    full_disk,
    kills,
    loops,
    mailbox_faults,
    odd_input,
    power_cuts,
    published,
    relay_faults,
    upgrades,
)
from tests.fault.plan import Found, Plan

RUNS = {
    "K1": kills,
    "K2": crash_points,
    "K3": mailbox_faults,
    "K4": relay_faults,
    "K5": full_disk,
    "K6": power_cuts,
    "K7": bombs,
    "K8": loops,
    "K9": clocks,
    "K10": odd_input,
    "K11": upgrades,
    "K12": published,
    "K13": a_day,
    "P17": damaged_pages,
}

LONG = {"K13"}
"""Runs without a short form."""


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="./dev faults", description="Breaks the world around the bot, and looks.")
    parser.add_argument("runs", nargs="*", metavar="K…", help="which runs; by default all, in their short form")
    parser.add_argument("--minutes", type=float, help="go on so long, with each run")
    parser.add_argument("--full", action="store_true", help="the figures to be reached: hours")
    parser.add_argument("--seed", type=int, help="does an earlier run again")
    parser.add_argument("--list", action="store_true", help="says what there is")
    args = parser.parse_args()
    if wrong := [name for name in args.runs if name.upper() not in RUNS]:
        parser.error(f"there is no run {', '.join(wrong)}; see --list")
    return args


def main() -> int:
    """0 if nothing was wrong."""
    args = parse()
    if args.list:
        print("\n".join(f"{name:4} {_about(name)}" for name in RUNS))
        return 0
    logging.getLogger("liaisonbot").setLevel(logging.CRITICAL)  # what goes wrong is meant to
    seed = random.SystemRandom().randrange(1 << 32) if args.seed is None else args.seed
    print(f"{machine()} · seed {seed}", flush=True)
    names = [name.upper() for name in args.runs] or [name for name in RUNS if args.full or name not in LONG]
    return max(_one(name, seed, args) for name in names)


def _one(name: str, seed: int, args: argparse.Namespace) -> int:
    began = time.monotonic()
    with work_folder() as folder:
        found = _tried(Plan(name, seed, folder, full=args.full, minutes=args.minutes))
        kept = _keep(folder, name, seed) if found.wrong else ""
    spent = time.monotonic() - began
    print(f"\n{name}  {_about(name)}  ({spent:.0f} s)")
    rows = [figure.row()[:2] + figure.row()[3:] for figure in found.figures]
    print(tabulate(rows, tablefmt="plain", disable_numparse=True, colalign=("left", "right", "left", "left")))
    for line in found.wrong[:40]:
        print(f"  WRONG  {line}")
    if found.wrong:
        size = " --full" if args.full else f" --minutes {args.minutes:g}" if args.minutes else ""
        print(
            f"  {len(found.wrong)} findings, all about them in {kept}. Again: ./dev faults {name}{size} --seed {seed}"
        )
    sys.stdout.flush()
    return 1 if found.wrong else 0


def _tried(plan: Plan) -> Found:
    """What a run found; that it could not be run to its end is a finding too."""
    try:
        return RUNS[plan.name].run(plan)
    except Exception as problem:
        say(f"{plan.name}: {problem!r}")
        return Found(wrong=[f"the run broke off: {type(problem).__name__}: {problem}"])


def _keep(folder: Path, name: str, seed: int) -> Path:
    kept = folder.parent / f"findings-{name}-{seed}"
    shutil.rmtree(kept, ignore_errors=True)
    folder.rename(kept)
    folder.mkdir()
    return kept


def _about(name: str) -> str:
    return (RUNS[name].__doc__ or "").partition(":")[2].strip().splitlines()[0]


if __name__ == "__main__":
    sys.exit(main())
