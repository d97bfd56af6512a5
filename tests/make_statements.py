"""Makes the golden statements: python -m tests.make_statements writes tests/mails/<form>/NN-what.eml with the
facts that must be read in them beside it. People and their domains are made up; role addresses are real."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.make_documents import docx, pdf

FOLDER = Path(__file__).parent / "mails"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SENT = "Mon, 02 Mar 2026 09:00:00 +0000"
COVER = "Dear all,\n\nplease see the attached document.\n\nBest regards\nSecretariat\n"


@dataclass(frozen=True)
class Golden:
    """One golden mail: its form and name, the mail, and the facts expected of it."""

    form: str
    name: str
    expect: dict[str, Any]
    body: str = COVER
    sender: str = "TSB <tsbsg15@itu.int>"
    subject: str = "Liaison statement"
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    to: str = "liaison@bot.example"
    headers: dict[str, str] = field(default_factory=dict)


def table(*rows: tuple[str, ...]) -> list[list[str]]:
    return [list(row) for row in rows]


def itu_file(rows: list[list[str]], *text: str) -> bytes:
    banner = table(
        ("INTERNATIONAL TELECOMMUNICATION UNION", ""),
        ("TELECOMMUNICATION STANDARDIZATION SECTOR", "Original: English"),
        ("STUDY PERIOD 2025-2028", ""),
    )
    return docx(list(text) or ["The text of the statement."], tables=[banner, rows])


ITU = [
    Golden(
        "itu_t", "01-table-in-word-file",
        {"title": "LS on rings", "from_body": "itu-t-sg-15", "to": ["ccamp"], "cc": ["pce"], "stated_purpose": "action",
         "purpose": "action", "deadline": "2026-06-01", "reference": "SG15-LS83", "from_contacts": ["ada@optics.example"]},
        subject="LS on rings [from ITU-T SG15]",
        files=[("SG15-LS83.docx", WORD, itu_file(table(
            ("Question(s):", "14/15", "Geneva, 16-27 February 2026"), ("(Ref.: SG15-LS83)", "", ""),
            ("Source:", "ITU-T Study Group 15"), ("Title:", "LS on rings"), ("LIAISON STATEMENT", ""),
            ("For action to:", "IETF CCAMP WG"), ("For comment to:", "-"), ("For information to:", "IETF PCE WG"),
            ("Approval:", "ITU-T SG 15 (Geneva, 27 February 2026)"), ("Deadline:", "1 June 2026"),
            ("Contact:", "Ada Contact, Made-up Optics, Switzerland", "Email: ada@optics.example"))))],
    ),
    Golden(
        "itu_t", "02-comment-becomes-action-by-its-date",
        {"to": ["mpls"], "stated_purpose": "comment", "purpose": "action", "deadline": "2026-05-15"},
        body="INTERNATIONAL TELECOMMUNICATION UNION\nSource: ITU-T SG 11\nTitle: LS/o on signalling\nLIAISON STATEMENT\n"
             "For action to: -\nFor comment to: IETF MPLS WG\nFor information to: -\nDeadline: 15 May 2026\n\nText.\n",
    ),
    Golden(
        "itu_t", "03-for-information-without-deadline",
        {"from_body": "itu-t-sg-17", "to": ["tls"], "stated_purpose": "information", "purpose": "information",
         "deadline": None},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\nSource:\tITU-T Study Group 17\nTitle:\tLS on new work on keys\n"
             "LIAISON STATEMENT\nFor information to:\tIETF TLS WG\nDeadline:\tN/A\n\nSG17 has started work on keys.\n",
        sender="TSB <tsbsg17@itu.int>",
    ),
    Golden(
        "itu_t", "04-old-labels-to-and-for",
        {"title": "LS on optical control", "to": ["ccamp"], "stated_purpose": "action", "deadline": "2026-04-20",
         "from_body": "itu-t-sg-15"},
        body="Meeting, date: Geneva, 20 - 31 January 2026\nSource: ITU-T SG15, Question 14/15\nTitle: LS on optical control\n\n"
             "LIAISON STATEMENT\n\nTo: IETF CCAMP WG\nApproval: Agreed to at SG15 meeting\nFor: Action\n"
             "Deadline: 20 April 2026\nContact: Ada Contact\n\nText.\n",
    ),
    Golden(
        "itu_t", "05-wrapped-by-a-circulation-sheet",
        {"title": "LS on X and Y", "from_body": "itu-t-sg-15", "to": ["ccamp"], "deadline": "2026-06-12"},
        files=[("TSAG-TD254.docx", WORD, docx(["Text."], tables=[
            table(("TELECOMMUNICATION STANDARDIZATION SECTOR", "TSAG-TD254"), ("(Ref.: SG15-LS84)", ""),
                  ("Source:", "TSAG"), ("Title:", "LS/i on X and Y (to all SGs) [from ITU-T SG15]"), ("Purpose:", "Action"),
                  ("For information to:", "All SGs"), ("Deadline:", "30 June 2026")),
            table(("STUDY PERIOD 2025-2028", ""), ("(Ref.: SG15-LS84)", ""), ("Source:", "ITU-T SG15"),
                  ("Title:", "LS on X and Y"), ("LIAISON STATEMENT", ""), ("For action to:", "IETF CCAMP WG"),
                  ("Deadline:", "12 June 2026"))]))],
    ),
    Golden(
        "itu_t", "06-reply-in-the-title",
        {"title": "LS/r on rings (reply to IETF CCAMP-LS12) [to IETF CCAMP WG]", "to": ["ccamp"], "reference": "SG15-LS90"},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\n(Ref.: SG15-LS90)\nSource: ITU-T SG15\n"
             "Title: LS/r on rings (reply to IETF CCAMP-LS12) [to IETF CCAMP WG]\nLIAISON STATEMENT\nDeadline: -\n\nText.\n",
    ),
    Golden(
        "itu_t", "07-to-another-body-with-us-in-copy",
        {"to": ["3gpp-tsgsa-sa2"], "cc": ["quic"], "purpose": "information", "deadline": None},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\nSource: ITU-T SG11\nTitle: LS on transport\nLIAISON STATEMENT\n"
             "For action to: 3GPP SA2\nFor information to: IETF QUIC WG\nDeadline: 1 June 2026\n\nPlease comment.\n",
        sender="TSB <tsbsg11@itu.int>",
    ),
    Golden(
        "itu_t", "08-en-dashes-and-hard-blanks",
        {"reference": "COM 15 - LS 39 - E", "from_body": "itu-t-sg-15", "to": ["ccamp"]},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\nCOM 15 – LS 39 – E\nOriginal: English\nSource:\u00a0Study Group 15\n"
             "Title:\u00a0LS on IMT\u20112020 transport\nLIAISON STATEMENT\nFor action to:\u00a0IETF CCAMP WG\nDeadline:\u00a01 June 2026\n",
    ),
    Golden(
        "itu_t", "09-word-and-pdf-of-one-letter",
        {"title": "LS on rings", "to": ["pce"], "deadline": "2026-06-01", "letter": "oLS 12.docx"},
        files=[
            ("oLS 12.docx", WORD, itu_file(table(("Source:", "ITU-T SG15"), ("Title:", "LS on rings"),
             ("LIAISON STATEMENT", ""), ("For action to:", "IETF PCE WG"), ("Deadline:", "1 June 2026")))),
            ("oLS 12.pdf", "application/pdf", pdf(["TELECOMMUNICATION STANDARDIZATION SECTOR", "Source: ITU-T SG15",
             "Title: LS on rings", "LIAISON STATEMENT", "For action to: IETF PCE WG", "Deadline: 1 June 2026"])),
        ],
    ),
    Golden(
        "itu_t", "10-annex-before-the-letter",
        {"title": "LS on rings", "letter": "LS357 - body.docx"},
        files=[
            ("LS357 - Att1_PLEN-502.docx", WORD, docx(["Draft Recommendation", "Title: Rings", "Source: Editor"])),
            ("LS357 - body.docx", WORD, itu_file(table(("Source:", "ITU-T SG15"), ("Title:", "LS on rings"),
             ("LIAISON STATEMENT", ""), ("For action to:", "IETF CCAMP WG"), ("Deadline:", "1 June 2026")))),
        ],
    ),
    Golden(
        "itu_t", "11-doubtful-day-is-a-question",
        {"deadline": "2026-11-06", "to": ["ccamp"]},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\nSource: ITU-T SG15\nTitle: LS on rings\nLIAISON STATEMENT\n"
             "For action to: IETF CCAMP WG\nDeadline: 06/11/2026\n\nITU writes the day first.\n",
    ),
    Golden(
        "itu_t", "12-meeting-dates-are-no-deadline",
        {"deadline": None, "stated_purpose": "information"},
        body="TELECOMMUNICATION STANDARDIZATION SECTOR\nSource: ITU-T SG15\nTitle: LS on the next meeting\nLIAISON STATEMENT\n"
             "For information to: IETF CCAMP WG\n\nThe next meeting is on 14 - 18 September 2026; approval is scheduled for\n"
             "1 December 2026.\n",
    ),
]  # fmt: skip


def three_gpp(
    *,
    group: str = "SA WG2",
    number: str = "S2-2601234",
    to: str = "IETF QUIC WG",
    cc: str = "",
    action: str = "ACTION: SA2 asks the group to answer.",
    asked: str = "IETF QUIC WG",
    response: str = "",
    title: str = "LS on transport",
    next_meeting: str = "SA2#174\t13 - 17 April 2026\tMalta",
    source: str = "SA2",
) -> str:
    return (
        f"3GPP TSG {group} Meeting #173\t{number}\nGoteborg, Sweden, 23 - 27 February 2026\n\nTitle:\t{title}\n"
        f"Response to:\t{response}\nRelease:\tRel-20\nWork Item:\tFS_X\n\nSource:\t{source}\nTo:\t{to}\nCc:\t{cc}\n\n"
        "Contact Person:\nName:\tTomas Terminal\nTel. Number:\t+1 555 0100\nE-mail Address:\ttomas@terminal.example\n\n"
        "Send any reply LS to:\t3GPP Liaisons Coordinator, mailto:3GPPLiaison@etsi.org\n\nAttachments:\tNone\n\n"
        "1. Overall Description:\nSome text about transport.\n\n"
        f"2. Actions:\nTo {asked}:\n{action}\n\n3. Date of Next TSG SA WG2 Meetings:\n{next_meeting}\n"
    )  # fmt: skip


ETSI = "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>"
THREE_GPP = [
    Golden("three_gpp", "01-action-takes-the-next-meeting",
           {"title": "LS on transport", "from_body": "3gpp-tsgsa-sa2", "reference": "S2-2601234", "to": ["quic"],
            "stated_purpose": "action", "deadline": "2026-04-13", "reply_to": "3GPPLiaison@etsi.org",
            "from_contacts": ["tomas@terminal.example"], "received_from": "3GPPLiaison@etsi.org"},
           three_gpp(), ETSI),
    Golden("three_gpp", "02-information-has-no-deadline",
           {"stated_purpose": "information", "purpose": "information", "deadline": None},
           three_gpp(action="No action.", asked="IETF QUIC WG"), ETSI),
    Golden("three_gpp", "03-action-to-another-group-only",
           {"to": ["3gpp-tsgct-ct4"], "cc": ["quic"], "purpose": "information", "deadline": None},
           three_gpp(to="CT4", cc="IETF QUIC WG", asked="CT4"), ETSI),
    Golden("three_gpp", "04-ran-group",
           {"from_body": "o3gpptsgran3", "reference": "R3-261274", "to": ["tsvwg"]},
           three_gpp(group="RAN WG3", number="R3-261274", to="IETF TSVWG", asked="IETF TSVWG", source="RAN3"), ETSI),
    Golden("three_gpp", "05-ct-group-with-copy",
           {"from_body": "3gpp-tsgct-ct4", "reference": "C4-261491", "to": ["httpbis"], "cc": ["quic", "tls"]},
           three_gpp(group="CT WG4", number="C4-261491", to="IETF HTTPBIS WG", cc="IETF QUIC WG, IETF TLS WG",
                     asked="IETF HTTPBIS WG", source="CT4"), ETSI),
    Golden("three_gpp", "06-reply-to-a-letter-of-ours",
           {"response_to": ["R2-2506735"], "title": "Reply LS on headers"},
           three_gpp(response="LS (R2-2506735) on headers from RAN2", title="Reply LS on headers"), ETSI),
    Golden("three_gpp", "07-word-file",
           {"title": "LS on transport", "from_body": "3gpp-tsgsa-sa2", "to": ["quic"], "letter": "S2-2601234.docx"},
           sender=ETSI, subject="LS on transport",
           files=[("S2-2601234.docx", WORD, docx(three_gpp().split("\n")))]),
    Golden("three_gpp", "08-plenary",
           {"from_body": "3gpp-tsgsa", "reference": "SP-261935", "to": ["ietf"]},
           three_gpp(group="SA", number="SP-261935", to="IETF", asked="IETF", source="TSG SA"), ETSI),
    Golden("three_gpp", "09-forwarded-by-a-person",
           {"title": "LS on transport", "from_body": "3gpp-tsgsa-sa2", "received_from": "fred@forward.example"},
           "FYI\n\n---------- Forwarded message ---------\nFrom: 3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>\n"
           "Date: Mon, 2 Mar 2026 08:00:00 +0000\nSubject: LS on transport\nTo: Fred <fred@forward.example>\n\n" + three_gpp(),
           "Fred Forward <fred@forward.example>", "Fwd: LS on transport"),
    Golden("three_gpp", "10-stated-deadline-wins",
           {"deadline": "2026-03-30"},
           three_gpp(action="ACTION: Please reply by 30 March 2026."), ETSI),
    Golden("three_gpp", "11-html-only",
           {"title": "LS on transport", "to": ["quic"], "reference": "S2-2601234"},
           "", ETSI, "LS on transport",
           files=[("letter.html", "text/html", ("<html><body>" + "".join(
               f"<p>{line.replace(chr(9), ' ')}</p>" for line in three_gpp().split("\n")) + "</body></html>").encode())]),
    Golden("three_gpp", "12-several-groups",
           {"to": ["quic", "tsvwg", "masque"]},
           three_gpp(to="IETF QUIC WG, IETF TSVWG, IETF MASQUE WG"), ETSI),
]  # fmt: skip

PLAIN = [
    Golden("plain", "01-broadband-forum-pdf",
           {"title": "Liaison on service models", "from_body": "broadband-forum", "to": ["opsawg"], "reference": "LIAISE-512",
            "stated_purpose": "action", "deadline": "2026-04-30"},
           sender="BBF <liaisons@broadband-forum.org>",
           files=[("LIAISE-512.pdf", "application/pdf", pdf(
               ["Broadband Forum", "Date: 2 March 2026", "From: Bruno Forum, Broadband Forum", "To: IETF OPSAWG WG",
                "Title: Liaison on service models", "Broadband Forum Reference: LIAISE-512", "Purpose: For action",
                "Deadline: 30 April 2026", "", "Please comment."]))]),
    Golden("plain", "02-labels-in-any-order",
           {"title": "On frames", "from_body": "mef", "to": ["l3vpn"], "stated_purpose": "comment", "purpose": "action",
            "deadline": "2026-05-04"},
           "Deadline: 2026-05-04\nPurpose: For comment\nTo: IETF L3VPN WG\nFrom: MEF\nTitle: On frames\n\nText.\n",
           "MEF <liaisons@mef.net>"),
    Golden("plain", "03-ietf-style-bare-purpose",
           {"title": "Codec work", "stated_purpose": "information", "to": ["codec"], "from_body": "iso-iec-jtc1-sc29-wg11"},
           "Liaison Statement\nTo: IETF CODEC WG\nFor Information\nSource: ISO/IEC JTC 1/SC 29/WG 11\nDate: May 5, 2025\n"
           "Title: Codec work\n\nText.\n", "Sec <sec@committee.example>"),
    Golden("plain", "04-tracker-like-labels",
           {"title": "On YANG", "from_body": "broadband-forum", "to": ["netmod"], "cc": ["netconf"], "deadline": "2026-05-20",
            "stated_purpose": "action", "reply_to": "office@reply.example"},
           "Title: On YANG\nSubmission Date: 2026-03-02\nPlease reply by: 2026-05-20\nFrom: Broadband Forum\nTo: IETF NETMOD WG\n"
           "Cc: IETF NETCONF WG\nResponse Contact: office@reply.example\nPurpose: For action\nBody: Please answer.\n",
           "BBF <liaisons@broadband-forum.org>"),
    Golden("plain", "05-deadline-in-prose",
           {"deadline": "2026-05-11", "purpose": "action", "to": ["detnet"]},
           "From: IEEE 802.1\nTo: IETF DETNET WG\nTitle: On profiles\n\nWe would appreciate your comments. Please respond no later"
           " than 11 May 2026.\nOur next meeting is 13-17 July 2026.\n", "Ines <ines@ieee802.org>"),
    Golden("plain", "06-two-possible-days",
           {"deadline": None, "deadline_text": "12/11/2026", "warning": "Which day is meant"},
           "From: MEF\nTo: IETF OPSAWG WG\nTitle: On models\nFor action\nDeadline: 12/11/2026\n\nText.\n", "MEF <liaisons@mef.net>"),
    Golden("plain", "07-range-is-no-deadline",
           {"deadline": None, "warning": "Which day is meant"},
           "From: MEF\nTo: IETF OPSAWG WG\nTitle: On models\nFor action\nDeadline: 14 - 18 August 2026\n\nText.\n",
           "MEF <liaisons@mef.net>"),
    Golden("plain", "08-action-without-deadline",
           {"deadline": None, "purpose": "action", "warning": "names no deadline"},
           "From: GSMA\nTo: IETF QUIC WG\nTitle: On calls\nPurpose: For action\n\nText.\n", "GSMA <GSMALiaisons@gsma.com>"),
    Golden("plain", "09-review-asked-under-information",
           {"stated_purpose": "information", "purpose": "action", "warning": "treated as for action"},
           "From: GSMA\nTo: IETF QUIC WG\nTitle: On calls\nPurpose: For information\n\nWe kindly ask for your review and comments.\n",
           "GSMA <GSMALiaisons@gsma.com>"),
    Golden("plain", "10-attached-but-nothing-there",
           {"warning": "no file came"},
           "From: GSMA\nTo: IETF QUIC WG\nTitle: On calls\nPurpose: For information\n\nPlease find attached our report.\n",
           "GSMA <GSMALiaisons@gsma.com>"),
    Golden("plain", "11-deadline-past-on-arrival",
           {"deadline": "2026-02-01", "warning": "past"},
           "From: GSMA\nTo: IETF QUIC WG\nTitle: On calls\nPurpose: For action\nDeadline: 1 February 2026\n\nText.\n",
           "GSMA <GSMALiaisons@gsma.com>"),
    Golden("plain", "12-text-file-attached",
           {"title": "On traffic", "from_body": "etsi", "to": ["tsvwg"], "letter": "liaison.txt"},
           files=[("liaison.txt", "text/plain", "Source: ETSI\nTitle: On traffic\nTo: IETF TSVWG\nFor Information\n\nTexte déjà lu.\n"
                   .encode())], sender="ETSI <e2nasupport@etsi.org>"),
    Golden("plain", "13-no-label-from-a-known-peer",
           {"title": "Liaison letter about codecs", "from_body": "gsma", "purpose": "information"},
           "Dear colleagues,\n\nwe have finished our work on codecs.\n\nBest regards\nGita\n", "GSMA <GSMALiaisons@gsma.com>",
           "Liaison letter about codecs"),
    Golden("plain", "14-written-straight-to-the-chairs",
           {"to": ["ccamp"], "from_body": "oif"},
           "From: OIF\nTitle: On modules\nPurpose: For information\n\nText.\n", "OIF <tech@oif.example>", "Liaison from OIF",
           headers={"To": "ccamp-chairs@ietf.org", "Cc": "liaison@bot.example"}),
]  # fmt: skip

OTHERS = [
    Golden("none", "01-plain-human-mail", {}, "Hi,\n\nwhen is the next meeting? Lunch on Friday?\n\nFred\n", "Fred <fred@friend.example>",
           "Lunch"),
    Golden("none", "02-manager-reply-with-a-command", {}, "done\n\n> Title: LS on rings\n> To: IETF CCAMP WG\n> Deadline: 1 June 2026\n",
           "Mira <mira@manage.example>", "Re: [LS-1] LS on rings", headers={"In-Reply-To": "<x@bot.example>"}),
    Golden("none", "03-thanks-from-a-peer", {}, "Thank you for the quick receipt.\n", "TSB <tsbsg15@itu.int>",
           "Re: [LS-1] Receipt of LS on rings", headers={"In-Reply-To": "<x@bot.example>"}),
]  # fmt: skip

GOLDEN = [*ITU, *THREE_GPP, *PLAIN, *OTHERS]


def mail(golden: Golden) -> bytes:
    """The bytes of one golden mail, with LF line ends as git keeps them."""
    message = EmailMessage()
    fields = {"From": golden.sender, "To": golden.to, "Subject": golden.subject, "Date": SENT}
    for name, value in (
        fields | {"Message-ID": f"<{golden.form}-{golden.name}@golden.example>"} | golden.headers
    ).items():
        message[name] = value
    message.set_content(golden.body)
    for name, media_type, data in golden.files:
        maintype, _, subtype = media_type.partition("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    if message.is_multipart():
        message.set_boundary("=-golden-=")
    return message.as_bytes()


def main() -> None:
    for golden in GOLDEN:
        folder = FOLDER / golden.form
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{golden.name}.eml").write_bytes(mail(golden))
        text = json.dumps(golden.expect, indent=2, ensure_ascii=False)
        (folder / f"{golden.name}.expect.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
