"""`catchup`: a full mailbox of a real Dovecot, until every letter in it is recorded, beside a bare fetch."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field

from tests.bench.letters import letters
from tests.bench.mailbox import PASSWORD, Dovecot, bare_fetch, dovecot, far_away
from tests.bench.measure import Figure, at_most, ratios, say
from tests.bench.processes import Failed, peak_resident
from tests.bench.product import RECEIVED, WAITING, Bot, work_folder

RECORDING, DECIDING = 180.0, 900.0
"""So many seconds are waited for the one and the other."""


@dataclass(slots=True)
class Runs:
    """Seconds and MiB, round by round."""

    fetched: list[float] = field(default_factory=list)
    parsed: list[float] = field(default_factory=list)
    recorded: list[float] = field(default_factory=list)
    service: list[float] = field(default_factory=list)
    tree: list[float] = field(default_factory=list)
    behind: list[float] = field(default_factory=list)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("-n", type=int, default=10_000, help="letters in the mailbox (10000)")
    parser.add_argument("--size", type=int, default=5000, help="bytes of a letter (5000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, each with a mailbox of its own (3)")
    parser.add_argument("--delay-ms", type=float, default=0.0, help="round trip to the server in milliseconds")
    parser.add_argument("--after", choices=["move", "seen", "keyword", "nothing"], default="move")


def run(args: argparse.Namespace) -> tuple[list[Figure], list[str]]:
    """The figures and what is to be said about them."""
    runs, notes = Runs(), []
    mails = letters(args.n, args.size)
    try:
        with dovecot() as server:
            for number in range(1, args.rounds + 1):
                say(f"  round {number}: {args.n} letters")
                _round(server, f"user{number}", mails, args, runs)
    except Failed as problem:
        notes.append(str(problem))
    return _figures(runs, args), notes


def _round(server: Dovecot, user: str, mails: list[bytes], args: argparse.Namespace, runs: Runs) -> None:
    server.fill(user, mails)
    bare_fetch(server.port, user, parse=False)  # the server's own first look at a new mailbox counts for nobody
    with work_folder() as folder, far_away(server.port, args.delay_ms, folder) as port:
        for parse, seconds in ((False, runs.fetched), (True, runs.parsed)):
            count, took = bare_fetch(port, user, parse=parse)
            if count != args.n:
                raise Failed(f"the mailbox holds {count} letters, not {args.n}")
            seconds.append(took)
            say(f"    fetched{' and parsed' if parse else ''} in {took:.2f} s")
        _bot(Bot(folder / "bot", more=_section(port, user, args.after)), args.n, runs)


def _bot(product: Bot, count: int, runs: Runs) -> None:
    """From the open doors to the last letter recorded; the watcher begins when the doors are open."""
    with product.start().watched() as service:
        began = time.perf_counter()
        service.until(lambda: product.count(RECEIVED) >= count, RECORDING, "not all recorded", every=0.02)
        runs.recorded.append(time.perf_counter() - began)
        runs.behind.append(product.count(WAITING))
        service.until(lambda: product.count(WAITING) == 0, DECIDING, "not all decided")
        decided = time.perf_counter() - began
        runs.service.append(peak_resident(service.pid))
        runs.tree.append(max(service.peak, runs.service[-1]))
    say(f"    recorded in {runs.recorded[-1]:.2f} s, decided after {decided:.1f} s")


def _section(port: int, user: str, after: str) -> str:
    return f"""
[[imap]]
host = "127.0.0.1"
port = {port}
security = "none"
user = "{user}"
password = "{PASSWORD}"
after = "{after}"
create_folders = true
"""


def _figures(runs: Runs, args: argparse.Namespace) -> list[Figure]:
    usual = (args.n, args.size) == (10_000, 5000)
    near, far = usual and not args.delay_ms, usual and args.delay_ms == 20
    return [
        Figure("bare fetch", runs.fetched, "s"),
        Figure("bare fetch and parse", runs.parsed, "s"),
        Figure("recorded", runs.recorded, "s", at_most(15) if far else None),
        Figure(
            "recorded, to bare fetch and parse",
            ratios(runs.recorded, runs.parsed),
            "×",
            at_most(2) if near else None,
        ),
        Figure("of them still to be decided then", runs.behind, "letters"),
        Figure("peak of the service", runs.service, "MiB", at_most(100) if usual else None),
        Figure("peak with its children", runs.tree, "MiB"),
    ]
