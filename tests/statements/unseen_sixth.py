"""A sixth set, facts first: covering mails, templates and letters of bodies that the first five did not show."""

from __future__ import annotations

from tests.make_documents import docx, pdf, zip_of
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"

GOLDEN = [
    Golden(
        "itu_t", "101-tsag-td-round-sg11-letter",
        {"title": "LS/o on the consent of draft Q.5053 [to IETF, GSMA]", "from_body": "itu-t-sg-11", "to": ["ietf", "gsma"], "stated_purpose": "information",
         "purpose": "information", "deadline": None, "reference": "SG11-LS140", "from_contacts": ["joao@numbers.example"]},
        "Dear colleague,\n\nKindly find enclosed the above-mentioned liaison statement for your consideration.\n\nTSB\n",
        "TSB <tsbsg11@itu.int>", "SG11-LS140",
        [("T25-TSAG-260601-TD-GEN-0311!!MSW-E.docx", WORD, docx(["A new liaison statement has been received from SG11.",
            "This liaison statement follows and the original file can be downloaded from the ITU ftp server at http://handle.itu.int/11.1002/ls/sp18-sg11-oLS-00140.docx."],
            tables=[table(("INTERNATIONAL TELECOMMUNICATION UNION\nTELECOMMUNICATION\nSTANDARDIZATION SECTOR\nSTUDY PERIOD 2025-2028", "TSAG-TD311"), ("", "TSAG"), ("", "Original: English"),
                ("Question(s):", "N/A", "Geneva, 1-5 June 2026"), ("TD\n(Ref.: SG11-LS140)", ""), ("Source:", "ITU-T Study Group 11"),
                ("Title:", "LS/i on the consent of draft Q.5053 (to IETF, GSMA) [from ITU-T SG11]"), ("LIAISON STATEMENT", ""), ("For action to:", "-"),
                ("For information to:", "IETF, GSMA, TSAG"), ("Approval:", "ITU-T SG11 (Geneva, 27 February 2026)"), ("Deadline:", "N/A"),
                ("Contact:", "Joao Example\nBrazil", "Tel: +55 555 0103\nE-mail: joao@numbers.example")),
                table(("INTERNATIONAL TELECOMMUNICATION UNION", "SG11-LS140"), ("STUDY PERIOD 2025-2028", "STUDY GROUP 11"), ("Question(s):", "15/11", "Geneva, 18-27 February 2026"), ("LS\n(Ref.: SG11-TD812/GEN)", ""),
                ("Source:", "ITU-T Study Group 11"), ("Title:", "LS/o on the consent of draft Q.5053 [to IETF, GSMA]"), ("LIAISON STATEMENT", ""), ("For action to:", "-"),
                ("For information to:", "IETF, GSMA"), ("Approval:", "ITU-T SG11 (Geneva, 27 February 2026)"), ("Deadline:", "-"),
                ("Contact:", "Joao Example\nBrazil", "Tel: +55 555 0103\nE-mail: joao@numbers.example"))]))]),
    Golden(
        "itu_t", "102-for-row-that-names-who-does-what",
        {"title": "Request for comments on routing of telebiometric data", "from_body": "itu-t-sg-17", "to": ["rtgwg", "itu-t-sg-16"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-15"},
        "LIAISON STATEMENT\n\nQUESTIONS:\t9/17\nSOURCE:\tITU-T Study Group 17\nMEETING:\tGeneva, 2-13 February 2026\nSUBJECT:\tRequest for comments on routing of telebiometric data\n"
        "TO:\tIETF RTGWG; ITU-T SG 16\nAPPROVAL:\tAgreed to at the Study Group meeting\nFOR:\tIETF RTGWG for comment; others for information\nDEADLINE:\tReply by 15 May 2026\nCONTACT:\tHale Example, hale@biometrics.example\n\nText.\n",
        "TSB SG17 <tsbsg17@itu.int>", "Liaison statement"),
    Golden(
        "itu_t", "103-com15-of-2002-by-mail",
        {"title": "Reply to IETF CCAMP on ASON routing requirements", "from_body": "itu-t-sg-15", "to": ["ccamp"], "stated_purpose": "action", "purpose": "action", "deadline": None, "reference": "COM 15 - LS 39 - E"},
        "INTERNATIONAL TELECOMMUNICATION UNION          COM 15 – LS 39 – E\nTELECOMMUNICATION STANDARDIZATION SECTOR\nSTUDY PERIOD 2001 - 2004\n                                      Original: English\n\n"
        "Question(s):    14/15                          Geneva, 20 –31 January 2003\n\nSource:     ITU-T SG15\nTitle:      Reply to IETF CCAMP on ASON routing requirements\n\nLIAISON STATEMENT\n\n"
        "To:         IETF CCAMP WG\nApproval:   Agreed to at SG 15 meeting, Geneva, 31 January 2003\nFor:        Action\nContact:    Kam Example, Rapporteur for Question 14\n            USA      Tel: +1 555 0100\n\nWe thank you for your comments.\n",
        "TSB <tsbsg15@itu.int>", "Liaison from SG15", headers={"Date": "Mon, 10 Feb 2003 10:00:00 +0100"}),
    Golden(
        "itu_t", "104-focus-group-on-autonomous-networks",
        {"title": "LS on use cases for autonomous networks", "from_body": "itu-t", "to": ["irtf"], "cc": ["etsi-isg-zsm", "tm-forum"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-04-30", "reference": "FG-AN-LS-012", "from_contacts": ["leon@autonomy.example"]},
        "Dear IRTF Chair,\n\nplease find attached the LS from ITU-T FG-AN.\n\nBest regards,\nFG-AN Secretariat\n", "TSB FG-AN <tsbfgan@itu.int>", "Liaison statement from ITU-T FG-AN",
        [("FG-AN-LS-012.docx", WORD, docx(["FG-AN asks for your feedback."], tables=[table(("INTERNATIONAL TELECOMMUNICATION UNION\nTELECOMMUNICATION\nSTANDARDIZATION SECTOR", "FG-AN-LS-012"), ("", "ITU-T Focus Group on Autonomous Networks"), ("WG(s):", "WG1", "Virtual, 16-20 February 2026"), ("LIAISON STATEMENT", ""),
            ("Source:", "ITU-T Focus Group on Autonomous Networks (FG-AN)"), ("Title:", "LS on use cases for autonomous networks"), ("For action to:", "-"), ("For comment to:", "IRTF"), ("For information to:", "ETSI ISG ZSM, TM Forum"), ("Approval:", "ITU-T FG-AN (virtual, 20 February 2026)"), ("Deadline:", "30 April 2026"), ("Contact:", "Leon Example\nFG-AN Chairman", "E-mail: leon@autonomy.example"))]))]),
    Golden(
        "itu_t", "105-wp5a-in-capitals",
        {"from_body": "itu-r-wp5a", "to": ["ietf"], "purpose": "information", "deadline": None, "stated_purpose": None},
        "Radiocommunication Study Groups\n\nSource: Document 5A/TEMP/88                    Document 5A/201-E\n                                                     18 November 2025\n                                               English only\n\nWorking Party 5A\n\nLIAISON STATEMENT TO EXTERNAL ORGANIZATIONS (IETF)\n\nCONNECTED AUTOMATED VEHICLES\n\n"
        "Working Party 5A is preparing Report ITU-R M.[CAV] and plans to finalise it at its meeting of 5-15 May 2026.\n\nWP 5A will keep you informed.\n\nContact: Ahmed Example                E-mail: ahmed@vehicles.example\n",
        "ITU BR <brsgd@itu.int>", "Liaison statement from WP 5A"),
    Golden(
        "itu_t", "106-sg20-as-pdf-with-lost-columns",
        {"title": "LS on a new Recommendation on IoT identifiers [to IETF]", "from_body": "itu-t-sg-20", "to": ["6lo"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-06-12", "reference": "SG20-LS33", "from_contacts": ["ramy@things.example"]},
        sender="TSB SG20 <tsbsg20@itu.int>", subject="LS from SG20",
        files=[("sp18-sg20-oLS-00033.pdf", PDF, pdf(["INTERNATIONAL TELECOMMUNICATION UNION SG20-LS33", "TELECOMMUNICATION STUDY GROUP 20", "STANDARDIZATION SECTOR", "STUDY PERIOD 2025-2028 Original: English", "Question(s): 4/20 Geneva, 12-22 January 2026", "LS", "(Ref.: SG20-TD990)",
            "Source: ITU-T Study Group 20", "Title: LS on a new Recommendation on IoT identifiers [to IETF]", "LIAISON STATEMENT", "For action to: IETF, IETF 6LO Working Group", "For information to: -", "Approval: ITU-T SG20 meeting (Geneva, 22 January 2026)", "Deadline: 12 June 2026",
            "Contact: Ramy Example E-mail: ramy@things.example", "Egypt", "Abstract: SG20 asks for a review.", "", "SG20 asks IETF 6LO to review the attached text."]))]),
    Golden(
        "three_gpp", "101-sa2-with-wg-in-front",
        {"title": "LS on deterministic networking support for 5G", "from_body": "3gpp-tsgsa-sa2", "to": ["detnet"], "cc": ["ieee-802-1"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-13", "reference": "S2-2602233", "from_contacts": ["gyorgy@core.example"], "reply_to": "3GPPLiaison@etsi.org"},
        "Dear DetNet chairs,\n\nPlease find attached LS S2-2602233 from 3GPP SA2.\nAll 3GPP LSs are at https://www.3gpp.org/ftp/.\n\nKind regards,\n3GPP Liaison Coordinator\n", COORDINATOR, "S2-2602233 LS on deterministic networking support for 5G",
        [("S2-2602233.zip", "application/zip", zip_of({"S2-2602233_LSout_DetNet.docx": docx(["3GPP TSG-WG SA2 Meeting #173\tS2-2602233", "Goteborg, SE, February 9 – 13, 2026\t(revision of S2-2601999)", "", "Title:\tLS on deterministic networking support for 5G", "Response to:\t-", "Release:\tRel-20", "Work Item:\tFS_DetNet2", "",
            "Source:\tSA2", "To:\tIETF DetNet WG", "Cc:\tIEEE 802.1", "", "Contact person:\tGyorgy Example", "\tgyorgy@core.example", "\t+36 555 0101", "Send any reply LS to:\t3GPP Liaisons Coordinator, mailto:3GPPLiaison@etsi.org", "", "Attachments:\tNone", "", "1\tOverall description", "SA2 has started.", "2\tActions", "To IETF DetNet WG", "ACTION: \tSA2 kindly asks IETF DetNet WG to confirm the assumption in clause 1.", "3\tDates of next TSG SA WG 2 meetings", "SA2#174\t\t13 - 17 April 2026\t\tMalta, MT", "SA2#175\t\t18 - 22 May 2026\t\tTBD"])}))]),
    Golden(
        "three_gpp", "102-cn1-of-2002",
        {"title": "Liaison on SIP session timer", "from_body": "3gpp", "to": ["sip", "sipping"], "stated_purpose": "action", "purpose": "action", "deadline": "2002-09-23", "reference": "N1-021596", "from_contacts": ["keith@sessions.example"]},
        "3GPP TSG-CN1 Meeting #25                                   Tdoc N1-021596\nHelsinki, Finland, 29 July – 2 August 2002\n\nTitle:          Liaison on SIP session timer\nSource:         TSG CN WG1\nTo:             IETF SIP WG, IETF SIPPING WG\nCc:             SA2\n\nContact Person:\n     Name:           Keith Example\n     Tel. Number:    +44 555 0100\n     E-mail Address: keith@sessions.example\n\nAttachments:    None\n\n"
        "1. Overall Description:\nCN1 needs the session timer.\n\n2. Actions:\nTo IETF SIP WG and SIPPING WG groups.\nACTION:    CN1 asks the IETF to consider the timer.\n\n3. Date of Next CN1 Meetings:\nCN1_26     23 - 27 September 2002     Miami, USA\n",
        COORDINATOR, "Liaison from CN1", headers={"Date": "Mon, 05 Aug 2002 10:00:00 +0200"}),
    Golden(
        "three_gpp", "103-geran-to-ietf",
        {"title": "LS on ROHC parameters", "from_body": "3gpp", "to": ["rohc"], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "GP-082001"},
        "3GPP TSG GERAN Meeting #40                                         GP-082001\nMiami, USA\n17 – 21 November 2008\n\nTitle:\tLS on ROHC parameters\nResponse to:\nRelease:\tRel-8\nWork Item:\tTEI8\nSource:\tTSG GERAN\nTo:\tIETF ROHC WG\nCc:\tRAN2\n\nContact Person:\nName:\tPaolo Example\n\n1. Overall Description:\nGERAN informs IETF.\n2. Actions:\nNone.\n3. Date of Next TSG GERAN Meetings:\nTSG GERAN #41\t16 – 20 February 2009\tMalta\n",
        COORDINATOR, "LS from GERAN", headers={"Date": "Mon, 24 Nov 2008 10:00:00 +0100"}),
    Golden(
        "three_gpp", "104-ran2-without-the-word-meeting",
        {"title": "Reply LS on PDCP duplication and QUIC", "from_body": "3gpp-tsgran-ran2", "to": ["quic"], "cc": ["3gpp-tsgsa-sa2"], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "R2-2601777", "response_to": ["liaison-2025-11-20-ietf-quic-3gpp-tsgran-ran2-quic"]},
        sender=COORDINATOR, subject="R2-2601777 Reply LS on PDCP duplication and QUIC",
        files=[("R2-2601777.docx", WORD, docx(["3GPP TSG RAN WG2#133\t\tR2-2601777", "Athens, Greece, 16th – 20th February, 2026", "Title:\tReply LS on PDCP duplication and QUIC", "Response to:\tliaison-2025-11-20-ietf-quic-3gpp-tsgran-ran2-quic", "Release:\tRel-20", "Source:\tRAN2", "To:\tIETF QUIC WG", "Cc:\tSA2", "Contact Person:", "Name:\tMasato Example", "E-mail:\tmasato@radio.example", "1.\tOverall Description", "RAN2 thanks.", "2.\tActions", "None", "3.\tDate of Next RAN2 Meetings", "RAN2#134\t18 - 22 May 2026\tFukuoka, JP"]))]),
    Golden(
        "three_gpp", "105-sa-plenary-asks-to-take-into-account",
        {"title": "LS on 6G timeline", "from_body": "3gpp-tsgsa", "to": ["ietf", "iab"], "cc": ["3gpp-tsgran", "3gpp-tsgct"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-06-09", "reference": "SP-260111"},
        "3GPP TSG-SA Meeting #111\tSP-260111\nFukuoka, Japan, 10-13 March 2026\n\nTitle:\tLS on 6G timeline\nRelease:\tRelease 21\n\nSource:\t3GPP TSG SA\nTo:\tIETF, IAB\nCc:\tTSG RAN, TSG CT\n\nContact Person:\tPuneet Example (puneet@plenary.example)\n\n1\tOverall description\n\nTSG SA informs about the 6G timeline. Release 21 is planned to be frozen by December 2028.\n\n2\tActions\n\nTo IETF, IAB:\n\nACTION: \tTSG SA kindly asks IETF and IAB to take the above information into account.\n\n3\tDates of next TSG SA meetings\n\nTSG SA#112\t9 - 12 June 2026\tSingapore\n",
        COORDINATOR, "SP-260111", headers={"Date": "Mon, 16 Mar 2026 10:00:00 +0100"}),
    Golden(
        "ieee_802", "101-802-11-template-in-word",
        {"title": "Liaison response on MAC address randomization", "from_body": "ieee-802-11", "to": ["intarea", "dhc"], "purpose": "action", "deadline": "2026-05-08", "reference": "IEEE 802.11-26/0345r2"},
        sender="Robert Example <robert@wireless.example>", subject="IEEE 802.11 liaison to IETF",
        files=[("11-26-0345-02-0000-liaison-to-ietf-on-randomization.docx", WORD, docx(["From: Robert Example, Chair, IEEE 802.11 Working Group", "To: Wassim Example, Chair IETF INTAREA WG (wassim@example.example); Chairs of IETF DHC WG", "cc: Dorothy Example, IEEE 802.11 liaison to IETF (dorothy@wireless.example)", "Title: Liaison response on MAC address randomization", "Purpose: To provide information and request feedback", "", "Dear Wassim,", "We kindly request feedback on the attached by May 8, 2026, the start of our interim session."],
            tables=[table(("IEEE P802.11\nWireless LANs",), ("Liaison response on MAC address randomization",), ("Date:  2026-03-02",), ("Author(s):",), ("Name", "Affiliation", "Address", "Phone", "email"), ("Robert Example", "Wireless Works", "", "", "robert@wireless.example"))], header=["March 2026\tdoc.: IEEE 802.11-26/0345r2"]))]),
    Golden(
        "plain", "107-ieee-registration-authority",
        {"title": "Use of SLAP quadrants by RFC 8948", "from_body": "ieee", "to": ["dhc"], "cc": ["iesg", "ieee-802-1"], "purpose": "information", "deadline": None},
        "IEEE Registration Authority Committee\n445 Hoes Lane, Piscataway, NJ 08854\n\n27 February 2026\n\nTo: IETF DHC Working Group Chairs\nCC: IESG; IEEE 802.1 Working Group\nFrom: IEEE Registration Authority Committee (RAC)\nSubject: Use of SLAP quadrants by RFC 8948\n\nDear colleagues,\n\nThe RAC has noted RFC 8948. The RAC confirms that no conflict exists. The RAC meets next on 10 March 2026.\n\nRespectfully,\nAngela Example\nChair, IEEE RAC\n",
        "Angela Example <angela@registry.example>", "Liaison from IEEE RAC to IETF"),
    Golden(
        "iso_iec", "101-sc6-votes",
        {"title": "Liaison statement from ISO/IEC JTC 1/SC 6 to IETF on a future network", "from_body": "iso-iec-jtc1-sc6", "to": ["ietf"], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "6N18211"},
        "ISO/IEC JTC 1/SC 6\nTelecommunications and information exchange between systems\nSecretariat: KATS (Republic of Korea)\n\n6N18211\n\nDocument type: Liaison statement\nTitle: Liaison statement from ISO/IEC JTC 1/SC 6 to IETF on a future network\nSource: SC 6 Secretariat\nStatus: Approved at the SC 6 plenary of 27 October 2025\nAction ID: FYI\nDue date: -\nDistribution: P and L members; IETF\n\nNo response is required.\n",
        "SC 6 secretariat <sc6@kisi.or.kr>", "SC 6 N18211 Liaison statement to IETF"),
    Golden(
        "iso_iec", "102-tc-204",
        {"title": "Liaison to IETF on addressing of ITS stations", "from_body": "iso", "to": ["6man", "v6ops"], "purpose": "action", "deadline": "2026-05-31", "reference": "TC 204 N 5510"},
        "ISO/TC 204 N 5510\nISO/TC 204\nIntelligent transport systems\n\nDate: 2026-02-27\nTo: IETF 6MAN WG, IETF V6OPS WG\nFrom: ISO/TC 204 WG 16 Convenor\nSubject: Liaison to IETF on addressing of ITS stations\n\nISO/TC 204 requests your comments on clause 7 no later than 31st of May, 2026.\n\nKnut Example\nConvenor ISO/TC 204 WG 16\n",
        "Knut Example <knut@transport.example>", "ISO/TC 204 liaison"),
    Golden(
        "etsi", "101-nfv-template-table",
        {"title": "Liaison Statement on multi-site connectivity", "from_body": "etsi-isg-nfv", "to": ["teas", "opsawg"], "cc": ["onf"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-24", "reference": "NFV(26)000088r1", "from_contacts": ["hui@virtual.example"]},
        sender="NFV Support <nfvsupport@etsi.org>", subject="ETSI ISG NFV LS NFV(26)000088r1",
        files=[("NFV(26)000088r1_LS_to_IETF.docx", WORD, docx(["1. Overall description", "ISG NFV has approved IFA 032.", "2. Actions", "To IETF TEAS WG and OPSAWG: ISG NFV kindly asks for a review by 24 April 2026.", "3. Next meetings", "NFV#53: 18-22 May 2026"],
            tables=[table(("NFV(26)000088r1",), ("ETSI ISG NFV",)), table(("Title:", "Liaison Statement on multi-site connectivity"), ("Date:", "27/02/2026"), ("From (source):", "ETSI ISG NFV"), ("Contact(s):", "Hui Example (hui@virtual.example)"), ("To:", "IETF TEAS WG, IETF OPSAWG"), ("Copy to:", "ONF"), ("Response to:", ""), ("Attachments:", "IFA 032 v4.1.1"))]))]),
    Golden(
        "etsi", "102-mec-plain-mail",
        {"title": "Liaison to IETF on CATS", "from_body": "etsi-isg-mec", "to": ["cats"], "stated_purpose": None, "purpose": "information", "deadline": None},
        "ETSI ISG MEC\n\nTo: IETF CATS WG chairs\nFrom: ETSI ISG MEC\nSubject: Liaison to IETF on CATS\nDate: 26 February 2026\n\nDear chairs,\n\nETSI ISG MEC would like to inform IETF CATS WG of the publication of GS MEC 003 V4.1.1.\nOur next plenary MEC#46 will be held 20-24 April 2026 in Turin. We look forward to a fruitful collaboration.\n\nBest regards,\nPekka Example\nETSI ISG MEC Chair\n",
        "Pekka Example <pekka@edge.example>", "ETSI ISG MEC liaison"),
    Golden(
        "broadband_forum", "101-reference-in-the-head",
        {"title": "Liaison regarding subscriber sessions on BNG", "from_body": "broadband-forum", "to": ["bess", "rtgwg"], "cc": ["rtg"], "stated_purpose": None, "purpose": "action", "deadline": "2026-04-10", "reference": "LIAISE-622"},
        sender="Broadband Forum Liaisons <liaisons@broadband-forum.org>", subject="LIAISE-622",
        files=[("LIAISE-622-00.docx", WORD, docx(["February 27, 2026", "", "To:\tMatthew Example, BESS WG Co-chair", "\tJeff Example, RTGWG Co-chair", "CC:\tAndrew Example, IETF Routing Area Director", "\tDavid Example, Broadband Forum Liaison Manager to IETF", "From:\tManuel Example, Broadband Forum Technical Committee Chair", "Broadband Forum Reference: LIAISE-622", "Subject: Liaison regarding subscriber sessions on BNG", "", "Dear Matthew and Jeff,", "", "The Broadband Forum is working on WT-474. We would appreciate your response by our next meeting, no later than April 10, 2026.", "", "Sincerely,", "Manuel Example", "Broadband Forum Technical Committee Chair", "", "Date of Upcoming Broadband Forum Meetings", "A list of upcoming meetings can be found at https://www.broadband-forum.org/meetings"], header=["Broadband Forum", "5177 Brandin Court, Fremont, CA 94538"]))]),
    Golden(
        "mef", "101-forum-address",
        {"title": "LSO Sonata API security", "from_body": "mef", "to": ["oauth", "gnap"], "purpose": "action", "deadline": "2026-05-01", "reference": "L00733"},
        "MEF Forum\n12001 Aerospace Blvd, Suite 100, Los Angeles\n\nMarch 2, 2026\n\nTo: OAuth Working Group and GNAP Working Group, IETF\nLiaison: L00733\nFrom: Daniel Example, MEF CTO\nSubject: LSO Sonata API security\n\nDear chairs,\n\nMEF has attached MEF 128.1 draft release 1 for your review and comment. Please send your comments by May 1, 2026 to liaisons@mef.net.\n\nSincerely,\nDaniel Example\nMEF CTO\n\nNext meetings:\nQ2 Members Meeting, April 27-30, 2026\n",
        "MEF <liaisons@mef.net>", "MEF liaison L00733"),
    Golden(
        "three_gpp", "107-gsma-in-sections",
        {"title": "LS to IETF on eSIM push service", "from_body": "gsma", "to": ["ietf"], "cc": ["3gpp-tsgct-ct6"], "purpose": "action", "stated_purpose": "action", "deadline": "2026-04-17"},
        sender="GSMA eSIM <esim.group@gsma.com>", subject="GSMA liaison statement",
        files=[("eSIMWG1_118_Doc_009_LS.docx", WORD, docx(["1 Overall description", "GSMA eSIM Group works on a push service.", "2 Action", "GSMA eSIMG kindly asks IETF to answer by 17 April 2026.", "Dear colleagues,", "Best regards,", "Yolanda Example", "Chair, GSMA eSIM Group"],
            tables=[table(("GSMA\nLiaison Statement",), ("Meeting Name & Number:", "eSIM WG1 #118"), ("Document Title:", "LS to IETF on eSIM push service"), ("Document Number:", "eSIMWG1_118_Doc_009"), ("Meeting Date:", "24-26 February 2026"), ("From:", "GSMA eSIM Group"), ("To:", "IETF"), ("Cc:", "3GPP CT6"), ("For:", "Action"), ("Contact:", "Yolanda Example, yolanda@sim.example"))]))]),
    Golden(
        "plain", "101-o-ran-form",
        {"title": "O-RAN liaison on YANG versioning", "from_body": "o-ran", "to": ["netmod"], "cc": ["3gpp-tsgsa-sa5"], "purpose": "action", "deadline": "2026-04-30", "reference": "O-RAN.WG4.LS.2026.014"},
        "Title: O-RAN liaison on YANG versioning\nFrom: O-RAN ALLIANCE WG4\nTo: IETF NETMOD WG\nCc: 3GPP SA5\nO-RAN reference: O-RAN.WG4.LS.2026.014\nDate: 2026-02-27\nContact: Xiao Example <xiao@fronthaul.example>\n\n1 Background\nWG4 maintains YANG modules.\n2 Request\nO-RAN WG4 kindly requests IETF NETMOD WG to provide its view on module versioning, preferably before 30 April 2026.\n",
        "O-RAN Office <liaison@o-ran.org>", "O-RAN ALLIANCE liaison to IETF NETMOD"),
    Golden(
        "business", "102-cablelabs-letter",
        {"title": "Low Latency DOCSIS and L4S", "from_body": "cablelabs", "to": ["tsvwg"], "purpose": "information", "deadline": None},
        "CableLabs\n858 Coal Creek Circle, Louisville, CO 80027\n\nFebruary 25, 2026\n\nRE: Low Latency DOCSIS and L4S\n\nDear TSVWG Chairs,\n\nCableLabs is pleased to report the results of the interop of 12-14 January 2026. We plan to publish the specification by June 30, 2026.\n\nPlease feel free to contact me with questions or comments.\n\nSincerely,\n\nGreg Example\nDistinguished Technologist, CableLabs\n", "Greg Example <greg@cablelabs.com>", "Liaison letter from CableLabs"),
    Golden(
        "plain", "102-w3c-mail-to-a-list",
        {"title": "Liaison statement from W3C: Request for review: WebTransport WebCodecs mapping", "from_body": "w3c", "to": ["moq"], "purpose": "action", "deadline": "2026-03-31"},
        "Hi MoQ folks,\n\nOn behalf of the W3C WebTransport Working Group, I'd like to request a review of section 5 of the WebTransport draft. "
        "It would be great if we could get your comments by 31 March 2026; issues may be filed on GitHub.\n\nThanks,\nWill Example\nco-chair, W3C WebTransport WG\n",
        "Will Example <will@w3.org>", "Liaison statement from W3C: Request for review: WebTransport WebCodecs mapping", to="moq@ietf.org"),
    Golden(
        "business", "103-m3aawg-letter",
        {"title": "M3AAWG comments on DKIM2", "from_body": "maawg", "to": ["dkim"], "purpose": "information", "deadline": None},
        "M3AAWG\nMessaging, Malware and Mobile Anti-Abuse Working Group\n\nMarch 1, 2026\n\nTo: IETF DKIM Working Group\nSubject: M3AAWG comments on DKIM2\n\nDear Working Group Chairs,\n\nM3AAWG members reviewed draft-ietf-dkim-dkim2-motivation and attach our comments. We are happy to answer questions.\n\nKind regards,\nAmy Example\nExecutive Director, M3AAWG\n",
        "Amy Example <amy@mailman.m3aawg.org>", "M3AAWG liaison letter", [("M3AAWG-comments.pdf", PDF, pdf(["Comments", "1. The draft should mention mailing lists."]))]),
    Golden(
        "business", "104-oif-letter",
        {"title": "OIF Transport SDN API update", "from_body": "oif", "to": ["ccamp", "teas"], "purpose": "action", "deadline": "2026-04-24", "reference": "oif2026.045.02"},
        sender="OIF <liaison@oiforum.com>", subject="OIF liaison to IETF CCAMP and TEAS",
        files=[("oif2026.045.02.pdf", PDF, pdf(["OIF", "5177 Brandin Court, Fremont, CA 94538 USA", "", "oif2026.045.02", "February 20, 2026", "", "Mr. Daniele Example, Co-Chair, IETF CCAMP WG", "Mr. Vishnu Example, Co-Chair, IETF TEAS WG", "", "Re: OIF Transport SDN API update", "", "Dear Daniele and Vishnu,", "", "The OIF Networking & Operations WG has completed a draft. We request that", "you review the document and respond before our Q2 meeting, by April 24, 2026.", "", "Sincerely,", "Jonathan Example", "OIF Technical Committee Chair", "cc: Nathan Example, OIF President"]))]),
    Golden(
        "plain", "103-tm-forum-pasted",
        {"title": "Intent ontology alignment", "from_body": "tm-forum", "to": ["irtf", "nmrg"], "purpose": "information", "stated_purpose": "information", "deadline": None},
        "From:  TM Forum Autonomous Networks Project\nTo:    IRTF (NMRG)\nDate:  2 March 2026\nTitle: Intent ontology alignment\nStatus: For information\n\nTM Forum has published TR290 v3.8.0.\n", "Kevin Example <kevin@tmforum.org>", "TM Forum liaison to IRTF"),
    Golden(
        "plain", "104-icann-ssac",
        {"title": "SSAC comment on domain verification techniques", "from_body": "icann", "to": ["dnsop"], "purpose": "information", "deadline": None},
        "To: IETF DNSOP Working Group\nFrom: ICANN Security and Stability Advisory Committee (SSAC)\nSubject: SSAC comment on domain verification techniques\nDate: 28 February 2026\n\nThe SSAC thanks the DNSOP Working Group. The SSAC supports publication.\n\nRam Example\nSSAC Chair\n", "SSAC <ssac-staff@icann.org>", "SSAC2026-04: comment"),
    Golden(
        "three_gpp", "106-forward-by-the-liaison-manager",
        {"title": "LS on IMS data channel and WebRTC", "from_body": "3gpp-tsgsa-sa4", "to": ["mmusic", "avtcore"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-13", "reference": "S4-260301"},
        "Hi all,\n\nFYI, we got this one from SA4.\n\nCharles\n\n-----Original Message-----\nFrom: 3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>\nSent: Friday, February 27, 2026 4:12 PM\nTo: Charles Example <charles@manage.example>\nSubject: S4-260301 LS on IMS data channel and WebRTC\n\n3GPP TSG SA WG4 Meeting #135\tS4-260301\nGoa, India, 9-13 February 2026\n\nTitle:\tLS on IMS data channel and WebRTC\nResponse to:\nRelease:\tRel-19\nSource:\tSA4\nTo:\tIETF MMUSIC WG, IETF AVTCORE WG\nCc:\tGSMA NG UPG\nContact Person:\tImed Example\n1. Overall Description:\nText\n2. Actions:\nTo IETF MMUSIC and AVTCORE WGs:\nACTION: Please check the SDP in annex A.\n3. Date of Next SA4 Meetings:\nSA4#136\t13-17 April 2026\tMontreal\n",
        "Charles Example <charles@manage.example>", "FW: S4-260301 LS on IMS data channel and WebRTC"),
]  # fmt: skip
