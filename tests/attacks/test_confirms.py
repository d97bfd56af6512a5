"""Words that let go what waits: whose they must be, which question they answer, and what an unproven letter may (P9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from liaisonbot.deciding import verbs  # noqa: F401 - importing it fills the registry
from liaisonbot.deciding.commands import commands_in
from liaisonbot.deciding.grammar import Reading
from liaisonbot.deciding.obeying import Obeyed, _asked_by, _changed_since, _is_its_own, obey
from liaisonbot.deciding.trust import Standing
from liaisonbot.model.case import Stage
from liaisonbot.model.effects import Ask, ChangeCase, EndAsk, Note, Send, SetPerson, WrongCode
from liaisonbot.model.past import Asked
from liaisonbot.model.people import Person, Settings
from liaisonbot.model.tokens import code_hash
from liaisonbot.reading.letter import Robot
from tests.attacks.test_rights import SECOND, known
from tests.test_trust import CASE, MIRA, NOW, OFFICE, QUENTIN

CODE = "K7QF-2M9X-4T"
ASKED = Asked(
    letter=7, person=MIRA.address, lines=("LS-1 note x",), choices=(), versions={1: CASE.version, 2: SECOND.version},
    code=code_hash(CODE), until=NOW + timedelta(hours=1), confirm=True, waiting=True,
)  # fmt: skip


def answers(text: str, *asked: Asked, **other: object) -> int | None:
    (line,) = commands_in(text, bare=True).commands
    found = _asked_by(line, known(MIRA, asked=asked, **other))
    return found.letter if found else None


def test_a_word_answers_the_question_that_it_is_in_reply_to_and_no_other() -> None:
    other = replace(ASKED, letter=8, code=code_hash("AAAA-AAAA-AA"))
    assert answers("yes", ASKED, other) is None
    assert [answers("yes", ASKED, other, answers_letter=number) for number in (7, 8, 9)] == [7, 8, None]
    assert answers(f"confirm {CODE.lower()}", other, ASKED, answers_letter=8) == 7
    assert answers("confirm BBBB-BBBB-BB", ASKED, other, answers_letter=7) is None
    assert answers("confirm BBBB-BBBB-BB", replace(ASKED, code="")) is None


def test_a_question_is_over_once_it_was_answered_or_its_time_is_up() -> None:
    assert answers("yes", ASKED, answers_letter=7, now=NOW + timedelta(minutes=59)) == 7
    assert answers("yes", ASKED, answers_letter=7, now=NOW + timedelta(hours=1)) == 7, "only to be asked anew"
    assert answers("no", ASKED, answers_letter=7, now=NOW + timedelta(hours=1)) is None
    choices = replace(ASKED, confirm=False)
    assert answers("yes", choices, answers_letter=7, now=NOW + timedelta(hours=1)) is None
    assert answers(f"confirm {CODE}", ASKED, answers_letter=7, now=NOW + timedelta(hours=1)) is None
    over = replace(ASKED, waiting=False)
    assert answers("yes", over, answers_letter=7) is None
    assert answers(f"confirm {CODE}", over) is None


def confirms(text: str, **other: object) -> bool:
    (line,) = commands_in(text, bare=True).commands
    return _is_its_own(line, ASKED, known(MIRA, **other))


def test_a_confirm_needs_the_code_or_the_reply_address_of_the_question() -> None:
    """Both went to the registered address only; the thread alone, which others can see, confirms nothing, nor does an
    address that came with another letter."""
    assert confirms("yes") is False
    assert confirms("yes", answers_letter=7) is False
    assert confirms("yes", answers_letter=7, token_person=MIRA.address) is False
    assert confirms("yes", answers_letter=7, token_person=MIRA.address, token_letter=8) is False
    assert confirms("yes", token_person=QUENTIN.address, token_letter=7) is False
    assert confirms("yes", token_letter=7) is False
    assert confirms("yes", token_person=MIRA.address.upper(), token_letter=7) is True
    assert confirms(f"confirm {CODE}") is True


def test_what_was_confirmed_is_asked_again_where_its_case_has_changed() -> None:
    moved = replace(CASE, version=CASE.version + 1)
    assert _changed_since(ASKED, known(MIRA)) == ""
    assert _changed_since(ASKED, known(MIRA, named=(moved, SECOND))) == "LS-1 changed"
    assert _changed_since(ASKED, known(MIRA, named=(SECOND,), case=moved)) == "LS-1 changed"
    assert _changed_since(ASKED, known(MIRA, named=(SECOND,))) == ""
    assert _changed_since(ASKED, known(MIRA, named=(moved, replace(SECOND, version=99)))) == "LS-1 and LS-2 changed"


# --- what a letter comes to -----------------------------------------------------------------------------

HERS = {"token_person": MIRA.address}
IN_REPLY = {"answers_letter": 7}
BY_ITS_ADDRESS = {**HERS, **IN_REPLY, "token_letter": 7}
BY_ANOTHER = {**HERS, **IN_REPLY}
WATCHES = replace(MIRA, watches=("LS-1",))


def obeyed(
    text: str, tier: int, *, person: Person = MIRA, owner: str = "", preview: bool = False, **other: object
) -> Obeyed:
    facts = known(person, **{"asked": (ASKED,)} | other)
    facts = replace(facts, office=replace(OFFICE, settings=Settings(owner=owner)))
    who = Standing(person, tier, "DKIM", "a signature")
    return obey(commands_in(text, bare=True), who, facts, preview=preview, anyway=False)


def does(text: str, tier: int, **other: object) -> list[str]:
    """What it comes to, in words: changes, questions, letters."""
    found = []
    for one in obeyed(text, tier, **other).effects:  # type: ignore[arg-type]  # passed on as it is
        match one:
            case EndAsk(letter, how):
                found.append(f"{letter} {how}")
            case Note(case, _, said):
                found.append(f"LS-{case}: {said}")
            case ChangeCase(case):
                found.append(f"LS-{case} changed")
            case Ask(lines=lines, confirm=confirm):
                found.append(f"{'confirm' if confirm else 'choose'} {'; '.join(lines)}")
            case Send(template=template, to=to):
                found.append(f"{template} to {', '.join(to)}")
            case SetPerson() | WrongCode():
                found.append(type(one).__name__)
    return found


TRANSCRIPT = f"transcript to {MIRA.address}"
QUESTION = f"confirm to {MIRA.address}"


def test_a_proven_letter_acts_and_an_unproven_one_asks() -> None:
    """X1: the question goes to the registered address, which the forger does not read."""
    assert does("LS-1 note they called", 2) == ["LS-1: they called", TRANSCRIPT]
    assert does("LS-1 note they called", 1) == ["confirm LS-1 note they called", QUESTION]
    assert obeyed("LS-1 note they called", 2).rule == "commands, proven by DKIM"
    assert obeyed("LS-1 note they called", 1).rule == "commands without proof: a signature"


@pytest.mark.parametrize("reading", [commands_in("status", bare=True), Reading((), versions=(("take",), ("done",)))])
def test_nobodys_commands_are_no_commands(reading: Reading) -> None:
    with pytest.raises(LookupError):
        obey(reading, Standing(None, 0, "unknown"), known(MIRA), preview=False, anyway=False)


def test_a_preview_does_nothing() -> None:
    assert does("LS-1 note they called", 2, preview=True) == [TRANSCRIPT]
    assert does("yes", 2, preview=True, **BY_ITS_ADDRESS) == [TRANSCRIPT]


def test_two_views_that_differ_do_nothing() -> None:
    facts, who = known(MIRA), Standing(MIRA, 2, "DKIM")
    reading = Reading((), versions=(("LS-1 take",), ("LS-1 done",)))
    effects = obey(reading, who, facts, preview=False, anyway=False).effects
    assert [type(one) for one in effects] == [Ask, Send]
    assert obey(reading, replace(who, tier=1), facts, preview=False, anyway=False).effects == ()


@pytest.mark.parametrize("tier", [1, 2])
def test_yes_by_the_reply_address_of_the_question_runs_it(tier: int) -> None:
    assert does("yes", tier, **BY_ITS_ADDRESS) == ["7 run", "LS-1: x", TRANSCRIPT]
    assert does("confirm", tier, **BY_ITS_ADDRESS) == ["7 run", "LS-1: x", TRANSCRIPT]
    assert does(f"confirm {CODE}", tier) == ["7 run", "LS-1: x", TRANSCRIPT]


ASKED_ANEW = ["7 renewed", "confirm LS-1 note x", QUESTION]
SAID_ANEW = ["7 renewed", "confirm LS-1 note x", TRANSCRIPT]


@pytest.mark.parametrize("word", ["yes", "ok", "y", "confirm"])
def test_yes_that_is_not_the_questions_own_runs_nothing_and_is_asked_anew(word: str) -> None:
    """X7: who has seen the question's Message-ID, but not the question; X5: and has an old address of hers."""
    for elsewhere in (
        IN_REPLY,
        BY_ANOTHER,
        BY_ANOTHER | {"token_letter": 6},
        IN_REPLY | {"token_person": QUENTIN.address},
    ):
        assert does(word, 1, **elsewhere) == ASKED_ANEW
        assert does(word, 2, **elsewhere) == SAID_ANEW


def test_no_that_is_not_the_questions_own_drops_it_only_if_proven() -> None:
    for elsewhere in (IN_REPLY, BY_ANOTHER):
        assert does("no", 1, **elsewhere) == ASKED_ANEW
        assert does("no", 2, **elsewhere) == ["7 dropped", TRANSCRIPT]
    assert does("no", 1, **BY_ITS_ADDRESS) == ["7 dropped", TRANSCRIPT]
    assert does(f"cancel {CODE}", 1) == ["7 dropped", TRANSCRIPT]


@pytest.mark.rows("E21")
def test_yes_to_a_question_that_is_over_brings_a_fresh_one() -> None:
    late = {"now": NOW + timedelta(hours=1)}
    for word in ("yes", "confirm"):
        assert does(word, 1, **BY_ITS_ADDRESS, **late) == ASKED_ANEW
    assert does("yes", 2, **BY_ITS_ADDRESS, **late) == SAID_ANEW
    assert does(f"confirm {CODE}", 2, **late) == ["WrongCode", TRANSCRIPT]


def test_where_she_was_asked_often_enough_the_old_question_waits_on() -> None:
    """A forger who says `yes` again and again must not end what she may still let go."""
    today = tuple(replace(ASKED, letter=n, until=NOW + timedelta(hours=71), code="") for n in (7, 8, 9))
    assert does("yes", 1, asked=today, **IN_REPLY) == []
    assert does("yes", 1, asked=today, **BY_ITS_ADDRESS) == ["7 run", "LS-1: x", TRANSCRIPT]


def test_what_she_drops_is_dropped_however_often_she_was_asked() -> None:
    today = tuple(
        replace(ASKED, letter=n, until=NOW + timedelta(hours=71), code=code_hash(f"AAAA-AAAA-A{n}")) for n in (7, 8, 9)
    )
    moved = {"named": (replace(CASE, version=CASE.version + 1), SECOND)}
    words = "cancel not me\nconfirm AAAA-AAAA-A8"
    dropped = ["7 dropped", "not_me to owner@bot.example"]
    assert does(words, 1, asked=today, owner="owner@bot.example", **IN_REPLY, **moved) == dropped


@pytest.mark.parametrize("tier", [1, 2])
def test_a_question_is_answered_once_by_a_letter_and_no_wins(tier: int) -> None:
    """“Yes”, and “OK” below it: the second word found a question that was over, and the letter was never done with."""
    for words in ("yes\nyes", "yes\nok", f"ok\nconfirm {CODE}"):
        assert does(words, tier, **BY_ITS_ADDRESS) == ["7 run", "LS-1: x", TRANSCRIPT]
    for words in ("yes\nno", "no\nyes", "yes\ncancel\nok", f"cancel {CODE}\ncancel"):
        assert does(words, tier, **BY_ITS_ADDRESS) == ["7 dropped", TRANSCRIPT]
    both = replace(ASKED, choices=((0, "LS-1 note y"),))
    assert does("yes\nchoose 1", tier, asked=(both,), **BY_ITS_ADDRESS) == ["7 run", "LS-1: x", TRANSCRIPT]
    assert does("choose 1\nyes", tier, asked=(both,), **BY_ITS_ADDRESS) == ["7 run", "LS-1: x", TRANSCRIPT]


def test_a_question_with_choices_takes_no_yes() -> None:
    choices = replace(ASKED, confirm=False, choices=((0, "LS-1 note x"),))
    for where in (BY_ITS_ADDRESS, BY_ANOTHER):
        (sent,) = (one for one in obeyed("yes", 2, asked=(choices,), **where).effects if isinstance(one, Send))
        assert "that question wants the number of a choice" in str(sent.context["results"])


def test_the_fresh_question_says_why() -> None:
    def why(text: str, **other: object) -> object:
        return next(one.context["again"] for one in obeyed(text, 1, **other).effects if isinstance(one, Send))  # type: ignore[arg-type]

    assert why("yes", **BY_ANOTHER) == ["E10: it came to another address than that of the question"]
    assert why("yes", **BY_ITS_ADDRESS, now=NOW + timedelta(hours=1)) == ["E21: the question was too old"]
    assert why("confirm BBBB-BBBB-BB\nyes", **BY_ANOTHER) == why("yes", **BY_ANOTHER)
    assert why("LS-1 note x") == []


def test_nothing_else_runs_beside_what_was_confirmed() -> None:
    """Lines that stand beside the word are as unproven as their letter."""
    assert does("yes\nLS-2 note y", 1, **BY_ITS_ADDRESS) == ["7 run", "LS-1: x", TRANSCRIPT]
    assert does("yes\nLS-2 note y", 2, **BY_ITS_ADDRESS) == ["7 run", "LS-1: x", "LS-2: y", TRANSCRIPT]


def test_what_stands_beside_a_word_that_is_asked_about_anew_is_not_lost() -> None:
    both = "confirm LS-1 note x; LS-2 note y"
    assert does("yes\nLS-2 note y", 1, **IN_REPLY) == ["7 renewed", both, QUESTION]
    assert does("yes\nLS-2 note y", 2, **IN_REPLY) == ["7 renewed", "LS-2: y", "confirm LS-1 note x", TRANSCRIPT]
    other = replace(ASKED, letter=8, code="", lines=("LS-2 note z",))
    asked = {"asked": (ASKED, other), "answers_letter": 8}
    found = ["7 run", "8 renewed", "LS-1: x", "confirm LS-2 note z", TRANSCRIPT]
    assert does(f"confirm {CODE}\nyes", 1, **asked) == found


def test_a_case_that_has_changed_is_asked_about_anew() -> None:
    moved = {"named": (replace(CASE, version=CASE.version + 1), SECOND)}
    assert does("yes", 1, **BY_ITS_ADDRESS, **moved) == ASKED_ANEW
    assert does("yes", 2, **BY_ITS_ADDRESS, **moved) == SAID_ANEW


def test_a_lists_copy_of_a_yes_confirms_nothing() -> None:
    facts = known(MIRA, asked=(ASKED,), **BY_ITS_ADDRESS)
    facts = replace(facts, letter=replace(facts.letter, via_list="ccamp.ietf.org"))
    found = obey(commands_in("yes", bare=True), Standing(MIRA, 2, "DKIM"), facts, preview=False, anyway=False)
    assert not [one for one in found.effects if isinstance(one, EndAsk | Note)]


def test_a_code_that_fits_nothing_is_counted() -> None:
    """X25: too many of them lock the questions; other words that fit nothing are no guesses."""
    assert does("confirm BBBB-BBBB-BB", 1) == ["WrongCode"]
    assert does("confirm BBBB-BBBB-BB", 2) == ["WrongCode", TRANSCRIPT]
    assert does("cancel BBBB-BBBB-BB", 2) == ["WrongCode", TRANSCRIPT]
    assert does("confirm", 2) == [TRANSCRIPT]
    assert does(f"confirm {CODE}\nconfirm", 2) == ["7 run", "LS-1: x", TRANSCRIPT]
    assert does(f"cancel {CODE}", 2) == ["7 dropped", TRANSCRIPT]


def test_no_drops_what_waits_and_is_prose_else() -> None:
    owner = "owner@bot.example"
    assert does("no", 2, **IN_REPLY) == ["7 dropped", TRANSCRIPT]
    assert does("cancel not me", 1, owner=owner, **IN_REPLY) == [
        "7 dropped",
        "not_me to owner@bot.example",
        TRANSCRIPT,
    ]
    assert does("cancel", 1, owner=owner, **BY_ITS_ADDRESS) == ["7 dropped", TRANSCRIPT]
    results = [one.context["results"] for one in obeyed("no", 2).effects if isinstance(one, Send)]
    assert results == [[]]
    results = [one.context["results"] for one in obeyed("cancel", 2).effects if isinstance(one, Send)]
    assert "E21: nothing of yours waits for that answer" in str(results)


def test_a_choice_runs_the_line_that_it_stands_for_on_the_day_of_its_question() -> None:
    one = replace(ASKED, letter=6, day=date(2026, 3, 1))
    two = replace(
        ASKED, letter=7, day=date(2026, 5, 1), confirm=False,
        lines=("LS-1 deadline", "LS-2 note x"), choices=((0, "LS-1 deadline today"), (0, "LS-1 deadline tomorrow")),
    )  # fmt: skip
    found = obeyed("choose 2", 2, asked=(one, two), **IN_REPLY).effects
    assert [effect.changes["deadline"] for effect in found if isinstance(effect, ChangeCase)] == [date(2026, 5, 2)]
    assert does("choose 2", 2, asked=(one, two), **IN_REPLY) == ["7 run", "LS-1 changed", "LS-2: x", TRANSCRIPT]
    assert does("choose 2", 1, asked=(one, two), **IN_REPLY) == [
        "7 run",
        "confirm LS-1 deadline tomorrow; LS-2 note x",
        QUESTION,
    ]
    found = obeyed("choose 1", 2, asked=(one, two), **IN_REPLY).effects
    assert [effect.changes["deadline"] for effect in found if isinstance(effect, ChangeCase)] == [date(2026, 5, 1)]
    for beyond in ("choose 3", "choose 0"):
        assert does(beyond, 2, asked=(one, two), **IN_REPLY) == [TRANSCRIPT]


def test_yes_and_choose_may_answer_the_question_where_a_held_letter_goes() -> None:
    for text in ("LS-1 yes", "LS-1 choose 1"):
        (sent,) = (one for one in obeyed(text, 2, asked=()).effects if isinstance(one, Send))
        assert "E21: that code is wrong" not in str(sent.context["results"])


def test_one_word_by_her_reply_address_ends_her_subscriptions_and_does_no_more() -> None:
    """RFC 2369: it must be easy, and is harmless; a reply address alone proves nothing else."""
    assert does("unsubscribe", 1, person=WATCHES, **HERS) == ["SetPerson", TRANSCRIPT]
    assert does("unsubscribe", 1, person=WATCHES) == []
    assert does("unsubscribe", 1, person=WATCHES, token_person=QUENTIN.address) == []
    assert does("unsubscribe\nLS-1 note x", 1, person=WATCHES, **HERS) == ["SetPerson", TRANSCRIPT]
    assert does("LS-1 note x", 1, **HERS) == ["confirm LS-1 note x", QUESTION]


def test_a_better_copy_of_a_letter_ends_the_question_about_the_weak_one() -> None:
    assert does("LS-1 note x", 2, weaker=7) == ["7 run", "LS-1: x", TRANSCRIPT]
    assert does("LS-1 note x", 2, weaker=8) == ["LS-1: x", TRANSCRIPT]
    assert does("LS-1 note x", 1, weaker=7) == []
    assert does(f"confirm {CODE}", 1, weaker=7) == ["7 run", "LS-1: x", TRANSCRIPT]


def test_what_nobody_need_be_asked_about_is_not() -> None:
    """A slip, a word that answers nothing, and a letter that must not be answered."""
    assert does("LS-1 nooted", 1) == []
    assert does("LS-1 nooted\nLS-1 note x", 1) == ["confirm LS-1 note x", QUESTION]
    assert does("yes\nLS-1 note x", 1) == ["confirm LS-1 note x", QUESTION]
    held = replace(CASE, stage=Stage.HELD, proposal=("ccamp",))
    assert does("LS-1 yes", 1, named=(held,)) == []
    assert does("status", 1) == [TRANSCRIPT]
    assert does("LS-1 show", 1) == []
    facts = known(MIRA)
    robot = replace(facts, letter=replace(facts.letter, robot=Robot.AUTO_REPLY))
    asked = obey(
        commands_in("LS-1 note x", bare=True), Standing(MIRA, 1, "nothing"), robot, preview=False, anyway=False
    )
    assert (asked.rule, asked.effects) == ("commands without proof: nothing", ())


def test_the_answer_to_a_slip_comes_once_a_day() -> None:
    def key(text: str) -> str | None:
        return next(one.once for one in obeyed(text, 2).effects if isinstance(one, Send))

    assert key("LS-1 nooted") == f"prose:0:{MIRA.address}:2026-03-02"
    assert key("LS-1 nooted\nLS-1 note x") is None
