"""The one door of numbers: what it lets in, and how a number is rounded, once and half up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.figures.number import NumberError, decimal, half_up, quotient
from narrator.figures.values import Figure, Formula, Place

HERE = Place("unit.yaml", 3, 7, "收入决算表/财政拨款收入/决算")


def rounded(exact: Fraction, places: int) -> Fraction:
    """An exact value rounded half away from zero, in integers only."""
    magnitude = (2 * abs(exact.numerator) * 10**places + exact.denominator) // (2 * exact.denominator)
    return Fraction(-magnitude if exact < 0 else magnitude, 10**places)


def scaled(digits: int, places: int) -> Decimal:
    """``digits`` with the point ``places`` from the right, built from text and not by arithmetic."""
    text = f"{abs(digits):0{places + 1}d}"
    return Decimal(("-" if digits < 0 else "") + (f"{text[:-places]}.{text[-places:]}" if places else text))


def is_negative(number: Decimal) -> bool:
    """Whether a sign would be printed, also on a zero."""
    return number.is_signed()


typed = st.integers(-(10**21) + 1, 10**21 - 1).map(lambda digits: scaled(digits, 6))


# The grammar -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["0", "7", "-7", "007", "0.10", "-0.5", "12345.678901", "9" * 15, "-" + "9" * 15 + ".999999", "0.000001"],
)
def test_typed_number_is_taken_exactly(text: str) -> None:
    number = decimal(text)
    assert Fraction(number) == Fraction(text)
    assert -number.as_tuple().exponent == len(text.partition(".")[2])  # type: ignore[operator]  # an int: the number is finite


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" ", id="blank"),
        pytest.param(" 1", id="leading-blank"),
        pytest.param("1 ", id="trailing-blank"),
        pytest.param("1\n", id="trailing-newline"),
        pytest.param("1.", id="no-decimals-after-point"),
        pytest.param(".5", id="no-digit-before-point"),
        pytest.param("+1", id="plus"),
        pytest.param("--1", id="two-signs"),
        pytest.param("- 1", id="sign-apart"),
        pytest.param("−1", id="typographic-minus"),
        pytest.param("1_000", id="underscore"),
        pytest.param("1,000", id="comma"),
        pytest.param("1 000", id="space"),
        pytest.param("1.2.3", id="two-points"),
        pytest.param("1E3", id="exponent"),
        pytest.param("1e400", id="huge-exponent"),
        pytest.param("NaN", id="nan"),
        pytest.param("Infinity", id="infinity"),
        pytest.param("0x10", id="hexadecimal"),
        pytest.param("１２", id="full-width-digits"),
        pytest.param("1．5", id="full-width-point"),
        pytest.param("١٢", id="arabic-digits"),
        pytest.param("十二", id="chinese-digits"),
        pytest.param("12元", id="unit"),
        pytest.param("12%", id="percent"),
        pytest.param("(12)", id="bracketed"),
        pytest.param("1" * 16, id="sixteen-digits"),
        pytest.param("0" * 15 + "1", id="sixteen-digits-with-zeros"),
        pytest.param("0.1234567", id="seven-decimals"),
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(NumberError):
        decimal(text)


@pytest.mark.parametrize("value", [1.5, 1, Decimal("1.5"), None, b"1", True], ids=lambda value: type(value).__name__)
def test_a_number_is_read_from_text_only(value: object) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        decimal(value)  # type: ignore[arg-type]  # the wrong type is the case


@given(st.text(max_size=12))
def test_what_passes_the_door_is_ascii_digits(text: str) -> None:
    try:
        number = decimal(text)
    except NumberError:
        return
    whole, point, decimals = text.removeprefix("-").partition(".")
    assert set(whole + decimals) <= set("0123456789") and 1 <= len(whole) <= 15
    assert 1 <= len(decimals) <= 6 if point else not decimals
    assert number.is_finite()


# Rounding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        ("25.4151", 2, "25.42"),
        ("25.415", 2, "25.42"),
        ("25.414999", 2, "25.41"),
        ("-11.4490", 2, "-11.45"),
        ("-11.445", 2, "-11.45"),
        ("-11.444999", 2, "-11.44"),
        ("0.005", 2, "0.01"),
        ("0.004", 2, "0.00"),
        ("-0.005", 2, "-0.01"),
        ("-0.004", 2, "0.00"),
        ("-0", 2, "0.00"),
        ("0.125", 2, "0.13"),
        ("0.135", 2, "0.14"),
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("-0.4", 0, "0"),
        ("999.995", 2, "1000.00"),
        ("7", 6, "7.000000"),
        ("999999999999999.999999", 2, "1000000000000000.00"),
    ],
)
def test_half_up(value: str, places: int, printed: str) -> None:
    assert str(half_up(Decimal(value), places)) == printed


@given(typed, st.integers(0, 6))
def test_half_up_is_the_exact_rounding(value: Decimal, places: int) -> None:
    result = half_up(value, places)
    assert Fraction(result) == rounded(Fraction(value), places)
    assert result.as_tuple().exponent == -places
    assert is_negative(result) == (Fraction(result) < 0)


@pytest.mark.parametrize(
    ("top", "bottom", "places", "expected"),
    [
        ("1", "3", 2, "0.33"),
        ("2", "3", 2, "0.67"),
        ("-2", "3", 2, "-0.67"),
        ("2", "-3", 2, "-0.67"),
        ("-2", "-3", 2, "0.67"),
        ("1", "8", 2, "0.13"),
        ("-1", "8", 2, "-0.13"),
        ("-1", "1000", 2, "0.00"),
        ("0", "-5", 2, "0.00"),
        ("0.005", "1", 2, "0.01"),
        ("999999999999999.999999", "0.000001", 2, "999999999999999999999.00"),
        # 28 digits would make these a tie first (0.0050…) and then round the tie up.
        ("0.00499999999999999999999999999999999", "1", 2, "0.00"),
        ("4999999999999999999999999999999999", "1000000000000000000000000000000000000", 2, "0.00"),
        ("-0.00499999999999999999999999999999999", "1", 2, "0.00"),
    ],
)
def test_quotient(top: str, bottom: str, places: int, expected: str) -> None:
    assert str(quotient(Decimal(top), Decimal(bottom), places)) == expected


@given(typed, typed.filter(bool), st.integers(0, 6))
def test_quotient_of_typed_numbers_is_exact(top: Decimal, bottom: Decimal, places: int) -> None:
    result = quotient(top, bottom, places)
    assert Fraction(result) == rounded(Fraction(top) / Fraction(bottom), places)
    assert is_negative(result) == (Fraction(result) < 0)


@given(st.integers(-999, 999), st.integers(1, 10**15 - 1), st.sampled_from((-1, 0, 1)))
def test_quotient_next_to_a_tie(steps: int, bottom: int, off: int) -> None:
    """A 15-digit denominator, and a numerator one unit of its last place beside k + 0.005."""
    top = Decimal(bottom) * (2 * steps + 1) / 200 + Decimal(off).scaleb(-20)
    exact = Fraction(top) / bottom
    assert Fraction(quotient(top, Decimal(bottom), 2)) == rounded(exact, 2)


@pytest.mark.parametrize("top", ["1", "0", "-1"])
def test_quotient_by_zero(top: str) -> None:
    with pytest.raises(ZeroDivisionError):
        quotient(Decimal(top), Decimal("0.00"), 2)


# From 元 to the printed 万元 ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        pytest.param("44.9999", "元", "0.00", id="yuan-below-45"),
        pytest.param("49.99", "元", "0.00", id="yuan-below-50"),
        pytest.param("49.995", "元", "0.00", id="once-not-by-way-of-fen"),
        pytest.param("50", "元", "0.01", id="yuan-50"),
        pytest.param("-49.99", "元", "0.00", id="no-sign-on-zero"),
        pytest.param("-50", "元", "-0.01", id="negative-half"),
        pytest.param("1234549.99", "元", "123.45", id="just-below-half"),
        pytest.param("1234550", "元", "123.46", id="half"),
        pytest.param("999999999999999.99", "元", "100000000000.00", id="largest"),
        pytest.param("10.005", "万元", "10.01", id="wan-half"),
        pytest.param("10.004999", "万元", "10.00", id="wan-below-half"),
        pytest.param("-0.004", "万元", "0.00", id="wan-no-sign-on-zero"),
        pytest.param("7", "万元", "7.00", id="wan-whole"),
    ],
)
def test_printed(value: str, unit: str, printed: str) -> None:
    given_ = Figure(Decimal(value), unit, HERE)
    figure = given_.printed(2)
    assert (str(figure.value), figure.unit) == (printed, "万元")
    if Fraction(value) != Fraction(printed) or unit == "元":
        assert isinstance(figure.origin, Formula) and figure.origin.inputs == ((unit, given_),)
    else:
        assert figure.origin == HERE


@given(st.integers(-(10**17), 10**17), st.integers(0, 6))
def test_printed_rounds_once_from_fen(fen: int, places: int) -> None:
    figure = Figure(scaled(fen, 2), "元", HERE).printed(places)
    assert Fraction(figure.value) == rounded(Fraction(fen, 10**6), places)


@pytest.mark.parametrize("unit", ["人", "%", ""], ids=["people", "percent", "none"])
def test_only_money_is_printed_as_money(unit: str) -> None:
    with pytest.raises(TypeError, match="not an amount of money"):
        Figure(Decimal(1), unit, HERE).printed(2)


@pytest.mark.parametrize(
    ("expression", "inputs", "expected"),
    [
        pytest.param("本年数 − 上年数", {"本年数": "12.00", "上年数": "10.00"}, "12.00 − 10.00", id="plain"),
        pytest.param("决算数 − 预算数", {"决算数": "1.00", "预算数": "-2.50"}, "1.00 − (-2.50)", id="negative"),
        pytest.param("项1 + 项10", {"项1": "5", "项10": "7"}, "5 + 7", id="longest-name-first"),
        pytest.param("元 ÷ 10000", {"元": "50"}, "50 ÷ 10000", id="unit-as-name"),
        pytest.param("0", {}, "0", id="no-inputs"),
        pytest.param("数", {"数": "1E+3"}, "1000", id="no-exponent"),
    ],
)
def test_formula_with_numbers(expression: str, inputs: dict[str, str], expected: str) -> None:
    figures = tuple((name, Figure(Decimal(value), "万元", HERE)) for name, value in inputs.items())
    assert Formula("rule", expression, figures).with_numbers() == expected
