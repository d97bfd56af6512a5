"""The letters behind cases as they are passed on: as they came, or without the programs in them."""

from __future__ import annotations

import logging

from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.case import Case
from liaisonbot.model.mail import Waiting
from liaisonbot.read_ahead import ReadAhead

log = logging.getLogger("liaisonbot")


class Originals:
    """What the letters of one decision carry. The last one is kept, for a statement goes to several groups in a row.

    `waiting` is the letter that was decided on, whose bytes need not be fetched; None if no letter was.
    """

    def __init__(self, ledger: Ledger, reader: ReadAhead, waiting: Waiting | None) -> None:
        self._ledger, self._reader, self._waiting = ledger, reader, waiting
        self._last: tuple[tuple[int, bool], bytes | None] | None = None

    def of(self, case: Case) -> bytes | None:
        """The bytes to attach of the letter behind `case`. None if it may hold programs that cannot be cut out: the
        reading process died, or took too long. Raises what the ledger raises, and ReaderBroken."""
        wanted = (case.letter, bool(case.statement.kept_aside))
        if self._last is None or self._last[0] != wanted:
            self._last = (wanted, self._found(*wanted))
        return self._last[1]

    def _found(self, letter: int, with_programs: bool) -> bytes | None:
        waiting = self._waiting
        raw = waiting.raw if waiting and waiting.letter == letter else self._ledger.raw(letter)
        if not with_programs:
            return raw
        copy = self._reader.without_programs(raw)
        if isinstance(copy, bytes):
            return copy
        log.warning("letter %d is attached nowhere: the programs in it could not be cut out (%s)", letter, copy)
        return None
