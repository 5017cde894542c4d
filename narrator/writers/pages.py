"""Tables on pages: which statements share a page, in which letters, and which rows stay together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from narrator.document.tree import Attached, Cell, Paragraph, Section, Table
from narrator.writers import columns
from narrator.writers.columns import Columns, Laid, Letters

# The letters of statements from roomy to dense, none below 小五: a page takes the first with which it is enough.
# Those in the middle are the usual ones: with them a table goes on over several pages.
_LARGE = (Letters(210, 280, 50), Letters(210, 280, 10))
_SMALL = (Letters(180, 240, 40), Letters(180, 240, 10), Letters(180, 210), Letters(180, 200))
_HEADING = 560  # twips from line to line of a heading
_ABOVE, _LINE = 700, 320  # twips: the name of a statement with the space around it; another line above or below


class Room(NamedTuple):
    """The room for text on a page, in twips."""

    width: int
    height: int


UPRIGHT, SIDEWAYS = Room(columns.UPRIGHT, 12756), Room(columns.SIDEWAYS, 8844)  # 225 mm and 156 mm high


class Sheet(NamedTuple):
    """Statements that share a page, or one that may go on over several; ``laid`` are their tables."""

    wide: bool
    statements: tuple[Attached, ...]
    columns: tuple[Columns, ...]
    laid: tuple[Laid, ...]


_Group: TypeAlias = "list[tuple[Attached, Laid]]"


def sheets(statements: Iterable[Attached], upright: Room = UPRIGHT, sideways: Room = SIDEWAYS) -> list[Sheet]:
    """The pages of these statements in order; neighbours share one where it holds them in the usual letters."""
    groups: list[_Group] = []
    for statement in statements:
        one = (statement, columns.laid(statement.table))
        last = groups[-1] if groups else []
        room = sideways if statement.wide else upright
        if last and last[0][0].wide == statement.wide and _fits([*last, one], room, _usual([*last, one], room)):
            last.append(one)
        else:
            groups.append([one])
    return [_sheet(group, sideways if group[0][0].wide else upright) for group in groups]


def headed(sheet: Sheet, room: Room, lines: int) -> Sheet | None:
    """The same statements below a heading of so many lines on their page; None where it does not hold both."""
    group = list(zip(sheet.statements, sheet.laid, strict=True))
    return _set(group, room._replace(height=room.height - lines * _HEADING))


def parted(sections: Sequence[Section]) -> tuple[Sequence[Section], Section | None]:
    """Sections before statements: those that stay, and a last one that is nothing but a heading for them."""
    last = sections[-1] if sections else None
    return (sections[:-1], last) if last and not last.blocks else (sections, None)


def _sheet(group: _Group, room: Room) -> Sheet:
    return _set(group, room) or _in(group, room, _usual(group, room))


def _set(group: _Group, room: Room) -> Sheet | None:
    """Statements on one page, in the first letters with which it holds them."""
    tried = (*_LARGE, *_SMALL) if _usual(group, room) in _LARGE else _SMALL
    letters = next((each for each in tried if _fits(group, room, each)), None)
    return None if letters is None else _in(group, room, letters)


def _in(group: _Group, room: Room, letters: Letters) -> Sheet:
    statements, laid = zip(*group, strict=True)
    return Sheet(statements[0].wide, statements, tuple(columns.of(each, room.width, letters) for each in laid), laid)


def _usual(group: _Group, room: Room) -> Letters:
    """The letters in which the columns of all these statements fit side by side."""
    small = any(columns.of(laid, room.width).letters.small for _, laid in group)
    return _SMALL[1] if small else _LARGE[1]


def _fits(group: _Group, room: Room, letters: Letters) -> bool:
    """Whether a page has room for these statements in such letters, with their lines above and below."""
    return sum(_height(*each, room, letters) for each in group) <= room.height


def _height(statement: Attached, laid: Laid, room: Room, letters: Letters) -> int:
    table, note = statement.table, statement.note
    whole = Columns([room.width], columns.NORMAL)
    below = whole.lines(0, 1, note.text) if note else 0
    lines = max(len(table.title) - 2, 1) + below
    return _ABOVE + lines * _LINE + sum(heights(laid, columns.of(laid, room.width, letters)))


def heights(laid: Laid, fitted: Columns) -> list[int]:
    """About how high each row is, in twips; a cell that reaches down asks for no room of its own."""
    lines = [1] * len(laid.table.rows)
    for place, stack in laid.stacks.items():
        room = fitted.room(*place)
        if stack.widest > room:
            for row, text, one_line in stack.cells:
                if one_line > room:
                    lines[row] = max(lines[row], fitted.lines(*place, text))
    return [fitted.height(most) for most in lines]


def kept(laid: Laid, fitted: Columns, most: int) -> set[tuple[int, int]]:
    """The rows that a merged cell keeps on one page: the first, and the one after the last.

    A cell that takes more than ``most`` (twips) keeps nothing; those beside it may. What is kept is pushed to the
    next page as a whole, so that ``most`` is also what a page may be left short of.
    """
    merged = {(row, row + cell.rows) for row, _, cell, _ in laid.cells if cell.rows > 1}
    if not merged:
        return merged
    high = heights(laid, fitted)
    return {(start, end) for start, end in merged if sum(high[start:end]) <= most}


class Ended(NamedTuple):
    """A table whose headings can be repeated; ``opened`` are the row and column of each cell without a line above."""

    table: Table
    opened: Collection[tuple[int, int]] = ()


def ended(laid: Laid, fitted: Columns, kept: Collection[tuple[int, int]], most: int) -> Ended:
    """The table with every cell that begins in heading rows and goes on over pages ended below these rows.

    Its word then stands beside the headings on every page on which they are repeated; what was merged with it below is
    one empty cell. A cell that is ``kept`` on one page stays as it is, and so does a word higher than ``most`` (twips).
    """
    table = laid.table
    stops = list(range(1, len(table.rows) + 1))  # by row: the first row below that is no heading
    for row in reversed(range(len(table.rows) - 1)):
        if table.rows[row + 1].header:
            stops[row] = stops[row + 1]
    rows: list[list[tuple[int, Cell]]] = [[] for _ in table.rows]
    opened = set()
    for row, column, cell, text in laid.cells:
        stop, end = stops[row], row + cell.rows
        parted = table.rows[row].header and stop < end and (row, end) not in kept
        if parted and fitted.height(fitted.lines(column, cell.cols, text)) <= most:
            opened.add((stop, column))
            rows[stop].append((column, cell._replace(content=Paragraph(()), rows=end - stop)))
            rows[row].append((column, cell._replace(rows=stop - row)))
        else:
            rows[row].append((column, cell))
    if not opened:
        return Ended(table)
    parts = zip(table.rows, rows, strict=True)
    cells = [row._replace(cells=tuple(cell for _, cell in sorted(each, key=itemgetter(0)))) for row, each in parts]
    return Ended(table._replace(rows=tuple(cells)), opened)
