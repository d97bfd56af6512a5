"""Whatever the ledger has to say against what it was asked to do."""

from __future__ import annotations

from pathlib import Path


class LedgerError(Exception):
    """Whatever the ledger has to say against what it was asked to do."""


class LedgerRefused(LedgerError):
    """This file cannot be used as a ledger; the text says why and what to do."""


class LedgerBusy(LedgerError):
    """Another process kept the ledger locked for longer than our patience; trying again may help."""


class LedgerFull(LedgerError):
    """The disk is full or refuses to write: nothing of this was kept; trying again may help."""


class LedgerDamaged(LedgerError):
    """Bytes came back other than they were written, or the disk refused to keep them."""


class LedgerBroken(LedgerDamaged):
    """The file itself is damaged, or a flush of it failed: this connection writes nothing more, and whoever runs on
    it should end at once. What was acknowledged is on the disk; a restart checks the rest."""


class NotText(LedgerError):
    """A text in the ledger is not UTF-8 any more: whoever reads many rows looks which one it is."""


class CaseDamaged(LedgerError):
    """The row of the case `number` cannot be read any more; all other cases can."""

    def __init__(self, number: int | None, problem: Exception) -> None:
        why = (str(problem).splitlines() or [""])[0]
        super().__init__(f"LS-{number} cannot be read, its row in the ledger is damaged ({why}): restore a backup")


class ServiceRunning(LedgerError):
    """Another service holds this ledger; `pid` is its process, None if it cannot be read."""

    def __init__(self, path: Path, pid: int | None) -> None:
        super().__init__(f"{path} is in use by a running service (process {pid or 'unknown'}): stop it first")
        self.pid = pid


class Stale(LedgerError):
    """The ledger has moved on since the decision was made: gather the facts and decide again."""


class Illegal(LedgerError):
    """A change that the ledger does not allow, whoever asks."""
