"""One story or more for each rule of the process on routing and oversight: R16 to R29, R60 to R65.

Each stands under the number of its rule; a rule without a story fails the last test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from liaisonbot.model.people import People, Person, Relationship, Settings
from tests.test_routing import STATEMENT
from tests.world import BOT, CARLA, MIRA, QUENTIN, World

RULES = (*range(16, 30), *range(60, 66))
MAX = Person("Max Mef", ("max@mef.example",), manages=("mef",))
WRONG_GROUP = Path(__file__).parent / "mails" / "misaddressed" / "18-wrong-group.eml"
COORDINATORS = "liaison-coordination@iab.org"

Story = Callable[[World], None]
TOLD: list[tuple[int, Story]] = []


def rule(number: int) -> Callable[[Story], Story]:
    def register(story: Story) -> Story:
        TOLD.append((number, story))
        return story

    return register


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    people = People((MIRA, MAX, CARLA, QUENTIN), (Relationship("mef", topics=("ethernet rings",)),))
    settings = Settings(address=BOT, owner="owner@bot.example", record_url="https://record.example/")
    with World(tmp_path, people=people, settings=settings) as world:
        yield world


def to(world: World, addressee: str, sender: str = "TSB <tsbsg15@itu.int>", **headers: str) -> None:
    """A statement of ITU-T SG15 to somebody of ours."""
    world.arrives(world.statement(**{"From": sender, "body": STATEMENT.format(to=addressee)} | headers))


def reached(world: World) -> set[str]:
    return {one.recipient for one in world.sent("distribution")}


def said(world: World, template: str, recipient: str) -> str:
    return " ".join(world.last(template, recipient).text.split())


@rule(16)
def the_manager_who_records_it_holds_it_and_can_hand_it_to_a_chair(world: World) -> None:
    to(world, "IETF CCAMP WG")
    assert world.case(1).holder == MIRA.address
    world.says(MIRA, "assign to Quentin\n", world.last("distribution", MIRA.address))
    assert world.case(1).holder == QUENTIN.address
    assert world.sent("assigned", QUENTIN.address)


@rule(17)
def a_letter_that_came_to_a_list_only_is_recorded_and_the_manager_has_it(world: World) -> None:
    to(world, "IETF CCAMP WG", To="ccamp@ietf.org", List_Id="<ccamp.ietf.org>", Precedence="list")
    assert world.case(1).groups == ("ccamp",)
    assert MIRA.address in reached(world)
    assert "ccamp@ietf.org" not in reached(world), "the list has it"


@rule(18)
def each_kind_of_addressee_hears_on_its_own_way(world: World) -> None:
    to(world, "IETF CCAMP WG, Routing Area and IAB")
    wanted = {"ccamp-chairs@ietf.org", "ccamp@ietf.org", "ccamp-ads@ietf.org", "rtg-ads@ietf.org", "iab-chair@iab.org"}
    assert wanted <= reached(world)


@rule(19)
def holder_supervisors_manager_and_list_have_it_once_each(world: World) -> None:
    to(world, "IETF CCAMP WG")
    recipients = [one.recipient for one in world.sent("distribution")]
    assert len(recipients) == len(set(recipients))
    assert {MIRA.address, "ccamp-ads@ietf.org", "ccamp@ietf.org"} <= set(recipients)


@rule(20)
def that_letter_says_where_the_record_is_what_came_and_by_when(world: World) -> None:
    to(world, "IETF CCAMP WG")
    text = said(world, "distribution", "ccamp@ietf.org")
    assert "https://record.example/" in text
    assert "Please consider it" in text
    assert "1 Jun 2026" in text


@rule(21)
def a_closed_group_is_followed_and_missing_directors_are_added(world: World) -> None:
    to(world, "IETF PWE3 WG", To="pals@ietf.org")
    assert world.case(1).groups == ("pals",)
    assert "pals-ads@ietf.org" in reached(world)
    told = {row.what for row in world.ledger.history(1)}
    assert {"a renamed or merged group", "a working group without its area directors"} <= told


@rule(22)
def what_went_wrong_is_sent_on_and_everybody_gets_the_letter_that_fits(world: World) -> None:
    world.arrives(WRONG_GROUP)
    world.days_pass(3)
    world.says(MIRA, "redirect to mpls because label switching lives there\n", world.last("flag", MIRA.address))
    before = len(world.post)
    world.minutes_pass(11)
    after = {(one.template, one.recipient) for one in world.post[before:]}
    assert ("distribution", "mpls@ietf.org") in after, "the right group has the statement"
    assert ("moved_away", "ccamp@ietf.org") in after, "the wrong one hears that it is done with it"
    assert ("moved_away", "ccamp-chairs@ietf.org") in after
    assert ("distribution", MIRA.address) in after, "the manager"
    assert ("distribution", COORDINATORS) in after, "the coordinators"
    assert any(template == "redirected" for template, _ in after), "the sender's contact"
    assert "because label switching lives there" in said(world, "moved_away", "ccamp@ietf.org")


@rule(22)
def an_undo_in_the_grace_time_keeps_all_of_these_letters_here(world: World) -> None:
    world.arrives(WRONG_GROUP)
    world.days_pass(3)
    world.says(MIRA, "redirect to mpls because it is theirs\n", world.last("flag", MIRA.address))
    world.says(MIRA, "undo\n", world.last("transcript", MIRA.address))
    world.minutes_pass(30)
    assert world.case(1).groups == ("ccamp",)
    assert world.sent("moved_away") == world.sent("redirected") == world.sent("distribution", "mpls@ietf.org") == []


@rule(23)
def the_record_keeps_whom_the_peer_wrote_to(world: World) -> None:
    to(world, "IETF OSPF WG")
    assert [one.group for one in world.case(1).statement.to] == ["ospf"]
    assert world.case(1).groups == ("lsr",)


@rule(24)
def the_manager_comes_first_and_without_one_the_coordinators(world: World) -> None:
    to(world, "IETF L2VPN WG")
    assert world.sent("question", MIRA.address)
    to(world, "IETF L2VPN WG", sender="X <x@ieee.org>", body=STATEMENT.format(to="IETF L2VPN WG").replace(
        "ITU-T Study Group 15", "IEEE 802.1").replace("SG15-LS9", "x"))  # fmt: skip
    assert world.sent("question", CARLA.address)
    assert (world.case(2).manager, world.case(2).holder) == (None, COORDINATORS)


@rule(25)
def bodies_that_cannot_receive_get_nothing(world: World) -> None:
    to(world, "IETF ICNRG")
    assert world.sent("distribution") == []
    assert "cannot receive statements" in (world.case(1).held_because or "")


@rule(26)
def a_research_topic_goes_to_the_chair_of_the_irtf_by_one_word(world: World) -> None:
    to(world, "IRTF CFRG")
    world.says(MIRA, "yes\n", world.last("question", MIRA.address))
    world.minutes_pass(11)
    assert "irtf-chair@irtf.org" in reached(world)
    assert not {one for one in reached(world) if one.startswith("cfrg")}


@rule(27)
def the_ietf_as_a_whole_is_flagged_to_the_coordinators(world: World) -> None:
    to(world, "IETF")
    assert "chair@ietf.org" in reached(world)
    assert "as a whole" in said(world, "flag", CARLA.address)
    assert world.sent("flag", MIRA.address) == []


@rule(28)
def of_several_groups_one_is_proposed_to_lead(world: World) -> None:
    to(world, "IETF PCE WG and CCAMP WG")
    assert world.case(1).lead == "pce"
    assert "Lead: PCE WG (proposed)" in said(world, "distribution", "ccamp@ietf.org")


@rule(29)
def every_statement_that_goes_on_is_copied_to_the_coordination_list(world: World) -> None:
    to(world, "IETF CCAMP WG")
    assert len(world.sent("distribution", COORDINATORS)) == 1


@rule(60)
def coordinators_see_everything_first_what_has_no_manager(world: World) -> None:
    world.time -= timedelta(hours=3)  # before the digest of the day
    to(world, "IETF CCAMP WG")
    other = STATEMENT.format(to="IETF MPLS WG").replace("ITU-T Study Group 15", "IEEE 802.1").replace("SG15-LS9", "x")
    to(world, "IETF MPLS WG", sender="X <x@ieee.org>", body=other)
    world.days_pass(1)
    digest = next(one.text for one in world.sent("digest", CARLA.address) if "LS-2" in one.text)
    assert 0 < digest.index("LS-2") < digest.index("LS-1")


@rule(61)
def managers_get_their_accounts_each_quarter(world: World) -> None:
    to(world, "IETF CCAMP WG")
    world.days_pass(32)
    assert "ITU-T Study Group 15" in world.last("report", MIRA.address).text
    assert world.sent("report", MAX.address) == [] or "ITU" not in world.last("report", MAX.address).text


@rule(62)
def a_manager_whose_peer_has_overlapping_work_is_told_once_with_the_reason(world: World) -> None:
    body = STATEMENT.format(to="IETF CCAMP WG").replace("LS on rings", "LS on protection of Ethernet rings")
    to(world, "IETF CCAMP WG", body=body)
    assert len(world.sent("distribution", MAX.address)) == 1
    assert "overlaps here: ethernet rings" in said(world, "distribution", MAX.address)


@rule(62)
def statements_of_several_peers_about_the_same_work_are_shown_beside_each_other(world: World) -> None:
    title = "LS on protection switching of Ethernet rings"
    to(world, "IETF CCAMP WG", body=STATEMENT.format(to="IETF CCAMP WG").replace("LS on rings", title))
    mef = "MEF Forum\n\nTo: IETF CCAMP WG\nFrom: MEF Forum\nSubject: Ethernet rings: protection switching\n\nPurpose: For information\n\nWe work on it.\n"
    world.arrives(
        world.statement(From="MEF <liaisons@mef.net>", Subject="Ethernet rings: protection switching", body=mef)
    )
    assert world.case(2).peer == "mef"
    assert "LS-1" in world.case(2).links
    for case, other in ((1, "LS-2 of MEF Forum"), (2, "LS-1 of ITU-T Study Group 15")):
        (related,) = [row.because for row in world.ledger.history(case) if row.what == "related"]
        assert related == f"{other}: the same work: ethernet, protection, rings, switching"
    assert "Related: LS-1" in said(world, "distribution", "ccamp@ietf.org")


@rule(62)
def one_word_in_common_or_the_same_organisation_is_no_overlap(world: World) -> None:
    to(world, "IETF CCAMP WG")
    to(world, "IETF CCAMP WG", body=STATEMENT.format(to="IETF MPLS WG").replace("LS on rings", "LS on other rings"))
    assert world.case(2).links == ()


@rule(63)
def a_problem_goes_to_the_manager_first_and_then_to_the_iab(world: World) -> None:
    address = "liaison-problem+itu-t@bot.example"
    letter = world.statement(From="Ada <ada@itu.int>", To=address, Subject="No answers", body="Nobody answers us.\n")
    world.arrives(letter, to=address)
    assert world.sent("problem", MIRA.address)
    assert world.sent("problem_iab") == []
    world.days_pass(15)
    assert len(world.sent("problem_iab", "iab-chair@iab.org")) == 1


@rule(64)
def no_letter_to_a_peer_speaks_for_the_ietf(world: World) -> None:
    to(world, "IETF CCAMP WG")
    text = said(world, "receipt", "tsbsg15@itu.int")
    assert "it is not an answer" in text
    assert "no official position" in text
    assert "silence is not agreement" in text


@rule(65)
def what_we_write_to_a_peer_is_seen_by_the_coordinators(world: World) -> None:
    world.arrives(WRONG_GROUP)
    world.says(MIRA, "delay to 1 July 2026 because the group meets in June\n", world.last("flag", MIRA.address))
    world.minutes_pass(11)
    assert world.sent("delayed", COORDINATORS)


@pytest.mark.parametrize(("number", "story"), TOLD, ids=[f"R{number}: {story.__name__}" for number, story in TOLD])
def test_each_rule_of_the_process_is_kept(number: int, story: Story, world: World) -> None:
    story(world)


def test_no_rule_is_without_a_story() -> None:
    told = {number for number, _ in TOLD}
    assert [f"R{number}" for number in RULES if number not in told] == []
