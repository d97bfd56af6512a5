"""Who may run which line with which proof: each rule of the dispatcher by values, from both sides (commands 6, P9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaisonbot.deciding import verbs  # noqa: F401 - importing it fills the registry
from liaisonbot.deciding.commands import Result, commands_in
from liaisonbot.deciding.dispatch import Given, run
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.trust import Standing
from liaisonbot.model.people import Person
from tests.test_trust import CASE, MIRA, NOBODY, QUENTIN, facts

SECOND = replace(CASE, number=2)
ADA = Person("Ada", ("ada@optics.example",))
STRONG = replace(MIRA, strong=True)


def known(person: Person, **other: object) -> Facts:
    cases = {"named": (CASE, SECOND), "cases": (CASE, SECOND), "case": None}
    return facts(person.address, **cases | other)


def said(text: str, person: Person, tier: int = 2, **other: object) -> Result:
    """What the first line of a letter of that tier comes to; 3 is by a reply address for LS-1."""
    lines = [Given(line) for line in commands_in(text, bare=True).commands]
    who = Standing(person, 2, "DKIM", token_cases=frozenset({1})) if tier == 3 else Standing(person, tier, "DKIM")
    ran = run(lines, known(person, **other), who)
    return ran.blocks[0].lines[0][1]


def came_to(text: str, person: Person, tier: int = 2, **other: object) -> str:
    """Its sign, and the code of the error if it is one."""
    result = said(text, person, tier, **other)
    return f"{result.sign} {result.says[0][:3]}" if result.sign in "✗?⏳" else result.sign


RIGHTS = [
    ("LS-1 note they called", MIRA, 2, "✓"),
    ("LS-1 note they called", MIRA, 1, "⏳ E10"),
    ("LS-1 note they called", NOBODY, 2, "✓"),  # holds it
    ("LS-1 set title Other", MIRA, 2, "✓"),
    ("LS-1 set title Other", QUENTIN, 2, "✗ E09"),  # a chair, and that is for managers
    ("LS-1 set title Other", QUENTIN, 4, "✗ E09"),  # no proof gives a right
    ("LS-1 redirect to pce because it is theirs", MIRA, 2, "⏳ E10"),
    ("LS-1 redirect to pce because it is theirs", MIRA, 3, "✓"),
    ("LS-2 redirect to pce because it is theirs", MIRA, 3, "⏳ E10"),  # her token is of another case
    ("delegate quentin until 20 May 2026", MIRA, 3, "⏳ E10"),
    ("delegate quentin until 20 May 2026", MIRA, 4, "✓"),
    ("LS-1 no-reply", MIRA, 2, "✗ E13"),
    ("LS-1 no-reply because it is moot", MIRA, 2, "✓"),
    ("LS-1 no-reply because it is moot", MIRA, 1, "⏳ E10"),
    ("LS-9 note they called", MIRA, 2, "✗ E05"),
    ("note they called", MIRA, 2, "✗ E06"),
    ("digest weekly", MIRA, 2, "✓"),
    ("digest daily", MIRA, 1, "="),  # nothing would change, so nothing is asked
    ("LS-1 nooted", MIRA, 2, "? E01"),
    ("LS-1 show", MIRA, 2, " "),
    ("LS-1 show", MIRA, 1, "✗ E10"),
    ("LS-1 status", MIRA, 1, " "),
    ("status", MIRA, 0, " "),
]


@pytest.mark.parametrize(("text", "person", "tier", "sign"), RIGHTS)
def test_a_line_runs_for_who_may_with_the_proof_that_it_needs(text: str, person: Person, tier: int, sign: str) -> None:
    """X1."""
    assert came_to(text, person, tier) == sign


def test_who_may_not_is_told_whom_to_ask() -> None:
    assert "forward this line to nobody@x.example:" in said("LS-1 set title Other", QUENTIN).says[0]
    assert (
        "forward this line to a coordinator:"
        in said("LS-1 set title Other", QUENTIN, named=(replace(CASE, holder=""),)).says[0]
    )
    assert "forward this line to a coordinator:" in said("concern itu-t because they overlap", QUENTIN).says[0]


OUTSIDE = [
    ("LS-1 withdraw because it was wrong", 2, "⏳ E10"),
    ("LS-1 withdraw because it was wrong", 3, "⏳ E10"),
    ("LS-1 withdraw because it was wrong", 4, "✓"),
    ("LS-1 status", 2, " "),
    ("LS-1 note they called", 4, "✗ E09"),
    ("LS-1 problem itu-t because they are late", 4, "✗ E09"),
    ("problem itu-t because they are late", 4, "✗ E09"),
    ("LS-9 digest weekly", 4, "✗ E09"),
]


@pytest.mark.parametrize(("text", "tier", "sign"), OUTSIDE)
def test_the_other_side_asks_and_withdraws_with_a_word_of_confirmation_and_no_more(
    text: str, tier: int, sign: str
) -> None:
    assert came_to(text, ADA, tier) == sign


def test_what_is_for_people_on_our_side_is_named() -> None:
    assert said("LS-1 note they called", ADA).says[0] == "E09: “note” is for people on our side"


def test_who_wants_it_strong_needs_a_reply_address_for_everything() -> None:
    """The person's own choice: an aligned signature alone does nothing in their name."""
    assert came_to("LS-1 note they called", STRONG, 2) == "⏳ E10"
    assert came_to("LS-1 note they called", STRONG, 3) == "✓"
    assert came_to("LS-2 note they called", STRONG, 3) == "⏳ E10"
    assert came_to("LS-1 show", STRONG, 2) == " "
    assert came_to("digest weekly", STRONG, 2) == "⏳ E10"
    assert came_to("digest weekly", STRONG, 2, token_person="mira@home.example") == "✓"
    assert came_to("LS-2 note they called", STRONG, 2, token_person="mira@home.example") == "⏳ E10"


def test_one_line_about_several_cases_waits_where_it_cannot_be_taken_back() -> None:
    assert came_to("LS-1 LS-2 withdraw because they said so", MIRA, 4) == "✓"
    assert came_to("LS-1 LS-2 withdraw because they said so", MIRA, 3) == "⏳ E10"
    assert came_to("LS-1 withdraw because they said so", MIRA, 3) == "✓"
    assert came_to("LS-1 LS-2 no-reply because it is moot", MIRA, 2) == "✓"
    assert came_to("LS-1 LS-2 no-reply tell them because it is moot", MIRA, 3) == "⏳ E10"
    assert came_to("LS-1 no-reply tell them because it is moot", MIRA, 3) == "✓"
