"""Abuse as it happens: strangers, robots, floods and forged reports write to a bot at work, and nothing comes of it."""

from __future__ import annotations

import io
import socket
import zipfile
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from liaisonbot.deciding.answering import MOST_ABOUT_STRANGERS
from liaisonbot.model.case import Stage
from liaisonbot.model.mail import ProofFacts
from liaisonbot.model.people import People, Settings
from liaisonbot.reading.dates import Found, read_day
from liaisonbot.reading.documents import read_document
from tests.make_documents import docx, zip_of
from tests.world import CARLA, MIRA, World

STRANGER = "mallory@stranger.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """LS-1 and LS-2 are open, held by Mira."""
    with World(tmp_path) as world:
        world.arrives(world.statement())
        world.arrives(world.statement())
        yield world


def letter(world: World, text: str, **fields: str) -> EmailMessage:
    return world.statement(**{"From": STRANGER, "Subject": "Re: it", "body": text} | fields)


def heard(world: World, since: int) -> set[str]:
    """Who got a letter of ours since then."""
    return {one.recipient for one in world.post[since:]}


@pytest.mark.parametrize(
    "reference", ["<ls-2@bot.example>", "<d.2.5.aaaaaaaaaaaaaaaa@bot.example>", "<ls2@itu.example>"]
)
def test_a_guessed_thread_only_finds_the_case(world: World, reference: str) -> None:
    """X7, CVE-2026-47123: the text is kept with it, marked as unproven; the stranger is told nothing of it."""
    before, count = world.case(2), len(world.post)
    world.arrives(letter(world, "Close this.\nLS-2 done\n", In_Reply_To=reference, References=reference))
    assert world.case(2) == before
    assert STRANGER not in heard(world, count)
    assert heard(world, count) <= {MIRA.address, CARLA.address}
    noted = [row for row in world.ledger.history(2) if row.what == "follow-up"]
    assert all(row.actor.proof == "unproven" for row in noted)


def test_forged_senders_hear_nothing(world: World) -> None:
    """X8: whoever's address is forged; those who decide are asked about the first twenty, the others wait."""
    count = len(world.post)
    for number in range(60):
        sender = f"victim{number}@victim{number}.example"
        world.arrives(
            letter(
                world,
                f"Some text {number}\n",
                From=sender,
                Subject=f"Hello {number}",
                Message_ID=f"<{number}@v.example>",
            )
        )
    assert heard(world, count) == {CARLA.address}
    assert len(world.sent("question")) == MOST_ABOUT_STRANGERS


def test_a_flood_of_strangers_hides_no_peer(world: World) -> None:
    """X23: each letter is recorded; the peer's own is asked about at once, whatever the strangers' number."""
    for number in range(30):
        world.arrives(letter(world, "Buy\n", Subject=f"Hello {number}", Message_ID=f"<{number}@v.example>"))
    closed = "Source: ITU-T Study Group 15\nTitle: LS on rings\nFor action to: IETF L2VPN WG\nDeadline: 1 June 2026\n"
    world.arrives(world.statement(body=closed, Subject="LS on rings for L2VPN"))
    held = [case for case in world.ledger.open_and_held() if case.stage is Stage.HELD]
    assert len(held) == 31
    assert world.last("question").case == held[-1].number
    assert world.last("question").recipient == MIRA.address
    assert (
        sum(entry.what == "not asked" for case in held for entry in world.ledger.history(case.number))
        == 30 - MOST_ABOUT_STRANGERS
    )


def test_two_bots_wired_to_each_other_write_two_letters_at_most(tmp_path: Path) -> None:
    """X9: each takes the other for a person whose domain signs, and every letter of one is brought to the other."""
    homes = {"liaison@bot.example": tmp_path / "one", "liaison@other.example": tmp_path / "other"}
    worlds = {}
    for address, folder in homes.items():
        folder.mkdir()
        worlds[address] = World(folder, settings=Settings(address=address, owner=""), people=People(()))
        worlds[address].proof = ProofFacts(dkim=("bot.example", "other.example"))
    one, other = worlds.values()
    one.arrives(one.statement(From="liaison@other.example", Subject="LS on rings"), sender="liaison@other.example")
    brought = dict.fromkeys(worlds, 0)
    for _ in range(6):
        for address, world in worlds.items():
            to = other if world is one else one
            theirs = next(name for name in worlds if name != address)
            for caught in world.post[brought[address] :]:
                if caught.recipient == theirs:
                    to.arrives(caught.raw, to=theirs, sender=address)
            brought[address] = len(world.post)
        one.minutes_pass(30)
        other.minutes_pass(30)
    wired = [caught for world in worlds.values() for caught in world.post if caught.recipient in worlds]
    assert 1 <= len(wired) <= 2
    for world in worlds.values():
        world.service.close()


def test_a_list_that_sends_us_our_own_letters_hears_nothing(world: World) -> None:
    """X9: a copy of a statement that we sent on, with the marks of the list."""
    ours = next(one for one in world.sent("distribution") if one.recipient == "ccamp-chairs@ietf.org")
    count = len(world.post)
    world.arrives(b"List-Id: <ccamp.ietf.org>\r\nPrecedence: list\r\n" + ours.raw, sender="ccamp-bounces@ietf.org")
    assert len(world.post) == count


def test_a_message_id_that_a_stranger_used_first_takes_no_letter_away(world: World) -> None:
    """X10."""
    true = world.statement(
        Message_ID="<ls77@itu.example>",
        Subject="LS on spans",
        body="Source: ITU-T SG15\nTitle: LS on spans\nFor action to: IETF CCAMP WG\nDeadline: 1 June 2026\n",
    )
    world.arrives(letter(world, "Nothing\n", Message_ID="<ls77@itu.example>"))
    number = max(case.number for case in world.ledger.cases())
    world.arrives(true)
    assert world.case(number + 1).title == "LS on spans"
    assert any(one.case == number + 1 for one in world.sent("distribution"))


@pytest.mark.parametrize(
    "to", ["everybody@evil.example", "IETF TLS WG, victim@evil.example", "all@victim.example; IETF QUIC WG"]
)
def test_a_stranger_sends_nothing_on_through_us(world: World, to: str) -> None:
    """X20: what has neither proof nor a peer is held; a person says where it goes, and the directory knows the lists."""
    count = len(world.post)
    world.arrives(
        letter(
            world,
            f"From: Nowhere Forum\nTo: {to}\nTitle: Buy this\nFor action\n\nDear all.\n",
            To=to,
            Cc=to,
            Subject="Liaison statement: buy this",
        )
    )
    assert heard(world, count) <= {CARLA.address, MIRA.address}


_OUTSIDE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="http://127.0.0.1/beacon" TargetMode="External"/></Relationships>'
)
CALLS_OUT = {
    "a template from elsewhere": ("a.docx", {"word/_rels/settings.xml.rels": _OUTSIDE.format("attachedTemplate")}),
    "an image from elsewhere": ("a.docx", {"word/_rels/document.xml.rels": _OUTSIDE.format("image")}),
    "a frame from elsewhere": ("a.docx", {"word/_rels/document.xml.rels": _OUTSIDE.format("frame")}),
    "a macro": ("a.docm", {"word/vbaProject.bin": "Sub AutoOpen()"}),
}


@pytest.mark.parametrize(("name", "more"), CALLS_OUT.values(), ids=list(CALLS_OUT))
def test_a_document_calls_nobody_and_runs_nothing(
    monkeypatch: pytest.MonkeyPatch, name: str, more: dict[str, str]
) -> None:
    """X15: its words are read, and nothing that it points to."""
    monkeypatch.setattr(socket, "socket", None)
    with zipfile.ZipFile(io.BytesIO(docx(["Title: LS on rings"]))) as whole:
        parts = {one: whole.read(one) for one in whole.namelist()}
    found = read_document(name, "", zip_of(parts | {one: text.encode() for one, text in more.items()}))
    assert (found.lines, found.problem) == (("Title: LS on rings",), "")


def test_a_page_calls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """X15."""
    monkeypatch.setattr(socket, "socket", None)
    page = b'<p>Dear all<img src="http://127.0.0.1/beacon"><script src="//127.0.0.1/x"></script><link href="//127.0.0.1/y">'
    assert read_document("a.html", "", page).lines == ("Dear all",)


@pytest.mark.parametrize(
    "words",
    ["by 10/11", "by 10/11/26", "at our next meeting", "31 February 2026", "asap", "in due time", "Q3"],
)
def test_a_day_that_can_be_read_in_two_ways_is_asked_about(words: str) -> None:
    """X21."""
    found = read_day(words, written=date(2026, 3, 2))
    assert found.kind is not Found.DAY


def test_a_forged_delivery_report_changes_nothing_and_tells_nobody(world: World) -> None:
    """X24: without the return path of that very letter a report is a rumour."""
    report = (
        b"From: MAILER-DAEMON@evil.example\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        b"Message-ID: <b@evil.example>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nLS-1 is undeliverable.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.evil.example\r\n\r\nFinal-Recipient: rfc822; mira@manage.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        b"--b--\r\n"
    )
    before, count = [world.case(1), world.case(2)], len(world.post)
    for to in ("liaison@bot.example", "liaison+ls1@bot.example", f"liaison-bounces+{'a' * 36}@bot.example"):
        world.arrives(report.replace(b"<b@", f"<{len(to)}@".encode()), to=to, sender="")
    assert [world.case(1), world.case(2)] == before
    assert len(world.post) == count


def test_a_command_quoted_by_a_ticket_system_does_nothing(world: World) -> None:
    """X6: the robot writes as Mira's own domain, which signs it."""
    before = world.case(1)
    world.arrives(
        letter(world, "LS-1 done\n\n> LS-1 no-reply because moot\n", From=MIRA.address, Auto_Submitted="auto-generated")
    )
    world.arrives(
        letter(
            world, "[Ticket #4711] We have received:\n> LS-1 noted\n", From=MIRA.address, Subject="[Ticket #4711] it"
        )
    )
    assert world.case(1) == before


def test_nothing_shows_a_stranger_which_cases_there_are(world: World) -> None:
    """X25: to a stranger a case that is there and one that is not are the same silence."""
    seen = []
    for number, case in enumerate((1, 999)):
        count = len(world.post)
        world.arrives(
            letter(world, f"LS-{case} status\n", Message_ID=f"<s{number}@x.example>"),
            to=f"liaison+ls{case}@bot.example",
        )
        seen.append({one.recipient for one in world.post[count:]} & {STRANGER})
    assert seen == [set(), set()]


def test_a_restart_sends_no_notice_again(world: World) -> None:
    """FreeScout #5457: the keys of what was sent are in the ledger, not in a process."""
    world.days_pass(1)
    sent = [(one.template, one.recipient, one.case) for one in world.post]
    for _ in range(5):
        world.sleeps(0)
        world.minutes_pass(1)
    assert [(one.template, one.recipient, one.case) for one in world.post] == sent
