"""An eighth set, facts first: what Word makes of templates, dates that look like deadlines, and bodies rarely heard of."""

from __future__ import annotations

from tests.make_documents import docx, html, pdf, w_paragraph, zip_of
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"


def cell(inner: str) -> str:
    """A table cell of WordprocessingML."""
    return f"<w:tc>{inner}</w:tc>"


def control(inner: str) -> str:
    """A content control, as the templates of ITU-T have them round every field."""
    return f'<w:sdt><w:sdtPr><w:alias w:val="Field"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def filled_row(label: str, *values: str) -> str:
    """A row whose label is bold and whose values stand in content controls."""
    return f"<w:tr>{cell(w_paragraph(label))}{''.join(cell(control(w_paragraph(value))) for value in values)}</w:tr>"


CONTROLS = (
    "<w:tbl>"
    + "".join(
        filled_row(*row)
        for row in (
            ("INTERNATIONAL TELECOMMUNICATION UNION", "SG2-LS44"),
            ("TELECOMMUNICATION STANDARDIZATION SECTOR", "STUDY GROUP 2"),
            ("STUDY PERIOD 2025-2028", "Original: English"),
            ("Question(s):", "1/2", "Geneva, 9-13 February 2026"),
            ("LS", ""),
            ("Source:", "ITU-T Study Group 2"),
            ("Title:", "LS/o on ENUM delegations for global codes [to IETF, RIPE NCC]"),
            ("LIAISON STATEMENT", ""),
            ("For action to:", "IAB"),
            ("For information to:", "RIPE NCC"),
            ("Approval:", "ITU-T SG2 meeting, 13 February 2026"),
            ("Deadline:", "8 May 2026"),
            ("Contact:", "Phil Example, SG2 Chair", "E-mail: phil@numbering.example"),
        )
    )
    + "</w:tbl>"
)

GOLDEN = [
    Golden(
        "itu_t", "121-every-field-in-a-content-control",
        {"title": "LS/o on ENUM delegations for global codes [to IETF, RIPE NCC]", "from_body": "itu-t-sg-2", "to": ["iab"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-08", "reference": "SG2-LS44", "from_contacts": ["phil@numbering.example"]},
        sender="TSB SG2 <tsbsg2@itu.int>", subject="SG2-LS44", files=[("SG2-LS44.docx", WORD, docx(["SG2 asks IAB to confirm."], body=CONTROLS))]),
    Golden(
        "itu_t", "122-title-with-semicolon-and-lists-in-cells",
        {"title": "LS/r on AI-native networks; terminology and use cases (reply to IRTF-LS7)", "from_body": "itu-t-sg-13", "to": ["nmrg", "opsawg", "3gpp-tsgsa-sa5"], "cc": ["etsi-isg-eni", "o-ran"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-09-01", "reference": "SG13-LS120"},
        sender="TSB SG13 <tsbsg13@itu.int>", subject="SG13-LS120", files=[("SG13-LS120.docx", WORD, docx(["Text"], tables=[table(("INTERNATIONAL TELECOMMUNICATION UNION\nTELECOMMUNICATION\nSTANDARDIZATION SECTOR\nSTUDY PERIOD 2025-2028", "SG13-LS120\nSTUDY GROUP 13\nOriginal: English"), ("Question(s):", "20/13, 21/13"),
            ("Source:", "ITU-T Study Group 13"), ("Title:", "LS/r on AI-native networks; terminology and use cases (reply to IRTF-LS7)"), ("LIAISON STATEMENT", ""), ("For action to:", "-"), ("For comment to:", "- IRTF NMRG\n- IETF OPSAWG\n- 3GPP SA5"), ("For information to:", "- ETSI ISG ENI\n- O-RAN ALLIANCE"),
            ("Approval:", "ITU-T SG13 (Geneva, 13 March 2026)"), ("Deadline:", "1 September 2026 (SG13 meets on 5-16 October 2026)"), ("Contact:", "Kari Example\nkari@ai.example"))]))]),
    Golden(
        "itu_t", "123-circulated-to-us-for-information-only",
        {"title": "LS on network slicing assurance [to ETSI ISG ZSM]", "from_body": "itu-t-sg-12", "to": ["etsi-isg-zsm"], "cc": ["ippm", "3gpp-tsgsa-sa5"], "purpose": "information", "deadline": None, "reference": "SG12-LS9"},
        "ITU - TELECOMMUNICATION STANDARDIZATION SECTOR\nSTUDY GROUP 12\n\nSG12-LS9\nQuestion(s): 17/12\nSource: ITU-T Study Group 12\nTitle: LS on network slicing assurance [to ETSI ISG ZSM]\nLIAISON STATEMENT\nFor action to: ETSI ISG ZSM\nFor comment to: -\nFor information to: IETF IPPM WG, 3GPP SA5\nApproval: ITU-T SG12 (Geneva, 22 January 2026)\nDeadline: 30 April 2026\nContact: Joachim Example\n\nText\n",
        "TSB SG12 <tsbsg12@itu.int>", "SG12-LS9"),
    Golden(
        "itu_t", "124-jca-by-mail-in-french",
        {"title": "Note de liaison sur la feuille de route IMT-2020", "from_body": "itu-t-sg-11", "to": ["ops"], "stated_purpose": "information", "purpose": "information", "deadline": None},
        "UNION INTERNATIONALE DES TÉLÉCOMMUNICATIONS\nSECTEUR DE LA NORMALISATION DES TÉLÉCOMMUNICATIONS\n\nSource: Commission d'études 11 (ITU-T SG11)\nTitre: Note de liaison sur la feuille de route IMT-2020\nPour action à: -\nPour information à: IETF OPS Area\nDélai: néant\nContact: Amélie Exemple\n\nLa prochaine réunion aura lieu du 4 au 8 mai 2026.\n",
        "TSB SG11 <tsbsg11@itu.int>", "Note de liaison"),
    Golden(
        "three_gpp", "121-tracked-changes-and-table-head",
        {"title": "LS on NTN and delay tolerant networking", "from_body": "3gpp-tsgran", "to": ["dtn", "tvr"], "cc": ["3gpp-tsgsa"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-15", "reference": "RP-260321"},
        sender=COORDINATOR, subject="RP-260321", files=[("RP-260321.docx", WORD, docx(
            ["Title:\tLS on NTN and delay tolerant networking", "Source:\tTSG RAN", "To:\tIETF DTN, IETF TVR", "Cc:\tTSG SA", "1\tOverall description", "Text", "2\tActions"],
            tables=[table(("3GPP TSG RAN Meeting #111", "RP-260321"), ("Fukuoka, Japan, March 9-12, 2026", ""))],
            body="<w:p><w:r><w:t>To IETF DTN, IETF TVR:</w:t></w:r></w:p><w:p><w:r><w:t xml:space=\"preserve\">ACTION: TSG RAN asks to provide information on contact plans by </w:t></w:r><w:del w:id=\"1\"><w:r><w:delText>1 May 2026</w:delText></w:r></w:del><w:ins w:id=\"2\"><w:r><w:t>15 May 2026</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
            + w_paragraph("3\tDates of next TSG RAN meetings") + w_paragraph("TSG-RAN#112\t8 - 11 June 2026\tSingapore")))]),
    Golden(
        "three_gpp", "122-to-the-ietf-secretary-and-working-groups",
        {"title": "Response LS on the use of CoAP", "from_body": "3gpp-tsgct-ct3", "to": ["core", "ace"], "stated_purpose": "response", "purpose": "response", "deadline": None, "reference": "C3-261044", "response_to": ["C3-254001"]},
        "3GPP TSG CT WG3 Meeting #145                                                    C3-261044\nGoa, IN, 9 - 13 February, 2026                                         was C3-260988\n\nTitle:\tResponse LS on the use of CoAP\nResponse to:\tLS (C3-254001) on the use of CoAP from IETF CORE\nRelease:\tRel-20\n\nSource:\tCT3\nTo:\tIETF CORE WG, IETF ACE WG\nCc:\t\n\nContact person:\tAihua Example\n\taihua@iot.example\n\n1\tOverall description\nCT3 thanks.\n\n2\tActions\nNone.\n\n3\tDates of next TSG CT WG3 meetings\nCT3#146\t13 - 17 April 2026\tMalta\n",
        COORDINATOR, "C3-261044 Response LS on the use of CoAP"),
    Golden(
        "three_gpp", "123-sa6-no-action-but-a-wish",
        {"title": "LS on edge application discovery", "from_body": "3gpp-tsgsa-sa6", "to": ["3gpp-tsgsa-sa2", "cats"], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "S6-260712"},
        "3GPP TSG-SA WG6 Meeting #71\tS6-260712\nSophia Antipolis, FR, 16 - 20 February 2026\nTitle:\tLS on edge application discovery\nSource:\tSA6\nTo:\tSA2, IETF CATS\nContact Person:\tBasu Example\n1\tOverall description\nSA6 plans to approve TR 23.700 by 12 June 2026.\n2\tActions\nTo SA2:\nACTION: SA6 asks SA2 to give feedback.\nTo IETF CATS:\nACTION: None, for information.\n3\tDates of next SA6 meetings\nSA6#72\t13 - 17 April 2026\n",
        COORDINATOR, "S6-260712"),
    Golden(
        "ieee_802", "121-802-3-with-approval-line",
        {"title": "Liaison to IETF on MIB module maintenance", "from_body": "ieee-802-3", "to": ["ietf", "ops"], "purpose": "information", "deadline": None},
        sender="David Example <david@ethernet.example>", subject="Liaison from IEEE 802.3",
        files=[("IEEE_802d3_to_IETF_MIB_0126.pdf", PDF, pdf(["IEEE 802.3 Ethernet Working Group", "DRAFT Liaison Communication", "", "Source: IEEE 802.3 Working Group", "", "To: Roman Example, IETF Chair", "Mahesh Example, IETF Operations Area Director", "", "CC: Konstantinos Example, Secretary, IEEE-SA Standards Board", "James Example, Chair, IEEE 802 LMSC", "", "From: David Example, Chair, IEEE 802.3 Ethernet Working Group", "",
            "Subject: Liaison to IETF on MIB module maintenance", "", "Approval: Agreed to at IEEE 802.3 interim meeting, virtual, 22nd January 2026", "", "Dear Mr Example and members of the IETF,", "The IEEE 802.3 Working Group would like to inform you that the maintenance project P802.3.1 is in working", "group ballot until 27 February 2026. Access to the draft needs a username and a password from the chair.", "Sincerely,", "David Example"]))]),
    Golden(
        "iso_iec", "121-wg11-of-2012",
        {"title": "Liaison Statement to IETF on MPEG-DASH", "from_body": "iso-iec-jtc1-sc29-wg11", "to": ["httpbis", "avtcore"], "purpose": "information", "deadline": None},
        sender="Leonardo Example <leonardo@chiari.example>", subject="Incoming liaison statement from MPEG",
        files=[("w13820.docx", WORD, docx(["INTERNATIONAL ORGANISATION FOR STANDARDISATION", "ORGANISATION INTERNATIONALE DE NORMALISATION", "ISO/IEC JTC1/SC29/WG11", "CODING OF MOVING PICTURES AND AUDIO", "", "ISO/IEC JTC1/SC29/WG11 N13820", "July 2013 – Vienna, Austria", "Source: MPEG", "Status: Approved", "Title: Liaison Statement to IETF on MPEG-DASH", "", "To: IETF HTTPBIS WG, IETF AVTCORE WG", "MPEG would like to inform IETF of the progress of ISO/IEC 23009-1, which reaches FDIS by November 2013."]))],
        headers={"Date": "Mon, 05 Aug 2013 10:00:00 +0200"}),
    Golden(
        "iso_iec", "122-sc27-document-with-ballot-row",
        {"title": "SC 27/WG 2 liaison statement to IETF CFRG", "from_body": "iso-iec-jtc1-sc27", "to": ["cfrg"], "purpose": "action", "deadline": "2026-07-31", "reference": "SC 27 N 26001", "stated_purpose": "action"},
        "ISO/IEC JTC 1/SC 27 N 26001\nISO/IEC JTC 1/SC 27\nInformation security, cybersecurity and privacy protection\nSecretariat: DIN, Germany\n\nDOC TYPE: Liaison statement\nTITLE: SC 27/WG 2 liaison statement to IETF CFRG\nSOURCE: SC 27/WG 2\nDATE: 2026-02-20\nPROJECT: 1.27.200\nTO: IRTF CFRG\nACTION ID: COMMENT/ACT\nDUE DATE: 2026-07-31\nDISTRIBUTION: P, O, L members\n\nText\n", "SC 27 Secretariat <krystyna@din.de>", "SC 27 N 26001"),
    Golden(
        "etsi", "121-isg-zsm-cover",
        {"title": "Closed-loop automation and intent", "from_body": "etsi-isg-zsm", "to": ["opsawg", "anima"], "cc": ["nmrg"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-15", "reference": "ZSM(26)000044r2"},
        sender="ISG Support <isgsupport@etsi.org>", subject="ETSI ISG ZSM Liaison",
        files=[("ZSM(26)000044r2.pdf", PDF, pdf(["ETSI ISG ZSM", "ZSM(26)000044r2", "LIAISON STATEMENT", "Title: Closed-loop automation and intent", "Date: 2026-02-27", "From: ISG ZSM", "To: IETF OPSAWG, IETF ANIMA WG", "Copy to: IRTF NMRG", "Contact: Diego Example", "For: Action", "Reply requested by: 15 April 2026", "", "ETSI ISG ZSM is working on ZSM 016."]))]),
    Golden(
        "broadband_forum", "121-communicated-by",
        {"title": "Response to IETF on RFC 8822 codepoints", "from_body": "broadband-forum", "to": ["pppext"], "cc": ["int"], "purpose": "information", "deadline": None, "reference": "LIAISE-640-01"},
        "Broadband Forum\n\nLIAISE-640-01\n\nDate: 26 February 2026\nTo: IETF PPPEXT WG\nCC: Internet Area Directors\nLiaison Communicated By: Lincoln Example, Broadband Forum Technical Committee Chair\nFrom: Broadband Forum, WWC Work Area\nSubject: Response to IETF on RFC 8822 codepoints\n\nThank you for your letter. We plan to complete TR-456 Issue 3 by Q2 2026.\n\nLincoln Example\n", "BBF <liaisons@broadband-forum.org>", "LIAISE-640-01"),
    Golden(
        "plain", "121-smpte-to-avtcore",
        {"title": "SMPTE ST 2110-41 and RTP", "to": ["avtcore"], "purpose": "action", "deadline": "2026-03-30"},
        "From: SMPTE Technology Committee 32NF\nTo: IETF AVTCORE Working Group\nDate: 1 March 2026\nSubject: SMPTE ST 2110-41 and RTP\n\nTC-32NF requests that AVTCORE review the SDP signalling of ST 2110-41 and kindly return any comments to the chair on or before 30 March 2026.\n", "Jack Example <jack@pictures.example>", "Liaison Statement from SMPTE TC-32NF to IETF AVTCORE"),
    Golden(
        "plain", "122-tcg-word",
        {"title": "TCG liaison on DICE and RATS", "to": ["rats"], "cc": ["teep"], "purpose": "information", "stated_purpose": "information", "deadline": None},
        sender="Ned Example <ned@trust.example>", subject="Liaison Statement: TCG DICE Architectures WG to IETF RATS WG",
        files=[("TCG-to-IETF-RATS.docx", WORD, docx(["Trusted Computing Group", "Liaison Statement", "To: IETF RATS WG", "CC: IETF TEEP WG", "From: TCG DICE WG", "Title: TCG liaison on DICE and RATS", "Purpose: Information", "", "TCG's public review of the DICE Endorsement Architecture ends April 20, 2026."]))]),
    Golden(
        "plain", "123-fido-in-html",
        {"title": "FIDO Device Onboard and IANA registrations", "to": ["ace", "cose"], "purpose": "action", "deadline": "2026-05-15"},
        html=html(["FIDO Alliance", "To: IETF ACE WG; IETF COSE WG", "From: FIDO Alliance IoT TWG", "Subject: FIDO Device Onboard and IANA registrations", "Please let us know before May 15, 2026 if the WGs see any problem with the requested code points.", "Regards, Richard Example"]).decode(), sender="Richard Example <richard@onboard.example>", subject="Liaison statement from FIDO Alliance"),
    Golden(
        "plain", "124-5gaa-with-dd-mm",
        {"title": "5GAA liaison on IP addressing for V2X", "to": ["6man", "v6ops"], "purpose": "action", "stated_purpose": "action", "deadline": None, "deadline_text": "04/05/2026", "warning": "Which day is meant"},
        "Title: 5GAA liaison on IP addressing for V2X\nFrom: 5GAA WG4\nTo: IETF 6MAN, IETF V6OPS\nPurpose: For action\nDeadline: 04/05/2026\n\nText\n", "5GAA <liaison@5gaa.example>", "Liaison from 5GAA"),
    Golden(
        "business", "121-dvb-letter",
        {"title": "DVB-I and multicast ABR", "from_body": "dvb", "to": ["mboned"], "purpose": "action", "deadline": "2026-04-22"},
        "DVB Project Office\nGeneva, 24 February 2026\n\nTo: Chairs of IETF MBONED\nSubject: DVB-I and multicast ABR\n\nDear Chairs,\n\nThe DVB Commercial Module is to approve the revised specification on 6 May 2026. Should MBONED have remarks, the Technical Module would be grateful to receive them by Wednesday 22 April 2026.\n\nYours faithfully,\nEmily Example\nHead of Technology, DVB Project\n", "Emily Example <emily@dvb.org>", "DVB liaison letter"),
    Golden(
        "business", "122-wifi-alliance",
        {"title": "Wi-Fi QoS Management and DSCP", "from_body": "wi-fi-alliance", "to": ["tsvwg"], "purpose": "action", "deadline": None, "warning": "names no deadline"},
        sender="Mark Example <mark@certify.example>", subject="Liaison from Wi-Fi Alliance",
        files=[("WFA-liaison.pdf", PDF, pdf(["Wi-Fi Alliance", "10900-B Stonelake Boulevard, Austin, TX", "", "February 26, 2026", "", "Subject: Wi-Fi QoS Management and DSCP", "", "Dear TSVWG Chairs,", "Wi-Fi Alliance requests feedback from TSVWG on the attached mapping table.", "We look forward to your reply.", "Best regards,", "Mark Example", "Wi-Fi Alliance, QoS Task Group Chair"]))]),
    Golden(
        "business", "123-zip-of-letter-and-annexes",
        {"title": "IOWN GF reference architecture: request for comments", "from_body": "iown-global-forum", "to": ["teas", "ccamp"], "purpose": "action", "deadline": "2026-06-30"},
        sender="IOWN GF <liaison@iowngf.org>", subject="Liaison from IOWN Global Forum",
        files=[("IOWN-GF-LS-2026-03.zip", "application/zip", zip_of({"Annex1_architecture.pdf": pdf(["Reference architecture", "Version 3.0", "To be published by 31 July 2026"]), "IOWN-GF-LS-2026-03.docx": docx(["IOWN Global Forum", "March 2, 2026", "To: IETF TEAS WG and CCAMP WG", "Subject: IOWN GF reference architecture: request for comments", "Dear chairs,", "we invite your comments on Annex 1 until end of June 2026.", "Sincerely,", "Iku Example", "IOWN Global Forum, Liaison Manager"])}))]),
    Golden(
        "tracker", "121-forwarded-by-a-member",
        {"title": "LS on the use of RFC 9562 identifiers", "from_body": "itu-t-sg-17", "to": ["ace"], "stated_purpose": "information", "deadline": None},
        "Hello,\n\nsee below.\n\n---------- Forwarded message ---------\nFrom: Liaison Statement Management Tool <statements@ietf.org>\nDate: Mon, Mar 2, 2026 at 8:00 AM\nSubject: New Liaison Statement, \"LS on the use of RFC 9562 identifiers\"\nTo: Kyzer Example <kyzer@ids.example>\n\nTitle: LS on the use of RFC 9562 identifiers\nSubmission Date: 2026-03-01\nURL of the IETF Web page: https://datatracker.ietf.org/liaison/2420/\n\nFrom: Study Group 17 <tsbsg17@itu.int>\nTo: Authentication and Authorization for Constrained Environments (ace)\nPurpose: For information\n\nBody: Text\n", "Kyzer Example <kyzer@ids.example>", "Fwd: New Liaison Statement, \"LS on the use of RFC 9562 identifiers\""),
]  # fmt: skip
