"""The reasons of an invented unit, each pointing the way that its figure moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from invented.drawn import BUDGETS, GENERAL, KINDS, OUTGOINGS, RECEIPTS, THREE, Dice, Year
from invented.story import CARS, RUNNING_COSTS, WORK, Data, Story, three

_WHY = {
    1: ("本年新增{}任务", "本年{}任务增加", "{}经费较上年增加", "扩大{}范围，费用增加", "按规定提高{}标准"),
    -1: ("{}任务较上年减少", "上年{}项目已经完成，本年费用减少", "压减{}经费", "{}费用较上年下降"),
    0: ("{}任务与上年一致，无变化", "{}规模与上年持平"),
}
_ACROSS = {
    1: ("年中追加{}经费", "年中新增{}任务，追加预算"),
    -1: ("年中调减{}经费", "{}合同价低于预算，费用减少"),
    0: ("严格按照预算执行，预决算无差异",),
}
_WHOLE = "财政拨款“三公”经费"
_EVEN_OF_NOTHING = {_WHOLE, CARS, *THREE, "收入支出总体", *RUNNING_COSTS.values()}  # why there was none is told, too


def reasons(dice: Dice, story: Story) -> Data:
    """A reason for every comparison that a pack may tell, each pointing the way that its figure moved."""
    told: Data = {
        "与年初预算相比": dict(_said(dice, _against(story, "initial"), _ACROSS)),
        "与全年预算相比": dict(_said(dice, _against(story, "full"), _ACROSS)),
    }
    if story.last is not None:
        told["与上年相比"] = dict(_said(dice, _against_last(story, story.last), _WHY))
    return {comparison: reasons for comparison, reasons in told.items() if reasons}


def _said(
    dice: Dice, moved: Iterable[tuple[str, int, int]], words: Mapping[int, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    for subject, now, before in moved:
        if not now and not before and subject not in _EVEN_OF_NOTHING:
            continue
        way = (now > before) - (now < before)
        yield subject, dice.pick(words[way]).format(dice.pick(WORK))


def _against_last(story: Story, last: Year) -> Iterator[tuple[str, int, int]]:
    this = story.this
    whole: dict[str, Callable[[Year], int]] = {
        "收入支出总体": Year.total,
        "支出总计": Year.total,
        "财政拨款收入支出总体": Year.fiscal_total,
        "本年收入": Year.income,
        "本年支出": Year.spending,
        "财政拨款收入": Year.fiscal,
        "基本支出": lambda year: year.natures()[0],
        "项目支出": lambda year: year.natures()[1],
        "使用非财政拨款结余（含专用结余）": lambda year: year.used,
        "年初结转和结余": lambda year: sum(year.brought.values()),
        "结余分配": lambda year: year.shared,
        "年末结转和结余": lambda year: sum(year.carried.values()),
    }
    yield from ((subject, of(this), of(last)) for subject, of in whole.items())
    yield from ((RUNNING_COSTS[kind], now, before) for kind, (now, before) in story.running.items())
    offices = [amounts for kind, amounts in story.running.items() if kind != KINDS[2]]
    yield "机关运行经费", sum(now for now, _ in offices), sum(before for _, before in offices)
    yield from ((kind, this.receipts.get(kind, 0), last.receipts.get(kind, 0)) for kind in RECEIPTS)
    yield from ((kind, this.outgoings.get(kind, 0), last.outgoings.get(kind, 0)) for kind in OUTGOINGS)
    for money in BUDGETS:
        now, before = (year.paid((money,)) for year in (this, last))
        yield f"{money}预算财政拨款收入", this.received(money), last.received(money)
        yield f"{money}预算财政拨款支出", this.spending(money), last.spending(money)
        for code in sorted({**now, **before}):
            yield code, sum(now.get(code, ())), sum(before.get(code, ()))
    now_three, last_three = three(this.three), three(last.three)
    yield from ((_WHOLE if item == "合计" else item, amount, last_three[item]) for item, amount in now_three.items())


def _against(story: Story, which: str) -> Iterator[tuple[str, int, int]]:
    """Against 年初预算 (initial) or 全年预算 (full)."""
    planned = {key: int(getattr(one, which)) for key, one in story.planned.items()}
    if which == "initial":
        yield "财政拨款收入支出总体", story.this.fiscal_total(), sum(planned.values())
    general = sum(amount for (money, _), amount in planned.items() if money == GENERAL)
    yield "一般公共预算财政拨款支出", story.this.spending(GENERAL), general
    for key, amount in sorted(planned.items()):
        yield key[1], sum(story.this.spent[key]), amount
    budgets = three({item: int(getattr(one, which)) for item, one in story.three.items()})
    yield from (
        (_WHOLE if item == "合计" else item, amount, budgets[item]) for item, amount in three(story.this.three).items()
    )
