"""Drawing by chance what an invented unit is made of: amounts in whole cents, rows, words, reasons that fit them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Data = dict[str, Any]
LAST, INITIAL, FULL, THIS = "上年", "年初预算", "全年预算", "决算"
BUDGETS = ("一般公共", "政府性基金", "国有资本经营")
STATEMENTS = ("一般公共预算财政拨款支出决算表", *(f"{name}预算财政拨款收入支出决算表" for name in BUDGETS[1:]))
KINDS = ("行政单位", "参照公务员法管理事业单位", "事业单位")
ABROAD, BUYING, RUNNING, GUESTS = "因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费"
CARS, THREE = "公务用车购置及运行维护费", "财政拨款“三公”经费"


@cache
def words() -> Data:
    """The words of ``units.yaml``."""
    found: Data = yaml.load((Path(__file__).parent / "units.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return found


class Row(NamedTuple):
    """The amounts of a row in cents: last year, both budgets, this year."""

    last: int
    initial: int
    full: int
    this: int

    def plus(self, other: Row) -> Row:
        """Both rows, added."""
        return Row(*(one + two for one, two in zip(self, other, strict=True)))

    def data(self, *aspects: str) -> Data:
        """The row as it is typed."""
        told = dict(zip((LAST, INITIAL, FULL, THIS), map(typed, self), strict=True))
        return {aspect: told[aspect] for aspect in aspects}


NOTHING = Row(0, 0, 0, 0)


def typed(amount: int) -> str:
    """An amount in cents as it is typed, in 元."""
    sign, amount = ("-" if amount < 0 else ""), abs(amount)
    return f"{sign}{amount // 100}.{amount % 100:02d}"


def cents(text: str) -> int:
    """An amount as ``typed`` gives it, in cents."""
    return int(text.replace(".", ""))


def added(rows: Iterable[Row]) -> Row:
    """Rows, added."""
    total = NOTHING
    for row in rows:
        total = total.plus(row)
    return total


class Draw:
    """Draws what one unit is made of, from one source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.grain = chance.choice((1, 10_000))  # cents: hundreds of yuan print exactly
        self.scale = chance.choice((1, 1, 3, 30))
        self.reasons: dict[str, Data] = {"与上年相比": {}, "与年初预算相比": {}, "与全年预算相比": {}}

    # Figures --------------------------------------------------------------------------------------

    def money(self, low: int, high: int) -> int:
        """An amount between two, given in 万元."""
        drawn = self.chance.randint(low * 1_000_000, high * 1_000_000) * self.scale
        return max(drawn // self.grain, 1) * self.grain

    def near(self, amount: int) -> int:
        """An amount near another one: the same, more or less."""
        kind = self.chance.random()
        if kind < 0.12:
            return amount
        factor = self.chance.uniform(0.6, 1.5) if kind < 0.95 else self.chance.uniform(0.02, 8)
        return max(int(amount * factor) // self.grain, 1) * self.grain

    def row(self, low: int, high: int, *, stays: bool = False) -> Row:
        """A row: usually all four amounts, now and then begun, ended, without a budget or just as budgeted."""
        this = self.money(low, high)
        last, initial = self.near(this), self.near(this)
        full = self.chance.choice((initial, this, self.near(this)))
        case = 1.0 if stays else self.chance.random()
        if case < 0.06:
            return Row(0, initial, full, this)
        if case < 0.12:
            return Row(last, initial, full, 0)
        if case < 0.17:
            return Row(last, 0, full, this)
        if case < 0.2:
            return Row(0, 0, 0, this)
        if case < 0.3:
            return Row(last, this, this, this)
        return Row(last, initial, full, this)

    def some(self, pool: Any, least: int, most: int) -> list[Any]:
        """Some of a pool in its order."""
        pool = list(pool)
        chosen = self.chance.sample(range(len(pool)), min(len(pool), self.chance.randint(least, most)))
        return [pool[at] for at in sorted(chosen)]

    def one(self, *key: str) -> str:
        """One of the words under a key."""
        node: Any = words()
        for label in key:
            node = node[label]
        return str(self.chance.choice(node))

    # Reasons --------------------------------------------------------------------------------------

    def because(self, subject: str, row: Row, sort: str) -> None:
        """The reasons of a row against last year and against both budgets."""
        for comparison, base, kind in (
            ("与上年相比", row.last, sort),
            ("与年初预算相比", row.initial, "预算"),
            ("与全年预算相比", row.full, "预算"),
        ):
            change = _printed(row.this) - _printed(base)
            direction = "增" if change > 0 else "减" if change < 0 else "平" if row.this else "零"
            if comparison == "与上年相比" or subject.isdecimal() or subject in _BUDGETED[comparison]:
                self.reasons[comparison][subject] = self.one("reasons", kind, direction)


_SPENT = (THREE, ABROAD, CARS, BUYING, RUNNING, GUESTS)
_BUDGETED = {
    "与年初预算相比": ("财政拨款收入支出总体", "一般公共预算财政拨款支出", *_SPENT),
    "与全年预算相比": _SPENT,
}


def _printed(cents: int) -> int:
    """An amount as hundredths of 万元, half up."""
    return (2 * cents + 10_000) // 20_000
