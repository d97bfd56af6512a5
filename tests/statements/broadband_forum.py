"""Statements of the Broadband Forum: letters of its Technical Committee's chair."""

from __future__ import annotations

from tests.make_documents import docx, pdf
from tests.statements import WORD, Golden

OFFICE = "BBF Liaisons <liaisons@broadband-forum.org>"


def letter(
    *,
    to: str = "Ann Runner, Chair, IETF OPSAWG; Bob Runner, Chair, IETF OPSAWG",
    cc: str = "Cleo Area, IETF OPS Area Director; Dan Desk, IETF/Broadband Forum Liaison Manager",
    subject: str = "Service models for broadband gateways",
    number: str = "LIAISE-512-03",
    prose: str = "We ask for your comments on the attached models by April 30, 2026.",
    purpose: str = "",
) -> list[str]:
    lines = ["Broadband Forum", "5177 Brandin Court, Example City", "", "Date:\t2 March 2026", f"To:\t{to}",
             "From:\tBruno Forum, Technical Committee Chair, Broadband Forum", f"CC:\t{cc}"]  # fmt: skip
    lines += [f"Subject:\t{subject}", f"Broadband Forum Reference:\t{number}"]
    lines += [f"Purpose:\t{purpose}"] if purpose else []
    return [*lines, "", "Dear colleagues,", "", prose, "", "Date of Upcoming Broadband Forum Meetings",
            "A list of upcoming meetings is at https://www.broadband-forum.example/meetings", "", "Sincerely,", "",
            "Bruno Forum", "Broadband Forum Technical Committee Chair", "bruno@forum.example"]  # fmt: skip


GOLDEN = [
    Golden("broadband_forum", "01-letter-with-roles",
           {"title": "Service models for broadband gateways", "from_body": "broadband-forum", "to": ["opsawg"], "cc": ["ops"],
            "reference": "LIAISE-512-03", "deadline": "2026-04-30", "purpose": "action"},
           sender=OFFICE, files=[("LIAISE-512.pdf", "application/pdf", pdf(letter()))]),
    Golden("broadband_forum", "02-empty-reference",
           {"reference": None, "to": ["netmod"], "cc": [], "purpose": "information", "deadline": None},
           "\n".join(letter(number="", to="IETF NETMOD WG chairs", cc="", prose="For your information.")), OFFICE, "Liaison from BBF"),
    Golden("broadband_forum", "03-old-number",
           {"reference": "bbf2017.305", "to": ["netconf"], "from_body": "broadband-forum"},
           "\n".join(letter(number="bbf2017.305", to="IETF NETCONF WG", cc="")), OFFICE, "Liaison from BBF"),
    Golden("broadband_forum", "04-bulletin-to-many",
           {"to": ["opsawg", "netmod", "netconf", "bess"], "cc": [], "purpose": "information", "deadline": None},
           "\n".join(letter(to="IETF OPSAWG, NETMOD, NETCONF and BESS Working Groups", cc="", subject="Liaison bulletin, spring 2026",
                            prose="This bulletin is for your information.")), OFFICE, "BBF bulletin"),
    Golden("broadband_forum", "05-word-with-purpose-row",
           {"stated_purpose": "comment", "purpose": "action", "deadline": "2026-06-15", "to": ["dhc"], "letter": "LIAISE-520.docx"},
           sender=OFFICE, files=[("LIAISE-520.docx", WORD, docx(letter(
               number="LIAISE-520", to="IETF DHC WG", cc="", purpose="For comment", prose="Please reply no later than 15 June 2026.")))]),
    Golden("broadband_forum", "06-written-at-a-university",
           {"from_body": "broadband-forum", "received_from": "bruno@lab.example", "to": ["tsvwg"]},
           "\n".join(letter(to="IETF TSVWG", cc="")), "Bruno Forum <bruno@lab.example>", "Broadband Forum liaison to IETF TSVWG"),
    Golden("broadband_forum", "07-reply-to-ours",
           {"response_to": ["Service attachment points"], "to": ["opsawg"], "purpose": "information"},
           "\n".join(letter(prose='Thank you for your liaison "Service attachment points". We have no comments.', cc="")), OFFICE,
           "Reply from the Broadband Forum"),
    Golden("broadband_forum", "08-quarter-by-which-they-finish-is-none",
           {"deadline": None, "purpose": "information", "to": ["opsawg"]},
           "\n".join(letter(cc="", prose="The work is planned to be finished in 2026-Q3; final ballot closes on 30 September 2026.")),
           OFFICE, "Liaison from BBF"),
    Golden("broadband_forum", "09-dsl-forum-of-old",
           {"from_body": "broadband-forum", "to": ["dhc"]},
           "DSL Forum\nDate: 5 March 2008\nTo: IETF DHC WG\nFrom: DSL Forum Technical Committee\nSubject: Options\n\nText.\n\n"
           "Sincerely,\nBruno Forum\nChair, DSL Forum Technical Committee\n", OFFICE, "Liaison"),
    Golden("broadband_forum", "10-members-only-file-is-missing",
           {"warning": "no file came", "to": ["opsawg"]},
           "\n".join(letter(cc="", prose="Please find attached WT-454, which is a members-only draft.")), OFFICE, "Liaison from BBF"),
    Golden("broadband_forum", "11-labels-with-a-date",
           {"title": "Liaison on service models", "from_body": "broadband-forum", "to": ["opsawg"], "reference": "LIAISE-512",
            "stated_purpose": "action", "deadline": "2026-04-30"},
           sender="BBF <liaisons@broadband-forum.org>",
           files=[("LIAISE-512.pdf", "application/pdf", pdf(
               ["Broadband Forum", "Date: 2 March 2026", "From: Bruno Forum, Broadband Forum", "To: IETF OPSAWG WG",
                "Title: Liaison on service models", "Broadband Forum Reference: LIAISE-512", "Purpose: For action",
                "Deadline: 30 April 2026", "", "Please comment."]))]),
    Golden("broadband_forum", "12-labels-of-the-tracker",
           {"title": "On YANG", "from_body": "broadband-forum", "to": ["netmod"], "cc": ["netconf"], "deadline": "2026-05-20",
            "stated_purpose": "action", "reply_to": "office@reply.example"},
           "Title: On YANG\nSubmission Date: 2026-03-02\nPlease reply by: 2026-05-20\nFrom: Broadband Forum\nTo: IETF NETMOD WG\n"
           "Cc: IETF NETCONF WG\nResponse Contact: office@reply.example\nPurpose: For action\nBody: Please answer.\n",
           "BBF <liaisons@broadband-forum.org>"),
]  # fmt: skip
