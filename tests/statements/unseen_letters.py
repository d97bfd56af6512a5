"""Letters of consortia, registries and smaller bodies as they come: mostly prose, few labels. The facts were written down
before the reader had seen any of these letters."""

from __future__ import annotations

from tests.make_documents import docx, html, pdf, rtf, zip_of
from tests.statements import WORD, Golden, table

PDF = "application/pdf"

FORA = [
    Golden(
        "broadband_forum", "41-letter-of-the-technical-committee",
        {"title": "Broadband Forum work on QUIC-based USP transport", "from_body": "broadband-forum", "to": ["quic"], "cc": ["wit"],
         "reference": "LIAISE-701", "stated_purpose": None, "purpose": "action", "deadline": "2026-05-01"},
        sender="Broadband Forum Liaisons <liaisons@broadband-forum.org>", subject="LIAISE-701 Broadband Forum work on QUIC-based USP transport",
        files=[("LIAISE-701-00.pdf", PDF, pdf([
            "Broadband Forum", "5177 Brandin Court, Fremont, CA", "", "Date:\t26 February 2026", "Broadband Forum Reference:\tLIAISE-701",
            "To:\tLucas Example, IETF QUIC WG Co-Chair", "\tMatt Example, IETF QUIC WG Co-Chair", "CC:\tMike Example, IETF WIT Area Director",
            "\tDave Example, Broadband Forum Liaison Manager", "From:\tLincoln Example, Broadband Forum Technical Committee Chair",
            "Liaison Communicated By:\tRhonda Example", "Subject:\tBroadband Forum work on QUIC-based USP transport", "", "Dear Lucas and Matt,", "",
            "The Broadband Forum has begun a study of QUIC as a message transport for USP (TR-369).", "We look forward to your comments by May 1, 2026.", "",
            "Sincerely,", "Lincoln Example", "Broadband Forum Technical Committee Chair", "", "Date of Upcoming Broadband Forum Meetings:",
            "Q2 2026 meeting, 1-5 June 2026, Lisbon"]))]),
    Golden(
        "broadband_forum", "42-bulletin-to-several",
        {"title": "BBF publishes TR-459 Issue 3", "from_body": "broadband-forum", "to": ["bess", "int"], "stated_purpose": "information", "purpose": "information",
         "deadline": None},
        "Broadband Forum Liaison\n\nTo: IETF BESS WG chairs; IETF Internet Area Directors\nFrom: Broadband Forum\nSubject: BBF publishes TR-459 Issue 3\n"
        "Purpose: For information only\n\nTR-459 Issue 3 was published in February 2026. The next meeting is 1-5 June 2026.\n",
        "BBF <liaisons@broadband-forum.org>", "Liaison from Broadband Forum"),
    Golden(
        "mef", "41-mplify-pdf",
        {"title": "Mplify Standard 118 on zero trust", "from_body": "mef", "to": ["opsawg", "ops"], "reference": "L00555_001", "stated_purpose": None, "purpose": "action",
         "deadline": "2026-04-15"},
        sender="Mplify Liaisons <liaisons@mef.net>", subject="Mplify liaison L00555_001",
        files=[("LS00555_001_Zero_Trust_Example.pdf", PDF, pdf([
            "Mplify Alliance", "Liaison L00555_001", "12 February 2026", "To:\tHenk Example, IETF OPSAWG co-chair", "\tMahesh Example, IETF OPS Area Director",
            "From:\tPascal Example, Mplify CTO", "Subject:\tMplify Standard 118 on zero trust", "", "Dear Henk and Mahesh,", "",
            "Mplify has approved a letter ballot of its draft on zero trust. We would appreciate your review and", "comments no later than 15 April 2026.", "",
            "Best regards,", "Pascal Example", "CTO, Mplify", "Future Mplify meetings:", "20-23 April 2026"]))]),
    Golden(
        "plain", "58-gsma-table",
        {"title": "LS to IETF on RCS end-to-end encryption with MLS", "from_body": "gsma", "to": ["mls", "mimi"], "cc": ["3gpp-tsgsa-sa3"], "stated_purpose": "action",
         "purpose": "action", "deadline": "2026-04-30", "reference": "RCSJ2 Doc 014", "from_contacts": ["tom.example@phones.example"]},
        sender="GSMA Liaisons <GSMALiaisons@gsma.com>", subject="GSMA LS to IETF MLS and MIMI",
        files=[("RCSJ2 Doc 014 LS to IETF.docx", WORD, docx(
            ["Background", "GSMA has specified end-to-end encryption for RCS.", "Requested action", "GSMA asks IETF to confirm the use of the MLS extension."],
            [table(("GSMA Liaison Statement", ""), ("Title", "LS to IETF on RCS end-to-end encryption with MLS"), ("Document Number", "RCSJ2 Doc 014"),
                   ("Date", "24 February 2026"), ("Source", "GSMA RCS Joint Group"), ("To", "IETF MLS WG, IETF MIMI WG"), ("Cc", "3GPP SA3"), ("For", "Action"),
                   ("Response required by", "30 April 2026"), ("Contact", "Tom Example, tom.example@phones.example"), ("Security classification", "Non-confidential"))]))]),
    Golden(
        "business", "42-oif-letter",
        {"title": "OIF liaison to IETF CCAMP on management of coherent modules", "from_body": "oif", "to": ["ccamp"], "cc": ["ivy"], "stated_purpose": None, "purpose": "action",
         "deadline": "2026-05-22", "reference": "oif2026.041.02"},
        sender="OIF Secretariat <sec@oiforum.com>", subject="OIF liaison to IETF CCAMP",
        files=[("oif2026.041.02.pdf", PDF, pdf([
            "Optical Internetworking Forum", "oif2026.041.02", "March 2, 2026", "", "To:\tIETF CCAMP WG Chairs", "Cc:\tIETF IVY WG Chairs", "From:\tOIF Technical Committee Chair",
            "Re:\tOIF liaison to IETF CCAMP on management of coherent modules", "", "Dear CCAMP chairs,", "", "The OIF has completed CMIS 6.0.",
            "We invite you to comment on the attached by May 22, 2026. Our next meeting is on May 12-14, 2026 in Berlin.", "", "Sincerely,", "Karl Example",
            "OIF Technical Committee Chair"]))]),
    Golden(
        "three_gpp", "51-o-ran-in-the-same-sections",
        {"title": "LS on transport slicing YANG for open fronthaul", "from_body": "o-ran", "to": ["teas"], "cc": ["3gpp-tsgsa-sa5"], "stated_purpose": "action",
         "purpose": "action", "deadline": "2026-04-10"},
        sender="O-RAN Liaison <liaison@o-ran.org>", subject="O-RAN ALLIANCE LS to IETF TEAS",
        files=[("O-RAN.WG9.LS.2026.003.docx", WORD, docx([
            "O-RAN ALLIANCE Liaison Statement", "O-RAN WG9 meeting, 17 February 2026", "", "Title:\tLS on transport slicing YANG for open fronthaul", "Response to:\tn/a",
            "Source:\tO-RAN WG9", "To:\tIETF TEAS WG", "Cc:\t3GPP SA5", "Contact person:\tReza Example, reza@xhaul.example", "Attachments:\tnone", "",
            "1. Overall description:", "O-RAN WG9 is developing a transport slice model.", "2. Actions:", "To IETF TEAS WG:",
            "ACTION: O-RAN WG9 kindly requests a response by 10 April 2026.", "3. Date of next meetings:", "20-24 April 2026"]))]),
    Golden(
        "plain", "57-w3c-mail-of-a-team-contact",
        {"title": "Wide review of WebTransport API", "from_body": "w3c", "to": ["webtrans"], "stated_purpose": None, "purpose": "action", "deadline": "2026-04-06"},
        "Dear WEBTRANS WG,\n\nthe W3C WebTransport Working Group requests wide review of the WebTransport API before it moves\n"
        "to Candidate Recommendation:\n\n  https://www.w3.org/TR/webtransport/\n\nPlease send your comments by 6 April 2026, as issues in our\nGitHub repository.\n\n"
        "Kind regards,\nYves Example\nW3C Team Contact, WebTransport Working Group\n",
        "Yves Example <yves.example@w3.org>", "Wide review of WebTransport API", headers={"To": "webtransport@ietf.org", "Cc": "liaison@bot.example"}),
    Golden(
        "business", "44-ecma-tc39",
        {"title": "Liaison to IETF on structured timestamps", "from_body": "ecma-tc39", "to": ["calext"], "stated_purpose": None, "purpose": "information", "deadline": None},
        "Ecma International TC39\nRue du Rhone 114, Geneva\n\n20 February 2026\n\nDear CALEXT working group,\n\nTC39 has advanced the Temporal proposal to Stage 4. We thank the working group\n"
        "for its comments on RFC 9557.\n\nYours sincerely,\nUjjwal Example\nChair, Ecma TC39\n",
        "Ujjwal Example <ujjwal@scripts.example>", "Liaison to IETF on structured timestamps"),
    Golden(
        "business", "45-cablelabs-in-html",
        {"title": "CableLabs liaison on L4S deployment experience", "from_body": "cablelabs", "to": ["tsvwg"], "stated_purpose": None, "purpose": "information", "deadline": None},
        sender="Greg Example <g.example@cablelabs.com>", subject="CableLabs liaison on L4S deployment experience",
        html="<html><body><p>CableLabs</p><p>858 Coal Creek Circle, Louisville</p><p>February 27, 2026</p><p>Dear TSVWG chairs,</p>"
        "<p>CableLabs and its members wish to share experience with dual-queue deployments. No reply is needed.</p><p>Best regards,<br>Greg Example<br>CableLabs</p></body></html>"),
    Golden(
        "plain", "42-oma-old-template",
        {"title": "Liaison on LwM2M and SUIT manifests", "from_body": "oma", "to": ["suit", "core"], "cc": ["gsma"], "stated_purpose": None, "purpose": "action",
         "deadline": "2026-04-20", "reference": "OMA-LS_1188"},
        "Title: Liaison on LwM2M and SUIT manifests\nDate: 18 Feb 2026\nTo: IETF SUIT WG, IETF CORE WG\nCc: GSMA\nSource: OMA SpecWorks DMSE Working Group\n"
        "Reference: OMA-LS_1188\nSend Replies to: OMA-LIAISON@openmobilealliance.example\nContact(s): Hannes Example, hannes@devices.example\nAttachments: n/a\n\n"
        "1 Overview\nOMA DMSE has started LwM2M 2.0.\n\n2 Proposal\nUse SUIT manifests.\n\n3 Requested Action(s)\nPlease review and respond by 20 April 2026.\n\n4 Conclusion\n"
        "OMA DMSE thanks IETF.\n",
        "OMA <liaison@openmobilealliance.org>", "OMA liaison to IETF SUIT and CORE"),
    Golden(
        "business", "46-tm-forum-letter",
        {"title": "TM Forum liaison on intent ontology", "from_body": "tm-forum", "to": ["opsawg", "nmop"], "stated_purpose": None, "purpose": "action", "deadline": "2026-06-30"},
        "TM Forum\n4 Century Drive, Parsippany\n\nDate: 23 February 2026\nTo: IETF OPSAWG, IETF NMOP WG\nFrom: TM Forum Autonomous Networks Project\nRe: TM Forum liaison on intent ontology\n\n"
        "Dear colleagues,\n\nthe project has published TR290. We would welcome your input by end of June 2026.\n\nBest regards,\nKevin Example\nTM Forum\n",
        "Kevin Example <kexample@tmforum.org>", "TM Forum liaison"),
    Golden(
        "plain", "43-onf-labels",
        {"title": "Liaison on the Transport API 3.0", "from_body": "onf", "to": ["ccamp", "teas"], "stated_purpose": "information", "purpose": "information", "deadline": None},
        "To:      IETF CCAMP and TEAS Working Groups\nFrom:    Open Networking Foundation\nDate:    February 16, 2026\nTitle:   Liaison on the Transport API 3.0\n"
        "Purpose: For Information\n\nThe ONF OTCC project released TAPI 3.0.\n",
        "Nigel Example <nigel@openopen.example>", "ONF liaison to IETF"),
    Golden(
        "plain", "44-oasis-public-review",
        {"title": "Public review of CSAF v2.1", "from_body": "oasis", "to": ["sacm"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-03-27"},
        "OASIS members and interested parties,\n\nFrom: OASIS CSAF Technical Committee\nTo: IETF SACM WG\nSubject: Public review of CSAF v2.1\nPurpose: for comment\n"
        "The review starts on 26 February 2026 and ends on 27 March 2026.\nComments due: 27 March 2026\n",
        "Paul Example <paul@oasis-open.org>", "Liaison: OASIS public review of CSAF v2.1"),
    Golden(
        "plain", "45-iec-tc57",
        {"title": "Liaison statement on TLS profiles in IEC 62351-3", "from_body": "iec", "to": ["tls", "uta"], "stated_purpose": "action", "purpose": "action",
         "deadline": "2026-05-30"},
        "LIAISON STATEMENT\n\nFrom: IEC TC 57/WG 15\nTo: IETF TLS WG; IETF UTA WG\nTitle: Liaison statement on TLS profiles in IEC 62351-3\nFor: Action\n"
        "Deadline for response: 2026-05-30\nContact: Steffen Example <steffen@power.example>\n\nWG 15 asks for a review of the profile.\n",
        "Steffen Example <steffen@power.example>", "Liaison statement from IEC TC 57/WG 15"),
    Golden(
        "business", "47-icann-letter",
        {"title": "SSAC advisory on DNSSEC operations", "from_body": "icann", "to": ["iab"], "stated_purpose": None, "purpose": "information", "deadline": None},
        sender="ICANN SSAC Support <ssac-staff@icann.org>", subject="SSAC advisory on DNSSEC operations",
        files=[("sac-131-to-iab-25feb26-en.pdf", PDF, pdf([
            "ICANN", "Security and Stability Advisory Committee", "25 February 2026", "", "Dear members of the IAB,", "",
            "The SSAC has published SAC131. It is sent to you for information.", "", "Respectfully submitted,", "Ram Example", "Chair, ICANN Security and Stability Advisory Committee"]))]),
    Golden(
        "business", "48-unicode-letter",
        {"title": "Proposed update of UTS #46", "from_body": "unicode", "to": ["httpbis", "art"], "stated_purpose": None, "purpose": "action", "deadline": "2026-03-31"},
        "Unicode Consortium\nMountain View, California\n\nMarch 1, 2026\n\nTo: IETF HTTPBIS WG; IETF ART Area Directors\nSubject: Proposed update of UTS #46\n\nDear colleagues,\n\n"
        "the Unicode Technical Committee has posted a proposed update of UTS #46. The committee requests your\nfeedback by March 31, 2026 for consideration at UTC #187 in April 2026.\n\n"
        "Sincerely,\nMark Example\nUnicode Technical Committee\n",
        "Mark Example <mark@unicode.org>", "Liaison from Unicode: UTS #46"),
    Golden(
        "plain", "46-whatwg-without-labels",
        {"title": "Liaison from WHATWG on the Fetch and Cookies standards", "from_body": None, "to": ["httpbis"], "stated_purpose": None, "purpose": "action", "deadline": None},
        "Dear HTTPBIS WG,\n\nthe WHATWG is about to merge a change that layers Fetch on the new cookie draft, and the editors of the\n"
        "Fetch Standard would appreciate a review of it by people who know draft-ietf-httpbis-layered-cookies well.\n\n"
        "The pull request is at https://whatwg.example/fetch/pull/1807\n\nThanks,\nAnne Example (editor, Fetch Standard)\n",
        "Anne Example <anne@browser.example>", "Liaison from WHATWG on the Fetch and Cookies standards"),
    Golden(
        "business", "49-m3aawg",
        {"title": "M3AAWG comments on DKIM2", "from_body": "maawg", "to": ["dkim"], "stated_purpose": None, "purpose": "information", "deadline": None},
        "M3AAWG\nMessaging, Malware and Mobile Anti-Abuse Working Group\n\nFebruary 28, 2026\n\nDear DKIM Working Group,\n\nM3AAWG members discussed the motivation of DKIM2 at their 66th General Meeting and support the\nwork.\n\n"
        "Best regards,\nSara Example\nM3AAWG Technical Committee Co-chair\n",
        "Sara Example <sara@mailman.m3aawg.org>", "M3AAWG comments on DKIM2"),
    Golden(
        "plain", "47-ca-browser-forum",
        {"title": "Liaison on validation of agreed-upon change with ACME", "from_body": None, "to": ["acme", "lamps"], "stated_purpose": "comment", "purpose": "action",
         "deadline": "2026-04-15"},
        "From: CA/Browser Forum Server Certificate Working Group\nTo: IETF ACME WG, IETF LAMPS WG\nSubject: Liaison on validation of agreed-upon change with ACME\n"
        "Purpose: For comment\nResponse requested by: 15 April 2026\n\nBallot SC-099 is in discussion.\n",
        "Inigo Example <inigo@certs.example>", "Liaison: CA/Browser Forum to IETF ACME"),
    Golden(
        "plain", "48-cen-cenelec-wrapped-in-mail",
        {"title": "Liaison statement from CEN/CENELEC JTC 13 on vulnerability handling under the Cyber Resilience Act", "from_body": "cen-cenelec",
         "to": ["sec", "scitt", "suit"], "cc": ["etsi-tc-cyber"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-22"},
        "Title:   Liaison statement from CEN/CENELEC JTC 13 on vulnerability handling\n         under the Cyber Resilience Act\nFrom:    CEN/CENELEC JTC 13 WG 9\n"
        "To:      IETF Security Area Directors, IETF SCITT WG,\n         IETF SUIT WG\nCc:      ETSI TC CYBER\nPurpose: For Action\nDeadline: Wednesday 22 April 2026, 17:00 CET\n\nText.\n",
        "Ben Example <ben@nen.example>", "CEN/CENELEC liaison statement"),
    Golden(
        "business", "50-atis-letter",
        {"title": "ATIS IP-NNI Task Force liaison on delegate certificates", "from_body": "atis", "to": ["stir"], "stated_purpose": None, "purpose": "action", "deadline": "2026-03-20"},
        "ATIS\n1200 G Street, Washington\n\nFebruary 23, 2026\n\nVia email\n\nTo: Ben Example, Co-Chair, IETF STIR WG\n    Russ Example, Co-Chair, IETF STIR WG\n\n"
        "Re: ATIS IP-NNI Task Force liaison on delegate certificates\n\nDear Mr. Example and Mr. Example,\n\nThe IP-NNI Task Force asks the STIR WG to review ATIS-1000092 and to provide any comments on or before\nMarch 20, 2026.\n\n"
        "Sincerely,\nMartin Example\nCo-Chair, ATIS IP-NNI Task Force\n",
        "Anna Example <aexample@atis.org>", "ATIS liaison letter"),
    Golden(
        "plain", "49-tia-rtf-file",
        {"title": "Liaison from TIA TR-8.8 on SIP for land mobile radio", "from_body": "tia", "to": ["sipcore"], "stated_purpose": "information", "purpose": "information",
         "deadline": None, "letter": "TR-8.8 liaison.rtf"},
        sender="Tia Example <standards@tiaonline.org>", subject="TIA liaison",
        files=[("TR-8.8 liaison.rtf", "application/rtf", rtf([
            "From:\tTIA TR-8.8", "To:\tIETF SIPCORE WG", "Title:\tLiaison from TIA TR-8.8 on SIP for land mobile radio", "Purpose:\tFor information", "",
            "TR-8.8 has completed TIA-102.BAHA-B."]))]),
    Golden(
        "plain", "50-apnic",
        {"title": "Resource certification policy change prop-166", "from_body": "apnic", "to": ["sidrops", "grow"], "stated_purpose": "information", "purpose": "information", "deadline": None},
        "To: IETF SIDROPS WG; IETF GROW WG\nFrom: APNIC\nDate: 26-Feb-2026\nSubject: Resource certification policy change prop-166\nPurpose: For your information\n\n"
        "The APNIC community reached consensus at APNIC 61 (Jakarta, 4-11 February 2026).\n\nSunny Example\n",
        "Sunny Example <sunny@registry.example>", "Liaison from APNIC"),
    Golden(
        "plain", "51-5gaa-with-german-date",
        {"title": "5GAA liaison on hybrid V2X addressing", "from_body": "5gaa", "to": ["6man", "dmm"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-05"},
        "5GAA\nFrom: 5GAA WG4\nTo: IETF 6MAN WG and IETF DMM WG\nTitle: 5GAA liaison on hybrid V2X addressing\nAction requested: yes, review\nFor action\nReply by: 5. Mai 2026\n\nText.\n",
        "Maxi Example <maxi@cars.example>", "5GAA liaison to IETF"),
    Golden(
        "business", "51-iown-gf",
        {"title": "Liaison letter from IOWN Global Forum on open all-photonic networks", "from_body": "iown-global-forum", "to": ["ccamp", "teas"], "stated_purpose": None, "purpose": "action",
         "deadline": "2026-04-28"},
        sender="IOWN GF Liaison <liaison@iowngf.org>", subject="Liaison letter from IOWN Global Forum on open all-photonic networks",
        files=[("IOWN GF liaison letter to IETF.zip", "application/zip", zip_of({"IOWN_GF_liaison_letter_to_IETF.docx": docx([
            "IOWN Global Forum", "", "March 1, 2026", "", "To: IETF CCAMP WG and IETF TEAS WG", "Subject: Liaison letter from IOWN Global Forum on open all-photonic networks", "",
            "Dear Chairs,", "", "IOWN Global Forum published its Open APN functional architecture 3.0.",
            "We would like to receive your views on the attached use cases by April 28, 2026.", "", "Sincerely yours,", "Masahisa Example", "Chair, IOWN Global Forum Technology Working Group"])}))]),
    Golden(
        "business", "52-ieee-none-wba",
        {"title": "WBA OpenRoaming and RADIUS over TLS", "from_body": "wba", "to": ["radext"], "stated_purpose": None, "purpose": "action", "deadline": "2026-04-01"},
        "Wireless Broadband Alliance\n\n27th February 2026\n\nDear RADEXT WG Chairs,\n\nRe: WBA OpenRoaming and RADIUS over TLS\n\nWBA members depend on RFC 6614bis. Could you let us know by 1st April 2026 when it is\nexpected to be published?\n\n"
        "Kind Regards,\nMark Example\nWireless Broadband Alliance\n",
        "Mark Example <mark@wballiance.com>", "WBA liaison"),
    Golden(
        "plain", "52-forwarded-by-a-member",
        {"title": "LS on DETNET over Wi-Fi", "from_body": "ccsa", "to": ["detnet"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-04-18",
         "received_from": "fan@forwards.example"},
        "FYI, the CCSA secretariat asked me to pass this on.\n\nFan\n\n> Begin forwarded message:\n> \n> From: CCSA Secretariat <liaison@ccsa.org.cn>\n> Subject: LS on DETNET over Wi-Fi\n"
        "> Date: 26 February 2026 at 03:11:00 GMT\n> To: Fan Example <fan@forwards.example>\n> \n> From: CCSA TC3\n> To: IETF DetNet WG\n> Title: LS on DETNET over Wi-Fi\n> Purpose: For comment\n"
        "> Deadline: 18 April 2026\n> \n> Please find our questions below.\n",
        "Fan Example <fan@forwards.example>", "Fwd: LS on DETNET over Wi-Fi"),
    Golden(
        "plain", "53-outlook-mail-from-dvb",
        {"title": "DVB-MABR phase 3 and multicast QUIC", "from_body": "dvb", "to": ["quic", "mboned"], "stated_purpose": "information", "purpose": "action", "deadline": None,
         "warning": "treated as for action"},
        sender="DVB Liaison <liaison@dvb.org>", subject="DVB liaison to IETF",
        html=html(["Dear all,", "Title: DVB-MABR phase 3 and multicast QUIC", "From: DVB TM-MCAST", "To: IETF QUIC WG, IETF MBONED WG", "Purpose: For information",
                   "DVB has updated its specification. We would be grateful for any comments that you may have.", "Kind regards"]).decode()),
]  # fmt: skip

GOLDEN = FORA
