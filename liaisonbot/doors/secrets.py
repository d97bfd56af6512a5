"""Passwords and tokens: from where the operator keeps them, asked for when they are needed, never printed."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path


class NoSecret(Exception):
    """A secret cannot be had; says how it was tried, never what came."""


def secret_of(*, password: str = "", password_file: str = "", command: str = "", seconds: float = 30) -> str:
    """The secret: as given, the first line of a file, or the first line that a command prints.

    Raises NoSecret when the file cannot be read or the command fails, hangs or prints nothing.
    """
    if password:
        return password
    if password_file:
        try:
            return _first_line(Path(password_file).read_text("utf-8"), password_file)
        except OSError as problem:
            raise NoSecret(f"{password_file}: {problem.strerror}") from None
        except UnicodeDecodeError:
            raise NoSecret(f"{password_file}: is not text in UTF-8") from None
    program = command.partition(" ")[0]
    try:
        run = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=seconds, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired) as problem:
        raise NoSecret(f"the command {program} could not be run: {type(problem).__name__}") from None
    if run.returncode:
        raise NoSecret(f"the command {program} ended with {run.returncode}")
    return _first_line(run.stdout, program)


def _first_line(text: str, source: str) -> str:
    lines = text.splitlines()
    if not lines or not lines[0].strip():
        raise NoSecret(f"{source} gave nothing")
    return lines[0].rstrip("\r\n")
