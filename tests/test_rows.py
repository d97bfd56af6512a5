"""Every row of the tables has a test that names it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from liaisonbot.deciding import verbs  # noqa: F401 - importing it fills the registry
from liaisonbot.deciding.commands import VERBS
from tests.rows import INCOMING, ROWS
from tests.test_command_tables import ERRORS, TABLE
from tests.test_commands import UNDONE

TESTS = Path(__file__).parent
READING = {verb.name for verb in VERBS.values() if verb.asks} | {"yes", "choose", "confirm", "cancel", "undo"}


TRAP = re.compile(r"\bTrap (\d+)\b")
ELSEWHERE = {
    "trap 11": "test_smtp_in.py::test_lmtp_answers_for_each_recipient",
    "trap 12": "mails/incoming/39-base64-body.eml",
    "trap 15": "mails/replies/20-marker-mangled.eml",
    "trap 17": "mails/incoming/35-references-with-commas.eml",
    "trap 18": "test_imap_in.py::test_a_new_uidvalidity_means_everything_anew",
    "trap 21": "mails/replies/22-curly-quotes.eml",
    "trap 22": "mails/arriving/out-of-office-to-return-path.eml",
    "trap 23": "test_server_results.py::test_nothing_else_is_believed",
    "trap 27": "attacks/test_commands.py::test_a_forged_letter_does_nothing",
    "trap 29": "test_clients.py::test_the_commands_of_a_reply_are_read_and_no_others",
    "trap 35": "test_smtp_in.py::test_whatever_goes_wrong_the_letter_may_come_again",
    "trap 36": "test_faults.py::test_kills_under_load_lose_nothing_and_record_nothing_twice",
}
"""Rows that golden mails, or the tests of another room, prove."""


def named() -> Iterator[str]:
    """The rows that tests say they prove: by their mark, or by a docstring that names "Trap 7"."""
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and (found := TRAP.search(ast.get_docstring(node) or "")):
                yield f"trap {found[1]}"
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rows":
                for argument in node.args:
                    assert isinstance(argument, ast.Constant), f"{path.name}:{node.lineno}: rows are named in full"
                    yield str(argument.value)


def test_each_row_has_a_test_and_each_name_is_a_row() -> None:
    found = {*named(), *ERRORS, *ELSEWHERE}
    assert found - ROWS == set(), "no rows of any table"
    assert ROWS - found == set(), "rows that no test names"


def test_each_verb_has_a_row_and_each_that_changes_anything_is_taken_back() -> None:
    assert {name for name, _, _ in TABLE} == set(VERBS)
    undone = {verb for line in UNDONE for verb in line.split() if verb in VERBS}
    assert set(VERBS) - READING - undone == set(), "verbs whose undo no test tries"


def test_each_case_of_incoming_mail_has_a_mail_or_a_test() -> None:
    mails = {path.stem for path in (TESTS / "mails" / "arriving").glob("*.eml")}
    proofs = {proof for row in INCOMING.values() for proof in row}
    assert [row for row, found in INCOMING.items() if not found] == [], "rows that nothing proves"
    assert mails - proofs == set(), "mails of no row"
    assert {proof for proof in proofs if "::" not in proof} - mails == set(), "mails that are not there"


@pytest.mark.parametrize(
    "where", [*ELSEWHERE.values(), *(one for row in INCOMING.values() for one in row if "::" in one)]
)
def test_what_is_proven_elsewhere_is_there(where: str) -> None:
    file, _, test = where.partition("::")
    assert not test or f"def {test}(" in (TESTS / file).read_text("utf-8")
    assert (TESTS / file).exists()
