"""The facts that the wording of some regions needs: against the second route (helpers/recompute.py), and by cases."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from helpers.recompute import (
    EMPTY,
    FISCAL,
    GENERAL,
    INCOME,
    INITIAL,
    LAST,
    OVERVIEW,
    SPENDING,
    THREE,
    Accounts,
    Book,
    Data,
    Gap,
    Money,
    percent,
)
from helpers.strategies import CAPITAL, FUND, units
from helpers.told_facts import SLOW, money, rows, slots, told, unit
from narrator.figures import values
from narrator.rules.fact import Fact


def _share(part: Money, whole: Money) -> str | None:
    if isinstance(whole, Gap) or whole <= 0:
        return None
    if isinstance(part, Gap):
        return money(part)
    return percent(part, whole).removesuffix("%") if part >= 0 else None


def _occurs(typed: str | None) -> bool:
    return typed is None or Fraction(typed) != 0


QUASI = "参照公务员法管理事业单位"

# Against the second route ---------------------------------------------------------------------------


@pytest.mark.slow
@SLOW
@given(units())
def test_kinds_of_income_and_spending(data: Data) -> None:
    b, found = Book(data), told(data)
    for side, kinds in (("收入", INCOME), ("支出", SPENDING)):
        whole = b.money(OVERVIEW, side, f"本年{side}合计", "决算")
        parts = {kind: b.money(f"{side}决算表", kind, "决算") for kind in kinds}
        expected = [(kind, money(part), _share(part, whole)) for kind, part in parts.items()]
        occurred = [kind for kind in kinds if _occurs(b.typed(f"{side}决算表", kind, "决算"))]
        names = ("名称", "金额", "占比")
        assert rows(found[f"发生的{side}构成"], *names) == [row for row in expected if row[0] in occurred]
        assert [slots(found[f"{kind}占比"], *names) for kind in kinds] == expected


@pytest.mark.slow
@SLOW
@given(units())
def test_accounts_of_this_year(data: Data) -> None:
    """The classes that occurred this year, and each item against its 年初预算 with what it was used for."""
    b, found = Book(data), told(data)
    accounts = Accounts(b, GENERAL)
    own = {code for code, entry in accounts.this.items() if len(code) == 3 and _nonzero(entry.get("决算"))}
    own = {code for code in own if accounts.digits(code)}
    items = {code for code in _told(accounts) if _occurs(accounts.this.get(code, {}).get("决算") or None)}
    classes = sorted(own | {code[:3] for code in items})
    if not accounts.unknown(classes):
        amounts = [(accounts.names[code], money(accounts.amount(code))) for code in classes]
        assert rows(found["发生的一般公共预算支出结构"], "名称", "金额") == amounts
    else:
        assert isinstance(found["发生的一般公共预算支出结构"], values.Gap)
    for term, name in ((GENERAL, "一般公共预算"), (FUND, "政府性基金"), (CAPITAL, "国有资本经营")):
        fact = found[f"{name}支出项级年初差异"]
        expected = _against_budget(b, Accounts(b, term))
        names = ("类名称", "款名称", "项名称", "预算数", "决算数", "差异率", "完成率", "用途", "原因")
        assert rows(fact, *names) == expected


def _told(accounts: Accounts) -> list[str]:
    """This year's accounts that are told one by one."""
    this = accounts.this
    told = {accounts.told(code) for code in this if code in accounts.open or len(code) >= accounts.digits(code)}
    return sorted(told & this.keys())


def _nonzero(typed: str | None) -> bool:
    return bool(typed) and Fraction(str(typed)) != 0


def _against_budget(b: Book, accounts: Accounts) -> list[tuple[str | None, ...]] | str:
    items = {code: accounts.this[code] for code in _told(accounts)}
    kept = [
        code
        for code, entry in items.items()
        if _occurs(entry.get("决算") or None) or _occurs(entry.get("年初预算") or None)
    ]
    if accounts.unknown(kept):
        return f"【{accounts.term}·科目】"
    return [_item(b, accounts, code, items[code]) for code in kept]


def _item(b: Book, accounts: Accounts, code: str, entry: dict[str, str]) -> tuple[str | None, ...]:
    key, name = f"{accounts.term}·科目·{code}", accounts.names[code]
    typed = entry.get("年初预算")
    budget: Money = b.hundredths(typed) if typed else Gap(f"{key}·年初预算")
    actual = accounts.amount(code)
    off: str | None = None
    done: str | None = None
    if not isinstance(budget, Gap) and not isinstance(actual, Gap) and budget >= 0 and actual >= 0:
        if budget:
            off, done = (percent(part, budget).removesuffix("%") for part in (actual - budget, actual))
        elif not actual:
            off = "0.00"
    purpose = entry.get("用途") or f"【{key}·用途】"
    reason = b.reason(INITIAL, code, name)
    reason = f"【{name}{INITIAL}】" if reason.startswith("【") else reason
    levels = [accounts.names[code[:length]] if length <= len(code) else None for length in (3, 5, 7)]
    return *levels, money(budget), money(actual), off, done, purpose, reason


@pytest.mark.slow
@SLOW
@given(units())
def test_totals_of_the_year_and_the_three_items(data: Data) -> None:
    b, found = Book(data), told(data)
    for side in ("收入", "支出"):
        row = (OVERVIEW, side, f"本年{side}合计")
        change = found[f"本年{side}增减"]
        if not b.new:
            assert slots(change, "上年数", "本年数") == (money(b.money(*row, "上年")), money(b.money(*row, "决算")))
            assert slots(change, "原因")[0] in (b.reason(LAST, f"本年{side}"), f"【本年{side}{LAST}】")
    whole = b.money(THREE, "合计", "决算")
    for name, term in (("公务用车购置费", "公务用车购置费"), ("公务用车运行维护费", "公务用车运行维护费")):
        part = b.money(THREE, term, "决算")
        assert slots(found[f"{name}占比"], "金额", "占比") == (money(part), _share(part, whole))
    cars = "公务用车购置及运行维护费"
    both = (money(b.money(THREE, cars, "全年预算")), money(b.money(THREE, cars, "决算")))
    assert slots(found["公务用车费全年差异"], "预算数", "决算数") == both
    spent = found["三公经费开支"]
    assert isinstance(spent, Fact)
    typed = b.typed(THREE, "合计", "决算")
    assert spent.condition == (None if typed is None else "some" if Fraction(typed) else "none")
    budgets = [money(b.money(FISCAL, "收入", f"{name}财政拨款", "决算")) for name in BUDGETS]
    assert slots(found["财政拨款收入来源"], *BUDGETS) == tuple(budgets)


BUDGETS = ("一般公共预算", "政府性基金预算", "国有资本经营预算")

# By cases -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "condition"),
    [
        (["事业单位"], "none"),
        (["行政单位"], "some"),
        (["参照公务员法管理事业单位"], "some"),
        (["行政单位", "事业单位"], "some"),
    ],
    ids=["institution", "administrative", "quasi-civil", "both"],
)
def test_running_costs(kinds: list[str], condition: str) -> None:
    data = unit()
    data["单位"] = {**data["单位"], "单位性质": kinds}
    fact = told(data)["机关运行经费"]
    assert isinstance(fact, Fact) and (fact.condition, fact.slots) == (condition, {})


def _running(kinds: list[str], **costs: str) -> Fact:
    data = unit()
    data["单位"] = {**data["单位"], "单位性质": kinds}
    data["机关运行经费及公用经费"] = {
        f"{kind}{'公用经费' if kind == '事业单位' else '机关运行经费'}": {"上年": "1.004", "决算": amount}
        for kind, amount in costs.items()
    }
    data.setdefault("主要原因", {})["与上年相比"] = {"行政单位机关运行经费": "甲", "机关运行经费": "乙"}
    fact = told(data)["机关运行经费增减"]
    assert isinstance(fact, Fact)
    return fact


def test_running_costs_of_all_offices_are_one_sum() -> None:
    """Of two kinds the exact amounts are added and printed once, with a reason of their own; one kind is itself."""
    both = _running([QUASI, "行政单位", "事业单位"], 行政单位="6.004", 参照公务员法管理事业单位="2.964", 事业单位="9")
    assert (both.condition, *slots(both, "上年数", "本年数", "原因")) == ("up", "2.01", "8.97", "乙")
    one = _running(["行政单位", "事业单位"], 行政单位="6.004", 事业单位="9")
    assert (one.condition, *slots(one, "上年数", "本年数", "原因")) == ("up", "1.00", "6.00", "甲")


def test_an_amount_that_is_missing_leaves_the_sum_of_all_offices_open() -> None:
    open_ = _running(["行政单位", QUASI], 行政单位="6.004")
    assert open_.condition is None
    assert slots(open_, "本年数") == (f"【机关运行经费及公用经费·{QUASI}机关运行经费·决算】",)


@pytest.mark.parametrize(
    ("amount", "condition", "content"),
    [("18", "some", "一辆公务用车"), ("0.004", "some", "一辆公务用车"), ("0", "none", None), ("", None, None)],
    ids=["some", "prints-as-zero", "zero", "missing"],
)
def test_cars_bought(amount: str, condition: str | None, content: str | None) -> None:
    """The exact amount decides, and what was bought is told only where something was."""
    cars = {"购置费开支内容": "一辆公务用车", "购置数": "1"}
    fact = told(unit(**{THREE: {"公务用车购置费": {"决算": amount}}, "公务用车情况": cars}))["公务用车购置开支"]
    assert isinstance(fact, Fact) and fact.condition == condition
    assert slots(fact, "开支内容") == (content,)
    assert slots(fact, "购置数") == ((None,) if condition is None else ("1",))


def test_guests_received_at_home() -> None:
    told_of = {"开支内容": "调研", "国内批次": "3", "国内人次": "20", "外宾接待支出": "0.5", "外宾人次": "2"}
    found = told(unit(**{THREE: {"公务接待费": "1.5"}, "公务接待情况": told_of}))["国内接待开支"]
    names = ("金额", "外宾金额", "开支内容", "批次", "人次", "外宾批次", "外宾人次")
    assert slots(found, *names) == ("1.50", "0.50", "调研", "3", "20", "【公务接待情况·外宾批次】", "2")


@pytest.mark.parametrize(
    ("listed", "expected"),
    [("无", []), (["甲所", "乙所"], [("甲所",), ("乙所",)]), ("", "【下属预算单位】")],
    ids=["none", "two", "missing"],
)
def test_units_of_a_department(listed: Any, expected: Any) -> None:
    assert rows(told(unit(下属预算单位=listed))["预算单位"], "名称") == expected


def test_procurement_set_aside() -> None:
    given_ = {"面向中小企业预留预算金额": "5", "其他项目中小企业成交金额": "1.005"}
    names = ("中小企业预留", "小微企业预留", "其他项目中小企业成交")
    found = told(unit(政府采购预留=given_))["政府采购预留"]
    assert slots(found, *names) == ("5.00", "【政府采购预留·面向小微企业预留预算金额】", "1.01")


def test_managing_by_results() -> None:
    managed = {
        "制度": "《绩效管理办法》",
        "编报绩效目标": {"项目数": "4", "预算金额": "12.345"},
        "绩效自评": {"项目数": "3"},
        "平均得分": "96.5",
        "优": "2",
        "已完成整改": "1",
    }
    found = told(unit(预算绩效管理=managed))["预算绩效管理情况"]
    names = (
        "制度",
        "工作机制",
        "编报目标项目数",
        "编报目标金额",
        "跟踪项目数",
        "自评项目数",
        "平均得分",
        "优",
        "已整改",
    )
    assert slots(found, *names) == (
        "《绩效管理办法》",
        "【预算绩效管理·工作机制】",
        "4",
        "12.35",
        "【预算绩效管理·绩效跟踪·项目数】",
        "3",
        "96.5",
        "2",
        "1",
    )


ITEM = {"201": "甲类", "20101": "甲款", "2010101": {"名称": "甲项", "用途": "某事"}}


@pytest.mark.parametrize(
    ("actual", "budget", "expected"),
    [
        pytest.param("0", "0", [], id="neither"),
        pytest.param("0", "5", [("5.00", "0.00", "0.00")], id="budget-alone"),
        pytest.param("4", "0", [("0.00", "4.00", None)], id="amount-alone"),
        pytest.param("0.004", "0", [("0.00", "0.00", None)], id="prints-as-zero"),
        pytest.param("0", "", [("年初预算", "0.00", None)], id="budget-missing"),
        pytest.param("", "0", [("0.00", "决算", None)], id="amount-missing"),
    ],
)
def test_which_items_are_held_against_their_budget(actual: str, budget: str, expected: Any) -> None:
    """An item is told where its exact amount or its 年初预算 is not zero, or not known."""
    item = {"名称": "甲项", "用途": "某事", "年初预算": budget, "决算": actual}
    found = told(unit(**{GENERAL: {"合计": "0", "科目": {**ITEM, "2010101": item}}}))["一般公共预算支出项级年初差异"]
    key = f"{GENERAL}·科目·2010101·"
    shown = [
        tuple(slot and slot.removeprefix(f"【{key}").removesuffix("】") for slot in row)
        for row in rows(found, "预算数", "决算数", "完成率")
    ]
    assert shown == expected


def test_an_empty_statement_has_no_items() -> None:
    assert told(unit(**{FUND: EMPTY}))["政府性基金支出项级年初差异"] == ()
