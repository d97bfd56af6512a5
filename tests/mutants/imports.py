"""Which of our modules import which: what must be loaded anew where one has changed."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@cache
def modules() -> dict[str, frozenset[str]]:
    """Our modules, by their full names, and all names that each imports, anywhere in it."""
    found = {}
    for path in sorted((ROOT / "liaisonbot").rglob("*.py")):
        if path.name not in ("__init__.py", "__main__.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name] = frozenset(_imported(ast.parse(path.read_text("utf-8"))))
    return found


def users_of(module: str) -> set[str]:
    """The module, and all that import it, or one that does."""
    found, fresh = set[str](), {module}
    while fresh:
        found |= fresh
        fresh = {name for name, imported in modules().items() if imported & fresh} - found
    return found


def _imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
    return found
