"""The bodies that letters come from and go to, and who holds an office in them today."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """A group on our side. `type` is ietf, iesg, iab, irtf, area, wg or rg; `area` its area's acronym or "";
    `successors` are whom its work may be with, open or closed (`Directory.heir` says whether that is certain);
    `list_email` may be empty;
    `mailboxes` are further addresses that mean this group when a letter writes them, never to be mailed.
    `tracker` is its number in the Datatracker, None if not known; it stays when the acronym changes."""

    acronym: str
    name: str
    type: str
    area: str
    active: bool
    successors: tuple[str, ...]
    list_email: str
    names: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    tracker: int | None = None


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer organisation or a part of one. `parent` is the enclosing body's acronym or ""; `names` are the
    spellings that letters use, `misspelt` the wrong ones among them (understood, never written); `domains`
    the mail domains that belong to it (a hint, never a proof); `addresses` its role mailboxes, `reply_to`
    the one where answers go ("" if unknown). `tracker` is its number in the Datatracker, None if not known."""

    acronym: str
    name: str
    parent: str
    names: tuple[str, ...]
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    reply_to: str = ""
    misspelt: tuple[str, ...] = ()
    tracker: int | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds an office of a group (an acronym, of ours or a peer's) today. `role` is the Datatracker's slug (chair,
    secr, ad, liaiman …); nothing else about a person is ever kept, and nothing at all once the office is lost."""

    group: str
    role: str
    name: str
    address: str
