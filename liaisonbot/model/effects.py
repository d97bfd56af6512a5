"""Everything that can ever happen. Deciding returns these values; only `ledger.apply` carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from liaisonbot.model.case import Case
from liaisonbot.model.mail import File, Hold, Posting, PostKind


@dataclass(frozen=True, slots=True)
class Actor:
    """Who caused a change: an address or "liaisonbot", the role acted in, and by which proof (R58)."""

    who: str
    role: str
    proof: str


BOT = Actor("liaisonbot", "bot", "own rule")


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A new case (stage HELD or OPEN), with the reason why it stands so."""

    case: Case
    actor: Actor = BOT
    because: str = ""


@dataclass(frozen=True, slots=True)
class ChangeCase:
    """Fields of an existing case change. `changes` maps Case field names to their new values; `what` is the
    verb or rule, `because` the reason a person gave. `expected` is the version that the decision was made
    on: another version makes the whole decision be made again."""

    number: int
    changes: Mapping[str, object]
    what: str
    actor: Actor
    because: str = ""
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something said or seen about a case that changes none of its fields (a note, a follow-up, a delivery); without a
    number, about none."""

    number: int | None
    what: str
    text: str
    actor: Actor = BOT


@dataclass(frozen=True, slots=True)
class Entry:
    """One case in a calendar; `peer_name` is how its peer is called. `gone`: it stood in the reader's last calendar,
    and is the reader's no more."""

    case: Case
    peer_name: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """A letter to write. `template` names a file in templates/, `context` its values (plain data only).

    `to` are header recipients, `cc` too; `reply_token` names the person (address) whose personal token goes
    into Reply-To: only for letters with exactly one reader. `answers` is the Message-ID answered.
    `attach_original` attaches the statement's bytes as received. `once` is dropped when it was used before.
    `not_before` holds the letter back until then (grace time). `rows` are the cases that its rows <1>, <2> … stand
    for, in order, so that `<2> done` works in a reply. `calendar` are cases whose days are attached as a file.
    `answers_letter` is the number of the command letter that this one answers: its reply token then stands for that
    letter, so that `undo`, `yes` and `choose 1` find it.
    `unsubscribe` adds the List-Unsubscribe field that works by mail (RFC 2369). `html` is False where the reader wants
    no HTML. `hold` keeps the letter back for a while.
    """

    template: str
    kind: PostKind
    to: tuple[str, ...]
    context: Mapping[str, object] = field(default_factory=dict)
    cc: tuple[str, ...] = ()
    case: int | None = None
    reply_token: str | None = None
    reply_also: tuple[str, ...] = ()
    answers: str | None = None
    thread: tuple[str, ...] = ()
    attach_original: bool = False
    via: str | None = None
    once: str | None = None
    null_sender: bool = False
    not_before: datetime | None = None
    rows: tuple[int, ...] = ()
    calendar: tuple[Entry, ...] | None = None
    answers_letter: int | None = None
    unsubscribe: bool = False
    html: bool = True
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Ignore:
    """The letter is kept and nothing follows from it; `why` is written on its row."""

    why: str


@dataclass(frozen=True, slots=True)
class Belongs:
    """The letter belongs to a case (a follow-up, a command letter, a copy)."""

    number: int


@dataclass(frozen=True, slots=True)
class Twin:
    """The letter is another copy of letter `of`; nothing acts again (P2)."""

    of: int


@dataclass(frozen=True, slots=True)
class Remember:
    """Keys that are used up with this decision, beside those of its letters (merged reminders, R35)."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Commands that wait for a word of `person` (an address): for a confirm, or for a choice. `lines` are the
    command lines as they will run, `choices` what each number stands for: the place in `lines` and the line to
    put there. `versions` are the cases as they were then, `code` the hash of the code, `until` the end (UTC). `files`
    came with the lines."""

    person: str
    lines: tuple[str, ...]
    until: datetime
    code: str = ""
    choices: tuple[tuple[int, str], ...] = ()
    versions: Mapping[int, int] = field(default_factory=dict)
    confirm: bool = False
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Revoke:
    """The reply addresses that `person` (an address) was given so far prove nothing any more; they find their cases for
    ever (mail-rules 3)."""

    person: str


@dataclass(frozen=True, slots=True)
class EndAsk:
    """A question is over: `how` is run, dropped or renewed. One that is over already makes the decision stale."""

    letter: int
    how: str


@dataclass(frozen=True, slots=True)
class WrongCode:
    """A code that fits none of the questions to `person`; too many lock them all."""

    person: str


@dataclass(frozen=True, slots=True)
class SetPerson:
    """A person's own settings change; None takes one away. `before` is filled in by the ledger's history."""

    person: str
    values: Mapping[str, str | None]
    what: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Letters of ours that wait must not leave: the postings of these numbers. One that is gone in the meantime
    makes the decision stale, so that it is made again."""

    postings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Letter `letter`, joined to case `number` as the same statement, leaves it and is decided again, as a statement
    of its own. One that has left in the meantime makes the decision stale."""

    letter: int
    number: int
    actor: Actor


Effect = (
    OpenCase
    | ChangeCase
    | Note
    | Send
    | Ignore
    | Belongs
    | Twin
    | Remember
    | Ask
    | EndAsk
    | WrongCode
    | Revoke
    | SetPerson
    | TakeBack
    | Part
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that follows from one letter or from one day, to be applied in one transaction.

    `letter` is None for a day. `postings` are the rendered `Send` effects, same order, rendered beforehand so
    that a template bug changes nothing. `rule` names the rule that decided, for the letter's row and `why`."""

    letter: int | None
    effects: tuple[Effect, ...]
    postings: tuple[Posting, ...] = ()
    rule: str = ""
