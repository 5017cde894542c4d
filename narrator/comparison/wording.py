"""What a change of wording did to texts: each line that differs from the earlier text, and the phrases at work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from narrator.comparison.aligning import Effort, Piece, aligned, pieces
from narrator.comparison.sentences import NOBODY, lines
from narrator.document.tree import Document, Paragraph
from narrator.figures.values import Figure
from narrator.phrases.phrase import Source, Span
from narrator.readers.lines import ProseLine

NUMBER = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_DIGIT = re.compile("[0-9]")


class Edit(NamedTuple):
    """What became different in one place of a line, and the wordings that say it there now.

    Words that went between two phrases may have been the end of the one or the beginning of the other: both
    are named. ``slots`` are the values, where what differs is only they: the unit's figures and own words.
    """

    sources: tuple[Source, ...]
    piece: Piece
    slots: tuple[str, ...] = ()


class WordingChange(NamedTuple):
    """A line that differs from the earlier text: ``before`` is blank where it is new, ``after`` where it is gone.

    ``line`` counts the lines of the earlier text from 1: where the line stood, or after which one it is new.
    Joined, the ``pieces`` give both lines.
    """

    line: int
    before: str
    after: str
    pieces: tuple[Piece, ...]
    edits: tuple[Edit, ...]


def changes(earlier: Iterable[ProseLine], document: Document) -> Iterator[WordingChange]:
    """Every line of a document that differs from its earlier text, in reading order; indents make no difference.

    ``earlier`` are the lines of the earlier text (``narrator.readers.prose``), as ``sentences.text`` made it.
    """
    old = [(line.text.strip(), line.place.line) for line in earlier]
    new = [line.words for line in lines(document)]
    before, after = [words for words, _ in old], [line.text for line in new]
    number, effort = 0, Effort()
    for one, other in aligned(before, after, effort):
        number = number if one is None else old[one][1]
        if one is None and other is not None:
            pieces_, edits = (Piece("", after[other]),), (_added(new[other]),)
            yield WordingChange(number, "", after[other], pieces_, edits)
        elif one is not None and other is None:
            piece = Piece(before[one], "")
            yield WordingChange(number, before[one], "", (piece,), (Edit((), piece),))
        elif one is not None and other is not None and before[one] != after[other]:
            found = pieces(before[one], after[other], effort)
            yield WordingChange(number, before[one], after[other], found, tuple(_edits(new[other], found)))


def _added(line: Paragraph) -> Edit:
    return Edit(_sources(span for span in line.spans if span.value is None), Piece("", line.text))


def _sources(spans: Iterable[Span]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(span.source for span in spans if span.source is not NOBODY))


def _edits(line: Paragraph, found: Sequence[Piece]) -> Iterator[Edit]:
    end = 0
    for piece in found:
        start, end = end, end + len(piece.after)
        if piece.before != piece.after:
            yield _edit(piece, _reached(line, start, end))


def _reached(line: Paragraph, start: int, end: int) -> list[Span]:
    """The spans into which an edit reaches; where words only went, those that it lies in or between."""
    reached: list[Span] = []
    last = 0
    for span in line.spans:
        first, last = last, last + len(span.text)
        if (first < end and last > start) or (start == end and first <= start <= last):
            reached.append(span)
        if start == end and first < start < last:
            return [span]
    return reached


def _edit(piece: Piece, spans: Sequence[Span]) -> Edit:
    if any(_worded(span, piece) for span in spans):
        between = not piece.after  # then a value at the edge may stand where words of its phrase went
        return Edit(_sources(span for span in spans if between or _worded(span, piece)), piece)
    return Edit(_sources(spans), piece, tuple(dict.fromkeys(span.slot for span in spans)))


def _worded(span: Span, piece: Piece) -> bool:
    """Whether a change in this span is one of wording: it is a literal, or the same number in another format."""
    if not isinstance(span.value, Figure):
        return span.value is None
    return _DIGIT.search(span.text) is not None and _numbers(piece.before) == _numbers(piece.after)


def _numbers(text: str) -> list[str]:
    """The numbers in a text, however they are grouped and filled up with zeros."""
    plain = (number.replace(",", "") for number in NUMBER.findall(text))
    return [number.rstrip("0").rstrip(".") if "." in number else number for number in plain]
