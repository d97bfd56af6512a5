"""A letter that answers another: what is certain is linked, what is likely is only said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liaisonbot.model.case import Outcome
from tests.make_documents import docx
from tests.test_stories import TRACKER, ours
from tests.world import World

SG15 = "TSB <tsbsg15@itu.int>"
FORM = "TELECOMMUNICATION STANDARDIZATION SECTOR\n{number}\nSource: {source}\nTitle: {title}\nLIAISON STATEMENT\nFor information to: IETF CCAMP WG\n\n{text}\n"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        world.arrives(world.statement())  # LS-1: SG15-LS1, "LS on rings, part 1"
        yield world


def letter(world: World, *, title: str = "LS on something else", text: str = "Text.", source: str = "ITU-T SG15", number: str = "SG15-LS77",
           sender: str = SG15, file: tuple[str, bytes] | None = None, **fields: str) -> None:  # fmt: skip
    body = FORM.format(title=title, text=text, source=source, number=number)
    message = world.statement(
        **{"From": sender, "Subject": title, "Message-ID": f"<{number}@peer.example>", "body": body} | fields
    )
    if file:
        message.add_attachment(
            file[1],
            maintype="application",
            subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
            filename=file[0],
        )
    world.arrives(message)


CERTAIN = {
    "the number in the title": {"title": "LS/r on rings (reply to SG15-LS1)"},
    "the number in an old spelling": {"title": "LS/r on rings (reply to COM 15 – LS 1 – E)"},
    "the number behind Response to": {"title": "LS on more", "text": "Response to: SG15-LS1"},
    "the number in the text": {"text": "Thank you for your answer. In reply to the liaison SG15-LS1 we add a figure."},
    "another group of the same body": {
        "title": "LS/r on rings (reply to SG15-LS1)",
        "source": "ITU-T SG13",
        "number": "SG13-LS4",
    },
    "another body": {
        "title": "Reply LS to SG15-LS1",
        "source": "ETSI ISG F5G",
        "number": "F5G(26)000012",
        "sender": "ETSI <x@etsi.org>",
    },
    "the title that it quotes": {
        "text": "In response to your liaison statement “LS on rings, part 1” we have no objection."
    },
}


@pytest.mark.parametrize("fields", CERTAIN.values(), ids=list(CERTAIN))
def test_what_a_letter_surely_answers_is_linked(world: World, fields: dict[str, str]) -> None:
    letter(world, **fields)
    assert world.case(2).links == ("answers LS-1",)
    assert "answers" in {row.what for row in world.ledger.history(2)}
    assert "LS-1" in world.last("distribution", "ccamp@ietf.org").text


def test_a_files_name_says_what_it_answers(world: World) -> None:
    body = "\n".join(FORM.format(title="LS on more", text="Text", source="ITU-T SG13", number="").split("\n"))
    letter(
        world,
        body="See the file.\n",
        file=("liaison-response-ITU-T-SG15-LS1-0326-v01.docx", docx(body.split("\n"))),
        number="SG13-LS9",
    )
    assert world.case(2).links == ("answers LS-1",)


def test_a_page_of_the_tracker_says_what_is_answered(world: World) -> None:
    world.arrives(TRACKER.format(page=2200, title="LS on rings, part 1", source="ITU-T SG15", to="ccamp").encode())
    letter(world, text="Further to https://datatracker.ietf.org/liaison/2200/ we add a figure.")
    assert world.case(2).links == ("answers LS-1",)


PERHAPS = {
    "the same title behind Reply": {"title": "Reply LS on rings, part 1"},
    "the same title behind LS/r": {"title": "LS/r reply to LS on rings, part 1"},
}


@pytest.mark.parametrize("fields", PERHAPS.values(), ids=list(PERHAPS))
def test_what_it_may_answer_is_said_and_not_linked(world: World, fields: dict[str, str]) -> None:
    letter(world, **fields)
    assert world.case(2).links == ()
    assert any("may answer LS-1" in warning for warning in world.case(2).statement.warnings)


def test_the_day_of_our_answer_is_a_hint(world: World) -> None:
    world.days_pass(20)
    ours(world, Subject="Liaison statement: Reply on rings", body="From: IETF CCAMP WG\nTo: ITU-T Study Group 15\nTitle: Reply on rings\n"
         "Purpose: In response\nIn response to: SG15-LS1\n\nClause 6 can be met.\n")  # fmt: skip
    assert world.case(1).outcome is Outcome.ANSWERED
    world.days_pass(30)
    answered = world.case(1).closed
    assert answered
    letter(world, text=f"Thank you for your liaison dated {answered:%d %B %Y}. We agree.")
    assert world.case(2).links == ()
    assert any("may answer LS-1 (the day" in warning for warning in world.case(2).statement.warnings)


NOTHING = {
    "another number": {"title": "LS/r on rings (reply to SG15-LS11)"},
    "a number of another group": {"title": "LS/r on rings (reply to SG13-LS1)"},
    "another body with the same title": {
        "title": "Reply LS on rings, part 1",
        "source": "ETSI ISG F5G",
        "number": "F5G(26)000012",
        "sender": "ETSI <x@etsi.org>",
    },
    "a day on which nothing was answered": {"text": "Thank you for your liaison dated 5 January 2026."},
    "its own number": {"text": "In reply to the liaison SG15-LS77."},
    "no word of an answer": {"title": "LS on rings, part 2"},
}


@pytest.mark.parametrize("fields", NOTHING.values(), ids=list(NOTHING))
def test_what_only_looks_like_an_answer_is_none(world: World, fields: dict[str, str]) -> None:
    letter(world, **fields)
    assert world.case(2).links == ()
    assert not any("may answer" in warning for warning in world.case(2).statement.warnings)


def test_an_old_letter_is_found_among_many_with_numbers_like_it(world: World) -> None:
    for number in range(10, 35):
        letter(world, title=f"LS on item {number}", number=f"SG15-LS{number}1", source="ITU-T SG15")
    letter(
        world,
        title="LS/r on rings (reply to SG15-LS1)",
        number="F5G(26)000012",
        source="ETSI ISG F5G",
        sender="ETSI <x@etsi.org>",
    )
    assert world.case(27).links == ("answers LS-1",)


def test_of_two_letters_with_the_title_that_is_quoted_the_newer_is_only_likely(world: World) -> None:
    world.days_pass(60)
    letter(world, title="LS on rings, part 1", number="SG15-LS50")
    letter(world, text="In response to your liaison statement “LS on rings, part 1” we agree.")
    assert world.case(3).links == ()
    assert any("may answer LS-2" in warning for warning in world.case(3).statement.warnings)
