"""One of the nine tables as a workbook publishes it, and the workbook as its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.findings import Finding
from narrator.figures.protocol import Protocol, ReadRow
from narrator.figures.tables import CellKey
from narrator.figures.values import Figure, Place, Text

_OPTIONAL = (t.USED_SURPLUS, t.SURPLUS_SHARED, *t.BUDGETS)  # rows of 01 and 04


@dataclass(slots=True)
class PublishedTable:
    """One of the nine tables as published. Keys as in ``narrator.figures.tables``.

    ``form`` is what the form that it was read from calls itself, where that is one of the accounts software (财决07表),
    else "". ``cells`` holds None where a cell is blank; ``budgets`` are the 年初预算 and 全年预算 of keys in
    01 and 04, where the table has such columns; ``names`` the names of accounts by code. ``rows`` account
    for every row that holds a figure, ``columns`` are the headings of columns that were not read, though
    something stands in them. ``empty`` says that the table lists no account and holds no figure at all.
    """

    term: str
    title: Place
    money: str = ""
    form: str = ""
    cells: dict[tuple[str, ...], Figure | None] = field(default_factory=dict)
    budgets: dict[tuple[tuple[str, ...], str], Figure] = field(default_factory=dict)
    names: dict[str, Text] = field(default_factory=dict)
    rows: list[ReadRow] = field(default_factory=list)
    columns: dict[str, None] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether it lists no account and holds no figure at all, read or not."""
        return not self.names and not any(self.cells.values()) and not self.rows

    def lacking(self) -> list[str]:
        """The rows that a published table must have and this one has not."""
        term, cells = self.term, self.cells
        if term in (t.OVERVIEW, t.FISCAL):
            seen = {key[:2] for key in cells}
            return ["·".join(key) for key in t.STATEMENTS[term].rows if key[1] not in _OPTIONAL and key not in seen]
        if term == t.THREE:
            return [item for item in b.THREE_ITEMS if (item, b.ACTUAL_COLUMN) not in cells]
        if term == t.BASIC:
            return [group for group in (t.STAFF, t.PUBLIC) if (group,) not in cells]
        may_be_empty = term in (t.FUND, t.CAPITAL) and self.empty
        return [] if may_be_empty or any(key[0] == t.TOTAL for key in cells) else [t.TOTAL]

    def protocol(self, *, last_year: bool) -> Protocol:
        """How the table was read."""
        sheets = dict.fromkeys((self.title.sheet, *(row.sheet for row in self.rows)))
        rows = tuple(self.rows)
        columns = tuple(self.columns)
        return Protocol(self.term, self.title.file, last_year, tuple(sheets), rows, columns, self.cells, self.form)

    def join(self, other: PublishedTable) -> tuple[str, ...] | None:
        """Take over the rows of a table that continues this one; a row that both have, where there is one."""
        mine, theirs = ({row.key for row in table.rows if not row.why} for table in (self, other))
        for key in sorted(mine & theirs):
            return key
        self.cells.update({key: figure for key, figure in other.cells.items() if figure or key not in self.cells})
        self.budgets.update(other.budgets)
        self.names.update({code: name for code, name in other.names.items() if code not in self.names})
        self.rows += other.rows
        self.columns.update(other.columns)
        return None


def exported(tables: Mapping[str, PublishedTable]) -> bool:
    """Whether the workbook comes from the accounts software; its 01 alone does not tell, both count it as the first."""
    return any(table.form and term != t.OVERVIEW for term, table in tables.items())


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its tables by official name, the year and the unit that it names, and what was left aside.

    ``similar`` are titles that were not taken for one of the nine tables, by the table that each most resembles:
    the sheet's name and the title as it stands there. ``values`` are values of the unit file that stand in other forms
    of the accounts software, by their keys; ``kind`` is the 单位性质 on the cover.
    """

    file: str
    tables: dict[str, PublishedTable]
    year: Figure | None = None
    unit_name: Text | None = None
    notes: tuple[Finding, ...] = ()
    similar: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    values: Mapping[CellKey, Figure] = field(default_factory=dict)
    kind: Text | None = None
