"""SIGHUP: a changed configuration comes into force while the bot runs, whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from liaisonbot.assembly import make_service, renew_service
from liaisonbot.config import load
from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.effects import Actor, Decision, SetPerson
from liaisonbot.model.mail import Waiting
from liaisonbot.reading.letter import Letter

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PERSON = '[[people]]\nname = "{0}"\naddress = "{0}@manage.example"\nmanages = ["{1}"]\n'


def write(folder: Path, *more: str) -> Path:
    path = folder / "config.toml"
    bot = f'[bot]\naddress = "liaison@bot.example"\nowner = "o@bot.example"\nstate = "{folder}"'
    path.write_text("\n".join([bot, *more]), "utf-8")
    return path


def test_new_people_stay_when_somebody_changes_a_setting(tmp_path: Path) -> None:
    before = load(write(tmp_path, PERSON.format("mira", "itu-t")), {})
    with Ledger.open(tmp_path / "ledger.db", NOW) as ledger:
        service = make_service(before, ledger)
        relation = '[[relationships]]\npeer = "3gpp"\ndomains = ["mobile.example"]\n'
        renew_service(load(write(tmp_path, PERSON.format("tom", "3gpp"), relation), {}), service)
        actor = Actor("tom@manage.example", "manager", "DKIM manage.example")
        ledger.apply(Decision(None, (SetPerson("tom@manage.example", {"digest": "off"}, "digest", actor),)), NOW)
        service._know_people()
        people = service.office.people
        assert people.person("mira@manage.example") is None
        tom = people.person("tom@manage.example")
        assert tom is not None
        assert tom.digest == "off"
        mail = b"From: Ann <ann@mobile.example>\r\nSubject: Liaison statement on x\r\n\r\nTo: IETF CCAMP WG\r\n\r\nHello\r\n"
        (read,) = service._reader.read([Waiting(1, mail, NOW, (), 0)], [])
        assert isinstance(read, Letter)
        assert read.statement is not None
        assert read.statement.from_body == "3gpp"
        service.close()


def test_a_running_bot_takes_a_good_configuration_and_leaves_a_bad_one(tmp_path: Path) -> None:
    door = '[smtp]\nlisten = "127.0.0.1:0"\n'
    path = write(tmp_path, door)
    own = tmp_path / "own"
    own.mkdir()
    (own / "receipt.txt").write_text("Subject: Thanks\n\n{{ casse.name }}\n", "utf-8")
    command = [sys.executable, "-m", "liaisonbot", "--config", str(path), "run"]
    with (tmp_path / "log").open("wb") as log:
        bot = subprocess.Popen(command, stderr=log, env={**os.environ, "LC_ALL": "C.UTF-8"})
    try:
        for more, said in (
            ("", "ready: "),
            (PERSON.format("mira", "nobody-knows"), "the old one stays in force"),
            ("[[people]\n", f"stays in force: {path}:8: is no valid TOML here"),
            (PERSON.format("mira", "itu-t"), "read anew"),
            ('templates = "gone"\n', "bot.templates: there is no folder"),
            ('templates = "own"\n', "own/receipt.txt:3: 'casse' is undefined"),
        ):
            if more:
                write(tmp_path, *((more, door) if more.startswith("templates") else (door, more)))
                bot.send_signal(signal.SIGHUP)
            until_said(tmp_path / "log", said)
        assert bot.poll() is None
    finally:
        bot.terminate()
        assert bot.wait(20) == 0


def until_said(log: Path, words: str) -> None:
    end = time.monotonic() + 60
    while words not in log.read_text("utf-8"):
        assert time.monotonic() < end, log.read_text("utf-8")
        time.sleep(0.05)
