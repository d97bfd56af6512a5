"""Where the words of a document flow together: runs to paragraphs, cells to rows, text boxes to their place.

The readers of DOCX, ODT and RTF differ in how they find words; what becomes of them is said here, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from liaisonbot.reading.bounds import MAX_TEXT, TextFull

# More paragraphs than this in a cell are running text in a frame, not the value of a label.
_LONGEST_VALUE = 12
_GOES_ON_AFTER = (":", ";", ",", "-", "–", "/", "(", "[")
_GOES_ON_WITH = ("[", "(", ")", "]", ",", ";")


@dataclass(slots=True)
class _Box:
    """The lines of the page, of a cell, or of a text box."""

    lines: list[str] = field(default_factory=list)
    holds_rows: bool = False


class _Paragraph:
    __slots__ = ("after", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.after: list[str] = []  # lines of text boxes anchored in it


class Flow:
    """Takes words as they come and gives lines. Opening and closing calls must pair; XML sees to that."""

    def __init__(self) -> None:
        self._boxes = [_Box()]
        self._rows: list[list[_Box]] = []
        self._paragraphs: list[_Paragraph] = []
        self._size = 0

    def text(self, words: str) -> None:
        """Adds to the open paragraph, LF ends a line in it. Raises TextFull beyond MAX_TEXT characters."""
        if self._paragraphs:
            self._size += len(words)
            if self._size > MAX_TEXT:
                raise TextFull
            self._paragraphs[-1].parts.append(words)

    def open_paragraph(self) -> None:
        self._paragraphs.append(_Paragraph())

    def close_paragraph(self) -> None:
        self._size += 1  # empty paragraphs cost too
        if self._size > MAX_TEXT:
            raise TextFull
        paragraph = self._paragraphs.pop()
        lines, words = self._boxes[-1].lines, "".join(paragraph.parts)
        if "\n" in words:
            lines.extend(line.strip() for line in words.split("\n"))
        else:
            lines.append(words.strip())
        lines.extend(paragraph.after)

    def open_box(self) -> None:
        self._boxes.append(_Box())

    def close_box(self) -> None:
        """A text box is told after the paragraph that it is anchored in."""
        lines = self._boxes.pop().lines
        (self._paragraphs[-1].after if self._paragraphs else self._boxes[-1].lines).extend(lines)

    def open_row(self) -> None:
        self._rows.append([])

    def close_row(self) -> None:
        box = self._boxes[-1]
        box.lines.extend(_row(self._rows.pop()))
        box.holds_rows = True

    def open_cell(self) -> None:
        self._boxes.append(_Box())

    def close_cell(self) -> None:
        cell = self._boxes.pop()
        if self._rows:
            self._rows[-1].append(cell)
        else:
            self._boxes[-1].lines.extend(cell.lines)

    def take(self) -> list[str]:
        """All lines since the last call; what is still open is told as far as it came, and closed."""
        lines = [line for box in self._boxes for line in box.lines]
        for cells in self._rows:
            lines.extend(_row(cells))
        for paragraph in self._paragraphs:
            lines.extend("".join(paragraph.parts).split("\n"))
            lines.extend(paragraph.after)
        self._boxes, self._rows, self._paragraphs = [_Box()], [], []
        return lines


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table row, given the lines of its cells; the form that label reading needs.

    `Label:⇥value`, a tab between filled cells, in one line. Several paragraphs of a cell are joined by `; `,
    so that each addressee and each contact stays with its label. `Label:⇥` is a label whose value is empty,
    `⇥value` a value whose label stands further up (merged cells). A cell of more than 12 paragraphs, or the
    only filled one, is running text: its paragraphs are lines of their own.
    """
    return _row([_Box(list(cell)) for cell in cells])


def _row(boxes: list[_Box]) -> list[str]:
    cells = [[line for line in box.lines if line] for box in boxes]
    filled = [cell for cell in cells if cell]
    if not filled:
        return []
    if len(cells) == 1 or (len(filled) == 1 and cells[0] and len(cells[0]) > 1):
        return filled[0]
    before = "" if cells[0] else "\t"
    behind = "\t" if len(filled) == 1 and cells[0] else ""
    if any(box.holds_rows for box in boxes) or max(map(len, filled)) > _LONGEST_VALUE:
        first = before + "\t".join(cell[0] for cell in filled) + behind
        return [first, *(line for cell in filled for line in cell[1:])]
    return [before + "\t".join(_joined(cell) for cell in filled) + behind]


def _joined(paragraphs: list[str]) -> str:
    """The paragraphs of one cell in one line. A sentence or a bracket that goes on gets no semicolon."""
    text = ""
    for paragraph in paragraphs:
        paragraph = paragraph.replace("\t", " ")
        if not text:
            text = paragraph
        elif text.endswith(_GOES_ON_AFTER) or paragraph.startswith(_GOES_ON_WITH) or _is_tail(paragraph):
            text = f"{text} {paragraph}"
        else:
            text = f"{text}; {paragraph}"
    return text


def _is_tail(paragraph: str) -> bool:
    """A small letter begins the rest of a sentence, unless it begins a mail address or a link."""
    return paragraph[0].islower() and not {"@", ":"} & set(paragraph.split(" ", 1)[0])
