"""Clients that want to hold the door shut: a crowd that says nothing, floods of commands, endless lines (P15, X8, X14)."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from contextlib import suppress

import pytest

from liaisonbot.doors import smtp_in
from liaisonbot.doors.smtp_bounds import Bounds, Crowd
from tests.dialogue import (
    LETTER,
    OPENING,
    OURS,
    Client,
    Desk,
    Wire,
    client_of,
    local,
    opened,
    over_wire,
    talk,
)

MIB = 1 << 20


def test_a_thousand_silent_clients_keep_no_honest_one_out() -> None:
    """X14: from as many addresses; the door holds a hundred, and who has been silent longest makes room."""
    desk, wires = Desk(), []

    async def play() -> float:
        loop, crowd = asyncio.get_running_loop(), Crowd(Bounds(idle_when_full=0.0))
        handler = smtp_in.Handler(desk.receive, local, door="smtp")

        def connect(address: str) -> tuple[smtp_in.Door, Wire]:
            door, wire = smtp_in.Door(handler, crowd, size_limit=MIB, hostname="bot.example", loop=loop), Wire()
            wire._extra["peername"] = (address, 4711)  # type: ignore[attr-defined]
            door.connection_made(wire)
            wires.append((door, wire))
            return door, wire

        for number in range(1000):
            connect(f"198.51.{number // 250}.{number % 250}")
            await asyncio.sleep(0)
        assert len(crowd.guests) == 100
        began = time.perf_counter()
        door, wire = connect("192.0.2.1")
        await asyncio.sleep(0)
        for chunk in (OPENING, LETTER + b".\r\n", b"QUIT\r\n"):
            door.data_received(chunk)
            for _ in range(50):
                await asyncio.sleep(0)
        took = time.perf_counter() - began
        assert b"250 2.0.0 recorded as 317" in wire.sent
        for one, its in wires:
            its.close()
            one.connection_lost(None)
        await asyncio.sleep(0)
        assert crowd.total == 0
        assert not crowd.guests
        return took

    assert asyncio.run(play()) < 2
    assert desk.letters == [LETTER]
    assert sum(b"421 4.4.2 Idle while others wait" in wire.sent for _, wire in wires) == 901


def test_a_full_house_of_busy_clients_stays_as_it_is() -> None:
    async def play() -> None:
        bounds = Bounds(connections=2, idle_when_full=30)
        async with opened(Desk(), bounds=bounds) as server, client_of(server) as first, client_of(server) as second:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
            assert (await reader.read()).startswith(b"421 4.7.0 Too many connections")
            writer.close()
            for client in (first, second):
                assert (await client.say("NOOP")).startswith("250")

    asyncio.run(play())


ENDLESS = {
    "a command without an end": (b"", b"x" * 65536),
    "bare line ends": (OPENING, b"\r\n" * 32768),
    "a line without an end": (OPENING, b"x" * 65536),
    "half a line end": (OPENING, b"\r" * 65536),
    "dots": (OPENING, b"\r\n.." * 16384),
}


@pytest.mark.parametrize(("opening", "chunk"), ENDLESS.values(), ids=list(ENDLESS))
def test_what_never_ends_costs_little(opening: bytes, chunk: bytes) -> None:
    """X14: sixteen mebibytes for a door that takes one; it hangs up long before."""
    tracemalloc.start()
    began = time.process_time()
    desk = Desk()
    replies = asyncio.run(over_wire(desk, [opening, *[chunk] * 256, b"\r\n"], limit=MIB))
    took, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert desk.letters == []
    assert took < 4
    assert peak < 4 * MIB
    assert not opening or any(line.startswith("552 5.3.4") for line in replies)


def test_a_flood_of_recipients_ends_with_the_connection() -> None:
    """X8: 100,000 addresses took stock aiosmtpd half a minute; here the thousandth command is the last."""

    async def script(client: Client) -> None:
        await client.say("MAIL FROM:<a@peer.example>")
        answers = [await client.say(f"RCPT TO:<{OURS}>") for _ in range(998)]
        assert answers[-1].startswith("452 4.5.3")
        assert (await client.say("NOOP")).startswith("421 4.7.0")
        assert await client.reply() == ""

    async def all_at_once(client: Client) -> None:
        await client.say("MAIL FROM:<a@peer.example>")
        client.writer.write(f"RCPT TO:<{OURS}>\r\n".encode() * 5000)
        answers = 0
        with suppress(ConnectionResetError):  # much that it wrote was not read: then the last answers may get lost, too
            while await client.reply():
                answers += 1
        assert answers < 1000

    assert talk(script).letters == []
    assert talk(all_at_once).letters == []


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_commands_end_with_crlf_or_are_none(end: bytes) -> None:
    """X12: a whole dialogue in bare line ends, as a browser could be made to send it, leaves no letter."""
    body = OPENING.replace(b"\r\n", end) + LETTER.replace(b"\r\n", end) + b"." + end
    desk = Desk()
    asyncio.run(over_wire(desk, [body, b"\r\n"]))
    assert desk.letters == []
