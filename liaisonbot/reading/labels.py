"""Labelled lines: `Title: …`, `For action to:⇥…`, label and value in one line, in two, or glued by a tab."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile

NOTHING = frozenset({"none", "n/a", "na", "-", "nil"})
"""Values that say that there is none."""

MOST_LINES = 4000
"""Labels stand at the head of a letter; what is behind so many lines is annex."""

_LABELS: dict[str, str] = {
    "title": r"title|subject|concerning|re|titre|objet|asunto|t[ií]tulo|betreff|titel|liaison title"
    r"|(?:(?:document|ls) )?title(?: of (?:the )?liaison)?",
    "from": r"(?:from |document )?sources?|from(?: groups?| organi[sz]ations?| bod(?:y|ies))?"
    r"|submitted by|sender|originator|originating (?:groups?|organi[sz]ation|body)|de|von|fuente",
    "to": r"to(?: groups?| organi[sz]ations?| bod(?:y|ies)| entit(?:y|ies))?|addressees?|sent to|recipients?"
    r"|memorandum (?:for|to)|destination|attn|attention|à|para|an",
    "cc": r"cc|c\.c\.|copy(?: to)?|copies(?: to)?|copied to|copie(?: à)?|copia(?: a)?|kopie(?: an)?",
    "action_to": r"for action(?: to)?|action to|pour (?:action|suite à donner)(?: à)?",
    "comment_to": r"for comments?(?: to)?|pour (?:commentaires?|observations?)(?: à)?",
    "information_to": r"for (?:your )?info(?:rmation)?(?: to)?|info(?:rmation to)?|pour information(?: à)?",
    "purpose": r"purpose(?: of (?:the )?(?:statement|liaison))?|(?:document |contribution )?for"
    r"|(?:for )?action ?/ ?information|type of (?:statement|liaison)|nature of (?:the )?request"
    r"|prop[óo]sito|zweck|objectif",
    "deadline": r"deadline(?: (?:date|for (?:a |your |the |any )?(?:response|reply|replies|responses|answers?"
    r"|comments?|action|feedback)))?"
    r"|d[ée]lai|date limite|échéance|fecha l[íi]mite|plazo|frist|antwort (?:erbeten )?bis"
    r"|(?:please )?(?:reply|respond|response|answer)"
    r" (?:requested |required |needed |expected )?(?:by|before)"
    r"|(?:reply|response|answer|comments?) (?:due(?: date)?|deadline|date)"
    r"|due(?: date)?|(?:for )?(?:action|response|comments?|reply) by"
    r"|action (?:required |requested |needed )?(?:by|date)|action due(?: date)?|response date|date due|requested by"
    r"|requested (?:reply|response|answer)(?: date)?",
    "reference": r"ref(?:erence)?(?: (?:number|no))?|tdoc(?: (?:number|no))?|our ref(?:erence)?"
    r"|liaison (?:number|reference|no)|ls (?:number|no)"
    r"|document(?: number| no)?|doc|(?!your |referenced )[a-z][a-z-]{1,11}(?: [a-z]{2,12}){0,3} reference(?: number)?",
    "response_to": r"(?:in )?(?:response|reply|answer)s?(?: ls)? to(?: (?:ls|liaison))?"
    r"|referenced liaison(?: statement)?s?|your ref(?:erence)?|responds to|in reference to",
    "reply_to": r"(?:please )?(?:send )?(?:any )?repl(?:y|ies)(?: ls| liaisons?)?(?: statements?)?"
    r"(?: shall be sent)? to"
    r"|send (?:any )?(?:reply|replies|response|responses)(?: ls)?(?: to)?|response contacts?|reply address",
    "contact": r"(?:ietf |from )?contacts?(?: persons?| details| points?)?|technical contacts?|liaison contacts?"
    r"|point of contact",
    "name": r"name",
    "email": r"e-?mail(?: address(?:es)?)?",
    "date": r"date|submission date|submitted|posted date|issued",
    "approval": r"approval|approved by|agreed(?: to)? at",
    "attachments": r"attachments?|attached|annex(?:es)?|enclosures?",
    "status": r"status|document type",
    "study": r"questions?(?:\(s\))?|release|work items?(?:\(s\))?|keywords?|abstract|original|meeting(?:, date)?|place"
    r"|tel(?:\. number|ephone)?|fax|mobile|phone|organi[sz]ation|company|affiliation|country|address|body|language"
    r"|url of the ietf web page|to contacts?|cc contacts?|authors?|editors?|revision|version|distribution|note"
    r"|agenda item",
}
_LABEL = re.compile(
    r"^[\s*•|(>]{0,4}(?:\d{1,2}[.)]\s+|[^\x00-\x7f]{1,12}\s*/\s*)?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")(?:\s?[.*]{1,40})?\s*(?:\([^()\t]{1,24}\))?\s*(?:/\s*[^\x00-\x7f]{1,12}\s*)?"
    r"(?P<mark>[:：]|\t)\**[ \t]*(?P<value>.*)$",
    re.IGNORECASE,
)
_VALUE_MAY_FOLLOW = frozenset({"title", "from", "to", "action_to", "purpose", "deadline", "contact", "reply_to"})
_VALUE_IS_NEXT = frozenset({"cc", "comment_to", "information_to"})  # without an empty line between
_NAMES_BODIES = frozenset({"to", "cc", "from", "action_to", "comment_to", "information_to"})
_HEAD_ONLY = _NAMES_BODIES | {"title", "purpose", "reference"}
"""Labels that count at the head of a letter only: further down they belong to a quoted letter or an annex."""

_ADDRESSES = _NAMES_BODIES - {"from"}
_ONE_MORE = re.compile(
    r"^(?!.{90})(?:(?:the )?(?:IETF|IESG|IAB|IRTF|ITU(?:-[TR])?|3GPP|IEEE|ETSI|ISO|IEC|GSMA|MEF|BBF|W3C|OIF)\b(?!:)"
    r"|[A-Z0-9]{2,12} WG\b)"
    r"(?!.*\b(?:is|are|was|has|have|would|will|liaison (?:to|on|statement))\b)(?!.*[.:]$)"
)
"""A line below an addressee that names one more: PDF files lose the columns of a table."""

_OFFICE = re.compile(r"^(?!.{90})(?!.*[.:]$).*,\s*(?:Vice-)?(?:Chairs?|Secretary|Director|Convenor)\b")
_OFFICE_FIRST = re.compile(r"(?i)^(?!.{90})(?!.*[.:]$)(?:(?:Co-|Vice-)?Chairs?|Secretary|Directors?|Convenor),\s")
_LISTED = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•◦▪])\s+\S(?!.{90})")
_HEAD_ENDS_AFTER = 12  # lines without a label
_MOST_PARTS = 12  # lines of one value
_GLUE = (
    r"To|Cc|CC|From|Source|Title|Subject|Date|Deadline|Purpose|Contact(?: [Pp]erson)?|Response to|Release|Work Item"
    r"|Approval|Tel|Fax|E-?[Mm]ail|For (?:[Aa]ction|[Cc]omments?|[Ii]nformation)(?: to)?"
)
_GLUED = re.compile(
    rf"(?:(?<=[a-z0-9)\].])|(?<=[A-Z]{{2}}))(?=(?:{_GLUE})\s?:)"
    r"|(?<=[a-z0-9)])(?=For (?:Information|Action|Comment)[A-Z])"
    rf"|(?<=For Information)(?=[A-Z])|(?<=For Action)(?=[A-Z])|(?:\t|(?<! ) {{2,}})(?=(?:{_GLUE})\s?:)"
)
_WIDEST_CELL = 50
_COLONLESS_LINES, _FEWEST_COLONLESS = 30, 4
_HEAD_LABEL = (
    r"(?P<label>Title|Subject|From|Source|To|C[cC]|Date|Purpose|For|Deadline|Contact|Document [Nn]umber"
    r"|Respon(?:se|d) (?:required |requested )?by|Reply by"
    r"|Requested (?:reply|response)(?: by)?|Action due date|Response to)"
)
_OPENS = re.compile(_HEAD_LABEL)
_COLONLESS = re.compile(rf"^{_HEAD_LABEL}(?:\s+-\s+|\s+)(?P<value>\S.*(?<![.!?]))$")
_ALONE = re.compile(rf"^{_HEAD_LABEL}(?P<value>)$")
_ANNEX_WORDS = ("annex", "appendix", "attachment", "enclosure")
_ANNEX = re.compile(
    r"(?i)^\W*(?:annex|appendix|attachment|enclosure)(?: (?:[A-Z]|\d{1,2}|[IVX]{1,4}))?"
    r"(?:\s*[-–]\s.{3,80})?\W*$(?<![.,;:])"
)
_FEWEST_OWN_LINES = 8  # a heading further up is a table of contents, or a covering page
_SALUTATION = re.compile(r"(?i)^\W*(?:dear|hello|hi|greetings|to whom)\b|^\W*liaison statement\W*$")
_GOES_ON = re.compile(r"(?i)(?:[,;&/(\[-]|\b(?:and|or|the|of|for|on|to|with|in|from|by))$")
_HINT = re.compile(r"(?i)^\((?:if (?:applicable|any)|optional|mandatory|as applicable)\)\s*")
"""What a template says about a field in front of its value."""

_SOURCE = re.compile(r"(?i)^\W*(?:from|source)\s*[:\t]")
_BARE_PURPOSE = re.compile(
    r"(?i)^\W*(?:purpose\s*:?\s*)?(?P<words>(?:for )?(?:action|comments?|info(?:rmation)?)|in response|response)\W*$"
)


@dataclass(frozen=True)
class Text:
    """One view of a letter: its source ("mail", or a file's name) and its lines, kept as written. What is made of
    the lines is made once, since every form looks at them."""

    source: str
    lines: tuple[str, ...]

    @cached_property
    def tidy(self) -> tuple[str, ...]:
        """The first lines (at most MOST_LINES) for matching, see the function `tidy`."""
        lines = self.lines[:MOST_LINES]
        plain = all(map(str.isascii, lines)) and all(map(str.isprintable, lines))  # as in most mails
        return tuple(map(str.rstrip if plain else tidy, lines))

    @cached_property
    def head(self) -> str:
        """The first 120 tidy lines as one text."""
        return "\n".join(self.tidy[:120])

    @cached_property
    def low(self) -> str:
        """The first 400 tidy lines as one text in lower case: what is not in it need not be searched for."""
        return "\n".join(self.tidy[:400]).lower()

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Those of the first 60 tidy lines that begin with a From or Source label."""
        marked = (line for line in self.tidy[:60] if ":" in line or "\t" in line)
        return tuple(filter(_SOURCE.match, marked))

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The labelled lines, see the function `fields`. Those of an annex belong to another document."""
        found = tuple(_at_the_head(_fields(self.views)))
        own = [field for field in found if field.number <= len(self.own)]
        return tuple(own) if len({field.label for field in own} & _HEAD_ONLY) >= 2 else found

    @cached_property
    def views(self) -> list[_Line]:
        """The tidy lines, see the function `_views`."""
        return _views(self)

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The lines of the letter itself: those above the heading of its first annex."""
        whole = "\n".join(self.tidy).lower()
        if not any(word in whole for word in _ANNEX_WORDS):
            return self.lines
        for place, line in enumerate(self.tidy):
            if _ANNEX.match(line) and sum(map(bool, self.tidy[:place])) >= _FEWEST_OWN_LINES:
                before = next((one for one in reversed(self.tidy[:place]) if one.strip()), "")
                behind = next((one for one in self.tidy[place + 1 :] if one.strip()), "")
                if not _GOES_ON.search(before) and not behind.lstrip()[:1].islower():
                    return self.lines[:place]
        return self.lines

    def where(self, number: int) -> str:
        """How people find a line: "SG15-LS83.docx, line 12", counted from one."""
        return f"{self.source}, line {number}"


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value. `number` is the line it stands in, `words` the label as written."""

    label: str
    value: str
    number: int
    words: str


def tidy(line: str) -> str:
    """A line for matching: plain blanks and dashes, no invisible characters; tabs stay."""
    if line.isascii() and line.replace("\t", "").isprintable():
        return line.rstrip()
    line = unicodedata.normalize("NFKC", line)
    line = re.sub(r"[\u2010-\u2015\u2212]", "-", line)
    return "".join(char for char in line if char == "\t" or unicodedata.category(char) not in ("Cc", "Cf")).rstrip()


def fields(text: Text) -> list[Field]:
    """The labelled lines of a text, in order. A label without a value takes the next line, unless that is a
    label itself; indented lines, and lines wrapped by a mail program, continue a value. Lines that belong
    together are joined by "; ", wrapped ones by a blank."""
    return list(text.fields)


_Line = tuple[int, str]
"""A tidy line, or a piece of one, behind the number of the line."""


def _views(text: Text) -> list[_Line]:
    """Each line made tidy; one in which labels are glued ("…SA WG4For InformationSource: …") gives several."""
    lines = _with_colons(text.tidy)
    if not any(map(_GLUED.search, [line for line in lines if ":" in line])):
        return list(enumerate(lines, 1))
    views: list[_Line] = []
    for number, line in enumerate(lines, 1):
        if ":" in line and len(pieces := _GLUED.split(line)) > 1:
            views.extend((number, piece) for piece in pieces if piece.strip())
        else:
            views.append((number, line))
    return views


def _with_colons(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines with the colons that a table lost on its way into a PDF file ("Title LS on rings", "To - IETF"): only
    where a head stands so as a block, with a title and an addressee in it, and no label of it has a colon."""
    head = lines[:_COLONLESS_LINES]
    opened = [(place, line) for place, line in enumerate(head) if _OPENS.match(line)]
    if len(opened) < _FEWEST_COLONLESS:
        return lines
    alone = {place: match for place, line in opened if (match := _ALONE.match(line))}
    found = {place: match for place, line in opened if (match := _COLONLESS.match(line))}
    found = found if len(found) >= len(alone) else alone
    labels = {match["label"].lower() for match in found.values()}
    if len(labels) < _FEWEST_COLONLESS or "to" not in labels or not labels & {"title", "subject"}:
        return lines
    if any((label := _LABEL.match(line)) and (label["title"] or label["to"] or label["from"]) for line in head):
        return lines
    new = [
        f"{found[n]['label']}: {found[n]['value']}".rstrip(" ") if n in found else line for n, line in enumerate(head)
    ]
    return (*new, *lines[_COLONLESS_LINES:])


def _at_the_head(found: Iterable[Field]) -> Iterator[Field]:
    """The fields without those of a second head: a quoted letter begins with its From (a From beside a Source names
    the person who signs), an annex repeats labels when the running text has long begun."""
    names: set[str] = set()
    words: set[str] = set()
    last, quoted = 0, False
    for field in found:
        gap = field.number - last
        again = field.label in names and field.label in _HEAD_ONLY and len(names & _HEAD_ONLY) >= 2
        quoted = quoted or (again and field.label == "from" and gap > 1 and (field.words in words or "title" in names))
        if (again and gap > _HEAD_ENDS_AFTER) or (quoted and field.label in _HEAD_ONLY):
            continue
        names.add(field.label)
        words.add(field.words)
        if field.label in _HEAD_ONLY or gap <= _HEAD_ENDS_AFTER:
            last = field.number
        yield field


def _fields(lines: list[_Line]) -> Iterator[Field]:
    marked = [(place, line) for place, (_, line) in enumerate(lines) if ":" in line or "\t" in line]
    labels = {place: found for place, line in marked if (found := _LABEL.match(line))}
    for place, end in pairwise((*labels, len(lines))):
        found = labels[place]
        if found["mark"] == "\t" and not found["value"].strip() and not _known(found):
            continue
        number, line = lines[place]
        name = next(name for name in _LABELS if found[name])
        value = found["value"].strip()
        empty_cell = found["mark"] == ":" and line.endswith(":\t")
        wants = not value and not empty_cell and name in _VALUE_MAY_FOLLOW | _VALUE_IS_NEXT
        value = _continued(name, value, lines, place + 1, end, wants=wants)
        words = line[: found.start("value")].strip(" \t:*")
        words = words if words.count("(") == words.count(")") else words.strip("()")
        value = _HINT.sub("", value)
        if words.startswith(("ref", "Ref", "REF")):
            value = value.rstrip(" )")
        if name == "response_to" and "@" in value:
            name = "reply_to"
        yield Field(name, "\t".join(part.strip() for part in value.split("\t")), number, words)


def _known(found: re.Match[str]) -> bool:
    return bool(found["title"] or found["deadline"] or found["action_to"])


def _continued(name: str, value: str, lines: list[_Line], start: int, end: int, *, wants: bool) -> str:
    """The value with the lines that continue it, which stand between its own line and the next label, at `end`."""
    parts = [value] if value else []
    skipped = False
    column = 0 if value else _column(lines, start)
    for place in range(start, end):
        (_, before), (_, line) = lines[place - 1 : place + 1]
        if len(parts) == _MOST_PARTS or _BARE_PURPOSE.match(line) or _SALUTATION.match(line):
            break
        if not line.strip():
            if parts or not wants or skipped or name in _VALUE_IS_NEXT:
                break
            skipped = True
        elif line.startswith(("\t", "  ")) if parts else wants and _may_be(name, line):
            parts.append(line.strip())
        elif parts and _is_wrapped(name, before, line, column):
            parts[-1] = f"{parts[-1]} {line.strip()}"
        elif parts and name in _ADDRESSES and _is_one_more(before, line):
            parts.append(line.strip())
        else:
            break
    return (" " if name == "title" else "; ").join(parts)


def _column(lines: list[_Line], place: int) -> int:
    """The width of the narrow column that a PDF file made of a table's cells, one below the other; 0 if the lines
    around are longer."""
    width = max((len(line) for _, line in lines[max(0, place - 6) : place + 6]), default=0)
    return width if width <= _WIDEST_CELL else 0


def _may_be(name: str, line: str) -> bool:
    """True unless the line below an empty Deadline label is plainly something else."""
    return name != "deadline" or re.search(r"(?i)\d|^\W*(?:n\W?a|none|-)\b|^-$", line) is not None


def _is_wrapped(name: str, before: str, line: str, width: int) -> bool:
    """True if a mail program broke the value's line here: no further word would have fitted, or it cannot
    end so."""
    if name not in _NAMES_BODIES and name != "title":
        return False
    if _GOES_ON.search(before) or _is_open(before):
        return True
    first = line.split(maxsplit=1)[0]
    if name == "title" and width and len(before) + 1 + len(first) > width and not line.isupper():
        return True
    return name == "title" and len(before) <= 80 and len(before) + len(first) >= 68 and not line.isupper()


def _is_open(line: str) -> bool:
    """True for a line with a bracket that it does not close."""
    return line.count("(") + line.count("[") > line.count(")") + line.count("]")


def _is_one_more(before: str, line: str) -> bool:
    """True for a line that names one more addressee below another: a body, an item of the same list, an office."""
    offices = _OFFICE.search(before) and _OFFICE.search(line)
    return bool(_ONE_MORE.match(line) or _OFFICE_FIRST.match(line) or offices) or _both_listed(before, line)


def _both_listed(before: str, line: str) -> bool:
    """True for two items of one list, one under the other."""
    return _LISTED.match(before) is not None and _LISTED.match(line) is not None


def bare_purpose(text: Text) -> tuple[str, int] | None:
    """A line that holds nothing but a purpose ("For Information"), with its number; IETF letters write so."""
    before = ""
    for number, line in takewhile(lambda view: view[0] <= 60, text.views):
        if (found := _BARE_PURPOSE.match(line)) and not (" " in before and _GOES_ON.search(before)):
            return found["words"], number
        before = line
    return None


def first(found: Iterable[Field], *labels: str) -> Field | None:
    """The first field with one of these labels that has a value."""
    return next((field for field in found if field.label in labels and field.value.strip(" -")), None)
