"""Errors of the self-evaluation tables, of what was done with the money, and of what a text has to say and does not."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from audit.figures import NUMBER, Figure, Text, equal_so, shared_so
from audit.plants import Edit, inside, kind

_SCORED = re.compile(rf"^(?:合计|年度资金总额)\t({NUMBER})\t({NUMBER})\t({NUMBER})\t([0-9.]+)\t([0-9.]+)%\t([0-9.]+)$")
_PART = re.compile(rf"^\s*(?:本级资金|其中：当年财政拨款)\t({NUMBER})\t({NUMBER})\t({NUMBER})\t")
_WEIGHT = re.compile(r"^(?:履职效能|年度绩效指标完成情况)\t[^0-9]*(?:=100%\t年度计划\t)?(90)\t")
_REASON = re.compile(r"[，,]主要(?:变动)?原因(?:是[:：]?|[:：])[^。；;]{4,}?(?=[。；;]|$)")
_PURPOSE = re.compile(r"主要用于：([^。]{4,40}?)。")
# Not 团组: somebody may have gone with the group of another unit.
_DONE = re.compile("(?:公务接待|购置公务用车)([1-9][0-9]*)(?:个|批次|辆)")


def _rows(text: Text, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
    for line, told in enumerate(text.lines):
        if found := pattern.match(told):
            yield line, found


def _figures(line: int, found: re.Match[str]) -> list[Figure]:
    return [Figure(line, *found.span(group), found[group]) for group in range(1, len(found.groups()) + 1)]


@kind("自评表-执行率", "执行率不等于执行数÷全年预算数")
def _rate(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, found in _rows(text, _SCORED):
        _, full, spent, _, rate, _ = _figures(line, found)
        new = rate.printed(f"{rate.value + chance.choice((3, -3, 12))}")
        if new.value > 0 and shared_so(spent, full, rate) and not shared_so(spent, full, new):
            yield inside(text, line, rate.start, rate.end, new.text)


@kind("自评表-得分", "得分不等于权重×执行率")
def _score(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, found in _rows(text, _SCORED):
        *_, weight, rate, score = _figures(line, found)
        true = (weight.value * rate.value / 100).quantize(score.value, ROUND_HALF_UP)
        new = score.value - chance.choice((1, Decimal("0.5")))
        if true == score.value and rate.value <= 100 and new > 0:
            yield inside(text, line, score.start, score.end, f"{new}")


@kind("自评表-资金合计", "资金合计不等于各来源之和")
def _funds(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, found in _rows(text, _PART):
        amount = chance.choice(_figures(line, found))
        new = amount.printed(f"{amount.value + 10}")
        if amount.value and not equal_so(amount, new):
            yield inside(text, line, amount.start, amount.end, new.text)


@kind("自评表-权重", "各项权重之和不是 100")
def _weights(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, found in _rows(text, _WEIGHT):
        yield inside(text, line, *found.span(1), chance.choice(("80", "95", "9")))


@kind("有钱没有事", "有支出，团组、批次或购置数却是 0")
def _nothing_done(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, found in text.found(_DONE):
        yield inside(text, line, *found.span(1), "0")


@kind("没有原因", "有增减而没有说明原因", form=True)
def _unexplained(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        told = _REASON.match(text.lines[one.change.line], one.rate.end + 1)
        if told:
            yield inside(text, one.change.line, *told.span(), "")


@kind("用途抄了另一项", "一个科目的用途是另一个科目的")
def _other_purpose(text: Text, chance: random.Random) -> Iterator[Edit]:
    found = list(text.found(_PURPOSE))
    for line, match in found:
        others = [other[1] for other_line, other in found if other_line != line and other[1] != match[1]]
        if others:
            yield inside(text, line, *match.span(1), chance.choice(others))
