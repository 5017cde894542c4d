"""How cells stand in their columns: which column is one of figures, and how much room each leaves behind its point."""

from __future__ import annotations

import pytest

import narrator
from helpers import published
from helpers import word_trees as trees
from narrator.document.standing import CENTRE, LEFT, RIGHT, UNDECIDED, hidden, stood
from narrator.document.tree import Block, Cell, Row, Section, Table
from narrator.figures.values import Gap, Text


def said(text: str, align: str = UNDECIDED) -> Cell:
    """A cell in which the unit says something."""
    return Cell(trees.line(text, Text(text)), align=align)


def column(*texts: str, align: str = UNDECIDED) -> list[tuple[str, str]]:
    """How cells one below the other stand, and what is hidden behind each."""
    rows = stood(tuple(Row((said(text, align),)) for text in texts))
    return [(row.cells[0].align, hidden(row.cells[0])) for row in rows]


@pytest.mark.parametrize(
    ("texts", "behind"),
    [
        (("10", "20", "5"), ("", "", "")),
        (("10", "9.9", "1,000.25"), (".00", "0", "")),
        (("10", "100.00分"), (".00分", "")),
        (("7", "10分", "9.5"), (".0分", ".0", "分")),
        (("100%", "111.11%"), (".00", "")),
        (("-3.5", "−3.25", "+1"), ("0", "", ".00")),
        (("", "12.5", "3.25"), ("", "0", "")),
    ],
)
def test_figures_stand_on_their_points(texts: tuple[str, ...], behind: tuple[str, ...]) -> None:
    """What stands or is hidden behind the points of a column is equally wide, whatever the figures are."""
    assert column(*texts) == [(RIGHT, text) for text in behind]


@pytest.mark.parametrize("dash", ["-", "—", "——", "－", "−", "–", "/", "／"])
def test_a_dash_among_figures_stands_in_the_middle(dash: str) -> None:
    assert column(dash, "1.5", "10") == [(CENTRE, ""), (RIGHT, ""), (RIGHT, ".0")]


@pytest.mark.parametrize(
    "texts",
    [
        ("完成", "10"),
        ("10", "=10"),
        ("106个", "66.8%", "17.34", "-"),
        ("5%", "5分"),
        ("1,00", "5"),
        ("1.2.3", "5"),
        (f"1.{'0' * 5000}", "5"),
        ("2024年", "3"),
        ("-", "—"),
        ("", ""),
    ],
)
def test_words_stand_on_the_left_and_figures_among_them_too(texts: tuple[str, ...]) -> None:
    """Amounts of different things (106个, 66.8%) are no column of figures: their points mean nothing to one another."""
    assert column(*texts) == [(LEFT, "")] * len(texts)


@pytest.mark.parametrize("align", [LEFT, CENTRE])
def test_what_the_pack_says_holds(align: str) -> None:
    """So codes and numbers of rows can be kept from standing as figures."""
    assert column("1.5", "20", "-", align=align) == [(align, "")] * 3


def test_what_the_pack_calls_figures_stands_on_the_right() -> None:
    assert column("1.5", "20", "-", align=RIGHT) == [(RIGHT, ""), (RIGHT, ".0"), (CENTRE, "")]
    assert column("1.5", "共20", align=RIGHT) == [(RIGHT, "")] * 2
    assert column("1.50", "20.00", "", align=RIGHT) == [(RIGHT, "")] * 3


def test_a_gap_stands_where_its_figure_will() -> None:
    gap = Cell(trees.line("【待填：得分】", Gap("得分", "得分")), align=UNDECIDED)
    rows = stood((Row((gap,)), Row((said("9.5"),)), Row((said("10"),))))
    assert [(row.cells[0].align, hidden(row.cells[0])) for row in rows] == [(RIGHT, ""), (RIGHT, ""), (RIGHT, ".0")]


def test_headings_labels_and_other_cells_part_columns() -> None:
    """Above and below them stand columns of their own; a cell over two columns is in neither."""
    label = Cell(trees.line("分值"), align=UNDECIDED)
    wide = said("12.345")._replace(cols=2)
    rows = stood(
        (
            Row((said("1.5"), said("甲"))),
            Row((label, label)),
            Row((said("20"), said("3"))),
            Row((wide,)),
            Row((said("4.25"), said("乙"))),
            Row((said("指标"), said("得分")), header=True),
            Row((said("丙"), said("7"))),
        )
    )
    assert [[cell.align for cell in row.cells] for row in rows] == [
        [RIGHT, LEFT],
        [CENTRE, CENTRE],
        [RIGHT, RIGHT],
        [RIGHT],
        [RIGHT, LEFT],
        [CENTRE, CENTRE],
        [LEFT, RIGHT],
    ]
    assert {hidden(cell) for row in rows for cell in row.cells} == {""}


def test_a_label_beside_values_is_no_heading() -> None:
    label = Cell(trees.line("单位名称"), align=UNDECIDED)
    side = Cell(trees.line("部门资金"), rows=2, align=UNDECIDED)
    rows = stood((Row((label, said("某单位"))), Row((side, label, label)), Row((label, said("10")))))
    assert [[cell.align for cell in row.cells] for row in rows] == [
        [LEFT, LEFT],
        [LEFT, CENTRE, CENTRE],
        [LEFT, RIGHT],
    ]


def test_merged_cells_are_followed_down() -> None:
    """What stands beside a cell that reaches down is in its own column."""
    first = said("一级")._replace(rows=3)
    rows = stood((Row((first, said("10"))), Row((said("9.5"),)), Row((said("-"),))))
    assert [[(cell.align, hidden(cell)) for cell in row.cells] for row in rows] == [
        [(LEFT, ""), (RIGHT, ".0")],
        [(RIGHT, "")],
        [(CENTRE, "")],
    ]


def test_the_self_evaluation_tables_of_the_seed() -> None:
    """分值, 执行率, 完成率 and 得分 stand as figures though no pack says so; 目标值, 上年完成情况 as words."""
    document = narrator.draft(narrator.load(published.UNIT_FILE))
    by_words = {
        cell.content.text: cell for table in _tables(document.sections) for row in table.rows for cell in row.cells
    }
    figures = {text: by_words[text].align for text in ("313.82", "52.72%", "5.27", "111.11%", "100.00分")}
    assert set(figures.values()) == {RIGHT}
    assert {by_words[text].align for text in (">=70个", "=100%", "106个", "17.34", "历史标准")} == {LEFT}
    assert hidden(by_words["100%"]) == ".00"


def _tables(blocks: tuple[Block, ...]) -> list[Table]:
    inner = [_tables(block.blocks) for block in blocks if isinstance(block, Section)]
    return [*(block for block in blocks if isinstance(block, Table)), *(table for tables in inner for table in tables)]
