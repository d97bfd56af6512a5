"""K12: the process dies while it writes what others read, calendars: each is one whole generation and inert (P11, P12).

Pages come with the public record; the calendars that people follow are what is published until then. A child keeps
them, generation after generation, on a disk that takes a kilobyte at a time, and is killed again and again.
"""

from __future__ import annotations

import itertools
import multiprocessing
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from icalendar import Calendar

from liaisonbot.doors.calendar_file import feed_folder
from liaisonbot.doors.sample_cases import RINGS
from liaisonbot.model.effects import Entry
from liaisonbot.model.people import Person, Settings
from tests.bench.measure import at_least, at_most
from tests.fault.plan import Found, Plan

CASES = 25
PIECE = 1024
READERS = tuple(Person(f"Reader {number}", (f"reader{number}@manage.example",)) for number in range(4))
PAYLOAD = "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:canary\r\nX-ALT-DESC;FMTTYPE=text/html:<script>canary</script>"
"""What a peer may write as a title: none of it must become a line of the calendar."""


def run(plan: Plan) -> Found:
    """Kills in the middle, and a look at every file after each."""
    found, chance, folder = Found(), plan.chance(), plan.folder / "calendars"
    kept: dict[str, int] = {}
    kills = halves = 0
    for _ in plan.rounds("kill", 10, 200):
        child = multiprocessing.get_context("fork").Process(target=_keep, args=(folder, _newest(kept) + 1), daemon=True)
        child.start()
        time.sleep(chance.uniform(0.02, 0.15))
        child.kill()
        child.join()
        kills += 1
        halves += len(list(folder.glob("*.part")))
        kept, wrong = looked_at(folder, kept)
        found.wrong += [f"after kill {kills}: {line}" for line in wrong]
    found.count("kills while calendars are written", kills)
    found.count("half-written files seen after them, under names that nobody reads", halves, "", at_least(1))
    found.count("generations of calendars", _newest(kept), "", at_least(1))
    found.count("calendars that were not one whole generation", len(found.wrong), "", at_most(0))
    return found


def looked_at(folder: Path, before: Mapping[str, int]) -> tuple[dict[str, int], list[str]]:
    """The generation of each calendar, and what is wrong: one that is not whole, of several generations, of an earlier
    one than `before`, or that holds more than cases."""
    now, wrong = dict(before), []
    for path in sorted(folder.glob("*.ics")):
        try:
            events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        except ValueError as problem:
            wrong.append(f"{path.name} cannot be read: {problem}")
            continue
        generations = {int(one[1]) for event in events if (one := re.search(r"generation (\d+)", event["SUMMARY"]))}
        now[path.name] = max(generations, default=0)
        if len(events) != CASES or len(generations) != 1:
            wrong.append(f"{path.name} holds {len(events)} events of {CASES}, generations {sorted(generations)}")
        elif now[path.name] < before.get(path.name, 0):
            wrong.append(f"{path.name} went back to generation {now[path.name]} from {before[path.name]}")
        if any("X-ALT-DESC" in event for event in events):
            wrong.append(f"{path.name}: a title became lines of its own")
    return now, wrong


def _newest(kept: Mapping[str, int]) -> int:
    return max(kept.values(), default=0)


def entries(generation: int) -> Sequence[Entry]:
    """The cases of a reader; their titles say of which generation they are."""
    case = replace(RINGS, title=f"generation {generation} {PAYLOAD}")
    return [Entry(replace(case, number=number), "ITU-T") for number in range(1, CASES + 1)]


def _keep(folder: Path, first: int) -> None:
    Path.write_bytes = _slowly  # type: ignore[assignment, method-assign]
    keep = feed_folder(folder, Settings(address="liaison@bot.example"))
    for generation in itertools.count(first):
        for reader in READERS:
            keep(reader, entries(generation))


def _slowly(path: Path, data: bytes) -> int:
    with path.open("wb") as file:
        for start in range(0, len(data), PIECE):
            file.write(data[start : start + PIECE])
            file.flush()
            time.sleep(0.001)
    return len(data)
