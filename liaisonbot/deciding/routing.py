"""Which groups and which people a statement goes to; what is misaddressed, and why we think so (R18-R29)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.misaddressed import (
    Finding,
    Pattern,
    Signs,
    Suggestion,
    area_hints,
    groups_of_drafts,
    other_groups,
    persons,
    suggestions,
    ways_it_came,
)
from liaisonbot.model.directory import Directory, Group
from liaisonbot.model.people import Person
from liaisonbot.model.statement import Addressee, Statement
from liaisonbot.model.succession import Relation

_OURS = re.compile(r"(?i)\b(?:ietf|iesg|iab|irtf)\b")

_RESEARCH = ("rg", "irtf")  # research topics go to the IRTF chair, once a person says so (R25, R26)

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
    """A group that cannot have a statement, and the group that seems right. `done`: that group has it, because the
    successor is the only one and certain or was addressed too; otherwise only a person carries it out."""

    source: str
    target: str | None
    because: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """Where a statement goes. `held_because` is the question that waits for a person; with an empty
    `deliver_to` the whole case is held, otherwise only the part that it names. `flag` is why a person
    should look although the statement was delivered: the coordinators where it is for the IETF or IAB as a whole,
    else the manager. `findings` say what is wrong with the addressing, `suggestions` are the question's choices, empty
    if nothing is asked. `hints` name groups of an area that was addressed as such, and why
    `readers` (addresses) have a copy: representatives, and managers of peers whose work overlaps (R62). `waits`: it
    seems to be for another group, so that its letters wait a while for the manager's word (R21)."""

    deliver_to: tuple[GroupMail, ...]
    holder: str
    manager: str | None
    redirects: tuple[Redirect, ...] = ()
    held_because: str | None = None
    flag: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    findings: tuple[Finding, ...] = ()
    third_body: bool = False
    lead: str | None = None
    hints: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    waits: bool = False

    @property
    def said(self) -> tuple[str, ...]:
        """What the groups and the sender are told about the addressing: successors; and hints for an area."""
        return (*(one.because for one in self.redirects if one.done), *self.hints)

    @property
    def groups(self) -> tuple[str, ...]:
        """The acronyms of the groups it is delivered to, addressees first."""
        return tuple(mail.group for mail in self.deliver_to)

    @property
    def proposal(self) -> tuple[str, ...]:
        """The choices as a case keeps them: acronyms with blanks between."""
        return tuple(" ".join(one.groups) for one in self.suggestions)


NO_SIGNS = Signs()


def route(
    statement: Statement,
    office: Office,
    *,
    distrust: str | None = None,
    signs: Signs = NO_SIGNS,
    today: date | None = None,
) -> Route:
    """Where `statement` goes, by its addressees and today's directory.

    `distrust` is a reason not to let anything leave (a sender that its own domain disowns); the case is then
    held whole. Recipients come from the directory only, never from addresses written in the statement. `signs` only
    make suggestions and findings; `today` passes over managers who are away.
    """
    directory = office.directory
    manager = manager_of(statement.from_body, office, today)
    found = _read_addressees(statement, directory)
    reasons = _why_ask(found, statement, distrust, directory)
    stays = _stays_here(found, statement, distrust)
    deliver_to = () if stays else (*found.asked, *found.told)
    reached = tuple(mail.group for mail in deliver_to)
    elsewhere = other_groups(tuple(mail.group for mail in found.asked), signs, directory)
    flag = _flag(deliver_to) or (elsewhere.says if elsewhere and not stays else None)
    also = list(_also(statement, manager, office, today)) if deliver_to else []
    return Route(
        deliver_to=deliver_to,
        holder=manager.address if manager else office.settings.coordinators,
        manager=manager.address if manager else None,
        redirects=found.troubles,
        held_because=" ".join(reasons) or None,
        flag=flag,
        suggestions=_suggestions(statement, found, deliver_to, signs, directory) if reasons or flag else (),
        findings=(
            *_findings(found, statement, directory),
            *((elsewhere,) if elsewhere else ()),
            *ways_it_came(reached, signs, office.settings, directory),
        ),
        third_body=found.third_body,
        lead=_lead(deliver_to, signs, directory),
        hints=(
            *area_hints(reached, signs, directory),
            *((elsewhere.hint,) if elsewhere and deliver_to else ()),
            *(why for _, why in also),
        ),
        readers=tuple(dict.fromkeys(address for address, _ in also)),
        waits=bool(deliver_to and elsewhere and elsewhere.pattern is Pattern.WRONG_GROUP and not signs.via_list),
    )


@dataclass(frozen=True, slots=True)
class _Addressed:
    """What the addressees of a statement come to today. `asked` and `told` can have it, `told` for information;
    `ours` are those in To that the directory holds, `unknown` those that nobody can tell. `third_body`: it is meant for
    another body, and ours were in copy."""

    ours: tuple[Addressee, ...]
    asked: tuple[GroupMail, ...]
    told: tuple[GroupMail, ...]
    troubles: tuple[Redirect, ...]
    unknown: tuple[Addressee, ...]
    third_body: bool

    @property
    def questions(self) -> tuple[Redirect, ...]:
        """The troubles that a person must decide on."""
        return tuple(one for one in self.troubles if not one.done)


def _read_addressees(statement: Statement, directory: Directory) -> _Addressed:
    ours = tuple(one for one in statement.to if _is_ours(one, directory))
    in_copy = tuple(one for one in statement.cc if _is_ours(one, directory))
    lost = [one for one in statement.to if one.group is None and (not ours or _looks_ours(one, directory))]
    third_body = not ours and bool(in_copy) and not any(_looks_ours(one, directory) for one in lost)
    asked = _deliver(ours, directory, for_information=False)
    told = _deliver(in_copy, directory, for_information=True, taken={mail.group for mail in asked})
    has_it = {mail.group for mail in (*asked, *told)}
    troubles = [_settled(found, has_it) for one in (*ours, *in_copy) if (found := _trouble(one, directory))]
    unknown = () if third_body else tuple(lost)
    return _Addressed(ours, tuple(asked), tuple(told), tuple(troubles), unknown, third_body)


def _why_ask(found: _Addressed, statement: Statement, distrust: str | None, directory: Directory) -> list[str]:
    """What a person has to be asked about, weightiest first; empty if all is clear."""
    reasons = [one.because for one in found.questions] + [_unknown(one, directory) for one in found.unknown]
    if not found.asked and not found.third_body and not reasons:
        reasons = ["No addressee on our side could be read."]
    if statement.from_body is None:
        reasons.insert(0, "The sender's organisation could not be read, or is not in the directory.")
    return [*filter(None, (distrust, statement.disputed)), *reasons]


def _stays_here(found: _Addressed, statement: Statement, distrust: str | None) -> bool:
    """Whether nothing leaves before a person has decided."""
    if distrust or statement.disputed or statement.from_body is None:
        return True
    return not (found.asked or found.third_body)


def _also(
    statement: Statement, manager: Person | None, office: Office, today: date | None
) -> Iterator[tuple[str, str]]:
    """Who else reads along, with the reason: representatives for the sender's part, who never stand without the
    manager, and the managers of peers whose topics the title names (R62). Nobody twice."""
    if today is None:
        return
    bodies, told = lineage(statement.from_body, office.directory), {manager.address} if manager else set()
    for one in office.people.representatives(bodies, today) if manager else ():
        person = office.people.person(one.address)
        if person and person.address not in told:
            told.add(person.address)
            yield person.address, f"{person.name} reads along as liaison representative: {one.duties}."
    for relationship, topic in office.people.overlapping(bodies, statement.title, today):
        other = manager_of(relationship.peer, office, today)
        if other and other.address not in told:
            told.add(other.address)
            peer = office.directory.peer(relationship.peer)
            body = peer.name if peer else relationship.peer
            yield other.address, f"{other.name} has a copy, since work of {body} overlaps here: {topic}."


def manager_of(body: str | None, office: Office, today: date | None = None) -> Person | None:
    """The liaison manager for a peer: of the nearest enclosing body that has one who is not away `today`; if all
    are away, the nearest one (R24)."""
    chain = lineage(body, office.directory)
    nearest = office.people.managers(chain)
    for at in range(len(chain)):
        here = [one for one in office.people.managers(chain[at:]) if today is None or one.present(today)]
        if here:
            return here[0]
    return nearest[0] if nearest else None


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
    return tuple(_deliver([Addressee(group, group) for group in groups], directory, for_information=False, chosen=True))


def _is_ours(one: Addressee, directory: Directory) -> bool:
    return one.group is not None and directory.group(one.group) is not None


def _deliver(
    addressees: Iterable[Addressee],
    directory: Directory,
    *,
    for_information: bool,
    taken: Iterable[str] = (),
    chosen: bool = False,
) -> list[GroupMail]:
    mails: dict[str, GroupMail] = {}
    for one in addressees:
        group = _today(one, directory)
        if group is None or group.acronym in mails or group.acronym in taken:
            continue
        if group.type in _RESEARCH and not chosen:
            continue
        if recipients := directory.recipients(group.acronym):
            mails[group.acronym] = GroupMail(group.acronym, recipients.to, recipients.cc, for_information)
    return list(mails.values())


def _today(one: Addressee, directory: Directory) -> Group | None:
    """The group that an addressee means today: itself, or the one that certainly has its work now."""
    group = directory.group(one.group or "")
    return group if group is None or group.active else directory.heir(group.acronym) or group


def _reachable(one: Addressee, directory: Directory) -> str | None:
    """The acronym of the group that an addressee means today, if it can have mail."""
    group = _today(one, directory)
    return group.acronym if group and directory.recipients(group.acronym) else None


def _trouble(one: Addressee, directory: Directory) -> Redirect | None:
    group = directory.group(one.group or "")
    if group is None:
        return None
    if group.type in _RESEARCH:
        why = f"{one.text} cannot receive statements; a research topic goes to the IRTF chair."
        return Redirect(group.acronym, "irtf", why)
    if directory.recipients(group.acronym):
        return None
    if heir := directory.heir(group.acronym):
        return Redirect(group.acronym, heir.acronym, _moved_because(group, heir, directory), done=True)
    return Redirect(group.acronym, _heir(group, directory), _closed_because(group, directory))


def _settled(trouble: Redirect, has_it: set[str]) -> Redirect:
    """Nobody need be asked about a closed group if the one that is likeliest to have its work is addressed too."""
    if trouble.done or trouble.target not in has_it:
        return trouble
    return replace(trouble, because=f"{trouble.because.removesuffix('.')}, which has this letter.", done=True)


def _moved_because(group: Group, heir: Group, directory: Directory) -> str:
    last = directory.successors[group.acronym][0]
    since = f" in {last.since.year}" if last.since else ""
    how = "was renamed" if last.relation is Relation.RENAMED else "was merged into another"
    return f"The {_kind(group)} {group.acronym} ({group.name}) {how}{since}; it went to {heir.acronym}."


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
    return f"The {_kind(group)} {group.acronym} ({group.name}) is closed{where}."


def _kind(group: Group) -> str:
    return "area" if group.type == "area" else "group"


def _lead(deliver_to: tuple[GroupMail, ...], signs: Signs, directory: Directory) -> str | None:
    """Which group answers (R28): of those addressed, the one whose drafts the letter names most; without drafts
    the first addressee. One that is only informed never leads."""
    asked = [mail.group for mail in deliver_to if not mail.for_information]
    named = groups_of_drafts(signs.mentions, directory)
    return max(asked, key=lambda acronym: named[acronym], default=None)


def _findings(found: _Addressed, statement: Statement, directory: Directory) -> Iterator[Finding]:
    """What the addressees themselves show to be wrong."""
    for trouble in found.troubles:
        source = directory.group(trouble.source)
        research = source is not None and source.type in _RESEARCH
        closed = Pattern.RENAMED if directory.heir(trouble.source) else Pattern.CLOSED
        yield Finding(Pattern.CANNOT_RECEIVE if research else closed, trouble.because)
    people = persons(statement)
    for one in people:
        says = f"“{one.text}” is a person; the letter went to roles, by today's directory."
        yield Finding(Pattern.PERSON, says)
    for one in found.unknown:
        if one not in people:
            yield Finding(Pattern.UNKNOWN, _unknown(one, directory))
    kinds = {group.type for mail in found.asked if (group := directory.group(mail.group))}
    if kinds == {"area"}:
        yield Finding(Pattern.AREA, "It is addressed to an area; its directors have it and may name a group.")
    if kinds and kinds <= set(WHOLE):
        yield Finding(Pattern.WHOLE, "It is addressed to the whole; the coordinators were asked for a group.")
    if found.third_body:
        says = "It is addressed to another body; our groups were in copy and have it for information."
        yield Finding(Pattern.THIRD_BODY, says)


def _looks_ours(one: Addressee, directory: Directory) -> bool:
    """Words that mean somebody on our side. Unknown third bodies beside ours are harmless (statements 7)."""
    return bool(_OURS.search(one.text)) or bool(_near_in(one, directory))


def _unknown(one: Addressee, directory: Directory) -> str:
    likely = _near_in(one, directory)
    hint = f" (may be {' or '.join(likely)})" if likely else ""
    return f"The addressee “{one.text}” is not in the directory{hint}."


def _near_in(one: Addressee, directory: Directory) -> tuple[str, ...]:
    return tuple(near for near in directory.near(one.text) if (group := directory.group(near)) and group.active)


def _suggestions(
    statement: Statement, found: _Addressed, deliver_to: tuple[GroupMail, ...], signs: Signs, directory: Directory
) -> tuple[Suggestion, ...]:
    """Choices for the question, best first: what the addressees mean today, then what the letter's signs say."""
    targets = {one.source: one.target for one in found.questions}
    today = [targets.get(one.group or "") or _reachable(one, directory) for one in found.ours]
    because = [f"{target} is likeliest to have the work of {source}" for source, target in targets.items() if target]
    if any(target == "irtf" for target in targets.values()):
        because = ["the IRTF chair decides on research topics"]
    near = [(acronym, one.text) for one in statement.to if one.group is None for acronym in _near_in(one, directory)]
    return suggestions(
        [one for one in today if one],
        "; ".join(because) or "as it is addressed",
        near,
        persons(statement),
        {mail.group for mail in deliver_to if not mail.for_information},
        signs,
        directory,
    )


def _flag(deliver_to: tuple[GroupMail, ...]) -> str | None:
    asked = [mail.group for mail in deliver_to if not mail.for_information]
    if asked and all(group in WHOLE for group in asked):
        whom = " and the ".join(group.upper() for group in asked)
        return f"It is addressed to the {whom} as a whole; a group that it concerns may have to be found."
    return None
