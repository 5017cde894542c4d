"""How cells stand in their columns: figures on their points, dashes among them and headings centred, words left.

A column here is what stands one below the other in cells of the same place and extent, until a heading or a label
(words that the pack says, no value) or a row with other cells parts it. It is one of figures where all that it says
is figures with at most one unit (%, 分), dashes and gaps; every other is one of words, figures in it included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from narrator.document.tables import placed
from narrator.document.tree import Cell, Row
from narrator.figures.values import Gap

UNDECIDED, LEFT, CENTRE, RIGHT = "", "left", "center", "right"

_FIGURE = re.compile(r"[-+−－]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,9}))?([%％‰分]?)")
_DASHES = frozenset(("-", "－", "−", "–", "—", "——", "/", "／"))


def stood(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, each cell with its place in its column and, where decimals of a column differ, with its tail.

    Rows of nothing but labels are headings, too. What a pack says of a cell holds: ``right`` makes it one of figures,
    ``left`` and ``center`` keep it out of them.
    """
    if all(cell.align for row in rows for cell in row.cells) and _alike(rows):
        return rows
    looked = [[_looked(number, place, cell) for place, cell in enumerate(row.cells)] for number, row in enumerate(rows)]
    made: dict[tuple[int, int], Cell] = {}
    for column in _columns(rows, looked):
        tail = _figures(column)
        if tail is not None:
            for row, place, (content, down, across, *_), text, figure, _ in column:
                align = CENTRE if text in _DASHES else RIGHT  # a gap stands where its figure will
                made[row, place] = _cell((content, down, across, align, tail if figure else ""))
    return tuple([_row(row, cells, made) for row, cells in zip(rows, looked, strict=True)])


def _row(row: Row, looked: list[_One], made: Mapping[tuple[int, int], Cell]) -> Row:
    """A row whose other cells are headings or words; a label beside several rows is no heading."""
    heads = row.header or _heads(looked)
    cells: list[Cell] = []
    for number, place, cell, *_ in looked:
        stands = made.get((number, place), cell)
        if not stands.align:
            content, down, across, _, tail = cell
            centred = heads and (row.header or down == 1)
            stands = _cell((content, down, across, CENTRE if centred else LEFT, tail))
        cells.append(stands)
    return Row(tuple(cells), row.header)


def _heads(looked: list[_One]) -> bool:
    """Whether a row says nothing but labels, more than one, beside those of several rows."""
    labels = [one.label for one in looked if one.text and one.cell.rows == 1]
    return len(labels) > 1 and all(labels)


def hidden(cell: Cell) -> str:
    """What would have to stand behind a figure so that its point stood over those of its column; "" for all else."""
    if not cell.tail or (found := _FIGURE.fullmatch(cell.content.text)) is None:
        return ""
    decimals, unit = found[1] or "", found[2]
    longest = cell.tail.rstrip("%％‰分")
    missing = longest[len(decimals) + 1 :] if decimals else longest
    return missing + ("" if unit else cell.tail[len(longest) :])


class _One(NamedTuple):
    """A cell of a column, where it is (its row, and which of the cells of that row it is), and what it says.

    ``figure`` is what it says where that is nothing but a figure; a ``label`` has words of the pack, none of them a
    value.
    """

    row: int
    place: int
    cell: Cell
    text: str
    figure: re.Match[str] | None
    label: bool


_cell: Any = partial(tuple.__new__, Cell)  # as in ``narrator.document.assemble``
_one: Any = partial(tuple.__new__, _One)


def _looked(row: int, place: int, cell: Cell) -> _One:
    content = cell.content
    text = content.text
    figure = _FIGURE.fullmatch(text)
    label = not (figure or not text or text in _DASHES) and all(span.value is None for span in content.spans)
    made: _One = _one((row, place, cell, text, figure, label))
    return made


def _alike(rows: tuple[Row, ...]) -> bool:
    """Whether all that is declared as figures ends in equally many decimals, as amounts of statements do."""
    texts = [cell.content.text for row in rows for cell in row.cells if cell.align == RIGHT]
    decimals = {text[::-1].find(".") if text[-1].isdigit() else -1 for text in texts if text}
    return len(decimals) < 2 and -1 not in decimals


def _columns(rows: tuple[Row, ...], looked: list[list[_One]]) -> Iterator[Sequence[_One]]:
    """The columns of cells that may be figures, from top to bottom."""
    begun: dict[tuple[int, int], tuple[int, list[_One]]] = {}  # by place and width: the row below, the cells
    for (row, column, cell), one in zip(placed(rows), chain.from_iterable(looked), strict=True):
        if cell.align not in (UNDECIDED, RIGHT):
            continue
        below, cells = begun.get((column, cell.cols), (0, []))
        heads = one.label or rows[row].header
        if cells and (heads or below != row):
            yield cells
            cells = []
        if not heads:
            cells.append(one)
        begun[column, cell.cols] = (row + cell.rows, cells)
    yield from (cells for _, cells in begun.values() if cells)


def _figures(column: Sequence[_One]) -> str | None:
    """The tail of a column of figures, "" where all are alike; None for a column of words."""
    told = set[tuple[str, str]]()  # decimals as zeros, and unit
    for one in column:
        if one.figure:
            told.add(("0" * len(one.figure[1] or ""), one.figure[2]))
        elif one.text and one.text not in _DASHES and not _open(one.cell):
            return None
    units = {unit for _, unit in told if unit}
    if len(units) > 1 or not (told or any(one.cell.align == RIGHT for one in column)):
        return None
    if len(told) < 2:
        return ""
    decimals = max(decimals for decimals, _ in told)
    return "".join(("." if decimals else "", decimals, *units))


def _open(cell: Cell) -> bool:
    return any(isinstance(span.value, Gap) for span in cell.content.spans)
