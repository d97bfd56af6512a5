"""Which text of a letter is the statement, which form it has, and what it says (statements.md 1, 6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Attachment, Confidence, Evidence, Mailbox, Purpose, Statement
from liaisonbot.reading.documents import Document
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.formats import itu_t, plain, three_gpp
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letter import Letter
from liaisonbot.reading.references import references_in, tracker_urls


@dataclass(frozen=True, slots=True)
class Form:
    """A peer's statement form: its name, what recognises it, what reads it."""

    name: str
    recognises: Callable[[Text], bool]
    read: Callable[[Text, Directory, date | None], Draft]


FORMS = tuple(Form(one.NAME, one.recognises, one.read) for one in (three_gpp, itu_t, plain))
"""Forms in the order in which they are asked; the first that recognises a text reads it."""

_SUBJECT = re.compile(
    r"(?i)\bliaison(?:s|e)?(?: statement| letter| response| reply| from| to| on)\b|\bincoming liaison\b"
    r"|(?:^|[\s:\]])LS(?:/[ior])?\b[ -](?:out |reply |response )?(?:on|to|from|about|reply|\d)"
    r"|\breply ls\b|\bLS reply\b"
)
_FILE = re.compile(r"(?i)(?:^|[^a-z])o?LS[ _-]?\d|liaison|-LS-|[SRC][1-6P]-\d{6}")
_ANNEX = re.compile(r"(?i)att\.?[ _-]?\d|annex|appendix|-td\d|_td\d")
_TAGS = re.compile(r"^(?:\s*(?:\[[^\]]{1,40}\]|(?:re|fwd?|aw|wg|tr)\s*:))+\s*", re.IGNORECASE)
_ATTACHED = re.compile(r"(?i)\b(?:attached|enclosed|find attached|see attachment|in the attachment)\b")
_PROPRIETARY = (".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx")


def read_statement(letter: Letter, documents: Sequence[Document], directory: Directory) -> Statement | None:
    """The statement in a letter and its files, or None when nothing speaks for one.

    The letter inside a forward counts, its sender is the author; the outer sender stays in `received_from`.
    Evidence for a statement is a form that is recognised, or a subject or file that says so and a peer's
    sender. Never raises on any content.
    """
    inner = letter.forwarded or letter
    sent = inner.date or letter.date
    written = sent.date() if sent else None
    best = _best(_texts(inner, letter, documents), directory, written)
    telling = _telling(letter, documents)
    if best is None:
        if not telling and (_answers(letter) or not _from_peer(inner, directory)):
            return None
        best = _bare(inner, documents, directory, written)
        if best is None:
            return None
    elif best.form == plain.NAME and not (
        telling or best.from_body or _from_peer(inner, directory) or _labelled_for_us(best)
    ):
        return None
    if best.form == plain.NAME and not telling and _answers(letter) and not best.to:
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
    mail = inner.new_text or inner.text
    return [*(Text(one.name, one.lines) for one in files), Text("mail", tuple((mail or outer.text).splitlines()))]


def _best(texts: Sequence[Text], directory: Directory, written: date | None) -> Draft | None:
    """The first text in a peer's own form; else the labelled text that says most."""
    for text in texts:
        for form in FORMS:
            if form.name != plain.NAME and form.recognises(text):
                return form.read(text, directory, written)
    drafts = [plain.read(text, directory, written) for text in texts if plain.recognises(text)]
    return max(drafts, key=lambda one: (len(one.evidence), one.letter.source != "mail"), default=None)


def _bare(inner: Letter, documents: Sequence[Document], directory: Directory, written: date | None) -> Draft | None:
    """A letter without any label: its Subject is the title, its prose may hold a date and a question."""
    texts = _texts(inner, inner, documents)
    if not any("".join(text.lines).strip() for text in texts) and not documents:
        return None
    draft = Draft(plain.NAME, texts[0], directory, written)
    draft.read_deadline()
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
    )


def _from_mail(draft: Draft, letter: Letter, inner: Letter) -> None:
    subject = _TAGS.sub("", inner.subject or letter.subject).strip()
    if not draft.title:
        draft.title = subject or "(no title)"
        draft.evidence["title"] = Evidence("header Subject", inner.subject or letter.subject, Confidence.INFERRED)
    if draft.reference is None and (own := references_in(subject) or _file_numbers(draft)):
        draft.reference = own[0]
        draft.evidence["reference"] = Evidence("header Subject", subject, Confidence.INFERRED)
    if draft.from_body is None and draft.reference:
        draft.from_body = draft.directory.peer_named(draft.reference)
    if draft.from_body is None and inner.sender is not None:
        draft.from_body = draft.directory.peer_of_address(inner.sender.address)
        if draft.from_body:
            draft.evidence["from_body"] = Evidence("header From", inner.from_text, Confidence.INFERRED)
    if not draft.contacts and inner.sender is not None:
        draft.contacts = [Mailbox(inner.sender.address, inner.sender.name)]
        draft.evidence["from_contacts"] = Evidence("header From", inner.from_text, Confidence.INFERRED)
    if not draft.to and not draft.cc:
        _addressees_of_header(draft, inner)
    draft.response_to.extend(url for url in tracker_urls("\n".join(draft.letter.lines)) if url not in draft.response_to)


def _file_numbers(draft: Draft) -> list[str]:
    name = PurePosixPath(draft.letter.source).stem.replace("_", " ")
    return references_in(name) if draft.letter.source != "mail" and not _ANNEX.search(name) else []


def _addressees_of_header(draft: Draft, inner: Letter) -> None:
    """Group aliases among the mail's own To and Cc: the letter was written straight to them (R21)."""
    from liaisonbot.model.statement import Addressee

    for boxes, known in ((inner.to, draft.to), (inner.cc, draft.cc)):
        for box in boxes:
            group = draft.directory.resolve_alias(box.address)
            if group and group not in {one.group for one in (*draft.to, *draft.cc)}:
                known.append(Addressee(str(box), group))
                draft.evidence.setdefault("to", Evidence("header To", str(box), Confidence.INFERRED))


def _third_body(draft: Draft) -> bool:
    """True for a letter to somebody else, with ours in copy: it never sets a deadline for us."""
    ours = draft.directory.group
    return bool(draft.to) and not any(one.group is None or ours(one.group) for one in draft.to) and bool(draft.cc)


def _effective(draft: Draft, third_body: bool) -> Purpose:
    """What we treat it as: for comment with a date is action, without one information (process.md 8)."""
    if third_body:
        return Purpose.INFORMATION
    if draft.stated is Purpose.COMMENT:
        return Purpose.ACTION if draft.deadline else Purpose.INFORMATION
    if draft.stated in (Purpose.ACTION, Purpose.RESPONSE):
        return draft.stated
    if draft.deadline or draft.asks_in_prose():
        return Purpose.ACTION
    return Purpose.INFORMATION


def _attachments(letter: Letter, documents: Sequence[Document], draft: Draft) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(one.name, one.media_type, one.size, letter=one.name == draft.letter.source) for one in documents
    )


def _warn(draft: Draft, purpose: Purpose, attachments: Sequence[Attachment], letter: Letter) -> None:
    draft.implausible()
    if purpose is Purpose.ACTION and draft.deadline is None and draft.deadline_text is None:
        draft.warnings.append("It asks for action and names no deadline.")
    if attachments and all(one.name.lower().endswith(_PROPRIETARY) for one in attachments):
        draft.warnings.append("The letter came only in a proprietary file format.")
    if not attachments and not letter.parts and _ATTACHED.search(letter.text):
        draft.warnings.append("It speaks of something attached, but no file came with it.")
    if draft.stated is Purpose.INFORMATION and purpose is Purpose.ACTION:
        draft.warnings.append(f"It says “for {draft.stated}” and is treated as for {purpose}.")
