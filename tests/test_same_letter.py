"""One statement, several letters: per addressee, sent again, under another number; and letters that only look alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from liaisonbot.deciding.same_letter import Same, core, folded, is_revision, looks_like, same_letter
from liaisonbot.model.case import PROBLEM, Case, Stage
from liaisonbot.model.statement import Attachment, Mailbox, Purpose, Statement
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


def test_cases_are_looked_for_by_the_beginning_of_a_title() -> None:
    assert core("Fwd: LS on frames -> CCAMP") == "LS on frames"
    assert core(f"LS on {'f' * 34}rames") == f"LS on {'f' * 34}", "the first forty letters stand in every copy"


# --- what two letters must share ------------------------------------------------------------------------

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MONA, HUGO = Mailbox("mona@mef.example", "Mona"), Mailbox("hugo@mef.example", "Hugo")
DRAFT, FIGURE, BADGE = (
    Attachment(name, "", size) for name, size in (("frames.docx", 401), ("figure.docx", 9000), ("badge.png", 400))
)
FRAMES = Statement("mef", "LS on frames", from_contacts=(MONA,), deadline=date(2026, 6, 1))
NUMBERED = replace(FRAMES, reference="L00411")
WITH_FILE = replace(FRAMES, attachments=(DRAFT,))


def opened(number: int, statement: Statement) -> Case:
    return Case(number, Stage.OPEN, statement, number, f"<{number}@mef.example>", NOON, statement.title, "mef",
                statement.purpose)  # fmt: skip


def why(statement: Statement, earlier: Statement, after: timedelta = SECOND) -> Same | None:
    """Why a statement that comes so long after the earlier one is the same letter, if it is."""
    found = same_letter(statement, NOON + after, [opened(1, earlier)])
    return found[1] if found else None


@pytest.mark.parametrize("reference", ["L00411", "l 00411", "L00411 Rev 2", "L00411_r1"])
def test_the_peers_own_number_and_the_title_say_it_at_any_time(reference: str) -> None:
    again = replace(NUMBERED, reference=reference)
    assert why(again, NUMBERED, timedelta(days=300)) == Same.NUMBER
    assert why(replace(again, title="LS on rings"), NUMBERED) is None, "a number may be given twice"


def test_a_number_that_only_one_of_two_letters_bears_parts_nothing() -> None:
    numbered_file = replace(WITH_FILE, reference="L00411")
    for one, other in ((FRAMES, NUMBERED), (NUMBERED, FRAMES)):
        assert why(one, other) == Same.SIBLING
    for one, other in ((WITH_FILE, numbered_file), (numbered_file, WITH_FILE)):
        assert why(one, other) == Same.FILES


def test_letters_without_a_title_are_never_the_same() -> None:
    """Nothing is left of “Fwd:” for comparing."""
    for statement in (FRAMES, NUMBERED, WITH_FILE):
        untitled = replace(statement, title="Fwd:")
        assert why(untitled, untitled) is None


def test_the_newest_of_several_cases_is_joined() -> None:
    cases = [opened(2, FRAMES), opened(7, FRAMES), opened(5, FRAMES), opened(9, replace(FRAMES, title="LS on rings"))]
    assert same_letter(FRAMES, NOON, cases) == (cases[1], Same.SIBLING)


@pytest.mark.parametrize(
    ("statement", "bound", "because"),
    [(WITH_FILE, timedelta(days=30), Same.FILES), (FRAMES, timedelta(days=3), Same.SIBLING)],
)
def test_so_long_after_a_letter_its_like_is_the_same(statement: Statement, bound: timedelta, because: Same) -> None:
    assert why(statement, statement, bound) == because
    assert why(statement, statement, bound + SECOND) is None


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        ((DRAFT,), (replace(DRAFT, name="FRAMES.DOCX"),), True),
        ((DRAFT,), (DRAFT, FIGURE), True),
        ((DRAFT, BADGE), (DRAFT,), True),
        ((DRAFT,), (replace(DRAFT, size=402),), False),
        ((DRAFT,), (FIGURE,), False),
        ((DRAFT, FIGURE), (DRAFT, replace(FIGURE, size=9001)), False),
        ((DRAFT,), (), False),
        ((BADGE,), (BADGE,), False),
    ],
)
def test_files_say_it_if_one_letter_has_all_of_the_other(
    mine: tuple[Attachment, ...], theirs: tuple[Attachment, ...], same: bool
) -> None:
    """By name and size; a picture of up to 400 bytes is in every mail of its sender."""
    one, other = replace(FRAMES, attachments=mine), replace(FRAMES, attachments=theirs)
    assert why(one, other) == why(other, one) == (Same.FILES if same else None)


@pytest.mark.parametrize(
    "other",
    [
        replace(FRAMES, purpose=Purpose.ACTION),
        replace(FRAMES, deadline=date(2026, 6, 2)),
        replace(FRAMES, response_to=("L00400",)),
        replace(FRAMES, from_contacts=(HUGO,)),
        replace(FRAMES, from_contacts=(MONA, HUGO)),
        replace(FRAMES, from_contacts=()),
        WITH_FILE,
    ],
)
def test_a_letter_to_another_addressee_says_the_same_in_all_else(other: Statement) -> None:
    elsewhere = replace(FRAMES, from_contacts=(Mailbox("Mona@MEF.example"),))
    assert why(elsewhere, FRAMES) == Same.SIBLING
    assert why(other, FRAMES) is None
    assert why(FRAMES, other) is None


def test_a_letter_that_names_nobody_has_no_copies() -> None:
    nobody = replace(FRAMES, from_contacts=())
    assert why(nobody, nobody) is None


@pytest.mark.parametrize(
    ("statement", "revised"),
    [
        (NUMBERED, False),
        (replace(NUMBERED, title="Revised: LS on frames"), True),
        (replace(NUMBERED, reference="L00411 corrected"), True),
        (replace(FRAMES, title="LS on frames, replaces that of May"), True),
        (replace(FRAMES, deadline=date(2026, 7, 15)), True),
        (replace(FRAMES, deadline=None), False),
    ],
)
def test_a_revision_says_so_or_asks_for_another_day(statement: Statement, revised: bool) -> None:
    assert is_revision(statement, NUMBERED) is revised


# --- what a person may be recording a second time -------------------------------------------------------

UNTITLED = replace(FRAMES, title="Fwd:")


@pytest.mark.parametrize(
    ("mine", "theirs", "alike"),
    [
        (FRAMES, replace(FRAMES, title="Re: LS on frames"), True),
        (replace(NUMBERED, title="LS on rings"), replace(NUMBERED, reference="l 00411"), True),
        (NUMBERED, replace(NUMBERED, reference="L00412"), True),
        (NUMBERED, replace(NUMBERED, reference="L00412", title="LS on rings"), False),
        (NUMBERED, replace(FRAMES, title="LS on rings"), False),
        (UNTITLED, UNTITLED, False),
    ],
)
def test_the_same_number_or_title_is_worth_a_question(mine: Statement, theirs: Statement, alike: bool) -> None:
    for one, other in ((mine, theirs), (theirs, mine)):
        case = opened(4, other)
        assert looks_like(opened(3, one), [case]) == (case if alike else None)


def test_a_case_is_not_like_itself_and_the_oldest_is_asked_about() -> None:
    case, older, oldest = (opened(number, FRAMES) for number in (6, 5, 2))
    assert looks_like(case, [case]) is None
    assert looks_like(case, [case, older, oldest]) == oldest


def test_a_problem_with_the_relationship_is_no_such_letter() -> None:
    assert looks_like(opened(3, FRAMES), [opened(2, replace(FRAMES, form=PROBLEM))]) is None
