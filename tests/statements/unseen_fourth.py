"""A fourth set, facts first: letters of which only a part arrives as a form, tables without colons, mails within mails."""

from __future__ import annotations

from email.message import EmailMessage

from tests.make_documents import docx, pdf, rtf
from tests.statements import WORD, Golden, table

PDF = "application/pdf"
COORDINATOR = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"


def inner(sender: str, subject: str, body: str, files: list[tuple[str, bytes]]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "Fred Example <fred@forwards.example>", subject
    message["Date"], message["Message-ID"] = "Fri, 27 Feb 2026 09:00:00 +0000", f"<{len(body)}@inner.example>"
    message.set_content(body)
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype=WORD.partition("/")[2], filename=name)
    message.set_boundary("=-inner-=") if files else None
    return message.as_bytes()


GOLDEN = [
    Golden(
        "three_gpp", "81-sections-without-a-head",
        {"title": "LS on QUIC-aware proxying (S2-2602001)", "from_body": "3gpp-tsgsa-sa2", "to": ["masque"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-13",
         "reference": "S2-2602001"},
        "1. Overall Description:\nSA2 studies proxying.\n\n2. Actions:\nTo IETF MASQUE WG:\nACTION: SA2 kindly asks to confirm.\n\n3. Date of Next SA2 Meetings:\nSA2#174\t13 - 17 April 2026\tMalta\n",
        COORDINATOR, "LS on QUIC-aware proxying (S2-2602001)", to="masque@ietf.org", headers={"Cc": "liaison@bot.example"}),
    Golden(
        "itu_t", "81-letter-in-a-forwarded-mail",
        {"title": "LS on timing over packet networks", "from_body": "itu-t-sg-15", "to": ["ntp"], "stated_purpose": "action", "deadline": "2026-05-22", "reference": "SG15-LS95",
         "received_from": "fred@forwards.example"},
        "FYI, came to me.\n", "Fred Example <fred@forwards.example>", "Fwd: SG15-LS95",
        [("forwarded.eml", "message/rfc822", inner("TSB <tsbsg15@itu.int>", "SG15-LS95", "Please see attached.\n", [("SG15-LS95.docx", docx(["Text"], [table(
            ("TELECOMMUNICATION STANDARDIZATION SECTOR", "SG15-LS95"), ("Source:", "ITU-T SG15"), ("Title:", "LS on timing over packet networks"), ("LIAISON STATEMENT", ""),
            ("For action to:", "IETF NTP WG"), ("Deadline:", "22 May 2026"))]))]))]),
    Golden(
        "business", "81-pdf-table-without-colons",
        {"title": "LS to IETF on network slicing templates", "from_body": "gsma", "to": ["teas"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-04-30"},
        sender="GSMA Liaisons <GSMALiaisons@gsma.com>", subject="GSMA LS",
        files=[("NG.116 LS to IETF.pdf", PDF, pdf(["GSMA Liaison Statement", "Title\tLS to IETF on network slicing templates", "Date\t20 February 2026", "From\tGSMA Networks Group", "To\tIETF TEAS WG",
                "For\tAction", "Response required by\t30 April 2026", "", "Dear colleagues,", "", "GSMA asks for a review of NG.116.", "", "Kind regards,", "Sandra Example", "GSMA Networks Group"]))]),
    Golden(
        "plain", "81-dashes-in-place-of-colons",
        {"title": "Update of the time sync profile", "from_body": "oif", "to": ["ntp"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-15"},
        "Title – Update of the time sync profile\nFrom – OIF\nTo – IETF NTP WG\nPurpose – For comment\nDeadline – 15 May 2026\n\nText.\n", "OIF <sec@oiforum.com>", "Liaison from OIF"),
    Golden(
        "plain", "82-columns-of-blanks-without-colons",
        {"title": "Status of multicast ABR", "from_body": "dvb", "to": ["mboned"], "stated_purpose": "information", "purpose": "information", "deadline": None},
        "Title         Status of multicast ABR\nFrom          DVB\nTo            IETF MBONED WG\nPurpose       For information\n\nText.\n", "DVB <liaison@dvb.org>", "DVB liaison"),
    Golden(
        "plain", "83-picture-calendar-and-card-beside",
        {"title": "Liaison on DNS for IoT", "from_body": "tia", "to": ["dnsop"], "stated_purpose": "information", "deadline": None, "letter": "liaison.rtf"},
        sender="Tia Example <standards@tiaonline.org>", subject="TIA liaison",
        files=[("logo.png", "image/png", b"\x89PNG\r\n\x1a\n" + bytes(200)), ("invite.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
               ("liaison.rtf", "application/rtf", rtf(["Title: Liaison on DNS for IoT", "From: TIA TR-50", "To: IETF DNSOP WG", "Purpose: For information", "", "Text."]))]),
    Golden(
        "ieee_802", "81-list-post-of-a-chair",
        {"title": "Liaison from IEEE 802.1 on P802.1ASed", "from_body": "ieee-802-1", "to": ["ntp"], "purpose": "information", "deadline": None},
        "IEEE 802.1 Working Group\n\nTo: IETF NTP WG\nFrom: Glenn Example, IEEE 802.1 WG Chair\nSubject: Liaison from IEEE 802.1 on P802.1ASed\n\nDear NTP WG,\n\nP802.1ASed was approved by RevCom.\n\nRegards,\nGlenn Example\n"
        "\n_______________________________________________\nntp mailing list -- ntp@ietf.org\nTo unsubscribe send an email to ntp-leave@ietf.org\n",
        "Glenn Example <glenn@bridges.example>", "[Ntp] Liaison from IEEE 802.1 on P802.1ASed", to="ntp@ietf.org",
        headers={"Cc": "liaison@bot.example", "List-Id": "<ntp.ietf.org>", "Precedence": "list"}),
    Golden(
        "iso_iec", "81-rtf-cover-without-colons",
        {"title": "Liaison statement to IETF on BRSKI and secure onboarding", "from_body": "iso-iec-jtc1", "to": ["anima"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-06-12",
         "reference": "SC 41 N 2201"},
        sender="SC 41 <sc41@national.example>", subject="SC 41 N 2201",
        files=[("SC41_N2201.rtf", "application/rtf", rtf(["Text."], [table(("ISO/IEC JTC 1/SC 41", "SC 41 N 2201"), ("Title", "Liaison statement to IETF on BRSKI and secure onboarding"),
                ("Source", "ISO/IEC JTC 1/SC 41"), ("To", "IETF ANIMA WG"), ("Requested action", "For comment"), ("Due date", "2026-06-12"))]))]),
    Golden(
        "itu_t", "82-upper-case-and-trailing-dots",
        {"title": "LS ON BIG PACKET PROTOCOL", "from_body": "itu-t-sg-13", "to": ["rtgwg", "int"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-04-24", "reference": "SG13-LS140"},
        "TELECOMMUNICATION STANDARDIZATION SECTOR\nSG13-LS140\nSOURCE: ITU-T SG13\nTITLE: LS ON BIG PACKET PROTOCOL\nLIAISON STATEMENT\nFOR ACTION TO: -\nFOR COMMENT TO: IETF RTGWG, IETF INT AREA.\nFOR INFORMATION TO: -\n"
        "DEADLINE: 24 APRIL 2026.\nCONTACT: A. EXAMPLE\n",
        "TSB <tsbsg13@itu.int>", "SG13-LS140"),
    Golden(
        "itu_t", "83-question-not-group-as-source",
        {"title": "LS on lightweight OAM", "from_body": "itu-t-sg-15", "to": ["mpls", "bfd"], "stated_purpose": "action", "purpose": "action", "deadline": "2026-06-05", "reference": "SG15-LS99"},
        "TELECOMMUNICATION STANDARDIZATION SECTOR\nSG15-LS99\nQuestion(s): 10/15\nSource: Q10/15 (Rapporteur)\nTitle: LS on lightweight OAM\nLIAISON STATEMENT\nFor action to: IETF MPLS WG; IETF BFD WG\nFor comment to: -\nFor information to: -\n"
        "Approval: Q10/15 e-meeting (20 February 2026)\nDeadline: 5 June 2026 (next Q10/15 meeting: 8-12 June 2026)\nContact: Jess Example\n",
        "TSB <tsbsg15@itu.int>", "LS on lightweight OAM"),
    Golden(
        "plain", "84-title-over-two-lines-in-a-mail",
        {"title": "Liaison statement to the IETF on requirements for in-network computing and on the terminology used by CCSA", "from_body": "ccsa", "to": ["irtf"], "stated_purpose": "information", "deadline": None},
        "From: CCSA TC614\nTo: IRTF\nTitle: Liaison statement to the IETF on requirements for in-network computing\nand on the terminology used by CCSA\nPurpose: For information\n\nText.\n",
        "Ling Example <ling@ccsa.org.cn>", "Liaison statement"),
    Golden(
        "business", "85-reply-requested-in-the-subject-only",
        {"title": "Liaison: review of draft ATIS-1000105 requested by 30 March 2026", "from_body": "atis", "to": ["stir"], "purpose": "action", "deadline": "2026-03-30"},
        "Dear STIR WG,\n\nplease find the draft attached. The task force would like your comments as soon as practical.\n\nAnna Example\nATIS\n", "Anna Example <aexample@atis.org>",
        "Liaison: review of draft ATIS-1000105 requested by 30 March 2026", [("ATIS-1000105 draft.pdf", PDF, pdf(["ATIS-1000105", "Draft American National Standard", "Signature-based handling"]))]),
    Golden(
        "etsi", "81-letter-of-the-secretariat",
        {"title": "ETSI TC ESI liaison on AdES and COSE", "from_body": "etsi-tc-esi", "to": ["cose"], "cc": ["lamps"], "purpose": "action", "deadline": "2026-04-17"},
        "ETSI TC ESI\n\nTo: IETF COSE WG Chairs (cose-chairs@ietf.org)\nCc: LAMPS WG Chairs\nFrom: ETSI TC ESI Chair\nDate: 27 February 2026\nSubject: ETSI TC ESI liaison on AdES and COSE\n\nDear chairs,\n\n"
        "TC ESI kindly requests your feedback on draft TS 119 152-1. To be considered at our next meeting, comments should reach us\nby 17 April 2026.\n\nBest regards,\nNick Example\nETSI TC ESI Chair\n",
        "Nick Example <nick@signatures.example>", "ETSI TC ESI liaison"),
    Golden(
        "plain", "86-two-languages-side-by-side",
        {"title": "Liaison statement on ISAC", "from_body": "ttc", "to": ["irtf"], "stated_purpose": "information", "purpose": "information", "deadline": None},
        "件名 / Title: Liaison statement on ISAC\n発信元 / From: TTC\n宛先 / To: IRTF\n目的 / Purpose: For information\n回答期限 / Deadline: なし (none)\n\n本文\n", "TTC <liaison@ttc.or.jp>", "TTC liaison statement"),
    Golden(
        "tracker", "81-announcement-pasted-by-a-person",
        {"title": "LS on YANG for optical impairments", "from_body": "itu-t-sg-15", "to": ["ccamp"], "purpose": "action", "deadline": "2026-06-19"},
        "Title: LS on YANG for optical impairments\nSubmission Date: 2026-02-26\nURL of the IETF Web page: https://datatracker.ietf.org/liaison/2240/\nPlease reply by 2026-06-19\n\n"
        "From: Stefan Example <tsbsg15@itu.int>\nFrom Groups: ITU-T-SG-15\nTo: Common Control and Measurement Plane\nTo Groups: ccamp\nCc: Chairs <ccamp-chairs@ietf.org>\nResponse Contact: tsbsg15@itu.int\nTechnical Contact:\nPurpose: For action\n\n"
        "Body: See attached.\nAttachments:\n\n    SG15-LS101\n    https://www.ietf.org/lib/dt/documents/LIAISON/liaison-2026-02-26-itu-t-sg-15-ccamp-ls101-attachment-1.docx\n",
        "Fred Example <fred@forwards.example>", "LS on YANG for optical impairments"),
    Golden(
        "business", "82-oma-letter-without-labels",
        {"title": "OMA liaison: CoAP observe at scale", "from_body": "oma", "to": ["core"], "purpose": "action", "deadline": None},
        "OMA SpecWorks\nSan Diego\n\nMarch 1, 2026\n\nDear CoRE Working Group,\n\nmembers of the DMSE working group see scaling limits of CoAP observe. Please let us know whether the working group plans to address them.\n\n"
        "Sincerely,\nJoaquin Example\nChair, OMA DMSE Working Group\n",
        "Joaquin Example <joaquin@lwm2m.example>", "OMA liaison: CoAP observe at scale"),
]  # fmt: skip
