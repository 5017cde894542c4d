"""一 to 九: what follows from the nine statements."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.figures import terms as t
from narrator.figures.model import Amounts
from narrator.figures.values import Gap, Text, Value
from narrator.rules import accounts
from narrator.rules.fact import Fact, Facts
from narrator.rules.sheet import Sheet, given, missing, record

_ASPECTS = (t.LAST_YEAR, t.INITIAL_BUDGET, t.FULL_BUDGET, t.ACTUAL)


def facts(sheet: Sheet) -> Iterator[tuple[str, Facts]]:
    """The facts of sections 一 to 九, by name."""
    for fact in (*_totals(sheet), *_general(sheet), *_basic(sheet), *_three(sheet)):
        yield fact.name, fact
    yield "收入构成", _shares(sheet, "收入构成", t.INCOME, t.INCOME_KINDS, (t.RECEIPTS, t.YEAR_RECEIPTS))
    yield "支出构成", _shares(sheet, "支出构成", t.EXPENDITURE, t.SPENDING_KINDS, (t.PAYMENTS, t.YEAR_PAYMENTS))
    total = sheet.cell(t.GENERAL, t.TOTAL)
    yield "一般公共预算支出结构", accounts.structure(sheet, "一般公共预算支出结构", t.GENERAL, total)
    yield "一般公共预算支出项级增减", accounts.changes(sheet, "一般公共预算支出项级增减", t.GENERAL)
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
    yield record(
        "财政拨款收入总计",
        总计=sheet.cell(t.FISCAL, t.RECEIPTS, t.GRAND_TOTAL),
        年初财政拨款结转和结余=sheet.cell(t.FISCAL, t.RECEIPTS, t.FISCAL_BROUGHT),
        本年财政拨款收入=sheet.cell(t.FISCAL, t.RECEIPTS, t.YEAR_RECEIPTS),
    )
    yield record(
        "财政拨款支出总计",
        总计=sheet.cell(t.FISCAL, t.PAYMENTS, t.GRAND_TOTAL),
        年末财政拨款结转和结余=sheet.cell(t.FISCAL, t.PAYMENTS, t.FISCAL_CARRIED),
        本年财政拨款支出=sheet.cell(t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS),
    )
    fiscal = (t.FISCAL, t.RECEIPTS, t.GRAND_TOTAL)
    yield sheet.row_change("财政拨款总体增减", t.FISCAL_MONEY, *fiscal)
    yield sheet.row_deviation("财政拨款总体年初差异", t.VS_INITIAL, t.FISCAL_MONEY, *fiscal)


def _shares(sheet: Sheet, name: str, term: str, kinds: tuple[str, ...], of: tuple[str, str]) -> tuple[Fact, ...]:
    """All kinds, also those at zero, against the year's total of table 01."""
    total = sheet.cell(t.OVERVIEW, *of)
    return tuple(sheet.share(name, sheet.cell(term, kind), total, Text(kind)) for kind in kinds)


def _general(sheet: Sheet) -> Iterator[Fact]:
    amount = sheet.cell(t.GENERAL, t.TOTAL)
    spent = sheet.cell(t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS)
    yield sheet.share("一般公共预算支出占比", amount, spent)
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
    return tuple(amount and amount.value for amount in four)


def _basic(sheet: Sheet) -> Iterator[Fact]:
    yield accounts.economic(sheet, "人员经费科目", t.STAFF)
    yield accounts.economic(sheet, "公用经费科目", t.PUBLIC)


def _balance(sheet: Sheet, name: str, term: str, subject: str) -> Iterator[tuple[str, Facts]]:
    """七 and 八: a statement that may be empty; empty only where every figure is known to be zero."""
    statement = sheet.unit.statement(term)
    flows = (t.BROUGHT_FORWARD, t.YEAR_INCOME, t.YEAR_SPENDING, t.CARRIED_FORWARD)
    amounts = [statement.row(label).actual for label in flows]
    listed = [account.amounts.actual for account in (statement.accounts or {}).values()]
    slots = {label: sheet.cell(term, label) for label in (*flows, t.BASIC_SPENDING, t.PROJECT_SPENDING)}
    if statement.empty or all(amount is not None and amount.value == 0 for amount in (*amounts, *listed)):
        condition: str | None = "empty"
    elif not statement.rows and not listed:
        condition, slots = None, {"报表": missing(term)}
    else:
        condition = "some"
    yield name, Fact(name, "Statement", condition, slots)
    change = sheet.row_change(f"{name}支出增减", subject, term, t.YEAR_SPENDING)
    yield change.name, change
    yield f"{name}支出项级增减", accounts.changes(sheet, f"{name}支出项级增减", term)


def _three(sheet: Sheet) -> Iterator[Fact]:
    total = sheet.cell(t.THREE, t.TOTAL)
    yield sheet.row_change("三公经费增减", t.THREE_MONEY, t.THREE, t.TOTAL)
    yield sheet.row_deviation("三公经费全年差异", t.VS_FULL, t.THREE_MONEY, t.THREE, t.TOTAL)
    for name, term in (("因公出国费", t.ABROAD), ("公务用车费", t.CARS), ("公务接待费", t.RECEPTION)):
        yield sheet.share(f"{name}占比", sheet.cell(t.THREE, term), total, Text(term))
        yield sheet.row_change(f"{name}增减", term, t.THREE, term)
    for name, term in (
        ("因公出国费", t.ABROAD),
        ("公务用车购置费", t.CAR_PURCHASE),
        ("公务用车运行维护费", t.CAR_RUNNING),
        ("公务接待费", t.RECEPTION),
    ):
        yield sheet.row_deviation(f"{name}全年差异", t.VS_FULL, term, t.THREE, term)
    yield from _three_details(sheet)


def _three_details(sheet: Sheet) -> Iterator[Fact]:
    unit = sheet.unit
    abroad, cars, reception = unit.abroad, unit.cars, unit.reception
    yield _spending(sheet, "因公出国开支", t.ABROAD, abroad.content, "因公出国（境）情况/开支内容")
    yield record(
        "因公出国情况",
        团组数=given(abroad.groups, "因公出国（境）情况/团组数", "figure"),
        人次=given(abroad.people, "因公出国（境）情况/人次", "figure"),
    )
    yield record(
        "公务用车费",
        小计=sheet.cell(t.THREE, t.CARS),
        购置费=sheet.cell(t.THREE, t.CAR_PURCHASE),
        运行维护费=sheet.cell(t.THREE, t.CAR_RUNNING),
    )
    yield _spending(sheet, "公务用车运行开支", t.CAR_RUNNING, cars.content, "公务用车情况/运行维护费开支内容")
    yield record(
        "公务用车情况",
        购置数=given(cars.purchased, "公务用车情况/购置数", "figure"),
        保有量=given(cars.held, "公务用车情况/保有量", "figure"),
        固定资产车辆=given(unit.assets.vehicles.number, "国有资产/车辆/数量", "figure"),
        差异原因=given(cars.difference, "公务用车情况/保有量差异原因"),
    )
    yield _spending(sheet, "公务接待开支", t.RECEPTION, reception.content, "公务接待情况/开支内容")
    yield record(
        "国内接待",
        批次=given(reception.domestic_batches, "公务接待情况/国内批次", "figure"),
        人次=given(reception.domestic_people, "公务接待情况/国内人次", "figure"),
    )
    foreign = (reception.foreign_batches, reception.foreign_people)
    condition = "some" if any(figure is not None and figure.value for figure in foreign) else "none"
    slots = {
        "批次": given(foreign[0], "公务接待情况/国（境）外批次", "figure"),
        "人次": given(foreign[1], "公务接待情况/国（境）外人次", "figure"),
    }
    yield Fact("国（境）外接待", "Spending", condition, slots)


def _spending(sheet: Sheet, name: str, term: str, content: Text | None, key: str) -> Fact:
    """What money was spent on. "None" is a claim, so the exact amount decides, not the printed one."""
    exact = sheet.unit.statement(t.THREE).row(term).actual
    slots: dict[str, Value] = {"金额": sheet.cell(t.THREE, term)}
    if exact is None:
        return Fact(name, "Spending", None, slots)
    if exact.value == 0:
        return Fact(name, "Spending", "none", slots)
    return Fact(name, "Spending", "some", {**slots, "开支内容": given(content, key)})
