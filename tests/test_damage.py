"""What mail programs and conversions do to text: it is read all the same, and sound text is never changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.model.directory import built_in
from liaisonbot.reading.damage import mended
from liaisonbot.reading.formats import plain
from liaisonbot.reading.labels import Text, fields, tidy

DIRECTORY = built_in()


def misread(text: str) -> str:
    return text.encode("utf-8").decode("windows-1252")


@pytest.mark.parametrize(
    "text", ["SG15–LS83", "“rings”", "Zoë Müller", "été à Genève", "IMT\u20112020", "Łódź", "日本語", "Ελλάδα", "… – —"]
)
def test_utf_8_taken_for_windows_1252_is_read_again(text: str) -> None:
    try:
        damaged = misread(text)
    except UnicodeDecodeError:
        damaged = text.encode("utf-8").decode("latin-1")
    assert mended([f"Title: {damaged} here"]) == (f"Title: {text} here",)


@pytest.mark.parametrize(
    "text",
    [
        "ÉTÉ…",
        "Ä“",
        "À bientôt",
        "São Paulo",
        "Åland",
        "Genève",
        "naïve",
        "100 €",
        "Größe – Maß",
        "ÄÖÜ",
        "“Â”",
        "日本語",
        "ТЗ",
        "שלום",
        "âé",
    ],
)
def test_sound_text_stays(text: str) -> None:
    assert mended([text]) == (text,)


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="=?")))
def test_ascii_stays(text: str) -> None:
    assert mended([text]) == (text,)


@given(st.text())
def test_nothing_raises(text: str) -> None:
    assert len(mended([text])) == 1


@given(st.text(alphabet="éàüßñçøłšžñ日本–“”…", min_size=1, max_size=12))
def test_what_was_misread_as_latin_1_comes_back(text: str) -> None:
    assert mended([text.encode("utf-8").decode("latin-1")]) == (text,)


@pytest.mark.parametrize(
    ("line", "sound"),
    [
        ("Contact: =?UTF-8?B?Sm9zw6k=?= Example", "Contact: José Example"),
        ("Title: LS on =?iso-8859-1?Q?r=E9seaux?=", "Title: LS on réseaux"),
        ("Title: =?broken", "Title: =?broken"),
        ("Title: =?UTF-8?Q?a?= =?UTF-8?Q?b?=", "Title: ab"),
    ],
)
def test_encoded_words_in_the_text_are_decoded(line: str, sound: str) -> None:
    assert mended([line]) == (sound,)


# a damaged head, and the facts in it: title, from, to, deadline
HEADS = [
    ("Title:\u00a0On rings\nFrom:\u00a0OIF\nTo:\u00a0IETF CCAMP WG\nDeadline:\u00a01\u00a0June\u00a02026", "On rings"),
    ("Title\u200b: On rings\nFrom\u200b: OIF\nTo\u200b: IETF\u200b CCAMP WG\nDeadline\u200b: 1 June 2026", "On rings"),
    ("Title：On rings\nFrom：OIF\nTo：IETF CCAMP WG\nDeadline：2026年6月1日", "On rings"),
    ("Title: On rings From: OIF\tTo: IETF CCAMP WG\tDeadline: 1 June 2026".replace(" From", "  From"), "On rings"),
    ("Title: “On rings\nFrom: OIF\nTo: IETF CCAMP WG\nDeadline: 1 June 2026", "“On rings"),
    ("*Title:* On rings\n*From:* OIF\n*To:* IETF CCAMP WG\n*Deadline:* 1 June 2026", "On rings"),
    ("> Title: On rings\n> From: OIF\n> To: IETF CCAMP WG\n> Deadline: 1 June 2026", "On rings"),
    ("| Title: On rings\n| From: OIF\n| To: IETF CCAMP WG\n| Deadline: 1 June 2026", "On rings"),
    ("• Title: On rings\n• From: OIF\n• To: IETF CCAMP WG\n• Deadline: 1 June 2026", "On rings"),
    ("TITLE : On rings\nFROM : OIF\nTO : IETF CCAMP WG\nDEADLINE : 1 JUNE 2026", "On rings"),
    ("標題 / Title: On rings\n發件人 / From: OIF\n收件人 / To: IETF CCAMP WG\n期限 / Deadline: 1 June 2026", "On rings"),
    ("Title / 標題: On rings\nFrom / 發件人: OIF\nTo / 收件人: IETF CCAMP WG\nDeadline / 期限: 1 June 2026", "On rings"),
    ("\u202bTitle: On rings\u202c\n\u200fFrom: OIF\nTo: IETF CCAMP WG\u200e\nDeadline: 1 June 2026", "On rings"),
    ("Title: שלום rings\nFrom: OIF\nTo: IETF CCAMP WG\nDeadline: 1 June 2026", "שלום rings"),
    ("Title: 光网络 rings\nFrom: OIF\nTo: IETF CCAMP WG\nDeadline: 1 June 2026", "光网络 rings"),
    ("Title*: On rings\nfrom Source*: OIF\nTo*: IETF CCAMP WG\nDeadline*: 1 June 2026", "On rings"),
    ("Title On rings\nFrom OIF\nTo IETF CCAMP WG\nDeadline 1 June 2026", "On rings"),
    ("Title – On rings\nFrom – OIF\nTo – IETF CCAMP WG\nDeadline – 1 June 2026", "On rings"),
    ("Title      On rings\nFrom       OIF\nTo         IETF CCAMP WG\nDeadline   1 June 2026", "On rings"),
    ("1. Title: On rings\n2. From: OIF\n3. To: IETF CCAMP WG\n4. Deadline: 1 June 2026", "On rings"),
    ("Title:\nOn rings\n\nFrom:\nOIF\n\nTo:\nIETF CCAMP WG\n\nDeadline:\n1 June 2026", "On rings"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "title"), HEADS, ids=[repr(head[:24]) for head, _ in HEADS])
def test_a_damaged_head_is_read(head: str, title: str) -> None:
    draft = plain.read(Text("mail", mended(head.split("\n"))), DIRECTORY, None)
    assert (draft.title, draft.from_body, [one.group for one in draft.to]) == (title, "oif", ["ccamp"])
    assert str(draft.deadline) == "2026-06-01"


def test_prose_that_begins_like_a_head_is_none() -> None:
    lines = (
        "Title of the work is open.",
        "To our knowledge nobody works on it.",
        "From 2027 on it will be needed.",
        "For this reason we ask.",
    )
    assert fields(Text("mail", lines)) == []
    labelled = Text("mail", ("Title: On rings", "To: IETF CCAMP WG", *lines))
    assert [field.label for field in fields(labelled)] == ["title", "to"]


@pytest.mark.parametrize(
    ("line", "plain_line"),
    [
        ("IMT\u20112020", "IMT-2020"),
        ("1\u2013 5 June", "1- 5 June"),
        ("a\u00a0b", "a b"),
        ("so\u00adft", "soft"),
        ("\ufeffTitle: x", "Title: x"),
    ],
)
def test_lines_are_matched_without_their_typography(line: str, plain_line: str) -> None:
    assert tidy(line) == plain_line


def test_labels_that_lost_their_line_ends_are_told_apart() -> None:
    text = Text("mail", ("Liaison StatementTo: 3GPP SA WG4For InformationSource: IETF AVT WGDate: May 5, 2026",))
    assert {field.label: field.value for field in fields(text)} == {
        "to": "3GPP SA WG4", "from": "IETF AVT WG", "date": "May 5, 2026"}  # fmt: skip
