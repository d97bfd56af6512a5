"""Letters of the IETF's own groups to peers, as they come back or are copied to the bot."""

from __future__ import annotations

from tests.make_documents import docx, w_paragraph
from tests.statements import WORD, Golden

CHAIR = "Lee Router <lee@router.example>"


def labels(*, source: str = "IETF CCAMP Working Group", to: str = "ITU-T SG15", cc: str = "", more: str = "",
           title: str = "Response to LS on rings", purpose: str = "For information", text: str = "Text.") -> str:  # fmt: skip
    copied = f"Cc: {cc}\n" if cc else ""
    return (f"Submission Date: 2026-03-02\nFrom: {source}\nTo: {to}\n{copied}Response Contact: ccamp-chairs@ietf.org\n"
            f"Purpose: {purpose}\n{more}Title: {title}\n\n{text}\n")  # fmt: skip


GOLDEN = [
    Golden("ietf", "01-response-to-a-study-group",
           {"from_body": "ccamp", "to": ["itu-t-sg-15"], "title": "Response to LS on rings", "deadline": None,
            "purpose": "information", "reply_to": "ccamp-chairs@ietf.org"},
           labels(), CHAIR, "Liaison statement from IETF CCAMP to ITU-T SG15"),
    Golden("ietf", "02-word-letter-of-2010",
           {"from_body": "avtcore", "to": ["3gpp-tsgsa-sa4"], "stated_purpose": "information", "title": "RTP header extensions"},
           sender=CHAIR, subject="Liaison statement to 3GPP SA4",
           files=[("LS-to-3GPP.docx", WORD, docx(["Liaison Statement", "To: 3GPP SA WG4", "For Information", "Source: IETF AVTCORE WG",
                   "IETF Contact person: Lee Router <lee@router.example>", "Date: May 5, 2026", "Title: RTP header extensions", "",
                   "The working group informs SA4."]))]),
    Golden("ietf", "03-all-labels-in-one-paragraph",
           {"from_body": "avtcore", "to": ["3gpp-tsgsa-sa4"], "stated_purpose": "information"},
           sender=CHAIR, subject="Liaison statement to 3GPP SA4",
           files=[("LS.docx", WORD, docx(body=w_paragraph("Liaison Statement\nTo: 3GPP SA WG4\nFor Information\n"
                   "Source: IETF AVTCORE WG\nDate: May 5, 2026\nTitle: RTP header extensions")))]),
    Golden("ietf", "04-our-question-sets-no-deadline-for-us",
           {"from_body": "tsvwg", "to": ["3gpp-tsgsa-sa2"], "deadline": None, "purpose": "information"},
           labels(source="IETF TSVWG", to="3GPP SA2", purpose="For action", more="Deadline: 2026-06-01\n", title="On QoS",
                  text="Please answer by the deadline."), CHAIR, "Liaison statement from IETF TSVWG"),
    Golden("ietf", "05-the-iab-writes",
           {"from_body": "iab", "to": ["itu-t-tsag"]},
           labels(source="IAB", to="ITU-T TSAG", title="On TSB Circular 12"), "IAB Chair <iab-chair@iab.org>", "Liaison statement of the IAB"),
    Golden("ietf", "06-answers-a-number",
           {"from_body": "ccamp", "response_to": ["SG15-LS83"], "stated_purpose": "response"},
           labels(purpose="In response", more="Response to: SG15-LS83\n"), CHAIR, "Liaison statement from CCAMP"),
    Golden("ietf", "07-several-of-theirs",
           {"from_body": "mpls", "to": ["itu-t-sg-15", "ieee-802-1"], "cc": ["mef"]},
           labels(source="IETF MPLS WG", to="ITU-T SG15, IEEE 802.1", cc="MEF", title="On delay"), CHAIR, "Liaison statement from MPLS"),
    Golden("ietf", "08-chairs-by-name",
           {"from_body": "quic", "to": ["3gpp-tsgct-ct4"]},
           labels(source="IETF QUIC WG (Lee Router, Max Router)", to="3GPP CT4", title="On QUIC"), CHAIR, "Liaison statement from QUIC"),
    Golden("ietf", "09-area",
           {"from_body": "rtg", "to": ["itu-t-sg-15"]},
           labels(source="IETF Routing Area Directors", title="On planning"), CHAIR, "Liaison statement from the Routing Area"),
    Golden("ietf", "10-text-file-of-2007",
           {"from_body": "ccamp", "to": ["itu-t-sg-15"], "cc": ["oif"], "stated_purpose": "action", "purpose": "information"},
           sender=CHAIR, subject="Liaison statement to ITU-T SG15",
           files=[("liaison.txt", "text/plain", b"From: IETF CCAMP WG\nTo: ITU-T SG15\nCC: OIF\nFor Action: ITU-T SG15\n"
                   b"Subject: GMPLS calls\n\nThe working group asks SG15 to review the draft.\n")]),
]  # fmt: skip
