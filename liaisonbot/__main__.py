"""The program's entry, also as `python -m liaisonbot`. `--version` answers before anything else is loaded."""

from __future__ import annotations

import sys

from liaisonbot import __version__


def main() -> None:
    """Runs the command line."""
    if sys.argv[1:] == ["--version"]:
        print(f"liaisonbot {__version__}")
        return
    from liaisonbot.cli import commands

    commands(prog_name="liaisonbot")


if __name__ == "__main__":
    main()
