"""The days of commands: one reading, or a refusal with its code (commands 5)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.deciding.command_days import Refused, read_command_day

TODAY = date(2026, 9, 16)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-14", date(2026, 11, 14)),
        ("2026/11/14", date(2026, 11, 14)),
        ("20261114", date(2026, 11, 14)),
        ("14 Nov 2026", date(2026, 11, 14)),
        ("14th November 2026", date(2026, 11, 14)),
        ("Nov 14, 2026", date(2026, 11, 14)),
        ("14. November", date(2026, 11, 14)),
        ("14 nov", date(2026, 11, 14)),
        ("3 feb", date(2027, 2, 3)),
        ("14/11/2026", date(2026, 11, 14)),
        ("11/14/2026", date(2026, 11, 14)),
        ("11/11/2026", date(2026, 11, 11)),
        ("14.11.2026", date(2026, 11, 14)),
        ("Sat 14 Nov 2026", date(2026, 11, 14)),
        ("Saturday, 14.11.2026", date(2026, 11, 14)),
        ("today", TODAY),
        ("tomorrow", date(2026, 9, 17)),
        ("friday", date(2026, 9, 18)),
        ("wednesday", date(2026, 9, 23)),
        ("next friday", date(2026, 9, 25)),
        ("next monday", date(2026, 9, 21)),
        ("end of week", date(2026, 9, 18)),
        ("end of month", date(2026, 9, 30)),
        ("in 3 weeks", date(2026, 10, 7)),
        ("+10d", date(2026, 9, 26)),
        ("2w", date(2026, 9, 30)),
        ("10 working days", date(2026, 9, 30)),
        ("in 1 month", date(2026, 10, 16)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert read_command_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17:00 UTC", TODAY),
        ("9am Paris", TODAY),
        ("2026-11-14T17:00+01:00", date(2026, 11, 14)),
        ("2026-11-14T17:00Z", date(2026, 11, 14)),
        ("14 Nov 2026 9 pm Europe/Paris", date(2026, 11, 14)),
        ("tomorrow at 17:00", date(2026, 9, 17)),
        ("14 Nov, 17:00", date(2026, 11, 14)),
    ],
)
def test_an_hour_is_not_kept_and_the_whole_day_is_offered(text: str, day: date) -> None:
    assert read_command_day(text, TODAY) == Refused("E03", "a day is kept whole, without its hour", (day,))


def test_a_day_that_cannot_be_read_is_not_saved_by_its_hour() -> None:
    assert read_command_day("soon 17:00", TODAY) == read_command_day("soon", TODAY)
    assert read_command_day("12/11/2026 9am", TODAY) == read_command_day("12/11/2026", TODAY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12/11/2026", "E04"),
        ("15 sep", "E04"),  # yesterday: this year or next?
        ("31 Feb 2026", "E03"),
        ("32/13/2026", "E03"),
        ("soon", "E03"),
        ("IETF 128", "E03"),
        ("", "E03"),
        ("in 9999 months", "E03"),
        ("13 Nov 2026 or later", "E03"),
    ],
)
def test_a_doubtful_day_is_refused(text: str, code: str) -> None:
    refused = read_command_day(text, TODAY)
    assert isinstance(refused, Refused)
    assert refused.code == code


MEETINGS = {127: date(2026, 11, 14), 128: date(2027, 3, 13)}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("IETF 127", date(2026, 11, 14)),
        ("before ietf 127", date(2026, 11, 13)),
        ("2 weeks before IETF-128", date(2027, 2, 27)),
        ("3 days before IETF 127", date(2026, 11, 11)),
        ("mid December", date(2026, 12, 15)),
        ("end of November", date(2026, 11, 30)),
        ("end of feb 2028", date(2028, 2, 29)),
    ],
)
def test_meetings_and_parts_of_months_are_days(text: str, day: date) -> None:
    assert read_command_day(text, TODAY, MEETINGS) == day


def test_an_unknown_meeting_names_those_that_are_known() -> None:
    refused = read_command_day("before IETF 150", TODAY, MEETINGS)
    assert isinstance(refused, Refused)
    assert refused.code == "E03"
    assert "IETF 127, IETF 128" in refused.why


def test_two_readings_are_both_offered() -> None:
    refused = read_command_day("12/11/2026", TODAY)
    assert isinstance(refused, Refused)
    assert refused.readings == (date(2026, 11, 12), date(2026, 12, 11))


@given(st.text(max_size=40), st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_any_text_is_a_day_or_a_refusal(text: str, today: date) -> None:
    assert isinstance(read_command_day(text, today), date | Refused)
