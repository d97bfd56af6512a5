"""What follows from letters that no person wrote: bounces, absences, complaints, lists (mail-rules 6).

None of them commands, confirms, opens or counts as activity; what people should know becomes a letter to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from liaisonbot.deciding.alarms import to_operators
from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.letters import coordinators, deciders
from liaisonbot.deciding.trust import standing
from liaisonbot.model.case import Case
from liaisonbot.model.effects import BOT, Belongs, Effect, Ignore, Note, Remember, Send, SetPerson
from liaisonbot.model.mail import AUTOMATIC, PostKind
from liaisonbot.model.people import Person
from liaisonbot.reading.absences import back_on
from liaisonbot.reading.automatic import Robot

FORTNIGHT = timedelta(days=14)
IN_DOUBT = 3.0
"""So much must have come back in a fortnight before an address is in doubt."""

_HALF = ("5.2.2", "5.7.")
"""A full mailbox and a policy may pass: such a bounce weighs half."""


def score_key(address: str, day: date, points: float) -> str:
    """The key under which one bounce a day is kept for a person."""
    return f"bounce:{address.lower()}:{day.isoformat()}:{points}"


def returned_key(posting: int) -> str:
    """The key under which is kept that a letter of ours came back."""
    return f"returned:{posting}"


def automatic(facts: Facts) -> tuple[str, tuple[Effect, ...]]:
    """The rule that says what an automatic letter is, and what follows from it."""
    robot = facts.letter.robot
    match robot:
        case Robot.BOUNCE:
            return _bounce(facts)
        case Robot.AUTO_REPLY:
            return f"{AUTOMATIC}: {robot}", (*_absence(facts), *_kept(facts, f"{AUTOMATIC}: {robot}"))
        case Robot.COMPLAINT:
            return "a complaint about a letter of ours", (*_complaint(facts), *_kept(facts, "a complaint"))
        case Robot.LIST_NOTICE:
            return "a list holds a letter of ours", (*_held_by_list(facts), *_kept(facts, "a list's own notice"))
        case Robot.CHALLENGE:
            return "a filter asks whether we are human", (*_challenged(facts), *_kept(facts, "a challenge"))
    return f"{AUTOMATIC}: {robot}", _kept(facts, f"{AUTOMATIC}: {robot}")


def _kept(facts: Facts, why: str) -> tuple[Effect, ...]:
    belongs = (Belongs(facts.case.number),) if facts.case else ()
    return (*belongs, Ignore(why))


# --- bounces --------------------------------------------------------------------------------------------


def _bounce(facts: Facts) -> tuple[str, tuple[Effect, ...]]:
    """A report that mail of ours could not be delivered: never changes a case, somebody is told."""
    if facts.returned is None:
        why = "a delivery report that answers no letter of ours"
        return why, _kept(facts, why)
    recipients = ", ".join(facts.bounced)
    effects: list[Effect] = []
    if facts.case is not None:
        effects.append(Belongs(facts.case.number))
        effects.append(Note(facts.case.number, "cannot be reached", recipients))
        effects.extend(undelivered(facts.case, facts.bounced, facts.letter.subject, facts.office, facts.today))
    effects.extend(_weighed(facts))
    if not facts.returned.again:
        effects.append(Remember((returned_key(facts.returned.posting),)))
    return f"{recipients} cannot be reached", (*effects, Ignore("a delivery report"))


def _weighed(facts: Facts) -> list[Effect]:
    """One bounce a day counts; enough of them put an address in doubt. Then one letter asks whether anybody is there,
    and if that comes back too, nothing of the day goes there any more."""
    returned = facts.returned
    person = facts.office.people.person(facts.bounced[0]) if len(facts.bounced) == 1 else None
    if returned is None or person is None:
        return []
    if returned.template == "probe":
        if person.reached == "stopped":
            return []
        return [SetPerson(person.address, {"reached": "stopped"}, "reached", BOT), *_tell_operator(person, facts)]
    if returned.today:
        return []
    points = 0.5 if facts.letter.status.startswith(_HALF) else 1.0
    effects: list[Effect] = [Remember((score_key(person.address, facts.today, points),))]
    if returned.points + points >= IN_DOUBT and not person.reached:
        effects.append(SetPerson(person.address, {"reached": "doubt"}, "reached", BOT))
        effects.append(
            Send(
                template="probe",
                kind=PostKind.NOTICE,
                to=(person.address,),
                reply_token=person.address,
                once=f"probe:{person.address.lower()}:{facts.today.isoformat()}",
                context={"reader": person.name},
            )
        )
    return effects


def told(posting: int, recipient: str) -> Remember:
    """What notes that people heard of a letter of ours that failed, or that there is nobody to tell; by these keys the
    ledger knows the others."""
    return Remember((f"failed:{posting}:{recipient}",))


def undelivered(case: Case, recipients: tuple[str, ...], reply: str, office: Office, today: date) -> list[Effect]:
    """Tells those who decide about a case, once a day, that a letter of ours did not arrive."""
    lost = {address.lower() for address in recipients}
    readers = [one for one in deciders(case, office) if one.lower() not in lost] or list(coordinators(office))
    whom = " ".join(sorted(lost))
    return [
        Send(
            template="undelivered",
            kind=PostKind.NOTICE,
            to=(reader,),
            case=case.number,
            reply_token=reader,
            once=f"undelivered:{case.number}:{whom}:{today.isoformat()}:{reader.lower()}",
            context={"recipient": ", ".join(recipients), "reply": reply, "subject": case.title, "posting": 0},
        )
        for reader in readers
        if reader.lower() not in lost
    ]


def reachable(effects: Iterable[Effect], office: Office) -> list[Effect]:
    """The day's letters without those to people whose address is dead; their keys are used up all the same."""
    kept: list[Effect] = []
    for effect in effects:
        if isinstance(effect, Send) and effect.kind in (PostKind.REMINDER, PostKind.DIGEST):
            person = office.people.person(effect.to[0])
            if person and person.reached == "stopped":
                kept.extend([Remember((effect.once,))] if effect.once else [])
                continue
        kept.append(effect)
    return kept


def back_again(facts: Facts) -> tuple[Effect, ...]:
    """Somebody whose address was in doubt has written, and nobody else: letters go there again."""
    sender = facts.letter.sender
    person = facts.office.people.person(sender.address) if sender else None
    if person is None or not person.reached or facts.letter.robot or facts.own or facts.twin is not None:
        return ()
    proven = standing(facts).proven
    return (SetPerson(person.address, {"reached": None}, "reached", BOT),) if proven else ()


# --- absences -------------------------------------------------------------------------------------------


def _absence(facts: Facts) -> list[Effect]:
    """An out-of-office reply with a day: `away until …` is offered to the person and to the manager, never set."""
    person = _writer(facts)
    day = back_on(facts.letter.new_text or facts.letter.text, facts.today)
    if person is None or day is None or day < facts.today or (person.away_until or date.min) >= day:
        return []
    case, own = facts.case, person.address.lower()
    readers = [person.address]
    if case is not None:
        others = [one for one in deciders(case, facts.office) if one.lower() != own]
        readers += others or [one for one in coordinators(facts.office) if one.lower() != own]
    return [
        Send(
            template="away_offer",
            kind=PostKind.NOTICE,
            to=(reader,),
            case=case.number if case else None,
            reply_token=reader,
            once=f"away:{person.address.lower()}:{day.isoformat()}:{reader.lower()}",
            context={"person": person.name, "address": person.address, "until": day, "own": reader == person.address},
        )
        for reader in readers
    ]


def _writer(facts: Facts) -> Person | None:
    """Whose machine wrote: by its From, else by the one reader of the letter that it answers."""
    people = facts.office.people
    if facts.letter.sender and (found := people.person(facts.letter.sender.address)):
        return found
    return people.person(facts.bounced[0]) if len(facts.bounced) == 1 else None


# --- complaints, lists, filters -------------------------------------------------------------------------


def _complaint(facts: Facts) -> list[Effect]:
    """The subscription behind the letter ends, and the operator hears of it."""
    returned = facts.returned
    person = facts.office.people.person(returned.recipients[0]) if returned and returned.recipients else None
    if returned is None or person is None:
        return []
    values: dict[str, str | None] = {}
    if returned.template == "digest":
        values = {"digest": "off"}
    elif returned.template == "changed":
        values = {f"watch {one}": None for one in person.watches}
    ends: list[Effect] = [SetPerson(person.address, values, "complaint", BOT)] if values else []
    return [*ends, *_to_operator(facts, "complaint", person.address, returned.template)]


def _held_by_list(facts: Facts) -> list[Effect]:
    """The list holds or refuses the letter: whoever decides about its case is told once. A list's request to confirm
    is never answered."""
    if facts.case is None or facts.letter.sender is None:
        return []
    subject = facts.letter.subject
    held = Note(facts.case.number, "held by a list", f"{facts.letter.sender.address}: {subject}")
    return [held, *_told(facts, facts.case, "list_held", facts.letter.sender.address, subject)]


def _challenged(facts: Facts) -> list[Effect]:
    if facts.case is None or facts.letter.sender is None:
        return []
    return [*_told(facts, facts.case, "challenged", facts.letter.sender.address, facts.letter.subject)]


def _told(facts: Facts, case: Case, template: str, by: str, subject: str) -> list[Effect]:
    return [
        Send(
            template=template,
            kind=PostKind.NOTICE,
            to=(reader,),
            case=case.number,
            reply_token=reader,
            once=f"{template}:{case.number}:{by.lower()}:{reader.lower()}",
            context={"by": by, "subject": subject},
        )
        for reader in deciders(case, facts.office)
    ]


def _tell_operator(person: Person, facts: Facts) -> list[Send]:
    return _to_operator(facts, "unreachable", person.address, "")


def _to_operator(facts: Facts, template: str, person: str, letter: str) -> list[Send]:
    context = {"person": person, "letter": letter, "number": facts.number}
    return to_operators(template, f"{template}:{person.lower()}:{facts.today.isoformat()}", context, facts.office)
