"""The HTML of a letter of ours: the same words as its text, safe, and readable on a phone."""

from __future__ import annotations

import email
import email.policy
import html
import os
import re
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from liaisonbot.doors.html_part import as_html
from liaisonbot.doors.letter_samples import SAMPLES, SENT_AT, Sample
from liaisonbot.doors.render import Render
from liaisonbot.model.people import Settings
from liaisonbot.reading.html_text import html_to_text
from liaisonbot.reading.letter import parse
from liaisonbot.reading.reply_text import views_agree
from tests.peers import need

RENDER = Render([], Settings(owner="owner@bot.example"), b"k" * 32, "abcdefgh", lambda _address: 7)
WITH_HTML_PART = (
    "digest", "report", "summary", "reminder", "overdue", "escalation", "morning", "held_week", "nudge",
)  # fmt: skip
WITH_HTML = [sample for name in WITH_HTML_PART for sample in SAMPLES[name]]
PHONE, SCREEN = 360, 620
"""Widths in pixels: a small phone held upright; 72 columns of a mail program."""


def mail_of(sample: Sample) -> tuple[bytes, str, str]:
    """The bytes, the text and the HTML of a sample letter."""
    raw = RENDER.render(sample.send, 5, now=SENT_AT, case=sample.case, original=None).raw
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    return raw, str(text.get_content()), str(page.get_content())


def words_of(page: str) -> list[str]:
    return html.unescape(re.sub(r"<[^>]*>", " ", page.partition("<body>")[2])).split()


every = pytest.mark.parametrize("sample", WITH_HTML, ids=lambda one: f"{one.send.template}-{one.name}")


@every
def test_the_html_says_the_same_words_in_the_same_order(sample: Sample) -> None:
    _, text, page = mail_of(sample)
    assert words_of(page) == text.split()


@every
def test_our_own_reader_sees_one_letter(sample: Sample) -> None:
    raw, _, page = mail_of(sample)
    letter = parse(raw)
    assert letter.html_text
    assert not letter.hidden_text
    assert views_agree(letter.text, letter.html_text)
    assert html_to_text(page).split() == letter.text.split()


@every
def test_text_comes_first_and_lines_are_short(sample: Sample) -> None:
    raw, _, _ = mail_of(sample)
    assert raw.index(b"text/plain") < raw.index(b"text/html")
    # only a word that cannot be folded, such as the address in List-Unsubscribe, may be longer
    assert all(len(line) <= 78 or len(line.split()) <= 2 for line in raw.split(b"\r\n"))
    assert raw.isascii()


@every
def test_nothing_is_fetched_or_run(sample: Sample) -> None:
    _, _, page = mail_of(sample)
    assert not re.search(r"(?i)<(?:script|img|link|iframe|object|form|a)\b|\bon\w+=|url\(|https?://[^<]*\"", page)


def test_words_from_outside_stay_words() -> None:
    text = 'Hello,\n\n  <1> LS-1  <script>alert("x")</script> & more\n      from <b>Nobody</b>\n\n> quoted <i>\n'
    page = as_html(text)
    assert "<script>" not in page
    assert "<b>Nobody" not in page
    assert words_of(page) == text.split()


def rows_of(png: bytes) -> int:
    """How many different rows of pixels a picture has."""
    (wide,), packed, place = struct.unpack(">I", png[16:20]), b"", 8
    while place < len(png):
        size, name = struct.unpack(">I4s", png[place : place + 8])
        packed += png[place + 8 : place + 8 + size] if name == b"IDAT" else b""
        place += size + 12
    row = 1 + wide * {2: 3, 6: 4}[png[25]]
    pixels = zlib.decompress(packed)
    return len({pixels[at : at + row] for at in range(0, len(pixels), row)})


def test_it_fits_as_a_browser_draws_it(tmp_path: Path) -> None:
    """On a phone and beside 72 columns nothing sticks out to the right, and the type is as large as it was
    written. Set LIAISONBOT_PICTURE to a file to look at it."""
    browser = need("chromium")
    frames = []
    for number, sample in enumerate(one for one in WITH_HTML if not one.name or one.send.template == "digest"):
        _, _, page = mail_of(sample)
        (tmp_path / f"{number}.html").write_text(page, "utf-8")
        frames += [f'<iframe src="{number}.html" width="{width}" height="1500"></iframe>' for width in (PHONE, SCREEN)]
    (tmp_path / "all.html").write_text(FRAMES.replace("FRAMES", "\n".join(frames)), "utf-8")
    picture = Path(os.environ.get("LIAISONBOT_PICTURE", tmp_path / "letters.png"))
    common = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
              f"--user-data-dir={tmp_path / 'profile'}", "--window-size=2100,5000", f"--screenshot={picture}"]  # fmt: skip
    drawn = subprocess.run(
        [*common, "--dump-dom", (tmp_path / "all.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=50,
        check=True,
    )
    measured = re.search(r"<title>([^<]*)</title>", drawn.stdout)
    assert measured is not None
    sizes = [tuple(map(int, one.split(","))) for one in measured[1].split()]
    assert len(sizes) == len(frames)
    for width, shown, high, type_size in sizes:
        assert shown <= width
        assert high > 300
        assert type_size == 16
    assert rows_of(picture.read_bytes()) > 500, "the picture is not blank: its rows of pixels differ"


FRAMES = """<!DOCTYPE html><html><head><title>-</title></head><body style="margin:0">
FRAMES
<script>onload = () => {
  document.title = [...document.getElementsByTagName("iframe")].map(frame => {
    const page = frame.contentDocument, words = getComputedStyle(page.querySelector("p + p"));
    return [frame.width, page.documentElement.scrollWidth, page.documentElement.scrollHeight, parseInt(words.fontSize)];
  }).join(" ");
}</script></body></html>
"""
