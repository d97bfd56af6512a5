"""The configuration: its file, the environment, and every mistake with its line (libraries 4, 6.3)."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from liaisonbot import config
from liaisonbot.config import Config, ConfigErrors, load
from liaisonbot.config_file import line_numbers
from liaisonbot.model.directory import Directory, Group, Peer, built_in

Writer = Callable[[str], Path]
EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
IMAP = '[[imap]]\nhost = "imap.bot.example"\nuser = "liaison"\n'
ENVIRONMENT = {"STATE_DIRECTORY": "/state"}
GROUPS = (
    Group("quic", "QUIC", "wg", "wit", True, (), "quic@ietf.org"),
    Group("ccamp", "CCAMP", "wg", "rtg", True, (), "ccamp@ietf.org"),
    Group("rtg", "Routing Area", "area", "", True, (), ""),
)
PEERS = (Peer("itu-t", "ITU-T", "", ()), Peer("3gpp", "3GPP", "", ()))
DIRECTORY = Directory(GROUPS, PEERS, date(2026, 11, 1))


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """Writes config.toml into an empty folder, which becomes the current one."""
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> Path:
        Path("config.toml").write_text(dedent(text), encoding="utf-8")
        return Path("config.toml")

    return write


def errors(path: Path | None, environ: Mapping[str, str] = ENVIRONMENT) -> list[str]:
    with pytest.raises(ConfigErrors) as caught:
        load(path, environ)
    assert str(caught.value) == "\n".join(caught.value.lines)
    return caught.value.lines


# The example


def uncommented() -> str:
    """The example with the keys that it shows switched off switched on, one way to log in only."""
    text = re.sub(r"(?m)^#(\[|[a-z_]+ = )", r"\1", EXAMPLE.read_text(encoding="utf-8"))
    return re.sub(r"(?m)^away_until.*$", "", text)


def test_the_example_loads_and_shows_the_defaults() -> None:
    shown, default = load(EXAMPLE, ENVIRONMENT), load(None, ENVIRONMENT)
    assert shown.people[0].manages == ("itu-t",)
    assert dataclasses.replace(shown, people=()) == default


def test_the_example_with_everything_switched_on_loads_and_shows_the_defaults(write: Writer) -> None:
    loaded = load(write(uncommented()), ENVIRONMENT)
    (shown,), (agreed,) = loaded.imap, loaded.relationships
    term = {"documents": agreed.documents, "since": agreed.since, "until": agreed.until, "topics": agreed.topics}
    assert agreed == config.Relationship(peer="itu-t", **term)
    assert [one.part for one in loaded.representatives] == ["itu-t-sg-15"]
    file = str(Path("imap.password").absolute())
    assert shown == config.Imap(host="imap.bot.example", user="liaison", password_file=file)


def test_the_example_shows_every_key() -> None:
    tables = line_numbers(re.sub(r"(?m)^#(\[|[a-z_]+ = )", r"\1", EXAMPLE.read_text(encoding="utf-8")))
    shown = {".".join(part for part in path if isinstance(part, str)) for path in tables}
    person = config.Person(name="A", address="a@b.example")
    full = Config(
        people=(person,),
        relationships=(config.Relationship(peer="itu-t"),),
        representatives=(config.Representative(address="a@b.example", part="itu-t", duties="all"),),
        imap=(config.Imap(host="h", user="u", password="p"),),
    )
    keys = {
        f"{section}.{key}"
        for section, held in config.masked(full).items()
        for key in (held[0] if isinstance(held, list) else held)
    }
    assert keys <= shown
    assert {key for key in shown if "." in key} == keys


# Mistakes


def test_all_mistakes_come_out_at_once_with_their_lines(write: Writer) -> None:
    path = write(
        """\
        [bot]
        address = "a-much-too-long-name@bot.example"
        zone = "Europe/Pariss"
        size_limit_mib = 0
        aliases = ["ok@bot.example",
                   "Bot <bot@bot.example>"]
        [[people]]
        name = "Mona"
        adress = "mona@manager.example"
        [[imap]]
        host = "imap.bot.example"
        user = "liaison"
        pasword = "secret"
        poll_seconds = 1741
        security = "ssl"
        [imapp]
        [reminders]
        ladder = ["-1 holder reminder", "1 day"]
        hour = 2.5
        [routing]
        distribute = "perhaps"
        [lmtp]
        listen = "8024"
        [[smtp]]
        listen = ""
        """
    )
    assert errors(path) == [
        "config.toml:2: bot.address: must have 15 characters or less before the @: tokens are added there",
        'config.toml:3: bot.zone: unknown time zone (did you mean "Europe/Paris"?)',
        "config.toml:4: bot.size_limit_mib: must be 1 or more",
        "config.toml:5: bot.aliases: item 2 must be a mail address such as "
        '"name@example.org", without a name before it',
        "config.toml:7: people.address: missing",
        'config.toml:9: people.adress: unknown key (did you mean "address"?)',
        'config.toml:13: imap.pasword: unknown key (did you mean "password"?)',
        "config.toml:14: imap.poll_seconds: must be 1740 or less",
        'config.toml:15: imap.security: must be one of "tls", "starttls", "none"',
        'config.toml:16: imapp: unknown section (did you mean "imap"?)',
        "config.toml:18: reminders.ladder: item 2 must be a number of days, whom and which letter, "
        'such as "-14 holder reminder"',
        "config.toml:19: reminders.hour: must be a whole number",
        "config.toml:21: routing.distribute: must be true or false",
        'config.toml:23: lmtp.listen: must be "host:port", "unix:/path" or "" (off)',
        "config.toml:24: smtp: must be a section, written [smtp]",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[bot]\naddress = 3\n", "config.toml:2: bot.address: must be text, in quotes"),
        ("[bot]\naddress = 'x'\n", "config.toml:2: bot.address: must be a mail address such as"),
        ("[bot]\naddress = ''\n", "config.toml:2: bot.address: must be a mail address such as"),
        ("[bot]\ndisplay = ' '\n", "config.toml:2: bot.display: must not be empty"),
        ("[bot]\naliases = 'x'\n", "config.toml:2: bot.aliases: must be a list, in [ ]"),
        ("[bot]\nrecord_url = 'x'\n", 'config.toml:2: bot.record_url: must start with "https://"'),
        ("[bot]\nzone = '../../etc'\n", "config.toml:2: bot.zone: unknown time zone"),
        ("bot.zone = 'Mars'\n", "config.toml:1: bot.zone: unknown time zone"),
        ("bot = {zone = 'Mars'}\n", "config.toml:1: bot.zone: unknown time zone"),
        ("bot = 3\n", "config.toml:1: bot: must be a section, written [bot]"),
        ("[imap]\nhost = 'x'\n", "config.toml:1: imap: must be a section, written [[imap]]"),
        ("source = 1\n", "config.toml:1: source: unknown section"),
        ("[smtp]\nlisten = 'host:99999'\n", "config.toml:2: smtp.listen: must be"),
        ("[smtp]\nkey = 'k.pem'\n", "config.toml:1: smtp.certificate: missing: certificate and key belong"),
        ("[smarthost]\npassword = 'x'\n", "config.toml:1: smarthost.user: missing, although there is a pass"),
        ("[smarthost]\nuser = 'x'\n", "config.toml:1: smarthost: needs exactly one of password, "),
        (IMAP, "config.toml:1: imap: needs exactly one of password, password_file, "
               "password_command, token_command (has none)"),
        (IMAP + "password = 'x'\ntoken_command = 'y'\n", "(has password and token_command)"),
        ("[reminders]\nweekday = 'monday'\n", 'config.toml:2: reminders.weekday: must be one of "mon", '),
        ("[reminders]\nladder = ['x holder reminder']\n", 'item 1 must begin with a number of days, not "x"'),
        ("[reminders]\nladder = ['-400 holder reminder']\n", "item 1 must lie within a year of the deadline"),
        ("[reminders]\nladder = ['1 list overdue']\n", "must name one of holder, supervisor, manager, coordinators"),
        ("[reminders]\nladder = ['-1 holder overdue']\n", "item 1 -1 days must be: reminder"),
        ("[reminders]\nladder = ['+1 holder reminder']\n", "item 1 1 days must be: overdue or escalation"),
        ("[reminders]\ncopies = ['list']\n", 'reminders.copies: item 1 must be one of "supervisor", "manager"'),
        ("[[people]]\nname = 'A'\naddress = 'a@b.example'\naway_until = 'May'\n",
         "config.toml:4: people.away_until: must be a date such as 2026-11-30"),
        ("[bot]\n\nzone = \n", "config.toml:3: is no valid TOML here: Invalid value"),
        ("[bot]\nzone = 'UTC", "config.toml:2: is no valid TOML here: "),
        ("[bot]\n[bot]\n", "config.toml:2: is no valid TOML here: "),
    ],
)  # fmt: skip
def test_one_mistake(write: Writer, text: str, expected: str) -> None:
    (line,) = errors(write(text))
    assert expected in line


def test_relationships_and_representatives_are_checked_with_their_lines(write: Writer) -> None:
    path = write(
        "[[people]]\nname = 'Mona'\naddress = 'mona@a.example'\n"
        "[[relationships]]\npeer = 'itu-t'\n[[relationships]]\npeer = 'ITU-T'\n"
        "[[representatives]]\naddress = 'max@a.example'\npart = 'itu-t'\nduties = 'all'\n"
    )
    assert errors(path) == [
        'config.toml:7: relationships.2.peer: "itu-t" has a section already',
        "config.toml:9: representatives.address: max@a.example is none of the [[people]]",
    ]
    backwards = write("[[relationships]]\npeer = 'itu-t'\nsince = 2026-02-01\nuntil = 2026-01-31\n")
    assert errors(backwards) == ["config.toml:4: relationships.until: must not be before since (2026-02-01)"]
    free = write("[[relationships]]\npeer = 'itu-t'\nkind = 'cordial'\n")
    assert errors(free) == ['config.toml:3: relationships.kind: must be one of "formal", "informal", "none"']
    unknown = load(write("[[relationships]]\npeer = 'itut'\n"), ENVIRONMENT)
    assert config.check_names(unknown, built_in())[0].endswith(
        'config.toml:2: relationships.peer: unknown peer "itut" (did you mean "itu-t"?)'
    )


def test_with_several_sections_the_number_is_said(write: Writer) -> None:
    path = write(IMAP + "password = 'x'\n" + IMAP + "password = 'x'\nname = 'other'\nport = 0\n")
    assert errors(path) == ["config.toml:10: imap.2.port: must be 1 or more"]


def test_addresses_and_mailboxes_are_told_apart(write: Writer) -> None:
    person = "[[people]]\nname = '{}'\naddress = '{}'\n"
    people = [person.format("Mona", "mona@a.example"), person.format("Max", "MONA@a.example")]
    people.append(person.format("Bot", "liaison@bot.example"))
    path = write("".join(people) + (IMAP + "password = 'x'\n") * 2)
    assert errors(path) == [
        "config.toml:4: people.2: MONA@a.example already belongs to Mona",
        "config.toml:7: people.3: liaison@bot.example already belongs to the bot itself",
        "config.toml:14: imap.2.name: "
        'a mailbox "liaison@imap.bot.example" is already watched; name one of them',
    ]  # fmt: skip


def test_a_secret_is_in_no_message(write: Writer) -> None:
    text = IMAP.replace("user", "usr") + "password = 'hunter2'\nport = 'hunter2'\n[smarthost]\npassword = ['hunter2']\n"
    assert "hunter2" not in "\n".join(errors(write(text)))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert errors(tmp_path / "none.toml") == [f"{tmp_path}/none.toml: cannot be read (No such file or directory)"]
    (tmp_path / "latin.toml").write_bytes(b"[bot]\ndisplay = '\xe9'\n")
    assert errors(tmp_path / "latin.toml") == [f"{tmp_path}/latin.toml:2: is not UTF-8 text"]


def test_lines_are_found_around_strings_lists_and_comments() -> None:
    text = dedent(
        '''\
        # [comment]
        a = """
        [no.table]
        b = 1
        """
        [one] # [two]
        c = ["]", # ]
          "x = 1",
        ]
        d = 'it"s'
        e = "\\"[["
        [[many]]
        f.g = { h = [1,
          2], i = 2 }
        [[many]]
        f = '\\'
        [ many . inner ]
        k=1
        '''
    )
    assert line_numbers(text) == {
        ("a",): 2, ("one",): 6, ("one", "c"): 7, ("one", "d"): 10, ("one", "e"): 11,
        ("many",): 12, ("many", 0): 12, ("many", 0, "f", "g"): 13, ("many", 1): 15, ("many", 1, "f"): 16,
        ("many", "inner"): 17, ("many", "inner", "k"): 18,
    }  # fmt: skip


# Values


def test_values_arrive_tidied(write: Writer) -> None:
    path = write(
        """\
        [bot]
        state = "state"
        templates = "/etc/letters"
        [reminders]
        ladder = ["-7  holder reminder", "+0 manager reminder"]
        copies = ["supervisor"]
        [[people]]
        name = "Mona"
        address = "mona@manager.example"
        other_addresses = ["m@home.example"]
        manages = ["ITU-T"]
        away_until = 2027-01-31
        [smtp]
        certificate = "cert.pem"
        key = "key.pem"
        """
    )
    found, here = load(path, {}), Path.cwd()
    assert found.bot.ledger == here / "state/ledger.db"
    assert found.bot.size_limit == 25 * 1024 * 1024
    assert found.bot.templates == "/etc/letters"
    assert found.outbox.maildir == str(here / "state/outbox")
    assert found.smtp.key == str(here / "key.pem")
    assert found.reminders.ladder == ("-7 holder reminder", "+0 manager reminder")
    assert found.reminders.copies == ("supervisor",)
    (mona,) = found.people
    assert mona.manages == ("itu-t",)
    assert mona.away_until == date(2027, 1, 31)
    assert mona.addresses == ("mona@manager.example", "m@home.example")


def test_nothing_can_be_changed_afterwards() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        load(None, ENVIRONMENT).bot.zone = "UTC"  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "[::1]:25", "mail.bot.example:65535", "unix:/run/l.sock", ""])
def test_places_to_listen(write: Writer, listen: str) -> None:
    assert load(write(f"[lmtp]\nlisten = '{listen}'\n"), ENVIRONMENT).lmtp.listen == listen


def test_a_secret_may_lie_where_systemd_puts_it(write: Writer, tmp_path: Path) -> None:
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials/imap").touch()
    path = write(IMAP + "password_file = 'imap'\n")
    assert load(path, ENVIRONMENT).imap[0].password_file == str(Path("imap").absolute())
    there = {**ENVIRONMENT, "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
    assert load(path, there).imap[0].password_file == str(tmp_path / "credentials/imap")


# Environment


def test_the_environment_outranks_the_file(write: Writer, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("p=1,2\n", encoding="utf-8")
    path = write("[bot]\nzone = 'UTC'\n" + IMAP + "password = 'x'\n")
    found = load(
        path,
        {
            **ENVIRONMENT,
            "LIAISONBOT_BOT__ZONE": "Europe/Paris",
            "LIAISONBOT_BOT__ALIASES": "a@bot.example, b@bot.example",
            "LIAISONBOT_REMINDERS__LADDER": "-1 holder reminder, 1 manager overdue",
            "LIAISONBOT_ROUTING__DISTRIBUTE": "false",
            "LIAISONBOT_IMAP__PASSWORD_FILE": "",
            "LIAISONBOT_IMAP__PORT": "143",
            "LIAISONBOT_IMAP__2__HOST": "second.example",
            "LIAISONBOT_IMAP__2__USER": "u",
            "LIAISONBOT_IMAP__2__PASSWORD": "y",
            "LIAISONBOT_SMARTHOST__HOST_FILE": str(tmp_path / "secret"),
            "LIAISONBOT_CONFIG": "elsewhere.toml",
            "LIAISONBOT_REQUIRE_PEERS": "1",
            "PATH": "/bin",
        },
    )
    assert found.bot.zone == "Europe/Paris"
    assert found.bot.aliases == ("a@bot.example", "b@bot.example")
    assert found.reminders.ladder == ("-1 holder reminder", "1 manager overdue")
    assert found.routing.distribute is False
    assert [(box.host, box.port) for box in found.imap] == [
        ("imap.bot.example", 143),
        ("second.example", 993),
    ]
    assert found.smarthost.host == "p=1,2"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LIAISONBOT_IMPA__HOST", "x", '$LIAISONBOT_IMPA__HOST: unknown section (did you mean "imap"?)'),
        ("LIAISONBOT_BOT__ADRESS", "x", '$LIAISONBOT_BOT__ADRESS: unknown key (did you mean "address"?)'),
        ("LIAISONBOT_BOT__", "x", "$LIAISONBOT_BOT__: unknown key"),
        ("LIAISONBOT_BOT__ZONE__X", "x", "$LIAISONBOT_BOT__ZONE__X: unknown key"),
        ("LIAISONBOT_IMAP__1", "x", "$LIAISONBOT_IMAP__1: unknown key"),
        ("LIAISONBOT_IMAP__0__PORT", "1", "$LIAISONBOT_IMAP__0__PORT: there are only 0 [[imap]] sections"),
        ("LIAISONBOT_IMAP__3__PORT", "1", "$LIAISONBOT_IMAP__3__PORT: there are only 0 [[imap]] sections"),
        ("LIAISONBOT_SOURCE__NAME", "x", "$LIAISONBOT_SOURCE__NAME: unknown section"),
        ("LIAISONBOT_BOT__ZONE", "Mars", "$LIAISONBOT_BOT__ZONE: bot.zone: unknown time zone"),
        ("LIAISONBOT_BOT__SIZE_LIMIT_MIB", "x", "$LIAISONBOT_BOT__SIZE_LIMIT_MIB: bot.size_limit_mib: must"),
        ("LIAISONBOT_BOT__ZONE_FILE", "/none", "$LIAISONBOT_BOT__ZONE_FILE: /none cannot be read"),
    ],
)  # fmt: skip
def test_mistakes_in_the_environment(name: str, value: str, expected: str) -> None:
    (line,) = errors(None, {**ENVIRONMENT, name: value})
    assert line.startswith(expected)


def test_the_environment_does_not_hide_a_wrong_file(write: Writer) -> None:
    lines = errors(write("imap = 3\nbot = 4\n"), {"LIAISONBOT_IMAP__PORT": "1", "LIAISONBOT_BOT__ZONE": "UTC"})
    assert lines == [
        "config.toml:1: imap: must be a section, written [[imap]]",
        "config.toml:2: bot: must be a section, written [bot]",
    ]


# Where things lie


def test_where_the_file_is_looked_for(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    usual, personal = tmp_path / "config.toml", tmp_path / "xdg/liaisonbot/config.toml"
    system = Path("/etc/liaisonbot/config.toml")
    assert config.find(None, home, tmp_path) == (system if system.exists() else None)
    personal.parent.mkdir(parents=True)
    personal.touch()
    assert config.find(None, home, tmp_path) == personal
    assert config.find(None, {"HOME": str(tmp_path)}, tmp_path / "elsewhere") != personal
    assert config.find(None, home, tmp_path / ("x" * 300)) == personal, "a folder that cannot be looked into is none"
    usual.touch()
    assert config.find(None, home, tmp_path) == usual
    assert config.find(None, {**home, "LIAISONBOT_CONFIG": "/named"}, tmp_path) == Path("/named")
    assert config.find(Path("/said"), {**home, "LIAISONBOT_CONFIG": "/named"}, tmp_path) == Path("/said")


def test_the_users_configuration_folder_has_a_default(tmp_path: Path) -> None:
    personal = tmp_path / ".config/liaisonbot/config.toml"
    personal.parent.mkdir(parents=True)
    personal.touch()
    assert config.find(None, {"HOME": str(tmp_path)}, tmp_path) == personal


def test_where_the_ledger_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"STATE_DIRECTORY": "/a:/b", "XDG_STATE_HOME": "/c", "HOME": "/h"}
    assert config.state_folder(both) == Path("/a")
    assert config.state_folder({"XDG_STATE_HOME": "/c", "HOME": "/h"}) == Path("/c/liaisonbot")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert config.state_folder({"HOME": "/root"}) == Path("/var/lib/liaisonbot")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert config.state_folder({"HOME": "/h"}) == Path("/h/.local/state/liaisonbot")


@pytest.mark.parametrize(
    ("text", "environ"),
    [
        ("", {}),
        ("[bot]\nstate = 'here'\n", {"LIAISONBOT_BOT__STATE": ""}),
        ("[bot]\nstate = 'here'\n", {"LIAISONBOT_BOT__STATE_FILE": "named"}),
        ("[bot]\nstate = 'here'\nsize_limit_mib = 3\n", {}),
        ("[bot]\nstate = '/there'\n", {}),
        (
            "[bot]\nstate = '/there'\n",
            {"LIAISONBOT_BOT__STATE": "other", "LIAISONBOT_BOT__SIZE_LIMIT_MIB": "7"},
        ),
    ],
)
def test_the_pipe_finds_the_same_ledger(write: Writer, text: str, environ: dict[str, str]) -> None:
    path, environ = write(text), {**ENVIRONMENT, **environ}
    Path("named").write_text("there\n", encoding="utf-8")
    found = load(path, environ)
    assert config.ledger_path(path, environ) == (found.bot.ledger, found.bot.size_limit)


def test_the_pipe_finds_the_ledger_although_other_keys_are_wrong(write: Writer) -> None:
    path = write("[bot]\nstate = '/there'\nzone = 'Mars'\nadress = 3\n[imap]\n[nonsense]\n")
    errors(path)
    assert config.ledger_path(path, {"LIAISONBOT_X__Y": "1"}) == (Path("/there/ledger.db"), 25 << 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[bot]\nstate = 3\n", "config.toml:2: bot.state: must be text"),
        ("[bot]\nsize_limit_mib = true\n", "config.toml:2: bot.size_limit_mib: must be a whole number"),
        ("[bot]\nsize_limit_mib = -1\n", "config.toml:2: bot.size_limit_mib: must be a whole number"),
        ("[bot\n", "config.toml:1: is no valid TOML here"),
    ],
)
def test_the_pipe_says_what_it_cannot_do_without(write: Writer, text: str, expected: str) -> None:
    with pytest.raises(ConfigErrors, match=re.escape(expected)):
        config.ledger_path(write(text), ENVIRONMENT)


def test_the_pipe_does_not_wait_for_pydantic() -> None:
    program = "import sys, liaisonbot.config as c; c.ledger_path(None, {}); print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# Names, warnings, printing


def test_names_are_compared_with_the_directory(write: Writer) -> None:
    path = write(
        """\
        [[people]]
        name = "Mona"
        address = "mona@manager.example"
        manages = ["itu-t", "3gp"]
        chairs = ["quick"]
        [[people]]
        name = "Ada"
        address = "ada@area.example"
        chairs = ["ccamp"]
        directs = ["rtg",
          "quic"]
        """
    )
    assert config.check_names(load(path, ENVIRONMENT), DIRECTORY) == [
        'config.toml:4: people.1.manages: unknown peer "3gp" (did you mean "3gpp"?)',
        'config.toml:5: people.1.chairs: unknown group "quick" (did you mean "quic"?)',
        'config.toml:10: people.2.directs: unknown area "quic"',
    ]


def test_a_service_needs_a_way_in(write: Writer) -> None:
    closed = "[smtp]\nlisten = ''\n"
    (line,) = config.check_run(load(write(closed), ENVIRONMENT))
    assert line.startswith("config.toml:2: smtp.listen: no way in for mail")
    assert config.check_run(load(None, ENVIRONMENT)) == []
    assert config.check_run(load(write(closed + "[lmtp]\nlisten = 'unix:/l'\n"), ENVIRONMENT)) == []
    assert config.check_run(load(write(closed + IMAP + "password = 'x'\n"), ENVIRONMENT)) == []


@pytest.mark.parametrize(
    ("text", "environ", "mode", "warned"),
    [
        (IMAP + "password = 'x'\n", {}, 0o644, True),
        (IMAP + "password = 'x'\n", {}, 0o640, False),
        (IMAP + "password_file = 'x'\n", {}, 0o644, False),
        (IMAP, {"LIAISONBOT_IMAP__PASSWORD": "x"}, 0o644, False),
        ("[smarthost]\nuser = 'u'\npassword = 'x'\n", {}, 0o644, True),
    ],
)
def test_readable_secrets_are_warned_of(
    write: Writer, text: str, environ: dict[str, str], mode: int, warned: bool
) -> None:
    path = write("[bot]\naddress = 'liaison@ietf.org'\n" + text)
    path.chmod(mode)
    found = config.warnings(load(path, {**ENVIRONMENT, **environ}), path)
    assert found == ["config.toml: holds passwords and can be read by everybody: chmod o-r config.toml"] * warned


def test_what_is_hardly_meant_is_warned_of(write: Writer) -> None:
    text = "[smarthost]\nhost = 'localhost'\nsecurity = 'none'\n" + IMAP + "password_file = 'x'\nsecurity = 'none'\n"
    path = write(text)
    assert config.warnings(load(path, ENVIRONMENT), path) == [
        "config.toml: bot.address: liaison@bot.example is made up, no mail reaches it",
        "config.toml:8: imap.security: mail and password travel unprotected",
    ]


def test_a_folder_of_templates_that_is_not_there_is_warned_of(write: Writer, tmp_path: Path) -> None:
    path = write("[bot]\naddress = 'liaison@ietf.org'\ntemplates = 'letters'\n")
    gone = (
        f"config.toml:3: bot.templates: there is no folder {tmp_path / 'letters'}, so letters go out in our own words"
    )
    assert config.warnings(load(path, ENVIRONMENT), path) == [gone]
    (tmp_path / "letters").mkdir()
    assert config.warnings(load(path, ENVIRONMENT), path) == []


def test_printing_masks_passwords(write: Writer) -> None:
    text = IMAP + "password = 'hunter2'\n[smarthost]\nuser = 'u'\npassword = 'hunter3'\n"
    found = load(write(text), ENVIRONMENT)
    shown = config.masked(found)
    assert shown["imap"][0]["password"] == shown["smarthost"]["password"] == "********"
    assert shown["imap"][0]["token_command"] == ""
    assert shown["bot"]["zone"] == "UTC"
    assert "source" not in shown
    for text in (str(shown), repr(found), repr(found.source)):
        assert "hunter" not in text
