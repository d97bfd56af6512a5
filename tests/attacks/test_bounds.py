"""The bounds of promises 5: what they are, and that each holds at its number and not one further (P14, X14)."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile

import pytest

from liaisonbot.doors import letter_scan, proof, reader, smtp_in, writer
from liaisonbot.doors.smtp_bounds import Bounds
from liaisonbot.model import mail
from liaisonbot.reading import bounds, headers, mime
from liaisonbot.reading.documents import read_documents
from liaisonbot.reading.letter import Part
from liaisonbot.worker import read_letter
from tests.golden import DIRECTORY, MAILS
from tests.make_documents import docx

KIB, MIB = 1 << 10, 1 << 20

TABLE = {
    "lines of a letter": (letter_scan.LINES, 500_000),
    "bytes of a line": (letter_scan.LINE_BYTES, 64 * KIB),
    "bytes of a header, door": (letter_scan.HEADER_BYTES, 256 * KIB),
    "fields of a header, door": (letter_scan.HEADER_FIELDS, 1000),
    "hops": (letter_scan.RECEIVED_FIELDS, 50),
    "answers to answers": (mail.MOST_HOPS, 3),
    "recipients": (smtp_in.MOST_RECIPIENTS, 20),
    "bytes of a header, reader": (headers.MAX_HEADER_BLOCK, 64 * KIB),
    "fields of a header, reader": (headers.MAX_FIELDS, 500),
    "bytes of a field": (headers.MAX_FIELD, 16 * KIB),
    "parts": (mime.MAX_PARTS, 100),
    "nesting": (mime.MAX_NESTING, 15),
    "characters of a part": (mime.MAX_TEXT, 2 * MIB),
    "documents": (bounds.MAX_FILES, 50),
    "characters of a document": (bounds.MAX_TEXT, 2 * MIB),
    "packed in one another": (bounds.MAX_CONTAINERS, 2),
    "members of an archive": (bounds.MAX_MEMBERS, 1000),
    "bytes of a member": (bounds.MAX_MEMBER, 50 * MIB),
    "bytes of all members": (bounds.MAX_UNPACKED, 100 * MIB),
    "times larger when unpacked": (bounds.MAX_RATIO, 100),
    "small enough for any ratio": (bounds.RATIO_FREE, MIB),
    "depth of XML": (bounds.MAX_DEPTH, 256),
    "elements of XML": (bounds.MAX_ELEMENTS, 1_000_000),
    "pages of a PDF": (bounds.MAX_PAGES, 2000),
    "a mebibyte": (bounds.MIB, MIB),
    "signatures": (proof._MAX_SIGNATURES, 5),
    "bytes of a signed letter": (proof._MAX_BYTES, 10 * MIB),
    "blanks in a row": (proof._MAX_BLANKS, 1000),
    "letters in a commit": (writer.GROUP, 64),
    "bytes in flight": (writer.IN_FLIGHT, 100 * MIB),
}
"""What a bound is, where it stands in the code, and its number in the design."""


@pytest.mark.parametrize(("is_now", "number"), TABLE.values(), ids=list(TABLE))
def test_a_bound_is_what_was_promised(is_now: int, number: int) -> None:
    assert is_now == number


def test_the_bounds_of_clients_are_what_was_promised() -> None:
    wanted = Bounds(100, 10, 80, 300, 10, 1, 1000, 3, 30, 500, 900, 100 * MIB, 200, 600, 5)
    assert Bounds() == wanted


def test_the_bounds_of_a_worker_are_what_was_promised() -> None:
    """512 MiB, 10 s of CPU and 20 s for a letter, a new child after 200 letters, two of them."""
    pool = reader.Reader("tests.reader_jobs:work")
    assert tuple(pool._limits) == (512, 10, 20, 200)
    assert pool._count == 2


def documents(*parts: Part) -> list[str]:
    """What is said of each document, in order; "" for one that was read."""
    return [one.problem or "" for one in read_documents(parts, doc_text=lambda data: "")]


def text(number: int) -> Part:
    return Part(f"{number}.txt", "text/plain", f"Title: {number}\n".encode(), inline=False)


def archive(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def packed(data: bytes) -> Part:
    return Part("x.zip", "application/zip", data, inline=False)


@pytest.mark.parametrize(("count", "read"), [(49, 49), (50, 50), (51, 50)])
def test_fifty_documents_are_read(count: int, read: int) -> None:
    said = documents(*map(text, range(count)))
    assert [one == "" for one in said] == [True] * read + [False] * (count - read)


@pytest.mark.parametrize(("count", "whole"), [(999, True), (1000, True), (1001, False)])
def test_an_archive_of_a_thousand_files(count: int, whole: bool) -> None:
    began = time.process_time()
    said = documents(packed(archive({f"{number}.bin": b"" for number in range(count)}, zipfile.ZIP_STORED)))
    assert ("an archive of more than 1,000 files" in said) is not whole
    assert time.process_time() - began < 3


@pytest.mark.parametrize(("depth", "read"), [(1, True), (2, True), (3, False)])
def test_what_is_packed_twice_is_read(depth: int, read: bool) -> None:
    data, name = b"Title: LS\n", "x.txt"
    for number in range(depth):
        data, name = archive({name: data}), f"{number}.zip"
    assert (documents(packed(data))[-1] == "") is read


@pytest.mark.parametrize(("depth", "read"), [(254, True), (300, False)])
def test_xml_of_some_depth(depth: int, read: bool) -> None:
    nested = docx(["x"])
    with zipfile.ZipFile(io.BytesIO(nested)) as made:
        files = {name: made.read(name) for name in made.namelist()}
    inner = b"<w:p>" * (depth - 2) + b"</w:p>" * (depth - 2)
    files["word/document.xml"] = files["word/document.xml"].replace(b"<w:body>", b"<w:body>" + inner, 1)
    said = documents(Part("x.docx", "", archive(files), inline=False))
    assert ("its XML is nested deeper than 256 levels" in said) is not read


@pytest.mark.parametrize(("size", "read"), [(MIB - 1, True), (2 * MIB, False)])
def test_a_file_that_is_much_larger_when_unpacked(size: int, read: bool) -> None:
    """Below a mebibyte any ratio will do; above, a hundredfold is a bomb."""
    tracemalloc.start()
    said = documents(packed(archive({"x.txt": b" " * size})))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ("more than 100 times larger when unpacked (a bomb?)" in said) is not read
    assert peak < 24 * MIB


def test_brackets_in_brackets_cost_no_more_than_others() -> None:
    """X14: found by `./dev fuzz addressees`; each pair inside another one doubled the work, until the stack was full."""
    raw = (MAILS / "hostile" / "39-brackets-in-brackets.eml").read_bytes()
    began = time.process_time()
    read = read_letter(DIRECTORY, (raw, {}))
    assert time.process_time() - began < 3
    assert read.statement is not None
    assert "ccamp" in [one.group for one in read.statement.to]


@pytest.mark.parametrize(("size", "cut"), [(2 * MIB - 1, False), (2 * MIB, False), (2 * MIB + 1, True)])
def test_two_mebibytes_of_text(size: int, cut: bool) -> None:
    began = time.process_time()
    said = documents(Part("x.txt", "text/plain", (b"y" * 79 + b"\n") * (size // 80) + b"z" * (size % 80), inline=False))
    assert (said == ["only the first 2 MiB of its text were read"]) is cut
    assert time.process_time() - began < 4
