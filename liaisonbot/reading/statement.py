"""Which text of a letter is the statement, which form it has, and what it says (statements.md 1, 6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from liaisonbot.model.directory import Directory
from liaisonbot.model.statement import Attachment, Purpose, Statement
from liaisonbot.reading import asks
from liaisonbot.reading.cautions import closed_links, past_event, speaks_of_a_login
from liaisonbot.reading.covering_mail import read_covering_mail
from liaisonbot.reading.credentials import holds_credential
from liaisonbot.reading.documents import Document
from liaisonbot.reading.draft import Draft
from liaisonbot.reading.formats import FORMS, LAST
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letter import Letter
from liaisonbot.reading.letterhead import read_letter
from liaisonbot.reading.renderings import LETTERS_NAME, best_of, speaking, texts_of
from liaisonbot.reading.risky import held_aside, risky
from liaisonbot.reading.spoken_for import peer_in_title, peer_spoken_for, speaks_of_a_draft
from liaisonbot.reading.treatment import is_for_others, treated_as
from liaisonbot.reading.unreadable import left_unread

_NAMED = {form.name: form for form in FORMS}
_SUBJECT = re.compile(
    r"(?i)\bliaison(?:s|e)?(?: statement| letter| response| reply| from| to| on)\b|\bincoming liaison\b|\bliaison ?:"
    r"|(?:^|[\s:\]])LS(?:/[ior])?\b[ -](?:out |reply |response )?(?:on|to|from|about|reply|\d)"
    r"|\breply ls\b|\bLS reply\b|\bletter to (?:the )?I[ER]TF\b"
)
_ATTACHED = re.compile(
    r"(?i)\b(?:(?:is|are|please find|find|see|the|we have|we) (?:the )?(?:attached|enclosed)"
    r"|attached (?:to this|please)|attached here(?:to|with)|enclosed (?:please|here)|see (?:the )?attachment"
    r"|in the attachment|attached (?:document|file|draft|liaison|letter))\b"
)
_MERGE_FIELD = re.compile(r"[«‹]\s*\w[\w ]{0,40}[»›]|<<\s*\w[\w ]{0,40}>>|\{\{?\s*(?:MERGEFIELD\s+)?\w+\s*\}?\}")
_OPENING = "«‹<{"  # what a merge field begins with
_OPENS = re.compile(
    r"(?i)^(?:\s*(?:\[[^\]]{1,40}\]|(?:fwd?|wg|tr)\s*:))*\s*(?:new |incoming |outgoing |formal |reply )?"
    r"(?:liaisons?(?:(?: statement| letter| response| reply| from| to| on)\b| ?:)|LS\b)"
)
_ANSWERS_US = re.compile(r"(?i)^\s*(?:re|aw|sv|antw)\s*:.*(?:\[LS-\d+\]|\breceipt of\b)")
_INVITES = re.compile(
    r"(?i)\b(?:invit\w+|pleasure|welcome)\b.{0,80}\s.{0,80}\b(?:workshops?|conferences?|seminars?|webinars?|symposi\w+|summit|forum"
    r"|training)\b(?s:.){0,600}\bregist(?:er|ration)\b"
)
_PROPRIETARY = (".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx")

_HEAD_LINES = 200  # where a letter says in its own words where its documents are; the rest is annex
_WORDS_OF_A_LETTER = 25  # a shorter mail without any label, from a peer's domain, is a note between people
_WORDS_OF_AN_OFFICE = 8  # a peer's role mailbox writes no notes


def read_statement(
    letter: Letter, documents: Sequence[Document], directory: Directory, texts: Sequence[Text] | None = None
) -> Statement | None:
    """The statement in a letter and its files, or None when nothing speaks for one. `texts` are those of `texts_of`,
    where the caller needs them too.

    The letter inside a forward counts, its sender is the author; the outer sender stays in `received_from`.
    Evidence for a statement is a form that is recognised, or a subject or file that says so and a peer's
    sender. Never raises on any content.
    """
    inner = letter.forwarded or letter
    sent = inner.date or letter.date
    written = sent.date() if sent else None
    texts = texts_of(letter, documents) if texts is None else texts
    best = best_of(texts, directory, written)
    telling = _telling(letter, documents)
    from_peer = _from_peer(inner, directory)
    if (not from_peer and _is_unsent(inner, texts)) or _is_thanks(letter, documents):
        return None
    if best is None:
        if not _bare_counts(inner, documents, directory, telling=telling):
            return None
        best = _bare(texts, inner, directory, written)
    elif best.form == LAST:
        if not (telling or best.from_body or from_peer or _labelled_for_us(best)):
            return None
        if not telling and _answers(letter) and not best.to:
            return None
    return _finish(best, letter, inner, documents)


def _bare_counts(letter: Letter, documents: Sequence[Document], directory: Directory, *, telling: bool) -> bool:
    """True if a letter without any label counts as a statement: a subject or a file says so, or more than a note was
    written by a peer or in its name, and it has content at all. An invitation is none."""
    from_peer = _from_peer(letter, directory)
    office = from_peer and letter.sender is not None and directory.peer_named(letter.sender.address) is not None
    words = len(letter.new_text.split())
    files = bool(documents or letter.parts)
    if not words and not files:
        return False
    spoken_for = words >= _WORDS_OF_A_LETTER and _is_spoken_for(letter, directory)
    if telling or (spoken_for and not _answers(letter)):
        return from_peer or files or spoken_for or (words >= _WORDS_OF_A_LETTER and bool(_OPENS.match(letter.subject)))
    if _INVITES.search(letter.new_text) and not files:
        return False
    enough = words >= (_WORDS_OF_AN_OFFICE if office else _WORDS_OF_A_LETTER)
    return from_peer and not _answers(letter) and (files or enough)


def _is_spoken_for(letter: Letter, directory: Directory) -> bool:
    """True for a letter in a peer's name. On a list anybody writes "SG15 liaison to CCAMP?": there its words count."""
    named = letter.via_list is None and peer_in_title(letter.subject, directory) is not None
    return named or peer_spoken_for(letter, directory) is not None


def _is_thanks(letter: Letter, documents: Sequence[Document]) -> bool:
    """True for some words, such as thanks, under the Subject of a letter of ours about a case."""
    if documents or letter.parts or not _ANSWERS_US.match(letter.subject):
        return False
    return len(letter.new_text.split()) < _WORDS_OF_A_LETTER


def _is_unsent(letter: Letter, texts: Sequence[Text]) -> bool:
    """True for a draft that is talked about, and for a form letter whose fields were never filled."""
    return speaks_of_a_draft(letter) or sum(map(_merge_fields, texts)) >= 2


def _merge_fields(text: Text) -> int:
    """How many fields of a form letter stand in the first lines of a text."""
    lines = text.lines[:60]
    head = "\n".join(lines)
    if not any(map(head.__contains__, _OPENING)):
        return 0
    return sum(len(_MERGE_FIELD.findall(line)) for line in lines)


def _bare(texts: Sequence[Text], inner: Letter, directory: Directory, written: date | None) -> Draft:
    """A letter without any label: its Subject is the title, its prose may hold a date and a question."""
    draft = Draft.of(LAST, speaking(texts), directory, written)
    if spoken_for := peer_spoken_for(inner, directory):
        draft.from_body, draft.evidence["from_body"] = spoken_for
    draft.read_title()
    draft.read_to("to")
    draft.read_cc("cc")
    asks.read_deadline(draft)
    asks.read_response_to(draft)
    read_letter(draft)
    return draft


def _telling(letter: Letter, documents: Sequence[Document]) -> bool:
    names = [one.name for one in documents] + [part.name for part in letter.parts]
    if any(LETTERS_NAME.search(name) for name in names):
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
    form = _NAMED[draft.form]
    read_covering_mail(draft, letter, inner, itu=form.bare_numbers)
    asks.read_said_purpose(draft)
    purpose = treated_as(draft, says_who_is_asked=form.says_who_is_asked)
    if is_for_others(draft):
        draft.deadline = None
    attachments = _attachments(letter, documents, draft)
    _warn(draft, purpose, attachments, letter)
    lines, mail = draft.letter.lines, tuple(inner.text.split("\n"))
    credential = holds_credential(lines if lines == mail else (*lines, *mail))
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


def _attachments(letter: Letter, documents: Sequence[Document], draft: Draft) -> tuple[Attachment, ...]:
    name, same = draft.letter.source, draft.renderings
    return tuple(
        Attachment(
            one.name,
            one.media_type,
            one.size,
            letter=one.name == name,
            rendering=one.name in same,
            program=risky(one.name, one.media_type),
        )
        for one in documents
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
    draft.warnings.extend(left_unread(letter))
    draft.warnings.extend(held_aside(attachments))
    if purpose is Purpose.ACTION and draft.deadline is None and draft.deadline_text is None:
        draft.warnings.append("It asks for action and names no deadline.")
    if attachments and all(one.name.lower().endswith(_PROPRIETARY) for one in attachments):
        draft.warnings.append("The letter came only in a proprietary file format.")
    if not attachments and not letter.parts and _speaks_of_files(letter.text):
        draft.warnings.append("It speaks of something attached, but no file came with it.")
    _warn_of_obstacles(draft, letter)
    if draft.stated is Purpose.INFORMATION and purpose is Purpose.ACTION:
        draft.warnings.append(f"It says “for {draft.stated}” and is treated as for {purpose}.")
