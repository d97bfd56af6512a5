"""Which text of a mail is the statement: its files, likeliest first, and the mail itself; and whether two renderings of
it, such as Word and PDF, say the same (statements.md 1, 6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath

from liaisonbot.model.directory import Directory
from liaisonbot.reading.damage import mended
from liaisonbot.reading.documents import Document
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.formats import FORMS, LAST
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letter import Letter
from liaisonbot.reading.references import number_key

PLAIN = next(form for form in FORMS if form.name == LAST)
LETTERS_NAME = re.compile(r"(?i)(?:^|[^a-z])o?LS[ _-]?\d|liaison|-LS-|[SRC][1-6P]-\d{6}")
ANNEX = re.compile(r"(?i)att\.?[ _-]?\d|annex|appendix|-td\d|_td\d")
_ANSWER = re.compile(r"(?i)^\s*(?:\[[^\]]{1,40}\]\s*)*(?:re|aw|sv|antw)\s*:")
_LETTERS_HEAD = re.compile(r"(?i)^\W*(?:dear|to whom)\b|\bliaison\b")
_LINES_OF_A_HEAD = 30
_WORDS_OF_A_LETTER = 25  # a covering mail has fewer
_READ_FILES = 12  # files looked at as the letter; the rest are annexes
_WORDS_OF_A_NOTE = 120  # a covering note has no more: what is attached, whom to answer, who sends it, a disclaimer
_POINTS_TO_FILE = re.compile(r"(?i)\b(?:attach(?:ed|ment)|enclos(?:ed|ure)|herewith|find here)\b")
_ADDRESSES = frozenset({"to", "action_to", "comment_to", "information_to"})


def texts_of(letter: Letter, documents: Sequence[Document]) -> list[Text]:
    """The texts that may be the statement, likeliest first: files with a letter's name, other files, the mail, which
    is the one inside a forward."""
    files = [one for one in documents if one.lines and not (letter.forwarded and _is_mail(one))]
    files.sort(
        key=lambda one: (
            bool(ANNEX.search(one.name)),
            not LETTERS_NAME.search(one.name),
            one.name.lower().endswith(".pdf"),
        )
    )
    mail = _mail_lines(letter.forwarded or letter) or _mail_lines(letter)
    return [*(Text(one.name, mended(one.lines)) for one in files[:_READ_FILES]), Text("mail", mended(mail))]


def speaking(texts: Sequence[Text]) -> Text:
    """Of texts without any label the one that is the letter: a file with a letter's name, a greeting or the word
    liaison at its head; else the mail, if it says more than that something is attached; else the first file."""
    for text in texts[:-1]:
        named = LETTERS_NAME.search(text.source) is not None and not ANNEX.search(text.source)
        if named or any(map(_LETTERS_HEAD.search, text.tidy[:_LINES_OF_A_HEAD])):
            return text
    mail = texts[-1]
    return mail if sum(len(line.split()) for line in mail.lines) >= _WORDS_OF_A_LETTER else texts[0]


def _is_mail(document: Document) -> bool:
    """True for an attached mail; that which was passed on is read as a letter, not as a file of header lines."""
    return document.media_type == "message/rfc822" or document.name.lower().endswith(".eml")


def _mail_lines(letter: Letter) -> tuple[str, ...]:
    """What the mail says: of an answer only what is new; of other mails all but quoted lines, since a letter's own
    From, To and Subject lines look like the header over a quote."""
    if letter.in_reply_to or letter.references or _ANSWER.match(letter.subject):
        return tuple(letter.new_text.split("\n"))
    lines = letter.text.split("\n")
    return tuple("" if line.startswith(">") else line for line in lines) if ">" in letter.text else tuple(lines)


def best_of(texts: Sequence[Text], directory: Directory, written: date | None) -> Draft | None:
    """The text in a peer's own form that names addressees, else the first in such a form; without one, the
    labelled text that says most. A file with a letter's labels beats a covering note, however it greets and signs
    (R14). A second rendering of the same letter is compared with it."""
    texts = _without_covering_note(texts)
    drafts = [form.read(text, directory, written) for text in texts if (form := _form_of(text))]
    if drafts:
        best = next((one for one in drafts if one.to or one.cc), drafts[0])
    else:
        drafts = [PLAIN.read(text, directory, written) for text in texts if PLAIN.recognises(text)]
        if not drafts:
            return None
        best = max(drafts, key=lambda one: (len(one.evidence), one.letter.source != "mail"))
    for other in drafts:
        if other is not best and _same_letter(best, other):
            best.renderings.append(other.letter.source)
            _compare(best, other)
        elif other is not best and _is_another(best, other, directory):
            said = f"“{other.title}” in {other.letter.source}"
            best.disputed.append(f"The mail holds another statement, which needs a case of its own: {said}.")
    return best


def _without_covering_note(texts: Sequence[Text]) -> Sequence[Text]:
    """The texts without the mail, if that only points to a file, and one of the files says whom it is to."""
    *files, mail = texts
    if not files:
        return texts
    if sum(len(line.split()) for line in mail.tidy) > _WORDS_OF_A_NOTE or PLAIN.recognises(mail):
        return texts
    letters = [one for one in files if not ANNEX.search(one.source) and _is_addressed(one)]
    return files if letters and any(map(_POINTS_TO_FILE.search, mail.tidy)) else texts


def _is_addressed(text: Text) -> bool:
    """True for a file with a label that says whom it is to, among other labels of a letter."""
    named = {field.label for field in text.fields if field.value.strip(" -")}
    return bool(named & _ADDRESSES) and PLAIN.recognises(text)


def _form_of(text: Text) -> Form | None:
    return next((form for form in FORMS if form.name != LAST and form.recognises(text)), None)


def _same_letter(one: Draft, other: Draft) -> bool:
    """True for two renderings, such as Word and PDF: files of the same name, or of the same number."""
    if "mail" in (one.letter.source, other.letter.source) or ANNEX.search(other.letter.source):
        return False
    same_number = one.reference is not None and one.reference == other.reference
    return same_number or _stem(one) == _stem(other)


def _is_another(best: Draft, other: Draft, directory: Directory) -> bool:
    """True for a second statement in the same mail: a form of the same sender, to one of ours, under another title.
    An annex, and the letter that the first one answers, are none."""
    if LAST in (best.form, other.form) or "mail" in (best.letter.source, other.letter.source):
        return False
    if ANNEX.search(other.letter.source) or not other.title or _agree(best.title, other.title):
        return False
    ours = any(one.group and directory.group(one.group) for one in (*other.to, *other.cc))
    answered = {number_key(one) for one in best.response_to}
    return ours and other.from_body == best.from_body and number_key(other.reference or "") not in answered


def _stem(draft: Draft) -> str:
    stem = PurePosixPath(draft.letter.source).stem.lower()
    return re.sub(r"\W+|_|pdf|docx?|word|body", "", stem)


def _compare(best: Draft, other: Draft) -> None:
    """Says where two renderings of one letter contradict each other: a person must tell which one is right. What
    only one of them says is a warning, since a layout may have hidden it in the other."""
    here, there = best.letter.source, other.letter.source
    for what, one, two in (
        ("the title", best.title, other.title),
        ("the day to answer by", f"{best.deadline or ''}", f"{other.deadline or ''}"),
        ("the addressees", _groups(best), _groups(other)),
        ("the purpose", f"{best.stated or ''}", f"{other.stated or ''}"),
    ):
        if _agree(one, two):
            continue
        said = f"{what} is “{one or 'not said'}” in {here}, “{two or 'not said'}” in {there}"
        if one and two:
            best.disputed.append(f"Two files of the letter contradict each other: {said}.")
        else:
            best.warnings.append(f"Only one of the letter's files says it: {said}. Please look.")


def _groups(draft: Draft) -> str:
    return ", ".join(one.group or one.text for one in draft.to)


def _agree(one: str, two: str) -> bool:
    """True for the same words, also where a line's end cut one of them short."""
    first, second = _plain_words(one), _plain_words(two)
    return first == second or (bool(first and second) and (first.startswith(second) or second.startswith(first)))


def _plain_words(text: str) -> str:
    return "".join(re.findall(r"\w+", text.lower()))
