"""Who gets an automatic answer: the table of RFC 3834 §2 and of mail-rules 7 and 8, row by row; the default is no."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from liaisonbot.deciding.answering import is_last_answer, is_last_question, may_answer, may_ask_about, summed_up
from liaisonbot.deciding.facts import Facts, Lately, Office
from liaisonbot.model.directory import built_in
from liaisonbot.model.mail import Arrival, PostKind, ProofFacts
from liaisonbot.model.past import Asked
from liaisonbot.model.people import Person, Settings
from liaisonbot.model.statement import Statement
from liaisonbot.reading.letter import parse
from tests.world import MIRA, PEOPLE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OFFICE = Office(Settings(address="liaison@bot.example", aliases=("ls@bot.example",)), PEOPLE, built_in())
PEER, STRANGER = "tsbsg15@itu.int", "x@stranger.example"
NOTHING, FRESH = ProofFacts(), Lately()
SIGNED = ProofFacts(dkim=("stranger.example",))


def facts(sender: str = PEER, *, envelope: str | None = "x@y.example", proof: ProofFacts = NOTHING, lately: Lately = FRESH, body: str = "Please answer.", **fields: str) -> Facts:  # fmt: skip
    """What is known of a plain letter, with the header fields that differ."""
    head = {"From": sender, "Subject": "LS on rings", "Message-ID": "<1@peer.example>"}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    raw = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value) + f"\r\n{body}\r\n"
    arrivals = (Arrival("smtp", "liaison@bot.example", envelope),)
    return Facts(parse(raw.encode()), 1, arrivals, NOW, NOW.date(), OFFICE, proof=proof, lately=lately)


ANSWERED = {
    "a peer": facts(),
    "a peer through a list": facts(List_Id="<ccamp.ietf.org>", Precedence="bulk"),
    "a peer whose program asks for silence of others": facts(X_Auto_Response_Suppress="All"),
    "Auto-Submitted: no": facts(Auto_Submitted="no"),
    "a stranger whose domain signed": facts(STRANGER, proof=SIGNED),
    "no envelope is known": facts(envelope=None),
    "a domain that disowns it, yet a signature that holds": facts(
        STRANGER, proof=ProofFacts(dkim=("stranger.example",), dmarc_fail=True)
    ),
    "no arrival is known": replace(facts(), arrivals=()),
    "one of ours": facts(MIRA.address),
    "a peer that had many receipts": facts(lately=Lately(receipts=9)),
    "its share is not used up": facts(lately=Lately(19, 59, 5, 1, 2)),
}
NOT_ANSWERED = {
    "a stranger": (facts(STRANGER), "unknown and unproven"),
    "the null sender": (facts(envelope=""), "null sender"),
    "Auto-Submitted: auto-replied": (facts(Auto_Submitted="auto-replied"), "automatic"),
    "Auto-Submitted in capitals, with a parameter": (facts(Auto_Submitted="AUTO-GENERATED; x=y"), "automatic"),
    "Auto-Submitted of some later standard": (facts(Auto_Submitted="auto-notified"), "automatic"),
    "Precedence: auto_reply": (facts(Precedence="auto_reply"), "automatic"),
    "X-Autoreply": (facts(X_Autoreply="yes"), "automatic"),
    "a note of absence": (facts(Subject="Automatic reply: LS on rings", body="I am out of the office."), "automatic"),
    "a delivery report": (
        facts(Content_Type="multipart/report; report-type=delivery-status; boundary=b", MIME_Version="1.0"),
        "automatic",
    ),
    "mailer-daemon": (facts("MAILER-DAEMON@itu.int"), "robots"),
    "postmaster": (facts("postmaster@itu.int"), "robots"),
    "no-reply": (facts("no-reply@itu.int"), "robots"),
    "noreply": (facts("NoReply@itu.int"), "robots"),
    "donotreply": (facts("donotreply@itu.int"), "robots"),
    "do-not-reply": (facts("do-not-reply@itu.int"), "robots"),
    "…-confirm": (facts("ccamp-confirm@itu.int"), "robots"),
    "…-admin": (facts("ccamp-admin@itu.int"), "robots"),
    "the coordinators' own list": (facts(OFFICE.settings.coordinators), "lists"),
    "a list's owner": (facts("ccamp-owner@itu.int"), "robots"),
    "owner-…": (facts("owner-ccamp@itu.int"), "robots"),
    "…-request": (facts("ccamp-request@itu.int"), "robots"),
    "…-bounces": (facts("ccamp-bounces@itu.int"), "robots"),
    "ourselves": (facts("Liaison@Bot.example"), "our own"),
    "ourselves, another name": (facts("ls+x@bot.example"), "our own"),
    "a list that we send to": (facts("ccamp@ietf.org"), "lists"),
    "the list that it came through": (facts("rings@itu.int", List_Id="<rings.itu.int>"), "lists"),
    "the list that it can be answered to": (facts("all@itu.int", List_Post="<mailto:all@itu.int>"), "lists"),
    "nobody": (facts(""), "no single mailbox"),
    "two people": (facts(f"{PEER}, {STRANGER}"), "no single mailbox"),
    "a group": (facts(f"us: {PEER};"), "no single mailbox"),
    "who is disowned by the own domain": (facts(proof=ProofFacts(dmarc_fail=True)), "disowns"),
    "a signed stranger's third receipt": (facts(STRANGER, proof=SIGNED, lately=Lately(receipts=2)), "two receipts"),
    "the same words a fourth time": (facts(lately=Lately(same_words=3)), "same words"),
    "twenty answers in an hour": (facts(lately=Lately(answers_in_hour=20)), "share"),
    "sixty answers in a day": (facts(lately=Lately(answers_in_day=60)), "share"),
}


@pytest.mark.parametrize("letter", ANSWERED.values(), ids=list(ANSWERED))
def test_a_receipt_goes_to(letter: Facts) -> None:
    assert may_answer(letter, PostKind.RECEIPT) is None


@pytest.mark.parametrize(("letter", "why"), NOT_ANSWERED.values(), ids=list(NOT_ANSWERED))
def test_nothing_goes_to(letter: Facts, why: str) -> None:
    """X8: also where it is another kind of answer, and its writer a person that we know."""
    for kind in (PostKind.RECEIPT, PostKind.ANSWER, PostKind.QUESTION):
        said = may_answer(letter, kind)
        if kind is PostKind.RECEIPT or "two receipts" not in why:
            assert said is not None
            assert why in said


@pytest.mark.parametrize("kind", [one for one in PostKind if one.name not in ("ANSWER", "QUESTION", "RECEIPT")])
def test_a_letter_of_any_other_kind_answers_nobody(kind: PostKind) -> None:
    assert may_answer(facts(), kind) is not None


def test_one_case_has_six_answers_an_hour_and_they_say_which_is_the_last() -> None:
    said = [facts(MIRA.address, lately=Lately(answers_on_case=n)) for n in (4, 5, 6)]
    assert [may_answer(one, PostKind.ANSWER, MIRA) is None for one in said] == [True, True, False]
    assert [is_last_answer(one) for one in said] == [False, True, True]
    assert may_answer(said[2], PostKind.QUESTION, MIRA) is None, "a question is no answer"


@pytest.mark.parametrize(
    ("lately", "last"), [(Lately(18, 18), False), (Lately(19, 19), True), (Lately(0, 58), False), (Lately(0, 59), True)]
)
def test_the_last_answer_of_an_hour_and_of_a_day(lately: Lately, last: bool) -> None:
    assert is_last_answer(facts(lately=lately)) is last


def test_three_questions_a_day() -> None:
    """X8: of 10,000 letters in Mira's name she hears three times."""

    def asked(count: int, until: datetime = NOW + timedelta(hours=72), *, confirm: bool = True) -> Facts:
        questions = tuple(Asked(n, MIRA.address, (), (), {}, "", until, confirm, True) for n in range(count))
        return replace(facts(MIRA.address), asked=questions)

    assert may_answer(asked(2), PostKind.QUESTION, MIRA) is None
    assert may_answer(asked(3), PostKind.QUESTION, MIRA) is not None
    assert may_answer(asked(3, NOW), PostKind.QUESTION, MIRA) is None, "those are over"
    a_day_ago = NOW + timedelta(hours=48)
    assert may_answer(asked(3, a_day_ago), PostKind.QUESTION, MIRA) is None, "those were asked a day ago"
    assert may_answer(asked(3, a_day_ago + timedelta(seconds=1)), PostKind.QUESTION, MIRA) is not None
    assert [is_last_question(asked(count)) for count in (1, 2, 3)] == [False, True, True]
    assert may_answer(asked(3), PostKind.ANSWER, MIRA) is None
    assert may_answer(asked(3), PostKind.QUESTION) is None, "it goes to nobody who was asked"
    assert may_answer(asked(3, confirm=False), PostKind.QUESTION, MIRA) is None, "a choice is no question about proof"


def test_one_of_ours_may_write_the_same_each_day() -> None:
    assert may_answer(facts(MIRA.address, lately=Lately(same_words=99)), PostKind.ANSWER, MIRA) is None


def test_a_contact_of_a_case_is_no_stranger_to_it() -> None:
    contact = Person("X", (STRANGER,))
    assert may_answer(facts(STRANGER), PostKind.QUESTION, contact) is None
    assert may_answer(facts(STRANGER, proof=SIGNED, lately=Lately(receipts=2)), PostKind.ANSWER) is None


SHARE = Lately(answers_in_hour=20)
SUMMED_UP = {
    "one of ours who is proven": (facts(MIRA.address, proof=ProofFacts(dkim=("manage.example",)), lately=SHARE), True),
    "one of ours over the day's share": (
        facts(MIRA.address, proof=ProofFacts(dkim=("manage.example",)), lately=Lately(answers_in_day=60)),
        True,
    ),
    "one of ours over the case's share": (
        facts(MIRA.address, proof=ProofFacts(dkim=("manage.example",)), lately=Lately(answers_on_case=6)),
        True,
    ),
    "one of ours within the share": (facts(MIRA.address, proof=ProofFacts(dkim=("manage.example",))), False),
    "one of ours whom nothing proves": (facts(MIRA.address, lately=SHARE), False),
    "a machine in her name": (
        facts(MIRA.address, proof=ProofFacts(dkim=("manage.example",)), lately=SHARE, Auto_Submitted="auto-replied"),
        False,
    ),
}


@pytest.mark.parametrize(("letter", "summed"), SUMMED_UP.values(), ids=list(SUMMED_UP))
def test_over_the_share_one_summary_comes_after_the_hour(letter: Facts, summed: bool) -> None:
    hold = summed_up(letter, MIRA)
    assert (hold is not None) is summed
    if hold:
        assert hold.merge
        assert hold.until == NOW.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def test_a_stranger_over_the_share_gets_no_summary() -> None:
    eve = Person("Eve", (STRANGER,))
    assert summed_up(facts(STRANGER, proof=SIGNED, lately=SHARE), eve) is None


def test_spam_of_a_stranger_is_asked_about_only_if_it_is_a_statement() -> None:
    spam = facts(STRANGER, X_Spam_Flag="YES")
    assert may_ask_about(spam) is False
    assert may_ask_about(replace(spam, letter=replace(spam.letter, statement=Statement("itu-t", "LS")))) is True
    assert may_ask_about(facts(X_Spam_Flag="YES")) is True


ASKED_ABOUT = [
    (facts(STRANGER, lately=Lately(questions=19)), True),
    (facts(STRANGER, lately=Lately(questions=20)), False),
    (facts("", lately=Lately(questions=20)), False),
    (facts(STRANGER, proof=SIGNED, lately=Lately(questions=20)), True),
    (facts(lately=Lately(questions=20)), True),
    (facts(MIRA.address, lately=Lately(questions=20)), True),
]


@pytest.mark.parametrize(("letter", "asked"), ASKED_ABOUT)
def test_who_decides_is_asked_about_twenty_strangers_a_day(letter: Facts, asked: bool) -> None:
    """X23."""
    assert may_ask_about(letter) is asked
