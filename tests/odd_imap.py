"""An IMAP server of a few messages that answers as no server should, one oddity after the other, and well in between."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from tests.listener import Listener

Oddity = Callable[["OddServer", str, str], Iterator[bytes]]
"""What a server says to a command, given its tag and its words; ends with CUT where it then hangs up."""

CUT = b"(cut)"


@dataclass
class OddServer(Listener):
    """One mailbox on a free port of loopback. Each command takes the next oddity that is meant for it, given as words
    of the command and what to say; where none is, the answer is right. Use as a context manager."""

    letters: Iterable[bytes] = ()
    odd: list[tuple[str, Oddity]] = field(default_factory=list)
    able: str = "IDLE MOVE UIDPLUS"
    uidvalidity: int = 7

    def __post_init__(self) -> None:
        self.box = dict(enumerate(self.letters, 1))
        self._last = len(self.box)
        self.put_away: list[bytes] = []
        self.taken: list[bytes] = []  # by others
        self.flagged: set[int] = set()
        self.commands: list[str] = []
        self.listen()

    def comes(self, raw: bytes) -> None:
        """A new message."""
        self.box[self._last + 1] = raw
        self._last += 1

    def place(self, uid: int) -> int:
        """The sequence number of a message."""
        return sorted(self.box).index(uid) + 1

    def _talk(self, connection: socket.socket) -> None:
        idling = b""  # the tag that DONE ends
        connection.sendall(b"* OK ready\r\n")
        with connection.makefile("rb") as lines:
            while line := lines.readline().decode().strip():
                tag, _, command = line.partition(" ")
                if tag == "DONE":
                    connection.sendall(b"%s OK done\r\n" % idling)
                    continue
                idling = tag.encode()
                self.commands.append(command)
                for piece in self._answer(tag, command):
                    if piece is CUT:
                        return
                    connection.sendall(piece)

    def _answer(self, tag: str, command: str) -> Iterator[bytes]:
        for place, (words, oddity) in enumerate(self.odd):
            if words in command:
                del self.odd[place]
                return oddity(self, tag, command)
        return self.honest(tag, command)

    def honest(self, tag: str, command: str) -> Iterator[bytes]:
        """The right answer."""
        verb = command.removeprefix("UID ").partition(" ")[0]
        uids = self._named(command)
        match verb:
            case "CAPABILITY":
                yield f"* CAPABILITY IMAP4rev1 {self.able}\r\n".encode()
            case "LIST":
                for name in ("INBOX", "Processed"):
                    yield b'* LIST () "/" "%s"\r\n' % name.encode()
            case "SELECT" | "EXAMINE":
                yield b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] ok\r\n" % (len(self.box), self.uidvalidity)
            case "SEARCH":
                wanted = uids - (self.flagged if "UN" in command else set())
                yield b"* SEARCH%s\r\n" % b"".join(b" %d" % uid for uid in sorted(wanted))
            case "FETCH":
                for uid in sorted(uids):
                    yield self.fetched(uid, command)
            case "STORE":
                self.flagged |= uids
            case "MOVE":
                self.put_away += [self.box.pop(uid) for uid in sorted(uids)]
            case "COPY":
                self.put_away += [self.box[uid] for uid in sorted(uids)]
            case "EXPUNGE":
                for uid in uids:
                    del self.box[uid]
            case "IDLE":
                yield b"+ idling\r\n"
                return
        yield b"%s OK done\r\n" % tag.encode()

    def fetched(self, uid: int, command: str) -> bytes:
        """The line that answers a FETCH of one message."""
        raw, place = self.box[uid], self.place(uid)
        if "RFC822.SIZE" in command:
            return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (place, uid, len(raw))
        if "HEADER" in command:
            head = raw[: raw.find(b"\r\n\r\n") + 4]
            return b"* %d FETCH (UID %d BODY[HEADER]<0> {%d}\r\n%s)\r\n" % (place, uid, len(head), head)
        return b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (place, uid, len(raw), raw)

    def _named(self, command: str) -> set[int]:
        """The messages that a command names and that are there."""
        found = re.search(r" ([\d,:*]+)(?= |$)", command)
        named = set[int]()
        for part in found[1].split(",") if found else ():
            first, _, last = part.partition(":")
            end = max(self.box, default=0) if last == "*" else int(last or first)
            named |= set(range(min(int(first), end), max(int(first), end) + 1))
        return named & set(self.box)


# -- oddities ----------------------------------------------------------------------------------------------


def says(text: str) -> Oddity:
    """These words, and no more; `{tag}` stands for the command's tag."""

    def oddity(_: OddServer, tag: str, __: str) -> Iterator[bytes]:
        yield text.format(tag=tag).encode() + b"\r\n"

    return oddity


def hangs_up(server: OddServer, tag: str, command: str) -> Iterator[bytes]:
    """BYE, and gone."""
    yield b"* BYE so long\r\n"
    yield CUT


def half_a_literal(server: OddServer, tag: str, command: str) -> Iterator[bytes]:
    """Half of what was asked for, and gone."""
    whole = b"".join(server.honest(tag, command))
    yield whole[: len(whole) // 2]
    yield CUT


def answers_and_hangs_up(server: OddServer, tag: str, command: str) -> Iterator[bytes]:
    """Does as it was told, and is gone before it says so."""
    for _ in server.honest(tag, command):
        pass
    yield CUT


def endless(server: OddServer, tag: str, command: str) -> Iterator[bytes]:
    """20 GB are to come, it says."""
    yield b"* 1 FETCH (UID 1 BODY[] {20000000000}\r\nFrom: a"
    yield CUT


def with_news(server: OddServer, tag: str, command: str) -> Iterator[bytes]:
    """The right answer with what nobody asked for before, between and behind it."""
    for piece in server.honest(tag, command):
        yield b"* 99 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK [ALERT] maintenance tonight\r\n"
        yield piece


def loses_one(server: OddServer, tag: str, command: str) -> Iterator[bytes]:
    """Another client takes the first message away in the middle of the answer."""
    gone = min(server.box)
    place = server.place(gone)
    server.taken.append(server.box.pop(gone))
    yield b"* %d EXPUNGE\r\n" % place
    yield from server.honest(tag, command)


def renumbers(server: OddServer, tag: str, command: str) -> Iterator[bytes]:
    """The mailbox is made anew: other numbers, in another order, and whoever is connected is cut."""
    server.uidvalidity += 1
    server.box = dict(enumerate(reversed(list(server.box.values())), 1))
    server.flagged.clear()
    server._last = len(server.box)
    yield CUT


def finds_too_much(server: OddServer, tag: str, command: str) -> Iterator[bytes]:
    """Messages that are not there, beside those that are."""
    there = " ".join(map(str, server.box))
    yield f"* SEARCH {there} 91 92\r\n{tag} OK done\r\n".encode()


def wrong_sizes(size: int) -> Oddity:
    """Every message has this size, it says."""

    def oddity(server: OddServer, tag: str, command: str) -> Iterator[bytes]:
        for piece in server.honest(tag, command):
            yield re.sub(rb"RFC822.SIZE \d+", b"RFC822.SIZE %d" % size, piece)

    return oddity


def falls_over(uid: int, then: Oddity) -> Oddity:
    """Whenever this message is among those asked for, something else happens."""

    def oddity(server: OddServer, tag: str, command: str) -> Iterator[bytes]:
        server.odd.append(("BODY.PEEK[]", falls_over(uid, then)))
        return (then if uid in server._named(command) else OddServer.honest)(server, tag, command)

    return oddity
