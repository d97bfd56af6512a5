"""Letters are read ahead: while the desk decides on some, the children already read those that come next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from liaisonbot.doors.catdoc import catdoc_text
from liaisonbot.model.mail import Waiting
from liaisonbot.reading.letter import Letter, file_key
from liaisonbot.reading.risky import PassOn


class Reading(Protocol):
    """Turns raw letters into letters read, or into the reason why one could not be."""

    def read_many(self, jobs: Sequence[object]) -> list[object]: ...

    def begin(self, jobs: Sequence[object]) -> None: ...

    def further(self) -> None: ...

    def finish(self) -> list[object]: ...

    def ready(self) -> None: ...

    def close(self) -> None: ...


class ReadAhead:
    """A Reading with one batch in advance. For one thread, which neither waits nor works while letters are read: a
    second one that watched the children would take from the desk more than it gives."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._begun: dict[int, bytes] = {}  # by the letter's number: what the children read now
        self._known: dict[int, object] = {}  # what they have read before anybody asked

    def ready(self) -> None:
        """Returns once letters can be read. Raises ReaderBroken."""
        self._reading.ready()

    def read(self, batch: Sequence[Waiting], after: Sequence[Waiting]) -> Iterator[object]:
        """Each letter of `batch` read, or a ReadFailure; those that come `after` it are begun before the first, and
        read further between each and the next. Raises ReaderBroken."""
        self._finish()
        missing = [one for one in batch if one.letter not in self._known]
        read = read_all(self._reading, [one.raw for one in missing])
        known = {**self._known, **dict(zip((one.letter for one in missing), read, strict=True))}
        self._known = {}
        self._begin(after)
        for one in batch:
            yield known.pop(one.letter)
            self._further()

    def again(self, raw: bytes) -> object:
        """A letter that was decided on before, read once more, or a ReadFailure."""
        self._finish()
        return read_all(self._reading, [raw])[0]

    def without_programs(self, raw: bytes) -> object:
        """The bytes of a letter as they are passed on, or a ReadFailure."""
        self._finish()
        return self._reading.read_many([PassOn(raw)])[0]

    def close(self) -> None:
        """Ends the child processes, whatever they read."""
        self._reading.close()

    def _begin(self, after: Sequence[Waiting]) -> None:
        if after:
            self._reading.begin([(one.raw, {}) for one in after])
        self._begun = {one.letter: one.raw for one in after}

    def _further(self) -> None:
        try:
            self._reading.further()
        except BaseException:
            self._begun = {}  # with the children the batch is gone
            raise

    def _finish(self) -> None:
        """Waits for what is begun: the children read one batch at a time."""
        if begun := self._begun:
            self._begun = {}
            read = _with_word_files(self._reading, list(begun.values()), self._reading.finish())
            self._known.update(zip(begun, read, strict=True))


def read_all(reading: Reading, raws: Sequence[bytes]) -> list[object]:
    """Each raw letter read, or a ReadFailure. Letters with Word 97 files are read twice: catdoc needs a child
    process of its own, which the reading one may not start. Where catdoc is missing, the first reading stays."""
    return _with_word_files(reading, raws, reading.read_many([(raw, {}) for raw in raws]) if raws else [])


def _with_word_files(reading: Reading, raws: Sequence[bytes], results: list[object]) -> list[object]:
    for place, read in enumerate(results):
        if isinstance(read, Letter) and read.word_files and (texts := _texts(read.word_files)):
            (results[place],) = reading.read_many([(raws[place], texts)])
    return results


def _texts(files: Sequence[bytes]) -> dict[str, str]:
    texts = {}
    for data in files:
        try:
            texts[file_key(data)] = catdoc_text(data)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):  # it hangs or breaks a limit: the file counts as one without text
            texts[file_key(data)] = ""
    return texts
