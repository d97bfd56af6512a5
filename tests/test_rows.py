"""Every row of the tables has a test that names it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from liaisonbot.deciding import verbs  # noqa: F401 - importing it fills the registry
from liaisonbot.deciding.commands import VERBS
from tests.rows import ROWS
from tests.test_command_tables import ERRORS, TABLE
from tests.test_commands import UNDONE

TESTS = Path(__file__).parent
READING = {verb.name for verb in VERBS.values() if verb.asks} | {"yes", "choose", "confirm", "cancel", "undo"}


def named() -> Iterator[str]:
    """The rows that tests say they prove."""
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rows":
                for argument in node.args:
                    assert isinstance(argument, ast.Constant), f"{path.name}:{node.lineno}: rows are named in full"
                    yield str(argument.value)


def test_each_row_has_a_test_and_each_name_is_a_row() -> None:
    found = {*named(), *ERRORS}
    assert found - ROWS == set(), "no rows of any table"
    assert ROWS - found == set(), "rows that no test names"


def test_each_verb_has_a_row_and_each_that_changes_anything_is_taken_back() -> None:
    assert {name for name, _, _ in TABLE} == set(VERBS)
    undone = {verb for line in UNDONE for verb in line.split() if verb in VERBS}
    assert set(VERBS) - READING - undone == set(), "verbs whose undo no test tries"
