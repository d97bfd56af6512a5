"""Which lines of a letter may act: how it is meant, who wrote it, which of its two views (commands 3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from liaisonbot.deciding.commands import FORMS, VERBS, commands_in
from liaisonbot.deciding.facts import Facts
from liaisonbot.deciding.grammar import MOST_LINES, Reading, parse_line
from liaisonbot.model.our_addresses import Desk, desk_of
from liaisonbot.reading.letter import Letter
from liaisonbot.reading.reply_text import command_view, quoted_once, views_agree

PREVIEW = frozenset({"preview", "dry run", "dry-run"})
ANYWAY = frozenset({"anyway"})

FOR_STRANGERS = frozenset({"help", "why", "whoami", "status", "stop"})
"""What anybody may ask: it tells what is public."""

FOR_OTHERS = FOR_STRANGERS | {
    "list",
    "show",
    "history",
    "withdraw",
    "confirm",
    "cancel",
    "choose",
    "yes",
    "unsubscribe",
}
"""The verbs that need no mark in the letter of a contact or a stranger: forms of statements hold lines like
`Deadline:` and `Copy:` (trap 32)."""

_SUBJECT = re.compile(r"(?i)help|status|unsubscribe|digest off|confirm [A-Z0-9 -]{4,20}")
_MOST_MISSED = 3


def reading_of(facts: Facts) -> Reading:
    """The commands of a letter, and those that it hides."""
    reading, letter = _reading_of(facts), facts.letter
    if not letter.hidden_text or letter.via_list or letter.statement is not None or not to_bot(facts):
        return reading
    shown = {" ".join(one.line.split()) for one in reading.commands}  # mail programs hide a copy of the first line
    hidden = tuple(one for one in _parsing(letter.hidden_text.split("\n")) if " ".join(one.split()) not in shown)
    return replace(reading, hidden=hidden) if hidden else reading


def _reading_of(facts: Facts) -> Reading:
    """The commands of a letter. Where its text and its HTML hold different ones, none: a mail program shows one of
    them, and nobody knows which one the writer saw (E17)."""
    letter = facts.letter
    known = letter.sender is not None and facts.office.people.person(letter.sender.address) is not None
    if letter.statement is not None and not known:
        return Reading(())  # a peer's statement is no list of commands, whatever its lines begin with
    if "resent-from" in letter.headers:
        return Reading(())  # its writer did not send it to us
    view = without_mode(command_view(letter.text))
    reading = _in_view(view, facts, known=known)
    if letter.html_text is not None and not views_agree(letter.text, letter.html_text):
        other = _in_view(without_mode(command_view(letter.html_text)), facts, known=known)
        versions = (_lines(reading), _lines(other))
        if versions[0] != versions[1]:
            return Reading((), (), reading.unread, versions)
    if reading.commands:
        return reading
    subject = letter.subject.strip()
    if not view.strip() or _SUBJECT.fullmatch(subject):
        lines = commands_in(subject, bare=True, rows=facts.rows, only=None if known else FOR_OTHERS).commands
        if lines and all(line.verb for line in lines):
            return Reading(lines, (), reading.unread)
    if not view.strip() and Desk.HELP in desks(facts):
        return commands_in("help", bare=True)
    return Reading((), reading.like_commands, reading.unread, (), _missed(facts, view))


def is_preview(facts: Facts) -> bool:
    """Whether the commands of a letter are only tried: by its first line, or by the address it came to."""
    return _first_line(facts.letter, PREVIEW) or Desk.PREVIEW in desks(facts)


def is_anyway(facts: Facts) -> bool:
    """Whether the commands of a letter overrule warnings."""
    return _first_line(facts.letter, ANYWAY)


def without_mode(view: str) -> str:
    """A letter's own words without a first line that says how its commands are meant (preview, anyway)."""
    head, _, rest = view.lstrip().partition("\n")
    return rest if head.strip().lower().rstrip(".!:") in PREVIEW | ANYWAY else view


def desks(facts: Facts) -> frozenset[Desk]:
    """Which of our addresses a letter came to: by its envelopes, else by To and Cc."""
    settings = facts.office.settings
    envelope = [one.recipient for one in facts.arrivals if one.recipient]
    named = envelope or [box.address for box in (*facts.letter.to, *facts.letter.cc)]
    return frozenset(desk for one in named if (desk := desk_of(one, settings)))


def asks_something(letter: Letter) -> bool:
    """Whether the letter of a stranger only asks what anybody may ask."""
    if letter.statement is not None:
        return False
    view = command_view(letter.text)
    if len(view) > 200:
        return False
    lines = commands_in(view or letter.subject, bare=True, only=FOR_STRANGERS)
    return bool(lines.commands) and not lines.unread and all(one.verb in FOR_STRANGERS for one in lines.commands)


def _in_view(view: str, facts: Facts, *, known: bool) -> Reading:
    """The commands of one view; a line of one of our people that would be one, did it not stand below other words, is
    named among those like commands, for it is not run and its writer waits for it."""
    bare = to_bot(facts) and not facts.letter.via_list
    cases = facts.cases if known else ()
    reading = commands_in(view, bare=bare, rows=facts.rows, only=None if known else FOR_OTHERS, cases=cases)
    if not (bare and known and reading.unread) or facts.letter.statement is not None:
        return reading
    read = {one.line for one in reading.commands}
    below = tuple(line for line in _paragraphs_of_one_line(view) if _changes(line) and line not in read)
    return replace(reading, like_commands=(*reading.like_commands, *below[:_MOST_MISSED]))


def _paragraphs_of_one_line(view: str) -> list[str]:
    paragraphs = (one.strip() for one in view.split("\n\n")[:MOST_LINES])
    return [one for one in paragraphs if "\n" not in one]


def _changes(line: str) -> bool:
    """Whether a line below other words may have been meant to act: nobody writes it by chance. A verb that takes any
    text, and one that only asks or answers, is too often a word of prose."""
    command = parse_line(line, FORMS)
    if command is None or FORMS[command.verb].free or command.verb in FOR_OTHERS:
        return False
    return not VERBS[command.verb].asks


def to_bot(facts: Facts) -> bool:
    """True if the bot stands in To or Cc (commands 3); a copy in secret speaks to others."""
    settings = facts.office.settings
    return any(desk_of(box.address, settings) for box in (*facts.letter.to, *facts.letter.cc))


def _first_line(letter: Letter, words: frozenset[str]) -> bool:
    """Whether the first line of a letter is one of these words: how all its commands are meant (commands 9)."""
    lines = command_view(letter.text).split("\n")
    first = next((line.strip().lower().rstrip(".!:") for line in lines if line.strip()), "")
    return first in words


def _lines(reading: Reading) -> tuple[str, ...]:
    return tuple(" ".join(one.line.split()) for one in reading.commands)


def _missed(facts: Facts, view: str) -> tuple[str, ...]:
    """Lines that would be commands, if they did not stand below or in quoted text: nobody can tell who wrote them.
    Quoted ones only where the writer says nothing else; what a letter of ours printed is no news (E16)."""
    letter = facts.letter
    if letter.via_list or letter.statement is not None or not to_bot(facts):
        return ()
    above = {line.strip() for line in view.split("\n")}
    own = [line for line in letter.new_text.split("\n") if line.strip() not in above]
    found = _parsing(own)
    return found or (_parsing(quoted_once(letter.text)) if not letter.new_text.strip() else ())


def _parsing(lines: Sequence[str]) -> tuple[str, ...]:
    found = [line.strip() for line in lines if line.strip() and parse_line(line, FORMS)]
    return tuple(dict.fromkeys(found))[:_MOST_MISSED]
