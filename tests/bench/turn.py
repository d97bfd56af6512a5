"""`turn`: letters a second from recorded to decided, applied and acknowledged; then with the relay down.

Roundup answers each letter with one of its own. So the goal is set where we do the same (receipts only), and where a
letter is also sent on to four more readers, with the original attached, it is set on letters sent.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import load, peers
from tests.bench.letters import PEER_DOMAIN, letters, write_mbox
from tests.bench.measure import Figure, at_least, at_most, ratios, say
from tests.bench.processes import Failed, Process, free_port
from tests.bench.product import RECEIVED, WAITING, Bot, work_folder
from tests.bench.sink import taken

PATIENCE = 300.0
RECEIPTS_ONLY = "[routing]\ndistribute = false\n"
"""One letter of ours for each of theirs: what Roundup does, too."""


@dataclass(slots=True)
class Runs:
    """Letters a second, round by round."""

    turned: list[float] = field(default_factory=list)
    through: list[float] = field(default_factory=list)
    receipts: list[float] = field(default_factory=list)
    posted: list[float] = field(default_factory=list)
    roundup: list[float] = field(default_factory=list)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("-n", type=int, default=1000, help="letters in a round (1000)")
    parser.add_argument("--size", type=int, default=5000, help="bytes of a letter (5000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, all contestants in turn (3)")
    parser.add_argument("--peers", action="store_true", help="also Roundup, installed here")
    parser.add_argument("--peers-n", type=int, default=300, help="letters in a round for it (300)")


def run(args: argparse.Namespace) -> tuple[list[Figure], list[str]]:
    """The figures and what is to be said about them."""
    mails, runs = letters(args.n, args.size), Runs()
    notes: list[str] = []
    steps: dict[str, Callable[[Path], object]] = {
        "recorded before": lambda folder: _turned(folder, mails, runs.turned, runs.posted),
        "recorded before, receipts only": lambda folder: _turned(folder, mails, runs.receipts, [], RECEIPTS_ONLY),
        "over SMTP": lambda folder: _through(folder, mails, runs),
    }
    if args.peers:
        steps["Roundup"] = lambda folder: runs.roundup.append(peers.roundup(args.peers_n, args.size))
    for number in range(1, args.rounds + 1):
        for name, step in steps.items():
            _try(f"round {number}: {name}", step, notes)
    late: list[float] = []
    missing: list[float] = []
    _try("the relay is down, and comes back", lambda folder: _relay_down(folder, mails, late, missing), notes)
    return _figures(runs, late, missing), notes


def _turned(folder: Path, mails: list[bytes], rates: list[float], posted: list[float], more: str = "") -> None:
    """Letters that lie recorded when the bot starts: from its open doors to the last receipt at the relay."""
    with peers.running_sink(folder) as sink:
        product = Bot(folder / "bot", relay=sink, more=more)
        write_mbox(folder / "letters.mbox", mails)
        product.ingest(folder / "letters.mbox")
        with product.start() as service:
            began = time.perf_counter()
            _acknowledged(service, sink, len(mails))
            rates.append(len(mails) / (time.perf_counter() - began))
            service.until(lambda: product.settled(len(mails)), PATIENCE, "the outbox does not empty")
            posted.append(taken(sink) / (time.perf_counter() - began))
        _exactly(taken(sink, PEER_DOMAIN), len(mails))
        say(f"    {rates[-1]:.0f}/s; {taken(sink)} letters of ours")


def _through(folder: Path, mails: list[bytes], runs: Runs) -> None:
    """Letters that come by SMTP: from the first connection to the last receipt at the relay."""
    with peers.running_sink(folder) as sink:
        product = Bot(folder / "bot", relay=sink)
        with product.start() as service:
            began = time.perf_counter()
            _exactly(load.send(product.port, mails).accepted, len(mails))
            _acknowledged(service, sink, len(mails))
            runs.through.append(len(mails) / (time.perf_counter() - began))
        say(f"    {runs.through[-1]:.0f}/s")


def _relay_down(folder: Path, mails: list[bytes], late: list[float], missing: list[float]) -> None:
    """Letters come while nobody listens at the relay's port; later somebody does."""
    port = free_port()
    product = Bot(folder / "bot", relay=port)
    with product.start() as service:
        accepted = load.send(product.port, mails).accepted
        service.until(lambda: product.count(WAITING) == 0, PATIENCE, "not all decided without a relay")
        missing.append(accepted - product.count(RECEIVED))
        with peers.running_sink(folder, port):
            began = time.perf_counter()
            _acknowledged(service, port, accepted)
            late.append(time.perf_counter() - began)
            service.until(lambda: product.settled(accepted), PATIENCE, "the outbox does not empty")
            missing[-1] += abs(accepted - taken(port, PEER_DOMAIN))
        say(f"    all acknowledged {late[-1]:.0f} s after the relay's return")


def _acknowledged(service: Process, sink: int, count: int) -> None:
    service.until(lambda: taken(sink, PEER_DOMAIN) >= count, PATIENCE, "not all acknowledged", every=0.02)


def _exactly(got: int, wanted: int) -> None:
    if got != wanted:
        raise Failed(f"{got} instead of {wanted} letters")


def _try(name: str, step: Callable[[Path], object], notes: list[str]) -> None:
    say(f"  {name}")
    try:
        with work_folder() as folder:
            step(folder)
    except (Failed, OSError) as problem:
        notes.append(f"{name}: {problem}")
        say(f"    {problem}")


def _figures(runs: Runs, late: list[float], missing: list[float]) -> list[Figure]:
    figures = [
        Figure("recorded → acknowledged", runs.turned, "/s"),
        Figure("our letters sent meanwhile", runs.posted, "/s"),
        Figure("recorded → acknowledged, receipts only", runs.receipts, "/s"),
        Figure("in by SMTP → acknowledged", runs.through, "/s"),
        Figure("relay down: lost, or acknowledged twice", missing, "letters", at_most(0)),
        Figure("relay down: from its return to the last receipt", late, "s"),
    ]
    if runs.roundup:
        figures.append(Figure(peers.ROUNDUP, runs.roundup, "/s"))
        ours = {"": runs.turned, "receipts only, ": runs.receipts, "in by SMTP, ": runs.through}
        for what, rates in ours.items():
            goal = at_least(8) if rates is runs.receipts else None
            figures.append(Figure(f"{what}against Roundup", ratios(rates, runs.roundup), "×", goal))
        sent = ratios(runs.posted, runs.roundup)
        figures.append(Figure("our letters sent, against Roundup's one each", sent, "×", at_least(8)))
    return figures
