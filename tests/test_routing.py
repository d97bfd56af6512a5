"""Where a statement goes: one story per rule of the process (R18-R29), on the built-in directory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.misaddressed import Pattern, Signs, Suggestion
from liaisonbot.deciding.routing import Route, deliver_anew, route
from liaisonbot.directory_list import in_lines
from liaisonbot.model.directory import built_in
from liaisonbot.model.people import People, Person, Relationship, Representative, Settings
from liaisonbot.model.statement import Addressee, Statement
from liaisonbot.peer_list import peer_facts, peer_rows
from tests.world import BOT, World

MIRA = Person("Mira Manager", ("mira@manage.example",), manages=("itu-t",))
SVEN = Person("Sven Fifteen", ("sven@fifteen.example",), manages=("itu-t-sg-15",))
CARLA = Person("Carla Coordinator", ("carla@coord.example",), coordinator=True)
OFFICE = Office(Settings(), People((MIRA, CARLA)), built_in())


def letter(to: str = "", cc: str = "", body: str | None = "itu-t-sg-15") -> Statement:
    """A statement to groups given as acronyms; `?name` is an addressee that nothing answers to."""

    def read(text: str) -> tuple[Addressee, ...]:
        return tuple(Addressee(one.removeprefix("?"), None if one.startswith("?") else one) for one in text.split())

    return Statement("plain", "LS on rings", from_body=body, to=read(to), cc=read(cc), deadline=date(2026, 9, 1))


def routed(to: str = "", cc: str = "", body: str | None = "itu-t-sg-15", office: Office = OFFICE) -> Route:
    return route(letter(to, cc, body), office)


def patterns(way: Route) -> set[Pattern]:
    return {found.pattern for found in way.findings}


def test_r18_a_working_group_hears_through_chairs_and_list_its_directors_in_copy() -> None:
    way = routed("ccamp")
    (mail,) = way.deliver_to
    assert mail.to == ("ccamp-chairs@ietf.org", "ccamp@ietf.org")
    assert mail.cc == ("ccamp-ads@ietf.org",)
    assert way.held_because is None


def test_r18_an_area_hears_through_its_directors() -> None:
    (mail,) = routed("rtg").deliver_to
    assert mail.to == ("rtg-ads@ietf.org",)
    assert mail.cc == ("chair@ietf.org",)


@pytest.mark.parametrize(
    ("body", "to"),
    [
        ("iesg", ("iesg@ietf.org",)),
        ("ietf", ("chair@ietf.org",)),
        ("iab", ("iab-chair@iab.org", "execd@iab.org")),
    ],
)
def test_r25_leadership_bodies_hear_through_their_mailboxes(body: str, to: tuple[str, ...]) -> None:
    assert routed(body).deliver_to[0].to == to


@pytest.mark.parametrize("body", ["ietf", "iab", "ietf iab"])
def test_r27_a_letter_to_the_whole_is_delivered_and_flagged(body: str) -> None:
    way = routed(body)
    assert way.deliver_to
    assert way.held_because is None
    assert "as a whole" in (way.flag or "")


def test_r27_a_group_beside_the_whole_needs_no_flag() -> None:
    assert routed("ietf ccamp").flag is None


@pytest.mark.parametrize("group", ["cfrg", "irtf"])
def test_r25_r26_a_research_group_cannot_receive_and_nobody_is_mailed(group: str) -> None:
    way = routed(group)
    assert way.deliver_to == ()
    assert "IRTF chair" in (way.held_because or "")


def test_r24_the_nearest_manager_of_the_sender_holds_the_case() -> None:
    assert routed("ccamp").manager == MIRA.address
    nearer = Office(Settings(), People((MIRA, SVEN)), built_in())
    assert routed("ccamp", office=nearer).holder == SVEN.address
    assert routed("ccamp", body="itu-t-sg-17", office=nearer).holder == MIRA.address


def test_r24_without_a_manager_the_coordinators_stand_in() -> None:
    way = routed("ccamp", body="ieee-802-1")
    assert way.manager is None
    assert way.holder == "liaison-coordination@iab.org"


def test_r28_the_first_addressee_leads_and_one_that_is_only_informed_never_does() -> None:
    assert routed("pce ccamp", "mpls").lead == "pce"
    assert routed("itu-t-sg-17", "mpls").lead is None


def test_several_groups_get_it_each_once() -> None:
    assert routed("ccamp pce ccamp", "mpls pce").groups == ("ccamp", "pce", "mpls")


def test_r21_a_closed_group_never_drops_the_others() -> None:
    way = routed("l2vpn mpls")
    assert way.groups == ("mpls",)
    assert "l2vpn" in (way.held_because or "")
    assert way.redirects[0].target == "bess"
    assert way.proposal == ("bess",)


@pytest.mark.parametrize(("to", "today"), [("pwe3", "pals"), ("ospf", "lsr"), ("l3vpn", "bess"), ("rai", "art")])
def test_r21_a_certain_successor_has_it_at_once_and_the_letters_say_so(to: str, today: str) -> None:
    way = routed(f"{to} mpls")
    assert way.groups == (today, "mpls")
    assert way.held_because is None
    (moved,) = way.redirects
    assert (moved.source, moved.target, moved.done) == (to, today, True)
    assert patterns(way) == {Pattern.RENAMED}


def test_r21_nobody_is_asked_about_a_closed_group_whose_heir_has_the_letter() -> None:
    way = routed("l2vpn bess")
    assert (way.groups, way.held_because, way.proposal) == (("bess",), None, ())
    assert way.said == (
        "The group l2vpn (Layer 2 Virtual Private Networks) is closed; its work is likeliest with bess, which has this "
        "letter.",
    )


def test_r21_two_former_names_of_one_group_get_one_letter() -> None:
    way = routed("ospf isis lsr")
    assert way.groups == ("lsr",)
    assert len(way.redirects) == 2


STRAIGHT = Signs(sent_to=("ccamp@ietf.org",), intake=False)
SIGNS = [
    ("r21 no directors", "ccamp", STRAIGHT, Pattern.NO_DIRECTOR),
    ("r17 list only", "ccamp", replace(STRAIGHT, via_list="ccamp.ietf.org"), Pattern.LIST_ONLY),
    ("r22 forwarded", "ccamp", Signs(forwarded=True), Pattern.FORWARDED),
    ("slip", "iab", Signs(sent_to=("iab@ietf.org",)), Pattern.MISSPELT),
    ("r21 wrong group", "ccamp", Signs(mentions=("draft-ietf-mpls-rings",)), Pattern.WRONG_GROUP),
    ("too narrow", "mpls", Signs(mentions=("draft-ietf-mpls-a", "draft-ietf-opsawg-b")), Pattern.TOO_NARROW),
    ("area", "ops", Signs(), Pattern.AREA),
    ("r27 whole", "ietf", Signs(), Pattern.WHOLE),
    ("r25 research", "icnrg mpls", Signs(), Pattern.CANNOT_RECEIVE),
    ("closed", "l2vpn mpls", Signs(), Pattern.CLOSED),
]


@pytest.mark.parametrize(("to", "signs", "pattern"), [row[1:] for row in SIGNS], ids=[row[0] for row in SIGNS])
def test_r21_each_way_of_missing_the_reader_has_its_name(to: str, signs: Signs, pattern: Pattern) -> None:
    way = route(letter(to), OFFICE, signs=signs)
    assert pattern in patterns(way)
    assert all(found.says.endswith(".") for found in way.findings)
    assert patterns(routed("mpls")) == set(), "a letter that is well addressed has no such name"


@pytest.mark.parametrize("copied", ["ccamp-ads@ietf.org", "rtg-ads@ietf.org"])
def test_r21_directors_who_were_in_copy_are_not_missed(copied: str) -> None:
    way = route(letter("ccamp"), OFFICE, signs=replace(STRAIGHT, sent_to=("ccamp@ietf.org", copied)))
    assert patterns(way) == set()


def test_r21_the_wrong_group_keeps_it_and_the_manager_is_asked_about_the_right_one() -> None:
    way = route(letter("ccamp"), OFFICE, signs=Signs(mentions=("draft-ietf-mpls-rings", "rfc5317")))
    assert way.groups == ("ccamp",)
    assert way.held_because is None
    assert "names drafts of mpls" in (way.flag or "")
    assert way.suggestions[0] == Suggestion(("mpls",), "the letter names draft-ietf-mpls-rings")


def test_drafts_of_a_group_that_was_renamed_speak_for_its_heir() -> None:
    way = route(letter("mpls"), OFFICE, signs=Signs(mentions=("draft-ietf-pwe3-redundancy",)))
    assert way.proposal == ("pals",)


def test_individual_drafts_and_rfc_numbers_alone_never_route() -> None:
    way = route(letter("mpls"), OFFICE, signs=Signs(mentions=("draft-example-mpls-x", "rfc8402", "draft-ietf-x")))
    assert (way.flag, way.findings) == (None, ())


def test_suggestions_come_in_the_order_of_their_weight() -> None:
    signs = Signs(mentions=("draft-ietf-pce-y",), earlier=(("bess", "pals"),), alike=("detnet", "pce"))
    way = route(letter("l2vpn"), OFFICE, signs=signs)
    assert way.proposal == ("bess", "pce", "bess pals", "detnet")
    assert all(one.because for one in way.suggestions)


def test_r26_research_is_offered_to_the_chair_who_decides() -> None:
    way = routed("icnrg")
    assert way.deliver_to == ()
    assert way.proposal == ("irtf",)
    assert deliver_anew(("irtf",), built_in())[0].to == ("irtf-chair@irtf.org",)


def test_r28_the_group_whose_drafts_are_named_leads() -> None:
    assert route(letter("ccamp pce"), OFFICE, signs=Signs(mentions=("draft-ietf-pce-y",))).lead == "pce"


def test_r24_a_manager_who_is_away_is_passed_over_while_another_is_there() -> None:
    away = replace(SVEN, away_until=date(2026, 8, 10))
    office = Office(Settings(), People((MIRA, away, CARLA)), built_in())
    holders = [route(letter("ccamp"), office, today=date(2026, 8, day)).holder for day in (9, 10, 11)]
    assert holders == [MIRA.address, MIRA.address, SVEN.address]
    alone = Office(Settings(), People((away,)), built_in())
    assert route(letter("ccamp"), alone, today=date(2026, 8, 9)).holder == away.address


def test_r22_a_closed_group_alone_is_held_with_its_successor_as_the_choice() -> None:
    way = routed("l2vpn")
    assert way.deliver_to == ()
    assert way.proposal == ("bess",)


def test_a_closed_area_is_followed_to_an_open_one() -> None:
    assert routed("sub").proposal == ("rtg",)


def test_a_closed_group_without_successor_falls_back_to_its_area() -> None:
    assert routed("trill").proposal == ("rtg",)


def test_an_unknown_addressee_is_a_question_with_near_names() -> None:
    way = routed("?ietf-PEW3-WG")
    assert way.deliver_to == ()
    assert "not in the directory" in (way.held_because or "")


def test_an_unknown_third_body_beside_one_of_ours_is_harmless() -> None:
    way = routed("?Committee-of-Nowhere ccamp")
    assert way.groups == ("ccamp",)
    assert way.held_because is None


def test_a_missing_addressee_is_held() -> None:
    assert "No addressee" in (routed("").held_because or "")


def test_an_unknown_organisation_is_recorded_and_held_with_a_choice() -> None:
    way = routed("ccamp pce", body=None)
    assert way.deliver_to == ()
    assert way.proposal == ("ccamp pce",)
    assert way.holder == "liaison-coordination@iab.org"


def test_a_letter_to_a_third_body_informs_the_groups_in_copy() -> None:
    way = routed("itu-t-sg-17", "tls")
    assert way.third_body
    assert [(mail.group, mail.for_information) for mail in way.deliver_to] == [("tls", True)]
    assert way.held_because is None


def test_a_disowned_sender_reaches_nobody() -> None:
    way = route(letter("ccamp"), OFFICE, distrust="Its domain disowns it.")
    assert way.deliver_to == ()
    assert way.held_because == "Its domain disowns it."
    assert way.proposal == ("ccamp",)


def test_two_files_that_contradict_each_other_hold_the_case() -> None:
    statement = replace(letter("ccamp"), disputed="Two files of the letter contradict each other: …")
    way = route(statement, OFFICE)
    assert way.deliver_to == ()
    assert way.held_because is not None
    assert way.held_because.startswith("Two files")


AUGUST = date(2026, 8, 9)
RITA = Person("Rita Rep", ("rita@rep.example",))
MAX = Person("Max Mef", ("max@mef.example",), manages=("mef",))
BESIDE = Representative(RITA.address, "itu-t-sg-15", "transport networks", until=AUGUST)
RINGS = Relationship("mef", topics=("rings",))


@pytest.mark.parametrize(
    ("body", "today", "readers"),
    [
        ("itu-t-sg-15", AUGUST, (RITA.address,)),
        ("itu-t-sg-15-q14", AUGUST, (RITA.address,)),
        ("itu-t-sg-17", AUGUST, ()),
        ("itu-t-sg-15", date(2026, 8, 10), ()),
    ],
    ids=["own part", "inside it", "another part", "term over"],
)
def test_a_representative_reads_along_for_the_part_and_the_term(body: str, today: date, readers: tuple[str]) -> None:
    office = Office(Settings(), People((MIRA, RITA), (), (BESIDE,)), built_in())
    way = route(letter("ccamp", body=body), office, today=today)
    assert way.readers == readers
    assert way.holder == MIRA.address


def test_a_representative_never_stands_without_a_manager() -> None:
    office = Office(Settings(), People((RITA, CARLA), (), (BESIDE,)), built_in())
    assert route(letter("ccamp"), office, today=AUGUST).readers == ()


def test_r62_the_manager_of_a_peer_with_overlapping_work_has_a_copy_once_and_knows_why() -> None:
    office = Office(Settings(), People((MIRA, MAX), (RINGS,)), built_in())
    way = route(letter("ccamp mpls"), office, today=AUGUST)
    assert way.readers == (MAX.address,)
    assert way.said == ("Max Mef has a copy, since work of MEF Forum overlaps here: rings.",)
    assert route(letter("ccamp", body="mef"), office, today=AUGUST).readers == (), "its own letters overlap nothing"


def test_r62_nobody_gets_two_copies_by_two_roles() -> None:
    both = replace(MIRA, manages=("itu-t", "mef"))
    office = Office(Settings(), People((both,), (RINGS,), (replace(BESIDE, address=both.address),)), built_in())
    assert route(letter("ccamp"), office, today=AUGUST).readers == ()


def test_r62_a_relationship_that_ended_overlaps_no_more() -> None:
    office = Office(Settings(), People((MIRA, MAX), (replace(RINGS, until=date(2026, 8, 8)),)), built_in())
    assert route(letter("ccamp"), office, today=AUGUST).readers == ()


def test_r62_copies_go_out_in_one_letter_with_the_reason(tmp_path: Path) -> None:
    with World(tmp_path, people=People((MIRA, MAX, CARLA), (RINGS,))) as world:
        world.arrives(world.statement())
        (copy,) = [one for one in world.post if one.recipient == MAX.address]
        assert copy.template == "distribution"
        assert "overlaps here: rings" in " ".join(copy.text.split())
        everybody = [one.recipient for one in world.sent("distribution")]
        assert len(everybody) == len(set(everybody))


def test_own_settings_of_people_leave_relationships_and_representatives_as_they_are() -> None:
    people = People((MIRA, MAX, RITA), (RINGS,), (BESIDE,)).with_settings({MIRA.address: {"zone": "Europe/Paris"}})
    way = route(letter("ccamp"), Office(Settings(), people, built_in()), today=AUGUST)
    assert way.readers == (RITA.address, MAX.address)


def test_peers_are_shown_with_their_people_and_what_was_agreed() -> None:
    agreed = replace(RINGS, scope="Ethernet", documents=("RFC 4053",), since=date(2026, 1, 1))
    office = Office(Settings(), People((MIRA, MAX, RITA), (agreed,), (BESIDE,)), built_in())
    rows = peer_rows(office, AUGUST)
    assert [(row["peer"], row["in force"]) for row in rows] == [("itu-t", ""), ("mef", "yes")]
    shown = "\n".join(in_lines(peer_facts("mef", office, AUGUST) or []))
    assert "Scope:              Ethernet" in shown
    assert "Manager:            Max Mef <max@mef.example>" in shown
    assert "Term:               2026-01-01 to …" in shown
    study_group = "\n".join(in_lines(peer_facts("itu-t-sg-15", office, AUGUST) or []))
    assert "Rita Rep: transport networks, until 2026-08-09" in study_group
    assert "none is configured" in study_group
    assert peer_facts("nobody", office, AUGUST) is None


# --- the letters that follow, rule by rule ------------------------------------------------------------

EVERYBODY = {
    "ccamp": {"ccamp-chairs@ietf.org", "ccamp@ietf.org", "ccamp-ads@ietf.org"},
    "rtg": {"rtg-ads@ietf.org", "chair@ietf.org"},
    "iesg": {"iesg@ietf.org", "chair@ietf.org"},
    "ietf": {"chair@ietf.org", "iesg@ietf.org"},
    "iab": {"iab-chair@iab.org", "execd@iab.org", "iab@iab.org"},
}


@pytest.mark.parametrize(
    "groups", ["ccamp", "rtg", "iesg", "ietf", "iab", "ccamp rtg", "rtg iesg", "iesg ietf", "iab iesg ccamp"]
)
def test_r18_r19_r29_whoever_must_hear_of_it_does_so_exactly_once(groups: str, tmp_path: Path) -> None:
    with World(tmp_path, people=People((MIRA, CARLA))) as world:
        to = ", ".join(f"IETF {one.upper()}" if one in ("ccamp",) else one.upper() for one in groups.split())
        world.arrives(world.statement(body=STATEMENT.format(to=to.replace("RTG", "Routing Area"))))
        assert world.case(1).groups == tuple(groups.split())
        reached = [one.recipient for one in world.sent("distribution")]
        expected = {MIRA.address, "liaison-coordination@iab.org"}.union(*(EVERYBODY[one] for one in groups.split()))
        assert set(reached) == expected
        assert len(reached) == len(expected), "nobody gets two copies because of two roles"


STATEMENT = (
    "Source: ITU-T Study Group 15\nTitle: LS on rings\nRef.: SG15-LS9\nFor action to: {to}\nDeadline: 1 June 2026\n"
    "Email: ada@optics.example\n\nPlease review our text.\n"
)


def test_r19_a_list_has_a_letter_of_its_own_in_which_nobody_else_stands(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(world.statement())
        letter_to_list = world.last("distribution", "ccamp@ietf.org").mail
        assert [letter_to_list["To"], letter_to_list["Cc"]] == ["ccamp@ietf.org", None]


def test_r20_that_letter_says_what_came_where_the_record_is_and_when_to_answer(tmp_path: Path) -> None:
    settings = Settings(address=BOT, record_url="https://record.example/")
    with World(tmp_path, settings=settings) as world:
        world.arrives(world.statement())
        text = " ".join(world.last("distribution", "ccamp@ietf.org").text.split())
        assert "sent a liaison statement to the CCAMP WG. Please consider it" in text
        assert "https://record.example/" in text
        assert "by Mon 1 Jun 2026" in text


def test_r23_a_redirect_keeps_whom_the_peer_wrote_to(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(world.statement(body=STATEMENT.format(to="IETF OSPF WG")))
        case = world.case(1)
        assert [(one.text, one.group) for one in case.statement.to] == [("IETF OSPF WG", "ospf")]
        assert case.groups == ("lsr",)


def test_r22_the_sender_reads_in_the_receipt_where_it_went(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.arrives(world.statement(body=STATEMENT.format(to="IETF OSPF WG")))
        receipt = " ".join(world.last("receipt", "tsbsg15@itu.int").text.split())
        assert "attention of the LSR WG" in receipt
        assert "was merged into another in 2018; it went to lsr." in receipt
