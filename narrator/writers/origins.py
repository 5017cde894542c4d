"""Where a value comes from, in a few short lines for a reader: a cell or line, or a formula with its inputs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from narrator.figures.characters import shown
from narrator.figures.values import ROUNDED, Figure, Formula, Place, Text


class OriginLine(NamedTuple):
    """One line of an origin; ``level`` 0 is the value itself, each input stands a level below its formula."""

    level: int
    text: str


def lines(value: Figure | Text) -> Iterator[OriginLine]:
    """The origin of a value: its place, or the formula with numbers, its expression, and every input.

    A file is named without its folder, so that no user's name leaves with a document.
    """
    if isinstance(value, Text):
        yield OriginLine(0, f"原文：{place(value.origin)}" if value.origin else "")
    elif isinstance(value.origin, Formula) and value.origin.rule != ROUNDED:
        yield from _computed(value.origin, amount(value), 0)
    else:
        yield from _given(amount(value), value, 0)


def _computed(formula: Formula, result: str, level: int) -> Iterator[OriginLine]:
    numbers = formula.with_numbers()
    yield OriginLine(level, f"{numbers} = {result}")
    if numbers != formula.expression:
        yield OriginLine(level, f"算式：{formula.expression}")
    for name, figure in formula.inputs:
        if isinstance(figure.origin, Formula) and figure.origin.rule != ROUNDED:
            yield from _computed(figure.origin, f"{name} {amount(figure)}", level + 1)
        else:
            yield from _given(f"{name} {amount(figure)}", figure, level + 1)


def _given(told: str, figure: Figure, level: int) -> Iterator[OriginLine]:
    """The place of a typed figure; of one that was rounded for print, the exact amount with its place or formula."""
    exact = figure.exact
    rounded = "" if exact is figure else f"{amount(exact)} 四舍五入"
    if isinstance(exact.origin, Place):
        yield OriginLine(level, f"{told}：{'，'.join(filter(None, (rounded, place(exact.origin))))}")
    else:
        yield OriginLine(level, f"{told}：{rounded}")
        yield from _computed(exact.origin, amount(exact), level + 1)


def amount(figure: Figure) -> str:
    """The number with its unit, every digit of it, e.g. "12.34万元"."""
    return f"{figure.value:f}{figure.unit}"


def place(where: Place) -> str:
    """A place for a reader: "决算报表.xlsx 公开01表!D12", "unit.yaml 第 44 行", with the key of the value."""
    file = _named(where.file)
    spot = f"{where.sheet}!{where.cell}" if where.sheet and where.line else where.sheet
    spot = spot or (f"第 {where.line} 行" if where.line else "")
    return " ".join(part for part in (file, spot, where.key.replace("/", "·")) if part)


@lru_cache(maxsize=64)  # the few files that a unit consists of, in thousands of places
def _named(file: str) -> str:
    """A file without its folder."""
    return shown(file.replace("\\", "/").rpartition("/")[2])
