"""Reading back: what values phrases would need to print a given text.

All splits of the text over all wordings are tried, so that more than one is told as ambiguous and
never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from narrator.phrases.formats import Format, Read
from narrator.phrases.phrase import Phrase, Slot, Span, Variant

# The pieces of one wording; a place in a text may have one of several wordings.
Pieces: TypeAlias = tuple["str | Slot", ...]
Values: TypeAlias = tuple[tuple[str, Read], ...]

_MOST_STEPS = 20_000
_MOST_PIECES = 400  # each is a level of recursion


class Reading(NamedTuple):
    """Slot values under which a phrase prints the text, and the conditions whose wording that is."""

    values: Mapping[str, Read]
    conditions: frozenset[str]


def match(phrase: Phrase, text: str, formats: Mapping[str, Format]) -> tuple[Reading, ...]:
    """Every reading of ``text`` by one of the phrase's wordings; more than one is ambiguous."""
    readings: dict[Values, frozenset[str]] = {}
    for variant in phrase.distinct():
        for values in Splits(text, [(pieces(variant),)], formats):
            by_name = dict(values)
            if all(by_name[name] == value for name, value in values):
                key = tuple(sorted(by_name.items()))
                readings[key] = readings.get(key, frozenset()) | frozenset(variant.source.conditions)
    return tuple(Reading(dict(values), conditions) for values, conditions in readings.items())


def pieces(variant: Variant) -> Pieces:
    """A wording for reading: its literals as plain text."""
    return tuple(piece.text if isinstance(piece, Span) else piece for piece in variant.pieces)


class Splits:
    """The ways to split a text over a sequence of places, each as slot values in order.

    Iteration ends early after 20,000 steps, and does not begin over 400 pieces; ``exhausted`` then
    says that there may be more.
    """

    def __init__(self, text: str, places: Sequence[Sequence[Pieces]], formats: Mapping[str, Format]) -> None:
        self._text = text
        self._places = places
        self._formats = formats
        self._steps = 0

    def __iter__(self) -> Iterator[Values]:
        if sum(max(map(len, wordings), default=0) for wordings in self._places) > _MOST_PIECES:
            self._steps = _MOST_STEPS + 1
            return iter(())
        return self._place(0, 0, ())

    @property
    def exhausted(self) -> bool:
        """Whether the search was cut off."""
        return self._steps > _MOST_STEPS

    def _place(self, index: int, start: int, values: Values) -> Iterator[Values]:
        if index == len(self._places):
            if start == len(self._text):
                yield values
            return
        for wording in self._places[index]:
            yield from self._piece(index, wording, 0, start, values)

    def _piece(self, index: int, wording: Pieces, at: int, start: int, values: Values) -> Iterator[Values]:
        self._steps += 1
        if self.exhausted:
            return
        if at == len(wording):
            yield from self._place(index + 1, start, values)
            return
        piece = wording[at]
        if isinstance(piece, str):
            if self._text.startswith(piece, start):
                yield from self._piece(index, wording, at + 1, start + len(piece), values)
            return
        form = self._formats[piece.format]
        for end in self._ends(form, start, wording[at + 1] if at + 1 < len(wording) else None):
            value = form.read(self._text[start:end])
            if value is not None:
                yield from self._piece(index, wording, at + 1, end, (*values, (piece.name, value)))

    def _ends(self, form: Format, start: int, following: str | Slot | None) -> Iterator[int]:
        """Where the print of a slot may end: a number by its own pattern, words before what follows."""
        if form.closed:
            found = form.pattern.match(self._text, start)
            if found:
                yield found.end()
        elif isinstance(following, str) and following:
            end = self._text.find(following, start + 1)
            while end != -1:
                yield end
                end = self._text.find(following, end + 1)
        else:
            yield from range(len(self._text), start, -1)
