"""The command line of the benchmarks: python -m tests.bench WHAT [options]."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tests.bench import catchup, commands, directory, intake, reading, routing, start, tick, turn
from tests.bench.measure import report

BENCHES = {
    "intake": intake,
    "catchup": catchup,
    "turn": turn,
    "start": start,
    "tick": tick,
    "commands": commands,
    "reading": reading,
    "routing": routing,
    "directory": directory,
}


def parse(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The options; `words` are those of the command line by default."""
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measures the bot beside others.")
    chosen = parser.add_subparsers(dest="what", required=True, metavar="|".join(BENCHES))
    for name, bench in BENCHES.items():
        one = chosen.add_parser(name, help=(bench.__doc__ or "").splitlines()[0], description=bench.__doc__)
        bench.add_options(one)
        one.add_argument("--json", action="store_true", help="one line of JSON instead of a table")
    return parser.parse_args(words)


def main() -> None:
    """Runs one benchmark and prints its figures. Goals that are missed do not fail it."""
    args = parse()
    figures, notes = BENCHES[args.what].run(args)
    print(report(args.what, figures, notes, as_json=args.json))


if __name__ == "__main__":
    main()
