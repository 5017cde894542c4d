"""The rows of one published table: which account or item each is, and its figures with their cells."""

from __future__ import annotations

from functools import partial
from itertools import zip_longest
from typing import Any, NamedTuple

from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.findings import Finding
from narrator.figures.number import NumberError
from narrator.figures.protocol import ReadRow
from narrator.figures.tables import CellKey
from narrator.figures.values import Figure, Place, Text
from narrator.readers import labels, widths
from narrator.readers.amounts import amount, quoted
from narrator.readers.columns import ColumnBlock
from narrator.readers.headings import Frame
from narrator.readers.slipped import take_back
from narrator.readers.table import PublishedTable
from narrator.readers.unseen import misshown

_TOTALS = dict.fromkeys((t.TOTAL, t.GRAND_TOTAL, "本年合计", t.YEAR_RECEIPTS, t.YEAR_PAYMENTS), t.TOTAL)
_KNOWN = {t.BASIC: labels.BASIC_ROWS, t.THREE: labels.ITEMS}  # rows without codes, of other tables the total alone
# There is one of each for every cell or row: a record made of one tuple, not field by field, costs a third.
_place, _figure = partial(tuple.__new__, Place), partial(tuple.__new__, Figure)
_read_row = partial(tuple.__new__, ReadRow)


class Unnamed(NamedTuple):
    """A row with figures that names an account without its code: its number (from 0), its block, the name as typed.

    ``after`` is the code of the nearest row above it that has one, "" where none has.
    """

    number: int
    block: ColumnBlock
    label: str
    after: str


class Rows:
    """Reads the rows of one frame into a table.

    ``findings`` refuse the workbook. ``unnamed`` are rows that only the names of accounts can tell: each is
    to be given to ``take`` with its code, or to ``leave``.
    """

    def __init__(self, file: str, frame: Frame, table: PublishedTable) -> None:
        self.file, self.frame, self.table = file, frame, table
        self.term = frame.term
        self.sheet, self.first = frame.sheet.name, 1 - frame.sheet.above
        self.marks = frame.sheet.marks
        self.marked = bool(self.marks.errors or self.marks.formulas)
        self.unit = table.money or t.WAN
        self.sided = frame.term in (t.OVERVIEW, t.FISCAL)
        self.known = _KNOWN.get(frame.term, _TOTALS)
        self.lengths = (3, 5) if frame.term == t.BASIC else (3, 5, 7)  # how many digits a code may have
        self.findings: list[Finding] = []
        self.unnamed: list[Unnamed] = []
        self.aside = [*frame.unknown, *((column, "") for column in frame.stray)]
        self.above: dict[tuple[int, ...], list[str]] = {}  # of each block, the code of the row above
        self.carried: CellKey | None = None  # a total whose amount stands in a block further right
        self.brought = False
        self.seen: dict[CellKey, int] = {}
        self.coded_last: dict[tuple[int, ...], str] = {}  # of each block, by its columns of names, the last code
        self.labelled = any(block.codes or block.names for block in frame.blocks)

    def read(self) -> None:
        """Read all rows of the frame."""
        for number in range(self.frame.first_row, self.frame.end_row):
            row = self.frame.sheet.rows[number]
            first: Any = ""
            for first in row:
                if first != "":
                    break
            if first == "" and not self.marked:
                continue
            if isinstance(first, str) and labels.is_note(first):
                self.below(number + 1)
                break
            self.carried = None
            for block in self.frame.blocks:
                self.block(number, row, block)
            if self.aside:
                self.beside(row)
        if self.frame.term == t.THREE and not self.table.cells:
            keys = [column.key for block in self.frame.blocks for column in block.figures]
            self.table.cells.update(dict.fromkeys(keys))
        if self.table.money:
            take_back(self.table, labelled=self.labelled)

    def block(self, number: int, row: list[Any], block: ColumnBlock) -> None:
        """Read a row within one block."""
        if self.marked and self.unreadable(number, row, block):
            return
        key = self.key_of(number, row, block)
        if self.term == t.BASIC:
            key = self.carry(key, number, row, block)
        if key is None:
            self.misplaced(number, row, block)
            if self.labelled and self.is_filled(number, row, block) and not block.is_heading(row):
                self.nameless(number, row, block)
        else:
            self.once(number, row, key, block)

    def misplaced(self, number: int, row: list[Any], block: ColumnBlock) -> None:
        """Refuse a number where a row's name should stand: the row has slipped, and its figures with it."""
        for column in block.names:
            if column < len(row) and isinstance(row[column], float):
                evidence = f"名称一栏里是数 {row[column]:.15g}，这一行可能错了一栏。"
                self.refuse("B222", self.place(number, column), evidence, "请把这一行移回原来的栏。")

    def once(self, number: int, row: list[Any], key: CellKey, block: ColumnBlock, *, named: bool = False) -> None:
        """Read a row; one that stands there already is told."""
        if self.seen.setdefault(key, number) != number:
            self.twice(key, number, block)
        elif self.term == t.BASIC and any(column.key for column in block.figures):
            self.grouped(number, row, key, block)
        else:
            self.cells(number, row, key, block, named)

    def below(self, start: int) -> None:
        """Rows under the notes of a table that look like rows of it: they are not read, and told."""
        for number in range(start, self.frame.end_row):
            row = self.frame.sheet.rows[number]
            for block in self.frame.blocks:
                label = next(block.texts(row), "")
                if labels.is_note(label) or not block.has_amount(row) or block.is_heading(row):
                    continue
                amounts = sum(isinstance(row[at], int | float) for at in block.filled(row))
                coded = any(labels.digits(row[column]) for column in block.codes if column < len(row))
                if coded or labels.coded(label) or amounts > 1:
                    self.unread(number, row, block, label, "在表下的注之后")

    def beside(self, row: list[Any]) -> None:
        """Note the columns that are not read and hold something: any words under a heading, a number under none.

        A part (其中：…) of what is read beside it is not spoken of as long as it is zero.
        """
        for column, heading in tuple(self.aside):
            cell = row[column] if column < len(row) else ""
            if heading.startswith("其中") and not str(cell).strip("0."):
                continue
            if cell != "" and (heading or (isinstance(cell, int | float) and not isinstance(cell, bool))):
                self.table.columns[heading or f"没有标题的 {self.place(0, column).cell[:-1]} 列"] = None
                self.aside.remove((column, heading))

    def unread(
        self, number: int, row: list[Any], block: ColumnBlock, label: str, why: str, *, needed: bool = True
    ) -> None:
        """Account for a row with figures that is not read."""
        filled = block.filled(row)
        self.table.rows.append(
            ReadRow(self.sheet, number + self.first, filled[0] + 1, (), len(filled), quoted(label), why, needed)
        )

    # Rows that are told by a name -----------------------------------------------------------------

    def take(self, unnamed: Unnamed, code: str) -> None:
        """Read a row as the account with this code."""
        number, block, label, _ = unnamed
        place = self.place(number, (*block.names, *block.codes)[0], f"{self.table.term}/科目/{code}")
        self.table.names.setdefault(code, Text(widths.name(label), place))
        self.once(number, self.frame.sheet.rows[number], (code,), block, named=True)

    def leave(self, unnamed: Unnamed) -> None:
        """Refuse a row whose account nobody can tell, where its table has codes; else account for it as not read."""
        number, block, label, _ = unnamed
        row = self.frame.sheet.rows[number]
        if block.codes:
            place = self.place(number, block.filled(row)[0])
            self.refuse("B304", place, f"「{quoted(label)}」这一行有数，却没有科目编码。", "请补上编码。")
        else:
            self.unread(number, row, block, label, "没有科目编码，按名称也认不出是哪个科目")

    def place(self, number: int, column: int, key: str = "") -> Place:
        """The place of a cell; row and column from 0."""
        return _place((self.file, max(number + self.first, 0), column + 1, key or self.term, self.sheet))

    def refuse(self, code: str, place: Place, evidence: str, advice: str) -> None:
        """Note what makes the workbook unfit."""
        self.findings.append(Finding(code, place, evidence, advice))

    # What kind of row it is -----------------------------------------------------------------------

    def unreadable(self, number: int, row: list[Any], block: ColumnBlock) -> bool:
        """Whether an error, or a formula without a value, stands where the label should; it is told."""
        for column in (*block.codes, *block.names):
            at = (number + 1, column + 1)
            blank = column >= len(row) or row[column] == ""
            if at in self.marks.errors or (at in self.marks.formulas and blank):
                self.unworked(self.place(number, column))
                return True
        return False

    def carry(self, key: CellKey | None, number: int, row: list[Any], block: ColumnBlock) -> CellKey | None:
        """A total of 06 may span several blocks: its label stands in the first, its amount in the last."""
        filled = self.is_filled(number, row, block)
        if key is None and filled and not any(block.texts(row)):
            return self.carried
        if key is not None:
            self.carried = None if filled or key[0].isdecimal() else key
        return key

    def is_filled(self, number: int, row: list[Any], block: ColumnBlock) -> bool:
        """Whether anything stands in the row's figures, be it a formula that nobody worked out."""
        formulas = self.marks.formulas if self.marked else ()
        return bool(block.filled(row)) or any((number + 1, column.at + 1) in formulas for column in block.figures)

    def nameless(self, number: int, row: list[Any], block: ColumnBlock) -> None:
        """Figures in a row that has no label, or one that is not known."""
        if not block.has_amount(row):
            return
        place = self.place(number, block.filled(row)[0])
        label = next(block.texts(row), "")
        coded = [(column, row[column]) for column in block.codes if column < len(row) and row[column] != ""]
        if not label:
            advice = "请补上名称；不是这张表的数，请移到别的工作表。"
            self.refuse("B304", place, "这一行有数，却没有科目或项目的名称。", advice)
        elif coded:
            self.wrong_code(self.place(number, coded[0][0]), str(coded[0][1]))
        elif labels.is_detail(label):
            self.unread(number, row, block, label, "公开的表没有这一行", needed=False)
        elif t.STATEMENTS[self.frame.term].accounts or self.frame.term in b.COLUMNS:
            self.unnamed.append(Unnamed(number, block, label, self.coded_last.get(block.names, "")))
        else:
            self.unread(number, row, block, label, "没有认出是哪一行")

    def twice(self, key: CellKey, number: int, block: ColumnBlock) -> None:
        """Tell that a row stands there twice."""
        first = (*block.codes, *block.names, 0)[0]
        what = f"科目 {key[0]} 有两行" if key and key[0].isdigit() else f"「{'·'.join(key)}」有两行"
        evidence = f"{what if key else '有两行数'}，前一行在 {self.place(self.seen[key], first).cell}。"
        self.refuse(
            "B307", self.place(number, first), evidence, "请核对：是两个科目的，改正编码或名称；是同一行的，合成一行。"
        )

    # Keys ----------------------------------------------------------------------------------------

    def key_of(self, number: int, row: list[Any], block: ColumnBlock) -> CellKey | None:
        """What the row adds to the key of its cells; None where it has no known label."""
        if not self.labelled:  # 09 has one row of figures, without a label
            return () if self.is_filled(number, row, block) and not block.is_heading(row) else None
        if self.sided:
            return self.side_key(row, block)
        if self.term == t.THREE and not block.names:
            return ()
        if self.term != t.THREE and (code := self.account(number, row, block)):
            return (code,)
        for text in block.texts(row):
            if label := self.known.get(labels.row(text)):
                return (label,)
        return None

    def side_key(self, row: list[Any], block: ColumnBlock) -> CellKey | None:
        """The key of a row of 01 or 04, by its label."""
        known = labels.ROWS.get((self.term, block.side), {})
        for text in block.texts(row):
            label = known.get(labels.row(text))
            if label is None:
                continue
            if label == t.FISCAL_BROUGHT:
                self.brought = True
            if self.brought and label in t.BUDGETS:
                return (block.side, t.FISCAL_BROUGHT, label)
            return (block.side, label)
        return None

    def account(self, number: int, row: list[Any], block: ColumnBlock) -> str | None:
        """The code of the account in this row, None where there is none; its name is noted."""
        code, name = self.coded(row, block)
        if not code:
            return None
        place = self.place(number, (*block.codes, *block.names)[0], f"{self.table.term}/科目/{code}")
        if not code.isdecimal():
            self.refuse("B301", place._replace(key=""), f"科目编码「{code}」看不出是哪一级。", "请逐级写全编码。")
        elif len(code) not in self.lengths:
            self.wrong_code(place, code)
        elif not name:
            self.refuse("B302", place, f"科目 {code} 没有名称。", "请补上科目名称。")
        elif name[-1].isdecimal():
            self.refuse("B302", place, f"科目 {code} 的名称「{name}」以数字结尾。", "请只写名称。")
        self.table.names.setdefault(code, Text(name, place))
        self.coded_last[block.names] = code
        return code

    def coded(self, row: list[Any], block: ColumnBlock) -> tuple[str, str]:
        """The code and the name in a row: in cells of their own, or both in one; "" for each that it does not have."""
        digits = [labels.digits(row[column]) if column < len(row) else "" for column in block.codes]
        name = next(map(widths.name, block.texts(row)), "")
        if len(digits) == 1 and digits[0]:
            return digits[0], name
        if any(digits):
            cells = [row[column] if column < len(row) else "" for column in block.codes]
            return self.of_levels(cells, digits, block), name
        return next((pair for text in block.texts(row) if (pair := labels.coded(text))), ("", ""))

    def of_levels(self, cells: list[Any], digits: list[str], block: ColumnBlock) -> str:
        """The code whose levels stand in cells of their own, where an upper one may stand in a row above only.

        One whose level cannot be told comes with bars between its cells.
        """
        depth = max(place for place, part in enumerate(digits) if part)
        above = self.above.get(block.codes, [])[:depth]
        typed = [digits[0], *(part and part.zfill(2) for part in digits[1 : depth + 1])]  # a number has no leading zero
        levels = [part or upper for part, upper in zip_longest(typed, above, fillvalue="")]
        strange = any(not part and widths.squeeze(str(cell)) for cell, part in zip(cells, digits, strict=True))
        if strange or (depth and [len(level) for level in levels] != [3, 2, 2][: depth + 1]):
            return "|".join(widths.squeeze(str(cell)) for cell in cells)
        self.above[block.codes] = levels
        return "".join(levels)

    def wrong_code(self, place: Place, code: str) -> None:
        """Refuse a code that has not the digits of a level."""
        expected = "、".join(map(str, self.lengths))
        self.refuse("B301", place, f"科目编码「{quoted(code)}」写法不对，应是 {expected} 位数字。", "请核对编码。")

    # Cells ----------------------------------------------------------------------------------------

    def grouped(self, number: int, row: list[Any], key: CellKey, block: ColumnBlock) -> None:
        """A row of 06 as one list: 合计 is divided into 人员经费 and 公用经费, an account stands under one of them."""
        groups = block._replace(figures=tuple(column for column in block.figures if column.key))
        whole = block._replace(figures=tuple(column for column in block.figures if not column.key))
        if key == (t.TOTAL,):
            self.cells(number, row, (), groups)
            return
        filled = groups.filled(row)
        read = [self.figure(row[at], self.place(number, at)) for at in filled]
        known = [figure for figure in read if figure is not None]
        if whole.figures and (at := whole.figures[0].at) in whole.filled(row):
            self.agreed(number, row, at, known)
            self.cells(number, row, key, whole)
        elif len(known) > 1:
            self.refuse("B221", self.place(number, filled[0]), "人员经费和公用经费两栏都有数。", "请核对这一行。")
        else:
            column = next((column for column in groups.figures if column.at in filled), None)
            first = column or (*whole.figures, *groups.figures)[0]
            self.cells(number, row, key, block._replace(figures=(first._replace(key=()),)))

    def agreed(self, number: int, row: list[Any], at: int, known: list[Figure]) -> None:
        """Refuse a 合计 in a row of 06 that is not the sum of what stands under its two groups."""
        total = self.figure(row[at], self.place(number, at))
        if total and known and sum(figure.value for figure in known) != total.value:
            listed = "、".join(f"{figure.value:f}" for figure in known)
            evidence = f"合计是 {total.value:f}，人员经费、公用经费两栏却是 {listed}。"
            self.refuse("B221", self.place(number, at), evidence, "请核对这一行。")

    def cells(self, number: int, row: list[Any], key: CellKey, block: ColumnBlock, named: bool = False) -> None:
        """The figures of one row."""
        table, last, line = self.table, len(row), number + self.first
        name = "/".join((self.term, *key))
        first = figures = 0
        for at, own, aspect in block.figures:
            value = row[at] if at < last else ""
            figure = None
            if value != "" or (self.marked and self.is_marked(number, at)):
                place = _place((self.file, line, at + 1, "/".join((name, *own)), self.sheet))
                figure = self.figure(value, place)
            if figure is not None:
                figures += 1
                first = first or at + 1
            if aspect == t.ACTUAL:
                table.cells[key + own] = figure
            elif figure is not None:
                table.budgets[key + own, aspect] = figure
        if figures:
            self.table.rows.append(
                _read_row((self.sheet, number + self.first, first, key, figures, "", "", True, named))
            )

    def is_marked(self, number: int, column: int) -> bool:
        """Whether a cell shows an error, or holds a formula without a value."""
        at = (number + 1, column + 1)
        return at in self.marks.errors or at in self.marks.formulas

    def figure(self, value: Any, place: Place) -> Figure | None:
        """The figure in a cell; what cannot be read is told, a blank is None."""
        if self.marked and (value == "" or place[1:3] in self.marks.errors):
            self.unworked(place)
            return None
        if self.marks.misshown and place[1:3] in self.marks.misshown:
            self.findings.append(misshown(value, self.marks.misshown[place[1:3]], place))
            return None
        try:
            number = amount(value, self.unit)
        except NumberError as error:
            self.refuse("B303", place, str(error), "请核对这个单元格。")
            return None
        return None if number is None else _figure((number, self.table.money, place))

    def unworked(self, place: Place) -> None:
        """An error, or a formula that no program has worked out."""
        shown = self.marks.errors.get(place[1:3])
        if shown:
            self.refuse("B305", place, f"单元格显示的是错误 {shown}。", "请改正公式后重存。")
        else:
            self.refuse("B306", place, "公式没有算出结果。", "请在 Excel 或 WPS 中打开、保存一次。")
