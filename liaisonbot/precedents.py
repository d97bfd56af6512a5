"""What stands in the ledger beside a statement: earlier copies, what it answers, work like it, the tracker's record."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import datetime

from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.misaddressed import may_belong_elsewhere
from liaisonbot.deciding.related import (
    BACK,
    Related,
    Work,
    answered,
    like_a_reply,
    numbers_cited,
    organisation,
    pages_cited,
    registered_as,
    same_work,
    work_of,
)
from liaisonbot.deciding.same_letter import LATELY, Same, core, same_letter
from liaisonbot.doors.directory_likeness import likeness_of
from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.case import Case
from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Statement
from liaisonbot.model.tracker import TrackerStatement
from liaisonbot.reading.references import spellings

RECENT = 300
"""So many of the latest cases are looked at for the same work."""


class Precedents:
    """The statements of one ledger, by one directory. What the latest cases are about is kept in mind, for each new
    statement is compared with all of them."""

    def __init__(self, ledger: Ledger, directory: Directory) -> None:
        self._ledger, self._directory = ledger, directory
        self._recent: deque[Work] = deque(maxlen=RECENT)  # the newest first
        self._last = max(0, ledger.last_case_number() - RECENT)
        self.catch_up()

    def catch_up(self) -> None:
        """Takes note of the cases that are new in the ledger."""
        for number, peer, title in self._ledger.titles_after(self._last):
            self._recent.appendleft(work_of(number, peer, title, self._directory))
            self._last = number

    def beside(self, facts: Facts) -> Facts:
        """`facts` with all that is on record beside the letter's statement, or beside what it announces."""
        letter, statement = facts.letter, facts.letter.statement
        if letter.announcement:
            one = self._ledger.tracker_statement(letter.announcement)
            return replace(facts, tracked=(one,)) if one else facts
        if statement is None or facts.twin is not None:
            return facts
        answers = self._answers(statement, facts.received)
        pages = () if any(one.certain for one in answers) else pages_cited(statement)
        elsewhere = may_belong_elsewhere(statement, letter.text, self._directory)
        return replace(
            facts,
            alike=likeness_of(self._directory).like(statement.title, letter.text) if elsewhere else (),
            earlier=self._earlier(statement) if elsewhere else (),
            again=None if facts.parted else self._again(statement, facts.received),
            answers=answers,
            related=self._same_work(statement),
            tracked=tuple(one for page in pages if (one := self._ledger.tracker_statement(page))),
            registered=self._registered(statement),
        )

    def _registered(self, statement: Statement) -> TrackerStatement | None:
        """The tracker's record of this very statement."""
        if not statement.reference or not self._ledger.knows_the_tracker():
            return None
        found = self._ledger.tracker_numbered(spellings(statement.reference))
        return registered_as(statement, found, self._directory)

    def _same_work(self, statement: Statement) -> tuple[Related, ...]:
        """What other organisations wrote lately about the same work."""
        why = same_work(statement, self._recent, self._directory)
        cases = sorted(self._ledger.these(why), key=lambda case: case.number, reverse=True) if why else []
        return tuple(Related(case, why[case.number], certain=False) for case in cases if not case.problem)

    def _earlier(self, statement: Statement) -> tuple[tuple[str, ...], ...]:
        """Where people sent this peer's earlier letters to the same addressees, the latest first."""
        if statement.from_body is None:
            return ()
        wanted = {one.group or one.text.lower() for one in statement.to}
        chosen = (
            case.groups
            for case in self._ledger.rerouted(statement.from_body)
            if wanted == {one.group or one.text.lower() for one in case.statement.to}
        )
        return tuple(dict.fromkeys(chosen))

    def _again(self, statement: Statement, received: datetime) -> tuple[Case, Same] | None:
        """An earlier case of the same letter: by the peer's number, else by content among its latest ones."""
        if statement.from_body is None:
            return None
        cases = self._ledger.cases_of_peer(statement.from_body, received - LATELY, core(statement.title))
        if statement.reference and (case := self._ledger.case_by_reference(statement.reference, statement.from_body)):
            cases.append(case)
        return same_letter(statement, received, cases)

    def _answers(self, statement: Statement, received: datetime) -> tuple[Related, ...]:
        """The recorded cases that a statement of a peer answers: by their page in the tracker, else by what it says."""
        if not statement.response_to and not like_a_reply(statement):
            return ()
        pages = [f"https://datatracker.ietf.org/liaison/{number}/" for number in pages_cited(statement)]
        if pages and (case := self._ledger.case_on_record(pages)):
            return (Related(case, "its page in the tracker", certain=True),)
        directory = self._directory
        body = organisation(statement.from_body, directory)
        peers = [peer for peer in directory.peers if body and organisation(peer, directory) == body]
        numbers = [spelling for number in numbers_cited(statement) for spelling in spellings(number)]
        cases = self._ledger.cases_cited(peers, numbers, received - BACK)
        return answered(statement, received, cases, directory)
