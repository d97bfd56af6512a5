"""Problems with a relationship and concerns: the manager first, then the IAB, and the coordinators see it (R63, R65)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from liaisonbot.model.case import Outcome, Stage
from liaisonbot.model.our_addresses import Desk, desk_of, problem_tag
from liaisonbot.model.people import People, Person, Representative, Settings
from tests.world import BOT, CARLA, MIRA, QUENTIN, World

IAB = ("iab-chair@iab.org", "execd@iab.org", "iab@iab.org")
COORDINATORS = "liaison-coordination@iab.org"
TO = "liaison-problem+itu-t@bot.example"
RITA = Person("Rita Rep", ("rita@rep.example",))
FOR_15 = Representative(RITA.address, "itu-t-sg-15", "transport networks", until=date(2026, 12, 31))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, people=People((MIRA, CARLA, QUENTIN, RITA), (), (FOR_15,))) as world:
        yield world


def brought_up(world: World, to: str = TO, sender: str = "Ada <ada@itu.int>", **headers: str) -> None:
    """Somebody of a peer writes to the address for problems."""
    fields = {
        "From": sender,
        "To": to,
        "Subject": "No answers",
        "body": "Our last three statements had no answer.\n",
    }
    world.arrives(world.statement(**fields | headers), to=to)


def iab(world: World, template: str = "problem_iab") -> list[str]:
    return sorted(one.recipient for one in world.sent(template))


@pytest.mark.parametrize(
    ("address", "peer"),
    [
        (TO, "itu-t"),
        ("LIAISON-Problem+ITU-T@Bot.example", "itu-t"),
        ("liaison-problem@bot.example", ""),
        ("liaison+ls12@bot.example", None),
        ("liaison-problems@bot.example", None),
        ("liaison-problem+itu-t@elsewhere.example", None),
    ],
)
def test_the_address_for_problems_names_the_peer(address: str, peer: str | None) -> None:
    settings = Settings(address=BOT)
    assert (desk_of(address, settings) is Desk.PROBLEM) == (peer is not None)
    assert problem_tag(address, settings) == (peer or "")


def test_a_problem_is_a_held_case_of_its_own_kind_with_the_manager(world: World) -> None:
    brought_up(world)
    case = world.case(1)
    assert (case.stage, case.problem, case.peer) == (Stage.HELD, True, "itu-t")
    assert (case.holder, case.groups, case.proposal) == (MIRA.address, (), ())
    assert [one.recipient for one in world.sent("problem")] == [MIRA.address, COORDINATORS]
    assert "Our last three statements" in world.last("problem", MIRA.address).text
    assert "Mira Manager, the liaison" in world.last("problem_received", "ada@itu.int").text
    about = {one.template for one in world.post if one.case == 1}
    assert about == {"problem", "problem_received"}, "no group, no list, no receipt"


@pytest.mark.parametrize(
    ("to", "sender", "peer"),
    [
        ("liaison-problem@bot.example", "TSB <tsbsg15@itu.int>", "itu-t-sg-15"),
        ("liaison-problem+sg15@bot.example", "Someone <x@company.example>", "itu-t-sg-15"),
        ("liaison-problem+nobody-knows@bot.example", "Someone <x@company.example>", None),
    ],
)
def test_which_peer_it_is_about(to: str, sender: str, peer: str | None, world: World) -> None:
    brought_up(world, to, sender)
    assert world.case(1).peer == peer
    assert world.case(1).holder == (MIRA.address if peer else COORDINATORS)


def test_a_stranger_whom_nothing_proves_gets_no_letter(world: World) -> None:
    brought_up(world, sender="Someone <x@company.example>")
    assert world.sent("problem_received") == []
    assert world.case(1).problem


def test_a_form_of_a_statement_sent_there_is_a_problem_all_the_same(world: World) -> None:
    body = "Source: ITU-T Study Group 15\nTitle: LS on rings\nFor action to: IETF CCAMP WG\nDeadline: 1 June 2026\n"
    brought_up(world, body=body)
    assert world.case(1).problem
    assert world.sent("distribution") == []


def test_unanswered_for_two_weeks_it_goes_to_the_iab_once(world: World) -> None:
    brought_up(world)
    world.days_pass(13)
    assert iab(world) == []
    world.days_pass(2)
    assert iab(world) == sorted([*IAB, MIRA.address, COORDINATORS])
    world.days_pass(20)
    assert len(iab(world)) == 5
    assert "unanswered for 14 days" in world.last("problem_iab", "iab@iab.org").text
    assert world.sent("held_week") == [], "it is no statement that waits for a group"
    assert "escalated to the IAB" in {row.what for row in world.ledger.history(1)}


def test_the_number_of_days_is_a_setting(tmp_path: Path) -> None:
    settings = Settings(address=BOT, problem_days=3)
    with World(tmp_path, settings=settings) as world:
        brought_up(world)
        world.days_pass(4)
        assert len(iab(world)) == 5


@pytest.mark.parametrize("says", ["done because we agreed on the phone\n", "take\n"])
def test_a_manager_who_sees_to_it_keeps_it_from_the_iab(says: str, world: World) -> None:
    brought_up(world)
    world.says(MIRA, says, world.last("problem", MIRA.address))
    world.days_pass(20)
    assert iab(world) == []
    if says.startswith("done"):
        assert (world.case(1).stage, world.case(1).outcome) == (Stage.CLOSED, Outcome.ANSWERED)


def test_escalate_brings_it_there_at_once_and_not_again(world: World) -> None:
    brought_up(world)
    asked = world.last("problem", MIRA.address)
    world.says(MIRA, "escalate because they ask for a board decision\n", asked)
    world.minutes_pass(11)
    assert iab(world) == sorted([*IAB, MIRA.address, COORDINATORS])
    world.says(MIRA, "escalate because they ask again\n", asked)
    assert "the IAB has it already" in world.last("transcript", MIRA.address).text
    world.days_pass(20)
    assert len(iab(world)) == 5


def test_undo_in_the_grace_time_keeps_it_here_and_it_can_go_later(world: World) -> None:
    brought_up(world)
    asked = world.last("problem", MIRA.address)
    world.says(MIRA, "escalate because they ask\n", asked)
    world.says(MIRA, "undo\n", world.last("transcript", MIRA.address))
    world.minutes_pass(30)
    assert iab(world) == []
    world.says(MIRA, "escalate because they ask again\n", asked)
    world.minutes_pass(30)
    assert len(iab(world)) == 5


def test_undo_of_a_problem_closes_it(world: World) -> None:
    world.says(QUENTIN, "problem itu-t because nobody answers\n")
    world.says(QUENTIN, "undo\n", world.last("transcript", QUENTIN.address))
    assert (world.case(1).stage, world.case(1).outcome) == (Stage.CLOSED, Outcome.WITHDRAWN)
    world.days_pass(20)
    assert iab(world) == []


def test_a_statement_is_not_escalated_but_a_problem_comes_of_it(world: World) -> None:
    world.arrives(world.statement())
    world.says(MIRA, "LS-1 escalate because they are late\n")
    assert "    problem itu-t-sg-15 because they are late" in world.last("transcript", MIRA.address).text


def test_a_problem_goes_to_no_group(world: World) -> None:
    brought_up(world)
    for line in ("redirect to ccamp because why not\n", "yes\n", "record to ccamp\n"):
        world.says(MIRA, line, world.last("problem", MIRA.address))
        assert "goes to no group" in " ".join(world.last("transcript", MIRA.address).text.split())
    assert world.case(1).groups == ()


def test_problem_by_command_opens_one_and_names_it(world: World) -> None:
    world.says(QUENTIN, "problem itu-t because nobody answers our questions on rings\n")
    case = world.case(1)
    assert (case.problem, case.peer, case.holder) == (True, "itu-t", MIRA.address)
    said = world.last("transcript", QUENTIN.address).text
    assert "LS-1 is open" in said
    assert "nobody answers our questions on rings" in world.last("problem", MIRA.address).text
    assert {row.actor.who for row in world.ledger.history(1) if row.what == "opened"} == {QUENTIN.address}


def test_a_problem_about_the_peer_of_a_case_needs_no_name(world: World) -> None:
    world.arrives(world.statement())
    world.says(MIRA, "problem because they never reply\n", world.last("distribution", MIRA.address))
    assert (world.case(2).peer, world.case(2).links) == ("itu-t-sg-15", ("LS-1",))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("problem because x\n", "E07: which peer?"),
        ("problem nobody-knows because x\n", "E07: I know no peer “nobody-knows”"),
        ("problem itu-t\n", "E13: say in a sentence what the problem is"),
        ("problem itu-t because x\nproblem mef because y\n", "E11"),
    ],
)
def test_what_a_problem_needs(line: str, said: str, world: World) -> None:
    world.says(MIRA, line)
    assert said in world.last("transcript", MIRA.address).text
    assert world.ledger.cases() == []


@pytest.mark.parametrize("who", [MIRA, RITA, CARLA], ids=["manager", "representative", "coordinator"])
def test_a_concern_goes_to_the_iab_with_the_manager_in_copy(who: Person, world: World) -> None:
    world.says(who, "concern itu-t-sg-15 because G.8132 takes over label values\n")
    assert iab(world, "concern") == []
    world.minutes_pass(11)
    assert iab(world, "concern") == sorted([*IAB, MIRA.address, COORDINATORS])
    assert "G.8132 takes over label values" in world.last("concern", "iab@iab.org").text
    assert world.ledger.cases() == [], "an update, for which nothing waits"


def test_a_concern_about_a_case_stands_in_its_history(world: World) -> None:
    world.arrives(world.statement())
    world.says(MIRA, "concern because it overlaps with RFC 5331\n", world.last("distribution", MIRA.address))
    world.minutes_pass(11)
    assert ("concern", "it overlaps with RFC 5331") in {(row.what, row.because) for row in world.ledger.history(1)}
    assert "LS-1, “LS on rings, part 1”" in " ".join(world.last("concern", "iab@iab.org").text.split())


def test_a_representative_speaks_of_the_own_part_and_term_only(tmp_path: Path) -> None:
    over = replace(FOR_15, until=date(2026, 1, 31))
    for number, (appointed, line) in enumerate(
        [(FOR_15, "concern mef because x\n"), (over, "concern itu-t-sg-15 because x\n")]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        with World(folder, people=People((MIRA, CARLA, RITA), (), (appointed,))) as world:
            world.says(RITA, line)
            assert "E09" in world.last("transcript", RITA.address).text
            world.minutes_pass(11)
            assert iab(world, "concern") == []


def test_a_chair_raises_problems_but_no_concern(world: World) -> None:
    world.says(QUENTIN, "concern itu-t because x\n")
    assert "E09" in world.last("transcript", QUENTIN.address).text


def test_problems_are_no_statements_in_reports(world: World) -> None:
    from liaisonbot.deciding.accounts import tallies

    brought_up(world)
    assert tallies(world.ledger.cases(), world.office, world.time) == []
