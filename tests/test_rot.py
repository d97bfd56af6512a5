"""A case whose row rots costs itself only: the others go on, and the operator hears of it at once (P5, P17)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from liaisonbot.cli import commands
from liaisonbot.doors.ledger import CaseDamaged, LedgerError
from liaisonbot.model.case import Stage
from liaisonbot.model.mail import Arrival
from tests.test_ledger_audit import spoil
from tests.world import BOT, MIRA, Caught, World

START = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)  # three weeks before the day that the statements ask for
OWNER = "owner@bot.example"
ROT = {
    "a word of the statement": """statement = replace(statement, '"stated"', '"staUed"')""",
    "no JSON any more": """groups = '["ccamp"}'""",
    "no UTF-8 in the title": "title = CAST(x'4c5320cd' AS TEXT)",
    "no UTF-8 in the statement": "statement = CAST(x'7b22cd227d' AS TEXT)",
    "a stage that is none": "stage = 'opeN'",
    "a time of no zone": "opened = '2026-05-11T09:00:00.000000'",
    "a deadline that is none": "deadline = '2026-0v-01'",
}
TITLE = ROT["no UTF-8 in the title"]
WHO = "UPDATE history SET who = {} WHERE case_number = 1"
MENDED = "title = 'LS on rings, part 2'"


def rots(world: World, damage: str, case: int) -> None:
    """As a page of the disk rots: no CHECK of the schema is asked."""
    spoil(world.path, "PRAGMA ignore_check_constraints = ON", f'UPDATE "case" SET {damage} WHERE number = {case}')


def about(letters: list[Caught], *names: str) -> list[bool]:
    return [any(f"{name} " in one.text for one in letters) for name in names]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, start=START) as world:
        for _ in range(3):
            world.arrives(world.statement())
        yield world


# --- the clock ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ROT.values(), ids=ROT)
def test_all_the_others_are_reminded_of_and_the_operator_hears_once_a_day(world: World, damage: str) -> None:
    rots(world, damage, 2)
    world.days_pass(3)
    alarms = world.sent("case_damaged", OWNER)
    assert alarms[0].at - START <= timedelta(days=1)
    assert [one.at.date() for one in alarms] == [(alarms[0].at + timedelta(days=n)).date() for n in range(len(alarms))]
    assert alarms[-1].at.date() == world.time.date()
    assert {one.subject for one in alarms} == {"LS-2 cannot be read"}
    assert "liaisonbot check --ledger" in alarms[0].text
    assert "go back to the last backup" in " ".join(alarms[0].text.split())
    world.days_pass(25)
    for template in ("digest", "reminder", "overdue"):
        late = [one for one in world.sent(template) if one.at > alarms[0].at]
        assert about(late, "LS-1", "LS-2", "LS-3") == [True, False, True], template
    assert not world.sent("unforeseen")


def test_several_at_once_are_one_letter(world: World) -> None:
    for case in (1, 3):
        rots(world, TITLE, case)
    world.service.day.forget()
    world.minutes_pass(1)
    assert [one.subject for one in world.sent("case_damaged")] == ["2 cases cannot be read"]
    assert "LS-1, LS-3" in world.last("case_damaged").text


def test_one_that_is_mended_is_chased_again_without_a_restart(world: World) -> None:
    world.days_pass(1)
    rots(world, TITLE, 2)
    world.days_pass(24)
    assert not about(world.sent("reminder") + world.sent("overdue"), "LS-2")[0]
    rots(world, MENDED, 2)
    world.days_pass(3)
    assert about(world.sent("overdue") + world.sent("escalation"), "LS-2")[0]
    last = world.last("case_damaged").at
    assert world.time - last > timedelta(days=2)


def test_the_bot_starts_beside_a_damaged_case(world: World) -> None:
    rots(world, TITLE, 2)
    world.sleeps(1)
    assert world.last("case_damaged", OWNER).subject == "LS-2 cannot be read"
    world.arrives(world.statement())
    assert world.case(4).stage is Stage.OPEN


def test_a_letter_about_it_that_failed_is_told_of_when_it_can_be_read_again(world: World) -> None:
    world.refuses = {"ccamp@ietf.org": "550 5.1.1 no such list"}
    world.ledger.receive(world.statement().as_bytes(), (Arrival("smtp", BOT),), world.time)
    world.service.turn()
    rots(world, TITLE, 4)
    for _ in range(2):
        world.minutes_pass(1)
    assert not world.sent("undelivered")
    rots(world, MENDED, 4)
    world.minutes_pass(1)
    assert {one.case for one in world.sent("undelivered")} == {4}


def test_a_template_that_fails_is_told_of_once_a_day(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "reminder.txt").write_text("Subject: Mind this\n\n{{ casse.name }}\n", "utf-8")
    with World(tmp_path, templates=[own], start=START) as world:
        world.arrives(world.statement())
        world.days_pass(24)
        alarms = world.sent("unforeseen", OWNER)
        assert "Failed:    the day's letters" in alarms[0].text
        assert "casse" in alarms[0].text
        days = [one.at.date() for one in alarms]
        assert days == sorted(set(days))


@pytest.mark.parametrize(("broken", "instead"), [("case_damaged", "unforeseen"), ("unforeseen", "case_damaged")])
def test_an_alarm_that_cannot_be_written_is_told_of_by_another_and_stops_nothing(
    tmp_path: Path, broken: str, instead: str
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / f"{broken}.txt").write_text("Subject: Mind this\n\n{{ casse.name }}\n", "utf-8")
    with World(tmp_path, templates=[own], start=START) as world:
        for _ in range(2):
            world.arrives(world.statement())
        rots(world, ROT["a stage that is none"], 1)
        world.days_pass(24)
        assert not world.sent(broken)
        assert world.sent(instead, OWNER)
        assert about(world.sent("reminder"), "LS-1", "LS-2") == [False, True]


def test_a_tick_that_fails_reaches_the_operator_and_nothing_due_is_lost(world: World) -> None:
    """Rot in the history, which says what people did about a case."""
    world.days_pass(1)
    spoil(world.path, "DROP TRIGGER history_is_not_changed", WHO.format("CAST(x'cd' AS TEXT)"))
    failed = 0
    while world.time < START + timedelta(days=23):
        world.time += timedelta(hours=1)
        try:
            world.service.tick()
        except LedgerError:
            failed += 1
        world._delivers()
    assert failed > 48
    alarms = world.sent("unforeseen", OWNER)
    assert "Failed:    a look at the clock" in alarms[0].text
    assert "Could not decode to UTF-8" in " ".join(alarms[0].text.split())
    days = [one.at.date() for one in alarms]
    assert days == sorted(set(days))
    assert not world.sent("overdue")
    spoil(world.path, WHO.format("'liaisonbot'"))
    world.minutes_pass(1)
    assert about(world.sent("overdue"), "LS-1", "LS-2", "LS-3") == [True] * 3


# --- letters --------------------------------------------------------------------------------------------


def test_letters_that_only_brush_it_go_their_way(world: World) -> None:
    rots(world, TITLE, 2)
    world.arrives(world.statement())
    world.says(MIRA, "status mine\n")
    assert about([world.last("transcript", MIRA.address)], "LS-1", "LS-2", "LS-3", "LS-4") == [True, False, True, True]
    world.says(MIRA, "LS-3 take\n")
    assert world.case(3).holder == MIRA.address
    assert not world.sent("parked")
    assert world.last("case_damaged", OWNER).subject == "LS-2 cannot be read"


@pytest.mark.parametrize(
    "line", ["LS-2 take", "LS-2 status", "LS-2 history", "LS-3 duplicate of LS-2", "LS-3 link LS-2"]
)
def test_a_command_that_names_it_is_told_so(world: World, line: str) -> None:
    rots(world, TITLE, 2)
    world.says(MIRA, f"{line}\nLS-1 note seen\n")
    answer = " ".join(world.last("transcript", MIRA.address).text.split())
    assert "E05: the record of LS-2 is damaged, and whoever runs me hears of it" in answer
    assert [row.because for row in world.ledger.history(1) if row.what == "note"] == ["seen"]
    assert not world.sent("parked")


def test_strangers_do_not_hear_what_is_damaged(world: World) -> None:
    rots(world, TITLE, 2)
    world.says("ada@optics.example", "LS-2 status\n", world.sent("receipt")[0])
    assert not any("damaged" in one.text for one in world.sent() if one.recipient != OWNER)


def test_a_letter_that_belongs_to_it_is_parked_until_it_is_mended(world: World) -> None:
    asked = world.sent("distribution", "ccamp@ietf.org")[1]
    assert asked.case == 2
    rots(world, TITLE, 2)
    world.says(MIRA, "take\n", asked)
    (parked,) = world.ledger.parked()
    assert "LS-2 cannot be read, its row in the ledger is damaged" in " ".join(world.last("parked", OWNER).text.split())
    rots(world, MENDED, 2)
    world.ledger.retry(parked.number, world.time)
    world.minutes_pass(1)
    assert world.case(2).holder == MIRA.address


# --- the command line -----------------------------------------------------------------------------------


def call(folder: Path, *words: str) -> Result:
    config = folder / "config.toml"
    config.write_text(f'[bot]\naddress = "{BOT}"\nstate = "{folder}"\nowner = "{OWNER}"\n', "utf-8")
    return CliRunner().invoke(commands, ["--config", str(config), *words])


@pytest.mark.parametrize("damage", ROT.values(), ids=ROT)
def test_operators_are_told_which_case_is_damaged(world: World, tmp_path: Path, damage: str) -> None:
    rots(world, damage, 2)
    with pytest.raises(CaseDamaged, match="LS-2 cannot be read"):
        world.ledger.case(2)
    shown = call(tmp_path, "show", "LS-2")
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert "LS-2 cannot be read, its row in the ledger is damaged" in shown.stderr
    assert call(tmp_path, "show", "LS-3").exit_code == 0
    for words in (["list"], ["list", "--all", "--json"], ["report", "--from", "2026-01-01"]):
        listed = call(tmp_path, *words)
        assert listed.exit_code == 0
        assert listed.stderr.startswith("liaisonbot: LS-2 is left out, its row in the ledger is damaged")
    assert len(call(tmp_path, "list", "--json").stdout.splitlines()) == 2
