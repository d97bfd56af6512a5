"""The doors for mail servers, spoken to byte by byte: what is taken, what is refused, and that 250 means kept."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaisonbot.doors import letter_scan, smtp_in
from liaisonbot.doors.letter_scan import has_long_line, objection
from liaisonbot.doors.smtp_bounds import Bounds, Crowd, Pace
from liaisonbot.model.mail import Arrival, Receipt
from tests.peers import certificate

LETTER = b"From: a@peer.example\r\nSubject: LS 1\r\n\r\nPlease answer.\r\n"
OURS = "bot@bot.example"
TO = f"RCPT TO:<{OURS}>"
LATER = "451 4.3.0 The letter could not be stored; please try again later"


@dataclass
class Desk:
    """Where letters go: a list. `before` runs first and may wait or raise."""

    letters: list[bytes] = field(default_factory=list)
    arrivals: list[tuple[Arrival, ...]] = field(default_factory=list)
    before: Callable[[], Awaitable[object]] | None = None

    async def receive(self, raw: bytes, arrivals: tuple[Arrival, ...]) -> Receipt:
        if self.before is not None:
            await self.before()
        self.letters.append(raw)
        self.arrivals.append(arrivals)
        return Receipt(316 + len(self.letters), True)


class Client:
    """Says lines and reads whole replies."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def reply(self) -> str:
        """The next reply; several lines of one reply joined by LF. Empty at the end of the connection."""
        lines: list[str] = []
        while line := (await self.reader.readline()).decode():
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                break
        return "\n".join(lines)

    async def say(self, *lines: str) -> str:
        """Sends lines in one piece; the reply to the last of them."""
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape"))
        return [await self.reply() for _ in lines][-1]

    async def data(self, letter: bytes = LETTER, end: bytes = b".\r\n") -> str:
        """The reply to a letter, after DATA was granted."""
        assert (await self.say("DATA")).startswith("354")
        self.writer.write(letter + end)
        return await self.reply()

    async def is_over(self) -> bool:
        try:
            return await self.reader.read() == b""
        except ConnectionResetError:
            return True


def local(address: str) -> bool:
    return address.endswith("@bot.example") and not address.startswith("nobody")


@asynccontextmanager
async def opened(
    desk: Desk, *, lmtp: bool = False, limit: int = 1 << 20, **options: Any
) -> AsyncIterator[asyncio.Server]:
    server = await smtp_in.serve(
        options.pop("listen", "127.0.0.1:0"),
        lmtp=lmtp,
        hostname="bot.example",
        receive=desk.receive,
        is_ours=local,
        size_limit=limit,
        **options,
    )
    try:
        yield server
    finally:
        server.close()
        await asyncio.sleep(0.02)


@asynccontextmanager
async def client_of(server: asyncio.Server, hello: str = "EHLO peer.example") -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    client = Client(reader, writer)
    try:
        assert (await client.reply()).startswith("220 ")
        if hello:
            assert (await client.say(hello)).startswith("250")
        yield client
    finally:
        writer.close()


def talk(
    script: Callable[[Client], Coroutine[Any, Any, None]], desk: Desk | None = None, *, hello: str = "", **options: Any
) -> Desk:
    """Plays a script against a door of its own; returns the desk behind it."""
    desk = desk or Desk()
    hello = hello or ("LHLO peer.example" if options.get("lmtp") else "EHLO peer.example")

    async def play() -> None:
        async with opened(desk, **options) as server, client_of(server, hello) as client:
            await script(client)

    asyncio.run(play())
    return desk


async def envelope(client: Client, *to: str) -> None:
    await client.say("MAIL FROM:<a@peer.example>")
    for one in to or (OURS,):
        assert (await client.say(f"RCPT TO:<{one}>")).startswith("250 2.1.5")


# -- what is taken -------------------------------------------------------------------------------------------


def test_a_letter_is_taken_byte_for_byte_with_its_envelope() -> None:
    async def script(client: Client) -> None:
        await envelope(client, OURS, "bot+ls1@bot.example", OURS)
        assert await client.data() == "250 2.0.0 recorded as 317"
        await client.say("MAIL FROM:<>", TO)
        assert await client.data(b"\r\n..\r\n") == "250 2.0.0 recorded as 318"
        assert await client.say("QUIT") == "221 2.0.0 Bye"

    desk = talk(script)
    assert desk.letters == [LETTER, b"\r\n.\r\n"]
    assert desk.arrivals == [
        (
            Arrival("smtp", OURS, "a@peer.example", "127.0.0.1"),
            Arrival("smtp", "bot+ls1@bot.example", "a@peer.example", "127.0.0.1"),
        ),
        (Arrival("smtp", OURS, "", "127.0.0.1"),),
    ]


def test_250_is_said_only_after_the_letter_is_kept() -> None:
    kept, desk = asyncio.Event(), Desk()
    desk.before = kept.wait

    async def script(client: Client) -> None:
        await envelope(client)
        answer = asyncio.create_task(client.data())
        done, _ = await asyncio.wait([answer], timeout=0.2)
        assert not done
        kept.set()
        assert (await answer).startswith("250")

    assert talk(script, desk).letters == [LETTER]


def test_a_whole_session_may_be_sent_ahead() -> None:
    session = [b"MAIL FROM:<a@peer.example>", TO.encode(), b"DATA", LETTER + b"."] * 3

    async def script(client: Client) -> None:
        client.writer.write(b"\r\n".join([*session, b"NOOP", b"QUIT", b""]))
        assert [(await client.reply())[:3] for _ in range(14)] == ["250", "250", "354", "250"] * 3 + ["250", "221"]

    assert talk(script).letters == [LETTER] * 3


class Wire(asyncio.Transport):
    """A transport without a network: chunks arrive exactly as they are handed over."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 4711)})
        self.sent, self.closed = bytearray(), False

    def write(self, data: bytes | bytearray | memoryview[int]) -> None:
        self.sent += data

    def close(self) -> None:
        self.closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    resume_reading = pause_reading


async def over_wire(desk: Desk, chunks: Sequence[bytes], limit: int = 1 << 20) -> list[str]:
    """The replies to a session that arrives in these very chunks."""
    handler = smtp_in.Handler(desk.receive, local, door="smtp")
    loop = asyncio.get_running_loop()
    door = smtp_in.Door(handler, Crowd(Bounds()), size_limit=limit, hostname="bot.example", loop=loop)
    wire = Wire()
    door.connection_made(wire)
    for chunk in chunks:
        door.data_received(chunk)
        for _ in range(6):
            await asyncio.sleep(0)
    for _ in range(200):
        if wire.sent.endswith(b"Bye\r\n"):
            break
        await asyncio.sleep(0)
    door.connection_lost(None)
    await asyncio.sleep(0)
    return wire.sent.decode().splitlines()


OPENING = b"EHLO x\r\nMAIL FROM:<a@peer.example>\r\n" + TO.encode() + b"\r\nDATA\r\n"
LINES = st.lists(st.sampled_from([b"", b".", b"..", b"...", b".x", b"x.", b"text", b"\xe4\xb8\xad" * 9, b"y" * 3000]))


@settings(max_examples=200, deadline=None)
@given(LINES, st.lists(st.integers(0, 400), max_size=12), st.booleans())
def test_a_letter_arrives_whole_however_it_is_cut_up(lines: list[bytes], cuts: list[int], ahead: bool) -> None:
    letter = b"".join(line + b"\r\n" for line in lines)
    stuffed = b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)
    after = b"NOOP\r\nQUIT\r\n"
    stream = stuffed + b".\r\n" + after
    # the end of the letter is where it matters: cuts are counted from there
    places = sorted({max(0, len(stream) - cut) for cut in cuts} | {0, len(stream)})
    parts = [stream[start:end] for start, end in pairwise(places)]
    chunks = [OPENING + parts[0], *parts[1:]] if ahead else [OPENING, *parts]
    desk = Desk()
    replies = asyncio.run(over_wire(desk, chunks))
    assert desk.letters == [letter]
    assert [line[:3] for line in replies[-4:]] == ["354", "250", "250", "221"]


def test_letters_that_arrive_in_one_large_piece_keep_their_order() -> None:
    letters = [b"X: y\r\n\r\n" + bytes([65 + n]) * 60_000 + b"\r\n" for n in range(5)]
    desk = Desk()
    asyncio.run(over_wire(desk, [b"".join(OPENING + one + b".\r\n" for one in letters) + b"QUIT\r\n"]))
    assert desk.letters == letters


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_letter_over_the_limit_is_read_to_its_end_wherever_it_is_cut(cut: int) -> None:
    large = b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 20 + b".\r\n"
    desk = Desk()
    replies = asyncio.run(over_wire(desk, [OPENING, large[:-cut], large[-cut:], b"QUIT\r\n"], limit=1000))
    assert [line[:9] for line in replies[-2:]] == ["552 5.3.4", "221 2.0.0"]
    assert desk.letters == []


def test_one_dot_before_a_line_is_not_the_letters_own() -> None:
    """RFC 5321 §4.5.2: the dot goes, also where a careless client has not doubled it."""
    desk = Desk()
    asyncio.run(over_wire(desk, [OPENING + b"X: y\r\n\r\n.x\r\ny\r\n.\r\nQUIT\r\n"]))
    assert desk.letters == [b"X: y\r\n\r\nx\r\ny\r\n"]


def test_a_large_letter_and_commands_behind_it_come_in_one_piece() -> None:
    letter = LETTER + b"x" * 70 + b"\r\n" + (b"." + b"y" * 69 + b"\r\n") * 14_000
    stuffed = letter.replace(b"\r\n.", b"\r\n..")

    async def script(client: Client) -> None:
        await envelope(client)
        await client.say("DATA")
        client.writer.write(stuffed + b".\r\nMAIL FROM:<a@peer.example>\r\n" + TO.encode() + b"\r\nDATA\r\n")
        assert [(await client.reply())[:3] for _ in range(4)] == ["250", "250", "250", "354"]
        client.writer.write(LETTER + b".\r\n")
        assert (await client.reply()).startswith("250 2.0.0 recorded")

    assert talk(script).letters == [letter, LETTER]


def test_a_letter_costs_about_twice_its_size() -> None:
    letter = LETTER + (b"z" * 70 + b"\r\n") * 110_000
    peaks = []

    async def measure() -> None:
        peaks.append(tracemalloc.get_traced_memory()[1])

    async def script(client: Client) -> None:
        await envelope(client)
        await client.say("DATA")
        tracemalloc.start()
        for start in range(0, len(letter), 1 << 16):
            client.writer.write(letter[start : start + (1 << 16)])
            await client.writer.drain()
        client.writer.write(b".\r\n")
        assert (await client.reply()).startswith("250")
        tracemalloc.stop()

    talk(script, Desk(before=measure), limit=16 << 20)
    assert peaks[0] < 2.4 * len(letter)


# -- what is announced, what is refused ----------------------------------------------------------------------


def test_the_greeting_says_what_the_door_can_do() -> None:
    async def script(client: Client) -> None:
        lines = (await client.say("EHLO peer.example")).split("\n")
        words = {line[4:] for line in lines[1:]}
        assert words == {"SIZE 1048576", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"}
        assert lines[-1].startswith("250 ")

    talk(script)


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("VRFY bot", "502 5.5.1"),
        ("EXPN staff", "502 5.5.1"),
        ("AUTH PLAIN AGEAYg==", "502 5.5.1"),
        ("STARTTLS", "454 4.7.0"),
        ("DATA", "503 5.5.1"),
        (TO, "503 5.5.1"),
        ("MAIL FROM:<a@peer.example> SIZE=1048577", "552 5.3.4 The letter is larger than 1 MiB"),
        ("MAIL FROM:<a@peer.example> SIZE=1048576 BODY=8BITMIME SMTPUTF8", "250 2.1.0"),
        ("MAIL FROM:<a@peer.example> SIZE=x", "501 5.5.4"),
        ("MAIL FROM:<a@peer.example> FROB=1", "555 5.5.4"),
        ("MAIL a@peer.example", "501 5.5.4"),
        ("\udce4", "500 5.5.2"),
        ("RSET", "250 2.0.0"),
        ("NOOP", "250 2.0.0"),
        ("HELP", "250 Supported commands"),
    ],
)
def test_each_command_has_its_reply(line: str, reply: str) -> None:
    async def script(client: Client) -> None:
        assert (await client.say(line)).startswith(reply)

    talk(script)


@pytest.mark.parametrize(
    "address",
    [
        "a@peer.example", "a+b=c@peer.example", '"john doe"@peer.example', "@x.example,@y.example:a@peer.example",
        "ü@münchen.example", "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]", "a@my_host.example", f"{'v' * 100}@peer.example", "",
    ],
)  # fmt: skip
def test_addresses_of_senders(address: str) -> None:
    async def script(client: Client) -> None:
        assert await client.say(f"MAIL FROM:<{address}> SMTPUTF8") == "250 2.1.0 OK"
        assert (await client.say(TO)).startswith("250")
        assert (await client.data()).startswith("250")

    assert talk(script).arrivals[0][0].envelope_from == address.rpartition(":" if address.startswith("@") else "\0")[2]


@pytest.mark.parametrize(
    "address",
    [
        "a",
        "a@",
        "@b",
        "a@[>",
        "a@b\0c",
        "a b@c.example",
        "a\rb@c.example",
        "a@b@c",
        "<a@b",
        "a@b.example\udcff",
        '"a@b',
    ],
)
def test_what_is_no_address_is_501(address: str) -> None:
    async def script(client: Client) -> None:
        assert (await client.say(f"MAIL FROM:<{address}>")).startswith("501")
        await client.say("MAIL FROM:<a@peer.example>")
        assert (await client.say(f"RCPT TO:<{address}>")).startswith("501")
        assert (await client.say("NOOP")).startswith("250"), "the session goes on"

    talk(script)


def test_strangers_addresses_get_one_text_and_the_twenty_first_waits() -> None:
    async def script(client: Client) -> None:
        await client.say("MAIL FROM:<a@peer.example>")
        unknown = {
            await client.say(f"RCPT TO:<{one}>") for one in ("nobody@bot.example", "x@y.example", "bot@evil.example")
        }
        assert unknown == {"550 5.1.1 No such mailbox here"}
        for number in range(20):
            assert (await client.say(f"RCPT TO:<bot+{number}@bot.example>")).startswith("250")
        assert (await client.say(TO)).startswith("452 4.5.3")
        assert (await client.say("RCPT TO:<nobody@bot.example>")).startswith("550 5.1.1")
        assert (await client.data()).startswith("250")

    assert len(talk(script).arrivals[0]) == 20


def test_the_postmaster_needs_no_domain() -> None:
    async def script(client: Client) -> None:
        await client.say("MAIL FROM:<>")
        assert (await client.say("RCPT TO:<Postmaster>")).startswith("250")
        assert (await client.data()).startswith("250")

    assert talk(script).arrivals[0][0].recipient == "Postmaster@bot.example"


def test_the_third_unknown_command_ends_it() -> None:
    async def script(client: Client) -> None:
        body = b"MAIL FROM:<a@evil.example>\r\n" + TO.encode() + b"\r\nDATA\r\n" + LETTER + b".\r\n"
        client.writer.write(b"POST / HTTP/1.1\r\nHost: bot.example\r\nContent-Type: text/plain\r\n\r\n" + body)
        assert [(await client.reply())[:9] for _ in range(3)] == ["500 5.5.2", "500 5.5.2", "421 4.7.0"]
        assert await client.is_over()

    assert talk(script).letters == []


def test_nothing_is_done_after_the_connection_was_ended() -> None:
    desk = Desk()
    replies = asyncio.run(over_wire(desk, [b"A\r\nB\r\nC\r\n" + OPENING + LETTER + b".\r\n"]))
    assert replies[-1] == "421 4.7.0 Too many unknown commands"
    assert desk.letters == []


SEPARATORS = [
    b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\n.\r", b"\r.\n", b"\r\r\n.\r\r\n",
    b"\n\n.\r\n", b"\n\r.\r\n", b"\r\n.\n\n", b"\r\n.\r\r\n", b"\n.\n\r\n", b"\r\n\n.\n",
]  # fmt: skip


@pytest.mark.parametrize("separator", SEPARATORS)
def test_only_crlf_dot_crlf_ends_a_letter(separator: bytes) -> None:
    """CVE-2024-27305: what another server takes for the end of a letter must not start a second one here."""
    smuggled = b"MAIL FROM:<admin@evil.example>\r\n" + TO.encode() + b"\r\nDATA\r\nSubject: smuggled\r\n\r\nhello"

    async def script(client: Client) -> None:
        await envelope(client)
        assert (
            await client.data(LETTER + separator + smuggled + b"\r\n") == "554 5.6.0 A line ends with a bare CR or LF"
        )
        assert await client.say("NOOP") == "250 2.0.0 OK", "nothing else was answered"

    assert talk(script).letters == []


@pytest.mark.parametrize("separator", [b"\r\n\0.\r\n", b"\r\n.\0\r\n", b"\r\n. \r\n", b"\r\n.\x85\r\n"])
def test_odd_lines_with_a_dot_are_part_of_the_letter(separator: bytes) -> None:
    async def script(client: Client) -> None:
        await envelope(client)
        assert (await client.data(LETTER + separator + b"MAIL FROM:<admin@evil.example>\r\n")).startswith("250")
        assert await client.say("NOOP") == "250 2.0.0 OK"

    (letter,) = talk(script).letters
    assert letter.endswith(b"MAIL FROM:<admin@evil.example>\r\n")


def head(*, fields: int = 1, received: int = 0, size: int = 0) -> bytes:
    text = b"Received: x\r\n" * received + b"X: y\r\n" * fields
    if size:
        line = b" " + b"z" * 997 + b"\r\n"
        text += line * ((size - len(text)) // len(line))
        text += b" " + b"z" * (size - len(text) - 3) + b"\r\n"
    return text + b"\r\ntext\r\n"


@pytest.mark.parametrize(
    ("taken", "refused", "reply"),
    [
        (head(fields=1000), head(fields=1001), "554 5.6.0 The header has too many fields"),
        (head(received=50), head(received=51), "554 5.4.6 Too many hops"),
        (head(size=256 << 10), head(size=(256 << 10) + 1), "554 5.6.0 The header is too large"),
        (head() + b"\0\r\n", b"X: a\0b\r\n" + head(), "554 5.6.0 The header holds a NUL"),
        (head() + b"l" * 65535 + b"\r\n", head() + b"l" * 65536 + b"\r\n", "554 5.6.0 A line is too long"),
        (head() + b"\r\n" * 499_997, head() + b"\r\n" * 499_998, "554 5.6.0 The letter has too many lines"),
        (b"", b"X: y\n\r\n", "554 5.6.0 A line ends with a bare CR or LF"),
        (b"\r\n" + b"body\r\n" * 2000 + b"\r\n", b"X: y\r\r\n", "554 5.6.0 A line ends with a bare CR or LF"),
    ],
)
def test_the_bounds_of_a_letter(taken: bytes, refused: bytes, reply: str) -> None:
    assert objection(taken) is None
    assert objection(refused) == reply


@given(st.lists(st.sampled_from([b"a", b"aa", b"aaa", b"\n"]), max_size=40).map(b"".join), st.integers(1, 6))
def test_a_long_line_is_found_wherever_it_is(raw: bytes, most: int) -> None:
    assert has_long_line(raw, most) == any(len(line) > most for line in raw.split(b"\n"))


def test_a_refused_letter_leaves_the_session_in_order() -> None:
    async def script(client: Client) -> None:
        await envelope(client)
        assert (await client.data(b"X: a\0b\r\n\r\n")).startswith("554 5.6.0")
        await envelope(client)
        assert (await client.data()).startswith("250")

    assert talk(script).letters == [LETTER]


# -- the size ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [b"x" * 62, b"." * 62])
def test_the_limit_is_exact_and_does_not_count_dot_stuffing(line: bytes) -> None:
    letter = b"X: y\r\n\r\n" + (line + b"\r\n") * 1023 + b"1" * 54 + b"\r\n"
    stuffed = letter.replace(b"\r\n.", b"\r\n..")
    assert len(letter) == 1 << 16

    async def script(client: Client) -> None:
        await envelope(client)
        await client.say("DATA")
        client.writer.write(stuffed)
        await client.writer.drain()
        await asyncio.sleep(0.05)  # so that all but the end is there to be judged
        client.writer.write(b".\r\n")
        assert (await client.reply()).startswith("250")
        await envelope(client)
        assert (await client.data(b"z" + stuffed)).startswith("552 5.3.4")
        await envelope(client)
        assert (await client.data(LETTER)).startswith("250")

    assert talk(script, limit=1 << 16).letters == [letter, LETTER]


@pytest.mark.parametrize(("lmtp", "replies"), [(False, 1), (True, 2)])
def test_far_over_the_limit_the_connection_ends(lmtp: bool, replies: int) -> None:
    async def script(client: Client) -> None:
        await envelope(client, OURS, "bot+x@bot.example")
        await client.say("DATA")
        client.writer.write(b"X: y\r\n\r\n" + b"no line end at all" * 9000 + b"\r\nRSET\r\n")
        for _ in range(replies):
            assert await client.reply() == "552 5.3.4 The letter is larger than 0 MiB"
        assert await client.is_over()

    assert talk(script, limit=1 << 16, lmtp=lmtp).letters == []


# -- when we cannot ------------------------------------------------------------------------------------------


class Odd(Exception):
    """Its text would be a second reply, if it ever got onto the wire."""

    def __str__(self) -> str:
        return "no space\r\n250 OK injected ü\udcff"


@pytest.mark.parametrize(
    "problem", [Odd(), OSError(28, "No space left"), MemoryError(), asyncio.CancelledError(), KeyError()]
)
@pytest.mark.parametrize(("lmtp", "replies"), [(False, 1), (True, 2)])
def test_whatever_goes_wrong_the_letter_may_come_again(problem: BaseException, lmtp: bool, replies: int) -> None:
    async def fail() -> None:
        raise problem

    desk = Desk(before=fail)

    async def script(client: Client) -> None:
        await envelope(client, OURS, "bot+x@bot.example")
        assert await client.data() == LATER
        for _ in range(replies - 1):
            assert await client.reply() == LATER
        desk.before = None
        await envelope(client)
        assert (await client.data()).startswith("250")

    assert talk(script, desk, lmtp=lmtp).letters == [LETTER]


def test_a_fault_outside_of_the_ledger_is_as_silent() -> None:
    def broken(address: str) -> bool:
        raise Odd

    async def play() -> None:
        desk = Desk()
        server = await smtp_in.serve(
            "127.0.0.1:0", lmtp=False, hostname="h", receive=desk.receive, is_ours=broken, size_limit=1000
        )
        async with client_of(server) as client:
            await client.say("MAIL FROM:<a@peer.example>")
            assert await client.say(TO) == LATER
        server.close()

    asyncio.run(play())


def test_no_space_on_the_disk_is_said_at_once() -> None:
    async def script(client: Client) -> None:
        assert (await client.say("MAIL FROM:<a@peer.example>")).startswith("452 4.3.1")

    talk(script, has_space=lambda: False)


def test_too_many_letters_at_once_come_later() -> None:
    wait = asyncio.Event()
    desk = Desk(before=wait.wait)

    async def play() -> None:
        letter = b"X: y\r\n\r\n" + b"a line\r\n" * 10_000
        async with (
            opened(desk, bounds=Bounds(in_flight=100_000)) as server,
            client_of(server) as first,
            client_of(server) as second,
        ):
            await envelope(first)
            pending = asyncio.create_task(first.data(letter))
            await asyncio.sleep(0.1)
            assert (await second.say("MAIL FROM:<b@peer.example> SIZE=50000")).startswith("452 4.3.1")
            await envelope(second)
            await second.say("DATA")
            second.writer.write(letter)
            await second.writer.drain()
            await asyncio.sleep(0.05)
            second.writer.write(b".\r\n")
            assert await second.reply() == LATER
            wait.set()
            assert (await pending).startswith("250")
            assert (await second.say("MAIL FROM:<b@peer.example> SIZE=50000")).startswith("250")

    asyncio.run(play())
    assert len(desk.letters) == 1


def test_a_client_that_leaves_in_the_middle_has_left_nothing() -> None:
    async def play() -> Desk:
        desk = Desk()
        async with opened(desk) as server:
            for parting in (LETTER, LETTER + b".", LETTER + b".\r"):
                async with client_of(server) as client:
                    await envelope(client)
                    await client.say("DATA")
                    client.writer.write(parting)
                    await client.writer.drain()
            await asyncio.sleep(0.1)
        return desk

    assert asyncio.run(play()).letters == []


def test_a_client_that_leaves_does_not_stop_the_recording() -> None:
    started, going_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        started.set()
        await going_on.wait()

    desk = Desk(before=slow)

    async def play() -> None:
        async with opened(desk) as server:
            async with client_of(server) as client:
                await envelope(client)
                await client.say("DATA")
                client.writer.write(LETTER + b".\r\n")
                await started.wait()
            await asyncio.sleep(0.05)
            going_on.set()
            await asyncio.sleep(0.05)

    asyncio.run(play())
    assert desk.letters == [LETTER]


# -- bounds of clients ---------------------------------------------------------------------------------------


def test_a_client_too_many_is_sent_away_and_makes_room() -> None:
    async def play() -> None:
        async with opened(Desk(), bounds=Bounds(connections=2)) as server:
            address = server.sockets[0].getsockname()
            async with client_of(server), client_of(server):
                reader, writer = await asyncio.open_connection(*address[:2])
                assert (await reader.read()).startswith(b"421 4.7.0")
                writer.close()
            await asyncio.sleep(0.05)
            async with client_of(server) as client:
                assert (await client.say("NOOP")).startswith("250")

    asyncio.run(play())


def test_one_address_may_not_take_all_the_room() -> None:
    crowd = Crowd(Bounds(connections=6, of_one_address=2))
    assert [crowd.enters("192.0.2.1") for _ in range(3)] == [True, True, False]
    crowd.leaves("192.0.2.1")
    crowd.leaves("192.0.2.1")
    assert crowd.enters("192.0.2.1")
    assert [crowd.enters("127.0.0.1") for _ in range(4)] == [True] * 4, "our own MTA comes from here"
    assert not crowd.enters(None)


def test_who_is_idle_is_sent_away_sooner_in_a_crowd() -> None:
    crowd = Crowd(Bounds(crowded=1))
    crowd.enters("192.0.2.1")
    pace = Pace(since=1000.0)
    assert pace.too_slow(1300.0, crowd) is None
    assert pace.too_slow(1300.1, crowd) == "421 4.4.2 Idle for too long"
    crowd.enters("192.0.2.2")
    assert pace.too_slow(1010.1, crowd) == "421 4.4.2 Idle for too long"
    assert Pace(since=1000.0, resting=True).too_slow(9999.0, crowd) is None


@pytest.mark.parametrize(
    ("seconds", "received", "ends"),
    [(30.0, 0, False), (30.1, 0, True), (60.0, 30_000, False), (60.0, 29_999, True), (900.0, 1 << 30, False), (900.1, 1 << 30, True)],
)  # fmt: skip
def test_a_letter_must_come_on(seconds: float, received: int, ends: bool) -> None:
    pace = Pace(since=0.0, data_since=1000.0, received=received)
    assert (pace.too_slow(1000.0 + seconds, Crowd(Bounds())) is not None) == ends


def test_an_idle_client_is_sent_away() -> None:
    async def script(client: Client) -> None:
        assert await client.reply() == "421 4.4.2 Idle for too long"
        assert await client.is_over()

    talk(script, bounds=Bounds(idle=0.1, look_every=0.03))


def test_a_crawling_letter_is_given_up_and_a_slow_ledger_is_waited_for() -> None:
    bounds = Bounds(idle=0.15, data_grace=0.1, look_every=0.02)

    async def crawling(client: Client) -> None:
        await envelope(client)
        await client.say("DATA")
        client.writer.write(b"X: y\r\n")
        assert await client.reply() == "421 4.4.2 The letter comes too slowly"

    assert talk(crawling, bounds=bounds).letters == []

    async def slow() -> None:
        await asyncio.sleep(0.4)

    async def patient(client: Client) -> None:
        await envelope(client)
        assert (await client.data()).startswith("250")

    assert talk(patient, Desk(before=slow), bounds=bounds).letters == [LETTER]


def test_a_client_that_does_not_listen_is_cut_off() -> None:
    async def play() -> None:
        async with opened(Desk(), bounds=Bounds(idle=0.1, look_every=0.05, commands=10**9)) as server:
            with socket.socket() as deaf:
                deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                deaf.connect(server.sockets[0].getsockname())
                deaf.setblocking(False)
                noise = b"HELP\r\n" * 20_000
                for _ in range(60):
                    try:
                        deaf.send(noise)
                    except BlockingIOError:
                        pass
                    except OSError:
                        return
                    await asyncio.sleep(0.05)
        pytest.fail("still connected")

    asyncio.run(play())


def test_commands_without_a_letter_run_out() -> None:
    async def script(client: Client) -> None:
        for _ in range(3):
            await envelope(client)
            assert (await client.data()).startswith("250")
        for _ in range(8):
            assert (await client.say("NOOP")).startswith("250")
        assert (await client.say("NOOP")).startswith("421 4.7.0")
        assert await client.is_over()

    assert len(talk(script, bounds=Bounds(commands=8)).letters) == 3


def test_a_refused_letter_is_no_letter_in_that_account() -> None:
    async def script(client: Client) -> None:
        for _ in range(2):
            await envelope(client)
            assert (await client.data(b"X: y\n\r\n")).startswith("554")
        assert (await client.say("NOOP")).startswith("250")
        assert (await client.say("NOOP")).startswith("421 4.7.0")

    talk(script, bounds=Bounds(commands=8))


# -- STARTTLS, LMTP ------------------------------------------------------------------------------------------


def test_starttls(tmp_path: Path) -> None:
    """CVE-2024-34083: what was sent in clear before the handshake is not taken for what comes after it."""
    pair = certificate(tmp_path)
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(*pair)
    theirs = ssl.create_default_context(cafile=str(pair[0]))

    async def script(client: Client) -> None:
        assert "250-STARTTLS" in await client.say("EHLO peer.example")
        await client.say("MAIL FROM:<a@peer.example>")
        client.writer.write(b"STARTTLS\r\nMAIL FROM:<injected@evil.example>\r\n")
        assert (await client.reply()).startswith("220")
        await client.writer.start_tls(theirs, server_hostname="localhost")
        assert (await client.say(TO)).startswith("503"), "everything before is forgotten (RFC 3207 §4.2)"
        assert "STARTTLS" not in await client.say("EHLO peer.example")
        await envelope(client)
        assert (await client.data()).startswith("250")

    (arrivals,) = talk(script, tls=ours, bounds=Bounds(connections=1)).arrivals
    assert arrivals[0].envelope_from == "a@peer.example"


def test_lmtp_answers_for_each_recipient() -> None:
    """RFC 2033 §4.2: as many replies as recipients that were taken."""

    async def script(client: Client) -> None:
        await client.say("MAIL FROM:<a@peer.example>")
        assert (await client.say(TO)).startswith("250")
        assert (await client.say("RCPT TO:<nobody@bot.example>")).startswith("550 5.1.1")
        assert (await client.say("RCPT TO:<bot+ls1@bot.example>")).startswith("250")
        assert await client.data() == "250 2.0.0 recorded as 317"
        assert await client.reply() == "250 2.0.0 recorded as 317"
        await envelope(client, OURS, "bot+x@bot.example", "bot+y@bot.example")
        assert (await client.data(b"X: y\n\r\n")).startswith("554 5.6.0")
        assert [(await client.reply())[:9] for _ in range(2)] == ["554 5.6.0"] * 2
        assert await client.say("QUIT") == "221 2.0.0 Bye"

    desk = talk(script, lmtp=True)
    assert [(one.door, one.recipient) for one in desk.arrivals[0]] == [("lmtp", OURS), ("lmtp", "bot+ls1@bot.example")]


@pytest.mark.parametrize("hello", ["HELO peer.example", "EHLO peer.example"])
def test_lmtp_wants_its_own_greeting(hello: str) -> None:
    async def play() -> None:
        async with opened(Desk(), lmtp=True) as server, client_of(server, "") as client:
            assert (await client.say(hello)).startswith("500 5.5.1")
            assert (await client.say("MAIL FROM:<a@peer.example>")).startswith("503")

    asyncio.run(play())


def test_lmtp_by_a_unix_socket(tmp_path: Path) -> None:
    path, desk = tmp_path / "lmtp", Desk()

    async def play() -> None:
        async with opened(desk, lmtp=True, listen=f"unix:{path}"):
            assert os.stat(path).st_mode & 0o777 == 0o660
            reader, writer = await asyncio.open_unix_connection(str(path))
            client = Client(reader, writer)
            await client.reply()
            await client.say("LHLO peer.example")
            await envelope(client)
            assert (await client.data()).startswith("250")
            writer.close()

    asyncio.run(play())
    assert desk.arrivals == [(Arrival("lmtp", OURS, "a@peer.example"),)]


def test_the_scan_reads_a_large_letter_at_once() -> None:
    """Lines just short of the limit once cost a scan of each line from each of its bytes."""
    raw = head() + (b"x" * (letter_scan.LINE_BYTES - 2) + b"\r\n") * 300
    assert objection(raw) is None
