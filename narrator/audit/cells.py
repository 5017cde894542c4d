"""T501 …: the tables of a text: self-evaluation tables against themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from narrator.audit import arithmetic as sums
from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR, HINT
from narrator.figures.terms import YUAN
from narrator.reading.folding import Folded
from narrator.reading.numbers import Number, skeleton

_FUNDS = ("本级资金", "财政拨款", "当年财政拨款", "其中:当年财政拨款", "财政资金")
_MONEY_DIGITS = 2
_COLUMNS = 3  # 年初预算数, 全年预算数, 全年执行数
_TAIL = 200  # 元: so much may rounding make of one amount in two places
_TITLE, _STATEMENT = "自评表", "决算"
_NEAR = 4  # cells: a target and what was reached stand in one row
_AMOUNT = re.compile(r"[<>=≤≥]*")


class _Filled(NamedTuple):
    """A cell that holds one figure and nothing else, and where that stands in the whole file."""

    number: Number
    start: int
    end: int


def _filled(audited: Audited) -> Iterator[_Filled | None]:
    """The cells of all tables in order; None for one that holds anything else."""
    reading = audited.reading
    for line in _lines(audited):
        folded: Folded = reading.source.folded(line, line)
        figures = skeleton(folded.text)
        bare = _AMOUNT.sub("", figures.text)
        if len(figures.numbers) == 1 and len(bare) == 1:
            (number,) = figures.numbers.values()
            yield _Filled(number, folded.at[number.start], folded.at[number.end - 1] + 1)
        else:
            yield None


@check("T501", "同一行的指标值和完成值单位相同", "项目支出绩效自评表：年度指标值、实际完成值")
def one_unit(audited: Audited) -> Iterator[Say]:
    """One number in two neighbouring cells, once in 万元 and once in 元."""
    row: list[_Filled] = []
    for cell in _filled(audited):
        if cell is None:
            row = []
            continue
        if cell.number.unit != YUAN or not cell.number.value:
            continue
        for other in row[-_NEAR:]:
            if other.number.value == cell.number.value and other.number.scale != cell.number.scale:
                wan = max(cell, other, key=lambda one: one.number.scale)
                yuan = min(cell, other, key=lambda one: one.number.scale)
                evidence = f"同一个数，一处是「{wan.number.text}」，一处是「{yuan.number.text}」"
                right = yuan.number.text.removesuffix(YUAN) + wan.number.text.lstrip("0123456789.,")
                spans = ((yuan.start, yuan.end), (wan.start, wan.end))
                yield Say(ERROR, spans, evidence, "请核对是元还是万元。", (spans[0], right))
                break
        else:
            yield Say(HELD)
        row.append(cell)


class _Funds(NamedTuple):
    """The fiscal money of a self-evaluation table: what was executed, and whether the table is of the whole unit."""

    executed: _Filled
    whole: bool


def _funds(audited: Audited) -> Iterator[_Funds]:
    reading = audited.reading
    label, whole, numbers = "", False, list[_Filled]()
    for line, cell in zip(_lines(audited), _filled(audited), strict=True):
        text = reading.source.folded(line, line).text
        if cell is None:
            whole = whole if "自评表" not in text else "整体" in text
            label, numbers = text, []
        elif label in _FUNDS and len(numbers) < _COLUMNS:
            numbers.append(cell)
            if len(numbers) == _COLUMNS:
                yield _Funds(numbers[-1], whole)


def _evaluations(audited: Audited) -> set[int]:
    """The lines of self-evaluation tables: from their title on to that of a statement."""
    found: set[int] = set()
    evaluating = False
    for line, text in enumerate(audited.reading.source.texts):
        if _TITLE in text:
            evaluating = True
        elif _STATEMENT in text:
            evaluating = False
        if evaluating:
            found.add(line)
    return found


def _lines(audited: Audited) -> list[int]:
    """The lines of the cells that hold anything."""
    source = audited.reading.source
    return [line for line in audited.reading.cells if source.folded(line, line).text]


@check("T502", "自评表的财政资金执行数与正文的财政拨款支出相符", "绩效自评表与决算口径一致")
def executed(audited: Audited) -> Iterator[Say]:
    """The fiscal money that a self-evaluation table says was executed, against the expenditure that the text tells."""
    reading = audited.reading
    spent, projects = reading.of("本年财政拨款支出"), reading.of("一般公共预算项目支出")
    for funds in _funds(audited):
        place = ((funds.executed.start, funds.executed.end),)
        amount = funds.executed.number.value.scaleb(4)
        told = spent if funds.whole else projects
        if not told:
            yield Say(UNDECIDED, evidence="正文没有写相应的支出")
            continue
        (first, *_), spans = told, (*place, *((one.start, one.end) for one in told[:1]))
        by = amount - first.number.amount
        shown = sums.shown(amount, first.number)
        if (abs(by) if funds.whole else by) <= _TAIL:
            yield Say(HELD)
        elif funds.whole:
            yield Say(
                DOUBT,
                spans,
                f"自评表的财政资金执行了{shown}，正文的财政拨款支出是{first.number.text}",
                "请核对资金来源。",
            )
        else:
            yield Say(
                DOUBT,
                spans,
                f"自评表的财政资金执行了{shown}，正文的财政拨款项目支出只有{first.number.text}",
                "请核对资金来源。",
            )


@check("T503", "自评表的金额与正文的金额相同", "绩效自评表与决算口径一致")
def tails(audited: Audited) -> Iterator[Say]:
    """An amount of a table that is one of the text but for its last digit: rounding, told as such."""
    amounts = {one.number.amount: one for one in audited.reading.told if one.number.unit == YUAN and one.bound}
    evaluating = _evaluations(audited)
    for line, cell in zip(_lines(audited), _filled(audited), strict=True):
        if (
            line not in evaluating
            or cell is None
            or cell.number.unit
            or cell.number.digits != _MONEY_DIGITS
            or not cell.number.value
        ):
            continue
        value = cell.number.value.scaleb(4)
        if value in amounts:
            yield Say(HELD)
            continue
        near = next((one for amount, one in amounts.items() if 0 < abs(amount - value) <= _TAIL / 2), None)
        if near is not None:
            evidence = f"这里是{cell.number.text}，正文是{near.number.text}，差0.01：四舍五入可以产生这样的差"
            yield Say(HINT, ((cell.start, cell.end), (near.start, near.end)), evidence, "请核对是否同一项。")
