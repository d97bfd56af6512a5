"""K7: bombs among honest letters: the others are answered as fast as before, and memory stays where it is (P5, P14).

One mail server sends statements, another one ZIP, Word and HTML bombs, deep and wide mails: five in a hundred.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from random import Random

from tests.bench.letters import RECIPIENT
from tests.bench.measure import at_least, at_most, percentile
from tests.bench.processes import resident
from tests.bench.product import Bot
from tests.fault import audit
from tests.fault.letters import HOSTILE, Kind, Letters, Mail
from tests.fault.plan import Found, Plan, progress
from tests.fault.relay import Relay
from tests.fault.senders import Journal, Mta
from tests.fault.victim import settle, wait_until
from tests.make_documents import W, docx, zip_of

MIB = 1 << 20
PACE = 0.05
"""Seconds between two letters of one session; there are two."""


def run(plan: Plan) -> Found:
    """The load, as long as it takes for so many bombs."""
    return asyncio.run(_lived(plan, plan.size(12, 400)))


async def _lived(plan: Plan, bombs: int) -> Found:
    found, folder = Found(), plan.folder
    with Journal(folder / "replies.jsonl") as replies, Journal(folder / "relay.jsonl") as relayed:
        relay = Relay(relayed)
        await relay.open()
        bot = Bot(folder / "bot", relay=relay.port, more="[trust]\ndkim = false\n")
        honest = Mta(
            bot.port, iter(Letters(plan.chance("letters"), statements=0.5, largest=100_000)), replies, pause=PACE
        )
        made = await asyncio.to_thread(lambda: list(_bombs(plan.chance("bombs"), bombs)))
        thrower = Mta(bot.port, iter(made), replies, pause=PACE * 20)
        with await asyncio.to_thread(bot.start) as process:
            work = [asyncio.create_task(honest.work(2))]
            await asyncio.sleep(3)
            began, peak = resident(process.pid), 0.0
            work.append(asyncio.create_task(thrower.work(2)))
            while not thrower.idle:
                progress(f"K7: {len(thrower.answers.taken) + len(thrower.answers.refused)} of {bombs} bombs thrown")
                peak = max(peak, resident(process.pid))
                await asyncio.sleep(0.1)
            honest.no_more()
            await asyncio.to_thread(wait_until, lambda: honest.idle, 60)
            found.wrong += await asyncio.to_thread(settle, bot, 1800)
            peak = max(peak, resident(process.pid))
            for task in work:
                task.cancel()
        relay.close()
    taken = {**honest.answers.taken, **thrower.answers.taken}
    found.wrong += audit.audit(bot.ledger, audit.Seen(taken, relayed=relay.taken)) + audit.own_check(bot)
    parked = audit.counts(bot.ledger)["letter parked"]
    found.count("bombs taken", len(thrower.answers.taken), "", at_least(1))
    found.count("… refused at the door", len(thrower.answers.refused))
    found.count("… parked, each told", parked)
    found.count("other letters", honest.answers.acknowledged, "", at_least(1))
    found.count("… their 250 after, 99th percentile", percentile(honest.answers.waits, 0.99), "s", at_most(1))
    found.count("the service, at most", peak, "MiB", at_most(300))
    found.count("… growth", max(0.0, peak - began), "MiB", at_most(50))
    return found


def _bombs(chance: Random, count: int) -> Iterator[Mail]:
    """Mails that cost far more than they weigh."""
    large = {
        "bomb.zip": zip_of({"a.txt": b"\0" * (200 * MIB)}),
        "LS.docx": docx(["LS"], body=f'<w:p xmlns:w="{W}"><w:r><w:t>' + "a" * (60 * MIB) + "</w:t></w:r></w:p>"),
        "many.zip": zip_of({f"{n}.txt": b"x" for n in range(5000)}),
        "nested.zip": _nested(8),
        "deep.html": b"<div>" * 200_000,
        "wide.html": b"<table>" + b"<td>x" * 200_000,
    }
    for number in range(count):
        if chance.random() < 0.3:
            raw = f"Message-ID: <b-{number}@made-up.example>\r\n".encode() + chance.choice(HOSTILE)(number)
        else:
            name = chance.choice(sorted(large))
            message = EmailMessage(policy=SMTP)
            message["From"], message["To"], message["Subject"] = "peer@made-up.example", RECIPIENT, f"LS {number}"
            message["Message-ID"] = f"<b-{number}@made-up.example>"
            message.set_content("See the file.\n")
            message.add_attachment(large[name], "application", "octet-stream", filename=name)
            raw = message.as_bytes()
        yield Mail(2 * 10**9 + number, Kind.HOSTILE, "peer@made-up.example", raw)


def _nested(depth: int) -> bytes:
    data = b"x" * MIB
    for level in range(depth):
        data = zip_of({f"{level}-{copy}.zip": data for copy in range(8)})
    return data
