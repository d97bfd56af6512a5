"""The registry of commands, and the one dispatcher that runs them (commands 6, 9-12).

A verb is one function under `@command(…)`: dispatch, permission, the help letter and the README's table
follow from that line. A verb gets a `Call` and returns a `Result`; nothing changes here, effects are values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.grammar import MOST_COMMANDS, CommandLine, Form, Reading, parse_line, read_commands
from liaisonbot.deciding.rows import spelled_out
from liaisonbot.deciding.trust import best_role, roles_on
from liaisonbot.model.case import Case
from liaisonbot.model.effects import Actor, ChangeCase, Effect, Send
from liaisonbot.model.people import Person

ANYBODY: frozenset[str] = frozenset()
HANDLERS = frozenset({"coordinator", "manager", "ad", "chair", "holder"})
DECIDERS = frozenset({"coordinator", "manager", "ad"})
MANAGERS = frozenset({"coordinator", "manager"})


@dataclass(frozen=True, slots=True)
class Result:
    """What one command line came to. `sign` is ✓ done, = same, ? question, ✗ error, · held with another line,
    or a blank for an answer; `says` are lines for the transcript. `changes` are the case's new field values,
    `sends` further letters, made for the case as it stands after the change."""

    sign: str
    says: tuple[str, ...]
    changes: Mapping[str, object] | None = None
    sends: Callable[[Case], list[Send]] | None = None
    effects: tuple[Effect, ...] = ()


def done(*says: str, sends: Callable[[Case], list[Send]] | None = None, **changes: object) -> Result:
    """A change that was made."""
    return Result("✓", says, changes, sends)


def answer(*says: str) -> Result:
    """An answer to a verb that changes nothing."""
    return Result(" ", says)


def wrong(code: str, *says: str) -> Result:
    """An error: nothing of this case's lines is done; the last line can be copied and sent (commands 12)."""
    return Result("✗", (f"{code}: {says[0]}", *says[1:]))


@dataclass(frozen=True, slots=True)
class Call:
    """One command line with everything its verb may look at. `found` is its case as earlier lines of the
    letter left it, None only for verbs that need no case."""

    line: CommandLine
    found: Case | None
    person: Person
    roles: frozenset[str]
    facts: Facts

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


@dataclass(frozen=True, slots=True)
class Verb:
    """A row of the registry. `usage` is the sample people see, `who` the roles that may use it (empty: all
    known people), `asks` marks verbs that change nothing, `needs_case` those that are about one case."""

    name: str
    aliases: tuple[str, ...]
    usage: str
    who: frozenset[str]
    asks: bool
    needs_case: bool
    needs_reason: bool
    run: Callable[[Call], Result]
    form: Form

    @property
    def what(self) -> str:
        """What it does, in a sentence: the first line of its function's docstring."""
        return (self.run.__doc__ or "").strip().splitlines()[0]


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
) -> Callable[[Callable[[Call], Result]], Callable[[Call], Result]]:
    """Registers a verb. `args` is a pattern for what stands between the verb and its reason."""

    def register(run: Callable[[Call], Result]) -> Callable[[Call], Result]:
        form = Form(name, re.compile(args, re.IGNORECASE | re.DOTALL), free)
        VERBS[name] = Verb(name, aliases, usage, who, asks, needs_case, needs_reason, run, form)
        FORMS.update(dict.fromkeys((name, *aliases), form))
        return run

    return register


def commands_in(text: str, *, bare: bool, rows: Sequence[int] = ()) -> Reading:
    """The command lines of a reply's own text; `bare` where lines need no mark (commands 3, zones). `rows` are
    the cases of the numbered rows in the letter that it answers."""
    return read_commands(spelled_out(text, rows, lambda line: parse_line(line, FORMS) is not None), FORMS, bare=bare)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one letter about one case (or about none), as the transcript shows them."""

    title: str
    lines: tuple[tuple[CommandLine, Result], ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """What the commands of a letter come to: blocks for the transcript, effects for the ledger."""

    blocks: tuple[Block, ...]
    effects: tuple[Effect, ...]


def run(reading: Reading, facts: Facts, person: Person, proof: str) -> Ran:
    """Runs the commands of a letter whose writer is proven. All or nothing per case (commands 10)."""
    if len(reading.commands) > MOST_COMMANDS:
        refusal = wrong("E18", f"more than {MOST_COMMANDS} commands in one letter; nothing was done")
        return Ran((Block("", ((reading.commands[0], refusal),)),), ())
    cases = {case.number: case for case in (*facts.named, *((facts.case,) if facts.case else ()))}
    grouped: dict[int | None, list[CommandLine]] = {}
    for line in _once(reading.commands):
        number = line.case or (facts.case.number if facts.case else None)
        grouped.setdefault(number if VERBS[line.verb].needs_case or number in cases else None, []).append(line)
    blocks, effects = [], []
    for number, lines in grouped.items():
        block, caused = _run_case(number, cases.get(number) if number else None, lines, facts, person, proof)
        blocks.append(block)
        effects.extend(caused)
    return Ran(tuple(blocks), tuple(effects))


def _once(lines: tuple[CommandLine, ...]) -> list[CommandLine]:
    """The same line twice counts once."""
    unique: dict[tuple[object, ...], CommandLine] = {}
    for line in lines:
        unique.setdefault((line.verb, line.case, line.args.lower(), line.because), line)
    return list(unique.values())


def _run_case(
    number: int | None, case: Case | None, lines: list[CommandLine], facts: Facts, person: Person, proof: str
) -> tuple[Block, list[Effect]]:
    roles = roles_on(person, case, facts.office)
    actor = Actor(person.address, best_role(roles), proof)
    results: list[tuple[CommandLine, Result]] = []
    effects: list[Effect] = []
    now_case = case
    for line in lines:
        result = _run_line(line, number, now_case, facts, person, roles)
        results.append((line, result))
        if now_case and result.changes:
            change = {**result.changes, "acted": facts.received}
            effects.append(ChangeCase(now_case.number, change, line.verb, actor, line.because, now_case.version))
            now_case = replace(now_case, **change, version=now_case.version + 1)  # type: ignore[arg-type]
        effects.extend(result.effects)
        if now_case and result.sends:
            effects.extend(result.sends(now_case))
    title = f"{case.name}  {case.title}" if case else ""
    if any(result.sign == "✗" for _, result in results):
        return Block(title, tuple(_held_back(results))), []
    return Block(title, tuple(results)), effects


def _held_back(results: list[tuple[CommandLine, Result]]) -> list[tuple[CommandLine, Result]]:
    """A wrong line about a case stops the others about it; questions and answers stay as they are."""
    stopped = Result("·", ("not done: another line about this case is wrong; send them again together",))
    return [(line, stopped if result.sign == "✓" else result) for line, result in results]


def _run_line(
    line: CommandLine,
    number: int | None,
    case: Case | None,
    facts: Facts,
    person: Person,
    roles: frozenset[str],
) -> Result:
    verb = VERBS[line.verb]
    if not verb.needs_case and case is None:
        return verb.run(Call(line, None, person, roles, facts))
    if case is None:
        if number is None:
            return wrong("E06", "which case? Reply to a letter about it, or name it:", f"    LS-12 {line.line}")
        return wrong("E05", f"there is no case LS-{number} that you may see")
    if verb.who and not roles & verb.who:
        who = ", ".join(sorted(verb.who))
        return wrong("E09", f"“{verb.name}” on {case.name} is for: {who}", f"its holder is {case.holder}")
    if verb.needs_reason and not line.because:
        return wrong("E13", "a reason is needed, because the peer will ask:", f"    {line.line} because ‹reason›")
    return verb.run(Call(line, case, person, roles, facts))
