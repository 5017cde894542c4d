"""A phrase as it is read from a finished text, and which of several ways to read the same words is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from narrator.phrases.formats import Read

_FREE = ("text", "reason", "term", "names")
_DIFFERENT = 2  # so many readings are enough to know that there is more than one


class ReadSlot(NamedTuple):
    """A value as printed: its slot, the type of its format, its unit, its decimals, its place.

    The unit of money is there where a column leaves it to the heading, too.
    """

    name: str
    type: str
    unit: str
    digits: int
    value: Read
    text: str
    start: int
    end: int


class ReadPhrase(NamedTuple):
    """A phrase as read: of which fact, under which conditions it has this wording, what its slots print.

    ``within`` are the lists that it stands in, outermost first, each with the number of the item from 1.
    """

    phrase: str
    fact: str
    conditions: frozenset[str]
    slots: tuple[ReadSlot, ...]
    start: int
    end: int
    within: tuple[tuple[str, int], ...] = ()


class Begin(NamedTuple):
    """An item of a list begins here."""

    of: str


Piece: TypeAlias = "ReadPhrase | Begin"
Parse: TypeAlias = tuple[Piece, ...]


def together(several: list[ReadPhrase]) -> list[ReadPhrase]:
    """Wordings of a phrase by which the same words are read, as one: under the conditions of all of them.

    What the pack says is never read as words of the unit. Where one has a word in the place of which another has a
    value, the value is printed all the same; where they have different values in one place, they stay apart.
    """
    least = min(free((one,)) for one in several)
    likely = [one for one in several if free((one,)) == least]
    slots = {(slot.start, slot.end): slot for one in likely for slot in one.slots}
    spans = sorted(slots)
    apart = any(end > start for (_, end), (start, _) in pairwise(spans))
    if apart or any(slots[slot.start, slot.end] != slot for one in likely for slot in one.slots):
        return likely
    conditions = frozenset[str]().union(*(one.conditions for one in likely))
    return [likely[0]._replace(conditions=conditions, slots=tuple(slots[span] for span in spans))]


def likely(found: Iterable[Parse]) -> tuple[Parse, ...]:
    """Of several readings with the same figures those in which the pack says the most in its own words.

    What the pack says is never read as words of the unit.
    """
    best: dict[object, dict[Parse, int]] = {}
    for parse in found:
        same = best.setdefault(_figures(parse), {})
        count = free(parse)
        if not same or count <= min(same.values()):
            same[parse] = count
    kept = [one for same in best.values() for one, count in same.items() if count == min(same.values())]
    return tuple(kept[:_DIFFERENT])


def _figures(parse: Parse) -> object:
    slots = (slot for one in parse if isinstance(one, ReadPhrase) for slot in one.slots)
    return tuple((slot.name, slot.value) for slot in slots if isinstance(slot.value, Decimal))


def free(parse: Parse) -> int:
    """How many characters of a reading are words of the unit."""
    slots = (slot for one in parse if isinstance(one, ReadPhrase) for slot in one.slots)
    return sum(slot.end - slot.start for slot in slots if slot.type in _FREE)


def numbered(parse: Parse, within: tuple[tuple[str, int], ...], offset: int) -> Iterator[ReadPhrase]:
    """The phrases of a reading, each with the items of the lists that it stands in; places moved by ``offset``."""
    counted: dict[str, int] = {}
    inner: tuple[tuple[str, int], ...] = ()
    for piece in parse:
        if isinstance(piece, Begin):
            counted[piece.of] = counted.get(piece.of, 0) + 1
            inner = ((piece.of, counted[piece.of]),)
        else:
            slots = tuple(one._replace(start=one.start + offset, end=one.end + offset) for one in piece.slots)
            where = (*within, *inner)
            yield piece._replace(slots=slots, start=piece.start + offset, end=piece.end + offset, within=where)
