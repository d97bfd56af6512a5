"""Dates as letters write them: which words are a day to answer by, which are none, and which need a question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.model.directory import built_in
from liaisonbot.model.statement import Confidence
from liaisonbot.reading.asked_days import asked_days
from liaisonbot.reading.dates import Found, all_days, read_day
from liaisonbot.reading.formats import itu_t, plain, three_gpp
from liaisonbot.reading.labels import Text

WRITTEN = date(2026, 3, 2)
DIRECTORY = built_in()

# The value of a Deadline line in a letter of 2 March 2026; kind and day. A row that begins with "dd/mm" is of a body that
# writes the day first (ITU, 3GPP).
LABELLED = [
    # one day, in English
    ("2026-04-01", Found.DAY, "2026-04-01"),
    ("2026-04-01T23:59:59Z", Found.DAY, "2026-04-01"),
    ("20260401", Found.DAY, "2026-04-01"),
    ("2026/04/01", Found.DAY, "2026-04-01"),
    ("2026.04.01", Found.DAY, "2026-04-01"),
    ("1 October 2026", Found.DAY, "2026-10-01"),
    ("01 October 2026", Found.DAY, "2026-10-01"),
    ("1st October 2026", Found.DAY, "2026-10-01"),
    ("the 1st of October 2026", Found.DAY, "2026-10-01"),
    ("1 Oct. 2026", Found.DAY, "2026-10-01"),
    ("1-Oct-2026", Found.DAY, "2026-10-01"),
    ("01-OCT-26", Found.DAY, "2026-10-01"),
    ("1 Oct '26", Found.DAY, "2026-10-01"),
    ("1/Oct/2026", Found.DAY, "2026-10-01"),
    ("1.October.2026", Found.DAY, "2026-10-01"),
    ("October 1, 2026", Found.DAY, "2026-10-01"),
    ("October 1 2026", Found.DAY, "2026-10-01"),
    ("October 1st, 2026", Found.DAY, "2026-10-01"),
    ("Oct 1, 2026", Found.DAY, "2026-10-01"),
    ("Sept. 3rd, 2026", Found.DAY, "2026-09-03"),
    ("16 may 2026", Found.DAY, "2026-05-16"),
    ("MAY 16, 2026", Found.DAY, "2026-05-16"),
    ("2026, May 16", Found.DAY, "2026-05-16"),
    ("2026-May-16", Found.DAY, "2026-05-16"),
    ("31\u00a0May\u00a02026", Found.DAY, "2026-05-31"),
    ("29 February 2028", Found.DAY, "2028-02-29"),
    ("1 June 2026, 23:59 UTC", Found.DAY, "2026-06-01"),
    ("1 June 2026 (COB, PDT)", Found.DAY, "2026-06-01"),
    ("by 1 June 2026", Found.DAY, "2026-06-01"),
    ("1 June 2026 (next SG15 meeting: 13 - 24 July 2026)", Found.DAY, "2026-06-01"),
    ("1 June 2026, in time for the meeting of 8 June 2026", Found.DAY, "2026-06-01"),
    ("1 June 2026 if possible", Found.DAY, "2026-06-01"),
    ("1 June 2026 - please note", Found.DAY, "2026-06-01"),
    # other languages
    ("1er juin 2026", Found.DAY, "2026-06-01"),
    ("12 février 2027", Found.DAY, "2027-02-12"),
    ("31 août 2026", Found.DAY, "2026-08-31"),
    ("15 décembre 2026", Found.DAY, "2026-12-15"),
    ("le 3 juillet 2026", Found.DAY, "2026-07-03"),
    ("1. Juni 2026", Found.DAY, "2026-06-01"),
    ("5. März 2027", Found.DAY, "2027-03-05"),
    ("24. Dezember 2026", Found.DAY, "2026-12-24"),
    ("7. Mai 2026", Found.DAY, "2026-05-07"),
    ("1 de junio de 2026", Found.DAY, "2026-06-01"),
    ("15 de septiembre del 2026", Found.DAY, "2026-09-15"),
    ("3 de enero de 2027", Found.DAY, "2027-01-03"),
    ("2026年6月1日", Found.DAY, "2026-06-01"),
    ("31.05.2026", Found.DAY, "2026-05-31"),
    ("1.6.2026", Found.DAY, "2026-06-01"),
    # weekdays
    ("Monday, 1 June 2026", Found.DAY, "2026-06-01"),
    ("Fri 5 June 2026", Found.DAY, "2026-06-05"),
    ("Friday June 5, 2026", Found.DAY, "2026-06-05"),
    ("Tuesday, 1 June 2026", Found.DOUBTFUL, None),
    ("Sun. 5 June 2026", Found.DOUBTFUL, None),
    ("lundi 1er juin 2026", Found.DAY, "2026-06-01"),
    ("mardi 1er juin 2026", Found.DOUBTFUL, None),
    ("Montag, 1. Juni 2026", Found.DAY, "2026-06-01"),
    ("Monday 01/06/2026", Found.DAY, "2026-06-01"),
    ("Tuesday 01/06/2026", Found.DAY, "2026-01-06"),
    ("dd/mm Tuesday 01/06/2026", Found.DOUBTFUL, None),
    ("Sunday 01/06/2026", Found.DOUBTFUL, None),
    ("Wednesday 06/05/2026", Found.DAY, "2026-05-06"),
    ("Friday 06/05/2026", Found.DAY, "2026-06-05"),
    # numbers: day first where the body writes so, else doubtful
    ("dd/mm 01/02/2027", Found.DAY, "2027-02-01"),
    ("dd/mm 31/01/2027", Found.DAY, "2027-01-31"),
    ("dd/mm 24/4/2026", Found.DAY, "2026-04-24"),
    ("dd/mm 06-11-2026", Found.DAY, "2026-11-06"),
    ("31/01/2027", Found.DAY, "2027-01-31"),
    ("01/31/2027", Found.DAY, "2027-01-31"),
    ("05/05/2026", Found.DAY, "2026-05-05"),
    ("01/02/2027", Found.DOUBTFUL, None),
    ("12/11/2026", Found.DOUBTFUL, None),
    ("4-5-2026", Found.DOUBTFUL, None),
    ("dd/mm 12/11/26", Found.DAY, "2026-11-12"),
    ("15/05/26", Found.DAY, "2026-05-15"),
    ("12/11/26", Found.DOUBTFUL, None),
    # no day of the calendar
    ("31 April 2026", Found.DOUBTFUL, None),
    ("29 February 2026", Found.DOUBTFUL, None),
    ("32/13/2026", Found.DOUBTFUL, None),
    # no year: the next such day, unless it may be past
    ("1 June", Found.DAY, "2026-06-01"),
    ("June 1st", Found.DAY, "2026-06-01"),
    ("12 January", Found.DOUBTFUL, None),
    ("1 March", Found.DOUBTFUL, None),
    # months and quarters: the last day, to be confirmed
    ("end of March 2026", Found.MONTH, "2026-03-31"),
    ("End of April", Found.MONTH, "2026-04-30"),
    ("May 2026", Found.MONTH, "2026-05-31"),
    ("fin mai 2026", Found.MONTH, "2026-05-31"),
    ("Ende Juni 2026", Found.MONTH, "2026-06-30"),
    ("fin de junio de 2026", Found.MONTH, "2026-06-30"),
    ("10/2026", Found.MONTH, "2026-10-31"),
    ("Q1 2027", Found.MONTH, "2027-03-31"),
    ("2026-Q4", Found.MONTH, "2026-12-31"),
    ("3Q 2026", Found.MONTH, "2026-09-30"),
    ("second quarter of 2026", Found.MONTH, "2026-06-30"),
    ("end of February 2028", Found.MONTH, "2028-02-29"),
    ("end of 2026", Found.MONTH, "2026-12-31"),
    ("year end 2026", Found.MONTH, "2026-12-31"),
    # ranges and meetings: a question
    ("14 - 18 August 2026", Found.RANGE, "2026-08-14"),
    ("20th – 24th Aug 2026", Found.RANGE, "2026-08-20"),
    ("20 –31 January 2027", Found.RANGE, "2027-01-20"),
    ("29 January – 9 February 2027", Found.RANGE, "2027-01-29"),
    ("30 November 2026 - 4 December 2026", Found.RANGE, "2026-11-30"),
    ("2026-Nov-16-25", Found.RANGE, "2026-11-16"),
    ("August 14-18, 2026", Found.RANGE, "2026-08-14"),
    ("from 2026-05-18 to 2026-05-22", Found.RANGE, "2026-05-18"),
    ("24/08/2026 to 28/08/2026", Found.RANGE, "2026-08-24"),
    ("before our next meeting (12–16 May 2026)", Found.RANGE, "2026-05-12"),
    ("by the end of the SG15 meeting", Found.UNREAD, None),
    ("next SG15 meeting", Found.UNREAD, None),
    ("the July 2026 meeting", Found.DOUBTFUL, None),
    # vague
    ("week of 4 May 2026", Found.DOUBTFUL, None),
    ("early May 2026", Found.DOUBTFUL, None),
    ("mid-May 2026", Found.DOUBTFUL, None),
    ("around 4 May 2026", Found.DOUBTFUL, None),
    ("not before 4 May 2026", Found.DOUBTFUL, None),
    ("4 May 2026 or 11 May 2026", Found.DOUBTFUL, None),
    ("comments 4 May 2026, reply 1 June 2026", Found.DOUBTFUL, None),
    # none
    ("None", Found.NONE, None),
    ("N/A", Found.NONE, None),
    ("n.a.", Found.NONE, None),
    ("-", Found.NONE, None),
    ("–", Found.NONE, None),
    ("No deadline", Found.NONE, None),
    ("no response required", Found.NONE, None),
    ("TBD", Found.NONE, None),
    ("as soon as possible", Found.NONE, None),
    ("at your earliest convenience", Found.NONE, None),
    ("not applicable", Found.NONE, None),
    ("see below", Found.UNREAD, None),
    ("G.8131 and Y.1540", Found.UNREAD, None),
    ("RFC 2026", Found.UNREAD, None),
    ("SG15-LS83", Found.UNREAD, None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "kind", "day"), LABELLED, ids=[row[0][:44] for row in LABELLED])
def test_the_value_of_a_deadline_line(words: str, kind: Found, day: str | None) -> None:
    read = read_day(words.removeprefix("dd/mm "), written=WRITTEN, day_first=words.startswith("dd/mm "))
    assert (read.kind, read.day and read.day.isoformat()) == (kind, day)
    assert kind is not Found.DOUBTFUL or read.why, "a person must be told what is doubtful"


# Prose of a letter of 2 March 2026, and the days by which it asks for an answer.
PROSE = [
    ("Please send your comments by 15 April 2026.", ["2026-04-15"]),
    ("We would appreciate a reply before 15 April 2026.", ["2026-04-15"]),
    ("We kindly request your feedback no later than April 15th, 2026.", ["2026-04-15"]),
    ("A response is requested by 15 April 2026.", ["2026-04-15"]),
    ("Comments should be received on or before Friday, April 24, 2026.", ["2026-04-24"]),
    ("Please provide your input prior to 15 April 2026.", ["2026-04-15"]),
    ("We look forward to your response, at the latest by 15 April 2026.", ["2026-04-15"]),
    ("The deadline for responses is 15 April 2026.", ["2026-04-15"]),
    ("We ask the IETF to confirm this until 15 April 2026.", ["2026-04-15"]),
    ("Could you let us know by 1st April 2026 whether it fits?", ["2026-04-01"]),
    ("Comments of your members are welcome. Please send them by 20 April 2026.", ["2026-04-20"]),
    ("MADINAS is requested to review clause 12 of D4.0\nand to respond by\n8 May 2026.", ["2026-05-08"]),
    ("We would be grateful for your views by the end of May 2026.", ["2026-05-31"]),
    ("Please review by 15 April 2026 and send comments by 15 April 2026.", ["2026-04-15"]),
    ("Please comment by 15 April 2026. Please confirm by 20 April 2026.", ["2026-04-15", "2026-04-20"]),
    ("We invite your comments by 15 April 2026, for the meeting of 4-8 May 2026.", ["2026-04-15"]),
    ("Your guidance is needed by 2026-04-15.", ["2026-04-15"]),
    # no day to answer by
    ("The next meeting is on 14 - 18 September 2026.", []),
    ("Please note that the next meeting takes place before 1 June 2026.", []),
    ("We plan to reply to all comments by 15 April 2026.", []),
    ("The work is scheduled to complete by 1 July 2026; comments are welcome.", []),
    ("SG15 intends to consent G.8131 by 10 July 2026.", []),
    ("The study period lasts until 31 December 2028.", []),
    ("This draft expires on 31 December 2026.", []),
    ("The ballot closes by 30 March 2026.", []),
    ("Registration is open until 1 April 2026.", []),
    ("Please submit contributions by 1 April 2026.", []),
    ("Abstracts are requested by 1 April 2026.", []),
    ("We thank you for the comments that we received by 15 January 2026.", []),
    ("Please see the comments received before 3 February 2026.", []),
    ("In 2025 we asked for comments by 1 May 2025.", []),
    ("Please review the document that was approved on 3 February 2026.", []),
    ("Approval is expected by 12 December 2026.", []),
    ("We will respond by 15 April 2026.", []),
    ("Target date: 10/2026. We would welcome your comments.", []),
    ("Please comment on RFC 2026.", []),
    ("The meeting in May 2026 will review your comments.", []),
    ("Please reply during our meeting, 4 - 8 May 2026.", []),
    ("Please reply by the end of the SG15 meeting.", []),
    # written before the reader had seen them
    ("Please provide your comments to the SG15 secretariat by 30 April 2026.", ["2026-04-30"]),
    ("We would be pleased to receive your response in time for our meeting of 4-8 May 2026.", ["a meeting"]),
    ("SA2 would like to get feedback from IETF before SA2#175 (18-22 May 2026).", []),
    ("SA2 would like to get feedback from IETF before 18 May 2026.", ["2026-05-18"]),
    ("Any input received after 15 April 2026 will be considered at a later meeting.", []),
    ("The draft is expected to be approved by 15 June 2026, so early comments are welcome.", []),
    ("The draft is in last call until 15 April 2026; comments are welcome.", []),
    ("Comments received by 15 April 2026 will be considered at the next meeting.", ["2026-04-15"]),
    ("An answer by the end of May 2026 would help us.", ["2026-05-31"]),
    ("Registration for the workshop closes by 20 April 2026. We look forward to your participation.", []),
    ("Please respond no later than 12:00 UTC on 17 April 2026.", ["2026-04-17"]),
    ("We ask you to confirm, by return mail and at the latest on April 20th, 2026, that you agree.", ["2026-04-20"]),
    ("Kindly note that the document will be published by 30 April 2026.", []),
    ("Please note that Release 20 will be frozen by June 2027.", []),
    ("We would welcome your views before the freeze of Release 20 on 12 June 2026.", []),
    ("If no reply is received by 1 May 2026, we will assume that you have no objection.", ["2026-05-01"]),
    ("Your feedback, preferably by 10 April 2026, is appreciated.", ["2026-04-10"]),
    ("We kindly ask the IETF to inform ITU-T SG13 by 1 July 2026 about the status of draft-ietf-x.", ["2026-07-01"]),
    ("In our liaison of 12 January 2026 we asked for comments by 27 February 2026.", []),
    ("The call for papers asks for submissions by 1 May 2026; reviews are sent by 15 June 2026.", []),
    ("ITU-T SG17 requests IETF to review the text and reply before its next meeting, 2-11 September 2026.", ["a meeting"]),
    ("The work item was started on 3 February 2026 and comments are requested as soon as possible.", []),
    ("Responses should be sent to the chair by April 24, 2026 and will be discussed on May 4, 2026.", ["2026-04-24"]),
    ("The public comment period ends on April 30, 2026.", []),
    ("The comment period for the attached draft runs until April 30, 2026, and we invite the IETF to comment.", ["2026-04-30"]),
    ("We invite your comments through 30 April 2026.", ["2026-04-30"]),
    ("Our members have until 30 April 2026 to comment on the ballot.", []),
    ("The IETF is requested to provide the code points by 2026-05-01 at the latest.", ["2026-05-01"]),
    ("Feedback is sought prior to May 11th, 2026.", ["2026-05-11"]),
    ("Could the WG please send us a status update by mid-April 2026?", []),
    ("Please send your response by next Friday.", []),
    ("Please reply by 25/6/2026.", ["2026-06-25"]),
    ("The editors aim to finish the review by 20 April 2026.", []),
    ("We plan to respond to your comments by 20 April 2026.", []),
    ("IEEE 802.1 expects to conduct a recirculation ballot, comments due by 20 April 2026.", []),
    ("Please find attached our response to your request, which asked for an answer by 6 March 2026.", []),
    ("We regret that we could not answer by 28 February 2026 and ask for your understanding.", []),
    ("SG15 would appreciate a response by its next plenary in October 2026.", ["a meeting"]),
    ("Would it be possible to have your answer by Wednesday, 15 April 2026?", ["2026-04-15"]),
    ("The deadline for replies is 15 April 2026.", ["2026-04-15"]),
    ("The deadline for contributions to the SG13 meeting is 15 April 2026.", []),
    ("Please provide an answer within 30 days.", []),
    ("We kindly request a reply within two months, i.e. by 4 May 2026.", ["2026-05-04"]),
    ("A response is required by COB April 10, 2026 (PST).", ["2026-04-10"]),
    ("We will wait for your feedback until 10 April 2026 before sending the text to consent.", ["2026-04-10"]),
    ("SA4 will discuss the feedback received by 10 April 2026.", ["2026-04-10"]),
    ("Certificates must be replaced by 10 April 2026; please advise your operators.", []),
    ("Please review RFC 9999, which was published before 10 April 2027.", []),
    ("3GPP kindly asks IETF to complete draft-ietf-foo by June 2026.", []),
    ("Kindly provide feedback on or before the 15th of April, 2026.", ["2026-04-15"]),
    ("Veuillez répondre avant le 15 avril 2026.", ["2026-04-15"]),
    ("Wir bitten um Stellungnahme bis zum 15. April 2026.", ["2026-04-15"]),
    ("Se ruega enviar sus comentarios antes del 15 de abril de 2026.", ["2026-04-15"]),
    ("Please confirm your attendance at the joint workshop by 15 April 2026.", []),
    ("To be considered at the June meeting, comments should reach us by Monday 1 June 2026.", ["2026-06-01"]),
    ("Text: 'Please reply by 1 June 2024', as our letter of 2024 said.", []),
    # out of letters by somebody who had never seen the reader, and what comes near them
    ("We would be happy to receive an answer by\nApril 24, 2026, the first day of our next meeting in Lisbon.", ["2026-04-24"]),
    ("We would be pleased to receive your comments by Friday April 24, 2026, in time for our meeting, May 11-15, 2026.", ["2026-04-24"]),
    ("We would be glad to learn by the end of May 2026 whether the IETF agrees.", ["2026-05-31"]),
    ("The UTC requests the IAB to say by the end of October 2026 whether it wants to continue.", ["2026-10-31"]),
    ("CT3 kindly asks to be informed before 15 April 2026 about the status of the draft.", ["2026-04-15"]),
    ("SA5 asks for an indication by 15 April 2026 whether RFC 8407 is followed.", ["2026-04-15"]),
    ("SA5 kindly asks NETMOD for feedback before the SA5#156 meeting, i.e. no later than 13 April 2026.", ["2026-04-13"]),
    ("Comments may be submitted until 30 April 2026 to the list.", ["2026-04-30"]),
    ("Comments must be received by 6:30 pm (Vancouver time), Tuesday 10 March 2026.", ["2026-03-10"]),
    ("We are pleased to see that the draft will be published by 15 June 2026.", []),
    ("We would be happy to welcome you at our workshop before 15 June 2026.", []),
    ("We are glad to learn that RFC 9999 will be published by 15 June 2026.", []),
    ("We are pleased to inform you that the text will be frozen by 15 June 2026.", []),
    ("We would be happy to present the work before 1 June 2026.", []),
    ("The editors say that the text is stable until 15 June 2026.", []),
    ("Operators say they need the feature by 30 June 2026.", []),
    ("Please be informed that the portal closes by 30 June 2026.", []),
    ("Contributions may be submitted until 30 April 2026.", []),
    ("Patches may be sent until 30 April 2026.", []),
    ("The patent commitment may be given until 30 June 2026.", []),
    ("Members can be informed by 30 April 2026 through the portal.", []),
    ("You may learn more at our seminar, before 30 April 2026.", []),
    ("Responses of the working groups will be posted by Wednesday, 11 March 2026.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "days"), PROSE, ids=[row[0][:60] for row in PROSE])
def test_prose_that_asks_for_an_answer(text: str, days: list[str]) -> None:
    asked = asked_days(text.split("\n"), written=WRITTEN)
    read = [one.read for one in asked]
    assert ["a meeting" if one.kind is Found.RANGE else str(one.day) for one in read] == days


# --- what becomes of it in a letter ------------------------------------------------------------------------------


def letter(deadline: str) -> Text:
    return Text(
        "mail", ("Title: On x", "From: OIF", "To: IETF QUIC WG", "Purpose: For action", f"Deadline: {deadline}")
    )


@pytest.mark.parametrize(
    ("deadline", "day", "warning"),
    [
        ("1 June 2026", date(2026, 6, 1), ""),
        ("1 February 2026", date(2026, 2, 1), "was past"),
        ("3 March 2026", date(2026, 3, 3), "leaves only 1 days"),
        ("28 February 2033", date(2033, 2, 28), "unusually far away"),
        ("end of April 2026", date(2026, 4, 30), "Please confirm"),
        ("12/11/2026", None, "Which day is meant"),
        ("Tuesday, 1 June 2026", None, "Which day is meant"),
        ("14 - 18 August 2026", None, "Which day is meant"),
        ("next meeting", None, "Which day is meant"),
        ("N/A", None, ""),
    ],
)
def test_a_doubtful_day_becomes_a_question_and_an_unlikely_one_a_warning(
    deadline: str, day: date | None, warning: str
) -> None:
    draft = plain.read(letter(deadline), DIRECTORY, WRITTEN)
    draft.implausible()
    assert draft.deadline == day
    assert bool(draft.warnings) == bool(warning)
    assert warning in " ".join(draft.warnings)


def test_the_body_decides_about_days_and_months() -> None:
    lines = ("TELECOMMUNICATION STANDARDIZATION SECTOR", "LIAISON STATEMENT", "Source: ITU-T SG15", "For action to: IETF CCAMP WG",
             "Deadline: 06/11/2026")  # fmt: skip
    assert itu_t.read(Text("mail", lines), DIRECTORY, WRITTEN).deadline == date(2026, 11, 6)
    assert plain.read(letter("06/11/2026"), DIRECTORY, WRITTEN).deadline is None


# The meeting list of a 3GPP letter that asks for action; the day offered, as inferred.
MEETINGS = [
    ("SA2#174\t13 - 17 April 2026\tMalta", "2026-04-13"),
    ("SA2#174   13th – 17th April 2026   Malta", "2026-04-13"),
    ("SA2#174\t13 - 17 April\tMalta", "2026-04-13"),
    ("SA2#174\tfrom 2026-04-13\tto 2026-04-17\tMalta", "2026-04-13"),
    ("SA2#174\t30 March - 3 April 2026\tMalta", "2026-03-30"),
    ("SA2#174\tApril 13-17, 2026\tMalta", "2026-04-13"),
    ("SA2#174\t13/04/2026 to 17/04/2026\tMalta", "2026-04-13"),
    ("SA2#174\t9 - 13 February 2026\tGoa\nSA2#175\t13 - 17 April 2026\tMalta", "2026-04-13"),
    ("SA2#174\tMalta\nTBD", None),
    ("SA2#174\tApril 2026\tMalta", None),
]


@pytest.mark.parametrize(("meetings", "day"), MEETINGS, ids=[row[0][:40] for row in MEETINGS])
def test_the_next_meeting_of_3gpp_is_offered_as_inferred(meetings: str, day: str | None) -> None:
    lines = ("3GPP TSG SA WG2 Meeting #173\tS2-2601234", "Title:\tLS", "Source:\tSA2", "To:\tIETF QUIC WG", "1. Overall Description:", "Text",
             "2. Actions:", "To IETF QUIC WG:", "ACTION: SA2 asks for an answer.", "3. Date of Next SA2 Meetings:", *meetings.split("\n"))  # fmt: skip
    draft = three_gpp.read(Text("mail", lines), DIRECTORY, WRITTEN)
    assert (draft.deadline and draft.deadline.isoformat()) == day
    if day:
        assert draft.evidence["deadline"].confidence is Confidence.INFERRED
        assert any("Please confirm" in one for one in draft.warnings)


@pytest.mark.parametrize(
    ("action", "day", "asks"),
    [
        ("ACTION: SA2 asks to be informed by 20 March 2026.", date(2026, 3, 20), ""),
        ("ACTION: SA2 asks for an indication by 20 March 2026.", date(2026, 3, 20), ""),
        ("ACTION: SA2 kindly asks IETF to register the value before 20 March 2026.", None, "“20 March 2026”"),
        ("ACTION: SA2 asks IETF for an answer on the draft of 20 February 2026.", date(2026, 4, 13), "next meeting"),
    ],
)
def test_the_next_meeting_of_3gpp_is_not_offered_beside_another_day(action: str, day: date | None, asks: str) -> None:
    lines = ("3GPP TSG SA WG2 Meeting #173\tS2-2601234", "Title:\tLS", "Source:\tSA2", "To:\tIETF QUIC WG", "1. Overall Description:", "Text",
             "2. Actions:", "To IETF QUIC WG:", action, "3. Date of Next SA2 Meetings:", "SA2#174\t13 - 17 April 2026\tMalta")  # fmt: skip
    draft = three_gpp.read(Text("mail", lines), DIRECTORY, WRITTEN)
    assert draft.deadline == day
    assert asks in " ".join(draft.warnings)
    assert bool(draft.warnings) == bool(asks)


# --- properties --------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2026, 3, 10), date(2027, 3, 1))
FRENCH = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
GERMAN = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
SPANISH = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
WRITERS = [
    lambda day: day.isoformat(),
    lambda day: f"{day:%d %B %Y}",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day:%d-%b-%Y}",
    lambda day: f"{day:%A}, {day:%d %B %Y}",
    lambda day: f"{day.day}. {GERMAN[day.month - 1]} {day.year}",
    lambda day: f"{day.day} {FRENCH[day.month - 1]} {day.year}",
    lambda day: f"{day.day} de {SPANISH[day.month - 1]} de {day.year}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
]


@given(DAYS, st.sampled_from(WRITERS), st.booleans())
def test_every_form_of_every_day_is_read(day: date, write: Callable[[date], str], day_first: bool) -> None:
    read = read_day(write(day), written=WRITTEN, day_first=day_first)
    assert (read.kind, read.day) == (Found.DAY, day)


@given(DAYS, st.sampled_from(WRITERS))
def test_a_deadline_in_prose_is_read_in_every_form(day: date, write: Callable[[date], str]) -> None:
    (asked,) = asked_days([f"We kindly ask for your comments by {write(day)}."], written=WRITTEN)
    assert asked.read.day == day


@given(DAYS, st.integers(1, 20))
def test_a_range_is_never_a_day(day: date, length: int) -> None:
    last = day + timedelta(days=length)
    for words in (f"{day:%d %B %Y} - {last:%d %B %Y}", f"{day:%d %B} – {last:%d %B %Y}", f"from {day} to {last}"):
        read = read_day(words, written=WRITTEN)
        assert (read.kind, read.day, read.last) == (Found.RANGE, day, last), words


@given(DAYS)
def test_a_slashed_day_is_the_day_or_a_question(day: date) -> None:
    words = f"{day:%d/%m/%Y}"
    assert read_day(words, written=WRITTEN, day_first=True).day == day
    plainly = read_day(words, written=WRITTEN)
    assert plainly.day == (day if day.day > 12 or day.day == day.month else None)


@given(DAYS, st.integers(1, 6))
def test_a_wrong_weekday_is_a_question(day: date, off: int) -> None:
    wrong = day + timedelta(days=off)
    assert read_day(f"{wrong:%A}, {day:%d %B %Y}", written=WRITTEN).kind is Found.DOUBTFUL


@given(st.text(max_size=300), st.booleans())
def test_any_words_are_read_without_trouble(words: str, day_first: bool) -> None:
    read = read_day(words, written=WRITTEN, day_first=day_first)
    assert (read.kind in (Found.DAY, Found.MONTH, Found.RANGE)) == (read.day is not None)
    all_days(words, written=WRITTEN, day_first=day_first)
    asked_days(words.split("\n"), written=WRITTEN, day_first=day_first)


@given(
    st.lists(
        st.sampled_from(
            [
                "1",
                "12",
                "31",
                "2026",
                "June",
                "may",
                "-",
                "/",
                ".",
                ",",
                "by",
                "end",
                "of",
                "the",
                "Q1",
                "meeting",
                "Monday",
                "to",
                "reply",
                "please",
                "(",
            ]
        ),
        max_size=20,
    )
)
def test_mixtures_of_their_parts_are_read_without_trouble(pieces: list[str]) -> None:
    read_day(" ".join(pieces), written=WRITTEN)
    asked_days([" ".join(pieces)], written=WRITTEN)
