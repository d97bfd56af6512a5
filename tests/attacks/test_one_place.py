"""What decides who may do what is in one place each: whoever reads a token or writes SQL elsewhere is found here (P9, P11)."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

CODE = Path(__file__).parent.parent.parent / "liaisonbot"
OPEN_TOKENS = {"deciding/which_case.py", "gathering.py", "doors/render.py"}
"""Who finds out what a token opens, and who looks whether one is in a letter of ours."""
FOLLOW_THREADS = {"batch.py", "deciding/which_case.py", "deciding/decide.py", "gathering.py"}
"""Who looks at the fields by which a letter says what it answers."""
ANSWER = {"deciding/new_statement.py", "deciding/obeying.py", "deciding/problems.py"}
"""Who asks whether a letter may be answered: those that make answers."""
PARSERS = re.compile(
    r"(?:email|html\.parser|selectolax|pypdf|flufl|xml|defusedxml|zipfile)(?:\.(?!utils|header\b)|$)"
    r"|liaisonbot\.reading\.(?:mime|headers|html_text|documents|archives|docx|odt|pdf|rtf|xml_walk)(?:\.|$)"
    r"|liaisonbot\.reading\.letter\.parse$|liaisonbot\.reading\.risky\.without_programs$|liaisonbot\.worker"
)
"""What takes foreign bytes apart, as imports name it."""
PARSE = {"worker.py", "demo.py", "rehearse.py", "doors/directory_files.py"}
"""Who may: the work of the reading processes; and commands at the terminal, with samples, dates and imported files."""
SQL = {"execute", "_run", "_one", "_number", "_numbers", "_time", "_by_state", "_cases", "_first_case"}


@cache
def trees() -> dict[str, ast.Module]:
    return {str(path.relative_to(CODE)): ast.parse(path.read_text("utf-8")) for path in sorted(CODE.rglob("*.py"))}


def users(*, of: str, name: str) -> set[str]:
    """The modules that use `of.name`."""
    return {
        module
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == name
        if isinstance(node.value, ast.Name) and node.value.id == of
    }


def test_tokens_are_opened_in_one_place() -> None:
    assert users(of="tokens", name="read") == OPEN_TOKENS - {"deciding/which_case.py"}
    assert users(of="tokens", name="find") == {"deciding/which_case.py", "doors/compose.py"}


def test_threads_are_followed_in_one_place() -> None:
    found = users(of="letter", name="in_reply_to") | users(of="letter", name="references")
    assert {module for module in found if not module.startswith("reading/")} == FOLLOW_THREADS


def test_one_function_says_who_is_answered() -> None:
    callers = {
        module
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "may_answer"
    }
    assert callers == ANSWER


def test_letters_are_taken_apart_in_the_reading_processes_only() -> None:
    """P5, P14: a parser that chokes on a stranger's bytes does so in a limited child."""
    found = {
        module
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if PARSERS.match(f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name)
    }
    assert {module for module in found if not module.startswith("reading/")} == PARSE


def test_only_the_door_of_the_ledger_changes_a_case() -> None:
    for module, tree in trees().items():
        text = ast.unparse(tree)
        assert 'UPDATE "case"' not in text or module.startswith("doors/ledger") or module == "doors/migrations.py", (
            module
        )


def test_values_never_stand_in_the_text_of_sql() -> None:
    """X17: what SQL is put together from are names of the code, numbers and constants; values go beside it."""
    found = []
    for module, tree in trees().items():
        for node in ast.walk(tree):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in SQL
                and node.args
            ):
                continue
            text = node.args[0]
            joined = isinstance(text, ast.JoinedStr) and not ast.unparse(text).startswith(("f'PRAGMA", 'f"PRAGMA'))
            glued = isinstance(text, ast.BinOp) and isinstance(text.op, ast.Mod | ast.Add)
            formatted = (
                isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr == "format"
            )
            if joined or glued or formatted:
                found.append(f"{module}:{node.lineno}: {ast.unparse(text)[:80]}")
    assert found == []
