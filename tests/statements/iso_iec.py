"""Statements of ISO/IEC JTC 1 and ISO committees: N-numbers, secretariats at national bodies."""

from __future__ import annotations

from tests.make_documents import doc, docx, pdf
from tests.statements import WORD, Golden

SECRETARY = "SC 29 Secretariat <watanabe-like@itscj.ipsj.or.jp>"


def mpeg(*, to: str = "IETF CODEC WG", title: str = "Liaison statement to IETF on audio coding", number: str = "N13820",
         status: str = "Approved", prose: str = "MPEG thanks the IETF for its information.") -> list[str]:  # fmt: skip
    return [
        "INTERNATIONAL ORGANISATION FOR STANDARDISATION", "ORGANISATION INTERNATIONALE DE NORMALISATION",
        "ISO/IEC JTC1/SC29/WG11", "CODING OF MOVING PICTURES AND AUDIO", "",
        f"ISO/IEC JTC1/SC29/WG11 {number}".strip(), "Geneva, CH - February 2026", "", "Source:\tRequirements", f"Status:\t{status}",
        f"Title:\t{title}", f"To:\t{to}", "", prose,
    ]  # fmt: skip


def sc6(*, subject: str = "Liaison statement from SC 6 to IETF on directory services", prose: str, due: str = "",
        to: str = "IETF") -> list[str]:  # fmt: skip
    lines = ["ISO/IEC JTC 1/SC 6", "Telecommunications and information exchange between systems", "Secretariat: KATS (Korea)",
             "", "ISO/IEC JTC 1/SC 6 N 15618", "Date: 2026-03-02", "", "Document type: Liaison Statement", f"Title: {subject}",
             "Source: ISO/IEC JTC 1/SC 6", f"To: {to}"]  # fmt: skip
    lines += (
        ["Requested action: For action by the liaison organization", f"Due date: {due}"]
        if due
        else ["Requested action: FYI"]
    )
    return [*lines, "No. of pages: 2", "", prose]


GOLDEN = [
    Golden("iso_iec", "01-mpeg-to-a-group",
           {"from_body": "iso-iec-jtc1-sc29-wg11", "to": ["avtcore"], "purpose": "information", "deadline": None,
            "title": "Liaison statement to IETF on audio coding"},
           sender=SECRETARY, subject="Liaison Statement to IETF (SC 29 N 13820)",
           files=[("29n13820.pdf", "application/pdf", pdf(mpeg(to="IETF AVTCORE WG")))]),
    Golden("iso_iec", "02-number-of-the-subject",
           {"reference": "SC 29 N 13820", "from_body": "iso-iec-jtc1-sc29-wg11", "to": ["avtcore"]},
           sender="Lina Liaison <lina@liaison.example>", subject="FW: Liaison Statement to IETF (SC 29 N 13820)",
           files=[("w20123.docx", WORD, docx(mpeg(to="IETF AVTCORE WG", number="")))]),
    Golden("iso_iec", "03-sc-6-with-a-due-date",
           {"from_body": "iso-iec-jtc1-sc6", "to": ["ietf"], "reference": "SC 6 N 15618", "stated_purpose": "action",
            "deadline": "2026-06-15", "title": "Liaison statement from SC 6 to IETF on directory services"},
           "\n".join(sc6(prose="SC 6 asks the IETF to review the text.", due="2026-06-15")),
           "SC 6 Secretariat <sec@kisi.or.kr>", "SC6_N15618 liaison to IETF"),
    Golden("iso_iec", "04-sc-6-for-information",
           {"from_body": "iso-iec-jtc1-sc6", "stated_purpose": "information", "deadline": None, "reference": "SC 6 N 15618"},
           "\n".join(sc6(prose="The next meeting of SC 6 is planned for 21-25 September 2026.")),
           "SC 6 Secretariat <sec@kisi.or.kr>", "SC 6 N 15618"),
    Golden("iso_iec", "05-isoc-needs-a-human",
           {"from_body": "iso-iec-jtc1-sc6", "to": [None], "deadline": None},
           "\n".join(sc6(prose="For your information.", to="ISOC")), "SC 6 Secretariat <sec@kisi.or.kr>", "Liaison statement to ISOC"),
    Golden("iso_iec", "06-word-97",
           {"from_body": "iso-iec-jtc1-sc29", "to": ["avtcore"], "title": "Liaison statement on transport of volumetric video"},
           sender=SECRETARY, subject="SC 29 liaison",
           files=[("29n14001.doc", "application/msword", doc(
               ["ISO/IEC JTC 1/SC 29", "CODING OF AUDIO, PICTURE, MULTIMEDIA AND HYPERMEDIA INFORMATION", "SC 29 N 14001",
                "Title: Liaison statement on transport of volumetric video", "Source: ISO/IEC JTC 1/SC 29", "To: IETF AVTCORE WG",
                "", "SC 29 has approved the text."]))]),
    Golden("iso_iec", "07-tc-46-business-letter",
           {"from_body": "isotc46", "to": ["iesg"], "purpose": "action", "deadline": "2026-05-29"},
           "ISO/TC 46 Information and documentation\nSecretariat: AFNOR\n\nParis, 2 March 2026\n\nTo: IESG\n"
           "Subject: Identifiers for persons\n\nDear members of the IESG,\n\nplease let us have your comments on ISO/CD 27729 by\n"
           "29 May 2026.\n\nYours faithfully\nAnne Archive\nCommittee Manager ISO/TC 46\n",
           "Anne Archive <anne@afnor.org>", "ISO/TC 46: liaison statement"),
    Golden("iso_iec", "08-sc-27-several-bodies",
           {"from_body": "iso-iec-jtc1-sc27", "to": ["itu-t-sg-17", "cfrg", "tls"], "stated_purpose": "comment",
            "deadline": "2026-04-30", "purpose": "action"},
           "ISO/IEC JTC 1/SC 27/WG 2 N 3120\nTitle: Liaison statement on post-quantum key agreement\n"
           "Source: ISO/IEC JTC 1/SC 27/WG 2\nTo: ITU-T SG17, IRTF CFRG, IETF TLS WG\nFor comment\n"
           "Please reply by: 2026-04-30\n\nText.\n",
           "SC 27 <sc27@din.de>", "SC 27 WG 2 liaison"),
    Golden("iso_iec", "09-via-a-person-to-a-list",
           {"from_body": "iso-iec-jtc1-sc29-wg11", "received_from": "fred@forward.example"},
           "FYI.\n\n---------- Forwarded message ---------\nFrom: SC 29 Secretariat <sec29@itscj.ipsj.or.jp>\n"
           "Date: Mon, 2 Mar 2026 08:00:00 +0000\nSubject: Liaison Statement to IETF (SC 29 N 13821)\n"
           "To: Fred <fred@forward.example>\n\n" + "\n".join(mpeg(number="N13821")),
           "Fred Forward <fred@forward.example>", "[codec] Incoming liaison statement from MPEG"),
    Golden("iso_iec", "10-jpeg-question",
           {"from_body": "iso-iec-jtc1-sc29-wg1", "to": ["moq"], "purpose": "action", "deadline": None},
           "ISO/IEC JTC 1/SC 29/WG1 N100512\nSource: ISO/IEC JTC 1/SC 29/WG 1 (JPEG)\nTitle: JPEG and media over QUIC\n"
           "To: IETF MOQ WG\nStatus: Final\n\nJPEG would like to receive the view of the working group on the mapping.\n"
           "The 112th JPEG meeting takes place from 13 to 17 July 2026.\n", SECRETARY, "JPEG liaison"),
    Golden("iso_iec", "11-bare-purpose",
           {"title": "Codec work", "stated_purpose": "information", "to": ["codec"], "from_body": "iso-iec-jtc1-sc29-wg11"},
           "Liaison Statement\nTo: IETF CODEC WG\nFor Information\nSource: ISO/IEC JTC 1/SC 29/WG 11\nDate: May 5, 2025\n"
           "Title: Codec work\n\nText.\n", "Sec <sec@committee.example>"),
]  # fmt: skip
