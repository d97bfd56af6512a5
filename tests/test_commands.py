"""Commands as people send them: what waits for a word, what can be taken back, what never acts (commands 6-13)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from liaisonbot.doors.proof import DnsTrouble
from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.mail import ProofFacts
from liaisonbot.model.people import People, Settings
from liaisonbot.reading.letter import Letter
from tests.world import BOT, CARLA, MIRA, QUENTIN, Caught, World

NOTHING = ProofFacts()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world in which LS-1 is open, held by Mira."""
    with World(tmp_path) as world:
        world.arrives(world.statement())
        yield world


def told(world: World, text: str, person: str = MIRA.address, about: Caught | None = None) -> str:
    """What the transcript of a command letter says."""
    count = len(world.sent("transcript"))
    world.says(person, text, about)
    assert len(world.sent("transcript")) == count + 1, f"no transcript of {text!r}"
    return world.last("transcript", person).text


def same(one: Case, other: Case) -> bool:
    """The same case, but for when somebody last acted on it."""
    return replace(one, version=0, acted=None) == replace(other, version=0, acted=None)


# --- more proof -----------------------------------------------------------------------------------------


@pytest.mark.rows("T1 held", "T4 confirm")
def test_without_proof_nothing_runs_and_yes_runs_it_all(world: World) -> None:
    world.proof = NOTHING
    world.says(MIRA, "LS-1 take\nLS-1 deadline 15 May 2026 because we meet\n")
    assert world.case(1).deadline is None
    question = world.last("confirm", MIRA.address)
    assert "> LS-1 deadline 15 May 2026 because we meet" in question.text
    world.says(MIRA, "yes\n", question)
    assert world.case(1).deadline == date(2026, 5, 15)
    assert "confirmed by you" in world.ledger.history(1)[-1].actor.proof


def test_a_code_confirms_once_and_from_its_person_only(world: World) -> None:
    world.proof = NOTHING
    world.says(MIRA, "LS-1 deadline 15 May 2026\n")
    (code,) = re.findall(r"confirm (\S+)", world.last("confirm").text)
    world.says(QUENTIN, f"confirm {code}\n")
    assert world.case(1).deadline is None, "another's code is no code"
    world.says(MIRA, f"confirm {code}\n")
    assert world.case(1).deadline == date(2026, 5, 15)
    world.says(MIRA, "LS-1 deadline none\n")
    world.says(MIRA, f"confirm {code}\n")
    assert world.case(1).deadline == date(2026, 5, 15)


def test_yes_and_ok_in_one_letter_are_one_answer(world: World) -> None:
    world.proof = NOTHING
    world.says(MIRA, "LS-1 deadline 15 May 2026\n")
    world.says(MIRA, "Yes\nOK\n", world.last("confirm"))
    assert world.case(1).deadline == date(2026, 5, 15)
    assert "another line answers that question" in world.last("transcript", MIRA.address).text


def test_five_wrong_codes_lock_the_question(world: World) -> None:
    world.proof = NOTHING
    world.says(MIRA, "LS-1 deadline 15 May 2026\n")
    (code,) = re.findall(r"confirm (\S+)", world.last("confirm").text)
    for n in range(5):
        world.says(MIRA, f"confirm AAAA-AAAA-{'BCDEF'[n]}A\n")
    world.says(MIRA, f"confirm {code}\n")
    assert world.case(1).deadline is None


def test_not_me_drops_the_lines_and_tells_the_operator(world: World) -> None:
    world.proof = NOTHING
    world.says(MIRA, "LS-1 no-reply because it is moot\n")
    question = world.last("confirm")
    world.says(MIRA, "cancel not me\n", question)
    assert "no-reply because it is moot" in world.last("not_me", "owner@bot.example").text
    world.says(MIRA, "yes\n", question)
    assert world.case(1).stage is Stage.OPEN


def test_where_nobody_is_named_as_operator_the_coordinators_hear_of_it(tmp_path: Path) -> None:
    with World(tmp_path, settings=Settings(address=BOT)) as world:
        world.arrives(world.statement())
        world.proof = NOTHING
        world.says(MIRA, "LS-1 no-reply because it is moot\n")
        world.says(MIRA, "cancel not me\n", world.last("confirm"))
        assert "no-reply because it is moot" in world.last("not_me", CARLA.address).text


def test_a_question_waits_three_days_and_can_be_dropped(world: World) -> None:
    world.proof = NOTHING
    world.says(MIRA, "LS-1 deadline 15 May 2026\n")
    world.says(MIRA, "LS-1 note we called them\n")
    first, second = world.sent("confirm", MIRA.address)
    world.says(MIRA, "cancel\n", second)
    world.says(MIRA, "yes\n", second)
    world.days_pass(4)
    world.says(MIRA, "yes\n", first)
    assert world.case(1).deadline is None
    assert "note" not in {row.what for row in world.ledger.history(1)}


def test_a_case_that_changed_meanwhile_is_asked_about_anew(world: World) -> None:
    world.proof = NOTHING
    world.says(MIRA, "LS-1 no-reply because it is moot\n")
    question = world.last("confirm")
    world.proof = None
    world.says(CARLA, "LS-1 deadline 15 May 2026\n")
    world.proof = NOTHING
    world.says(MIRA, "yes\n", question)
    assert world.case(1).stage is Stage.OPEN
    world.says(MIRA, "yes\n", world.last("confirm"))
    assert world.case(1).outcome is Outcome.NO_REPLY


@pytest.mark.rows("T2 aligned", "T3 token")
def test_what_leaves_the_house_needs_the_reply_address_too(world: World) -> None:
    text = told(world, "LS-1 redirect to mpls because it is theirs\n")
    assert world.case(1).groups == ("ccamp",)
    assert "E10" in text
    world.says(MIRA, "yes\n", world.last("transcript"))
    assert world.case(1).groups == ("mpls",)


def test_a_contact_takes_its_statement_back_with_a_confirm(world: World) -> None:
    world.proof = ProofFacts(dkim=("itu.int",))
    world.says("tsbsg15@itu.int", "withdraw because we sent the wrong file\n", world.last("receipt"))
    assert world.case(1).stage is Stage.OPEN
    world.says("tsbsg15@itu.int", "yes\n", world.last("transcript", "tsbsg15@itu.int"))
    assert world.case(1).outcome is Outcome.WITHDRAWN
    world.says("tsbsg15@itu.int", "reopen\n", world.last("transcript", "tsbsg15@itu.int"))
    assert world.case(1).stage is Stage.CLOSED


def test_a_contact_is_offered_what_a_contact_may_use(world: World) -> None:
    world.proof = ProofFacts(dkim=("itu.int",))
    world.says("tsbsg15@itu.int", "help\n", world.last("receipt"))
    shown, _, _ = world.last("transcript", "tsbsg15@itu.int").text.partition("Read as:")
    verbs = {line.split()[0] for line in shown.splitlines() if line.strip()}
    assert {"status", "withdraw", "confirm"} <= verbs
    assert not {"unsubscribe", "digest", "away", "delegate", "subscribe", "settings", "note", "undo"} & verbs


def test_silent_name_servers_cost_time_and_no_try(world: World) -> None:
    def no_answer(_raw: bytes, _letter: Letter, _received: object) -> ProofFacts:
        raise DnsTrouble("manage.example: Timeout")

    asked, world.service.prove = world.service.prove, no_answer
    world.says(MIRA, "LS-1 deadline 15 May 2026\n")
    world.minutes_pass(30)
    assert world.case(1).deadline is None
    assert world.sent("confirm") == []
    world.service.prove = asked
    world.minutes_pass(6)
    assert world.case(1).deadline == date(2026, 5, 15)


# --- choices --------------------------------------------------------------------------------------------


def test_two_readings_of_a_day_wait_for_a_choice_with_the_other_lines(world: World) -> None:
    text = told(world, "LS-1 deadline 12/11/2026 because we meet\nLS-1 assign to quentin\n")
    assert "E04" in text
    assert world.case(1).holder == MIRA.address, "the other line waits with it"
    world.says(MIRA, "choose 2\n", world.last("transcript"))
    case = world.case(1)
    assert (case.deadline, case.holder, case.delay_because) == (date(2026, 12, 11), QUENTIN.address, "we meet")


def test_several_people_of_a_name_are_a_choice(tmp_path: Path) -> None:
    other = replace(QUENTIN, name="Quentin Other", addresses=("q2@chair.example",))
    with World(tmp_path, people=People((MIRA, CARLA, QUENTIN, other))) as world:
        world.arrives(world.statement())
        assert "E08" in told(world, "LS-1 assign to quentin\n")
        world.says(MIRA, "choose 2\n", world.last("transcript"))
        assert world.case(1).holder == "q2@chair.example"


# --- undo -----------------------------------------------------------------------------------------------

FIRST = {
    "LS-1 release because I am away": "LS-1 assign to quentin",
    "LS-1 reopen because there is more": "LS-1 done because they called",
    "LS-1 noted": "LS-1 set purpose information",
    "LS-1 unsubscribe": "LS-1 subscribe",
    "LS-1 take": "LS-1 assign to quentin",
    "LS-3 escalate because they ask": "problem itu-t because they never answer",
}
"""What must have been done before, for a command to do anything."""

UNDONE = [
    *FIRST,
    "LS-1 attach",
    "digest weekly",
    "digest weekly friday",
    "away until 2026-06-01 cover quentin",
    "delegate quentin for itu-t until 2026-06-01",
    "subscribe group:ccamp",
    "settings zone Asia/Tokyo",
    "settings html off",
    "settings require strong",
    "LS-1 assign to quentin because he knows",
    "LS-1 redirect to mpls because it is theirs",
    "LS-1 copy mpls",
    "LS-1 copy quentin",
    "LS-1 link https://record.example/1",
    "LS-1 answers LS-2",
    "LS-1 duplicate of LS-2",
    "LS-1 record to mpls purpose information deadline 2026-07-01",
    "LS-1 not-a-liaison because it is an advert",
    "LS-1 deadline 15 May 2026 because we meet",
    "LS-1 delay to 15 July 2026 because we meet",
    "LS-1 done with https://record.example/2",
    "LS-1 no-reply because it is moot",
    "LS-1 no-reply because it is moot tell them",
    "LS-1 interim until 15 July 2026",
    "LS-1 withdraw because they said so",
    "LS-1 set title A better title",
    "LS-1 set purpose information",
    "LS-1 set source 3gpp",
    "LS-1 set target mpls",
    "LS-1 set contact bea@optics.example",
    "LS-1 set ref SG15-9",
    "LS-1 set deadline-asked 2026-08-01",
    "LS-1 note they called",
    "LS-1 private they were angry",
    "LS-1 remind quentin on 15 May 2026",
    "LS-1 snooze until 1 April 2026",
    "LS-1 problem because they never answer",
    "problem itu-t because they never answer",
    "LS-1 concern because it overlaps with RFC 5331",
    "concern itu-t because it overlaps with RFC 5331",
]


@pytest.mark.parametrize("line", UNDONE)
def test_every_accepted_command_is_undone_to_the_same_case(world: World, line: str) -> None:
    world.arrives(world.statement())
    world.days_pass(1)
    if line in FIRST:
        world.says(MIRA, f"{FIRST[line]}\n")
        world.minutes_pass(15)
    before, posts = world.case(1), len([one for one in world.post if one.template in OUTSIDE])
    settings = world.ledger.settings()
    commanded(world, line, world.last("digest", MIRA.address))
    answer = world.last("transcript", MIRA.address)
    assert "✓" in answer.text or "⏳" in answer.text, answer.text
    if "⏳" in answer.text:
        world.says(MIRA, "yes\n", answer)
        answer = world.last("transcript", MIRA.address)
        assert "✓" in answer.text, answer.text
    world.says(MIRA, "undo\n", answer)
    assert "✓" in world.last("transcript").text, world.last("transcript").text
    assert same(world.case(1), before)
    assert {name: values for name, values in world.ledger.settings().items() if values} == settings
    world.days_pass(1)
    assert len([one for one in world.post if one.template in OUTSIDE]) == posts, "nothing has left the house"
    assert world.ledger.audit() == []


def commanded(world: World, line: str, about: Caught) -> None:
    """Mira sends one command; `attach` comes with a file."""
    if not line.endswith("attach"):
        return world.says(MIRA, f"{line}\n", about)
    mail = world.statement(From=MIRA.address, To=about.reply_address, Message_ID="<f@manage.example>", body=f"{line}\n")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="answer.pdf")
    return world.arrives(mail, to=about.reply_address) and None


OUTSIDE = (
    "problem_iab",
    "concern",
    "moved_away",
    "redirected",
    "delayed",
    "no_reply",
    "interim",
    "acknowledged",
    "distribution",
    "correction",
    "nudge",
)


def test_undone_after_the_grace_time_a_correction_follows(world: World) -> None:
    world.days_pass(1)
    world.says(MIRA, "LS-1 delay to 15 July 2026 because we meet\n", world.last("digest", MIRA.address))
    answer = world.last("transcript")
    world.minutes_pass(11)
    assert len(world.sent("delayed")) == 2
    world.says(MIRA, "undo\n", answer)
    world.minutes_pass(11)
    assert {one.recipient for one in world.sent("correction")} == {one.recipient for one in world.sent("delayed")}


def test_an_undo_that_had_to_wait_takes_back_what_it_was_about(world: World) -> None:
    """Found by trying letters at random: the `yes` is in reply to another letter than the `undo` was."""
    world.says(MIRA, "LS-1 deadline 15 May 2026\n")
    answer = world.last("transcript")
    world.proof = NOTHING
    world.says(MIRA, "undo\n", answer)
    question = world.last("confirm", MIRA.address)
    assert re.search(r"> LS-1 undo U-\d+", question.text)
    world.says(MIRA, "yes\n", question)
    assert world.case(1).deadline is None


@pytest.mark.rows("E12")
def test_what_others_changed_since_stays(world: World) -> None:
    world.says(MIRA, "LS-1 deadline 15 May 2026\nLS-1 assign to quentin\n")
    answer = world.last("transcript", MIRA.address)
    world.says(CARLA, "LS-1 deadline 20 May 2026\n")
    assert "E12" in told(world, "undo\n", about=answer)
    (code,) = set(re.findall(r"U-\d+", answer.text))
    world.says(MIRA, f"undo {code} partly\n")
    case = world.case(1)
    assert (case.deadline, case.holder) == (date(2026, 5, 20), MIRA.address)


def test_an_undo_is_for_its_writer_its_manager_and_two_weeks(world: World) -> None:
    world.says(CARLA, "LS-1 deadline 15 May 2026\n")
    (code,) = set(re.findall(r"U-\d+", world.last("transcript", CARLA.address).text))
    assert "E05" in told(world, f"undo {code}\n", QUENTIN.address)
    world.days_pass(15)
    assert "E12" in told(world, f"undo {code}\n")
    world.says(CARLA, f"undo {code}\n")
    assert world.case(1).deadline is None
    assert "=" in told(world, f"undo {code}\n", CARLA.address)


def test_a_deadline_says_when_its_holder_will_be_reminded(world: World) -> None:
    text = told(world, "LS-1 deadline 12 March 2026\n")
    assert "reminders: 5 Mar, 9 Mar, 11 Mar, 12 Mar" in text, "the day a fortnight before is over"
    assert "reminders:" not in told(world, "LS-1 deadline none\n")


# --- preview, anyway, several lines -----------------------------------------------------------------------


def test_a_preview_shows_and_changes_nothing(world: World) -> None:
    before = world.case(1)
    text = told(world, "preview\nLS-1 no-reply because it is moot\n")
    assert "PREVIEW" in text
    assert world.case(1) == before


def test_anyway_overrules_a_warning(world: World) -> None:
    assert "E14" in told(world, "LS-1 deadline 2026-01-05\n")
    world.says(MIRA, "anyway\nLS-1 deadline 2026-01-05\n")
    assert world.case(1).deadline == date(2026, 1, 5)


def test_lines_that_contradict_each_other_do_nothing(world: World) -> None:
    assert "E11" in told(world, "LS-1 deadline 1 May 2026\nLS-1 deadline 2 May 2026\n")
    assert "E11" in told(world, "LS-1 done because they called\nLS-1 no-reply because it is moot\n")
    assert (world.case(1).deadline, world.case(1).stage) == (None, Stage.OPEN)


def test_the_same_letter_twice_acts_once(world: World) -> None:
    for _ in range(2):
        world.says(
            MIRA, "LS-1 note they called\n", Message_ID="<n1@manage.example>", Date="Mon, 2 Mar 2026 09:00:00 +0000"
        )
    assert [row.what for row in world.ledger.history(1)].count("note") == 1


# --- people -----------------------------------------------------------------------------------------------


def test_settings_last_and_can_be_undone(world: World) -> None:
    world.says(MIRA, "settings zone Asia/Tokyo\nsettings transcripts errors\n")
    answer = world.last("transcript")
    world.says(MIRA, "LS-1 deadline 15 May 2026\n")
    assert world.last("transcript") is answer, "no transcript of what went well"
    mira = world.service.office.people.person(MIRA.address)
    assert mira is not None
    assert (mira.zone, mira.transcripts) == ("Asia/Tokyo", "errors")
    world.says(MIRA, "undo\n", answer)
    assert world.service.office.people.person(MIRA.address) == MIRA


def test_who_watches_hears_and_one_word_by_mail_ends_it(world: World) -> None:
    world.says(QUENTIN, "subscribe group:ccamp\n")
    world.says(MIRA, "LS-1 deadline 15 May 2026\n")
    letter = world.last("changed", QUENTIN.address)
    link = str(letter.mail["List-Unsubscribe"])
    assert link == f"<mailto:{letter.reply_address}?subject=unsubscribe>"
    world.proof = NOTHING
    world.says(QUENTIN, "", letter, Subject="unsubscribe")
    world.proof = None
    world.says(MIRA, "LS-1 deadline 16 May 2026\n")
    assert len(world.sent("changed", QUENTIN.address)) == 1


def test_whoever_acts_for_another_says_so(world: World) -> None:
    world.says(MIRA, "delegate quentin for itu-t until 1 June 2026\n")
    world.says(MIRA, "yes\n", world.last("transcript"))
    told(world, "LS-1 set title By Quentin\n", QUENTIN.address)
    assert world.case(1).title == "By Quentin"
    world.says(MIRA, "delegate none\n")
    assert "E09" in told(world, "LS-1 set title Mine\n", QUENTIN.address)


def test_reminders_stay_quiet_while_snoozed(world: World) -> None:
    world.says(MIRA, "LS-1 snooze until 20 April 2026\n")
    acts = world.ledger.acts([1], world.time)[1]
    assert acts.quiet[MIRA.address].date() == date(2026, 4, 20)


@pytest.mark.rows("E15")
def test_an_old_reply_address_finds_the_case_and_proves_nothing(world: World) -> None:
    world.days_pass(78)
    reminder = world.last("reminder", MIRA.address)
    world.time += timedelta(days=181)
    assert "E15" in told(world, "redirect to mpls because it is theirs\n", about=reminder)
    assert world.case(1).groups == ("ccamp",)


@pytest.mark.rows("E20", "answers per person")
def test_the_last_answer_of_an_hour_says_so_and_commands_still_run(world: World) -> None:
    for number in range(19):
        told(world, f"status mine\n\n# {number}\n")
    assert "E20" in told(world, "LS-1 note the last\n")
    world.says(MIRA, "LS-1 note and one more\n")
    assert [row.because for row in world.ledger.history(1)][-1] == "and one more"


@pytest.mark.rows("E16")
def test_a_command_that_nobody_sees_is_left_alone_and_its_sender_is_told(world: World) -> None:
    for name, beside, done in (("h1", "See you.", 0), ("h2", "LS-1 note they called", 1)):
        hidden = '<div style="display:none">LS-1 no-reply because moot</div>'
        mail = world.statement(From=MIRA.address, Message_ID=f"<{name}@manage.example>", body=f"{beside}\n")
        mail.replace_header("Subject", "Re: [LS-1] LS on rings")
        mail.add_alternative(f"<p>{beside}</p>{hidden}", subtype="html")
        world.arrives(mail)
        text = " ".join(world.last("transcript", MIRA.address).text.split())
        assert "E16: your letter hides this line" in text
        assert [row.what for row in world.ledger.history(1)].count("note") == done
    assert world.case(1).stage is Stage.OPEN


# --- what is asked and answered ---------------------------------------------------------------------------


def flat(text: str) -> str:
    return " ".join(text.split())


def test_where_a_case_stands_is_told_with_what_comes_next_and_what_was_last(world: World) -> None:
    told(world, "LS-1 deadline 2026-05-14\n")
    says = flat(told(world, "LS-1 status\n"))
    assert "from: ITU-T Study Group 15, for action" in says
    assert "next reminder: Thu 30 Apr 2026" in says
    assert "mira@manage.example: deadline (deadline: – → 2026-05-14)" in says
    told(world, "LS-1 private they are angry\n")
    assert "angry" not in told(world, "LS-1 status\n", QUENTIN.address)


def test_the_history_says_what_was_changed_in_words(world: World) -> None:
    told(world, "LS-1 note they called\nLS-1 set deadline-asked none\nLS-1 link draft-ietf-ccamp-rings\n")
    told(world, "LS-1 done because they called\n")
    says = flat(told(world, "LS-1 history\n"))
    assert "mira@manage.example: note: they called" in says
    assert "set (deadline asked: 2026-06-01 → –)" in says
    assert "link (links: – → draft-ietf-ccamp-rings)" in says
    assert "done (stage: open → closed; outcome: – → answered), because they called" in says


def test_a_reminder_at_once_is_sent_once_in_two_days_and_the_second_time_refused(world: World) -> None:
    assert "reminds quentin@chair.example now" in told(world, "LS-1 remind quentin\n")
    world.minutes_pass(60)
    again = flat(told(world, "LS-1 remind quentin\n"))
    assert "E14: quentin@chair.example was reminded at 09:00 UTC on Mon 2 Mar 2026" in again
    assert "LS-1 remind quentin@chair.example in 2 days" in again
    assert "reminds mira@manage.example now" in told(world, "LS-1 remind me\n"), "somebody else may be"
    world.minutes_pass(47 * 60)
    assert "reminds quentin@chair.example now" in told(world, "LS-1 remind quentin\n")
    assert len(world.sent("nudge", QUENTIN.address)) == 2


def test_a_file_that_is_not_there_answers_nothing(world: World) -> None:
    assert "E02: there is no file in this letter" in flat(told(world, "LS-1 done with attachment\n"))
    assert world.case(1).stage is Stage.OPEN
    mail = world.statement(From=MIRA.address, Subject="Re: [LS-1] LS on rings", body="LS-1 done with attachment\n")
    mail.add_attachment(b"Our answer.\n", "text", "plain", filename="answer.txt")
    world.arrives(mail)
    assert world.case(1).stage is Stage.CLOSED


def test_an_answer_to_no_question_is_told_so(world: World) -> None:
    for word in ("yes", "choose 1"):
        assert "E21: nothing that was asked waits for that answer" in flat(told(world, f"{word}\n"))


def test_what_waits_for_a_confirm_says_what_it_will_do(world: World) -> None:
    says = flat(told(world, "LS-1 redirect to mpls because theirs\n"))
    assert "E10: your confirm is needed; then: to: ccamp → mpls" in says
    assert "letters leave 10 minutes later" in says


def test_whoever_asks_is_told_the_tier(world: World) -> None:
    assert "proof: DKIM manage.example (T2)" in told(world, "whoami\n")
