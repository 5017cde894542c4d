"""A finished text read back by a pack: its lines and rows, in order, against the outline.

The outline becomes a row of patterns; each line has its place among them or none. The places that let the most lines
be read in the order of the outline are taken; where two places do equally well and tell different things, the line is
ambiguous, and not read. What a unit says in its own words stands between two headings that are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from narrator.document.told_lines import Effort, LinePattern, gap_mark
from narrator.document.told_phrases import Parse, ReadPhrase, ReadSlot, numbered
from narrator.document.told_units import CellPattern, RowRead, TextUnit, Words, has_words, read_row, units
from narrator.phrases.nodes import BlockNode, Lines, SectionNode, TableNode, Verbatim, When
from narrator.phrases.pack import Pack
from narrator.readers.lines import ProseLine

OWN_WORDS = "原文"
MOST_LINES = 20_000  # far more than any 说明 has; what stands behind is not read by a pack
_WORDED = 1_000_000


class LinePhrase(NamedTuple):
    """A phrase with the line that it stands on."""

    line: int
    phrase: ReadPhrase


class Reread(NamedTuple):
    """A text as a pack reads it: phrases in reading order; the lines that are read, and those read in two ways."""

    pack: Pack
    phrases: tuple[LinePhrase, ...]
    lines: frozenset[int]
    ambiguous: tuple[int, ...]


class _Pattern(NamedTuple):
    """A line or row of the outline: its number, and the lists that it stands in, outermost first.

    ``table`` is the range of the patterns of a table that is repeated, ``repeats`` tells that this one is. ``own`` is
    the fact of the unit's own words. ``optional`` ones stand under a condition; ``when`` is that of the line alone.
    """

    number: int
    line: LinePattern | None
    cells: tuple[CellPattern, ...]
    lists: tuple[str, ...]
    repeats: bool
    table: tuple[int, int] | None
    own: str
    optional: bool
    when: When | None


class _Place(NamedTuple):
    """A place that a line may have: the unit, the pattern, what it tells there.

    What is ``bare`` has no words of the outline: it reads only right behind the row before it in the outline.
    """

    unit: int
    pattern: int
    told: tuple[tuple[Words, Parse] | None, ...]
    ambiguous: bool
    bare: bool

    @property
    def weight(self) -> int:
        """What it is worth: no number of lines without words of the outline outweighs one that has them."""
        return 1 if self.bare else _WORDED


def reread(lines: Sequence[ProseLine], pack: Pack) -> Reread:
    """Read a text by the wordings and the outline of a pack. Raises Refused where its outline has mistakes."""
    found = list(units(lines[:MOST_LINES]))
    patterns = _patterns(pack)
    effort = Effort()
    places = [place for number, unit in enumerate(found) for place in _places(number, unit, patterns, effort)]
    chain, doubtful = _aligned(places, patterns)
    phrases = list(_phrases(chain, patterns))
    gap = gap_mark(pack)
    read = {words.line for place in chain for cell in place.told if cell is not None for words in (cell[0],)}
    own = [one for one in _own_words(found, chain, patterns) if not gap.fullmatch(one.phrase.slots[0].text)]
    phrases = sorted([*phrases, *own], key=lambda one: (one.line, one.phrase.start))
    unclear = [*doubtful, *(place.unit for place in chain if place.ambiguous)]
    ambiguous = {words.line for number in unclear for words in found[number].words}
    phrases = [one for one in phrases if one.line not in ambiguous]
    whole = frozenset(read | {one.line for one in own}) - ambiguous
    return Reread(pack, tuple(phrases), whole, tuple(sorted(ambiguous)))


# The patterns of an outline -----------------------------------------------------------------------


def _patterns(pack: Pack) -> tuple[_Pattern, ...]:
    found: list[_Pattern] = []
    for line in (pack.outline.title, *(pack.outline.cover or ())):
        _add(found, pack, LinePattern(line, pack))
    _blocks(found, pack, pack.outline.parts, optional=False)
    return tuple(found)


def _add(
    found: list[_Pattern],
    pack: Pack,
    line: LinePattern | None,
    cells: tuple[CellPattern, ...] = (),
    lists: tuple[str, ...] = (),
    own: str = "",
    *,
    repeats: bool = False,
    optional: bool = False,
    when: When | None = None,
) -> None:
    found.append(_Pattern(len(found), line, cells, lists, repeats, None, own, optional, when))


def _blocks(found: list[_Pattern], pack: Pack, nodes: tuple[BlockNode, ...], *, optional: bool) -> None:
    for node in nodes:
        may_lack = optional or node.when is not None
        if isinstance(node, SectionNode):
            _add(found, pack, LinePattern(node.title, pack, number=node.number), optional=may_lack)
            _blocks(found, pack, node.body, optional=may_lack)
        elif isinstance(node, Lines):
            line = LinePattern(node.clauses, pack, node.each, node.number)
            lists = (node.each,) if node.each else ()
            many = bool(node.each)
            _add(found, pack, line, lists=lists, repeats=many, optional=may_lack or many, when=node.when)
        elif isinstance(node, Verbatim):
            _add(found, pack, None, lists=(node.fact,), own=node.fact, repeats=True, optional=True)
        else:
            _table(found, pack, node)


def _table(found: list[_Pattern], pack: Pack, node: TableNode) -> None:
    first = len(found)
    around = (node.each,) if node.each else ()
    for title in node.title:
        _add(found, pack, LinePattern(title, pack, node.each), lists=around, optional=True)
    for row in node.rows:
        lists = (*around, row.each) if row.each else around
        at_hand = row.each or node.each
        cells = tuple(
            CellPattern(LinePattern(cell.clauses, pack, at_hand), cell.cols, cell.merge) for cell in row.cells
        )
        _add(found, pack, None, cells, lists, repeats=bool(row.each), optional=True)
    if node.each:
        for number in range(first, len(found)):
            found[number] = found[number]._replace(table=(first, len(found) - 1))


# Lines and their places ---------------------------------------------------------------------------


def _places(number: int, unit: TextUnit, patterns: tuple[_Pattern, ...], effort: Effort) -> Iterator[_Place]:
    """Every pattern that reads a line or a row whole."""
    for pattern in patterns:
        if pattern.line is not None and len(unit.words) == 1:
            (words,) = unit.words
            if parses := pattern.line.read(words.text, effort):
                bare = not has_words(words, parses[0])
                yield _Place(number, pattern.number, ((words, parses[0]),), len(parses) > 1, bare)
        elif pattern.cells and unit.row:
            row: RowRead | None = read_row(pattern.cells, unit, effort)
            if row is not None:
                yield _Place(number, pattern.number, row.cells, row.ambiguous, row.bare)


def _aligned(places: list[_Place], patterns: tuple[_Pattern, ...]) -> tuple[list[_Place], set[int]]:
    """The places that let the most lines be read in order, one for each line; and the lines that have two of these."""
    forward = _best(places, patterns, backwards=False)
    backward = _best(places, patterns, backwards=True)
    most = max((forward[at] for at in range(len(places))), default=0)
    among = [at for at, place in enumerate(places) if forward[at] and forward[at] + backward[at] - place.weight == most]
    chain: list[_Place] = []
    worth = 0
    told: dict[int, set[object]] = {}
    for at in among:
        place = places[at]
        told.setdefault(place.unit, set()).add(_content(place))
        if forward[at] == worth + place.weight and (not chain or _may_follow(chain[-1], place, patterns)):
            chain.append(place)
            worth += place.weight
    return chain, {unit for unit, contents in told.items() if len(contents) > 1}


def _content(place: _Place) -> object:
    """What a place makes a line tell: facts with the values of their slots."""
    return tuple(
        (piece.fact, tuple((slot.name, slot.value) for slot in piece.slots))
        for cell in place.told
        if cell is not None
        for piece in cell[1]
        if isinstance(piece, ReadPhrase) and piece.fact and piece.slots
    )


def _may_follow(before: _Place, after: _Place, patterns: tuple[_Pattern, ...]) -> bool:
    """Whether a line at one place may stand before a line at another."""
    if before.unit >= after.unit:
        return False
    first, second = patterns[before.pattern], patterns[after.pattern]
    if after.bare:
        near = after.pattern - before.pattern
        return before.unit + 1 == after.unit and (near == 1 or (near == 0 and second.repeats))
    if before.pattern < after.pattern or (before.pattern == after.pattern and first.repeats):
        return True
    return first.table is not None and first.table == second.table


def _best(places: list[_Place], patterns: tuple[_Pattern, ...], *, backwards: bool) -> list[int]:
    """The most lines that are read up to each place, or from it on; 0 where it cannot be reached."""
    reach = [0] * len(places)
    known = [0] * len(patterns)  # the best that ends, or begins, at each pattern
    order = sorted(range(len(places)), key=lambda at: places[at].unit, reverse=backwards)
    beside: dict[int, list[int]] = {}
    for at, place in enumerate(places):
        beside.setdefault(place.unit, []).append(at)
    done = 0
    while done < len(order):
        unit = places[order[done]].unit
        here = beside[unit]
        for at in here:
            reach[at] = _reached(places, patterns, known, reach, beside, at, backwards)
        for at in here:
            pattern = places[at].pattern
            if not (backwards and places[at].bare):  # what is bare is reached from its neighbour alone
                known[pattern] = max(known[pattern], reach[at])
        done += len(here)
    return reach


def _reached(
    places: list[_Place],
    patterns: tuple[_Pattern, ...],
    known: list[int],
    reach: list[int],
    beside: dict[int, list[int]],
    at: int,
    backwards: bool,
) -> int:
    place = places[at]
    pattern = patterns[place.pattern]
    neighbours: list[int] = []
    near = beside.get(place.unit + 1 if backwards else place.unit - 1, [])
    if backwards:
        neighbours = [reach[one] for one in near if places[one].bare and _may_follow(place, places[one], patterns)]
        rest = known[place.pattern + 1 :]
    elif place.bare:
        best = max((reach[one] for one in near if _may_follow(places[one], place, patterns)), default=0)
        return best + place.weight if best else 0
    else:
        neighbours, rest = [0], known[: place.pattern]
    same = [known[place.pattern]] if pattern.repeats else []
    loop = known[pattern.table[0] : pattern.table[1] + 1] if pattern.table else []
    return max([0, *neighbours, *rest, *same, *loop]) + place.weight


# What the places tell -----------------------------------------------------------------------------


def _phrases(chain: list[_Place], patterns: tuple[_Pattern, ...]) -> Iterator[LinePhrase]:
    """The phrases of all lines, each with the items of the lists that it stands in; of a cell that stands in a row
    above, what it tells there.
    """
    table = item = 0
    before: _Pattern | None = None
    above: tuple[tuple[Words, Parse] | None, ...] = ()
    for place in chain:
        pattern = patterns[place.pattern]
        same = before is not None and before.number == pattern.number
        if pattern.table and (before is None or before.table != pattern.table):
            table = 1
        elif (
            pattern.table and before is not None and not (before.number < pattern.number or (same and pattern.repeats))
        ):
            table += 1
        item = item + 1 if same else 1
        numbers = (*((table,) if pattern.table else ()), *((item,) if pattern.repeats else ()))
        within = tuple(zip(pattern.lists, numbers, strict=False))
        cells = place.told
        if pattern.cells and same:
            cells = tuple(
                own or (above[at] if pattern.cells[at].merge and at < len(above) else None)
                for at, own in enumerate(cells)
            )
        for cell in cells:
            if cell is not None:
                words, parse = cell
                if pattern.when is not None:
                    claimed, end = frozenset(pattern.when.conditions), words.start + len(words.text)
                    yield LinePhrase(words.line, ReadPhrase("", pattern.when.fact, claimed, (), words.start, end))
                yield from (LinePhrase(words.line, one) for one in numbered(parse, within, words.start))
        before, above = pattern, cells


def _before(first: _Pattern | None, second: _Pattern) -> bool:
    return first is not None and first.number < second.number


def _own_words(found: list[TextUnit], chain: list[_Place], patterns: tuple[_Pattern, ...]) -> Iterator[LinePhrase]:
    """The unit's own words: the lines between a heading and the next one, where the outline has nothing else."""
    own = [pattern for pattern in patterns if pattern.own]
    ends = [*((place.unit, place.pattern) for place in chain), (len(found), len(patterns))]
    for (unit, number), (next_unit, next_number) in pairwise(ends):
        here = [pattern for pattern in own if number < pattern.number < next_number]
        between = found[unit + 1 : next_unit]
        if len(here) != 1 or not between or any(one.row for one in between):
            continue
        others = [*range(number + 1, here[0].number), *range(here[0].number + 1, next_number)]
        if any(not patterns[other].optional for other in others):
            continue
        for item, one in enumerate(between, 1):
            (words,) = one.words
            end = words.start + len(words.text)
            slot = ReadSlot(OWN_WORDS, "text", "", 0, words.text, words.text, words.start, end)
            within = ((here[0].own, item),)
            read = ReadPhrase("", here[0].own, frozenset({"some"}), (slot,), words.start, end, within)
            yield LinePhrase(words.line, read)
