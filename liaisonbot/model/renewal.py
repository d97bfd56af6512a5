"""A directory renewed: newer rows laid over it, and what differs then, in words.

The tracker knows less than we do (no spellings, domains or role mailboxes), so what it does not say stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from liaisonbot.model import names
from liaisonbot.model.bodies import Group, Holder, Peer
from liaisonbot.model.contents import GROUP_TYPES, Contents, Kind, Row, contents_of, key_of
from liaisonbot.model.succession import DatedName, Relation, Successor
from liaisonbot.model.tracker import TrackerGroup, TrackerName, TrackerRole

OFFICES = ("liaiman", "liaison_coordinator", "chair", "secr", "ad", "pre-ad", "execdir")
"""The offices whose holders are kept."""

_TOPIC_LETTERS = 600
_LISTED = ("area", "wg", "rg")  # of these all open ones are loaded, so that one that is missing has closed
_ONE_NUMBER = "the tracker has them under one number"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded of the tracker. `past` is how groups were called before; `whole`: no row of a group was passed
    over, so that what is missing is closed; `offices`: the offices were loaded too, and replace those known before."""

    groups: Mapping[int, TrackerGroup]
    roles: tuple[TrackerRole, ...] = ()
    persons: Mapping[int, str] = field(default_factory=dict)
    inactive: frozenset[str] = frozenset()
    past: tuple[TrackerName, ...] = ()
    whole: bool = True
    offices: bool = True


def laid_over(
    contents: Contents, rows: Mapping[Kind, Iterable[Row]], *, dated: date, source: str, instead: bool = False
) -> Contents:
    """`contents` with newer rows over those of the same key; with `instead` only the newer ones of each kind that is
    given. Offices are always replaced as a whole: who has lost one must not stay. Raises ValueError."""
    merged: dict[Kind, list[Row]] = {}
    for kind in Kind:
        kept = [] if kind in rows and (instead or kind is Kind.HOLDER) else contents.rows(kind)
        found = {key_of(kind, row): row for row in kept}
        found |= {key_of(kind, row): row for row in rows.get(kind, ())}
        merged[kind] = list(found.values())
    return contents_of(merged, dated, source)


def with_tracker(contents: Contents, loaded: Loaded, *, today: date, source: str) -> Contents:
    """`contents` as the tracker has them now: names, states, parents and lists of groups, peers, current offices.

    Raises ValueError if that would close most of the open groups: then something is wrong with what was loaded.
    """
    ours, successors, dated = _groups(contents, loaded, today)
    peers, moved = _peers(contents, loaded, today, set(ours))
    topics = dict(contents.topics)
    for one in loaded.groups.values():
        if one.acronym in ours and one.type == "wg" and one.description:
            topics.setdefault(one.acronym, " ".join(one.description.split())[:_TOPIC_LETTERS])
    after = replace(
        contents,
        dated=today,
        source=source,
        groups=tuple(ours.values()),
        peers=tuple(peers.values()),
        names=_names(contents, loaded, dated, {*ours, *peers}, today),
        successors=(*contents.successors, *successors, *moved),
        topics=topics,
    )
    return replace(after, holders=tuple(_holders(loaded, acronyms(after)))) if loaded.offices else after


def _names(
    contents: Contents, loaded: Loaded, dated: Iterable[DatedName], bodies: Set[str], today: date
) -> tuple[DatedName, ...]:
    """The dated names known here, then those in the tracker's past that nobody has here, then the others."""
    found = list(contents.names)
    known = {(one.group, names.words(one.name)) for one in found}
    for one in (*_former_names(loaded, today), *dated):
        spelling = (one.group, names.words(one.name))
        if one.group in bodies and spelling not in known:
            known.add(spelling)
            found.append(one)
    return tuple(found)


def _former_names(loaded: Loaded, today: date) -> Iterator[DatedName]:
    """Names and acronyms that groups had in the tracker before those of today, each with its days."""
    by_group: dict[int, list[TrackerName]] = {}
    for row in sorted(loaded.past, key=lambda row: row.since):
        by_group.setdefault(row.group, []).append(row)
    for number, rows in by_group.items():
        if one := loaded.groups.get(number):
            spelt = {
                "acronym": ([(row.since, row.acronym) for row in rows], one.acronym),
                "full": ([(row.since, row.name) for row in rows], one.name),
            }
            for kind, (written, current) in spelt.items():
                for name, first, last in _runs(written, today):
                    if names.words(name) not in ("", names.words(current)):
                        yield DatedName(name, kind, one.acronym, first, last, "the tracker's history of the group")


def _runs(written: list[tuple[date, str]], today: date) -> Iterator[tuple[str, date, date]]:
    """Each spelling with its first and its last day, of what was written from which day on, oldest first. One that did
    not last a day is a slip."""
    runs: list[tuple[date, str]] = []
    for since, name in written:
        if not runs or names.words(runs[-1][1]) != names.words(name):
            runs.append((since, name))
    for (since, name), (ended, _) in zip(runs, [*runs[1:], (today, "")], strict=True):
        if since < ended:
            yield name, since, ended - timedelta(days=1)


def _groups(
    contents: Contents, loaded: Loaded, today: date
) -> tuple[dict[str, Group], list[Successor], list[DatedName]]:
    known = {one.acronym: one for one in contents.groups}
    by_number = {one.tracker: one for one in contents.groups if one.tracker}
    peers = {one.acronym for one in contents.peers}
    renamed, former = [], []
    after = dict(known)
    for one in loaded.groups.values():
        if one.type not in GROUP_TYPES or one.acronym in peers:
            continue
        before = by_number.get(one.number) or known.get(one.acronym)
        after[one.acronym] = _group(one, before, loaded)
        if before and before.acronym != one.acronym:
            after[before.acronym] = replace(before, active=False, tracker=None)
            renamed.append(Successor(before.acronym, one.acronym, today, Relation.RENAMED, True, _ONE_NUMBER))
        elif before and names.words(before.name) != names.words(one.name):
            former.append(
                DatedName(before.name, "full", one.acronym, None, today, "its name in the tracker until then")
            )
    if loaded.whole:
        after |= {one.acronym: replace(one, active=False) for one in _gone(after, known, loaded)}
    return after, renamed, former


def _group(one: TrackerGroup, before: Group | None, loaded: Loaded) -> Group:
    parent = loaded.groups.get(one.parent or 0)
    area = parent.acronym if parent and parent.type == "area" and one.type == "wg" else ""
    return Group(
        acronym=one.acronym,
        name=one.name,
        type=one.type,
        area=area or (before.area if before else ""),
        active=one.state == "active",
        successors=(),
        list_email=one.list_email if names.is_mailbox(one.list_email) else "",
        names=before.names if before else (),
        mailboxes=before.mailboxes if before else (),
        tracker=one.number,
    )


def _gone(after: Mapping[str, Group], known: Mapping[str, Group], loaded: Loaded) -> list[Group]:
    """Groups that are open here and that the tracker does not list among the open ones of their type."""
    listed = {one.acronym for one in loaded.groups.values() if one.state == "active"}
    types = {one.type for one in loaded.groups.values()} & set(_LISTED)
    gone = [one for one in after.values() if one.active and one.type in types and one.acronym not in listed]
    open_before = [one for one in known.values() if one.active and one.type in types]
    if 2 * len(gone) > len(open_before):
        raise ValueError(
            f"the tracker does not list {len(gone)} of {len(open_before)} open groups; nothing was changed"
        )
    return gone


def _peers(contents: Contents, loaded: Loaded, today: date, ours: set[str]) -> tuple[dict[str, Peer], list[Successor]]:
    after = {one.acronym: one for one in contents.peers}
    by_number = {one.tracker: one for one in contents.peers if one.tracker}
    spelt = {names.key(names.words(name)): one.acronym for one in contents.peers for name in (one.name, *one.names)}
    renamed = []
    for one in loaded.groups.values():
        if one.type != "sdo" or one.acronym in ours:
            continue
        before = by_number.get(one.number) or after.get(one.acronym)
        after[one.acronym] = _peer(one, before, loaded, spelt)
        if before and before.acronym != one.acronym:
            bare = f"{before.name} (now {one.acronym})"
            after[before.acronym] = Peer(before.acronym, bare, before.parent, ())
            renamed.append(Successor(before.acronym, one.acronym, today, Relation.RENAMED, True, _ONE_NUMBER))
    return {acronym: _inside(one, after) for acronym, one in after.items()}, renamed


def _peer(one: TrackerGroup, before: Peer | None, loaded: Loaded, spelt: Mapping[str, str]) -> Peer:
    parent = loaded.groups.get(one.parent or 0)
    above = parent.acronym if parent and parent.type == "sdo" else before.parent if before else ""
    if before:
        return replace(before, acronym=one.acronym, name=before.name, parent=above, tracker=one.number)
    taken = spelt.get(names.key(names.words(one.name)), one.acronym)
    name = one.name if taken == one.acronym else f"{one.name} ({one.acronym})"  # one spelling means one body
    return Peer(one.acronym, name, above, (), tracker=one.number)


def _inside(one: Peer, peers: Mapping[str, Peer]) -> Peer:
    """A peer under a parent that is there, and that does not lie in it."""
    above, seen = one.parent, {one.acronym}
    while above in peers and above not in seen:
        seen.add(above)
        above = peers[above].parent
    return replace(one, parent="") if one.parent and (one.parent not in peers or above in seen) else one


def acronyms(contents: Contents) -> dict[int, str]:
    """The acronyms of bodies by their numbers in the tracker."""
    found = {one.tracker: one.acronym for one in contents.groups if one.tracker}
    return found | {one.tracker: one.acronym for one in contents.peers if one.tracker}


def _holders(loaded: Loaded, numbered: Mapping[int, str]) -> Iterator[Holder]:
    for one in loaded.roles:
        if one.group not in numbered or one.role not in OFFICES:
            continue
        address = one.address if names.is_mailbox(one.address) and one.address.lower() not in loaded.inactive else ""
        if name := loaded.persons.get(one.person) or address:
            yield Holder(numbered[one.group], one.role, name, address)


# --- what differs -------------------------------------------------------------------------------------

MOST_LINES = 40

_SAID = {
    Kind.GROUP: "groups",
    Kind.PEER: "peers",
    Kind.NAME: "names in time",
    Kind.SUCCESSOR: "successors",
    Kind.TOPICS: "topics",
    Kind.HOLDER: "offices",
    Kind.RFCS: "groups of RFCs",
}


def differences(before: Contents, after: Contents) -> list[str]:
    """What changes between two states, for people: a heading with counts for each kind, and a line for each row
    (`+` new, `−` gone, `~` changed), cut after so many; empty if nothing does."""
    found: list[str] = []
    for kind in Kind:
        old = {key_of(kind, row): row for row in before.rows(kind)}
        new = {key_of(kind, row): row for row in after.rows(kind)}
        lines = [
            *(f"  + {_new(kind, new[key])}" for key in new if key not in old),
            *(f"  − {_named(kind, old[key])}" for key in old if key not in new),
            *(f"  ~ {_changed(kind, old[key], new[key])}" for key in new if key in old and old[key] != new[key]),
        ]
        if lines:
            signs = [line[2] for line in lines]
            counts = ", ".join(
                f"{signs.count(sign)} {word}"
                for sign, word in (("+", "new"), ("−", "gone"), ("~", "changed"))
                if sign in signs
            )
            more = [f"  … and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
            found += [f"{_SAID[kind]}: {counts}", *lines[:MOST_LINES], *more]
    return found


def _named(kind: Kind, row: Row) -> str:
    if kind is Kind.SUCCESSOR:
        return f"{row['old']} → {row['new']}"
    if kind is Kind.HOLDER:
        return f"{row['group']} {row['role']}: {row['name']}"
    return row.get("acronym") or row.get("name") or row["group"]


def _new(kind: Kind, row: Row) -> str:
    if kind in (Kind.GROUP, Kind.PEER):
        where = row.get("area") or row.get("parent")
        return f"{row['acronym']} ({row['name']})" + (f", in {where}" if where else "")
    return _named(kind, row)


def _changed(kind: Kind, old: Row, new: Row) -> str:
    said = [
        f"{column} {old.get(column) or '–'} → {new.get(column) or '–'}"
        for column in new
        if old.get(column) != new[column]
    ]
    if kind in (Kind.TOPICS, Kind.RFCS):
        return _named(kind, new)
    return f"{_named(kind, new)}: {'; '.join(said)}"
