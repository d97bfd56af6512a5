"""Letters without a form: a letterhead, a date, a salutation, prose, a signature. So write W3C, Ecma, Unicode, ICANN,
GSMA, OIF, ATIS and others (statements.md 3.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.formats import plain
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letterhead import read_letter

NAME = "business"

_BODIES = (
    r"W3C|World Wide Web Consortium|Ecma(?: International)?|TC ?39|Unicode(?: Consortium)?|ICANN|GSMA?|GSM Association"
    r"|OIF|Optical Internetworking Forum|ATIS|Alliance for Telecommunications|WBA|Wireless Broadband Alliance|O-RAN"
    r"|TM Forum|CableLabs|M3AAWG|Messaging,? Malware|IOWN|OMA|Open Mobile Alliance|NIST|National Institute"
    r"|Wi-?Fi Alliance"
    r"|OASIS|OMG|Object Management|ONF|Open Networking|DMTF|DVB|DLNA|TIA|3GPP2|INCITS|NRO|Number Resource|ARIB|CCSA"
    r"|TTA|TTC|TSDSI|Telecommunications Industry|SMPTE|Society of Motion Picture|FIDO|Trusted Computing|TCG|5GAA|AIOTI"
    r"|Internet Corporation|RIPE|ARIN|APNIC|Linux Foundation|Thread Group|Connectivity Standards|OpenID"
    r"|CCSDS|Consultative Committee for Space"
    r"|Alliance for Open Media|AOMedia|NENA|EENA|ENISA|Khronos"
)
_HEAD = re.compile(rf"(?i)^\W*(?:the )?(?:{_BODIES})\b.{{0,70}}$")
_OFFICES = ("chair", "convenor", "secretar", "director", "president", "manager", "officer", "lead")
_OFFICE = re.compile(
    rf"(?i)\b(?:chair\w*|convenor|secretar\w+|director|president|manager|officer|lead)\b.{{0,40}}\b(?:{_BODIES})\b"
)
_SALUTATION = re.compile(r"(?i)^\W*dear\b")


def recognises(text: Text) -> bool:
    """True with a salutation, and one of these bodies in the letterhead or in the signature."""
    if "dear" not in text.low or not any(map(_SALUTATION.match, text.tidy[:60])):
        return False
    if not any(map(_HEAD.match, text.tidy[:6])) and not _is_signed(text.tidy[-40:]):
        return False
    from liaisonbot.reading.formats import FORMS  # not before all of them are there

    return not any(form.recognises(text) for form in FORMS if form.name not in (NAME, plain.NAME))


def _is_signed(lines: Sequence[str]) -> bool:
    """True if one of the bodies' officers stands in these lines."""
    low = "\n".join(lines).lower()
    return any(office in low for office in _OFFICES) and any(map(_OFFICE.search, lines))


def read(text: Text, directory: Directory, written: date | None) -> Draft:
    """The facts of a letter: labels where there are any, else head, salutation and signature."""
    draft = plain.read_labels(NAME, text, directory, written)
    read_letter(draft)
    return draft


FORM = Form(NAME, recognises, read)
