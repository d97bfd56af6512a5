"""The numbers of peers as letters write them: which are found, which one is a letter's own, which ones it answers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.reading.dates import flat
from liaisonbot.reading.references import (
    answered_in,
    file_numbers,
    number_key,
    own_number,
    references_in,
    spellings,
    tracker_urls,
    without,
)

# Words of a letter, and the numbers in them, one blank for each blank of theirs.
FOUND = [
    # ITU-T: statements
    ("COM15-LS204-E", ["COM15-LS204-E"]),
    ("COM 15 – LS 39 – E", ["COM 15 - LS 39 - E"]),
    ("COM13-LS232", ["COM13-LS232"]),
    ("SG15-LS83", ["SG15-LS83"]),
    ("SG15 - LS 83 -E", ["SG15 - LS 83 -E"]),
    ("SG15 – LS19", ["SG15 - LS19"]),
    ("SG15\u2011LS83", ["SG15-LS83"]),
    ("SG15\u2010LS\u00a083", ["SG15-LS 83"]),
    ("SG15-LS-123", ["SG15-LS-123"]),
    ("SG15-LS-E 12", []),
    ("SG17-oLS12", ["SG17-oLS12"]),
    ("sg13-ls7", ["sg13-ls7"]),
    ("TSAG-LS12", ["TSAG-LS12"]),
    ("TSAG-LS-12", ["TSAG-LS-12"]),
    ("RevCom - LS 2 -E", ["RevCom - LS 2 -E"]),
    ("SCV-LS4", ["SCV-LS4"]),
    ("JCA-IMT2020-LS3", ["JCA-IMT2020-LS3"]),
    ("FG-AN-LS5", ["FG-AN-LS5"]),
    ("sp16-fgimt-2020-oLS-0004", ["sp16-fgimt-2020-oLS-0004"]),
    ("sp17-sg13-oLS-00024", ["sp17-sg13-oLS-00024"]),
    ("T25-SG17-LS-0088", ["T25-SG17-LS-0088"]),
    ("SG15-LS83, SG15-LS84", ["SG15-LS83", "SG15-LS84"]),
    ("SG15-LS83 and SG15-LS83", ["SG15-LS83"]),
    # ITU-T: documents
    ("TSAG-TD254", ["TSAG-TD254"]),
    ("SG11-TD395-R1/GEN", ["SG11-TD395-R1/GEN"]),
    ("SG15-TD208R1/PLEN", ["SG15-TD208R1/PLEN"]),
    ("TD379/WP4", ["TD379/WP4"]),
    ("TD24-WP3", ["TD24-WP3"]),
    ("TD 264R1 (P)", ["TD 264R1 (P)"]),
    ("TD 264R1 (PLEN/15)", ["TD 264R1 (PLEN/15)"]),
    ("TD502/PLEN Rev.2", ["TD502/PLEN Rev.2"]),
    ("TD502 Rev.2/PLEN", ["TD502 Rev.2/PLEN"]),
    ("TD 1234", []),
    # 3GPP
    ("S2-2401234", ["S2-2401234"]),
    ("S4-241819", ["S4-241819"]),
    ("R3-211274", ["R3-211274"]),
    ("C4-185491", ["C4-185491"]),
    ("SP-241935", ["SP-241935"]),
    ("RP-241721", ["RP-241721"]),
    ("CP-203255", ["CP-203255"]),
    ("S2\u20132302205", ["S2-2302205"]),
    ("R2‑2506735", ["R2-2506735"]),
    ("S4aI240158", ["S4aI240158"]),
    ("s3i240158", ["s3i240158"]),
    ("PCG54_39", ["PCG54_39"]),
    ("S3-233355_revision_of_S3-233054", ["S3-233355", "S3-233054"]),
    ("LS (R2-2506735) on x", ["R2-2506735"]),
    ("TS-23501", []),
    ("RFC 4727bis", []),
    # IEEE
    ("IEEE 802.11-24/0123r4", ["IEEE 802.11-24/0123r4"]),
    ("11-24/0123r4", ["11-24/0123r4"]),
    ("doc.: IEEE 802.11-26/0301r2", ["IEEE 802.11-26/0301r2"]),
    ("11-26-0301-02-0000", ["11-26-0301-02-0000"]),
    ("IEEE 802.3 – LS12", ["IEEE 802.3 - LS12"]),
    ("IEEE 802.1 LS 4", []),
    ("omniran-17-0034-01-CF00", []),
    # Broadband Forum, MEF, OIF
    ("LIAISE-701", ["LIAISE-701"]),
    ("LIAISE-512-03", ["LIAISE-512-03"]),
    ("bbf2023.123", ["bbf2023.123"]),
    ("bbf2017.305.04", ["bbf2017.305.04"]),
    ("L00259", ["L00259"]),
    ("L00555_001", ["L00555_001"]),
    ("LS00259_001", ["LS00259_001"]),
    ("oif2026.041.02", ["oif2026.041.02"]),
    # ISO/IEC
    ("SC 29 N 13820", ["SC 29 N 13820"]),
    ("SC29 N13820", ["SC29 N13820"]),
    ("SC6_N15618", ["SC6_N15618"]),
    ("6N15365", ["6N15365"]),
    ("ISO/IEC JTC 1/SC 27/WG 2 N 3517", ["SC 27/WG 2 N 3517"]),
    ("WG 3 N 456", ["WG 3 N 456"]),
    ("WG3N1423", ["WG3N1423"]),
    ("JTC 1 N 16789", ["JTC 1 N 16789"]),
    ("TC 46/SC 9 N 812", ["TC 46/SC 9 N 812"]),
    ("m74566", ["m74566"]),
    ("N12345", ["N12345"]),
    # ETSI, O-RAN, OMA, GSMA, IETF
    ("NFV(26)000077r2", ["NFV(26)000077r2"]),
    ("CYBER(25)041011", ["CYBER(25)041011"]),
    ("OMA-LS_1188", ["OMA-LS_1188"]),
    ("O-RAN.WG9.LS.2026.003", ["O-RAN.WG9.LS.2026.003"]),
    ("IETF-LS-2103", ["IETF-LS-2103"]),
    ("[IETF-LS-42]", ["IETF-LS-42"]),
    ("IETF LAMPS-LS3", ["LAMPS-LS3"]),
    ("liaison-2024-01-15-3gpp", ["liaison-2024-01-15-3gpp"]),
    # no numbers of letters
    ("G.8131, Y.1540 and X.509", []),
    ("Question 14/15", []),
    ("RFC 8402 and draft-ietf-teas-yang-00", []),
    ("ISO/IEC 14496-12", []),
    ("2026-04-01 and 01/02/2026", []),
    ("+41 22 730 5111", []),
    ("IMT-2020", []),
    ("802.1Q-2022", []),
    ("TR-369 and TR-069", []),
]


@pytest.mark.parametrize(("text", "numbers"), FOUND, ids=[row[0][:44] for row in FOUND])
def test_numbers_in_words(text: str, numbers: list[str]) -> None:
    assert references_in(text) == numbers
    assert references_in(f"see _{text}_, p. 3") == numbers, "file names and marks around it change nothing"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("LS357", ["LS357"]),
        ("oLS90", ["oLS90"]),
        ("LS 39", ["LS 39"]),
        ("LS/o-42", ["LS/o-42"]),
        ("LS/r 42", ["LS/r 42"]),
        ("iLS-7", ["iLS-7"]),
        ("FLS12", []),
    ],
)
def test_bare_numbers_count_in_letters_of_itu_only(text: str, numbers: list[str]) -> None:
    assert references_in(text, itu=True) == numbers
    assert references_in(text) == []


ANSWERED = [
    ("LS/r on rings (reply to SG11-LS91)", ["SG11-LS91"]),
    ("LS/r on rings (reply to IEEE 802.3 – LS12)", ["IEEE 802.3 - LS12"]),
    ("Reply LS to S2-2401234 on QUIC", ["S2-2401234"]),
    ("LS reply to LS R2-2506735 on x", ["R2-2506735"]),
    ("Reply to: LS on x (C4-185491)", ["C4-185491"]),
    ("Response to LS (S3-260011) on token exchange", ["S3-260011"]),
    ("LS Response on x to SP-241935", []),
    ("In response to your liaison SG15-LS83, we", ["SG15-LS83"]),
    ("Thank you for your liaison statement SG15-LS83.", ["SG15-LS83"]),
    ("We thank IETF for the LS S2-2401234.", ["S2-2401234"]),
    ("your liaison dated 31st October 2016", ["liaison dated 31st October 2016"]),
    ("Thank you for your liaison letter of March 5, 2026.", ["liaison dated March 5, 2026"]),
    ("your liaison statement “Rings and more” of last year", ["Rings and more"]),
    ('your liaison "Rings" dated March 2007', ["Rings"]),
    ("Response to Liaison 1546", ["Liaison 1546"]),
    ("your liaison statement #2103", ["Liaison 2103"]),
    ("Response to “Rings” from 2013-11-25", ["Rings"]),
    ("(in response to SG15 - LS 83 -E)", ["SG15 - LS 83 -E"]),
    ("Antwort auf x", []),
    ("Re: LS on rings", []),
    ("We received many letters.", []),
    ("Please reply to the liaison officer.", []),
    ("A reply to this letter is expected.", []),
    ("LS on rings SG15-LS83", []),
]


@pytest.mark.parametrize(("words", "answered"), ANSWERED, ids=[row[0][:44] for row in ANSWERED])
def test_what_words_answer(words: str, answered: list[str]) -> None:
    assert answered_in(words) == answered


FILES = [
    ("SG15-LS83", "SG15-LS83", []),
    ("LS357 - pdf body", "LS357", []),
    ("oLS 12-td345R1", "oLS 12", []),
    ("S2-2601234", "S2-2601234", []),
    ("S3-233355_revision_of_S3-233054_LS", "S3-233355", []),
    ("liaison-response-ITU-T-SG15-LS43-0717-v01", None, ["SG15-LS43"]),
    ("liaison-reply-S2-2401234-0326-v02", None, ["S2-2401234"]),
    ("LS00555_001_Zero_Trust_Example", "LS00555_001", []),
    ("LIAISE-701-00", "LIAISE-701-00", []),
    ("SC29N13820_liaison", "SC29N13820", []),
    ("T17-SG16-141013-TD-WP1-0102!!MSW-E", None, []),
    ("minutes of 2026-04-01", None, []),
]


@pytest.mark.parametrize(("stem", "own", "answered"), FILES, ids=[row[0] for row in FILES])
def test_what_a_files_name_says(stem: str, own: str | None, answered: list[str]) -> None:
    assert file_numbers(stem, itu=True) == (own, answered)


@pytest.mark.parametrize(
    ("title", "own"),
    [
        ("LS204 - on rings", "LS204"),
        ("SG15-LS83: LS on rings", "SG15-LS83"),
        ("LS/r on rings (reply to SG11-LS91)", None),
        ("Reply LS to S2-2401234", None),
        ("S2-2601234 Reply LS to S2-2401234", "S2-2601234"),
        ("LS on RFC 8402", None),
    ],
)
def test_a_titles_own_number_stands_before_what_it_answers(title: str, own: str | None) -> None:
    assert own_number(title, itu=True) == own


def test_pages_of_the_record_are_found() -> None:
    text = "see https://datatracker.ietf.org/liaison/2103/, http://datatracker.ietf.org/liaison/2103 and https://x.example/liaison/1"
    assert tracker_urls(text) == [
        "https://datatracker.ietf.org/liaison/2103",
        "http://datatracker.ietf.org/liaison/2103",
    ]


def test_a_letter_does_not_answer_itself() -> None:
    assert without(["SG15 - LS 83", "SG11-LS91"], "SG15-LS83") == ["SG11-LS91"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("COM 15 – LS 83 – E", "SG15-LS83", True),
        ("SG15-LS083", "SG15 - LS 83", True),
        ("T25-SG15-LS-0083", "SG15-LS83", True),
        ("SG15-LS83", "SG15-LS84", False),
        ("SG1-LS583", "SG15-LS83", False),
        ("SC 29 N 13820", "SC29N13820", True),
        ("S2-2401234", "s2-2401234", True),
        ("S2-2401234", "S2-2401235", False),
    ],
)
def test_one_number_may_be_written_in_several_ways(one: str, other: str, same: bool) -> None:
    assert (number_key(one) == number_key(other)) == same


@pytest.mark.parametrize("written", ["COM 15 - LS 83 - E", "SG15-LS083", "SG15 - LS 83", "SG15-oLS-0083", "com15-ls83"])
def test_a_number_is_looked_up_in_all_its_spellings(written: str) -> None:
    assert re.sub(r"[\s_-]", "", written).lower() in spellings("SG15-LS83")


NUMBERS = [numbers[0] for _, numbers in FOUND if numbers]


@given(
    st.sampled_from(NUMBERS),
    st.sampled_from(["-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"]),
    st.sampled_from([" ", "\u00a0", "\u2007", "\u202f", "\u3000"]),
)
def test_typography_changes_no_number(number: str, dash: str, blank: str) -> None:
    assert references_in(number.replace("-", dash).replace(" ", blank)) == references_in(number)


@given(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))
def test_each_number_is_found_beside_another(one: str, other: str) -> None:
    assert references_in(f"{one}; {other}") == list(dict.fromkeys([one, other]))


@given(st.text(max_size=300))
def test_any_text_is_read_without_trouble(text: str) -> None:
    references_in(text, itu=True)
    answered_in(text, itu=True)
    own_number(text, itu=True)
    file_numbers(text, itu=True)
    assert flat(flat(text)) == flat(text)
