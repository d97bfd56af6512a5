"""What is said again is said shorter, and then once a day (commands 12, mail-rules 8): no answer is worth a flood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from liaisonbot.deciding.commands import FORMS
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.grammar import begins_with
from liaisonbot.model.days import morning
from liaisonbot.model.effects import Effect, Remember, Send
from liaisonbot.model.mail import Hold
from liaisonbot.model.people import Person

MOST_HELP = 3
"""So often a day somebody gets the help; it does not change within one."""

SHORTER, GATHERED = 1, 2
"""Told once before, a mistake is told in two lines; told twice before, it waits for the day's summary."""

_CODE = re.compile(r"E\d\d")
_ALWAYS_THE_SAME = ("E05", "E21")
"""What is not there and what is not yours must read the same, however often one asks."""

_ENOUGH_HELP = "the help was sent three times today; it is in your mailbox"


def told_of(person: Person, facts: Facts) -> str:
    """What the keys begin with under which is kept what a person was told today."""
    return f"told:{person.address.lower()}:{facts.today.isoformat()}:"


def toned_down(made: Iterable[Effect], person: Person, facts: Facts) -> tuple[Effect, ...]:
    """The same effects, their transcript shorter where it says again what it said today, or held for a summary."""
    effects: list[Effect] = []
    for effect in made:
        if isinstance(effect, Send) and effect.template == "transcript":
            effect, keys = _toned(effect, person, facts)
            effects.extend([Remember(tuple(keys))] if keys else [])
        effects.append(effect)
    return tuple(effects)


def _toned(send: Send, person: Person, facts: Facts) -> tuple[Send, list[str]]:
    results: Any = send.context["results"]
    keys: dict[str, int] = {}
    blocks = [{**block, "lines": [_line(line, keys, person, facts) for line in block["lines"]]} for block in results]
    signs = {line["sign"] for block in blocks for line in block["lines"]}
    hold = send.hold
    again = min(keys.values(), default=0)
    if keys and signs <= {"✗", "·"} and again >= GATHERED:
        hold = Hold("the same mistake for the third time today", _tomorrow(person, facts), merge=True)
    elif person.transcripts == "daily" and signs and signs <= {"✓", "="}:
        hold = Hold("you asked for one letter a day", _tomorrow(person, facts), merge=True)
    told = [f"{key}:{count}" for key, count in keys.items() if f"{key}:{count}" not in facts.told]
    return replace(send, context={**send.context, "results": blocks}, hold=hold), told


def _line(line: Mapping[str, Any], keys: dict[str, int], person: Person, facts: Facts) -> Mapping[str, Any]:
    says = line["says"]
    asks_help = line["sign"] == " " and str(line["said"]).lower().lstrip("!").startswith(("help", "?"))
    code = _CODE.match(says[0]) if says and line["sign"] in "✗?" else None
    if not (code or asks_help):
        return line
    name = f"{code[0]} {begins_with(str(line['said']), FORMS)}" if code else "help"
    thread = facts.case.number if facts.case and code else 0
    key = f"{told_of(person, facts)}{thread}:{name}"
    before = sum(1 for one in facts.told if one.rpartition(":")[0] == key)
    keys[key] = before
    if asks_help:
        return {**line, "says": [_ENOUGH_HELP]} if before >= MOST_HELP else line
    if before >= SHORTER and line["sign"] == "✗" and not name.startswith(_ALWAYS_THE_SAME):
        return {**line, "says": list(dict.fromkeys([says[0].partition("; ")[0], says[-1]]))}
    return line


def _tomorrow(person: Person, facts: Facts) -> datetime:
    """The morning at which the day's summary goes out (UTC)."""
    zone = ZoneInfo(person.zone)
    day = facts.moment.astimezone(zone).date() + timedelta(days=1)
    return morning(day, facts.office.settings.hour, zone)
