"""`commands`: letters a second from raw reply to applied command, with DKIM verification and without, on one core."""

from __future__ import annotations

import argparse
import email.policy
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from liaisonbot.deciding.facts import Office
from liaisonbot.doors.ledger import Ledger
from liaisonbot.doors.proof import prove
from liaisonbot.doors.reader import InProcess
from liaisonbot.doors.render import Render
from liaisonbot.model.directory import built_in
from liaisonbot.model.mail import Arrival, ProofFacts
from liaisonbot.model.people import Bounds, People, Person, Settings
from liaisonbot.reading.letter import Letter
from liaisonbot.service import Service
from tests.bench.measure import Figure, at_least, say
from tests.signing import key_record, rsa_key, sign

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WRITER = "mira@manage.example"
BOT = "liaison@bot.example"
STATEMENT = (
    "Source: ITU-T Study Group 15\nTitle: LS on rings\nRef.: SG15-LS1\nFor action to: IETF CCAMP WG\n"
    "Deadline: 1 June 2026\n\nPlease review the attached requirements.\n"
)


@dataclass(slots=True)
class Runs:
    """Letters a second, round by round."""

    signed: list[float] = field(default_factory=list)
    believed: list[float] = field(default_factory=list)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this benchmark."""
    parser.add_argument("-n", type=int, default=300, help="letters in a round (300)")
    parser.add_argument("--size", type=int, default=5000, help="bytes of a letter (5000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds (3)")


def run(args: argparse.Namespace) -> tuple[list[Figure], list[str]]:
    """The figures and what is to be said about them."""
    replies = [_reply(number, args.size) for number in range(args.n)]
    signed = [sign(raw, "s1", "manage.example", rsa_key()) for raw in replies]
    runs = Runs()
    for number in range(1, args.rounds + 1):
        say(f"  round {number}")
        runs.signed.append(_obeyed(signed, verified=True))
        runs.believed.append(_obeyed(replies, verified=False))
    figures = [
        Figure("raw reply to applied command, RSA-2048 verified", runs.signed, "letters/s", at_least(50)),
        Figure("the same with the proof taken for granted", runs.believed, "letters/s"),
    ]
    return figures, [f"{args.n} letters of {args.size} bytes, each with one command, its transcript queued"]


def _obeyed(letters: list[bytes], *, verified: bool) -> float:
    """Letters a second through one desk in one thread. Raises RuntimeError if a command was not carried out."""
    with tempfile.TemporaryDirectory() as folder:
        service = _service(Path(folder), verified=verified)
        try:
            service.ledger.receive(_mail("tsbsg15@itu.int", "LS on rings", STATEMENT, 0), (Arrival("smtp", BOT),), NOW)
            service.turn()
            items = [(raw, (Arrival("smtp", BOT, WRITER),)) for raw in letters]
            service.ledger.receive_many(items, NOW)
            start = time.perf_counter()
            while service.turn():
                pass
            took = time.perf_counter() - start
            done = sum(row.what == "note" for row in service.ledger.history(1))
            if done != len(letters):
                raise RuntimeError(f"{done} of {len(letters)} commands were carried out")
            return len(letters) / took
        finally:
            service.close()


def _service(folder: Path, *, verified: bool) -> Service:
    people = People((Person("Mira Manager", (WRITER,), manages=("itu-t",)),))
    bounds = Bounds(letters_per_minute=0)  # a benchmark sends more in a minute than people do
    settings = Settings(address=BOT, owner="owner@bot.example", distribute=False, bounds=bounds)
    office = Office(settings, people, built_in())
    ledger = Ledger.open(folder / "ledger.db", NOW)
    render = Render([], settings, ledger.secret, ledger.instance, ledger.person_number)
    reading = InProcess("liaisonbot.worker:work", initial=office.directory)
    return Service(office, ledger, reading, render, _verify if verified else _believe, lambda: NOW)


def _verify(raw: bytes, letter: Letter, received: datetime) -> ProofFacts:
    domain = letter.sender.address.rpartition("@")[2] if letter.sender else None
    return prove(raw, from_domain=domain, txt=lambda _: [key_record(rsa_key())], authserv_id="", now=received)


def _believe(_raw: bytes, letter: Letter, _received: datetime) -> ProofFacts:
    return ProofFacts(dkim=(letter.sender.address.rpartition("@")[2],)) if letter.sender else ProofFacts()


def _reply(number: int, size: int) -> bytes:
    quote = "".join(f"> line {line} of the letter that is answered here\n" for line in range(max(0, size - 600) // 48))
    text = f"LS-1 note number {number}\n\nOn Monday somebody wrote:\n{quote}"
    return _mail(WRITER, "Re: [LS-1] LS on rings", text, number + 1)


def _mail(sender: str, subject: str, text: str, number: int) -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, BOT, subject
    mail["Date"], mail["Message-ID"] = format_datetime(NOW), f"<n{number}@{sender.partition('@')[2]}>"
    mail.set_content(text)
    return mail.as_bytes()
