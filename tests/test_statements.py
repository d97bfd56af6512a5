"""Golden statements: each mail is read as the facts beside it say, with LF and with CRLF line ends."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaisonbot.model.statement import Statement
from liaisonbot.reading.documents import Document, read_documents
from liaisonbot.reading.formats import FORMS, LAST, plain
from liaisonbot.reading.labels import Text
from liaisonbot.reading.letter import parse
from liaisonbot.reading.statement import read_statement
from liaisonbot.worker import files_of
from tests.golden import DIRECTORY, FORM_NAMES, MAILS, as_data, expected, golden
from tests.golden import read as read_raw
from tests.peers import need

GOLDEN = golden()
NO_STATEMENT = sorted((MAILS / "none").glob("*.eml"))


@cache
def read(path: Path, ends: bytes) -> Statement | None:
    """The statement in a golden mail with these line ends; Word 97 files need catdoc."""
    raw = path.read_bytes().replace(b"\n", ends)
    if b"application/msword" in raw:
        need("catdoc")
    return read_raw(raw)


def no_catdoc(data: bytes) -> str:
    raise FileNotFoundError("catdoc")


def test_there_are_golden_mails_of_every_form() -> None:
    assert all(sum(path.parent.name == form for path in GOLDEN) >= 10 for form in FORM_NAMES)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_at_most_one_form_claims_a_text(path: Path) -> None:
    letter = parse(path.read_bytes())
    texts = [Text("mail", tuple(letter.text.split("\n")))]
    texts += [Text(one.name, one.lines) for one in read_documents(files_of(letter), doc_text=no_catdoc)]
    for text in texts:
        claimed = [form.name for form in FORMS if form.name != LAST and form.recognises(text)]
        assert len(claimed) <= 1, (text.source, claimed)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_statement_is_read_as_expected(path: Path, ends: bytes) -> None:
    facts = expected(path)
    warning, disputed = facts.pop("warning", None), facts.pop("disputed", None)
    statement = read(path, ends)
    assert statement is not None
    assert statement.form == path.parent.name
    found = as_data(statement)
    assert {name: found[name] for name in facts} == facts
    if disputed:
        assert statement.disputed, "it must be held"
        assert disputed in statement.disputed
    else:
        assert statement.disputed is None
    if warning:
        assert any(warning in said for said in statement.warnings), statement.warnings


FACTS = ("title", "from_body", "from_contacts", "reply_to", "reference", "response_to", "to", "cc", "stated_purpose",
         "deadline")  # fmt: skip


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_fact_says_where_it_was_read(path: Path) -> None:
    statement = read(path, b"\n")
    assert statement is not None
    for name in FACTS:
        if getattr(statement, name):
            assert name in statement.evidence, name
    assert statement.purpose is statement.stated_purpose or "purpose" in statement.evidence
    assert all(seen.where and seen.text for seen in statement.evidence.values())


@pytest.mark.parametrize("path", NO_STATEMENT, ids=lambda path: path.stem)
def test_what_is_no_statement_is_not_made_one(path: Path) -> None:
    assert read(path, b"\n") is None


LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["Title: LS on x", "To: IETF QUIC WG", "Deadline: 1/2/2026", "Deadline:", "Source: ITU-T SG15", "2. Actions",
             "For action to: -", "LIAISON STATEMENT", "3GPP TSG SA WG2 Meeting #1\tS2-1234567", "Cc:", "To IETF:", "ACTION: x"]
        ),
    ),
    max_size=25,
)  # fmt: skip


@given(LINES, LINES)
def test_any_text_is_read_without_trouble(mail: list[str], file: list[str]) -> None:
    letter = replace(parse(b"From: a@b.example\nSubject: LS on x\n\n"), text="\n".join(mail), new_text="\n".join(mail))
    documents = (Document("x.docx", "application/msword", 1, tuple(file)),)
    read_statement(letter, documents, DIRECTORY)


@given(st.permutations(["Title: On x", "From: MEF", "To: IETF QUIC WG", "Purpose: For action", "Deadline: 4 May 2026"]))
def test_labels_are_read_in_any_order(lines: list[str]) -> None:
    draft = plain.read(Text("mail", tuple(lines)), DIRECTORY, None)
    assert (draft.title, draft.from_body, [one.group for one in draft.to]) == ("On x", "mef", ["quic"])
    assert str(draft.stated) == "action"
    assert str(draft.deadline) == "2026-05-04"


# Each form's head, and its labels in the usual order; facts: title, sender's body, addressee, purpose stated, deadline.
HEADS = {
    "itu_t": (("TELECOMMUNICATION STANDARDIZATION SECTOR", "LIAISON STATEMENT"),
              ("Source: ITU-T SG15", "Title: On x", "For action to: IETF QUIC WG", "For information to: IETF TLS WG", "Deadline: 4 May 2026"), "itu-t-sg-15"),
    "etsi": (("ETSI ISG NFV",), ("Title: On x", "From: ETSI ISG NFV", "To: IETF QUIC WG", "Purpose: For action", "Deadline: 4 May 2026"), "etsi-isg-nfv"),
    "ieee_802": (("IEEE 802.1 Working Group",),
                 ("Title: On x", "From: Glenn Example, Chair, IEEE 802.1 WG", "To: IETF QUIC WG", "Purpose: For action", "Deadline: 4 May 2026"), "ieee-802-1"),
    "iso_iec": (("ISO/IEC JTC 1/SC 6",), ("Title: On x", "Source: ISO/IEC JTC 1/SC 6", "To: IETF QUIC WG", "Purpose: For action", "Due date: 4 May 2026"), "iso-iec-jtc1-sc6"),
    "broadband_forum": (("Broadband Forum",), ("Subject: On x", "From: Broadband Forum", "To: IETF QUIC WG", "Purpose: For action", "Deadline: 4 May 2026"), "broadband-forum"),
    "mef": (("Mplify Alliance",), ("Subject: On x", "From: Mplify", "To: IETF QUIC WG", "Purpose: For action", "Deadline: 4 May 2026"), "mef"),
    "plain": ((), ("Subject: On x", "From: OIF", "To: IETF QUIC WG", "Purpose: For action", "Deadline: 4 May 2026"), "oif"),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
@given(st.data())
def test_each_form_reads_its_labels_in_any_order(name: str, data: st.DataObject) -> None:
    head, labels, body = HEADS[name]
    text = Text("mail", (*head, *data.draw(st.permutations(labels)), "", "Text."))
    form = next(form for form in FORMS if form.name == name)
    assert form.recognises(text)
    draft = form.read(text, DIRECTORY, date(2026, 3, 2))
    assert (draft.title, draft.from_body, str(draft.stated), str(draft.deadline)) == (
        "On x",
        body,
        "action",
        "2026-05-04",
    )
    assert [one.group for one in draft.to] == ["quic"]


RAW = [path.read_bytes() for path in GOLDEN if b"application/msword" not in path.read_bytes()]


@settings(max_examples=60)
@given(
    st.sampled_from(RAW), st.lists(st.tuples(st.integers(0, 100_000), st.binary(min_size=1, max_size=6)), max_size=12)
)
def test_damaged_mails_are_read_without_trouble(raw: bytes, changes: list[tuple[int, bytes]]) -> None:
    damaged = bytearray(raw)
    for place, data in changes:
        damaged[place % len(damaged) : place % len(damaged) + len(data)] = data
    read_raw(bytes(damaged))


@given(st.binary(max_size=3000))
def test_any_bytes_are_read_without_trouble(raw: bytes) -> None:
    read_raw(raw)
    read_raw(b"From: tsbsg15@itu.int\nSubject: LS on x\n\n" + raw)


LABELS = [
    "Title",
    "From",
    "To",
    "Cc",
    "Purpose",
    "Deadline",
    "Reference",
    "Response to",
    "Contact",
    "Send reply to",
    "",
]


@pytest.mark.parametrize("filler", [" ", "\t", " - ", "(", ") (", "[to ", "a ", "for ", "1 ", "by 1 ", "\u00a0"])
def test_runs_of_anything_cost_little(filler: str) -> None:
    """A letter with 5,000 blanks in its purpose once took 12 seconds, one with as many brackets was not read."""
    run = filler * (2500 // len(filler))
    lines = [
        f"{label}: For Infor{run}mation, LS to {run} IETF QUIC WG{run} please reply by 1 May{run}2026"
        for label in LABELS
    ]
    letter = replace(parse(b"From: a@mef.net\nSubject: LS on x\n\n"), text="\n".join(lines), new_text="\n".join(lines))
    began = time.process_time()
    read_statement(letter, (Document("LS1.docx", "application/msword", 1, tuple(lines)),), DIRECTORY)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("line", ["Dear{}", "Dear a{}b", "{}Dear colleagues{}.{}x", "To the{}", "With regards{}x"])
@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0"])
def test_a_greeting_of_blanks_costs_little(line: str, blank: str) -> None:
    lines = (line.replace("{}", blank * 1000), "Please comment on our work.", "Best regards", "Ada Contact")
    letter = replace(
        parse(b"From: a@m3aawg.org\nSubject: Liaison statement\n\n"), text="\n".join(lines), new_text="\n".join(lines)
    )
    began = time.process_time()
    read_statement(letter, (), DIRECTORY)
    assert time.process_time() - began < 1


@settings(max_examples=60)
@given(st.sampled_from(RAW))
def test_without_a_digit_there_is_no_day(raw: bytes) -> None:
    """No deadline out of thin air: neither the letter's own date nor its number can become one."""
    letter = parse(raw)
    lines = tuple(re.sub(r"\d", "x", line) for line in letter.text.split("\n") if "end of" not in line.lower())
    for form in FORMS:
        assert form.read(Text("mail", lines), DIRECTORY, date(2026, 3, 2)).deadline is None
