"""The benchmarks measure what they say: their options, sums, sample letters, and the load generator itself."""

from __future__ import annotations

import asyncio
import email
import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from liaisonbot.model.directory import built_in
from liaisonbot.reading.letter import parse
from liaisonbot.reading.statement import read_statement
from tests.bench import load
from tests.bench.__main__ import BENCHES
from tests.bench.__main__ import parse as options
from tests.bench.letters import PEER_DOMAIN, RECIPIENT, letter, letters, write_maildir, write_mbox
from tests.bench.measure import Figure, at_least, at_most, percentile, ratios, report
from tests.bench.processes import Failed, Process, free_port, greets, peak_resident, python, tree_resident
from tests.bench.product import Bot
from tests.bench.sink import Sink, taken


@contextmanager
def serving(protocol: type[asyncio.Protocol] | None = None) -> Iterator[int]:
    """A sink, or another server, in a thread of its own; gives its port."""
    loop, counts, port = asyncio.new_event_loop(), Counter[str](), free_port()
    opening = loop.create_server(protocol or (lambda: Sink(counts)), "127.0.0.1", port)
    server = loop.run_until_complete(opening)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


class Grumpy(Sink):
    """A sink that takes every letter but those from one address."""

    def __init__(self) -> None:
        super().__init__(Counter())

    def _answer(self, line: bytes) -> bytes:
        return b"550 no\r\n" if b"tsbsg3@" in line else super()._answer(line)


class Silent(asyncio.Protocol):
    """A server that hangs up before it says a word."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


# --- options ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bench", BENCHES)
def test_every_benchmark_has_options_with_defaults(bench: str) -> None:
    args = options([bench])
    assert args.what == bench
    sizes = {} if bench in ("routing", "directory") else {"size": 5000}  # its mails are golden ones, or it has none
    assert (args.n > 0, args.json) == (True, False)
    assert sizes.items() <= vars(args).items()


def test_options_are_read() -> None:
    args = options(["intake", "--sessions", "50", "-n", "7", "--fsync-ms", "5", "--peers", "--json"])
    assert (args.sessions, args.n, args.fsync_ms, args.peers, args.json) == (50, 7, 5.0, True, True)


def test_an_unknown_benchmark_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        options(["everything"])
    assert ended.value.code == 2
    assert "intake" in capsys.readouterr().err


# --- sums -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 50), (0.99, 99), (0.991, 100), (1.0, 100)])
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == value


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios([10, 30, 5], [5, 10, 0]) == [2, 3]


def test_a_figure_is_its_median_beside_its_goal() -> None:
    figure = Figure("rate", [9, 1000, 12], "/s", at_least(12))
    assert figure.row() == ("rate", "12.0 /s", "[9.00–1,000]", "≥ 12.0 /s", "reached")
    assert Figure("rate", [11], "/s", at_least(12)).row()[2:] == ("", "≥ 12.0 /s", "not reached")
    assert Figure("wait", [50], "ms", at_most(50)).verdict == "reached"
    assert Figure("wait", [50.1], "ms", at_most(50)).verdict == "not reached"
    assert Figure("wait", [50], "ms").verdict == ""


def test_what_was_not_measured_reaches_no_goal() -> None:
    assert Figure("wait", [], "ms", at_most(50)).row() == ("wait", "not measured", "", "≤ 50.0 ms", "not reached")


def test_a_report_is_a_table_or_one_line_of_json() -> None:
    figures = [Figure("rate", [1.0, 2.0, 4.0], "/s", at_least(3))]
    table = report("turn", figures, ["a note"], as_json=False)
    assert table.splitlines()[-1] == "a note"
    assert "SQLite" in table.splitlines()[0]
    assert "not reached" in table
    (line,) = report("turn", figures, ["a note"], as_json=True).splitlines()
    found = json.loads(line)
    assert found["figures"] == [
        {"what": "rate", "value": 2.0, "unit": "/s", "values": [1.0, 2.0, 4.0], "goal": "≥ 3", "reached": False}
    ]


# --- letters ----------------------------------------------------------------------------------------------------


def test_letters_are_always_the_same_and_all_different() -> None:
    assert letters(50) == [letter(number) for number in range(50)]
    assert len(set(letters(300, 1500))) == 300
    assert letters(2, start=7) == [letter(7), letter(8)]


@pytest.mark.parametrize("size", [1500, 5000, 100_000])
def test_letters_have_the_size_asked_for_and_proper_lines(size: int) -> None:
    raw = letter(3, size)
    assert abs(len(raw) - size) < 90
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) < 200


def test_the_bot_reads_the_letters_as_statements_of_known_bodies() -> None:
    directory = built_in()
    for number in range(40):
        parsed = parse(letter(number))
        found = read_statement(parsed, (), directory)
        assert found is not None
        assert parsed.sender is not None
        assert parsed.sender.address.endswith(f"@{PEER_DOMAIN}")
        assert directory.peer(found.from_body or "") is not None
        assert [directory.group(one.group or "") is not None for one in found.to] == [True]
        assert (found.reference is not None, found.deadline is not None) == (True, True)


def test_mailboxes_hold_every_letter(tmp_path: Path) -> None:
    mails = letters(5, 2000)
    write_mbox(tmp_path / "mbox", mails)
    assert (tmp_path / "mbox").read_bytes().count(b"\nMessage-ID: ") == 5
    write_maildir(tmp_path / "mail", mails)
    stored = sorted((tmp_path / "mail" / "new").iterdir())
    assert [path.read_bytes().replace(b"\n", b"\r\n") for path in stored] == mails
    for path, mail in zip(stored, mails, strict=True):
        assert path.name.endswith(f",S={path.stat().st_size},W={len(mail)}")


# --- load generator and sink --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sessions", "kept"), [(1, True), (4, True), (3, False), (20, True)])
def test_the_load_arrives_and_is_counted(sessions: int, kept: bool) -> None:
    with serving() as port:
        outcome = load.send(port, letters(15, 1500), sessions=sessions, kept=kept, timeout=20)
        assert (outcome.accepted, outcome.refused, len(outcome.latencies)) == (15, 0, 15)
        assert 0 < max(outcome.latencies) <= outcome.seconds
        assert outcome.per_second == pytest.approx(15 / outcome.seconds)
        assert (taken(port), taken(port, "bot.example"), taken(port, PEER_DOMAIN)) == (15, 15, 0)


def test_the_load_speaks_lmtp() -> None:
    with serving() as port:
        assert load.send(port, letters(3, 1500), lmtp=True, timeout=20).accepted == 3


def test_a_refused_letter_is_counted_and_the_session_goes_on() -> None:
    with serving(Grumpy) as port:
        outcome = load.send(port, letters(22, 1500), sessions=1, timeout=20)
    assert (outcome.accepted, outcome.refused, outcome.answer) == (20, 2, "550 no")


@pytest.mark.parametrize("protocol", [Silent])
def test_a_server_that_hangs_up_ends_the_load(protocol: type[asyncio.Protocol]) -> None:
    with serving(protocol) as port:
        outcome = load.send(port, letters(3, 1500), sessions=2, timeout=20)
    assert (outcome.accepted, outcome.per_second) == (0, 0.0)


def test_nobody_listens() -> None:
    outcome = load.send(free_port(), letters(1, 1500), sessions=1, timeout=20)
    assert outcome.accepted == 0
    assert "ConnectionRefusedError" in outcome.answer


def test_dots_are_doubled_and_the_end_is_marked() -> None:
    assert load.stuffed(b".a\r\n..b\r\nc.\r\n") == b"..a\r\n...b\r\nc.\r\n.\r\n"
    assert load.stuffed(b"no end") == b"no end\r\n.\r\n"


def test_the_sink_finds_the_end_of_a_letter_in_pieces() -> None:
    with serving() as port, socket.create_connection(("127.0.0.1", port)) as connection:
        for piece in (
            b"MAIL FROM:<a@b>\r\nRCPT TO:<c@ITU.int>\r\nDATA\r\n",
            b"x\r\n.",
            b"y\r\n",
            b"\r\n",
            b".\r",
            b"\n",
        ):
            connection.sendall(piece)
        answers = b""
        while b"taken" not in answers:
            answers += connection.recv(1000)
        connection.sendall(b"DATA\r\n.\r\n")
        while answers.count(b"taken") < 2:
            answers += connection.recv(1000)
        assert (taken(port), taken(port, "itu.int")) == (2, 2)


# --- processes --------------------------------------------------------------------------------------------------


def test_a_process_is_awaited_measured_and_ended(tmp_path: Path) -> None:
    port = free_port()
    with Process(python("tests.bench.sink", str(port)), tmp_path / "log").answers(port) as process:
        assert 5 < peak_resident(process.pid) <= tree_resident(process.pid) + 5
    assert not greets(port)
    assert peak_resident(process.pid) == 0


def test_a_process_that_dies_says_why(tmp_path: Path) -> None:
    with (
        Process(python("tests.bench.sink", "no port"), tmp_path / "log") as process,
        pytest.raises(Failed, match="ValueError"),
    ):
        process.answers(free_port())


def test_the_bots_configuration_is_valid(tmp_path: Path) -> None:
    from liaisonbot.config import load as load_config

    bot = Bot(tmp_path / "bot", relay=2525)
    config = load_config(bot.config, {})
    assert (config.bot.address, config.bot.ledger) == (RECIPIENT, bot.ledger)
    assert (config.smtp.listen, config.smarthost.port) == (f"127.0.0.1:{bot.port}", 2525)
    assert bot.count("SELECT count(*) FROM letter") == 0


def test_letters_are_proper_mails() -> None:
    message = email.message_from_bytes(letter(1))
    assert message["Message-ID"] == "<ls-1@bench.example>"
    assert not message.defects
