"""The conditions that a pack may name for a wording of a reason: what of the figures must hold for it to be offered.

They are judged on the figures as printed; one that an unknown figure leaves open does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from narrator.figures import terms as t
from narrator.figures.values import Figure
from narrator.rules.drivers import BY_NATURE, Driver
from narrator.rules.fact import Fact


class Explained(NamedTuple):
    """What a reason is to explain: the 增减 or 差异, and its drivers."""

    fact: Fact
    drivers: tuple[Driver, ...]


def _driven(label: str, sign: int) -> Callable[[Explained], bool]:
    def holds(explained: Explained) -> bool:
        return any(driver.label == label and driver.change.value * sign > 0 for driver in explained.drivers)

    return holds


def _zero(*slots: str) -> Callable[[Explained], bool]:
    def holds(explained: Explained) -> bool:
        values = [explained.fact.slots.get(slot) for slot in slots if slot in explained.fact.slots]
        return bool(values) and all(isinstance(value, Figure) and value.value == 0 for value in values)

    return holds


def _not_only(nature: str) -> Callable[[Explained], bool]:
    """Whether something else than this kind of spending moved, or it is not known what did."""

    def holds(explained: Explained) -> bool:
        moved = {driver.label for driver in explained.drivers if driver.by == BY_NATURE}
        return moved != {nature}

    return holds


_DRIVEN = {
    t.IN_SERVICE: t.IN_SERVICE,
    t.RETIRED: t.RETIRED,
    t.BASIC_SPENDING: t.BASIC_SPENDING,
    t.PROJECT_SPENDING: t.PROJECT_SPENDING,
    "人员经费": t.STAFF,
    "公用经费": t.PUBLIC,
    t.BROUGHT_FORWARD: t.BROUGHT_FORWARD,
    **{kind: kind for kind in t.INCOME_KINDS},
    t.ABROAD: t.ABROAD,
    t.CARS: t.CARS,
    t.RECEPTION: t.RECEPTION,
}

CONDITIONS: dict[str, Callable[[Explained], bool]] = {
    **{f"{name}减少": _driven(label, -1) for name, label in _DRIVEN.items()},
    **{f"{name}增加": _driven(label, +1) for name, label in _DRIVEN.items()},
    "不只项目支出变动": _not_only(t.PROJECT_SPENDING),
    "不只基本支出变动": _not_only(t.BASIC_SPENDING),
    "两年均为零": _zero("上年数", "本年数"),
    "本年为零": _zero("本年数", "决算数"),
    "上年为零": _zero("上年数"),
    "预算为零": _zero("预算数"),
    "无差异": lambda explained: explained.fact.condition in ("equal", "none") and explained.fact.kind == "Deviation",
}


def holding(conditions: Iterable[str], explained: Explained) -> bool:
    """Whether all conditions of these names hold."""
    return all(CONDITIONS[name](explained) for name in conditions)
