"""Tables on pages: statements that share one, the size of letters, rows that stay together."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2  # type: ignore[import-untyped]  # it has no types
import pytest

from helpers import every_format
from helpers import word_trees as trees
from narrator.document.tree import Attached, Cell, Document, Paragraph, Row, Section, Table
from narrator.figures.values import Place
from narrator.phrases.phrase import Said, Source, Span
from narrator.readers import prose
from narrator.writers import columns, pages, pdf
from narrator.writers.docx import write_statements

SOURCE = Source("", (), Place("", 0, 0))


def words(text: str) -> Paragraph:
    return Paragraph((Said(SOURCE, "", None, (Span(text, SOURCE),)),))


def statement(name: str, accounts: int, amounts: int = 5, *, wide: bool = True) -> Attached:
    """A statement with so many rows of an account and its amounts under one row of headings."""
    head = Row(tuple(Cell(words(text)) for text in ("科目", *("合计数",) * amounts)), header=True)
    row = tuple(Cell(words("1,234.56"), align="right") for _ in range(amounts))
    rows = [Row((Cell(words(f"{name}科目{number}")), *row)) for number in range(accounts)]
    return Attached(name, Table((words(name), words("单位：万元")), (head, *rows), 1 + amounts), None, wide)


def test_small_neighbours_share_a_page_of_their_kind() -> None:
    small = [statement("甲表", 3), statement("乙表", 1), statement("丙表", 0), statement("丁表", 3, wide=False)]
    made = pages.sheets(small)
    assert [[each.term for each in sheet.statements] for sheet in made] == [["甲表", "乙表", "丙表"], ["丁表"]]
    assert all(fitted.letters.size == 210 for sheet in made for fitted in sheet.columns)


def test_letters_give_way_until_a_table_has_one_page_but_stay_readable() -> None:
    sizes = []
    for accounts in (3, 25, 32, 200):
        (sheet,) = pages.sheets([statement("甲表", accounts)])
        sizes.append(sheet.columns[0].letters)
    assert sizes[0].size == 210 > sizes[2].size == 180
    assert sizes[2].pitch < sizes[1].pitch
    assert sizes[3].size == 210  # it goes on over pages in the usual letters
    assert all(each.size >= 180 and each.pitch > each.size for each in sizes)


def test_the_pages_of_the_pdf_are_those_that_were_reckoned() -> None:
    """34 rows on one page across; three small tables on the next; 200 accounts under their headings on each page."""
    nine = (statement("甲表", 32), statement("乙表", 2), statement("丙表", 2), statement("丁表", 200))
    document = trees.document(trees.line("正文"))._replace(statements=nine, placing="inline")
    with pypdfium2.PdfDocument(pdf.write(document)) as made:
        texts = [page.get_textpage().get_text_bounded() for page in made]
    assert "甲表科目0" in texts[1]
    assert "甲表科目31" in texts[1]
    assert "乙表科目1" in texts[2]
    assert "丙表科目1" in texts[2]
    assert "丁表科目0" in texts[3]
    assert len(texts) > 5
    assert all("科目" in text and "合计数" in text for text in texts[3:])


def test_word_begins_a_page_for_each_sheet_alone() -> None:
    nine = (statement("甲表", 32), statement("乙表", 2), statement("丙表", 2))
    document = trees.document(trees.line("正文"))._replace(statements=nine, placing="separate")
    paragraphs = docx.Document(BytesIO(write_statements(document))).paragraphs
    begun = [each.text for each in paragraphs if each.paragraph_format.page_break_before]
    assert begun == ["乙表"]


def test_merged_cells_keep_their_rows_together_unless_too_tall() -> None:
    rows = [Row((Cell(words("产出指标"), rows=6), Cell(words("数量"), rows=2), Cell(words("一"))))]
    rows += [Row((Cell(words("二")),)), *(Row((Cell(words("质量")), Cell(words("三")))) for _ in range(4))]
    table = Table((), tuple(rows), 3)
    laid = columns.laid(table)
    fitted = columns.of(laid, columns.UPRIGHT)
    high = pages.heights(laid, fitted)
    assert pages.kept(laid, fitted, sum(high)) == {(0, 6), (0, 2)}
    assert pages.kept(laid, fitted, sum(high) - 1) == {(0, 2)}
    assert pages.kept(laid, fitted, 0) == set()


def test_a_merged_cell_that_goes_on_over_pages_ends_below_its_headings() -> None:
    head = Row((Cell(words("年度绩效指标完成情况"), rows=9), *(Cell(words(text)) for text in ("指标", "目标"))), True)
    table = Table((), (head, *(Row((Cell(words("一")), Cell(words("二")))) for _ in range(9))), 3)
    laid = columns.laid(table)
    fitted = columns.of(laid, columns.UPRIGHT)
    most = sum(pages.heights(laid, fitted))
    changed, opened = pages.ended(laid, fitted, set(), most)
    assert [cell.rows for cell in changed.rows[0].cells] == [1, 1, 1]
    below = changed.rows[1].cells
    assert [(cell.content.text, cell.rows) for cell in below] == [("", 8), ("一", 1), ("二", 1)]
    assert (changed.rows[2:], opened) == (table.rows[2:], {(1, 0)})
    assert pages.ended(laid, fitted, {(0, 9)}, most) == (table, ())
    assert pages.ended(laid, fitted, set(), 0) == (table, ())


@pytest.mark.parametrize("above", range(0, 32, 4))
def test_a_long_indicator_table_reads_back_wherever_its_pages_end(above: int, tmp_path: Path) -> None:
    count = 45
    rows = [Row((Cell(words("项目名称"), cols=2), Cell(words("援疆项目"), cols=2)))]
    names = ("年度绩效指标完成情况", "一级指标", "二级指标", "三级指标")
    rows.append(Row((Cell(words(names[0]), rows=count + 1), *(Cell(words(name)) for name in names[1:])), header=True))
    for number in range(count):
        merged = [Cell(words(f"第{every}类{number}"), rows=every) for every in (9, 3) if number % every == 0]
        rows.append(Row((*merged, Cell(words(f"指标{number}")))))
    rows.append(Row((Cell(words("总分"), cols=3), Cell(words("100")))))
    section = Section(1, words("标题"), (*(words("段。"),) * above, Table((), tuple(rows), 4)))
    path = tmp_path / "draft.pdf"
    path.write_bytes(pdf.write(Document("xinjiang/2024", words("题目"), (section,)), every_format.OPTIONS))
    told = [line.text for line in prose.load(path).lines if line.cell]
    assert told == [cell.content.text for row in rows for cell in row.cells]
    with pypdfium2.PdfDocument(path) as made:
        shown = [page.get_textpage().get_text_range() for page in made]
    with_indicators = [text for text in shown if re.search("指标[0-9]", text)]
    assert len(with_indicators) > 1
    assert all("三级指标" in text for text in with_indicators)
