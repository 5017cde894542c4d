"""The export of the accounts software, from the workbook to the draft: nothing that it holds is asked for or typed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import narrator
from helpers.forms import TODAY
from narrator import cli
from narrator.figures import terms as t
from narrator.figures.values import Figure, Place
from narrator.forms.init import init
from narrator.phrases.phrasebook import default
from narrator.readers import workbook
from narrator.readers.table import Book

pytestmark = pytest.mark.slow  # whole drafts and forms from whole exports

ROOT = Path(__file__).parents[2]
EXPORT = ROOT / "fixtures" / "export"
CASES = ROOT.parent / "shared" / "cases"
GIVEN = CASES / "caijue"
given = pytest.mark.skipif(not GIVEN.exists(), reason="the given export is not part of the project")

UNIT = """\
金额单位: 万元
决算报表: {this}
{last}单位: {{单位名称: {name}, 地区: {region}, 年度: {year}, 主体: 单位, 单位性质: 参照公务员法管理事业单位}}
"""


def unit_file(
    folder: Path,
    this: Path,
    last: Path | None = None,
    year: int = 2024,
    name: str = "河湾县红十字会",
    region: str = "新疆",
) -> Path:
    """A unit file that gives nothing but the workbooks and what a unit is."""
    path = folder / f"{year}.yaml"
    before = f"上年决算报表: {last.as_posix()}\n" if last else ""
    path.write_text(
        UNIT.format(this=this.as_posix(), last=before, year=year, name=name, region=region), encoding="utf-8"
    )
    return path


def published(folder: Path, of: Path) -> Path:
    """The nine tables that ``draft --statements`` writes beside the draft of a unit."""
    out = folder / f"{of.stem}.docx"
    assert cli.run(["draft", str(of), "-o", str(out), "--statements", "separate"]) == cli.OK
    return folder / f"{of.stem}-附表.xlsx"


# The given export -----------------------------------------------------------------------------------


@given
@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_every_figure_of_the_given_export_is_read_from_its_cell(suffix: str) -> None:
    """The published cell, the amount and the source of each; two totals of 06 are sums of two cells and more."""
    known = json.loads((GIVEN / "caijue-a-2024.figures.json").read_text(encoding="utf-8"))
    book = workbook.load(GIVEN / f"caijue-a-2024{suffix}")
    summed = []
    for figure in known["figures"]:
        read = book.tables[figure["table"]].cells[tuple(figure["road"])]
        assert read is not None and read.yuan == Decimal(figure["yuan"]), figure
        if isinstance(read.origin, Place):
            assert f"{read.origin.sheet}!{read.origin.cell}" == figure["source"]
        else:
            summed.append((figure["road"], read.origin.expression))
    assert summed == [
        (["人员经费合计"], "科目301 + 科目303"),
        (["公用经费合计"], "科目302 + 科目307 + 科目310 + 科目399"),
    ]


@given
def test_budgets_and_what_stands_beside_the_nine_tables() -> None:
    """By the cell where each stands; what is not asked for in any 说明 is not read."""
    known = json.loads((GIVEN / "caijue-a-2024.figures.json").read_text(encoding="utf-8"))["beyond_the_nine"]
    book = workbook.load(GIVEN / "caijue-a-2024.xlsx")
    read = {f"{place.sheet}!{place.cell}": figure for figure in figures(book) if (place := cell_of(figure))}
    not_asked = []
    for found in (one for kind in known.values() for one in kind):
        value = Decimal(str(found["yuan"] if "yuan" in found else found["value"]))
        figure = read.get(found["source"])
        if figure is None:
            not_asked.append(found["what"])
        else:
            assert figure.value == value, found
    assert not_asked == ["（1）国内接待费", "（2）国（境）外接待费", "二、会议费", "三、培训费", "四、机关运行经费"]


def figures(book: Book) -> Iterator[Figure]:
    for table in book.tables.values():
        yield from (figure for figure in table.cells.values() if figure)
        yield from table.budgets.values()
    yield from book.values.values()


def cell_of(figure: Figure) -> Place | None:
    return figure.origin if isinstance(figure.origin, Place) else None


@given
def test_the_written_tables_are_the_published_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cell for cell, by a library that is not ours: the amounts of each row from left to right."""
    unit = unit_file(tmp_path, GIVEN / "caijue-a-2024.xlsx", name="云岭县档案馆")
    written = {sheet.title: amounts(sheet) for sheet in openpyxl.load_workbook(published(tmp_path, unit))}
    wanted = [amounts(sheet) for sheet in openpyxl.load_workbook(GIVEN / "published-a-2024.xlsx")]
    assert [*written] == [*t.STATEMENTS]
    assert [*written.values()] == wanted
    assert sum(len(numbers) for table in wanted for numbers in table.values()) > 600
    tables = unit_file(tmp_path, tmp_path / "2024-附表.xlsx", name="云岭县档案馆")
    for checked in (unit, tables):
        capsys.readouterr()
        assert cli.run(["check", str(checked)]) == cli.OK
        assert "错误 0 处，疑点 0 处" in capsys.readouterr().err


def amounts(sheet: Any) -> dict[str, list[Decimal]]:
    """The numbers of a published table by what stands before them in their row, from left to right.

    Rows that one label has twice (一般公共预算财政拨款, of this year's income and of what was brought forward) are one.
    """
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    counted = {column for row in rows for column, value in enumerate(row) if value == "行次"}
    found: dict[str, list[Decimal]] = {}
    for row in rows[2:]:
        label = ""
        numbers = [value for value in row if isinstance(value, int | float)]
        if len(numbers) > 1 and numbers == [*range(1, len(numbers) + 1)]:  # 栏次
            continue
        for column, value in enumerate(row):
            if isinstance(value, str):
                words = re.sub(r"^[一二三四五六七八九十]+、", "", "".join(value.split()))
                label = label if label.isdigit() and not words.isdigit() else words
            elif value is not None and column not in counted:
                number = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
                found.setdefault(label, []).append(number)
    return found


@pytest.mark.skipif(not CASES.exists(), reason="the given cases are not part of the project")
def test_exports_that_were_refused_are_read_or_say_what_is_missing(tmp_path: Path) -> None:
    book = workbook.load(CASES / "input" / "04-caijue-raw-export.xlsx")
    assert [*book.tables] == [*t.STATEMENTS]
    without = CASES / "input" / "47-caijue-raw-without-08-1.xlsx"
    made = init(tmp_path, without, None, TODAY, default(), region="新疆")
    advice = "这是部门决算软件导出的工作簿，里面没有财决08-1表；请连同财决08-1表再导出一次。"
    (told,) = [line for line in made.lines if "B214" in line]
    assert told.endswith(f"{without.name}：B214 缺少「{t.BASIC}」。 {advice}")


# The committed export of two years -------------------------------------------------------------------


def opened(form: Path) -> dict[str, set[str]]:
    """The keys of the cells that are still to be filled in, by sheet: what has the colour for it."""
    found: dict[str, set[str]] = {}
    for sheet in openpyxl.load_workbook(form):
        heads: dict[int, str] = {}
        for row in sheet.iter_rows():
            for column, cell in enumerate(row):
                colour = cell.fill.fgColor.rgb
                if colour == "FFDDEBF7":
                    heads[column] = str(cell.value)
                elif colour == "FFFFE699":
                    heading = re.sub("填写|（.*", "", heads[column])
                    key = f"{row[0].value}/{heading}".removesuffix("/")
                    found.setdefault(sheet.title, set()).add(key)
    return found


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, set[str]]]:
    """What a form still asks for that is made from the nine published tables of two years, and from the export."""
    folder = tmp_path_factory.mktemp("forms")
    tables = [published(folder, unit_file(folder, EXPORT / f"{year}.xlsx", year=year)) for year in (2024, 2023)]
    books = {"published": tables, "export": [EXPORT / "2024.xlsx", EXPORT / "2023.xlsx"]}
    for name, (this, last) in books.items():
        init(folder / name, this, last, TODAY, default(), region="新疆")
    return {name: opened(folder / name / "填报表.xlsx") for name in books}


def test_what_the_export_holds_is_not_asked_for(forms: dict[str, dict[str, set[str]]]) -> None:
    """Budgets, people, counts, procurement and vehicles vanish; texts, buildings and reasons stay."""
    before, after = forms["published"], forms["export"]
    gone = {sheet: keys - after.get(sheet, set()) for sheet, keys in before.items()}
    assert {sheet: len(keys) for sheet, keys in gone.items() if keys and sheet != "变动原因"} == {
        "单位与人员": 8,
        "年初预算与全年预算": 2,
        "三公": 6,
        "采购": 6,
        "资产": 10,
    }
    texts = ("变动原因", "绩效", "职能与其他文字")
    assert {sheet: keys for sheet, keys in after.items() if sheet not in texts} == {
        "单位与人员": {"单位/主体"},
        "三公": {"公务用车情况/运行维护费开支内容", "公务用车情况/保有量差异原因", "公务接待情况/开支内容"},
        "资产": {"国有资产/房屋面积", "国有资产/房屋价值", "国有资产/车辆/价值"},
    }


def shown(folder: Path) -> dict[str, str]:
    """What a form says of the values that the tables already have, by key."""
    book = openpyxl.load_workbook(folder / "填报表.xlsx")
    found: dict[str, str] = {}
    for sheet in book:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        column = next((row.index("报表中已有（不用填）") for row in rows if "报表中已有（不用填）" in row), None)
        if column is not None:
            found |= {str(row[0]): str(row[column]) for row in rows if row[column] and row[0] != "键"}
    return found


def test_the_form_shows_what_it_does_not_ask_for(tmp_path: Path) -> None:
    """With the cell where it stands; the kind of unit is filled in from the cover, and may be changed."""
    made = init(tmp_path, EXPORT / "2024.xlsx", EXPORT / "2023.xlsx", TODAY, default(), region="新疆")
    told = shown(tmp_path)
    assert told["公务用车情况/保有量"] == "1辆（F03 机构运行信息表(财决附03表)!E20）"
    assert told["人员/在职人员/上年"] == "8人（F02 基本数字表(财决附02表)!H9）"
    assert not [key for key in told if key.startswith("公务接待情况/外宾")]  # what this pack does not print
    answers = openpyxl.load_workbook(tmp_path / "填报表.xlsx")["单位与人员"]
    kinds = {row[0].value: row[3].value for row in answers.iter_rows()}
    assert kinds["单位/单位性质"] == "参照公务员法管理事业单位"
    assert kinds["单位/单位名称"] == "河湾县红十字会"
    assert not any("待填" in line and "年初预算" in line for line in made.lines)


def test_the_old_format_makes_the_same_form(tmp_path: Path) -> None:
    """Also under an extension in capitals, as the software names its files."""
    shutil.copy(EXPORT / "2024.xls", tmp_path / "2024.XLS")
    for name, book in (("old", tmp_path / "2024.XLS"), ("new", EXPORT / "2024.xlsx")):
        init(tmp_path / name, book, None, TODAY, default(), region="新疆")
    old, new = (opened(tmp_path / name / "填报表.xlsx") for name in ("old", "new"))
    assert old == new
    assert shown(tmp_path / "old") == shown(tmp_path / "new")


def test_what_was_typed_is_kept_and_held_against_the_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same value typed again does no harm; another one is refused with both places."""
    unit = unit_file(tmp_path, EXPORT / "2024.xlsx")
    unit.write_text(f"{unit.read_text(encoding='utf-8')}公务用车情况: {{保有量: 1, 购置数: 3}}\n", encoding="utf-8")
    assert cli.run(["draft", str(unit), "-o", str(tmp_path / "a.txt")]) == cli.REFUSED
    told = capsys.readouterr().err
    assert "公务用车情况/购置数〕这里是 3辆，而报表" in told
    assert "F03 机构运行信息表(财决附03表)!E19 是 0辆。 报表已有的数不必再填；请删去这里的数，或改正报表。" in told
    assert "共 1 处问题" in told


def test_an_export_and_last_years_published_tables_draft(tmp_path: Path) -> None:
    """A mixed folder: the text is that of two exports, but for the people of last year, whom no published table has."""
    both = unit_file(tmp_path, EXPORT / "2024.xlsx", EXPORT / "2023.xlsx")
    whole = narrator.render(narrator.draft(narrator.load(both))).splitlines()
    last = published(tmp_path, unit_file(tmp_path, EXPORT / "2023.xlsx", year=2023))
    mixed = narrator.render(narrator.draft(narrator.load(unit_file(tmp_path, EXPORT / "2024.xlsx", last)))).splitlines()
    differing = [(one, other) for one, other in zip(whole, mixed, strict=True) if one != other]
    assert len(differing) == 1
    assert "在职人员9人，增加1人" in differing[0][0]
    assert "在职人员9人，【待填：人员·在职人员·上年】" in differing[0][1]


def test_explain_names_the_form_behind_a_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where the sheet's name does not: then the number of the form stands behind it."""
    book = openpyxl.load_workbook(EXPORT / "2024.xlsx")
    for sheet in book:
        sheet.title = sheet.title.split()[0]
    book.save(tmp_path / "short.xlsx")
    unit = unit_file(tmp_path, tmp_path / "short.xlsx")
    assert cli.run(["explain", str(unit), "--section", "六"]) == cli.OK
    told = capsys.readouterr().out
    assert "Z07（财决07表）!L9 〔一般公共预算财政拨款支出决算表/基本支出/决算〕" in told
    assert "科目301 + 科目303" in told
    assert "Z08_1（财决08-1表）!F9 〔一般公共预算财政拨款基本支出决算表/301〕" in told
    assert cli.run(["draft", str(unit), "-o", str(tmp_path / "a.txt")]) == cli.OK
    assert "「一般公共预算财政拨款基本支出决算表」取自财决08-1表" in capsys.readouterr().err


def test_items_alone_give_the_classes_as_sums(tmp_path: Path) -> None:
    """An export without rows of 类 and 款: their amounts are sums, and say so; names come from where they are known."""
    book = openpyxl.load_workbook(EXPORT / "2024.xlsx")
    for sheet in book:
        for row in range(sheet.max_row, 9, -1):
            code = str(sheet.cell(row, 1).value or "")
            if code.isdigit() and len(code) < t.ITEM:
                for one in [*sheet.merged_cells.ranges]:
                    if one.min_row >= row:
                        sheet.unmerge_cells(str(one))
                sheet.delete_rows(row)
    book.save(tmp_path / "items.xlsx")
    whole, items = (workbook.load(path).tables[t.GENERAL] for path in (EXPORT / "2024.xlsx", tmp_path / "items.xlsx"))
    assert {key: figure and figure.yuan for key, figure in items.cells.items()} == {
        key: figure and figure.yuan for key, figure in whole.cells.items()
    }
    summed = items.cells["208", t.TOTAL]
    assert summed is not None and not isinstance(summed.origin, Place)
    assert summed.origin.expression == "科目20805 + 科目20816"
    named = {code: name.text for code, name in items.names.items()}
    assert named["20805"] == "行政事业单位养老支出"
    assert named["20508"] == ""  # no table and no list names it
    unit = unit_file(tmp_path, tmp_path / "items.xlsx")
    typed = f"{t.GENERAL}: {{科目: {{20508: 进修及培训}}}}\n{t.FUND}: {{科目: {{22960: 彩票公益金安排的支出}}}}\n"
    typed += f"{t.CAPITAL}: {{科目: {{22399: 其他国有资本经营预算支出}}}}\n"
    unit.write_text(unit.read_text(encoding="utf-8") + typed, encoding="utf-8")
    tables = {sheet.title: amounts(sheet) for sheet in openpyxl.load_workbook(published(tmp_path, unit))}
    wanted = published(tmp_path, unit_file(tmp_path, EXPORT / "2024.xlsx"))
    assert tables == {sheet.title: amounts(sheet) for sheet in openpyxl.load_workbook(wanted)}
