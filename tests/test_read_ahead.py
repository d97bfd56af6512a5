"""While the desk decides on some letters, those that come next are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from liaisonbot.doors.reader import InProcess, ReaderBroken
from liaisonbot.model.mail import Waiting
from liaisonbot.read_ahead import ReadAhead

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def waiting(*numbers: int) -> list[Waiting]:
    return [Waiting(number, b"letter %d" % number, NOW, (), 0) for number in numbers]


class Counted(InProcess):
    """A reading that gives back the letters' bytes, and breaks between two letters when it is told to."""

    def __init__(self) -> None:
        super().__init__("tests.test_read_ahead:raw")
        self.read: list[object] = []
        self.breaks = False

    def read_many(self, jobs: Sequence[object]) -> list[object]:
        """As Reader has it."""
        self.read += jobs
        return super().read_many(jobs)

    def further(self) -> None:
        """As Reader has it."""
        if self.breaks:
            self.breaks, self._begun = False, ()
            raise ReaderBroken("the reading process does not start")


def raw(job: tuple[bytes, object]) -> bytes:
    """The letter's bytes."""
    return job[0]


@pytest.fixture
def reading() -> Counted:
    return Counted()


def test_each_letter_is_read_once_however_it_comes_into_hand(reading: Counted) -> None:
    ahead = ReadAhead(reading)
    assert list(ahead.read(waiting(1, 2), waiting(3, 4))) == [b"letter 1", b"letter 2"]
    assert list(ahead.read(waiting(3, 4), waiting(5))) == [b"letter 3", b"letter 4"]
    assert list(ahead.read(waiting(5), [])) == [b"letter 5"]
    assert len(reading.read) == 5


def test_what_is_read_in_between_does_not_disturb_what_was_begun(reading: Counted) -> None:
    ahead = ReadAhead(reading)
    letters = ahead.read(waiting(1, 2), waiting(3, 4))
    assert next(letters) == b"letter 1"
    assert ahead.again(b"an older one") == b"an older one"
    assert list(letters) == [b"letter 2"]
    assert list(ahead.read(waiting(3, 4), [])) == [b"letter 3", b"letter 4"]
    assert len(reading.read) == 5


def test_what_was_begun_when_the_children_broke_is_read_once_more(reading: Counted) -> None:
    ahead = ReadAhead(reading)
    letters = ahead.read(waiting(1, 2), waiting(3, 4))
    assert next(letters) == b"letter 1"
    reading.breaks = True
    with pytest.raises(ReaderBroken):
        next(letters)
    assert list(ahead.read(waiting(1, 2), waiting(3, 4))) == [b"letter 1", b"letter 2"]
    assert list(ahead.read(waiting(3, 4), [])) == [b"letter 3", b"letter 4"]
