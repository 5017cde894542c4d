"""The nine statements as tables: their layout as snapshots, every amount once and with its origin, blanks, gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_regressions.file_regression import FileRegressionFixture

import narrator
from helpers import published
from narrator.document import grids
from narrator.document.grids import Known
from narrator.document.statements import attached
from narrator.document.tree import Attached, Document
from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.findings import Refused
from narrator.figures.model import Amounts, Statement, Unit
from narrator.figures.tables import CellKey
from narrator.figures.values import Figure, Formula, Gap, Place, Text
from narrator.phrases.phrasebook import default

PACK = default().pack("xinjiang/2024")
HERE = Place("表.xlsx", 1, 1, "", "表")


@pytest.fixture(scope="module", params=list(published.BOOKS))
def unit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Unit:
    return published.unit_of(request.param, tmp_path_factory.mktemp("unit"))


@pytest.fixture(scope="module")
def typed() -> Document:
    """The draft of a unit file that names no workbook."""
    return narrator.draft(narrator.load(published.UNIT_FILE))


def one(statement: Statement, unit: Unit) -> Attached:
    """The table of one statement."""
    (table,) = attached(replace(unit, statements={statement.term: statement}), PACK)
    return table


def figures(table: Attached) -> Iterator[Figure]:
    for row in table.table.rows:
        for cell in row.cells:
            yield from (
                span.value for span in cell.content.spans if isinstance(span.value, Figure) and span.slot == "金额"
            )


def text(tables: Sequence[Attached]) -> str:
    return "\n\n".join(map(published.shown, tables)) + "\n"


# Layout -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["changji", "putuo"])
def test_tables_of_a_workbook(name: str, tmp_path: Path, file_regression: FileRegressionFixture) -> None:
    """All nine, in their order, with every row of the workbook; and a hostile workbook prints the same."""
    tables = attached(published.unit_of(name, tmp_path), PACK)
    assert [table.term for table in tables] == list(t.STATEMENTS)
    assert text(attached(published.unit_of(f"{name}-hostile", tmp_path), PACK)) == text(tables)
    file_regression.check(text(tables), extension=".txt", encoding="utf-8", newline="\n")


def test_tables_of_a_unit_file(typed: Document, file_regression: FileRegressionFixture) -> None:
    """What a unit file tells stands in the official layout, what it does not tell stays blank and is marked below."""
    file_regression.check(text(typed.statements), extension=".txt", encoding="utf-8", newline="\n")


def test_cells_fill_the_grid(unit: Unit, typed: Document) -> None:
    for table in (*attached(unit, PACK), *typed.statements):
        assert published.covered(table.table), table.term


def test_headings_come_first_and_are_official_terms(unit: Unit) -> None:
    """Header rows stand above all others; every word in them is a term of the code, without a place in a file."""
    for table in attached(unit, PACK):
        flags = [row.header for row in table.table.rows]
        assert flags == sorted(flags, reverse=True)
        assert 2 <= flags.count(True) <= 3
        spans = [span for row in table.table.rows if row.header for cell in row.cells for span in cell.content.spans]
        assert spans
        assert all(isinstance(span.value, Text) and span.value.origin is None for span in spans)


def test_amounts_stand_on_the_right(unit: Unit) -> None:
    for table in attached(unit, PACK):
        for row in table.table.rows:
            for cell in row.cells:
                if any(span.slot == "金额" for span in cell.content.spans):
                    assert cell.align == "right"


def test_wide_tables_ask_for_a_landscape_page(unit: Unit) -> None:
    wide = {table.term for table in attached(unit, PACK) if table.wide}
    assert wide == {t.INCOME, t.EXPENDITURE, t.FISCAL, t.FUND, t.CAPITAL, t.THREE}


# Figures ------------------------------------------------------------------------------------------


def test_every_amount_of_the_workbook_stands_once(unit: Unit) -> None:
    """Nothing is lost, nothing is added: the amounts of the cells and of the table are the same, blanks apart."""
    for table in attached(unit, PACK):
        given = [figure for figure in unit.statement(table.term).cells.values() if figure is not None]
        assert sorted(figure.value for figure in figures(table)) == sorted(f.printed(2).value for f in given)


def test_every_amount_knows_its_cell(unit: Unit) -> None:
    for table in attached(unit, PACK):
        for figure in figures(table):
            origin = figure.origin
            while isinstance(origin, Formula):
                origin = origin.inputs[0][1].origin
            assert origin.sheet
            assert origin.key.startswith(table.term)


def test_accounts_know_their_cell(unit: Unit) -> None:
    """Codes and names are the unit's own words, with the place where they stand."""
    table = next(table for table in attached(unit, PACK) if table.term == t.GENERAL)
    account = table.table.rows[3].cells[:2]
    values = [span.value for cell in account for span in cell.content.spans]
    assert len(values) == 2
    assert all(isinstance(value, Text) and value.origin and value.origin.sheet for value in values)


def test_thousands_are_separated_and_blank_is_not_zero(tmp_path: Path) -> None:
    """Half up from 元 in one step; 0 prints 0.00, a blank nothing, a negative amount its sign."""
    unit = published.unit_of("putuo", tmp_path)
    amounts = {"12345678950": "1,234,567.90", "0": "0.00", "-12345650": "-1,234.57", "4449": "0.44"}
    cells: dict[CellKey, Figure | None] = dict.fromkeys((item, b.BUDGET_COLUMN) for item in b.THREE_ITEMS)
    cells |= dict.fromkeys((item, b.ACTUAL_COLUMN) for item in b.THREE_ITEMS)
    for item, value in zip(b.THREE_ITEMS, amounts, strict=False):
        cells[item, b.ACTUAL_COLUMN] = Figure(Decimal(value), t.YUAN, HERE)
    table = one(Statement(t.THREE, cells=cells), unit)
    assert [cell.content.text for cell in table.table.rows[-1].cells] == [""] * 6 + [*amounts.values(), "", ""]
    assert (table.gap, table.note) == (None, None)


_ROADS: dict[str, list[CellKey]] = {
    t.OVERVIEW: [
        *((t.RECEIPTS, row) for row in (t.INCOME_KINDS[0], *b.OVERVIEW_INCOME)),
        *((t.PAYMENTS, code) for code in b.CLASSES),
        *t.STATEMENTS[t.OVERVIEW].rows,
    ],
    t.FISCAL: [
        *((t.RECEIPTS, row) for row in (*t.BUDGETS, t.YEAR_RECEIPTS, t.FISCAL_BROUGHT, t.GRAND_TOTAL)),
        *((t.RECEIPTS, t.FISCAL_BROUGHT, kind) for kind in t.BUDGETS),
        *(
            (t.PAYMENTS, row, kind)
            for row in (*b.CLASSES, t.YEAR_PAYMENTS, t.FISCAL_CARRIED, t.GRAND_TOTAL)
            for kind in (t.TOTAL, *t.BUDGETS)
        ),
    ],
    t.BASIC: [(name,) for name in ("301", "30101", "302", "30201", "307", "30902", "399", t.STAFF, t.PUBLIC, t.TOTAL)],
    t.THREE: [(item, column) for item in b.THREE_ITEMS for column in (b.BUDGET_COLUMN, b.ACTUAL_COLUMN)],
    **{
        term: [(row, column) for row in (t.TOTAL, "201", "20101", "2010101", "208") for column in columns]
        for term, columns in b.COLUMNS.items()
    },
}


@given(st.data())
def test_no_amount_is_lost_whatever_rows_a_table_has(data: st.DataObject) -> None:
    """Any choice of cells: each key with an amount stands in the grid exactly once."""
    term = data.draw(st.sampled_from(list(_ROADS)))
    chosen = data.draw(st.lists(st.sampled_from(_ROADS[term]), unique=True, min_size=1))
    some = Figure(Decimal(1), t.WAN, HERE)
    cells = {key: data.draw(st.sampled_from((some, None))) for key in chosen}
    keys = list(grids.grid(term, Known(cells, {}, whole=True)).keys)
    assert len(keys) == len(set(keys))
    assert {key for key, figure in cells.items() if figure} <= set(keys)


# What is not known ----------------------------------------------------------------------------------


def test_gaps_of_tables_are_not_gaps_of_the_text(typed: Document) -> None:
    """A unit file alone knows a 空表 whole; the others are open, and --final of the text does not mind."""
    assert list(typed.gaps()) == []
    open_tables = [table for table in typed.statements if table.gap]
    whole = {table.term for table in typed.statements} - {table.term for table in open_tables}
    assert whole == {t.FUND, t.CAPITAL}
    for table in open_tables:
        assert table.gap == Gap(table.term, table.term)
        assert table.note is not None
        assert table.note.text == f"【待填：{table.term}】"
        assert [span.value for span in table.note.spans] == [table.gap]


def test_a_unit_file_may_give_the_whole_of_three(tmp_path: Path) -> None:
    """09 has no row that a unit file does not name."""
    unit = published.unit_of("putuo", tmp_path)
    some = Figure(Decimal(1), t.WAN, HERE)
    rows: dict[CellKey, Amounts] = {(item,): Amounts(full_budget=some, actual=some) for item in b.THREE_ITEMS}
    assert one(Statement(t.THREE, rows), unit).gap is None
    del rows[t.CARS,]
    assert one(Statement(t.THREE, rows), unit).gap == Gap(t.THREE, t.THREE)


def test_a_workbook_leaves_no_gap(unit: Unit) -> None:
    assert [table.term for table in attached(unit, PACK) if table.gap] == []


def test_a_column_that_the_workbook_lacks_is_a_gap(tmp_path: Path) -> None:
    """财政部's 08 has three columns; where it holds figures, what 新疆's table asks for besides is missing."""
    unit = published.unit_of("putuo", tmp_path)
    spent = Figure(Decimal(5), t.WAN, HERE)
    columns = (t.YEAR_SPENDING, t.BASIC_SPENDING, t.PROJECT_SPENDING)
    cells: dict[CellKey, Figure | None] = {(t.TOTAL, column): spent for column in columns}
    assert one(Statement(t.CAPITAL, cells=cells), unit).gap == Gap(t.CAPITAL, t.CAPITAL)


def test_nothing_known_is_left_out(tmp_path: Path) -> None:
    unit = published.unit_of("putuo", tmp_path)
    assert attached(replace(unit, statements={}), PACK) == ()
    assert attached(replace(unit, statements={t.THREE: Statement(t.THREE)}), PACK) == ()


def test_every_wording_of_an_empty_table(tmp_path: Path) -> None:
    """Each condition of the pack's phrase is said of some table, and of no other."""
    unit = published.unit_of("putuo", tmp_path)
    tables = [one(Statement(term, empty=True), unit) for term in t.STATEMENTS]
    said = {table.term: table.note.said[0].condition for table in tables if table.note}
    assert said == dict.fromkeys(t.STATEMENTS, "other") | {t.FUND: "fund", t.CAPITAL: "capital"}
    assert all(published.covered(table.table) and not any(figures(table)) for table in tables)


@pytest.mark.parametrize("value", [None, Decimal(0)])
def test_an_empty_table_has_headings_and_its_statement(value: Decimal | None, tmp_path: Path) -> None:
    """七 says so where every figure is zero, as the text does."""
    unit = published.unit_of("putuo", tmp_path)
    figure = None if value is None else Figure(value, t.WAN, HERE)
    table = one(
        Statement(t.FUND, cells=dict.fromkeys([(t.TOTAL, column) for column in b.COLUMNS[t.FUND]], figure)), unit
    )
    assert table.note is not None
    assert table.note.text == f"本单位本年度无政府性基金预算财政拨款收入、支出及结转和结余，{t.FUND}为空表。"
    assert [row.header for row in table.table.rows] == [True, True, False]
    assert {cell.content.text for cell in table.table.rows[-1].cells[1:]} == {"" if value is None else "0.00"}


def test_the_word_for_an_empty_table_leaves_it_blank(tmp_path: Path) -> None:
    path = tmp_path / "unit.yaml"
    path.write_text(f"{published.HEAD}{t.THREE}: 空表\n", encoding="utf-8")
    (table,) = attached(narrator.load(path), PACK)
    assert table.note is not None
    assert table.note.text == f"本单位本年度没有相关收支，{t.THREE}为空表。"
    assert not any(figures(table))
    assert table.gap is None


# The pack and the date --------------------------------------------------------------------------------


def test_the_pack_says_where_they_go(typed: Document) -> None:
    assert typed.placing == "separate"


def test_a_pack_without_words_for_them_attaches_none(unit: Unit) -> None:
    assert attached(unit, replace(PACK, attached=None)) == ()


def test_the_date_is_the_last_day_of_the_year(typed: Document) -> None:
    assert (typed.meta.unit, typed.meta.year) == ("昌吉回族自治州对口援疆工作领导小组办公室", 2024)
    assert typed.meta.date == date(2024, 12, 31)


def with_date(folder: Path, day: str) -> Unit:
    path = folder / "unit.yaml"
    head = published.HEAD.replace("年度: 2024", f"年度: 2024, 公开日期: {day}")
    path.write_text(head, encoding="utf-8")
    return narrator.load(path)


@pytest.mark.parametrize(
    "day",
    [
        *("2025-09-30", "2025年9月30日", "2025-9-30", "2025年09月30日", "'2025-09-30 '", "2025.9.30", "2025.09.30"),
        *("2025/9/30", "20250930", "２０２５．９．３０", "2025 年 9 月 30 日"),
    ],
)
def test_the_date_of_publication(day: str, tmp_path: Path) -> None:
    unit = with_date(tmp_path, day)
    assert unit.profile.published == date(2025, 9, 30)
    assert narrator.draft(unit).meta.date == date(2025, 9, 30)


@pytest.mark.parametrize(
    "day",
    [
        *("2025-02-30", "2025.9", "2025/9.30", "2025930", "20250931", "30.9.2025", "45930", "2025年9月"),
        *("2025-9月30日", "二〇二五年", "0000-00-00"),
    ],
)
def test_what_is_no_date_is_refused(day: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        with_date(tmp_path, day)
    (finding,) = caught.value.findings
    assert f"「{day}」不是日期。请写成 2025-09-30、2025.9.30、2025/9/30、20250930 或 2025年9月30日。" in str(finding)
    assert "单位/公开日期" in str(finding)
