"""Letters of ITU, 3GPP, ETSI, IEEE and ISO as their secretariats send them. The facts were written down before the reader
had seen any of these letters: they measure how it fares on what it was not built for."""

from __future__ import annotations

from tests.make_documents import docx, odt, pdf, rtf
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"

ITU = [
    Golden(
        "itu_t", "41-sg15-of-this-study-period",
        {"title": "LS on the revised G.8052 YANG modules [to IETF ccamp, teas, netmod]", "from_body": "itu-t-sg-15",
         "to": ["ccamp", "teas", "netmod"], "cc": ["ieee-802-1"], "stated_purpose": "action", "purpose": "action",
         "deadline": "2026-05-29", "reference": "SG15-LS61", "response_to": [], "letter": "SG15-LS61.docx",
         "from_contacts": ["hing.example@optics.example", "scott.example@transport.example"]},
        "Dear Sir/Madam,\n\nPlease find attached a liaison statement from ITU-T Study Group 15.\n\nBest regards,\n\nTSB SG15 Secretariat\n"
        "International Telecommunication Union\nPlace des Nations, CH-1211 Geneva 20\n",
        "TSBSG15 ITU <tsbsg15@itu.int>", "SG15-LS61: LS on the revised G.8052 YANG modules",
        [("SG15-LS61.docx", WORD, docx(
            ["ITU-T SG15 thanks IETF CCAMP for the continued co-operation.", "",
             "Q14/15 agreed at its last meeting to revise the modules. The consent of the Recommendation is planned for 10 July 2026.",
             "We kindly ask you to review the attached modules and to send us your comments.", "",
             "Attachment:", "–\tTD345/WP3: latest draft of G.8052 (ex G.8152)"],
            tables=[table(
                ("", "INTERNATIONAL TELECOMMUNICATION UNION", "SG15-LS61"),
                ("", "TELECOMMUNICATION\nSTANDARDIZATION SECTOR\nSTUDY PERIOD 2025-2028", "STUDY GROUP 15"),
                ("", "", "Original: English"),
                ("Question(s):", "14/15", "Geneva, 16 - 27 February 2026"),
                ("LS", "", ""), ("(Ref.: TD512 Rev.1/PLEN)", "", ""),
                ("Source:", "ITU-T Study Group 15", ""),
                ("Title:", "LS on the revised G.8052 YANG modules [to IETF ccamp, teas, netmod]", ""),
                ("LIAISON STATEMENT", "", ""),
                ("For action to:", "IETF CCAMP WG, IETF TEAS WG,\nIETF NETMOD WG", ""),
                ("For information to:", "IEEE 802.1", ""),
                ("Approval:", "ITU-T Study Group 15 meeting (Geneva, 27 February 2026)", ""),
                ("Deadline:", "29 May 2026", ""),
                ("Contact:", "Hing Example\nMade-up Optics\nChina", "Tel:\t+86 555 0100\nE-mail:\thing.example@optics.example"),
                ("Contact:", "Scott Example\nMade-up Transport\nUSA", "Tel:\t+1 555 0101\nE-mail:\tscott.example@transport.example"))]))]),
    Golden(
        "itu_t", "42-sg17-reply-with-lower-case-r",
        {"title": "LS/r on post-quantum profiles for X.509 (reply to IETF LAMPS-LS3) [to IETF LAMPS WG]",
         "from_body": "itu-t-sg-17", "to": ["lamps", "iso-iec-jtc1-sc27"], "cc": [], "stated_purpose": "information",
         "purpose": "information", "deadline": None, "reference": "SG17-LS88",
         "from_contacts": ["jean.exemple@annuaire.example"]},
        sender="ITU TSB SG17 <tsbsg17@itu.int>", subject="ITU-T SG17 Liaison Statement SG17-LS88",
        files=[("T25-SG17-LS-0088!!MSW-E.docx", WORD, docx(
            ["SG17 is pleased to inform IETF LAMPS WG that draft Recommendation X.510 has been determined on 12 February 2026.",
             "The next SG17 meeting is planned for 2-11 September 2026 in Geneva."],
            tables=[table(("INTERNATIONAL TELECOMMUNICATION UNION", "SG17-LS88"), ("TELECOMMUNICATION STANDARDIZATION SECTOR", ""),
                          ("STUDY PERIOD 2025-2028", "Original: English")),
                    table(("Question(s):", "11/17", "Geneva, 3-12 February 2026"), ("(Ref.: SG17-TD1120R2)", "", ""),
                          ("Source:", "ITU-T Study Group 17"),
                          ("Title:", "LS/r on post-quantum profiles for X.509 (reply to IETF LAMPS-LS3) [to IETF LAMPS WG]"),
                          ("LIAISON STATEMENT", ""), ("For action to:", "-"), ("For comment to:", "-"),
                          ("For information to:", "IETF LAMPS WG, ISO/IEC JTC 1/SC 27"),
                          ("Approval:", "ITU-T SG17 meeting (Geneva, 12 February 2026)"), ("Deadline:", "N/A"),
                          ("Contact:", "Jean Exemple\nRapporteur Q11/17", "Tel: +41 555 0100\nEmail: jean.exemple@annuaire.example"))]))]),
    Golden(
        "itu_t", "43-sg13-comment-to-many",
        {"title": "LS/o on initiation of new work item Y.det-qos", "from_body": "itu-t-sg-13", "to": ["detnet", "tsvwg", "3gpp-tsgsa-sa2", "ieee-802-1"],
         "stated_purpose": "comment", "purpose": "action", "deadline": "2026-06-30", "reference": "SG13-LS102",
         "from_contacts": ["mi.sook@future.example"]},
        sender="TSB <tsbsg13@itu.int>", subject="LS/o on initiation of new work item Y.det-qos",
        files=[("SG13-LS102.pdf", PDF, pdf([
            "INTERNATIONAL TELECOMMUNICATION UNION\tSG13-LS102", "TELECOMMUNICATION\tSTUDY GROUP 13", "STANDARDIZATION SECTOR\tOriginal: English",
            "STUDY PERIOD 2025-2028", "Question(s):\t6/13\tGeneva, 2-13 March 2026", "(Ref.: SG13-TD410/WP1)", "Source:\tITU-T Study Group 13",
            "Title:\tLS/o on initiation of new work item Y.det-qos", "LIAISON STATEMENT", "For action to:\t-",
            "For comment to:\tIETF DetNet WG, IETF TSVWG, 3GPP SA2, IEEE 802.1", "For information to:\t-",
            "Approval:\tITU-T SG13 meeting (Geneva, 13 March 2026)", "Deadline:\t30 June 2026", "Contact:\tMi-sook Example\tTel: +82 555 0100",
            "\tFuture Institute\tEmail: mi.sook@future.example", "\tKorea (Rep. of)", "Keywords:\tDeterministic QoS; IMT-2020 networks",
            "Abstract:\tThis liaison informs of a new work item.", "", "ITU-T SG13 would like to inform you that it has started new work.",
            "It would appreciate your comments on the scope."]))],
        headers={"Date": "Mon, 16 Mar 2026 10:00:00 +0100"}),
    Golden(
        "itu_t", "44-tsag-to-all-in-the-world",
        {"title": "LS on the standardization gap survey", "from_body": "itu-t-tsag", "to": ["ietf"],
         "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-17", "reference": "TSAG-LS12"},
        "INTERNATIONAL TELECOMMUNICATION UNION\nTELECOMMUNICATION STANDARDIZATION SECTOR\nTSAG\nTSAG-LS12\n\n"
        "Question(s):    N/A                     Geneva, 26-30 January 2026\n"
        "(Ref.: TSAG-TD204-R1)\n"
        "Source:         TSAG\n"
        "Title:          LS on the standardization gap survey\n"
        "                       LIAISON STATEMENT\n"
        "For action to:  IETF\n"
        "For information to: All ITU-T study groups\n"
        "Approval:       TSAG (Geneva, 30 January 2026)\n"
        "Deadline:       17 April 2026\n"
        "Contact:        Miho Example          Tel: +81 555 0100\n"
        "                Japan                 Email: miho@survey.example\n\n"
        "TSAG invites the IETF to answer the survey.\n",
        "TSAG <tsbtsag@itu.int>", "LS on the standardization gap survey"),
    Golden(
        "itu_t", "45-sg2-list-forward-html",
        {"title": "LS on use of E.164 numbers in web calling", "from_body": "itu-t-sg-2", "to": ["stir", "sipcore"],
         "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "SG2-LS17"},
        sender="TSB SG2 <tsbsg2@itu.int>", subject="[stir] LS on use of E.164 numbers in web calling", to="stir@ietf.org",
        headers={"Cc": "liaison@bot.example", "List-Id": "Secure Telephone Identity Revisited <stir.ietf.org>", "Precedence": "list"},
        html="<html><head><style>td{border:1px}</style></head><body><p>&nbsp;</p><table><tr><td><b>INTERNATIONAL TELECOMMUNICATION UNION</b></td><td><b>SG2-LS17</b></td></tr>"
        "<tr><td>TELECOMMUNICATION<br>STANDARDIZATION SECTOR</td><td>STUDY GROUP 2</td></tr></table>"
        "<table><tr><td><b>Question(s):</b></td><td>1/2</td><td>E-meeting, 19-23 January 2026</td></tr>"
        "<tr><td><b>Source:</b></td><td colspan=2>ITU-T Study Group 2</td></tr><tr><td><b>Title:</b></td><td colspan=2>LS on use of E.164&nbsp;numbers in web calling</td></tr>"
        "<tr><td colspan=3><b>LIAISON STATEMENT</b></td></tr><tr><td><b>For action to:</b></td><td colspan=2>-</td></tr>"
        "<tr><td><b>For information to:</b></td><td colspan=2>IETF STIR and SIPCORE working groups</td></tr>"
        "<tr><td><b>Approval:</b></td><td colspan=2>ITU-T SG2 (23 January 2026)</td></tr><tr><td><b>Deadline:</b></td><td colspan=2>-</td></tr>"
        "<tr><td><b>Contact:</b></td><td>Phil Example</td><td>Email: <a href='mailto:phil@numbers.example'>phil@numbers.example</a></td></tr></table>"
        "<p>This is to inform you about the progress of E.164-web.</p></body></html>"),
    Golden(
        "itu_t", "46-sg20-deadline-in-words-only",
        {"title": "LS on IoT onboarding", "from_body": "itu-t-sg-20", "to": ["iotops", "suit"], "stated_purpose": "action",
         "purpose": "action", "deadline": "2026-08-15", "reference": "SG20-LS30"},
        "TELECOMMUNICATION STANDARDIZATION SECTOR\nSTUDY PERIOD 2025-2028\nSG20-LS30\nQuestion(s): 6/20\nSource: ITU-T Study Group 20\n"
        "Title: LS on IoT onboarding\nLIAISON STATEMENT\nFor action to: IETF IOTOPS WG and SUIT WG\nFor comment to: -\nFor information to: -\n"
        "Approval: ITU-T SG20\nDeadline: see below\nContact: Gyu Example, gyu@things.example\n\n"
        "SG20 kindly requests feedback on the attached draft no later than August 15th, 2026, so that it can be\n"
        "considered at the SG20 meeting (7 - 17 September 2026).\n",
        "SG20 <tsbsg20@itu.int>", "SG20-LS30"),
    Golden(
        "itu_t", "47-sg11-via-circulation-with-french-month",
        {"title": "LS on quantum key distribution protocols", "from_body": "itu-t-sg-11", "to": ["ipsecme"], "cc": ["etsi-isg-qkd"],
         "stated_purpose": "action", "purpose": "action", "deadline": "2026-09-18", "reference": "SG11-LS55"},
        sender="TSB <tsbsg11@itu.int>", subject="TR: LS on quantum key distribution protocols",
        files=[("sp18-sg11-oLS-00055.rtf", RTF, rtf(["Body text of the letter."], [table(
            ("TELECOMMUNICATION STANDARDIZATION SECTOR", "SG11-LS55"), ("Question(s):", "2/11"), ("Source:", "ITU-T SG11"),
            ("Title:", "LS on quantum key distribution protocols"), ("LIAISON STATEMENT", ""), ("For action to:", "IETF IPSECME WG"),
            ("For information to:", "ETSI ISG QKD"), ("Deadline:", "18 septembre 2026"), ("Contact:", "Denis Exemple\nEmail: denis@signal.example"))]))]),
    Golden(
        "itu_t", "48-wp5d-radio",
        {"title": "LIAISON STATEMENT TO EXTERNAL ORGANIZATIONS ON THE SCHEDULE FOR IMT-2030", "from_body": "itu-r-wp5d",
         "stated_purpose": "information", "deadline": None, "reference": "5D/712"},
        sender="ITU-R SG5 <rsg5@itu.int>", subject="Liaison statement from ITU-R WP 5D",
        files=[("R23-WP5D-C-0712!!MSW-E.docx", WORD, docx([
            "Radiocommunication Study Groups", "", "Document 5D/712-E", "24 February 2026", "English only", "", "Working Party 5D",
            "LIAISON STATEMENT TO EXTERNAL ORGANIZATIONS", "ON THE SCHEDULE FOR IMT-2030", "",
            "ITU-R Working Party 5D would like to inform External Organizations of its revised schedule. The 52nd meeting takes place on",
            "16-24 June 2026.", "", "Status:\tFor information", "Contact:\tUwe Example\tE-mail: uwe@radio.example"]))]),
    Golden(
        "itu_t", "49-joint-activity-asks-with-info-row",
        {"title": "LS on an invitation to update the roadmap of IMT-2020 standards", "from_body": "itu-t",
         "to": ["ieee", "etsi", "3gpp", "ietf", "broadband-forum", "gsma", "tm-forum"], "stated_purpose": "action", "purpose": "action",
         "deadline": "2026-03-27"},
        "INTERNATIONAL TELECOMMUNICATION UNION\nTELECOMMUNICATION STANDARDIZATION SECTOR\n\nSource: ITU-T JCA-IMT2020\n"
        "Title: LS on an invitation to update the roadmap of IMT-2020 standards\n\nLIAISON STATEMENT\n"
        "For action to: IEEE, ETSI, 3GPP, IETF, BBF, GSMA, TM Forum\nFor comment to:\nFor information to: -\n"
        "Approval: JCA-IMT2020 meeting (virtual, 20 February 2026)\nDeadline: Fri, 27 March 2026\n"
        "Contact: Scott Example (Convener) Email: scott@roadmap.example\n\nPlease send your updates.\n",
        "JCA-IMT2020 <tsbsg13@itu.int>", "LS on an invitation to update the roadmap"),
    Golden(
        "itu_t", "50-sg5-old-word-labels-on-two-lines",
        {"title": "LS on energy metrics for networks", "from_body": "itu-t-sg-5", "to": ["green"], "cc": ["etsi"], "stated_purpose": "comment",
         "purpose": "action", "deadline": "2026-04-30", "reference": "SG5-LS20"},
        sender="tsbsg5@itu.int", subject="LS on energy metrics for networks",
        files=[("SG5-LS20.odt", ODT, odt(["Text."], [table(
            ("TELECOMMUNICATION STANDARDIZATION SECTOR\nSTUDY PERIOD 2025-2028", "SG5-LS20"), ("Question(s):", "6/5"),
            ("Source:", "Study Group 5"), ("Title:", "LS on energy metrics for networks"), ("LIAISON STATEMENT", ""),
            ("For action to:", ""), ("For comment to:", "IETF GREEN Working Group"), ("For information to:", "ETSI TC EE"),
            ("Approval:", "SG5 management"), ("Deadline:", "30/04/2026"), ("Contact:", "Paolo Example"))]))]),
]  # fmt: skip


def sections(head: list[str], overall: list[str], actions: list[str], dates: list[str]) -> list[str]:
    return [
        *head,
        "",
        "1\tOverall description",
        *overall,
        "",
        "2\tActions",
        *actions,
        "",
        "3\tDates of next meetings",
        *dates,
    ]


THREE_GPP = [
    Golden(
        "three_gpp", "41-ran2-with-iso-dates",
        {"title": "LS to IETF on ROHC profile for Ethernet", "from_body": "3gpp-tsgran-ran2", "to": ["ietf"], "cc": ["3gpp-tsgsa-sa2", "o3gpptsgran3"],
         "stated_purpose": "action", "purpose": "action", "deadline": "2026-05-18", "reference": "R2-2601987", "response_to": [],
         "reply_to": "3GPPLiaison@etsi.org", "from_contacts": ["anna.example@terminal.example"], "letter": "R2-2601987.docx"},
        "Dear colleagues,\n\nPlease find attached a LS from 3GPP TSG RAN WG2.\n\nBest regards,\nSusanna\n3GPP Liaisons Coordinator\n"
        "Mobile Competence Centre (MCC), ETSI\n",
        COORDINATOR, "3GPP TSG RAN WG2 LS R2-2601987 LS to IETF on ROHC profile for Ethernet",
        [("R2-2601987.docx", WORD, docx(sections(
            ["3GPP TSG-RAN WG2 Meeting #133\tR2-2601987", "Gothenburg, Sweden, February 9th – 13th, 2026", "", "Title:\tLS to IETF on ROHC profile for Ethernet",
             "Response to:\t-", "Release:\tRelease 20", "Work Item:\tNR_XR_Ph4", "", "Source:\tRAN2", "To:\tIETF", "Cc:\tSA2, RAN3", "",
             "Contact person:\tAnna Example", "\tanna.example@terminal.example", "Send any reply LS to:\t3GPP Liaisons Coordinator, mailto:3GPPLiaison@etsi.org", "",
             "Attachments:\tR2-2601500"],
            ["RAN2 discussed header compression and agreed on the following."],
            ["To IETF:", "ACTION:\tRAN2 respectfully asks IETF to provide feedback on the above question."],
            ["TSG RAN WG2#134\tfrom 2026-05-18\tto 2026-05-22\tMalta, MT", "TSG RAN WG2#135\tfrom 2026-08-24\tto 2026-08-28\tBengaluru, IN"])))]),
    Golden(
        "three_gpp", "42-sa3-reply-in-table",
        {"title": "Reply LS on OAuth 2.0 token exchange", "from_body": "3gpp-tsgsa-sa3", "to": ["oauth"], "cc": ["gsma"],
         "stated_purpose": "response", "purpose": "response", "deadline": None, "reference": "S3-260512",
         "response_to": ["S3-260011"], "from_contacts": ["lei.example@vendor.example"]},
        sender=COORDINATOR, subject="S3-260512 Reply LS on OAuth 2.0 token exchange",
        files=[("S3-260512.docx", WORD, docx(
            ["1\tOverall description", "SA3 thanks IETF OAuth WG for the LS. SA3 has taken it into account in TS 33.501.", "2\tActions", "None.",
             "3\tDates of next TSG SA WG 3 meetings", "SA3#127\t13 - 17 April 2026\tJeju, Korea", "SA3#128\t18 - 22 May 2026\tFukuoka"],
            [table(("3GPP TSG-SA WG3 Meeting #126", "S3-260512"), ("Hyderabad, India, 9 – 13 February 2026", ""),
                   ("Title:", "Reply LS on OAuth 2.0 token exchange"), ("Response to:", "LS (S3-260011) on token exchange from IETF OAuth WG"),
                   ("Release:", "Rel-20"), ("Work Item:", "5GAIS"), ("Source:", "SA3"), ("To:", "IETF OAuth WG"), ("Cc:", "GSMA CVD, GSMA FSAG"),
                   ("Contact person:", "Lei Example\nlei.example@vendor.example"),
                   ("Send any reply LS to:", "3GPP Liaisons Coordinator, 3GPPLiaison@etsi.org"), ("Attachments:", "none"))]))]),
    Golden(
        "three_gpp", "43-ct1-old-numbering-dots",
        {"title": "LS on registration of media feature tags", "from_body": "3gpp-tsgct-ct1", "to": ["sipcore"], "cc": ["mmusic", "3gpp-tsgct-ct3"],
         "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-13", "reference": "C1-261234"},
        "3GPP TSG-CT WG1 Meeting #160                                      C1-261234\n"
        "Athens, Greece, 16 - 20 February 2026\n\n"
        "Title:          LS on registration of media feature tags\n"
        "Response to:    \n"
        "Release:        Rel-20\n"
        "Work Item:      IMSProtoc11\n\n"
        "Source:         CT1\n"
        "To:             IETF SIPCORE\n"
        "Cc:             IETF MMUSIC, CT3\n\n"
        "Contact Person:\n"
        "  Name:           Frederic Example\n"
        "  Tel. Number:    +33 555 0100\n"
        "  E-mail Address: frederic@calls.example\n\n"
        "Attachments:    none\n\n"
        "1. Overall Description:\nCT1 defined new media feature tags.\n\n"
        "2. Actions:\nTo IETF SIPCORE group.\nACTION:  CT1 kindly asks the IETF to register the tags.\n\n"
        "3. Date of Next TSG-CT WG1 Meetings:\nTSG-CT WG1 Meeting #161   13th – 17th April 2026   Goteborg, SE\n"
        "TSG-CT WG1 Meeting #162   25th – 29th May 2026    Dallas, US\n",
        COORDINATOR, "LS on registration of media feature tags"),
    Golden(
        "three_gpp", "44-sa-plenary-to-iab",
        {"title": "LS on 6G architecture and cooperation with IETF", "from_body": "3gpp-tsgsa", "to": ["iab", "iesg"], "cc": ["3gpp-tsgct", "3gpp-tsgran"],
         "stated_purpose": "action", "purpose": "action", "deadline": "2026-06-09", "reference": "SP-260310"},
        sender=COORDINATOR, subject="LS from TSG SA to IETF IAB and IESG",
        files=[("SP-260310.pdf", PDF, pdf(sections(
            ["3GPP TSG-SA Meeting #111\tSP-260310", "Fukuoka, Japan, 10 – 13 March 2026", "Title:\tLS on 6G architecture and cooperation with IETF",
             "Response to:", "Release:\tRel-21", "Source:\tTSG SA", "To:\tIETF IAB, IETF IESG", "Cc:\tTSG CT, TSG RAN", "Contact Person:", "Name:\tPuneet Example",
             "E-mail Address:\tpuneet@six.example", "Send any reply LS to:\t3GPP Liaisons Coordinator, mailto:3GPPLiaison@etsi.org", "Attachments:\tNone"],
            ["TSG SA informs about the 6G timeline."], ["To IETF IAB, IESG", "ACTION:\tTSG SA asks IETF to provide their view on the dependencies."],
            ["TSG SA#112\t09 – 12 June 2026\tPrague, Czech Republic", "TSG SA#113\t08 – 11 September 2026\tTBD"])))],
        headers={"Date": "Mon, 16 Mar 2026 10:00:00 +0100"}),
    Golden(
        "three_gpp", "45-sa4-to-others-copied-to-us",
        {"title": "LS on QoE reporting for volumetric video", "from_body": "3gpp-tsgsa-sa4", "to": ["iso-iec-jtc1-sc29"], "cc": ["avtcore"],
         "purpose": "information", "deadline": None, "reference": "S4-260245"},
        sender=COORDINATOR, subject="S4-260245 LS on QoE reporting for volumetric video",
        files=[("S4-260245.docx", WORD, docx(sections(
            ["3GPP TSG SA WG4 Meeting #135\tS4-260245", "Goa, India, 9-13 February 2026", "Title:\tLS on QoE reporting for volumetric video", "Response to:",
             "Release:\tRel-20", "Work Item:\tVOL_Ph2", "Source:\tSA4", "To:\tISO/IEC JTC 1/SC 29/WG 3 (MPEG Systems)", "Cc:\tIETF AVTCORE WG", "Contact Person:",
             "Name:\tGilles Example", "E-mail Address:\tgilles@video.example"],
            ["SA4 is working on volumetric video."], ["To ISO/IEC JTC 1/SC 29/WG 3:", "ACTION:\tSA4 asks WG 3 to review the metrics and reply by 10 April 2026."],
            ["SA4#136\t11-15 May 2026\tMontreal"])))]),
    Golden(
        "three_gpp", "46-ran3-glued-headers-text-mail",
        {"title": "LS on SCTP over DTLS for F1 and Xn", "from_body": "o3gpptsgran3", "to": ["tsvwg"], "stated_purpose": "action", "purpose": "action",
         "deadline": "2026-04-13", "reference": "R3-261450", "response_to": ["R3-260002"]},
        "3GPP TSG-RAN WG3 #131                                           R3-261450\nGothenburg, SE, 09th – 13th Feb 2026\n\n"
        "Title:\tLS on SCTP over DTLS for F1 and Xn\nResponse to:\tR3-260002 (LS on DTLS in SCTP from IETF TSVWG)\nRelease:\tRel-20\nWork Item:\tTEI20\n\n"
        "Source:\tRAN3\nTo:\tIETF TSVWG\nCc:\t \n\nContact person:\tMagnus Example (magnus@radio.example)\n\nAttachments:\t-\n\n"
        "1\tOverall Description\nRAN3 discussed the solutions described in draft-ietf-tsvwg-dtls-chunk.\n\n2\tActions\nTo IETF TSVWG\n"
        "RAN3 asks IETF TSVWG to take the above into account and respond to the questions.\n\n3\tDate of Next RAN3 Meetings\n"
        "RAN3#131bis\t13 - 17 Apr 2026\tJeju\nRAN3#132\t18 - 22 May 2026\tTBC\n",
        COORDINATOR, "[3GPP LS] R3-261450"),
    Golden(
        "three_gpp", "47-ct4-covering-mail-two-zips",
        {"title": "LS Response on QUIC for PFCP", "from_body": "3gpp-tsgct-ct4", "to": ["quic"], "stated_purpose": "response", "purpose": "response",
         "deadline": None, "reference": "C4-260777", "response_to": ["C4-255012"]},
        "Hi all,\n\nplease find enclosed a reply from CT4.\n\nKind regards\nCT4 secretary\n", "Kimmo Example <kimmo.example@etsi.org>",
        "LS from CT4 to IETF QUIC",
        [("C4-260777_LS_Response_QUIC_PFCP.doc.docx", WORD, docx(sections(
            ["3GPP TSG CT WG4 Meeting #133", "C4-260777", "Athens, GR; 16 – 20 February 2026", "was C4-260455", "", "Title: LS Response on QUIC for PFCP",
             "Response to: LS C4-255012 on QUIC for PFCP from IETF QUIC WG", "Release: Rel-20", "Work Item: -", "Source: CT4", "To: IETF QUIC WG", "Cc: -",
             "Contact Person: Bruno Example, bruno@core.example"],
            ["CT4 thanks IETF QUIC WG for their LS and would like to inform that no change is needed."], ["No actions are required."],
            ["CT4#134\t13-17 April 2026"])))]),
    Golden(
        "three_gpp", "48-sa6-two-actions",
        {"title": "LS on API invocation and SCIM events", "from_body": "3gpp-tsgsa-sa6", "to": ["scim", "3gpp-tsgct-ct3"], "stated_purpose": "action",
         "purpose": "action", "deadline": "2026-04-03", "reference": "S6-261010"},
        "3GPP TSG-SA WG6 Meeting #71\tS6-261010\nGoa, India 09th February 2026 – 13th February 2026\n\nTitle:\tLS on API invocation and SCIM events\n"
        "Response to:\t\nRelease:\t19\nWork Item:\tCAPIF_Ph3\nSource:\tSA6\nTo:\tIETF SCIM, CT3\nCc:\t\n\nContact Person:\nName:\tNiranth Example\n"
        "E-mail Address:\tniranth@apps.example\n\n1. Overall Description:\nSA6 uses SCIM events.\n\n2. Actions:\nTo CT3:\nACTION: SA6 asks CT3 to align its API.\n"
        "To IETF SCIM:\nACTION: SA6 kindly asks IETF SCIM to answer the questions above before 3 April 2026.\n\n"
        "3. Date of Next SA6 Meetings:\nSA6#72\t13th April 2026 – 17th April 2026\tMalta\n",
        COORDINATOR, "LS on API invocation and SCIM events"),
    Golden(
        "three_gpp", "49-html-only-from-the-coordinator",
        {"title": "LS on media over QUIC for conversational services", "from_body": "3gpp-tsgsa-sa2", "to": ["moq"], "cc": ["3gpp-tsgsa-sa4"],
         "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-13", "reference": "S2-2601777"},
        sender=COORDINATOR, subject="LS on media over QUIC for conversational services",
        html="<html><body><div>3GPP TSG-SA WG2 Meeting #173&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;<b>S2-2601777</b></div><div>Goa, India, 9 - 13 February 2026</div><div><br></div>"
        "<div><b>Title:</b>&nbsp; LS on media over QUIC for conversational services</div><div><b>Response to:</b>&nbsp;</div><div><b>Release:</b> Rel-20</div>"
        "<div><b>Source:</b>&nbsp; SA2</div><div><b>To:</b>&nbsp; IETF MOQ WG</div><div><b>Cc:</b>&nbsp; SA4</div><div><b>Contact Person:</b></div>"
        "<div><b>Name:</b> Dario Example</div><div><b>E-mail Address:</b> dario@arch.example</div><div><br></div>"
        "<div><b>1. Overall Description:</b></div><div>SA2 studies media over QUIC.</div><div><b>2. Actions:</b></div><div><b>To IETF MOQ WG:</b></div>"
        "<div><b>ACTION:</b> SA2 asks IETF MOQ WG to confirm the assumptions.</div><div><b>3. Date of Next TSG-SA WG2 Meetings:</b></div>"
        "<div>SA2#174&nbsp;&nbsp; 13 - 17 April 2026&nbsp;&nbsp; Malta</div></body></html>"),
    Golden(
        "three_gpp", "50-sa5-with-attached-specification",
        {"title": "LS on YANG modules for network slicing", "from_body": "3gpp-tsgsa-sa5", "to": ["teas", "opsawg"], "cc": ["onf"], "stated_purpose": "action",
         "purpose": "action", "deadline": "2026-04-13", "reference": "S5-261111", "letter": "S5-261111 LS on YANG modules.docx"},
        sender=COORDINATOR, subject="LS on YANG modules for network slicing",
        files=[("28541-j20.docx", WORD, docx(["3GPP TS 28.541 V19.2.0 (2026-01)", "Technical Specification Group Services and System Aspects;", "Management and orchestration"])),
               ("S5-261111 LS on YANG modules.docx", WORD, docx(sections(
                   ["3GPP TSG SA WG5 Meeting #165\tS5-261111", "Goa, India, 9 - 13 February 2026", "Title:\tLS on YANG modules for network slicing", "Release:\tRel-20",
                    "Source:\tSA5", "To:\tIETF TEAS WG, IETF OPSAWG", "Cc:\tONF", "Contact Person:\tZou Example, zou@manage.example", "Attachments:\tTS 28.541"],
                   ["SA5 updated its slice model."], ["To IETF TEAS WG, IETF OPSAWG:", "ACTION: SA5 asks to review the model and provide feedback if any."],
                   ["SA5#166\t13-17 April 2026\tMalta", "SA5#167\t18-22 May 2026"])))]),
]  # fmt: skip

OTHERS = [
    Golden(
        "etsi", "41-isg-nfv-contribution-cover",
        {"title": "LS to IETF on network service descriptors and YANG", "from_body": "etsi-isg-nfv", "to": ["netmod", "opsawg"], "cc": ["tm-forum"],
         "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-24", "reference": "NFV(26)000077r2", "from_contacts": ["joan.example@clouds.example"]},
        sender="ETSI ISG NFV Support <ISGsupport@etsi.org>", subject="ETSI ISG NFV Liaison Statement",
        files=[("NFV(26)000077r2_LS_to_IETF_on_NSD_YANG.docx", WORD, docx(
            ["1. Overall description", "ETSI ISG NFV has published GS NFV-SOL 006.", "2. Actions", "To IETF NETMOD WG and OPSAWG:",
             "ETSI ISG NFV kindly asks to review the modules and provide comments by 24 April 2026.", "3. Dates of next meetings", "NFV#54\t18 - 22 May 2026\tSophia Antipolis"],
            [table(("ETSI ISG NFV", "NFV(26)000077r2"), ("Title*:", "LS to IETF on network service descriptors and YANG"), ("from Source*:", "ETSI ISG NFV"),
                   ("Contact:", "Joan Example, joan.example@clouds.example"), ("To:", "IETF NETMOD WG, IETF OPSAWG"), ("Cc:", "TM Forum"), ("Date:", "2026-02-27"))]))]),
    Golden(
        "etsi", "42-tc-cyber-information",
        {"title": "Liaison Statement on EN 304 223 and encrypted client hello", "from_body": "etsi-tc-cyber", "to": ["tls"], "cc": ["3gpp-tsgsa-sa3"],
         "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "CYBER(26)042011"},
        "ETSI TC CYBER#42                                    CYBER(26)042011\nSophia Antipolis, 16-20 February 2026\n\n"
        "Title: Liaison Statement on EN 304 223 and encrypted client hello\nSource: ETSI TC CYBER\nTo: IETF TLS WG\nCc: 3GPP SA3\n"
        "For: Information\nContact: Sonia Example (sonia@secure.example)\n\n1 Overall description\nTC CYBER has finished its work on EN 304 223.\n\n"
        "2 Actions\nNone\n\n3 Next TC CYBER meetings\nCYBER#43 15-19 June 2026\n",
        "TC CYBER Support <CYBERsupport@etsi.org>", "Liaison Statement from ETSI TC CYBER"),
    Golden(
        "etsi", "43-isg-mec-plain-letter",
        {"title": "Edge application discovery", "from_body": "etsi-isg-mec", "to": ["alto", "dnsop"], "stated_purpose": None, "purpose": "action", "deadline": "2026-05-04"},
        "ETSI ISG MEC\n650 Route des Lucioles, Sophia Antipolis\n\n27 February 2026\n\nTo: IETF ALTO WG chairs; IETF DNSOP WG chairs\nFrom: ETSI ISG MEC\n"
        "Subject: Edge application discovery\n\nDear colleagues,\n\nISG MEC works on discovery of edge applications. We would be grateful for your feedback\n"
        "by May 4th, 2026.\n\nKind regards,\nPekka Example\nETSI ISG MEC Chair\n",
        "Pekka Example <pekka@edge.example>", "Liaison from ETSI ISG MEC"),
    Golden(
        "ieee_802", "41-802-3-communication",
        {"title": "Liaison reply to IETF IVY WG on inventory of pluggable modules", "from_body": "ieee-802-3", "to": ["ivy"], "cc": ["ieee-802", "ops"],
         "stated_purpose": None, "deadline": None, "from_contacts": ["david.example@ethernet.example"]},
        sender="David Example <david.example@ethernet.example>", subject="IEEE 802.3 liaison communication to IETF IVY WG",
        files=[("IEEE_802d3_to_IETF_IVY_0326.pdf", PDF, pdf([
            "IEEE 802.3 Ethernet Working Group", "Liaison Communication", "Source:\tIEEE 802.3 Working Group", "To:\tChairs, IETF IVY Working Group",
            "CC:\tChair, IEEE 802 LMSC", "\tIETF Operations and Management Area Directors", "From:\tDavid Example", "\tChair, IEEE 802.3 Ethernet Working Group",
            "\tdavid.example@ethernet.example", "Subject:\tLiaison reply to IETF IVY WG on inventory of pluggable modules",
            "Approval:\tAgreed to at IEEE 802.3 Plenary meeting, Denver, USA, 12 March 2026", "", "Dear members of the IETF IVY Working Group,", "",
            "Thank you for your liaison letter on inventory. We have no comments at this time.",
            "The next meeting of the IEEE 802.3 Working Group is 11-15 May 2026.", "", "Sincerely,", "David Example", "Chair, IEEE 802.3 Ethernet Working Group",
            "This document solely represents the views of the IEEE 802.3 Working Group, and does not", "necessarily represent a position of the IEEE, the IEEE Standards Association, or IEEE 802."]))],
        headers={"Date": "Fri, 13 Mar 2026 20:00:00 +0000"}),
    Golden(
        "ieee_802", "42-802-1-to-detnet",
        {"title": "Liaison to IETF DetNet on P802.1DC", "from_body": "ieee-802-1", "to": ["detnet"], "stated_purpose": None, "purpose": "action",
         "deadline": "2026-04-20"},
        sender="Glenn Example <glenn@bridges.example>", subject="Liaison from IEEE 802.1 to IETF DetNet",
        files=[("liaison-IETF-DetNet-P8021DC-0226-v01.docx", WORD, docx([
            "IEEE 802.1 Working Group", "", "Date:\t20 February 2026", "To:\tJanos Example, IETF DetNet WG Chair", "\tLou Example, IETF DetNet WG Chair",
            "From:\tGlenn Example, Chair, IEEE 802.1 Working Group", "Subject:\tLiaison to IETF DetNet on P802.1DC", "", "Dear Janos and Lou,", "",
            "P802.1DC D3.2 is in Working Group ballot, which closes on 30 March 2026. Comments of your members are welcome; please send them by 20 April 2026.",
            "The draft is available in the 802.1 private area.", "", "Regards,", "Glenn Example", "Chair, IEEE 802.1 Working Group"]))]),
    Golden(
        "ieee_802", "43-802-11-submission",
        {"title": "Liaison to IETF on randomized MAC addresses", "from_body": "ieee-802-11", "to": ["madinas"], "reference": "IEEE 802.11-26/0301r2",
         "purpose": "action", "deadline": "2026-05-08", "from_contacts": ["robert@wireless.example"]},
        sender="Robert Example <robert@wireless.example>", subject="Liaison from IEEE 802.11 to IETF MADINAS",
        files=[("11-26-0301-02-0000-liaison-to-ietf-madinas.docx", WORD, docx(
            ["Abstract", "This document contains a liaison to IETF.", "", "From:\tIEEE 802.11 Working Group", "To:\tIETF MADINAS WG (madinas-chairs@ietf.org)",
             "Title:\tLiaison to IETF on randomized MAC addresses", "Purpose:\tRequest for review of the P802.11bi draft", "",
             "The IEEE 802.11 Working Group requests that MADINAS reviews clause 12 of P802.11bi D4.0 and responds by 8 May 2026."],
            [table(("IEEE P802.11\nWireless LANs", ""), ("Liaison to IETF on randomized MAC addresses", ""), ("Date:  2026-02-10", ""), ("Author(s):", ""),
                   ("Name", "Affiliation", "Address", "Phone", "email"), ("Robert Example", "Made-up Wireless", "", "", "robert@wireless.example"))],
            header=["February 2026\tdoc.: IEEE 802.11-26/0301r2"]))]),
    Golden(
        "plain", "41-ieee-1588-text",
        {"title": "Liaison on the YANG data model of IEEE Std 1588", "from_body": "ieee-sa", "to": ["ntp"], "cc": ["int"], "stated_purpose": "information",
         "purpose": "information", "deadline": None},
        "From: IEEE SA P1588 Working Group\nTo: IETF NTP WG\nCc: Internet Area Directors\nDate: 25 February 2026\n"
        "Title: Liaison on the YANG data model of IEEE Std 1588\nPurpose: For information\n\nThe P1588 Working Group has completed the\n"
        "amendment. The IEEE SA Standards Board approved it on 12 February 2026.\n\nDoug Example, P1588 chair\n",
        "Doug Example <doug@clock.example>", "Liaison statement from IEEE P1588"),
    Golden(
        "iso_iec", "41-mpeg-systems-template",
        {"title": "Liaison statement to IETF on media over QUIC and CMAF", "from_body": "iso-iec-jtc1-sc29", "to": ["moq"], "reference": "SC 29/WG 3 N 1423",
         "stated_purpose": None, "purpose": "action", "deadline": "2026-04-17", "letter": "WG03N1423_liaison_to_IETF.docx"},
        "Dear liaison coordinators,\n\nplease find attached a liaison letter from ISO/IEC JTC 1/SC 29/WG 3.\n\nBest regards,\nYoung Example\nSC 29 Committee Manager\n",
        "SC 29 Secretariat <sc29-sec@itscj.ipsj.or.jp>", "Liaison statement from SC 29/WG 3 to IETF MOQ",
        [("WG03N1423_liaison_to_IETF.docx", WORD, docx([
            "INTERNATIONAL ORGANIZATION FOR STANDARDIZATION", "ORGANISATION INTERNATIONALE DE NORMALISATION", "ISO/IEC JTC 1/SC 29/WG 3 MPEG SYSTEMS", "",
            "ISO/IEC JTC 1/SC 29/WG 3 N 1423", "January 2026, Geneva, Switzerland", "", "Title\tLiaison statement to IETF on media over QUIC and CMAF",
            "Source\tWG 3, MPEG Systems", "Status\tApproved", "Serial Number\t25012", "", "Dear members of the IETF MOQ working group,", "",
            "WG 3 thanks you for the information about the transport. We ask for your feedback on the attached exploration by 17 April 2026.",
            "Our next meeting is scheduled for 27 April - 1 May 2026 online."]))]),
    Golden(
        "iso_iec", "42-sc27-cover-page",
        {"title": "Liaison statement from SC 27/WG 2 to IETF CFRG on post-quantum signatures", "from_body": "iso-iec-jtc1-sc27", "reference": "SC 27/WG 2 N 3517",
         "stated_purpose": "information", "purpose": "information", "deadline": None, "to": ["cfrg"]},
        sender="Hiro Example <hiro@national.example>", subject="ISO/IEC JTC 1/SC 27/WG 2 N 3517 - liaison to IETF CFRG",
        files=[("SC27_WG2_N3517.pdf", PDF, pdf([
            "ISO/IEC JTC 1/SC 27/WG 2 N 3517", "ISO/IEC JTC 1/SC 27/WG 2", "Cryptography and security mechanisms", "Convenorship: JISC (Japan)", "",
            "DOC TYPE:\tLiaison statement", "TITLE:\tLiaison statement from SC 27/WG 2 to IETF CFRG on post-quantum signatures", "SOURCE:\tISO/IEC JTC 1/SC 27/WG 2",
            "DATE:\t2026-02-18", "PROJECT:\tISO/IEC 14888-4", "STATUS:\tAs per the recommendations of the WG 2 meeting", "ACTION ID:\tFYI", "DUE DATE:",
            "DISTRIBUTION:\tP, O and L members", "TO:\tIETF CFRG", "NO. OF PAGES:\t2"]))]),
    Golden(
        "iso_iec", "43-sc41-letter",
        {"title": "Liaison from ISO/IEC JTC 1/SC 41 on digital twin terminology", "from_body": "iso-iec-jtc1", "to": ["asdf", "t2trg"], "stated_purpose": "comment",
         "purpose": "action", "deadline": "2026-06-01"},
        "ISO/IEC JTC 1/SC 41\nInternet of Things and Digital Twin\nSecretariat: KATS (Korea)\n\nDate: 2026-02-24\nTitle: Liaison from ISO/IEC JTC 1/SC 41 on digital twin terminology\n"
        "From: ISO/IEC JTC 1/SC 41\nTo: IETF ASDF WG; IRTF T2TRG\nPurpose: For comment\nRespond by: 1 June 2026\n\nSC 41 would welcome comments on the attached CD.\n",
        "SC 41 Committee Manager <jooran@kats.example>", "SC 41 liaison statement to IETF"),
    Golden(
        "iso_iec", "44-sc6-n-number-mail",
        {"title": "Liaison Statement to IETF on Future Network addressing", "from_body": "iso-iec-jtc1-sc6", "to": ["ietf"], "cc": ["itu-t-sg-13"], "reference": "SC 6 N 18004",
         "stated_purpose": "action", "purpose": "action", "deadline": "2026-07-31"},
        "ISO/IEC JTC 1/SC 6\nTelecommunications and information exchange between systems\nSecretariat: KISA (Republic of Korea)\n\nSC 6 N 18004\n\n"
        "Title: Liaison Statement to IETF on Future Network addressing\nSource: SC 6/WG 7\nDate: 2026-02-20\nTo: IETF\nCc: ITU-T SG 13\n"
        "Requested action: For review and reply\nDue date: 2026-07-31\n\nSC 6/WG 7 met in Seoul from 2 to 6 February 2026.\n",
        "Jungyup Example <jungyup@kisi.or.kr>", "SC 6 N 18004"),
]  # fmt: skip

GOLDEN = [*ITU, *THREE_GPP, *OTHERS]
