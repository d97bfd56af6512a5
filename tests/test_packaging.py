"""The wheel is whole: built, installed into an empty environment, it plays the demo outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source") / "checkout"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", ".uv", "__pycache__", "bench-work"))
    out = source / "dist"
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, source, cwd=source)
    (found,) = out.glob("*.whl")
    return found


@pytest.mark.timeout(300)
def test_the_wheel_carries_what_the_program_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "liaisonbot/config.example.toml" in names
    assert {f"liaisonbot/templates/{path.name}" for path in (ROOT / "templates").glob("*.txt")} <= names
    assert {f"liaisonbot/samples/{path.name}" for path in (ROOT / "liaisonbot" / "samples").glob("*.eml")} <= names
    assert "liaisonbot/data/groups.csv" in names
    assert not [name for name in names if name.startswith("tests/")]


@pytest.mark.timeout(300)
def test_an_empty_environment_with_the_wheel_plays_the_demo(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    lock = tmp_path / "pins.txt"
    pins = (ROOT / "requirements.lock").read_text("utf-8").replace(" \\\n", "\n").splitlines()
    lock.write_text("\n".join(line.split(" ;")[0] for line in pins if line[:1].isalnum()) + "\n", "utf-8")
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "-c", lock, wheel, cwd=tmp_path)
    program = home / "bin" / "liaisonbot"
    assert run(program, "--version", cwd=tmp_path).startswith("liaisonbot ")
    assert "templates" not in run(program, "init", cwd=tmp_path)
    run(program, "check", cwd=tmp_path)
    story = run(program, "demo", "--keep", tmp_path / "kept", cwd=tmp_path)
    assert story.startswith("Nothing leaves this machine")
    assert "closed: answered" in story
    assert (tmp_path / "kept" / "ledger.db").exists()
