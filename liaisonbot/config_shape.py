"""The shape of the configuration: its sections, their keys, defaults and bounds.

Plain frozen dataclasses, so that importing them costs little; config.py has pydantic check a file against
them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from liaisonbot.config_file import LEDGER, SIZE_LIMIT_MIB, KeyPath, Source
from liaisonbot.model.ladder import LADDER, rung

_LOCAL_PART = 15  # with "-bounces+" and 36 letters of token it stays below 64 (RFC 5321 §4.5.3.1.1)
_WAYS = ("password", "password_file", "password_command", "token_command")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:[a-z0-9-]+\.)+[a-z0-9-]+", re.ASCII | re.IGNORECASE)
_LISTEN = re.compile(r"unix:/.+|(?:\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{1,5})", re.ASCII)


class Faults(ValueError):
    """Mistakes that only show when several keys are seen together, by the path of the key to look at."""

    def __init__(self, found: Mapping[KeyPath, str]) -> None:
        super().__init__("; ".join(found.values()))
        self.found = found


class Check:
    """Marks a type with a function that returns the value, perhaps tidied, or raises ValueError in words."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.function, handler(source))


def near(word: str, known: Iterable[str]) -> str:
    """` (did you mean "…"?)` for a slip, else nothing."""
    spelt = {name.lower(): name for name in sorted(known)}
    found = difflib.get_close_matches(word.lower(), spelt, n=1)
    return f' (did you mean "{spelt[found[0]]}"?)' if found else ""


def _between(least: int, most: int) -> Check:
    def check(value: int) -> int:
        if value < least:
            raise ValueError(f"must be {least} or more")
        if value > most:
            raise ValueError(f"must be {most} or less")
        return value

    return Check(check)


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError('must be a mail address such as "name@example.org", without a name before it')
    return value


def _meeting(value: str) -> str:
    number, _, day = value.partition(" ")
    try:
        if not number.isdigit():
            raise ValueError(number)
        date.fromisoformat(day)
    except ValueError:
        raise ValueError('must be a number and its first day, such as "128 2027-03-13"') from None
    return value


def _bot_address(value: str) -> str:
    if len(_address(value).partition("@")[0]) > _LOCAL_PART:
        raise ValueError(f"must have {_LOCAL_PART} characters or less before the @: tokens are added there")
    return value


def _zone(value: str) -> str:
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("unknown time zone" + near(value, available_timezones())) from None
    return value


def _listen(value: str) -> str:
    match = _LISTEN.fullmatch(value)
    if value and (not match or int(match[1] or 0) > 65535):
        raise ValueError('must be "host:port", "unix:/path" or "" (off)')
    return value


def _web(value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise ValueError('must start with "https://"')
    return value


def _one_of(value: str, *words: str) -> str:
    if value not in words:
        raise ValueError("must be one of " + ", ".join(f'"{word}"' for word in words))
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


Address = Annotated[str, Check(_address)]
MaybeAddress = Annotated[str, Check(lambda value: value and _address(value))]
Meeting = Annotated[str, Check(_meeting)]
Acronym = Annotated[str, Check(lambda value: _filled(value).strip().lower())]
Filled = Annotated[str, Check(_filled)]
Listen = Annotated[str, Check(_listen)]
Port = Annotated[int, _between(1, 65535)]
Security = Literal["tls", "starttls", "none"]
Zone = Annotated[str, Check(_zone)]
Copied = Annotated[str, Check(lambda whom: _one_of(whom, "supervisor", "manager"))]
Step = Annotated[str, Check(lambda text: rung(text) and " ".join(text.split()))]


class _Section:
    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot(_Section):
    """The bot itself. After `load`, `state` is a full path."""

    address: Annotated[str, Check(_bot_address)] = "liaison@bot.example"
    aliases: tuple[Address, ...] = ()
    display: Filled = "Liaison bot"
    owner: MaybeAddress = ""
    state: str = ""
    templates: str = ""
    record_url: Annotated[str, Check(_web)] = ""
    zone: Zone = "UTC"
    size_limit_mib: Annotated[int, _between(1, 100)] = SIZE_LIMIT_MIB

    @property
    def ledger(self) -> Path:
        """The file of the ledger."""
        return Path(self.state) / LEDGER

    @property
    def size_limit(self) -> int:
        """The largest letter, in bytes."""
        return self.size_limit_mib << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinators(_Section):
    """The liaison coordinators' common mailbox (R24)."""

    address: Address = "liaison-coordination@iab.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(_Section):
    """Somebody with a role: `manages` peers with their sub-bodies, `chairs` groups, `directs` areas."""

    name: Filled
    address: Address
    zone: Zone = "UTC"
    coordinator: bool = False
    manages: tuple[Acronym, ...] = ()
    chairs: tuple[Acronym, ...] = ()
    directs: tuple[Acronym, ...] = ()
    away_until: date | None = None
    cover: MaybeAddress = ""
    other_addresses: tuple[Address, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """All mailboxes the person writes from; letters go to the first."""
        return (self.address, *self.other_addresses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship(_Section):
    """What was agreed with one peer. `kind` "none" is a peer that statements come from all the same (R3). Its managers
    are the people who manage the peer; `topics` are phrases by which overlapping work is noticed (R62); `reply_to` and
    `domains` complete the directory's."""

    peer: Acronym
    kind: Literal["formal", "informal", "none"] = "informal"
    purpose: str = ""
    scope: str = ""
    documents: tuple[Filled, ...] = ()
    since: date | None = None
    until: date | None = None
    their_manager: MaybeAddress = ""
    reply_to: MaybeAddress = ""
    rules: tuple[Filled, ...] = ()
    domains: tuple[Acronym, ...] = ()
    topics: tuple[Acronym, ...] = ()

    def __post_init__(self) -> None:
        _in_order(self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative(_Section):
    """Somebody of the people who stands beside a peer's manager for a `part` of it, for a time."""

    address: Address
    part: Acronym
    duties: Filled
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        _in_order(self.since, self.until)


def _in_order(since: date | None, until: date | None) -> None:
    if since and until and until < since:
        raise Faults({("until",): f"must not be before since ({since.isoformat()})"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp(_Section):
    """The SMTP door in; `listen` is "host:port" or "" for none."""

    listen: Listen = "127.0.0.1:8025"
    hostname: str = ""
    certificate: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        if bool(self.certificate) != bool(self.key):
            missing = "key" if self.certificate else "certificate"
            raise Faults({(missing,): "missing: certificate and key belong together"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lmtp(_Section):
    """The LMTP door in; `listen` is "host:port", "unix:/path" or "" for none."""

    listen: Listen = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Login(_Section):
    password: str = field(default="", repr=False)
    password_file: str = ""
    password_command: str = ""
    token_command: str = ""

    def _ways(self) -> list[str]:
        return [way for way in _WAYS if getattr(self, way)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imap(_Login):
    """A mailbox that is watched. `name` is the mailbox's name in the ledger, by default user@host."""

    host: Filled
    user: Filled
    port: Port = 993
    security: Security = "tls"
    folder: Filled = "INBOX"
    after: Literal["move", "seen", "keyword", "nothing"] = "move"
    processed: Filled = "Processed"
    create_folders: bool = False
    # RFC 2177: a server may end an IDLE after 30 minutes, so none is to last longer than 29
    poll_seconds: Annotated[int, _between(5, 1740)] = 60
    idle: bool = True
    name: str = ""

    def __post_init__(self) -> None:
        if len(found := self._ways()) != 1:
            raise ValueError(f"needs exactly one of {', '.join(_WAYS)} (has {' and '.join(found) or 'none'})")
        if not self.name:
            object.__setattr__(self, "name", f"{self.user}@{self.host}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Smarthost(_Login):
    """The relay that letters go out by; without a `host` they go into a Maildir."""

    host: str = ""
    port: Port = 587
    security: Security = "starttls"
    user: str = ""
    timeout_seconds: Annotated[int, _between(5, 600)] = 60

    def __post_init__(self) -> None:
        found = self._ways()
        if self.user and len(found) != 1:
            raise ValueError(f"needs exactly one of {', '.join(_WAYS)} (has {' and '.join(found) or 'none'})")
        if found and not self.user:
            raise Faults({("user",): f"missing, although there is a {found[0]}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox(_Section):
    """The Maildir in place of a smarthost. After `load`, `maildir` is a full path."""

    maildir: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust(_Section):
    """Proof of senders (commands 6): `authserv_id` is the name that our mail server gives its verdicts."""

    authserv_id: str = ""
    dkim: bool = True
    shared_domains: tuple[Acronym, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders(_Section):
    """When a deadline earns a letter: the rows of the `ladder`; `hour` is in each person's zone."""

    ladder: tuple[Step, ...] = tuple(f"{one.days:+d} {one.whom} {one.nudge}" for one in LADDER)
    copies: tuple[Copied, ...] = ()
    hour: Annotated[int, _between(0, 23)] = 8
    held_days: Annotated[int, _between(1, 365)] = 7
    problem_days: Annotated[int, _between(1, 365)] = 14
    digest: Literal["daily", "weekly", "off"] = "daily"
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"
    report: Literal["quarterly", "off"] = "quarterly"
    summary_to: MaybeAddress = ""
    calendars: str = ""
    silent_hours: Annotated[int, _between(0, 720)] = 48
    lead_days: Annotated[int, _between(0, 365)] = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing(_Section):
    """`distribute`: whether statements are sent on to the groups they are addressed to; `wait_hours`: how long one that
    seems to be for another group waits for the manager's word first."""

    distribute: bool = True
    wait_hours: Annotated[int, _between(0, 168)] = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory(_Section):
    """`tracker`: where `liaisonbot directory sync` finds the Datatracker."""

    tracker: Annotated[str, Check(_web)] = "https://datatracker.ietf.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands(_Section):
    """How commands are taken: `grace_minutes` is how long a letter that a command sends to a peer or a list waits for
    a second thought; `meetings` are the first days of the IETF's meetings (`"128 2027-03-13"`)."""

    grace_minutes: Annotated[int, _between(0, 120)] = 10
    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(_Section):
    """How much mail one address may cause us to send, and how much may leave at all; 0 is no bound."""

    answers_per_hour: Annotated[int, _between(1, 1000)] = 20
    answers_per_day: Annotated[int, _between(1, 10000)] = 60
    list_per_hour: Annotated[int, _between(0, 10000)] = 6
    list_per_day: Annotated[int, _between(0, 10000)] = 20
    outgoing_per_hour: Annotated[int, _between(0, 100000)] = 120
    letters_per_minute: Annotated[int, _between(0, 100000)] = 300
    bounces_percent: Annotated[int, _between(0, 100)] = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Config(_Section):
    """The whole configuration. `source` is where it was read, for messages about single keys."""

    bot: Bot = Bot()
    coordinators: Coordinators = Coordinators()
    people: tuple[Person, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    representatives: tuple[Representative, ...] = ()
    smtp: Smtp = Smtp()
    lmtp: Lmtp = Lmtp()
    imap: tuple[Imap, ...] = ()
    smarthost: Smarthost = Smarthost()
    outbox: Outbox = Outbox()
    trust: Trust = Trust()
    reminders: Reminders = Reminders()
    routing: Routing = Routing()
    directory: Directory = Directory()
    commands: Commands = Commands()
    limits: Limits = Limits()
    source: Source = field(init=False, repr=False, compare=False, default=Source("configuration", Path(), {}, {}))

    def __post_init__(self) -> None:
        if found := dict(_doubles(self)) | dict(_strangers(self)):
            raise Faults(found)


def _doubles(config: Config) -> Iterator[tuple[KeyPath, str]]:
    """Mailboxes that are given to two people, or to the bot and a person, and two mailboxes of one name."""
    taken = dict.fromkeys(map(str.lower, (config.bot.address, *config.bot.aliases)), "the bot itself")
    for number, person in enumerate(config.people):
        for address in person.addresses:
            if address.lower() in taken:
                yield ("people", number), f"{address} already belongs to {taken[address.lower()]}"
            taken[address.lower()] = person.name
    names: set[str] = set()
    for number, mailbox in enumerate(config.imap):
        if mailbox.name in names:
            yield ("imap", number, "name"), f'a mailbox "{mailbox.name}" is already watched; name one of them'
        names.add(mailbox.name)


def _strangers(config: Config) -> Iterator[tuple[KeyPath, str]]:
    """Relationships that stand twice, and representatives who are none of the people."""
    seen: set[str] = set()
    for number, one in enumerate(config.relationships):
        if one.peer in seen:
            yield ("relationships", number, "peer"), f'"{one.peer}" has a section already'
        seen.add(one.peer)
    known = {address.lower() for person in config.people for address in person.addresses}
    for number, who in enumerate(config.representatives):
        if who.address.lower() not in known:
            yield ("representatives", number, "address"), f"{who.address} is none of the [[people]]"
