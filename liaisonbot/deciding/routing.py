"""Which groups and which people a statement goes to; what is misaddressed, and why we think so (R18-R29)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from liaisonbot.deciding.facts import Office
from liaisonbot.model.directory import Directory, Group
from liaisonbot.model.people import Person
from liaisonbot.model.statement import Addressee, Statement

_OURS = re.compile(r"(?i)\b(?:ietf|iesg|iab|irtf)\b")

WHOLE = ("ietf", "iab")
"""Addressees that are nobody in particular: delivered, and flagged to the coordinators (R27)."""


@dataclass(frozen=True, slots=True)
class GroupMail:
    """One group that a statement is delivered to, with the header addresses for it (directory.md 2.4)."""

    group: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    for_information: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    """A group that cannot have a statement, and the group that seems right. Only a person carries it out."""

    source: str
    target: str | None
    because: str


@dataclass(frozen=True, slots=True)
class Route:
    """Where a statement goes. `held_because` is the question that waits for a person; with an empty
    `deliver_to` the whole case is held, otherwise only the part that it names. `flag` is why coordinators
    should look although the statement was delivered. `proposal` are groups for the question, best first."""

    deliver_to: tuple[GroupMail, ...]
    holder: str
    manager: str | None
    redirects: tuple[Redirect, ...] = ()
    held_because: str | None = None
    flag: str | None = None
    proposal: tuple[str, ...] = ()
    third_body: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """The acronyms of the groups it is delivered to, addressees first."""
        return tuple(mail.group for mail in self.deliver_to)

    @property
    def lead(self) -> str | None:
        """The group that answers: the first addressee, never one that is only informed (R28)."""
        return next((mail.group for mail in self.deliver_to if not mail.for_information), None)


def route(statement: Statement, office: Office, *, distrust: str | None = None) -> Route:
    """Where `statement` goes, by its addressees and today's directory.

    `distrust` is a reason not to let anything leave (a sender that its own domain disowns); the case is then
    held whole. Recipients come from the directory only, never from addresses written in the statement.
    """
    directory = office.directory
    manager = manager_of(statement.from_body, office)
    ours_to = [one for one in statement.to if _is_ours(one, directory)]
    ours_cc = [one for one in statement.cc if _is_ours(one, directory)]
    strangers = [one for one in statement.to if one.group is None]
    lost = [one for one in strangers if not ours_to or _looks_ours(one, directory)]
    third_body = not ours_to and bool(ours_cc) and not any(_looks_ours(one, directory) for one in lost)
    asked = _deliver(ours_to, directory, for_information=False)
    told = _deliver(ours_cc, directory, for_information=True, taken={mail.group for mail in asked})
    troubles = [trouble for one in ours_to if (trouble := _trouble(one, directory))]
    unknown = [] if third_body else [_unknown(one, directory) for one in lost]
    reasons = [trouble.because for trouble in troubles] + unknown
    deliver_to = tuple(asked + told)
    if not asked and not third_body and not reasons:
        reasons = ["No addressee on our side could be read."]
    if statement.from_body is None:
        reasons.insert(0, "The sender's organisation could not be read, or is not in the directory.")
    if statement.disputed:
        reasons.insert(0, statement.disputed)
    if distrust:
        reasons.insert(0, distrust)
    if distrust or statement.disputed or statement.from_body is None or not (asked or third_body):
        deliver_to = ()
    return Route(
        deliver_to=deliver_to,
        holder=manager.address if manager else office.settings.coordinators,
        manager=manager.address if manager else None,
        redirects=tuple(troubles),
        held_because=" ".join(reasons) or None,
        flag=_flag(deliver_to),
        proposal=_proposal(statement, ours_to, list(deliver_to), directory),
        third_body=third_body,
    )


def manager_of(body: str | None, office: Office) -> Person | None:
    """The liaison manager for a peer: the nearest enclosing body that has one (R24)."""
    found = office.people.managers(lineage(body, office.directory))
    return found[0] if found else None


def lineage(body: str | None, directory: Directory) -> tuple[str, ...]:
    """A peer's acronym and those of its enclosing bodies, nearest first."""
    chain: list[str] = []
    while body and body not in chain:
        chain.append(body)
        peer = directory.peer(body)
        body = peer.parent if peer else None
    return tuple(chain)


def deliver_anew(groups: Iterable[str], directory: Directory) -> tuple[GroupMail, ...]:
    """Delivery to groups that a person chose; groups that cannot have mail are left out."""
    return tuple(_deliver([Addressee(group, group) for group in groups], directory, for_information=False))


def _is_ours(one: Addressee, directory: Directory) -> bool:
    return one.group is not None and directory.group(one.group) is not None


def _deliver(
    addressees: Iterable[Addressee],
    directory: Directory,
    *,
    for_information: bool,
    taken: Iterable[str] = (),
) -> list[GroupMail]:
    mails: dict[str, GroupMail] = {}
    for one in addressees:
        if not one.group or one.group in mails or one.group in taken:
            continue
        if recipients := directory.recipients(one.group):
            mails[one.group] = GroupMail(one.group, recipients.to, recipients.cc, for_information)
    return list(mails.values())


def _trouble(one: Addressee, directory: Directory) -> Redirect | None:
    group = directory.group(one.group or "")
    if group is None or directory.recipients(group.acronym):
        return None
    if group.type in ("rg", "irtf"):
        why = f"{one.text} cannot receive statements; a research topic goes to the IRTF chair."
        return Redirect(group.acronym, None, why)
    return Redirect(group.acronym, _heir(group, directory), _closed_because(group, directory))


def _heir(group: Group, directory: Directory) -> str | None:
    """The open group that a closed group's work is likeliest with: an open successor or its area."""
    for acronym in (*group.successors, group.area):
        heir = directory.group(acronym)
        if heir and heir.active:
            return heir.acronym
        if heir and heir.successors:
            return _heir(heir, directory)
    return None


def _closed_because(group: Group, directory: Directory) -> str:
    heir = _heir(group, directory)
    where = f"; its work is likeliest with {heir}" if heir else "; no successor is known"
    kind = "area" if group.type == "area" else "group"
    return f"The {kind} {group.acronym} ({group.name}) is closed{where}."


def _looks_ours(one: Addressee, directory: Directory) -> bool:
    """Words that mean somebody on our side. Unknown third bodies beside ours are harmless (statements 7)."""
    return bool(_OURS.search(one.text)) or bool(_near_in(one, directory))


def _unknown(one: Addressee, directory: Directory) -> str:
    likely = _near_in(one, directory)
    hint = f" (may be {' or '.join(likely)})" if likely else ""
    return f"The addressee “{one.text}” is not in the directory{hint}."


def _near_in(one: Addressee, directory: Directory) -> tuple[str, ...]:
    return tuple(near for near in directory.near(one.text) if (group := directory.group(near)) and group.active)


def _proposal(
    statement: Statement, ours_to: list[Addressee], asked: list[GroupMail], directory: Directory
) -> tuple[str, ...]:
    """Choices for the question, best first, each one or more acronyms: what the addressees mean today, then names
    that an unknown addressee may be a slip for. Groups that have the statement are not offered again."""
    has_it = {mail.group for mail in asked}
    meant: list[str] = []
    for one in ours_to:
        group = directory.group(one.group or "")
        target = (group.acronym if directory.recipients(group.acronym) else _heir(group, directory)) if group else None
        if target and target not in has_it:
            meant.append(target)
    whole = [" ".join(dict.fromkeys(meant))] if meant else []
    near = [acronym for one in statement.to if one.group is None for acronym in _near_in(one, directory)]
    return tuple(dict.fromkeys((*whole, *(acronym for acronym in near if acronym not in has_it))))[:5]


def _flag(deliver_to: tuple[GroupMail, ...]) -> str | None:
    asked = [mail.group for mail in deliver_to if not mail.for_information]
    if asked and all(group in WHOLE for group in asked):
        whom = " and the ".join(group.upper() for group in asked)
        return f"It is addressed to the {whom} as a whole; a group that it concerns may have to be found."
    return None
