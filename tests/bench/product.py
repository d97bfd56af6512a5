"""The bot from outside: a configuration, `liaisonbot run`, and a look into the ledger it keeps."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from liaisonbot.config_file import LEDGER
from tests.bench.letters import RECIPIENT
from tests.bench.processes import ROOT, WORK, Failed, Process, environment, free_port, python

RECEIVED = "SELECT count(*) FROM letter"
WAITING = "SELECT count(*) FROM letter WHERE state = 'waiting'"
UNSENT = """SELECT count(*) FROM delivery WHERE ended IS NULL
            AND NOT EXISTS (SELECT 1 FROM held WHERE held.posting = delivery.posting AND held.ended IS NULL)"""
"""Letters of ours under way; what is held back with a reason and an end, as the morning's digest, is not."""


@contextmanager
def work_folder() -> Iterator[Path]:
    """A new folder in `bench-work/`, removed afterwards."""
    WORK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK, prefix="run-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


class Bot:
    """One configuration in a folder of its own, with the ledger beside it; `start` runs the service on it."""

    def __init__(self, folder: Path, *, relay: int | None = None, more: str = "") -> None:
        """`relay` is the port of the smarthost on this machine; without one, letters go to a Maildir. `more`
        is further configuration."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.port = folder, free_port()
        self.ledger = folder / LEDGER
        self.config = folder / "config.toml"
        self.config.write_text(self._text(relay) + more, "utf-8")

    def start(self, env: Mapping[str, str] | None = None) -> Process:
        """The service, greeting on `port`. Raises Failed."""
        return self.spawn(env).answers(self.port)

    def spawn(self, env: Mapping[str, str] | None = None) -> Process:
        """The service, just started."""
        return Process(self.command("--quiet", "run"), self.folder / "run.log", env)

    def command(self, *words: str | Path) -> list[str | Path]:
        """A command line of the bot with this configuration."""
        return python("liaisonbot", "--config", self.config, *words)

    def ingest(self, mailbox: Path) -> None:
        """Records the letters of an mbox file. Raises Failed."""
        command = self.command("ingest", mailbox)
        done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise Failed(f"ingest ended with {done.returncode}: {done.stderr.strip()}")

    def count(self, query: str) -> int:
        """The one number that a query on the ledger gives; 0 while there is no ledger."""
        try:
            with closing(sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True, timeout=10)) as connection:
                return int(connection.execute(query).fetchone()[0])
        except sqlite3.OperationalError:
            return 0

    def settled(self, letters: int) -> bool:
        """Whether so many letters are recorded, decided on, and all that they caused has been sent."""
        return self.count(RECEIVED) >= letters and not self.count(WAITING) and not self.count(UNSENT)

    def _text(self, relay: int | None) -> str:
        lines = [
            "[bot]",
            f'address = "{RECIPIENT}"',
            f'state = "{self.folder}"',
            'owner = "owner@bot.example"',
            "[smtp]",
            f'listen = "127.0.0.1:{self.port}"',
            "[limits]  # a benchmark's few senders write more in a minute than a peer does in a year",
            "answers_per_hour = 1000",
            "answers_per_day = 10000",
            "list_per_hour = 0",
            "list_per_day = 0",
            "letters_per_minute = 0",
        ]
        if relay is not None:
            lines += ["[smarthost]", 'host = "127.0.0.1"', f"port = {relay}", 'security = "none"']
        return "\n".join(lines) + "\n"


def slow_disk(milliseconds: float) -> dict[str, str]:
    """The environment in which each fsync takes so much longer. Raises Failed without a C compiler."""
    if not milliseconds:
        return {}
    library = WORK / "slowfsync.so"
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        raise Failed("--fsync-ms needs gcc")
    WORK.mkdir(exist_ok=True)
    source = Path(__file__).with_name("slowfsync.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True, timeout=60)
    before = f"{os.environ['LD_PRELOAD']}:" if os.environ.get("LD_PRELOAD") else ""
    return {"LD_PRELOAD": f"{before}{library}", "SLOW_FSYNC_US": str(int(milliseconds * 1000))}
