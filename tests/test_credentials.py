"""Passwords in letters: found, said, and kept from public lists (promises P13)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liaisonbot.reading.credentials import holds_credential, redacted
from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Username: guest, Password: Rings2026", "Username: guest, Password: [removed]"),
        ("the password is rings!", "the password is [removed]"),
        ("(passcode: 771 204)", "(passcode: [removed] 204)"),
        ("Access code = 'X7-91'", "Access code = '[removed]'"),
    ],
)
def test_a_password_is_taken_out(line: str, shown: str) -> None:
    assert holds_credential([line])
    assert redacted(["Dear all,", line]) == ("Dear all,", shown)


@pytest.mark.parametrize(
    "line", ["A password is required.", "password: none", "The PIN is not needed.", "password protected files"]
)
def test_prose_about_passwords_is_none(line: str) -> None:
    assert not holds_credential([line])
    assert redacted([line]) == (line,)


def test_a_list_gets_the_statement_without_the_password(world: World) -> None:
    body = "Source: ITU-T SG15\nTitle: LS on rings\nFor action to: IETF CCAMP WG\nDeadline: 1 June 2026\n\nUser: guest, password: Rings2026\n"
    world.arrives(world.statement(body=body))
    public = world.last("distribution", "ccamp@ietf.org")
    assert b"Rings2026" not in public.raw
    assert "holds a password" in public.text
    assert b"Rings2026" in world.last("distribution", "ccamp-chairs@ietf.org").raw, "the chairs have the original"
