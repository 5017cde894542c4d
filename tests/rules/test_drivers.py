"""Drivers: which parts moved, by how much, and which share of the whole change that is."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import reason_units
from narrator import load
from narrator.figures import terms as t
from narrator.figures.model import Account, Amounts, Profile, Statement, Unit
from narrator.figures.tables import ACTUAL_COLUMN, BUDGET_COLUMN
from narrator.figures.values import Figure, Place, Text
from narrator.rules.drivers import BY_ACCOUNT, BY_ECONOMIC, BY_NATURE, BY_PEOPLE, Driver, drivers
from narrator.rules.explained import CONDITIONS, Explained, holding
from narrator.rules.fact import Fact

HERE = Place("test", 1, 1)
Rows: TypeAlias = dict[tuple[str, ...], Amounts]
PROFILE = Profile(Text("某单位"), Text("新疆"), Figure(Decimal(2024), "年", HERE), Text("单位"), (Text("事业单位"),))
NEW = Profile(PROFILE.name, PROFILE.region, PROFILE.year, PROFILE.body, PROFILE.kinds, newly_formed=True)
ONE = "2010401"


def wan(text: str | Decimal) -> Figure:
    return Figure(Decimal(text), t.WAN, HERE)


def cells(**amounts: str | None) -> dict[tuple[str, ...], Figure | None]:
    """Cells by key, whose labels are written with __ between."""
    return {tuple(key.strip("_").split("__")): None if text is None else wan(text) for key, text in amounts.items()}


def unit(*statements: Statement, profile: Profile = PROFILE, **more: Any) -> Unit:
    return Unit(profile=profile, statements={statement.term: statement for statement in statements}, **more)


def told(found: tuple[Driver, ...], by: str = "") -> list[tuple[str, str, str | None]]:
    kept = [driver for driver in found if by in ("", driver.by)]
    return [(d.label, f"{d.change.value:f}", f"{d.share.value:f}" if d.share else None) for d in kept]


def test_the_year_alone() -> None:
    """本年收入 and 本年支出 are taken apart by kind, without what was brought forward or carried over."""

    def row(last: str, this: str) -> Amounts:
        return Amounts(wan(last), actual=wan(this))

    whole: Rows = {
        (t.RECEIPTS, t.YEAR_RECEIPTS): row("10", "14"),
        (t.RECEIPTS, t.BROUGHT_FORWARD): row("1", "9"),
        (t.PAYMENTS, t.YEAR_PAYMENTS): row("8", "6"),
    }
    income: Rows = {("财政拨款收入",): row("6", "7"), ("其他收入",): row("4", "7")}
    spent: Rows = {(t.BASIC_SPENDING,): row("5", "5"), (t.PROJECT_SPENDING,): row("3", "1")}
    given_ = unit(Statement(t.OVERVIEW, whole), Statement(t.INCOME, income), Statement(t.EXPENDITURE, spent))
    found = drivers(given_, t.VS_LAST_YEAR, t.YEAR_INCOME)
    assert told(found) == [("其他收入", "3.00", "75.00"), ("财政拨款收入", "1.00", "25.00")]
    assert told(drivers(given_, t.VS_LAST_YEAR, t.YEAR_SPENDING)) == [(t.PROJECT_SPENDING, "-2.00", "100.00")]


def test_against_a_budget() -> None:
    """一般公共预算 against 年初预算 by account, of which one alone tells nothing; cars against 全年预算 by item."""
    accounts = {
        code: Account(code, Text(name), Amounts(initial_budget=wan(budget), actual=wan(actual)))
        for code, name, budget, actual in ((ONE, "甲项", "5", "9"), ("2010402", "乙项", "4", "3"))
    }
    total: Rows = {(t.TOTAL,): Amounts(initial_budget=wan("9"), actual=wan("12"))}
    general = unit(Statement(t.GENERAL, total, accounts))
    found = drivers(general, t.VS_INITIAL, t.GENERAL_MONEY)
    assert told(found, BY_ACCOUNT) == [("甲项", "4.00", "133.33"), ("乙项", "-1.00", "-33.33")]
    assert drivers(general, t.VS_INITIAL, ONE) == ()
    cars: Rows = {
        (t.CARS,): Amounts(full_budget=wan("20"), actual=wan("21")),
        (t.CAR_PURCHASE,): Amounts(full_budget=wan("18"), actual=wan("18")),
        (t.CAR_RUNNING,): Amounts(full_budget=wan("2"), actual=wan("3")),
    }
    assert told(drivers(unit(Statement(t.THREE, cars)), t.VS_FULL, t.CARS)) == [(t.CAR_RUNNING, "1.00", "100.00")]


def test_the_fixture() -> None:
    """四 fell by 7.26: the accounts that fell by more, those that grew against it, the people."""
    found = drivers(load(reason_units.FIXTURE), t.VS_LAST_YEAR, t.FISCAL_MONEY)
    assert told(found, BY_ACCOUNT)[:3] == [
        ("事业运行", "-11.24", "154.82"),
        ("其他发展与改革事务支出", "-4.58", "63.09"),
        ("机关事业单位基本养老保险缴费支出", "2.95", "-40.63"),
    ]
    assert told(found, BY_PEOPLE) == [("在职人员", "-2", None)]
    assert told(found) == told(drivers(load(reason_units.FIXTURE), t.VS_LAST_YEAR, t.GENERAL_MONEY))
    three = drivers(load(reason_units.FIXTURE), t.VS_LAST_YEAR, t.THREE_MONEY)
    assert told(three) == [("公务接待费", "-0.42", "100.00")]


def test_whole_tables_tell_of_kinds() -> None:
    """收入总计 by the kinds of 02 and what was brought forward; 支出 by the kinds of 03."""
    overview = Statement(
        t.OVERVIEW,
        cells=cells(收入__总计="120", 收入__年初结转和结余="20", 支出__年末结转和结余="10"),
        last_cells=cells(收入__总计="100", 收入__年初结转和结余="30", 支出__年末结转和结余="20"),
    )
    income = Statement(
        t.INCOME,
        cells=cells(合计__财政拨款收入="90", 合计__其他收入="10", 合计__事业收入=None),
        last_cells=cells(合计__财政拨款收入="70", 合计__其他收入=None, 合计__事业收入=None),
    )
    spent = Statement(
        t.EXPENDITURE,
        cells=cells(合计__基本支出="60", 合计__项目支出="50"),
        last_cells=cells(合计__基本支出="60", 合计__项目支出="20"),
    )
    assert told(drivers(unit(overview, income, spent), t.VS_LAST_YEAR, t.ALL_MONEY)) == [
        ("财政拨款收入", "20.00", "100.00"),  # 其他收入 has a blank last year: left out, not zero
        ("年初结转和结余", "-10.00", "-50.00"),
        ("项目支出", "30.00", "150.00"),
        ("年末结转和结余", "-10.00", "-50.00"),
    ]


def account(code: str, amount: str | None) -> Account:
    return Account(code, Text(f"科目{code}"), Amounts(actual=None if amount is None else wan(amount)))


def accounts(**amounts: str | None) -> dict[str, Account]:
    return {code.strip("_"): account(code.strip("_"), amount) for code, amount in amounts.items()}


Listed: TypeAlias = "tuple[dict[str, Account] | None, dict[tuple[str, ...], Figure | None]]"


def split(this: Listed, last: Listed, moved: dict[str, str] | None = None) -> tuple[Driver, ...]:
    """The drivers of one account of 05, from its accounts and cells of both years."""
    general = Statement(
        t.GENERAL, accounts=this[0], cells=this[1], last_accounts=last[0], last_cells=last[1], moved=moved or {}
    )
    return drivers(unit(general), t.VS_LAST_YEAR, ONE)


def test_an_account_by_its_nature() -> None:
    """基本 and 项目 of one account; a blank cell is left out; an account that was not listed was zero."""
    this = (accounts(_2010401="30"), cells(_2010401__基本支出="25", _2010401__项目支出="5"))
    last = (accounts(_2010401="20"), cells(_2010401__基本支出="20", _2010401__项目支出=None))
    assert told(split(this, last), BY_NATURE) == [("基本支出", "5.00", "50.00")]
    other = (accounts(_2010402="20"), cells(_2010402__基本支出="20"))
    assert told(split(this, other), BY_NATURE) == [("基本支出", "25.00", "83.33"), ("项目支出", "5.00", "16.67")]
    assert told(split(this, other, {"2010402": ONE}), BY_NATURE) == [("基本支出", "5.00", "50.00")]
    assert told(split(this, (None, {}))) == []


def test_economic_items_of_running_costs() -> None:
    """Only the group that is asked for; one that is listed without an amount is left out; a missing one was zero."""
    basic = Statement(
        t.BASIC,
        rows={(t.PUBLIC,): Amounts(last_year=wan("4"), actual=wan("8"))},
        accounts=accounts(_30101="50", _30201="5", _30207=None, _30299="3"),
        last_accounts=accounts(_30101="40", _30201="4"),
    )
    found = drivers(unit(basic), t.VS_LAST_YEAR, t.RUNNING_COSTS[t.PUBLIC_INSTITUTION])
    assert told(found, BY_ECONOMIC) == [("科目30299", "3.00", "75.00"), ("科目30201", "1.00", "25.00")]
    mixed = Text(t.PUBLIC_INSTITUTION), Text("行政单位")
    several = Profile(PROFILE.name, PROFILE.region, PROFILE.year, PROFILE.body, mixed)
    assert drivers(unit(basic, profile=several), t.VS_LAST_YEAR, t.RUNNING_COSTS[t.ADMINISTRATIVE]) == ()


def test_economic_items_of_whole_tables() -> None:
    """Where the table of a workbook is all there is, its own rows are the items; what has no code is none."""
    basic = Statement(
        t.BASIC,
        rows={(t.PUBLIC,): Amounts(last_year=wan("4"), actual=wan("8"))},
        cells=cells(_30101="50", _30201="5", _30299="3", _302="8", 公用经费合计="8"),
        last_cells=cells(_30101="40", _30201="4", _302="4", 公用经费合计="4"),
    )
    found = drivers(unit(basic), t.VS_LAST_YEAR, t.RUNNING_COSTS[t.PUBLIC_INSTITUTION])
    assert told(found, BY_ECONOMIC) == [("30299", "3.00", "75.00"), ("30201", "1.00", "25.00")]


def test_three_against_the_budget() -> None:
    three = Statement(
        t.THREE,
        cells={
            ("公务接待费", BUDGET_COLUMN): wan("3"),
            ("公务接待费", ACTUAL_COLUMN): wan("1"),
            ("因公出国（境）费", BUDGET_COLUMN): None,
            ("因公出国（境）费", ACTUAL_COLUMN): wan("1"),
            (t.TOTAL, BUDGET_COLUMN): wan("5"),
            (t.TOTAL, ACTUAL_COLUMN): wan("4"),
        },
    )
    assert told(drivers(unit(three), t.VS_FULL, t.THREE_MONEY)) == [("公务接待费", "-2.00", "200.00")]


def test_a_new_unit_has_no_drivers() -> None:
    three = Statement(t.THREE, rows={(t.RECEPTION,): Amounts(last_year=wan("1"), actual=wan("2"))})
    assert drivers(unit(three, profile=NEW), t.VS_LAST_YEAR, t.THREE_MONEY) == ()


def test_no_share_of_a_whole_that_did_not_move() -> None:
    three = Statement(
        t.THREE,
        rows={
            (t.TOTAL,): Amounts(last_year=wan("5"), actual=wan("5")),
            (t.RECEPTION,): Amounts(last_year=wan("1"), actual=wan("2")),
            (t.CARS,): Amounts(last_year=wan("4"), actual=wan("3")),
        },
    )
    assert told(drivers(unit(three), t.VS_LAST_YEAR, t.THREE_MONEY)) == [
        ("公务用车购置及运行维护费", "-1.00", None),
        ("公务接待费", "1.00", None),
    ]


def test_yuan_and_wan_give_the_same() -> None:
    """Parts and whole are taken as printed, from whichever unit."""
    rows = {"last_year": Figure(Decimal("10049.99"), t.YUAN, HERE), "actual": Figure(Decimal("20050"), t.YUAN, HERE)}
    three = Statement(t.THREE, rows={(t.RECEPTION,): Amounts(**rows), (t.TOTAL,): Amounts(**rows)})
    (driver,) = drivers(unit(three), t.VS_LAST_YEAR, t.THREE_MONEY)
    assert [f"{figure.value:f}{figure.unit}" for figure in driver[1:4]] == ["1.00万元", "2.01万元", "1.01万元"]


AMOUNTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
ITEMS = st.dictionaries(st.integers(2010101, 2019999).map(str), st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=8)


@given(ITEMS)
def test_parts_make_the_whole(items: dict[str, tuple[Decimal, Decimal]]) -> None:
    """The changes of all accounts sum up to that of the whole, each share is recomputed, the greatest comes first."""
    before, now = (sum(pair[year] for pair in items.values()) for year in (0, 1))
    general = Statement(
        t.GENERAL,
        rows={(t.TOTAL,): Amounts(last_year=wan(Decimal(before)), actual=wan(Decimal(now)))},
        accounts={code: account(code, str(pair[1])) for code, pair in items.items()},
        last_accounts={code: account(code, str(pair[0])) for code, pair in items.items()},
    )
    found = [d for d in drivers(unit(general), t.VS_LAST_YEAR, t.GENERAL_MONEY) if d.by == BY_ACCOUNT]
    assert len(found) == sum(last != this for last, this in items.values())
    assert sum((driver.change.value for driver in found), Decimal(0)) == now - before
    sizes = [abs(driver.change.value) for driver in found]
    assert sizes == sorted(sizes, reverse=True)
    for driver in found:
        assert driver.change.value == driver.this.value - driver.last.value != 0
        if now == before:
            assert driver.share is None
        else:
            assert driver.share is not None
            expected = driver.change.value * 100 / (Decimal(now) - Decimal(before))
            assert driver.share.value == expected.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("subject", [t.ALL_MONEY, t.FISCAL_MONEY, t.FUND_MONEY, ONE, "公务接待费"])
def test_nothing_known_nothing_told(subject: str) -> None:
    assert drivers(unit(), t.VS_LAST_YEAR, subject) == ()


def zero_fact(kind: str, condition: str, **slots: str) -> Explained:
    return Explained(Fact("", kind, condition, {name: wan(value) for name, value in slots.items()}), ())


@pytest.mark.parametrize(
    ("explained", "held"),
    [
        (zero_fact("Change", "none", 上年数="0.00", 本年数="0.00"), {"两年均为零", "本年为零", "上年为零"}),
        (zero_fact("Change", "to_zero", 上年数="1.00", 本年数="0.00"), {"本年为零"}),
        (zero_fact("Deviation", "none", 预算数="0.00", 决算数="0.00"), {"本年为零", "预算为零", "无差异"}),
        (zero_fact("Deviation", "equal", 预算数="1.00", 决算数="1.00"), {"无差异"}),
        (zero_fact("Change", "", 本年数="1.00"), set()),
    ],
)
def test_conditions_on_the_figure_itself(explained: Explained, held: set[str]) -> None:
    """A slot that the fact lacks, or that is still open, holds nothing; nothing known of parts rules none out."""
    anyhow = {"不只项目支出变动", "不只基本支出变动"}
    assert {name for name in CONDITIONS if holding([name], explained)} == held | anyhow


def test_conditions_on_the_parts() -> None:
    this = (accounts(_2010401="30"), cells(_2010401__基本支出=None, _2010401__项目支出="30"))
    last = (accounts(_2010401="50"), cells(_2010401__基本支出=None, _2010401__项目支出="50"))
    explained = Explained(Fact("", "Change", "down", {}), split(this, last))
    assert {name for name in CONDITIONS if holding([name], explained)} == {"项目支出减少", "不只基本支出变动"}
