"""Statements without a form of their own: labels in any order, or none."""

from __future__ import annotations

from tests.make_documents import pdf
from tests.statements import Golden

GOLDEN = [
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
