"""One walk over XML of strangers: no tree, no DOCTYPE, bounded depth and number of elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from liaisonbot.reading.bounds import MAX_DEPTH, MAX_ELEMENTS, TextFull, Unreadable
from liaisonbot.reading.flow import Flow

Attributes = Mapping[str, str]


class Walk:
    """Base of the DOCX and ODT readers. Tags are `namespace}name`, as expat gives them.

    A subclass fills `opening` (called with the attributes), `closing`, and `skipped` (elements left out with
    all that is in them), and says in `wants_text` whether character data is for `flow`.
    """

    skipped: frozenset[str] = frozenset()

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.opening: dict[str, Callable[[Attributes], None]] = {}
        self.closing: dict[str, Callable[[], None]] = {}
        self.wants_text = False
        self._depth = 0
        self._elements = 0
        self._skipping_from = 0

    def skip_this(self) -> None:
        """Called by a method of `opening`: leave out what is in the element just opened, its end included."""
        self._skipping_from = self._depth

    def start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable(f"its XML is nested deeper than {MAX_DEPTH} levels")
        if self._elements > MAX_ELEMENTS:
            raise Unreadable(f"its XML has more than {MAX_ELEMENTS:,} elements")
        if self._skipping_from:
            return
        if tag in self.skipped:
            self._skipping_from = self._depth
        elif opens := self.opening.get(tag):
            opens(attributes)

    def end(self, tag: str) -> None:
        if not self._skipping_from:
            if closes := self.closing.get(tag):
                closes()
        elif self._skipping_from == self._depth:
            self._skipping_from = 0
        self._depth -= 1

    def data(self, text: str) -> None:
        if self.wants_text and not self._skipping_from:
            self.flow.text(text)


def walk(data: bytes, target: Walk) -> bool:
    """Walks over the XML of `data`; False if the text was cut at MAX_TEXT. Raises Unreadable when a bound is
    passed, a DOCTYPE is there, or the XML is not well-formed."""
    # All at once: expat before 2.6 scans a huge token anew for each piece that it is fed.
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    # Straight from expat, past the layer that makes trees: half the time on files full of formatting.
    expat = parser.parser
    expat.ordered_attributes = False
    expat.StartElementHandler = target.start
    expat.EndElementHandler = target.end
    expat.CharacterDataHandler = target.data
    try:
        parser.feed(data)
        parser.close()
    except TextFull:
        return False
    except DefusedXmlException as error:
        raise Unreadable("its XML holds a DOCTYPE, which no word processor writes") from error
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("damaged: its XML is broken") from error
    return True
