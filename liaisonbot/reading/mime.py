"""The MIME tree of a mail: bounded before it is built, then its texts and its files."""

from __future__ import annotations

import re
from base64 import encodebytes
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO

from liaisonbot.reading.headers import (
    MAX_FIELD,
    Fields,
    LetterTooComplex,
    check_header_block,
    decode_base64,
    decode_bytes,
    parameters,
)
from liaisonbot.reading.html_text import mail_html_to_text
from liaisonbot.reading.reply_text import unflow

MAX_PARTS = 100
MAX_NESTING = 15
MAX_TEXT = 2 * 1024 * 1024  # characters of one part
MAX_NAME = 120

_PART_FIELD = re.compile(rb"\n[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[A-Za-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*")
_MESSAGE_TYPE = re.compile(rb"\n[Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Tt][Yy][Pp][Ee]:[ \t\n]*(?i:message)/")
_MAY_HAVE_PARTS = re.compile(rb"(?:multipart|message)/", re.I)
_BOUNDARY = re.compile(rb'boundary\s*(\*[\d*]*)?\s*=\s*(?:"([^"]*)"|([^\s;]+))', re.I)
_DELIMITER = re.compile(rb"\n--([^\n]+)")
_UNSHOWABLE_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff0-\uffff]")
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/html": ".html",
    "text/plain": ".txt",
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One file of the mail; `message` is the mail inside, when it is one."""

    name: str
    media_type: str
    data: bytes
    inline: bool = False
    message: Message | None = None


@dataclass(slots=True)
class Body:
    """One text of the mail in the forms it came in."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        plain = "\n".join(self.plain)
        return plain if plain.strip() or not self.html else mail_html_to_text("\n".join(self.html))


@dataclass(slots=True)
class Content:
    """What the tree holds, in its order. `warnings` are plain words on what could not be read as declared."""

    bodies: list[Body] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_tree(raw: bytes) -> Message:
    """The mail as a compat32 tree. `raw` may have any line ends; LetterTooComplex over a bound.

    A linear scan comes before the parser, whose work grows with parts, depth and the size of fields.
    """
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    header_end = lines.find(b"\n\n")
    check_header_block(lines if header_end < 0 else lines[:header_end])
    _check_parts(lines)
    try:
        message = _parsed(lines, header_end)
        _check_tree(message)
    except RecursionError as error:
        raise LetterTooComplex("its parts are nested too deeply") from error
    return message


def _parsed(lines: bytes, header_end: int) -> Message:
    """The mail as the library's parser reads it. That goes through a body line by line, also where it can have no
    parts: such a body is its payload as it stands."""
    head = lines[: header_end + 2]
    if header_end >= 0 and not _MAY_HAVE_PARTS.search(head):
        message = message_from_bytes(head)
        if not message.get_payload():  # the parser too sees the end of the header there
            message.set_payload(lines[len(head) :].decode("ascii", "surrogateescape"))
            return message
    return message_from_bytes(lines)


def _check_parts(lines: bytes) -> None:
    for match in _PART_FIELD.finditer(lines):
        if match.end() - match.start() > MAX_FIELD:
            raise LetterTooComplex(f"one of its header fields is larger than {MAX_FIELD // 1024} KiB")
    small = lines.lower()
    delimiters = _count_delimiters(lines, small)
    messages = sum(1 for _ in _MESSAGE_TYPE.finditer(lines)) if b"message/" in small else 0
    if delimiters > MAX_PARTS or messages > MAX_PARTS:
        raise LetterTooComplex(f"it has more than {MAX_PARTS} parts")


def _count_delimiters(lines: bytes, small: bytes) -> int:
    """How many lines may begin a part: those of a boundary that is declared anywhere in the mail.
    `small` is the mail in lower case."""
    boundaries: set[bytes] = set()
    any_line = False
    start = small.find(b"boundary")
    while start >= 0:
        match = _BOUNDARY.match(lines, start)
        if match:
            value: bytes = match[2] if match[2] is not None else match[3]
            boundaries.add(value.rstrip())
            # Written in a way that the parser must decode first: then every line of that look counts.
            any_line = any_line or match[1] is not None or b"\\" in value or b"\n" in value
        start = small.find(b"boundary", start + 8)
    if not boundaries:
        return 0
    return sum(1 for match in _DELIMITER.finditer(lines) if any_line or match[1].rstrip() in boundaries)


def _check_tree(message: Message) -> None:
    """The same bounds on the tree as it was built: the scan may be led astray, the tree not."""
    level, parts = [message], 0
    for _ in range(MAX_NESTING + 1):
        parts += len(level)
        if parts > MAX_PARTS + 1:
            raise LetterTooComplex(f"it has more than {MAX_PARTS} parts")
        level = [child for part in level for child in children(part)]
        if not level:
            return
    raise LetterTooComplex(f"its parts are nested more than {MAX_NESTING} deep")


def without(raw: bytes, unwanted: Callable[[str, str], bool], why: str) -> bytes:
    """The mail in `raw`, written anew with LF line ends, in which a line of text stands for each file that is
    `unwanted` by its name and media type, also in mails that are attached to it, as such or as files. Raises
    LetterTooComplex, also for an attached one."""
    message = read_tree(raw)
    _cut(message, unwanted, why, MAX_NESTING)
    return _bytes_of(message)


def _cut(message: Message, unwanted: Callable[[str, str], bool], why: str, deepest: int) -> bool:
    """Takes the unwanted files out of `message`; whether there were any."""
    if not deepest:
        raise LetterTooComplex(f"its parts are nested more than {MAX_NESTING} deep")
    found = False
    for part in message.walk():
        media_type, _, _, given = _declared(part)
        name = safe_name(given, media_type, 1)
        if not part.is_multipart() and unwanted(name, media_type):
            found = True
            for field_name in ("Content-Type", "Content-Disposition", "Content-Transfer-Encoding"):
                del part[field_name]
            part["Content-Type"] = "text/plain; charset=utf-8"
            part.set_payload(f"[{name.encode('ascii', 'replace').decode()}: {why}]\n")
        elif (packed := _packed_mail(part, name)) is not None:
            holder, data = packed
            inner = read_tree(data)
            if _cut(inner, unwanted, why, deepest - 1):
                found = True
                del part["Content-Transfer-Encoding"]
                part["Content-Transfer-Encoding"] = "base64"
                holder.set_payload(encodebytes(_bytes_of(inner)).decode("ascii"))
    return found


def _packed_mail(part: Message, name: str) -> tuple[Message, bytes] | None:
    """A mail that the parser did not open, and the leaf whose payload it is; None if `part` is no such mail."""
    if _left_encoded(part):
        (holder,) = children(part)
        return holder, decode_base64(payload(holder))
    return (part, payload(part)) if name.lower().endswith(".eml") and not part.is_multipart() else None


def _left_encoded(part: Message) -> bool:
    """True for an attached mail in base64: RFC 2046 §5.2.1 forbids it, and some gateways do it."""
    inner = children(part)
    encoding = str(part.get("content-transfer-encoding", "")).lower()
    return _is_base64(encoding) and len(inner) == 1 and not inner[0].keys() and not inner[0].is_multipart()


def children(part: Message) -> list[Message]:
    """The parts directly inside; none for a leaf."""
    payload = part.get_payload() if part.is_multipart() else []
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def content(message: Message) -> Content:
    """The texts and files of a mail, without those of a mail inside it."""
    found = Content()
    _collect(message, found, None)
    return found


def _collect(part: Message, found: Content, alternative: Body | None) -> None:
    """Add what `part` holds; `alternative` gathers the forms of one text inside a multipart/alternative."""
    media_type, options, disposition, name = _declared(part)
    if "/" not in media_type or (media_type.startswith("multipart/") and not part.is_multipart()):
        media_type = "text/plain"  # RFC 2045 §5.2; nothing else can be made of a multipart without parts
    if media_type.startswith("multipart/") and part.is_multipart():
        if media_type == "multipart/alternative" and alternative is None:
            alternative = Body()
            found.bodies.append(alternative)
        for child in children(part):
            _collect(child, found, alternative)
        return
    if part.is_multipart():
        found.leaves.append(_nested(part, name, media_type, found))
    elif _is_body(media_type, disposition, name, found):
        _add_text(part, media_type, options, found, alternative)
    else:
        found.leaves.append(_leaf(part, name, media_type, disposition == "inline", found))


def _declared(part: Message) -> tuple[str, dict[str, str], str, str]:
    """What a part says that it is: its media type with the type's parameters, its disposition, and its name."""
    fields = Fields(part)
    media_type, options = parameters(next(iter(fields.raw("content-type")), "text/plain"))
    disposition, extras = parameters(next(iter(fields.raw("content-disposition")), ""))
    return media_type, options, disposition, extras.get("filename") or options.get("name") or ""


def _is_body(media_type: str, disposition: str, name: str, found: Content) -> bool:
    """A text that the sender wrote as the mail itself; a named one only if it is the first thing in the mail."""
    if media_type not in ("text/plain", "text/html") or disposition == "attachment":
        return False
    return not name or not (found.bodies or found.leaves)


def _add_text(
    part: Message, media_type: str, options: dict[str, str], found: Content, alternative: Body | None
) -> None:
    text, certain = decode_bytes(payload(part), options.get("charset", ""))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not certain and options.get("charset"):
        found.warnings.append(f"a text part is not in its declared character set {options['charset'][:40]!r}")
    elif "\ufffd" in text:
        found.warnings.append("some characters of the text could not be read")
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
        found.warnings.append(f"a text part was cut at {MAX_TEXT // 1024 // 1024} MiB")
    body = alternative
    if body is None:
        body = Body()
        found.bodies.append(body)
    if media_type == "text/html":
        body.html.append(text)
        return
    if options.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=options.get("delsp", "").lower() == "yes")
    body.plain.append(text)


def payload(part: Message) -> bytes:
    """The decoded bytes of a leaf. Never raises: what is not in its declared encoding comes as it is."""
    encoding = str(part.get("content-transfer-encoding", "")).lower()
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        data = None
    if not isinstance(data, bytes):
        data = str(part.get_payload()).encode("utf-8", "replace")
    # The library knows `base64`, not `base64 ` or `base64 (standard)`.
    return decode_base64(data) if encoding != "base64" and _is_base64(encoding) else data


def _is_base64(encoding: str) -> bool:
    return encoding.split("(")[0].strip() == "base64"


def _nested(part: Message, name: str, media_type: str, found: Content) -> Leaf:
    """A mail inside the mail, or the parsed blocks of a delivery report."""
    inner = children(part)
    if media_type == "message/delivery-status" or len(inner) != 1:
        blocks = b"\n".join(_bytes_of(block) for block in inner)
        return Leaf(safe_name(name, media_type, len(found.leaves) + 1), media_type, blocks)
    message = inner[0]
    if _left_encoded(part):
        data = decode_base64(payload(message))
        try:
            message = read_tree(data)
        except LetterTooComplex as error:
            found.warnings.append(f"an attached mail was not opened: {error.reason}")
    else:
        data = _bytes_of(message)
    title = name or f"{Fields(message).first('subject')[:80] or 'message'}.eml"
    return Leaf(safe_name(title, media_type, 1), media_type, data, message=message)


def _bytes_of(message: Message) -> bytes:
    out = BytesIO()
    try:
        BytesGenerator(out, mangle_from_=False, maxheaderlen=0).flatten(message)
    except (ValueError, LookupError, TypeError, AttributeError, KeyError, AssertionError, IndexError):
        pass  # what could be written is better than nothing; the raw mail is kept whole elsewhere
    return out.getvalue()


def _leaf(part: Message, name: str, media_type: str, inline: bool, found: Content) -> Leaf:
    data = payload(part)
    shown = safe_name(name, media_type, len(found.leaves) + 1)
    if media_type == "application/ms-tnef" or shown.lower() == "winmail.dat":
        found.warnings.append("Outlook packed the files into winmail.dat, which cannot be opened")
    elif media_type == "text/calendar":
        found.warnings.append("there is a calendar item, which is kept but not acted on")
    elif media_type.startswith(("application/pkcs7-mime", "application/x-pkcs7-mime")):
        found.warnings.append("the letter is encrypted or sealed with S/MIME and cannot be read")
    elif media_type == "application/pgp-encrypted":
        found.warnings.append("the letter is encrypted with PGP and cannot be read")
    return Leaf(shown, media_type, data, inline)


def safe_name(name: str, media_type: str, number: int) -> str:
    """A file name for showing: no path, no control or direction marks, at most MAX_NAME characters, never empty.

    It is never a path of ours: files are kept by their hash.
    """
    name = _UNSHOWABLE_NAME.sub("", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join(name.split()).lstrip(". ").rstrip(". ")
    if not name:
        return f"unnamed-{number}{_EXTENSIONS.get(media_type, '')}"
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}"
