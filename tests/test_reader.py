"""The pool of reading processes: a bomb costs its own letter only (promises P5, P14, abuse case 14)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from liaisonbot.doors.reader import InProcess, Reader, ReaderBroken, ReadFailure, _trusted
from liaisonbot.model.statement import Purpose
from tests.reader_jobs import Answer

WORK = "tests.reader_jobs:work"
GOOD = [f"say {n}" for n in range(12)]
READ = [Answer(str(n)) for n in range(12)]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """A pool that many tests share, so that each starts where another one's bomb ended."""
    with Reader(WORK, memory_mib=256, cpu_seconds=1, seconds=30, letters_per_worker=50) as pool:
        yield pool


def slots(pool: Reader) -> list[int]:
    return [worker._process.pid for worker in pool._workers]


def gone(pid: int) -> bool:
    return eventually(lambda: not Path(f"/proc/{pid}").exists())


def eventually(true: Callable[[], bool], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_results_come_in_the_order_of_the_jobs(reader: Reader) -> None:
    jobs = [f"say {n}" for n in range(1000)]
    assert reader.read_many(jobs) == [Answer(str(n)) for n in range(1000)]


def test_no_jobs_no_results(reader: Reader) -> None:
    assert reader.read_many([]) == []


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 3_000_000])
def test_letters_of_every_size_pass_both_ways(reader: Reader, size: int) -> None:
    letters = [bytes([number]) * size for number in range(6)]
    assert reader.read_many(letters) == letters


@pytest.mark.parametrize(
    ("bomb", "reason"),
    [
        ("spin", "took more than 1 s of CPU time"),
        ("eat 2048", "needed more than 256 MiB of memory"),
        ("exit 3", "the reading process ended (exit status 3)"),
        ("exit 0", "the reading process ended (exit status 0)"),
        (f"kill {signal.SIGSEGV:d}", "the reading process crashed (Segmentation fault)"),
        (f"kill {signal.SIGKILL:d}", "the reading process was killed, most likely for want of memory"),
        ("recurse", "RecursionError"),
        ("fail no\x1b[31m such\r\nthing", "ValueError: no [31m such  thing (reader_jobs.py:"),
        ("unknown verb", "KeyError: 'unknown' (reader_jobs.py:"),
        ("unpicklable", "local object"),
        ("sneak", "which is not data"),
    ],
)
def test_a_bomb_costs_its_own_letter_only(reader: Reader, bomb: str, reason: str) -> None:
    """X14."""
    results = reader.read_many([*GOOD[:5], bomb, *GOOD[5:]])
    failure = results.pop(5)
    assert isinstance(failure, ReadFailure)
    assert reason in failure.reason
    assert failure.reason.isprintable()
    assert results == READ
    assert reader.read_many(GOOD) == READ


def test_a_job_that_uses_no_cpu_has_its_time_too() -> None:
    with Reader(WORK, seconds=0.5) as pool:
        results = pool.read_many([*GOOD[:5], "sleep 60", *GOOD[5:]])
    assert results.pop(5) == ReadFailure("took more than 0.5 s")
    assert results == READ


def test_bombs_only(reader: Reader) -> None:
    results = reader.read_many(["exit 1"] * 7)
    assert results == [ReadFailure("the reading process ended (exit status 1)")] * 7


def test_two_slow_letters_are_read_side_by_side(reader: Reader) -> None:
    reader.read_many(GOOD)
    began = time.monotonic()
    assert reader.read_many(["sleep 0.5", "sleep 0.5"]) == ["awake", "awake"]
    assert time.monotonic() - began < 0.9


def test_beside_a_caller_that_works_only_one_reads() -> None:
    """Two would take from the caller's processor what they give."""
    with Reader(WORK) as pool:
        pool.warm()
        pool.read_many(["doze 0.5", "doze 0.5"])
        pool.begin(["pid"] * 40)
        assert eventually(lambda: pool.further() or not pool._batch.left)
        assert len(set(pool.finish())) == 1


def test_what_is_begun_is_taken_in_without_waiting() -> None:
    with Reader(WORK) as pool:
        pool.ready()
        began = time.monotonic()
        pool.begin(["say 0", "sleep 0.5", "say 2"])
        pool.further()
        assert time.monotonic() - began < 0.4
        pool.ready()
        assert pool.finish() == [Answer("0"), "awake", Answer("2")]


def test_quick_letters_start_no_second_worker() -> None:
    with Reader(WORK) as pool:
        assert pool.read_many(GOOD) == READ
        assert len(slots(pool)) == 1


def test_each_job_has_its_own_seconds_of_cpu() -> None:
    with Reader("tests.test_reader:burn", workers=1, cpu_seconds=1, seconds=10) as pool:
        assert pool.read_many([0.4] * 4) == ["burnt"] * 4


def burn(seconds: float) -> str:
    """Uses that much CPU time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "burnt"


def test_a_worn_child_is_replaced_without_losing_a_letter() -> None:
    with Reader(WORK, workers=1, letters_per_worker=3) as pool:
        pids = pool.read_many(["pid"] * 9)
        assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 3]
        assert len(slots(pool)) == 1
        began = time.monotonic()
    assert time.monotonic() - began < 0.5, "a slot between two children hears that it is to end"


def test_a_child_that_ran_out_of_memory_is_replaced() -> None:
    with Reader(WORK, workers=1, memory_mib=256) as pool:
        before, failure, after = pool.read_many(["pid", "eat 1024", "pid"])
        assert isinstance(failure, ReadFailure)
        assert before != after


@pytest.mark.parametrize("deed", ["fork", "run", "connect", "write /tmp/liaisonbot-reader-test"])
def test_reading_may_not(reader: Reader, deed: str) -> None:
    (failure,) = reader.read_many([deed])
    assert isinstance(failure, ReadFailure)
    assert "PermissionError" in failure.reason
    assert not Path("/tmp/liaisonbot-reader-test").exists()


def test_what_reading_prints_stays_in_the_worker(reader: Reader, capfd: pytest.CaptureFixture[str]) -> None:
    assert reader.read_many(["print Deadline", "stdin", *GOOD]) == ["printed", b"", *READ]
    assert capfd.readouterr() == ("", "")


def test_workers_get_no_secrets_and_no_foreign_descriptors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIAISONBOT_IMAP__PASSWORD", "secret")
    with (tmp_path / "ledger").open("wb") as ledger, Reader(WORK) as pool:
        os.set_inheritable(ledger.fileno(), True)
        environment, *descriptors = pool.read_many(["environment", *["descriptors"] * 8])
        assert environment == {"LC_ALL": "C.UTF-8"}
        # stdin, stdout, stderr, our two pipes, and the one that lists the folder
        assert {len(found) for found in descriptors if isinstance(found, list)} == {6}


def test_what_is_handed_over_once_reaches_each_job() -> None:
    table = {f"group{n}": n for n in range(50_000)}
    with Reader("tests.reader_jobs:with_initial", initial=table) as pool:
        assert pool.read_many(["group7", "group49999", "group0"]) == [7, 49999, 0]
        (failure,) = pool.read_many(["group-1"])
        assert isinstance(failure, ReadFailure)


@pytest.mark.parametrize("size", [1, 300_000])
def test_what_is_known_later_reaches_each_job_although_nobody_asks_for_a_while(size: int) -> None:
    with Reader("tests.reader_jobs:with_initial") as pool:
        pool.warm(1)
        first = slots(pool)
        pool.tell({f"group{n}": n for n in range(size)})  # more than any pipe holds
        pool.warm()
        for worker in pool._workers:
            worker.since -= 3600
        started = slots(pool)
        assert (len(first), len(started)) == (1, 2)
        assert pool.read_many([f"group{size - 1}"] * 4) == [size - 1] * 4
        assert slots(pool) == started


@pytest.mark.parametrize(
    "work", ["tests.no_such_module:work", "tests.reader_jobs:no_such_function", "tests.test_reader:exits"]
)
def test_work_that_cannot_be_loaded_is_no_letters_fault(work: str) -> None:
    with Reader(work) as pool, pytest.raises(ReaderBroken):
        pool.read_many(GOOD)


def __getattr__(name: str) -> object:
    if name == "exits":
        os._exit(7)
    raise AttributeError(name)


def test_a_worker_that_died_idle_is_not_held_against_the_next_letter() -> None:
    with Reader(WORK) as pool:
        pool.read_many(GOOD)
        for pid in slots(pool):
            os.killpg(pid, signal.SIGKILL)
        assert eventually(lambda: all(worker.ended() for worker in pool._workers))
        assert pool.read_many(GOOD) == READ


def test_warm_workers_stay() -> None:
    with Reader(WORK) as pool:
        pool.warm()
        warm = slots(pool)
        pool.read_many(GOOD)
        pool.warm()
        assert slots(pool) == warm
        assert len(warm) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_stop_the_service_does_not_end_the_letter_in_hand(number: signal.Signals) -> None:
    with Reader(WORK, workers=1) as pool:
        (child,) = pool.read_many(["pid"])
        (pid,) = slots(pool)
        os.killpg(pid, number)
        assert pool.read_many(["pid"]) == [child]


def test_close_leaves_no_process_and_may_be_called_twice() -> None:
    pool = Reader(WORK)
    children = pool.read_many(["pid", "pid"])
    pids = slots(pool)
    pool.close()
    pool.close()
    assert all(gone(pid) for pid in [*pids, *children] if isinstance(pid, int))
    assert pool.read_many(GOOD) == READ
    pool.close()


def test_an_interrupted_batch_leaves_nothing_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with Reader(WORK) as pool:
        pool.read_many(GOOD)
        with monkeypatch.context() as patched:
            patched.setattr(pool, "_wait", _interrupt)
            with pytest.raises(KeyboardInterrupt):
                pool.read_many(["say stale"] * 4)
        assert pool.read_many(GOOD) == READ


def _interrupt(_patience: float) -> None:
    raise KeyboardInterrupt


def test_workers_die_with_a_killed_parent() -> None:
    program = dedent(
        """
        import sys
        from liaisonbot.doors.reader import Reader
        with Reader("tests.reader_jobs:work") as pool:
            print(*pool.read_many(["doze 1", "doze 0"]), *[w._process.pid for w in pool._workers], flush=True)
            sys.stdin.read()
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(word) for word in parent.stdout.readline().split()]
    parent.kill()
    parent.communicate()
    assert len(pids) == 4
    assert all(gone(pid) for pid in pids)


def test_in_process_has_the_same_interface() -> None:
    pool = InProcess(WORK)
    pool.ready()
    first, second = pool.read_many(["say hello", "fail here"])
    pool.close()
    assert first == Answer("hello")
    assert isinstance(second, ReadFailure)
    assert second.reason.startswith("ValueError: here (reader_jobs.py:")


def test_in_process_hands_the_initial_over() -> None:
    assert InProcess("tests.reader_jobs:with_initial", initial={"a": 1}).read_many(["a"]) == [1]


@pytest.mark.parametrize(("name", "kept"), [("ACTION", True), ("__init__", False), ("mro", False)])
def test_only_members_of_enumerations_come_by_getattr(name: str, kept: bool) -> None:
    """Python before 3.11.4 writes an enumeration's member as a getattr; nothing else may come that way."""
    value = f"cbuiltins\ngetattr\n(cliaisonbot.model.statement\nPurpose\nV{name}\ntR"
    good, found = _trusted(f"(I1\n{value}t.".encode(), "liaisonbot")
    assert good is kept
    assert found is Purpose.ACTION if kept else "not data" in str(found)
