"""What one unit tells of the cells of a table: a figure, that there is nothing, or neither, and why.

A blank is not zero. It is nothing only where the table proves it, as far as rounding lets that be seen: its rows were
all read, and a total that it prints is reached without the blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from narrator.checks.ledger import Ledger
from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.interval import Interval, exactly, total
from narrator.figures.model import Account, Amounts, Statement, Unit
from narrator.figures.tables import CellKey
from narrator.figures.values import Figure

_Sum: TypeAlias = "tuple[str, CellKey]"
"""A sum that a table prints: which way it goes (across a row, down a column), and the cell of its total."""

_ACROSS, _DOWN = "across", "down"
_ENDS = {key for term in (t.OVERVIEW, t.FISCAL) for key in t.STATEMENTS[term].rows if key[1] not in t.BUDGETS}
_YEAR = {t.RECEIPTS: t.YEAR_RECEIPTS, t.PAYMENTS: t.YEAR_PAYMENTS}
_FISCAL = b.OVERVIEW_INCOME[: len(t.BUDGETS)]  # 01 has fiscal income by its three budgets, or in one row
_OTHERWISE = {t.INCOME_KINDS[0]: _FISCAL, **dict.fromkeys(_FISCAL, t.INCOME_KINDS[:1])}
_PARTED = {t.YEAR_SPENDING: (t.BASIC_SPENDING, t.PROJECT_SPENDING)}


class Told:
    """One table of one unit, of this year or of last year."""

    def __init__(self, unit: Unit, term: str, ledger: Ledger) -> None:
        self.term = term
        self.unit = unit
        self.statement: Statement = unit.statement(term)
        self.last_year = ledger.last_year
        self.ledger = ledger
        read = self.statement.last_read if self.last_year else self.statement.read
        self.unread = len(read.unread) if read else 0
        self.published = ledger.published(term)
        self.void = unit.profile.newly_formed if self.last_year else self.statement.empty
        self.cells: dict[CellKey, Figure | None] = dict(ledger.table(term))
        for key, figure in self._typed():
            if self.cells.get(key) is None:
                self.cells[key] = figure

    @cached_property
    def accounts(self) -> dict[str, Account] | None:
        """The accounts that it lists; None where it is not known which there are."""
        listed = self.statement.last_accounts if self.last_year else self.statement.accounts
        if self.void:
            return dict(listed or {})
        return None if listed is None or self.unread else dict(listed)

    def interval(self, figure: Figure) -> Interval:
        """What a figure of the table stands for, in 元."""
        return self.ledger.interval(self.term, figure)

    def nothing(self, key: CellKey) -> bool:
        """Whether it is certain that there is nothing in a cell that is blank or not listed."""
        return self._nothing(key, frozenset())

    def why(self, key: CellKey) -> str:
        """Why it is not known what such a cell holds."""
        if not self.cells:
            return "没有给出这张表"
        if self.unread:
            return f"这张表有 {self.unread} 行没有读出"
        return f"{'这一格空白' if key in self.cells else '没有列这一项'}，从合计推不出是没有"

    def _typed(self) -> Iterator[tuple[CellKey, Figure]]:
        """What the unit file gives where the table is blank: rows and accounts."""
        for labels, amounts in self.statement.rows.items():
            yield from self._given(b.key(self.term, labels), amounts)
            if self.term == t.THREE and amounts.full_budget is not None and not self.last_year:
                yield b.key(self.term, labels, b.BUDGET_COLUMN), amounts.full_budget
        listed = self.statement.last_accounts if self.last_year else self.statement.accounts
        for code, account in (listed or {}).items():
            if account.amounts.actual is not None:
                yield (code, b.SPENT[self.term]) if self.term in b.SPENT else (code,), account.amounts.actual

    def _given(self, key: CellKey, amounts: Amounts) -> Iterator[tuple[CellKey, Figure]]:
        figure = amounts.last_year if self.last_year else amounts.actual
        if figure is not None:
            yield key, figure

    # Proof ------------------------------------------------------------------------------------------

    def _nothing(self, key: CellKey, asking: frozenset[CellKey]) -> bool:
        if self.void:
            return True
        if self.unread or not self.cells or key in asking or self._elsewhere(key):
            return False
        return any(self._reached(of, asking | {key}) for of in self._sums(key))

    def _reached(self, of: _Sum, asking: frozenset[CellKey]) -> bool:
        """Whether the parts that are given come to the total."""
        whole, parts = self.cells.get(of[1]), self._parts.get(of, [])
        if whole is None:
            return self._nothing(of[1], asking) and not any(part.value for part in parts)
        if not parts:
            return not whole.value
        return total(map(self.interval, parts)).meets(self.interval(whole) if whole.value else exactly(whole.value))

    @cached_property
    def _parts(self) -> dict[_Sum, list[Figure]]:
        """The given parts of each sum."""
        found: dict[_Sum, list[Figure]] = {}
        for key, figure in self.cells.items():
            if figure is not None:
                for of in self._sums(key):
                    found.setdefault(of, []).append(figure)
        return found

    def _elsewhere(self, key: CellKey) -> bool:
        """Whether the money of a cell may stand elsewhere: at accounts below it, or in rows that tell it otherwise."""
        rows = _OTHERWISE.get(key[-1], ()) if self.term == t.OVERVIEW else ()
        others = (self.cells.get((t.RECEIPTS, row)) for row in rows)
        return key in self._above_money or any(figure is not None and figure.value for figure in others)

    @cached_property
    def _above_money(self) -> set[CellKey]:
        """The cells of accounts above those that have money, in the same column."""
        return {
            (code[:length], *column)
            for (code, *column), figure in self.cells.items()
            if figure is not None and figure.value and code.isdigit()
            for length in (t.CLASS, t.SECTION)
            if length < len(code)
        }

    def _sums(self, key: CellKey) -> Iterator[_Sum]:
        """The sums that a cell is a part of."""
        match self.term:
            case t.OVERVIEW | t.FISCAL:
                return self._of_sides(*key)
            case t.BASIC:
                return self._of_basic(*key)
            case t.THREE:
                return self._of_three(*key)
        return self._of_accounts(*key)

    def _of_sides(self, side: str, row: str, *kind: str) -> Iterator[_Sum]:
        if side == t.RECEIPTS and kind:
            yield _ACROSS, (side, row)
            return
        if row != t.GRAND_TOTAL:
            yield _DOWN, (side, t.GRAND_TOTAL if (side, row) in _ENDS else _YEAR[side], *kind)
        if kind and kind[0] != t.TOTAL:
            yield _ACROSS, (side, row, t.TOTAL)

    def _of_basic(self, code: str) -> Iterator[_Sum]:
        if code in (t.STAFF, t.PUBLIC):
            yield _DOWN, (t.TOTAL,)
        elif code != t.TOTAL:
            above = (code[: t.CLASS],)
            group = t.ECONOMIC_GROUPS.get(code[: t.CLASS])
            if code != above[0] and self.cells.get(above) is not None:
                yield _DOWN, above
            elif group:
                yield _DOWN, (group,)

    def _of_three(self, item: str, column: str) -> Iterator[_Sum]:
        if item != t.TOTAL:
            yield _DOWN, (t.CARS if item in (t.CAR_PURCHASE, t.CAR_RUNNING) else t.TOTAL, column)

    def _of_accounts(self, code: str, column: str) -> Iterator[_Sum]:
        first, *others = b.COLUMNS[self.term]
        whole, parts = (t.YEAR_SPENDING, _PARTED[t.YEAR_SPENDING]) if t.YEAR_SPENDING in others else (first, others)
        if column in parts and (code, whole) in self.cells:
            yield _ACROSS, (code, whole)
        if code != t.TOTAL:
            uppers = (code[:length] for length in (t.SECTION, t.CLASS) if length < len(code))
            above = next((upper for upper in uppers if self.cells.get((upper, column)) is not None), t.TOTAL)
            yield _DOWN, (above, column)
