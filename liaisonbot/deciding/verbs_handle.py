"""The verbs that say who handles a case and where it belongs (commands 9, Handle)."""

from __future__ import annotations

import re
from dataclasses import replace

from liaisonbot.deciding.command_days import Refused, read_command_day
from liaisonbot.deciding.commands import (
    DECIDERS,
    HANDLERS,
    MANAGERS,
    VERBS,
    Call,
    Result,
    asks,
    at_tier,
    command,
    done,
    same,
    wrong,
)
from liaisonbot.deciding.letters import distribution
from liaisonbot.deciding.ordered_letters import after_grace, assignment, contact_of, moved_away, redirection, word_to
from liaisonbot.deciding.routing import deliver_anew, lineage
from liaisonbot.deciding.same_letter import looks_like
from liaisonbot.deciding.whom import (
    case_in,
    case_known,
    groups_named,
    is_person,
    no_case,
    no_group,
    on_case,
    one_person,
    people_named,
)
from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.directory import Directory
from liaisonbot.model.effects import Part, Send, TakeBack
from liaisonbot.model.people import Person
from liaisonbot.model.statement import Purpose


@command("take", "take", aliases=("claim",), who=HANDLERS)
def take(call: Call) -> Result:
    """You become the holder, who sees to the answer."""
    if is_person(call.case.holder, call.person):
        if call.case.stage is Stage.HELD and call.case.acted is None:
            return done("you see to it; nobody else will be asked", holder=call.person.address)
        return same("you hold it already")
    return done(f"holder: {call.case.holder or 'nobody'} → you", holder=call.person.address)


@command(
    "assign",
    "assign to ‹person› because ‹reason›",
    args=r"(?:to )?(?P<who>.+)",
    aliases=("give",),
    who=HANDLERS,
)
def assign(call: Call) -> Result:
    """Somebody else becomes the holder, and is told; of several the first one leads."""
    case = call.case
    named = _several(call)
    if isinstance(named, Result):
        return named
    who, *others = named
    copies = tuple(one.address for one in others if one.address not in case.copies)
    if is_person(case.holder, who) and not copies:
        return same(f"{who.name} holds it already")
    away = tuple(_away(one) for one in named if one.away_until and one.away_until >= call.today)
    before = call.office.people.person(case.holder)

    def letters(after: Case) -> list[Send]:
        told = [] if who in (call.person, before) else [assignment(after, who, call)]
        if before and before not in (who, call.person):
            told.append(word_to(after, before, f"{who.name} holds it now", call))
        return [*told, *(word_to(after, one, f"you work on it with {who.name}", call) for one in others)]

    with_them = (f"with: {' '.join(one.address for one in others)}",) if others else ()
    says = (f"holder: {case.holder or 'nobody'} → {who.address}", *with_them, *away)
    return done(*says, sends=letters, holder=who.address, copies=(*case.copies, *copies))


def _several(call: Call) -> list[Person] | Result:
    """The people whom a line names, the first one the leader; a whole text that is one name is one person."""
    text = call.value("who")
    names = [text] if people_named(text, call) else [one for one in re.split(r",|\band\b", text) if one.strip()]
    found: list[Person] = []
    for name in names or [text]:
        who = one_person(name.strip(), call, "assign to {}")
        if isinstance(who, Result):
            return who
        found.append(who)
    return list(dict.fromkeys(found))


def _away(who: Person) -> str:
    cover = f"; the cover is {who.cover}" if who.cover else ""
    return f"{who.name} is away until {who.away_until}{cover}"


@command("release", "release because ‹reason›", args=r"(?P<who>\S+)?", aliases=("drop",), who=HANDLERS)
def release(call: Call) -> Result:
    """The case goes back to its manager."""
    case = call.case
    back = case.manager or call.office.settings.coordinators
    if case.holder.lower() == back.lower():
        return same(f"{back} holds it already")
    manager = call.office.people.person(back)
    tell = (lambda after: [assignment(after, manager, call)]) if manager and manager != call.person else None
    return done(f"holder: {case.holder or 'nobody'} → {back}", sends=tell, holder=back)


@command(
    "redirect",
    "redirect to ‹group› because ‹reason›",
    args=r"(?:to )?(?P<groups>[A-Za-z0-9 ,:-]+?)(?: cc (?P<cc>[A-Za-z0-9 ,:-]+?))?(?P<quietly> quietly)?",
    aliases=("reroute", "move"),
    who=DECIDERS | {"chair"},
    tier=3,
)
def redirect(call: Call) -> Result:
    """The right group gets the statement; the record keeps the group it was written to."""
    groups, unknown = groups_named(call.value("groups"), call)
    copies, no_copy = groups_named(call.value("cc"), call) if call.value("cc") else ([], "")
    if unknown or no_copy:
        return no_group(unknown or no_copy, call, "redirect to {}")
    return route_to(tuple(groups), call, quietly="quietly" in call.line.values, copies=tuple(copies))


@command("copy", "copy ‹group or person›", args=r"(?P<not>not )?(?:to )?(?P<whom>.+)", aliases=("cc",), who=HANDLERS)
def copy(call: Call) -> Result:
    """Somebody gets it too, without moving it; `copy not ‹group›` takes that back."""
    case, text = call.case, call.value("whom")
    groups, unknown = groups_named(text, call)
    names = tuple(groups)
    if unknown:
        person = one_person(text, call, "copy {}")
        if isinstance(person, Result):
            return no_group(text, call, "copy {}") if "E07" in person.says[0] else person
        names = (person.address,)
    if call.value("not"):
        gone = tuple(one for one in case.copies if one in names)
        return done(f"copied: − {' '.join(gone)}", copies=_without(case.copies, gone)) if gone else same("not copied")
    new = tuple(one for one in names if one not in case.copies)
    if not new:
        return same("copied already")

    def letters(after: Case) -> list[Send]:
        mails = deliver_anew(tuple(one for one in new if one in groups), call.office.directory)
        sends = after_grace(distribution(after, mails, call.office, excerpt=call.excerpt), call)
        people = [found for one in new if (found := call.office.people.person(one))]
        return [*sends, *(word_to(after, one, "you are copied on it", call) for one in people)]

    result = done(f"copied: + {' '.join(new)}", sends=letters, copies=(*case.copies, *new))
    return at_tier(3, result) if groups else result


@command(
    "link",
    "link LS-7",
    args=r"(?P<not>not )?(?:(?:to|with) )?(?P<what>\S+)",
    who=HANDLERS,
)
def link(call: Call) -> Result:
    """Relates the case to another, a URL, a draft or a Message-ID; `link not LS-7` parts them."""
    return _link(call, "")


@command("answers", "answers LS-7", args=r"(?P<not>not )?(?P<what>\S+)", who=HANDLERS)
def answers(call: Call) -> Result:
    """Says that this is the answer to that: pairs our statement with theirs."""
    return _link(call, "answers ")


def _link(call: Call, how: str) -> Result:
    case, what = call.case, call.value("what")
    number = case_in(what)
    if number == case.number:
        return wrong("E11", "a case is not linked to itself; name the other one:", f"    {case.name} link LS-‹number›")
    if number is not None and case_known(number, call) is None:
        return no_case(f"LS-{number}", call)
    name = how + (f"LS-{number}" if number is not None else what)
    if call.value("not"):
        if name not in case.links:
            return same("not linked")
        return done(f"links: − {name}", links=_without(case.links, (name,)))
    other = case_known(number, call) if number is not None else None
    if how and other and f"answers {case.name}" in other.links:
        part = f"    {other.name} answers not {case.name}"
        return wrong("E11", f"{other.name} answers {case.name} already; part them first:", part)
    if name in case.links:
        return same("linked already")
    return done(f"{how.strip() or 'linked'}: {name.removeprefix(how)}", links=(*case.links, name))


@command("duplicate", "duplicate of LS-7", args=r"(?:of )?(?P<what>\S+)", aliases=("dup",), who=MANAGERS)
def duplicate(call: Call) -> Result:
    """Joins the case under an older one and closes it; `duplicate none` parts them, or a letter that joined it."""
    case, what = call.case, call.value("what")
    if what.lower() == "none":
        if case.duplicate_of is None:
            return _parted(call)
        says = f"no duplicate any more ← LS-{case.duplicate_of}; open"
        return done(says, duplicate_of=None, stage=Stage.OPEN, outcome=None, closed=None, closed_because=None)
    number = case_in(what) or (int(what) if what.isdigit() else None)
    other = case_known(number, call) if number is not None else None
    if other is None:
        return no_case(what if number is None else f"LS-{number}", call)
    if other.number == case.number or other.duplicate_of == case.number:
        return wrong("E11", "that would be a loop; join it under another case:", "    duplicate of LS-‹number›")
    if case.duplicate_of == other.number:
        return same(f"a duplicate of {other.name} already")
    changes = {"duplicate_of": other.number, **closing(call, Outcome.DUPLICATE, f"duplicate of {other.name}")}
    return Result("✓", (f"duplicate of {other.name}: {other.title}",), changes)


def _parted(call: Call) -> Result:
    """The last letter that was joined to the case as the same statement leaves it and becomes a case of its own."""
    events = call.facts.events.get(call.case.number, ())
    out = {one.letter for one in events if one.what == "parted"}
    joined = [one.letter for one in events if one.what == "received again" and one.letter and one.letter not in out]
    if not joined:
        return same("it is no duplicate, and no letter was joined to it")
    says = f"letter {joined[-1]} is a statement of its own; it is decided anew"
    return Result("✓", (says,), effects=(Part(joined[-1], call.case.number, call.actor),))


@command(
    "record",
    "record from ‹peer› to ‹group› purpose ‹purpose› deadline ‹date›",
    args=r"(?:from (?P<peer>.+?))?\s*(?:to (?P<groups>.+?))?\s*(?:purpose (?P<purpose>\w+))?\s*"
    r"(?:deadline (?P<day>.+?))?\s*(?P<anyway>\banyway)?",
    aliases=("accept",),
    who=MANAGERS,
)
def record(call: Call) -> Result:
    """A held letter becomes a case like any other, with what you say of it."""
    case, directory = call.case, call.office.directory
    if case.stage is Stage.OPEN and not call.line.args:
        return same("it is recorded and open")
    statement = case.statement
    peer = directory.peer_named(call.value("peer")) if call.value("peer") else case.peer
    if call.value("peer") and peer is None:
        return wrong("E07", f"I know no peer “{call.value('peer')}”; write its short name:", "    record from 3gpp")
    if call.value("purpose") and call.value("purpose").lower() not in set(Purpose):
        return wrong("E02", f"a purpose is one of {', '.join(Purpose)}:", "    record purpose action")
    if call.value("day"):
        day = read_command_day(call.value("day"), call.today, call.office.settings.meetings)
        if isinstance(day, Refused):
            return day_question(day, call, "record deadline {}")
        statement = replace(statement, deadline=day)
    theirs = [one for one in call.facts.cases if _of_one_body(one.peer, peer, directory)]
    if (other := looks_like(case, theirs)) and not (call.anyway or call.value("anyway")):
        return _perhaps_known(other, call)
    changes: dict[str, object] = {"peer": peer, "statement": statement}
    if call.value("purpose"):
        changes["purpose"] = Purpose(call.value("purpose").lower())
    groups, unknown = groups_named(call.value("groups"), call) if call.value("groups") else (list(case.groups), "")
    if unknown:
        return no_group(unknown, call, "record to {}")
    if not groups:
        return wrong("E02", "it needs a group that it goes to:", f"    {case.name} record to ‹group›")
    routed = route_to(tuple(groups), call, quietly=True)
    if routed.sign != "✓":
        return routed
    says = (f"recorded as {case.name}", *routed.says)
    return replace(routed, says=says, changes={**changes, **(routed.changes or {})})


def _of_one_body(one: str | None, other: str | None, directory: Directory) -> bool:
    """Whether two peers may be one, or one a part of the other; of one that is not known nobody can say."""
    return not (one and other) or one in lineage(other, directory) or other in lineage(one, directory)


def _perhaps_known(other: Case, call: Call) -> Result:
    says = f"E11: it looks like {other.name}, which is on record: {other.title}. Nothing was changed."
    again = on_case(f"record {call.line.args} anyway".replace("  ", " "), call)
    because = f" because {call.because}" if call.because else ""
    return Result("?", (says,), choices=(on_case(f"duplicate of {other.name}", call), again + because))


@command("not-a-liaison", "not-a-liaison because ‹reason›", aliases=("spam", "personal"), who=MANAGERS)
def not_a_liaison(call: Call) -> Result:
    """Closes what was no liaison statement at all; `record` brings it back."""
    result = close(call, Outcome.NOT_A_LIAISON, call.because)
    answered = call.case.acted is not None and call.case.stage is Stage.OPEN
    return at_tier(4, result) if answered else result


_FOR_NOBODY = (Outcome.NOT_A_LIAISON, Outcome.WITHDRAWN, Outcome.DUPLICATE)
"""Outcomes after which no group should get the statement any more."""


def close(call: Call, outcome: Outcome, why: str, *says: str) -> Result:
    """Closes the case, if it is not closed."""
    case = call.case
    if case.stage is Stage.CLOSED:
        return same(f"closed already: {case.outcome}")
    words = f"{case.stage} → closed: {outcome}{f' ({why})' if why else ''}; its reminders are off"
    waiting = call.facts.waiting.get(case.number, ()) if outcome in _FOR_NOBODY else ()
    kept = (f"letters that waited to be sent on stay here: {len(waiting)}",) if waiting else ()
    effects = (TakeBack(waiting),) if waiting else ()
    return Result("✓", (words, *says, *kept), closing(call, outcome, why), effects=effects)


def closing(call: Call, outcome: Outcome, why: str) -> dict[str, object]:
    """What changes in a case that is closed."""
    return {
        "stage": Stage.CLOSED,
        "outcome": outcome,
        "closed": call.facts.received,
        "closed_because": why or None,
        "held_because": None,
        "proposal": (),
    }


def choose_proposal(number: int, call: Call) -> Result:
    """The answer to the question where a held statement goes: the group with this number."""
    case = call.case
    if case.problem:
        return _no_statement(case)
    if case.held_because is None and not case.proposal:
        return wrong("E06", f"nothing is being asked about {case.name}; the verbs are in:", "    help")
    if not 1 <= number <= len(case.proposal):
        return wrong("E07", f"there is no choice {number}; name the group instead:", "    redirect to ‹group›")
    chosen = tuple(case.proposal[number - 1].split())
    kept = case.groups if case.stage is Stage.OPEN and case.number not in call.facts.waiting else ()
    return route_to(tuple(dict.fromkeys((*kept, *chosen))), call, quietly=True)


def route_to(groups: tuple[str, ...], call: Call, *, quietly: bool, copies: tuple[str, ...] = ()) -> Result:
    """Routes a case to `groups`: the new ones get the statement, the peer's contact hears of a redirect."""
    case = call.case
    if case.problem:
        return _no_statement(case)
    mails = deliver_anew((*groups, *copies), call.office.directory)
    unreachable = [group for group in (*groups, *copies) if group not in {mail.group for mail in mails}]
    if unreachable:
        return no_group(unreachable[0], call, "redirect to {}")
    if case.stage is Stage.OPEN and groups == case.groups and case.held_because is None and not copies:
        return same("it is there already")
    waiting = call.facts.waiting.get(case.number, ())  # nobody has those: they are kept back and written anew
    known = () if waiting else (*case.groups, *case.copies)
    new = tuple(mail for mail in mails if mail.group not in known)
    before = " ".join(case.groups) or "nobody"
    contact = None if quietly else contact_of(case)

    had_it = () if waiting else case.groups
    gone = [one for one in deliver_anew(had_it, call.office.directory) if one.group not in (*groups, *copies)]

    def letters(after: Case) -> list[Send]:
        sends = distribution(after, new, call.office, excerpt=call.excerpt)
        sends += moved_away(after, gone, [address for one in sends for address in (*one.to, *one.cc)], call)
        return after_grace([*sends, *([redirection(after, contact, case, call)] if contact else [])], call)

    leaves = (f"letters leave at {call.departs:%H:%M} UTC; until then `undo` keeps them here",)
    result = done(
        f"to: {before} → {' '.join(groups)}",
        *(f"goes to {address}" for mail in new for address in mail.to),
        *(f"tells {address} that it went elsewhere" for mail in gone for address in mail.to),
        *((f"tells the peer's contact: {contact}",) if contact else ()),
        *(leaves if new or gone or contact else ()),
        sends=letters,
        stage=Stage.OPEN,
        outcome=None,
        closed=None,
        closed_because=None,
        groups=groups,
        lead=groups[0],
        copies=(*case.copies, *(one for one in copies if one not in case.copies)),
        held_because=None,
        proposal=(),
    )
    return replace(result, effects=(TakeBack(waiting),)) if waiting else result


def _no_statement(case: Case) -> Result:
    return wrong(
        "E11", f"{case.name} is a problem with the relationship and goes to no group:", "    escalate because ‹reason›"
    )


def day_question(day: Refused, call: Call, line: str) -> Result:
    """The answer to a day that was not read: a choice where there are two readings, else what can be written."""
    because = f" because {call.because}" if call.because else ""
    if day.readings:
        lines = (on_case(line.format(one.isoformat()) + because, call) for one in day.readings)
        return asks(day.code, day.why, *lines)
    because = because or (" because ‹reason›" if VERBS[call.line.verb].needs_reason else "")
    return wrong(day.code, f"{day.why}:", f"    {line.format('2026-11-13')}{because}")


def _without(values: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in values if one not in gone)
