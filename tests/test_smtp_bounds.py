"""What one client, and all together, may ask of a mail door (promises 5)."""

from __future__ import annotations

import asyncio
import socket

import pytest

from liaisonbot.doors import smtp_bounds
from liaisonbot.doors.smtp_bounds import Bounds, Crowd, Pace
from tests.dialogue import (
    LATER,
    LETTER,
    OPENING,
    Client,
    Desk,
    client_of,
    envelope,
    opened,
    over_wire,
    talk,
)


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


def test_one_site_of_ipv6_is_one_client() -> None:
    crowd = Crowd(Bounds(of_one_address=2))
    assert [crowd.enters(f"2001:db8:1:2::{n}") for n in range(3)] == [True, True, False]
    assert crowd.enters("2001:db8:1:3::1")


def test_letters_of_one_client_in_an_hour() -> None:
    """600 an hour in the long run, 200 at once; our own MTA on this machine is not counted."""
    crowd, taken, now = Crowd(Bounds()), 0, 5000.0
    for _ in range(3600):
        now += 1.0
        if not crowd.too_often("192.0.2.1", now):
            crowd.sent("192.0.2.1", now)
            taken += 1
    assert taken == 199 + 600  # the last of the 200 places is free again only after its six seconds
    for client in ("192.0.2.2", "127.0.0.1", None):
        assert crowd.too_often(client, now) == 0
    for _ in range(1000):
        crowd.sent("127.0.0.1", now)
        crowd.sent(None, now)
    assert crowd.too_often("127.0.0.1", now) == crowd.too_often(None, now) == 0


def test_quiet_clients_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_bounds, "MOST_REMEMBERED", 3)
    crowd = Crowd(Bounds(letters_an_hour=3600, letters_at_once=1))
    for number, second in enumerate((0.0, 0.0, 0.5, 1.2)):
        crowd.sent(f"192.0.2.{number}", second)
    assert set(crowd._busy) == {"192.0.2.2", "192.0.2.3"}


def test_who_writes_too_often_hears_when_to_come_again() -> None:
    bounds = Bounds(letters_at_once=2, letters_an_hour=60)
    replies = asyncio.run(over_wire(Desk(), [(OPENING + LETTER + b".\r\n") * 3 + b"QUIT\r\n"], bounds=bounds))
    assert replies.count("250 2.0.0 recorded as 317") == 1
    assert "450 4.7.1 Too many letters from your address; please try again in 1 min" in replies


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
