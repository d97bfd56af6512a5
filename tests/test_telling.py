"""The peer hears why: at a manager's word after the grace time; what others order waits for that word (R36, R37)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from liaisonbot.model.case import Outcome, Stage
from liaisonbot.model.people import People, Person
from tests.world import CARLA, MIRA, QUENTIN, Caught, World

DORA = Person("Dora Director", ("dora@director.example",), directs=("rtg",))
HOLDER = replace(CARLA, name="Hal Holder", addresses=("hal@holder.example",), coordinator=False)
PEER = "ada@optics.example"
LATER = "delay to 15 June 2026 because the group meets on the 11th\n"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, people=People((MIRA, CARLA, QUENTIN, DORA, HOLDER))) as world:
        world.arrives(world.statement())
        yield world


def given_to(world: World, person: Person) -> Caught:
    """A letter about the case in the hands of somebody who holds it now."""
    world.minutes_pass(1)
    world.says(MIRA, f"assign to {person.address}\n", last_to(world, MIRA))
    return world.last("assigned", person.address)


def last_to(world: World, person: Person) -> Caught:
    """The last letter by which somebody can act on the one case."""
    world.days_pass(78)
    return world.last("reminder", person.address)


def words(text: str) -> str:
    return " ".join(text.replace(">", " ").split())


def test_what_a_chair_orders_waits_for_the_manager_who_reads_it_first(world: World) -> None:
    world.says(QUENTIN, LATER, given_to(world, QUENTIN))
    assert world.case(1).deadline == date(2026, 6, 15), "the day is set at once"
    assert f"waits for {MIRA.address}" in words(world.last("transcript", QUENTIN.address).text)
    asked = world.last("may_tell", MIRA.address)
    world.minutes_pass(60)
    assert world.sent("delayed") == [], "the peer hears nothing yet"

    world.says(MIRA, "tell them\n", asked)
    assert world.sent("delayed") == [], "a second thought is possible"
    world.minutes_pass(11)
    note = world.last("delayed", PEER)
    assert words(note.text.partition("Hello,")[2]) in words(asked.text), "it leaves as it was shown"
    assert str(note.mail["From"]).startswith("Mira Manager via")
    (told,) = [row for row in world.ledger.history(1) if row.what == "told"]
    assert (told.actor.who, told.because) == (MIRA.address, f"{PEER}, asked by {QUENTIN.address}")
    assert 1 in world.ledger.told_peer([1])

    world.says(MIRA, "tell them\n", asked)
    world.minutes_pass(11)
    assert "told that already" in world.last("transcript", MIRA.address).text
    assert len(world.sent("delayed", PEER)) == 1


def test_a_managers_own_word_needs_no_other(world: World) -> None:
    world.says(MIRA, LATER, last_to(world, MIRA))
    world.minutes_pass(11)
    assert world.sent("may_tell") == []
    assert world.sent("delayed", PEER)


@pytest.mark.parametrize(
    ("person", "line", "note", "says"),
    [
        (DORA, "no-reply because the group has ended its work tell them", "no_reply", "no answer to it, because the"),
        (
            HOLDER,
            "interim until 15 June 2026 tell them",
            "interim",
            "A first answer was given, and work on it goes on.",
        ),
    ],
)
def test_each_way_out_waits_for_the_manager(world: World, person: Person, line: str, note: str, says: str) -> None:
    world.says(person, f"{line}\n", given_to(world, person))
    asked = world.last("may_tell", MIRA.address)
    assert world.sent(note) == []
    world.says(MIRA, "tell them\n", asked)
    world.minutes_pass(11)
    letter = world.last(note, PEER)
    assert says in words(letter.text)
    assert words(letter.text.partition("Hello,")[2]) in words(asked.text)
    assert (world.case(1).outcome is Outcome.NO_REPLY) is (note == "no_reply")


def test_a_note_that_nobody_releases_leaves_the_peer_unheard(world: World) -> None:
    world.says(QUENTIN, LATER, given_to(world, QUENTIN))
    world.days_pass(20)
    assert world.sent("delayed") == []
    assert "— The peer has heard nothing (1) —" in world.last("digest", MIRA.address).text


def test_what_is_taken_back_before_the_word_is_not_told(world: World) -> None:
    world.says(QUENTIN, LATER, given_to(world, QUENTIN))
    asked = world.last("may_tell", MIRA.address)
    world.says(QUENTIN, "undo\n", world.last("transcript", QUENTIN.address))
    world.says(MIRA, "tell them\n", asked)
    world.minutes_pass(11)
    assert "nothing was decided" in words(world.last("transcript", MIRA.address).text)
    assert world.sent("delayed") == []


def test_only_who_answers_for_the_peer_gives_the_word(world: World) -> None:
    letter = given_to(world, QUENTIN)
    world.says(QUENTIN, LATER, letter)
    world.says(QUENTIN, "tell them\n", letter)
    world.minutes_pass(11)
    assert "E09" in world.last("transcript", QUENTIN.address).text
    assert world.sent("delayed") == []


def test_without_a_manager_the_coordinators_are_asked(tmp_path: Path) -> None:
    with World(tmp_path, people=People((CARLA, QUENTIN))) as world:
        world.arrives(world.statement())
        world.days_pass(78)
        world.says(CARLA, f"assign to {QUENTIN.address}\n", world.last("reminder", CARLA.address))
        world.says(QUENTIN, LATER, world.last("assigned", QUENTIN.address))
        world.says(CARLA, "tell them\n", world.last("may_tell", CARLA.address))
        world.minutes_pass(11)
        assert world.sent("delayed", PEER)
        assert world.case(1).stage is Stage.OPEN
