"""Reply tokens and confirm codes: what we minted is known for ever, and nothing else is."""

from __future__ import annotations

import base64
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.model import tokens
from liaisonbot.model.tokens import ALPHABET, Token, TokenKind, confirm_code, find, mint, read

KEY = b"k" * 32
DAY = date(2026, 9, 1)
TOKEN = mint(KEY, TokenKind.REPLY, 12, 7, DAY)

MINTED = {
    TokenKind.REPLY: "aeaqcmjnaaarc4aabgbsr7pzzi43wtzj4ndq",
    TokenKind.BOUNCE: "aebacmjnaaarc4aabgbrh27hoa6fjwat4d7q",
    TokenKind.GENERAL: "aebqcmjnaaarc4aabgbyz2bodgf2emxsfsvq",
    TokenKind.ROWS: "aecacmjnaaarc4aabgbx2xjxtogs5mavdyaq",
    TokenKind.LETTER: "aecqcmjnaaarc4aabgb3bu3ccfbgddlawoha",
}


@pytest.mark.parametrize(("kind", "text"), MINTED.items())
def test_what_an_earlier_version_minted_is_read_by_every_later_one(kind: TokenKind, text: str) -> None:
    """People answer letters that are years old; their reply address must still find the case."""
    assert mint(KEY, kind, 20_000_000, 70000, DAY) == text
    assert read(KEY, text, DAY) == Token(kind, 20_000_000, 70000, live=True)


def test_other_secrets_stay_as_they_are_too() -> None:
    assert tokens.mac(KEY, "id", "<ls-12@bot.example>") == "4zbp72fqxmv7x3r4"
    assert confirm_code(KEY, 7, "Mira@Manage.example") == confirm_code(KEY, 7, "mira@manage.example") == "2MVR-U3G8-26"
    assert tokens.code_hash("k7qf 2m9x-4t") == "6cd1a6fca26745fbb8477d5b0b96a97577fe4ad95cdc8dd96d380c03b40a30a6"


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (TokenKind.REPLY, 180),
        (TokenKind.BOUNCE, 30),
        (TokenKind.GENERAL, 180),
        (TokenKind.ROWS, 180),
        (TokenKind.LETTER, 180),
    ],
)
def test_how_long_each_kind_proves(kind: TokenKind, days: int) -> None:
    """The day that it was issued on and so many more; it finds its subject for ever."""
    text = mint(KEY, kind, 12, 7, DAY)
    live = [read(KEY, text, DAY + timedelta(days=after)) for after in (-1, 0, days, days + 1)]
    assert [one and one.live for one in live] == [False, True, True, False]
    assert {one and one.subject for one in live} == {12}


def test_a_clock_before_all_days_mints_a_token_of_the_first_one() -> None:
    first = date(2020, 1, 1)
    assert mint(KEY, TokenKind.REPLY, 12, 7, date(1970, 1, 1)) == mint(KEY, TokenKind.REPLY, 12, 7, first)
    assert mint(KEY, TokenKind.REPLY, 12, 7, first) != mint(KEY, TokenKind.REPLY, 12, 7, date(2020, 1, 2))


@given(st.integers(0, 34), st.sampled_from(ALPHABET))
def test_a_token_with_another_letter_is_none(place: int, letter: str) -> None:
    """Its last letter holds four bits that say nothing; all others count."""
    changed = f"{TOKEN[:place]}{letter}{TOKEN[place + 1 :]}"
    assert (read(KEY, changed, DAY) is None) == (changed != TOKEN)


def test_a_token_of_another_key_or_kind_is_none() -> None:
    """Whoever has a return path, which stands in every letter of ours, has no reply address."""
    assert read(b"j" * 32, TOKEN, DAY) is None
    bounce = mint(KEY, TokenKind.BOUNCE, 12, 7, DAY)
    for kind in set(TokenKind) - {TokenKind.BOUNCE}:
        relabelled = f"{bounce[:2]}{mint(KEY, kind, 12, 7, DAY)[2:4]}{bounce[4:]}"
        assert read(KEY, relabelled, DAY) is None


def test_a_token_of_another_version_is_none() -> None:
    """Its check value may be right: what its bytes mean, this version cannot know."""
    payload = b"\x02" + base64.b32decode(f"{TOKEN.upper()}====")[1:12]
    check = tokens._check(KEY, TokenKind.REPLY, payload)
    text = base64.b32encode(payload + check).decode().rstrip("=").lower()
    assert len(text) == len(TOKEN)
    assert read(KEY, text, DAY) is None


@pytest.mark.parametrize(
    "text", ["", "aa==", TOKEN[:-1], f"{TOKEN}a", f"{TOKEN}====", f"{TOKEN}\n", "é" * 36, "1" * 36]
)
def test_what_has_not_the_shape_of_a_token_is_none(text: str) -> None:
    assert read(KEY, text, DAY) is None


def test_a_token_is_read_in_any_case_of_letters() -> None:
    assert read(KEY, TOKEN.upper(), DAY) == Token(TokenKind.REPLY, 12, 7, live=True)


def test_tokens_are_found_whole_wherever_they_stand() -> None:
    assert find(f"liaison+{TOKEN.upper()}@bot.example, r-{TOKEN}") == [TOKEN, TOKEN]
    assert find(f"a{TOKEN}") == find(f"{TOKEN}2") == find(TOKEN[1:]) == []


@pytest.mark.parametrize(("data", "possible"), [
    (TOKEN.encode(), True), (TOKEN.upper().encode(), True), (TOKEN[1:].encode(), False), (b"", False),
    (TOKEN.encode().replace(TOKEN[20].encode(), b"1"), False), (b"\xff" * 36, False), (b"-" + TOKEN.encode() + b"\xff", True),
])  # fmt: skip
def test_bytes_that_can_hold_no_token_are_passed_over(data: bytes, possible: bool) -> None:
    assert tokens.possible(data) is possible


def test_a_code_is_of_one_letter_and_one_person() -> None:
    codes = {confirm_code(KEY, letter, who) for letter in (7, 8) for who in ("mira@manage.example", "leo@x.example")}
    assert len(codes) == 4
    assert {len(one) for one in codes} == {12}
    assert len({tokens.code_hash(one) for one in codes}) == 4


def test_what_is_no_letter_of_a_code_does_not_change_it() -> None:
    """People copy a full stop with it, or quotes; letters that are in no code are no difference either."""
    assert tokens.code_hash("“K7QF-2M9X-4T”.") == tokens.code_hash("k7qf2m9x4t")
    assert tokens.code_hash("K7QF-2M9X-4V") != tokens.code_hash("K7QF-2M9X-4T")
