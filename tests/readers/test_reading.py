"""What was not read is never zero: the protocol of each table, and what a draft leaves open without a row."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import narrator
from helpers.sheets import sheet as of_rows
from narrator import cli
from narrator.checks.catalogue import run
from narrator.checks.check import ERROR, Ledgers
from narrator.figures.findings import Refused
from narrator.figures.model import Unit
from narrator.figures.protocol import Protocol
from narrator.readers import workbook
from narrator.readers.names import AccountNames
from narrator.readers.table import Book

pytestmark = pytest.mark.slow  # each test changes two workbooks and reads them

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
sys.path.insert(0, str(FIXTURES / "workbooks"))
make: Any = importlib.import_module("make")
sys.path.pop(0)
OVERVIEW, INCOME, EXPENDITURE, FISCAL, GENERAL, BASIC, FUND, CAPITAL, THREE = make.TITLES
BOOKS = FIXTURES / "changji-2024-workbook"
UNIT = """金额单位: 万元
单位: {单位名称: 示例单位, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位}
决算报表: 2024.xlsx
上年决算报表: 2023.xlsx
"""
Change = Callable[[Mapping[str, Worksheet]], object]


@pytest.fixture
def unit_of(tmp_path: Path) -> Callable[..., Unit]:
    """The unit of both workbooks, each changed by a function of its sheets by table."""

    def made(this: Change | None = None, last: Change | None = None) -> Unit:
        for year, change in ((2024, this), (2023, last)):
            shutil.copy(BOOKS / f"{year}.xlsx", tmp_path)
            if change:
                edit(tmp_path / f"{year}.xlsx", change)
        (tmp_path / "unit.yaml").write_text(UNIT, encoding="utf-8")
        return narrator.load(tmp_path)

    return made


def edit(path: Path, change: Change) -> None:
    book = load_workbook(path)
    change({title: sheet for sheet in book for title in make.TITLES if sheet["A1"].value == title})
    book.save(path)


def row_of(sheet: Worksheet, words: str) -> int:
    """The row that holds these words, or this code, in one of its cells."""
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    return next(number for number, row in rows if words in [str(cell).strip() for cell in row])


def protocol(unit: Unit, term: str, *, last_year: bool = False) -> Protocol:
    return next(found for found in unit.protocols() if (found.term, found.last_year) == (term, last_year))


def errors(unit: Unit, *codes: str) -> list[str]:
    return [
        verdict.evidence for found in run(Ledgers(unit), codes) for verdict in found.verdicts if verdict.level == ERROR
    ]


def text(unit: Unit) -> str:
    return narrator.render(narrator.draft(unit))


# The protocol ---------------------------------------------------------------------------------------


def test_every_row_of_the_fixture_is_read(unit_of: Callable[..., Unit]) -> None:
    """Nine lines a workbook; nothing is left, the lowest rows come to the totals within rounding."""
    found = unit_of().protocols()
    assert [(read.term, read.last_year) for read in found] == [(t, year) for year in (False, True) for t in make.TITLES]
    assert not [row for read in found for row in read.rows if row.why]
    for read in found:
        for _, lowest, total in read.sums():
            assert total is not None
            assert abs(lowest - total) <= Decimal(200)


def test_rows_seen_are_the_rows_with_a_number(unit_of: Callable[..., Unit]) -> None:
    """Against a count made with openpyxl: the rows of each sheet that hold an amount, blocks counted apart."""
    unit = unit_of()
    for read in unit.protocols():
        book = load_workbook(read.file)
        (sheet,) = (sheet for sheet in book if sheet["A1"].value == read.term)
        cells = {
            (cell.row, cell.coordinate)
            for row in sheet.iter_rows(min_row=6)
            for cell in row
            if isinstance(cell.value, int | float)
        }
        assert sum(row.figures for row in read.rows) == len(cells)
        assert {row.line for row in read.rows} == {line for line, _ in cells}


def test_the_commands_show_it(unit_of: Callable[..., Unit], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unit_of()
    for arguments in (["check", str(tmp_path)], ["draft", str(tmp_path), "--format", "txt"]):
        cli.run(arguments)
        brief = [line.partition("（")[2] for line in capsys.readouterr().err.splitlines() if line.startswith("读表")]
        assert brief == [f"{year}）：9 张表有数的 152 行全部读到。" for year in ("本年", "上年")]
        cli.run([*arguments, "-v"])
        told = capsys.readouterr().err
        assert told.count("  收入决算表") == 2
        assert "末级合计 / 表中合计（万元）" in told
    cli.run(["check", str(tmp_path), "--json"])
    shown = json.loads(capsys.readouterr().out)["reading"]
    assert len(shown) == 18
    assert {row["key"] for row in shown[4]["rows"]} >= {f"{GENERAL}/2010450", f"{GENERAL}/合计"}
    assert {row["cell"] for row in shown[4]["rows"]} >= {"C10"}
    cli.run(["draft", str(tmp_path), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["reading"] == shown


def test_init_shows_it_and_names_what_it_left_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A title that is none of the nine is told with the table that it resembles."""
    shutil.copy(BOOKS / "2024.xlsx", tmp_path)
    edit(
        tmp_path / "2024.xlsx", lambda sheets: sheets[GENERAL].__setitem__("A1", "一般公共预算财政拨款的支出决算情况表")
    )
    book = load_workbook(tmp_path / "2024.xlsx")
    book.worksheets[4].title = "Sheet5"
    book.save(tmp_path / "2024.xlsx")
    arguments = ["init", str(tmp_path / "u"), "--workbook", str(tmp_path / "2024.xlsx"), "--region", "新疆"]
    cli.run(arguments)
    told = capsys.readouterr().err
    assert "Sheet5（表名「一般公共预算财政拨款的支出决算情况表」，像是「一般公共预算财政拨款支出决算表」）" in told
    assert "像是这张表；是的话，请把表名改成「一般公共预算财政拨款支出决算表」。" in told
    assert "空表" not in told.split("B214")[1].split("\n")[0]
    cli.run([*arguments, "--json"])
    assert len(json.loads(capsys.readouterr().out)["reading"]) == 8


# Rows that were not read ----------------------------------------------------------------------------


def without_codes(sheets: Mapping[str, Worksheet], named: Callable[[str], str] = str) -> None:
    """Take the columns of codes away, as tables do that tell accounts by indented names only."""
    for sheet in (sheets[INCOME], sheets[EXPENDITURE], sheets[GENERAL]):
        for row in range(7, sheet.max_row + 1):
            code, name = sheet.cell(row, 1), sheet.cell(row, 2)
            if code.value and name.value:
                code.value, name.value = named("  " * (len(str(code.value)) // 2 - 1) + str(name.value)), None
        sheet["A5"], sheet["B5"] = "科目名称", None


def test_accounts_told_by_names_are_read(unit_of: Callable[..., Unit]) -> None:
    """With last year's codes the text is the same to the letter, and the protocol says how."""
    whole = text(unit_of())
    named = unit_of(without_codes)
    assert text(named) == whole
    assert sum(row.named for row in protocol(named, GENERAL).rows) == 16
    assert [note.code for note in named.notes if note.code != "B213"] == ["B219"] * 3
    assert not errors(named, "K501", "K502")


def test_names_that_tell_nothing_are_gaps_and_errors(unit_of: Callable[..., Unit]) -> None:
    def strange(name: str) -> str:
        return name.replace("事业运行", "事业机构运行")

    unit = unit_of(lambda sheets: without_codes(sheets, strange))
    assert [row.label.strip() for row in protocol(unit, GENERAL).unread] == ["事业机构运行"]
    assert errors(unit, "K501") == [
        f"{term}有 1 行有数，没有读到：「事业机构运行」（没有科目编码，按名称也认不出是哪个科目）"
        for term in (INCOME, EXPENDITURE, GENERAL)
    ]
    lines = text(unit).splitlines()
    (spent,) = (line for line in lines if "事业运行(项)" in line)
    assert "0.00" not in spent
    assert "【待填" in spent
    assert re.search(r"【待填：一般公共预算财政拨款支出决算表·科目】", text(unit))


def test_a_total_without_accounts_is_an_error(unit_of: Callable[..., Unit]) -> None:
    def emptied(sheets: Mapping[str, Worksheet]) -> None:
        sheets[GENERAL].delete_rows(8, 16)

    unit = unit_of(emptied)
    assert errors(unit, "K502") == [f"{GENERAL} 合计 合计 207.05 万元，下面没有列出任何科目"]
    assert "下降100.00%" not in text(unit).split("（三）")[1].split("六、")[0]


def test_a_row_under_the_notes_is_not_read_and_told(unit_of: Callable[..., Unit]) -> None:
    def moved(sheets: Mapping[str, Worksheet]) -> None:
        sheet = sheets[GENERAL]
        row, last = row_of(sheet, "2210201"), sheet.max_row + 2
        for column in range(1, 6):
            sheet.cell(last, column, sheet.cell(row, column).value)
        sheet.delete_rows(row)

    unit = unit_of(moved)
    assert [row.why for row in protocol(unit, GENERAL).unread] == ["在表下的注之后"]
    assert errors(unit, "K501")
    told = text(unit).split("（三）一般公共预算")[1].split("六、")[0]
    assert "下降100.00%" not in told
    assert "【待填：一般公共预算财政拨款支出决算表·科目】" in told


def test_an_empty_table_is_not_believed_against_table_04(unit_of: Callable[..., Unit]) -> None:
    """07 without rows is a 空表 only where 04 has no such money."""

    def funded(sheets: Mapping[str, Worksheet]) -> None:
        sheet = sheets[FISCAL]
        sheet.cell(row_of(sheet, "本年支出合计"), 8, 3.5)

    assert unit_of().statement(FUND).empty
    assert not unit_of(funded).statement(FUND).empty
    assert "本单位无" not in text(unit_of(funded)).split("政府性基金")[1].split("国有资本")[0]


@pytest.mark.parametrize("code", ["2010450", "2010499", "2101103", "2101199"])
@pytest.mark.parametrize("year", [2024, 2023])
def test_a_row_taken_away_is_no_zero(unit_of: Callable[..., Unit], code: str, year: int) -> None:
    """Of table 05, of either year: the item's amount is a gap, however small it is."""

    def taken(sheets: Mapping[str, Worksheet]) -> None:
        sheets[GENERAL].delete_rows(row_of(sheets[GENERAL], code))

    full = {line.split(":")[0]: line for line in text(unit_of()).splitlines() if "(项)" in line}
    unit = unit_of(taken if year == 2024 else None, taken if year == 2023 else None)
    lines = {re.sub(r"^[0-9]+\.", "", line.split(":")[0]): line for line in text(unit).splitlines() if "(项)" in line}
    for head, line in full.items():
        now = lines[re.sub(r"^[0-9]+\.", "", head)]
        assert re.sub(r"^[0-9]+\.", "", line) == re.sub(r"^[0-9]+\.", "", now) or "【待填：一般" in now
        assert not re.search(r"0\.00万元，比上年|增加[0-9.]+万元,?上年为0\.00", now)


# Tables that go on, stand side by side, have columns of their own -----------------------------------


def read(*sheets: Any) -> Book:
    laid = [of_rows(rows, name) for name, rows in sheets]
    return workbook.Reader("book.xlsx", "").read(laid)


def table(*rows: tuple[Any, ...], title: str = GENERAL) -> list[list[Any]]:
    heads: list[list[Any]] = [[title], ["单位：万元"], ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
    return [*heads, *map(list, rows)]


TOTAL = ("合计", "", 10.0, 6.0, 4.0)
FIRST = [("201", "一般公共服务支出", 7.0, 4.0, 3.0), ("20103", "政府办公厅事务", 7.0, 4.0, 3.0)]
SECOND = [("208", "社会保障和就业支出", 3.0, 2.0, 1.0), ("20805", "行政事业单位养老支出", 3.0, 2.0, 1.0)]


def amounts(book: Book, term: str = GENERAL) -> dict[str, str]:
    cells = book.tables[term].cells.items()
    return {key[0]: f"{figure.value:f}" for key, figure in cells if figure and key[-1] in ("合计", *key[:1])}


WHOLE = {"合计": "10", "201": "7", "20103": "7", "208": "3", "20805": "3"}


def test_a_title_repeated_on_the_next_page_goes_on() -> None:
    book = read(("一", [*table(TOTAL, *FIRST), *table(*SECOND)]))
    assert amounts(book) == WHOLE


def test_a_title_repeated_on_the_next_sheet_goes_on() -> None:
    book = read(("一", table(TOTAL, *FIRST)), ("二", table(*SECOND)))
    assert amounts(book) == WHOLE
    assert book.tables[GENERAL].protocol(last_year=False).sheets == ("一", "二")


def test_a_sheet_without_title_goes_on() -> None:
    book = read(("一", table(TOTAL, *FIRST)), ("二", [*map(list, SECOND), ["注：本表反映一般公共预算。"]]))
    assert amounts(book) == WHOLE
    assert book.tables[GENERAL].cells["20805", "合计"]
    assert not book.notes


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["附件", "说明", 3.0, 2.0, 1.0]], "no code"),
        ([[*SECOND[0], 9.0]], "a number under no heading"),
        ([["说明文字"]], "no number"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_sheet_that_does_not_fit_is_named(rows: list[list[Any]], why: str) -> None:
    book = read(("一", table(TOTAL, *FIRST)), ("二", rows))
    assert [note.evidence for note in book.notes] == ["有 1 张工作表不是九张公开表，没有读：二。"], why


def test_a_sheet_that_may_go_on_in_other_columns_leaves_its_table_open() -> None:
    """Not dropped in silence: named with the table that it may go on with, and no absence is a zero."""
    book = read(("一", table(TOTAL, *FIRST)), ("二", [["", *SECOND[1]]]))
    (note, unread) = book.notes
    assert "二（没有表名，像是「一般公共预算财政拨款支出决算表」的下一页，栏目却对不上）" in note.evidence
    assert unread.code == "B211"
    assert [row.sheet for row in book.tables[GENERAL].protocol(last_year=False).unread] == ["二"]


def test_two_versions_of_a_table_are_no_two_pages() -> None:
    with pytest.raises(Refused) as refused:
        read(("一", table(TOTAL, *FIRST)), ("改", table(TOTAL, *SECOND)))
    (found,) = refused.value.findings
    assert (found.code, found.evidence) == ("B202", f"「{GENERAL}」有两张，另一张在 一!A1；两张都有「合计」。")
    assert "删" not in found.advice


def test_tables_side_by_side() -> None:
    heads = [
        "科目编码",
        "科目名称",
        "本年支出合计",
        "基本支出",
        "项目支出",
        "上缴上级支出",
        "经营支出",
        "对附属单位补助支出",
    ]
    right: list[list[Any]] = [[EXPENDITURE], ["单位：万元"], heads, ["合计", "", 10.0, 6.0, 4.0, 0.0, 0.0, 0.0]]
    left = table(TOTAL, *FIRST, *SECOND)
    rows = [
        [*[*row, *[""] * 5][:5], "", *(right[number] if number < len(right) else [])] for number, row in enumerate(left)
    ]
    book = read(("一", rows))
    assert amounts(book) == WHOLE
    total = book.tables[EXPENDITURE].cells["合计", "本年支出合计"]
    assert total
    assert str(total.origin) == "book.xlsx 一!I4"


LIST = [
    ["一般公共预算财政拨款基本支出决算表"],
    ["单位：万元"],
    ["经济分类科目", "", "本年支出"],
    ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
    ["合计", "", 9.0, 7.0, 2.0],
    ["301", "工资福利支出", 7.0, 7.0, ""],
    ["30101", "基本工资", 7.0, 7.0, ""],
    ["302", "商品和服务支出", 2.0, "", 2.0],
    ["30201", "办公费", "", "", 2.0],
]


def test_06_as_one_list() -> None:
    cells = read(("一", LIST)).tables[BASIC].cells
    found = {key: f"{figure.value:f}" for key, figure in cells.items() if figure}
    assert found == {
        ("人员经费合计",): "7",
        ("公用经费合计",): "2",
        ("301",): "7",
        ("30101",): "7",
        ("302",): "2",
        ("30201",): "2",
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["30201", "办公费", 3.0, "", 2.0], "合计是 3，人员经费、公用经费两栏却是 2。"),
        (["30201", "办公费", "", 1.0, 2.0], "人员经费和公用经费两栏都有数。"),
    ],
    ids=["differ", "both"],
)
def test_06_as_one_list_that_contradicts_itself(row: list[Any], said: str) -> None:
    with pytest.raises(Refused) as refused:
        read(("一", [*LIST[:-1], row]))
    assert [(found.code, found.evidence) for found in refused.value.findings] == [("B221", said)]


# Names ----------------------------------------------------------------------------------------------

KNOWN = {
    "20103": "政府办公厅事务",
    "2010301": "行政运行",
    "20106": "财政事务",
    "2010601": "行政运行",
    "22999": "其他支出",
    "2299999": "其他支出",
}


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        (["一般公共服务支出", "  政府办公厅事务", "    行政运行"], ["201", "20103", "2010301"]),
        (
            ["一般公共服务支出", "政府办公厅事务", "行政运行", "财政事务", "行政运行"],
            ["201", "20103", "2010301", "20106", "2010601"],
        ),
        (["其他支出", "其他支出", "其他支出"], ["229", "22999", "2299999"]),
        (["一般公共服务支出", "行政运行"], ["201", ""]),
        (["一般公共服务支出", "某事务", "行政运行"], ["201", "", ""]),
        (["政府办公厅事务"], [""]),
        (["一、一般公共服务支出"], ["201"]),
    ],
    ids=["indented", "flat", "same-names", "no-section", "unknown-section", "no-class", "numbered"],
)
def test_names(typed: list[str], codes: list[str]) -> None:
    assert AccountNames([KNOWN]).codes([(name, "") for name in typed], ()) == codes


def test_economic_names_are_apart() -> None:
    names = [{"399": "其他支出", "30101": "基本工资", "301": "工资福利支出", "2299999": "其他支出"}]
    assert AccountNames(names, economic=True).codes(
        [("工资福利支出", ""), ("  基本工资", ""), ("其他支出", "")], ()
    ) == [
        "301",
        "30101",
        "399",
    ]
    assert AccountNames(names).codes([("其他支出", "")], ()) == ["229"]


def test_a_name_after_a_row_with_a_code() -> None:
    assert AccountNames([KNOWN]).codes([("行政运行", "20106")], ["201", "20106"]) == ["2010601"]
    assert AccountNames([KNOWN]).codes([("行政运行", "2010301")], ["201", "20103", "2010301"]) == [""]


# A bureau's own words -------------------------------------------------------------------------------


@pytest.fixture
def own_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packs" / "own" / "2024"
    folder.mkdir(parents=True)
    monkeypatch.setenv("NARRATOR_PHRASEBOOK", str(tmp_path / "packs"))
    return folder


HEADER = "parent: xinjiang/2024\nregion: 某省\nyear: 2024\ntitle: 某省\nsource: 某单位 2024\n"


def test_a_pack_may_have_titles_headings_and_rows_of_its_own(own_shelf: Path, unit_of: Callable[..., Unit]) -> None:
    words = "titles: {部门收入情况表: 收入决算表}\nheadings: {当年收入: 本年收入合计}\nrows: {全部合计: 总计}\n"
    (own_shelf / "pack.yaml").write_text(HEADER + words, encoding="utf-8")

    def renamed(sheets: Mapping[str, Worksheet]) -> None:
        sheets[INCOME]["A1"] = "某局2024年度部门收入情况表"
        sheets[INCOME].title = "Sheet2"
        sheets[INCOME]["C4"] = "当年收入"
        sheets[OVERVIEW].cell(row_of(sheets[OVERVIEW], "总计"), 1, "全部合计")

    with pytest.raises(Refused):
        unit_of(renamed)
    folder = own_shelf.parents[2]
    (folder / "unit.yaml").write_text(UNIT.replace("新疆", "某省"), encoding="utf-8")
    unit = narrator.load(folder)
    assert unit.statement(OVERVIEW).row("收入", "总计").actual
    assert len(unit.protocols()) == 18


def test_a_word_that_leads_nowhere_is_told(own_shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own_shelf / "pack.yaml").write_text(f"{HEADER}titles: {{某表: 收入决算}}\nrows: 甲\n", encoding="utf-8")
    assert cli.run(["phrases", "lint", str(own_shelf)]) == 1
    out = capsys.readouterr().out
    assert "P158 〔titles/某表〕titles 里「某表」对应的「收入决算」不是公开表的表名。" in out
    assert "是不是「收入决算表」？" in out
