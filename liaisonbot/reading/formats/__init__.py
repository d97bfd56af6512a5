"""The forms of statements, one file each: every module here ends with its `FORM`. To add one, add a file."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from liaisonbot.reading.form import Form

LAST = "plain"
"""The form of a letter that has no peer's own form: labels in any order. It is asked last."""


def _forms() -> tuple[Form, ...]:
    found: list[Form] = [import_module(f"{__name__}.{one.name}").FORM for one in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda form: (form.name == LAST, form.name)))


FORMS = _forms()
"""All forms; at most one besides the last recognises a text."""
