"""The arithmetic of the 说明: which condition holds, and what follows from the printed figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.figures.values import Figure, Formula, Place
from narrator.rules import derive, kinds

HERE = Place("unit.yaml", 1, 1)


def wan(value: str | Decimal) -> Figure:
    """An amount as printed."""
    return Figure(Decimal(value), "万元", HERE)


def shown(slots: Mapping[str, Figure]) -> dict[str, str]:
    """Derived figures as text, with their unit."""
    return {name: f"{figure.value:f}{figure.unit}" for name, figure in slots.items()}


def half_up(exact: Fraction, places: int = 2) -> Fraction:
    """Rounded half away from zero, in integers only."""
    magnitude = (2 * abs(exact.numerator) * 10**places + exact.denominator) // (2 * exact.denominator)
    return Fraction(-magnitude if exact < 0 else magnitude, 10**places)


# Tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "this", "condition", "change", "rate"),
    [
        ("360.14", "451.67", "up", "91.53", "25.42"),
        ("233.82", "207.05", "down", "-26.77", "11.45"),
        ("0.32", "0.42", "up", "0.10", "31.25"),
        ("0.04", "0.05", "up", "0.01", "25.00"),
        ("0.01", "0.02", "up", "0.01", "100.00"),
        ("0.42", "0.00", "to_zero", "-0.42", "100.00"),
        ("2.00", "2.00", "flat", "0.00", "0.00"),
        ("0.00", "0.00", "none", "0.00", "0.00"),
        ("0.00", "0.01", "from_zero", "0.01", None),
        ("-0.01", "0.00", "negative", "0.01", None),
        ("0.00", "-0.01", "negative", "-0.01", None),
        ("-5.00", "-5.00", "negative", "0.00", None),
        ("-5.00", "7.00", "negative", "12.00", None),
        ("20000.00", "19999.99", "down", "-0.01", "0.00"),
        ("100000000000.00", "100000000000.01", "up", "0.01", "0.00"),
        ("8.00", "8.01", "up", "0.01", "0.13"),
    ],
)
def test_change(last: str, this: str, condition: str, change: str, rate: str | None) -> None:
    outcome = derive.change(wan(last), wan(this), 2)
    expected = {"上年数": f"{last}万元", "本年数": f"{this}万元", "变动额": f"{change}万元"}
    expected |= {"增减额": f"{change.removeprefix('-')}万元"} | ({"增减率": f"{rate}%"} if rate else {})
    assert (outcome.condition, shown(outcome.slots)) == (condition, expected)


@pytest.mark.parametrize(
    ("last", "this", "condition", "difference"),
    [("8", "6", "down", "2"), ("0", "0", "flat", "0"), ("6", "6", "flat", "0"), ("0", "3", "up", "3")],
)
def test_headcount(last: str, this: str, condition: str, difference: str) -> None:
    outcome = derive.headcount(Figure(Decimal(last), "人", HERE), Figure(Decimal(this), "人", HERE))
    expected = {"上年人数": f"{last}人", "本年人数": f"{this}人", "增减人数": f"{difference}人"}
    assert (outcome.condition, shown(outcome.slots)) == (condition, expected)


@pytest.mark.parametrize(
    ("budget", "actual", "condition", "deviation", "completion"),
    [
        ("233.82", "207.05", "under", "-11.45", "88.55"),
        ("2.00", "2.00", "equal", "0.00", "100.00"),
        ("0.00", "0.00", "none", "0.00", None),
        ("0.00", "0.01", "zero_budget", None, None),
        ("2.00", "2.50", "over", "25.00", "125.00"),
        ("451.67", "238.10", "under", "-47.28", "52.72"),
        ("87.79", "87.79", "equal", "0.00", "100.00"),
        ("5.00", "0.00", "under", "-100.00", "0.00"),
        ("-0.01", "0.00", "negative", None, None),
        ("0.00", "-0.01", "negative", None, None),
        ("-3.00", "-3.00", "negative", None, None),
        ("30000.00", "29999.99", "under", "0.00", "100.00"),
        ("1000.00", "999.95", "under", "-0.01", "100.00"),
    ],
)
def test_deviation_and_completion(
    budget: str, actual: str, condition: str, deviation: str | None, completion: str | None
) -> None:
    both = {"预算数": f"{budget}万元", "决算数": f"{actual}万元"}
    moved = Decimal(actual) - Decimal(budget)
    difference = {"差异额": f"{moved}万元", "差额": f"{abs(moved)}万元"}
    outcome = derive.deviation(wan(budget), wan(actual), 2)
    completed = {"完成率": f"{completion}%"} if completion else {}
    rates = {"差异率": f"{deviation}%", "差异幅度": f"{deviation.removeprefix('-')}%"} if deviation else {}
    expected = both | difference | completed | rates
    assert (outcome.condition, shown(outcome.slots)) == (condition, expected)
    outcome = derive.completion(wan(budget), wan(actual), 2)
    expected = both | completed
    assert (outcome.condition, shown(outcome.slots)) == (condition, expected)


@pytest.mark.parametrize(
    ("part", "whole", "condition", "rate"),
    [
        ("207.05", "307.71", "some", "67.29"),
        ("0.00", "307.71", "some", "0.00"),
        ("2.00", "2.00", "some", "100.00"),
        ("1.04", "102.59", "some", "1.01"),
        ("-1.00", "8.00", "negative", None),
        ("1.00", "-8.00", "negative", None),
        ("-1.00", "0.00", "negative", None),
        ("3.00", "2.00", "some", "150.00"),
        ("0.00", "0.00", "zero_total", None),
        ("1.00", "0.00", "zero_total", None),
    ],
)
def test_share(part: str, whole: str, condition: str, rate: str | None) -> None:
    outcome = derive.share(wan(part), wan(whole), 2)
    expected = {"金额": f"{part}万元", "总额": f"{whole}万元"} | ({"占比": f"{rate}%"} if rate else {})
    assert (outcome.condition, shown(outcome.slots)) == (condition, expected)


@pytest.mark.parametrize(
    ("rate", "weight", "points"),
    [
        ("52.72", "10", "5.27"),
        ("100.00", "10", "10.00"),
        ("111.11", "10", "10.00"),
        ("0.00", "10", "0.00"),
        ("52.75", "10", "5.28"),
        ("33.33", "7.5", "2.50"),
        ("99.99", "100", "99.99"),
        ("50.00", "0", "0.00"),
    ],
)
def test_score(rate: str, weight: str, points: str) -> None:
    score = derive.score(Figure(Decimal(rate), "%", HERE), Figure(Decimal(weight), "分", HERE), 2)
    assert (f"{score.value:f}", score.unit) == (points, "分")


@pytest.mark.parametrize(
    ("values", "expected", "formula"),
    [
        ([], "0", "0"),
        (["9.27"], "9.27", "9.27"),
        (["10", "5.00", "-0.01"], "14.99", "10 + 5.00 + (-0.01)"),
        (["1.11"] * 11, "12.21", " + ".join(["1.11"] * 11)),
    ],
    ids=["nothing", "one", "negative", "eleven"],
)
def test_total(values: list[str], expected: str, formula: str) -> None:
    total = derive.total((Figure(Decimal(value), "分", HERE) for value in values), "分", "权重")
    assert (f"{total.value:f}", total.unit) == (expected, "分")
    assert isinstance(total.origin, Formula) and total.origin.with_numbers() == formula


def test_a_rate_tells_its_formula_over_the_printed_figures() -> None:
    figure = derive.change(wan("360.14"), wan("451.67"), 2).slots["增减率"]
    assert isinstance(figure.origin, Formula)
    assert figure.origin.with_numbers() == "|451.67 − 360.14| ÷ 360.14 × 100"
    nothing = derive.change(wan("0.00"), wan("0.00"), 2).slots["增减率"]  # nothing is divided by nothing
    assert isinstance(nothing.origin, Formula)
    assert (nothing.origin.rule, nothing.origin.with_numbers()) == ("change", "0")


# Properties --------------------------------------------------------------------------------------

amounts = st.one_of(st.sampled_from([0, 1, -1]), st.integers(-(10**5), 10**5), st.integers(-(10**15), 10**15))
pairs = st.one_of(st.tuples(amounts, amounts), amounts.map(lambda cents: (cents, cents)))

# What each condition says, not excluding the ones before it; the catalogue's order decides.
CHANGE: dict[str, Callable[[int, int], bool]] = {
    "no_last": lambda last, this: False,
    "negative": lambda last, this: min(last, this) < 0,
    "none": lambda last, this: last == this == 0,
    "from_zero": lambda last, this: last == 0,
    "to_zero": lambda last, this: this == 0,
    "flat": lambda last, this: this == last,
    "up": lambda last, this: this > last,
    "down": lambda last, this: this < last,
}
BUDGET: dict[str, Callable[[int, int], bool]] = {
    "negative": lambda budget, actual: min(budget, actual) < 0,
    "none": lambda budget, actual: budget == actual == 0,
    "zero_budget": lambda budget, actual: budget == 0,
    "equal": lambda budget, actual: actual == budget,
    "over": lambda budget, actual: actual > budget,
    "under": lambda budget, actual: actual < budget,
}
SHARE: dict[str, Callable[[int, int], bool]] = {
    "negative": lambda part, total: min(part, total) < 0,
    "zero_total": lambda part, total: total == 0,
    "some": lambda part, total: True,
}


def rate(over: int, under: int) -> Fraction:
    """A percentage of hundredths; of nothing against nothing it is printed as zero."""
    return half_up(Fraction(100 * over, under)) if under else Fraction(0)


def hundredths(**cents: int) -> dict[str, Fraction]:
    """Amounts in 万元 from whole hundredths."""
    return {name: Fraction(number, 100) for name, number in cents.items()}


CASES: dict[str, tuple[Any, Any, dict[str, Callable[[int, int], bool]], Callable[[int, int], dict[str, Fraction]]]] = {
    "change": (
        derive.change,
        kinds.CHANGE,
        CHANGE,
        lambda a, b: hundredths(上年数=a, 本年数=b, 变动额=b - a, 增减额=abs(b - a)) | {"增减率": rate(abs(b - a), a)},
    ),
    "deviation": (
        derive.deviation,
        kinds.DEVIATION,
        BUDGET,
        lambda a, b: (
            hundredths(预算数=a, 决算数=b, 差异额=b - a, 差额=abs(b - a))
            | {"差异率": rate(b - a, a), "差异幅度": abs(rate(b - a, a)), "完成率": rate(b, a)}
        ),
    ),
    "completion": (
        derive.completion,
        kinds.COMPLETION,
        BUDGET,
        lambda a, b: hundredths(预算数=a, 决算数=b) | {"完成率": rate(b, a)},
    ),
    "share": (
        derive.share,
        kinds.SHARE,
        SHARE,
        lambda a, b: hundredths(金额=a, 总额=b) | {"占比": rate(a, b)},
    ),
}


@pytest.mark.parametrize("case", CASES)
@given(pair=pairs)
def test_first_condition_and_exact_values(case: str, pair: tuple[int, int]) -> None:
    derived, kind, holds, values = CASES[case]
    assert set(holds) == set(kind.conditions)
    condition, slots = derived(*(wan(Decimal(cents).scaleb(-2)) for cents in pair), 2)
    assert condition == next(name for name in kind.conditions if holds[name](*pair))
    expected = {name: value for name, value in values(*pair).items() if name not in kind.lacks.get(condition, ())}
    assert {name: Fraction(figure.value) for name, figure in slots.items()} == expected
    assert not any(figure.value.is_signed() and not figure.value for figure in slots.values())
    assert set(slots) == set(kind.slots) - {"原因", "名称"} - set(kind.lacks.get(condition, ()))


@given(st.integers(0, 10**5), st.integers(0, 10**4))
def test_score_is_exact_and_at_most_the_weight(rate_cents: int, weight_cents: int) -> None:
    earned, weight = (Decimal(cents).scaleb(-2) for cents in (rate_cents, weight_cents))
    points = derive.score(Figure(earned, "%", HERE), Figure(weight, "分", HERE), 2)
    exact = min(Fraction(weight_cents, 100), Fraction(weight_cents * rate_cents, 10**6))
    assert Fraction(points.value) == half_up(exact)
