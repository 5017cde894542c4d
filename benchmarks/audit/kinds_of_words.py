"""Errors of words: direction, 持平, reasons, template leftovers, names and years; and words that say the same."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal

from audit.figures import AMOUNT, DOWN, NUMBER, UP, Change, Figure, Share, Text, changed_so
from audit.plants import Edit, inside, kind

_CENT = Decimal("0.01")
_TURNED = {"增加": "减少", "减少": "增加", "增长": "下降", "上升": "下降", "下降": "增长", "降低": "增长"}
_REASON = re.compile(r"(?:主要(?:变动)?原因(?:是[:：]?|[:：])|的主要情况[:：])([^。；;:：]{4,}?)(?=[。；;]|$)")
_CLEAR = re.compile("增加|减少|新增|追加|追减|下降|增长|退休")
_NAME = re.compile(r"^(?:20[0-9]{2}年)?([\u4e00-\u9fff]{4,20}?)(?:20[0-9]{2}年度|一般公共预算)")
_OTHER_NAME = "大河县粮食和物资储备中心"
_ACCOUNT = re.compile(
    r"[(（]类[)）]([^X×（(，。、]+(?:（[^）]*）[^（(，。、]*)?)[(（]款[)）]([^X×（(，。、]+)[(（]项[)）]"
)


def _words(text: Text, one: Change, first: str, second: str) -> Edit:
    (start, middle), (third, end) = one.words
    line = text.lines[one.change.line]
    return inside(text, one.change.line, start, end, first + line[middle:third] + second)


def _said(text: Text, one: Change) -> tuple[str, str]:
    line = text.lines[one.change.line]
    return line[slice(*one.words[0])], line[slice(*one.words[1])]


# Direction --------------------------------------------------------------------------------------------------


@kind("方向相反", "增加写成减少、增长写成下降，数不变")
def _both(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        first, second = _said(text, one)
        this = one.this
        if this and this.value and not changed_so(this, one.change, one.rate, up=not one.up):
            yield _words(text, one, _TURNED[first], _TURNED[second])


@kind("方向不一-前", "「减少…增长」：前一个方向词写反")
def _first(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        first, second = _said(text, one)
        yield _words(text, one, _TURNED[first], second)


@kind("方向不一-后", "「增加…下降」：后一个方向词写反")
def _second(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        first, second = _said(text, one)
        yield _words(text, one, first, _TURNED[second])


@kind("大于小于相反", "决算数大于预算数写成小于，或相反")
def _over(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, match in text.found(re.compile("决算数?(大于|小于)预算数")):
        if text.against_budget(line, match.start()):
            yield inside(text, line, *match.span(1), "小于" if match[1] == "大于" else "大于")


@kind("有增减写持平", "写了「与上年持平」，又写增减额")
def _flat_beside(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        start = one.words[0][0]
        yield inside(text, one.change.line, start, start, chance.choice(("与上年持平，", "基本持平，")))


@kind("持平却有原因", "写持平，其后的原因却说增减")
def _flat_reason(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        line = text.lines[one.change.line]
        end = one.rate.end + 1
        told = _REASON.match(line, end + 1) if line[end : end + 1] in ("，", "。", ",") else None
        if told:
            start = one.words[0][0]
            edit = inside(text, one.change.line, start, told.end(), f"持平{line[end : told.end()]}")
            yield edit._replace(decidable=bool(_CLEAR.search(told[1])))


@kind("决算与预算写持平", "预算数与决算数不等，写成持平")
def _flat_budget(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, match in text.found(re.compile("决算数?((?:大于|小于)预算数)的主要原因")):
        if text.against_budget(line, match.start()):
            yield inside(text, line, *match.span(1), "与预算数持平")


@kind("负号", "增减额带负号：「减少-0.42万元」")
def _minus(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        yield inside(text, one.change.line, one.change.start, one.change.start, "-")


# Reasons ----------------------------------------------------------------------------------------------------


@kind("原因空着", "「主要原因是：。」")
def _no_reason(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, match in text.found(_REASON):
        yield inside(text, line, *match.span(1), "")


@kind("原因方向相反", "增加的原因说减少，或相反")
def _other_way(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        line = text.lines[one.change.line]
        told = _REASON.match(line, one.rate.end + 2)
        if told:
            pool = ("在职人员减少，人员经费减少", "项目减少，支出相应下降")
            if not one.up:
                pool = ("新进人员，人员经费增加", "本年新增项目，支出增加")
            yield inside(text, one.change.line, *told.span(1), chance.choice(pool))


# Leftovers --------------------------------------------------------------------------------------------------


@kind("残留-增加（减少）", "模板的「增加（减少）」没有删")
def _choice_left(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        at = one.words[chance.randrange(2)][1]
        word = text.lines[one.change.line][at - 2 : at]
        yield inside(text, one.change.line, at, at, f"（{_TURNED[word]}）")


@kind("残留-XX", "金额或比率处是 XX")
def _xx(text: Text, chance: random.Random) -> Iterator[Edit]:
    for figure in [chance.choice((one.change, one.rate)) for one in text.changes] + [one.rate for one in text.shares]:
        yield inside(text, figure.line, figure.start, figure.end, chance.choice(("XX", "××", "xx", "**")))


@kind("残留-空占比", "「占 %」：比率空着")
def _empty_share(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.shares:
        yield inside(text, one.rate.line, one.rate.start, one.rate.end, chance.choice(("", " ")))


@kind("残留-空金额", "「增加 万元」：金额空着")
def _empty_amount(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        yield inside(text, one.change.line, one.change.start, one.change.end, chance.choice(("", " ")))


@kind("残留-（款）（项）", "科目的款或项空着")
def _empty_account(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, match in text.found(_ACCOUNT):
        start, end = match.span(chance.choice((1, 2)))
        yield inside(text, line, start, end, "")


@kind("残留-大（小）于", "「大（小）于预算数」没有选")
def _over_left(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line, match in text.found(re.compile("决算数?(大于|小于)预算数")):
        yield inside(text, line, *match.span(1), chance.choice(("大（小）于", "大小于", "大于（小于）")))


# Names and years --------------------------------------------------------------------------------------------


@kind("年度没有改", "本年度写成上年度")
def _year(text: Text, chance: random.Random) -> Iterator[Edit]:
    years = re.findall(r"(20[0-9]{2})年度", "\n".join(text.lines[:3]))
    for line, match in text.found(re.compile("(?<![与比较0-9和])(20[0-9]{2})年度(?!相比)")):
        told = bool(AMOUNT.search(text.lines[line], match.end(), match.end() + 60))
        if line > 2 and years and match[1] == years[0] and told:
            yield inside(text, line, *match.span(1), str(int(match[1]) - 1))


@kind("上年度没有改", "「与上年度相比」的年度早了一年")
def _last_year(text: Text, chance: random.Random) -> Iterator[Edit]:
    years = re.findall(r"(20[0-9]{2})年度?", "\n".join(text.lines[:3]))
    for line, match in text.found(re.compile("(?:与|比|较)(20[0-9]{2})年(?:度)?(?:相比|减少|增加)")):
        if years and int(match[1]) == int(years[0]) - 1:
            yield inside(text, line, *match.span(1), str(int(match[1]) - 1))


@kind("别的单位", "留着别的单位的名称")
def _unit(text: Text, chance: random.Random) -> Iterator[Edit]:
    title = next((line for line in text.lines if line.strip()), "")
    named = _NAME.match(title)
    if named:
        for line, match in text.found(re.compile(f"{re.escape(named[1])}(?=20[0-9]{{2}}年度)")):
            if text.lines[line] != title and text.lines[line].endswith("。"):
                yield inside(text, line, *match.span(), _OTHER_NAME)


@kind("空表却有金额", "说没有政府性基金，又写有金额；或相反")
def _fund(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line in text.prose:
        told = text.lines[line]
        if re.search("无政府性基金预算财政拨款收入", told) and told.endswith("。"):
            yield inside(text, line, len(told), len(told), "政府性基金预算财政拨款支出12.30万元。")
        found = re.search(rf"政府性基金预算财政拨款(?:支出({NUMBER})万元|.*本年支出({NUMBER})万元)", told)
        if found and (found[1] or found[2]).strip("0.") and told.endswith("。"):
            yield inside(text, line, len(told), len(told), "本单位无政府性基金预算财政拨款收入和支出。")


# What says the same ----------------------------------------------------------------------------------------


@kind("同义词（不是错）", "与上年相比→较上年，增长→上升，下降→降低", decoy=True)
def _synonyms(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        first, second = _said(text, one)
        others = [word for word in (("上升", "提高") if second in UP else DOWN[1:]) if word != second]
        yield _words(text, one, first, chance.choice(others))
    for line, match in text.found(re.compile("与上年相比，|与上年相比,")):
        yield inside(text, line, *match.span(), "较上年")


@kind("全角数字（不是错）", "金额用全角数字", decoy=True)
def _wide(text: Text, chance: random.Random) -> Iterator[Edit]:
    for figure in [one.change for one in text.changes] + [one.amount for one in text.shares]:
        wide = figure.text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
        yield inside(text, figure.line, figure.start, figure.end, wide.replace(".", chance.choice((".", "．"))))


@kind("千分位（不是错）", "金额加上千分位", decoy=True)
def _grouped(text: Text, chance: random.Random) -> Iterator[Edit]:
    for figures in text.amounts.values():
        for figure in figures:
            if abs(figure.value) >= 1000 and "," not in figure.text:
                yield inside(text, figure.line, figure.start, figure.end, f"{figure.value:,}")


@kind("标点全半角（不是错）", "标点换成另一种宽度", decoy=True)
def _points(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        at = one.change.end + 2
        sign = text.lines[one.change.line][at]
        yield inside(text, one.change.line, at, at + 1, "," if sign == "，" else "，")


@kind("词中空格（不是错）", "词中多了空格", decoy=True)
def _blank(text: Text, chance: random.Random) -> Iterator[Edit]:
    for one in text.changes:
        at = one.words[0][0] + 1
        yield inside(text, one.change.line, at, at, chance.choice((" ", "\u3000")))


@kind("尾差（不是错）", "分项差 0.01，在四舍五入之内", decoy=True)
def _tail(text: Text, chance: random.Random) -> Iterator[Edit]:
    shares = {one.amount: one for one in text.shares}
    for one in text.sums:
        for part in one.parts:
            new = part.printed(f"{part.value + chance.choice((_CENT, -_CENT))}")
            share = shares.get(part)
            fits = share is None or bool(share.total and _fits(new, share))
            parts = [new if other == part else other for other in one.parts]
            rounded = len([other for other in parts if other.value]) + 1  # a nought is not below nought
            adds = abs(sum(other.value for other in parts) - one.total.value) < _CENT * rounded / 2
            alone = text.once(part) and not any(
                part in (other.total, *other.parts) for other in text.sums if other != one
            )
            if part.value > 1 and _two_decimals(part) and fits and adds and alone and not _followed(text, part, share):
                yield inside(text, part.line, part.start, part.end, new.text)


def _two_decimals(figure: Figure) -> bool:
    return figure.half * 2 == _CENT


def _fits(amount: Figure, share: Share) -> bool:
    """Whether the share is that of the other amount too, by the figures as they are printed."""
    assert share.total
    return abs(amount.value / share.total.value * 100 - share.rate.value) <= _CENT / 2


def _followed(text: Text, figure: Figure, share: Share | None) -> bool:
    """Whether more than a share hangs on an amount: a change, a budget."""
    after = text.lines[figure.line][figure.end : figure.end + 40].split("；")[0]
    return share is None and bool(re.search("增加|减少|完成|预算|占", after))
