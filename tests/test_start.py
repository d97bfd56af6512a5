"""The service's start: what is loaded where, and what is left of one that was refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from liaisonbot.config_file import LEDGER
from tests.test_reader import eventually, gone

LETTER = Path(__file__).parent.parent / "liaisonbot/samples/02-mail-body.eml"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    bot = f'[bot]\naddress = "liaison@bot.example"\nowner = "owner@bot.example"\nstate = "{tmp_path}"\n'
    path.write_text(f'{bot}[smtp]\nlisten = "127.0.0.1:0"\n')
    return path


def start(config: Path, modules: str = "") -> subprocess.Popen[str]:
    """The service, with a child that is to read already at its side. Modules in the folder `modules` come first."""
    command = [sys.executable, "-m", "liaisonbot", "--config", str(config), "--quiet", "run"]
    environment = {**os.environ, "PYTHONPATH": modules}
    bot = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert eventually(lambda: bool(children_of(bot.pid)))
    return bot


def children_of(pid: int) -> list[int]:
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            parent = (one / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue  # it has just ended
        if int(parent) == pid:
            found.append(int(one.name))
    return found


def a_slip(config: Path) -> None:
    config.write_text("[bot\n")


def a_diary(config: Path) -> None:
    config.with_name(LEDGER).write_bytes(b"Dear diary, " * 1000)


def a_folder_that_cannot_be(config: Path) -> None:
    config.write_text(config.read_text().replace(f'state = "{config.parent}"', 'state = "/dev/null/state"'))


def a_certificate_that_is_away(config: Path) -> None:
    config.write_text(config.read_text() + 'certificate = "away.pem"\nkey = "away.key"\n')


@pytest.mark.parametrize(
    ("spoil", "code", "said"),
    [
        (a_slip, 78, "no valid TOML"),
        (a_diary, 1, "as a ledger"),
        (a_folder_that_cannot_be, 1, "the state folder /dev/null/state cannot be made"),
        (a_certificate_that_is_away, 1, "away.key are of no use: No such file or directory"),
    ],
)
def test_a_refused_start_says_why_and_leaves_no_child(
    spoil: Callable[[Path], None], code: int, said: str, config: Path
) -> None:
    spoil(config)
    bot = start(config)
    children = children_of(bot.pid)
    printed, complaint = bot.communicate(timeout=30)
    assert (bot.returncode, printed) == (code, "")
    assert all(said in line for line in complaint.splitlines())
    assert complaint
    assert all(gone(child) for child in children)


def test_a_module_that_only_the_children_need_is_missed_at_the_start(config: Path, tmp_path: Path) -> None:
    (tmp_path / "defusedxml.py").write_text("raise ImportError('there is no defusedxml')")
    bot = start(config, modules=str(tmp_path))
    _, complaint = bot.communicate(timeout=30)
    assert bot.returncode == 1
    assert "there is no defusedxml" in complaint
    assert "Traceback" not in complaint


def test_a_start_that_is_killed_leaves_no_child(config: Path) -> None:
    bot = start(config)
    children = children_of(bot.pid)
    bot.send_signal(signal.SIGKILL)
    bot.communicate(timeout=30)
    assert children
    assert all(gone(child) for child in children)


def test_the_desk_loads_no_reading_of_statements_not_even_with_the_first_letter() -> None:
    """Half of what reading consists of is needed in its child processes only."""
    code = """
    import sys
    from liaisonbot import assembly, running
    from liaisonbot.doors.reader import Reader
    from liaisonbot.model.directory import built_in
    directory, loaded = built_in(), set(sys.modules)
    with Reader("liaisonbot.worker:work", workers=1, initial=directory) as reading:
        (letter,) = reading.read_many([(sys.stdin.buffer.read(), {})])
    print(letter.statement.from_body, "liaisonbot.reading.statement" in loaded, set(sys.modules) - loaded)
    """
    letter = LETTER.read_bytes()
    done = subprocess.run([sys.executable, "-c", dedent(code)], input=letter, capture_output=True, check=True)
    assert done.stdout.decode() == "3gpp-tsgsa-sa2 False set()\n"
