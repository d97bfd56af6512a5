"""One walk over XML of strangers: no tree, no DOCTYPE, bounded depth and number of elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from liaisonbot.reading.bounds import MAX_DEPTH, MAX_ELEMENTS, TextFull, Unreadable
from liaisonbot.reading.flow import Flow

Attributes = Mapping[str, str]


class Walk:
    """Base of the DOCX and ODT readers. Tags are `namespace}name`, as expat gives them.

    A subclass fills `opening` (called with the attributes; true: leave out what is in the element), `closing`, and
    `skipped` (elements left out with all that is in them), and says in `wants_text` whether character data is for
    `flow`. One Walk may go over several parts: the bound on elements holds for all together.
    """

    skipped: frozenset[str] = frozenset()

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.opening: dict[str, Callable[[Attributes], bool | None]] = {}
        self.closing: dict[str, Callable[[], None]] = {}
        self.wants_text = False
        self.elements_left = MAX_ELEMENTS

    def words(self, text: str) -> None:
        """Takes the character data that is wanted."""
        self.flow.text(text)


def walk(data: bytes, target: Walk) -> bool:
    """Walks over the XML of `data`; False if the text was cut at MAX_TEXT. Raises Unreadable when a bound is
    passed, a DOCTYPE is there, or the XML is not well-formed."""
    # All at once: expat before 2.6 scans a huge token anew for each piece that it is fed.
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    elements_left = _attend(parser.parser, target)
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
    finally:
        target.elements_left = elements_left()
    return True


def _beyond(depth: int) -> Unreadable:
    if depth > MAX_DEPTH:
        return Unreadable(f"its XML is nested deeper than {MAX_DEPTH} levels")
    return Unreadable(f"its XML has more than {MAX_ELEMENTS:,} elements")


def _attend(expat: Any, target: Walk) -> Callable[[], int]:
    """Hears expat itself, past the layer that makes trees, with local names: half the time on files full of formatting,
    in which most elements mean nothing here. Returns how to ask for the number of elements left."""
    skip = dict.fromkeys(target.skipped, lambda _: True)
    opens_with, closes_with = (target.opening | skip).get, target.closing.get
    left, depth, skipping_from, deepest = target.elements_left, 0, 0, MAX_DEPTH

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal left, depth, skipping_from
        depth += 1
        left -= 1
        if depth > deepest or left < 0:
            raise _beyond(depth)
        if not skipping_from and (opens := opens_with(tag)) and opens(attributes):
            skipping_from = depth

    def end(tag: str) -> None:
        nonlocal depth, skipping_from
        if not skipping_from:
            if closes := closes_with(tag):
                closes()
        elif skipping_from == depth:
            skipping_from = 0
        depth -= 1

    def words(text: str) -> None:
        if target.wants_text and not skipping_from:
            target.words(text)

    expat.ordered_attributes = False
    expat.StartElementHandler, expat.EndElementHandler, expat.CharacterDataHandler = start, end, words
    return lambda: left
