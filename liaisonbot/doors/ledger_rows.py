"""Between the ledger's rows and the values of the model: pure, no SQL, no clock.

Times are kept as UTC text of one width (`2026-03-01T09:00:00.000000+00:00`), so that they sort as they run;
days as ISO dates; lists and statements as JSON.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from sqlite3 import Row
from typing import Any

from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.effects import Actor
from liaisonbot.model.mail import Arrival, Delivery, Held, Hold, PostKind
from liaisonbot.model.statement import Purpose, Statement

SqlValue = str | int | bytes | None


class LetterState(StrEnum):
    """Where a recorded letter stands (promises 1.1)."""

    WAITING = "waiting"  # to be decided on
    APPLIED = "applied"  # decided, and something followed
    TWIN = "twin"  # another copy of a letter
    IGNORED = "ignored"  # kept, nothing follows; the reason is on its row
    PARKED = "parked"  # nobody could decide; a person looks, `retry` tries again


class DeliveryState(StrEnum):
    """Where one recipient of a posting stands."""

    QUEUED = "queued"  # goes out when it is due
    SENDING = "sending"  # claimed, until its lease ends
    STOPPED = "stopped"  # held back until somebody says resume
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"  # somebody took it back in time


@dataclass(frozen=True, slots=True)
class LetterRow:
    """What the ledger knows of a letter besides its bytes. `received` is UTC, `size` in bytes."""

    number: int
    sha256: str
    received: datetime
    size: int
    state: LetterState
    reason: str | None
    rule: str | None
    tries: int
    twin_of: int | None
    case: int | None
    message_id: str | None
    fingerprint: str | None
    subject: str | None
    sender: str | None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change: who did what, because of which letter; `before` and `after` hold what changed."""

    number: int
    case: int | None
    letter: int | None
    at: datetime
    actor: Actor
    what: str
    because: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One recipient of one posting, for people to see. `due` is the next try (UTC), `cause` the letter."""

    posting: int
    recipient: str
    state: DeliveryState
    tries: int
    due: datetime
    uncertain: bool
    reply: str
    ended: datetime | None
    kind: str
    template: str
    case: int | None
    cause: int | None
    message_id: str
    subject: str
    queued: datetime


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One of our own letters, without its bytes; `recipients` are those of its envelope, in order of text."""

    number: int
    kind: PostKind
    template: str
    case: int | None
    recipients: tuple[str, ...]
    subject: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of what there is, by state; states that do not occur are missing. `queued_because` is what the relay, or
    the way to it, last said to the oldest letter of ours that waits."""

    letters: Mapping[str, int]
    cases: Mapping[str, int]
    deliveries: Mapping[str, int]
    oldest_waiting: datetime | None
    oldest_queued: datetime | None
    queued_because: str
    sqlite: str


def held_from(row: Row) -> Held:
    """A letter of ours that is held back."""
    return Held(
        posting=row["posting"],
        kind=PostKind(row["kind"]),
        template=row["template"],
        reader=row["reader"],
        case=row["case_number"],
        subject=row["subject"],
        queued=moment(row["queued"]),
        hold=Hold(row["reason"], moment(row["until"]), bool(row["merge"])),
    )


# --- plain values ---------------------------------------------------------------------------------

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(value: SqlValue) -> SqlValue:
    """`value` as SQLite can keep it: NUL (blinds LIKE) and lone surrogates (do not bind) become U+FFFD."""
    if isinstance(value, str) and not (value.isascii() and "\0" not in value):
        return _UNSTORABLE.sub("\ufffd", value)
    return value


def stamp(moment: datetime) -> str:
    """An aware `moment` as text. Raises ValueError for a naive one: whose noon would it be?"""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """The UTC time that `stamp` wrote. Raises ValueError for text that it cannot have written."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return found


def dump(value: object) -> str:
    """`value` as JSON: dataclasses as objects, times as `stamp` writes them, tuples as lists."""
    if isinstance(value, Case):
        plain = {name: getattr(value, name) for name in CASE_FIELDS if name != "statement"}
        return f'{dump(plain)[:-1]}, "statement": {dump(value.statement)}}}'
    if isinstance(value, Statement):
        with suppress(ValueError):  # a lone surrogate, which is replaced below
            return str(_statement_adapter().dump_json(value), "utf-8")
    return str(clean(_JSON.encode(value)))


def statement_from(text: str) -> Statement:
    """The Statement that `dump` wrote; fields that it did not have yet get their defaults."""
    statement: Statement = _statement_adapter().validate_json(text)
    return statement


@cache
def _statement_adapter() -> Any:
    from pydantic import TypeAdapter  # here: whoever only records a letter must not pay for its import

    return TypeAdapter(Statement)


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no place in the ledger")


_JSON = json.JSONEncoder(ensure_ascii=False, default=_plain)
_CANONICAL = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


# --- cases ----------------------------------------------------------------------------------------

CASE_FIELDS = tuple(field.name for field in fields(Case))
FIXED_FIELDS = frozenset({"number", "version", "letter", "message_id", "opened"})
"""What no change may touch: they say which case it is."""

LATER_FIELDS: Mapping[str, object] = {"copies": [], "links": [], "duplicate_of": None}
"""Fields that cases did not have from the first release on, with what the old ones got."""


def case_columns(case: Case) -> dict[str, SqlValue]:
    """A case as its row, with the two columns that exist for looking up: `reference` and `due`."""
    columns = {name: clean(_column(getattr(case, name))) for name in CASE_FIELDS}
    due = case.due.isoformat() if case.due else None
    return columns | {"reference": clean(case.statement.reference), "due": due}


def case_from(row: Row | Mapping[str, Any]) -> Case:
    """The case in a row of its table. Raises ValueError or TypeError for columns that are none."""
    return Case(
        number=row["number"],
        stage=Stage(row["stage"]),
        statement=statement_from(row["statement"]),
        letter=row["letter"],
        message_id=row["message_id"],
        opened=moment(row["opened"]),
        title=row["title"],
        peer=row["peer"],
        purpose=Purpose(row["purpose"]),
        groups=tuple(json.loads(row["groups"])),
        lead=row["lead"],
        holder=row["holder"],
        manager=row["manager"],
        deadline=date.fromisoformat(row["deadline"]) if row["deadline"] else None,
        delay_because=row["delay_because"],
        held_because=row["held_because"],
        proposal=tuple(json.loads(row["proposal"])),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        closed=_moment_or_none(row["closed"]),
        closed_because=row["closed_because"],
        acted=_moment_or_none(row["acted"]),
        verified=bool(row["verified"]),
        copies=tuple(json.loads(row["copies"])),
        links=tuple(json.loads(row["links"])),
        duplicate_of=row["duplicate_of"],
        version=row["version"],
    )


def values_from(case: Case, said: Mapping[str, Any]) -> dict[str, object]:
    """The values of fields that a history row holds as plain JSON, as the case has them."""
    plain = {name: dump(value) if isinstance(value, list | dict) else value for name, value in said.items()}
    found = case_from({**case_columns(case), **plain})
    return {name: getattr(found, name) for name in said}


def changed(case: Case, changes: Mapping[str, object]) -> tuple[Case, list[str]]:
    """The next version of `case` with `changes` made, and the names of the fields that differ.

    Without a difference the case comes back as it is. Raises ValueError for a fixed or unknown field.
    """
    if wrong := sorted(set(changes) - (set(CASE_FIELDS) - FIXED_FIELDS)):
        raise ValueError(f"a case has no changeable {', '.join(wrong)}")
    differing = [name for name in changes if dump(getattr(case, name)) != dump(changes[name])]
    if not differing:
        return case, []
    new: dict[str, Any] = dict(changes)
    return replace(case, **new, version=case.version + 1), differing


def _column(value: object) -> SqlValue:
    if value is None or type(value) is str:  # most are
        return value
    match value:
        case str():  # an enum's member too
            return str(value)
        case int():  # bool too
            return int(value)
        case datetime():
            return stamp(value)
        case date():
            return value.isoformat()
        case _:
            return dump(value)


def _moment_or_none(text: str | None) -> datetime | None:
    return moment(text) if text else None


# --- history --------------------------------------------------------------------------------------

NO_CHAIN = "0" * 64
"""What the first history row is chained to."""


def chain(previous: str, row: tuple[SqlValue, ...]) -> str:
    """The chain value of a history row as it is stored, from `id` to `after`: hex SHA-256."""
    canonical = _CANONICAL.encode(row)
    return hashlib.sha256(previous.encode() + canonical.encode()).hexdigest()


def history_from(row: Row) -> HistoryRow:
    """A history row for people; its chain value is for the audit."""
    return HistoryRow(
        number=row["id"],
        case=row["case_number"],
        letter=row["letter"],
        at=moment(row["at"]),
        actor=Actor(row["who"], row["role"], row["proof"]),
        what=row["what"],
        because=row["because"],
        before=json.loads(row["before"]) if row["before"] else None,
        after=json.loads(row["after"]) if row["after"] else None,
    )


# --- letters and post -----------------------------------------------------------------------------


def letter_from(row: Row) -> LetterRow:
    """A row of the table letter."""
    return LetterRow(
        number=row["id"],
        sha256=row["sha256"],
        received=moment(row["received"]),
        size=row["size"],
        state=LetterState(row["state"]),
        reason=row["reason"],
        rule=row["rule"],
        tries=row["tries"],
        twin_of=row["twin_of"],
        case=row["case_number"],
        message_id=row["message_id"],
        fingerprint=row["fingerprint"],
        subject=row["subject"],
        sender=row["sender"],
    )


def arrival_from(row: Row) -> Arrival:
    """A row of the table arrival."""
    return Arrival(
        door=row["door"],
        recipient=row["recipient"],
        envelope_from=row["envelope_from"],
        client=row["client"],
        mailbox=row["mailbox"],
        uidvalidity=row["uidvalidity"],
        uid=row["uid"],
    )


def posting_from(row: Row, recipients: Iterable[str]) -> PostingRow:
    """A row of the table posting, with whom it goes to."""
    return PostingRow(
        number=row["number"],
        kind=PostKind(row["kind"]),
        template=row["template"],
        case=row["case_number"],
        recipients=tuple(recipients),
        subject=row["subject"],
        message_id=row["message_id"],
    )


def outbox_from(row: Row) -> OutboxRow:
    """A delivery joined with its posting."""
    return OutboxRow(
        posting=row["posting"],
        recipient=row["recipient"],
        state=DeliveryState(row["state"]),
        tries=row["tries"],
        due=moment(row["due"]),
        uncertain=bool(row["uncertain"]),
        reply=row["reply"],
        ended=_moment_or_none(row["ended"]),
        kind=row["kind"],
        template=row["template"],
        case=row["case_number"],
        cause=row["letter"],
        message_id=row["message_id"],
        subject=row["subject"],
        queued=moment(row["queued"]),
    )


def delivery_from(posting: Row, recipient: str, tries: int) -> Delivery:
    """A claimed delivery, from its posting's row; its recipients share the posting's bytes."""
    return Delivery(
        posting=posting["number"],
        recipient=recipient,
        envelope_from=posting["envelope_from"],
        message_id=posting["message_id"],
        raw=posting["raw"],
        tries=tries,
        queued=moment(posting["queued"]),
        case=posting["case_number"],
        template=posting["template"],
    )
