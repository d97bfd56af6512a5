"""What libraries raise is said in words that an operator can act on."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from aiosmtplib import SMTPAuthenticationError, SMTPConnectError
from imapclient.exceptions import LoginError

from liaisonbot.doors.trouble import in_words


def not_vouched_for() -> ssl.SSLCertVerificationError:
    problem = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:992)")
    problem.verify_message = "certificate has expired"
    return problem


def wrapped() -> SMTPConnectError:
    problem = SMTPConnectError("Error connecting to relay.example on port 465")
    problem.__cause__ = not_vouched_for()
    return problem


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (not_vouched_for(), "certificate verify failed: certificate has expired"),
        (wrapped(), "certificate verify failed: certificate has expired"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (PermissionError(13, "Permission denied", "/var/lib/x"), "/var/lib/x: Permission denied"),
        (SMTPAuthenticationError(535, "5.7.8 no\r\nsuch login"), "535 5.7.8 no such login"),
        (
            LoginError("b'[AUTHENTICATIONFAILED] Authentication failed.'"),
            "[AUTHENTICATIONFAILED] Authentication failed.",
        ),
        (TimeoutError(), "TimeoutError"),
        (KeyError(7), "KeyError: 7"),
    ],
)
def test_in_words(problem: Exception, words: str) -> None:
    assert in_words(problem) == words


def test_a_file_that_is_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError) as problem:  # noqa: PT011
        (tmp_path / "away").read_bytes()
    assert in_words(problem.value) == f"{tmp_path}/away: No such file or directory"
