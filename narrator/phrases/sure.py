"""The wordings of a phrase for reading, and of which of them it is proved that nothing else can be read in their place.

Where a wording is sure, one walk over the text reads it; for the rest every split has to be tried (``match``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from narrator.figures.values import Figure
from narrator.phrases.formats import FIGURES, Format, Read
from narrator.phrases.match import NUMBERS, Blank, Pieces, pieces
from narrator.phrases.phrase import Phrase, Source, Span


class Sure(NamedTuple):
    """A wording in whose place no other of its phrase can be read with other figures.

    That holds where free words in it end at one place only, and where what stands behind the phrase does not stand at
    one of the places where another wording ``ends``: so many characters behind the beginning of this piece.
    """

    pieces: Pieces
    ends: Mapping[int, tuple[int, ...]]


class Wordings(NamedTuple):
    """The wordings of a phrase, for reading, whether one of them prints a figure, and those that are ``sure``.

    ``begin`` is what all of them begin with.
    """

    pieces: tuple[Pieces, ...]
    figures: bool
    begin: str = ""
    sure: Mapping[Source, Sure] = MappingProxyType({})


NO_WORDINGS = Wordings((), False)


def wordings(phrase: Phrase, formats: Mapping[str, Format]) -> Wordings:
    """The wordings of a phrase, for reading."""
    read = {variant.source: pieces(variant, formats) for variant in phrase.distinct()}
    every = tuple(read.values())
    figures = any(isinstance(piece, Blank) and piece.form.type in FIGURES for own in every for piece in own)
    proved = {source: found for source, own in read.items() if (found := _sure(own, every)) is not None}
    return Wordings(
        every, figures, _shared([own[0] if own and isinstance(own[0], str) else "" for own in every]), proved
    )


def _shared(words: Sequence[str]) -> str:
    """What all of these begin with."""
    least, most = min(words, default=""), max(words, default="")  # all others lie between
    return least[: next((at for at, sign in enumerate(least) if most[at] != sign), len(least))]


def _sure(own: Pieces, others: Iterable[Pieces]) -> Sure | None:
    ends: dict[int, tuple[int, ...]] = {}
    for other in others:
        parted = _parted(own, other)
        if parted is None:
            return None
        if parted != _APART:
            at, offset = parted
            ends[at] = (*ends.get(at, ()), offset)
    return Sure(own, ends)


_APART = (-1, 0)


def _parted(own: Pieces, other: Pieces) -> tuple[int, int] | None:
    """``_APART`` where nothing that the first wording prints can be read by the other one, but with the same figures.

    They part in two literals, or where one has a literal and the other a number, which begins with a digit or a
    minus sign; all before is the same, and ends at the same place, since what follows free words is the same, too.
    Where the other one ends first: in which piece of the first one, and how far in it. None where nothing is proved.
    """
    mine, theirs = list(own), list(other)
    while mine and theirs:
        first, second = mine.pop(0), theirs.pop(0)
        if isinstance(first, str) and isinstance(second, str):
            if any(one != two for one, two in zip(first, second, strict=False)):
                return _APART
            shorter = min(len(first), len(second))
            mine[:0], theirs[:0] = ([rest] if (rest := piece[shorter:]) else [] for piece in (first, second))
        elif isinstance(first, str) or isinstance(second, str):
            blank, literal = (second, first) if isinstance(first, str) else (first, second)
            assert isinstance(blank, Blank)
            assert isinstance(literal, str)
            return _APART if blank.form.type in FIGURES and literal[0] not in NUMBERS else None
        elif first.form != second.form or (
            not first.closed and mine[: (most := _deciding(first, mine))] != theirs[:most]
        ):
            return None
    if not mine:
        return None if theirs else _APART
    at = len(own) - len(mine)
    return (at, len(own[at]) - len(mine[0]))


def _deciding(words: Blank, rest: list[str | Blank]) -> int:
    """How many of the pieces that follow free words decide where these end: see ``_only``."""
    if rest and isinstance(rest[0], Blank):
        return 1 if _names_amount(words, rest[0]) else 2
    return 1 if len(rest) > 1 else 2


def _names_amount(words: Blank, then: Blank) -> bool:
    """Whether this is an official name right before a number: none has an amount as a part of it."""
    return words.form.type == "term" and then.form.type in FIGURES


def read(text: str, start: int, sure: Sure, spans: Sequence[Span], behind: str | None) -> int | None:
    """Where a phrase ends that begins here and was printed as these spans, read by its sure wording.

    ``behind`` is what stands behind it, "" where the text ends, None where that is not known. None where the spans are
    not what is read, or another reading is not ruled out.
    """
    pieces = sure.pieces
    if len(pieces) != len(spans) or (sure.ends and behind is None):
        return None
    for at, (piece, span) in enumerate(zip(pieces, spans, strict=True)):
        for offset in sure.ends.get(at, ()):
            if behind and text.startswith(behind, start + offset):
                return None
        if isinstance(piece, str):
            if not text.startswith(piece, start):
                return None
            start += len(piece)
        elif piece.closed:
            found = piece.form.pattern.match(text, start)
            if found is None or not _is_meant(piece.form.parse(found.group()), span, piece.form):
                return None
            start = found.end()
        else:
            end = start + len(span.text)
            if piece.form.read(span.text) is None or not _only(text, start, end, piece, pieces[at + 1 :], behind):
                return None
            start = end
    return start


def _is_meant(value: Read | None, span: Span, form: Format) -> bool:
    """Whether what was read is the figure that was printed."""
    if not isinstance(value, Decimal):
        return value is not None
    return isinstance(span.value, Figure) and (value == span.value.value or value == form.shown(span.value.value))


def _only(text: str, start: int, end: int, piece: Blank, rest: Pieces, behind: str | None) -> bool:
    """Whether free words that begin at ``start`` can end at ``end`` alone, by what follows them."""
    then, further = (*rest, behind, None)[:2]
    if isinstance(then, Blank):
        if _names_amount(piece, then):
            return _DIGIT.search(text, start, end) is None
        return then.form.type == "year" and isinstance(further, str) and _once(text, start, end + _YEAR, further)
    if then is None:
        return False
    if rest and len(rest) == 1 and behind is not None:
        return end + len(then) == len(text) if behind == "" else _once(text, start, end, then + behind)
    return end == len(text) if then == "" else _once(text, start, end, then)


def _once(text: str, start: int, end: int, words: str) -> bool:
    """Whether words stand at this place, and nowhere else behind ``start``."""
    return text.find(words, start + 1) == end and text.find(words, end + 1) < 0


_DIGIT = re.compile("[0-9]")
_YEAR = 4  # digits
