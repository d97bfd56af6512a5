"""The golden statements, one module for each form: `python -m tests.statements` writes tests/mails/<form>/NN-what.eml
with the facts that must be read in them beside it. People and their domains are made up; role addresses are real.

Each module holds `GOLDEN`, a list of Golden; to add a form, add a module."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SENT = "Mon, 02 Mar 2026 09:00:00 +0000"
COVER = "Dear all,\n\nplease see the attached document.\n\nBest regards\nSecretariat\n"


@dataclass(frozen=True)
class Golden:
    """One golden mail: its form and name, the mail, and the facts expected of it."""

    form: str
    name: str
    expect: dict[str, Any]
    body: str = COVER
    sender: str = "TSB <tsbsg15@itu.int>"
    subject: str = "Liaison statement"
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    to: str = "liaison@bot.example"
    headers: dict[str, str] = field(default_factory=dict)
    html: str = ""  # the mail's text as HTML, in place of `body`


def table(*rows: tuple[str, ...]) -> list[list[str]]:
    return [list(row) for row in rows]


def mail(golden: Golden) -> bytes:
    """The bytes of one golden mail, with LF line ends as git keeps them."""
    message = EmailMessage()
    fields = {"From": golden.sender, "To": golden.to, "Subject": golden.subject, "Date": SENT}
    for name, value in (
        fields | {"Message-ID": f"<{golden.form}-{golden.name}@golden.example>"} | golden.headers
    ).items():
        message[name] = value
    message.set_content(golden.html or golden.body, subtype="html" if golden.html else "plain")
    for name, media_type, data in golden.files:
        maintype, _, subtype = media_type.partition("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    if message.is_multipart():
        message.set_boundary("=-golden-=")
    return message.as_bytes()
