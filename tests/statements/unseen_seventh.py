"""A seventh set, facts first: mails as people and secretariats really send them, and dates that ask for nothing."""

from __future__ import annotations

from tests.make_documents import doc, docx, odt, pdf, rtf, zip_of
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"

GOLDEN = [
    Golden(
        "itu_t", "111-sg15-to-contacts-by-role-in-mail",
        {"title": "LS on OTN evolution beyond 400G [to IETF CCAMP]", "from_body": "itu-t-sg-15", "to": ["ccamp", "oif", "ieee-802-3"], "cc": [], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "SG15-LS12"},
        "Dear Mr Example,\n\nPlease find hereunder, for your kind attention, a liaison statement agreed at the SG15 meeting, which took place in Geneva from 16 to 27 February 2026.\n\n"
        "SG15-LS12: LS on OTN evolution beyond 400G [to IETF CCAMP]\n\nShould you have any question, please contact us by 30 March 2026 at the latest.\n\nKind regards,\nHiroshi Example\nCounsellor, ITU-T Study Group 15\n",
        "Hiroshi Example <hiroshi.example@itu.int>", "[SG15] LS to IETF CCAMP",
        [("SG15-LS12.docx", WORD, docx(["SG15 informs IETF CCAMP of the consent of G.709.x.", "The next SG15 meeting is scheduled for 12-23 October 2026."], tables=[table(
            ("INTERNATIONAL TELECOMMUNICATION UNION", "SG15-LS12"), ("TELECOMMUNICATION\nSTANDARDIZATION SECTOR", "STUDY GROUP 15"), ("Question(s):", "11/15", "Geneva, 16-27 February 2026"), ("LS\n(Ref.: SG15-TD301R2/PLEN)", ""), ("Source:", "ITU-T Study Group 15"), ("Title:", "LS on OTN evolution beyond 400G [to IETF CCAMP]"),
            ("LIAISON STATEMENT", ""), ("For action to:", "-"), ("For comment to:", "-"), ("For information to:", "IETF CCAMP WG; OIF; IEEE 802.3"), ("Approval:", "ITU-T SG15 meeting (Geneva, 27 February 2026)"), ("Deadline:", "-"), ("Contact:", "Steve Example", "steve@optics.example"))])),
         ("SG15-LS12-Att1.zip", "application/zip", zip_of({"TD301R2.docx": docx(["G.709.x draft", "Title:\tDraft new Recommendation G.709.x", "Source:\tEditors"])}))]),
    Golden(
        "itu_t", "112-sg13-past-deadline-in-table-of-the-week",
        {"title": "LS on updates of Y.3119", "from_body": "itu-t-sg-13", "to": ["irtf", "nmop"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-03-27", "reference": "SG13-LS77", "warning": "proprietary"},
        sender="TSB SG13 <tsbsg13@itu.int>", subject="SG13-LS77",
        files=[("SG13-LS77.doc", "application/msword", doc(["INTERNATIONAL TELECOMMUNICATION UNION", "SG13-LS77", "TELECOMMUNICATION STANDARDIZATION SECTOR", "Question(s):\t20/13", "Source:\tITU-T Study Group 13", "Title:\tLS on updates of Y.3119", "LIAISON STATEMENT", "For action to:\tIRTF; IETF NMOP WG", "For information to:\t-", "Approval:\tITU-T SG13", "Deadline:\tFriday, 27th of March 2026, 12:00 CET", "Contact:\tMarco Example\tE-mail: marco@future.example", "Text"]))]),
    Golden(
        "itu_t", "113-deadline-is-a-meeting-then-a-date",
        {"title": "LS on quantum key distribution networks", "from_body": "itu-t-sg-17", "to": ["irtf", "qirg"], "stated_purpose": "comment", "deadline": "2026-08-14", "purpose": "action"},
        "ITU - TELECOMMUNICATION STANDARDIZATION SECTOR\nSTUDY GROUP 17\n\nQuestion: 15/17\nSource: ITU-T SG17\nTitle: LS on quantum key distribution networks\n\nLIAISON STATEMENT\n\nFor comment to: IRTF (qirg)\nFor information to: ETSI ISG QKD\nApproval: SG17 (Geneva, 12 March 2026)\nDeadline: Before the next SG17 meeting (2-11 September 2026), i.e. 14 August 2026\nContact: Junsen Example\n\nText\n",
        "TSB SG17 <tsbsg17@itu.int>", "LS on quantum key distribution networks"),
    Golden(
        "three_gpp", "111-html-from-outlook",
        {"title": "Reply LS on user plane integrity with DTLS", "from_body": "3gpp-tsgsa-sa3", "to": ["tls", "tsvwg"], "cc": ["3gpp-tsgsa-sa2"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-20", "reference": "S3-260888", "from_contacts": ["anja@secure.example"]},
        html="<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><meta charset=\"utf-8\"><style>p.MsoNormal {margin:0cm}</style></head><body lang=EN-GB><div class=WordSection1>"
        "<p class=MsoNormal><b><span>3GPP TSG SA WG3 Meeting #127<span style='mso-tab-count:4'>&nbsp;&nbsp;&nbsp;&nbsp; </span>S3-260888</span></b><o:p></o:p></p><p class=MsoNormal>Goa, India, 9 – 13 February 2026</p>"
        "<p class=MsoNormal><b>Title:</b>&nbsp;&nbsp;&nbsp; Reply LS on user plane integrity with DTLS<o:p></o:p></p><p class=MsoNormal><b>Response to:</b>&nbsp;&nbsp;</p><p class=MsoNormal><b>Release:</b> Rel-19</p><p class=MsoNormal><b>Source:</b>&nbsp;&nbsp; 3GPP SA3</p><p class=MsoNormal><b>To:</b>&nbsp;&nbsp;&nbsp; IETF TLS WG, IETF TSVWG</p><p class=MsoNormal><b>Cc:</b>&nbsp;&nbsp; SA2</p>"
        "<p class=MsoNormal><b>Contact person:</b> Anja Example (anja@secure.example)</p><p class=MsoNormal><b>1&nbsp;&nbsp; Overall description</b></p><p class=MsoNormal>SA3 thanks IETF.</p><p class=MsoNormal><b>2&nbsp;&nbsp; Actions</b></p><p class=MsoNormal><b>To IETF TLS WG, IETF TSVWG: </b></p><p class=MsoNormal><b>ACTION: </b>SA3 asks for confirmation of the use of RFC 9147.</p>"
        "<p class=MsoNormal><b>3&nbsp;&nbsp; Dates of next TSG SA WG3 meetings</b></p><p class=MsoNormal>SA3#128&nbsp;&nbsp; 20 – 24 April 2026&nbsp;&nbsp; Malta</p></div></body></html>",
        sender=COORDINATOR, subject="S3-260888 Reply LS on user plane integrity with DTLS"),
    Golden(
        "three_gpp", "112-action-asks-by-a-date-earlier-than-the-meeting",
        {"title": "LS on SIPREC for lawful recording", "from_body": "3gpp-tsgct-ct1", "to": ["sipcore"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-03-31", "reference": "C1-260555"},
        sender=COORDINATOR, subject="C1-260555",
        files=[("C1-260555.rtf", "application/rtf", rtf(["3GPP TSG-CT WG1 Meeting #157\tC1-260555", "Goa, India, 9-13 February 2026", "Title:\tLS on SIPREC for lawful recording", "Source:\tCT1", "To:\tIETF SIPCORE", "Contact Person:", "Name:\tPeter Example", "1. Overall Description:", "CT1 intends to complete the stage 3 by June 2026.", "2. Actions:", "To IETF SIPCORE group:", "ACTION:\tCT1 respectfully asks SIPCORE to answer the two questions, if possible not later than March 31st, 2026.", "3. Date of Next CT1 Meetings:", "CT1#158\t13 - 17 April 2026\tMalta"]))]),
    Golden(
        "three_gpp", "113-ran-and-ietf-both-asked-otherwise",
        {"title": "LS on time synchronization resiliency", "from_body": "o3gpptsgran3", "to": ["3gpp-tsgsa-sa2"], "cc": ["detnet", "tictoc"], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "R3-260777"},
        "3GPP TSG-RAN WG3 Meeting #131\t\tR3-260777\nGothenburg, Sweden, 9th - 13th February 2026\nTitle:\tLS on time synchronization resiliency\nResponse to:\tLS S2-2511111 on time synchronization from SA2\nRelease:\tRel-19\nSource:\tRAN3\nTo:\tSA2\nCc:\tIETF DetNet, IETF TICTOC\nContact Person:\tDevaki Example\n1. Overall Description:\nText\n2. Actions:\nTo SA2:\nACTION: RAN3 asks SA2 to provide feedback by 30 March 2026.\n3. Date of Next RAN3 Meetings:\nRAN3#131bis\t13-17 April 2026\n",
        COORDINATOR, "R3-260777 LS on time synchronization resiliency"),
    Golden(
        "ieee_802", "111-802-1-pdf-on-letterhead",
        {"title": "Liaison response: YANG modules for TSN stream configuration", "from_body": "ieee-802-1", "to": ["detnet", "netmod"], "cc": ["ops", "rtg"], "purpose": "response", "deadline": None, "response_to": ["liaison dated 12 January 2026"]},
        sender="Glenn Example <glenn@bridges.example>", subject="IEEE 802.1 liaison response to IETF DetNet",
        files=[("liaison-response-DetNet-0326-v01.pdf", PDF, pdf(["IEEE 802.1 Working Group", "Glenn Example, IEEE 802.1 Working Group Chair", "glenn@bridges.example", "", "March 13, 2026", "", "To: Lou Example and Janos Example, DetNet WG co-chairs", "Lou Example and Kent Example, NETMOD WG co-chairs", "Cc: Ops Area Directors; Routing Area Directors", "Scott Example, IEEE 802.1 vice-chair", "",
            "Subject: Liaison response: YANG modules for TSN stream configuration", "", "Dear Lou, Janos and Kent,", "Thank you for your liaison statement dated 12 January 2026. IEEE 802.1 has discussed it during its plenary", "session of 8-13 March 2026. P802.1Qdj is expected to go to SA ballot by July 2026.", "The next plenary session is 12-17 July 2026.", "Respectfully submitted,", "Glenn Example", "Chair, IEEE 802.1 Working Group"]))],
        headers={"Date": "Sat, 14 Mar 2026 10:00:00 -0500"}),
    Golden(
        "ieee_802", "112-802-15-mail",
        {"title": "IEEE 802.15 liaison to 6lo on 802.15.4 revision", "from_body": "ieee-802-15", "to": ["6lo", "6tisch"], "purpose": "action", "deadline": "2026-05-11"},
        "To: 6lo and 6tisch working groups, IETF\nFrom: IEEE 802.15 Working Group\nSubject: IEEE 802.15 liaison to 6lo on 802.15.4 revision\nDate: 1 March 2026\n\nIEEE 802.15 has started the revision of IEEE Std 802.15.4. Comments of the IETF would be most helpful if received prior to our May 2026 interim (11-15 May 2026), that is by 11 May 2026.\n\nClint Example\nChair, IEEE 802.15 Working Group\n",
        "Clint Example <clint@sensors.example>", "IEEE 802.15 liaison to 6lo on 802.15.4 revision", to="6lo@ietf.org"),
    Golden(
        "iso_iec", "111-mpeg-through-wg3",
        {"title": "Liaison statement to IETF on haptics media types", "from_body": "iso-iec-jtc1-sc29", "to": ["avtcore", "mediaman"], "purpose": "action", "deadline": "2026-04-24"},
        sender="Youngkwon Example <yk@media.example>", subject="FW: Liaison Statement to IETF (SC 29/WG 3 N 1500)",
        files=[("MDS25500_WG03_N01500.docx", WORD, docx(["INTERNATIONAL ORGANIZATION FOR STANDARDIZATION", "ORGANISATION INTERNATIONALE DE NORMALISATION", "ISO/IEC JTC 1/SC 29/WG 3 MPEG SYSTEMS", "", "ISO/IEC JTC 1/SC 29/WG 3 N 1500", "January 2026, Geneva, CH", "", "Source:\tWG 3, MPEG Systems", "Status:\tApproved", "Title:\tLiaison statement to IETF on haptics media types", "To:\tIETF AVTCORE, IETF MEDIAMAN", "Author:\tYoungkwon Example", "",
            "WG 3 thanks IETF for the draft. WG 3 would appreciate if the attached MIME registration could be reviewed before the next MPEG meeting (27 April - 1 May 2026), preferably by April 24th, 2026."]))]),
    Golden(
        "etsi", "111-tispan-2006",
        {"title": "Response on NAT traversal in NGN", "from_body": "etsi-tispan", "to": ["behave", "mmusic"], "cc": ["itu-t-sg-13", "3gpp-tsgsa-sa2"], "stated_purpose": "action", "purpose": "action", "deadline": "2006-05-12", "reference": "10bTD123r2"},
        "ETSI TISPAN#10bis                                    10bTD123r2\nSophia-Antipolis, 6 – 10 March 2006\n\nTitle:        Response on NAT traversal in NGN\nDate:         10 March 2006\nSource:       ETSI TISPAN\nTo:           IETF BEHAVE, IETF MMUSIC\nCc:           ITU-T SG13, 3GPP SA2\nContact Person: Andre Example\n\n1. Overall Description\nText\n\n2. Actions\nTo IETF BEHAVE and MMUSIC:\nACTION: TISPAN asks for comments by 12 May 2006.\n\n3. Date of Next TISPAN Meetings\nTISPAN#11: 19-23 June 2006\n",
        "ETSI TISPAN Support <tispansupport@etsi.org>", "LS from TISPAN", headers={"Date": "Mon, 13 Mar 2006 10:00:00 +0100"}),
    Golden(
        "etsi", "112-cyber-asks-in-a-sentence",
        {"title": "LS on hybrid key exchange", "from_body": "etsi-tc-cyber", "to": ["cfrg", "tls", "ipsecme"], "purpose": "action", "deadline": "2026-06-05", "reference": "CYBER(26)044012"},
        sender="Cyber Support <CyberSupport@etsi.org>", subject="ETSI TC CYBER LS",
        files=[("CYBER(26)044012_LS.odt", "application/vnd.oasis.opendocument.text", odt(["ETSI TC CYBER WG QSC", "CYBER(26)044012", "Liaison Statement", "To: IRTF CFRG; IETF TLS WG; IETF IPSECME WG", "From: ETSI TC CYBER WG QSC", "Title: LS on hybrid key exchange", "Contact: Matthew Example (matthew@keys.example)", "", "Dear colleagues,", "We have approved TS 103 744. Should your groups wish to comment, please do so by 5 June 2026."]))]),
    Golden(
        "broadband_forum", "111-bulletin",
        {"title": "Broadband Forum Q1 2026 work bulletin", "from_body": "broadband-forum", "to": ["v6ops", "dhc", "rtgwg", "bess"], "purpose": "information", "deadline": None},
        "Broadband Forum\n\nDate: March 1, 2026\nTo: V6OPS, DHC, RTGWG and BESS working groups\nFrom: Broadband Forum Technical Committee\nSubject: Broadband Forum Q1 2026 work bulletin\n\nThis bulletin is for information only, no response is expected. Final ballot on WT-456 Issue 3 closes on April 3, 2026. Straw ballot comments are due by March 20, 2026 from members.\n",
        "Broadband Forum <liaisons@broadband-forum.org>", "BBF bulletin"),
    Golden(
        "mef", "111-word-from-a-person",
        {"title": "MEF 118.1 zero trust framework", "from_body": "mef", "to": ["sec"], "cc": ["iab"], "purpose": "information", "deadline": None, "reference": "L00801"},
        sender="Ralph Example <ralph@clouds.example>", subject="Mplify Liaison L00801",
        files=[("L00801_001_MEF_118.1_Example.docx", WORD, docx(["Mplify Alliance", "Liaison L00801", "", "Date: March 2, 2026", "To: IETF Security Area Directors", "cc: IAB", "From: Ralph Example, Mplify Security Work Stream", "Subject: MEF 118.1 zero trust framework", "", "Dear Deb and Paul,", "We are pleased to let you know that MEF 118.1 was published on February 12, 2026. Our next meeting is April 27-30, 2026."]))]),
    Golden(
        "business", "111-unicode-to-a-list",
        {"title": "Unicode liaison: stability of IDNA derivation in Unicode 18", "from_body": "unicode", "to": [], "purpose": "action", "deadline": "2026-04-01"},
        "The Unicode Consortium\n\n2 March 2026\n\nDear members of the I18NDIR,\n\nThe Unicode Technical Committee invites your review of the beta of Unicode 18.0. To be considered at UTC #187, feedback must be received by April 1, 2026. UTC #187 takes place April 21-23, 2026.\n\nBest regards,\nPeter Example\nChair, Unicode Technical Committee\n",
        "Peter Example <peter@unicode.org>", "Unicode liaison: stability of IDNA derivation in Unicode 18", to="i18ndir@ietf.org"),
    Golden(
        "business", "112-nist-letter",
        {"title": "Request for input on SP 800-227", "from_body": "nist", "to": ["lamps", "tls"], "purpose": "action", "deadline": "2026-04-30"},
        sender="Dustin Example <dustin.example@nist.gov>", subject="NIST liaison to the IETF",
        files=[("NIST-letter.pdf", PDF, pdf(["National Institute of Standards and Technology", "Gaithersburg, Maryland 20899", "", "February 27, 2026", "", "MEMORANDUM FOR: IETF LAMPS WG and IETF TLS WG", "SUBJECT: Request for input on SP 800-227", "", "Dear Chairs,", "NIST requests public comments on the draft by April 30, 2026.", "Sincerely,", "Dustin Example", "Mathematician, NIST"]))]),
    Golden(
        "business", "113-oasis-tc",
        {"title": "OASIS CSAF TC liaison on security.txt", "from_body": "oasis", "to": ["sec", "opsawg"], "purpose": "information", "stated_purpose": "information", "deadline": None},
        "OASIS Open\nCommon Security Advisory Framework (CSAF) TC\n\nTo: IETF Security Area ADs, OPSAWG chairs\nSubject: OASIS CSAF TC liaison on security.txt\nPurpose: For information\n\nDear ADs and chairs,\n\nCSAF 2.1 entered its public review, which ends on 15 April 2026.\n\nRegards,\nOmar Example\nChair, OASIS CSAF TC\n", "Omar Example <omar@advisories.example>", "OASIS liaison"),
    Golden(
        "business", "114-ecma-tc39-pdf",
        {"title": "Structured fields and JavaScript dates", "from_body": "ecma-tc39", "to": ["httpbis"], "purpose": "information", "deadline": None, "reference": None},
        sender="Ecma Secretariat <secretariat@ecma-international.org>", subject="Liaison letter from Ecma TC39 to IETF HTTPBIS",
        files=[("tc39-2026-011.pdf", PDF, pdf(["Ecma International", "Rue du Rhone 114, CH-1204 Geneva", "", "Ecma TC39", "", "Geneva, 2 March 2026", "", "To the IETF HTTPBIS Working Group", "", "Subject: Structured fields and JavaScript dates", "", "Dear HTTPBIS chairs,", "TC39 has advanced Temporal to Stage 4 on 10 February 2026.", "Yours sincerely,", "Rob Example", "Ecma TC39 Chair"]))]),
    Golden(
        "plain", "111-gsma-by-outlook-forward-attached",
        {"title": "GSMA liaison on RCS and MLS", "from_body": "gsma", "to": ["mls"], "purpose": "action", "deadline": "2026-03-27"},
        "From: GSMA RCS Group\nTo: IETF MLS Working Group\nCC: GSMA FASG\nSubject: GSMA liaison on RCS and MLS\nDate: 27/02/2026\n\nThe GSMA RCS Group would kindly like to ask the IETF MLS WG for clarifications on RFC 9420, clause 12.4.2. In order to meet our release date, a reply by COB 27 March 2026 would be appreciated.\n",
        "GSMA Liaisons <GSMALiaisons@gsma.com>", "GSMA liaison on RCS and MLS"),
    Golden(
        "plain", "112-wba-with-two-dates",
        {"title": "OpenRoaming and RADIUS/TLS", "from_body": "wba", "to": ["radext"], "purpose": "information", "deadline": None},
        "From: Wireless Broadband Alliance (WBA)\nTo: IETF RADEXT WG\nSubject: OpenRoaming and RADIUS/TLS\n\nWBA certificates issued before 1 June 2025 expire by 31 May 2026. Operators must upgrade by 30 April 2026. This note is for your information and needs no answer.\n", "WBA <pmo@wballiance.com>", "WBA liaison"),
    Golden(
        "plain", "113-atis-2008",
        {"title": "ATIS PTSC liaison on PSTN interworking", "from_body": "atis", "to": ["sipping", "sip"], "cc": ["itu-t-sg-11"], "purpose": "action", "stated_purpose": "action", "deadline": "2008-05-16"},
        "TO: IETF SIPPING WG; IETF SIP WG\nCC: ITU-T SG 11\nFROM: ATIS PTSC\nTITLE: ATIS PTSC liaison on PSTN interworking\nFOR: Action\nDEADLINE: 16 may 2008\nCONTACT: Martin Example, martin@trunks.example\n\nText\n", "Martin Example <martin@trunks.example>", "Liaison from ATIS PTSC", headers={"Date": "Mon, 10 Mar 2008 10:00:00 -0500"}),
    Golden(
        "plain", "114-numbers-in-a-numbered-list",
        {"title": "Liaison statement regarding DNS privacy metrics", "to": ["dprive", "dnsop"], "purpose": "action", "deadline": "2026-04-15", "from_body": "icann"},
        "Title: Liaison statement regarding DNS privacy metrics\nFrom: ICANN RSSAC\nTo:\n 1) IETF DPRIVE WG\n 2) IETF DNSOP WG\nCopy to: IRTF MAPRG\nPurpose: Action requested\nReply by: 15 Apr 2026\n\nText\n", "RSSAC <rssac@icann.org>", "RSSAC liaison"),
    Golden(
        "ietf", "111-draft-sent-out-by-a-chair",
        {"title": "Response to SG15 on YANG for synchronization", "from_body": "ccamp", "to": ["itu-t-sg-15"], "cc": ["itu-t-sg-13"], "stated_purpose": "response", "deadline": None},
        "From: IETF CCAMP Working Group\nTo: ITU-T SG15\nCc: ITU-T SG13, Scott Example (liaison manager)\nTitle: Response to SG15 on YANG for synchronization\nPurpose: In response\nResponse Contact: ccamp-chairs@ietf.org\n\nThe CCAMP WG thanks SG15.\n", "Daniele Example <daniele@control.example>", "Liaison statement from IETF CCAMP to ITU-T SG15"),
    Golden(
        "tracker", "111-announcement-with-many-tos",
        {"title": "LS on Y.NGNe-VCN requirements", "from_body": "itu-t-sg-13", "to": ["nvo3", "opsawg"], "cc": [], "stated_purpose": "comment", "deadline": "2026-05-04"},
        "Title: LS on Y.NGNe-VCN requirements\nSubmission Date: 2026-03-01\nURL of the IETF Web page: https://datatracker.ietf.org/liaison/2412/\nPlease reply by 2026-05-04\nFrom: Tatiana Example <tatiana@itu.int>\nTo: Matthew Example <matthew@overlays.example>,Sam Example <sam@overlays.example>,Network Virtualization Overlays (nvo3), Operations and Management Area Working Group (opsawg)\nCc: Jim Example <jim@area.example>,\n    Scott Example <scott@manage.example>\nResponse Contacts: tsbsg13@itu.int\nTechnical Contacts:\nPurpose: For comment\n\nBody: Text\nAttachments:\n    SG13-LS99 https://www.ietf.org/lib/dt/documents/LIAISON/liaison-2026-03-01-x.pdf\n",
        "Liaison Statement Management Tool <statements@ietf.org>", "New Liaison Statement, \"LS on Y.NGNe-VCN requirements\""),
]  # fmt: skip
