"""What a statement form is: how it is recognised, how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.labels import Text


@dataclass(frozen=True, slots=True)
class Form:
    """One peer's statement form. `recognises` says whether a text is written in it; no text is of two forms.
    `read` gives its facts, with the directory and the day on which the letter was written."""

    name: str
    recognises: Callable[[Text], bool]
    read: Callable[[Text, Directory, date | None], Draft]
    bare_numbers: bool = False  # "LS 357" alone is a number of this peer
    says_who_is_asked: bool = False  # rows or sections name who is asked: a question in the prose adds nothing
