"""The configuration file as text: where it lies, its TOML, and on which line each key stands.

Nothing here needs pydantic or the shape of the configuration, so the pipe door can find the ledger at once
and although some other key is wrong: a slip elsewhere must not keep a statement waiting.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

KeyPath = tuple[str | int, ...]  # ("imap", 0, "port"): the first [[imap]]'s port

PREFIX = "LIAISONBOT_"
LEDGER = "ledger.db"
SIZE_LIMIT_MIB = 25

_NOISE = re.compile(
    r'"""(?:\\.|(?!""").)*"""|\'\'\'(?:(?!\'\'\').)*\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*',
    re.DOTALL,
)
_TABLE = re.compile(r"\s*(\[\[?)\s*([\w.\- ]+?)\s*\]")
_KEY = re.compile(r"\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*=(.*)")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class ConfigErrors(Exception):
    """Everything that is wrong with a configuration; `lines` and the text say `place: key: what`."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Source(NamedTuple):
    """What a file holds: its values, and for each table and key the place to name, as `config.toml:10`."""

    name: str
    folder: Path
    values: dict[str, object]
    places: dict[KeyPath, str]

    def place(self, path: KeyPath) -> str:
        """Where the key stands, or the nearest thing around it that stands anywhere."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, self.name)


class Intake(NamedTuple):
    """What a door needs in order to take a letter: the ledger's file and the largest letter, in bytes."""

    ledger: Path
    size_limit: int


def find(explicit: Path | None, environ: Mapping[str, str], cwd: Path) -> Path | None:
    """The configuration file: the explicit one, else $LIAISONBOT_CONFIG (whether they exist or not), else the
    first that exists of ./config.toml, the user's and the system's; None if there is none."""
    if explicit is not None:
        return explicit
    if named := environ.get("LIAISONBOT_CONFIG"):
        return Path(named)
    home = environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME") or "/") / ".config"
    usual = (cwd / "config.toml", Path(home) / "liaisonbot/config.toml", Path("/etc/liaisonbot/config.toml"))
    return next((path for path in usual if os.path.isfile(path)), None)  # another user's folder is no mistake


def state_folder(environ: Mapping[str, str]) -> Path:
    """Where the ledger lies if the configuration does not say: systemd's folder, else the user's, else (root)
    the system's."""
    if given := environ.get("STATE_DIRECTORY"):
        return Path(given.partition(":")[0])
    if given := environ.get("XDG_STATE_HOME"):
        return Path(given) / "liaisonbot"
    if os.geteuid() == 0:
        return Path("/var/lib/liaisonbot")
    return Path(environ.get("HOME") or "/") / ".local/state/liaisonbot"


def ledger_path(path: Path | None, environ: Mapping[str, str]) -> Intake:
    """What the pipe door must know of the configuration, whatever else is wrong with it. Without a file the
    defaults. Raises ConfigErrors if the file is no TOML or just these keys are wrong."""
    source = read(path)
    section = source.values.get("bot", {})
    known = section if isinstance(section, dict) else {}
    state = _given(environ, "STATE", known.get("state", ""))
    limit = _given(environ, "SIZE_LIMIT_MIB", known.get("size_limit_mib", SIZE_LIMIT_MIB))
    if not isinstance(state, str):
        raise ConfigErrors([f"{source.place(('bot', 'state'))}: bot.state: must be text"])
    if isinstance(limit, bool) or not re.fullmatch(r"[0-9]{1,3}", str(limit)):
        raise ConfigErrors([f"{source.place(('bot', 'size_limit_mib'))}: bot.size_limit_mib: must be a whole number"])
    folder = source.folder / Path(state).expanduser() if state else state_folder(environ)
    return Intake(folder / LEDGER, int(str(limit)) << 20)


def _given(environ: Mapping[str, str], key: str, otherwise: object) -> object:
    """The environment's word on a key of [bot], the value itself or the file that holds it."""
    name = f"{PREFIX}BOT__{key}"
    try:
        if named := environ.get(f"{name}_FILE"):
            return variable_file(named)
    except ValueError as error:
        raise ConfigErrors([f"${name}_FILE: {error}"]) from None
    return environ.get(name, otherwise)


def variable_file(name: str) -> str:
    """The content of a file that the environment names, without its last line's end; ValueError in words."""
    try:
        return Path(name).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"{name} cannot be read") from None


def read(path: Path | None) -> Source:
    """The file's values and places, none without a file. Raises ConfigErrors if it cannot be read."""
    if path is None:
        return Source("configuration", Path.cwd(), {}, {})
    try:
        text = path.read_bytes().decode()
        values = tomllib.loads(text)
    except OSError as error:
        raise ConfigErrors([f"{path}: cannot be read ({error.strerror})"]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigErrors([f"{path}:{line}: is not UTF-8 text"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigErrors([_toml_error(path, text, str(error))]) from None
    places = {key: f"{path}:{line}" for key, line in line_numbers(text).items()}
    return Source(str(path), path.absolute().parent, values, places)


def line_numbers(text: str) -> dict[KeyPath, int]:
    """The line of each table and key of a well-formed TOML text. Keys inside an inline table, and quoted
    ones, are left out: the line of what is around them serves."""
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    depth = 0  # of brackets: a list that goes on over several lines holds no keys of ours
    quiet = _NOISE.sub(lambda noise: '""' + "\n" * noise[0].count("\n"), text)
    for number, line in enumerate(quiet.split("\n"), 1):
        rest = line
        if depth == 0 and (header := _TABLE.match(line)):
            table = tuple(part.strip() for part in header[2].split("."))
            lines.setdefault(table, number)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines.setdefault(table, number)
            continue
        if depth == 0 and (key := _KEY.match(line)):
            lines.setdefault((*table, *(part.strip() for part in key[1].split("."))), number)
            rest = key[2]
        depth += sum(rest.count(sign) for sign in "[{") - sum(rest.count(sign) for sign in "]}")
    return lines


def _toml_error(path: Path, text: str, message: str) -> str:
    place = _TOML_PLACE.search(message)
    line = place[1] if place and place[1] else text.count("\n") + 1
    return f"{path}:{line}: is no valid TOML here: {_TOML_PLACE.sub('', message)}"
