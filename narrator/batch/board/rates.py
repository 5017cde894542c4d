"""Units whose rate lies far from that of their peers: from the median, measured by the median distance from it.

Neither hangs on how far off the units are that are being looked for, as a mean and a standard deviation do. Those above
the median are measured by those above it, those below by those below: a rate that may grow without an end but not
shrink has its units on one side wider apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from narrator.batch.board.compared import PERCENT, RATES, Rate
from narrator.batch.outcome import UnitOutcome
from narrator.figures.number import half_up, quotient

PEERS = 20  # units that make a median worth a comparison: ten on either side of it
# Iglewicz and Hoaglin (1993) call far what is 3.5 × 1.4826 times the median distance from the median
# away from it; 1.4826 makes of that distance a standard deviation where rates are spread as a bell.
_FAR = Decimal("3.5") * Decimal("1.4826")
_FEW = 10  # one unit in so many may be far: where more are, the units are scattered, and none stands out
_PLACES = 2


class Figures(Mapping[str, Decimal]):
    """The figures of a unit as numbers, made when they are asked for: those of thousands of units are kept as text."""

    __slots__ = ("_told",)

    def __init__(self, told: Mapping[str, str]) -> None:
        self._told = told

    def __getitem__(self, key: str) -> Decimal:
        return Decimal(self._told[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


class Far(NamedTuple):
    """A unit and its rate, which is far from that of its peers."""

    unit: UnitOutcome
    value: Decimal


class Compared(NamedTuple):
    """A rate over the units of a year that have it: how many, their median, and who is far from it, the farthest first.

    Where it is ``scattered``, too many are far from it for anyone to stand out, and none is named.
    """

    rate: Rate
    year: int
    peers: int
    median: Decimal
    far: tuple[Far, ...]
    scattered: bool = False


def compared(units: Sequence[UnitOutcome], figures: Sequence[Figures]) -> Iterator[Compared]:
    """Every rate that enough units have, year by year."""
    years: dict[int, list[tuple[UnitOutcome, Figures]]] = defaultdict(list)
    for unit, own in zip(units, figures, strict=True):
        years[unit.year].append((unit, own))
    for year in sorted(years):
        for rate in RATES:
            known = [Far(unit, value) for unit, own in years[year] if (value := value_of(rate, own)) is not None]
            if len(known) >= PEERS:
                middle = _median([one.value for one in known])
                far = sorted(_far(known, middle, rate.least), key=lambda one: (-abs(one.value - middle), one.unit.unit))
                scattered = len(far) * _FEW > len(known)
                told = () if scattered else tuple(far)
                yield Compared(rate, year, len(known), half_up(middle, _PLACES), told, scattered)


def value_of(rate: Rate, figures: Mapping[str, Decimal]) -> Decimal | None:
    """The rate of a unit, rounded once; None where a figure of it is missing or there is too little to divide by."""
    try:
        top = sum((figures[key] for key in rate.tops), Decimal())
        bottom = sum((figures[key] for key in rate.bottoms), Decimal())
    except KeyError:
        return None
    if bottom < rate.base:
        return None
    if rate.change:
        top -= bottom
    return quotient(top * 100 if rate.unit == PERCENT else top, bottom, _PLACES)


def _far(known: Sequence[Far], middle: Decimal, least: Decimal) -> Iterator[Far]:
    above = [one.value - middle for one in known if one.value >= middle]
    below = [middle - one.value for one in known if one.value <= middle]
    most, fewest = (max(_FAR * _median(side), least) for side in (above, below))
    return (one for one in known if one.value - middle > most or middle - one.value > fewest)


def _median(values: Sequence[Decimal]) -> Decimal:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
