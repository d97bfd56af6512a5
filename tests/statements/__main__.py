"""Writes the golden statements: python -m tests.statements [FORM ...]"""

from __future__ import annotations

import json
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

import tests.statements
from tests.statements import Golden, mail

FOLDER = Path(__file__).parent.parent / "mails"


def golden() -> list[Golden]:
    """Every golden statement of every module."""
    names = [one.name for one in pkgutil.iter_modules(tests.statements.__path__) if not one.name.startswith("_")]
    return [one for name in names for one in import_module(f"tests.statements.{name}").GOLDEN]


def main(forms: list[str]) -> None:
    for one in golden():
        if forms and one.form not in forms:
            continue
        folder = FOLDER / one.form
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{one.name}.eml").write_bytes(mail(one))
        text = json.dumps(one.expect, indent=2, ensure_ascii=False)
        (folder / f"{one.name}.expect.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
