"""K9: years of deadlines in several time zones, with restarts and a clock that steps back: each letter once, none missing (P7).

Two bots get the same statements. The clock of one goes steadily, hour by hour; the other is started again at any
moment, and its clock is now and then set back. Both must have planned and sent the same letters.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

from liaisonbot.model.people import People
from tests.bench.measure import at_most
from tests.fault.plan import Found, Plan, progress
from tests.world import PEOPLE, World

ZONES = ("UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu", "Australia/Lord_Howe")
HOUR = timedelta(hours=1)


def run(plan: Plan) -> Found:
    """Zone by zone."""
    found, hours, letters, restarts, back = Found(), 0, 0, 0, 0
    days = plan.size(60, 5 * 365)
    for number in plan.rounds("zone", 2, len(ZONES)):
        zone = ZONES[(number + plan.seed) % len(ZONES)]
        lived = _Lived(plan.folder / f"zone-{number}", zone, plan.chance(zone))
        lived.live(days)
        found.wrong += lived.wrong
        hours, letters = hours + days * 24, letters + lived.letters
        restarts, back = restarts + lived.restarts, back + lived.back
    found.count("hours on the clock", hours)
    found.count("restarts", restarts)
    found.count("steps back of the clock", back)
    found.count("letters that the clock brought", letters)
    found.count("… missing, or other than with a steady clock", len(found.wrong), "", at_most(0))
    return found


class _Lived:
    """A zone, and two worlds in it."""

    def __init__(self, folder: Path, zone: str, chance: Random) -> None:
        self.wrong: list[str] = []
        self.letters = self.restarts = self.back = 0
        self._folder, self._zone, self._chance = folder, zone, chance
        self._people = People(tuple(replace(one, zone=zone) for one in PEOPLE.all))

    def live(self, days: int) -> None:
        with self._world("steady") as steady, self._world("disturbed") as disturbed:
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
            keys = [_keys(world.path) for world in (steady, disturbed)]
            self.letters = len(keys[0])
            self.wrong += [f"{self._zone}: missing {key}" for key in sorted(keys[0] - keys[1])]
            self.wrong += [f"{self._zone}: too many {key}" for key in sorted(keys[1] - keys[0])]
            self.wrong += [f"{self._zone}: {line}" for line in disturbed.ledger.audit()]

    def _world(self, name: str) -> World:
        folder = self._folder / name
        folder.mkdir(parents=True)
        return World(folder, people=self._people)

    def _disturb(self, world: World) -> None:
        draw = self._chance.random()
        if draw < 0.01:
            world.service.close()
            world.wakes_up()
            self.restarts += 1
        elif draw < 0.03:
            world.time -= self._chance.uniform(0.1, 40) * HOUR
            world._works()
            self.back += 1


def _keys(ledger: Path) -> set[str]:
    """The keys of all letters that the clock brought, sent or said together with another."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        found = db.execute("SELECT once FROM posting WHERE once IS NOT NULL UNION SELECT key FROM once")
        return {str(key) for (key,) in found}
