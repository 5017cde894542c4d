"""What a finished text tells of the values of a unit file: each by its key, with where it is printed.

Blank is not zero, unread is not blank: only what a text prints is told, or what follows from it and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from narrator.figures.interval import Interval, around, exactly
from narrator.figures.terms import SCALES, WAN
from narrator.figures.values import Key


class Spot(NamedTuple):
    """Where something stands in a text: its line among those that were read, counted from 0, and its characters."""

    line: int
    start: int
    end: int


class Told(NamedTuple):
    """A value as a text tells it.

    A figure is in its own ``unit`` (元, 万元, 亿元, 人 …) with the ``digits`` that are printed behind the point; words
    have none. ``derived`` is the formula of what is not printed itself, with its numbers, else "".
    """

    key: Key
    value: Decimal | str
    spots: tuple[Spot, ...]
    unit: str = ""
    digits: int = 0
    derived: str = ""

    @property
    def stands_for(self) -> Interval | str:
        """All that prints so, money in 元; what is counted is exact, and words are themselves."""
        if isinstance(self.value, str):
            return self.value
        if self.unit not in SCALES:
            return exactly(self.value)
        return around(self.value, self.digits).shifted(SCALES[self.unit])

    @property
    def typed(self) -> str:
        """The value as a unit file holds it: money in 万元."""
        if isinstance(self.value, str):
            return self.value
        scale = SCALES.get(self.unit)
        return f"{self.value if scale is None else self.value.scaleb(scale - SCALES[WAN]):f}"

    @property
    def in_yuan(self) -> str:
        """An amount of money in 元; other values as they are."""
        return self.value if isinstance(self.value, str) else f"{self.value.scaleb(SCALES.get(self.unit, 0)):f}"


class Moved(NamedTuple):
    """A change that a text tells: ``this`` is by so much more than ``last`` (less where it is negative).

    Where the text says that nothing changed and prints no amount, there is no ``unit``.
    """

    last: Key
    this: Key
    by: Decimal
    unit: str
    digits: int
    spots: tuple[Spot, ...]


class Settled(NamedTuple):
    """What is told of each key in one voice, the finest print of it first; and the keys told with two values."""

    values: Mapping[Key, tuple[Told, ...]]
    contradictory: Mapping[Key, tuple[Told, ...]]


def settled(told: Iterable[Told], moved: Iterable[Moved]) -> Settled:
    """What is told of each key; where the text tells a change and one of its ends, the other end follows.

    A key that is told with two values that no rounding reconciles is contradictory, and has none.
    """
    by_key: dict[Key, list[Told]] = {}
    for one in told:
        by_key.setdefault(one.key, []).append(one)
    contradictory = {key: tuple(found) for key, found in by_key.items() if not _one_voice(found)}
    values = {key: tuple(sorted(found, key=_coarse)) for key, found in by_key.items() if key not in contradictory}
    changes = list(moved)
    while found := [end for change in changes if (end := _end(change, values, contradictory)) is not None]:
        for end in found:
            values.setdefault(end.key, (end,))
    return Settled(values, contradictory)


def _one_voice(found: list[Told]) -> bool:
    stood = [one.stands_for for one in found]
    return all(
        first.meets(other) if isinstance(first, Interval) and isinstance(other, Interval) else first == other
        for at, first in enumerate(stood)
        for other in stood[:at]
    )


def _coarse(one: Told) -> int:
    return SCALES.get(one.unit, 0) - one.digits


def _end(change: Moved, values: Mapping[Key, tuple[Told, ...]], contradictory: Mapping[Key, object]) -> Told | None:
    """The end of a change that the text does not tell, where it tells the other one with as many decimals."""
    for wanted, given, sign, shown in ((change.last, change.this, -1, "−"), (change.this, change.last, 1, "+")):
        if wanted in values or wanted in contradictory or given not in values:
            continue
        other = values[given][0]
        if isinstance(other.value, str):
            continue
        if change.unit and (other.unit, other.digits) != (change.unit, change.digits):
            continue
        by = f"({change.by})" if change.by < 0 else f"{change.by}"
        value = other.value + sign * change.by
        formula = f"{other.value} {shown} {by}"
        return Told(wanted, value, (*other.spots[:1], *change.spots), other.unit, other.digits, formula)
    return None
