"""Keys from the DNS: what is no answer is no proof, and nobody but the letter itself waits for servers that stall (X14)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from liaisonbot.doors.dns_keys import Keys, txt_from_dns
from liaisonbot.doors.proof import DnsTrouble


class Servers:
    """Name servers on a clock of their own; each question takes `seconds`, and stalling ones give no answer."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.now, self.seconds = 1000.0, seconds
        self.asked: list[str] = []

    def clock(self) -> float:
        return self.now

    def look_up(self, name: str) -> list[str]:
        self.asked.append(name)
        self.now += self.seconds
        if name.startswith("stall"):
            raise DnsTrouble(name)
        return [f"key of {name}"] if name.startswith("key") else []


def test_answers_are_remembered_for_ten_minutes() -> None:
    servers = Servers()
    keys = Keys(servers.look_up, servers.clock)
    for seconds, count in ((0, 1), (599, 1), (1, 2)):
        servers.now += seconds
        assert keys("key.a.example") == ["key of key.a.example"]
        assert servers.asked.count("key.a.example") == count
    assert keys("none.a.example") == keys("none.a.example") == []
    assert servers.asked.count("none.a.example") == 1


def test_a_name_that_stalls_is_not_asked_for_again_at_once() -> None:
    servers = Servers()
    keys = Keys(servers.look_up, servers.clock)
    for seconds, count in ((0, 1), (59, 1), (1, 2)):
        servers.now += seconds
        with pytest.raises(DnsTrouble):
            keys("stall.a.example")
        assert len(servers.asked) == count


def test_a_flood_of_stalling_names_takes_a_tenth_of_the_time_at_most() -> None:
    """X14: a thousand letters in ten minutes, each with a key that takes two seconds not to come."""
    servers = Servers(seconds=2.0)
    keys = Keys(servers.look_up, servers.clock)
    began = servers.now
    for number in range(1000):
        with pytest.raises(DnsTrouble):
            keys(f"stall{number}.example")
        servers.now += 0.6
    waited, whole = 2.0 * len(servers.asked), servers.now - began
    assert 20 < waited <= 0.11 * whole + 2


def test_quick_answers_cost_no_patience_and_known_ones_come_while_others_stall() -> None:
    servers = Servers(seconds=0.01)
    keys = Keys(servers.look_up, servers.clock)
    for number in range(1000):
        assert keys(f"key{number}.example")
    servers.seconds = 2.0
    with pytest.raises(DnsTrouble):
        keys("stall.example")
    with pytest.raises(DnsTrouble, match="slow"):
        keys("key.new.example")
    assert keys("key999.example") == ["key of key999.example"]


def test_patience_comes_back_at_a_tenth_of_what_was_waited() -> None:
    servers = Servers(seconds=2.0)
    keys = Keys(servers.look_up, servers.clock)
    for pause, count in ((0.01, 1), (0.01, 2), (19.98, 2), (0.02, 3)):
        servers.now += pause
        with pytest.raises(DnsTrouble):
            keys(f"stall{servers.now}.example")
        assert len(servers.asked) == count


def test_a_twentieth_of_a_second_is_no_waiting() -> None:
    servers = Servers(seconds=0.05)
    servers.now = 0.0
    keys = Keys(servers.look_up, servers.clock)
    for seconds in (0.05, 1.95, 0.0):  # were the first one counted, the third would not be asked for
        servers.seconds = seconds
        assert keys(f"key{seconds}.example")


def test_a_thousand_names_are_remembered() -> None:
    servers = Servers()
    keys = Keys(servers.look_up, servers.clock)
    for number in range(1000):
        keys(f"key{number}.example")
    keys("key0.example")
    assert len(servers.asked) == 1000
    keys("key1000.example")
    keys("key0.example")
    assert servers.asked[1000:] == ["key1000.example", "key0.example"]


# What is asked over the wire


@contextmanager
def name_server(
    answer: Callable[[dns.message.Message], dns.message.Message | None],
) -> Iterator[dns.resolver.Resolver]:
    """A name server on loopback, and a resolver that asks it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        door.settimeout(0.05)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    data, client = door.recvfrom(4096)
                except TimeoutError:
                    continue
                if reply := answer(dns.message.from_wire(data)):
                    door.sendto(reply.to_wire(), client)

        thread = threading.Thread(target=serve)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = door.getsockname()[1]
        try:
            yield resolver
        finally:
            stop.set()
            thread.join()


def reply(query: dns.message.Message, code: dns.rcode.Rcode, *records: str) -> dns.message.Message:
    found = dns.message.make_response(query)
    found.set_rcode(code)
    if records:
        found.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "TXT", *records))
    return found


def test_records_are_joined() -> None:
    with name_server(lambda query: reply(query, dns.rcode.NOERROR, '"v=DKIM1; " "p=AB"', '"other"')) as resolver:
        assert sorted(txt_from_dns(2, resolver)("s._domainkey.peer.example")) == ["other", "v=DKIM1; p=AB"]


def test_the_machines_own_servers_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with name_server(lambda query: reply(query, dns.rcode.NOERROR, '"v=DKIM1; p=AB"')) as resolver:
        monkeypatch.setattr(dns.resolver, "get_default_resolver", lambda: resolver)
        assert txt_from_dns(2)("s._domainkey.peer.example") == ["v=DKIM1; p=AB"]


@pytest.mark.parametrize("code", [dns.rcode.NXDOMAIN, dns.rcode.NOERROR])
def test_a_name_without_records(code: dns.rcode.Rcode) -> None:
    with name_server(lambda query: reply(query, code)) as resolver:
        assert txt_from_dns(2, resolver)("s._domainkey.peer.example") == []


@pytest.mark.parametrize("code", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_a_server_in_trouble(code: dns.rcode.Rcode) -> None:
    with name_server(lambda query: reply(query, code)) as resolver, pytest.raises(DnsTrouble):
        txt_from_dns(2, resolver)("s._domainkey.peer.example")


def test_a_server_that_keeps_silent() -> None:
    with name_server(lambda _: None) as resolver, pytest.raises(DnsTrouble):
        txt_from_dns(0.3, resolver)("s._domainkey.peer.example")


@pytest.mark.parametrize("name", ["a" * 64 + ".example", "a..example", ".".join(["abcdefgh"] * 40), "a\\999.example"])
def test_what_is_no_name_has_no_records(name: str) -> None:
    with name_server(lambda query: reply(query, dns.rcode.SERVFAIL)) as resolver:
        assert txt_from_dns(2, resolver)(name) == []
