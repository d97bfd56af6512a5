"""Why a letter of a person says nothing that we could read (commands 12, E19)."""

from __future__ import annotations

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
_ARMOUR = "-----BEGIN PGP MESSAGE-----"


def unreadable(letter: Letter) -> Unreadable | None:
    """What keeps `letter` from being read, None if there are words of its writer. A detached signature is no
    hindrance: the text beside it is read as usual."""
    types = {part.media_type for part in letter.parts}
    if types & set(_SEALED) or letter.new_text.lstrip().startswith(_ARMOUR):
        return Unreadable.ENCRYPTED
    if letter.new_text.strip():
        return None
    if "application/ms-tnef" in types or any(part.name.lower() == "winmail.dat" for part in letter.parts):
        return Unreadable.WINMAIL
    if types == {"text/calendar"}:
        return Unreadable.INVITATION
    if any(one.startswith("image/") for one in types):
        return Unreadable.IMAGE
    return None if letter.parts or letter.forwarded else Unreadable.EMPTY
