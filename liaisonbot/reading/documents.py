"""Files that come with letters, turned into text lines inside hard limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from liaisonbot.reading import bounds
from liaisonbot.reading.archives import Archive, Budget, shown_name
from liaisonbot.reading.bounds import MIB, Unreadable
from liaisonbot.reading.docx import docx_lines, is_docx
from liaisonbot.reading.headers import decode_bytes
from liaisonbot.reading.html_text import html_to_text
from liaisonbot.reading.letter import Part
from liaisonbot.reading.odt import odt_lines
from liaisonbot.reading.rtf import rtf_lines

DocText = Callable[[bytes], str]

NO_CATDOC = "Word 97 file: catdoc is not installed, please look"
NOT_TEXT = "not a text document"
_TOO_LARGE = "too large: reading it needs too much memory"
_CUT = f"only the first {bounds.MAX_TEXT // MIB} MiB of its text were read"


@dataclass(frozen=True, slots=True)
class Document:
    """One file as text. `lines` are its lines in reading order (table cells of a row joined by a tab);
    `problem` says in plain words why nothing or not all could be read, "" if all is well.

    No line holds a line end or a control character besides the tab; at most one empty line stands between two
    others. A table row reads `Label:⇥value; second paragraph of the value`, see `flow.row_lines`."""

    name: str
    media_type: str
    size: int
    lines: tuple[str, ...]
    problem: str = ""


class Kind(StrEnum):
    """What a file is, judged by its bytes; by name and media type only where bytes do not tell."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    DOC = "doc"  # the binary format of Word 97 to 2003
    RTF = "rtf"
    HTML = "html"
    TEXT = "text"
    ZIP = "zip"  # an archive of files, not an office document
    ENCRYPTED = "encrypted"  # an office document with a password
    EMPTY = "empty"
    OTHER = "other"  # images, sheets, slides, sound, unknown


def read_document(name: str, media_type: str, data: bytes, *, doc_text: DocText | None = None) -> Document:
    """One file as text; never raises.

    `doc_text` turns the bytes of a Word 97 file into text (doors/catdoc.py); it may raise FileNotFoundError
    when it has no program to do so. An archive of files is not unpacked here: see `read_documents`.
    """
    return _read(shown_name(name), media_type, data, doc_text)


def read_documents(parts: Sequence[Part], *, doc_text: DocText | None = None) -> tuple[Document, ...]:
    """Each part as a document, in order; the files of an archive instead of the archive, named
    `bundle.zip: LS15.docx`. An archive that cannot be opened is one document with a problem.

    Never raises. Over all parts at most 50 documents are read, 1,000 members and 100 MiB unpacked; what is
    beyond is named with its problem.
    """
    return tuple(_Reading(doc_text).documents(parts))


class _Reading:
    """What may still be spent on one letter."""

    def __init__(self, doc_text: DocText | None) -> None:
        self._doc_text = doc_text
        self._files_left = bounds.MAX_FILES
        self._budget = Budget()

    def documents(self, parts: Sequence[Part]) -> Iterator[Document]:
        for part in parts:
            yield from self._file(shown_name(part.name), part.media_type, part.data, 1)

    def _file(self, name: str, media_type: str, data: bytes, level: int) -> Iterator[Document]:
        """`level` counts the archives that one stands in, this file included if it is one."""
        if not self._files_left:
            problem = f"not read: the letter has more than {bounds.MAX_FILES} documents"
            yield Document(name, media_type, len(data), (), problem)
            return
        kind = kind_of(name, media_type, data)
        if kind in (Kind.ZIP, Kind.DOCX, Kind.ODT) and level > bounds.MAX_CONTAINERS:
            problem = f"not read: packed more than {bounds.MAX_CONTAINERS} times"
            yield Document(name, media_type, len(data), (), problem)
        elif kind is Kind.ZIP:
            yield from self._members(name, media_type, data, level)
        else:
            self._files_left -= kind not in (Kind.OTHER, Kind.EMPTY)
            yield _read(name, media_type, data, self._doc_text)

    def _members(self, name: str, media_type: str, data: bytes, level: int) -> Iterator[Document]:
        try:
            for inner, content in Archive(data, self._budget).members():
                full = f"{name}: {inner}"
                if isinstance(content, Unreadable):
                    yield Document(full, "", 0, (), content.problem)
                else:
                    yield from self._file(full, "", content, level + 1)
        except Unreadable as error:
            yield Document(name, media_type, len(data), (), error.problem)
        except MemoryError:
            yield Document(name, media_type, len(data), (), _TOO_LARGE)


def _read(name: str, media_type: str, data: bytes, doc_text: DocText | None) -> Document:
    problem = ""
    lines: tuple[str, ...] = ()
    try:
        found, whole = _lines(kind_of(name, media_type, data), data, doc_text)
        lines = _clean(found)
        problem = "" if whole else _CUT
        if not lines:
            problem = "no text in it"
    except Unreadable as error:
        problem = error.problem
    except MemoryError:
        problem = _TOO_LARGE
    except Exception as error:  # pypdf alone raises eight kinds on broken files; a letter must not fall with one
        problem = f"damaged: it cannot be read ({type(error).__name__})"
    return Document(name, media_type, len(data), lines, problem)


def _lines(kind: Kind, data: bytes, doc_text: DocText | None) -> tuple[list[str], bool]:
    """The lines of a file of that kind, False if they were cut."""
    if kind is Kind.PDF:
        from liaisonbot.reading.pdf import pdf_lines  # its library is heavy, and most letters have no PDF

        return pdf_lines(data)
    if kind is Kind.DOC:
        return _cut(_word97_text(data, doc_text))
    if kind is Kind.HTML:
        text = decode_text(data, html=True)
        lines, whole = _cut(html_to_text(text))
        return lines, whole and len(text) <= bounds.MAX_TEXT
    if kind is Kind.TEXT:
        return _cut(decode_text(data))
    if kind is Kind.ZIP:
        Archive(data)  # says what is wrong, if anything is
    if kind in _READERS:
        return _READERS[kind](data)
    raise Unreadable(_NO_READER[kind])


_READERS: dict[Kind, Callable[[bytes], tuple[list[str], bool]]] = {
    Kind.DOCX: docx_lines,
    Kind.ODT: odt_lines,
    Kind.RTF: rtf_lines,
}
_NO_READER = {
    Kind.ZIP: "an archive of files",
    Kind.ENCRYPTED: "encrypted: it needs a password",
    Kind.EMPTY: "an empty file",
    Kind.OTHER: NOT_TEXT,
}


def _cut(text: str) -> tuple[list[str], bool]:
    return text[: bounds.MAX_TEXT].splitlines(), len(text) <= bounds.MAX_TEXT


def _word97_text(data: bytes, doc_text: DocText | None) -> str:
    if doc_text is None:
        raise Unreadable(NO_CATDOC)
    try:
        return doc_text(data)
    except FileNotFoundError as error:
        raise Unreadable(NO_CATDOC) from error
    except Exception as error:  # whatever a program outside does, it costs this document only
        raise Unreadable("Word 97 file: it cannot be read, please look") from error


# C0 without tab, DEL, C1, line and paragraph separators, marks that turn the direction of writing, byte order
# mark.
_UNWANTED = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def _clean(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines fit for databases, mails and matching: no control characters, no lone surrogates, no trailing
    blanks, no empty lines at the ends or side by side."""
    kept: list[str] = []
    for line in lines:
        if not (line.isascii() and line.isprintable()) and _UNWANTED.search(line):
            line = line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            line = _UNWANTED.sub("", line)
        if line.strip():
            kept.append(line.rstrip(" \xa0"))
        elif kept and kept[-1]:
            kept.append("")
    if kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_NAMES = (".htm", ".html", ".xhtml")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_XML = (b"<?xml", b"\xef\xbb\xbf<?xml")


def kind_of(name: str, media_type: str, data: bytes) -> Kind:
    """What the file is. Never raises."""
    head = data[:4096]
    if not data.strip():
        return Kind.EMPTY
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if head.startswith(_OLE):
        return _ole_kind(data)
    if head.lstrip().startswith(b"{\\rtf"):
        return Kind.RTF
    if _BINARY.search(head) and not _is_utf16(head):
        return Kind.OTHER
    return _text_kind(name, media_type.lower(), data)


def _zip_kind(data: bytes) -> Kind:
    try:
        archive = Archive(data)
        names = archive.names()
        if is_docx(names):
            return Kind.DOCX
        if "mimetype" in names:
            mimetype = archive.read("mimetype")
            if mimetype.startswith(_ODT_TYPE):
                return Kind.ODT
            return Kind.OTHER if mimetype.startswith(b"application/vnd.oasis") else Kind.ZIP
    except (Unreadable, KeyError):
        return Kind.ZIP  # which says what is wrong when it is opened
    return Kind.OTHER if "[Content_Types].xml" in names else Kind.ZIP


def _ole_kind(data: bytes) -> Kind:
    """Old Word files, but also mails, sheets and the wrapping of encrypted new ones (MS-OFFCRYPTO 2.3.2)."""
    if _ENCRYPTED_STREAM in data:
        return Kind.ENCRYPTED
    return Kind.DOC if _WORD_STREAM in data else Kind.OTHER


def _text_kind(name: str, media_type: str, data: bytes) -> Kind:
    text = decode_text(data[:4096]).encode("utf-8", "replace") if _is_utf16(data[:4096]) else data[:4096]
    if _HTML.match(text.removeprefix(b"\xef\xbb\xbf")):
        return Kind.HTML
    if text.startswith(_XML):
        return Kind.OTHER
    if media_type in ("text/html", "application/xhtml+xml") or name.lower().endswith(_HTML_NAMES):
        return Kind.HTML
    return Kind.TEXT


def _is_utf16(head: bytes) -> bool:
    """By its mark, or because every second byte of mostly Latin text is zero."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return _utf16_without_mark(head) != ""


def _utf16_without_mark(head: bytes) -> str:
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    if head[1::2].count(0) > 0.7 * pairs and not head[::2].count(0):
        return "utf-16-le"
    if head[::2].count(0) > 0.7 * pairs and not head[1::2].count(0):
        return "utf-16-be"
    return ""


_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)


def decode_text(data: bytes, *, html: bool = False) -> str:
    """Text of unknown charset: by its byte order mark, else as UTF-16 if it looks so, else by the `meta` of a
    web page, else UTF-8, else windows-1252. Bytes that mean nothing become U+FFFD; never raises."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data.removeprefix(mark).decode(codec, "replace")
    if codec := _utf16_without_mark(data[:4096]):
        return data.decode(codec, "replace")
    declared = _META_CHARSET.search(data[:4096]) if html else None
    return decode_bytes(data, declared[1].decode("ascii") if declared else "utf-8")[0]
