"""Golden misaddressed mails: where each goes, which group is offered first, and what its fault is called."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from liaisonbot.deciding.misaddressed import Pattern, signs_of
from liaisonbot.deciding.routing import route
from liaisonbot.doors.directory_likeness import likeness_of
from liaisonbot.model.directory import built_in
from tests.routing_corpus import DAY, MAILS, OFFICE, letter, routed
from tests.world import CARLA, MIRA, World

SHORT = Path(__file__).parent / "mails" / "misaddressed"


def expected(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".expect.json").read_text("utf-8"))["route"]
    return found


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_misaddressed_letter_goes_where_it_can_and_the_fault_has_its_name(path: Path) -> None:
    way, wanted = routed(path), expected(path)
    assert way is not None
    assert list(way.groups) == wanted["groups"]
    assert {one.pattern.name for one in way.findings} == set(wanted["patterns"])
    assert ([list(one.groups) for one in way.suggestions[:1]] or [None])[0] == wanted.get("first")
    assert way.lead == wanted.get("lead", way.lead)
    assert bool(way.held_because or way.flag) == ("first" in wanted), "choices belong to a question, and only there"


def test_the_corpus_shows_every_pattern_that_needs_no_person_or_forward() -> None:
    shown = {name for path in MAILS for name in expected(path)["patterns"]}
    assert shown == {one.name for one in Pattern} - {"PERSON", "FORWARDED"}


@pytest.mark.parametrize(
    ("title", "group"),
    [
        ("LS on fgOTN and optical impairments", "ccamp"),
        ("LS on new work items in SRv6 network programming", "spring"),
        ("Liaison statement on registration of media types", "mediaman"),
        ("LS on EVPN multihoming", "bess"),
        ('LS on "EAP" OR NOT (NEAR*', "emu"),
    ],
)
def test_words_are_like_the_group_that_works_on_them(title: str, group: str) -> None:
    assert likeness_of(built_in()).like(title)[0] == group


@pytest.mark.parametrize("title", ["", "LS on work progress", "Liaison response", "123 (2026)", '"" NOT *'])
def test_words_that_every_letter_has_are_like_nobody(title: str) -> None:
    assert likeness_of(built_in()).like(title) == ()


def test_one_word_of_a_long_text_is_no_likeness_but_two_are() -> None:
    likeness = likeness_of(built_in())
    assert likeness.like("LS on progress", "We saw something about wavelength in your documents.") == ()
    assert likeness.like("LS on progress", "The wavelength of a transponder is our question.")[0] == "ccamp"


def test_topics_are_of_open_working_groups() -> None:
    for acronym, words in built_in().more.topics.items():
        group = built_in().group(acronym)
        assert group is not None, acronym
        assert (group.active, group.type) == (True, "wg")
        assert words


def test_one_statement_is_routed_in_less_than_five_milliseconds() -> None:
    mails = [letter(path) for path in MAILS]
    alike = likeness_of(OFFICE.directory)
    took = []
    for mail in mails:
        assert mail.statement is not None
        start = time.perf_counter()
        signs = signs_of(mail, OFFICE.settings, alike=alike.like(mail.statement.title, mail.text))
        route(mail.statement, OFFICE, signs=signs, today=DAY)
        took.append(time.perf_counter() - start)
    assert sorted(took)[len(took) // 2] < 0.005


def test_what_was_chosen_before_is_offered_with_that_reason(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(SHORT / "06-closed-no-successor.eml")
        world.says(MIRA, "redirect to bess because it does such bridging\n", world.last("question"))
        raw = (SHORT / "06-closed-no-successor.eml").read_bytes()
        world.arrives(raw.replace(b"misaddressed6@", b"later6@").replace(b"interconnecting", b"interworking"))
        question = " ".join(world.last("question", MIRA.address).text.split())
        assert "2 bess (BESS WG) chosen before for such a letter of this peer" in question
        world.says(MIRA, "choose 2\n", world.last("question", MIRA.address))
        assert world.case(2).groups == ("bess",)


def test_the_manager_is_asked_about_drafts_of_another_group_and_yes_adds_it(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(SHORT / "18-wrong-group.eml")
        assert world.case(1).groups == ("ccamp",)
        question = world.last("flag", MIRA.address)
        assert "the letter names draft-ietf-mpls-tp-ring-protection" in " ".join(question.text.split())
        assert world.sent("flag", CARLA.address) == []
        world.says(MIRA, "choose 1\n", question)
        assert world.case(1).groups == ("ccamp", "mpls")


def test_the_fault_stands_in_the_record_of_the_case(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(SHORT / "01-renamed-group.eml")
        told = {row.what: row.because for row in world.ledger.history(1)}
        assert "was renamed in 2014; it went to pals" in told[str(Pattern.RENAMED)]


def test_an_areas_directors_are_told_which_groups_it_may_be_for(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(SHORT / "17-area-with-draft.eml")
        assert "it may be for pce" in " ".join(world.last("distribution", "rtg-ads@ietf.org").text.split())
        assert world.case(1).proposal == ()
