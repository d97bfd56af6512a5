"""A reply address in other hands: its owner hears of it, and what was given out proves nobody any more (X5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaisonbot.deciding.lent_address import told_owner
from liaisonbot.model.effects import Revoke, Send
from liaisonbot.reading.letter import Robot
from tests.test_trust import CASE, DKIM, MIRA, facts

EVIL = "mallory@stranger.example"
HERS = {"token_person": MIRA.address}


@pytest.mark.parametrize("writer", [EVIL, "quentin@chair.example"])
def test_the_owner_of_a_used_address_is_told_and_it_is_revoked(writer: str) -> None:
    revoked, told = told_owner(facts(writer, case=CASE, **HERS))
    assert revoked == Revoke(MIRA.address)
    assert isinstance(told, Send)
    assert (told.to, told.case, told.context["writer"], told.context["proven"]) == ((MIRA.address,), 1, writer, False)
    (_, of_no_case) = told_owner(facts(writer, proof=DKIM, **HERS))
    assert isinstance(of_no_case, Send)
    assert (of_no_case.case, of_no_case.context["proven"]) == (None, True)


def test_her_own_letters_are_no_alarm_from_whichever_address_she_writes() -> None:
    for address in ("mira@manage.example", "MIRA@home.example"):
        assert told_owner(facts(address, **HERS)) == ()


def test_without_a_live_address_of_one_of_ours_there_is_nobody_to_tell() -> None:
    assert told_owner(facts(EVIL)) == ()
    assert told_owner(facts(EVIL, token_person="gone@manage.example")) == ()


def test_what_nobody_wrote_or_came_before_is_no_alarm() -> None:
    """Her own robot answers a letter of ours; a copy of the letter comes by another door."""
    straight = facts(EVIL, **HERS)
    assert told_owner(facts(None, **HERS)) == ()
    assert told_owner(replace(straight, letter=replace(straight.letter, robot=Robot.AUTO_REPLY))) == ()
    assert told_owner(replace(straight, own=True)) == ()
    assert told_owner(replace(straight, twin=0)) == ()
    assert told_owner(straight) != ()
