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

TRAPS = {
    1: "valid DKIM of another domain than From",
    2: "token past its life, issued in the future; constant time",
    3: "Auto-Submitted: no is human; AUTO-REPLIED; x=y is automatic",
    4: "human text with X-Auto-Response-Suppress or List-Id is human",
    5: "Precedence: bulk with human text is not dropped",
    6: "out-of-office to every address of ours",
    7: "quoted lines and our own help never run",
    8: "every verb leaves an event or an error",
    9: "each length limit fires at limit + 1",
    10: "an unbalanced quote in a line",
    11: "two of our addresses in one transaction",
    12: "a base64 body that is no multipart",
    13: "out-of-office to a closed case",
    14: "each limit fires, and every held letter has a row",
    15: "marker line mangled: still cut",
    16: "relay replaces our Message-ID",
    17: "References split by commas, with junk",
    18: "killed between commit and IMAP flag; new UIDVALIDITY",
    19: "GET on any link changes nothing",
    20: "code and token survive wrapping at 60 columns",
    21: "curly quotes and a dash for the signature",
    22: "out-of-office to a return path; success is no bounce",
    23: "a stranger's Authentication-Results",
    24: "an error answer holds neither the help nor the letter",
    25: "own letter back; a quoted command on a list",
    26: "a reason and a URL wrapped by the client",
    27: "a planted Delivered-To",
    28: "a meeting invitation makes no empty case",
    29: "answers above, below and between quotes",
    30: "header names in any case",
    31: "private text never in letters to others",
    32: "Deadline: or Copy: opening a contact's letter",
    33: "DKIM without To",
    34: "two auto-responders with changing addresses",
    35: "the handler raises; VRFY; a long line",
    36: "killed at every commit point, each letter delivered twice",
    37: "a token forwarded to another person",
    38: "first copy poor, second aligned",
    39: "l=, double From, an old signature, rsa-sha1",
}

LIMITS = {
    "answers per person": "20 an hour, 60 a day",
    "help per person": "3 a day",
    "questions per address": "3 a day",
    "letters per list": "6 an hour, 20 a day",
    "all outgoing": "120 an hour: reminders and digests wait",
    "events per minute": "more shut the outbox but for alarms",
    "bounces": "more than 5 % of the last 200: reminders and digests wait",
}

ROWS = {*LIMITS, *ERRORS, *TIERS, *(f"trap {number}" for number in TRAPS)}
