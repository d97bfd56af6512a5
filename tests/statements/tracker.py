"""The tracker's announcements of statements, and texts of its record pages."""

from __future__ import annotations

from tests.statements import Golden

TOOL = "Liaison Statement Management Tool <statements@ietf.org>"
SUBJECT = 'New Liaison Statement, "LS on rings"'


def announcement(
    *,
    title: str = "LS on rings",
    reply_by: str = "Please reply by 2026-06-01\n",
    sender: str = "Otto Optics <tsbsg15@itu.int>",
    to: str = "Lee Router <lee@router.example>, Common Control and Measurement Plane Working Group (ccamp)",
    cc: str = "Ana Area <ana@area.example>, Common Control and Measurement Plane Discussion List <ccamp@ietf.org>",
    purpose: str = "For action",
    referenced: str = "",
    number: int = 2103,
) -> str:
    return (
        f"Title: {title}\nSubmission Date: 2026-03-02\nURL of the IETF Web page: https://datatracker.ietf.org/liaison/{number}/\n"
        f"{reply_by}From: {sender}\nTo: {to}\nCc: {cc}\nResponse Contact: tsbsg15@itu.int\nTechnical Contact: ada@optics.example\n"
        f"Purpose: {purpose}\n\n{referenced}Body: SG15 asks for comments by 1 July 2026.\nAttachments:\n\n    Rings\n"
        "    https://www.ietf.org/lib/dt/documents/LIAISON/liaison-2026-03-02-rings-attachment-1.docx\n"
    )  # fmt: skip


def page(*rows: tuple[str, str]) -> str:
    return (
        "Liaison statement\n\n"
        + "\n".join(f"{label}\t{value}" for label, value in rows)
        + "\n\nBody\tText of the statement.\n"
    )


def sent(name: str, expect: dict[str, object], body: str, subject: str = SUBJECT, sender: str = TOOL) -> Golden:
    return Golden("tracker", name, expect, body, sender, subject, headers={"Auto-Submitted": "auto-generated"})


ROWS = (("State", "Posted"), ("Submitted Date", "2026-03-02"), ("From Group", "ITU-T-SG-15"),
        ("From Contact", "Otto Optics <tsbsg15@itu.int>"), ("To Group", "CCAMP"), ("To Contacts", "Lee Router <lee@router.example>"),
        ("Cc", "Ana Area <ana@area.example>"), ("Response Contact", "tsbsg15@itu.int"), ("Purpose", "For action"),
        ("Deadline", "2026-06-01 Action Needed"))  # fmt: skip

GOLDEN = [
    sent("01-announced-with-a-day",
         {"title": "LS on rings", "from_body": "itu-t-sg-15", "to": ["ccamp"], "stated_purpose": "action", "deadline": "2026-06-01",
          "reply_to": "tsbsg15@itu.int", "from_contacts": ["tsbsg15@itu.int", "ada@optics.example"]}, announcement()),
    sent("02-without-a-day", {"deadline": None, "stated_purpose": "information", "purpose": "information"},
         announcement(reply_by="", purpose="For information")),
    sent("03-reply-by-with-a-colon", {"deadline": "2026-06-01"}, announcement(reply_by="Please reply by: 2026-06-01\n")),
    sent("04-refers-to-another", {"response_to": ["https://datatracker.ietf.org/liaison/1999"], "stated_purpose": "response"},
         announcement(purpose="In response", reply_by="",
                      referenced="Referenced liaison: LS on loops (https://datatracker.ietf.org/liaison/1999/)\n")),
    sent("05-group-names-since-2025", {"from_body": "3gpp-tsgsa-sa2", "to": ["quic", "tsvwg"]},
         announcement(sender="3GPP-TSGSA-SA2 (Tomas Terminal <3GPPLiaison@etsi.org>)", to="quic, tsvwg")),
    sent("06-updated", {"title": "LS on rings", "to": ["ccamp"]}, announcement(), 'Updated Liaison Statement, "LS on rings"'),
    sent("07-reminder", {"deadline": "2026-06-01"}, announcement(), "[Liaison deadline in one week] LS on rings"),
    sent("08-out-of-date", {"deadline": "2026-06-01"}, announcement(), "[Liaison OUT OF DATE] LS on rings"),
    sent("09-old-tool", {"from_body": "itu-t-sg-15"}, announcement(), sender="Liaison Statement Management Tool <lsmt@ietf.org>"),
    Golden("tracker", "10-record-page-pasted",
           {"from_body": "itu-t-sg-15", "to": ["ccamp"], "stated_purpose": "action", "deadline": "2026-06-01",
            "from_contacts": ["tsbsg15@itu.int"]}, page(*ROWS), "Fred <fred@friend.example>", "Liaison statement 2103"),
    Golden("tracker", "11-old-page-with-glued-labels",
           {"from_body": "itu-t-sg-15", "to": ["ccamp", "mpls"], "deadline": "2012-04-01"},
           "Posted Date: 2012-02-01\nFrom Group: ITU-T SG 15\nTo Groups: ccamp, mpls\nCcAna Area\nPurpose: For action\n"
           "Deadline 2012-04-01 Action Needed\nLiaisons referred by this one: LS on loops\n\nBody: Text.\n",
           "Fred <fred@friend.example>", "Liaison statement about rings"),
    sent("12-several-of-theirs", {"from_body": "itu-t-sg-15", "to": ["ccamp"], "purpose": "information"},
         announcement(sender="ITU-T-SG-15 (Otto Optics <tsbsg15@itu.int>)", purpose="For information", reply_by="")),
]  # fmt: skip
