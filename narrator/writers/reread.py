"""What a finished text tells, as plain data for JSON: every value, reason and figure with its places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from narrator.document.reread import Reread
from narrator.document.told_phrases import ReadSlot
from narrator.figures.told import Settled, Spot, Told
from narrator.figures.values import Key
from narrator.phrases.phrase import ALWAYS
from narrator.readers.lines import ProseLine
from narrator.reading.facts import Fact, Mention, Reading, Reason


class Places:
    """The places of a text as data: paragraph or line, page and cell where there are any, characters from 1."""

    def __init__(self, lines: Sequence[ProseLine]) -> None:
        self.lines = lines

    def of(self, spots: Iterable[Spot]) -> list[dict[str, Any]]:
        """Each place with what is printed there."""
        return [self._one(spot) for spot in spots]

    def _one(self, spot: Spot) -> dict[str, Any]:
        line = self.lines[spot.line]
        page = {"page": line.page} if line.page else {}
        cell = {"cell": line.cell._asdict()} if line.cell else {}
        at = {"line": line.place.line, "place": line.place.key, "first": spot.start + 1, "last": spot.end}
        return {**page, **at, **cell, "printed": line.text[spot.start : spot.end]}


def values(settled: Settled, places: Places) -> list[dict[str, Any]]:
    """What is told of each key."""
    return [_value(key, told, places) for key, told in settled.values.items()]


def contradictory(settled: Settled, places: Places) -> list[dict[str, Any]]:
    """The keys that are told with two values, with each of them."""
    return [
        {"key": _named(key), "told": [_value(key, (one,), places) for one in told]}
        for key, told in settled.contradictory.items()
    ]


def _value(key: Key, told: Sequence[Told], places: Places) -> dict[str, Any]:
    first = told[0]
    value = {"words": first.value} if isinstance(first.value, str) else _figure(first)
    derived = {"derived": first.derived} if first.derived else {}
    return {"key": _named(key), **value, **derived, "places": places.of(spot for one in told for spot in one.spots)}


def _figure(told: Told) -> dict[str, Any]:
    return {"figure": f"{told.value:f}", "unit": told.unit}


def _named(key: Key) -> str:
    return "/".join(map(str, key))


def phrases(found: Reread, places: Places) -> list[dict[str, Any]]:
    """The facts that a pack reads: under which conditions they are worded so, and what their slots print."""
    return [
        {
            "fact": one.phrase.fact,
            "items": [{"list": name, "number": number} for name, number in one.phrase.within],
            "conditions": sorted(one.phrase.conditions - {ALWAYS}),
            "slots": {slot.name: _slot(one.line, slot, places) for slot in one.phrase.slots},
            "places": places.of([Spot(one.line, one.phrase.start, one.phrase.end)]),
        }
        for one in found.phrases
        if one.phrase.fact
    ]


def _slot(line: int, slot: ReadSlot, places: Places) -> dict[str, Any]:
    figure = isinstance(slot.value, Decimal)
    value = {"figure": f"{slot.value:f}", "unit": slot.unit} if figure else {"words": slot.text}
    return {**value, "places": places.of([Spot(line, slot.start, slot.end)])}


def facts(reading: Reading, places: Places) -> list[dict[str, Any]]:
    """The statements of a reading by clauses."""
    return [_fact(reading, fact, places) for fact in reading.facts]


def _fact(reading: Reading, fact: Fact, places: Places) -> dict[str, Any]:
    spots = reading.source.spots
    return {
        "kind": fact.kind,
        "subject": fact.subject,
        "of": fact.of,
        "basis": fact.basis,
        "certain": fact.certain,
        "senses": list(fact.senses),
        "slots": {slot: _mention(reading, mention, places) for slot, mention in fact.slots.items()},
        "reasons": [{"words": one.text, "places": places.of(spots(one.start, one.end))} for one in fact.reasons],
        "places": places.of(spots(fact.start, fact.end)),
    }


def _mention(reading: Reading, mention: Mention, places: Places) -> Mapping[str, Any]:
    number = mention.number
    return {
        "figure": f"{number.amount:f}",
        "unit": number.unit,
        "bound": mention.bound,
        "places": places.of(reading.source.spots(mention.start, mention.end)),
    }


def reasons(reading: Reading, places: Places) -> list[dict[str, Any]]:
    """Every reason of a reading by clauses, whether it is known what it explains or not."""

    def one(reason: Reason) -> dict[str, Any]:
        return {"words": reason.text, "places": places.of(reading.source.spots(reason.start, reason.end))}

    return [one(reason) for reason in reading.reasons]
