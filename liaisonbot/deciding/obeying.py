"""What a letter with commands comes to: whose it is, what waits for a word, the one private answer (commands 6-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from liaisonbot.deciding.alarms import to_operators
from liaisonbot.deciding.answering import end_of_hour, is_last_answer, is_last_question, may_answer, summed_up
from liaisonbot.deciding.commands import Result, commands_in, wrong
from liaisonbot.deciding.dispatch import WAITS, Block, Given, Ran, files_of, numbered, run
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.grammar import CommandLine, Reading
from liaisonbot.deciding.nearly import not_run
from liaisonbot.deciding.repeats import toned_down
from liaisonbot.deciding.trust import Standing, token_fits
from liaisonbot.model.case import Stage
from liaisonbot.model.effects import Ask, Effect, EndAsk, Send, WrongCode
from liaisonbot.model.mail import PostKind
from liaisonbot.model.past import Asked
from liaisonbot.model.people import Person
from liaisonbot.model.tokens import code_hash
from liaisonbot.reading.unreadable import Unreadable

ANSWERS = frozenset({"yes", "choose", "confirm", "cancel"})


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What follows from a command letter, and the name of the rule that said so."""

    rule: str
    effects: tuple[Effect, ...]


def obey(reading: Reading, who: Standing, facts: Facts, *, preview: bool, anyway: bool) -> Obeyed:
    """Runs the commands of a letter, or keeps them until its writer is proven. `preview`: nothing changes."""
    person = who.person
    if person is None:
        raise LookupError("commands of nobody")
    if reading.versions:
        return _two_versions(reading, who, facts)
    reading = replace(reading, commands=tuple(_says_which(line, facts) for line in reading.commands))
    given, answered, refused = _with_answers(reading.commands, person, who, facts)
    if not who.proven and not any(one.tier == 4 for one in given):
        if not answered:
            return _unproven(reading, person, who, facts, refused)
        if any(one.asked for one in given):
            again = replace(reading, commands=tuple(one.line for one in given))
            asked = _unproven(again, person, who, facts, refused)
            return Obeyed(asked.rule, (*_over(answered, asked.effects), *asked.effects))
    proven = given if who.proven else [one for one in given if one.tier == 4 or one.anew]
    ran = run(proven, facts, who, anyway=anyway)
    if refused:
        ran = replace(ran, blocks=(*ran.blocks, Block("", tuple(refused))))
    if preview:
        transcript = _transcript(ran, reading, who, facts, head="PREVIEW: nothing was changed. It would be:")
        return Obeyed("a preview of commands", transcript)
    wrong_code = (WrongCode(person.address),) if _guessed(reading.commands, refused) else ()
    answered = [*answered, *_asked_before(facts)] if who.proven else answered
    effects = (*answered, *wrong_code, *ran.effects)
    transcript = _transcript(ran, reading, who, facts)
    if not any(line.verb for line in reading.commands):
        transcript = _once_a_day(transcript, "prose", who, facts)  # slips only: asked about once a day and thread
    return Obeyed(f"commands, proven by {who.proof}", (*effects, *toned_down(transcript, person, facts)))


def _says_which(line: CommandLine, facts: Facts) -> CommandLine:
    """The line; an `undo` in reply to a transcript with the code of that letter: if it has to wait, the `yes` to it
    is in reply to another one."""
    past = next((one for one in facts.past if one.letter == facts.answers_letter), None)
    if line.verb != "undo" or line.values.get("n") or past is None:
        return line
    return replace(line, args=f"{past.name} {line.args}", values={**line.values, "n": str(past.letter)})


def _asked_before(facts: Facts) -> list[Effect]:
    """A better copy of the letter came: the question about the weak one is over (commands 13)."""
    waiting = any(one.letter == facts.weaker and one.waiting for one in facts.asked)
    return [EndAsk(facts.weaker, "run")] if facts.weaker and waiting else []


def _two_versions(reading: Reading, who: Standing, facts: Facts) -> Obeyed:
    """The text and the HTML of a letter hold different commands: nothing runs, and its writer says which was meant."""
    person = who.person
    if person is None or not who.proven:
        return Obeyed("commands that differ between text and HTML, without proof", ())
    says = ["E17: the text and the HTML of your letter say different things. Nothing was changed."]
    says += [
        f"{name}: {'; '.join(lines) or 'no command'}" for name, lines in zip(_VIEWS, reading.versions, strict=True)
    ]
    choices = tuple("\n".join(lines) for lines in reading.versions if lines)
    shown = tuple("; ".join(choice.split("\n")) for choice in choices)
    line = CommandLine("", "(two versions)")
    blocks = numbered([Block("", ((line, Result("?", tuple(says), choices=shown)),))])
    asks = Ask(
        person=person.address,
        lines=("",),
        until=facts.moment + WAITS,
        choices=tuple((0, choice) for choice in choices),
        versions={case.number: case.version for case in facts.named},
        files=files_of(facts.letter),
    )
    rule = "commands that differ between text and HTML"
    return Obeyed(rule, (asks, *_transcript(Ran(tuple(blocks), (asks,), asks), reading, who, facts)))


_VIEWS = ("the text", "the HTML")


# --- answers to questions -------------------------------------------------------------------------------


def _with_answers(
    lines: Sequence[CommandLine], person: Person, who: Standing, facts: Facts
) -> tuple[list[Given], list[Effect], list[tuple[CommandLine, Result]]]:
    """The lines to run, with those that a `yes` or a choice lets go; the questions that are over; and answers that
    fit no question. A question is answered once by a letter; who says both yes and no says no."""
    given: list[Given] = []
    effects: list[Effect] = []
    refused: list[tuple[CommandLine, Result]] = []
    chosen: dict[int, list[str]] = {}
    for line in sorted(lines, key=lambda one: one.verb != "cancel"):
        if line.verb == "unsubscribe" and token_fits(facts, person):
            given.append(Given(line, 4, "your reply address"))  # one word by mail must do (RFC 2369)
            continue
        if line.verb not in ANSWERS or facts.letter.via_list:
            given.append(Given(line))
            continue
        asked = _asked_by(line, facts)
        if asked is None:
            if line.line.strip().lower().startswith("no"):
                refused += _no_where_it_belongs(line, facts)
                continue  # a word of prose, unless somebody asked
            if line.verb in ("yes", "choose"):
                given.append(Given(line))  # the question where a held statement goes
            else:
                refused.append((line, _no_such_question(line)))
        elif asked.letter in _ended(effects):
            refused.append((line, Result("=", ("another line answers that question",))))
        elif line.verb == "cancel" and _may_drop(line, asked, who, facts):
            effects.append(EndAsk(asked.letter, "dropped"))
            if line.values.get("not_me"):
                effects.extend(_alarm(asked, facts))
            refused.append((line, Result("✓", ("dropped; nothing was changed",))))
        elif line.verb == "choose":
            _choose(line, asked, chosen, refused)
        elif not asked.confirm:
            refused.append((line, wrong("E21", "that question wants the number of a choice:", "    choose 1")))
        elif why := _why_anew(line, asked, facts):
            effects.append(EndAsk(asked.letter, "renewed"))
            refused.append((line, Result("?", (why, "see below and confirm anew"))))
            given.extend(Given(one, asked=asked, anew=True) for one in _again(asked.lines))
        else:
            effects.append(EndAsk(asked.letter, "run"))
            given.extend(Given(one, 4, asked=asked) for one in _again(asked.lines))
    for letter, lines_now in chosen.items():
        if letter in _ended(effects):
            continue
        effects.append(EndAsk(letter, "run"))
        asked = next((one for one in facts.asked if one.letter == letter), None)
        given.extend(Given(one, asked=asked) for one in _again(tuple(lines_now)))
    return given, effects, refused


def _ended(effects: Sequence[Effect]) -> set[int]:
    return {one.letter for one in effects if isinstance(one, EndAsk)}


def _alarm(asked: Asked, facts: Facts) -> list[Send]:
    """A word to the operator that somebody wrote in another's name."""
    context = {"person": asked.person, "commands": list(asked.lines), "letter": asked.letter}
    return to_operators("not_me", f"not me:{asked.letter}", context, facts.office)


def _over(answered: Sequence[Effect], asked: Sequence[Effect]) -> list[Effect]:
    """The questions that an unproven letter ends: where nobody may be asked anew, only those that it drops."""
    fresh = any(isinstance(one, Ask) for one in asked)
    return [one for one in answered if fresh or not isinstance(one, EndAsk) or one.how == "dropped"]


def _asked_by(line: CommandLine, facts: Facts) -> Asked | None:
    """The question that a line answers: by its code, else the one that the letter answers. Never the likeliest one. A
    `yes` without a code finds one that is too old, for it brings a fresh one."""
    code = line.values.get("code", "")
    waiting = [one for one in facts.asked if one.waiting]
    open_now = [one for one in waiting if one.until > facts.moment]
    if code:
        return next((one for one in open_now if one.code == code_hash(code)), None)
    if line.verb in ("yes", "confirm"):
        open_now += [one for one in waiting if one.confirm]
    return next((one for one in open_now if one.letter == facts.answers_letter), None)


def _is_its_own(line: CommandLine, asked: Asked, facts: Facts) -> bool:
    """Whether a word shows that its writer has read the question: by its code, or by its own reply address. The thread
    is seen by others, and another letter's address may have leaked; they only find the question."""
    if line.values.get("code"):
        return True
    return facts.token_letter == asked.letter and (facts.token_person or "").lower() == asked.person.lower()


def _may_drop(line: CommandLine, asked: Asked, who: Standing, facts: Facts) -> bool:
    """Dropping runs nothing, so a proven letter in the thread will do; and whoever raises the alarm is heard."""
    return who.proven or bool(line.values.get("not_me")) or _is_its_own(line, asked, facts)


def _why_anew(line: CommandLine, asked: Asked, facts: Facts) -> str:
    """Why a word lets nothing go yet, but brings a fresh question (commands 7); nothing if it does let go."""
    if not _is_its_own(line, asked, facts):
        return "E10: it came to another address than that of the question"
    if asked.until <= facts.moment:
        return "E21: the question was too old"
    changed = _changed_since(asked, facts)
    return f"E11: {changed} since you were asked" if changed else ""


def _changed_since(asked: Asked, facts: Facts) -> str:
    """The cases that have changed since the question was asked, in words."""
    known = {case.number: case for case in (*facts.named, *((facts.case,) if facts.case else ()))}
    changed = [f"LS-{n}" for n, version in asked.versions.items() if n in known and known[n].version != version]
    return f"{' and '.join(changed)} changed" if changed else ""


def _again(lines: tuple[str, ...]) -> tuple[CommandLine, ...]:
    return commands_in("\n".join(lines), bare=True).commands


def _choose(
    line: CommandLine, asked: Asked, chosen: dict[int, list[str]], refused: list[tuple[CommandLine, Result]]
) -> None:
    number = int(line.values["n"])
    if not 1 <= number <= len(asked.choices):
        last = len(asked.choices)
        refused.append((line, wrong("E07", f"there is no choice {number}; they go up to {last}:", "    choose 1")))
        return
    place, instead = asked.choices[number - 1]
    chosen.setdefault(asked.letter, list(asked.lines))[place] = instead


def _no_where_it_belongs(line: CommandLine, facts: Facts) -> list[tuple[CommandLine, Result]]:
    """What to write instead of a `no` to the question where a held statement goes; nothing where nobody asked."""
    if facts.case is None or facts.case.stage is not Stage.HELD:
        return []
    says = f"{facts.case.name} waits as before; to say where it goes:"
    return [(line, Result("=", (says, "    redirect to ‹group›", "    not-a-liaison because ‹reason›")))]


def _no_such_question(line: CommandLine) -> Result:
    if line.verb == "cancel":
        return wrong("E21", "nothing of yours waits for that answer; to take back what is done:", "    undo ‹U-code›")
    return wrong("E21", "that code is wrong, used or old; send the commands again, or answer a question:", "    yes")


def _guessed(lines: Sequence[CommandLine], refused: Sequence[tuple[CommandLine, Result]]) -> bool:
    failed = {id(line) for line, result in refused if result.sign == "✗"}
    return any(line.values.get("code") and id(line) in failed for line in lines)


# --- without proof --------------------------------------------------------------------------------------


def _unproven(
    reading: Reading, person: Person, who: Standing, facts: Facts, refused: Sequence[tuple[CommandLine, Result]]
) -> Obeyed:
    """Commands whose writer nothing proves wait; the registered address is asked, and nobody else (commands 6, T1)."""
    rule = f"commands without proof: {who.missing or who.proof}"
    guessed = (WrongCode(person.address),) if _guessed(reading.commands, refused) else ()
    lines = [line for line in reading.commands if line.verb and line.verb not in ANSWERS]
    if not lines or facts.weaker or may_answer(facts, PostKind.QUESTION, person):
        return Obeyed(rule, guessed)
    waiting = run([Given(one) for one in lines], facts, replace(who, tier=1))
    if waiting.asks is None:
        return Obeyed(rule, (*guessed, *_ask_answers(waiting, reading, who, facts)))
    again = dict.fromkeys(result.says[0] for _, result in refused if result.sign == "?")
    question = _question(waiting.asks.lines, who, person, facts, tuple(again))
    return Obeyed(rule, (*guessed, replace(waiting.asks, confirm=True), question))


def _ask_answers(ran: Ran, reading: Reading, who: Standing, facts: Facts) -> tuple[Effect, ...]:
    """An unproven letter gets no answer but to what anybody may ask; it goes to the registered address."""
    public = all(result.sign == " " for block in ran.blocks for _, result in block.lines)
    return _transcript(ran, reading, who, facts) if public else ()


def _question(lines: Sequence[str], who: Standing, person: Person, facts: Facts, again: Sequence[str]) -> Send:
    return Send(
        template="confirm",
        kind=PostKind.QUESTION,
        to=(person.address,),
        case=facts.case.number if facts.case else None,
        reply_token=person.address,
        answers_letter=facts.number,
        context={
            "commands": list(lines),
            "code": facts.code,
            "again": list(again),
            "seen": who.proof,
            "missing": who.missing,
            "usual": facts.usual_proof,
            "old_token": facts.old_token,
            "last": is_last_question(facts),
        },
    )


# --- the transcript -------------------------------------------------------------------------------------

_WORDS = {
    "✓": "done",
    "=": "unchanged",
    "?": "question",
    "✗": "wrong",
    "·": "not done",
    "⏳": "waiting for your confirm",
    " ": "answered",
}


def _transcript(ran: Ran, reading: Reading, who: Standing, facts: Facts, head: str = "") -> tuple[Effect, ...]:
    """The one private answer to a command letter (commands 11)."""
    person = who.person
    if person is None:
        return ()
    if ran.asks:  # a question is of use at once only
        facts = replace(facts, lately=replace(facts.lately, answers_on_case=0))
    hold = summed_up(facts, person)
    if hold is None and may_answer(facts, PostKind.ANSWER, person):
        return ()
    blocks = [*ran.blocks, *not_run(reading, facts)]
    signs = [result.sign for block in blocks for _, result in block.lines]
    if person.transcripts == "errors" and not set(signs) & set("✗?·⏳ "):
        return ()
    counted = [
        f"{count} {word}{'s' if sign == '?' and count > 1 else ''}"
        for sign, word in _WORDS.items()
        if (count := signs.count(sign))
    ]
    case = facts.case or (facts.named[0] if facts.named else None)
    missing = f"; {who.missing}" if who.missing else ""
    return (
        Send(
            template="transcript",
            kind=PostKind.ANSWER,
            to=(person.address,),
            case=case.number if case else None,
            reply_token=person.address if who.tier or who.contact else None,
            answers=facts.letter.message_id,
            answers_letter=facts.number,
            null_sender=not who.tier,
            hold=hold,
            context={
                "head": head,
                "summary": ", ".join(counted) or "nothing done",
                "results": [_shown(block) for block in blocks],
                "undo": f"U-{facts.number}" if ran.changed and not head else "",
                "code": facts.code if ran.asks and ran.asks.confirm and not head else "",
                "notes": _notes(facts, registered=bool(who.tier) and not who.contact),
                "read_as": f"{person.address}, proven by {who.proof}{missing}",
                "not_read": _unread(reading.unread - len(reading.like_commands)),
            },
        ),
    )


def _unread(lines: int) -> str:
    return f"{lines} line{'s' if lines > 1 else ''} of text" if lines > 0 else ""


def _notes(facts: Facts, *, registered: bool) -> list[str]:
    notes = []
    if facts.old_token:
        notes.append("E15: the reply address is old or another's; it found the case and proved nothing.")
    if is_last_answer(facts) and registered:
        when = f"{end_of_hour(facts):%H:%M} UTC"
        notes.append(f"E20: the last answer for now; commands still run, and a letter after {when} sums them up.")
    elif is_last_answer(facts):
        notes.append("E20: this is the last answer for an hour; what you ask before is not answered.")
    return notes


def cannot_read(why: Unreadable, who: Standing, facts: Facts) -> tuple[Effect, ...]:
    """A letter whose words nobody can read: its writer hears so once a day and thread (E19)."""
    in_outlook = "in Outlook, set the format of the text to plain text or HTML"
    how = in_outlook if why is Unreadable.WINMAIL else "as plain text"
    advice = f"E19: I cannot read your letter; it is kept. Send its words again, {how}, e.g.:"
    line = (CommandLine("", f"({why})"), Result("?", (advice, "    status")))
    return _once_a_day(_transcript(Ran((Block("", (line,)),), ()), Reading(()), who, facts), "unreadable", who, facts)


def _shown(block: Block) -> dict[str, object]:
    lines = [{"sign": result.sign, "said": line.line, "says": list(result.says)} for line, result in block.lines]
    return {"title": block.title, "lines": lines}


def text_like_commands(reading: Reading, who: Standing, facts: Facts) -> tuple[Effect, ...]:
    """A letter that holds only lines like commands did nothing; its writer is told once a day and thread."""
    return _once_a_day(_transcript(Ran((), ()), reading, who, facts), "prose", who, facts)


def _once_a_day(made: tuple[Effect, ...], what: str, who: Standing, facts: Facts) -> tuple[Effect, ...]:
    number = facts.case.number if facts.case else 0
    person = who.person.address.lower() if who.person else ""
    once = f"{what}:{number}:{person}:{facts.today.isoformat()}"
    return tuple(replace(one, once=once) if isinstance(one, Send) else one for one in made)
