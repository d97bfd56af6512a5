"""Which addresses are ours, and what each is for: a stranger's never is, however alike it looks (commands 2)."""

from __future__ import annotations

from datetime import date

import pytest

from liaisonbot.model.our_addresses import Desk, desk_of, problem_tag
from liaisonbot.model.people import Settings
from liaisonbot.model.tokens import TokenKind, mint

OURS = Settings(address="Liaison@Bot.example", aliases=("statements@alias.example",))
TOKEN = mint(b"k" * 32, TokenKind.REPLY, 12, 7, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("address", "desk"),
    [
        ("liaison@bot.example", Desk.INTAKE),
        (" <LIAISON@BOT.EXAMPLE> ", Desk.INTAKE),
        ("statements@alias.example", Desk.INTAKE),
        ("liaison+ls12@bot.example", Desk.INTAKE),
        ("liaison-ls12@bot.example", Desk.INTAKE),
        ("liaison=ls12@bot.example", Desk.INTAKE),
        (f"liaison+{TOKEN}@bot.example", Desk.INTAKE),
        (f"liaison-{TOKEN}@bot.example", Desk.INTAKE),
        (f"liaison-r-{TOKEN}@bot.example", Desk.INTAKE),
        (f"liaison={TOKEN}@bot.example", Desk.INTAKE),
        (f"{TOKEN}@r.bot.example", Desk.INTAKE),
        ("liaison-preview@bot.example", Desk.PREVIEW),
        (f"liaison-preview+{TOKEN}@bot.example", Desk.PREVIEW),
        ("liaison-help@bot.example", Desk.HELP),
        ("liaison-request@bot.example", Desk.REQUEST),
        ("statements-request@alias.example", Desk.REQUEST),
        ("liaison-problem+itu-t@bot.example", Desk.PROBLEM),
        (f"liaison-bounces+{TOKEN}@bot.example", Desk.BOUNCES),
        (f"liaison-bounces={TOKEN}@bot.example", Desk.BOUNCES),
        ("liaison-owner@bot.example", Desk.OPERATOR),
        ("postmaster@bot.example", Desk.OPERATOR),
        ("abuse@bot.example", Desk.OPERATOR),
        ("noreply@bot.example", Desk.NOBODY),
        ("no-reply@bot.example", Desk.NOBODY),
        ("mailer-daemon@bot.example", Desk.NOBODY),
    ],
)
def test_our_desks(address: str, desk: Desk) -> None:
    assert desk_of(address, OURS) is desk


@pytest.mark.parametrize(
    "address",
    [
        "",
        "liaison",
        "@bot.example",
        "liaison@elsewhere.example",
        "liaison@bot.example.evil.example",
        "liaison@alias.example",
        "statements@bot.example",
        "liaisons@bot.example",
        "xliaison@bot.example",
        "liaison-nonsense@bot.example",
        "another-help@bot.example",
        "mmiaison-help@bot.example",
        "liaison.help@bot.example",
        "liaisonxhelp@bot.example",
        "xhelp@bot.example",
        "postmaster@elsewhere.example",
        "postmaster@r.bot.example",
        "liaison@r.bot.example",
        f"{TOKEN}@bot.example",
        f"{TOKEN}@r.elsewhere.example",
        f"{TOKEN[:-1]}@r.bot.example",
        f"x-{TOKEN}@r.bot.example",
    ],
)
def test_what_is_not_ours(address: str) -> None:
    """A token there opens nothing, and no command is for us."""
    assert desk_of(address, OURS) is None


def test_the_peer_behind_the_address_for_problems() -> None:
    assert problem_tag("Liaison-Problem+ITU-T+x@bot.example", OURS) == "itu-t+x"
    assert problem_tag("liaison-problem@bot.example", OURS) == ""
    assert problem_tag("liaison+itu-t@bot.example", OURS) == ""
