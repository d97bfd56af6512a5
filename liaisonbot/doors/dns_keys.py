"""TXT records from the DNS, for DKIM: remembered, and never waited for so long that other letters wait with them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from liaisonbot.doors.proof import DnsTrouble

REMEMBERED = 600.0
"""So many seconds an answer counts; that there is none is remembered as long."""

TROUBLE = 60.0
"""So many seconds a name that could not be asked for is not asked for again."""

PATIENCE = 2.0
"""Seconds of waiting at a time; what is spent comes back at a tenth of its speed, so that name servers which stall, or
a sender whose own do, take a tenth of the desk's time at most."""

MOST = 1000
"""Names that are remembered."""

_QUICK = 0.05


class Keys:
    """Asks `look_up` for the TXT records of a name, as `prove` wants it. Raises DnsTrouble, also for a name that
    need not be asked for now: the letter waits for it. `clock` is monotonic, in seconds. For one calling thread."""

    def __init__(self, look_up: Callable[[str], list[str]], clock: Callable[[], float] = time.monotonic) -> None:
        self._look_up, self._clock = look_up, clock
        self._known: dict[str, tuple[float, list[str] | None]] = {}
        self._spent, self._at = 0.0, clock()

    def __call__(self, name: str) -> list[str]:
        """The records, none if there is no such name."""
        now = self._clock()
        until, records = self._known.get(name, (now, None))
        if until > now:
            if records is None:
                raise DnsTrouble(f"{name}: no answer a moment ago")
            return records
        self._spent = max(0.0, self._spent - (now - self._at) / 10)
        self._at = now
        if self._spent >= PATIENCE:
            raise DnsTrouble(f"{name}: the name servers are slow")
        return self._asked(name, now)

    def _asked(self, name: str, began: float) -> list[str]:
        records: list[str] | None = None
        try:
            records = self._look_up(name)
            return records
        finally:
            now = self._at = self._clock()
            if now - began > _QUICK:
                self._spent += now - began
            self._remember(name, now + (TROUBLE if records is None else REMEMBERED), records)

    def _remember(self, name: str, until: float, records: list[str] | None) -> None:
        self._known.pop(name, None)
        if len(self._known) >= MOST:
            del self._known[next(iter(self._known))]
        self._known[name] = (until, records)


def txt_from_dns(timeout: float, resolver: Any = None) -> Callable[[str], list[str]]:
    """A look-up of TXT records over DNS that takes `timeout` seconds at most. `resolver` is dnspython's, the
    system's own by default. SERVFAIL, refusals and time-outs raise DnsTrouble."""
    import dns.exception
    import dns.name
    import dns.resolver

    def txt(name: str) -> list[str]:
        try:
            asked = resolver or dns.resolver.get_default_resolver()
            answer = asked.resolve(dns.name.from_text(name), "TXT", lifetime=timeout)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.YXDOMAIN):
            return []
        except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong, dns.name.BadEscape):
            return []  # no name at all, and it will not become one
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise DnsTrouble(f"{name}: {type(error).__name__}") from error
        return [b"".join(record.strings).decode("ascii", "replace") for record in answer]

    return txt
