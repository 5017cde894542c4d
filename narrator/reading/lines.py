"""The lines of a file as paragraphs: what was broken over several lines is joined, each character keeps its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from narrator.figures.told import Spot
from narrator.reading.folding import Folded, fold
from narrator.reading.sections import TITLE_ENDS, heading

_ENDS = re.compile(r"[。；;：:！!？?）)]\s*$")
_BEGINS = re.compile(
    r"^\s*(?:第[一二三四五六七八九十]{1,3}(?:部分|条)|[一二三四五六七八九十]{1,3}\s?[、.]"
    r"|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.、．](?![0-9])|[—\-]\s?[0-9])"
)
_ANNOUNCED = re.compile(r"原因(?:是)?[:：]?\s*$")  # what is announced stands in the next paragraph
_BAR, _ROW = "|", 2  # a line with so many bars is a row of a table
_SHORT = 14  # a line of fewer characters is not one that was broken because it was full


class Paragraph(NamedTuple):
    """A paragraph: its folded text, and the first and last line that it stands on."""

    folded: Folded
    first: int
    last: int


class Source:
    """The lines of a file, as they stand there; places in them counted through, from 0."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(texts)
        self._whole = "\n".join(self.texts)
        self._starts = [0, *accumulate(len(text) + 1 for text in self.texts)]

    def start(self, line: int) -> int:
        """Where a line begins, counted through."""
        return self._starts[line]

    def spots(self, start: int, end: int) -> tuple[Spot, ...]:
        """The lines and characters from one place to another, both counted through; a line break belongs to no line."""
        spots: list[Spot] = []
        line = bisect_right(self._starts, start) - 1
        while start < end:
            text_end = self._starts[line] + len(self.texts[line])
            if start < text_end:
                spots.append(Spot(line, start - self._starts[line], min(end, text_end) - self._starts[line]))
            line += 1
            start = self._starts[line]
        return tuple(spots)

    def place(self, line: int) -> int:
        """Where a line begins, counted through all of them."""
        return self._starts[line]

    def text(self, start: int, end: int) -> str:
        """What stands there, each line break as one character, so that places stay."""
        return self._whole[start:end]

    def quote(self, start: int, end: int) -> str:
        """What stands there, line breaks left out."""
        return "".join(self.texts[spot.line][spot.start : spot.end] for spot in self.spots(start, end))

    def folded(self, first: int, last: int) -> Folded:
        """The lines from one to another, folded as one text."""
        return fold("\n".join(self.texts[first : last + 1]), self._starts[first])


def paragraphs(source: Source, prose: Iterable[bool]) -> Iterator[Paragraph]:
    """The paragraphs of a file; ``prose`` says of each line whether it is one of a text and not a cell of a table.

    A line goes on in the next one where it is full and ends without a mark of punctuation, and neither is a heading.
    """
    first: int | None = None
    previous = ""
    for line, (text, is_prose) in enumerate(zip(source.texts, prose, strict=True)):
        told = is_prose and text.count(_BAR) < _ROW
        if first is not None and not (told and _goes_on(previous, text)):
            yield Paragraph(source.folded(first, line - 1), first, line - 1)
            first = None
        if told and text.strip() and first is None:
            first = line
        elif first is not None and not text.strip() and not _ANNOUNCED.search(source.texts[line - 1] or "原因"):
            yield Paragraph(source.folded(first, line - 1), first, line - 1)
            first = None
        previous = text if text.strip() else previous
    if first is not None:
        yield Paragraph(source.folded(first, len(source.texts) - 1), first, len(source.texts) - 1)


def _goes_on(text: str, following: str) -> bool:
    if _ANNOUNCED.search(text):
        return not _BEGINS.match(following)
    if not text.strip() or not following.strip() or _ENDS.search(text) or _BEGINS.match(following):
        return False
    bare = fold(text).text
    return len(bare) >= _SHORT and not bare.endswith(TITLE_ENDS) and heading(bare) is None
