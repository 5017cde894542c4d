"""K361–K363: the self-evaluation tables: scores against weights, against 完成率 and rule, against target and result.

Indicator rows are texts as written; only what is plainly a number is judged. Every function yields verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from narrator.checks.check import DOUBT, ERROR, UNKNOWN, Ledgers, Verdict, check, passed
from narrator.checks.ledger import place_of
from narrator.figures.evaluation import Funds, OverallIndicator, Performance, ProjectIndicator
from narrator.figures.number import NumberError, decimal, half_up
from narrator.figures.values import Place, Text

_SOURCE = "项目支出绩效自评：指标分值、完成率、赋分规则"
_BY_RATE = r"按照?完成(?:比例|率)(?:赋分|计分|得分)?|完成率[×x*乘以]*(?:权重|分值)"
_RATE = r"([0-9]{1,4}(?:\.[0-9]{1,4})?)[%％]"
_GOAL = r"(>=|<=|=|≥|≤|＝|)([0-9]{1,12}(?:\.[0-9]{1,4})?)([^0-9.\s]{0,8})"
_NONE = ("-", "—", "－", "/")  # a row without a weight
_FULL = 100
_UNTOLD = "没有可核对的分值和得分"


class ScoreRow(NamedTuple):
    """A scored row: how a person finds it, its weight and score, its place, its target, result, rate and rule."""

    name: str
    weight: Decimal
    score: Decimal
    decimals: int
    place: Place | None
    target: str = ""
    achieved: str = ""
    rate: str = ""
    rule: str = ""


class ScoreTable(NamedTuple):
    """A self-evaluation table: its name and its rows that have a weight and a score in numbers."""

    name: str
    rows: tuple[ScoreRow, ...]


@check("K361", "自评表的得分不大于分值，总分不大于分值之和", _SOURCE)
def scores_within_weights(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：分值 10，得分 9.5。反例：分值 10，得分 100。"""
    silent = True
    for table in _tables(ledgers):
        for row in table.rows:
            silent = False
            if row.score > row.weight:
                evidence = f"{table.name} {row.name}：得分 {row.score:f} > 分值 {row.weight:f}"
                yield Verdict(ERROR, row.place, evidence, "请核对这一行的分值和得分。")
            else:
                yield passed(row.place)
    if silent:
        yield Verdict(UNKNOWN, None, _UNTOLD)


@check("K362", "按完成率赋分的指标，得分等于分值乘完成率", _SOURCE)
def scores_by_rate(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：按照完成比例赋分，分值 10，完成率 95%，得分 9.5。反例：其余相同，得分 10。"""
    silent = True
    for table in _tables(ledgers):
        for row in table.rows:
            found = re.fullmatch(_RATE, row.rate)
            if not found or not re.search(_BY_RATE, row.rule) or decimal(found[1]) > _FULL or row.score > row.weight:
                continue
            silent = False
            due = row.weight * decimal(found[1]) / _FULL
            if half_up(due, row.decimals) != row.score and half_up(due, 2) != row.score:
                evidence = (
                    f"{table.name} {row.name}：分值 {row.weight:f} × 完成率 {row.rate} = {due.normalize():f}，"
                    f"得分 {row.score:f}"
                )
                yield Verdict(ERROR, row.place, evidence, "请核对完成率和得分。")
            else:
                yield passed(row.place)
    if silent:
        yield Verdict(UNKNOWN, None, "没有按完成率赋分的指标")


@check("K363", "指标完成的得满分，没有完成的不得满分", _SOURCE)
def scores_by_goal(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：目标 >=70个，完成 =70个，分值 20，得分 20。反例：其余相同，得分 2（疑点）；完成 =7个，得分 20（疑点）。"""
    silent = True
    for table in _tables(ledgers):
        for row in table.rows:
            reached = _reached(row.target, row.achieved)
            if reached is None:
                continue
            silent = False
            if reached == (row.score >= row.weight):
                yield passed(row.place)
            else:
                said = "完成了" if reached else "没有完成"
                evidence = (
                    f"{table.name} {row.name}：目标「{row.target}」，实际「{row.achieved}」，{said}，"
                    f"分值 {row.weight:f}，得分 {row.score:f}"
                )
                yield Verdict(DOUBT, row.place, evidence, "请核对目标值、完成值和得分。")
    if silent:
        yield Verdict(UNKNOWN, None, "没有写成数字的目标值和完成值")


@lru_cache(maxsize=2)  # of the unit at hand: every check of this file asks
def _tables(ledgers: Ledgers) -> tuple[ScoreTable, ...]:
    return tuple(_told(ledgers.unit.performance))


def _told(told: Performance) -> Iterator[ScoreTable]:
    for overall in told.overall or ():
        name = f"整体支出绩效自评表{f'（{overall.unit.text}）' if overall.unit else ''}"
        rows = (_overall(row) for row in overall.indicators or ())
        yield ScoreTable(name, tuple(row for row in (_funds(overall.total), *rows) if row))
    for project in told.projects or ():
        rows = (_project(row) for row in project.indicators or ())
        name = f"项目支出绩效自评表（{project.name.text}）"
        yield ScoreTable(name, tuple(row for row in (_funds(project.total), *rows) if row))


def _funds(funds: Funds) -> ScoreRow | None:
    if funds.weight is None or funds.score is None:
        return None
    return ScoreRow("资金", funds.weight.value, funds.score.value, 2, place_of(funds.score))


def _overall(row: OverallIndicator) -> ScoreRow | None:
    return _row(row.third, row.weight, row.score, _words(row.target), _words(row.achieved))


def _project(row: ProjectIndicator) -> ScoreRow | None:
    found = _row(row.third, row.weight, row.score, _words(row.target), _words(row.achieved))
    return found._replace(rate=_words(row.completion), rule=_words(row.rule)) if found else None


def _row(name: Text, weight: Text | None, score: Text | None, target: str, achieved: str) -> ScoreRow | None:
    try:
        points = Decimal(0) if _words(weight) in _NONE else decimal(_words(weight))
        earned = decimal(_words(score))
    except NumberError:
        return None
    places = -int(earned.as_tuple().exponent)
    return ScoreRow(name.text, points, earned, places, score.origin if score else None, target, achieved)


def _words(text: Text | None) -> str:
    return text.text.strip() if text else ""


def _reached(target: str, achieved: str) -> bool | None:
    """Whether a result in numbers reaches its target; None where the two cannot be compared."""
    goal, found = re.fullmatch(_GOAL, target), re.fullmatch(_GOAL, achieved)
    if not goal or not found or goal[3] != found[3] or found[1] not in ("", "=", "＝"):
        return None
    wanted, got = decimal(goal[2]), decimal(found[2])
    if goal[1] in (">=", "≥"):
        return got >= wanted
    return got <= wanted if goal[1] in ("<=", "≤") else None if got > wanted else got == wanted
