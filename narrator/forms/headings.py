"""The headings in a row of a form, with or without the unit of money behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from narrator.forms import layout

_UNIT = re.compile(r"[（(](元|万元)[）)]$")


def headed(values: Iterable[Any]) -> dict[str, int]:
    """The headings in a row with their columns, the first of each; also without the unit of money behind them."""
    found: dict[str, int] = {}
    for number, value in enumerate(values):
        found.setdefault("".join(str(value).split()), number)
    return {**{_UNIT.sub("", heading): number for heading, number in reversed(found.items())}, **found}


def other_unit(values: Iterable[Any], money: str) -> str:
    """The unit of money that a heading of a row of the form names, where it is not this one; else ""."""
    named = (_UNIT.search("".join(str(value).split())) for value in values if str(value) not in layout.FACTS)
    return next((unit[1] for unit in named if unit and money and unit[1] != money), "")
