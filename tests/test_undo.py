"""Whatever people order, in whatever order: taken back letter by letter, all is as it was before (commands 7)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from liaisonbot.model.people import Person
from tests.test_commands import FIRST, UNDONE
from tests.world import CARLA, MIRA, QUENTIN, Caught, World

LINES = sorted({*FIRST.values(), *UNDONE} - {"LS-1 attach"})  # a file belongs to the letter, not to the line
CASES = ("LS-1", "LS-2")


@dataclass(frozen=True)
class Ordered:
    """One letter of commands; `pause` is how many minutes pass before the next."""

    person: Person
    lines: tuple[str, ...]
    pause: int


@dataclass(frozen=True)
class Done:
    """What one letter did, by its transcript, and all there was before."""

    person: Person
    transcript: Caught
    before: tuple[object, ...]


def about(case: str, line: str) -> str:
    """The line with its cases exchanged, if it shall be about the other one."""
    if case == CASES[0]:
        return line
    return line.replace("LS-1", "LS-0").replace("LS-2", "LS-1").replace("LS-0", "LS-2")


LETTERS = st.builds(
    Ordered,
    st.sampled_from([MIRA, CARLA, QUENTIN]),
    st.lists(st.builds(about, st.sampled_from(CASES), st.sampled_from(LINES)), min_size=1, max_size=3).map(tuple),
    st.sampled_from([1, 15]),
)


def all_there_is(world: World) -> tuple[object, ...]:
    """What commands change: the cases, but for when somebody last acted on them, and what people set."""
    cases = [replace(world.case(number), version=0, acted=None) for number in (1, 2)]
    return (*cases, {name: values for name, values in world.ledger.settings().items() if values})


def obeyed(world: World, person: Person, text: str) -> Iterator[Done]:
    """What a letter does, and the `yes` to what waits for one; each of the two may be taken back by itself."""
    about = None
    for words in (text, "yes\n"):
        before = all_there_is(world)
        world.says(person, words, about)
        about = world.last("transcript", person.address)
        if "answer `undo`" in about.text:
            yield Done(person, about, before)
        else:
            assert all_there_is(world) == before, f"changed, and nothing to take back: {about.text}"
        if not waits(about):
            return


def waits(transcript: Caught) -> bool:
    """Whether something of what a transcript answers waits for a `yes`."""
    return "waiting for your confirm" in transcript.text


def answering_all() -> AbstractContextManager[object]:
    """As if nobody had had enough answers about a case: what is over the share is said in one letter after the hour, and
    the `yes` and `undo` here are to answer each one."""
    return patch("liaisonbot.deciding.answering.MOST_ON_A_CASE", 1000)


# A failure is short enough to be read as it is; to shrink it takes minutes.
@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(LETTERS, min_size=2, max_size=4))
def test_letters_taken_back_from_the_last_to_the_first_leave_all_as_it_was(letters: list[Ordered]) -> None:
    with tempfile.TemporaryDirectory() as folder, answering_all(), World(Path(folder)) as world:
        world.arrives(world.statement())
        world.arrives(world.statement())
        done: list[Done] = []
        for letter in letters:
            done += obeyed(world, letter.person, "\n".join(letter.lines) + "\n")
            world.minutes_pass(letter.pause)
        for one in reversed(done):
            world.says(one.person, "undo\n", one.transcript)
            if waits(said := world.last("transcript", one.person.address)):
                world.says(one.person, "yes\n", said)
            assert all_there_is(world) == one.before, one.transcript.text
        assert world.ledger.audit() == []
