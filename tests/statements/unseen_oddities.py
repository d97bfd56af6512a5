"""Letters with the damage and the habits of real mail: old forms, lost layout, wrong character sets, dates that are no
deadlines. The facts were written down before the reader had seen any of these letters."""

from __future__ import annotations

from tests.make_documents import doc, docx, html, pdf
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
MSWORD = "application/msword"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"


def misread(text: str) -> str:
    """UTF-8 taken for windows-1252."""
    return text.encode("utf-8").decode("windows-1252")


def latin1(text: str) -> bytes:
    return text.encode("latin-1")


ITU = [
    Golden(
        "itu_t", "61-word-97-of-2006",
        {"title": "Response to liaison statement on GMPLS signalling", "from_body": "itu-t-sg-15", "to": ["ccamp"], "stated_purpose": "information",
         "purpose": "information", "deadline": None, "reference": "COM15-LS145-E", "letter": "COM15-LS145-E.doc"},
        sender="TSB <tsbsg15@itu.int>", subject="COM15-LS145-E",
        files=[("COM15-LS145-E.doc", MSWORD, doc([
            "TELECOMMUNICATION STANDARDIZATION SECTOR", "STUDY PERIOD 2005-2008", "COM15-LS145-E", "English only", "Original: English",
            "Question(s): 14/15", "Meeting, date: Kobe, 2 - 13 February 2026", "Study Group: 15", "Source: ITU-T SG15, Q14/15",
            "Title: Response to liaison statement on GMPLS signalling", "LIAISON STATEMENT", "To: IETF CCAMP WG",
            "Approval: Agreed to at Q14/15 meeting", "For: Information", "Deadline: N/A", "Contact: Kam Example, Made-up Networks, USA, Tel: +1 555 0102",
            "Please don't change the structure of this table, just insert the necessary information.", "", "Q14/15 thanks the CCAMP WG for its liaison."]))]),
    Golden(
        "itu_t", "62-no-subject-but-a-number",
        {"title": "LS357 - from ITU-T Q6/15 to IETF CCAMP WG", "from_body": "itu-t-sg-15", "to": ["ccamp"], "stated_purpose": "comment", "purpose": "action",
         "deadline": "2026-05-25", "reference": "COM15-LS357-E"},
        "Please see attachment\n", "TSB <tsbsg15@itu.int>", "LS357 - from ITU-T Q6/15 to IETF CCAMP WG",
        [("LS357 - pdf body.pdf", PDF, pdf([
            "TELECOMMUNICATION", "STANDARDIZATION SECTOR", "STUDY PERIOD 2009-2012", "COM15-LS357-E", "Original: English", "Question(s):\t6/15",
            "LIAISON STATEMENT", "Source:\tITU-T SG15, Q6/15", "For action to:", "For comment to:\tIETF CCAMP WG", "For information to:",
            "Approval:\tAgreed to at Q6/15 interim meeting", "Deadline:\t25 May 2026", "Contact:\tPete Example", "\tUK", "Tel: +44 555 0100",
            "\tEmail: pete@fibre.example"]))]),
    Golden(
        "itu_t", "63-before-the-next-meeting",
        {"title": "LS on synchronization over transport networks", "from_body": "itu-t-sg-15", "to": ["ntp"], "stated_purpose": "action", "purpose": "action",
         "deadline": None, "reference": "SG15-LS70", "warning": "Which day is meant"},
        "TELECOMMUNICATION STANDARDIZATION SECTOR\nSG15-LS70\nSource: ITU-T Study Group 15\nTitle: LS on synchronization over transport networks\nLIAISON STATEMENT\n"
        "For action to: IETF NTP WG\nDeadline: before the next SG15 meeting (13 - 24 July 2026)\nContact: Stefano Example, stefano@clocks.example\n\nQ13/15 asks a question.\n",
        "TSB <tsbsg15@itu.int>", "LS on synchronization over transport networks"),
    Golden(
        "itu_t", "64-end-of-a-month",
        {"deadline": "2026-04-30", "to": ["bmwg", "ippm"], "from_body": "itu-t-sg-12", "stated_purpose": "comment", "purpose": "action", "warning": "its last day was taken"},
        "TELECOMMUNICATION STANDARDIZATION SECTOR\nQuestion(s): 17/12\nSource: ITU-T Study Group 12\nTitle: LS on Y.1540 and Y.1541 measurement\nLIAISON STATEMENT\n"
        "For action to: -\nFor comment to: IETF BMWG, IETF IPPM\nFor information to: -\nDeadline: End of April 2026\nContact: Al Example\n\nText.\n",
        "SG12 <tsbsg12@itu.int>", "LS on Y.1540 and Y.1541 measurement"),
    Golden(
        "itu_t", "65-in-french",
        {"title": "Note de liaison sur l'annuaire", "from_body": "itu-t-sg-17", "to": ["lamps"], "cc": ["iso-iec-jtc1-sc6"], "stated_purpose": "action", "purpose": "action",
         "deadline": "2026-05-12"},
        "UNION INTERNATIONALE DES TÉLÉCOMMUNICATIONS\nSECTEUR DE LA NORMALISATION DES TÉLÉCOMMUNICATIONS\nSource: UIT-T, Commission d'études 17\nTitre: Note de liaison sur l'annuaire\n"
        "LIAISON STATEMENT\nPour action à: IETF LAMPS WG\nPour information à: ISO/IEC JTC 1/SC 6\nDélai: 12 mai 2026\n\nTexte.\n",
        "TSB <tsbsg17@itu.int>", "Note de liaison"),
    Golden(
        "itu_t", "66-deadline-for-contributions-is-not-ours",
        {"title": "LS on an invitation to a workshop on network digital twins", "from_body": "itu-t-sg-13", "to": ["irtf"], "stated_purpose": "information", "purpose": "information",
         "deadline": None},
        "TELECOMMUNICATION STANDARDIZATION SECTOR\nSource: ITU-T SG13\nTitle: LS on an invitation to a workshop on network digital twins\nLIAISON STATEMENT\n"
        "For information to: IRTF\nDeadline: -\n\nThe workshop takes place on 5 May 2026. Registration closes on 20 April 2026.\n"
        "Deadline for abstracts: 1 April 2026.\n",
        "SG13 <tsbsg13@itu.int>", "LS on an invitation"),
    Golden(
        "itu_t", "67-mojibake-and-an-encoded-word",
        {"title": "LS on multimédia transport", "from_body": "itu-t-sg-21", "to": ["avtcore", "mmusic"], "stated_purpose": "information", "deadline": None, "reference": "SG21-LS9"},
        misread("INTERNATIONAL TELECOMMUNICATION UNION\nTELECOMMUNICATION STANDARDIZATION SECTOR\nSTUDY PERIOD 2025–2028\nSG21–LS9\n"
                "Source: ITU\u2011T Study Group 21\nTitle: LS on =?UTF-8?Q?multim=C3=A9dia?= transport\nLIAISON STATEMENT\n"
                "For information to: IETF AVTCORE WG; IETF MMUSIC WG\nDeadline: –\nContact: =?UTF-8?B?Sm9zw6k=?= Example\n"),
        "SG21 <tsbsg21@itu.int>", "=?UTF-8?Q?LS_on_multim=C3=A9dia?="),
    Golden(
        "plain", "69-circular-consultation",
        {"from_body": "itu-t", "to": [None], "cc": ["itu-t", "ietf"], "deadline": None, "purpose": "information"},
        "Telecommunication Standardization Bureau\n\nGeneva, 27 February 2026\n\nRef: TSB Circular 88\nTel: +41 22 730 0000\nEmail: tsbdir@itu.int\n\n"
        "To: - Administrations of Member States of the Union\n\nCopy to: - ITU-T Sector Members; - the IETF\n\nSubject: Consultation on the review of Resolution 20\n\n"
        "Dear Sir/Madam,\n\n1 I would be grateful if you could send your comments to this Bureau by 15 May 2026.\n\nYours faithfully,\nDirector of the TSB\n",
        "TSB Director <tsbdir@itu.int>", "TSB Circular 88"),
    Golden(
        "itu_t", "69-cells-without-colons",
        {"title": "LS on identity hubs", "from_body": "itu-t-sg-17", "to": ["oauth", "wimse"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-06-19", "reference": "SG17-LS90",
         "from_contacts": ["abbie@identity.example"]},
        sender="TSB <tsbsg17@itu.int>", subject="SG17-LS90",
        files=[("SG17-LS90.docx", WORD, docx(["Text"], [table(
            ("TELECOMMUNICATION STANDARDIZATION SECTOR", "SG17-LS90"), ("Source", "ITU-T Study Group 17"), ("Title", "LS on identity hubs"), ("LIAISON STATEMENT", ""),
            ("For action to", "IETF OAuth WG\nIETF WIMSE WG"), ("For information to", "-"), ("Approval", "SG17"), ("Deadline", "19 June 2026"), ("Contact", "Abbie Example\nE-mail: abbie@identity.example"))]))]),
]  # fmt: skip

THREE_GPP = [
    Golden(
        "three_gpp", "61-of-2002",
        {"title": "Liaison Statement on 3GPP-IETF dependencies for SIP", "from_body": "3gpp-tsgsa-sa3", "to": ["sip", "sipping"], "stated_purpose": "action", "purpose": "action",
         "reference": "S3-020123", "deadline": "2026-04-06"},
        "3GPP TSG SA WG3 Security - S3#22                         S3-020123\n23 - 27 February 2026\nBristol, UK\n\nTitle:     Liaison Statement on 3GPP-IETF dependencies for SIP\n"
        "Source:    SA3\nTo:        IETF SIP WG, IETF SIPPING WG\nCC:\nContact Person:\nName:      Peter Example\nE-mail Address:  peter@radio.example\n\n"
        "1. Overall Description:\nText.\n2. Actions:\nTo SIP and SIPPING WGs.\nSA3 kindly asks the groups to provide comments on the attached.\n"
        "3. Date of Next SA3 Meetings:\nS3#23   6-10 April 2026   Victoria, Canada\n",
        COORDINATOR, "LS from SA3"),
    Golden(
        "three_gpp", "62-lawful-interception",
        {"title": "LS on SIP header for lawful interception", "from_body": "3gpp-tsgsa-sa3", "to": ["sipcore"], "cc": ["etsi-tc-li"], "stated_purpose": "information", "purpose": "information",
         "deadline": None, "reference": "s3i260123"},
        "3GPP TSG-SA WG3-LI Meeting #100\ts3i260123\nSophia Antipolis, 10-13 February 2026\n\nTitle:\tLS on SIP header for lawful interception\nResponse to:\t\nSource:\tSA3-LI\nTo:\tIETF SIPCORE\n"
        "Cc:\tETSI TC LI\n\nContact Person:\nName:\tAlex Example\n\n1. Overall Description:\nText.\n\n2. Actions:\nTo IETF SIPCORE:\nFor information.\n\n3. Date of Next SA3-LI Meetings:\n"
        "SA3LI#101\t7-10 April 2026\n",
        COORDINATOR, "LS on SIP header for lawful interception"),
    Golden(
        "three_gpp", "63-br-letter-in-word-97",
        {"title": "Reply LS on congestion control for L4S", "from_body": "3gpp-tsgran-ran2", "to": ["tsvwg"], "response_to": ["R2-2510001"], "stated_purpose": "information", "deadline": None,
         "reference": "R2-2601555"},
        sender=COORDINATOR, subject="Reply LS on congestion control for L4S",
        files=[("R2-2601555.doc", MSWORD, doc([
            "3GPP TSG-RAN WG2 Meeting #133\tR2-2601555", "Gothenburg, Sweden, 9 - 13 February 2026", "Title:\tReply LS on congestion control for L4S",
            "Response to:\tLS R2-2510001 on congestion control for L4S from TSVWG", "Release:\tRel-20", "Source:\tRAN2", "To:\tIETF TSVWG", "Cc:\t", "Contact Person:\tMartin Example",
            "1. Overall Description:", "RAN2 has nothing to add.", "2. Actions:", "To IETF TSVWG:", "ACTION: None", "3. Date of Next TSG-RAN WG2 Meetings:", "RAN2#134 18 - 22 May 2026 Malta"]))]),
    Golden(
        "three_gpp", "64-ct-plenary-to-iana-and-us",
        {"title": "LS on port number allocation for 3GPP", "from_body": "3gpp-tsgct", "to": ["ietf", None], "stated_purpose": "action", "purpose": "action", "deadline": "2026-06-08",
         "reference": "CP-260123"},
        "3GPP TSG-CT Meeting #111\tCP-260123\nFukuoka, Japan, 9 - 10 March 2026\n\nTitle:\tLS on port number allocation for 3GPP\nResponse to:\t\nRelease:\tRel-20\nSource:\tTSG CT\nTo:\tIETF, IANA\nCc:\t\n\n"
        "Contact Person:\nName:\tGeorg Example\nE-mail Address:\tgeorg@ports.example\n\n1. Overall Description:\nText.\n\n2. Actions:\nTo IETF, IANA:\nACTION: TSG CT asks for confirmation of the procedure.\n\n"
        "3. Date of Next TSG CT Meetings:\nCT#112\t8 - 9 June 2026\tPrague\nCT#113\t7 - 8 September 2026\t\n",
        COORDINATOR, "LS on port numbers", headers={"Date": "Thu, 12 Mar 2026 10:00:00 +0100"}),
    Golden(
        "three_gpp", "65-next-meeting-without-year",
        {"title": "LS on DetNet OAM", "from_body": "3gpp-tsgsa-sa2", "to": ["detnet"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-13", "reference": "S2-2601800"},
        "SA WG2 Meeting #173\tS2-2601800\n9 - 13 February, 2026, Goa, India\n\nTitle:\tLS on DetNet OAM\nResponse to:\t-\nRelease:\tRel-20\nWork Item:\tFS_DetNet\nSource:\tSA2\nTo:\tIETF DetNet WG\nCc:\t-\n\n"
        "Contact Person:\nName:\tShabnam Example\nE-mail Address:\tshabnam@arch.example\n\nAttachments:\tNone\n\n1. Overall Description:\nText.\n\n2. Actions:\nTo IETF DetNet WG.\n"
        "ACTION:\tSA2 asks IETF DetNet WG to answer the above questions.\n\n3. Date of Next TSG-SA WG 2 Meetings:\nTSG-SA WG2 Meeting #174\t13 - 17 April\tMalta\nTSG-SA WG2 Meeting #175\t18 - 22 May\tTBD\n",
        COORDINATOR, "LS on DetNet OAM"),
    Golden(
        "three_gpp", "66-forwarded-to-a-list-as-attachment-text",
        {"title": "LS on EAP-AKA prime FS", "from_body": "3gpp-tsgsa-sa3", "to": ["emu"], "stated_purpose": "information", "purpose": "information", "deadline": None, "reference": "S3-260600",
         "letter": "S3-260600.txt"},
        "Hi EMU,\n\nthis just arrived.\n\nJoe\n", "Joe Example <joe@emails.example>", "[Emu] LS from 3GPP SA3 on EAP-AKA' FS",
        [("S3-260600.txt", "text/plain", latin1(
            "3GPP TSG-SA WG3 Meeting #126\tS3-260600\nHyderabad, India, 9 \x96 13 February 2026\n\nTitle:\tLS on EAP-AKA prime FS\nResponse to:\t\nSource:\tSA3\nTo:\tIETF EMU WG\nCc:\t\n"
            "Contact Person:\n\tVesa Example\n1. Overall Description:\nSA3 informs that the work is completed.\n2. Actions:\nTo IETF EMU WG:\nNo action is required.\n3. Date of Next SA3 Meetings:\nSA3#127 13-17 April 2026\n"))],
        to="emu@ietf.org", headers={"Cc": "liaison@bot.example", "List-Id": "<emu.ietf.org>"}),
    Golden(
        "three_gpp", "67-labels-in-bold-with-stars",
        {"title": "LS on ECN marking in N3", "from_body": "3gpp-tsgct-ct4", "to": ["tsvwg"], "cc": ["3gpp-tsgsa-sa2"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-13",
         "reference": "C4-260321"},
        "*3GPP TSG-CT WG4 Meeting #133    C4-260321*\n*Athens, Greece, 16 - 20 February 2026*\n\n*Title:*  LS on ECN marking in N3\n*Response to:*\n*Source:*  CT4\n*To:*  IETF TSVWG\n*Cc:*  SA2\n\n"
        "*Contact Person:*  Ulrich Example\n\n*1. Overall Description:*\nText.\n\n*2. Actions:*\n*To IETF TSVWG:*\n*ACTION:* CT4 asks TSVWG to advise on the use of ECN.\n\n*3. Date of Next CT4 Meetings:*\nCT4#134   13 - 17 April 2026   Malta\n",
        COORDINATOR, "LS on ECN marking in N3"),
]  # fmt: skip

OTHERS = [
    Golden(
        "plain", "61-full-width-colons",
        {"title": "Liaison statement on IPv6 deployment in home networks", "from_body": "ttc", "to": ["v6ops"], "stated_purpose": "information", "purpose": "information", "deadline": None},
        "宛先 / To：IETF V6OPS WG\n差出人 / From：TTC\nTitle：Liaison statement on IPv6 deployment in home networks\nPurpose：For information\n\n一般社団法人情報通信技術委員会\n",
        "TTC <liaison@ttc.or.jp>", "Liaison statement from TTC"),
    Golden(
        "plain", "62-openid-foundation",
        {"title": "OpenID Foundation feedback on Token Status List", "from_body": "openid", "to": ["oauth"], "purpose": "action", "deadline": "2026-03-23"},
        "To: IETF OAuth WG Chairs (oauth-chairs@ietf.org)\nFrom: OpenID Foundation Digital Credentials Protocols WG\nDate: 27 Feb 2026\nRe: OpenID Foundation feedback on Token Status List\n\n"
        "Dear chairs,\n\nthe DCP working group reviewed draft-ietf-oauth-status-list. We'd appreciate a response prior to March 23rd, 2026, when our\nimplementer's draft vote starts.\n\nRegards,\nKristina Example\n",
        "Kristina Example <kristina@wallets.example>", "Liaison statement from the OpenID Foundation"),
    Golden(
        "ieee_802", "61-802-15-with-two-dates",
        {"title": "Liaison from IEEE 802.15 to IETF 6lo on narrowband UWB", "from_body": "ieee-802-15", "to": ["6lo"], "purpose": "action", "deadline": "2026-07-01"},
        "IEEE P802.15\nWireless Specialty Networks\n\nFrom: Clint Example, Chair IEEE 802.15 WG\nTo: Shwetha Example, IETF 6lo WG co-chair; Carles Example, IETF 6lo WG co-chair\nDate: 12 February 2026\n"
        "Title: Liaison from IEEE 802.15 to IETF 6lo on narrowband UWB\n\nDear Shwetha and Carles,\n\nIEEE 802.15 meets next on 8 - 13 March 2026 and again in July 2026. Sponsor ballot of P802.15.4ab is scheduled to complete by 30 May 2026.\n"
        "We would welcome your comments on the 6LoWPAN dispatch by 1 July 2026.\n\nBest regards,\nClint Example\nChair, IEEE 802.15\n",
        "Clint Example <clint@wireless.example>", "Liaison from IEEE 802.15"),
    Golden(
        "iso_iec", "61-tc-46-reply-without-number",
        {"title": "Liaison from ISO/TC 46/SC 9 on URN namespaces", "from_body": "isotc46", "to": ["art"], "purpose": "information", "deadline": None},
        "ISO/TC 46/SC 9\nIdentification and description\nSecretariat: NISO\n\n2026-02-17\n\nTo: IETF ART Area Directors\nFrom: ISO/TC 46/SC 9 Secretariat\nSubject: Liaison from ISO/TC 46/SC 9 on URN namespaces\n\n"
        "ISO 26324 was published. No response is needed.\n",
        "Todd Example <todd@libraries.example>", "ISO/TC 46/SC 9 liaison"),
    Golden(
        "etsi", "61-tispan-of-2008",
        {"title": "LS to IETF ECRIT on emergency location", "from_body": "etsi-tispan", "to": ["ecrit"], "cc": ["geopriv", "3gpp-tsgsa-sa2"], "stated_purpose": "action", "purpose": "action",
         "reference": "16tTD123r1"},
        "ETSI TISPAN WG1                                       16tTD123r1\nSophia Antipolis, 16 - 20 February 2026\n\nTitle: LS to IETF ECRIT on emergency location\nSource: ETSI TISPAN WG1\nTo: IETF ECRIT WG\n"
        "Cc: IETF GEOPRIV WG, 3GPP SA2\nContact Person: Andre Example, andre@places.example\n\n1. Overall Description\nText.\n\n2. Actions\nTo IETF ECRIT:\nACTION: TISPAN asks ECRIT for an update of the status.\n",
        "TISPAN support <TISPANsupport@etsi.org>", "LS to IETF ECRIT"),
    Golden(
        "plain", "63-reply-to-our-record",
        {"title": "Reply on MUD profiles", "from_body": "gsma", "to": ["opsawg"], "response_to": ["liaison dated 12 January 2026", "https://datatracker.ietf.org/liaison/2103"], "stated_purpose": "response", "purpose": "response",
         "deadline": None},
        "Title: Reply on MUD profiles\nFrom: GSMA\nTo: IETF OPSAWG\nPurpose: In response\n\nThank you for your liaison statement of 12 January 2026\n(https://datatracker.ietf.org/liaison/2103/). We have no comments.\n",
        "GSMA <GSMALiaisons@gsma.com>", "Reply on MUD profiles"),
    Golden(
        "business", "61-nist-letter-asks-by-a-weekday",
        {"title": "Public comment on draft FIPS 206", "from_body": "nist", "to": ["lamps", "tls"], "purpose": "action", "deadline": "2026-04-24"},
        "National Institute of Standards and Technology\nGaithersburg, Maryland\n\nFebruary 25, 2026\n\nTo: IETF LAMPS WG, IETF TLS WG\nSubject: Public comment on draft FIPS 206\n\nDear working group chairs,\n\n"
        "NIST invites comments on the draft. Comments must be received on or before Friday, April 24, 2026.\n\nSincerely,\nDustin Example\nNIST\n",
        "Dustin Example <dustin@nist.gov>", "Liaison: public comment on draft FIPS 206"),
    Golden(
        "plain", "64-attached-text-covering-html",
        {"title": "Wi-Fi Alliance liaison on MLO and DHCP", "from_body": "wi-fi-alliance", "to": ["dhc"], "stated_purpose": "information", "purpose": "information", "deadline": None,
         "letter": "WFA liaison.txt"},
        sender="Cathy Example <cathy@wi-fi.org>", subject="Wi-Fi Alliance liaison",
        html=html(["Dear Secretariat,", "please find our liaison attached.", "Cathy"]).decode(),
        files=[("WFA liaison.txt", "text/plain", b"From: Wi-Fi Alliance\r\nTo: IETF DHC WG\r\nTitle: Wi-Fi Alliance liaison on MLO and DHCP\r\nPurpose: For information\r\n\r\nText.\r\n")]),
    Golden(
        "plain", "65-form-of-the-tracker-by-hand",
        {"title": "Liaison on RTP payload for haptics", "from_body": "iso-iec-jtc1-sc29", "to": ["avtcore"], "cc": [], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-11",
         "from_contacts": ["yeshwant@haptics.example"]},
        "From Group: ISO/IEC JTC 1/SC 29/WG 2\nFrom Contact: Yeshwant Example <yeshwant@haptics.example>\nTo Groups: avtcore\nCc Contacts: IETF MOPS WG\nPurpose: For comment\nDeadline: 2026-05-11\n"
        "Title: Liaison on RTP payload for haptics\nBody: See the draft.\n",
        "Yeshwant Example <yeshwant@haptics.example>", "Liaison statement from SC 29/WG 2"),
    Golden(
        "plain", "68-tc39-mail-signature-only",
        {"title": "Liaison: JSON modules and media types", "from_body": "ecma-tc39", "to": ["httpapi", "mediaman"], "purpose": "action", "deadline": None},
        "Dear HTTPAPI and MEDIAMAN chairs,\n\nwe plan to register application/json5 and would like your guidance on the procedure.\n\nMany thanks,\nRob Example\nTC39 co-chair\n",
        "Rob Example <rob@ecma-international.org>", "Liaison: JSON modules and media types"),
    Golden(
        "plain", "66-deadline-behind-the-words-and-a-lifetime",
        {"title": "Liaison on SUCI and HPKE", "from_body": "gsma", "to": ["cfrg"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-01"},
        "Title: Liaison on SUCI and HPKE\nFrom: GSMA FSAG\nTo: IRTF CFRG\nPurpose: For action\nReply requested by 1 April 2026\n\nThe study is valid until 31 December 2027. The plenary will approve it by 15 June 2026.\n",
        "GSMA <GSMALiaisons@gsma.com>", "GSMA FSAG liaison"),
    Golden(
        "plain", "67-unbalanced-quotes-and-a-colon-in-the-title",
        {"title": "LS on \u201cQoS: the next generation (ex. Q.joint_tr)", "from_body": "oif", "to": ["teas"], "stated_purpose": "information", "deadline": None},
        "Title: LS on \u201cQoS: the next generation (ex. Q.joint_tr)\nFrom: OIF\nTo: IETF TEAS WG\nPurpose: For information\n\nText.\n",
        "OIF <sec@oiforum.com>", "LS on QoS"),
]  # fmt: skip

GOLDEN = [*ITU, *THREE_GPP, *OTHERS]
