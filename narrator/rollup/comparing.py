"""The sums beside what the department itself gives: the same, apart by rounding, different, or not comparable."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from narrator.checks.ledger import Ledger
from narrator.figures import terms as t
from narrator.figures.interval import DECIMALS, printed, total
from narrator.figures.model import Unit
from narrator.figures.values import Figure
from narrator.rollup.adding import Sum
from narrator.rollup.statements import Table, Tables
from narrator.rollup.told import Told

SAME, ROUNDING, DIFFERENT, OPEN = "一致", "尾差", "差异", "没法比"
_ZERO = Decimal(0)


class Line(NamedTuple):
    """A value of the department: what its units come to, what it gives itself, and how the two stand.

    ``own`` is None where the department does not give it; then ``state`` is "" unless the sum is open.
    """

    key: tuple[str, ...]
    sum: Sum
    own: Figure | None
    state: str
    last_year: bool = False

    @property
    def difference(self) -> Decimal:
        """The department's own figure less the sum, in 元 if it is money."""
        mine = self.own.yuan if self.own else _ZERO
        return mine - (self.sum.figure.yuan if self.sum.figure else _ZERO)


def of_tables(tables: Tables, own: Unit | None) -> Iterator[Line]:
    """Every cell of the nine statements, of this year and of last year."""
    ledgers = {last: Ledger(own, last_year=last) for last in (False, True)} if own else {}
    for table in (table for last in (False, True) for table in tables.of(last_year=last)):
        mine = Told(own, table.term, ledgers[table.last_year]) if own else None
        if mine is not None and not mine.cells and not mine.void:
            mine = None
        keys = dict.fromkeys([*table.cells, *(mine.cells if mine else ())])
        for key in keys:
            yield _line(table, key, table.cells.get(key, Sum(None)), mine)


def _line(table: Table, key: tuple[str, ...], of: Sum, mine: Told | None) -> Line:
    own = mine.cells.get(key) if mine else None
    state = _state(table, key, of, own, mine) if mine else OPEN if of.lacks else ""
    return Line((table.term, *key), of, own, state, table.last_year)


def _state(table: Table, key: tuple[str, ...], of: Sum, own: Figure | None, mine: Told) -> str:
    if of.lacks:
        return OPEN
    if own is None or of.figure is None:
        return _beside_nothing(table, key, of.figure or own, mine)
    if mine.interval(own).holds(of.figure.yuan):  # it is what the sum prints as
        return SAME
    return ROUNDING if mine.interval(own).meets(table.interval(of)) else DIFFERENT


def _beside_nothing(table: Table, key: tuple[str, ...], given: Figure | None, mine: Told) -> str:
    """A figure that one side gives alone: the other has nothing there, or does not tell."""
    if given is None or not given.value:
        return SAME if key in mine.cells else ""
    if mine.cells.get(key) is not None:  # it is the department's own
        return DIFFERENT if all(told.nothing(key) for told in table.units.values()) else OPEN
    return DIFFERENT if key in mine.cells or mine.nothing(key) else OPEN if mine.published else ""


def of_value(key: tuple[str, ...], of: Sum, own: Figure | None) -> Line:
    """A value beside the tables."""
    if of.lacks or of.figure is None:
        return Line(key, of, own, OPEN if of.lacks else "")
    if own is None or own.yuan == of.figure.yuan:
        return Line(key, of, own, SAME if own else "")
    if own.unit not in t.SCALES:
        return Line(key, of, own, DIFFERENT)
    mine = printed(own, DECIMALS)
    near = total(printed(part, DECIMALS) for _, part in of.parts).meets(mine)
    return Line(key, of, own, SAME if mine.holds(of.figure.yuan) else ROUNDING if near else DIFFERENT)
