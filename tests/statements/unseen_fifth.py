"""A fifth set, facts first: a last look at what the rules of the first four are worth."""

from __future__ import annotations

from tests.make_documents import docx, pdf
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"

GOLDEN = [
    Golden(
        "itu_t", "91-sg16-in-word-with-abstract",
        {"title": "LS/o on H.IVE-transport", "from_body": "itu-t-sg-16", "to": ["avtcore"], "cc": ["w3c"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-07-03",
         "reference": "SG16-LS210", "from_contacts": ["hideo@media.example"]},
        sender="TSB SG16 <tsbsg16@itu.int>", subject="SG16-LS210",
        files=[("SG16-LS210.docx", WORD, docx(["SG16 asks AVTCORE to review Annex A."], tables=[table(
            ("INTERNATIONAL TELECOMMUNICATION UNION\nTELECOMMUNICATION\nSTANDARDIZATION SECTOR", "SG16-LS210"), ("Question(s):", "13/16", "Geneva, 9-20 February 2026"),
            ("(Ref.: TD321 (WP1/16))", "", ""), ("Source:", "ITU-T SG16", ""), ("Title:", "LS/o on H.IVE-transport", ""), ("LIAISON STATEMENT", "", ""), ("For action to:", "IETF AVTCORE", ""),
            ("For information to:", "W3C", ""), ("Approval:", "ITU-T SG16 (Geneva, 20 February 2026)", ""), ("Deadline:", "3 July 2026", ""), ("Contact:", "Hideo Example\nJapan", "Tel: +81 555 0104\nE-mail: hideo@media.example"),
            ("Abstract:", "This liaison statement asks for a review by experts of IETF.", ""))]))]),
    Golden(
        "three_gpp", "91-sa1-with-next-meeting-table",
        {"title": "LS on 6G use cases for sensing", "from_body": "3gpp-tsgsa-sa1", "to": ["irtf", "ietf"], "cc": ["etsi"], "stated_purpose": "information", "purpose": "information", "deadline": None,
         "reference": "S1-260456"},
        sender=COORDINATOR, subject="S1-260456",
        files=[("S1-260456.docx", WORD, docx(["3GPP TSG SA WG1 Meeting #113\tS1-260456", "Goa, India, 9 – 13 February 2026", "Title:\tLS on 6G use cases for sensing", "Response to:\t", "Release:\tRel-21", "Source:\tSA1",
            "To:\tIRTF, IETF", "Cc:\tETSI ISG ISC", "Contact Person:\tJose Example (jose@cases.example)", "1\tOverall description", "Text", "2\tActions", "To IRTF, IETF: for information only.", "3\tDates of next TSG SA WG1 meetings"],
            tables=[table(("SA1#114", "18 - 22 May 2026", "Fukuoka"))]))]),
    Golden(
        "three_gpp", "92-asks-by-the-next-but-one-meeting",
        {"title": "LS on HTTP/3 for SBI", "from_body": "3gpp-tsgct-ct4", "to": ["httpbis", "quic"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-20", "reference": "C4-260901"},
        "3GPP TSG-CT WG4 Meeting #133\tC4-260901\nAthens, Greece, 16 – 20 February 2026\nTitle:\tLS on HTTP/3 for SBI\nSource:\tCT4\nTo:\tIETF HTTPBIS WG, IETF QUIC WG\nContact Person:\tBruno Example\n"
        "1. Overall Description:\nText\n2. Actions:\nTo IETF HTTPBIS WG and QUIC WG:\nACTION: CT4 asks the IETF working groups to provide feedback by 20th May 2026, in order to finish the work at CT4#135.\n"
        "3. Date of Next CT4 Meetings:\nCT4#134\t13 – 17 April 2026\tMalta\nCT4#135\t25 – 29 May 2026\tDallas\n",
        COORDINATOR, "LS on HTTP/3 for SBI"),
    Golden(
        "etsi", "91-isg-eni",
        {"title": "LS on intent based networking terminology", "from_body": "etsi-isg-eni", "to": ["irtf"], "cc": ["tm-forum"], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "ENI(26)000055"},
        "ETSI ISG ENI                         ENI(26)000055\n\nTitle: LS on intent based networking terminology\nFrom: ETSI ISG ENI\nTo: IRTF\nCc: TM Forum\nContact: Ray Example\nPurpose: Information\n\nISG ENI has published GR ENI 008 V2.2.1 on 4 February 2026.\n",
        "Ray Example <ray@eni.example>", "LS from ETSI ISG ENI"),
    Golden(
        "ieee_802", "91-802-3-yang",
        {"title": "Liaison on IEEE 802.3.2 YANG modules", "from_body": "ieee-802-3", "to": ["netmod", "ccamp"], "purpose": "action", "deadline": "2026-06-19"},
        sender="David Example <david@ethernet.example>", subject="IEEE 802.3 liaison",
        files=[("IEEE_802d3_to_IETF_0326.pdf", PDF, pdf(["IEEE 802.3 Ethernet Working Group", "To:\tLou Example, Chair, IETF NETMOD WG", "\tDaniele Example, Chair, IETF CCAMP WG", "From:\tDavid Example, Chair, IEEE 802.3 Working Group",
            "Subject:\tLiaison on IEEE 802.3.2 YANG modules", "Dear Lou and Daniele,", "The task force would appreciate receiving any comments prior to June 19, 2026.", "Sincerely,", "David Example"]))]),
    Golden(
        "iso_iec", "91-wg1-jpeg",
        {"title": "Liaison statement to IETF on JPEG XS payload format", "from_body": "iso-iec-jtc1-sc29-wg1", "to": ["avtcore"], "purpose": "information", "deadline": None},
        "ISO/IEC JTC 1/SC 29/WG 1 (JPEG)\n\nTitle: Liaison statement to IETF on JPEG XS payload format\nSource: ISO/IEC JTC 1/SC 29/WG 1\nStatus: Approved at the 110th JPEG meeting, Sydney, January 2026\nTo: IETF AVTCORE WG\n\n"
        "JPEG thanks IETF for RFC 9134. The next JPEG meeting takes place from 20 to 24 April 2026.\n",
        "Touradj Example <touradj@images.example>", "JPEG liaison to IETF"),
    Golden(
        "plain", "91-apnic-like-registry-mail",
        {"title": "NRO response on RPKI signed checklists", "from_body": "nro", "to": ["sidrops"], "stated_purpose": "response", "purpose": "response", "deadline": None},
        "To: IETF SIDROPS WG\nFrom: Number Resource Organization\nTitle: NRO response on RPKI signed checklists\nPurpose: In response\n\nThe RIRs plan to deploy the feature by 31 December 2026.\n", "NRO <secretariat@nro.net>", "NRO liaison statement"),
    Golden(
        "broadband_forum", "91-asks-in-a-question",
        {"title": "IPv6 prefix delegation in WWC", "from_body": "broadband-forum", "to": ["v6ops", "dhc"], "purpose": "action", "deadline": "2026-04-17"},
        "Broadband Forum\n\nDate: February 27, 2026\nTo: IETF V6OPS WG; IETF DHC WG\nFrom: Broadband Forum WWC\nSubject: IPv6 prefix delegation in WWC\n\nDear all,\n\nCould you please let us know by April 17, 2026 whether the assumptions hold?\n\nSincerely,\nManuel Example\nBroadband Forum\n",
        "BBF <liaisons@broadband-forum.org>", "Broadband Forum liaison"),
    Golden(
        "business", "91-fido-like-letter-of-w3c",
        {"title": "Joint review of digital credentials", "from_body": "w3c", "to": ["oauth", "spice"], "purpose": "action", "deadline": "2026-05-29"},
        "W3C\nFederated Identity Working Group\n\nMarch 1, 2026\n\nTo: IETF OAuth WG and IETF SPICE WG\nSubject: Joint review of digital credentials\n\nDear Chairs,\n\nWe would be grateful if the groups could review section 4 and send us their comments before 29 May 2026.\n\nKind regards,\nHeather Example\nChair, W3C Federated Identity Working Group\n",
        "Heather Example <heather@credentials.example>", "W3C liaison"),
    Golden(
        "mef", "91-information-with-ballot-date",
        {"title": "MEF W133.1 in letter ballot", "from_body": "mef", "to": ["bess", "teas"], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "L00620"},
        "Mplify Alliance\nLiaison L00620\nMarch 2, 2026\n\nTo: IETF BESS and TEAS WGs\nFrom: Mplify Alliance\nSubject: MEF W133.1 in letter ballot\nPurpose: For information\n\nThe ballot closes by April 3, 2026.\n", "Mplify <liaisons@mef.net>", "Mplify liaison"),
]  # fmt: skip
