"""Columns as wide as their content asks for, in the size of letters with which it fits.

A width is counted in half characters: a Chinese character is two, a Western one one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from narrator.document.tables import placed
from narrator.document.tree import Table

WIDE = 8  # a table with more columns than these stands on a landscape page
UPRIGHT, SIDEWAYS = 8844, 12756  # the width of the text in twips: 156 mm, 225 mm
MARGIN = 57  # twips between a border and the text (1 mm)
_NORMAL, _SMALL = 105, 90  # twips of half a character in 五号 (10.5 pt) and 小五 (9 pt)
_LEAST, _MOST = 4, 80  # no column asks for less, none for more
_LABEL, _LEFT = 8, 6  # a label so short stays on one line, where a sixth of the room is left for running text
_COMFORT = 12  # what a column of running text should have at least


CellText: TypeAlias = "tuple[int, int, str]"
"""The column that a cell begins in, over how many it reaches, and its text."""


class Columns(NamedTuple):
    """The widths of the columns in twips, margins included, and whether the letters are small."""

    widths: list[int]
    small: bool

    def of(self, column: int, cols: int) -> int:
        """The width of so many columns from this one on, in twips."""
        return self.widths[column] if cols == 1 else sum(self.widths[column : column + cols])

    def taller(self, cells: Iterable[CellText], lines: int) -> bool:
        """Whether the text of one of these cells takes more than about so many lines."""
        half = _SMALL if self.small else _NORMAL
        few = lines * (min(self.widths) - 2 * MARGIN) // (3 * half)  # characters that are not more anywhere
        return any(
            _width(text) * half > lines * max(self.of(column, cols) - 2 * MARGIN, 1)
            for column, cols, text in cells
            if len(text) > few
        )


def of(table: Table, width: int) -> Columns:
    """The columns of a table, together ``width`` twips wide."""
    cells = [(place.column, place.cell.cols, place.cell.content.text) for place in placed(table.rows)]
    return fitted(cells, table.columns, width)


def fitted(cells: Iterable[CellText], columns: int, width: int) -> Columns:
    """So many columns for these cells, together ``width`` twips wide."""
    least, most, area = [_LEAST] * columns, [_LEAST] * columns, [0] * columns
    spanning = []
    for column, cols, text in cells:
        low, high = _needs(text)
        if cols == 1:
            least[column] = max(least[column], low)
            most[column] = max(most[column], high)
            area[column] += high
        else:
            spanning.append((cols, column, low, high))
    for cols, column, low, high in sorted(spanning):
        for wanted, need in ((least, low), (most, high)):
            short = need - sum(wanted[column : column + cols])
            if short > 0:
                for index in range(cols):
                    wanted[column + index] += short // cols + (index < short % cols)
    most = [max(pair) for pair in zip(least, most, strict=True)]
    comfort = sum(max(low, min(high, _COMFORT)) for low, high in zip(least, most, strict=True))
    inside = max(width - columns * 2 * MARGIN, columns)
    small = comfort * _NORMAL > inside
    return Columns(_twips(_shared(least, most, area, inside // (_SMALL if small else _NORMAL)), inside), small)


def _width(text: str) -> int:
    """The width of a text in half characters: UTF-8 has three bytes for a Chinese character, one for a Western."""
    return len(text) if text.isascii() else (len(text.encode("utf-8", "surrogatepass")) + len(text)) // 2


_UNBROKEN = re.compile(r"[!-~]{5,}")


def _needs(text: str) -> tuple[int, int]:
    """What a text takes at least (its longest number or Western word) and at most (its longest line)."""
    most = max(map(_width, text.splitlines())) + 1 if "\n" in text else _width(text) + 1
    least = _LEAST
    if len(text) > _LEAST and (unbroken := _UNBROKEN.findall(text)):
        least = min(max(map(len, unbroken)), _MOST)
    return least, _LEAST if most < _LEAST else _MOST if most > _MOST else most


def _shared(least: list[int], most: list[int], area: list[int], room: int) -> list[int]:
    """The columns in half characters, where they have ``room`` together.

    Where not all get what they want at most, the rest is dealt out by how much text a column holds; what
    one does not need goes to the others.
    """
    if sum(most) <= room:
        return most
    labels = [max(low, min(high, _LABEL)) for low, high in zip(least, most, strict=True)]
    shares = labels if sum(labels) <= room - room // _LEFT else least
    while (rest := room - sum(shares)) > 0:
        wants = [text if share < high else 0 for share, high, text in zip(shares, most, area, strict=True)]
        dealt = [rest * want // max(sum(wants), 1) for want in wants]
        if not any(dealt):
            break
        shares = [min(share + more, high) for share, more, high in zip(shares, dealt, most, strict=True)]
    return shares


def _twips(shares: list[int], inside: int) -> list[int]:
    """The columns in twips with their margins; their text takes ``inside`` together, to the last twip."""
    whole, passed, edge = sum(shares), 0, 0
    widths = []
    for share in shares:
        passed += share
        widths.append(inside * passed // whole - edge + 2 * MARGIN)
        edge = inside * passed // whole
    return widths
