"""What takes a command letter back: inverse changes, letters that stay, a word to those who had one (commands 7)."""

from __future__ import annotations

from dataclasses import replace

from liaisonbot.deciding.commands import Call, Result, same
from liaisonbot.deciding.letters import distribution
from liaisonbot.deciding.routing import deliver_anew
from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.effects import Actor, ChangeCase, Effect, Note, Send, SetPerson, TakeBack
from liaisonbot.model.mail import PostKind
from liaisonbot.model.past import Moved, Outgoing, Past

_OUTSIDE = (PostKind.ROUTING, PostKind.PEER)
_TOGETHER = frozenset({"stage", "outcome", "closed", "closed_because", "held_because", "proposal"})
"""Fields that only make sense together: a case is not half closed."""


def conflicts(past: Past) -> list[str]:
    """What somebody has changed since, as `LS-12 holder`: fields that are neither as the letter left them nor as
    they were before."""
    return [f"{one.case.name} {name}" for one in past.moved for name in sorted(_changed_since(one))]


def taken_back(past: Past, call: Call) -> Result:
    """All of a letter that can still be taken back. One that is taken back already is `=`."""
    says: list[str] = []
    effects: list[Effect] = []
    for one in past.moved:
        if _opened_by_it(one):
            says.append(f"{one.case.name}: closed as taken back")
            effects.append(_closed(one.case, past, call))
            continue
        values = _inverse(one)
        if values:
            says.append(f"{one.case.name}: as before: {', '.join(sorted(values))}")
            actor = Actor(call.person.address, "", "")
            changes = {**values, "acted": call.facts.received}
            effects.append(ChangeCase(one.case.number, changes, "undo", actor, past.name, one.case.version))
            effects.extend(_sent_again(replace(one.case, **values), one.case.groups, call))  # type: ignore[arg-type]
    if settings := {name: before for name, (before, after) in past.settings.items() if _own_now(call, name) == after}:
        says.append(f"settings as before: {', '.join(settings)}")
        effects.append(SetPerson(past.person, settings, "undo", call.actor))
    if not effects and not any(one.waits for one in past.sent) and not past.notes:
        return same(f"{past.name} is taken back already")
    for number, what in past.notes:
        says.append(f"LS-{number}: the {what} is marked as taken back")
        effects.append(Note(number, "taken back", f"{what} of {past.name}", call.actor))
    waiting = tuple(one.posting for one in past.sent if one.waits)
    if waiting:
        says.append(f"letters that had not left, and will not: {len(waiting)}")
        effects.append(TakeBack(waiting))
    for correction in _corrections(past, call):
        says.append(f"a correction goes to {', '.join(correction.to)}")
        effects.append(correction)
    return Result("✓", tuple(says), effects=tuple(effects))


def _opened_by_it(one: Moved) -> bool:
    """Whether the letter opened the case and nobody has closed it since: a problem that was brought up by command."""
    return "number" in one.after and "number" not in one.before and one.case.stage is Stage.HELD


def _closed(case: Case, past: Past, call: Call) -> ChangeCase:
    changes: dict[str, object] = {
        "stage": Stage.CLOSED,
        "outcome": Outcome.WITHDRAWN,
        "closed": call.facts.received,
        "closed_because": f"taken back ({past.name})",
        "held_because": None,
    }
    return ChangeCase(case.number, changes, "undo", Actor(call.person.address, "", ""), past.name, case.version)


def _sent_again(before: Case, now: tuple[str, ...], call: Call) -> list[Send]:
    """The statement for groups that get it back: those whose letters were kept back have it anew; a letter that has
    left is known by its key and dropped."""
    back = tuple(group for group in before.groups if group not in now)
    sends = distribution(before, deliver_anew(back, call.office.directory), call.office, excerpt=())
    return [replace(one, not_before=call.departs) for one in sends]


def _changed_since(one: Moved) -> set[str]:
    """The fields of one case that others have changed since; with one of those that belong together, all of them."""
    changed = {
        name for name, after in one.after.items() if getattr(one.case, name) not in (after, one.before.get(name))
    }
    return changed | (_TOGETHER & one.after.keys()) if changed & _TOGETHER else changed


def _inverse(one: Moved) -> dict[str, object]:
    """The values that go back: of fields that still are as the letter left them."""
    kept = _changed_since(one)
    return {
        name: before for name, before in one.before.items() if name not in kept and getattr(one.case, name) != before
    }


def _own_now(call: Call, name: str) -> str | None:
    """What a setting of the writer is now, as the ledger keeps it."""
    return call.facts.settings.get(name)


def _corrections(past: Past, call: Call) -> list[Send]:
    """A short word to those outside who had a letter about what is now taken back, one for each case and reader."""
    gone = [one for one in past.sent if not one.waits and one.kind in _OUTSIDE and one.case is not None]
    cases = {one.case.number: one.case for one in past.moved}
    sends: dict[tuple[int, str], Send] = {}
    for one in gone:
        case = cases.get(one.case or 0)
        for recipient in one.recipients if case else ():
            sends.setdefault((one.case or 0, recipient), _correction(case, one, recipient, past, call))  # type: ignore[arg-type]
    return list(sends.values())


def _correction(case: Case, one: Outgoing, recipient: str, past: Past, call: Call) -> Send:
    return Send(
        template="correction",
        kind=PostKind.PEER if one.kind == PostKind.PEER else PostKind.ROUTING,
        to=(recipient,),
        case=case.number,
        answers=case.message_id,
        via=call.person.name,
        reply_also=(case.manager,) if case.manager else (),
        not_before=call.departs,
        once=f"correction:{past.letter}:{case.number}:{recipient.lower()}",
        context={
            "what": "redirected" if one.kind == PostKind.PEER and one.template == "redirected" else one.template,
            "reader": recipient,
        },
    )
