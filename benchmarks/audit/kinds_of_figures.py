"""Errors of figures: another digit, another rate, another unit, sums that do not add up, an item with two values."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from audit.figures import AMOUNT, NUMBER, Change, Deviation, Figure, Sum, Text, changed_so, equal_so, shared_so, sums_so
from audit.plants import Edit, inside, kind, reprinted

Turn = Callable[[str, random.Random], str | None]
_TRIES = 4
_NAMED = re.compile(
    rf"(一般公共预算财政拨款支出|一般公共预算财政拨款基本支出|本年收入合计|本年支出合计|财政拨款“三公”经费支出|“三公”经费财政拨款支出"
    rf"|因公出国（境）费|公务用车购置及运行维护费|公务接待费|公用经费|机关运行经费)(?:支出)?(?:决算)?数?为?({NUMBER})万元"
)


# One print of a figure in place of another ------------------------------------------------------------------


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _digit(text: str, chance: random.Random) -> str | None:
    """Another digit, before the last."""
    places = [at for at, sign in enumerate(text[:-1]) if sign.isdigit()]
    if not places:
        return None
    at = chance.choice(places)
    new = str((int(text[at]) + chance.randint(1, 9)) % 10)
    return None if at == 0 and new == "0" else text[:at] + new + text[at + 1 :]


def _transposed(text: str, chance: random.Random) -> str | None:
    """Two neighbours change places."""
    pairs = [at for at in range(len(text) - 1) if text[at : at + 2].isdigit() and text[at] != text[at + 1]]
    pairs = [at for at in pairs if at or text[1] != "0"]
    if not pairs:
        return None
    at = chance.choice(pairs)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _moved(text: str, chance: random.Random) -> str | None:
    """The decimal point one place to the left or to the right."""
    whole, point, rest = text.replace(",", "").partition(".")
    if not point:
        return None
    if chance.random() < 0.5 and len(whole) > 1:
        return f"{whole[:-1]}.{whole[-1]}{rest}"
    return f"{(whole + rest[0]).lstrip('0') or '0'}.{rest[1:]}" if len(rest) > 1 else None


def _zero_lost(text: str, chance: random.Random) -> str | None:
    """A nought between other digits is gone."""
    places = [found.start(1) for found in re.finditer(r"(?<=[1-9])(0)(?=[0-9]*[1-9])", text)]
    at = chance.choice(places) if places else -1
    return None if at < 0 else text[:at] + text[at + 1 :]


def _digit_lost(text: str, chance: random.Random) -> str | None:
    """A digit before the point is gone."""
    whole = text.partition(".")[0]
    if len(whole) < 2:
        return None
    at = chance.randrange(1, len(whole))
    return text[:at] + text[at + 1 :] if whole[at].isdigit() else None


def _a_little(text: str, chance: random.Random) -> str:
    """A tenth more or less; one more where no decimals are printed."""
    step = Decimal("0.1") if "." in text else Decimal(1)
    return f"{_value(text) + chance.choice((step, -step))}"


def _much(text: str, chance: random.Random) -> str:
    """Quite another rate."""
    value = _value(text)
    new = chance.choice((value * 2 + 7, value * 3 + 7, value / 4))
    return f"{(new if abs(new - value) > 1 else value + 40).quantize(value)}"


class Spot(NamedTuple):
    """A figure that may be printed wrongly; whether another print would hold as well; whether the text shows it."""

    figure: Figure
    holds: Callable[[Figure], bool]
    decidable: bool = True


Spots = Callable[[Text], Iterable[Spot]]


def _made(spots: Spots, turn: Turn, text: Text, chance: random.Random) -> Iterator[Edit]:
    for figure, holds, decidable in spots(text):
        for _ in range(_TRIES):
            new = turn(figure.text, chance)
            if new and _value(new) != figure.value and not holds(figure.printed(new)):
                yield reprinted(text, figure, new, decidable=decidable)
                break


# Inside a sentence ------------------------------------------------------------------------------------------


def _change_holds(one: Change, new: Figure) -> bool:
    this = one.this
    if this is None:
        return False
    if not this.value:  # all of it is gone
        return not one.up and one.rate.value == 100
    return changed_so(this, new, one.rate, up=one.up)


def _rate_holds(one: Change, new: Figure) -> bool:
    return bool(one.this and one.this.value and changed_so(one.this, one.change, new, up=one.up))


def _of_changes(text: Text) -> list[Spot]:
    return [Spot(one.change, partial(_change_holds, one), bool(one.this and one.this.value)) for one in text.changes]


def _of_rates(text: Text) -> list[Spot]:
    return [Spot(one.rate, partial(_rate_holds, one), one.this is not None) for one in text.changes]


def _of_shares(text: Text) -> list[Spot]:
    return [Spot(one.rate, partial(_quotient_holds, one.amount, one.total), bool(one.total)) for one in text.shares]


def _of_done(text: Text) -> list[Spot]:
    return [
        Spot(one.rate, partial(_quotient_holds, *(one.pair or (one.rate, None))), bool(one.pair)) for one in text.done
    ]


def _quotient_holds(amount: Figure, total: Figure | None, new: Figure) -> bool:
    return bool(total and shared_so(amount, total, new))


def _of_deviations(text: Text) -> list[Spot]:
    return [Spot(one.rate, partial(_deviation_holds, one)) for one in text.deviations]


def _deviation_holds(one: Deviation, new: Figure) -> bool:
    return shared_so(one.actual, one.budget, new, minus=1)


def _register(name: str, about: str, spots: Spots, turn: Turn) -> None:
    kind(name, about)(partial(_made, spots, turn))


for _name, _about, _turn in (
    ("增减额-错一位", "增减额有一位数字写错", _digit),
    ("增减额-数字颠倒", "增减额有两位数字颠倒", _transposed),
    ("增减额-小数点错位", "增减额的小数点错了一位", _moved),
    ("增减额-漏零", "增减额漏了一个 0", _zero_lost),
    ("增减额-漏位", "增减额漏了一位", _digit_lost),
):
    _register(_name, _about, _of_changes, _turn)
for _name, _places in (("增减率", _of_rates), ("占比", _of_shares), ("完成率", _of_done), ("差异率", _of_deviations)):
    _register(f"{_name}-差一点", f"{_name}差 0.1（没有小数的差 1）", _places, _a_little)
    _register(f"{_name}-差很多", f"{_name}完全不对", _places, _much)


def _ratio(text: str, chance: random.Random) -> str | None:
    value = _value(text)
    new = f"{(value / 100).quantize(Decimal('0.01'))}"
    return new if value >= 2 else None


_register("没有乘100", "比率没有乘 100", lambda text: [*_of_rates(text), *_of_shares(text), *_of_done(text)], _ratio)


@kind("差异率-正负号", "差异率的正负号相反")
def _sign(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.deviations:
        new = one.rate.text[1:] if one.rate.text.startswith("-") else f"-{one.rate.text}"
        if one.rate.value and not shared_so(one.actual, one.budget, one.rate.printed(new), minus=1):
            yield reprinted(text, one.rate, new)


@kind("金额写成百分数", "完成率写成了决算与预算相差的金额")
def _amount_as_rate(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.done:
        if one.pair:
            new = one.rate.printed(f"{abs(one.pair[0].value - one.pair[1].value)}")
            if not shared_so(*one.pair, new):
                yield reprinted(text, one.rate, new.text)


@kind("没完成的写成完成的", "完成率写成了 100% 减完成率")
def _shortfall(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.done:
        new = one.rate.printed(f"{100 - one.rate.value}")
        if one.pair and 0 < one.rate.value < 100 and not shared_so(*one.pair, new):
            yield reprinted(text, one.rate, new.text)


@kind("占比互换", "两个占比写反")
def _shares_swapped(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one, other in pairwise(text.shares):
        if one.total and other.total and one.rate.line == other.rate.line:
            if shared_so(one.amount, one.total, other.rate) or shared_so(other.amount, other.total, one.rate):
                continue
            line = text.lines[one.rate.line]
            between = line[one.rate.end : other.rate.start]
            new = f"{other.rate.text}{between}{one.rate.text}"
            yield inside(text, one.rate.line, one.rate.start, other.rate.end, new)


@kind("占比合计不是100", "占比变大，合计超过 100%")
def _beyond(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.shares:
        new = one.rate.printed(f"{one.rate.value + 5}")
        if one.total and one.rate.value <= 90 and not shared_so(one.amount, one.total, new):
            yield reprinted(text, one.rate, new.text)


@kind("基数为零写比率", "上年数为 0 时写「增长100%」")
def _zero_base(text: Text, chance: random.Random) -> Iterator[Edit]:
    for change, start, end in text.from_zero:
        if change.value > 0:
            yield inside(text, change.line, start, end, chance.choice(("，增长100%", "，增长100.00%")))


@kind("基数为零的增减额", "上年数为 0 时增减额与本年数不等")
def _from_zero(text: Text, chance: random.Random) -> Iterator[Edit]:
    for change, start, end in text.from_zero:
        told = AMOUNT.findall(text.lines[change.line][start:end])
        new = _digit(change.text, chance)
        if change.value > 0 and change.text in told and new and not equal_so(change, change.printed(new)):
            yield reprinted(text, change, new)


# Across sentences -------------------------------------------------------------------------------------------


def _sum_holds(one: Sum, figure: Figure, new: Figure) -> bool:
    if figure == one.total:
        return sums_so(new, one.parts)
    return sums_so(one.total, [new if part == figure else part for part in one.parts])


def _of_parts(text: Text) -> list[Spot]:
    return [Spot(part, partial(_sum_holds, one, part)) for one in text.sums for part in one.parts if part.value]


def _of_totals(text: Text) -> list[Spot]:
    return [Spot(one.total, partial(_sum_holds, one, one.total)) for one in text.sums]


def _of_named(total: re.Pattern[str], *parts: re.Pattern[str]) -> Spots:
    """The total and the parts that stand under these names first, where they add up."""

    def spots(text: Text) -> Iterator[Spot]:
        found = [next(text.figures(pattern), None) for pattern in (total, *parts)]
        first, *others = [one for one in found if one is not None]
        if len(found) == len(others) + 1 and sums_so(first, others) and first.value:
            one = Sum(first, tuple(others))
            yield from (Spot(figure, partial(_sum_holds, one, figure)) for figure in (first, *others) if figure.value)

    def safe(text: Text) -> Iterator[Spot]:
        return spots(text) if next(text.figures(total), None) else iter(())

    return safe


def _amount_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"{words}(?:支出)?(?:决算)?为?({NUMBER})万元")


_CARS, _THREE = "公务用车购置及运行维护费", "“三公”经费(?:财政拨款)?"
_register("合计与分项-改分项", "一个分项写错，合计不等于分项之和", _of_parts, _digit)
_register("合计与分项-改合计", "合计写错，不等于分项之和", _of_totals, _digit)
_register(
    "三公合计",
    "“三公”经费合计与三项之和不等",
    _of_named(_amount_of(_THREE), *map(_amount_of, ("因公出国（境）费", _CARS, "公务接待费"))),
    _digit,
)
_register(
    "用车合计",
    "公务用车购置及运行维护费与购置、运行之和不等",
    _of_named(*map(_amount_of, (_CARS, "公务用车购置费?", "公务用车运行维护费?"))),
    _digit,
)


@kind("收支总计不等", "收入总计与支出总计不等")
def _both_sides(text: Text, chance: random.Random) -> Iterator[Edit]:
    pattern = re.compile(rf"收入总计({NUMBER})万元")
    for line, one in text.found(pattern):
        for other_line in (line, line + 1):
            told = text.lines[other_line] if other_line < len(text.lines) else ""
            for other in re.finditer(rf"支出总计({NUMBER})万元", told):
                figure = Figure(other_line, *other.span(1), other[1])
                new = _digit(figure.text, chance)
                if one[1] == other[1] and new and not equal_so(figure, figure.printed(new)):
                    yield reprinted(text, figure, new)


@kind("同一项目两个数", "同一项目在两处是两个数")
def _twice(text: Text, chance: random.Random) -> Iterator[Edit]:
    told: dict[tuple[str, str], list[Figure]] = {}
    for line, match in text.found(_NAMED):
        told.setdefault((match[1], match[2]), []).append(Figure(line, *match.span(2), match[2]))
    for places in told.values():
        if len({figure.line for figure in places}) > 1 and places[-1].value:
            new = _digit(places[-1].text, chance)
            if new and not equal_so(places[-1], places[-1].printed(new)):
                yield reprinted(text, places[-1], new)


@kind("四与五（一）不等", "财政拨款全部是一般公共预算，四与五（一）的数不等")
def _four_and_five(text: Text, chance: random.Random) -> Iterator[Edit]:
    whole = "\n".join(text.lines)
    if not re.search("无政府性基金|基金预算财政拨款支出0", whole) or not re.search(
        "无国有资本|经营预算财政拨款支出0", whole
    ):
        return
    spent = {match[1] for _, match in text.found(re.compile(rf"本年财政拨款支出({NUMBER})万元"))}
    for line, match in text.found(re.compile(rf"(?<!本年支出合计的)一般公共预算财政拨款支出({NUMBER})万元，占")):
        figure = Figure(line, *match.span(1), match[1])
        new = _transposed(figure.text, chance) or _digit(figure.text, chance)
        if match[1] in spent and new and not equal_so(figure, figure.printed(new)):
            yield reprinted(text, figure, new)


@kind("金额孤例", "只出现一次、不在任何合计与比率中的金额写错（单凭文件判断不了）")
def _alone(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, match in text.found(re.compile(rf"(?:预留政府采购项目预算金额|采购金额|价值)({NUMBER})万元")):
        figure = Figure(line, *match.span(1), match[1])
        new = _digit(figure.text, chance)
        in_sums = any(figure in (one.total, *one.parts) for one in text.sums)
        if figure.value and new and text.once(figure) and not in_sums:
            yield reprinted(text, figure, new, decidable=False)


@kind("个数合计", "「共N个」与其后各项之和不等")
def _counted(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, match in text.found(
        re.compile(
            r"(?:共|车辆)([0-9]+)(个|辆)(?:，价值[^，]*万元)?，(?:其中：)?((?:[^，。、0-9（]*(?:（[^）]*）[^，。、0-9（]*)?[0-9]+\2[，、。]?){2,})"
        )
    ):
        parts = [int(number) for number in re.findall(rf"([0-9]+){match[2]}", match[3])]
        if sum(parts) == int(match[1]):
            new = str(int(match[1]) + chance.choice((-3, -1, 1, 10)))
            if int(new) > 0:
                yield inside(text, line, *match.span(1), new)


@kind("名单与个数", "「下设N个科室」与列出的名单不符")
def _listed(text: Text, chance: random.Random) -> Iterator[Edit]:
    pattern = re.compile(r"(?:下设|内设机构)([0-9]+)个(?:科室)?，(?:分别是|包括)：([^。；]+)")
    for line, match in text.found(pattern):
        if int(match[1]) == match[2].count("、") + 1:
            yield inside(text, line, *match.span(1), str(int(match[1]) + 1))
