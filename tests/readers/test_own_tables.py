"""The nine statements read back from a finished 说明: each cell as the workbook has it, from every format."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import narrator
from helpers import every_format, published
from narrator.document.tree import Document
from narrator.figures.values import Figure, Place
from narrator.readers import own_tables, prose, workbook
from narrator.readers.lines import Cell, Prose, ProseLine
from narrator.readers.own_tables import OwnTables
from narrator.readers.table import Book
from narrator.writers import docx, html
from narrator.writers import pdf as written

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
PUTUO = CORPUS / "上海-普陀区财政局2024.pdf"
TOTAL = "合计"
OVERVIEW, INCOME, SPENDING, FISCAL, GENERAL, BASIC, FUND, CAPITAL, THREE = (
    *("收入支出决算总表", "收入决算表", "支出决算表", "财政拨款收入支出决算总表", "一般公共预算财政拨款支出决算表"),
    *("一般公共预算财政拨款基本支出决算表", "政府性基金预算财政拨款收入支出决算表"),
    *("国有资本经营预算财政拨款收入支出决算表", "财政拨款“三公”经费支出决算表"),
)


def _amounts(book: Book) -> dict[str, dict[tuple[str, ...], Decimal]]:
    """Every amount of every table in 元, by its key."""
    return {
        term: {key: figure.yuan for key, figure in table.cells.items() if figure is not None}
        for term, table in book.tables.items()
    }


def _written(form: str, document: Document, folder: Path) -> Prose:
    options = every_format.OPTIONS
    make = {"docx": docx.write, "html": lambda *_: html.write(document, options).encode(), "pdf": written.write}[form]
    path = folder / f"说明.{form}"
    path.write_bytes(make(document, options))
    return prose.load(path)


@pytest.mark.parametrize("form", ["docx", "html", "pdf"])
@pytest.mark.parametrize("unit", ["changji", "putuo", "changji-hostile", "putuo-hostile"])
def test_our_own_tables_are_read_back(unit: str, form: str, tmp_path: Path) -> None:
    """All nine, cell by cell, account by account; each figure stands where the text says so."""
    document = narrator.draft(published.unit_of(unit, tmp_path))._replace(placing="inline")
    told = _written(form, document, tmp_path)
    read = own_tables.statements(told)
    assert read.problems == ()
    book = workbook.load(published.BOOKS[unit], "万元")
    assert list(read.statements) == list(book.tables)
    shown = {term: {key: _rounded(amount) for key, amount in cells.items()} for term, cells in _amounts(book).items()}
    for term, cells in _amounts(read.book).items():
        assert {key: _rounded(amount) for key, amount in cells.items()} == shown[term], term
    texts = {line.cell: line.text for line in told.lines if line.cell}
    for table in read.book.tables.values():
        for figure in filter(None, table.cells.values()):
            assert _at(figure, texts) == figure.value
    assert not any(row.why for statement in read.statements.values() if statement.read for row in statement.read.rows)
    assert read.book.year is not None and read.book.unit_name is not None
    assert (str(read.book.year.value), read.book.unit_name.text) == ("2024", "甲县档案馆")


def _rounded(yuan: Decimal) -> Decimal:
    """An amount as 万元 with two decimals have it."""
    return yuan.scaleb(-4).quantize(Decimal("0.01"), "ROUND_HALF_UP")


def _at(figure: Figure, texts: dict[Cell, str]) -> Decimal:
    """What the text has where a figure says it stands."""
    place = figure.origin
    assert isinstance(place, Place)
    assert str(place).endswith(f"{place.sheet} 第 {place.line} 行第 {place.column} 格")
    return Decimal(texts[Cell(int(place.sheet.removeprefix("表 ")), place.line, place.column)].replace(",", ""))


READ_BY_A_PERSON: dict[str, dict[tuple[str, ...], str]] = {
    OVERVIEW: {
        ("收入", "一般公共预算财政拨款收入"): "2940.05", ("收入", "其他收入"): "6.20", ("支出", "201"): "2106.66",
        ("支出", "208"): "326.71", ("支出", "210"): "60.99", ("支出", "221"): "445.69",
        ("收入", "本年收入合计"): "2946.25", ("支出", "本年支出合计"): "2940.05",
        ("收入", "年初结转和结余"): "49.14", ("支出", "年末结转和结余"): "55.34",
        ("收入", "总计"): "2995.39", ("支出", "总计"): "2995.39",
    },
    INCOME: {
        (TOTAL, "本年收入合计"): "2946.25", (TOTAL, "财政拨款收入"): "2940.05", (TOTAL, "其他收入"): "6.20",
        ("2010602", "本年收入合计"): "16.19", ("2010602", "财政拨款收入"): "10.00", ("2010602", "其他收入"): "6.19",
        ("2101101", "财政拨款收入"): "60.99", ("2210203", "本年收入合计"): "258.50",
    },
    SPENDING: {
        (TOTAL, "本年支出合计"): "2940.05", (TOTAL, "基本支出"): "2336.91", (TOTAL, "项目支出"): "603.14",
        ("2010601", "基本支出"): "1503.52", ("2010601", "项目支出"): "8.37", ("2080599", "基本支出"): "0.94",
    },
    FISCAL: {
        ("收入", "年初财政拨款结转和结余"): "21.63",
        ("收入", "年初财政拨款结转和结余", "一般公共预算财政拨款"): "21.63",
        ("支出", "208", TOTAL): "326.71", ("支出", "208", "一般公共预算财政拨款"): "326.71",
        ("收入", "总计"): "2961.68", ("支出", "总计", TOTAL): "2961.68",
    },
    GENERAL: {
        (TOTAL, TOTAL): "2940.05", ("2010608", TOTAL): "449.52", ("2010608", "项目支出"): "449.52",
        ("20805", "基本支出"): "326.72", ("2210201", TOTAL): "187.19",
    },
    BASIC: {
        ("301",): "2082.85", ("30199",): "91.03", ("303",): "69.41", ("30309",): "0.31", ("302",): "171.07",
        ("30239",): "48.49", ("31002",): "13.58", ("人员经费合计",): "2152.26", ("公用经费合计",): "184.65",
    },
    THREE: {(TOTAL, "预算数"): "0.95", ("公务接待费", "预算数"): "0.95"},
}  # fmt: skip


@pytest.fixture(scope="module")
def putuo() -> OwnTables:
    return own_tables.statements(prose.load(PUTUO))


needs_corpus = pytest.mark.skipif(not PUTUO.is_file(), reason="the published texts do not stand beside the repository")


@needs_corpus
def test_a_published_file_has_the_figures_that_a_person_reads(putuo: OwnTables) -> None:
    read = _amounts(putuo.book)
    for term, cells in READ_BY_A_PERSON.items():
        assert {key: _rounded(read[term][key]) for key in cells} == {
            key: Decimal(value) for key, value in cells.items()
        }, term
    assert len(read[OVERVIEW]) == len(READ_BY_A_PERSON[OVERVIEW])
    assert (read[FUND], read[CAPITAL], len(read[THREE])) == ({}, {}, 2)
    assert putuo.problems == ()
    assert [note.evidence for note in putuo.book.notes] == ["有 1 张表不是九张公开表，没有读：表 1。"]


@needs_corpus
def test_a_published_file_has_the_figures_of_its_workbook(putuo: OwnTables) -> None:
    """All amounts of all tables, as the fixture has them that was typed from this file."""
    assert _amounts(putuo.book) == _amounts(workbook.load(published.BOOKS["putuo"]))
    names = {term: {code: name.text for code, name in table.names.items()} for term, table in putuo.book.tables.items()}
    assert names[SPENDING]["2080505"] == "机关事业单位基本养老保险缴费支出"
    assert names[BASIC]["31007"] == "信息网络及软件购置更新"


# Tables by hand -----------------------------------------------------------------------------------------

HEAD = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
ROWS = "201\t一般公共服务支出\t5.00\t3.00\t2.00\n合计\t\t5.00\t3.00\t2.00\n"


def _text(folder: Path, text: str) -> OwnTables:
    path = folder / "说明.txt"
    path.write_text(text, encoding="utf-8")
    return own_tables.statements(prose.load(path))


def test_tables_of_plain_text_are_read_too(tmp_path: Path) -> None:
    """By the title above, whatever stands before it; the unit in the corner; a sentence is no title."""
    read = _text(
        tmp_path, f"见收入决算表。\n五、{GENERAL}\n编制单位：甲局\n单位：元\n{HEAD}{ROWS}段。\n甲\t乙\n丙\t丁\n"
    )
    assert _amounts(read.book) == {
        GENERAL: {
            (code, column): Decimal(value)
            for code in ("201", TOTAL)
            for column, value in ((TOTAL, "5.00"), ("基本支出", "3.00"), ("项目支出", "2.00"))
        }
    }
    assert read.book.unit_name is not None and read.book.unit_name.text == "甲局"
    assert str(read.book.tables[GENERAL].cells[TOTAL, TOTAL].origin).endswith("说明.txt 表 1 第 3 行第 3 格")  # type: ignore[union-attr]
    assert read.problems == ()


def test_a_table_that_cannot_be_read_is_told_and_left_out(tmp_path: Path) -> None:
    """Its cell is named as the text has it; the other tables are read."""
    other = f"{SPENDING}\n单位：万元\n科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\n{ROWS}"
    read = _text(tmp_path, f"{GENERAL}\n单位：万元\n{HEAD}{ROWS.replace('3.00', '3.0O')}段。\n{other}")
    assert [str(problem).split("说明.txt ")[1] for problem in read.problems if problem.code == "B303"] == [
        f"表 1 第 2 行第 4 格：B303 〔{GENERAL}/201/基本支出〕「3.0O」不是数字。 请核对这个单元格。",
        f"表 1 第 3 行第 4 格：B303 〔{GENERAL}/合计/基本支出〕「3.0O」不是数字。 请核对这个单元格。",
    ]
    assert GENERAL not in read.statements


def test_a_table_of_absurd_size_is_not_built(tmp_path: Path) -> None:
    """One row that reaches far to the right, and very many below it."""
    path = Place(str(tmp_path / "说明.docx"), 1, 0)
    cells = [ProseLine("甲", path, Cell(1, 1, 9999)), ProseLine("乙", path, Cell(1, 190_000, 1))]
    read = own_tables.statements(Prose((ProseLine(GENERAL, path), *cells)))
    assert [(problem.code, problem.evidence) for problem in read.problems] == [
        ("W314", "这张表有 190000 行 9999 栏，太大，没有读。")
    ]


def test_a_text_without_tables_has_none_and_no_problem(tmp_path: Path) -> None:
    assert _text(tmp_path, "收入决算表\n没有表。\n") == ({}, Book(str(tmp_path / "说明.txt"), {}), ())
    assert own_tables.statements(Prose(())).statements == {}
