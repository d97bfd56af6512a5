"""The command line of mutation tests: python -m tests.mutants [MODULE …] [--sample N] [--seed S]."""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.mutations import Mutant, mutants

ROOT = Path(__file__).parent.parent.parent
TARGETS = {
    "deciding.answering": ("tests/attacks/test_answering.py",),
    "deciding.trust": ("tests/test_trust.py",),
    "deciding.same_letter": ("tests/test_same_letter.py",),
    "doors.proof": ("tests/test_proof.py", "tests/attacks/test_spoofs.py"),
    "doors.letter_scan": ("tests/test_smtp_letters.py", "tests/test_smtp_in.py"),
    "doors.smtp_bounds": ("tests/test_smtp_bounds.py", "tests/attacks/test_bounds.py"),
    "reading.bounds": ("tests/attacks/test_bounds.py",),
}
"""Who may do what, who is answered, what is the same, how much: the modules, and the tests that must notice."""

GOAL = 90
AT_ONCE = 2
MOST_SECONDS = 120
HEAVY = ("pytest", "cryptography", "dkim", "authres", "jinja2", "aiosmtpd.smtp", "selectolax", "icalendar",
         "sqlite_utils", "publicsuffixlist", "dns.resolver", "defusedxml", "pypdf")  # fmt: skip
"""Loaded once, before the children that test the mutants are forked."""


def main() -> int:
    """0 if so many of the changes were noticed as should be. Ctrl-C ends it early."""
    parser = argparse.ArgumentParser(prog="./dev mutants", description="Changes one thing at a time; a test must fail.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TARGETS))
    parser.add_argument("--sample", type=int, default=0, help="only so many changes of each module, by chance")
    parser.add_argument("--seed", type=int, default=1, help="another choice of them")
    args = parser.parse_args()
    if wrong := set(args.modules) - set(TARGETS):
        parser.error(f"no such module: {', '.join(sorted(wrong))}")
    for name in HEAVY:
        importlib.import_module(name)
    for name in args.modules or TARGETS:
        if not _run([Mutant(f"liaisonbot.{name}", 0, "nothing", _source(name))], quiet=True):
            print(f"{name}: its tests fail without any change; run them: ./dev test {' '.join(TARGETS[name])}")
            return 2
    chosen = [one for name in args.modules or TARGETS for one in _chosen(name, args.sample, args.seed)]
    survivors = _run(chosen)
    return _told(chosen, survivors)


def _chosen(name: str, sample: int, seed: int) -> list[Mutant]:
    found = mutants(f"liaisonbot.{name}", _source(name))
    return random.Random(seed).sample(found, sample) if 0 < sample < len(found) else found


def _source(name: str) -> str:
    return (ROOT / "liaisonbot" / f"{name.replace('.', '/')}.py").read_text("utf-8")


def _run(chosen: Sequence[Mutant], *, quiet: bool = False) -> list[Mutant]:
    """The mutants that no test noticed."""
    survivors: list[Mutant] = []
    running: dict[int, tuple[Mutant, float]] = {}
    left = list(reversed(chosen))
    while left or running:
        while left and len(running) < AT_ONCE:
            mutant = left.pop()
            running[_child(mutant)] = (mutant, time.monotonic())
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid in running:
            mutant, _ = running.pop(pid)
            if os.waitstatus_to_exitcode(status) == 0:
                survivors.append(mutant)
                if not quiet:
                    print(f"\nsurvived: {_place(mutant)}: {mutant.change}", flush=True)
            elif not quiet:
                print(".", end="", flush=True)
        for late in [pid for pid, (_, since) in running.items() if time.monotonic() - since > MOST_SECONDS]:
            os.kill(late, signal.SIGKILL)  # it hangs: that would be noticed
        time.sleep(0.02)
    return survivors


def _child(mutant: Mutant) -> int:
    """A process that runs the tests with one module changed; its exit status is pytest's."""
    pid = os.fork()
    if pid:
        return pid
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)
    status = 1
    try:
        import pytest

        sys.meta_path.insert(0, _Changed(mutant))
        tests = TARGETS[mutant.module.removeprefix("liaisonbot.")]
        options = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "--no-header", f"--basetemp=/tmp/mutants-{os.getpid()}"]
        status = int(pytest.main([*options, *tests]))
    finally:
        os._exit(status)


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Gives the one module its changed source."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._mutant.module else None

    def get_source(self, fullname: str) -> str:
        return self._mutant.source


def _place(mutant: Mutant) -> str:
    return f"{mutant.module.replace('.', '/')}.py:{mutant.line}"


def _told(chosen: Sequence[Mutant], survivors: Sequence[Mutant]) -> int:
    print("\n")
    failed = False
    for module in dict.fromkeys(one.module for one in chosen):
        count = sum(one.module == module for one in chosen)
        lived = [one for one in survivors if one.module == module]
        share = 100 * (count - len(lived)) / count
        failed = failed or share < GOAL
        print(f"{module:32} {count:4} changes, {share:5.1f} % noticed")
        for one in lived:
            print(f"    line {one.line}: {one.change}")
    share = 100 * (len(chosen) - len(survivors)) / max(1, len(chosen))
    print(f"{'together':32} {len(chosen):4} changes, {share:5.1f} % noticed (goal: {GOAL} % of each)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
