"""The verbs for problems with a relationship and concerns about a peer's work: problem, escalate, concern (R63)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from liaisonbot.deciding.commands import HANDLERS, MANAGERS, Call, Result, command, same, wrong
from liaisonbot.deciding.problems import ESCALATED, concern, opened, to_iab
from liaisonbot.deciding.routing import lineage
from liaisonbot.model.effects import Effect, Note, OpenCase, Send

MOST_TEXT = 4000


@command("problem", "problem ‹peer› because ‹text›", args=r"(?:with )?(?P<peer>[^\n]*)", needs_case=False)
def problem(call: Call) -> Result:
    """Brings a problem with a relationship before its manager; unanswered for two weeks it goes to the IAB."""
    peer = _peer(call, "problem")
    if isinstance(peer, Result):
        return peer
    if not call.because:
        return wrong("E13", "say in a sentence what the problem is:", f"    problem {peer} because ‹text›")
    known = call.office.directory.peer(peer)
    title = f"Problem with {known.name if known else peer}"
    effects = opened(call.facts, peer, title, (call.because,), call.actor, about=call.found)
    case = next(effect.case for effect in effects if isinstance(effect, OpenCase))
    days = call.office.settings.problem_days
    says = (
        f"{case.name} is open: {title}; it is with {case.holder}",
        f"unanswered for {days} days it goes to the IAB; at once with:",
        f"    {case.name} escalate because ‹reason›",
    )
    return Result("✓", says, effects=effects)


@command("escalate", "escalate because ‹reason›", who=HANDLERS | {"contact"}, needs_reason=True)
def escalate(call: Call) -> Result:
    """Brings a problem before the IAB at once."""
    case = call.case
    if not case.problem:
        line = f"    problem {case.peer or '‹peer›'} because {call.because}"
        return wrong("E11", f"{case.name} is a statement, no problem; to bring one before its manager:", line)
    if case.held_because is None:
        return wrong(
            "E11", f"{case.name} is {case.stage}; bring it up again with:", f"    problem {case.peer} because …"
        )
    told = [one.what for one in call.facts.events.get(case.number, ()) if ESCALATED in f"{one.what} {one.because}"]
    if told and told[-1] == ESCALATED:
        return same("the IAB has it already")
    effects = to_iab(case, call.because, call.actor, call.office)
    return Result(
        "✓", ("to the IAB, the manager and the coordinators in copy", _leaves(call)), effects=_later(effects, call)
    )


@command(
    "concern",
    "concern ‹peer› because ‹text›",
    args=r"(?:about |with )?(?P<peer>[^\n]*)",
    who=MANAGERS | {"representative"},
    needs_case=False,
)
def concern_(call: Call) -> Result:
    """Tells the IAB of overlap or a technical error in a peer's work; nothing waits for it."""
    peer = _peer(call, "concern")
    if isinstance(peer, Result):
        return peer
    if not call.because:
        return wrong("E13", "say in a sentence what the concern is:", f"    concern {peer} because ‹text›")
    bodies = lineage(peer, call.office.directory)
    managers = tuple(one.address for one in call.office.people.managers(bodies))
    served = [one.address for one in call.office.people.representatives(bodies, call.facts.today)]
    if "coordinator" not in call.roles and not {*managers, *served} & set(call.person.addresses):
        return wrong(
            "E09",
            f"“concern” is for the manager and the representatives of {peer}; instead:",
            f"    problem {peer} because …",
        )
    about = call.found if call.found and call.found.peer == peer else None
    letters = concern(about, peer, call.because, call.person.name, managers, call.facts)
    noted = Note(about.number if about else None, "concern", call.because, call.actor)
    says = ("to the IAB, the manager and the coordinators in copy", _leaves(call))
    return Result("✓", says, effects=(noted, *_later(letters, call)))


def _later(effects: Iterable[Effect], call: Call) -> tuple[Effect, ...]:
    """What leaves the house waits for the grace time."""
    return tuple(replace(one, not_before=call.departs) if isinstance(one, Send) else one for one in effects)


def _leaves(call: Call) -> str:
    return f"it leaves at {call.departs:%H:%M} UTC; until then `undo` keeps it here"


def _peer(call: Call, verb: str) -> str | Result:
    """The peer that a line names, else that of its case."""
    directory, text = call.office.directory, call.value("peer").strip()
    if not text and call.found and call.found.peer:
        return call.found.peer
    known = directory.peer(text)
    if found := known.acronym if known else directory.peer_named(text):
        return found
    why = f"I know no peer “{text}”" if text else "which peer? Write its short name"
    return wrong("E07", f"{why}; for instance:", f"    {verb} itu-t because {call.because or '‹text›'}")
