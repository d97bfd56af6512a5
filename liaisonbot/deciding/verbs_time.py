"""The verbs about time: deadline, delay, remind, snooze (commands 9, Time)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaisonbot.deciding.command_days import Refused, read_command_day
from liaisonbot.deciding.commands import DECIDERS, HANDLERS, Call, Result, asks, at_tier, command, done, same, wrong
from liaisonbot.deciding.letters import day_text, peer_name
from liaisonbot.deciding.ordered_letters import contact_of
from liaisonbot.deciding.reminders import plan
from liaisonbot.deciding.verbs_handle import day_question
from liaisonbot.deciding.verbs_people import settings_change
from liaisonbot.deciding.verbs_tell import telling
from liaisonbot.deciding.whom import on_case, one_person
from liaisonbot.model.case import Case, Stage
from liaisonbot.model.days import morning, say_day
from liaisonbot.model.effects import Note, Send
from liaisonbot.model.ladder import Nudge
from liaisonbot.model.mail import PostKind
from liaisonbot.model.people import Person
from liaisonbot.model.statement import Purpose

LONGEST_SNOOZE = timedelta(days=60)
MOST_NUDGES = 8
"""So many reminders one `every` orders at most."""


@command(
    "deadline",
    "deadline ‹date› because ‹reason›",
    args=r"(?:to |is )?(?P<day>.+)",
    aliases=("due",),
    who=HANDLERS,
)
def deadline(call: Call) -> Result:
    """Sets the day we work to; the day the peer asked for stays on record. `none` clears it."""
    case, text = call.case, call.value("day")
    if case.stage is Stage.CLOSED:
        return wrong("E11", f"{case.name} is closed; open it again first:", f"    {case.name} reopen")
    if text.lower() == "none":
        if not call.roles & DECIDERS:
            who = "only a manager, coordinator or area director may clear a deadline; forward this line:"
            return wrong("E09", who, f"    {case.name} deadline none")
        if case.deadline is None:
            return same("there is no deadline of our own")
        result = done(f"our deadline: none ← {case.deadline}", deadline=None)
        return at_tier(4, result) if case.purpose is Purpose.ACTION else result
    day = read_command_day(text, call.today, call.office.settings.meetings)
    if isinstance(day, Refused):
        return day_question(day, call, "deadline {}")
    if day < call.today and not call.anyway:
        return _in_the_past(day, call, "anyway")
    if day == case.deadline:
        return same(f"our deadline is {day.isoformat()} already")
    says = [f"our deadline: {say_day(day, call.person.zone).full} ← {case.deadline or 'none'}"]
    says.extend(_reminders(replace(case, deadline=day), call))
    asked = case.statement.deadline
    if asked and day > asked:
        says.append(f"the peer asked for {asked.isoformat()} and is not told; to tell it:")
        says.append(f"    {case.name} delay to {day.isoformat()} because ‹reason›")
    return done(*says, deadline=day, delay_because=call.because or None)


def _reminders(case: Case, call: Call) -> list[str]:
    """The days on which the holder will be reminded of a new deadline, if nothing happens before."""
    to_come = [step for step in plan(case, call.office) if step.planned > call.facts.moment]
    days = sorted({step.planned.date() for step in to_come if step.nudge is Nudge.REMINDER})
    return [f"reminders: {', '.join(f'{day.day} {day:%b}' for day in days)}"] if days else []


@command(
    "delay",
    "delay to ‹date› because ‹reason›",
    args=r"(?:(?:to|until) (?P<day>.+?)|by (?P<span>.+?)|(?P<bare>\S.*?))"
    r"(?:(?P<quietly> quietly)|(?P<tell> tell them))?",
    aliases=("postpone",),
    who=HANDLERS,
    needs_reason=True,
    tier=3,
)
def delay(call: Call) -> Result:
    """A later day with its reason; the peer's contact gets a note, unless `quietly`; a manager releases it."""
    case = call.case
    if case.stage is Stage.CLOSED:
        return wrong("E11", f"{case.name} is closed; open it again first:", f"    {case.name} reopen")
    start = (case.due or call.today) if call.value("span") else call.today
    text = call.value("day") or call.value("bare") or call.value("span")
    day = read_command_day(text, max(start, call.today), call.office.settings.meetings)
    if isinstance(day, Refused):
        flag = call.value("quietly") or call.value("tell")
        return day_question(day, call, f"delay to {{}} {flag}".rstrip())
    if day < call.today:
        return _in_the_past(day, call)
    if case.due and day <= case.due:
        return wrong("E11", f"that is no later than {case.due.isoformat()}; to work to it:", f"    deadline {day}")
    quietly = "quietly" in call.line.values
    contact = None if quietly else contact_of(case)
    late = f"{(day - case.due).days} days " if case.due else ""
    says = [f"delayed {late}to {say_day(day, call.person.zone).full}"]
    note = None
    if contact:
        told, note = telling("delayed", {"due": day_text(day), "asked": day_text(case.statement.deadline)}, call)
        says.append(told)
    elif not quietly:
        says.append("there is no contact of the peer to tell")
    return done(*says, sends=note, deadline=day, delay_because=call.because)


@command(
    "remind",
    "remind ‹person› on ‹date› saying ‹text›",
    args=r"(?P<who>(?!(?:on|in|every)\b)\S+(?: \S+)??)?\s*"
    r"(?:every (?P<every>.+)|(?:on )?(?P<day>(?:in|on) .+|\d.*|tomorrow|(?:next )?\w+day))?",
    aliases=("ping",),
    who=HANDLERS,
)
def remind(call: Call) -> Result:
    """An extra reminder, now, on a day or `every week`, to the holder or whom you name."""
    case = call.case
    if case.stage is Stage.CLOSED:
        return wrong("E11", f"{case.name} is closed; open it again first:", f"    {case.name} reopen")
    who = one_person(call.value("who") or case.holder, call, "remind {}")
    if isinstance(who, Result):
        return who
    days = _reminded_on(call, who)
    if isinstance(days, Result):
        return days
    if days[0] is None and (last := _nudged(who, call)):
        later = f"    {case.name} remind {who.address} in 2 days"
        return wrong("E14", f"{who.address} was reminded at {last:%H:%M} UTC on {say_day(last.date()).short}:", later)
    sends = [_nudge(case, who, day, call) for day in days]
    when = ", ".join(say_day(day).short for day in days if day) or "now; at most once in 48 hours"
    said = f"reminds {who.address}{' on' if days[0] else ''} {when}"
    return Result("✓", (said,), sends=lambda _: sends, effects=(Note(case.number, "remind", said, call.actor),))


def _nudged(who: Person, call: Call) -> datetime | None:
    """When somebody asked for a reminder of that person at once, if that is less than 48 hours ago."""
    said = f"reminds {who.address} now"
    events = call.facts.events.get(call.case.number, ())
    asked = (one.at for one in events if one.what == "remind" and one.because.startswith(said))
    return next((at for at in asked if call.facts.moment - at < timedelta(hours=48)), None)


def _reminded_on(call: Call, who: Person) -> Sequence[date | None] | Result:
    """The days of the reminders that a line asks for; None is now."""
    text = call.value("every") or call.value("day").removeprefix("on ")
    if not text:
        return [None]
    span = f"in {text if text[0].isdigit() else f'1 {text}'}" if call.value("every") else text
    first = read_command_day(span, call.today, call.office.settings.meetings)
    if isinstance(first, Refused):
        return day_question(first, call, f"remind {who.address} on {{}}")
    if first < call.today or (call.value("every") and first == call.today):
        return _in_the_past(first, call)
    if not call.value("every"):
        return [first]
    step, last = first - call.today, call.case.due or call.today + LONGEST_SNOOZE
    days = [first + step * n for n in range(MOST_NUDGES)]
    return [day for day in days if day <= max(last, first)]


def _nudge(case: Case, who: Person, day: date | None, call: Call) -> Send:
    when = morning(day, call.office.settings.hour, ZoneInfo(who.zone)) if day else None
    slot = day.isoformat() if day else f"{call.facts.moment:%Y-%m-%d %H:%M}"
    return Send(
        template="nudge",
        kind=PostKind.REMINDER,
        to=(who.address,),
        case=case.number,
        reply_token=who.address,
        html=who.html,
        not_before=when,
        once=f"nudge:{case.number}:{who.address.lower()}:{slot}",
        context={
            "by": call.person.name,
            "saying": call.because,
            "due": day_text(case.due, who.zone),
            "peer_name": peer_name(case, call.office),
        },
    )


@command(
    "snooze",
    "snooze until ‹date›",
    args=r"(?:until (?P<day>.+)|for (?P<span>.+)|(?P<off>off))",
    aliases=("mute",),
    who=HANDLERS,
)
def snooze(call: Call) -> Result:
    """Keeps your own reminders of a case quiet until a day; escalation goes on."""
    case = call.case
    name = f"snooze {case.name}"
    if call.value("off"):
        return settings_change(call, {name: None}, f"you hear of {case.name} again")
    text = call.value("day") or call.value("span")
    day = read_command_day(text, call.today, call.office.settings.meetings)
    if isinstance(day, Refused):
        return day_question(day, call, "snooze until {}")
    if day < call.today:
        return _in_the_past(day, call)
    if day - call.today > LONGEST_SNOOZE and not call.anyway:
        nearer = call.today + LONGEST_SNOOZE
        offers = (on_case(f"snooze until {nearer.isoformat()}", call),)
        return asks("E14", "that is more than 60 days; this much is possible:", *offers)
    return settings_change(call, {name: day.isoformat()}, f"you are quiet on {case.name} until {say_day(day).short}")


def _in_the_past(day: date, call: Call, how: str = "") -> Result:
    line = f"    {how}\n    {call.line.line}" if how else f"    {call.line.verb} 2026-11-13"
    return wrong("E14", f"{say_day(day).short} is in the past", *line.split("\n"))
