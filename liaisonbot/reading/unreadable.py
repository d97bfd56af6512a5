"""Why a letter of a person says nothing that we could read (commands 12, E19)."""

from __future__ import annotations

import re
from enum import StrEnum

from liaisonbot.reading.letter import Letter


class Unreadable(StrEnum):
    """What stands in the way; the letter is kept whole all the same."""

    ENCRYPTED = "it is encrypted, or sealed so that only its reader can open it"
    WINMAIL = "Outlook packed its words into winmail.dat"
    IMAGE = "it holds a picture and no words"
    EMPTY = "it holds no words of yours"
    INVITATION = "it is a meeting invitation and nothing else"


_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_OF_OUTLOOK = re.compile(
    r"(?i)this (?:e-?mail |mail )?message\b[^.]{0,60}"
    r"\b(?:tnef|transport.neutral encapsulation|winmail\.dat)\b(?:[^.]|\.dat){0,100}\.?"
)
"""The one sentence that stands in place of words that are in winmail.dat; nobody wrote it."""

_ARMOUR = "-----BEGIN PGP MESSAGE-----"


def has_winmail(letter: Letter) -> bool:
    """Whether Outlook packed words or files of the letter into a form that only Outlook opens (TNEF)."""
    return any(one.media_type == "application/ms-tnef" or one.name.lower() == "winmail.dat" for one in letter.parts)


def unreadable(letter: Letter) -> Unreadable | None:
    """What keeps `letter` from being read, None if there are words of its writer. A detached signature is no
    hindrance: the text beside it is read as usual."""
    types = {part.media_type for part in letter.parts}
    if types & set(_SEALED) or letter.new_text.lstrip().startswith(_ARMOUR):
        return Unreadable.ENCRYPTED
    words = letter.new_text.strip()
    if has_winmail(letter) and (not words or _OF_OUTLOOK.fullmatch(" ".join(words[:1000].split()))):
        return Unreadable.WINMAIL
    if words:
        return None
    if types == {"text/calendar"}:
        return Unreadable.INVITATION
    if any(one.startswith("image/") for one in types):
        return Unreadable.IMAGE
    return None if letter.parts or letter.forwarded else Unreadable.EMPTY


def left_unread(letter: Letter) -> tuple[str, ...]:
    """Sentences about what came with a letter and is not on record: further attached letters, since a case is one
    statement, and whatever Outlook packed into a winmail.dat."""
    says = []
    if letter.not_read:
        names = ", ".join(f"“{one or '(no subject)'}”" for one in letter.not_read)
        others = "another attached letter is" if len(letter.not_read) == 1 else "the other attached letters are"
        says.append(f"Only the first attached letter is recorded; {others} not: {names}. Each needs a mail of its own.")
    if has_winmail(letter) or (letter.forwarded and has_winmail(letter.forwarded)):
        says.append("What Outlook packed into winmail.dat cannot be opened here; please send it as plain text or PDF.")
    return tuple(says)
