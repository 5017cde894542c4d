"""Reading back: what values phrases would need to print a given text.

All splits of the text over all wordings are tried, so that more than one is told as ambiguous and
never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from narrator.phrases.formats import Format, Read
from narrator.phrases.phrase import Phrase, Span, Variant


class Blank(NamedTuple):
    """A slot for reading: its name, its format, and whether its print ends where the pattern does, whatever follows.

    ``never`` are characters with which the print does not end.
    """

    name: str
    form: Format
    closed: bool
    never: str = ""


# The pieces of one wording; a place in a text may have one of several wordings.
Pieces: TypeAlias = "tuple[str | Blank, ...]"
Values: TypeAlias = tuple[tuple[str, Read], ...]

NUMBERS = "-.,0123456789"  # what numbers are made of
_NUMBER = re.compile("[0-9]+(?:[.][0-9]+)?")
_MOST_STEPS = 20_000
_MOST_PIECES = 400  # places are a level of recursion each


class Reading(NamedTuple):
    """Slot values under which a phrase prints the text, and the conditions whose wording that is."""

    values: Mapping[str, Read]
    conditions: frozenset[str]


def match(phrase: Phrase, text: str, formats: Mapping[str, Format]) -> tuple[Reading, ...]:
    """Every reading of ``text`` by one of the phrase's wordings; more than one is ambiguous."""
    readings: dict[Values, frozenset[str]] = {}
    for variant in phrase.distinct():
        for values in Splits(text, [(pieces(variant, formats),)]):
            by_name = dict(values)
            if all(by_name[name] == value for name, value in values):
                key = tuple(sorted(by_name.items()))
                readings[key] = readings.get(key, frozenset()) | frozenset(variant.source.conditions)
    return tuple(Reading(dict(values), conditions) for values, conditions in readings.items())


def pieces(variant: Variant, formats: Mapping[str, Format]) -> Pieces:
    """A wording for reading: its literals as plain text, an empty one left out."""
    found: list[str | Blank] = []
    for piece in variant.pieces:
        if not isinstance(piece, Span):
            form = formats[piece.format]
            found.append(Blank(piece.name, form, form.closed, NUMBERS if form.type == "term" else ""))
        elif piece.text:
            found.append(piece.text)
    return tuple(found)


def numbers(literal: str) -> list[Decimal]:
    """The numbers that stand in a literal."""
    return [Decimal(found) for found in _NUMBER.findall(literal)]


class Splits:
    """The ways to split a text over a sequence of places, each as slot values in order, or as its ``figures`` alone.

    Figures are the numbers of slots and of the literals between them: 「0%」 is one figure, whichever prints it.
    From a place and a start on, all that can be read is worked out once. The search ends early after 20,000 steps, and
    does not begin over 400 pieces; ``exhausted`` then says that there may be more.
    """

    def __init__(self, text: str, places: Sequence[Sequence[Pieces]], *, figures: bool = False) -> None:
        self._text = text
        self._places = places
        self._figures = figures
        self._steps = 0
        self._known: dict[tuple[int, int], dict[tuple[object, ...], None]] = {}  # by a place and a start
        if sum(max(map(len, wordings), default=0) for wordings in places) > _MOST_PIECES:
            self._steps = _MOST_STEPS + 1

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(() if self.exhausted else self._from(0, 0))

    @property
    def exhausted(self) -> bool:
        """Whether the search was cut off."""
        return self._steps > _MOST_STEPS

    def _from(self, index: int, start: int) -> Mapping[tuple[object, ...], None]:
        """The values of every split from a place and a start on."""
        if index == len(self._places):
            return {(): None} if start == len(self._text) else {}
        known = self._known.get((index, start))
        if known is None:
            known = self._known[index, start] = {}
            for wording in self._places[index]:
                for values, end in self._through(index, wording, 0, start, ()):
                    for rest in self._from(index + 1, end):
                        self._steps += 1
                        if self._steps > _MOST_STEPS:
                            return known
                        known[(*values, *rest)] = None
        return known

    def _through(
        self, index: int, wording: Pieces, at: int, start: int, values: tuple[object, ...]
    ) -> list[tuple[tuple[object, ...], int]]:
        """The splits of a wording from its piece ``at`` on: the values, and where it ends.

        Only free words leave a choice where they end.
        """
        text = self._text
        self._steps += 1
        for number in range(at, len(wording)):
            piece = wording[number]
            if isinstance(piece, str):
                if not text.startswith(piece, start):
                    return []
                start += len(piece)
                values = (*values, *numbers(piece)) if self._figures else values
                continue
            if not piece.closed:
                found: list[tuple[tuple[object, ...], int]] = []
                for end in self._starts(index, wording, number + 1, start + 1):
                    if text[end - 1] in piece.never:
                        continue
                    value = piece.form.read(text[start:end])
                    if value is not None and self._steps <= _MOST_STEPS:
                        found += self._through(index, wording, number + 1, end, self._with(values, piece, value))
                return found
            printed = piece.form.pattern.match(text, start)
            value = piece.form.parse(printed.group()) if printed else None
            if printed is None or value is None:
                return []
            values, start = self._with(values, piece, value), printed.end()
        return [(values, start)]

    def _with(self, values: tuple[object, ...], blank: Blank, value: Read) -> tuple[object, ...]:
        if self._figures:
            return (*values, value) if isinstance(value, Decimal) else values
        return (*values, (blank.name, value))

    def _starts(self, index: int, wording: Pieces, at: int, least: int) -> Iterator[int]:
        """Where the piece after free words may begin, not before ``least``; at the end of a wording, the next place."""
        if at == len(wording):
            if index + 1 < len(self._places):
                following = self._places[index + 1]
                yield from sorted({start for after in following for start in self._starts(index + 1, after, 0, least)})
            elif least <= len(self._text):
                yield len(self._text)
            return
        piece = wording[at]
        if isinstance(piece, str):
            start = self._text.find(piece, least)
            while start != -1:
                yield start
                start = self._text.find(piece, start + 1)
        elif piece.closed:
            found = piece.form.pattern.search(self._text, least)
            while found:
                yield found.start()
                found = piece.form.pattern.search(self._text, found.start() + 1)
        else:
            yield from range(least, len(self._text) + 1)
