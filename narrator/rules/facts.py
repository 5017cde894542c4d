"""All facts of one unit, by the names of the catalogue."""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal
from itertools import chain

from narrator.figures.model import Unit
from narrator.figures.values import Figure, Formula, Text, Value
from narrator.rules import matters, money, performance, three
from narrator.rules.fact import Facts
from narrator.rules.sheet import BODY, Decimals, Sheet, given

DEFAULT = Decimals()


def facts(unit: Unit, decimals: Decimals = DEFAULT, wanted: Container[str] | None = None) -> dict[str, Facts]:
    """Everything that follows from the unit's figures, worked out from the figures as printed (元, 万元 or 亿元, %).

    Lists that are not ``wanted`` may be left out; None wants all.
    """
    sheet = Sheet(unit, decimals, wanted)
    return dict(chain.from_iterable(section.facts(sheet) for section in (matters, money, three, performance)))


def common(unit: Unit, decimals: Decimals = DEFAULT) -> dict[str, Value]:
    """The slots that every phrase may use: 单位名称, 年度, 上年度, 主体 (a gap where it is not given), 金额单位."""
    year = unit.profile.year
    return {
        "单位名称": unit.profile.name,
        "年度": year,
        "上年度": Figure(year.value - Decimal(1), year.unit, Formula("last_year", "年度 − 1", (("年度", year),))),
        "主体": given(unit.profile.body, BODY),
        "金额单位": Text(decimals.scale),
    }
