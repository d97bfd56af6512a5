"""Other programs that take mail and answer it: each installed by its recipe in `peers/`, driven in the same run."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.bench import load
from tests.bench.letters import PEER_DOMAIN, STUDY_GROUPS, letters, write_mbox
from tests.bench.measure import say
from tests.bench.processes import ROOT, WORK, Failed, Process, free_port, python
from tests.bench.sink import taken

RECIPES = Path(__file__).parent / "peers"
ROUNDUP, MAILMAN, SALMON = "Roundup, mailbox", "Mailman, archived and sent", "Salmon, kept sessions"
INTAKE_GOALS = {ROUNDUP: 10.0, MAILMAN: 20.0, SALMON: 2.0}
PATIENCE = 300.0

_missing: dict[str, str] = {}


@contextmanager
def running_sink(folder: Path, port: int | None = None) -> Iterator[int]:
    """A sink for as long as the block lasts; gives its port."""
    port = port or free_port()
    with Process(python("tests.bench.sink", str(port)), folder / "sink.log").answers(port):
        yield port


def round_of_all(
    count: int, size: int, sessions: int, number: int, rates: dict[str, list[float]], notes: list[str]
) -> None:
    """Each peer's letters a second, added to `rates`; one that cannot be had is left out and noted once."""
    peers: dict[str, Callable[[], float]] = {
        ROUNDUP: lambda: roundup(count, size),
        MAILMAN: lambda: mailman(count, size, sessions),
        SALMON: lambda: salmon(count, size, sessions),
    }
    for name, measure in peers.items():
        if name in _missing:
            continue
        say(f"  round {number}: {name}")
        try:
            rates.setdefault(name, []).append(measure())
        except (Failed, OSError, subprocess.SubprocessError) as problem:
            _missing[name] = str(problem)
            rates.pop(name, None)
            notes.append(f"{name} is left out: {problem}")


def roundup(count: int, size: int) -> float:
    """Letters a second from an mbox file to issues, each author written to. Its authors are made known before
    the clock starts: a new one costs it a slow password hash."""
    folder = _folder("roundup")
    with running_sink(folder) as sink:
        _recipe("roundup", "setup", folder, sink)
        known = folder / "known.mbox"
        write_mbox(known, letters(len(STUDY_GROUPS), 1000, start=1_000_000))
        _recipe("roundup", "take", folder, known)
        mbox, before, issues = folder / "new.mbox", taken(sink), _issues(folder)
        write_mbox(mbox, letters(count, size))
        began = time.perf_counter()
        _recipe("roundup", "take", folder, mbox)
        seconds = time.perf_counter() - began
        _complete(taken(sink) - before, count)
        _complete(_issues(folder) - issues, count)
    return count / seconds


def mailman(count: int, size: int, sessions: int) -> float:
    """Letters a second from LMTP to the archive and to the list's one member."""
    folder, port = _folder("mailman"), free_port()
    with running_sink(folder) as sink:
        _recipe("mailman", "setup", folder, sink, port, free_port())
        with Process(["sh", RECIPES / "mailman.sh", "serve", folder], folder / "log").answers(port, 60) as server:
            time.sleep(2)  # its runners come up one after the other
            began = time.perf_counter()
            outcome = load.send(port, letters(count, size), sessions=sessions, lmtp=True)
            archive = folder / "var" / "archives"
            server.until(
                lambda: taken(sink, PEER_DOMAIN) >= count and _files(archive) >= count, PATIENCE, "not all sent"
            )
            seconds = time.perf_counter() - began
            _complete(outcome.accepted, count)
    return count / seconds


def salmon(count: int, size: int, sessions: int) -> float:
    """Letters a second over SMTP, each in a Maildir and answered before its 250."""
    folder, port = _folder("salmon"), free_port()
    with running_sink(folder) as sink:
        _recipe("salmon", "setup", folder)
        with Process(["sh", RECIPES / "salmon.sh", "serve", folder, str(sink), str(port)], folder / "log").answers(
            port, 60
        ):
            outcome = load.send(port, letters(count, size), sessions=sessions)
        _complete(outcome.accepted, count)
        _complete(taken(sink), count)
        _complete(_files(folder / "app" / "run" / "recorded"), count)
    return outcome.per_second


def _folder(name: str) -> Path:
    folder = WORK / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _recipe(name: str, verb: str, folder: Path, *rest: object) -> None:
    """Runs a step of a recipe to its end. Raises Failed with its last words."""
    words = ["sh", str(RECIPES / f"{name}.sh"), verb, str(folder), *map(str, rest)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=900)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise Failed(f"{name} {verb} ended with {done.returncode}: {' '.join(last)}")


def _complete(got: int, wanted: int) -> None:
    if got < wanted:
        raise Failed(f"only {got} of {wanted} letters came through")


def _issues(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "tracker" / "db" / "db")) as connection:
        return int(connection.execute("SELECT count(*) FROM _issue").fetchone()[0])


def _files(folder: Path) -> int:
    return sum(1 for path in folder.rglob("new/*") if path.is_file())
