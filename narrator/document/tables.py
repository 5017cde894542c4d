"""Merging cells: equal neighbours in a column become one cell that spans their rows; and where cells stand then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from narrator.document.tree import Cell, Paragraph, Row


class Draft(NamedTuple):
    """A cell before merging; ``merge`` allows it to join an equal cell above."""

    content: Paragraph
    cols: int
    merge: bool
    align: str


def merged(drafts: list[tuple[list[Draft], bool]]) -> tuple[Row, ...]:
    """Rows of cells with their extents.

    A cell joins the one above if both may merge, begin in the same column, are as wide, say the same,
    and every mergeable cell to their left joined too (二级指标 never merges across two 一级指标).
    """
    above: dict[int, tuple[Draft, int]] = {}  # by column: the draft that may merge and the row where its cell begins
    extents: dict[tuple[int, int], int] = {}  # of the cells that may merge
    begun: list[list[tuple[int, Draft]]] = []
    for index, (cells, _) in enumerate(drafts):
        here: dict[int, tuple[Draft, int]] = {}
        begun.append([])
        column, joined = 0, True
        for cell in cells:
            top = index
            if cell.merge:
                upper, upper_top = above.get(column, (None, index))
                joined = joined and upper is not None and _equal(upper, cell)
                top = upper_top if joined else index
                extents[top, column] = index - top + 1
                here[column] = (cell, top)
            if top == index:
                begun[index].append((column, cell))
            column += cell.cols
        above = here
    return tuple(
        Row(
            tuple([Cell(cell.content, extents.get((index, column), 1), cell.cols, cell.align) for column, cell in row]),
            header,
        )
        for index, (row, (_, header)) in enumerate(zip(begun, drafts, strict=True))
    )


def _equal(upper: Draft, lower: Draft) -> bool:
    return upper.cols == lower.cols and upper.content.text == lower.content.text


class PlacedCell(NamedTuple):
    """A cell with its place in the grid; rows and columns count from 0."""

    row: int
    column: int
    cell: Cell


def placed(rows: tuple[Row, ...]) -> Iterator[PlacedCell]:
    """The cells of a table where they stand, those that reach down from rows above taken into account."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            if cell.rows > 1:
                taken |= {(number + down, column + right) for down in range(1, cell.rows) for right in range(cell.cols)}
            yield PlacedCell(number, column, cell)
            column += cell.cols
