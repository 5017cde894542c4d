"""A workbook of the nine published tables: every figure by its road, with its sheet and cell.

What is known is taken, what is not known is named: other sheets, other columns, other rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.number import NumberError
from narrator.figures.values import Figure, Place, Text
from narrator.readers import headings, labels, spreadsheet
from narrator.readers.amounts import amount
from narrator.readers.headings import Block, Frame
from narrator.readers.spreadsheet import Sheet

_TOTALS = frozenset((t.TOTAL, t.GRAND_TOTAL, "本年合计"))
_SHOWN = 6


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


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its tables by official name, the year and the unit that it names, and what was left aside."""

    file: str
    tables: dict[str, Table]
    year: Figure | None = None
    unit_name: Text | None = None
    notes: tuple[Finding, ...] = ()


def load(path: Path, money: str = "") -> Book:
    """The nine tables of a workbook; those it does not have are missing from ``tables``.

    ``money`` (元 or 万元) stands for the corner note where a sheet has none. Raises Refused with every
    problem that can be told at once.
    """
    return _Reader(str(path), money).read(spreadsheet.load(path))


class _Reader:
    def __init__(self, file: str, money: str) -> None:
        self.file = file
        self.money = money
        self.findings: list[Finding] = []
        self.notes: list[Finding] = []

    def read(self, sheets: list[Sheet]) -> Book:
        frames = self.chosen([frame for sheet in sheets for frame in headings.frames(sheet)], sheets)
        tables = {frame.term: self.table(frame) for frame in frames}
        year = self.year(frames)
        name = self.unit_name(frames)
        if not tables:
            place = Place(self.file, 0, 0)
            advice = f"请检查是否选错了文件；表名应如「{t.OVERVIEW}」。"
            self.findings.append(Finding("B201", place, "没有认出九张决算公开表中的任何一张。", advice))
        if self.findings:
            raise Refused(sorted(self.findings, key=by_place))
        in_order = {term: tables[term] for term in t.STATEMENTS if term in tables}
        return Book(self.file, in_order, year, name, tuple(self.notes))

    def place(self, sheet: Sheet, row: int, column: int, key: str = "") -> Place:
        """The place of a cell; row and column from 0."""
        return Place(self.file, row + 1, column + 1, key, sheet.name)

    def refuse(self, code: str, place: Place, evidence: str, advice: str = "") -> None:
        self.findings.append(Finding(code, place, evidence, advice))

    # Which tables there are -----------------------------------------------------------------------

    def chosen(self, frames: list[Frame], sheets: list[Sheet]) -> list[Frame]:
        """One frame a table; a hidden sheet gives way to a visible one."""
        by_term: dict[str, list[Frame]] = {}
        for frame in frames:
            by_term.setdefault(frame.term, []).append(frame)
        kept = []
        for term, found in by_term.items():
            visible = [frame for frame in found if not frame.sheet.hidden] or found
            for again in visible[1:]:
                place = self.place(again.sheet, again.title_row, again.title_column, term)
                first = self.place(visible[0].sheet, visible[0].title_row, visible[0].title_column)
                self.refuse("B202", place, f"「{term}」有两张，另一张在 {first.sheet}!{first.cell}。", "请删去一张。")
            kept.append(visible[0])
        self.note_others({id(frame.sheet) for frame in frames}, sheets)
        return kept

    def note_others(self, known: set[int], sheets: list[Sheet]) -> None:
        others = [sheet.name for sheet in sheets if id(sheet) not in known and any(map(any, sheet.rows))]
        if others:
            named = "、".join(others[:_SHOWN]) + ("等" if len(others) > _SHOWN else "")
            evidence = f"有 {len(others)} 张工作表不是九张公开表，没有读：{named}。"
            self.notes.append(Finding("B203", Place(self.file, 0, 0), evidence))

    # What the corners say -------------------------------------------------------------------------

    def money_unit(self, frame: Frame) -> str:
        """元 or 万元, by the table's corner note; "" where it cannot be told."""
        told = {
            unit: self.place(frame.sheet, row, column)
            for row, column, text in headings.texts_above(frame)
            if (unit := labels.money_unit(text))
        }
        if len(told) > 1:
            place = max(told.values(), key=lambda place: place[1:3])
            self.refuse("B204", place._replace(key=frame.term), "这张表既写「元」又写「万元」。", "请只留一个。")
        elif not told and not self.money:
            place = self.place(frame.sheet, frame.title_row, frame.title_column, frame.term)
            advice = "请在表的右上角写「单位：万元」或「单位：元」；或加 --unit 万元、--unit 元。"
            self.refuse("B205", place, "看不出这张表的金额单位。", advice)
        return next(iter(told), self.money)

    def year(self, frames: list[Frame]) -> Figure | None:
        told = list(self.told(frames, labels.year))
        for frame, year, place in told:
            if year != told[0][1]:
                evidence = f"这张表写的是 {year} 年，而「{told[0][0].term}」写的是 {told[0][1]} 年。"
                self.refuse("B206", place._replace(key=frame.term), evidence, "请核对是否放错了年份的表。")
        if not told:
            return None
        from decimal import Decimal

        return Figure(Decimal(told[0][1]), "年", told[0][2])

    def unit_name(self, frames: list[Frame]) -> Text | None:
        told = list(self.told(frames, labels.unit_name))
        for frame, name, place in told:
            if name != told[0][1]:
                evidence = f"这张表的单位是「{name}」，而「{told[0][0].term}」的单位是「{told[0][1]}」。"
                self.refuse("B207", place._replace(key=frame.term), evidence, "请核对是否放错了单位的表。")
        return Text(told[0][1], told[0][2]) if told else None

    def told(self, frames: list[Frame], look: Any) -> Iterator[tuple[Frame, str, Place]]:
        """The first answer of each table's corners."""
        for frame in frames:
            for row, column, text in headings.texts_above(frame):
                answer = look(text)
                if answer:
                    yield frame, answer, self.place(frame.sheet, row, column)
                    break

    # The figures of a table -----------------------------------------------------------------------

    def table(self, frame: Frame) -> Table:
        title = self.place(frame.sheet, frame.title_row, frame.title_column, frame.term)
        table = Table(frame.term, title, self.money_unit(frame))
        absent = headings.missing(frame)
        if absent:
            advice = self.seen(frame)
            place = self.place(frame.sheet, frame.head_row, frame.title_column, frame.term)
            self.refuse("B208", place, f"没有找到这些栏：{'、'.join(absent)}。", advice)
            return table
        rows = _Rows(self, frame, table)
        rows.read()
        self.findings += self.rows_missing(frame, table)
        if frame.unknown and rows.unknown_filled:
            named = "、".join(headed for _, headed in frame.unknown)
            self.notes.append(Finding("B209", title, f"这些栏没有读：{named}。"))
        return table

    def seen(self, frame: Frame) -> str:
        """For advice: which headings of a table were not understood."""
        named = "、".join(f"「{headed}」" for _, headed in frame.unknown[:_SHOWN])
        return f"没有认出的栏：{named}。请照公开表的样式改回。" if named else "请照公开表的样式补上。"

    def rows_missing(self, frame: Frame, table: Table) -> Iterator[Finding]:
        """Totals that the table must have."""
        if frame.term in (t.OVERVIEW, t.FISCAL):
            optional = (t.USED_SURPLUS, t.SURPLUS_SHARED)
            needed = [road for road in t.STATEMENTS[frame.term].rows if road[1] not in optional]
            seen = {road[:2] for road in table.cells}
            absent = ["·".join(road) for road in needed if road not in seen]
        elif frame.term == t.BASIC:
            absent = [label for label in (t.STAFF, t.PUBLIC) if (label,) not in table.cells]
        elif frame.term in b.COLUMNS and not (table.empty and frame.term in (t.FUND, t.CAPITAL)):
            absent = [] if any(road[0] == t.TOTAL for road in table.cells) else [t.TOTAL]
        else:
            absent = []
        if absent:
            yield Finding("B210", table.title, f"没有找到这些行：{'、'.join(absent)}。", "请照公开表的样式补上。")


class _Rows:
    """Reads the rows of one table into its cells."""

    def __init__(self, reader: _Reader, frame: Frame, table: Table) -> None:
        self.reader = reader
        self.frame = frame
        self.table = table
        self.sheet = frame.sheet.name
        self.code: list[str] = []
        self.brought = False
        self.unknown_filled = False
        self.columns = {column for block in frame.blocks for column in (*block.codes, *block.names)}

    def read(self) -> None:
        for number in range(self.frame.first_row, self.frame.end_row):
            row = self.frame.sheet.rows[number]
            first = next((cell for cell in row if cell != ""), None)
            if isinstance(first, str) and labels.is_note(first):
                break
            for block in self.frame.blocks:
                self.block(number, row, block)
            if self.frame.unknown and not self.unknown_filled:
                self.unknown_filled = any(column < len(row) and row[column] != "" for column, _ in self.frame.unknown)
        if self.frame.term == t.THREE and not self.table.cells:
            keys = [column.key for block in self.frame.blocks for column in block.figures]
            self.table.cells.update(dict.fromkeys(keys))

    def block(self, number: int, row: list[Any], block: Block) -> None:
        road = self.road(number, row, block) if self.columns else self.only_road(number, row, block)
        if road is not None:
            for column in block.figures:
                self.cell(number, row, road, column)
        elif self.columns and self.is_filled(number, row, block) and not self.is_heading(row, block):
            self.nameless(number, row, block)

    def only_road(self, number: int, row: list[Any], block: Block) -> tuple[str, ...] | None:
        """09 has one row of figures, without a label."""
        return () if self.is_filled(number, row, block) and not self.is_heading(row, block) else None

    def is_filled(self, number: int, row: list[Any], block: Block) -> bool:
        """Whether anything stands in the row's figures, be it a formula that nobody worked out."""
        formulas = self.frame.sheet.marks.formulas
        at = [column.at for column in block.figures]
        return any(column < len(row) and row[column] != "" for column in at) or any(
            (number + 1, column + 1) in formulas for column in at
        )

    def is_heading(self, row: list[Any], block: Block) -> bool:
        """A repeated row of headings or 栏次 among the figures."""
        cells = [row[column.at] for column in block.figures if column.at < len(row) and row[column.at] != ""]
        beside = [labels.squeeze(str(row[column])) for column in self.columns if column < len(row)]
        numbered = [str(cell).removesuffix(".0") for cell in cells]
        in_turn = len(cells) > 1 and all(
            number.isdecimal() and int(number) == int(numbered[0]) + step for step, number in enumerate(numbered)
        )
        return in_turn or any(text in labels.LABELS for text in beside)

    def nameless(self, number: int, row: list[Any], block: Block) -> None:
        """Figures in a row that has no label, or one that is not known."""
        label = next((text for text in self.texts(row, block)), "")
        filled = (column.at for column in block.figures if column.at < len(row) and row[column.at] != "")
        column = next(filled, block.figures[0].at)
        place = self.reader.place(self.frame.sheet, number, column, self.table.term)
        if label:
            self.reader.notes.append(Finding("B211", place, f"这一行没有读：没有认出「{labels.squeeze(label)}」。"))
        elif self.has_amount(row, block):
            self.reader.refuse("B304", place, "这一行有数，却没有科目或项目的名称。", "请补上名称，或删去这一行。")

    def has_amount(self, row: list[Any], block: Block) -> bool:
        for column in block.figures:
            if column.at < len(row):
                try:
                    if amount(row[column.at], t.WAN) is not None:
                        return True
                except NumberError:
                    return True
        return False

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
        for text in self.texts(row, block):
            label = labels.row(text)
            if term == t.BASIC:
                known = labels.BASIC_ROWS.get(label)
                if known:
                    return (known,)
            elif label in _TOTALS:
                return (t.TOTAL,)
        return None

    def side_road(self, row: list[Any], block: Block) -> tuple[str, ...] | None:
        known = labels.ROWS[self.frame.term, block.side]
        for text in self.texts(row, block):
            label = known.get(labels.row(text))
            if label is None:
                continue
            if label == t.FISCAL_BROUGHT:
                self.brought = True
            if self.brought and label in b.BUDGETS:
                return (block.side, t.FISCAL_BROUGHT, label)
            return (block.side, label)
        return None

    def item_road(self, row: list[Any], block: Block) -> tuple[str, ...] | None:
        if not block.names:
            return ()
        for text in self.texts(row, block):
            item = labels.ITEMS.get(labels.row(text))
            if item:
                return (item,)
        return None

    def account(self, number: int, row: list[Any], block: Block) -> str:
        """The code of the account in this row, "" where there is none; its name is noted."""
        cells = [row[column] if column < len(row) else "" for column in block.codes]
        digits = [labels.digits(cell, first=not place) if cell != "" else "" for place, cell in enumerate(cells)]
        if not any(digits):
            return ""
        depth = max(place for place, part in enumerate(digits) if part)
        if len(digits) > 1:
            above = self.code[:depth]
            digits = [part or (above[place] if place < len(above) else "") for place, part in enumerate(digits)]
        self.code = digits
        code = "".join(digits)
        place = self.reader.place(self.frame.sheet, number, block.codes[0], f"{self.table.term}/科目/{code}")
        lengths = (3, 5) if self.frame.term == t.BASIC else (3, 5, 7)
        if len(code) not in lengths:
            expected = "、".join(map(str, lengths))
            self.reader.refuse("B301", place, f"科目编码「{code}」写法不对，应是 {expected} 位数字。", "请核对编码。")
            return ""
        self.name(code, row, block, place)
        return code

    def name(self, code: str, row: list[Any], block: Block, place: Place) -> None:
        words = next((labels.squeeze(text) for text in self.texts(row, block)), "")
        if not words:
            self.reader.refuse("B302", place, f"科目 {code} 没有名称。", "请补上科目名称。")
        elif words[-1].isdecimal():
            self.reader.refuse("B302", place, f"科目 {code} 的名称「{words}」以数字结尾。", "请只写名称。")
        self.table.names[code] = Text(words, place)

    # Cells ----------------------------------------------------------------------------------------

    def cell(self, number: int, row: list[Any], road: tuple[str, ...], column: headings.Column) -> None:
        full = (*road, *column.key)
        value = row[column.at] if column.at < len(row) else ""
        marks = self.frame.sheet.marks
        at = (number + 1, column.at + 1)
        figure = None
        if value != "" or at in marks.errors or at in marks.formulas:
            figure = self.figure(value, Place(self.reader.file, *at, "/".join((self.table.term, *full)), self.sheet))
        if column.aspect != t.ACTUAL:
            if figure is not None:
                self.table.budgets[full, column.aspect] = figure
            return
        if full in self.table.cells:
            self.twice(full, Place(self.reader.file, *at, self.table.term, self.sheet))
        self.table.cells[full] = figure

    def figure(self, value: Any, place: Place) -> Figure | None:
        marks = self.frame.sheet.marks
        if place[1:3] in marks.errors:
            evidence = f"单元格显示的是错误 {marks.errors[place[1:3]]}。"
            self.reader.refuse("B305", place, evidence, "请改正公式后重存。")
        elif value == "":
            self.reader.refuse("B306", place, "公式没有算出结果。", "请在 Excel 或 WPS 中打开、保存一次。")
        else:
            try:
                number = amount(value, self.table.money or t.WAN)
            except NumberError as error:
                self.reader.refuse("B303", place, str(error), "请核对这个单元格。")
            else:
                return None if number is None else Figure(number, self.table.money, place)
        return None

    def twice(self, road: tuple[str, ...], place: Place) -> None:
        first = self.table.cells[road]
        where = f"，前一处在 {first.origin.cell}" if first and isinstance(first.origin, Place) else ""
        self.reader.refuse("B307", place, f"「{'·'.join(road)}」在表中有两处{where}。", "请删去一处。")
