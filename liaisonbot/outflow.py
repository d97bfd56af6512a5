"""How much leaves: what is over a bound is held back with a reason and an end, and never dropped (mail-rules 8).

The counts are kept in memory, for they are asked for with every letter; the first one reads them from the ledger.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from liaisonbot.deciding.facts import Office
from liaisonbot.deciding.limits import list_notices
from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.effects import Effect, Send
from liaisonbot.model.mail import Hold, PostKind
from liaisonbot.model.people import Bounds

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
_WAITING = (PostKind.REMINDER, PostKind.DIGEST)


@dataclass
class Outflow:
    """The letters of the last day by list, those of the last hour, and what came in within a minute. Belongs to one
    service and its ledger."""

    bounds: Bounds
    ledger: Ledger
    _lists: dict[str, deque[datetime]] = field(default_factory=dict)
    _all: deque[datetime] = field(default_factory=deque)
    _came: deque[tuple[datetime, int]] = field(default_factory=deque)
    _bouncing: datetime | None = None
    _begun: bool = False

    def _begin(self, now: datetime) -> None:
        """Reads what left in the last day: when it is first asked for, since nobody at the doors need wait for that."""
        self._begun = True
        for queued, kind, to_whom in self.ledger.outgoing(now - DAY):
            self._all.append(queued)
            if kind == PostKind.ROUTING:
                for address in to_whom.lower().split():
                    self._lists.setdefault(address, deque()).append(queued)

    def bounded(self, effects: Sequence[Effect], office: Office, now: datetime) -> tuple[Effect, ...]:
        """The same effects, their letters counted; those over a bound held back, and the managers told of it."""
        self.bounds = office.settings.bounds
        if not any(isinstance(effect, Send) for effect in effects):
            return tuple(effects)
        if not self._begun:
            self._begin(now)
        kept = [self._bounded(effect, now) if isinstance(effect, Send) else effect for effect in effects]
        return (*kept, *list_notices([one for one in kept if isinstance(one, Send) and one.hold], office, now))

    def came_in(self, letters: int, now: datetime) -> bool:
        """Counts letters that were decided on; True if more than the bound came within a minute."""
        most = self.bounds.letters_per_minute
        self._came.append((now, letters))
        while self._came and self._came[0][0] <= now - MINUTE:
            self._came.popleft()
        return bool(most) and sum(count for _, count in self._came) > most

    def bounces(self, failed: int, of: int, now: datetime) -> bool:
        """Notes how many of the last letters came back; True if reminders and digests now stop for a day."""
        most = self.bounds.bounces_percent
        if not most or of < 200 or failed * 100 <= of * most or (self._bouncing and self._bouncing > now):
            return False
        self._bouncing = now + DAY
        return True

    def _bounded(self, send: Send, now: datetime) -> Send:
        hold = self._of_list(send, now) if send.kind is PostKind.ROUTING else self._of_all(send, now)
        self._all.append(now)
        return replace(send, hold=hold) if hold and not send.hold else send

    def _of_all(self, send: Send, now: datetime) -> Hold | None:
        if send.kind not in _WAITING:
            return None
        if self._bouncing and self._bouncing > now:
            return Hold("too many letters came back", self._bouncing)
        _forget(self._all, now - HOUR)
        most = self.bounds.outgoing_per_hour
        if most and len(self._all) >= most:
            return Hold(f"more than {most} letters in an hour", now + HOUR)
        return None

    def _of_list(self, send: Send, now: datetime) -> Hold | None:
        sent = self._lists.setdefault(send.to[0].lower(), deque())
        _forget(sent, now - DAY)
        per_hour, per_day = self.bounds.list_per_hour, self.bounds.list_per_day
        lately = [moment for moment in sent if moment > now - HOUR]
        hold = None
        if per_hour and len(lately) >= per_hour:
            hold = Hold(f"more than {per_hour} letters an hour to it", lately[-per_hour] + HOUR)
        if per_day and len(sent) >= per_day:
            hold = Hold(f"more than {per_day} letters a day to it", sent[-per_day] + DAY)
        sent.append(max(now, hold.until) if hold else now)
        return hold


def _forget(moments: deque[datetime], before: datetime) -> None:
    while moments and moments[0] <= before:
        moments.popleft()
