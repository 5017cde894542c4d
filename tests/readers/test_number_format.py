"""Number formats: which show another amount than a cell holds, what is read then, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from narrator.figures import terms as t
from narrator.figures.findings import Refused
from narrator.figures.values import Figure
from narrator.readers import number_format, spreadsheet, workbook
from narrator.readers.number_format import Misshown
from narrator.readers.table import Book

pytestmark = pytest.mark.slow

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "changji-2024-workbook" / "2024.xlsx"
HELD = (2070500.0, 2070562.35, -5.5, 0.0)

PLAIN = (
    *("General", "", "@", "0", "#", "0.00", "0.0000", "?0.00", "#,##0.00", "#,##0.00_ ", r"#\ ##0.00", "0000000"),
    *("0.00_);(0.00)", r"#,##0.00_);[Red]\(#,##0.00\)", r'0.00;\(0.00\);"-"', "#,##0.00 ;-#,##0.00", "+0.00;-0.00"),
    *("0.00;[Red]0.00", "0.00;[红色]0.00", "[Blue]0.00;[Red]-0.00;0.00", '0.00;"负"0.00', '[=0]"";General'),
    *("0.00;-0.00;;@", "0.00;-0.00;0.00;@", '0.00;-0.00;"无"', "[DBNum1][$-804]General", '0.00"分"', "¥#,##0.00"),
    *(r"[$¥-804]#,##0.00;[$¥-804]\-#,##0.00", r'"¥"#,##0.00;"¥"\-#,##0.00', "[>=100]0.00;0.0", "0.00;@"),
    r'_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
)
REFUSED = {
    ";;;": "空白",
    '"无"': "「无」",
    r"1\0": "「10」",
    "0.00E+00": "科学计数",
    "##0.0E+0": "科学计数",
    "# ?/?": "分数",
    "yyyy-mm-dd": "日期或时间",
    "[h]:mm": "日期或时间",
    "0!.0,": "「207.1」",
    "0.00,,": "「2.07」",
    "[>=10000]0!.0,;0.00": "「207.1」",
    "[>=10000000]0.00": "「####」",
}
# What each of the four numbers above is read as: "=" for itself, None where it is refused.
ODD: dict[str, tuple[str | None, ...]] = {
    "0!.0000": ("207.0500", None, None, "0.0000"),
    r"0\.0000": ("207.0500", None, None, "0.0000"),
    '0"."0000': ("207.0500", None, None, "0.0000"),
    "#,##0.00,": ("2070.50", None, None, "0.00"),
    "0,.00": ("2070.50", None, None, "0.00"),
    "0.000000,,": ("2.070500", None, None, "0.000000"),
    '"1"0.00': ("12070500.00", "12070562.35", "-15.50", "10.00"),
    r"0\0": ("20705000", None, None, "00"),
    "0.00;;": ("=", "=", None, "="),
    "0%": ("207050000%", "207056235%", "-550%", "0%"),
    '0.00"%"': ("2070500%", "2070562.35%", "-5.5%", "0%"),
    '0"万元"': ("2070500万元", "2070562.35万元", "-5.5万元", "0万元"),
    "0.00;0.00": ("=", "=", None, "="),
    "[<0]0.00;0.00": ("=", "=", None, "="),
    "[>=10000]#,##0.00,;0.00": ("2070.50", None, "=", "="),
    "0.00;-0.00;5": ("=", "=", "=", None),
    r"000\-0000": ("207-0500", None, None, "="),
    "(0.00)": ("(2070500.00)", "(2070562.35)", "-(5.50)", "="),
}


def _read(value: Any, code: str) -> str | None:
    try:
        seen = number_format.shown(value, code)
    except Misshown:
        return None
    return "=" if seen == value else str(seen)


@pytest.mark.parametrize("code", PLAIN)
def test_a_plain_format_shows_the_amount_itself(code: str) -> None:
    assert number_format.is_plain(code)
    assert not code or [_read(value, code) for value in HELD] == ["="] * 4


@pytest.mark.parametrize(("code", "why"), REFUSED.items(), ids=REFUSED)
def test_what_no_amount_can_be_read_from(code: str, why: str) -> None:
    assert not number_format.is_plain(code)
    with pytest.raises(Misshown, match="^" + why.replace("(", r"\(") + "$"):
        number_format.shown(HELD[0], code)


@pytest.mark.parametrize(("code", "seen"), ODD.items(), ids=ODD)
def test_an_odd_format_is_read_as_it_shows(code: str, seen: tuple[str | None, ...]) -> None:
    assert not number_format.is_plain(code)
    assert tuple(_read(value, code) for value in HELD) == seen


@pytest.mark.parametrize("code", ["0!.0000", "@", ";;;", '0;0;0;"1"@'])
def test_text_that_a_format_adds_to(code: str) -> None:
    """A text is shown as it is unless the fourth section says otherwise."""
    assert _read("甲", code) == (None if ";" in code else "=")


@pytest.mark.parametrize("value", [True, "", float("nan"), float("inf"), 1e300])
def test_what_is_no_amount_is_left_alone(value: Any) -> None:
    assert number_format.shown(value, "0!.0000") is value


# Through workbooks ----------------------------------------------------------------------------------


def _made(path: Path, code: str, times: Decimal, only: str = "") -> Path:
    """The fixture with all amounts (or one cell of 收入决算表) multiplied, in this number format."""
    book = openpyxl.load_workbook(FIXTURE)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float) and (
                    not only or (sheet.title, cell.coordinate) == (SHEET, only)
                ):
                    cell.value = float(Decimal(str(cell.value)) * times)
                    cell.number_format = code
    book.save(path)
    return path


SHEET, TOTAL = "Z02 收入决算表(财决02表)", "C7"


def _amounts(book: Book) -> dict[Any, Decimal]:
    return {
        (term, key): figure.yuan
        for term, table in book.tables.items()
        for key, figure in table.cells.items()
        if isinstance(figure, Figure)
    }


EXACT = {
    "a literal point": ("0!.0000", 10_000),
    "an escaped point": (r"0\.0000", 10_000),
    "a quoted point": ('0"."0000', 10_000),
    "thousands": ("#,##0.00000,", 1000),
    "millions": ("0.000000,,", 1_000_000),
    "a condition": ("[>=10000]0!.0000;0!.0000", 10_000),
    "the unit behind": ('0.00"万元"', 1),
    "accounting": (r'_ * #,##0.00_ ;_ * \-#,##0.00_ ;_ * "-"??_ ;_ @_ ', 1),
    "fewer digits": ("0", 1),
    "zeros not shown": ("0.00;-0.00;;@", 1),
}


@pytest.mark.slow
@pytest.mark.parametrize(("code", "times"), EXACT.values(), ids=EXACT)
def test_a_workbook_is_read_as_it_shows(code: str, times: int, tmp_path: Path) -> None:
    path = _made(tmp_path / "2024.xlsx", code, Decimal(times))
    assert _amounts(workbook.load(path)) == _amounts(workbook.load(FIXTURE))


TOLD = "{} Z02 收入决算表(财决02表)!C7：{} 〔收入决算表/合计/本年收入合计〕{}"
FORMATTED = "单元格存着 307.71，按数字格式「{}」显示的是{}。"
FORMATTED += " 请把数字格式改为「0.00」（不改数），再核对表的金额单位是元还是万元。"
ONE_CELL = {
    "0!.0,": ("B308", FORMATTED.format("0!.0,", "「0.0」")),
    "0!.0000": ("B308", FORMATTED.format("0!.0000", "「0.0308」")),
    "#,##0.00,": ("B308", FORMATTED.format("#,##0.00,", "「0.31」")),
    "0.00,,": ("B308", FORMATTED.format("0.00,,", "「0.00」")),
    ";;;": ("B308", FORMATTED.format(";;;", "空白")),
    r"1\0": ("B308", FORMATTED.format(r"1\0", "「10」")),
    "0.00E+00": ("B308", FORMATTED.format("0.00E+00", "科学计数")),
    "# ?/?": ("B308", FORMATTED.format("# ?/?", "分数")),
    "0.00%": ("B303", "「30771%」是百分数，不是金额。 请核对这个单元格。"),
    '0.00"%"': ("B303", "「307.71%」是百分数，不是金额。 请核对这个单元格。"),
    '0.00"元"': ("B303", "「307.71元」写的是元，表的金额单位是万元。 请核对这个单元格。"),
    "yyyy-mm-dd": ("B303", "「1900-11-02」是日期，不是数字。 请核对这个单元格。"),
}


@pytest.mark.parametrize(("code", "said"), ONE_CELL.items(), ids=ONE_CELL)
def test_a_cell_that_shows_another_amount_is_refused(code: str, said: tuple[str, str], tmp_path: Path) -> None:
    path = _made(tmp_path / "2024.xlsx", code, Decimal(1), TOTAL)
    with pytest.raises(Refused) as refused:
        workbook.load(path)
    assert [str(finding) for finding in refused.value.findings] == [TOLD.format(path, *said)]


def test_literal_digits_are_read_as_they_are_seen(tmp_path: Path) -> None:
    book = workbook.load(_made(tmp_path / "2024.xlsx", '"1"0.00', Decimal(1), TOTAL))
    figure = book.tables[t.INCOME].cells[t.TOTAL, t.YEAR_RECEIPTS]
    assert figure
    assert figure.value == Decimal("1307.71")


def test_many_cells_of_a_table_are_told_at_once(tmp_path: Path) -> None:
    """One message a table, with the first cell and where the others stand."""
    with pytest.raises(Refused) as refused:
        workbook.load(_made(tmp_path / "2024.xlsx", "0!.0,", Decimal("10000.01")))
    findings = [finding for finding in refused.value.findings if finding.place and finding.place.sheet == SHEET]
    assert [finding.code for finding in findings] == ["B308"]
    assert "同一张表里这样的还有" in findings[0].evidence


def test_the_old_format_says_what_it_does_not_tell(tmp_path: Path) -> None:
    """python-calamine tells nothing of the number formats of .xls; the note says so, and the number is what is kept."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("1")
    sheet.write(0, 0, 2070500, xlwt.easyxf(num_format_str="0!.0000"))
    book.save(str(tmp_path / "a.xls"))
    (read,) = spreadsheet.load(tmp_path / "a.xls")
    assert (read.rows, read.marks.seen, dict(read.marks.formats)) == ([[2070500.0]], False, {})
