"""How wide the columns of a table are: room for what cannot be broken first, the rest by what there is to say."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator

from narrator.document.tree import Cell, Table

PORTRAIT, LANDSCAPE = 442.2, 637.8  # width of the text in pt: 156 mm, 225 mm
_LARGE, _SMALL = 10.5, 9.0  # 五号 and 小五, in pt
_MANY, _LONG = 8, 25  # columns and rows beyond which a table is set in the smaller size
_INSET = 6.0  # pt: what a cell keeps free left and right, and its line
_COMFORT = 4.0  # em: a column that has as much to say is not narrower
_STEPS = (16.0, 12.0, 10.0, 8.0, 7.0, 6.0, 5.0, _COMFORT)  # em: lines that all columns may have
_TOKEN = re.compile(r"[!-~]+[万亿]?[元个次]?")


def size(table: Table) -> float:
    """The size of a table's type, in pt."""
    return _LARGE if table.columns <= _MANY and len(table.rows) <= _LONG else _SMALL


def fits(table: Table) -> bool:
    """Whether every column has room to be read on an upright page."""
    return sum(_needs(table, _COMFORT)) <= PORTRAIT


def widths(table: Table, *, wide: bool) -> list[float]:
    """The width of each column, in pt; together as wide as the text of the page.

    Every column gets what it needs for lines of some length, and what is left goes to those that have more to
    say; of the lengths that fit, the one that makes the lowest table.
    """
    room = LANDSCAPE if wide else PORTRAIT
    most = _needs(table, _STEPS[0])
    fitting = [needs for step in _STEPS if sum(needs := _needs(table, step)) <= room]
    spread = [_spread(needs, most, room) for needs in fitting or [_needs(table, 0.0)]]
    return min(spread, key=lambda widths: _height(table, widths))


def _spread(least: list[float], most: list[float], room: float) -> list[float]:
    """These widths, with the rest of the room given to the columns that want more; else to all."""
    wanted = [max(more - less, 0.0) for more, less in zip(most, least, strict=True)]
    if not sum(wanted) or sum(least) > room:
        wanted = least
    share = (room - sum(least)) / sum(wanted)
    return [round(less + share * more, 2) for less, more in zip(least, wanted, strict=True)]


def _height(table: Table, widths: list[float]) -> int:
    """How many lines the table takes, about; cells merged downwards left out."""
    lines: dict[int, int] = {}
    for row, column, cell in _placed(table):
        width = sum(widths[column : column + cell.cols]) - _INSET
        taken = math.ceil(em(cell.content.text) * size(table) / max(width, 1.0))
        lines[row] = max(lines.get(row, 1), taken if cell.rows == 1 else 1)
    return sum(lines.values())


def _needs(table: Table, enough: float) -> list[float]:
    """What each column needs, in pt, to hold its texts unbroken up to ``enough`` em, and its tokens whole."""
    columns = [_INSET + size(table)] * table.columns
    spanning: list[tuple[int, Cell]] = []
    for _, column, cell in _placed(table):
        if cell.cols > 1:
            spanning.append((column, cell))
        else:
            columns[column] = max(columns[column], _need(cell, enough) * size(table) + _INSET)
    for column, cell in spanning:
        spanned = range(column, column + cell.cols)
        short = _need(cell, min(enough, _COMFORT)) * size(table) + _INSET - sum(columns[index] for index in spanned)
        for index in spanned:
            columns[index] += max(short, 0.0) / cell.cols
    return columns


def _need(cell: Cell, enough: float) -> float:
    text = cell.content.text
    token = max((em(token) for token in _TOKEN.findall(text)), default=1.0)
    return max(token, min(em(text), enough))


def em(text: str) -> float:
    """The width of a text in em: a full-width character is one, any other a little more than half of one."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.56 for character in text)


def _placed(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """Each cell with the row and the column that it begins in; a cell merged downwards keeps its columns taken."""
    taken: dict[int, int] = {}
    for number, row in enumerate(table.rows):
        column = 0
        for cell in row.cells:
            while taken.get(column, 0):
                column += 1
            yield number, column, cell
            for index in range(column, column + cell.cols):
                taken[index] = cell.rows
            column += cell.cols
        taken = {index: rows - 1 for index, rows in taken.items() if rows > 1}
