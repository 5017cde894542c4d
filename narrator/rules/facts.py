"""The facts of one unit, by the names of the catalogue."""

from __future__ import annotations

from collections.abc import Container
from decimal import Decimal

from narrator.figures.model import Unit
from narrator.figures.values import Figure, Formula, Text, Value
from narrator.rules.catalogue import CATALOGUE
from narrator.rules.derive import Decimals
from narrator.rules.fact import Facts
from narrator.rules.held import Held
from narrator.rules.view import UnitView

DEFAULT = Decimals()


def facts(unit: Unit, decimals: Decimals = DEFAULT, wanted: Container[str] | None = None) -> dict[str, Facts]:
    """What follows from the unit's figures, worked out from the figures as printed (元, 万元 or 亿元, %).

    Of the facts that stand by themselves only those that are ``wanted`` are worked out, None wants all; one that the
    unit does not have is not among them.
    """
    view = UnitView(unit, decimals)
    specs = [spec for spec in CATALOGUE.values() if not spec.within and (wanted is None or spec.name in wanted)]
    found = ((spec.name, spec.of(view)) for spec in specs)
    return {name: fact for name, fact in found if fact is not None}


def common(unit: Unit, decimals: Decimals = DEFAULT) -> dict[str, Value]:
    """The slots that every phrase may use: 单位名称, 年度, 上年度, 主体 (a gap where it is not given), 金额单位."""
    year = unit.profile.year
    return {
        "单位名称": unit.profile.name,
        "年度": year,
        "上年度": Figure(year.value - Decimal(1), year.unit, Formula("last_year", "年度 − 1", (("年度", year),))),
        "主体": Held(unit, "", decimals).given("profile.body"),
        "金额单位": Text(decimals.scale),
    }
