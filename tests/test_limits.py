"""How much leaves, and what becomes of the rest: each bound fires, and each letter that is held back has a row with a
reason and an end (mail-rules 8)."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from liaisonbot.cli import commands
from liaisonbot.doors.compose import MOST_OF_ORIGINAL
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import Arrival, Hold, PostKind, ProofFacts
from liaisonbot.model.people import Bounds, Settings
from tests.world import BOT, CARLA, MIRA, World

LIST = "ccamp@ietf.org"
TIGHT = Settings(address=BOT, owner="owner@bot.example", bounds=Bounds(letters_per_minute=30))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, settings=TIGHT) as world:
        yield world


def statements(world: World, count: int) -> None:
    for _ in range(count):
        world.arrives(world.statement())


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.rows("letters per list", "trap 14")
def test_the_seventh_statement_of_an_hour_waits_for_its_list(world: World) -> None:
    """Trap 14: it has a row with a reason and an end, its manager is told, and it leaves by itself."""
    statements(world, 7)
    assert len(world.sent("distribution", LIST)) == 6
    held = [one for one in world.ledger.held() if one.reader == LIST or one.kind is PostKind.ROUTING]
    assert {one.case for one in held} == {7}
    assert all(one.hold.reason and one.hold.until == world.time + timedelta(hours=1) for one in held)
    assert "more than 6 letters an hour" in flat(world.last("held_back", MIRA.address).text)
    assert len(world.sent("receipt")) == 7, "the peer has its receipt at once"
    world.minutes_pass(61)
    assert len(world.sent("distribution", LIST)) == 7
    assert world.ledger.held() == []


@pytest.mark.rows("letters per list")
def test_a_list_gets_twenty_a_day(tmp_path: Path) -> None:
    with World(tmp_path, settings=replace(TIGHT, bounds=Bounds(list_per_hour=0, letters_per_minute=0))) as world:
        statements(world, 21)
        assert len(world.sent("distribution", LIST)) == 20
        world.sleeps(0.01)
        statements(world, 1)
        assert len(world.sent("distribution", LIST)) == 20, "the count survives a start"
        world.minutes_pass(24 * 60 + 1)
        assert len(world.sent("distribution", LIST)) == 22


@pytest.mark.rows("all outgoing")
def test_over_the_hours_bound_the_days_letters_wait_and_answers_do_not(tmp_path: Path) -> None:
    bounds = Bounds(list_per_hour=0, list_per_day=0, outgoing_per_hour=10, letters_per_minute=0)
    with World(tmp_path, settings=replace(TIGHT, bounds=bounds)) as world:
        statements(world, 4)
        count = len(world.sent("digest"))
        world.says(CARLA, "digest now\nLS-1 note seen\n")
        assert world.last("transcript", CARLA.address)
        assert len(world.sent("digest")) == count
        assert [one.template for one in world.ledger.held()] == ["digest"]
        world.minutes_pass(61)
        assert len(world.sent("digest")) == count + 1


@pytest.mark.rows("events per minute")
def test_a_flood_shuts_the_outbox_and_the_operator_opens_it(world: World) -> None:
    for number in range(31):
        world.says(MIRA, f"LS-1 note {number}\n")
    alarm = world.last("breaker", "owner@bot.example")
    assert "more than 30 letters came within a minute" in flat(alarm.text)
    count = len(world.post)
    world.arrives(world.statement())
    assert world.case(1).stage == "open", "intake and decisions go on"
    assert len(world.post) == count
    world.ledger.resume()
    world.minutes_pass(5)
    assert world.last("receipt")


@pytest.mark.rows("bounces")
def test_too_many_bounces_stop_the_days_letters_for_a_day(tmp_path: Path) -> None:
    bounds = Bounds(list_per_hour=0, list_per_day=0, outgoing_per_hour=0, letters_per_minute=0)
    with World(tmp_path, settings=replace(TIGHT, bounds=bounds)) as world:
        world.refuses = {LIST: "550 5.1.1 no such list"}
        statements(world, 55)
        assert "letters came back" in flat(world.last("breaker", "owner@bot.example").text)
        world.says(CARLA, "digest now\n")
        (held,) = [one for one in world.ledger.held() if one.template == "digest"]
        assert held.hold.until == world.time + timedelta(days=1)
        assert world.last("transcript", CARLA.address)


def test_what_is_merged_becomes_one_letter(world: World) -> None:
    statements(world, 1)
    hold = Hold("a bound of this test", world.time + timedelta(days=1), merge=True)
    for _ in range(3):
        send = Send("probe", PostKind.NOTICE, (MIRA.address,), {"reader": "Mira"}, hold=hold)
        world.service._recount()
        world.service._on_own_account([send], "test")
    assert world.sent("probe") == []
    world.ledger.merge(world.time)
    world.minutes_pass(1)
    letter = world.last("merged", MIRA.address)
    assert letter.subject.startswith("3 letters in one")
    assert world.sent("probe") == []
    assert world.ledger.audit() == []


def test_the_command_line_shows_sends_and_drops_what_waits(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[bot]\naddress = "{BOT}"\nstate = "{tmp_path}"\n')
    with World(tmp_path) as world:
        statements(world, 7)
        numbers = [one.posting for one in world.ledger.held()]

    def run(*words: str) -> str:
        result = CliRunner().invoke(commands, ["--config", str(config), "outbox", *words])
        assert result.exit_code == 0, result.output
        return result.output

    assert "more than 6 letters an hour" in run()
    assert "go out now" in run("send", str(numbers[0]))
    assert "1 do not go out" in run("drop", str(numbers[1]))
    assert "held" not in run()
    assert "0 go out now" in run("resume")


@pytest.mark.rows("questions per address")
def test_a_question_about_proof_is_asked_three_times_a_day(world: World) -> None:
    statements(world, 1)
    world.proof = ProofFacts()
    for number in range(5):
        world.says(MIRA, f"LS-1 note {number}\n")
    assert len(world.sent("confirm", MIRA.address)) == 3


@pytest.mark.rows("questions per address")
def test_the_third_question_of_a_day_says_that_it_is_the_last(world: World) -> None:
    statements(world, 1)
    world.proof = ProofFacts()
    for number in range(4):
        world.says(MIRA, f"LS-1 note {number}\n")
    last = ["last such question for a day" in flat(one.text) for one in world.sent("confirm", MIRA.address)]
    assert last == [False, False, True]
    world.time += timedelta(hours=25)
    world.says(MIRA, "LS-1 note of the next day\n")
    assert len(world.sent("confirm", MIRA.address)) == 4, "a question of yesterday counts no more"


@pytest.mark.rows("E20", "answers per person", "answers per person and case")
def test_what_is_over_the_share_comes_as_one_letter_after_the_hour(world: World) -> None:
    statements(world, 1)
    for number in range(9):
        world.says(MIRA, f"LS-1 note {number}\n")
    told = world.sent("transcript", MIRA.address)
    assert len(told) == 6
    assert ["E20" in one.text for one in told] == [False] * 5 + [True]
    assert "10:00 UTC" in flat(told[-1].text)
    assert len([row for row in world.ledger.history(1) if row.what == "note"]) == 9, "commands still run"
    assert {one.hold.until.strftime("%H:%M") for one in world.ledger.held()} == {"10:00"}
    world.minutes_pass(61)
    summary = world.last("merged", MIRA.address)
    assert summary.subject == "3 letters in one"
    assert all(f"> LS-1 note {number}" in summary.text for number in (6, 7, 8))
    assert world.ledger.held() == []


@pytest.mark.rows("E20", "answers per person")
def test_who_only_asks_in_our_peoples_name_gets_no_summary(world: World) -> None:
    """A stranger whose domain signs may ask what is public; over the share there is silence, and no letter later."""
    statements(world, 1)
    world.proof = ProofFacts(dkim=("else.example",))
    for number in range(8):
        world.says("eve@else.example", f"LS-1 status\n\n# {number}\n")
    assert len(world.sent("transcript", "eve@else.example")) == 6
    assert world.ledger.held() == []


@pytest.mark.rows("answers per person")
def test_many_letters_at_once_have_no_more_answers_than_one_by_one(world: World) -> None:
    """The letters of one batch are counted like those of an hour, also those of a peer's contact."""
    statements(world, 1)
    world.proof = ProofFacts(dkim=("optics.example",))
    ada = world.service.office.directory.peers["itu-t"].domains[0]
    for number in range(16):
        mail = world.statement(
            From=f"ada@{ada}", Subject="help", Message_ID=f"<{number}@{ada}>", body=f"help\n# {number}\n"
        )
        world.ledger.receive(mail.as_bytes(), (Arrival("smtp", BOT, f"ada@{ada}"),), world.time)
    world.service.office = replace(world.service.office, settings=replace(TIGHT, answers_per_hour=3))
    world._works()
    assert len(world.sent("transcript", f"ada@{ada}")) == 3


@pytest.mark.rows("same words")
def test_the_same_words_a_fourth_time_have_no_receipt(world: World) -> None:
    """Whoever sends them under ever new ids is a machine, whatever its header says; each letter is on record."""
    world.proof = ProofFacts(dkim=("new.example",))
    body = "Source: A New Body\nTitle: LS on rings\nFor action to: IETF CCAMP WG\nDeadline: 1 June 2026\n\nPlease review.\n"
    for number in range(5):
        identity = f"<same{number}@new.example>"
        world.arrives(world.statement(From="ken@new.example", Subject="LS on rings", Message_ID=identity, body=body))
        world.time += timedelta(days=2)
    assert len(world.sent("receipt", "ken@new.example")) == 3
    refused = [row.because for number in (4, 5) for row in world.ledger.history(number) if row.what == "no receipt"]
    assert refused == ["the same words came three times already"] * 2


@pytest.mark.rows("receipts per stranger")
def test_a_stranger_has_two_receipts_a_day(world: World) -> None:
    world.proof = ProofFacts(dkim=("new.example",))
    for number in range(4):
        body = f"Source: A New Body\nTitle: LS {number}\nFor action to: IETF CCAMP WG\nDeadline: 1 June 2026\n\nPlease review.\n"
        world.arrives(world.statement(From="ken@new.example", Subject=f"LS {number}", body=body))
    assert len(world.sent("receipt", "ken@new.example")) == 2
    assert len(world.ledger.cases()) == 4


@pytest.mark.rows("questions about strangers")
def test_twenty_questions_a_day_are_about_strangers_and_none_about_their_spam(world: World) -> None:
    """The others stand in the digest, those of one domain in one row."""
    world.proof = ProofFacts()
    for number in range(22):
        sender = f"ken{number}@v.example"
        world.arrives(
            world.statement(From=sender, Subject=f"Hello {number}", Message_ID=f"<{number}@v>", body=f"Buy {number}\n")
        )
    assert len(world.sent("question", CARLA.address)) == 20
    world.time += timedelta(days=1)
    spam = world.statement(From="spam@w.example", Subject="Hello", X_Spam_Flag="YES", body="Buy this\n")
    world.arrives(spam)
    assert len(world.sent("question", CARLA.address)) == 20
    assert [row.what for row in world.ledger.history(23)][-1] == "not asked"
    digest = flat(world.last("digest", CARLA.address).text)
    assert "And 21 more from v.example: LS-2, LS-3" in digest
    assert "LS-23" in digest


# --- loops ------------------------------------------------------------------------------------------------


def reply(world: World, sender: str, text: str, **fields: str) -> None:
    """A letter of somebody to LS-1's public address."""
    world.says(sender, text, world.sent("receipt")[0], **fields)


@pytest.mark.rows("same pair on one case")
def test_a_robot_that_does_not_say_so_is_answered_five_times(world: World) -> None:
    """Six letters within ten minutes: the answers stop for six hours, the operator hears once, all are kept."""
    statements(world, 1)
    world.proof = ProofFacts(dkim=("tickets.example",))
    for number in range(8):
        reply(world, "desk@tickets.example", f"status\n# {number}\n")
    assert len(world.sent("transcript", "desk@tickets.example")) == 5
    alarms = world.sent("loop", "owner@bot.example")
    assert len(alarms) == 1
    assert "more than 5 letters of desk@tickets.example about it" in flat(alarms[0].text)
    quiet = [row.because for row in world.ledger.history(1) if row.what == "kept quiet"]
    assert len(quiet) == 3
    world.minutes_pass(6 * 60 + 1)
    reply(world, "desk@tickets.example", "status\n")
    assert len(world.sent("transcript", "desk@tickets.example")) == 6


@pytest.mark.rows("same pair on one case")
def test_a_person_who_is_proven_may_write_ten_letters_in_a_row(world: World) -> None:
    statements(world, 1)
    for number in range(10):
        world.says(MIRA, f"LS-1 note {number}\n")
    assert world.sent("loop") == []


@pytest.mark.rows("automatic mail per case")
def test_after_five_automatic_letters_about_a_case_they_cause_nothing(world: World) -> None:
    statements(world, 1)
    people = [f"{name}@{world.time:%Y}.example" for name in "abcdefgh"]
    for number, sender in enumerate(people):
        reply(world, sender, "I am away.\n", Auto_Submitted="auto-replied", Subject=f"Away {number}")
    assert world.sent("loop") == []
    count = len(world.post)
    day = (world.time + timedelta(days=9)).strftime("%d %B %Y")
    reply(world, MIRA.address, f"I am out of office until {day}.\n", Auto_Submitted="auto-replied")
    assert len(world.post) == count, "no offer to set her away"
    assert [row.what for row in world.ledger.history(1)][-1] == "kept quiet"
    world.minutes_pass(7 * 60)
    count = len(world.post)
    reply(world, MIRA.address, f"I am out of the office until {day}.\n", Auto_Submitted="auto-replied")
    assert {one.template for one in world.post[count:]} == {"away_offer"}


@pytest.mark.rows("robots in turn")
def test_two_machines_that_answer_each_other_are_told_to_the_operator(world: World) -> None:
    statements(world, 1)
    for number in range(4):
        sender = ("one@a.example", "two@b.example")[number % 2]
        reply(world, sender, f"Thank you for your letter {number}.\n", Auto_Submitted="auto-replied")
    (alarm,) = world.sent("loop", "owner@bot.example")
    assert "two machines seem to answer each other" in flat(alarm.text)
    quiet = [row.because for row in world.ledger.history(1) if row.what == "kept quiet"]
    assert len(quiet) == 2


# --- what is said again -----------------------------------------------------------------------------------


def test_the_same_mistake_is_told_shorter_and_then_once_a_day(world: World) -> None:
    statements(world, 1)
    texts = []
    for day in ("soon", "later", "sometime", "one day"):
        world.says(MIRA, f"deadline {day}\n", Subject="Re: [LS-1] LS on rings")
        texts.append(world.sent("transcript", MIRA.address)[-1].text)
    assert "write it like 2026-11-13" in texts[0]
    assert "write it like" not in texts[1]
    assert "deadline 2026-11-13" in texts[1], "the line to copy stays"
    assert texts[1] == texts[2] == texts[3], "no further letters today"
    assert {one.hold.reason for one in world.ledger.held()} == {"the same mistake for the third time today"}
    world.days_pass(1)
    merged = world.last("merged", MIRA.address).text
    assert "> deadline sometime" in merged
    assert "> deadline one day" in merged


@pytest.mark.rows("help per person")
def test_the_help_is_sent_three_times_a_day(world: World) -> None:
    for _ in range(4):
        world.says(MIRA, "help\n")
    lengths = [len(one.text.splitlines()) for one in world.sent("transcript", MIRA.address)]
    assert lengths[3] < 20 < lengths[2]


def test_who_wants_one_letter_a_day_gets_one(world: World) -> None:
    statements(world, 1)
    world.says(MIRA, "settings transcripts daily\n")
    count = len(world.sent("transcript"))
    world.says(MIRA, "LS-1 note one\n")
    world.says(MIRA, "LS-1 note two\n")
    world.says(MIRA, "LS-1 no-reply\n")
    assert len(world.sent("transcript")) == count + 1, "what went wrong is told at once"
    world.days_pass(1)
    assert "> LS-1 note two" in world.last("merged", MIRA.address).text


def test_the_bytes_of_a_large_letter_are_let_go_with_its_turn(world: World) -> None:
    statements(world, 1)  # what every letter needs is made with the first
    size = MOST_OF_ORIGINAL
    world.ledger.receive(
        bytes(world.statement()) + b"\n" + b"z" * size, (Arrival("smtp", BOT, "x@y.example"),), world.time
    )
    tracemalloc.start()
    try:
        assert world.service.turn() == 1
        now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak > size > 4 * now, "while it is read, and not until the next one comes"
