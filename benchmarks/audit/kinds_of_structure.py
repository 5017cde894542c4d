"""Errors of structure: a section that is missing or out of order, a paragraph or a point that stands there twice."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise

from audit.figures import AMOUNT, Text
from audit.plants import Edit, inside, kind

_HEADING = re.compile(r"^[一二三四五六七八九十]+、[^。：]{2,40}(?:情况|说明)")
_NEXT = re.compile(r"^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+部分)")


def _sections(text: Text) -> list[tuple[int, int]]:
    """The sections of the 情况说明 by first line and the line after the last, those that follow each other."""
    begins = [line for line in text.prose if _HEADING.match(text.lines[line])]
    found = []
    for begin in begins:
        following = (line for line in range(begin + 1, len(text.lines)) if _NEXT.match(text.lines[line]))
        end = next(following, len(text.lines))
        if end - begin > 1:  # not a line of the contents
            found.append((begin, end))
    return found


@kind("缺一节", "少一节，序号断开", anywhere=True, form=True)
def _missing(text: Text, chance: random.Random) -> Iterator[Edit]:
    sections = _sections(text)
    for (_, before), (begin, end) in pairwise(sections):
        inner = end < len(text.lines) and bool(_HEADING.match(text.lines[end]))
        if before == begin and inner:
            yield Edit(begin, end, (), (begin, 0, len(text.lines[end])))


@kind("两节颠倒", "相邻两节颠倒", anywhere=True, form=True)
def _swapped(text: Text, chance: random.Random) -> Iterator[Edit]:
    sections = _sections(text)
    for (first, middle), (begin, end) in pairwise(sections):
        if middle == begin:
            lines = (*text.lines[begin:end], *text.lines[first:middle])
            yield Edit(first, end, lines, (first, 0, len(lines[0])))


@kind("段落重复", "同一段出现两遍", form=True)
def _twice(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line in text.prose:
        told = text.lines[line]
        if len(told) > 30 and told.endswith("。") and AMOUNT.search(told):
            yield Edit(line, line + 1, (told, told), (line + 1, 0, len(told)))


@kind("标点重复", "「，，」「。。」", form=True)
def _points(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line in text.prose:
        for found in re.finditer("[，。；、]", text.lines[line]):
            if AMOUNT.search(text.lines[line]):
                yield inside(text, line, *found.span(), 2 * found[0])


@kind("单位重复", "「万元万元」「%%」", form=True)
def _units(text: Text, chance: random.Random) -> Iterator[Edit]:
    for line in text.prose:
        for found in re.finditer("万元|%", text.lines[line]):
            yield inside(text, line, *found.span(), 2 * found[0])
