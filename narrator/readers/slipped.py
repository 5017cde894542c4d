"""Rows whose figures may stand one column off: nothing but its column says what a figure is.

What contradicts itself there is not read: the row of 09, whose items have to come to their totals, and the total
of a table, which cannot be blank where its parts are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.interval import below_wan, digits, printed, total
from narrator.figures.values import Figure
from narrator.readers.table import PublishedTable

_WITH_TOTALS = (t.INCOME, t.EXPENDITURE, t.GENERAL)
_SUMS = ((t.TOTAL, (t.ABROAD, t.CARS, t.RECEPTION)), (t.CARS, (t.CAR_PURCHASE, t.CAR_RUNNING)))


def take_back(table: PublishedTable, *, labelled: bool) -> None:
    """Leave out the row of totals of a table where it may have slipped: its cells are blank, and it was not read."""
    why = _why(table.term, table.cells, labelled=labelled)
    if why:
        rows = {(t.TOTAL,), ()}  # 09 has one row, without a key
        table.cells.update(dict.fromkeys(key for key in table.cells if key[:1] == (t.TOTAL,) or table.term == t.THREE))
        table.rows = [row._replace(why=why, label=t.TOTAL) if row.key in rows else row for row in table.rows]


def _why(term: str, cells: Mapping[tuple[str, ...], Figure | None], *, labelled: bool) -> str:
    """Why the row of totals may have slipped, in Chinese; "" where it has not."""
    if term == t.THREE and not labelled and _contradicts(cells):
        return "各项加起来不是合计，看不出每个数是哪一栏的"
    if term in _WITH_TOTALS and _is_beside(term, cells):
        return f"「{b.COLUMNS[term][0]}」一栏空白，它的数在右边一栏，可能错了一栏"
    return ""


def _is_beside(term: str, cells: Mapping[tuple[str, ...], Figure | None]) -> bool:
    """Whether the total of the first column is blank, and what the classes come to there stands right of it."""
    first, second, *_ = b.COLUMNS[term]
    moved = cells.get((t.TOTAL, second))
    if cells.get((t.TOTAL, first)) is not None or moved is None or not moved.value:
        return False
    classes = [figure for (code, column), figure in cells.items() if column == first and code in b.CLASSES]
    known = [figure for figure in classes if figure is not None]
    return bool(known) and comes_to(moved, known, cells.values())


def comes_to(whole: Figure, parts: Iterable[Figure], table: Iterable[Figure | None]) -> bool:
    """Whether these amounts can be the parts of that total, each printed with as many decimals as their table has."""
    places = digits(table)
    around = (printed(part, places - below_wan(part.unit)) for part in parts)
    return printed(whole, places - below_wan(whole.unit)).meets(total(around))


def _contradicts(cells: Mapping[tuple[str, ...], Figure | None]) -> bool:
    """Whether a total of 预算数 or 决算数 cannot be the sum of its items; a blank item counts as nothing."""
    for aspect in (b.BUDGET_COLUMN, b.ACTUAL_COLUMN):
        for whole, items in _SUMS:
            figure = cells.get((whole, aspect))
            parts = [part for item in items if (part := cells.get((item, aspect))) is not None]
            if figure is None or not parts:
                continue
            if not comes_to(figure, parts, cells.values()):
                return True
    return False
