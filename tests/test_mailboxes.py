"""Who wrote a letter: one From, one mailbox, and nothing that two readers of it could take apart differently (X2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.reading.mailboxes import is_address, strict_mailbox


@pytest.mark.parametrize(
    ("written", "address", "name"),
    [
        ('"Doe, Jane" <jane@x.example>', "jane@x.example", "Doe, Jane"),
        ("jane@x.example", "jane@x.example", ""),
        ("<jane@x.example>", "jane@x.example", ""),
        ("J. R. Doe <jane@x.example>", "jane@x.example", "J. R. Doe"),
        ('"O\\"Hara" <jane@x.example>', "jane@x.example", 'O"Hara'),
        ("=?utf-8?q?Doe=2C_Jane?= <jane@x.example>", "jane@x.example", "Doe, Jane"),
        ("Jane\r\n Doe <jane@x.example>", "jane@x.example", "Jane Doe"),
        ("jane@x.example <Jane@x.example>", "Jane@x.example", ""),
    ],
)
def test_strict_mailbox(written: str, address: str, name: str) -> None:
    """X2, CVE-2023-27043."""
    box = strict_mailbox([written])
    assert box is not None
    assert (box.address, box.name) == (address, name)


@given(
    st.lists(
        st.sampled_from(["alice@example.org", "bob@evil.example", *'<>(),;:"\\@.x']),
        max_size=9,
    )
)
def test_no_text_beside_the_brackets_becomes_the_sender(pieces: list[str]) -> None:
    box = strict_mailbox([" ".join(pieces)])
    if box is not None and "<" in pieces:
        assert pieces[-1] == ">"
        assert pieces[-2] == box.address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "<>",
        "alice",
        "Alice <alice>",
        "alice@example.org <bob@evil.example>",
        "alice@example.org (bob@evil.example)",
        "Alice <alice@example.org> <bob@evil.example>",
        "<alice@example.org>, <bob@evil.example>",
        "staff: alice@example.org;",
        "<@evil.example:alice@example.org>",
        "Alice <alice@[192.0.2.1]>",
        'Alice <"alice"@example.org>',
        "Alice <alice @example.org>",
        "Alice <alíce@example.org>",
        "Alice\x00 <alice@example.org>",
        "Alice\nBcc: <bob@evil.example>",
        f"{'a' * 65}@example.org <{'a' * 65}@example.org>",
        "alice <alice>",
    ],
)
def test_a_from_that_leaves_any_doubt_names_nobody(written: str) -> None:
    """X2, CVE-2023-27043."""
    assert strict_mailbox([written]) is None


def test_two_fields_or_none_name_nobody() -> None:
    """A mail server judges one of them, and people see the other."""
    assert strict_mailbox([]) is None
    assert strict_mailbox(["alice@example.org", "alice@example.org"]) is None


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("a.b+c@x.example", True),
        (f"{'a' * 64}@x.example", True),
        (f"{'a' * 65}@x.example", False),
        (f"a@{'.'.join(['b' * 50] * 4)}.{'c' * 48}", True),
        (f"a@{'.'.join(['b' * 50] * 4)}.{'c' * 49}", False),
        ("a..b@x.example", False),
        ("a@x..example", False),
        ("a@-x.example", False),
        ("a@b@x.example", False),
        ("a", False),
    ],
)
def test_what_is_an_address(text: str, good: bool) -> None:
    """RFC 5321 §4.5.3.1: 64 before the @, 254 in all."""
    assert is_address(text) is good
