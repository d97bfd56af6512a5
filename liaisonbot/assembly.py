"""From the configuration to the running parts: the one place that knows both."""

from __future__ import annotations

import asyncio
import dataclasses
import errno
import gc
import logging
import os
import shutil
import signal
import ssl
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from liaisonbot.config import Config, Imap, check_names, check_run
from liaisonbot.config import Smarthost as RelaySettings
from liaisonbot.deciding.facts import Office
from liaisonbot.model.directory import Directory, built_in
from liaisonbot.model.directory import directory_of as directory_from
from liaisonbot.model.ladder import Whom, rung
from liaisonbot.model.mail import Arrival, ProofFacts, Receipt
from liaisonbot.model.our_addresses import Desk, desk_of
from liaisonbot.model.people import Bounds, People, Person, Relationship, Representative, Settings
from liaisonbot.reading.letter import Letter

if TYPE_CHECKING:
    from liaisonbot.doors.imap_in import ImapBox
    from liaisonbot.doors.ledger import Ledger
    from liaisonbot.doors.reader import Reader
    from liaisonbot.doors.render import Render
    from liaisonbot.doors.smtp_out import Smarthost
    from liaisonbot.running import Bot, Doors, Intake, Post, Watcher
    from liaisonbot.service import KeepFeed, Service

log = logging.getLogger("liaisonbot")

FREE_SPACE = 256 << 20
"""With less room on the ledger's disk no letter is taken (promises 5)."""

HEADER_AT_MOST = 256 << 10

LAST_WORDS = 0.2
"""Seconds for the last replies to leave."""


def office_of(config: Config, directory: Directory | None = None) -> Office:
    """Settings, people and directory as deciding wants them; without a directory the built-in one."""
    bot, reminders = config.bot, config.reminders
    settings = Settings(
        address=bot.address,
        aliases=bot.aliases,
        display=bot.display,
        owner=bot.owner,
        coordinators=config.coordinators.address,
        record_url=bot.record_url,
        zone=bot.zone,
        distribute=config.routing.distribute,
        wait_hours=config.routing.wait_hours,
        ladder=tuple(rung(step) for step in reminders.ladder),
        copies=tuple(Whom(whom) for whom in reminders.copies),
        hour=reminders.hour,
        held_days=reminders.held_days,
        problem_days=reminders.problem_days,
        silent_hours=reminders.silent_hours,
        lead_days=reminders.lead_days,
        digest=reminders.digest,
        weekday=reminders.weekday,
        report=reminders.report,
        summary_to=reminders.summary_to,
        answers_per_hour=config.limits.answers_per_hour,
        bounds=Bounds(
            list_per_hour=config.limits.list_per_hour,
            list_per_day=config.limits.list_per_day,
            outgoing_per_hour=config.limits.outgoing_per_hour,
            letters_per_minute=config.limits.letters_per_minute,
            bounces_percent=config.limits.bounces_percent,
        ),
        answers_per_day=config.limits.answers_per_day,
        shared_domains=config.trust.shared_domains,
        grace_minutes=config.commands.grace_minutes,
        meetings={int(number): date.fromisoformat(day) for number, day in map(str.split, config.commands.meetings)},
    )
    people = People(
        tuple(
            Person(
                name=one.name,
                addresses=one.addresses,
                zone=one.zone,
                coordinator=one.coordinator,
                manages=one.manages,
                chairs=one.chairs,
                directs=one.directs,
                away_until=one.away_until,
                cover=one.cover,
            )
            for one in config.people
        ),
        tuple(Relationship(**dataclasses.asdict(one)) for one in config.relationships),
        tuple(Representative(**dataclasses.asdict(one)) for one in config.representatives),
    )
    return Office(settings, people, _agreed(directory or built_in(), people.relationships))


def directory_of(config: Config) -> Directory:
    """The directory in the ledger of this configuration, which is only looked at; else the built-in one."""
    from liaisonbot.doors.ledger import LedgerError
    from liaisonbot.doors.ledger_directory import read_contents

    try:
        contents = read_contents(config.bot.ledger)
    except LedgerError as problem:
        log.warning("%s; the built-in directory is used", problem)
        contents = None
    return directory_from(contents) if contents else built_in()


def _agreed(directory: Directory, relationships: Sequence[Relationship]) -> Directory:
    """A directory with what relationships say of reply addresses and domains."""
    changed = []
    for one in relationships:
        peer = directory.peer(one.peer)
        if peer and (one.reply_to or one.domains):
            domains = tuple(dict.fromkeys((*peer.domains, *one.domains)))
            changed.append(dataclasses.replace(peer, reply_to=one.reply_to or peer.reply_to, domains=domains))
    return directory.with_peers(changed) if changed else directory


def template_folders(config: Config) -> list[Path]:
    """Where letters are looked for: the operator's own folder first."""
    return [Path(config.bot.templates)] if config.bot.templates else []


def explainer(config: Config, now: datetime) -> Callable[[str, bytes], dict[str, object]]:
    """A function that says what the bot would do with one mail; it writes nothing anywhere."""
    from liaisonbot.doors.reader import InProcess, ReadFailure
    from liaisonbot.doors.render import Render
    from liaisonbot.explain import explain
    from liaisonbot.read_ahead import read_all

    office = office_of(config, directory_of(config))
    reading = InProcess("liaisonbot.worker:read_letter", initial=office.directory)
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
            txt=keys() if signed else _no_dns,
            authserv_id=config.trust.authserv_id,
            now=received,
            dkim=config.trust.dkim,
        )

    return check


def _no_dns(_name: str) -> list[str]:
    return []


def run_configured(config: Config, reload: Callable[[], Config], fail: Callable[[str, int], NoReturn]) -> int:
    """Runs the bot as configured until SIGTERM or SIGINT; SIGHUP reads people and settings anew."""
    gc.disable()  # until the bot stands: loading makes no garbage
    from liaisonbot.doors.ledger import LedgerError

    if wrong := [*check_names(config, directory_of(config)), *check_run(config)]:
        fail("\n".join(wrong), 78)
    config.bot.ledger.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        asyncio.run(_run(config, reload))
    except (LedgerError, OSError) as problem:
        fail(str(problem), 1)
    finally:
        gc.enable()
    return 0


async def _run(config: Config, reload: Callable[[], Config]) -> None:
    from liaisonbot.day import Steady
    from liaisonbot.running import Bot, start_scheduler
    from liaisonbot.service import utc_now

    sys.setswitchinterval(0.001)  # the desk computes; the doors, in their own thread, must not wait 5 ms for it
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    doors = make_doors(config)

    def man_the_desk(ledger: Ledger) -> Service:
        service = make_service(config, ledger)
        service.steady = Steady(_since_boot)
        return service

    async with Bot(config.bot.ledger, doors, man_the_desk, utc_now) as bot:
        gc.freeze()  # modules and the directory stay as long as we do: no need to look at them again and again
        gc.enable()
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(_reload(reload, bot)))
        scheduler = start_scheduler(bot, utc_now)
        _say(config, (await bot.look(lambda ledger: ledger.counts())).deliveries.get("stopped", 0))
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


async def _reload(reload: Callable[[], Config], bot: Bot) -> None:
    """A configuration with mistakes keeps the old one in force."""
    try:
        config = reload()
    except SystemExit:
        wrong = ["see above"]
    else:
        wrong = [*check_names(config, directory_of(config)), *check_run(config)]
    if wrong:
        log.error("the configuration has mistakes, and the old one stays in force: %s", "; ".join(wrong))
        return
    await bot.change(lambda service: renew_service(config, service))
    log.info("people, settings and templates read anew; addresses, doors and the relay need a restart")


def make_service(config: Config, ledger: Ledger) -> Service:
    """The desk: reading in child processes, our letters, proofs; called in the desk's own thread."""
    from liaisonbot.service import Service

    office = _office_with(config, ledger)
    reading = _reader(office.directory)
    service = Service(office, ledger, reading, make_render(config, office, ledger), make_prove(config))
    service.load_office, service.new_reading = partial(_office_with, config), _reader
    service.keep_feed = _make_feed(config, office)
    return service


def renew_service(config: Config, service: Service) -> None:
    """The desk with a changed configuration; called in the desk's own thread, between two turns."""
    service.load_office, service.look_again = partial(_office_with, config), True
    service.renew()
    service.render, service.prove = make_render(config, service.office, service.ledger), make_prove(config)
    service.keep_feed = _make_feed(config, service.office)


def _make_feed(config: Config, office: Office) -> KeepFeed | None:
    if not config.reminders.calendars:
        return None
    from liaisonbot.doors.calendar_file import feed_folder

    return feed_folder(Path(config.reminders.calendars), office.settings)


def ledger_directory(ledger: Ledger) -> Directory:
    """The directory of an open ledger, else the built-in one."""
    contents = ledger.contents()
    return directory_from(contents) if contents else built_in()


def _office_with(config: Config, ledger: Ledger) -> Office:
    return office_of(config, ledger_directory(ledger))


def _reader(directory: Directory) -> Reader:
    """The child processes that read by this directory, already starting."""
    from liaisonbot.doors.reader import Reader

    reading = Reader("liaisonbot.worker:read_letter", initial=directory)
    reading.warm()
    return reading


def _since_boot() -> float:
    """Seconds of a clock that nobody sets; on Linux it runs on while the machine sleeps."""
    boottime: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


def make_doors(config: Config) -> Doors:
    """Everything that the running bot is connected to."""
    from liaisonbot.running import Doors

    async def open_doors(intake: Intake) -> list[asyncio.Server]:
        return await _servers(config, intake)

    watchers = [_watcher(config, box) for box in config.imap]
    return Doors(open_doors, make_post(config), watchers)


def make_post(config: Config) -> Post:
    """The way out: the smarthost, or a Maildir where none is configured."""
    relay = config.smarthost
    if not relay.host:
        from liaisonbot.doors.maildir_out import MaildirOut

        return MaildirOut(Path(config.outbox.maildir))
    return make_smarthost(config)


def make_smarthost(config: Config) -> Smarthost:
    """The door to the relay."""
    from liaisonbot.doors.smtp_out import Smarthost

    relay = config.smarthost
    return Smarthost(
        relay.host,
        relay.port,
        security=relay.security,
        hostname=config.smtp.hostname or config.bot.address.rpartition("@")[2],
        username=relay.user,
        secret=secret_for(relay) if relay.user else None,
        oauth=bool(relay.token_command),
        timeout=relay.timeout_seconds,
    )


async def _servers(config: Config, intake: Intake) -> list[asyncio.Server]:
    from liaisonbot.doors import smtp_in

    is_ours = recipients_of(office_of(config).settings)
    servers = []
    for lmtp, listen in ((False, config.smtp.listen), (True, config.lmtp.listen)):
        if not listen:
            continue
        servers.append(
            await smtp_in.serve(
                listen,
                lmtp=lmtp,
                hostname=config.smtp.hostname or config.bot.address.rpartition("@")[2],
                receive=intake.receive,
                is_ours=is_ours,
                size_limit=config.bot.size_limit,
                tls=None if lmtp else _tls(config),
                has_space=lambda: has_space(config),
            )
        )
    return servers


def has_space(config: Config) -> bool:
    """Whether the disk of the ledger has room left: letters are refused for a while before it is really full."""
    return shutil.disk_usage(config.bot.ledger.parent).free >= FREE_SPACE


def recipients_of(settings: Settings) -> Callable[[str], bool]:
    """Which addresses letters are taken for: all of ours but those behind which nobody reads."""

    def is_ours(address: str) -> bool:
        return desk_of(address, settings) not in (None, Desk.NOBODY)

    return is_ours


def _tls(config: Config) -> ssl.SSLContext | None:
    """What STARTTLS uses, if a certificate is configured."""
    if not config.smtp.certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(config.smtp.certificate, config.smtp.key)
    return context


def _watcher(config: Config, box: Imap) -> Watcher:
    """A mailbox as the running bot watches it: letters go to the intake, how far it was read to the ledger."""

    name = f"{box.name}/{box.folder}"

    def watch(intake: Intake, halt: threading.Event) -> None:
        def record(batch: Sequence[tuple[bytes, Arrival]], mark: tuple[int, int]) -> list[Receipt | Exception]:
            if not has_space(config):
                raise OSError(errno.ENOSPC, "the disk of the ledger is nearly full", str(config.bot.ledger.parent))
            return intake.record(batch, name, mark)

        door = make_imap(
            config,
            box,
            record=record,
            mark=lambda: intake.ask(lambda ledger: ledger.imap_mark(name)),
            known=lambda validity, uids: intake.ask(lambda ledger: ledger.imap_known(name, validity, uids)),
            left=intake.leave,
        )
        door.watch(halt)

    return watch


def make_imap(
    config: Config,
    box: Imap,
    *,
    record: Callable[[Sequence[tuple[bytes, Arrival]], tuple[int, int]], Sequence[Receipt | Exception]],
    mark: Callable[[], tuple[int, int] | None],
    known: Callable[[int, Sequence[int]], set[int]],
    left: Callable[[Arrival, bool], None] = lambda *_: None,
) -> ImapBox:
    """The door to one mailbox."""
    from liaisonbot.doors.imap_in import ImapBox

    return ImapBox(
        box.host,
        box.port,
        security=box.security,
        user=box.user,
        secret=secret_for(box),
        oauth=bool(box.token_command),
        folder=box.folder,
        after=box.after,
        processed=box.processed,
        create_folders=box.create_folders,
        poll_seconds=box.poll_seconds,
        idle=box.idle,
        size_limit=config.bot.size_limit,
        name=box.name,
        record=record,
        mark=mark,
        known=known,
        left=left,
    )


def secret_for(login: Imap | RelaySettings) -> Callable[[], str]:
    """What asks for a mailbox's or relay's password or token, each time it is needed."""
    from liaisonbot.doors.secrets import secret_of

    command = login.password_command or login.token_command
    return lambda: secret_of(password=login.password, password_file=login.password_file, command=command)
