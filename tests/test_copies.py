"""The same letter more than once acts once, by its best copy; another one is never taken for it (commands 13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaisonbot.model.case import Outcome, Stage
from liaisonbot.model.mail import Arrival, ProofFacts
from tests.world import BOT, CARLA, MIRA, World

NOTHING = ProofFacts()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        world.arrives(world.statement())
        yield world


def letter(world: World, text: str, **fields: str) -> EmailMessage:
    return world.statement(
        **{"From": MIRA.address, "Message_ID": "<m1@manage.example>", "Subject": "it", "body": text} | fields
    )


def by_list(mail: EmailMessage) -> bytes:
    """The copy that a list sends on: its marks on top, its footer below, no good signature any more."""
    return (
        b"List-Id: <ccamp.ietf.org>\r\nReceived: from lists.example by mx\r\n"
        + mail.as_bytes()
        + (
            b"\r\n_______________________________________________\r\nCCAMP mailing list\r\nhttps://x.example/listinfo/ccamp\r\n"
        )
    )


def notes(world: World) -> list[str]:
    return [row.because for row in world.ledger.history(1) if row.what == "note"]


def test_a_better_copy_runs_what_a_weak_one_had_to_ask_about(world: World) -> None:
    """Trap 38: the aligned copy lifts the commands; the question about the first is over."""
    mail = letter(world, "LS-1 note they called\n")
    world.proof = NOTHING
    world.arrives(b"Received: from relay.example by mx\r\n" + mail.as_bytes())
    question = world.last("confirm", MIRA.address)
    world.arrives(b"Received: from another.example by mx\r\n" + mail.as_bytes())
    assert len(world.sent("confirm")) == 1, "a second weak copy asks nothing"
    world.proof = None
    world.arrives(mail)
    assert notes(world) == ["they called"]
    world.says(MIRA, "yes\n", question)
    assert notes(world) == ["they called"]


def test_the_lists_copy_waits_for_the_direct_one(world: World) -> None:
    mail = letter(world, "note they called\n", To=f"ccamp@ietf.org, {BOT}", Subject="Re: [LS-1] LS on rings")
    world.arrives(by_list(mail))
    assert notes(world) == []
    world.minutes_pass(1)
    world.arrives(mail)
    assert notes(world) == ["they called"]
    world.minutes_pass(2)
    assert notes(world) == ["they called"]
    assert len(world.sent("transcript")) == 1


def test_a_lists_copy_alone_is_text_after_a_while(world: World) -> None:
    world.arrives(by_list(letter(world, "note x\n", To=f"ccamp@ietf.org, {BOT}", Subject="Re: [LS-1] LS on rings")))
    world.minutes_pass(2)
    assert notes(world) == []
    assert world.ledger.history(1)[-1].what == "follow-up"


def test_other_words_under_the_same_id_are_asked_about(world: World) -> None:
    """Trap 38: they never replace the first, and prove nothing."""
    world.arrives(letter(world, "LS-1 note they called\n"))
    world.arrives(letter(world, "LS-1 no-reply because moot\n"))
    assert notes(world) == ["they called"]
    assert world.case(1).stage is Stage.OPEN
    assert "no-reply because moot" in world.last("confirm", MIRA.address).text
    world.arrives(letter(world, "LS-1 no-reply because moot again\n"))
    (alarm,) = world.sent("id_reused")
    assert alarm.recipient == "owner@bot.example"
    assert "has the Message-ID of an earlier letter, with other words" in " ".join(alarm.text.split())


def test_a_letter_to_a_closed_case_is_told_and_the_way_back_offered(world: World) -> None:
    receipt = world.last("receipt")
    world.says(MIRA, "LS-1 done because they called\n")
    world.says("tsbsg15@itu.int", "We have another question.\n", receipt)
    assert "reopen because" in world.last("followup", MIRA.address).text
    assert world.case(1).outcome is Outcome.ANSWERED
    world.says(CARLA, "I think we should answer.\n", Subject="Re: [LS-1] LS on rings")
    assert len(world.sent("followup", MIRA.address)) == 2


def test_a_reminders_button_makes_it_quiet_for_a_fortnight(world: World) -> None:
    world.days_pass(77)
    reminder = world.last("reminder", MIRA.address)
    assert str(reminder.mail["List-Unsubscribe"]).endswith("?subject=snooze%20for%202%20weeks>")
    world.says(MIRA, "", reminder, Subject="snooze for 2 weeks")
    quiet = world.ledger.acts([1], world.time)[1].quiet[MIRA.address]
    assert quiet.date() == world.time.date() + timedelta(days=14)


# --- whatever the letters hold ------------------------------------------------------------------------------

COMMANDS = st.sampled_from(
    [
        "LS-1 take", "LS-1 note seen", "LS-1 done because moot", "LS-1 no-reply because moot", "LS-1 withdraw because x",
        "LS-1 deadline 1 May 2026", "LS-1 redirect to mpls because x", "LS-1 set title X", "digest off", "settings zone UTC",
        "subscribe all", "delegate carla until 2026-05-01", "undo U-1", "yes", "choose 1", "confirm AAAA-AAAA-AA", "cancel",
        "LS-1 record to mpls", "LS-1 not-a-liaison because x", "LS-1 assign to quentin", "anyway", "preview", "stop", "help",
    ]
)  # fmt: skip
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def state(world: World) -> list[object]:
    return [world.case(1), world.ledger.settings(), len(world.ledger.history(1))]


def caused(world: World) -> int:
    """How many letters of ours were caused by letters; what the time makes due meanwhile is not looked at."""
    return world.ledger._number("SELECT count(*) FROM posting WHERE letter IS NOT NULL")


@FEW
@given(
    lines=st.lists(COMMANDS, min_size=1, max_size=6),
    fields=st.sampled_from([{}, {"Subject": "Re: [LS-1] LS on rings"}]),
)
def test_without_proof_nothing_changes_whatever_a_letter_holds(
    world: World, lines: list[str], fields: dict[str, str]
) -> None:
    world.proof = NOTHING
    before = state(world)[:2]
    world.says(MIRA, "\n".join(lines) + "\n", **fields)
    assert state(world)[:2] == before


@FEW
@given(lines=st.lists(COMMANDS, min_size=1, max_size=6))
def test_no_quoted_line_acts(world: World, lines: list[str]) -> None:
    before = state(world)[:2]
    world.says(
        MIRA,
        "I agree.\n\nOn 2 Mar 2026, Bot wrote:\n" + "".join(f"> {line}\n" for line in lines) + "\n" + lines[0] + "\n",
    )
    assert state(world)[:2] == before


@FEW
@given(line=COMMANDS, doors=st.lists(st.sampled_from(["smtp", "imap", "list"]), min_size=2, max_size=3))
def test_copies_act_once(world: World, line: str, doors: list[str]) -> None:
    number = next(world._serial)
    mail = letter(world, f"{line}\n", Message_ID=f"<c{number}@manage.example>", To=BOT)
    reference = None
    for place, door in enumerate(doors):
        raw = by_list(mail) if door == "list" else f"Received: by {door}{place}\r\n".encode() + mail.as_bytes()
        arrival = (
            Arrival("imap", mailbox="INBOX", uidvalidity=1, uid=number * 10 + place)
            if door == "imap"
            else Arrival("smtp", BOT)
        )
        world.ledger.receive(raw, (arrival,), world.time)
        world.minutes_pass(2 if door == "list" else 0)
        if door != "list" and reference is None:
            reference = (state(world)[:2], caused(world))
        elif reference is not None:
            assert (state(world)[:2], caused(world)) == reference
