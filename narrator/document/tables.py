"""Merging cells: equal neighbours in a column become one cell that spans their rows; and where cells stand then."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from narrator.document.tree import Cell, Row


class Draft(NamedTuple):
    """A row before merging; ``merges`` says of each cell whether it may join an equal one above."""

    cells: tuple[Cell, ...]
    merges: tuple[bool, ...]
    header: bool


def merged(drafts: list[Draft]) -> tuple[Row, ...]:
    """Rows of cells with their extents.

    A cell joins the one above if both may merge, begin in the same column, are as wide, say the same,
    and every mergeable cell to their left joined too (二级指标 never merges across two 一级指标).
    """
    above: dict[int, tuple[Cell, int]] = {}  # by column: the cell that may merge and the row where it begins
    extents: dict[tuple[int, int], int] = {}  # of the cells that may merge
    begun: list[dict[int, Cell]] = []
    for index, (cells, merges, _) in enumerate(drafts):
        here: dict[int, tuple[Cell, int]] = {}
        begin: dict[int, Cell] = {}
        column, joined = 0, True
        for cell, merge in zip(cells, merges, strict=True):
            top = index
            if merge:
                upper, upper_top = above.get(column, (None, index))
                joined = joined and upper is not None and _equal(upper, cell)
                top = upper_top if joined else index
                extents[top, column] = index - top + 1
                here[column] = (cell, top)
            if top == index:
                begin[column] = cell
            column += cell.cols
        above = here
        begun.append(begin)
    for (index, column), rows in extents.items():
        if rows > 1:
            begun[index][column] = begun[index][column]._replace(rows=rows)
    return tuple([Row(tuple(begin.values()), draft.header) for begin, draft in zip(begun, drafts, strict=True)])


def _equal(upper: Cell, lower: Cell) -> bool:
    return upper.cols == lower.cols and upper.content.text == lower.content.text


class PlacedCell(NamedTuple):
    """A cell with its place in the grid; rows and columns count from 0."""

    row: int
    column: int
    cell: Cell


_placed = partial(tuple.__new__, PlacedCell)  # of one tuple, not field by field: there are thousands


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
            yield _placed((number, column, cell))
            column += cell.cols
