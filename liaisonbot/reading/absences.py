"""Until when somebody is away, by the reply that the mail program gives meanwhile."""

from __future__ import annotations

import re
from datetime import date, timedelta

from liaisonbot.reading.dates import all_days

_MOST_TEXT = 1_500  # characters
_LONGEST = timedelta(days=200)
_RETURN = re.compile(
    r"(?:return(?:ing)?|back)(?: (?:to|in|at) (?:the|my) (?:office|work|desk))?(?: again)? (?:on|by|from)|"
    r"zurück (?:am|ab)|wieder (?:da |im büro )?(?:am|ab)|de retour le|vuelvo el|regreso el",
    re.I,
)
_UNTIL = re.compile(
    r"(?:until|till|through|up to and including|bis(?: zum)?|jusqu.?au|hasta el|fino al|t/m|tot)\b",
    re.I,
)


def back_on(text: str, written: date) -> date | None:
    """The last day of the absence that a reply of `written` speaks of: the one before the day of return, or the day
    that it names after `until`; None if it names none, or one that is over or far off."""
    flat = " ".join(text.split())[:_MOST_TEXT]
    for cue, before in ((_RETURN, 1), (_UNTIL, 0)):
        for found in cue.finditer(flat):
            days = [one.day for one in all_days(flat[found.end() : found.end() + 40], written=written) if one.day]
            if days and timedelta(0) <= days[0] - written <= _LONGEST:
                return days[0] - timedelta(days=before)
    return None
