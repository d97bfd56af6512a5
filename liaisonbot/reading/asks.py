"""What a statement wants of whom by when, and what it answers: the steps that all forms share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Confidence, Evidence, Purpose
from liaisonbot.reading.addressees import read_addressees
from liaisonbot.reading.asked_days import OF_OTHERS, Asked, asked_days
from liaisonbot.reading.dates import Dated, Found, read_day
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.labels import NOTHING, Field
from liaisonbot.reading.phrases import CONFIDENTIAL
from liaisonbot.reading.references import answered_in, references_in, tracker_urls, without

_NAMES_OTHERS = frozenset({"response_to", "attachments"})  # an empty Response-to, and files that came along
_HEAD_LINES = 150  # a letter says in its first lines what it answers and asks; the rest is annex


# --- by when -----------------------------------------------------------------------------------------


def read_deadline(draft: Draft, *, day_first: bool = False) -> None:
    """The day that a deadline label or a verb of reply names. A doubtful one becomes a question, never a day;
    a label that points elsewhere ("see below") leaves it to the prose."""
    labelled = [line for line in draft.found if line.label == "deadline" and line.value.strip(" -")]
    read = [(line, read_day(line.value, written=draft.written, day_first=day_first)) for line in labelled]
    read = [(line, found) for line, found in read if found.kind is not Found.NONE]
    clear = next((pair for pair in read if pair[1].kind is Found.DAY), read[0] if read else None)
    if clear:
        draft.deadline_text = clear[0].value.strip()
        if _take(draft, clear[1], clear[0], clear[0].value.strip()):
            return
    if not labelled or (clear and clear[1].kind is Found.UNREAD):
        asked = asked_days(draft.letter.own, written=draft.written, day_first=day_first)
        if _take_asked(draft, asked):
            return
    if clear:
        why = clear[1].why or f"“{clear[0].value.strip()}” is not one day"
        draft.saw("deadline_text", clear[0], confidence=Confidence.GUESSED)
        draft.warnings.append(f"The deadline could not be read: {why}. Which day is meant?")


def read_subject_deadline(draft: Draft, subject: str) -> None:
    """The day that only the mail's Subject asks for ("review requested by 30 March 2026")."""
    if draft.deadline is None and draft.deadline_text is None:
        asked = asked_days([subject], written=draft.written)
        if len(asked) == 1 and asked[0].read.kind is Found.DAY:
            draft.deadline, draft.deadline_text = asked[0].read.day, asked[0].read.text
            draft.evidence["deadline"] = Evidence("header Subject", subject, Confidence.INFERRED)


def read_note_deadline(draft: Draft, note: Sequence[str]) -> None:
    """The day that only the covering note asks for, where the letter in the file has no Deadline field."""
    if draft.letter.source == "mail" or draft.deadline or draft.deadline_text or draft.has("deadline"):
        return
    asked = asked_days(note, written=draft.written)
    if len(asked) == 1 and asked[0].read.kind is Found.DAY:
        draft.deadline, draft.deadline_text = asked[0].read.day, asked[0].read.text
        where = f"mail, line {asked[0].number}"
        draft.evidence["deadline"] = Evidence(where, asked[0].words, Confidence.INFERRED)


def _take_asked(draft: Draft, asked: list[Asked]) -> bool:
    """The day that all the prose agrees on."""
    if not asked:
        return False
    if words := says_no_answer(draft):
        draft.deadline_text = draft.deadline_text or asked[0].read.text
        draft.saw("deadline_text", asked[0].number, asked[0].words, Confidence.GUESSED)
        draft.warnings.append(f"It says “{words}”, and yet “{asked[0].words[:200]}”. Does it want an answer by then?")
        return True
    if asked[0].read.kind is Found.RANGE:
        draft.deadline_text = draft.deadline_text or asked[0].read.text
        draft.saw("deadline_text", asked[0].number, asked[0].words, Confidence.GUESSED)
        draft.warnings.append(f"It asks for an answer before a meeting (“{asked[0].read.text}”). By which day?")
        return True
    if len(asked) > 1 or asked[0].read.kind is Found.DOUBTFUL:
        why = asked[0].read.why if len(asked) == 1 else " and ".join(f"“{one.read.text}”" for one in asked[:4])
        draft.deadline_text = draft.deadline_text or asked[0].read.text
        draft.saw("deadline_text", asked[0].number, asked[0].words, Confidence.GUESSED)
        draft.warnings.append(f"The text names no single day to answer by: {why}. Which day is meant?")
        return True
    draft.deadline_text = draft.deadline_text or asked[0].read.text
    return _take(draft, asked[0].read, asked[0].number, asked[0].words)


def _take(draft: Draft, read: Dated, line: Field | int, words: str) -> bool:
    if read.kind not in (Found.DAY, Found.MONTH) or read.day is None:
        return False
    draft.deadline = read.day
    inferred = read.kind is Found.MONTH
    confidence = Confidence.INFERRED if inferred else Confidence.STATED
    draft.saw("deadline", line, "" if isinstance(line, Field) else words, confidence)
    if inferred:
        draft.warnings.append(f"The deadline “{read.text}” names no day; its last day was taken. Please confirm it.")
    return True


# --- what it wants -----------------------------------------------------------------------------------

_THANKS = re.compile(r"(?i)\bthank\w*\b.*?(?=\band\s+(?:we|would|kindly|asks?|requests?|invites?)\b|\bwould\b|$)")
_NO_QUESTION = re.compile(
    r"(?i)\bno (?:further )?(?:reply|response|answer|action|comments?)\b|\bhesitate\b|\bfeel free\b"
    r"|\bif you (?:have|should have) (?:any )?(?:questions?|comments?|quer)|\bplease (?:note|find|see)\b"
    r"|\bat any time\b"
    r"|\bintended (?:recipient|addressee)|\bfor (?:your )?information only\b"
    r"|\b(?:implement[eo]rs|operators|vendors|members|users|delegates|participants|authors|editors) (?:is|are)"
    r" (?:\w+ )?(?:requested|asked|invited|encouraged)\b"
    r"|\b(?:draft|last call|wglc)\b.{0,30}\bcomments? (?:received|resolved)"
)
_NO_ANSWER = re.compile(
    r"(?i)\bno (?:further |formal |specific )?(?:response|reply|replies|answer|feedback)s?(?: or action)?"
    r" (?:is |are )?(?:required|requested|needed|expected|necessary|sought)\b"
    r"|\b(?:needs|requires|expects) no (?:response|reply|answer)\b|\bfor (?:your )?information only\b"
)
_CONDITION = re.compile(r"(?i)\b(?:if|unless|otherwise|except|however|but|until|from|others?)\b")
_WANTS = (
    r"(?:review(?:ed)?|comments?|remarks?|confirm\w*|respond|response|reply|answers?|feedback|views?|advi[cs]e|guidance|clarif\w+"
    r"|input|updates?|opinions?|thoughts|positions?|assessments?|tell us|hear from)"
)
_ASKS = re.compile(
    r"(?i)\b(?:please|kindly|(?:would|['’]d) appreciate|appreciates?"
    r"|(?:would|['’]d) be (?:very |most )?(?:grateful|thankful|pleased|happy|glad)"
    r"|would welcome|welcomes?|requests?|asks?"
    r"|(?:is|are) (?:kindly |hereby )?(?:requested|invited|asked|encouraged)|invites?|seeks?|solicits?|encourages?"
    r"|would value|hopes? to (?:have|receive|get|hear)|would be (?:great|good|helpful|useful|nice) (?:if|to)"
    r"|would like (?:you|to (?:ask|request|invite|seek|receive|hear|get|have|know)|the IETF|your)"
    r"|looks? forward to (?:your|a|the|receiving|hearing|any)|looking forward to (?:your|a|the|receiving|hearing|any)"
    rf"|could you|can you|would you)\b.{{0,160}}?\b{_WANTS}\b"
    r"|\b(?:comments?|feedback|input|responses?|reply|replies|review|views?)\b.{0,50}?\b(?:is|are|would be) "
    r"(?:very |most |highly |also |much |kindly )*"
    r"(?:welcomed?|appreciated|requested|expected|sought|needed|required|due)\b"
    r"|\bcomments? (?:may|can) be (?:submitted|sent|made|provided)\b"
    r"|\b(?:looks?|looking) forward to hearing\b|\blet us know\b"
    r"|\brequests? (?:an?|the|any) (?:status )?(?:updates?|information|report)\b"
    r"|\b(?:asks?|would like to (?:ask|know))\b[^.]{0,100}?\b(?:whether|to (?:look (?:at|into)|consider|examine|study"
    r"|check|verify|ensure|register|tell|say|inform|share|name|assess|evaluate))\b"
)
_MAY_ASK = re.compile(rf"(?i)\b{_WANTS}\b|forward to hearing|let us know|\basks?\b|would like to|\brequests?\b")
"""What is not there need not be searched for sentence by sentence."""
_SAID_PURPOSE = re.compile(
    r"(?i)\bthis (?:liaison(?: statement| letter)?|LS|letter|statement|document|communication) is (?:being )?"
    r"(?:sent |provided |meant |intended )?(?:to you )?(?:purely |only |just )?"
    r"(?P<what>for (?:your )?(?:action|comments?|information))\b"
)
_ANSWERS = re.compile(
    r"(?i)\b(?:the following|our|its|this) (?:response|reply|answers?)\b"
    r"|\b(?:response|reply|answers?)(?:(?: is| are)? as follows\b|\s*:)"
)
_TITLE_OF_AN_ANSWER = re.compile(r"(?i)\W*(?:liaison |LS )?(?:response|reply|answer)\b")
_LONGEST_SHARE = 200  # characters
_SHARE = re.compile(r"(?i)^(?P<who>.{2,100}?) ?[:(-]? ?(?P<what>for (?:action|comments?|info(?:rmation)?))\b")
_REST = re.compile(r"(?i)\b(?:all|others?|rest|remaining)\b")
_SENTENCE = re.compile(r"(?:(?<=[a-z0-9)\]”\"])|(?<=[A-Z]{2}))[.!?;]\s+|\n\s*\n")


def purpose_in(words: str) -> Purpose | None:
    """The purpose that a Purpose label's words name; of several the strongest."""
    plain = words.lower()
    for pattern, purpose in (
        (
            r"\bac(?:tion|ción)\b|\brequests? (?:for |a )?(?:response|reply|review)"
            r"|\bresponse (?:is )?(?:required|requested)",
            Purpose.ACTION,
        ),
        (r"\brespon|\breply\b|\banswer", Purpose.RESPONSE),
        (r"\bcomment|\breview\b|\bfeedback\b|\bcomentario|\bstellungnahme", Purpose.COMMENT),
        (r"\binfo|\binform\b", Purpose.INFORMATION),
    ):
        if re.search(pattern, plain):
            return purpose
    return None


def purpose_for_us(draft: Draft, words: str) -> Purpose | None:
    """The purpose that a For row means for ours: "IETF RTGWG for comment; others for information" names it for each
    addressee."""
    pieces = (" ".join(piece.split())[:_LONGEST_SHARE] for piece in words.split(";"))
    shares = [found for piece in pieces if (found := _SHARE.match(piece))]
    if len(shares) < 2:
        return purpose_in(words)
    ours = [one["what"] for one in shares if _names_ours(one["who"], draft.directory)]
    others = [one["what"] for one in shares if _REST.search(one["who"])]
    return purpose_in(" ".join(ours or others))


def _names_ours(words: str, directory: Directory) -> bool:
    to, cc = read_addressees(words, directory)
    return any(one.group and directory.group(one.group) for one in (*to, *cc))


def says_no_answer(draft: Draft) -> str:
    """The words by which a letter says that it wants no answer; "" if it does not say so, or not of all of it."""
    text = _own_words(draft)
    if not _NO_ANSWER.search(text):
        return ""
    said = ((_NO_ANSWER.search(one), _CONDITION.search(one)) for _, one in _spoken(text))
    return next((found[0] for found, condition in said if found and not condition), "")


def asking_words(draft: Draft) -> tuple[int, str] | None:
    """The line and the words that ask for a review, a comment, a confirmation or an answer (R5, statements.md 4), or
    None. Thanks for comments, and offers to answer questions, ask nothing, nor does a letter that wants no answer."""
    text = _own_words(draft)
    if says_no_answer(draft) or not _MAY_ASK.search(text):
        return None
    for number, sentence in _spoken(text):
        words = _THANKS.sub("", sentence)
        if not _NO_QUESTION.search(words) and not OF_OTHERS.search(words) and (found := _ASKS.search(words)):
            return number, found[0]
    return None


def answering_words(draft: Draft) -> tuple[int, str] | None:
    """The line and the words by which a letter that answers another announces its answer ("We have the following
    response:"), or whose title is that of an answer; None where it answers none."""
    if not draft.response_to:
        return None
    if (title := draft.field("title")) and _TITLE_OF_AN_ANSWER.match(title.value):
        return title.number, title.value
    for number, sentence in _spoken(_own_words(draft)):
        if found := _ANSWERS.search(sentence):
            return number, found[0]
    return None


def read_said_purpose(draft: Draft) -> None:
    """The purpose that the prose says in so many words: "This letter is for information"."""
    if draft.stated is not None:
        return
    for number, sentence in _spoken(_own_words(draft)):
        if found := _SAID_PURPOSE.search(sentence):
            draft.stated = purpose_in(found["what"])
            draft.saw("stated_purpose", number, found[0])
            return


def _own_words(draft: Draft) -> str:
    """The letter's first lines as one text, without what a mail system wrote below them."""
    return "\n".join(
        takewhile(
            lambda line: not CONFIDENTIAL.match(line), draft.letter.tidy[: min(_HEAD_LINES, len(draft.letter.own))]
        )
    )


def _spoken(text: str) -> Iterator[tuple[int, str]]:
    """Its sentences in one line each, with the number of the line in which each begins."""
    start = 0
    for end in (*(found.end() for found in _SENTENCE.finditer(text)), len(text)):
        sentence = text[start:end]
        first = start + len(sentence) - len(sentence.lstrip())
        yield 1 + text.count("\n", 0, first), sentence.strip(" \n.!?;").replace("\n", " ")
        start = end


# --- what it answers ---------------------------------------------------------------------------------


_TITLED = re.compile(r"(?i)^(?:reply )?(?:LS|liaison(?: statement)?)(?:/[ior])? (?:on|about|regarding|concerning)\b.+")
"""A Response-to value that gives the title of what is answered."""


def read_response_to(draft: Draft, *, itu: bool = False) -> None:
    """What the letter answers: its Response-to label, else its title, else its first sentences."""
    line = draft.field("response_to")
    if line and line.value.lower().strip(" .") not in NOTHING:
        named = references_in(line.value, itu=itu) or tracker_urls(line.value) or _TITLED.findall(line.value)
        draft.response_to.extend(named or answered_in(f"your LS {line.value}", itu=itu) or [line.value])
        draft.saw("response_to", line)
        return
    title = draft.field("title")
    if title and (found := answered_in(title.value, itu=itu)):
        draft.response_to.extend(found)
        draft.saw("response_to", title)
        return
    apart = {line.number for line in draft.found if line.label in _NAMES_OTHERS}
    prose = draft.letter.lines[:_HEAD_LINES]
    if apart:
        prose = tuple("" if place in apart else line for place, line in enumerate(prose, 1))
    for number, words in _sentences(prose):
        if found := without(answered_in(words, itu=itu), draft.reference):
            draft.response_to.extend(found)
            draft.saw("response_to", number, words)
            return


def _sentences(lines: tuple[str, ...]) -> list[tuple[int, str]]:
    """Runs of lines without an empty one between, with the number of the first."""
    runs: list[tuple[int, list[str]]] = []
    open_run = False
    for number, line in enumerate(lines, 1):
        words = line.strip()
        if words and open_run:
            runs[-1][1].append(words)
        elif words:
            runs.append((number, [words]))
        open_run = bool(words)
    return [(number, " ".join(words)) for number, words in runs]
