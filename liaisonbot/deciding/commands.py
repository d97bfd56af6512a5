"""The registry of commands (commands 9): what every verb is given, and what it gives back.

A verb is one function under `@command(…)`: dispatch, permission, the help letter and the README's table
follow from that line. A verb gets a `Call` and returns a `Result`; nothing changes here, effects are values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.grammar import CommandLine, Form, Reading, parse_line, read_commands
from liaisonbot.deciding.rows import by_their_numbers, spelled_out
from liaisonbot.deciding.trust import best_role
from liaisonbot.model.case import Case
from liaisonbot.model.effects import Actor, Effect, Send
from liaisonbot.model.mail import File
from liaisonbot.model.people import Person

BELIEVED = timedelta(hours=48)
"""A letter's Date is believed if it is no further from when the letter came."""

ANYBODY: frozenset[str] = frozenset()
HANDLERS = frozenset({"coordinator", "manager", "ad", "chair", "holder"})
CHAIRS = frozenset({"coordinator", "manager", "ad", "chair"})
DECIDERS = frozenset({"coordinator", "manager", "ad"})
MANAGERS = frozenset({"coordinator", "manager"})


@dataclass(frozen=True, slots=True)
class Result:
    """What one command line came to. `sign` is ✓ done, = same, ? question, ✗ error, · held with another line,
    ⏳ waits for a confirm, or a blank for an answer; `says` are lines for the transcript. `changes` are the case's
    new field values, `sends` further letters, made for the case as it stands after the change. `tier` is the proof
    that this very use needs, `choices` the lines that stand for the numbers of a question."""

    sign: str
    says: tuple[str, ...]
    changes: Mapping[str, object] | None = None
    sends: Callable[[Case], list[Send]] | None = None
    effects: tuple[Effect, ...] = ()
    tier: int = 0
    choices: tuple[str, ...] = ()


def done(*says: str, sends: Callable[[Case], list[Send]] | None = None, **changes: object) -> Result:
    """A change that was made."""
    return Result("✓", says, changes, sends)


def same(*says: str) -> Result:
    """What was asked for is so already: no event, no letter (commands 13)."""
    return Result("=", says)


def answer(*says: str) -> Result:
    """An answer to a verb that changes nothing."""
    return Result(" ", says)


def wrong(code: str, *says: str) -> Result:
    """An error: nothing of this case's lines is done; the last line can be copied and sent (commands 12)."""
    return Result("✗", (f"{code}: {says[0]}", *says[1:]))


def asks(code: str, why: str, *choices: str) -> Result:
    """A question with numbered lines to choose from; the lines of its case wait for the answer."""
    return Result("?", (f"{code}: {why}",), choices=choices)


def at_tier(tier: int, result: Result) -> Result:
    """`result`, if the writer's proof reaches `tier`."""
    return replace(result, tier=max(tier, result.tier))


@dataclass(frozen=True, slots=True)
class Call:
    """One command line with everything its verb may look at. `found` is its case as earlier lines of the
    letter left it, None only for verbs that need no case. `anyway`: warnings are overruled. `day` is the day that the
    line was written on, where that is not the letter's: it waited for a word. `files` came with the line, `tier` is its
    proof."""

    line: CommandLine
    found: Case | None
    person: Person
    roles: frozenset[str]
    facts: Facts
    anyway: bool = False
    day: date | None = None
    files: tuple[File, ...] = ()
    tier: int = 2

    @property
    def today(self) -> date:
        """The day that words like `tomorrow` count from: the writer's, when the line was written (commands 5)."""
        letter, received = self.facts.letter, self.facts.received
        written = letter.date if letter.date and abs(letter.date - received) <= BELIEVED else received
        return self.day or written.astimezone(ZoneInfo(self.person.zone)).date()

    @property
    def case(self) -> Case:
        """The case of a verb that needs one; the dispatcher sees to it that there is one."""
        if self.found is None:
            raise LookupError(self.line.verb)
        return self.found

    @property
    def office(self) -> Office:
        """People, directory and settings."""
        return self.facts.office

    @property
    def because(self) -> str:
        """The reason given, folded to one line."""
        return " ".join(self.line.because.split())

    @property
    def known(self) -> bool:
        """Whether the writer is one of our people; anybody else sees what is public."""
        return self.office.people.person(self.person.address) is not None

    def value(self, name: str) -> str:
        """A named part of the line, "" if it is not there."""
        return self.line.values.get(name, "")

    @property
    def excerpt(self) -> tuple[str, ...]:
        """The first lines of the case's statement, for letters that send it on."""
        return self.facts.excerpts.get(self.case.number, ())

    @property
    def actor(self) -> Actor:
        """The writer, for effects beside a change of the case; the proof is filled in by the dispatcher."""
        return Actor(self.person.address, best_role(self.roles), "")

    @property
    def departs(self) -> datetime:
        """When letters that leave the house may go: after the grace time (commands 7)."""
        return self.facts.moment + timedelta(minutes=self.office.settings.grace_minutes)


@dataclass(frozen=True, slots=True)
class Verb:
    """A row of the registry. `usage` is the sample people see, `who` the roles that may use it (empty: all
    known people), `tier` the proof that it needs; `asks` marks verbs that change nothing, `needs_case` those that are
    about one case."""

    name: str
    aliases: tuple[str, ...]
    usage: str
    who: frozenset[str]
    asks: bool
    needs_case: bool
    needs_reason: bool
    run: Callable[[Call], Result]
    form: Form
    tier: int = 2

    @property
    def what(self) -> str:
        """What it does, in a sentence: the first line of its function's docstring."""
        return (self.run.__doc__ or "").strip().splitlines()[0]

    @property
    def for_others(self) -> bool:
        """Whether the other side may use it too: it asks, or it is a contact's."""
        return self.asks or "contact" in self.who

    def open_to(self, call: Call) -> bool:
        """Whether the writer of `call` may use it there, with the proof that the letter has."""
        if self.asks:
            return call.tier >= self.tier
        if call.known:
            return not self.who or bool(self.who & call.roles)
        return "contact" in call.roles and (self.for_others or self.name in ("confirm", "cancel"))


VERBS: dict[str, Verb] = {}
FORMS: dict[str, Form] = {}


def command(
    name: str,
    usage: str,
    *,
    args: str = "",
    aliases: tuple[str, ...] = (),
    who: frozenset[str] = ANYBODY,
    asks: bool = False,
    needs_case: bool = True,
    needs_reason: bool = False,
    free: bool = False,
    tier: int = 2,
) -> Callable[[Callable[[Call], Result]], Callable[[Call], Result]]:
    """Registers a verb. `args` is a pattern for what stands between the verb and its reason,
    `tier` the proof that every use of it needs."""

    def register(run: Callable[[Call], Result]) -> Callable[[Call], Result]:
        form = Form(name, re.compile(args, re.IGNORECASE | re.DOTALL), free)
        VERBS[name] = Verb(name, aliases, usage, who, asks, needs_case, needs_reason, run, form, tier)
        FORMS.update(dict.fromkeys((name, *aliases), form))
        return run

    return register


def commands_in(
    text: str,
    *,
    bare: bool,
    rows: Sequence[int] = (),
    only: frozenset[str] | None = None,
    cases: Sequence[Case] = (),
) -> Reading:
    """The command lines of a reply's own text; `bare` where lines need no mark, and `only` the verbs that do not
    (commands 3, zones). `rows` are the cases of the numbered rows in the letter that it answers, `cases` those whose
    peers' numbers may name them."""
    written = by_their_numbers(spelled_out(text, rows, _is_command), cases, _is_command)
    return read_commands(written, FORMS, bare=bare, only=only)


def _is_command(line: str) -> bool:
    return parse_line(line, FORMS) is not None
