"""Columns as wide as their content asks for, in the size of letters with which it fits.

A width is counted in half characters: a Chinese character is two, a Western one one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from narrator.document.standing import hidden
from narrator.document.tables import placed
from narrator.document.tree import Cell, Table

UPRIGHT, SIDEWAYS = 8844, 12756  # the width of the text in twips: 156 mm, 225 mm
RULE = 10  # twips of a rule between rows (0.5 pt)
MARGIN = 57  # twips between a border and the text (1 mm)
_LEAST, _MOST = 4, 80  # no column asks for less, none for more
_HEADING = 15  # a heading so short has room for one line, a longer one for two
_LABEL, _LEFT = 8, 6  # a label so short stays on one line, where a sixth of the room is left for running text
_CRAMPED = 1.1  # how many times the room columns may want before a page is laid on its side for them
_QUARTERS = {**dict.fromkeys("0123456789", 2), ".": 1, "%": 4}  # how wide characters are, in fourths of their height
_COMFORT = 12  # what a column of running text should have at least


CellText: TypeAlias = "tuple[int, int, str]"
"""The column that a cell begins in, over how many it reaches, and its text."""


class Letters(NamedTuple):
    """The letters of a table in twips: their size, from line to line, and the air above and below in each cell."""

    size: int
    pitch: int
    air: int = 0

    @property
    def small(self) -> bool:
        """Whether they are 小五, the smallest in which a table is set."""
        return self.size < NORMAL.size


NORMAL, SMALL = Letters(210, 273), Letters(180, 234)  # 五号 (10.5 pt) and 小五 (9 pt)


class Columns(NamedTuple):
    """The widths of the columns in twips, margins included, and the letters."""

    widths: list[int]
    letters: Letters

    def of(self, column: int, cols: int) -> int:
        """The width of so many columns from this one on, in twips."""
        return self.widths[column] if cols == 1 else sum(self.widths[column : column + cols])

    def point(self, column: int, cols: int, tail: str) -> int:
        """How far from the left of the text of these columns a decimal point stands with this tail behind it, in twips.

        A digit is half as wide as it is high, a point half of that, % as wide as high at most; 分 has a fourth more,
        for the air before it.
        """
        quarters = sum(_QUARTERS.get(character, 5) for character in tail)
        return max(self.of(column, cols) - 2 * MARGIN - quarters * self.letters.size // 4, 0)

    def room(self, column: int, cols: int) -> int:
        """How many half characters stand side by side in these columns."""
        return max((self.of(column, cols) - 2 * MARGIN) // self.letters.size, 1) * 2

    def lines(self, column: int, cols: int, text: str) -> int:
        """About how many lines a text takes in these columns."""
        room = self.room(column, cols)
        return sum(max(-(-_width(line) // room), 1) for line in text.splitlines()) or 1

    def height(self, lines: int) -> int:
        """About how high a row of so many lines is, in twips, its rule included."""
        return lines * self.letters.pitch + 2 * self.letters.air + RULE

    def taller(self, cells: Iterable[CellText], lines: int) -> bool:
        """Whether the text of one of these cells takes more than about so many lines."""
        half = self.letters.size // 2
        few = lines * (min(self.widths, default=0) - 2 * MARGIN) // (3 * half)  # characters that are not more anywhere
        return any(
            _width(text) * half > lines * max(self.of(column, cols) - 2 * MARGIN, 1)
            for column, cols, text in cells
            if len(text) > few
        )


class Stack(NamedTuple):
    """Cells one above the other, of one row each: its row, its text, and in how much room that takes one line.

    ``widest`` is the room in which all of them do.
    """

    widest: int
    cells: list[tuple[int, str, int]]


class Laid(NamedTuple):
    """A table that was looked at: its cells, each with its row, its column and its text, and what its columns take.

    ``stacks`` are by the column in which their cells begin, and over how many they reach.
    """

    table: Table
    cells: list[tuple[int, int, Cell, str]]
    needs: _Needs
    stacks: dict[tuple[int, int], Stack]


def laid(table: Table) -> Laid:
    """A table with all that is asked of it again and again."""
    cells = [(row, column, cell, cell.content.text) for row, column, cell in placed(table.rows)]
    heads: list[CellText] = []
    others: list[CellText] = []
    stacked: dict[tuple[int, int], list[tuple[int, str, int]]] = {}
    for row, column, cell, text in cells:
        (heads if table.rows[row].header else others).append((column, cell.cols, text + hidden(cell)))
        if cell.rows == 1:
            stacked.setdefault((column, cell.cols), []).append((row, text, _room(text)))
    ends = [column + cell.cols for _, column, cell, _ in cells]
    stacks = {place: Stack(max([room for _, _, room in each]), each) for place, each in stacked.items()}
    return Laid(table, cells, _needs_of(heads, others, max(table.columns, 1, *ends)), stacks)


def sideways(table: Laid) -> bool:
    """Whether a table wants a page laid on its side: its columns are cramped on an upright one in small letters."""
    columns = len(table.needs.least)
    return table.needs.comfort * SMALL.size // 2 > (UPRIGHT - columns * 2 * MARGIN) * _CRAMPED


def of(table: Laid, width: int, letters: Letters | None = None) -> Columns:
    """The columns of a table, together ``width`` twips wide; without ``letters`` in those in which it fits."""
    least, most, area, comfort = table.needs
    columns = len(least)
    inside = max(width - columns * 2 * MARGIN, columns)
    if letters is None:
        letters = SMALL if comfort * NORMAL.size // 2 > inside else NORMAL
    return Columns(_twips(_shared(least, most, area, inside // (letters.size // 2)), inside), letters)


class _Needs(NamedTuple):
    """What each column takes at least and at most, how much text it holds, and what all take in comfort."""

    least: list[int]
    most: list[int]
    area: list[int]
    comfort: int


def _needs_of(heads: Iterable[CellText], cells: Iterable[CellText], columns: int) -> _Needs:
    """What the columns take; a heading may stand on two lines."""
    least, most, area = [_LEAST] * columns, [_LEAST] * columns, [0] * columns
    spanning = []
    asked = [(cell, _needs(cell[2])) for cell in cells]
    asked += [(cell, _two_lines(*_needs(cell[2]))) for cell in heads]
    for (column, cols, _), (low, high) in asked:
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
    return _Needs(least, most, area, comfort)


def _width(text: str) -> int:
    """The width of a text in half characters: UTF-8 has three bytes for a Chinese character, one for a Western."""
    return len(text) if text.isascii() else (len(text.encode("utf-8", "surrogatepass")) + len(text)) // 2


def _room(text: str) -> int:
    """The room in which a text takes one line; of one that may have several by itself, more than there is."""
    return _width(text) if text.isprintable() else sys.maxsize


_UNBROKEN = re.compile(r"[!-~]{5,}[％‰分]?")


def _needs(text: str) -> tuple[int, int]:
    """What a text takes at least (its longest number or Western word) and at most (its longest line)."""
    most = max(map(_width, text.splitlines())) + 1 if "\n" in text else _width(text) + 1
    least = _LEAST
    if len(text) > _LEAST and (unbroken := _UNBROKEN.findall(text)):
        least = min(max(map(_width, unbroken)), _MOST)
    return least, _LEAST if most < _LEAST else _MOST if most > _MOST else most


def _two_lines(least: int, most: int) -> tuple[int, int]:
    return least, max(least, most if most <= _HEADING else most // 2 + 2)


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
