"""The golden misaddressed mails, and where the product would send them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.misaddressed import signs_of
from liaisonbot.deciding.routing import Route, route
from liaisonbot.doors.directory_likeness import likeness_of
from liaisonbot.model.directory import built_in
from liaisonbot.model.people import People, Person, Settings
from liaisonbot.reading.letter import Letter
from liaisonbot.worker import read_letter

MAILS = sorted((Path(__file__).parent / "mails" / "misaddressed").glob("*.eml"))
OFFICE = Office(Settings(), People((Person("Mira Manager", ("mira@manage.example",), manages=("itu-t",)),)), built_in())
DAY = date(2026, 3, 2)


@cache
def letter(path: Path) -> Letter:
    """A golden mail, read as the service reads it."""
    return read_letter(OFFICE.directory, (path.read_bytes(), {}))


def routed(path: Path) -> Route | None:
    """Where a golden mail goes by everything that can be seen in it; None if no statement was read."""
    mail = letter(path)
    if mail.statement is None:
        return None
    alike = likeness_of(OFFICE.directory).like(mail.statement.title, mail.text)
    return route(mail.statement, OFFICE, signs=signs_of(mail, OFFICE.settings, alike=alike), today=DAY)
