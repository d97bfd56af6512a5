"""Statements without a form of their own: labels in any order, or none."""

from __future__ import annotations

from tests.statements import Golden

GOLDEN = [
    Golden("plain", "06-two-possible-days",
           {"deadline": None, "deadline_text": "12/11/2026", "warning": "Which day is meant"},
           "From: OIF\nTo: IETF OPSAWG WG\nTitle: On models\nFor action\nDeadline: 12/11/2026\n\nText.\n", "OIF <liaison@oiforum.com>"),
    Golden("plain", "07-range-is-no-deadline",
           {"deadline": None, "warning": "Which day is meant"},
           "From: OIF\nTo: IETF OPSAWG WG\nTitle: On models\nFor action\nDeadline: 14 - 18 August 2026\n\nText.\n",
           "OIF <liaison@oiforum.com>"),
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
    Golden("plain", "13-no-label-from-a-known-peer",
           {"title": "Liaison letter about codecs", "from_body": "gsma", "purpose": "information"},
           "Dear colleagues,\n\nwe have finished our work on codecs.\n\nBest regards\nGita\n", "GSMA <GSMALiaisons@gsma.com>",
           "Liaison letter about codecs"),
    Golden("plain", "14-written-straight-to-the-chairs",
           {"to": ["ccamp"], "from_body": "oif"},
           "From: OIF\nTitle: On modules\nPurpose: For information\n\nText.\n", "OIF <tech@oif.example>", "Liaison from OIF",
           headers={"To": "ccamp-chairs@ietf.org", "Cc": "liaison@bot.example"}),
    Golden("plain", "15-greeted-by-name-of-the-group",
           {"to": ["quic"], "from_body": "o-ran", "purpose": "action", "deadline": None},
           "Dear QUIC WG chairs,\n\nour members use QUIC in the fronthaul. We would be glad to receive your view on the attached\n"
           "requirements.\n\nRegards\nOra Radio\n", "Ora <ora@o-ran.org>", "Liaison from O-RAN"),
    Golden("plain", "16-labels-in-french",
           {"to": ["tls"], "stated_purpose": "action", "deadline": "2026-05-12", "title": "Chiffrement"},
           "De: ATIS\nÀ: IETF TLS WG\nObjet: Chiffrement\nPurpose: pour action\nDélai: 12 mai 2026\n\nTexte.\n",
           "Al <al@atis.org>", "Liaison statement"),
    Golden("plain", "17-labels-with-bullets-and-blanks",
           {"to": ["moq"], "cc": ["avtcore"], "from_body": "dvb", "deadline": "2026-06-03", "stated_purpose": "comment"},
           "* Title:   Media over QUIC\n* From:    DVB\n* To:      IETF MOQ WG\n* Cc:      IETF AVTCORE WG\n"
           "* Purpose: For comment\n* Deadline: 3rd June 2026\n\nText.\n", "Dirk <dirk@dvb.org>", "LS from DVB"),
    Golden("plain", "18-no-date-out-of-thin-air",
           {"deadline": None, "to": ["tsvwg"], "purpose": "information"},
           "From: TIA\nTo: IETF TSVWG\nTitle: Status of TR-41\nPurpose: For information\n\nThe document was approved on 3 February 2026,\n"
           "will be published in 2026-Q2, and the committee meets next on 11-15 May 2026.\n", "Tia <tia@tiaonline.org>", "LS"),
]  # fmt: skip
