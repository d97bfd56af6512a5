"""Header fields: read once, decoded once, by functions that never raise.

The stdlib's modern policy is not used: it parses again at every access, is quadratic on hostile fields and
raises eight kinds of exception. Here a field is a plain string from the compat32 parser.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

MAX_HEADER_BLOCK = 64 * 1024  # bytes, as are the bounds below
MAX_FIELDS = 500
MAX_FIELD = 16 * 1024  # bytes

_ENCODED_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"\s+")
# None of these may be shown to a person, written to a log or copied into a header of ours: C0, DEL, C1, line and
# paragraph separators, and the marks that turn the direction of writing.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MESSAGE_ID = re.compile(r"<([^<>]{1,900})>")
_REFERENCE = re.compile(r"<([^<>\s,]{1,900})>|([^<>\s,]{1,900}@[^<>\s,]{1,255})")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.)*+)"|([^;]*))', re.S)
_PIECE = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")

# Codecs that are no charset of mail: they run for long, warn, or read escapes as commands.
_NO_CHARSETS = frozenset(str.split("idna punycode unicode_escape raw_unicode_escape undefined mbcs oem"))
# Senders name the small set and use the large one.
_WIDER = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
}


class LetterTooComplex(ValueError):
    """The letter goes beyond a bound of the reader; `reason` names it in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_header_block(block: bytes) -> None:
    """Raise LetterTooComplex if the header block (LF line ends) goes beyond a bound. Linear in its size."""
    if len(block) > MAX_HEADER_BLOCK:
        raise LetterTooComplex(f"its header block is larger than {MAX_HEADER_BLOCK // 1024} KiB")
    lines = block.split(b"\n")
    fields = sum(1 for line in lines if line[:1] not in (b" ", b"\t", b""))
    if fields > MAX_FIELDS:
        raise LetterTooComplex(f"it has more than {MAX_FIELDS} header fields")
    if len(block) <= MAX_FIELD:
        return
    size = 0
    for line in lines:
        size = size + len(line) + 1 if line[:1] in (b" ", b"\t") else len(line)
        if size > MAX_FIELD:
            raise LetterTooComplex(f"one of its header fields is larger than {MAX_FIELD // 1024} KiB")


class Fields:
    """The header of one message: raw values by lower-case name, each decoded when first asked for."""

    __slots__ = ("_decoded", "_raw")

    def __init__(self, message: Message) -> None:
        self._raw: dict[str, list[str]] = {}
        self._decoded: dict[str, tuple[str, ...]] = {}
        for name, value in message.raw_items():
            self._raw.setdefault(name.lower(), []).append(str(value))

    def raw(self, name: str) -> tuple[str, ...]:
        """The values as they came, undecoded, folds included; 8-bit bytes read as UTF-8 or windows-1252."""
        return tuple(plain_text(value) for value in self._raw.get(name, ()))

    def all(self, name: str) -> tuple[str, ...]:
        """The decoded values in their order, each one line."""
        if name not in self._raw:
            return ()
        if name not in self._decoded:
            self._decoded[name] = tuple(decode_field(value) for value in self._raw[name])
        return self._decoded[name]

    def first(self, name: str) -> str:
        """The first decoded value, "" if there is none."""
        values = self.all(name)
        return values[0] if values else ""

    def __contains__(self, name: str) -> bool:
        return name in self._raw


def plain_text(value: str) -> str:
    """`value` without the lone surrogates that stand for 8-bit bytes in the parser's output."""
    if value.isascii():
        return value
    data = value.encode("utf-8", "surrogateescape") if _only_escapes(value) else value.encode("utf-8", "replace")
    return decode_bytes(data, "utf-8")[0]


def _only_escapes(value: str) -> bool:
    return not any("\ud800" <= letter < "\udc80" or "\udcff" < letter <= "\udfff" for letter in value)


def decode_field(value: str) -> str:
    """One header value as one line of readable text: unfolded, encoded words decoded, no control characters."""
    if not value.isascii():
        value = plain_text(value)
    if "=?" in value:
        value = decode_words(value)
    if not value.isprintable():
        value = _CONTROLS.sub(" ", _TURNS.sub("", value))
    return " ".join(value.split())


def decode_words(value: str) -> str:
    """Encoded words (RFC 2047) decoded; neighbours of one charset are joined as bytes, since some mailers split
    a character between them; what is broken stays as written."""
    out: list[str] = []
    pending, charset, end = b"", "", 0
    for match in _ENCODED_WORD.finditer(value):
        between = value[end : match.start()]
        data = _word_bytes(match[2], match[3])
        if pending and match[1].lower() == charset and _BETWEEN_WORDS.fullmatch(between or " "):
            pending += data
        else:
            out.append(decode_bytes(pending, charset)[0])
            out.append("" if end and _BETWEEN_WORDS.fullmatch(between or " ") else between)
            pending, charset = data, match[1].lower()
        end = match.end()
    out.append(decode_bytes(pending, charset)[0])
    return "".join(out) + value[end:]


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    return decode_base64(data)


def decode_base64(data: bytes) -> bytes:
    """Base64 as sent by the careless: foreign characters skipped, padding not needed, a cut tail dropped."""
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def decode_bytes(data: bytes, charset: str) -> tuple[str, bool]:
    """`data` as text and whether that went without doubt: the declared charset, else UTF-8, else windows-1252.

    The text has no NUL and no lone surrogate; bytes that mean nothing become U+FFFD.
    """
    text = _strictly(data, _codec(charset))
    certain = text is not None
    if text is None:
        text = _strictly(data, "utf-8")
    if text is None:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        text = text.replace("\0", "")
    return text, certain


def _codec(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip() or "utf-8").name
    except (LookupError, ValueError):
        return ""
    return "" if name in _NO_CHARSETS else _WIDER.get(name, name)


def _strictly(data: bytes, codec: str) -> str | None:
    if not codec:
        return None
    try:
        text = data.decode(codec)
        text.encode("utf-8")  # some codecs let lone surrogates through, which no database takes
    except (ValueError, LookupError):
        return None
    return text


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A structured field (`text/plain; charset=…`) as its lower-case main value and its parameters by lower-case
    name: RFC 2231 pieces joined and decoded, encoded words in values decoded too (mailers mix both)."""
    value = plain_text(value)
    main = value.split(";", 1)[0].strip().lower()
    if ";" not in value:
        return main, {}
    found: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _PARAMETER.finditer(value):
        text = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else (match[3] or "").strip()
        piece = _PIECE.fullmatch(match[1].lower())
        if piece is None:
            continue
        if piece[2] is None and not piece[3]:
            found.setdefault(piece[1], decode_field(text))
        else:
            pieces.setdefault(piece[1], {}).setdefault(int(piece[2] or 0), (text, bool(piece[3])))
    for name, numbered in pieces.items():
        found[name] = decode_field(_joined(numbered))
    return main, found


def _joined(numbered: dict[int, tuple[str, bool]]) -> str:
    """The pieces of one RFC 2231 parameter; the first may start with charset'language'."""
    data, charset = b"", "utf-8"
    for number in sorted(numbered):
        text, escaped = numbered[number]
        if escaped and number == min(numbered) and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if escaped else text.encode("utf-8", "replace")
    return decode_bytes(data, charset)[0]


def message_id(value: str) -> str:
    """The Message-ID as `<id>` without blanks; "" if there is none."""
    match = _MESSAGE_ID.search(value)
    inside = "".join((match[1] if match else value if len(value) <= 900 else "").split()).strip("<>")
    return f"<{inside}>" if inside else ""


def message_ids(values: Iterable[str]) -> tuple[str, ...]:
    """All ids in In-Reply-To or References: split on blanks and commas, junk beside the brackets dropped,
    each once, in order."""
    found = (match for value in values for match in _REFERENCE.finditer(value))
    return tuple(dict.fromkeys(f"<{match[1] or match[2]}>" for match in found))


def date(value: str) -> datetime | None:
    """The Date field, aware (a missing zone is read as UTC); None if it cannot be read. Only a hint: clocks
    and zone names of senders are often wrong."""
    try:
        moment = parsedate_to_datetime(value[:200])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment.astimezone(UTC)  # a year 1 with a zone cannot be told in UTC
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return moment
