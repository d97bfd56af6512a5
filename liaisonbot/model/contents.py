"""What a directory is made of, as values and as rows of text: the same rows are the files of `liaisonbot/data`, the
files that an operator imports, and what the ledger keeps (liaisonbot/data/README.md)."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from liaisonbot.model.bodies import Group, Holder, Peer
from liaisonbot.model.succession import DatedName, Relation, Successor, first_day, last_day

SNAPSHOT_DAY = date(2026, 7, 1)  # the day whose groups and addresses liaisonbot/data holds

GROUP_TYPES = ("ietf", "iesg", "iab", "irtf", "area", "wg", "rg")

Row = Mapping[str, str]
"""One row of text, by column; an empty cell says that there is none, or that it is not known."""


class Kind(StrEnum):
    """What one row is about; the value is the name of its file in `liaisonbot/data`."""

    GROUP = "groups"
    PEER = "peers"
    NAME = "names"
    SUCCESSOR = "successors"
    TOPICS = "topics"
    HOLDER = "roles"
    RFCS = "rfcs"


@dataclass(frozen=True, slots=True)
class Form:
    """The columns of one kind of row. `key` are those by which a newer row replaces an older one, `optional` those that
    a file may leave out; `ours` and `anybody` those that name another body by its acronym."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    optional: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    anybody: tuple[str, ...] = ()


FORMS: Mapping[Kind, Form] = {
    Kind.GROUP: Form(
        ("acronym", "name", "type", "area", "state", "list_email"), ("acronym",), ("mailboxes", "names", "tracker"),
        ours=("area",),
    ),
    Kind.PEER: Form(
        ("acronym", "name", "parent"), ("acronym",),
        ("names", "misspelt", "domains", "addresses", "reply_to", "tracker"), anybody=("parent",),
    ),
    Kind.NAME: Form(
        ("name", "kind", "group", "valid_from", "valid_to"), ("name", "group", "valid_from"), ("source",),
        anybody=("group",),
    ),
    Kind.SUCCESSOR: Form(
        ("old", "new", "since", "relation", "confirmed"), ("old", "new"), ("source",), anybody=("old", "new")
    ),
    Kind.TOPICS: Form(("group", "topics"), ("group",), ours=("group",)),
    Kind.HOLDER: Form(("group", "role", "name", "address"), ("group", "role", "name"), anybody=("group",)),
    Kind.RFCS: Form(("group", "rfcs"), ("group",)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contents:
    """All rows of a directory as values. `dated` is the day that they show, `source` says where they are from."""

    dated: date
    source: str
    groups: tuple[Group, ...] = ()
    peers: tuple[Peer, ...] = ()
    names: tuple[DatedName, ...] = ()
    successors: tuple[Successor, ...] = ()
    topics: Mapping[str, str] = field(default_factory=dict)
    holders: tuple[Holder, ...] = ()
    rfcs: Mapping[int, str] = field(default_factory=dict)

    def rows(self, kind: Kind) -> list[Row]:
        """The rows of one kind, as they are kept."""
        match kind:
            case Kind.GROUP:
                return [_group_row(one) for one in self.groups]
            case Kind.PEER:
                return [_peer_row(one) for one in self.peers]
            case Kind.NAME:
                return [_name_row(one) for one in self.names]
            case Kind.SUCCESSOR:
                return [_successor_row(one) for one in self.successors]
            case Kind.TOPICS:
                return [{"group": group, "topics": words} for group, words in self.topics.items()]
            case Kind.HOLDER:
                return [{name: getattr(one, name) for name in FORMS[kind].columns} for one in self.holders]
            case Kind.RFCS:
                return _rfc_rows(self.rfcs)


def contents_of(rows: Mapping[Kind, Iterable[Row]], dated: date, source: str) -> Contents:
    """The values in rows. Raises ValueError in words for a row that is none."""
    topics = [_read_topics(row) for row in rows.get(Kind.TOPICS, ())]
    rfcs = [pair for row in rows.get(Kind.RFCS, ()) for pair in _read_rfcs(row)]
    return Contents(
        dated=dated,
        source=source,
        groups=tuple(_read_group(row) for row in rows.get(Kind.GROUP, ())),
        peers=tuple(_read_peer(row) for row in rows.get(Kind.PEER, ())),
        names=tuple(_read_name(row) for row in rows.get(Kind.NAME, ())),
        successors=tuple(_read_successor(row) for row in rows.get(Kind.SUCCESSOR, ())),
        topics=dict(topics),
        holders=tuple(_read_holder(row) for row in rows.get(Kind.HOLDER, ())),
        rfcs=dict(rfcs),
    )


def read_row(kind: Kind, row: Row) -> object:
    """The value of one row: to find out whether it is one. Raises ValueError in words."""
    return _READ[kind](row)


def key_of(kind: Kind, row: Row) -> tuple[str, ...]:
    """By which a row is the newer one of another."""
    return tuple(row.get(column, "").lower() for column in FORMS[kind].key)


def loose_ends(contents: Contents) -> Iterator[tuple[Kind, Row, str]]:
    """The rows that name a body which is not there, or whose parents go in a circle, each with the reason."""
    ours, peers = {one.acronym for one in contents.groups}, {one.acronym: one for one in contents.peers}
    anybody = ours | peers.keys()
    for kind, form in FORMS.items():
        for row in contents.rows(kind):
            for column in (*form.ours, *form.anybody):
                name = row.get(column, "")
                if name and name not in (ours if column in form.ours else anybody):
                    yield kind, row, f"{column}: there is no “{name}”"
    for one in contents.peers:
        if one.acronym in ours:
            yield Kind.PEER, _peer_row(one), f"“{one.acronym}” is a group of ours"
        above, seen = one.parent, {one.acronym}
        while above in peers and above not in seen:
            seen.add(above)
            above = peers[above].parent
        if above in seen:
            yield Kind.PEER, _peer_row(one), f"parent: “{one.acronym}” would lie in itself"


@cache
def snapshot() -> Contents:
    """What ships with the program."""
    rows = {kind: list(_file(f"{kind}.csv")) for kind in (Kind.GROUP, Kind.PEER, Kind.NAME, Kind.SUCCESSOR)}
    rows[Kind.TOPICS] = list(_file("topics.csv"))
    return contents_of(rows, SNAPSHOT_DAY, "the snapshot that ships with the program")


def _file(name: str) -> Iterator[dict[str, str]]:
    text = (files("liaisonbot") / "data" / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


# --- from text to values ------------------------------------------------------------------------------

_ACRONYM = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_MAILBOX = re.compile(r"[^\s<>@,;]+@[^\s<>@,;]+")
_NAME_KINDS = ("acronym", "full", "alias", "misspelling")


def _read_group(row: Row) -> Group:
    kind = _one_of(row, "type", GROUP_TYPES)
    return Group(
        acronym=_acronym(row, "acronym"),
        name=_filled(row, "name"),
        type=kind,
        area=_acronym(row, "area", needed=False),
        active=_one_of(row, "state", ("active", "conclude")) == "active",
        successors=(),
        list_email=_mailbox(row, "list_email"),
        names=_several(row, "names"),
        mailboxes=_several(row, "mailboxes"),
        tracker=_number(row, "tracker"),
    )


def _group_row(one: Group) -> Row:
    return {
        "acronym": one.acronym, "name": one.name, "type": one.type, "area": one.area,
        "state": "active" if one.active else "conclude", "list_email": one.list_email,
        "mailboxes": "; ".join(one.mailboxes), "names": "; ".join(one.names), "tracker": _text(one.tracker),
    }  # fmt: skip


def _read_peer(row: Row) -> Peer:
    return Peer(
        acronym=_acronym(row, "acronym"),
        name=_filled(row, "name"),
        parent=_acronym(row, "parent", needed=False),
        names=_several(row, "names"),
        domains=_several(row, "domains"),
        addresses=_several(row, "addresses"),
        reply_to=_mailbox(row, "reply_to"),
        misspelt=_several(row, "misspelt"),
        tracker=_number(row, "tracker"),
    )


def _peer_row(one: Peer) -> Row:
    return {
        "acronym": one.acronym, "name": one.name, "parent": one.parent, "names": "; ".join(one.names),
        "misspelt": "; ".join(one.misspelt), "domains": "; ".join(one.domains),
        "addresses": "; ".join(one.addresses), "reply_to": one.reply_to, "tracker": _text(one.tracker),
    }  # fmt: skip


def _read_name(row: Row) -> DatedName:
    return DatedName(
        name=_filled(row, "name"),
        kind=_one_of(row, "kind", _NAME_KINDS),
        group=_acronym(row, "group"),
        valid_from=_day(row, "valid_from", first_day),
        valid_to=_day(row, "valid_to", last_day),
        source=row.get("source", ""),
    )


def _name_row(one: DatedName) -> Row:
    return {
        "name": one.name, "kind": one.kind, "group": one.group, "valid_from": _text(one.valid_from),
        "valid_to": _text(one.valid_to), "source": one.source,
    }  # fmt: skip


def _read_successor(row: Row) -> Successor:
    return Successor(
        old=_acronym(row, "old"),
        new=_acronym(row, "new"),
        since=_day(row, "since", first_day),
        relation=Relation(_one_of(row, "relation", tuple(Relation))),
        confirmed=_one_of(row, "confirmed", ("yes", "no")) == "yes",
        source=row.get("source", ""),
    )


def _successor_row(one: Successor) -> Row:
    return {
        "old": one.old, "new": one.new, "since": _text(one.since), "relation": str(one.relation),
        "confirmed": "yes" if one.confirmed else "no", "source": one.source,
    }  # fmt: skip


def _read_topics(row: Row) -> tuple[str, str]:
    return _acronym(row, "group"), _filled(row, "topics")


def _read_holder(row: Row) -> Holder:
    return Holder(_acronym(row, "group"), _filled(row, "role"), _filled(row, "name"), _mailbox(row, "address"))


def _read_rfcs(row: Row) -> list[tuple[int, str]]:
    group, numbers = _acronym(row, "group"), _filled(row, "rfcs").split()
    for number in numbers:
        if not (number.isascii() and number.isdigit() and int(number)):
            raise ValueError(f"rfcs: “{number}” is no number of an RFC")
    return [(int(number), group) for number in numbers]


def _rfc_rows(rfcs: Mapping[int, str]) -> list[Row]:
    """One row a group: the index has ten thousand numbers, and most groups several."""
    numbers: dict[str, list[str]] = {}
    for number, group in rfcs.items():
        numbers.setdefault(group, []).append(str(number))
    return [{"group": group, "rfcs": " ".join(found)} for group, found in numbers.items()]


_READ: Mapping[Kind, Callable[[Row], object]] = {
    Kind.GROUP: _read_group,
    Kind.PEER: _read_peer,
    Kind.NAME: _read_name,
    Kind.SUCCESSOR: _read_successor,
    Kind.TOPICS: _read_topics,
    Kind.HOLDER: _read_holder,
    Kind.RFCS: _read_rfcs,
}


def _filled(row: Row, column: str) -> str:
    if not (text := row.get(column, "").strip()):
        raise ValueError(f"{column}: is empty")
    return text


def _acronym(row: Row, column: str, *, needed: bool = True) -> str:
    text = row.get(column, "").strip()
    if (text or needed) and not _ACRONYM.fullmatch(text):
        raise ValueError(f"{column}: “{text}” is no acronym (small letters, digits and dashes)")
    return text


def _mailbox(row: Row, column: str) -> str:
    text = row.get(column, "").strip()
    if text and not _MAILBOX.fullmatch(text):
        raise ValueError(f"{column}: “{text}” is no mail address")
    return text


def _one_of(row: Row, column: str, allowed: Iterable[str]) -> str:
    text = row.get(column, "").strip()
    if text not in allowed:
        raise ValueError(f"{column}: “{text}” is none of {', '.join(allowed)}")
    return text


def _number(row: Row, column: str) -> int | None:
    text = row.get(column, "").strip()
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError(f"{column}: “{text}” is no number")
    return int(text) if text else None


def _day(row: Row, column: str, read: Callable[[str], date | None]) -> date | None:
    try:
        return read(row.get(column, "").strip())
    except ValueError:
        raise ValueError(f"{column}: “{row.get(column, '')}” is no year, month or day") from None


def _several(row: Row, column: str) -> tuple[str, ...]:
    cell = row.get(column, "").strip()
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _text(value: object) -> str:
    return "" if value is None else str(value)
