"""How a phrase came down through the layers of its pack: where it was added, changed, proven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from narrator.figures.values import Place
from narrator.phrases.entries import Raw
from narrator.phrases.layers import Layer
from narrator.phrases.phrase import ALWAYS

ADDED, CHANGED, PROVEN = "写出", "改写", "补写依据"


class HistoryStep(NamedTuple):
    """What one layer does to a phrase: where, what, and for which conditions, as spelled (none where for all)."""

    layer: str
    place: Place
    what: str
    conditions: tuple[str, ...]


def steps(layers: tuple[Layer, ...], phrase: str, year: int) -> Iterator[HistoryStep]:
    """The layers that say something of a phrase as it holds in this year, parent first."""
    before = False
    for layer in layers:
        for raw in layer.entries:
            if raw.id == phrase and raw.holds(year):
                yield HistoryStep(layer.id, raw.place, _what(raw, before), _conditions(raw))
                before = True


def _what(raw: Raw, before: bool) -> str:
    if not before:
        return ADDED
    return CHANGED if raw.wordings or raw.without else PROVEN


def _conditions(raw: Raw) -> tuple[str, ...]:
    named = (condition for wording in (*raw.wordings, *raw.without) for condition in wording.conditions)
    return tuple(dict.fromkeys(condition for condition in named if condition != ALWAYS))


def texts(layers: tuple[Layer, ...]) -> dict[Place, str]:
    """Every wording of the layers as it is written, by its place."""
    entries = (raw for layer in layers for raw in layer.entries)
    return {wording.text.place: str(wording.text) for raw in entries for wording in (*raw.wordings, *raw.without)}
