"""The ledger: the cells of the nine tables of one year by their keys, wherever they came from.

A workbook gives whole tables; a unit file gives the rows and accounts that the text needs. Checks ask
the ledger and need not know which it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property, partial
from typing import NamedTuple

from narrator.figures import tables
from narrator.figures import terms as t
from narrator.figures.interval import DECIMALS, Interval, below_wan, digits, exactly, printed, total
from narrator.figures.model import Amounts, Cells, Statement, Unit
from narrator.figures.values import Figure, Place

_NONE: Cells = {}
_ZERO = Decimal(0)


class Tree(NamedTuple):
    """The accounts that a table lists: in order, those without a listed account above, and who is below whom."""

    codes: tuple[str, ...]
    tops: tuple[str, ...]
    below: Mapping[str, tuple[str, ...]]


class Item(NamedTuple):
    """A figure on one side of a relation: a cell of a table, or a figure typed beside the tables.

    ``key`` leads to it within ``table``; ``known`` is False where nothing tells of it, and then, or
    where it is blank, ``figure`` is None.
    """

    table: str
    key: tuple[str, ...]
    figure: Figure | None
    known: bool
    ledger: Ledger | None = None

    @property
    def amount(self) -> Decimal:
        """Its value, in 元 if it is money; a blank counts as nothing."""
        return _ZERO if self.figure is None else self.figure.yuan

    @property
    def place(self) -> Place | None:
        """Where it stands in a file."""
        return place_of(self.figure)

    @property
    def interval(self) -> Interval:
        """What it stands for, in 元; a number that is not money stands for itself."""
        if self.figure is None or self.figure.unit not in t.SCALES:
            return exactly(self.amount)
        if self.ledger is None:
            return printed(self.figure, DECIMALS)
        return self.ledger.interval(self.table, self.figure)

    @property
    def widest(self) -> Interval:
        """What it stands for if the table printed the sum of the printed accounts below it."""
        summed = self.ledger.summed(self.table, self.key) if self.ledger else None
        return summed if summed and self.figure and _middle(summed) == self.amount else self.interval


_item = partial(tuple.__new__, Item)  # made of one tuple, not field by field, which costs a third: there are hundreds


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
        self.hidden = {term: frozenset(_hidden(statement)) for term, statement in unit.statements.items()}
        self._cells = {term: _cells(statement, last_year=last_year) for term, statement in unit.statements.items()}
        self._digits: dict[str, int] = {}
        self._trees: dict[str, Tree] = {}
        self._columns: dict[str, tuple[str, ...]] = {}

    def table(self, term: str) -> Cells:
        """All cells of a table by key; empty where nothing tells of the table."""
        return self._cells.get(term, _NONE)

    def empty(self, term: str) -> bool:
        """Whether the table is a 空表 of this year."""
        return not self.last_year and self._unit.statement(term).empty

    def published(self, term: str) -> bool:
        """Whether the table is known as it was published, with every row."""
        statement = self._unit.statement(term)
        return bool(statement.last_cells if self.last_year else statement.cells and statement.whole)

    def cell(self, term: str, *key: str) -> Figure | None:
        """The figure of a cell; None where it is blank or nothing tells of it."""
        return self.table(term).get(key)

    def item(self, term: str, *key: str) -> Item:
        """The cell as one side of a relation."""
        cells = self._cells.get(term, _NONE)
        figure = cells.get(key)
        return _item((term, key, figure, figure is not None or key in cells or self.empty(term), self))

    def codes(self, term: str) -> tuple[str, ...]:
        """The codes of the accounts that the table lists, in order."""
        return self.tree(term).codes

    def name(self, code: str) -> str:
        """The account's name as the unit's tables or the official list of classes have it; "" if unknown."""
        return self._names.get(code, "")

    def interval(self, term: str, figure: Figure) -> Interval:
        """What a figure of this table stands for, in 元: ± half its last digit, in the table's own unit."""
        return printed(figure, self.digits(term) - below_wan(figure.unit))

    def parts(self, term: str, code: str, *column: str) -> list[tuple[str, ...]]:
        """The keys to the cells right below an account, or below 合计; a blank one gives way to those below it."""
        (_, tops, lower), cells = self.tree(term), self.table(term)
        keys: list[tuple[str, ...]] = []
        for child in tops if code == t.TOTAL else lower.get(code, ()):
            key = (child, *column)
            if child not in lower or cells.get(key) is not None:
                keys.append(key)
            else:
                below = self.parts(term, child, *column)
                keys += below if any(cells.get(part) is not None for part in below) else [key]
        return keys

    def summed(self, term: str, key: tuple[str, ...]) -> Interval | None:
        """What the lowest accounts below this one can come to together, in 元; None where there are none."""
        if key[0] not in self.tree(term).below:
            return None
        cells, leaves, keys = self.table(term), [], self.parts(term, *key)
        while keys:
            below = self.parts(term, *(leaf := keys.pop()))
            keys += below
            if not below and (figure := cells.get(leaf)) is not None:
                leaves.append(self.interval(term, figure))
        return total(leaves)

    def digits(self, term: str) -> int:
        """How many decimals of 万元 the table prints."""
        if term not in self._digits:
            self._digits[term] = digits(self.table(term).values())
        return self._digits[term]

    def columns(self, term: str) -> tuple[str, ...]:
        """The columns of a table that lists accounts in which anything stands, in their order."""
        if term not in self._columns:
            filled = {key[-1] for key, figure in self.table(term).items() if figure is not None}
            self._columns[term] = tuple(column for column in tables.COLUMNS[term] if column in filled)
        return self._columns[term]

    def tree(self, term: str) -> Tree:
        """The accounts that the table lists."""
        if term not in self._trees:
            self._trees[term] = self._tree(term)
        return self._trees[term]

    def _tree(self, term: str) -> Tree:
        listed = {key[0] for key in self.table(term) if key[0].isdigit()}
        codes = sorted(listed.union(self.undisclosed(term)) if listed else listed)
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

    def undisclosed(self, term: str) -> frozenset[str]:
        """The accounts that may not be disclosed, as the unit says of 05, 07, 08: what they amount to is not told."""
        if term in tables.SPENT:
            return self.hidden.get(term, frozenset())
        return frozenset().union(*self.hidden.values()) if term in tables.COLUMNS else frozenset()

    @cached_property
    def _names(self) -> dict[str, str]:
        names = dict(tables.CLASSES)
        for statement in self._unit.statements.values():
            years = (statement.accounts, statement.last_accounts)
            for accounts in years if self.last_year else reversed(years):
                names |= {code: account.name.text for code, account in (accounts or {}).items()}
            names |= {code: name.text for code, name in statement.names.items()}
        return names


def place_of(figure: Figure | None) -> Place | None:
    """Where a figure stands in a file."""
    return figure.origin if figure is not None and isinstance(figure.origin, Place) else None


def _middle(interval: Interval) -> Decimal:
    return (interval.low + interval.high) / 2


def _hidden(statement: Statement) -> Iterator[str]:
    for code, account in (statement.accounts or {}).items():
        if account.level and not t.LEVELS[account.level.text]:
            yield code


def _cells(statement: Statement, *, last_year: bool) -> Cells:
    """The statement's cells: as the workbook has them, else as far as the unit file tells them."""
    published = statement.last_cells if last_year else statement.cells
    return published or {key: figure for key, figure in _given(statement, last_year).items() if figure is not None}


def _given(statement: Statement, last_year: bool) -> Mapping[tuple[str, ...], Figure | None]:
    def of(amounts: Amounts) -> Figure | None:
        return amounts.last_year if last_year else amounts.actual

    cells: dict[tuple[str, ...], Figure | None] = {}
    term = statement.term
    for labels, amounts in statement.rows.items():
        cells[tables.key(term, labels)] = of(amounts)
        if term == t.THREE:
            cells[tables.key(term, labels, tables.BUDGET_COLUMN)] = None if last_year else amounts.full_budget
    accounts = statement.last_accounts if last_year else statement.accounts
    for code, account in (accounts or {}).items():
        key = (code, tables.SPENT[term]) if term in tables.SPENT else (code,)
        cells[key] = account.amounts.actual
    return cells
