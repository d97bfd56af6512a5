"""Traps that other mail robots fell into (mail-rules 10); those that attack have tests of their own."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.deciding import verbs  # noqa: F401 - importing it fills the registry
from liaisonbot.deciding.commands import VERBS, commands_in
from liaisonbot.deciding.grammar import MOST_COMMANDS
from liaisonbot.deciding.verbs_write import MOST_TEXT
from liaisonbot.model import tokens
from liaisonbot.model.tokens import TokenKind
from liaisonbot.reading.letter import Robot, parse
from tests.world import BOT, MIRA, World

LETTERS = Path(__file__).parent / "letters"
TODAY = date(2026, 3, 2)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A world in which LS-1 is open, held by Mira, and reminded of."""
    with World(tmp_path) as world:
        world.arrives(world.statement())
        world.time += timedelta(days=77)
        world.days_pass(1)
        yield world


def told(world: World, text: str) -> str:
    world.says(MIRA, text)
    return world.last("transcript", MIRA.address).text


@pytest.mark.parametrize(("days", "live"), [(0, True), (180, True), (181, False), (-1, False)])
def test_a_token_lives_180_days_and_not_before_it_was_issued(days: int, live: bool) -> None:
    """Trap 2: both ends of the life; what it finds, it finds for ever."""
    token = tokens.read(b"k" * 32, tokens.mint(b"k" * 32, TokenKind.REPLY, 12, 7, TODAY), TODAY + timedelta(days=days))
    assert token is not None
    assert (token.live, token.subject) == (live, 12)


FIELDS = [
    ("Trap 3", {"Auto-Submitted": "no"}, None),
    ("Trap 3", {"Auto-Submitted": "AUTO-REPLIED; x=y"}, Robot.AUTO_REPLY),
    ("Trap 4", {"X-Auto-Response-Suppress": "All"}, None),
    ("Trap 4", {"List-Id": "<ccamp.ietf.org>"}, None),
    ("Trap 5", {"Precedence": "bulk"}, None),
    ("Trap 30", {"aUTO-sUBMITTED": "auto-generated"}, Robot.AUTO_GENERATED),
    ("Trap 30", {"x-autoreply": "yes"}, Robot.AUTO_REPLY),
]


@pytest.mark.rows("trap 3", "trap 4", "trap 5", "trap 30")
@pytest.mark.parametrize(("trap", "fields", "robot"), FIELDS)
def test_only_some_fields_make_a_letter_automatic(trap: str, fields: dict[str, str], robot: Robot | None) -> None:
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    letter = parse(f"From: {MIRA.address}\nTo: {BOT}\nSubject: rings\n{head}\nI will look at it.\n".encode())
    assert letter.robot is robot, trap


USED = {
    "assign": "assign to quentin", "redirect": "redirect to mpls because theirs", "copy": "copy quentin",
    "link": "link LS-9", "answers": "answers LS-9", "duplicate": "duplicate of LS-9", "deadline": "deadline 2026-06-10",
    "delay": "delay to 2026-07-01 because late", "remind": "remind quentin", "snooze": "snooze for 2 weeks",
    "interim": "interim until 2026-07-01", "withdraw": "withdraw because wrong", "note": "note x",
    "private": "private x", "set": "set title X", "digest": "digest weekly", "away": "away until 2026-06-01",
    "delegate": "delegate quentin until 2026-06-01", "list": "list rings", "choose": "choose 1",
    "confirm": "confirm AAAA-AAAA-AA", "no-reply": "no-reply because moot",
}  # fmt: skip


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_leaves_an_answer_and_never_a_parked_letter(world: World, verb: str) -> None:
    """Trap 8."""
    count = len(world.sent("transcript"))
    world.says(MIRA, f"{USED.get(verb, verb)}\n", world.last("reminder", MIRA.address))
    assert len(world.sent("transcript")) == count + 1
    assert world.ledger.parked() == []


def test_each_limit_fires_at_limit_plus_one(world: World) -> None:
    """Trap 9."""
    assert "✓" in told(world, f"LS-1 note {'x' * MOST_TEXT}\n")
    assert "E18" in told(world, f"LS-1 note {'x' * (MOST_TEXT + 1)}\n")
    lines = [f"LS-1 note {n}" for n in range(MOST_COMMANDS + 1)]
    assert f"{MOST_COMMANDS} done" in told(world, "\n".join(lines[:-1]))
    answer = told(world, "\n".join(lines))
    assert "E18" in answer
    assert lines[-1] in answer, "where to go on in the next letter"


@pytest.mark.parametrize("line", ['LS-1 assign to "Quentin', "LS-1 note it's", "LS-1 set title 'a", "LS-1 copy `quic"])
def test_an_unbalanced_quote_is_text_or_an_error(world: World, line: str) -> None:
    """Trap 10."""
    told(world, f"{line}\n")
    assert world.ledger.parked() == []


def test_a_reply_finds_its_case_though_a_relay_changed_our_message_id(world: World) -> None:
    """Trap 16: by the reply address, or by the marker line in what is quoted."""
    reminder = world.last("reminder", MIRA.address)
    quoted = "\n".join(f"> {line}" for line in reminder.text.splitlines())
    for text in ("note by the address\n", f"note by the marker\n\nOn 2 Mar 2026, Bot wrote:\n{quoted}\n"):
        to = reminder.reply_address if "address" in text else BOT
        world.says(MIRA, text, In_Reply_To="<changed@relay.example>", To=to)
    notes = [row.because for row in world.ledger.history(1) if row.what == "note"]
    assert notes == ["by the address", "by the marker"]


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.txt")), ids=lambda path: path.stem)
def test_no_letter_of_ours_holds_a_link_that_does_anything(path: Path) -> None:
    """Trap 19: nothing is ever changed by following a link, since there is none to follow here."""
    links = re.findall(r"https?://[^\s>]+", path.read_text("utf-8"))
    assert all(".example/" in link or "ietf.org/" in link for link in links)
    assert not any(word in link for link in links for word in ("confirm", "token", "unsubscribe"))


def test_code_and_token_survive_wrapping_at_60_columns(world: World) -> None:
    """Trap 20."""
    code = tokens.confirm_code(b"k" * 32, 7, MIRA.address)
    token = tokens.mint(b"k" * 32, TokenKind.REPLY, 12, 7, TODAY)
    text = f"If they are yours, send this line to {BOT}: confirm {code}"
    marker = f"—— reply above · LS-12 · ref {token} ——"
    for column in range(50, 72):
        wrapped = textwrap.fill(text, column).replace("\n", " ")
        assert commands_in(wrapped.partition(": ")[2], bare=True).commands[0].values["code"] == code
        assert tokens.find(textwrap.fill(marker, column)) == [token]


@given(st.integers(min_value=1, max_value=12))
def test_a_code_is_the_same_with_other_blanks_and_letters(place: int) -> None:
    """Trap 20."""
    code = tokens.confirm_code(b"k" * 32, 7, MIRA.address)
    assert tokens.code_hash(f"{code[:place]} {code[place:]}".lower()) == tokens.code_hash(code)


def test_an_error_answer_holds_neither_the_help_nor_the_letter(world: World) -> None:
    """Trap 24."""
    answer = told(world, "LS-1 deadline soon\n\nThis is the rest of my letter, in confidence.\n")
    assert "in confidence" not in answer
    assert len(answer.splitlines()) < 25


def test_a_wrapped_reason_and_its_link_are_whole() -> None:
    """Trap 26."""
    url = "https://record.example/arch/msg/ccamp/" + "a" * 60
    text = f"no-reply because all of it was answered by the document that the\n  group published, see {url}\n"
    (command,) = commands_in(text, bare=True).commands
    assert command.because.endswith(f"published, see {url}")


def test_private_words_are_in_no_letter_to_others(world: World) -> None:
    """Trap 31."""
    reminder = world.last("reminder", MIRA.address)
    world.says(MIRA, "private they are angry with us\nredirect to mpls because it is theirs\n", reminder)
    world.minutes_pass(30)
    assert world.case(1).groups == ("mpls",)
    assert not any("angry" in one.raw.decode() for one in world.post if one.recipient != MIRA.address)


def test_two_robots_with_changing_addresses_get_three_letters_at_most(world: World) -> None:
    """Trap 34."""
    count = len(world.post)
    for number in range(12):
        receipt = world.last("receipt")
        mail = world.statement(
            From=f"robot{number}@r{number % 2}.example",
            To=receipt.reply_address,
            Subject=f"Re: {receipt.subject}",
            Message_ID=f"<r{number}@robot.example>",
            Auto_Submitted="auto-replied",
            body="Thank you for your message.\n",
        )
        world.arrives(mail, to=receipt.reply_address)
    assert len(world.post) - count <= 3
