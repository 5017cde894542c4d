"""Every way to split a text over wordings is tried: against a search that tries each end of free words in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from narrator.phrases.declared_formats import build
from narrator.phrases.match import Blank, Pieces, Splits, Values

WORDS, COUNT = build("文字", {"type": "text"}), build("个", {"type": "count", "unit": "个"})
A, B, N = Blank("甲", WORDS, closed=False), Blank("乙", WORDS, closed=False), Blank("数", COUNT, closed=True)
PLACES: dict[str, list[list[Pieces]]] = {
    "a number behind free words": [[(A, N)]],
    "a number between free words": [[(A, N, B)]],
    "words that overlap themselves": [[(A, "个个", B)]],
    "free words side by side": [[(A, B)]],
    "a place after a place": [[(A,)], [(N,), ("个",)]],
    "one of two wordings": [[(A, "1", B), (A, N, B)]],
}


def every_split(text: str, places: Sequence[Sequence[Pieces]]) -> Iterator[Values]:
    """Without a look ahead: free words may end anywhere."""
    if not places:
        yield from [()] if not text else []
        return
    for wording in places[0]:
        yield from _rest(text, wording, places[1:])


def _rest(text: str, wording: Pieces, places: Sequence[Sequence[Pieces]]) -> Iterator[Values]:
    if not wording:
        yield from every_split(text, places)
        return
    piece, *more = wording
    if isinstance(piece, str):
        if text.startswith(piece):
            yield from _rest(text.removeprefix(piece), tuple(more), places)
        return
    form = piece.form
    found = form.pattern.match(text) if form.closed else None
    ends = [found.end()] if found else [] if form.closed else range(1, len(text) + 1)
    for end in ends:
        value = form.read(text[:end])
        if value is not None:
            for values in _rest(text[end:], tuple(more), places):
                yield ((piece.name, value), *values)


@pytest.mark.parametrize("places", PLACES.values(), ids=PLACES)
def test_every_split_is_found(places: list[list[Pieces]]) -> None:
    """Over all texts of up to six characters that can hold the wordings in more than one way."""
    several = 0
    for length in range(7):
        for characters in product("1个甲", repeat=length):
            text = "".join(characters)
            wanted = sorted(map(repr, set(every_split(text, places))))
            assert sorted(map(repr, set(Splits(text, places)))) == wanted, text
            several += len(wanted) > 1
    assert several
