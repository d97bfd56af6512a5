"""A clock that jumps ahead is not believed at once, and what it sends is nothing (P7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from liaisonbot.model.mail import ProofFacts
from tests.world import MIRA, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        world.arrives(world.statement())
        world.days_pass(1)
        yield world


def of_the_day(world: World) -> list[tuple[str, str]]:
    names = ("reminder", "overdue", "escalation", "morning", "digest", "report", "held_week")
    return [(one.template, one.recipient) for one in world.post if one.template in names]


def test_a_clock_that_jumps_ahead_sends_nothing_and_the_operator_hears_of_it(world: World) -> None:
    before = of_the_day(world)
    world.clock_is_set(400)
    world.minutes_pass(1)
    assert of_the_day(world) == before
    alarm = world.last("clock", "owner@bot.example")
    assert "ahead by 400 days" in " ".join(alarm.text.split())
    world.arrives(world.statement())
    assert world.case(2).groups == ("ccamp",), "letters are still taken in"
    world.minutes_pass(60)
    assert len(world.sent("clock")) == 1, "once a day"


def test_a_clock_that_is_set_right_again_has_used_nothing_up(world: World) -> None:
    world.clock_is_set(400)
    world.minutes_pass(30)
    world.clock_is_set(-400)
    world.days_pass(92)
    mine = [one.at.date().isoformat() for one in world.sent("reminder", MIRA.address)]
    assert mine == ["2026-05-18", "2026-05-25", "2026-05-29", "2026-06-01"]


@pytest.mark.parametrize("how", ["restart", "a day"])
def test_a_jump_that_stays_is_believed_after_a_restart_or_a_day(world: World, how: str) -> None:
    before = len(of_the_day(world))
    world.clock_is_set(100)
    world.minutes_pass(1)
    assert len(of_the_day(world)) == before
    if how == "restart":
        world.sleeps(0)
    else:
        world.days_pass(1)
    assert ("overdue", MIRA.address) in of_the_day(world)[before:]


def test_sleeping_long_and_stepping_back_is_no_jump(world: World) -> None:
    world.clock_is_set(-3)
    world.clock_is_set(0.9)
    world.days_pass(4)
    world.time += timedelta(days=100)  # the machine slept: both clocks ran on
    world.minutes_pass(1)
    assert world.sent("clock") == []
    assert ("overdue", MIRA.address) in of_the_day(world)


def test_what_was_done_while_the_clock_ran_ahead_silences_nothing(world: World) -> None:
    """A deadline set and a note written on a day that has not come yet: 29 June."""
    world.clock_is_set(118)
    world.proof = ProofFacts(dkim=("manage.example",))
    world.says(MIRA, "LS-1 deadline 1 July 2026 because they meet in June\nLS-1 note asked the chairs\n")
    assert world.case(1).deadline == date(2026, 7, 1)
    world.clock_is_set(-118)
    world.days_pass(117)
    assert [one.at.date().isoformat() for one in world.sent("reminder", MIRA.address)] == [
        "2026-06-17", "2026-06-24", "2026-06-26",
    ]  # fmt: skip
