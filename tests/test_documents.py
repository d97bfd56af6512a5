"""Files of letters as text lines: each feature as a small document, then what hostile files may cost."""

from __future__ import annotations

import io
import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from liaisonbot.doors.catdoc import catdoc_text
from liaisonbot.reading import bounds
from liaisonbot.reading.archives import shown_name
from liaisonbot.reading.documents import NO_CATDOC, NOT_TEXT, Document, read_document, read_documents
from liaisonbot.reading.flow import row_lines
from liaisonbot.reading.letter import Part
from tests.make_documents import (
    doc,
    docx,
    html,
    odf_paragraph,
    odt,
    ole,
    pdf,
    rtf,
    w_paragraph,
    w_part,
    w_run,
    zip_of,
)
from tests.peers import need

PARAGRAPHS = ["LIAISON STATEMENT", "Deadline:\t15 June 2018", "First\nsecond – “quoted” IMT‑2020 日本"]
TABLE = [
    ["Source:", "ITU-T Study Group 15"],
    ["For action to:", "IETF CCAMP WG\nIETF MPLS WG"],
    ["Deadline:", ""],
    ["Contact:", "A. Person\nOrganization\nSwitzerland", "Tel:\n+41 1\nE-mail: a.person@body.example"],
]
TABLE_LINES = (
    "Source:\tITU-T Study Group 15",
    "For action to:\tIETF CCAMP WG; IETF MPLS WG",
    "Deadline:\t",
    "Contact:\tA. Person; Organization; Switzerland\tTel: +41 1; E-mail: a.person@body.example",
)
TEXT_LINES = ("LIAISON STATEMENT", "Deadline:\t15 June 2018", "First", "second – “quoted” IMT‑2020 日本")


def lines_of(data: bytes, name: str = "LS15", media_type: str = "application/octet-stream") -> tuple[str, ...]:
    document = read_document(name, media_type, data)
    assert document.problem == ""
    assert document.size == len(data)
    return document.lines


def problem_of(data: bytes, name: str = "LS15", media_type: str = "application/octet-stream") -> str:
    document = read_document(name, media_type, data)
    assert document.lines == ()
    return document.problem


def docx_body(*xml: str) -> tuple[str, ...]:
    return lines_of(docx(body="".join(xml)))


def p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


# --- every kind, told by its bytes alone ------------------------------------------------------------------


@pytest.mark.parametrize("make", [docx, odt, rtf])
def test_word_processor_files_give_rows_and_paragraphs(make: Callable[..., bytes]) -> None:
    assert lines_of(make(PARAGRAPHS, [TABLE])) == TABLE_LINES + TEXT_LINES


def test_a_pdf_keeps_a_label_and_its_value_on_one_line() -> None:
    lines = lines_of(pdf(["Source:\tITU-T SG15", "Deadline:\t15 June 2018", "", "efﬁcient – 日本"]))
    assert lines == ("Source: ITU-T SG15", "Deadline: 15 June 2018", "efficient – 日本")


def test_the_pages_of_a_pdf_follow_each_other() -> None:
    lines = [f"Line {number}" for number in range(120)]
    assert lines_of(pdf(lines)) == tuple(lines)


def test_html_is_read_by_its_charset() -> None:
    page = '<html><head><meta charset="windows-1252"></head><body><p>caf\u00e9 \u2013 x</p></body></html>'
    assert lines_of(page.encode("cp1252")) == ("café – x",)
    assert "Source:\tITU-T Study Group 15" in lines_of(html([], [TABLE]))


def test_a_page_without_root_element_is_html_by_its_type_or_name() -> None:
    assert lines_of(b"<p>one<p>two", media_type="text/html") == ("one", "", "two")
    assert lines_of(b"<p>one<p>two", name="x.HTM") == ("one", "", "two")
    assert lines_of(b"<p>one<p>two", name="x.txt") == ("<p>one<p>two",)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
def test_plain_text_in_any_charset(codec: str) -> None:
    text = "Title: \u201ccaf\u00e9\u201d \u2013 more\r\n\r\n\r\nDeadline: 15 June 2018\r\n"
    assert lines_of(text.encode(codec), media_type="text/plain") == (
        "Title: “café” – more",
        "",
        "Deadline: 15 June 2018",
    )


def test_bytes_beat_name_and_type() -> None:
    assert lines_of(rtf(["really RTF"]), name="LS.doc", media_type="application/msword") == ("really RTF",)
    assert lines_of(docx(["really DOCX"]), name="LS.pdf", media_type="application/pdf") == ("really DOCX",)
    assert lines_of(html(["really HTML"]), name="LS.doc") == ("really HTML",)
    assert lines_of(b"\r\n" + pdf(["really PDF"]), name="LS.txt", media_type="text/plain") == ("really PDF",)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"GIF89a\x01\x00\x01\x00",
        b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        ole({"Workbook": b"old sheet"}),
        zip_of({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}),
        zip_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
    ],
)
def test_other_kinds_are_named_not_read(data: bytes) -> None:
    assert problem_of(data, media_type="text/plain") == NOT_TEXT


def test_empty_and_wordless_files_say_so() -> None:
    assert problem_of(b"") == "an empty file"
    assert problem_of(b" \r\n") == "an empty file"
    assert problem_of(docx()) == "no text in it"
    assert problem_of(rtf()) == "no text in it"
    assert problem_of(pdf([])) == "no text in this PDF (a scan?)"


# --- DOCX -------------------------------------------------------------------------------------------------


def test_docx_breaks_tabs_and_signs() -> None:
    run = (
        "<w:r><w:t>To: 3GPP</w:t><w:br/><w:t>IMT</w:t><w:noBreakHyphen/><w:t>2020</w:t><w:cr/><w:t>a</w:t>"
        "<w:tab/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t><w:br w:type='page'/>"
        "<w:sym w:font='Wingdings' w:char='F0FE'/><w:sym w:font='Wingdings' w:char='F0FF'/></w:r>"
    )
    assert docx_body(p(run)) == ("To: 3GPP", "IMT‑2020", "a\tbc", "☑")


def test_docx_run_borders_do_not_split_words() -> None:
    assert docx_body(p(w_run("Dead"), w_run("line: 15 J"), w_run("une"))) == ("Deadline: 15 June",)


def test_docx_headers_first_footers_last_equal_ones_once() -> None:
    data = docx(["Body"], header=["Head"], footer=["Foot"])
    archive = zipfile.ZipFile(io.BytesIO(data))
    files = {name: archive.read(name) for name in archive.namelist()}
    files["word/header2.xml"] = files["word/header1.xml"]
    files["word/footnotes.xml"] = w_part("footnotes", f"<w:footnote>{w_paragraph('Note')}</w:footnote>")
    assert lines_of(zip_of(files)) == ("Head", "Body", "Note", "Foot")


def test_docx_insertions_stay_deletions_and_moved_text_go() -> None:
    assert docx_body(
        p(
            w_run("by "),
            "<w:del><w:r><w:delText>1 May</w:delText></w:r></w:del>",
            f"<w:ins>{w_run('15 June')}</w:ins>",
            f"<w:moveFrom>{w_run(' away')}</w:moveFrom>",
            f"<w:moveTo>{w_run(' here')}</w:moveTo>",
        )
    ) == ("by 15 June here",)


def test_docx_fields_show_their_result_only() -> None:
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        '<w:r><w:instrText>HYPERLINK "mailto:x@y.example"</w:instrText></w:r>'
        "<w:r><w:t>code</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
        "<w:r><w:t>x@y.example</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    simple = f"<w:fldSimple w:instr='DATE'>{w_run(' today')}</w:fldSimple>"
    link = f"<w:hyperlink>{w_run(' a link')}</w:hyperlink>"
    assert docx_body(p(w_run("Mail: "), field, simple, link)) == ("Mail: x@y.example today a link",)


def test_docx_a_field_never_closed_costs_its_paragraph_only() -> None:
    broken = p("<w:r><w:fldChar w:fldCharType='begin'/></w:r>", w_run("lost"))
    assert docx_body(broken, w_paragraph("kept")) == ("kept",)


def test_docx_content_controls_are_read_unless_nobody_filled_them_in() -> None:
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{w_run('15 June')}</w:sdtContent></w:sdt>"
    empty = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + (
        w_run("Click to enter a date") + "</w:sdtContent></w:sdt>"
    )
    block = f"<w:sdt><w:sdtContent>{w_paragraph('A block')}</w:sdtContent></w:sdt>"
    assert docx_body(p(w_run("by "), filled), p(w_run("to: "), empty), block) == ("by 15 June", "to:", "A block")


def test_docx_a_text_box_is_told_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{w_paragraph('In the box')}</w:txbxContent>"
    run = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert docx_body(p(w_run("Before "), run, w_run("behind"))) == ("Before behind", "In the box")
    only_old = f"<w:r><mc:AlternateContent><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    assert docx_body(p(only_old)) == ("In the box",)


def test_docx_hidden_text_is_not_read() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Deadline: 1 May</w:t><w:tab/></w:r>"
    shown = "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>shown</w:t></w:r>"
    mark = "<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>"
    assert docx_body(p(mark, hidden, shown)) == ("shown",)


def test_docx_rows_with_merged_nested_and_long_cells() -> None:
    def cell(*paragraphs: str, inner: str = "", properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}{''.join(map(w_paragraph, paragraphs))}</w:tc>"

    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(cells)}</w:tr>"

    nested = f"<w:tbl>{row(cell('Name'), cell('A. Person'))}{row(cell('Mail'), cell('a@b.example'))}</w:tbl>"
    table = (
        row(cell("LIAISON", "STATEMENT", properties="<w:gridSpan w:val='2'/>"))
        + row(cell("Contact:", properties="<w:vMerge w:val='restart'/>"), cell("One"))
        + row(cell("", properties="<w:vMerge/>"), cell("Two"))
        + row(cell("Source:"), cell("", ""), cell("SG15"), cell(""))
        + row(cell("Annex:"), cell(inner=nested))
        + row(cell("Abstract:"), cell(*[f"Paragraph {number}" for number in range(13)]))
        + row(cell(""), cell(""))
    )
    assert docx_body(f"<w:tbl>{table}</w:tbl>") == (
        *("LIAISON", "STATEMENT"),
        *("Contact:\tOne", "\tTwo"),
        "Source:\tSG15",
        *("Annex:\tName\tA. Person", "Mail\ta@b.example"),
        "Abstract:\tParagraph 0",
        *(f"Paragraph {number}" for number in range(1, 13)),
    )


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        (["LS on optical", "networks"], "LS on optical networks"),
        (["LS on X", "[from ITU-T SG15]"], "LS on X [from ITU-T SG15]"),
        (["IETF CCAMP WG,", "IETF PCE WG"], "IETF CCAMP WG, IETF PCE WG"),
        (["A. Person", "a.person@b.example"], "A. Person; a.person@b.example"),
        (["A", "", "B"], "A; B"),
        (["A\tB", "C"], "A B; C"),
    ],
)
def test_the_paragraphs_of_a_cell_are_one_value(cell: list[str], line: str) -> None:
    assert row_lines([["Title:"], cell]) == [f"Title:\t{line}"]


def test_docx_strict_namespace_other_prefix_and_part_name() -> None:
    strict = (
        '<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r>'
        "<x:t>Strict</x:t></x:r></x:p></x:body></x:document>"
    )
    assert lines_of(zip_of({"word/document2.xml": strict.encode("utf-16")})) == ("Strict",)


# --- ODT, RTF ---------------------------------------------------------------------------------------------


def test_odt_headers_boxes_blanks_and_what_is_not_on_the_page() -> None:
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:p>a<text:s text:c='2'/>b <text:span>c\n d</text:span><office:annotation><text:p>remark</text:p>"
        "</office:annotation><text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Note</text:p></text:note-body></text:note> end</text:p>"
        "<text:p><draw:frame><draw:text-box><text:p>In the box</text:p></draw:text-box></draw:frame></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell>"
        "<table:covered-table-cell/><table:table-cell><text:p>B</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    lines = lines_of(odt(["Body"], header=["Head"], footer=["Foot"], body=body))
    assert [line for line in lines if line] == [*("Head", "Body", "a  b c d end", "Note", "In the box", "A\tB", "Foot")]


def test_odt_with_a_password() -> None:
    files = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": b"\x00\x01",
        "META-INF/manifest.xml": b"<manifest><encryption-data/></manifest>",
    }
    assert problem_of(zip_of(files)) == "encrypted: it needs a password"


def test_rtf_bytes_unicode_and_hidden_groups() -> None:
    body = (
        r"\pard caf\'e9 \u8211?x \uc2\u-10179\'3f\'3f\u-8704\'3f\'3f {\v hidden}{\deleted gone}{\*\bkmkstart b}"
        r"{\field{\*\fldinst HYPERLINK x}{\fldrslt result}}\~{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt box}}}"
        r"\_ \{x\}\par{\pict 89504e47}{\bin3 }}}tail\par"
    )
    lines = lines_of(rtf(body=body))
    assert lines[0].startswith("café –x 😀 ")
    assert "hidden" not in lines[0]
    assert "gone" not in lines[0]
    assert "result" in lines[0]
    assert "box" in lines[0]
    assert lines[0].endswith("‑ {x}")
    assert lines[1] == "tail"


def test_rtf_of_a_chinese_code_page() -> None:
    assert lines_of(rb"{\rtf1\ansi\ansicpg936 \'d6\'d0\'b9\'fa\par}") == ("中国",)


# --- Word 97 ----------------------------------------------------------------------------------------------


def test_word_97_by_catdoc() -> None:
    need("catdoc")
    words = tuple(f"{number} words and more of them" for number in range(400))
    data = doc([*PARAGRAPHS, *words])
    document = read_document("LS.doc", "application/msword", data, doc_text=catdoc_text)
    assert document == Document("LS.doc", "application/msword", len(data), (*TEXT_LINES, *words), "")


def test_catdoc_on_broken_files_gives_an_error_or_text_but_ends() -> None:
    need("catdoc")
    whole = doc(PARAGRAPHS)
    for seed in range(10):
        broken = bytearray(whole)
        for _ in range(20):
            broken[random.Random(seed).randrange(len(broken))] = seed
        document = read_document("x.doc", "", bytes(broken), doc_text=catdoc_text)
        assert document.lines or document.problem


def test_word_97_without_catdoc_asks_a_person() -> None:
    def missing(_: bytes) -> str:
        raise FileNotFoundError("catdoc")

    def late(_: bytes) -> str:
        raise TimeoutError("late")

    data = doc(["x"])
    assert problem_of(data) == NO_CATDOC
    assert read_document("x.doc", "", data, doc_text=missing).problem == NO_CATDOC
    assert read_document("x.doc", "", data, doc_text=late).problem.startswith("Word 97 file: it cannot be read")
    assert read_document("x.doc", "", data, doc_text=lambda _: "").problem == "no text in it"


def test_an_encrypted_word_file_is_known_as_such() -> None:
    assert problem_of(ole({"EncryptedPackage": b"x"})) == "encrypted: it needs a password"


# --- archives ---------------------------------------------------------------------------------------------


def read_zip(data: bytes, name: str = "bundle.zip") -> tuple[Document, ...]:
    return read_documents([Part(name, "application/zip", data)])


def test_the_files_of_a_zip_stand_for_it() -> None:
    data = zip_of(
        {
            "LS15.docx": docx(["Letter"]),
            "folder/": b"",
            "folder/Att1.pdf": pdf(["Annex"]),
            "__MACOSX/._LS15.docx": b"\0",
            "logo.png": b"\x89PNG\r\n\x1a\n\0",
        }
    )
    found = read_documents([Part("x.txt", "text/plain", b"Text"), Part("bundle.zip", "application/zip", data)])
    assert [(one.name, one.lines, one.problem) for one in found] == [
        ("x.txt", ("Text",), ""),
        ("bundle.zip: LS15.docx", ("Letter",), ""),
        ("bundle.zip: Att1.pdf", ("Annex",), ""),
        ("bundle.zip: logo.png", (), NOT_TEXT),
    ]


def test_two_containers_deep_and_no_deeper() -> None:
    inner = zip_of({"a.txt": b"text", "a.docx": docx(["three deep"]), "b.zip": zip_of({"x": b"y"})})
    found = read_zip(zip_of({"inner.zip": inner}))
    assert [(one.name, one.lines, one.problem) for one in found] == [
        ("bundle.zip: inner.zip: a.txt", ("text",), ""),
        ("bundle.zip: inner.zip: a.docx", (), "not read: packed more than 2 times"),
        ("bundle.zip: inner.zip: b.zip", (), "not read: packed more than 2 times"),
    ]


def test_fifty_documents_are_read_the_rest_is_named() -> None:
    found = read_zip(zip_of({f"{number}.txt": b"x" for number in range(52)}))
    assert [one.problem for one in found] == [""] * 50 + ["not read: the letter has more than 50 documents"] * 2


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\LS 15.docx", "LS 15.docx"),
        ("evil\u202excod.exe", "evil xcod.exe"),
        (".hidden", "hidden"),
        ("a\r\nBcc: x", "a Bcc: x"),
        ("", "file"),
        ("x" * 300 + ".docx", "x" * 100 + "…" + "x" * 14 + ".docx"),
    ],
)
def test_names_are_shown_never_paths(written: str, shown: str) -> None:
    assert shown_name(written) == shown


def test_utf8_names_without_the_flag_are_understood() -> None:
    data = zip_of({"naïve.txt": b"x"})
    unflagged = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        unflagged[data.index(mark) + offset + 1] &= ~0x08
    assert read_zip(bytes(unflagged))[0].name == "bundle.zip: naïve.txt"


def test_a_member_with_a_password_does_not_touch_the_others() -> None:
    data = bytearray(zip_of({"secret.txt": b"x", "open.txt": b"y"}))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert [one.problem for one in read_zip(bytes(data))] == ["encrypted: it needs a password", ""]


def test_a_damaged_word_file_is_not_called_an_archive() -> None:
    assert problem_of(docx(["x"])[:-30], name="LS.docx") == "damaged: not a whole ZIP archive"
    assert problem_of(zip_of({"x.txt": b"y"})) == "an archive of files"
    (found,) = read_documents([Part("LS.docx", "", docx(["x"])[:-30])])
    assert found.problem == "damaged: not a whole ZIP archive"


def test_an_archive_that_is_too_large_does_not_touch_the_next() -> None:
    found = read_documents(
        [Part("big.zip", "", raw_zip(b"x", b"", 0, 1_001)), Part("small.zip", "", zip_of({"x.txt": b"y"}))]
    )
    assert [one.problem for one in found] == ["an archive of more than 1,000 files", ""]


def test_a_member_without_a_name_is_a_file() -> None:
    (found,) = read_zip(raw_zip(b"", zlib.compress(b"", 9)[2:-4], 0))
    assert (found.name, found.problem) == ("bundle.zip: file", "an empty file")


def test_uncommon_packing_is_not_unpacked() -> None:
    (found,) = read_zip(zip_of({"x.txt": bytes(10_000)}, zipfile.ZIP_LZMA))
    assert found.problem == "packed by an uncommon method"


# --- hostile ----------------------------------------------------------------------------------------------


def deflated(size: int) -> bytes:
    """`size` blanks, packed. After a full flush a piece depends on nothing before it, so one can be
    repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (size >> 20) + packer.flush()


def raw_zip(name: bytes, packed: bytes, claimed: int, copies: int = 1) -> bytes:
    """One packed stream under `copies` entries that all point at it, with a size that may be a lie."""
    fields = (20, 0, 8, 0, 0, 0, len(packed), claimed)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields, len(name), 0) + name + packed
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *fields, len(name), 0, 0, 0, 0, 0, 0) + name
    directory = entry * copies
    count = min(copies, 0xFFFF)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(local), 0)
    return local + directory + end


@pytest.fixture(scope="module")
def gibibyte() -> bytes:
    return deflated(1 << 30)


def cost(data: bytes) -> tuple[tuple[Document, ...], float, float]:
    """What is found in a ZIP, the CPU seconds and the peak MiB of Python's memory."""
    tracemalloc.start()
    begin = time.process_time()
    found = read_zip(data)
    seconds = time.process_time() - begin
    peak = tracemalloc.get_traced_memory()[1] / bounds.MIB
    tracemalloc.stop()
    return found, seconds, peak


def test_a_mebibyte_that_unpacks_to_a_gibibyte_is_refused_early(gibibyte: bytes) -> None:
    assert len(gibibyte) < 1.1 * bounds.MIB
    for name in (b"bomb.txt", b"word/document.xml"):
        found, seconds, peak = cost(raw_zip(name, gibibyte, 1 << 30))
        assert len(found) == 1
        assert found[0].lines == ()
        assert found[0].problem in (
            "larger than 50 MiB when unpacked",
            "more than 100 times larger when unpacked (a bomb?)",
        )
        assert seconds < 3
        assert peak < 130


def test_a_size_that_lies_is_not_believed(gibibyte: bytes) -> None:
    (small,) = read_zip(raw_zip(b"x.txt", gibibyte, 100))
    assert small.problem == "damaged: it cannot be unpacked"
    (large,) = read_zip(raw_zip(b"x.txt", zlib.compress(b"x", 9)[2:-4], 0xFFFFFFFE))
    assert large.problem == "damaged: it cannot be unpacked"


def test_overlapping_members_are_refused() -> None:
    (found,) = read_zip(raw_zip(b"x.txt", deflated(1 << 20), 1 << 20, copies=500))
    assert found.problem == "damaged: files of the archive overlap (a bomb?)"


@pytest.mark.parametrize("copies", [1_001, 400_000])
def test_too_many_members_are_refused_before_they_are_counted_out(copies: int) -> None:
    found, seconds, peak = cost(raw_zip(b"x", b"", 0, copies))
    assert [one.problem for one in found] == ["an archive of more than 1,000 files"]
    assert seconds < 2
    assert peak < 100


def test_all_members_together_are_bounded() -> None:
    big = random.Random(1).randbytes(1 << 16) * 4  # repeats too far apart to be packed
    letters = zip_of({f"{number}.bin": big * 120 for number in range(4)}, zipfile.ZIP_STORED)
    assert [one.problem for one in read_zip(letters)] == [
        *[NOT_TEXT] * 3,
        "larger than 100 MiB in all when unpacked",
    ]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<w:p>" * 300 + "</w:p>" * 300, "its XML is nested deeper than 256 levels"),
        ("<w:p>", "damaged: its XML is broken"),
        ("&undeclared;", "damaged: its XML is broken"),
    ],
)
def test_hostile_xml(body: str, problem: str) -> None:
    assert problem_of(zip_of({"word/document.xml": w_part("document", body)})) == problem


def test_an_element_bomb_is_stopped_by_its_count() -> None:
    stored = zip_of({"word/document.xml": w_part("document", "<w:p/>" * 1_000_001)}, zipfile.ZIP_STORED)
    begin = time.process_time()
    assert problem_of(stored) == "its XML has more than 1,000,000 elements"
    assert time.process_time() - begin < 8


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE x>",
    ],
)
def test_a_doctype_is_refused(doctype: str) -> None:
    """X15."""
    xml = w_part("document", p(w_run("x"))).replace(b"?><", b"?>" + doctype.encode() + b"<", 1)
    assert problem_of(zip_of({"word/document.xml": xml})).startswith("its XML holds a DOCTYPE")


def test_text_beyond_two_mebibytes_is_cut_with_a_mark() -> None:
    words = random.Random(4)
    paragraphs = [f"{words.getrandbits(4000):x}" for _ in range(2_200)]
    for data in (docx(paragraphs), odt(paragraphs), rtf(paragraphs), "\n".join(paragraphs).encode()):
        found = read_document("x", "", data)
        assert found.problem == "only the first 2 MiB of its text were read"
        assert sum(map(len, found.lines)) <= bounds.MAX_TEXT
        assert found.lines[:10] == tuple(paragraphs[:10])


def test_rtf_groups_and_control_words_are_bounded() -> None:
    assert problem_of(b"{\\rtf1 " + b"\\b " * 1_000_001) == "it has more than 1,000,000 control words"
    assert problem_of(b"{\\rtf1 " + b"\\'20" * 1_000_001) == "it has more than 1,000,000 control words"
    assert problem_of(b"{\\rtf1 " + b"{" * 5_000) == "its groups are nested deeper than 256 levels"


def test_pdfs_with_a_password_too_many_pages_or_damage() -> None:
    assert problem_of(pdf(["x"], password="secret")) == "encrypted: it needs a password"
    assert problem_of(pdf(["x"] * 2_001, lines_per_page=1)) == "more than 2,000 pages"
    assert problem_of(b"%PDF-1.7 and then nothing").startswith("damaged")


def test_lines_hold_no_control_characters() -> None:
    text = "a\x00\x0bb\x1bc\u202ed\x85e\u2028f\tg\ufeff\r\n"
    lines = lines_of(text.encode("utf-16"), media_type="text/plain")
    assert lines == ("a", "bcd", "e", "f\tg")


MAGIC = (
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1 ",
    b"<html>",
)
REAL = (
    *(docx(PARAGRAPHS, [TABLE], header=["H"]), odt(PARAGRAPHS, [TABLE], body=odf_paragraph("x"))),
    *(rtf(PARAGRAPHS, [TABLE]), pdf(TEXT_LINES), html(PARAGRAPHS, [TABLE]), doc(PARAGRAPHS)),
    zip_of({"a.docx": docx(["x"]), "b.txt": b"y"}),
)


def holds(documents: tuple[Document, ...]) -> None:
    """What a Document promises."""
    for document in documents:
        assert document.lines or document.problem or document.size == 0
        for line in document.lines:
            assert len(line.splitlines()) <= 1
            assert "\0" not in line
            line.encode("utf-8")


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(MAGIC), st.binary(max_size=2_000))
@example(b"PK\x05\x06", bytes(18))
def test_any_bytes_are_survived(magic: bytes, data: bytes) -> None:
    holds((read_document("x", "", magic + data),))
    holds(read_documents([Part("x.zip", "application/zip", magic + data)]))


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(REAL),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=8),
    st.integers(0, 10_000),
)
def test_mutated_files_are_survived(real: bytes, changes: list[tuple[int, bytes]], cut: int) -> None:
    data = bytearray(real)
    for place, new in changes:
        data[place % len(data) : place % len(data) + len(new)] = new
    data = data[: len(data) - cut % len(data)] if cut % 3 == 0 else data
    holds((read_document("x", "", bytes(data)),))
    holds(read_documents([Part("x.zip", "application/zip", bytes(data))]))
