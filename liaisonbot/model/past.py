"""What commands left behind: questions that wait for a word, and what a command letter did, to be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from liaisonbot.model.case import Case
from liaisonbot.model.mail import File, PostKind


@dataclass(frozen=True, slots=True)
class Asked:
    """Commands of letter `letter` that wait for a word of `person`: for a confirm (`confirm`), or for a choice.

    `lines` are the command lines as they will run; `choices` are, by number from 1 on, the place in `lines` and the
    line to put there. `versions` are the cases as they were when the question was asked. `code` is the hash of the
    code that confirms it, `until` when it is over (UTC), `waiting` whether nobody has answered it yet, `day` the day
    that it was asked on, from which `tomorrow` in its lines counts. `files` came with the lines."""

    letter: int
    person: str
    lines: tuple[str, ...]
    choices: tuple[tuple[int, str], ...]
    versions: Mapping[int, int]
    code: str
    until: datetime
    confirm: bool
    waiting: bool
    locked: bool = False
    day: date | None = None
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Came:
    """A letter that came about a case: when (UTC), from which address (lower case), and whether a machine wrote it."""

    at: datetime
    sender: str
    automatic: bool


@dataclass(frozen=True, slots=True)
class Returned:
    """One of our own letters that an automatic one is about. `points` are what the bounces of its reader weigh in the
    last fortnight, `today` whether one of today is among them, `again` whether this very letter came back before."""

    posting: int
    kind: str
    template: str
    recipients: tuple[str, ...]
    points: float = 0.0
    today: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What is on record of what a letter holds. `own`: its Message-ID is that of a letter of ours. `twin` is the first
    letter that was acted on with this Message-ID *and* this content (P2), `same_words` how many with this content were
    decided on, whatever their Message-IDs. `parted`: somebody said that it is not the same as the one it was joined
    to."""

    own: bool = False
    twin: int | None = None
    same_words: int = 0
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter of ours to somebody: of which kind, when it was queued (UTC), and about which case."""

    kind: PostKind
    queued: datetime
    case: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a letter did to one case: the values of its fields before and after, and the case as it is now."""

    case: Case
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter of ours that a command letter caused. `waits`: none of it has left yet."""

    posting: int
    kind: str
    template: str
    case: int | None
    recipients: tuple[str, ...]
    waits: bool


@dataclass(frozen=True, slots=True)
class Past:
    """All that one command letter did: its transaction, `U-` and its number. `settings` are the writer's own
    settings before and after, `notes` what was noted on which cases, `undo` that it only took something back."""

    letter: int
    person: str
    at: datetime
    moved: tuple[Moved, ...] = ()
    settings: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    notes: tuple[tuple[int, str], ...] = ()
    sent: tuple[Outgoing, ...] = ()
    undo: bool = False

    @property
    def name(self) -> str:
        """How people call it: U-4821."""
        return f"U-{self.letter}"


@dataclass(frozen=True, slots=True)
class Event:
    """One row of a case's history, for people to read. `before` and `after` are plain JSON values."""

    at: datetime
    who: str
    proof: str
    what: str
    because: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    letter: int | None
