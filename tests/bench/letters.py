"""Sample statements: labelled texts of a known peer to groups of ours; each number always gives the same one."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from email.utils import formatdate
from pathlib import Path

RECIPIENT = "liaison@bot.example"
PEER_DOMAIN = "itu.int"
"""Where all receipts go: the sink tells them by it from the distributions."""

EPOCH = 1_770_000_000
STUDY_GROUPS = (2, 3, 5, 9, 11, 12, 13, 15, 17, 20, 21)
GROUPS = (
    "CCAMP",
    "BESS",
    "BFD",
    "BIER",
    "DETNET",
    "IDR",
    "LISP",
    "NETCONF",
    "NETMOD",
    "DNSOP",
    "6MAN",
    "DMM",
    "DTN",
)
WORDS = (
    "of and to in for on with this statement group standard document section interface protocol network service "
    "requirements response request information review comments draft study item release technical committee "
    "security management multicast routing optical transport ethernet packet timing architecture reference"
)


def sender(number: int) -> str:
    """The role address that letter `number` comes from."""
    return f"tsbsg{_study_group(number)}@{PEER_DOMAIN}"


def letter(number: int, size: int = 5000) -> bytes:
    """Statement `number`, of about `size` bytes, with CRLF line ends."""
    peer, group = _study_group(number), GROUPS[number % len(GROUPS)]
    date = formatdate(EPOCH + number * 60)
    head = (
        f"Received: from mx{number % 5}.peer.example (mx{number % 5}.peer.example [192.0.2.{number % 250}])\n"
        f"\tby mx.bot.example with ESMTPS id {number:08x}\n\tfor <{RECIPIENT}>; {date}\n"
        f"Date: {date}\nFrom: TSB Study Group {peer} <{sender(number)}>\nTo: Liaison <{RECIPIENT}>\n"
        f"Subject: LS on subject {number} of our study [from ITU-T SG{peer}]\n"
        f"Message-ID: <ls-{number}@bench.example>\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        f"From: ITU-T Study Group {peer}\nTo: IETF {group} WG\nTitle: LS on subject {number} of our study\n"
        f"Reference: SG{peer}-LS{number}\nPurpose: For action\n"
        f"Deadline: {1 + number % 28} December 2027\n\n"
        "Dear colleagues,\n\n"
    )
    return (head + _prose(size - len(head) - head.count("\n"), number)).replace("\n", "\r\n").encode()


def letters(count: int, size: int = 5000, start: int = 0) -> list[bytes]:
    """The statements `start` … `start + count - 1`."""
    return [letter(number, size) for number in range(start, start + count)]


def write_mbox(path: Path, mails: Iterable[bytes]) -> None:
    """Writes letters into an mbox file, with LF line ends."""
    with path.open("wb") as out:
        for mail in mails:
            out.write(b"From peer@peer.example Mon Feb  2 10:00:00 2026\n")
            out.write(mail.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ") + b"\n")


def write_maildir(folder: Path, mails: Iterable[bytes], owner: int | None = None) -> None:
    """Fills a Maildir as a delivery agent does: LF line ends, both sizes in the name. `owner` gets the files."""
    made = [folder, *(folder / name for name in ("cur", "new", "tmp"))]
    for place in made:
        place.mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails):
        text = mail.replace(b"\r\n", b"\n")
        made.append(folder / "new" / f"{EPOCH + number}.M{number}.bench,S={len(text)},W={len(mail)}")
        made[-1].write_bytes(text)
    if owner is not None:
        for path in made:
            os.chown(path, owner, -1)


def _study_group(number: int) -> int:
    return STUDY_GROUPS[number % len(STUDY_GROUPS)]


def _prose(size: int, seed: int) -> str:
    lines = "".join(_lines(size, random.Random(seed)))
    return lines[: max(0, size - 1)].rstrip() + "\n"


def _lines(size: int, chance: random.Random) -> Iterator[str]:
    words = WORDS.split()
    while size > 0:
        line = " ".join(chance.choice(words) for _ in range(11)) + ".\n"
        yield line
        size -= len(line) + 1  # it will end with CRLF
