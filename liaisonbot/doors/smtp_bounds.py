"""What one client, and all clients together, may ask of a mail door (promises 5)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Protocol

MOST_REMEMBERED = 10_000
"""So many clients' letters are counted before those that have been quiet for long are forgotten."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of a door. Times are in seconds; the clocks stand still while a letter is being recorded."""

    connections: int = 100
    of_one_address: int = 10  # loopback excepted: our own MTA comes from there
    crowded: int = 80
    idle: float = 300
    idle_when_crowded: float = 10
    idle_when_full: float = 1  # who has said nothing for longer gives way to who comes
    commands: int = 1000  # since the last letter taken
    unknown_commands: int = 3
    data_grace: float = 30
    data_rate: int = 500  # bytes a second, once the grace is over
    data_seconds: float = 900
    in_flight: int = 100 << 20  # bytes of letters not yet recorded, over all connections
    letters_at_once: int = 200  # of one address, loopback excepted
    letters_an_hour: int = 600  # of one address, in the long run
    look_every: float = 5


class Guest(Protocol):
    """A client as the crowd sees it: how fast it goes, and how to send it away with a reply."""

    @property
    def pace(self) -> Pace: ...

    def end(self, reply: str) -> None: ...


@dataclass(slots=True)
class Crowd:
    """The clients of one door at one moment."""

    bounds: Bounds
    total: int = 0
    in_flight: int = 0
    guests: set[Guest] = field(default_factory=set)
    _by_address: Counter[str] = field(default_factory=Counter)
    _busy: dict[str, float] = field(default_factory=dict)

    def enters(self, address: str | None) -> bool:
        """Counts a client in; whether there was room for it."""
        self.total += 1
        if address is not None:
            self._by_address[_client(address)] += 1
        return self.total <= self.bounds.connections and not self._takes_too_much(address)

    def makes_room(self, address: str | None, now: float) -> bool:
        """Sends the longest idle client away for one who found no room, so that a crowd that says nothing keeps
        nobody out; whether there was such a one, and the newcomer is not itself too many."""
        if self._takes_too_much(address):
            return False
        idle = [guest for guest in self.guests if guest.pace.idle(now) > self.bounds.idle_when_full]
        if not idle:
            return False
        longest = max(idle, key=lambda guest: guest.pace.idle(now))
        self.guests.remove(longest)
        longest.end("421 4.4.2 Idle while others wait")
        return True

    def _takes_too_much(self, address: str | None) -> bool:
        if address is None or _is_loopback(address):
            return False
        return self._by_address[_client(address)] > self.bounds.of_one_address

    def leaves(self, address: str | None) -> None:
        """Counts a client out, whether there was room for it or not."""
        self.total -= 1
        if address is None:
            return
        client = _client(address)
        self._by_address[client] -= 1
        if not self._by_address[client]:
            del self._by_address[client]

    def sent(self, address: str | None, now: float) -> None:
        """Counts a letter that came, taken or not: it keeps its client busy for a while from `now` on (seconds)."""
        if address is None or _is_loopback(address):
            return
        if len(self._busy) >= MOST_REMEMBERED:
            self._busy = {client: until for client, until in self._busy.items() if until > now}
        busy = max(now, self._busy.get(_client(address), now))
        self._busy[_client(address)] = busy + 3600 / self.bounds.letters_an_hour

    def too_often(self, address: str | None, now: float) -> float:
        """In how many seconds a client may bring its next letter; 0 for now."""
        ahead = self._busy.get(_client(address), now) - now if address else 0.0
        return max(0.0, ahead - 3600 / self.bounds.letters_an_hour * (self.bounds.letters_at_once - 1))

    @property
    def patience(self) -> float:
        """How long a client may be idle just now."""
        return self.bounds.idle_when_crowded if self.total > self.bounds.crowded else self.bounds.idle

    def has_room_for(self, size: int) -> bool:
        """Whether a letter of `size` bytes fits among those that are on their way in."""
        return self.in_flight + size <= self.bounds.in_flight


def _client(address: str) -> str:
    """What counts as one client: an IPv4 address, or the 64 bits that one IPv6 site has to itself."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return address if ip.version == 4 else str(ip_network((ip, 64), strict=False))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class Pace:
    """How fast one client goes. `since` is when it last did something, `data_since` when DATA began."""

    since: float
    data_since: float | None = None
    received: int = 0
    resting: bool = False  # the letter is being recorded: nobody waits for the client

    def idle(self, now: float) -> float:
        """For how many seconds it has said nothing; 0 while a letter comes or is being recorded."""
        return 0.0 if self.resting or self.data_since is not None else now - self.since

    def too_slow(self, now: float, crowd: Crowd) -> str | None:
        """The reply with which the client is sent away; None while it goes on well."""
        if self.resting:
            return None
        if self.data_since is None:
            return "421 4.4.2 Idle for too long" if now - self.since > crowd.patience else None
        bounds, spent = crowd.bounds, now - self.data_since
        crawling = spent > bounds.data_grace and self.received < bounds.data_rate * spent
        return "421 4.4.2 The letter comes too slowly" if crawling or spent > bounds.data_seconds else None
