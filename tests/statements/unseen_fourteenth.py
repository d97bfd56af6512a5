"""A fourteenth set: what a second and a third look, at forty-four more letters, got wrong."""

from __future__ import annotations

from tests.make_documents import docx, pdf
from tests.statements import WORD, Golden, table

PDF = "application/pdf"

GOLDEN = [
    Golden(
        "itu_t", "181-title-broken-inside-its-bracket",
        {"title": "LS on energy metrics of routers [to IETF GREEN, IRTF SUSTAIN, ETSI TC EE]", "from_body": "itu-t-sg-5", "to": ["green", "sustain"], "cc": ["atis"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-29", "reference": "SG5-LS66"},
        sender="TSB SG5 <tsbsg5@itu.int>", subject="ITU-T SG5 LS",
        files=[("SG5-LS66.pdf", PDF, pdf(["INTERNATIONAL TELECOMMUNICATION UNION        SG5-LS66", "STUDY PERIOD 2025-2028        Original: English", "Question(s):        6/5        Geneva, 9-18 February 2026", "Source:        ITU-T Study Group 5", "Title:        LS on energy metrics of routers [to IETF", "GREEN, IRTF SUSTAIN, ETSI TC EE]", "LIAISON STATEMENT", "For action to:        IETF GREEN WG", "For comment to:        IRTF SUSTAIN", "For information to:        ATIS", "Deadline:        29 May 2026", "Contact:        Ruth Example        E-mail: ruth@regulator.example"]))]),
    Golden(
        "plain", "191-jca-invites-to-send-updates",
        {"from_body": "itu-t-jca-iot", "to": ["iotops"], "purpose": "action", "deadline": "2026-05-26"},
        "Dear colleagues,\n\nJCA-IoT and SC&C maintains the standards roadmap.\n\nWe kindly invite IETF IOTOPS to send updates of its deliverables to\ntsbjcaiot@itu.int by 26 May 2026 at the latest. The next meeting takes\nplace on 17 June 2026.\n\nBest regards,\nDana Example\nJCA-IoT and SC&C Chair\n", "TSB <tsbjcaiot@itu.int>", "JCA-IoT and SC&C: invitation to update the standards roadmap", to="iotops-chairs@ietf.org"),
    Golden(
        "ieee_802", "181-response-by-its-title",
        {"title": "Response to your liaison statement “DetNet data plane” of 24 February 2026", "from_body": "ieee-802-1", "to": ["detnet"], "purpose": "response", "deadline": None, "response_to": ["DetNet data plane"]},
        "IEEE 802.1 Working Group\n\nTo: Chairs of the IETF DetNet Working Group\nSubject: Response to your liaison statement “DetNet data plane” of 24 February 2026\n\nDear Chairs,\n\nIEEE 802.1 thanks the DetNet Working Group. We see no conflict with IEEE Std 802.1CB.\n\nIlse Example\nChair, IEEE 802.1 Working Group\n", "Ilse Example <ilse@tsn.example>", "Liaison response from IEEE 802.1"),
    Golden(
        "ieee_802", "182-inside-address-and-a-copy-list",
        {"title": "Announcement of a YANG task force", "from_body": "ieee-802-3", "to": ["netmod"], "cc": ["ieee-802-1", "ops"], "purpose": "information"},
        sender="Chair <chair@ether.example>", subject="IEEE 802.3 liaison letter",
        files=[("IEEE_802d3_to_IETF_0326.pdf", PDF, pdf(["IEEE 802.3 Ethernet Working Group", "2nd March, 2026", "IETF NETMOD Working Group", "Ms. Rosa Example and Mr. Kent Example", "Chairs", "Copy: Chair, IEEE 802.1 Working Group", "IETF Operations and Management Area Directors", "Subject: Announcement of a YANG task force", "Dear Ms. Example and Mr. Example,", "I would like to inform you that the task force was formed. No response is needed.", "D. Example", "Chair, IEEE 802.3 Ethernet Working Group"]))]),
    Golden(
        "plain", "192-committee-from-a-private-mailbox",
        {"from_body": "iso-iec-jtc1-sc27", "to": ["oauth"], "purpose": "action", "deadline": "2026-05-15"},
        "Dear OAuth WG,\n\nAt its last meeting, ISO/IEC JTC 1/SC 27/WG 5 resolved to send you this statement regarding ISO/IEC 27566-3.\n\nWG 5 requests the OAuth WG to provide comments on the 2nd WD not later than 2026-05-15.\n\nWG 5 Convenor\n", "WG 5 Convenor <convenor@privacy.example>", "ISO/IEC JTC 1/SC 27/WG 5 liaison statement to IETF OAuth (SC27 WG5 N2044)", to="oauth-chairs@ietf.org"),
    Golden(
        "plain", "193-destination-and-nature-of-request",
        {"title": "Digital twin APIs", "from_body": "tm-forum", "to": ["nmop", "opsawg"], "cc": ["itu-t-sg-13"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-05", "reference": "TMF-LS-2026-077"},
        sender="TM Forum <liaison@tmforum.org>", subject="TM Forum LS-2026-077",
        files=[("TMF_LS-2026-077.docx", WORD, docx(["Please comment."], tables=[table(("Liaison Number", "TMF-LS-2026-077"), ("Liaison Title", "Digital twin APIs"), ("Originating Organisation", "TM Forum"), ("Destination", "IETF NMOP WG; IETF OPSAWG"), ("Copied to", "ITU-T SG13"), ("Nature of request", "For comment"), ("Reply requested by", "5 May 2026"))]))]),
    Golden(
        "business", "181-so-input-by-the-end-of-a-month",
        {"from_body": "w3c", "to": ["iab"], "purpose": "action", "deadline": "2026-05-31"},
        "Dear IAB,\n\nThe W3C TAG would like to hear the views of the IAB on the draft finding. We plan to publish it in July 2026, so input by the end of May 2026 would be very helpful.\n\nAyo Example\nCo-chair, W3C TAG\n", "Ayo Example <ayo@w3.org>", "W3C TAG request to the IAB", to="iab@iab.org"),
    Golden(
        "itu_t", "182-number-of-a-wrapped-letter-in-its-circulation",
        {"title": "LS on the economics of resolvers [to TSAG, IETF]", "from_body": "itu-t-sg-3", "to": ["itu-t-tsag", "ietf"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-20", "reference": "SG3-LS20"},
        sender="TSB TSAG <tsbtsag@itu.int>", subject="TSAG-TD330: LS/i",
        files=[("TSAG-TD330.docx", WORD, docx(["SG3 would like to receive comments."], tables=[
            table(("INTERNATIONAL TELECOMMUNICATION UNION", "TSAG-TD330"), ("TD\n(Ref.: SG3-LS20)", ""), ("Source:", "ITU-T Study Group 3"), ("Title:", "LS/i on the economics of resolvers (to TSAG and IETF) [from ITU-T SG3]"), ("Contact:", "Lena Example\nEmail: lena@reg.example")),
            table(("INTERNATIONAL TELECOMMUNICATION UNION", "SG3-LS20"), ("Question(s):", "9/3"), ("Source:", "ITU-T Study Group 3"), ("Title:", "LS on the economics of resolvers [to TSAG, IETF]"), ("LIAISON STATEMENT", ""), ("For action to:", "TSAG"), ("For comment to:", "IETF"), ("Deadline:", "20 May 2026"), ("Contact:", "Lena Example\nEmail: lena@reg.example"))]))]),
    Golden(
        "itu_t", "183-working-party-by-its-document",
        {"from_body": "itu-r-wp5a", "to": ["ietf"], "deadline": "2026-06-12", "purpose": "action"},
        "Radiocommunication Study Groups\n\nSource: Document 5A/TEMP/250                    Annex 9 to Document 5A/555-E\nEnglish only\n\nAnnex 9 to the Chair's Report\n\nLIAISON STATEMENT TO IETF\n\nVEHICULAR COMMUNICATION\n\nWe look forward to receiving any update by 12 June 2026.\n", "Counsellor <rsg5@itu.int>", "ITU-R liaison"),
    Golden(
        "etsi", "181-number-above-and-number-of-an-attachment",
        {"title": "LS on connectivity between sites", "from_body": "etsi-isg-nfv", "to": ["bess"], "cc": ["nvo3"], "purpose": "action", "deadline": "2026-06-02", "reference": "NFVIFA(26)000711"},
        sender="NFV <NFVsupport@etsi.org>", subject="ETSI NFV LS",
        files=[("NFVIFA(26)000711.docx", WORD, docx(["NFVIFA(26)000711", "Title:\tLS on connectivity between sites", "Source:\tETSI ISG NFV IFA WG", "To:\tIETF BESS WG", "Cc:\tIETF NVO3 WG", "Attachments:\tNFVIFA(26)000700r3", "1. Overall Description:", "Text", "2. Actions:", "To IETF BESS WG:", "IFA WG kindly requests feedback no later than 2 June 2026."]))]),
    Golden(
        "plain", "195-dots-behind-labels",
        {"title": "Multicast gateway discovery", "from_body": "dvb", "to": ["mboned"], "cc": ["mops"], "purpose": "information", "deadline": None, "reference": "DVB-LS-2026-31"},
        "Outgoing liaison\n\nLiaison number ....: DVB-LS-2026-31\nFrom ..............: DVB TM-STREAM\nTo ................: IETF MBONED WG\nINFO ..............: IETF MOPS WG\nSubject ...........: Multicast gateway discovery\n\nDVB has published A176 v3.\n", "DVB <no-reply@forms.dvb.org>", "DVB outgoing liaison"),
]  # fmt: skip
