"""What every command of the command line uses: the configuration and ledger in use, ways to say and to fail."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from liaisonbot.config import Config
    from liaisonbot.deciding.facts import Office
    from liaisonbot.doors.ledger import Ledger

# sysexits(3), as an MTA and systemd understand them
OK, FAILED, USAGE, BAD_MAIL, NO_INPUT, UNREACHABLE, CANNOT_CREATE, TRY_AGAIN, CONFIG = (
    0,
    1,
    2,
    65,
    66,
    69,
    73,
    75,
    78,
)


as_json_option = click.option("--json", "as_json", is_flag=True, help="JSON for a machine.")


class Settings:
    """What the options before the command say."""

    def __init__(self, config: Path | None) -> None:
        self.given = config

    def path(self) -> Path | None:
        """The configuration file in use: the one given, else the first that is found."""
        from liaisonbot.config_file import find

        return find(self.given, os.environ, Path.cwd())

    def load(self, *, needed: bool = True) -> Config:
        """The configuration. Without a file: the defaults, unless one is `needed`. Raises ConfigErrors."""
        from liaisonbot.config import ConfigErrors, load

        path = self.path()
        if path is None and needed:
            raise ConfigErrors(["no configuration found. Write one with `liaisonbot init`, or name it with --config."])
        return load(path, os.environ)

    def config(self, *, needed: bool = True) -> Config:
        """The same; ends the program with all its mistakes (exit 78) if it has any."""
        from liaisonbot.config_file import ConfigErrors

        try:
            return self.load(needed=needed)
        except ConfigErrors as errors:
            fail(str(errors), CONFIG)

    def ledger_path(self) -> Path:
        """Where the ledger lies, whatever else is wrong with the configuration; ends the program (exit 78) if the
        configuration does not say that."""
        from liaisonbot.config_file import ConfigErrors, ledger_path

        try:
            return ledger_path(self.path(), os.environ).ledger
        except ConfigErrors as errors:
            fail(str(errors), CONFIG)

    def office(self) -> Office:
        """Settings, people and directory by the configuration, or by the defaults where there is none."""
        from liaisonbot.office import directory_of, office_of

        config = self.config(needed=False)
        return office_of(config, directory_of(config))

    def ledger(self, *, make: bool = False) -> Ledger:
        """The ledger of the configuration, opened, or made; ends the program if it cannot be."""
        from liaisonbot.doors.ledger import Ledger, LedgerError

        path = self.ledger_path()
        try:
            if not path.exists() and not make:
                fail(f"there is no ledger at {path} yet: the bot has not run with this configuration", NO_INPUT)
            return Ledger.open(path, now(), check=False)
        except PermissionError:
            fail(f"{path} is not yours to open: say this as the user that the bot runs as", FAILED)
        except LedgerError as problem:
            fail(str(problem), FAILED)


def now() -> datetime:
    """The wall clock, in UTC, for commands that run once."""
    return datetime.now(UTC)


def fail(message: str, code: int) -> NoReturn:
    """Says on standard error what is wrong, and ends."""
    click.echo(f"liaisonbot: {message}" if "\n" not in message else message, err=True)
    raise SystemExit(code)


def say_damaged(ledger: Ledger) -> None:
    """Says on standard error which cases are missing from what was read."""
    for number in ledger.damaged_cases():
        click.echo(f"liaisonbot: LS-{number} is left out, its row in the ledger is damaged: restore a backup", err=True)


class Bar:
    """A progress bar that learns its length with the first report."""

    def __init__(self, label: str) -> None:
        self._label, self._shown, self._done = label, ExitStack(), 0
        self._step: Callable[[int], None] | None = None

    def __enter__(self) -> Callable[[int, int], None]:
        return self._report

    def _report(self, done: int, total: int) -> None:
        if self._step is None:
            bar = click.progressbar(length=max(total, 1), label=self._label, file=sys.stderr)
            self._step = self._shown.enter_context(bar).update
        self._step(done - self._done)
        self._done = done

    def __exit__(self, *_: object) -> None:
        self._shown.close()


def say_json(value: object) -> None:
    """One JSON value on a line of its own."""
    click.echo(json.dumps(value, ensure_ascii=False))


def print_rows(rows: list[dict[str, object]], as_json: bool, nothing: str) -> None:
    """Rows as a table, as JSON one a line, or the word for none."""
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif rows:
        from tabulate import tabulate

        click.echo(tabulate(rows, headers="keys", tablefmt="simple"))
    else:
        click.echo(nothing)
