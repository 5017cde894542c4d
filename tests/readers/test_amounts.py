"""How a cell becomes an amount: the exact 分 behind a float, the number behind a text, and nothing else."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from narrator.figures.number import NumberError, from_float
from narrator.readers import labels
from narrator.readers.amounts import amount

MONIES = ("元", "万元")
FEN = {"元": Decimal("0.01"), "万元": Decimal("0.000001")}

# Floats -------------------------------------------------------------------------------------------

EXACT = [
    (0.0, "万元", "0"),
    (-0.0, "万元", "0"),
    (-0.0, "元", "0"),
    (1e-300, "元", "0"),
    (5e-324, "元", "0"),
    (207.05, "万元", "207.05"),
    (238.10, "万元", "238.1"),
    (1234567.0, "元", "1234567"),
    (100.0, "万元", "100"),
    (1200000.0, "元", "1200000"),
    (0.000001, "万元", "0.000001"),
    (1e-06, "万元", "0.000001"),
    (-1e-06, "万元", "-0.000001"),
    (0.01, "元", "0.01"),
    (0.1 + 0.2, "元", "0.3"),
    (0.1 + 0.2, "万元", "0.3"),
    (0.1 + 0.7, "万元", "0.8"),
    (1.1 + 2.2, "元", "3.3"),
    (451.67 * 3 / 3, "万元", "451.67"),
    (2052.7 * 100 / 100, "万元", "2052.7"),
    (4.35 * 100, "元", "435"),
    (1e4 / 3 + 12.34 - 1e4 / 3, "万元", "12.34"),
    (-11.449 * 10000, "元", "-114490"),
    (0.29 * 100, "元", "29"),
    (123456789012.34, "元", "123456789012.34"),
    (9999999999999.99, "元", "9999999999999.99"),
    (999999999999999.0, "元", "999999999999999"),
    (1e14, "元", "100000000000000"),
    (math.nextafter(1.0, 2.0), "元", "1"),
    (math.nextafter(1e9, 0.0), "万元", "1000000000"),
    (1.0000001, "元", "1"),
    (0.9999991, "元", "1"),
]
REFUSED = [
    (0.001, "元"),
    (0.005, "元"),
    (12.345, "元"),
    (12.340002, "元"),
    (1e-5, "元"),
    (1e-7, "万元"),
    (-1e-7, "万元"),
    (0.0000015, "万元"),
    (1.0000005, "万元"),
    (1 / 3, "元"),
    (1 / 3, "万元"),
    (2 / 3 * 100, "万元"),
    (1e15, "元"),
    (1e15, "万元"),
    (-1e15, "元"),
    (1e16, "元"),
    (1e300, "万元"),
    (math.inf, "元"),
    (-math.inf, "万元"),
    (math.nan, "元"),
]


@pytest.mark.parametrize(("value", "unit", "expected"), EXACT)
def test_a_float_is_its_shortest_decimal_to_the_fen(value: float, unit: str, expected: str) -> None:
    """Trailing zeros, the sign of zero and binary noise do not get in: the text of the number is exact."""
    assert str(from_float(value, unit)) == expected
    assert amount(value, unit) == Decimal(expected)


@pytest.mark.parametrize(("value", "unit"), REFUSED)
def test_a_float_that_is_no_whole_fen_is_refused(value: float, unit: str) -> None:
    with pytest.raises(NumberError):
        from_float(value, unit)
    with pytest.raises(NumberError, match=r"不是整分的数|太大，不像是金额。|不是数字。"):
        amount(value, unit)


def test_noise_up_to_four_units_in_the_last_place() -> None:
    """Where those are more than 1e-6 元: from some 10^9 元, or 10^5 万元, on."""
    base = 1.5 * 2**33
    for steps in range(-3, 4):
        assert from_float(base + steps * math.ulp(base), "元") == 3 * 2**32
    for steps in (-100, -5, 5, 7, 100):
        with pytest.raises(NumberError):
            from_float(base + steps * math.ulp(base), "元")


def test_the_slack_below_that_is_a_millionth_of_a_yuan() -> None:
    assert from_float(12.3400009, "元") == Decimal("12.34")
    assert from_float(1.00000000009, "万元") == 1
    for value, unit in ((12.3400011, "元"), (1.00000000011, "万元")):
        with pytest.raises(NumberError):
            from_float(value, unit)


FENS = st.integers(-(10**15) + 1, 10**15 - 1)


@given(FENS, st.sampled_from(MONIES))
@example(1, "万元")
@example(-1, "万元")
@example(10**15 - 1, "元")
def test_every_fen_comes_back(fens: int, unit: str) -> None:
    """As a float in 元 and in 万元, where the float has 15 digits: up to ten trillion 元."""
    exact = fens * FEN[unit]
    assert from_float(float(exact), unit) == exact
    assert amount(float(exact), unit) == exact


@given(FENS, st.sampled_from(MONIES), st.integers(-2, 2))
def test_every_fen_comes_back_through_noise(fens: int, unit: str, steps: int) -> None:
    exact = fens * FEN[unit]
    noisy = float(exact)
    for _ in range(abs(steps)):
        noisy = math.nextafter(noisy, math.copysign(math.inf, steps))
    assert from_float(noisy, unit) == exact


@given(st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=12), st.sampled_from(MONIES))
def test_a_running_sum_of_floats_comes_back(fens: list[int], unit: str) -> None:
    """What a formula SUM leaves in a cell."""
    total = 0.0
    for one in fens:
        total += float(one * FEN[unit])
    assert from_float(total, unit) == sum(fens) * FEN[unit]


@given(st.floats(allow_nan=True, allow_infinity=True), st.sampled_from(MONIES))
def test_any_float_is_a_whole_fen_or_refused(value: float, unit: str) -> None:
    try:
        read = from_float(value, unit)
    except NumberError:
        return
    assert read == read.quantize(FEN[unit])
    assert "E" not in str(read)
    assert not (read.is_zero() and read.is_signed())
    slack = max(Decimal("1e-6") / (1 if unit == "元" else 10000), 4 * Decimal(math.ulp(value)))
    assert abs(read - Decimal(repr(value))) <= slack


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from(MONIES))
def test_whole_numbers_are_taken_as_they_are(value: int, unit: str) -> None:
    assert amount(value, unit) == value


# Text ---------------------------------------------------------------------------------------------

TYPED = [
    ("0", "0"),
    ("0.00", "0"),
    ("-0.00", "0"),
    ("（0.00）", "0"),
    ("12", "12"),
    ("12.30", "12.3"),
    ("-12.30", "-12.3"),
    ("－12.30", "-12.3"),
    ("−12.30", "-12.3"),
    ("(12.30)", "-12.3"),
    ("（12.30）", "-12.3"),
    ("（1,234.00）", "-1234"),
    ("（１，２３４．００）", "-1234"),
    ("1,234.56", "1234.56"),
    ("1,234,567.89", "1234567.89"),
    ("1 234 567.89", "1234567.89"),
    ("1\u2009234.50", "1234.5"),
    ("1\xa0234.50", "1234.5"),
    ("１，２３４．５６", "1234.56"),
    ("１２", "12"),
    ("¥12.00", "12"),
    ("￥12.00", "12"),
    ("¥-12.00", "-12"),
    (" 12.30 ", "12.3"),
    ("\n12.30", "12.3"),
    ("12.30\n", "12.3"),
    ("\u300012.30\u3000", "12.3"),
    ("12.30\xa0", "12.3"),
    ("999999999999999", "999999999999999"),
    ("12.000000000", "12"),
]
NOTHING = ["", " ", "\n", "\u3000", "\xa0", "-", " - ", "--", "－", "−", "—", "——", "–", "/"]
NOT_TYPED = [
    "1,23.4",
    "1 23.4",
    "12 34",
    "1234 567",
    "- 12.30",
    "（ 12.30 ）",
    "'",
    "1,234,56",
    "1234,567",
    ",123",
    "1,,234",
    "12,",
    "1.2.3",
    "12.5元万",
    "12.5 万 元",
    "1e3",
    "1E+3",
    "0x10",
    "1_000",
    ".5",
    "5.",
    "+5",
    "--5",
    "5-",
    "(-5)",
    "（-5）",
    "（5",
    "5）",
    "((5))",
    "（（5））",
    "一百",
    "壹佰元整",
    "无",
    "…",
    "*",
    "x",
    "XX",
    "NaN",
    "inf",
    "Infinity",
    "TRUE",
    "#REF!",
    "#N/A",
    "####",
    "2024-12-31",
    "2024年",
    "=1+2",
    "约12",
    "12.00注1",
    "①",
    "Ⅻ",
    "١٢",
    "12：30",
    "12。30",
    "12.30.",
    "1234567890123456",
    "9,999,999,999,999,999",
    "12.00 13.00",
]


@pytest.mark.parametrize("unit", MONIES)
@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_text_that_people_read_as_a_number(text: str, expected: str, unit: str) -> None:
    assert str(amount(text, unit)) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_a_blank_and_a_dash_are_nothing_not_zero(text: str) -> None:
    assert amount(text, "万元") is None


@pytest.mark.parametrize("text", NOT_TYPED)
def test_all_other_text_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(NumberError) as refused:
        amount(text, "万元")
    assert str(refused.value).startswith("「")
    assert str(refused.value).endswith("不是数字。") or "太大" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        *(("12.5万元", "万元", "12.5"), ("12.5 万", "万元", "12.5"), ("１２万", "万元", "12")),
        *(("（1,234.50元）", "元", None), ("-1,234.50 元", "元", "-1234.5")),
    ],
)
def test_the_unit_of_the_table_may_stand_behind(text: str, unit: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(NumberError):
            amount(text, unit)
    else:
        assert str(amount(text, unit)) == expected


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("12.5元", "万元", "写的是元，表的金额单位是万元。"),
        ("12.5万元", "元", "写的是万元，表的金额单位是元。"),
        ("12.5万", "元", "写的是万，表的金额单位是元。"),
        ("12%", "万元", "是百分数，不是金额。"),
        ("-12.00%", "万元", "是百分数，不是金额。"),
        ("12.00\n13.00", "万元", "是几个数，一格只能有一个。"),
        ("12.00/13.00", "万元", "是几个数，一格只能有一个。"),
        ("1,200.00、 -13、5", "元", "是几个数，一格只能有一个。"),
    ],
)
def test_text_that_is_more_than_an_amount_is_told_as_what_it_is(text: str, unit: str, why: str) -> None:
    with pytest.raises(NumberError) as refused:
        amount(text, unit)
    assert str(refused.value) == f"「{' '.join(text.split())}」{why}"


@pytest.mark.parametrize(
    ("text", "unit"), [("0.001", "元"), ("12.345", "元"), ("0.0000001", "万元"), ("1.1234567", "万元")]
)
def test_text_finer_than_a_fen_is_refused(text: str, unit: str) -> None:
    with pytest.raises(NumberError, match="不是整分的数"):
        amount(text, unit)


@pytest.mark.parametrize("text", ["12\n34", "12 34", "1 2", "1\u30002", "12\t5", "1 23.4", "5 .5", "1,234.00 56"])
def test_two_numbers_in_one_cell_are_not_one(text: str) -> None:
    """A break or a space between digits is no thousands separator: 12⏎34 is not 1234."""
    with pytest.raises(NumberError):
        amount(text, "万元")


@pytest.mark.parametrize("text", ["1'2", '1"2', "1”2", "「1」「2」"])
def test_quotes_do_not_join_digits(text: str) -> None:
    with pytest.raises(NumberError):
        amount(text, "万元")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (True, "「TRUE」不是数字。"),
        (False, "「FALSE」不是数字。"),
        (date(2024, 12, 31), "「2024-12-31」是日期，不是数字。"),
        (datetime(2024, 12, 31, 8), "「2024-12-31」是日期，不是数字。"),
        (time(8, 30), "「08:30:00」不是数字。"),
        (timedelta(hours=8), "「8:00:00」不是数字。"),
        (10**15, "「1000000000000000」太大，不像是金额。"),
        (1e15, "「1000000000000000.0」太大，不像是金额。"),
        (float("nan"), "「nan」不是数字。"),
        (float("inf"), "「inf」不是数字。"),
        (float("-inf"), "「-inf」不是数字。"),
        (12.345678901, "「12.345678901」万元不是整分的数（最多到 0.01 元）。"),
        ("12.345678901", "「12.345678901」万元不是整分的数（最多到 0.01 元）。"),
        ("甲\n乙", "「甲 乙」不是数字。"),
    ],
)
def test_other_kinds_of_cells_are_refused_and_named(cell: Any, said: str) -> None:
    with pytest.raises(NumberError) as refused:
        amount(cell, "万元")
    assert str(refused.value) == said


def test_a_long_text_is_quoted_in_part() -> None:
    with pytest.raises(NumberError) as refused:
        amount("说明" * 100, "元")
    assert str(refused.value) == f"「{'说明' * 15}」不是数字。"


WIDE = str.maketrans("0123456789.,-()", "０１２３４５６７８９．，－（）")


@st.composite
def printed(draw: st.DrawFn) -> tuple[str, Decimal]:
    """An amount in 分 as people type it: separators, width, sign, brackets, currency, blanks around it."""
    fens = draw(st.integers(-(10**13), 10**13))
    exact = Decimal(fens).scaleb(-2)
    text = f"{abs(exact):,.2f}" if draw(st.booleans()) else f"{abs(exact):.2f}"
    if fens < 0:
        text = f"({text})" if draw(st.booleans()) else f"-{text}"
    elif draw(st.booleans()):
        text = f"¥{text}"
    if draw(st.booleans()):
        text = text.translate(WIDE)
    around = st.sampled_from(("", " ", "\u3000", "\n", "\xa0"))
    return draw(around) + text + draw(around), exact


@given(printed(), st.sampled_from(MONIES))
def test_every_typed_fen_comes_back(case: tuple[str, Decimal], unit: str) -> None:
    text, exact = case
    assert amount(text, unit) == exact


@given(st.text(max_size=12), st.sampled_from(MONIES))
def test_any_text_is_a_number_nothing_or_refused(text: str, unit: str) -> None:
    try:
        read = amount(text, unit)
    except NumberError:
        return
    if read is not None:
        assert any(character.isdecimal() for character in text)
        assert read == read.quantize(FEN[unit])


# What was read before -----------------------------------------------------------------------------


@pytest.mark.parametrize("truth", [True, False])
def test_a_truth_value_is_no_number_although_the_like_number_was_read_before(truth: bool) -> None:
    """What is kept of cells that were read tells ``True`` from 1, which Python takes for equal."""
    assert amount(float(truth), "万元") == int(truth)
    with pytest.raises(NumberError, match="不是数字"):
        amount(truth, "万元")
    assert labels.digits(float(truth)) == str(int(truth))
    assert labels.digits(truth) == ""
