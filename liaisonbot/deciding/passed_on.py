"""A letter that somebody of ours passes on with `record` on top: what is below it is the statement (mail-rules 6)."""

from __future__ import annotations

import re
from dataclasses import replace

from liaisonbot.deciding.command_days import Refused, read_command_day
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.grammar import CommandLine, Reading
from liaisonbot.deciding.trust import Standing
from liaisonbot.model.statement import Addressee, Purpose, Statement
from liaisonbot.reading.risky import held_aside, of_parts
from liaisonbot.reading.unreadable import left_unread

_GROUPS = re.compile(r",|\band\b")


def passed_on(reading: Reading, who: Standing, facts: Facts) -> Statement | None:
    """The statement in a letter whose one command is `record`, above a letter that was forwarded inline or attached.
    None for every other letter. What the line says of it counts if its writer is proven; what cannot be read of that
    stands in the warnings, since a letter that a person calls a statement is recorded in any case (R1)."""
    letter, lines = facts.letter, reading.commands
    if letter.forwarded is None or who.person is None or facts.case is not None:
        return None
    if len(lines) != 1 or lines[0].verb != "record" or lines[0].case:
        return None
    statement = letter.statement or _unread(facts)
    return _as_said(statement, lines[0], facts) if who.proven and lines[0].args else statement


def _unread(facts: Facts) -> Statement:
    """A forwarded letter in no form that we know."""
    inner, sender = facts.letter.forwarded, facts.letter.sender
    author = inner.sender if inner else None
    files = of_parts((*facts.letter.parts, *(inner.parts if inner else ())))
    return Statement(
        form="forwarded",
        title=(inner.subject if inner else "") or facts.letter.subject or "(no subject)",
        from_body=facts.office.directory.peer_of_address(author.address) if author else None,
        from_contacts=(author,) if author else (),
        received_from=sender.address if sender else None,
        attachments=files,
        warnings=(*facts.letter.warnings, *left_unread(facts.letter), *held_aside(files)),
    )


def _as_said(statement: Statement, line: CommandLine, facts: Facts) -> Statement:
    """The statement with the peer, groups, purpose and day of the line."""
    directory, changes, unread = facts.office.directory, dict[str, object](), list[str]()
    if peer := line.values.get("peer"):
        found = directory.peer_named(peer)
        changes |= {"from_body": found} if found else {}
        unread += [] if found else [peer]
    to = [_addressee(name.strip(), facts) for name in _GROUPS.split(line.values.get("groups") or "") if name.strip()]
    changes |= {"to": tuple(one for one in to if one.group)} if any(one.group for one in to) else {}
    unread += [one.text for one in to if one.group is None]
    if purpose := (line.values.get("purpose") or "").lower():
        known = purpose in set(Purpose)
        changes |= {"purpose": Purpose(purpose), "stated_purpose": Purpose(purpose)} if known else {}
        unread += [] if known else [purpose]
    if text := line.values.get("day"):
        day = read_command_day(text, facts.today, facts.office.settings.meetings)
        changes |= {} if isinstance(day, Refused) else {"deadline": day}
        unread += [text] if isinstance(day, Refused) else []
    warnings = tuple(f"Of “{line.line}” this could not be read: {one}." for one in unread)
    return replace(statement, warnings=(*statement.warnings, *warnings), **changes)  # type: ignore[arg-type]


def _addressee(name: str, facts: Facts) -> Addressee:
    plain = name.lower().removeprefix("wg:").removeprefix("area:").removesuffix(" wg").strip()
    found = facts.office.directory.named(plain)
    return Addressee(name, found if found and facts.office.directory.group(found) else None)
