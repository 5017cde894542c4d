"""K231–K244: what is part of a figure in another table is not above it. Every function yields verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.checks.check import DOUBT, Ledgers, Verdict, check, series
from narrator.checks.ledger import Ledger
from narrator.checks.relation import alike, at_most, verdicts
from narrator.figures import terms as t
from narrator.figures.tables import ACTUAL_COLUMN

_SOURCE = "部门决算表间勾稽：{}"
_carried = series(_SOURCE)


@check("K231", f"《{t.GENERAL}》基本支出不大于《支出决算表》的同一个数", _SOURCE.format("03、05"))
def basic_not_above(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：05 表 2010301 基本支出 3.00，03 表 4.00。反例：05 表 3.00，03 表 2.00。"""
    return _not_above(ledgers.this, t.BASIC_SPENDING, t.BASIC_SPENDING)


@check("K232", f"《{t.GENERAL}》项目支出不大于《支出决算表》的同一个数", _SOURCE.format("03、05"))
def project_not_above(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：05 表 2010302 项目支出 3.00，03 表 4.00。反例：05 表 3.00，03 表 2.00。"""
    return _not_above(ledgers.this, t.PROJECT_SPENDING, t.PROJECT_SPENDING)


@check("K233", f"《{t.GENERAL}》各科目的支出不大于《支出决算表》的同一个数", _SOURCE.format("03、05"))
def accounts_not_above(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：05 表 2010301 合计 3.00，03 表本年支出合计 3.00。反例：05 表 3.00，03 表 2.00。"""
    return _not_above(ledgers.this, t.TOTAL, t.YEAR_PAYMENTS)


@_carried("K234", f"《{t.FISCAL}》年初结转和结余不大于《收入支出决算总表》的年初结转和结余", "01、04")
def brought_forward_not_above(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：财政拨款总表年初 1.00，总表年初 2.00。反例：财政拨款总表年初 3.00，总表年初 2.00。"""
    item = ledgers.this.item
    all_money = item(t.OVERVIEW, t.RECEIPTS, t.BROUGHT_FORWARD)
    result = at_most(item(t.FISCAL, t.RECEIPTS, t.FISCAL_BROUGHT), all_money, level=DOUBT)
    return verdicts([result], ledgers.this, t.FISCAL, t.OVERVIEW)


@_carried("K235", f"《{t.FISCAL}》年末结转和结余不大于《收入支出决算总表》的年末结转和结余", "01、04")
def carried_forward_not_above(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：财政拨款总表年末 1.00，总表年末 2.00。反例：财政拨款总表年末 3.00，总表年末 2.00。"""
    item = ledgers.this.item
    all_money = item(t.OVERVIEW, t.PAYMENTS, t.CARRIED_FORWARD)
    result = at_most(item(t.FISCAL, t.PAYMENTS, t.FISCAL_CARRIED, t.TOTAL), all_money, level=DOUBT)
    return verdicts([result], ledgers.this, t.FISCAL, t.OVERVIEW)


@check("K241", f"《{t.BASIC}》30212 不大于“三公”经费的因公出国（境）费", _SOURCE.format("06、09"))
def abroad_not_above(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：30212 科目 1.00，因公出国（境）费决算数 2.00。反例：30212 科目 3.00，因公出国（境）费决算数 2.00。"""
    return _in_three(ledgers.this, "30212", t.ABROAD)


@check("K242", f"《{t.BASIC}》30217 不大于“三公”经费的公务接待费", _SOURCE.format("06、09"))
def reception_not_above(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：30217 科目 1.00，公务接待费决算数 1.00。反例：30217 科目 1.50，公务接待费决算数 1.00。"""
    return _in_three(ledgers.this, "30217", t.RECEPTION)


@check("K243", f"《{t.BASIC}》30231 不大于“三公”经费的公务用车运行维护费", _SOURCE.format("06、09"))
def car_running_not_above(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：30231 科目 2.00，运行维护费决算数 3.00。反例：30231 科目 4.00，运行维护费决算数 3.00。"""
    return _in_three(ledgers.this, "30231", t.CAR_RUNNING)


@check("K244", f"《{t.BASIC}》31013 不大于“三公”经费的公务用车购置费", _SOURCE.format("06、09"))
def car_purchase_not_above(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：31013 科目 18.00，购置费决算数 18.00。反例：31013 科目 18.00，购置费决算数 0.00。"""
    return _in_three(ledgers.this, "31013", t.CAR_PURCHASE)


def _not_above(ledger: Ledger, column: str, other: str) -> Iterator[Verdict]:
    """In each account of 05, and in 合计: this column is not above that column of 03."""
    rows = (t.TOTAL, *ledger.codes(t.GENERAL))
    fiscal, all_money = ledger.table(t.GENERAL), ledger.table(t.EXPENDITURE)
    results = (
        alike(fiscal.get((row, column)), all_money.get((row, other)))
        or at_most(ledger.item(t.GENERAL, row, column), ledger.item(t.EXPENDITURE, row, other))
        for row in rows
    )
    return verdicts(results, ledger, t.GENERAL, t.EXPENDITURE)


def _in_three(ledger: Ledger, code: str, item: str) -> Iterator[Verdict]:
    """An account of 06 is not above what 09 shows as spent on this item."""
    result = at_most(ledger.item(t.BASIC, code), ledger.item(t.THREE, item, ACTUAL_COLUMN))
    return verdicts([result], ledger, t.BASIC, t.THREE)
