"""Which figures of a unit the board adds up and compares with those of other units, and in which rates: data."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from narrator.figures import terms as t

ROWS: tuple[tuple[str, ...], ...] = (
    (t.OVERVIEW, t.RECEIPTS, t.YEAR_RECEIPTS),
    (t.OVERVIEW, t.RECEIPTS, t.BROUGHT_FORWARD),
    (t.OVERVIEW, t.RECEIPTS, t.GRAND_TOTAL),
    (t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS),
    (t.OVERVIEW, t.PAYMENTS, t.CARRIED_FORWARD),
    (t.OVERVIEW, t.PAYMENTS, t.GRAND_TOTAL),
    (t.EXPENDITURE, t.BASIC_SPENDING),
    (t.EXPENDITURE, t.PROJECT_SPENDING),
    *((t.FISCAL, t.RECEIPTS, budget) for budget in t.BUDGETS),
    (t.FISCAL, t.RECEIPTS, t.GRAND_TOTAL),
    (t.GENERAL, t.TOTAL),
    (t.BASIC, t.STAFF),
    (t.BASIC, t.PUBLIC),
    (t.FUND, t.YEAR_SPENDING),
    (t.CAPITAL, t.YEAR_SPENDING),
    *((t.THREE, *row) for row in t.STATEMENTS[t.THREE].rows),
)
"""The rows of the nine tables whose amounts are told: the table, and the labels of the row within it."""

AMOUNTS = (t.LAST_YEAR, t.INITIAL_BUDGET, t.FULL_BUDGET, t.ACTUAL)
PROCUREMENT = "政府采购/政府采购支出总额"
IN_SERVICE = f"人员/{t.IN_SERVICE}/{t.THIS_YEAR}"
KEYS = (*("/".join((*row, amount)) for row in ROWS for amount in AMOUNTS), PROCUREMENT, IN_SERVICE)
COUNTED = {IN_SERVICE: "人"}  # what is no money, and the unit in which it is counted
INCOME = "/".join((t.OVERVIEW, t.RECEIPTS, t.GRAND_TOTAL, t.ACTUAL))
SPENDING = "/".join((t.OVERVIEW, t.PAYMENTS, t.GRAND_TOTAL, t.ACTUAL))
PERCENT, EACH = "%", "元/人"


class Rate(NamedTuple):
    """A rate that is compared between units, worked out of told figures by their keys.

    ``tops`` over ``bottoms``, each added up; with ``change`` what the first differs by from the second. One whose
    bottom is smaller than ``base`` is not compared: where little is divided by, every rate is far from others.
    What differs from the others' by less than ``least`` is never called far, however close these are together.
    """

    name: str
    tops: tuple[str, ...]
    bottoms: tuple[str, ...]
    unit: str = PERCENT
    change: bool = False
    least: Decimal = Decimal(10)
    base: Decimal = Decimal(10_000)


def _key(*labels: str, amount: str = t.ACTUAL) -> str:
    return "/".join((*labels, amount))


def _change(name: str, *row: str) -> Rate:
    """How a row differs from last year's; 20 percentage points are nothing special for one unit."""
    now, last = (_key(*row),), (_key(*row, amount=t.LAST_YEAR),)
    return Rate(f"{name}对上年的增减率", now, last, change=True, least=Decimal(20))


def _completion(name: str, budget: str, *row: str) -> Rate:
    return Rate(f"{name}完成{budget}的比率", (_key(*row),), (_key(*row, amount=budget),))


def _share(name: str, part: str, *others: str) -> Rate:
    return Rate(name, (part,), (part, *others))


def _each(name: str, amount: str) -> Rate:
    """What an amount comes to for each person; a handful of people share what they cannot halve."""
    return Rate(name, (amount,), (IN_SERVICE,), EACH, least=Decimal(10_000), base=Decimal(5))


_STAFF, _PUBLIC = _key(t.BASIC, t.STAFF), _key(t.BASIC, t.PUBLIC)

RATES: tuple[Rate, ...] = (
    _change("收入总计", t.OVERVIEW, t.RECEIPTS, t.GRAND_TOTAL),
    _change("本年支出合计", t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS),
    _change("财政拨款收入总计", t.FISCAL, t.RECEIPTS, t.GRAND_TOTAL),
    _change("一般公共预算财政拨款支出", t.GENERAL, t.TOTAL),
    _change("公用经费", t.BASIC, t.PUBLIC),
    _change("“三公”经费", t.THREE, t.TOTAL),
    _completion("一般公共预算财政拨款支出", t.INITIAL_BUDGET, t.GENERAL, t.TOTAL),
    _completion("一般公共预算财政拨款支出", t.FULL_BUDGET, t.GENERAL, t.TOTAL),
    _completion("“三公”经费", t.FULL_BUDGET, t.THREE, t.TOTAL),
    _share(
        "项目支出占基本支出和项目支出之和",
        _key(t.EXPENDITURE, t.PROJECT_SPENDING),
        _key(t.EXPENDITURE, t.BASIC_SPENDING),
    ),
    _share("人员经费占人员经费和公用经费之和", _STAFF, _PUBLIC),
    Rate("年末结转和结余占支出总计", (_key(t.OVERVIEW, t.PAYMENTS, t.CARRIED_FORWARD),), (SPENDING,)),
    _each("在职人员人均人员经费", _STAFF),
    _each("在职人员人均公用经费", _PUBLIC),
)
