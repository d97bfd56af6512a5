"""What comes inside other letters: letters that people pass on, programs, Outlook's parcels (mail-rules 6)."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from liaisonbot.doors.proof import prove
from liaisonbot.model.case import Stage
from liaisonbot.model.mail import ProofFacts
from liaisonbot.reading.letter import Letter, LetterTooComplex, parse
from liaisonbot.reading.risky import without_programs
from tests.signing import key_record, rsa_key, sign
from tests.world import CARLA, MIRA, World

INNER = (
    b"From: Ken Sato <ken@optics.example>\r\n"
    b"To: mira@manage.example\r\n"
    b"Subject: LS on jitter\r\n"
    b"Date: Mon, 02 Mar 2026 08:00:00 +0000\r\n"
    b"Message-ID: <inner@optics.example>\r\n"
    b"\r\n"
    b"Source: ITU-T Study Group 15\r\n"
    b"Title: LS on jitter\r\n"
    b"For action to: IETF CCAMP WG\r\n"
    b"Deadline: 1 June 2026\r\n"
    b"Contact: Ken Sato, Made-up Optics\r\n"
    b"\r\n"
    b"Please tell us what you think of jitter.\r\n"
)
PROGRAM = b"MZ this program cannot be run"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


def outer(world: World, text: str, *parts: bytes, sender: str = MIRA.address) -> bytes:
    """A letter with these letters attached, byte for byte."""
    mail = world.statement(From=sender, Subject="Fwd: LS", body=text)
    mail.make_mixed(boundary="inside")
    head, _, rest = mail.as_bytes().partition(b"--inside--")
    attached = [b"--inside\r\nContent-Type: message/rfc822\r\n\r\n" + part + b"\r\n" for part in parts]
    return head + b"".join(attached) + b"--inside--" + rest


def flat(text: str) -> str:
    return " ".join(text.split())


# --- letters inside letters -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "verified"),
    [
        (sign(INNER, "s", "optics.example", rsa_key()), True),
        (INNER, False),
        (sign(INNER, "s", "evil.example", rsa_key()), False),
        (sign(INNER, "s", "optics.example", rsa_key()).replace(b"of jitter", b"of twitter"), False),
        (b"Authentication-Results: mx.bot.example; dmarc=pass header.from=optics.example\r\n" + INNER, False),
    ],
    ids=["signed", "unsigned", "signed by another", "changed", "with results of its own"],
)
def test_an_attached_letter_is_judged_by_its_own_signature(world: World, inner: bytes, verified: bool) -> None:
    """Who passes it on proves who passed it on, and no more."""

    def judge(raw: bytes, letter: Letter, _received: object) -> ProofFacts:
        assert raw, "of a letter whose bytes are not at hand nothing is asked"
        domain = letter.sender.address.partition("@")[2] if letter.sender else None
        if domain == "manage.example":
            return ProofFacts(dkim=(domain,))
        keys = {f"s._domainkey.{name}": [key_record(rsa_key())] for name in ("optics.example", "evil.example")}
        return prove(
            raw, from_domain=domain, txt=lambda name: keys.get(name, []), authserv_id="mx.bot.example", now=world.time
        )

    world.service.prove = judge
    world.arrives(outer(world, "record\n", inner))
    case = world.case(1)
    assert (case.stage, case.groups) == (Stage.OPEN, ("ccamp",))
    assert case.verified is verified
    told = flat(world.last("distribution", "ccamp@ietf.org").text)
    assert ("Sender not verified" in told) is not verified
    assert world.last("receipt", MIRA.address).path, "who passed it on is proven: the receipt may come back"


def test_of_several_attached_letters_the_others_are_named(world: World) -> None:
    second = INNER.replace(b"LS on jitter", b"LS on wander")
    world.arrives(outer(world, "record\n", INNER, second, INNER.replace(b"Subject: LS on jitter", b"Subject: ")))
    says = (
        "Only the first attached letter is recorded; the other attached letters are not: “LS on wander”, “(no subject)”. "
        "Each needs a mail of its own."
    )
    assert world.case(1).title == "LS on jitter"
    assert says in world.case(1).statement.warnings
    assert says in flat(world.last("receipt", MIRA.address).text)
    assert len(world.ledger.cases()) == 1


def test_recording_once_more_what_is_on_record_asks_first(world: World) -> None:
    """`record` on a held letter: "looks like LS-1" is a question; both answers to it run."""
    world.arrives(world.statement())
    title = world.case(1).title
    world.proof = ProofFacts()
    for number in (2, 3):
        world.arrives(world.statement(From="ken@else.example", Subject=f"Fwd: {title}", body=f"See below, {number}.\n"))
    world.proof = None
    assert [world.case(number).stage for number in (2, 3)] == [Stage.HELD] * 2
    for number, choice in ((2, 1), (3, 2)):
        world.says(CARLA, f"LS-{number} record from itu-t to mpls purpose information because they asked\n")
        asked = world.last("transcript", CARLA.address)
        assert "E11: it looks like LS-1, which is on record" in flat(asked.text)
        assert world.case(number).stage is Stage.HELD
        world.says(CARLA, f"choose {choice}\n", asked)
    assert (world.case(2).stage, world.case(2).duplicate_of) == (Stage.CLOSED, 1)
    assert (world.case(3).stage, world.case(3).groups, world.case(3).peer) == (Stage.OPEN, ("mpls",), "itu-t")


def test_a_statement_that_is_sent_on_later_is_quoted_like_at_first(world: World) -> None:
    """A redirect, a copy, and the word that frees a held letter."""
    world.arrives(world.statement())
    first = world.last("distribution", "ccamp@ietf.org").text
    assert "> Please review the attached requirements." in first
    world.says(CARLA, "LS-1 redirect to mpls because theirs\nLS-1 copy quic\n")
    world.says(CARLA, "yes\n", world.last("transcript", CARLA.address))
    world.minutes_pass(30)
    for address in ("mpls@ietf.org", "quic@ietf.org"):
        assert "> Please review the attached requirements." in world.last("distribution", address).text
    body = (
        "Source: ITU-T Study Group 15\nTitle: LS on loops\nFor action to: IETF L2VPN WG\n\nPlease review the loops.\n"
    )
    world.arrives(world.statement(Subject="LS on loops", body=body))
    assert world.case(2).stage is Stage.HELD
    world.says(MIRA, "redirect to pals because closed\n", world.last("question", MIRA.address))
    world.minutes_pass(30)
    assert "> Please review the loops." in world.last("distribution", "pals@ietf.org").text


# --- programs ---------------------------------------------------------------------------------------------


def with_program(world: World, **fields: str) -> EmailMessage:
    mail = world.statement(**fields)
    mail.add_attachment(b"The requirements.\n", "text", "plain", filename="requirements.txt")
    mail.add_attachment(PROGRAM, "application", "octet-stream", filename="requirements.pdf.exe")
    return mail


def attached(mail: EmailMessage) -> str:
    """What a letter of ours carries, decoded."""
    (original,) = [part for part in mail.iter_attachments() if part.get_content_type() == "message/rfc822"]
    return "\n".join(
        (part.get_payload(decode=True) or b"").decode("utf-8", "replace")  # type: ignore[union-attr]
        for part in original.walk()
        if not part.is_multipart()
    )


def test_a_program_is_passed_on_to_nobody(world: World) -> None:
    """It stays on record; the rest goes on, and whoever gets the letter reads what is missing (E22)."""
    world.arrives(with_program(world))
    for reader in ("ccamp@ietf.org", "ccamp-chairs@ietf.org"):
        sent = world.last("distribution", reader)
        assert "Not passed on, since it may hold a program: requirements.pdf.exe." in flat(sent.text)
        assert "attached, without requirements.pdf.exe." in flat(sent.text)
        assert "The requirements." in attached(sent.mail)
        assert "[requirements.pdf.exe: kept aside by the liaison bot" in attached(sent.mail)
    world.says(MIRA, "LS-1 show full\n")
    assert "E22: requirements.pdf.exe may hold a program" in flat(world.last("transcript", MIRA.address).text)
    assert "without requirements.pdf.exe" in flat(world.last("original", MIRA.address).text)
    programs = (PROGRAM, b"TVogdGhpcyBwcm9ncmFt")
    assert not any(found in one.raw for one in world.post for found in programs)
    assert programs[1] in world.ledger.raw(1)


def test_a_program_in_a_letter_that_is_no_statement_goes_to_no_coordinator(world: World) -> None:
    world.proof = ProofFacts()
    world.arrives(with_program(world, From="ken@else.example", Subject="Hello", body="See the file.\n"))
    question = world.last("question", CARLA.address)
    assert "Not passed on, since it may hold a program: requirements.pdf.exe." in flat(question.text)
    assert PROGRAM.decode() not in attached(question.mail)


@pytest.mark.parametrize("media_type", [b"application/octet-stream", b"message/rfc822"])
def test_a_program_in_a_letter_that_was_attached_as_a_file_is_passed_on_to_nobody(
    world: World, media_type: bytes
) -> None:
    """Base64 is no way to attach a mail (RFC 2046 5.2.1), and some gateways do it."""
    mail = world.statement(From=MIRA.address, Subject="Fwd: LS", body="record\n")
    mail.add_attachment(with_program(world).as_bytes(), "application", "octet-stream", filename="letter.eml")
    world.arrives(mail.as_bytes().replace(b"Type: application/octet-stream", b"Type: " + media_type))
    sent = world.last("distribution", "ccamp@ietf.org")
    assert "attached, without requirements.pdf.exe." in flat(sent.text)
    (copy,) = [part for part in sent.mail.iter_attachments() if part.get_content_type() == "message/rfc822"]
    again = parse(copy.get_content().as_bytes())  # type: ignore[attr-defined]
    assert again.forwarded is not None
    assert "For action to: IETF CCAMP WG" in again.forwarded.text
    assert [part.name for part in again.forwarded.parts] == ["requirements.txt"]
    assert "[requirements.pdf.exe: kept aside" in again.forwarded.text


def test_letters_as_files_inside_each_other_are_opened_so_far_and_no_further(world: World) -> None:
    def packed(times: int) -> bytes:
        mail = with_program(world)
        for _ in range(times):
            mail, inner = world.statement(), mail
            mail.add_attachment(inner.as_bytes(), "application", "octet-stream", filename="letter.eml")
        return mail.as_bytes()

    inner = parse(without_programs(packed(14)))
    while inner.forwarded:
        inner = inner.forwarded
    assert "[requirements.pdf.exe: kept aside" in inner.text
    with pytest.raises(LetterTooComplex):
        without_programs(packed(15))


# --- winmail.dat ------------------------------------------------------------------------------------------


def test_a_statement_in_winmail_dat_is_asked_for_in_another_form(world: World) -> None:
    mail = world.statement(Subject="LS on rings", body="")
    mail.add_attachment(b"\x78\x9f\x3e\x22", "application", "ms-tnef", filename="winmail.dat")
    world.arrives(mail)
    case = world.case(1)
    asked = flat(world.last("question", MIRA.address).text)
    assert case.stage is Stage.HELD
    assert "winmail.dat" in asked
    assert "plain text or PDF" in asked


def test_a_peer_hears_that_its_winmail_dat_cannot_be_opened(world: World) -> None:
    mail = world.statement()
    mail.add_attachment(b"\x78\x9f\x3e\x22", "application", "ms-tnef", filename="winmail.dat")
    world.arrives(mail)
    says = "What Outlook packed into winmail.dat cannot be opened here; please send it as plain text or PDF."
    assert says in flat(world.last("receipt").text)
    assert says in flat(world.last("distribution", "ccamp@ietf.org").text)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "This message uses TNEF.",
        "This e-mail message was sent in TNEF format;\nopen winmail.dat to see it.",
        "This message is encoded in Transport Neutral Encapsulation Format (TNEF).",
    ],
)
def test_a_command_in_winmail_dat_hears_how_to_send_it(world: World, words: str) -> None:
    world.arrives(world.statement())
    told_of = str(world.last("distribution", MIRA.address).mail["Message-ID"])
    mail = world.statement(From=MIRA.address, Subject="Re: [LS-1] LS on rings", In_Reply_To=told_of, body=words)
    mail.add_attachment(b"\x78\x9f\x3e\x22", "application", "ms-tnef", filename="winmail.dat")
    world.arrives(mail)
    told = flat(world.last("transcript", MIRA.address).text)
    assert "E19: I cannot read your letter; it is kept." in told
    assert "in Outlook, set the format of the text to plain text or HTML" in told


def test_words_beside_a_winmail_dat_are_read(world: World) -> None:
    world.arrives(world.statement())
    body = "LS-1 note this message uses TNEF, sorry\n"
    mail = world.statement(From=MIRA.address, Subject="Re: [LS-1] LS on rings", body=body)
    mail.add_attachment(b"\x78\x9f\x3e\x22", "application", "ms-tnef", filename="winmail.dat")
    world.arrives(mail)
    assert [row.because for row in world.ledger.history(1)][-1] == "this message uses TNEF, sorry"
