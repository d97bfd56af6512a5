"""How words become lines in a letter: the filters of the templates, and what is done to every value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import jinja2

from liaisonbot.doors.compose import clean
from liaisonbot.model.days import DayText, short_day

COLUMNS = 72
_LONGEST_VALUE = 1_000
_MOST_QUOTED = 60  # lines; the whole letter is attached or in the ledger
_LABEL = 13  # columns of a field's label, indentation included
_GAP = re.compile(r" {2,}")
_WIDE = re.compile("[^\0-\u02ff\u2000-\u2e7f]")  # or combining: these do not take one column each
_CUT = "[Cut here: this letter was too long.]"


class Lines(str):
    """Text that is laid out already: a template's output that keeps its line ends."""

    __slots__ = ()


def environment(folders: Sequence[Path]) -> jinja2.Environment:
    """The templates in `folders`, first folder first, each compiled once: a file that is being edited disturbs
    no running bot. Plain text, so nothing is escaped as HTML; a missing value is an error; source never comes
    from data."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=one_line,
    )
    templates.filters.update(
        day=day,
        field=field,
        letter=letter,
        listed=listed,
        paragraph=paragraph,
        quote=quote,
        row=row,
        size=size,
        wrap=wrap,
    )
    return templates


def one_line(value: object) -> object:
    """What is done to every value in a template: text becomes one clean line, unless a filter laid it out."""
    if isinstance(value, str) and not isinstance(value, Lines):
        return clean(value, _LONGEST_VALUE)
    return value


def wrap(value: object, indent: int = 0, hang: int | None = None, width: int = COLUMNS) -> Lines:
    """A paragraph folded at `width` columns: the first line indented by `indent`, the others by `hang` (as the
    first if not given). A paragraph at the margin flows: its lines end in a blank, so that narrow screens
    fold it anew (RFC 3676). Links and other long ASCII words stay whole."""
    hang = indent if hang is None else hang
    text = clean(str(value), 40 * _LONGEST_VALUE)
    if text.isascii() and len(text) <= width - indent:
        return Lines(" " * indent + text)  # most lines fit as they are
    wide = _WIDE.search(text) is not None
    lines = (_wide_lines if wide else _lines)(text, width - indent, width - hang)
    flows = not (indent or hang or wide)
    first, *others = lines
    return Lines((" \n" if flows else "\n").join([" " * indent + first, *(" " * hang + one for one in others)]))


def paragraph(value: object, indent: int = 0) -> Lines:
    """For `{% filter paragraph %}` … `{% endfilter %}`: the block as one paragraph, with its line end."""
    return Lines(wrap(value, indent) + "\n")


def field(value: object, label: str) -> Lines:
    """`  Label:     value`, folded below the value."""
    head = f"  {label}: ".ljust(_LABEL)
    folded = wrap(value, _LABEL, _LABEL)
    return Lines(head + (folded[_LABEL:] if len(head) == _LABEL else f"\n{folded}"))


def row(value: object, indent: int = 0, mark: str = "") -> Lines:
    """A line with its blanks kept, those in front as indentation. Where it does not fit, its columns stand
    below each other. `mark` is put into the indentation, two blanks before the words."""
    written = str(value)
    text = written.strip()
    left = indent + len(written) - len(written.lstrip(" "))
    columns = [clean(one, _LONGEST_VALUE) for one in _GAP.split(text)]
    whole = "".join(part if part.isspace() else clean(part) for part in re.split(r"( {2,})", text))
    if columns_of(whole) + left <= COLUMNS:
        laid = " " * left + whole
    else:
        laid = "\n".join([wrap(columns[0], left), *(wrap(one, left + 4) for one in columns[1:])])
    return Lines(f"{mark:>{indent - 2}}  {laid[indent:]}" if mark else laid)


def quote(lines: Sequence[str]) -> Lines:
    """Lines of somebody else's letter, marked as quoted, folded so that they flow, and cut where they become
    many."""
    return _quoted(tuple(lines))


@lru_cache(8)  # one statement is quoted to several groups in a row
def _quoted(lines: tuple[str, ...]) -> Lines:
    folded = [piece for line in lines for piece in wrap(line, width=COLUMNS - 2).split("\n")]
    if len(folded) > _MOST_QUOTED:
        folded = [*folded[: _MOST_QUOTED - 1], folded[_MOST_QUOTED - 1].rstrip(), "[…]"]
    return Lines("\n".join(f"> {line}" if line else ">" for line in folded))


def letter(text: str) -> list[str]:
    """The lines of another letter of ours, as its template wrote it: without its Subject, paragraphs unfolded."""
    words = text.partition("\n")[2].strip().replace(" \n", " ")
    return re.sub(r"\n{3,}", "\n\n", words).split("\n")


def listed(values: Sequence[object], article: str = "") -> str:
    """Several things as people say them: "the A, the B and the C"."""
    *others, last = [f"{article}{value}" for value in values]
    return f"{', '.join(others)} and {last}" if others else last


def day(value: date | DayText) -> str:
    """A day in short words: Fri 13 Nov 2026."""
    return value.short if isinstance(value, DayText) else short_day(value)


def size(count: int) -> str:
    """A size in bytes as people read it."""
    if count < 1024:
        return f"{count} bytes"
    return f"{count / 1024:.0f} kB" if count < 1 << 20 else f"{count / (1 << 20):.1f} MB"


def shortened(text: str, most: int) -> str:
    """`text` within `most` characters: cut at a line's end with a mark, the footer kept."""
    if len(text) <= most:
        return text
    body, footer, card = text.rpartition("\n-- \n")
    body, card = (body, footer + card) if footer else (text, "")
    kept = body[: max(0, most - len(card) - len(_CUT) - 2)].rpartition("\n")[0]
    return f"{kept}\n\n{_CUT}\n{card}"


def columns_of(text: str) -> int:
    """How many columns `text` takes on a screen: two for wide characters, none for combining ones."""
    if not _WIDE.search(text):
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _lines(text: str, first: int, others: int) -> list[str]:
    """`text` in lines of at most so many characters; a longer word is a line of its own."""
    lines, room = [], first
    while len(text) > room:
        cut = text.rfind(" ", 0, room + 1)
        cut = cut if cut > 0 else text.find(" ")
        if cut < 0:
            break
        lines.append(text[:cut])
        text, room = text[cut + 1 :], others
    return [*lines, text]


def _wide_lines(text: str, first: int, others: int) -> list[str]:
    """The same for text with wide or combining characters, which may be broken anywhere."""
    lines, room = [""], first
    for word in text.split():
        narrow = word.isascii() or columns_of(word) <= others
        for piece in [word] if narrow else re.findall(f".{{1,{others // 2}}}", word):
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if columns_of(joined) <= room or not lines[-1]:
                lines[-1] = joined
            else:
                lines.append(piece)
                room = others
    return lines
