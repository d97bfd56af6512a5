"""The verbs that ask and change nothing: help, status, list, show, history, why, whoami (commands 9, Ask)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from liaisonbot.deciding.command_days import Refused, read_command_day
from liaisonbot.deciding.commands import VERBS, Call, Result, answer, command, wrong
from liaisonbot.deciding.letters import peer_name, with_article
from liaisonbot.deciding.reminders import plan
from liaisonbot.deciding.trust import standing
from liaisonbot.deciding.whom import is_person, no_case
from liaisonbot.model.case import Case, Stage, overdue_days
from liaisonbot.model.days import end_of_day, say_day
from liaisonbot.model.effects import Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.past import Event

MOST_ROWS = 50
MOST_HELP = 40

_DAYS_READ = (
    "2026-11-14, 14 Nov 2026, 14 Nov, Nov 14",
    "today, tomorrow, friday, next friday",
    "end of week, end of month, mid December",
    "in 3 weeks, +10d, 2w, 10 working days",
    "IETF 128, before IETF 128, 2 weeks before IETF 128",
    "none, where a day may be cleared",
    "12/11/2026 has two readings and is asked about.",
    "A day ends Anywhere on Earth: 11:59:59 UTC of the next day. It is kept whole, without an hour.",
)


@command("help", "help", args=r"(?P<verb>[a-z' -]*)", aliases=("?",), asks=True, needs_case=False, tier=0)
def help_(call: Call) -> Result:
    """What you can write here, with an example of each."""
    wanted = call.value("verb").lower().replace(" ", "-")
    if wanted in ("dates", "days"):
        return answer(*_DAYS_READ)
    named = next((verb for verb in VERBS.values() if wanted in (verb.name, *verb.aliases)), None)
    if named:
        who = ", ".join(sorted(named.who)) or "all"
        also = f"    also written: {', '.join(named.aliases)}" if named.aliases else "    it has no other name"
        return answer(named.usage, f"    {named.what}", f"    for: {who}", also)
    verbs = [verb for verb in VERBS.values() if wanted == "all" or verb.open_to(call)]
    lines = [verb.usage for verb in verbs]
    if wanted == "all":
        return answer(*(line for verb in verbs for line in (verb.usage, f"    {verb.what}")))
    return answer(*lines[: MOST_HELP - 2], "More on one: help done. On days: help dates.")


@command("status", "status", args=r"(?P<what>mine|overdue|week|all|peer \S+|group \S+)?", aliases=("st",), asks=True,
         needs_case=False, tier=0)  # fmt: skip
def status(call: Call) -> Result:
    """Where a case stands; with mine, overdue, week or all: a list of cases."""
    what = call.value("what").lower()
    if call.found and not what:
        return answer(*(standing_of(call.case, call) if call.known else public_standing(call.case, call)))
    if call.line.case and not what:
        return no_case(f"LS-{call.line.case}", call)
    if not call.known:
        return wrong("E06", "which case? Its number is in the Subject of our letters:", "    status LS-‹number›")
    rows = [case for case in call.facts.cases if _in_list(case, what or "mine", call)]
    return _listed(rows, call)


@command("list", "list ‹words›", args=r"(?P<words>.+)", aliases=("search",), asks=True, needs_case=False)
def list_(call: Call) -> Result:
    """Cases by words of their title, or by peer:, group:, state:, holder: and due:<date."""
    rows = list(call.facts.cases)
    for word in call.value("words").split():
        key, colon, value = word.partition(":")
        if not colon or key.lower() not in _KEYS:
            rows = [case for case in rows if word.lower() in case.title.lower()]
            continue
        if key.lower() == "due":
            day = read_command_day(value.lstrip("<"), call.today, call.office.settings.meetings)
            if not isinstance(day, date):
                return wrong(day.code, day.why, "    list due:<2026-11-13")
            rows = [case for case in rows if case.due and case.due < day]
        else:
            rows = [case for case in rows if value.lower() in _KEYS[key.lower()](case)]
    return _listed(rows, call)


@command("show", "show LS-12", args=r"(?P<full>full)?", aliases=("get",), asks=True)
def show(call: Call) -> Result:
    """The statement of a case: what was read in it, and where; with `full` also the letter as it came."""
    case, statement = call.case, call.case.statement
    lines = [
        f"to: {'; '.join(one.text for one in statement.to) or '–'}",
    ]
    if statement.cc:
        lines.append(f"cc: {'; '.join(one.text for one in statement.cc)}")
    if statement.stated_purpose and statement.stated_purpose is not case.purpose:
        lines.append(f"it says: {with_article(statement.stated_purpose)}")
    lines.append(f"their number: {statement.reference or '–'}")
    lines.extend(f"answers: {one}" for one in statement.response_to)
    lines.extend(f"file: {one.name}{' (the letter)' if one.letter else ''}" for one in statement.attachments)
    lines.extend(f"{_FACTS.get(name, name)}: read in {seen}" for name, seen in statement.evidence.items())
    lines.extend(f"note: {warning}" for warning in statement.warnings)
    if call.value("full"):
        lines.extend(f"E22: {name} may hold a program and is left out" for name in statement.kept_aside)
    told = answer(*lines, *standing_of(case, call))
    return replace(told, effects=(_original(case, call),)) if call.value("full") else told


_FACTS = {
    "from_body": "peer",
    "from_text": "from",
    "from_contacts": "contact",
    "stated_purpose": "purpose",
    "deadline_text": "day",
    "reference": "their number",
    "response_to": "answers",
    "reply_to": "answers go to",
}
"""Facts of a statement as people call them, where that is not their name here."""


def _original(case: Case, call: Call) -> Send:
    return Send(
        template="original",
        kind=PostKind.ANSWER,
        to=(call.person.address,),
        case=case.number,
        reply_token=call.person.address,
        answers=call.facts.letter.message_id,
        attach_original=True,
        context={"peer_name": peer_name(case, call.office)},
    )


@command("history", "history", args=r"(?:since (?P<day>.+))?", aliases=("log",), asks=True)
def history(call: Call) -> Result:
    """What happened to a case: when, who, by which proof, before and after."""
    events = call.facts.events.get(call.case.number, ())
    if call.value("day"):
        day = read_command_day(call.value("day"), call.today, call.office.settings.meetings)
        if isinstance(day, Refused):
            return wrong(day.code, day.why, "    history since 2026-03-01")
        events = tuple(one for one in events if one.at.date() >= day)
    shown = [one for one in events if one.what != "private" or _may_read_private(one, call)]
    lines = [_event(one) for one in shown[-MOST_ROWS:]]
    return answer(*(lines or ["nothing happened in that time"]))


@command("why", "why", asks=True, needs_case=False, tier=0)
def why(call: Call) -> Result:
    """Which role, subscription or rule a letter of ours came to you by, and how to stop it."""
    lines = [f"your part in {call.case.name}: {', '.join(sorted(call.roles)) or 'none'}"] if call.found else []
    lines += [f"you watch: {one}  (stop it: unsubscribe {one})" for one in call.person.watches]
    if call.found:
        lines.append(f"fewer reminders about it: LS-{call.case.number} snooze for 2 weeks")
    return answer(*lines, "the daily letter: digest weekly, or digest off")


@command("whoami", "whoami", asks=True, needs_case=False, tier=0)
def whoami(call: Call) -> Result:
    """Your address, the proof that was seen, your roles and settings."""
    person, proof = call.person, call.facts.proof
    seen = [f"DKIM {domain}" for domain in proof.dkim]
    seen += [f"DMARC pass for {proof.trusted_dmarc}"] if proof.trusted_dmarc else []
    seen += ["your reply address"] if call.facts.token_person else []
    roles = [f"manages {one}" for one in person.manages]
    roles += [f"chairs {one}" for one in person.chairs]
    roles += [f"directs {one}" for one in person.directs]
    roles += ["coordinator"] if person.coordinator else []
    return answer(
        f"address: {', '.join(person.addresses)}",
        f"proof: {', '.join(seen) or 'none'} (T{standing(call.facts).tier})",
        *(f"seen too: {note}" for note in proof.notes),
        f"roles: {', '.join(roles) or 'none'}",
        f"zone: {person.zone}; transcripts: {person.transcripts}; digest: {person.digest or 'as for all'}",
    )


def public_standing(case: Case, call: Call) -> list[str]:
    """Where a case stands, as anybody may know it: no people, no notes."""
    asked = case.statement.deadline
    return [
        f"stage: {case.stage}{f', {case.outcome}' if case.outcome else ''}",
        f"from: {peer_name(case, call.office)}; groups: {' '.join(case.groups) or '–'}",
        f"deadline asked: {say_day(asked, call.person.zone).full if asked else '–'}",
    ]


def standing_of(case: Case, call: Call) -> list[str]:
    """Where a case stands, in lines."""
    where = f"stage: {case.stage}{f', {case.outcome}' if case.outcome else ''}"
    lines = [f"from: {peer_name(case, call.office)}, {with_article(case.purpose)}", where]
    lines += [f"groups: {' '.join(case.groups) or '–'}", f"holder: {case.holder or 'nobody'}"]
    if case.held_because:
        lines.append(f"waits for a person: {case.held_because}")
    asked = case.statement.deadline
    lines.append(f"deadline asked: {say_day(asked, call.person.zone).full if asked else '–'}")
    if case.deadline:
        lines.append(f"our deadline: {say_day(case.deadline, call.person.zone).full}")
    if case.delay_because:
        lines.append(f"because: {case.delay_because}")
    if case.copies:
        lines.append(f"copied: {' '.join(case.copies)}")
    lines.extend(f"related: {one}" for one in case.links)
    if case.duplicate_of:
        lines.append(f"duplicate of: LS-{case.duplicate_of}")
    if case.due and case.stage is not Stage.CLOSED and call.facts.received > end_of_day(case.due):
        lines.append(f"overdue by {overdue_days(case, call.today)} days")
    if planned := [one.planned for one in plan(case, call.office) if one.planned > call.facts.moment]:
        lines.append(f"next reminder: {say_day(min(planned).date()).short}")
    seen = [one for one in call.facts.events.get(case.number, ()) if one.what != "private"]
    return [*lines, *(f"last: {_event(one)}" for one in seen[-1:])]


_KEYS: dict[str, Callable[[Case], str]] = {
    "peer": lambda case: (case.peer or "").lower(),
    "group": lambda case: " ".join(case.groups),
    "state": lambda case: str(case.stage),
    "holder": lambda case: case.holder.lower(),
    "due": lambda case: "",
}


def _in_list(case: Case, what: str, call: Call) -> bool:
    if case.stage is Stage.CLOSED:
        return False
    kind, _, name = what.partition(" ")
    if kind == "overdue":
        return overdue_days(case, call.today) > 0
    if kind == "week":
        return case.due is not None and 0 <= (case.due - call.today).days <= 7
    if kind == "peer":
        return (case.peer or "").lower().startswith(name)
    if kind == "group":
        return name in case.groups
    return what == "all" or is_person(case.holder, call.person) or is_person(case.manager or "", call.person)


def _listed(rows: list[Case], call: Call) -> Result:
    if not rows:
        return answer("no such cases")
    more = (f"and {len(rows) - MOST_ROWS} more",) if len(rows) > MOST_ROWS else ()
    return answer(*(_row(case, call.today) for case in rows[:MOST_ROWS]), *more)


def _row(case: Case, today: date) -> str:
    due = f"due {case.due.isoformat()}" if case.due else "no date"
    late = overdue_days(case, today)
    return f"{case.name:<7} {due:<14} {f'{late} days late' if late else case.stage:<13} {case.title}"


def _may_read_private(event: Event, call: Call) -> bool:
    return bool(call.roles & {"manager", "coordinator"}) or is_person(event.who, call.person)


def _event(event: Event) -> str:
    when = f"{event.at:%Y-%m-%d %H:%M} UTC"
    words = f"{when} {event.who}: {event.what}"
    if event.before is not None:
        moved = [f"{name}: {_short(old)} → {_short(new)}" for name, old, new in _moved(event.before, event.after or {})]
        words += f" ({'; '.join(moved)})" if moved else ""
    if event.because:
        said = event.before is None and event.after is None
        words += f": {event.because}" if said else f", because {event.because}"
    return words + (f" [U-{event.letter}]" if event.letter and event.before is not None else "")


_UNSAID = ("acted", "closed", "closed_because", "version")
"""Fields that say nothing that the others, or the reason, do not say."""


def _moved(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[tuple[str, object, object]]:
    """The fields that changed, with their values; those of the statement by their own names."""
    for name, new in after.items():
        old = before.get(name)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            changed = {key: value for key, value in new.items() if value != old.get(key)}
            yield from ((_FACTS.get(key, f"{key} asked"), old.get(key), value) for key, value in changed.items())
        elif name not in _UNSAID:
            yield name.replace("_", " "), old, new


def _short(value: object) -> str:
    value = ", ".join(map(str, value)) if isinstance(value, list) else value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (text if len(text) <= 40 else f"{text[:39]}…") if value not in (None, [], "") else "–"
