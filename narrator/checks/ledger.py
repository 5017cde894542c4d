"""The ledger: the cells of the nine tables of one year by their roads, wherever they came from.

A workbook gives whole tables; a unit file gives the rows and accounts that the text needs. Checks ask
the ledger and need not know which it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache, cached_property
from typing import NamedTuple

from narrator.checks.interval import Interval, around, exactly, total
from narrator.figures import tables
from narrator.figures import terms as t
from narrator.figures.model import Amounts, Cells, Statement, Unit
from narrator.figures.values import Figure, Place

_NONE: Cells = {}
_SHIFT = {t.WAN: 4, t.YUAN: 0}
_DECIMALS = 2  # decimals of 万元 in 财政部's tables
_CENTS = 2  # decimals of 元 that tell the last 分
_MANY = 8  # so many different round amounts are no accident: the table prints fewer decimals


class Tree(NamedTuple):
    """The accounts that a table lists: in order, those without a listed account above, and who is below whom."""

    codes: tuple[str, ...]
    tops: tuple[str, ...]
    below: Mapping[str, tuple[str, ...]]


_NO_TREE = Tree((), (), {})


class Item(NamedTuple):
    """A figure on one side of a relation: a cell of a table, or a figure typed beside the tables.

    ``road`` leads to it within ``table``; ``told`` is False where nothing tells of it, and then, or
    where it is blank, ``figure`` is None.
    """

    table: str
    road: tuple[str, ...]
    figure: Figure | None
    told: bool
    ledger: Ledger | None = None

    @property
    def amount(self) -> Decimal:
        """Its value, in 元 if it is money; a blank counts as nothing."""
        return Decimal(0) if self.figure is None else self.figure.yuan

    @property
    def place(self) -> Place | None:
        """Where it stands in a file."""
        return place_of(self.figure)

    @property
    def interval(self) -> Interval:
        """What it stands for, in 元; a number that is not money stands for itself."""
        if self.figure is None or self.figure.unit not in _SHIFT:
            return exactly(self.amount)
        if self.ledger is None:
            return printed(self.figure, _DECIMALS)
        return self.ledger.interval(self.table, self.figure)

    @property
    def widest(self) -> Interval:
        """What it stands for if the table printed the sum of the printed accounts below it."""
        summed = self.ledger.summed(self.table, self.road) if self.ledger else None
        return summed if summed and self.figure and _middle(summed) == self.amount else self.interval


def typed(table: str, label: str, figure: Figure | None) -> Item:
    """A figure that was typed beside the tables; not given is not told."""
    return Item(table, (label,), figure, figure is not None)


class Ledger:
    """The tables of this year, or of last year.

    A cell is a Figure (元 or 万元), None where its table leaves it blank, and missing where nothing
    tells of it: those three are never mixed up. Every cell of a 空表 is blank.
    """

    def __init__(self, unit: Unit, *, last_year: bool = False) -> None:
        self.last_year = last_year
        self._unit = unit
        self._cells = {term: _cells(statement, last_year=last_year) for term, statement in unit.statements.items()}
        self.digits = cache(self._digits)
        self.tree = cache(self._tree)

    def table(self, term: str) -> Cells:
        """All cells of a table by road; empty where nothing tells of the table."""
        return self._cells.get(term, _NONE)

    def empty(self, term: str) -> bool:
        """Whether the table is a 空表 of this year."""
        return not self.last_year and self._unit.statement(term).empty

    def published(self, term: str) -> bool:
        """Whether the table is known as it was published, with every row."""
        statement = self._unit.statement(term)
        return bool(statement.last_cells if self.last_year else statement.cells)

    def cell(self, term: str, *road: str) -> Figure | None:
        """The figure of a cell; None where it is blank or nothing tells of it."""
        return self.table(term).get(road)

    def item(self, term: str, *road: str) -> Item:
        """The cell as one side of a relation."""
        cells = self._cells.get(term, _NONE)
        figure = cells.get(road)
        return Item(term, road, figure, figure is not None or road in cells or self.empty(term), self)

    def codes(self, term: str) -> tuple[str, ...]:
        """The codes of the accounts that the table lists, in order."""
        return self.tree(term).codes

    def name(self, code: str) -> str:
        """The account's name as the unit's tables or the official list of classes have it; "" if unknown."""
        return self._names.get(code, "")

    def interval(self, term: str, figure: Figure) -> Interval:
        """What a figure of this table stands for, in 元: ± half its last digit, in the table's own unit."""
        return printed(figure, self.digits(term) - _below_wan(figure.unit))

    def parts(self, term: str, code: str, *column: str) -> list[tuple[str, ...]]:
        """The roads to the cells right below an account, or below 合计; a blank one gives way to those below it."""
        tree, cells = self.tree(term), self.table(term)
        roads: list[tuple[str, ...]] = []
        for child in tree.tops if code == t.TOTAL else tree.below.get(code, ()):
            road = (child, *column)
            if child not in tree.below or cells.get(road) is not None:
                roads.append(road)
            else:
                below = self.parts(term, child, *column)
                roads += below if any(cells.get(lower) is not None for lower in below) else [road]
        return roads

    def summed(self, term: str, road: tuple[str, ...]) -> Interval | None:
        """What the lowest accounts below this one can come to together, in 元; None where there are none."""
        if road[0] not in self.tree(term).below:
            return None
        cells, leaves, roads = self.table(term), [], self.parts(term, *road)
        while roads:
            below = self.parts(term, *(leaf := roads.pop()))
            roads += below
            if not below and (figure := cells.get(leaf)) is not None:
                leaves.append(self.interval(term, figure))
        return total(leaves)

    def _digits(self, term: str) -> int:
        """How many decimals of 万元 the table prints (−2 decimals of 元 are two of 万元).

        As many as a quarter of its different amounts have, so that one odd cell does not count; fewer
        than two only where many amounts say so.
        """
        figures = {figure[:2] for figure in self.table(term).values() if figure is not None and figure.value}
        found = sorted((max(_last_digit(value) + _below_wan(unit), 0) for value, unit in figures), reverse=True)
        digits = found[len(found) // 4] if found else _DECIMALS
        return digits if len(found) >= _MANY else max(digits, _DECIMALS)

    def _tree(self, term: str) -> Tree:
        codes = sorted({road[0] for road in self.table(term) if road[0].isdigit()})
        below: dict[str, list[str]] = {}
        tops, above = [], list[str]()
        for code in codes:
            while above and not code.startswith(above[-1]):
                above.pop()
            if above:
                below.setdefault(above[-1], []).append(code)
            else:
                tops.append(code)
            above.append(code)
        return Tree(tuple(codes), tuple(tops), {code: tuple(children) for code, children in below.items()})

    @cached_property
    def _names(self) -> dict[str, str]:
        names = dict(tables.CLASSES)
        for statement in self._unit.statements.values():
            years = (statement.accounts, statement.last_accounts)
            for accounts in years if self.last_year else reversed(years):
                names |= {code: account.name.text for code, account in (accounts or {}).items()}
            names |= {code: name.text for code, name in statement.names.items()}
        return names


def printed(figure: Figure, digits: int) -> Interval:
    """What an amount printed with so many decimals stands for, in 元.

    It has at least the decimals that it was given with; 分 are exact, there is nothing below them.
    """
    digits = max(digits, _last_digit(figure.value)) if figure.value else digits
    amount, digits = figure.yuan, digits - _SHIFT[figure.unit]
    return exactly(amount) if digits >= _CENTS else around(amount, digits)


def place_of(figure: Figure | None) -> Place | None:
    """Where a figure stands in a file."""
    return figure.origin if figure is not None and isinstance(figure.origin, Place) else None


def _last_digit(value: Decimal) -> int:
    """How many decimals a number needs; −2 where it is a round hundred."""
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _below_wan(unit: str) -> int:
    """How many digits this unit lies below 万元."""
    return _SHIFT[t.WAN] - _SHIFT[unit]


def _middle(interval: Interval) -> Decimal:
    return (interval.low + interval.high) / 2


def _cells(statement: Statement, *, last_year: bool) -> Cells:
    """The statement's cells: as the workbook has them, else as far as the unit file tells them."""
    published = statement.last_cells if last_year else statement.cells
    return published or {road: figure for road, figure in _told(statement, last_year).items() if figure is not None}


def _told(statement: Statement, last_year: bool) -> Mapping[tuple[str, ...], Figure | None]:
    def of(amounts: Amounts) -> Figure | None:
        return amounts.last_year if last_year else amounts.actual

    cells: dict[tuple[str, ...], Figure | None] = {}
    term = statement.term
    for labels, amounts in statement.rows.items():
        cells[tables.road(term, labels)] = of(amounts)
        if term == t.THREE:
            cells[tables.road(term, labels, tables.BUDGET_COLUMN)] = None if last_year else amounts.full_budget
    accounts = statement.last_accounts if last_year else statement.accounts
    for code, account in (accounts or {}).items():
        road = (code, tables.SPENT[term]) if term in tables.SPENT else (code,)
        cells[road] = account.amounts.actual
    return cells
