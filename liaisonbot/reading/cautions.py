"""What people should know before they open a letter: links that they cannot follow, events that are over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from liaisonbot.reading.dates import Found, all_days

_MOST_LINES = 400  # a letter says so in its own words; what follows is annex
_MOST_TOGETHER = 30
_LOGIN_HINTS = ("member", "private", "ties ", "password", "login", "log-in", "log in", "account", "credential")
_INVITE_HINTS = ("invit", "welcome", "join", "attend", "register")
_URL = re.compile(r"(?i)\bhttps?://[^\s<>\"'”’\])}]{4,300}|\bftp://[^\s<>\"']{4,300}")
_CLOSED_HOSTS = re.compile(
    r"(?i)^(?:https?|ftp)://(?:[\w-]+\.)*(?:sharepoint\.com|teams\.(?:microsoft|live)\.com|onedrive\.live\.com|1drv\.ms"
    r"|drive\.google\.com|docs\.google\.com|app\.box\.com|docbox\.etsi\.org|portal\.etsi\.org|extranet\.itu\.int"
    r"|isotc\.iso\.org|sd\.iso\.org|dms\.mpeg\.expert|infocentre\d?\.gsma\.com|wiki\.mef\.net"
    r"|wiki\.broadband-forum\.org|member\.openmobilealliance\.org)(?:[:/?]|$)"
)
_CLOSED_PATHS = re.compile(
    r"(?i)^(?:https?|ftp)://(?:members?|extranet|portal|login|intranet|private)\.[\w.-]+"
    r"|/(?:members?|members?-?only|private|restricted|login|signin|extranet|ties)(?:[/?#.]|$)"
    r"|\bitu\.int/md/T\d\d-[\w-]+-(?:TD|C|LS)(?:[-/]|$)"
)
_CLOSED_WORDS = re.compile(
    r"(?i)\b(?:password[- ]protected|members?[- ]only|members'? area|private area|TIES (?:account|login|access|users?)"
    r"|restricted to (?:\w+ )?members|(?:only )?(?:available|accessible) (?:only )?(?:to|for) (?:\w+ )?members"
    r"|(?:requires?|needs?|behind) (?:a |an )?(?:\w+ ){0,2}(?:login|log-in|account|membership|credentials)"
    r"|(?:login|log in|account|credentials) (?:is |are )?(?:required|needed))\b"
)
_INVITES = re.compile(
    r"(?i)\b(?:invites?|invitations?|(?:are|is) (?:cordially |kindly )?(?:invited|welcome)"
    r"|please (?:join|attend|register)|join us|we would (?:like|be pleased) to invite|register (?:for|at|by))\b"
)
_EVENT = re.compile(
    r"(?i)\b(?:meetings?|workshops?|sessions?|events?|webinars?|conferences?|calls?|teleconferences?|seminars?|symposium"
    r"|forum|hackathon|interop|plugfest|tutorials?|summit)\b"
)
_REPORTS = re.compile(
    r"(?i)\b(?:thanks?|thanked|was held|were held|took place|held (?:on|in|from)|last year|invited (?:by|us))\b"
)
_SENTENCE = re.compile(r"(?<=[a-z)\]])[.!?]\s+(?=[A-Z])")


def closed_links(lines: Sequence[str]) -> tuple[str, ...]:
    """The addresses in a letter that only members can open, by their host or path, each once; one that the words
    beside it call so counts too ("available to members at …")."""
    found: dict[str, None] = {}
    for paragraph in _paragraphs(lines, ("://",)):
        urls = [url.rstrip(".,;:") for url in _URL.findall(paragraph)]
        said = bool(urls) and _CLOSED_WORDS.search(paragraph) is not None
        found |= dict.fromkeys(url for url in urls if said or _CLOSED_HOSTS.search(url) or _CLOSED_PATHS.search(url))
    return tuple(found)


def speaks_of_a_login(lines: Sequence[str]) -> str:
    """The words that say of a document, without its address, that only members may have it; "" if there are none."""
    for paragraph in _paragraphs(lines, _LOGIN_HINTS):
        if "://" not in paragraph and (found := _CLOSED_WORDS.search(paragraph)):
            return found[0]
    return ""


def past_event(lines: Sequence[str], *, written: date | None, arrived: date) -> str:
    """The day of an event, as written, that a letter invites to and that was over when it arrived; "" if none was."""
    for paragraph in _paragraphs(lines, _INVITE_HINTS):
        for sentence in _SENTENCE.split(paragraph):
            if not (_INVITES.search(sentence) and _EVENT.search(sentence)) or _REPORTS.search(sentence):
                continue
            days = [one for one in all_days(sentence, written=written) if one.kind in (Found.DAY, Found.RANGE)]
            lasts = [one.last or one.day for one in days]
            if days and all(last is not None and last < arrived for last in lasts):
                return days[-1].text
    return ""


def _paragraphs(lines: Sequence[str], hints: Sequence[str]) -> Iterator[str]:
    """Lines that belong together as one text each, those only that hold one of the hints (lower case)."""
    lines = lines[:_MOST_LINES]
    low = "\n".join(lines).lower()
    if not any(hint in low for hint in hints):
        return
    parts: list[str] = []
    for line in (*lines, ""):
        if line.strip() and len(parts) < _MOST_TOGETHER:
            parts.append(line.strip())
            continue
        text = " ".join(parts)
        parts = [line.strip()] if line.strip() else []
        low = text.lower()
        if any(hint in low for hint in hints):
            yield text
