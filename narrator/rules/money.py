"""一 to 八: totals, income, expenditure, and the three budgets, from statements 01 to 08."""

from __future__ import annotations

from narrator.figures import terms as t
from narrator.figures.model import ASPECTS
from narrator.figures.values import Gap, Text, Value
from narrator.rules import accounts
from narrator.rules.disclosure import Disclosure
from narrator.rules.fact import Fact, Facts
from narrator.rules.held import missing
from narrator.rules.kinds import ACCOUNT, AMOUNT, CHANGE, DEVIATION, LISTING, REASON, SHARE, STATEMENT, TEXT
from narrator.rules.spec import fact
from narrator.rules.usual import Row, change, deviation, record, spending
from narrator.rules.view import ROWS, UnitView

_RECEIPTS, _PAYMENTS = (t.OVERVIEW, t.RECEIPTS), (t.OVERVIEW, t.PAYMENTS)
_YEAR_RECEIPTS, _YEAR_PAYMENTS = (*_RECEIPTS, t.YEAR_RECEIPTS), (*_PAYMENTS, t.YEAR_PAYMENTS)
_FISCAL_RECEIPTS, _FISCAL_PAYMENTS = (t.FISCAL, t.RECEIPTS), (t.FISCAL, t.PAYMENTS)

# 一 收入支出总体 -----------------------------------------------------------------------------------

record(
    "收入总计",
    "收入支出决算总表的收入方",
    {
        "总计": (*_RECEIPTS, t.GRAND_TOTAL),
        "本年收入合计": _YEAR_RECEIPTS,
        "使用非财政拨款结余": (*_RECEIPTS, t.USED_SURPLUS),
        "年初结转和结余": (*_RECEIPTS, t.BROUGHT_FORWARD),
    },
)
record(
    "支出总计",
    "收入支出决算总表的支出方",
    {
        "总计": (*_PAYMENTS, t.GRAND_TOTAL),
        "本年支出合计": _YEAR_PAYMENTS,
        "结余分配": (*_PAYMENTS, t.SURPLUS_SHARED),
        "年末结转和结余": (*_PAYMENTS, t.CARRIED_FORWARD),
    },
)
change("收入支出总体增减", "收入总计", t.ALL_MONEY)
change("支出总计增减", t.SPENDING_TOTAL, t.SPENDING_TOTAL)
change("本年收入增减", t.YEAR_RECEIPTS, t.YEAR_INCOME)
change("本年支出增减", t.YEAR_PAYMENTS, t.YEAR_SPENDING)
for _carried in t.CARRIED:
    _short = _carried.partition("（")[0]
    change(f"{_short}增减", _carried, _carried)
    spending(f"发生的{_short}", f"{_carried}，有没有发生", ROWS[_carried], {})

# 二 收入, 三 支出 ----------------------------------------------------------------------------------


def _share(view: UnitView, term: str, kind: str, of: Row) -> Fact:
    return view.share(view.cell(term, kind), view.cell(*of), Text(kind))


def _structure(name: str, what: str, term: str, kinds: tuple[str, ...], of: Row, always: tuple[str, ...]) -> None:
    """Declare as a list the kinds of a table that are always told and those that occurred, against the year's total."""
    fact(name, SHARE, f"{what}，以{of[-1]}为总额", many=True)(
        lambda view: tuple(_share(view, term, kind, of) for kind in _told(view, term, kinds, of, always))
    )


def _told(
    view: UnitView, term: str, kinds: tuple[str, ...], of: Row, always: tuple[str, ...]
) -> tuple[str, ...] | list[str]:
    """The kinds always told, and what occurred; a blank one may have, unless the others are the total exactly."""
    if always == kinds:
        return kinds
    amounts = {kind: view.row(term, kind).record.actual for kind in kinds}
    total = view.row(*of).record.actual
    given = [amount for amount in amounts.values() if amount is not None]
    whole = total is not None and given and sum(amount.yuan for amount in given) == total.yuan
    return [
        kind
        for kind, amount in amounts.items()
        if kind in always or (accounts.may_be(amount) and not (whole and amount is None))
    ]


def _shares(term: str, kinds: tuple[str, ...], of: Row) -> None:
    """Declare the share of each of these kinds, by its own name."""
    for kind in kinds:
        fact(f"{kind}占比", SHARE, f"以{of[-1]}为总额")(lambda view, kind=kind: _share(view, term, kind, of))


_INCOME = (t.INCOME, t.INCOME_KINDS, _YEAR_RECEIPTS)
_SPENDING = (t.EXPENDITURE, t.SPENDING_KINDS, _YEAR_PAYMENTS)
_USUAL_INCOME = ("财政拨款收入", "事业收入", "经营收入", "其他收入")
_USUAL_SPENDING = ("基本支出", "项目支出", "经营支出")
_structure("收入构成", "各项收入", *_INCOME, t.INCOME_KINDS)
_structure("支出构成", "各项支出", *_SPENDING, t.SPENDING_KINDS)
_structure("发生的收入构成", "本年发生的各项收入", *_INCOME, ())
_structure("发生的支出构成", "本年发生的各项支出", *_SPENDING, ())
fact("其余发生的收入构成", SHARE, f"财政拨款收入以外本年发生的各项收入，以{t.YEAR_RECEIPTS}为总额", many=True)(
    lambda view: tuple(
        _share(view, t.INCOME, kind, _YEAR_RECEIPTS) for kind in _told(view, *_INCOME, ()) if kind != t.INCOME_KINDS[0]
    )
)
_structure("常列的收入构成", f"{'、'.join(_USUAL_INCOME)}，和本年发生的其余各项收入", *_INCOME, _USUAL_INCOME)
_structure("常列的支出构成", f"{'、'.join(_USUAL_SPENDING)}，和本年发生的其余各项支出", *_SPENDING, _USUAL_SPENDING)
_shares(*_INCOME)
_shares(*_SPENDING)
for _kind in (*t.INCOME_KINDS, *t.SPENDING_KINDS):
    change(f"{_kind}增减", _kind, _kind)
for _budget, _income in t.BUDGET_INCOME.items():
    change(f"{_income}增减", _income, _income)


def _of_budget(income: str) -> None:
    """Declare the share of one of the three budgets in all income of the year."""
    fact(f"{income}占比", SHARE, f"以{t.YEAR_RECEIPTS}为总额")(
        lambda view: view.share(view.cell(*ROWS[income]), view.cell(*_YEAR_RECEIPTS), Text(income))
    )


for _income in t.BUDGET_INCOME.values():
    _of_budget(_income)

_SMALL_INCOME = ("经营收入", "附属单位上缴收入")


@fact("经营和上缴收入合计占比", SHARE, f"{'和'.join(_SMALL_INCOME)}两项合计，以{t.YEAR_RECEIPTS}为总额")
def _small_income(view: UnitView) -> Fact:
    """教育部 tells two small kinds of income with one share: the exact amounts are summed, and printed once."""
    rows = (view.row(t.INCOME, kind) for kind in _SMALL_INCOME)
    both = view.summed((row.exact("actual") for row in rows), "收入")
    return view.share(both, view.cell(*_YEAR_RECEIPTS), Text("和".join(_SMALL_INCOME)))


# 四 财政拨款总体 -----------------------------------------------------------------------------------

record(
    "财政拨款收入总计",
    "财政拨款收入支出决算总表的收入方",
    {
        "总计": (*_FISCAL_RECEIPTS, t.GRAND_TOTAL),
        "年初财政拨款结转和结余": (*_FISCAL_RECEIPTS, t.FISCAL_BROUGHT),
        "本年财政拨款收入": (*_FISCAL_RECEIPTS, t.YEAR_RECEIPTS),
    },
)
record(
    "财政拨款收入来源",
    "本年财政拨款收入，按三本预算",
    {budget.removesuffix("财政拨款"): (*_FISCAL_RECEIPTS, budget) for budget in t.BUDGETS},
)
record(
    "财政拨款支出总计",
    "财政拨款收入支出决算总表的支出方",
    {
        "总计": (*_FISCAL_PAYMENTS, t.GRAND_TOTAL),
        "年末财政拨款结转和结余": (*_FISCAL_PAYMENTS, t.FISCAL_CARRIED),
        "本年财政拨款支出": (*_FISCAL_PAYMENTS, t.YEAR_PAYMENTS),
    },
)
change("财政拨款总体增减", "财政拨款收入总计", t.FISCAL_MONEY)
deviation("财政拨款总体年初差异", "财政拨款收入总计", t.VS_INITIAL, t.FISCAL_MONEY)

# 五 一般公共预算财政拨款支出 ------------------------------------------------------------------------

fact("一般公共预算支出占比", SHARE, f"{t.GENERAL_MONEY}，以{t.YEAR_PAYMENTS}为总额")(
    lambda view: view.share(view.cell(*ROWS[t.GENERAL_MONEY]), view.cell(*_YEAR_PAYMENTS), Text(t.GENERAL_MONEY))
)


@fact("一般公共预算支出增减", CHANGE, f"{t.GENERAL_MONEY}{t.VS_LAST_YEAR}")
def _general_change(view: UnitView) -> Fact:
    return view.row_change(t.GENERAL_MONEY, _as_in_fiscal(view, t.VS_LAST_YEAR))


@fact("一般公共预算支出年初差异", DEVIATION, f"{t.GENERAL_MONEY}{t.VS_INITIAL}")
def _general_deviation(view: UnitView) -> Fact:
    return view.row_deviation(t.VS_INITIAL, t.GENERAL_MONEY, _as_in_fiscal(view, t.VS_INITIAL))


deviation("一般公共预算支出全年差异", t.GENERAL_MONEY, t.VS_FULL, t.GENERAL_MONEY)


def _as_in_fiscal(view: UnitView, comparison: str) -> Value:
    """五（一） takes the reason of 四 where it has none and the four amounts of both are equal."""
    own = view.reason(comparison, t.GENERAL_MONEY)
    if isinstance(own, Gap) and _exact(view, t.FISCAL_MONEY) == _exact(view, t.GENERAL_MONEY):
        return view.reason(comparison, t.FISCAL_MONEY)
    return own


def _exact(view: UnitView, subject: str) -> tuple[object, ...]:
    row = view.row(*ROWS[subject])
    amounts = [getattr(row.record, name) for name in ASPECTS.values()]
    return tuple(amount and amount.yuan for amount in amounts)


fact("一般公共预算支出结构", SHARE, f"按类，以{t.GENERAL_MONEY}为总额", many=True)(
    lambda view: accounts.structure(view, t.GENERAL)
)
fact("发生的一般公共预算支出结构", SHARE, "按类，只列本年发生的", many=True)(
    lambda view: accounts.structure(view, t.GENERAL, this_only=True)
)
_USED = {t.PURPOSE: REASON}


def _by_class(name: str, comparison: str) -> None:
    """Declare the 类 of the general public budget against a budget."""
    fact(name, DEVIATION, f"按类，{comparison}", {"名称": TEXT, **_USED}, many=True)(
        lambda view: accounts.class_deviations(view, t.GENERAL, comparison)
    )


_by_class("一般公共预算支出类级年初差异", t.VS_INITIAL)
_by_class("一般公共预算支出类级全年差异", t.VS_FULL)
_BY_ACCOUNT: list[str] = []


def _items(what: str, term: str) -> None:
    """Declare the 项 of a statement beside last year, their 年初预算 and their 全年预算."""
    names = change, *deviations = [f"{what}项级{beside}" for beside in ("增减", "年初差异", "全年差异")]
    _BY_ACCOUNT.extend(names)
    fact(change, CHANGE, f"按项，{t.VS_LAST_YEAR}", many=True)(lambda view: accounts.changes(view, change, term))
    for comparison, name in zip(t.BUDGET_OF, deviations, strict=True):
        fact(name, DEVIATION, f"按项，{comparison}", _USED, many=True)(
            lambda view, name=name, comparison=comparison: accounts.deviations(view, name, term, comparison)
        )


_items("一般公共预算支出", t.GENERAL)

# 六 基本支出 ---------------------------------------------------------------------------------------

_ECONOMIC = {"基本支出": AMOUNT, "金额": AMOUNT}
fact("人员经费科目", LISTING, "人员经费包括的经济科目", _ECONOMIC)(lambda view: accounts.economic(view, t.STAFF))
fact("公用经费科目", LISTING, "公用经费包括的经济科目", _ECONOMIC)(lambda view: accounts.economic(view, t.PUBLIC))

# 七 政府性基金, 八 国有资本经营 ----------------------------------------------------------------------


def _balance(name: str, term: str, budget: str, subject: str) -> None:
    """Declare a statement that may be empty, its spending beside last year, and its 项."""
    slots = {label: AMOUNT for (label,) in t.STATEMENTS[term].rows}
    fact(name, STATEMENT, term, slots)(lambda view: _statement(view, term))
    change(f"{name}支出增减", f"{budget}{t.YEAR_SPENDING}", subject)
    _items(f"{name}支出", term)


def _statement(view: UnitView, term: str) -> Fact:
    """A statement is empty only where every figure is known to be zero."""
    statement = view.unit.statement(term)
    flows = (t.BROUGHT_FORWARD, t.YEAR_INCOME, t.YEAR_SPENDING, t.CARRIED_FORWARD)
    known = [statement.row(label).actual for label in flows]
    amounts = {code: account.amounts.actual for code, account in (statement.accounts or {}).items()}
    listed = [amounts.get(code) for code in Disclosure(statement).codes(amounts)]
    every = (*amounts.values(), *(row.actual for row in statement.rows.values()))
    slots = {label: view.cell(term, label) for label in (*flows, t.BASIC_SPENDING, t.PROJECT_SPENDING)}
    if None not in (*known, *listed) and not any(amount is not None and amount.value for amount in every):
        return STATEMENT.fact("empty", slots)
    if not statement.rows and not listed:
        return STATEMENT.fact(None, {"报表": missing(term)})
    return STATEMENT.fact("some", slots)


_balance("政府性基金", t.FUND, t.FUND_BUDGET, t.FUND_MONEY)
_balance("国有资本经营", t.CAPITAL, t.CAPITAL_BUDGET, t.CAPITAL_MONEY)


@fact("科目", ACCOUNT, "按项的一行说的是哪个科目，公开到哪一级", within=tuple(_BY_ACCOUNT))
def _account(years: accounts.Years, code: str) -> Facts:
    return years.names(code)
