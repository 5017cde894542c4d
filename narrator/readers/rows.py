"""The rows of one published table: which account or item each is, and its figures with their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from narrator.figures import terms as t
from narrator.figures.findings import Finding
from narrator.figures.number import NumberError
from narrator.figures.values import Figure, Place, Text
from narrator.readers import labels
from narrator.readers.amounts import amount, quoted
from narrator.readers.headings import Block, Frame
from narrator.readers.unseen import misshown

_TOTALS = dict.fromkeys((t.TOTAL, t.GRAND_TOTAL, "本年合计", t.YEAR_RECEIPTS, t.YEAR_PAYMENTS), t.TOTAL)


@dataclass(slots=True)
class Table:
    """One of the nine tables as published. Roads as in ``narrator.figures.tables``.

    ``cells`` holds None where a cell is blank; ``budgets`` are the 年初预算 and 全年预算 of roads in
    01 and 04, where the table has such columns; ``names`` the names of accounts by code; ``empty`` says
    that the table lists no account and holds no figure at all.
    """

    term: str
    title: Place
    money: str = ""
    cells: dict[tuple[str, ...], Figure | None] = field(default_factory=dict)
    budgets: dict[tuple[tuple[str, ...], str], Figure] = field(default_factory=dict)
    names: dict[str, Text] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether it lists no account and holds no figure at all."""
        return not self.names and not any(self.cells.values())


class Found(NamedTuple):
    """What reading the rows had to say."""

    findings: list[Finding]
    notes: list[Finding]


def read(file: str, frame: Frame, table: Table) -> tuple[Found, bool]:
    """Read the rows of a table into it; what was found, and whether anything stands in unknown columns."""
    rows = _Rows(file, frame, table)
    rows.read()
    return rows.found, rows.unread


class _Rows:
    """Reads the rows of one table into its cells."""

    def __init__(self, file: str, frame: Frame, table: Table) -> None:
        self.file = file
        self.frame = frame
        self.table = table
        self.sheet = frame.sheet.name
        self.marks = frame.sheet.marks
        self.marked = bool(self.marks.errors or self.marks.formulas)
        self.found = Found([], [])
        self.unread = False
        self.above: dict[tuple[int, ...], list[str]] = {}  # of each block, the code of the row above
        self.carried: tuple[str, ...] | None = None  # a total whose amount stands in a block further right
        self.brought = False
        self.seen: dict[tuple[str, ...], int] = {}
        self.labelled = any(block.codes or block.names for block in frame.blocks)

    def read(self) -> None:
        for number in range(self.frame.first_row, self.frame.end_row):
            row = self.frame.sheet.rows[number]
            first = next((cell for cell in row if cell != ""), None)
            if isinstance(first, str) and labels.is_note(first):
                break
            self.carried = None
            for block in self.frame.blocks:
                self.block(number, row, block)
            if self.frame.unknown and not self.unread:
                self.unread = any(column < len(row) and row[column] != "" for column, _ in self.frame.unknown)
        if self.frame.term == t.THREE and not self.table.cells:
            keys = [column.key for block in self.frame.blocks for column in block.figures]
            self.table.cells.update(dict.fromkeys(keys))

    def block(self, number: int, row: list[Any], block: Block) -> None:
        if self.unreadable(number, row, block):
            return
        road = self.road(number, row, block) if self.labelled else self.only_road(number, row, block)
        if self.frame.term == t.BASIC:
            road = self.carry(road, number, row, block)
        if road is None:
            if self.labelled and self.is_filled(number, row, block) and not self.is_heading(row, block):
                self.nameless(number, row, block)
        elif self.seen.setdefault(road, number) != number:
            self.twice(road, number, block)
        else:
            self.cells(number, row, road, block)

    def place(self, number: int, column: int, key: str = "") -> Place:
        """The place of a cell; row and column from 0."""
        return Place(self.file, number + 1, column + 1, key or self.table.term, self.sheet)

    def refuse(self, code: str, place: Place, evidence: str, advice: str) -> None:
        self.found.findings.append(Finding(code, place, evidence, advice))

    # What kind of row it is -----------------------------------------------------------------------

    def unreadable(self, number: int, row: list[Any], block: Block) -> bool:
        """Whether an error, or a formula without a value, stands where the label should; it is told."""
        if not self.marked:
            return False
        for column in (*block.codes, *block.names):
            at = (number + 1, column + 1)
            blank = column >= len(row) or row[column] == ""
            if at in self.marks.errors or (at in self.marks.formulas and blank):
                self.unworked(self.place(number, column))
                return True
        return False

    def carry(self, road: tuple[str, ...] | None, number: int, row: list[Any], block: Block) -> tuple[str, ...] | None:
        """A total of 06 may span several blocks: its label stands in the first, its amount in the last."""
        filled = self.is_filled(number, row, block)
        if road is None and filled and not any(self.texts(row, block)):
            return self.carried
        if road is not None:
            self.carried = None if filled or road[0].isdecimal() else road
        return road

    def only_road(self, number: int, row: list[Any], block: Block) -> tuple[str, ...] | None:
        """09 has one row of figures, without a label."""
        return () if self.is_filled(number, row, block) and not self.is_heading(row, block) else None

    def is_filled(self, number: int, row: list[Any], block: Block) -> bool:
        """Whether anything stands in the row's figures, be it a formula that nobody worked out."""
        at = [column.at for column in block.figures]
        if any(column < len(row) and row[column] != "" for column in at):
            return True
        return self.marked and any((number + 1, column + 1) in self.marks.formulas for column in at)

    def is_heading(self, row: list[Any], block: Block) -> bool:
        """A repeated row of headings or 栏次 among the figures."""
        cells = [row[column.at] for column in block.figures if column.at < len(row) and row[column.at] != ""]
        beside = [labels.squeeze(str(row[column])) for column in (*block.codes, *block.names) if column < len(row)]
        numbered = [str(cell).removesuffix(".0") for cell in cells]
        in_turn = len(cells) == len(block.figures) > 1 and all(
            number.isdecimal() and int(number) == int(numbered[0]) + step for step, number in enumerate(numbered)
        )
        return in_turn or any(text in labels.LABELS for text in beside)

    def nameless(self, number: int, row: list[Any], block: Block) -> None:
        """Figures in a row that has no label, or one that is not known."""
        filled = (column.at for column in block.figures if column.at < len(row) and row[column.at] != "")
        place = self.place(number, next(filled, block.figures[0].at))
        label = next(self.texts(row, block), "")
        if not self.has_amount(row, block):
            return
        coded = [(column, row[column]) for column in block.codes if column < len(row) and row[column] != ""]
        if not label:
            self.refuse("B304", place, "这一行有数，却没有科目或项目的名称。", "请补上名称，或删去这一行。")
        elif not block.codes:
            self.found.notes.append(Finding("B211", place, f"这一行没有读：没有认出「{quoted(label)}」。"))
        elif coded:
            self.wrong_code(self.place(number, coded[0][0]), str(coded[0][1]))
        else:
            self.refuse("B304", place, "这一行有数，却没有科目编码。", "请补上编码，或删去这一行。")

    def has_amount(self, row: list[Any], block: Block) -> bool:
        for column in block.figures:
            if column.at < len(row):
                try:
                    if amount(row[column.at], t.WAN) is not None:
                        return True
                except NumberError:
                    return True
        return False

    def twice(self, road: tuple[str, ...], number: int, block: Block) -> None:
        first = (*block.codes, *block.names, 0)[0]
        what = f"科目 {road[0]} 有两行" if road and road[0].isdigit() else f"「{'·'.join(road)}」有两行"
        evidence = f"{what if road else '有两行数'}，前一行在 {self.place(self.seen[road], first).cell}。"
        self.refuse("B307", self.place(number, first), evidence, "请删去一行。")

    def texts(self, row: list[Any], block: Block) -> Iterator[str]:
        """What stands in the columns of names, and words in those of codes."""
        for column in (*block.names, *block.codes):
            cell = row[column] if column < len(row) else ""
            words = isinstance(cell, str) and labels.squeeze(cell)
            if words and (column in block.names or not labels.digits(cell, first=True)):
                yield cell

    # Roads ----------------------------------------------------------------------------------------

    def road(self, number: int, row: list[Any], block: Block) -> tuple[str, ...] | None:
        """What the row adds to the road of its cells; None where it has no known label."""
        term = self.frame.term
        if term in (t.OVERVIEW, t.FISCAL):
            return self.side_road(row, block)
        if term == t.THREE:
            return self.item_road(row, block)
        code = self.account(number, row, block)
        if code:
            return (code,)
        known = labels.BASIC_ROWS if term == t.BASIC else _TOTALS
        found = (known.get(labels.row(text)) for text in self.texts(row, block))
        return next(((label,) for label in found if label), None)

    def side_road(self, row: list[Any], block: Block) -> tuple[str, ...] | None:
        known = labels.ROWS.get((self.frame.term, block.side), {})
        for text in self.texts(row, block):
            label = known.get(labels.row(text))
            if label is None:
                continue
            if label == t.FISCAL_BROUGHT:
                self.brought = True
            if self.brought and label in t.BUDGETS:
                return (block.side, t.FISCAL_BROUGHT, label)
            return (block.side, label)
        return None

    def item_road(self, row: list[Any], block: Block) -> tuple[str, ...] | None:
        if not block.names:
            return ()
        found = (labels.ITEMS.get(labels.row(text)) for text in self.texts(row, block))
        return next(((item,) for item in found if item), None)

    def account(self, number: int, row: list[Any], block: Block) -> str | None:
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
        return code

    def coded(self, row: list[Any], block: Block) -> tuple[str, str]:
        """The code and the name in a row: in cells of their own, or both in one.

        Where the levels of a code stand in cells of their own, an upper one may stand in a row above only. A code
        whose level cannot be told comes with bars between its cells.
        """
        cells = [row[column] if column < len(row) else "" for column in block.codes]
        if len(cells) == 1 and (code := labels.digits(cells[0], first=True)):
            return code, next((labels.squeeze(text) for text in self.texts(row, block)), "")
        digits = [labels.digits(cell, first=not place) if cell != "" else "" for place, cell in enumerate(cells)]
        name = next((labels.squeeze(text) for text in self.texts(row, block)), "")
        if not any(digits):
            both = next((pair for text in self.texts(row, block) if (pair := labels.coded(text))), None)
            return both or ("", "")
        depth = max(place for place, part in enumerate(digits) if part)
        above = self.above.get(block.codes, [])[:depth] if depth else []
        levels = [
            part or (above[place] if place < len(above) else "") for place, part in enumerate(digits[: depth + 1])
        ]
        strange = any(not part and labels.squeeze(str(cell)) for cell, part in zip(cells, digits, strict=True))
        if strange or (depth and [len(level) for level in levels] != [3, 2, 2][: depth + 1]):
            return "|".join(labels.squeeze(str(cell)) for cell in cells), name
        self.above[block.codes] = levels
        return "".join(levels), name

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many digits a code may have."""
        return (3, 5) if self.frame.term == t.BASIC else (3, 5, 7)

    def wrong_code(self, place: Place, code: str) -> None:
        expected = "、".join(map(str, self.lengths))
        self.refuse("B301", place, f"科目编码「{quoted(code)}」写法不对，应是 {expected} 位数字。", "请核对编码。")

    # Cells ----------------------------------------------------------------------------------------

    def cells(self, number: int, row: list[Any], road: tuple[str, ...], block: Block) -> None:
        """The figures of one row."""
        key, marked, last = "/".join((self.table.term, *road)), self.marked, len(row)
        for column in block.figures:
            value = row[column.at] if column.at < last else ""
            figure = None
            if value != "" or (marked and self.is_marked(number, column.at)):
                place = Place(self.file, number + 1, column.at + 1, "/".join((key, *column.key)), self.sheet)
                figure = self.figure(value, place)
            if column.aspect == t.ACTUAL:
                self.table.cells[road + column.key] = figure
            elif figure is not None:
                self.table.budgets[road + column.key, column.aspect] = figure

    def is_marked(self, number: int, column: int) -> bool:
        """Whether a cell shows an error, or holds a formula without a value."""
        at = (number + 1, column + 1)
        return at in self.marks.errors or at in self.marks.formulas

    def figure(self, value: Any, place: Place) -> Figure | None:
        if value == "" or (self.marked and place[1:3] in self.marks.errors):
            self.unworked(place)
            return None
        if place[1:3] in self.marks.misshown:
            self.found.findings.append(misshown(value, self.marks.misshown[place[1:3]], place))
            return None
        try:
            number = amount(value, self.table.money or t.WAN)
        except NumberError as error:
            self.refuse("B303", place, str(error), "请核对这个单元格。")
            return None
        return None if number is None else Figure(number, self.table.money, place)

    def unworked(self, place: Place) -> None:
        """An error, or a formula that no program has worked out."""
        shown = self.marks.errors.get(place[1:3])
        if shown:
            self.refuse("B305", place, f"单元格显示的是错误 {shown}。", "请改正公式后重存。")
        else:
            self.refuse("B306", place, "公式没有算出结果。", "请在 Excel 或 WPS 中打开、保存一次。")
