"""The mutants themselves: every change is one that matters, and what is called spare is really there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.imports import modules, users_of
from tests.mutants.mutations import mutants
from tests.mutants.targets import SPARE, TARGETS

ROOT = Path(__file__).parent.parent


def test_the_changes_of_a_check() -> None:
    source = "def f(a, b):\n    if a and b < 1:\n        return 2\n    return 0 <= a < 3\n"
    assert [one.change for one in mutants("m", source)] == [
        "no check of a and b < 1", "without a", "without b < 1", "b < 1 turned", "1 + 1", "2 + 1",
        "0 <= a < 3 without its first bound", "0 <= a < 3 without its last bound", "0 <= a < 3 turned at 1",
        "0 <= a < 3 turned at 2", "0 + 1", "3 + 1",
    ]  # fmt: skip
    without = next(one for one in mutants("m", source) if one.change == "without a")
    assert (without.part, without.line) == ("f", 2)
    assert "if b < 1:" in without.source


def test_only_the_parts_that_count_are_changed() -> None:
    source = "A = 1\ndef f(a):\n    return a < 2\n"
    assert {one.part for one in mutants("m", source)} == {"A", "f"}
    assert {one.part for one in mutants("m", source, ("A",))} == {"A"}
    with pytest.raises(LookupError):
        mutants("m", source, ("g",))


def test_who_uses_a_changed_module_is_loaded_anew() -> None:
    users = users_of("liaisonbot.model.tokens")
    assert {"liaisonbot.model.tokens", "liaisonbot.gathering", "liaisonbot.service", "liaisonbot.cli"} <= users
    assert "liaisonbot.reading.html_text" not in users


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_is_there_with_its_tests(name: str) -> None:
    assert f"liaisonbot.{name}" in modules()
    assert [test for test in TARGETS[name].tests if not (ROOT / test).exists()] == []


@pytest.mark.parametrize("module", sorted({module for module, _, _ in SPARE}))
def test_what_is_called_spare_is_there(module: str) -> None:
    source = (ROOT / "liaisonbot" / f"{module.replace('.', '/')}.py").read_text("utf-8")
    found = {(module, one.part, one.change) for one in mutants(f"liaisonbot.{module}", source, TARGETS[module].parts)}
    assert {key for key in SPARE if key[0] == module} <= found
