"""Accounts that one year's table lists, and whether one that it does not list did not occur.

An absent account stands for zero only where the table was read whole: every row with a figure was read, the
accounts add up to the totals above them, and no other table of the year knows better. Else it is unknown.
A list that was typed into a unit file is taken as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from narrator.figures import tables
from narrator.figures import terms as t
from narrator.figures.interval import Interval, below_wan, digits, printed, total
from narrator.figures.model import Statement
from narrator.figures.values import Figure


class Listed:
    """The accounts of a statement for one year; ``spending`` is 支出决算表 of the unit, which lists all of them."""

    def __init__(self, statement: Statement, spending: Statement, *, last_year: bool) -> None:
        self.protocol = statement.last_read if last_year else statement.read
        self.cells = statement.last_cells if last_year else statement.cells
        self.spending = spending.last_cells if last_year else spending.cells
        self.column = (tables.SPENT[statement.term],) if statement.term in tables.SPENT else ()

    @cached_property
    def whole(self) -> bool:
        """Whether nothing speaks against the list being complete."""
        if self.protocol is None:
            return True
        return not (self.protocol.unread or self.strangers) and all(self._holds(*pair) for pair in self._sums())

    def lacks(self, code: str) -> bool:
        """Whether it is certain that an account which is not listed did not occur."""
        elsewhere = self.spending.get((code, t.YEAR_PAYMENTS))
        return self.whole and not (elsewhere is not None and elsewhere.value and self.protocol is not None)

    def _sums(self) -> Iterator[tuple[Figure | None, list[Figure | None]]]:
        """Each total of the list with the amounts that come to it."""
        for above, codes in self._below.items():
            if above:
                yield self._amount(above), [self._amount(code) for code in codes]
            elif self.column:
                yield self._amount(t.TOTAL), [self._amount(code) for code in codes]
            else:
                for group in (t.STAFF, t.PUBLIC):
                    own = [code for code in codes if t.ECONOMIC_GROUPS.get(code[:3]) == group]
                    yield self._amount(group), [self._amount(code) for code in own]

    def _amount(self, row: str) -> Figure | None:
        return self.cells.get((row, *self.column))

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        """The codes right below each code, and those below none under ""."""
        below: dict[str, list[str]] = {"": []}
        above: list[str] = [""]
        for code in sorted({key[0] for key in self.cells if key[0].isdigit()}):
            while not code.startswith(above[-1]):
                above.pop()
            below.setdefault(above[-1], []).append(code)
            above.append(code)
        return below

    def _holds(self, whole: Figure | None, parts: list[Figure | None]) -> bool:
        """Whether a total can be the sum of these amounts; one that is blank leaves that open."""
        known = [figure for figure in parts if figure is not None]
        if whole is None or len(known) < len(parts):
            return True
        return self._interval(whole).meets(total(map(self._interval, known)))

    def _interval(self, figure: Figure) -> Interval:
        return printed(figure, self._digits - below_wan(figure.unit))

    @cached_property
    def _digits(self) -> int:
        return digits(self.cells.values())

    @cached_property
    def strangers(self) -> frozenset[str]:
        """The functional accounts with an amount that 支出决算表, where it lists any of their level, does not know.

        Their codes are in doubt.
        """
        if not self.column:
            return frozenset()
        known = {key[0] for key in self.spending}
        levels = {len(code) for code in known if code.isdigit()}
        listed = {key[0] for key, figure in self.cells.items() if figure is not None and figure.value}
        return frozenset(code for code in listed if code.isdigit() and len(code) in levels and code not in known)
