"""What people leave out of a unit file, and what they type wrong."""

from __future__ import annotations

from collections.abc import Callable

from invented.drawn import Dice
from invented.story import Data, typed


def slip(dice: Dice, told: Data) -> None:
    """Leave something out in a third of all units, plant an error in one of sixteen."""
    if dice.chance(33):
        for _ in range(dice.between(1, 4)):
            dice.pick(_OMISSIONS)(dice, told)
    if dice.chance(6):
        dice.pick((_wrong_total, _wrong_score))(told)


def _wrong_total(told: Data) -> None:
    total = told["收入支出决算总表"]["支出"]["总计"]
    total["决算"] = typed(int(total["决算"].replace(".", "")) + 1_00)


def _wrong_score(told: Data) -> None:
    for table in told["预算绩效"]["整体支出绩效自评表"]:
        if isinstance(table, dict):
            table["指标"][0]["得分"] = "91"


def _without(*keys: str) -> Callable[[Dice, Data], None]:
    def left_out(_: Dice, told: Data) -> None:
        node = told
        for key in keys[:-1]:
            node = node[key]
        node[keys[-1]] = ""

    return left_out


def _one_reason(dice: Dice, told: Data) -> None:
    for comparison in dice.some(tuple(told["主要原因"]), 3):
        subjects = told["主要原因"][comparison]
        subjects.pop(dice.pick(tuple(subjects) or ("",)), None)


_OMISSIONS: tuple[Callable[[Dice, Data], None], ...] = (
    _one_reason,
    _one_reason,
    _without("主要职能"),
    _without("预算绩效", "成效"),
    _without("公务用车情况", "保有量"),
    _without("国有资产", "房屋面积"),
    _without("政府采购", "政府采购支出总额"),
    _without("人员", "退休人员", "本年"),
    _without("收入支出决算总表", "收入", "本年收入合计", "决算"),
    _without("一般公共预算财政拨款基本支出决算表", "人员经费合计", "决算"),
)
