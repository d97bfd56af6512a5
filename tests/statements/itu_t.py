"""Statements of ITU-T and ITU-R (statements.md 3.1)."""

from __future__ import annotations

from tests.make_documents import docx, pdf
from tests.statements import WORD, Golden, table


def itu_file(rows: list[list[str]], *text: str) -> bytes:
    banner = table(
        ("INTERNATIONAL TELECOMMUNICATION UNION", ""),
        ("TELECOMMUNICATION STANDARDIZATION SECTOR", "Original: English"),
        ("STUDY PERIOD 2025-2028", ""),
    )
    return docx(list(text) or ["The text of the statement."], tables=[banner, rows])


GOLDEN = [
    Golden(
        "itu_t", "01-table-in-word-file",
        {"title": "LS on rings", "from_body": "itu-t-sg-15", "to": ["ccamp"], "cc": ["pce"], "stated_purpose": "action",
         "purpose": "action", "deadline": "2026-06-01", "reference": "SG15-LS83", "from_contacts": ["ada@optics.example"]},
        subject="LS on rings [from ITU-T SG15]",
        files=[("SG15-LS83.docx", WORD, itu_file(table(
            ("Question(s):", "14/15", "Geneva, 16-27 February 2026"), ("(Ref.: SG15-LS83)", "", ""),
            ("Source:", "ITU-T Study Group 15"), ("Title:", "LS on rings"), ("LIAISON STATEMENT", ""),
            ("For action to:", "IETF CCAMP WG"), ("For comment to:", "-"), ("For information to:", "IETF PCE WG"),
            ("Approval:", "ITU-T SG 15 (Geneva, 27 February 2026)"), ("Deadline:", "1 June 2026"),
            ("Contact:", "Ada Contact, Made-up Optics, Switzerland", "Email: ada@optics.example"))))],
    ),
    Golden(
        "itu_t", "02-comment-becomes-action-by-its-date",
        {"to": ["mpls"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-15"},
        body="INTERNATIONAL TELECOMMUNICATION UNION\nSource: ITU-T SG 11\nTitle: LS/o on signalling\nLIAISON STATEMENT\n"
             "For action to: -\nFor comment to: IETF MPLS WG\nFor information to: -\nDeadline: 15 May 2026\n\nText.\n",
    ),
    Golden(
        "itu_t", "03-for-information-without-deadline",
        {"from_body": "itu-t-sg-17", "to": ["tls"], "stated_purpose": "information", "purpose": "information",
         "deadline": None},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\nSource:\tITU-T Study Group 17\nTitle:\tLS on new work on keys\n"
             "LIAISON STATEMENT\nFor information to:\tIETF TLS WG\nDeadline:\tN/A\n\nSG17 has started work on keys.\n",
        sender="TSB <tsbsg17@itu.int>",
    ),
    Golden(
        "itu_t", "04-old-labels-to-and-for",
        {"title": "LS on optical control", "to": ["ccamp"], "stated_purpose": "action", "deadline": "2026-04-20",
         "from_body": "itu-t-sg-15"},
        body="Meeting, date: Geneva, 20 - 31 January 2026\nSource: ITU-T SG15, Question 14/15\nTitle: LS on optical control\n\n"
             "LIAISON STATEMENT\n\nTo: IETF CCAMP WG\nApproval: Agreed to at SG15 meeting\nFor: Action\n"
             "Deadline: 20 April 2026\nContact: Ada Contact\n\nText.\n",
    ),
    Golden(
        "itu_t", "05-wrapped-by-a-circulation-sheet",
        {"title": "LS on X and Y", "from_body": "itu-t-sg-15", "to": ["ccamp"], "deadline": "2026-06-12"},
        files=[("TSAG-TD254.docx", WORD, docx(["Text."], tables=[
            table(("TELECOMMUNICATION STANDARDIZATION SECTOR", "TSAG-TD254"), ("(Ref.: SG15-LS84)", ""),
                  ("Source:", "TSAG"), ("Title:", "LS/i on X and Y (to all SGs) [from ITU-T SG15]"), ("Purpose:", "Action"),
                  ("For information to:", "All SGs"), ("Deadline:", "30 June 2026")),
            table(("STUDY PERIOD 2025-2028", ""), ("(Ref.: SG15-LS84)", ""), ("Source:", "ITU-T SG15"),
                  ("Title:", "LS on X and Y"), ("LIAISON STATEMENT", ""), ("For action to:", "IETF CCAMP WG"),
                  ("Deadline:", "12 June 2026"))]))],
    ),
    Golden(
        "itu_t", "06-reply-in-the-title",
        {"title": "LS/r on rings (reply to IETF CCAMP-LS12) [to IETF CCAMP WG]", "to": ["ccamp"], "reference": "SG15-LS90"},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\n(Ref.: SG15-LS90)\nSource: ITU-T SG15\n"
             "Title: LS/r on rings (reply to IETF CCAMP-LS12) [to IETF CCAMP WG]\nLIAISON STATEMENT\nDeadline: -\n\nText.\n",
    ),
    Golden(
        "itu_t", "07-to-another-body-with-us-in-copy",
        {"to": ["3gpp-tsgsa-sa2"], "cc": ["quic"], "purpose": "information", "deadline": None},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\nSource: ITU-T SG11\nTitle: LS on transport\nLIAISON STATEMENT\n"
             "For action to: 3GPP SA2\nFor information to: IETF QUIC WG\nDeadline: 1 June 2026\n\nPlease comment.\n",
        sender="TSB <tsbsg11@itu.int>",
    ),
    Golden(
        "itu_t", "08-en-dashes-and-hard-blanks",
        {"reference": "COM 15 - LS 39 - E", "from_body": "itu-t-sg-15", "to": ["ccamp"]},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\nCOM 15 – LS 39 – E\nOriginal: English\nSource:\u00a0Study Group 15\n"
             "Title:\u00a0LS on IMT\u20112020 transport\nLIAISON STATEMENT\nFor action to:\u00a0IETF CCAMP WG\nDeadline:\u00a01 June 2026\n",
    ),
    Golden(
        "itu_t", "09-word-and-pdf-of-one-letter",
        {"title": "LS on rings", "to": ["pce"], "deadline": "2026-06-01", "letter": "oLS 12.docx"},
        files=[
            ("oLS 12.docx", WORD, itu_file(table(("Source:", "ITU-T SG15"), ("Title:", "LS on rings"),
             ("LIAISON STATEMENT", ""), ("For action to:", "IETF PCE WG"), ("Deadline:", "1 June 2026")))),
            ("oLS 12.pdf", "application/pdf", pdf(["TELECOMMUNICATION STANDARDIZATION SECTOR", "Source: ITU-T SG15",
             "Title: LS on rings", "LIAISON STATEMENT", "For action to: IETF PCE WG", "Deadline: 1 June 2026"])),
        ],
    ),
    Golden(
        "itu_t", "13-word-and-pdf-contradict-each-other",
        {"deadline": "2026-06-01", "disputed": "2026-07-01", "letter": "oLS 13.docx"},
        files=[
            ("oLS 13.docx", WORD, itu_file(table(("Source:", "ITU-T SG15"), ("Title:", "LS on rings"),
             ("LIAISON STATEMENT", ""), ("For action to:", "IETF PCE WG"), ("Deadline:", "1 June 2026")))),
            ("oLS 13.pdf", "application/pdf", pdf(["TELECOMMUNICATION STANDARDIZATION SECTOR", "Source: ITU-T SG15",
             "Title: LS on rings", "LIAISON STATEMENT", "For action to: IETF PCE WG", "Deadline: 1 July 2026"])),
        ],
    ),
    Golden(
        "itu_t", "10-annex-before-the-letter",
        {"title": "LS on rings", "letter": "LS357 - body.docx"},
        files=[
            ("LS357 - Att1_PLEN-502.docx", WORD, docx(["Draft Recommendation", "Title: Rings", "Source: Editor"])),
            ("LS357 - body.docx", WORD, itu_file(table(("Source:", "ITU-T SG15"), ("Title:", "LS on rings"),
             ("LIAISON STATEMENT", ""), ("For action to:", "IETF CCAMP WG"), ("Deadline:", "1 June 2026")))),
        ],
    ),
    Golden(
        "itu_t", "11-doubtful-day-is-a-question",
        {"deadline": "2026-11-06", "to": ["ccamp"]},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\nSource: ITU-T SG15\nTitle: LS on rings\nLIAISON STATEMENT\n"
             "For action to: IETF CCAMP WG\nDeadline: 06/11/2026\n\nITU writes the day first.\n",
    ),
    Golden(
        "itu_t", "12-meeting-dates-are-no-deadline",
        {"deadline": None, "stated_purpose": "information"},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\nSource: ITU-T SG15\nTitle: LS on the next meeting\nLIAISON STATEMENT\n"
             "For information to: IETF CCAMP WG\n\nThe next meeting is on 14 - 18 September 2026; approval is scheduled for\n"
             "1 December 2026.\n",
    ),
]  # fmt: skip
