"""One or more sample letters for each template: what `liaisonbot check` and the golden letters are written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from liaisonbot.doors.sample_cases import (
    CHAIR,
    CLOSED,
    CONTACT,
    DUE,
    EXCERPT,
    FACTS,
    FILE,
    GUESSED,
    HELD,
    INFERRED,
    MANAGER,
    ORIGINAL,
    OWN_DAY,
    OWNER,
    QUERY,
    RINGS,
    SENT_AT,
    STREAMS,
    UNANSWERED,
    WITH_PROGRAM,
    asked_for,
    row_of,
    rows_of,
)
from liaisonbot.model.case import Case, Outcome, Stage
from liaisonbot.model.days import say_day
from liaisonbot.model.effects import Entry, Send
from liaisonbot.model.mail import PostKind

__all__ = ["SAMPLES", "SENT_AT", "Sample"]

_TEMPLATES = {
    PostKind.ALARM: "breaker case_damaged clock complaint damage id_reused left_in_mailbox look_alike loop not_me "
    "parked to_operator unforeseen unreachable",
    PostKind.ANSWER: "calendar help original transcript",
    PostKind.DIGEST: "digest report summary",
    PostKind.NOTICE: "address_used answered assigned away_offer challenged changed followup held_back list_held "
    "may_tell merged probe short_notice undelivered",
    PostKind.PEER: "acknowledged correction delayed interim no_reply redirected",
    PostKind.QUESTION: "confirm flag problem question",
    PostKind.RECEIPT: "problem_received receipt",
    PostKind.REMINDER: "escalation held_week morning nudge overdue reminder",
    PostKind.ROUTING: "concern distribution moved_away problem_iab",
}
_KIND = {template: kind for kind, templates in _TEMPLATES.items() for template in templates.split()}
_IAB = "iab-chair@iab.org"
_READER = {PostKind.ALARM: OWNER, PostKind.PEER: CONTACT, PostKind.RECEIPT: CONTACT, PostKind.ROUTING: _IAB}
_IMPERSONAL = (PostKind.RECEIPT, PostKind.ROUTING, PostKind.PEER, PostKind.ALARM)


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter to write, with the case that it is about and the original to attach. `name` tells the samples
    of one template apart."""

    name: str
    send: Send
    case: Case | None = None
    original: bytes | None = None


def _letter(
    template: str,
    case: Case | None = None,
    name: str = "",
    to: str = "",
    original: bytes | None = None,
    /,
    **says: object,
) -> Sample:
    """A sample of `template`, to whom its kind goes if nobody is named."""
    kind = _KIND[template]
    reader = to or _READER.get(kind, MANAGER)
    send = Send(
        template,
        kind,
        (reader,),
        says,
        case=case.number if case else None,
        reply_token=None if kind in _IMPERSONAL else reader,
        answers=case.message_id if case else None,
    )
    return Sample(name, send, case, original)


def _with(sample: Sample, **changes: object) -> Sample:
    """The same letter with another envelope."""
    return replace(sample, send=replace(sample.send, **changes))  # type: ignore[arg-type]


# --- a statement comes, and is sent on --------------------------------------------------------------------------

_UNTIL = datetime(2026, 10, 28, 8, 0, tzinfo=UTC)
_TOO_LARGE = bytes((10 << 20) + 1)


def _receipt(case: Case, name: str = "", /, **changes: object) -> Sample:
    says: dict[str, object] = {
        "again": False,
        "groups": ["CCAMP WG"],
        "moved": [],
        "held": False,
        "irtf": False,
        "due": DUE,
        "inferred": False,
        "cannot_be_met": False,
        "lead_days": 21,
        "questions": [],
        "record_url": "https://record.example/12",
    }
    return _letter("receipt", case, name, **says | changes)


def _receipts() -> Iterator[Sample]:
    asks = ["By when would you like an answer?", "Which file is the letter?"]
    moved = ["The area tsv (Transport Area) was renamed in 2024; it went to wit."]
    yield _receipt(RINGS)
    yield _receipt(HELD, "held", groups=[], held=True, record_url="", due=None)
    yield _receipt(RINGS, "unclear", cannot_be_met=True, questions=asks)
    yield _receipt(RINGS, "late", due=say_day(date(2026, 10, 19)), cannot_be_met=True)
    yield _receipt(RINGS, "inferred", inferred=True)
    yield _receipt(RINGS, "again", again=True)
    yield _receipt(QUERY, "response", due=None)
    yield _receipt(HELD, "irtf", groups=[], held=True, irtf=True, due=None)
    yield _receipt(STREAMS, "information", groups=["QUIC WG", "TLS WG"], moved=moved, due=None, record_url="")


def _distribution(case: Case, name: str = "", original: bytes | None = ORIGINAL, /, **changes: object) -> Sample:
    says: dict[str, object] = {
        "group_name": "CCAMP WG",
        "withheld": False,
        "for_information": False,
        "peer_name": "ITU-T SG 15",
        "others": ["MPLS WG", "Routing Area"],
        "lead": "CCAMP WG",
        "moved": ["The group pwe3 (Pseudowire Emulation Edge to Edge) was renamed in 2014; it went to pals."],
        "due": DUE,
        "verified": True,
        "files": [FILE],
        "excerpt": EXCERPT,
        "manager_name": "Mira Manager",
        "manager_address": MANAGER,
        "warnings": [],
        "record_url": "https://record.example/12",
    }
    letter = _letter("distribution", case, name, "ccamp@ietf.example", original, **says | changes)
    return _with(letter, attach_original=True, cc=("ccamp-ads@ietf.example", MANAGER), reply_also=(MANAGER,))


def _distributions() -> Iterator[Sample]:
    bare: dict[str, object] = {name: [] for name in ("others", "files", "excerpt", "moved")}
    bare |= dict.fromkeys(("lead", "manager_name", "manager_address", "record_url"), "")
    bare |= {"for_information": True, "due": None, "verified": False, "warnings": ["It came without a file."]}
    yield _distribution(RINGS)
    yield _distribution(QUERY, "copy", _TOO_LARGE, **bare)
    yield _distribution(GUESSED, "inferred")
    yield _distribution(WITH_PROGRAM, "program")
    yield _distribution(WITH_PROGRAM, "uncut", None)


def _question(template: str, case: Case, name: str = "", original: bytes | None = None, /, **changes: object) -> Sample:
    says: dict[str, object] = {
        "because": case.held_because or "It is addressed to the IETF as a whole.",
        "choices": [(1, "pals (PALS WG)"), (2, "mpls (MPLS WG)")],
        "reasons": ["pals is likeliest to have the work of pwe3", "the letter names draft-ietf-mpls-rings"],
        "facts": FACTS,
        "excerpt": EXCERPT,
        "warnings": ["It speaks of an attachment, but no file came with it."],
        "due": DUE,
    }
    return _with(_letter(template, case, name, MANAGER, original, **says | changes), attach_original=True)


def _questions() -> Iterator[Sample]:
    whole: dict[str, object] = {"groups": ["IETF"], "choices": [], "whole": True, "until": None}
    wrong: dict[str, object] = {"groups": ["CCAMP WG"], "whole": False, "until": _UNTIL}
    bare: dict[str, object] = {"groups": [], "whole": False, "facts": [], "excerpt": [], "until": None}
    yield _question("question", HELD, "", ORIGINAL)
    yield _question("question", RINGS, "open", ORIGINAL, choices=[], due=None, warnings=[], excerpt=[])
    yield _question("flag", RINGS, "", ORIGINAL, **whole, as_addressed="ietf")
    yield _question("flag", RINGS, "waits", ORIGINAL, **wrong, as_addressed="ccamp")
    yield _question("flag", HELD, "choices", _TOO_LARGE, **bare, as_addressed="")


def _moved() -> Iterator[Sample]:
    """To the sender, and to a group that had a statement which went elsewhere."""
    said: dict[str, object] = {"groups": ["PALS WG"], "reader": CONTACT}
    moved = _letter("redirected", RINGS, was=["IETF PWE3 WG"], because="that group is closed", **said)
    yield _with(moved, via="Mira Manager", cc=("coordinators@iab.example",), reply_also=(MANAGER,))
    yield _letter("redirected", RINGS, "bare", was=[], because="", **said)
    away = {"group_name": "TLS WG", "groups": ["CCAMP WG", "PCE WG"], "peer_name": "ITU-T Study Group 15"}
    why = "it is about path computation"
    yield _letter("moved_away", RINGS, "", "tls-chairs@ietf.org", because=why, **away)
    yield _letter("moved_away", RINGS, "bare", "tls@ietf.org", because="", **away)


# --- days pass --------------------------------------------------------------------------------------------------

_WEEK, _DAY = asked_for(RINGS, date(2026, 10, 19)), asked_for(STREAMS, date(2026, 10, 25))
_CHAIRS = replace(_WEEK, holder=CHAIR)
_TODAY = asked_for(OWN_DAY, date(2026, 10, 5), number=14, deadline=SENT_AT.date(), holder="")
_TOMORROW = asked_for(STREAMS, date(2026, 10, 27))
_WAYS = ["delay to ‹date› because ‹reason›", "interim until ‹date› tell them", "no-reply because ‹reason› tell them"]


def _days() -> Iterator[Sample]:
    """The letters of the ladder, also in copy, and those about several cases."""

    def one(template: str, case: Case, name: str = "", to: str = "") -> Sample:
        return _letter(template, case, name, to, **rows_of(row_of(case)))

    def several(template: str, *cases: Case, name: str = "several", to: str = "") -> Sample:
        return _letter(template, None, name, to, **rows_of(*map(row_of, cases)))

    yield one("reminder", RINGS)
    yield several("reminder", RINGS, _TODAY, _TOMORROW)
    yield one("reminder", _TOMORROW, "copy")
    yield several("reminder", RINGS, _TOMORROW, name="copies")
    yield one("overdue", _WEEK)
    yield several("overdue", _WEEK, _DAY)
    yield one("overdue", _DAY, "copy")
    yield one("escalation", _CHAIRS)
    yield several("escalation", _CHAIRS, _DAY)
    yield one("held_week", HELD, to=CHAIR)
    yield several("held_week", HELD, replace(HELD, number=22, held_because=None), to=CHAIR)
    yield from _mornings()


def _mornings() -> Iterator[Sample]:
    """A morning with several kinds of letters."""
    yesterday = replace(RINGS.statement, deadline=date(2026, 10, 25), evidence=INFERRED)
    parts = {
        "escalation": [row_of(_CHAIRS)],
        "held_week": [row_of(HELD)],
        "overdue": [row_of(replace(_DAY, number=17))],
        "reminder": [
            row_of(replace(GUESSED, statement=yesterday), days=-1, late=False),
            row_of(_TOMORROW),
        ],
    }
    for name, kinds in {"": list(parts), "few": ["overdue", "reminder"]}.items():
        some = [(kind, [dict(row) for row in parts[kind]]) for kind in kinds]
        yield _letter("morning", None, name, **rows_of(*(row for _, rows in some for row in rows)), parts=some)


def _short_notices() -> Iterator[Sample]:
    known = {"peer_name": "ITU-T SG 15", "due": DUE, "lead_days": 21, "ask": _WAYS}
    yield _letter("short_notice", RINGS, **known, days=18, inferred=False)
    yield _letter("short_notice", RINGS, "tomorrow", **known, days=1, inferred=True)
    yield _letter("short_notice", RINGS, "today", **known, days=0, inferred=False)
    yield _letter("short_notice", replace(HELD, holder=""), "passed", **known, days=-3, inferred=False)


def _section(title: str, number: int, *cases: Case, new: bool = False, ask: Sequence[str] = ()) -> dict[str, object]:
    rows = [row_of(case, number=number + n, new=new) for n, case in enumerate(cases)]
    for case, row in zip(cases, rows, strict=True):
        asked = case.statement.deadline
        row["days"] = row["days"] if row["late"] else 0
        row["asked"] = say_day(asked) if asked and asked != case.due and asked < SENT_AT.date() else None
    return {"title": title, "count": len(rows), "rows": rows, "ask": list(ask)}


def _digests() -> Iterator[Sample]:
    untold = asked_for(RINGS, date(2026, 10, 12), "Timing over packet rings", number=8, deadline=date(2026, 11, 6))
    late = asked_for(RINGS, date(2026, 10, 19), number=11, holder=CHAIR)
    why_known = asked_for(OWN_DAY, date(2026, 10, 14), "Clock recovery", deadline=None)
    no_day = replace(QUERY, statement=replace(QUERY.statement, deadline=None))
    closed = replace(CLOSED, number=10, closed_because="with https://record.example/2200/")
    sections = [
        _section("The peer has heard nothing", 1, untold, late, ask=_WAYS),
        _section("Needs you", 3, HELD, new=True),
        _section("Overdue, reason known", 4, why_known),
        _section("Overdue, no reason given", 5, _DAY),
        _section("Due soon", 6, replace(RINGS, holder=""), GUESSED, new=True),
        _section("New", 8, no_day, new=True),
        _section("Closed", 9, CLOSED, closed),
    ]
    says = {"reader": "Mira Manager", "since": say_day(date(2026, 10, 19))}
    yield _letter("digest", **says, sections=sections, left_out=0)
    yield _letter("digest", None, "very-many", **says, sections=sections[-1:], left_out=9_998)
    flood = {"peer_name": "an unknown organisation", "like": ["LS-19", "LS-20"], "domain": "many.example"}
    held = {**_section("Without a liaison manager", 1), "count": 3, "rows": [row_of(HELD, number=1, new=True) | flood]}
    yield _letter("digest", None, "strangers", **says, sections=[held], left_out=0)


def _owed(number: int, case: Case, what: str, days: int) -> dict[str, object]:
    return {**row_of(case, number=number), "account": what, "days": days}


_OVERDUE = asked_for(OWN_DAY, date(2026, 9, 14), "Clock recovery", deadline=date(2026, 9, 18))
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
        row_of(_OVERDUE, number=1, account="overdue", due="Fri 18 Sep 2026", managed=True),
        row_of(GUESSED, number=2, account="open", due="Fri 13 Nov 2026", days=0, managed=True),
        row_of(QUERY, number=3, account="held", due="", days=0, holder="", managed=False),
    ],
    "left_out": 3,
    "owed": [
        _owed(4, asked_for(CLOSED, date(2026, 8, 3)), "late", 9),
        _owed(5, replace(CLOSED, number=7, closed_because="the group has closed"), "without reply", 0),
        _owed(6, replace(CLOSED, number=6, delay_because="the group met on 3 July"), "late", 1),
    ],
    "owed_left_out": 2,
    "concerns": [
        "the day has passed, and the peer has heard nothing: LS-13",
        "the peer left less than 21 days: LS-9, LS-16",
    ],
}


def _accounts() -> Iterator[Sample]:
    none_left: dict[str, object] = {"left_out": 0, "owed_left_out": 0}
    quiet = none_left | {name: [] for name in ("waiting", "owed", "concerns")}
    yield _letter("report", **_ACCOUNTS)
    yield _letter("report", None, "quiet", **_ACCOUNTS | quiet)
    yield _letter("report", None, "settled", **_ACCOUNTS | {"waiting": []})
    iab = _ACCOUNTS | none_left | {"reader": "iab@iab.example"}
    yield _with(_letter("summary", None, "", "iab@iab.example", **iab), reply_token=None)


def _calendars() -> Iterator[Sample]:
    for name, cases, gone in (("", (RINGS, OWN_DAY), 0), ("one", (RINGS,), 2), ("none", (), 1)):
        letter = _letter("calendar", None, name, reader="Mira Manager", count=len(cases), gone=gone)
        yield _with(letter, calendar=tuple(Entry(case, "ITU-T SG 15") for case in cases))


# --- people write, and order ------------------------------------------------------------------------------------


def _result(sign: str, said: str, *says: str) -> dict[str, object]:
    return {"sign": sign, "said": said, "says": list(says)}


def _transcript(case: Case | None, name: str, results: Mapping[str, Sequence[object]], /, **changes: object) -> Sample:
    says: dict[str, object] = {
        "head": "",
        "summary": "1 done, 1 wrong",
        "results": [{"title": title, "lines": list(lines)} for title, lines in results.items()],
        "undo": "U-4821",
        "code": "",
        "notes": [],
        "read_as": f"{MANAGER}, proven by your reply address",
        "not_read": "14 lines that are no commands",
    }
    return _letter("transcript", case, name, **says | changes)


def _transcripts() -> Iterator[Sample]:
    holder = (f"holder: {MANAGER} → {CHAIR}", f"told: {CHAIR}")
    days = ("    deadline 2026-11-12", "    deadline 2026-12-11")
    rings, usage = f"LS-12  {RINGS.title}", "assign to ‹person› because ‹reason›"
    results = {
        rings: [_result("✓", "assign to chairs:ccamp because they have the draft", *holder)],
        f"LS-15  {STREAMS.title}": [
            _result("✗", "deadline 12/11/2026", "E04: this day can be read in two ways", *days),
            _result("·", "take", "not done: another line about this case is wrong; send them again together"),
        ],
    }
    helped = {"": [_result(" ", "help", f"{usage:<44} Somebody else becomes the holder, and is told.")]}
    waits = ("E10: your confirm is needed; then:", "to: ccamp → quic", "goes to quic@ietf.org")
    waiting = {rings: [_result("⏳", "redirect to quic because it is about streams", *waits)]}
    yield _transcript(RINGS, "", results)
    yield _transcript(None, "answer", helped, summary="1 answered", undo="", not_read="")
    yield _transcript(RINGS, "waits", waiting, summary="1 waits", undo="", code="K7QF-2M9X-4T")
    yield _transcript(RINGS, "preview", results, head="PREVIEW: nothing was changed.", undo="")


def _answers() -> Iterator[Sample]:
    """What people hear who write to the bot, and who are told of that."""
    verbs = [
        ("done", "done with ‹URL or LS-n› because ‹reason›", "Closes the case as answered."),
        ("take", "take", "You become the holder, who sees to the answer."),
        ("status", "status", "Where a case stands; with mine, overdue or all: a list of cases."),
    ]
    listed = [{"name": name, "usage": usage, "what": what} for name, usage, what in verbs]
    yield _letter("help", verbs=listed, reader="Mira Manager")
    asked: dict[str, object] = {"commands": ["LS-12 done", "LS-15 take"], "code": "K7QF-2M9X-4T"}
    missing = "no valid DKIM signature of manager.example"
    asked |= {"again": [], "seen": "nothing that we could verify", "missing": missing}
    asked |= {"usual": "", "old_token": False, "last": False}
    yield _letter("confirm", RINGS, **asked)
    doubt: dict[str, object] = {"usual": "DKIM manager.example", "old_token": True, "last": True}
    yield _letter("confirm", RINGS, "doubtful", **asked | doubt)
    elsewhere = "E10: it came to another address than that of the question"
    yield _letter("confirm", RINGS, "again", **asked | {"again": [elsewhere]})
    whole = _with(_letter("original", RINGS, "", MANAGER, ORIGINAL, peer_name="ITU-T SG 15"), attach_original=True)
    yield whole
    yield replace(whole, name="large", original=b"x" * (11 << 20))
    yield replace(whole, name="uncut", original=None)
    answer: dict[str, object] = {"writer": "Quentin Chair", "peer_name": "ITU-T SG 15"}
    answer |= {"sent": f"<a1@chair.example> to {CONTACT}", "subject": "Re: LS on shared optical rings"}
    yield _letter("answered", RINGS, **answer, ask=["interim until ‹date› tell them"])
    yield _letter("answered", RINGS, "first", **answer, ask=[])
    slip, file = ["We found a slip in clause 4."], ["A corrected file follows."]
    more: dict[str, object] = {"writer": CONTACT, "peer_name": "ITU-T SG 15"}
    yield _letter("followup", RINGS, **more, verified=True, excerpt=slip, closed=False)
    yield _letter("followup", RINGS, "unverified", **more, verified=False, excerpt=file, closed=True)


def _ordered() -> Iterator[Sample]:
    """Letters that commands cause."""
    assigned = {"by": "Mira Manager", "role": "holder", "peer_name": "ITU-T SG 15"}
    told: dict[str, object] = {**assigned, "because": "you chair the group", "excerpt": EXCERPT}
    chair = _letter("assigned", RINGS, "", CHAIR, ORIGINAL, **told, due=DUE)
    yield _with(chair, via="Mira Manager", attach_original=True)
    bare: dict[str, object] = {**assigned, "because": "", "excerpt": []}
    held = _letter("assigned", HELD, "bare", CHAIR, _TOO_LARGE, **bare, due=None)
    yield _with(held, via="Mira Manager", attach_original=True)
    yield _letter("assigned", GUESSED, "inferred", CHAIR, **bare, due=DUE)
    said = {"by": "Quentin Chair", "said": ["deadline 4 Dec because we meet on the 3rd"], "peer_name": "ITU-T SG 15"}
    yield _with(_letter("changed", RINGS, **said, watched="group:ccamp"), unsubscribe=True)
    yield _letter("changed", RINGS, "part", CHAIR, **said, watched="")
    nudge = {"by": "Mira Manager", "peer_name": "ITU-T SG 15"}
    yield _letter("nudge", RINGS, "", CHAIR, **nudge, saying="they called again", due=DUE)
    yield _letter("nudge", RINGS, "bare", CHAIR, **nudge, saying="", due=None)
    meets, later = "the group meets on 3 December", say_day(date(2026, 12, 4))
    peer = {"because": meets, "reader": CONTACT}
    yield _letter("delayed", RINGS, **peer, due=later, asked=DUE)
    yield _letter("delayed", RINGS, "unasked", **peer, due=later, asked=None)
    yield _letter("no_reply", RINGS, **peer)
    yield _letter("interim", RINGS, **peer, due=later)
    yield _letter("acknowledged", STREAMS, **peer)
    yield _letter("correction", RINGS, what="redirected", reader=CONTACT)
    order: dict[str, object] = {"by": "Quentin Chair", "peer_name": "ITU-T SG 15", "reader": CONTACT}
    delay = {"note": "delayed", "because": meets, "due": later, "asked": DUE}
    interim = {"note": "interim", "because": "", "due": later, "asked": None}
    ended = "the group has ended its work on this"
    none = {"note": "no_reply", "because": ended, "due": None, "asked": None}
    closed = replace(RINGS, stage=Stage.CLOSED, outcome=Outcome.NO_REPLY)
    yield _letter("may_tell", OWN_DAY, **order | delay, said=[f"delay to 4 Dec because {meets}"])
    yield _letter("may_tell", OWN_DAY, "interim", **order | interim, said=["interim until 4 Dec tell them"])
    yield _letter("may_tell", closed, "no-reply", **order | none, said=[f"no-reply because {ended} tell them"])


def _problems() -> Iterator[Sample]:
    """A problem with a relationship on its way: to its manager, to the coordinators, to the writer, to the IAB."""
    alone = replace(UNANSWERED, manager=None)
    peer: dict[str, object] = {"peer_name": "ITU-T Study Group 15"}
    said: dict[str, object] = {"writer": CONTACT, "excerpt": ["Our last three statements had no answer at all."]}
    said |= {"days": 14, "copy": False}
    known = said | peer | {"verified": True, "manager": MANAGER}
    unknown = said | {"verified": False, "peer_name": "", "manager": ""}
    yield _with(_letter("problem", UNANSWERED, "", MANAGER, ORIGINAL, **known), attach_original=True)
    yield _letter("problem", UNANSWERED, "copy", "coordinators@coord.example", **known | {"copy": True})
    yield _with(_letter("problem", alone, "unknown", CHAIR, None, **unknown), attach_original=True)
    yield _letter("problem_received", UNANSWERED, **peer, manager_name="Mira Manager", days=14)
    yield _letter("problem_received", alone, "unknown", peer_name="", manager_name="", days=14)
    iab = peer | {"because": "unanswered for 14 days", "days": 14}
    yield _with(_letter("problem_iab", UNANSWERED, "", _IAB, ORIGINAL, **iab), attach_original=True)
    yield _with(_letter("problem_iab", alone, "unmanaged", _IAB, None, **iab), attach_original=True)
    words = ["Draft recommendation G.8132 takes over label values that are assigned here."]
    update = peer | {"words": words, "by": "Mira Manager"}
    yield _with(_letter("concern", RINGS, "", _IAB, ORIGINAL, **update), attach_original=True)
    yield _with(_letter("concern", RINGS, "large", _IAB, _TOO_LARGE, **update), attach_original=True)
    yield _letter("concern", None, "bare", **update)


# --- what the machine has to say --------------------------------------------------------------------------------


def _alarms() -> Iterator[Sample]:
    slow = "ReadFailure: 20 s were not enough"
    yield _letter("parked", letter=317, sender=CONTACT, subject="LS on rings", reason=slow)
    yield _letter("parked", None, "bare", letter=318, sender="", subject="", reason="limit")
    many = tuple(f"row {number} in index letter_fingerprint is missing" for number in range(1, 21))
    yield _letter("damage", findings=("the bytes of letter 317 are not those that came",), count=1)
    yield _letter("damage", None, "many", findings=many, count=47)
    yield _letter("case_damaged", cases=["LS-12"], count=1)
    yield _letter("case_damaged", None, "many", cases=[f"LS-{number}" for number in range(5, 25)], count=23)
    yield _letter("unforeseen", what="the day's letters", problem="UndefinedError: 'casse' is undefined")
    for name, days in {"": 400, "day": 1}.items():
        shown = f"{SENT_AT + timedelta(days=days):%Y-%m-%d %H:%M}"
        yield _letter("clock", None, name, shown=shown, expected=f"{SENT_AT:%Y-%m-%d %H:%M}", days=days)
    left: dict[str, object] = {"mailbox": "liaison/INBOX", "uid": 17, "sender": CONTACT, "subject": "LS on rings"}
    yield _letter("left_in_mailbox", **left, letter=317)
    yield _letter("left_in_mailbox", None, "silent", **left, letter=0)
    yield _letter("not_me", person=MANAGER, commands=["LS-12 done"], letter=317)
    yield _letter("to_operator", sender="ken@other.example", subject="Your bot", letter=317, excerpt=["Please stop."])
    shut = {"reason": "more than 300 letters came within a minute", "waiting": 120}
    yield _letter("breaker", **shut, stopped=True)
    yield _letter("breaker", None, "bounces", **shut, stopped=False)
    yield _letter("unreachable", person=MANAGER, letter="", number=9)
    yield _letter("complaint", person=MANAGER, letter="digest", number=9)


def _notices() -> Iterator[Sample]:
    """What became of letters of ours."""
    lost = {"recipient": CHAIR, "reply": "550 5.1.1 no such user here"}
    yield _letter("undelivered", RINGS, **lost, subject=RINGS.title, posting=0)
    yield _letter("undelivered", None, "bare", **lost, subject="Liaison digest", posting=77)
    reason, until = "more than 6 letters an hour to it", "02 Nov 10:00 UTC"
    yield _letter("held_back", RINGS, list="ccamp@ietf.org", reason=reason, until=until)
    letters = [("[LS-12] Reminder: rings", []), ("Re: rings", ["> LS-12 take", "✓  done: holder: nobody → you"])]
    merged: dict[str, object] = {"count": 3, "reasons": ["more than 120 letters in an hour"], "letters": letters}
    yield _letter("merged", **merged, left_out=0)
    yield _letter("merged", None, "many", **merged, left_out=7)
    used = {"writer": "ken@other.example", "subject": "Re: [LS-12] Reminder: rings"}
    yield _with(_letter("address_used", RINGS, **used, proven=True), reply_token=None)
    yield _with(_letter("address_used", None, "unproven", **used, proven=False), reply_token=None)
    machine = {"writer": "desk@tickets.example", "why": "two machines seem to answer each other"}
    yield _letter("loop", **machine, name=RINGS.name, title=RINGS.title)
    yield _letter("id_reused", sender=MANAGER, subject="Re: rings", number=317)
    like = "The sender's domain 3gpp-0rg.example looks like 3gpp.org and is another."
    yield _letter("look_alike", says=like, subject="LS on rings", number=317)
    yield _letter("probe", reader="Mira Manager")
    away = {"person": "Quentin Chair", "address": CHAIR, "until": date(2026, 11, 13)}
    yield _letter("away_offer", None, "", CHAIR, **away, own=True)
    yield _letter("away_offer", RINGS, "manager", **away, own=False)
    by = {"by": "ccamp-owner@lists.example", "subject": "Your message to Ccamp awaits moderator approval"}
    yield _letter("list_held", RINGS, **by)
    yield _letter("challenged", RINGS, **by)


def _by_template(samples: Sequence[Sample]) -> dict[str, tuple[Sample, ...]]:
    templates = dict.fromkeys(one.send.template for one in samples)
    return {name: tuple(one for one in samples if one.send.template == name) for name in templates}


_ROUNDS = (
    _receipts, _distributions, _questions, _moved, _days, _short_notices, _digests, _accounts, _calendars, _transcripts,
    _answers, _ordered, _problems, _alarms, _notices,
)  # fmt: skip

SAMPLES: Mapping[str, tuple[Sample, ...]] = _by_template([sample for some in _ROUNDS for sample in some()])
"""The samples by template; together they go through every branch of it."""
