"""One workbook in three formats, and .xlsx as other programs write it: the same book from each."""

from __future__ import annotations

import importlib
import re
import sys
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from helpers.sheets import WRITERS, Merge
from narrator.figures.findings import Refused
from narrator.figures.values import Place
from narrator.readers import spreadsheet, workbook
from narrator.readers.spreadsheet import Worksheet
from narrator.readers.table import Book

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
sys.path.insert(0, str(FIXTURES / "workbooks"))
make: Any = importlib.import_module("make")
sys.path.pop(0)

GENERAL = make.TITLES[4]
UNITS = ("changji", "putuo")
LAYOUTS = ("", "hostile")
OLD = "B218"  # says what the old binary format does not tell
HIDDEN = "B310"  # says what stands in hidden rows and columns, which the writers below do not hide


def everything(book: Book) -> dict[str, Any]:
    """All that was read, but for the name of the file, what only an old file is noted for, and what is hidden."""

    def without_file(node: Any) -> Any:
        if isinstance(node, Place):
            return node[1:]
        if isinstance(node, tuple | list):
            return [without_file(item) for item in node]
        return {key: without_file(value) for key, value in node.items()} if isinstance(node, dict) else node

    plain: dict[str, Any] = without_file(
        {
            "tables": {term: asdict_shallow(table) for term, table in book.tables.items()},
            "year": book.year,
            "unit": book.unit_name,
            "notes": [note for note in book.notes if note.code not in (OLD, HIDDEN)],
        }
    )
    return plain


def asdict_shallow(table: Any) -> dict[str, Any]:
    return {name: getattr(table, name) for name in ("term", "title", "money", "cells", "budgets", "names", "empty")}


@cache
def merges(path: Path) -> list[list[Merge]]:
    """The merged ranges of each sheet, in the order of the sheets' parts."""

    def column(letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - ord("A") + 1
        return number - 1

    with zipfile.ZipFile(path) as package:
        count = sum(name.startswith("xl/worksheets/sheet") for name in package.namelist())
        return [
            [
                (int(top) - 1, column(left), int(bottom) - 1, column(right))
                for left, top, right, bottom in re.findall(
                    r'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/>',
                    package.read(f"xl/worksheets/sheet{number}.xml").decode(),
                )
            ]
            for number in range(1, count + 1)
        ]


@pytest.mark.parametrize(
    ("unit", "layout", "suffix"),
    [pytest.param(unit, layout, suffix) for unit in UNITS for layout in LAYOUTS for suffix in WRITERS],
)
def test_the_same_book_in_every_format(unit: str, layout: str, suffix: str, tmp_path: Path) -> None:
    """Figures, blanks, names, places, notes; merged cells and hidden sheets included."""
    source = FIXTURES / f"{unit}-2024-workbook" / layout / "2024.xlsx"
    path = tmp_path / f"2024{suffix}"
    WRITERS[suffix](path, spreadsheet.load(source), merges(source))
    book = workbook.load(path)
    assert everything(book) == everything(workbook.load(source))
    assert (OLD in [note.code for note in book.notes]) == (suffix == ".xls")


HEAD: list[list[Any]] = [
    [GENERAL],
    ["编制单位：甲局", "", "2024年度", "", "单位：万元"],
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
]
ROWS: list[list[Any]] = [
    ["合计", "", 207.05, 129.81, 77.24],
    ["201", "一般公共服务支出", 169.14, 91.9, 77.24],
    ["2010450", "事业运行", 91.9, 91.9, ""],
]
SHOWN = {
    ("合计", "合计"): "207.05",
    ("合计", "基本支出"): "129.81",
    ("合计", "项目支出"): "77.24",
    ("201", "合计"): "169.14",
    ("201", "基本支出"): "91.9",
    ("201", "项目支出"): "77.24",
    ("2010450", "合计"): "91.9",
    ("2010450", "基本支出"): "91.9",
    ("2010450", "项目支出"): None,
}


def shown(path: Path, term: str = GENERAL) -> dict[tuple[str, ...], str | None]:
    cells = workbook.load(path).tables[term].cells
    return {key: str(figure.value) if figure else None for key, figure in cells.items()}


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
@pytest.mark.parametrize("money", ["万元", "元"])
def test_codes_and_amounts_as_numbers(suffix: str, money: str, tmp_path: Path) -> None:
    """Whole numbers too, which .xls keeps in a way of their own; a code has up to seven digits."""
    rows = [
        ["合计", "", 207.0, 129.0, 78.0],
        [201.0, "一般公共服务支出", 200.0, 122.0, 78.0],
        [20104.0, "发展与改革事务", 7.0, 7.0, 0.0],
        [2010450.0, "事业运行", 1234567.0, 99999999.0, -3.0],
    ]
    path = tmp_path / f"book{suffix}"
    head = [HEAD[0], ["", "", "", "", f"单位：{money}"], HEAD[2]]
    sheet = Worksheet("05", False, [[*row, *[""] * (5 - len(row))] for row in (*head, *rows)])
    WRITERS[suffix](path, [sheet], [[]])
    book = workbook.load(path)
    assert list(book.tables[GENERAL].names) == ["201", "20104", "2010450"]
    assert shown(path)["2010450", "合计"] == "1234567"
    assert shown(path)["2010450", "基本支出"] == "99999999"
    assert shown(path)["2010450", "项目支出"] == "-3"
    assert shown(path)["20104", "项目支出"] == "0"


# .ods by hand --------------------------------------------------------------------------------------

ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
 office:version="1.3"><office:automatic-styles><style:style style:name="no" style:family="table">
<style:table-properties table:display="false"/></style:style>{}</office:automatic-styles>
<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"""


def ods(path: Path, tables: str, styles: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS.format(styles, tables))
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/"'
            ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return path


def text_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def float_cell(value: Any, more: str = "") -> str:
    told = f'office:value-type="float" office:value="{value}" {more}'
    return f"<table:table-cell {told}><text:p>{value}</text:p></table:table-cell>"


def gap(columns: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{columns}"/>'


def ods_row(*cells: str, repeated: int = 1) -> str:
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{times}>{''.join(cells)}</table:table-row>"


def ods_table(*rows: str, name: str = "05", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{"".join(rows)}</table:table>'


TITLE_ROW = ods_row(
    gap(2),
    text_cell(GENERAL, 'table:number-columns-spanned="5"'),
    '<table:covered-table-cell table:number-columns-repeated="4"/>',
    gap(1017),
)
CORNER_ROW = ods_row(gap(2), text_cell("编制单位：甲局"), gap(3), text_cell("单位：万元"))
HEAD_ROW = ods_row(gap(2), *(text_cell(text) for text in ("科目编码", "科目名称", "合计", "基本支出", "项目支出")))
ODS_BODY = (
    ods_row(gap(2), text_cell("合计"), gap(1), float_cell(207.05), float_cell(129.81), float_cell(77.24)),
    ods_row(gap(1024), repeated=3),
    ods_row(
        gap(2),
        text_cell("201"),
        text_cell("一般公共<text:s/>服务支出"),
        float_cell(169.14),
        float_cell(91.9),
        float_cell(77.24),
    ),
    ods_row(gap(2), float_cell(2010450), text_cell("事业运行"), float_cell(91.9, 'table:number-columns-repeated="2"')),
    ods_row(gap(1024), repeated=1048000),
)


def test_ods_with_repeated_cells_and_rows(tmp_path: Path) -> None:
    """Gaps, spans and a value that stands twice; the cells are counted as they are shown."""
    path = ods(
        tmp_path / "a.ods", ods_table(ods_row(gap(1024), repeated=2), TITLE_ROW, CORNER_ROW, HEAD_ROW, *ODS_BODY)
    )
    assert shown(path) == SHOWN
    table = workbook.load(path).tables[GENERAL]
    figure = table.cells["2010450", "基本支出"]
    assert figure
    assert isinstance(figure.origin, Place)
    assert (table.title.cell, figure.origin.sheet, figure.origin.cell) == ("C3", "05", "F11")


def test_ods_percentages_are_marked(tmp_path: Path) -> None:
    one = (
        '<table:table-cell office:value-type="percentage" office:value="1" {}><text:p>100%</text:p></table:table-cell>'
    )
    rows = ods_row(float_cell(1), one.format('table:number-columns-repeated="2"'), repeated=2), ods_row(one.format(""))
    (sheet,) = spreadsheet.load(ods(tmp_path / "a.ods", ods_table(*rows)))
    assert sheet.marks.formats == dict.fromkeys([(1, 2), (1, 3), (2, 2), (2, 3), (3, 1)], "0%")
    assert sheet.rows[0] == [1.0, "100%", "100%"]


STYLED = """<number:number-style style:name="N0"><number:number {}</number:number-style>
<style:style style:name="odd" style:family="table-cell" style:data-style-name="N0"/>
<style:style style:name="below" style:family="table-cell" style:parent-style-name="odd"/>"""
INSIDE = """number:decimal-places="0" number:min-integer-digits="5">
<number:embedded-text number:position="4">.</number:embedded-text></number:number>"""
SCALED = 'number:decimal-places="2" number:min-integer-digits="1" number:display-factor="{}" number:grouping="true"/>'
ODS_FORMATS = {
    "a literal point": (STYLED.format(INSIDE), "0\\.0000", "207.0500"),
    "thousands": (STYLED.format(SCALED.format(1000)), "#,0.00,", "2070.50"),
    "millions": (STYLED.format(SCALED.format(1000000)), "#,0.00,,", 2070500.0),
    "literal digits": (
        STYLED.format('number:decimal-places="0" number:min-integer-digits="1"/><number:text>0</number:text>'),
        "0\\0",
        "20705000",
    ),
    "only a negative is odd": (
        '<number:number-style style:name="N0P0"><number:number number:decimal-places="2"'
        ' number:min-integer-digits="1"/></number:number-style>'
        + STYLED.format(
            'number:decimal-places="2" number:min-integer-digits="1"/>'
            '<style:map style:condition="value()&gt;=0" style:apply-style-name="N0P0"/>'
        ),
        "[>=0]0.00;0.00",
        2070500.0,
    ),
    "plain": (STYLED.format('number:decimal-places="2" number:min-integer-digits="1"/>'), None, 2070500.0),
    "general": (STYLED.format('number:min-integer-digits="1"/>'), None, 2070500.0),
}


@pytest.mark.parametrize("where", ["cell", "parent", "row", "column"])
@pytest.mark.parametrize(("styles", "code", "value"), ODS_FORMATS.values(), ids=ODS_FORMATS)
def test_ods_number_formats(styles: str, code: str | None, value: Any, where: str, tmp_path: Path) -> None:
    """The style of a cell, of its parent, of its row or column; read as it shows."""
    cell = float_cell(2070500, {"cell": 'table:style-name="odd"', "parent": 'table:style-name="below"'}.get(where, ""))
    row = ods_row(gap(1), cell)
    told = ' table:default-cell-style-name="odd"'
    row = row.replace("<table:table-row", f"<table:table-row{told}") if where == "row" else row
    columns = f'<table:table-column table:number-columns-repeated="2"{told if where == "column" else ""}/>'
    path = ods(tmp_path / "a.ods", ods_table(columns, row), styles)
    (sheet,) = spreadsheet.load(path)
    assert dict(sheet.marks.formats) == ({(1, 2): code} if code else {})
    assert sheet.rows == [["", value]]
    assert bool(sheet.marks.misshown) == (code == "#,0.00,,")


def test_ods_hidden_rows_and_columns(tmp_path: Path) -> None:
    """Rows filtered out or folded, and columns; the figures are read and told."""
    filtered = ODS_BODY[2].replace("<table:table-row", '<table:table-row table:visibility="filter"')
    columns = '<table:table-column table:number-columns-repeated="5"/><table:table-column table:visibility="collapse"/>'
    rows = (columns, TITLE_ROW, CORNER_ROW, HEAD_ROW, ODS_BODY[0], filtered, ODS_BODY[3])
    path = ods(tmp_path / "a.ods", ods_table(*rows))
    (sheet,) = spreadsheet.load(path)
    assert (*sheet.marks.hidden_rows, *sheet.marks.hidden_columns, sheet.marks.filtered) == (5, 6, True)
    book = workbook.load(path)
    evidence = "筛选掉或隐藏的行、列里有 5 个数，已照读：F4、E5、F5、G5、F6。"
    assert [note.evidence for note in book.notes if note.code == HIDDEN] == [evidence]
    assert shown(path) == SHOWN


def test_ods_hidden_sheet_gives_way(tmp_path: Path) -> None:
    old = ods_table(
        *(TITLE_ROW, CORNER_ROW, HEAD_ROW, ods_row(gap(2), text_cell("合计"), gap(1), float_cell(1))),
        name="旧",
        more='table:style-name="no"',
    )
    path = ods(tmp_path / "a.ods", old + ods_table(TITLE_ROW, CORNER_ROW, HEAD_ROW, *ODS_BODY))
    assert shown(path) == SHOWN


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"/>', "B305"),
        ('<table:table-cell table:formula="of:=1+1"/>', "B306"),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', "B303"),
        ('<table:table-cell office:value-type="date" office:date-value="2024-12-31"/>', "B303"),
    ],
)
def test_ods_cells_that_are_no_amounts(cell: str, code: str, tmp_path: Path) -> None:
    body = ods_row(gap(2), text_cell("合计"), gap(1), float_cell(1), cell, float_cell(1))
    with pytest.raises(Refused) as refused:
        workbook.load(ods(tmp_path / "a.ods", ods_table(TITLE_ROW, CORNER_ROW, HEAD_ROW, body)))
    (finding,) = refused.value.findings
    assert finding.code == code
    assert finding.place
    assert finding.place.cell == "F4"


# .xlsx by hand -------------------------------------------------------------------------------------

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'<styleSheet xmlns="{NAMESPACE}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00_ "/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"'
    ' applyNumberFormat="1"/><xf numFmtId="10" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)


def xlsx(
    path: Path, *sheets: str, shared: str = "", prefix: str = "", states: Iterable[str] = (), before: str = ""
) -> Path:
    """A package of the given sheets' XML, elements with a prefix where one is given; ``before`` their rows."""
    kinds = {number: state for number, state in enumerate(states, 1) if state}
    listed = "".join(
        f'<sheet name="Sheet{number}" sheetId="{number}" r:id="rId{number}"'
        + (f' state="{kinds[number]}"' if number in kinds else "")
        + "/>"
        for number in range(1, len(sheets) + 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{CONTENT}.worksheet+xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
        f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{CONTENT}.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}'
        f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{NAMESPACE}">{shared}</sst>',
    }
    for number, data in enumerate(sheets, 1):
        name = f"xmlns:{prefix}" if prefix else "xmlns"
        tag = f"{prefix}:" if prefix else ""
        body = re.sub(r"<(/?)(\w)", rf"<\1{tag}\2", data)
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<{tag}worksheet {name}="{NAMESPACE}">{before}<{tag}sheetData>{body}</{tag}sheetData></{tag}worksheet>'
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, DECLARED + content)
    return path


def at(row: int, column: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"


def inline(text: str, where: str = "") -> str:
    return f'<c{where} t="inlineStr"><is><t>{text}</t></is></c>'


def grid(rows: Iterable[list[Any]], *, told: bool = True, quote: str = '"', number: str = "<c{}><v>{}</v></c>") -> str:
    """Rows of cells as XML: with r attributes or without, strings inline."""
    made = ""
    for place, row in enumerate(rows):
        made += f'<row r="{place + 1}">' if told else "<row>"
        for column, cell in enumerate(row):
            where = f' r="{at(place, column)}"' if told else ""
            if cell == "":
                made += "" if told else "<c/>"
            elif isinstance(cell, str):
                made += inline(cell, where)
            else:
                made += number.format(where, cell)
        made += "</row>"
    return made.replace('"', quote)


def test_xlsx_with_inline_strings(tmp_path: Path) -> None:
    assert shown(xlsx(tmp_path / "a.xlsx", grid(HEAD + ROWS))) == SHOWN


@pytest.mark.parametrize("prefix", ["x", "ns0", "main-1"])
def test_xlsx_with_a_namespace_prefix(prefix: str, tmp_path: Path) -> None:
    assert shown(xlsx(tmp_path / "a.xlsx", grid(HEAD + ROWS), prefix=prefix)) == SHOWN


def test_xlsx_without_references(tmp_path: Path) -> None:
    """Cells and rows that do not say where they stand follow one another."""
    path = xlsx(tmp_path / "a.xlsx", grid(HEAD + ROWS, told=False))
    assert shown(path) == SHOWN
    figure = workbook.load(path).tables[GENERAL].cells["201", "项目支出"]
    assert figure
    assert isinstance(figure.origin, Place)
    assert figure.origin.cell == "E5"


def test_xlsx_with_single_quotes(tmp_path: Path) -> None:
    assert shown(xlsx(tmp_path / "a.xlsx", grid(HEAD + ROWS, quote="'"))) == SHOWN


def test_xlsx_with_spaces_within_tags(tmp_path: Path) -> None:
    body = grid(HEAD + ROWS).replace("<c ", "<c\n  ").replace("<v>", "<v >").replace("</v>", "</v\n>")
    assert shown(xlsx(tmp_path / "a.xlsx", body)) == SHOWN


@pytest.mark.parametrize(
    "formula",
    [
        "<c{}><f>SUM(A1:A2)</f><v>{}</v></c>",
        '<c{}><f t="shared" ref="C4:E6" si="0">C4+1</f><v>{}</v></c>',
        '<c{}><f t="shared" si="0"/><v>{}</v></c>',
        '<c{}><f t="array" ref="C4">SUM(A1:A2)</f><v>{}</v></c>',
        '<c{} s="3"><v>{}</v></c>',
        '<c{} t="n"><v>{}</v></c>',
        '<c{} t="str"><f>TEXT(1,"0.00")</f><v>{}</v></c>',
        '<c{} t="inlineStr"><is><t xml:space="preserve"> {} </t></is></c>',
        '<c{} t="inlineStr"><is><r><t>{}</t></r></is></c>',
    ],
)
def test_xlsx_numbers_of_all_kinds(formula: str, tmp_path: Path) -> None:
    """Formulas with the value they had, a format of money, numbers typed as text."""
    assert shown(xlsx(tmp_path / "a.xlsx", grid(HEAD + ROWS, number=formula))) == SHOWN


@pytest.mark.parametrize("value", ["2.0705E2", "207.05000000000001", "2.0704999999999998E+2", "0207.050"])
def test_xlsx_numbers_as_programs_print_them(value: str, tmp_path: Path) -> None:
    body = grid(HEAD + ROWS).replace("<v>207.05</v>", f"<v>{value}</v>")
    assert shown(xlsx(tmp_path / "a.xlsx", body)) == SHOWN


SHARED = [
    "<si><t>{}</t></si>",
    '<si><t xml:space="preserve"> {} </t></si>',
    "<si><r><t>{}</t></r></si>",
    '<si><r><rPr><b/><sz val="9"/></rPr><t>{}</t></r><r><t xml:space="preserve"> </t></r></si>',
    '<si><t>{}</t><rPh sb="0" eb="1"><t>ピン</t></rPh><phoneticPr fontId="1"/></si>',
    "<si><t>{}\n</t></si>",
    "<si><t>{}&#10;</t></si>",
    "<si><t>{}_x000D_\n</t></si>",
]


@pytest.mark.parametrize("wrapped", SHARED)
def test_xlsx_with_shared_strings(wrapped: str, tmp_path: Path) -> None:
    """Rich text, phonetic runs, blanks that are kept, line breaks however they are written."""
    texts = [cell for row in HEAD + ROWS for cell in row if isinstance(cell, str) and cell]
    body = grid(HEAD + ROWS)
    for number, text in enumerate(dict.fromkeys(texts)):
        body = body.replace(f't="inlineStr"><is><t>{text}</t></is>', f't="s"><v>{number}</v>')
    assert "inlineStr" not in body
    shared = "".join(wrapped.format(text) for text in dict.fromkeys(texts))
    path = xlsx(tmp_path / "a.xlsx", body, shared=shared)
    assert shown(path) == SHOWN
    assert {code: name.text for code, name in workbook.load(path).tables[GENERAL].names.items()} == {
        "201": "一般公共服务支出",
        "2010450": "事业运行",
    }


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<c{} t="e"><v>#REF!</v></c>', "B305"),
        ('<c{} t="e"><f>A1/0</f><v>#DIV/0!</v></c>', "B305"),
        ("<c{}><f>A1+1</f></c>", "B306"),
        ('<c{}><f t="shared" si="0"/></c>', "B306"),
        ('<c{} t="b"><v>1</v></c>', "B303"),
        ('<c{} s="1"><v>45657</v></c>', "B303"),
        ('<c{} t="d"><v>2024-12-31T00:00:00</v></c>', "B303"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "x"])
@pytest.mark.parametrize("told", [True, False])
def test_xlsx_cells_that_are_no_amounts(cell: str, code: str, prefix: str, told: bool, tmp_path: Path) -> None:
    """Errors, formulas without a value, truth values and dates: each refused at its place."""
    body = grid(HEAD + ROWS, told=told)
    spoilt = cell.format(' r="D4"' if told else "")
    body = body.replace('<c r="D4"><v>129.81</v></c>' if told else "<c><v>129.81</v></c>", spoilt)
    with pytest.raises(Refused) as refused:
        workbook.load(xlsx(tmp_path / "a.xlsx", body, prefix=prefix))
    (finding,) = refused.value.findings
    assert (finding.code, finding.place and finding.place.cell) == (code, "D4")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_xlsx_hidden_sheet_gives_way(state: str, tmp_path: Path) -> None:
    old = grid([*HEAD, ["合计", "", 1.0, 1.0, ""]])
    path = xlsx(tmp_path / "a.xlsx", old, grid(HEAD + ROWS), states=[state])
    assert shown(path) == SHOWN
    assert workbook.load(path).tables[GENERAL].title.sheet == "Sheet2"


def test_a_hidden_table_is_read_where_there_is_no_other(tmp_path: Path) -> None:
    assert shown(xlsx(tmp_path / "a.xlsx", grid(HEAD + ROWS), states=["hidden"])) == SHOWN


def test_rows_far_below_and_columns_far_right_hold_nothing(tmp_path: Path) -> None:
    """A cell that is only formatted is no cell that is used."""
    body = grid(HEAD + ROWS) + '<row r="1048576"><c r="XFD1048576" s="3"/></row>'
    assert shown(xlsx(tmp_path / "a.xlsx", body)) == SHOWN


def test_all_figures_are_exact_after_yuan(tmp_path: Path) -> None:
    """Amounts in 元 with 分 come back to the 分 from every format."""
    amounts = [Decimal(number * 7919 % 10**9).scaleb(-2) for number in range(1, 60)]
    rows: list[list[Any]] = [HEAD[0], ["", "", "", "", "单位：元"], HEAD[2], ["合计", "", *map(float, amounts[:3])]]
    codes = [f"2{number:02}" for number in range(1, 15)]
    rows += [[code, "某类支出", *map(float, amounts[3 * n + 3 : 3 * n + 6])] for n, code in enumerate(codes)]
    filled = [[*row, *[""] * (5 - len(row))] for row in rows]
    expected = [amounts[:3], *(amounts[3 * n + 3 : 3 * n + 6] for n in range(len(codes)))]
    paths = [xlsx(tmp_path / "a.xlsx", grid(rows)), tmp_path / "a.xls", tmp_path / "a.ods"]
    for path in paths[1:]:
        WRITERS[path.suffix](path, [Worksheet("05", False, filled)], [[]])
    for path in paths:
        cells = workbook.load(path).tables[GENERAL].cells.values()
        assert [figure.value for figure in cells if figure] == [amount for row in expected for amount in row]


# Hidden, and names with backslashes -----------------------------------------------------------------


def test_xlsx_hidden_rows_and_columns(tmp_path: Path) -> None:
    """Figures in them are read, and told with their cells; a table without any is not spoken of."""
    body = grid(HEAD + ROWS).replace('<row r="5">', '<row r="5" hidden="1">')
    path = xlsx(tmp_path / "a.xlsx", body, before='<cols><col min="5" max="5" width="9" hidden="true"/></cols>')
    (sheet,) = spreadsheet.load(path)
    assert (*sheet.marks.hidden_rows, *sheet.marks.hidden_columns, sheet.marks.filtered) == (5, 5, False)
    (note,) = workbook.load(path).notes
    assert note.code == HIDDEN
    assert note.evidence == "隐藏的行、列里有 4 个数，已照读：E4、C5、D5、E5。"
    assert shown(path) == SHOWN
    bare = xlsx(
        tmp_path / "b.xlsx", grid([*HEAD, *ROWS, ["注：单位为万元"]]).replace('<row r="7">', '<row r="7" hidden="1">')
    )
    assert not workbook.load(bare).notes


def test_xlsx_cells_that_tell_no_place_have_their_format_too(tmp_path: Path) -> None:
    body = grid(HEAD + ROWS, told=False, number='<c{} s="2"><v>{}</v></c>')
    (sheet,) = spreadsheet.load(xlsx(tmp_path / "a.xlsx", body))
    assert set(sheet.marks.formats) == {(row, column) for row in (4, 5, 6) for column in (3, 4, 5)} - {(6, 5)}
    assert sheet.rows[3][2] == "20705%"


@pytest.mark.parametrize("swap", [lambda name: name.replace("/", "\\"), lambda name: name])
def test_names_with_backslashes_are_read(swap: Any, tmp_path: Path) -> None:
    """Some programs zip with the separators of Windows; Excel opens these files."""
    made = xlsx(tmp_path / "a.xlsx", grid(HEAD + ROWS))
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(swap(name)), old.read(name))
    assert shown(path) == SHOWN


def test_two_names_that_become_the_same_are_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", grid(HEAD + ROWS))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(zipfile.ZipInfo("xl\\worksheets\\sheet1.xml"), b"<worksheet/>")
    with pytest.raises(Refused) as refused:
        workbook.load(path)
    assert [finding.evidence for finding in refused.value.findings] == ["压缩包里有两个 xl/worksheets/sheet1.xml。"]
