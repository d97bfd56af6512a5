"""The door out against a relay that answers as told: every outcome is told apart (promises P6)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liaisonbot.doors.maildir_out import MaildirOut
from liaisonbot.doors.smtp_out import Smarthost
from liaisonbot.model.mail import Delivery, Sent

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

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"220 relay\r\n")
        try:
            while line := (await reader.readline()).decode().strip():
                self.seen.append(line)
                if line == "DATA":
                    writer.write(b"354 go\r\n")
                    self.letters.append(await reader.readuntil(b"\r\n.\r\n"))
                    line = "BODY"
                answer = self._answer(line)
                if answer == "DROP":
                    break
                writer.write(f"{answer}\r\n".encode())
                if line == "QUIT":
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    def _answer(self, line: str) -> str:
        if line.startswith("EHLO"):
            return self.hello
        for step, answer in self.says.items():
            if step in line:
                return answer
        return "235 ok" if line.startswith("AUTH") else "250 2.0.0 ok"


def delivery(recipient: str) -> Delivery:
    return Delivery(1, recipient, "liaison-bounces@bot.example", "<x@bot.example>", RAW, 0, NOW)


def send(
    relay: Relay, *recipients: str, security: str = "none", oauth: bool = False, user: str = ""
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
            timeout=5,
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


@pytest.mark.parametrize(
    ("step", "answer", "outcome"),
    [
        ("MAIL", "451 later", Sent.LATER),
        ("RCPT TO:<a@b", "450 greylisted", Sent.LATER),
        ("BODY", "452 full", Sent.LATER),
        ("RCPT TO:<a@b", "550 5.1.1 no such user", Sent.REFUSED),
        ("BODY", "554 5.7.1 not wanted", Sent.REFUSED),
        ("MAIL", "DROP", Sent.LATER),
        ("BODY", "DROP", Sent.UNCERTAIN),
    ],
)
def test_each_outcome_is_told_apart(step: str, answer: str, outcome: Sent) -> None:
    ((got, reply),) = send(Relay({step: answer}), "a@b.example")
    assert got is outcome
    if answer != "DROP":
        assert reply == answer


def test_a_refused_recipient_does_not_stop_the_next_letter() -> None:
    relay = Relay({"RCPT TO:<a@b": "550 no"})
    assert [outcome for outcome, _ in send(relay, "a@b.example", "c@d.example")] == [Sent.REFUSED, Sent.SENT]
    assert relay.connections == 1


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
