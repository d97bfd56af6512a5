"""Replies as people write them in a hurry: what was meant is done, or the answer says plainly what to write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from liaisonbot.model.case import Stage
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


# --- addresses and links, as mail programs write them ------------------------------------------------------


@pytest.mark.parametrize(
    "person",
    [
        "Quentin Chair <quentin@chair.example>",
        "quentin@chair.example<mailto:quentin@chair.example>",
        "Quentin Chair<mailto:quentin@chair.example>",
        "<quentin@chair.example>",
        "@Quentin Chair",
    ],
)
def test_a_person_is_named_as_mail_programs_do(world: World, person: str) -> None:
    told(world, f"Assign to {person}\n")
    assert world.case(1).holder == QUENTIN.address


def test_the_address_decides_where_a_name_stands_before_it(world: World) -> None:
    assert "E07" in told(world, "assign to Quentin Chair <quentin@elsewhere.example>\n")
    assert world.case(1).holder == MIRA.address


def test_a_link_that_outlook_wrote_twice_is_one_link(world: World) -> None:
    told(world, f"Done with {URL}<{URL}>\n")
    assert world.case(1).closed_because == f"with {URL}"


def test_nobody_found_is_answered_with_a_role_of_this_case(world: World) -> None:
    assert "assign to chairs:ccamp" in told(world, "assign to the CCAMP chairs\n")


# --- days as they stand in letters -------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["Friday 12 June", "Fri 12 Jun 2026", "Friday, June 12, 2026", "fri 2026-06-12"])
def test_a_day_with_its_weekday_is_that_day(world: World, day: str) -> None:
    told(world, f"Deadline {day}\n")
    assert world.case(1).deadline == date(2026, 6, 12)


def test_a_weekday_that_is_not_the_days_is_asked_about(world: World) -> None:
    assert "E03: 12 Jun 2026 is a Friday; write the day that is meant" in told(world, "Deadline Thursday 12 June\n")
    assert world.case(1).deadline is None


@pytest.mark.parametrize(("day", "meant"), [("24.06.2026", date(2026, 6, 24)), ("12.06.2026", None)])
def test_a_day_with_dots_is_read_like_one_with_slashes(world: World, day: str, meant: date | None) -> None:
    answer = told(world, f"Deadline: {day}\n")
    assert world.case(1).deadline == meant
    assert ("E04" in answer) == (meant is None)


# --- what to write instead --------------------------------------------------------------------------------


def test_the_line_that_lacks_a_reason_is_one_to_copy(world: World) -> None:
    assert "LS-1 delay to 30 June because ‹reason›" in told(world, "Delay to 30 June.\n")


def test_a_day_that_cannot_be_read_comes_before_a_reason_that_lacks(world: World) -> None:
    answer = told(world, "Delay until 30 June, the WG meets on the 24th.\n")
    assert "E03" in answer
    assert "delay to 2026-11-13 because ‹reason›" in answer


def test_the_sample_of_a_day_keeps_the_reason(world: World) -> None:
    assert "delay to 2026-11-13 because of holidays" in told(world, "delay to some day because of holidays\n")


@pytest.mark.parametrize("words", ["Done, see {}", "Done: {}", "done ({})", "Done. The answer is <{}>"])
def test_a_link_behind_done_gets_its_line(world: World, words: str) -> None:
    assert f"Write: done with {URL}" in told(world, f"{words.format(URL)}\n")
    assert world.case(1).stage is Stage.OPEN


def test_done_alone_is_asked_for_the_link(world: World) -> None:
    assert "`done with ‹URL›`" in told(world, "Done.\n")


@pytest.mark.parametrize("word", ["No", "No.", "no, thanks!"])
def test_no_to_the_question_where_it_belongs(held: World, word: str) -> None:
    answer = told(held, f"{word}\n", "question")
    assert "LS-1 waits as before; to say where it goes: redirect to ‹group›" in answer
    assert held.case(1).stage is Stage.HELD


def test_no_where_nobody_asked_is_not_said_to_take_something_back(world: World) -> None:
    answer = told(world, "No.\n")
    assert "nothing done" in answer
    assert "undo" not in answer


def test_a_number_alone_gets_the_line_to_write(held: World) -> None:
    assert "E02: a number alone chooses nothing. Write: choose 1" in told(held, "1\n", "question")
    assert held.case(1).stage is Stage.HELD


def test_a_number_alone_in_answer_to_a_summary_is_a_row_of_it(world: World) -> None:
    world.says(MIRA, "digest now\n")
    assert "row 1 is LS-1; a number alone does nothing. Write what is to be done, e.g.: LS-1 status" in told(
        world, "1\n", "digest"
    )
    world.days_pass(1)
    assert "has no row 7; they go up to 1." in told(world, "7.\n", "digest")


def test_a_number_alone_where_nothing_was_asked_is_told_so(world: World) -> None:
    assert "a number alone says nothing, for nothing was asked. What can be written: help" in told(world, "2\n")


def test_a_number_alone_to_a_question_with_choices(world: World) -> None:
    told(world, "deadline 12/06/2026\n")
    assert "E02: a number alone chooses nothing. Write: choose 2" in told(world, "2\n", "transcript")


@pytest.mark.parametrize("line", ["Status?", "LS-1 status ?", "status??"])
def test_a_question_mark_behind_what_only_asks(world: World, line: str) -> None:
    assert "stage: open" in told(world, f"{line}\n")


@pytest.mark.parametrize(
    ("line", "write"), [("Done?", "Done"), ("take ?", "take"), ("status mine?", "status mine"), ("Why?", "Why")]
)
def test_a_question_mark_behind_other_verbs_runs_nothing(world: World, line: str, write: str) -> None:
    before = world.case(1)
    assert f"E02: taken as text; “?” is no part of it. Write: {write} " in told(world, f"{line}\n")
    assert world.case(1) == before


@pytest.mark.parametrize("first", ["LS-1 done because answered", "note they called, and wrote; twice", "Take"])
def test_one_line_that_holds_two_commands_runs_none(world: World, first: str) -> None:
    before, rows = world.case(1), len(world.ledger.history(1))
    answer = told(world, f"{first}; LS-1 assign to quentin\n")
    assert "one command a line" in answer
    assert f": {first} LS-1 assign to quentin " in answer
    assert world.case(1).holder == before.holder
    assert "done" not in [row.what for row in world.ledger.history(1)[rows:]]


def test_a_reason_that_only_looks_like_two_commands_can_be_meant(world: World) -> None:
    told(world, "anyway\nnote they wrote; LS-1 done\n")
    assert world.case(1).stage is Stage.OPEN
    assert "they wrote; LS-1 done" in [row.because for row in world.ledger.history(1)]


def test_words_behind_a_semicolon_that_name_no_case_are_a_reason(world: World) -> None:
    told(world, "done because they called; problem solved; see LS-1\n")
    assert world.case(1).closed_because == "they called; problem solved; see LS-1"


def test_a_delay_that_lacks_its_day_and_its_reason_is_asked_for_both(world: World) -> None:
    answer = told(world, "delay to 12/06/2026 quietly\n")
    assert "E13: a reason is needed, because the peer will ask; this day can be read in two ways:" in answer
    assert "LS-1 delay to 2026-06-12 quietly because ‹reason›" in answer
    assert "LS-1 delay to 2026-12-06 quietly because ‹reason›" in answer


def test_the_readings_of_a_day_keep_what_else_was_said(world: World) -> None:
    assert "1 LS-1 delay to 2026-06-12 quietly because of holidays" in told(
        world, "delay to 12/06/2026 quietly because of holidays\n"
    )
    assert "1 LS-1 interim with LS-7 until 2026-06-12 tell them because of holidays" in told(
        world, "interim with LS-7 until 12/06/2026 tell them because of holidays\n"
    )


def test_a_line_that_is_shown_is_not_counted_again(world: World) -> None:
    answer = told(world, "Done with my review\n")
    assert "taken as text" in answer
    assert "Not read" not in answer
    world.days_pass(1)
    assert "Not read: 2 lines of text" in told(world, "Take it easy.\nThey are away.\nSo am I.\n")


# --- commands below other words ---------------------------------------------------------------------------


def test_a_command_below_prose_is_not_run_and_not_passed_over(world: World) -> None:
    answer = told(world, "@Quentin can you take this?\n\nassign to Quentin because he chairs CCAMP\n\nThanks\nMira\n")
    assert "E02: it stands below other words and was left alone. If it is meant, put it on top:" in answer
    assert "assign to Quentin because he chairs CCAMP" in answer
    assert world.case(1).holder == MIRA.address


def test_also_where_another_command_was_run(world: World) -> None:
    answer = told(world, "note called them\n\nThey want more.\n\ndelay to 30 June because they want more\n")
    assert "1 done, 1 question" in answer
    assert world.case(1).deadline is None


@pytest.mark.parametrize(
    "prose",
    [
        "We met them.\n\nNote that they will write again.\n\nMira",
        "We met them.\n\nList of those who were there: none\n\nStatus\n\nYes",
        "I asked.\nTake it\nor leave it, they said.",
    ],
)
def test_prose_below_prose_stays_unanswered(world: World, prose: str) -> None:
    assert told(world, f"{prose}\n") == ""
