"""Golden misaddressed mails: where each goes, which group is offered first, and what its fault is called."""

from __future__ import annotations

import json
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from liaisonbot.deciding.misaddressed import Pattern, signs_of
from liaisonbot.deciding.routing import route
from liaisonbot.doors.directory_likeness import likeness_of
from liaisonbot.model.directory import built_in
from liaisonbot.model.people import Settings
from tests.routing_corpus import DAY, MAILS, OFFICE, letter, routed
from tests.world import BOT, CARLA, MIRA, World

_TOKEN = re.compile(r"(?<=ref )[a-z2-7]{36}")
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


def test_the_corpus_shows_every_pattern() -> None:
    shown = {name for path in MAILS for name in expected(path)["patterns"]}
    assert shown == {one.name for one in Pattern}


def first_of_each() -> list[Path]:
    """For each pattern the first mail that shows it."""
    return list(
        dict.fromkeys(next(path for path in MAILS if one.name in expected(path)["patterns"]) for one in Pattern)
    )


def story_of(path: Path, folder: Path) -> str:
    """All letters that a misaddressed mail causes, as their readers get them; those of one text together."""
    with World(folder) as world:
        world.arrives(path)
        world.minutes_pass(60 * 49)  # what waits for a word has left by then
        readers: dict[str, list[str]] = {}
        for one in world.post:
            if one.case is None:
                continue  # a digest
            head = f"{one.template}: {one.subject}\n\n"
            readers.setdefault(head + _TOKEN.sub("…", one.text), []).append(one.recipient)
        return "\n".join(f"=== to {', '.join(sorted(to))}\n=== {letter}" for letter, to in readers.items())


@pytest.mark.parametrize("path", first_of_each(), ids=lambda path: path.stem)
def test_each_pattern_is_a_story_whose_letters_are_golden(path: Path, tmp_path: Path) -> None:
    """`python -m tests.test_misaddressed` writes them anew; read them before you keep them."""
    assert story_of(path, tmp_path) == path.with_suffix(".letters.txt").read_text("utf-8")


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
        assert world.sent("distribution") == [], "nobody has it before the manager had time to say a word"
        question = world.last("flag", MIRA.address)
        assert "the letter names draft-ietf-mpls-tp-ring-protection" in " ".join(question.text.split())
        assert world.sent("flag", CARLA.address) == []
        world.says(MIRA, "choose 1\n", question)
        assert world.case(1).groups == ("mpls",)
        world.days_pass(3)
        assert {one.recipient for one in world.sent("distribution")} == {
            "mpls-chairs@ietf.org", "mpls@ietf.org", "mpls-ads@ietf.org", MIRA.address, "liaison-coordination@iab.org"
        }  # fmt: skip
        assert world.sent("moved_away") == [], "the group that never had it need not hear that it is gone"


WRONG = SHORT / "18-wrong-group.eml"
CCAMP = {"ccamp-chairs@ietf.org", "ccamp@ietf.org", "ccamp-ads@ietf.org", MIRA.address, "liaison-coordination@iab.org"}


def reached(world: World) -> list[str]:
    return sorted(one.recipient for one in world.sent("distribution"))


def test_without_a_word_for_two_days_it_goes_as_addressed_and_says_whose_it_may_be(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(WRONG)
        assert "A person is looking at where it belongs" in world.last("receipt").text
        world.minutes_pass(60 * 48 - 1)
        assert reached(world) == []
        world.minutes_pass(2)
        assert reached(world) == sorted(CCAMP)
        text = " ".join(world.last("distribution", "ccamp@ietf.org").text.split())
        assert "By the drafts that it names it may be for mpls; the liaison manager is asked." in text


def test_a_word_sends_it_as_addressed_at_once(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(WRONG)
        world.says(MIRA, "redirect to ccamp because it is theirs\n", world.last("flag", MIRA.address))
        world.minutes_pass(11)
        assert reached(world) == sorted(CCAMP)
        world.days_pass(3)
        assert reached(world) == sorted(CCAMP), "and not again after two days"
        assert world.case(1).held_because is None


def test_undo_of_a_redirect_brings_back_the_letters_that_were_kept_back(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(WRONG)
        world.says(MIRA, "redirect to mpls because it is theirs\n", world.last("flag", MIRA.address))
        world.says(MIRA, "undo\n", world.last("transcript", MIRA.address))
        world.days_pass(3)
        assert world.case(1).groups == ("ccamp",)
        assert reached(world) == sorted(CCAMP)


def test_after_an_undo_the_same_redirect_works_again(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(WRONG)
        world.days_pass(3)
        flag = world.last("flag", MIRA.address)
        world.says(MIRA, "redirect to mpls because it is theirs\n", flag)
        world.says(MIRA, "undo\n", world.last("transcript", MIRA.address))
        world.says(MIRA, "redirect to mpls because it is theirs after all\n", flag)
        world.minutes_pass(20)
        assert len(world.sent("distribution", "mpls@ietf.org")) == 1
        assert len(world.sent("distribution", "ccamp@ietf.org")) == 1
        assert len(world.sent("moved_away", "ccamp@ietf.org")) == 1


@pytest.mark.parametrize("word", ["not-a-liaison because it is an advertisement", "withdraw because they say so"])
def test_what_is_closed_as_none_of_ours_never_leaves(word: str, tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(WRONG)
        world.says(MIRA, f"{word}\n", world.last("flag", MIRA.address))
        world.days_pass(3)
        assert reached(world) == []


def test_the_wait_is_a_setting_and_a_list_that_has_the_letter_is_not_waited_for(tmp_path: Path) -> None:
    with World(tmp_path, settings=Settings(address=BOT, wait_hours=0)) as world:
        world.arrives(WRONG)
        assert reached(world) == sorted(CCAMP)
    raw = WRONG.read_bytes().replace(b"MIME-Version", b"List-Id: <ccamp.ietf.org>\nMIME-Version")
    (tmp_path / "list").mkdir()
    with World(tmp_path / "list") as world:
        world.arrives(raw)
        assert "ccamp-chairs@ietf.org" in reached(world)


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


def main() -> None:
    """Writes the golden stories."""
    for path in first_of_each():
        with tempfile.TemporaryDirectory() as folder:
            path.with_suffix(".letters.txt").write_text(story_of(path, Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
