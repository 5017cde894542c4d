"""Rounding against breaking: intervals against brute force, and sums against an oracle that counts in 分."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.check_cases import unit
from narrator.checks.catalogue import run
from narrator.checks.check import ERROR, PASSED, ROUNDING, Ledgers
from narrator.checks.ledger import Ledger
from narrator.figures import terms as t
from narrator.figures.interval import Interval, around, exactly, total

CENTS = st.one_of(st.integers(-60, 60), st.integers(-5_000_000, 5_000_000), st.integers(0, 10**13))
STEP = 10_000  # 分 in 0.01 万元


def printed(cents: int, unit_of_money: str, digits: int) -> str:
    """An exact amount in 分 as a table prints it, half up."""
    value = Decimal(cents).scaleb(-6 if unit_of_money == t.WAN else -2)
    rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{rounded or abs(rounded):f}"


# Intervals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [0, 1, 2])
def test_around_holds_exactly_what_prints_alike(digits: int) -> None:
    """For every thousandth in reach: it belongs to the interval if and only if it prints as the figure."""
    step = Decimal(1).scaleb(-digits)
    for units in range(-2, 3):
        interval = around(step * units, digits)
        for thousandths in range(-3000, 3001):
            value = Decimal(thousandths).scaleb(-3)
            assert interval.holds(value) == (value.quantize(step, ROUND_HALF_UP) == step * units)


def _inside(interval: Interval, value: Decimal) -> bool:
    above = interval.low < value or (interval.low_in and interval.low == value)
    return above and (value < interval.high or (interval.high_in and interval.high == value))


def _intervals() -> list[Interval]:
    ends = [Decimal(end) for end in range(3)]
    drawn = [Interval(*given) for given in product(ends, ends, (True, False), (True, False))]
    return [interval for interval in drawn if interval.low < interval.high or (interval == exactly(interval.low))]


def test_meets_is_what_brute_force_finds() -> None:
    """Whole ends and halves between them show whether two intervals share an amount."""
    points = [Decimal(half) / 2 for half in range(-1, 6)]
    for one, other in product(_intervals(), repeat=2):
        shared = any(_inside(one, point) and _inside(other, point) for point in points)
        assert one.meets(other) == other.meets(one) == shared
        some_above = any(_inside(one, a) and _inside(other, b) and a >= b for a, b in product(points, repeat=2))
        assert one.reaches(other) == some_above


def test_sums_and_opposites_are_what_brute_force_finds() -> None:
    """The sum of two intervals holds exactly the sums of their amounts, the opposite the opposites."""
    points = [Decimal(quarter) / 4 for quarter in range(-1, 10)]
    for one, other in product(_intervals(), repeat=2):
        sums = {a + b for a, b in product(points, repeat=2) if _inside(one, a) and _inside(other, b)}
        halves = {Decimal(half) / 2 for half in range(-1, 10)}
        assert {value for value in halves if total([one, other]).holds(value)} == sums & halves
        assert all((-one).holds(-point) == one.holds(point) for point in points)


def test_no_parts_are_nothing() -> None:
    assert total([]) == exactly(Decimal(0))


# Sums -----------------------------------------------------------------------------------------------


def _level(whole: str, parts: list[str], money: str = t.WAN) -> str:
    """What K102 (本年支出合计 is the sum of its kinds) says of a printed row."""
    row = {f"{t.TOTAL} {kind}": part for kind, part in zip(t.SPENDING_KINDS, parts, strict=True)}
    cells = {f"{t.TOTAL} {t.YEAR_PAYMENTS}": whole, **row}
    (outcome,) = run(Ledgers(unit({"表": {t.EXPENDITURE: cells}, "金额单位": {t.EXPENDITURE: money}})), ["K102"])
    return outcome.state


@given(st.lists(CENTS, min_size=5, max_size=5), st.sampled_from([(t.WAN, 2), (t.WAN, 6), (t.YUAN, 2), (t.YUAN, 0)]))
def test_a_true_sum_is_never_an_error(parts: list[int], table: tuple[str, int]) -> None:
    """Amounts that add up to the 分, each printed on its own, in any unit and with any decimals."""
    money, digits = table
    said = _level(printed(sum(parts), money, digits), [printed(part, money, digits) for part in parts], money)
    assert said in ({PASSED} if digits * (money == t.YUAN) == 2 or digits == 6 else {PASSED, ROUNDING})


def _cover(steps: int) -> tuple[int, int]:
    """The smallest and the largest amount in 分 that prints as so many hundredths of 万元."""
    low, high = steps * STEP - STEP // 2, steps * STEP + STEP // 2
    return low + (steps <= 0), high - (steps >= 0)


@given(st.lists(st.integers(-300, 300), min_size=5, max_size=5), st.integers(-8, 8))
def test_a_sum_is_an_error_exactly_where_no_amounts_in_cents_print_it(parts: list[int], off: int) -> None:
    """The oracle counts in 分: the amounts that each figure can stand for, and whether a total is among them."""
    whole = sum(parts) + off
    low, high = (sum(ends) for ends in zip(*map(_cover, parts), strict=True))
    first, last = _cover(whole)
    possible = first <= high and low <= last
    expected = PASSED if not off else ROUNDING if possible else ERROR
    assert _level(printed(whole * STEP, t.WAN, 2), [printed(part * STEP, t.WAN, 2) for part in parts]) == expected


# How many decimals a table prints -----------------------------------------------------------------------


def _ledger(amounts: list[str], money: str = t.WAN) -> Ledger:
    cells = {f"20101{number:02d} {t.TOTAL}": amount for number, amount in enumerate(amounts)}
    return Ledgers(unit({"表": {t.GENERAL: cells}, "金额单位": {t.GENERAL: money}})).this


def _half(ledger: Ledger, number: int = 0) -> Decimal:
    """Half of what a figure of the table stands for, in 元."""
    figure = ledger.cell(t.GENERAL, f"20101{number:02d}", t.TOTAL)
    assert figure is not None
    interval = ledger.interval(t.GENERAL, figure)
    return (interval.high - interval.low) / 2


MANY = [f"{number}.{number % 9 + 1}" for number in range(1, 13)]


@pytest.mark.parametrize(
    ("amounts", "money", "half"),
    [
        (["1", "2", "3.5"], t.WAN, "50"),  # few amounts prove nothing: 万元 has two decimals
        (MANY, t.WAN, "500"),  # a table in 万元 with one decimal
        ([f"{amount}5" for amount in MANY], t.WAN, "50"),
        (["7.1", *(f"{amount}5" for amount in MANY)], t.WAN, "50"),  # 7.10, its zero lost in a spreadsheet
        (["12345.67", "2345.68"], t.YUAN, "0"),  # 分 are exact
        (["12345", "2345"], t.YUAN, "0.5"),
        (["123400", "2300"], t.YUAN, "50"),  # 元 that were made of 万元 with two decimals
        (["1.234567", "2.345678"], t.WAN, "0"),
    ],
)
def test_a_figure_stands_for_half_its_tables_last_digit(amounts: list[str], money: str, half: str) -> None:
    assert _half(_ledger(amounts, money)) == Decimal(half)


def test_one_odd_cell_does_not_sharpen_the_whole_table() -> None:
    """A cell with six decimals among many with two is exact itself; the others keep theirs."""
    ledger = _ledger(["1.234567", *(f"{amount}5" for amount in MANY)])
    assert _half(ledger) == 0
    assert _half(ledger, 1) == 50


def test_a_class_that_was_added_up_from_printed_items_may_miss_the_other_table() -> None:
    """Such a class stands for what its items can come to; one rounded on its own for no more than its last digit."""
    other = {f"{t.PAYMENTS} 208": "3.00"}
    added = {f"{code} {t.YEAR_PAYMENTS}": amount for code, amount in (("208", "3.01"), ("2080505", "1.51"))}
    added[f"2080506 {t.YEAR_PAYMENTS}"] = "1.50"
    alone = {f"208 {t.YEAR_PAYMENTS}": "3.01"}
    for cells, level in ((added, ROUNDING), (alone, ERROR)):
        (outcome,) = run(Ledgers(unit({"表": {t.EXPENDITURE: cells, t.OVERVIEW: other}})), ["K212"])
        assert outcome.state == level
