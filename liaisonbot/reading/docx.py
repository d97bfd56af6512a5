"""DOCX to lines: the words that a person sees on the page, in reading order.

Known libraries lose headers, nested cells, content controls, text boxes or insertions, or keep text that was
moved away; the walk over WordprocessingML (ECMA-376 part 1 §17) is ours. No relationship is followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from liaisonbot.reading.archives import Archive
from liaisonbot.reading.flow import Flow
from liaisonbot.reading.xml_walk import Attributes, Walk, walk

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "http://purl.oclc.org/ooxml/wordprocessingml/main}",  # "strict" files
)
_MATH_TEXT = "http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006}"

_MAIN = re.compile(r"word/document\d*\.xml", re.I)
# In reading order; notes are told where the body ends.
_STORIES = ("header", "document", "footnotes", "endnotes", "footer")

# Deleted or moved away by tracked changes; what formatting was before a change; pronunciation beside a word.
_SKIPPED = ("del", "moveFrom", "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "rt")
_OFF = frozenset(("0", "false", "off", "none"))
# Signs that Word takes from symbol fonts, by the low byte of their code.
_SYMBOLS = {
    "wingdings": {0x6C: "●", 0x6E: "■", 0xA8: "☐", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0xE0: "→", 0xA7: "▪"},
    "wingdings 2": {0x50: "✓", 0x52: "☑", 0x53: "☒", 0xA3: "☐"},
    "symbol": {0xB7: "•", 0xAE: "→", 0xAC: "←", 0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0x2D: "−"},
}


def docx_lines(data: bytes) -> tuple[list[str], bool]:
    """The lines of a DOCX file: headers, body, notes, footers; equal headers or footers once. False if the
    text was cut. Raises Unreadable (promises 5)."""
    archive = Archive(data)
    names = archive.names()
    flow = Flow()
    reader = _DocxWalk(flow)  # one for all parts, so that its bounds hold for all together
    told: set[tuple[str, ...]] = set()
    lines: list[str] = []
    for story in _STORIES:
        for name in sorted(name for name in names if re.fullmatch(rf"word/{story}\d*\.xml", name, re.I)):
            whole = walk(archive.read(name), reader)
            found = flow.take()
            if tuple(found) not in told:
                told.add(tuple(found))
                lines += found
            if not whole:
                return lines, False
    return lines, True


def is_docx(names: list[str]) -> bool:
    """Whether a ZIP archive with these members is a word processor document of Microsoft's kind."""
    return any(_MAIN.fullmatch(name) for name in names)


class _DocxWalk(Walk):
    skipped = frozenset(space + name for space in _WORD for name in _SKIPPED)

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self._runs: list[bool] = []  # open runs (a text box stands in a run): is it hidden?
        self._fields: list[bool] = []  # open fields of the paragraph: still in its code?
        self._placeholder = False
        self._choices: list[bool] = []  # open alternatives: was one taken?
        opening: dict[str, Callable[[Attributes], bool | None]] = {
            "p": self._open_paragraph,
            "r": lambda _: self._runs.append(False),
            "vanish": self._hide_run,
            "t": self._open_text,
            "tab": partial(self._mark, "\t"),
            "ptab": partial(self._mark, "\t"),
            "br": partial(self._mark, "\n"),
            "cr": partial(self._mark, "\n"),
            "noBreakHyphen": partial(self._mark, "\u2011"),
            "sym": self._symbol,
            "fldChar": self._field,
            "sdt": self._open_control,
            "showingPlcHdr": self._showing_placeholder,
            "sdtContent": self._open_control_content,
            "tr": lambda _: flow.open_row(),
            "tc": lambda _: flow.open_cell(),
            "txbxContent": lambda _: flow.open_box(),
        }
        closing = {
            "p": flow.close_paragraph,
            "r": self._close_run,
            "t": self._close_text,
            "tr": flow.close_row,
            "tc": flow.close_cell,
            "txbxContent": flow.close_box,
        }
        self.opening = {space + name: opens for space in _WORD for name, opens in opening.items()}
        self.closing = {space + name: closes for space in _WORD for name, closes in closing.items()}
        self.opening |= {
            _MATH_TEXT: self._open_text,
            _MC + "AlternateContent": lambda _: self._choices.append(False),
            _MC + "Choice": self._alternative,
            _MC + "Fallback": self._alternative,
        }
        self.closing |= {_MATH_TEXT: self._close_text, _MC + "AlternateContent": self._close_alternatives}

    def _open_paragraph(self, _: Attributes) -> None:
        self._fields.clear()  # a field that is never closed costs its own paragraph only
        self.flow.open_paragraph()

    def _close_run(self) -> None:
        self._runs.pop()

    def _hide_run(self, attributes: Attributes) -> None:
        # Outside a run it is about the paragraph mark.
        if self._runs and _value(attributes, "val") not in _OFF:
            self._runs[-1] = True

    def _seen(self) -> bool:
        return True not in self._fields and True not in self._runs

    def _open_text(self, _: Attributes) -> None:
        self.wants_text = self._seen()

    def _close_text(self) -> None:
        self.wants_text = False

    def _mark(self, sign: str, _: Attributes) -> None:
        if self._runs and self._seen():  # outside a run a w:tab is a tab stop
            self.flow.text(sign)

    def _symbol(self, attributes: Attributes) -> None:
        try:
            code = int(_value(attributes, "char") or "", 16)
        except ValueError:
            return
        font = (_value(attributes, "font") or "").lower()
        sign = _SYMBOLS.get(font, {}).get(code & 0xFF, "")
        if not sign and 0x20 < code < 0xE000 and not 0xD800 <= code < 0xE000:
            sign = chr(code)
        self._mark(sign, attributes)

    def _field(self, attributes: Attributes) -> None:
        kind = _value(attributes, "fldCharType")
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _open_control(self, _: Attributes) -> None:
        self._placeholder = False

    def _showing_placeholder(self, attributes: Attributes) -> None:
        self._placeholder = _value(attributes, "val") not in _OFF

    def _open_control_content(self, _: Attributes) -> bool:
        """A content control that nobody filled in shows "Click to enter a date": that is not the sender's
        word."""
        left_out, self._placeholder = self._placeholder, False
        return left_out

    def _alternative(self, _: Attributes) -> bool:
        """A text box is written twice, for new programs and for old ones: the first is taken."""
        taken = bool(self._choices) and self._choices[-1]
        if self._choices:
            self._choices[-1] = True
        return taken

    def _close_alternatives(self) -> None:
        self._choices.pop()


def _value(attributes: Attributes, name: str) -> str | None:
    return next((attributes[space + name] for space in _WORD if space + name in attributes), None)
