"""Reading back: what values phrases would need to print a given text.

All splits of the text over all wordings are tried, so that more than one is told as ambiguous and
never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from narrator.phrases.formats import FIGURES, Format, Read
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
    """A wording for reading: its literals as plain text, an empty one left out."""
    plain = (piece.text if isinstance(piece, Span) else piece for piece in variant.pieces)
    return tuple(piece for piece in plain if piece)


class Wordings(NamedTuple):
    """The wordings of a phrase, for reading, and whether one of them prints a figure."""

    pieces: tuple[Pieces, ...]
    figures: bool


NO_WORDINGS = Wordings((), False)


def wordings(phrase: Phrase, formats: Mapping[str, Format]) -> Wordings:
    """The wordings of a phrase, for reading."""
    distinct = phrase.distinct()
    figures = any(formats[slot.format].type in FIGURES for variant in distinct for slot in variant.slots)
    return Wordings(tuple(map(pieces, distinct)), figures)


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
        self._dead: set[tuple[int, int]] = set()  # places and starts from which the text cannot be split

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
        if (index, start) in self._dead:
            return
        self._dead.add((index, start))
        for wording in self._places[index]:
            for whole in self._rest(index, wording, 0, start, values):
                self._dead.discard((index, start))
                yield whole

    def _rest(self, index: int, wording: Pieces, at: int, start: int, values: Values) -> Iterator[Values]:
        """A wording from its piece ``at`` on, and what follows it; only free words leave a choice where they end."""
        self._steps += 1
        if self.exhausted:
            return
        for number, piece in enumerate(wording[at:], at + 1):
            if isinstance(piece, str):
                if not self._text.startswith(piece, start):
                    return
                start += len(piece)
                continue
            form = self._formats[piece.format]
            if not form.closed:
                for end in self._starts(index, wording, number, start + 1):
                    value = form.read(self._text[start:end])
                    if value is not None:
                        yield from self._rest(index, wording, number, end, (*values, (piece.name, value)))
                return
            found = form.pattern.match(self._text, start)
            closed = form.parse(found.group()) if found else None
            if found is None or closed is None:
                return
            values, start = (*values, (piece.name, closed)), found.end()
        yield from self._place(index + 1, start, values)

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
        elif self._formats[piece.format].closed:
            pattern = self._formats[piece.format].pattern
            found = pattern.search(self._text, least)
            while found:
                yield found.start()
                found = pattern.search(self._text, found.start() + 1)
        else:
            yield from range(least, len(self._text) + 1)
