"""K201–K230: one figure in two tables of one year. Every function takes the ledgers and yields verdicts.

An empty table (空表) counts as blank. A table that lists accounts but not this one says that it did not occur.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from narrator.checks.check import DOUBT, UNKNOWN, Ledgers, Verdict, check, passed, series
from narrator.checks.evidence import stated
from narrator.checks.ledger import Item, Ledger, typed
from narrator.checks.relation import Result, adds_up, alike, same, verdicts
from narrator.document import naming
from narrator.figures import terms as t
from narrator.figures.tables import CLASSES, OVERVIEW_INCOME, SPENT, CellKey
from narrator.figures.values import Text

_SOURCE = "部门决算表间勾稽：{}"
_between = series(_SOURCE)
_FISCAL_INCOME, *_OTHER_INCOME = t.INCOME_KINDS
_CLASS, _ITEM = 3, 7  # digits of an account at the level of 类 and of 项


# Income: 01, 02, 04 --------------------------------------------------------------------------------


@_between("K201", "《收入决算表》合计等于《收入支出决算总表》的本年收入合计", "01、02")
def income_total(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：收入决算表合计 10.00，总表本年收入合计 10.00。反例：总表本年收入合计 11.00。"""
    return _same(ledgers, ((t.INCOME, t.TOTAL, t.YEAR_RECEIPTS), (t.OVERVIEW, t.RECEIPTS, t.YEAR_RECEIPTS)))


@_between("K202", "《收入决算表》财政拨款收入等于《收入支出决算总表》三种财政拨款收入之和", "01、02")
def income_fiscal(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：财政拨款收入 8.00，一般公共预算财政拨款收入 8.00。反例：一般公共预算财政拨款收入 7.00。"""
    budgets = [(t.OVERVIEW, t.RECEIPTS, kind) for kind in OVERVIEW_INCOME[: len(t.BUDGETS)]]
    return _sum(ledgers, (t.INCOME, t.TOTAL, _FISCAL_INCOME), budgets)


@_between("K203", "《收入决算表》其他各种收入等于《收入支出决算总表》的同一种收入", "01、02")
def income_kinds(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表的事业收入都是 2.00。反例：收入决算表的事业收入 2.00，总表的事业收入 3.00。"""
    return _same(ledgers, *(((t.INCOME, t.TOTAL, kind), (t.OVERVIEW, t.RECEIPTS, kind)) for kind in _OTHER_INCOME))


@_between("K204", f"《{t.FISCAL}》本年收入合计等于《收入决算表》财政拨款收入", "02、04")
def fiscal_income(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 8.00。反例：财政拨款总表 8.00，收入决算表 7.00。"""
    return _same(ledgers, ((t.FISCAL, t.RECEIPTS, t.YEAR_RECEIPTS), (t.INCOME, t.TOTAL, _FISCAL_INCOME)))


@_between("K205", f"《{t.FISCAL}》每种财政拨款收入等于《收入支出决算总表》的同一种收入", "01、04")
def fiscal_budgets(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表的一般公共预算财政拨款都是 8.00。反例：一表 8.00，一表 9.00。"""
    pairs = zip(t.BUDGETS, OVERVIEW_INCOME, strict=False)
    return _same(ledgers, *(((t.FISCAL, t.RECEIPTS, row), (t.OVERVIEW, t.RECEIPTS, kind)) for row, kind in pairs))


@_between("K206", "《收入支出决算总表》本年收入合计等于《收入决算表》各种收入之和", "01、02")
def income_of_kinds(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年收入合计 10.00，财政拨款收入 8.00，其他收入 2.00。反例：其余相同，其他收入 1.00。"""
    kinds = [(t.INCOME, t.TOTAL, kind) for kind in t.INCOME_KINDS]
    return _sum(ledgers, (t.OVERVIEW, t.RECEIPTS, t.YEAR_RECEIPTS), kinds)


@_between("K207", "收入、支出两表列的项相同，差别由结转解释得通", "01、02、03")
def income_accounts(ledgers: Ledgers) -> Iterator[Verdict]:
    """Spending without income of the year is paid from what was brought forward; income without spending is rare.

    正例：03 表另有 2010302 支出 1.00，年初结转 2.00。反例：02 表列 2080575，03 表列 2080505，各 3.00（疑点）。
    """
    return verdicts(_both_ways(ledgers.this), ledgers.this, t.INCOME, t.EXPENDITURE)


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
            yield passed(item.place)
        else:
            yield Verdict(DOUBT, item.place, f"{stated(item)}，{t.EXPENDITURE}没有这个科目", advice)
    for code, item in spent.items() if received else ():
        if code in ledger.codes(t.INCOME) or abs(item.amount) <= saved:
            yield passed(item.place)
        else:
            evidence = f"{stated(item)}，{t.INCOME}没有这个科目，年初结转和结余也不够支出"
            yield Verdict(DOUBT, item.place, evidence, advice)


# Expenditure: 01, 03, 04, 05, 07, 08 ----------------------------------------------------------------


@_between("K211", "《支出决算表》合计等于《收入支出决算总表》的本年支出合计", "01、03")
def expenditure_total(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：支出决算表合计 9.00，总表本年支出合计 9.00。反例：总表本年支出合计 8.00。"""
    return _same(ledgers, ((t.EXPENDITURE, t.TOTAL, t.YEAR_PAYMENTS), (t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS)))


@_between("K212", "《支出决算表》每一类等于《收入支出决算总表》的同一类", "01、03")
def expenditure_classes(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表的 208 类都是 3.00。反例：支出决算表的 208 类 3.00，总表的 208 类 2.00。"""
    return _by_class(ledgers.this, t.EXPENDITURE, t.YEAR_PAYMENTS, t.OVERVIEW)


@_between("K213", f"《{t.GENERAL}》合计等于《{t.FISCAL}》的一般公共预算财政拨款支出", "04、05")
def general_total(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 6.00。反例：支出决算表合计 6.00，财政拨款总表 5.00。"""
    total = (t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, t.GENERAL_BUDGET)
    return _same(ledgers, ((t.GENERAL, t.TOTAL, t.TOTAL), total))


@_between("K214", f"《{t.GENERAL}》每一类等于《{t.FISCAL}》的同一类", "04、05")
def general_classes(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表的 201 类都是 6.00。反例：支出决算表的 201 类 6.00，财政拨款总表的 201 类 5.00。"""
    return _by_class(ledgers.this, t.GENERAL, t.TOTAL, t.FISCAL, t.GENERAL_BUDGET)


@_between("K215", f"《{t.FISCAL}》本年支出合计等于三种财政拨款支出表的合计之和", "04、05、07、08")
def fiscal_spending(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年支出合计 8.00，一般公共预算 6.00，政府性基金 2.00，国有资本经营空表。反例：政府性基金 1.00。"""
    parts = [(term, t.TOTAL, column) for term, column in SPENT.items()]
    return _sum(ledgers, (t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, t.TOTAL), parts)


@_between("K216", f"《{t.FUND}》每一类本年支出等于《{t.FISCAL}》的同一类", "04、07")
def fund_classes(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表的 212 类都是 2.00。反例：基金表的 212 类 2.00，财政拨款总表的 212 类 1.00。"""
    return _by_class(ledgers.this, t.FUND, t.YEAR_SPENDING, t.FISCAL, t.BUDGETS[1])


@_between("K217", f"《{t.CAPITAL}》每一类本年支出等于《{t.FISCAL}》的同一类", "04、08")
def capital_classes(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表的 223 类都是 2.00。反例：国有资本表的 223 类 2.00，财政拨款总表的 223 类 3.00。"""
    return _by_class(ledgers.this, t.CAPITAL, t.YEAR_SPENDING, t.FISCAL, t.BUDGETS[2])


@_between("K218", "财政拨款支出各表的科目，《支出决算表》都有", "03、05、07、08")
def accounts_known(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：05 表列 2010301，03 表也列 2010301。反例：05 表列 2010301，支出 3.00，03 表没有这个科目。"""
    ledger = ledgers.this
    known = set(ledger.codes(t.EXPENDITURE))
    spent = (ledger.item(term, code, column) for term, column in SPENT.items() for code in ledger.codes(term))
    results = (
        passed(item.place)
        if item.key[0] in known
        else Verdict(DOUBT, item.place, f"{stated(item)}，{t.EXPENDITURE}没有这个科目", "请核对科目编码。")
        for item in spent
        if item.amount and known
    )
    return verdicts(results, ledger, t.EXPENDITURE, *SPENT)


@_between("K219", "《收入支出决算总表》本年支出合计等于《支出决算表》各种支出之和", "01、03")
def expenditure_of_kinds(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年支出合计 9.00，基本支出 6.00，项目支出 3.00。反例：其余相同，项目支出 4.00。"""
    kinds = [(t.EXPENDITURE, t.TOTAL, kind) for kind in t.SPENDING_KINDS]
    return _sum(ledgers, (t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS), kinds)


@check("K220", "同一科目编码在各表中名称相同", _SOURCE.format("02、03、05、06、07、08"))
def account_names(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：05、07 表的 2120801 都叫同一个名称。反例：05 表的 22101 叫甲，07 表的 22101 叫乙（疑点）。"""
    first: dict[str, tuple[str, Text]] = {}
    results: list[Result] = []
    for term, code, name in naming.listed(ledgers.unit):
        table, known = first.setdefault(code, (term, name))
        if known.text == name.text:
            results.append(passed(name.origin))
        else:
            evidence = f"{code} 在{table}叫「{known.text}」，在{term}叫「{name.text}」"
            results.append(Verdict(DOUBT, name.origin, evidence, "请统一科目名称。"))
    return verdicts(results, ledgers.this, t.INCOME, t.EXPENDITURE, *SPENT)


# Balances and income of 07 and 08 against 04 ----------------------------------------------------------


@_between("K221", f"《{t.FUND}》本年收入等于《{t.FISCAL}》的政府性基金预算财政拨款收入", "04、07")
def fund_income(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 2.00。反例：基金表本年收入 2.00，财政拨款总表 3.00。"""
    return _same(ledgers, ((t.FUND, t.TOTAL, t.YEAR_INCOME), (t.FISCAL, t.RECEIPTS, t.BUDGETS[1])))


@_between("K222", f"《{t.FUND}》本年支出等于《{t.FISCAL}》的政府性基金预算财政拨款支出", "04、07")
def fund_spending(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 2.00。反例：基金表本年支出 2.00，财政拨款总表 1.00。"""
    return _same(ledgers, ((t.FUND, t.TOTAL, t.YEAR_SPENDING), (t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, t.BUDGETS[1])))


@_between("K223", f"《{t.FUND}》年初结转和结余等于《{t.FISCAL}》的同一个数", "04、07")
def fund_brought_forward(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 1.00。反例：基金表 1.00，财政拨款总表 3.00。"""
    return _same(
        ledgers, ((t.FUND, t.TOTAL, t.BROUGHT_FORWARD), (t.FISCAL, t.RECEIPTS, t.FISCAL_BROUGHT, t.BUDGETS[1]))
    )


@_between("K224", f"《{t.FUND}》年末结转和结余等于《{t.FISCAL}》的同一个数", "04、07")
def fund_carried_forward(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 1.00。反例：基金表 1.00，财政拨款总表 3.00。"""
    return _same(
        ledgers, ((t.FUND, t.TOTAL, t.CARRIED_FORWARD), (t.FISCAL, t.PAYMENTS, t.FISCAL_CARRIED, t.BUDGETS[1]))
    )


@_between("K225", f"《{t.CAPITAL}》本年收入等于《{t.FISCAL}》的国有资本经营预算财政拨款收入", "04、08")
def capital_income(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 2.00。反例：国有资本表本年收入 2.00，财政拨款总表 3.00。"""
    return _same(ledgers, ((t.CAPITAL, t.TOTAL, t.YEAR_INCOME), (t.FISCAL, t.RECEIPTS, t.BUDGETS[2])))


@_between("K226", f"《{t.CAPITAL}》本年支出等于《{t.FISCAL}》的国有资本经营预算财政拨款支出", "04、08")
def capital_spending(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 2.00。反例：国有资本表本年支出 2.00，财政拨款总表 1.00。"""
    return _same(
        ledgers, ((t.CAPITAL, t.TOTAL, t.YEAR_SPENDING), (t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, t.BUDGETS[2]))
    )


@_between("K227", f"《{t.CAPITAL}》年初结转和结余等于《{t.FISCAL}》的同一个数", "04、08")
def capital_brought_forward(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 1.00。反例：国有资本表 1.00，财政拨款总表 3.00。"""
    return _same(
        ledgers, ((t.CAPITAL, t.TOTAL, t.BROUGHT_FORWARD), (t.FISCAL, t.RECEIPTS, t.FISCAL_BROUGHT, t.BUDGETS[2]))
    )


@_between("K228", f"《{t.CAPITAL}》年末结转和结余等于《{t.FISCAL}》的同一个数", "04、08")
def capital_carried_forward(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 1.00。反例：国有资本表 1.00，财政拨款总表 3.00。"""
    return _same(
        ledgers, ((t.CAPITAL, t.TOTAL, t.CARRIED_FORWARD), (t.FISCAL, t.PAYMENTS, t.FISCAL_CARRIED, t.BUDGETS[2]))
    )


# 06, and what is typed beside the tables ------------------------------------------------------------


@_between("K229", f"《{t.GENERAL}》基本支出等于《{t.BASIC}》人员经费合计加公用经费合计", "05、06")
def basic_total(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：基本支出 6.00，人员经费合计 5.00，公用经费合计 1.00。反例：其余相同，公用经费合计 2.00。"""
    return _sum(ledgers, (t.GENERAL, t.TOTAL, t.BASIC_SPENDING), [(t.BASIC, t.STAFF), (t.BASIC, t.PUBLIC)])


@check(
    "K230", f"机关运行经费等于《{t.BASIC}》的公用经费合计（行政单位、参公事业单位）", "domain：机关运行经费即公用经费"
)
def running_costs(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：行政单位机关运行经费 5.00，公用经费合计 5.00。反例：行政单位机关运行经费 6.00，公用经费合计 5.00。"""
    kinds, running = [kind.text for kind in ledgers.unit.profile.kinds or ()], ledgers.unit.running
    given = {t.ADMINISTRATIVE: running.administrative, t.QUASI_CIVIL: running.quasi_civil}
    if len(kinds) != 1 or kinds[0] not in given:
        yield Verdict(UNKNOWN, None, "只核对单一的行政单位、参公事业单位")
        return
    costs = typed("", t.RUNNING_COSTS[kinds[0]], given[kinds[0]].actual)
    result = same(costs, ledgers.this.item(t.BASIC, t.PUBLIC))
    yield from verdicts([result], ledgers.this, t.BASIC)


def _same(ledgers: Ledgers, *pairs: tuple[CellKey, CellKey]) -> Iterator[Verdict]:
    """One cell is another, for each pair of two tables; a key begins with its table here."""
    item = ledgers.this.item
    return verdicts(
        (same(item(*one), item(*other)) for one, other in pairs), ledgers.this, *(key[0] for key in pairs[0])
    )


def _sum(ledgers: Ledgers, whole: CellKey, parts: Sequence[CellKey]) -> Iterator[Verdict]:
    """A cell is the sum of cells of other tables; a key begins with its table here."""
    item = ledgers.this.item
    result = adds_up(item(*whole), [item(*part) for part in parts])
    return verdicts([result], ledgers.this, *dict.fromkeys(key[0] for key in (whole, *parts)))


def _by_class(ledger: Ledger, term: str, column: str, other: str, *budget: str) -> Iterator[Verdict]:
    """Each class of a table that lists accounts (in this column) is the same class of 01 or 04."""
    return verdicts(_classes(ledger, term, column, other, budget), ledger, term, other)


def _classes(ledger: Ledger, term: str, column: str, other: str, budget: tuple[str, ...]) -> Iterator[Result]:
    listed = {code for code in ledger.codes(term) if len(code) == _CLASS}
    mine, others = ledger.table(term), ledger.table(other)
    empty, hidden = ledger.empty(term), ledger.undisclosed(term)
    for code in sorted(listed.union(CLASSES)):
        here, there = (code, column), (t.PAYMENTS, code, *budget)
        given, told = mine.get(here), others.get(there)
        if equal := alike(given, told):
            yield equal
        elif given is not None or told is not None:
            known = here in mine or empty or (bool(listed) and code not in hidden)
            yield same(Item(term, here, given, known, ledger), ledger.item(other, *there))
