"""The one door through which every number enters, and the one way it is rounded.

Amounts are ``Decimal`` throughout; a float is a type error. Rounding is half up (四舍五入),
done once, as the published statements do it.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_GRAMMAR = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(7))


class NumberError(ValueError):
    """A text that is not a number: at most 15 integer digits and 6 decimals, ASCII, no separators."""


def decimal(text: str) -> Decimal:
    """The exact value of a typed number: ASCII digits, no separators, no exponent.

    Raises NumberError for everything else (``1_000``, ``１２``, ``1E3``, ``NaN``, a blank).
    """
    if not isinstance(text, str):
        raise TypeError(f"a number is read from text, not from {type(text).__name__}")
    if _GRAMMAR.fullmatch(text) is None:
        raise NumberError(text)
    return Decimal(text)


def half_up(value: Decimal, places: int) -> Decimal:
    """``value`` with ``places`` decimals, rounded half up; zero never carries a sign."""
    rounded = value.quantize(_STEPS[places], ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def quotient(numerator: Decimal, denominator: Decimal, places: int) -> Decimal:
    """``numerator / denominator`` rounded half up to ``places`` decimals, once and exactly.

    Integer arithmetic, because a division at the context's precision would round twice.
    Raises ZeroDivisionError where the denominator is zero.
    """
    top, below = numerator.as_integer_ratio()
    over, bottom = denominator.as_integer_ratio()
    top, bottom = top * bottom * 10**places, below * over
    if bottom == 0:
        raise ZeroDivisionError("quotient by zero")
    magnitude = (2 * abs(top) + abs(bottom)) // (2 * abs(bottom))
    sign = -1 if magnitude and (top < 0) != (bottom < 0) else 1
    return Decimal(sign * magnitude).scaleb(-places)
