"""A unit before it is told: its name and place, its years, what it planned; and how its amounts are typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from invented.drawn import ABROAD, BUDGETS, KINDS, NEW, PURCHASE, RECEPTION, RUNNING, THREE, Dice, Shape, Year

Data = dict[str, Any]
CARS = "公务用车购置及运行维护费"
RUNNING_COSTS = {kind: f"{kind}{'公用经费' if kind == KINDS[2] else '机关运行经费'}" for kind in KINDS}
WORK = (
    "档案数字化",
    "业务培训",
    "设备更新",
    "统计调查",
    "科普宣传",
    "隐患排查",
    "信息系统建设",
    "水质监测",
    "道路养护",
)


class Planned(NamedTuple):
    """What was planned for the year: at its beginning, and with all that was changed since."""

    initial: int
    full: int


class Story(NamedTuple):
    """A unit before it is told: its name and place, what it is, its years, what it planned by money and account.

    ``running`` is what its 公用经费 were this year and last, by the kinds of unit that had them.
    """

    title: str
    region: str
    year: int
    shape: Shape
    this: Year
    last: Year | None
    planned: Mapping[tuple[str, str], Planned]
    three: Mapping[str, Planned]
    running: Mapping[str, tuple[int, int]]
    department: bool

    @property
    def before(self) -> Year:
        """Last year, an empty one where there was none."""
        return self.last or Year({}, {}, {}, {}, {}, 0, 0, {}, {})

    def initial(self, *monies: str) -> int:
        """年初预算 of these budgets."""
        return sum(planned.initial for (money, _), planned in self.planned.items() if money in monies)


def plan(dice: Dice, shape: Shape, this: Year) -> tuple[dict[tuple[str, str], Planned], dict[str, Planned]]:
    """The budgets by money and account, and of 三公: mostly near what was spent."""
    new = shape.temper == NEW
    by = {key: _planned(dice, sum(amounts), new) for key, amounts in this.spent.items() if key[0] in BUDGETS}
    three = {}
    for item in THREE:
        spent = this.three.get(item, 0)
        over = dice.pick((0, 0, spent // 10, spent // 3)) if spent else dice.pick((0, 0, 0, shape.size // 500))
        three[item] = Planned(0 if new else spent + over, spent + over)
    return by, three


def _planned(dice: Dice, spent: int, new: bool) -> Planned:
    first = dice.pick((spent, spent, spent * dice.between(80, 120) // 100, spent * dice.between(40, 300) // 100))
    full = dice.pick((spent, spent, spent * dice.between(100, 110) // 100))
    return Planned(0 if new else max(0, first), max(0, full))


def split(dice: Dice, kinds: tuple[str, ...], this: Year, last: Year | None) -> dict[str, tuple[int, int]]:
    """公用经费 of this year and last by the kinds of unit."""
    both = (dice.parts(year.public() if year else 0, len(kinds)) for year in (this, last))
    return {kind: (now, before) for kind, now, before in zip(kinds, *both, strict=True)}


def typed(amount: int) -> str:
    """An amount as typed, with two decimals."""
    sign, amount = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{amount // 100}.{amount % 100:02d}"


def three(amounts: Mapping[str, int]) -> dict[str, int]:
    """The six columns of 三公 from its four items."""
    of = {item: amounts.get(item, 0) for item in THREE}
    return {
        "合计": sum(of.values()),
        ABROAD: of[ABROAD],
        CARS: of[PURCHASE] + of[RUNNING],
        PURCHASE: of[PURCHASE],
        RUNNING: of[RUNNING],
        RECEPTION: of[RECEPTION],
    }


def row(story: Story, this: int, last: int, **budgets: int) -> Data:
    """A row of a table, with 上年 where the unit has one."""
    row = {} if story.last is None else {"上年": typed(last)}
    return row | {aspect: typed(amount) for aspect, amount in budgets.items()} | {"决算": typed(this)}
