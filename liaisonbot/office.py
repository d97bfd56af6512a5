"""From the configuration to what deciding knows: settings, people, and the directory in force."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from liaisonbot.config import Config
from liaisonbot.deciding.facts import Office
from liaisonbot.model.directory import Directory, built_in
from liaisonbot.model.directory import directory_of as directory_from
from liaisonbot.model.ladder import Whom, rung
from liaisonbot.model.people import Bounds, People, Person, Relationship, Representative, Settings

if TYPE_CHECKING:
    from liaisonbot.doors.ledger import Ledger

log = logging.getLogger("liaisonbot")


def office_of(config: Config, directory: Directory | None = None) -> Office:
    """Settings, people and directory as deciding wants them; without a directory the built-in one."""
    people = _people(config)
    return Office(settings_of(config), people, _agreed(directory or built_in(), people.relationships))


def settings_of(config: Config) -> Settings:
    """The settings alone."""
    bot, reminders, limits = config.bot, config.reminders, config.limits
    return Settings(
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
        answers_per_hour=limits.answers_per_hour,
        bounds=Bounds(
            list_per_hour=limits.list_per_hour,
            list_per_day=limits.list_per_day,
            outgoing_per_hour=limits.outgoing_per_hour,
            letters_per_minute=limits.letters_per_minute,
            bounces_percent=limits.bounces_percent,
        ),
        answers_per_day=limits.answers_per_day,
        shared_domains=config.trust.shared_domains,
        grace_minutes=config.commands.grace_minutes,
        meetings={int(number): date.fromisoformat(day) for number, day in map(str.split, config.commands.meetings)},
    )


def _people(config: Config) -> People:
    return People(
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


def ledger_directory(ledger: Ledger) -> Directory:
    """The directory of an open ledger, else the built-in one."""
    contents = ledger.contents()
    return directory_from(contents) if contents else built_in()
