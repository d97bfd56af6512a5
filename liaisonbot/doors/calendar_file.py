"""Deadlines as a calendar (RFC 5545): one event a case, whose name never changes and whose number only rises.

A file is asked for by command, or a folder of feeds is kept, one for each holder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from liaisonbot.doors.compose import clean
from liaisonbot.model.case import Case, Stage
from liaisonbot.model.days import say_day
from liaisonbot.model.effects import Entry
from liaisonbot.model.people import Person, Settings

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
_PRODUCT = "-//liaisonbot//deadlines//EN"


def calendar(entries: Iterable[Entry], *, name: str, domain: str, zone: str, record_url: str = "") -> bytes:
    """The calendar called `name` with the day of each case, for a reader in `zone`. Cases without a day are left
    out, closed ones and those that are gone are cancelled, so that a program that has them takes them away. The same
    cases give the same bytes: nothing in them is the time of writing."""
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", _PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("calscale", "GREGORIAN")
    found.add("x-wr-calname", clean(name, 120))
    for entry in sorted(entries, key=lambda one: one.case.number):
        if entry.gone or entry.case.due is not None:
            found.add_component(_event(entry, domain, zone, record_url))
    return bytes(found.to_ical())


def _event(entry: Entry, domain: str, zone: str, record_url: str) -> Event:
    from icalendar import Event

    case = entry.case
    day = case.due or case.opened.date()  # one that lost its day is cancelled by its name, whatever its day says
    changed = _changed(case)
    event = Event()
    event.add("uid", f"ls-{case.number}@{domain}")
    event.add("sequence", case.version - 1)  # rises with every change of the case
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", day)  # a whole day: it is over Anywhere on Earth as the description says
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", clean(f"[{case.name}] Answer to {entry.peer_name}: {case.title}", 300))
    event.add("description", _description(case, zone))
    event.add("status", "CANCELLED" if entry.gone or case.stage is Stage.CLOSED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if record_url:
        event.add("url", record_url)
    return event


def _description(case: Case, zone: str) -> str:
    asked = case.statement.deadline
    lines = [f"By {say_day(case.due, zone).full}"] if case.due else []
    if asked and asked != case.due:
        lines.append(f"Asked for: {say_day(asked, zone).full}")
    if case.day_inferred:
        lines.append("To check: the letter does not call it a deadline")
    lines.append(f"Held by: {case.holder or 'nobody'}")
    return "\n".join(lines)


def _changed(case: Case) -> datetime:
    return max(moment for moment in (case.opened, case.acted, case.closed) if moment)


def feed_folder(folder: Path, settings: Settings) -> Callable[[Person, Sequence[Entry]], bool]:
    """What keeps feeds in `folder`, one file a person, named by the address: a program that subscribes to it never
    sees half a file. The callable says whether the file changed; it raises OSError."""

    def write(person: Person, entries: Sequence[Entry]) -> bool:
        name = f"{settings.display}: {person.name}"
        data = calendar(entries, name=name, domain=settings.domain, zone=person.zone, record_url=settings.record_url)
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        plain = "".join(char if char.isalnum() or char in "@.-_" else "_" for char in person.address.lower())
        target = folder / f"{plain.lstrip('.')}.ics"
        if target.exists() and target.read_bytes() == data:
            return False
        unfinished = target.with_suffix(".part")
        unfinished.write_bytes(data)
        os.replace(unfinished, target)
        return True

    return write
