"""Mail as the doors hand it in and take it out: bytes with the facts that only a door knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

MOST_HOPS = 3
"""A letter with this hop or a higher one is neither taken nor made: bots are answering each other's answers."""


AUTOMATIC = "automatic mail"
"""How the rule begins that is written on the row of a letter which a machine wrote in a person's name."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One copy of a letter at one door. A letter to two of our addresses has two arrivals.

    `door` is smtp, lmtp, imap, pipe or file; `mailbox`, `uidvalidity`, `uid` are set for IMAP only and make
    that copy unique. `envelope_from` is "" for the null sender and None where the door cannot know it.
    """

    door: str
    recipient: str | None = None
    envelope_from: str | None = None
    client: str | None = None
    mailbox: str | None = None
    uidvalidity: int | None = None
    uid: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the ledger answers to an intake: the letter's number, and whether its bytes were new to it."""

    letter: int
    new: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that is recorded and waits to be decided on. `tries` counts earlier attempts that did not end."""

    letter: int
    raw: bytes
    received: datetime
    arrivals: tuple[Arrival, ...]
    tries: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a letter, and not its bytes: those lie in the ledger, in the letter. `size` is in bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What reading found out about a letter, to be kept beside it: its Message-ID and content fingerprint (by
    which a twin is known), its subject and its sender. None where the letter does not say."""

    message_id: str | None = None
    fingerprint: str | None = None
    subject: str | None = None
    sender: str | None = None


class PostKind(StrEnum):
    """The kinds of letters that we send (mail-rules 1); the value is the letter in the Message-ID."""

    ANSWER = "a"  # transcript, error, help: to the one sender
    QUESTION = "b"  # to a person who must decide
    RECEIPT = "c"  # to the submitter of a statement
    ROUTING = "d"  # a statement sent on to a group, original attached
    NOTICE = "e"  # assigned, changed: to one person
    REMINDER = "f"
    DIGEST = "g"
    PEER = "h"  # to a peer's contact; a person ordered it
    ALARM = "i"  # to the operator


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a letter of ours waits before it leaves, and until when at most (UTC). With `merge` it never leaves by
    itself: what waits for one reader then becomes one summary."""

    reason: str
    until: datetime
    merge: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A letter of ours that waits, as the ledger has it. `reader` is its first recipient, `case` its case."""

    posting: int
    kind: PostKind
    template: str
    reader: str
    case: int | None
    subject: str
    queued: datetime
    hold: Hold


@dataclass(frozen=True, slots=True)
class Posting:
    """A finished letter of ours, ready for the outbox.

    `number` is the outbox number that its Message-ID and return path were made from, `raw` the whole message
    with CRLF line ends, `recipients` the envelope recipients, `not_before` the moment it may leave (UTC).
    `once` is a key that may exist only once in the ledger: a second posting with it is dropped (R35). `rows` are
    the cases that its numbered rows stand for. `hold` keeps it back.
    """

    number: int
    kind: PostKind
    template: str
    case: int | None
    message_id: str
    envelope_from: str
    recipients: tuple[str, ...]
    subject: str
    raw: bytes
    not_before: datetime
    once: str | None = None
    rows: tuple[int, ...] = ()
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient of one posting, claimed for sending. `tries` counts attempts before this one;
    `queued` is when the posting was queued (UTC), for giving up."""

    posting: int
    recipient: str
    envelope_from: str
    message_id: str
    raw: bytes
    tries: int
    queued: datetime
    case: int | None = None
    template: str = ""


class Sent(StrEnum):
    """How one delivery ended."""

    SENT = "sent"
    LATER = "later"  # 4xx, no connection: tried again
    REFUSED = "refused"  # 5xx: failed, somebody is told
    UNCERTAIN = "uncertain"  # the final answer was lost: tried again with the same Message-ID


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What a door out says of one delivery; `reply` is the relay's own words, one line."""

    delivery: Delivery
    outcome: Sent
    reply: str = ""


@dataclass(frozen=True, slots=True)
class ProofFacts:
    """What could be verified about who sent a letter: facts only, no judgement (mail-rules, commands 6).

    `dkim` are the domains of signatures that verify and meet every bound; `trusted_dmarc` the From domain for
    which the pinned Authentication-Results say dmarc=pass, else None; `dmarc_fail` that they say dmarc=fail, and that
    the domain asks for such mail to be refused (`p=reject`); `notes` are words for the transcript.
    `uncovered` are the fields (to, cc, in-reply-to, references) that no good signature covers: whoever sends the letter
    once more can write what he likes into them.
    """

    dkim: tuple[str, ...] = ()
    trusted_dmarc: str | None = None
    dmarc_fail: bool = False
    notes: tuple[str, ...] = field(default=())
    uncovered: frozenset[str] = frozenset()
