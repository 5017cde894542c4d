"""T501 …: the self-evaluation tables of a text, against themselves and against the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from narrator.audit import arithmetic as sums
from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR, HINT
from narrator.figures.terms import PERCENT, YUAN
from narrator.reading.facts import Mention, Piece, Reading
from narrator.reading.folding import fold
from narrator.reading.numbers import Number, skeleton

_SOURCE = "绩效自评表：执行率 = 全年执行数 ÷ 全年预算数，得分 = 分值 × 执行率"
_INITIAL, _FULL, _EXECUTED = "年初预算数", "全年预算数", "全年执行数"
_RATE, _SCORE, _WEIGHTS = "执行率", "得分", ("分值权重", "分值", "权重")
_WHOLE = ("上级资金", "本级资金")  # what the money of a whole unit is divided into
_FISCAL = ("本级资金", "财政拨款", "当年财政拨款", "其中:当年财政拨款", "财政资金")
_TOTALS = ("合计", "年度资金总额", "资金总额")
_INDICATOR = "三级指标"
_TITLE, _GRAND = "自评表", "总分"
_TAIL = 200  # 元: so much may rounding make of one amount in two places
_MONEY_DIGITS = 2
_NEAR = 4  # cells: a target and what was reached stand side by side
_SIGNS = re.compile(r"[<>=≤≥]*")
_HUNDRED = Decimal(100)


class Filled(NamedTuple):
    """A cell that holds one figure and nothing else, and where that stands in the whole file."""

    number: Number
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Its place."""
        return self.start, self.end


class Row(NamedTuple):
    """A row of a table: its texts and its figures by column; the texts are folded."""

    texts: Mapping[int, str]
    figures: Mapping[int, Filled]

    @property
    def label(self) -> str:
        """The last text before the first figure, which names the row."""
        first = min(self.figures, default=0)
        before = [text for column, text in self.texts.items() if column < first and column not in self.figures]
        return before[-1] if before else ""


def _rows(reading: Reading) -> Iterator[Row]:
    for pieces in reading.rows:
        yield _row(reading, pieces)


def _row(reading: Reading, pieces: tuple[Piece, ...]) -> Row:
    texts: dict[int, str] = {}
    figures: dict[int, Filled] = {}
    for piece in pieces:
        folded = fold(reading.source.text(piece.start, piece.end), piece.start)
        texts[piece.column] = folded.text
        found = skeleton(folded.text)
        if len(found.numbers) == 1 and len(_SIGNS.sub("", found.text)) == 1:
            (number,) = found.numbers.values()
            figures[piece.column] = Filled(number, folded.at[number.start], folded.at[number.end - 1] + 1)
    return Row(texts, figures)


class Funds(NamedTuple):
    """The rows of money of one self-evaluation table, with the columns of its heading; of the unit or of a project."""

    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    whole: bool

    def figure(self, row: Row, *names: str) -> Filled | None:
        """What a row has in the first of these columns."""
        for name in names:
            column = self.columns.get(name)
            if column is not None:
                return row.figures.get(column)
        return None


def _funds(reading: Reading) -> Iterator[Funds]:
    columns: dict[str, int] = {}
    rows: list[Row] = []
    for row in [*_rows(reading), Row({}, {})]:
        names = {text: column for column, text in row.texts.items()}
        if columns and row.figures and row.label:
            rows.append(row)
            continue
        if columns and rows:
            yield Funds(columns, tuple(rows), any(one.label in _WHOLE for one in rows))
        columns = names if {_FULL, _EXECUTED, _RATE} <= names.keys() else {}
        rows = []


@check("T501", "同一行的指标值和完成值单位相同", "项目支出绩效自评表：年度指标值、实际完成值")
def one_unit(audited: Audited) -> Iterator[Say]:
    """One number in two neighbouring cells, once in 万元 and once in 元."""
    near: list[Filled] = []
    for row in _rows(audited.reading):
        for cell in row.figures.values():
            if cell.number.unit != YUAN or not cell.number.value:
                continue
            other = next((one for one in near[-_NEAR:] if _turned(one.number, cell.number)), None)
            near.append(cell)
            if other is None:
                yield Say(HELD)
                continue
            yuan, wan = sorted((cell, other), key=lambda one: one.number.scale)
            evidence = f"同一个数，一处是「{wan.number.text}」，一处是「{yuan.number.text}」"
            right = yuan.number.text.removesuffix(YUAN) + wan.number.text.lstrip("0123456789.,")
            yield Say(ERROR, (yuan.span, wan.span), evidence, "请核对是元还是万元。", (yuan.span, right))


def _turned(one: Number, other: Number) -> bool:
    return one.value == other.value and one.scale != other.scale


@check("T502", "自评表的财政资金执行数与正文的财政拨款支出相符", "绩效自评表与决算口径一致")
def executed(audited: Audited) -> Iterator[Say]:
    """The fiscal money that a self-evaluation table says was executed, against the expenditure that the text tells."""
    reading = audited.reading
    for funds in _funds(reading):
        told = reading.of("本年财政拨款支出")[:1] if funds.whole else _projects(reading)
        for row in funds.rows:
            cell = funds.figure(row, _EXECUTED)
            if row.label not in _FISCAL or cell is None:
                continue
            if not told:
                yield Say(UNDECIDED, evidence="正文没有写相应的支出")
                continue
            first, amount = told[0], cell.number.value.scaleb(4)
            most = first.number.amount - sum((one.number.amount for one in told[1:]), Decimal(0))
            by = abs(amount - most) if funds.whole else amount - most
            if by <= _TAIL:
                yield Say(HELD)
                continue
            name = "财政拨款支出是" if funds.whole else "财政拨款项目支出只有"
            shown, spent = sums.shown(amount, first.number), sums.shown(most, first.number)
            spans = (cell.span, *((one.start, one.end) for one in told))
            evidence = f"自评表的财政资金执行了{shown}，正文的{name}{spent}"
            yield Say(DOUBT, spans, evidence, "请核对资金来源。")


def _projects(reading: Reading) -> list[Mention]:
    """What the text tells of projects paid by fiscal money: their amount, or all such money and what was not theirs."""
    if told := reading.of("一般公共预算项目支出"):
        return told[:1]
    spent, basic = reading.of("本年财政拨款支出"), reading.of("一般公共预算基本支出")
    return [spent[0], basic[0]] if spent and basic else []


@check("T503", "自评表的金额与正文的金额相同", "绩效自评表与决算口径一致")
def tails(audited: Audited) -> Iterator[Say]:
    """An amount of a self-evaluation table that is one of the text but for its last digit: rounding, told as such."""
    amounts = {one.number.amount: one for one in audited.reading.told if one.number.unit == YUAN and one.bound}
    for funds in _funds(audited.reading):
        for cell in (cell for row in funds.rows for cell in row.figures.values()):
            if cell.number.unit or cell.number.digits != _MONEY_DIGITS or not cell.number.value:
                continue
            value = cell.number.value.scaleb(4)
            near = next((one for amount, one in amounts.items() if 0 < abs(amount - value) <= _TAIL / 2), None)
            if value in amounts:
                yield Say(HELD)
            elif near is not None:
                evidence = f"这里是{cell.number.text}，正文是{near.number.text}，差0.01：四舍五入可以产生这样的差"
                yield Say(HINT, (cell.span, (near.start, near.end)), evidence, "请核对是否同一项。")


@check("T504", "自评表的执行率和得分算得对", _SOURCE)
def rates(audited: Audited) -> Iterator[Say]:
    """The rate of execution against the money, the score against weight and rate."""
    for funds in _funds(audited.reading):
        for row in funds.rows:
            full, spent, rate = (funds.figure(row, name) for name in (_FULL, _EXECUTED, _RATE))
            if full is None or spent is None or rate is None or rate.number.unit != PERCENT:
                continue
            possible = sums.quotient(spent.number.interval, full.number.interval)
            right = sums.percent(spent.number.value, full.number.value, rate.number.digits)
            if sums.meets(rate.number, possible):
                yield Say(HELD)
            else:
                sum_ = f"{spent.number.text}÷{full.number.text}={right or '没有预算'}，不是{rate.number.text}"
                yield Say(
                    ERROR,
                    (rate.span, spent.span, full.span),
                    sum_,
                    "请核对执行率。",
                    (rate.span, right) if right else None,
                )
                continue
            yield from _score(funds.figure(row, *_WEIGHTS), rate, funds.figure(row, _SCORE))


def _score(weight: Filled | None, rate: Filled, score: Filled | None) -> Iterator[Say]:
    if weight is None or score is None:
        return
    most = min(rate.number.value, _HUNDRED)
    due = weight.number.value * most / _HUNDRED
    room = sums.half(score.number) + weight.number.value * sums.half(rate.number) / _HUNDRED
    if abs(due - score.number.value) <= room:
        yield Say(HELD)
    else:
        sum_ = f"{weight.number.text}×{rate.number.text}={sums.bare(due, score.number)}，不是{score.number.text}"
        yield Say(ERROR, (score.span, weight.span, rate.span), sum_, "请核对得分。")


@check("T505", "自评表的资金合计等于各项之和", _SOURCE)
def money(audited: Audited) -> Iterator[Say]:
    """The total of each column of money against its rows."""
    for funds in _funds(audited.reading):
        whole = next((row for row in funds.rows if row.label in _TOTALS), None)
        parts = [row for row in funds.rows if row is not whole]
        for name in (_INITIAL, _FULL, _EXECUTED):
            total = funds.figure(whole, name) if whole else None
            told = [cell for row in parts if (cell := funds.figure(row, name)) is not None]
            if total is None or len(told) < len(parts) or len(told) < 2:
                continue
            if sums.sums(total.number, [cell.number for cell in told]):
                yield Say(HELD)
            else:
                added = sum((cell.number.value for cell in told), Decimal(0))
                plus = "+".join(cell.number.text for cell in told)
                sum_ = f"{name}：{plus}={added:f}，合计是{total.number.text}"
                yield Say(ERROR, (total.span, *(cell.span for cell in told)), sum_, "请核对各项资金。")


@check("T506", "自评表的权重合计100，得分不超过权重", "绩效自评表：满分100分")
def weights(audited: Audited) -> Iterator[Say]:
    """The weights of the indicators, with those of the money before them."""
    money_weight = Decimal(0)
    columns: dict[str, int] = {}
    told: list[Filled] = []
    for row in [*_rows(audited.reading), Row({}, {})]:
        names = {text: column for column, text in row.texts.items()}
        heading = _INDICATOR in names and _weight_column(names) is not None
        ends = heading or not row.texts or any(_GRAND in text or _TITLE in text or text == _RATE for text in names)
        if columns and ends:
            yield from _hundred(told, money_weight)
            columns, told, money_weight = {}, [], Decimal(0)
        if heading:
            columns = names
        elif columns:
            yield from _indicator(row, columns, told)
        elif row.label in _TOTALS:
            money_weight = next(
                (one.number.value for one in row.figures.values() if _is_weight(one.number)), money_weight
            )


def _is_weight(number: Number) -> bool:
    return not number.unit and not number.digits and 0 < number.value <= _HUNDRED


def _weight_column(names: Mapping[str, int]) -> int | None:
    return next((names[name] for name in _WEIGHTS if name in names), None)


def _indicator(row: Row, columns: Mapping[str, int], told: list[Filled]) -> Iterator[Say]:
    column = _weight_column(columns)
    weight = row.figures.get(column) if column is not None else None
    score = next((row.figures.get(columns[name]) for name in ("指标得分", _SCORE) if name in columns), None)
    if weight is None or weight.number.unit:
        return
    told.append(weight)
    if score is not None and not score.number.unit:
        if score.number.value > weight.number.value:
            yield Say(
                ERROR, (score.span, weight.span), f"得分{score.number.text}多于权重{weight.number.text}", "请核对得分。"
            )
        else:
            yield Say(HELD)


def _hundred(told: list[Filled], money_weight: Decimal) -> Iterator[Say]:
    total = sum((cell.number.value for cell in told), Decimal(0))
    if not told:
        return
    if total in (_HUNDRED, _HUNDRED - money_weight):
        yield Say(HELD)
    else:
        with_money = f"，加资金的{money_weight:f}是{total + money_weight:f}" if money_weight else ""
        yield Say(
            ERROR, tuple(cell.span for cell in told), f"各指标的权重合计{total:f}{with_money}，不是100", "请核对权重。"
        )
