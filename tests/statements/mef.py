"""Statements of MEF: letters with a salutation, a number and a list of next meetings at the end."""

from __future__ import annotations

from tests.make_documents import docx, pdf
from tests.statements import WORD, Golden

OFFICE = "MEF Liaisons <liaisons@mef.net>"


def letter(
    *,
    to: str = "Lee Router, IETF L2SM WG co-chair\nMax Router, IETF L2SM WG co-chair\nCleo Area, IETF OPS Area Director",
    number: str = "L00259_001",
    subject: str = "Liaison to IETF on the L2VPN service model",
    prose: str = "For information. We would be pleased to receive your comments on the attached draft.",
    greeting: str = "Dear Lee, Max and Cleo,",
    sender: str = "MEF Forum",
) -> list[str]:
    lines = [sender, "", f"Liaison {number}" if number else "", "March 2, 2026", "", f"To:\t{to.splitlines()[0]}"]
    lines += [f"\t{one}" for one in to.splitlines()[1:]]
    return [*lines, f"From:\tMona Ethernet, {sender} CTO", f"Subject:\t{subject}", "", greeting, "", prose, "",
            "Upcoming MEF meetings:", "27 - 30 April 2026, Example City", "27 - 30 July 2026, Sample Town", "",
            "Best regards,", "Mona Ethernet", "MEF CTO", "mona@ethernet.example"]  # fmt: skip


GOLDEN = [
    Golden("mef", "01-information-that-asks-for-comments",
           {"title": "Liaison to IETF on the L2VPN service model", "from_body": "mef", "to": ["l2sm", "ops"],
            "purpose": "action", "deadline": None, "reference": "L00259_001"},
           sender=OFFICE, files=[("LS00259_001_L2VPN-service-model_Ethernet.pdf", "application/pdf", pdf(letter()))]),
    Golden("mef", "02-plain-information",
           {"purpose": "information", "deadline": None, "to": ["bess"]},
           "\n".join(letter(to="IETF BESS WG", prose="This letter is for your information only.")), OFFICE, "MEF liaison to IETF BESS"),
    Golden("mef", "03-asks-by-a-day",
           {"purpose": "action", "deadline": "2026-05-15", "to": ["opsawg"]},
           "\n".join(letter(to="IETF OPSAWG", prose="Please provide your feedback by May 15, 2026.")), OFFICE, "MEF liaison"),
    Golden("mef", "04-word-file",
           {"from_body": "mef", "reference": "L00301", "to": ["teas"], "letter": "L00301_002_TE-topologies_Ethernet.docx"},
           sender=OFFICE, files=[("L00301_002_TE-topologies_Ethernet.docx", WORD, docx(letter(to="IETF TEAS WG", number="L00301")))]),
    Golden("mef", "05-to-a-group-that-is-planned",
           {"to": ["iesg", "ops"], "from_body": "mef"},
           "\n".join(letter(to="IESG; IETF OPS Area Directors", subject="Planned L2VPN service model working group",
                            greeting="Dear members of the IESG,")), OFFICE, "MEF liaison to IESG"),
    Golden("mef", "06-old-name",
           {"from_body": "mef", "to": ["pals"]},
           "\n".join(letter(sender="Metro Ethernet Forum", to="IETF PALS WG")), "MEF <liaisons@metroethernetforum.org>", "Liaison"),
    Golden("mef", "07-third-body",
           {"to": ["itu-t-sg-15"], "cc": ["ccamp"], "purpose": "information", "deadline": None},
           "\n".join(letter(to="ITU-T SG15", prose="Please answer by 1 June 2026.")).replace(
               "Subject:\t", "Cc:\tIETF CCAMP WG\nSubject:\t"), OFFICE, "MEF liaison to ITU-T SG15"),
    Golden("mef", "08-reply",
           {"response_to": ["liaison dated 5 January 2026"], "to": ["l2sm"]},
           "\n".join(letter(to="IETF L2SM WG", prose="Thank you for your liaison dated 5 January 2026. MEF has no objection.")), OFFICE,
           "Reply from MEF"),
    Golden("mef", "09-file-name-gives-the-number",
           {"reference": "LS00412_001", "to": ["opsawg"]},
           sender=OFFICE, files=[("LS00412_001_Slices_Ethernet.pdf", "application/pdf", pdf(letter(to="IETF OPSAWG", number="")))]),
    Golden("mef", "10-mplify",
           {"from_body": "mef", "to": ["netmod"], "purpose": "information"},
           "\n".join(letter(sender="Mplify Alliance", to="IETF NETMOD WG", prose="For information.")), "Mplify <liaisons@mef.net>",
           "Liaison from Mplify"),
    Golden("mef", "11-labels-in-any-order",
           {"title": "On frames", "from_body": "mef", "to": ["l3vpn"], "stated_purpose": "comment", "purpose": "action",
            "deadline": "2026-05-04"},
           "Deadline: 2026-05-04\nPurpose: For comment\nTo: IETF L3VPN WG\nFrom: MEF\nTitle: On frames\n\nText.\n",
           "MEF <liaisons@mef.net>"),
]  # fmt: skip
