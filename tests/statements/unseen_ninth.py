"""A ninth set, facts first: how mail carries letters: forwards, parts, replies, lists, and letters of three decades."""

from __future__ import annotations

from email.message import EmailMessage

from tests.make_documents import doc, docx, pdf
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"


def enclosed(sender: str, subject: str, body: str, *files: tuple[str, str, bytes]) -> bytes:
    """A mail that travels inside another one."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "mira@manage.example", subject
    message["Date"], message["Message-ID"] = "Fri, 27 Feb 2026 15:00:00 +0100", "<inner@golden.example>"
    message.set_content(body)
    for name, media_type, data in files:
        message.add_attachment(data, maintype=media_type.split("/")[0], subtype=media_type.split("/")[1], filename=name)
    if message.is_multipart():
        message.set_boundary("=-inner-=")
    return message.as_bytes()


SG5 = docx(
    ["SG5 asks for comments."],
    tables=[
        table(
            ("INTERNATIONAL TELECOMMUNICATION UNION", "SG5-LS21"),
            ("Question(s):", "7/5"),
            ("Source:", "ITU-T Study Group 5"),
            ("Title:", "LS on energy metrics for networks [to IETF GREEN]"),
            ("LIAISON STATEMENT", ""),
            ("For comment to:", "IETF GREEN WG"),
            ("For information to:", "IETF OPSAWG; ETSI TC EE"),
            ("Approval:", "SG5 meeting"),
            ("Deadline:", "15 June 2026"),
            ("Contact:", "Keith Example\nkeith@energy.example"),
        )
    ],
)

GOLDEN = [
    Golden(
        "itu_t", "131-zip-in-a-forward-by-the-manager",
        {"title": "LS on energy metrics for networks [to IETF GREEN]", "from_body": "itu-t-sg-5", "to": ["green"], "cc": ["opsawg", "etsi"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-06-15", "reference": "SG5-LS21"},
        "Please record this.\n\nScott\n\n> From: TSB SG5 <tsbsg5@itu.int>\n> Date: Fri, 27 Feb 2026 15:00:00 +0100\n> Subject: SG5-LS21\n> To: Scott Example <scott@manage.example>\n>\n> Dear Scott,\n>\n> please find attached SG5-LS21.\n>\n> TSB\n",
        "Scott Example <scott@manage.example>", "Fwd: SG5-LS21", [("SG5-LS21.docx", WORD, SG5)]),
    Golden(
        "itu_t", "132-letter-in-an-attached-mail",
        {"title": "LS on energy metrics for networks [to IETF GREEN]", "from_body": "itu-t-sg-5", "to": ["green"], "deadline": "2026-06-15", "reference": "SG5-LS21", "received_from": "scott@manage.example"},
        "FYI, for the record.\n", "Scott Example <scott@manage.example>", "Fwd: SG5-LS21", [("SG5-LS21.eml", "message/rfc822", enclosed("TSB SG5 <tsbsg5@itu.int>", "SG5-LS21", "Please find attached SG5-LS21.\n", ("SG5-LS21.docx", WORD, SG5)))]),
    Golden(
        "itu_t", "133-sg4-of-2007-doc",
        {"title": "Management requirements for T-MPLS", "from_body": "itu-t-sg-4", "to": ["mpls", "ccamp"], "stated_purpose": "action", "purpose": "action", "deadline": "2007-09-01", "reference": "COM4-LS112-E"},
        sender="TSB <tsbsg4@itu.int>", subject="COM4-LS112",
        files=[("COM4-LS112-E.doc", "application/msword", doc(["INTERNATIONAL TELECOMMUNICATION UNION", "TELECOMMUNICATION STANDARDIZATION SECTOR", "STUDY PERIOD 2005-2008", "COM4-LS112-E", "English only", "Original: English", "Question(s): 5/4", "LIAISON STATEMENT", "Source: ITU-T Study Group 4", "Title: Management requirements for T-MPLS", "To: IETF MPLS WG, IETF CCAMP WG", "Approval: WP 3/4 (Geneva, 8 June 2007)", "For: Action", "Deadline: 1 September 2007", "Contact: Knut Example Tel: +47 555 0100", "Please don't change the structure of this table, just insert the necessary information.", "Text of the letter."]))],
        headers={"Date": "Mon, 11 Jun 2007 10:00:00 +0200"}),
    Golden(
        "itu_t", "134-two-deadlines-by-group",
        {"title": "LS on multi-domain slicing", "from_body": "itu-t-sg-13", "to": ["teas", "detnet"], "stated_purpose": "action", "deadline": None, "purpose": "action", "warning": "Which day is meant"},
        "ITU - TELECOMMUNICATION STANDARDIZATION SECTOR\nSTUDY GROUP 13\nSource: ITU-T SG13\nTitle: LS on multi-domain slicing\nLIAISON STATEMENT\nFor action to: IETF TEAS WG, IETF DetNet WG\nApproval: SG13\nDeadline: 30 April 2026 (TEAS), 29 May 2026 or 5 June 2026 (DetNet)\nContact: Namseok Example\n\nText\n",
        "TSB SG13 <tsbsg13@itu.int>", "LS on multi-domain slicing"),
    Golden(
        "three_gpp", "131-in-an-attached-mail-with-zip-name",
        {"title": "LS on multipath QUIC for ATSSS", "from_body": "3gpp-tsgsa-sa2", "to": ["quic"], "stated_purpose": "action", "deadline": "2026-03-27", "reference": "S2-2600456"},
        "see attached\n", "Lionel Example <lionel@manage.example>", "[quic] Fwd: LS S2-2600456",
        [("LS.eml", "message/rfc822", enclosed(COORDINATOR, "S2-2600456 LS on multipath QUIC for ATSSS", "Dear IETF,\nplease find attached the LS from SA2.\n", ("S2-2600456.docx", WORD, docx(["3GPP TSG-WG SA2 Meeting #172AHE\tS2-2600456", "Electronic meeting, 19 - 23 January 2026", "Title:\tLS on multipath QUIC for ATSSS", "Source:\tSA2", "To:\tIETF QUIC WG", "Contact person:\tDario Example", "1\tOverall description", "Text", "2\tActions", "To IETF QUIC WG:", "ACTION: SA2 asks IETF QUIC WG to provide the status of draft-ietf-quic-multipath by 27 March 2026.", "3\tDates of next SA2 meetings", "SA2#174\t13 - 17 April 2026\tMalta"]))))], headers={"List-Id": "<quic.ietf.org>"}),
    Golden(
        "three_gpp", "132-r3-ad-hoc-number",
        {"title": "LS on IAB and segment routing", "from_body": "o3gpptsgran3", "to": ["spring"], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "R3-260050"},
        "\ufeff3GPP TSG RAN WG3 Meeting #130-AH\tR3-260050\r\nOnline, 20 – 22 January 2026\r\n\r\nTitle:\tLS on IAB and segment routing\r\nRelease:\tRel-20\r\nSource:\tRAN3\r\nTo:\tIETF SPRING WG\r\nCc:\tRAN2, SA2\r\nContact Person:\r\nName:\tSteven Example\r\n1. Overall Description:\r\nRAN3 informs SPRING.\r\n2. Actions:\r\nNone\r\n3. Date of Next RAN3 Meetings:\r\nRAN3#131\t9-13 February 2026\r\n".replace("\r\n", "\n"),
        COORDINATOR, "R3-260050"),
    Golden(
        "ieee_802", "131-802-1-old-text-2005",
        {"title": "Liaison on Provider Backbone Bridges", "from_body": "ieee-802-1", "to": ["pwe3", "l2vpn"], "purpose": "action", "deadline": "2005-10-31"},
        "To: Danny Example, PWE3 co-chair\n    Loa Example, L2VPN co-chair\nFrom: Tony Example, Chair IEEE 802.1\nSubject: Liaison on Provider Backbone Bridges\nDate: 22 July 2005\n\nDear Danny and Loa,\n\nIEEE 802.1 has begun P802.1ah. We solicit your comments on the attached draft by 31 October 2005. The next interim will be held September 12-15, 2005.\n\nRegards\nTony Example\nChair, IEEE 802.1\n", "Tony Example <tony@bridges.example>", "Liaison from IEEE 802.1", headers={"Date": "Fri, 22 Jul 2005 10:00:00 -0700"}),
    Golden(
        "ieee_802", "132-802-11-in-mail-through-a-list",
        {"title": "IEEE 802.11 liaison on multicast over Wi-Fi", "from_body": "ieee-802-11", "to": ["mboned"], "purpose": "information", "deadline": None, "reference": "IEEE 802.11-26/0201r1"},
        "doc.: IEEE 802.11-26/0201r1\n\nFrom: Robert Example, IEEE 802.11 WG Chair\nTo: MBONED WG chairs\nCC: Dorothy Example, IETF liaison\nTitle: IEEE 802.11 liaison on multicast over Wi-Fi\nPurpose: Information\n\nThis liaison was approved during the IEEE 802.11 January 2026 session. 802.11bn is planned to be published by May 2028.\n", "Robert Example <robert@wireless.example>", "[MBONED] IEEE 802.11 liaison on multicast over Wi-Fi", to="mboned@ietf.org", headers={"List-Id": "<mboned.ietf.org>"}),
    Golden(
        "iso_iec", "131-jtc1-wg-quantum",
        {"title": "Liaison statement to IETF and IRTF on quantum networks", "from_body": "iso-iec-jtc1", "to": ["ietf", "irtf"], "purpose": "action", "deadline": "2026-05-20", "stated_purpose": "comment"},
        "ISO/IEC JTC 1/WG 14 N 512\nISO/IEC JTC 1/WG 14 Quantum information technology\nConvenorship: SAC (China)\n\nDocument type: Liaison statement\nTitle: Liaison statement to IETF and IRTF on quantum networks\nSource: WG 14 Convenor\nTo: IETF, IRTF\nRequested action: For comments\nDue date: 2026-05-20\nNo. of pages: 3\n\nText\n", "Hong Example <hong@quanta.example>", "ISO/IEC JTC 1/WG 14 N 512"),
    Golden(
        "etsi", "131-esi-with-reply-to-line",
        {"title": "LS on CAdES and CMS algorithm identifiers", "from_body": "etsi-tc-esi", "to": ["lamps"], "purpose": "action", "stated_purpose": "action", "deadline": "2026-04-17", "reference": "ESI(26)091005", "reply_to": "esisupport@etsi.org"},
        "ETSI TC ESI#91                                   ESI(26)091005\nSophia Antipolis, 10-12 February 2026\n\nTitle: LS on CAdES and CMS algorithm identifiers\nResponse to: -\nSource: ETSI TC ESI\nTo: IETF LAMPS WG\nCc: -\nContact: Sylvie Example\nSend any reply LS to: esisupport@etsi.org\n\n1 Overall description\nESI revises EN 319 122.\n2 Actions\nTo IETF LAMPS WG: ESI asks LAMPS to confirm the OIDs by 17 April 2026.\n3 Dates of next ESI meetings\nESI#92 16-18 June 2026\n", "ESI Support <esisupport@etsi.org>", "ESI(26)091005"),
    Golden(
        "broadband_forum", "131-dsl-forum-2003",
        {"title": "Request for comment on WT-092", "from_body": "broadband-forum", "to": ["l2tpext", "pppext"], "purpose": "action", "deadline": "2003-11-14"},
        "DSL Forum\n\nOctober 2, 2003\n\nTo: IETF L2TPEXT WG, IETF PPPEXT WG\nFrom: Gavin Example, DSL Forum Technical Chair\nSubject: Request for comment on WT-092\n\nDear Chairs,\n\nThe DSL Forum would be grateful for the comments of your groups no later than November 14, 2003, so that they may be considered at our December meeting in Lisbon (December 1-5).\n\nSincerely\nGavin Example\n", "Gavin Example <gavin@loops.example>", "DSL Forum liaison", headers={"Date": "Thu, 02 Oct 2003 10:00:00 -0400"}),
    Golden(
        "mef", "131-mef-2011",
        {"title": "Liaison to IETF on E-Tree over MPLS", "from_body": "mef", "to": ["l2vpn"], "cc": ["rtg"], "purpose": "action", "deadline": "2011-07-15", "reference": "L00055"},
        "Metro Ethernet Forum\n\nLiaison L00055\n\nMay 6, 2011\n\nTo: L2VPN Working Group co-chairs\nCc: IETF Routing Area Directors\nFrom: Raghu Example, MEF Technical Committee co-chair\nSubject: Liaison to IETF on E-Tree over MPLS\n\nThe MEF requests that L2VPN review draft 10.2.1 and asks that responses reach the MEF by July 15, 2011, ahead of its Q3 meeting July 25-28, 2011.\n\nRaghu Example\n", "Raghu Example <raghu@metro.example>", "MEF liaison", headers={"Date": "Fri, 06 May 2011 10:00:00 -0400"}),
    Golden(
        "plain", "131-ccsa-bilingual",
        {"title": "LS on SRv6 compression", "from_body": "ccsa", "to": ["spring", "6man"], "purpose": "information", "stated_purpose": "information", "deadline": None},
        "标题/Title: LS on SRv6 compression\n来源/From: CCSA TC3 WG1\n收件人/To: IETF SPRING WG, IETF 6MAN WG\n目的/Purpose: For information\n日期/Date: 2026年2月27日\n\nCCSA will publish the standard on 2026年6月30日.\n", "李 例 <li@ccsa.org.cn>", "CCSA联络函 Liaison statement from CCSA"),
    Golden(
        "plain", "132-ttc-japan-encoded",
        {"title": "TTC liaison on IoT area networks", "from_body": "ttc", "to": ["6lo"], "purpose": "action", "deadline": "2026-05-29"},
        "Date: 2026/02/27\nFrom: TTC IoT Area Network Working Group\nTo: IETF 6lo WG\nSubject: TTC liaison on IoT area networks\n\nTTC would appreciate 6lo's review of JJ-300.10 by 2026/05/29.\n", "=?utf-8?B?5LiA6Iis56S+5Zuj5rOV5Lq6VFRD?= <liaison@ttc.or.jp>", "TTC liaison on IoT area networks"),
    Golden(
        "plain", "133-dmtf-reply-in-a-thread",
        {"title": "DMTF Redfish and YANG mapping", "from_body": "dmtf", "to": ["netmod"], "stated_purpose": "response", "purpose": "response", "deadline": None, "response_to": ["Redfish interworking"]},
        "Title: DMTF Redfish and YANG mapping\nFrom: DMTF Redfish Forum\nTo: IETF NETMOD WG\nPurpose: In response\nResponse to: \"Redfish interworking\"\n\nDMTF thanks NETMOD.\n\nOn Mon, 12 Jan 2026, NETMOD chairs wrote:\n> Title: Redfish interworking\n> From: IETF NETMOD\n> To: DMTF\n> Deadline: 15 April 2026\n> Please answer by 15 April 2026.\n", "Jeff Example <jeff@dmtf.org>", "DMTF liaison: Redfish and YANG mapping"),
    Golden(
        "plain", "134-oma-old-form",
        {"title": "OMA LS on presence authorization", "from_body": "oma", "to": ["simple"], "cc": ["3gpp-tsgct-ct1"], "purpose": "action", "stated_purpose": "action", "deadline": "2008-09-08", "reference": "OMA-LS_0712"},
        "OMA-LS_0712\n\nFrom: OMA PAG Working Group\nTo: IETF SIMPLE WG\nCc: 3GPP CT1\nTitle: OMA LS on presence authorization\nFor: Action\nDate: 14 Aug 2008\n\n1 Overview\nText\n2 Action requested\nOMA asks SIMPLE to comment by 8 Sep 2008.\n", "OMA <omasecretariat@openmobilealliance.org>", "OMA-LS_0712", headers={"Date": "Thu, 14 Aug 2008 10:00:00 +0200"}),
    Golden(
        "business", "131-icann-board",
        {"title": "ICANN Board letter on the root zone KSK algorithm", "from_body": "icann-board-of-directors", "to": ["iab"], "purpose": "action", "deadline": "2026-04-30"},
        sender="Board Support <board-support@icann.org>", subject="ICANN Board letter to the IAB",
        files=[("2026-02-27-ksk.pdf", PDF, pdf(["ICANN", "12025 Waterfront Drive, Suite 300, Los Angeles", "", "27 February 2026", "", "Tommy Example, Chair, Internet Architecture Board", "", "RE: ICANN Board letter on the root zone KSK algorithm", "", "Dear Tommy,", "The Board asks the IAB for its advice on the attached plan. A response by 30 April 2026 would allow us", "to consider it at the Board workshop of 8-10 May 2026.", "Sincerely,", "Tripti Example", "Chair, ICANN Board of Directors"]))]),
    Golden(
        "business", "132-gsma-letter-with-login",
        {"title": "Permanent reference document on eSIM IoT", "from_body": "gsma", "to": ["ace", "core"], "purpose": "information", "deadline": None, "warning": "login"},
        "GSMA\n25 Walbrook, London EC4N 8AF\n\n26 February 2026\n\nTo: IETF ACE and CORE working group chairs\nSubject: Permanent reference document on eSIM IoT\n\nDear chairs,\n\nSGP.32 v1.3 was approved on 20 February 2026. It is available to GSMA members only at https://infocentre2.gsma.com/sgp32.\n\nKind regards,\nGloria Example\nDirector, GSMA\n", "GSMA <GSMALiaisons@gsma.com>", "GSMA letter"),
    Golden(
        "business", "133-w3c-tag-with-many-addressees",
        {"title": "W3C TAG review of Identity and age assurance", "from_body": "w3c", "to": ["iab", "ietf"], "cc": ["icann"], "purpose": "action", "deadline": None, "warning": "names no deadline"},
        "W3C Technical Architecture Group\n\n2 March 2026\n\nTo: The Internet Architecture Board, the IETF\nCc: ICANN SSAC\nSubject: W3C TAG review of Identity and age assurance\n\nDear colleagues,\n\nWe would welcome the IAB's views on the attached finding. The IAB/W3C workshop takes place on 7-9 October 2026.\n\nHadley Example\nTAG Chair, W3C\n", "Hadley Example <hadley@w3.org>", "W3C TAG liaison"),
    Golden(
        "ietf", "131-our-chair-to-a-peer-with-bcc",
        {"title": "Reply to OIF on Common Management Interface", "from_body": "opsawg", "to": ["oif"], "deadline": None},
        "Liaison Statement\n\nTo: OIF\nSource: IETF OPSAWG\nTitle: Reply to OIF on Common Management Interface\nFor Information\nIETF Contact person: Joe Example <joe@ops.example>\nDate: 27 February 2026\n\nOPSAWG has no comments.\n", "Joe Example <joe@ops.example>", "Liaison statement from IETF to OIF"),
]  # fmt: skip
