"""The service that kills itself at a named point of its work: python -m tests.fault.killed_at POINT N liaisonbot-words…

The hooks are put on from here; the product knows nothing of them.
"""

from __future__ import annotations

import functools
import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from liaisonbot.doors import imap_in, ledger, ledger_letters, smtp_in, smtp_out, transactions

COUNT = itertools.count(1)


def _die(last: int) -> None:
    """The n-th time here is the end."""
    if next(COUNT) == last:
        os.kill(os.getpid(), signal.SIGKILL)


def _before(owner: Any, name: str, die: Callable[[], None], when: Callable[..., bool] = lambda *_: True) -> None:
    real = getattr(owner, name)

    @functools.wraps(real)
    def hooked(*words: Any, **more: Any) -> Any:
        if when(*words):
            die()
        return real(*words, **more)

    setattr(owner, name, hooked)


def _after(owner: Any, name: str, die: Callable[[], None], when: Callable[..., bool] = lambda *_: True) -> None:
    real = getattr(owner, name)

    @functools.wraps(real)
    def hooked(*words: Any, **more: Any) -> Any:
        result = real(*words, **more)
        if when(*words):
            die()
        return result

    setattr(owner, name, hooked)


def _after_delivery(die: Callable[[], None]) -> None:
    real = smtp_out.Smarthost.deliver

    async def hooked(*words: Any) -> Any:
        results = await real(*words)
        die()
        return results

    smtp_out.Smarthost.deliver = hooked  # type: ignore[method-assign]


def _says(sql: str) -> Callable[..., bool]:
    return lambda _self, text, *_: text == sql


def _is_receipt(_door: object, status: str | bytes) -> bool:
    return str(status).startswith("250 2.0.0 recorded")


POINTS: dict[str, Callable[[Callable[[], None]], None]] = {
    "begin": lambda die: _after(transactions.Transactions, "_run", die, _says("BEGIN IMMEDIATE")),
    "commit": lambda die: _before(transactions.Transactions, "_run", die, _says("COMMIT")),
    "committed": lambda die: _after(transactions.Transactions, "_run", die, _says("COMMIT")),
    "reply": lambda die: _before(smtp_in.Door, "push", die, _is_receipt),
    "in hand": lambda die: _after(ledger_letters.Letters, "waiting", die),
    "file": lambda die: _before(ledger_letters.Letters, "_keep_file", die),
    "renamed": lambda die: _after(ledger_letters.Letters, "_keep_file", die),
    "half a file": lambda die: _before(ledger_letters, "sync", die, lambda path: Path(path).suffix == ".part"),
    "applied": lambda die: _after(ledger.Ledger, "apply_many", die),
    "claimed": lambda die: _after(ledger.Ledger, "settle_and_claim", die),
    "on the wire": lambda die: _before(smtp_out, "on_the_wire", die),
    "handed over": _after_delivery,
    "settled": lambda die: _after(ledger.Ledger, "settle_and_claim", die, lambda _self, results, *_: bool(results)),
}
"""Where it can happen."""

MAILBOX_POINTS: dict[str, Callable[[Callable[[], None]], None]] = {
    "to be moved": lambda die: _before(imap_in.ImapBox, "_move_or_mark", die),
    "moved": lambda die: _after(imap_in.ImapBox, "_move_or_mark", die),
}
"""Where it can happen with a mailbox: the letters are recorded, and moved or marked or not yet."""


if __name__ == "__main__":
    from liaisonbot.__main__ import main

    point, last = sys.argv[1], int(sys.argv[2])
    (POINTS | MAILBOX_POINTS)[point](functools.partial(_die, last))
    sys.argv = ["liaisonbot", *sys.argv[3:]]
    main()
