"""The fixture workbooks read back: every cell of every table, from the very cell where it stands."""

from __future__ import annotations

import importlib
import re
import sys
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from narrator.figures.values import Figure, Place
from narrator.readers import workbook
from narrator.readers.table import Book, PublishedTable

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
sys.path.insert(0, str(FIXTURES / "workbooks"))
make: Any = importlib.import_module("make")
sys.path.pop(0)

OVERVIEW, INCOME, EXPENDITURE, FISCAL, GENERAL, BASIC, FUND, CAPITAL, THREE = make.TITLES
BROUGHT = "年初财政拨款结转和结余"
WIDE = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
UNITS = ("changji-2024", "changji-2023", "putuo-2024")
SOURCES = [(unit, layout, money) for unit in UNITS for layout in make.LAYOUTS for money in ("committed", "万元", "元")]

Key = tuple[str, ...]


@cache
def figures(unit: str) -> Any:
    return make.load(FIXTURES / "workbooks" / f"{unit}.yaml")


def keys(unit: str, layout: str, title: str) -> set[Key]:
    """Every cell that the table prints, with an amount or without."""
    table = figures(unit).tables[title]
    rows: tuple[Key, ...] = table.rows
    if title in (OVERVIEW, FISCAL):
        found = {row for row in rows if row[0] == "收入" or title == OVERVIEW}
        if title == FISCAL:
            found |= {("收入", BROUGHT, kind) for kind in make.BUDGETS}
            found |= {(*row, kind) for row in rows if row[0] == "支出" for kind in ("合计", *make.BUDGETS)}
        return found
    if title in make.COLUMNS:
        columns = make.COLUMNS[title]
        if title == CAPITAL and layout == "hostile":  # the short form, of what was spent only
            columns = ("本年支出", "基本支出", "项目支出")
        return {(row, column) for (row,) in rows or (("合计",),) for column in columns}
    if title == THREE:
        return {(item, kind) for (item,) in rows for kind in ("预算数", "决算数")}
    return {*rows, *((code,) for code in make.PRINTED_BLANK if layout == "hostile")}


def names(unit: str, layout: str, title: str) -> dict[str, str]:
    """The accounts that the table lists, by code."""
    listed = {code: name for code, name in figures(unit).tables[title].names.items() if code.isdigit()}
    if title in (OVERVIEW, FISCAL):
        return {}
    return {**make.PRINTED_BLANK, **listed} if title == BASIC and layout == "hostile" else listed


@cache
def parts(path: Path) -> dict[str, dict[str, str]]:
    """What stands in each cell of each sheet, by its name and by A1, straight from the file's XML."""
    with zipfile.ZipFile(path) as package:

        def tree(part: str) -> ElementTree.Element:
            return ElementTree.fromstring(package.read(f"xl/{part}"))

        texts = ["".join(item.itertext()) for item in tree("sharedStrings.xml")]
        targets = {one.attrib["Id"]: one.attrib["Target"] for one in tree("_rels/workbook.xml.rels")}
        sheets: dict[str, dict[str, str]] = {}
        for sheet in tree("workbook.xml").iter(f"{MAIN}sheet"):
            cells = sheets[sheet.attrib["name"]] = {}
            for cell in tree(targets[sheet.attrib[RELATED]]).iter(f"{MAIN}c"):
                value = cell.findtext(f"{MAIN}v")
                if value is not None:
                    cells[cell.attrib["r"]] = texts[int(value)] if cell.attrib.get("t") == "s" else value
        return sheets


def in_yuan(cell: str, money: str) -> Decimal:
    number = Decimal(cell.translate(WIDE).replace(",", ""))
    return (number * (10000 if money == "万元" else 1)).quantize(Decimal("0.01"))


class Source:
    """A fixture workbook: its figures file, and what was read of it."""

    def __init__(self, unit: str, layout: str, money: str, path: Path) -> None:
        self.unit, self.layout, self.money, self.path = unit, layout, money, path
        self.book: Book = workbook.load(path)

    def tables(self) -> list[tuple[str, Any, PublishedTable]]:
        return [(title, table, self.book.tables[title]) for title, table in figures(self.unit).tables.items()]


@pytest.fixture(scope="module", params=SOURCES, ids="-".join)
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Source:
    unit, layout, money = request.param
    folder = FIXTURES / f"{unit[:-5]}-2024-workbook" / ("" if layout == "plain" else layout)
    path = folder / f"{unit[-4:]}.xlsx"
    if money != "committed":
        path = tmp_path_factory.mktemp("written") / "book.xlsx"
        make.write(figures(unit), path, layout, money)
    return Source(unit, layout, money, path)


def test_all_nine_tables_in_official_order(source: Source) -> None:
    assert tuple(source.book.tables) == tuple(make.TITLES)
    assert {title: table.term for title, table in source.book.tables.items()} == {title: title for title in make.TITLES}


def test_every_cell_is_what_the_figures_file_says(source: Source) -> None:
    """To the last 分, made-up cells included; blank is blank; no cell is missing and none is one too many."""
    for title, table, read in source.tables():
        expected = {key: Decimal(text) * 10000 for key, text in table.amounts.items()}
        assert {key: cell.yuan for key, cell in read.cells.items() if cell} == expected, title
        assert set(read.cells) == keys(source.unit, source.layout, title), title
        assert read.budgets == {}, title
        assert table.made_up <= {key for key, cell in read.cells.items() if cell}, title


def test_every_figure_names_its_cell(source: Source) -> None:
    """The cell of the origin, looked up in the file's own XML, holds that amount in that table's money."""
    sheets = parts(source.path)
    for title, _, table in source.tables():
        seen = set()
        for key, figure in table.cells.items():
            if figure is None:
                continue
            assert isinstance(figure.origin, Place)
            assert figure.origin.file == str(source.path)
            assert figure.origin.key == "/".join((title, *key))
            assert figure.unit == table.money
            written = sheets[figure.origin.sheet][figure.origin.cell]
            assert in_yuan(written, table.money) == figure.yuan, (title, key, figure.origin.cell)
            seen.add(figure.origin[1:])
        assert len(seen) == sum(figure is not None for figure in table.cells.values()), title


def test_every_amount_of_a_sheet_is_read(source: Source) -> None:
    """No cell of a table that holds an amount with decimals stays behind."""
    for title, _, table in source.tables():
        cells = parts(source.path)[table.title.sheet]
        amounts = {at for at, text in cells.items() if re.fullmatch(r"-?[0-9,]+\.[0-9]+", text.translate(WIDE))}
        read = {figure.origin.cell for figure in table.cells.values() if figure and isinstance(figure.origin, Place)}
        assert amounts <= read, title


def test_each_sheet_has_its_own_money(source: Source) -> None:
    for _, _, table in source.tables():
        corner = [
            found
            for text in parts(source.path)[table.title.sheet].values()
            for found in re.findall("单位：(万元|元)", text)
        ]
        assert [table.money] == corner
    monies = {table.money for table in source.book.tables.values()}
    written = "万元" if source.money == "committed" else source.money
    assert monies == ({written} if source.layout == "plain" else {"万元", "元"})


def test_titles_stand_where_they_are_said_to(source: Source) -> None:
    for title, _, table in source.tables():
        shown = parts(source.path)[table.title.sheet][table.title.cell]
        expected = make.HOSTILE_TITLES.get(title, title) if source.layout == "hostile" else title
        assert (shown, table.title.key) == (expected, title)


def test_names_of_accounts_without_spaces_and_breaks(source: Source) -> None:
    """As the figures file has them, though a hostile sheet breaks them; each with the row that holds it."""
    for title, _, table in source.tables():
        assert {code: name.text for code, name in table.names.items()} == names(source.unit, source.layout, title)
        for code, name in table.names.items():
            assert isinstance(name.origin, Place)
            assert name.origin.key == f"{title}/科目/{code}"
            row = [
                re.sub(r"\s", "", text).replace("(", "（").replace(")", "）")
                for at, text in parts(source.path)[name.origin.sheet].items()
                if at.lstrip("ABCDEFGHIJKLMNOP") == str(name.origin.line)
            ]
            assert name.text in row


def test_year_and_unit(source: Source) -> None:
    """Once each, with the cell that says so."""
    year, name = source.book.year, source.book.unit_name
    assert year
    assert name
    assert (year.value, year.unit) == (Decimal(figures(source.unit).year), "年")
    assert name.text == figures(source.unit).unit
    for origin, words in ((year.origin, f"{year.value}年度"), (name.origin, name.text)):
        assert isinstance(origin, Place)
        assert words in parts(source.path)[origin.sheet][origin.cell]


def test_what_was_left_aside_is_named(source: Source) -> None:
    """Nothing in a plain workbook; three sheets, one column and hidden rows in a hostile one."""
    hidden = [note for note in source.book.notes if note.code == "B310"]
    assert bool(hidden) == (source.layout != "plain")
    rest = [note for note in source.book.notes if note not in hidden]
    notes = [(note.code, str(note.place), note.evidence, note.advice) for note in rest]
    if source.layout == "plain":
        assert notes == []
        return
    income = source.book.tables[INCOME].title
    assert notes == [
        ("B203", str(source.path), "有 3 张工作表不是九张公开表，没有读：目录、明细、说明。", ""),
        ("B209", str(income), "这些栏没有读：其中:教育收费。", ""),
    ]


def test_empty_tables(source: Source) -> None:
    """07 and 08 are empty, their cells blank, not zero."""
    empty = [title for title, table in source.book.tables.items() if table.empty]
    assert empty == [FUND, CAPITAL]
    for title in empty:
        assert set(source.book.tables[title].cells.values()) == {None}


def test_a_workbook_in_yuan_is_the_same_as_one_in_wan(tmp_path: Path) -> None:
    """The same amounts, whatever the money; figures are told apart only by their unit and cell."""
    for unit in UNITS:
        read: list[dict[tuple[str, Key], Decimal | None]] = []
        for layout in make.LAYOUTS:
            for money in ("万元", "元"):
                make.write(figures(unit), tmp_path / "book.xlsx", layout, money)
                tables = workbook.load(tmp_path / "book.xlsx").tables
                read.append(
                    {
                        (title, key): cell.yuan
                        for title, table in tables.items()
                        for key, cell in table.cells.items()
                        if isinstance(cell, Figure)
                    }
                )
        assert read[0] == read[1] == read[2] == read[3]
        assert len(read[0]) > 100
