"""`tick`: what the clock costs on a ledger of a million cases: nothing due, a morning's letters, the digests."""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from liaisonbot.deciding.facts import Office
from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.ledger_rows import dump
from liaisonbot.doors.reader import InProcess
from liaisonbot.doors.render import Render
from liaisonbot.model.directory import built_in
from liaisonbot.model.people import People, Person, Settings
from liaisonbot.model.statement import Addressee, Purpose, Statement
from liaisonbot.service import Service
from tests.bench.measure import Figure, at_most, say

TODAY = date(2027, 6, 7)  # a Monday
MORNING = datetime(2027, 6, 7, 8, 0, tzinfo=UTC)
MANAGERS = 20
NEAR, FAR = TODAY + timedelta(days=7), TODAY + timedelta(days=200)


@dataclass(slots=True)
class Runs:
    """Seconds, by the size of the ledger."""

    first: dict[int, float] = field(default_factory=dict)
    idle: dict[int, list[float]] = field(default_factory=dict)
    due: dict[int, float] = field(default_factory=dict)
    digests: dict[int, float] = field(default_factory=dict)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("-n", type=int, default=1_000_000, help="cases in the largest ledger (1000000)")
    parser.add_argument("--size", type=int, default=5000, help="not used")
    parser.add_argument("--open", type=int, default=10_000, help="open ones among them (10000)")
    parser.add_argument("--due", type=int, default=300, help="open ones that are due that morning (300)")


def run(args: argparse.Namespace) -> tuple[list[Figure], list[str]]:
    """The figures and what is to be said about them."""
    runs, sizes = Runs(), [size for size in (1_000, 10_000, 100_000, 1_000_000) if size < args.n]
    for size in (*sizes, args.n):
        say(f"  {size} cases")
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), size, min(args.open, size), min(args.due, size), runs)
    most = args.n
    figures = [
        Figure("nothing is due", [1000 * one for one in runs.idle[most]], "ms", at_most(50)),
        Figure(f"{args.due} cases are due: decided, written, queued", [runs.due[most]], "s", at_most(2)),
        Figure(f"digests over {args.open} open cases", [runs.digests[most]], "s", at_most(5)),
        Figure("the first look after a start", [runs.first[most]], "s"),
    ]
    return figures, _curve(runs)


def _curve(runs: Runs) -> list[str]:
    from tabulate import tabulate

    rows = [
        (f"{size:,}", f"{1000 * min(runs.idle[size]):.2f}", f"{runs.due[size]:.2f}", f"{runs.digests[size]:.2f}")
        for size in runs.due
    ]
    heads = ["cases", "nothing due (ms)", "due (s)", "digests (s)"]
    return ["", *tabulate(rows, heads, tablefmt="simple", disable_numparse=True).splitlines()]


def _measure(folder: Path, cases: int, unclosed: int, due: int, runs: Runs) -> None:
    path = folder / "ledger.db"
    Ledger.open(path, MORNING - timedelta(days=40)).close()
    fill(path, cases, unclosed, due)
    clock = [MORNING - timedelta(minutes=5)]
    with _service(path, clock) as service:
        runs.first[cases] = _timed(service.tick)
        runs.idle[cases] = [_timed(service.tick) for _ in range(5)]
        clock[0] = MORNING
        runs.due[cases] = _timed(service.tick)
        settings = replace(service.office.settings, digest="daily")
        service.office = replace(service.office, settings=settings)
        runs.digests[cases] = _timed(service.tick)  # new settings: all cases are looked at again, too
        runs.idle[cases] += [_timed(service.tick) for _ in range(20)]


def fill(path: Path, cases: int, unclosed: int, due: int) -> None:
    """Puts cases into a ledger beside its own ways, for speed: the last `unclosed` ones are open, of those the
    last `due` ones a week before their day, held and managed by twenty people in turn. The others were closed
    in the course of ten years."""
    statement = Statement(
        "itu_t", "Requirements for the protection of rings", "itu-t", "ITU-T SG 15", to=(Addressee("CCAMP", "ccamp"),),
        stated_purpose=Purpose.ACTION, purpose=Purpose.ACTION, reference="SG15-LS83",
    )  # fmt: skip
    plain = json.loads(dump(statement))
    texts = {day: json.dumps({**plain, "deadline": day.isoformat()}) for day in (NEAR, FAR)}
    opened = (MORNING - timedelta(days=40)).isoformat(timespec="microseconds")
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute(
            """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
               INSERT INTO letter (id, sha256, received, size, in_file, state, rule)
               SELECT i, printf('%064x', i), ?2, 5000, 0, 'applied', 'routed' FROM n""",
            (cases, opened),
        )
        db.execute(
            """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
               INSERT INTO "case" (number, stage, statement, letter, message_id, opened, title, peer, purpose, groups,
                 lead, holder, manager, proposal, outcome, closed, verified, version, reference, due)
               SELECT i, iif(i > ?1 - ?3, 'open', 'closed'), iif(i > ?1 - ?4, ?5, ?6), i, printf('<%d@x.example>', i),
                 ?2, 'Requirements for the protection of rings', 'itu-t', 'action', '["ccamp"]', 'ccamp',
                 printf('person%d@manager.example', i % ?9), printf('person%d@manager.example', i % ?9), '[]',
                 iif(i > ?1 - ?3, NULL, 'answered'),
                 iif(i > ?1 - ?3, NULL, strftime('%Y-%m-%dT%H:%M:%f000+00:00', ?2, '-' || (i % 3650) || ' days')), 1, 1, printf('SG15-LS%d', i),
                 iif(i > ?1 - ?4, ?7, ?8) FROM n""",
            (cases, opened, unclosed, due, texts[NEAR], texts[FAR], NEAR.isoformat(), FAR.isoformat(), MANAGERS),
        )
        db.execute(
            """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
               INSERT INTO history (id, case_number, letter, at, who, role, proof, what, because, after, chain)
               SELECT i, i, i, ?2, 'liaisonbot', 'bot', 'own rule', 'opened', '', ?3, printf('%064x', i) FROM n""",
            (cases, opened, texts[FAR]),
        )
        db.commit()


@contextmanager
def _service(path: Path, clock: Sequence[datetime]) -> Iterator[Service]:
    people = [
        Person(f"Person {n}", (f"person{n}@manager.example",), manages=("itu-t",) if n == 0 else ())
        for n in range(MANAGERS)
    ]
    people.append(Person("Cora Coordinator", ("cora@coordinator.example",), coordinator=True))
    office = Office(Settings(digest="off"), People(tuple(people)), built_in())
    ledger = Ledger.open(path, clock[0], check=False)
    render = Render([], office.settings, ledger.secret, ledger.instance, ledger.person_number)
    reading = InProcess("liaisonbot.worker:work", initial=office.directory)
    service = Service(office, ledger, reading, render, clock=lambda: clock[0])
    try:
        yield service
    finally:
        service.close()


def _timed(step: object, *arguments: object) -> float:
    assert callable(step)
    began = time.perf_counter()
    step(*arguments)
    return time.perf_counter() - began
