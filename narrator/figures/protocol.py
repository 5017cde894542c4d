"""What was read of a published table, and what was not: every row that holds a figure, with its key or the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from narrator.figures import tables
from narrator.figures import terms as t
from narrator.figures.values import Figure, Place


class ReadRow(NamedTuple):
    """A row of a table that holds a figure; of a table in blocks side by side, the row within one block.

    ``line`` and ``column`` count from 1 and point at the row's first figure. ``key`` is where its
    figures went (see ``narrator.figures.tables``), ``figures`` how many there were. ``why`` says in
    Chinese why the row was not read; it is blank where it was. ``label`` is what the row calls itself, told
    where ``key`` does not tell it. ``needed`` is False for a row that the published table does not have
    (「其中：…」), so that nothing is missing without it; ``named`` is True for an account told by its name alone.
    """

    sheet: str
    line: int
    column: int
    key: tuple[str, ...] = ()
    figures: int = 0
    label: str = ""
    why: str = ""
    needed: bool = True
    named: bool = False

    def place(self, file: str, term: str) -> Place:
        """Where the row's first figure stands."""
        return Place(file, self.line, self.column, "/".join((term, *self.key)), self.sheet)


class Protocol(NamedTuple):
    """How one of the nine tables of a workbook was read.

    ``sheets`` are those it stands on, in order; ``columns`` the headings of columns that were not read,
    though something stands in them. ``cells`` is the table as it was read. A table is ``whole`` where every
    row with a figure was read: only then does an account that it does not list stand for zero. ``form`` is the form
    of the accounts software that it was read from (财决07表), "" for a published table.
    """

    term: str
    file: str
    last_year: bool
    sheets: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, ...], Figure | None]
    form: str = ""

    def named(self, sheet: str) -> str:
        """The name of a sheet, and behind it the form that stands there, where the name does not tell that itself."""
        number = self.form.removesuffix("表")
        return f"{sheet}（{self.form}）" if number and number not in sheet else sheet

    @property
    def unread(self) -> tuple[ReadRow, ...]:
        """The rows with a figure that belong to the table and were not read."""
        return tuple(row for row in self.rows if row.why and row.needed)

    def sums(self) -> Iterator[tuple[str, Decimal, Decimal | None]]:
        """The lowest rows together against the total that the table prints: what, both amounts in 元.

        The total is None where it is blank or not there.
        """
        for name, keys, totals in _sums(self.term, self.cells):
            found = [figure.yuan for key in keys if (figure := self.cells.get(key)) is not None]
            printed = [figure.yuan for key in totals if (figure := self.cells.get(key)) is not None]
            if found or printed:
                yield name, sum(found, Decimal(0)), sum(printed, Decimal(0)) if printed else None


CellKey = tuple[str, ...]


def _sums(
    term: str, cells: Mapping[tuple[str, ...], Figure | None]
) -> Iterator[tuple[str, list[CellKey], tuple[CellKey, ...]]]:
    """Which rows of a table come to which total of it."""
    codes = sorted({key[0] for key in cells if key[0].isdigit()})
    lowest = [code for code, following in zip_longest(codes, codes[1:], fillvalue="") if not following.startswith(code)]
    match term:
        case t.OVERVIEW | t.FISCAL:
            kinds = tables.OVERVIEW_INCOME if term == t.OVERVIEW else t.BUDGETS
            received: list[CellKey] = [(t.RECEIPTS, kind) for kind in kinds]
            yield t.RECEIPTS, received, ((t.RECEIPTS, t.YEAR_RECEIPTS),)
            column: CellKey = () if term == t.OVERVIEW else (t.TOTAL,)
            classes: list[CellKey] = [(t.PAYMENTS, code, *column) for code in tables.CLASSES]
            spent: CellKey = (t.PAYMENTS, t.YEAR_PAYMENTS, *column)
            yield t.PAYMENTS, classes, (spent,)
        case t.BASIC:
            yield "", [(code,) for code in lowest], ((t.STAFF,), (t.PUBLIC,))
        case t.THREE:
            items: list[CellKey] = [(item, tables.ACTUAL_COLUMN) for item in (t.ABROAD, t.CARS, t.RECEPTION)]
            yield "", items, ((t.TOTAL, tables.ACTUAL_COLUMN),)
        case _:
            column = (tables.SPENT.get(term) or tables.COLUMNS[term][0],)
            yield "", [(code, *column) for code in lowest], ((t.TOTAL, *column),)
