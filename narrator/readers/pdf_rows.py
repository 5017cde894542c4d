"""Characters on a page become rows of words: those on one baseline, from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from narrator.readers.lines import WIDE

_SAME_ROW = 0.35  # of the size of the letters: how far baselines of one row differ
_SPACE, _MIXED_SPACE, _TAB = 0.2, 0.4, 2.0  # gaps that are a space, between two scripts, and that part two columns
_TWICE = 0.25  # of the size: so near to its like a letter is drawn a second time, to look bold
_WIDE_CLOSING = "，。、；：！？）》〉」』】〕”’"  # they bring their own space
_CLOSING, _OPENING = _WIDE_CLOSING + "％%…,.;:)]", "（《〈「『【〔“‘(["


class Char(NamedTuple):
    """A character: its edges, the middle of its ink, its baseline, the width of a Chinese character beside it.

    Its ink says in which order characters stand: where marks are set closer, their edges overlap.
    """

    text: str
    left: float
    right: float
    across: float
    middle: float
    down: float
    size: float


class Row(NamedTuple):
    """Words on one baseline: where they begin and end, how far down they stand, how large a letter is.

    A space that is written behind a narrow letter at the end is kept: there the words part.

    ``first`` is how wide the first piece is that no line break can part: what had to fit to stand on the row above.
    """

    text: str
    left: float
    right: float
    down: float
    size: float
    first: float


def rows(chars: Iterable[Char]) -> Iterator[Row]:
    """The rows that characters stand in, from the top down."""
    row: list[Char] = []
    for char in sorted(chars, key=lambda char: char.down):
        if row and char.down - row[0].down > _SAME_ROW * max(row[0].size, char.size):
            yield from _row(row)
            row = []
        row.append(char)
    yield from _row(row)


def _row(found: list[Char]) -> Iterator[Row]:
    """A row from left to right, with a space or a tab where there is a gap; none where it is blank."""
    chars = sorted(found, key=lambda char: char.across)
    inked = [char for char in chars if not char.text.isspace()]
    if not inked:
        return
    sizes = sorted(char.size for char in inked if WIDE.match(char.text)) or sorted(char.size for char in inked)
    size = sizes[len(sizes) // 2]
    usual = _usual(inked)
    parts: list[str] = []
    pending = ""
    last: Char | None = None
    for char in chars:
        if char.text.isspace():
            pending += char.text
            continue
        if last and char.text == last.text and char.across - last.across < _TWICE * char.size:
            continue
        if last:
            parts.append(_between(last, char, size, usual, pending))
        parts.append(char.text)
        pending, last = "", char
    parts.append(" " if pending and not WIDE.match(parts[-1]) else "")
    yield Row("".join(parts), inked[0].left, max(char.right for char in inked), inked[0].down, size, _first(inked))


def _usual(chars: list[Char]) -> float:
    """How far apart Chinese characters stand in a row that is spread to its margin."""
    gaps = sorted(
        max(char.left - last.right, 0)
        for last, char in pairwise(chars)
        if WIDE.match(last.text) and WIDE.match(char.text)
    )
    return gaps[len(gaps) // 2] if gaps else 0


def _between(last: Char, char: Char, size: float, usual: float, written: str) -> str:
    """What parts two characters; beside a Chinese character a digit stands a little off without a space."""
    gap = char.left - last.right
    if gap > _TAB * size:
        return "\t"
    if last.text in _WIDE_CLOSING or char.text in _OPENING:
        return written
    mixed = bool(WIDE.match(last.text)) != bool(WIDE.match(char.text))
    least = _MIXED_SPACE * size if mixed else _SPACE * size + 1.5 * usual * bool(WIDE.match(char.text))
    return written or (" " if gap > least else "")


def _first(chars: list[Char]) -> float:
    """The width of what cannot be parted at the beginning of a row: a number, a word, a character with its marks."""
    end = 0
    while end < len(chars) - 1:
        char, following = chars[end], chars[end + 1]
        number = not WIDE.match(char.text) and not WIDE.match(following.text)
        near = following.left - char.right < _MIXED_SPACE * char.size
        if not (near and (char.text in _OPENING or following.text in _CLOSING or number)):
            break
        end += 1
    return chars[end].right - chars[0].left
