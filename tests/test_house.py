"""The house keeps its own rules: floors, clocks, tables that follow from registries, pins that match."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from liaisonbot.deciding import verbs  # noqa: F401 - importing it fills the registry
from liaisonbot.deciding.commands import VERBS

ROOT = Path(__file__).parent.parent
CODE = ROOT / "liaisonbot"
PURE = ("model", "reading", "deciding")
FORBIDDEN_BELOW_THE_DOORS = {
    "sqlite3",
    "smtplib",
    "socket",
    "os",
    "subprocess",
    "threading",
    "asyncio",
    "time",
}
MAY_ASK_THE_CLOCK = {"service.py", "console.py", "demo.py", "assembly.py"}


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (CODE / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_the_house_has_modules_to_check() -> None:
    assert len(modules(*PURE)) > 15


@pytest.mark.parametrize("path", modules(*PURE), ids=lambda path: str(path.relative_to(CODE)))
def test_floors_below_the_doors_touch_nothing_outside(path: Path) -> None:
    assert not {name.partition(".")[0] for name in imported(path)} & FORBIDDEN_BELOW_THE_DOORS


@pytest.mark.parametrize("path", modules("doors"), ids=lambda path: path.name)
def test_a_door_knows_the_model_and_nothing_else_of_ours(path: Path) -> None:
    ours = {name for name in imported(path) if name.startswith("liaisonbot.")}
    assert not {name for name in ours if not name.startswith(("liaisonbot.model", "liaisonbot.doors"))}


@pytest.mark.parametrize("path", modules("."), ids=lambda path: str(path.relative_to(CODE)))
def test_time_is_handed_in(path: Path) -> None:
    if path.name in MAY_ASK_THE_CLOCK:
        return
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("now", "today", "utcnow") and isinstance(node.func.value, ast.Name | ast.Attribute)
        if ast.unparse(node.func.value) in ("datetime", "date", "datetime.datetime", "datetime.date")
    ]
    assert not [f"{path.name}:{call.lineno}" for call in calls]


@pytest.mark.parametrize("path", modules("."), ids=lambda path: str(path.relative_to(CODE)))
def test_nothing_from_a_letter_can_become_code(path: Path) -> None:
    text = path.read_text("utf-8")
    for risky in (
        "from_string(",
        "Markup(",
        "|safe",
        "shell=True",
        "pickle.loads(raw",
        "eval(",
        "extractall(",
    ):
        assert risky not in text


def plain_name(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_each_dependency_is_pinned_and_no_host_is_named() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    pinned = {plain_name(name) for name in re.findall(r"(?m)^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==", lock)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = list(project["project"]["dependencies"])
    wanted += [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    wanted += project["dependency-groups"]["dev"]
    assert {plain_name(re.split(r"[\[<>=!;~ ]", one)[0]) for one in wanted} <= pinned
    assert lock.count("--hash=sha256:") > len(pinned)


def test_the_readme_lists_every_command_as_the_registry_has_it() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for verb in VERBS.values():
        row = f"| `{verb.usage}` | {', '.join(sorted(verb.who)) or 'all'} | {verb.what} |"
        assert row in readme, row


def test_nothing_in_the_repository_names_a_path_of_a_machine() -> None:
    home_like = re.compile(r"/(?:home|root|Users)/[a-z]")
    for path in [*ROOT.glob("*"), *CODE.rglob("*.py"), *(ROOT / "templates").glob("*")]:
        if path.is_file() and path.suffix in (".py", ".md", ".toml", ".txt", ""):
            assert not home_like.search(path.read_text("utf-8")), path
