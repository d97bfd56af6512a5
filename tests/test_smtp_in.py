"""The SMTP and LMTP doors, spoken to byte by byte (mail-rules 4, promises P1 and P3)."""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from liaisonbot.doors import smtp_in
from liaisonbot.model.mail import Arrival, Receipt

LETTER = b"From: a@peer.example\r\nSubject: LS\r\n\r\ntext\r\n"
Story = Callable[["Talk"], Awaitable[None]]


@dataclass
class Desk:
    """Takes letters, or fails as told."""

    taken: list[tuple[bytes, tuple[Arrival, ...]]] = field(default_factory=list)
    problem: Exception | None = None

    async def receive(self, raw: bytes, arrivals: tuple[Arrival, ...]) -> Receipt:
        if self.problem:
            raise self.problem
        self.taken.append((raw, arrivals))
        return Receipt(len(self.taken), True)


@dataclass
class Talk:
    """A client's side of one connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    desk: Desk

    async def reply(self) -> str:
        lines = []
        while True:
            line = (await asyncio.wait_for(self.reader.readline(), 10)).decode()
            lines.append(line.rstrip())
            if line[3:4] != "-":
                return "\n".join(lines)

    async def say(self, text: str) -> str:
        self.writer.write(f"{text}\r\n".encode())
        return await self.reply()

    async def open(self, *recipients: str, hello: str = "EHLO", sender: str = "a@peer.example") -> None:
        await self.reply()
        await self.say(f"{hello} peer.example")
        assert (await self.say(f"MAIL FROM:<{sender}>")).startswith("250")
        for recipient in recipients or ("liaison@bot.example",):
            assert (await self.say(f"RCPT TO:<{recipient}>")).startswith("250")
        assert (await self.say("DATA")).startswith("354")

    async def send(self, letter: bytes) -> str:
        self.writer.write(letter + b".\r\n")
        return await self.reply()


def talk(story: Story, desk: Desk | None = None, **options: Any) -> Desk:
    desk = desk or Desk()

    async def play() -> None:
        server = await smtp_in.serve(
            "127.0.0.1:0",
            lmtp=options.pop("lmtp", False),
            hostname="bot.example",
            receive=desk.receive,
            is_ours=lambda address: address.endswith("@bot.example") and not address.startswith("nobody"),
            size_limit=options.pop("size_limit", 1 << 20),
            tls=options.pop("tls", None),
        )
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            await story(Talk(reader, writer, desk))
        finally:
            writer.close()
            server.close()
            await asyncio.sleep(0.05)

    asyncio.run(play())
    return desk


def test_the_greeting_says_what_the_door_can_do() -> None:
    async def story(client: Talk) -> None:
        assert (await client.reply()).startswith("220 bot.example")
        lines = (await client.say("EHLO peer.example")).split("\n")
        words = {line[4:].split()[0] for line in lines[1:]}
        assert words == {"SIZE", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"}

    talk(story)


def test_a_letter_is_acknowledged_with_its_number() -> None:
    async def story(client: Talk) -> None:
        await client.open()
        assert await client.send(LETTER) == "250 2.0.0 recorded as 1"

    desk = talk(story)
    ((raw, (arrival,)),) = desk.taken
    assert raw == LETTER
    assert (arrival.door, arrival.recipient, arrival.envelope_from) == ("smtp", "liaison@bot.example", "a@peer.example")


def test_the_null_sender_is_heard() -> None:
    async def story(client: Talk) -> None:
        await client.open(sender="")
        assert (await client.send(LETTER)).startswith("250")

    assert talk(story).taken[0][1][0].envelope_from == ""


@pytest.mark.parametrize(
    "problem", [OSError(28, "No space left on device"), RuntimeError("250 OK\r\n250 injected"), ValueError("ä\x00")]
)
def test_what_cannot_be_kept_is_told_and_says_nothing_of_why(problem: Exception) -> None:
    async def story(client: Talk) -> None:
        await client.open()
        assert await client.send(LETTER) == smtp_in.LATER
        client.desk.problem = None
        await client.say("MAIL FROM:<a@peer.example>")
        await client.say("RCPT TO:<liaison@bot.example>")
        await client.say("DATA")
        assert (await client.send(LETTER)).startswith("250"), "the next letter goes on"

    talk(story, Desk(problem=problem))


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("RCPT TO:<nobody@bot.example>", "550 5.1.1"),
        ("RCPT TO:<liaison@elsewhere.example>", "550 5.1.1"),
        ("VRFY liaison", "502 5.5.1"),
        ("DATA", "503"),
    ],
)
def test_refusals(command: str, answer: str) -> None:
    async def story(client: Talk) -> None:
        await client.reply()
        await client.say("EHLO peer.example")
        await client.say("MAIL FROM:<a@peer.example>")
        assert (await client.say(command)).startswith(answer)

    assert talk(story).taken == []


def test_the_twenty_first_recipient_waits() -> None:
    async def story(client: Talk) -> None:
        await client.reply()
        await client.say("EHLO peer.example")
        await client.say("MAIL FROM:<a@peer.example>")
        answers = [await client.say(f"RCPT TO:<liaison+{n}@bot.example>") for n in range(21)]
        assert [answer[:3] for answer in answers] == ["250"] * 20 + ["452"]

    talk(story)


@pytest.mark.parametrize(
    ("letter", "answer"),
    [
        (b"From: a@b.example\n\nx\r\n", "554 5.6.0"),
        (b"From: a@b.example\r\n\r\nx\ry\r\n", "554 5.6.0"),
        (b"A\0: x\r\n\r\nx\r\n", "554 5.6.0"),
        (b"X: y\r\n" * 1100 + b"\r\nx\r\n", "554 5.6.0"),
        (b"Received: x\r\n" * 51 + b"\r\nx\r\n", "554 5.4.6"),
        (b"Subject: x\r\n\r\n" + b"y" * 70_000 + b"\r\n", "554 5.6.0"),
        (b"Subject: x\r\n\r\n" + b"y" * 2_000 + b"\r\n", "250 2.0.0"),
        (b"Subject: x\r\n\r\n" + (b"y" * 70 + b"\r\n") * 20_000, "552 5.3.4"),
    ],
)  # fmt: skip
def test_bytes_that_speak_against_a_letter(letter: bytes, answer: str) -> None:
    async def story(client: Talk) -> None:
        await client.open()
        assert (await client.send(letter)).startswith(answer)
        assert (await client.say("NOOP")).startswith("250"), "the connection stays usable"

    assert len(talk(story).taken) == (answer[0] == "2")


def test_lmtp_answers_for_each_recipient() -> None:
    async def story(client: Talk) -> None:
        await client.reply()
        assert (await client.say("EHLO peer.example")).startswith("500")
        await client.say("LHLO peer.example")
        for problem in (None, OSError("full")):
            client.desk.problem = problem
            await client.say("MAIL FROM:<a@peer.example>")
            await client.say("RCPT TO:<liaison@bot.example>")
            await client.say("RCPT TO:<nobody@bot.example>")
            await client.say("RCPT TO:<liaison+ls1@bot.example>")
            await client.say("DATA")
            answers = [await client.send(LETTER), await client.reply()]
            assert answers == [smtp_in.LATER if problem else "250 2.0.0 recorded as 1"] * 2
        assert (await client.say("NOOP")).startswith("250")

    (letter,) = talk(story, lmtp=True).taken
    assert [arrival.recipient for arrival in letter[1]] == ["liaison@bot.example", "liaison+ls1@bot.example"]


def test_a_client_that_hangs_up_in_the_middle_leaves_nothing() -> None:
    async def story(client: Talk) -> None:
        await client.open()
        client.writer.write(LETTER)
        await client.writer.drain()
        client.writer.close()
        await asyncio.sleep(0.1)

    assert talk(story).taken == []


BODY = st.lists(st.sampled_from([b"text", b".", b"..", b".x", b"", b"\tx", b"....", b"end."]), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None)
@given(BODY, st.lists(st.integers(1, 40), max_size=12))
def test_dots_and_pipelining_over_any_border(lines: list[bytes], cuts: list[int]) -> None:
    letter = b"Subject: x\r\n\r\n" + b"\r\n".join(lines) + b"\r\n"
    wire = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in letter.split(b"\r\n"))
    stream = wire + b".\r\nMAIL FROM:<b@peer.example>\r\nNOOP\r\n"

    async def story(client: Talk) -> None:
        await client.open()
        client.writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        rest = stream
        for cut in cuts:
            client.writer.write(rest[:cut])
            rest = rest[cut:]
            await client.writer.drain()
            await asyncio.sleep(0)
        client.writer.write(rest)
        assert [(await client.reply())[:3] for _ in range(3)] == ["250", "250", "250"]

    assert talk(story).taken[0][0] == letter


def certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bot.example")])
    now = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now.replace(year=2120)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "tls.pem").write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "tls.pem")
    return context


def test_starttls_is_offered_with_a_certificate(tmp_path: Path) -> None:
    async def story(client: Talk) -> None:
        await client.reply()
        assert "STARTTLS" in await client.say("EHLO peer.example")
        assert (await client.say("STARTTLS")).startswith("220")
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        await client.writer.start_tls(trusting)
        assert "STARTTLS" not in await client.say("EHLO peer.example")
        await client.say("MAIL FROM:<a@peer.example>")
        await client.say("RCPT TO:<liaison@bot.example>")
        await client.say("DATA")
        assert (await client.send(LETTER)).startswith("250")

    assert len(talk(story, tls=certificate(tmp_path)).taken) == 1
