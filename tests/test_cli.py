"""The command line as operators and mail servers use it: what it prints, and with which code it ends."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from liaisonbot import connections
from liaisonbot.cli import commands
from liaisonbot.config import load
from liaisonbot.doors import migrations
from liaisonbot.doors.ledger import Ledger
from liaisonbot.model.mail import Arrival
from liaisonbot.service import utc_now
from tests.world import BOT, World

SAMPLES = Path(__file__).parent.parent / "liaisonbot" / "samples"
FIELDS = {
    "title", "from_body", "from_text", "from_contacts", "received_from", "reply_to", "to", "cc", "stated_purpose",
    "purpose", "deadline", "deadline_text", "reference", "response_to", "attachments", "form", "evidence",
}  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text('[bot]\naddress = "liaison@bot.example"\nstate = "state"\nowner = "owner@bot.example"\n', "utf-8")
    return path


def call(*words: object, **options: Any) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words], **options)


def program(*words: object, feed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "liaisonbot", *(str(word) for word in words)]
    return subprocess.run(command, input=feed, capture_output=True, timeout=60, check=False)


def test_version() -> None:
    assert program("--version").stdout.startswith(b"liaisonbot 0.")


def test_every_command_has_a_help_text() -> None:
    for name in commands.list_commands(None):  # type: ignore[arg-type]
        result = call(name, "--help")
        assert result.exit_code == 0
        assert result.output.splitlines()[2].strip(), name


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.eml")), ids=lambda path: path.stem)
def test_explain_needs_no_configuration_and_says_everything_in_one_line(sample: Path, tmp_path: Path) -> None:
    result = call("explain", sample, "--json", "--now", "2026-03-02T09:00:00Z")
    (line,) = result.stdout.splitlines()
    found = json.loads(line)
    assert found["file"] == str(sample)
    assert found["kind"] == "statement"
    assert set(found["statement"]) == FIELDS
    assert {"deliver_to", "holder", "manager", "redirected", "held_because"} <= set(found["route"])
    assert all({"template", "to", "cc", "subject"} == set(letter) for letter in found["letters"])
    assert all({"where", "text"} <= set(seen) for seen in found["statement"]["evidence"].values())


def test_explain_says_what_is_wrong_with_the_address_and_what_could_be_chosen() -> None:
    said = call("explain", Path(__file__).parent / "mails" / "misaddressed" / "18-wrong-group.eml").stdout
    assert "⚠ perhaps the wrong group: It names drafts of mpls, which did not get it." in said
    assert "asked: It names drafts of mpls, which did not get it." in said
    assert "choice 1        mpls (the letter names draft-ietf-mpls-tp-ring-protection)" in said


def test_explain_takes_a_configuration_behind_its_name(config: Path) -> None:
    config.write_text(
        config.read_text("utf-8") + '[[people]]\nname = "Mira"\naddress = "mira@manage.example"\nmanages = ["itu-t"]\n',
        "utf-8",
    )
    found = json.loads(call("explain", SAMPLES / "01-word-file.eml", "--json", "--config", config).stdout)
    assert found["route"]["manager"] == "mira@manage.example"


@pytest.mark.parametrize("raw", [b"", b"\0\xff\xfe", b"From: x\n" * 2000, b"Subject: =?utf-8?q?" + b"=" * 70_000])
def test_explain_answers_any_bytes_with_a_line(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd.eml"
    path.write_bytes(raw)
    result = call("explain", path, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["kind"]


def test_explain_changes_nothing(config: Path) -> None:
    call("explain", SAMPLES / "02-mail-body.eml", "--config", config)
    assert not (config.parent / "state").exists()


def test_a_letter_through_the_pipe_is_recorded(config: Path) -> None:
    raw = (SAMPLES / "02-mail-body.eml").read_bytes()
    done = program("--config", config, "ingest", "--recipient", "liaison@bot.example", "-", feed=b"From x Mon\n" + raw)
    assert (done.returncode, done.stdout) == (0, b"")
    with Ledger.open(config.parent / "state" / "ledger.db", utc_now()) as ledger:
        assert ledger.raw(1) == raw
        assert ledger.arrivals(1)[0].recipient == "liaison@bot.example"


@pytest.mark.parametrize("spoil", ["state", "config"])
def test_the_pipe_never_makes_an_mta_bounce_a_statement(spoil: str, config: Path) -> None:
    if spoil == "state":
        (config.parent / "state").write_text("a file where the folder should be", "utf-8")
    else:
        config.write_text("[bot\n", "utf-8")
    done = program("--config", config, "ingest", "-", feed=b"From: a@b.example\n\nx\n")
    assert done.returncode == 75
    assert b"Traceback" not in done.stderr


def test_a_slip_in_the_line_that_the_mta_calls_is_no_reason_to_bounce() -> None:
    done = program("ingest", "--recpient", "liaison@bot.example", "-", feed=b"From: a@b.example\n\nx\n")
    assert done.returncode == 75
    assert b"No such option" in done.stderr
    assert program("ingest", "--recpient", "x", "a.eml").returncode == 2, "a person reads what is wrong"


def test_a_configuration_of_somebody_else_is_said_and_bounces_nothing(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    piped = call("--config", config, "ingest", "-", input=b"From: a@b.example\n\nx\n")
    assert (piped.exit_code, "cannot be read (Permission denied)" in piped.output) == (75, True)
    checked = call("--config", config, "check")
    assert (checked.exit_code, "cannot be read (Permission denied)" in checked.output) == (78, True)


def test_a_ledger_of_somebody_else_is_said(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call("--config", config, "ingest", SAMPLES / "01-word-file.eml")

    def refused(*_: object, **__: object) -> Ledger:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Ledger, "open", refused)
    said = call("--config", config, "status")
    assert said.exit_code == 1
    assert "say this as the user that the bot runs as" in said.output


def test_a_mistake_elsewhere_does_not_stop_the_pipe(config: Path) -> None:
    config.write_text(config.read_text("utf-8") + '[imapp]\nhost = "x"\n', "utf-8")
    assert program("--config", config, "ingest", "-", feed=b"From: a@b.example\n\nx\n").returncode == 0
    assert call("--config", config, "check").exit_code == 78


def test_mails_mbox_and_maildir_are_recorded_once(config: Path, tmp_path: Path) -> None:
    mbox = tmp_path / "box.mbox"
    mbox.write_bytes(b"From a Mon\nFrom: a@b.example\n\n1\n>From here\n\nFrom b Tue\nFrom: c@d.example\n\n2\n")
    new = tmp_path / "maildir" / "new"
    new.mkdir(parents=True)
    (new / "1.x").write_bytes((SAMPLES / "03-for-information.eml").read_bytes())
    result = call("--config", config, "ingest", mbox, new.parent, SAMPLES / "03-for-information.eml")
    assert result.exit_code == 0
    assert "3 recorded, 1 known already" in result.output


def test_all_mistakes_come_out_at_once_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[bot]\nadress = "x"\n[smtp]\nlisten = "nowhere"\n[[people]]\nname = "A"\n', "utf-8")
    result = call("--config", path, "check")
    assert result.exit_code == 78
    lines = result.stderr.splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "4", "5"]
    assert 'did you mean "address"' in lines[0]


def test_names_that_the_directory_does_not_know_are_mistakes(config: Path) -> None:
    config.write_text(
        config.read_text("utf-8") + '[[people]]\nname = "A"\naddress = "a@b.example"\nmanages = ["3gp"]\n', "utf-8"
    )
    result = call("--config", config, "check")
    assert result.exit_code == 78
    assert "3gp" in result.output


@pytest.mark.parametrize("way", ["--lmtp", "--pipe", "--imap"])
def test_init_writes_a_configuration_that_passes_the_check_and_never_overwrites(way: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    said = call("init", way, path)
    assert said.exit_code == 0
    assert (f"--config {path} ingest" in said.output) is (way == "--pipe"), "an MTA has another folder"
    assert path.stat().st_mode & 0o077 == 0
    (tmp_path / "imap.password").write_text("pw\n", "utf-8")
    assert call("--config", path, "check").exit_code == 0
    before = path.read_bytes()
    assert call("init", way, path).exit_code == 73
    assert path.read_bytes() == before


def test_check_connect_says_what_cannot_be_reached(config: Path) -> None:
    config.write_text(
        config.read_text("utf-8")
        + '[smarthost]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\n[trust]\ndkim = false\n',
        "utf-8",
    )
    result = call("--config", config, "check", "--connect")
    assert result.exit_code == 69
    assert "smarthost 127.0.0.1:1" in result.output


def test_looking_before_the_bot_has_run_says_so(config: Path) -> None:
    for words in (["list"], ["status"], ["outbox"], ["parked", "list"], ["show", "LS-1"]):
        result = call("--config", config, *words)
        assert result.exit_code == 66
        assert "has not run" in result.stderr


def test_operators_see_what_waits_and_take_a_backup(config: Path, tmp_path: Path) -> None:
    call("--config", config, "ingest", SAMPLES / "01-word-file.eml")
    assert "1 waiting" in call("--config", config, "status").output
    assert json.loads(call("--config", config, "status", "--json").stdout)["letters"]["waiting"] == 1
    assert call("--config", config, "list").output == "no cases\n"
    assert call("--config", config, "backup", tmp_path / "copy").exit_code == 0
    assert (tmp_path / "copy").exists()
    assert call("--config", config, "migrate", "--status").output == "the ledger is up to date\n"


def test_what_a_machine_asks_it_is_told_in_json(config: Path, tmp_path: Path) -> None:
    def told(*words: object) -> Any:
        result = call("--config", config, *words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    sample = SAMPLES / "01-word-file.eml"
    assert told("ingest", sample) == {"recorded": 1, "known": 0}
    assert told("ingest", sample) == {"recorded": 0, "known": 1}
    assert told("backup", tmp_path / "copy") == {"copied": str(tmp_path / "copy")}
    assert told("migrate", "--status") == {"to be applied": [], "applied": []}
    assert told("migrate") == {"to be applied": [], "applied": []}
    shown = told("peers", "show", "3GPP")
    assert shown["acronym"] == "3gpp"
    assert {"what": "Peer", "value": "3rd Generation Partnership Project (3gpp)"} in shown["facts"]
    assert {"what": "Area", "value": "rtg"} in told("directory", "show", "ccamp")["facts"]
    assert told("directory")["facts"][0]["what"] == "Directory"
    checked = told("check")
    assert (checked["ok"], checked["code"]) == (True, 0)
    assert checked["findings"][-1].startswith("checked: ")


def test_a_mistake_is_told_in_json_and_by_the_code(config: Path) -> None:
    config.write_text(
        config.read_text("utf-8") + '[[people]]\nname = "M"\naddress = "m@x.example"\nmanages = ["nobody"]\n'
    )
    result = call("--config", config, "check", "--json")
    found = json.loads(result.stdout)
    assert (found["ok"], found["code"]) == (False, result.exit_code)
    assert any("nobody" in line for line in found["findings"])


@pytest.mark.parametrize("mistake", ["[bot\n", '[bot]\nadress = "x"\n'])
def test_a_slip_in_the_file_is_told_in_json_too(mistake: str, config: Path) -> None:
    config.write_text(mistake)
    result = call("--config", config, "check", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["ok"], found["code"]) == (78, False, 78)
    assert found["findings"][0].startswith(f"{config}:")


@pytest.mark.parametrize(
    "words", ["status", "list", "show 1", "outbox", "parked list", "migrate", "backup copy", "report"]
)
def test_a_command_with_a_configuration_that_cannot_be_read_says_so(words: str, config: Path) -> None:
    config.write_text("[bot\n")
    for path, said in ((config, "is no valid TOML"), (config.with_name("away.toml"), "cannot be read")):
        result = call("--config", path, *words.split())
        assert result.exit_code == 78
        assert result.stderr.startswith(f"liaisonbot: {path}:")
        assert said in result.stderr


def test_a_ledger_that_is_none_is_not_migrated(config: Path) -> None:
    (config.parent / "state").mkdir()
    (config.parent / "state" / "ledger.db").write_bytes(b"Dear diary, " * 1000)
    result = call("--config", config, "migrate", "--status")
    assert result.exit_code == 1
    assert "liaisonbot: " in result.stderr


def test_a_certificate_that_cannot_be_used_is_a_mistake_with_its_line(config: Path) -> None:
    config.write_text(config.read_text("utf-8") + '[smtp]\ncertificate = "away.pem"\nkey = "away.key"\n', "utf-8")
    result = call("--config", config, "check")
    assert result.exit_code == 78
    assert f"{config}:6: smtp.certificate: {config.parent}/away.pem and " in result.output
    assert "No such file or directory" in result.output


def test_a_check_finds_a_disk_that_is_nearly_full(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("--config", config, "check").exit_code == 0
    monkeypatch.setattr(connections, "FREE_SPACE", 1 << 60)
    result = call("--config", config, "check")
    assert result.exit_code == 1
    assert "MiB are free on this disk; no letter is taken with less" in result.output


def test_the_log_says_once_that_there_is_no_room_and_once_that_there_is(
    config: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    room = connections.Room(load(config, {}))
    for needed, there in ((0, True), (1 << 60, False), (1 << 60, False), (0, True), (0, True)):
        monkeypatch.setattr(connections, "FREE_SPACE", needed)
        assert room() is there
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert "their senders are asked to try again later" in said[0]
    assert said[1] == "there is room for letters again"


def test_a_parked_letter_is_listed_shown_and_tried_again(config: Path) -> None:
    call("--config", config, "ingest", SAMPLES / "01-word-file.eml")
    with Ledger.open(config.parent / "state" / "ledger.db", utc_now()) as ledger:
        ledger.park(1, "RuntimeError: \x1b[31mred\x07", utc_now())
    listed = call("--config", config, "parked", "list").output
    assert "RuntimeError" in listed
    assert "\x1b" not in listed
    assert call("--config", config, "parked", "show", 1).stdout_bytes == (SAMPLES / "01-word-file.eml").read_bytes()
    assert call("--config", config, "parked", "retry", 1).exit_code == 0
    assert call("--config", config, "parked", "list").output == "no letter is parked\n"
    assert call("--config", config, "parked", "retry", 99).exit_code == 66


def test_peers_are_rows_for_a_machine_too(config: Path) -> None:
    config.write_text(config.read_text("utf-8") + '[[relationships]]\npeer = "3gpp"\nkind = "formal"\n', "utf-8")
    result = call("--config", config, "peers", "--json")
    assert result.exit_code == 0, result.output
    (row,) = (json.loads(line) for line in result.stdout.splitlines())
    assert (row["peer"], row["kind"], row["in force"]) == ("3gpp", "formal", "yes")


def test_a_restored_backup_sends_nothing_until_the_operator_says_so(config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "before"
    folder.mkdir()
    with World(folder) as world:
        world.ledger.receive(world.statement().as_bytes(), (Arrival("smtp", BOT),), world.time)
        world.service.turn()
        waiting = len(world.ledger.outbox())
        (config.parent / "state").mkdir()
        world.ledger.backup(config.parent / "state" / "ledger.db")
    assert f"{waiting} stopped" in call("--config", config, "status").output
    with Ledger.open(config.parent / "state" / "ledger.db", utc_now()) as ledger:
        assert ledger.claim(utc_now(), 100) == []
    assert call("--config", config, "outbox", "resume").output == f"{waiting} go out now that had been stopped\n"
    with Ledger.open(config.parent / "state" / "ledger.db", utc_now()) as ledger:
        assert len(ledger.claim(utc_now(), 100)) == waiting


def test_an_older_ledger_is_not_renewed_by_a_check(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call("--config", config, "ingest", SAMPLES / "01-word-file.eml")
    path = config.parent / "state" / "ledger.db"
    monkeypatch.setattr(migrations, "DIARY", (*migrations.DIARY, m999_later))
    result = call("--config", config, "check", "--ledger")
    assert result.exit_code == 1
    assert "it lacks m999_later" in result.output
    assert not list(path.parent.glob("*.before-*"))


def m999_later(db: object) -> None:
    """A migration of a later release."""
