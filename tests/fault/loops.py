"""K8: bots wired to each other, and thousands of letters in other people's names: nobody is written to in vain (P8).

Two bots hand every letter they send to the other one, as it is, or with all marks of automatic mail taken out. Then
letters come in the names of strangers, and in those of people whom the bot knows.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections import Counter
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from liaisonbot.model.mail import ProofFacts
from liaisonbot.model.people import Settings
from tests.bench.measure import at_most
from tests.fault.plan import Found, Plan, progress
from tests.world import BOT, PEOPLE, World

OTHER = "liaison@other.example"
MARKS = re.compile(
    rb"(?im)^(?:auto-submitted|x-[^:]+|precedence|list-[^:]+|in-reply-to|references):.*\r\n(?:[ \t].*\r\n)*"
)
STARTERS = ("help\n", "status\n", "Hello, who are you?\n", "done LS-1\n", "Out of office until Monday.\n", "")
STATEMENT = (
    "Source: ITU-T Study Group 15\nTitle: LS on rings {n}\nFor action to: IETF CCAMP WG\nDeadline: 1 June 2027\n"
)


def run(plan: Plan) -> Found:
    """The wires, then the forged senders."""
    found, most, ticks = Found(), 0, plan.size(30, 10_000)
    ways = [(text, stripped) for text in STARTERS for stripped in (False, True)]
    for number in plan.rounds("pair of bots", len(ways), len(ways)):
        text, stripped = ways[number % len(ways)]
        most = max(most, _wired(plan.folder / f"pair-{number}", text, ticks // len(ways) + 2, stripped=stripped))
    found.count("moments that two bots wired to each other lived", ticks)
    found.count("… letters between them after one to start it, at most", most, "", at_most(2))
    victims, people = _forged(plan, plan.folder / "forged", plan.size(150, 10_000))
    found.count("letters in the names of strangers", plan.size(150, 10_000))
    found.count("… letters of ours to one of them, at most", victims, "", at_most(1))
    found.count("… questions of ours to one known person in a day, at most", people, "", at_most(3))
    return found


def _wired(folder: Path, text: str, ticks: int, *, stripped: bool) -> int:
    """How many letters pass between two bots after one that begins it, in the name of the one to the other."""
    with (
        World(_made(folder / "a"), settings=Settings(address=BOT, owner="owner@bot.example")) as ours,
        World(_made(folder / "b"), settings=Settings(address=OTHER, owner="owner@other.example")) as other,
    ):
        begin = EmailMessage(policy=email.policy.SMTP)
        begin["From"], begin["To"], begin["Subject"], begin["Message-ID"] = BOT, OTHER, "Liaison", "<begin@bot.example>"
        begin.set_content(text or STATEMENT.format(n=1))
        other.arrives(begin, to=OTHER, sender=BOT)
        read = {id(ours): 0, id(other): 0}
        passed = 0
        for _ in range(ticks):
            for here, there in ((ours, other), (other, ours)):
                domain = there.office.settings.domain
                fresh, read[id(here)] = here.post[read[id(here)] :], len(here.post)
                for letter in fresh:
                    if letter.recipient.lower().endswith(f"@{domain}") and not letter.recipient.startswith("owner"):
                        passed += 1
                        there.arrives(MARKS.sub(b"", letter.raw) if stripped else letter.raw, to=letter.recipient)
                here.time += timedelta(hours=1)
                here._works()
            if passed > 50:
                break
    return passed


def _forged(plan: Plan, folder: Path, letters: int) -> tuple[int, int]:
    """The most letters to one stranger in whose name one was sent, and to one known person in a day."""
    chance = plan.chance("forged")
    daily: Counter[tuple[str, object]] = Counter()
    with World(_made(folder)) as world:
        world.proof = ProofFacts()
        for number in range(letters):
            if number % 50 == 0:
                progress(f"K8: {number} letters in the names of others")
            known = chance.random() < 0.05
            writer = chance.choice(PEOPLE.all).address if known else f"victim{number}@made-up{number % 50}.example"
            text = chance.choice(("done LS-1\n", "help\n", STATEMENT.format(n=number), "Hello?\n"))
            message = EmailMessage(policy=email.policy.SMTP)
            message["From"], message["To"], message["Subject"] = writer, BOT, f"About {number}"
            message["Message-ID"] = f"<{number}@made-up.example>"
            message.set_content(text)
            world.arrives(message, sender=writer)
            world.time += timedelta(seconds=10)
        to = Counter(one.recipient for one in world.post if one.recipient.startswith("victim"))
        for one in world.post:
            if one.template == "confirm":
                daily[one.recipient, one.at.date()] += 1
    return max(to.values(), default=0), max(daily.values(), default=0)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
