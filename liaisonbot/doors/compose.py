"""The bytes of one mail of ours: no value gets out of its header field, no line is too long, no token leaks.

Written without `EmailMessage`, which makes about 1,400 letters a second and which lets a header object with
an encoded newline write a new header line (CVE-2024-6923). Here values are strings on one line, made ASCII
before they are folded, and the finished header is parsed again: it must be the intended one (P11).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from email.header import Header

from liaisonbot.model import tokens

WIDTH = 76
"""The longest line of ours, in bytes; only a word that cannot be folded (an id, an address) may be longer."""

MOST_OF_ORIGINAL = 10 << 20
"""A larger original is not attached; the letter says so."""

REMOVED = "[removed]"
"""What stands where a reply token of ours stood."""

_LONGEST_LINE = 998  # RFC 5322 §2.1.1, without CRLF
_DEEPEST = 3  # a mail in a file in a mail

_FIELD = re.compile(rb"([!-9;-~]+): ([!-~][ -~]*(?:\r\n(?= [!-~])[ -~]*)*)\r\n")
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
# C0 but LF, C1, soft hyphen, zero-width blanks, bidirectional controls, surrogates, private use, tags; not the
# joiners, which some scripts need
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff]+"
)
_TRACE = re.compile(
    rb"(?im)^(?:received|return-path|delivered-to|x-original-to|authentication-results|arc-[!-9;-~]*)[ \t]*:"
    rb".*(?:\r?\n[ \t].*)*(?:\r?\n|\Z)"
)
_BASE64 = re.compile(rb"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{20,}(?:\r?\n[A-Za-z0-9+/]+)*={0,2}")
_RUN_OF_BASE64 = b"a" * 20
_AS_BASE64 = bytes(
    ord("a") if chr(code).isascii() and (chr(code).isalnum() or chr(code) in "+/") else 0 for code in range(256)
)
"""Every letter that base64 may have becomes an a: whether there is such a run at all is quickly seen."""
_TOKEN_IN_BASE64 = 48  # letters: a shorter block holds no token


class ComposeError(ValueError):
    """A letter that must not leave: a header that is not the intended one, a bad address, a token in public."""


# --- values -----------------------------------------------------------------------------------------


def clean(text: str, most: int = _LONGEST_LINE) -> str:
    """`text` on one line of at most `most` characters: line ends and tabs are blanks, runs of blanks are one,
    control, zero-width, bidirectional and private characters are gone. What is cut ends in an ellipsis."""
    flat = " ".join(text.split())
    if not flat.isprintable():
        flat = " ".join(_UNSEEN.sub("", flat).split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def address(text: str) -> str:
    """`text` if it is one plain mail address: atoms before the @, letters-digits-hyphen names behind it.
    Raises ComposeError for everything else, quoted local parts and addresses beyond ASCII included."""
    if not _ADDRESS.fullmatch(text):
        raise ComposeError(f"not a mail address: {clean(text, 80)!r}")
    return text


def mailbox(name: str, addr: str) -> str:
    """A mailbox for a header: `"Name" <address>`, the name encoded where it must be, or the bare address."""
    shown = clean(name, 120).replace("\\", "").replace('"', "'").strip()
    if not shown:
        return address(addr)
    phrase = f'"{shown}"' if _is_plain(shown) else encoded(shown)
    return f"{phrase} <{address(addr)}>"


def encoded(text: str) -> str:
    """`text`, as encoded words of at most 75 characters if it is not ASCII or looks like one itself."""
    if _is_plain(text):
        return text
    return Header(text, "utf-8", maxlinelen=75, header_name="Subject").encode(linesep="\n").replace("\n ", " ")


def message_id(text: str) -> str | None:
    """`text` if it can stand in a References field, else None: one id in brackets, ASCII, not endless."""
    return text if _MESSAGE_ID.fullmatch(text) else None


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


# --- one mail ---------------------------------------------------------------------------------------


def compose(
    fields: Sequence[tuple[str, str]], text: str, attached: bytes | None = None, html: str | None = None
) -> bytes:
    """One mail with exactly these header fields, in this order, and MIME's own; CRLF throughout, ASCII only.

    `text` is the body (LF line ends; a line that ends in a blank flows into the next one), `attached` a part
    that `attachment` or `file` made, `html` the same words again, for who prefers them so. Raises ComposeError
    if a value is not printable ASCII, or if the finished header does not read as what was asked for.
    """
    head, payload = _text_part(text)
    if html is not None:
        head, payload = _either(fields, _part(head, payload), _html_part(html))
    if attached is not None:
        boundary = _boundary(fields, payload, attached)
        parts = (_part(head, payload), attached)
        payload = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts) + b"--%b--\r\n" % boundary
        head = [("Content-Type", f'multipart/mixed; boundary="{boundary.decode()}"')]
    wanted = [*fields, ("MIME-Version", "1.0"), *head]
    lines = b"".join(_line(name, value) for name, value in wanted)
    _insist(wanted, lines)
    return b"%b\r\n%b" % (lines, payload)


def _either(fields: Sequence[tuple[str, str]], *parts: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """The same letter in several forms, the plain one first (RFC 2046 §5.1.4)."""
    boundary = b"%b_" % _boundary(fields, *parts)
    payload = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts) + b"--%b--\r\n" % boundary
    return [("Content-Type", f'multipart/alternative; boundary="{boundary.decode()}"')], payload


def _html_part(html: str) -> bytes:
    head = [("Content-Type", "text/html; charset=utf-8"), ("Content-Transfer-Encoding", "quoted-printable")]
    return _part(head, _quoted_printable(_seen(html).encode("utf-8")).replace(b"\n", b"\r\n"))


def flowed(text: str) -> str:
    """`text` as format=flowed (RFC 3676 §4): lines that begin with a blank or "From " are stuffed, a blank at a
    line's end stays only where the next line goes on with the same paragraph or quote ("> ")."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line[-1:] == " " and line != "-- ":
            after = (lines[number + 1 : number + 2] or [""])[0]
            same_quote = line.startswith(">") == after.startswith(">") and after != ">"
            goes_on = same_quote and line[0] != " " and after != "-- " and after[:1] not in ("", " ")
            line = f"{line.rstrip(' ')} " if goes_on else line.rstrip(" ")
        lines[number] = f" {line}" if line.startswith((" ", "From ")) else line
    return "\n".join(lines)


def _text_part(text: str) -> tuple[list[tuple[str, str]], bytes]:
    """The text as 7bit where every line allows it, else quoted-printable, or base64 if that is shorter."""
    flow = flowed(_seen(text).rstrip("\n") + "\n")
    data = flow.encode("utf-8")
    coding = "7bit"
    if not flow.isascii() or max(map(len, flow.split("\n"))) > WIDTH:
        coding, plain = "quoted-printable", data
        data = _quoted_printable(plain)
        if len(data) > 1.8 * len(plain):
            coding, data = "base64", base64.encodebytes(plain.replace(b"\n", b"\r\n"))
    head = [
        ("Content-Type", "text/plain; charset=utf-8; format=flowed; delsp=no"),
        ("Content-Transfer-Encoding", coding),
    ]
    return head, data.replace(b"\n", b"\r\n")


def _seen(text: str) -> str:
    """`text` (LF line ends) without characters that nobody sees; a tab is a blank."""
    text = text.replace("\t", " ")
    return text if text.replace("\n", "").isprintable() else _UNSEEN.sub("", text)


def _quoted_printable(data: bytes) -> bytes:
    """`data` (LF line ends) in lines of at most 76; Python's own encoder forgets to count a last blank."""
    lines = binascii.b2a_qp(data, istext=True).split(b"\n")
    return b"\n".join(line if len(line) <= WIDTH else b"%b=\n%b" % (line[:-3], line[-3:]) for line in lines)


def _boundary(fields: Sequence[tuple[str, str]], *parts: bytes) -> bytes:
    """A boundary that stands in none of the parts, the same one whenever this letter is made again."""
    seed = dict(fields).get("Message-ID", "")
    for number in range(100):
        boundary = b"=_ls_" + hashlib.sha256(f"{number} {seed}".encode()).hexdigest()[:32].encode()
        if not any(boundary in part for part in parts):
            return boundary
    raise ComposeError("no boundary fits")


def _part(head: Sequence[tuple[str, str]], payload: bytes) -> bytes:
    return b"".join(_line(name, value) for name, value in head) + b"\r\n" + payload


def _line(name: str, value: str) -> bytes:
    """One header field, folded at its blanks."""
    if not (value.isascii() and value.isprintable()):
        raise ComposeError(f"{name} is not printable ASCII")
    field = f"{name}: {value}"
    if len(field) > WIDTH:
        first, *words = value.split(" ")
        lines = [f"{name}: {first}"]
        for word in words:
            if len(lines[-1]) + 1 + len(word) > WIDTH:
                lines.append(f" {word}")
            else:
                lines[-1] += f" {word}"
        field = "\r\n".join(lines)
        if max(map(len, lines)) > _LONGEST_LINE:
            raise ComposeError(f"{name} cannot be folded")
    return f"{field}\r\n".encode("ascii")


def _insist(wanted: Sequence[tuple[str, str]], lines: bytes) -> None:
    """The header as another reader sees it must be the one that was asked for: read again by the grammar of
    RFC 5322 §2.2, in which nothing but printable ASCII and folds before a word is possible."""
    found, end = [], 0
    while field := _FIELD.match(lines, end):
        found.append((field[1].decode(), field[2].replace(b"\r\n", b"").decode()))
        end = field.end()
    if found != list(wanted) or end != len(lines):
        raise ComposeError(f"the header came out as {[name for name, _ in found]}")


# --- the original, from its bytes -------------------------------------------------------------------


def attachment(name: str, raw: bytes) -> bytes:
    """The letter `raw` as a MIME part: `message/rfc822` where its bytes can stand in a mail as they are, else a
    base64 file called `name`; never serialised anew. Letters that came with LF line ends (a pipe, a Maildir)
    get CRLF, as any mail server would give them."""
    if b"\r" not in raw:
        raw = raw.replace(b"\n", b"\r\n")
    as_is = _can_stand_as_it_is(raw)
    shown = f'attachment; filename="{name}"'
    head = [("Content-Type", "message/rfc822" if as_is else f'application/octet-stream; name="{name}"')]
    head += [("Content-Disposition", shown), ("Content-Transfer-Encoding", "7bit" if as_is else "base64")]
    return _part(head, raw if as_is else base64.encodebytes(raw).replace(b"\n", b"\r\n"))


def _can_stand_as_it_is(raw: bytes) -> bool:
    """True for what is 7bit (RFC 2045 §2.7): ASCII without NUL, CRLF only, no line too long."""
    ends = raw.count(b"\r\n")
    if not raw.isascii() or b"\0" in raw or raw.count(b"\r") != ends or raw.count(b"\n") != ends:
        return False
    return max(map(len, raw.split(b"\r\n"))) <= _LONGEST_LINE


def file(name: str, media_type: str, data: bytes) -> bytes:
    """A file of our own making as a MIME part."""
    head = [("Content-Type", f'{media_type}; name="{name}"')]
    head += [("Content-Disposition", f'attachment; filename="{name}"'), ("Content-Transfer-Encoding", "base64")]
    return _part(head, base64.encodebytes(data).replace(b"\n", b"\r\n"))


def without_trace(raw: bytes) -> bytes:
    """A letter without the fields that mail servers added on its way; they stay in the ledger."""
    end = re.search(rb"\r?\n\r?\n", raw)
    border = end.end() if end else len(raw)
    return _TRACE.sub(b"", raw[:border]) + raw[border:]


def without_tokens(raw: bytes, is_token: Callable[[str], bool]) -> bytes:
    """A letter in which no reply token of ours is left, be it plain, broken by quoted-printable, or inside
    base64 (P20)."""
    for found in _tokens(raw, is_token):
        letters = rb"(?:=\r?\n)?".join(b"(?:%c|=%02x)" % (letter, letter) for letter in found.encode())
        raw = re.sub(letters, REMOVED.encode(), raw, flags=re.IGNORECASE)
    if _RUN_OF_BASE64 not in raw.translate(_AS_BASE64):
        return raw
    return _BASE64.sub(lambda block: _block_without(block.group(), is_token, _DEEPEST), raw)


def tokens_in(text: str, is_token: Callable[[str], bool]) -> list[str]:
    """Our tokens in `text`, in lower case."""
    likely = tokens.possible(text.encode("utf-8", "replace"))
    return [one for one in tokens.find(text) if is_token(one)] if likely else []


def has_token(raw: bytes, is_token: Callable[[str], bool]) -> bool:
    """True if `raw`, or anything encoded in it, holds such a token."""
    return without_tokens(raw, is_token) != raw


def _tokens(raw: bytes, is_token: Callable[[str], bool]) -> Iterator[str]:
    views = [raw, binascii.a2b_qp(raw)] if b"=" in raw else [raw]
    likely = (view.decode("latin-1") for view in views if tokens.possible(view))
    return iter(dict.fromkeys(one for view in likely for one in tokens.find(view) if is_token(one)))


def _block_without(block: bytes, is_token: Callable[[str], bool], depth: int) -> bytes:
    """One run of base64, encoded anew only if a token was in it."""
    if len(block) < _TOKEN_IN_BASE64:
        return block
    try:
        inside = binascii.a2b_base64(block)
    except binascii.Error:
        return block
    kept = inside
    for found in _tokens(inside, is_token):
        kept = re.sub(re.escape(found).encode(), REMOVED.encode(), kept, flags=re.IGNORECASE)
    if depth > 1:
        kept = _BASE64.sub(lambda inner: _block_without(inner.group(), is_token, depth - 1), kept)
    if kept == inside:
        return block
    end = b"\r\n" if b"\r\n" in block else b"\n"
    return base64.encodebytes(kept).rstrip(b"\n").replace(b"\n", end) if b"\n" in block else base64.b64encode(kept)
