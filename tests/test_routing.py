"""Where a statement goes: one story per rule of the process (R18-R29), on the built-in directory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.routing import Route, route
from liaisonbot.model.directory import built_in
from liaisonbot.model.people import People, Person, Settings
from liaisonbot.model.statement import Addressee, Statement

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
    way = routed("pwe3 mpls")
    assert way.groups == ("mpls",)
    assert "pwe3" in (way.held_because or "")
    assert way.redirects[0].target == "pals"
    assert way.proposal == ("pals",)


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
