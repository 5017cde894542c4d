"""Reading the finished text back: paragraph by paragraph, against the figures of the tree.

The phrases of a paragraph are known from the tree, their wordings are not. Where it is proved that no other wording
can be read in place of the one that was printed (``phrases.sure``), that one is read. Else every wording of each
phrase is tried, and every way to split the text: the figures that the draft meant must be among those read; where the
same text gives other figures as well, it is ambiguous.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from narrator.document.tree import Paragraph
from narrator.figures.values import Figure, Gap
from narrator.phrases.match import Pieces, Splits, numbers
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Said
from narrator.phrases.sure import Wordings
from narrator.phrases.sure import read as read_surely


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


def read_back(lines: Iterable[Paragraph], pack: Pack) -> Iterator[ReadBack]:
    """Every line (paragraph, heading or cell) that is not read back rightly and in one way only."""
    for paragraph in lines:
        if _tells(paragraph, pack) and not _surely_right(paragraph, pack):
            reading = _searched(paragraph, pack)
            if not reading.right or reading.ambiguous:
                yield reading


def read(paragraph: Paragraph, pack: Pack) -> ReadBack:
    """One paragraph against its own figures (万元, %, counts), in the order in which they stand."""
    if not _tells(paragraph, pack) or _surely_right(paragraph, pack):
        return ReadBack(paragraph, right=True, ambiguous=False)
    return _searched(paragraph, pack)


def _tells(paragraph: Paragraph, pack: Pack) -> bool:
    """Whether a phrase of the paragraph has a wording that prints a figure."""
    return any(pack.wordings[said.source.phrase].figures for said in paragraph.said)


def _surely_right(paragraph: Paragraph, pack: Pack) -> bool:
    """Whether the figures stand there, and nothing else can be read in place of the wordings that were printed."""
    text, start = paragraph.text, 0
    for number, said in enumerate(paragraph.said, 1):
        known = pack.wordings[said.source.phrase]
        if _as_it_stands(said, known):
            start += sum([len(span.text) for span in said.spans])
            continue
        sure = known.sure.get(said.source)
        behind = _begin(paragraph.said[number : number + 1], pack)
        end = read_surely(text, start, sure, said.spans, behind) if sure else None
        if end is None:
            return False
        start = end
    return start == len(text)


def _begin(following: tuple[Said, ...], pack: Pack) -> str | None:
    """What stands behind a phrase, as far as it is the same in every wording; "" at the end, None where it differs."""
    for said in following:
        known = pack.wordings[said.source.phrase]
        if _as_it_stands(said, known):
            return "".join([span.text for span in said.spans]) or None
        return known.begin or None
    return ""


def _searched(paragraph: Paragraph, pack: Pack) -> ReadBack:
    """Every way to split the text over the wordings of its phrases."""
    places: list[Sequence[Pieces]] = []
    figures: list[Decimal] = []
    for said in paragraph.said:
        known = pack.wordings[said.source.phrase]
        if _as_it_stands(said, known):
            words = "".join(span.text for span in said.spans)
            places.append([(words,)])
            figures += numbers(words)
        else:
            places.append(known.pieces)
            figures += _figures(said, pack)
    meant = tuple(figures)
    splits = Splits(paragraph.text, places, figures=True)
    found = set(splits)
    return ReadBack(paragraph, meant in found or splits.exhausted, len(found) > 1 or splits.exhausted)


def _figures(said: Said, pack: Pack) -> Iterator[Decimal]:
    """The figures of a phrase as they are printed, by its slots or its own words."""
    for span in said.spans:
        if isinstance(span.value, Figure):
            yield pack.formats[span.format].shown(span.value.value)
        elif not span.slot:
            yield from numbers(span.text)


def _as_it_stands(said: Said, known: Wordings) -> bool:
    """Whether the words are taken as they stand: no phrase has them, or they are not settled yet."""
    if not known.pieces or not said.spans or said.condition is None:
        return True
    return any(type(span.value) is Gap for span in said.spans)
