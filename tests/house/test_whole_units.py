"""Whole generated units: every sentence and cell of the draft against the second route (tests/helpers/recompute.py)."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from helpers.recompute import GAP, GENERAL, Data, read
from helpers.strategies import changed, drafted, fixture, text_of, units

# A whole unit shrinks for minutes, and the message names the line that is wrong: so no shrinking.
SLOW = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    report_multiple_bugs=False,
)


@pytest.mark.slow
@SLOW
@given(units(gaps=False))
def test_every_figure_of_a_complete_unit(data: Data) -> None:
    text = text_of(data)
    read(text, data)
    unknown = re.compile("科目（|科目$|得分$|^一般公共预算财政拨款支出与.*的主要原因$")  # what units() may leave open
    gaps = [gap for gap in GAP.findall(text) if not unknown.search(gap)]
    assert not gaps, f"gaps in a complete unit: {gaps}"


@pytest.mark.slow
@SLOW
@given(units())
def test_every_figure_of_a_unit_with_gaps(data: Data) -> None:
    drafted(data)


# What is not given, and what a table says without saying it ---------------------------------------------

TABLE = "预算绩效/项目支出绩效自评表/1"
FUND = "政府性基金预算财政拨款收入支出决算表"
OTHER = {"名称": "其他支出", "上年": "5.00", "决算": "0.00"}


def test_last_year_left_blank_beside_an_account_is_a_gap_and_no_zero() -> None:
    told = drafted(changed(fixture(), f"{GENERAL}/科目/2010450/上年", ""))["五（三）.2010450"]
    assert f"【待填：{GENERAL}·科目·2010450·上年】" in told
    assert "0.00" not in told


def test_an_account_that_may_have_been_there_last_year_stays() -> None:
    data = changed(fixture(), f"{GENERAL}/科目/2010450", {"名称": "事业运行", "决算": "0.00"})
    assert f"【待填：{GENERAL}·科目·2010450·上年】" in drafted(data)["五（三）.2010450"]


def test_a_class_of_last_year_only_is_shown() -> None:
    """五（二） lists the accounts whose exact amount of this or last year is not zero."""
    after = drafted(changed(fixture(), f"{GENERAL}/科目/229", OTHER))
    assert after["五（二）.229"] == "5.其他支出(类)0.00万元,占0.00%。"


def test_the_total_of_a_table_without_its_indicators_is_a_gap() -> None:
    after = drafted(changed(fixture(), f"{TABLE}/指标", ""))
    assert GAP.search(after["项目表.总权重"])
    assert GAP.search(after["项目表.总分"])


@pytest.mark.parametrize(("column", "total"), [("权重", "总权重"), ("指标得分", "总分")], ids=["weight", "score"])
def test_a_blank_weight_or_score_is_no_zero_in_the_total(column: str, total: str) -> None:
    after = drafted(changed(fixture(), f"{TABLE}/指标/1/{column}", ""))
    assert GAP.search(after[f"项目表.{total}"])


def test_the_total_score_is_added_from_the_scores_as_printed() -> None:
    """No plan, so 得分 is given: 9.995 prints as 10.00; with the rows' 90 (one of them 0.005) that is 90.01."""
    row = {"年初预算数": "0", "全年预算数": "0", "全年执行数": "0", "分值": "10", "得分": "9.995"}
    after = drafted(changed(changed(fixture(), f"{TABLE}/年度资金总额", row), f"{TABLE}/指标/1/指标得分", "0.005"))
    assert (after["项目表.年度资金总额.得分"], after["项目表.总分"]) == ("10.00", "90.01分")


def test_a_statement_with_spending_by_kind_is_not_an_empty_one() -> None:
    flows = dict.fromkeys(("年初结转和结余", "本年收入", "本年支出", "年末结转和结余"), "0")
    after = drafted(changed(fixture(), FUND, flows | {"基本支出": "3.00", "项目支出": "2.00"}))
    assert "基本支出3.00万元" in after["七"]


def test_a_statement_with_an_account_of_unknown_amount_is_not_an_empty_one() -> None:
    flows = dict.fromkeys(("年初结转和结余", "本年收入", "本年支出", "年末结转和结余"), "0")
    listed = {"229": "其他支出", "22960": "彩票公益金安排的支出", "2296002": {"名称": "用于社会福利", "决算": ""}}
    after = drafted(changed(fixture(), FUND, flows | {"科目": listed}))
    assert f"【待填：{FUND}·科目·2296002·决算】" in after["七.2296002"]
