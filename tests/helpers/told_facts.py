"""The facts of a unit file as short texts, to be held against another route."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings

import narrator
from helpers.recompute import Data, Gap, Money, printed
from helpers.strategies import to_yaml
from narrator.figures import values
from narrator.rules.derive import Decimals
from narrator.rules.fact import Fact, Facts
from narrator.rules.facts import DEFAULT, facts

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def told(data: Data, decimals: Decimals = DEFAULT) -> dict[str, Facts]:
    """The facts of this unit file, under a pack with these decimals."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "unit.yaml"
        file.write_text(to_yaml(data), encoding="utf-8")
        return facts(narrator.load(file), decimals)


def seen(value: values.Value | None) -> str | None:
    """A slot as a short text; a gap as its subject in brackets."""
    if isinstance(value, values.Figure):
        return f"{value.value:f}"
    if isinstance(value, values.Gap):
        return f"【{value.subject}】"
    return value.text if isinstance(value, values.Text) else None


def slots(fact: Facts, *names: str) -> tuple[str | None, ...]:
    """These slots of one fact, and of the account that it is about."""
    assert isinstance(fact, Fact)
    account = fact.parts.get("科目")
    found = {**fact.slots, **account.slots} if isinstance(account, Fact) else fact.slots
    return tuple(seen(found.get(name)) for name in names)


def rows(found: Facts, *names: str) -> list[tuple[str | None, ...]] | str:
    """These slots of each fact of a list; of a list that is not known its gap."""
    if isinstance(found, values.Gap):
        return f"【{found.subject}】"
    return [slots(fact, *names) for fact in found if isinstance(fact, Fact)]


def money(amount: Money) -> str:
    return f"【{amount.subject}】" if isinstance(amount, Gap) else printed(amount)


def unit(**more: Any) -> Data:
    """A unit file with only this beside its head."""
    profile = {"单位名称": "甲局", "地区": "新疆", "年度": "2024", "主体": "部门", "单位性质": "行政单位"}
    return {"金额单位": "万元", "单位": profile, **more}
