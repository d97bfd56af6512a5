"""What the Datatracker's public API says, row by row, as values. Unknown keys and slugs are harmless."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote

JsonRow = Mapping[str, Any]

PAGE = "https://datatracker.ietf.org/liaison/{}/"
"""Where the tracker shows a statement; the form to cite."""


@dataclass(frozen=True, slots=True)
class TrackerGroup:
    """A group of the tracker, ours or a peer's. `number` never changes, the acronym may; `parent` is a number."""

    number: int
    acronym: str
    name: str
    type: str
    state: str
    parent: int | None
    list_email: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class TrackerName:
    """How a group (a number) was called from a day on, until the next change of it."""

    group: int
    since: date
    acronym: str
    name: str


@dataclass(frozen=True, slots=True)
class TrackerRole:
    """That a person (a number) holds an office of a group (a number) today, and is written to at `address`."""

    role: str
    group: int
    person: int
    address: str


@dataclass(frozen=True, slots=True)
class TrackerStatement:
    """A statement of the tracker, posted, either way. Groups are numbers as the tracker has them, and acronyms as the
    ledger keeps them. `state` is what the tracker says of its duty: required, taken or "". No person stands in it."""

    number: int
    title: str
    purpose: str
    deadline: date | None
    reference: str
    state: str
    from_groups: tuple[str, ...]
    to_groups: tuple[str, ...]
    posted: date | None = None
    answers: tuple[int, ...] = ()

    @property
    def page(self) -> str:
        """Its page in the tracker."""
        return PAGE.format(self.number)

    def with_acronyms(self, acronyms: Mapping[int, str]) -> TrackerStatement:
        """The statement with its groups by acronym; one that is not known stays a number."""

        def named(groups: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(acronyms.get(int(one), one) if one.isdigit() else one for one in groups)

        return replace(self, from_groups=named(self.from_groups), to_groups=named(self.to_groups))


def plain(row: JsonRow) -> JsonRow:
    """A row of the API as it is, and one of a database dump (`model`, `pk`, `fields`) in the form of the API."""
    fields, model = row.get("fields"), row.get("model")
    if not isinstance(fields, Mapping) or not isinstance(model, str):
        return row
    return {**fields, "id": row.get("pk"), "resource_uri": f"/api/v1/{model.replace('.', '/')}/{row.get('pk')}/"}


def model_of(row: JsonRow) -> str:
    """What a row is about, by its own address: `group/group`, `liaisons/liaisonstatement`. Raises ValueError."""
    parts = _text(row, "resource_uri").strip("/").split("/")
    if len(parts) != 5 or parts[:2] != ["api", "v1"]:
        raise ValueError("resource_uri: is missing, or is none of the tracker's")
    return "/".join(parts[2:4])


def read_group(row: JsonRow) -> TrackerGroup:
    """A row of group/group. Raises ValueError in words, as all of these do."""
    acronym = _text(row, "acronym").lower()
    if not acronym:
        raise ValueError("acronym: is empty")
    return TrackerGroup(
        number=_number(row, "id"),
        acronym=acronym,
        name=" ".join(_text(row, "name").split()) or acronym,
        type=_key(row, "type"),
        state=_key(row, "state"),
        parent=_number_in(row, "parent"),
        list_email=_text(row, "list_email"),
        description=_text(row, "description"),
    )


def read_past(row: JsonRow) -> TrackerName:
    """A row of group/grouphistory: a group as it stood from `time` on."""
    group = _number_in(row, "group")
    if group is None:
        raise ValueError("group: is empty")
    since = _moment(row, "time").astimezone(UTC).date()
    return TrackerName(group, since, _text(row, "acronym").lower(), " ".join(_text(row, "name").split()))


def read_role(row: JsonRow) -> TrackerRole:
    """A row of group/role. The address is the last part of the URI of the mailbox."""
    group, person = _number_in(row, "group"), _number_in(row, "person")
    if group is None or person is None:
        raise ValueError("a role needs a group and a person")
    return TrackerRole(_key(row, "name"), group, person, _key(row, "email"))


def read_person(row: JsonRow) -> tuple[int, str]:
    """The number and the plain name of a row of person/person, and nothing else of it."""
    return _number(row, "id"), " ".join((_text(row, "plain") or _text(row, "name")).split())


def read_inactive(row: JsonRow) -> str | None:
    """The address, in small letters, of a row of person/email that is not in use any more; None for one that is."""
    return _text(row, "address").lower() if row.get("active") is False else None


def number_of(row: JsonRow) -> int:
    """The number of any row that has one."""
    return _number(row, "id")


def read_statement(row: JsonRow) -> TrackerStatement | None:
    """A row of liaisons/liaisonstatement, None if it is not posted. Contacts and text stay behind."""
    if _key(row, "state") != "posted":
        return None
    tags = {_last(tag) for tag in row.get("tags") or ()}
    return TrackerStatement(
        number=_number(row, "id"),
        title=" ".join(_text(row, "title").split()) or "(no title)",
        purpose=_key(row, "purpose"),
        deadline=_day(row, "deadline"),
        reference=_text(row, "other_identifiers"),
        state="taken" if "taken" in tags else "required" if "required" in tags else "",
        from_groups=tuple(_last(one) for one in row.get("from_groups") or ()),
        to_groups=tuple(_last(one) for one in row.get("to_groups") or ()),
    )


def read_event(row: JsonRow) -> tuple[str, int, datetime]:
    """Type, statement and time of a row of liaisons/liaisonstatementevent. Its words may be private: never read."""
    statement = _number_in(row, "statement")
    if statement is None:
        raise ValueError("statement: is empty")
    return _key(row, "type"), statement, _moment(row, "time")


def read_relation(row: JsonRow) -> tuple[int, int]:
    """Source and target of a row of liaisons/relatedliaisonstatement: the source answers the target."""
    source, target = _number_in(row, "source"), _number_in(row, "target")
    if source is None or target is None:
        raise ValueError("a relation needs a source and a target")
    return source, target


def _text(row: JsonRow, key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{key}: {value!r} is no text")
    return value.strip()


def _number(row: JsonRow, key: str) -> int:
    value = row.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ValueError(f"{key}: {value!r} is no number")
    return value


def _last(uri: object) -> str:
    """The key in a reference: the last part of its path; a dump holds bare keys."""
    if isinstance(uri, int) and not isinstance(uri, bool):
        return str(uri)
    if not isinstance(uri, str):
        raise ValueError(f"{uri!r} is no reference")
    return unquote(uri.rstrip("/").rpartition("/")[2])


def _key(row: JsonRow, key: str) -> str:
    return _last(row[key]) if row.get(key) else ""


def _number_in(row: JsonRow, key: str) -> int | None:
    last = _key(row, key)
    if last and not (last.isascii() and last.isdigit()):
        raise ValueError(f"{key}: {row[key]!r} names no number")
    return int(last) if last else None


def _day(row: JsonRow, key: str) -> date | None:
    text = _text(row, key)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{key}: “{text}” is no day") from None


def _moment(row: JsonRow, key: str) -> datetime:
    text = _text(row, key)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{key}: “{text}” is no time") from None
