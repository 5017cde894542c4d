"""T101 …: inside a sentence, what its own figures and words say of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

from narrator.audit import arithmetic as sums
from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR
from narrator.figures.interval import Interval, exactly
from narrator.figures.terms import PERCENT, YUAN
from narrator.reading.facts import BUDGET, UNKNOWN, Fact, Mention, Reading
from narrator.reading.numbers import Number

_RATE = "按打印的数字：增减率 = 增减额 ÷ 上年数，占比 = 部分 ÷ 总额，完成率 = 决算数 ÷ 预算数"
_Judge: TypeAlias = Callable[[Number, Number, Number], tuple[Interval, str, str]]
_WAYS = {1: "增加", -1: "减少", 0: "持平"}
_NO_AMOUNT = "没有读到相应的金额"
_SEVERAL = "说不准是哪个金额的变化"
CHECK = "请核对这几个数。"


def span(*mentions: Mention) -> tuple[tuple[int, int], ...]:
    """Where figures stand, the doubtful one first."""
    return tuple(dict.fromkeys((one.start, one.end) for one in mentions))


def _judged(
    printed: Mention, possible: Interval, others: tuple[Mention, ...], right: str, sum_: str, certain: bool
) -> Say:
    """What a rate that cannot be comes to; ``right`` is how it would print, ``sum_`` the calculation."""
    number = printed.number
    places = span(printed, *others)
    evidence = f"{sum_}，不是{number.text}"
    level = ERROR if certain else DOUBT
    if sums.cut_off(number, possible):
        return Say(DOUBT, places, f"{evidence}（像是截去了尾数，没有四舍五入）", CHECK)
    hundred = number._replace(value=number.value * 100, digits=max(number.digits - 2, 0))
    if number.value and sums.meets(hundred, possible):
        evidence += "（像是没有乘以100）"
    correction = ((printed.start, printed.end), right) if certain and right and number.unit == PERCENT else None
    return Say(level, places, evidence, CHECK, correction)


def _is_rate(rate: Mention) -> bool:
    """Whether a figure is a rate that can be tried: one whose % is missing is told as such elsewhere."""
    return rate.number.comparable and rate.number.unit == PERCENT


# Rates ----------------------------------------------------------------------------------------------


@check("T101", "增减率与增减额、本年数相符", _RATE)
def rate_of_change(audited: Audited) -> Iterator[Say]:
    """A rate of change against its own amount and the amount of this year."""
    for fact in audited.reading.facts:
        rate, change = fact.slots.get("增减率"), fact.slots.get("增减额")
        if rate is None or not _is_rate(rate):
            continue
        if change is None:
            yield from _against_both(fact, rate)
            continue
        amounts = _amounts(fact, audited.reading)
        if not amounts:
            yield Say(UNDECIDED, evidence=_NO_AMOUNT)
        elif any(_fits(rate, change, this, fact) for this in amounts):
            yield Say(HELD)
        else:
            one = len({this.number.amount for this in amounts}) == 1
            yield _misfit(rate, change, amounts[0], fact, one and fact.certain)


def _amounts(fact: Fact, reading: Reading) -> list[Mention]:
    """The amounts that may be the one that changed: the one that is certain, else all that may be meant."""
    slot = fact.slots.get("本年数") or fact.slots.get("决算数")
    if slot is not None and fact.certain:
        return [slot]
    if slot is None and fact.certain and (told := reading.of(fact.subject)):
        return told
    found = [*([slot] if slot else []), *fact.maybe]
    return list(dict.fromkeys(one for one in found if one.number.unit == YUAN))


def _sense(fact: Fact) -> int:
    return next((sense for sense in fact.senses if sense), 1)


def _fits(rate: Mention, change: Mention, this: Mention, fact: Fact) -> bool:
    number = change.number
    return sums.meets(rate.number, sums.rate_of_change(this.number.interval, number.interval, _sense(fact)))


def _misfit(rate: Mention, change: Mention, this: Mention, fact: Fact, certain: bool) -> Say:
    now, by, sense = this.number, change.number, _sense(fact)
    last = now.amount - by.amount * sense
    sign = "−" if sense > 0 else "+"
    base = "预算数" if fact.basis == BUDGET else "上年数"
    left = f"{sums.plain(now)}{sign}{sums.plain(by)}={sums.bare(last, now)}"
    possible = sums.rate_of_change(now.interval, by.interval, sense)
    if last <= 0:
        places = span(rate, this, change)
        if last == 0:
            evidence = f"{base} {left}，是零，不能算增减率，不是{rate.number.text}"
            return Say(ERROR if certain else DOUBT, places, evidence, "基数为零时只写金额，不写增减率。")
        return Say(ERROR if certain else DOUBT, places, f"{base} {left}，小于零", "请核对本年数、增减额和方向。")
    right = sums.percent(by.amount, last, rate.number.digits)
    sum_ = f"{base} {left}；{sums.plain(by)}÷{sums.bare(last, now)}={right}"
    return _judged(rate, possible, (this, change), right, sum_, certain)


def _against_both(fact: Fact, rate: Mention) -> Iterator[Say]:
    """A rate without the amount of the change: both years must be told."""
    last, this = (
        fact.slots.get("上年数") or fact.slots.get("预算数"),
        fact.slots.get("本年数") or fact.slots.get("决算数"),
    )
    if last is None or this is None or last is this:
        yield Say(UNDECIDED, evidence=_NO_AMOUNT)
        return
    low, high = this.number.interval, last.number.interval
    difference = Interval(low.low - high.high, low.high - high.low)
    size = (
        difference
        if difference.low >= 0
        else -difference
        if difference.high <= 0
        else Interval(Decimal(0), max(abs(difference.low), difference.high))
    )
    possible = sums.quotient(size, high)
    if sums.meets(rate.number, possible):
        yield Say(HELD)
        return
    by = abs(this.number.amount - last.number.amount)
    right = sums.percent(by, last.number.amount, rate.number.digits)
    sum_ = f"{sums.bare(by, this.number)}÷{sums.plain(last.number)}={right}"
    yield _judged(rate, possible, (this, last), right, sum_, fact.certain)


@check("T102", "增减额等于本年数与上年数之差", _RATE)
def amount_of_change(audited: Audited) -> Iterator[Say]:
    """An amount of change against both amounts, where the text tells both."""
    for fact in audited.reading.facts:
        change = fact.slots.get("增减额") or fact.slots.get("差异额")
        this, last = (
            fact.slots.get("本年数") or fact.slots.get("决算数"),
            fact.slots.get("上年数") or fact.slots.get("预算数"),
        )
        if change is None or this is None or last is None or this is last:
            continue
        if not fact.certain:
            yield Say(UNDECIDED, evidence=_SEVERAL)
            continue
        by = this.number.amount - last.number.amount
        sense = _sense(fact)
        parts = [last.number, change.number] if sense > 0 else [this.number, change.number]
        whole = this.number if sense > 0 else last.number
        if sums.sums(whole, parts):
            yield Say(HELD)
        else:
            now = this.number
            difference = f"{sums.plain(now)}−{sums.plain(last.number)}={sums.bare(by, now)}"
            evidence = f"{difference}，不是{_WAYS[sense]}{change.number.text}"
            right = sums.shown(abs(by), now)
            same = (by > 0) == (sense > 0)
            yield Say(
                ERROR,
                span(change, this, last),
                evidence,
                CHECK,
                ((change.start, change.end), right) if same else None,
            )


@check("T103", "占比等于部分除以总额", _RATE)
def share(audited: Audited) -> Iterator[Say]:
    """A share against its part and its total."""
    reading = audited.reading
    for fact in reading.facts:
        rate, part = fact.slots.get("占比"), fact.slots.get("金额")
        if rate is None:
            continue
        if not _is_rate(rate):
            continue
        if part is None or part.number.unit != YUAN:
            yield Say(UNDECIDED, evidence=_NO_AMOUNT)
            continue
        wholes, certain = _wholes(audited, fact, part)
        if not wholes:
            yield Say(UNDECIDED, evidence="没有读到总额")
        elif any(
            sums.meets(rate.number, sums.quotient(part.number.interval, whole.number.interval)) for whole in wholes
        ):
            yield Say(HELD)
        else:
            whole = wholes[0]
            right = sums.percent(part.number.amount, whole.number.amount, rate.number.digits)
            possible = sums.quotient(part.number.interval, whole.number.interval)
            sum_ = f"{sums.plain(part.number)}÷{sums.plain(whole.number)}={right or '总额为零，没有占比'}"
            yield _judged(rate, possible, (part, whole), right, sum_, certain)


def _wholes(audited: Audited, fact: Fact, part: Mention) -> tuple[list[Mention], bool]:
    """The amounts that a share may be a share of, and whether there is no doubt which."""
    total = fact.slots.get("总额")
    if total is not None:
        return ([total] if total.number.unit == YUAN else []), True
    if fact.of and fact.of != UNKNOWN:
        told = audited.reading.of(fact.of)
        return told, len({one.number.amount for one in told}) == 1
    if fact.of == UNKNOWN:
        return [], False
    before = [one for one in fact.maybe if one is not part]
    return before, False


@check("T104", "完成率等于决算数除以预算数", _RATE)
def completion(audited: Audited) -> Iterator[Say]:
    """A rate of completion against budget and actual amount."""
    return _against_budget(audited, "完成率", _completed)


def _completed(rate: Number, got: Number, base: Number) -> tuple[Interval, str, str]:
    possible = sums.quotient(got.interval, base.interval)
    right = sums.percent(got.amount, base.amount, rate.digits)
    sum_ = f"{sums.plain(got)}÷{sums.plain(base)}={right}"
    short = abs(base.amount - got.amount)
    if rate.value == short.scaleb(-got.scale):
        sum_ += f"（{rate.value:f}是决算数与预算数之差）"
    elif sums.meets(rate, sums.quotient(exactly(short), base.interval)):
        sum_ += "（写成了没有完成的部分）"
    return possible, right, sum_


@check("T105", "差异率等于（决算数−预算数）÷预算数", _RATE)
def deviation(audited: Audited) -> Iterator[Say]:
    """A signed rate of deviation against budget and actual amount."""
    return _against_budget(audited, "差异率", _deviated)


def _deviated(rate: Number, got: Number, base: Number) -> tuple[Interval, str, str]:
    reached = sums.quotient(got.interval, base.interval)
    right = sums.percent(got.amount - base.amount, base.amount, rate.digits)
    sum_ = f"({sums.plain(got)}−{sums.plain(base)})÷{sums.plain(base)}={right}"
    return Interval(reached.low - 100, reached.high - 100), right, sum_


def _against_budget(audited: Audited, role: str, judge: _Judge) -> Iterator[Say]:
    """A rate of this role against both amounts; ``judge`` says what it can be, how it would print, and the sum."""
    for fact in audited.reading.facts:
        rate, budget, actual = fact.slots.get(role), fact.slots.get("预算数"), fact.slots.get("决算数")
        if rate is None or not _is_rate(rate):
            continue
        if budget is None or (actual is None and role == "差异率"):
            yield Say(UNDECIDED, evidence="没有读到预算数或决算数")
        elif actual is None:
            yield _difference(fact, rate, budget)
        elif budget.number.value:
            possible, right, sum_ = judge(rate.number, actual.number, budget.number)
            held = sums.meets(rate.number, possible)
            yield Say(HELD) if held else _judged(rate, possible, (actual, budget), right, sum_, fact.certain)
        elif actual.number.value or rate.number.value:
            evidence = f"预算数是零，不能算{role}，不是{rate.number.text}"
            level = ERROR if fact.certain else DOUBT
            yield Say(level, span(rate, budget, actual), evidence, f"预算为零时不写{role}。")
        else:
            yield Say(HELD)


def _difference(fact: Fact, rate: Mention, budget: Mention) -> Say:
    """A completion whose actual amount is not told as such: the amounts before it, where they are all one."""
    near = [one for one in fact.maybe if one.number.unit == YUAN]
    if not near or not budget.number.value:
        return Say(UNDECIDED, evidence="没有读到预算数或决算数")
    possible = [sums.quotient(one.number.interval, budget.number.interval) for one in near]
    if any(sums.meets(rate.number, one) for one in possible):
        return Say(HELD)
    by = abs(near[0].number.amount - budget.number.amount)
    right = sums.percent(near[0].number.amount, budget.number.amount, rate.number.digits)
    sum_ = f"{sums.plain(near[0].number)}÷{sums.plain(budget.number)}={right}"
    if rate.number.value and by == rate.number.value.scaleb(budget.number.scale):
        sum_ += f"（{rate.number.value:f}是两个数之差）"
    one = len({mention.number.amount for mention in near}) == 1
    return _judged(rate, possible[0], (near[0], budget), right, sum_, one and fact.certain)
