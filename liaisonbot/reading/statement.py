"""Which text of a letter is the statement, which form it has, and what it says (statements.md 1, 6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Addressee, Attachment, Confidence, Evidence, Mailbox, Purpose, Statement
from liaisonbot.reading import asks
from liaisonbot.reading.addressees import read_addressees
from liaisonbot.reading.cautions import closed_links, past_event, speaks_of_a_login
from liaisonbot.reading.credentials import holds_credential
from liaisonbot.reading.damage import mended
from liaisonbot.reading.documents import Document
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.form import Form
from liaisonbot.reading.formats import FORMS, LAST
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letter import Letter
from liaisonbot.reading.letterhead import read_letter
from liaisonbot.reading.references import answered_in, file_numbers, number_key, own_number, tracker_urls, without

_NAMED = {form.name: form for form in FORMS}
_PLAIN = _NAMED[LAST]
_SUBJECT = re.compile(
    r"(?i)\bliaison(?:s|e)?(?: statement| letter| response| reply| from| to| on)\b|\bincoming liaison\b|\bliaison ?:"
    r"|(?:^|[\s:\]])LS(?:/[ior])?\b[ -](?:out |reply |response )?(?:on|to|from|about|reply|\d)"
    r"|\breply ls\b|\bLS reply\b"
)
_FILE = re.compile(r"(?i)(?:^|[^a-z])o?LS[ _-]?\d|liaison|-LS-|[SRC][1-6P]-\d{6}")
_ANNEX = re.compile(r"(?i)att\.?[ _-]?\d|annex|appendix|-td\d|_td\d")
_TAGS = re.compile(r"^(?:\s*(?:\[[^\]]{1,40}\]|(?:re|fwd?|aw|wg|tr)\s*:))+\s*", re.IGNORECASE)
_ANSWER = re.compile(r"(?i)^\s*(?:\[[^\]]{1,40}\]\s*)*(?:re|aw|sv|antw)\s*:")
_ATTACHED = re.compile(
    r"(?i)\b(?:(?:is|are|please find|find|see|the|we have|we) (?:the )?(?:attached|enclosed)"
    r"|attached (?:to this|please)|attached here(?:to|with)|enclosed (?:please|here)|see (?:the )?attachment"
    r"|in the attachment|attached (?:document|file|draft|liaison|letter))\b"
)
_DRAFT = re.compile(r"(?i)\bdraft\W+(?:\w+\W+)?(?:liais\w+|LS|reply|response)\b")
_MERGE_FIELD = re.compile(r"[«‹]\s*\w[\w ]{0,40}[»›]|<<\s*\w[\w ]{0,40}>>|\{\{?\s*(?:MERGEFIELD\s+)?\w+\s*\}?\}")
_OPENS = re.compile(
    r"(?i)^(?:\s*(?:\[[^\]]{1,40}\]|(?:fwd?|wg|tr)\s*:))*\s*(?:new |incoming |outgoing |formal |reply )?"
    r"(?:liaisons?(?:(?: statement| letter| response| reply| from| to| on)\b| ?:)|LS\b)"
)
_PROPRIETARY = (".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx")
_OWN_PAGE = re.compile(
    r"(?i)^\W*url of the ietf web page\b|^\W*(?:the )?(?:statement|liaison)\b.{0,40}\bavailable at\b"
)
_LIKE_OURS = re.compile(r"(?i)\b(?:IETF|IESG|IAB|IRTF|WGs?|working groups?|area|ADs?|external organi[sz]ations?)\b")

_TITLE_TO = re.compile(
    r"(?i)\b(?:liaison|LS(?:/[ior])?|letter|statement|response|reply)\b(?:(?! on | regarding ).){0,60}?"
    r"\bto\s+(?:the\s+)?(?P<who>.{3,120}?)\s*(?:\s(?:on|regarding|concerning|about|re|for|in|with)\b|[:;\])–]|\s-\s|$)"
)
_PERSON = re.compile(r"@|^\W*(?:(?:Mr|Mrs|Ms|Dr|Prof)\b\.?\s*)?(?:[^\W\d_a-z][\w'’.-]*\s+){1,3}[^\W\d_a-z][\w'’-]+$")

_HEAD_LINES = 200  # where a letter says in its own words where its documents are; the rest is annex
_READ_FILES = 12  # files looked at as the letter; the rest are annexes
_WORDS_OF_A_LETTER = 25  # a shorter mail without any label, from a peer's domain, is a note between people
_WORDS_OF_AN_OFFICE = 8  # a peer's role mailbox writes no notes


def read_statement(letter: Letter, documents: Sequence[Document], directory: Directory) -> Statement | None:
    """The statement in a letter and its files, or None when nothing speaks for one.

    The letter inside a forward counts, its sender is the author; the outer sender stays in `received_from`.
    Evidence for a statement is a form that is recognised, or a subject or file that says so and a peer's
    sender. Never raises on any content.
    """
    inner = letter.forwarded or letter
    sent = inner.date or letter.date
    written = sent.date() if sent else None
    texts = _texts(inner, letter, documents)
    best = _best(texts, directory, written)
    telling = _telling(letter, documents)
    from_peer = _from_peer(inner, directory)
    if not from_peer and _is_unsent(inner, texts):
        return None
    if best is None:
        if not _bare_counts(inner, documents, directory, telling=telling):
            return None
        best = _bare(texts, directory, written)
    elif best.form == LAST:
        if not (telling or best.from_body or from_peer or _labelled_for_us(best)):
            return None
        if not telling and _answers(letter) and not best.to:
            return None
    return _finish(best, letter, inner, documents)


def _texts(inner: Letter, outer: Letter, documents: Sequence[Document]) -> list[Text]:
    """The texts that may be the statement, likeliest first: files with a letter's name, other files, the mail."""
    files = [one for one in documents if one.lines]
    files.sort(
        key=lambda one: (
            bool(_ANNEX.search(one.name)),
            not _FILE.search(one.name),
            one.name.lower().endswith(".pdf"),
        )
    )
    mail = _mail_lines(inner) or _mail_lines(outer)
    return [*(Text(one.name, mended(one.lines)) for one in files[:_READ_FILES]), Text("mail", mended(mail))]


def _mail_lines(letter: Letter) -> tuple[str, ...]:
    """What the mail says: of an answer only what is new; of other mails all but quoted lines, since a letter's own
    From, To and Subject lines look like the header over a quote."""
    if _answers(letter) or _ANSWER.match(letter.subject):
        return tuple(letter.new_text.split("\n"))
    lines = letter.text.split("\n")
    return tuple("" if line.startswith(">") else line for line in lines)


def _best(texts: Sequence[Text], directory: Directory, written: date | None) -> Draft | None:
    """The text in a peer's own form that names addressees, else the first in such a form; without one, the
    labelled text that says most. A second rendering of the same letter is compared with it."""
    drafts = [form.read(text, directory, written) for text in texts if (form := _form_of(text))]
    if drafts:
        best = next((one for one in drafts if one.to or one.cc), drafts[0])
    else:
        drafts = [_PLAIN.read(text, directory, written) for text in texts if _PLAIN.recognises(text)]
        if not drafts:
            return None
        best = max(drafts, key=lambda one: (len(one.evidence), one.letter.source != "mail"))
    for other in drafts:
        if other is not best and _same_letter(best, other):
            _compare(best, other)
        elif other is not best and _is_another(best, other, directory):
            said = f"“{other.title}” in {other.letter.source}"
            best.disputed.append(f"The mail holds another statement, which needs a case of its own: {said}.")
    return best


def _form_of(text: Text) -> Form | None:
    return next((form for form in FORMS if form.name != LAST and form.recognises(text)), None)


def _same_letter(one: Draft, other: Draft) -> bool:
    """True for two renderings, such as Word and PDF: files of the same name, or of the same number."""
    if "mail" in (one.letter.source, other.letter.source) or _ANNEX.search(other.letter.source):
        return False
    same_number = one.reference is not None and one.reference == other.reference
    return same_number or _stem(one) == _stem(other)


def _is_another(best: Draft, other: Draft, directory: Directory) -> bool:
    """True for a second statement in the same mail: a form of the same sender, to one of ours, under another title.
    An annex, and the letter that the first one answers, are none."""
    if LAST in (best.form, other.form) or "mail" in (best.letter.source, other.letter.source):
        return False
    if _ANNEX.search(other.letter.source) or not other.title or _agree(best.title, other.title):
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


def _bare_counts(letter: Letter, documents: Sequence[Document], directory: Directory, *, telling: bool) -> bool:
    """True if a letter without any label counts as a statement: a subject or a file says so, or a peer wrote more
    than a note, and it has content at all."""
    from_peer = _from_peer(letter, directory)
    office = from_peer and letter.sender is not None and directory.peer_named(letter.sender.address) is not None
    words = len(letter.new_text.split())
    files = bool(documents or letter.parts)
    if not words and not files:
        return False
    if telling:
        return from_peer or files or (words >= _WORDS_OF_A_LETTER and _OPENS.match(letter.subject) is not None)
    enough = words >= (_WORDS_OF_AN_OFFICE if office else _WORDS_OF_A_LETTER)
    return from_peer and not _answers(letter) and (files or enough)


def _is_unsent(letter: Letter, texts: Sequence[Text]) -> bool:
    """True for a draft that is talked about, and for a form letter whose fields were never filled."""
    merge_fields = sum(len(_MERGE_FIELD.findall(line)) for text in texts for line in text.lines[:60])
    return _DRAFT.search(letter.subject) is not None or merge_fields >= 2


def _bare(texts: Sequence[Text], directory: Directory, written: date | None) -> Draft:
    """A letter without any label: its Subject is the title, its prose may hold a date and a question."""
    draft = Draft(LAST, texts[0], directory, written)
    asks.read_deadline(draft)
    asks.read_response_to(draft)
    read_letter(draft)
    return draft


def _telling(letter: Letter, documents: Sequence[Document]) -> bool:
    names = [one.name for one in documents] + [part.name for part in letter.parts]
    if any(_FILE.search(name) for name in names):
        return True
    subjects = [letter.subject, letter.forwarded.subject if letter.forwarded else ""]
    return not _answers(letter) and any(_SUBJECT.search(subject) for subject in subjects)


def _from_peer(letter: Letter, directory: Directory) -> bool:
    return letter.sender is not None and directory.peer_of_address(letter.sender.address) is not None


def _labelled_for_us(draft: Draft) -> bool:
    """True if an unknown sender's letter has the labels of a statement and addresses one of our groups."""
    labels = {line.label for line in draft.found} & {"title", "from", "purpose", "deadline", "action_to"}
    return len(labels) >= 3 and any(one.group and draft.directory.group(one.group) for one in draft.to)


def _answers(letter: Letter) -> bool:
    return bool(letter.in_reply_to or letter.references)


def _finish(draft: Draft, letter: Letter, inner: Letter, documents: Sequence[Document]) -> Statement:
    """What the form did not say, from the mail around it; then purpose and warnings."""
    _from_mail(draft, letter, inner)
    third_body = _third_body(draft)
    purpose = _effective(draft, third_body)
    if third_body:
        draft.deadline = None
    attachments = _attachments(letter, documents, draft)
    _warn(draft, purpose, attachments, letter)
    credential = holds_credential((*draft.letter.lines, *inner.text.split("\n")))
    if credential:
        draft.warnings.append("The letter holds a password. Its original was kept from public lists.")
    return Statement(
        form=draft.form,
        title=draft.title,
        from_body=draft.from_body,
        from_text=draft.from_text,
        from_contacts=tuple(draft.contacts),
        received_from=letter.sender.address if letter.sender else None,
        reply_to=draft.reply_to,
        to=tuple(draft.to),
        cc=tuple(draft.cc),
        stated_purpose=draft.stated,
        purpose=purpose,
        deadline=draft.deadline,
        deadline_text=draft.deadline_text,
        reference=draft.reference,
        response_to=tuple(dict.fromkeys(draft.response_to)),
        attachments=attachments,
        evidence=dict(draft.evidence),
        warnings=tuple(dict.fromkeys(draft.warnings)),
        disputed=" ".join(draft.disputed) or None,
        credential=credential,
    )


def _from_mail(draft: Draft, letter: Letter, inner: Letter) -> None:
    """What only the mail around the letter says: its Subject, its file's name, its From and To."""
    subject = _TAGS.sub("", inner.subject or letter.subject).strip()
    if not draft.title:
        draft.title = subject or "(no title)"
        draft.evidence["title"] = Evidence("header Subject", inner.subject or letter.subject, Confidence.INFERRED)
    if not draft.response_to and (answered := answered_in(subject, itu=_NAMED[draft.form].bare_numbers)):
        draft.response_to = answered
        draft.evidence["response_to"] = Evidence("header Subject", subject, Confidence.INFERRED)
    asks.read_subject_deadline(draft, subject)
    _numbers_outside(draft, subject)
    if draft.from_body is None and draft.reference:
        draft.from_body = draft.directory.peer_named(draft.reference)
        if draft.from_body:
            draft.evidence["from_body"] = draft.evidence["reference"]
    if draft.from_body is None and inner.sender is not None and not _from_ours(draft):
        draft.from_body = draft.directory.peer_of_address(inner.sender.address)
        if draft.from_body:
            draft.evidence["from_body"] = Evidence("header From", inner.from_text, Confidence.INFERRED)
    if not draft.contacts and inner.sender is not None:
        draft.contacts = [Mailbox(inner.sender.address, inner.sender.name)]
        draft.evidence["from_contacts"] = Evidence("header From", inner.from_text, Confidence.INFERRED)
    if not draft.to and not any(one.group for one in draft.cc):
        _addressees_of_title(draft)
        if not draft.to:
            _addressees_of_header(draft, inner)
    others = "\n".join(line for line in draft.letter.lines if "://" in line and not _OWN_PAGE.match(line))
    draft.response_to.extend(url for url in tracker_urls(others) if url not in draft.response_to)
    draft.response_to = without(draft.response_to, draft.reference)


def _numbers_outside(draft: Draft, subject: str) -> None:
    """The own number, and what is answered, by the mail's Subject and the file's name."""
    itu = _NAMED[draft.form].bare_numbers
    if draft.reference is None and (own := own_number(subject, itu=itu)):
        draft.reference = own
        draft.evidence["reference"] = Evidence("header Subject", subject, Confidence.INFERRED)
    if draft.letter.source == "mail" or _ANNEX.search(draft.letter.source):
        return
    name = draft.letter.source.rpartition(": ")[2]
    own, answered = file_numbers(PurePosixPath(name).stem, itu=itu)
    if draft.reference is None and own:
        draft.reference = own
        draft.evidence["reference"] = Evidence("file name", name, Confidence.INFERRED)
    if not draft.response_to and answered:
        draft.response_to = answered
        draft.evidence["response_to"] = Evidence("file name", name, Confidence.INFERRED)


def _from_ours(draft: Draft) -> bool:
    """True if the letter says that one of our groups wrote it: then a peer's mail domain says nothing."""
    found = draft.directory.named(draft.from_text) if draft.from_text else None
    return found is not None and draft.directory.group(found) is not None


def _addressees_of_title(draft: Draft) -> None:
    """The groups of ours that the title is to: "Liaison statement from SC 6 to IETF DNSOP on …". "Liaison letter to the
    IETF" alone says nothing that the mail does not."""
    found = _TITLE_TO.search(draft.title)
    if found is None or not _LIKE_OURS.search(found["who"]):
        return
    to, cc = read_addressees(found["who"], draft.directory)
    known = [one for one in (*to, *cc) if one.group and draft.directory.group(one.group)]
    if any(one.group != "ietf" for one in known) or not draft.title.endswith(found[0]):
        draft.to.extend(known)
    if draft.to:
        read = draft.evidence["title"]
        draft.evidence["to"] = Evidence(read.where, read.text, Confidence.INFERRED)


def _addressees_of_header(draft: Draft, inner: Letter) -> None:
    """Group aliases among the mail's own To and Cc: the letter was written straight to them (R21)."""
    for boxes, known in ((inner.to, draft.to), (inner.cc, draft.cc)):
        for box in boxes:
            group = draft.directory.resolve_alias(box.address)
            if group and group not in {one.group for one in (*draft.to, *draft.cc)}:
                known.append(Addressee(str(box), group))
                draft.evidence.setdefault("to", Evidence("header To", str(box), Confidence.INFERRED))


def _third_body(draft: Draft) -> bool:
    """True for a letter to somebody else, with ours in copy or not named: it never sets a deadline for us."""
    ours = draft.directory.group
    if not draft.to or any(one.group and ours(one.group) for one in draft.to):
        return False
    unknown = [one for one in draft.to if one.group is None]
    if any(_LIKE_OURS.search(one.text) or one.note.startswith("may be") for one in unknown):
        return False
    copied = any(one.group and ours(one.group) for one in draft.cc)
    return len(unknown) < len(draft.to) or (copied and not any(_PERSON.search(one.text) for one in unknown))


def _effective(draft: Draft, third_body: bool) -> Purpose:
    """What we treat it as: for comment with a date is action, without one information (process.md 8); a letter
    for information that asks us for a review or an answer is action. In the forms of ITU-T and 3GPP the rows and
    sections say who is asked, so a question in the text adds nothing to a purpose stated there."""
    if third_body:
        return Purpose.INFORMATION
    if draft.stated is Purpose.COMMENT:
        return Purpose.ACTION if draft.deadline else Purpose.INFORMATION
    if draft.stated in (Purpose.ACTION, Purpose.RESPONSE):
        return draft.stated
    if draft.deadline:
        return Purpose.ACTION
    if draft.stated and _NAMED[draft.form].says_who_is_asked:
        return draft.stated
    if words := asks.asking_words(draft):
        draft.evidence["purpose"] = Evidence(draft.letter.source, words[:300], Confidence.INFERRED)
        return Purpose.ACTION
    return Purpose.INFORMATION


def _attachments(letter: Letter, documents: Sequence[Document], draft: Draft) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(one.name, one.media_type, one.size, letter=one.name == draft.letter.source) for one in documents
    )


def _speaks_of_files(text: str) -> bool:
    low = text.lower()
    return ("attach" in low or "enclose" in low) and _ATTACHED.search(text) is not None


def _warn_of_obstacles(draft: Draft, letter: Letter) -> None:
    """Warns of documents behind a login and of an event that was over when the letter came."""
    lines = draft.letter.lines[:_HEAD_LINES]
    if draft.letter.source != "mail":
        lines = (*letter.new_text.split("\n")[:_HEAD_LINES], "", *lines)
    links = closed_links(lines)
    if links:
        more = f" and {len(links) - 1} more" if len(links) > 1 else ""
        draft.warnings.append(f"It points to a document behind a login: {links[0]}{more}.")
    elif words := speaks_of_a_login(lines):
        draft.warnings.append(f"A document that it speaks of may need a login (“{words}”).")
    if letter.date and (day := past_event(lines, written=draft.written, arrived=letter.date.date())):
        draft.warnings.append(f"The event that it invites to ({day}) was over when the letter came.")


def _warn(draft: Draft, purpose: Purpose, attachments: Sequence[Attachment], letter: Letter) -> None:
    draft.implausible()
    if purpose is Purpose.ACTION and draft.deadline is None and draft.deadline_text is None:
        draft.warnings.append("It asks for action and names no deadline.")
    if attachments and all(one.name.lower().endswith(_PROPRIETARY) for one in attachments):
        draft.warnings.append("The letter came only in a proprietary file format.")
    if not attachments and not letter.parts and _speaks_of_files(letter.text):
        draft.warnings.append("It speaks of something attached, but no file came with it.")
    _warn_of_obstacles(draft, letter)
    if draft.stated is Purpose.INFORMATION and purpose is Purpose.ACTION:
        draft.warnings.append(f"It says “for {draft.stated}” and is treated as for {purpose}.")
