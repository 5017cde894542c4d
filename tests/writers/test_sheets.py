"""附表.xlsx: the program's own reader gives its cells back, Excel finds numbers, and the same draft the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import narrator
from helpers import published
from narrator.document.tree import Document
from narrator.figures import terms as t
from narrator.figures.findings import Refused
from narrator.figures.model import Cells
from narrator.readers import workbook
from narrator.writers import sheets


@pytest.fixture(scope="module", params=list(published.BOOKS))
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    return narrator.draft(published.unit_of(request.param, tmp_path_factory.mktemp("unit")))


@pytest.fixture(scope="module")
def typed() -> Document:
    return narrator.draft(narrator.load(published.UNIT_FILE))


def opened(document: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(sheets.write(document)))


def as_printed(cells: Cells) -> dict[tuple[str, ...], Decimal]:
    """The amounts in 万元 as the tables print them, blanks left out."""
    return {key: figure.printed(2).value for key, figure in cells.items() if figure is not None}


@pytest.mark.parametrize("name", list(published.BOOKS))
def test_it_reads_back(name: str, tmp_path: Path) -> None:
    """Every amount under its key, every row and account, the year, the unit; nothing for the reader to remark."""
    document = narrator.draft(published.unit_of(name, tmp_path))
    path = tmp_path / "附表.xlsx"
    path.write_bytes(sheets.write(document))
    given, found = workbook.load(published.BOOKS[name]), workbook.load(path)
    assert (found.notes, found.unit_name and found.unit_name.text) == ((), document.meta.unit)
    assert found.year is not None
    assert int(found.year.value) == document.meta.year
    assert list(found.tables) == list(given.tables) == list(t.STATEMENTS)
    for term, table in found.tables.items():
        before = given.tables[term]
        assert as_printed(table.cells) == as_printed(before.cells), term
        if term not in (t.BASIC, t.CAPITAL):  # 06 leaves out accounts without an amount, 08 may get more columns
            assert set(table.cells) == set(before.cells), term
        listed = set(before.names) if term != t.BASIC else {key[0] for key in as_printed(before.cells)}
        names = {code: words.text for code, words in before.names.items() if code in listed}
        assert {code: words.text for code, words in table.names.items()} == names, term


def test_a_sheet_says_what_the_table_says(document: Document) -> None:
    """Names, numbers and blanks, cell by cell, seen by another program."""
    book = opened(document)
    assert book.sheetnames == list(t.STATEMENTS)
    for attached in document.statements:
        sheet = book[attached.term]
        texts = [cell.content.text for row in attached.table.rows for cell in row.cells if cell.content.text]
        top = len(attached.table.title)  # the last two lines of it share a row
        below = range(top, top + len(attached.table.rows))
        found = [cell for row in below for cell in sheet[row] if cell.value is not None]
        shown = [f"{cell.value:,.2f}" if cell.data_type == "n" else str(cell.value) for cell in found]
        assert shown == texts
        assert all(cell.number_format == "#,##0.00" for cell in found if cell.data_type == "n")
        assert sheet["A1"].value == attached.term
        number = list(t.STATEMENTS).index(attached.term) + 1
        assert sheet.cell(2, attached.table.columns).value == f"公开{number:02}表"
        assert sheet["A3"].value == f"编制单位：{document.meta.unit}　　{document.meta.year}年度"
        assert sheet.cell(3, attached.table.columns).value == "单位：万元"
        if attached.note:
            assert sheet.cell(below.stop, 1).value == attached.note.text


def test_headings_are_merged_frozen_and_repeated(document: Document) -> None:
    book = opened(document)
    for attached in document.statements:
        sheet = book[attached.term]
        heads = sum(row.header for row in attached.table.rows)
        top = len(attached.table.title)
        assert sheet.freeze_panes == f"A{top + heads}"
        assert sheet.print_title_rows == f"${top}:${top + heads - 1}"
        merged = sum(cell.rows * cell.cols > 1 for row in attached.table.rows for cell in row.cells)
        assert len(sheet.merged_cells.ranges) == merged + top - 1 + (attached.note is not None)


def test_it_prints_on_a4(document: Document) -> None:
    """As wide as the page, landscape where the table is wide."""
    book = opened(document)
    for attached in document.statements:
        page = book[attached.term].page_setup
        assert page.paperSize == 9
        assert page.orientation == ("landscape" if attached.wide else "portrait")
        assert (page.fitToWidth or 1, page.fitToHeight) == (1, 0)


def test_no_formula_no_link_no_person(document: Document) -> None:
    """Nothing in the package but the tables: no formula, no outside relation; the author is the unit."""
    with zipfile.ZipFile(io.BytesIO(sheets.write(document))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name, part in parts.items() if "<f>" in part or "hyperlink" in part or "External" in part]
    properties = opened(document).properties
    assert (properties.creator, properties.title) == (document.meta.unit, document.title.text)
    assert properties.created == properties.modified == datetime(2024, 12, 31)


def test_the_same_draft_gives_the_same_bytes(document: Document) -> None:
    assert sheets.write(document) == sheets.write(document)


def test_a_word_that_looks_like_a_formula_stays_a_word(tmp_path: Path) -> None:
    path = tmp_path / "unit.yaml"
    path.write_text(f"{published.HEAD.replace('甲县档案馆', '=1+1')}{t.FUND}: 空表\n", encoding="utf-8")
    cell = opened(narrator.draft(narrator.load(path)))[t.FUND]["A3"]
    assert (cell.value, cell.data_type) == ("编制单位：=1+1　　2024年度", "s")


@pytest.mark.parametrize("name", ["=甲", "+甲", "-甲", "@甲", "甲="])
def test_words_like_a_formula_carry_the_mark_that_they_are_none(name: str, tmp_path: Path) -> None:
    """quotePrefix: who clicks into the cell and presses Enter has not made a formula of it."""
    path = tmp_path / "unit.yaml"
    path.write_text(f"{published.HEAD}{t.GENERAL}: {{科目: {{201: '{name}'}}}}\n", encoding="utf-8")
    page = opened(narrator.draft(narrator.load(path)))[t.GENERAL]
    marked = [cell.value for row in page.iter_rows() for cell in row if cell.quotePrefix]
    assert marked == ([name] if name[0] != "甲" else [])
    assert name in [cell.value for row in page.iter_rows() for cell in row]


def test_a_gap_is_seen(typed: Document) -> None:
    """The mark below a table whose cells are not all known is yellow; the statement of an empty table is not."""
    book = opened(typed)
    for attached in typed.statements:
        assert attached.note is not None
        note = next(cell for (cell, *_) in book[attached.term].iter_rows() if cell.value == attached.note.text)
        assert (note.fill.fgColor.rgb == "FFFFFF00") == (attached.gap is not None)


def test_no_statement_no_file(typed: Document) -> None:
    with pytest.raises(Refused) as caught:
        sheets.write(typed._replace(statements=()))
    assert "W210" in str(caught.value)
