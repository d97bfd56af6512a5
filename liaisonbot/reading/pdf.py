"""PDF to lines by pypdf: of the readers tried on hostile files it is the one that neither hung nor ran out of
memory (pdfminer.six did both), and it keeps a label and its value on one line."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from typing import TYPE_CHECKING

from liaisonbot.reading import bounds
from liaisonbot.reading.bounds import Unreadable

if TYPE_CHECKING:
    from pypdf import PdfReader

# What pypdf has to say about a stranger's file is no news for the operator's log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BLANKS = re.compile(r"[ \xa0]{2,}")


def pdf_lines(data: bytes) -> tuple[list[str], bool]:
    """The lines of a PDF in page order, each as it stands on the page. False if the text was cut.

    Raises Unreadable when it is encrypted (an empty password is tried), has more than MAX_PAGES pages or no
    text; any other exception of pypdf passes through and means "damaged".
    """
    from pypdf import PdfReader  # 60 ms to import; most letters have no PDF
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted: it needs a password")
        if len(reader.pages) > bounds.MAX_PAGES:
            raise Unreadable(f"more than {bounds.MAX_PAGES:,} pages")
        lines, whole = _pages(reader)
    except (FileNotDecryptedError, DependencyError, NotImplementedError) as error:
        raise Unreadable("encrypted: in a way that cannot be opened") from error
    if not any(lines):
        raise Unreadable("no text in this PDF (a scan?)")
    return lines, whole


def _pages(reader: PdfReader) -> tuple[list[str], bool]:
    lines: list[str] = []
    size = 0
    for page in reader.pages:
        text = page.extract_text()
        size += len(text)
        lines += (_line(line) for line in text[: bounds.MAX_TEXT].splitlines())
        if size > bounds.MAX_TEXT:
            return lines, False
    return lines, True


def _line(text: str) -> str:
    """Ligatures are drawings of letters; two blanks or more are a gap between columns."""
    return _BLANKS.sub("\t", text.translate(_LIGATURES).strip())
