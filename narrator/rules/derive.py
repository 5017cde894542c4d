"""The arithmetic of the 说明: 增减, 占比, 差异率, 完成率, 人数增减, 得分.

Each function takes figures as they are printed (in the pack's scale, with its decimals) and returns the
condition that holds with the values that follow; the conditions are ordered and exactly one holds.
``places`` is the number of decimals of a rate. Rates are percentages (25.42 stands for 25.42%).
Source: the rules that a published 说明 proves (四舍五入, rates from the printed figures).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from narrator.figures.number import half_up, quotient
from narrator.figures.terms import PERCENT, POINTS, SCALES, WAN
from narrator.figures.values import Figure, Formula

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


class Decimals(NamedTuple):
    """How a pack prints figures: decimals, and the ``scale`` of amounts (元, 万元, 亿元).

    Derived figures are worked out from figures printed so; but rates from the amounts as they were given where
    ``exact_rates`` says so, as 广东 does.
    """

    amount: int = 2
    percent: int = 2
    score: int = 2
    scale: str = WAN
    exact_rates: bool = False

    def printed(self, amount: Figure) -> Figure:
        """An amount of money as the pack prints it."""
        return amount.printed(self.amount, self.scale)


class Derived(NamedTuple):
    """The condition that holds, and the derived figures by slot name."""

    condition: str
    slots: dict[str, Figure]


def _percent(over: Decimal, under: Decimal, places: int) -> Decimal:
    return quotient(over * _HUNDRED, under, places)


# Each record of one tuple, not field by field: a document has hundreds of derived figures.
_formula = partial(tuple.__new__, Formula)
_figure = partial(tuple.__new__, Figure)


def _derived(value: Decimal, unit: str, rule: str, expression: str, inputs: tuple[tuple[str, Figure], ...]) -> Figure:
    """A figure with the formula that it comes from."""
    return _figure((value, unit, _formula((rule, expression, inputs))))


def change(last: Figure, this: Figure, places: int) -> Derived:
    """增减: this year against last year, both in one unit, as printed.

    Gives 上年数, 本年数, 增减额 (without sign), 变动额 (signed), and 增减率 unless the base is zero or
    a year is negative. 0 against 0 and no change give 0.00%, as the published texts print them.
    """
    before, now = last.value, this.value
    inputs = (("本年数", this), ("上年数", last))
    difference = _derived(now - before, this.unit, "change", "本年数 − 上年数", inputs)
    slots = {
        "上年数": last,
        "本年数": this,
        "变动额": difference,
        "增减额": _derived(abs(difference.value), this.unit, "change", "|本年数 − 上年数|", inputs),
    }
    if before < 0 or now < 0:
        return Derived("negative", slots)
    if before == 0 and now != 0:
        return Derived("from_zero", slots)
    if before == now:
        rate, condition = half_up(_ZERO, places), "none" if now == 0 else "flat"
    else:
        rate = _percent(abs(now - before), before, places)
        condition = "to_zero" if now == 0 else "up" if now > before else "down"
    expression = "|本年数 − 上年数| ÷ 上年数 × 100" if before else "0"
    slots["增减率"] = _derived(rate, PERCENT, "change", expression, inputs)
    return Derived(condition, slots)


def headcount(last: Figure, this: Figure) -> Derived:
    """人数增减: people at the end of this year against last year."""
    inputs = (("本年人数", this), ("上年人数", last))
    difference = _derived(abs(this.value - last.value), this.unit, "headcount", "|本年人数 − 上年人数|", inputs)
    condition = "flat" if this.value == last.value else "up" if this.value > last.value else "down"
    return Derived(condition, {"上年人数": last, "本年人数": this, "增减人数": difference})


def _budget(condition_zero: str, budget: Figure, actual: Figure) -> str:
    planned, spent = budget.value, actual.value
    if planned < 0 or spent < 0:
        return "negative"
    if planned == 0:
        return "none" if spent == 0 else condition_zero
    return "equal" if planned == spent else "over" if spent > planned else "under"


def deviation(budget: Figure, actual: Figure, places: int) -> Derived:
    """预决算差异率 = (决算数 − 预算数) ÷ 预算数, signed; 0 against 0 gives 0.00%, a zero budget no rate.

    差额 and 差异幅度 are 差异额 and 差异率 without their sign, for a wording that says the direction in words
    (「决算数小于预算数3.00万元」). 完成率 as ``completion`` has it.
    """
    condition = _budget("zero_budget", budget, actual)
    inputs = (("决算数", actual), ("预算数", budget))
    difference = actual.value - budget.value
    slots = {
        **completion(budget, actual, places).slots,
        "差异额": _derived(difference, actual.unit, "deviation", "决算数 − 预算数", inputs),
        "差额": _derived(abs(difference), actual.unit, "deviation", "|决算数 − 预算数|", inputs),
    }
    if condition not in ("negative", "zero_budget"):
        rate = _percent(difference, budget.value, places) if budget.value else half_up(_ZERO, places)
        expression = "(决算数 − 预算数) ÷ 预算数 × 100" if budget.value else "0"
        slots["差异率"] = _derived(rate, PERCENT, "deviation", expression, inputs)
        expression = "|决算数 − 预算数| ÷ 预算数 × 100" if budget.value else "0"
        slots["差异幅度"] = _derived(abs(rate), PERCENT, "deviation", expression, inputs)
    return Derived(condition, slots)


def completion(budget: Figure, actual: Figure, places: int) -> Derived:
    """完成率, also 执行率 = 决算数 ÷ 预算数; without a budget there is no rate."""
    condition = _budget("zero_budget", budget, actual)
    inputs = (("决算数", actual), ("预算数", budget))
    slots = {"预算数": budget, "决算数": actual}
    if condition in ("equal", "over", "under"):
        rate = _percent(actual.value, budget.value, places)
        slots["完成率"] = _derived(rate, PERCENT, "completion", "决算数 ÷ 预算数 × 100", inputs)
    return Derived(condition, slots)


def share(part: Figure, total: Figure, places: int) -> Derived:
    """占比 = 金额 ÷ 总额; what is negative is no share of anything, and a total printed as zero has no shares."""
    slots = {"金额": part, "总额": total}
    if part.value < 0 or total.value < 0:
        return Derived("negative", slots)
    if total.value == 0:
        return Derived("zero_total", slots)
    return Derived("some", {**slots, "占比": ratio(part, total, places)})


def ratio(part: Figure, total: Figure, places: int) -> Figure:
    """金额 ÷ 总额, signed: of a change it is the part that drove it or worked against it. ``total`` is not zero."""
    rate = _percent(part.value, total.value, places)
    return _derived(rate, PERCENT, "share", "金额 ÷ 总额 × 100", (("金额", part), ("总额", total)))


def score(rate: Figure, weight: Figure, places: int) -> Figure:
    """得分 of the funds row = 分值 × 执行率, at most the weight (满分为限)."""
    earned = min(weight.value, weight.value * rate.value / _HUNDRED)
    inputs = (("分值", weight), ("执行率", rate))
    return _derived(half_up(earned, places), POINTS, "score", "分值 × 执行率 ÷ 100", inputs)


def money(figures: Sequence[Figure], names: str) -> Figure:
    """The exact sum of amounts, in their unit, or in 万元 where they are in 元 and 万元; it is printed once."""
    units = {figure.unit for figure in figures}
    if len(units) == 1:
        return total(figures, units.pop(), names)
    inputs = tuple((f"{names}{number}", figure) for number, figure in enumerate(figures, 1))
    terms = (name if figure.unit == WAN else f"{name} ÷ 10000" for name, figure in inputs)
    value = sum((figure.yuan for figure in figures), _ZERO).scaleb(-SCALES[WAN])
    return Figure(value, WAN, Formula("total", " + ".join(terms), inputs))


def total(figures: Iterable[Figure], unit: str, names: str) -> Figure:
    """The sum of figures that no table totals (scores, weights, several projects)."""
    inputs = tuple((f"{names}{number}", figure) for number, figure in enumerate(figures, 1))
    value = sum((figure.value for _, figure in inputs), _ZERO)
    return Figure(value, unit, Formula("total", " + ".join(name for name, _ in inputs) or "0", inputs))
