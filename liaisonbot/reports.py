"""What the command line shows: rows and texts made of the ledger's values, for people and for machines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liaisonbot.deciding import accounts
from liaisonbot.deciding.routing import lineage
from liaisonbot.logs import clean
from liaisonbot.model.case import Case, Stage, overdue_days
from liaisonbot.model.days import say_day
from liaisonbot.model.mail import Held, Hold
from liaisonbot.model.statement import Confidence, Evidence

if TYPE_CHECKING:
    from liaisonbot.deciding.facts import Office
    from liaisonbot.doors.ledger_rows import Counts, HistoryRow, LetterRow, OutboxRow
    from liaisonbot.rehearse import Rehearsal

Row = dict[str, object]


def case_rows(cases: Sequence[Case], today: date) -> list[Row]:
    """One row a case: the latest first among the overdue, then by date, those without a date last."""
    return [_case_row(case, today) for case in sorted(cases, key=lambda one: (one.due or date.max, one.number))]


def _case_row(case: Case, today: date) -> Row:
    late = overdue_days(case, today)
    return {
        "case": case.name,
        "stage": f"{case.stage}{f' ({case.outcome})' if case.outcome else ''}",
        "due": case.due.isoformat() if case.due else "",
        "late": f"{late} d" if late else "",
        "peer": case.peer or "",
        "groups": " ".join(case.groups),
        "holder": case.holder,
        "title": textwrap.shorten(clean(case.title), 60, placeholder="…"),
    }


def outbox_rows(rows: Sequence[OutboxRow], held: Sequence[Held] = ()) -> list[Row]:
    """One row a recipient of each letter of ours; `held` are those that are kept back, with reason and end."""
    holds = {one.posting: one.hold for one in held}
    return [
        {
            "letter": row.posting,
            "state": ("held" if row.posting in holds else row.state.value) + (" (uncertain)" if row.uncertain else ""),
            "tries": row.tries,
            "next": (holds[row.posting].until if row.posting in holds else row.due).strftime("%Y-%m-%d %H:%M"),
            "to": row.recipient,
            "template": row.template,
            "case": f"LS-{row.case}" if row.case else "",
            "subject": textwrap.shorten(clean(row.subject), 50, placeholder="…"),
            "answer": textwrap.shorten(clean(_answer(row, holds)), 60, placeholder="…"),
        }
        for row in rows
    ]


def _answer(row: OutboxRow, holds: Mapping[int, Hold]) -> str:
    return holds[row.posting].reason if row.posting in holds else row.reply


def parked_rows(rows: Sequence[LetterRow]) -> list[Row]:
    """One row a parked letter, with its reason."""
    return [
        {
            "letter": row.number,
            "received": row.received.strftime("%Y-%m-%d %H:%M"),
            "size": row.size,
            "from": clean(row.sender or ""),
            "subject": textwrap.shorten(clean(row.subject or ""), 40, placeholder="…"),
            "reason": clean(row.reason or ""),
        }
        for row in rows
    ]


def case_text(case: Case, history: Sequence[HistoryRow], today: date) -> str:
    """A case and its history as a person reads them."""
    statement = case.statement
    late = overdue_days(case, today)
    facts = [
        ("stage", f"{case.stage}{f', {case.outcome}' if case.outcome else ''}"),
        ("from", statement.from_text or case.peer or "–"),
        ("sender", f"{statement.received_from or '–'} ({'verified' if case.verified else 'not verified'})"),
        ("to", "; ".join(one.text for one in statement.to) or "–"),
        ("purpose", f"{statement.stated_purpose or '–'}, treated as {case.purpose}"),
        ("number", statement.reference or "–"),
        ("groups", " ".join(case.groups) or "–"),
        ("holder", case.holder or "nobody"),
        ("asked for", say_day(statement.deadline).full if statement.deadline else "–"),
        ("our day", say_day(case.deadline).full if case.deadline else "–"),
    ]
    if late and case.stage is not Stage.CLOSED:
        facts.append(("overdue", f"{late} days"))
    if case.held_because:
        facts.append(("waits", case.held_because))
    lines = [f"{case.name}  {case.title}", *(f"  {name:<10} {value}" for name, value in facts)]
    lines += [
        "",
        "  read in",
        *(f"    {name}: {one}" for name, one in statement.evidence.items()),
    ]
    lines += ["", "  history", *(f"    {_event(row)}" for row in history)]
    return clean("\n".join(lines))


def _event(row: HistoryRow) -> str:
    who = f"{row.actor.who} ({row.actor.role}, {row.actor.proof})"
    changes = ", ".join(f"{name} → {value}" for name, value in (row.after or {}).items() if not isinstance(value, dict))
    said = "; ".join(part for part in (changes, row.because) if part)
    return f"{row.at:%Y-%m-%d %H:%M} {row.what} by {who}{f': {said}' if said else ''}"


def case_data(case: Case, history: Sequence[HistoryRow]) -> dict[str, Any]:
    """A case and its history for a machine."""
    return {"case": _plain(asdict(case)), "history": [_plain(asdict(row)) for row in history]}


def status_data(counts: Counts, path: Path, now: datetime) -> dict[str, Any]:
    """What waits, in numbers; ages in seconds."""
    return {
        "ledger": str(path),
        "letters": dict(counts.letters),
        "cases": dict(counts.cases),
        "outbox": dict(counts.deliveries),
        "oldest_waiting_seconds": _age(counts.oldest_waiting, now),
        "oldest_queued_seconds": _age(counts.oldest_queued, now),
        "queued_because": counts.queued_because,
        "sqlite": counts.sqlite,
    }


def status_text(data: dict[str, Any]) -> str:
    """The same in words."""
    lines = [f"ledger   {data['ledger']} (SQLite {data['sqlite']})"]
    for name in ("letters", "cases", "outbox"):
        found = ", ".join(f"{count} {state}" for state, count in data[name].items() if count) or "none"
        lines.append(f"{name:<8} {found}")
    for name, what, why in (
        ("oldest_waiting_seconds", "letter to be read", ""),
        ("oldest_queued_seconds", "letter of ours", data["queued_because"]),
    ):
        if data[name] is not None:
            lines.append(f"oldest   {what} waits since {int(data[name])} s" + (f": {clean(why)}" if why else ""))
    return "\n".join(lines)


_COLUMNS = 78
_BELOW = " " * 18
_FACTS = ("title", "from_body", "from_text", "from_contacts", "reply_to", "reference", "response_to", "to", "cc",
          "stated_purpose", "purpose", "deadline", "deadline_text")  # fmt: skip
_WORDS_OF = {"from_text": "from_body", "deadline_text": "deadline"}  # shown where nothing could be made of them


def explained(found: dict[str, Any]) -> str:
    """What `explain` found, for a person."""
    lines = [f"{found['file']}: {found['kind']} ({found['because']})"]
    if statement := found["statement"]:
        lines += _what_was_read(statement)
    if route := found["route"]:
        lines += [f"  → {mail['group']:<12} {', '.join(mail['to'])}" for mail in route["deliver_to"]]
        lines += [f"  ⚠ {one['pattern']}: {one['says']}" for one in route["misaddressed"]]
        if route["held_because"]:
            lines.append(f"  held: {route['held_because']}")
        elif route["flag"]:
            lines.append(f"  asked: {route['flag']}")
        choices = zip(route["proposal"], route["reasons"], strict=True)
        lines += [f"  choice {number}        {groups} ({why})" for number, (groups, why) in enumerate(choices, 1)]
        lines.append(f"  holder          {route['holder']}")
    lines += [
        f"  sends           {one['template']} to {', '.join(one['to'])}: {one['subject']}" for one in found["letters"]
    ]
    lines += [f"  note            {warning}" for warning in found["warnings"]]
    return clean("\n".join(lines))


def account_rows(
    cases: Sequence[Case], office: Office, first: date, last: date, peer: str | None, now: datetime
) -> list[Row]:
    """One row a peer: how many statements came, were closed or waited in those days, and what became of them."""
    wanted = [
        case
        for case in cases
        if accounts.belongs(case, first, last) and (not peer or peer.lower() in lineage(case.peer, office.directory))
    ]
    tallies = accounts.tallies(wanted, office, now)
    shown = [one for one in accounts.Account if any(tally.counts.get(one) for tally in tallies)]
    return [
        {"peer": tally.peer, "statements": tally.received, **{str(one): tally.counts.get(one, 0) for one in shown}}
        for tally in tallies
    ]


def rehearsed(found: Rehearsal) -> str:
    """A rehearsal for a person: its timeline, then what became of the statements."""
    from tabulate import tabulate

    lines = [f"{one.at:%Y-%m-%d %H:%M}  {f'LS-{one.case}' if one.case else '':<7} {one.what}" for one in found.lines]
    shown = [one for one in accounts.Account if any(tally.counts.get(one) for tally in found.tallies)]
    rows = [[one.peer, one.received, *(one.counts.get(name, 0) for name in shown)] for one in found.tallies]
    lines += ["", tabulate(rows, ["peer", "statements", *map(str, shown)], tablefmt="simple")]
    lines += [f"{name}: left out, it has no date" for name in found.undated]
    lines += ["", f"The clock stood still at {found.until:%Y-%m-%d %H:%M} UTC. Nothing was sent."]
    return clean("\n".join(lines))


def _what_was_read(statement: dict[str, Any]) -> Iterator[str]:
    """Each fact of a statement, with where it was read below it; then its files, with what each is."""
    for name in _FACTS:
        value = statement[name]
        if name in _WORDS_OF and statement[_WORDS_OF[name]]:
            continue
        values = value if isinstance(value, list) else [value] if value else []
        yield from (_row(name.replace("_", " "), _worded(one)) for one in values)
        if seen := statement["evidence"].get(name):
            yield from textwrap.wrap(
                str(Evidence(seen["where"], seen["text"], Confidence(seen["confidence"]))),
                width=_COLUMNS, initial_indent=_BELOW, subsequent_indent=_BELOW, max_lines=3, placeholder=" …",
            )  # fmt: skip
    files = statement["attachments"]
    if not any(one["letter"] for one in files):
        yield _row("letter", f"the mail itself, read as {statement['form']}")
    yield from (_row(one["role"], one["name"] + f", read as {statement['form']}" * one["letter"]) for one in files)


def _worded(one: Any) -> str:
    """A fact's value; of an addressee what it means, its words, and why a person should look."""
    if not isinstance(one, dict):
        return str(one)
    note = f": {one['note']}" if one.get("note") else ""
    return f"{one['group'] or '?'} (“{one['text']}”{note})"


def _row(name: str, value: str) -> str:
    return f"  {name:<15} {value}"


def _age(since: datetime | None, now: datetime) -> float | None:
    return (now - since).total_seconds() if since else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
