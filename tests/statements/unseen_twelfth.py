"""A twelfth set, facts first: what the rules of the eleven before are worth on letters of the newest kinds."""

from __future__ import annotations

from tests.make_documents import docx, pdf
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"

GOLDEN = [
    Golden(
        "itu_t", "161-sg21-of-the-new-period",
        {"title": "LS/o on cloud gaming media transport [to IETF MOQ, IETF AVTCORE]", "from_body": "itu-t-sg-21", "to": ["moq", "avtcore"], "cc": ["3gpp-tsgsa-sa4", "iso-iec-jtc1-sc29"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-07-10", "reference": "SG21-LS55", "from_contacts": ["noah@games.example", "mira@media.example"]},
        "Dear Sir/Madam,\n\nKindly find attached the liaison statement SG21-LS55, which was agreed by ITU-T Study Group 21 on 6 March 2026. An answer before the next meeting (21 September 2026) is appreciated.\n\nTSB SG21\n",
        "TSB SG21 <tsbsg21@itu.int>", "ITU-T SG21 LS55 to IETF",
        [("T25-SG21-LS-0055!!MSW-E.docx", WORD, docx(["The attached draft H.CG-MT is at Annex 1.", "Should the IETF wish to propose changes, text is needed before 10 July 2026.", "Annex 1", "Title:\tDraft H.CG-MT", "Source:\tEditors", "Deadline:\t1 May 2026"], tables=[table(
            ("", "INTERNATIONAL TELECOMMUNICATION UNION", "SG21-LS55"), ("", "TELECOMMUNICATION\nSTANDARDIZATION SECTOR\nSTUDY PERIOD 2025-2028", "STUDY GROUP 21\nOriginal: English"), ("Question(s):", "4/21", "Geneva, 25 February – 6 March 2026"), ("LS\n(Ref.: SG21-TD220-R1/WP1)", "", ""),
            ("Source:", "ITU-T Study Group 21", ""), ("Title:", "LS/o on cloud gaming media transport [to IETF MOQ, IETF AVTCORE]", ""), ("LIAISON STATEMENT", "", ""), ("For action to:", "IETF MOQ WG; IETF AVTCORE WG", ""), ("For comment to:", "-", ""), ("For information to:", "3GPP SA4; ISO/IEC JTC 1/SC 29", ""),
            ("Approval:", "ITU-T SG21 meeting (Geneva, 6 March 2026)", ""), ("Deadline:", "10 July 2026", ""), ("Contact:", "Noah Example\nKorea (Rep. of)", "Tel: +82 555 0100\nE-mail: noah@games.example"), ("Contact:", "Mira Example\nGermany", "Tel: +49 555 0100\nE-mail: mira@media.example"), ("Abstract:", "This LS asks for a review by 10 July 2026.", ""))]))],
        headers={"Date": "Mon, 09 Mar 2026 10:00:00 +0100"}),
    Golden(
        "itu_t", "162-jca-in-pdf-to-all-sdos",
        {"title": "LS on the standards roadmap for machine learning [to SDOs]", "from_body": "itu-t", "to": ["etsi", "3gpp", "ietf", "irtf", "ieee", "tm-forum"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-06-05", "reference": "JCA-ML-LS-8"},
        sender="TSB JCA-ML <tsbjcaml@itu.int>", subject="JCA-ML LS",
        files=[("JCA-ML-LS-8.pdf", PDF, pdf(["INTERNATIONAL TELECOMMUNICATION UNION\tJCA-ML-LS-8", "TELECOMMUNICATION STANDARDIZATION SECTOR", "STUDY PERIOD 2025-2028\tOriginal: English", "LIAISON STATEMENT", "Source:\tJCA-ML", "Title:\tLS on the standards roadmap for machine learning [to SDOs]", "For action to:\t-", "For comment to:\tETSI, 3GPP, IETF, IRTF, IEEE, TM Forum", "For information to:\t-", "Approval:\tJCA-ML meeting (virtual, 2 March 2026)", "Deadline:\t5 June 2026", "Contact:\tScott Example", "\tE-mail: scott@roadmap.example", "JCA-ML would like to receive updates of the roadmap."]))]),
    Golden(
        "three_gpp", "161-6g-study-letter",
        {"title": "LS on AI agent communication protocols in 6G", "from_body": "3gpp-tsgsa-sa2", "to": ["iab", "irtf"], "cc": ["3gpp-tsgsa", "gsma"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-18", "reference": "S2-2603456", "from_contacts": ["tricci@agents.example"]},
        sender=COORDINATOR, subject="S2-2603456 LS on AI agent communication protocols in 6G",
        files=[("S2-2603456.docx", WORD, docx(["SA WG2 Meeting #174\tS2-2603456", "13 - 17 April, 2026, Malta", "", "Title:\tLS on AI agent communication protocols in 6G", "Response to:\t", "Release:\tRel-20", "Work Item:\tFS_6G_ARC", "", "Source:\tSA WG2", "To:\tIAB, IRTF", "Cc:\tTSG SA, GSMA", "", "Contact Person:\t", "Name:\tTricci Example", "E-mail Address:\ttricci@agents.example", "", "Send any reply LS to:\t3GPP Liaisons Coordinator, mailto:3GPPLiaison@etsi.org", "", "Attachments:\tNone", "", "1. Overall Description:", "SA2 is studying agents. The study is to be completed by March 2027.", "2. Actions:", "To IAB and IRTF group.", "ACTION: \tSA WG2 asks IAB and IRTF whether work on agent protocols is planned, and by when it would be finished.", "3. Date of Next TSG-SA WG 2 Meetings:", "SA2#175\t18 - 22 May 2026\tFukuoka", "SA2#176\t24 - 28 August 2026\tTBD"]))],
        headers={"Date": "Tue, 21 Apr 2026 10:00:00 +0200"}),
    Golden(
        "ieee_802", "161-802-1-to-three-groups-by-mail",
        {"title": "Liaison: P802.1DC quality of service provision", "from_body": "ieee-802-1", "to": ["detnet", "tsvwg", "ippm"], "purpose": "action", "deadline": "2026-06-12"},
        "IEEE 802.1 Working Group\n\nMarch 13, 2026\n\nTo: DetNet WG chairs, TSVWG chairs, IPPM WG chairs\nFrom: IEEE 802.1 Working Group\nCc: Janos Example, IEEE 802.1 liaison to IETF\nSubject: Liaison: P802.1DC quality of service provision\n\nDear chairs,\n\nP802.1DC D4.0 is in Working Group ballot through April 17, 2026. IEEE 802.1 would value the IETF's input on clause 8 no later than June 12, 2026.\n\nGlenn Example\nChair, IEEE 802.1 Working Group\n", "Glenn Example <glenn@bridges.example>", "IEEE 802.1 liaison to IETF", headers={"Date": "Fri, 13 Mar 2026 10:00:00 -0500"}),
    Golden(
        "iso_iec", "161-sc42-mail",
        {"title": "SC 42 liaison to IETF on AI data formats", "from_body": "iso-iec-jtc1", "to": ["iab", "pquip"], "purpose": "action", "stated_purpose": "comment", "deadline": "2026-06-30"},
        "ISO/IEC JTC 1/SC 42 N 3101\n\nTitle: SC 42 liaison to IETF on AI data formats\nSource: ISO/IEC JTC 1/SC 42\nTo: IAB; IETF PQUIP WG\nAction requested: For comment\nDue date: 30/06/2026\n\nText\n", "SC 42 <sc42@ansi.example>", "ISO/IEC JTC 1/SC 42 N 3101"),
    Golden(
        "etsi", "161-isg-ai-rat",
        {"title": "LS on DSCP marking for XR", "from_body": "etsi-isg-mec", "to": ["tsvwg"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-08", "reference": "MEC(26)000077"},
        "ETSI ISG MEC                                   MEC(26)000077\n\nTitle: LS on DSCP marking for XR\nSource: ISG MEC\nTo: IETF TSVWG\nContact: Walter Example\n\n1. Overall description\nMEC 048 is drafted.\n\n2. Actions\nTo IETF TSVWG:\nISG MEC asks TSVWG to indicate by 8 May 2026 whether the marking is consistent with RFC 8325.\n\n3. Date of next meetings\nMEC#46 20-24 April 2026\n", "ISG MEC <isgsupport@etsi.org>", "MEC(26)000077"),
    Golden(
        "broadband_forum", "161-response-with-question",
        {"title": "Response to IETF liaison 2390 on DHCPv6 prefix delegation", "from_body": "broadband-forum", "to": ["dhc", "v6ops"], "purpose": "action", "deadline": "2026-05-15", "reference": "LIAISE-671"},
        "Broadband Forum\n\nBroadband Forum Reference: LIAISE-671\nDate: March 20, 2026\nTo: IETF DHC WG and V6OPS WG\nFrom: Craig Example, Broadband Forum TC Chair\nSubject: Response to IETF liaison 2390 on DHCPv6 prefix delegation\n\nThank you for your liaison dated January 30, 2026, in which you asked for our comments by March 31, 2026. Our answers are below. We have one question in return and hope to have your reply by May 15, 2026.\n", "BBF <liaisons@broadband-forum.org>", "LIAISE-671", headers={"Date": "Fri, 20 Mar 2026 10:00:00 -0500"}),
    Golden(
        "business", "161-gsma-plain-letter",
        {"title": "Post-quantum migration of the SIM ecosystem", "from_body": "gsma", "to": ["pquip", "lamps"], "cc": ["etsi-tc-cyber"], "purpose": "information", "deadline": None},
        sender="GSMA <GSMALiaisons@gsma.com>", subject="GSMA liaison to IETF PQUIP and LAMPS",
        files=[("GSMA-PQTN-LS.pdf", PDF, pdf(["GSMA", "Post Quantum Telco Network Task Force", "", "2 March 2026", "", "To: IETF PQUIP WG, IETF LAMPS WG", "Cc: ETSI TC CYBER", "Subject: Post-quantum migration of the SIM ecosystem", "", "Dear colleagues,", "We are pleased to inform you that PQ.05 was published on 23 February 2026. PQ.06 is planned for", "publication by 30 September 2026. We look forward to continued cooperation.", "Yours sincerely,", "Zygmunt Example", "GSMA PQTN Chair"]))]),
    Golden(
        "plain", "161-agent-body-unknown-with-labels",
        {"title": "Liaison on agent identity", "to": ["wimse", "oauth"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-01", "from_body": "oasis"},
        "Liaison Title: Liaison on agent identity\nSubmitted by: OASIS Open\nAddressees: IETF WIMSE WG, IETF OAuth WG\nPurpose: For comment\nRespond by: May 1, 2026\n\nThe committee specification draft is in public review until 29 May 2026.\n", "OASIS <liaison@oasis-open.org>", "OASIS liaison"),
    Golden(
        "business", "162-nothing-but-prose-and-a-date-of-theirs",
        {"title": "Liaison statement: MLS profile published", "from_body": "gsma", "to": ["mls"], "purpose": "information", "deadline": None},
        "Dear MLS chairs,\n\nthe GSMA has published RCC.16 v2.0 and will withdraw v1.0 by 31 December 2026. Implementers are requested to update before that date, we will answer questions at any time.\n\nTom Example\nGSMA RCS Group\n", "GSMA <GSMALiaisons@gsma.com>", "Liaison statement: MLS profile published", to="mls@ietf.org"),
]  # fmt: skip
