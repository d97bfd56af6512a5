"""What people write and what the bot makes of it: slips, several cases, quoted words, two views, days that wait
(commands 2-5), and the addresses that they write to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from liaisonbot.model.case import Outcome, Stage
from liaisonbot.model.mail import ProofFacts
from tests.world import BOT, CARLA, MIRA, QUENTIN, World

STRANGER = "sam@stranger.example"
SIGNED = ProofFacts(dkim=("stranger.example",))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world in which LS-1 and LS-2 are open, held by Mira."""
    with World(tmp_path) as world:
        world.arrives(world.statement())
        world.arrives(world.statement())
        yield world


def told(world: World, text: str, person: str = MIRA.address, **headers: str) -> str:
    """The one answer to a letter."""
    count = len(world.sent("transcript"))
    world.says(person, text, **headers)
    assert len(world.sent("transcript")) == count + 1, f"no transcript of {text!r}"
    return world.last("transcript", person).text


# --- slips ------------------------------------------------------------------------------------------------


@pytest.mark.rows("E01")
def test_a_slip_is_asked_about_with_the_lines_it_may_stand_for(world: World) -> None:
    text = told(world, "LS-1 deadlin 15 May 2026 because we meet\nLS-1 assign to quentin\n")
    assert "E01: I do not know “deadlin”" in text
    assert "1  LS-1 deadline 15 May 2026 because we meet" in text
    assert world.case(1).holder == MIRA.address, "the other line waits for the answer"
    world.says(MIRA, "choose 1\n", world.last("transcript"))
    assert (world.case(1).deadline, world.case(1).holder) == (date(2026, 5, 15), QUENTIN.address)


def test_a_slip_of_a_question_is_answered_at_once(world: World) -> None:
    assert "stage: open" in told(world, "LS-1 statsu\n")


@pytest.mark.parametrize(
    "prose", ["Not sure what they want.", "Last week we met them.", "Dome is closed", "Tale of two"]
)
def test_words_that_people_begin_with_are_no_slips(world: World, prose: str) -> None:
    count = len(world.sent("transcript"))
    world.says(MIRA, f"{prose}\n", world.last("receipt"))
    assert len(world.sent("transcript")) == count


def test_three_unknown_verbs_in_a_row_end_the_reading(world: World) -> None:
    text = told(world, "LS-1 tkae\nLS-1 doen\nLS-1 reopne\nLS-1 nope\nLS-1 note never read\n")
    assert "never read" not in {row.because for row in world.ledger.history(1)}
    assert "3 questions" in text
    assert "Not read: 2 lines of text" in text


def test_prose_that_begins_like_a_command_is_told_with_the_words_in_the_way(world: World) -> None:
    text = told(world, "Done with my review of the draft\n")
    assert "taken as text" in text
    assert "    done because ‹reason›" in text
    assert world.case(1).stage is Stage.OPEN


# --- which case -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["LS-1, LS-2: note seen", "LS-1 and LS-2 note seen", "note #1 #2 seen", "LS 1 & [LS-2] note seen"]
)
def test_one_line_steers_several_cases(world: World, line: str) -> None:
    told(world, f"{line}\n")
    for number in (1, 2):
        assert "seen" in [row.because for row in world.ledger.history(number)]


@pytest.mark.rows("T4 bulk")
def test_several_cases_at_once_leave_the_house_only_after_a_confirm(world: World) -> None:
    world.days_pass(1)
    digest = world.last("digest", MIRA.address)
    world.says(MIRA, "LS-1, LS-2 redirect to mpls because it is theirs\n", digest)
    assert "E10" in world.last("transcript").text
    assert [world.case(n).groups for n in (1, 2)] == [("ccamp",), ("ccamp",)]
    world.says(MIRA, "yes\n", world.last("transcript"))
    assert [world.case(n).groups for n in (1, 2)] == [("mpls",), ("mpls",)]


def test_it_is_the_case_that_the_letter_named_last(world: World) -> None:
    told(world, "LS-2 take\nit: note called them\n")
    assert "called them" in [row.because for row in world.ledger.history(2)]


@pytest.mark.parametrize("line", ["link LS-2", "link #2"])
def test_the_value_of_a_link_is_not_its_case(world: World, line: str) -> None:
    world.says(MIRA, f"{line}\n", Subject="Re: [LS-1] LS on rings")
    assert world.case(1).links == ("LS-2",)


def test_a_bare_number_is_a_case_where_a_case_is_wanted(world: World) -> None:
    assert "LS-2" in told(world, "show 2\n")


# --- quoted text, two views, unreadable letters -------------------------------------------------------------


@pytest.mark.rows("E16")
@pytest.mark.parametrize("text", ["On 2 Mar 2026, Bot wrote:\n> hello\n\ndone\n", "> done\n"])
def test_a_command_below_or_in_a_quote_is_left_alone_and_its_writer_told(world: World, text: str) -> None:
    answer = told(world, text, Subject="Re: [LS-1] LS on rings")
    assert "E16" in answer
    assert re.search(r"(?m)^ {9,}done$", answer)
    assert world.case(1).stage is Stage.OPEN


def test_the_samples_in_our_own_letters_are_no_news(world: World) -> None:
    world.days_pass(77)
    count = len(world.sent("transcript"))
    world.says(MIRA, "See you there.\n", world.last("reminder", MIRA.address))
    assert len(world.sent("transcript")) == count


def two_views(world: World, html: str) -> None:
    mail = world.statement(
        From=MIRA.address, Subject="Re: [LS-1] rings", Message_ID="<v@m.example>", body="take LS-1\n"
    )
    mail.add_alternative(html, subtype="html")
    world.arrives(mail)


@pytest.mark.rows("E17")
def test_two_views_that_differ_are_both_shown_and_one_is_chosen(world: World) -> None:
    two_views(world, "<p>LS-1 deadline 15 May 2026</p><p>LS-1 note we meet</p>")
    answer = world.last("transcript", MIRA.address)
    assert "E17" in answer.text
    assert "1  take LS-1" in answer.text
    assert world.case(1).deadline is None
    world.says(MIRA, "choose 2\n", answer)
    assert world.case(1).deadline == date(2026, 5, 15)
    assert "we meet" in [row.because for row in world.ledger.history(1)]


def test_two_views_with_the_same_commands_act(world: World) -> None:
    two_views(world, "<p>take LS-1</p><p>Mira<br>Made-up Optics, a new footer</p>")
    assert "E17" not in world.last("transcript", MIRA.address).text


UNREADABLE = {
    "empty": ("", None),
    "inline armour": ("-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----\n", None),
    "S/MIME": ("", ("application", "pkcs7-mime", "smime.p7m")),
    "winmail.dat": ("", ("application", "ms-tnef", "winmail.dat")),
    "a picture": ("", ("image", "png", "note.png")),
}


@pytest.mark.rows("E19")
@pytest.mark.parametrize(("text", "part"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_a_letter_without_words_is_kept_and_its_writer_told(
    world: World, text: str, part: tuple[str, str, str] | None
) -> None:
    mail = world.statement(From=MIRA.address, Subject="Re: [LS-1] rings", Message_ID="<u@m.example>", body=text)
    if part:
        mail.add_attachment(b"\x89PNG", maintype=part[0], subtype=part[1], filename=part[2])
    before = len(world.ledger.open_and_held())
    world.arrives(mail)
    assert "E19" in world.last("transcript", MIRA.address).text
    assert world.ledger.history(1)[-1].what == "follow-up"
    assert len(world.ledger.open_and_held()) == before, "no empty case"


@pytest.mark.rows("E22")
@pytest.mark.parametrize("line", ["LS-1 attach", "LS-1 done with attachment because it says all"])
def test_a_file_waits_with_its_line_for_the_word_that_lets_it_go(world: World, line: str) -> None:
    mail = world.statement(
        From=MIRA.address, Message_ID="<w@m.example>", Subject="Re: [LS-1] LS on rings", body=f"{line}\n"
    )
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="answer.pdf")
    world.proof = ProofFacts()
    world.arrives(mail)
    world.says(MIRA, "yes\n", world.last("confirm", MIRA.address))
    event = world.ledger.history(1)[-1]
    assert (event.what, event.because.split(" (")[0]) in [("attached", "answer.pdf"), ("done", "it says all")]


def test_a_risky_file_is_kept_aside_and_the_others_are_attached(world: World) -> None:
    mail = world.statement(From=MIRA.address, Message_ID="<a@m.example>", body="LS-1 attach\n")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="answer.pdf")
    mail.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="answer.pdf.exe")
    world.arrives(mail)
    text = world.last("transcript", MIRA.address).text
    assert "E22: answer.pdf.exe" in text
    attached = world.ledger.history(1)[-1].because
    assert attached.startswith("answer.pdf (8 bytes, sha256 ")
    assert "exe" not in attached


# --- days ---------------------------------------------------------------------------------------------------


def test_a_day_in_a_line_that_waited_counts_from_when_it_was_written(world: World) -> None:
    world.proof = ProofFacts()
    world.says(MIRA, "LS-1 deadline in 2 weeks\n")
    world.days_pass(2)
    world.says(MIRA, "yes\n", world.last("confirm"))
    assert world.case(1).deadline == date(2026, 3, 16)


def test_today_is_the_writers_day(world: World) -> None:
    world.minutes_pass(14 * 60 + 30)  # 23:30 UTC: in Berlin it is tomorrow
    told(world, "LS-1 deadline tomorrow\n")
    assert world.case(1).deadline == date(2026, 3, 4)


# --- addresses ------------------------------------------------------------------------------------------------


def test_the_preview_address_changes_nothing(world: World) -> None:
    mail = world.statement(From=MIRA.address, Message_ID="<p@m.example>", body="LS-1 take\nLS-1 done because x\n")
    mail.replace_header("To", "liaison-preview@bot.example")
    world.arrives(mail, to="liaison-preview@bot.example")
    assert "PREVIEW" in world.last("transcript", MIRA.address).text
    assert world.case(1).stage is Stage.OPEN


def test_the_help_address_helps_without_a_word(world: World) -> None:
    mail = world.statement(From=MIRA.address, Message_ID="<h@m.example>", body="", Subject="")
    mail.replace_header("To", "liaison-help@bot.example")
    world.arrives(mail, to="liaison-help@bot.example")
    assert "take" in world.last("transcript", MIRA.address).text


@pytest.mark.parametrize("desk", ["liaison-owner", "postmaster", "abuse"])
def test_a_letter_to_the_operator_is_no_case_and_no_command(world: World, desk: str) -> None:
    mail = world.statement(From=MIRA.address, Message_ID="<o@m.example>", body="LS-1 done because x\n")
    world.arrives(mail, to=f"{desk}@bot.example")
    assert "LS-1 done because x" in world.last("to_operator", "owner@bot.example").text
    assert world.case(1).stage is Stage.OPEN
    assert len(world.ledger.open_and_held()) == 2


@pytest.mark.parametrize(
    "form", ["liaison={}@bot.example", "liaison-{}@bot.example", "liaison-r-{}@bot.example", "{}@R.bot.example"]
)
def test_a_reply_address_is_read_in_all_its_forms(world: World, form: str) -> None:
    world.days_pass(77)
    token = world.last("reminder", MIRA.address).reply_address.partition("+")[2].partition("@")[0]
    to = form.format(token.upper())
    mail = world.statement(
        From=MIRA.address, To=to, Message_ID="<t@m.example>", Subject="x", body="<1> withdraw because moot\n"
    )
    world.arrives(mail, to=to)
    assert world.case(1).outcome is Outcome.WITHDRAWN


# --- strangers --------------------------------------------------------------------------------------------------


@pytest.mark.rows("T0 ask")
def test_a_stranger_with_a_signature_may_ask_what_is_public(world: World) -> None:
    world.proof = SIGNED
    text = told(world, "status LS-1\n", STRANGER)
    assert "stage: open" in text
    assert MIRA.address not in text
    answer = world.last("transcript", STRANGER)
    assert answer.reply_address == BOT or "+ls" in answer.reply_address
    assert "help" in told(world, "help\n", STRANGER)


def test_a_stranger_without_one_hears_nothing(world: World) -> None:
    count = len(world.post)
    world.says(STRANGER, "status LS-1\n")
    assert len(world.post) == count


def test_a_contacts_letter_that_opens_like_a_form_is_text(world: World) -> None:
    """Trap 32."""
    world.proof = ProofFacts(dkim=("itu.int",))
    world.says("tsbsg15@itu.int", "Deadline: 1 July 2026\nCopy: SG11\n\nPlease see the file.\n", world.last("receipt"))
    assert world.sent("transcript") == []
    assert world.case(1).deadline is None


# --- small things that people ask for -----------------------------------------------------------------------------


def test_digest_now_comes_as_a_letter_of_its_own(world: World) -> None:
    told(world, "digest now\n", CARLA.address)
    digest = world.last("digest", CARLA.address)
    world.says(CARLA, "<2> take\n", digest)
    assert world.case(2).holder == CARLA.address


def test_a_weekly_digest_comes_on_the_day_one_names(world: World) -> None:
    world.minutes_pass(5)
    told(world, "digest weekly thursday\nsettings html off\nLS-1 deadline 12 March 2026\n")
    world.days_pass(7)
    found = [one for one in world.sent("digest", MIRA.address) if one.at.date() > date(2026, 3, 2)]
    assert [one.at.date() for one in found] == [date(2026, 3, 5)]
    assert found[0].mail.get_content_type() == "text/plain"


def test_show_full_sends_the_letter_as_it_came(world: World) -> None:
    told(world, "LS-1 show full\n")
    (attached,) = world.last("original", MIRA.address).mail.iter_attachments()
    assert "Please review" in str(attached.get_content())


def test_stop_alone_says_how_to_get_fewer_letters(world: World) -> None:
    assert "unsubscribe" in told(world, "stop\n")
    told(world, "LS-1 note one\nstop\nLS-1 note two\n")
    assert "two" not in [row.because for row in world.ledger.history(1)]


def test_of_several_the_first_one_leads(world: World) -> None:
    told(world, "LS-1 assign to quentin and carla because they know\n")
    assert (world.case(1).holder, world.case(1).copies) == (QUENTIN.address, (CARLA.address,))
    assert world.sent("assigned", QUENTIN.address)
    assert "you work on it with Quentin Chair" in world.last("changed", CARLA.address).text


def test_a_reminder_every_week_ends_with_the_deadline(world: World) -> None:
    assert "Mon 9 Mar" in told(world, "LS-1 deadline 25 March 2026\nLS-1 remind quentin every week\n")
    world.days_pass(30)
    assert [one.at.day for one in world.sent("nudge", QUENTIN.address)] == [9, 16, 23]


def test_the_peers_own_number_names_its_case(world: World) -> None:
    told(world, "SG15-LS2: note by its number\n[SG15-LS1] note in brackets\n")
    assert "by its number" in [row.because for row in world.ledger.history(2)]
    assert "in brackets" in [row.because for row in world.ledger.history(1)]
