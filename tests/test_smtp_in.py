"""The doors for mail servers, spoken to byte by byte: what is taken, what is refused, and that 250 means kept."""

from __future__ import annotations

import asyncio
import os
import ssl
from pathlib import Path

import pytest

from liaisonbot.doors import smtp_in
from liaisonbot.doors.smtp_bounds import Bounds
from liaisonbot.model.mail import Arrival
from tests.dialogue import (
    LATER,
    LETTER,
    OPENING,
    OURS,
    TO,
    Client,
    Desk,
    client_of,
    envelope,
    opened,
    over_wire,
    talk,
)
from tests.peers import certificate

# -- what is taken -------------------------------------------------------------------------------------------


def test_a_letter_is_taken_byte_for_byte_with_its_envelope() -> None:
    async def script(client: Client) -> None:
        await envelope(client, OURS, "bot+ls1@bot.example", OURS)
        assert await client.data() == "250 2.0.0 recorded as 317"
        await client.say("MAIL FROM:<>", TO)
        assert await client.data(b"\r\n..\r\n") == "250 2.0.0 recorded as 318"
        assert await client.say("QUIT") == "221 2.0.0 Bye"

    desk = talk(script)
    assert desk.letters == [LETTER, b"\r\n.\r\n"]
    assert desk.arrivals == [
        (
            Arrival("smtp", OURS, "a@peer.example", "127.0.0.1"),
            Arrival("smtp", "bot+ls1@bot.example", "a@peer.example", "127.0.0.1"),
        ),
        (Arrival("smtp", OURS, "", "127.0.0.1"),),
    ]


def test_250_is_said_only_after_the_letter_is_kept() -> None:
    """datatracker #7563."""
    kept, desk = asyncio.Event(), Desk()
    desk.before = kept.wait

    async def script(client: Client) -> None:
        await envelope(client)
        answer = asyncio.create_task(client.data())
        done, _ = await asyncio.wait([answer], timeout=0.2)
        assert not done
        kept.set()
        assert (await answer).startswith("250")

    assert talk(script, desk).letters == [LETTER]


def test_a_whole_session_may_be_sent_ahead() -> None:
    session = [b"MAIL FROM:<a@peer.example>", TO.encode(), b"DATA", LETTER + b"."] * 3

    async def script(client: Client) -> None:
        client.writer.write(b"\r\n".join([*session, b"NOOP", b"QUIT", b""]))
        assert [(await client.reply())[:3] for _ in range(14)] == ["250", "250", "354", "250"] * 3 + ["250", "221"]

    assert talk(script).letters == [LETTER] * 3


@pytest.mark.parametrize("lmtp", [False, True])
@pytest.mark.parametrize("pause", [0, 0.05])
def test_a_client_that_closes_its_half_behind_the_final_dot_gets_its_250(pause: float, lmtp: bool) -> None:
    """Whether its end comes with the dot, or while the letter is being recorded."""
    kept, desk = asyncio.Event(), Desk()
    desk.before = kept.wait

    async def script(client: Client) -> None:
        await envelope(client, OURS, "bot+ls1@bot.example")
        await client.say("DATA")
        client.writer.write(LETTER + b".\r\n")
        await asyncio.sleep(pause)
        client.writer.write_eof()
        await asyncio.sleep(0.1)
        kept.set()
        assert (await client.reader.read()).splitlines() == [b"250 2.0.0 recorded as 317"] * (2 if lmtp else 1)

    assert talk(script, desk, lmtp=lmtp).letters == [LETTER]


def test_all_that_was_sent_before_the_end_is_answered() -> None:
    session = [b"MAIL FROM:<a@peer.example>", TO.encode(), b"DATA", LETTER + b"."] * 2

    async def script(client: Client) -> None:
        client.writer.write(b"\r\n".join([*session, b"NOOP", b"MAIL FROM:<b@peer."]))
        client.writer.write_eof()
        answers = (await client.reader.read()).decode().splitlines()
        assert [answer[:3] for answer in answers] == ["250", "250", "354", "250"] * 2 + ["250"]

    assert talk(script).letters == [LETTER] * 2


def test_half_a_letter_is_none() -> None:
    async def script(client: Client) -> None:
        await envelope(client)
        await client.say("DATA")
        client.writer.write(LETTER + b".")
        client.writer.write_eof()
        assert await client.is_over()

    assert talk(script).letters == []


# -- what is announced, what is refused ----------------------------------------------------------------------


def test_the_greeting_says_what_the_door_can_do() -> None:
    async def script(client: Client) -> None:
        lines = (await client.say("EHLO peer.example")).split("\n")
        words = {line[4:] for line in lines[1:]}
        assert words == {"SIZE 1048576", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"}
        assert lines[-1].startswith("250 ")

    talk(script)


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("VRFY bot", "502 5.5.1"),
        ("EXPN staff", "502 5.5.1"),
        ("AUTH PLAIN AGEAYg==", "502 5.5.1"),
        ("STARTTLS", "454 4.7.0"),
        ("DATA", "503 5.5.1"),
        (TO, "503 5.5.1"),
        ("MAIL FROM:<a@peer.example> SIZE=1048577", "552 5.3.4 The letter is larger than 1 MiB"),
        ("MAIL FROM:<a@peer.example> SIZE=1048576 BODY=8BITMIME SMTPUTF8", "250 2.1.0"),
        ("MAIL FROM:<a@peer.example> SIZE=x", "501 5.5.4"),
        ("MAIL FROM:<a@peer.example> FROB=1", "555 5.5.4"),
        ("MAIL a@peer.example", "501 5.5.4"),
        ("\udce4", "500 5.5.2"),
        ("RSET", "250 2.0.0"),
        ("NOOP", "250 2.0.0"),
        ("HELP", "250 Supported commands"),
    ],
)
def test_each_command_has_its_reply(line: str, reply: str) -> None:
    async def script(client: Client) -> None:
        assert (await client.say(line)).startswith(reply)

    talk(script)


@pytest.mark.parametrize(
    "address",
    [
        "a@peer.example", "a+b=c@peer.example", '"john doe"@peer.example', "@x.example,@y.example:a@peer.example",
        "ü@münchen.example", "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]", "a@my_host.example", f"{'v' * 100}@peer.example", "",
    ],
)  # fmt: skip
def test_addresses_of_senders(address: str) -> None:
    async def script(client: Client) -> None:
        assert await client.say(f"MAIL FROM:<{address}> SMTPUTF8") == "250 2.1.0 OK"
        assert (await client.say(TO)).startswith("250")
        assert (await client.data()).startswith("250")

    assert talk(script).arrivals[0][0].envelope_from == address.rpartition(":" if address.startswith("@") else "\0")[2]


@pytest.mark.parametrize(
    "address",
    [
        "a",
        "a@",
        "@b",
        "a@[>",
        "a@b\0c",
        "a b@c.example",
        "a\rb@c.example",
        "a@b@c",
        "<a@b",
        "a@b.example\udcff",
        '"a@b',
    ],
)
def test_what_is_no_address_is_501(address: str) -> None:
    async def script(client: Client) -> None:
        assert (await client.say(f"MAIL FROM:<{address}>")).startswith("501")
        await client.say("MAIL FROM:<a@peer.example>")
        assert (await client.say(f"RCPT TO:<{address}>")).startswith("501")
        assert (await client.say("NOOP")).startswith("250"), "the session goes on"

    talk(script)


def test_strangers_addresses_get_one_text_and_the_twenty_first_waits() -> None:
    """X8 and X25."""

    async def script(client: Client) -> None:
        await client.say("MAIL FROM:<a@peer.example>")
        unknown = {
            await client.say(f"RCPT TO:<{one}>") for one in ("nobody@bot.example", "x@y.example", "bot@evil.example")
        }
        assert unknown == {"550 5.1.1 No such mailbox here"}
        for number in range(20):
            assert (await client.say(f"RCPT TO:<bot+{number}@bot.example>")).startswith("250")
        assert (await client.say(TO)).startswith("452 4.5.3")
        assert (await client.say("RCPT TO:<nobody@bot.example>")).startswith("550 5.1.1")
        assert (await client.data()).startswith("250")

    assert len(talk(script).arrivals[0]) == 20


def test_the_postmaster_needs_no_domain() -> None:
    async def script(client: Client) -> None:
        await client.say("MAIL FROM:<>")
        assert (await client.say("RCPT TO:<Postmaster>")).startswith("250")
        assert (await client.data()).startswith("250")

    assert talk(script).arrivals[0][0].recipient == "Postmaster@bot.example"


def test_the_third_unknown_command_ends_it() -> None:
    """X12: a mail in the body of an HTTP request."""

    async def script(client: Client) -> None:
        body = b"MAIL FROM:<a@evil.example>\r\n" + TO.encode() + b"\r\nDATA\r\n" + LETTER + b".\r\n"
        client.writer.write(b"POST / HTTP/1.1\r\nHost: bot.example\r\nContent-Type: text/plain\r\n\r\n" + body)
        assert [(await client.reply())[:9] for _ in range(3)] == ["500 5.5.2", "500 5.5.2", "421 4.7.0"]
        assert await client.is_over()

    assert talk(script).letters == []


def test_nothing_is_done_after_the_connection_was_ended() -> None:
    desk = Desk()
    replies = asyncio.run(over_wire(desk, [b"A\r\nB\r\nC\r\n" + OPENING + LETTER + b".\r\n"]))
    assert replies[-1] == "421 4.7.0 Too many unknown commands"
    assert desk.letters == []


SEPARATORS = [
    b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\n.\r", b"\r.\n", b"\r\r\n.\r\r\n",
    b"\n\n.\r\n", b"\n\r.\r\n", b"\r\n.\n\n", b"\r\n.\r\r\n", b"\n.\n\r\n", b"\r\n\n.\n",
]  # fmt: skip


@pytest.mark.parametrize("separator", SEPARATORS)
def test_only_crlf_dot_crlf_ends_a_letter(separator: bytes) -> None:
    """X12, CVE-2024-27305: what another server takes for the end of a letter must not start a second one here."""
    smuggled = b"MAIL FROM:<admin@evil.example>\r\n" + TO.encode() + b"\r\nDATA\r\nSubject: smuggled\r\n\r\nhello"

    async def script(client: Client) -> None:
        await envelope(client)
        assert (
            await client.data(LETTER + separator + smuggled + b"\r\n") == "554 5.6.0 A line ends with a bare CR or LF"
        )
        assert await client.say("NOOP") == "250 2.0.0 OK", "nothing else was answered"

    assert talk(script).letters == []


@pytest.mark.parametrize("separator", [b"\r\n\0.\r\n", b"\r\n.\0\r\n", b"\r\n. \r\n", b"\r\n.\x85\r\n"])
def test_odd_lines_with_a_dot_are_part_of_the_letter(separator: bytes) -> None:
    async def script(client: Client) -> None:
        await envelope(client)
        assert (await client.data(LETTER + separator + b"MAIL FROM:<admin@evil.example>\r\n")).startswith("250")
        assert await client.say("NOOP") == "250 2.0.0 OK"

    (letter,) = talk(script).letters
    assert letter.endswith(b"MAIL FROM:<admin@evil.example>\r\n")


def test_a_refused_letter_leaves_the_session_in_order() -> None:
    async def script(client: Client) -> None:
        await envelope(client)
        assert (await client.data(b"X: a\0b\r\n\r\n")).startswith("554 5.6.0")
        await envelope(client)
        assert (await client.data()).startswith("250")

    assert talk(script).letters == [LETTER]


# -- when we cannot ------------------------------------------------------------------------------------------


class Odd(Exception):
    """Its text would be a second reply, if it ever got onto the wire."""

    def __str__(self) -> str:
        return "no space\r\n250 OK injected ü\udcff"


@pytest.mark.parametrize(
    "problem", [Odd(), OSError(28, "No space left"), MemoryError(), asyncio.CancelledError(), KeyError()]
)
@pytest.mark.parametrize(("lmtp", "replies"), [(False, 1), (True, 2)])
def test_whatever_goes_wrong_the_letter_may_come_again(problem: BaseException, lmtp: bool, replies: int) -> None:
    async def fail() -> None:
        raise problem

    desk = Desk(before=fail)

    async def script(client: Client) -> None:
        await envelope(client, OURS, "bot+x@bot.example")
        assert await client.data() == LATER
        for _ in range(replies - 1):
            assert await client.reply() == LATER
        desk.before = None
        await envelope(client)
        assert (await client.data()).startswith("250")

    assert talk(script, desk, lmtp=lmtp).letters == [LETTER]


def test_a_fault_outside_of_the_ledger_is_as_silent() -> None:
    def broken(address: str) -> bool:
        raise Odd

    async def play() -> None:
        desk = Desk()
        server = await smtp_in.serve(
            "127.0.0.1:0", lmtp=False, hostname="h", receive=desk.receive, is_ours=broken, size_limit=1000
        )
        async with client_of(server) as client:
            await client.say("MAIL FROM:<a@peer.example>")
            assert await client.say(TO) == LATER
        server.close()

    asyncio.run(play())


def test_a_client_that_leaves_in_the_middle_has_left_nothing() -> None:
    async def play() -> Desk:
        desk = Desk()
        async with opened(desk) as server:
            for parting in (LETTER, LETTER + b".", LETTER + b".\r"):
                async with client_of(server) as client:
                    await envelope(client)
                    await client.say("DATA")
                    client.writer.write(parting)
                    await client.writer.drain()
            await asyncio.sleep(0.1)
        return desk

    assert asyncio.run(play()).letters == []


def test_a_client_that_leaves_does_not_stop_the_recording() -> None:
    started, going_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        started.set()
        await going_on.wait()

    desk = Desk(before=slow)

    async def play() -> None:
        async with opened(desk) as server:
            async with client_of(server) as client:
                await envelope(client)
                await client.say("DATA")
                client.writer.write(LETTER + b".\r\n")
                await started.wait()
            await asyncio.sleep(0.05)
            going_on.set()
            await asyncio.sleep(0.05)

    asyncio.run(play())
    assert desk.letters == [LETTER]


# -- STARTTLS, LMTP ------------------------------------------------------------------------------------------


def test_starttls(tmp_path: Path) -> None:
    """X13, CVE-2024-34083: what was sent in clear before the handshake is not taken for what comes after it."""
    pair = certificate(tmp_path)
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(*pair)
    theirs = ssl.create_default_context(cafile=str(pair[0]))

    async def script(client: Client) -> None:
        assert "250-STARTTLS" in await client.say("EHLO peer.example")
        await client.say("MAIL FROM:<a@peer.example>")
        client.writer.write(b"STARTTLS\r\nMAIL FROM:<injected@evil.example>\r\n")
        assert (await client.reply()).startswith("220")
        await client.writer.start_tls(theirs, server_hostname="localhost")
        assert (await client.say(TO)).startswith("503"), "everything before is forgotten (RFC 3207 §4.2)"
        assert "STARTTLS" not in await client.say("EHLO peer.example")
        await envelope(client)
        assert (await client.data()).startswith("250")

    (arrivals,) = talk(script, tls=ours, bounds=Bounds(connections=1)).arrivals
    assert arrivals[0].envelope_from == "a@peer.example"


def test_lmtp_answers_for_each_recipient() -> None:
    """RFC 2033 §4.2: as many replies as recipients that were taken."""

    async def script(client: Client) -> None:
        await client.say("MAIL FROM:<a@peer.example>")
        assert (await client.say(TO)).startswith("250")
        assert (await client.say("RCPT TO:<nobody@bot.example>")).startswith("550 5.1.1")
        assert (await client.say("RCPT TO:<bot+ls1@bot.example>")).startswith("250")
        assert await client.data() == "250 2.0.0 recorded as 317"
        assert await client.reply() == "250 2.0.0 recorded as 317"
        await envelope(client, OURS, "bot+x@bot.example", "bot+y@bot.example")
        assert (await client.data(b"X: y\n\r\n")).startswith("554 5.6.0")
        assert [(await client.reply())[:9] for _ in range(2)] == ["554 5.6.0"] * 2
        assert await client.say("QUIT") == "221 2.0.0 Bye"

    desk = talk(script, lmtp=True)
    assert [(one.door, one.recipient) for one in desk.arrivals[0]] == [("lmtp", OURS), ("lmtp", "bot+ls1@bot.example")]


@pytest.mark.parametrize("hello", ["HELO peer.example", "EHLO peer.example"])
def test_lmtp_wants_its_own_greeting(hello: str) -> None:
    async def play() -> None:
        async with opened(Desk(), lmtp=True) as server, client_of(server, "") as client:
            assert (await client.say(hello)).startswith("500 5.5.1")
            assert (await client.say("MAIL FROM:<a@peer.example>")).startswith("503")

    asyncio.run(play())


def test_lmtp_by_a_unix_socket(tmp_path: Path) -> None:
    path, desk = tmp_path / "lmtp", Desk()

    async def play() -> None:
        async with opened(desk, lmtp=True, listen=f"unix:{path}"):
            assert os.stat(path).st_mode & 0o777 == 0o660
            reader, writer = await asyncio.open_unix_connection(str(path))
            client = Client(reader, writer)
            await client.reply()
            await client.say("LHLO peer.example")
            await envelope(client)
            assert (await client.data()).startswith("250")
            writer.close()

    asyncio.run(play())
    assert desk.arrivals == [(Arrival("lmtp", OURS, "a@peer.example"),)]
