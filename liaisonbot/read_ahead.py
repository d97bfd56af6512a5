"""Letters are read ahead: while the desk decides on some, the children already read those that come next."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Protocol

from liaisonbot.doors.catdoc import catdoc_text
from liaisonbot.model.mail import Waiting
from liaisonbot.reading.letter import Letter, file_key
from liaisonbot.reading.risky import PassOn


class Reading(Protocol):
    """Turns raw letters into letters read, or into the reason why one could not be."""

    def read_many(self, jobs: Sequence[object]) -> list[object]: ...

    def ready(self) -> None: ...

    def close(self) -> None: ...


class ReadAhead:
    """A Reading with one batch in advance. For one calling thread; the reading itself happens in a second one
    as soon as something is read ahead."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._thread: ThreadPoolExecutor | None = None
        self._ahead: tuple[list[int], Future[list[object]]] | None = None

    def ready(self) -> None:
        """Returns once letters can be read."""
        if self._ahead is None:  # otherwise the second thread sees to that
            self._reading.ready()

    def read(self, batch: Sequence[Waiting], after: Sequence[Waiting]) -> list[object]:
        """Each letter of `batch` read, or a ReadFailure; meanwhile those that come `after` it are begun."""
        known = self._taken()
        missing = [one for one in batch if one.letter not in known]
        read = read_all(self._reading, [one.raw for one in missing])
        known.update(zip((one.letter for one in missing), read, strict=True))
        if after:
            self._begin(after)
        return [known[one.letter] for one in batch]

    def again(self, raw: bytes) -> object:
        """A letter that was decided on before, read once more, or a ReadFailure."""
        self._finish()
        return read_all(self._reading, [raw])[0]

    def without_programs(self, raw: bytes) -> object:
        """The bytes of a letter as they are passed on, or a ReadFailure."""
        self._finish()
        return self._reading.read_many([PassOn(raw)])[0]

    def _finish(self) -> None:
        """Waits for what is being read ahead: the reading is for one thread at a time."""
        if self._ahead is not None:
            wait([self._ahead[1]])

    def _begin(self, after: Sequence[Waiting]) -> None:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="read-ahead")
        raws = [one.raw for one in after]
        self._ahead = ([one.letter for one in after], self._thread.submit(read_all, self._reading, raws))

    def _taken(self) -> dict[int, object]:
        """What was read ahead, by the letter's number; raises what reading it raised."""
        if self._ahead is None:
            return {}
        (letters, results), self._ahead = self._ahead, None
        return dict(zip(letters, results.result(), strict=True))

    def close(self) -> None:
        """Waits for what is being read, and ends the child processes."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
        self._reading.close()


def read_all(reading: Reading, raws: Sequence[bytes]) -> list[object]:
    """Each raw letter read, or a ReadFailure. Letters with Word 97 files are read twice: catdoc needs a child
    process of its own, which the reading one may not start. Where catdoc is missing, the first reading stays."""
    results = reading.read_many([(raw, {}) for raw in raws]) if raws else []
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
