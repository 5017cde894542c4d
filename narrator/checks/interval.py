"""What a printed figure stands for: every exact amount that rounds to it (half up).

Rounding is never an error: a sum is broken only where no unrounded amounts could print these figures.
Source: 财政部 公开报表 are printed in 万元 with two decimals, each figure rounded on its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple


class Interval(NamedTuple):
    """All amounts from ``low`` to ``high``; an end belongs to it where its flag is set."""

    low: Decimal
    high: Decimal
    low_in: bool = True
    high_in: bool = True

    def __add__(self, other: object) -> Interval:
        if not isinstance(other, Interval):
            return NotImplemented
        return Interval(
            self.low + other.low, self.high + other.high, self.low_in and other.low_in, self.high_in and other.high_in
        )

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


NOTHING = exactly(Decimal(0))


def around(value: Decimal, digits: int) -> Interval:
    """The amounts that print as ``value`` with so many decimals; fewer than none round to tens, hundreds …

    Half up rounds away from zero, so that 0.005 prints as 0.01 and −0.005 as −0.01.
    """
    half = Decimal(5).scaleb(-digits - 1)
    return Interval(value - half, value + half, value > 0, value < 0)


def total(intervals: Iterable[Interval]) -> Interval:
    """What the sum of such amounts can be."""
    return sum(intervals, NOTHING)
