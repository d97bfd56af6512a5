"""The bytes of one mail of ours: every header by the rules, nothing of a letter's leaking into them."""

from __future__ import annotations

import base64
import quopri
import re
import unicodedata
from collections.abc import Callable, Sequence
from email.header import Header
from email.parser import BytesHeaderParser
from email.policy import compat32

from liaisonbot.model import tokens

MOST_OF_ORIGINAL = 10 << 20
"""A larger original is not attached; the letter says so."""

_HEADERS = BytesHeaderParser(policy=compat32)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?")
_TRACE = (
    b"received", b"return-path", b"delivered-to", b"x-original-to", b"authentication-results",
    b"arc-seal", b"arc-message-signature", b"arc-authentication-results",
)  # fmt: skip
_FIELD = re.compile(rb"(?m)^([!-9;-~]+):.*\r?\n(?:[ \t].*\r?\n)*")


class ComposeError(ValueError):
    """A letter that must not leave: a header that is not the intended one, a bad address, a token in public."""


def clean(text: str, most: int = 998) -> str:
    """A header value on one line: without control, bidirectional and separator characters, cut at `most`."""
    flat = "".join(" " if char in "\r\n\t\u2028\u2029\x85" else char for char in text)
    kept = "".join(char for char in flat if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co"))
    return " ".join(kept.split())[:most].strip()


def address(text: str) -> str:
    """`text` if it is one plain mail address. Raises ComposeError otherwise."""
    if not _ADDRESS.fullmatch(text):
        raise ComposeError(f"not a mail address: {clean(text, 80)!r}")
    return text


def mailbox(name: str, addr: str) -> str:
    """A mailbox for a header: `"Name" <address>`, the name encoded where it must be."""
    shown = clean(name, 120).replace("\\", "").replace('"', "'")
    if not shown:
        return address(addr)
    if not shown.isascii():
        return f"{encoded(shown)} <{address(addr)}>"
    return f'"{shown}" <{address(addr)}>'


def encoded(text: str) -> str:
    """`text` as encoded words of at most 75 characters where it is not ASCII."""
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=75).encode(linesep="\n")


def compose(fields: Sequence[tuple[str, str]], text: str, original: tuple[str, bytes] | None = None) -> bytes:
    """One mail with these header fields, this text, and the original letter attached; CRLF throughout.

    `original` is a file name and the letter's bytes. Raises ComposeError if what came out has other header
    fields than were asked for.
    """
    body = _text_part(text)
    extra = [("MIME-Version", "1.0")]
    if original is None:
        head, payload = [*fields, *extra, *body[0]], body[1]
    else:
        head, payload = _with_original(fields, extra, body, original)
    raw = b"".join(_line(name, value) for name, value in head) + b"\r\n" + payload
    _insist([name for name, _ in head], raw)
    return raw


def without_trace(raw: bytes) -> bytes:
    """A letter without the fields that mail servers added on its way; they stay in the ledger."""
    end = re.search(rb"\r?\n\r?\n", raw)
    head, rest = (raw[: end.end()], raw[end.end() :]) if end else (raw, b"")
    kept = _FIELD.sub(lambda field: b"" if field.group(1).lower() in _TRACE else field.group(), head)
    return kept + rest


def without_tokens(raw: bytes, is_token: Callable[[str], bool]) -> bytes:
    """A letter in which no reply token of ours is left (P20)."""
    text = raw.decode("latin-1")
    for token in tokens.find(text):
        if is_token(token):
            text = re.sub(re.escape(token), "removed", text, flags=re.IGNORECASE)
    return text.encode("latin-1")


def _text_part(text: str) -> tuple[list[tuple[str, str]], bytes]:
    lines = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    plain = lines.isascii() and all(len(line) <= 76 for line in lines.split("\n")) and "=" not in lines
    kind = [("Content-Type", "text/plain; charset=utf-8; format=flowed; delsp=no")]
    data = lines.encode("utf-8", "replace")
    if plain and "\r" not in lines:
        return [*kind, ("Content-Transfer-Encoding", "7bit")], data.replace(b"\n", b"\r\n")
    quoted = quopri.encodestring(data).replace(b"\r\n", b"\n").replace(b"\r", b"=0D")
    return [*kind, ("Content-Transfer-Encoding", "quoted-printable")], quoted.replace(b"\n", b"\r\n")


def _with_original(
    fields: Sequence[tuple[str, str]],
    extra: list[tuple[str, str]],
    body: tuple[list[tuple[str, str]], bytes],
    original: tuple[str, bytes],
) -> tuple[list[tuple[str, str]], bytes]:
    name, raw = original
    boundary = "=_ls_" + tokens.mac(raw[:65536], "boundary", name)
    parts = [_part(body[0], body[1]), _original_part(name, raw)]
    lines = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    head = [*fields, *extra, ("Content-Type", f'multipart/mixed; boundary="{boundary}"')]
    return head, lines + b"--" + boundary.encode() + b"--\r\n"


def _original_part(name: str, raw: bytes) -> bytes:
    """message/rfc822 where the bytes allow it as they are, else a base64 file; never re-serialised."""
    lines = raw.split(b"\r\n")
    as_is = (
        raw.isascii()
        and b"\0" not in raw
        and all(len(one) <= 998 and b"\r" not in one and b"\n" not in one for one in lines)
    )
    if as_is:
        head = [("Content-Type", "message/rfc822"), ("Content-Disposition", f'attachment; filename="{name}"')]
        return _part(head, raw)
    head = [
        ("Content-Type", f'application/octet-stream; name="{name}"'),
        ("Content-Disposition", f'attachment; filename="{name}"'),
        ("Content-Transfer-Encoding", "base64"),
    ]
    return _part(head, base64.encodebytes(raw).replace(b"\n", b"\r\n"))


def _part(head: Sequence[tuple[str, str]], payload: bytes) -> bytes:
    return b"".join(_line(name, value) for name, value in head) + b"\r\n" + payload


def _line(name: str, value: str) -> bytes:
    folded = value if len(value) + len(name) < 76 else _fold(value, len(name) + 2)
    return f"{name}: {folded}\r\n".encode("ascii").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _fold(value: str, used: int) -> str:
    """Breaks a long value at its blanks; a word that is longer than a line stays whole."""
    lines, room = [""], 76 - used
    for word in value.replace("\n ", " ").split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = 75
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\n ".join(lines)


def _insist(names: list[str], raw: bytes) -> None:
    found = _HEADERS.parsebytes(raw.split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n")
    if found.keys() != names or found.defects:
        raise ComposeError(f"the header came out as {found.keys()}")
