"""A third set of letters, with the facts written down before the reader had seen them: cover sheets, attention lines, several
languages and files, mails of list members, letters that name meetings instead of days."""

from __future__ import annotations

from tests.make_documents import docx, html, odt, pdf, zip_of
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"

GOLDEN = [
    Golden(
        "itu_t", "71-merged-cells-and-two-contacts",
        {"title": "LS/o on draft new Recommendation ITU-T X.pqc-mig (for action to IETF LAMPS)", "from_body": "itu-t-sg-17", "to": ["lamps", "pquip"],
         "cc": ["gsma", "3gpp-tsgsa-sa3"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-08-21", "reference": "SG17-LS120",
         "response_to": [], "from_contacts": ["yeo@quantum.example", "arnaud@quantum.example"]},
        sender="tsbsg17@itu.int", subject="ITU-T SG17 LS120 for IETF",
        files=[("SG17-LS120.docx", WORD, docx(
            ["Dear colleagues,", "SG17 asks for a review of the text in the attachment.", "SG17 will meet from 2 to 11 September 2026."],
            tables=[table(("", "INTERNATIONAL TELECOMMUNICATION UNION", "SG17-LS120"), ("", "STUDY PERIOD 2025-2028", "Original: English")),
                    table(("Question(s):", "2/17, 11/17", "Geneva, 3-12 February 2026"), ("LS", "", ""), ("(Ref.: SG17-LS120)", "", ""),
                          ("Source:", "ITU-T Study Group 17", ""), ("Title:", "LS/o on draft new Recommendation ITU-T X.pqc-mig (for action to IETF LAMPS)", ""),
                          ("Purpose:", "Action", ""), ("LIAISON STATEMENT", "", ""), ("For action to:", "IETF LAMPS WG\nIETF PQUIP WG", ""),
                          ("For comment to:", "-", ""), ("For information to:", "GSMA PQTN, 3GPP SA3", ""), ("Approval:", "ITU-T SG17 (Geneva, 12 February 2026)", ""),
                          ("Deadline:", "21 August 2026", ""), ("Contact:", "Yeo Example\nKorea", "Tel: +82 555 0100\nFax:\nE-mail: yeo@quantum.example"),
                          ("Contact:", "Arnaud Example\nFrance", "Tel: +33 555 0100\nE-mail: arnaud@quantum.example"))]))]),
    Golden(
        "itu_t", "72-two-statements-in-one-mail",
        {"reference": "SG15-LS90", "title": "LS on the OTN standardization work plan", "to": ["ccamp"], "deadline": None, "stated_purpose": "information",
         "disputed": "another statement"},
        "Please find attached two liaison statements of SG15.\n\nTSB\n", "TSB <tsbsg15@itu.int>", "Liaison statements SG15-LS90 and SG15-LS91",
        [("SG15-LS90.docx", WORD, docx(["Text"], [table(("TELECOMMUNICATION STANDARDIZATION SECTOR", "SG15-LS90"), ("Source:", "ITU-T SG15"),
            ("Title:", "LS on the OTN standardization work plan"), ("LIAISON STATEMENT", ""), ("For information to:", "IETF CCAMP WG"), ("Deadline:", "-"))])),
         ("SG15-LS91.docx", WORD, docx(["Text"], [table(("TELECOMMUNICATION STANDARDIZATION SECTOR", "SG15-LS91"), ("Source:", "ITU-T SG15"),
            ("Title:", "LS on ring protection"), ("LIAISON STATEMENT", ""), ("For action to:", "IETF MPLS WG"), ("Deadline:", "1 June 2026"))]))]),
    Golden(
        "itu_t", "73-focus-group-in-text",
        {"title": "LS on progress of ITU-T FG-AINN", "from_body": "itu-t", "to": ["irtf", "iab"], "stated_purpose": "information", "purpose": "information", "deadline": None,
         "reference": "FG-AINN-LS7"},
        "INTERNATIONAL TELECOMMUNICATION UNION\nTELECOMMUNICATION STANDARDIZATION SECTOR\nFG-AINN-LS7\nITU-T Focus Group on AI Native for Telecommunication Networks\n\n"
        "Source: ITU-T FG-AINN\nTitle: LS on progress of ITU-T FG-AINN\nLIAISON STATEMENT\nFor action to: -\nFor comment to: -\nFor information to: IRTF, IAB\nApproval: FG-AINN\nDeadline: none\n"
        "Contact: Vishnu Example, vishnu@ai.example\n\nFG-AINN closes its call for contributions on 30 April 2026.\n",
        "FG-AINN <tsbfgainn@itu.int>", "LS on progress of ITU-T FG-AINN"),
    Golden(
        "itu_t", "74-pdf-with-wrapped-addressees",
        {"title": "LS on media transport for immersive telepresence", "from_body": "itu-t-sg-21", "to": ["avtcore", "moq", "rtcweb"], "cc": ["3gpp-tsgsa-sa4", "iso-iec-jtc1-sc29"],
         "stated_purpose": "comment", "purpose": "action", "deadline": "2026-09-30", "reference": "SG21-LS31"},
        sender="TSB SG21 <tsbsg21@itu.int>", subject="SG21-LS31",
        files=[("T25-SG21-LS-0031!!PDF-E.pdf", PDF, pdf([
            "INTERNATIONAL TELECOMMUNICATION UNION", "TELECOMMUNICATION STANDARDIZATION SECTOR", "STUDY PERIOD 2025-2028", "SG21-LS31", "Original: English",
            "Question(s): 1/21", "(Ref.: TD 144R1 (PLEN/21))", "Source: ITU-T Study Group 21", "Title: LS on media transport for immersive telepresence", "LIAISON STATEMENT",
            "For action to: -", "For comment to: IETF AVTCORE WG", "IETF MOQ WG", "IETF RTCWEB WG", "For information to: 3GPP SA4", "ISO/IEC JTC 1/SC 29", "Approval: ITU-T SG21 meeting, 6 February 2026",
            "Deadline: 30 September 2026", "Contact: Noah Example Tel: +1 555 0103", "USA E-mail: noah@immersive.example"]))]),
    Golden(
        "three_gpp", "71-cover-and-zip",
        {"title": "LS on MLS for mission critical services", "from_body": "3gpp-tsgsa-sa6", "to": ["mls"], "cc": ["3gpp-tsgsa-sa3"], "stated_purpose": "action", "purpose": "action",
         "deadline": "2026-04-13", "reference": "S6-261300"},
        "Dear IETF,\n\nPlease find attached the LS S6-261300 agreed by 3GPP SA6.\n\nRegards\n3GPP Liaison Coordinator\n", COORDINATOR, "S6-261300 LS on MLS for mission critical services",
        [("S6-261300.zip", "application/zip", zip_of({"S6-261300.docx": docx([
            "3GPP TSG-SA WG6 Meeting #71\tS6-261300", "Goa, India, 9th – 13th February 2026", "", "Title:\tLS on MLS for mission critical services", "Response to:\t", "Release:\tRel-20",
            "Work Item:\tenhMC", "", "Source:\tSA6", "To:\tIETF MLS WG", "Cc:\tSA3", "", "Contact Person:\t", "Name:\tDom Example", "E-mail Address:\tdom@mission.example", "",
            "1. Overall Description:", "SA6 studies MLS.", "", "2. Actions:", "To IETF MLS WG:", "ACTION:\tSA6 kindly asks IETF MLS WG to confirm the following assumptions.", "",
            "3. Date of Next TSG-SA WG6 Meetings:", "TSG-SA WG6 Meeting #72\t13th – 17th April 2026\tMalta"])}))]),
    Golden(
        "three_gpp", "72-ran1-no-action-for-us",
        {"title": "LS on timing advance reporting for DetNet", "from_body": "3gpp-tsgran-ran1", "to": ["3gpp-tsgran-ran2", "3gpp-tsgsa-sa2"], "cc": ["detnet"], "purpose": "information",
         "deadline": None, "reference": "R1-2601333"},
        "3GPP TSG RAN WG1 #124\tR1-2601333\nGothenburg, Sweden, February 9th – 13th, 2026\n\nTitle:\tLS on timing advance reporting for DetNet\nResponse to:\tn/a\nRelease:\tRel-20\nWork Item:\tNR_TSN\n\n"
        "Source:\tRAN1\nTo:\tRAN2, SA2\nCc:\tIETF DetNet\n\nContact person:\tXiao Example, xiao@radio.example\n\n1\tOverall description\nText\n2\tActions\nTo RAN2, SA2:\nACTION: RAN1 respectfully asks RAN2 and SA2 to take the above into account.\n"
        "3\tDates of next TSG RAN WG1 meetings\nRAN1#124bis\t13 – 17 April 2026\tMalta\n",
        COORDINATOR, "R1-2601333"),
    Golden(
        "three_gpp", "73-actions-numbered-questions",
        {"title": "Reply LS on IANA registration of SIP header fields", "from_body": "3gpp-tsgct-ct1", "to": ["sipcore"], "response_to": ["C1-255501"], "stated_purpose": "action",
         "purpose": "action", "deadline": "2026-04-13", "reference": "C1-261400"},
        "3GPP TSG CT WG1 Meeting #160\tC1-261400\nAthens, Greece, 16-20 February 2026\n\nTitle:\tReply LS on IANA registration of SIP header fields\nResponse to:\tC1-255501 LS on IANA registration of SIP header fields from IETF SIPCORE\n"
        "Release:\tRel-20\nSource:\tCT1\nTo:\tIETF SIPCORE WG\nCc:\t\n\nContact Person:\nName:\tJorgen Example\nTel. Number:\nE-mail Address:\tjorgen@sip.example\n\n1. Overall Description:\nCT1 thanks.\n\n"
        "2. Actions:\nTo IETF SIPCORE WG:\n1) Is the registration policy Specification Required?\n2) Can the fields be registered before publication?\n\n3. Date of Next CT1 Meetings:\nCT1#161\t13-17 April 2026\tMalta\nCT1#162\t25-29 May 2026\tTBD\n",
        COORDINATOR, "Reply LS"),
    Golden(
        "etsi", "71-gana-in-table-without-sections",
        {"title": "Liaison statement on autonomic networking", "from_body": "etsi-tc-int", "to": ["anima", "nmop"], "cc": ["itu-t-sg-13", "broadband-forum"], "stated_purpose": "comment", "purpose": "action",
         "deadline": "2026-05-31", "reference": "INT(26)000021"},
        sender="INT Support <INTsupport@etsi.org>", subject="Liaison statement on autonomic networking",
        files=[("INT(26)000021_LS_to_IETF_ANIMA.docx", WORD, docx(["ETSI TC INT would like to receive comments."], [table(
            ("ETSI TC INT", "INT(26)000021"), ("Title:", "Liaison statement on autonomic networking"), ("From:", "ETSI TC INT AFI WG"), ("To:", "IETF ANIMA WG\nIETF NMOP WG"),
            ("Cc:", "ITU-T SG13, Broadband Forum"), ("Date:", "25 February 2026"), ("Purpose:", "For comments"), ("Response requested by:", "31 May 2026"), ("Contact:", "Tayeb Example (tayeb@autonomic.example)"))]))]),
    Golden(
        "business", "71-gsma-official-form",
        {"title": "Liaison Statement on eSIM and IoT provisioning", "from_body": "gsma", "to": ["iotops", "lamps"], "cc": ["3gpp-tsgct-ct6"], "stated_purpose": "information", "purpose": "information",
         "deadline": None},
        "GSM Association\nNon-confidential\n\nLiaison Statement on eSIM and IoT provisioning\n\nTo: IETF IOTOPS WG, IETF LAMPS WG\nCc: 3GPP CT6\nFrom: GSMA eSIM Group\nDate: 26 February 2026\nFor: Information\n\n"
        "Dear colleagues,\n\nSGP.32 V1.2 was published.\n\nKind regards,\nGloria Example\nGSMA eSIM Group Chair\n",
        "GSMA <GSMALiaisons@gsma.com>", "Liaison Statement on eSIM and IoT provisioning"),
    Golden(
        "mef", "71-attention-lines",
        {"title": "Network as a service APIs", "from_body": "mef", "to": ["opsawg", "netconf"], "purpose": "action", "deadline": "2026-05-08", "reference": "L00601_001"},
        sender="Mplify Liaisons <liaisons@mef.net>", subject="Mplify Liaison L00601_001 to IETF",
        files=[("LS00601_001_NaaS_APIs_Example.docx", WORD, docx([
            "Mplify Alliance", "Liaison L00601_001", "24 February 2026", "", "To: IETF OPSAWG and NETCONF Working Groups", "Attention: Joe Example, Co-chair; Kent Example, Co-chair", "From: Mplify Alliance",
            "Subject: Network as a service APIs", "Response requested by: May 8, 2026", "", "Dear Joe and Kent,", "", "Please review the attached APIs.", "", "Best regards,", "Pascal Example", "Mplify CTO"]))]),
    Golden(
        "broadband_forum", "71-docx-with-date-line",
        {"title": "Multi-path for hybrid access", "from_body": "broadband-forum", "to": ["quic", "tcpm"], "cc": ["tsvwg"], "purpose": "information", "deadline": None, "reference": "bbf2026.077"},
        sender="Broadband Forum <liaisons@broadband-forum.org>", subject="Broadband Forum liaison bbf2026.077",
        files=[("bbf2026.077.odt", "application/vnd.oasis.opendocument.text", odt([
            "Broadband Forum Liaison", "Date: February 25, 2026", "Broadband Forum Reference: bbf2026.077", "To: IETF QUIC WG chairs; IETF TCPM WG chairs", "CC: IETF TSVWG chairs",
            "From: Broadband Forum WWC Work Area", "Subject: Multi-path for hybrid access", "", "Dear colleagues,", "We write to inform you that WT-456 is in straw ballot until March 20, 2026.",
            "Sincerely,", "Manuel Example", "Director, WWC Work Area"]))]),
    Golden(
        "ieee_802", "71-ec-letter-to-iesg",
        {"title": "IEEE 802 / IETF coordination on address randomization", "from_body": "ieee-802", "to": ["iesg"], "cc": ["iab"], "purpose": "action", "deadline": "2026-06-01"},
        "IEEE 802 LAN/MAN Standards Committee\n\nFrom: James Example, Chair, IEEE 802 LMSC\nTo: IESG\nCc: IAB\nDate: 20 February 2026\nSubject: IEEE 802 / IETF coordination on address randomization\n\nDear members of the IESG,\n\n"
        "IEEE 802 requests that the IESG nominate a contact and respond by 1 June 2026.\n\nSincerely,\nJames Example\nChair, IEEE 802 LMSC\n",
        "James Example <james@lmsc.example>", "Liaison from IEEE 802 LMSC"),
    Golden(
        "iso_iec", "71-ballot-cover-with-due-date",
        {"title": "Liaison from SC 31 on URN for item identification", "from_body": "iso-iec-jtc1-sc31", "to": ["art"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-20",
         "reference": "SC 31 N 6120"},
        sender="Committee Manager <sc31@national.example>", subject="ISO/IEC JTC 1/SC 31 N 6120",
        files=[("SC31_N6120.docx", WORD, docx(["Text."], [table(
            ("ISO/IEC JTC 1/SC 31", "SC 31 N 6120"), ("Document type:", "Liaison statement"), ("Title:", "Liaison from SC 31 on URN for item identification"), ("Source:", "ISO/IEC JTC 1/SC 31"),
            ("To:", "IETF ART Area"), ("Date:", "2026-02-19"), ("Requested action:", "COMM"), ("Due date:", "2026-05-20"))]))]),
    Golden(
        "plain", "71-tm-forum-template",
        {"title": "Alignment of service inventory APIs", "from_body": "tm-forum", "to": ["opsawg", "ivy"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-30",
         "from_contacts": ["andy@tm.example"]},
        "Liaison Statement\n\nFrom (organization): TM Forum\nTo (organization): IETF OPSAWG; IETF IVY WG\nTitle: Alignment of service inventory APIs\nPurpose: For action\nResponse required by: 30 April 2026\n"
        "Contact: Andy Example <andy@tm.example>\n\nBackground\nText.\n",
        "TM Forum <liaisons@tmforum.org>", "TM Forum Liaison Statement"),
    Golden(
        "plain", "72-html-list-of-labels",
        {"title": "Confidential computing attestation", "from_body": None, "to": ["rats"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-15"},
        sender="Mona Example <mona@enclaves.example>", subject="Liaison statement from the Confidential Computing Consortium",
        html="<html><body><h2>Liaison Statement</h2><ul><li><b>From</b>: Confidential Computing Consortium</li><li><b>To</b>: IETF RATS WG</li><li><b>Title</b>: Confidential computing attestation</li>"
        "<li><b>Purpose</b>: For comment</li><li><b>Deadline</b>: May 15, 2026</li></ul><p>We would welcome a review.</p></body></html>"),
    Golden(
        "plain", "73-mail-with-signature-and-disclaimer",
        {"title": "Liaison: update on OSPF for satellite constellations", "from_body": "ccsa", "to": ["lsr"], "purpose": "information", "deadline": None},
        "Title: Liaison: update on OSPF for satellite constellations\nFrom: CCSA TC3 WG1\nTo: IETF LSR WG\n\nFor your information, CCSA has approved the study.\n\n-- \nLi Example\nThis e-mail is confidential. If you are not\n"
        "the intended recipient please reply by return and delete it within 24 hours.\n",
        "Li Example <li@ccsa.org.cn>", "Liaison from CCSA"),
    Golden(
        "business", "72-w3c-tag-letter",
        {"title": "TAG review of Web-to-app attestation", "from_body": "w3c", "to": ["rats", "privacypass"], "purpose": "action", "deadline": "2026-03-31"},
        "World Wide Web Consortium (W3C)\nTechnical Architecture Group\n\n27 February 2026\n\nTo: IETF RATS WG; IETF PRIVACYPASS WG\nRe: TAG review of Web-to-app attestation\n\nDear colleagues,\n\n"
        "the TAG is reviewing a proposal. Would you be able to share your thoughts by the end of March?\n\nBest,\nHadley Example\nCo-chair, W3C TAG\n",
        "Hadley Example <hadley@w3.org>", "TAG review of Web-to-app attestation"),
    Golden(
        "business", "73-oif-reply-by-our-title",
        {"title": "Reply to IETF CCAMP on pluggable module modelling", "from_body": "oif", "to": ["ccamp"], "purpose": "response", "deadline": None, "response_to": ["YANG for coherent pluggables"]},
        "Optical Internetworking Forum\n\nMarch 1, 2026\n\nTo: IETF CCAMP WG Chairs\nSubject: Reply to IETF CCAMP on pluggable module modelling\n\nDear Chairs,\n\nThank you for your liaison “YANG for coherent pluggables”. OIF has no objection and will keep you informed.\n\n"
        "Sincerely,\nKarl Example\nOIF Technical Committee Chair\n",
        "OIF <sec@oiforum.com>", "OIF liaison reply"),
    Golden(
        "plain", "74-spanish-labels",
        {"title": "Despliegue de IPv6 en la región", "from_body": "lacnic", "to": ["v6ops"], "stated_purpose": "information", "purpose": "information", "deadline": None},
        "De: LACNIC\nPara: IETF V6OPS WG\nAsunto: Despliegue de IPv6 en la región\nPropósito: para información\n\nTexto.\n",
        "Oscar Ejemplo <oscar@registro.example>", "Declaración de coordinación (liaison statement)"),
    Golden(
        "plain", "75-german-labels",
        {"title": "Schutzprofile für Smart Meter", "from_body": None, "to": ["tls"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-04"},
        "Von: DIN NIA-27\nAn: IETF TLS WG\nBetreff: Schutzprofile für Smart Meter\nZweck: zur Stellungnahme (for comment)\nFrist: 4. Mai 2026\n\nText.\n",
        "Dora Muster <dora@normen.example>", "Liaison Statement DIN"),
    Golden(
        "plain", "76-outlook-forward-inside",
        {"title": "LS on SUPI privacy", "from_body": "gsma", "to": ["emu"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-02", "received_from": "erik@members.example"},
        "Hi, see below.\n\nErik\n\n________________________________\nFrom: GSMA Liaisons <GSMALiaisons@gsma.com>\nSent: Friday, February 27, 2026 10:11 AM\nTo: Erik Example <erik@members.example>\nSubject: LS on SUPI privacy\n\n"
        "From: GSMA FSAG\nTo: IETF EMU WG\nTitle: LS on SUPI privacy\nPurpose: For action\nDeadline: 2 April 2026\n\nText\n",
        "Erik Example <erik@members.example>", "FW: LS on SUPI privacy"),
    Golden(
        "ieee_802", "72-802-24-in-html",
        {"title": "Liaison on smart grid use cases", "from_body": "ieee-802-24", "to": ["6lo", "lpwan"], "purpose": "information", "deadline": None},
        sender="Tim Example <tim@grid.example>", subject="IEEE 802.24 liaison",
        html=html(["IEEE 802.24 Vertical Applications TAG", "To: IETF 6LO WG, IETF LPWAN WG", "From: Tim Example, Chair, IEEE 802.24", "Subject: Liaison on smart grid use cases",
                   "Dear colleagues,", "IEEE 802.24 has published a white paper.", "Regards,", "Tim Example", "Chair, IEEE 802.24"]).decode()),
]  # fmt: skip
