"""K301–K313: this year against last year, and the scale of the amounts. Every function yields verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from narrator.checks.check import DOUBT, ERROR, PASSED, Books, Verdict, check
from narrator.checks.evidence import stated
from narrator.checks.ledger import Item, Ledger
from narrator.checks.relation import Lacking, Result, Road, same, told
from narrator.figures import terms as t

_CARRIED = "上年年末结转和结余即本年年初结转和结余，调整须有依据"
_SCALE = "金额单位：元、万元"
_MIXED_UP = 4  # powers of ten between 元 and 万元
_JUMP = Decimal(1000)
_FISCAL_INCOME = t.INCOME_KINDS[0]


# Carried over from last year --------------------------------------------------------------------------


@check("K301", f"《{t.OVERVIEW}》年初结转和结余等于上年的年末结转和结余", _CARRIED, confirm=True)
def overview_carried(books: Books) -> Iterator[Verdict]:
    """正例：上年年末 2.00，本年年初 2.00。反例：上年年末 2.00，本年年初 3.00（疑点：可能有调整）。"""
    return _carried(books, t.OVERVIEW, [(t.RECEIPTS, t.BROUGHT_FORWARD)], [(t.PAYMENTS, t.CARRIED_FORWARD)])


@check("K302", f"《{t.FISCAL}》年初结转和结余等于上年的年末结转和结余", _CARRIED, confirm=True)
def fiscal_carried(books: Books) -> Iterator[Verdict]:
    """正例：上年年末 2.00，本年年初 2.00。反例：上年年末 2.00，本年年初 1.00（疑点：可能有调整）。"""
    now = [(t.RECEIPTS, t.FISCAL_BROUGHT), *((t.RECEIPTS, t.FISCAL_BROUGHT, budget) for budget in t.BUDGETS)]
    then = [(t.PAYMENTS, t.FISCAL_CARRIED, column) for column in (t.TOTAL, *t.BUDGETS)]
    return _carried(books, t.FISCAL, now, then)


@check("K303", f"《{t.FUND}》年初结转和结余等于上年的年末结转和结余", _CARRIED, confirm=True)
def fund_carried(books: Books) -> Iterator[Verdict]:
    """正例：上年年末 2.00，本年年初 2.00。反例：上年年末 2.00，本年年初 3.00（疑点：可能有调整）。"""
    return _carried(books, t.FUND, [(t.TOTAL, t.BROUGHT_FORWARD)], [(t.TOTAL, t.CARRIED_FORWARD)])


@check("K304", f"《{t.CAPITAL}》年初结转和结余等于上年的年末结转和结余", _CARRIED, confirm=True)
def capital_carried(books: Books) -> Iterator[Verdict]:
    """正例：上年年末 2.00，本年年初 2.00。反例：上年年末 2.00，本年年初 3.00（疑点：可能有调整）。"""
    return _carried(books, t.CAPITAL, [(t.TOTAL, t.BROUGHT_FORWARD)], [(t.TOTAL, t.CARRIED_FORWARD)])


def _carried(books: Books, term: str, now: Sequence[Road], then: Sequence[Road]) -> Iterator[Verdict]:
    """Each cell of this year is the cell of last year; a difference is a 疑点, for adjustments are legal."""
    advice = "请核对；年初数有调整的，请准备说明。"
    results = (
        same(books.this.item(term, *new), books.last.item(term, *old), level=DOUBT, advice=advice)
        for new, old in zip(now, then, strict=True)
    )
    return told(results, books.last, term)


# The scale ----------------------------------------------------------------------------------------------


@check("K311", "同一个数在两张表中不相差一万倍（元、万元混淆）", _SCALE)
def unit_of_money(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 10.00 万元，或一表 10.00 万元、一表 100000 元。反例：一表 10.00 万元，一表 100000 万元。"""
    ledger = books.this
    results = (_one_scale(one, other) for one, other in _pairs(ledger))
    return told(results, ledger, t.OVERVIEW, t.INCOME, t.EXPENDITURE, t.FISCAL, t.GENERAL, t.BASIC)


@check("K312", "合计数在上年的千分之一和一千倍之间（元、万元混淆）", _SCALE, confirm=True)
def jump(books: Books) -> Iterator[Verdict]:
    """正例：上年 10.00 万元，本年 20.00 万元。反例：上年 10.00 万元，本年 100000 万元（疑点）。"""
    pairs = ((books.this.item(term, *road), books.last.item(term, *road)) for term, road in _GRAND)
    return told((_one_size(now, then) for now, then in pairs), books.last, *dict.fromkeys(term for term, _ in _GRAND))


@check("K313", "合计数不是负数", "财政部 部门决算公开报表：合计数一般不为负", confirm=True)
def negative(books: Books) -> Iterator[Verdict]:
    """正例：年末结转和结余 0.00。反例：年末结转和结余 -3.00（疑点：确有其事，还是抄错）。"""
    advice = "请核对；确为负数的，请在说明中解释。"
    results = (
        Verdict(DOUBT, item.place, f"{stated(item)}，是负数", advice)
        if item.amount < 0
        else Verdict(PASSED, item.place, "")
        for item in _totals(books.this)
    )
    return told(results, books.this, *t.STATEMENTS)


# The totals that any unit with money has.
_GRAND: tuple[tuple[str, Road], ...] = (
    (t.OVERVIEW, (t.RECEIPTS, t.GRAND_TOTAL)),
    (t.INCOME, (t.TOTAL, t.YEAR_RECEIPTS)),
    (t.EXPENDITURE, (t.TOTAL, t.YEAR_PAYMENTS)),
    (t.FISCAL, (t.RECEIPTS, t.GRAND_TOTAL)),
    (t.GENERAL, (t.TOTAL, t.TOTAL)),
    (t.BASIC, (t.STAFF,)),
)


def _one_scale(one: Item, other: Item) -> Result:
    """Whether the two differ by something else than ten thousand times, within what rounding allows."""
    if one.figure is None or other.figure is None:
        return _untold(one, other)
    small, large = sorted((one, other), key=lambda item: abs(item.amount))
    if not small.amount or not small.interval.shifted(_MIXED_UP).meets(large.interval):
        return Verdict(PASSED, one.place, "")
    evidence = f"{stated(large)}，{stated(small)}，正好相差一万倍"
    return Verdict(ERROR, large.place, evidence, "请核对这两张表的金额单位是元还是万元。")


def _one_size(now: Item, then: Item) -> Result:
    """Whether the two are less than a thousand times apart."""
    if now.figure is None or then.figure is None:
        return _untold(now, then)
    small, large = sorted((abs(now.amount), abs(then.amount)))
    if not small or large < small * _JUMP:
        return Verdict(PASSED, now.place, "")
    evidence = f"{stated(now)}，{stated(then)}，相差一千倍以上"
    return Verdict(DOUBT, now.place, evidence, "请核对两年报表的金额单位是元还是万元。")


def _untold(one: Item, other: Item) -> Lacking | None:
    """What of the two is missing; a blank, or nothing on either side, has no scale."""
    lacking = tuple(item for item in (one, other) if not item.told)
    return Lacking(lacking) if len(lacking) == 1 else None


def _pairs(ledger: Ledger) -> Iterator[tuple[Item, Item]]:
    """Figures that are the same in two tables; where 04 does not give the columns, its total is near enough."""
    item = ledger.item
    yield item(t.INCOME, t.TOTAL, t.YEAR_RECEIPTS), item(t.OVERVIEW, t.RECEIPTS, t.YEAR_RECEIPTS)
    yield item(t.EXPENDITURE, t.TOTAL, t.YEAR_PAYMENTS), item(t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS)
    yield item(t.FISCAL, t.RECEIPTS, t.YEAR_RECEIPTS), item(t.INCOME, t.TOTAL, _FISCAL_INCOME)
    column = t.BUDGETS[0] if ledger.cell(t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, t.BUDGETS[0]) else t.TOTAL
    yield item(t.GENERAL, t.TOTAL, t.TOTAL), item(t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, column)
    yield _basic(ledger), item(t.GENERAL, t.TOTAL, t.BASIC_SPENDING)
    for budget, term in zip(t.BUDGETS[1:], (t.FUND, t.CAPITAL), strict=True):
        yield item(term, t.TOTAL, t.YEAR_SPENDING), item(t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, budget)


def _basic(ledger: Ledger) -> Item:
    """人员经费 and 公用经费 of 06 together."""
    staff, public = ledger.item(t.BASIC, t.STAFF), ledger.cell(t.BASIC, t.PUBLIC)
    if staff.figure is None or public is None or public.unit != staff.figure.unit:
        return staff
    both = staff.figure._replace(value=staff.figure.value + public.value)
    return staff._replace(road=(f"{t.STAFF}加{t.PUBLIC}",), figure=both)


def _totals(ledger: Ledger) -> Iterator[Item]:
    """The totals of all tables that have an amount: every cell whose road names no account."""
    for term in t.STATEMENTS:
        for road, figure in ledger.table(term).items():
            if figure is not None and not (road[0].isdigit() or (road[1:2] and road[1].isdigit())):
                yield ledger.item(term, *road)
