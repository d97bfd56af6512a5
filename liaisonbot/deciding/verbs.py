"""What people may ask by reply: one function a verb, its docstring the help text (commands 9)."""

from __future__ import annotations

from datetime import date

from liaisonbot.deciding.command_days import Refused, read_command_day
from liaisonbot.deciding.commands import (
    DECIDERS,
    HANDLERS,
    MANAGERS,
    VERBS,
    Call,
    Result,
    answer,
    command,
    done,
    wrong,
)
from liaisonbot.deciding.letters import day_text, distribution, group_name, peer_name
from liaisonbot.deciding.routing import GroupMail, deliver_anew
from liaisonbot.model.case import Case, Outcome, Stage, overdue_days
from liaisonbot.model.days import end_of_day, say_day
from liaisonbot.model.effects import Actor, Note, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.people import Person

MOST_ROWS = 50


@command("help", "help", args=r"(?P<verb>[a-z -]*)", aliases=("?",), asks=True, needs_case=False)
def help_(call: Call) -> Result:
    """What you can write, with an example of each."""
    wanted = call.line.values.get("verb", "").lower().replace(" ", "-")
    if wanted in VERBS:
        verb = VERBS[wanted]
        return answer(verb.usage, f"    {verb.what}")
    return answer(*(line for verb in VERBS.values() for line in (verb.usage, f"    {verb.what}")))


@command("status", "status", args=r"(?P<what>mine|overdue|all)?", aliases=("st",), asks=True, needs_case=False)
def status(call: Call) -> Result:
    """Where a case stands; with mine, overdue or all: a list of cases."""
    what = call.line.values.get("what", "").lower()
    if call.found and not what:
        return answer(*_standing(call.case, call))
    rows = [case for case in call.facts.cases if _in_list(case, what or "mine", call)]
    if not rows:
        return answer("no such cases")
    return answer(*(_row(case, call.facts.today) for case in rows[:MOST_ROWS]), *_more(rows))


@command("show", "show LS-12", aliases=("get",), asks=True)
def show(call: Call) -> Result:
    """The statement of a case: what was read in it, and where."""
    case, statement = call.case, call.case.statement
    lines = [
        f"from: {peer_name(case, call.office)}",
        f"to: {'; '.join(one.text for one in statement.to) or '–'}",
    ]
    if statement.cc:
        lines.append(f"cc: {'; '.join(one.text for one in statement.cc)}")
    lines.append(f"purpose: {statement.stated_purpose or '–'}, treated as {case.purpose}")
    lines.append(f"their number: {statement.reference or '–'}")
    lines.extend(f"answers: {one}" for one in statement.response_to)
    lines.extend(f"file: {one.name}{' (the letter)' if one.letter else ''}" for one in statement.attachments)
    lines.extend(f"{name}: read in {seen.where}: {seen.text}" for name, seen in statement.evidence.items())
    lines.extend(f"note: {warning}" for warning in statement.warnings)
    return answer(*lines, *_standing(case, call))


@command("take", "take", aliases=("claim",), who=HANDLERS)
def take(call: Call) -> Result:
    """You become the holder, who sees to the answer."""
    if _is(call.case.holder, call.person):
        if call.case.stage is Stage.HELD and call.case.acted is None:
            return done("you see to it; nobody else will be asked", holder=call.person.address)
        return Result("=", ("you hold it already",))
    return done(f"holder: {call.case.holder or 'nobody'} → you", holder=call.person.address)


@command(
    "assign",
    "assign to ‹person› because ‹reason›",
    args=r"(?:to )?(?P<who>.+)",
    aliases=("give",),
    who=HANDLERS,
)
def assign(call: Call) -> Result:
    """Somebody else becomes the holder, and is told."""
    found = _people(call.line.values["who"], call)
    if not found:
        return wrong(
            "E07",
            f"I know nobody called “{call.line.values['who']}”",
            "write an address, a name, or a role:",
            "    assign to chairs:quic",
        )
    if len(found) > 1:
        return wrong("E08", "several people answer to that:", *(f"    assign to {one.address}" for one in found))
    who, case = found[0], call.case
    if _is(case.holder, who):
        return Result("=", (f"{who.name} holds it already",))
    away = (f"{who.name} is away until {who.away_until.isoformat()}",) if who.away_until else ()
    tell = None if who == call.person else (lambda after: [_assigned(after, who, call)])
    return done(f"holder: {case.holder or 'nobody'} → {who.address}", *away, sends=tell, holder=who.address)


@command(
    "redirect",
    "redirect to ‹group› because ‹reason›",
    args=r"(?:to )?(?P<groups>[A-Za-z0-9 ,:-]+?)(?P<quietly> quietly)?",
    aliases=("reroute", "move"),
    who=DECIDERS | {"chair"},
)
def redirect(call: Call) -> Result:
    """The right group gets the statement; the record keeps the group it was written to."""
    groups, unknown = _groups(call.line.values["groups"], call)
    if unknown:
        return _no_group(unknown, call)
    return _route_to(tuple(groups), call, quietly="quietly" in call.line.values)


@command("yes", "yes", aliases=("ok", "y"), who=DECIDERS)
def yes(call: Call) -> Result:
    """In reply to a question: the first choice, or as the statement is addressed."""
    return _choose(1, call)


@command("choose", "choose 1", args=r"(?P<n>\d{1,2})", aliases=("pick",), who=DECIDERS)
def choose(call: Call) -> Result:
    """In reply to a question: the choice with this number."""
    return _choose(int(call.line.values["n"]), call)


@command(
    "deadline",
    "deadline ‹date› because ‹reason›",
    args=r"(?:to |is )?(?P<day>.+)",
    aliases=("due",),
    who=HANDLERS,
)
def deadline(call: Call) -> Result:
    """Sets the day we work to; the day the peer asked for stays on record. `none` clears it."""
    case, text = call.case, call.line.values["day"]
    if case.stage is Stage.CLOSED:
        return wrong("E11", f"{case.name} is closed")
    if text.lower() == "none":
        if not call.roles & DECIDERS:
            return wrong("E09", "only a manager, coordinator or area director may clear a deadline")
        return done(f"our deadline: none ← {case.deadline or 'none'}", deadline=None)
    day = read_command_day(text, call.facts.today)
    if isinstance(day, Refused):
        return wrong(day.code, day.why, "    deadline 2026-11-13")
    if day < call.facts.today:
        return wrong("E14", f"{say_day(day).short} is in the past")
    if day == case.deadline:
        return Result("=", (f"our deadline is {day.isoformat()} already",))
    says = [f"our deadline: {say_day(day, call.person.zone).full} ← {case.deadline or 'none'}"]
    if case.statement.deadline and day > case.statement.deadline:
        says.append(f"the peer asked for {case.statement.deadline.isoformat()} and was not told")
    return done(*says, deadline=day, delay_because=call.because or None)


@command(
    "done",
    "done with ‹URL or LS-n› because ‹reason›",
    args=r"(?:with (?P<evidence>\S+))?",
    aliases=("answered", "close"),
    who=HANDLERS,
)
def done_(call: Call) -> Result:
    """Closes the case as answered."""
    evidence = call.line.values.get("evidence", "")
    why = " ".join(part for part in (f"with {evidence}" if evidence else "", call.because) if part)
    return _close(call, Outcome.ANSWERED, why)


@command("no-reply", "no-reply because ‹reason›", aliases=("won't reply",), who=DECIDERS, needs_reason=True)
def no_reply(call: Call) -> Result:
    """Closes the case without an answer, with the reason on record."""
    return _close(call, Outcome.NO_REPLY, call.because)


@command("noted", "noted", aliases=("ack",), who=MANAGERS)
def noted(call: Call) -> Result:
    """Closes a statement that needs no answer: for information, or in response to us."""
    if call.case.purpose.value in ("action", "comment"):
        return wrong("E11", "it asks for an answer; close it with a reason instead:", "    no-reply because ‹reason›")
    return _close(call, Outcome.NOTED, call.because)


@command("not-a-liaison", "not-a-liaison because ‹reason›", aliases=("spam", "personal"), who=MANAGERS)
def not_a_liaison(call: Call) -> Result:
    """Closes what was no liaison statement at all."""
    return _close(call, Outcome.NOT_A_LIAISON, call.because)


@command("note", "note ‹text›", aliases=("comment",), who=HANDLERS, free=True)
def note(call: Call) -> Result:
    """Writes a public note on the case."""
    text = call.line.values["text"]
    actor = Actor(call.person.address, "note", "as the letter's commands")
    return Result("✓", ("note added",), effects=(Note(call.case.number, "note", text, actor),))


def _close(call: Call, outcome: Outcome, why: str) -> Result:
    case = call.case
    if case.stage is Stage.CLOSED:
        return Result("=", (f"closed already: {case.outcome}",))
    return done(
        f"{case.stage} → closed: {outcome}{f' ({why})' if why else ''}; its reminders are off",
        stage=Stage.CLOSED,
        outcome=outcome,
        closed=call.facts.received,
        closed_because=why or None,
        held_because=None,
        proposal=(),
    )


def _choose(number: int, call: Call) -> Result:
    case = call.case
    if case.held_because is None and not case.proposal:
        return wrong("E06", f"nothing is being asked about {case.name}; the verbs are in:", "    help")
    if not 1 <= number <= len(case.proposal):
        return wrong("E07", f"there is no choice {number}; name the group instead:", "    redirect to ‹group›")
    chosen = tuple(case.proposal[number - 1].split())
    kept = case.groups if case.stage is Stage.OPEN else ()
    return _route_to(tuple(dict.fromkeys((*kept, *chosen))), call, quietly=True)


def _route_to(groups: tuple[str, ...], call: Call, *, quietly: bool) -> Result:
    """Routes a case to `groups`: the new ones get the statement, the peer's contact hears of a redirect."""
    case = call.case
    mails = deliver_anew(groups, call.office.directory)
    unreachable = [group for group in groups if group not in {mail.group for mail in mails}]
    if unreachable:
        return _no_group(unreachable[0], call)
    if case.stage is Stage.OPEN and groups == case.groups and case.held_because is None:
        return Result("=", ("it is there already",))
    new = tuple(mail for mail in mails if mail.group not in case.groups)
    before = " ".join(case.groups) or "nobody"
    contact = None if quietly else _contact(case)

    def letters(after: Case) -> list[Send]:
        sends = distribution(after, new, call.office, excerpt=())
        return [*sends, _redirected(after, contact, case, call)] if contact else sends

    return done(
        f"to: {before} → {' '.join(groups)}",
        *(f"sent to {address}" for mail in new for address in mail.to),
        *((f"told the peer's contact: {contact}",) if contact else ()),
        sends=letters,
        stage=Stage.OPEN,
        outcome=None,
        closed=None,
        closed_because=None,
        groups=groups,
        lead=groups[0],
        held_because=None,
        proposal=(),
    )


def _contact(case: Case) -> str | None:
    """Where the peer hears from us: its reply address, a contact in the letter, or the mail's sender."""
    statement = case.statement
    contacts = [box.address for box in statement.from_contacts if box.address]
    return statement.reply_to or (contacts[0] if contacts else statement.received_from)


def _redirected(after: Case, contact: str, before: Case, call: Call) -> Send:
    written = [one.text for one in before.statement.to]
    return Send(
        template="redirected",
        kind=PostKind.PEER,
        to=(contact,),
        cc=(call.office.settings.coordinators,),
        case=after.number,
        answers=after.message_id,
        via=call.person.name,
        reply_also=(after.manager,) if after.manager else (),
        context={
            "groups": [group_name(group, call.office) for group in after.groups],
            "was": written,
            "because": call.because,
            "reader": contact,
        },
    )


def _assigned(case: Case, who: Person, call: Call) -> Send:
    return Send(
        template="assigned",
        kind=PostKind.NOTICE,
        to=(who.address,),
        case=case.number,
        reply_token=who.address,
        via=call.person.name,
        attach_original=True,
        context={
            "by": call.person.name,
            "role": "holder",
            "because": call.because,
            "due": day_text(case.due, who.zone),
            "peer_name": peer_name(case, call.office),
            "excerpt": [],
        },
    )


def _people(text: str, call: Call) -> list[Person]:
    """Whom a name, an address or a role means; several are for the writer to choose from, never for us."""
    people, wanted = call.office.people, text.strip().strip("<>\"'").lower()
    if wanted in ("me", "myself"):
        return [call.person]
    if found := people.person(wanted):
        return [found]
    kind, _, of = wanted.partition(":")
    if wanted == "coordinators":
        return list(people.coordinators())
    if of:
        owned = {
            "chairs": "chairs",
            "chair": "chairs",
            "ads": "directs",
            "ad": "directs",
            "manager": "manages",
        }
        field = owned.get(kind, "")
        return [one for one in people.all if field and of.strip() in getattr(one, field)]
    whole = [one for one in people.all if one.name.lower() == wanted]
    return whole or [one for one in people.all if wanted in one.name.lower().split()]


def _groups(text: str, call: Call) -> tuple[list[str], str]:
    """The groups that a list names, and the first name that means none."""
    groups: list[str] = []
    for name in text.replace(" and ", ",").split(","):
        plain = name.strip().lower().removeprefix("wg:").removeprefix("area:").strip()
        found = call.office.directory.named(plain) if plain else None
        if found is None or call.office.directory.group(found) is None:
            return [], name.strip()
        groups.append(found)
    return list(dict.fromkeys(groups)), ""


def _no_group(name: str, call: Call) -> Result:
    directory = call.office.directory
    group = directory.group(name)
    if group and not group.active:
        heirs = " ".join(group.successors) or group.area
        return wrong(
            "E07",
            f"{group.acronym} is closed; its work may be with: {heirs}",
            f"    redirect to {heirs.split()[0]}",
        )
    if group:
        return wrong("E07", f"{group.acronym} cannot receive statements; research topics go to the IRTF chair")
    near = directory.near(name)
    return wrong("E07", f"there is no group “{name}”", *(f"    redirect to {one}" for one in near))


def _is(address: str, person: Person) -> bool:
    return address.lower() in {one.lower() for one in person.addresses}


def _in_list(case: Case, what: str, call: Call) -> bool:
    if case.stage is Stage.CLOSED:
        return False
    if what == "overdue":
        return overdue_days(case, call.facts.today) > 0
    return what == "all" or _is(case.holder, call.person) or _is(case.manager or "", call.person)


def _row(case: Case, today: date) -> str:
    due = f"due {case.due.isoformat()}" if case.due else "no date"
    late = overdue_days(case, today)
    return f"{case.name:<7} {due:<14} {f'{late} days late' if late else case.stage:<13} {case.title}"


def _more(rows: list[Case]) -> tuple[str, ...]:
    return (f"and {len(rows) - MOST_ROWS} more",) if len(rows) > MOST_ROWS else ()


def _standing(case: Case, call: Call) -> list[str]:
    where = f"stage: {case.stage}{f', {case.outcome}' if case.outcome else ''}"
    lines = [where, f"groups: {' '.join(case.groups) or '–'}", f"holder: {case.holder or 'nobody'}"]
    if case.held_because:
        lines.append(f"waits for a person: {case.held_because}")
    asked = case.statement.deadline
    lines.append(f"deadline asked: {say_day(asked, call.person.zone).full if asked else '–'}")
    if case.deadline:
        lines.append(f"our deadline: {say_day(case.deadline, call.person.zone).full}")
    if case.delay_because:
        lines.append(f"because: {case.delay_because}")
    if case.due and case.stage is not Stage.CLOSED and call.facts.received > end_of_day(case.due):
        lines.append(f"overdue by {overdue_days(case, call.facts.today)} days")
    return lines


__all__ = ["VERBS", "GroupMail"]
