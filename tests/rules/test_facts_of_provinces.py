"""The facts that the texts of more provinces tell: rows against last year and budgets, posts, everyday costs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from helpers.recompute import (
    FISCAL,
    GENERAL,
    INCOME,
    INITIAL,
    LAST,
    OVERVIEW,
    SPENDING,
    THREE,
    Book,
    Data,
    Gap,
    percent,
)
from helpers.strategies import units
from helpers.told_facts import SLOW, money, rows, slots, told, unit
from narrator.rules.derive import Decimals
from narrator.rules.fact import Fact

_ROWS = {
    "支出总计增减": (OVERVIEW, "支出", "总计"),
    "年初结转和结余增减": (OVERVIEW, "收入", "年初结转和结余"),
    "年末结转和结余增减": (OVERVIEW, "支出", "年末结转和结余"),
    "使用非财政拨款结余增减": (OVERVIEW, "收入", "使用非财政拨款结余（含专用结余）"),
    "结余分配增减": (OVERVIEW, "支出", "结余分配"),
    **{f"{kind}增减": ("收入决算表", kind) for kind in INCOME},
    **{f"{kind}增减": ("支出决算表", kind) for kind in SPENDING},
    **{
        f"{budget}财政拨款收入增减": (FISCAL, "收入", f"{budget}财政拨款")
        for budget in ("一般公共预算", "政府性基金预算", "国有资本经营预算")
    },
}
_ITEMS = {
    "三公经费": "合计",
    "因公出国费": "因公出国（境）费",
    "公务用车费": "公务用车购置及运行维护费",
    "公务接待费": "公务接待费",
}


@pytest.mark.slow
@SLOW
@given(units())
def test_rows_against_last_year_and_budgets(data: Data) -> None:
    b, found = Book(data), told(data)
    for name, row in _ROWS.items():
        this, last = b.money(*row, "决算"), b.money(*row, "上年")
        assert slots(found[name], "本年数") == (money(this),), name
        if not b.new:
            assert slots(found[name], "上年数") == (money(last),), name
            if not isinstance(this, Gap) and not isinstance(last, Gap) and last > 0 and this >= 0:
                assert slots(found[name], "增减率") == (percent(abs(this - last), last).removesuffix("%"),)
    for name, row in {f"{name}年初差异": (THREE, term) for name, term in _ITEMS.items()}.items():
        assert slots(found[name], "预算数", "决算数") == (
            money(b.money(*row, "年初预算")),
            money(b.money(*row, "决算")),
        )
    whole = slots(found["一般公共预算支出全年差异"], "预算数", "决算数")
    assert whole == (money(b.money(GENERAL, "合计", "全年预算")), money(b.money(GENERAL, "合计", "决算")))


def test_reasons_of_rows() -> None:
    given_ = {"收入决算表": {"事业收入": {"上年": "1", "决算": "2"}}, "主要原因": {LAST: {"事业收入": "某事"}}}
    assert slots(told(unit(**given_))["事业收入增减"], "增减额", "原因") == ("1.00", "某事")
    given_ = {THREE: {"公务接待费": {"年初预算": "4", "决算": "1"}}, "主要原因": {INITIAL: {"公务接待费": "某事"}}}
    found = told(unit(**given_))["公务接待费年初差异"]
    assert slots(found, "差额", "差异幅度", "完成率", "原因") == ("3.00", "75.00", "25.00", "某事")


def test_shares_of_the_three_budgets() -> None:
    rows_ = {"一般公共预算财政拨款": "60", "政府性基金预算财政拨款": "20", "国有资本经营预算财政拨款": "0"}
    found = told(unit(**{OVERVIEW: {"收入": {"本年收入合计": "90"}}, FISCAL: {"收入": rows_}}))
    names = [f"{budget}收入占比" for budget in rows_]
    assert [slots(found[name], "名称", "占比") for name in names] == [
        ("一般公共预算财政拨款收入", "66.67"),
        ("政府性基金预算财政拨款收入", "22.22"),
        ("国有资本经营预算财政拨款收入", "0.00"),
    ]


@pytest.mark.parametrize(
    ("two", "expected"),
    [(("0.004", "0.003"), ("0.01", "0.01")), (("1", ""), ("【收入决算表·附属单位上缴收入·决算】",) * 2)],
    ids=["exact-amounts-are-added", "one-is-missing"],
)
def test_two_small_kinds_share_one_share(two: tuple[str, str], expected: Any) -> None:
    income = dict(zip(("经营收入", "附属单位上缴收入"), two, strict=True))
    found = told(unit(**{OVERVIEW: {"收入": {"本年收入合计": "100"}}, "收入决算表": income}))["经营和上缴收入合计占比"]
    assert slots(found, "金额", "占比") == expected


_ITEM = {"名称": "甲项", "年初预算": "4.004", "决算": "3"}
_OTHER = {"名称": "乙项", "年初预算": "1.003", "决算": "3"}


@pytest.mark.parametrize(
    ("class_", "budget", "purpose"),
    [
        ({"名称": "甲类", "决算": "6"}, "5.01", f"【{GENERAL}·科目·201·用途】"),
        ({"名称": "甲类", "决算": "6", "年初预算": "7", "用途": "某事"}, "7.00", "某事"),
    ],
    ids=["sum-of-exact-budgets", "own"],
)
def test_classes_against_their_budget(class_: dict[str, str], budget: str, purpose: str) -> None:
    accounts = {"201": class_, "20101": {"名称": "甲款", "决算": "6"}, "2010101": _ITEM, "2010102": _OTHER}
    found = told(unit(**{GENERAL: {"合计": "6", "科目": accounts}}))["一般公共预算支出类级年初差异"]
    assert rows(found, "名称", "预算数", "决算数", "用途") == [("甲类", budget, "6.00", purpose)]


def test_a_class_with_an_unknown_budget_below_it_has_none() -> None:
    accounts = {"201": "甲类", "20101": "甲款", "2010101": _ITEM, "2010102": {**_OTHER, "年初预算": ""}}
    found = told(unit(**{GENERAL: {"合计": "6", "科目": accounts}}))["一般公共预算支出类级年初差异"]
    assert rows(found, "预算数") == [(f"【{GENERAL}·科目·2010102·年初预算】",)]


def test_posts() -> None:
    found = told(unit(人员={"编制": {"总数": "12", "事业编制": "10"}}))["编制"]
    assert slots(found, "编制总数", "行政编制", "事业编制") == ("12", "【人员·编制·行政编制】", "10")


def test_posts_and_who_fills_them() -> None:
    found = told(unit(人员={"编制": {"行政编制": "10", "行政编制实有人数": "9", "事业编制": "4"}}))["编制和实有人数"]
    shown = slots(found, "行政编制", "行政编制实有人数", "事业编制", "事业编制实有人数")
    assert shown == ("10", "9", "4", "【人员·编制·事业编制实有人数】")


def test_everyday_costs() -> None:
    meetings = {"会议费": {"上年": "2", "年初预算": "4", "决算": "3"}, "会议次数": "2", "会议内容": "某会议"}
    found = told(unit(一般性支出={**meetings, "节庆等活动费": "0"}))
    assert slots(found["会议费增减"], "上年数", "本年数", "增减率") == ("2.00", "3.00", "50.00")
    assert slots(found["会议费年初差异"], "预算数", "完成率") == ("4.00", "75.00")
    names = ("金额", "次数", "人数", "内容")
    assert slots(found["会议费开支"], *names) == ("3.00", "2", "【一般性支出·会议人数】", "某会议")
    nothing, open_ = found["节庆等活动费开支"], found["培训费开支"]
    assert isinstance(nothing, Fact) and nothing.condition == "none"
    assert isinstance(open_, Fact) and open_.condition is None
    assert slots(open_, "金额") == ("【一般性支出·培训费·决算】",)


def test_special_bonds() -> None:
    assert slots(told(unit(超长期特别国债安排的支出="12.345"))["超长期特别国债"], "金额") == ("12.35",)


@pytest.mark.parametrize(
    ("last", "this", "printed", "exact"),
    [
        pytest.param("10.004", "10.056", ("10.00", "10.06", "0.06", "0.60"), "0.52", id="from-what-was-given"),
        pytest.param("10.004", "9.998", ("10.00", "10.00", "0.00", "0.00"), "0.00", id="equal-as-printed"),
        pytest.param("0.004", "5", ("0.00", "5.00", "5.00", None), None, id="nothing-as-printed"),
        pytest.param("10", "12.5", ("10.00", "12.50", "2.50", "25.00"), "25.00", id="nothing-was-rounded"),
    ],
)
def test_rates_from_the_amounts_as_given(last: str, this: str, printed: Any, exact: str | None) -> None:
    """广东 works its rates out from 元; amounts and their differences stay those that are printed."""
    data = unit(收入决算表={"事业收入": {"上年": last, "决算": this}})
    names = ("上年数", "本年数", "增减额", "增减率")
    assert slots(told(data)["事业收入增减"], *names) == printed
    found = told(data, Decimals(exact_rates=True))["事业收入增减"]
    assert slots(found, *names) == (*printed[:3], exact)


def test_rates_of_shares_and_budgets_from_the_amounts_as_given() -> None:
    data = unit(**{THREE: {"合计": {"全年预算": "3.004", "决算": "2.996"}, "公务接待费": "1.004"}})
    found = told(data, Decimals(exact_rates=True))
    assert slots(found["三公经费全年差异"], "差额", "差异幅度", "完成率") == ("0.00", "0.00", "100.00")
    assert slots(found["公务接待费占比"], "占比") == ("33.51",)
    assert slots(told(data)["公务接待费占比"], "占比") == ("33.33",)


_KINDS = ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")


@pytest.mark.parametrize(
    ("amounts", "listed"),
    [
        (("90", "0", "0", "0", "0", "0"), ("财政拨款收入", "事业收入", "经营收入", "其他收入")),
        (("80", "10", "0", "0", "0", "0"), ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "其他收入")),
        (("80", "", "0", "0", "", "10"), ("财政拨款收入", "事业收入", "经营收入", "其他收入")),
        (("80", "", "0", "0", "0", "0"), ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "其他收入")),
    ],
    ids=["usual-ones-at-zero", "another-occurred", "blank-beside-a-whole-total", "blank-may-have-occurred"],
)
def test_the_usual_kinds_and_what_occurred(amounts: tuple[str, ...], listed: tuple[str, ...]) -> None:
    income = dict(zip(_KINDS, amounts, strict=True))
    found = told(unit(**{OVERVIEW: {"收入": {"本年收入合计": "90"}}, "收入决算表": income}))["常列的收入构成"]
    assert rows(found, "名称") == [(kind,) for kind in listed]


def test_the_other_kinds_that_occurred() -> None:
    """Without 财政拨款收入, which is told in any case; a blank kind is left out beside a whole total."""
    income = dict(zip(_KINDS, ("80", "", "0", "4", "", "6"), strict=True))
    found = told(unit(**{OVERVIEW: {"收入": {"本年收入合计": "90"}}, "收入决算表": income}))["其余发生的收入构成"]
    assert rows(found, "名称", "占比") == [("经营收入", "4.44"), ("其他收入", "6.67")]


def test_the_usual_kinds_of_spending() -> None:
    spending = {"基本支出": "80", "项目支出": "0", "上缴上级支出": "0", "经营支出": "0", "对附属单位补助支出": "10"}
    found = told(unit(**{OVERVIEW: {"支出": {"本年支出合计": "90"}}, "支出决算表": spending}))["常列的支出构成"]
    assert rows(found, "名称") == [("基本支出",), ("项目支出",), ("经营支出",), ("对附属单位补助支出",)]


@pytest.mark.parametrize(("amount", "condition"), [("0.00", "none"), ("0.00001", "some"), ("5.00", "some"), ("", None)])
def test_money_beside_the_income_of_the_year(amount: str, condition: str | None) -> None:
    """Whether there was any is decided by the exact amount; a blank leaves it open."""
    found = told(unit(**{OVERVIEW: {"收入": {"年初结转和结余": amount}}}))["发生的年初结转和结余"]
    assert isinstance(found, Fact)
    assert found.condition == condition
