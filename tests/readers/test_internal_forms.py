"""Forms of the accounts software that somebody changed: exact messages, and nothing read from what is in doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from narrator.figures import terms as t
from narrator.figures.findings import Refused
from narrator.readers import spreadsheet, workbook
from narrator.readers.spreadsheet import Worksheet
from narrator.readers.table import Book

EXPORT = Path(__file__).parents[2] / "fixtures" / "export" / "2024.xlsx"
ACROSS, OPERATION, PEOPLE, COVER = "Z08_1", "F03", "F02", "FMDM"
GENERAL_FORM = "Z07"


@pytest.fixture
def sheets() -> dict[str, Worksheet]:
    """The sheets of the committed export by the first word of their names, with rows of their own."""
    found = spreadsheet.load(EXPORT)
    return {sheet.name.split()[0]: sheet._replace(rows=[[*row] for row in sheet.rows]) for sheet in found}


def read(sheets: dict[str, Worksheet]) -> Book:
    return workbook.Reader("x.xlsx", "").read([*sheets.values()])


def refusals(sheets: dict[str, Worksheet]) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(sheets)
    return [f"{of.place and of.place.cell}：{of.code} {of.evidence} {of.advice}" for of in refused.value.findings]


def notes(book: Book, code: str) -> list[str]:
    return [note.evidence for note in book.notes if note.code == code]


def find(sheet: Worksheet, text: str) -> tuple[int, int]:
    """The first cell with this text; row and column from 0."""
    return next(
        (row, column)
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and "".join(cell.split()) == text
    )


def put(sheet: Worksheet, text: str, value: Any, right: int = 0, down: int = 0) -> None:
    """Write a value beside, or over, the cell with this text."""
    row, column = find(sheet, text)
    sheet.rows[row + down][column + right] = value


def test_the_export_as_it_is(sheets: dict[str, Worksheet]) -> None:
    """All nine tables; the kind of unit; one note that names the forms."""
    book = read(sheets)
    assert [*book.tables] == [*t.STATEMENTS]
    assert book.kind and book.kind.text == t.QUASI_CIVIL
    (told,) = notes(book, "B223")
    assert told.startswith("这是部门决算软件导出的表：「收入支出决算总表」取自财决01表，「收入决算表」取自财决03表，")
    assert "「财政拨款“三公”经费支出决算表」取自财决附03表" in told


def test_an_account_under_an_unknown_heading_is_refused(sheets: dict[str, Worksheet]) -> None:
    """Where it has an amount: 六 would list the accounts without it. A heading over nothing does no harm."""
    put(sheets[ACROSS], "津贴补贴", "津补贴和奖励")
    assert refusals(sheets) == [
        "H9：B312 「津补贴和奖励」这一栏有数，认不出是哪个经济分类科目。 请照财决08-1 表的样式改回栏名。"
    ]


def test_an_unknown_heading_over_nothing_does_no_harm(sheets: dict[str, Worksheet]) -> None:
    put(sheets[ACROSS], "咨询费", "咨询和顾问费")
    book = read(sheets)
    assert ("30203",) not in book.tables[t.BASIC].cells
    assert ("30202",) in book.tables[t.BASIC].cells


def test_classes_that_do_not_come_to_the_total_are_refused(sheets: dict[str, Worksheet]) -> None:
    total = sheets[ACROSS].rows[8]
    total[4] += 0.01
    (told,) = refusals(sheets)
    assert told.startswith(f"E9：B313 合计是 {total[4]:.15g}，各类的小计却是 ")
    assert told.endswith("。 请核对这张表是不是缺了栏、改了栏名。")


def test_a_published_table_goes_before_the_form(sheets: dict[str, Worksheet]) -> None:
    """05 beside 财决07: the published one is taken, and its form is not spoken of."""
    rows: list[list[Any]] = [
        [t.GENERAL],
        ["单位：元"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["", "合计", 5.0, 3.0, 2.0],
        ["201", "一般公共服务支出", 5.0, 3.0, 2.0],
    ]
    book = read({**sheets, "05": Worksheet("公开05表", False, rows)})
    general = book.tables[t.GENERAL]
    assert general.title.sheet == "公开05表"
    assert not general.form
    assert {key: figure and figure.value for key, figure in general.cells.items()} == {
        (row, column): amount
        for row in ("合计", "201")
        for column, amount in (("合计", 5), ("基本支出", 3), ("项目支出", 2))
    }


@pytest.mark.parametrize(
    ("label", "value", "told"),
    [
        ("4．公务用车保有量（辆）", 1.5, "「1.5」应是 0 或正整数。"),
        ("4．公务用车保有量（辆）", -1.0, "「-1」应是 0 或正整数。"),
        ("4．公务用车保有量（辆）", "一辆", "「一辆」不是数字。"),
    ],
)
def test_what_is_counted_is_a_whole_number(sheets: dict[str, Worksheet], label: str, value: Any, told: str) -> None:
    put(sheets[OPERATION], label, value, right=4)
    assert refusals(sheets) == [f"E20：B303 {told} 请核对这个单元格。"]


def test_a_row_twice_is_refused(sheets: dict[str, Worksheet]) -> None:
    put(sheets[OPERATION], "3．公务用车购置数（辆）", "4．公务用车保有量（辆）")
    (told,) = refusals(sheets)
    assert told.startswith("A20：B307 「公务用车情况·保有量」有两行，前一行在 A19。")


def test_a_row_that_is_not_known_is_told(sheets: dict[str, Worksheet]) -> None:
    """Older forms count other things: their rows are not read, and named."""
    put(
        sheets[OPERATION],
        "（二）单价100万元（含）以上设备（不含车辆）（台，套）",
        "（二）单价50万元以上通用设备（台，套）",
    )
    book = read(sheets)
    assert notes(book, "B211") == ["有 1 行有数，没有读：「（二）单价50万元以上通用设备（台，套）」。"]
    assert ("国有资产", "单价100万元（含）以上设备") not in book.values


def test_people_under_other_headings_are_not_read(sheets: dict[str, Worksheet]) -> None:
    """附02 is known from memory: what its headings leave in doubt is told and left to the form."""
    put(sheets[PEOPLE], "年末实有人数", "年末其他人数")
    book = read(sheets)
    assert not [key for key in book.values if key[0] == "人员"]
    assert notes(book, "B225") == ["这张表的栏目看不准，没有读；其中的数请在填报表里填。"]


@pytest.mark.parametrize("blank", ["—", "一", "\\一", "-", ""])
def test_what_stands_for_no_figure(sheets: dict[str, Worksheet], blank: str) -> None:
    """The accounts software prints 一 for a dash; it is not the number."""
    put(sheets[OPERATION], "4．公务用车保有量（辆）", blank, right=4)
    assert ("公务用车情况", "保有量") not in read(sheets).values


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("行政单位", t.ADMINISTRATIVE),
        ("1.行政单位", t.ADMINISTRATIVE),
        ("公益一类事业单位", t.PUBLIC_INSTITUTION),
        ("事业单位", t.PUBLIC_INSTITUTION),
        ("社会团体", None),
        ("行政单位和事业单位", None),
    ],
)
def test_the_kind_of_unit_on_the_cover(sheets: dict[str, Worksheet], typed: str, kind: str | None) -> None:
    put(sheets[COVER], "单位基本性质", typed, right=1)
    found = read(sheets).kind
    assert (found and found.text) == kind


def test_sums_that_do_not_hold_are_not_made(sheets: dict[str, Worksheet]) -> None:
    """项 alone that do not come to their total: no 类 and 款 are made of them, and why is told."""
    form = sheets[GENERAL_FORM]
    kept = [row for row in form.rows if not (str(row[0]).isdigit() and len(str(row[0])) < t.ITEM)]
    lowest = next(row for row in kept if str(row[0]).isdigit())
    lowest[10] += 100.0
    book = read({**sheets, GENERAL_FORM: form._replace(rows=kept)})
    assert all(len(key[0]) == t.ITEM for key in book.tables[t.GENERAL].cells if key[0].isdigit())
    (told,) = notes(book, "B224")
    assert told == "没有款、类级的行；下面各科目的「合计」加起来也不是「合计」的数，款、类级的数没有算。"


@pytest.mark.parametrize(("without", "codes"), [(1, {"B208"}), (2, {"B307"})])
def test_a_level_of_codes_that_is_gone_is_refused(sheets: dict[str, Worksheet], without: int, codes: set[str]) -> None:
    """类, 款, 项 in cells of their own, and one column gone: no 项 is read as a 款, none as the 款 above it."""
    form = sheets[GENERAL_FORM]
    rows = []
    for row in form.rows:
        code = str(row[0])
        split = [code[:3], code[3:5], code[5:]] if code.isdigit() else row[:3]
        rows.append([cell for column, cell in enumerate([*split, *row[3:]]) if column != without])
    told = refusals({**sheets, GENERAL_FORM: form._replace(rows=rows)})
    assert {line.partition("：")[2][:4] for line in told} == codes
    if without == 1:
        assert told == ["A4：B208 没有找到这些栏：款。 请照公开表的样式补上。"]
