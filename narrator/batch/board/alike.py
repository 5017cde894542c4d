"""What units have in common that is each one's own: the same reason in many, the same figures in several."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from narrator.batch.board.compared import COUNTED
from narrator.batch.outcome import UnitOutcome

MANY = 5  # units that give one reason: two or three may have had the same to tell
COPIED = 2  # units with one reason that tells a figure: each has its own
_TELLING = 8  # letters and digits from which on a reason tells something (人员变动, 严格控制 do not)
_FIGURE = re.compile(r"\d+(?![\d.]*[年月日])")  # a number that is no date
_LEAST = Decimal(10_000)  # 元; smaller amounts are often alike (a subscription, a fee)
_DIGITS = 4  # significant digits that an amount has at least


class SameReason(NamedTuple):
    """A reason as the first unit words it, what it explains, and who gives it."""

    text: str
    keys: tuple[str, ...]
    units: tuple[UnitOutcome, ...]


class SameFigures(NamedTuple):
    """Amounts in 元 by their keys that these units have to the 分 alike."""

    figures: tuple[tuple[str, Decimal], ...]
    units: tuple[UnitOutcome, ...]


def reasons(units: Iterable[UnitOutcome]) -> list[SameReason]:
    """The reasons that many units give, but for white space, punctuation and width; the most frequent first."""
    found: dict[str, dict[str, UnitOutcome]] = defaultdict(dict)
    keys: dict[str, dict[str, None]] = defaultdict(dict)
    first: dict[str, str] = {}
    for unit in units:
        for key, text in unit.reasons.items():
            if len(bare := _bare(text)) >= _TELLING:
                found[bare][unit.unit] = unit
                keys[bare][key] = None
                first.setdefault(bare, text)
    same = (
        SameReason(first[bare], tuple(sorted(keys[bare])), tuple(by.values()))
        for bare, by in found.items()
        if len(by) >= (COPIED if _FIGURE.search(bare) else MANY)
    )
    return sorted(same, key=lambda one: (-len(one.units), one.text))


def figures(units: Sequence[UnitOutcome], told: Sequence[Mapping[str, Decimal]]) -> list[SameFigures]:
    """The amounts that units share beyond chance, those who share most first.

    By chance n units share an amount of d significant digits about n² ÷ (18 × 10^(d−1)) times: with one digit more
    than n² has that is hardly ever. Units that share several different amounts have the digits of all of them.
    """
    owners: dict[tuple[str, Decimal], list[int]] = defaultdict(list)
    for number, figures_of in enumerate(told):
        for key, value in figures_of.items():
            if value >= _LEAST and key not in COUNTED and digits(value) >= _DIGITS:
                owners[key, value].append(number)
    shared: dict[tuple[int, ...], list[tuple[str, Decimal]]] = defaultdict(list)
    for figure, numbers in owners.items():
        if len(numbers) > 1:
            shared[tuple(numbers)].append(figure)
    needed = len(str(len(units) ** 2)) + 1
    same = [
        (numbers, sorted(alike))
        for numbers, alike in shared.items()
        if sum(map(digits, {value for _, value in alike})) >= needed
    ]
    same.sort(key=lambda one: (-len(one[1]), one[0]))
    return [SameFigures(tuple(alike), tuple(units[number] for number in numbers)) for numbers, alike in same]


def digits(value: Decimal) -> int:
    """How many digits tell an amount: those before the zeros at its end."""
    return len(str(int(value.scaleb(2))).rstrip("0"))


@lru_cache(maxsize=4096)  # most reasons are told again and again
def _bare(text: str) -> str:
    """A reason without what may differ where nothing else does: letters and digits alone, in one width."""
    return "".join(_letters(unicodedata.normalize("NFKC", text)))


def _letters(text: str) -> Iterator[str]:
    return (character for character in text if character.isalnum())
