"""Sentences of many regions, and what is read of them: subject, role, basis; and what stays unbound."""

from __future__ import annotations

import pytest

from narrator.reading.facts import Reading
from narrator.reading.reading import read

OVERALL, THREE = "一、收入支出决算总体情况说明", "九、财政拨款“三公”经费支出决算情况说明"
GENERAL = "五、一般公共预算财政拨款支出决算情况说明"


def reading(*lines: str) -> Reading:
    return read(lines, [True] * len(lines))


@pytest.mark.parametrize(
    ("lines", "bound"),
    [
        (
            ("本年收入合计300.00万元，其中：财政拨款收入200.00万元，占66.67%。",),
            ["本年收入合计", "财政拨款收入", "财政拨款收入"],
        ),
        ((OVERALL, "2024年度收、支总计均为500.00万元。收、支与2023年度相比，增加80.00万元。"), ["收入支出总计"] * 2),
        ((THREE, "公务接待费支出决算0.40万元，完成预算的20%；较上年减少0.10万元。"), ["公务接待费"] * 3),
        (
            ("因公出国(境)费支出0万元，占0%；公务用车购置及运行费2.00万元，占100%。",),
            ["因公出国（境）费"] * 2 + ["公务用车购置及运行维护费"] * 2,
        ),
        (
            (GENERAL, "1.教育支出（类）普通教育（款）小学教育（项）。年初预算为5.00万元，支出决算为6.00万元。"),
            ["科目/教育支出/普通教育/小学教育"] * 2,
        ),
        (
            ("四、财政拨款收入支出决算总体情况说明", "收入总计200.00万元，支出总计200.00万元。"),
            ["财政拨款收入总计", "财政拨款支出总计"],
        ),
        (
            ("上年结转和结余190.00万元，为以前年度的资金。较2020年度决算数减少7.00万元，下降3.6%。",),
            ["年初结转和结余"] * 3,
        ),
        (("本单位2024年度基本支出12.00万元。",), ["基本支出"]),
    ],
)
def test_what_is_bound(lines: tuple[str, ...], bound: list[str]) -> None:
    mentions = reading(*lines).mentions
    assert [mention.subject for mention in mentions] == bound
    assert all(mention.bound for mention in mentions)


def test_the_parts_of_a_budget_are_budgets() -> None:
    """A list behind a budget lists its parts; behind an amount, amounts."""
    told = reading(
        THREE, "“三公”经费预算为20.00万元，其中：公务接待费9.00万元。公务接待费支出4.00万元，其中：国内接待费4.00万元。"
    )
    assert [mention.role for mention in told.mentions] == ["预算数", "预算数", "数额", "数额"]


@pytest.mark.parametrize(
    "line",
    [
        "本单位今天什么也没有发生99.99万元。",
        "农村客运企业补贴较上年减少483.00万元。",
        "三公经费支出5.00万元，比上年增加1.00万元，主要原因是：人员经费增加3.00万元。",
        "国内公务接待批次为0次，较上年减少119批次，下降100%。",
        "一般公共预算财政拨款年末结转和结余58.00万元。",
    ],
)
def test_what_is_not_certain_stays_unbound(line: str) -> None:
    """Words that nothing here knows, the unit's own words, the change of a count, other money than the name says."""
    assert not reading(line).mentions[-1].bound


@pytest.mark.parametrize(
    ("line", "kind", "basis", "senses"),
    [
        ("公用经费支出8.00万元，与上年相比，增加1.00万元，增长14.29%。", "增减", "上年", (1, 1)),
        ("公用经费支出8.00万元，比2022年度减少1.00万元。", "增减", "上年", (-1,)),
        ("公用经费支出8.00万元，比2019年减少1.00万元。", "增减", "其他", (-1,)),
        ("公用经费支出8.00万元，比年初预算减少1.00万元。", "差异", "预算", (-1,)),
        ("公用经费支出8.00万元，与上年持平。", "增减", "上年", (0,)),
        ("公用经费年初预算9.00万元，决算数8.00万元，差异率-11.11%。", "差异", "", ()),
    ],
)
def test_what_a_statement_tells(line: str, kind: str, basis: str, senses: tuple[int, ...]) -> None:
    """Its kind, what it is measured against, its direction; each figure at its place."""
    found = reading("某某局2023年度部门决算公开说明", line)
    (fact,) = found.facts
    assert (fact.kind, fact.basis, fact.senses, fact.subject) == (kind, basis, senses, "公用经费" if found else "")
    for mention in found.mentions:
        assert found.source.text(mention.start, mention.end) == mention.number.text


def test_a_part_in_brackets_leaves_the_whole_alone() -> None:
    """「财政拨款收入500万元（其中，一般公共预算500万元），占96%」: the share is that of the whole."""
    found = reading(
        "二、收入决算情况说明",
        "财政拨款收入500.00万元（其中，一般公共预算480.00万元，政府性基金预算20.00万元），占收入合计96.15%。",
    )
    (share,) = found.facts
    assert share.slots["金额"].number.text == "500.00万元"
    assert share.of == "本年收入合计"


def test_the_unit_and_the_year_are_read_from_the_title() -> None:
    assert (reading("某某县档案局2024年度部门决算公开说明").unit, reading("2023年南屏区实验小学部门决算").year) == (
        "某某县档案局",
        2023,
    )
    told = reading("金川县司法局2024年度收入总计3.00万元。与2023年度相比，增加1.00万元，比2023年多。")
    assert (told.unit, told.year) == ("金川县司法局", 2024)
