"""Values of the unit file that a workbook holds beside the nine tables: people, counts, assets, procurement.

The unit file gives what the workbooks do not; a value that both give must be the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from narrator.figures import terms as t
from narrator.figures.findings import Finding
from narrator.figures.model import Unit
from narrator.figures.values import Figure, Place
from narrator.readers import internal

Values: TypeAlias = "Mapping[tuple[str, ...], Figure]"  # by the key of the unit file

_LAST: dict[str, str] = {t.THIS_YEAR: t.LAST_YEAR, t.ACTUAL: t.LAST_YEAR}  # what this year's value is a year later
_RUNNING = "机关运行经费及公用经费"


KEYS = (*internal.VALUES, *((*key[:-1], _LAST[key[-1]]) for key in internal.VALUES if key[-1] in _LAST))
"""The keys of all values that workbooks may hold beside the nine tables."""


class Declared(NamedTuple):
    """How the model declares a value: the fields that lead to it, its kind (money, count …) and unit."""

    names: tuple[str, ...]
    kind: str
    unit: str


@lru_cache(maxsize=200)  # follows from the model alone: some thirty keys
def declared(key: tuple[str, ...]) -> Declared:
    """The declaration of the value at a key of the unit file. Raises KeyError where the model has none."""
    cls: Any = Unit
    names: list[str] = []
    meta: Mapping[str, Any] = {}
    for term in key:
        found = {item.metadata["term"]: item for item in fields(cls) if item.metadata}[term]
        names.append(found.name)
        meta = found.metadata
        cls = meta.get("of")
    return Declared(tuple(names), meta["kind"], meta.get("unit", ""))


def value(unit: Unit, key: tuple[str, ...]) -> Figure | None:
    """The value of a unit at a key of the unit file; None where it is not given."""
    figure: Any = unit
    for name in declared(key).names:
        figure = getattr(figure, name)
    return figure if isinstance(figure, Figure) else None


def of_both_years(this: Values, last: Values) -> dict[tuple[str, ...], Figure]:
    """The values of this year, and of last year's those that the unit file keeps as 上年, under that key."""
    before = {(*key[:-1], _LAST[key[-1]]): figure for key, figure in last.items() if key[-1] in _LAST}
    return {key: _named(figure, key) for key, figure in {**this, **before}.items()}


def _named(figure: Figure, key: tuple[str, ...]) -> Figure:
    origin = figure.origin
    return figure._replace(origin=origin._replace(key="/".join(key))) if isinstance(origin, Place) else figure


def joined(given: dict[str, Any], beside: Values) -> Iterator[Finding]:
    """Put these values into a unit's parts by their terms; what the unit file says otherwise is told.

    Running costs by kind of unit are taken only where the unit may be of several kinds: one kind has those of 06.
    """
    kinds = given["单位"].kinds
    for key, figure in beside.items():
        if key[0] == _RUNNING and kinds is not None and len(kinds) == 1:
            continue
        top, *names = declared(key).names
        part = given.get(key[0])
        if part is None:
            part = next(item.metadata["of"] for item in fields(Unit) if item.name == top)()
        typed = part
        for name in names:
            typed = getattr(typed, name)
        if typed is None:
            given[key[0]] = _with(part, names, figure)
        else:
            yield from differing(figure, typed)


def differing(known: Figure, typed: Figure) -> Iterator[Finding]:
    """The refusal of a typed figure that is not the one that a workbook gives."""
    if typed.yuan != known.yuan:
        place = typed.origin if isinstance(typed.origin, Place) else None
        where = known.origin if isinstance(known.origin, Place) else ""
        evidence = f"这里是 {typed.value:f}{typed.unit}，而报表 {where} 是 {known.value:f}{known.unit}。"
        yield Finding("B216", place, evidence, "报表已有的数不必再填；请删去这里的数，或改正报表。")


def _with(record: Any, names: list[str], figure: Figure) -> Any:
    """A record with a value in it, or in one of its parts."""
    name, *below = names
    return replace(record, **{name: _with(getattr(record, name), below, figure) if below else figure})
