"""The command line: what an operator types. Heavy modules are imported where they are used."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from liaisonbot import __version__
from liaisonbot.console import (
    CANNOT_CREATE,
    CONFIG,
    FAILED,
    NO_INPUT,
    OK,
    TRY_AGAIN,
    Bar,
    Settings,
    as_json_option,
    fail,
    now,
    print_rows,
    say_damaged,
    say_json,
)
from liaisonbot.directory_commands import directory
from liaisonbot.outbox_commands import outbox, parked

CONFIG_FILE = click.Path(path_type=Path, dir_okay=False, readable=False)  # read, and judged, by config_file


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="liaisonbot %(version)s")
@click.option("--config", "-c", type=CONFIG_FILE, help="The configuration file.")
@click.option("-v", "--verbose", count=True, help="Say more; twice: everything.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong.")
@click.option("--log-format", type=click.Choice(["text", "json", "journal"]), default="text", show_default=True)
@click.pass_context
def commands(context: click.Context, config: Path | None, verbose: int, quiet: bool, log_format: str) -> None:
    """Records, routes, tracks and chases liaison statements that arrive by mail."""
    from liaisonbot.logs import start

    start(verbose=verbose, quiet=quiet, form=log_format)
    context.obj = Settings(config)


for group in (directory, outbox, parked):
    commands.add_command(group)


@commands.command()
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep ledger and outbox in this folder.")
@click.option("--serve", is_flag=True, help="Stay up afterwards, so that you can send letters yourself.")
def demo(keep: Path | None, serve: bool) -> None:
    """Play the whole job on this machine: letters in and out over real SMTP. Nothing leaves it."""
    from liaisonbot.demo import play

    raise SystemExit(play(keep, serve=serve, say=click.echo))


@commands.command()
@click.pass_obj
def run(settings: Settings) -> None:
    """Run the bot: doors open, letters decided, reminders sent, until it is stopped."""
    gc.disable()  # until the bot stands: loading makes no garbage
    from liaisonbot.doors.reader import Reader

    try:
        with Reader("liaisonbot.worker:work") as reading:
            reading.warm(1)  # it loads beside us on the other core; others start when there is something slow
            from liaisonbot.assembly import run_configured

            raise SystemExit(run_configured(settings.config(), reading, settings.load, fail))
    finally:
        gc.enable()


@commands.command()
@click.option("--imap", "way", flag_value="imap", help="The statements lie in an IMAP mailbox.")
@click.option("--lmtp", "way", flag_value="lmtp", help="An MTA hands them over by LMTP.")
@click.option("--pipe", "way", flag_value="pipe", help="An MTA pipes each one into `liaisonbot ingest -`.")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=Path("config.toml"))
def init(way: str | None, path: Path) -> None:
    """Write a commented configuration, and print what to tell the MTA. Never overwrites."""
    from liaisonbot.checkup import first_configuration

    try:
        click.echo(first_configuration(path, way or "lmtp"))
    except FileExistsError:
        fail(f"{path} exists already and is left as it is", CANNOT_CREATE)
    except OSError as problem:
        fail(f"{path} cannot be written: {problem.strerror}", CANNOT_CREATE)


@commands.command()
@click.option("--connect", is_flag=True, help="Also log in everywhere: IMAP, smarthost, DNS.")
@click.option("--ledger", "audit", is_flag=True, help="Also read the whole ledger and check it.")
@as_json_option
@click.pass_obj
def check(settings: Settings, connect: bool, audit: bool, as_json: bool) -> None:
    """Check configuration and templates; every mistake with its line."""
    from liaisonbot.checkup import Findings, check_all
    from liaisonbot.config_file import ConfigErrors

    try:
        findings = check_all(settings.load(), settings.path(), now(), connect=connect, audit=audit)
    except ConfigErrors as mistakes:
        if not as_json:
            fail(str(mistakes), CONFIG)
        findings = Findings(mistakes.lines, CONFIG)
    if as_json:
        say_json({"ok": findings.code == OK, "code": findings.code, "findings": findings.lines})
    else:
        for line in findings.lines:
            click.echo(line)
    raise SystemExit(findings.code)


class _Ingest(click.Command):
    """What an MTA calls: a slip in its line, too, must not make it bounce a statement."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        piped = "-" in args
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as mistake:
            if piped:
                fail(f"not recorded, try again: {mistake.format_message()}", TRY_AGAIN)
            raise


@commands.command(cls=_Ingest)
@click.option("--recipient", multiple=True, help="The address it came to, as the MTA knows it.")
@click.option("--sender", help="The envelope sender, as the MTA knows it.")
@as_json_option
@click.argument("files", nargs=-1, required=True, type=click.Path(allow_dash=True, path_type=Path))
@click.pass_obj
def ingest(
    settings: Settings, recipient: tuple[str, ...], sender: str | None, as_json: bool, files: tuple[Path, ...]
) -> None:
    """Record letters from files: mails, mbox files, Maildirs, or `-` for standard input (an MTA's pipe).

    Ends with 0 only when every letter is durably recorded, and with 75 for whatever is unexpected, so that an
    MTA keeps a statement and tries again instead of bouncing it to the peer.
    """
    try:
        raise SystemExit(_ingest(settings, recipient, sender, files, as_json=as_json))
    except SystemExit:
        raise
    except BaseException as problem:
        fail(f"not recorded, try again: {problem}", TRY_AGAIN)


def _ingest(
    settings: Settings, recipients: Sequence[str], sender: str | None, files: Sequence[Path], *, as_json: bool
) -> int:
    from liaisonbot.config_file import ledger_path
    from liaisonbot.doors.ledger import Ledger
    from liaisonbot.doors.mailbox_files import read_mail_files
    from liaisonbot.model.mail import Arrival

    door = "pipe" if Path("-") in files else "file"
    arrivals = tuple(Arrival(door, recipient, sender) for recipient in recipients) or (Arrival(door, None, sender),)
    path = ledger_path(settings.path(), os.environ).ledger
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = new = 0
    with Ledger.open(path, now(), check=False) as ledger:
        for batch in _batches(read_mail_files(files, sys.stdin.buffer)):
            for receipt in ledger.receive_many([(raw, arrivals) for _, raw in batch], now()):
                if isinstance(receipt, Exception):
                    raise receipt
                new, known = new + receipt.new, known + (not receipt.new)
    if as_json:
        say_json({"recorded": new, "known": known})
    elif door == "file":
        click.echo(f"{new} recorded" + (f", {known} known already" if known else ""))
        click.echo("They are decided on by the running bot (`liaisonbot run`).")
    return OK


def _batches(mails: Iterator[tuple[str, bytes]], most: int = 8 << 20) -> Iterator[list[tuple[str, bytes]]]:
    """Groups that share a commit: about 8 MiB each."""
    batch: list[tuple[str, bytes]] = []
    size = 0
    for name, raw in mails:
        batch.append((name, raw))
        size += len(raw)
        if size >= most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--now", "moment", help="Decide as if it were this time (ISO 8601).")
@click.option("--config", "-c", "config", type=CONFIG_FILE, help="The configuration file.")
@click.argument("mails", nargs=-1, required=True, type=click.Path(allow_dash=True, path_type=Path))
@click.pass_obj
def explain(
    settings: Settings, as_json: bool, moment: str | None, config: Path | None, mails: tuple[Path, ...]
) -> None:
    """Say what the bot would do with a mail. Nothing is recorded, nobody is written to."""
    from liaisonbot.assembly import explainer
    from liaisonbot.doors.mailbox_files import read_mail_files

    settings = Settings(config) if config else settings
    tell = explainer(settings.config(needed=False), _moment(moment))
    try:
        for name, raw in read_mail_files(mails, sys.stdin.buffer):
            found = tell(name, raw)
            click.echo(json.dumps(found, ensure_ascii=False) if as_json else _in_words(found))
    except OSError as problem:
        fail(f"{problem.filename}: {problem.strerror}", NO_INPUT)


@commands.command()
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="Letters of this day and later only.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Letters until this day; the clock stops there.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep its ledger; go on in it later.")
@as_json_option
@click.argument("archive", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.pass_obj
def rehearse(
    settings: Settings,
    first: datetime | None,
    last: datetime | None,
    keep: Path | None,
    as_json: bool,
    archive: tuple[Path, ...],
) -> None:
    """Play an archive of mail (mbox, Maildir, folder of eml) through the bot, in its own time. Nothing is sent."""
    from tempfile import TemporaryDirectory

    from liaisonbot import logs, reports
    from liaisonbot.doors.ledger import LedgerError
    from liaisonbot.doors.mailbox_files import read_mail_files
    from liaisonbot.doors.reader import Reader
    from liaisonbot.rehearse import data_of
    from liaisonbot.rehearse import rehearse as play

    office = settings.office()
    logs.hush()  # what becomes of each letter stands in the timeline, under its own day
    days = (first.date() if first else None, last.date() if last else None)
    try:
        with TemporaryDirectory(prefix="liaisonbot-") as scratch, Bar("rehearsing") as step:
            mails = read_mail_files(archive, sys.stdin.buffer)
            reading = Reader("liaisonbot.worker:work", initial=office.directory)
            folder = keep or Path(scratch)
            found = play(mails, office, folder, first=days[0], last=days[1], progress=step, reading=reading)
    except (OSError, LedgerError, ValueError) as problem:
        fail(str(problem), NO_INPUT)
    click.echo(json.dumps(data_of(found), ensure_ascii=False) if as_json else reports.rehearsed(found))


@commands.command()
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; by default the last quarter's.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day; by default today.")
@click.option("--peer", help="Only this peer and its parts, such as itu-t.")
@as_json_option
@click.pass_obj
def report(settings: Settings, first: datetime | None, last: datetime | None, peer: str | None, as_json: bool) -> None:
    """What became of the statements, per peer: answered in time, late, never."""
    from liaisonbot import reports
    from liaisonbot.deciding.accounts import quarter_before

    office, moment = settings.office(), now()
    begin = first.date() if first else quarter_before(moment.date())[0]
    end = last.date() if last else moment.date()
    with settings.ledger() as ledger:
        cases = ledger.cases_since(datetime(begin.year, begin.month, begin.day, tzinfo=UTC))
        say_damaged(ledger)
        print_rows(reports.account_rows(cases, office, begin, end, peer, moment), as_json, "no statements in that time")


@commands.group(invoke_without_command=True)
@as_json_option
@click.pass_context
def peers(context: click.Context, as_json: bool) -> None:
    """The peers that we have a relationship with, and who manages it."""
    if context.invoked_subcommand is None:
        from liaisonbot.peer_list import peer_rows

        office = context.obj.office()
        print_rows(peer_rows(office, now().date()), as_json, "no relationships are configured")


@peers.command(name="show")
@as_json_option
@click.argument("peer")
@click.pass_obj
def peers_show(settings: Settings, as_json: bool, peer: str) -> None:
    """Everything known about one peer, by acronym or name."""
    from liaisonbot.directory_list import in_data, in_lines
    from liaisonbot.peer_list import peer_facts

    office = settings.office()
    acronym = peer.lower() if office.directory.peer(peer) else office.directory.peer_named(peer)
    facts = peer_facts(acronym, office, now().date()) if acronym else None
    if facts is None:
        fail(f"there is no peer “{peer}” in the directory", NO_INPUT)
    if as_json:
        say_json({"acronym": acronym, "facts": in_data(facts)})
    else:
        click.echo("\n".join(in_lines(facts)))


def _moment(text: str | None) -> datetime:
    if text is None:
        return now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no ISO 8601 time", param_hint="--now") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_words(found: dict[str, object]) -> str:
    from liaisonbot.reports import explained

    return explained(found)


@commands.command("list")
@click.option("--all", "every", is_flag=True, help="Closed cases too.")
@as_json_option
@click.pass_obj
def list_(settings: Settings, every: bool, as_json: bool) -> None:
    """The cases: open and held ones, most urgent first."""
    from liaisonbot import reports

    with settings.ledger() as ledger:
        cases = ledger.cases() if every else ledger.open_and_held()
        say_damaged(ledger)
        print_rows(reports.case_rows(cases, now().date()), as_json, "no cases")


@commands.command()
@click.argument("case")
@as_json_option
@click.pass_obj
def show(settings: Settings, case: str, as_json: bool) -> None:
    """One case: what was read, who holds it, and its whole history."""
    from liaisonbot import reports
    from liaisonbot.doors.ledger import CaseDamaged
    from liaisonbot.model.case import named_in

    number = named_in(case) or (int(case) if case.isdigit() else 0)
    with settings.ledger() as ledger:
        try:
            found = ledger.case(number)
        except CaseDamaged as problem:
            fail(str(problem), FAILED)
        if found is None:
            fail(f"there is no case {case}", NO_INPUT)
        if as_json:
            click.echo(json.dumps(reports.case_data(found, ledger.history(number)), ensure_ascii=False, indent=2))
        else:
            click.echo(reports.case_text(found, ledger.history(number), now().date()))


@commands.command()
@as_json_option
@click.pass_obj
def status(settings: Settings, as_json: bool) -> None:
    """What waits: letters, cases, the outbox, and how long the oldest has waited."""
    from liaisonbot import reports

    with settings.ledger() as ledger:
        data = reports.status_data(ledger.counts(), ledger.path, now())
    click.echo(json.dumps(data, indent=2) if as_json else reports.status_text(data))


@commands.command()
@as_json_option
@click.argument("target", type=click.Path(path_type=Path))
@click.pass_obj
def backup(settings: Settings, as_json: bool, target: Path) -> None:
    """Copy the ledger, checked, to a new file, its large letters into a folder `letters` beside it; the bot may run."""
    from liaisonbot.doors.ledger import LedgerError
    from liaisonbot.doors.trouble import in_words

    with settings.ledger() as ledger, Bar("copying") as step:
        try:
            ledger.backup(target, progress=step)
        except (OSError, LedgerError) as problem:
            fail(f"no backup was made: {in_words(problem)}", CANNOT_CREATE)
    if as_json:
        say_json({"copied": str(target)})
    else:
        click.echo(f"copied and checked: {target}")


@commands.command()
@click.option("--status", "only_status", is_flag=True, help="Only say whether anything is to be done.")
@as_json_option
@click.pass_obj
def migrate(settings: Settings, only_status: bool, as_json: bool) -> None:
    """Bring the ledger to this program's schema; a copy of the old one is kept."""
    from liaisonbot.doors.ledger_errors import LedgerError
    from liaisonbot.doors.migrations import schema_pending

    try:
        names = schema_pending(settings.ledger_path())
    except LedgerError as problem:
        fail(str(problem), FAILED)
    if not only_status and names:
        settings.ledger().close()  # opening it brings it up to date
    if as_json:
        say_json({"to be applied": names if only_status else [], "applied": [] if only_status else names})
    elif only_status or not names:
        click.echo("\n".join(f"to be applied: {name}" for name in names) or "the ledger is up to date")
    else:
        click.echo("\n".join(f"applied: {name}" for name in names))
