"""The door out against a relay that answers as told: every outcome is told apart (promises P6)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.doors import smtp_in
from liaisonbot.doors.maildir_out import MaildirOut
from liaisonbot.doors.smtp_out import Smarthost, on_the_wire
from liaisonbot.model.mail import Arrival, Delivery, DeliveryResult, Receipt, Sent
from tests.peers import certificate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RAW = b"From: bot@bot.example\r\nSubject: x\r\nMessage-ID: <x@bot.example>\r\n\r\n.dot\r\n..\r\ntext\r\n"


@dataclass
class Relay:
    """A scripted SMTP server: `says` maps a step ("MAIL", "RCPT b@c", "BODY") to a reply; "DROP" hangs up."""

    says: dict[str, str] = field(default_factory=dict)
    hello: str = "250-relay\r\n250-AUTH PLAIN XOAUTH2\r\n250 SIZE 1000000"
    seen: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    connections: int = 0
    lenient: bool = False  # it asks for the letter even where it has nobody to give it to (RFC 2920 §3.1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        refused = False
        writer.write(b"220 relay\r\n")
        try:
            while line := (await reader.readline()).decode().strip():
                self.seen.append(line)
                if line == "DATA" and refused:
                    writer.write(b"354 go\r\n" if self.lenient else b"503 5.5.1 no recipients\r\n")
                    if self.lenient:
                        if not (empty := await reader.readline()):
                            break
                        assert empty == b".\r\n"
                        writer.write(b"554 5.5.1 no valid recipients\r\n")
                    continue
                if line == "DATA" and "DATA" not in self.says:
                    writer.write(b"354 go\r\n")
                    self.letters.append(await reader.readuntil(b"\r\n.\r\n"))
                    line = "BODY"
                answer = self._answer(line)
                if line.startswith(("MAIL", "RCPT", "RSET")):
                    refused = (refused and line.startswith("RCPT")) or not answer.startswith("2")
                if answer == "DROP":
                    break
                if answer == "HANG":
                    continue
                writer.write(f"{answer}\r\n".encode())
                if line == "QUIT":
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, line: str) -> str:
        if line.startswith("EHLO"):
            return self.hello
        for step, answer in self.says.items():
            if step in line:
                return answer
        return "235 ok" if line.startswith("AUTH") else "250 2.0.0 ok"


def delivery(recipient: str, raw: bytes = RAW) -> Delivery:
    return Delivery(1, recipient, "liaison-bounces@bot.example", "<x@bot.example>", raw, 0, NOW)


def send(
    relay: Relay, *recipients: str, security: str = "none", oauth: bool = False, user: str = "", timeout: float = 5
) -> list[tuple[Sent, str]]:
    async def play() -> list[tuple[Sent, str]]:
        server = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        secret = (lambda: "s3cret") if user else None
        out = Smarthost(
            "127.0.0.1",
            port,
            security=security,
            hostname="bot.example",
            username=user,
            secret=secret,
            oauth=oauth,
            timeout=timeout,
        )
        results = await out.deliver([delivery(one) for one in recipients])
        await out.close()
        server.close()
        await asyncio.sleep(0.05)  # connections end
        return [(one.outcome, one.reply) for one in results]

    return asyncio.run(play())


def test_letters_go_out_over_one_connection_one_recipient_each() -> None:
    relay = Relay()
    results = send(relay, "a@b.example", "c@d.example")
    assert [outcome for outcome, _ in results] == [Sent.SENT, Sent.SENT]
    assert relay.connections == 1
    assert [line for line in relay.seen if line.startswith("RCPT")] == [
        "RCPT TO:<a@b.example>",
        "RCPT TO:<c@d.example>",
    ]
    assert relay.letters[0] == RAW.replace(b"\r\n.", b"\r\n..") + b".\r\n", "dots arrive as they were"


PIPELINING = "250-relay\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250 8BITMIME"
RELAYS = [Relay, lambda says: Relay(says, PIPELINING), lambda says: Relay(says, PIPELINING, lenient=True)]


@pytest.mark.parametrize("relay", RELAYS, ids=["steps", "pipelining", "pipelining, lenient"])
@pytest.mark.parametrize(
    ("step", "answer", "outcome"),
    [
        ("MAIL", "451 later", Sent.LATER),
        ("RCPT TO:<a@b", "450 greylisted", Sent.LATER),
        ("BODY", "452 full", Sent.LATER),
        ("RCPT TO:<a@b", "550 5.1.1 no such user", Sent.REFUSED),
        ("BODY", "554 5.7.1 not wanted", Sent.REFUSED),
        ("MAIL", "421 4.3.2 closing", Sent.LATER),
        ("MAIL", "530 5.7.0 log in first", Sent.LATER),
        ("DATA", "554 5.5.1 no valid recipients", Sent.REFUSED),
        ("BODY", "421 4.3.2 closing", Sent.LATER),
        ("MAIL", "DROP", Sent.LATER),
        ("RCPT", "DROP", Sent.LATER),
        ("DATA", "DROP", Sent.LATER),
        ("BODY", "DROP", Sent.UNCERTAIN),
        ("BODY", "HANG", Sent.UNCERTAIN),
        ("MAIL", "HANG", Sent.LATER),
        ("BODY", "no reply at all", Sent.UNCERTAIN),
        ("DATA", "250 an answer to something else", Sent.LATER),
    ],
)
def test_each_outcome_is_told_apart(
    step: str, answer: str, outcome: Sent, relay: Callable[[dict[str, str]], Relay]
) -> None:
    ((got, reply),) = send(relay({step: answer}), "a@b.example", timeout=0.3 if answer == "HANG" else 5)
    assert got is outcome
    if answer[0].isdigit():
        assert answer in reply


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("\r\n".join([*["250-and more"] * 99, "250 taken"]), Sent.SENT),
        ("\r\n".join([*["250-and more"] * 100, "250 taken"]), Sent.UNCERTAIN),
        (f"250 {'x' * (8193 - 6)}", Sent.SENT),
        (f"250 {'x' * (8193 - 5)}", Sent.UNCERTAIN),
        (f"250 {'x' * 20_000}", Sent.UNCERTAIN),
    ],
    ids=["100 lines", "101 lines", "8193 bytes", "8194 bytes", "20,006 bytes"],
)
def test_an_answer_has_bounds_also_where_it_comes_whole(answer: str, outcome: Sent) -> None:
    ((got, _),) = send(Relay({"BODY": answer}), "a@b.example")
    assert got is outcome


@pytest.mark.parametrize("make", RELAYS, ids=["steps", "pipelining", "pipelining, lenient"])
def test_a_refused_recipient_does_not_stop_the_next_letter(make: Callable[[dict[str, str]], Relay]) -> None:
    relay = make({"RCPT TO:<a@b": "550 no", "RCPT TO:<e@": "451 later"})
    results = send(relay, "a@b.example", "c@d.example", "e@f.example", "a@b.example", "g@h.example")
    assert [outcome for outcome, _ in results] == [Sent.REFUSED, Sent.SENT, Sent.LATER, Sent.REFUSED, Sent.SENT]
    assert len(relay.letters) == 2
    assert relay.connections == 1


def test_a_letter_that_was_put_off_is_tried_again_on_a_new_connection() -> None:
    """A relay may say "not now" to a connection, whatever is asked on it."""
    relay = Relay({"RCPT": "450 4.7.1 this connection has asked too much"})

    async def play() -> list[Sent]:
        server = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
        out = Smarthost("127.0.0.1", server.sockets[0].getsockname()[1], security="none", hostname="bot.example")
        (first,) = await out.deliver([delivery("a@b.example")])
        relay.says.clear()
        (second,) = await out.deliver([delivery("a@b.example")])
        await out.close()
        server.close()
        await asyncio.sleep(0.05)  # connections end
        return [first.outcome, second.outcome]

    assert asyncio.run(play()) == [Sent.LATER, Sent.SENT]
    assert relay.connections == 2


@pytest.mark.parametrize("make", RELAYS[1:], ids=["strict", "lenient"])
def test_the_letter_that_a_connection_broke_on_is_the_only_uncertain_one(
    make: Callable[[dict[str, str]], Relay],
) -> None:
    """What opens the next letter goes out behind this one; it was not handed over, so it may go again at once."""
    relay = make({"BODY": "DROP"})
    results = send(relay, "a@b.example", "c@d.example")
    assert [outcome for outcome, _ in results] == [Sent.UNCERTAIN, Sent.UNCERTAIN]
    assert len(relay.letters) == 2
    assert relay.connections == 2


def test_a_relay_that_allows_it_hears_of_the_next_letter_with_the_one_before() -> None:
    """RFC 2920: one round trip a letter, the first one two."""
    groups: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 relay\r\n")
        while group := await reader.read(1 << 16):
            groups.append(group)
            answers = {b"EHLO": f"{PIPELINING}\r\n", b"MAIL": "250 ok\r\n250 ok\r\n354 go\r\n", b"QUIT": "221 bye\r\n"}
            ended = "250 taken\r\n" if b"\r\n.\r\n" in group else ""
            opened = next((said for verb, said in answers.items() if verb in group), "")
            writer.write((ended + opened).encode())
        writer.close()

    async def play() -> list[Sent]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        out = Smarthost("127.0.0.1", server.sockets[0].getsockname()[1], security="none", timeout=5)
        results = await out.deliver([delivery(f"{name}@b.example") for name in "abc"])
        await out.close()
        server.close()
        await asyncio.sleep(0.05)
        return [one.outcome for one in results]

    assert asyncio.run(play()) == [Sent.SENT] * 3
    verbs = [[line.split(b" ")[0].decode() for line in group.splitlines() if line[:4].isupper()] for group in groups]
    opening = ["MAIL", "RCPT", "DATA"]
    assert verbs == [["EHLO"], opening, opening, opening, [], ["QUIT"]]
    assert groups[2].startswith(b"From: bot@bot.example"), "the first letter, and what opens the second"


def test_a_large_letter_goes_out_piece_by_piece() -> None:
    relay = Relay(hello=PIPELINING)

    async def play() -> list[Sent]:
        server = await asyncio.start_server(relay.serve, "127.0.0.1", 0, limit=1 << 20)
        out = Smarthost("127.0.0.1", server.sockets[0].getsockname()[1], security="none", timeout=5)
        large = RAW + b"x" * 70 + b"\r\n" + b"line of a large letter\r\n" * 20_000
        results = await out.deliver([delivery("a@b.example", large), delivery("c@d.example")])
        await out.close()
        server.close()
        await asyncio.sleep(0.05)
        assert relay.letters[0] == on_the_wire(large)
        return [one.outcome for one in results]

    assert asyncio.run(play()) == [Sent.SENT, Sent.SENT]


def test_a_relay_that_is_away_means_later_for_all() -> None:
    async def play() -> list[Sent]:
        out = Smarthost("127.0.0.1", 1, security="none", timeout=2)
        return [one.outcome for one in await out.deliver([delivery("a@b.example"), delivery("c@d.example")])]

    assert asyncio.run(play()) == [Sent.LATER, Sent.LATER]


def test_nothing_goes_in_clear_where_starttls_is_configured_and_not_offered() -> None:
    relay = Relay()
    assert [outcome for outcome, _ in send(relay, "a@b.example", security="starttls", user="bot")] == [Sent.LATER]
    assert not [line for line in relay.seen if line.startswith(("MAIL", "AUTH"))]


@pytest.mark.parametrize("oauth", [False, True])
def test_logging_in(oauth: bool) -> None:
    relay = Relay()
    assert send(relay, "a@b.example", user="bot", oauth=oauth)[0][0] is Sent.SENT
    (line,) = [line for line in relay.seen if line.startswith("AUTH")]
    assert line.startswith("AUTH XOAUTH2" if oauth else "AUTH PLAIN")


def test_a_refused_login_is_tried_later_and_names_no_secret() -> None:
    ((outcome, reply),) = send(Relay({"AUTH": "535 5.7.8 bad credentials"}), "a@b.example", user="bot")
    assert outcome is Sent.LATER
    assert "s3cret" not in reply


def test_a_maildir_takes_the_same_letter_once(tmp_path: Path) -> None:
    out = MaildirOut(tmp_path / "outbox")
    for _ in range(2):
        (result,) = asyncio.run(out.deliver([delivery("a@b.example")]))
        assert result.outcome is Sent.SENT
    (file,) = (tmp_path / "outbox" / "new").iterdir()
    assert file.read_bytes().endswith(RAW)
    assert b"Delivered-To: a@b.example\r\n" in file.read_bytes()


def test_a_connection_that_the_relay_ended_meanwhile_is_made_anew() -> None:
    relay = Relay()

    async def play() -> list[Sent]:
        server = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
        out = Smarthost("127.0.0.1", server.sockets[0].getsockname()[1], security="none", timeout=5)
        outcomes = [one.outcome for one in await out.deliver([delivery("a@b.example")])]
        relay.says = {"MAIL": "DROP"}
        asyncio.get_running_loop().call_later(0.05, relay.says.clear)
        outcomes += [one.outcome for one in await out.deliver([delivery("c@d.example")])]
        relay.says.clear()
        outcomes += [one.outcome for one in await out.deliver([delivery("e@f.example")])]
        await out.close()
        server.close()
        await asyncio.sleep(0.05)
        return outcomes

    outcomes = asyncio.run(play())
    assert outcomes[0] is Sent.SENT
    assert outcomes[2] is Sent.SENT
    assert relay.connections >= 2


# -- what goes over the wire -----------------------------------------------------------------------------------


@given(st.lists(st.sampled_from([b".", b"..", b"text", b"\r\n", b"\r", b"\n", b"\0", b"\xe4"])).map(b"".join))
def test_a_letter_on_the_wire_ends_once_and_arrives_as_it_was(raw: bytes) -> None:
    """CVE-2024-27305 from the other side: no bare CR or LF of ours may be an end to some other server."""
    wire = on_the_wire(raw)
    body = wire.removesuffix(b".\r\n")
    assert len(body) == len(wire) - 3
    assert body.endswith(b"\r\n")
    assert b"\r\n.\r\n" not in b"\r\n" + body
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"\r" not in body.replace(b"\r\n", b"")
    lines = body.split(b"\r\n")[:-1]
    meant = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")
    assert [line[1:] if line.startswith(b".") else line for line in lines] == meant


def test_the_relay_is_told_what_comes() -> None:
    relay = Relay(hello="250-relay\r\n250-SIZE\r\n250-8BITMIME\r\n250 SMTPUTF8")
    assert [outcome for outcome, _ in send(relay, "a@b.example", "ü@b.example")] == [Sent.SENT] * 2
    first, second = [line for line in relay.seen if line.startswith("MAIL")]
    assert first == f"MAIL FROM:<liaison-bounces@bot.example> SIZE={len(RAW)}"
    assert second == f"{first} SMTPUTF8"


@pytest.mark.parametrize("address", ["ü@b.example", "a@b.example> SIZE=1", "a b@c.example", "a@b\r\nRSET", "", "a"])
def test_a_recipient_that_cannot_be_asked_for_stops_nobody_else(address: str) -> None:
    relay = Relay()
    outcomes = [outcome for outcome, _ in send(relay, "c@d.example", address, "e@f.example")]
    assert outcomes == [Sent.SENT, Sent.REFUSED, Sent.SENT]
    assert len(relay.letters) == 2
    assert relay.connections == 1
    assert "RSET" not in relay.seen


def test_the_relays_words_become_one_clean_line() -> None:
    long = "550-5.7.1 first\r\n550-\x1b[31msecond\x00\r\n550 " + "z" * 900
    ((outcome, reply),) = send(Relay({"RCPT": long}), "a@b.example")
    assert outcome is Sent.REFUSED
    assert reply.startswith("550 5.7.1 first [31msecond zzz")
    assert len(reply) == 500
    assert reply.isprintable()


# -- a relay with TLS ------------------------------------------------------------------------------------------


@dataclass
class Taken:
    """What a door of our own took as somebody's relay."""

    letters: list[bytes] = field(default_factory=list)

    async def receive(self, raw: bytes, arrivals: Sequence[Arrival]) -> Receipt:
        self.letters.append(raw)
        return Receipt(len(self.letters), True)


def through_tls(folder: Path, *, trusted: bool, security: str = "starttls") -> tuple[list[DeliveryResult], Taken]:
    pair = certificate(folder)
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(*pair)
    trust = ssl.create_default_context(cafile=str(pair[0])) if trusted else None
    taken = Taken()

    async def play() -> list[DeliveryResult]:
        server = await smtp_in.serve(
            "127.0.0.1:0",
            lmtp=False,
            hostname="relay.example",
            receive=taken.receive,
            is_ours=lambda _: True,
            size_limit=1 << 20,
            tls=theirs,
        )
        port = server.sockets[0].getsockname()[1]
        out = Smarthost("localhost", port, security=security, hostname="bot.example", timeout=5, context=trust)
        results = await out.deliver([delivery("a@b.example"), delivery("c@d.example", b"Subject: x\n\n.\nlast")])
        await out.close()
        server.close()
        await asyncio.sleep(0.05)
        return results

    return asyncio.run(play()), taken


def test_letters_go_through_starttls_to_a_relay_with_a_good_certificate(tmp_path: Path) -> None:
    results, taken = through_tls(tmp_path, trusted=True)
    assert [one.reply for one in results] == ["250 2.0.0 recorded as 1", "250 2.0.0 recorded as 2"]
    assert taken.letters == [RAW, b"Subject: x\r\n\r\n.\r\nlast\r\n"]


def test_letters_go_through_tls_from_the_first_byte(tmp_path: Path) -> None:
    pair = certificate(tmp_path)
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(*pair)
    relay = Relay(hello=PIPELINING)

    async def play() -> list[Sent]:
        server = await asyncio.start_server(relay.serve, "127.0.0.1", 0, ssl=theirs)
        port = server.sockets[0].getsockname()[1]
        trust = ssl.create_default_context(cafile=str(pair[0]))
        out = Smarthost("localhost", port, security="tls", hostname="bot.example", timeout=5, context=trust)
        results = await out.deliver([delivery("a@b.example"), delivery("c@d.example")])
        await out.close()
        server.close()
        await asyncio.sleep(0.05)
        return [one.outcome for one in results]

    assert asyncio.run(play()) == [Sent.SENT, Sent.SENT]
    assert relay.connections == 1


def test_a_certificate_that_nobody_vouches_for_is_no_relay(tmp_path: Path) -> None:
    results, taken = through_tls(tmp_path, trusted=False)
    assert [one.outcome for one in results] == [Sent.LATER, Sent.LATER]
    assert "certificate verify failed" in results[0].reply
    assert taken.letters == []


def test_a_relay_without_tls_is_not_spoken_to_in_clear(tmp_path: Path) -> None:
    """X13."""
    results, taken = through_tls(tmp_path, trusted=True, security="tls")
    assert [one.outcome for one in results] == [Sent.LATER, Sent.LATER]
    assert taken.letters == []
