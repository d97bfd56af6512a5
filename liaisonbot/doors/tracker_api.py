"""The door to the Datatracker's public API: rows of one model after another, with the manners that it asks for
(directory.md 4.2). It reads only, over one connection, and says who we are."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import httpx2

from liaisonbot.model.tracker import JsonRow

WAITS = (2, 4, 8, 16, 32, 60)
"""So many seconds we wait after each failure in a row before we give up."""

LONGEST_WAIT = 600
"""A longer pause that is asked for is not waited for: run it again later."""

MOST_BYTES = 64 << 20

_PAGE = 100
_MOST_PAUSE = 5.0

Progress = Callable[[int, int], object]
Filters = Mapping[str, str | int]


class TrackerTrouble(Exception):
    """The tracker does not answer, or not with what it should; says what to do."""


class TrackerRefused(TrackerTrouble):
    """The tracker refuses what we ask: waiting does not help."""


@dataclass(frozen=True, slots=True)
class _Answer:
    rows: list[JsonRow]
    more: dict[str, str] | None
    total: int


@dataclass
class TrackerApi:
    """One connection to the tracker at `base`. `contact` is whom its operators can ask about us, `pause` what lies
    between two requests (seconds). `passed_over` collects rows that it cannot show."""

    base: str
    contact: str
    version: str
    pause: float = 0.1
    sleep: Callable[[float], object] = time.sleep
    passed_over: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        agent = f"liaisonbot/{self.version} (+mailto:{self.contact})"
        headers = {"User-Agent": agent, "Accept": "application/json"}
        one = httpx2.Limits(max_connections=1)
        self._client = httpx2.Client(base_url=self.base, headers=headers, timeout=30, limits=one)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def rows(self, model: str, filters: Filters | None = None, progress: Progress | None = None) -> Iterator[JsonRow]:
        """The rows of `model` (`group/group`) that fit, by number, each once. Raises TrackerTrouble.

        Pages are followed to their end. A page that cannot be shown is asked for row by row, and the bad ones
        are passed over; if none of it can be shown, that is the end.
        """
        seen: set[object] = set()
        first = {"format": "json", "limit": str(_PAGE), "offset": "0", "order_by": "id"}
        query: dict[str, str] | None = first | {key: str(value) for key, value in (filters or {}).items()}
        while query is not None:
            answer = self._get(model, query) or self._row_by_row(model, query)
            for row in answer.rows:
                if row.get("id") not in seen:  # rows that came while we paged push others to the next page
                    seen.add(row.get("id"))
                    yield row
            if progress:
                progress(len(seen), max(answer.total, len(seen)))
            if answer.more is not None and int(answer.more.get("offset", 0)) <= int(query["offset"]):
                raise TrackerTrouble(f"{model}: its pages go in a circle; run it again later")
            query = answer.more

    def _row_by_row(self, model: str, query: dict[str, str]) -> _Answer:
        start, length, total = int(query["offset"]), int(query["limit"]), 0
        found: list[JsonRow] = []
        bad: list[str] = []
        for place in range(start, start + length):
            one = self._get(model, query | {"limit": "1", "offset": str(place)})
            if one is None:
                bad.append(f"{model}: the tracker cannot show its row {place + 1}")
                continue
            found += one.rows
            total = one.total
            if one.more is None:
                break
        else:
            place += 1
        if not found:
            raise TrackerTrouble(f"{model}: none of the rows {start + 1} to {place} can be shown; run it again later")
        self.passed_over += bad
        more = query | {"offset": str(start + length)} if place == start + length else None
        return _Answer(found, more, total)

    def _get(self, model: str, query: Mapping[str, str]) -> _Answer | None:
        """One page, None if the tracker cannot show it (404)."""
        for wait in (*WAITS, None):
            self.sleep(self.pause)
            try:
                response = self._ask(f"/api/v1/{model}/", query)
            except httpx2.TransportError as problem:
                trouble, asked = f"{problem or type(problem).__name__}", 0
            else:
                if response.status_code == 404:
                    return None
                if response.status_code == 429:
                    trouble, asked = "it is asked too often (429)", _seconds(response)
                    self.pause = min(2 * self.pause, _MOST_PAUSE)
                elif response.status_code >= 500:
                    trouble, asked = f"it answers {response.status_code}", 0
                elif response.status_code != 200:
                    raise TrackerRefused(f"{response.url}: it answers {response.status_code}: {_first_line(response)}")
                elif answer := _answer(response, f"/api/v1/{model}/"):
                    return answer
                else:
                    trouble, asked = "it answers no JSON of its API", 0
            if wait is None or asked > LONGEST_WAIT:
                again = f"in {asked} seconds" if asked else "later"
                raise TrackerTrouble(
                    f"{self.base}/api/v1/{model}/: {trouble}; nothing was changed, run it again {again}"
                )
            self.sleep(asked or wait)
        raise AssertionError("the last wait is none")

    def _ask(self, path: str, query: Mapping[str, str]) -> httpx2.Response:
        """The whole answer, within a bound."""
        with self._client.stream("GET", path, params=dict(query)) as response:
            read = bytearray()
            for piece in response.iter_bytes():
                read += piece
                if len(read) > MOST_BYTES:
                    raise TrackerRefused(f"{response.url}: it answers with more than {MOST_BYTES >> 20} MiB")
            return httpx2.Response(
                response.status_code, headers=_plain(response), content=bytes(read), request=response.request
            )


def _plain(response: httpx2.Response) -> dict[str, str]:
    """The headers that still hold once the answer is unpacked."""
    gone = ("content-encoding", "content-length", "transfer-encoding")
    return {key: value for key, value in response.headers.items() if key.lower() not in gone}


def _answer(response: httpx2.Response, path: str) -> _Answer | None:
    """The rows of a page, and how the next one is asked for; None for what is no page."""
    try:
        data: Any = json.loads(response.content)
        rows, meta = data["objects"], data["meta"]
        total, following = int(meta.get("total_count") or 0), meta.get("next")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    if not following:
        return _Answer(rows, None, total)
    parts = urlsplit(str(following))
    if parts.path != path:  # only ever the same list: the next page never leads anywhere else
        return None
    return _Answer(rows, dict(parse_qsl(parts.query)), total)


def _seconds(response: httpx2.Response) -> int:
    """What Retry-After asks for; 0 where it says nothing of use (it is known to say 0)."""
    with suppress(ValueError):
        return max(0, int(response.headers.get("retry-after", "0")))
    return 0


def _first_line(response: httpx2.Response) -> str:
    lines = response.text.strip().splitlines()
    return lines[0][:200] if lines else "nothing"
