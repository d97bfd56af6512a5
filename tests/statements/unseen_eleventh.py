"""An eleventh set, facts first: letters whose words lead astray, and mails that are no statements' neighbours."""

from __future__ import annotations

from tests.make_documents import docx, html, odt, pdf
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"

GOLDEN = [
    Golden(
        "itu_t", "151-abstract-and-keywords-before-the-centre",
        {"title": "LS/r on security of digital twins (reply to SG17-LS15)", "from_body": "itu-t-sg-20", "to": ["itu-t-sg-17"], "cc": ["ace", "iso-iec-jtc1"], "purpose": "information", "deadline": None, "reference": "SG20-LS40", "response_to": ["SG17-LS15"]},
        sender="TSB SG20 <tsbsg20@itu.int>", subject="SG20-LS40",
        files=[("SG20-LS40.docx", WORD, docx(["SG20 asks SG17 to answer by 4 May 2026."], tables=[table(("INTERNATIONAL TELECOMMUNICATION UNION\nTELECOMMUNICATION\nSTANDARDIZATION SECTOR", "SG20-LS40"), ("Question(s):", "6/20"), ("Source:", "ITU-T Study Group 20"), ("Title:", "LS/r on security of digital twins (reply to SG17-LS15)"), ("LIAISON STATEMENT", ""),
            ("For action to:", "ITU-T SG17"), ("For information to:", "IETF ACE WG; ISO/IEC JTC 1/SC 41"), ("Approval:", "ITU-T SG20 (22 January 2026)"), ("Deadline:", "4 May 2026"), ("Contact:", "Gyu Example"), ("Keywords:", "Digital twin; security"), ("Abstract:", "This LS replies to IETF friends."))]))]),
    Golden(
        "itu_t", "152-tsb-circular-as-consultation",
        {"title": "Consultation on the update of Recommendation A.5", "from_body": "itu-t", "to": ["iab"], "deadline": "2026-05-15"},
        "International Telecommunication Union\nTelecommunication Standardization Bureau\n\nGeneva, 27 February 2026\n\nRef: TSB Circular 112\nTel: +41 22 555 0100\nE-mail: tsbdir@itu.int\n\nTo: IETF (IAB)\nSubject: Consultation on the update of Recommendation A.5\n\nDear Sir/Madam,\n\nI would be grateful if you could provide your views not later than 2359 hours UTC on 15 May 2026.\n\nYours faithfully,\nSeizo Example\nDirector of the Telecommunication Standardization Bureau\n",
        "TSB Director <tsbdir@itu.int>", "TSB Circular 112"),
    Golden(
        "itu_t", "153-focus-group-letter-as-odt",
        {"title": "LS on AI-native networking [to IETF, IRTF]", "from_body": "itu-t", "to": ["ietf", "irtf"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-10", "reference": "FG-AINN-LS-003"},
        sender="TSB FG <tsbfgainn@itu.int>", subject="FG-AINN-LS-003",
        files=[("FG-AINN-LS-003.odt", "application/vnd.oasis.opendocument.text", odt(["FG-AINN invites contributions."], tables=[table(("INTERNATIONAL TELECOMMUNICATION UNION", "FG-AINN-LS-003"), ("WG(s):", "WG2"), ("Source:", "ITU-T FG-AINN"), ("Title:", "LS on AI-native networking [to IETF, IRTF]"), ("LIAISON STATEMENT", ""), ("For action to:", "IETF, IRTF"), ("For information to:", "-"), ("Approval:", "FG-AINN (Geneva, 20 February 2026)"), ("Deadline:", "10 April 2026"), ("Contact:", "Vishnu Example"))]))]),
    Golden(
        "three_gpp", "151-to-two-with-action-to-all",
        {"title": "LS on network slice identifiers in DNS", "from_body": "3gpp-tsgct-ct4", "to": ["3gpp-tsgsa-sa2", "dnsop", "gsma"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-13", "reference": "C4-261234"},
        "3GPP TSG-CT WG4 Meeting #134\tC4-261234\nGoa, India; 9th – 13th February 2026\nTitle:\tLS on network slice identifiers in DNS\nResponse to:\t\nRelease:\tRel-20\nSource:\tCT4\nTo:\tSA2, IETF DNSOP WG, GSMA NG\nCc:\t\nContact Person:\tYue Example\nAttachments:\tC4-261200\n1. Overall Description:\nText\n2. Actions:\nTo SA2, IETF DNSOP WG and GSMA NG:\nACTION: CT4 asks to check the naming scheme.\n3. Date of Next CT4 Meetings:\nCT4#135\t13th – 17th April 2026\tMalta\n",
        COORDINATOR, "C4-261234"),
    Golden(
        "three_gpp", "152-next-meeting-without-year",
        {"title": "LS on RTP over QUIC", "from_body": "3gpp-tsgsa-sa4", "to": ["avtcore"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-18", "reference": "S4-260555"},
        "3GPP TSG SA WG4#135\tS4-260555\nGoa, India, 9-13 February 2026\nTitle:\tLS on RTP over QUIC\nSource:\tSA4\nTo:\tIETF AVTCORE\nContact:\tRufael Example\n1 Overall description\nText\n2 Actions\nTo IETF AVTCORE:\nSA4 kindly asks AVTCORE for its plans on RoQ.\n3 Dates of next TSG SA WG4 meetings\nSA4#136 18 - 22 May 2026, Montreal, CA\nSA4#137 24 - 28 August 2026, TBD\n",
        COORDINATOR, "S4-260555"),
    Golden(
        "ieee_802", "151-802-24-tag",
        {"title": "IEEE 802.24 white paper on low latency", "from_body": "ieee-802-24", "to": ["tsvwg", "iccrg"], "purpose": "information", "deadline": None},
        "IEEE 802.24 Vertical Applications Technical Advisory Group\n\nTo: IETF TSVWG; IRTF ICCRG\nFrom: Tim Example, Chair, IEEE 802.24\nSubject: IEEE 802.24 white paper on low latency\nDate: 2 March 2026\n\nDear colleagues,\n\nThe TAG has published the white paper; it will be revised by 15 November 2026. Contributions to the revision are welcome until 1 September 2026.\n\nTim Example\nChair, IEEE 802.24 TAG\n", "Tim Example <tim@grids.example>", "IEEE 802.24 liaison"),
    Golden(
        "iso_iec", "151-ahg-report-asks-nothing",
        {"title": "Information on DIS ballot for ISO/IEC 23090-36", "from_body": "iso-iec-jtc1-sc29", "to": ["avtcore"], "purpose": "information", "deadline": None},
        "ISO/IEC JTC 1/SC 29/WG 3\nMPEG Systems\n\nTitle: Information on DIS ballot for ISO/IEC 23090-36\nSource: WG 3\nTo: IETF AVTCORE\nDate: 2026-02-05\n\nThe DIS ballot closes on 2026-06-12; comments are expected from National Bodies by that date. Comments of the IETF may be sent through liaison at any time.\n", "MPEG WG3 <convenor@media.example>", "WG 3 liaison to IETF"),
    Golden(
        "etsi", "151-ts-103-in-approval",
        {"title": "LS on TS 103 848 approval", "from_body": "etsi-tc-cyber", "to": ["iotops"], "purpose": "information", "deadline": None, "stated_purpose": "information"},
        "ETSI TC CYBER\n\nTitle: LS on TS 103 848 approval\nFrom: ETSI TC CYBER\nTo: IETF IOTOPS WG\nPurpose: Information\nDate: 02/03/2026\n\nThe remote consensus on TS 103 848 ends on 31 March 2026 and publication is expected before 30 April 2026.\n", "Cyber Support <CyberSupport@etsi.org>", "LS on TS 103 848"),
    Golden(
        "broadband_forum", "151-thanks-for-comments-received",
        {"title": "Response on PPPoE and RFC 4638", "from_body": "broadband-forum", "to": ["intarea"], "purpose": "information", "deadline": None},
        "Broadband Forum\n\nTo: IETF INTAREA WG\nFrom: Broadband Forum\nSubject: Response on PPPoE and RFC 4638\nDate: March 1, 2026\n\nThank you for your comments, which we received before the deadline of February 13, 2026. They were resolved at our meeting of February 23-27, 2026. No further action is requested at this time.\n", "BBF <liaisons@broadband-forum.org>", "BBF liaison response"),
    Golden(
        "mef", "151-ballot-and-request-in-one",
        {"title": "MEF 84.1 in letter ballot", "from_body": "mef", "to": ["opsawg"], "purpose": "action", "deadline": "2026-04-03", "reference": "L00820"},
        "MEF\nLiaison L00820\n\nMarch 2, 2026\nTo: IETF OPSAWG\nFrom: MEF Forum\nSubject: MEF 84.1 in letter ballot\n\nThe draft is in letter ballot until April 30, 2026. We would appreciate any feedback from OPSAWG by April 3, 2026, so that it can be considered.\n", "MEF <liaisons@mef.net>", "MEF liaison L00820"),
    Golden(
        "plain", "151-aioti-prose-only",
        {"title": "Liaison statement from AIOTI WG Standardisation to IETF ASDF on SDF and SAREF", "to": ["asdf"], "purpose": "action", "deadline": "2026-04-20"},
        "Dear ASDF chairs,\n\nAIOTI WG Standardisation is aligning SAREF with SDF. We would be happy to receive ASDF's opinion on the attached mapping, ideally before 20 April 2026, as the report is due to be finalised in May 2026.\n\nBest regards,\nOmar Example\n", "Omar Example <omar@things.example>", "Liaison statement from AIOTI WG Standardisation to IETF ASDF on SDF and SAREF", to="asdf@ietf.org", files=[("mapping.pdf", PDF, pdf(["SDF to SAREF mapping", "Draft 0.9"]))]),
    Golden(
        "plain", "152-cen-asks-with-frist",
        {"title": "Verbindungsschreiben zur IPv6-Adressierung", "to": ["v6ops"], "purpose": "action", "stated_purpose": "comment", "deadline": "2026-05-15"},
        "Titel: Verbindungsschreiben zur IPv6-Adressierung\nVon: DIN NA 043\nAn: IETF V6OPS WG\nZweck: Stellungnahme\nFrist: 15. Mai 2026\n\nWir bitten um Ihre Stellungnahme.\n", "DIN <na043@din.de>", "Verbindungsschreiben / Liaison statement"),
    Golden(
        "plain", "153-html-only-with-lists",
        {"title": "OIF 1600ZR management requirements", "from_body": "oif", "to": ["ccamp", "ivy"], "purpose": "action", "deadline": "2026-04-30"},
        html=html(["OIF liaison", "From: OIF Physical and Link Layer WG", "To: IETF CCAMP WG; IETF IVY WG", "Subject: OIF 1600ZR management requirements", "Please review the requirements and respond by April 30, 2026.", "Thanks, Karl Example"]).decode(), sender="Karl Example <karl@oiforum.com>", subject="OIF liaison to IETF"),
    Golden(
        "business", "151-tia-on-letterhead-image",
        {"title": "TR-48 vehicular telematics and RFC 8148", "from_body": "tia", "to": ["ecrit"], "purpose": "information", "deadline": None},
        "Telecommunications Industry Association\n1320 North Courthouse Road, Arlington, VA\n\nFebruary 27, 2026\n\nTo: IETF ECRIT Working Group\nRe: TR-48 vehicular telematics and RFC 8148\n\nDear ECRIT chairs,\n\nTR-48 wishes to inform ECRIT that it adopted RFC 8148. TR-48 meets on April 14, 2026. Please do not hesitate to contact us.\n\nSincerely,\nTeresa Example\nTIA TR-48 Chair\n", "Teresa Example <teresa@tiaonline.org>", "TIA TR-48 liaison"),
    Golden(
        "business", "152-letter-dated-below-and-copied",
        {"title": "Use of .internal in service discovery", "from_body": "icann", "to": ["dnssd", "dnsop"], "cc": ["iab"], "purpose": "information", "deadline": None},
        "ICANN\n\nTo: DNSSD and DNSOP working group chairs\ncc: IAB\nSubject: Use of .internal in service discovery\n\nDear chairs,\n\nOn 29 July 2024 the ICANN Board reserved .internal. This letter is informational; a reply is not needed.\n\nKind regards,\nDavid Example\nDistinguished Technologist, ICANN\n2 March 2026\n", "David Example <david@icann.org>", "ICANN letter"),
    Golden(
        "ietf", "151-iab-to-itu",
        {"title": "IAB comments on the TSAG consultation", "from_body": "iab", "to": ["itu-t-tsag"], "stated_purpose": "response", "deadline": None},
        "From: IAB\nTo: ITU-T TSAG\nTitle: IAB comments on the TSAG consultation\nPurpose: In response\nDate: 2026-03-01\n\nThe IAB thanks TSAG.\n", "IAB Chair <iab-chair@iab.org>", "Liaison statement from the IAB to TSAG"),
    Golden(
        "plain", "154-five-thousand-blanks",
        {"title": "Liaison on the Transport API 3.0", "from_body": "onf", "to": ["ccamp"], "deadline": None},
        f"Title: Liaison on the Transport API 3.0\nPurpose: For Inf{5000 * ' '}ormation\nFrom: ONF\nTo: IETF CCAMP WG\n\nText\n", "ONF <liaison@opennetworking.org>", "ONF liaison"),
    Golden(
        "tracker", "151-record-page-2012",
        {"title": "LS on MPLS-TP OAM", "from_body": "itu-t-sg-15", "to": ["mpls"], "stated_purpose": "action", "deadline": "2012-04-01"},
        "Submission Date\t2012-02-10\nFrom Group\tITU-T-SG-15\nFrom Contact\tGreg Example <greg@itu.int>\nTo Group\tmpls\nTo Contacts\tThe IETF MPLS WG <mpls@ietf.org>\nCc\tAdrian Example\nResponse Contact\ttsbsg15@itu.int\nPurpose\tFor action\nDeadline\t2012-04-01 Action Needed\nTitle\tLS on MPLS-TP OAM\nBody\tText\n",
        "Loa Example <loa@labels.example>", "Fwd: New Liaison Statement, \"LS on MPLS-TP OAM\"", headers={"Date": "Mon, 13 Feb 2012 10:00:00 +0100"}),
]  # fmt: skip
