"""`intake`: letters a second with every 250 durable, beside a server that forgets them, and beside peers."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import load, peers
from tests.bench.letters import letters
from tests.bench.measure import Figure, at_least, at_most, percentile, ratios, say
from tests.bench.processes import MIB, Failed, Process, free_port, peak_resident, python, resident
from tests.bench.product import RECEIVED, WAITING, Bot, slow_disk, work_folder

BOT = "liaisonbot"
DISCARD = "aiosmtpd, discarding"
SINGLE = "a commit for each letter"
GROUPED = "door and writer alone"
SMALL = 20
"""So many small letters come first, so that what a large one costs is not what the first one costs."""


@dataclass(slots=True)
class Runs:
    """What one contestant did, round by round."""

    rates: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    behind: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)

    def add(self, outcome: load.Outcome, behind: int, cost: float) -> None:
        self.rates.append(outcome.per_second)
        self.p50.append(percentile(outcome.latencies, 0.50) * 1000)
        self.p99.append(percentile(outcome.latencies, 0.99) * 1000)
        self.behind.append(behind)
        self.cost.append(cost)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all contestants."""

    mails: Sequence[bytes]
    sessions: int
    env: dict[str, str]

    def send(self, port: int, server: Process) -> tuple[load.Outcome, float]:
        """What became of the letters, and what they cost the server at most: its memory above that of small letters,
        as a share of the bytes on their way at once."""
        load.send(port, letters(SMALL, start=len(self.mails)), sessions=1)
        before = resident(server.pid)
        outcome = load.send(port, self.mails, sessions=self.sessions)
        if outcome.refused or outcome.accepted != len(self.mails):
            raise Failed(f"{outcome.accepted} of {len(self.mails)} letters taken: {outcome.answer}")
        at_once = sum(map(len, self.mails[: self.sessions])) / MIB
        return outcome, max(0.0, peak_resident(server.pid) - before) / at_once


Contestant = Callable[[Setting, Path], tuple[load.Outcome, int, float]]


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("--sessions", type=int, help="kept sessions of the sender (10; 50 with --fsync-ms)")
    parser.add_argument("--size", type=int, default=5000, help="bytes of a letter (5000)")
    parser.add_argument("-n", type=int, default=2000, help="letters in a round (2000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, all contestants in turn (5)")
    parser.add_argument("--fsync-ms", type=float, default=0.0, help="milliseconds added to each fsync")
    parser.add_argument("--peers", action="store_true", help="also Roundup, Mailman and Salmon, installed here")
    parser.add_argument("--peers-n", type=int, default=300, help="letters in a round for them (300)")


def run(args: argparse.Namespace) -> tuple[list[Figure], list[str]]:
    """The figures and what is to be said about them."""
    sessions = args.sessions or (50 if args.fsync_ms else 10)
    setting = Setting(_mails(args.n, args.size), sessions, slow_disk(args.fsync_ms))
    found = {name: Runs() for name in _contestants(args)}
    rivals: dict[str, list[float]] = {}
    notes: list[str] = []
    for number in range(1, args.rounds + 1):
        for name, contestant in _contestants(args).items():
            say(f"  round {number}: {name}")
            try:
                with work_folder() as folder:
                    found[name].add(*contestant(setting, folder))
            except Failed as problem:
                notes.append(f"{name}: {problem}")
                say(f"    {problem}")
        if args.peers:
            peers.round_of_all(args.peers_n, args.size, sessions, number, rivals, notes)
    return _figures(found, rivals, args, sessions), notes


def _mails(count: int, size: int) -> list[bytes]:
    """The letters to send; large ones are padded, since to write their prose would take longer than to send it."""
    made = letters(count, min(size, MIB))
    padding = (b"z" * 70 + b"\r\n") * max(0, (size - MIB) // 72)
    return [one + padding for one in made] if padding else made


def bot(setting: Setting, folder: Path) -> tuple[load.Outcome, int, float]:
    """The whole service, how many letters it still had to decide on at the last 250, and its memory.

    Raises Failed if a letter that got its 250 is missing."""
    product = Bot(folder)
    with product.start(setting.env) as server:
        outcome, cost = setting.send(product.port, server)
        recorded = product.count(RECEIVED) - SMALL
        behind = product.count(WAITING)
    if recorded != outcome.accepted:
        raise Failed(f"{outcome.accepted} letters got their 250, {recorded} are recorded")
    return outcome, behind, cost


def contestant(kind: str) -> Contestant:
    """One of the servers of `contestants`."""

    def compete(setting: Setting, folder: Path) -> tuple[load.Outcome, int, float]:
        port = free_port()
        command = python("tests.bench.contestants", kind, str(port), folder)
        with Process(command, folder / "log", setting.env).answers(port) as server:
            outcome, cost = setting.send(port, server)
            return outcome, 0, cost

    return compete


def _contestants(args: argparse.Namespace) -> dict[str, Contestant]:
    found = {BOT: bot, DISCARD: contestant("discard"), GROUPED: contestant("grouped")}
    return found | {SINGLE: contestant("single")} if args.fsync_ms else found


def _figures(
    found: dict[str, Runs], rivals: dict[str, list[float]], args: argparse.Namespace, sessions: int
) -> list[Figure]:
    ours = found[BOT]
    usual = (sessions, args.size, args.fsync_ms) == (10, 5000, 0.0)
    figures = [Figure(f"{name}: accepted", runs.rates, "/s") for name, runs in found.items()]
    figures += [
        Figure(f"{BOT}: 250 after, median", ours.p50, "ms"),
        Figure(f"{BOT}: 250 after, 99th percentile", ours.p99, "ms", at_most(50) if usual else None),
        Figure(f"{BOT}: still to be decided then", ours.behind, "letters"),
        Figure(f"{DISCARD}: 250 after, 99th percentile", found[DISCARD].p99, "ms"),
        _share(ours.rates, found[DISCARD].rates, DISCARD, 50 if usual else None),
        _share(found[GROUPED].rates, found[DISCARD].rates, f"{DISCARD} ({GROUPED})", None),
    ]
    if args.size >= MIB:
        figures.append(Figure(f"{GROUPED}: memory for a letter", found[GROUPED].cost, "×", at_most(1.5)))
        figures += [Figure(f"{name}: memory for a letter", found[name].cost, "×") for name in (BOT, DISCARD)]
    if SINGLE in found:
        many = at_least(4) if sessions == 50 and args.fsync_ms == 5 else None
        figures.append(Figure(f"against {SINGLE}", ratios(ours.rates, found[SINGLE].rates), "×", many))
        figures.append(Figure(f"{GROUPED} against that", ratios(found[GROUPED].rates, found[SINGLE].rates), "×"))
    for peer, rates in rivals.items():
        goal = at_least(peers.INTAKE_GOALS[peer]) if usual else None
        figures += [Figure(peer, rates, "/s"), Figure(f"against {peer}", ratios(ours.rates, rates), "×", goal)]
    return figures


def _share(ours: Sequence[float], theirs: Sequence[float], name: str, goal: float | None) -> Figure:
    shares = [100 * one for one in ratios(ours, theirs)]
    return Figure(f"share of {name}", shares, "%", at_least(goal) if goal else None)
