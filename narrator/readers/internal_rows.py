"""The rows of the forms of the accounts software that are laid out otherwise than the nine tables.

Each figure goes under the key that it will have: a cell of 06 or 09, or a value of the unit file.
"""

from __future__ import annotations

from typing import Any

from narrator.figures import official
from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.tables import CellKey
from narrator.figures.values import Figure, Text
from narrator.readers import beside, internal, labels
from narrator.readers.columns import ColumnBlock
from narrator.readers.rows import Rows


class InternalRows(Rows):
    """Reads the rows of such a form."""

    def cells(self, number: int, row: list[Any], key: CellKey, block: ColumnBlock, named: bool = False) -> None:
        """The figures of one row."""
        for at, own, aspect in block.figures:
            goes_to = self.key_in(key, own, aspect)
            figure = self.at(number, row, at, goes_to) if goes_to else None
            if aspect == t.INITIAL_BUDGET and figure is not None:
                self.table.budgets[goes_to, aspect] = figure
            elif aspect != t.INITIAL_BUDGET and goes_to:
                self.table.cells[goes_to] = figure

    def key_in(self, row: CellKey, column: CellKey, aspect: str) -> CellKey:
        """The key of a figure; () where nobody asks for it."""
        raise NotImplementedError

    def goes_into(self, key: CellKey) -> CellKey:
        """The published table that a key is one of; () for a value of the unit file."""
        if self.term == internal.BASIC_ACROSS:
            return (t.BASIC,)
        return (t.THREE,) if key[0] in b.THREE_ITEMS else ()

    def at(self, number: int, row: list[Any], at: int, key: CellKey) -> Figure | None:
        """The figure in a cell; what is counted is a whole number in its own unit. None where the cell is blank."""
        value = row[at] if at < len(row) else ""
        if value == "" and not (self.marked and self.is_marked(number, at)):
            return None
        table = self.goes_into(key)
        place = self.place(number, at, "/".join((*table, *key)))
        figure = self.figure(value, place)
        if figure is None or table:
            return figure
        about = beside.declared(key)
        if about.kind != "count":
            return figure
        if figure.value < 0 or figure.value != figure.value.to_integral_value():
            self.refuse("B303", place, f"「{figure.value:f}」应是 0 或正整数。", "请核对这个单元格。")
            return None
        return Figure(figure.value.to_integral_value(), about.unit, place)


class TotalRow(InternalRows):
    """Reads the row 合计 of 财决08-1 or 附02 and no other: what is published comes from that row."""

    def read(self) -> None:
        """Read the row, and the names of the accounts that stand side by side."""
        super().read()
        for block in self.frame.blocks if self.term == internal.BASIC_ACROSS else ():
            for column in block.figures:
                (code,) = column.key
                if code.isdecimal():
                    place = self.place(self.frame.first_row - 1, column.at, f"{self.term}/{t.ACCOUNTS}/{code}")
                    self.table.names[code] = Text(official.name(code), place)

    def block(self, number: int, row: list[Any], block: ColumnBlock) -> None:
        """Read the row, if it is the one; an amount in a column of 08-1 that is not known is refused."""
        if any(labels.row(text) == t.TOTAL for text in block.texts(row)):
            self.once(number, row, (t.TOTAL,), block)
            for at, heading in self.aside if self.term == internal.BASIC_ACROSS else ():
                figure = self.at(number, row, at, (heading,))
                if figure is not None and figure.value:
                    evidence = f"「{heading}」这一栏有数，认不出是哪个经济分类科目。"
                    self.refuse("B312", self.place(number, at), evidence, "请照财决08-1 表的样式改回栏名。")
        self.aside = []

    def key_in(self, row: CellKey, column: CellKey, aspect: str) -> CellKey:
        """The column alone tells it."""
        return column


class OperationRows(InternalRows):
    """Reads the rows of 附03 by their words."""

    def block(self, number: int, row: list[Any], block: ColumnBlock) -> None:
        """Read a row within one block; one that is not known is accounted for."""
        label = next(block.texts(row), "")
        key = internal.operation(label)
        if key:
            self.once(number, row, key, block)
        elif key is None and block.has_amount(row) and not block.is_heading(row):
            self.unread(number, row, block, label, "没有认出是哪一行")

    def key_in(self, row: CellKey, column: CellKey, aspect: str) -> CellKey:
        """An item of 09 has its budgets; of what else there is, 统计数 alone is asked for."""
        if row[0] == t.THREE:
            return internal.three_key(row[1], t.ACTUAL if aspect == t.INITIAL_BUDGET else aspect)
        return row if aspect == t.ACTUAL else ()


ROWS: dict[str, type[Rows]] = {
    internal.BASIC_ACROSS: TotalRow,
    internal.PEOPLE: TotalRow,
    internal.OPERATION: OperationRows,
}
