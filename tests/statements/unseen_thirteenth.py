"""A thirteenth set: what the first look at eighty-nine letters, written without a look at the readers, got wrong."""

from __future__ import annotations

from tests.make_documents import docx, pdf
from tests.statements import WORD, Golden, table

PDF = "application/pdf"

GOLDEN = [
    Golden(
        "itu_t", "171-external-organizations-of-the-prose",
        {"from_body": "itu-r-wp5d", "to": ["ietf"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-04"},
        sender="Counsellor <rsg5@itu.int>", subject="Liaison statement from ITU-R WP 5D",
        files=[("R23-WP5D-C-0901.pdf", PDF, pdf(["Radiocommunication Study Groups", "Source: Document 5D/TEMP/488(Rev.1)", "26 February 2026", "English only", "Working Party 5D", "LIAISON STATEMENT TO EXTERNAL ORGANIZATIONS", "(COPY TO ITU-T STUDY GROUP 13)", "", "WP 5D kindly invites IETF and other External Organizations to provide information on transport.", "WP 5D would appreciate receiving your response by 4 May 2026, in time for its 54th meeting, to be held", "10-19 May 2026.", "", "Status: For action", "Contact: Amadou Example     E-mail: amadou@spectrum.example"]))]),
    Golden(
        "itu_t", "172-focus-group-to-a-research-group",
        {"title": "LS on gap analysis of AI-native management", "from_body": "itu-t", "to": ["nmop", "nmrg"], "cc": ["etsi-isg-eni"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-22"},
        "Source: ITU-T FG-AINN\nTitle: LS on gap analysis of AI-native management\nLIAISON STATEMENT\nFor comment to: IETF NMOP WG, IRTF NMRG\nFor information to: ETSI ISG ENI\nDeadline: 22 May 2026\nContact: Dilnoza Example, dilnoza@univ.example\n\nFG-AINN invites comments.\n", "TSB <tsbfgainn@itu.int>", "LS from FG-AINN"),
    Golden(
        "ieee_802", "171-copies-below-each-other-in-pdf",
        {"title": "Liaison request on cyclic queuing", "from_body": "ieee-802-1", "to": ["detnet"], "cc": ["rtg", "ieee-802", "tsvwg"], "purpose": "action", "deadline": "2026-05-08"},
        sender="Tadeusz Example <t@switch.example>", subject="IEEE 802.1 liaison to IETF DetNet",
        files=[("liaison-DetNet-0326-v02.pdf", PDF, pdf(["IEEE 802.1 Working Group", "Date: 2 March 2026", "To:     Chairs, IETF DetNet Working Group", "CC:     IETF Routing Area Directors", "Secretary, IEEE 802 LMSC", "IETF TSVWG chairs", "Subject: Liaison request on cyclic queuing", "Dear colleagues,", "We would appreciate your comments by 8 May 2026.", "Tadeusz Example"]))]),
    Golden(
        "iso_iec", "171-before-our-meeting-which-starts-on",
        {"title": "Liaison to IETF MOQ on CMAF", "from_body": "iso-iec-jtc1-sc29", "to": ["moq"], "purpose": "action", "deadline": None, "warning": "before a meeting"},
        "ISO/IEC JTC 1/SC 29/WG 3\nMPEG Systems\n\nTitle: Liaison to IETF MOQ on CMAF\nSource: ISO/IEC JTC 1/SC 29/WG 3\nTo: IETF MOQ\nExpected action: None\n\nMPEG Systems would like to thank the IETF MOQ WG. We kindly ask you to review the attached draft and to send comments before our 157th meeting, which starts on 27 April 2026.\n", "MPEG <mpeg@media.example>", "WG 3 liaison to IETF MOQ"),
    Golden(
        "plain", "171-iec-asks-whether",
        {"title": "TLS profile for IEC 62351-3", "from_body": "iec", "to": ["uta", "tls"], "purpose": "action", "deadline": "2026-05-12"},
        "From: IEC TC 57 WG 15\nTo: IETF UTA, IETF TLS\nSubject: TLS profile for IEC 62351-3\n\nWG 15 would like to ask the IETF whether cipher suites are going to be removed. A reply before 12 May 2026 would be most helpful.\n", "Erik Example <erik@grid.example>", "IEC TC 57 liaison to IETF"),
    Golden(
        "etsi", "171-entity-and-document-for",
        {"title": "LS on YANG models for descriptors", "from_body": "etsi-isg-nfv", "to": ["netconf"], "cc": ["3gpp-tsgsa-sa5"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-29", "reference": "NFV(26)000312r1"},
        sender="NFV <NFVsupport@etsi.org>", subject="LS from ETSI ISG NFV to IETF NETCONF",
        files=[("NFV(26)000312_LS.docx", WORD, docx(["1. Overall description", "NFV-SOL 006 is published.", "2. Actions", "ISG NFV kindly asks IETF NETCONF to review the model and to provide feedback by 29 May 2026."], tables=[table(("ETSI ISG NFV#56", "NFV(26)000312r1"), ("Title*:", "LS on YANG models for descriptors"), ("from Source*:", "ETSI ISG NFV"), ("to Entity*:", "IETF NETCONF WG"), ("Cc:", "3GPP SA5"), ("Document for:", "Action"))]))]),
    Golden(
        "etsi", "172-response-to-a-title",
        {"title": "Reply LS on metrics", "from_body": "etsi-isg-mec", "to": ["cats"], "purpose": "information", "response_to": ["LS on CATS metrics (IETF CATS WG, 29 January 2026)"]},
        "ETSI ISG MEC #48                                     MEC(26)000401\n\nTitle:          Reply LS on metrics\nResponse to:    LS on CATS metrics (IETF CATS WG, 29 January 2026)\nSource:         ETSI ISG MEC\nTo:             IETF CATS WG\n\n1. Overall description\nETSI MEC uses the same metrics.\n2. Actions\nNone.\n", "MEC <MECsupport@etsi.org>", "MEC(26)000401"),
    Golden(
        "plain", "172-liaison-behind-a-dash",
        {"title": "ETSI SDG TeraFlowSDN – liaison to IETF TEAS/CCAMP", "from_body": "etsi-sdg-tfs", "to": ["teas", "ccamp"], "purpose": "action", "deadline": None},
        "Dear TEAS and CCAMP chairs,\n\nwe are implementing a draft of the TEAS working group in our next release, which will be out this summer.\n\nWe would like to know before the code freeze whether the model is expected to change.\n\nIvo Example\nTSC Chair\n", "Ivo Example <ivo@sdn.example>", "ETSI SDG TeraFlowSDN – liaison to IETF TEAS/CCAMP"),
    Golden(
        "business", "171-contact-below-from",
        {"title": "Management of pluggable optics", "from_body": "oif", "to": ["ccamp"], "from_contacts": ["rosalind@optics.example"]},
        sender="OIF <liaison@oiforum.com>", subject="OIF liaison",
        files=[("oif2026.412.01.docx", WORD, docx(["OIF", "To:", "Co-chairs, IETF CCAMP WG", "From:", "Rosalind Example, OIF Technical Committee Chair", "rosalind@optics.example", "Subject: Management of pluggable optics", "Dear chairs,", "OIF would like to inform CCAMP about the start of a project.", "Sincerely,", "Rosalind Example"]))]),
    Golden(
        "plain", "173-gsma-table-of-ls-labels",
        {"title": "LS on Rich Call Data verification", "from_body": "gsma", "to": ["stir"], "cc": ["atis"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-26", "reference": "NRG26_118"},
        sender="GSMA <GSMALiaisons@gsma.com>", subject="GSMA NRG LS to IETF STIR",
        files=[("NRG26_118 LS.docx", WORD, docx(["NRG asks whether claims can be validated offline."], tables=[table(("LS Title", "LS on Rich Call Data verification"), ("LS Number", "NRG26_118"), ("From", "GSMA NRG"), ("To", "IETF STIR WG"), ("CC", "ATIS PTSC"), ("For Action / Information", "Action"), ("Response required by", "26-May-2026"))]))]),
    Golden(
        "plain", "174-comment-period-open-through",
        {"title": "Draft NIST SP 800-230", "from_body": "nist", "to": ["lamps", "pquip"], "purpose": "action", "deadline": "2026-05-08"},
        "To: IETF LAMPS, IETF PQUIP\nSubject: Draft NIST SP 800-230\n\nNIST has released the initial public draft. The public comment\nperiod is open through May 8, 2026.\n", "NIST <pqc-comments@nist.gov>", "NIST request for comments"),
    Golden(
        "plain", "175-onem2m-response-due-date",
        {"title": "LS on observe over non-IP bearers", "from_body": "onem2m", "to": ["core"], "cc": ["3gpp-tsgsa-sa2"], "deadline": "2026-05-12", "reference": "TP-2026-0098"},
        sender="oneM2M <support@list.onem2m.org>", subject="LS from oneM2M to IETF CoRE",
        files=[("TP-2026-0098-LS_to_IETF_CoRE.docx", WORD, docx(["oneM2M asks to clarify Observe."], tables=[table(("LIAISON STATEMENT", ""), ("Title*:", "LS on observe over non-IP bearers"), ("Source*:", "oneM2M TP"), ("To*:", "IETF CoRE"), ("Cc:", "3GPP SA2"), ("Response due date:", "2026-05-12"))]))]),
    Golden(
        "business", "172-ccsds-agency-review",
        {"title": "Agency review of CCSDS 734.20-R-1", "from_body": "ccsds", "to": ["dtn"], "purpose": "action", "deadline": "2026-06-01"},
        sender="CCSDS <secretariat@ccsds.example>", subject="CCSDS letter to the IETF DTN WG",
        files=[("CCSDS-letter.pdf", PDF, pdf(["CCSDS", "The Consultative Committee for Space Data Systems", "", "2 March 2026", "", "IETF DTN Working Group Chairs", "", "SUBJECT: Agency review of CCSDS 734.20-R-1", "", "Dear Chairs,", "Review comments from IETF DTN participants are welcome until 2026-06-01.", "With kind regards,", "Umberto Example", "SIS Area Director"]))]),
    Golden(
        "plain", "176-to-line-alone-in-an-announcement",
        {"from_body": "oasis", "to": ["scitt"], "purpose": "action", "deadline": None},
        "OASIS members and other interested parties,\n\nOpenC2 v2.0 is now available for public review. The review starts 2 March 2026 and ends 2 April 2026 at 23:59 UTC.\n\nTo: IETF SCITT WG\n\nWe specifically ask the SCITT WG to look at section 5.\n", "Noor Example <noor@oasis-open.org>", "OASIS OpenC2 TC public review"),
    Golden(
        "business", "173-liaison-to-ietf-informs-one-group",
        {"title": "Ecma TC39 liaison to IETF", "from_body": "ecma-tc39", "to": ["dispatch"], "purpose": "information"},
        "Dear IETF,\n\nEcma TC39 wishes to inform the IETF DISPATCH WG that ECMA-404 is under revision.\n\nEcma Secretariat\n", "Ecma <secretariat@ecma-international.org>", "Ecma TC39 liaison to IETF"),
    Golden(
        "plain", "178-requests-a-status-update",
        {"from_body": "wi-fi-alliance", "to": ["emu"], "purpose": "action", "deadline": None},
        "Dear EMU co-chairs,\n\nWi-Fi Alliance Security Task Group kindly requests a status update on TEAPv2. We'd be grateful for an answer within six weeks.\n", "WFA <liaison@wi-fi.org>", "Wi-Fi Alliance liaison to IETF EMU WG: TEAPv2"),
    Golden(
        "plain", "179-german-answer-asked-for",
        {"title": "Sichere Zeitsynchronisation", "to": ["ntp"], "deadline": "2026-05-31", "purpose": "action"},
        "Von: DKE/GK 914\nAn: IETF NTP WG\nBetreff: Sichere Zeitsynchronisation\nAntwort erbeten bis: 31. Mai 2026\n\nMit freundlichen Grüßen\n", "DKE <dke@normung.example>", "Liaison: Zeitsynchronisation"),
    Golden(
        "broadband_forum", "171-operators-need-an-answer",
        {"title": "EVPN multihoming", "from_body": "broadband-forum", "to": ["bess"], "purpose": "information", "deadline": None},
        "To: IETF BESS WG\nFrom: Broadband Forum\nSubject: EVPN multihoming\n\nFor your information, we have seen problems. Operators need an answer to this problem by 30 June 2026, when the first networks go live.\n", "BBF <liaisons@broadband-forum.org>", "BBF liaison"),
    Golden(
        "plain", "180-respond-before-our-interim-meeting",
        {"title": "MPLS network actions", "from_body": "itu-t-sg-15", "to": ["mpls"], "purpose": "action", "deadline": None, "warning": "before a meeting"},
        "From: ITU-T Q10/15\nTo: IETF MPLS WG\nSubject: MPLS network actions\n\nPlease respond before our interim meeting on 22-26 June 2026 in Kyoto.\n", "Otto Example <otto@transport.example>", "Liaison from ITU-T Q10/15"),
    Golden(
        "plain", "181-cc-without-a-colon-and-links",
        {"title": "Multicast QUIC", "from_body": "dvb", "to": ["quic"], "cc": ["tsvwg"], "deadline": "2026-05-31"},
        "From: DVB\nTo: IETF QUIC WG (https://datatracker.ietf.org/wg/quic/about/), cc TSVWG http://forum.example/tsv\nTitle: Multicast QUIC\nAction requested by 31/05/2026\n\nDVB asks whether multicast is planned.\n", "DVB <liaison@dvb.org>", "DVB LS"),
]  # fmt: skip
