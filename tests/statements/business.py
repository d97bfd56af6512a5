"""Letters without labels: W3C, Ecma, Unicode, ICANN, GSMA, OIF and others."""

from __future__ import annotations

from tests.make_documents import docx, html, pdf
from tests.statements import WORD, Golden


def letter(
    head: str, greeting: str, prose: str, *, signed: str, subject: str = "", place: str = "2 March 2026"
) -> list[str]:
    lines = [head, "", place, ""]
    lines += [f"Subject: {subject}", ""] if subject else []
    return [*lines, greeting, "", prose, "", "Kind regards,", "", *signed.split("\n")]


GOLDEN = [
    Golden("business", "01-w3c-group-to-chairs",
           {"from_body": "w3c", "to": ["httpbis"], "purpose": "action", "deadline": "2026-04-17", "title": "Cookies in new contexts",
            "from_contacts": ["wanda@web.example"]},
           sender="Wanda Web <wanda@w3.org>", subject="Liaison letter",
           files=[("letter.pdf", "application/pdf", pdf(letter(
               "World Wide Web Consortium (W3C)", "Dear HTTPBIS WG chairs,", "Please send your review of the draft by 17 April 2026.",
               signed="Wanda Web\nStrategy Director, W3C\nwanda@web.example", subject="Cookies in new contexts")))]),
    Golden("business", "02-ecma-tc39",
           {"from_body": "ecma-tc39", "to": ["httpapi"], "purpose": "information", "deadline": None},
           "\n".join(letter("Ecma International TC39", "Dear HTTPAPI working group,", "For your information, TC39 approved the 17th edition.",
                            signed="Ed Script\nChair, Ecma TC39")), "Ed Script <ed@ecma-international.org>",
           "Liaison statement from Ecma TC39"),
    Golden("business", "03-unicode",
           {"from_body": "unicode", "to": ["iab"], "purpose": "action", "deadline": None},
           "\n".join(letter("The Unicode Consortium", "Dear members of the IAB,", "We would welcome your comments on the attached report.",
                            signed="Uma Script\nPresident, Unicode Consortium\numa@script.example")), "Uma <uma@unicode.org>",
           "Liaison letter on identifiers", files=[("report.pdf", "application/pdf", pdf(["Identifiers", "Text."]))]),
    Golden("business", "04-icann-board-to-ietf-and-iab",
           {"from_body": "icann-board-of-directors", "to": ["ietf", "iab"], "purpose": "action", "deadline": "2026-05-31"},
           sender="ICANN Correspondence <correspondence@icann.org>", subject="Letter to the IETF and the IAB",
           files=[("letter.docx", WORD, docx(["ICANN Board of Directors", "2 March 2026", "", "To: IETF and IAB",
                  "Re: Special-use names", "", "Dear chairs,", "", "We kindly request your response no later than 31 May 2026.",
                  "", "Sincerely,", "Tara Domain", "Chair, ICANN Board"]))]),
    Golden("business", "05-gsma",
           {"from_body": "gsma", "to": ["stir"], "purpose": "information", "deadline": None},
           "\n".join(letter("GSM Association", "Dear STIR chairs,", "GSMA has published NG.134. The next meeting is on 5 May 2026.",
                            signed="Gita Mobile\nLiaison Officer, GSMA")), "GSMA <GSMALiaisons@gsma.com>", "GSMA liaison"),
    Golden("business", "06-oif",
           {"from_body": "oif", "to": ["ccamp"], "purpose": "action", "deadline": "2026-06-12"},
           "\n".join(letter("Optical Internetworking Forum", "Dear CCAMP WG co-chairs,", "Please answer our questions before 12 June 2026.",
                            signed="Olga Light\nOIF Technical Committee Chair", subject="Coherent interfaces")), "Olga <olga@light.example>",
           "Liaison from OIF"),
    Golden("business", "07-m3aawg",
           {"from_body": "maawg", "to": ["dmarc"], "purpose": "information"},
           "\n".join(letter("M3AAWG", "Dear DMARC working group,", "We share our operational experience with you.",
                            signed="Mel Abuse\nTechnical Committee Chair, M3AAWG")),
           "M3AAWG <technical-chair@mailman.m3aawg.org>", "Liaison statement from M3AAWG"),
    Golden("business", "08-html-only",
           {"from_body": "cablelabs", "to": ["ippm"], "purpose": "action", "deadline": "2026-05-04"},
           "", "Cal Cable <cal@cablelabs.com>", "Liaison letter from CableLabs",
           files=[("letter.html", "text/html", html(letter(
               "CableLabs", "Dear IPPM chairs,", "We ask for your feedback by May 4, 2026.", signed="Cal Cable\nLead Architect, CableLabs")))]),
    Golden("business", "09-people-by-name-only",
           {"from_body": "w3c", "to": [], "deadline": None},
           "\n".join(letter("W3C", "Dear Lee and Max,", "Thank you for the joint meeting; we enclose nothing and ask for nothing.",
                            signed="Wanda Web\nStrategy Director, W3C")), "Wanda <wanda@w3.org>", "Liaison letter to the IETF"),
    Golden("business", "10-area-directors",
           {"from_body": "iown-global-forum", "to": ["rtg", "ops"], "purpose": "information"},
           "\n".join(letter("IOWN Global Forum", "Dear Routing and Operations Area Directors,", "For your information only.",
                            signed="Iku Photon\nLiaison Manager, IOWN Global Forum")), "IOWN <liaison@iowngf.org>", "Liaison letter"),
    Golden("business", "11-labels-inside-a-letter",
           {"from_body": "tm-forum", "to": ["netmod"], "cc": ["opsawg"], "stated_purpose": "comment", "deadline": "2026-05-20"},
           "TM Forum\nTo: IETF NETMOD WG\nCc: IETF OPSAWG\nFrom: TM Forum\nPurpose: For comment\nDeadline: 20 May 2026\n"
           "Subject: Intent models\n\nDear colleagues,\n\nplease see below.\n\nBest regards\nTim Forum\n",
           "Tim <tim@tmforum.org>", "TM Forum liaison"),
    Golden("business", "12-company-address",
           {"from_body": "atis", "to": ["stir"], "received_from": "al@company.example"},
           "\n".join(letter("ATIS Packet Technologies and Systems Committee", "Dear STIR WG,", "For your information.",
                            signed="Al Phone\nChair, ATIS PTSC")), "Al Phone <al@company.example>", "Liaison statement from ATIS"),
]  # fmt: skip
