"""Statements of 3GPP (statements.md 3.2)."""

from __future__ import annotations

from tests.make_documents import docx
from tests.statements import WORD, Golden


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
GOLDEN = [
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
