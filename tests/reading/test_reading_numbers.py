"""Folding and figures: what is a figure of a text, what it stands for, and where it stands in the file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from narrator.reading.folding import fold
from narrator.reading.lines import Source, paragraphs
from narrator.reading.numbers import BARE, COUNT, MONEY, RATE, decimals, skeleton, stood_for


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("收入总计　１２．５０ 万元，", "收入总计12.50万元,"),
        ("决\n算数（类）", "决算数(类)"),
        ("收入總計", "收入总计"),
        ("財(cái)政撥款", "财政拨款"),
        ("“三公”经费", "三公经费"),
        ("12 34万元", "12 34万元"),
        ("下降－5％", "下降-5%"),
    ],
)
def test_a_text_is_folded(text: str, folded: str) -> None:
    """Widths, blanks, quotes, traditional characters and a scraper's spelling aids; each character keeps its place."""
    found = fold(text)
    assert found.text == folded
    assert len(found.at) == len(folded)
    assert [fold(text[at]).text for at in found.at if text[at].strip()] == [sign for sign in folded if sign.strip()]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("2024年度收入总计360.00万元", [("360.00", MONEY)]),
        ("增长5%，比2023年", [("5", RATE)]),
        ("1.财政拨款收入276.06万元", [("276.06", MONEY)]),
        ("（1）公务接待2批次、15人次", [("2", COUNT), ("15", COUNT)]),
        ("1,234,567.89元", [("1234567.89", MONEY)]),
        ("增加60.00，增长20", [("60.00", BARE), ("20", BARE)]),
        ("单价100万元（含）以上设备0台", [("0", COUNT)]),
        ("12月31日，第3季度，〔2012〕34号", []),
        ("2010450 财政事务", []),
        ("增长--（基数为0，不可比）", [("0", "\ue004")]),
        ("3.5亿元和0.40万。", [("3.5", MONEY), ("0.40", MONEY)]),
        ("预算2024", []),
    ],
)
def test_the_figures_of_a_text(text: str, figures: list[tuple[str, str]]) -> None:
    """Years, dates, numbers of items and documents, thresholds and codes are none."""
    found = skeleton(fold(text).text)
    assert [(str(number.value), found.text[at]) for at, number in found.numbers.items()] == figures


def test_money_counts_in_yuan() -> None:
    (number,) = skeleton("3.5亿元").numbers.values()
    assert (number.amount, number.unit, number.lacks) == (Decimal(350000000), "元", "")
    (short,) = skeleton("0.40万。").numbers.values()
    assert (short.amount, short.lacks) == (Decimal(4000), "元")
    (torn,) = skeleton("37,04.68万元").numbers.values()
    assert torn.torn


def test_zeros_that_a_text_leaves_away_are_known_by_the_others() -> None:
    """27.8 beside amounts with two decimals is 27.80; in a text of whole numbers it is 27.8."""
    figures = [skeleton(text) for text in ("13.96万元", "4.15万元", "27.8万元", "5万元")]
    assert decimals(figures) == 2
    trimmed = stood_for(figures[2], 2).numbers[0]
    assert trimmed.interval.high == Decimal("278050")
    assert decimals([skeleton("13万元"), skeleton("4万元"), skeleton("27万元")]) == 0


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["其中本年收", "入390.00万元，增加。"], ["其中本年收", "入390.00万元,增加。"]),
        (
            ["（一）本单位2021年度总收入581.00万元，其中本年收", "入390.00万元，增加。"],
            ["(一)本单位2021年度总收入581.00万元,其中本年收入390.00万元,增加。"],
        ),
        (["三、支出决算情况说明", "本年支出合计200.00万元。"], ["三、支出决算情况说明", "本年支出合计200.00万元。"]),
        (
            ["本年支出合计200.00万元，其中：基本支出", "", "项目支出"],
            ["本年支出合计200.00万元,其中:基本支出", "项目支出"],
        ),
        (["与上年相比，持平。主要原因：", "", "人员减少。"], ["与上年相比,持平。主要原因:人员减少。"]),
    ],
)
def test_a_paragraph_that_was_broken_is_whole_again(lines: list[str], joined: list[str]) -> None:
    source = Source(lines)
    assert [found.folded.text for found in paragraphs(source, [True] * len(lines))] == joined


def test_a_place_leads_back_to_line_and_characters() -> None:
    source = Source(["收入总计", "360.00", "万元"])
    (spot, other) = source.spots(2, 8)
    assert (spot, other) == ((0, 2, 4), (1, 0, 3))
    assert source.quote(2, 8) == "总计360"
