"""Two texts beside each other: which line became which, and which words of it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeAlias

Pair: TypeAlias = "tuple[int | None, int | None]"
_ALIKE = 0.5  # from this ratio on, two lines are one that was changed
_MOST = 900  # pairs that are compared one by one; beyond, lines are paired in order
_TOKEN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)*|\s+|.", re.DOTALL)
_DIGITS = "0123456789"


class Piece(NamedTuple):
    """A piece of a line: what one text says there, and what the other; the same where nothing changed."""

    before: str
    after: str


def aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """The lines of both texts in order, by number: a line and what became of it, or None on one side.

    Lines alike are one that was changed, the others come or go.
    """
    for same, gone, come in _runs(old, new):
        yield from zip(gone, come, strict=True) if same else _block(old, gone, new, come)


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """A line cut where the two differ: a number whole and by itself, other text by characters."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    cut: list[Piece] = []
    for same, gone, come in _runs(old, new):
        runs = old[gone.start : gone.stop], new[come.start : come.stop]
        cut += [Piece("".join(one), "".join(other)) for one, other in ([runs] if same else _by_numbers(*runs))]
    return tuple(piece for piece in cut if piece.before or piece.after)


def _by_numbers(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Two runs of tokens, cut around their numbers where both have equally many."""
    numbers = [[at for at, token in enumerate(run) if token[-1] in _DIGITS] for run in (old, new)]
    last = (0, 0)
    if len(numbers[0]) == len(numbers[1]):
        for one, other in zip(*numbers, strict=True):
            yield old[last[0] : one], new[last[1] : other]
            yield [old[one]], [new[other]]
            last = one + 1, other + 1
    yield old[last[0] :], new[last[1] :]


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, range, range]]:
    """What is the same in both and what is not, in order; first of all what both begin and end with."""
    shorter = min(len(old), len(new))
    head = next((number for number in range(shorter) if old[number] != new[number]), shorter)
    tail = next((number for number in range(shorter - head) if old[-1 - number] != new[-1 - number]), shorter - head)
    yield True, range(head), range(head)
    middle = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    for tag, i, j, k, m in middle.get_opcodes():
        yield tag == "equal", range(head + i, head + j), range(head + k, head + m)
    yield True, range(len(old) - tail, len(old)), range(len(new) - tail, len(new))


def _block(old: Sequence[str], gone: range, new: Sequence[str], come: range) -> Iterator[Pair]:
    """A run that was changed: what went before what came, up to the next pair."""
    left, right = gone.start, come.start
    pairs = _pairs(old[gone.start : gone.stop], new[come.start : come.stop])
    for one, other in [*((gone[one], come[other]) for one, other in pairs), (gone.stop, come.stop)]:
        yield from ((number, None) for number in range(left, one))
        yield from ((None, number) for number in range(right, other))
        if one < gone.stop:
            yield one, other
        left, right = one + 1, other + 1


def _pairs(gone: Sequence[str], come: Sequence[str]) -> list[tuple[int, int]]:
    """Which line became which, in order: as many alike as there can be."""
    if len(gone) == len(come) == 1:
        return [(0, 0)]
    if len(gone) * len(come) > _MOST:
        return [(number, number) for number in range(min(len(gone), len(come)))]
    best = [[(0.0, (0, 0))] * (len(come) + 1) for _ in range(len(gone) + 1)]
    for one in range(len(gone) - 1, -1, -1):
        for other in range(len(come) - 1, -1, -1):
            ratio = _ratio(gone[one], come[other])
            paired = best[one + 1][other + 1][0] + ratio if ratio >= _ALIKE else -1.0
            best[one][other] = max(
                (best[one + 1][other][0], (1, 0)), (best[one][other + 1][0], (0, 1)), (paired, (1, 1))
            )
    pairs, one, other = [], 0, 0
    while one < len(gone) and other < len(come):
        down, right = best[one][other][1]
        if down and right:
            pairs.append((one, other))
        one, other = one + down, other + right
    return _filled(pairs, len(gone), len(come))


def _filled(pairs: list[tuple[int, int]], old: int, new: int) -> list[tuple[int, int]]:
    """The pairs, and between them runs of the same length, one by one."""
    whole: list[tuple[int, int]] = []
    left = right = 0
    for one, other in [*pairs, (old, new)]:
        if one - left == other - right:
            whole += zip(range(left, one), range(right, other), strict=True)
        if one < old:
            whole.append((one, other))
        left, right = one + 1, other + 1
    return whole


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0
