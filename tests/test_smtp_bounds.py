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


@pytest.mark.parametrize(
    ("address", "bounds"),
    [(None, Bounds(connections=3)), ("127.0.0.1", Bounds(connections=3)), ("192.0.2.1", Bounds(of_one_address=3))],
)
def test_as_many_may_come_as_have_left(address: str | None, bounds: Bounds) -> None:
    crowd = Crowd(bounds)
    assert [crowd.enters(address) for _ in range(4)] == [True, True, True, False]
    for _ in range(2):
        crowd.leaves(address)
    assert [crowd.enters(address) for _ in range(2)] == [True, False]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", None])
def test_our_own_mta_may_take_all_the_room(address: str | None) -> None:
    crowd = Crowd(Bounds(connections=6, of_one_address=2))
    assert [crowd.enters("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert [crowd.enters(address) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:8000::1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_one_site_of_ipv6_is_one_client(first: str, second: str, one: bool) -> None:
    crowd = Crowd(Bounds(of_one_address=1))
    assert crowd.enters(first)
    assert crowd.enters(second) is not one


def test_who_has_left_is_forgotten() -> None:
    crowd = Crowd(Bounds())
    for number in range(20):
        crowd.enters(f"192.0.2.{number}")
        crowd.leaves(f"192.0.2.{number}")
    assert not crowd._by_address


class Waiting:
    """A client as the crowd sees it: silent since some moment; `heard` is the reply it was sent away with."""

    def __init__(self, since: float) -> None:
        self.pace, self.heard = Pace(since), ""

    def end(self, reply: str) -> None:
        self.heard = reply


def test_who_has_been_silent_longest_makes_room() -> None:
    crowd = Crowd(Bounds(idle_when_full=1))
    writing, longest, silent = Waiting(1000.0), Waiting(1001.0), Waiting(1002.0)
    writing.pace.data_since = 1000.0
    crowd.guests |= {writing, longest, silent}
    assert not crowd.makes_room("192.0.2.1", 1002.0), "nobody has been silent for more than a second"
    assert crowd.makes_room("192.0.2.1", 1003.0)
    assert [one.heard for one in (writing, longest, silent)] == ["", "421 4.4.2 Idle while others wait", ""]
    assert crowd.guests == {writing, silent}
    assert not crowd.makes_room("192.0.2.1", 1003.0)


def test_who_is_one_too_many_of_its_own_makes_nobody_leave() -> None:
    crowd, other = Crowd(Bounds(of_one_address=2)), Waiting(since=0.0)
    crowd.guests.add(other)
    assert [crowd.enters("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert not crowd.makes_room("192.0.2.1", 1e9)
    assert not other.heard
    assert crowd.makes_room("192.0.2.2", 1e9)


@pytest.mark.parametrize(
    ("on_their_way", "size", "fits"), [(0, 100, True), (0, 101, False), (40, 60, True), (40, 61, False)]
)
def test_letters_on_their_way_leave_room_for_the_rest(on_their_way: int, size: int, fits: bool) -> None:
    crowd = Crowd(Bounds(in_flight=100))
    crowd.in_flight += on_their_way
    assert crowd.has_room_for(size) is fits


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


@pytest.mark.parametrize(("letters", "seconds"), [(199, 0.0), (200, 6.0), (201, 12.0)])
def test_after_two_hundred_letters_at_once_one_in_six_seconds(letters: int, seconds: float) -> None:
    crowd = Crowd(Bounds())
    for _ in range(letters):
        crowd.sent("192.0.2.1", 5000.0)
    assert crowd.too_often("192.0.2.1", 5000.0) == seconds
    assert crowd.too_often("192.0.2.1", 5000.0 + seconds) == 0


def test_quiet_clients_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_bounds, "MOST_REMEMBERED", 3)
    crowd = Crowd(Bounds(letters_an_hour=3600, letters_at_once=1))
    for number, second in enumerate((0.0, 0.25, 0.5, 1.25)):
        crowd.sent(f"192.0.2.{number}", second)
    assert set(crowd._busy) == {"192.0.2.2", "192.0.2.3"}


def test_who_writes_too_often_hears_when_to_come_again() -> None:
    bounds = Bounds(letters_at_once=2, letters_an_hour=60)
    replies = asyncio.run(over_wire(Desk(), [(OPENING + LETTER + b".\r\n") * 3 + b"QUIT\r\n"], bounds=bounds))
    assert replies.count("250 2.0.0 recorded as 317") == 1
    assert "450 4.7.1 Too many letters from your address; please try again in 1 min" in replies


@pytest.mark.parametrize(
    ("clients", "seconds", "ends"), [(2, 300.0, False), (2, 300.1, True), (3, 10.0, False), (3, 10.1, True)]
)
def test_who_is_idle_is_sent_away_sooner_in_a_crowd(clients: int, seconds: float, ends: bool) -> None:
    crowd, reply = Crowd(Bounds(crowded=2)), "421 4.4.2 Idle for too long"
    for number in range(clients):
        crowd.enters(f"192.0.2.{number}")
    assert Pace(since=1000.0).too_slow(1000.0 + seconds, crowd) == (reply if ends else None)


def test_while_a_letter_comes_or_is_recorded_a_client_is_not_idle() -> None:
    assert Pace(since=10.0).idle(15.0) == 5.0
    assert Pace(since=10.0, data_since=11.0).idle(15.0) == 0
    assert Pace(since=10.0, resting=True).idle(15.0) == 0


@pytest.mark.parametrize("data_since", [None, 1000.0])
def test_while_a_letter_is_recorded_nobody_waits_for_the_client(data_since: float | None) -> None:
    assert Pace(since=1000.0, data_since=data_since, resting=True).too_slow(9999.0, Crowd(Bounds())) is None


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
