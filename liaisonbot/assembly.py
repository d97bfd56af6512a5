"""From the configuration to the running parts: the one place that knows both."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from liaisonbot.config import Config, Imap, check_names
from liaisonbot.deciding.facts import Office
from liaisonbot.model.directory import Directory, built_in
from liaisonbot.model.mail import Arrival, ProofFacts, Receipt
from liaisonbot.model.people import People, Person, Settings
from liaisonbot.reading.letter import Letter

if TYPE_CHECKING:
    from liaisonbot.doors.ledger import Ledger
    from liaisonbot.doors.render import Render
    from liaisonbot.running import Doors, Intake, Post
    from liaisonbot.service import Service

log = logging.getLogger("liaisonbot")

HEADER_AT_MOST = 256 << 10


def office_of(config: Config) -> Office:
    """Settings, people and directory as deciding wants them."""
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
        ladder=reminders.days,
        manager_after=reminders.manager_after,
        coordinators_after=reminders.coordinators_after,
        hour=reminders.hour,
        held_days=reminders.held_days,
        silent_hours=reminders.silent_hours,
        lead_days=reminders.lead_days,
        digest=reminders.digest,
        weekday=reminders.weekday,
        answers_per_hour=config.limits.answers_per_hour,
        answers_per_day=config.limits.answers_per_day,
        shared_domains=config.trust.shared_domains,
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
            )
            for one in config.people
        )
    )
    return Office(settings, people, built_in())


def template_folders(config: Config) -> list[Path]:
    """Where letters are looked for: the operator's own folder first."""
    return [Path(config.bot.templates)] if config.bot.templates else []


def explainer(config: Config, now: datetime) -> Callable[[str, bytes], dict[str, object]]:
    """A function that says what the bot would do with one mail; it writes nothing anywhere."""
    from liaisonbot.doors.render import Render
    from liaisonbot.explain import explain
    from liaisonbot.doors.reader import InProcess, ReadFailure
    from liaisonbot.service import read_all

    office = office_of(config)
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


def make_prove(config: Config) -> Callable[[bytes, Letter], ProofFacts]:
    """What verifies senders: the pinned results, and DKIM with keys from the DNS."""
    from liaisonbot.doors.proof import DnsTrouble, prove, txt_from_dns
    from liaisonbot.service import utc_now

    txt = txt_from_dns(2.0)

    def check(raw: bytes, letter: Letter) -> ProofFacts:
        signed = config.trust.dkim and b"dkim-signature:" in raw[:HEADER_AT_MOST].lower()
        if letter.sender is None or not (signed or config.trust.authserv_id):
            return ProofFacts()
        domain = letter.sender.address.rpartition("@")[2]
        try:
            return prove(
                raw,
                from_domain=domain,
                txt=txt,
                authserv_id=config.trust.authserv_id,
                now=utc_now(),
                dkim=config.trust.dkim,
            )
        except DnsTrouble as trouble:
            return ProofFacts(notes=(f"no answer from the DNS: {trouble}",))

    return check


def run_configured(config: Config, reload: Callable[[], Config], fail: Callable[[str, int], None]) -> int:
    """Runs the bot as configured until SIGTERM or SIGINT; SIGHUP reads people and settings anew."""
    from liaisonbot.doors.ledger import LedgerError
    from liaisonbot.running import run
    from liaisonbot.service import utc_now

    if wrong := check_names(config, built_in()):
        fail("\n".join(wrong), 78)
    services: list[Service] = []

    def make(ledger: Ledger) -> Service:
        services.append(make_service(config, ledger))
        return services[-1]

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: _reload(reload, services))
        await run(config.bot.ledger, make_doors(config), make, stop, clock=utc_now, ready=lambda: _say(config))

    config.bot.ledger.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        asyncio.run(main())
    except (LedgerError, OSError) as problem:
        fail(str(problem), 1)
    return 0


def _say(config: Config) -> None:
    doors = [
        config.smtp.listen and f"SMTP {config.smtp.listen}",
        config.lmtp.listen and f"LMTP {config.lmtp.listen}",
    ]
    doors += [f"IMAP {box.name}" for box in config.imap]
    log.info("ready: %s; ledger %s", ", ".join(door for door in doors if door), config.bot.ledger)
    if not config.smarthost.host:
        log.warning("no smarthost is configured: letters of ours go to the Maildir %s", config.outbox.maildir)


def _reload(reload: Callable[[], Config], services: list[Service]) -> None:
    """A configuration with mistakes keeps the old one in force."""
    try:
        config = reload()
    except SystemExit:
        log.error("the configuration has mistakes; the old one stays in force")
        return
    for service in services:
        service.office = office_of(config)
    log.info("people and settings read anew")


def make_service(config: Config, ledger: Ledger) -> Service:
    """The desk: reading in child processes, our letters, proofs; called in the desk's own thread."""
    from liaisonbot.doors.reader import Reader
    from liaisonbot.service import Service

    office = office_of(config)
    reading = Reader("liaisonbot.worker:read_letter", initial=office.directory)
    reading.warm()
    return Service(office, ledger, reading, make_render(config, office, ledger), make_prove(config))


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
    from liaisonbot.doors.secrets import secret_of
    from liaisonbot.doors.smtp_out import Smarthost

    return Smarthost(
        relay.host,
        relay.port,
        security=relay.security,
        username=relay.user,
        secret=(lambda: secret_of(relay)) if relay.user else None,
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
            )
        )
    return servers


def recipients_of(settings: Settings) -> Callable[[str], bool]:
    """Which addresses are ours: the bot's, its aliases, anything behind a plus, and the role mailboxes."""
    mine = {settings.address.lower(), *(alias.lower() for alias in settings.aliases)}
    extra = {f"{name}@{settings.domain.lower()}" for name in ("postmaster", "abuse")}
    extra |= {
        f"{settings.local.lower()}-{name}@{settings.domain.lower()}"
        for name in ("bounces", "help", "owner", "request")
    }

    def is_ours(address: str) -> bool:
        local, _, domain = address.lower().partition("@")
        return f"{local.partition('+')[0]}@{domain}" in mine | extra

    return is_ours


def _tls(config: Config):  # type: ignore[no-untyped-def]
    ...
