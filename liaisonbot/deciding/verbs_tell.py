"""The peer hears why: notes that a manager orders leave after the grace time, those of others wait for one (R36)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from liaisonbot.deciding.commands import MANAGERS, Call, Result, command, same, wrong
from liaisonbot.deciding.letters import day_text, deciders, peer_name
from liaisonbot.deciding.ordered_letters import contact_of, to_peer
from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.effects import Note, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.past import Event

INTERIM = "an interim answer was given"
"""The reason of a later day where nobody gave another."""

_DECIDED = frozenset({"delay", "deadline", "interim", "no-reply", "noted"})
TOLD = "told"


@command("tell", "tell them", args=r"(?:them)?", who=MANAGERS, tier=3)
def tell(call: Call) -> Result:
    """The peer's contact hears what was decided: the later day with its reason, or that no answer will come."""
    case, events = call.case, call.facts.events.get(call.case.number, ())
    found, contact = note_of(case, events), contact_of(case)
    if found is None:
        again = f"    {case.name} delay to ‹date› because ‹reason›"
        return wrong("E11", "nothing was decided that it could be told; a later day is told with:", again)
    if contact is None:
        return wrong("E07", "there is no contact of the peer to tell:", f"    {case.name} set contact ‹address›")
    template, context = found
    decided = next((one for one in reversed(events) if one.what in _DECIDED | {TOLD}), None)
    if decided and decided.what == TOLD:
        return same(f"{contact} was told that already")
    asked_by = f", asked by {decided.who}" if decided and decided.who != call.person.address else ""
    told = Note(case.number, TOLD, f"{contact}{asked_by}", call.actor)
    says, sends = telling(template, context, call)
    return Result("✓", (says,), sends=sends, effects=(told,))


def note_of(case: Case, events: Sequence[Event]) -> tuple[str, dict[str, object]] | None:
    """The note that says how the case stands: its template and values; None if there is nothing to say."""
    if case.stage is Stage.CLOSED:
        template = {Outcome.NO_REPLY: "no_reply", Outcome.NOTED: "acknowledged"}.get(case.outcome or Outcome.ANSWERED)
        return (template, {"because": case.closed_because or ""}) if template else None
    if case.stage is not Stage.OPEN or case.deadline is None or not case.delay_because:
        return None
    decided = next((one.what for one in reversed(events) if one.what in _DECIDED), "delay")
    because = "" if case.delay_because == INTERIM else case.delay_because
    due: dict[str, object] = {"due": day_text(case.deadline), "because": because}
    return (
        ("interim", due) if decided == "interim" else ("delayed", {**due, "asked": day_text(case.statement.deadline)})
    )


def telling(template: str, context: dict[str, object], call: Call) -> tuple[str, Callable[[Case], list[Send]]]:
    """What the transcript says of a note to the peer's contact, and the letters: the note itself if a manager or
    coordinator gives the word, else the question to them whether it may go. There must be a contact."""
    contact = contact_of(call.case)
    if call.roles & MANAGERS:
        leaves = f"a note to {contact} leaves at {call.departs:%H:%M} UTC; until then `undo` keeps it here"
        return leaves, lambda after: to_peer(template, after, call, context)
    asked = deciders(call.case, call.office)
    return f"a note to {contact} waits for {' or '.join(asked)}, who is asked now", lambda after: [
        _may_it_go(template, after, reader, context, call) for reader in asked
    ]


def _may_it_go(template: str, case: Case, reader: str, context: dict[str, object], call: Call) -> Send:
    """The question whether the peer may be told, with the note as it would go."""
    return Send(
        template="may_tell",
        kind=PostKind.NOTICE,
        to=(reader,),
        case=case.number,
        reply_token=reader if call.office.people.person(reader) else None,
        context={
            "because": call.because,
            "due": None,
            "asked": None,
            **context,
            "note": template,
            "reader": contact_of(case),
            "by": call.person.name,
            "said": [call.line.line],
            "peer_name": peer_name(case, call.office),
        },
    )
