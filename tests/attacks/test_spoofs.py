"""The spoof matrix: every verb, by every spoof, on every tier; no change below the verb's tier (P9, X1 to X6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from liaisonbot.deciding.commands import VERBS
from liaisonbot.deciding.decide import on_letter
from liaisonbot.deciding.facts import Facts
from liaisonbot.model.effects import (
    ChangeCase,
    Effect,
    EndAsk,
    Note,
    OpenCase,
    Part,
    Send,
    SetPerson,
    TakeBack,
)
from liaisonbot.model.mail import Arrival, PostKind, Waiting
from liaisonbot.worker import read_letter
from tests.attacks.forging import plain, really_prove, signed
from tests.attacks.spoofs import SPOOFS, TOKENS, Spoof, _token
from tests.golden import DIRECTORY
from tests.world import MIRA, World

LINES = {
    "take": "LS-1 take", "assign": "LS-1 assign to quentin because he knows", "release": "LS-1 release because away",
    "redirect": "LS-1 redirect to pce because it is theirs", "copy": "LS-1 copy pce", "link": "LS-1 link LS-2",
    "answers": "LS-1 answers LS-2", "duplicate": "LS-2 duplicate of LS-1",
    "record": "LS-2 record from 3gpp to ccamp purpose action deadline 1 July 2026",
    "not-a-liaison": "LS-1 not-a-liaison because it is spam", "deadline": "LS-1 deadline 15 June 2026 because we meet",
    "delay": "LS-1 delay to 15 July 2026 because we meet", "remind": "LS-1 remind quentin",
    "snooze": "LS-1 snooze until 20 May 2026", "done": "LS-1 done with https://a.example/ because it is answered",
    "no-reply": "LS-1 no-reply because it is moot", "interim": "LS-1 interim with https://a.example/ until 15 June 2026",
    "noted": "LS-2 noted", "reopen": "LS-3 reopen because more came", "withdraw": "LS-1 withdraw because they said so",
    "note": "LS-1 note they called", "private": "LS-1 private they called", "set": "LS-1 set title Other",
    "attach": "LS-1 attach", "digest": "digest weekly", "away": "away until 20 May 2026",
    "delegate": "delegate quentin until 20 May 2026", "subscribe": "subscribe LS-1", "unsubscribe": "unsubscribe LS-2",
    "settings": "settings zone Asia/Tokyo", "undo": "undo U-5", "confirm": "confirm AAAA-AAAA-AA", "cancel": "cancel",
    "choose": "choose 1", "yes": "yes",
}  # fmt: skip
"""A line for each verb that changes anything; one that is not here yet stands in with its sample."""


def lines() -> dict[str, str]:
    """What is tried by each letter: verb and line."""
    samples = {verb.name: re.sub("‹[^›]*›", "x", f"LS-1 {verb.usage}") for verb in VERBS.values() if not verb.asks}
    return samples | LINES


MARK = "a line that no letter holds"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Mira's world: LS-1 is open, so is LS-2, which asks for nothing; LS-3 is closed; letter 5 is hers, and may be
    taken back."""
    with World(tmp_path_factory.mktemp("spoofs")) as world:
        for _ in range(3):
            world.arrives(world.statement())
        world.time += timedelta(days=60)
        world.says(MIRA, "LS-2 set purpose information\nLS-3 no-reply because it is moot\nsubscribe LS-2\n")
        world.says(MIRA, "LS-1 assign to carla because she knows\n")
        world.service.prove = really_prove
        yield world


def facts_of(spoof: Spoof, world: World) -> Facts:
    """What the desk knows of a spoof's letter, with all cases and letters that any line names."""
    raw = spoof.make(world, MARK + "\n")
    letter = read_letter(DIRECTORY, (raw, {}))
    waiting = Waiting(900, raw, world.time, (Arrival("smtp", spoof.to(world), "x@y.example"),))
    every = replace(letter, text="\n".join(lines().values()), html_text=None, hidden_text="", statement=None)
    return replace(world.service.facts(waiting, every), letter=letter)


def said_in(facts: Facts, line: str) -> Facts:
    """The same letter with another line in the place of the mark."""
    letter = facts.letter
    views = ("text", "new_text", "html_text", "hidden_text", "subject")
    changed = {name: text.replace(MARK, line) for name in views if (text := getattr(letter, name))}
    return replace(facts, letter=replace(letter, **changed))


def acts(effects: tuple[Effect, ...]) -> bool:
    """Whether anything of ours changes, or leaves for a peer or a list, by these effects. Text that is kept with its
    case, and a letter that becomes a held case, are neither."""
    return any(
        isinstance(one, ChangeCase | SetPerson | TakeBack | Part)
        or (isinstance(one, Note) and one.what not in ("follow-up", "no receipt"))
        or (isinstance(one, EndAsk) and one.how == "run")
        or (isinstance(one, Send) and one.kind in (PostKind.PEER, PostKind.ROUTING))
        for one in effects
        if not isinstance(one, OpenCase)
    )


def acting(spoof: Spoof, world: World) -> set[str]:
    """The verbs that do something by such a letter."""
    facts = facts_of(spoof, world)
    return {verb for verb, line in lines().items() if acts(on_letter(said_in(facts, line)).effects)}


def test_every_verb_that_changes_something_is_tried() -> None:
    assert set(lines()) == {verb.name for verb in VERBS.values() if not verb.asks} | set(LINES)
    assert set(LINES) <= set(VERBS)


def test_sixty_spoofs_at_least_each_with_a_name_of_its_own() -> None:
    assert len({spoof.name for spoof in SPOOFS}) == len(SPOOFS) >= 60
    assert len(TOKENS) > 10


HONEST = Spoof("Mira herself", 2, lambda world, body: signed(plain(world, body)))
WITH_TOKEN = replace(HONEST, tier=3, to=_token())


def test_her_own_letters_do_act(world: World) -> None:
    """Without this, a matrix in which nothing acts would prove nothing."""
    with_proof, with_token = acting(HONEST, world), acting(WITH_TOKEN, world)
    assert len(with_proof) >= 20
    assert {"redirect", "delay"} <= with_token - with_proof
    unheard = {"attach", "confirm", "cancel", "choose", "yes"}  # they need a file, or a question that waits
    asked_about = {"delegate", "record", "not-a-liaison"}  # a word of confirmation is wanted, even from her
    assert set(LINES) - unheard - with_token == asked_about
    assert not {verb for verb in with_proof if VERBS[verb].tier > 2}


@pytest.mark.parametrize("spoof", SPOOFS, ids=lambda spoof: spoof.name)
def test_no_verb_acts_below_its_tier(world: World, spoof: Spoof) -> None:
    """X1, X2, X3, X4: the letter is read, verified and decided on as the bot does it; only the verbs' lines are put in
    its place afterwards."""
    assert not {verb for verb in acting(spoof, world) if VERBS[verb].tier > spoof.tier}


@pytest.mark.parametrize("spoof", [spoof for spoof in SPOOFS if spoof.tier == 2], ids=lambda spoof: spoof.name)
def test_a_proven_letter_whose_token_is_none_is_still_heard(world: World, spoof: Spoof) -> None:
    """A stolen or old token takes nothing away from who has proof of his own."""
    assert "note" in acting(spoof, world)
