"""X14, X4: name servers that stall or lie. A letter waits for its key, the desk hardly does; nothing forged is obeyed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.resolver
import pytest

from liaisonbot.doors import dns_keys
from liaisonbot.doors.dns_keys import Keys, txt_from_dns
from liaisonbot.doors.proof import prove
from liaisonbot.model.mail import ProofFacts
from liaisonbot.reading.letter import Letter
from tests.signing import ed25519_key, key_record, rsa_key, sign
from tests.test_dns_keys import reply
from tests.world import BOT, MIRA, START, World

TIMEOUT = 0.3
"""Seconds for one look-up; the bot gives two."""

TRUE, FORGED = ed25519_key(), rsa_key(1024)
Answers = Callable[[dns.message.Message], Iterable[bytes]]


@contextmanager
def name_server(answers: list[Answers]) -> Iterator[dns.resolver.Resolver]:
    """A name server on loopback that answers by the last of `answers`, in as many packets as it likes."""
    stop = threading.Event()

    def serve(door: socket.socket) -> None:
        while not stop.is_set():
            try:
                data, client = door.recvfrom(4096)
            except TimeoutError:
                continue
            for packet in answers[-1](dns.message.from_wire(data)):
                door.sendto(packet, client)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        door.settimeout(0.05)
        thread = threading.Thread(target=serve, args=(door,))
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], door.getsockname()[1]
        try:
            yield resolver
        finally:
            stop.set()
            thread.join()


def key(query: dns.message.Message, pem: bytes) -> dns.message.Message:
    """The answer that publishes this key."""
    return reply(query, dns.rcode.NOERROR, f'"{key_record(pem)}"')


def well(query: dns.message.Message) -> Iterator[bytes]:
    yield key(query, TRUE).to_wire()


def silent(query: dns.message.Message) -> Iterator[bytes]:
    yield from ()


def servfail(query: dns.message.Message) -> Iterator[bytes]:
    yield reply(query, dns.rcode.SERVFAIL).to_wire()


def late(query: dns.message.Message) -> Iterator[bytes]:
    time.sleep(2 * TIMEOUT)
    yield from well(query)


def garbage(query: dns.message.Message) -> Iterator[bytes]:
    yield query.id.to_bytes(2, "big") + b"\x84\x00" + b"\xff" * 40


def truncated(query: dns.message.Message) -> Iterator[bytes]:
    """The whole answer is to be had by TCP only, where nobody is."""
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.TC
    yield answer.to_wire()


def other_id(query: dns.message.Message) -> Iterator[bytes]:
    """Guesses at the number of the question, with a key of the guesser's own."""
    answer = key(query, FORGED)
    for step in range(1, 50):
        answer.id = (query.id + step) % 65536
        yield answer.to_wire()


def other_name(query: dns.message.Message) -> Iterator[bytes]:
    """The right number, and the key of another name."""
    other = dns.message.make_query(dns.name.from_text("s._domainkey.forger.example"), "TXT")
    other.id = query.id
    yield key(other, FORGED).to_wire()


def no_such_name(query: dns.message.Message) -> Iterator[bytes]:
    yield reply(query, dns.rcode.NXDOMAIN).to_wire()


def huge(query: dns.message.Message) -> Iterator[bytes]:
    """60 kB of key."""
    yield reply(query, dns.rcode.NOERROR, " ".join(['"' + "v=DKIM1; p=" + "A" * 240 + '"'] * 230)).to_wire()


def then_well(first: Answers) -> Answers:
    """The lie comes first, and the truth right behind it."""

    def answers(query: dns.message.Message) -> Iterator[bytes]:
        yield from first(query)
        yield from well(query)

    return answers


@contextmanager
def world_with(answers: list[Answers], folder: Path) -> Iterator[World]:
    """A world with one case, in which signatures are verified with keys from this name server."""
    with name_server(answers) as resolver, World(folder) as world:
        world.arrives(world.statement(body=STATEMENT))
        txt, waited = txt_from_dns(TIMEOUT, resolver), [0.0]

        def look_up(name: str) -> list[str]:
            began = time.monotonic()
            try:
                return txt(name)
            finally:
                waited[0] += time.monotonic() - began

        keys = Keys(look_up, lambda: waited[0] + (world.time - START).total_seconds())  # a busy machine changes nothing

        def check(raw: bytes, letter: Letter, received: datetime) -> ProofFacts:
            domain = letter.sender.address.rpartition("@")[2] if letter.sender else None
            return prove(raw, from_domain=domain, txt=keys, authserv_id="", now=received)

        world.service.prove = check
        yield world


STATEMENT = "Source: ITU-T Study Group 15\nTitle: LS on rings\nFor action to: IETF CCAMP WG\n\nPlease review.\n"


def ordered(pem: bytes, selector: str = "s", number: int = 1) -> bytes:
    """Mira's letter with a command, signed with this key in her domain's name."""
    fields = {
        "From": MIRA.address,
        "To": BOT,
        "Subject": "Liaison",
        "Message-ID": f"<{number}@manage.example>",
        "Date": "Mon, 02 Mar 2026 09:00:00 +0000",
    }
    return sign(World._mail(fields, "LS-1 deadline 15 May 2026\n").as_bytes(), selector, "manage.example", pem)


@pytest.mark.parametrize("trouble", [silent, servfail, late, garbage, truncated, other_id])
def test_a_letter_waits_for_its_key_and_nobody_else_does(trouble: Answers, tmp_path: Path) -> None:
    answers = [trouble]
    with world_with(answers, tmp_path) as world:
        world.arrives(ordered(TRUE), sender=MIRA.address)
        world.arrives(world.statement())
        assert world.ledger.last_case_number() == 2
        assert world.case(1).deadline is None
        assert world.sent("confirm") == [], "it is not called unproven"
        answers.append(well)
        for _ in range(3):
            world.minutes_pass(6)
        assert world.case(1).deadline == date(2026, 5, 15)
        assert len(world.sent("transcript", MIRA.address)) == 1


@pytest.mark.parametrize(
    "lie", [other_id, then_well(other_id), other_name, then_well(other_name), no_such_name, huge, well]
)
def test_a_signature_with_another_key_is_never_obeyed_whatever_the_dns_says(lie: Answers, tmp_path: Path) -> None:
    with world_with([lie], tmp_path) as world:
        world.arrives(ordered(FORGED), sender="a@forger.example")
        world.days_pass(1)
        assert world.case(1).deadline is None
        assert {one.recipient for one in world.sent("confirm")} <= {MIRA.address}


def test_a_key_that_comes_to_be_known_later_counts_from_then_on(tmp_path: Path) -> None:
    """A new key that had not reached all name servers: no such name is an answer, and it is not kept for long."""
    answers: list[Answers] = [no_such_name]
    with world_with(answers, tmp_path) as world:
        world.arrives(ordered(TRUE), sender=MIRA.address)
        assert len(world.sent("confirm", MIRA.address)) == 1, "unproven, so Mira is asked"
        answers.append(well)
        world.minutes_pass(int(dns_keys.REMEMBERED / 60) + 1)
        world.arrives(ordered(TRUE, number=2), sender=MIRA.address)
        assert world.case(1).deadline == date(2026, 5, 15)


def test_a_storm_of_stalling_names_takes_the_desk_a_moment(tmp_path: Path) -> None:
    asked = set[dns.name.Name]()

    def stalls(query: dns.message.Message) -> Iterator[bytes]:
        asked.add(query.question[0].name)
        yield from ()

    with world_with([stalls], tmp_path) as world:
        for number in range(20):
            world.arrives(ordered(TRUE, f"s{number}", number), sender=MIRA.address)
        world.arrives(world.statement())
        assert 0 < len(asked) <= dns_keys.PATIENCE / TIMEOUT + 2, "the others are put off unasked"
        assert world.ledger.last_case_number() == 2
