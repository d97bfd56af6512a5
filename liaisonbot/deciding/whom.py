"""Whom and what the words of a command mean: people, roles, groups, cases (commands 2). Never a pick among several."""

from __future__ import annotations

import re
from collections.abc import Iterable

from liaisonbot.deciding.commands import Call, Result, asks, wrong
from liaisonbot.model.case import Case
from liaisonbot.model.people import Person

_OWNED = {"chairs": "chairs", "chair": "chairs", "ads": "directs", "ad": "directs", "manager": "manages"}
_MAILBOX = re.compile(r"<(?:mailto:)?([^<>\s]+@[^<>\s]+)>$")
_CASE = re.compile(r"(?i)\[?(?:LS[- ]?|#)(\d{1,9})\]?")


def people_named(text: str, call: Call) -> list[Person]:
    """Whom a name, an address or a role means; several are for the writer to choose from, never for us. Where a mail
    program wrote name and address, the address decides."""
    mailbox = _MAILBOX.search(text.strip())
    people, wanted = call.office.people, (mailbox[1] if mailbox else text).strip().strip("<>\"'@").lower()
    if wanted in ("me", "myself"):
        return [call.person]
    if found := people.person(wanted):
        return [found]
    kind, _, of = wanted.partition(":")
    if wanted == "coordinators":
        return list(people.coordinators())
    if of:
        field = _OWNED.get(kind.strip(), "")
        return [one for one in people.all if field and of.strip() in getattr(one, field)]
    whole = [one for one in people.all if one.name.lower() == wanted]
    return whole or [one for one in people.all if wanted in one.name.lower().split()]


def one_person(text: str, call: Call, line: str) -> Person | Result:
    """The one person that `text` means, or E07, or E08 with a choice of lines made from `line` ("assign to {}")."""
    found = people_named(text, call)
    if not found:
        why = f"I know nobody called “{text}”; write an address, a name, or a role:"
        group = (call.found.lead if call.found else None) or "quic"
        return wrong("E07", why, f"    {line.format(f'chairs:{group}')}")
    if len(found) > 1:
        lines = (line.format(one.address) for one in found)
        return asks("E08", f"several people answer to “{text}”", *(on_case(one, call) for one in lines))
    return found[0]


def groups_named(text: str, call: Call) -> tuple[list[str], str]:
    """The groups that a list names, and the first name that means none."""
    groups: list[str] = []
    for name in re.split(r",|\band\b", text):
        plain = name.strip().lower().removeprefix("wg:").removeprefix("area:").removesuffix(" wg").strip()
        if not plain:
            continue
        found = call.office.directory.named(plain)
        if found is None or call.office.directory.group(found) is None:
            return [], name.strip()
        groups.append(found)
    return list(dict.fromkeys(groups)), "" if groups else text.strip()


def no_group(name: str, call: Call, line: str) -> Result:
    """E07 for a group: its successors if it is closed, else the nearest names, as lines made from `line`."""
    directory = call.office.directory
    group = directory.group(name)
    if group and not group.active:
        heirs = tuple(group.successors) or ((group.area,) if group.area else ())
        why = f"{group.acronym} is closed; its work may be with: {' '.join(heirs) or 'nobody known'}"
        return wrong("E07", why, *(f"    {line.format(heir)}" for heir in heirs or ("‹group›",)))
    if group:
        why = f"{group.acronym} cannot receive statements; research topics go to the IRTF chair"
        return wrong("E07", why, f"    {line.format('irtf')}")
    near = directory.near(name) or ("‹group›",)
    return wrong("E07", f"there is no group “{name}”; near it:", *(f"    {line.format(one)}" for one in near))


def case_in(text: str) -> int | None:
    """The case that a whole value names, else None."""
    found = _CASE.fullmatch(text.strip())
    return int(found.group(1)) if found else None


def case_known(number: int, call: Call) -> Case | None:
    """The case of this number among those that were looked up for the letter."""
    known: Iterable[Case] = (*call.facts.named, *call.facts.cases, *((call.found,) if call.found else ()))
    return next((case for case in known if case.number == number), None)


def no_case(name: str, call: Call) -> Result:
    """E05 for a case that there is not, or that the writer may not see, in the same words; our people also hear that
    its record is damaged."""
    if call.known and case_in(name) in call.facts.damaged:
        why = f"the record of {name} is damaged, and whoever runs me hears of it; when it is mended, send again:"
        return wrong("E05", why, f"    {call.line.line}")
    return wrong("E05", f"there is no case {name} that you may see; your cases:", "    status mine")


def on_case(line: str, call: Call) -> str:
    """`line` with the call's case named, as it can stand anywhere."""
    return f"{call.found.name} {line}" if call.found else line


def is_person(address: str, person: Person) -> bool:
    """Whether `address` is one of the person's mailboxes."""
    return address.lower() in {one.lower() for one in person.addresses}
