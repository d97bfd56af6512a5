"""The real programs that some tests talk to."""

from __future__ import annotations

import os
import shutil

import pytest


def need(program: str) -> str:
    """The path of a program; without it the test is skipped, or fails where peers are required."""
    found = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
    if not found:
        required = os.environ.get("LIAISONBOT_REQUIRE_PEERS") == "1"
        (pytest.fail if required else pytest.skip)(f"{program} is not installed")
    return found
