"""Whether a letter may be answered by a letter of ours. The default is no: a bot that answers everything is used
against somebody (P8, RFC 3834 §2, mail-rules 7 and 8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from liaisonbot.deciding.facts import Facts, Lately
from liaisonbot.deciding.trust import disowned, is_own, sender_verified, taken_for_spam
from liaisonbot.model.mail import Hold, PostKind
from liaisonbot.model.past import Asked
from liaisonbot.model.people import Person

MOST_QUESTIONS = 3
"""So many questions about proof go to one person in 24 hours, the last of which says so; then nothing for a day."""

_ASKED_A_DAY_AGO = timedelta(hours=48)
"""So long a question still waits that was asked a day ago, of its 72 hours."""

MOST_RECEIPTS_OF_STRANGERS = 2
"""So many receipts go to a sender that no directory knows in 24 hours, however well the letters are signed."""

MOST_ON_A_CASE = 6
"""So many answers about one case go to one address in an hour."""

SAME_WORDS = 3
"""So many letters with the very same content were written by a machine, whatever their header says. A person whom we
know may well write `status` each day."""

MOST_ABOUT_STRANGERS = 20
"""So many questions in 24 hours about letters of strangers reach who decides; the others wait in the digest, so that
a flood hides nothing and fills nobody's mailbox."""

_ANSWERS = frozenset({PostKind.ANSWER, PostKind.QUESTION, PostKind.RECEIPT})
_MACHINES = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply")
_MACHINE_ENDINGS = ("-request", "-bounces", "-owner", "-confirm", "-admin")


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason not to answer, in words for the history, and when it holds."""

    why: str
    holds: bool


def may_answer(facts: Facts, kind: PostKind, person: Person | None = None) -> str | None:
    """Why this letter must not be answered by a letter of `kind`, or None if it may be.

    The answer goes to one address only: the registered one of `person`, who is known and wrote, or without a person
    the letter's From. Commands run whatever is said here; what is not answered stays recorded.
    """
    return _refused(facts, kind, person)


def _refused(facts: Facts, kind: PostKind, person: Person | None) -> str | None:
    if kind not in _ANSWERS:
        return "a letter of this kind answers nobody"
    if facts.letter.sender is None:
        return "the From names no single mailbox"
    rules = (*_of_the_letter(facts), *_of_the_writer(facts, kind, person), *_of_the_count(facts, kind, person))
    return next((rule.why for rule in rules if rule.holds), None)


def is_last_answer(facts: Facts) -> bool:
    """Whether the answer to this letter is the last one for a while (E20)."""
    lately, settings = facts.lately, facts.office.settings
    return (
        lately.answers_in_hour + 1 >= settings.answers_per_hour
        or lately.answers_in_day + 1 >= settings.answers_per_day
        or lately.answers_on_case + 1 >= MOST_ON_A_CASE
    )


def summed_up(facts: Facts, person: Person) -> Hold | None:
    """Where one of ours has had the share of answers, what comes of further letters waits for one summary at the end of
    the hour (E20). None for an answer that may leave, and for everybody else, who gets none."""
    if _refused(facts, PostKind.ANSWER, person) is None or not _one_of_ours(facts, person):
        return None
    if _refused(replace(facts, lately=Lately()), PostKind.ANSWER, person):
        return None  # it is not their number that forbids it
    return Hold("you had your share of answers for the hour", end_of_hour(facts), merge=True)


def end_of_hour(facts: Facts) -> datetime:
    """When the summary of this hour's answers goes out (UTC)."""
    return facts.moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def is_last_question(facts: Facts) -> bool:
    """Whether a question about proof that is asked now is the last one for a day."""
    return len(_asked_today(facts)) + 1 >= MOST_QUESTIONS


def _one_of_ours(facts: Facts, person: Person) -> bool:
    return facts.office.people.person(person.address) is not None and sender_verified(facts)


def _asked_today(facts: Facts) -> list[Asked]:
    return [one for one in facts.asked if one.confirm and one.until > facts.moment + _ASKED_A_DAY_AGO]


def _of_the_letter(facts: Facts) -> tuple[Rule, ...]:
    letter, settings = facts.letter, facts.office.settings
    assert letter.sender is not None
    address = letter.sender.key
    local = address.partition("@")[0]
    machine = local in _MACHINES or local.endswith(_MACHINE_ENDINGS) or local.startswith("owner-")
    null_sender = bool(facts.arrivals) and all(arrival.envelope_from == "" for arrival in facts.arrivals)
    return (
        Rule("automatic mail is never answered", letter.robot is not None),
        Rule("the null sender is never answered", null_sender),
        Rule("role mailboxes and robots are never answered", machine),
        Rule("it comes from our own address", is_own(address, settings.address, settings.aliases)),
        Rule("lists are never answered", _is_list(address, facts)),
    )


def _of_the_writer(facts: Facts, kind: PostKind, person: Person | None) -> tuple[Rule, ...]:
    proven = sender_verified(facts)
    stranger = person is None and is_stranger(facts)
    many = kind is PostKind.RECEIPT and facts.lately.receipts >= MOST_RECEIPTS_OF_STRANGERS
    return (
        Rule("the sender's own domain disowns the letter", disowned(facts) and not proven),
        Rule("the sender is unknown and unproven", stranger and not proven),
        Rule("a mail filter took it for spam", kind is PostKind.RECEIPT and taken_for_spam(facts)),
        Rule("a stranger has had two receipts today", stranger and many),
    )


def is_stranger(facts: Facts) -> bool:
    """Whether the From is neither one of our people's nor a peer's, as far as anybody knows."""
    sender, office = facts.letter.sender, facts.office
    if sender is None:
        return True
    return not (office.people.person(sender.address) or office.directory.peer_of_address(sender.address))


def may_ask_about(facts: Facts) -> bool:
    """Whether who decides may be asked about this letter now, and not only in the next digest. What a filter took for
    spam is worth a question of its own only if it is a statement."""
    if not is_stranger(facts) or sender_verified(facts):
        return True
    spam = taken_for_spam(facts) and facts.letter.statement is None
    return not spam and facts.lately.questions < MOST_ABOUT_STRANGERS


def _of_the_count(facts: Facts, kind: PostKind, person: Person | None) -> tuple[Rule, ...]:
    lately, settings = facts.lately, facts.office.settings
    share = lately.answers_in_hour >= settings.answers_per_hour or lately.answers_in_day >= settings.answers_per_day
    return (
        Rule("the same words came three times already", person is None and lately.same_words >= SAME_WORDS),
        Rule("this address has had its share of answers for now", share),
        Rule(
            "this address has had its share of answers about this case",
            kind is PostKind.ANSWER and lately.answers_on_case >= MOST_ON_A_CASE,
        ),
        Rule(
            "this person has been asked three times today",
            kind is PostKind.QUESTION and person is not None and len(_asked_today(facts)) >= MOST_QUESTIONS,
        ),
    )


def _is_list(address: str, facts: Facts) -> bool:
    """Whether the From is the list that the letter came through, or one that we send statements to."""
    via = (facts.letter.via_list or "").lower()
    came_through = address.partition("@")[0] in (via.partition(".")[0], via.partition("@")[0])
    ours = {facts.office.settings.coordinators.lower()}
    return came_through or address in ours or address in facts.office.directory.lists
