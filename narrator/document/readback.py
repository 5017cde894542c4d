"""Reading the finished text back: paragraph by paragraph, against the figures of the tree.

The phrases of a paragraph are known from the tree, their wordings are not: every wording of each phrase
is tried, and every way to split the text. The figures that the draft meant must be among those read;
where the same text gives other figures as well, it is ambiguous.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from narrator.document.tree import Document, Paragraph
from narrator.figures.number import half_up
from narrator.figures.values import Figure, Gap
from narrator.phrases.match import NO_WORDINGS, Pieces, Splits
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Said


class Misread(Exception):
    """A finished paragraph that does not give the figures back that it was made from: our own fault."""

    def __init__(self, paragraph: str) -> None:
        super().__init__(paragraph)
        self.paragraph = paragraph


class ReadBack(NamedTuple):
    """What came of reading a paragraph back.

    ``right`` if the tree's figures can be read from it, or it is too long to try every split.
    """

    paragraph: Paragraph
    right: bool
    ambiguous: bool


def read_back(document: Document, pack: Pack) -> Iterator[ReadBack]:
    """Every paragraph, heading and cell that is not read back rightly and in one way only."""
    for _, paragraph in document.lines():
        reading = read(paragraph, pack)
        if not reading.right or reading.ambiguous:
            yield reading


def read(paragraph: Paragraph, pack: Pack) -> ReadBack:
    """One paragraph against its own figures (万元, %, counts), in the order in which they stand."""
    wordings = pack.wordings
    if not any(wordings.get(said.source.phrase, NO_WORDINGS).figures for said in paragraph.said):
        return ReadBack(paragraph, right=True, ambiguous=False)
    places: list[Sequence[Pieces]] = []
    figures: list[Decimal] = []
    for said in paragraph.said:
        known = wordings.get(said.source.phrase)
        if known is None or not said.spans or _open(said):
            places.append([("".join(span.text for span in said.spans),)])
        else:
            places.append(known.pieces)
            figures += _figures(said, pack)
    meant = tuple(figures)
    splits = Splits(paragraph.text, places, pack.formats)
    found: set[tuple[Decimal, ...]] = set()
    for values in splits:
        found.add(tuple([value for _, value in values if isinstance(value, Decimal)]))
        if len(found) > 1 and meant in found:
            break
    return ReadBack(paragraph, meant in found or splits.exhausted, len(found) > 1 or splits.exhausted)


def _figures(said: Said, pack: Pack) -> Iterator[Decimal]:
    """The figures of a phrase; one that the rules left as typed (an area, a score) at its format's decimals."""
    for span in said.spans:
        if isinstance(span.value, Figure):
            places = pack.formats[span.format].decimals
            yield span.value.value if places is None else half_up(span.value.value, places)


def _open(said: Said) -> bool:
    """Whether the words are not settled yet: then they are taken as they stand."""
    return said.condition is None or any(isinstance(span.value, Gap) for span in said.spans)
