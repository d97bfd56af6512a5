"""What a library raised, in words for the operator."""

from __future__ import annotations

import re
import ssl

_BYTES = re.compile(r"""b(['"])(.*)\1""", re.DOTALL)


def in_words(problem: BaseException) -> str:
    """What went wrong, as its author said it: without error numbers and places in a library, with the file if there
    is one. The name of the error where nothing was said."""
    cause = problem if isinstance(problem, ssl.SSLCertVerificationError) else problem.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"certificate verify failed: {cause.verify_message}"
    if isinstance(problem, OSError) and problem.strerror:
        where = f"{problem.filename}: " if problem.filename else ""
        return f"{where}{problem.strerror}"
    code, message = getattr(problem, "code", None), getattr(problem, "message", None)  # a mail server's answer
    text = f"{code} {message}" if code and message else str(message or problem)
    quoted = _BYTES.fullmatch(text)  # imaplib's, an answer in bytes
    text = one_line(quoted[2] if quoted else text)
    if isinstance(problem, (LookupError, TypeError, AttributeError, AssertionError)):  # ours, and a riddle without it
        return f"{type(problem).__name__}: {text}"
    return text or type(problem).__name__


def one_line(text: str) -> str:
    """A text of somebody else's, fit for a log: printable, on one line, not long."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:500]
