"""Secrets come from where they are kept, and no message about them holds one."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from liaisonbot.doors.secrets import NoSecret, secret_of


def python(code: str) -> str:
    return shlex.join([sys.executable, "-c", code])


def test_a_password_as_given() -> None:
    assert secret_of(password=" with blanks ") == " with blanks "


def test_the_first_line_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("pässwort with blanks \nsecond line\n", "utf-8")
    assert secret_of(password_file=str(path)) == "pässwort with blanks "


def test_the_first_line_that_a_command_prints() -> None:
    assert secret_of(command=python("print('tok=en'); print('more')")) == "tok=en"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/nowhere/at-all --token", "the command /nowhere/at-all could not be run: FileNotFoundError"),
        (python("print('s3cret'); raise SystemExit(3)"), "ended with 3"),
        (python("import sys; sys.stderr.write('s3cret')"), "gave nothing"),
        (python("import sys; sys.stdout.buffer.write(b's3cret\\xff')"), "could not be run: UnicodeDecodeError"),
        (python("import time; print('s3cret', flush=True); time.sleep(9)"), "could not be run: TimeoutExpired"),
        ("unbalanced 'quote s3cret", "could not be run: ValueError"),
    ],
)
def test_a_command_that_fails_is_named_and_what_it_said_is_not(command: str, words: str) -> None:
    with pytest.raises(NoSecret, match=words) as problem:
        secret_of(command=command, seconds=2 if "time" not in command else 0.3)
    assert "s3cret" not in str(problem.value)
    assert problem.value.__suppress_context__ or problem.value.__context__ is None


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "odd").write_bytes(b"\xff\xfe")
    for name, words in (("away", "No such file"), ("empty", "gave nothing"), ("odd", "not text")):
        with pytest.raises(NoSecret, match=words):
            secret_of(password_file=str(tmp_path / name))
