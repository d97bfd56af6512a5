"""People on our side, with the roles that the configuration gives them (process.md 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from liaisonbot.model.ladder import LADDER, Rung, Whom

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Lending:
    """The right to act for somebody, given to the person at address `to` until the end of a day; `scope` is a peer's
    or a group's acronym, "" for everything."""

    to: str
    until: date
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person who steers cases by mail. `manages` are peers' acronyms, `chairs` groups', `directs` areas';
    `addresses` are all mailboxes the person writes from, the first one is where letters go. Until `away_until`
    has passed, reminders also go to `cover` (an address), who gains no rights by that.

    The rest are the person's own settings: `digest` is daily, weekly, `weekly fri`, off or "" for what the
    configuration says; `transcripts` is all, errors or daily; `html` says digests in HTML too; with `strong`
    commands need a personal token too; `watches` are cases (`LS-12`), `peer:…`, `group:…` and `all`; `lends` says who
    may act in this person's place. `reached` is "doubt" after letters have come back, "stopped" after one more did:
    then nothing of the day goes there until the person writes."""

    name: str
    addresses: tuple[str, ...]
    zone: str = "UTC"
    coordinator: bool = False
    manages: tuple[str, ...] = ()
    chairs: tuple[str, ...] = ()
    directs: tuple[str, ...] = ()
    away_until: date | None = None
    cover: str = ""
    digest: str = ""
    transcripts: str = "all"
    html: bool = True
    strong: bool = False
    watches: tuple[str, ...] = ()
    lends: tuple[Lending, ...] = ()
    reached: str = ""

    @property
    def address(self) -> str:
        """Where letters to this person go."""
        return self.addresses[0]

    def present(self, today: date) -> bool:
        """False until `away_until` has passed."""
        return self.away_until is None or self.away_until < today


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may leave (mail-rules 8); 0 is no bound. `list_per_hour` and `list_per_day` count statements sent on to
    one address, `outgoing_per_hour` all letters: above it reminders and digests wait. More than `letters_per_minute`
    coming in, or ten times what is usual, stops the outbox, and so do bounces of more than `bounces_percent` of the
    last 200 letters, for reminders and digests only."""

    list_per_hour: int = 6
    list_per_day: int = 20
    outgoing_per_hour: int = 120
    letters_per_minute: int = 300
    bounces_percent: int = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """What deciding and rendering must know of the bot itself. `address` is the intake mailbox, `aliases`
    further ones, `owner` the operator's; `coordinators` the coordinators' mailbox (R24, R29). `copies` are those
    who get each of the holder's reminders too, by letters of their own (R35). `grace_minutes` is how long a letter to
    a peer or a list waits for a second thought; `meetings` are the first days of the IETF's meetings by number."""

    address: str = "liaison@bot.example"
    aliases: tuple[str, ...] = ()
    display: str = "Liaison bot"
    owner: str = ""
    coordinators: str = "liaison-coordination@iab.org"
    record_url: str = ""
    zone: str = "UTC"
    distribute: bool = True
    wait_hours: int = 48
    ladder: tuple[Rung, ...] = LADDER
    copies: tuple[Whom, ...] = ()
    hour: int = 8
    held_days: int = 7
    problem_days: int = 14
    silent_hours: int = 48
    lead_days: int = 21
    digest: str = "daily"
    answers_per_hour: int = 20
    answers_per_day: int = 60
    shared_domains: tuple[str, ...] = ()
    grace_minutes: int = 10
    meetings: Mapping[int, date] = field(default_factory=dict)
    weekday: str = "mon"
    report: str = "quarterly"
    summary_to: str = ""
    bounds: Bounds = Bounds()

    @property
    def local(self) -> str:
        """The part of the bot's address before the @."""
        return self.address.partition("@")[0]

    @property
    def domain(self) -> str:
        """The part of the bot's address behind the @."""
        return self.address.partition("@")[2]

    def case_address(self, number: int) -> str:
        """The public address of a case; it proves nothing."""
        return f"{self.local}+ls{number}@{self.domain}"

    def root_id(self, number: int) -> str:
        """The Message-ID under which a case's letters thread."""
        return f"<ls-{number}@{self.domain}>"


@dataclass(frozen=True, slots=True)
class Relationship:
    """What was agreed with a peer (an acronym). `kind` is formal, informal or none. `since` and `until` are its first
    and last day, None open; `topics` are phrases in lower case that name its work; `their_manager` is the peer's own
    manager for us, `rules` what it asks of our letters. Only `peer`, the days and `topics` decide anything."""

    peer: str
    kind: str = "informal"
    purpose: str = ""
    scope: str = ""
    documents: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    their_manager: str = ""
    reply_to: str = ""
    rules: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def lasts(self, day: date) -> bool:
        """Whether the relationship is in force on `day`."""
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Representative:
    """Who reads along for a `part` of a peer (an acronym), beside its manager, for a time (process.md 3)."""

    address: str
    part: str
    duties: str
    since: date | None = None
    until: date | None = None

    def serves(self, day: date) -> bool:
        """Whether the appointment runs on `day`."""
        return (self.since or date.min) <= day <= (self.until or date.max)


class People:
    """The people by address and by role, and what was agreed with peers. Immutable; made once from the
    configuration."""

    def __init__(
        self,
        people: tuple[Person, ...],
        relationships: tuple[Relationship, ...] = (),
        representatives: tuple[Representative, ...] = (),
    ) -> None:
        self.all = people
        self.relationships = relationships
        self._representatives = representatives
        self._by_address: Mapping[str, Person] = {
            address.lower(): person for person in people for address in person.addresses
        }

    def with_settings(self, settings: Mapping[str, Mapping[str, str]]) -> People:
        """These people with their own settings, as the ledger keeps them: values by address and name."""
        if not settings:
            return self
        people = tuple(_with_settings(one, settings.get(one.address.lower(), {})) for one in self.all)
        return People(people, self.relationships, self._representatives)

    def person(self, address: str) -> Person | None:
        """Who writes from `address`, in any case of letters."""
        return self._by_address.get(address.lower())

    def coordinators(self) -> tuple[Person, ...]:
        """The liaison coordinators known by name."""
        return tuple(person for person in self.all if person.coordinator)

    def managers(self, bodies: tuple[str, ...]) -> tuple[Person, ...]:
        """The managers of a peer, given as its acronym and those of its enclosing bodies, nearest first: the
        people of the nearest body that has any (a study group's own manager comes before ITU-T's)."""
        for body in bodies:
            if found := tuple(person for person in self.all if body in person.manages):
                return found
        return ()

    def representatives(self, bodies: tuple[str, ...], today: date | None = None) -> tuple[Representative, ...]:
        """Those whose part is the peer or one of its enclosing bodies; `today` leaves out whose term is over."""
        return tuple(
            one for one in self._representatives if one.part in bodies and (today is None or one.serves(today))
        )

    def represents(self, person: Person) -> frozenset[str]:
        """The parts of peers that a person was ever appointed for."""
        mine = {address.lower() for address in person.addresses}
        return frozenset(one.part for one in self._representatives if one.address.lower() in mine)

    def overlapping(self, bodies: tuple[str, ...], text: str, today: date) -> tuple[tuple[Relationship, str], ...]:
        """Other relationships in force whose work `text` (any case) touches on, each with the topic (R62)."""
        said = f" {' '.join(_WORD.findall(text.lower()))} "
        found = []
        for one in self.relationships:
            topic = next((topic for topic in one.topics if f" {' '.join(_WORD.findall(topic.lower()))} " in said), None)
            if topic and one.peer not in bodies and one.lasts(today):
                found.append((one, topic))
        return tuple(found)


def _with_settings(person: Person, values: Mapping[str, str]) -> Person:
    """`person` with settings by name: zone, digest, transcripts, strong, away, cover, `watch …`, `lend … …`."""
    away = values.get("away")
    lends = [
        Lending(to, date.fromisoformat(until), scope)
        for name, until in values.items()
        if name.startswith("lend ")
        for _, to, scope in [name.split(" ", 2)]
    ]
    return replace(
        person,
        zone=values.get("zone", person.zone),
        digest=values.get("digest", person.digest),
        transcripts=values.get("transcripts", person.transcripts),
        html=values.get("html", "on") == "on",
        reached=values.get("reached", ""),
        strong=values.get("strong") == "yes" or person.strong,
        away_until=date.fromisoformat(away) if away else person.away_until,
        cover=values.get("cover", person.cover),
        watches=tuple(sorted(name.removeprefix("watch ") for name in values if name.startswith("watch "))),
        lends=tuple(lends),
    )
