"""The verbs about the writer's own letters and rights (commands 9, People)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from liaisonbot.deciding.command_days import Refused, read_command_day
from liaisonbot.deciding.commands import Call, Result, answer, at_tier, command, same, wrong
from liaisonbot.deciding.digests import digest_now
from liaisonbot.deciding.trust import best_role
from liaisonbot.deciding.whom import case_in, groups_named, no_case, one_person
from liaisonbot.model.days import say_day
from liaisonbot.model.effects import Actor, SetPerson

LONGEST_LENDING = timedelta(days=366)


@command(
    "digest",
    "digest weekly",
    args=r"(?P<how>daily|weekly(?: (?:on )?(?P<day>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)?"
    r"|off|now)",
    needs_case=False,
)
def digest(call: Call) -> Result:
    """How often you get your summary: daily, weekly (on a day you name), off, or now."""
    how = call.value("how").lower()
    if how == "now":
        summary = digest_now(call.facts.cases, call.person, call.office, call.facts.moment)
        return Result("✓", ("your summary comes in a letter of its own",), effects=(summary,))
    if how.startswith("weekly"):
        how = f"weekly {call.value('day')[:3].lower()}".strip()
    before = call.person.digest or call.office.settings.digest
    if before == how:
        return same(f"digest: {how} already")
    return settings_change(call, {"digest": how}, f"digest: {before} → {how}")


@command(
    "away",
    "away until ‹date› cover ‹person›",
    args=r"(?:until (?P<day>.+?)(?: cover (?P<cover>.+))?|(?P<off>off))",
    needs_case=False,
)
def away(call: Call) -> Result:
    """While you are away, your reminders also go to a cover, who gains no rights by that."""
    person = call.person
    if call.value("off"):
        if person.away_until is None:
            return same("you are not away")
        return settings_change(call, {"away": None, "cover": None}, f"away: until {person.away_until} → no")
    day = _later_day(call.value("day"), call, "away until 2026-11-13")
    if isinstance(day, Result):
        return day
    cover = one_person(call.value("cover"), call, f"away until {day} cover {{}}") if call.value("cover") else None
    if isinstance(cover, Result):
        return cover
    if cover == person:
        return wrong("E11", "the cover must be somebody else:", f"    away until {day} cover ‹person›")
    values = {"away": day.isoformat(), "cover": cover.address if cover else None}
    who = f"; cover: {cover.address}" if cover else "; nobody covers for you"
    return settings_change(call, values, f"away: {person.away_until or 'no'} → until {say_day(day).short}{who}")


@command(
    "delegate",
    "delegate ‹person› for ‹peer or group› until ‹date›",
    args=r"(?P<none>none)|(?P<who>.+?)(?: for (?P<scope>\S+))? until (?P<day>.+)",
    needs_case=False,
)
def delegate(call: Call) -> Result:
    """Somebody may act in your place until a day, for everything or one peer or group; `none` ends it."""
    person = call.person
    if call.value("none"):
        ends = {f"lend {one.to} {one.scope}": None for one in person.lends}
        return settings_change(call, ends, "nobody acts for you any more") if ends else same("nobody acts for you")
    who = one_person(call.value("who"), call, "delegate {} until 2026-11-13")
    if isinstance(who, Result):
        return who
    if who == person:
        return wrong("E11", "you act for yourself; name somebody else:", "    delegate ‹person› until 2026-11-13")
    day = _later_day(call.value("day"), call, f"delegate {who.address} until 2026-11-13")
    if isinstance(day, Result):
        return day
    if day > call.today + LONGEST_LENDING:
        nearest = call.today + LONGEST_LENDING
        return wrong("E14", "at most for a year:", f"    delegate {who.address} until {nearest}")
    scope = _scope(call.value("scope"), call)
    if isinstance(scope, Result):
        return scope
    values = {f"lend {who.address} {scope}": day.isoformat()}
    says = f"{who.address} acts for you{f' on {scope}' if scope else ''} until {say_day(day).short}"
    return at_tier(4, settings_change(call, values, says))


@command(
    "subscribe", "subscribe LS-12", args=r"(?:to )?(?P<what>(?:peer|group)[: ]\S+|all)?", aliases=("watch",),
    needs_case=False,
)  # fmt: skip
def subscribe(call: Call) -> Result:
    """You hear of changes: of a case, of all of a peer or a group, or of all."""
    what = _watched(call)
    if isinstance(what, Result):
        return what
    if what.lower() in {one.lower() for one in call.person.watches}:
        return same(f"you watch {what} already")
    return settings_change(call, {f"watch {what}": "yes"}, f"watching: + {what}")


@command(
    "unsubscribe", "unsubscribe LS-12", args=r"(?:from )?(?P<what>(?:peer|group)[: ]\S+|all)?", aliases=("unwatch",),
    needs_case=False, tier=0,
)  # fmt: skip
def unsubscribe(call: Call) -> Result:
    """Ends that; with `all`, or without a case, every subscription of yours."""
    what = "all" if not call.value("what") and call.found is None else _watched(call)
    if isinstance(what, Result):
        return what
    gone = [one for one in call.person.watches if what == "all" or one.lower() == what.lower()]
    if call.found is not None and not call.value("what") and not gone:
        gone = list(call.person.watches) if call.facts.token_person else []  # the subscription behind the letter
    if not gone:
        return same("you watch nothing of that")
    return settings_change(call, {f"watch {one}": None for one in gone}, f"watching: − {', '.join(gone)}")


@command(
    "settings",
    "settings zone Europe/Berlin",
    args=r"(?:(?P<name>zone|transcripts|html|require)\s+(?P<value>\S+))?",
    needs_case=False,
)
def settings(call: Call) -> Result:
    """Your zone, transcripts (all, errors, daily), HTML (on, off), or `require strong`: your reply address too."""
    name, value, person = call.value("name").lower(), call.value("value"), call.person
    if not name:
        return answer(
            f"zone: {person.zone}",
            f"transcripts: {person.transcripts}",
            f"html: {'on' if person.html else 'off'}",
            f"require: {'strong' if person.strong else 'normal'}",
            f"digest: {person.digest or call.office.settings.digest}",
            f"away: {f'until {person.away_until}' if person.away_until else 'no'}",
            f"watching: {', '.join(person.watches) or 'nothing'}",
        )
    if name == "zone":
        return _zone(call, value)
    legal = {"transcripts": ("all", "errors", "daily"), "html": ("on", "off"), "require": ("strong", "normal")}[name]
    if value.lower() not in legal:
        return wrong("E02", f"{name} is one of: {', '.join(legal)}", f"    settings {name} {legal[0]}")
    if name == "transcripts":
        return _set(call, "transcripts", person.transcripts, value.lower())
    if name == "html":
        return _set(call, "html", "on" if person.html else "off", value.lower())
    strong = value.lower() == "strong"
    if strong == person.strong:
        return same(f"require: {value.lower()} already")
    says = f"require: {'strong' if person.strong else 'normal'} → {value.lower()}"
    result = settings_change(call, {"strong": "yes" if strong else None}, says)
    return result if strong else at_tier(4, result)


def settings_change(call: Call, values: Mapping[str, str | None], *says: str) -> Result:
    """A change of the writer's own settings."""
    actor = Actor(call.person.address, best_role(call.roles) if call.roles else "self", "")
    return Result("✓", says, effects=(SetPerson(call.person.address, values, call.line.verb, actor),))


def _zone(call: Call, value: str) -> Result:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return wrong("E02", f"“{value}” is no time zone; write it like this:", "    settings zone Europe/Berlin")
    return _set(call, "zone", call.person.zone, value)


def _set(call: Call, name: str, before: str, after: str) -> Result:
    if before == after:
        return same(f"{name}: {after} already")
    return settings_change(call, {name: after}, f"{name}: {before} → {after}")


def _later_day(text: str, call: Call, sample: str) -> date | Result:
    day = read_command_day(text, call.today, call.office.settings.meetings)
    if isinstance(day, Refused):
        return wrong(day.code, day.why, f"    {sample}")
    if day < call.today:
        return wrong("E14", f"{say_day(day).short} is in the past", f"    {sample}")
    return day


def _scope(text: str, call: Call) -> str | Result:
    """The acronym of the peer or group that rights are lent for, "" for everything."""
    if not text:
        return ""
    if peer := call.office.directory.peer_named(text):
        return peer
    groups, unknown = groups_named(text, call)
    if unknown or len(groups) != 1:
        why = f"I know no peer or group “{text}”; write its short name:"
        return wrong("E07", why, "    delegate ‹person› for 3gpp until 2026-11-13")
    return groups[0]


def _watched(call: Call) -> str | Result:
    """What a subscription is about: `LS-12`, `peer:3gpp`, `group:quic` or `all`."""
    text = call.value("what").replace(" ", ":", 1).lower()
    kind, _, name = text.partition(":")
    if kind == "all":
        return "all"
    if kind == "peer":
        peer = call.office.directory.peer_named(name)
        return f"peer:{peer}" if peer else wrong("E07", f"I know no peer “{name}”:", "    subscribe peer:3gpp")
    if kind == "group":
        groups, _unknown = groups_named(name, call)
        if not groups:
            return wrong("E07", f"there is no group “{name}”; write it like this:", "    subscribe group:quic")
        return f"group:{groups[0]}"
    if call.found is None:
        number = case_in(text)
        if number:
            return no_case(f"LS-{number}", call)
        return wrong("E06", "hear of what? A case, a peer, a group or all:", "    subscribe group:quic")
    return call.found.name
