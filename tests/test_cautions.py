"""Links behind a login, and events that are over: said to people, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.model.directory import built_in
from liaisonbot.reading.cautions import closed_links, past_event, speaks_of_a_login
from liaisonbot.reading.letter import parse
from liaisonbot.reading.statement import read_statement

DIRECTORY = built_in()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.sharepoint.com/:w:/s/sg15/Eabc",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting",
        "https://docbox.etsi.org/ISG/NFV/Open/x.docx",
        "https://portal.etsi.org/tb.aspx?tbid=1",
        "https://extranet.itu.int/sites/itu-t/x",
        "https://www.itu.int/md/T25-SG15-LS-0083/en",
        "https://www.itu.int/md/T25-SG15-TD-0512/en",
        "https://www.ieee802.org/1/files/private/dc-drafts/d3/802-1DC-d3-2.pdf",
        "https://members.oif.example/document/41",
        "ftp://ftp.peer.example/members/only.zip",
        "https://isotc.iso.org/livelink/livelink/open/jtc1sc6",
        "https://sd.iso.org/documents/ui/1",
        "https://drive.google.com/file/d/1/view",
        "https://peer.example/login?next=/doc",
    ],
)
def test_a_link_that_only_members_can_open(url: str) -> None:
    assert closed_links([f"The draft is at {url}."]) == (url,)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.3gpp.org/ftp/tsg_sa/WG2_Arch/x.zip",
        "https://www.w3.org/TR/webtransport/",
        "https://datatracker.ietf.org/liaison/2103/",
        "https://mentor.ieee.org/802.11/dcn/26/11-26-0301-02-0000.docx",
        "https://www.itu.int/rec/T-REC-G.8131",
        "https://www.itu.int/en/ITU-T/studygroups/2025-2028/15",
        "https://github.com/private-org/x",
        "https://privately.example/x",
        "https://peer.example/membership-benefits",
    ],
)
def test_a_link_that_everybody_can_open(url: str) -> None:
    assert closed_links([f"The draft is at {url}."]) == ()


@pytest.mark.parametrize(
    "words",
    [
        "The draft is available to members at https://peer.example/d1 only.",
        "See https://peer.example/d1 (password protected).",
        "https://peer.example/d1, a TIES account is required",
        "It stands in the private area: https://peer.example/d1",
        "https://peer.example/d1 requires a login",
        "The members-only page\nhttps://peer.example/d1",
    ],
)
def test_the_words_beside_a_link_count(words: str) -> None:
    assert closed_links(words.split("\n")) == ("https://peer.example/d1",)


def test_a_document_without_an_address_may_be_closed_too() -> None:
    assert speaks_of_a_login(["The draft is available in the 802.1 private area."]) == "private area"
    assert speaks_of_a_login(["Members of SG15 met in Geneva."]) == ""


ARRIVED = date(2026, 3, 2)
PAST = [
    ("We invite you to the workshop on 12 February 2026.", "12 February 2026"),
    ("You are kindly invited to a joint meeting, 16 - 20 February 2026, Geneva.", "16 - 20 February 2026"),
    ("Please join the conference call on\nTuesday, 24 February 2026.", "24 February 2026"),
    ("SG13 invites the IETF to its session of 27-28 February 2026.", "27-28 February 2026"),
]
NOT_PAST = [
    "We invite you to the workshop on 12 May 2026.",
    "You are invited to the meeting of 27 February - 3 March 2026.",
    "We thank you for joining the workshop on 12 February 2026.",
    "The workshop, to which experts were invited, was held on 12 February 2026.",
    "We invite comments on the draft of 12 February 2026.",
    "The meeting of 12 February 2026 agreed on the text.",
    "We invite you to the workshop on 12 February 2026 or to its repetition on 12 May 2026.",
    "You are welcome to attend our meetings.",
]


@pytest.mark.parametrize(("text", "day"), PAST)
def test_an_event_that_is_over_when_the_letter_comes(text: str, day: str) -> None:
    assert past_event(text.split("\n"), written=ARRIVED, arrived=ARRIVED) == day


@pytest.mark.parametrize("text", NOT_PAST)
def test_an_event_that_one_can_still_go_to_or_that_is_only_told_of(text: str) -> None:
    assert past_event(text.split("\n"), written=ARRIVED, arrived=ARRIVED) == ""


def warnings(text: str, sent: str = "Mon, 02 Mar 2026 09:00:00 +0000") -> str:
    head = "From: OIF <sec@oiforum.com>\nSubject: Liaison statement\nDate: " + sent
    raw = f"{head}\n\nTitle: On x\nFrom: OIF\nTo: IETF CCAMP WG\nPurpose: For information\n\n{text}\n".encode()
    statement = read_statement(parse(raw), (), DIRECTORY)
    assert statement
    return " ".join(statement.warnings)


def test_a_statement_says_so() -> None:
    assert "behind a login: https://x.sharepoint.com/d1" in warnings("See https://x.sharepoint.com/d1 for the draft.")
    assert "“private area”" in warnings("The draft stands in our private area.")
    assert "was over" in warnings("We invite you to the workshop on 12 February 2026.")
    assert warnings("See https://www.w3.org/TR/x/. We invite you to the workshop on 12 May 2026.") == ""


def test_a_letter_that_was_forwarded_late_is_late() -> None:
    text = "We invite you to the workshop on 12 May 2026."
    assert warnings(text) == ""
    assert "was over" in warnings(text, "Mon, 01 Jun 2026 09:00:00 +0000")


@given(st.lists(st.text(max_size=120), max_size=12))
def test_any_text_is_read_without_trouble(lines: list[str]) -> None:
    closed_links(lines)
    speaks_of_a_login(lines)
    past_event(lines, written=None, arrived=ARRIVED)
