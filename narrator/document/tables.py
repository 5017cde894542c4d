"""Merging cells: equal neighbours in a column become one cell that spans their rows."""

from __future__ import annotations

from typing import NamedTuple

from narrator.document.tree import Cell, Row
from narrator.phrases.phrase import Span


class Draft(NamedTuple):
    """A cell before merging; ``merge`` allows it to join an equal cell above."""

    spans: tuple[Span, ...]
    cols: int
    merge: bool
    align: str

    @property
    def text(self) -> str:
        """The words, joined."""
        return "".join(span.text for span in self.spans)


def merged(drafts: list[tuple[list[Draft], bool]]) -> tuple[Row, ...]:
    """Rows of cells with their extents.

    A cell joins the one above if both may merge, begin in the same column, are as wide, say the same,
    and every mergeable cell to their left joined too (二级指标 never merges across two 一级指标).
    """
    tops: list[dict[int, int]] = []  # for each row: column -> row in which the cell there begins
    for index, (cells, _) in enumerate(drafts):
        above = _columns(drafts[index - 1][0]) if index else {}
        column, joined, top = 0, True, {}
        for cell in cells:
            top[column] = index
            if cell.merge:
                upper = above.get(column)
                joined = (
                    joined and upper is not None and upper.merge and (upper.cols, upper.text) == (cell.cols, cell.text)
                )
                if joined:
                    top[column] = tops[index - 1][column]
            column += cell.cols
        tops.append(top)
    rows = []
    for index, (cells, header) in enumerate(drafts):
        kept = [
            Cell(cell.spans, sum(top.get(column) == index for top in tops[index:]), cell.cols, cell.align)
            for column, cell in _columns(cells).items()
            if tops[index][column] == index
        ]
        rows.append(Row(tuple(kept), header))
    return tuple(rows)


def _columns(cells: list[Draft]) -> dict[int, Draft]:
    column, by_column = 0, {}
    for cell in cells:
        by_column[column] = cell
        column += cell.cols
    return by_column
