"""Faults that hit programs like this one, each with an input that would show it here (see also abuse.py)."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

import pytest

from liaisonbot.doors.compose import ComposeError, clean, compose, encoded
from liaisonbot.reading.letter import parse
from liaisonbot.worker import read_letter
from tests.golden import DIRECTORY
from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


def test_an_encoded_line_end_begins_no_field() -> None:
    """CVE-2024-6923: not even where a value is copied from a letter as the library hands it out."""
    field = b"Subject: =?utf-8?q?x=0D=0ABcc:_v@evil.example=0A=0Abody?=\r\n\r\n"
    hostile = email.message_from_bytes(field, policy=email.policy.default)["Subject"]
    assert "\n" in str(hostile), "the library does hand it out"
    with pytest.raises(ComposeError):
        compose([("Subject", str(hostile))], "text\n")
    raw = compose([("Subject", encoded(clean(str(hostile))))], "text\n")
    assert email.message_from_bytes(raw).keys()[:2] == ["Subject", "MIME-Version"]


SCRIPTS = {
    "drawing.svg": ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "page.html": ("text/html", b"<script>alert(1)</script>"),
    "data.xml": ("text/xml", b'<?xml-stylesheet type="text/xsl" href="evil.xsl"?><a/>'),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_an_attached_script_stays_in_the_original(world: World, name: str) -> None:
    """CVE-2024-39126: no letter of ours shows the file itself; the original is attached whole, to be saved."""
    kind, data = SCRIPTS[name]
    mail = world.statement()
    main, _, sub = kind.partition("/")
    mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    world.arrives(mail)
    for one in world.post:
        for part in one.mail.iter_attachments():
            assert part.get_content_type() in ("message/rfc822", "application/octet-stream")
            assert part.get_content_disposition() == "attachment"
        body = one.mail.get_body(("plain",))
        assert body is not None
        assert "alert(1)" not in str(body.get_content())


def test_a_file_that_calls_itself_inline_is_kept_and_read() -> None:
    """osTicket #3764: `inline` says how to show a file, not that there is none."""
    mail = email.message_from_bytes(
        b"From: tsbsg15@itu.int\r\nSubject: LS\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\n"
        b'Content-Type: text/plain; name="LS83.txt"\r\nContent-Disposition: inline; filename="LS83.txt"\r\n\r\n'
        b"Source: ITU-T Study Group 15\r\nTitle: LS on rings\r\nFor action to: IETF CCAMP WG\r\nDeadline: 1 June 2026\r\n--b--\r\n"
    )
    read = read_letter(DIRECTORY, (mail.as_bytes(), {}))
    assert read.statement is not None
    assert [one.name for one in read.statement.attachments] == ["LS83.txt"]
    assert read.statement.title == "LS on rings"


def test_a_comma_in_a_name_makes_no_second_reader() -> None:
    """mailarchive #3510."""
    letter = parse(
        b'From: a@b.example\r\nTo: "Doe, Jane" <jane@x.example>\r\nCc: "Roe, Richard" <r@x.example>, =?utf-8?q?M=C3=BCller=2C_K=2E?= <k@x.example>, plain@x.example\r\n\r\n'
    )
    assert [box.address for box in letter.to] == ["jane@x.example"]
    assert [box.address for box in letter.cc] == ["r@x.example", "k@x.example", "plain@x.example"]
    assert letter.cc[1].name == "Müller, K."


def test_no_transcript_says_done_of_what_was_not_done(world: World) -> None:
    """datatracker #7563: the transcript is in the transaction of its effect; where that fails, both come later."""
    world.arrives(world.statement())
    apply, failed = world.ledger.apply_many, []

    def fails_once(*args: object, **more: object) -> object:
        if failed:
            return apply(*args, **more)  # type: ignore[arg-type]
        failed.append(True)
        raise OSError("the disk is gone for a moment")

    world.ledger.apply_many = fails_once  # type: ignore[method-assign,assignment]
    with pytest.raises(OSError, match="for a moment"):
        world.says("mira@manage.example", "LS-1 note they called\n")
    assert world.sent("transcript") == []
    assert [row.what for row in world.ledger.history(1)].count("note") == 0
    world.minutes_pass(1)
    assert len(world.sent("transcript")) == 1
    assert [row.what for row in world.ledger.history(1)].count("note") == 1
