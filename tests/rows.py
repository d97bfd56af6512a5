"""The rows of the tables that this product keeps, by the names under which tests prove them.

A test says which rows it proves with `@pytest.mark.rows("E16", "trap 7")`; `test_rows.py` fails for a row that none
names, and for a name that is no row."""

from __future__ import annotations

ERRORS = {
    "E01": "unknown verb: as a choice",
    "E02": "value missing",
    "E03": "date not read",
    "E04": "two readings of a date",
    "E05": "no such case, or not visible",
    "E06": "which case?",
    "E07": "no such person or group",
    "E08": "several such persons",
    "E09": "role lacking",
    "E10": "more proof needed",
    "E11": "lines contradict, or the case changed",
    "E12": "undo not possible in full",
    "E13": "reason missing",
    "E14": "date in the past",
    "E15": "reply address old or another's",
    "E16": "command only in quoted text",
    "E17": "text and HTML differ",
    "E18": "too many",
    "E19": "unreadable",
    "E20": "too many answers",
    "E21": "code wrong, used or old",
    "E22": "part refused",
}

TIERS = {
    "T0 ask": "an unknown address may ask what is public",
    "T1 held": "a known address that nothing proves: its commands wait",
    "T2 aligned": "an aligned signature opens reversible commands",
    "T3 token": "a personal token opens letters that leave the house",
    "T4 confirm": "a confirm round trip opens the rest",
    "T4 bulk": "several cases on one line that leave the house",
}

ROWS = {*ERRORS, *TIERS}
