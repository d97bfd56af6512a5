"""The story that `liaisonbot demo` plays: real letters over real SMTP on this machine, weeks in a few seconds."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
import re
import smtplib
import tempfile
import textwrap
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from importlib import resources
from pathlib import Path

from liaisonbot.assembly import make_service
from liaisonbot.config import Config, load
from liaisonbot.connections import make_doors
from liaisonbot.doors import smtp_in
from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.maildir_out import MaildirOut
from liaisonbot.model.case import Case
from liaisonbot.model.days import short_day
from liaisonbot.model.mail import Arrival, Delivery, Receipt
from liaisonbot.office import office_of
from liaisonbot.running import Bot
from liaisonbot.service import Service

Say = Callable[[str], None]

BOT = "liaison@bot.example"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MIRA, TOM, CARLA = "mira@manage.example", "tom@manage.example", "carla@coord.example"
CONFIG = f"""\
# The configuration that the demo ran with: loopback only, people made up.
[bot]
address = "{BOT}"
owner = "owner@bot.example"
state = "."

[smtp]
listen = "127.0.0.1:{{smtp}}"
hostname = "bot.example"

[lmtp]
listen = "127.0.0.1:{{lmtp}}"

[smarthost]
host = "127.0.0.1"
port = {{relay}}
security = "none"

[trust]
dkim = false
authserv_id = "bot.example"

[[people]]
name = "Mira Manager"
address = "{MIRA}"
zone = "Europe/Berlin"
manages = ["itu-t", "broadband-forum"]

[[people]]
name = "Tom Threegpp"
address = "{TOM}"
manages = ["3gpp"]

[[people]]
name = "Carla Coordinator"
address = "{CARLA}"
coordinator = true
"""


class Clock:
    """The demo's own clock: it stands still until the story says that time passes."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now


class Relay:
    """The smarthost of the demo: a real SMTP server on loopback that puts every letter into a Maildir."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._out = MaildirOut(folder)
        self._clock = clock
        self.caught: list[Delivery] = []

    async def open(self) -> asyncio.Server:
        return await smtp_in.serve(
            "127.0.0.1:0",
            lmtp=False,
            hostname="relay.example",
            receive=self._receive,
            is_ours=lambda _address: True,
            size_limit=50 << 20,
            tls=None,
        )

    async def _receive(self, raw: bytes, arrivals: tuple[Arrival, ...]) -> Receipt:
        number = len(self.caught) + 1
        mail = email.message_from_bytes(raw, policy=email.policy.compat32)
        for arrival in arrivals:
            sender, message_id = arrival.envelope_from or "", str(mail["Message-ID"])
            one = Delivery(number, arrival.recipient or "", sender, message_id, raw, 0, self._clock())
            self.caught.append(one)
            await self._out.deliver([one])
        return Receipt(number, True)


def play(keep: Path | None, *, serve: bool, say: Say) -> int:
    """Plays the story and returns the exit code. `keep` holds ledger and outbox afterwards; without it they
    lie in a temporary folder that is left for looking at. `serve` keeps the doors open until Ctrl-C."""
    logging.getLogger("liaisonbot").setLevel(logging.ERROR)  # the story is told below, not logged
    folder = (keep or Path(tempfile.mkdtemp(prefix="liaisonbot-demo-"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "ledger.db").exists():
        say(f"{folder} holds a ledger already; the demo starts from nothing. Give it an empty folder.")
        return 73
    try:
        return asyncio.run(_Story(folder, say).play(serve=serve))
    except KeyboardInterrupt:
        return 0


class _Story:
    """One telling. What the bot does is real; the clock, the people and their letters are the story's."""

    def __init__(self, folder: Path, say: Say) -> None:
        self._folder, self._say = folder, say
        self._clock = Clock(START)
        self._relay = Relay(folder / "outbox", self._clock)
        self._told = 0
        self._day = date.min  # the day that the last letter was told under
        self._reasons: set[tuple[str, str]] = set()  # who was told why, so that it is said once

    async def play(self, *, serve: bool) -> int:
        self._say("Nothing leaves this machine: SMTP and LMTP on loopback, a relay that only fills a Maildir.")
        relay = await self._relay.open()
        config = self._configure(relay.sockets[0].getsockname()[1])
        self._office = office_of(config)
        try:
            async with Bot(config.bot.ledger, make_doors(config), self._service(config), self._clock) as bot:
                self._bot = bot
                self._smtp, self._lmtp = (server.sockets[0].getsockname()[1] for server in bot.servers)
                await self._act()
                self._sum_up()
                if serve:
                    await self._stay_open()
        finally:
            relay.close()
        return 0

    def _configure(self, relay_port: int) -> Config:
        path = self._folder / "config.toml"
        path.write_text(CONFIG.format(smtp=0, lmtp=0, relay=relay_port), "utf-8")
        return load(path, {})

    def _service(self, config: Config) -> Callable[[Ledger], Service]:
        def make(ledger: Ledger) -> Service:
            service = make_service(config, ledger)
            service.clock = self._clock
            return service

        return make

    # -- the story -----------------------------------------------------------------------------------------

    async def _act(self) -> None:
        self._chapter("Six statements arrive")
        names = (one.name for one in resources.files("liaisonbot.samples").iterdir())
        for name in sorted(name for name in names if name.endswith(".eml")):
            await self._arrives(name)
        await self._frees_a_held_case()
        await self._spoof()
        self._chapter("Weeks pass")
        await self._until(date(2026, 4, 21))
        await self._hands_over()
        await self._until(date(2026, 5, 20))
        await self._closes()

    async def _arrives(self, name: str) -> None:
        raw = resources.files("liaisonbot.samples").joinpath(name).read_bytes()
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        before = await self._last_case()
        self._say(f"\n← {name}: “{mail['Subject']}”\n   from {mail['From']}, {self._door(name)}")
        await self._hand_in(raw, BOT, lmtp=self._by_lmtp(name))
        for number in range(before + 1, await self._last_case() + 1):
            self._tell_case(await self._case(number))
        self._tell_letters()

    async def _frees_a_held_case(self) -> None:
        self._chapter("Two were held; a word by reply frees each")
        question = self._letter_to(MIRA, "L2VPN", "service models")
        await self._replies(MIRA, "yes", question)
        question = self._letter_to(CARLA, "message formats")
        await self._replies(CARLA, "redirect to mimi because message formats are discussed there", question)

    async def _spoof(self) -> None:
        self._chapter("Somebody else writes in Mira's name")
        forged = self._mail(MIRA, BOT, "LS-1 done", "LS-1: done\n")
        before = await self._case(1)
        self._say(f"\n← a letter with From: {MIRA}, and nothing that proves it: “LS-1: done”")
        await self._hand_in(forged.as_bytes(policy=email.policy.SMTP), BOT)
        after = await self._case(1)
        self._say(f"   LS-1 is {after.stage}, as before" if after == before else "   LS-1 WAS CHANGED")
        self._tell_letters()

    async def _hands_over(self) -> None:
        self._chapter(f"{short_day(self._clock().date())}: Mira answers a reminder with two commands")
        reminder = self._letter_to(MIRA, "Reminder")
        text = "LS-1 note the chairs have a draft answer\nLS-1 deadline 29 May 2026 because the group meets on the 27th"
        await self._replies(MIRA, text, reminder)

    async def _closes(self) -> None:
        self._chapter(f"{short_day(self._clock().date())}: the answer went out; Mira closes the case")
        await self._replies(MIRA, "LS-1 done with https://record.example/liaison/2207/", self._letter_to(MIRA, "LS-1"))

    async def _until(self, day: date) -> None:
        """Mornings pass, as the scheduler would see them."""
        while self._clock.now.date() < day:
            self._clock.now += timedelta(hours=3)
            await self._bot.tick()
            await self._bot.settled()
            self._tell_letters(when=True)

    async def _stay_open(self) -> None:
        self._say(
            f"\nThe doors stay open: SMTP 127.0.0.1:{self._smtp}, LMTP 127.0.0.1:{self._lmtp}, for {BOT}."
            "\nThe clock stands still. Ctrl-C ends it."
        )
        while True:
            await asyncio.sleep(1)
            self._tell_letters()

    # -- how letters travel --------------------------------------------------------------------------------

    async def _hand_in(self, raw: bytes, recipient: str, *, lmtp: bool = False) -> None:
        port = self._lmtp if lmtp else self._smtp
        await asyncio.to_thread(_send, raw, recipient, port, lmtp)
        await self._bot.settled()

    async def _replies(self, who: str, text: str, letter: EmailMessage) -> None:
        to = letter["Reply-To"].addresses[0].addr_spec
        reply = self._mail(who, to, f"Re: {letter['Subject']}", f"{text}\n")
        reply["In-Reply-To"] = str(letter["Message-ID"])
        # what the bot's own mail server would write after its checks
        domain = who.partition("@")[2]
        reply["Authentication-Results"] = f"bot.example; dmarc=pass header.from={domain}"
        self._say(f"\n← {who} replies to “{letter['Subject']}”:")
        for line in text.splitlines():
            self._say(f"       {line}")
        await self._hand_in(reply.as_bytes(policy=email.policy.SMTP), to)
        self._show(self._letter_to(who, ""))
        self._tell_letters()

    def _mail(self, sender: str, to: str, subject: str, text: str) -> EmailMessage:
        mail = EmailMessage(policy=email.policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Date"] = self._clock.now
        mail["Message-ID"] = f"<demo{len(self._relay.caught)}.{self._clock.now:%m%d%H%M}@{sender.partition('@')[2]}>"
        mail.set_content(text)
        return mail

    def _letter_to(self, who: str, *words: str) -> EmailMessage:
        """The latest letter of ours to somebody whose Subject or text holds all of the words."""
        for one in reversed(self._relay.caught):
            mail = email.message_from_bytes(one.raw, _class=EmailMessage, policy=email.policy.default)
            if one.recipient == who and all(word in f"{mail['Subject']}\n{_words(mail)}" for word in words):
                return mail
        raise LookupError(f"no letter to {who} with {words}")

    async def _case(self, number: int) -> Case:
        case = await self._bot.look(lambda ledger: ledger.case(number))
        if case is None:
            raise LookupError(f"LS-{number}")
        return case

    async def _last_case(self) -> int:
        return await self._bot.look(lambda ledger: ledger.last_case_number())

    # -- what is said --------------------------------------------------------------------------------------

    def _chapter(self, title: str) -> None:
        self._say(f"\n── {title} " + "─" * max(4, 74 - len(title)))

    def _by_lmtp(self, name: str) -> bool:
        return name.startswith("06")

    def _door(self, name: str) -> str:
        return "by LMTP" if self._by_lmtp(name) else "by SMTP"

    def _tell_case(self, case: Case) -> None:
        statement = case.statement
        asked = f", by {short_day(statement.deadline)}" if statement.deadline else ""
        self._say(f"   recorded as {case.name}: {case.peer or 'unknown organisation'}, for {case.purpose}{asked}")
        if letter := next((one.name for one in statement.attachments if one.letter), None):
            self._say(f"   read in {letter}")
        if case.groups:
            self._say(f"   goes to {', '.join(case.groups)}; holder {case.holder}")
        if case.held_because:
            self._say(
                textwrap.fill(
                    f"waits for a person: {case.held_because}", 78, initial_indent="   ", subsequent_indent="   "
                )
            )

    def _tell_letters(self, *, when: bool = False) -> None:
        """The letters that went out since the last time: to whom, who has a copy, and why."""
        fresh, self._told = self._relay.caught[self._told :], len(self._relay.caught)
        if fresh and when and self._clock.now.date() != self._day:
            self._day = self._clock.now.date()
            self._say(f"\n   {short_day(self._day)}")
        letters = {one.message_id: one.raw for one in fresh}
        for raw in letters.values():
            self._tell_letter(email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default))

    def _tell_letter(self, mail: EmailMessage) -> None:
        to, copies = _addresses(mail, "To"), _addresses(mail, "Cc")
        self._say(f"   → {', '.join(to)}: {mail['Subject']}")
        why = self._why(mail, to[0])
        if why and (to[0], why) not in self._reasons:
            self._reasons.add((to[0], why))
            self._say(_folded(f"why: {why}", "     "))
        if copies:
            named = [f"{one} ({role})" if (role := self._role(one)) else one for one in copies]
            self._say(_folded(f"in copy: {', '.join(named)}", "     "))

    def _why(self, mail: EmailMessage, to: str) -> str:
        """Why the letter went to that reader: as it says itself, or by the reader's part."""
        if said := re.search(r"^Why you got this letter: (.+?)\.$", _words(mail), re.MULTILINE | re.DOTALL):
            return " ".join(said[1].split())
        if "Receipt" in mail["Subject"]:
            return "who sends a statement gets a receipt"
        return self._role(to) or "contact of the peer"

    def _role(self, address: str) -> str:
        """Whose address it is, in words."""
        local = address.partition("@")[0]
        person = self._office.people.person(address)
        if person is not None:
            return "coordinator" if person.coordinator else "liaison manager"
        if address == self._office.settings.coordinators:
            return "coordinators"
        if address == "chair@ietf.org":
            return "IETF chair"
        if local.endswith(("-chairs", "-ads")):
            return "chairs of the group" if local.endswith("-chairs") else "area directors"
        group = self._office.directory.group(local)
        return f"list of {group.acronym}" if group and group.list_email == address else ""

    def _show(self, mail: EmailMessage) -> None:
        """A transcript, as its reader sees it, without footer."""
        for line in _words(mail).split("\n-- \n")[0].strip().splitlines():
            self._say(f"     | {line}")

    def _sum_up(self) -> None:
        self._chapter("Where everything lies")
        self._say(f"ledger  {self._folder / 'ledger.db'}")
        self._say(f"outbox  {self._folder / 'outbox'} ({len(self._relay.caught)} letters, a Maildir)")
        self._say(f"look    liaisonbot --config {self._folder / 'config.toml'} list --all")


def _addresses(mail: EmailMessage, name: str) -> list[str]:
    return [one.addr_spec for one in mail[name].addresses] if mail[name] else []


def _folded(text: str, margin: str) -> str:
    return textwrap.fill(text, 78, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)


def _words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""


def _send(raw: bytes, recipient: str, port: int, lmtp: bool) -> None:
    """Hands one letter to the bot over a real connection, as a mail server would."""
    sender = str(email.message_from_bytes(raw, policy=email.policy.default)["From"].addresses[0].addr_spec)
    kind: type[smtplib.SMTP] = smtplib.LMTP if lmtp else smtplib.SMTP
    with kind("127.0.0.1", port, local_hostname="mx.peer.example") as client:
        client.sendmail(sender, [recipient], raw)
