"""The values that all floors pass on: a figure, a text, a gap. Each keeps where it comes from."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from narrator.figures.characters import shown
from narrator.figures.number import half_up, has_places
from narrator.figures.terms import SCALES, WAN, YUAN

Key: TypeAlias = "tuple[str | int, ...]"
"""What leads to a value in a unit file or a form: its keys in official terms, a place in a list as a number from 1.

As text the parts are joined by ``/``, as in ``Place.key``.
"""


_FEN = 2  # decimals of an amount in 元
ROUNDED = "printed"  # the rule of the formula by which an amount was rounded for print
_OF_A_TEXT = re.compile("表 [0-9]+")


class Place(NamedTuple):
    """Where something stands in an input file; line and column count from 1, 0 means the file as a whole.

    ``key`` leads to it in the file, in official terms ("收入支出决算总表/收入/总计/决算").
    ``sheet`` is the sheet of a workbook, whose rows and columns ``line`` and ``column`` then are; a table of a text
    stands for one under its number (「表 2」).
    """

    file: str
    line: int
    column: int
    key: str = ""
    sheet: str = ""

    @property
    def cell(self) -> str:
        """The cell of a workbook as Excel names it, e.g. "D12"."""
        letters, column = "", self.column
        while column:
            column, letter = divmod(column - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.line}"

    def __str__(self) -> str:
        file = shown(self.file)
        if self.sheet:
            sheet = shown(" ".join(self.sheet.split()))
            if self.line and _OF_A_TEXT.fullmatch(sheet):
                return f"{file} {sheet} 第 {self.line} 行第 {self.column} 格"
            return f"{file} {sheet}!{self.cell}" if self.line else f"{file} {sheet}"
        return f"{file}:{self.line}:{self.column}" if self.line else file


class Formula(NamedTuple):
    """How a derived figure came about: the rule, and its inputs by the name the expression uses.

    ``expression`` is arithmetic over those names, e.g. ``"(本年数 − 上年数) ÷ 上年数 × 100"``.
    """

    rule: str
    expression: str
    inputs: tuple[tuple[str, Figure], ...]

    def with_numbers(self) -> str:
        """The expression with each name replaced by its number, e.g. ``"(12.00 − 10.00) ÷ 10.00 × 100"``."""
        text = self.expression
        for name, figure in sorted(self.inputs, key=lambda item: -len(item[0])):
            number = f"{figure.value:f}"
            text = text.replace(name, f"({number})" if figure.value < 0 else number)
        return text


class Figure(NamedTuple):
    """A known number: exact value, unit (元, 万元, %, 人, 辆 …) and origin."""

    value: Decimal
    unit: str
    origin: Place | Formula

    @property
    def yuan(self) -> Decimal:
        """An amount of money in 元, exactly; the value itself where it is no money."""
        return self.value.scaleb(SCALES.get(self.unit, 0))

    @property
    def exact(self) -> Figure:
        """The amount itself where this one was rounded for print, else the figure."""
        figure = self
        while isinstance(figure.origin, Formula) and figure.origin.rule == ROUNDED:
            figure = figure.origin.inputs[0][1]
        return figure

    def printed(self, places: int, scale: str = WAN) -> Figure:
        """An amount of money as it is printed: in ``scale`` (元, 万元, 亿元) with ``places`` decimals, half up, once.

        Each amount is rounded on its own; a total is never re-summed from rounded parts. Raises TypeError for what
        is no money.
        """
        if self.unit not in SCALES:
            raise TypeError(f"not an amount of money: {self.unit}")
        if self.unit == scale and has_places(self.value, places):
            return self
        shift = SCALES[self.unit] - SCALES[scale]
        value = half_up(self.value.scaleb(shift), places)
        if not shift and value == self.value:
            return Figure(value, scale, self.origin)
        factor = f" {'×' if shift > 0 else '÷'} {10 ** abs(shift)}" if shift else ""
        return Figure(value, scale, Formula(ROUNDED, f"{self.unit}{factor}", ((self.unit, self),)))

    def unrounded(self) -> Figure:
        """An amount of money in 元 as it was given, before it was rounded for print; exact to the 分."""
        origin = self.origin
        rounded = isinstance(origin, Formula) and origin.rule == ROUNDED
        return (origin.inputs[0][1] if rounded and isinstance(origin, Formula) else self).printed(_FEN, YUAN)


class Text(NamedTuple):
    """Words of the unit's own, verbatim, or an official term; ``origin`` is None for a term of the code."""

    text: str
    origin: Place | None = None


class Gap(NamedTuple):
    """Something that is still to be filled in: the key of the missing value in the unit file.

    ``subject`` says in official terms what is missing, ``of`` whether it is a figure, a text or a reason.
    """

    key: str
    subject: str
    of: str = "figure"


class Names(NamedTuple):
    """A list of names that is printed as one slot (科室, 下属单位, 经济科目)."""

    names: tuple[Text, ...]


Value: TypeAlias = Figure | Text | Names | Gap
