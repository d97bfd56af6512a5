"""The made-up cases that the sample letters are about, and what letters say of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from liaisonbot.model.case import PROBLEM, Case, Outcome, Stage
from liaisonbot.model.days import say_day
from liaisonbot.model.statement import Addressee, Attachment, Confidence, Evidence, Purpose, Statement

SENT_AT = datetime(2026, 10, 26, 8, 0, tzinfo=UTC)
"""The moment at which all samples are written."""

MANAGER = "mira@manager.example"
CHAIR = "quentin@chair.example"
CONTACT = "ada@optics.example"
OWNER = "owner@bot.example"

FILE = Attachment("SG15-LS83.docx", "application/msword", 48_213, letter=True)
STATEMENT = Statement(
    form="itu_t",
    title="Requirements for the protection of shared optical rings",
    from_body="itu-t-sg-15",
    from_text="ITU-T Study Group 15",
    received_from=CONTACT,
    to=(Addressee("IETF CCAMP WG", "ccamp"),),
    stated_purpose=Purpose.ACTION,
    purpose=Purpose.ACTION,
    deadline=date(2026, 11, 13),
    deadline_text="13 November 2026",
    reference="SG15-LS83",
    attachments=(FILE,),
)
RINGS = Case(
    number=12,
    stage=Stage.OPEN,
    statement=STATEMENT,
    letter=40,
    message_id="<ls83@optics.example>",
    opened=datetime(2026, 10, 20, 9, 30, tzinfo=UTC),
    title=STATEMENT.title,
    peer="itu-t-sg-15",
    purpose=Purpose.ACTION,
    groups=("ccamp",),
    lead="ccamp",
    holder=MANAGER,
    manager=MANAGER,
    verified=True,
)
OWN_DAY = replace(RINGS, number=13, deadline=date(2026, 12, 4), delay_because="the group meets on 3 December")
STREAMS = replace(
    RINGS,
    number=15,
    title="Use of streams in the user plane",
    statement=replace(STATEMENT, title="Use of streams in the user plane", reference="S2-2409999"),
    purpose=Purpose.INFORMATION,
    groups=("quic",),
    holder=CHAIR,
)
HELD = replace(
    RINGS,
    number=18,
    stage=Stage.HELD,
    groups=(),
    lead=None,
    held_because="It is addressed to PWE3, which is closed.",
    proposal=("pals", "mpls"),
)
CLOSED = replace(STREAMS, number=9, stage=Stage.CLOSED, outcome=Outcome.ANSWERED)
QUERY = replace(
    STREAMS, number=21, title="Query on the registry of protocol names", purpose=Purpose.RESPONSE, manager=None
)
UNANSWERED = replace(
    HELD,
    number=31,
    statement=replace(STATEMENT, form=PROBLEM, title="Our letters are not answered", reference=None, deadline=None),
    title="Our letters are not answered",
    held_because="It is a problem with the relationship; its manager sees to it first, then the IAB.",
    proposal=(),
)
INFERRED = {"deadline": Evidence("mail, line 9", "before your next meeting", Confidence.INFERRED)}
GUESSED = replace(
    RINGS,
    number=16,
    statement=replace(STATEMENT, evidence=INFERRED),
)
WITH_PROGRAM = replace(
    RINGS,
    number=19,
    statement=replace(STATEMENT, attachments=(FILE, Attachment("rings.exe", "application/zip", 90_112, program=True))),
)

ORIGINAL = (
    b"Received: from relay.example by bot.example; Tue, 20 Oct 2026 09:29:58 +0000\r\n"
    b"From: Ada Contact <ada@optics.example>\r\nTo: liaison@bot.example\r\n"
    b"Subject: LS on shared optical rings\r\nDate: Tue, 20 Oct 2026 09:29:41 +0000\r\n"
    b"Message-ID: <ls83@optics.example>\r\n\r\nPlease find our statement attached.\r\n"
)
EXCERPT = [
    "Dear colleagues,",
    "",
    "Study Group 15 has revised its requirements for the protection of shared optical rings. We would like to "
    "know whether clause 6 can be met with the protocols that you are working on.",
    "",
    "Best regards, Ada Contact",
]
DUE = say_day(date(2026, 11, 13))
FACTS = [
    ("title", STATEMENT.title, "SG15-LS83.docx, line 4", "Title: Requirements for the protection of …"),
    ("from", "ITU-T Study Group 15", "SG15-LS83.docx, line 3", "Source: ITU-T Study Group 15"),
    ("to", "IETF PWE3 WG", "SG15-LS83.docx, line 6", "For action to: IETF PWE3 WG"),
    ("deadline", "2026-11-13", "mail, line 9: “before your next meeting”; inferred", "before your next meeting"),
    ("reference", "", "", ""),
]


def asked_for(case: Case, asked: date, title: str = "", **changes: object) -> Case:
    """`case` with another day that its peer asked for, and another title."""
    statement = replace(case.statement, deadline=asked, title=title or case.title)
    return replace(case, statement=statement, title=statement.title, **changes)  # type: ignore[arg-type]


def row_of(case: Case, **more: object) -> dict[str, object]:
    """The row of a case in a letter of the day; `more` says what is otherwise than by the case."""
    due = say_day(case.due) if case.due else None
    asked = case.statement.deadline
    left = (case.due - SENT_AT.date()).days if case.due else 0
    known: dict[str, object] = {
        "number": 0,
        "case": case,
        "due": due,
        "asked": say_day(asked) if asked and asked != case.due else None,
        "days": abs(left),
        "late": left < 0,
        "holder": case.holder,
        "yours": case.holder == MANAGER,
        "like": [],
        "domain": "",
        "peer_name": "ITU-T SG 15",
    }
    return {**known, **more}


def rows_of(*rows: dict[str, object]) -> dict[str, object]:
    """What a letter with these rows says, numbered if there are several."""
    for number, row in enumerate(rows if len(rows) > 1 else (), 1):
        row["number"] = number
    return {"rows": list(rows), "reader": "Mira Manager"}
