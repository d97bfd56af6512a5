"""From the configuration to the doors: everything that the running bot is connected to."""

from __future__ import annotations

import asyncio
import errno
import logging
import shutil
import ssl
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from liaisonbot.config import Config, Imap
from liaisonbot.config import Smarthost as RelaySettings
from liaisonbot.doors.trouble import in_words
from liaisonbot.model.mail import Arrival, Receipt
from liaisonbot.model.our_addresses import Desk, desk_of
from liaisonbot.model.people import Settings
from liaisonbot.office import settings_of

if TYPE_CHECKING:
    from liaisonbot.doors.imap_in import ImapBox
    from liaisonbot.doors.smtp_out import Smarthost
    from liaisonbot.running import Doors, Intake, Post, Watcher

log = logging.getLogger("liaisonbot")

FREE_SPACE = 256 << 20
"""With less room on the ledger's disk no letter is taken (promises 5)."""


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

    is_ours = recipients_of(settings_of(config))
    room = Room(config)
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
                tls=None if lmtp else door_tls(config),
                has_space=room,
            )
        )
    return servers


def state_or_above(config: Config) -> Path:
    """The folder of the ledger, or the nearest one above it that is there."""
    return next(path for path in config.bot.ledger.parents if path.exists())


def room_missing(config: Config) -> str:
    """What is to be said where the disk of the ledger has little room left: letters are refused for a while before it
    is really full. Empty: there is room."""
    folder = state_or_above(config)
    free = shutil.disk_usage(folder).free
    if free >= FREE_SPACE:
        return ""
    return f"{folder}: {free >> 20} MiB are free on this disk; no letter is taken with less than {FREE_SPACE >> 20} MiB"


class Room:
    """Whether there is room for letters; the log hears of each change, and not of each letter."""

    def __init__(self, config: Config) -> None:
        self._config, self._missing = config, False

    def __call__(self) -> bool:
        missing = room_missing(self._config)
        if missing and not self._missing:
            log.error("%s; their senders are asked to try again later", missing)
        elif self._missing and not missing:
            log.info("there is room for letters again")
        self._missing = bool(missing)
        return not missing


def recipients_of(settings: Settings) -> Callable[[str], bool]:
    """Which addresses letters are taken for: all of ours but those behind which nobody reads."""

    def is_ours(address: str) -> bool:
        return desk_of(address, settings) not in (None, Desk.NOBODY)

    return is_ours


def door_tls(config: Config) -> ssl.SSLContext | None:
    """What STARTTLS uses, if a certificate is configured. Raises OSError that names the key of the configuration."""
    if not config.smtp.certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(config.smtp.certificate, config.smtp.key)
    except OSError as problem:  # which names no file
        place = config.source.place(("smtp", "certificate"))
        files = f"{config.smtp.certificate} and {config.smtp.key}"
        raise OSError(problem.errno, f"{place}: smtp.certificate: {files} are of no use: {in_words(problem)}") from None
    return context


def _watcher(config: Config, box: Imap) -> Watcher:
    """A mailbox as the running bot watches it: letters go to the intake, how far it was read to the ledger."""

    name = f"{box.name}/{box.folder}"

    def watch(intake: Intake, halt: threading.Event) -> None:
        def record(batch: Sequence[tuple[bytes, Arrival]], mark: tuple[int, int]) -> list[Receipt | Exception]:
            if missing := room_missing(config):
                raise OSError(errno.ENOSPC, missing)
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
