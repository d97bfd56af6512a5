"""A tenth set, facts first: tables that a PDF or Word 97 file took apart, and letters of several pages."""

from __future__ import annotations

from tests.make_documents import doc, docx, pdf, rtf
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"

LONG = [
    "1. Introduction",
    "",
    "At its meeting in Geneva (16-27 February 2026) the group progressed the work on the subject. The previous liaison (SG15-LS77, July 2025) was discussed together with the reply of 14 November 2025.",
    "The following milestones have been agreed:",
    "– first stable draft: May 2026",
    "– consent: 23 October 2026",
    "– publication: by 31 December 2026",
    "",
    "2. Discussion",
    "",
    "The IETF CCAMP WG and the IETF NETMOD WG have adopted drafts that are related; see [1] and [2]. IETF IPPM was also mentioned by contributors. The interim meeting of the rapporteurs takes place on 4-8 May 2026 (virtual), contributions are due by 24 April 2026.",
    "According to the work plan the text will be frozen before 30 September 2026.",
    "",
    "3. References",
    "",
    "[1] draft-ietf-ccamp-optical-impairment-topology-yang-15, 3 November 2025",
    "[2] RFC 8345, March 2018",
    "[3] Recommendation ITU-T G.807 (02/2020)",
    "",
    "Annex A",
    "",
    "Title:\tDraft new Recommendation G.xyz",
    "Source:\tEditor",
    "To:\tall experts",
    "Deadline:\t24 April 2026",
    "Contact:\tEditor Example, editor@drafts.example",
]

GOLDEN = [
    Golden(
        "itu_t", "141-pdf-label-above-value",
        {"title": "LS on the new work item on optical transport networks [to IETF CCAMP]", "from_body": "itu-t-sg-15", "to": ["ccamp"], "cc": [], "stated_purpose": "action", "purpose": "action", "deadline": "2026-06-01", "reference": "SG15-LS30", "from_contacts": ["malcolm@photons.example"]},
        sender="TSB SG15 <tsbsg15@itu.int>", subject="SG15-LS30",
        files=[("SG15-LS30.pdf", PDF, pdf(["INTERNATIONAL TELECOMMUNICATION UNION", "TELECOMMUNICATION", "STANDARDIZATION SECTOR", "STUDY PERIOD 2025-2028", "SG15-LS30", "STUDY GROUP 15", "Original: English", "Question(s):", "11/15", "Geneva, 16-27 February 2026", "LS", "(Ref.: SG15-TD480/WP3)", "Source:", "ITU-T Study Group 15", "Title:",
            "LS on the new work item on optical transport networks [to IETF CCAMP]", "LIAISON STATEMENT", "For action to:", "IETF CCAMP WG", "For comment to:", "-", "For information to:", "-", "Approval:", "ITU-T Study Group 15 meeting (Geneva, 27 February 2026)", "Deadline:", "1 June 2026", "Contact:", "Malcolm Example", "Photonic Works", "Canada", "Tel: +1 555 0100", "E-mail: malcolm@photons.example", "Abstract:", "This LS informs of a new work item.", *LONG]))]),
    Golden(
        "itu_t", "142-word-97-with-cell-marks",
        {"title": "Response on GMPLS extensions for OTN", "from_body": "itu-t-sg-15", "to": ["ccamp"], "stated_purpose": "action", "purpose": "action", "deadline": "2009-11-20", "reference": "COM15-LS61-E"},
        sender="TSB SG15 <tsbsg15@itu.int>", subject="COM15-LS61",
        files=[("COM15-LS61-E.doc", "application/msword", doc(["INTERNATIONAL TELECOMMUNICATION UNION\x07COM15-LS61-E\x07\x07TELECOMMUNICATION STANDARDIZATION SECTOR\x07English only\x07\x07", "Question(s):\x0711/15\x07\x07Source:\x07ITU-T Study Group 15\x07\x07Title:\x07Response on GMPLS extensions for OTN\x07\x07LIAISON STATEMENT\x07\x07To:\x07IETF CCAMP WG\x07\x07Approval:\x07WP 3/15\x07\x07For:\x07Action\x07\x07Deadline:\x0720 November 2009\x07\x07Contact:\x07Ghani Example\x07Tel: +1 555 0109\x07\x07", "Text of the letter."]))],
        headers={"Date": "Mon, 12 Oct 2009 10:00:00 +0200"}),
    Golden(
        "itu_t", "143-long-letter-with-dates-and-an-annex",
        {"title": "LS on impairment aware topologies", "from_body": "itu-t-sg-15", "to": ["ccamp", "teas"], "cc": [], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "SG15-LS31"},
        sender="TSB SG15 <tsbsg15@itu.int>", subject="SG15-LS31",
        files=[("SG15-LS31.docx", WORD, docx(LONG, tables=[table(("INTERNATIONAL TELECOMMUNICATION UNION", "SG15-LS31"), ("Question(s):", "6/15", "Geneva, 16-27 February 2026"), ("Source:", "ITU-T Study Group 15"), ("Title:", "LS on impairment aware topologies"), ("LIAISON STATEMENT", ""), ("For action to:", "-"), ("For information to:", "IETF CCAMP, IETF TEAS"), ("Approval:", "ITU-T SG15"), ("Deadline:", "-"), ("Contact:", "Peter Example"))]))]),
    Golden(
        "three_gpp", "141-long-letter",
        {"title": "LS on DetNet YANG for TSC", "from_body": "3gpp-tsgsa-sa5", "to": ["detnet", "netmod"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-11", "reference": "S5-260612", "response_to": ["S5-254400"]},
        sender=COORDINATOR, subject="S5-260612",
        files=[("S5-260612.docx", WORD, docx(["3GPP TSG SA WG5 Meeting #165\tS5-260612", "Goa, India, 9 - 13 February 2026", "", "Title:\tLS on DetNet YANG for TSC", "Response to:\tLS (S5-254400) on DetNet YANG from IETF DetNet", "Release:\tRel-20", "Work Item:\tTSC_Mgmt", "", "Source:\t3GPP SA5", "To:\tIETF DetNet WG, IETF NETMOD WG", "Cc:\tIEEE 802.1 TSN, 3GPP SA2", "", "Contact person:\tZou Example", "\tzou@management.example", "",
            "1\tOverall description", *LONG, "2\tActions", "To IETF DetNet WG", "ACTION:\tSA5 kindly requests IETF DetNet WG to provide feedback on the questions above.", "To IETF NETMOD WG", "ACTION:\tSA5 kindly requests IETF NETMOD WG to take the above into account.", "", "3\tDates of next TSG SA WG5 meetings", "SA5#166\t11 - 15 May 2026\tFukuoka, Japan", "SA5#167\t17 - 21 August 2026\tTBD"]))]),
    Golden(
        "three_gpp", "142-pdf-with-label-above-value",
        {"title": "Reply LS on congestion signalling", "from_body": "3gpp-tsgran-ran2", "to": ["tsvwg"], "cc": ["3gpp-tsgsa-sa2", "3gpp-tsgsa-sa4"], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "R2-2601999"},
        sender=COORDINATOR, subject="R2-2601999",
        files=[("R2-2601999.pdf", PDF, pdf(["3GPP TSG-RAN WG2 Meeting #133 R2-2601999", "Athens, Greece, 16 – 20 February 2026", "Title: Reply LS on congestion signalling", "Response to: -", "Release: Rel-20", "Work Item: NR_XR_Ph4", "Source: RAN2", "To: IETF TSVWG", "Cc: SA2, SA4", "Contact Person:", "Name: Benoist Example", "Tel. Number: +33 555 0100", "E-mail Address: benoist@radio.example", "Send any reply LS to: 3GPP Liaisons Coordinator, mailto:3GPPLiaison@etsi.org", "Attachments: None", "1. Overall Description:", "RAN2 has discussed L4S marking.", "2. Actions:", "None.", "3. Date of Next TSG-RAN WG2 Meetings:", "RAN2#133bis 13 – 17 April 2026 Malta"]))]),
    Golden(
        "ieee_802", "141-long-letter-with-ballots",
        {"title": "Liaison to IETF on P802.1DU cut-through forwarding", "from_body": "ieee-802-1", "to": ["detnet"], "cc": ["rtg", "ieee-802-1"], "purpose": "action", "deadline": "2026-06-30"},
        sender="Glenn Example <glenn@bridges.example>", subject="IEEE 802.1 liaison",
        files=[("liaison-ietf-802-1DU-0326.pdf", PDF, pdf(["IEEE 802.1 Working Group", "March 13, 2026", "To: Lou Example, Janos Example, IETF DetNet WG chairs", "CC: IETF Routing Area Directors; Jessy Example, IEEE 802.1 TSN Task Group chair", "From: Glenn Example, IEEE 802.1 Working Group Chair", "Subject: Liaison to IETF on P802.1DU cut-through forwarding", "Dear Lou and Janos,", *LONG[:8], "The task group ballot on D2.0 closed on 27 February 2026. The next ballot is planned to end on 15 May 2026.", "In order to be able to include them in D3.0, we would need any comments of DetNet by June 30, 2026.", "Respectfully,", "Glenn Example", "Chair, IEEE 802.1 Working Group"]))],
        headers={"Date": "Fri, 13 Mar 2026 10:00:00 -0500"}),
    Golden(
        "iso_iec", "141-cover-page-in-word",
        {"title": "SC 41 liaison report to IETF", "from_body": "iso-iec-jtc1", "to": ["asdf"], "purpose": "information", "deadline": None, "stated_purpose": "information", "reference": "SC 41 N 2100"},
        sender="Committee Manager <sc41@kisi.or.kr>", subject="ISO/IEC JTC 1/SC 41 N 2100",
        files=[("ISO-IECJTC1-SC41_N2100.docx", WORD, docx(LONG, tables=[table(("ISO/IEC JTC 1/SC 41 N 2100",), ("ISO/IEC JTC 1/SC 41\nInternet of Things and Digital Twin\nSecretariat: KATS\nSecretary: Jooran Example",), ("Document type:", "Liaison Statement Out"), ("Title:", "SC 41 liaison report to IETF"), ("Source:", "SC 41 plenary"), ("To:", "IETF ASDF WG"), ("Requested action:", "For information"), ("Due date:", ""), ("Distribution:", "IETF; SC 41 members"))]))]),
    Golden(
        "etsi", "141-rtf-with-table",
        {"title": "LS on network telemetry", "from_body": "etsi-isg-f5g", "to": ["opsawg", "ippm"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-22", "reference": "F5G(26)000031"},
        sender="F5G Support <f5gsupport@etsi.org>", subject="F5G LS",
        files=[("F5G(26)000031.rtf", "application/rtf", rtf(["F5G asks for a review of the model.", *LONG[:6]], tables=[table(("ETSI ISG F5G", "F5G(26)000031"), ("Title:", "LS on network telemetry"), ("From:", "ETSI ISG F5G"), ("To:", "IETF OPSAWG; IETF IPPM"), ("For:", "Action"), ("Requested by:", "22 May 2026"), ("Contact:", "Luca Example, luca@fibre.example"))]))]),
    Golden(
        "broadband_forum", "141-long-bulletin-with-one-request",
        {"title": "Subscriber session steering", "from_body": "broadband-forum", "to": ["bess", "spring"], "purpose": "action", "deadline": "2026-04-24", "reference": "LIAISE-650"},
        sender="BBF <liaisons@broadband-forum.org>", subject="LIAISE-650",
        files=[("LIAISE-650.pdf", PDF, pdf(["Broadband Forum", "Date: March 2, 2026", "To: IETF BESS WG, IETF SPRING WG", "From: Craig Example, Broadband Forum Technical Committee Chair", "Broadband Forum Reference: LIAISE-650", "Subject: Subscriber session steering", "Dear chairs,", *LONG[:8], "Broadband Forum kindly asks BESS and SPRING to tell us by April 24, 2026 whether section 5.2 is in line with", "current work.", "Sincerely,", "Craig Example", "Broadband Forum Technical Committee Chair", "Date of Upcoming Broadband Forum Meetings", "Q2 2026: May 18-22, 2026, Denver", "Q3 2026: August 24-28, 2026, Berlin"]))]),
    Golden(
        "mef", "141-two-pages-from-word",
        {"title": "LSO legato YANG models", "from_body": "mef", "to": ["teas", "opsawg"], "purpose": "action", "deadline": "2026-05-29", "reference": "L00812"},
        sender="Mplify <liaisons@mef.net>", subject="Mplify liaison L00812",
        files=[("L00812.docx", WORD, docx(["Liaison L00812", "March 2, 2026", "To: IETF TEAS Working Group; IETF OPSAWG", "From: Mplify Alliance", "Subject: LSO legato YANG models", "Dear colleagues,", *LONG[:8], "We would greatly appreciate hearing from you by May 29, 2026.", "Best regards,", "Scott Example", "Mplify", "Upcoming meetings: Q2 members meeting April 27-30, 2026; Q3 members meeting July 27-30, 2026"], header=["Mplify Alliance"]))]),
    Golden(
        "plain", "141-o-ran-long",
        {"title": "O-RAN liaison on M-plane security", "from_body": "o-ran", "to": ["netconf", "tls"], "cc": ["3gpp-tsgsa-sa3"], "purpose": "information", "deadline": None},
        "Title: O-RAN liaison on M-plane security\nFrom: O-RAN ALLIANCE WG11\nTo: IETF NETCONF WG, IETF TLS WG\nCC: 3GPP SA3\nDate: 2026-03-02\n\n" + "\n".join(line.replace("\t", " ") for line in LONG[:20]) + "\n", "O-RAN Office <liaison@o-ran.org>", "O-RAN liaison on M-plane security"),
    Golden(
        "business", "141-atis-letter-long",
        {"title": "Calling name authentication", "from_body": "atis", "to": ["stir"], "purpose": "action", "deadline": "2026-04-10"},
        sender="Anna Example <anna@atis.org>", subject="ATIS IP-NNI liaison to IETF STIR",
        files=[("ATIS-letter.docx", WORD, docx(["ATIS", "1200 G Street NW, Washington, DC", "", "March 2, 2026", "", "Via e-mail", "", "Ben Example, Co-Chair", "Robert Example, Co-Chair", "IETF STIR Working Group", "", "Re: Calling name authentication", "", "Dear Ben and Robert:", "", *LONG[:8], "We respectfully request that STIR provide us with its assessment not later than April 10, 2026.", "", "Sincerely,", "", "Martin Example", "Chair, ATIS/SIP Forum IP-NNI Task Force", "cc: Orie Example, Area Director"]))]),
]  # fmt: skip
