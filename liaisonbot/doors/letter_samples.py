"""One or more sample letters for each template: what `liaisonbot check` and the golden letters are written from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from liaisonbot.model.case import PROBLEM, Case, Outcome, Stage
from liaisonbot.model.days import say_day
from liaisonbot.model.effects import Entry, Send
from liaisonbot.model.mail import PostKind
from liaisonbot.model.statement import Addressee, Attachment, Confidence, Evidence, Purpose, Statement

SENT_AT = datetime(2026, 10, 26, 8, 0, tzinfo=UTC)
"""The moment at which all samples are written."""

MANAGER = "mira@manager.example"
CHAIR = "quentin@chair.example"
CONTACT = "ada@optics.example"


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter to write, with the case that it is about and the original to attach. `name` tells the samples
    of one template apart."""

    name: str
    send: Send
    case: Case | None = None
    original: bytes | None = None


_UNTIL = datetime(2026, 10, 28, 8, 0, tzinfo=UTC)
_FILE = Attachment("SG15-LS83.docx", "application/msword", 48_213, letter=True)
_STATEMENT = Statement(
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
    attachments=(_FILE,),
)
RINGS = Case(
    number=12,
    stage=Stage.OPEN,
    statement=_STATEMENT,
    letter=40,
    message_id="<ls83@optics.example>",
    opened=datetime(2026, 10, 20, 9, 30, tzinfo=UTC),
    title=_STATEMENT.title,
    peer="itu-t-sg-15",
    purpose=Purpose.ACTION,
    groups=("ccamp",),
    lead="ccamp",
    holder=MANAGER,
    manager=MANAGER,
    verified=True,
)
_OWN_DAY = replace(RINGS, number=13, deadline=date(2026, 12, 4), delay_because="the group meets on 3 December")
_STREAMS = replace(
    RINGS,
    number=15,
    title="Use of streams in the user plane",
    statement=replace(_STATEMENT, title="Use of streams in the user plane", reference="S2-2409999"),
    purpose=Purpose.INFORMATION,
    groups=("quic",),
    holder=CHAIR,
)
_HELD = replace(
    RINGS,
    number=18,
    stage=Stage.HELD,
    groups=(),
    lead=None,
    held_because="It is addressed to PWE3, which is closed.",
    proposal=("pals", "mpls"),
)
_CLOSED = replace(_STREAMS, number=9, stage=Stage.CLOSED, outcome=Outcome.ANSWERED)
_QUERY = replace(
    _STREAMS, number=21, title="Query on the registry of protocol names", purpose=Purpose.RESPONSE, manager=None
)

ORIGINAL = (
    b"Received: from relay.example by bot.example; Tue, 20 Oct 2026 09:29:58 +0000\r\n"
    b"From: Ada Contact <ada@optics.example>\r\nTo: liaison@bot.example\r\n"
    b"Subject: LS on shared optical rings\r\nDate: Tue, 20 Oct 2026 09:29:41 +0000\r\n"
    b"Message-ID: <ls83@optics.example>\r\n\r\nPlease find our statement attached.\r\n"
)
_TOO_LARGE = bytes((10 << 20) + 1)
_EXCERPT = [
    "Dear colleagues,",
    "",
    "Study Group 15 has revised its requirements for the protection of shared optical rings. We would like to "
    "know whether clause 6 can be met with the protocols that you are working on.",
    "",
    "Best regards, Ada Contact",
]
_DUE = say_day(date(2026, 11, 13))
_FACTS = [
    ("title", _STATEMENT.title, "SG15-LS83.docx, line 4", "Title: Requirements for the protection of …"),
    ("from", "ITU-T Study Group 15", "SG15-LS83.docx, line 3", "Source: ITU-T Study Group 15"),
    ("to", "IETF PWE3 WG", "SG15-LS83.docx, line 6", "For action to: IETF PWE3 WG"),
    ("deadline", "2026-11-13", "mail, line 9: “before your next meeting”; inferred", "before your next meeting"),
    ("reference", "", "", ""),
]


def _row(case: Case, **more: object) -> dict[str, object]:
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
        "peer_name": "ITU-T SG 15",
    }
    return {**known, **more}


def _rows(*rows: dict[str, object]) -> dict[str, object]:
    for number, row in enumerate(rows if len(rows) > 1 else (), 1):
        row["number"] = number
    return {"rows": list(rows), "reader": "Mira Manager"}


def _send(template: str, kind: PostKind, to: str, case: Case | None, **context: object) -> Send:
    personal = kind not in (PostKind.RECEIPT, PostKind.ROUTING, PostKind.PEER, PostKind.ALARM)
    return Send(
        template,
        kind,
        (to,),
        context,
        case=case.number if case else None,
        reply_token=to if personal else None,
        answers=case.message_id if case else None,
    )


def _receipt(case: Case, **changes: object) -> Send:
    context: dict[str, object] = {
        "again": False,
        "groups": ["CCAMP WG"],
        "moved": [],
        "held": False,
        "irtf": False,
        "due": _DUE,
        "inferred": False,
        "cannot_be_met": False,
        "lead_days": 21,
        "questions": [],
        "record_url": "https://record.example/12",
    }
    return _send("receipt", PostKind.RECEIPT, CONTACT, case, **context | changes)


def _distribution(case: Case, **changes: object) -> Send:
    context: dict[str, object] = {
        "group_name": "CCAMP WG",
        "withheld": False,
        "for_information": False,
        "peer_name": "ITU-T SG 15",
        "others": ["MPLS WG", "Routing Area"],
        "lead": "CCAMP WG",
        "moved": ["The group pwe3 (Pseudowire Emulation Edge to Edge) was renamed in 2014; it went to pals."],
        "due": _DUE,
        "verified": True,
        "files": [_FILE],
        "excerpt": _EXCERPT,
        "manager_name": "Mira Manager",
        "manager_address": MANAGER,
        "warnings": [],
        "record_url": "https://record.example/12",
    }
    send = _send("distribution", PostKind.ROUTING, "ccamp@ietf.example", case, **context | changes)
    copies = ("ccamp-ads@ietf.example", MANAGER)
    return replace(send, attach_original=True, cc=copies, reply_also=(MANAGER,))


def _question(template: str, case: Case, **changes: object) -> Send:
    context: dict[str, object] = {
        "because": case.held_because or "It is addressed to the IETF as a whole.",
        "choices": [(1, "pals (PALS WG)"), (2, "mpls (MPLS WG)")],
        "reasons": ["pals is likeliest to have the work of pwe3", "the letter names draft-ietf-mpls-rings"],
        "facts": _FACTS,
        "excerpt": _EXCERPT,
        "warnings": ["It speaks of an attachment, but no file came with it."],
        "due": _DUE,
    }
    send = _send(template, PostKind.QUESTION, MANAGER, case, **context | changes)
    return replace(send, attach_original=True)


def _transcript(case: Case | None, results: list[dict[str, object]], **changes: object) -> Send:
    context: dict[str, object] = {
        "head": "",
        "summary": "1 done, 1 wrong",
        "results": results,
        "undo": "U-4821",
        "code": "",
        "notes": [],
        "read_as": f"{MANAGER}, proven by your reply address",
        "not_read": "14 lines that are no commands",
    }
    return _send("transcript", PostKind.ANSWER, MANAGER, case, **context | changes)


_RESULTS: list[dict[str, object]] = [
    {
        "title": f"LS-12  {RINGS.title}",
        "lines": [
            {
                "sign": "✓",
                "said": "assign to chairs:ccamp because they have the draft",
                "says": [f"holder: {MANAGER} → {CHAIR}", f"told: {CHAIR}"],
            }
        ],
    },
    {
        "title": f"LS-15  {_STREAMS.title}",
        "lines": [
            {
                "sign": "✗",
                "said": "deadline 12/11/2026",
                "says": [
                    "E04: this day can be read in two ways",
                    "    deadline 2026-11-12",
                    "    deadline 2026-12-11",
                ],
            },
            {
                "sign": "·",
                "said": "take",
                "says": ["not done: another line about this case is wrong; send them again together"],
            },
        ],
    },
]
_ANSWERED: list[dict[str, object]] = [
    {
        "title": "",
        "lines": [
            {
                "sign": " ",
                "said": "help",
                "says": [f"{'assign to ‹person› because ‹reason›':<44} Somebody else becomes the holder, and is told."],
            }
        ],
    }
]
_VERBS = [
    {"name": "done", "usage": "done with ‹URL or LS-n› because ‹reason›", "what": "Closes the case as answered."},
    {"name": "take", "usage": "take", "what": "You become the holder, who sees to the answer."},
    {
        "name": "status",
        "usage": "status",
        "what": "Where a case stands; with mine, overdue or all: a list of cases.",
    },
]


def _section(title: str, number: int, *cases: Case, new: bool = False, ask: Sequence[str] = ()) -> dict[str, object]:
    rows = [_row(case, number=number + n, new=new) for n, case in enumerate(cases)]
    for case, row in zip(cases, rows, strict=True):
        asked = case.statement.deadline
        row["days"] = row["days"] if row["late"] else 0
        row["asked"] = say_day(asked) if asked and asked != case.due and asked < SENT_AT.date() else None
    return {"title": title, "count": len(rows), "rows": rows, "ask": list(ask)}


def _for(case: Case, asked: date, title: str = "", **changes: object) -> Case:
    """`case` with another day that its peer asked for, and another title."""
    statement = replace(case.statement, deadline=asked, title=title or case.title)
    return replace(case, statement=statement, title=statement.title, **changes)  # type: ignore[arg-type]


_WAYS = ["delay to ‹date› because ‹reason›", "interim until ‹date› tell them", "no-reply because ‹reason› tell them"]
_NOT_TOLD = _for(RINGS, date(2026, 10, 12), "Timing over packet rings", number=8, deadline=date(2026, 11, 6))
_GUESSED = replace(
    RINGS,
    number=16,
    statement=replace(
        RINGS.statement,
        evidence={"deadline": Evidence("mail, line 9", "before your next meeting", Confidence.INFERRED)},
    ),
)
_DIGEST = [
    _section(
        "The peer has heard nothing",
        1,
        _NOT_TOLD,
        _for(RINGS, date(2026, 10, 19), number=11, holder=CHAIR),
        ask=_WAYS,
    ),
    _section("Needs you", 3, _HELD, new=True),
    _section("Overdue, reason known", 4, _for(_OWN_DAY, date(2026, 10, 14), "Clock recovery", deadline=None)),
    _section("Overdue, no reason given", 5, _for(_STREAMS, date(2026, 10, 25))),
    _section("Due soon", 6, replace(RINGS, holder=""), _GUESSED, new=True),
    _section("New", 8, replace(_QUERY, statement=replace(_QUERY.statement, deadline=None)), new=True),
    _section("Closed", 9, _CLOSED, replace(_CLOSED, number=10, closed_because="with https://record.example/2200/")),
]


_PROBLEM = replace(
    _HELD,
    number=31,
    statement=replace(_STATEMENT, form=PROBLEM, title="Our letters are not answered", reference=None, deadline=None),
    title="Our letters are not answered",
    held_because="It is a problem with the relationship; its manager sees to it first, then the IAB.",
    proposal=(),
)


def _moved_away() -> list[Sample]:
    """To a group that had a statement which went elsewhere."""
    said: dict[str, object] = {
        "group_name": "TLS WG",
        "groups": ["CCAMP WG", "PCE WG"],
        "because": "it is about path computation",
        "peer_name": "ITU-T Study Group 15",
    }
    return [
        Sample("", _send("moved_away", PostKind.ROUTING, "tls-chairs@ietf.org", RINGS, **said), RINGS),
        Sample("bare", _send("moved_away", PostKind.ROUTING, "tls@ietf.org", RINGS, **said | {"because": ""}), RINGS),
    ]


def _problems() -> list[Sample]:
    """A problem with a relationship on its way: to its manager, to the coordinators, to the writer, to the IAB."""
    said: dict[str, object] = {
        "writer": CONTACT,
        "verified": True,
        "peer_name": "ITU-T Study Group 15",
        "excerpt": ["Our last three statements had no answer at all."],
        "days": 14,
        "copy": False,
        "manager": MANAGER,
    }
    alone, copied = replace(_PROBLEM, manager=None), said | {"copy": True}
    unknown = said | {"verified": False, "peer_name": "", "manager": ""}
    words: dict[str, object] = {
        "words": ["Draft recommendation G.8132 takes over label values that are assigned here."],
        "by": "Mira Manager",
        "peer_name": "ITU-T Study Group 15",
    }
    got: dict[str, object] = {"peer_name": "ITU-T Study Group 15", "manager_name": "Mira Manager", "days": 14}
    iab: dict[str, object] = {"because": "unanswered for 14 days", "peer_name": "ITU-T Study Group 15", "days": 14}
    return [
        Sample("", _send("problem", PostKind.QUESTION, MANAGER, _PROBLEM, **said), _PROBLEM),
        Sample("copy", _send("problem", PostKind.QUESTION, "coordinators@coord.example", _PROBLEM, **copied), _PROBLEM),
        Sample("unknown", _send("problem", PostKind.QUESTION, CHAIR, alone, **unknown), alone),
        Sample("", _send("problem_received", PostKind.RECEIPT, CONTACT, _PROBLEM, **got), _PROBLEM),
        Sample(
            "unknown",
            _send("problem_received", PostKind.RECEIPT, CONTACT, alone, **got | {"peer_name": "", "manager_name": ""}),
            alone,
        ),
        Sample("", _send("problem_iab", PostKind.ROUTING, "iab-chair@iab.org", _PROBLEM, **iab), _PROBLEM),
        Sample("unmanaged", _send("problem_iab", PostKind.ROUTING, "iab-chair@iab.org", alone, **iab), alone),
        Sample("", _send("concern", PostKind.ROUTING, "iab-chair@iab.org", RINGS, **words), RINGS),
        Sample("bare", _send("concern", PostKind.ROUTING, "iab-chair@iab.org", None, **words)),
    ]


def _samples() -> list[Sample]:
    today = _for(_OWN_DAY, date(2026, 10, 5), number=14, deadline=SENT_AT.date(), holder="")
    tomorrow = _for(_STREAMS, date(2026, 10, 27))
    week, day = _for(RINGS, date(2026, 10, 19)), _for(_STREAMS, date(2026, 10, 25))
    chairs = replace(week, holder=CHAIR)
    assigned = {"by": "Mira Manager", "role": "holder", "due": _DUE, "peer_name": "ITU-T SG 15"}
    return [
        Sample("", _receipt(RINGS), RINGS),
        Sample("held", _receipt(_HELD, groups=[], held=True, record_url="", due=None), _HELD),
        Sample(
            "unclear",
            _receipt(
                RINGS,
                cannot_be_met=True,
                questions=["By when would you like an answer?", "Which file is the letter?"],
            ),
            RINGS,
        ),
        Sample("inferred", _receipt(RINGS, inferred=True), RINGS),
        Sample("again", _receipt(RINGS, again=True), RINGS),
        Sample("response", _receipt(_QUERY, due=None), _QUERY),
        Sample("irtf", _receipt(_HELD, groups=[], held=True, irtf=True, due=None), _HELD),
        *_short_notices(),
        *_problems(),
        *_moved_away(),
        *_calendars(),
        Sample("", _send("report", PostKind.DIGEST, MANAGER, None, **_ACCOUNTS)),
        Sample("quiet", _send("report", PostKind.DIGEST, MANAGER, None, **_ACCOUNTS | _QUIET)),
        Sample("settled", _send("report", PostKind.DIGEST, MANAGER, None, **_ACCOUNTS | {"waiting": []})),
        Sample("", replace(_send("summary", PostKind.DIGEST, "iab@iab.example", None, **_IAB), reply_token=None)),
        Sample("", _send("answered", PostKind.NOTICE, MANAGER, RINGS, **_ANSWER), RINGS),
        Sample("first", _send("answered", PostKind.NOTICE, MANAGER, RINGS, **_ANSWER | {"ask": []}), RINGS),
        Sample(
            "information",
            _receipt(
                _STREAMS,
                groups=["QUIC WG", "TLS WG"],
                moved=["The area tsv (Transport Area) was renamed in 2024; it went to wit."],
                due=None,
                record_url="",
            ),
            _STREAMS,
        ),
        Sample("", _distribution(RINGS), RINGS, ORIGINAL),
        Sample(
            "copy",
            _distribution(
                _QUERY,
                for_information=True,
                due=None,
                others=[],
                verified=False,
                files=[],
                excerpt=[],
                lead="",
                moved=[],
                manager_name="",
                manager_address="",
                warnings=["It came without a file."],
                record_url="",
            ),
            _QUERY,
            _TOO_LARGE,
        ),
        Sample("", _question("question", _HELD), _HELD, ORIGINAL),
        Sample("open", _question("question", RINGS, choices=[], due=None, warnings=[], excerpt=[]), RINGS),
        Sample(
            "",
            _question("flag", RINGS, groups=["IETF"], choices=[], whole=True, until=None, as_addressed="ietf"),
            RINGS,
            ORIGINAL,
        ),
        Sample(
            "waits",
            _question("flag", RINGS, groups=["CCAMP WG"], whole=False, until=_UNTIL, as_addressed="ccamp"),
            RINGS,
        ),
        Sample(
            "choices",
            _question("flag", _HELD, groups=[], whole=False, facts=[], excerpt=[], until=None, as_addressed=""),
            _HELD,
            _TOO_LARGE,
        ),
        Sample("", _send("reminder", PostKind.REMINDER, MANAGER, RINGS, **_rows(_row(RINGS))), RINGS),
        Sample(
            "several",
            _send(
                "reminder",
                PostKind.REMINDER,
                MANAGER,
                None,
                **_rows(_row(RINGS), _row(today), _row(tomorrow)),
            ),
        ),
        Sample("", _send("overdue", PostKind.REMINDER, MANAGER, week, **_rows(_row(week))), week),
        Sample(
            "several",
            _send("overdue", PostKind.REMINDER, MANAGER, None, **_rows(_row(week), _row(day))),
        ),
        Sample("", _send("escalation", PostKind.REMINDER, MANAGER, chairs, **_rows(_row(chairs))), chairs),
        Sample(
            "several",
            _send("escalation", PostKind.REMINDER, MANAGER, None, **_rows(_row(chairs), _row(day))),
        ),
        *_mornings(week, day, tomorrow),
        Sample(
            "",
            _send(
                "digest",
                PostKind.DIGEST,
                MANAGER,
                None,
                sections=_DIGEST,
                reader="Mira Manager",
                since=say_day(date(2026, 10, 19)),
                left_out=0,
            ),
        ),
        Sample(
            "very-many",
            _send(
                "digest",
                PostKind.DIGEST,
                MANAGER,
                None,
                sections=_DIGEST[-1:],
                reader="Mira Manager",
                since=say_day(date(2026, 10, 19)),
                left_out=9_998,
            ),
        ),
        Sample("", _transcript(RINGS, _RESULTS), RINGS),
        Sample("answer", _transcript(None, _ANSWERED, summary="1 answered", undo="", not_read="")),
        Sample("waits", _transcript(RINGS, _WAITS, summary="1 waits", undo="", code="K7QF-2M9X-4T"), RINGS),
        Sample("preview", _transcript(RINGS, _RESULTS, head="PREVIEW: nothing was changed.", undo=""), RINGS),
        Sample("", _send("help", PostKind.ANSWER, MANAGER, None, verbs=_VERBS, reader="Mira Manager")),
        Sample(
            "",
            _send(
                "parked",
                PostKind.ALARM,
                "owner@bot.example",
                None,
                letter=317,
                sender=CONTACT,
                subject="LS on rings",
                reason="ReadFailure: 20 s were not enough",
            ),
        ),
        Sample(
            "bare",
            _send(
                "parked",
                PostKind.ALARM,
                "owner@bot.example",
                None,
                letter=318,
                sender="",
                subject="",
                reason="limit",
            ),
        ),
        Sample(
            "",
            _send(
                "damage",
                PostKind.ALARM,
                "owner@bot.example",
                None,
                findings=("the bytes of letter 317 are not those that came",),
                count=1,
            ),
        ),
        Sample(
            "many",
            _send(
                "damage",
                PostKind.ALARM,
                "owner@bot.example",
                None,
                findings=tuple(f"row {number} in index letter_fingerprint is missing" for number in range(1, 21)),
                count=47,
            ),
        ),
        Sample(
            "",
            replace(
                _send(
                    "assigned",
                    PostKind.NOTICE,
                    CHAIR,
                    RINGS,
                    **assigned,
                    because="you chair the group",
                    excerpt=_EXCERPT,
                ),
                via="Mira Manager",
                attach_original=True,
            ),
            RINGS,
            ORIGINAL,
        ),
        Sample(
            "bare",
            replace(
                _send("assigned", PostKind.NOTICE, CHAIR, _HELD, **assigned | {"due": None}, because="", excerpt=[]),
                via="Mira Manager",
                attach_original=True,
            ),
            _HELD,
            _TOO_LARGE,
        ),
        Sample(
            "",
            _send(
                "undelivered",
                PostKind.NOTICE,
                MANAGER,
                RINGS,
                recipient=CHAIR,
                reply="550 5.1.1 no such user here",
                subject=RINGS.title,
                posting=0,
            ),
            RINGS,
        ),
        Sample(
            "bare",
            _send(
                "undelivered",
                PostKind.NOTICE,
                MANAGER,
                None,
                recipient=CHAIR,
                reply="550 5.1.1 no such user here",
                subject="Liaison digest",
                posting=77,
            ),
        ),
        Sample(
            "",
            replace(
                _send(
                    "redirected",
                    PostKind.PEER,
                    CONTACT,
                    RINGS,
                    groups=["PALS WG"],
                    was=["IETF PWE3 WG"],
                    because="that group is closed",
                    reader=CONTACT,
                ),
                via="Mira Manager",
                cc=("coordinators@iab.example",),
                reply_also=(MANAGER,),
            ),
            RINGS,
        ),
        Sample(
            "bare",
            _send("redirected", PostKind.PEER, CONTACT, RINGS, groups=["PALS WG"], was=[], because="", reader=CONTACT),
            RINGS,
        ),
        Sample("inferred", _distribution(_GUESSED), _GUESSED, ORIGINAL),
        Sample(
            "inferred",
            _send("assigned", PostKind.NOTICE, CHAIR, _GUESSED, **assigned, because="", excerpt=[]),
            _GUESSED,
        ),
        *_commanded(),
        Sample("", _send("held_week", PostKind.REMINDER, CHAIR, _HELD, **_rows(_row(_HELD))), _HELD),
        Sample(
            "several",
            _send(
                "held_week",
                PostKind.REMINDER,
                CHAIR,
                None,
                **_rows(_row(_HELD), _row(replace(_HELD, number=22, held_because=None))),
            ),
        ),
        Sample(
            "",
            _send(
                "followup",
                PostKind.NOTICE,
                MANAGER,
                RINGS,
                writer=CONTACT,
                verified=True,
                excerpt=["We found a slip in clause 4."],
                peer_name="ITU-T SG 15",
                closed=False,
            ),
            RINGS,
        ),
        Sample(
            "unverified",
            _send(
                "followup",
                PostKind.NOTICE,
                MANAGER,
                RINGS,
                writer=CONTACT,
                verified=False,
                excerpt=["A corrected file follows."],
                peer_name="ITU-T SG 15",
                closed=True,
            ),
            RINGS,
        ),
    ]


_ANSWER: dict[str, object] = {
    "writer": "Quentin Chair",
    "peer_name": "ITU-T SG 15",
    "sent": f"<a1@chair.example> to {CONTACT}",
    "subject": "Re: LS on shared optical rings",
    "ask": ["interim until ‹date› tell them"],
}


def _owed(number: int, case: Case, what: str, days: int) -> dict[str, object]:
    return {**_row(case, number=number), "account": what, "days": days}


_ACCOUNTS: dict[str, object] = {
    "reader": "Mira Manager",
    "first": "Wed 1 Jul 2026",
    "last": "Wed 30 Sep 2026",
    "tallies": [
        {
            "peer": "ITU-T SG 15",
            "received": 9,
            "counts": [("in time", 5), ("late", 1), ("without reply", 1), ("overdue", 1), ("open", 1)],
        },
        {"peer": "3GPP SA WG2", "received": 1, "counts": [("held", 1)]},
    ],
    "waiting": [
        {
            **_row(_for(_OWN_DAY, date(2026, 9, 14), "Clock recovery", deadline=date(2026, 9, 18)), number=1),
            "account": "overdue",
            "due": "Fri 18 Sep 2026",
            "managed": True,
        },
        {**_row(_GUESSED, number=2), "account": "open", "due": "Fri 13 Nov 2026", "days": 0, "managed": True},
        {
            **_row(replace(_QUERY, manager=None), number=3),
            "account": "held",
            "due": "",
            "days": 0,
            "holder": "",
            "managed": False,
        },
    ],
    "left_out": 3,
    "owed": [
        _owed(4, _for(_CLOSED, date(2026, 8, 3)), "late", 9),
        _owed(5, replace(_CLOSED, number=7, closed_because="the group has closed"), "without reply", 0),
        _owed(6, replace(_CLOSED, number=6, delay_because="the group met on 3 July"), "late", 1),
    ],
    "owed_left_out": 2,
    "concerns": [
        "the day has passed, and the peer has heard nothing: LS-13",
        "the peer left less than 21 days: LS-9, LS-16",
    ],
}
_QUIET: dict[str, object] = {name: [] for name in ("waiting", "owed", "concerns")} | {"left_out": 0, "owed_left_out": 0}
_IAB = _ACCOUNTS | {"reader": "iab@iab.example", "left_out": 0, "owed_left_out": 0}


def _calendars() -> list[Sample]:
    def sample(name: str, *cases: Case) -> Sample:
        send = _send("calendar", PostKind.ANSWER, MANAGER, None, reader="Mira Manager", count=len(cases))
        return Sample(name, replace(send, calendar=tuple(Entry(case, "ITU-T SG 15") for case in cases)))

    return [sample("", RINGS, _OWN_DAY), sample("one", RINGS), sample("none")]


_WAITS: list[dict[str, object]] = [
    {
        "title": f"LS-12  {RINGS.title}",
        "lines": [
            {
                "sign": "⏳",
                "said": "redirect to quic because it is about streams",
                "says": ["E10: waits for your confirm; nothing is changed before it"],
            }
        ],
    }
]


def _commanded() -> list[Sample]:
    """Letters that commands cause."""
    asked = {"commands": ["LS-12 done", "LS-15 take"], "code": "K7QF-2M9X-4T", "seen": "nothing that we could verify"}
    missing = "no valid DKIM signature of manager.example"
    stolen = {"person": MANAGER, "commands": ["LS-12 done"], "letter": 317}
    doubtful = {"missing": missing, "usual": "DKIM manager.example", "old_token": True}
    plain = {"missing": missing, "usual": "", "old_token": False}
    said = {"by": "Quentin Chair", "said": ["deadline 4 Dec because we meet on the 3rd"], "peer_name": "ITU-T SG 15"}
    nudge = {"by": "Mira Manager", "saying": "they called again", "due": _DUE, "peer_name": "ITU-T SG 15"}
    peer = {"because": "the group meets on 3 December", "reader": CONTACT}
    later = say_day(date(2026, 12, 4))
    abuse = {"sender": "ken@other.example", "subject": "Your bot", "letter": 317, "excerpt": ["Please stop."]}
    whole = _send("original", PostKind.ANSWER, MANAGER, RINGS, peer_name="ITU-T SG 15")
    back = {
        "list": "ccamp@ietf.org",
        "reason": "more than 6 letters an hour to it",
        "until": "02 Nov 10:00 UTC",
    }
    shut = {"reason": "more than 300 letters came within a minute", "waiting": 120}
    merged = {
        "count": 3,
        "reasons": ["more than 120 letters in an hour"],
        "letters": [("[LS-12] Reminder: rings", []), ("Re: rings", ["> LS-12 take", "✓  done: holder: nobody → you"])],
    }
    left = {"mailbox": "liaison/INBOX", "uid": 17, "letter": 317, "sender": CONTACT, "subject": "LS on rings"}
    gone = {"person": MANAGER, "letter": "", "number": 9}
    away = {"person": "Quentin Chair", "address": CHAIR, "until": date(2026, 11, 13)}
    by = {"by": "ccamp-owner@lists.example", "subject": "Your message to Ccamp awaits moderator approval"}
    watched = _send("changed", PostKind.NOTICE, MANAGER, RINGS, **said, watched="group:ccamp")
    return [
        Sample("", _send("clock", PostKind.ALARM, "owner@bot.example", None, **_jump(400))),
        Sample("day", _send("clock", PostKind.ALARM, "owner@bot.example", None, **_jump(1))),
        Sample("", _send("left_in_mailbox", PostKind.ALARM, "owner@bot.example", None, **left)),
        Sample("silent", _send("left_in_mailbox", PostKind.ALARM, "owner@bot.example", None, **left | {"letter": 0})),
        Sample("", _send("not_me", PostKind.ALARM, "owner@bot.example", None, **stolen)),
        Sample("", _send("to_operator", PostKind.ALARM, "owner@bot.example", None, **abuse)),
        Sample("", replace(whole, attach_original=True), RINGS, ORIGINAL),
        Sample("", _send("held_back", PostKind.NOTICE, MANAGER, RINGS, **back), RINGS),
        Sample("", _send("breaker", PostKind.ALARM, "owner@bot.example", None, **shut, stopped=True)),
        Sample("bounces", _send("breaker", PostKind.ALARM, "owner@bot.example", None, **shut, stopped=False)),
        Sample("", _send("merged", PostKind.NOTICE, MANAGER, None, **merged, left_out=0)),
        Sample("many", _send("merged", PostKind.NOTICE, MANAGER, None, **merged, left_out=7)),
        Sample("", _send("probe", PostKind.NOTICE, MANAGER, None, reader="Mira Manager")),
        Sample("", _send("unreachable", PostKind.ALARM, "owner@bot.example", None, **gone)),
        Sample("", _send("complaint", PostKind.ALARM, "owner@bot.example", None, **gone | {"letter": "digest"})),
        Sample("", _send("away_offer", PostKind.NOTICE, CHAIR, None, **away, own=True)),
        Sample("manager", _send("away_offer", PostKind.NOTICE, MANAGER, RINGS, **away, own=False), RINGS),
        Sample("", _send("list_held", PostKind.NOTICE, MANAGER, RINGS, **by), RINGS),
        Sample("", _send("challenged", PostKind.NOTICE, MANAGER, RINGS, **by), RINGS),
        Sample("large", replace(whole, attach_original=True), RINGS, b"x" * (11 << 20)),
        Sample("", _send("confirm", PostKind.QUESTION, MANAGER, RINGS, **asked | plain), RINGS),
        Sample("doubtful", _send("confirm", PostKind.QUESTION, MANAGER, RINGS, **asked | doubtful), RINGS),
        Sample("", replace(watched, unsubscribe=True), RINGS),
        Sample("part", _send("changed", PostKind.NOTICE, CHAIR, RINGS, **said, watched=""), RINGS),
        Sample("", _send("nudge", PostKind.REMINDER, CHAIR, RINGS, **nudge), RINGS),
        Sample("bare", _send("nudge", PostKind.REMINDER, CHAIR, RINGS, **nudge | {"saying": "", "due": None}), RINGS),
        Sample("", _send("delayed", PostKind.PEER, CONTACT, RINGS, **peer, due=later, asked=_DUE), RINGS),
        Sample("unasked", _send("delayed", PostKind.PEER, CONTACT, RINGS, **peer, due=later, asked=None), RINGS),
        *(Sample(name, _send("may_tell", PostKind.NOTICE, MANAGER, case, **one), case) for name, case, one in _ASKED),
        Sample("", _send("no_reply", PostKind.PEER, CONTACT, RINGS, **peer), RINGS),
        Sample("", _send("interim", PostKind.PEER, CONTACT, RINGS, **peer, due=later), RINGS),
        Sample("", _send("acknowledged", PostKind.PEER, CONTACT, _STREAMS, **peer), _STREAMS),
        Sample("", _send("correction", PostKind.PEER, CONTACT, RINGS, what="redirected", reader=CONTACT), RINGS),
    ]


_ORDER: dict[str, object] = {"by": "Quentin Chair", "peer_name": "ITU-T SG 15", "reader": CONTACT}
_ASKED: list[tuple[str, Case, dict[str, object]]] = [
    (
        "",
        _OWN_DAY,
        _ORDER
        | {"note": "delayed", "because": "the group meets on 3 December", "due": say_day(date(2026, 12, 4))}
        | {"said": ["delay to 4 Dec because the group meets on 3 December"], "asked": _DUE},
    ),
    (
        "interim",
        _OWN_DAY,
        _ORDER
        | {"note": "interim", "because": "", "due": say_day(date(2026, 12, 4)), "asked": None}
        | {"said": ["interim until 4 Dec tell them"]},
    ),
    (
        "no-reply",
        replace(RINGS, stage=Stage.CLOSED, outcome=Outcome.NO_REPLY),
        _ORDER
        | {"note": "no_reply", "because": "the group has ended its work on this", "due": None, "asked": None}
        | {"said": ["no-reply because the group has ended its work on this tell them"]},
    ),
]


def _jump(days: int) -> dict[str, object]:
    shown = SENT_AT + timedelta(days=days)
    return {"shown": f"{shown:%Y-%m-%d %H:%M}", "expected": f"{SENT_AT:%Y-%m-%d %H:%M}", "days": days}


def _short_notices() -> list[Sample]:
    known = {"peer_name": "ITU-T SG 15", "due": _DUE, "lead_days": 21, "ask": _WAYS}

    def sample(name: str, case: Case, days: int, *, inferred: bool = False) -> Sample:
        context = {**known, "days": days, "inferred": inferred}
        return Sample(name, _send("short_notice", PostKind.NOTICE, MANAGER, case, **context), case)

    return [
        sample("", RINGS, 18),
        sample("tomorrow", RINGS, 1, inferred=True),
        sample("today", RINGS, 0),
        sample("passed", replace(_HELD, holder=""), -3),
    ]


def _mornings(week: Case, day: Case, tomorrow: Case) -> list[Sample]:
    """Copies of the holder's letters, and a morning with several kinds of them."""
    guessed = {"deadline": Evidence("mail, line 9", "before your next meeting", Confidence.INFERRED)}
    read = replace(RINGS.statement, deadline=date(2026, 10, 25), evidence=guessed)
    ending = _row(replace(RINGS, number=16, statement=read), days=-1, late=False)
    parts = [
        ("escalation", [_row(replace(week, holder=CHAIR))]),
        ("held_week", [_row(_HELD)]),
        ("overdue", [ending]),
        ("reminder", [_row(tomorrow)]),
    ]
    for number, row in enumerate((row for _, rows in parts for row in rows), 1):
        row["number"] = number
    several: dict[str, object] = {
        "rows": [row for _, rows in parts for row in rows],
        "parts": parts,
        "reader": "Mira Manager",
    }
    return [
        Sample("copy", _send("reminder", PostKind.REMINDER, MANAGER, day, **_rows(_row(tomorrow))), tomorrow),
        Sample(
            "copies",
            _send("reminder", PostKind.REMINDER, MANAGER, None, **_rows(_row(RINGS), _row(tomorrow))),
        ),
        Sample("copy", _send("overdue", PostKind.REMINDER, MANAGER, day, **_rows(_row(day))), day),
        Sample("", _send("morning", PostKind.REMINDER, MANAGER, None, **several)),
        Sample("few", _send("morning", PostKind.REMINDER, MANAGER, None, **several | {"parts": parts[2:]})),
    ]


def _by_template(samples: list[Sample]) -> dict[str, tuple[Sample, ...]]:
    templates = dict.fromkeys(one.send.template for one in samples)
    return {name: tuple(one for one in samples if one.send.template == name) for name in templates}


SAMPLES: Mapping[str, tuple[Sample, ...]] = _by_template(_samples())
"""The samples by template; together they go through every branch of it."""
