"""T106 …: words of direction, 持平 and units, against the figures beside them."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.audit import arithmetic as sums
from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR, HINT
from narrator.audit.inside import CHECK, span
from narrator.figures.terms import PERCENT, YUAN
from narrator.reading.sections import sections

_MORE = {True: "大于", False: "小于"}
_SIZES = ("增减额", "增减率", "差异额")  # what words of direction give a sign


@check("T106", "增减、大小的方向与数字一致", "财预〔2016〕143号：说明收支增减变化")
def direction(audited: Audited) -> Iterator[Say]:
    """Words of direction against each other and against both amounts."""
    for fact in audited.reading.facts:
        senses = {sense for sense in fact.senses if sense}
        change = fact.slots.get("增减额") or fact.slots.get("增减率")
        place = ((fact.start, fact.end),)
        if len(senses) > 1:
            if change is not None and not change.number.value:
                yield Say(HELD)
            else:
                yield Say(ERROR, place, "一句里又说增加又说减少", "请核对是增加还是减少。")
            continue
        turned = [one for role, one in fact.slots.items() if role in _SIZES and one.number.value < 0]
        if senses and turned:
            yield Say(ERROR, span(*turned), "方向词后面又写了负号", "请去掉负号，或核对方向。")
            continue
        this = fact.slots.get("本年数") or fact.slots.get("决算数")
        last = fact.slots.get("上年数") or fact.slots.get("预算数")
        if not senses or this is None or last is None or not fact.certain:
            continue
        by = this.number.amount - last.number.amount
        (sense,) = senses
        if by * sense < 0 and not sums.same(this.number, last.number):
            words = f"{sums.plain(this.number)}{_MORE[by > 0]}{sums.plain(last.number)}，却说{_MORE[sense > 0]}"
            yield Say(ERROR, (*place, *span(this, last)), words, "请核对方向和这两个数。")
        elif not by and fact.kind == "差异方向":
            yield Say(
                ERROR,
                (*place, *span(this, last)),
                f"两个数都是{this.number.text}，却说一个大一个小",
                "请核对方向和这两个数。",
            )
        else:
            yield Say(HELD)


@check("T107", "说持平的，数字没有变化", "上海市2024年度部门决算模板：持平")
def flat(audited: Audited) -> Iterator[Say]:
    """持平 against the amounts, and against a change that the same sentence tells."""
    changed = {
        (fact.sentence, fact.subject, fact.basis): fact.slots["增减额"]
        for fact in audited.reading.facts
        if "增减额" in fact.slots and fact.slots["增减额"].number.value
    }
    for fact in audited.reading.facts:
        if fact.senses != (0,) or "增减额" in fact.slots:
            continue
        if other := changed.get((fact.sentence, fact.subject, fact.basis)):
            evidence = f"又说没有变化，又写变化{other.number.text}"
            yield Say(ERROR, ((fact.start, fact.end), *span(other)), evidence, "请核对有没有变化。")
            continue
        this = fact.slots.get("本年数") or fact.slots.get("决算数")
        last = fact.slots.get("上年数") or fact.slots.get("预算数")
        place = ((fact.start, fact.end),)
        if this is not None and last is not None and fact.certain and not sums.same(this.number, last.number):
            by = sums.shown(this.number.amount - last.number.amount, this.number)
            near = abs(this.number.amount - last.number.amount) * 100 < abs(last.number.amount) * 5
            basically = audited.reading.source.quote(max(fact.start - 2, 0), fact.start).endswith("基本")
            evidence = f"{this.number.text}与{last.number.text}相差{by}，不是持平"
            yield Say(HINT if basically and near else ERROR, (*place, *span(this, last)), evidence, "请核对这两个数。")
        else:
            yield Say(HELD)


@check("T108", "金额和比率都写明单位", "财政部 公开报表：金额单位万元")
def units(audited: Audited) -> Iterator[Say]:
    """Figures whose unit is missing or another than the rest of the text has."""
    told = [one for one in audited.reading.mentions if not one.free]
    wan = sum(one.number.unit == YUAN and one.number.scale == 4 for one in told)
    text = audited.reading.source.text
    for one in told:
        number, place = one.number, ((one.start, one.end),)
        if not number.unit and text(one.end, one.end + 1) in ("", "\n"):
            yield Say(UNDECIDED, evidence="文字在这个数后面中断")
            continue
        if number.torn:
            yield Say(ERROR, place, f"「{number.text}」的分隔号不在千位上", "请核对这个数。")
        elif number.lacks:
            right = f"{number.text}{number.lacks}"
            yield Say(
                HINT, place, f"「{number.text}」少写了「{number.lacks}」", f"请写成「{right}」。", (place[0], right)
            )
        elif not number.unit and one.role not in ("数额", "个数") and one.area not in sections().without:
            unit = PERCENT if one.role.endswith("率") or one.role == "占比" else "万元"
            yield Say(
                ERROR, place, f"「{number.text}」没有写单位", f"请补上「{unit}」。", (place[0], f"{number.text}{unit}")
            )
        elif number.unit == YUAN and not number.scale and number.digits and wan > 3 and number.value < 10_000:
            yield Say(DOUBT, place, f"全文的金额都以万元计，这里是「{number.text}」", "请核对是元还是万元。")
        elif number.unit == YUAN and one.role in ("增减率", "占比", "完成率", "差异率"):
            yield Say(ERROR, place, f"「{number.text}」应是比率，却写成了金额", CHECK)
        else:
            yield Say(HELD)
