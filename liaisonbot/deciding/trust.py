"""Who wrote a letter, how well that is proven, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from liaisonbot.deciding.facts import Facts, Office
from liaisonbot.deciding.routing import lineage
from liaisonbot.model.case import Case
from liaisonbot.model.people import Person


@dataclass(frozen=True, slots=True)
class Standing:
    """Who wrote, and what proves it (commands 6). `person` is None for anybody without a role. `proof` are words
    for the history and the transcript, `missing` what would have made it better.

    `tier`: 0 unknown; 1 a known address that nothing proves; 2 an aligned signature, or the pinned results of our
    own mail server; 3 on the cases `token_cases` that the writer's own reply token stands for; 4 by a confirm."""

    person: Person | None
    tier: int
    proof: str
    missing: str = ""
    token_cases: frozenset[int] = frozenset()
    contact: bool = False

    @property
    def proven(self) -> bool:
        """Whether reversible commands may run. Without it nothing may change, whoever the From names (P9)."""
        return self.tier >= 2

    def tier_on(self, case: Case | None) -> int:
        """The tier for commands about this case: a personal token for it lifts an aligned letter to 3."""
        if self.tier != 2:
            return self.tier
        return 3 if case is not None and case.number in self.token_cases else 2


def standing(facts: Facts) -> Standing:
    """The writer of a letter, by its strict From, with the proof that goes with it.

    From alone is nothing, a token alone is nothing, and somebody else's token only finds the case. Where users
    of a domain can write in each other's name, an aligned signature is worth nothing without the token.
    """
    sender = facts.letter.sender
    person = facts.office.people.person(sender.address) if sender else None
    if person is None:
        return Standing(None, 0, "unknown sender" if sender else "no single, clear From")
    if disowned(facts) and not sender_verified(facts):
        return Standing(None, 0, "disowned by the sender's own domain (DMARC)")
    return _standing_of(person, facts)


def standing_of_contact(facts: Facts) -> Standing | None:
    """The contact of the case's statement who wrote this, as a person without any role of ours; None for others."""
    sender, case = facts.letter.sender, facts.case
    if sender is None or case is None or sender.key not in contacts_of(case):
        return None
    return replace(_standing_of(Person(sender.name or sender.address, (sender.address,)), facts), contact=True)


def _standing_of(person: Person, facts: Facts) -> Standing:
    domain, aligned, token = _from_domain(facts), _aligned(facts), token_fits(facts, person)
    if not aligned:
        return Standing(person, 1, "nothing that we could verify", f"no valid DKIM signature of {domain}")
    if domain in facts.office.settings.shared_domains and not token:
        return Standing(person, 1, aligned, f"users of {domain} can write in each other's name: no token of yours")
    cases = facts.token_cases if token else frozenset()
    return Standing(person, 2, f"{aligned}, your reply address" if token else aligned, token_cases=cases)


def _from_domain(facts: Facts) -> str:
    """The domain of the one From, in lower case; "" without one."""
    sender = facts.letter.sender
    return sender.address.rpartition("@")[2].lower() if sender else ""


def _aligned(facts: Facts) -> str:
    """What aligns the letter with its From, in words, or nothing."""
    domain = _from_domain(facts)
    if not domain:
        return ""
    if facts.proof.dkim:
        return f"DKIM {facts.proof.dkim[0]}"
    if facts.proof.trusted_dmarc and facts.proof.trusted_dmarc.lower() == domain:
        return f"our mail server's DMARC check of {domain}"
    return ""


def contacts_of(case: Case) -> frozenset[str]:
    """The addresses of the people on the other side, in lower case: contacts in the statement, its sender."""
    statement = case.statement
    named = {box.key for box in statement.from_contacts if box.address}
    return frozenset(named | {one.lower() for one in (statement.received_from, statement.reply_to) if one})


def token_fits(facts: Facts, person: Person) -> bool:
    """True if the letter came to a live reply address that was issued to this very person."""
    issued = facts.token_person
    if issued is None:
        return False
    return issued.lower() in {address.lower() for address in person.addresses}


def sender_verified(facts: Facts) -> bool:
    """True if the From of a statement is proven by an aligned signature or pinned results (no gate, R4)."""
    return bool(_aligned(facts))


def author_verified(facts: Facts) -> bool:
    """True if who wrote the statement is proven: of a letter that somebody passed on, by the signature of the one
    inside. Whoever passes on a letter proves who passed it on."""
    sender, inner = facts.letter.sender, facts.letter.forwarded
    passed_on = inner is not None and not (sender and facts.office.directory.peer_of_address(sender.address))
    return bool(facts.inside.dkim) if passed_on else sender_verified(facts)


def disowned(facts: Facts) -> bool:
    """True if the From's own domain wants such mail refused (DMARC, `p=reject`). A list that we know breaks signatures
    as it passes letters on, so what came through it is merely unproven (mail-rules 6)."""
    if not facts.proof.dmarc_fail:
        return False
    via = (facts.letter.via_list or "").lower()
    return not any(via in (one, one.replace("@", ".")) for one in facts.office.directory.lists)


def taken_for_spam(facts: Facts) -> bool:
    """The verdict of SpamAssassin or Rspamd. Whoever forges such a field only gets the letter held."""
    names = ("x-spam-flag", "x-spam-status", "x-spam")
    verdicts = [value for name in names for value in facts.letter.headers.get(name, ())]
    return any(one.strip().lower().startswith("yes") for one in verdicts)


def roles_on(person: Person, case: Case | None, office: Office, today: date | None = None) -> frozenset[str]:
    """The roles that a person has on a case: coordinator, manager, ad, chair, holder, contact (process.md 3); with
    `today`, those too that others have lent to the person."""
    roles = _own_roles(person, case, office)
    for owner in _owners(person, case, office, today) if today else ():
        roles |= _own_roles(owner, case, office)
    return frozenset(roles)


def _own_roles(person: Person, case: Case | None, office: Office) -> set[str]:
    roles = {"coordinator"} if person.coordinator else set()
    if case is None:
        roles |= {"representative"} if office.people.represents(person) else set()
        return roles | ({"manager"} if person.manages else set())
    if set(person.manages) & set(lineage(case.peer, office.directory)):
        roles.add("manager")
    if office.people.represents(person) & set(lineage(case.peer, office.directory)):
        roles.add("representative")
    groups = set(case.groups) | {one.group for one in case.statement.to if one.group}
    areas = {group.area for acronym in groups if (group := office.directory.group(acronym))}
    if set(person.chairs) & groups:
        roles.add("chair")
    if set(person.directs) & (areas | groups):
        roles.add("ad")
    addresses = {address.lower() for address in person.addresses}
    if case.holder.lower() in addresses:
        roles.add("holder")
    if addresses & contacts_of(case) and office.people.person(person.address) is None:
        roles.add("contact")
    return roles


def _owners(person: Person, case: Case | None, office: Office, today: date) -> list[Person]:
    """Those in whose place this person may act on a case today."""
    addresses = {address.lower() for address in person.addresses}
    names = set() if case is None else {*case.groups, *lineage(case.peer, office.directory)}
    return [
        owner
        for owner in office.people.all
        for lent in owner.lends
        if lent.to.lower() in addresses and lent.until >= today and (not lent.scope or lent.scope in names)
    ]


def acts_for(person: Person, case: Case | None, office: Office, today: date) -> str:
    """In whose place the person acts, where the rights are lent ones only; else nothing."""
    if _own_roles(person, case, office):
        return ""
    return ", ".join(owner.address for owner in _owners(person, case, office, today))


def best_role(roles: frozenset[str]) -> str:
    """The role a person acted under, for the history (R58): the one nearest to the case."""
    nearest = ("holder", "manager", "coordinator", "ad", "chair", "representative", "contact")
    return next((role for role in nearest if role in roles), "none")


def is_own(address: str, base: str, aliases: tuple[str, ...]) -> bool:
    """True if `address` is the bot's own one, with or without a part behind a plus."""
    local, _, domain = address.lower().partition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    return plain in {base.lower(), *(alias.lower() for alias in aliases)}
