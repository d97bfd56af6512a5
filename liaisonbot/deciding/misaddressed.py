"""What is wrong with how a statement was addressed, by name, and which groups would suit it better (R21, R22)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from liaisonbot.model.directory import Directory, Group
from liaisonbot.model.people import Settings
from liaisonbot.model.statement import Addressee, Statement
from liaisonbot.reading.letter import Letter

MOST_SUGGESTIONS = 5

_SLIPS = frozenset({"iab@ietf.org", "laision-coordination@iab.org"})  # printed wrong in guides; understood


_ADDRESS = re.compile(r"[(<]?\s*\S+@\S+\s*[)>]?")


class Pattern(StrEnum):
    """The ways in which letters miss their readers (statements.md 7)."""

    NO_DIRECTOR = "a working group without its area directors"
    LIST_ONLY = "a list only, not the record"
    CLOSED = "a closed group"
    RENAMED = "a renamed or merged group"
    CANNOT_RECEIVE = "a body that cannot receive statements"
    WRONG_GROUP = "perhaps the wrong group"
    TOO_NARROW = "perhaps too few groups"
    AREA = "an area instead of a group"
    WHOLE = "the whole instead of a group"
    PERSON = "a person instead of a role"
    UNKNOWN = "an addressee that the directory does not know"
    FORWARDED = "forwarded by a person"
    MISSPELT = "a misspelt address"
    THIRD_BODY = "another body, our groups in copy"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with the addressing: its pattern and a sentence that says what was seen and what
    was done about it. `hint` is what the groups that have the letter are told of it."""

    pattern: Pattern
    says: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A choice for the person who is asked: acronyms of ours that can have mail, and why."""

    groups: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Signs:
    """What else speaks for or against the addressees. `sent_to` are the mail's own To and Cc (lower case), `intake`
    whether one of them is ours, `mentions` the drafts and RFCs named, `alike` acronyms of groups whose names and
    charters are like the text, best first, `earlier` what people chose for earlier letters of this peer to the same
    addressee."""

    sent_to: tuple[str, ...] = ()
    intake: bool = True
    via_list: str | None = None
    forwarded: bool = False
    mentions: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    earlier: tuple[tuple[str, ...], ...] = ()


def may_belong_elsewhere(statement: Statement, text: str, directory: Directory) -> bool:
    """False for the plain case, in which no suggestion is ever made: open working groups, and none else, are
    addressed by a known body, and the text names no draft."""
    groups = [directory.group(one.group) if one.group else None for one in statement.to]
    plain = bool(groups) and all(one is not None and one.type == "wg" and one.active for one in groups)
    settled = plain and statement.from_body is not None and statement.disputed is None
    return not settled or "draft-" in text.lower()


def signs_of(
    letter: Letter, settings: Settings, *, alike: tuple[str, ...] = (), earlier: tuple[tuple[str, ...], ...] = ()
) -> Signs:
    """The signs of a letter as it came."""
    sent_to = tuple(box.key for box in (*letter.to, *letter.cc))
    ours = {settings.address.lower(), *(alias.lower() for alias in settings.aliases), settings.coordinators.lower()}
    plain = {address.partition("+")[0] + "@" + address.partition("@")[2] for address in sent_to if "+" in address}
    return Signs(
        sent_to=sent_to,
        intake=bool(ours & {*sent_to, *plain, *_SLIPS}) or not sent_to,
        via_list=letter.via_list,
        forwarded=letter.forwarded is not None,
        mentions=letter.mentions,
        alike=alike,
        earlier=earlier,
    )


def groups_of_drafts(mentions: Iterable[str], directory: Directory) -> Counter[str]:
    """The open groups whose drafts are named (draft-ietf-mpls-… is mpls's), with how many; the work of a closed
    group counts for the one that certainly has it now."""
    found: Counter[str] = Counter()
    for name in mentions:
        stream, _, rest = name.removeprefix("draft-").partition("-")
        if not name.startswith("draft-") or stream != "ietf":
            continue
        group = _owner(rest, directory)
        if group is not None and (today := group if group.active else directory.heir(group.acronym)):
            found[today.acronym] += 1
    return found


def groups_of_rfcs(mentions: Iterable[str], directory: Directory) -> dict[str, str]:
    """The open groups that made the RFCs that are named, each with the first of them. Numbers in letters are often
    wrong, so they never route; they only speak for a suggestion (statements 7)."""
    found: dict[str, str] = {}
    for name in mentions:
        number = name.removeprefix("rfc")
        maker = directory.maker(int(number)) if name.startswith("rfc") and number.isdigit() else None
        if maker is not None and maker.type == "wg":
            found.setdefault(maker.acronym, f"RFC {int(number)}")
    return found


def _owner(rest: str, directory: Directory) -> Group | None:
    group = directory.group(rest.partition("-")[0])
    return group if group and group.type == "wg" else None


def ways_it_came(groups: Iterable[str], signs: Signs, settings: Settings, directory: Directory) -> list[Finding]:
    """What the mail's own addresses tell: list only, no directors, a misspelt alias, forwarded."""
    found: list[Finding] = []
    if signs.via_list and not signs.intake:
        found.append(
            Finding(
                Pattern.LIST_ONLY,
                f"It came to the list {signs.via_list} only; it is now recorded, and the manager or the coordinators "
                "have it.",
            )
        )
    for acronym in groups:
        if _without_directors(acronym, signs, directory):
            says = f"Its area directors were not in copy of the letter to {acronym}; they are now."
            found.append(Finding(Pattern.NO_DIRECTOR, says))
    for address in signs.sent_to:
        if address in _SLIPS:
            right = "iab@iab.org" if address.startswith("iab@") else settings.coordinators
            found.append(Finding(Pattern.MISSPELT, f"It was sent to {address}; the right address is {right}."))
    if signs.forwarded:
        says = "A person forwarded it; the peer's own letter inside is what is recorded."
        found.append(Finding(Pattern.FORWARDED, says))
    return found


def _without_directors(acronym: str, signs: Signs, directory: Directory) -> bool:
    """True if the letter went straight to a working group, and nobody of its area directors was in copy."""
    group = directory.group(acronym)
    if group is None or group.type != "wg":
        return False
    own = {f"{acronym}-chairs@ietf.org", group.list_email.lower()}
    directors = {f"{acronym}-ads@ietf.org", f"{group.area}-ads@ietf.org", "iesg@ietf.org"}
    return bool(own & set(signs.sent_to)) and not directors & set(signs.sent_to)


def other_groups(asked: tuple[str, ...], signs: Signs, directory: Directory) -> Finding | None:
    """Whether the drafts that the letter names belong to groups that did not get it."""
    groups = [group for acronym in asked if (group := directory.group(acronym))]
    if not groups or any(group.type != "wg" for group in groups):
        return None
    named = groups_of_drafts(signs.mentions, directory)
    others = [acronym for acronym, _ in named.most_common() if acronym not in asked]
    if not others:
        return None
    pattern = Pattern.TOO_NARROW if any(acronym in named for acronym in asked) else Pattern.WRONG_GROUP
    whom = _listed(others[:3])
    also = "also " if pattern is Pattern.TOO_NARROW else ""
    hint = f"By the drafts that it names it may {also}be for {whom}; the liaison manager is asked."
    return Finding(pattern, f"It names drafts of {whom}, which did not get it.", hint)


def area_hints(groups: tuple[str, ...], signs: Signs, directory: Directory) -> tuple[str, ...]:
    """For each area that was addressed as such: its groups that the letter may be meant for."""
    said = []
    for area in groups:
        group = directory.group(area)
        likely = dict.fromkeys((*groups_of_drafts(signs.mentions, directory), *signs.alike))
        inside = [one for one in likely if one not in groups and directory.groups[one].area == area]
        if group and group.type == "area" and inside:
            said.append(f"By its words and drafts it may be for {_listed(inside[:3])}.")
    return tuple(said)


def suggestions(
    today: Iterable[str],
    why: str,
    near: Iterable[tuple[str, str]],
    people: Iterable[Addressee],
    has_it: set[str],
    signs: Signs,
    directory: Directory,
) -> tuple[Suggestion, ...]:
    """The numbered choices of a question, likeliest first, each with its reason; groups that have the statement
    are not offered again. `today` are the groups that the addressees mean today, offered together because of
    `why`; `near` are slips: (acronym, words); `people` are addressees who are persons, and who may hold an office."""
    found: list[Suggestion] = []
    if whole := tuple(dict.fromkeys(one for one in today if one not in has_it)):
        found.append(Suggestion(whole, why))
    found.extend(Suggestion((acronym,), f"“{words}” may be a slip for it") for acronym, words in near)
    for person in people:
        says = f"“{person.text}” holds an office there"
        found.extend(Suggestion((group,), says) for group in offices(person, directory))
    drafts = groups_of_drafts(signs.mentions, directory)
    for acronym, count in drafts.most_common():
        names = [name for name in signs.mentions if groups_of_drafts((name,), directory)[acronym]]
        more = f" and {count - 1} more of its drafts" if count > 1 else ""
        found.append(Suggestion((acronym,), f"the letter names {names[0]}{more}"))
    for acronym, rfc in groups_of_rfcs(signs.mentions, directory).items():
        found.append(Suggestion((acronym,), f"the letter names {rfc}, which it made"))
    found.extend(Suggestion(groups, "chosen before for such a letter of this peer") for groups in signs.earlier)
    found.extend(Suggestion((acronym,), "the letter's words are like its work") for acronym in signs.alike)
    fresh: dict[tuple[str, ...], Suggestion] = {}
    for one in found:
        if not set(one.groups) <= has_it and all(directory.recipients(group) for group in one.groups):
            fresh.setdefault(one.groups, one)
    return tuple(fresh.values())[:MOST_SUGGESTIONS]


def offices(one: Addressee, directory: Directory) -> tuple[str, ...]:
    """The groups in which a person whom a letter names holds an office today; of somebody who has lost it, none."""
    return directory.offices(_ADDRESS.sub(" ", one.text).split(",")[0])


def persons(statement: Statement) -> tuple[Addressee, ...]:
    """Addressees that are people and not roles, by what reading says of them or by the address behind a name; they are
    never mailed."""
    nobody_of_ours = (one for one in (*statement.to, *statement.cc) if one.group is None)
    return tuple(one for one in nobody_of_ours if one.note.startswith("people") or "@" in one.text)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
