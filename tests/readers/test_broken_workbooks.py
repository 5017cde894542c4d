"""The gallery of broken workbooks: each made from the plain fixture, drafted from, and told to the letter.

``fixtures/broken/workbooks.yaml`` is the gallery as a table: the name of a case, what it is, and what is said. How a
case is made stands here, under the same name. Each starts from a folder in order: a unit file that names two
workbooks, and the two workbooks.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers import broken_workbooks as made
from helpers.broken_workbooks import FIXTURE, Workbook, lay_out, sheet, values, zipped
from helpers.running import Outcome, contents, told
from narrator import cli
from narrator.readers import workbook

pytestmark = pytest.mark.slow  # files that are read under limits, by the hundred

if sys.platform != "win32":
    import resource

ROOT = Path(__file__).resolve().parents[2]
OUT = "out.txt"
GIGABYTES, SECONDS = 2, 20  # what one refusal of a hostile file may cost at the very most

Act = Callable[[Path], object]
CASES: dict[str, Act] = {}


def case(act: Act) -> Act:
    """Enter a case under the name of its function."""
    CASES[act.__name__.strip("_").replace("_", "-")] = act
    return act


def this(folder: Path, name: str = "2024.xlsx") -> Path:
    """The path of this year's workbook, which the unit file then names so; what stood there is gone."""
    unit = folder / "unit.yaml"
    unit.write_text(unit.read_text(encoding="utf-8").replace("2024.xlsx", name), encoding="utf-8")
    (folder / "2024.xlsx").unlink()
    return folder / name


def edited(*acts: Callable[[Workbook], Any]) -> Act:
    """A case that is this year's workbook with some cells changed."""

    def act(folder: Path) -> None:
        book = Workbook()
        for each in acts:
            each(book)
        book.save(folder / "2024.xlsx")

    return act


def holding(content: bytes, name: str = "2024.xlsx") -> Act:
    """A case that is a file of these bytes in place of this year's workbook."""
    return lambda folder: this(folder, name).write_bytes(content)


def raw(year: int = 2024) -> bytes:
    return (FIXTURE / f"{year}.xlsx").read_bytes()


# The file as a whole ------------------------------------------------------------------------------


@case
def missing(folder: Path) -> None:
    (folder / "2024.xlsx").unlink()


@case
def both_missing(folder: Path) -> None:
    (folder / "2024.xlsx").unlink()
    (folder / "2023.xlsx").unlink()


@case
def a_folder_of_that_name(folder: Path) -> None:
    this(folder).mkdir()


CASES |= {
    "empty": holding(b""),
    "one-byte": holding(b"P"),
    "truncated-after-signature": holding(raw()[:4]),
    "truncated-in-first-part": holding(raw()[:300]),
    "truncated-half": holding(raw()[: len(raw()) // 2]),
    "truncated-before-directory": holding(raw()[: raw().rindex(b"PK\x01\x02")]),
    "truncated-last-byte": holding(raw()[:-1]),
    "zeros-in-the-middle": holding(raw()[:8000] + bytes(2000) + raw()[10000:]),
    "too-large": holding(raw() + bytes(33 * 1024**2)),
    "csv-renamed": holding("科目编码,科目名称,决算数\r\n201,一般公共服务支出,169.14\r\n".encode()),
    "csv-gbk-renamed": holding("科目编码,科目名称,决算数\r\n201,一般公共服务支出,169.14\r\n".encode("gbk")),
    "unicode-text-renamed": holding("科目编码\t科目名称\t决算数\r\n".encode("utf-16")),
    "html-renamed": holding(
        "<html><body><table><tr><td>收入支出决算总表</td></tr></table></body></html>".encode(), "2024.xls"
    ),
    "xml-spreadsheet-2003": holding(
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
        "2024.xls",
    ),
    "pdf-renamed": holding(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"),
    "picture-renamed": holding(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0"),
    "rar-renamed": holding(b"Rar!\x1a\x07\x01\x00" + bytes(200)),
    "password": holding(made.ole({"EncryptionInfo": b"\x04\0\x04\0@\0\0\0<?xml", "EncryptedPackage": bytes(9000)})),
    "password-xls": holding(
        made.ole(
            {"Workbook": made.biff(made.biff_rows(values()), made.record(0x2F, b"\x01\0\x01\0\x01\0" + bytes(48)))}
        ),
        "2024.xls",
    ),
    "old-word-renamed": holding(made.ole({"WordDocument": bytes(4096), "1Table": bytes(4096)}), "2024.xls"),
    "ole-of-nothing": holding(made.ole({"Thumbs": bytes(4096)}), "2024.xls"),
}


@case
def word_renamed(folder: Path) -> None:
    zipped(this(folder), [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")])


@case
def powerpoint_renamed(folder: Path) -> None:
    zipped(this(folder), [("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"<p:presentation/>")])


@case
def zip_renamed(folder: Path) -> None:
    zipped(this(folder), [("决算/2024.xlsx", raw()), ("决算/2023.xlsx", raw(2023))])


@case
def ods_text_document(folder: Path) -> None:
    content = made.ods_content({}).replace(b"office:spreadsheet", b"office:text")
    zipped(
        this(folder, "2024.ods"), [("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content)]
    )


@case
def macros(folder: Path) -> None:
    book = Workbook()
    book.parts["xl/vbaProject.bin"] = made.ole({"VBA": bytes(4096)})
    book.save(this(folder, "2024.xlsm"))


@case
def password_zip(folder: Path) -> None:
    """Every member is marked as encrypted, in its own header and in the directory."""
    content = bytearray(raw())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(signature, at + 1)) >= 0:
            content[at + offset] |= 1
    this(folder).write_bytes(content)


@case
def password_ods(folder: Path) -> None:
    encrypted = '<manifest:encryption-data manifest:checksum-type="SHA256/1K" manifest:checksum="MA=="/>'
    made.ods(this(folder, "2024.ods"), bytes(range(256)) * 40, encrypted)


# Packages that want too much ----------------------------------------------------------------------


@case
def bomb_of_spaces(folder: Path) -> None:
    """200 MB of nothing in a sheet, 200 KB in the file."""
    book = Workbook()
    book.parts[sheet(1)] += b" " * 200 * 1024**2
    book.save(this(folder))


@case
def bomb_with_lying_sizes(folder: Path) -> None:
    """As above, but the directory tells of a small part."""
    book = Workbook()
    size = len(book.parts[sheet(1)])
    book.parts[sheet(1)] += b" " * 200 * 1024**2
    path = this(folder)
    book.save(path)
    packed = struct.pack("<I", size + 200 * 1024**2)
    content = path.read_bytes()
    assert content.count(packed) == 2
    path.write_bytes(content.replace(packed, struct.pack("<I", size)))


@case
def thousands_of_parts(folder: Path) -> None:
    parts = [*Workbook().parts.items(), *((f"xl/media/{number}.png", b"") for number in range(3000))]
    zipped(this(folder), parts)


@case
def part_twice(folder: Path) -> None:
    """Which of the two a program reads is chance: they may differ."""
    book = Workbook()
    other = Workbook(2023).parts[sheet(1)]
    with pytest.warns(UserWarning, match="Duplicate name"):
        zipped(this(folder), [*book.parts.items(), (sheet(1), other)])


CASES |= {
    "shared-strings-counted-as-two-thousand-million": edited(
        lambda book: _in_strings(book, 'uniqueCount="[0-9]+', f'uniqueCount="{2**31}')
    ),
    "twenty-thousand-signs-in-each-of-many-cells": edited(
        lambda book: _in_strings(book, "<t[^>]*>[^<]*</t>", f"<t>{'甲' * 20_000}</t>"),
        lambda book: book.add_rows(9, "".join(map(_row_of_the_first_string, range(100, 10_100)))),
    ),
    "part-packed-by-lzma": lambda folder: _packed_as(folder, zipfile.ZIP_LZMA),
    "part-packed-by-bzip2": lambda folder: _packed_as(folder, zipfile.ZIP_BZIP2),
}


def _row_of_the_first_string(row: int) -> str:
    cells = "".join(f'<c r="{letter}{row}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ")
    return f'<row r="{row}">{cells}</row>'


def _in_strings(book: Workbook, pattern: str, new: str) -> None:
    """Put something in the place of the first such piece of the shared strings."""
    text, count = re.subn(pattern, new, book.read("xl/sharedStrings.xml"), count=1)
    assert count == 1
    book.write("xl/sharedStrings.xml", text)


def _packed_as(folder: Path, method: int) -> None:
    """A sheet of 50 MB of blanks behind its end, packed in another way than workbooks are."""
    book = Workbook()
    with zipfile.ZipFile(this(folder), "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in book.parts.items():
            rare = name == sheet(1)
            package.writestr(name, content + b" " * 50 * 1024**2 * rare, method if rare else None)


@case
def two_parts_in_one_place(folder: Path) -> None:
    """The directory sends two names to the same packed bytes, of which a bomb is made without end."""
    path = this(folder)
    Workbook().save(path)
    content = bytearray(path.read_bytes())
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 1)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    path.write_bytes(content)


@case
def ods_cells_repeated(folder: Path) -> None:
    """One cell of 20,000 signs, that says it stands 950,000 times."""
    cell = made.ods_cell("甲" * 20_000, _TIMES("columns", 950))
    made.ods(this(folder, "2024.ods"), made.ods_content({"表": [made.ods_row([cell], _TIMES("rows", 1000))]}))


def _laughs(root: str) -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY l0 "哈">{entities}]>'


def _declared(book: Workbook, part: str, declaration: str, encoding: str = "utf-8") -> None:
    """Put a declaration in front of a part's root."""
    head, _, rest = book.read(part).partition("?>")
    book.parts[part] = f"{head}?>{declaration}{rest.lstrip()}".replace("UTF-8", encoding).encode(encoding)


def _laughing(part: str, root: str, encoding: str = "utf-8") -> Act:
    return edited(lambda book: _declared(book, part, _laughs(root), encoding))


CASES |= {
    "laughs-in-a-sheet": _laughing(sheet(2), "worksheet"),
    "laughs-in-utf-16": _laughing(sheet(2), "worksheet", "utf-16"),
    "laughs-in-shared-strings": _laughing("xl/sharedStrings.xml", "sst"),
    "laughs-in-shared-strings-in-utf-16": _laughing("xl/sharedStrings.xml", "sst", "utf-16"),
    "laughs-in-the-workbook": _laughing("xl/workbook.xml", "workbook"),
    "laughs-in-relations": _laughing("xl/_rels/workbook.xml.rels", "Relationships"),
}


@case
def laughs_in_ods(folder: Path) -> None:
    rows = made.ods_rows(values())
    rows["Z02 收入决算表(财决02表)"][0] = made.ods_row([made.ods_cell("标题").replace("标题", "&l9;")])
    made.ods(this(folder, "2024.ods"), made.ods_content(rows, _laughs("office:document-content")))


@case
def external_entity(folder: Path) -> None:
    """A file of this computer asked into a cell."""
    book = Workbook()
    book.replace("xl/sharedStrings.xml", "<t>收入支出决算总表</t>", "<t>&secret;</t>")
    _declared(book, "xl/sharedStrings.xml", '<!DOCTYPE sst [<!ENTITY secret SYSTEM "file:///etc/passwd">]>')
    book.save(this(folder))


@case
def external_entity_in_ods(folder: Path) -> None:
    before = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    rows = {"表": [made.ods_row([made.ods_cell("甲").replace("甲", "&secret;")])]}
    made.ods(this(folder, "2024.ods"), made.ods_content(rows, before))


CORNER = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
CASES |= {
    "opposite-corners": edited(lambda book: book.add_rows(3, CORNER)),
    "opposite-corners-under-a-prefix": edited(
        lambda book: book.add_rows(3, CORNER),
        lambda book: book.write(
            sheet(3),
            re.sub(r"<(/?)(?=[a-z])", r"<\1表:", book.read(sheet(3))).replace("xmlns=", "xmlns:表="),
        ),
    ),
    "opposite-corners-in-a-part-of-another-case": edited(
        lambda book: book.add_rows(3, CORNER),
        lambda book: book.replace("xl/_rels/workbook.xml.rels", "sheet3.xml", "SHEET3.xml"),
    ),
    "opposite-corners-under-a-full-path": edited(
        lambda book: book.add_rows(3, CORNER),
        lambda book: book.replace("xl/_rels/workbook.xml.rels", "worksheets/sheet3.xml", "xl/worksheets/sheet3.xml"),
    ),
    "cell-with-two-places": edited(lambda book: book.put(3, "C7", "<v>1</v>", 'r="XFD1048576"')),
    "error-in-a-part-of-another-case": edited(
        lambda book: book.formula(2, "C8", "SUM(#REF!)", "#REF!", "e"),
        lambda book: book.replace("xl/_rels/workbook.xml.rels", "sheet2.xml", "SHEET2.xml"),
    ),
    "many-sheets": edited(
        lambda book: book.replace(
            "xl/workbook.xml",
            "</sheets>",
            "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId8"/>' for n in range(20, 3020)) + "</sheets>",
        )
    ),
    "opposite-corners-in-lower-case": edited(lambda book: book.add_rows(3, CORNER.lower())),
    "ten-million-cells": edited(lambda book: book.add_rows(3, '<row r="10000"><c r="ALL10000"><v>1</v></c></row>')),
    "cells-beyond-the-last-column": edited(
        lambda book: book.add_rows(3, '<row r="60"><c r="ZZZ60"><v>1</v></c></row>')
    ),
    "no-such-cell": edited(lambda book: book.add_rows(3, '<row r="60"><c r="60"><v>1</v></c></row>')),
}


SPACES = '<text:s text:c="2000000000"/>'


def _ods(tables: Mapping[str, Iterable[str]]) -> Act:
    return lambda folder: made.ods(this(folder, "2024.ods"), made.ods_content({**made.ods_rows(values()), **tables}))


_TIMES = 'table:number-{}-repeated="{}"'.format
CASES |= {
    "ods-rows-repeated": _ods({"表": [made.ods_row([made.ods_cell(1.0)], _TIMES("rows", 1048576))]}),
    "ods-rows-repeated-without-a-type": _ods(
        {"表": [made.ods_row(['<table:table-cell office:value="1"/>'] * 200, _TIMES("rows", 1048576))]}
    ),
    "ods-cells-repeated": _ods({"表": [made.ods_row([made.ods_cell(1.0, _TIMES("columns", 16384))])] * 700}),
    "ods-repeated-too-often-to-count": _ods({"表": [made.ods_row([made.ods_cell(1.0)], _TIMES("rows", "9" * 30))]}),
    "ods-repeated-minus-one-times": _ods({"表": [made.ods_row([made.ods_cell(1.0)], _TIMES("rows", -1))]}),
    "ods-opposite-corners": _ods(
        {
            "表": [
                made.ods_row([made.ods_cell(1.0)]),
                made.ods_row([made.ods_cell("")], _TIMES("rows", 1048574)),
                made.ods_row([made.ods_cell("", _TIMES("columns", 16383)), made.ods_cell(1.0)]),
            ]
        }
    ),
}
CASES |= {
    "ods-styled-cell-far-away-in-every-row": _ods(
        {
            "表": [made.ods_row([made.ods_cell(1.0), made.ods_cell("", _TIMES("columns", 9999990)), made.ods_cell("")])]
            * 5000
        }
    ),
    "ods-spaces-by-number": _ods({"表": [made.ods_row([made.ods_cell("甲").replace("甲", SPACES)])]}),
}


def _xls(rows: int, columns: int) -> Act:
    """An .xls with a sheet more whose values stand in opposite corners."""
    cells = made.biff_rows(values())
    cells["角"] = made.biff_cell(0, 0, 1.0) + made.biff_cell(rows - 1, columns - 1, 1.0)
    return holding(made.ole({"Workbook": made.biff(cells)}), "2024.xls")


CASES |= {"xls-opposite-corners": _xls(65536, 256), "xls-six-million-cells": _xls(65536, 100)}


# Packages that do not hold together ---------------------------------------------------------------


def _cut(book: Workbook) -> None:
    book.parts[sheet(2)] = book.parts[sheet(2)][: len(book.parts[sheet(2)]) // 2]


CASES |= {
    "sheet-cut": edited(_cut),
    "sheet-empty": edited(lambda book: book.write(sheet(2), "")),
    "sheet-malformed": edited(lambda book: book.replace(sheet(2), "<v>307.71</v>", "<v>307.71</w>")),
    "sheet-without-an-end": edited(lambda book: book.replace(sheet(2), "</sheetData>", "")),
    "sheet-of-another-root": edited(lambda book: book.write(sheet(2), "<html><body>公开02表</body></html>")),
    "shared-string-out-of-range": edited(lambda book: book.put(2, "A8", "<v>99999</v>", 't="s"')),
    "shared-string-negative": edited(lambda book: book.put(2, "A8", "<v>-1</v>", 't="s"')),
    "shared-strings-missing": edited(lambda book: book.parts.pop("xl/sharedStrings.xml")),
    "shared-strings-cut": edited(
        lambda book: book.write("xl/sharedStrings.xml", book.read("xl/sharedStrings.xml")[:5000])
    ),
    "sheet-part-missing": edited(lambda book: book.parts.pop(sheet(2))),
    "relations-missing": edited(lambda book: book.parts.pop("xl/_rels/workbook.xml.rels")),
    "relation-missing": edited(lambda book: book.replace("xl/workbook.xml", 'r:id="rId2"', 'r:id="rId77"')),
    "workbook-malformed": edited(lambda book: book.replace("xl/workbook.xml", "</sheets>", "</sheet>")),
    "no-sheets": edited(lambda book: book.drop(*range(1, 10))),
    "only-chart-sheets": edited(
        lambda book: book.write(
            "xl/_rels/workbook.xml.rels", book.read("xl/_rels/workbook.xml.rels").replace("worksheet", "chartsheet")
        )
    ),
    "number-in-two-pieces": edited(lambda book: book.number(2, "C8", "26<!-- -->9.8")),
    "number-with-a-character-by-number": edited(lambda book: book.number(2, "C8", "26&#57;.8")),
    "cell-twice": edited(lambda book: book.put(2, "C8", '<v>269.8</v></c><c r="C8"><v>26.98</v>')),
    "row-of-a-sheet-twice": edited(lambda book: book.add_rows(2, '<row r="8"><c r="C8"><v>26.98</v></c></row>')),
    "two-sheets-of-one-name": edited(lambda book: book.rename(3, "Z02 收入决算表(财决02表)")),
    "sheet-in-utf-16": edited(lambda book: _declared(book, sheet(2), "", "utf-16")),
    "workbook-of-no-encoding": edited(lambda book: book.replace("xl/workbook.xml", "UTF-8", "UTF-77")),
    "number-malformed": edited(lambda book: book.number(2, "C8", "269.8.0")),
    "number-infinite": edited(lambda book: book.number(2, "C8", "1e999")),
    "number-not-a-number": edited(lambda book: book.number(2, "C8", "NaN")),
    "styles-malformed": edited(lambda book: book.write("xl/styles.xml", "<styleSheet><cellXfs>")),
}


@case
def ods_malformed(folder: Path) -> None:
    content = made.ods_content(made.ods_rows(values()))
    made.ods(this(folder, "2024.ods"), content[: len(content) // 2])


@case
def ods_without_a_table(folder: Path) -> None:
    made.ods(this(folder, "2024.ods"), made.ods_content({}))


@case
def xls_truncated(folder: Path) -> None:
    content = made.xls(values())
    this(folder, "2024.xls").write_bytes(content[: len(content) // 2])


@case
def xls_stream_cut(folder: Path) -> None:
    """The container is whole, the records in it end in mid-table."""
    stream = made.biff(made.biff_rows(values()))
    this(folder, "2024.xls").write_bytes(made.ole({"Workbook": stream[: len(stream) // 2 + 1]}))


@case
def xls_of_garbage(folder: Path) -> None:
    this(folder, "2024.xls").write_bytes(made.ole({"Workbook": bytes(range(256)) * 64}))


@case
def xls_of_a_circle(folder: Path) -> None:
    """The chain of sectors bites its own tail."""
    content = bytearray(made.xls(values()))
    fat = (struct.unpack_from("<I", content, 76)[0] + 1) * 512
    struct.pack_into("<I", content, fat + 4 * 20, 3)
    this(folder, "2024.xls").write_bytes(content)


@case
def xlsb_of_garbage(folder: Path) -> None:
    parts = [("[Content_Types].xml", b"<Types/>"), ("xl/workbook.bin", bytes(range(256)) * 9)]
    zipped(this(folder, "2024.xlsb"), parts)


# Tables -------------------------------------------------------------------------------------------


@case
def another_workbook(folder: Path) -> None:
    book = Workbook()
    book.drop(*range(2, 10))
    book.rename(1, "固定资产卡片")
    book.write("xl/sharedStrings.xml", re.sub(r"<t>.*?</t>", "<t>甲</t>", book.read("xl/sharedStrings.xml")))
    book.save(this(folder))


CASES |= {
    "table-missing": edited(lambda book: book.drop(5)),
    "tables-missing": edited(lambda book: book.drop(3, 6, 9)),
    "table-twice": edited(lambda book: book.again(2, "收入（改）")),
    "table-twice-on-one-sheet": edited(
        lambda book: book.text(2, "A24", "收入决算表"),
        lambda book: book.add_rows(
            2,
            '<row r="26"><c r="A26" t="inlineStr"><is><t>科目名称</t></is></c>'
            '<c r="B26" t="inlineStr"><is><t>本年收入合计</t></is></c></row>',
        ),
    ),
    "column-missing": edited(lambda book: book.drop_column(2, "F")),
    "columns-missing": edited(lambda book: book.blank(5, "D4"), lambda book: book.text(5, "E4", "项目费")),
    "column-twice-for-another": edited(lambda book: book.text(2, "F4", "上级补助收入")),
    "column-twice": edited(lambda book: book.add_cells(2, {4: "事业收入", 7: 0})),
    "heading-renamed": edited(lambda book: book.text(2, "F4", "事业类收入")),
    "heading-missing-in-09": edited(lambda book: book.text(9, "K6", "其他费")),
    "actual-renamed-in-09": edited(lambda book: book.text(9, "G4", "完成数")),
    "total-row-missing": edited(lambda book: book.drop_row(2, 7)),
    "total-rows-missing": edited(lambda book: book.drop_row(1, 35)),
    "total-row-renamed": edited(lambda book: book.text(1, "A35", "收入共计")),
    "public-total-missing": edited(lambda book: book.text(6, "D18", "")),
    "headings-missing": edited(lambda book: book.drop_row(2, 4), lambda book: book.drop_row(2, 5)),
    "corner-missing": edited(lambda book: book.text(4, "I3", "")),
    "corners-missing": edited(lambda book: book.text(1, "F3", ""), lambda book: book.text(5, "E3", "")),
    "both-moneys": edited(lambda book: book.text(3, "A3", "金额单位：元")),
    "another-money": edited(lambda book: book.text(3, "H3", "金额单位：千元")),
    "hundred-million": edited(lambda book: book.text(3, "H3", "金额单位：亿元")),
    "years-mixed": edited(lambda book: book.text(5, "C3", "2023年度")),
    "units-mixed": edited(lambda book: book.text(4, "A3", "编制单位：昌吉回族自治州发展和改革委员会")),
}


@case
def last_year_as_this_year(folder: Path) -> None:
    this(folder).write_bytes(raw(2023))


@case
def this_year_as_last_year(folder: Path) -> None:
    (folder / "2023.xlsx").write_bytes(raw())


@case
def swapped(folder: Path) -> None:
    (folder / "2024.xlsx").write_bytes(raw(2023))
    (folder / "2023.xlsx").write_bytes(raw())


@case
def two_years_before(folder: Path) -> None:
    book = Workbook(2023)
    book.write("xl/sharedStrings.xml", book.read("xl/sharedStrings.xml").replace("2023年度", "2022年度"))
    book.save(folder / "2023.xlsx")


# Rows and cells -----------------------------------------------------------------------------------


def _error(number: int, cell: str, words: str) -> Act:
    return edited(lambda book: book.formula(number, cell, "SUM(#REF!)", words, "e"))


def _words(words: str, cell: str = "C8") -> Act:
    return edited(lambda book: book.text(2, cell, words))


CASES |= {
    "reference-error": _error(2, "C8", "#REF!"),
    "not-available": _error(5, "D10", "#N/A"),
    "division-by-zero": _error(1, "F35", "#DIV/0!"),
    "error-in-a-code": _error(2, "A10", "#N/A"),
    "error-in-a-name": _error(2, "B10", "#N/A"),
    "error-in-a-label": _error(1, "A13", "#N/A"),
    "formula-without-value": edited(lambda book: book.formula(2, "C7", "SUM(C8,C12)", None)),
    "formula-of-text-without-value": edited(lambda book: book.formula(2, "C8", 'IF(A1="","",1)', None, "str")),
    "formula-of-an-account-without-value": edited(lambda book: book.formula(2, "A10", "目录!A1", None)),
    "date": edited(lambda book: book.put(2, "C8", "<v>2024-12-31T00:00:00</v>", 't="d"')),
    "boolean": edited(lambda book: book.put(2, "C8", "<v>1</v>", 't="b"')),
    "see-attachment": _words("见附件"),
    "unit-within": _words("12.5元"),
    "percent": _words("12.5%"),
    "misplaced-separator": _words("1,23.4"),
    "space-within-a-number": _words("26 9.80"),
    "line-break-within-a-number": _words("269\n80"),
    "two-points": _words("269.8.0"),
    "exponent-as-text": _words("2.698E2"),
    "two-amounts-in-a-cell": _words("169.14\n100.66"),
    "brackets-and-minus": _words("（-269.80）"),
    "tenth-of-a-fen": edited(lambda book: book.number(2, "C8", "269.8000001")),
    "tenth-of-a-fen-as-text": _words("269.8000001"),
    "astronomic": edited(lambda book: book.number(2, "C8", "1E20")),
    "astronomic-as-text": _words("9" * 20),
    "long-text": _words("附" * 5000),
    "code-of-six-digits": edited(lambda book: book.text(2, "A10", "201045")),
    "code-of-eight-digits": edited(lambda book: book.text(5, "A10", "20104500")),
    "economic-code-of-seven-digits": edited(lambda book: book.text(6, "A7", "3010100")),
    "code-missing": edited(lambda book: book.text(5, "A10", ""), lambda book: book.text(5, "B10", "某项支出")),
    "code-with-letters": edited(lambda book: book.text(2, "A10", "2010A50")),
    "account-without-name": edited(lambda book: book.text(2, "B10", "")),
    "account-twice": edited(lambda book: book.text(2, "A11", "2010450")),
    "account-name-ends-in-digits": edited(lambda book: book.text(2, "B10", "事业运行2")),
    "figures-without-label": edited(lambda book: book.text(2, "A10", ""), lambda book: book.text(2, "B10", "")),
    "sheet-name-with-a-line-break": edited(
        lambda book: book.rename(2, "收入&#10;决算表"), lambda book: book.text(2, "C8", "见附件")
    ),
    "row-twice": edited(lambda book: book.text(1, "A12", "八、其他收入")),
    "second-row-in-09": edited(lambda book: book.number(9, "A9", "3")),
}


def _in_ods(cell: str) -> Act:
    """A case that is an .ods with this cell, as XML, at C8 of its second sheet."""
    name = "Z02 收入决算表(财决02表)"
    before, after = values()[name][7][:2], values()[name][7][3:]
    rows = made.ods_rows(values())[name]
    rows[7] = made.ods_row([*map(made.ods_cell, before), cell, *map(made.ods_cell, after)])
    return _ods({name: rows})


_FORMULA = '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>{}'
CASES |= {
    "ods-error": _in_ods(_FORMULA.format("#DIV/0!</text:p></table:table-cell>")),
    "ods-formula-without-value": _in_ods('<table:table-cell table:formula="of:=[.C9]"/>'),
    "ods-date": _in_ods('<table:table-cell office:value-type="date" office:date-value="2024-12-31"/>'),
    "ods-boolean": _in_ods('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'),
}


def _in_xls(records: bytes) -> Act:
    """A case that is an .xls with these records at the end of its second sheet."""
    cells = made.biff_rows(values())
    cells["Z02 收入决算表(财决02表)"] += records
    return holding(made.ole({"Workbook": made.biff(cells)}), "2024.xls")


CASES |= {
    "xls-words": _in_xls(made.biff_cell(7, 2, "见附件")),
    "xls-boolean": _in_xls(made.record(0x0205, struct.pack("<HHHBB", 7, 2, 0, 1, 0))),
}


@case
def two_workbooks(folder: Path) -> None:
    """Everything is told at once."""
    book = Workbook()
    book.text(2, "C8", "见附件")
    book.text(5, "A10", "201045")
    book.formula(1, "F35", "SUM(#REF!)", "#REF!", "e")
    book.save(this(folder))
    last = Workbook(2023)
    last.text(5, "E4", "项目费")
    last.save(folder / "2023.xlsx")


@case
def many_mistakes(folder: Path) -> None:
    """Sixty rows with a word each where a number should be."""
    book = Workbook()
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{2019801 + row - 100}</t></is></c>'
        f'<c r="B{row}" t="inlineStr"><is><t>甲</t></is></c>'
        f'<c r="C{row}" t="inlineStr"><is><t>若干</t></is></c></row>'
        for row in range(100, 160)
    )
    book.drop_row(2, 24)
    book.drop_row(2, 25)
    book.add_rows(2, rows)
    book.save(this(folder))


OPEN: dict[str, str] = {}  # what goes wrong, by case

# The table ----------------------------------------------------------------------------------------

EXPECTED: dict[str, list[str]] = yaml.safe_load(
    (ROOT / "fixtures" / "broken" / "workbooks.yaml").read_text(encoding="utf-8")
)

# Cases that run as a process of their own, under limits: where harm, a hang, or much memory is at stake.
PROCESSES = {
    *("missing", "empty", "truncated-half", "too-large", "password", "macros", "two-workbooks", "reference-error"),
    *("bomb-of-spaces", "bomb-with-lying-sizes", "thousands-of-parts", "many-sheets", "external-entity"),
    *("shared-strings-counted-as-two-thousand-million", "twenty-thousand-signs-in-each-of-many-cells"),
    *("part-packed-by-lzma", "part-packed-by-bzip2", "two-parts-in-one-place"),
    *(name for name in CASES if name.startswith(("laughs", "opposite", "ods-", "xls", "ten-million", "cell"))),
}


def _limits() -> None:
    """What the system shall not let the process exceed."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES * 1024**3, GIGABYTES * 1024**3))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def as_process(folder: Path, before: tuple[str, ...] = ()) -> Outcome:
    """Draft from a folder as a person does; ``before`` is a program that starts it."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "narrator", "draft", ".", "-o", OUT],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        preexec_fn=None if sys.platform == "win32" else _limits,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def drafted(
    folder: Path, process: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Outcome:
    """Draft from a folder, in this process or in another."""
    if process:
        return as_process(folder)
    monkeypatch.chdir(folder)
    return Outcome(cli.run(["draft", ".", "-o", OUT]), *capsys.readouterr())


def marked(names: Iterable[str]) -> list[Any]:
    """The cases; one that is known to go wrong is marked with what goes wrong."""
    return [
        pytest.param(name, id=name, marks=[pytest.mark.xfail(reason=OPEN[name])] if name in OPEN else [])
        for name in names
    ]


@pytest.mark.parametrize("name", marked(CASES))
def test_it_is_refused_and_told(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2, exactly these messages, nothing on stdout, nothing written, nothing changed."""
    lay_out(tmp_path)
    CASES[name](tmp_path)
    before = contents(tmp_path)
    outcome = drafted(tmp_path, name in PROCESSES, capsys, monkeypatch)
    assert outcome.err == told(EXPECTED[name])
    assert (outcome.code, outcome.out) == (2, "")
    assert contents(tmp_path) == before


def test_what_may_not_be_read_is_told(
    tmp_path: Path,
    without_privilege: tuple[str, ...],
) -> None:
    """A workbook without read permission."""
    lay_out(tmp_path)
    (tmp_path / "2024.xlsx").chmod(0)
    outcome = as_process(tmp_path, without_privilege)
    assert outcome.err == told(EXPECTED["unreadable"])
    assert (outcome.code, outcome.out) == (2, "")
    assert not (tmp_path / OUT).exists()


def test_the_table_is_whole() -> None:
    """No expectation without its case, and no case without its expectation; as many as were promised."""
    assert {*CASES, "unreadable"} == set(EXPECTED)
    assert {*PROCESSES, *OPEN} <= {*CASES, *ACCEPTED}
    assert len(CASES) >= 25


def test_the_table_speaks_chinese() -> None:
    """Every message has its place and code and ends as a sentence; none carries a library's English."""
    for line in (line for lines in EXPECTED.values() for line in lines):
        assert re.match(r"202[34]\.(xlsx|xls|xlsm|xlsb|ods)( [^!：]+(![A-Z]+[0-9]+)?)?：B[0-9]{3} ", line), line
        assert line.endswith(("。", "？")), line
        assert not re.search(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+|Traceback|Error(?!）)|None|\n", line), line


# What must not be refused -------------------------------------------------------------------------


FAR = '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
EXTRA = (
    *("xl/comments1.xml", "xl/drawings/drawing1.xml", "xl/drawings/vmlDrawing1.vml", "xl/charts/chart1.xml"),
    *("xl/pivotTables/pivotTable1.xml", "xl/pivotCache/pivotCacheDefinition1.xml", "xl/calcChain.xml"),
    *("xl/externalLinks/externalLink1.xml", "xl/externalLinks/_rels/externalLink1.xml.rels", "xl/media/image1.png"),
    *("xl/worksheets/_rels/sheet1.xml.rels", "customXml/item1.xml", "xl/printerSettings/printerSettings1.bin"),
)
OUTSIDE = ("../../outside.xml", "/outside.xml", "xl/worksheets/../../../outside.xml", "..\\outside.xml")

ACCEPTED: dict[str, Act] = {
    "heading-of-a-side-renamed": edited(lambda book: book.text(1, "A4", "来源")),
    "code-missing-where-the-name-tells-it": edited(lambda book: book.text(5, "A10", "")),
    "code-and-name-in-one-cell": edited(
        lambda book: book.text(2, "A10", "2010450 事业运行"), lambda book: book.text(2, "B10", "")
    ),
    "formulas": edited(
        lambda book: book.formula(2, "C7", "SUM(C8,C12)", "307.71"),
        lambda book: book.formula(5, "C10", "D10+E10", "91.90000000000001"),
        lambda book: book.formula(1, "A13", 'CONCATENATE("八、","其他收入")', "八、其他收入", "str"),
    ),
    "formula-that-gives-an-empty-text": edited(lambda book: book.formula(2, "E8", 'IF(1,"","")', "", "str")),
    "error-beside-the-table": edited(
        lambda book: book.add_rows(2, '<row r="60"><c r="C60" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>')
    ),
    "hidden-row": edited(lambda book: book.replace(sheet(5), '<row r="10" ', '<row r="10" hidden="1" ')),
    "hidden-sheet": edited(lambda book: book.hide(5)),
    "hidden-copy": edited(
        lambda book: book.again(2, "旧表"),
        lambda book: book.replace("xl/workbook.xml", 'sheetId="10"', 'sheetId="10" state="veryHidden"'),
        lambda book: book.write(
            "xl/worksheets/sheet10.xml", book.read("xl/worksheets/sheet10.xml").replace("307.71", "9")
        ),
    ),
    "styled-blanks-far-away": edited(
        lambda book: book.add_rows(3, FAR), lambda book: book.add_rows(9, '<row r="20"><c r="XFD20" s="1"/></row>')
    ),
    "whole-columns-formatted": edited(
        lambda book: book.replace(sheet(2), "<cols>", '<cols><col min="1" max="16384" width="20" style="1"/>')
    ),
    "ten-million-cells-declared": edited(
        lambda book: book.replace(sheet(1), '<dimension ref="A1:F37"/>', '<dimension ref="A1:XFD1048576"/>')
    ),
    "parts-of-large-programs": edited(lambda book: book.parts.update(dict.fromkeys(EXTRA, b"<x/>"))),
    "names-that-lead-outside": edited(lambda book: book.parts.update(dict.fromkeys(OUTSIDE, b"<x/>"))),
    "sheet-names-with-quotes-and-emoji": edited(
        lambda book: book.rename(2, "收入&apos;决算&apos;表！"),
        lambda book: book.rename(5, "😀 05 &lt;公开&gt; &amp; 表"),
    ),
    "sheet-names-that-say-nothing": edited(*(lambda book, n=n: book.rename(n, f"Sheet{n}") for n in range(1, 10))),
    "xlsx-named-xls": holding(raw(), "2024.xls"),
    "xlsx-named-ods": holding(raw(), "2024.ods"),
    "xlsx-without-a-suffix": holding(raw(), "2024年决算"),
    "xls": holding(made.xls(values()), "2024.xls"),
    "xls-named-xlsx": holding(made.xls(values())),
    "ods": _ods({}),
    "ods-of-blanks": _ods(
        {
            "空": [made.ods_row([made.ods_cell("", _TIMES("columns", 16384))], _TIMES("rows", 1048576))],
            "宽": [made.ods_row([made.ods_cell(1.0), made.ods_cell("", _TIMES("columns", 16383))])] * 3000,
        }
    ),
    "path-from-the-root-of-the-package": edited(
        lambda book: book.replace("xl/_rels/workbook.xml.rels", "worksheets/sheet2.xml", "/xl/worksheets/sheet2.xml")
    ),
    "title-beside-a-table": edited(lambda book: book.add_cells(5, {10: "见收入决算表"})),
    "endless-title": edited(lambda book: book.text(2, "A3", "公开" * 100_000 + "1")),
    "thousands-separators-of-space": edited(lambda book: book.text(2, "C8", "269.80 ")),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is drafted from the folder in order."""
    folder = tmp_path_factory.mktemp("plain")
    lay_out(folder)
    outcome = as_process(folder)
    assert outcome.code == 0, outcome.err
    return (folder / OUT).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", marked(ACCEPTED))
def test_it_is_accepted(name: str, tmp_path: Path, plain: str) -> None:
    """The draft is the same to the letter, and nothing else is written."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    lay_out(folder)
    ACCEPTED[name](folder)
    before = contents(tmp_path)
    outcome = as_process(folder)
    assert (outcome.code, outcome.out) == (0, ""), outcome.err
    assert (folder / OUT).read_text(encoding="utf-8") == plain
    (folder / OUT).unlink()
    assert contents(tmp_path) == before


def test_an_error_in_an_old_workbook_is_a_blank_and_said_so(tmp_path: Path) -> None:
    """An .xls does not tell of errors: the cell is blank, never a number, and the reader says what it cannot see."""
    lay_out(tmp_path)
    _in_xls(made.record(0x0205, struct.pack("<HHHBB", 7, 2, 0, 0x17, 1)))(tmp_path)
    book = workbook.load(tmp_path / "2024.xls")
    assert book.tables["收入决算表"].cells["201", "本年收入合计"] is None
    assert [note.code for note in book.notes if "看不出错误值" in note.evidence] == ["B218"]
