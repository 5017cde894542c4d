"""Two texts beside each other: which line became which, and which words of it changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher
from typing import NamedTuple, TypeAlias

from narrator.comparison.words import tokens

Pair: TypeAlias = "tuple[int | None, int | None]"
_ALIKE = 0.5  # from this ratio on, two lines are one that was changed
_MOST = 900  # pairs that are compared one by one; beyond, lines are paired in order
_PER_SIGN = 20  # steps for a character of a line that is cut
_DIGITS = "0123456789"


class Piece(NamedTuple):
    """A piece of a line: what one text says there, and what the other; the same where nothing changed."""

    before: str
    after: str


class Effort:
    """How many more steps a comparison may take; what would take more of them is told as changed as a whole."""

    def __init__(self, steps: int = 10_000_000) -> None:
        self.left = steps

    def take(self, steps: int) -> bool:
        """Whether there are so many left; then they are gone."""
        enough = steps <= self.left
        self.left -= steps if enough else 0
        return enough


class _Beyond(Exception):
    """There are not enough steps left."""


class _Matcher(SequenceMatcher[str]):
    """Finds what is the same in two sequences. Raises _Beyond where this takes too many steps."""

    def __init__(self, old: Sequence[str], new: Sequence[str], effort: Effort) -> None:
        super().__init__(None, old, new, autojunk=False)
        self.old, self.often, self.effort = old, Counter(new), effort

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """As of old; a step is an element that is looked at, or a pair of equal ones."""
        looked_at = self.old[alo:ahi]
        if not self.effort.take(len(looked_at) + sum(self.often.get(element, 0) for element in looked_at)):
            raise _Beyond
        return super().find_longest_match(alo, ahi, blo, bhi)


def aligned(old: Sequence[str], new: Sequence[str], effort: Effort | None = None) -> Iterator[Pair]:
    """The lines of both texts in order, by number: a line and what became of it, or None on one side.

    Lines alike are one that was changed, the others come or go.
    """
    effort = effort or Effort()
    for same, gone, come in _runs(old, new, effort):
        yield from zip(gone, come, strict=True) if same else _block(old, gone, new, come, effort)


def pieces(before: str, after: str, effort: Effort | None = None) -> tuple[Piece, ...]:
    """A line cut where the two differ: a number whole and by itself, a known word whole, other text by characters."""
    effort = effort or Effort()
    if not effort.take(_PER_SIGN * (len(before) + len(after))):
        return (Piece(before, after),)
    old, new = tokens(before), tokens(after)
    cut: list[Piece] = []
    for same, gone, come in _runs(old, new, effort):
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


def _runs(old: Sequence[str], new: Sequence[str], effort: Effort) -> Iterator[tuple[bool, range, range]]:
    """What is the same in both and what is not, in order; first of all what both begin and end with."""
    shorter = min(len(old), len(new))
    head = next((number for number in range(shorter) if old[number] != new[number]), shorter)
    tail = next((number for number in range(shorter - head) if old[-1 - number] != new[-1 - number]), shorter - head)
    yield True, range(head), range(head)
    try:
        middle = _Matcher(old[head : len(old) - tail], new[head : len(new) - tail], effort).get_opcodes()
    except _Beyond:
        middle = [("replace", 0, len(old) - tail - head, 0, len(new) - tail - head)]
    for tag, i, j, k, m in middle:
        yield tag == "equal", range(head + i, head + j), range(head + k, head + m)
    yield True, range(len(old) - tail, len(old)), range(len(new) - tail, len(new))


def _block(old: Sequence[str], gone: range, new: Sequence[str], come: range, effort: Effort) -> Iterator[Pair]:
    """A run that was changed: what went before what came, up to the next pair."""
    left, right = gone.start, come.start
    pairs = _pairs(old[gone.start : gone.stop], new[come.start : come.stop], effort)
    for one, other in [*((gone[one], come[other]) for one, other in pairs), (gone.stop, come.stop)]:
        yield from ((number, None) for number in range(left, one))
        yield from ((None, number) for number in range(right, other))
        if one < gone.stop:
            yield one, other
        left, right = one + 1, other + 1


def _pairs(gone: Sequence[str], come: Sequence[str], effort: Effort) -> list[tuple[int, int]]:
    """Which line became which, in order: as many alike as there can be."""
    if len(gone) == len(come) == 1:
        return [(0, 0)]
    if len(gone) * len(come) > _MOST:
        return [(number, number) for number in range(min(len(gone), len(come)))]
    best = [[(0.0, (0, 0))] * (len(come) + 1) for _ in range(len(gone) + 1)]
    for one in range(len(gone) - 1, -1, -1):
        for other in range(len(come) - 1, -1, -1):
            ratio = _ratio(gone[one], come[other], effort)
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


def _ratio(one: str, other: str, effort: Effort) -> float:
    length = len(one) + len(other)
    if 2 * min(len(one), len(other)) < _ALIKE * length or not effort.take(length):
        return 0.0
    matcher = _Matcher(one, other, effort)
    try:
        return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0
    except _Beyond:
        return 0.0
