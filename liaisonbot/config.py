"""The configuration, loaded: every mistake in it comes out at once, with its line.

`config.toml:10: imap.pasword: unknown key (did you mean "password"?)`. The command line outranks the
environment (LIAISONBOT_SECTION__KEY, …_FILE), the environment the file, the file the defaults. Only `load`
imports pydantic: what merely looks for the file or the ledger starts without it.
"""

from __future__ import annotations

import dataclasses
import stat
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liaisonbot.config_file import (
    PREFIX,
    ConfigErrors,
    Intake,
    KeyPath,
    Source,
    find,
    ledger_path,
    read,
    state_folder,
    variable_file,
)
from liaisonbot.config_shape import (
    Bot,
    Config,
    Coordinators,
    Faults,
    Imap,
    Limits,
    Lmtp,
    Outbox,
    Person,
    Relationship,
    Reminders,
    Representative,
    Routing,
    Smarthost,
    Smtp,
    Trust,
    near,
)

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from liaisonbot.model.directory import Directory

__all__ = [
    "Bot",
    "Config",
    "ConfigErrors",
    "Coordinators",
    "Imap",
    "Intake",
    "Limits",
    "Lmtp",
    "Outbox",
    "Person",
    "Relationship",
    "Reminders",
    "Representative",
    "Routing",
    "Smarthost",
    "Smtp",
    "Trust",
    "check_names",
    "check_run",
    "find",
    "ledger_path",
    "load",
    "masked",
    "state_folder",
    "warnings",
]

# Keys that hold paths; a relative one is relative to the file's folder.
_FILES = {
    "bot": ("state", "templates"),
    "smtp": ("certificate", "key"),
    "imap": ("password_file",),
    "smarthost": ("password_file",),
    "outbox": ("maildir",),
    "reminders": ("calendars",),
}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_WORDS = {
    "missing": "missing",
    "string_type": "must be text, in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list, in [ ]",
    "date_type": "must be a date such as 2026-11-30",
    "date_parsing": "must be a date such as 2026-11-30",
    "date_from_datetime_parsing": "must be a date such as 2026-11-30",
    "date_from_datetime_inexact": "must be a date such as 2026-11-30",
}


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The configuration from the file (None: defaults only) and the environment. Paths in it are full paths;
    `bot.state` and `outbox.maildir` are filled in. Raises ConfigErrors with all that is wrong."""
    from pydantic import TypeAdapter, ValidationError

    source = read(path)
    lines = list(_overlay(source, environ))
    _complete(source, environ)
    try:
        config = TypeAdapter(Config).validate_python(source.values)
    except ValidationError as error:
        lines += [line for details in error.errors() for line in _in_words(source, details)]
    if lines:
        raise ConfigErrors(sorted(set(lines), key=_by_line))
    object.__setattr__(config, "source", source._replace(values={}))  # frozen for its readers; this is still its making
    return config


def check_names(config: Config, directory: Directory) -> list[str]:
    """Peers, groups and areas that people are said to steer, and peers of relationships and representatives, that the
    directory does not know, as lines."""
    found: list[tuple[KeyPath, str]] = [
        (("people", number, key), what)
        for number, person in enumerate(config.people)
        for key, what in _unknown_names(person, directory)
    ]
    named = [(("relationships", number, "peer"), one.peer) for number, one in enumerate(config.relationships)]
    named += [(("representatives", number, "part"), one.part) for number, one in enumerate(config.representatives)]
    for path, name in named:
        if directory.peer(name) is None:
            found.append((path, f'unknown peer "{name}"' + near(name, directory.peers)))
    return [f"{config.source.place(path)}: {_shown(config.source, path)}: {what}" for path, what in found]


def check_run(config: Config) -> list[str]:
    """What keeps a sound configuration from being run as a service, as lines."""
    if config.smtp.listen or config.lmtp.listen or config.imap:
        return []
    place = config.source.place(("smtp", "listen"))
    return [f"{place}: smtp.listen: no way in for mail: set smtp.listen, lmtp.listen or an [[imap]] section"]


def warnings(config: Config, path: Path | None) -> list[str]:
    """What is allowed, but hardly meant, as lines: for `check` and the start."""
    place = config.source.place
    found: list[str] = []
    if path and _secrets(config) and path.stat().st_mode & stat.S_IROTH:
        found.append(f"{path}: holds passwords and can be read by everybody: chmod o-r {path}")
    if config.bot.address.endswith(".example"):
        found.append(f"{place(('bot', 'address'))}: bot.address: {config.bot.address} is made up, no mail reaches it")
    if config.bot.templates and not Path(config.bot.templates).is_dir():
        where, folder = place(("bot", "templates")), config.bot.templates
        found.append(f"{where}: bot.templates: there is no folder {folder}, so letters go out in our own words")
    servers: list[tuple[KeyPath, Imap | Smarthost]] = [(("smarthost",), config.smarthost)]
    servers += [(("imap", number), mailbox) for number, mailbox in enumerate(config.imap)]
    for section, server in servers:
        if server.host and server.security == "none" and server.host not in _LOOPBACK:
            key = (*section, "security")
            found.append(f"{place(key)}: {_shown(config.source, key)}: mail and password travel unprotected")
    return found


def masked(config: Config) -> dict[str, Any]:
    """The configuration for printing: nested dictionaries, passwords as asterisks."""
    return {part.name: _masked(getattr(config, part.name)) for part in dataclasses.fields(config) if part.init}


def _masked(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inner = {part.name: _masked(getattr(value, part.name)) for part in dataclasses.fields(value)}
        return {key: "********" if key == "password" and text else text for key, text in inner.items()}
    return [_masked(item) for item in value] if isinstance(value, tuple) else value


def _secrets(config: Config) -> bool:
    """Whether a password stands in the file itself, not in the environment."""
    found: dict[KeyPath, str] = {("smarthost", "password"): config.smarthost.password}
    found |= {("imap", number, "password"): mailbox.password for number, mailbox in enumerate(config.imap)}
    places = config.source.places
    return any(text and not places.get(path, "$").startswith("$") for path, text in found.items())


def _unknown_names(person: Person, directory: Directory) -> Iterator[tuple[str, str]]:
    for name in person.manages:
        if directory.peer(name) is None:
            yield "manages", f'unknown peer "{name}"' + near(name, directory.peers)
    for name in person.chairs:
        if directory.group(name) is None:
            yield "chairs", f'unknown group "{name}"' + near(name, directory.groups)
    areas = [group.acronym for group in directory.groups.values() if group.type == "area"]
    for name in person.directs:
        group = directory.group(name)
        if group is None or group.type != "area":
            yield "directs", f'unknown area "{name}"' + near(name, areas)


def _overlay(source: Source, environ: Mapping[str, str]) -> Iterator[str]:
    """Lays the environment over the file's values; yields a line for each name that is no key."""
    for name in sorted(environ):
        if not name.startswith(PREFIX) or "__" not in name:
            continue
        try:
            path, value = _variable(name, environ[name])
            _put(source.values, path, value)
        except ValueError as error:
            yield f"${name}: {error}"
        else:
            source.places[path] = f"${name}"


def _variable(name: str, text: str) -> tuple[KeyPath, object]:
    """The key that a variable sets, and its value. LIAISONBOT_IMAP__2__PORT is the second [[imap]]'s; without
    a number it is the first one's."""
    section, *rest = name.removeprefix(PREFIX).lower().split("__")
    kind, several = _sections().get(section, (None, False))
    if kind is None:
        raise ValueError("unknown section" + near(section, _sections()))
    number = int(rest.pop(0)) - 1 if several and rest[0].isdigit() else 0
    keys = typing.get_type_hints(kind)
    key = rest[0] if len(rest) == 1 else "__".join(rest)
    if key not in keys and (plain := key.removesuffix("_file")) in keys and plain != key:
        key, text = plain, variable_file(text)
    if key not in _keys(kind):
        raise ValueError("unknown key" + near(key, _keys(kind)))
    value = [item.strip() for item in text.split(",") if item.strip()] if _is_list(keys[key]) else text
    return ((section, number, key) if several else (section, key)), value


def _put(values: dict[str, object], path: KeyPath, value: object) -> None:
    section, key = str(path[0]), str(path[-1])
    table: object = values.setdefault(section, [] if len(path) == 3 else {})
    if len(path) == 3 and isinstance(table, list):
        number = int(path[1])
        if not 0 <= number <= len(table):
            raise ValueError(f"there are only {len(table)} [[{section}]] sections")
        if number == len(table):
            table.append({})
        table = table[number]
    if isinstance(table, dict):  # else the file's own mistake is reported
        table[key] = value


def _complete(source: Source, environ: Mapping[str, str]) -> None:
    """Makes paths full, and fills in the folders that depend on the system."""
    for section, keys in _FILES.items():
        found = source.values.get(section)
        for table in found if isinstance(found, list) else [found]:
            for key in keys:
                if isinstance(table, dict) and isinstance(name := table.get(key), str) and name:
                    table[key] = str(_full(Path(name).expanduser(), key, source.folder, environ))
    _fill(source.values, "bot", "state", str(state_folder(environ)))
    bot = source.values["bot"]
    if isinstance(bot, dict):
        _fill(source.values, "outbox", "maildir", f"{bot['state']}/outbox")


def _full(name: Path, key: str, folder: Path, environ: Mapping[str, str]) -> Path:
    """Relative to the file's folder; secrets are first looked for where systemd puts credentials."""
    secrets = environ.get("CREDENTIALS_DIRECTORY")
    if secrets and key == "password_file" and (Path(secrets) / name).is_file():
        return Path(secrets) / name
    return folder / name


def _fill(values: dict[str, object], section: str, key: str, value: str) -> None:
    table = values.setdefault(section, {})
    if isinstance(table, dict) and table.get(key, "") == "":
        table[key] = value


def _in_words(source: Source, details: ErrorDetails) -> Iterator[str]:
    """A finding of pydantic's as our lines: one, or one for each of several Faults."""
    path = details["loc"]
    error = details.get("ctx", {}).get("error")
    found = error.found if isinstance(error, Faults) else {(): _message(path, details, source)}
    for inner, what in found.items():
        place = source.place((*path, *inner))
        yield f"{place}: {_shown(source, (*path, *inner))}: {what}"


def _message(path: KeyPath, details: ErrorDetails, source: Source) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "unexpected_keyword_argument":
        return _unknown_key(path)
    if kind == "literal_error":
        return "must be one of " + ", ".join(f'"{word}"' for word in _choices(path))
    if kind == "value_error":
        return _item(path) + str(context["error"])
    if len(path) == 1 and kind in ("tuple_type", "dataclass_type"):
        form = "[[{}]]" if _sections()[str(path[0])][1] else "[{}]"
        return "must be a section, written " + form.format(path[0])
    return _item(path) + _WORDS.get(kind, details["msg"][:1].lower() + details["msg"][1:])


def _unknown_key(path: KeyPath) -> str:
    *around, key = path
    if not around:
        return "unknown section" + near(str(key), _sections())
    kind, _ = _sections()[str(around[0])]
    return "unknown key" + near(str(key), _keys(kind))


def _choices(path: KeyPath) -> tuple[str, ...]:
    kind, _ = _sections()[str(path[0])]
    return typing.get_args(typing.get_type_hints(kind)[str(path[-1])])


def _item(path: KeyPath) -> str:
    return f"item {path[-1] + 1} " if len(path) > 2 and isinstance(path[-1], int) else ""


def _shown(source: Source, path: KeyPath) -> str:
    """The key as people say it: `imap.port`, or `imap.2.port` where there are several [[imap]]."""
    several = any(place[:2] == (path[0], 1) for place in source.places)
    shown = [str(path[0])]
    for place, part in enumerate(path[1:], 1):
        if isinstance(part, str):
            shown.append(part)
        elif place == 1 and several:
            shown.append(str(part + 1))
    return ".".join(shown)


def _by_line(line: str) -> tuple[str, int, str]:
    file, _, rest = line.partition(":")
    number = rest.partition(":")[0]
    return (file, int(number) if number.isdigit() else 0, line)


@cache
def _sections() -> dict[str, tuple[type, bool]]:
    """The sections: the type of each, and whether there may be several."""
    hints = typing.get_type_hints(Config)
    found = {}
    for part in dataclasses.fields(Config):
        if part.init:
            hint = hints[part.name]
            several = typing.get_origin(hint) is tuple
            found[part.name] = (typing.get_args(hint)[0] if several else hint, several)
    return found


def _keys(section: type) -> list[str]:
    return [part.name for part in dataclasses.fields(section)]


def _is_list(hint: object) -> bool:
    return typing.get_origin(hint) is tuple
