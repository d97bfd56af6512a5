"""`liaisonbot outbox` and `liaisonbot parked`: letters of ours that wait or failed, and letters put aside."""

from __future__ import annotations

import sys

import click

from liaisonbot.console import NO_INPUT, Settings, as_json_option, fail, now, print_rows


@click.group(invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="Letters that were sent, too.")
@as_json_option
@click.pass_context
def outbox(context: click.Context, every: bool, as_json: bool) -> None:
    """Letters of ours: which wait and why, which failed and with what answer."""
    settings: Settings = context.obj
    from liaisonbot import reports

    if context.invoked_subcommand:
        return
    with settings.ledger() as ledger:
        rows = [row for row in ledger.outbox() if every or row.state.value != "sent"]
        held, broken = ledger.held(), ledger.broken_since()
    if broken and not as_json:
        click.echo(f"The outbox is shut since {broken[:16].replace('T', ' ')} UTC; `outbox resume` opens it.\n")
    print_rows(reports.outbox_rows(rows, held), as_json, "nothing waits in the outbox")


@outbox.command("send")
@click.argument("letters", type=int, nargs=-1, required=True)
@click.pass_obj
def outbox_send(settings: Settings, letters: tuple[int, ...]) -> None:
    """Let letters go that are held back."""
    with settings.ledger() as ledger:
        click.echo(f"{ledger.release(letters, now())} go out now")


@outbox.command("merge")
@click.pass_obj
def outbox_merge(settings: Settings) -> None:
    """Make one letter for each reader of all that is held back; the running bot writes it within a minute."""
    with settings.ledger() as ledger:
        click.echo(f"{ledger.merge(now())} letters become one for each reader")


@outbox.command("drop")
@click.argument("letters", type=int, nargs=-1, required=True)
@click.pass_obj
def outbox_drop(settings: Settings, letters: tuple[int, ...]) -> None:
    """Take letters back that have not left; they stay on record."""
    with settings.ledger() as ledger:
        click.echo(f"{sum(ledger.withdraw(letter, now()) for letter in letters)} do not go out")


@outbox.command("resume")
@click.pass_obj
def outbox_resume(settings: Settings) -> None:
    """Open an outbox that is shut: after the breaker, or in a restored backup."""
    with settings.ledger() as ledger:
        click.echo(f"{ledger.resume()} go out now that had been stopped")


@click.group()
def parked() -> None:
    """Letters that could not be handled: kept whole, with the reason."""


@parked.command("list")
@as_json_option
@click.pass_obj
def parked_list(settings: Settings, as_json: bool) -> None:
    """Which letters are parked, and why."""
    from liaisonbot import reports

    with settings.ledger() as ledger:
        print_rows(reports.parked_rows(ledger.parked()), as_json, "no letter is parked")


@parked.command("show")
@click.argument("letter", type=int)
@click.pass_obj
def parked_show(settings: Settings, letter: int) -> None:
    """The letter itself, byte for byte."""
    with settings.ledger() as ledger:
        try:
            sys.stdout.buffer.write(ledger.raw(letter))
        except LookupError as problem:
            fail(str(problem), NO_INPUT)


@parked.command("retry")
@click.argument("letter", type=int)
@click.pass_obj
def parked_retry(settings: Settings, letter: int) -> None:
    """Have the running bot try a parked letter again."""
    from liaisonbot.doors.ledger import LedgerError

    with settings.ledger() as ledger:
        try:
            ledger.retry(letter, now())
        except (LookupError, LedgerError) as problem:
            fail(str(problem), NO_INPUT)
    click.echo(f"letter {letter} waits again; the running bot takes it at its next turn")
