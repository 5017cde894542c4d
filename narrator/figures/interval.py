"""What a printed figure stands for: every exact amount that rounds to it (half up).

Rounding is never an error: a sum is broken only where no unrounded amounts could print these figures.
Source: 财政部 公开报表 are printed in 万元 with two decimals, each figure rounded on its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from narrator.figures.terms import SCALES, WAN
from narrator.figures.values import Figure

DECIMALS = 2  # decimals of 万元 in 财政部's tables
_CENTS = 2  # decimals of 元 that tell the last 分
_MANY = 8  # so many different round amounts are no accident: the table prints fewer decimals


class Interval(NamedTuple):
    """All amounts from ``low`` to ``high``; an end belongs to it where its flag is set."""

    low: Decimal
    high: Decimal
    low_in: bool = True
    high_in: bool = True

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_in, self.low_in)

    def shifted(self, digits: int) -> Interval:
        """It times ten to the power of ``digits`` (4 makes 元 of 万元)."""
        return self._replace(low=self.low.scaleb(digits), high=self.high.scaleb(digits))

    def meets(self, other: Interval) -> bool:
        """Whether some amount belongs to both."""
        return self.reaches(other) and other.reaches(self)

    def reaches(self, other: Interval) -> bool:
        """Whether some amount of this one is at least as large as some amount of the other."""
        return self.high > other.low or (self.high == other.low and self.high_in and other.low_in)

    def holds(self, value: Decimal) -> bool:
        """Whether the amount belongs to it."""
        return self.meets(exactly(value))


def exactly(value: Decimal) -> Interval:
    """Only the amount itself."""
    return Interval(value, value)


def around(value: Decimal, digits: int) -> Interval:
    """The amounts that print as ``value`` with so many decimals; fewer than none round to tens, hundreds …

    Half up rounds away from zero, so that 0.005 prints as 0.01 and −0.005 as −0.01.
    """
    half = _half(digits)
    return Interval(value - half, value + half, value > 0, value < 0)


@lru_cache(maxsize=40)  # the same few numbers of decimals in every table
def _half(digits: int) -> Decimal:
    """Half of the last of so many decimals."""
    return Decimal(5).scaleb(-digits - 1)


def total(intervals: Iterable[Interval]) -> Interval:
    """What the sum of such amounts can be."""
    low = high = Decimal(0)
    low_in = high_in = True
    for one in intervals:
        low, high = low + one.low, high + one.high
        low_in, high_in = low_in and one.low_in, high_in and one.high_in
    return Interval(low, high, low_in, high_in)


# Figures of a table ---------------------------------------------------------------------------------


def printed(figure: Figure, digits: int) -> Interval:
    """What an amount printed with so many decimals stands for, in 元.

    It has at least the decimals that it was given with; 分 are exact, there is nothing below them.
    """
    digits = max(digits, _last_digit(figure.value)) if figure.value else digits
    amount, digits = figure.yuan, digits - SCALES[figure.unit]
    return exactly(amount) if digits >= _CENTS else around(amount, digits)


def digits(figures: Iterable[Figure | None]) -> int:
    """How many decimals of 万元 a table with these amounts prints (−2 decimals of 元 are two of 万元).

    As many as a quarter of its different amounts have, so that one odd cell does not count; fewer
    than two only where many amounts say so.
    """
    different = {figure[:2] for figure in figures if figure is not None and figure.value}
    found = sorted((max(_last_digit(value) + below_wan(unit), 0) for value, unit in different), reverse=True)
    most = found[len(found) // 4] if found else DECIMALS
    return most if len(found) >= _MANY else max(most, DECIMALS)


def _last_digit(value: Decimal) -> int:
    """How many decimals a number needs; −2 where it is a round hundred."""
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def below_wan(unit: str) -> int:
    """How many digits this unit lies below 万元."""
    return SCALES[WAN] - SCALES[unit]
