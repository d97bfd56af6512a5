"""Which groups a statement's words are like: SQLite's full-text search over names and topics, held in memory."""

from __future__ import annotations

import re
import sqlite3
import weakref
from collections.abc import Iterable
from functools import lru_cache

from liaisonbot.model.directory import Directory

MOST_WORDS = 40  # of a statement's text; the title comes first and weighs most

_MARK = "\x01"  # before each word in common, in what the search hands back
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*[A-Za-z0-9]")
_COMMON_WORDS = """
    liaison statement reply response request information work working group groups about from that
    this with your ietf area standard standards network networks networking protocol protocols
    internet study question project new please review comments comment action meeting would like
    have been will are for the and its our you on of to in draft drafts rfc recommendation
    recommendations services service data technical specification specifications update revised
    updated progress status cooperation coordination collaboration development part use using
    management requirements framework architecture general cases case support international itu-t
    itu sg wg ip other
    """
_COMMON = frozenset(_COMMON_WORDS.split())


class Likeness:
    """A small index of the open groups, written once and then only asked."""

    def __init__(self, directory: Directory) -> None:
        topics = directory.more.topics
        self._index = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._index.close)
        self._index.execute(
            "CREATE VIRTUAL TABLE likeness USING fts5(acronym UNINDEXED, name, topics, tokenize = 'porter')"
        )
        groups = [one for one in directory.groups.values() if one.active and one.type == "wg"]
        self._index.executemany(
            "INSERT INTO likeness VALUES (?, ?, ?)",
            [
                (one.acronym, " ".join((one.acronym, one.name, *one.names)), topics.get(one.acronym, ""))
                for one in groups
            ],
        )

    def like(self, title: str, text: str = "", most: int = 3) -> tuple[str, ...]:
        """Acronyms of the groups whose name and topics are likest, best first; common words count for nothing.
        The title is asked first; the text only where the title is like nothing, and there one word is not enough."""
        return self._asked(_words([title]), most) or self._asked(_words([text]), most, words_in_common=2)

    def _asked(self, words: list[str], most: int, words_in_common: int = 1) -> tuple[str, ...]:
        if not words:
            return ()
        query = " OR ".join(f'"{word}"' for word in words)  # in quotes nothing is an operator of the search
        found = self._index.execute(
            """SELECT acronym, highlight(likeness, 1, ?, '') || ' ' || highlight(likeness, 2, ?, '') FROM likeness
               WHERE likeness MATCH ? ORDER BY bm25(likeness, 0, 2, 1), acronym LIMIT 20""",
            (_MARK, _MARK, query),
        )
        enough = [str(acronym) for acronym, marked in found if _in_common(marked) >= words_in_common]
        return tuple(enough[:most])


def _in_common(marked: str) -> int:
    return len({word.lower() for word in re.findall(f"{_MARK}(\\w+)", marked)})


@lru_cache(maxsize=2)
def likeness_of(directory: Directory) -> Likeness:
    """The index of a directory, made when it is first asked for."""
    return Likeness(directory)


def _words(texts: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(text):
            if word.lower() not in _COMMON and not word.isdigit():
                found[word.lower()] = None
                if len(found) == MOST_WORDS:
                    return list(found)
    return list(found)
