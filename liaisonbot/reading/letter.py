"""A letter: the bytes of one mail turned into words, whatever the bytes are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import errors
from email.message import Message
from hashlib import sha256

from liaisonbot.model.statement import Mailbox, Statement
from liaisonbot.reading import mime
from liaisonbot.reading.announcements import announced, is_forward, tracker_ids
from liaisonbot.reading.automatic import Robot, returned, robot_of
from liaisonbot.reading.forwards import split_forward
from liaisonbot.reading.headers import (
    MAX_HEADER_BLOCK,
    Fields,
    LetterTooComplex,
    date,
    decode_field,
    message_id,
    message_ids,
)
from liaisonbot.reading.html_text import hidden_text, mail_html_to_text
from liaisonbot.reading.mailboxes import is_address, mailboxes, original_address, strict_mailbox
from liaisonbot.reading.reply_text import new_text

__all__ = ["Letter", "LetterTooComplex", "Part", "Robot", "parse", "tracker_ids"]

_KEPT_FIELDS = (
    "from",
    "sender",
    "to",
    "cc",
    "date",
    "delivered-to",
    "x-original-to",
    "archived-at",
    "auto-submitted",
    "precedence",
    "authentication-results",
    "list-id",
    "resent-from",
    "return-path",
    "x-spam-flag",
    "x-spam-status",
    "x-spam",
)
_REPORTS = frozenset({Robot.BOUNCE, Robot.DELIVERED, Robot.COMPLAINT})
# After one of these nobody can say which lines a mail server took for the header.
_BROKEN_HEADER = (
    errors.MissingHeaderBodySeparatorDefect,
    errors.FirstHeaderLineIsContinuationDefect,
    errors.MisplacedEnvelopeHeaderDefect,
)
_BARE_CR = re.compile(rb"\r(?!\n)")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_TAG = re.compile(r"\[(?!LS-\d)[^\[\]]{1,60}\]", re.I)
_FOOTER_WORDS = re.compile(r"mailing list|listinfo|unsubscribe|discussion list", re.I)
_MAX_FOOTER = 1_500  # characters
_SHORTEST_FORWARD = 20  # characters of two fields and their words


_HOP = re.compile(r";\s*h=(\d{1,3})\s*;")


@dataclass(frozen=True, slots=True)
class Part:
    """One file or body part of the mail: `name` cleaned for showing, `data` decoded bytes. `size` (bytes) and `sha256`
    are known of parts whose bytes stayed behind in the child process that read them."""

    name: str
    media_type: str
    data: bytes
    inline: bool = False
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, read. `sender` is the strict From (one field, one mailbox, no defects) or None; `from_text`
    the field as written. `text` is the whole plain view with LF line ends (from HTML if there is no plain
    part), `new_text` what the person newly wrote, without quotes and signature. `html_text` is what the HTML shows
    that came beside a plain text, None if there was none, and `hidden_text` what nobody sees of it; a letter inside
    another has neither. `via_list` is the list's id or address when it came through one.
    `fingerprint` is equal for copies of the same content. `announcement` is the tracker's statement number
    when the mail is an announcement of it, 0 when it is one without a number, None otherwise.
    `forwarded` is the letter inside, when this is a forward (attached or inline); of several attached ones the first,
    `not_read` are the subjects of the others. `raw` are the bytes of an attached letter that its own domain signed, as
    far as they can be had again; "" of every other letter. `statement` is what the
    reading found, None when nothing speaks for a statement. `headers` has decoded values by lower-case name.
    `returned_id` is the Message-ID that a report speaks of, `status` the code that it gives (`5.1.1`).
    `word_files` are Word 97 files whose text the reading still needs from outside. `mentions` are the drafts and
    RFCs that the mail and its documents name, `excerpt` the first lines of the statement for people to read."""

    message_id: str
    subject: str
    sender: Mailbox | None
    from_text: str
    date: datetime | None
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    robot: Robot | None = None
    via_list: str | None = None
    text: str = ""
    new_text: str = ""
    parts: tuple[Part, ...] = ()
    fingerprint: str = ""
    failed_recipients: tuple[str, ...] = ()
    returned_id: str = ""
    status: str = ""
    own_mark: str | None = None
    announcement: int | None = None
    forwarded: Letter | None = None
    statement: Statement | None = None
    warnings: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    html_text: str | None = None
    hidden_text: str = ""
    word_files: tuple[bytes, ...] = ()
    mentions: tuple[str, ...] = ()
    excerpt: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    raw: bytes = b""

    @property
    def writer(self) -> str:
        """The address of the one From, else what stands there, for people."""
        return self.sender.address if self.sender else self.from_text

    @property
    def hop(self) -> int | None:
        """How many bots have answered each other before this letter, by the mark that bots of our kind leave;
        None without one."""
        found = _HOP.search(self.own_mark or "")
        return int(found[1]) if found else None


def parse(raw: bytes) -> Letter:
    """The mail in `raw`, with CRLF or LF line ends, as a Letter; total: any bytes give one.

    Raises LetterTooComplex, and nothing else, when the mail goes beyond a bound of the reader.
    """
    return _letter(mime.read_tree(raw), doubtful=_has_bare_cr(raw))


def file_key(data: bytes) -> str:
    """What a file is known by, whatever it is called: its SHA-256, in hex."""
    return sha256(data).hexdigest()


def _has_bare_cr(raw: bytes) -> bool:
    """True if a CR stands alone in the header: one server ends a line there, the next does not."""
    bare = _BARE_CR.search(raw, 0, MAX_HEADER_BLOCK)
    if bare is None:
        return False
    end = _BLANK_LINE.search(raw)
    return end is None or bare.start() < end.start()


def _letter(message: Message, *, doubtful: bool = False, inside: bool = False) -> Letter:
    """The letter; one `inside` another holds nothing to obey, so what its HTML says is of no interest."""
    fields = Fields(message)
    doubtful = doubtful or any(isinstance(defect, _BROKEN_HEADER) for defect in message.defects)
    sender = None if doubtful else strict_mailbox(fields.raw("from"))
    subject = fields.first("subject")
    content = mime.content(message)
    text = "\n".join(body.text for body in content.bodies).strip("\n")
    written = new_text(text)
    text = written if written == text else text  # one object is sent on from the child process once
    robot, failed = robot_of(message, fields, sender.key if sender else "", subject, written)
    returned_id, status = returned(message) if robot in _REPORTS else ("", "")
    warnings = list(content.warnings)
    if sender is None:
        warnings.append("its From field does not name exactly one sender")
    parts = tuple(Part(leaf.name, leaf.media_type, leaf.data, leaf.inline) for leaf in content.leaves)
    from_text = ", ".join(fields.all("from"))
    author = original_address(sender.key) if sender else from_text.lower()
    fingerprint = _fingerprint(author, subject, text, parts)
    forwarded, not_read = _forwarded(content.leaves, robot, subject, text, written, parts)
    html = "" if inside else _html_beside_text(content.bodies)
    return Letter(
        message_id=message_id(fields.first("message-id")) or _made_id(fingerprint, fields.first("date")),
        subject=subject,
        sender=sender,
        from_text=from_text,
        date=date(fields.first("date")),
        to=mailboxes(fields.raw("to")),
        cc=mailboxes(fields.raw("cc")),
        reply_to=mailboxes(fields.raw("reply-to")),
        in_reply_to=message_ids(fields.all("in-reply-to")),
        references=message_ids(fields.all("references")),
        robot=robot,
        via_list=_via_list(fields),
        text=text,
        new_text=written,
        parts=parts,
        fingerprint=fingerprint,
        failed_recipients=failed,
        returned_id=message_id(returned_id),
        status=status,
        own_mark=fields.first("x-liaisonbot") or fields.first("x-loop") or None,
        announcement=announced(sender, subject, text),
        forwarded=forwarded,
        not_read=not_read,
        warnings=tuple(warnings),
        headers=_kept(fields),
        html_text=mail_html_to_text(html) if html else None,
        hidden_text=hidden_text(html) if html else "",
    )


def _html_beside_text(bodies: Sequence[mime.Body]) -> str:
    if not any(body.html and any(plain.strip() for plain in body.plain) for body in bodies):
        return ""
    return "\n".join(html for body in bodies for html in body.html).strip()


def _kept(fields: Fields) -> dict[str, tuple[str, ...]]:
    """The fields that others ask for; DKIM-Signature keeps its folds."""
    kept = {name: fields.all(name) for name in _KEPT_FIELDS if name in fields}
    if "dkim-signature" in fields:
        kept["dkim-signature"] = fields.raw("dkim-signature")
    return kept


def _via_list(fields: Fields) -> str | None:
    """The list's id, else the address of the list, else None."""
    list_id = fields.first("list-id")
    if list_id:
        inside = re.search(r"<([^<>\s]+)>\s*$", list_id)
        return (inside[1] if inside else list_id.strip("<> ")).lower() or None
    for name in filter(fields.__contains__, ("list-post", "x-mailing-list")):
        address = re.sub(r"^<?(?:mailto:)?|[>?;].*$", "", fields.first(name).strip()).lower()
        if is_address(address):
            return address
    return None


def _fingerprint(author: str, subject: str, text: str, parts: Sequence[Part]) -> str:
    """A hash of what was written, blind to how it came: trace fields, line ends, transfer encoding, blanks,
    and the marks that lists put on subject and foot. `author` is an address in lower case."""
    title = " ".join(_TAG.sub(" ", subject).lower().split())
    words = _without_footer(text).encode("utf-8", "replace").translate(None, b" \t\n")
    digest = sha256(f"{author}\0{title}\0".encode("utf-8", "replace") + words)
    for part_digest in sorted(_part_digest(part) for part in parts):
        digest.update(part_digest)
    return digest.hexdigest()


def _part_digest(part: Part) -> bytes:
    is_text = part.media_type.startswith(("text/", "message/"))
    return sha256(part.data.replace(b"\r\n", b"\n").rstrip(b"\n") if is_text else part.data).digest()


def _without_footer(text: str) -> str:
    """`text` without the blocks below a line of underscores that lists add, one for each list."""
    text = f"\n{text}"
    while True:
        start = text.rfind("\n____", max(0, len(text) - _MAX_FOOTER))
        if start < 0 or not _FOOTER_WORDS.search(text, start):
            return text
        text = text[:start]


def _made_id(fingerprint: str, date_text: str) -> str:
    """An id for a letter without one: equal for its copies, another for the same words on another day."""
    return f"<{sha256(f'{fingerprint} {date_text}'.encode()).hexdigest()[:40]}@no-message-id.invalid>"


def _forwarded(
    leaves: Sequence[mime.Leaf],
    robot: Robot | None,
    subject: str,
    text: str,
    written: str,
    parts: tuple[Part, ...],
) -> tuple[Letter | None, tuple[str, ...]]:
    """The letter that a person passed on: attached as a mail, or inside the text; and the subjects of further ones that
    are attached."""
    if robot in _REPORTS:
        return None, ()  # what a report returns is our own mail
    mails = [
        (leaf, mail)
        for leaf in leaves
        if (mail := leaf.message if leaf.message is not None else _mail_file(leaf)) is not None
    ]
    if mails:
        (leaf, mail), *others = mails
        raw = leaf.data if "dkim-signature" in mail else b""
        return replace(_letter(mail, inside=True), raw=raw), tuple(Fields(one).first("subject") for _, one in others)
    if len(text) - len(written) < _SHORTEST_FORWARD:
        return None, ()  # what is forwarded is never new text, so there is none; most letters end here
    found = split_forward(text, loose=is_forward(subject))
    return (_inline_letter(*found, parts) if found else None), ()


def _mail_file(leaf: mime.Leaf) -> Message | None:
    """The mail in a file `*.eml` that was attached as mere bytes; None if it is none."""
    if not leaf.name.lower().endswith(".eml") or not leaf.data:
        return None
    try:
        message = mime.read_tree(leaf.data)
    except LetterTooComplex:
        return None
    return message if "from" in message and ("subject" in message or "date" in message) else None


def _inline_letter(found: Mapping[str, str], text: str, parts: tuple[Part, ...]) -> Letter:
    """A letter made of the few fields that a mail program writes above what it forwards inline."""
    subject = decode_field(found.get("subject", ""))
    from_text = decode_field(found["from"])
    boxes = mailboxes([_plain_address(found["from"])])
    sender = boxes[0] if len(boxes) == 1 else None
    fingerprint = _fingerprint(sender.key if sender else from_text.lower(), subject, text, parts)
    return Letter(
        message_id=_made_id(fingerprint, found.get("date", "")),
        subject=subject,
        sender=sender,
        from_text=from_text,
        date=date(found.get("date", "")),
        to=mailboxes([_plain_address(found.get("to", ""))]),
        cc=mailboxes([_plain_address(found.get("cc", ""))]),
        text=text,
        new_text=new_text(text),
        parts=parts,
        fingerprint=fingerprint,
    )


def _plain_address(value: str) -> str:
    """Addresses as Outlook and Gmail print them: `Jane [mailto:j@x.example]`, `<j@x.example<mailto:…>>`."""
    value = re.sub(r"<mailto:[^<>]*>", "", value)
    return re.sub(r"\[mailto:([^\[\]\s]+)\]", r"<\1>", value).replace("*", "")
