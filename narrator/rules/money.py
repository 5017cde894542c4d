"""一 to 八: totals, income, expenditure, and the three budgets, from statements 01 to 08."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.figures import terms as t
from narrator.figures.model import Amounts
from narrator.figures.values import Gap, Text, Value
from narrator.rules import accounts
from narrator.rules.disclosure import Disclosure
from narrator.rules.fact import Fact, Facts
from narrator.rules.sheet import Sheet, missing, record

_ASPECTS = (t.LAST_YEAR, t.INITIAL_BUDGET, t.FULL_BUDGET, t.ACTUAL)


def facts(sheet: Sheet) -> Iterator[tuple[str, Facts]]:
    """The facts of sections 一 to 八, by name."""
    for fact in (*_totals(sheet), *_general(sheet), *_basic(sheet)):
        yield fact.name, fact
    yield from _shares(sheet, "收入构成", t.INCOME, t.INCOME_KINDS, (t.RECEIPTS, t.YEAR_RECEIPTS))
    yield from _shares(sheet, "支出构成", t.EXPENDITURE, t.SPENDING_KINDS, (t.PAYMENTS, t.YEAR_PAYMENTS))
    total, name = sheet.cell(t.GENERAL, t.TOTAL), "一般公共预算支出结构"
    yield name, accounts.structure(sheet, name, t.GENERAL, total)
    name = f"发生的{name}"
    yield name, accounts.structure(sheet, name, t.GENERAL, total, this_only=True)
    yield from _items(sheet, "一般公共预算支出", t.GENERAL)
    yield from _balance(sheet, "政府性基金", t.FUND, t.FUND_MONEY)
    yield from _balance(sheet, "国有资本经营", t.CAPITAL, t.CAPITAL_MONEY)


def _totals(sheet: Sheet) -> Iterator[Fact]:
    yield record(
        "收入总计",
        总计=sheet.cell(t.OVERVIEW, t.RECEIPTS, t.GRAND_TOTAL),
        本年收入合计=sheet.cell(t.OVERVIEW, t.RECEIPTS, t.YEAR_RECEIPTS),
        使用非财政拨款结余=sheet.cell(t.OVERVIEW, t.RECEIPTS, t.USED_SURPLUS),
        年初结转和结余=sheet.cell(t.OVERVIEW, t.RECEIPTS, t.BROUGHT_FORWARD),
    )
    yield record(
        "支出总计",
        总计=sheet.cell(t.OVERVIEW, t.PAYMENTS, t.GRAND_TOTAL),
        本年支出合计=sheet.cell(t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS),
        结余分配=sheet.cell(t.OVERVIEW, t.PAYMENTS, t.SURPLUS_SHARED),
        年末结转和结余=sheet.cell(t.OVERVIEW, t.PAYMENTS, t.CARRIED_FORWARD),
    )
    yield sheet.row_change("收入支出总体增减", t.ALL_MONEY, t.OVERVIEW, t.RECEIPTS, t.GRAND_TOTAL)
    yield sheet.row_change("本年收入增减", t.YEAR_INCOME, t.OVERVIEW, t.RECEIPTS, t.YEAR_RECEIPTS)
    yield sheet.row_change("本年支出增减", t.YEAR_SPENDING, t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS)
    yield record(
        "财政拨款收入总计",
        总计=sheet.cell(t.FISCAL, t.RECEIPTS, t.GRAND_TOTAL),
        年初财政拨款结转和结余=sheet.cell(t.FISCAL, t.RECEIPTS, t.FISCAL_BROUGHT),
        本年财政拨款收入=sheet.cell(t.FISCAL, t.RECEIPTS, t.YEAR_RECEIPTS),
    )
    sources = {budget.removesuffix("财政拨款"): sheet.cell(t.FISCAL, t.RECEIPTS, budget) for budget in t.BUDGETS}
    yield record("财政拨款收入来源", **sources)
    yield record(
        "财政拨款支出总计",
        总计=sheet.cell(t.FISCAL, t.PAYMENTS, t.GRAND_TOTAL),
        年末财政拨款结转和结余=sheet.cell(t.FISCAL, t.PAYMENTS, t.FISCAL_CARRIED),
        本年财政拨款支出=sheet.cell(t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS),
    )
    fiscal = (t.FISCAL, t.RECEIPTS, t.GRAND_TOTAL)
    yield sheet.row_change("财政拨款总体增减", t.FISCAL_MONEY, *fiscal)
    yield sheet.row_deviation("财政拨款总体年初差异", t.VS_INITIAL, t.FISCAL_MONEY, *fiscal)


def _shares(
    sheet: Sheet, name: str, term: str, kinds: tuple[str, ...], of: tuple[str, str]
) -> Iterator[tuple[str, Facts]]:
    """All kinds against the year's total of table 01: as a list, as one of those that occurred, each by its name."""
    total = sheet.cell(t.OVERVIEW, *of)
    shares = {kind: sheet.share(f"{kind}占比", sheet.cell(term, kind), total, Text(kind)) for kind in kinds}
    occurred = _occurred(sheet, term, kinds, of)
    yield name, tuple([share._replace(name=name) for share in shares.values()])
    yield f"发生的{name}", tuple([shares[kind]._replace(name=f"发生的{name}") for kind in occurred])
    yield from ((share.name, share) for share in shares.values())


def _occurred(sheet: Sheet, term: str, kinds: tuple[str, ...], of: tuple[str, str]) -> list[str]:
    """The kinds that occurred; one that the table leaves blank may have, unless the others are the total exactly."""
    amounts = {kind: sheet.unit.statement(term).row(kind).actual for kind in kinds}
    total = sheet.unit.statement(t.OVERVIEW).row(*of).actual
    given = [amount for amount in amounts.values() if amount is not None]
    whole = total is not None and given and sum(amount.yuan for amount in given) == total.yuan
    return [kind for kind, amount in amounts.items() if accounts.may_be(amount) and not (whole and amount is None)]


def _items(sheet: Sheet, name: str, term: str) -> Iterator[tuple[str, Facts]]:
    """The 项 of a statement, against last year, their 年初预算 and their 全年预算."""
    if sheet.wants(called := f"{name}项级增减"):
        yield called, accounts.changes(sheet, called, term)
    for comparison, called in ((t.VS_INITIAL, f"{name}项级年初差异"), (t.VS_FULL, f"{name}项级全年差异")):
        if sheet.wants(called):
            yield called, accounts.deviations(sheet, called, term, comparison)


def _general(sheet: Sheet) -> Iterator[Fact]:
    amount = sheet.cell(t.GENERAL, t.TOTAL)
    spent = sheet.cell(t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS)
    yield sheet.share("一般公共预算支出占比", amount, spent, Text(t.GENERAL_MONEY))
    reason = _as_in_fiscal(sheet, t.VS_LAST_YEAR)
    yield sheet.row_change("一般公共预算支出增减", t.GENERAL_MONEY, t.GENERAL, t.TOTAL, reason=reason)
    reason = _as_in_fiscal(sheet, t.VS_INITIAL)
    name = "一般公共预算支出年初差异"
    yield sheet.row_deviation(name, t.VS_INITIAL, t.GENERAL_MONEY, t.GENERAL, t.TOTAL, reason=reason)


def _as_in_fiscal(sheet: Sheet, comparison: str) -> Value:
    """五（一） takes the reason of 四 where it has none and the four amounts of both are equal."""
    fiscal = sheet.unit.statement(t.FISCAL).row(t.RECEIPTS, t.GRAND_TOTAL)
    general = sheet.unit.statement(t.GENERAL).row(t.TOTAL)
    own = sheet.reason(comparison, t.GENERAL_MONEY)
    if isinstance(own, Gap) and _exact(fiscal) == _exact(general):
        return sheet.reason(comparison, t.FISCAL_MONEY)
    return own


def _exact(amounts: Amounts) -> tuple[object, ...]:
    four = (amounts.last_year, amounts.initial_budget, amounts.full_budget, amounts.actual)
    return tuple(amount and amount.yuan for amount in four)


def _basic(sheet: Sheet) -> Iterator[Fact]:
    yield accounts.economic(sheet, "人员经费科目", t.STAFF)
    yield accounts.economic(sheet, "公用经费科目", t.PUBLIC)


def _balance(sheet: Sheet, name: str, term: str, subject: str) -> Iterator[tuple[str, Facts]]:
    """七 and 八: a statement that may be empty; empty only where every figure is known to be zero."""
    statement = sheet.unit.statement(term)
    flows = (t.BROUGHT_FORWARD, t.YEAR_INCOME, t.YEAR_SPENDING, t.CARRIED_FORWARD)
    known = [statement.row(label).actual for label in flows]
    amounts = {code: account.amounts.actual for code, account in (statement.accounts or {}).items()}
    listed = [amounts.get(code) for code in Disclosure(statement).codes(amounts)]
    every = (*amounts.values(), *(row.actual for row in statement.rows.values()))
    slots = {label: sheet.cell(term, label) for label in (*flows, t.BASIC_SPENDING, t.PROJECT_SPENDING)}
    if None not in (*known, *listed) and not any(amount is not None and amount.value for amount in every):
        condition: str | None = "empty"
    elif not statement.rows and not listed:
        condition, slots = None, {"报表": missing(term)}
    else:
        condition = "some"
    yield name, Fact(name, "Statement", condition, slots)
    change = sheet.row_change(f"{name}支出增减", subject, term, t.YEAR_SPENDING)
    yield change.name, change
    yield from _items(sheet, f"{name}支出", term)
