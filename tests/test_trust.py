"""Who wrote, how well that is proven, and in which roles: the rows of commands 6 as values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.trust import (
    acts_for,
    author_verified,
    best_role,
    contacts_of,
    disowned,
    is_own,
    roles_on,
    sender_verified,
    standing,
    standing_of_contact,
    taken_for_spam,
    token_fits,
)
from liaisonbot.model.case import Case, Stage
from liaisonbot.model.directory import built_in
from liaisonbot.model.mail import ProofFacts
from liaisonbot.model.people import Lending, People, Person, Representative, Settings
from liaisonbot.model.statement import Addressee, Mailbox, Purpose, Statement
from liaisonbot.reading.letter import Letter

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
MIRA = Person("Mira", ("mira@manage.example", "Mira@home.example"), manages=("itu-t",))
CARLA = Person("Carla", ("carla@coord.example",), coordinator=True)
QUENTIN = Person("Quentin", ("quentin@chair.example",), chairs=("ccamp",))
DORA = Person("Dora", ("dora@area.example",), directs=("rtg",))
LEO = Person(
    "Leo", ("leo@lender.example",), manages=("3gpp",), lends=(Lending("Mira@manage.example", date(2026, 3, 2)),)
)
LIZ = replace(
    LEO,
    name="Liz",
    addresses=("liz@lender.example",),
    lends=(Lending("carla@coord.example", date(2026, 4, 1), "3gpp"),),
)
NOBODY = Person("Nobody", ("nobody@x.example",))
OFFICE = Office(
    Settings(shared_domains=("shared.example",)), People((MIRA, CARLA, QUENTIN, DORA, LEO, LIZ, NOBODY)), built_in()
)
ADA, BEA = Mailbox("ada@optics.example", "Ada"), Mailbox("", "Bea")
STATEMENT = Statement(
    form="itu-t",
    title="LS",
    from_body="itu-t-sg-15",
    to=(Addressee("CCAMP", "ccamp"), Addressee("Everybody", None)),
    from_contacts=(ADA, BEA),
    received_from="TSB@itu.int",
    reply_to="reply@itu.int",
)
CASE = Case(
    number=1,
    stage=Stage.OPEN,
    statement=STATEMENT,
    letter=1,
    message_id="<1@x>",
    opened=NOW,
    title="LS",
    peer="itu-t-sg-15",
    purpose=Purpose.ACTION,
    groups=(),
    holder="nobody@x.example",
    manager=None,
)
OF_3GPP = replace(
    CASE,
    number=2,
    peer="3gpp",
    statement=replace(STATEMENT, to=(), from_contacts=()),
    groups=("pce",),
    holder="HOLDER@x.example",
)


def facts(sender: str | None, **known: object) -> Facts:
    box = Mailbox(sender, "") if sender else None
    letter = Letter(message_id="<1@x>", subject="it", sender=box, from_text=sender or "", date=NOW)
    return Facts(letter, 1, (), NOW, TODAY, OFFICE, **known)  # type: ignore[arg-type]  # each test names what it knows


DKIM = ProofFacts(dkim=("manage.example",))
TIERS = [
    (None, {}, 0, "no single, clear From"),
    ("x@y.example", {"proof": ProofFacts(dkim=("y.example",))}, 0, "unknown sender"),
    ("mira@manage.example", {}, 1, "nothing that we could verify"),
    ("MIRA@manage.example", {"proof": DKIM}, 2, "DKIM manage.example"),
    ("mira@manage.example", {"proof": ProofFacts(trusted_dmarc="Manage.example")}, 2, "our mail server's DMARC check of manage.example"),
    ("mira@manage.example", {"proof": ProofFacts(trusted_dmarc="other.example")}, 1, "nothing that we could verify"),
    ("mira@manage.example", {"token_person": "mira@manage.example"}, 1, "nothing that we could verify"),
    ("mira@manage.example", {"proof": DKIM, "token_person": "mira@HOME.example"}, 2, "DKIM manage.example, your reply address"),
    ("mira@manage.example", {"proof": DKIM, "token_person": "carla@coord.example"}, 2, "DKIM manage.example"),
]  # fmt: skip


@pytest.mark.parametrize(("sender", "known", "tier", "proof"), TIERS)
def test_tiers(sender: str | None, known: dict[str, object], tier: int, proof: str) -> None:
    who = standing(facts(sender, **known))
    assert (who.tier, who.proof) == (tier, proof)
    assert who.proven is (tier >= 2)
    assert (who.person is None) is (tier == 0)
    assert ("no valid DKIM signature of manage.example" in who.missing) is (tier == 1)


@pytest.mark.parametrize("via", ["ccamp.ietf.org", "ccamp@ietf.org"])
def test_what_came_through_a_known_list_is_not_disowned(via: str) -> None:
    """A list breaks signatures as it passes letters on: nothing proves such a letter, and nobody disowns it."""
    disowns = ProofFacts(dmarc_fail=True)
    straight = facts("mira@manage.example", proof=disowns)
    listed = replace(straight, letter=replace(straight.letter, via_list=via))
    strange = replace(straight, letter=replace(straight.letter, via_list=f"x{via}"))
    assert [disowned(one) for one in (straight, listed, strange)] == [True, False, True]
    assert [standing(one).tier for one in (straight, listed, strange)] == [0, 1, 0]
    signed = replace(straight, proof=replace(disowns, dkim=("manage.example",)))
    assert standing(signed).tier == 2, "a signature that holds is proof enough"


def test_who_passes_a_letter_on_does_not_prove_its_author() -> None:
    inner = facts("ken@optics.example").letter
    passed_on = facts("mira@manage.example", proof=DKIM)
    passed_on = replace(passed_on, letter=replace(passed_on.letter, forwarded=inner))
    signed = replace(passed_on, inside=ProofFacts(dkim=("optics.example",)))
    of_a_peer = replace(passed_on, letter=replace(passed_on.letter, sender=Mailbox("tsbsg15@itu.int")))
    assert [author_verified(one) for one in (passed_on, signed, of_a_peer)] == [False, True, True]
    of_nobody = replace(passed_on, letter=replace(passed_on.letter, sender=None))
    assert [author_verified(one) for one in (of_nobody, replace(of_nobody, inside=signed.inside))] == [False, True]


def test_who_writes_a_letter_himself_proves_its_author() -> None:
    assert author_verified(facts("ken@optics.example", proof=ProofFacts(dkim=("optics.example",)))) is True
    assert author_verified(facts("ken@optics.example")) is False


@pytest.mark.parametrize(
    ("name", "verdict", "spam"),
    [
        ("x-spam-flag", "YES", True),
        ("x-spam-status", "Yes, score=9.1 required=5.0", True),
        ("x-spam", " Yes", True),
        ("x-spam-status", "No, score=-1.0 (yesterday: Yes)", False),
        ("x-spam-score", "yes", False),
    ],
)
def test_the_verdict_of_a_mail_filter(name: str, verdict: str, spam: bool) -> None:
    straight = facts("mira@manage.example")
    assert taken_for_spam(straight) is False
    marked = replace(straight, letter=replace(straight.letter, headers={name: ("No", verdict)}))
    assert taken_for_spam(marked) is spam


def test_a_token_lifts_only_the_cases_that_it_stands_for_and_only_its_owner() -> None:
    known = {"proof": DKIM, "token_cases": frozenset({1})}
    hers = standing(facts("mira@manage.example", token_person="mira@manage.example", **known))
    assert [hers.tier_on(case) for case in (CASE, OF_3GPP, None)] == [3, 2, 2]
    assert standing(facts("mira@manage.example", token_person="leo@lender.example", **known)).tier_on(CASE) == 2
    assert (
        standing(facts("mira@manage.example", token_person="mira@manage.example", token_cases=frozenset({1}))).tier_on(
            CASE
        )
        == 1
    )
    assert token_fits(facts("x@y.example"), MIRA) is False


def test_in_a_shared_domain_a_signature_needs_the_token() -> None:
    settings = Settings(shared_domains=("manage.example",))
    office = replace(OFFICE, settings=settings)
    alone = standing(replace(facts("mira@manage.example", proof=DKIM), office=office))
    assert (alone.tier, alone.proof) == (1, "DKIM manage.example")
    assert alone.missing == "users of manage.example can write in each other's name: no token of yours"
    token = replace(facts("mira@manage.example", proof=DKIM, token_person="mira@manage.example"), office=office)
    assert standing(token).tier == 2


def test_contacts_of_a_case() -> None:
    assert contacts_of(CASE) == {"ada@optics.example", "tsb@itu.int", "reply@itu.int"}
    bare = replace(CASE, statement=replace(STATEMENT, received_from=None, reply_to=None, from_contacts=()))
    assert contacts_of(bare) == frozenset()
    for sender, case, known in (
        ("Ada@optics.example", CASE, True),
        ("x@optics.example", CASE, False),
        ("ada@optics.example", None, False),
        (None, CASE, False),
    ):
        who = standing_of_contact(facts(sender, case=case, proof=ProofFacts(dkim=("optics.example",))))
        assert (who is not None) is known
        if who:
            assert (who.contact, who.tier, who.person and who.person.name) == (True, 2, sender)
    named = facts("ada@optics.example", case=CASE)
    named = replace(named, letter=replace(named.letter, sender=Mailbox("ada@optics.example", "Ada Contact")))
    who = standing_of_contact(named)
    assert who is not None
    assert who.person is not None
    assert who.person.name == "Ada Contact"


ROLES = [
    (MIRA, CASE, {"manager"}), (MIRA, OF_3GPP, {"manager"}), (MIRA, None, {"manager"}),
    (LEO, CASE, set()), (LEO, OF_3GPP, {"manager"}), (NOBODY, None, set()),
    (CARLA, CASE, {"coordinator"}), (CARLA, None, {"coordinator"}), (CARLA, OF_3GPP, {"coordinator", "manager"}),
    (QUENTIN, CASE, {"chair"}), (QUENTIN, OF_3GPP, set()), (QUENTIN, None, set()),
    (DORA, CASE, {"ad"}), (DORA, replace(CASE, statement=replace(STATEMENT, to=())), set()),
    (replace(DORA, directs=("pce",)), OF_3GPP, {"ad"}), (DORA, OF_3GPP, {"ad"}),
    (NOBODY, CASE, {"holder"}), (NOBODY, OF_3GPP, set()), (Person("H", ("holder@x.example",)), OF_3GPP, {"holder"}),
    (Person("Ada", ("ada@optics.example",)), CASE, {"contact"}), (Person("Ada", ("ada@optics.example",)), OF_3GPP, set()),
]  # fmt: skip


@pytest.mark.parametrize(("person", "case", "roles"), ROLES)
def test_roles_on_a_case(person: Person, case: Case | None, roles: set[str]) -> None:
    assert roles_on(person, case, OFFICE, TODAY) == roles


REPRESENTED = [
    (NOBODY, CASE, {"representative", "holder"}),
    (NOBODY, OF_3GPP, set()),
    (NOBODY, None, {"representative"}),
    (QUENTIN, None, set()),
    (QUENTIN, CASE, {"chair"}),
]


@pytest.mark.parametrize(("person", "case", "roles"), REPRESENTED)
def test_a_representative_reads_along_for_that_part_of_a_peer_only(
    person: Person, case: Case | None, roles: set[str]
) -> None:
    people = People(OFFICE.people.all, (), (Representative("Nobody@x.example", "itu-t", "it reads along"),))
    assert roles_on(person, case, replace(OFFICE, people=people), TODAY) == roles


def test_one_of_ours_is_no_contact_even_if_the_statement_names_him() -> None:
    named = replace(CASE, statement=replace(STATEMENT, from_contacts=(Mailbox("carla@coord.example", "C"),)))
    assert roles_on(CARLA, named, OFFICE) == {"coordinator"}


LENT = [
    (MIRA, OF_3GPP, TODAY, "leo@lender.example"),
    (MIRA, OF_3GPP, date(2026, 3, 3), ""),
    (MIRA, CASE, TODAY, ""),
    (CARLA, OF_3GPP, date(2026, 4, 1), ""),
    (replace(CARLA, coordinator=False), OF_3GPP, date(2026, 4, 1), "liz@lender.example"),
    (replace(CARLA, coordinator=False), OF_3GPP, date(2026, 4, 2), ""),
    (replace(CARLA, coordinator=False), CASE, TODAY, ""),
    (replace(CARLA, coordinator=False), None, TODAY, ""),
]


@pytest.mark.parametrize(("person", "case", "today", "owner"), LENT)
def test_in_whose_place_a_person_acts(person: Person, case: Case | None, today: date, owner: str) -> None:
    assert acts_for(person, case, OFFICE, today) == owner


def test_lent_rights_end_with_their_day_and_without_a_day_there_are_none() -> None:
    assert roles_on(MIRA, OF_3GPP, OFFICE, TODAY) == {"manager"}
    assert roles_on(MIRA, OF_3GPP, OFFICE, date(2026, 3, 3)) == set()
    assert roles_on(MIRA, OF_3GPP, OFFICE) == set()


def test_the_role_nearest_to_the_case_is_written_down() -> None:
    order = ["holder", "manager", "coordinator", "ad", "chair", "representative", "contact"]
    for place, role in enumerate(order):
        assert best_role(frozenset(order[place:])) == role
    assert best_role(frozenset()) == "none"


@pytest.mark.parametrize(
    ("sender", "proof", "verified"),
    [
        (None, ProofFacts(dkim=("x.example",)), False),
        ("a@x.example", ProofFacts(), False),
        ("a@x.example", ProofFacts(dkim=("x.example",)), True),
        ("a@X.example", ProofFacts(trusted_dmarc="x.Example"), True),
        ("a@x.example", ProofFacts(trusted_dmarc="y.example"), False),
    ],
)
def test_the_sender_of_a_statement(sender: str | None, proof: ProofFacts, verified: bool) -> None:
    assert sender_verified(facts(sender, proof=proof)) is verified


def test_our_own_addresses() -> None:
    own = ["bot@b.example", "BOT+x@b.example", "alias@c.example", "Alias+y@C.example"]
    others = ["bot@c.example", "x+bot@b.example", "bot", "bot@b.example.evil.example"]
    assert all(is_own(one, "Bot@b.example", ("alias@C.example",)) for one in own)
    assert not any(is_own(one, "Bot@b.example", ("alias@C.example",)) for one in others)
