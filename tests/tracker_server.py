"""A Datatracker on loopback: the API's shapes, filters and pages over rows in memory, and the faults that it is known for."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Row = dict[str, Any]
Fault = Callable[[str, dict[str, str], int], "Reply | None"]
"""Given the model, the query and how often this model was asked before: another reply than the true one, or None."""


@dataclass(frozen=True)
class Reply:
    """A reply as it goes out. `cut` sends only half of it."""

    status: int = 200
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False


@dataclass
class Tracker:
    """What the server holds: rows by model, rows that it cannot show, and what it was asked."""

    models: dict[str, list[Row]] = field(default_factory=dict)
    unshowable: set[tuple[str, int]] = field(default_factory=set)
    fault: Fault | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    connections: int = 0
    base: str = ""

    def add(self, model: str, number: int | str, **fields: Any) -> Row:
        """One more row; `group=7` becomes the URI of group 7."""
        row = {"id": number, "resource_uri": uri(model, number), **fields}
        self.models.setdefault(model, []).append(row)
        return row

    def counted(self) -> Counter[str]:
        return Counter(model for model, _ in self.asked)

    def answer(self, model: str, query: dict[str, str]) -> Reply:
        before = self.counted()[model]
        self.asked.append((model, query))
        if self.fault and (reply := self.fault(model, query, before)):
            return reply
        rows = [row for row in self.models.get(model, []) if all(_fits(row, *pair) for pair in _filters(query))]
        limit, offset = int(query.get("limit", 20)), int(query.get("offset", 0))
        page = rows[offset : offset + limit]
        if any((model, row["id"]) in self.unshowable for row in page):
            return Reply(404, "")
        following = None
        if offset + limit < len(rows):
            more = {**query, "offset": str(offset + limit)}
            following = f"/api/v1/{model}/?" + "&".join(f"{key}={value}" for key, value in more.items())
        meta = {"limit": limit, "offset": offset, "next": following, "previous": None, "total_count": len(rows)}
        return Reply(200, json.dumps({"meta": meta, "objects": page}))


def uri(model: str, key: int | str) -> str:
    return f"/api/v1/{model}/{key}/"


def _filters(query: dict[str, str]) -> list[tuple[str, str]]:
    return [(key, value) for key, value in query.items() if key not in ("format", "limit", "offset", "order_by")]


def _fits(row: Row, key: str, wanted: str) -> bool:
    name, _, how = key.partition("__")
    value = row.get(name)
    plain = str(value).rstrip("/").rpartition("/")[2] if isinstance(value, str) and value.startswith("/api/") else value
    if how == "in":
        return str(plain) in wanted.split(",")
    if how == "gt":
        return int(value) > int(wanted)
    if how == "gte":
        return str(value) >= wanted
    return str(plain).lower() == wanted.lower()


@contextmanager
def serving(tracker: Tracker) -> Iterator[Tracker]:
    """The server on a free port, while the block lasts; `tracker.base` says where."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each reply waits 40 ms for a delayed acknowledgement

        def setup(self) -> None:
            tracker.connections += 1
            super().setup()

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            tracker.agents.add(self.headers["User-Agent"])
            reply = tracker.answer(parts.path.removeprefix("/api/v1/").strip("/"), query)
            body = reply.body.encode()
            self.send_response(reply.status)
            headers = dict(reply.headers)
            headers.setdefault("Content-Type", "application/json")
            for name, value in (*headers.items(), ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if reply.cut else body)
            self.close_connection = reply.cut or self.close_connection

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    tracker.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield tracker
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --- made-up contents in the recorded shape -----------------------------------------------------------

G, R, P, E, S = "group/group", "group/role", "person/person", "person/email", "liaisons/liaisonstatement"


def group(tracker: Tracker, number: int, acronym: str, kind: str, **fields: Any) -> Row:
    """A group as the tracker shows it; `parent` is a number."""
    parent = fields.pop("parent", None)
    return tracker.add(
        G, number, acronym=acronym, name=fields.pop("name", f"The {acronym.upper()} of it"),
        type=uri("name/grouptypename", kind), state=uri("name/groupstatename", fields.pop("state", "active")),
        parent=uri(G, parent) if parent else None, list_email=fields.pop("list_email", ""), list_archive="",
        list_subscribe="", comments="", description=fields.pop("description", ""), ad=None, charter=None,
        time="2026-01-02T12:00:00-08:00", unused_states=[], unused_tags=[], used_roles="[]", meeting_seen_as_area=False,
        uses_milestone_dates=True, **fields,
    )  # fmt: skip


def past(tracker: Tracker, number: int, of: int, since: str, acronym: str, name: str) -> None:
    """How a group was called from a day on."""
    tracker.add(
        f"{G}history", number, group=uri(G, of), acronym=acronym, name=name, time=f"{since}T12:00:00Z",
        state=uri("name/groupstatename", "active"), parent=None,
    )  # fmt: skip


def role(tracker: Tracker, number: int, name: str, of: int, person: int, who: str) -> None:
    """Somebody holds an office; the person and the mailbox come with it."""
    address = f"{who.split()[0].lower()}{person}@people.example"
    tracker.add(
        R, number, name=uri("name/rolename", name), group=uri(G, of), person=uri(P, person), email=uri(E, address)
    )
    if not any(row["id"] == person for row in tracker.models.get(P, [])):
        tracker.add(P, person, name=who, plain="", ascii=who, ascii_short=None, biography="not for us", photo=None)
        tracker.add(E, address, address=address, person=uri(P, person), active=True, primary=True, origin="author: x")


def statement(tracker: Tracker, number: int, source: int, target: int, **fields: Any) -> Row:
    """A posted statement with its event."""
    month, day = number % 12 + 1, number % 28 + 1
    tracker.add(
        f"{S}event", 10 * number, type=uri("name/liaisonstatementeventtypename", "posted"), statement=uri(S, number),
        by=uri(P, 1), desc="Statement Posted", time=fields.pop("time", f"2025-{month:02}-{day:02}T09:00:00Z"),
    )  # fmt: skip
    return tracker.add(
        S, number, title=fields.pop("title", f"LS on subject {number}"), body="Dear all, …",
        other_identifiers=fields.pop("other_identifiers", f"SG15-LS{number}"), deadline=fields.pop("deadline", None),
        purpose=uri("name/liaisonstatementpurposename", "action"),
        state=uri("name/liaisonstatementstate", fields.pop("state", "posted")),
        from_groups=[uri(G, source)], to_groups=[uri(G, target)], from_contact="Ada Person <ada@secret.example>",
        to_contacts="zoe@secret.example", cc_contacts="", response_contacts="", technical_contacts="",
        action_holder_contacts="", tags=[uri("name/liaisonstatementtagname", "required")], attachments=[], **fields,
    )  # fmt: skip


def small() -> Tracker:
    """Every working group and area that the built-in directory has open, three peers, two chairs, some statements."""
    from liaisonbot.model.directory import built_in

    tracker = Tracker()
    numbers = {"ietf": 1, "iesg": 2, "irtf": 3, "iab": 7}
    for acronym, number in numbers.items():
        group(tracker, number, acronym, acronym, name=built_in().groups[acronym].name)
    for place, one in enumerate(one for one in built_in().groups.values() if one.active and one.type != "rg"):
        if one.acronym not in numbers:
            numbers[one.acronym] = 1000 + place
            group(
                tracker, 1000 + place, one.acronym, one.type, name=one.name, list_email=one.list_email,
                parent=numbers.get(one.area, 2),
            )  # fmt: skip
    group(tracker, 51, "itu-t", "sdo", name="ITU Telecommunication Standardization Sector")
    group(tracker, 62, "itu-t-sg-15", "sdo", name="ITU-T Study Group 15", parent=51)
    group(tracker, 3001, "itu-t-sg-22", "sdo", name="ITU-T Study Group 22", parent=51)
    group(tracker, 941, "avt", "wg", name="Audio/Video Transport", state="conclude", list_email="avt@ietf.org")
    role(tracker, 1, "chair", numbers["ccamp"], 11, "Quentin Chair")
    role(tracker, 2, "ad", numbers["rtg"], 12, "Alma Director")
    role(tracker, 3, "liaiman", 51, 13, "Mira Manager")
    role(tracker, 4, "auth", 51, 14, "Never Kept")
    statement(tracker, 2101, 62, numbers["ccamp"], title="LS on rings")
    statement(tracker, 2102, numbers["ccamp"], 62, title="Reply on rings", other_identifiers=None)
    statement(tracker, 2103, 62, 941, title="LS on an old group")
    statement(tracker, 2104, 62, 941, title="not posted yet", state="pending")
    tracker.add(
        "liaisons/relatedliaisonstatement", 5, source=uri(S, 2102), target=uri(S, 2101),
        relationship=uri("name/docrelationshipname", "refold"),
    )  # fmt: skip
    return tracker
