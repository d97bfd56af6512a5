"""temporary"""

from __future__ import annotations
import re
from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Addressee


def read_addressees(text: str, directory: Directory) -> tuple[tuple[Addressee, ...], tuple[Addressee, ...]]:
    parts = [one.strip() for one in re.split(r"[;,]| and ", text) if one.strip(" -")]
    return tuple(Addressee(one, directory.named(one)) for one in parts), ()
