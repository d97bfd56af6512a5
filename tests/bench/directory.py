"""`directory`: renewing it from a tracker on loopback, all of it and only what is new, and what a statement costs then."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.misaddressed import signs_of
from liaisonbot.deciding.routing import route
from liaisonbot.directory_renewal import from_tracker
from liaisonbot.doors.directory_likeness import likeness_of
from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.tracker_api import TrackerApi
from liaisonbot.model.contents import snapshot
from liaisonbot.model.directory import directory_of
from tests.bench.measure import Figure, at_most
from tests.routing_corpus import DAY, MAILS, OFFICE, letter
from tests.tracker_server import Tracker, group, past, role, serving, small, statement

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("-n", type=int, default=3, help="how often everything is loaded (3)")
    parser.add_argument("--groups", type=int, default=200, help="open working groups (200)")
    parser.add_argument("--peers", type=int, default=150, help="peers (150)")
    parser.add_argument("--statements", type=int, default=2500, help="statements on record (2500)")


def run(args: argparse.Namespace) -> tuple[list[Figure], list[str]]:
    """The figures and what is to be said about them."""
    whole, news, route_one, requests = [], [], [], []
    for _ in range(args.n):
        tracker = _filled(args)
        with serving(tracker), _ledger() as ledger:
            whole.append(_seconds(tracker, ledger, NOW))
            requests.append(float(len(tracker.asked)))
            for number in range(5):
                statement(tracker, 50_000 + number, 51, 1, time="2026-11-25T10:00:00Z")
            news.append(_seconds(tracker, ledger, NOW + timedelta(hours=1)))
            assert ledger.tracker_counts()[0] == len(tracker.models["liaisons/liaisonstatement"]) - 1
            route_one += _routing(ledger)
    figures = [
        Figure("everything loaded and swapped in", whole, "s", at_most(20)),
        Figure("… requests, 0.1 s apart", requests, ""),
        Figure("an hour later: what is new", news, "s", at_most(2)),
        Figure("one statement routed by it", route_one, "ms", at_most(5)),
    ]
    return figures, []


def _filled(args: argparse.Namespace) -> Tracker:
    """A tracker of this size; each group has two chairs and five changes behind it, each tenth peer
    a manager."""
    tracker = small()
    wanted = args.groups - sum(str(row["type"]).endswith("/wg/") for row in tracker.models["group/group"])
    for number in range(wanted):
        group(tracker, 6000 + number, f"made{number}", "wg", list_email=f"made{number}@ietf.org")
    groups = [int(row["id"]) for row in tracker.models["group/group"] if str(row["type"]).endswith("/wg/")]
    for place, number in enumerate(groups):
        for change in range(5):
            name = f"{'An Older Name' if change < 2 else 'The Name Of Now'} {number}"
            past(tracker, 10 * place + change, number, f"{2010 + change}-03-01", f"was{number}", name)
    for number in range(args.peers - 3):
        group(tracker, 8000 + number, f"peer-{number}", "sdo", name=f"Made Up Forum {number}", parent=51)
    for place, number in enumerate(groups):
        role(tracker, 100 + 2 * place, "chair", number, 1000 + 2 * place, f"First{place} Chair")
        role(tracker, 101 + 2 * place, "chair", number, 1001 + 2 * place, f"Second{place} Chair")
    for number in range(0, args.peers - 3, 10):
        role(tracker, 9000 + number, "liaiman", 8000 + number, 5000 + number, f"Manager{number} Of")
    for number in range(args.statements - 3):
        statement(tracker, 3000 + number, 8000 + number % (args.peers - 3), groups[number % len(groups)])
    return tracker


@contextmanager
def _ledger() -> Iterator[Ledger]:
    with tempfile.TemporaryDirectory() as folder, closing(Ledger.open(Path(folder) / "ledger.db", NOW)) as ledger:
        yield ledger


def _seconds(tracker: Tracker, ledger: Ledger, now: datetime) -> float:
    """One renewal, as the command does it, with its pauses."""
    start = time.perf_counter()
    with TrackerApi(tracker.base, "owner@bot.example", "bench") as api:
        found = from_tracker(ledger.contents() or snapshot(), ledger.tracker_marks(), api, now, lambda *_: None)
    ledger.renew_directory(
        found.after, now, found.because, statements=found.statements, answers=found.answers, marks=found.marks
    )
    return time.perf_counter() - start


def _routing(ledger: Ledger) -> list[float]:
    """Milliseconds for each golden misaddressed mail, likeness included: the dearest ones there are."""
    contents = ledger.contents()
    assert contents is not None
    office = Office(OFFICE.settings, OFFICE.people, directory_of(contents))
    alike = likeness_of(office.directory)
    took = []
    for path in MAILS:
        mail = letter(path)
        if mail.statement is None:
            continue
        start = time.perf_counter()
        signs = signs_of(mail, office.settings, alike=alike.like(mail.statement.title, mail.text))
        route(mail.statement, office, signs=signs, today=DAY)
        took.append(1000 * (time.perf_counter() - start))
    return took
