"""A letter in DATA: whole however it arrives, exact in its size, and judged by one look at its bytes."""

from __future__ import annotations

import asyncio
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaisonbot.doors import letter_scan
from liaisonbot.doors.letter_scan import has_long_line, objection
from tests.dialogue import (
    LETTER,
    OPENING,
    OURS,
    TO,
    Client,
    Desk,
    envelope,
    over_wire,
    talk,
)

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


@pytest.mark.parametrize("line", [b"z" * 70, b"." * 70])
def test_a_letter_costs_little_more_than_its_size(line: bytes) -> None:
    letter = LETTER + (line + b"\r\n") * 110_000
    stuffed = letter.replace(b"\r\n.", b"\r\n..")
    peaks = []

    async def measure() -> None:
        peaks.append(tracemalloc.get_traced_memory()[1])

    async def script(client: Client) -> None:
        await envelope(client)
        await client.say("DATA")
        tracemalloc.start()
        for start in range(0, len(stuffed), 1 << 16):
            client.writer.write(stuffed[start : start + (1 << 16)])
            await client.writer.drain()
        client.writer.write(b".\r\n")
        assert (await client.reply()).startswith("250")
        tracemalloc.stop()

    assert talk(script, Desk(before=measure), limit=16 << 20).letters == [letter]
    assert peaks[0] < 1.3 * len(letter)


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


# -- the one look -------------------------------------------------------------------------------------------


def head(*, fields: int = 1, received: int = 0, size: int = 0) -> bytes:
    text = b"Received: x\r\n" * received + b"X: y\r\n" * fields
    if size:
        line = b" " + b"z" * 997 + b"\r\n"
        text += line * ((size - len(text)) // len(line))
        text += b" " + b"z" * (size - len(text) - 3) + b"\r\n"
    return text + b"\r\ntext\r\n"


def mark(hop: int) -> bytes:
    """A letter with the folded mark of another bot."""
    return b"X-Liaisonbot: v=1; i=abcdefgh; k=receipt; r=LS-1; e=5;\r\n h=%d; m=aaaa\r\n" % hop + head()


@pytest.mark.parametrize(
    ("taken", "refused", "reply"),
    [
        (head(fields=1000), head(fields=1001), "554 5.6.0 The header has too many fields"),
        (head(received=50), head(received=51), "554 5.4.6 Too many hops"),
        (mark(2), mark(3), "554 5.4.6 Bots answer each other"),
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


def test_the_scan_reads_a_large_letter_at_once() -> None:
    """Lines just short of the limit once cost a scan of each line from each of its bytes."""
    raw = head() + (b"x" * (letter_scan.LINE_BYTES - 2) + b"\r\n") * 300
    assert objection(raw) is None
