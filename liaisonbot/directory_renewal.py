"""How the directory of a ledger is renewed: from files, or from the Datatracker. Everything is loaded and compared
first; only then, and only if it is whole, the ledger swaps it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from liaisonbot.doors.directory_files import DamagedFile, Read
from liaisonbot.doors.ledger_directory import Marks
from liaisonbot.doors.tracker_api import Filters, TrackerApi
from liaisonbot.model import tracker
from liaisonbot.model.contents import Contents, key_of, loose_ends
from liaisonbot.model.renewal import OFFICES, Loaded, acronyms, differences, laid_over, with_tracker
from liaisonbot.model.tracker import JsonRow, TrackerGroup, TrackerName, TrackerRole, TrackerStatement

OFTEN_ENOUGH = timedelta(hours=20)
"""Groups and offices that were loaded so lately are not loaded again."""

_AT_ONCE = 50  # numbers or addresses in one filter
_STATEMENTS = "liaisons/liaisonstatement"
_OPEN = ("area", "wg", "rg")
_LEADERSHIP = ("ietf", "iesg", "iab", "irtf")

T = TypeVar("T")
Tell = Callable[[str, int, int], object]
"""Told what is being loaded, how much of it is, and of how much."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """What would be swapped in. `after` is None where groups and offices were not looked at."""

    before: Contents
    after: Contents | None
    statements: tuple[TrackerStatement, ...] = ()
    answers: tuple[tuple[int, int], ...] = ()
    marks: Marks | None = None
    remarks: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """What differs, for people; empty if nothing does."""
        found = differences(self.before, self.after) if self.after else []
        if self.statements:
            found.append(f"statements of the tracker: {len(self.statements)} new or changed")
        return [*found, *self.remarks]

    @property
    def because(self) -> str:
        """The change in one line, for the history; no person stands in it."""
        counts = [line for line in self.lines if not line.startswith(" ")]
        return "; ".join(counts) or "nothing differs"


def from_files(before: Contents, read: Read, *, today: date, source: str, instead: bool = False) -> Renewal:
    """What the files change. Raises DamagedFile for a row that names a body which is nowhere, ValueError."""
    loaded = Loaded(
        groups=read.groups,
        past=tuple(read.past),
        roles=tuple(read.roles.values()),
        persons=read.persons,
        inactive=frozenset(read.inactive),
        whole=False,
        offices=bool(read.roles),
    )
    after = before
    if read.rows:
        after = laid_over(before, read.rows, dated=today, source=source, instead=instead)
    if read.groups or read.roles:
        after = with_tracker(after, loaded, today=today, source=source)
    for kind, row, reason in loose_ends(after):
        if place := read.places.get((kind, key_of(kind, row))):
            raise DamagedFile(*place, reason)
        raise ValueError(f"{kind}: {' '.join(key_of(kind, row))}: {reason}; import the file that holds it too")
    numbered = acronyms(after)
    posted = {number: date.fromisoformat(day) for number, day in read.posted.items()}
    statements = tuple(
        replace(one, posted=posted.get(one.number)).with_acronyms(numbered) for one in read.statements.values()
    )
    if not (read.rows or read.groups or read.roles or statements or read.answers):
        raise ValueError("nothing in it belongs into a directory")
    changed = after if after is not before else None
    return Renewal(before, changed, statements, tuple(sorted(read.answers)))


def from_tracker(before: Contents, marks: Marks, api: TrackerApi, now: datetime, tell: Tell) -> Renewal:
    """What the tracker has that we have not, from where `marks` say that it was read to (Marks(): from its beginning).
    Raises TrackerTrouble, ValueError; nothing is changed then."""
    due = marks.groups is None or now - marks.groups >= OFTEN_ENOUGH
    load = _Load(api, tell)
    groups = load.groups() if due else {}
    whole = not api.passed_over
    statements, event = load.statements(marks)
    relations = load.relations(marks.relation)
    numbered = acronyms(before) | {one.number: one.acronym for one in groups.values()}
    groups |= load.these_groups(_groups_met(statements.values()) - numbered.keys())
    roles = load.roles({*groups, *numbered}) if due else ()
    persons, inactive = load.persons(roles)
    after = None
    if groups:
        past = load.past(_called_anew(groups, before))
        loaded = Loaded(groups, roles, persons, inactive, past, whole=whole and due, offices=due)
        after = with_tracker(before, loaded, today=now.date(), source=f"the tracker at {api.base}")
    numbered = acronyms(after or before)
    return Renewal(
        before,
        after,
        tuple(one.with_acronyms(numbered) for one in statements.values()),
        tuple(relations.values()),
        Marks(
            statement=max([marks.statement, *statements]),
            relation=max([marks.relation, *relations]),
            event=event,
            groups=now if due else marks.groups,
        ),
        tuple(f"passed over: {one}" for one in api.passed_over),
    )


@dataclass
class _Load:
    """The steps of loading, in the words that people see. A row that cannot be read is passed over like one that cannot
    be shown: it must not keep all others out for ever."""

    api: TrackerApi
    tell: Tell

    def each(self, read: Callable[[JsonRow], T], what: str, model: str, filters: Filters) -> Iterator[T]:
        """The rows of a model that fit, as values."""
        for row in self.api.rows(model, filters, lambda done, total: self.tell(what, done, total)):
            try:
                yield read(row)
            except ValueError as problem:
                self.api.passed_over.append(f"{row.get('resource_uri') or model}: {problem}")

    def groups(self) -> dict[int, TrackerGroup]:
        """The open groups of ours and all peers."""
        wanted: list[Filters] = [{"type": "sdo"}]
        wanted += [{"type": kind, "state": "active"} for kind in _OPEN]
        wanted += [{"acronym": acronym} for acronym in _LEADERSHIP]
        found = (one for filters in wanted for one in self.each(tracker.read_group, "groups", "group/group", filters))
        return {one.number: one for one in found}

    def these_groups(self, numbers: set[int]) -> dict[int, TrackerGroup]:
        """Groups by number: those that old statements name."""
        found = (
            one
            for some in _in_parts(sorted(numbers))
            for one in self.each(tracker.read_group, "former groups", "group/group", {"id__in": _joined(some)})
        )
        return {one.number: one for one in found}

    def past(self, numbers: list[int]) -> tuple[TrackerName, ...]:
        """How these groups were called before."""
        return tuple(
            one
            for some in _in_parts(numbers)
            for one in self.each(tracker.read_past, "former names", "group/grouphistory", {"group__in": _joined(some)})
        )

    def roles(self, groups: set[int]) -> tuple[TrackerRole, ...]:
        """The current offices in these groups."""
        found = (
            one for office in OFFICES for one in self.each(tracker.read_role, "offices", "group/role", {"name": office})
        )
        return tuple(one for one in found if one.group in groups)

    def persons(self, roles: Iterable[TrackerRole]) -> tuple[dict[int, str], frozenset[str]]:
        """The names of those who hold these offices, and which of their addresses are not in use."""
        names: dict[int, str] = {}
        for some in _in_parts(sorted({one.person for one in roles})):
            names |= dict(self.each(tracker.read_person, "people", "person/person", {"id__in": _joined(some)}))
        unused: set[str | None] = set()
        for addresses in _in_parts(sorted({one.address for one in roles if one.address and "," not in one.address})):
            filters: Filters = {"active": "false", "address__in": _joined(addresses)}
            unused |= set(self.each(tracker.read_inactive, "addresses", "person/email", filters))
        return names, frozenset(one for one in unused if one)

    def statements(self, marks: Marks) -> tuple[dict[int, TrackerStatement], datetime | None]:
        """The posted statements that are new or that something happened to since; the time of the last event."""
        fresh = self._statements("statements", {"state": "posted", "id__gt": marks.statement})
        since: Filters = {"time__gte": marks.event.isoformat()} if marks.event else {"type": "posted"}
        events = list(self.each(tracker.read_event, "events", f"{_STATEMENTS}event", since))
        touched = {number for _, number, _ in events} - fresh.keys() if marks.event else set()
        for some in _in_parts(sorted(touched)):
            fresh |= self._statements("changed statements", {"state": "posted", "id__in": _joined(some)})
        posted = {number: moment.astimezone(UTC).date() for kind, number, moment in events if kind == "posted"}
        times = [moment.astimezone(UTC) for _, _, moment in events]
        found = {number: replace(one, posted=posted.get(number)) for number, one in fresh.items()}
        return found, max([*times, *([marks.event] if marks.event else [])], default=None)

    def relations(self, after: int) -> dict[int, tuple[int, int]]:
        """Which statements answer which, by the number of the relation."""

        def read(row: JsonRow) -> tuple[int, tuple[int, int]]:
            return tracker.number_of(row), tracker.read_relation(row)

        return dict(self.each(read, "relations", "liaisons/relatedliaisonstatement", {"id__gt": after}))

    def _statements(self, what: str, filters: Filters) -> dict[int, TrackerStatement]:
        return {one.number: one for one in self.each(tracker.read_statement, what, _STATEMENTS, filters) if one}


def _called_anew(groups: Mapping[int, TrackerGroup], before: Contents) -> list[int]:
    """The groups that are new here, or called otherwise than here: only their names of before can be news."""
    ours = {(one.tracker, one.acronym, one.name) for one in before.groups}
    peers = {(one.tracker, one.acronym) for one in before.peers}
    return [
        number
        for number, one in sorted(groups.items())
        if (number, one.acronym, one.name) not in ours and (number, one.acronym) not in peers
    ]


def _groups_met(statements: Iterable[TrackerStatement]) -> set[int]:
    return {int(group) for one in statements for group in (*one.from_groups, *one.to_groups) if group.isdigit()}


def _in_parts(values: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _joined(values: Iterable[object]) -> str:
    return ",".join(map(str, values))
