"""Real files for tests: DOCX, ODT, RTF, PDF, HTML, Word 97 and ZIP bytes, made by the stdlib and pypdf alone.

In all of them a paragraph is a string: a tab in it is a tab, a LF a line end inside the paragraph. A table is
a list of rows, a row a list of cells, a cell a string whose LFs part paragraphs. Tables stand before the
paragraphs, as in the letters of ITU-T.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Table = Sequence[Sequence[str]]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)


FIXED_TIME = (2026, 3, 2, 9, 0, 0)
"""The time of every file in an archive, so that the same document is made of the same bytes."""


def zip_of(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of these files, in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), data, compression)
    return stream.getvalue()


def docx(
    paragraphs: Sequence[str] = (),
    tables: Sequence[Table] = (),
    *,
    header: Sequence[str] = (),
    footer: Sequence[str] = (),
    body: str = "",
) -> bytes:
    """A DOCX file; `body` is WordprocessingML that follows the rest, prefixes `w` and `mc`."""
    inner = "".join(map(_w_table, tables)) + "".join(map(w_paragraph, paragraphs)) + body
    files = {
        "[Content_Types].xml": _CONTENT_TYPES.encode(),
        "_rels/.rels": _RELATIONSHIPS.encode(),
        "word/document.xml": w_part("document", f"<w:body>{inner}<w:sectPr/></w:body>"),
    }
    if header:
        files["word/header1.xml"] = w_part("hdr", "".join(map(w_paragraph, header)))
    if footer:
        files["word/footer1.xml"] = w_part("ftr", "".join(map(w_paragraph, footer)))
    return zip_of(files)


def w_part(root: str, inner: str) -> bytes:
    """One XML part of a DOCX file."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:{root} xmlns:w="{W}" xmlns:mc="{MC}">{inner}</w:{root}>'
    ).encode()


def w_run(text: str) -> str:
    signs = {"\t": "<w:tab/>", "\n": "<w:br/>"}
    parts = "".join(signs.get(piece) or _w_text(piece) for piece in _pieces(text))
    return f"<w:r><w:rPr><w:b/></w:rPr>{parts}</w:r>"


def _w_text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def w_paragraph(text: str) -> str:
    # A tab stop in the properties, as in most letters: it is no tab in the text.
    return f'<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="900"/></w:tabs></w:pPr>{w_run(text)}</w:p>'


def _w_table(table: Table) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(map(_w_row, table))}</w:tbl>"


def _w_row(row: Sequence[str]) -> str:
    cells = ("".join(map(w_paragraph, cell.split("\n"))) for cell in row)
    return "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def _pieces(text: str) -> list[str]:
    """Runs of plain text, tabs and line ends, each by itself."""
    pieces: list[str] = []
    for character in text:
        if character in "\t\n" or not pieces or pieces[-1] in "\t\n":
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_SPACES = " ".join(
    f'xmlns:{prefix}="{_ODF}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"


def odt(
    paragraphs: Sequence[str] = (),
    tables: Sequence[Table] = (),
    *,
    header: Sequence[str] = (),
    footer: Sequence[str] = (),
    body: str = "",
) -> bytes:
    """An ODT file; `body` is OpenDocument XML that follows the rest."""
    inner = "".join(map(_odf_table, tables)) + "".join(map(odf_paragraph, paragraphs)) + body
    margins = (
        f"<style:header>{''.join(map(odf_paragraph, header))}</style:header>"
        f"<style:footer>{''.join(map(odf_paragraph, footer))}</style:footer>"
    )
    return zip_of(
        {
            "mimetype": _ODT_TYPE,
            "content.xml": _odf_part(
                "document-content", f"<office:body><office:text>{inner}</office:text></office:body>"
            ),
            "styles.xml": _odf_part(
                "document-styles",
                f"<office:master-styles><style:master-page>{margins}</style:master-page></office:master-styles>",
            ),
            "META-INF/manifest.xml": b'<?xml version="1.0"?><manifest/>',
        }
    )


def _odf_part(root: str, inner: str) -> bytes:
    return f'<?xml version="1.0"?><office:{root} {_ODF_SPACES}>{inner}</office:{root}>'.encode()


def odf_paragraph(text: str) -> str:
    signs = {"\t": "<text:tab/>", "\n": "<text:line-break/>"}
    return f"<text:p>{''.join(signs.get(piece) or escape(piece) for piece in _pieces(text))}</text:p>"


def _odf_table(table: Table) -> str:
    return f"<table:table>{''.join(map(_odf_row, table))}</table:table>"


def _odf_row(row: Sequence[str]) -> str:
    cells = ("".join(map(odf_paragraph, cell.split("\n"))) for cell in row)
    inner = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
    return f"<table:table-row>{inner}</table:table-row>"


def rtf(paragraphs: Sequence[str] = (), tables: Sequence[Table] = (), *, body: str = "") -> bytes:
    """An RTF file as Word writes it; `body` is RTF that follows the rest."""
    rows = "".join(_rtf_row(row) for table in tables for row in table)
    text = "".join(f"\\pard {_rtf_text(paragraph)}\\par\n" for paragraph in paragraphs)
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Helvetica;}}{\\stylesheet{\\s0 Normal;}}"
        "{\\*\\generator Made by hand;}{\\info{\\title Not on the page}}\n" + rows + text + body + "}"
    ).encode("ascii")


def _rtf_row(row: Sequence[str]) -> str:
    edges = "".join(f"\\cellx{2000 * (number + 1)}" for number in range(len(row)))
    cells = "".join(
        "\\pard\\intbl " + "\\par\n\\pard\\intbl ".join(map(_rtf_text, cell.split("\n"))) + "\\cell\n" for cell in row
    )
    return f"\\trowd{edges}\n{cells}\\row\n"


def _rtf_text(text: str) -> str:
    signs = {"\t": "\\tab ", "\n": "\\line ", "\\": "\\\\", "{": "\\{", "}": "\\}"}
    return "".join(signs.get(character) or _rtf_character(character) for character in text)


def _rtf_character(character: str) -> str:
    if character.isascii():
        return character
    units = struct.unpack(f"<{len(character.encode('utf-16-le')) // 2}h", character.encode("utf-16-le"))
    return "".join(f"\\u{unit}?" for unit in units)


def html(paragraphs: Sequence[str] = (), tables: Sequence[Table] = ()) -> bytes:
    """A web page in UTF-8."""
    rows = "".join(
        "<table>" + "".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in table) + "</table>" for table in tables
    )
    text = "".join(f"<p>{escape(paragraph).replace(chr(10), '<br>')}</p>" for paragraph in paragraphs)
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{rows}{text}</body></html>'.encode()


def _td(cell: str) -> str:
    return f"<td>{escape(cell).replace(chr(10), '<br>')}</td>"


_LINES_PER_PAGE = 50
_COLUMN = 140  # points from one tab to the next


def pdf(lines: Sequence[str], *, password: str = "", lines_per_page: int = _LINES_PER_PAGE) -> bytes:
    """A text PDF in Helvetica, any Unicode text of at most 255 different characters. A tab moves to the next
    column, drawn as a piece of its own, as word processors draw table cells. With a password: encrypted."""
    codes = {character: code for code, character in enumerate(sorted(set("".join(lines)) - {"\t"}), 1)}
    if len(codes) > 255:
        raise ValueError("more different characters than a simple font holds")
    pages = [lines[start : start + lines_per_page] for start in range(0, len(lines), lines_per_page)] or [[]]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode %d 0 R >>" % (4 + 2 * len(pages)),
    ]
    for number, page in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(_stream(_page_content(page, codes)))
    objects.append(_stream(_to_unicode(codes)))
    return _encrypted(_pdf_file(objects), password) if password else _pdf_file(objects)


def _page_content(lines: Sequence[str], codes: Mapping[str, int]) -> bytes:
    drawn = []
    for number, line in enumerate(lines):
        for column, piece in enumerate(line.split("\t")):
            if piece:
                shown = "".join(f"{codes[character]:02x}" for character in piece)
                drawn.append(f"BT /F1 10 Tf 1 0 0 1 {60 + _COLUMN * column} {790 - 14 * number} Tm <{shown}> Tj ET")
    return "\n".join(drawn).encode()


def _to_unicode(codes: Mapping[str, int]) -> bytes:
    pairs = [f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items()]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    maps = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{maps}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    data = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(data)


def _encrypted(data: bytes, password: str) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


_SECTOR = 512
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def doc(paragraphs: Sequence[str]) -> bytes:
    """A Word 97 file with no formatting: a compound file (MS-CFB) with one stream, whose file information
    block (MS-DOC 2.5) points at the text."""
    text = "".join(paragraph.replace("\n", "\x0b") + "\r" for paragraph in paragraphs)
    encoded = text.encode("utf-16-le")
    fib = struct.pack("<HHHHHHH", 0xA5EC, 0xC1, 0, 0x0409, 0, 0x1000, 0xBF)
    fib = fib.ljust(24, b"\0") + struct.pack("<II", 1024, 1024 + len(encoded))
    fib = fib.ljust(0x4C, b"\0") + struct.pack("<I", len(text))
    formatting = bytes(1024)  # Word writes its tables behind the text; catdoc loses text at the very end
    return ole({"WordDocument": fib.ljust(1024, b"\0") + encoded + formatting})


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of at most three streams, each padded to at least 4,096 bytes."""
    padded = {name: data.ljust(max(4096, -(-len(data) // _SECTOR) * _SECTOR), b"\0") for name, data in streams.items()}
    fat_sectors = -(-(2 + sum(map(len, padded.values())) // _SECTOR) * 4 // (_SECTOR - 4)) or 1
    fat = [_FAT] * fat_sectors + [_END]
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, data) in enumerate(padded.items(), 1):
        count = len(data) // _SECTOR
        first = len(fat)
        fat += [*range(first + 1, first + count), _END]
        entries.append(_entry(name, 2, first, len(data), right=number + 1 if number < len(padded) else _NONE))
    fat += [_FREE] * (fat_sectors * _SECTOR // 4 - len(fat))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, fat_sectors, fat_sectors, 0, 4096, _END, 0, _END, 0, 0,
    )[:76]  # fmt: skip
    header += struct.pack("<109I", *[*range(fat_sectors), *[_FREE] * (109 - fat_sectors)])
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + b"".join(padded.values())


def _entry(name: str, kind: int, first: int, size: int, *, child: int = _NONE, right: int = _NONE) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        written, len(written) + 2, kind, 1, _NONE, right, child, b"", 0, 0, 0, first, size,
    )  # fmt: skip
