"""K121–K152: inside the tables of totals: 01, 04, 06 and 09. Every function takes the ledgers and yields verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrator.checks.check import DOUBT, ERROR, Ledgers, Verdict, passed, series
from narrator.checks.evidence import beside, stated
from narrator.checks.ledger import Ledger
from narrator.checks.relation import Result, verdicts, within
from narrator.figures import terms as t
from narrator.figures.tables import ACTUAL_COLUMN, BUDGET_COLUMN, CLASSES, OVERVIEW_INCOME, CellKey

_inside = series("财政部 部门决算公开报表：《{}》")
_FISCAL_COLUMNS = (t.TOTAL, *t.BUDGETS)
_CLASS = 3  # digits of an account at the level of 类


@_inside("K121", "《收入支出决算总表》：本年收入合计等于各种收入之和", t.OVERVIEW)
def overview_income(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年收入合计 10.00，一般公共预算财政拨款收入 8.00，其他收入 2.00。反例：其余相同，其他收入 1.00。"""
    return _one(
        ledgers.this, t.OVERVIEW, (t.RECEIPTS, t.YEAR_RECEIPTS), [(t.RECEIPTS, kind) for kind in OVERVIEW_INCOME]
    )


@_inside("K122", "《收入支出决算总表》：收入总计等于本年收入合计加使用非财政拨款结余加年初结转和结余", t.OVERVIEW)
def overview_receipts(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年收入合计 10.00，年初结转和结余 2.00，总计 12.00。反例：其余相同，总计 13.00。"""
    rows = (t.YEAR_RECEIPTS, t.USED_SURPLUS, t.BROUGHT_FORWARD)
    return _one(ledgers.this, t.OVERVIEW, (t.RECEIPTS, t.GRAND_TOTAL), [(t.RECEIPTS, row) for row in rows])


@_inside("K123", "《收入支出决算总表》：本年支出合计等于各类支出之和", t.OVERVIEW)
def overview_classes(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年支出合计 9.00，201 类 6.00，208 类 3.00。反例：其余相同，208 类 2.00。"""
    return _one(ledgers.this, t.OVERVIEW, (t.PAYMENTS, t.YEAR_PAYMENTS), _classes(ledgers.this, t.OVERVIEW))


@_inside("K124", "《收入支出决算总表》：支出总计等于本年支出合计加结余分配加年末结转和结余", t.OVERVIEW)
def overview_payments(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年支出合计 9.00，结余分配 0.00，年末结转和结余 3.00，总计 12.00。反例：其余相同，总计 11.00。"""
    rows = (t.YEAR_PAYMENTS, t.SURPLUS_SHARED, t.CARRIED_FORWARD)
    return _one(ledgers.this, t.OVERVIEW, (t.PAYMENTS, t.GRAND_TOTAL), [(t.PAYMENTS, row) for row in rows])


@_inside("K125", "《收入支出决算总表》：收入总计等于支出总计", t.OVERVIEW)
def overview_totals(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：收入总计 12.00，支出总计 12.00。反例：收入总计 12.00，支出总计 13.00。"""
    return _one(ledgers.this, t.OVERVIEW, (t.RECEIPTS, t.GRAND_TOTAL), [(t.PAYMENTS, t.GRAND_TOTAL)])


@_inside("K131", f"《{t.FISCAL}》：本年收入合计等于三种财政拨款之和", t.FISCAL)
def fiscal_income(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年收入合计 8.00，一般公共预算 6.00，政府性基金预算 2.00。反例：本年收入合计 9.00，其余相同。"""
    return _one(ledgers.this, t.FISCAL, (t.RECEIPTS, t.YEAR_RECEIPTS), [(t.RECEIPTS, budget) for budget in t.BUDGETS])


@_inside("K132", f"《{t.FISCAL}》：年初财政拨款结转和结余等于三种财政拨款的年初数之和", t.FISCAL)
def fiscal_brought_forward(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：年初财政拨款结转和结余 2.00，其中一般公共预算财政拨款 2.00。反例：其中一般公共预算财政拨款 1.00。"""
    parts = [(t.RECEIPTS, t.FISCAL_BROUGHT, budget) for budget in t.BUDGETS]
    return _one(ledgers.this, t.FISCAL, (t.RECEIPTS, t.FISCAL_BROUGHT), parts)


@_inside("K133", f"《{t.FISCAL}》：收入总计等于本年收入合计加年初财政拨款结转和结余", t.FISCAL)
def fiscal_receipts(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年收入合计 8.00，年初 2.00，总计 10.00。反例：其余相同，总计 9.00。"""
    rows = (t.YEAR_RECEIPTS, t.FISCAL_BROUGHT)
    return _one(ledgers.this, t.FISCAL, (t.RECEIPTS, t.GRAND_TOTAL), [(t.RECEIPTS, row) for row in rows])


@_inside("K134", f"《{t.FISCAL}》支出的每一行：合计等于三种财政拨款之和", t.FISCAL)
def fiscal_rows(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：201 类合计 6.00，一般公共预算财政拨款 6.00。反例：201 类合计 6.00，一般公共预算财政拨款 5.00。"""
    ledger, term = ledgers.this, t.FISCAL
    rows = dict.fromkeys(key[1] for key in ledger.table(term) if key[0] == t.PAYMENTS and len(key) > 1)
    results = (
        within(ledger, term, (t.PAYMENTS, row, t.TOTAL), [(t.PAYMENTS, row, budget) for budget in t.BUDGETS])
        for row in rows
    )
    return verdicts(results, ledger, term)


@_inside("K135", f"《{t.FISCAL}》支出的每一栏：本年支出合计等于各类之和", t.FISCAL)
def fiscal_classes(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年支出合计 8.00，201 类 6.00，208 类 2.00。反例：本年支出合计 8.00，201 类 6.00，208 类 3.00。"""
    ledger, term = ledgers.this, t.FISCAL
    results = (
        within(ledger, term, (t.PAYMENTS, t.YEAR_PAYMENTS, column), _classes(ledger, term, column))
        for column in _FISCAL_COLUMNS
    )
    return verdicts(results, ledger, term)


@_inside("K136", f"《{t.FISCAL}》支出的每一栏：总计等于本年支出合计加年末财政拨款结转和结余", t.FISCAL)
def fiscal_payments(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：本年支出合计 8.00，年末 2.00，总计 10.00。反例：其余相同，总计 11.00。"""
    ledger, term = ledgers.this, t.FISCAL
    rows = (t.YEAR_PAYMENTS, t.FISCAL_CARRIED)
    results = (
        within(ledger, term, (t.PAYMENTS, t.GRAND_TOTAL, column), [(t.PAYMENTS, row, column) for row in rows])
        for column in _FISCAL_COLUMNS
    )
    return verdicts(results, ledger, term)


@_inside("K137", f"《{t.FISCAL}》：收入总计等于支出总计", t.FISCAL)
def fiscal_totals(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：收入总计 10.00，支出总计 10.00。反例：收入总计 10.00，支出总计 9.00。"""
    return _one(ledgers.this, t.FISCAL, (t.RECEIPTS, t.GRAND_TOTAL), [(t.PAYMENTS, t.GRAND_TOTAL, t.TOTAL)])


@_inside("K138", f"《{t.FISCAL}》：每种财政拨款的本年收入加年初数等于它的支出总计", t.FISCAL)
def fiscal_budgets(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：一般公共预算财政拨款本年收入 8.00，年初 2.00，支出总计 10.00。反例：其余相同，支出总计 9.00。"""
    ledger, term = ledgers.this, t.FISCAL
    results = (
        within(
            ledger,
            term,
            (t.PAYMENTS, t.GRAND_TOTAL, budget),
            [(t.RECEIPTS, budget), (t.RECEIPTS, t.FISCAL_BROUGHT, budget)],
        )
        for budget in t.BUDGETS
    )
    return verdicts(results, ledger, term)


@_inside("K141", f"《{t.BASIC}》：类等于款之和", t.BASIC)
def basic_levels(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：301 类 6.00，30101 款 4.00，30102 款 2.00。反例：其余相同，30102 款 1.00。"""
    ledger, term = ledgers.this, t.BASIC
    results = (within(ledger, term, (code,), ledger.parts(term, code)) for code in ledger.tree(term).below)
    return verdicts(results, ledger, term)


@_inside("K142", f"《{t.BASIC}》：人员经费合计等于 301、303 两类之和", t.BASIC)
def basic_staff(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：人员经费合计 8.00，301 类 6.00，303 类 2.00。反例：其余相同，303 类 1.00。"""
    return _group(ledgers.this, t.STAFF)


@_inside("K143", f"《{t.BASIC}》：公用经费合计等于 302、307、310、399 各类之和", t.BASIC)
def basic_public(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：公用经费合计 3.00，302 类 2.00，310 类 1.00。反例：其余相同，310 类 2.00。"""
    return _group(ledgers.this, t.PUBLIC)


@_inside("K144", f"《{t.BASIC}》：各科目都属于 301、302、303、307、310、399 类", t.BASIC)
def basic_classes(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：30101、31002。反例：30901，基本支出一般没有 309 类。"""
    ledger, term = ledgers.this, t.BASIC
    tops = [ledger.item(term, code) for code in ledger.tree(term).tops]
    unknown = {code for code in ledger.tree(term).tops if code[:_CLASS] not in t.ECONOMIC_GROUPS}
    evidence = "{}，这一类是人员经费还是公用经费，无从知道"
    advice = "请核对科目编码，以及它是否计入了人员经费合计或公用经费合计。"
    results = (
        Verdict(DOUBT, item.place, evidence.format(stated(item)), advice)
        if item.key[0] in unknown
        else passed(item.place)
        for item in tops
        if item.figure is not None
    )
    return verdicts(results, ledger, term)


@_inside("K151", f"《{t.THREE}》：合计等于因公出国（境）费加公务用车购置及运行维护费加公务接待费", t.THREE)
def three_total(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：合计 3.00，公务用车购置及运行维护费 2.00，公务接待费 1.00。反例：其余相同，合计 4.00。"""
    return _three(ledgers.this, t.TOTAL, (t.ABROAD, t.CARS, t.RECEPTION))


@_inside("K152", f"《{t.THREE}》：公务用车购置及运行维护费等于购置费加运行维护费", t.THREE)
def three_cars(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：小计 2.00，购置费 0.00，运行维护费 2.00。反例：小计 3.00，其余相同。"""
    return _three(ledgers.this, t.CARS, (t.CAR_PURCHASE, t.CAR_RUNNING))


def _one(ledger: Ledger, term: str, whole: CellKey, parts: Sequence[CellKey]) -> Iterator[Verdict]:
    return verdicts([within(ledger, term, whole, parts)], ledger, term)


def _classes(ledger: Ledger, term: str, *column: str) -> list[CellKey]:
    """The keys to the classes of expenditure that the table has."""
    cells = ledger.table(term)
    return [key for code in CLASSES if (key := (t.PAYMENTS, code, *column)) in cells]


def _three(ledger: Ledger, whole: str, items: tuple[str, ...]) -> Iterator[Verdict]:
    """The relation in both columns, 预算数 and 决算数."""
    results = (
        within(ledger, t.THREE, (whole, column), [(item, column) for item in items])
        for column in (BUDGET_COLUMN, ACTUAL_COLUMN)
    )
    return verdicts(results, ledger, t.THREE)


def _group(ledger: Ledger, group: str) -> Iterator[Verdict]:
    """人员经费 or 公用经费 is the sum of its classes; 疑点 where the table has money of unknown classes too."""
    keys = ledger.parts(t.BASIC, t.TOTAL)
    parts = [key for key in keys if t.ECONOMIC_GROUPS.get(key[0][:_CLASS]) == group]
    result = within(ledger, t.BASIC, (group,), parts)
    return verdicts([_with_unknown(ledger, result, keys)], ledger, t.BASIC)


def _with_unknown(ledger: Ledger, result: Result, keys: Sequence[CellKey]) -> Result:
    if not isinstance(result, Verdict) or result.level != ERROR:
        return result
    strange = [ledger.item(t.BASIC, *key) for key in keys if key[0][:_CLASS] not in t.ECONOMIC_GROUPS]
    strange = [item for item in strange if item.amount]
    if not strange:
        return result
    evidence = f"{result.evidence}（没有计入 {beside(ledger.item(t.BASIC, *keys[0]), strange)}）"
    return result._replace(level=DOUBT, proof=evidence, advice="请核对这些科目属于人员经费还是公用经费。")
