"""A right command is read from any mail program, and no quoted line ever is (commands 3)."""

from __future__ import annotations

from email.policy import SMTP
from pathlib import Path

import pytest

from liaisonbot.deciding import verbs  # noqa: F401 - importing it fills the registry
from liaisonbot.deciding.commands import commands_in
from liaisonbot.reading.letter import parse
from liaisonbot.reading.reply_text import command_view, views_agree
from tests.make_clients import CLIENTS, letters

LETTERS = sorted(CLIENTS.glob("*.eml"))


@pytest.mark.parametrize("path", LETTERS, ids=[path.stem for path in LETTERS])
def test_the_commands_of_a_reply_are_read_and_no_others(path: Path) -> None:
    letter = parse(path.read_bytes())
    commands = commands_in(command_view(letter.text), bare=True).commands
    assert [command.line for command in commands] == path.with_suffix(".commands").read_text("utf-8").splitlines()
    assert views_agree(letter.text, letter.html_text)


def test_the_letters_are_those_that_the_script_makes() -> None:
    assert len(LETTERS) >= 80
    made = {name: letter.as_bytes(policy=SMTP) for name, letter, _ in letters()}
    assert made == {path.stem: path.read_bytes() for path in LETTERS}
