"""Making every number from its text, and rounding it half up: nothing else in the program does either.

Amounts are ``Decimal`` throughout; a float is a type error, but for the one function that takes what a
spreadsheet keeps. Rounding is half up (四舍五入), done once, as the published statements do it.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from narrator.figures.terms import WAN, YUAN

_GRAMMAR = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_ZERO, _ONE = Decimal(0), Decimal(1)
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


def has_places(value: Decimal, places: int) -> bool:
    """Whether a value is written with just so many decimals already, as ``half_up`` would write it."""
    return value.same_quantum(_STEPS[places]) and (value != 0 or not value.is_signed())


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


_EXACT = {YUAN: Decimal("0.01"), WAN: Decimal("0.000001")}
_PLACES = {YUAN: 2, WAN: 6}
_LONGEST = 15
_SLACK = {YUAN: Decimal("1e-6"), WAN: Decimal("1e-10")}


def from_float(value: float, unit: str) -> Decimal:
    """The exact amount (元, 万元) behind a number that a spreadsheet keeps in binary.

    Its shortest decimal form, rounded to 0.01 元. Raises NumberError for what is not finite, has more
    than 15 integer digits, or lies further from a whole 分 than binary noise explains (1e-6 元 or 4
    units in the last place).
    """
    if not math.isfinite(value):
        raise NumberError(repr(value))
    shortest = repr(value)
    whole, _, fraction = shortest.partition(".")
    if "e" in shortest or len(fraction) > _PLACES[unit] or len(whole) > _LONGEST:
        return exact(Decimal(shortest), unit, 4 * math.ulp(value))
    return Decimal(whole if fraction == "0" else shortest) if value else _ZERO


def from_digits(digits: str, unit: str) -> Decimal:
    """The amount (元, 万元) that ASCII digits say, with a point and a minus sign at most, to 0.01 元.

    Raises NumberError where it is no whole 分.
    """
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) > _PLACES[unit] or len(whole) > _LONGEST:
        return exact(Decimal(digits), unit)
    return Decimal(f"{whole}.{fraction}" if fraction else whole) or _ZERO


def exact(value: Decimal, unit: str, noise: float = 0.0) -> Decimal:
    """An amount (元, 万元) to 0.01 元, without trailing zeros; raises NumberError where it is no whole 分.

    ``noise`` is how far it may lie off, at least 1e-6 元.
    """
    if abs(value) >= 10**15:
        raise NumberError(str(value))
    rounded = value.quantize(_EXACT[unit], ROUND_HALF_UP)
    if rounded != value and abs(value - rounded) > max(_SLACK[unit], Decimal(noise)):
        raise NumberError(str(value))
    return plain(rounded)


def plain(value: Decimal) -> Decimal:
    """The value without trailing zeros after the point, without an exponent, zero without a sign."""
    stripped = value.normalize() if value else _ZERO
    return stripped.quantize(_ONE) if stripped == stripped.to_integral_value() else stripped
