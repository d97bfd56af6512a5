"""Who wrote a letter, how well that is proven, what they may do, and whether we may answer at all."""

from __future__ import annotations

from dataclasses import dataclass

from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.routing import lineage
from liaisonbot.model.case import Case
from liaisonbot.model.people import Person

NEVER_ANSWERED = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply")
_ROBOT_ENDINGS = ("-request", "-bounces", "-owner", "-confirm", "-admin")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who wrote, and what proves it. `person` is None for anybody without a role. Without `proven` nothing
    may change, whoever the From names (P9). `proof` are words for the history and the transcript."""

    person: Person | None
    proven: bool
    proof: str


def standing(facts: Facts) -> Standing:
    """The writer of a letter, by its strict From, with the proof that goes with it.

    Proof is one of: the personal token of the very person that the From names, in an address that the letter
    was sent to; a DKIM signature that we verified and that is aligned with the From; the pinned
    Authentication-Results with dmarc=pass for the From's domain. From alone is nothing, a token alone is
    nothing, and somebody else's token only finds the case (commands 6).
    """
    sender = facts.letter.sender
    person = facts.office.people.person(sender.address) if sender else None
    if sender is None or person is None:
        return Standing(None, False, "unknown sender" if sender else "no single, clear From")
    if token_fits(facts, person):
        return Standing(person, True, "your reply address")
    domain = sender.address.rpartition("@")[2].lower()
    if domain in facts.office.settings.shared_domains:
        return Standing(person, False, f"users of {domain} can write in each other's name, and no token of yours")
    if facts.proof.dkim:
        return Standing(person, True, f"DKIM {facts.proof.dkim[0]}")
    if facts.proof.trusted_dmarc and facts.proof.trusted_dmarc.lower() == domain:
        return Standing(person, True, f"our mail server's DMARC check of {domain}")
    return Standing(person, False, "no token of yours, no valid aligned DKIM signature")


def token_fits(facts: Facts, person: Person) -> bool:
    """True if the letter came to a live reply address that was issued to this very person."""
    issued = facts.token_person
    return issued is not None and facts.office.people.person(issued) == person


def sender_verified(facts: Facts) -> bool:
    """True if the From of a statement is proven by an aligned signature or pinned results (no gate, R4)."""
    sender = facts.letter.sender
    if sender is None:
        return False
    domain = sender.address.rpartition("@")[2].lower()
    return bool(facts.proof.dkim) or (facts.proof.trusted_dmarc or "").lower() == domain


def roles_on(person: Person, case: Case | None, office: Office) -> frozenset[str]:
    """The roles that a person has on a case: coordinator, manager, ad, chair, holder (process.md 3)."""
    roles = {"coordinator"} if person.coordinator else set()
    if case is None:
        return frozenset(roles | ({"manager"} if person.manages else set()))
    if set(person.manages) & set(lineage(case.peer, office.directory)):
        roles.add("manager")
    groups = set(case.groups) | {one.group for one in case.statement.to if one.group}
    areas = {group.area for acronym in groups if (group := office.directory.group(acronym))}
    if set(person.chairs) & groups:
        roles.add("chair")
    if set(person.directs) & (areas | groups):
        roles.add("ad")
    if case.holder.lower() in {address.lower() for address in person.addresses}:
        roles.add("holder")
    return frozenset(roles)


def best_role(roles: frozenset[str]) -> str:
    """The role a person acted under, for the history (R58): the one nearest to the case."""
    return next((role for role in ("holder", "manager", "coordinator", "ad", "chair") if role in roles), "none")


def may_answer(facts: Facts) -> str | None:
    """Why this letter must not be answered by a letter of ours, or None if it may be (P8; default is no).

    Automatic mail, lists, robots and role mailboxes never get an answer, nor does a From that names nobody
    or ourselves, nor anybody who has had as many answers as the limits allow.
    """
    letter, settings = facts.letter, facts.office.settings
    if letter.robot:
        return "automatic mail is never answered"
    if letter.sender is None:
        return "the From names no single mailbox"
    if facts.arrivals and all(arrival.envelope_from == "" for arrival in facts.arrivals):
        return "the null sender is never answered"
    address = letter.sender.key
    local = address.partition("@")[0]
    if local in NEVER_ANSWERED or local.endswith(_ROBOT_ENDINGS) or local.startswith("owner-"):
        return "role mailboxes and robots are never answered"
    if is_own(address, settings.address, settings.aliases):
        return "it comes from our own address"
    if facts.answered[0] >= settings.answers_per_hour or facts.answered[1] >= settings.answers_per_day:
        return "this address has had its share of answers for now"
    if letter.via_list and address.partition("@")[0] == letter.via_list.partition(".")[0]:
        return "lists are never answered"
    return None


def is_own(address: str, base: str, aliases: tuple[str, ...]) -> bool:
    """True if `address` is the bot's own one, with or without a part behind a plus."""
    local, _, domain = address.lower().partition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    return plain in {base.lower(), *(alias.lower() for alias in aliases)}
