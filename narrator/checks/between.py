"""K201–K230: one figure in two tables of one year. Every function takes the books and yields verdicts.

An empty table (空表) counts as blank. A table that lists accounts but not this one says that it did not occur.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrator.checks.check import DOUBT, PASSED, UNKNOWN, Books, Verdict, check
from narrator.checks.evidence import stated
from narrator.checks.ledger import Ledger, typed
from narrator.checks.relation import Result, adds_up, same, verdicts
from narrator.document import naming
from narrator.figures import terms as t
from narrator.figures.tables import CLASSES, OVERVIEW_INCOME, SPENT
from narrator.figures.values import Text

_SOURCE = "部门决算表间勾稽：{}"
_FISCAL_INCOME, *_OTHER_INCOME = t.INCOME_KINDS
_CLASS, _ITEM = 3, 7  # digits of an account at the level of 类 and of 项


# Income: 01, 02, 04 --------------------------------------------------------------------------------


@check("K201", "《收入决算表》合计等于《收入支出决算总表》的本年收入合计", _SOURCE.format("01、02"), confirm=True)
def income_total(books: Books) -> Iterator[Verdict]:
    """正例：收入决算表合计 10.00，总表本年收入合计 10.00。反例：总表本年收入合计 11.00。"""
    item = books.this.item
    result = same(item(t.INCOME, t.TOTAL, t.YEAR_RECEIPTS), item(t.OVERVIEW, t.RECEIPTS, t.YEAR_RECEIPTS))
    return verdicts([result], books.this, t.INCOME, t.OVERVIEW)


@check(
    "K202",
    "《收入决算表》财政拨款收入等于《收入支出决算总表》三种财政拨款收入之和",
    _SOURCE.format("01、02"),
    confirm=True,
)
def income_fiscal(books: Books) -> Iterator[Verdict]:
    """正例：财政拨款收入 8.00，一般公共预算财政拨款收入 8.00。反例：一般公共预算财政拨款收入 7.00。"""
    item = books.this.item
    budgets = [item(t.OVERVIEW, t.RECEIPTS, kind) for kind in OVERVIEW_INCOME[: len(t.BUDGETS)]]
    result = adds_up(item(t.INCOME, t.TOTAL, _FISCAL_INCOME), budgets)
    return verdicts([result], books.this, t.INCOME, t.OVERVIEW)


@check("K203", "《收入决算表》其他各种收入等于《收入支出决算总表》的同一种收入", _SOURCE.format("01、02"), confirm=True)
def income_kinds(books: Books) -> Iterator[Verdict]:
    """正例：两表的事业收入都是 2.00。反例：收入决算表的事业收入 2.00，总表的事业收入 3.00。"""
    item = books.this.item
    results = (same(item(t.INCOME, t.TOTAL, kind), item(t.OVERVIEW, t.RECEIPTS, kind)) for kind in _OTHER_INCOME)
    return verdicts(results, books.this, t.INCOME, t.OVERVIEW)


@check("K204", f"《{t.FISCAL}》本年收入合计等于《收入决算表》财政拨款收入", _SOURCE.format("02、04"), confirm=True)
def fiscal_income(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 8.00。反例：财政拨款总表 8.00，收入决算表 7.00。"""
    item = books.this.item
    result = same(item(t.FISCAL, t.RECEIPTS, t.YEAR_RECEIPTS), item(t.INCOME, t.TOTAL, _FISCAL_INCOME))
    return verdicts([result], books.this, t.FISCAL, t.INCOME)


@check(
    "K205",
    f"《{t.FISCAL}》每种财政拨款收入等于《收入支出决算总表》的同一种收入",
    _SOURCE.format("01、04"),
    confirm=True,
)
def fiscal_budgets(books: Books) -> Iterator[Verdict]:
    """正例：两表的一般公共预算财政拨款都是 8.00。反例：一表 8.00，一表 9.00。"""
    item = books.this.item
    pairs = zip(t.BUDGETS, OVERVIEW_INCOME, strict=False)
    results = (same(item(t.FISCAL, t.RECEIPTS, row), item(t.OVERVIEW, t.RECEIPTS, kind)) for row, kind in pairs)
    return verdicts(results, books.this, t.FISCAL, t.OVERVIEW)


@check("K206", "《收入支出决算总表》本年收入合计等于《收入决算表》各种收入之和", _SOURCE.format("01、02"), confirm=True)
def income_of_kinds(books: Books) -> Iterator[Verdict]:
    """正例：本年收入合计 10.00，财政拨款收入 8.00，其他收入 2.00。反例：其余相同，其他收入 1.00。"""
    item = books.this.item
    kinds = [item(t.INCOME, t.TOTAL, kind) for kind in t.INCOME_KINDS]
    result = adds_up(item(t.OVERVIEW, t.RECEIPTS, t.YEAR_RECEIPTS), kinds)
    return verdicts([result], books.this, t.OVERVIEW, t.INCOME)


@check("K207", "收入、支出两表列的项相同，差别由结转解释得通", _SOURCE.format("01、02、03"), confirm=True)
def income_accounts(books: Books) -> Iterator[Verdict]:
    """Spending without income of the year is paid from what was brought forward; income without spending is rare.

    正例：03 表另有 2010302 支出 1.00，年初结转 2.00。反例：02 表列 2080575，03 表列 2080505，各 3.00（疑点）。
    """
    return verdicts(_both_ways(books.this), books.this, t.INCOME, t.EXPENDITURE)


def _both_ways(ledger: Ledger) -> Iterator[Result]:
    received, spent = (
        {
            code: item
            for code in ledger.codes(term)
            if len(code) == _ITEM and (item := ledger.item(term, code, column)).amount
        }
        for term, column in ((t.INCOME, t.YEAR_RECEIPTS), (t.EXPENDITURE, t.YEAR_PAYMENTS))
    )
    earlier = (ledger.item(t.OVERVIEW, t.RECEIPTS, row) for row in (t.BROUGHT_FORWARD, t.USED_SURPLUS))
    saved = sum((item.amount for item in earlier), Decimal(0))
    advice = "请核对两张表的科目编码。"
    for code, item in received.items() if spent else ():
        if code in ledger.codes(t.EXPENDITURE):
            yield Verdict(PASSED, item.place, "")
        else:
            yield Verdict(DOUBT, item.place, f"{stated(item)}，{t.EXPENDITURE}没有这个科目", advice)
    for code, item in spent.items() if received else ():
        if code in ledger.codes(t.INCOME) or abs(item.amount) <= saved:
            yield Verdict(PASSED, item.place, "")
        else:
            evidence = f"{stated(item)}，{t.INCOME}没有这个科目，年初结转和结余也不够支出"
            yield Verdict(DOUBT, item.place, evidence, advice)


# Expenditure: 01, 03, 04, 05, 07, 08 ----------------------------------------------------------------


@check("K211", "《支出决算表》合计等于《收入支出决算总表》的本年支出合计", _SOURCE.format("01、03"), confirm=True)
def expenditure_total(books: Books) -> Iterator[Verdict]:
    """正例：支出决算表合计 9.00，总表本年支出合计 9.00。反例：总表本年支出合计 8.00。"""
    item = books.this.item
    result = same(item(t.EXPENDITURE, t.TOTAL, t.YEAR_PAYMENTS), item(t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS))
    return verdicts([result], books.this, t.EXPENDITURE, t.OVERVIEW)


@check("K212", "《支出决算表》每一类等于《收入支出决算总表》的同一类", _SOURCE.format("01、03"), confirm=True)
def expenditure_classes(books: Books) -> Iterator[Verdict]:
    """正例：两表的 208 类都是 3.00。反例：支出决算表的 208 类 3.00，总表的 208 类 2.00。"""
    return _by_class(books.this, t.EXPENDITURE, t.YEAR_PAYMENTS, t.OVERVIEW)


@check(
    "K213", f"《{t.GENERAL}》合计等于《{t.FISCAL}》的一般公共预算财政拨款支出", _SOURCE.format("04、05"), confirm=True
)
def general_total(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 6.00。反例：支出决算表合计 6.00，财政拨款总表 5.00。"""
    item = books.this.item
    total = item(t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, t.GENERAL_BUDGET)
    return verdicts([same(item(t.GENERAL, t.TOTAL, t.TOTAL), total)], books.this, t.GENERAL, t.FISCAL)


@check("K214", f"《{t.GENERAL}》每一类等于《{t.FISCAL}》的同一类", _SOURCE.format("04、05"), confirm=True)
def general_classes(books: Books) -> Iterator[Verdict]:
    """正例：两表的 201 类都是 6.00。反例：支出决算表的 201 类 6.00，财政拨款总表的 201 类 5.00。"""
    return _by_class(books.this, t.GENERAL, t.TOTAL, t.FISCAL, t.GENERAL_BUDGET)


@check(
    "K215",
    f"《{t.FISCAL}》本年支出合计等于三种财政拨款支出表的合计之和",
    _SOURCE.format("04、05、07、08"),
    confirm=True,
)
def fiscal_spending(books: Books) -> Iterator[Verdict]:
    """正例：本年支出合计 8.00，一般公共预算 6.00，政府性基金 2.00，国有资本经营空表。反例：政府性基金 1.00。"""
    item = books.this.item
    parts = [item(term, t.TOTAL, column) for term, column in SPENT.items()]
    result = adds_up(item(t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, t.TOTAL), parts)
    return verdicts([result], books.this, t.FISCAL, *SPENT)


@check("K216", f"《{t.FUND}》每一类本年支出等于《{t.FISCAL}》的同一类", _SOURCE.format("04、07"), confirm=True)
def fund_classes(books: Books) -> Iterator[Verdict]:
    """正例：两表的 212 类都是 2.00。反例：基金表的 212 类 2.00，财政拨款总表的 212 类 1.00。"""
    return _by_class(books.this, t.FUND, t.YEAR_SPENDING, t.FISCAL, t.BUDGETS[1])


@check("K217", f"《{t.CAPITAL}》每一类本年支出等于《{t.FISCAL}》的同一类", _SOURCE.format("04、08"), confirm=True)
def capital_classes(books: Books) -> Iterator[Verdict]:
    """正例：两表的 223 类都是 2.00。反例：国有资本表的 223 类 2.00，财政拨款总表的 223 类 3.00。"""
    return _by_class(books.this, t.CAPITAL, t.YEAR_SPENDING, t.FISCAL, t.BUDGETS[2])


@check("K218", "财政拨款支出各表的科目，《支出决算表》都有", _SOURCE.format("03、05、07、08"), confirm=True)
def accounts_known(books: Books) -> Iterator[Verdict]:
    """正例：05 表列 2010301，03 表也列 2010301。反例：05 表列 2010301，支出 3.00，03 表没有这个科目。"""
    ledger = books.this
    known = set(ledger.codes(t.EXPENDITURE))
    spent = (ledger.item(term, code, column) for term, column in SPENT.items() for code in ledger.codes(term))
    results = (
        Verdict(PASSED, item.place, "")
        if item.key[0] in known
        else Verdict(DOUBT, item.place, f"{stated(item)}，{t.EXPENDITURE}没有这个科目", "请核对科目编码。")
        for item in spent
        if item.amount and known
    )
    return verdicts(results, ledger, t.EXPENDITURE, *SPENT)


@check("K219", "《收入支出决算总表》本年支出合计等于《支出决算表》各种支出之和", _SOURCE.format("01、03"), confirm=True)
def expenditure_of_kinds(books: Books) -> Iterator[Verdict]:
    """正例：本年支出合计 9.00，基本支出 6.00，项目支出 3.00。反例：其余相同，项目支出 4.00。"""
    item = books.this.item
    kinds = [item(t.EXPENDITURE, t.TOTAL, kind) for kind in t.SPENDING_KINDS]
    result = adds_up(item(t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS), kinds)
    return verdicts([result], books.this, t.OVERVIEW, t.EXPENDITURE)


@check("K220", "同一科目编码在各表中名称相同", _SOURCE.format("02、03、05、06、07、08"))
def account_names(books: Books) -> Iterator[Verdict]:
    """正例：05、07 表的 2120801 都叫同一个名称。反例：05 表的 22101 叫甲，07 表的 22101 叫乙（疑点）。"""
    first: dict[str, tuple[str, Text]] = {}
    results: list[Result] = []
    for term, code, name in naming.listed(books.unit):
        table, known = first.setdefault(code, (term, name))
        if known.text == name.text:
            results.append(Verdict(PASSED, name.origin, ""))
        else:
            evidence = f"{code} 在{table}叫「{known.text}」，在{term}叫「{name.text}」"
            results.append(Verdict(DOUBT, name.origin, evidence, "请统一科目名称。"))
    return verdicts(results, books.this, t.INCOME, t.EXPENDITURE, *SPENT)


# Balances and income of 07 and 08 against 04 ----------------------------------------------------------


@check(
    "K221",
    f"《{t.FUND}》本年收入等于《{t.FISCAL}》的政府性基金预算财政拨款收入",
    _SOURCE.format("04、07"),
    confirm=True,
)
def fund_income(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 2.00。反例：基金表本年收入 2.00，财政拨款总表 3.00。"""
    return _budget(books.this, t.FUND, t.YEAR_INCOME, t.RECEIPTS, t.BUDGETS[1])


@check(
    "K222",
    f"《{t.FUND}》本年支出等于《{t.FISCAL}》的政府性基金预算财政拨款支出",
    _SOURCE.format("04、07"),
    confirm=True,
)
def fund_spending(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 2.00。反例：基金表本年支出 2.00，财政拨款总表 1.00。"""
    return _budget(books.this, t.FUND, t.YEAR_SPENDING, t.PAYMENTS, t.YEAR_PAYMENTS, t.BUDGETS[1])


@check("K223", f"《{t.FUND}》年初结转和结余等于《{t.FISCAL}》的同一个数", _SOURCE.format("04、07"), confirm=True)
def fund_brought_forward(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 1.00。反例：基金表 1.00，财政拨款总表 3.00。"""
    return _budget(books.this, t.FUND, t.BROUGHT_FORWARD, t.RECEIPTS, t.FISCAL_BROUGHT, t.BUDGETS[1])


@check("K224", f"《{t.FUND}》年末结转和结余等于《{t.FISCAL}》的同一个数", _SOURCE.format("04、07"), confirm=True)
def fund_carried_forward(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 1.00。反例：基金表 1.00，财政拨款总表 3.00。"""
    return _budget(books.this, t.FUND, t.CARRIED_FORWARD, t.PAYMENTS, t.FISCAL_CARRIED, t.BUDGETS[1])


@check(
    "K225",
    f"《{t.CAPITAL}》本年收入等于《{t.FISCAL}》的国有资本经营预算财政拨款收入",
    _SOURCE.format("04、08"),
    confirm=True,
)
def capital_income(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 2.00。反例：国有资本表本年收入 2.00，财政拨款总表 3.00。"""
    return _budget(books.this, t.CAPITAL, t.YEAR_INCOME, t.RECEIPTS, t.BUDGETS[2])


@check(
    "K226",
    f"《{t.CAPITAL}》本年支出等于《{t.FISCAL}》的国有资本经营预算财政拨款支出",
    _SOURCE.format("04、08"),
    confirm=True,
)
def capital_spending(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 2.00。反例：国有资本表本年支出 2.00，财政拨款总表 1.00。"""
    return _budget(books.this, t.CAPITAL, t.YEAR_SPENDING, t.PAYMENTS, t.YEAR_PAYMENTS, t.BUDGETS[2])


@check("K227", f"《{t.CAPITAL}》年初结转和结余等于《{t.FISCAL}》的同一个数", _SOURCE.format("04、08"), confirm=True)
def capital_brought_forward(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 1.00。反例：国有资本表 1.00，财政拨款总表 3.00。"""
    return _budget(books.this, t.CAPITAL, t.BROUGHT_FORWARD, t.RECEIPTS, t.FISCAL_BROUGHT, t.BUDGETS[2])


@check("K228", f"《{t.CAPITAL}》年末结转和结余等于《{t.FISCAL}》的同一个数", _SOURCE.format("04、08"), confirm=True)
def capital_carried_forward(books: Books) -> Iterator[Verdict]:
    """正例：两表都是 1.00。反例：国有资本表 1.00，财政拨款总表 3.00。"""
    return _budget(books.this, t.CAPITAL, t.CARRIED_FORWARD, t.PAYMENTS, t.FISCAL_CARRIED, t.BUDGETS[2])


# 06, and what is typed beside the tables ------------------------------------------------------------


@check(
    "K229",
    f"《{t.GENERAL}》基本支出等于《{t.BASIC}》人员经费合计加公用经费合计",
    _SOURCE.format("05、06"),
    confirm=True,
)
def basic_total(books: Books) -> Iterator[Verdict]:
    """正例：基本支出 6.00，人员经费合计 5.00，公用经费合计 1.00。反例：其余相同，公用经费合计 2.00。"""
    item = books.this.item
    parts = [item(t.BASIC, t.STAFF), item(t.BASIC, t.PUBLIC)]
    return verdicts([adds_up(item(t.GENERAL, t.TOTAL, t.BASIC_SPENDING), parts)], books.this, t.GENERAL, t.BASIC)


@check(
    "K230", f"机关运行经费等于《{t.BASIC}》的公用经费合计（行政单位、参公事业单位）", "domain：机关运行经费即公用经费"
)
def running_costs(books: Books) -> Iterator[Verdict]:
    """正例：行政单位机关运行经费 5.00，公用经费合计 5.00。反例：行政单位机关运行经费 6.00，公用经费合计 5.00。"""
    kinds, running = [kind.text for kind in books.unit.profile.kinds or ()], books.unit.running
    given = {t.ADMINISTRATIVE: running.administrative, t.QUASI_CIVIL: running.quasi_civil}
    if len(kinds) != 1 or kinds[0] not in given:
        yield Verdict(UNKNOWN, None, "只核对单一的行政单位、参公事业单位")
        return
    costs = typed("", t.RUNNING_COSTS[kinds[0]], given[kinds[0]].actual)
    result = same(costs, books.this.item(t.BASIC, t.PUBLIC))
    yield from verdicts([result], books.this, t.BASIC)


def _by_class(ledger: Ledger, term: str, column: str, other: str, *budget: str) -> Iterator[Verdict]:
    """Each class of a table that lists accounts (in this column) is the same class of 01 or 04."""
    return verdicts(_classes(ledger, term, column, other, budget), ledger, term, other)


def _classes(ledger: Ledger, term: str, column: str, other: str, budget: tuple[str, ...]) -> Iterator[Result]:
    listed = {code for code in ledger.codes(term) if len(code) == _CLASS}
    mine, others = ledger.table(term), ledger.table(other)
    for code in sorted(listed.union(CLASSES)):
        here, there = (code, column), (t.PAYMENTS, code, *budget)
        if mine.get(here) is not None or others.get(there) is not None:
            one = ledger.item(term, *here)
            known = one.known or (bool(listed) and code not in ledger.undisclosed(term))
            yield same(one._replace(known=known), ledger.item(other, *there))


def _budget(ledger: Ledger, term: str, column: str, *key: str) -> Iterator[Verdict]:
    """A column of 07's or 08's total row is a cell of 04."""
    return verdicts([same(ledger.item(term, t.TOTAL, column), ledger.item(t.FISCAL, *key))], ledger, term, t.FISCAL)
