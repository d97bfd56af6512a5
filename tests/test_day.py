"""A clock that jumps ahead is not believed at once, and what it sends is nothing (P7)."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_string
from pathlib import Path

import pytest

from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.mail import Arrival, ProofFacts
from tests.bench.processes import Process
from tests.bench.product import Bot
from tests.world import BOT, MIRA, World

MONA = """
[[people]]
name = "Mona Manager"
address = "mona@manager.example"
manages = ["itu-t"]
"""
STATEMENT = "Source: ITU-T Study Group 15\nTitle: LS on rings\nFor action to: IETF CCAMP WG\nDeadline: 1 June 2027\n"


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


# --- the real service --------------------------------------------------------------------------------------------

RUN = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from liaisonbot import assembly, running, service
from liaisonbot.cli import commands

ahead, make_service, start_scheduler = Path(sys.argv.pop(1)), assembly.make_service, running.start_scheduler

def wall_clock():
    return datetime.now(UTC) + timedelta(days=int(ahead.read_text()))

def with_this_clock(*given):
    desk = make_service(*given)
    desk.clock = wall_clock
    return desk

def often(bot, clock):
    tick = bot.tick

    async def marked():
        await tick()
        ahead.with_name("ticked").touch()

    bot.tick = marked
    scheduler = start_scheduler(bot, clock)
    scheduler.reschedule_job("tick", trigger="interval", seconds=0.2)
    return scheduler

assembly.make_service, running.start_scheduler, service.utc_now = with_this_clock, often, wall_clock
commands()
"""
"""`liaisonbot run` on a machine whose wall clock somebody sets, and with ticks that come sooner."""


def test_the_service_that_runs_holds_its_clock_against_one_that_nobody_sets(tmp_path: Path) -> None:
    ahead, script, outbox = tmp_path / "ahead", tmp_path / "run.py", tmp_path / "outbox" / "new"
    ahead.write_text("0")
    script.write_text(RUN)
    bot = Bot(tmp_path)
    bot.config.write_text(bot.config.read_text() + MONA)
    message = World._mail({"From": "TSB <tsbsg15@itu.int>", "To": BOT, "Subject": "LS on rings"}, STATEMENT)
    with Ledger.open(bot.ledger, datetime.now(UTC)) as ledger:
        ledger.receive(message.as_bytes(), (Arrival("smtp", BOT),), datetime.now(UTC))

    def sent() -> list[str]:
        return [path.read_text("utf-8") for path in outbox.glob("*")] if outbox.exists() else []

    command = [sys.executable, str(script), str(ahead), "--config", str(bot.config), "--quiet", "run"]
    with Process(command, tmp_path / "run.log") as process:
        process.answers(bot.port)
        process.until(lambda: any("Receipt of LS on rings" in one for one in sent()), 30, "no receipt")
        process.until(lambda: (tmp_path / "ticked").exists(), 30, "no tick")  # both clocks have been read
        ahead.write_text("400")
        process.until(lambda: any("The clock jumped ahead" in one for one in sent()), 30, "the jump was not seen")
        time.sleep(1)
    year = datetime.now(UTC).year
    ahead_of_us = [one for one in sent() if any(f" {later} " in date_of(one) for later in (year + 1, year + 2))]
    assert ahead_of_us, "the alarm itself"
    assert not [one for one in ahead_of_us if "Overdue:" in one or "Liaison digest" in one]


def date_of(letter: str) -> str:
    return str(message_from_string(letter)["Date"])
