"""What the corners of the tables say: the unit of money, the year, the name of the unit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from narrator.figures import terms as t
from narrator.figures.findings import Finding
from narrator.figures.values import Figure, Place, Text
from narrator.readers import headings, labels
from narrator.readers.headings import Frame
from narrator.readers.spreadsheet import Worksheet


class Corners:
    """Looks above the tables of one workbook; ``findings`` are what makes it unfit."""

    def __init__(self, file: str, money: str) -> None:
        self.file, self.money = file, money
        self.findings: list[Finding] = []

    def place(self, sheet: Worksheet, row: int, column: int, key: str = "") -> Place:
        """The place of a cell; row and column from 0."""
        return Place(self.file, max(row + 1 - sheet.above, 0), column + 1, key, sheet.name)

    def refuse(self, code: str, place: Place, evidence: str, advice: str = "") -> None:
        """Note what makes the workbook unfit."""
        self.findings.append(Finding(code, place, evidence, advice))

    def money_unit(self, frame: Frame, continued: str = "") -> str:
        """元 or 万元, by the table's corner note; "" where it cannot be told.

        A page without a corner note is in the unit of the page that it continues.
        """
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
        elif not told and not (continued or self.money):
            place = self.place(frame.sheet, *frame.at, frame.term)
            advice = "请在表的右上角写「单位：万元」或「单位：元」；或加 --unit 万元、--unit 元。"
            self.refuse("B205", place, "看不出这张表的金额单位。", advice)
        return next(iter(told), continued or self.money)

    def year(self, frames: list[Frame]) -> Figure | None:
        """The year that the tables name."""
        told = list(self.stated(frames, labels.year))
        for frame, year, place in told:
            if year != told[0][1]:
                evidence = f"这张表写的是 {year} 年，而「{told[0][0].term}」写的是 {told[0][1]} 年。"
                self.refuse("B206", place._replace(key=frame.term), evidence, "请核对是否放错了年份的表。")
        return Figure(Decimal(told[0][1]), "年", told[0][2]) if told else None

    def unit_name(self, frames: list[Frame]) -> Text | None:
        """The unit that the tables name."""
        told = list(self.stated(frames, labels.unit_name))
        for frame, name, place in told:
            if name.replace(labels.OWN_LEVEL, "") != told[0][1].replace(labels.OWN_LEVEL, ""):
                evidence = f"这张表的单位是「{name}」，而「{told[0][0].term}」的单位是「{told[0][1]}」。"
                self.refuse("B207", place._replace(key=frame.term), evidence, "请核对是否放错了单位的表。")
        return Text(told[0][1], told[0][2]) if told else None

    def stated(self, frames: list[Frame], look: Any) -> Iterator[tuple[Frame, str, Place]]:
        """The first answer of each table's corners."""
        for frame in frames:
            for row, column, text in headings.texts_above(frame):
                answer = look(text)
                if answer:
                    yield frame, answer, self.place(frame.sheet, row, column)
                    break
