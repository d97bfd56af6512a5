"""The tracker's own mails about statements: to be linked, never to be recorded as new statements."""

from __future__ import annotations

import re

from liaisonbot.model.statement import Mailbox
from liaisonbot.reading.mailboxes import original_address

_TRACKER_URL = re.compile(
    r"(?<![a-z0-9-])ietf\.org/(?:public/liaison_detail\.cgi\?detail_id=|liaison/)(\d{1,6})(?!\d)", re.I
)
_DEADLINE = r"in two weeks|in one week|in four days|in three days|in two days|tomorrow|today"
_SHAPE = re.compile(
    r'(?:New|Updated) Liaison Statement, ".*"(?: needs your approval)?$'
    rf"|\[Liaison deadline (?:{_DEADLINE})\] \S"
    r"|\[Liaison OUT OF DATE\] \S"
    r"|Request for update of list of authorized individuals$"
)
_REPLY = re.compile(r"(?:re|aw|sv|antw|vs|odp|回复|回覆|答复)(?:\[\d+\])?\s*[:：]\s*", re.I)
_FORWARD = re.compile(r"(?:fwd?|wg|tr|rv|i|enc|vb|doorst|转发|轉寄)\s*[:：]\s*", re.I)
_TAG = re.compile(r"\[[^\[\]]{1,60}\]\s*")


def tracker_ids(text: str) -> tuple[int, ...]:
    """The numbers of the statements that `text` names by a page of the tracker (`…/liaison/1234/`), each once."""
    return tuple(dict.fromkeys(int(match[1]) for match in _TRACKER_URL.finditer(text)))


def announced(sender: Mailbox | None, subject: str, text: str) -> int | None:
    """The number of the statement that the tracker announces with this letter, 0 if it names none; None if this
    is no announcement.

    The tracker's own mail needs its sender and one of its subjects; a person's forward of one counts if it still
    holds the page's address. A person's `Re:` is an answer or a discussion, never an announcement.
    """
    bare, replied, forwarded = _bare(subject)
    if bare is None:
        return None
    ids = tracker_ids(text)
    if sender is not None and _is_tracker(sender):
        return ids[0] if ids else 0
    return ids[0] if forwarded and not replied and ids else None


def is_forward(subject: str) -> bool:
    """True if the subject, after list tags, starts with `Fwd:` or its like."""
    while tag := _TAG.match(subject):
        subject = subject[tag.end() :]
    return _FORWARD.match(subject) is not None


def _bare(subject: str) -> tuple[str | None, bool, bool]:
    """The part of `subject` with the tracker's shape, and whether a reply or forward prefix stands before it."""
    replied = forwarded = False
    while True:
        if _SHAPE.match(subject):
            return subject, replied, forwarded
        if match := _REPLY.match(subject):
            replied = True
        elif match := _FORWARD.match(subject):
            forwarded = True
        else:
            match = _TAG.match(subject)
        if match is None:
            return None, replied, forwarded
        subject = subject[match.end() :]


def _is_tracker(sender: Mailbox) -> bool:
    local, _, domain = original_address(sender.key).partition("@")
    at_ietf = domain == "ietf.org" or domain.endswith(".ietf.org")
    return at_ietf and (local == "lsmt" or (local == "statements" and domain == "ietf.org"))
