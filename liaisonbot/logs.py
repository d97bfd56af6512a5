"""The log: one line an event on standard error, for a person, for a collector, or for the journal."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_PRIORITY = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


def start(*, verbose: int, quiet: bool, form: str) -> None:
    """Sets the log up. `form` is text, json or journal (priorities as `<6>`; the journal adds the time)."""
    level = logging.WARNING if quiet else (logging.DEBUG if verbose > 1 else logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter({"text": _Text, "json": _Json, "journal": _Journal}[form]())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING if verbose < 2 else logging.DEBUG)
    logging.getLogger("liaisonbot").setLevel(level)


def hush() -> None:
    """From here on only what is wrong."""
    logging.getLogger("liaisonbot").setLevel(logging.WARNING)


def clean(text: str) -> str:
    """`text` without control characters, so that nothing from a letter forges a line or steers a terminal."""
    return "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in text)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        lines = [clean(record.getMessage()).replace("\n", "\\n")]
        if record.exc_info:
            lines.append(clean(self.formatException(record.exc_info)))
        return f"{_when(record)} {record.levelname.lower()}: " + "\n  ".join(lines)


class _Journal(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        text = clean(record.getMessage()).replace("\n", "\\n")
        if record.exc_info:
            text += " | " + clean(self.formatException(record.exc_info)).replace("\n", " | ")
        return f"<{_PRIORITY.get(record.levelno, 6)}>{text}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        row = {"at": _when(record), "level": record.levelname.lower(), "message": record.getMessage()}
        if record.exc_info:
            row["trace"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=True)


def _when(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
