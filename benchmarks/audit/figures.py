"""The figures of a text and what holds between them, read and reckoned without the program that is measured.

Whatever is found here holds in the text as it stands, by interval arithmetic: a printed figure is all that prints so,
half its last digit more or less. So an error is one only if no unrounded values could have made the planted text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

NUMBER = r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|-?[0-9]+(?:\.[0-9]+)?"
AMOUNT = re.compile(rf"(?<![0-9.,\-])({NUMBER})万元")
UP, DOWN = ("增加", "增长", "上升", "提高"), ("减少", "下降", "降低")
_CHANGE = re.compile(rf"(增加|减少)了?({NUMBER})万元[，,](?:各|均)?(增长|下降|降低|上升|增加|减少)({NUMBER})(%)")
_FROM_ZERO = re.compile(rf"增加({NUMBER})万元((?:，增长--)?（[^（）]*为0[^（）]*）)")
_SHARE = re.compile(rf"({NUMBER})万元(?:（[^（）]*）)?[，,]占[^，。；;,0-9]{{0,20}}?({NUMBER})(%)")
_DONE = re.compile(rf"完成[^%。；，0-9]{{0,12}}?(?:({NUMBER})万元的)?({NUMBER})(%)")
_DEVIATION = re.compile(rf"预算数为?({NUMBER})万元[，,]决算数为?({NUMBER})万元[，,]预?决?算?差异率({NUMBER})(%)")
_BUDGET = re.compile(rf"预算数?为?({NUMBER})万元")
_ACTUAL = re.compile(rf"决算数?为?({NUMBER})万元")
_OTHER_ROLE = re.compile(
    r"(?:增加|减少|增长|下降|大于|小于|预算数?为?|上年数?为?|小微企业合同金额|其他用车主要是：?)了?$"
)
_HEADING = re.compile(r"^(第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
HALF = Decimal("0.5")


class Figure(NamedTuple):
    """A printed figure at its place in a line."""

    line: int
    start: int
    end: int
    text: str

    @property
    def value(self) -> Decimal:
        """The value as printed."""
        return Decimal(self.text.replace(",", ""))

    @property
    def half(self) -> Decimal:
        """Half its last digit."""
        return HALF.scaleb(-len(self.text.partition(".")[2]))

    @property
    def low(self) -> Decimal:
        """The least that prints so."""
        return self.value - self.half

    @property
    def high(self) -> Decimal:
        """The most that prints so."""
        return self.value + self.half

    def printed(self, text: str) -> Figure:
        """Another print at its place."""
        return self._replace(text=text)


class Change(NamedTuple):
    """A change with its rate; ``this`` is the amount that changed so, where the text tells it nearby."""

    up: bool
    change: Figure
    rate: Figure
    words: tuple[tuple[int, int], tuple[int, int]]  # where the two words of direction stand
    this: Figure | None


class Share(NamedTuple):
    """A share; ``total`` is what it is one of, where the text tells it."""

    amount: Figure
    rate: Figure
    total: Figure | None


class Done(NamedTuple):
    """How far a budget was spent; ``pair`` are what was spent and the budget, where the text tells both."""

    rate: Figure
    pair: tuple[Figure, Figure] | None


class Deviation(NamedTuple):
    """Budget, what was spent, and the deviation of the one from the other."""

    budget: Figure
    actual: Figure
    rate: Figure


class Sum(NamedTuple):
    """A total and its parts."""

    total: Figure
    parts: tuple[Figure, ...]


def _between(low: Decimal, high: Decimal, rate: Figure) -> bool:
    return low <= rate.high / 100 and rate.low / 100 <= high


def changed_so(this: Figure, change: Figure, rate: Figure, *, up: bool) -> bool:
    """Whether some values that print so give this rate."""
    sign = 1 if up else -1
    least, most = this.low - sign * change.high, this.high - sign * change.low  # last year
    if least <= 0:
        return True
    least_change, most_change = max(change.low, Decimal(0)), change.high
    low = least_change / (this.high - sign * least_change) if up else least_change / most
    high = most_change / (this.low - sign * most_change) if up else most_change / least
    return _between(min(low, high), max(low, high), rate)


def shared_so(amount: Figure, total: Figure, rate: Figure, *, minus: int = 0) -> bool:
    """Whether some values that print so give this quotient, less ``minus``."""
    if total.low <= 0:
        return True
    ends = [one / other for one in (amount.low, amount.high) for other in (total.low, total.high)]
    return _between(min(ends) - minus, max(ends) - minus, rate)


def sums_so(total: Figure, parts: Iterable[Figure]) -> bool:
    """Whether some values that print so add up."""
    parts = tuple(parts)
    gap = abs(sum((part.value for part in parts), Decimal(0)) - total.value)
    return gap <= total.half + sum((part.half for part in parts), Decimal(0))


def equal_so(one: Figure, other: Figure) -> bool:
    """Whether one value may print as both."""
    return abs(one.value - other.value) <= one.half + other.half


class Text:
    """A text, and what holds in it."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        self.lines = lines

    @cached_property
    def prose(self) -> list[int]:
        """The lines that are no rows of cells and explain no term."""
        return [number for number, line in enumerate(self.lines) if line and "\t" not in line and "：指" not in line]

    @cached_property
    def amounts(self) -> dict[int, list[Figure]]:
        """The amounts in 万元 of each line."""
        return {
            line: [Figure(line, *found.span(1), found[1]) for found in AMOUNT.finditer(self.lines[line])]
            for line in self.prose
        }

    def found(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
        """Every place of a pattern."""
        for line in self.prose:
            for match in pattern.finditer(self.lines[line]):
                yield line, match

    @property
    def rates(self) -> list[Figure]:
        """The rates of all these."""
        told = [one.rate for one in self.changes] + [one.rate for one in self.shares]
        return told + [one.rate for one in self.done] + [one.rate for one in self.deviations]

    def figures(self, pattern: re.Pattern[str]) -> Iterator[Figure]:
        """The figures in the first group of a pattern."""
        return (Figure(line, *match.span(1), match[1]) for line, match in self.found(pattern))

    def before(self, line: int, place: int, reach: int = 3) -> Iterator[Figure]:
        """The amounts before a place, the nearest first; those of the lines above up to the heading of the section."""
        for above in range(line, max(-1, line - reach - 1), -1):
            if above != line and _HEADING.match(self.lines[above + 1]) and above + 1 != line:
                return
            for figure in reversed(self.amounts.get(above, [])):
                if above != line or figure.end <= place:
                    yield figure

    @cached_property
    def changes(self) -> list[Change]:
        """The changes whose rate is not zero."""
        found = []
        for line, match in self.found(_CHANGE):
            change, rate = Figure(line, *match.span(2), match[2]), Figure(line, *match.span(4), match[4])
            up = match[1] in UP
            if change.value <= 0 or rate.value <= 0 or up != (match[3] in UP):
                continue
            this = next(
                (one for one in self.before(line, match.start()) if changed_so(one, change, rate, up=up) and one.value),
                None,
            )
            if this is None and rate.value == 100 and not up:
                this = next((one for one in self.before(line, match.start(), 0) if not one.value), None)
            found.append(Change(up, change, rate, (match.span(1), match.span(3)), this))
        return found

    @cached_property
    def from_zero(self) -> list[tuple[Figure, int, int]]:
        """The changes from nothing: the change, and where the words stand that stand for a rate."""
        return [(Figure(line, *match.span(1), match[1]), *match.span(2)) for line, match in self.found(_FROM_ZERO)]

    @cached_property
    def shares(self) -> list[Share]:
        """The shares of what is not zero."""
        found = []
        everything = [one for line in self.prose for one in self.amounts[line]]
        for line, match in self.found(_SHARE):
            amount, rate = Figure(line, *match.span(1), match[1]), Figure(line, *match.span(2), match[2])
            if amount.value <= 0 or rate.value <= 0:
                continue
            near = [*self.before(line, amount.start, 20), *everything]
            total = next((one for one in near if one.value and shared_so(amount, one, rate)), None)
            found.append(Share(amount, rate, total))
        return found

    @cached_property
    def done(self) -> list[Done]:
        """The rates of completion that are not zero."""
        found = []
        for line, match in self.found(_DONE):
            rate = Figure(line, *match.span(2), match[2])
            if rate.value > 0:
                budget = Figure(line, *match.span(1), match[1]) if match[1] else None
                found.append(Done(rate, self._pair(line, match.start(), budget, rate)))
        return found

    def _pair(self, line: int, place: int, budget: Figure | None, rate: Figure) -> tuple[Figure, Figure] | None:
        """What was spent and the budget before 完成: the budget follows, stands last, or last but one."""
        budgets = [Figure(line, *one.span(1), one[1]) for one in _BUDGET.finditer(self.lines[line], 0, place)]
        told = list(self.before(line, place, 1))
        if budget is None and told and told[0] in budgets:
            budget = told.pop(0)
        elif budget is None:
            budget = told[1] if len(told) > 1 and told[1] in budgets else None
            told = told[:1]
        if budget is None:
            return None
        actual = next((one for one in told if one.value and shared_so(one, budget, rate)), None)
        return (actual, budget) if actual else None

    @cached_property
    def deviations(self) -> list[Deviation]:
        """The deviations from a budget that is not zero."""
        found = []
        for line, match in self.found(_DEVIATION):
            budget, actual, rate = (Figure(line, *match.span(group), match[group]) for group in (1, 2, 3))
            if budget.value > 0 and shared_so(actual, budget, rate, minus=1):
                found.append(Deviation(budget, actual, rate))
        return found

    def against_budget(self, line: int, place: int) -> tuple[Figure, Figure] | None:
        """What was spent and the budget that stand last before a place of a line, where they differ."""
        told = self.lines[line][:place]
        budget, actual = ([*pattern.finditer(told)] for pattern in (_BUDGET, _ACTUAL))
        if not budget or not actual:
            return None
        pair = Figure(line, *actual[-1].span(1), actual[-1][1]), Figure(line, *budget[-1].span(1), budget[-1][1])
        return None if equal_so(*pair) or abs(pair[0].start - pair[1].start) > 40 else pair

    @cached_property
    def sums(self) -> list[Sum]:
        """The totals whose parts follow 其中 in the same sentence, at least two of them not zero."""
        found = []
        for line, match in self.found(re.compile("其中[：，,]?")):
            words = self.lines[line]
            end = next((at for at in range(match.end(), len(words)) if words[at] in "。）"), len(words))
            before = [one for one in self.amounts[line] if one.end <= match.start() and not self._other(one)]
            parts = [one for one in self.amounts[line] if match.end() <= one.start < end and not self._other(one)]
            if before and len([one for one in parts if one.value]) > 1 and sums_so(before[-1], parts):
                found.append(Sum(before[-1], tuple(parts)))
        return found

    def _other(self, figure: Figure) -> bool:
        return bool(_OTHER_ROLE.search(self.lines[figure.line][: figure.start]))

    def once(self, figure: Figure) -> bool:
        """Whether an amount stands in the text only once."""
        return sum(line.count(f"{figure.text}") for line in self.lines) == 1
