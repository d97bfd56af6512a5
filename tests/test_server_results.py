"""What our own mail server says of a letter (Authentication-Results), and what its domain asks for (X2, X3)."""

from __future__ import annotations

import pytest

from liaisonbot.doors.proof import DnsTrouble
from liaisonbot.model.mail import ProofFacts
from tests.test_proof import ID, LETTER, Zone, facts, signed

PASS = "dmarc=pass header.from=peer.example"


@pytest.mark.parametrize(
    "field",
    [
        f"{ID}; {PASS}",
        f"{ID};{PASS}",
        f"{ID} 1; {PASS}",
        f"{ID.upper()}; {PASS}",
        f"{ID}; DMARC=PASS header.From=Peer.Example",
        f"{ID}; dmarc=pass (p=reject dis=none) header.from=peer.example",
        f"{ID}; dmarc=pass (comment; dmarc=fail) header.from=peer.example",
        f"{ID};\r\n\tspf=pass smtp.mailfrom=peer.example;\r\n\tdkim=pass header.d=peer.example;\r\n {PASS}",
        f"{ID}; dkim=fail reason=\"a; dmarc=fail\" header.d=x.example; {PASS}",
        f"{ID}; spf=pass smtp.mailfrom=\"a; dmarc=fail\"@x.example; {PASS}",
        f"(a comment) {ID}; {PASS} policy.dmarc=reject",
        f"{ID}; spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=peer.example; dmarc=pass action=none"
        " header.from=peer.example;compauth=pass reason=100",
    ],
)  # fmt: skip
def test_our_servers_verdict_is_believed(field: str) -> None:
    raw = f"Authentication-Results: {field}\r\n".encode() + LETTER
    assert facts(raw, authserv_id=ID) == ProofFacts(trusted_dmarc="peer.example")


@pytest.mark.parametrize(
    "field",
    [
        f"evil.example; {PASS}",
        f"{ID}.evil.example; {PASS}",
        f"evil.{ID}; {PASS}",
        f"{ID}x; {PASS}",
        f"\"{ID}\"; {PASS}",
        f"({ID}); {PASS}",
        f"evil.example ({ID}); {PASS}",
        f"evil.example\r\n\t{ID}; {PASS}",
        f"evil.example; {ID}; {PASS}",
        f"{ID} 2; {PASS}",
        f"{ID}",
        f"{ID}; none",
        f"{ID}; none; {PASS}",
        f"{ID} {PASS}",
        f"; {PASS}",
        "",
        f"{ID}; spf=pass smtp.mailfrom=peer.example",
        f"{ID}; dkim=pass header.d=peer.example",
        f"{ID}; dmarc=none header.from=peer.example",
        f"{ID}; dmarc=bestguesspass header.from=peer.example",
        f"{ID}; dmarc=passed header.from=peer.example",
        f"{ID}; dmarc=temperror header.from=peer.example",
        f"{ID}; dmarc=pass",
        f"{ID}; dmarc=pass header.from=evil.example",
        f"{ID}; dmarc=pass header.from=sub.peer.example",
        f"{ID}; dmarc=pass header.from=example",
        f"{ID}; dmarc=pass header.from=peer.example header.from=evil.example",
        f"{ID}; dmarc=pass header.from=evil.example header.from=peer.example",
        f"{ID}; dmarc=pass smtp.from=peer.example",
        f"{ID}; dmarc=pass (header.from=peer.example)",
        f"{ID}; spf=fail (dmarc=pass header.from=peer.example)",
        f"{ID}; spf=fail reason=\"; {PASS}\"",
        f"{ID}; spf=pass smtp.mailfrom=\"; {PASS};\"@evil.example",
        f"{ID}; spf=pass smtp.mailfrom=\"\\\"; {PASS};\"@evil.example",
        f"{ID}; spf=pass smtp.mailfrom=\"; {PASS}",
        f"{ID}; spf=pass (unclosed; {PASS}",
        f"{ID}; dmarc=fail header.from=evil.example; {PASS}",
        f"{ID}; {PASS}; dmarc=fail header.from=peer.example",
        f"{ID}; {PASS}; {PASS}",
        f"{ID}; {PASS}; garbage",
        f"{ID}; {PASS}; spf=",
        f"{ID}; arc=pass header.from=peer.example",
        f"{ID}; xdmarc=pass header.from=peer.example",
        f"{ID}; dmarc=pass header.from=p\u00e9er.example",
        f"{ID}; spf=pass {'(' * 3000}",
        f"{ID}; {PASS} ({'x' * 20000})",
    ],
)  # fmt: skip
def test_nothing_else_is_believed(field: str) -> None:
    raw = f"Authentication-Results: {field}\r\n".encode() + LETTER
    found = facts(raw, authserv_id=ID)
    assert found.trusted_dmarc is None
    assert not found.dmarc_fail


def field(authserv_id: str, results: str) -> bytes:
    return f"Authentication-Results: {authserv_id}; {results}\r\n".encode()


@pytest.mark.parametrize(
    ("results", "note"),
    [
        ("spf=pass smtp.mailfrom=peer.example", "no DMARC verdict"),
        (f"{PASS}; {PASS}", "several DMARC verdicts"),
        ("dmarc=pass header.from=evil.example", "the DMARC verdict is about another domain"),
    ],
)
def test_why_a_verdict_is_not_believed(results: str, note: str) -> None:
    assert facts(field(ID, results) + LETTER, authserv_id=ID).notes == (f"Authentication-Results: {note}",)


@pytest.mark.parametrize(("length", "believed"), [(16 << 10, True), ((16 << 10) + 1, False)])
def test_a_field_above_16_kibibytes_is_not_read(length: int, believed: bool) -> None:
    results = f" {ID}; {PASS} ()"
    raw = b"Authentication-Results:" + results.replace("()", f"({'x' * (length - len(results))})").encode()
    assert bool(facts(raw + b"\r\n" + LETTER, authserv_id=ID).trusted_dmarc) is believed


def test_only_the_topmost_field_counts() -> None:
    ours, planted = field(ID, "spf=fail smtp.mailfrom=evil.example"), field(ID, PASS)
    assert facts(ours + planted + LETTER, authserv_id=ID).trusted_dmarc is None
    assert facts(field("other.example", "none") + planted + LETTER, authserv_id=ID).trusted_dmarc is None
    assert facts(field(ID, PASS) + field("evil.example", "none") + LETTER, authserv_id=ID).trusted_dmarc


def test_without_a_pinned_name_nothing_is_trusted() -> None:
    assert facts(field("", PASS) + LETTER) == ProofFacts()
    assert facts(field(ID, PASS) + LETTER) == ProofFacts()


def test_a_letter_without_the_field() -> None:
    assert facts(LETTER, authserv_id=ID).notes == ("our mail server wrote no Authentication-Results",)


def test_other_fields_of_like_name_are_not_ours() -> None:
    for name in (
        b"ARC-Authentication-Results: i=1; ",
        b"X-Authentication-Results: ",
        b"Authentication-Results-Original: ",
    ):
        assert facts(name + f"{ID}; {PASS}\r\n".encode() + LETTER, authserv_id=ID).trusted_dmarc is None


def test_a_second_from_spoils_the_verdict() -> None:
    raw = field(ID, PASS) + b"From: eve@evil.example\r\n" + LETTER
    assert facts(raw, authserv_id=ID).trusted_dmarc is None


@pytest.mark.parametrize(
    ("records", "disowned"),
    [
        ({"_dmarc.peer.example": "v=DMARC1; p=reject"}, True),
        ({"_dmarc.peer.example": "v=DMARC1; p=quarantine"}, False),
        ({"_dmarc.peer.example": "v=DMARC1; p=none"}, False),
        ({"_dmarc.peer.example": "v=DMARC1; p=none; sp=reject"}, False),
        ({"_dmarc.peer.example": "p=reject"}, False),
        ({"_dmarc.peer.example": ["v=DMARC1; p=reject", "v=DMARC1; p=reject"]}, False),
        ({"_dmarc.peer.example": ["v=DMARC1; p=reject", "something else"]}, True),
        ({"_dmarc.peer.example": "v=DMARC1; p=reject; p=none"}, False),
        ({"_dmarc.example": "v=DMARC1; p=reject"}, False),
        ({}, False),
    ],
)
def test_a_domain_disowns_what_fails_only_if_it_says_so(records: dict[str, str | list[str]], disowned: bool) -> None:
    """RFC 7489 §6.6.3: its policy stands in the DNS, whatever a comment says."""
    raw = field(ID, "dmarc=fail (p=reject) header.from=peer.example") + LETTER
    assert facts(raw, Zone(**records), authserv_id=ID) == ProofFacts(dmarc_fail=disowned)
    assert facts(raw, Zone(**records), authserv_id="other.example").dmarc_fail is False


@pytest.mark.parametrize(
    ("record", "disowned"), [("p=none; sp=reject", True), ("p=reject", True), ("p=reject; sp=none", False)]
)
def test_a_part_of_an_organisation_has_its_policy(record: str, disowned: bool) -> None:
    raw = field(ID, "dmarc=fail header.from=mail.peer.example") + LETTER
    found = facts(
        raw, Zone(**{"_dmarc.peer.example": f"v=DMARC1; {record}"}), authserv_id=ID, from_domain="mail.peer.example"
    )
    assert found.dmarc_fail is disowned


def test_a_domain_without_an_organisation_has_its_own_policy_only() -> None:
    keys = Zone()
    assert (
        facts(field(ID, "dmarc=fail header.from=co.uk") + LETTER, keys, authserv_id=ID, from_domain="co.uk")
        == ProofFacts()
    )
    assert keys.asked == ["_dmarc.co.uk"]


def test_a_policy_that_cannot_be_asked_for_is_waited_for() -> None:
    def silent(_name: str) -> list[str]:
        raise DnsTrouble

    with pytest.raises(DnsTrouble):
        facts(field(ID, "dmarc=fail header.from=peer.example") + LETTER, silent, authserv_id=ID)
    assert facts(field(ID, PASS) + LETTER, silent, authserv_id=ID).trusted_dmarc


def test_a_server_that_writes_no_name() -> None:
    results = "spf=pass smtp.mailfrom=peer.example;dmarc=pass action=none header.from=peer.example"
    raw = f"Authentication-Results: {results}\r\n".encode() + LETTER
    assert facts(raw, authserv_id="-").trusted_dmarc == "peer.example"
    assert facts(raw, authserv_id=ID).trusted_dmarc is None
    assert facts(field("evil.example", PASS) + LETTER, authserv_id="-").trusted_dmarc is None


def test_a_verdict_and_a_signature_stand_side_by_side() -> None:
    found = facts(field(ID, PASS) + signed(), authserv_id=ID)
    assert found == ProofFacts(dkim=("peer.example",), trusted_dmarc="peer.example")


@pytest.mark.parametrize("name", [
    "From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject", "Message-ID", "In-Reply-To", "References",
    "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
])  # fmt: skip
def test_a_field_that_stands_twice_spoils_every_proof(name: str) -> None:
    """X2: of two, our mail server judged one, the signature covers one, and people see one."""
    raw = f"{name}: a@b.example\r\n".encode() * 2 + field(ID, PASS) + signed()
    assert facts(raw, authserv_id=ID) == ProofFacts(notes=(f"the letter has more than one {name.lower()}",))
