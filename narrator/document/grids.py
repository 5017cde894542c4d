"""The nine statements as grids of boxes: where each label and each amount stands in the published table.

Source: 财政部 部门决算公开报表 01–09 as 上海 and 新疆 print them in 2024 (行次 and 栏次 are left out).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import zip_longest
from typing import NamedTuple

from narrator.document.standing import CENTRE, LEFT, RIGHT
from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.model import Cells
from narrator.figures.tables import CellKey
from narrator.figures.values import Text


class Box(NamedTuple):
    """A cell of a grid: a label, or the amount at a key, or nothing; ``number`` is that of a numbered row."""

    label: Text | None = None
    key: CellKey | None = None
    number: int = 0
    rows: int = 1
    cols: int = 1
    align: str = LEFT


class Grid(NamedTuple):
    """A table: its rows of headings, the rows below them, its width in columns."""

    heads: tuple[tuple[Box, ...], ...]
    rows: tuple[tuple[Box, ...], ...]
    columns: int

    @property
    def keys(self) -> Iterator[CellKey]:
        """The keys of all amounts, row by row."""
        return (box.key for row in self.rows for box in row if box.key is not None)


class Known(NamedTuple):
    """What is known of a table: its cells by key, the names of its accounts, whether all its rows are."""

    cells: Cells
    names: Mapping[str, Text]
    whole: bool


def grid(term: str, known: Known) -> Grid:
    """The grid of a statement: with the rows that its table has, or with the official ones where it is not whole."""
    if term in (t.OVERVIEW, t.FISCAL):
        return _sides(term, known) if known.whole else _every_side(term, _OLDER in known.cells)
    if term == t.BASIC:
        return _economic(known)
    return _three() if term == t.THREE else _functional(term, known)


def _heading(term: str, rows: int = 1, cols: int = 1) -> Box:
    return Box(Text(term), rows=rows, cols=cols, align=CENTRE)


def _amount(*key: str) -> Box:
    return Box(key=key, align=RIGHT)


def _total(term: str, cols: int = 1) -> Box:
    return Box(Text(term), cols=cols, align=CENTRE)


# 01 and 04: income and expenditure side by side ----------------------------------------------------


def _sides(term: str, known: Known) -> Grid:
    kinds = (b.ACTUAL_COLUMN,) if term == t.OVERVIEW else (t.TOTAL, *t.BUDGETS)
    heads = (
        (_heading(t.RECEIPTS, cols=2), _heading(t.PAYMENTS, cols=1 + len(kinds))),
        tuple(map(_heading, (b.ITEM_COLUMN, b.ACTUAL_COLUMN, b.ITEM_COLUMN, *kinds))),
    )
    left = _Side(known, t.RECEIPTS, ())
    right = _Side(known, t.PAYMENTS, () if term == t.OVERVIEW else kinds)
    receipts, payments = left.numbered(*_income_rows(term, known)), right.numbered(*b.CLASSES)
    rows = [*left.beside(receipts, right, payments)]
    ends = [key for key in t.STATEMENTS[term].rows if key[1] not in t.BUDGETS]
    tails = [[key[1] for key in ends if key[0] == side] for side in (t.RECEIPTS, t.PAYMENTS)]
    upper, lower = left.totals(*tails[0][:-1]), right.totals(*tails[1][:-1])
    if term == t.FISCAL:
        upper += left.numbered(*t.BUDGETS, below=t.FISCAL_BROUGHT)
    rows += left.beside(upper, right, lower)
    rows += left.beside(left.totals(tails[0][-1]), right, right.totals(tails[1][-1]))
    return Grid(heads, tuple(rows), 3 + len(kinds))


@lru_cache(maxsize=4)  # two tables, each with that row and without: most units' are not whole
def _every_side(term: str, older: bool) -> Grid:
    """Such a table with every official row."""
    return _sides(term, Known({_OLDER: None} if older else {}, {}, whole=False))


_OLDER = (t.RECEIPTS, t.INCOME_KINDS[0])  # a row that stands in older tables alone


def _income_rows(term: str, known: Known) -> tuple[str, ...]:
    if term == t.FISCAL:
        return t.BUDGETS
    older = _OLDER[1:] if _OLDER in known.cells else ()
    return (*older, *b.OVERVIEW_INCOME)


class _Side:
    """One side of 01 or 04; ``kinds`` are its columns where it has several."""

    def __init__(self, known: Known, name: str, kinds: tuple[str, ...]) -> None:
        self.known, self.name, self.kinds = known, name, kinds

    def numbered(self, *rows: str, below: str = "") -> list[tuple[Box, ...]]:
        """Rows under 一、二、三…; those ``below`` another row are parts of it."""
        keys = [(self.name, *((below, row) if below else (row,))) for row in rows]
        listed = [key for key in keys if self.lists(key)]
        return [self.row(key, number) for number, key in enumerate(listed, 1)]

    def totals(self, *rows: str) -> list[tuple[Box, ...]]:
        """Rows without a number."""
        return [self.row((self.name, row)) for row in rows if self.lists((self.name, row))]

    def lists(self, key: CellKey) -> bool:
        """Whether the table has this row; one that is not whole gets every official row."""
        cells = self.known.cells
        return not self.known.whole or key in cells or any((*key, kind) in cells for kind in self.kinds)

    def row(self, key: CellKey, number: int = 0) -> tuple[Box, ...]:
        label = Text(b.CLASSES.get(key[-1], key[-1]))
        keys = [(*key, kind) for kind in self.kinds] or [key]
        align = CENTRE if key[-1] in _CENTRED else LEFT
        return Box(label, number=number, align=align), *(_amount(*each) for each in keys)

    def beside(
        self, rows: list[tuple[Box, ...]], other: _Side, others: list[tuple[Box, ...]]
    ) -> Iterator[tuple[Box, ...]]:
        """The rows of both sides on one line each; blank boxes where a side has no more."""
        for mine, yours in zip_longest(rows, others):
            yield (*(mine or self.blank()), *(yours or other.blank()))

    def blank(self) -> tuple[Box, ...]:
        """A row without a label and without amounts."""
        return (Box(),) * (1 + max(len(self.kinds), 1))


_CENTRED = (t.YEAR_RECEIPTS, t.YEAR_PAYMENTS, t.GRAND_TOTAL)


# 02, 03, 05, 07, 08: accounts down, kinds across ---------------------------------------------------


def _functional(term: str, known: Known) -> Grid:
    columns = b.COLUMNS[term]
    labels = (_heading(b.CODE_COLUMN), _heading(b.NAME_COLUMN))
    split = (t.YEAR_SPENDING, t.BASIC_SPENDING, t.PROJECT_SPENDING)
    if t.YEAR_SPENDING in columns:
        above = [column for column in columns if column not in split[1:]]
        upper = tuple(_heading(name, cols=3) if name == split[0] else _heading(name, rows=2) for name in above)
        lower = (*labels, *map(_heading, (b.SUBTOTAL, *split[1:])))
    else:
        upper, lower = tuple(_heading(column, rows=2) for column in columns), labels
    heads = ((_heading(b.ITEM_COLUMN, cols=2), *upper), lower)
    rows = [(_total(t.TOTAL, cols=2), *(_amount(t.TOTAL, column) for column in columns))]
    rows += [(*_account(code, known), *(_amount(code, column) for column in columns)) for code in _codes(known.cells)]
    return Grid(heads, tuple(rows), 2 + len(columns))


def _codes(cells: Iterable[CellKey]) -> list[str]:
    """The accounts of a table in order: 类, then its 款, then their 项."""
    return sorted({key[0] for key in cells if key[0].isdigit()})


def _account(code: str, known: Known) -> tuple[Box, Box]:
    name = known.names.get(code) or Text("")
    return Box(Text(code, name.origin)), Box(name)


# 06: 人员经费 and 公用经费 side by side -------------------------------------------------------------


def _economic(known: Known) -> Grid:
    """Only accounts with an amount, or that the unit file lists, and the classes above them."""
    occurred = [code for code in _codes(known.cells) if _occurred(code, known)]
    staff = [code for code in occurred if t.ECONOMIC_GROUPS.get(code[:3]) == t.STAFF]
    public = [code for code in occurred if code not in staff]
    columns = (b.ECONOMIC_CODE_COLUMN, b.NAME_COLUMN, b.ACTUAL_COLUMN)
    heads = (
        (_heading(b.STAFF_COSTS, cols=3), _heading(b.PUBLIC_COSTS, cols=3)),
        tuple(map(_heading, (*columns, *columns))),
    )
    sides = [[(*_account(code, known), _amount(code)) for code in codes] for codes in (staff, public)]
    blank = (Box(),) * 3
    rows = [(*(left or blank), *(right or blank)) for left, right in zip_longest(*sides)]
    rows.append((_total(t.STAFF, cols=2), _amount(t.STAFF), _total(t.PUBLIC, cols=2), _amount(t.PUBLIC)))
    if (t.TOTAL,) in known.cells:
        rows.append((Box(cols=3), _total(t.TOTAL, cols=2), _amount(t.TOTAL)))
    return Grid(heads, tuple(rows), 6)


def _occurred(code: str, known: Known) -> bool:
    if not known.whole:
        return True
    return any(key[0].startswith(code) and figure is not None for key, figure in known.cells.items())


# 09: 预算数 and 决算数, in one row -------------------------------------------------------------------


@cache  # the same in every unit
def _three() -> Grid:
    whole = (b.BUDGET_COLUMN, b.ACTUAL_COLUMN)
    single = {
        item: _heading(item, rows=2) for item in b.THREE_ITEMS if item not in (t.CARS, t.CAR_PURCHASE, t.CAR_RUNNING)
    }
    items = (single[t.TOTAL], single[t.ABROAD], _heading(t.CARS, cols=3), single[t.RECEPTION])
    cars = tuple(map(_heading, (b.SUBTOTAL, t.CAR_PURCHASE, t.CAR_RUNNING)))
    heads = (tuple(_heading(group, cols=len(b.THREE_ITEMS)) for group in whole), items * 2, cars * 2)
    row = tuple(_amount(item, group) for group in whole for item in b.THREE_ITEMS)
    return Grid(heads, (row,), len(row))
