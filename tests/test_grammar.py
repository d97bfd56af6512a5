"""From text to command lines: what acts, what is prose, what is never read (commands 3 and 4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaisonbot.deciding import verbs  # noqa: F401 - importing it fills the registry
from liaisonbot.deciding.commands import FORMS, VERBS, commands_in
from liaisonbot.deciding.grammar import parse_line


@pytest.mark.parametrize(
    ("line", "verb", "case", "args", "because"),
    [
        ("done", "done", None, "", ""),
        ("Done.", "done", None, "", ""),
        ("please done, thanks!", "done", None, "", ""),
        ("LS-12: done", "done", 12, "", ""),
        ("LS-12 done", "done", 12, "", ""),
        ("done LS-12", "done", 12, "", ""),
        ("#12 done", "done", 12, "", ""),
        ("answered", "done", None, "", ""),
        ("done with https://mailarchive.ietf.org/arch/msg/x", "done", None, "with https://mailarchive.ietf.org/arch/msg/x", ""),
        ("- assign to chairs:quic", "assign", None, "to chairs:quic", ""),
        ("1. take", "take", None, "", ""),
        ("deadline 2026-11-13 because the group meets on the 12th", "deadline", None, "2026-11-13", "the group meets on the 12th"),
        ("DEADLINE: 13 Nov 2026", "deadline", None, "13 Nov 2026", ""),
        ("no-reply because it is not ours", "no-reply", None, "", "it is not ours"),
        ("no reply because it is not ours", "no-reply", None, "", "it is not ours"),
        ("redirect to quic, tls", "redirect", None, "to quic, tls", ""),
        ("note the chairs will answer next week", "note", None, "the chairs will answer next week", ""),
        ("!done", "done", None, "", ""),
        ("liaisonbot: done", "done", None, "", ""),
        ("choose 2", "choose", None, "2", ""),
        ("ok", "yes", None, "", ""),
        ("?", "help", None, "", ""),
    ],
)  # fmt: skip
def test_a_line_that_parses_in_full_is_a_command(
    line: str, verb: str, case: int | None, args: str, because: str
) -> None:
    command = parse_line(line, FORMS)
    assert command is not None
    assert (command.verb, command.case, command.args, command.because) == (verb, case, args, because)


@pytest.mark.parametrize(
    "line",
    [
        "Done with my review, will send text",
        "take your time",
        "status quo is fine with us",
        "donee",
        "choose whichever you like",
        "yes, but only after the meeting",
        "no-reply because ‹reason›",
        "assign",
        "noted the deadline of the other group",
        "Thanks, will do",
        "> done",
        "redirect",
    ],
)
def test_prose_is_no_command(line: str) -> None:
    assert parse_line(line, FORMS) is None


def test_the_top_block_ends_at_the_first_line_of_prose() -> None:
    reading = commands_in("Hi,\n\ntake\n# my part\nI will look at it.\ndone\n!note seen\n", bare=True)
    assert [command.line for command in reading.commands] == ["take", "!note seen"]
    assert reading.unread == 2


def test_only_marked_lines_count_outside_the_top_block() -> None:
    assert commands_in("done\nassign to me", bare=False).commands == ()
    assert [one.verb for one in commands_in("hello all\n!done", bare=False).commands] == ["done"]


def test_a_stop_word_ends_reading_only_after_a_command() -> None:
    reading = commands_in("Thanks,\ntake\nThanks\n!done", bare=True)
    assert [command.verb for command in reading.commands] == ["take"]


def test_a_wrapped_reason_is_joined() -> None:
    text = "no-reply because the group has closed this work and the document is now with another\nbody of the same area\n\ndone"
    reading = commands_in(text, bare=True)
    assert reading.commands[0].because.endswith("body of the same area")
    assert reading.commands[1].verb == "done"


def test_prose_that_begins_like_a_command_is_remembered() -> None:
    assert commands_in("Done with my review, will send text", bare=True).like_commands == (
        "Done with my review, will send text",
    )


def test_phone_punctuation_makes_no_difference() -> None:
    reading = commands_in("no\u2010reply because we don\u2019t work on it\u200b", bare=True)
    assert reading.commands[0].because == "we don't work on it"


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_says_what_it_does_and_its_sample_never_runs(verb: str) -> None:
    row = VERBS[verb]
    assert row.what.endswith(".")
    sample = parse_line(row.usage, FORMS)
    assert sample is None or sample.verb == verb
    if "‹" in row.usage:
        assert sample is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_trouble(text: str) -> None:
    reading = commands_in(text, bare=True)
    assert all(command.verb in VERBS or command.near for command in reading.commands)


@given(st.lists(st.sampled_from(["done", "take", "no-reply because x", "assign to me", "yes"]), min_size=1))
def test_a_quoted_line_is_never_a_command(lines: list[str]) -> None:
    assert commands_in("\n".join(f"> {line}" for line in lines), bare=True).commands == ()


@pytest.mark.parametrize(
    ("line", "values", "because"),
    [
        ("no-reply because the group has ended tell them", {"tell": "tell them"}, "the group has ended"),
        ("no-reply tell them because the group has ended", {"tell": "tell them"}, "the group has ended"),
        ("no-reply because the group has ended, tell them. Thanks", {"tell": "tell them"}, "the group has ended"),
        ("no-reply because we cannot tell them", {}, "we cannot tell them"),
        ("delay to 4 May because of the holidays quietly", {"day": "4 May", "quietly": "quietly"}, "of the holidays"),
        ("done because I did tell them", {}, "I did tell them"),
    ],
)
def test_a_flag_behind_the_reason_is_done_and_not_said(line: str, values: dict[str, str], because: str) -> None:
    command = parse_line(line, FORMS)
    assert command is not None
    assert (dict(command.values), command.because) == (values, because)
