"""ODT to lines, by the same walk as DOCX (OpenDocument 1.3 part 3)."""

from __future__ import annotations

import re
from functools import partial

from liaisonbot.reading.archives import Archive
from liaisonbot.reading.bounds import Unreadable
from liaisonbot.reading.flow import Flow
from liaisonbot.reading.xml_walk import Attributes, Walk, walk

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _OFFICE, _STYLE, _DRAW = (_NAMESPACE % name for name in ("text", "table", "office", "style", "drawing"))
# Page headers and footers both live among the styles, with nothing else that is shown.
_HEADERS = frozenset(_STYLE + name for name in ("header", "header-left", "header-first"))
_FOOTERS = frozenset(_STYLE + name for name in ("footer", "footer-left", "footer-first"))
_SKIPPED = frozenset(
    (
        *(_TEXT + name for name in ("tracked-changes", "note-citation", "ruby-text", "hidden-text")),
        *(_OFFICE + name for name in ("annotation", "forms")),
    )
)
_MAX_BLANKS = 100
_BLANKS = re.compile(r"[ \t\r\n]+")


def odt_lines(data: bytes) -> tuple[list[str], bool]:
    """The lines of an ODT file: headers, body, footers. False if the text was cut. Raises Unreadable."""
    archive = Archive(data)
    names = archive.names()
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Unreadable("encrypted: it needs a password")
    if "content.xml" not in names:
        raise Unreadable("damaged: it has no text part")
    flow = Flow()
    reader = _OdtWalk(flow)  # one for all three walks, so that its bounds hold for all together
    found: list[list[str]] = []
    whole = True
    for part, left_out in (("styles.xml", _FOOTERS), ("content.xml", frozenset()), ("styles.xml", _HEADERS)):
        if whole and part in names:
            reader.skipped = _SKIPPED | left_out
            whole = walk(archive.read(part), reader)
            found.append(flow.take())
    return [line for lines in found for line in lines], whole


class _OdtWalk(Walk):
    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self._paragraphs = 0
        paragraph = {_TEXT + "p", _TEXT + "h"}
        box = {_DRAW + "text-box", _TEXT + "note-body"}
        cell = {_TABLE + "table-cell", _TABLE + "covered-table-cell"}
        self.opening = {
            **dict.fromkeys(paragraph, self._open_paragraph),
            **dict.fromkeys(box, lambda _: flow.open_box()),
            **dict.fromkeys(cell, lambda _: flow.open_cell()),
            _TABLE + "table-row": lambda _: flow.open_row(),
            _TEXT + "tab": partial(self._mark, "\t"),
            _TEXT + "line-break": partial(self._mark, "\n"),
            _TEXT + "s": self._blanks,
        }
        self.closing = {
            **dict.fromkeys(paragraph, self._close_paragraph),
            **dict.fromkeys(box, flow.close_box),
            **dict.fromkeys(cell, flow.close_cell),
            _TABLE + "table-row": flow.close_row,
        }

    def words(self, text: str) -> None:
        self.flow.text(_BLANKS.sub(" ", text))

    def _open_paragraph(self, _: Attributes) -> None:
        self._paragraphs += 1
        self.wants_text = True
        self.flow.open_paragraph()

    def _close_paragraph(self) -> None:
        self._paragraphs -= 1
        self.wants_text = self._paragraphs > 0
        self.flow.close_paragraph()

    def _mark(self, sign: str, _: Attributes) -> None:
        self.flow.text(sign)

    def _blanks(self, attributes: Attributes) -> None:
        count = attributes.get(_TEXT + "c", "1")
        self.flow.text(" " * min(int(count) if count.isdecimal() and len(count) < 5 else 1, _MAX_BLANKS))
