"""Tables: rows of cells on a grid, merged cells and repeated headers included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from narrator.document.tree import Paragraph, Table
from narrator.writers import columns
from narrator.writers.columns import Columns
from narrator.writers.docx import styles

_TALL = 16  # lines; a taller row may break across pages
_TOGETHER = 3  # rows at the top of a table that stay on one page with its title

Runs = Callable[[Paragraph], str]


class GridCell(NamedTuple):
    """A cell in the grid; ``content`` is None where one from above reaches down, ``more`` where this one does."""

    column: int
    cols: int
    align: str
    content: Paragraph | None
    more: bool = False


def wide(table: Table) -> bool:
    """Whether a table of the text wants a page laid on its side."""
    return table.columns > columns.WIDE


def xml(table: Table, width: int, ids: Mapping[str, str], runs: Runs, gap: str) -> str:
    """The rows as ``w:tbl``, ``width`` twips wide; ``runs`` writes the content of a cell.

    Word repeats header rows only at the top of a table. Where one stands further down and no cell
    reaches across, the table is parted before it, with ``gap`` (a paragraph of one point) between.
    """
    grid = _grid(table)
    if not grid:
        return ""
    texts = [
        [columns.CellText(cell.column, cell.cols, cell.content.text) for cell in row if cell.content] for row in grid
    ]
    count = grid[0][-1].column + grid[0][-1].cols
    fitted = columns.fitted([cell for row in texts for cell in row], count, width)
    opening = _opening(fitted, ids[styles.GRID])
    style = ids[styles.SMALL_CELL if fitted.small else styles.CELL]
    loose, kept = _paragraphs(style, ""), _paragraphs(style, "<w:keepNext/>")
    pieces = [opening]
    leading = True
    for index, (row, placed) in enumerate(zip(table.rows, grid, strict=True)):
        if row.header and not leading and all(cell.content is not None for cell in placed):
            pieces += ["</w:tbl>", gap, opening]
            leading = True
        leading = leading and row.header
        tall = max(map(fitted.lines, texts[index]), default=0) > _TALL
        begun = kept if index < min(_TOGETHER, len(grid) - 1) and not tall else loose
        cells = [_cell(cell, fitted, begun["center" if row.header else cell.align], runs) for cell in placed]
        pieces += [_row_start(leading, tall), *cells, "</w:tr>"]
    pieces.append("</w:tbl>")
    return "".join(pieces)


def _opening(fitted: Columns, style: str) -> str:
    margins = "".join(f'<w:{side} w:w="{columns.MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    grid = "".join([f'<w:gridCol w:w="{twips}"/>' for twips in fitted.widths])
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(fitted.widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _paragraphs(style: str, kept: str) -> dict[str, str]:
    """How the paragraph of a cell begins, by alignment."""
    aligned = {"left": "", "center": '<w:jc w:val="center"/>', "right": '<w:jc w:val="right"/>'}
    return {align: f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{jc}</w:pPr>' for align, jc in aligned.items()}


def _row_start(header: bool, tall: bool) -> str:
    properties = ("" if tall else "<w:cantSplit/>") + ("<w:tblHeader/>" if header else "")
    return f"<w:tr><w:trPr>{properties}</w:trPr>" if properties else "<w:tr>"


def _cell(cell: GridCell, fitted: Columns, paragraph: str, runs: Runs) -> str:
    span = f'<w:gridSpan w:val="{cell.cols}"/>' if cell.cols > 1 else ""
    merge = "<w:vMerge/>" if cell.content is None else '<w:vMerge w:val="restart"/>' if cell.more else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{fitted.of(cell.column, cell.cols)}" w:type="dxa"/>{span}{merge}'
        f'<w:vAlign w:val="center"/></w:tcPr>{paragraph}{runs(cell.content) if cell.content else ""}</w:p></w:tc>'
    )


def _grid(table: Table) -> list[list[GridCell]]:
    """The cells of each row with the columns that they fill; those that reach down appear in every row.

    A row that is short ends with an empty cell, so that all are equally wide.
    """
    grid: list[list[GridCell]] = []
    below: dict[int, tuple[GridCell, int]] = {}  # by column: the cell that reaches down, and how many rows more
    for row in table.rows:
        placed: list[GridCell] = []
        reaching: dict[int, tuple[GridCell, int]] = {}
        column = 0
        for cell in (*row.cells, None):
            while column in below:
                upper, left = below[column]
                placed.append(upper)
                if left > 1:
                    reaching[column] = (upper, left - 1)
                column += upper.cols
            if cell is not None:
                placed.append(GridCell(column, cell.cols, cell.align, cell.content, cell.rows > 1))
                if cell.rows > 1:
                    reaching[column] = (GridCell(column, cell.cols, cell.align, None), cell.rows - 1)
                column += cell.cols
        below = reaching
        grid.append(placed)
    ends = [placed[-1].column + placed[-1].cols if placed else 0 for placed in grid]
    last = max([table.columns, 1, *ends])
    for placed, end in zip(grid, ends, strict=True):
        if end < last:
            placed.append(GridCell(end, last - end, "left", _NOTHING))
    return grid


_NOTHING = Paragraph(())
