"""A workbook of the nine published tables: every figure by its road, with its sheet and cell.

What is known is taken, what is not known is named: other sheets, other columns, other rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.values import Figure, Place, Text
from narrator.readers import headings, labels, rows, spreadsheet
from narrator.readers.headings import Frame
from narrator.readers.rows import Table
from narrator.readers.spreadsheet import Sheet

_SHOWN = 6


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
            if not frame.headless:
                by_term.setdefault(frame.term, []).append(frame)
        for frame in frames:
            if frame.headless and frame.term not in by_term and not frame.sheet.hidden:
                place = self.place(frame.sheet, frame.title_row, frame.title_column, frame.term)
                self.refuse("B208", place, "只有表名，没有找到栏目标题。", "请照公开表的样式补上。")
        kept = []
        for term, found in by_term.items():
            visible = [frame for frame in found if not frame.sheet.hidden] or found
            if term == t.CAPITAL:  # the families of thirteen tables have it twice: in full, and what was spent
                visible = [frame for frame in visible if headings.has_income(frame)] or visible
            for again in visible[1:]:
                place = self.place(again.sheet, again.title_row, again.title_column, term)
                first = self.place(visible[0].sheet, visible[0].title_row, visible[0].title_column)
                self.refuse("B202", place, f"「{term}」有两张，另一张在 {first.sheet}!{first.cell}。", "请删去一张。")
            kept.append(visible[0])
        self.note_others({id(frame.sheet) for frame in frames}, sheets)
        if not all(sheet.marks.seen for sheet in sheets):
            evidence = "旧格式（.xls、.xlsb）看不出错误值（如 #REF!）和没有算出的公式，都按空白读。"
            self.notes.append(Finding("B218", Place(self.file, 0, 0), evidence, "请另存为 .xlsx 再用。"))
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
            unit: self.place(frame.sheet, row, column, frame.term)
            for row, column, text in headings.texts_above(frame)
            if (unit := labels.money_unit(text))
        }
        for row, column, unit in headings.headings_money(frame):
            told.setdefault(unit, self.place(frame.sheet, row, column, frame.term))
        strange = [(unit, place) for unit, place in told.items() if unit not in (t.YUAN, t.WAN)]
        for unit, place in strange:
            evidence = f"金额单位「{unit}」不是「元」，也不是「万元」。"
            self.refuse("B205", place, evidence, "请把表中的数换算成万元，再改单位。")
        if strange:
            return ""
        if len(told) > 1:
            self.refuse(
                "B204",
                max(told.values(), key=lambda place: place[1:3]),
                "这张表既写「元」又写「万元」。",
                "请只留一个。",
            )
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
            if name.replace(labels.OWN_LEVEL, "") != told[0][1].replace(labels.OWN_LEVEL, ""):
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
        absent, doubled = headings.missing(frame), list(headings.doubled(frame))
        if absent:
            place = self.place(frame.sheet, frame.head_row, frame.title_column, frame.term)
            self.refuse("B208", place, f"没有找到这些栏：{'、'.join(absent)}。", self.seen(frame, doubled))
            return table
        for first, again in doubled:
            place = self.place(frame.sheet, frame.head_row, again.at, frame.term)
            before = self.place(frame.sheet, frame.head_row, first.at).cell
            self.refuse("B307", place, f"「{_said(again)}」有两栏，前一栏在 {before}。", "请删去一栏。")
        if doubled:
            return table
        found, unread = rows.read(self.file, frame, table)
        self.findings += found.findings
        self.notes += found.notes
        self.findings += self.rows_missing(frame, table)
        if unread:
            named = "、".join(headed or "没有标题的一栏" for _, headed in frame.unknown)
            self.notes.append(Finding("B209", title, f"这些栏没有读：{named}。"))
        return table

    def seen(self, frame: Frame, doubled: list[tuple[headings.Column, headings.Column]]) -> str:
        """For advice: which headings of a table were not understood, or stand twice."""
        for first, again in doubled:
            cells = "、".join(self.place(frame.sheet, frame.head_row, column.at).cell for column in (first, again))
            return f"「{_said(again)}」有两栏（{cells}），请照公开表的样式改回。"
        named = "、".join(f"「{headed}」" for _, headed in frame.unknown[:_SHOWN] if headed)
        return f"没有认出的栏：{named}。请照公开表的样式改回。" if named else "请照公开表的样式补上。"

    def rows_missing(self, frame: Frame, table: Table) -> Iterator[Finding]:
        """Totals that the table must have."""
        if frame.term in (t.OVERVIEW, t.FISCAL):
            optional = (t.USED_SURPLUS, t.SURPLUS_SHARED, *t.BUDGETS)
            needed = [road for road in t.STATEMENTS[frame.term].rows if road[1] not in optional]
            seen = {road[:2] for road in table.cells}
            absent = ["·".join(road) for road in needed if road not in seen]
        elif frame.term == t.THREE:
            absent = [item for item in b.THREE_ITEMS if (item, b.ACTUAL_COLUMN) not in table.cells]
        elif frame.term == t.BASIC:
            absent = [label for label in (t.STAFF, t.PUBLIC) if (label,) not in table.cells]
        elif frame.term in b.COLUMNS and not (table.empty and frame.term in (t.FUND, t.CAPITAL)):
            absent = [] if any(road[0] == t.TOTAL for road in table.cells) else [t.TOTAL]
        else:
            absent = []
        if absent:
            yield Finding("B210", table.title, f"没有找到这些行：{'、'.join(absent)}。", "请照公开表的样式补上。")


def _said(column: headings.Column) -> str:
    return "·".join(column.key) or column.aspect
