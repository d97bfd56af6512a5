"""Statements of ETSI: sections as in 3GPP, under an ETSI header."""

from __future__ import annotations

from tests.make_documents import docx, pdf
from tests.statements import WORD, Golden

OFFICE = "ETSI Support <CyberSupport@etsi.org>"


def ls(
    *,
    group: str = "ETSI TC CYBER",
    number: str = "CYBER(26)042012r1",
    title: str = "LS on quantum-safe migration",
    to: str = "IETF PQUIP WG",
    cc: str = "",
    source: str = "ETSI TC CYBER",
    action: str = "ACTION: TC CYBER kindly asks IETF PQUIP to review TS 104 015 and to comment by 30 April 2026.",
    asked: str = "IETF PQUIP WG",
    response: str = "",
) -> list[str]:
    return [
        f"{group} Meeting #42\t{number}", "Sophia Antipolis, France, 23 - 27 February 2026", "", f"Title:\t{title}",
        f"Response to:\t{response}", f"Source:\t{source}", f"To:\t{to}", f"Cc:\t{cc}", "",
        "Contact Person:", "Name:\tSofia Secure", "E-mail Address:\tsofia@secure.example", "", "Attachments:\tnone", "",
        "1. Overall Description:", "TC CYBER has approved a technical specification.", "", "2. Actions:", f"To {asked}:", action, "",
        "3. Date of Next TC CYBER Meetings:", "CYBER#43\t8 - 12 June 2026\tSophia Antipolis",
    ]  # fmt: skip


GOLDEN = [
    Golden("etsi", "01-tc-cyber-action",
           {"title": "LS on quantum-safe migration", "from_body": "etsi-tc-cyber", "to": ["pquip"], "stated_purpose": "action",
            "deadline": "2026-04-30", "reference": "CYBER(26)042012r1", "from_contacts": ["sofia@secure.example"]},
           sender=OFFICE, subject="LS on quantum-safe migration", files=[("CYBER(26)042012r1.docx", WORD, docx(ls()))]),
    Golden("etsi", "02-information-without-date",
           {"stated_purpose": "information", "purpose": "information", "deadline": None, "to": ["pquip"]},
           "\n".join(ls(action="None.")), OFFICE, "LS on quantum-safe migration"),
    Golden("etsi", "03-isg-sai",
           {"from_body": "etsi-isg-sai", "to": ["sec"], "deadline": None, "purpose": "information"},
           "\n".join(ls(group="ETSI ISG SAI", number="SAI(26)018003", source="ETSI ISG SAI", title="LS on securing AI",
                        to="IETF Security Area Directors", asked="IETF Security Area", action="No action, for information.")),
           "ETSI ISG <isgsupport@etsi.org>", "LS on securing AI"),
    Golden("etsi", "04-no-meeting-is-a-deadline-of-information",
           {"deadline": None, "from_body": "etsi-ntech", "to": ["anima"]},
           "\n".join(ls(group="ETSI NTECH", number="NTECH(26)000021", source="ETSI NTECH", to="IETF ANIMA WG", asked="IETF ANIMA WG",
                        action="For information only.", title="LS on autonomic networks")),
           "NTECH <NTECHsupport@etsi.org>", "LS on autonomic networks"),
    Golden("etsi", "05-unnumbered-letter",
           {"from_body": "etsi-e2na", "reference": None, "to": ["stir"], "purpose": "action", "deadline": "2026-06-01"},
           "ETSI E2NA\nTitle: Liaison on caller identity\nSource: ETSI E2NA\nTo: IETF STIR WG\nFor action\nDeadline: 1 June 2026\n\n"
           "Dear colleagues,\nplease comment.\n", "E2NA <e2nasupport@etsi.org>", "Liaison on caller identity"),
    Golden("etsi", "06-misspelt-source",
           {"from_body": "etsi-tc-cyber", "to": ["tls"]},
           "\n".join(ls(source="ESTI-TC-CYBER", to="IETF TLS WG", asked="IETF TLS WG")), OFFICE, "LS to IETF TLS"),
    Golden("etsi", "07-old-tispan",
           {"from_body": "etsi-tispan-wg4", "to": ["itu-t-sg-13"], "cc": ["ecrit"], "purpose": "information", "deadline": None},
           "\n".join(ls(group="ETSI TISPAN WG4", number="17bTD255r1", source="ETSI TISPAN WG4", to="ITU-T SG13",
                        cc="IETF ECRIT WG", asked="ITU-T SG13", action="ACTION: SG13 is asked to reply by 1 April 2026.",
                        title="LS on numbering")), "ETSI <secretariat@etsi.org>", "LS on numbering"),
    Golden("etsi", "08-reply-to-ours",
           {"response_to": ["liaison dated 12 January 2026"], "to": ["lamps"], "title": "Reply LS on certificates"},
           "\n".join(ls(title="Reply LS on certificates", to="IETF LAMPS WG", asked="IETF LAMPS WG",
                        response="your liaison dated 12 January 2026", action="No action.")), OFFICE, "Reply LS on certificates"),
    Golden("etsi", "09-pdf",
           {"from_body": "etsi-tc-cyber", "to": ["pquip"], "cc": ["cfrg", "3gpp-tsgsa-sa3"], "deadline": "2026-04-30",
            "letter": "LS_to_IETF.pdf"},
           sender=OFFICE, subject="Liaison statement from ETSI",
           files=[("LS_to_IETF.pdf", "application/pdf", pdf(ls(cc="IRTF CFRG, 3GPP SA3")))]),
    Golden("etsi", "10-sent-by-the-coordinator-of-3gpp",
           {"from_body": "etsi-tc-cyber", "to": ["pquip"]},
           "\n".join(ls()), "3GPP Liaisons Coordinator <3GPPLiaison@etsi.org>", "LS on quantum-safe migration"),
    Golden("etsi", "11-text-file-attached",
           {"title": "On traffic", "from_body": "etsi", "to": ["tsvwg"], "letter": "liaison.txt"},
           files=[("liaison.txt", "text/plain", "Source: ETSI\nTitle: On traffic\nTo: IETF TSVWG\nFor Information\n\nTexte déjà lu.\n"
                   .encode())], sender="ETSI <e2nasupport@etsi.org>"),
]  # fmt: skip
