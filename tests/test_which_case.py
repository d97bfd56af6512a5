"""Which case a letter belongs to, and whom its reply address proves: the clues, strongest first (commands 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.which_case import clues, root_case
from liaisonbot.doors.proof import DnsTrouble
from liaisonbot.gathering import DNS_PATIENCE, Opened, opened, signed_only
from liaisonbot.model.effects import Decision, Revoke
from liaisonbot.model.mail import Arrival, ProofFacts, Waiting
from liaisonbot.model.people import Settings
from liaisonbot.model.statement import Mailbox
from liaisonbot.model.tokens import TokenKind, mint
from liaisonbot.reading.letter import Letter
from liaisonbot.worker import read_letter
from tests.attacks.forging import plain
from tests.golden import DIRECTORY
from tests.world import BOT, CARLA, MIRA, QUENTIN, World

OURS = Settings(address=BOT)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ONE, TWO, THREE = (mint(b"k" * 32, TokenKind.REPLY, case, 7, NOW.date()) for case in (1, 2, 3))


def letter(**fields: object) -> Letter:
    known = {"message_id": "<1@x>", "subject": "it", "sender": None, "from_text": "", "date": NOW}
    return Letter(**known | fields)  # type: ignore[arg-type]  # each test names what it knows


def came_to(*recipients: str | None) -> tuple[Arrival, ...]:
    return tuple(Arrival("smtp", one, "x@y.example") for one in recipients)


# --- the clues in a letter ------------------------------------------------------------------------------


def test_clues_stand_in_the_order_of_their_weight() -> None:
    """The envelope cannot be copied from another letter; a header can, and so can a text, which proves nobody."""
    found = clues(
        letter(
            to=(Mailbox(f"liaison+{TWO}@bot.example"),),
            cc=(Mailbox("liaison+ls5@bot.example"), Mailbox("liaison=ls6@bot.example")),
            text=f"Yes.\n> —— reply above · LS-3 · ref {THREE} ——\n> ref {'b' * 36}\n",
            in_reply_to=("<c@x>",),
            references=("<a@x>", "<b@x>", "<c@x>"),
            subject="Re: [LS-12] and [LS-13]",
        ),
        came_to(f"liaison+{ONE}@bot.example", "liaison+ls5@bot.example"),
        OURS,
    )
    assert (found.tokens, found.proving) == ((ONE, TWO, THREE), {ONE, TWO})
    assert found.answered == ("<c@x>", "<b@x>", "<a@x>")
    assert (found.public, found.tagged) == ((5, 6), 12)


def test_a_token_at_anothers_domain_is_no_clue() -> None:
    found = clues(
        letter(to=(Mailbox(f"liaison+{TWO}@evil.example"), Mailbox("liaison+ls5@evil.example"))),
        came_to(f"liaison+{ONE}@evil.example"),
        OURS,
    )
    assert (found.tokens, found.public, found.tagged) == ((), (), None)


def test_where_a_mail_server_delivered_to_counts_only_without_an_envelope() -> None:
    """Whoever writes by SMTP may plant such a field; a mailbox that is read by IMAP has nothing better."""
    noted = letter(
        headers={"delivered-to": (f"liaison+{ONE}@bot.example",), "x-original-to": (f"liaison+{TWO}@bot.example",)}
    )
    assert clues(noted, came_to(BOT), OURS).tokens == ()
    assert clues(noted, came_to(None), OURS).tokens == (ONE, TWO)


@pytest.mark.parametrize(
    ("message_id", "number"),
    [
        ("<ls-12@bot.example>", 12),
        ("<ls-12@BOT.example>", 12),
        ("<ls-12@evil.example>", None),
        ("<ls-x@bot.example>", None),
        ("<about-ls-12@bot.example>", None),
        ("<ls-12>", None),
    ],
)
def test_the_first_letter_about_a_case_is_known_by_its_id(message_id: str, number: int | None) -> None:
    assert root_case(message_id, OURS) == number


def test_a_field_that_no_signature_covers_leads_nowhere() -> None:
    """Trap 33: whoever sends a signed letter once more may write others into it."""
    box = (Mailbox(BOT),)
    whole = letter(to=box, cc=box, in_reply_to=("<a@x>",), references=("<b@x>",))
    bare = {"to": "to", "cc": "cc", "in-reply-to": "in_reply_to", "references": "references"}
    assert signed_only(whole, ProofFacts(dkim=("x",))) == whole
    for field, name in bare.items():
        left = {"in_reply_to": (), "references": ()} if field == "in-reply-to" else {name: ()}
        loose = ProofFacts(dkim=("x",), uncovered=frozenset({field}))
        assert signed_only(whole, loose) == replace(whole, **left)  # type: ignore[arg-type]
        assert signed_only(whole, replace(loose, trusted_dmarc="x")) == whole


# --- what a token opens ---------------------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """LS-1 and LS-2 are open, held by Mira; letters 1 and 2 are the statements."""
    with World(tmp_path) as world:
        world.arrives(world.statement())
        world.arrives(world.statement())
        yield world


def token(world: World, kind: TokenKind, subject: int, owner: str = "", days: int = 0) -> str:
    person = world.ledger.person_number(owner) if owner else 0
    return mint(world.ledger.secret, kind, subject, person, world.time.date() - timedelta(days=days))


def opens(world: World, *found: str, proving: bool = True) -> Opened:
    return opened(found, frozenset(found if proving else ()), world.ledger, world.time)


def test_a_live_reply_address_proves_its_reader_on_its_case(world: World) -> None:
    hers = token(world, TokenKind.REPLY, 1, MIRA.address)
    found = opens(world, hers)
    assert (found.person, found.case, found.cases, found.old) == (MIRA.address, world.case(1), {1}, False)


def test_what_is_no_reply_address_of_a_person_proves_nobody(world: World) -> None:
    """A token in the text travels with quotes, one of last year is in many hands, the public one in everybody's."""
    hers, old = (token(world, TokenKind.REPLY, 1, MIRA.address, days) for days in (0, 181))
    everybodys = token(world, TokenKind.REPLY, 1)
    quoted, spent, public = opens(world, hers, proving=False), opens(world, old), opens(world, everybodys)
    assert {one.person for one in (quoted, spent, public)} == {None}
    assert [one.old for one in (quoted, spent, public)] == [False, True, False]
    assert [one.case for one in (quoted, spent, public)] == [world.case(1)] * 3


def test_the_first_token_that_finds_a_case_does_and_the_first_person_is_it(world: World) -> None:
    """What is not ours, a case that is not there and a return path are stepped over."""
    nothing, missing = "a" * 36, token(world, TokenKind.REPLY, 999)
    path = token(world, TokenKind.BOUNCE, 1, days=60)
    general = token(world, TokenKind.GENERAL, 0, MIRA.address)
    his, hers = token(world, TokenKind.REPLY, 2, QUENTIN.address), token(world, TokenKind.REPLY, 1, MIRA.address)
    found = opens(world, nothing, path, missing, general, his, hers)
    assert (found.person, found.case, found.cases, found.old) == (MIRA.address, world.case(2), {2}, False)


def test_one_old_token_is_enough_to_say_so(world: World) -> None:
    old, live = (token(world, TokenKind.REPLY, 1, MIRA.address, days) for days in (200, 0))
    general = token(world, TokenKind.GENERAL, 0, MIRA.address, 200)
    assert (opens(world, general, live).old, opens(world, general, live).person) == (True, MIRA.address)
    assert opens(world, old).old


def test_a_reply_address_that_was_taken_back_is_an_old_one(world: World) -> None:
    """Another used it, so its owner got a new number: it still finds the case, and whoever uses it hears why not."""
    hers = token(world, TokenKind.REPLY, 1, MIRA.address)
    world.ledger.apply(Decision(None, (Revoke(MIRA.address),)), world.time)
    found = opens(world, hers)
    assert (found.person, found.case, found.old) == (None, world.case(1), True)
    assert opens(world, token(world, TokenKind.REPLY, 1, MIRA.address)).person == MIRA.address


def test_a_token_for_numbered_rows_stands_for_their_cases_only(world: World) -> None:
    """Its number is one of our letters, whatever case has the same number."""
    world.days_pass(1)
    digest = next(number for number in range(1, 99) if world.ledger.rows_of(number))
    found = opens(world, token(world, TokenKind.ROWS, digest, MIRA.address))
    assert (found.case, found.person) == (None, MIRA.address)
    assert found.cases == frozenset(world.ledger.rows_of(digest))
    other = opens(world, token(world, TokenKind.ROWS, 1, MIRA.address))
    assert (other.case, other.cases) == (None, frozenset())


@pytest.mark.parametrize(
    ("line", "cases"),
    [
        ("LS-1 assign to quentin because he knows", {1}),
        ("LS-2 note they called", {2}),
        ("LS-1 note they called\nLS-2 note they called", {1, 2}),
        ("LS-1 redirect to pce because it is theirs", {1}),
        ("LS-1 not-a-liaison because it is spam", {1}),
        ("status", set()),
    ],
)
def test_the_answer_to_a_command_letter_proves_on_the_cases_that_it_was_about(
    world: World, line: str, cases: set[int]
) -> None:
    world.says(MIRA, f"{line}\n")
    found = opens(world, token(world, TokenKind.LETTER, 3, MIRA.address))
    assert (found.person, found.letter, found.case, found.old) == (MIRA.address, 3, None, False)
    assert found.cases == cases


def test_the_answer_to_a_letter_about_a_case_finds_that_case(world: World) -> None:
    found = opens(world, token(world, TokenKind.LETTER, 2, MIRA.address, 200))
    assert (found.person, found.letter, found.case, found.cases, found.old) == (None, 2, world.case(2), {2}, True)
    assert opens(world, token(world, TokenKind.LETTER, 999)) == Opened(letter=999)


def test_a_question_has_its_own_address_only_while_that_proves_its_reader(world: World) -> None:
    """One in the quoted text, one that is too old, and one behind another person's find the question at most."""
    hers, old = (token(world, TokenKind.LETTER, 2, MIRA.address, days) for days in (0, 200))
    assert (opens(world, hers).letter, opens(world, hers).own_letter) == (2, 2)
    assert (opens(world, hers, proving=False).letter, opens(world, hers, proving=False).own_letter) == (2, None)
    assert (opens(world, old).letter, opens(world, old).own_letter) == (2, None)
    hers_too, his = (token(world, TokenKind.GENERAL, 0, one.address) for one in (MIRA, QUENTIN))
    assert (opens(world, hers_too, hers).person, opens(world, hers_too, hers).own_letter) == (MIRA.address, 2)
    assert (opens(world, his, hers).person, opens(world, his, hers).own_letter) == (QUENTIN.address, None)
    assert (opens(world, hers_too, old).person, opens(world, hers_too, old).own_letter) == (MIRA.address, None)
    quoted = opened((hers_too, hers), frozenset({hers_too}), world.ledger, world.time)
    assert (quoted.person, quoted.letter, quoted.own_letter) == (MIRA.address, 2, None)
    of_a_case = token(world, TokenKind.REPLY, 1, MIRA.address)
    assert (opens(world, of_a_case, hers).letter, opens(world, of_a_case, hers).own_letter) == (None, None)
    assert facts(world, to=f"liaison+{hers}@bot.example").token_letter == 2


# --- what is known of a letter --------------------------------------------------------------------------


def facts(world: World, *, to: str = BOT, hours: float = 0.0, **fields: str) -> Facts:
    """What is known of a letter of Mira's that came so many hours ago, but for the fields that differ."""
    raw = plain(world, "See you.\n", **fields)
    read = read_letter(DIRECTORY, (raw, {}))
    waiting = Waiting(900, raw, world.time - timedelta(hours=hours), (Arrival("smtp", to, "x@y.example"),))
    return world.service.facts(waiting, read)


def case_of(world: World, **fields: str) -> int | None:
    case = facts(world, **fields).case
    return case.number if case else None


def test_the_public_address_of_a_case_weighs_more_than_the_thread(world: World) -> None:
    thread = {"In_Reply_To": "<ls-1@bot.example>"}
    assert case_of(world, **thread) == 1
    assert case_of(world, to="liaison+ls2@bot.example", **thread) == 2
    assert case_of(world, to="liaison+ls999@bot.example", **thread) == 1


def test_a_thread_is_followed_by_the_ids_of_our_letters_and_of_theirs(world: World) -> None:
    ours = str(next(one for one in world.sent("distribution") if one.case == 2).mail["Message-ID"])
    assert case_of(world, In_Reply_To=ours) == 2
    assert case_of(world, In_Reply_To=world.case(2).message_id) == 2
    assert case_of(world, In_Reply_To="<ls-999@bot.example>", References="<ls-2@bot.example>") == 2
    assert case_of(world, In_Reply_To="<unknown@x.example>") is None


def test_our_answer_is_known_by_its_id_and_with_it_the_letter_that_it_answered(world: World) -> None:
    world.says(MIRA, "LS-1 status\n")
    ours = str(world.last("transcript").mail["Message-ID"])
    assert facts(world, In_Reply_To="<unknown@x.example>", References=ours).answers_letter == 3
    assert facts(world, In_Reply_To="<unknown@x.example>").answers_letter is None


@pytest.mark.parametrize(
    ("sender", "case"),
    [
        (MIRA.address, 2),
        (CARLA.address, 2),
        ("Ada@optics.example", 2),
        ("tsbsg15@ITU.int", 2),
        ("mallory@stranger.example", None),
        ("", None),
        (f"{MIRA.address}, mallory@stranger.example", None),
    ],
)
def test_a_case_in_the_subject_is_found_only_by_who_takes_part_in_it(world: World, sender: str, case: int) -> None:
    """X7: anybody can write a number between brackets."""
    assert case_of(world, From=sender, Subject="Re: [LS-2] rings") == case
    assert case_of(world, From=sender, Subject="Re: [LS-999] rings") is None


def test_a_statement_of_nobody_has_no_contact_who_could_name_it(world: World) -> None:
    """Its From is two mailboxes: it is on record all the same, and finds nobody who took part in it."""
    world.arrives(
        world.statement(
            From="a@itu.int, b@itu.int", body="Source: ITU-T SG15\nTitle: LS on rings\nFor action to: IETF CCAMP WG\n"
        )
    )
    assert world.case(3).statement.received_from is None
    assert case_of(world, From="a@itu.int", Subject="Re: [LS-3] rings") is None
    assert case_of(world, Subject="Re: [LS-3] rings") == 3


def test_it_is_said_that_a_reply_address_is_old_or_anothers(world: World) -> None:
    def told(kind: TokenKind, owner: str, days: int = 0, **fields: str) -> bool:
        return facts(world, to=f"liaison+{token(world, kind, 1, owner, days)}@bot.example", **fields).old_token

    assert told(TokenKind.REPLY, MIRA.address) is False
    assert told(TokenKind.REPLY, MIRA.address, 181) is True
    assert told(TokenKind.REPLY, QUENTIN.address) is True
    assert told(TokenKind.REPLY, "") is False
    assert told(TokenKind.REPLY, QUENTIN.address, From="mallory@stranger.example") is False
    assert facts(world).old_token is False


# --- proof ----------------------------------------------------------------------------------------------


def test_a_letter_waits_six_hours_for_name_servers_and_is_unproven_then(world: World) -> None:
    def silent(_raw: bytes, _letter: Letter, _received: datetime) -> ProofFacts:
        raise DnsTrouble("manage.example")

    world.service.prove = silent
    patience = DNS_PATIENCE / timedelta(hours=1)
    assert patience == 6
    with pytest.raises(DnsTrouble):
        facts(world, hours=patience - 0.01)
    assert facts(world, hours=patience).proof == ProofFacts(notes=("no answer from the DNS: manage.example",))
