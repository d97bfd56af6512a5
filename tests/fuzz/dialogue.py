"""SMTP and LMTP dialogues: whatever a client says, each reply is one of ours, and each 250 has its letter (P1, P3)."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable

from liaisonbot.doors import smtp_in
from liaisonbot.doors.letter_scan import objection
from liaisonbot.doors.smtp_bounds import Bounds, Crowd
from tests.dialogue import LETTER, OPENING, OURS, Desk, Wire, local
from tests.fuzz.finding import Finding

_REPLY = re.compile(rb"[2345]\d\d[ -][ -~]{0,500}")
_TAKEN = re.compile(rb"(?m)^250 2\.0\.0 recorded as (\d+)\r?$")
_LEAKS = (b"Traceback", b"RuntimeError", b"Exception", b".py")
_LIMIT = 100_000
_HELLO = {"smtp": b"EHLO", "lmtp": b"LHLO"}
_BREAKING = b"X-Fuzz: broken\r\n"
"""A letter with this line meets a ledger that raises."""

_SMTP = [
    OPENING + LETTER + b".\r\nQUIT\r\n",
    OPENING + b".\r\n" + OPENING[8:] + LETTER + b"..stuffed\r\n.\r\nRSET\r\nNOOP\r\nQUIT\r\n",
    OPENING + _BREAKING + LETTER + b".\r\nQUIT\r\n",
    OPENING + LETTER + b"\n.\nMAIL FROM:<smuggled@evil.example>\r\n.\r\nQUIT\r\n",
    b"HELO x\r\nMAIL FROM:<> SIZE=20 BODY=8BITMIME\r\nRCPT TO:<postmaster>\r\nDATA\r\n.\r\nQUIT\r\n",
    b"EHLO x\r\nMAIL FROM:<a@peer.example> SMTPUTF8\r\n" + b"RCPT TO:<bot+%d@bot.example>\r\n" * 3 % (1, 2, 3) + b"DATA\r\n",
    b'EHLO [192.0.2.1]\r\nMAIL FROM:<"a b"@peer.example>\r\nRCPT TO:<@x.example:bot@bot.example> NOTIFY=NEVER\r\nVRFY x\r\n',
    b"EHLO x\r\nSTARTTLS\r\nAUTH PLAIN AGEAYg==\r\nEXPN x\r\nHELP DATA\r\nHELP\r\nNOOP x\r\nRSET x\r\nQUIT x\r\n",
    b"POST / HTTP/1.1\r\nHost: bot.example\r\n\r\n" + OPENING + LETTER + b".\r\n",
    b"EHLO x\r\nMAIL FROM:<a@peer.example> SIZE=99999999999999999999\r\nMAIL FROM:<a@peer.example> FROB=1\r\nRCPT TO:<" + OURS.encode(),
]  # fmt: skip


def dialogues() -> list[bytes]:
    """Whole sessions to grow stranger ones from, each led by the door it is for."""
    lmtp = [one.replace(b"EHLO", b"LHLO") for one in _SMTP]
    return [b"smtp\0" + one for one in _SMTP] + [b"lmtp\0" + one for one in lmtp]


def talk(data: bytes) -> object:
    """Plays a session in pieces against a real door, and returns its reply codes. Raises Finding."""
    door, _, stream = data.partition(b"\0")
    return asyncio.run(_talk(smtp_in.LmtpDoor if door == b"lmtp" else smtp_in.Door, stream))


async def _talk(kind: type[smtp_in.Door], stream: bytes) -> object:
    desk, loop, crowd, seed = Desk(), asyncio.get_running_loop(), Crowd(Bounds()), random.Random(stream)
    troubles: list[str] = []
    loop.set_exception_handler(lambda _loop, context: troubles.append(str(context.get("exception") or context)))

    async def receive(raw: bytes, arrivals: tuple[smtp_in.Arrival, ...]) -> smtp_in.Receipt:
        if _BREAKING in raw:
            raise RuntimeError("no\r\n250 2.0.0 recorded as 1\r\nTraceback: x.py")
        return await desk.receive(bytes(raw), arrivals)

    handler = smtp_in.Handler(receive, local, door="smtp")
    door = kind(handler, crowd, size_limit=_LIMIT, hostname="bot.example", loop=loop)
    wire = Wire()
    door.connection_made(wire)
    while stream and not wire.closed:
        size = seed.choice((1, 3, 50, 1500, 100_000))
        door.data_received(stream[:size])
        stream = stream[size:]
        await _settled(wire)
    wire.close()
    door.connection_lost(None)
    await _settled(wire)
    sent = bytes(wire.sent)
    _check(sent, desk, crowd, troubles)
    return kind.__name__, frozenset(line[:9] for line in sent.split(b"\r\n") if line[:1] in b"45")


async def _settled(wire: Wire) -> None:
    """Lets the door answer all that it has heard."""
    quiet, sent = 0, -1
    while quiet < 12:
        await asyncio.sleep(0)
        quiet = quiet + 1 if len(wire.sent) == sent else 0
        sent = len(wire.sent)


def _check(sent: bytes, desk: Desk, crowd: Crowd, troubles: list[str]) -> None:
    lines = sent.split(b"\r\n")
    rules: dict[str, Callable[[], bool]] = {
        "an exception got out of the door": lambda: not troubles,
        "the last reply is cut off": lambda: lines[-1] == b"",
        "a line that is no reply": lambda: all(_REPLY.fullmatch(line) for line in lines[:-1]),
        "a reply tells of our insides": lambda: not any(leak in sent for leak in _LEAKS),
        "a 250 without its letter": lambda: all(
            0 <= int(number) - 317 < len(desk.letters) for number in _TAKEN.findall(sent)
        ),
        "a letter that should be refused": lambda: not any(objection(one) for one in desk.letters),
        "a letter over the limit": lambda: all(len(one) <= _LIMIT for one in desk.letters),
        "a letter that came from nowhere": lambda: all(desk.arrivals),
        "bytes of letters that are gone are still counted": lambda: crowd.in_flight == 0,
        "a client that is gone is still counted": lambda: crowd.total == 0,
    }
    for wrong, holds in rules.items():
        if not holds():
            raise Finding(f"{wrong}: {troubles or sent[-300:]!r}")
