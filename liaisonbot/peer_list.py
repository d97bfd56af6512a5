"""What `liaisonbot peers` says: relationships with their people, from configuration and directory."""

from __future__ import annotations

from datetime import date

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.routing import lineage
from liaisonbot.directory_list import Facts, office_rows, said
from liaisonbot.model.people import Relationship


def peer_rows(office: Office, today: date) -> list[dict[str, object]]:
    """One row for each peer that has a relationship or a manager of its own, by acronym."""
    agreed = {one.peer: one for one in office.people.relationships}
    managed = {peer for person in office.people.all for peer in person.manages}
    rows: list[dict[str, object]] = []
    for acronym in sorted({*agreed, *managed}):
        one, peer = agreed.get(acronym), office.directory.peer(acronym)
        rows.append(
            {
                "peer": acronym,
                "name": peer.name if peer else "",
                "kind": one.kind if one else "",
                "in force": "" if one is None or one.kind == "none" else "yes" if one.lasts(today) else "no",
                "manager": ", ".join(_managers(acronym, office)) or office.settings.coordinators,
            }
        )
    return rows


def peer_facts(acronym: str, office: Office, today: date) -> Facts | None:
    """Everything known about one peer; None if the directory does not hold it."""
    peer = office.directory.peer(acronym)
    if peer is None:
        return None
    bodies = lineage(peer.acronym, office.directory)
    one = next((found for body in bodies for found in office.people.relationships if found.peer == body), None)
    rows = [
        ("Peer", f"{peer.name} ({peer.acronym})"),
        ("Part of", " < ".join(bodies[1:])),
        ("Also called", "; ".join(peer.names)),
        ("Mailboxes", "; ".join(peer.addresses)),
        ("Answers go to", peer.reply_to),
        ("Domains", "; ".join(peer.domains)),
        ("Tracker", str(peer.tracker or "")),
        ("Manager", "; ".join(_managers(acronym, office)) or f"none: {office.settings.coordinators}"),
        *(("Representative", _representative(one.address, one.duties, one.until, office))
          for one in office.people.representatives(bodies, today)),
        *office_rows(peer.acronym, office.directory),
        *(_agreed(one, peer.acronym) if one else [("Relationship", "none is configured")]),
    ]  # fmt: skip
    return said(rows)


def _agreed(one: Relationship, peer: str) -> Facts:
    term = f"{one.since or '…'} to {one.until or '…'}" if one.since or one.until else ""
    return [
        ("Relationship", one.kind if one.peer == peer else f"{one.kind}, with {one.peer}"),
        ("Purpose", one.purpose),
        ("Scope", one.scope),
        ("Documents", "; ".join(one.documents)),
        ("Term", term),
        ("Their manager", one.their_manager),
        ("Their rules", "; ".join(one.rules)),
        ("Topics", "; ".join(one.topics)),
    ]


def _managers(acronym: str, office: Office) -> list[str]:
    found = office.people.managers(lineage(acronym, office.directory))
    return [f"{person.name} <{person.address}>" for person in found]


def _representative(address: str, duties: str, until: date | None, office: Office) -> str:
    person = office.people.person(address)
    return f"{person.name if person else address}: {duties}{f', until {until}' if until else ''}"
