"""What `check` finds and `init` writes: everything an operator should know before the bot runs."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from liaisonbot.assembly import template_mistakes
from liaisonbot.config import Config, check_names, check_run, warnings
from liaisonbot.connections import door_tls, make_imap, make_smarthost, room_missing, state_or_above
from liaisonbot.doors.trouble import in_words
from liaisonbot.office import directory_of

OK, FAILED, UNREACHABLE, CONFIG = 0, 1, 69, 78


@dataclass(frozen=True, slots=True)
class Findings:
    """One line a finding, and the exit code that follows from the worst of them."""

    lines: list[str]
    code: int


def check_all(config: Config, path: Path | None, now: datetime, *, connect: bool, audit: bool) -> Findings:
    """Checks names, folders and templates; with `connect` logs in everywhere, with `audit` reads the ledger whole."""
    directory = directory_of(config)
    wrong = [*check_names(config, directory), *check_run(config), *_certificate(config), *template_mistakes(config)]
    lines = [*wrong, *(f"warning: {line}" for line in _warnings(config, path))]
    code = CONFIG if wrong else OK
    trouble = [*_state(config)]
    if audit:
        trouble += _audit(config, now)
    if trouble:
        lines, code = [*lines, *trouble], code or FAILED
    if connect:
        reached, missed = _connect(config)
        lines += [*reached, *missed]
        code = code or (UNREACHABLE if missed else OK)
    people = f"{len(config.people)} people, directory of {directory.dated.isoformat()}"
    return Findings([*lines, f"checked: {path or 'defaults'}; {people}"] if code == OK else lines, code)


def _warnings(config: Config, path: Path | None) -> list[str]:
    found = list(warnings(config, path)) if path else []
    if not config.smarthost.host:
        found.append(f"no smarthost: letters of ours go to the Maildir {config.outbox.maildir}")
    if not config.bot.owner:
        found.append("bot.owner is empty: the coordinators would hear of parked letters")
    return found


def _certificate(config: Config) -> list[str]:
    try:
        door_tls(config)
    except OSError as problem:
        return [in_words(problem)]
    return []


def _state(config: Config) -> list[str]:
    folder = config.bot.ledger.parent
    nearest = state_or_above(config)
    if os.access(nearest, os.W_OK | os.X_OK):
        return [missing] if (missing := room_missing(config)) else []
    return [f"the state folder {folder} cannot be written: {nearest} belongs to somebody else"]


def _audit(config: Config, now: datetime) -> list[str]:
    from liaisonbot.doors.ledger import Ledger, LedgerError
    from liaisonbot.doors.migrations import schema_pending

    path = config.bot.ledger
    if not path.exists():
        return [f"there is no ledger at {path} yet"]
    try:
        if wanted := schema_pending(path):
            return [
                f"{path} is of an older version (it lacks {', '.join(wanted)}): `liaisonbot migrate` renews it first"
            ]
        with Ledger.open(path, now, check=False) as ledger:
            return ledger.audit(now=now)
    except LedgerError as problem:
        return [str(problem)]


def _connect(config: Config) -> tuple[list[str], list[str]]:
    """What could be reached, and what could not."""
    reached: list[str] = []
    missed: list[str] = []
    for name, probe in _probes(config):
        try:
            reached += [f"reached: {line}" for line in probe()]
        except Exception as problem:  # libraries raise many things; each means that it cannot be reached
            missed.append(f"not reached: {name}: {in_words(problem)}")
    return reached, missed


def _probes(config: Config) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    for box in config.imap:
        door = make_imap(
            config, box, record=lambda _batch, _mark: [], mark=lambda: None, known=lambda _validity, _uids: set()
        )
        yield f"IMAP {box.name}", door.check
    if config.smarthost.host:
        name = f"smarthost {config.smarthost.host}:{config.smarthost.port}"
        yield name, lambda: [f"{name}: {asyncio.run(make_smarthost(config).check())}"]
    if config.trust.dkim:
        yield "DNS, for DKIM keys", _dns


def _dns() -> list[str]:
    from liaisonbot.doors.dns_keys import txt_from_dns

    txt_from_dns(3.0)("_dmarc.ietf.org")
    return ["DNS"]


def example_configuration() -> str:
    """The example that ships, inside the package or beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "config.example.toml"
    return (inside if inside.exists() else package.parent / "config.example.toml").read_text("utf-8")


_WAYS = {
    "lmtp": (
        [("lmtp", "listen", '"127.0.0.1:8024"'), ("smtp", "listen", '""')],
        "Tell Postfix (main.cf, and a line in the transport map):\n"
        "    relay_domains = DOMAIN\n    transport_maps = hash:/etc/postfix/transport\n    recipient_delimiter = +\n"
        "    # /etc/postfix/transport\n    DOMAIN    lmtp:inet:127.0.0.1:8024",
    ),
    "pipe": (
        [("smtp", "listen", '"127.0.0.1:8025"')],
        "Set bot.state, since the pipe and the service (`liaisonbot run`, keep it running) must mean one ledger,\n"
        "which `user` owns. Tell Postfix:\n"
        "    # /etc/postfix/master.cf\n"
        "    liaisonbot unix - n n - 4 pipe flags=q user=liaisonbot null_sender=\n"
        "      argv=PROGRAM --config CONFIG ingest\n"
        "      --recipient ${original_recipient} --sender ${sender} -\n"
        "    # /etc/postfix/main.cf\n"
        "    relay_domains = DOMAIN\n    transport_maps = hash:/etc/postfix/transport\n    recipient_delimiter = +\n"
        "    liaisonbot_destination_recipient_limit = 1\n"
        "    # /etc/postfix/transport\n    DOMAIN    liaisonbot:\n"
        "A mail that cannot be recorded ends with exit code 75: Postfix keeps it and tries again.",
    ),
    "imap": (
        [("smtp", "listen", '""')],
        "Fill in the [[imap]] section: host, user, and one of the ways to a password.",
    ),
}


def first_configuration(path: Path, way: str) -> str:
    """Writes a commented configuration for one way in, readable by its owner only; returns what to do next.

    Raises FileExistsError: a configuration is never overwritten.
    """
    changes, advice = _WAYS[way]
    text = example_configuration()
    for section, key, value in changes:
        text = _with(text, section, key, value)
    if way == "imap":
        text = re.sub(r"(?m)^#(\[\[imap\]\]|(?:host|user|password_file) = )", r"\1", text)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    config = Config()
    program = Path(sys.executable).with_name("liaisonbot")
    advice = advice.replace("DOMAIN", config.bot.address.partition("@")[2]).replace("PROGRAM", str(program))
    advice = advice.replace("CONFIG", str(path.absolute()))
    return (
        f"{path} is written. Change what differs: address, owner, people.\n\n{advice}\n\n"
        "Then: liaisonbot check --connect"
    )


def _with(text: str, section: str, key: str, value: str) -> str:
    """The configuration text with one key of one section set."""
    head, mark, rest = text.partition(f"[{section}]\n")
    return head + mark + re.sub(rf"(?m)^{key} = \S+", f"{key} = {value}", rest, count=1)
