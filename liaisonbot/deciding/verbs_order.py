"""The verbs that answer or take back: yes, choose, confirm, cancel, undo (commands 7; 9, Order)."""

from __future__ import annotations

from datetime import timedelta

from liaisonbot.deciding.commands import DECIDERS, Call, Result, answer, at_tier, command, same, wrong
from liaisonbot.deciding.trust import roles_on
from liaisonbot.deciding.undoing import conflicts, taken_back
from liaisonbot.deciding.verbs_handle import choose_proposal
from liaisonbot.deciding.whom import is_person
from liaisonbot.model.case import Case
from liaisonbot.model.past import Past

TAKEN_BACK = timedelta(days=14)
TAKEN_BACK_BY_COORDINATORS = timedelta(days=90)


@command("yes", "yes", aliases=("ok", "y"), who=DECIDERS)
def yes(call: Call) -> Result:
    """In reply to a question: confirms, takes the first choice, or leaves the statement as it is addressed."""
    return choose_proposal(1, call)


@command("choose", "choose 1", args=r"(?P<n>\d{1,2})", aliases=("pick",), who=DECIDERS)
def choose(call: Call) -> Result:
    """In reply to a question: the choice with this number."""
    return choose_proposal(int(call.value("n")), call)


@command("confirm", "confirm ‹code›", args=r"(?P<code>[A-Za-z0-9 -]{0,20})", needs_case=False, tier=0)
def confirm(call: Call) -> Result:
    """Runs commands that wait for your confirm, by the code in the question."""
    return wrong("E21", "that code is wrong, used or old; answer a fresh question with:", "    yes")


@command(
    "cancel", "cancel", args=r"(?:(?P<not_me>not me)|(?P<code>[A-Za-z0-9 -]{0,20}))", aliases=("no",), needs_case=False,
    tier=0,
)  # fmt: skip
def cancel(call: Call) -> Result:
    """Drops commands that wait for your word; `cancel not me` tells the operator that somebody wrote in your name."""
    return wrong("E21", "nothing of yours waits for an answer; to take back what is done:", "    undo ‹U-code›")


@command("undo", "undo ‹U-code›", args=r"(?:U-?(?P<n>\d{1,9}))?(?P<partly>\s*partly)?", needs_case=False)
def undo(call: Call) -> Result:
    """Takes back all that one command letter did; letters that have not left stay here."""
    past = _past(call)
    if isinstance(past, Result):
        return past
    roles = {role for one in past.moved for role in _roles(call, one.case)}
    if not (is_person(past.person, call.person) or roles & {"manager", "coordinator"}):
        return wrong("E05", f"there is no {past.name} that you may take back; it is on:", "    history")
    age = call.facts.moment - past.at
    if age > (TAKEN_BACK_BY_COORDINATORS if "coordinator" in roles else TAKEN_BACK):
        return wrong("E12", f"{past.name} is {age.days} days old; give a new command instead:", "    help")
    if past.undo:
        return wrong("E12", f"{past.name} took something back itself; give the command again:", "    help")
    others = conflicts(past)
    if others and not call.value("partly"):
        fields = ", ".join(others)
        partly = f"    undo {past.name} partly"
        return wrong("E12", f"changed by others since: {fields}; the rest can be taken back:", partly)
    result = taken_back(past, call)
    outside = any(one.kind in ("d", "h") and not one.waits for one in past.sent)
    return at_tier(3, result) if outside and result.sign == "✓" else result


def _past(call: Call) -> Past | Result:
    number = int(call.value("n")) if call.value("n") else call.facts.answers_letter
    found = next((past for past in call.facts.past if past.letter == number), None)
    if found:
        return found
    if number is None:
        return wrong("E06", "take back what? The code is in the transcript of your letter:", "    undo ‹U-code›")
    if not call.value("n"):
        return same("that letter changed nothing")
    return wrong("E05", f"there is no U-{number} that you may take back; the codes are in:", "    history")


def _roles(call: Call, case: Case) -> frozenset[str]:
    return roles_on(call.person, case, call.office, call.facts.today)


@command("stop", "stop", asks=True, needs_case=False, tier=0)
def stop(call: Call) -> Result:
    """Below other commands: the rest of the letter is not read. Alone: how to get fewer letters."""
    name = call.found.name if call.found else "LS-‹number›"
    return answer(
        "nothing was stopped. Fewer letters:",
        "    unsubscribe",
        f"    {name} snooze until ‹date›",
        "    digest weekly",
        "    away until ‹date› cover ‹person›",
    )
