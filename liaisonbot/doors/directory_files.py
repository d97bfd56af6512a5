"""Files that a directory is imported from: CSV with the columns of `liaisonbot/data/README.md`, JSON as the tracker
gives it out, and the RFC editor's index. A damaged file is refused with its line; nothing of it is used."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from liaisonbot.model import tracker
from liaisonbot.model.contents import FORMS, Kind, Row, key_of, read_row
from liaisonbot.model.tracker import JsonRow, TrackerGroup, TrackerName, TrackerRole, TrackerStatement

_NO_GROUP = re.compile(r"[^a-z0-9-]")


class DamagedFile(Exception):
    """`FILE:LINE: reason`."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")


@dataclass
class Read:
    """What was read from files: rows of a directory, with the place of each, and rows of the tracker."""

    rows: dict[Kind, list[Row]] = field(default_factory=dict)
    places: dict[tuple[Kind, tuple[str, ...]], tuple[Path, int]] = field(default_factory=dict)
    groups: dict[int, TrackerGroup] = field(default_factory=dict)
    past: list[TrackerName] = field(default_factory=list)
    roles: dict[int, TrackerRole] = field(default_factory=dict)
    persons: dict[int, str] = field(default_factory=dict)
    inactive: set[str] = field(default_factory=set)
    statements: dict[int, TrackerStatement] = field(default_factory=dict)
    posted: dict[int, str] = field(default_factory=dict)
    answers: set[tuple[int, int]] = field(default_factory=set)


def read_files(paths: Iterable[Path]) -> Read:
    """What stands in all of these files together. Raises DamagedFile, OSError."""
    found = Read()
    for path in paths:
        with path.open("rb") as file:
            head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
        if head == b"<":
            _read_index(path, found)
        elif head in (b"{", b"["):
            _read_json(path, found)
        else:
            _read_csv(path, found)
    return found


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise DamagedFile(path, data.count(b"\n", 0, problem.start) + 1, "is not UTF-8") from None


# --- CSV ----------------------------------------------------------------------------------------------


def _read_csv(path: Path, found: Read) -> None:
    reader = csv.reader(_text(path).splitlines(keepends=True), strict=True)
    kind: Kind | None = None
    header: list[str] = []
    try:
        for cells in reader:
            line = reader.line_num
            if not cells:
                continue
            if kind is None:
                header = [cell.strip() for cell in cells]
                kind = _kind_of(header, path, line)
                continue
            if len(cells) != len(header):
                raise DamagedFile(path, line, f"has {len(cells)} cells, not {len(header)}")
            _keep(kind, dict(zip(header, (cell.strip() for cell in cells), strict=True)), path, line, found)
    except csv.Error as problem:
        raise DamagedFile(path, reader.line_num, f"is no CSV: {problem}") from None
    if kind is None:
        raise DamagedFile(path, 1, "is empty")


def _kind_of(header: list[str], path: Path, line: int) -> Kind:
    for kind, form in FORMS.items():
        if set(form.columns) <= set(header) <= {*form.columns, *form.optional} and len(set(header)) == len(header):
            return kind
    known = "; ".join(f"{','.join(form.columns)} ({kind})" for kind, form in FORMS.items())
    raise DamagedFile(path, line, f"its columns are not those of any file that is known: {known}")


def _keep(kind: Kind, row: Row, path: Path, line: int, found: Read) -> None:
    try:
        read_row(kind, row)
    except ValueError as problem:
        raise DamagedFile(path, line, str(problem)) from None
    place = (kind, key_of(kind, row))
    if place in found.places:
        raise DamagedFile(path, line, f"“{' '.join(place[1]).strip()}” stands in line {found.places[place][1]} already")
    found.places[place] = (path, line)
    found.rows.setdefault(kind, []).append(row)


# --- the tracker's JSON -------------------------------------------------------------------------------


def _read_json(path: Path, found: Read) -> None:
    text = _text(path)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as problem:
        raise DamagedFile(path, problem.lineno, f"is no JSON: {problem.msg}") from None
    except RecursionError:
        raise DamagedFile(path, 1, "is nested too deep") from None
    for number, row in enumerate(_rows_in(data), 1):
        try:
            if not isinstance(row, Mapping):
                raise ValueError("is no row of the tracker")
            _take(tracker.plain(row), found)
        except ValueError as problem:
            raise DamagedFile(path, _line_of(text, row, number), f"row {number}: {problem}") from None


def _rows_in(data: Any) -> list[Any]:
    """A page of the API, a list of rows, a list of pages, or one row."""
    if isinstance(data, list):
        pages = [one for one in data if isinstance(one, Mapping) and isinstance(one.get("objects"), list)]
        return [row for page in pages for row in page["objects"]] if pages and len(pages) == len(data) else data
    if isinstance(data, Mapping) and isinstance(data.get("objects"), list):
        return list(data["objects"])
    return [data]


def _line_of(text: str, row: Any, number: int) -> int:
    """The line of a row: where its own address stands, else of the so-manieth `{`."""
    uri = row.get("resource_uri") if isinstance(row, Mapping) else None
    place = text.find(json.dumps(uri)) if uri else -1
    for _ in range(number if place < 0 else 0):
        place = text.find("{", place + 1)
    return text.count("\n", 0, max(place, 0)) + 1


def _take(row: JsonRow, found: Read) -> None:
    match tracker.model_of(row):
        case "group/group":
            group = tracker.read_group(row)
            found.groups[group.number] = group
        case "group/grouphistory":
            found.past.append(tracker.read_past(row))
        case "group/role":
            found.roles[tracker.number_of(row)] = tracker.read_role(row)
        case "person/person":
            number, name = tracker.read_person(row)
            found.persons[number] = name
        case "person/email":
            if address := tracker.read_inactive(row):
                found.inactive.add(address)
        case "liaisons/liaisonstatement":
            if statement := tracker.read_statement(row):
                found.statements[statement.number] = statement
        case "liaisons/liaisonstatementevent":
            kind, of, moment = tracker.read_event(row)
            if kind == "posted":
                found.posted[of] = moment.date().isoformat()
        case "liaisons/relatedliaisonstatement":
            found.answers.add(tracker.read_relation(row))
        case _:
            return  # names, documents and what else a dump may hold


# --- the index of RFCs --------------------------------------------------------------------------------


def _read_index(path: Path, found: Read) -> None:
    numbers: dict[str, list[str]] = {}
    try:
        for number, group in _entries(path):
            numbers.setdefault(group, []).append(number)
    except ParseError as problem:
        raise DamagedFile(path, problem.position[0], f"is no XML: {problem}") from None
    except DefusedXmlException:
        raise DamagedFile(path, 1, "its XML holds a DOCTYPE, which the index of RFCs does not") from None
    if not numbers:
        raise DamagedFile(path, 1, "is no index of RFCs: no <rfc-entry> in it names a working group")
    for group, rfcs in numbers.items():
        _keep(Kind.RFCS, {"group": group, "rfcs": " ".join(rfcs)}, path, 1, found)


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    """Number and working group of each RFC that has one."""
    for _, element in iterparse(path, events=("end",), forbid_dtd=True):
        if element.tag.rpartition("}")[2] != "rfc-entry":
            continue
        values = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in element}
        number, group = values.get("doc-id", "").upper().removeprefix("RFC"), values.get("wg_acronym", "").lower()
        if number.isdigit() and group and not _NO_GROUP.search(group):
            yield str(int(number)), group
        element.clear()
