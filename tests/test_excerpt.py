"""What readers see of a letter first: the peer's words below the labels, not the covering mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from liaisonbot.reading.excerpt import EXCERPT_LINES, below_the_head
from liaisonbot.reading.labels import Text
from liaisonbot.worker import read_letter

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "liaisonbot" / "samples"


def excerpt(path: Path) -> str:
    return "\n".join(read_letter(None, (path.read_bytes(), {})).excerpt)


@pytest.mark.parametrize(
    ("mail", "first", "never"),
    [
        ("01-word-file", "Study Group 15 has started a Recommendation", "please find a liaison statement"),
        ("02-mail-body", "1. Overall Description", "Release:"),
        ("03-for-information", "Dear chairs,", "Purpose:"),
        ("06-through-a-list", "SG11 asks the MPLS WG", "Deadline:"),
    ],
)
def test_the_words_of_the_statement_come_first(mail: str, first: str, never: str) -> None:
    shown = excerpt(SAMPLES / f"{mail}.eml")
    assert shown.startswith(first)
    assert never not in shown


def test_what_is_asked_is_shown_too() -> None:
    assert "ACTION: SA2 kindly asks the QUIC WG" in excerpt(SAMPLES / "02-mail-body.eml")


def test_files_named_below_the_text_do_not_end_the_head() -> None:
    assert excerpt(HERE / "mails/itu_t/41-sg15-of-this-study-period.eml").startswith("ITU-T")


def test_a_head_without_words_below_it_is_shown_whole() -> None:
    head = ("To: IETF", "From: SG15", "Title: Rings", "", "Text.")
    assert below_the_head(Text("mail", head)) == head


def test_prose_without_labels_stays_whole() -> None:
    prose = ("We met in Geneva.", "", "Note: nothing was decided.", "", "Best regards")
    assert below_the_head(Text("mail", prose)) == prose


def test_a_long_letter_says_that_there_is_more(tmp_path: Path) -> None:
    mail = tmp_path / "long.eml"
    mail.write_text("From: tsbsg15@itu.int\nSubject: LS on rings\n\n" + "One more line of it.\n" * 100)
    assert excerpt(mail).count("\n") == EXCERPT_LINES
    assert excerpt(mail).endswith("[…]")
