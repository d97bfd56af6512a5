"""Which recorded statements does a letter answer? Certain matches are linked, others suggested (statements.md 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from liaisonbot.deciding.same_letter import folded
from liaisonbot.model.case import Case, Outcome
from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Statement
from liaisonbot.model.tracker import TrackerStatement
from liaisonbot.reading.announcements import tracker_ids
from liaisonbot.reading.dates import all_days
from liaisonbot.reading.references import number_key, references_in

BACK = timedelta(days=730)
"""So far back titles and days are compared; numbers and pages always."""

_A_FEW_DAYS = 10
_DATED = re.compile(r"(?i)^liaison dated (?P<day>.+)$")
_ON_RECORD = re.compile(r"(?i)^liaison (?P<page>\d{1,6})$")
_REPLY = re.compile(
    r"(?i)^(?:(?:ls|liaison)(?:/r)?\s+)?(?:reply|response|answer)\b\s*(?:ls|liaison)?\s*(?:to|on|:)?\s*"
)
_LS = re.compile(r"(?i)^\W*LS(?:/[ior])?\s+(?:out\s+)?(?:on\s+)?")
_FEWEST_IN_COMMON = 3  # words that two titles about the same work share at least
_MOST_OF_THEM = 0.6
_MOST_RELATED = 3
_COMMON_WORDS = """
    liaison statement reply response request information new work status update for about the and from with use of
    draft recommendation standard itu ietf 3gpp ieee etsi part
    """
_EVERY_TITLE_HAS = frozenset(_COMMON_WORDS.split())
_FEWEST_WORDS = 2  # a title of one word says too little


@dataclass(frozen=True, slots=True)
class Related:
    """A case that a letter answers: `why` in words for people, `certain` if it may be linked without asking."""

    case: Case
    why: str
    certain: bool


def pages_cited(statement: Statement) -> tuple[int, ...]:
    """The numbers of the tracker's pages that the letter says it answers."""
    bare = (int(found["page"]) for one in statement.response_to if (found := _ON_RECORD.match(one)))
    return tuple(dict.fromkeys((*tracker_ids("\n".join(statement.response_to)), *bare)))


def numbers_cited(statement: Statement) -> tuple[str, ...]:
    """The numbers of peers that the letter says it answers."""
    return tuple(one for one in statement.response_to if references_in(one) == [one])


@dataclass(frozen=True, slots=True)
class Work:
    """What a case is about, to be compared with others: the `organisation` that asks, and the telling words."""

    case: int
    organisation: str | None
    words: frozenset[str]


def work_of(case: int, peer: str | None, title: str, directory: Directory) -> Work:
    """What the case of this number, peer and title is about."""
    return Work(case, organisation(peer, directory), _telling(title))


def same_work(statement: Statement, lately: Iterable[Work], directory: Directory) -> dict[int, str]:
    """Which of the latest cases, the newest first, are of other organisations and speak of the same work (R62), with
    the reason: shown beside each other, never joined. Titles do if they share three telling words, and most of those
    of either."""
    mine = work_of(0, statement.from_body, statement.title, directory)
    if mine.organisation is None or len(mine.words) < _FEWEST_IN_COMMON:
        return {}
    found: dict[int, str] = {}
    for other in lately:
        if other.organisation in (mine.organisation, None) or len(found) == _MOST_RELATED:
            continue
        common = mine.words & other.words
        if len(common) >= _FEWEST_IN_COMMON and len(common) >= _MOST_OF_THEM * len(mine.words | other.words):
            found[other.case] = f"the same work: {', '.join(sorted(common))}"
    return found


def _telling(title: str) -> frozenset[str]:
    """The words of a title that say what it is about."""
    words = folded(_LS.sub("", title)).split()
    return frozenset(word for word in words if len(word) > 2 and word not in _EVERY_TITLE_HAS)


def registered_as(
    statement: Statement, found: Iterable[TrackerStatement], directory: Directory
) -> TrackerStatement | None:
    """The tracker's record of this very statement: the peer's number, its organisation and the title agree. Numbers
    alone do not do: they begin anew with each study period."""
    family, title = organisation(statement.from_body, directory), folded(statement.title)
    for one in found:
        families = {organisation(peer, directory) for peer in one.from_groups}
        if family and family in families and folded(one.title) == title:
            return one
    return None


def organisation(peer: str | None, directory: Directory) -> str | None:
    """The outermost body that a peer belongs to; None for groups of ours and for nobody."""
    line = directory.lineage(peer) if peer else []
    return line[-1] if line else None


def like_a_reply(statement: Statement) -> bool:
    """Whether the title speaks of a reply."""
    return _REPLY.match(statement.title) is not None


def answered(
    statement: Statement, received: datetime, cases: Iterable[Case], directory: Directory
) -> tuple[Related, ...]:
    """The recorded cases that a letter answers, the likeliest first, each once: by the peer's number, by the title
    that it quotes; perhaps by its own title behind "Reply", or by the day that it names, which is that of our answer.
    `cases` are those of the same organisation, and any with a number that the letter cites."""
    cases = sorted(cases, key=lambda case: case.number, reverse=True)
    found: dict[int, Related] = {}
    for one in statement.response_to:
        for related in _by_number(one, cases) or _by_title(one, _ours(statement, received, cases, directory)):
            found.setdefault(related.case.number, related)
    if not any(one.certain for one in found.values()):
        for related in _perhaps(statement, _ours(statement, received, cases, directory)):
            found.setdefault(related.case.number, related)
    return tuple(sorted(found.values(), key=lambda one: not one.certain))


def _ours(statement: Statement, received: datetime, cases: Iterable[Case], directory: Directory) -> list[Case]:
    """The cases of the sender's organisation in the last two years: only theirs are compared by title and day."""
    family = organisation(statement.from_body, directory)
    return [
        case
        for case in cases
        if family and organisation(case.peer, directory) == family and received - case.opened <= BACK
    ]


def _by_number(number: str, cases: Iterable[Case]) -> list[Related]:
    if references_in(number) != [number]:
        return []
    key = number_key(number)
    same = [case for case in cases if case.statement.reference and number_key(case.statement.reference) == key]
    return [Related(case, f"its number {number}", certain=True) for case in same[:1]]


def _by_title(words: str, cases: Iterable[Case]) -> list[Related]:
    """The one case whose title the letter quotes; of several with that title, the newest is only likely."""
    title = folded(words)
    same = [case for case in cases if title and folded(case.title) == title]
    certain = len(same) == 1 and len(title.split()) >= _FEWEST_WORDS
    return [Related(case, f"its title “{case.title}”", certain=certain) for case in same[:1]]


def _perhaps(statement: Statement, cases: Iterable[Case]) -> list[Related]:
    cases = list(cases)
    found: list[Related] = []
    if like_a_reply(statement):
        title = _subject(_REPLY.sub("", statement.title))
        same = [case for case in cases if len(title.split()) >= _FEWEST_WORDS and _subject(case.title) == title]
        found += [Related(case, f"the same title, “{case.title}”", certain=False) for case in same[:1]]
    for one in statement.response_to:
        for day in _days(one):
            near = [case for case in cases if _near(case, day)]
            found += [Related(case, f"the day, {day}", certain=False) for case in near[:1] if len(near) == 1]
    return found


def _subject(title: str) -> str:
    """What a title is about, without "LS on"."""
    return folded(_LS.sub("", title))


def _days(words: str) -> list[date]:
    dated = _DATED.match(words)
    return [one.day for one in all_days(dated["day"], day_first=True) if one.day] if dated else []


def _near(case: Case, day: date) -> bool:
    """Whether our answer to the case left around that day."""
    closed = case.closed.date() if case.closed and case.outcome is Outcome.ANSWERED else None
    return closed is not None and abs((closed - day).days) <= _A_FEW_DAYS
