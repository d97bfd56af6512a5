"""Statements of IEEE 802: letters signed by a working group's chair, and 802.11's submission template."""

from __future__ import annotations

from tests.make_documents import docx, pdf
from tests.statements import WORD, Golden

CHAIR = "Ines Switch <ines@switching.example>"


def letter(
    *,
    to: str = "Lee Router and Max Router\nco-chairs, IETF DetNet Working Group",
    cc: str = "Ana Field, IETF Routing Area Director; Paul Standard, IEEE 802 Chair",
    subject: str = "Liaison response to IETF DetNet on flow identification",
    prose: str = "Thank you for your liaison letter. We have reviewed the document and have no further comments.",
    date: str = "12 March 2026",
    group: str = "IEEE 802.1",
    title: str = "Chair, IEEE 802.1 Working Group",
) -> list[str]:
    lines = ["IEEE 802 LAN/MAN Standards Committee", f"{group} Working Group", "", f"Date: {date}", ""]
    lines += [f"To:\t{to.splitlines()[0]}", *(f"\t{one}" for one in to.splitlines()[1:])]
    lines += [f"Cc:\t{cc}"] if cc else []
    lines += [f"Subject:\t{subject}", "", "Dear colleagues,", "", prose, "", "Respectfully submitted,", ""]
    return [*lines, "Ines Switch", title, "ines@switching.example"]


def submission(
    *,
    number: str = "IEEE 802.11-26/0412r1",
    title: str = "Liaison to IETF on address assignment",
    to: str = "IETF MADINAS Working Group (chairs: Lee Router (lee@router.example), Max Router (max@router.example))",
    cc: str = "Ana Field, IETF INT AD (ana@field.example); Paul Standard, IEEE 802 Chair (paul@standard.example)",
    purpose: str = "To inform the IETF of the status of the work on randomized addresses",
    prose: str = "The IEEE 802.11 Working Group has approved the attached text.",
    sender: str = "IEEE 802.11 Working Group (chair: Wim Wireless (wim@wireless.example))",
) -> bytes:
    return docx(
        [f"From:\t{sender}", f"To:\t{to}", f"cc:\t{cc}", f"Title:\t{title}", f"Purpose:\t{purpose}", "", prose],
        tables=[
            [["IEEE P802.11\nWireless LANs", ""], [title, ""], ["Date: 2026-03-12", ""], ["Author(s):", ""],
             ["Name", "Affiliation\tAddress\tPhone\temail"], ["Wim Wireless", "Radio Works\t\t\twim@wireless.example"]],
            [["Abstract"], ["This document contains the text of a liaison to the IETF."]],
        ],
        header=[f"March 2026\tdoc.: {number}"], footer=["Submission\tpage 1\tWim Wireless, Radio Works"],
    )  # fmt: skip


GOLDEN = [
    Golden("ieee_802", "01-letter-of-802-1",
           {"title": "Liaison response to IETF DetNet on flow identification", "from_body": "ieee-802-1", "to": ["detnet"],
            "cc": ["rtg", "ieee-802"], "stated_purpose": None, "purpose": "information", "deadline": None, "reference": None,
            "from_contacts": ["ines@switching.example"]},
           sender=CHAIR, subject="Liaison response to DetNet",
           files=[("liaison-response-IETF-DetNet-0326-v02.pdf", "application/pdf", pdf(letter()))]),
    Golden("ieee_802", "02-letter-that-asks-by-a-day",
           {"to": ["detnet"], "purpose": "action", "deadline": "2026-06-30", "from_body": "ieee-802-1"},
           "\n".join(letter(prose="We kindly ask the working group to review P802.1DU D0.4 and to send comments no later than\n"
                                  "June 30, 2026. The next meeting of IEEE 802.1 is the interim of 18-22 May 2026.")), CHAIR,
           "Liaison from IEEE 802.1 to IETF DetNet"),
    Golden("ieee_802", "03-letter-answers-a-numbered-one",
           {"response_to": ["SG15 - LS83"], "from_body": "ieee-802-1", "to": ["itu-t-sg-15"], "cc": ["ccamp", "detnet"],
            "purpose": "information", "deadline": None},
           sender=CHAIR, subject="Liaison response from IEEE 802.1 to ITU - T SG15",
           files=[("liaision-response-ITU-T-SG15-LS83-0326-v01.pdf", "application/pdf", pdf(letter(
               to="Otto Optics\nChair, ITU - T SG15", cc="IETF CCAMP WG; IETF DetNet WG",
               subject="Liaison response to ITU - T SG15 - LS83",
               prose="Thank you for your liaison SG15-LS83. Please respond before 1 July 2026 if you disagree.")))]),
    Golden("ieee_802", "04-submission-of-802-11",
           {"title": "Liaison to IETF on address assignment", "from_body": "ieee-802-11", "to": ["madinas"],
            "cc": ["int", "ieee-802"], "reference": "IEEE 802.11-26/0412r1", "stated_purpose": "information",
            "purpose": "information", "deadline": None, "letter": "11-26-0412-01-0000-liaison-to-ietf.docx"},
           sender="Wim Wireless <wim@wireless.example>", subject="Liaison from IEEE 802.11",
           files=[("11-26-0412-01-0000-liaison-to-ietf.docx", WORD, submission())]),
    Golden("ieee_802", "05-submission-asks-for-a-review",
           {"to": ["tls"], "purpose": "action", "deadline": "2026-05-08", "from_body": "ieee-802-11"},
           sender="Wim Wireless <wim@wireless.example>", subject="Liaison from IEEE 802.11",
           files=[("11-26-0415-00-0000-liaison-to-ietf-tls.docx", WORD, submission(
               number="IEEE 802.11-26/0415r0", title="Liaison to IETF on key hierarchies", to="IETF TLS Working Group", cc="",
               purpose="Request for review of the attached draft",
               prose="We would appreciate your response by 8 May 2026, before the session of 10-15 May 2026."))]),
    Golden("ieee_802", "06-letter-of-802-3-with-its-number",
           {"reference": "IEEE 802.3 - LS12", "from_body": "ieee-802-3", "to": ["ccamp"], "purpose": "information"},
           "IEEE 802.3 Ethernet Working Group\nLiaison Communication\n\nSource:\tIEEE 802.3 Working Group\n"
           "To:\tIETF CCAMP Working Group chairs\nCC:\tPaul Standard, Chair, IEEE 802 LMSC\n"
           "Subject:\tStatus of 800 Gb/s Ethernet (IEEE 802.3 - LS12)\n"
           "Approval:\tAgreed to at the IEEE 802.3 plenary meeting, 12 March 2026\n\n"
           "Dear chairs,\n\nthe project IEEE P802.3df is expected to complete in September 2026. For your information.\n\n"
           "Sincerely,\nEthan Cable\nChair, IEEE 802.3 Ethernet Working Group\nethan@cable.example\n",
           "Ethan Cable <ethan@cable.example>", "Liaison from IEEE 802.3"),
    Golden("ieee_802", "07-chair-to-chairs-without-labels",
           {"from_body": "ieee-802-1", "to": ["detnet", "raw"], "purpose": "action", "deadline": None},
           "Dear DetNet and RAW WG chairs,\n\nat its meeting in March the IEEE 802.1 Working Group started a project on\n"
           "wireless TSN. We would like to ask for your comments on the attached scope.\n\nBest regards,\nInes Switch\n"
           "Chair, IEEE 802.1 Working Group\n", CHAIR, "Liaison statement from IEEE 802.1 on wireless TSN",
           files=[("scope.pdf", "application/pdf", pdf(["Scope of the project", "Frames over wireless links."]))]),
    Golden("ieee_802", "08-executive-committee-to-iesg-and-iab",
           {"from_body": "ieee-802-ec", "to": ["iesg", "iab"], "purpose": "information", "deadline": None},
           "\n".join(letter(group="IEEE 802 Executive Committee", to="IESG and IAB", cc="",
                            subject="New IEEE 802 leadership", prose="For your information, the officers were elected.",
                            title="Chair, IEEE 802 LMSC")).replace("Committee Working Group", "Committee"),
           CHAIR, "Liaison from IEEE 802 EC"),
    Golden("ieee_802", "09-forwarded-by-our-manager",
           {"from_body": "ieee-802-1", "to": ["detnet"], "received_from": "mira@manage.example",
            "title": "Liaison response to IETF DetNet on flow identification"},
           "Please record this one.\n\nMira\n\n-----Original Message-----\nFrom: Ines Switch <ines@switching.example>\n"
           "Sent: Monday, March 2, 2026 9:00 AM\nTo: Mira Manager <mira@manage.example>\n"
           "Subject: Liaison letter from IEEE 802.1\n\n" + "\n".join(letter()),
           "Mira Manager <mira@manage.example>", "FW: Liaison letter from IEEE 802.1"),
    Golden("ieee_802", "10-three-of-theirs-one-of-ours",
           {"to": ["ieee-802-3", "itu-t-sg-15"], "cc": ["detnet"], "purpose": "information", "deadline": None},
           "\n".join(letter(to="IEEE 802.3 WG and ITU-T SG15", cc="IETF DetNet WG", subject="Time synchronization profiles",
                            prose="Please reply by 1 May 2026.")), CHAIR, "Liaison: time synchronization profiles"),
    Golden("ieee_802", "11-word-letter-with-dates-of-meetings",
           {"to": ["detnet"], "deadline": None, "purpose": "information", "from_body": "ieee-802-1"},
           sender=CHAIR, subject="Liaison",
           files=[("liaison-IETF-detnet-0326-v01.docx", WORD, docx(letter(
               subject="Status of P802.1DP", prose="The project is scheduled to complete on 30 September 2026. "
               "Upcoming meetings: interim 18-22 May 2026, plenary 13-17 July 2026.")))]),
    Golden("ieee_802", "12-two-questions-and-a-reply-date",
           {"to": ["tsvwg"], "purpose": "action", "deadline": "2026-07-10", "from_body": "ieee-802-11"},
           sender="Wim Wireless <wim@wireless.example>", subject="802.11 liaison to IETF TSVWG",
           files=[("11-26-0520-02-0000-liaison-ietf-tsvwg.docx", WORD, submission(
               number="IEEE 802.11-26/0520r2", title="Liaison to IETF TSVWG on QoS mapping", to="IETF TSVWG", cc="",
               purpose="Response requested", prose="Please provide your answers to both questions by July 10, 2026."))]),
    Golden("ieee_802", "13-labels-and-deadline-in-prose",
           {"deadline": "2026-05-11", "purpose": "action", "to": ["detnet"]},
           "From: IEEE 802.1\nTo: IETF DETNET WG\nTitle: On profiles\n\nWe would appreciate your comments. Please respond no later"
           " than 11 May 2026.\nOur next meeting is 13-17 July 2026.\n", "Ines <ines@ieee802.org>"),
]  # fmt: skip
