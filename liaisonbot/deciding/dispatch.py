"""The one dispatcher of commands: proof, right, all or nothing per case, questions that wait (commands 6, 7, 10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from liaisonbot.deciding.changes import told_watchers
from liaisonbot.deciding.commands import FORMS, VERBS, Call, Result, asks, wrong
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.grammar import MOST_COMMANDS, CommandLine, strung_together, without_target
from liaisonbot.deciding.trust import Standing, acts_for, best_role, roles_on, token_fits
from liaisonbot.deciding.whom import no_case
from liaisonbot.model.case import Case
from liaisonbot.model.effects import Actor, Ask, ChangeCase, Effect, Note, OpenCase, Send, SetPerson
from liaisonbot.model.mail import File, PostKind
from liaisonbot.model.past import Asked
from liaisonbot.model.people import Person
from liaisonbot.model.tokens import code_hash
from liaisonbot.reading.letter import Letter

MOST_CASES = 20
MOST_OUTSIDE = 5
"""So many letters to peers and lists one letter may cause by each of its lines together (E18)."""

WAITS = timedelta(hours=72)
"""How long commands wait for a word."""

OUTSIDE = (PostKind.PEER, PostKind.ROUTING)


@dataclass(frozen=True, slots=True)
class Given:
    """A command line to run, with the proof it comes with where that is better than the letter's own, and the question
    that it has waited with, if it has. `anew`: whatever proves the letter, it waits for a confirm once more."""

    line: CommandLine
    tier: int = 0
    proof: str = "confirmed by you"
    asked: Asked | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one letter about one case (or about none), as the transcript shows them."""

    title: str
    lines: tuple[tuple[CommandLine, Result], ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """What the commands of a letter come to: blocks for the transcript, effects for the ledger. `asks` is the
    question that the letter leaves open, if any."""

    blocks: tuple[Block, ...]
    effects: tuple[Effect, ...]
    asks: Ask | None = None

    @property
    def changed(self) -> bool:
        """Whether anything was done that `undo` can take back."""
        return any(isinstance(effect, ChangeCase | Note | SetPerson) for effect in self.effects)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all lines of a letter share."""

    facts: Facts
    who: Standing
    person: Person
    anyway: bool
    files: tuple[File, ...]


def run(given: Sequence[Given], facts: Facts, who: Standing, *, anyway: bool = False) -> Ran:
    """Runs the commands of a letter. All or nothing per case; `anyway` does what can be done and overrules
    warnings. Lines that need more proof, or an answer, wait with the others about their case."""
    if who.person is None:
        raise LookupError("commands of nobody")
    cases = {case.number: case for case in (*facts.named, *((facts.case,) if facts.case else ()))}
    grouped: dict[int | None, list[Given]] = {}
    for one in _once(given):
        number = one.line.case or (facts.case.number if facts.case else None)
        about = one.line.verb and VERBS[one.line.verb].needs_case
        grouped.setdefault(number if about or number in cases else None, []).append(one)
    if len(given) > MOST_COMMANDS or len(grouped) > MOST_CASES:
        return _refused(given, f"more than {MOST_COMMANDS} commands, or {MOST_CASES} cases, in one letter")
    desk = _Desk(facts, who, who.person, anyway, _files(given, facts))
    blocks: list[Block] = []
    effects: list[Effect] = []
    waiting: list[_Waiting] = []
    for number, lines in grouped.items():
        worked = _run_case(number, cases.get(number) if number else None, lines, desk)
        blocks.append(worked.block)
        effects.extend(worked.effects)
        waiting.extend(worked.waiting)
    outside = [effect for effect in effects if isinstance(effect, Send) and effect.kind is PostKind.PEER]
    if len(outside) > MOST_OUTSIDE:
        return _refused(given, f"more than {MOST_OUTSIDE} letters to peers at once")
    asks = _ask(waiting, desk, cases)
    return Ran(tuple(numbered(blocks)), (*effects, *((asks,) if asks else ())), asks)


def canonical(line: CommandLine, number: int | None) -> str:
    """A line as it is kept while it waits: its case named, without marks and bullets."""
    if line.near:
        return line.line
    where = f"LS-{number} " if number else ""
    because = f" because {' '.join(line.because.split())}" if line.because else ""
    return f"{where}{line.verb} {' '.join(line.args.split())}".rstrip() + because


def _refused(given: Sequence[Given], why: str) -> Ran:
    rest = given[MOST_COMMANDS].line.line if len(given) > MOST_COMMANDS else given[-1].line.line
    refusal = wrong("E18", f"{why}; nothing was done. Send them in several letters, the next from:", f"    {rest}")
    return Ran((Block("", ((given[0].line, refusal),)),), ())


def _once(given: Sequence[Given]) -> list[Given]:
    """The same line twice counts once."""
    unique: dict[tuple[object, ...], Given] = {}
    for one in given:
        said = one.line.args.lower() if one.line.verb else one.line.line.lower()
        unique.setdefault((one.line.verb, one.line.case, said, one.line.because), one)
    return list(unique.values())


# --- one case -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A line that waits: as it will run, and the lines that its question offers instead."""

    line: str
    choices: tuple[str, ...]
    confirm: bool


@dataclass(frozen=True, slots=True)
class _Worked:
    block: Block
    effects: tuple[Effect, ...]
    waiting: tuple[_Waiting, ...] = ()


def _run_case(number: int | None, case: Case | None, lines: list[Given], desk: _Desk) -> _Worked:
    facts = desk.facts
    roles = roles_on(desk.person, case, facts.office, facts.today)
    actor = _actor(desk, case, roles)
    results: list[tuple[CommandLine, Result]] = []
    effects: list[Effect] = []
    now_case = case
    contradicted = _contradictions(lines)
    for place, one in enumerate(lines):
        given_actor = actor if one.tier <= desk.who.tier else replace(actor, proof=f"{actor.proof}, {one.proof}")
        day = one.asked.day if one.asked else None
        tier = 1 if one.anew else max(one.tier, desk.who.tier_on(case))
        call = Call(one.line, now_case, desk.person, roles, facts, desk.anyway, day, desk.files, tier)
        result = contradicted.get(place) or _run_line(call, number)
        results.append((one.line, result))
        if now_case and result.changes:
            change = {**result.changes, "acted": facts.received}
            because = " ".join(one.line.because.split())
            effects.append(ChangeCase(now_case.number, change, one.line.verb, given_actor, because, now_case.version))
            now_case = replace(now_case, **change)  # type: ignore[arg-type]
        effects.extend(_signed(effect, given_actor) for effect in result.effects)
        if now_case and result.sends:
            effects.extend(result.sends(now_case))
    title = f"{case.name}  {case.title}" if case else ""
    signs = {result.sign for _, result in results}
    if "✗" in signs and not desk.anyway and number is not None:
        stopped = Result("·", ("not done: another line about this case is wrong; send them again together",))
        return _Worked(Block(title, tuple(_held_back(results, stopped))), ())
    if signs & {"?", "⏳"}:
        held = Result("·", ("held: runs with your answer",))
        waiting = tuple(_waits(line, result, number) for line, result in results if result.sign not in "✗= ")
        return _Worked(Block(title, tuple(_held_back(results, held))), (), waiting)
    if case and now_case and now_case != case:
        effects.extend(told_watchers(case, now_case, [line.line for line, _ in results], desk.person, facts))
    return _Worked(Block(title, tuple(results)), tuple(effects))


def _actor(desk: _Desk, case: Case | None, roles: frozenset[str]) -> Actor:
    lent = acts_for(desk.person, case, desk.facts.office, desk.facts.today)
    proof = f"{desk.who.proof}, for {lent}" if lent else desk.who.proof
    return Actor(desk.person.address, best_role(roles), proof)


def _signed(effect: Effect, actor: Actor) -> Effect:
    return replace(effect, actor=actor) if isinstance(effect, Note | SetPerson | ChangeCase | OpenCase) else effect


def _waits(line: CommandLine, result: Result, number: int | None) -> _Waiting:
    return _Waiting(canonical(line, number), result.choices, result.sign == "⏳")


def _held_back(results: list[tuple[CommandLine, Result]], stopped: Result) -> list[tuple[CommandLine, Result]]:
    """A line that is wrong or waits stops the others about its case; answers stay as they are."""
    return [(line, stopped if result.sign in "✓·" else result) for line, result in results]


_ONE_VALUE = frozenset(
    {"deadline", "delay", "redirect", "assign", "done", "no-reply", "noted", "duplicate", "take"}
) | {
    "problem",
}
_CLOSING = frozenset({"done", "no-reply", "noted", "not-a-liaison", "withdraw"})


def _contradictions(lines: list[Given]) -> dict[int, Result]:
    """The places of lines that set one thing to two values, or close a case in two ways (E11)."""
    found: dict[int, Result] = {}
    for name, verbs in [*((verb, {verb}) for verb in sorted(_ONE_VALUE)), ("close", _CLOSING)]:
        places = [place for place, one in enumerate(lines) if one.line.verb in verbs]
        if len(places) > 1:
            kept = (f"    {lines[place].line.line}" for place in places)
            both = wrong("E11", f"these lines say different things ({name}); keep one of them:", *kept)
            found |= {place: both for place in places if place not in found}
    return found


_ALONE = frozenset({"redirect", "delay", "withdraw", "not-a-liaison"})
"""What one line may do to several cases at once only after a confirm."""


def _run_line(call: Call, number: int | None) -> Result:
    if call.line.near:
        return _unknown_verb(call, number)
    if not call.anyway and (lines := strung_together(call.line.line, FORMS)):
        return _one_a_line(lines)
    verb = VERBS[call.line.verb]
    if call.found is None and verb.needs_case:
        if number is None:
            return _which_case(call)
        return no_case(f"LS-{number}", call)
    if not call.known and not verb.for_others:  # whatever case a contact names (P9)
        return wrong("E09", f"“{verb.name}” is for people on our side", "    help")
    if verb.who and not call.roles & verb.who:
        who = ", ".join(sorted(verb.who - {"contact"}))
        holder = call.found.holder if call.found else ""
        return wrong(
            "E09",
            f"“{verb.name}” is for: {who}; to ask for it, forward this line to {holder or 'a coordinator'}:",
            f"    {canonical(call.line, number)}",
        )
    if verb.needs_reason and not call.line.because:
        other = verb.run(call)  # a line to copy must be right but for its reason
        return other if other.sign == "✗" else _without_reason(other, canonical(call.line, number))
    if verb.asks and call.tier < verb.tier:
        return wrong("E10", "only who can be shown to have written is told that; what helps:", "    whoami")
    result = verb.run(call)
    needed = max(verb.tier, result.tier) if call.known else 4
    if call.person.strong and not (call.found is None and token_fits(call.facts, call.person)):
        needed = max(needed, 3)
    if call.line.together > 1 and (verb.name in _ALONE or call.value("tell")):
        needed = 4
    if result.sign == "✓" and call.tier < needed:
        return Result("⏳", ("E10: your confirm is needed; then:", *_afterwards(result, call)), tier=needed)
    return result


def _one_a_line(lines: Sequence[str]) -> Result:
    """E02 for a line with several commands: the later ones would be kept as words of the first."""
    says = "one command a line; nothing of it was done. Write these (or “anyway” on top, if it is one reason):"
    return wrong("E02", says, *(f"    {one}" for one in lines))


def _without_reason(other: Result, line: str) -> Result:
    """E13 for a line that is right but for its reason; where it has two readings, each of them with its own."""
    asked = f"; {other.says[0].partition(': ')[2]}" if other.choices else ""
    samples = (f"    {one} because ‹reason›" for one in other.choices or (line,))
    return wrong("E13", f"a reason is needed, because the peer will ask{asked}:", *samples)


def _afterwards(result: Result, call: Call) -> list[str]:
    """What a line does once it is confirmed; its letters leave so long after that."""
    at, later = f"at {call.departs:%H:%M} UTC", f"{call.office.settings.grace_minutes} minutes later"
    return [one.replace(at, later) for one in result.says]


def _unknown_verb(call: Call, number: int | None) -> Result:
    """A slip is never guessed at: the lines that it may stand for are the choices (E01)."""
    word = without_target(call.line.line).split(" ")[0].strip(" :,.")
    where = f"LS-{number} " if number else ""
    return asks("E01", f"I do not know “{word}”; it may stand for:", *(f"{where}{one}" for one in call.line.near))


def _which_case(call: Call) -> Result:
    """No case is named: never a guess, a choice of the writer's own open cases (E06)."""
    mine = {address.lower() for address in call.person.addresses}
    cases = [one for one in call.facts.cases if mine & {one.holder.lower(), (one.manager or "").lower()}]
    if call.line.verb in ("yes", "choose"):
        cases = [one for one in cases if one.proposal]
        if not cases:
            return wrong("E21", "nothing that was asked waits for that answer; where things stand:", "    status mine")
    cases = cases[:5]
    if not cases:
        return wrong("E06", "which case? Reply to a letter about it, or name it:", f"    LS-12 {call.line.line}")
    return asks_case(cases, call.line)


def asks_case(cases: Sequence[Case], line: CommandLine) -> Result:
    """The question which of these cases a line is about."""
    says = ("E06: which case? Nothing was changed.", *(f"{case.name} is {case.title}" for case in cases))
    return Result("?", says, choices=tuple(canonical(line, case.number) for case in cases))


# --- questions ------------------------------------------------------------------------------------------


def _ask(waiting: Sequence[_Waiting], desk: _Desk, cases: Mapping[int, Case]) -> Ask | None:
    if not waiting:
        return None
    choices = [(place, line) for place, one in enumerate(waiting) for line in one.choices]
    confirm = any(one.confirm for one in waiting)
    return Ask(
        person=desk.person.address,
        lines=tuple(one.line for one in waiting),
        until=desk.facts.moment + WAITS,
        code=code_hash(desk.facts.code) if desk.facts.code else "",
        choices=tuple(choices),
        versions={number: case.version for number, case in cases.items()},
        confirm=confirm,
        files=desk.files,
    )


def files_of(letter: Letter) -> tuple[File, ...]:
    """The files that came with a letter, without what belongs to its text."""
    named = (part for part in letter.parts if part.name and not part.inline)
    return tuple(File(part.name, part.media_type, part.size, part.sha256) for part in named)


def _files(given: Sequence[Given], facts: Facts) -> tuple[File, ...]:
    """The files of this letter, else those that came with the lines that it lets go."""
    waited = (one.asked.files for one in given if one.asked and one.asked.files)
    return files_of(facts.letter) or next(waited, ())


def numbered(blocks: list[Block]) -> list[Block]:
    """The choices of all questions, numbered through the letter."""
    count = 0
    done = []
    for block in blocks:
        lines = []
        for line, result in block.lines:
            if result.choices:
                offers = tuple(f"{count + n}  {one}" for n, one in enumerate(result.choices, 1))
                reply = " or ".join(f"`choose {count + n}`" for n in range(1, len(result.choices) + 1))
                lines.append((line, replace(result, says=(*result.says, *offers, f"Reply {reply}."))))
                count += len(result.choices)
            else:
                lines.append((line, result))
        done.append(replace(block, lines=tuple(lines)))
    return done
