"""The tables of verbs and of errors, row by row (commands 9, 12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from liaisonbot.deciding import verbs  # noqa: F401 - importing it fills the registry
from liaisonbot.deciding.commands import FORMS, VERBS
from liaisonbot.model.people import People
from tests.world import CARLA, MIRA, QUENTIN, World

TABLE = [
    ("help", "?", 0), ("status", "st", 0), ("list", "search", 2), ("show", "get", 2), ("history", "log", 2),
    ("why", "", 0), ("whoami", "", 0),
    ("take", "claim", 2), ("assign", "give", 2), ("release", "drop", 2), ("redirect", "reroute move", 3),
    ("copy", "cc", 2), ("link", "", 2), ("answers", "", 2), ("duplicate", "dup", 2), ("record", "accept", 2),
    ("not-a-liaison", "spam personal", 2),
    ("deadline", "due", 2), ("delay", "postpone", 3), ("remind", "ping", 2), ("snooze", "mute", 2),
    ("done", "answered close", 2), ("no-reply", "", 2), ("interim", "partial", 2), ("noted", "ack", 2),
    ("reopen", "", 2), ("withdraw", "", 3), ("tell", "", 3),
    ("note", "comment", 2), ("private", "", 2), ("set", "", 2), ("attach", "", 2),
    ("digest", "", 2), ("away", "", 2), ("delegate", "", 2), ("subscribe", "watch", 2), ("unsubscribe", "", 0),
    ("settings", "", 2), ("undo", "", 2), ("confirm", "", 0), ("cancel", "no", 0), ("choose", "pick", 2),
    ("yes", "ok y", 2), ("stop", "", 0), ("calendar", "ics", 2),
    ("problem", "", 2), ("escalate", "", 2), ("concern", "", 2),
]  # fmt: skip


@pytest.mark.parametrize(("name", "aliases", "tier"), TABLE, ids=[row[0] for row in TABLE])
def test_a_verb_stands_in_the_registry_as_in_the_table(name: str, aliases: str, tier: int) -> None:
    verb = VERBS[name]
    assert verb.tier == tier
    assert set(aliases.split()) <= set(verb.aliases)
    assert all(FORMS[one] is verb.form for one in verb.aliases)
    assert verb.what.endswith(".")


OTHER = replace(QUENTIN, name="Quentin Other", addresses=("q2@chair.example",), chairs=())

ERRORS = {
    "E02": [
        ("deadline", MIRA),
        ("LS-1 set purpose nothing", MIRA),
        ("LS-1 done", MIRA),
        ("settings zone Nowhere", MIRA),
    ],
    "E03": [
        ("LS-1 deadline soon", MIRA),
        ("LS-1 deadline before IETF 999", MIRA),
        ("LS-1 delay to soon because x", MIRA),
    ],
    "E04": [("LS-1 deadline 12/11/2026", MIRA)],
    "E05": [("LS-999 take", MIRA), ("LS-999 status", MIRA), ("LS-1 link LS-999", MIRA), ("undo U-999", MIRA)],
    "E06": [("take", MIRA), ("undo", MIRA)],
    "E07": [("LS-1 assign to nobody-known", MIRA), ("LS-1 redirect to quick", MIRA), ("LS-1 copy nonsuch", MIRA)],
    "E08": [("LS-1 assign to quentin", MIRA)],
    "E09": [("LS-1 take", OTHER), ("LS-1 set title x", QUENTIN), ("LS-1 deadline none", QUENTIN)],
    "E10": [("LS-1 redirect to mpls because it is theirs", MIRA), ("delegate carla until 2026-05-01", MIRA)],
    "E11": [("LS-1 deadline 1 May 2026\nLS-1 deadline 2 May 2026", MIRA), ("LS-1 link LS-1", MIRA)],
    "E13": [("LS-1 no-reply", MIRA), ("LS-1 delay to 2026-07-01", MIRA), ("LS-1 withdraw", MIRA)],
    "E14": [
        ("LS-1 deadline 2026-01-05", MIRA),
        ("LS-1 snooze until 2026-01-05", MIRA),
        ("away until 2026-01-05", MIRA),
    ],
    "E18": [("\n".join(f"LS-1 note {n}" for n in range(21)), MIRA)],
    "E21": [("confirm AAAA-BBBB-CC", MIRA), ("cancel", MIRA)],
}
"""What must give each error; the others have stories of their own (tests/test_rows.py knows where)."""

_COPIED = re.compile(r"(?m)^ {9,}\S|`choose \d+`|`confirm [A-Z0-9-]+`")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("errors"), people=People((MIRA, CARLA, QUENTIN, OTHER))) as world:
        world.arrives(world.statement())
        world.office = world.service.office
        yield world


@pytest.mark.parametrize(("code", "text", "who"), [(code, *row) for code, rows in ERRORS.items() for row in rows])
def test_an_error_says_what_to_send_instead(world: World, code: str, text: str, who: object) -> None:
    world.minutes_pass(61)  # nobody gets more than twenty answers an hour
    before, count = world.case(1), len(world.sent("transcript"))
    world.says(who, f"{text}\n")  # type: ignore[arg-type]
    assert len(world.sent("transcript")) == count + 1
    answer = world.sent("transcript")[-1].text
    assert code in answer, answer
    assert world.case(1) == before
    assert _COPIED.search(answer), answer
