"""Every abuse case and every incident has a test that names it; one without fails here."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.attacks.abuse import ABUSES, INCIDENTS

TESTS = Path(__file__).parent.parent


@cache
def docstrings() -> list[str]:
    """What each test says that it proves."""
    found = []
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.append(ast.get_docstring(node) or "")
    return found


@pytest.mark.parametrize("number", ABUSES, ids=lambda number: f"X{number}")
def test_an_abuse_case_has_its_test(number: int) -> None:
    named = [text for text in docstrings() if re.search(rf"\bX{number}\b", text)]
    assert named, f"no test names X{number}: {ABUSES[number]}"


@pytest.mark.parametrize("incident", INCIDENTS)
def test_an_incident_has_its_test(incident: str) -> None:
    assert any(incident in text for text in docstrings()), f"{incident}: {INCIDENTS[incident]}"


def test_no_test_names_an_abuse_case_that_is_none() -> None:
    named = {int(number) for text in docstrings() for number in re.findall(r"\bX(\d{1,2})\b", text)}
    assert named == set(ABUSES) == set(range(1, 27))
