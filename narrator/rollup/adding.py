"""Adding figures of units up, each with its origin; what a unit does not tell leaves the sum open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias, TypeVar

from narrator.figures import terms as t
from narrator.figures.declared import NUMBERS
from narrator.figures.number import plain
from narrator.figures.values import Figure, Formula

RULE = "rollup"
_CONVERTED = "converted"
Named: TypeAlias = "tuple[str, Figure]"  # a figure under the name of the unit that gives it


class Lack(NamedTuple):
    """A unit that does not tell its part of a sum, and why."""

    unit: str
    why: str


class Sum(NamedTuple):
    """What a value comes to over all units: ``parts`` less what is ``taken`` out of them.

    ``figure`` is None where no unit gives it, or where one of them ``lacks`` its part. Those that certainly have
    ``nothing`` there are named.
    """

    figure: Figure | None
    parts: tuple[Named, ...] = ()
    taken: tuple[Named, ...] = ()
    lacks: tuple[Lack, ...] = ()
    nothing: tuple[str, ...] = ()


def added(parts: Sequence[Named], taken: Sequence[Named] = ()) -> Figure:
    """The exact sum of these figures less what is taken out of it; in 万元 where they are in several units of money."""
    units = {figure.unit for _, figure in (*parts, *taken)}
    unit = units.pop() if len(units) == 1 else t.WAN
    plus = [(name, _in(figure, unit)) for name, figure in parts]
    minus = [(name, _in(figure, unit)) for name, figure in taken]
    value = sum((one.value for _, one in plus), Decimal(0)) - sum((one.value for _, one in minus), Decimal(0))
    expression = " + ".join(name for name, _ in plus) + "".join(f" − {name}" for name, _ in minus)
    return Figure(plain(value), unit, Formula(RULE, expression, (*plus, *minus)))


def _in(figure: Figure, unit: str) -> Figure:
    """The same amount in another unit of money."""
    if figure.unit == unit:
        return figure
    apart = t.SCALES[figure.unit] - t.SCALES[unit]
    formula = Formula(
        _CONVERTED, f"{figure.unit} {'×' if apart > 0 else '÷'} {10 ** abs(apart)}", ((figure.unit, figure),)
    )
    return Figure(plain(figure.value.scaleb(apart)), unit, formula)


def of_all(given: Iterable[tuple[str, Figure | None]]) -> Sum:
    """The sum of a value that every unit has to give; where none does, nothing lacks."""
    told = list(given)
    parts = tuple((name, figure) for name, figure in told if figure is not None)
    lacks = tuple(Lack(name, "没有填") for name, figure in told if figure is None) if parts else ()
    return Sum(added(parts) if parts and not lacks else None, parts, (), lacks)


_Record = TypeVar("_Record")
Put: TypeAlias = "Callable[[tuple[str, ...], Sum, Figure | None], Figure | None]"
"""Which figure stands at a key of the unit file, by the sum over the units and the department's own figure."""


def records(
    parts: Sequence[tuple[str, _Record]], own: _Record, put: Put, key: tuple[str, ...], new: Collection[str]
) -> _Record:
    """A record of the department: what can be added is put as the sum, all else is as its own file says.

    The ``new`` units have no last year.
    """
    made: dict[str, Any] = {}
    for item in fields(own):  # type: ignore[arg-type]  # a record of the model
        kind, term = item.metadata["kind"], item.metadata["term"]
        values = [
            (name, getattr(record, item.name)) for name, record in parts if not (term == t.LAST_YEAR and name in new)
        ]
        mine = getattr(own, item.name)
        if kind == "part":
            made[item.name] = records(values, mine, put, (*key, term), new)
        elif kind in NUMBERS and item.metadata.get("unit") != t.POINTS:
            made[item.name] = put((*key, term), of_all(values), mine)
    return replace(own, **made)  # type: ignore[type-var]
