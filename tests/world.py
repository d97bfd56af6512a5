"""A world for stories: a bot with a fake clock and a caught post; months of correspondence in milliseconds."""

from __future__ import annotations

import email
import email.policy
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

from liaisonbot.day import Steady
from liaisonbot.deciding.facts import Office
from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.reader import InProcess
from liaisonbot.doors.render import Render
from liaisonbot.model.case import Case
from liaisonbot.model.directory import Directory, built_in
from liaisonbot.model.mail import Arrival, DeliveryResult, ProofFacts, Receipt, Sent
from liaisonbot.model.people import People, Person, Settings
from liaisonbot.read_ahead import Reading
from liaisonbot.reading.letter import Letter
from liaisonbot.service import Service

BOT = "liaison@bot.example"
MIRA = Person("Mira Manager", ("mira@manage.example",), zone="Europe/Berlin", manages=("itu-t",))
CARLA = Person("Carla Coordinator", ("carla@coord.example",), coordinator=True)
QUENTIN = Person("Quentin Chair", ("quentin@chair.example",), zone="America/Los_Angeles", chairs=("ccamp",))
PEOPLE = People((MIRA, CARLA, QUENTIN))
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


def in_process(directory: Directory) -> Reading:
    """Reading without child processes: most stories need none."""
    return InProcess("liaisonbot.worker:work", initial=directory)


@dataclass(frozen=True)
class Caught:
    """A letter of ours that reached one recipient."""

    template: str
    recipient: str
    case: int | None
    raw: bytes
    at: datetime
    path: str = ""

    @property
    def mail(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, _class=EmailMessage, policy=email.policy.default)

    @property
    def text(self) -> str:
        """The words of the letter, with LF line ends."""
        body = self.mail.get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    @property
    def reply_address(self) -> str:
        """Where an answer goes: the first address of Reply-To."""
        return str(self.mail["Reply-To"].addresses[0].addr_spec)


class World:
    """One bot on a ledger of its own. Letters arrive, people reply, days pass; `sent` is what went out."""

    def __init__(
        self,
        folder: Path,
        *,
        people: People = PEOPLE,
        settings: Settings | None = None,
        templates: Iterable[Path] = (),
        start: datetime = START,
        reading: Callable[[Directory], Reading] = in_process,
    ) -> None:
        self.time = start
        self.set_by = timedelta(0)  # how far somebody has set the clock ahead of the time that passed
        self.post: list[Caught] = []
        self.proof: ProofFacts | None = None  # None: letters of our own people are signed by their domain
        self.refuses: dict[str, str] = {}
        self.templates = list(templates)
        self.make_reading = reading
        self.office = Office(settings or Settings(address=BOT, owner="owner@bot.example"), people, built_in())
        self.path = folder / "ledger.db"
        self._serial = itertools.count(1)
        self.wakes_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.service.close()

    def wakes_up(self) -> None:
        """The bot starts, on whatever its ledger holds."""
        self.ledger = Ledger.open(self.path, self.time)
        self.ledger.hold_service()
        self.ledger.reclaim(self.time)
        render = Render(
            self.templates,
            self.office.settings,
            self.ledger.secret,
            self.ledger.instance,
            self.ledger.person_number,
        )
        reading = self.make_reading(self.office.directory)
        self.service = Service(self.office, self.ledger, reading, render, self._prove, lambda: self.time)
        self.service.steady = Steady(lambda: (self.time - self.set_by).timestamp())

    def sleeps(self, days: float) -> None:
        """The machine is down for so long; then the bot starts and looks at the clock."""
        self.service.close()
        self.time += timedelta(days=days)
        self.wakes_up()
        self._works()

    def _prove(self, _raw: bytes, letter: Letter, _received: datetime) -> ProofFacts:
        if self.proof is not None:
            return self.proof
        known = letter.sender and self.office.people.person(letter.sender.address)
        return ProofFacts(dkim=(letter.sender.address.partition("@")[2],)) if letter.sender and known else ProofFacts()

    # -- what happens ------------------------------------------------------------------------------

    def arrives(self, raw: bytes | EmailMessage | Path, *, to: str = BOT, sender: str | None = None) -> Receipt:
        """A letter comes in by SMTP and is dealt with."""
        if isinstance(raw, EmailMessage):
            raw = raw.as_bytes()
        if isinstance(raw, Path):
            raw = raw.read_bytes()
        receipt = self.ledger.receive(raw, (Arrival("smtp", to, sender),), self.time)
        self._works()
        return receipt

    def statement(self, **headers: str) -> EmailMessage:
        """A statement of a peer to the CCAMP WG, for action by 1 June; `body` and headers may differ."""
        number = next(self._serial)
        body = headers.pop(
            "body",
            "Source: ITU-T Study Group 15\nTitle: LS on rings, part {n}\nRef.: SG15-LS{n}\nFor action to: IETF CCAMP WG\n"
            "Deadline: 1 June 2026\nContact: Ada Contact, Made-up Optics\nEmail: ada@optics.example\n\n"
            "Please review the attached requirements.\n",
        ).format(n=number)
        fields = {
            "From": "TSB <tsbsg15@itu.int>",
            "To": BOT,
            "Subject": f"LS on rings, part {number}",
            "Message-ID": f"<ls{number}@itu.example>",
            "Date": email.utils.format_datetime(self.time),
        }
        return self._mail(fields | {name.replace("_", "-"): value for name, value in headers.items()}, body)

    def says(self, person: Person | str, text: str, about: Caught | None = None, **headers: str) -> None:
        """Somebody replies to a letter of ours: to its Reply-To, quoting it below the answer."""
        who = person.address if isinstance(person, Person) else person
        to = about.reply_address if about else BOT
        number = next(self._serial)
        fields = {
            "From": who,
            "To": to,
            "Subject": f"Re: {about.subject}" if about else "Liaison",
            "Message-ID": f"<reply{number}@{who.partition('@')[2]}>",
            "Date": email.utils.format_datetime(self.time),
        }
        quote = ""
        if about:
            fields["In-Reply-To"] = str(about.mail["Message-ID"])
            quote = "\n\nOn Monday somebody wrote:\n" + "".join(f"> {line}\n" for line in about.text.splitlines())
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.arrives(self._mail(fields, text + quote), to=to, sender=who)

    def days_pass(self, days: int) -> None:
        """The clock runs on, hour by hour, as the scheduler's ticks see it."""
        for _ in range(days * 24):
            self.time += timedelta(hours=1)
            self._works()

    def clock_is_set(self, days: float) -> None:
        """Somebody sets the clock so far ahead, or back; no time passes."""
        self.time += timedelta(days=days)
        self.set_by += timedelta(days=days)

    def minutes_pass(self, minutes: int) -> None:
        """A short while passes."""
        self.time += timedelta(minutes=minutes)
        self._works()

    def _works(self) -> None:
        while self.service.turn():
            pass
        self.service.tick()
        self._delivers()

    def _delivers(self) -> None:
        while due := self.ledger.claim(self.time, 100):
            results = []
            for one in due:
                reply = self.refuses.get(one.recipient)
                if reply is None:
                    self.post.append(
                        Caught(one.template, one.recipient, one.case, one.raw, self.time, one.envelope_from)
                    )
                results.append(DeliveryResult(one, Sent.REFUSED if reply else Sent.SENT, reply or "250 ok"))
            if self.ledger.settle(results, self.time):
                self.service.failed()

    @staticmethod
    def _mail(fields: dict[str, str], body: str) -> EmailMessage:
        message = EmailMessage(policy=email.policy.SMTP)
        for name, value in fields.items():
            message[name] = value
        message.set_content(body)
        return message

    # -- what one sees -----------------------------------------------------------------------------

    def sent(self, template: str | None = None, to: str | None = None) -> list[Caught]:
        """The letters that went out, by template and recipient."""
        return [one for one in self.post if template in (None, one.template) and (to is None or one.recipient == to)]

    def last(self, template: str, to: str | None = None) -> Caught:
        """The latest such letter; there must be one."""
        found = self.sent(template, to)
        assert found, f"no letter {template} to {to}; sent: {[(one.template, one.recipient) for one in self.post]}"
        return found[-1]

    def case(self, number: int) -> Case:
        case = self.ledger.case(number)
        assert case is not None
        return case
