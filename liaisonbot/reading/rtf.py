"""RTF to lines: a bounded reader of the few control words that carry text (RTF specification 1.9.1)."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from liaisonbot.reading import bounds
from liaisonbot.reading.bounds import TextFull, Unreadable
from liaisonbot.reading.flow import row_lines

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})"  # 1: a byte of the code page
    rb"|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"  # 2, 3: a control word and its number
    rb"|\\([^a-zA-Z])"  # 4: a control symbol
    rb"|([{}])"  # 5: a group
    rb"|([^\\{}\r\n]+)"  # 6: text
    rb"|[\r\n]+|\\",
    re.S,
)
# Groups whose text is not on the page, or is there a second time.
_SKIPPED = frozenset(
    str.split(
        "fonttbl colortbl stylesheet info pict object filetbl listtable revtbl rsidtbl generator xmlnstbl "
        "themedata colorschememapping latentstyles datastore fldinst nonshppict shprslt bkmkstart bkmkend "
        "sp annotation atnid atnauthor ftnsep ftnsepc aftnsep pgdsctbl pnseclvl"
    )
)
# Optional groups (`\*`) that do hold text of the page.
_OPTIONAL_TEXT = frozenset(("shpinst", "shptxt"))
_SIGNS = {"tab": "\t", "line": "\n", "endash": "–", "emdash": "—", "enspace": " ", "emspace": " "} | {
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
}  # fmt: skip
_PARAGRAPH_ENDS = frozenset(("par", "sect", "page", "column"))
_SYMBOLS = {b"~": "\xa0", b"_": "\u2011", b"{": "{", b"}": "}", b"\\": "\\"}


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and gives back at its end."""

    skipped: bool = False
    hidden: bool = False
    per_unicode: int = 1  # stand-in bytes after each \u


def rtf_lines(data: bytes) -> tuple[list[str], bool]:
    """The lines of an RTF file, table rows as in DOCX. False if the text was cut. Raises Unreadable when
    groups are nested deeper than MAX_DEPTH."""
    reader = _Reader()
    try:
        reader.run(data)
    except TextFull:
        return reader.lines(), False
    return reader.lines(), True


class _Reader:
    def __init__(self) -> None:
        self._state = _State()
        self._outer: list[_State] = []
        self._codec = "cp1252"
        self._bytes = bytearray()
        self._stand_ins = 0  # bytes still to be left out after a \u
        self._optional = False
        self._controls = 0
        self._size = 0
        self._words: list[str] = []  # of the open paragraph
        self._lines: list[str] = []
        self._in_row = False
        self._cell: list[str] = []
        self._cells: list[list[str]] = []

    def lines(self) -> list[str]:
        """All lines; what is still open is told as far as it came."""
        self._in_row = False
        self._size = 0
        self._end_paragraph()
        return self._lines

    def run(self, data: bytes) -> None:
        at = 0
        while match := _TOKEN.match(data, at):
            at = match.end()
            if match[6]:
                self._plain(match[6])
                continue
            self._controls += 1
            if self._controls > bounds.MAX_ELEMENTS:
                raise Unreadable(f"it has more than {bounds.MAX_ELEMENTS:,} control words")
            if match[1]:
                self._byte(int(match[1], 16))
                continue
            self._flush()
            if match[2]:
                word, number = match[2].decode("ascii"), int(match[3]) if match[3] else None
                if word == "bin":
                    at += max(number or 0, 0)
                else:
                    self._word(word, number)
            elif match[4]:
                self._symbol(match[4])
            elif match[5]:
                self._group(match[5])
        self._flush()

    def _group(self, brace: bytes) -> None:
        self._stand_ins = 0
        self._optional = False
        if brace == b"}":
            if self._outer:
                self._state = self._outer.pop()
            return
        if len(self._outer) >= bounds.MAX_DEPTH:
            raise Unreadable(f"its groups are nested deeper than {bounds.MAX_DEPTH} levels")
        self._outer.append(self._state)

    def _symbol(self, sign: bytes) -> None:
        if sign == b"*":
            self._optional = True
        elif sign in b"\r\n":
            self._end_paragraph()
        elif sign in _SYMBOLS:
            self._text(_SYMBOLS[sign])

    def _word(self, word: str, number: int | None) -> None:
        optional, self._optional = self._optional, False
        if word in _SKIPPED or (optional and word not in _OPTIONAL_TEXT):
            self._state = replace(self._state, skipped=True)
        elif word == "u" and number is not None:
            self._unicode(number % 0x10000)
        elif word == "uc":
            self._state = replace(self._state, per_unicode=min(max(number or 0, 0), 10))
        elif word in ("v", "deleted"):
            self._state = replace(self._state, hidden=number != 0)
        elif word == "plain":
            self._state = replace(self._state, hidden=False)
        elif word == "ansicpg":
            self._codec = _codec(number or 0)
        elif not self._state.skipped:
            self._layout(word)

    def _layout(self, word: str) -> None:
        if word in _SIGNS:
            self._text(_SIGNS[word])
        elif word in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word == "intbl":  # stands at the start of each paragraph in a table, after \pard
            self._in_row = True
        elif word == "pard":
            self._in_row = False
        elif word == "cell":
            self._in_row = True
            self._end_paragraph()
            self._cells.append(self._cell)
            self._cell = []
        elif word == "row":
            self._end_row()

    def _end_paragraph(self) -> None:
        if not self._in_row:
            self._end_row()
        self._count(1)
        lines = self._cell if self._in_row else self._lines
        lines.extend(line.strip() for line in "".join(self._words).split("\n"))
        self._words.clear()

    def _end_row(self) -> None:
        self._lines += row_lines(self._cells)
        self._lines += self._cell
        self._cells, self._cell = [], []

    def _count(self, characters: int) -> None:
        self._size += characters
        if self._size > bounds.MAX_TEXT:
            raise TextFull

    def _byte(self, value: int) -> None:
        if self._stand_ins:
            self._stand_ins -= 1
        else:
            self._bytes.append(value)

    def _plain(self, text: bytes) -> None:
        skip = min(self._stand_ins, len(text))
        self._stand_ins -= skip
        self._bytes += text[skip:]

    def _unicode(self, code: int) -> None:
        self._text(chr(code))
        self._stand_ins = self._state.per_unicode

    def _flush(self) -> None:
        if self._bytes:
            text = self._bytes.decode(self._codec, "replace")
            self._bytes.clear()
            self._text(text)

    def _text(self, text: str) -> None:
        if not self._state.skipped and not self._state.hidden:
            self._words.append(text)
            self._count(len(text))


def _codec(number: int) -> str:
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"
