"""What printed figures can be: whether some unrounded values print as all of them; sums written out with numbers.

Each printed figure stands for all values that round to it. A relation is broken only where no such values keep it:
rounding is never an error, whether a region works from 元 or from the printed 万元.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from narrator.figures.interval import Interval, exactly, total
from narrator.figures.number import half_up
from narrator.figures.terms import PERCENT, SCALES, YUAN
from narrator.reading.numbers import Number

_HUNDRED = Decimal(100)
_UNITS = {scale: unit for unit, scale in SCALES.items()}
_FAR = Decimal("1E+30")  # in place of infinity, where a base may be nothing


def quotient(over: Interval, under: Interval) -> Interval:
    """What one amount in per cent of another can be; both not below nothing."""
    low = _HUNDRED * max(over.low, Decimal(0)) / under.high if under.high > 0 else Decimal(0)
    high = _HUNDRED * over.high / under.low if under.low > 0 else _FAR
    return Interval(low, high)


def rate_of_change(this: Interval, change: Interval, sense: int) -> Interval:
    """What a rate of change can be, without its sign: the change in per cent of what was before it."""
    small, large = max(change.low, Decimal(0)), max(change.high, Decimal(0))
    if sense >= 0:
        least, most = this.high - small, this.low - large
    else:
        least, most = this.high + small, this.low + large
    if least <= 0:
        return Interval(_FAR, _FAR)  # there was nothing before it: no rate is possible
    return Interval(_HUNDRED * small / least, _HUNDRED * large / most if most > 0 else _FAR)


def meets(printed: Number, possible: Interval) -> bool:
    """Whether a printed rate can be one of these; its own ends count as possible."""
    shown = printed.interval
    return shown.low <= possible.high and possible.low <= shown.high


def cut_off(printed: Number, possible: Interval) -> bool:
    """Whether it would be possible had digits been cut off instead of rounded."""
    unit = Decimal(1).scaleb(-printed.digits)
    return printed.value <= possible.high and possible.low < printed.value + unit


def sums(whole: Number, parts: Sequence[Number]) -> bool:
    """Whether some unrounded parts add up to what prints as the whole."""
    return whole.interval.meets(total([exactly(Decimal(0)), *(part.interval for part in parts)]))


def same(one: Number, other: Number) -> bool:
    """Whether both can be one amount."""
    return one.interval.meets(other.interval)


def percent(over: Decimal, under: Decimal, digits: int) -> str:
    """One amount in per cent of another as it would be printed; "" where there is nothing to divide by."""
    return f"{half_up(_HUNDRED * over / under, digits):f}{PERCENT}" if under else ""


def shown(amount: Decimal, like: Number) -> str:
    """An amount in 元 as a figure like this one prints it, with its unit."""
    if like.unit != YUAN:
        return f"{amount:f}{like.unit}"
    return f"{bare(amount, like)}{_UNITS.get(like.scale, YUAN)}"


def plain(number: Number) -> str:
    """A figure without its unit, with two decimals at least where it is money."""
    return bare(number.amount, number)


def bare(amount: Decimal, like: Number) -> str:
    """An amount in 元 as a figure like this one prints it, without its unit."""
    return f"{half_up(amount.scaleb(-like.scale), max(like.digits, 2)):f}"


def half(number: Number) -> Decimal:
    """Half the last digit of a figure."""
    return number.interval.high.scaleb(-number.scale) - number.value
