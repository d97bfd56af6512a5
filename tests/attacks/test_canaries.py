"""The canary run: every field of every letter holds a payload for some sink; then every output is searched (P11, P20)."""

from __future__ import annotations

import email
import json
import logging
import re
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner

from liaisonbot import logs
from liaisonbot.cli import commands as command_line
from liaisonbot.doors.calendar_file import feed_folder
from liaisonbot.model import tokens
from liaisonbot.model.tokens import TokenKind
from liaisonbot.regular_mail import Feeds
from tests.attacks.canaries import PAYLOADS, UNSEEN, commands, statement
from tests.peers import need
from tests.world import CARLA, MIRA, QUENTIN, Caught, World

FIELDS = {
    "from", "to", "cc", "reply-to", "subject", "message-id", "in-reply-to", "references", "date", "auto-submitted",
    "x-auto-response-suppress", "precedence", "list-id", "list-help", "list-unsubscribe", "x-loop", "x-liaisonbot",
    "content-language", "mime-version", "content-type", "content-transfer-encoding",
}  # fmt: skip
"""Everything that may stand in a header of ours (mail-rules 2)."""

LOOKS = (
    ["list"],
    ["list", "--all"],
    ["status"],
    ["outbox", "--all"],
    ["parked", "list"],
    ["report"],
    ["show", "LS-1"],
    ["show", "LS-3"],
)
PRIVATE = "between ourselves: the herring is red"


@dataclass
class Run:
    """What the run has left: the world, the lines of its log, and the folder of calendars."""

    world: World
    log: str
    calendars: Path
    token: str

    def letters(self) -> list[Caught]:
        return self.world.post


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Two months with hostile statements, replies, commands and reports; once, for all searches."""
    folder = tmp_path_factory.mktemp("canaries")
    lines: list[str] = []
    handler = _Lines(lines)
    logging.getLogger("liaisonbot").addHandler(handler)
    logging.getLogger("liaisonbot").setLevel(logging.DEBUG)
    with World(folder) as world:
        world.service.feeds = Feeds(feed_folder(folder / "calendars", world.office.settings))
        _play(world)
        token = tokens.mint(
            world.ledger.secret, TokenKind.REPLY, 1, world.ledger.person_number(MIRA.address), world.time.date()
        )
        world.arrives(
            world.statement(body=f"To: IETF CCAMP WG\nTitle: LS with a token\n\nSee liaison+{token}@bot.example\n")
        )
        world.minutes_pass(20)
        yield Run(world, "\n".join(lines), folder / "calendars", token)
    logging.getLogger("liaisonbot").removeHandler(handler)


class _Lines(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines
        self.setFormatter(logs._Text())

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))


def _play(world: World) -> None:
    for number, (name, payload) in enumerate(PAYLOADS.items(), 1):
        world.arrives(statement(number, name, payload), sender="tsbsg15@itu.int")
        stranger = statement(
            100 + number, name, payload, sender="x@stranger.example", body="Unheard-of Forum", group="L2VPN"
        )
        world.arrives(stranger, sender="x@stranger.example")
    world.says(MIRA, f"LS-1 private {PRIVATE}\n")
    for payload in PAYLOADS.values():
        world.arrives(_command(world, "\r\n".join(["anyway", *commands(payload)])))
    world.says(
        MIRA,
        "LS-3 redirect to pce because =1+1{{7*7}}<script>\n",
        world.sent("morning", MIRA.address)[0] if world.sent("morning", MIRA.address) else None,
    )
    world.says(CARLA, "calendar\nlist all\nLS-2 history\nLS-2 show full\n")
    world.time += timedelta(days=77)
    world.days_pass(1)


_serial = iter(range(10_000))


def _command(world: World, line: str) -> bytes:
    head = f"From: {MIRA.address}\r\nTo: liaison@bot.example\r\nSubject: it\r\nMessage-ID: <c{next(_serial)}@manage.example>\r\n"
    date = f"Date: {world.time:%a, %d %b %Y %H:%M:%S} +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    return f"{head}{date}{line}\r\n".encode("utf-8", "surrogatepass")


def unseen(text: str) -> set[str]:
    return {char for char in text if char in UNSEEN or "\ud800" <= char <= "\udfff"}


def test_the_run_reaches_every_kind_of_letter_and_parks_nothing(run: Run) -> None:
    kinds = {one.template for one in run.letters()}
    assert {"receipt", "distribution", "question", "transcript", "digest"} <= kinds
    assert run.world.ledger.parked() == []


def test_each_header_is_the_intended_one(run: Run) -> None:
    """X11, CVE-2024-6923: read again by a parser that knows nothing of how it was made."""
    for one in run.letters():
        head = one.raw.split(b"\r\n\r\n", 1)[0].replace(b"\r\n ", b" ")
        names = [line.split(b":")[0].decode().lower() for line in head.split(b"\r\n")]
        assert set(names) <= FIELDS, one.subject
        assert len(names) == len(set(names))
        assert [name.lower() for name in one.mail] == names
        assert "victim@evil.example" not in f"{one.recipient} {one.mail['To']} {one.mail['Cc']} {one.mail['Reply-To']}"
        assert not unseen(one.subject)


def test_each_reader_is_one_of_ours_or_the_sender_itself(run: Run) -> None:
    directory = run.world.office.directory
    people = {one.address for one in (MIRA, CARLA, QUENTIN)} | {"owner@bot.example", "tsbsg15@itu.int"}
    people |= {run.world.office.settings.coordinators}
    for one in run.letters():
        roles = one.recipient.endswith(("-chairs@ietf.org", "-ads@ietf.org", "@iab.org"))
        assert one.recipient in people or one.recipient in directory.lists or roles, one.recipient


def test_each_text_is_only_text(run: Run) -> None:
    for one in run.letters():
        text = _text(one)
        assert not unseen(text), one.template
        assert "x49x" not in text
        assert "root:" not in text
        assert one.raw.isascii()
        assert b"\r" not in one.raw.replace(b"\r\n", b"")
        assert b"\n" not in one.raw.replace(b"\r\n", b"")


def _text(one: Caught) -> str:
    """The first text of a letter, as the standard library's old and quick parser has it."""
    message = email.message_from_bytes(one.raw)
    part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    return bytes(part.get_payload(decode=True)).decode().replace("\r\n", "\n")


class Page(HTMLParser):
    """Notes what a page would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "iframe", "link", "object", "embed", "form", "base", "svg", "video", "audio"):
            self.bad.append(tag)
        self.bad += [
            name for name, _ in attrs if name.startswith("on") or name in ("src", "href", "action", "background")
        ]


def pages(run: Run) -> list[str]:
    found = []
    for one in run.letters():
        if b"\r\nContent-Type: text/html" in one.raw and (part := one.mail.get_body(("html",))):
            found.append(str(part.get_content()))
    return found


def test_pages_run_and_fetch_nothing(run: Run) -> None:
    """X17: parsed here, and opened in a real browser with somebody who listens where the canaries would call."""
    shown = pages(run)
    assert shown
    for page in shown:
        reader = Page()
        reader.feed(page)
        assert not reader.bad
    assert any("&lt;script" in page for page in shown), "the payloads did reach a page"


def test_a_browser_that_opens_them_calls_nobody(run: Run, tmp_path: Path) -> None:
    """X17."""
    browser = need("chromium")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        listener.setblocking(False)
        for number, page in enumerate(pages(run)[:8]):
            (tmp_path / f"{number}.html").write_text(page.replace("127.0.0.1:9", f"127.0.0.1:{port}"), "utf-8")
        frames = "".join(f'<iframe src="{number}.html"></iframe>' for number in range(len(pages(run)[:8])))
        (tmp_path / "all.html").write_text(f"<!DOCTYPE html><title>quiet</title>{frames}", "utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
        ]
        drawn = subprocess.run(
            [browser, *options, (tmp_path / "all.html").as_uri()],
            capture_output=True,
            text=True,
            timeout=50,
            check=True,
        )
        assert "<title>quiet</title>" in drawn.stdout
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_the_command_line_steers_no_terminal(run: Run, words: list[str]) -> None:
    """X18: as a table and as JSON."""
    config = run.world.path.parent / "config.toml"
    config.write_text(f'[bot]\naddress = "liaison@bot.example"\nstate = "{run.world.path.parent}"\n', "utf-8")
    for more in ([], ["--json"]):
        result = CliRunner().invoke(command_line, ["--config", str(config), *words, *more])
        assert result.exit_code == 0, result.output
        assert not unseen(result.output)
        assert "x49x" not in result.output
        if more:
            for line in [result.output] if words[0] in ("show", "status") else result.output.splitlines():
                json.loads(line)


def test_the_log_is_one_clean_line_an_event(run: Run) -> None:
    """X18."""
    assert run.log
    for line in run.log.splitlines():
        assert re.match(r"\d{4}-\d\d-\d\dT[\d:]{8}Z (?:info|warning|error|debug): |  ", line), line
    assert not unseen(run.log)


def test_calendars_hold_events_and_nothing_else(run: Run) -> None:
    """X17: read back by another program than the one that wrote them."""
    files = list(run.calendars.glob("*"))
    assert {path.name for path in files} <= {f"{one.address}.ics" for one in (MIRA, CARLA, QUENTIN)}
    assert files
    for path in files:
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        assert {one.name for one in calendar.walk()} <= {"VCALENDAR", "VEVENT"}
        assert not unseen(path.read_bytes().decode().replace("\r\n", "\n"))


def test_files_lie_where_they_should(run: Run) -> None:
    """X16: nothing out of a letter names a file."""
    folder = run.world.path.parent
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert all(
        re.fullmatch(r"ledger\.db(?:[-.]\w+)*|config\.toml|calendars/[\w@.-]+\.ics|letters/\w\w/\w{64}", name)
        for name in names
    ), names
    assert not Path("/tmp/canary").exists()


def test_the_ledger_is_whole(run: Run) -> None:
    """X17: SQL in a letter is text."""
    assert run.world.ledger.audit() == []
    assert run.world.ledger.counts()


def test_no_token_is_in_anything_public(run: Run) -> None:
    """P20 and X19: not to a list, not to several readers, not in the log, not in the copy of a statement."""
    secret = run.world.ledger.secret

    def ours(text: str) -> list[str]:
        return [one for one in tokens.find(text) if tokens.read(secret, one, run.world.time.date())]

    assert run.token in ours(run.token)
    assert not ours(run.log)
    for one in run.letters():
        kind = one.mail["Message-ID"][1]
        if kind in "dhc":  # routing, to a peer, receipt: read by many, or by strangers
            parts = [str(part.get_payload(decode=True) or part.get_payload()) for part in one.mail.walk()]
            assert not ours(one.raw.decode() + "".join(parts)), one.template


def test_what_is_private_stays_among_ourselves(run: Run) -> None:
    """X19: neither a list nor a peer reads a private note."""
    shared = [one for one in run.letters() if one.recipient.endswith(("@ietf.org", "@itu.int", "@iab.org"))]
    assert shared
    assert not any("herring" in _text(one) for one in shared)
    assert any(entry.what == "private" for entry in run.world.ledger.history(1))


def test_every_payload_was_in_the_run() -> None:
    assert {
        "header",
        "html",
        "template",
        "formula",
        "calendar",
        "log",
        "terminal",
        "path",
        "sql",
        "bidi",
        "nul",
    } <= set(PAYLOADS)
