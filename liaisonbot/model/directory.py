"""The directory: groups of ours, peers of ours, their names in time, and the addresses of their roles."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from liaisonbot.model import names
from liaisonbot.model.bodies import Group, Holder, Peer
from liaisonbot.model.contents import Contents, snapshot
from liaisonbot.model.succession import DatedName, Successor, heirs, meant_on

__all__ = ["Directory", "Evidence", "Group", "Holder", "Peer", "Recipients", "built_in", "directory_of"]

research_contact = "irtf-chair@irtf.org"  # decides on research topics; research groups get no statements (R26)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom to mail for a group (R18): header To and Cc addresses."""

    to: tuple[str, ...]
    cc: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else is known of groups: `topics` are the words of their work by acronym, for likeness only and never to
    route by; `holders` hold an office today (empty: nobody has been imported); `rfcs` tell which group, by its acronym
    then, made an RFC."""

    topics: Mapping[str, str] = field(default_factory=dict)
    holders: tuple[Holder, ...] = ()
    rfcs: Mapping[int, str] = field(default_factory=dict)


MOST_VIEWS = 64
"""So many views of other days are kept at a time."""

_LEADING = ("chair", "ad")
_MOST_WORDS = 12  # a longer text that begins with a body's name is a sentence about it
_FEWEST_LETTERS = 4  # anything is near to three letters: IEC is no slip of sec
_GIVEN_NAME = re.compile(r"\s*[A-Z][a-z]")  # TIA is a body, Tia a person
_LAST_WORD = re.compile(r" (?:area|wg)$")
_FORMER_HOSTS = {"tools.ietf.org": "ietf.org", "lists.ietf.org": "ietf.org"}
_IETF_CHAIR = "chair@ietf.org"
_IAB_CHAIR = "iab-chair@iab.org"
_LEADERSHIP = {
    "ietf": Recipients(to=(_IETF_CHAIR,), cc=("iesg@ietf.org",)),
    "iesg": Recipients(to=("iesg@ietf.org",), cc=(_IETF_CHAIR,)),
    "iab": Recipients(to=(_IAB_CHAIR, "execd@iab.org"), cc=("iab@iab.org",)),
    "irtf": Recipients(to=(research_contact,), cc=()),
}


class Directory:
    """Look-ups over groups and peers. Immutable; made once and handed in, also to worker processes."""

    def __init__(
        self,
        groups: tuple[Group, ...],
        peers: tuple[Peer, ...],
        dated: date,
        dated_names: tuple[DatedName, ...] = (),
        successors: tuple[Successor, ...] = (),
        more: Evidence | None = None,
    ) -> None:
        self.groups: Mapping[str, Group] = {group.acronym: group for group in groups}
        self.peers: Mapping[str, Peer] = {peer.acronym: peer for peer in peers}
        self.dated = dated
        self.successors: Mapping[str, tuple[Successor, ...]] = _by_old(successors)
        self.more = more or Evidence()
        self._led = {one.group for one in self.more.holders if one.role in ("chair", "secr")}
        self._dated_names = dated_names
        self._valid = _valid(dated_names, dated)
        self._views: dict[tuple[DatedName, ...], Directory] = {}
        self._our_names = _our_names(self.groups.values())
        self._peer_names = _peer_names(self.peers.values())
        self._lay_names_over(dated)
        self._our_mailboxes = _our_mailboxes(self.groups.values())
        self.lists = frozenset(group.list_email.lower() for group in self.groups.values() if group.list_email)
        self._peer_mailboxes = {
            address.lower(): peer.acronym for peer in self.peers.values() for address in peer.addresses
        }
        self._domains = {domain.lower(): peer.acronym for peer in self.peers.values() for domain in peer.domains}

    def as_of(self, day: date) -> Directory:
        """The same directory with the names that were valid on `day`: what a letter of that day means. Groups,
        addresses and successors stay today's, since letters are delivered today."""
        valid = _valid(self._dated_names, day)
        if valid == self._valid:
            return self
        if valid not in self._views:
            if len(self._views) >= MOST_VIEWS:  # an archive of many years asks for many
                self._views.clear()
            view = copy.copy(self)
            view._lay_names_over(day)
            self._views[valid] = view
        return self._views[valid]

    def with_peers(self, changed: Iterable[Peer]) -> Directory:
        """The same directory with these peers in place of those of the same acronyms."""
        peers = {**self.peers, **{peer.acronym: peer for peer in changed}}
        rows = tuple(row for found in self.successors.values() for row in found)
        groups = tuple(self.groups.values())
        return Directory(groups, tuple(peers.values()), self.dated, self._dated_names, rows, self.more)

    def heir(self, acronym: str) -> Group | None:
        """The open group of ours that certainly has all the work of a closed one: renamed or merged, checked by
        a person, and the only one. None where a person has to choose."""
        path = heirs(acronym, self.successors)
        group = self.group(path[-1].new) if path else None
        return group if group and group.active else None

    def group(self, acronym: str) -> Group | None:
        """The group of ours with this acronym (any case), open or closed."""
        return self.groups.get(acronym.lower())

    def peer(self, acronym: str) -> Peer | None:
        """The peer with this acronym (any case)."""
        return self.peers.get(acronym.lower())

    def named(self, text: str) -> str | None:
        """The acronym of the group or peer whose acronym, name or known spelling is exactly `text`, compared
        without case, dashes, blanks and punctuation; None if there is none or more than one.

        Words that only frame a name of ours ("IETF … Working Group", "… Area Directors") count for nothing;
        a bare address means the group whose mailbox it is. Ours come before peers."""
        if names.is_mailbox(text):
            return self.resolve_alias(text) or self._peer_mailboxes.get(text.lower())
        return self._ours_named(names.words(text)) or self.peer_named(text)

    def peer_named(self, text: str) -> str | None:
        """Like `named`, for peers only, with the peers' own path grammar: "SG15", "ITU-T Study Group 15",
        "COM 15", "Q14/15", "3GPP TSG RAN WG3", "RAN3", "SA2", "IEEE 802.1 WG", "ISO/IEC JTC 1/SC 29/WG 11".
        A part that the directory does not hold falls back to the nearest known parent."""
        if names.is_mailbox(text):
            return self._peer_mailboxes.get(text.lower())
        forms = dict.fromkeys((text, names.without_brackets(text)))
        readings = ((read, form) for read in (self._peer_written, self._peer_enclosing) for form in forms)
        return next((found for read, form in readings if (found := read(form))), None)

    def peer_of_address(self, address: str) -> str | None:
        """The peer that a mailbox belongs to: its role mailboxes first (tsbsg15@itu.int), then domains.
        A domain stands for its subdomains too; company and free mail belongs to nobody."""
        mailbox = address.strip().lower()
        if mailbox in self._peer_mailboxes:
            return self._peer_mailboxes[mailbox]
        domain = mailbox.rpartition("@")[2]
        while domain:
            if domain in self._domains:
                return self._domains[domain]
            domain = domain.partition(".")[2]
        return None

    def resolve_alias(self, address: str) -> str | None:
        """The acronym of the group of ours that an address of ours means: its list, its chairs, its area
        directors, or a leadership mailbox. For reading only: whom to mail says `recipients`."""
        local, _, domain = address.strip().lower().rpartition("@")
        return self._our_mailboxes.get(f"{local}@{_FORMER_HOSTS.get(domain, domain)}")

    def near(self, text: str) -> tuple[str, ...]:
        """Acronyms of ours that `text` may be a slip for, best first, at most three: suggestions only.
        A name cut short ("OPSA") is likelier than a wrong letter; open groups come before closed ones."""
        forms = names.peelings(names.words(text))
        written = names.key(forms[-1]) if forms else ""
        if len(written) < _FEWEST_LETTERS:
            return ()
        best: dict[str, tuple[int, bool, int]] = {}
        for spelling, acronym in self._our_names.items():
            cost = _cost(written, spelling)
            if cost is not None:
                rank = (cost, not self.groups[acronym].active, abs(len(spelling) - len(written)))
                best[acronym] = min(rank, best.get(acronym, rank))
        return tuple(sorted(best, key=lambda acronym: (best[acronym], acronym))[:3])

    def recipients(self, acronym: str) -> Recipients | None:
        """Whom to mail for a group of ours, by today's aliases; None where mail cannot be delivered (closed
        groups, research groups, unknown types). `irtf` means its chair, for research topics. R18, R25, R26."""
        group = self.group(acronym)
        if group is None or not group.active:
            return None
        if group.type == "wg":
            return self._of_working_group(group)
        if group.type == "area":
            return Recipients(to=(f"{group.acronym}-ads@ietf.org",), cc=(_IETF_CHAIR,))
        return _LEADERSHIP.get(group.type)

    def _of_working_group(self, group: Group) -> Recipients | None:
        """An alias exists only if somebody stands behind it: where the offices are known and a group has no chair,
        its list is all that is left."""
        led = not self.more.holders or group.acronym in self._led
        chairs = (f"{group.acronym}-chairs@ietf.org",) if led else ()
        to = (*chairs, *((group.list_email,) if group.list_email else ()))
        return Recipients(to=to, cc=(f"{group.acronym}-ads@ietf.org",)) if to else None

    def offices(self, name: str) -> tuple[str, ...]:
        """The open groups of ours in which somebody of this name chairs or directs today; none for former holders."""
        wanted = names.words(name)
        found = [one.group for one in self.more.holders if one.role in _LEADING and names.words(one.name) == wanted]
        return tuple(dict.fromkeys(acronym for acronym in found if wanted and self.recipients(acronym)))

    def maker(self, rfc: int) -> Group | None:
        """The open group that made an RFC, or that certainly has its work today; None if that is not known."""
        group = self.group(self.more.rfcs.get(rfc, ""))
        return group if group is None or group.active else self.heir(group.acronym)

    def supervisors(self, acronym: str) -> tuple[str, ...]:
        """Who is told when the group is late (R19, R35); empty where nobody can be."""
        group = self.group(acronym)
        if group is None or group.type == "irtf" or self.recipients(acronym) is None:
            return ()
        if group.type == "wg":
            return (f"{group.acronym}-ads@ietf.org",)
        return (_IAB_CHAIR,) if group.type == "iab" else (_IETF_CHAIR,)

    def _lay_names_over(self, day: date) -> None:
        """Makes dated spellings mean what they meant on `day`."""
        ours = [one for one in self._dated_names if one.group in self.groups]
        peers = [one for one in self._dated_names if one.group in self.peers]
        spelt = [(form, one) for one in ours for form in _spellings(one.name)]
        self._our_names = self._our_names | meant_on(day, spelt, self._our_names)
        keyed = [(names.key(names.words(one.name)), one) for one in peers]
        self._peer_names = self._peer_names | meant_on(day, keyed, self._peer_names)

    def _ours_named(self, spaced: str) -> str | None:
        for form in names.peelings(spaced):
            found = self._our_names.get(form) or self._our_names.get(names.key(form))
            if found:
                return found
        return None

    def _peer_written(self, text: str) -> str | None:
        spaced = names.words(text).removeprefix("the ")
        for path in (spaced, *names.peer_paths(spaced)):
            found = self._peer_names.get(names.key(names.words(path)))
            if found:
                return found
        return None

    def _peer_enclosing(self, text: str) -> str | None:
        """The known body that `text` begins with: "ETSI ISG XYZ" gives etsi. Lists and prose give None, and
        so do people: "Tia Example" does not work for TIA."""
        spaced = names.words(text).removeprefix("the ")
        parts = spaced.split()
        if len(parts) > _MOST_WORDS or "," in text or ";" in text or names.names_others_too(spaced):
            return None
        for length in range(len(parts) - 1, 0, -1):
            spelling = names.key(" ".join(parts[:length]))
            found = self._peer_names.get(spelling)
            if found and not (len(spelling) <= 3 and _GIVEN_NAME.match(text)):
                other = self._peer_names.get(names.key(" ".join(parts[length:])))
                return found if other is None or self._related(found, other) else None
        return None

    def _related(self, one: str, other: str) -> bool:
        return one in self.lineage(other) or other in self.lineage(one)

    def lineage(self, acronym: str) -> list[str]:
        """A peer's acronym and those of the bodies around it, innermost first."""
        line: list[str] = []
        while acronym in self.peers and acronym not in line:
            line.append(acronym)
            acronym = self.peers[acronym].parent
        return line


@cache
def built_in() -> Directory:
    """The snapshot that ships with the program; `dated` says of which day."""
    return directory_of(snapshot())


def directory_of(contents: Contents) -> Directory:
    """The look-ups over what a directory is made of."""
    after = _by_old(contents.successors)
    groups = (replace(one, successors=tuple(row.new for row in after.get(one.acronym, ()))) for one in contents.groups)
    more = Evidence(contents.topics, contents.holders, contents.rfcs)
    return Directory(tuple(groups), contents.peers, contents.dated, contents.names, contents.successors, more)


def _valid(dated_names: tuple[DatedName, ...], day: date) -> tuple[DatedName, ...]:
    return tuple(one for one in dated_names if one.valid(day))


def _by_old(rows: Iterable[Successor]) -> dict[str, tuple[Successor, ...]]:
    found: dict[str, tuple[Successor, ...]] = {}
    for row in rows:
        found[row.old] = (*found.get(row.old, ()), row)
    return found


# --- indexes: spelling or address to acronym ---------------------------------------------------------


def _our_names(groups: Iterable[Group]) -> dict[str, str]:
    """Every spelling of ours, with its blanks and run together. What is written with blanks wins, since
    "INT Area" is the area and "intarea" the working group; least weighs a name without its own last word."""
    spelt = [(form, group.acronym) for group in groups for form in _forms(group)]
    joined = [(names.key(form), acronym) for form, acronym in spelt]
    short = [(_LAST_WORD.sub("", form), acronym) for form, acronym in spelt]
    short_joined = [(names.key(form), acronym) for form, acronym in short]
    return _unambiguous(short_joined) | _unambiguous(joined) | _unambiguous(spelt)


def _forms(group: Group) -> Iterator[str]:
    acronym = names.words(group.acronym)
    yield acronym
    if group.type == "area":
        yield f"{acronym} area"
    for name in (group.name, *group.names):
        full = names.words(name)
        short = _LAST_WORD.sub("", full)
        yield from (full, f"{full} {acronym}", f"{short} {acronym}", f"{acronym} {full}")


def _spellings(name: str) -> tuple[str, ...]:
    full = names.words(name)
    return tuple(dict.fromkeys((full, names.key(full), _LAST_WORD.sub("", full))))


def _peer_names(peers: Iterable[Peer]) -> dict[str, str]:
    return _unambiguous(
        (names.key(names.words(name)), peer.acronym)
        for peer in peers
        for name in (peer.acronym, peer.name, *peer.names, *peer.misspelt)
    )


def _our_mailboxes(groups: Iterable[Group]) -> dict[str, str]:
    """Every address of ours; open groups last, so that a list that outlived its group means the new one."""
    return {
        address.lower(): group.acronym
        for group in sorted(groups, key=lambda group: group.active)
        for address in (*group.mailboxes, group.list_email, *_aliases(group))
        if address
    }


def _aliases(group: Group) -> tuple[str, ...]:
    chairs, directors = f"{group.acronym}-chairs", f"{group.acronym}-ads"
    if group.type in ("wg", "area"):
        return (f"{chairs}@ietf.org", f"{directors}@ietf.org")
    return (f"{chairs}@ietf.org", f"{chairs}@irtf.org") if group.type == "rg" else ()


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The pairs as a dictionary, without the spellings that stand for more than one acronym."""
    found: dict[str, str | None] = {}
    for spelling, acronym in pairs:
        found[spelling] = acronym if found.get(spelling, acronym) == acronym else None
    return {spelling: acronym for spelling, acronym in found.items() if spelling and acronym}


def _cost(written: str, spelling: str) -> int | None:
    """How far `written` is from `spelling`: twice its slips, 1 for a name cut short, None beyond a slip for
    every six letters or so."""
    if spelling.startswith(written):
        return int(spelling != written)
    allowed = min(1 + len(written) // 6, 3)
    if abs(len(written) - len(spelling)) > allowed or len(set(written) ^ set(spelling)) > 2 * allowed:
        return None  # one slip changes at most two letters: the costly count is for likely ones only
    slips = names.slips(written, spelling)
    return 2 * slips if slips <= allowed else None
