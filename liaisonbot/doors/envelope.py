"""Addresses as SMTP envelopes have them (RFC 5321 §4.1.2, RFC 6531): judged here, and taken out of commands."""

from __future__ import annotations

import re

# A local part may have more than the 64 characters of RFC 5321: return paths that name a recipient do. Nothing that
# ends a command or an address may be in either part, and no lone surrogate, which no database takes.
_LOCAL = r"(?:[^\s<>@\"\x00-\x1f\x7f\ud800-\udfff]{1,256}|\"(?:[^\"\\\x00-\x1f\x7f\ud800-\udfff]|\\[ -~]){1,256}\")"
_DOMAIN = r"(?:[^\s<>@\"\[\]\x00-\x2c/:;\x7f\ud800-\udfff]{1,255}|\[[0-9A-Za-z.:-]{1,100}\])"
_ADDRESS = re.compile(f"{_LOCAL}@{_DOMAIN}")
_PATH = re.compile(r"<(?:@[^\s:<>]*:)?((?:\"(?:[^\"\\]|\\.)*\"|[^<>\"])*)>\s*(.*)", re.DOTALL)

NULL_SENDER = "<>"


def is_address(text: str) -> bool:
    """Whether `text` is one mail address that may stand in a command."""
    return _ADDRESS.fullmatch(text) is not None


def address_and_parameters(text: str) -> tuple[str, str]:
    """What follows on `MAIL FROM:` or `RCPT TO:`, in two: the address, not judged and without its brackets and
    source route, and its parameters. The null sender is NULL_SENDER."""
    if match := _PATH.fullmatch(text):
        return match[1] or NULL_SENDER, match[2]
    address, _, parameters = text.partition(" ")
    return address, parameters
