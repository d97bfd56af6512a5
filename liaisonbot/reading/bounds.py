"""What reading one document may cost at most (promises 5), and the error that says which bound was passed."""

from __future__ import annotations

MIB = 1024 * 1024

MAX_TEXT = 2 * MIB  # characters of one document; what is longer is cut, with a mark
MAX_FILES = 50  # documents read of one letter; the rest is named
MAX_CONTAINERS = 2  # a DOCX in a ZIP, or a text in a ZIP in a ZIP

MAX_MEMBERS = 1_000  # files of one archive
MAX_MEMBER = 50 * MIB  # bytes really read of one member
MAX_UNPACKED = 100 * MIB  # bytes really read of all members
MAX_RATIO = 100  # unpacked to packed, for members above RATIO_FREE
RATIO_FREE = MIB

MAX_DEPTH = 256  # open elements of XML, open groups of RTF
MAX_ELEMENTS = 1_000_000  # of XML, control words of RTF
MAX_PAGES = 2_000  # of a PDF


class Unreadable(ValueError):
    """A document cannot be read; `problem` says why in plain words, fit for a letter to people."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class TextFull(ValueError):
    """MAX_TEXT is reached: the rest of the document is left unread, what was read stands."""
