"""The clock is followed by looking at few cases; a bot that looks at all of them every time says the same."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.effects import Actor, ChangeCase, Decision, Note
from tests.world import CARLA, MIRA, QUENTIN, World

PACE = timedelta(hours=6)
PEOPLE = (MIRA, CARLA, QUENTIN)

steps = st.lists(
    st.one_of(
        st.tuples(st.just("arrives"), st.integers(1, 60)),
        st.tuples(st.just("deadline"), st.integers(-3, 60)),
        st.tuples(st.just("holder"), st.integers(0, 2)),
        st.tuples(st.just("note"), st.integers(0, 2)),
        st.tuples(st.just("close"), st.just(0)),
        st.tuples(st.just("reopen"), st.just(0)),
        st.tuples(st.just("waits"), st.integers(1, 30)),
        st.tuples(st.just("down"), st.integers(1, 40)),
        st.tuples(st.just("back"), st.integers(1, 5)),
    ),
    min_size=3,
    max_size=14,
)


class Plain(World):
    """A world whose time runs in larger steps; `careful` looks at every case at each of them."""

    careful = False
    stepped_back = 0

    def _works(self) -> None:
        if self.careful:
            self.service.day.forget()
        super()._works()

    def waits(self, days: int) -> None:
        for _ in range(days * 4):
            self.time += PACE
            self._works()

    def changes(self, number: int, who: int, **changes: Any) -> None:
        """Somebody changes a case, by a command that was read elsewhere."""
        actor = Actor(PEOPLE[who].address, "manager", "told here")
        effect = ChangeCase(number, {**changes, "acted": self.time}, "told", actor)
        note = Note(number, "note", "something", actor)
        self.ledger.apply(Decision(None, (effect if changes else note,), (), "told"), self.time)

    def does(self, what: str, value: int, case: Case | None) -> None:
        match what:
            case "arrives":
                day = (self.time + timedelta(days=value)).strftime("%d %B %Y")
                mail = self.statement()
                mail.set_content(str(mail.get_content()).replace("1 June 2026", day))
                self.arrives(mail)
            case "waits":
                self.waits(value)
            case "down":
                self.sleeps(value)
            case "back":
                self.time -= timedelta(days=value)
                self.stepped_back += 1
            case _ if case is None:
                return
            case "deadline":
                self.changes(case.number, 0, deadline=self.time.date() + timedelta(days=value))
            case "holder":
                self.changes(case.number, 0, holder=PEOPLE[value].address)
            case "note":
                self.changes(case.number, value)
            case "close" if case.stage is Stage.OPEN:
                self.changes(case.number, 0, stage=Stage.CLOSED, outcome=Outcome.ANSWERED, closed=self.time)
            case "reopen" if case.stage is Stage.CLOSED:
                self.changes(case.number, 0, stage=Stage.OPEN, outcome=None, closed=None)


def lived(what: list[tuple[str, int]], *, careful: bool) -> list[tuple[str, str, str, int]]:
    """The letters that a life brings; a moment that comes twice, since the clock stepped back, is two moments."""
    with tempfile.TemporaryDirectory() as folder, Plain(Path(folder)) as world:
        world.careful = careful
        letters: list[tuple[str, str, str, int]] = []
        for step, value in [("arrives", 20), *what, ("waits", 30)]:
            world.does(step, value, world.ledger.case(max(1, world.ledger.last_case_number())))
            new = world.post[len(letters) :]
            letters += [(one.template, one.recipient, one.at.isoformat(), world.stepped_back) for one in new]
        assert world.ledger.audit() == []
        return letters


# shrinking a life of months takes minutes: a life that was found is long enough to read
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


STEPS_BACK = [("waits", 10), ("reopen", 0), ("arrives", 30), ("waits", 25), ("back", 3), ("note", 2)]
STEPS_BACK += [("deadline", 54), ("holder", 0), ("deadline", 1), ("note", 0)]


@example(STEPS_BACK)
@settings(max_examples=6, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_looking_at_few_cases_says_what_looking_at_all_says(what: list[tuple[str, int]]) -> None:
    quick = lived(what, careful=False)
    assert quick == lived(what, careful=True)
    personal = [one for one in quick if one[0] in ("reminder", "overdue", "escalation", "morning")]
    assert len(personal) == len(set(personal)), "one letter a reader and moment"
