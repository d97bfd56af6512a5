"""The mail reader against real mails, broken ones and arbitrary bytes."""

from __future__ import annotations

import base64
import json
import quopri
import time
import unicodedata
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaisonbot.model.directory import built_in
from liaisonbot.reading import headers, mime
from liaisonbot.reading.announcements import announced, tracker_ids
from liaisonbot.reading.headers import decode_field, parameters
from liaisonbot.reading.letter import Letter, LetterTooComplex, parse
from liaisonbot.reading.mailboxes import mailboxes, strict_mailbox
from liaisonbot.reading.reply_text import command_view, views_agree
from liaisonbot.reading.statement import read_statement

MAILS = Path(__file__).parent / "mails"
GOLDEN = sorted(path for folder in ("incoming", "replies", "hostile") for path in (MAILS / folder).glob("*.eml"))
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SEEDS = [path.read_bytes() for path in GOLDEN if path.stat().st_size < 20_000]


def showable(text: str) -> bool:
    """True if nothing in `text` can end a line, drive a terminal or turn the direction of writing."""
    return not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in BIDI for letter in text)


def addresses(boxes: Any) -> list[str]:
    return [box.address for box in boxes]


def facts_of(letter: Letter) -> dict[str, Any]:
    """The letter in the words that `.expect.json` files use."""
    return {
        "message_id": letter.message_id,
        "subject": letter.subject,
        "sender": letter.sender and letter.sender.address,
        "sender_name": letter.sender and letter.sender.name,
        "date": letter.date and letter.date.isoformat(),
        "to": addresses(letter.to),
        "cc": addresses(letter.cc),
        "reply_to": addresses(letter.reply_to),
        "in_reply_to": list(letter.in_reply_to),
        "references": list(letter.references),
        "robot": letter.robot and letter.robot.value,
        "via_list": letter.via_list,
        "text": letter.text,
        "new_text": letter.new_text,
        "command_view": command_view(letter.text),
        "parts": [part.name for part in letter.parts],
        "inline": [part.name for part in letter.parts if part.inline],
        "failed_recipients": list(letter.failed_recipients),
        "own_mark": letter.own_mark,
        "announcement": letter.announcement,
        "warnings": list(letter.warnings),
        "has_html": letter.html_text is not None,
        "views_agree": views_agree(letter.text, letter.html_text),
        "subject_showable": showable(letter.subject),
    }


def differences(letter: Letter, expected: dict[str, Any]) -> list[str]:
    """What in `letter` is not as expected, one line each."""
    facts = facts_of(letter)
    wrong = []
    for key, value in expected.items():
        if key == "forwarded":
            if value is None or letter.forwarded is None:
                wrong += [] if value is letter.forwarded else [f"forwarded: {letter.forwarded}"]
            else:
                wrong += [f"forwarded {line}" for line in differences(letter.forwarded, value)]
        elif key == "message_id_ends":
            wrong += [] if letter.message_id.endswith(value) else [f"message_id: {letter.message_id}"]
        elif key in ("text_has", "warnings_have"):
            where = letter.text if key == "text_has" else "\n".join(letter.warnings)
            wrong += [f"{key}: {one!r} is not in {where!r}" for one in value if one not in where]
        elif key == "text_lacks":
            wrong += [f"text has {one!r}" for one in value if one in letter.text]
        elif facts[key] != value:
            wrong.append(f"{key}: {facts[key]!r} instead of {value!r}")
    return wrong


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_golden_mail(path: Path, line_end: bytes) -> None:
    expected = json.loads(path.with_suffix(".expect.json").read_text(encoding="utf-8"))
    raw = path.read_bytes().replace(b"\n", line_end)
    if reason := expected.get("too_complex"):
        with pytest.raises(LetterTooComplex, match=reason):
            parse(raw)
    else:
        assert differences(parse(raw), expected) == []


def test_there_are_enough_golden_mails() -> None:
    assert len(GOLDEN) >= 40
    assert all(path.with_suffix(".expect.json").exists() for path in GOLDEN)


# ------------------------------------------------------------------------------------------ it never raises


def reads_or_refuses(raw: bytes) -> Letter | None:
    """What the service does with bytes; anything but a Letter or LetterTooComplex fails the test."""
    try:
        letter = parse(raw)
    except LetterTooComplex:
        return None
    for text in (letter.subject, letter.text, letter.new_text, letter.from_text, letter.message_id):
        text.encode("utf-8")
        assert "\0" not in text
    assert showable(letter.subject)
    assert showable(letter.from_text)
    assert all(part.name and showable(part.name) and len(part.name) <= 120 for part in letter.parts)
    return letter


@given(st.binary(max_size=2_000))
def test_arbitrary_bytes(raw: bytes) -> None:
    reads_or_refuses(raw)


@settings(max_examples=250)
@given(st.sampled_from(SEEDS), st.data())
def test_mutated_mails(seed: bytes, data: st.DataObject) -> None:
    raw = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        match data.draw(st.sampled_from(["put", "cut", "double", "line"])):
            case "put":
                raw[at:at] = data.draw(st.binary(max_size=12))
            case "cut":
                del raw[at : at + data.draw(st.integers(1, 60))]
            case "double":
                raw[at:at] = raw[at : at + 200]
            case _:
                raw[at:at] = data.draw(st.sampled_from(SPOILERS))
    reads_or_refuses(bytes(raw))


SPOILERS = [
    b"\r",
    b"\n\n",
    b"\nFrom: =?utf-8?q?a=0ABcc:_v@evil?= <x@y>\n",
    b"\nContent-Type: multipart/mixed; boundary=m\n",
    b"\nContent-Type: message/rfc822\n\n",
    b"\nContent-Transfer-Encoding: base64\n",
    b"\nContent-Type: text/plain; charset=\xff\xfe\n",
    b"\nContent-Disposition: attachment; filename*0*=x'y'%ff; filename*1=\"\n",
    b"\nDate: Mon, 99 Foo 0000 25:61:61 +9999\n",
    b"\nSubject: =?\xff?b?====?= =?utf-16?q?=D8?=\n",
    b'\nTo: <<>>,;:"\\\n',
]


@given(st.text(max_size=300))
def test_header_helpers_take_any_text(value: str) -> None:
    assert showable(decode_field(value))
    parameters(value)
    mailboxes([value])
    strict_mailbox([value])
    headers.date(value)
    assert all(one.startswith("<") and one.endswith(">") for one in headers.message_ids([value]))


# -------------------------------------------------------------------------------------------------- bounds


def mail(body: str = "x\n", header: str = "", content_type: str = "text/plain; charset=utf-8") -> bytes:
    return (
        "From: Jane Doe <jane@peer.example>\nSubject: LS on delay\nMessage-ID: <1@peer.example>\n"
        f"Date: Mon, 02 Nov 2026 10:00:00 +0100\n{header}Content-Type: {content_type}\n\n{body}"
    ).encode()


def parts(count: int) -> bytes:
    return mail("--m\n\nx\n" * count + "--m--\n", content_type="multipart/mixed; boundary=m")


def nested(depth: int) -> bytes:
    inner = "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(1, depth))
    return mail(f"{inner}--b{depth}\nContent-Type: text/plain\n\nx\n", content_type="multipart/mixed; boundary=b1")


@pytest.mark.parametrize(
    ("fits", "too_much", "reason"),
    [
        (parts(mime.MAX_PARTS), parts(mime.MAX_PARTS + 1), "parts"),
        (nested(mime.MAX_NESTING), nested(mime.MAX_NESTING + 1), "deep"),
        (mail(header="X: y\n" * 495), mail(header="X: y\n" * 496), "500 header fields"),
        (
            mail(header="X: " + "y" * (headers.MAX_FIELD - 3) + "\n"),
            mail(header="X: " + "y" * (headers.MAX_FIELD - 2) + "\n"),
            "header field",
        ),
        (
            mail(header="X: y\n" + (" " + "y" * 99 + "\n") * 160),
            mail(header="X: y\n" + (" " + "y" * 99 + "\n") * 165),
            "header field",
        ),
    ],
    ids=["parts", "nesting", "fields", "field", "folded field"],
)
def test_bounds(fits: bytes, too_much: bytes, reason: str) -> None:
    assert parse(fits).sender is not None
    with pytest.raises(LetterTooComplex, match=reason):
        parse(too_much)


def test_header_block_bound() -> None:
    filler = "".join(f"X-{n}: {'y' * 990}\n" for n in range(70))
    with pytest.raises(LetterTooComplex, match="64 KiB"):
        parse(mail(header=filler))


def test_long_text_is_cut_and_said_so() -> None:
    letter = parse(mail("y" * (mime.MAX_TEXT + 1)))
    assert len(letter.text) == mime.MAX_TEXT
    assert any("cut" in warning for warning in letter.warnings)
    assert not any("cut" in warning for warning in parse(mail("y" * mime.MAX_TEXT)).warnings)


def test_a_bare_cr_in_the_header_leaves_no_sender() -> None:
    assert parse(b"Subject: x\rFrom: alice@example.org\r\n\r\nhi\r\n").sender is None
    assert parse(b"From: alice@example.org\r\n\r\nhi\rthere\r\n").sender is not None


# ---------------------------------------------------------------------------------------------- fingerprint

WORDS = st.text(alphabet="abc é\n>-_.", min_size=1, max_size=200)


@given(WORDS)
def test_fingerprint_is_blind_to_the_way_a_letter_came(body: str) -> None:
    plain = mail(body)
    print_ = parse(plain).fingerprint
    trace = b"Received: from a by b\nReturn-Path: <x@y.example>\nDelivered-To: z@y.example\n"
    as_base64 = mail(base64.encodebytes(body.encode()).decode(), header="Content-Transfer-Encoding: base64\n")
    as_quoted = mail(
        quopri.encodestring(body.encode()).decode(), header="Content-Transfer-Encoding: quoted-printable\n"
    )
    footer = body + "\n" + "_" * 47 + "\nQUIC mailing list -- quic@lists.example\nunsubscribe: quic-leave@x\n"
    listed = mail(footer).replace(b"Subject: ", b"Subject: [QUIC] ")
    for copy in (plain.replace(b"\n", b"\r\n"), trace + plain, as_base64, as_quoted, listed):
        assert parse(copy).fingerprint == print_


def test_fingerprint_tells_letters_apart() -> None:
    file = 'Content-Disposition: attachment; filename="a.bin"\n\n'
    mails = [
        mail("one\n"),
        mail("two\n"),
        mail("one\n").replace(b"jane@", b"june@"),
        mail("one\n").replace(b"on delay", b"on jitter"),
        mail("one\n").replace(b"LS on", b"[LS-12] LS on"),
        mail("one\n").replace(b"LS on", b"[LS-13] LS on"),
        mail(f"--m\n\none\n--m\n{file}A\n--m--\n", content_type="multipart/mixed; boundary=m"),
        mail(f"--m\n\none\n--m\n{file}B\n--m--\n", content_type="multipart/mixed; boundary=m"),
    ]
    assert len({parse(raw).fingerprint for raw in mails}) == len(mails)


def test_fingerprint_of_a_copy_whose_from_the_list_rewrote() -> None:
    direct = mail("one\n")
    rewritten = direct.replace(b"<jane@peer.example>", b"<jane=40peer.example@dmarc.ietf.org>")
    assert parse(rewritten).fingerprint == parse(direct).fingerprint


def test_made_ids_are_equal_for_copies_only() -> None:
    bare = mail("ping\n").replace(b"Message-ID: <1@peer.example>\n", b"")
    assert parse(bare).message_id == parse(bare.replace(b"\n", b"\r\n")).message_id
    assert parse(bare).message_id != parse(bare.replace(b"02 Nov", b"03 Nov")).message_id


# -------------------------------------------------------------------------------------------- small pieces


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain  words ", "plain words"),
        ("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
        ("=?utf-8?b?w6k?=", "é"),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?no-such-set?q?=C3=A9?=", "é"),
        ("=?iso-8859-1?q?=93quoted=94?=", "“quoted”"),
        ("=?utf-8?q?never closed", "=?utf-8?q?never closed"),
        ("a\r\n folded\tline", "a folded line"),
        ("x\x00\x1b\u202ey", "x y"),
    ],
)
def test_decode_field(written: str, read: str) -> None:
    assert decode_field(written) == read


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("https://datatracker.ietf.org/liaison/1234/", (1234,)),
        ("see datatracker.ietf.org/liaison/12 and .../liaison/13/ and https://www.ietf.org/liaison/12/", (12,)),
        ("https://datatracker.ietf.org/public/liaison_detail.cgi?detail_id=77", (77,)),
        ("https://notietf.org/liaison/5/ https://x.example/liaison/6/", ()),
        ("https://datatracker.ietf.org/liaison/12345678/", ()),
    ],
)
def test_tracker_ids(text: str, ids: tuple[int, ...]) -> None:
    assert tracker_ids(text) == ids


def test_announcement_shapes() -> None:
    tool = strict_mailbox(["statements@ietf.org"])
    body = "https://datatracker.ietf.org/liaison/9/"
    for subject in (
        'New Liaison Statement, "A title" needs your approval',
        "[Liaison deadline today] A title",
        "Re: [mpls] [Liaison OUT OF DATE] A title",
        "Request for update of list of authorized individuals",
    ):
        assert announced(tool, subject, body) == 9
    assert announced(tool, "Minutes of the meeting", body) is None
    assert announced(tool, 'New Liaison Statement, "A title"', "") == 0


def test_headers_are_kept_for_those_who_judge() -> None:
    letter = parse(mail(header="DKIM-Signature: v=1;\n d=peer.example\nAuthentication-Results: mx; dkim=pass\n"))
    assert letter.headers["dkim-signature"] == ("v=1;\n d=peer.example",)
    assert letter.headers["authentication-results"] == ("mx; dkim=pass",)
    assert "received" not in letter.headers


def test_a_letter_is_a_plain_value() -> None:
    letter = parse(SEEDS[0])
    assert replace(letter) == letter == parse(SEEDS[0])


def test_words_that_are_all_new_are_held_once() -> None:
    """They come back from the child process once, too."""
    letter = parse(b"From: jane@peer.example\n\nDear colleagues,\n\nplease see RFC 9000.\n")
    assert letter.text is letter.new_text


@pytest.mark.parametrize(
    "raw",
    [
        b"From: jane@peer.example\nSubject: LS\n\nDear all,\n\n--\nJane\n",
        b"From: jane@peer.example\nno field\n\nDear all,\n",
        b"From: jane@peer.example\nno field: \xff\xfe\n\n\xff\xfe\n",
        b"\nDear all,\n\nFrom: nobody\n",
        b"From: jane@peer.example\n\n",
        b"Subject: LS on multipart/mixed\n\nDear all,\n",
        b"Content-Type: text/plain; charset=utf-8\n\n\xc3\xa9\x0c\x1c\x85\n",
        b"Content-Type:\n message/rfc822\n\nSubject: inside\n\nDear all,\n",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nDear all,\n--b--\n",
    ],
)
def test_the_tree_of_a_mail_is_that_of_the_library(raw: bytes) -> None:
    tree, known = mime.read_tree(raw), message_from_bytes(raw)
    assert [*tree.raw_items()] == [*known.raw_items()]
    assert [part.get_content_type() for part in tree.walk()] == [part.get_content_type() for part in known.walk()]
    assert [*map(str, tree.defects)] == [*map(str, known.defects)]
    assert tree.is_multipart() or tree.get_payload(decode=True) == known.get_payload(decode=True)


def test_an_endless_word_is_no_address_and_costs_no_time() -> None:
    """Found by fuzzing: 70,000 letters in a contact's lines took half a minute."""
    began = time.process_time()
    raw = (
        b"From: a@b.example\nSubject: LS on x\n\nSource: ETSI\nTo: IETF TLS WG\nContact: "
        + b"q" * 70_000
        + b"@\nEmail: "
        + b"q" * 70_000
    )
    read_statement(parse(raw), (), built_in())
    assert time.process_time() - began < 2
