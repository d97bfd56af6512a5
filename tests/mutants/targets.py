"""What is mutated: the modules that decide who may do what and how much, and the tests that must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """The tests of a module, quickest first; the share of its changes that they must notice, in percent; and its parts
    that count (functions, classes, constants), where not all of it decides such things."""

    tests: tuple[str, ...]
    goal: int = 90
    parts: tuple[str, ...] = ()


VERIFIER = {
    "deciding.trust": Target(("tests/test_trust.py",), 100),
    "doors.proof": Target(("tests/test_server_results.py", "tests/test_proof.py"), 100),
    "doors.dns_keys": Target(("tests/test_dns_keys.py",), 100),
    "model.tokens": Target(("tests/test_tokens.py",), 100),
    "model.our_addresses": Target(("tests/test_our_addresses.py",), 100),
    "reading.mailboxes": Target(
        ("tests/test_mailboxes.py",), 100, ("is_address", "strict_mailbox", "_twice_the_same")
    ),
    "deciding.which_case": Target(("tests/test_which_case.py",), 100),
    "deciding.lent_address": Target(("tests/test_lent_address.py",), 100),
    "gathering": Target(
        ("tests/test_which_case.py", "tests/test_passed_on.py"),
        100,
        ("_proof", "_proof_inside", "_case", "_command_letter", "_tagged", "_proves_nothing", "opened", "_letter",
         "signed_only"),
    ),
    "deciding.dispatch": Target(("tests/attacks/test_rights.py", "tests/test_replies.py"), 100, ("_run_line",)),
    "deciding.obeying": Target(
        ("tests/attacks/test_confirms.py",),
        100,
        ("obey", "_with_answers", "_over", "_asked_by", "_is_its_own", "_may_drop", "_why_anew", "_changed_since",
         "_choose", "_guessed", "_unproven", "_ask_answers"),
    ),
}  # fmt: skip
"""Whatever judges proof, tokens and tiers, and whom and what a letter belongs to."""

OTHERS = {
    "deciding.answering": Target(("tests/attacks/test_answering.py",)),
    "deciding.same_letter": Target(("tests/test_same_letter.py",)),
    "doors.letter_scan": Target(("tests/test_smtp_letters.py", "tests/test_smtp_in.py")),
    "doors.smtp_bounds": Target(("tests/test_smtp_bounds.py", "tests/attacks/test_bounds.py")),
    "reading.bounds": Target(("tests/attacks/test_bounds.py",)),
}
"""Who is answered, what is the same letter, how much is taken."""

TARGETS = VERIFIER | OTHERS

SPARE: dict[tuple[str, str, str], str] = {
    (
        "gathering",
        "signed_only",
        "without not proof.uncovered",
    ): "a letter that is covered whole comes out as it went in",
    ("doors.proof", "_fields", "1 + 1"): "what is split off below the header is not looked at",
    ("doors.smtp_bounds", "MOST_REMEMBERED", "10000 + 1"): "how many clients are remembered decides nothing",
    ("doors.smtp_bounds", "Crowd", "always len(self._busy) >= MOST_REMEMBERED"): "that only takes time",
    ("doors.smtp_bounds", "Pace", "0 + 1"): "DATA counts from 0 again before anybody asks",
    ("model.tokens", "_AS_LETTERS", "0 + 1"): "any byte but an a will do for what is no letter",
    ("model.tokens", "_keyed", "64 + 1"): "how many keys are remembered decides nothing",
}
"""Checks that no test can miss, since another one stands behind them: module, part and change, and why they stay. One
that a test does notice has no place here."""
