"""One statement, several letters: per addressee, sent again, under another number; and letters that only look alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liaisonbot.deciding.same_letter import folded
from tests.make_documents import docx
from tests.world import CARLA, World

WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "Source: MEF\nTitle: {title}\nTo: IETF {group} WG\nPurpose: For action\nDeadline: {day}\nContact: Mona <mona@mef.example>\n\nText.\n"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


def letter(world: World, number: int, *, title: str = "LS on frames", group: str = "CCAMP", day: str = "1 June 2026",
           file: tuple[str, bytes] | None = None, reference: str = "") -> None:  # fmt: skip
    body = TEXT.format(title=title, group=group, day=day)
    if reference:
        body = f"Reference: {reference}\n{body}"
    message = world.statement(
        **{"From": "MEF <liaisons@mef.net>", "Subject": title, "Message-ID": f"<{number}@mef.example>", "body": body}
    )
    if file:
        message.add_attachment(file[1], maintype="application", subtype=WORD, filename=file[0])
    world.arrives(message)


def groups(world: World, number: int = 1) -> set[str]:
    return set(world.case(number).groups)


def test_one_letter_for_each_addressee_is_one_case(world: World) -> None:
    letter(world, 1, title="LS on frames -> CCAMP", group="CCAMP")
    letter(world, 2, title="LS on frames -> MPLS", group="MPLS")
    assert groups(world) == {"ccamp", "mpls"}
    assert world.ledger.last_case_number() == 1
    assert len(world.sent("distribution", "mpls@ietf.org")) == 1
    assert len(world.sent("distribution", "ccamp@ietf.org")) == 1, "nobody gets it twice"


def test_what_was_joined_can_be_parted(world: World) -> None:
    letter(world, 1, title="LS on frames -> CCAMP", group="CCAMP")
    letter(world, 2, title="LS on frames -> MPLS", group="MPLS")
    assert world.ledger.last_case_number() == 1
    world.says(CARLA, "LS-1 duplicate none\n")
    assert "decided anew" in world.last("transcript", CARLA.address).text
    assert world.ledger.last_case_number() == 2
    assert (groups(world, 2), world.case(2).title) == ({"mpls"}, "LS on frames -> MPLS")
    assert "parted" in {row.what for row in world.ledger.history(1)}
    world.says(CARLA, "LS-1 duplicate none\n")
    assert "no letter was joined" in world.last("transcript", CARLA.address).text
    assert world.ledger.last_case_number() == 2


def test_the_same_files_sent_again_are_the_same_letter(world: World) -> None:
    file = ("frames.docx", docx(["The text of the statement."] * 20))
    letter(world, 1, file=file)
    world.days_pass(12)
    letter(world, 2, title="Re: LS on frames", file=file)
    assert world.ledger.last_case_number() == 1


def test_a_text_that_went_through_two_groups_of_the_peer_is_one_letter(world: World) -> None:
    file = ("frames.docx", docx(["The text of the statement."] * 20))
    letter(world, 1, file=file, reference="L00411")
    letter(world, 2, file=file, reference="L00417")
    assert world.ledger.last_case_number() == 1


def test_the_same_title_is_not_the_same_letter(world: World) -> None:
    letter(world, 1, day="1 June 2026")
    letter(world, 2, day="15 July 2026")
    assert world.ledger.last_case_number() == 2, "another day is asked for, and nothing else says that it is the same"


def test_the_same_title_half_a_year_later_is_a_new_letter(world: World) -> None:
    letter(world, 1)
    world.days_pass(180)
    letter(world, 2)
    assert world.ledger.last_case_number() == 2


def test_two_numbers_are_two_letters(world: World) -> None:
    letter(world, 1, reference="L00411")
    letter(world, 2, reference="L00412")
    assert world.ledger.last_case_number() == 2


def test_a_revision_joins_and_is_told_to_the_holder(world: World) -> None:
    letter(world, 1, reference="L00411")
    letter(world, 2, reference="L00411", day="15 July 2026")
    case = world.case(1)
    assert world.ledger.last_case_number() == 1
    assert str(case.statement.deadline) == "2026-06-01", "a person decides which day holds"
    assert any(entry.what == "revised" and "2026-07-15" in entry.because for entry in world.ledger.history(1))
    assert world.sent("followup")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LS on frames -> CCAMP", "LS on frames → MPLS"),
        ("Fwd: [liaison] LS on frames", "LS on frames"),
        ("LS on “frames” [to IETF MPLS WG]", 'LS on "frames"'),
        ("Revised: LS on IMT‑2020 frames", "LS on IMT-2020 frames"),
    ],
)
def test_titles_are_compared_without_what_differs_by_copy(one: str, other: str) -> None:
    assert folded(one) == folded(other)
