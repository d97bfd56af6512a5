"""The spoofs: everything that could make a letter look like Mira's, or somebody else's words look like her own.

Each says which tier such a letter honestly has (commands 6): -1 where the words are not even the writer's, 0 for
strangers, 1 for a known address without proof, 2 for a proven one without the writer's own reply token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from liaisonbot.model import tokens
from liaisonbot.model.tokens import TokenKind
from tests.attacks.forging import OUR_SERVER, plain, signed
from tests.world import MIRA, QUENTIN, World

HERS, EVIL = MIRA.address, "mallory@stranger.example"
PASS = f"{OUR_SERVER}; dmarc=pass header.from=manage.example"


@dataclass(frozen=True, slots=True)
class Spoof:
    """A letter with `body` as its command, where it was sent to, and the tier that it honestly has."""

    name: str
    tier: int
    make: Callable[[World, str], bytes]
    to: Callable[[World], str] = lambda world: "liaison@bot.example"


def _by_mallory(**fields: str) -> Callable[[World, str], bytes]:
    """Really signed by the stranger's own domain."""
    return lambda world, body: signed(plain(world, body, **{"From": EVIL, **fields}), "stranger.example")


def _unsigned(**fields: str) -> Callable[[World, str], bytes]:
    return lambda world, body: plain(world, body, **fields)


def _hers(**fields: str) -> Callable[[World, str], bytes]:
    """Really signed by her domain."""
    return lambda world, body: signed(plain(world, body, **fields))


def _by_ada(world: World, body: str) -> bytes:
    """Really signed by the domain of a contact of LS-1 to LS-3."""
    return signed(plain(world, f"!{body}", From="ada@optics.example"), "optics.example")


def _badly(**options: object) -> Callable[[World, str], bytes]:
    return lambda world, body: signed(plain(world, body), **options)  # type: ignore[arg-type]


def _changed(old: bytes, new: bytes, **options: object) -> Callable[[World, str], bytes]:
    """Signed by her domain, then changed on the way."""
    return lambda world, body: signed(plain(world, body), **options).replace(old, new, 1)  # type: ignore[arg-type]


def _old(world: World, body: str) -> bytes:
    return signed(plain(world, body, Date=f"{world.time - timedelta(days=8):%a, %d %b %Y %H:%M:%S} +0000"))


FROMS = [
    ("her address, nothing else", 1, HERS),
    ("her address as a display name", 0, f'"{HERS}" <{EVIL}>'),
    ("her address before a bracket (CVE-2023-27043)", 0, f"{HERS} <{EVIL}>"),
    ("her address in a comment", 0, f"{EVIL} ({HERS})"),
    ("her address before a comment that closes nothing", 0, f"{HERS})<{EVIL}>"),
    ("two addresses, hers first", 0, f"{HERS}, {EVIL}"),
    ("two addresses, hers last", 0, f"{EVIL}, {HERS}"),
    ("two pairs of brackets", 0, f"<{HERS}> <{EVIL}>"),
    ("a group", 0, f"managers: {HERS};"),
    ("a route", 0, f"<@stranger.example:{HERS}>"),
    ("an encoded address", 0, "=?utf-8?q?mira=40manage.example?="),
    ("an encoded name with a newline and her address", 0, f"=?utf-8?q?x=0AFrom:_{HERS}?= <{EVIL}>"),
    ("letters that look alike", 0, "mira@mаnage.example"),
    ("her domain below a stranger's", 0, "mira@manage.example.stranger.example"),
    ("a domain below hers", 0, "mira@mail.manage.example"),
    ("a NUL in it", 0, f"{HERS}\0"),
    ("another mailbox of her domain", 0, "mallory@manage.example"),
    ("a tag behind a plus", 0, "mira+x@manage.example"),
    ("nothing in it", 0, "<>"),
]
FIELDS = [
    ("her address in Sender", {"Sender": HERS}),
    ("her address in Reply-To", {"Reply_To": HERS}),
    ("her address in Resent-From", {"Resent_From": HERS}),
    ("her address in X-Original-From", {"X_Original_From": HERS}),
    ("her address in Return-Path", {"Return_Path": f"<{HERS}>"}),
]
VERDICTS = [
    ("our server's verdict below another's", {"Authentication_Results": f"mx.evil.example; dmarc=none\r\nAuthentication-Results: {PASS}"}),
    ("our server's name in a comment", {"Authentication_Results": f"mx.evil.example ({OUR_SERVER}); dmarc=pass header.from=manage.example"}),
    ("a verdict of another server", {"Authentication_Results": "mx.evil.example; dmarc=pass header.from=manage.example"}),
    ("a verdict without a server", {"Authentication_Results": "dmarc=pass header.from=manage.example"}),
    ("two verdicts in one field", {"Authentication_Results": f"{OUR_SERVER}; dmarc=fail header.from=manage.example; dmarc=pass header.from=manage.example"}),
    ("a verdict on another domain", {"Authentication_Results": f"{OUR_SERVER}; dmarc=pass header.from=stranger.example"}),
    ("a verdict in a comment", {"Authentication_Results": f"{OUR_SERVER}; dmarc=none (dmarc=pass header.from=manage.example)"}),
    ("a verdict in a quoted address", {"Authentication_Results": f'{OUR_SERVER}; spf=pass smtp.mailfrom="x dmarc=pass header.from=manage.example"@e.example'}),
    ("SPF alone", {"Authentication_Results": f"{OUR_SERVER}; spf=pass smtp.mailfrom=manage.example"}),
    ("a chain of ARC", {"ARC_Authentication_Results": f"i=1; {PASS}", "ARC_Seal": "i=1; cv=none"}),
    ("Received-SPF", {"Received_SPF": "pass (mx.bot.example)"}),
]  # fmt: skip
SIGNATURES: list[tuple[str, int, Callable[[World, str], bytes]]] = [
    ("a stranger's good signature", 1, lambda world, body: signed(plain(world, body), "stranger.example")),
    ("a signature of a public suffix", 1, lambda world, body: signed(plain(world, body), "example")),
    ("a signature of a part of the text", 1, _badly(length=3)),
    ("an old hash", 1, _badly(algorithm="rsa-sha1")),
    ("a key that was revoked", 1, _badly(selector="revoked")),
    ("a key that is only tried out", 1, _badly(selector="testing")),
    ("no key at all", 1, lambda world, body: signed(plain(world, body), "manage.example", selector="s1").replace(b"d=manage", b"d=manege")),
    ("a signature that has expired", 1, _badly(tags={"x": "1000000000"})),
    ("a signature out of the future", 1, _badly(tags={"t": "4000000000"})),
    ("a signature of last week", 1, _old),
    ("a signature that does not cover the Subject", 1, _badly(covered=("from", "to", "date", "message-id"))),
    ("a second Subject above the signed one", 1, _changed(b"Subject: Re: it", b"Subject: other\r\nSubject: Re: it")),
    ("a second From above the signed one", 0, _changed(b"From: mira", b"From: mira@manage.example\r\nFrom: mira")),
    ("text changed after it was signed", 1, lambda world, body: signed(plain(world, "Hello\n")).replace(b"Hello", body.strip().encode())),
]  # fmt: skip


def _token(
    kind: TokenKind = TokenKind.REPLY, subject: int = 1, days: int = 0, owner: str = HERS
) -> Callable[[World], str]:
    def to(world: World) -> str:
        issued = world.time.date() - timedelta(days=days)
        text = tokens.mint(world.ledger.secret, kind, subject, world.ledger.person_number(owner), issued)
        return f"liaison+{text}@bot.example"

    return to


def _forged_token(world: World) -> str:
    return f"liaison+{tokens.mint(b'guessed', TokenKind.REPLY, 1, 1, world.time.date())}@bot.example"


def _with_token_in_text(world: World, body: str) -> bytes:
    return signed(plain(world, f"{body}\n> —— reply above · LS-1 · ref {_token()(world)[8:44]} ——\n"))


TOKENS = [
    Spoof("her token and her From, unsigned", 1, _unsigned(), _token()),
    Spoof("her token in a stranger's hands", 0, _by_mallory(), _token()),
    Spoof("her token and another person's good signature", 2,
          lambda world, body: signed(plain(world, body, From=QUENTIN.address), "chair.example"), _token()),
    Spoof("her token of last year", 2, _hers(), _token(days=200)),
    Spoof("her token for another case", 2, _hers(), _token(subject=2)),
    Spoof("another person's token", 2, _hers(), _token(owner=QUENTIN.address)),
    Spoof("a token out of the future", 2, _hers(), _token(days=-2)),
    Spoof("a token that we did not mint", 2, _hers(), _forged_token),
    Spoof("a return path for a token", 2, _hers(), _token(TokenKind.BOUNCE)),
    Spoof("a token in the text only", 2, _with_token_in_text),
    Spoof("the public address of the case", 2, _hers(), lambda world: "liaison+ls1@bot.example"),
]  # fmt: skip


def _parts(body: str, kind: str, shown: str = "See you.") -> str:
    return f"--b\n\n{shown}\n--b\n{kind}\n\n{body}\n--b--\n"


_MIXED = {"MIME_Version": "1.0", "Content_Type": "multipart/mixed; boundary=b"}
_EITHER = {"MIME_Version": "1.0", "Content_Type": "multipart/alternative; boundary=b"}


def _shown(text: Callable[[str], str], **fields: str) -> Callable[[World, str], bytes]:
    """Really signed by her domain, the command where nobody means it."""
    return lambda world, body: signed(plain(world, text(body.strip()), **fields))


ZONES = [
    ("quoted", _shown(lambda body: f"I agree.\n\n> {body}\n")),
    ("below an attribution", _shown(lambda body: f"I agree.\n\nOn Monday somebody wrote:\n{body}\n")),
    ("in a signature", _shown(lambda body: f"I agree.\n-- \n{body}\n")),
    ("in a forwarded letter", _shown(lambda body: f"Look.\n\n---------- Forwarded message ---------\nFrom: x@y.example\n\n{body}\n")),
    ("in an attached letter", _shown(lambda body: _parts(f"From: {HERS}\n\n{body}", "Content-Type: message/rfc822"), **_MIXED)),
    ("in an attached file", _shown(lambda body: _parts(body, "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt"), **_MIXED)),
    ("in a calendar item", _shown(lambda body: _parts(body, "Content-Type: text/calendar"), **_MIXED)),
    ("in HTML that says something else", _shown(lambda body: _parts(f"<p>{body}</p>", "Content-Type: text/html"), **_EITHER)),
    ("in hidden HTML", _shown(lambda body: f'<p>See you.</p><div style="display:none">{body}</div>', Content_Type="text/html")),
    ("in a comment of HTML", _shown(lambda body: f"<p>See you.</p><!-- {body} -->", Content_Type="text/html")),
    ("in an encrypted letter", _shown(lambda body: f"-----BEGIN PGP MESSAGE-----\n\n{body}\n-----END PGP MESSAGE-----\n")),
    ("in an automatic answer", _shown(lambda body: body, Auto_Submitted="auto-replied")),
    ("in a note of absence", _shown(lambda body: f"I am out of the office.\n{body}\n", Subject="Out of office: it")),
    ("in a delivery report", _shown(lambda body: _parts(f"Reporting-MTA: dns; x\n\n{body}", "Content-Type: message/delivery-status"),
                                    MIME_Version="1.0", Content_Type="multipart/report; report-type=delivery-status; boundary=b")),
    ("in a list's copy", _shown(lambda body: body.removeprefix("LS-1 "), List_Id="<ccamp.ietf.org>", To="ccamp@ietf.org")),
    ("in the Subject of a letter with a text", lambda world, body: signed(plain(world, "See you.\n", Subject=body.strip()))),
]  # fmt: skip

SPOOFS = [
    *(Spoof(f"From: {name}", tier, _unsigned(From=value)) for name, tier, value in FROMS),
    *(Spoof(f"signed by a stranger, {name}", 0, _by_mallory(**fields)) for name, fields in FIELDS),
    *(Spoof(name, 1, _unsigned(**fields)) for name, fields in VERDICTS),
    *(Spoof(name, tier, make) for name, tier, make in SIGNATURES),
    *TOKENS,
    Spoof("a contact of the case", 0, _by_ada, lambda world: "liaison+ls1@bot.example"),
    *(Spoof(f"a command {name}", -1, make) for name, make in ZONES),
]
