"""The verbs that close a case or open it again (commands 9, Close)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from liaisonbot.deciding.command_days import read_command_day
from liaisonbot.deciding.commands import (
    DECIDERS,
    HANDLERS,
    MANAGERS,
    Call,
    Result,
    asks,
    at_tier,
    command,
    done,
    same,
    wrong,
)
from liaisonbot.deciding.letters import day_text
from liaisonbot.deciding.ordered_letters import contact_of
from liaisonbot.deciding.verbs_handle import close, closing, day_question
from liaisonbot.deciding.verbs_tell import INTERIM, telling
from liaisonbot.deciding.whom import case_in, on_case
from liaisonbot.model.case import Outcome, Stage
from liaisonbot.model.days import say_day
from liaisonbot.model.effects import Note
from liaisonbot.model.statement import Purpose

_EVIDENCE = r"(?:LS[- ]?|#)\d{1,9}|attachment|\S*[/:@.]\S*"
"""A case, a URL, a Message-ID or a file: `done with my review` is prose."""

_TELL = r"(?P<tell>\s*tell them)?"


@command(
    "done",
    "done with ‹URL or LS-n› because ‹reason›",
    args=rf"(?:with (?P<evidence>{_EVIDENCE}))?",
    aliases=("answered", "close"),
    who=HANDLERS,
)
def done_(call: Call) -> Result:
    """Closes the case as answered."""
    evidence, case = call.value("evidence"), call.case
    if evidence.lower() == "attachment" and not call.files:
        return wrong(
            "E02", "there is no file in this letter; attach it, or name the answer:", "    done with ‹URL or LS-n›"
        )
    why = " ".join(part for part in (f"with {evidence}" if evidence else "", call.because) if part)
    result = close(call, Outcome.ANSWERED, why)
    on_record = any(one.what.startswith("answered") for one in call.facts.events.get(case.number, ()))
    if result.sign == "✓" and case.purpose is Purpose.ACTION and not (why or on_record or call.anyway):
        return asks(
            "E02",
            "it asks for action; how was it answered? A link stays on record, `done with ‹URL›`; else:",
            on_case("done because it was answered by mail", call),
            on_case("done because it was answered at a meeting", call),
        )
    number = case_in(evidence) if evidence else None
    if result.sign == "✓" and number and f"LS-{number}" not in case.links:
        return replace(result, changes={**(result.changes or {}), "links": (*case.links, f"LS-{number}")})
    return result


@command("no-reply", "no-reply because ‹reason›", args=_TELL, aliases=("won't reply",), who=DECIDERS, needs_reason=True)
def no_reply(call: Call) -> Result:
    """Closes the case without an answer, with the reason on record; `tell them` before it sends a stock letter."""
    return _telling(close(call, Outcome.NO_REPLY, call.because), call, "no_reply", {})


@command(
    "interim",
    "interim with ‹URL› until ‹date›",
    args=rf"(?:with (?P<evidence>{_EVIDENCE})\s+)?until (?P<day>.+?)" + _TELL,
    aliases=("partial",),
    who=MANAGERS | {"holder"},
)
def interim(call: Call) -> Result:
    """A first answer is noted and a new day set; the case stays open."""
    case = call.case
    if case.stage is not Stage.OPEN:
        return wrong("E11", f"{case.name} is {case.stage}; open it again first:", f"    {case.name} reopen")
    day = read_command_day(call.value("day"), call.today, call.office.settings.meetings)
    if not isinstance(day, date):
        evidence = call.value("evidence") and f"with {call.value('evidence')} "
        return day_question(day, call, f"interim {evidence}until {{}} {call.value('tell')}".rstrip())
    if day < call.today:
        return wrong("E14", f"{say_day(day).short} is in the past", "    interim until 2026-11-13")
    says = f"interim reply; final by {say_day(day, call.person.zone).full}"
    noted = Note(case.number, "interim answer", call.value("evidence") or "as said by its holder", call.actor)
    result = done(says, deadline=day, delay_because=call.because or INTERIM)
    return _telling(replace(result, effects=(noted,)), call, "interim", {"due": day_text(day)})


@command("noted", "noted", args=_TELL, aliases=("ack",), who=MANAGERS)
def noted(call: Call) -> Result:
    """Closes a statement that needs no answer: for information, or in response to us."""
    if call.case.purpose.value in ("action", "comment"):
        return wrong("E11", "it asks for an answer; close it with a reason instead:", "    no-reply because ‹reason›")
    return _telling(close(call, Outcome.NOTED, call.because), call, "acknowledged", {})


@command("reopen", "reopen because ‹reason›", who=HANDLERS)
def reopen(call: Call) -> Result:
    """Opens a closed case again."""
    case = call.case
    if case.stage is not Stage.CLOSED:
        return same(f"it is {case.stage}")
    if not case.groups:
        return wrong("E02", "it never went to a group; say which:", f"    {case.name} record to ‹group›")
    late = (call.today - case.due).days if case.due else 0
    says = f"open; its day passed {late} days ago, set one: deadline ‹date›" if late > 0 else "open"
    return done(says, stage=Stage.OPEN, outcome=None, closed=None, closed_because=None, duplicate_of=None)


@command("withdraw", "withdraw because ‹reason›", who=MANAGERS | {"contact"}, needs_reason=True, tier=3)
def withdraw(call: Call) -> Result:
    """The peer takes its statement back; the history stays."""
    if call.case.stage is Stage.CLOSED and call.case.outcome is not Outcome.WITHDRAWN and call.anyway:
        return Result("✓", ("withdrawn by the peer",), closing(call, Outcome.WITHDRAWN, call.because))
    return close(call, Outcome.WITHDRAWN, call.because, "withdrawn by the peer")


def _telling(result: Result, call: Call, template: str, context: dict[str, object]) -> Result:
    """With `tell them`, the peer's contact gets a stock letter after the grace time; a manager releases it."""
    if not call.value("tell") or result.sign != "✓":
        return result
    contact = contact_of(call.case)
    if contact is None:
        return wrong("E07", "there is no contact of the peer to tell:", f"    {call.case.name} set contact ‹address›")
    told, letters = telling(template, context, call)
    return at_tier(3, replace(result, says=(*result.says, told), sends=letters))
