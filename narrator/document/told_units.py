"""What a finished text is made of, for reading: its lines, and the rows of its tables, in order.

A row is known by the places of its cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from narrator.document.told_lines import Effort, LinePattern
from narrator.document.told_phrases import Parse, ReadPhrase, free
from narrator.readers.lines import ProseLine

_HAN = re.compile(r"[\u4e00-\u9fff]")


class Words(NamedTuple):
    """A line or cell without the white space around it: where it stands among all, where it begins, its column."""

    line: int
    start: int
    text: str
    column: int = 0


class TextUnit(NamedTuple):
    """A line, or a row of cells.

    ``of`` is how many cells the row has where it is a line of text, else 0; ``whole`` tells that the text keeps the
    blank cells at the end of such a line.
    """

    words: tuple[Words, ...]
    row: bool = False
    of: int = 0
    whole: bool = True


def units(lines: Sequence[ProseLine]) -> Iterator[TextUnit]:
    """The lines and rows of a text in order; what is blank is left out."""
    whole = any(line.of and line.cell and line.cell.column < line.of for line in _last_of_rows(lines))
    numbered = [(number, line) for number, line in enumerate(lines) if line.text.strip()]
    for table, found in groupby(numbered, key=lambda one: one[1].cell.table if one[1].cell else 0):
        if not table:
            yield from (TextUnit((_words(number, line),)) for number, line in found)
            continue
        cells = list(found)
        rows = [list(row) for _, row in groupby(cells, key=lambda one: one[1].cell.row if one[1].cell else 0)]
        for row in rows:
            words = tuple(_words(n, line, line.cell.column if line.cell else 0) for n, line in row)
            yield TextUnit(words, True, row[-1][1].of, whole)


def _last_of_rows(lines: Sequence[ProseLine]) -> Iterator[ProseLine]:
    """The last cell of each row that is not blank."""
    for _, row in groupby(lines, key=lambda line: line.cell[:2] if line.cell else None):
        yield list(row)[-1]


def _words(number: int, line: ProseLine, column: int = 0) -> Words:
    text = line.text.strip()
    return Words(number, line.text.index(text), text, column)


class CellPattern(NamedTuple):
    """A cell of an outline's row: how it reads, its width, whether an equal one above stands for it too."""

    line: LinePattern
    cols: int
    merge: bool

    @property
    def may_be_blank(self) -> bool:
        """Whether it says nothing, or only what the unit may have left blank."""
        return self.line.start is None or self.line.bare


class RowRead(NamedTuple):
    """A row as read: what each cell tells, None for one that is blank or stands in a row above.

    ``bare`` tells that none of them has words of the outline.
    """

    cells: tuple[tuple[Words, Parse] | None, ...]
    ambiguous: bool
    bare: bool


def read_row(cells: Sequence[CellPattern], unit: TextUnit, effort: Effort) -> RowRead | None:
    """A row of cells by the pattern of one; None where it is none of this pattern."""
    found: dict[tuple[tuple[int, int], ...], RowRead] = {}
    for places in _layouts(cells, unit):
        at = [places.get(words.column, -1) for words in unit.words]
        if -1 in at or at != sorted(set(at)) or not _rest_may_lack(cells, set(at)):
            continue
        read = [
            (index, cells[index].line.read(words.text, effort)) for index, words in zip(at, unit.words, strict=True)
        ]
        if all(parses for _, parses in read):
            by_index = {index: (words, parses) for words, (index, parses) in zip(unit.words, read, strict=True)}
            row = tuple(
                (by_index[index][0], by_index[index][1][0]) if index in by_index else None
                for index in range(len(cells))
            )
            ambiguous = any(len(parses) > 1 for _, parses in read)
            found[tuple((index, words.line) for index, (words, _) in by_index.items())] = RowRead(
                row, ambiguous, all(cells[index].line.bare for index in at)
            )
    if not found:
        return None
    least = min(map(_free, found.values()))
    likely = [row for row in found.values() if _free(row) == least]
    return likely[0]._replace(ambiguous=likely[0].ambiguous or len(likely) > 1)


def has_words(words: Words, parse: Parse) -> bool:
    """Whether a reading finds words of the outline, and not only figures, words of the unit, and punctuation."""
    told = "".join(_between(words.text, parse))
    return _HAN.search(told) is not None


def _between(text: str, parse: Parse) -> Iterator[str]:
    """What of a line is printed by no slot."""
    at = 0
    for phrase in parse:
        for slot in phrase.slots if isinstance(phrase, ReadPhrase) else ():
            yield text[at : slot.start]
            at = slot.end
    yield text[at:]


def _free(row: RowRead) -> int:
    return sum(free(cell[1]) for cell in row.cells if cell is not None)


def _layouts(cells: Sequence[CellPattern], unit: TextUnit) -> Iterator[dict[int, int]]:
    """Which cell stands in which column: on the grid of the table, or counted as they come in their line.

    In a line of text a cell that stands for those below is left out of the lines below: of these, the first ones.
    """
    if unit.of:
        fewer = len(cells) - unit.of
        for left_out in range(0 if not unit.whole else max(fewer, 0), fewer + 1):
            if all(cell.merge for cell in cells[:left_out]):
                yield {index + 1 - left_out: index for index in range(left_out, len(cells))}
        return
    column, grid = 1, {}
    for index, cell in enumerate(cells):
        grid[column] = index
        column += cell.cols
    yield grid
    yield {index + 1: index for index in range(len(cells))}


def _rest_may_lack(cells: Sequence[CellPattern], there: set[int]) -> bool:
    """Whether every cell that is not there may be blank, or stands in a row above: of these, the first ones."""
    above = True
    for index, cell in enumerate(cells):
        if index in there:
            above = above and not cell.merge
        elif not (cell.merge and above) and not cell.may_be_blank:
            return False
    return True
