"""What the board gathers, against small cases worked out by hand and against planted oddities among many units."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import narrator
from helpers import many_units
from narrator.batch.board import alike, compared, figures, ledger, rates
from narrator.batch.board.changes import CHANGED, GONE, NEW
from narrator.batch.board.gathered import Board, Total, gather, state_of
from narrator.batch.outcome import (
    DOUBTFUL,
    INCOMPLETE,
    NOTE,
    READY,
    UNCHECKED,
    UNREADABLE,
    WRONG,
    ToldFinding,
    ToldGap,
    UnitOutcome,
)

FIXTURES = Path(__file__).parents[2] / "fixtures"
DONE_KEY, BUDGET_KEY = "一般公共预算财政拨款支出决算表/合计/决算", "一般公共预算财政拨款支出决算表/合计/年初预算"
COMPLETION = "一般公共预算财政拨款支出完成年初预算的比率"


def unit(name: str, state: str = READY, **more: object) -> UnitOutcome:
    return UnitOutcome(f"县/{name}", state, name, 2024, **more)  # type: ignore[arg-type]


def doubt(code: str, evidence: str, state: str = "待确认", place: str = "a.xlsx 表!B2") -> ToldFinding:
    return ToldFinding("疑点", code, place, evidence, "请核对。", state)


def board(*units: UnitOutcome) -> Board:
    return gather(units, {})


# States, codes, gaps, totals ------------------------------------------------------------------------


def test_units_are_counted_by_state_the_good_ones_first() -> None:
    states = board(unit("甲"), unit("乙", WRONG), unit("丙"), unit("丁", UNREADABLE)).states
    assert list(states.items()) == [
        (READY, 2),
        (UNCHECKED, 0),
        (INCOMPLETE, 0),
        (DOUBTFUL, 0),
        (WRONG, 1),
        (UNREADABLE, 1),
    ]


def test_a_state_says_how_many_values_are_missing() -> None:
    gaps = (ToldGap("主要职能", "主要职能"), ToldGap("科室", "科室"))
    assert state_of(unit("甲", INCOMPLETE, gaps=gaps)) == "待填 2 项"
    assert state_of(unit("乙", WRONG, gaps=gaps)) == "错误"


def test_codes_are_counted_over_all_units() -> None:
    wrong = ToldFinding("错误", "K101", "a.xlsx", "1 ≠ 2", "")
    note = ToldFinding(NOTE, "N105", "", "依据不足。", "")
    codes = board(
        unit("甲", WRONG, findings=(wrong, wrong, note), checks={"K101": "错误", "K102": "通过"}),
        unit("乙", DOUBTFUL, findings=(doubt("K102", "甲"), note), checks={"K101": "数据不足", "K102": "疑点"}),
        unit(
            "丙",
            findings=(doubt("K102", "乙", "已确认：已核对原始凭证"), note),
            checks={"K101": "尾差", "K102": "疑点"},
        ),
    ).codes
    first, second, third = codes
    assert (first.code, first.held, first.broken, first.undecided) == ("K102", 1, 2, 0)
    assert (first.findings, first.open, [one.name for one in first.units]) == (2, 1, ["乙", "丙"])
    assert (second.code, second.held, second.broken, second.undecided) == ("K101", 1, 1, 1)
    assert (second.findings, second.open, [one.name for one in second.units]) == (2, 2, ["甲"])
    assert "收入决算表" in second.about
    assert (third.code, third.open, third.about, third.example) == ("N105", 0, "", "依据不足。")


def test_a_gap_is_counted_once_a_unit_the_most_frequent_first() -> None:
    one, other = ToldGap("主要职能", "甲!A1"), ToldGap("科室", "甲!A2")
    gaps = board(unit("甲", INCOMPLETE, gaps=(one, one)), unit("乙", INCOMPLETE, gaps=(other, one))).gaps
    assert [(gap.key, [by.name for by in gap.units]) for gap in gaps] == [("主要职能", ["甲", "乙"]), ("科室", ["乙"])]


def test_totals_are_exact_and_add_only_what_is_known_year_by_year() -> None:
    units = [
        unit("甲", figures={compared.INCOME: "0.1", DONE_KEY: "123456789012345.67"}),
        unit("乙", figures={compared.INCOME: "0.2"}),
        unit("丙", figures={compared.INCOME: "5"})._replace(year=2023),
        unit("丁", UNREADABLE),
    ]
    assert list(board(*units).totals) == [
        Total(2023, compared.INCOME, Decimal(5), 1),
        Total(2024, compared.INCOME, Decimal("0.3"), 2),
        Total(2024, DONE_KEY, Decimal("123456789012345.67"), 1),
    ]


# Rates far from those of others ---------------------------------------------------------------------


def spending(name: str, percent: str, budget: str = "1000000") -> UnitOutcome:
    done = Decimal(budget) * Decimal(percent) / 100
    return unit(name, figures={DONE_KEY: f"{done:f}", BUDGET_KEY: budget})


def peers(number: int) -> list[UnitOutcome]:
    """Units that complete 98, 99, 100, 101, 102 % of their budget, 98 % again, and so on."""
    return [spending(f"{place:02}", str(98 + place % 5)) for place in range(number)]


def completion(*units: UnitOutcome) -> rates.Compared:
    (found,) = [one for one in board(*units).rates if one.rate.name == COMPLETION]
    return found


def test_a_rate_far_from_the_median_is_named_with_it() -> None:
    found = completion(*peers(20), spending("远", "12.345"), spending("近", "109"))
    assert (found.peers, found.median, found.scattered) == (22, Decimal("100.00"), False)
    assert [(one.unit.name, one.value) for one in found.far] == [("远", Decimal("12.35"))]


def test_who_is_farthest_comes_first_on_either_side() -> None:
    found = completion(*peers(40), spending("低", "40"), spending("高", "300.5"))
    assert [(one.unit.name, one.value) for one in found.far] == [("高", Decimal("300.50")), ("低", Decimal("40.00"))]


def test_nobody_is_far_where_nothing_is() -> None:
    assert completion(*peers(25)).far == ()


def test_too_few_units_are_not_compared() -> None:
    assert rates.PEERS == 20
    assert board(*peers(18), spending("远", "1")).rates == ()
    assert [one.unit.name for one in completion(*peers(19), spending("远", "1")).far] == ["远"]


def test_units_of_another_year_are_no_peers() -> None:
    other = [one._replace(year=2023) for one in peers(10)]
    assert board(*peers(15), *other).rates == ()


def test_where_many_are_far_nobody_stands_out() -> None:
    found = completion(*peers(30), *(spending(f"散{place}", str(5 * place)) for place in range(1, 11)))
    assert found.scattered and found.far == ()


def test_a_rate_over_next_to_nothing_is_not_compared() -> None:
    assert completion(*peers(20), spending("小", "900", "9999.99")).peers == 20
    assert completion(*peers(20), spending("小", "900", "10000")).peers == 21


def test_units_on_the_long_side_are_measured_by_each_other() -> None:
    """Above the median rates lie ten points apart, below it one: what is usual above would be far below."""
    below = [spending(f"下{place}", str(100 - place)) for place in range(1, 16)]
    above = [spending(f"上{place}", str(100 + 10 * place)) for place in range(1, 16)]
    assert completion(*below, *above).far == ()
    assert [one.unit.name for one in completion(*below, *above, spending("远", "20")).far] == ["远"]


def test_a_change_is_worked_out_against_last_year() -> None:
    rate = next(rate for rate in compared.RATES if rate.name.startswith("收入总计"))
    now, last = rate.tops[0], rate.bottoms[0]
    assert rates.value_of(rate, {now: Decimal(30_000), last: Decimal(40_000)}) == Decimal("-25.00")
    assert rates.value_of(rate, {now: Decimal(30_000)}) is None


# The same in several units --------------------------------------------------------------------------

REASON = "本年新增学生资助项目，支出相应变动"


def giving(name: str, reason: str, key: str = "与上年相比/公务接待费") -> UnitOutcome:
    return unit(name, reasons={key: reason})


def test_a_reason_in_many_units_is_named_whatever_its_punctuation() -> None:
    units = [giving(f"{place}", REASON) for place in range(4)]
    assert board(*units).reasons == ()
    (same,) = board(*units, giving("四", " 本年新增学生资助项目,支出 相应变动。", "与上年相比/其他收入")).reasons
    assert same.text == REASON and len(same.units) == alike.MANY
    assert same.keys == ("与上年相比/公务接待费", "与上年相比/其他收入")


def test_a_reason_with_a_figure_need_not_be_in_many() -> None:
    told = "年中追加维修资金36.5万元，按进度支付"
    (same,) = board(giving("甲", told), giving("乙", told), giving("丙", told.replace("36.5", "36.8"))).reasons
    assert [one.name for one in same.units] == ["甲", "乙"]


@pytest.mark.parametrize("reason", ["2023年与2024年均未安排此项支出", "人员变动", "严格控制支出"])
def test_what_dates_and_short_reasons_have_in_common_tells_nothing(reason: str) -> None:
    assert board(giving("甲", reason), giving("乙", reason)).reasons == ()


def test_a_copied_unit_is_found_by_its_figures() -> None:
    units = many_units.units(300)
    assert board(*units).figures == ()
    first = next(one for one in units if one.figures)
    (same,) = board(*units, first._replace(unit="另/抄来的", name="抄来的")).figures
    assert [one.name for one in same.units] == [first.name, "抄来的"]
    assert (compared.INCOME, Decimal(first.figures[compared.INCOME])) in same.figures


def test_one_long_amount_in_one_key_is_enough_among_few_units() -> None:
    def with_income(name: str, amount: str, key: str = compared.INCOME) -> UnitOutcome:
        return unit(name, figures={key: amount})

    (same,) = board(
        with_income("甲", "1234567.8"), with_income("乙", "1234567.80"), with_income("丙", "1234567.81")
    ).figures
    assert [one.name for one in same.units] == ["甲", "乙"]
    assert same.figures == ((compared.INCOME, Decimal("1234567.8")),)
    for amount in ("1230000", "9876.54", "0"):  # round; small; nothing
        assert board(with_income("甲", amount), with_income("乙", amount)).figures == ()
    assert board(with_income("甲", "1234567.8"), with_income("乙", "1234567.8", DONE_KEY)).figures == ()
    assert (
        board(
            with_income("甲", "123456", compared.IN_SERVICE), with_income("乙", "123456", compared.IN_SERVICE)
        ).figures
        == ()
    )


def test_what_chance_gives_among_many_units_is_not_named() -> None:
    """An amount of four digits alike in two of a thousand units says nothing, with a second one it does."""
    many = [unit(f"{place:04}", figures={compared.INCOME: f"{10_000_000 + place}.37"}) for place in range(1000)]
    pair = [unit(name, figures={DONE_KEY: "1234000"}) for name in ("甲", "乙")]
    assert board(*many, *pair).figures == ()
    more = [one._replace(figures={**one.figures, BUDGET_KEY: "5678000"}) for one in pair]
    assert [len(one.figures) for one in board(*many, *more).figures] == [2]


def test_invented_units_have_nothing_in_common() -> None:
    made = board(*many_units.units(1000))
    assert made.figures == () and made.reasons == ()
    assert made.rates and sum(len(one.far) for one in made.rates) <= 3


# What has changed -----------------------------------------------------------------------------------


def test_the_first_run_has_nothing_to_compare_with() -> None:
    assert gather([unit("甲")], {}).changes is None


def test_units_that_came_went_or_stayed() -> None:
    before = {one.unit: one for one in (unit("甲"), unit("旧"))}
    changes = gather([unit("甲"), unit("新")], before, ["县/旧"]).changes
    assert changes is not None
    assert [(one.unit, one.kind) for one in changes] == [("县/新", NEW), ("县/旧", GONE)]


def test_what_of_a_unit_has_changed() -> None:
    gap = ToldGap("主要职能", "甲!A1")
    before = unit(
        "甲",
        INCOMPLETE,
        gaps=(gap,),
        figures={"数": "1", "同": "2"},
        reasons={"因": "一"},
        files=("旧.docx", "同.docx"),
    )._replace(findings=(doubt("K101", "去"), doubt("K102", "判"), doubt("K103", "留")))
    now = unit(
        "甲", DOUBTFUL, figures={"数": "3", "同": "2"}, reasons={"因": "一", "新因": "二"}, files=("同.docx", "新.docx")
    )
    now = now._replace(
        findings=(doubt("K104", "来"), doubt("K102", "判", "已确认：查过账"), doubt("K103", "留", place="b.xlsx"))
    )
    (change,) = gather([now], {before.unit: before}).changes or ()
    assert change.kind == CHANGED and change.before == before and change.now == now
    assert [one.code for one in change.came] == ["K104"] and [one.code for one in change.went] == ["K101"]
    assert [one.code for one in change.judged] == ["K102"]
    assert (change.opened, change.filled) == ((), ("主要职能",))
    assert (change.figures, change.reasons) == (("数",), ("新因",))
    assert (change.added, change.removed) == (("新.docx",), ("旧.docx",))


def test_that_a_finding_moved_is_no_change() -> None:
    before, now = (unit("甲", DOUBTFUL, findings=(doubt("K101", "同", place=place),)) for place in ("a!B2", "a!B3"))
    assert gather([now], {before.unit: before}).changes == ()


# The ledger, and what a unit tells ------------------------------------------------------------------


def test_the_ledger_tells_broken_and_undecided_checks_apart() -> None:
    states = {"K103": "数据不足", "K101": "错误", "K102": "疑点", "K104": "尾差", "K105": "通过", "K106": "数据不足"}
    one = unit("甲", WRONG, checks=states)
    assert ledger.broken(one) == ["K101", "K102"] and ledger.undecided(one) == ["K103", "K106"]


def test_codes_that_follow_one_another_are_told_as_a_span() -> None:
    codes = ["K101", "K102", "K103", "K105", "K109", "K201", "K202"]
    places = {code: place for place, code in enumerate(codes)}
    assert ledger.spans(["K101", "K102", "K103", "K105"], places) == "K101–K105"
    assert ledger.spans(["K101", "K102", "K105", "K201", "K202"], places) == "K101 K102 K105 K201 K202"
    assert ledger.spans([], places) == ""


def test_a_unit_tells_its_amounts_in_yuan_and_leaves_out_what_it_does_not_know() -> None:
    loaded = narrator.load(FIXTURES / "changji-2024")
    told, reasons = figures.told(loaded)
    total = loaded.statement("收入支出决算总表").row("收入", "总计")
    assert total.actual and total.last_year
    assert Decimal(told[compared.INCOME]) == total.actual.value * 10_000
    assert Decimal(told["收入支出决算总表/收入/总计/上年"]) == total.last_year.value * 10_000
    assert "收入支出决算总表/收入/总计/年初预算" not in told
    assert told[compared.IN_SERVICE] == "6"
    assert set(told) <= set(compared.KEYS)
    assert reasons["与全年预算相比/公务接待费"] == "本单位无公务接待费"
    assert len(reasons) == len(loaded.reasons)


def test_every_rate_is_made_of_told_figures() -> None:
    assert {key for rate in compared.RATES for key in (*rate.tops, *rate.bottoms)} <= set(compared.KEYS)
