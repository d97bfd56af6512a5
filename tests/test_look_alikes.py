"""Senders that look like somebody whom we know (mail-rules 6)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.look_alikes import look_alike
from liaisonbot.model.case import Stage
from liaisonbot.model.directory import built_in
from liaisonbot.model.mail import ProofFacts
from liaisonbot.model.people import People, Settings
from liaisonbot.reading.letter import parse
from tests.world import BOT, CARLA, PEOPLE, START, World

OFFICE = Office(Settings(address=BOT, owner="owner@bot.example"), PEOPLE, built_in())


def facts(sender: str) -> Facts:
    raw = f"From: {sender}\r\nSubject: LS on rings\r\nMessage-ID: <1@x.example>\r\n\r\nPlease answer.\r\n"
    return Facts(parse(raw.encode()), 1, (), START, START.date(), OFFICE)


@pytest.mark.parametrize(
    ("sender", "like"),
    [
        ("ken@ietf.0rg", "ietf.org"),
        ("ken@letf.org", "ietf.org"),
        ("ken@ieft-org.ietf.org.evil.example", "ietf.org"),
        ("ken@3gpp-org.example", "3gpp.org"),
        ("ken@mail.3gpp-org.example", "3gpp.org"),
        ("ken@ls-itu-int-desk.example", "itu.int"),
        ("ken@etsl.org", "etsi.org"),
        ("ken@etsii.org", "etsi.org"),
        ("ken@ets.org", "etsi.org"),
        ("ken@g5ma.com", "gsma.com"),
        ("ken@blpm.org", "bipm.org"),
        ("mira@rnanage.example", "manage.example"),
        ("mira@xn--mnage-4ve.example", "manage.example"),
        ("ken@bot.examp1e", "bot.example"),
        ("ken@\u0456etf.org", "ietf.org"),
    ],
)
def test_a_domain_that_passes_for_another(sender: str, like: str) -> None:
    assert f"looks like {like} and is another" in look_alike(facts(sender))


@pytest.mark.parametrize(
    "sender",
    [
        "ken@ietf.org",
        "ken@tools.ietf.org",
        "tsbsg15@itu.int",
        "ken@manage.example",
        "ken@optics.example",
        "ken@ido.org",
        "ken@new-body.example",
        "ken@sub.manage.example",
        "",
        "no address",
    ],
)
def test_everybody_else_looks_like_nobody(sender: str) -> None:
    assert look_alike(facts(sender)) == ""


def test_a_domain_of_anybody_is_nobodys_look_alike() -> None:
    """Two of the large mail services differ by a letter; people of ours may have mailboxes at one of them."""
    person = replace(PEOPLE.all[0], addresses=("mira@gmail.example",))
    office = replace(OFFICE, people=People((person,)))
    known = replace(office, settings=replace(office.settings, shared_domains=("gmail.example",)))
    letter = facts("ken@mail.example")
    assert "looks like gmail.example" in look_alike(replace(letter, office=office))
    assert look_alike(replace(letter, office=known)) == ""


def test_a_name_that_shows_anothers_address() -> None:
    says = look_alike(facts('"mira@manage.example" <eve@else.example>'))
    assert says == "The sender's name shows the address mira@manage.example; the letter is from eve@else.example."
    assert look_alike(facts('"eve@else.example" <eve@other.example>')) == ""


def test_the_operator_hears_once_and_the_statement_waits(tmp_path: Path) -> None:
    """However well the look-alike signs, a person looks at what it sent before any group gets it."""
    with World(tmp_path) as world:
        world.proof = ProofFacts(dkim=("3gpp-org.example",))
        for number in (1, 2):
            body = f"Source: 3GPP SA2\nTitle: LS {number}\nTo: IETF QUIC WG\nFor action\nDeadline: 1 June 2026\n\nPlease review.\n"
            world.arrives(world.statement(From="ken@3gpp-org.example", Subject=f"LS {number}", body=body))
        assert [world.case(number).stage for number in (1, 2)] == [Stage.HELD] * 2
        assert "looks like 3gpp.org and is another" in (world.case(1).held_because or "")
        assert world.sent("distribution") == []
        assert world.last("question")
        (alarm,) = world.sent("look_alike")
        assert alarm.recipient == "owner@bot.example"
        assert "3gpp-org.example looks like" in " ".join(alarm.text.split())
        assert not world.sent("look_alike", CARLA.address)
