"""What `liaisonbot directory` says: how old the directory is, and all that it knows of a group or a statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from liaisonbot.model.contents import Contents
from liaisonbot.model.directory import Directory, Group
from liaisonbot.model.tracker import TrackerStatement

Facts = list[tuple[str, str]]
"""Labels and values, in the order in which people read them."""

OLD = 90
"""A directory that is older (days) is said to be old: groups open and close every year."""

_OFFICES = {
    "chair": "Chair",
    "secr": "Secretary",
    "ad": "Area director",
    "pre-ad": "Director elect",
    "liaiman": "Liaison manager",
    "liaison_coordinator": "Coordinator",
    "execdir": "Executive director",
}


def summary(contents: Contents, statements: tuple[int, date | None], today: date) -> Facts:
    """What the directory holds and how old it is."""
    opened = sum(one.active for one in contents.groups)
    count, newest = statements
    rows = [
        ("Directory", f"of {contents.dated.isoformat()}, from {contents.source}"),
        ("Groups", f"{opened} open, {len(contents.groups) - opened} closed"),
        ("Peers", f"{len(contents.peers)}, with their parts"),
        (
            "Offices",
            str(len(contents.holders)) if contents.holders else "none: role aliases are written to all the same",
        ),
        ("RFCs", f"{len(contents.rfcs)} with their groups" if contents.rfcs else "none: import the RFC editor's index"),
        ("Statements", f"{count} of the tracker" + (f", the newest of {newest.isoformat()}" if newest else "")),
    ]
    if (days := (today - contents.dated).days) > OLD:
        rows.append(("Old", f"by {days} days: `liaisonbot directory sync` renews it"))
    return rows


def group_facts(group: Group, directory: Directory) -> Facts:
    """Everything known about a group of ours."""
    mail = directory.recipients(group.acronym)
    heir = directory.heir(group.acronym)
    rfcs = sum(1 for acronym in directory.more.rfcs.values() if acronym == group.acronym)
    rows = [
        ("Group", f"{group.name} ({group.acronym}), {group.type}, {'open' if group.active else 'closed'}"),
        ("Area", group.area),
        ("Also called", "; ".join(group.names)),
        ("List", group.list_email),
        ("Letters go to", ", ".join(mail.to) if mail else "nobody: it cannot receive statements"),
        ("with copies to", ", ".join(mail.cc) if mail else ""),
        ("Work now with", f"{heir.acronym}, for certain" if heir else ", ".join(group.successors)),
        *office_rows(group.acronym, directory),
        ("Works on", directory.more.topics.get(group.acronym, "")),
        ("RFCs", str(rfcs or "")),
        ("Tracker", str(group.tracker or "")),
    ]
    return said(rows)


def office_rows(acronym: str, directory: Directory) -> Facts:
    """Who holds an office in a body today, as far as it was imported."""
    return [
        (_OFFICES.get(one.role, one.role), f"{one.name} <{one.address}>" if one.address else one.name)
        for one in directory.more.holders
        if one.group == acronym
    ]


def statement_facts(one: TrackerStatement, answered_by: tuple[int, ...]) -> Facts:
    """A statement of the tracker."""
    rows = [
        ("Statement", f"{one.number}: {one.title}"),
        ("Page", one.page),
        ("From", ", ".join(one.from_groups)),
        ("To", ", ".join(one.to_groups)),
        ("Purpose", " ".join(part for part in (one.purpose, one.state and f"(action {one.state})") if part)),
        ("Deadline", str(one.deadline or "")),
        ("Posted", str(one.posted or "")),
        ("Its number", one.reference),
        ("Answers", ", ".join(map(str, one.answers))),
        ("Answered by", ", ".join(map(str, answered_by))),
    ]
    return said(rows)


def said(rows: Facts) -> Facts:
    """Those that have a value."""
    return [(label, value) for label, value in rows if value]


def in_lines(facts: Iterable[tuple[str, str]]) -> list[str]:
    """Labels and values as people read them."""
    return [f"{label + ':':<20}{value}" for label, value in facts]


def in_data(facts: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """The same for a machine."""
    return [{"what": label, "value": value} for label, value in facts]
