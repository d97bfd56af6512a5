"""Replies as people write them in a hurry: what was meant is done, or the answer says plainly what to write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from liaisonbot.model.case import Outcome, Stage
from tests.world import MIRA, QUENTIN, World

URL = "https://datatracker.ietf.org/liaison/2001/"
NOBODY_NAMED = "Source: ITU-T Study Group 15\nTitle: LS on rings\nFor action\nDeadline: 1 June 2026\n\nPlease review.\n"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world in which LS-1 is open and its day has passed; Mira has been reminded of it."""
    with World(tmp_path) as world:
        world.arrives(world.statement())
        world.days_pass(94)
        yield world


@pytest.fixture
def held(tmp_path: Path) -> Iterator[World]:
    """A world in which LS-1 is held; Mira has been asked where it belongs."""
    with World(tmp_path) as world:
        world.arrives(world.statement(body=NOBODY_NAMED))
        yield world


def told(world: World, text: str, template: str = "overdue", **headers: str) -> str:
    """The answer to a reply of Mira's, on one line; "" for none."""
    count = len(world.sent("transcript"))
    world.says(MIRA, text, world.last(template, MIRA.address), **headers)
    return " ".join(world.sent("transcript")[-1].text.split()) if len(world.sent("transcript")) > count else ""


# --- politeness -------------------------------------------------------------------------------------------


def test_a_polite_yes_is_a_yes(held: World) -> None:
    told(held, "Yes please\n", "question")
    assert held.case(1).groups == ("mpls",)


def test_please_is_no_part_of_a_groups_name(held: World) -> None:
    told(held, "Redirect to CCAMP WG please, thanks!\n", "question")
    assert held.case(1).groups == ("ccamp",)


@pytest.mark.parametrize("words", ["Please could you delay this until", "Could you please delay until"])
def test_a_polite_request_for_a_later_day(world: World, words: str) -> None:
    told(world, f"Hello,\n\n{words} 30 June because of holidays?\n\nKind regards,\nMira\n")
    assert world.case(1).deadline == date(2026, 6, 30)
