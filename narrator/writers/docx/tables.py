"""Tables: rows of cells on a grid, merged cells and repeated headers included."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from itertools import repeat
from typing import NamedTuple

from narrator.document.tree import Paragraph, Table
from narrator.writers import columns
from narrator.writers.columns import Columns
from narrator.writers.docx import styles

_TALL = 16  # lines; a taller row may break across pages
_TOGETHER = 3  # rows at the top of a table that stay on one page with its title

Runs = Callable[[Paragraph, str], str]


class GridCell(NamedTuple):
    """A cell in the grid, its text plain and as runs; ``merge`` says that it reaches down, or comes from above.

    ``tail`` is that of the tree's cell: a decimal tab leaves as much room, and Word puts the point there.
    """

    column: int
    cols: int
    text: str
    align: str
    runs: str
    merge: str = ""
    tail: str = ""


_grid_cell = partial(tuple.__new__, GridCell)  # of one tuple, not field by field: there are hundreds
_POINT = "point"
_REACHING, _REACHED = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def xml(
    table: Table,
    fitted: Columns,
    ids: Mapping[str, str],
    runs: Runs,
    gap: str,
    tied: Collection[int] = (),
    opened: Collection[tuple[int, int]] = (),
    *,
    exact: bool = False,
) -> str:
    """The rows as ``w:tbl``, in these columns; ``runs`` writes the content of a cell.

    Word repeats header rows only at the top of a table. Where one stands further down and no cell
    reaches across, the table is parted before it, with ``gap`` (a paragraph of one point) between.
    Rows that are ``tied`` stay on one page with the row above, and the last one with what follows the table:
    no page begins with nothing but the end of a section. Header rows stay with the row below. Between the cells that
    are ``opened`` (by row and column) and those above them stands no line. ``exact`` sets lines as far apart as
    the letters say.
    """
    grid = _grid(table, runs)
    if not grid:
        return ""
    texts = [[cell[:3] for cell in row if cell.merge is not _REACHED] for row in grid]
    opening = _opening(fitted, ids[styles.GRID])
    style = ids[styles.SMALL_CELL if fitted.letters.small else styles.CELL]
    pitch = f'<w:spacing w:line="{fitted.letters.pitch}" w:lineRule="exact"/>' if exact else ""
    loose, kept = _paragraphs(style, "", pitch), _paragraphs(style, "<w:keepNext/>", pitch)
    pieces = [opening]
    leading = True
    for index, (row, placed) in enumerate(zip(table.rows, grid, strict=True)):
        if row.header and not leading and all(cell.merge is not _REACHED for cell in placed):
            pieces += ["</w:tbl>", gap, opening]
            leading = True
        leading = leading and row.header
        tall = fitted.taller(texts[index], _TALL)
        last = index == len(grid) - 1
        begun = kept if (last or row.header or index + 1 in tied or index < _TOGETHER) and not tall else loose
        sides = [
            _sides((index, cell.column) in opened, (index + 1, cell.column) in opened) if opened else ""
            for cell in placed
        ]
        begins = [_begin(cell, fitted, begun, row.header) for cell in placed]
        cells = list(map(_cell, placed, repeat(fitted), begins, sides))
        pieces += [_row_start(leading, tall), *cells, "</w:tr>"]
    pieces.append("</w:tbl>")
    return "".join(pieces)


def _opening(fitted: Columns, style: str) -> str:
    air, side = fitted.letters.air, columns.MARGIN
    around = {"top": air, "left": side, "bottom": air, "right": side}
    margins = "".join(f'<w:{name} w:w="{twips}" w:type="dxa"/>' for name, twips in around.items())
    grid = "".join([f'<w:gridCol w:w="{twips}"/>' for twips in fitted.widths])
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(fitted.widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _paragraphs(style: str, kept: str, pitch: str) -> dict[str, str]:
    """How the paragraph of a cell begins, by alignment."""
    how = {
        "left": pitch,
        "center": f'{pitch}<w:jc w:val="center"/>',
        "right": f'{pitch}<w:jc w:val="right"/>',
        _POINT: f'<w:tabs><w:tab w:val="decimal" w:pos="{{}}"/></w:tabs>{pitch}',
    }
    return {align: f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{rest}</w:pPr>' for align, rest in how.items()}


def _begin(cell: GridCell, fitted: Columns, begun: Mapping[str, str], header: bool) -> str:
    """How the paragraph of this cell begins. In a cell Word goes to a decimal tab without a tab character."""
    if cell.tail:
        return begun[_POINT].format(fitted.point(cell.column, cell.cols, cell.tail))
    return begun["center" if header else cell.align]


def _row_start(header: bool, tall: bool) -> str:
    properties = ("" if tall else "<w:cantSplit/>") + ("<w:tblHeader/>" if header else "")
    return f"<w:tr><w:trPr>{properties}</w:trPr>" if properties else "<w:tr>"


def _sides(top: bool, bottom: bool) -> str:
    """The borders of a cell that has no line above, or none below."""
    lines = ('<w:top w:val="nil"/>' if top else "") + ('<w:bottom w:val="nil"/>' if bottom else "")
    return lines and f"<w:tcBorders>{lines}</w:tcBorders>"


def _cell(cell: GridCell, fitted: Columns, paragraph: str, sides: str) -> str:
    column, cols, _, _, runs, merge, _ = cell
    span = f'<w:gridSpan w:val="{cols}"/>' if cols > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{fitted.of(column, cols)}" w:type="dxa"/>{span}{merge}{sides}'
        f'<w:vAlign w:val="center"/></w:tcPr>{paragraph}{runs}</w:p></w:tc>'
    )


def _grid(table: Table, runs: Runs) -> list[list[GridCell]]:
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
                content, rows, cols, align, tail = cell
                text = content.text
                down = _REACHING if rows > 1 else ""
                placed.append(_grid_cell((column, cols, text, align, runs(content, text), down, tail)))
                if rows > 1:
                    reaching[column] = (GridCell(column, cols, "", align, "", _REACHED), rows - 1)
                column += cols
        below = reaching
        grid.append(placed)
    ends = [placed[-1].column + placed[-1].cols if placed else 0 for placed in grid]
    last = max([table.columns, 1, *ends])
    for placed, end in zip(grid, ends, strict=True):
        if end < last:
            placed.append(GridCell(end, last - end, "", "left", ""))
    return grid
