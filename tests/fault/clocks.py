"""K9: years of deadlines in several time zones, with restarts and a clock that steps back: each letter once, none missing (P7).

Two bots get the same statements. The clock of one goes steadily, hour by hour; the other is started again at any
moment, and its clock is now and then set back. Both must have planned and sent the same letters, but for one kind: by
a clock that stands before the moment at which a case was opened, the mornings before that moment still count, since
rather one letter too many goes out than a day passes unseen. Such a letter is counted, and must be about such a case.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from liaisonbot.model.people import People
from tests.bench.measure import at_most
from tests.fault.plan import Found, Plan, progress
from tests.world import PEOPLE, START, World

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/Los_Angeles",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
)
HOUR = timedelta(hours=1)


def run(plan: Plan) -> Found:
    """Zone by zone."""
    found, hours, letters, early, restarts, back = Found(), 0, 0, 0, 0, 0
    days = plan.size(60, 5 * 365)
    for number in plan.rounds("zone", 2, len(ZONES)):
        zone = ZONES[(number + plan.seed) % len(ZONES)]
        lived = Lived(plan.folder / f"zone-{number}", zone, plan.chance(zone))
        lived.live(days)
        found.wrong += lived.wrong
        hours, letters, early = hours + days * 24, letters + lived.letters, early + lived.early
        restarts, back = restarts + lived.restarts, back + lived.back
    found.count("hours on the clock", hours)
    found.count("restarts", restarts)
    found.count("steps back of the clock", back)
    found.count("letters that the clock brought", letters)
    found.count("… early, about a case that was not yet opened by the clock set back", early)
    found.count("… missing, or other than with a steady clock", len(found.wrong), "", at_most(0))
    return found


class Lived:
    """A zone, and two worlds in it: `wrong` says how what the clock brought differs, `early` counts what may."""

    def __init__(self, folder: Path, zone: str, chance: Random) -> None:
        self.wrong: list[str] = []
        self.letters = self.early = self.restarts = self.back = 0
        self._folder, self._zone, self._chance = folder, zone, chance
        self._people = People(tuple(replace(one, zone=zone) for one in PEOPLE.all))

    def live(self, days: int) -> None:
        """So many days pass for both."""
        with self._world("steady") as steady, self._world("disturbed") as disturbed:
            steady._works()
            disturbed._works()
            for day in range(days):
                if day % 100 == 0:
                    progress(f"K9: {self._zone}, day {day} of {days}")
                if self._chance.random() < 0.08:
                    message = steady.statement(Date="Mon, 2 Mar 2026 09:00:00 +0000").as_bytes()
                    due = steady.time + timedelta(days=self._chance.randint(5, 90))
                    message = message.replace(b"1 June 2026", f"{due:%d %B %Y}".encode())
                    steady.arrives(message)
                    disturbed.arrives(message)
                for _ in range(24):
                    steady.time += HOUR
                    steady._works()
                    self._disturb(disturbed)
                    disturbed.time = steady.time
                    disturbed._works()
            self.letters = len(brought(steady.path))
            missing, early, too_many = differences(steady.path, disturbed.path)
            self.early = len(early)
            self.wrong += [f"{self._zone}: missing {key}" for key in missing]
            self.wrong += [f"{self._zone}: too many {key}" for key in too_many]
            self.wrong += [f"{self._zone}: {line}" for line in disturbed.ledger.audit()]

    def _world(self, name: str) -> World:
        folder = self._folder / name
        folder.mkdir(parents=True)
        return World(folder, people=self._people)

    def _disturb(self, world: World) -> None:
        """A restart, or the clock is set back for one look: never to before the beginning, which the steady clock
        has not seen either."""
        draw = self._chance.random()
        if draw < 0.01:
            world.service.close()
            world.wakes_up()
            self.restarts += 1
        elif draw < 0.03:
            world.time = max(START, world.time - self._chance.uniform(0.1, 40) * HOUR)
            world._works()
            self.back += 1


def differences(steady: Path, disturbed: Path) -> tuple[list[str], list[str], list[str]]:
    """The keys that only the steady clock's ledger has, and those that only the other has: about a case that was
    opened later than the letter was planned to go, and all others."""
    expected, found = brought(steady), brought(disturbed)
    more = sorted(found.keys() - expected.keys())
    opened = _opened(disturbed)
    early = [key for key in more if found[key] < opened.get(key.split(":")[1], found[key])]
    return sorted(expected.keys() - found.keys()), early, [key for key in more if key not in early]


def brought(ledger: Path) -> dict[str, datetime]:
    """The keys of all letters that the clock brought, sent or said together with another, and when."""
    return _moments(ledger, "SELECT once, queued FROM posting WHERE once IS NOT NULL UNION SELECT key, at FROM once")


def _opened(ledger: Path) -> dict[str, datetime]:
    """When each case was opened, by its number."""
    return _moments(ledger, 'SELECT number, opened FROM "case"')


def _moments(ledger: Path, query: str) -> dict[str, datetime]:
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        return {str(key): datetime.fromisoformat(moment) for key, moment in db.execute(query)}
