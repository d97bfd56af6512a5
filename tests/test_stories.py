"""Months of correspondence in milliseconds: what people see from a statement's arrival to its closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from liaisonbot.model.case import Outcome, Stage
from liaisonbot.model.mail import ProofFacts
from liaisonbot.model.people import Settings
from tests.world import BOT, CARLA, MIRA, QUENTIN, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


def test_a_statement_is_recorded_acknowledged_and_sent_on(world: World) -> None:
    world.arrives(world.statement())
    case = world.case(1)
    assert (case.stage, case.groups, case.holder) == (Stage.OPEN, ("ccamp",), MIRA.address)
    assert case.statement.deadline == date(2026, 6, 1)
    assert [one.recipient for one in world.sent("receipt")] == ["tsbsg15@itu.int"]
    routed = world.sent("distribution")
    assert {one.recipient for one in routed} == {
        "ccamp-chairs@ietf.org", "ccamp@ietf.org", "ccamp-ads@ietf.org", MIRA.address, "liaison-coordination@iab.org",
    }  # fmt: skip
    assert all(one.mail.is_multipart() for one in routed), "the original is attached"


def test_nobody_gets_the_same_letter_twice(world: World) -> None:
    world.arrives(world.statement())
    recipients = [one.recipient for one in world.sent("distribution")]
    assert len(recipients) == len(set(recipients))


def test_two_months_of_one_statement(world: World) -> None:
    """Statement, receipt, distribution, reminders, assign, deadline, overdue, escalation, done."""
    world.arrives(world.statement())
    world.days_pass(78)  # 19 May: the fourteenth day before 1 June was a Monday
    reminder = world.last("reminder", MIRA.address)
    assert reminder.at.date() == date(2026, 5, 18)

    world.says(MIRA, "assign to chairs:ccamp because the chairs have the draft\n", reminder)
    assert world.case(1).holder == QUENTIN.address
    assert "Quentin" in world.last("transcript", MIRA.address).text or QUENTIN.address in world.last("transcript").text
    told = world.last("assigned", QUENTIN.address)

    world.says(QUENTIN, "deadline 15 June 2026 because the group meets on the 11th\n", told)
    assert world.case(1).deadline == date(2026, 6, 15)
    assert world.case(1).statement.deadline == date(2026, 6, 1), "what the peer asked stays on record"

    world.days_pass(28)  # 16 June
    steps = [one.at.date() for one in world.sent("reminder", QUENTIN.address)]
    assert steps == [date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 12), date(2026, 6, 15)]
    world.days_pass(16)
    assert [one.at.date() for one in world.sent("overdue", QUENTIN.address)] == [
        date(2026, 6, 16), date(2026, 6, 18), date(2026, 6, 22), date(2026, 6, 29),
    ]  # fmt: skip
    assert [one.recipient for one in world.sent("escalation")] == [MIRA.address, CARLA.address]

    world.says(QUENTIN, "done with https://record.example/liaison/2200/\n", world.last("overdue", QUENTIN.address))
    case = world.case(1)
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.ANSWERED)
    quiet = len(world.sent("overdue")) + len(world.sent("reminder")) + len(world.sent("escalation"))
    world.days_pass(30)
    assert len(world.sent("overdue")) + len(world.sent("reminder")) + len(world.sent("escalation")) == quiet
    assert world.ledger.audit() == []


def test_a_strangers_spoofed_done_changes_nothing(world: World) -> None:
    world.arrives(world.statement())
    before = world.case(1)
    world.proof = ProofFacts()
    world.says("mallory@stranger.example", "done LS-1\n")
    world.says(MIRA, "LS-1 done\n")  # the right From, and nothing that proves it
    world.says("mallory@stranger.example", "done\n", world.last("receipt"))
    assert world.case(1) == before
    assert world.sent("transcript") == []
    assert [one.recipient for one in world.sent("confirm")] == [MIRA.address], "only the registered address hears"


def test_anothers_token_finds_the_case_and_proves_nothing(world: World) -> None:
    world.arrives(world.statement(body=HELD))
    question = world.last("question", MIRA.address)
    world.says("mallory@stranger.example", "yes\n", question)
    world.says(QUENTIN, "yes\n", question)
    assert world.case(1).stage is Stage.HELD


def test_a_token_in_the_quoted_text_alone_proves_nothing(world: World) -> None:
    world.arrives(world.statement(body=HELD))
    question = world.last("question", MIRA.address)
    world.proof = ProofFacts()
    reply = world.statement(
        From=MIRA.address, To=BOT, Subject="Re: question", body=f"yes\n\n> to {question.reply_address}\n"
    )
    reply["In-Reply-To"] = str(question.mail["Message-ID"])
    world.arrives(reply)
    assert world.case(1).stage is Stage.HELD


def test_an_aligned_signature_is_proof_without_a_token(world: World) -> None:
    world.arrives(world.statement())
    world.proof = ProofFacts(dkim=("manage.example",))
    world.says(MIRA, "LS-1 noted that\nLS-1: done because they called\n")
    assert world.case(1).stage is Stage.OPEN, "prose in the top block stops it"
    world.says(MIRA, "LS-1: done because they called\n")
    assert world.case(1).outcome is Outcome.ANSWERED


def test_quoted_commands_never_act(world: World) -> None:
    world.arrives(world.statement())
    world.days_pass(78)
    world.says(MIRA, "I will look at it.\n> done\n> no-reply because of nothing\n", world.last("reminder"))
    assert world.case(1).stage is Stage.OPEN


def test_an_out_of_office_never_commands(world: World) -> None:
    world.arrives(world.statement())
    world.days_pass(78)
    world.says(MIRA, "done\n", world.last("reminder"), Auto_Submitted="auto-replied")
    assert world.case(1).stage is Stage.OPEN
    assert world.sent("transcript") == []


HELD = (
    "Source: ITU-T Study Group 15\nTitle: LS on pseudowires\nFor action to: IETF L2VPN WG\nDeadline: 1 June 2026\n\n"
    "Please review.\n"
)


def test_a_closed_group_is_a_question_that_one_word_frees(world: World) -> None:
    world.arrives(world.statement(body=HELD))
    assert world.case(1).stage is Stage.HELD
    assert world.sent("distribution") == []
    question = world.last("question", MIRA.address)
    assert "bess is likeliest to have the work of l2vpn" in " ".join(question.text.split())
    world.says(MIRA, "yes\n", question)
    case = world.case(1)
    assert (case.stage, case.groups) == (Stage.OPEN, ("bess",))
    assert [one.text for one in case.statement.to] == ["IETF L2VPN WG"], "the record keeps the addressee as written"
    assert world.sent("distribution") == [], "a second thought is possible for ten minutes"
    world.minutes_pass(11)
    assert "bess-chairs@ietf.org" in {one.recipient for one in world.sent("distribution")}


def test_a_renamed_group_is_followed_at_once_and_all_are_told(world: World) -> None:
    world.arrives(world.statement(body=HELD.replace("L2VPN", "PWE3")))
    case = world.case(1)
    assert (case.stage, case.groups, case.lead) == (Stage.OPEN, ("pals",), "pals")
    assert [one.text for one in case.statement.to] == ["IETF PWE3 WG"], "the record keeps the addressee as written"
    assert world.sent("question") == []
    for letter in (world.last("distribution", "pals@ietf.org"), world.last("receipt", "tsbsg15@itu.int")):
        assert "was renamed in 2014; it went to pals" in " ".join(letter.text.split())


def test_redirect_tells_the_right_group_and_the_peer(world: World) -> None:
    world.arrives(world.statement(body=HELD))
    world.says(MIRA, "redirect to mpls because pseudowires live there\n", world.last("question"))
    assert world.case(1).groups == ("mpls",)
    world.minutes_pass(11)
    assert "mpls@ietf.org" in {one.recipient for one in world.sent("distribution")}
    assert {one.recipient for one in world.sent("redirected")} == {
        "tsbsg15@itu.int",
        "liaison-coordination@iab.org",
    }


def test_held_for_a_week_the_coordinators_hear_of_it(world: World) -> None:
    world.arrives(world.statement(body=HELD))
    world.days_pass(8)
    assert [one.recipient for one in world.sent("held_week")] == [CARLA.address]
    world.days_pass(20)
    assert len(world.sent("held_week")) == 1


def test_an_unknown_organisation_is_recorded_and_held_for_the_coordinators(world: World) -> None:
    stranger = world.statement(
        From="Wanda <wanda@nowhere.example>",
        Subject="Liaison statement",
        body="From: Committee of Nowhere\nTo: IETF QUIC WG\nTitle: Liaison statement on streams\nFor action\n\nPlease comment.\n",
    )
    world.arrives(stranger)
    assert world.case(1).stage is Stage.HELD
    assert [one.recipient for one in world.sent("question")] == [CARLA.address]
    assert world.sent("receipt") == [], "no automatic answer to an unproven stranger"
    assert world.sent("distribution") == []


def test_the_same_letter_by_two_doors_is_one_case(world: World) -> None:
    letter = world.statement()
    world.arrives(letter)
    copy = letter.as_bytes().replace(b"From: TSB", b"Received: from elsewhere.example\r\nFrom: TSB", 1)
    world.arrives(copy)
    assert world.ledger.last_case_number() == 1
    assert len(world.sent("receipt")) == 1


def test_one_letter_for_each_addressee_is_one_case_with_both_groups(world: World) -> None:
    for group in ("CCAMP", "PCE"):
        body = (
            f"Source: ITU-T Study Group 15\nTitle: LS on rings\nRef.: SG15-LS90\nFor action to: IETF {group} WG\n"
            "Deadline: 1 June 2026\n\nPlease review.\n"
        )
        world.arrives(world.statement(body=body, Subject="LS on rings"))
    assert world.ledger.last_case_number() == 1
    assert world.case(1).groups == ("ccamp", "pce")


def test_after_two_months_of_downtime_one_letter_goes_out(world: World) -> None:
    world.arrives(world.statement())
    world.sleeps(100)  # 10 June: nine days late
    ladder = [one for one in world.post if one.template in ("reminder", "overdue", "escalation")]
    assert [(one.template, one.recipient) for one in ladder] == [("overdue", MIRA.address)]


def test_reminders_of_one_morning_share_a_letter(world: World) -> None:
    world.arrives(world.statement())
    world.arrives(world.statement())
    world.days_pass(78)
    reminders = world.sent("reminder")
    assert len(reminders) == 1
    assert "LS-1" in reminders[0].text
    assert "LS-2" in reminders[0].text


def test_a_digest_comes_once_a_day_and_only_with_something_to_say(world: World) -> None:
    world.arrives(world.statement())
    world.days_pass(1)
    assert {one.recipient for one in world.sent("digest")} == {MIRA.address, CARLA.address}
    world.days_pass(5)
    assert len(world.sent("digest", CARLA.address)) == 1, "nothing new, nothing due: no letter"


def test_a_letter_that_cannot_be_delivered_is_told_to_the_manager(world: World) -> None:
    """datatracker #7425."""
    world.refuses["ccamp-chairs@ietf.org"] = "550 5.1.1 no such user"
    world.arrives(world.statement())
    world.days_pass(1)
    told = world.last("undelivered", MIRA.address)
    assert "ccamp-chairs@ietf.org" in told.text
    assert "550 5.1.1 no such user" in told.text


def test_a_bounce_of_our_letter_is_told_and_changes_no_case(world: World) -> None:
    world.arrives(world.statement())
    ours = next(one for one in world.sent("distribution") if one.recipient == "ccamp-chairs@ietf.org")
    posting = world.ledger.posting_of_id(str(ours.mail["Message-ID"]))
    assert posting is not None
    path = world.ledger.outbox(posting=posting)[0]
    before = world.case(1)
    world.arrives(bounce_of(ours.raw, "ccamp-chairs@ietf.org"), to=return_path(world, path.posting), sender="")
    assert world.case(1) == before
    assert "ccamp-chairs@ietf.org" in world.last("undelivered", MIRA.address).text


def return_path(world: World, posting: int) -> str:
    (row,) = world.ledger._run("SELECT envelope_from FROM posting WHERE number = ?", posting)
    return str(row["envelope_from"])


def bounce_of(raw: bytes, recipient: str) -> bytes:
    head = raw.split(b"\r\n\r\n", 1)[0]
    return (
        b"From: Mail Delivery System <mailer-daemon@relay.example>\r\nTo: <x@bot.example>\r\n"
        b"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <b1@relay.example>\r\n"
        b"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        b"Final-Recipient: rfc822; " + recipient.encode() + b"\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n" + head + b"\r\n\r\n--b--\r\n"
    )


def test_our_own_letter_coming_back_is_kept_and_nothing_follows(world: World) -> None:
    world.arrives(world.statement())
    count = len(world.post)
    world.arrives(world.last("distribution").raw)
    assert len(world.post) == count
    assert world.ledger.last_case_number() == 1


def test_a_broken_template_changes_nothing_and_the_operator_is_told(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "receipt.txt").write_text("Subject: Receipt\n\nDear {{ nobody.knows }}\n", "utf-8")
    with World(tmp_path, templates=[own]) as world:
        world.arrives(world.statement())
        assert world.ledger.last_case_number() == 0
        (letter,) = world.ledger.parked()
        assert "receipt.txt" in (letter.reason or "")
        assert world.last("parked").recipient == "owner@bot.example"
        (own / "receipt.txt").unlink()
        world.service.close()
        world.wakes_up()
        world.ledger.retry(letter.number, world.time)
        world.days_pass(1)
        assert world.ledger.last_case_number() == 1


def test_a_letter_to_the_ietf_as_a_whole_is_delivered_and_flagged(world: World) -> None:
    world.arrives(world.statement(body="Source: ITU-T SG 17\nTitle: LS on keys\nTo: IETF\nFor information\n\nFYI.\n"))
    assert "chair@ietf.org" in {one.recipient for one in world.sent("distribution")}
    assert [one.recipient for one in world.sent("flag")] == [CARLA.address]


def test_text_of_the_peer_about_a_case_reaches_its_holder(world: World) -> None:
    world.arrives(world.statement())
    world.says("tsbsg15@itu.int", "We found a slip in clause 4, a corrected file follows.\n", world.last("receipt"))
    assert "clause 4" in world.last("followup", MIRA.address).text
    assert "follow-up" in {row.what for row in world.ledger.history(1)}


def test_a_wrong_line_stops_the_others_about_its_case(world: World) -> None:
    world.arrives(world.statement())
    world.days_pass(78)
    world.says(MIRA, "take\ndeadline 12/11/2026\n", world.last("reminder"))
    assert world.case(1).deadline is None
    transcript = world.last("transcript", MIRA.address).text
    assert "E04" in transcript
    assert "2026-11-12" in transcript


def test_the_clock_stepping_back_sends_nothing_twice(world: World) -> None:
    world.arrives(world.statement())
    world.days_pass(78)
    count = len(world.sent("reminder"))
    world.time -= timedelta(days=3)
    world.days_pass(4)
    assert len(world.sent("reminder")) == count


def ladder_of(world: World) -> list[tuple[str, str, date]]:
    """The letters about deadlines: which, to whom, on which day."""
    names = ("reminder", "overdue", "escalation", "morning", "held_week")
    return [(one.template, one.recipient, one.at.date()) for one in world.post if one.template in names]


@pytest.mark.parametrize(
    ("days", "left_out"),
    [(1, 0), (10, 1), (60, 6)],
    ids=["a day", "ten days", "two months"],
)
def test_an_outage_costs_the_steps_that_lay_in_it_and_no_other(tmp_path: Path, days: int, left_out: int) -> None:
    """Down from 20 May on: the last of the steps that were missed is caught up on the first morning after it."""
    with World(tmp_path) as world:
        world.arrives(world.statement())
        world.days_pass(79)
        world.sleeps(days)
        world.days_pass(60)
        mine = [step for step in ladder_of(world) if step[1] == MIRA.address]
        assert len(mine) == 8 - left_out
        assert len(set(mine)) == len(mine)


def test_a_changed_day_plans_anew_and_the_old_days_letters_are_not_sent(world: World) -> None:
    world.arrives(world.statement())
    world.days_pass(78)
    world.says(MIRA, "deadline 1 September 2026 because they meet in July\n", world.last("reminder", MIRA.address))
    before = len(ladder_of(world))
    world.days_pass(60)
    assert len(ladder_of(world)) == before
    world.days_pass(60)
    assert [day for _, reader, day in ladder_of(world)[before:] if reader == MIRA.address] == [
        date(2026, 8, 18), date(2026, 8, 25), date(2026, 8, 28), date(2026, 8, 31), date(2026, 9, 1),
        date(2026, 9, 3), date(2026, 9, 4), date(2026, 9, 8), date(2026, 9, 15),
    ]  # fmt: skip


def test_a_clock_that_ran_ahead_for_a_moment_silences_nothing(world: World) -> None:
    world.arrives(world.statement())
    world.time += timedelta(days=400)
    world.days_pass(1)
    world.time -= timedelta(days=401)
    ahead = len(ladder_of(world))
    world.days_pass(93)
    assert [(name, day) for name, reader, day in ladder_of(world)[ahead:] if reader == MIRA.address] == [
        ("reminder", date(2026, 5, 18)), ("reminder", date(2026, 5, 25)), ("reminder", date(2026, 5, 29)),
        ("reminder", date(2026, 6, 1)), ("overdue", date(2026, 6, 3)),
    ]  # fmt: skip


def test_only_who_acted_is_left_in_peace(world: World) -> None:
    """The manager's note silences the manager for 48 hours, not the chair who holds the case."""
    world.arrives(world.statement())
    world.proof = ProofFacts(dkim=("manage.example",))
    world.says(MIRA, "LS-1 assign to chairs:ccamp\n")
    world.days_pass(76)  # Sunday, 17 May
    world.says(MIRA, "LS-1 note they meet on Tuesday\n")
    world.days_pass(2)
    assert ("reminder", QUENTIN.address, date(2026, 5, 18)) in ladder_of(world)


@pytest.mark.parametrize("word", ["take", "note I am looking at it"])
def test_taking_a_held_case_stops_the_question_and_nothing_else_does(world: World, word: str) -> None:
    world.arrives(world.statement(body=HELD))
    world.says(MIRA, f"{word}\n", world.last("question", MIRA.address))
    world.days_pass(10)
    assert [step for step in ladder_of(world) if step[0] == "held_week"] == (
        [] if word == "take" else [("held_week", CARLA.address, date(2026, 3, 9))]
    )


def test_a_row_of_a_digest_is_answered_by_its_number(world: World) -> None:
    world.days_pass(1)
    for _ in range(3):
        world.arrives(world.statement())
    world.days_pass(1)
    digest = world.last("digest", MIRA.address)
    assert "<2> LS-2" in digest.text
    world.says(MIRA, "<2> done because they were told by phone\n3: note asked the chairs\n", digest)
    assert [world.case(number).stage for number in (1, 2, 3)] == [Stage.OPEN, Stage.CLOSED, Stage.OPEN]
    assert "asked the chairs" in {row.because for row in world.ledger.history(3)}
    world.says(MIRA, "1,3 done because of that\n", digest)
    assert {world.case(number).outcome for number in (1, 2, 3)} == {Outcome.ANSWERED}


def test_a_row_that_is_none_and_a_number_in_prose_do_nothing(world: World) -> None:
    world.arrives(world.statement())
    world.days_pass(1)
    digest = world.last("digest", MIRA.address)
    for text in ("<2> done\n", "<0> done\n", "1 done deal, I think\n", "done\n"):
        world.says(MIRA, text, digest)
    world.says("mallory@stranger.example", "<1> done\n", digest)
    world.says(QUENTIN, "<1> done\n", digest)
    assert world.case(1).stage is Stage.OPEN


def test_rows_are_found_by_the_digests_message_id_where_the_address_lost_its_token(world: World) -> None:
    world.arrives(world.statement())
    world.days_pass(1)
    world.proof = ProofFacts(dkim=("manage.example",))
    digest = world.last("digest", MIRA.address)
    world.says(MIRA, "<1> done because they called\n", digest, To=BOT, In_Reply_To=str(digest.mail["Message-ID"]))
    assert world.case(1).outcome is Outcome.ANSWERED


def test_a_peer_that_heard_nothing_is_first_in_its_managers_digest(world: World) -> None:
    """R36: late, asked for action, and nobody has told the peer why: said every week until somebody does."""
    world.arrives(world.statement())
    world.days_pass(93)  # 3 June: the day is over Anywhere on Earth since noon of the 2nd
    digest = world.last("digest", MIRA.address)
    sections = [line for line in digest.text.splitlines() if line.startswith("—— ") is False and line.startswith("— ")]
    assert sections[0] == "— The peer has heard nothing (1) —"
    assert "    <1> no-reply because ‹reason› tell them" in digest.text
    assert "heard nothing" not in world.last("digest", CARLA.address).text, "the manager sees to it"
    count = len(world.sent("digest", MIRA.address))
    world.days_pass(8)
    assert len(world.sent("digest", MIRA.address)) == count + 1


def test_a_day_of_ours_that_the_peer_was_not_told_is_no_excuse(world: World) -> None:
    """R36: the peer waits for the day that it asked for, until it hears of a later one."""
    world.arrives(world.statement())
    world.proof = ProofFacts(dkim=("manage.example",))
    world.says(MIRA, "LS-1 deadline 1 September 2026 because they meet in August\n")
    world.days_pass(93)
    digest = world.last("digest", MIRA.address)
    first = digest.text.index("— The peer has heard nothing (1) —")
    assert first < digest.text.index("<1> LS-1")
    assert "due Tue 1 Sep 2026; asked for Mon 1 Jun 2026" in " ".join(digest.text.split())
    world.says(MIRA, "<1> delay to 2 September 2026 because they meet in August\n", digest)
    world.days_pass(91)
    assert [one.recipient for one in world.sent("delayed")] == ["ada@optics.example", "liaison-coordination@iab.org"]
    after = [one for one in world.sent("digest", MIRA.address) if one.at > digest.at and "heard nothing" in one.text]
    assert after == []
    world.days_pass(5)
    assert "heard nothing (1)" in world.last("digest", MIRA.address).text, "the day that it was told has passed too"


def test_a_note_that_is_taken_back_has_told_the_peer_nothing(world: World) -> None:
    world.arrives(world.statement())
    world.proof = ProofFacts(dkim=("manage.example",))
    world.days_pass(93)
    digest = world.last("digest", MIRA.address)
    world.says(MIRA, "<1> delay to 12 June 2026 because they meet in June\n", digest)
    world.days_pass(1)
    assert world.ledger.told_peer([1])
    world.says(MIRA, "undo\n", world.last("transcript", MIRA.address))
    world.days_pass(8)
    assert world.sent("correction", "ada@optics.example")
    assert "heard nothing (1)" in world.last("digest", MIRA.address).text


@pytest.mark.parametrize("proven", [True, False])
def test_a_mail_of_the_chair_has_told_the_peer_if_it_is_the_chairs(world: World, proven: bool) -> None:
    world.arrives(world.statement())
    world.days_pass(93)
    world.proof = ProofFacts(dkim=("chair.example",) if proven else ())
    mail = {"From": QUENTIN.address, "To": "tsbsg15@itu.int", "Cc": BOT, "Subject": "Re: LS on rings, part 1"}
    world.arrives(world.statement(**mail, body="We are late, sorry.\n"))
    world.days_pass(10)
    assert ("heard nothing" in world.last("digest", MIRA.address).text) is not proven


def test_an_information_statement_is_never_owed_an_excuse(world: World) -> None:
    body = "Source: ITU-T Study Group 15\nTitle: LS on rings\nFor information to: IETF CCAMP WG\n\nFYI.\n"
    world.arrives(world.statement(body=body))
    world.proof = ProofFacts(dkim=("manage.example",))
    world.says(MIRA, "LS-1 deadline 1 June 2026\n")
    world.days_pass(100)
    assert "1 day late" in "".join(" ".join(one.text.split()) for one in world.sent("digest", MIRA.address))
    assert all("heard nothing" not in one.text for one in world.sent("digest"))


def test_little_time_is_said_to_the_peer_and_to_the_manager(world: World) -> None:
    world.arrives(world.statement())
    assert world.sent("short_notice") == []
    world.time += timedelta(days=76)
    world.arrives(world.statement())
    assert "later date" in world.last("receipt").text
    assert "within 15 days" in world.last("short_notice", MIRA.address).text


def test_what_a_coordinator_sees_first_has_no_manager(world: World) -> None:
    world.days_pass(1)
    world.arrives(world.statement())
    world.arrives(
        world.statement(
            From="3GPP Liaison <3gppliaison@etsi.org>",
            body="Source: 3GPP SA2\nTitle: LS on slices\nTo: IETF TEAS WG\nFor action\nDeadline: 1 June 2026\n\nPlease see.\n",
        )
    )
    world.days_pass(1)
    text = world.last("digest", CARLA.address).text
    assert text.index("— Without a liaison manager (1) —") < text.index("LS on slices") < text.index("LS on rings")


def test_what_has_no_manager_comes_before_what_is_held_for_one(world: World) -> None:
    """R60: those without a manager first, those among them that nobody has placed before the others."""
    world.days_pass(1)
    world.arrives(world.statement(body=HELD))
    for number, group in enumerate(("L2VPN", "TEAS")):
        body = f"Source: 3GPP SA2\nTitle: LS on slices {number}\nTo: IETF {group} WG\nFor action\n\nPlease see.\n"
        world.arrives(world.statement(From="3GPP Liaison <3gppliaison@etsi.org>", body=body))
    world.days_pass(1)
    text = world.last("digest", CARLA.address).text
    first = ["Without a liaison manager (2)", "LS on slices 0", "LS on slices 1", "Needs you (1)", "LS on pseudowires"]
    assert [text.index(one) for one in first] == sorted(text.index(one) for one in first)


def test_a_weekly_digest_that_fell_into_an_outage_comes_after_it(world: World) -> None:
    world.proof = ProofFacts(dkim=("manage.example",))
    world.says(MIRA, "digest weekly\n")
    world.arrives(world.statement())
    world.days_pass(5)
    world.arrives(world.statement())
    before = len(world.sent("digest", MIRA.address))
    world.sleeps(4)  # Saturday to Wednesday: the Monday lay in it
    assert len(world.sent("digest", MIRA.address)) == before + 1
    world.days_pass(4)
    assert len(world.sent("digest", MIRA.address)) == before + 1


# --- answers (R38-R40) ------------------------------------------------------------------------------------------


def ours(world: World, person: str = QUENTIN.address, **fields: str) -> None:
    """One of ours writes to the peer, the bot in copy, with a signature that holds."""
    world.proof = ProofFacts(dkim=(person.partition("@")[2],))
    to = {"From": person, "To": "tsbsg15@itu.int", "Cc": BOT, "Subject": "Your question", "body": "See below.\n"}
    world.arrives(world.statement(**to | fields))
    world.proof = None


ANSWERS = {
    "in the thread": {"In_Reply_To": "<ls1@itu.example>", "Subject": "Re: LS on rings, part 1"},
    "by References": {"References": "<other@x.example> <ls1@itu.example>", "Subject": "Re: LS on rings, part 1"},
    "by its number": {"body": "Thank you for SG15-LS1. Clause 6 can be met.\n"},
    "by its title": {"Subject": "Re: [ccamp] LS on rings, part 1"},
    "by the case's address": {"Cc": "liaison+ls1@bot.example"},
    "to the contact in the letter": {"To": "Ada <ada@optics.example>", "Subject": "Re: LS on rings, part 1"},
    "by its page": {"body": "About https://datatracker.ietf.org/liaison/2200/: clause 6 can be met.\n"},
}


@pytest.mark.parametrize("fields", ANSWERS.values(), ids=list(ANSWERS))
def test_a_plain_mail_that_answers_is_recorded_and_asks_to_close(world: World, fields: dict[str, str]) -> None:
    world.arrives(world.statement())
    world.arrives(TRACKER.format(page=2200, title="LS on rings, part 1", source="ITU-T SG15", to="ccamp").encode())
    ours(world, **fields)
    (row,) = [row for row in world.ledger.history(1) if row.what == "answered informally"]
    assert row.actor.who == QUENTIN.address
    assert str(fields.get("To", "tsbsg15@itu.int")).rpartition("<")[2].strip(">") in row.because
    asked = world.last("answered", QUENTIN.address)
    assert world.case(1).stage is Stage.OPEN
    world.says(QUENTIN, "done\n", asked)
    assert world.case(1).outcome is Outcome.ANSWERED


def test_a_statement_that_answers_closes(world: World) -> None:
    world.arrives(world.statement())
    body = (
        "From: IETF CCAMP WG\nTo: ITU-T Study Group 15\nTitle: Reply on rings\nPurpose: In response\n"
        "In response to: SG15-LS1\n\nClause 6 can be met.\n"
    )
    ours(world, Subject="Liaison statement: Reply on rings", body=body)
    case = world.case(1)
    assert (case.stage, case.outcome) == (Stage.CLOSED, Outcome.ANSWERED)
    assert "by statement" in (case.closed_because or "")
    assert world.ledger.last_case_number() == 1, "our own statement is no new case"


def test_a_mail_to_somebody_else_or_by_a_stranger_answers_nothing(world: World) -> None:
    world.arrives(world.statement())
    ours(world, To="friend@elsewhere.example", body="SG15-LS1 looks hard.\n", Subject="Look at this")
    ours(world, To="ccamp@ietf.org", Subject="Re: LS on rings, part 1")
    ours(world, person="mallory@stranger.example", Subject="Re: LS on rings, part 1")
    assert world.sent("answered") == []
    assert world.case(1).stage is Stage.OPEN


def test_an_answer_that_nothing_proves_is_asked_about_at_the_managers(world: World) -> None:
    world.arrives(world.statement())
    mail = {"From": QUENTIN.address, "To": "tsbsg15@itu.int", "Cc": BOT, "Subject": "Re: LS on rings, part 1"}
    world.proof = ProofFacts()
    world.arrives(world.statement(**mail, body="Clause 6 can be met.\n"))
    assert [one.recipient for one in world.sent("answered")] == [MIRA.address]
    assert world.case(1).stage is Stage.OPEN


TRACKER = (
    "From: Liaison Statement Management Tool <statements@ietf.org>\r\nTo: liaison@bot.example\r\n"
    'Subject: New Liaison Statement, "{title}"\r\nMessage-ID: <{page}@tracker.example>\r\n\r\n'
    "Title: {title}\r\nURL of the IETF Web page: https://datatracker.ietf.org/liaison/{page}/\r\n"
    "From: {source}\r\nTo: {to}\r\nReferenced liaison: https://datatracker.ietf.org/liaison/2200/\r\n"
)


@pytest.mark.parametrize("proven", [True, False])
def test_the_trackers_word_of_our_answer_closes_if_it_is_proven_and_asks_if_not(world: World, proven: bool) -> None:
    world.arrives(world.statement())
    world.arrives(TRACKER.format(page=2200, title="LS on rings, part 1", source="ITU-T SG15", to="ccamp").encode())
    assert ("on record", "https://datatracker.ietf.org/liaison/2200/") in {
        (row.what, row.because) for row in world.ledger.history(1)
    }
    assert world.case(1).stage is Stage.OPEN
    world.proof = ProofFacts(dkim=("ietf.org",) if proven else ())
    world.arrives(TRACKER.format(page=2201, title="Reply on rings", source="ccamp", to="ITU-T SG15").encode())
    assert (world.case(1).outcome is Outcome.ANSWERED) is proven
    assert [one.recipient for one in world.sent("answered")] == ([] if proven else [MIRA.address])


# --- reports (R60, R61) ------------------------------------------------------------------------------------------


def test_a_manager_gets_the_quarters_account_on_its_first_working_day(world: World) -> None:
    world.arrives(world.statement())
    world.arrives(world.statement())
    world.days_pass(30)  # 1 April
    report = world.last("report", MIRA.address)
    assert report.at.date() == date(2026, 4, 1)
    assert "2 statements: 2 open" in report.text
    world.says(MIRA, "<2> done with https://record.example/2200/\n", report)
    world.days_pass(91)  # 1 July
    assert [one.at.date() for one in world.sent("report")] == [date(2026, 4, 1), date(2026, 7, 1)]
    text = " ".join(world.last("report").text.split())
    assert "2 statements: 1 in time, 1 overdue" in text
    assert {one.recipient for one in world.sent("report")} == {MIRA.address}, "only who manages a peer"


def test_a_report_says_why_answers_were_late_and_what_may_be_raised(world: World) -> None:
    world.arrives(world.statement(body=HELD.replace("L2VPN", "CCAMP").replace("1 June", "16 March")))
    world.arrives(world.statement())
    world.proof = ProofFacts(dkim=("manage.example",))
    world.days_pass(16)
    late = world.last("overdue", MIRA.address)
    world.says(MIRA, "delay to 30 March 2026 because the group met on the 20th\n", late)
    world.days_pass(3)
    world.says(MIRA, "LS-1 done with https://record.example/2200/\n")
    world.days_pass(11)
    report = world.last("report", MIRA.address)
    text = " ".join(report.text.split())
    assert "the peer left less than 21 days: LS-1 " in text
    assert "nothing proved who sent it: LS-1, LS-2 " in text
    assert (
        "<2> LS-1 LS on pseudowires from ITU-T Study Group 15; late, 4 days; because the group met on the 20th" in text
    )
    world.says(MIRA, "<2> reopen because they asked again\n", report)
    assert world.case(1).stage is Stage.OPEN, "its rows are answered by number, too"


def test_the_iab_gets_a_summary_each_monday_if_the_configuration_says_so(tmp_path: Path) -> None:
    settings = Settings(address=BOT, owner="owner@bot.example", summary_to="iab@iab.example")
    with World(tmp_path, settings=settings) as world:
        world.arrives(world.statement())
        world.days_pass(15)
        assert [one.at.date() for one in world.sent("summary")] == [date(2026, 3, 9), date(2026, 3, 16)]
        summary = world.last("summary")
        assert "+ae" not in summary.reply_address, "no token in what several people read"
        world.proof = ProofFacts(dkim=("coord.example",))
        world.says(CARLA, "<1> done because they were told\n", summary)
        assert world.case(1).outcome is Outcome.ANSWERED, "who may and can prove it answers by row"


def test_bots_that_answer_each_other_stop_after_their_third_letter(world: World) -> None:
    """X9. Another bot of our kind, whose letters do not say that they are automatic."""
    mark = "v=1; i=elsewhere; k=answer; r=none; e={n}; h={n}; m=aaaa"
    world.arrives(world.statement(**{"X-Liaisonbot": mark.format(n=1)}))
    assert "; h=2; " in str(world.last("receipt").mail["X-Liaisonbot"])
    world.arrives(world.statement(**{"X-Liaisonbot": mark.format(n=2)}))
    assert len(world.sent("receipt")) == 1, "the next answer would be the third in a row"


def test_who_wants_no_digest_gets_none_any_more(world: World) -> None:
    world.arrives(world.statement())
    assert len(world.sent("digest", MIRA.address)) == 1
    world.says(MIRA, "digest off")
    world.days_pass(2)
    world.arrives(world.statement())
    world.days_pass(2)
    assert len(world.sent("digest", MIRA.address)) == 1
    assert len(world.sent("digest", CARLA.address)) > 1, "the others still do"


def test_the_unsubscribe_button_of_a_digest_ends_it(world: World) -> None:
    world.arrives(world.statement())
    digest = world.last("digest", MIRA.address)
    button = str(digest.mail["List-Unsubscribe"])
    assert button == f"<mailto:{digest.reply_address}?subject=digest%20off>"
    world.says(MIRA, "", about=digest, Subject="digest off")
    assert "digest: daily → off" in world.last("transcript", MIRA.address).text


@pytest.mark.parametrize(
    ("copied", "words", "asked"),
    [
        (BOT, "This is a liaison from the W3C to the IETF. Which group works on signatures?", True),
        (BOT, "I wonder which group works on signatures?", False),
        (
            "someone@optics.example",
            "This is a liaison from the W3C to the IETF. Which group works on signatures?",
            False,
        ),
    ],
)
def test_a_letter_to_a_list_that_may_be_a_statement_is_asked_about(
    world: World, copied: str, words: str, asked: bool
) -> None:
    fields = {"From": "Ada <ada@optics.example>", "To": "ccamp@ietf.org", "Cc": copied, "List-Id": "<ccamp.ietf.org>"}
    world.arrives(world.statement(Subject="Signatures", body=words, **fields))
    assert bool(world.sent("question")) == asked
    assert not world.sent("receipt")


def test_thanks_for_our_receipt_are_no_statement(world: World) -> None:
    world.arrives(world.statement())
    receipt = world.last("receipt", "tsbsg15@itu.int")
    world.says("tsbsg15@itu.int", "Thank you for the confirmation!\n\nBest,\nTSB", receipt)
    assert len(world.sent("receipt")) == 1
    assert not world.sent("question")
