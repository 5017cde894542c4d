"""Reading back: what values a phrase would need to print a given text.

All splits of the text are tried, so that more than one is told as ambiguous and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from narrator.phrases.formats import Format, Read
from narrator.phrases.phrase import Phrase, Slot, Span

_MOST = 64


class Reading(NamedTuple):
    """Slot values under which a phrase prints the text, and the conditions whose wording that is."""

    values: Mapping[str, Read]
    conditions: frozenset[str]


def match(phrase: Phrase, text: str, formats: Mapping[str, Format]) -> tuple[Reading, ...]:
    """Every reading of ``text`` by one of the phrase's wordings; more than one is ambiguous."""
    readings: dict[tuple[tuple[str, Read], ...], frozenset[str]] = {}
    for variant in phrase.distinct():
        pieces = tuple(piece.text if isinstance(piece, Span) else piece for piece in variant.pieces)
        for values in splits(pieces, text, formats):
            key = tuple(sorted(values.items()))
            readings[key] = readings.get(key, frozenset()) | frozenset(variant.source.conditions)
    return tuple(Reading(dict(values), conditions) for values, conditions in readings.items())


def splits(pieces: tuple[str | Slot, ...], text: str, formats: Mapping[str, Format]) -> Iterator[dict[str, Read]]:
    """The ways to split a text over literals and slots, at most 64, each as values by slot."""
    found = _splits(pieces, 0, text, 0, formats, {})
    for _, values in zip(range(_MOST), found, strict=False):
        yield values


def _splits(
    pieces: tuple[str | Slot, ...],
    index: int,
    text: str,
    start: int,
    formats: Mapping[str, Format],
    values: dict[str, Read],
) -> Iterator[dict[str, Read]]:
    if index == len(pieces):
        if start == len(text):
            yield dict(values)
        return
    piece = pieces[index]
    if isinstance(piece, str):
        if text.startswith(piece, start):
            yield from _splits(pieces, index + 1, text, start + len(piece), formats, values)
        return
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    for end in _ends(text, start, following):
        value = formats[piece.format].read(text[start:end])
        if value is None or values.get(piece.name, value) != value:
            continue
        yield from _splits(pieces, index + 1, text, end, formats, {**values, piece.name: value})


def _ends(text: str, start: int, following: str | Slot | None) -> Iterator[int]:
    """Where the slot's print may end: before the next literal, or at the end of the text."""
    if following is None:
        yield len(text)
        return
    if isinstance(following, Slot):
        yield from range(start + 1, len(text))
        return
    end = text.find(following, start + 1)
    while end != -1:
        yield end
        end = text.find(following, end + 1)
