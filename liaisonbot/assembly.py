"""From the configuration to the running bot: the desk, the service around it, and what `explain` needs of them."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from liaisonbot.config import Config, ConfigErrors, check_names, check_run, warnings
from liaisonbot.connections import make_doors
from liaisonbot.deciding.facts import Office
from liaisonbot.doors.trouble import in_words
from liaisonbot.model.directory import Directory
from liaisonbot.model.mail import ProofFacts
from liaisonbot.office import directory_of, ledger_directory, office_of, settings_of
from liaisonbot.reading.letter import Letter

if TYPE_CHECKING:
    from liaisonbot.doors.ledger import Ledger
    from liaisonbot.doors.reader import Reader
    from liaisonbot.doors.render import Render
    from liaisonbot.regular_mail import Feeds
    from liaisonbot.running import Bot
    from liaisonbot.service import Service

log = logging.getLogger("liaisonbot")

HEADER_AT_MOST = 256 << 10

LAST_WORDS = 0.2
"""Seconds for the last replies to leave."""


def template_folders(config: Config) -> list[Path]:
    """Where letters are looked for: the operator's own folder first."""
    return [Path(config.bot.templates)] if config.bot.templates else []


def template_mistakes(config: Config) -> list[str]:
    """What is wrong with the letters, as lines that name the file: with our own, where the operator has none."""
    from liaisonbot.doors.render import check_templates

    found = check_templates(template_folders(config), settings_of(config))
    return [f"{config.bot.templates}/{line}" for line in found] if config.bot.templates else found


def explainer(config: Config, now: datetime) -> Callable[[str, bytes], dict[str, object]]:
    """A function that says what the bot would do with one mail; it writes nothing anywhere."""
    from liaisonbot.doors.reader import InProcess, ReadFailure
    from liaisonbot.doors.render import Render
    from liaisonbot.explain import explain
    from liaisonbot.read_ahead import read_all

    office = office_of(config, directory_of(config))
    reading = InProcess("liaisonbot.worker:work", initial=office.directory)
    render = Render(template_folders(config), office.settings, b"explain", "explain", lambda _address: 1)

    def tell(name: str, raw: bytes) -> dict[str, object]:
        (read,) = read_all(reading, [raw])
        if isinstance(read, Letter):
            return explain(name, read, office, render, now)
        return _unread(name, read.reason if isinstance(read, ReadFailure) else str(read))

    return tell


def _unread(name: str, reason: str) -> dict[str, object]:
    return {
        "file": name,
        "kind": "unclear",
        "because": f"parked: {reason}",
        "statement": None,
        "route": None,
        "letters": [],
        "warnings": [reason],
    }


def make_render(config: Config, office: Office, ledger: Ledger) -> Render:
    """The writer of our letters, with the ledger's own secret."""
    from liaisonbot.doors.render import Render

    folders = template_folders(config)
    return Render(folders, office.settings, ledger.secret, ledger.instance, ledger.person_number)


def make_prove(config: Config) -> Callable[[bytes, Letter, datetime], ProofFacts]:
    """What verifies senders: the pinned results, and DKIM with keys from the DNS. Raises DnsTrouble."""

    @cache
    def keys() -> Callable[[str], list[str]]:
        from liaisonbot.doors.dns_keys import Keys, txt_from_dns  # the DNS is slow to load; most letters need none

        return Keys(txt_from_dns(2.0))

    def check(raw: bytes, letter: Letter, received: datetime) -> ProofFacts:
        signed = config.trust.dkim and b"dkim-signature:" in raw[:HEADER_AT_MOST].lower()
        if letter.sender is None or not (signed or config.trust.authserv_id):
            return ProofFacts()
        from liaisonbot.doors.proof import prove

        return prove(
            raw,
            from_domain=letter.sender.address.rpartition("@")[2],
            txt=lambda name: keys()(name),
            authserv_id=config.trust.authserv_id,
            now=received,
            dkim=config.trust.dkim,
        )

    return check


def run_configured(
    config: Config, reading: Reader, reload: Callable[[], Config], fail: Callable[[str, int], NoReturn]
) -> int:
    """Runs the bot as configured until SIGTERM or SIGINT; SIGHUP reads people and settings anew. `reading` may be
    starting already; it is told the directory. Garbage is collected from when the bot stands."""
    from liaisonbot.doors.ledger import LedgerError
    from liaisonbot.doors.reader import ReaderBroken

    if wrong := [*check_names(config, directory_of(config)), *check_run(config)]:
        fail("\n".join(wrong), 78)
    state = config.bot.ledger.parent
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        fail(f"the state folder {state} cannot be made ({in_words(problem)}): make it, or name another in bot.state", 1)
    try:
        asyncio.run(_run(config, reading, reload))
    except (LedgerError, OSError, ReaderBroken) as problem:
        fail(in_words(problem), 1)
    return 0


async def _run(config: Config, reading: Reader, reload: Callable[[], Config]) -> None:
    from liaisonbot.day import Steady
    from liaisonbot.running import Bot, start_scheduler
    from liaisonbot.service import utc_now

    sys.setswitchinterval(0.001)  # the desk computes; the doors, in their own thread, must not wait 5 ms for it
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    doors = make_doors(config)

    def man_the_desk(ledger: Ledger) -> Service:
        service = make_service(config, ledger, reading)
        service.steady = Steady(_since_boot)
        return service

    async with Bot(config.bot.ledger, doors, man_the_desk, utc_now) as bot:
        await asyncio.to_thread(import_module, "apscheduler.schedulers.asyncio")  # slow to load: the doors answer now
        await bot.change(lambda service: service.ready())  # here, not at the first letter, a missing module ends us
        gc.freeze()  # modules and the directory stay as long as we do: no need to look at them again and again
        gc.enable()
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(_reload(reload, bot)))
        scheduler = start_scheduler(bot, utc_now)
        _say(config, (await bot.look(lambda ledger: ledger.counts())).deliveries.get("stopped", 0))
        await asyncio.to_thread(_warn, config)
        stopped, broken = asyncio.ensure_future(stop.wait()), asyncio.ensure_future(bot.broken())
        await asyncio.wait((stopped, broken), return_when=asyncio.FIRST_COMPLETED)
        if broken.done():
            await _leave_at_once(broken.result())
        broken.cancel()
        scheduler.shutdown(wait=False)


async def _leave_at_once(problem: Exception) -> NoReturn:
    """The disk did not keep what it was given. Nobody may write on it any more, so there is nothing to close: those who
    wait get their 451, and the service manager starts us again, on a ledger that is checked first (P16)."""
    log.critical("%s; the bot ends here", problem)
    await asyncio.sleep(LAST_WORDS)
    logging.shutdown()
    os._exit(1)


def _say(config: Config, stopped: int) -> None:
    doors = [
        config.smtp.listen and f"SMTP {config.smtp.listen}",
        config.lmtp.listen and f"LMTP {config.lmtp.listen}",
    ]
    doors += [f"IMAP {box.name}" for box in config.imap]
    log.info("ready: %s; ledger %s", ", ".join(door for door in doors if door), config.bot.ledger)
    if not config.smarthost.host:
        log.warning("no smarthost is configured: letters of ours go to the Maildir %s", config.outbox.maildir)
    if stopped:
        log.warning(
            "%d letters of ours stand stopped, as in a restored backup: look at `liaisonbot outbox`, then "
            "`liaisonbot outbox resume`",
            stopped,
        )


def _warn(config: Config) -> None:
    """What is allowed and hardly meant, and letters of the operator's own that cannot be written."""
    for line in (*warnings(config, None), *(template_mistakes(config) if config.bot.templates else ())):
        log.warning(line)


async def _reload(reload: Callable[[], Config], bot: Bot) -> None:
    """A configuration with mistakes keeps the old one in force."""
    try:
        config = reload()
    except ConfigErrors as mistakes:
        wrong = mistakes.lines
    else:
        wrong = [*check_names(config, directory_of(config)), *check_run(config)]
    if wrong:
        log.error("the configuration has mistakes, and the old one stays in force: %s", "; ".join(wrong))
        return
    await bot.change(lambda service: renew_service(config, service))
    log.info("people, settings and templates read anew; addresses, doors and the relay need a restart")
    await asyncio.to_thread(_warn, config)


def make_service(config: Config, ledger: Ledger, reading: Reader | None = None) -> Service:
    """The desk: reading in child processes, our letters, proofs; called in the desk's own thread. A `reading` that is
    starting already is told the directory."""
    from liaisonbot.service import Service

    office = _office_with(config, ledger)
    reading = _reader(office.directory, reading)
    service = Service(office, ledger, reading, make_render(config, office, ledger), make_prove(config))
    service.load_office, service.new_reading = partial(_office_with, config), _reader
    service.feeds = _make_feeds(config, office)
    return service


def renew_service(config: Config, service: Service) -> None:
    """The desk with a changed configuration; called in the desk's own thread, between two turns."""
    service.load_office, service.look_again = partial(_office_with, config), True
    service.renew()
    service.render, service.prove = make_render(config, service.office, service.ledger), make_prove(config)
    service.feeds = _make_feeds(config, service.office)


def _make_feeds(config: Config, office: Office) -> Feeds | None:
    if not config.reminders.calendars:
        return None
    from liaisonbot.doors.calendar_file import feed_folder
    from liaisonbot.regular_mail import Feeds

    return Feeds(feed_folder(Path(config.reminders.calendars), office.settings))


def _office_with(config: Config, ledger: Ledger) -> Office:
    return office_of(config, ledger_directory(ledger))


def _reader(directory: Directory, reading: Reader | None = None) -> Reader:
    """The child processes that read by this directory, already starting; those given, or new ones."""
    from liaisonbot.doors.reader import Reader

    reading = reading or Reader("liaisonbot.worker:work")
    reading.tell(directory)
    reading.warm(1)
    return reading


def _since_boot() -> float:
    """Seconds of a clock that nobody sets; on Linux it runs on while the machine sleeps."""
    boottime: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)
