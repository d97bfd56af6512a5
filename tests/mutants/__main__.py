"""The command line of mutation tests: python -m tests.mutants [MODULE …] [--sample N] [--seed S]."""

from __future__ import annotations

import argparse
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tabulate import tabulate

from tests.mutants.imports import modules, users_of
from tests.mutants.mutations import Mutant, mutants
from tests.mutants.targets import SPARE, TARGETS

ROOT = Path(__file__).parent.parent.parent
MOST_SECONDS = 120
HEAVY = ("pytest", "pytest_timeout", "xdist.plugin", "hypothesis.strategies", "_hypothesis_pytestplugin",
         "cryptography", "dkim", "authres", "jinja2", "aiosmtpd.smtp", "selectolax", "icalendar", "sqlite_utils",
         "publicsuffixlist", "dns.resolver", "dns.asyncresolver", "defusedxml", "pypdf")  # fmt: skip
"""Loaded once, as all of ours, before the children that test the mutants are forked."""


def main() -> int:
    """0 if so many of the changes were noticed as should be. Ctrl-C ends it early."""
    parser = argparse.ArgumentParser(prog="./dev mutants", description="Changes one thing at a time; a test must fail.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TARGETS))
    parser.add_argument("--sample", type=int, default=0, help="only so many changes of each module, by chance")
    parser.add_argument("--seed", type=int, default=1, help="another choice of them")
    parser.add_argument("--at-once", type=int, default=2, help="so many are tried side by side")
    args = parser.parse_args()
    if wrong := set(args.modules) - set(TARGETS):
        parser.error(f"no such module: {', '.join(sorted(wrong))}")
    for name in (*HEAVY, *modules()):
        importlib.import_module(name)
    gc.freeze()  # the children need not look through all that again
    wanted = args.modules or list(TARGETS)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        for name in wanted:
            if not _run([Mutant(f"liaisonbot.{name}", "", 0, "nothing", _source(name))], Path(folder), quiet=True):
                tests = " ".join(TARGETS[name].tests)
                print(f"{name}: its tests fail without any change; run them: ./dev test {tests}")
                return 2
        chosen = {name: _chosen(name, args.sample, args.seed) for name in wanted}
        survivors = _run([one for found in chosen.values() for one in found], Path(folder), args.at_once)
    return _told(chosen, survivors)


def _chosen(name: str, sample: int, seed: int) -> list[Mutant]:
    found = mutants(f"liaisonbot.{name}", _source(name), TARGETS[name].parts)
    return random.Random(seed).sample(found, sample) if 0 < sample < len(found) else found


def _source(name: str) -> str:
    return (ROOT / "liaisonbot" / f"{name.replace('.', '/')}.py").read_text("utf-8")


def _run(chosen: Sequence[Mutant], folder: Path, at_once: int = 1, *, quiet: bool = False) -> list[Mutant]:
    """The mutants that no test noticed."""
    survivors: list[Mutant] = []
    running: dict[int, tuple[Mutant, float]] = {}
    left = list(reversed(chosen))
    while left or running:
        while left and len(running) < at_once:
            mutant = left.pop()
            running[_child(mutant, folder / str(len(left)))] = (mutant, time.monotonic())
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


def _child(mutant: Mutant, folder: Path) -> int:
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

        _forget(users_of(mutant.module))
        sys.meta_path.insert(0, _Changed(mutant))
        tests = TARGETS[mutant.module.removeprefix("liaisonbot.")].tests
        loaded = "ignore::pytest.PytestAssertRewriteWarning"  # plugins are, before pytest could rewrite them
        without = ("-p", "no:cacheprovider", "-p", "no:anyio")  # nothing of ours uses it, and it takes long to load
        options = ["-x", "-q", "-n0", *without, "--no-header", f"--basetemp={folder}", "-W", loaded]
        status = int(pytest.main([*options, *tests]))
    finally:
        os._exit(status)


def _forget(names: Iterable[str]) -> None:
    """These modules are loaded anew when they are asked for next."""
    for name in names:
        sys.modules.pop(name, None)
        package, _, own = name.rpartition(".")
        vars(sys.modules[package]).pop(own, None)


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Gives the one module its changed source."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._mutant.module else None

    def get_source(self, fullname: str) -> str:
        return self._mutant.source


def _place(mutant: Mutant) -> str:
    return f"{mutant.module.replace('.', '/')}.py:{mutant.line} ({mutant.part})"


def _told(chosen: Mapping[str, Sequence[Mutant]], survivors: Sequence[Mutant]) -> int:
    """Prints the changes that were missed, the spare checks with their reasons, and a table of all modules."""
    print("\n")
    failed = False
    rows = []
    for name, found in chosen.items():
        spare = [one for one in found if _key(one) in SPARE]
        missed = [one for one in found if one in survivors and one not in spare]
        for one in missed:
            print(f"missed: {_place(one)}: {one.change}")
        for one in spare:
            print(f"spare: {_place(one)}: {one.change}: {SPARE[_key(one)]}")
        for one in spare:
            if one not in survivors:
                failed = True
                print(f"not spare: {_place(one)}: {one.change}: a test notices it")
        count, goal = len(found) - len(spare), TARGETS[name].goal
        share = 100 * (count - len(missed)) / max(1, count)
        failed = failed or share < goal
        rows.append((name, count, len(missed), len(spare), f"{share:.1f} %", f"{goal} %"))
    heads = ("module", "changes", "missed", "spare", "noticed", "goal")
    print("\n" + tabulate(rows, heads, tablefmt="github", disable_numparse=True))
    return 1 if failed else 0


def _key(mutant: Mutant) -> tuple[str, str, str]:
    return mutant.module.removeprefix("liaisonbot."), mutant.part, mutant.change


if __name__ == "__main__":
    sys.exit(main())
