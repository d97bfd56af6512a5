"""The days by which a letter's prose asks for an answer ("we would appreciate your comments by 15 May 2026")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from liaisonbot.reading.dates import Dated, Found, flat, opening_day

_CUE = re.compile(
    r"(?i)\b(?:by|before|prior\s+to|ahead\s+of|until|till|in\s+advance\s+of|in\s+time\s+for|(?:no|not)\s+later\s+than|on\s+or\s+before"
    r"|(?:at\s+the\s+)?latest(?:\s+by|\s+on)?|deadline\b[^.;:?]{0,60}?\b(?:is|of|will\s+be)|(?<!\d )through"
    r"|avant\s+le|d['’]ici\s+(?:le|au)|au\s+plus\s+tard\s+le|jusqu['’]au|bis(?:\s+(?:zum|spätestens))?|spätestens(?:\s+am)?"
    r"|antes\s+del?|hasta\s+el|a\s+más\s+tardar\s+el)\b(?=[^.;?]{0,40}\d|[^.;?]{0,20}\bend\s+of\b)"
)
_FILLER = re.compile(
    r"(?i)(?:\([^()]{2,30} time\)|\W|\b(?:the|date|of|close|business|cob|eob|midnight|noon|on|by|before|no|not|later"
    r"|than|at|latest|set|now|utc|and|or|[a-z]{2,6}day|\d{1,2}:\d\d|[ap]\.?m|\d{4}(?= h)"
    r"|hours?|hrs|gmt|cet|local|time)\b)*"
)
_BEFORE_A_MEETING = re.compile(
    r"(?i)\s*(?:(?:our|the|its|this|next|upcoming|[\w./-]+['’]s?)\s+){1,3}(?:(?!meeting)[\w#./-]+\s+){0,3}?"
    r"(?:meeting|plenary|session|interim)\b(?:\s+#?\d{1,4}\b(?!\s+\w+\s+20))?"
    r"(?:\W+(?:which|that|is|will|be|starts?|starting|begins?|beginning|opens?|scheduled|planned|held|to|on|of|from|for|in"
    r"|\w+,)\b)*\W+(?=\d|[A-Z][a-z]+ \d)"
)
"""What stands between "before" and the days of the meeting before which an answer is asked for."""
_OTHERS_NEED = re.compile(
    r"(?i)\b(?:operators|carriers|(?:service )?providers|vendors|implement[eo]rs|developers|users|customers|members"
    r"|deployments|networks|the (?:industry|market))\s+(?:\w+\s+){0,2}?"
    r"(?:needs?|requires?|expects?|awaits?|wants?|must)\b"
)
"""What somebody else than the writers wants."""
_ANSWER = re.compile(
    r"(?i)\b(?:repl(?:y|ies|ying)|respon(?:ds?|ses?|ding)|answer(?:s|ing)?|comment(?:s|ing)?|remarks?|observations?"
    r"|feedback|inputs?|review(?:s|ed|ing)?|views?|opinions?|thoughts|positions?|confirm\w*|advi[cs]e|clarif\w+"
    r"|let us know|tell us|hear(?:ing)? (?:from|back)|get back to us|inform\b(?! (?:you\b|the IETF|IETF))"
    r"|send\w* (?:us )?(?:any |the |your )?(?:updates?|information|proposals?)|(?:any|an|your|further) updates?"
    r"|(?<!please )be informed|to learn|say(?=\W+(?:by|before|until|whether|if)\b)|guidance|provide|indicat(?:e|ions?)"
    r"|action (?:is )?(?:required|requested|needed)"
    r"|répon\w+|commentaires?|Stellungnahme\w*|Antwort\w*|Rückmeldung\w*|Kommentar\w*|respuestas?|responder|comentarios?)\b"
)
_REQUEST = re.compile(
    r"(?i)\b(?:please|kindly|requests?|requested|requesting|asks?|(?:is|are|be) asked|invites?|invited|appreciated?"
    r"|welcomed?|(?:would|['’]d) (?:like|value|help|allow|enable"
    r"|be (?:(?:very|most|more|highly|much|especially) )*(?:happy|glad|pleased|great|good|helpful|useful|nice))"
    r"|comment\s+period|open\s+for\s+(?:public\s+)?(?:comments?|review)"
    r"|(?:may|can) be (?:submitted|sent|made|given|provided)"
    r"|would it be possible|could we (?:get|have)|looks? forward|looking forward|seeks?|sought|needs?|needed|required?"
    r"|requires|expected|due|should|grateful|thankful|encouraged?|hopes? to (?:have|receive|get|hear)"
    r"|expects? (?:your|to receive)|received|deadline|must|could you|can you|would you|solicit(?:s|ed)?|waits?"
    r"|await(?:s|ing)?|veuillez|prions?|merci de|demand(?:e|ons)|bitten?|erbitten|ersuchen|ruega|rogamos"
    r"|solicita(?:mos)?|agradec\w+|por favor)\b"
)
_OWN_DOING = re.compile(
    r"(?i)\b(?:will|plan(?:s|ned)?(?= (?:to|on|for|by)\b)|intend(?:s|ed)?|aim(?:s|ed)?|expect(?:s|ed)? to|scheduled"
    r"|targets?(?= (?:to|for|date|completion|publication|approval)\b)|targeted|hopes? to|is to|are to)\b"
    r"(?! (?:to )?(?:receive|hear|get|have|appreciate|need|welcome))"
)
_SO = re.compile(r"(?i),\s*(?:so|therefore|hence|thus)\b(?! that)")
"""Behind it stands what follows for others: "We plan to publish in April, so input by the end of March …"."""
_OF_YOURS = re.compile(r"(?i)\byou(?:r|rs)?\b[^.]{0,60}?\b(?:request(?:ed|s|ing)?|asked|asking|invit\w+|wanted)\b")
"""What the reader had asked the writers: "your request for comments by 6 March"."""
_OTHER_END = re.compile(
    r"(?i)\b(?:complet|finali[sz]|approv|publish|publication|consent|adopt|releas|finish|ratif|conclud|expir|determin|implement"
    r"|ballot)\w*\W*(?:\w+\W+){0,2}$"
)
_THEM = re.compile(
    r"(?i)\b(?:send|submit|provide|return|forward|share|deliver|receive|have)\s+(?:them|these|it|those)\b"
)
_OTHER_DUTY = re.compile(
    r"(?i)\b(?:contributions?|abstracts?|papers?|registrations?|nominations?|attendance|participation)\b"
)
OF_OTHERS = re.compile(
    r"(?i)\b(?:ballot|vot(?:e|es|ing)|straw poll)\b.{0,20}\bcomments?\b|\bcomments? (?:on|in|from) (?:the )?ballot"
    r"|\b(?:comments?|responses?|replies|feedback|input)\b.{0,30}\bfrom (?:our |its |the |all )?"
    r"(?:members?|delegates?|national bodies)\b"
)
"""What is asked of the writers' own people."""
_SENTENCE_END = re.compile(
    r"(?:(?<=[a-z0-9)\]])|(?<=[A-Z]{2}))[.!?](?!(?<=\d\.)\s+(?:Jan|Jän|Feb|Mär|Mar|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec))"
    r"(?=\s+[A-Z\"“(]|\s*$)|;|\n(?=[^\n:.]{2,30}:)"
)
_PROSE_LINES = 3000
_MOST_CUES = 60  # in one paragraph; more is no prose


@dataclass(frozen=True, slots=True)
class Asked:
    """A day by which prose asks for an answer: its line, counted from one, and the words around it."""

    read: Dated
    number: int
    words: str


def asked_days(lines: Sequence[str], *, written: date | None = None, day_first: bool = False) -> list[Asked]:
    """The days by which the prose asks for answers, each once: a verb of reply must stand in the same sentence,
    and neither the writers' own plans nor a meeting, a completion or a day before the letter count. A sentence may
    run over lines; an empty line ends it. Where an answer is asked for before a meeting and no day is named, the
    meeting is told as a RANGE: whether its first day is meant, a person must say."""
    found: list[Asked] = []
    for first, text in _paragraphs(lines):
        for cue in islice(_CUE.finditer(text), _MOST_CUES):
            before, after = _sentence(text, cue)
            earlier = text[: cue.start() - len(before)][-200:]
            read = _asked(before, cue[0], after, earlier, written, day_first=day_first)
            if read and all((one.read.kind, one.read.day) != (read.kind, read.day) for one in found):
                line = first + text.count("\n", 0, cue.start())
                found.append(Asked(read, line, flat(f"{before}{cue[0]}{after}").strip()))
    return [one for one in found if one.read.kind is not Found.RANGE] or found


def named_days(lines: Sequence[str], *, written: date | None = None, day_first: bool = False) -> list[Asked]:
    """Every later day in prose that stands behind such words as "by" and "until", whatever should be done by then."""
    found: list[Asked] = []
    for first, text in _paragraphs(lines):
        for cue in _CUE.finditer(text):
            before, after = _sentence(text, cue)
            read = opening_day(flat(after[:90]).removeprefix(" "), _FILLER, written=written, day_first=day_first)
            if read and read.day and read.kind is not Found.RANGE and not (written and read.day <= written):
                line = first + text.count("\n", 0, cue.start())
                found.append(Asked(read, line, flat(f"{before}{cue[0]}{after}").strip()))
    return found


def _asked(before: str, cue: str, after: str, earlier: str, written: date | None, *, day_first: bool) -> Dated | None:
    """The day behind a cue; `earlier` is what stands before its sentence, for "please send them by …"."""
    rest = flat(after[:90]).removeprefix(" ")
    read = opening_day(rest, _FILLER, written=written, day_first=day_first)
    meeting = _BEFORE_A_MEETING.match(rest) if read is None else None
    if meeting:
        read = opening_day(rest[meeting.end() :], _FILLER, written=written, day_first=day_first)
    if read is None or (read.kind is Found.RANGE and not meeting) or (written and read.day and read.day <= written):
        return None
    whole = f"{before}{cue}{after}"
    speaks_of = earlier + whole if _THEM.search(whole) else whole
    if not (_ANSWER.search(speaks_of) and _REQUEST.search(_OTHERS_NEED.sub("", whole))) or _OTHER_END.search(before):
        return None
    if OF_OTHERS.search(whole):
        return None
    if (yours := _OF_YOURS.search(before)) and not _REQUEST.search(before, yours.end()):
        return None
    if _OTHER_DUTY.search(whole) and not re.search(r"(?i)\b(?:repl|respon|answer|comment|feedback|review)", whole):
        return None
    own = _OWN_DOING.search(before)
    if own and not (_REQUEST.search(before, own.end()) or _SO.search(before, own.end())):
        return None
    return replace(read, kind=Found.RANGE) if meeting else read


def _sentence(text: str, cue: re.Match[str]) -> tuple[str, str]:
    """What stands before and behind the cue in its sentence."""
    ends = (end.end() for end in _SENTENCE_END.finditer(text, max(0, cue.start() - 600), cue.end()))
    begin = max((end for end in ends if end <= cue.start()), default=0)
    end = _SENTENCE_END.search(text, cue.end())
    return text[max(begin, cue.start() - 600) : cue.start()], text[cue.end() : end.start() if end else cue.end() + 300]


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The number of its first line and the text of each run of lines without an empty one, 40 lines at most."""
    lines = lines[:_PROSE_LINES]
    start = 0
    for number in range(len(lines) + 1):
        ends = number == len(lines) or not lines[number].strip()
        if (ends or number - start == 40) and number > start:
            yield start + 1, "\n".join(lines[start:number])
        if ends or number - start == 40:
            start = number + ends
