"""`liaisonbot directory`: what the bot knows of groups and peers, renewed from files or from the Datatracker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from liaisonbot import __version__
from liaisonbot.console import (
    BAD_MAIL,
    CONFIG,
    FAILED,
    NO_INPUT,
    TRY_AGAIN,
    UNREACHABLE,
    Bar,
    Settings,
    as_json_option,
    fail,
    now,
    say_json,
)

if TYPE_CHECKING:
    from liaisonbot.directory_list import Facts
    from liaisonbot.directory_renewal import Renewal
    from liaisonbot.doors.ledger import Ledger

dry_run_option = click.option("--dry-run", is_flag=True, help="Only say what would change.")


@click.group(invoke_without_command=True)
@as_json_option
@click.pass_context
def directory(context: click.Context, as_json: bool) -> None:
    """The groups and peers that the bot knows: of which day, from where, how many."""
    if context.invoked_subcommand is None:
        from liaisonbot.directory_list import summary
        from liaisonbot.model.contents import snapshot

        with context.obj.ledger(make=True) as ledger:
            contents = ledger.contents() or snapshot()
            _say(summary(contents, ledger.tracker_counts(), now().date()), as_json)


@directory.command(name="show")
@as_json_option
@click.argument("what")
@click.pass_obj
def show(settings: Settings, as_json: bool, what: str) -> None:
    """All that is known of a group or a peer, by acronym or name, or of a statement of the tracker, by number."""
    facts = _statement(settings, int(what)) if what.isdigit() else _body(settings, what)
    if facts is None:
        fail(f"there is no “{what}” in the directory", NO_INPUT)
    _say(facts, as_json)


def _say(facts: Facts, as_json: bool) -> None:
    from liaisonbot.directory_list import in_data, in_lines

    if as_json:
        say_json({"facts": in_data(facts)})
    else:
        click.echo("\n".join(in_lines(facts)))


def _body(settings: Settings, what: str) -> Facts | None:
    from liaisonbot.directory_list import group_facts
    from liaisonbot.peer_list import peer_facts

    office = settings.office()
    known = office.directory
    acronym = what.lower() if known.group(what) or known.peer(what) else known.named(what)
    group = known.group(acronym or "")
    return group_facts(group, known) if group else peer_facts(acronym or "", office, now().date())


def _statement(settings: Settings, number: int) -> Facts | None:
    from liaisonbot.directory_list import statement_facts

    with settings.ledger() as ledger:
        found = ledger.tracker_statement(number)
        return statement_facts(found, ledger.tracker_answers_to(number)) if found else None


@directory.command(name="import")
@click.option("--replace", "instead", is_flag=True, help="What the files hold replaces all that is known of its kind.")
@dry_run_option
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(settings: Settings, instead: bool, dry_run: bool, files: Sequence[Path]) -> None:
    """Take in files: CSV (the columns are in liaisonbot/data/README.md), the tracker's JSON, the RFC editor's index.

    Rows are laid over those known. A damaged file is refused with its line, and nothing is changed.
    """
    from liaisonbot.directory_renewal import from_files
    from liaisonbot.doors.directory_files import DamagedFile, read_files
    from liaisonbot.model.contents import snapshot

    source = ", ".join(path.name for path in files)
    with settings.ledger(make=True) as ledger:
        before = ledger.contents() or snapshot()
        try:
            renewal = from_files(before, read_files(files), today=now().date(), source=source, instead=instead)
        except (DamagedFile, ValueError) as problem:
            fail(f"{problem}\nnothing was changed", BAD_MAIL)
        except OSError as problem:
            fail(f"{problem.filename}: {problem.strerror}", NO_INPUT)
        _finish(renewal, ledger, f"import of {source}", dry_run=dry_run)


@directory.command(name="sync")
@click.option("--full", is_flag=True, help="Load everything anew, not only what is new.")
@dry_run_option
@click.pass_obj
def sync(settings: Settings, full: bool, dry_run: bool) -> None:
    """Renew groups, peers and offices from the Datatracker, and take in the statements that it has on record.

    For a timer, once a day. It asks only for what is new, and swaps it in when all of it has come. Nobody gets mail.
    """
    from liaisonbot.directory_renewal import from_tracker
    from liaisonbot.doors.ledger_directory import Marks
    from liaisonbot.doors.tracker_api import TrackerApi, TrackerRefused, TrackerTrouble
    from liaisonbot.model.contents import snapshot

    config = settings.config()
    if not config.bot.owner:
        fail("bot.owner is empty: the tracker's operators must be able to ask somebody about us", CONFIG)
    base = config.directory.tracker
    with settings.ledger(make=True) as ledger, TrackerApi(base, config.bot.owner, __version__) as api:
        marks = Marks() if full else ledger.tracker_marks()
        before = ledger.contents() or snapshot()
        try:
            with _Steps() as tell:
                renewal = from_tracker(before, marks, api, now(), tell)
        except TrackerRefused as problem:
            fail(str(problem), UNREACHABLE)
        except TrackerTrouble as problem:
            fail(str(problem), TRY_AGAIN)
        except ValueError as problem:
            fail(str(problem), BAD_MAIL)
        _finish(renewal, ledger, f"sync from {base}", dry_run=dry_run)


def _finish(renewal: Renewal, ledger: Ledger, what: str, *, dry_run: bool) -> None:
    """Says what differs, and swaps it in."""
    from liaisonbot.doors.ledger import LedgerError

    click.echo("\n".join(renewal.lines) or "nothing differs")
    if dry_run:
        click.echo("nothing was changed: that was a dry run")
        return
    try:
        ledger.renew_directory(
            renewal.after, now(), f"{what}: {renewal.because}",
            statements=renewal.statements, answers=renewal.answers, marks=renewal.marks,
        )  # fmt: skip
    except LedgerError as problem:
        fail(f"{problem}\nnothing was changed", FAILED)


class _Steps:
    """A progress bar for each list that is longer than a page, one after another."""

    def __init__(self) -> None:
        self._shown = ExitStack()
        self._what, self._done = "", 0
        self._report: Callable[[int, int], None] | None = None

    def __enter__(self) -> Callable[[str, int, int], None]:
        return self._tell

    def _tell(self, what: str, done: int, total: int) -> None:
        if what != self._what or done <= self._done:
            self._shown.close()
            self._what, self._report = what, None
            if done < total:
                self._report = self._shown.enter_context(Bar(what))
        self._done = done
        if self._report:
            self._report(done, total)

    def __exit__(self, *_: object) -> None:
        self._shown.close()
