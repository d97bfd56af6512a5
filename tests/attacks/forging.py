"""What forgers and honest people need: letters that look like Mira's, signatures that are really verified, a desk."""

from __future__ import annotations

from datetime import datetime

from liaisonbot.doors.proof import prove
from liaisonbot.model.mail import ProofFacts
from liaisonbot.reading.letter import Letter
from tests.signing import COVERED, key_record, rsa_key, sign
from tests.world import BOT, MIRA, World

KEYS = ("manage.example", "chair.example", "stranger.example", "optics.example", "example")
OUR_SERVER = "mx.bot.example"
WHERE = (*COVERED, "in-reply-to", "references", "cc")
"""All that a careful signer covers, where the letter belongs included."""


def published(name: str) -> list[str]:
    """The DNS of these tests: each domain has the one key of the run; some selectors stand for bad ones."""
    selector, _, domain = name.partition("._domainkey.")
    if domain not in KEYS:
        return []
    good = key_record(rsa_key())
    bad = {"revoked": "v=DKIM1; k=rsa; p=", "testing": good.replace("v=DKIM1;", "v=DKIM1; t=y;")}
    return [bad.get(selector, good)]


def really_prove(raw: bytes, letter: Letter, received: datetime) -> ProofFacts:
    """The proof of a letter, as the running bot finds it."""
    domain = letter.sender.address.rpartition("@")[2] if letter.sender else None
    return prove(raw, from_domain=domain, txt=published, authserv_id=OUR_SERVER, now=received)


def plain(world: World, body: str, **fields: str) -> bytes:
    """An unsigned letter that looks like Mira's, but for the fields that differ; "" leaves one out."""
    known = {"From": MIRA.address, "To": BOT, "Subject": "Re: it", "Message-ID": "<m1@manage.example>",
             "Date": f"{world.time:%a, %d %b %Y %H:%M:%S} +0000"}  # fmt: skip
    known |= {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in known.items() if value)
    return (head + "\r\n" + body.replace("\n", "\r\n")).encode("utf-8", "surrogateescape")


def signed(raw: bytes, domain: str = "manage.example", *, covered: tuple[str, ...] = WHERE, **options: object) -> bytes:
    """The letter with a good signature of a domain, or a bad one by `options` of `sign`."""
    selector = str(options.pop("selector", "s1"))
    return sign(raw, selector, domain, rsa_key(), covered=covered, **options)  # type: ignore[arg-type]
