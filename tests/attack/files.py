"""Foreign files that lie, swell, hang or break: workbooks of each format, Word files, and what is no file at all."""

from __future__ import annotations

import io
import os
import random
import re
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from helpers import broken_workbooks

from . import office
from .case import BOOKS, FIXTURE, PASSES, REFUSED, Case, Run, device
from .office import BOOKS_RUN, NAMED, Parts

GROUP = "files"
_BOOK, _SHEET, _WORDS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_MEGA = 2**20


def _base() -> Parts:
    return office.workbook(2024)


def _with(part: str, old: str, new: str | Callable[[], str]) -> Callable[[], Parts]:
    """One text replaced in a part; a long one is made only when it is wanted."""
    return lambda: office.changed(_base(), part, old, new if isinstance(new, str) else new())


def _found(part: str, pattern: str, new: str) -> Callable[[], Parts]:
    return lambda: office.searched(_base(), part, pattern, new)


def _cells(rows: int, columns: int, cell: str, part: str = _SHEET) -> Callable[[], Parts]:
    """The first sheet with so many cells more behind its own."""

    def make() -> Parts:
        line = "".join(f'<c r="{_letters(c)}{{row}}" {cell}</c>' for c in range(columns))
        more = "".join(f'<row r="{row}">{line.replace("{row}", str(row))}</row>' for row in range(100, 100 + rows))
        return office.changed(_base(), part, "</sheetData>", more + "</sheetData>")

    return make


def _letters(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _doctype(part: str, inside: str, use: str = "", encoding: str = "utf-8") -> Callable[[], Parts]:
    def make() -> Parts:
        text = re.sub(r"<\?xml[^>]*\?>", "", _base()[part].decode())
        head = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{inside}]>'
        return {**_base(), part: (head + (text.replace("<t>", f"<t>{use}", 1) if use else text)).encode(encoding)}

    return make


def _encoded(encoding: str, named: str | None = None) -> Callable[[], Parts]:
    """The shared strings in another encoding, as their declaration says or not."""

    def make() -> Parts:
        text = re.sub(r"<\?xml[^>]*\?>", "", _base()[_WORDS].decode())
        head = f'<?xml version="1.0" encoding="{named or encoding}"?>'
        return {**_base(), _WORDS: (head + text).encode(encoding, "xmlcharrefreplace")}

    return make


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_XLSX: dict[str, Callable[[], Parts]] = {
    **{
        f"dimension {ref}": _found(_SHEET, '<dimension ref="[^"]*"/>', f'<dimension ref="{ref}"/>' if ref else "")
        for ref in ("A1:XFD1048576", "A1", "A1:A1", "Z9:A1", "x", "A0", "A1:ZZZZZZ99999999999", "")
    },
    **{
        f"a row numbered {row}": _with(_SHEET, '<row r="6"', f'<row r="{row}"')
        for row in ("1048576", "1048577", "4294967295", "99999999999999999999", "0", "-1", "x", "5", "1e3", "")
    },
    **{
        f"a cell at {cell}": _with(_SHEET, '<c r="A6"', f'<c r="{cell}"')
        for cell in ("XFD1048576", "ZZZZZZ6", "A0", "6", "", "A6A6", "A99999999999999999999", "$A$6")
    },
    **{
        f"sharedStrings {key}={value}": _found(_WORDS, rf' {key}="\d+"', f' {key}="{value}"')
        for key in ("count", "uniqueCount")
        for value in ("2147483648", "4294967295", "9223372036854775807", "18446744073709551616", "-1", "x", "0", "")
    },
    **{
        f"a shared string numbered {index}": _with(
            _SHEET, '<c r="A6" s="4" t="s"><v>11</v>', f'<c r="A6" s="4" t="s"><v>{index}</v>'
        )
        for index in ("99999999", "-1", "1e9", "NaN", "4294967296", "")
    },
    **{
        f"an amount typed {value}": _with(_SHEET, "<v>207.05</v>", f"<v>{value}</v>")
        for value in (
            "1e308",
            "1e309",
            "NaN",
            "inf",
            "-0",
            "0x10",
            "1_000",
            "２０７",
            "207.05e0",
            "2e2",
            "",
            " 207.05 ",
            "207,05",
            "9" * 400,
            "0." + "0" * 400 + "1",
            "207.050000000000000001",
            "1e-400",
            "--1",
            "207.0500000000001",
        )
    },
    **{
        f"a cell of type {kind}": _with(
            _SHEET, '<c r="C6" s="5"><v>207.05</v>', f'<c r="C6" s="5" t="{kind}"><v>207.05</v>'
        )
        for kind in ("b", "e", "str", "inlineStr", "d", "n", "x", "s")
    },
    "sharedStrings missing": lambda: {name: data for name, data in _base().items() if name != _WORDS},
    "styles missing": lambda: {name: data for name, data in _base().items() if name != "xl/styles.xml"},
    "a sheet missing": lambda: {name: data for name, data in _base().items() if name != _SHEET},
    "relations missing": lambda: {name: data for name, data in _base().items() if name != "xl/_rels/workbook.xml.rels"},
    "content types missing": lambda: {name: data for name, data in _base().items() if name != "[Content_Types].xml"},
    "every sheet the same part": lambda: {
        **_base(),
        "xl/_rels/workbook.xml.rels": re.sub(
            rb"worksheets/sheet\d", b"worksheets/sheet1", _base()["xl/_rels/workbook.xml.rels"]
        ),
    },
    "a sheet that is the workbook": _with("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "workbook.xml"),
    "a sheet outside": _with(
        "xl/_rels/workbook.xml.rels",
        'Target="worksheets/sheet1.xml"',
        'Target="http://evil/x.xml" TargetMode="External"',
    ),
    "a sheet above": _with("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../../../etc/passwd"),
    "a sheet at /etc/passwd": _with("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "/etc/passwd"),
    "a sheet's own relations in a circle": lambda: {
        **_base(),
        "xl/worksheets/_rels/sheet1.xml.rels": _base()["xl/_rels/workbook.xml.rels"],
    },
    "1,000,000 sheets listed": _with(
        _BOOK,
        "</sheets>",
        lambda: "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(20, 200_000)) + "</sheets>",
    ),
    "two sheets of one name": _with(_BOOK, "Z02 收入决算表(财决02表)", "Z01 收入支出决算总表(财决01表)"),
    "a merge of everything": _with(
        _SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "200,000 merges": _with(
        _SHEET,
        "</sheetData>",
        lambda: (
            "</sheetData><mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 200_000))
            + "</mergeCells>"
        ),
    ),
    "950,000 cells that repeat 20 kB": lambda: {
        **_cells(9500, 100, 't="s"><v>0</v>')(),
        _WORDS: b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"x" * 20_000
        + b"</t></si></sst>",
    },
    "2,000,000 numbers": _cells(20_000, 100, "><v>1</v>"),
    "a cell in row 1048576, column XFD": _with(
        _SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    ),
    "300,000 rows with one cell in XFD": _with(
        _SHEET,
        "</sheetData>",
        lambda: "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(100, 300_000)) + "</sheetData>",
    ),
    "a string of 30 MB": _with(_WORDS, "<t>", lambda: "<t>" + "甲" * 10 * _MEGA),
    "1,000,000 shared strings": _with(_WORDS, "</sst>", lambda: "<si><t>x</t></si>" * 10**6 + "</sst>"),
    "1,000,000 runs in a string": _with(_WORDS, "</sst>", lambda: "<si>" + "<r><t>x</t></r>" * 10**6 + "</si></sst>"),
    "200,000 number formats": lambda: office.searched(
        _base(),
        "xl/styles.xml",
        r"(?=<fonts)",
        "<numFmts>"
        + "".join(f'<numFmt numFmtId="{n}" formatCode="0.0{n}"/>' for n in range(200, 200_200))
        + "</numFmts>",
    ),
    "a number format of 1,000,000 characters": lambda: office.searched(
        _base(),
        "xl/styles.xml",
        r"(?=<fonts)",
        f'<numFmts><numFmt numFmtId="200" formatCode="{"0" * 10**6}"/></numFmts>',
    ),
    "200,000 styles": lambda: office.searched(
        _base(), "xl/styles.xml", r"</cellXfs>", '<xf numFmtId="0"/>' * 200_000 + "</cellXfs>"
    ),
    "300,000 shared formulas": _cells(3000, 100, '><f t="shared" si="0" ref="A1:XFD1048576">A1</f><v>1</v>'),
    "nested 100,000 deep": _with(_SHEET, "<sheetData>", lambda: "<a>" * 10**5 + "</a>" * 10**5 + "<sheetData>"),
    "an element of 200,000 attributes": _with(
        _SHEET, "<sheetData>", lambda: "<a " + " ".join(f'a{n}=""' for n in range(200_000)) + "/><sheetData>"
    ),
    "an attribute of 10 MB": _with(_SHEET, "<sheetData>", lambda: f'<a b="{"x" * 10 * _MEGA}"/><sheetData>'),
    "a comment of 30 MB": _with(_SHEET, "<sheetData>", lambda: f"<!--{'x' * 30 * _MEGA}--><sheetData>"),
    "500,000 instructions": _with(_SHEET, "<sheetData>", lambda: "<?a b?>" * 500_000 + "<sheetData>"),
    "500,000 CDATA in a string": _with(_WORDS, "<t>", lambda: "<t>" + "<![CDATA[x]]>" * 500_000),
    "a billion laughs": _doctype(_WORDS, f'<!ENTITY l0 "x">{_LAUGHS}', "&l9;"),
    "an entity that is a file": _doctype(_WORDS, '<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
    "a parameter entity": _doctype(_WORDS, '<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;'),
    "a doctype in UTF-16": _doctype(_WORDS, '<!ENTITY a "b">', "&a;", "utf-16"),
    "a doctype in the sheet": _doctype(_SHEET, '<!ENTITY a "b">'),
    "a doctype in the content types": _doctype("[Content_Types].xml", '<!ENTITY a "b">'),
    **{
        f"strings in {name}": _encoded(name)
        for name in ("utf-16", "utf-16-le", "utf-32", "utf-7", "gb18030", "latin-1", "cp037")
    },
    "UTF-8 that says UTF-16": _encoded("utf-8", "utf-16"),
    "UTF-8 that says x-unknown": _encoded("utf-8", "x-unknown"),
    "a macro": lambda: {**_base(), "xl/vbaProject.bin": b"x"},
    "binary parts of .xlsb": lambda: {**_base(), "xl/workbook.bin": os.urandom(4096)},
    "300 MB of blanks": lambda: {**_base(), _SHEET: _base()[_SHEET] + b" " * 300 * _MEGA},
    "3,000 parts": lambda: {**_base(), **{f"x/{n}.xml": b"" for n in range(3000)}},
}


def _packed(items: list[tuple[str, bytes]] | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in items if items is not None else _base().items():
            package.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def _patched(raw: bytes, signature: bytes, at: int, new: bytes) -> bytes:
    """Every header of a kind (local or central) with some of its bytes replaced."""
    out = bytearray(raw)
    start = out.find(signature)
    while start != -1:
        out[start + at : start + at + len(new)] = new
        start = out.find(signature, start + 4)
    return bytes(out)


_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
_ZIPS: dict[str, Callable[[], bytes]] = {
    "lzma": lambda: _packed(method=zipfile.ZIP_LZMA),
    "bzip2": lambda: _packed(method=zipfile.ZIP_BZIP2),
    "lzma, garbage": lambda: _patched(_patched(_packed(), _LOCAL, 8, b"\x0e\0"), _CENTRAL, 10, b"\x0e\0"),
    "bzip2, garbage": lambda: _patched(_patched(_packed(), _LOCAL, 8, b"\x0c\0"), _CENTRAL, 10, b"\x0c\0"),
    "method 99": lambda: _patched(_patched(_packed(), _LOCAL, 8, b"\x63\0"), _CENTRAL, 10, b"\x63\0"),
    "encrypted": lambda: _patched(_patched(_packed(), _LOCAL, 6, b"\x01\0"), _CENTRAL, 8, b"\x01\0"),
    "sizes 0": lambda: _patched(_packed(), _CENTRAL, 24, b"\0\0\0\0"),
    "sizes 4 GB": lambda: _patched(_packed(), _CENTRAL, 24, b"\xff\xff\xff\xfe"),
    "checksums wrong": lambda: _patched(_packed(), _CENTRAL, 16, b"\1\2\3\4"),
    "all entries at one place": lambda: _patched(_packed(), _CENTRAL, 42, b"\0\0\0\0"),
    "entries beyond the end": lambda: _patched(_packed(), _CENTRAL, 42, b"\xff\xff\xff\x7f"),
    "a part twice": lambda: _packed([*_base().items(), (_SHEET, b"<x/>")]),
    "a part twice in other letters": lambda: _packed([*_base().items(), (_SHEET.upper(), b"<x/>")]),
    "a bomb of 2 GB that says 10 bytes": lambda: _bomb(),  # noqa: PLW0108  # made below
    "names that lead out": lambda: _packed([*_base().items(), ("../../x.xml", b"x"), ("/etc/x", b"x")]),
    "a name with NUL": lambda: _packed([*_base().items(), ("xl/a\0b.xml", b"x")]),
    "a name of 60,000 characters": lambda: _packed([*_base().items(), ("x" * 60_000, b"x")]),
    "a zip in front of a zip": lambda: _packed([("a", b"b")]) + _packed(),
    "rubbish in front": lambda: b"x" * 1000 + _packed(),
    "no entries": lambda: _packed([]),
    "70,000 entries": lambda: _packed([(f"x{n}", b"") for n in range(70_000)], zipfile.ZIP_STORED),
    "only the local headers": lambda: _packed()[: _packed().find(_CENTRAL)],
    "only the directory": lambda: _packed()[_packed().find(_CENTRAL) :],
    "an empty file": lambda: b"",
    "PK": lambda: b"PK\x03\x04",
    "text": lambda: b"a,b\n" * 1000,
    "40 MB": lambda: b"PK\x03\x04" + bytes(40 * _MEGA),
    "a page": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a PDF": lambda: b"%PDF-1.7\n",
    "OLE, nothing else": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504),
    "OLE, a sector of 2^255": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(22) + b"\xff\xff" * 241,
    "OLE, random": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + random.Random(1).randbytes(20_000),
}


def _bomb() -> bytes:
    """A part that unpacks to 2 GB while its headers tell of 10 bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    blanks = b" " * _MEGA
    data = b"".join(packer.compress(blanks) for _ in range(2048)) + packer.flush()
    name = _SHEET.encode()
    local = struct.pack("<4s5HIIIHH", _LOCAL, 20, 0, 8, 0, 33, 0, len(data), 10, len(name), 0) + name + data
    central = struct.pack(
        "<4s6HIIIHHHHHII", _CENTRAL, 20, 20, 0, 8, 0, 33, 0, len(data), 10, len(name), 0, 0, 0, 0, 0, 0
    )
    rest = _packed([item for item in _base().items() if item[0] != _SHEET])
    at = rest.find(_CENTRAL)
    body, directory = rest[:at], rest[at : rest.rfind(b"PK\x05\x06")]
    entry = central[:42] + struct.pack("<I", len(body)) + name
    both = directory + entry
    end = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(_base()), len(_base()), len(both), len(body) + len(local), 0
    )
    return body + local + both + end


def _ods(row: str | Callable[[], str], before: str = "") -> Callable[[Path], None]:
    """An .ods of one sheet with this row."""

    def put(path: Path) -> None:
        rows = [row if isinstance(row, str) else row()]
        broken_workbooks.ods(path, broken_workbooks.ods_content({"收入支出决算总表": rows}, before))

    return put


_CELL = broken_workbooks.ods_cell
_ODS: dict[str, Callable[[Path], None]] = {
    **{
        f"a row repeated {count}": _ods(broken_workbooks.ods_row([_CELL("甲")], f'table:number-rows-repeated="{count}"'))
        for count in ("1048576", "4294967296", "99999999999999999999", "-1", "0", "x")
    },
    **{
        f"a cell repeated {count}": _ods(broken_workbooks.ods_row([_CELL("甲", f'table:number-columns-repeated="{count}"')]))
        for count in ("16384", "4294967296", "99999999999999999999", "-1", "0", "x")
    },
    "a cell repeated in a row repeated": _ods(broken_workbooks.ods_row([_CELL("甲" * 20_000, 'table:number-columns-repeated="1000"')], 'table:number-rows-repeated="900"')),
    "a blank repeated, then a word": _ods(broken_workbooks.ods_row([_CELL("", 'table:number-columns-repeated="16383"'), _CELL("甲")], 'table:number-rows-repeated="1048576"')),
    "a word spread over everything": _ods(broken_workbooks.ods_row([_CELL("甲", 'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"')])),
    "an entity": _ods(broken_workbooks.ods_row([_CELL("甲")]), before='<!DOCTYPE x [<!ENTITY a "b">]>'),
    "1,000,000 paragraphs in a cell": _ods(lambda: "<table:table-row><table:table-cell>" + "<text:p>x</text:p>" * 10**6 + "</table:table-cell></table:table-row>"),
    "500,000 blanks of 1,000,000": _ods(lambda: "<table:table-row><table:table-cell><text:p>" + '<text:s text:c="1000000"/>' * 50_000 + "</text:p></table:table-cell></table:table-row>"),
    "tables 50,000 deep": _ods(lambda: "<table:table-row><table:table-cell>" * 50_000 + "</table:table-cell></table:table-row>" * 50_000),
    "rows without a table": lambda path: broken_workbooks.ods(path, b"<a><b/></a>"),
}  # fmt: skip


@cache
def _xls() -> bytes:
    return broken_workbooks.xls(broken_workbooks.values(2024))


def _flipped(raw: bytes, seed: int, count: int = 8) -> bytes:
    """Some bytes changed, the same ones every time."""
    chance, out = random.Random(seed), bytearray(raw)
    for _ in range(count):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _flips(raw: Callable[[], bytes], seed: int) -> bytes:
    return _flipped(raw(), seed)


def _first(raw: Callable[[], bytes], share: float) -> bytes:
    """So much of a file as is left where it was cut off."""
    whole = raw()
    return whole[: int(len(whole) * share)]


def _part_flipped(seed: int) -> Parts:
    """Some characters of one part changed, so that the package stays whole."""
    chance = random.Random(seed)
    name = chance.choice([_BOOK, _SHEET, _WORDS, "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
    return {**_base(), name: _flipped(_base()[name], seed, 3)}


_XLS: dict[str, Callable[[], bytes]] = {
    **{f"cut off at {share:.0%}": partial(_first, _xls, share) for share in (0.02, 0.1, 0.3, 0.6, 0.9)},
    **{f"flipped, seed {seed}": partial(_flips, _xls, seed) for seed in range(6)},
    "a record that is longer than the file": lambda: broken_workbooks.ole({"Workbook": struct.pack("<HH", 0x0809, 0xFFFF) + b"x" * 5000}),
    "2^31 shared strings": lambda: broken_workbooks.ole({"Workbook": broken_workbooks.biff(broken_workbooks.biff_rows(broken_workbooks.values(2024)), broken_workbooks.record(0x00FC, struct.pack("<II", 2**31, 2**31 - 1)))}),
    "a cell in row 65535, column 65535": lambda: broken_workbooks.ole({"Workbook": broken_workbooks.biff({"甲": broken_workbooks.biff_cell(65535, 65535, 1.0)})}),
    "rubbish": lambda: broken_workbooks.ole({"Workbook": random.Random(2).randbytes(60_000)}),
}  # fmt: skip


# Word and text -------------------------------------------------------------------------------------

_BODY = "word/document.xml"


def _word(new: Callable[[], str], old: str = "<w:sectPr>") -> Callable[[Path], None]:
    """The document with something more at its end."""
    return lambda path: office.zipped(path, office.changed(office.document(), _BODY, old, new() + old))


def _text(words: Callable[[], str | bytes]) -> Callable[[Path], None]:
    def put(path: Path) -> None:
        content = words()
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return put


_RUN = "<w:r><w:t>x</w:t></w:r>"
_DIFF: dict[str, Callable[[Path], None]] = {
    "a million runs.docx": _word(lambda: "<w:p>" + _RUN * 10**6 + "</w:p>"),
    "300,000 paragraphs.docx": _word(lambda: f"<w:p>{_RUN}</w:p>" * 300_000),
    "a run of 30 MB.docx": _word(lambda: f"<w:p><w:r><w:t>{'甲' * 10 * _MEGA}</w:t></w:r></w:p>"),
    "a table of 1,000,000 cells.docx": _word(lambda: "<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 1000 + "</w:tr>") * 1000 + "</w:tbl>"),
    "a cell over 10^9 columns.docx": _word(lambda: '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'),
    "tables 10,000 deep.docx": _word(lambda: "<w:tbl><w:tr><w:tc>" * 10_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 10_000),
    "200,000 insertions.docx": _word(lambda: "<w:p>" + f"<w:ins>{_RUN}</w:ins>" * 200_000 + "</w:p>"),
    "a doctype.docx": lambda path: office.zipped(path, {**office.document(), _BODY: b'<!DOCTYPE x [<!ENTITY a "b">]>' + office.document()[_BODY]}),
    "300 MB of blanks.docx": lambda path: office.zipped(path, {**office.document(), _BODY: office.document()[_BODY] + b" " * 300 * _MEGA}),
    "lzma.docx": lambda path: office.zipped(path, office.document(), zipfile.ZIP_LZMA),
    "no body.docx": lambda path: office.zipped(path, {name: data for name, data in office.document().items() if name != _BODY}),
    "a workbook.docx": lambda path: office.zipped(path, _base()),
    "OLE.docx": _text(lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000)),
    "200,000 comments opened.md": _text(lambda: "<!--" * 200_000),
    "a million dashes.md": _text(lambda: "<!-- " + "-" * 10**6),
    "200,000 cells opened.md": _text(lambda: "<td" * 270_000),
    "200,000 attributes.md": _text(lambda: "<td " + "a='" * 200_000),
    "a line of 30 MB.md": _text(lambda: "甲" * 10 * _MEGA),
    "a line of 30 MB.txt": _text(lambda: "甲" * 10 * _MEGA),
    "a line of 30 MB of figures.txt": _text(lambda: "451.67万元，" * 2 * _MEGA),
    "a line of 3,000,000 stops.txt": _text(lambda: "。" * 3_000_000),
    "a million lines.txt": _text(lambda: "甲\n" * 10**6),
    "a million tabs.txt": _text(lambda: "\t" * 10**6),
    "a million headings.md": _text(lambda: "#" * 10**6),
    "a million backslashes.md": _text(lambda: "\\" * 10**6),
    "200,000 references.md": _text(lambda: "<td>" + "&lt;" * 200_000),
    "a bracket a thousand times.md": _text(lambda: "<" * 10**6),
    "NULs.txt": _text(lambda: bytes(10**6)),
    "UTF-16.txt": _text(lambda: "收入总计".encode("utf-16")),
    "GB 18030.txt": _text(lambda: "收入总计451.67万元。\n".encode("gb18030")),
    "random.txt": _text(lambda: random.Random(3).randbytes(100_000)),
}  # fmt: skip


# What is no file at all ----------------------------------------------------------------------------


def _socket(path: Path) -> None:
    """A socket that nobody listens to; bound by a short name, for long ones are refused by the system."""
    with socket.socket(socket.AF_UNIX) as one:
        short = Path(f"/tmp/attack-{os.getpid()}-{abs(hash(str(path))) % 10**8}")
        one.bind(str(short))
        short.rename(path)


def _linked_device(path: Path) -> None:
    device(path.parent / "zero", 5)
    path.symlink_to("zero")


_KINDS: dict[str, Callable[[Path], Any]] = {
    "a FIFO": os.mkfifo,
    "a folder": Path.mkdir,
    "a socket": _socket,
    "a device": lambda path: device(path, 5),
    "a link to a device": _linked_device,
    "a dangling link": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
}
_DOORS: dict[str, tuple[str, tuple[str, ...]]] = {  # door: the path that is no file, the command
    "unit file": ("x.yaml", ("draft", "x.yaml")),
    "unit.yaml of a folder": ("unit.yaml", ("draft", ".")),
    "form": ("填报表.xlsx", ("draft", ".")),
    "init --workbook": ("x.xlsx", ("init", "out", "--workbook", "x.xlsx", "--region", "新疆")),
    "init --last": (
        "x.xlsx",
        ("init", "out", "--workbook", str(BOOKS / "2024.xlsx"), "--last", "x.xlsx", "--region", "新疆"),
    ),
    "diff .docx": ("x.docx", ("diff", "x.docx", str(FIXTURE))),
    "diff .txt": ("x.txt", ("diff", "x.txt", str(FIXTURE))),
    "--reference-doc": ("x.docx", ("draft", str(FIXTURE), "-o", "out.docx", "--reference-doc", "x.docx")),
    "convert": ("x.yaml", ("convert", "x.yaml", "out.xlsx")),
    "convert of a form": ("x.xlsx", ("convert", "x.xlsx", "out.yaml")),
    "check": ("x.yaml", ("check", "x.yaml")),
    "explain": ("x.yaml", ("explain", "x.yaml")),
    "pack.yaml": ("pack.yaml", ("phrases", "lint", ".")),
    "snapshot": ("x.yaml", ("snapshot", "x.yaml", "--update")),
}


def _nothing(door: str, put: Callable[[Path], Any]) -> Callable[[Path], None]:
    return lambda folder: put(folder / door)


def _named_nothing(put: Callable[[Path], Any]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "unit.yaml").write_text(NAMED, encoding="utf-8")
        office.zipped(folder / "2023.xlsx", office.workbook(2023))
        put(folder / "2024.xlsx")

    return make


def cases() -> Iterator[Case]:
    """All of them; first the controls."""
    yield Case(GROUP, "control: the workbooks as they are", office.books(_base()), (BOOKS_RUN,), PASSES)
    yield Case(GROUP, "control: the same as .xls", office.books(_xls()), (BOOKS_RUN._replace(truth=""),), PASSES)
    for name, parts in _XLSX.items():
        yield Case(GROUP, f".xlsx: {name}", _later(parts), (BOOKS_RUN,))
    for name, raw in _ZIPS.items():
        yield Case(GROUP, f"zip: {name}", _later(raw), (BOOKS_RUN,))
    for share in (1, 2, 5, 10, 25, 50, 75, 90, 95, 99):
        yield Case(
            GROUP,
            f".xlsx cut off at {share} %",
            _later(partial(_first, _packed, share / 100)),
            (BOOKS_RUN,),
            REFUSED,
        )
    for seed in range(12):
        yield Case(
            GROUP,
            f".xlsx flipped, seed {seed}",
            _later(partial(_flips, _packed, seed)),
            (BOOKS_RUN._replace(truth=""),),
        )
        yield Case(
            GROUP,
            f".xlsx part flipped, seed {seed}",
            _later(partial(_part_flipped, seed)),
            (BOOKS_RUN._replace(truth=""),),
        )
    for name, put in _ODS.items():
        yield Case(GROUP, f".ods: {name}", office.books(put), (BOOKS_RUN,))
    for name, raw in _XLS.items():
        yield Case(GROUP, f".xls: {name}", _later(raw), (BOOKS_RUN._replace(truth=""),))
    for name, put in _DIFF.items():
        file = "x" + Path(name).suffix
        yield Case(GROUP, f"diff: {name}", _nothing(file, put), (Run(("diff", file, str(FIXTURE))),))
    for door, (path, command) in _DOORS.items():
        for kind, put in _KINDS.items():
            if door == "snapshot" and kind == "a folder":
                continue
            yield Case(GROUP, f"{kind} as {door}", _nothing(path, put), (Run(command),), REFUSED)
    for kind, put in _KINDS.items():
        yield Case(GROUP, f"{kind} as a workbook that the unit file names", _named_nothing(put), (BOOKS_RUN,), REFUSED)


def _later(content: Callable[[], Parts | bytes]) -> Callable[[Path], None]:
    """The folder of two workbooks, this year's made only when the case runs."""

    def make(folder: Path) -> None:
        office.books(content())(folder)

    return make
