"""What `liaisonbot directory` says: how old the directory is, and all that it knows of a group or a statement."""

from __future__ import annotations

from datetime import date

from liaisonbot.model.contents import Contents
from liaisonbot.model.directory import Directory, Group
from liaisonbot.model.tracker import TrackerStatement

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


def summary_lines(contents: Contents, statements: tuple[int, date | None], today: date) -> list[str]:
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
    days = (today - contents.dated).days
    old = [f"It is {days} days old: `liaisonbot directory sync` renews it."] if days > OLD else []
    return [*_lines(rows), *old]


def group_lines(group: Group, directory: Directory) -> list[str]:
    """Everything known about a group of ours, as `Label: value` lines."""
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
    return _lines(rows)


def office_rows(acronym: str, directory: Directory) -> list[tuple[str, str]]:
    """Who holds an office in a body today, as far as it was imported."""
    return [
        (_OFFICES.get(one.role, one.role), f"{one.name} <{one.address}>" if one.address else one.name)
        for one in directory.more.holders
        if one.group == acronym
    ]


def statement_lines(one: TrackerStatement, answered_by: tuple[int, ...]) -> list[str]:
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
    return _lines(rows)


def _lines(rows: list[tuple[str, str]]) -> list[str]:
    return [f"{label + ':':<20}{value}" for label, value in rows if value]
