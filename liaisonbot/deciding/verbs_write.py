"""The verbs that write on a case: note, private, set, attach (commands 9, Write)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from liaisonbot.deciding.command_days import Refused, read_command_day
from liaisonbot.deciding.commands import CHAIRS, HANDLERS, MANAGERS, Call, Result, command, same, wrong
from liaisonbot.deciding.verbs_handle import day_question
from liaisonbot.deciding.whom import groups_named, no_group
from liaisonbot.model.effects import Note
from liaisonbot.model.statement import Purpose
from liaisonbot.reading.risky import risky

MOST_TEXT = 4000


@command("note", "note ‹text›", aliases=("comment",), who=HANDLERS, free=True)
def note(call: Call) -> Result:
    """Writes a public note on the case."""
    return _noted(call, "note", "note added")


@command("private", "private ‹text›", who=CHAIRS, free=True)
def private(call: Call) -> Result:
    """Writes a note that only you, the managers and the coordinators can read."""
    if call.facts.letter.via_list:
        return wrong("E09", "a private note cannot come through a list; send it to me alone:", "    private ‹text›")
    return _noted(call, "private", "private note added")


@command("attach", "attach", args=r"(?:as (?P<name>.+))?", who=MANAGERS | {"holder"})
def attach(call: Call) -> Result:
    """Puts the files of this letter on record with the case."""
    kept = [file for file in call.files if not risky(file.name, file.media_type)]
    refused = tuple(
        f"E22: {file.name} may hold a program and is kept aside, sha256 {file.sha256[:16]}…"
        for file in call.files
        if file not in kept
    )
    if not kept:
        why = refused[0].removeprefix("E22: ") if refused else "there is no file in this letter"
        return wrong("E22" if refused else "E02", f"{why}; send it again with another one:", "    attach")
    names = [call.value("name") if call.value("name") and len(kept) == 1 else file.name for file in kept]
    each = zip(names, kept, strict=True)
    text = "; ".join(f"{name} ({file.size} bytes, sha256 {file.sha256})" for name, file in each)
    noted = Note(call.case.number, "attached", text, call.actor)
    says = f"attached: {len(kept)} file{'s' if len(kept) > 1 else ''}"
    return Result("✓", (says, *names, *refused), effects=(noted,))


@command(
    "set",
    "set title ‹text›",
    args=r"(?P<field>title|purpose|source|target|contact|ref|deadline-asked)\s+(?:to\s+)?(?P<value>.+)",
    who=MANAGERS,
)
def set_(call: Call) -> Result:
    """Corrects a fact: title, purpose, source, target, contact, ref or deadline-asked; routes nothing."""
    return _FIELDS[call.value("field").lower()](call, call.value("value"))


def _noted(call: Call, what: str, says: str) -> Result:
    text = call.value("text")
    if len(text) > MOST_TEXT:
        return wrong("E18", f"a note has at most {MOST_TEXT} characters; send it in parts:", f"    {what} ‹text›")
    return Result("✓", (says,), effects=(Note(call.case.number, what, text, call.actor),))


def _changed(name: str, before: object, after: object, **changes: object) -> Result:
    if before == after:
        return same(f"{name} is {after} already")
    return Result("✓", (f"{name}: {before or '–'} → {after}",), changes)


def _title(call: Call, value: str) -> Result:
    title = " ".join(value.strip("\"'").split())[:300]
    return _changed("title", call.case.title, title, title=title)


def _purpose(call: Call, value: str) -> Result:
    if value.lower() not in set(Purpose):
        return wrong("E02", f"a purpose is one of {', '.join(Purpose)}:", "    set purpose action")
    return _changed("purpose", str(call.case.purpose), value.lower(), purpose=Purpose(value.lower()))


def _source(call: Call, value: str) -> Result:
    peer = call.office.directory.peer_named(value)
    if peer is None:
        return wrong("E07", f"I know no peer “{value}”; write its short name:", "    set source 3gpp")
    return _changed("source", call.case.peer, peer, peer=peer)


def _target(call: Call, value: str) -> Result:
    groups, unknown = groups_named(value, call)
    if unknown:
        return no_group(unknown, call, "set target {}")
    return _changed("target", " ".join(call.case.groups), " ".join(groups), groups=tuple(groups), lead=groups[0])


def _contact(call: Call, value: str) -> Result:
    address = value.strip("<>")
    if address.count("@") != 1 or len(address) > 254 or not address.isprintable() or " " in address:
        return wrong("E02", f"“{value}” is no mail address:", "    set contact ada@optics.example")
    statement = replace(call.case.statement, reply_to=address)
    return _changed("contact", call.case.statement.reply_to, address, statement=statement)


def _ref(call: Call, value: str) -> Result:
    reference = " ".join(value.split())[:100]
    statement = replace(call.case.statement, reference=reference)
    return _changed("ref", call.case.statement.reference, reference, statement=statement)


def _deadline_asked(call: Call, value: str) -> Result:
    before = call.case.statement.deadline
    if value.lower() == "none":
        statement = replace(call.case.statement, deadline=None)
        return _changed("deadline asked", before, "none", statement=statement) if before else same("there is none")
    day = read_command_day(value, call.today, call.office.settings.meetings)
    if isinstance(day, Refused):
        return day_question(day, call, "set deadline-asked {}")
    if day < call.today and not call.anyway:
        return wrong("E14", f"{day.isoformat()} is in the past; if it is right:", "    anyway", f"    {call.line.line}")
    return _changed("deadline asked", before, day, statement=replace(call.case.statement, deadline=day))


_FIELDS: dict[str, Callable[[Call, str], Result]] = {
    "title": _title,
    "purpose": _purpose,
    "source": _source,
    "target": _target,
    "contact": _contact,
    "ref": _ref,
    "deadline-asked": _deadline_asked,
}
