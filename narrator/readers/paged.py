"""Rows of words on pages become the lines of a document: paragraphs, headings and tables whole again.

What belongs to the pages goes: their numbers, heads and feet that stand again and again, a table of contents. Rows are
one paragraph where the next row's first piece had not fitted on the one before: a number or a word that was parted over
two rows or two pages is whole again.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from narrator.figures.values import Place
from narrator.readers import contents, labels
from narrator.readers.lines import WIDE, Cell, ProseLine
from narrator.readers.pdf_pages import Heading, Page
from narrator.readers.pdf_rows import Row
from narrator.readers.ruled import Ruled, RuledCell

_DASHED = re.compile(r"[-—–－─~·\s]+([0-9]{1,4})[-—–－─~·\s]+|第\s*([0-9]{1,4})\s*页(?:[,，/\s]*共\s*[0-9]+\s*页)?")
_BARE = re.compile(r"([0-9]{1,4})(?:\s*/\s*[0-9]{1,4})?")
_AGAIN = 3  # pages on which a head or foot stands at the least, and on half of all
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[)）]|[0-9]+[.．、](?![0-9])"
)
_ENDS = tuple("。：；:;！？")
_NUMBER = frozenset("0123456789.,%-")
_SLACK = 1.0  # of the size of a letter
_INDENTED = 0.8
_OFF_CENTRE = 1.75  # less than an indent of two letters
_LARGE = 1.2  # so many times the usual size are the letters of a title, which is broken where its sense allows it
_AIR = 1.35  # so many times the usual distance of rows parts paragraphs
_NEAR = 3.0  # points
_PADDING = 1.2  # of the size of a letter: what a cell keeps free at most
_SHARE, _UPPER, _MOST_INDENTED = 0.15, 0.9, 3.5
_WIDE_PAGE = 0.85  # of the width of a page: where text may end, if nothing tells
_BAND = 0.12  # of the height of a page, above and below


class _Margins(NamedTuple):
    left: float
    right: float
    pitch: float
    indenting: bool
    size: float = math.inf  # of most letters


def lines(path: Path, pages: Sequence[Page], headings: Iterable[Heading]) -> tuple[ProseLine, ...]:
    """The paragraphs and cells of a document in reading order, each with its page."""
    trimmed = _without_contents(_without_running(pages))
    told = _Told(path, headings)
    margins = _margins(trimmed)
    parts: list[str] = []
    above: Row | None = None
    before: Page | None = None  # the page of that row
    tables = 0
    table: _Joined | None = None  # where nothing has stood behind it yet
    for page in trimmed:
        for block in _blocks(page):
            if isinstance(block, Ruled):
                if table is None or not table.continues(page, block):
                    told.paragraph(parts)
                    parts, above = [], None
                    told.table(table)
                    tables += 1
                    table = _Joined(tables)
                table.add(page.number, block)
                continue
            told.table(table)
            alike = above and before and _kind(page) == _kind(before)
            over_page = page is not before
            if (above and told.begins_heading([*parts, block.text])) or (
                above and alike and _goes_on(above, block, margins[_kind(page)], over_page=over_page)
            ):
                parts.append(_join(above.text, block.text))
            else:
                told.paragraph(parts)
                told.begins(page.number)
                parts = [block.text]
            above, before, table = block, page, None
    told.paragraph(parts)
    told.table(table)
    return tuple(told.lines)


class _Told:
    """The lines as they are told, with their places."""

    def __init__(self, path: Path, headings: Iterable[Heading]) -> None:
        self.path = path
        self.lines: list[ProseLine] = []
        self.levels: dict[int, dict[str, int]] = defaultdict(dict)
        for heading in headings:
            self.levels[heading.page][_squeezed(heading.text)] = heading.level
        self.page = self.counted = 0

    def begins(self, page: int) -> None:
        """A paragraph begins on this page."""
        self.counted = self.counted + 1 if page == self.page else 1
        self.page = page

    def begins_heading(self, parts: list[str]) -> bool:
        """Whether rows begin a heading of their page, or are one, as the bookmarks say: its words stand on lines."""
        words = _squeezed("".join(parts))
        return any(heading.startswith(words) for heading in self.levels[self.page])

    def paragraph(self, parts: list[str]) -> None:
        """A paragraph of these pieces, unless there are none."""
        if parts:
            text = "".join(parts).strip()
            heading = self.levels[self.page].get(_squeezed(text), 0)
            self.put(text, f"第 {self.page} 页第 {self.counted} 段", None, heading, self.page)

    def table(self, table: _Joined | None) -> None:
        """The cells of a table, on all its pages, unless there is none."""
        for page, cell, text in table.cells() if table else ():
            key = f"第 {page} 页表 {cell.table} 第 {cell.row} 行第 {cell.column} 格"
            self.put(text, key, cell, 0, page)

    def put(self, text: str, key: str, cell: Cell | None, heading: int, page: int) -> None:
        """A line of any kind."""
        place = Place(str(self.path), len(self.lines) + 1, 0, key)
        self.lines.append(ProseLine(text, place, cell, heading, page))


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _blocks(page: Page) -> Iterator[Row | Ruled]:
    """The rows and tables of a page from the top down."""
    tables = sorted(page.tables, key=lambda table: table.top)
    for row in page.rows:
        while tables and tables[0].top < row.down:
            yield tables.pop(0)
        yield row
    yield from tables


# Tables that go on ---------------------------------------------------------------------------------------


class _Joined:
    """A table that may go on over pages; its columns are those that all its parts rule together."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.page = 0
        self.edges: tuple[float, ...] = ()
        self.parts: list[tuple[int, Ruled]] = []

    def continues(self, page: Page, table: Ruled) -> bool:
        """Whether a table that is the first thing on its page goes on with this one: it has the same columns.

        Where cells reach over columns in all rows of a part, that part rules fewer of them.
        """
        few, many = sorted((table.edges, self.edges), key=len)
        outer = abs(few[0] - many[0]) <= _NEAR and abs(few[-1] - many[-1]) <= _NEAR
        return page.number == self.page + 1 and outer and all(_column(edge, many) is not None for edge in few)

    def add(self, page: int, table: Ruled) -> None:
        """One more part."""
        self.page, self.edges = page, max(self.edges, table.edges, key=len)
        self.parts.append((page, table))

    def cells(self) -> Iterator[tuple[int, Cell, str]]:
        """The cells of all parts with their pages; rows of headings that stand there again are left out."""
        told: list[dict[int, str]] = []
        for page, table in self.parts:
            columns = [_column(edge, self.edges) or 0 for edge in table.edges]
            texts: list[dict[int, str]] = [{} for _ in range(table.height)]
            for cell in table.cells:
                texts[cell.row - 1][columns[cell.column - 1] + 1] = cell_text(cell)
            again = 0
            while again < len(texts) and _repeats(told, again, texts[again]):
                again += 1
            for number, row in enumerate(texts[again:], len(told) + 1):
                yield from ((page, Cell(self.number, number, column), text) for column, text in row.items())
            told += texts[again:]


def _column(edge: float, edges: Sequence[float]) -> int | None:
    """Which of the edges of columns this one is."""
    return next((number for number, other in enumerate(edges) if abs(edge - other) <= _NEAR), None)


def _repeats(told: Sequence[dict[int, str]], at: int, row: dict[int, str]) -> bool:
    """Whether a row at the top of a further part is one of headings that stood at the top, or further down."""
    words = len(row) > 1 and not any(map(str.isdigit, "".join(row.values())))
    return told[at : at + 1] == [row] or (words and row in told)


def cell_text(cell: RuledCell) -> str:
    """The words of a cell; a row that did not fit is no line break, nor is one between two Chinese characters."""
    parts = [cell.rows[0].text]
    for above, row in pairwise(cell.rows):
        words = WIDE.match(above.text[-1]) and WIDE.match(row.text[0]) and not above.text.endswith(_ENDS)
        full = above.right - above.left + row.first > cell.width - _PADDING * above.size
        parts.append(_join(above.text, row.text) if words or full else f"\n{row.text}")
    return "".join(parts).strip()


def _join(above: str, text: str) -> str:
    """A piece as it goes on with the one above: narrow words stay apart, the pieces of a number do not."""
    narrow = not WIDE.match(above[-1]) and not WIDE.match(text[0]) and not above[-1].isspace()
    return f" {text}" if narrow and not (above[-1] in _NUMBER and text[0] in _NUMBER) else text


# Paragraphs ----------------------------------------------------------------------------------------------


def _kind(page: Page) -> int:
    return round(page.width)


def _margins(pages: Iterable[Page]) -> dict[int, _Margins]:
    """Where the text of pages of one width begins and ends, how far apart its rows are, whether it indents."""
    by_kind: dict[int, list[Page]] = defaultdict(list)
    for page in pages:
        by_kind[_kind(page)].append(page)
    return {kind: _margins_of(alike) for kind, alike in by_kind.items()}


def _margins_of(pages: list[Page]) -> _Margins:
    rows = [row for page in pages for row in page.rows]
    long = [row for row in rows if row.right - row.left > pages[0].width / 2]
    if not long:
        left = min((row.left for row in rows), default=0)
        return _Margins(left, max(pages[0].width - left, _WIDE_PAGE * pages[0].width), 0, indenting=False)
    lefts = Counter(round(row.left) for row in long)
    near = {left: sum(lefts[left + off] for off in (-2, -1, 0, 1, 2)) for left in lefts}
    left = min((left for left, count in near.items() if count >= _SHARE * len(long)), default=min(lefts))
    right = sorted(row.right for row in long)[int(_UPPER * (len(long) - 1))]
    gaps = Counter(
        round(below.down - above.down) for page in pages for above, below in pairwise(page.rows) if below in long
    )
    pitch = gaps.most_common(1)[0][0] if gaps else 0
    indented = sum(_INDENTED * row.size < row.left - left < _MOST_INDENTED * row.size for row in long)
    size = Counter(row.size for row in long).most_common(1)[0][0]
    return _Margins(left, right, pitch, indented > _SHARE / 3 * len(long), size)


def _goes_on(above: Row, row: Row, margins: _Margins, *, over_page: bool) -> bool:
    """Whether a row goes on with the paragraph of the one above."""
    size = above.size
    if abs(size - row.size) > size / 6 or "\t" in above.text or "\t" in row.text:
        return False
    if not over_page and margins.pitch and row.down - above.down > _AIR * max(margins.pitch, size):
        return False
    titled = _centred(above, margins) and _centred(row, margins) and not above.text.endswith(_ENDS)
    if titled and size > _LARGE * margins.size and not _NUMBERED.match(row.text):
        return True
    width = margins.right - margins.left
    if row.left - margins.left > _INDENTED * size:
        wide = above.right - above.left + row.first > width - _SLACK * size
        return wide and titled
    if above.text.endswith(_ENDS) and (not margins.indenting or _NUMBERED.match(row.text)):
        return False
    return above.right + row.first > margins.right - _SLACK * size


def _centred(row: Row, margins: _Margins) -> bool:
    return abs((row.left - margins.left) - (margins.right - row.right)) < _OFF_CENTRE * row.size


# What belongs to the pages -------------------------------------------------------------------------------


def _without_running(pages: Sequence[Page]) -> list[Page]:
    """The pages without their numbers, and without heads and feet that stand on many of them."""
    ends = [(page, row) for page in pages for row in _at_the_ends(page)]
    seen = Counter((row.text, round(row.down / _NEAR / 3)) for _, row in ends)
    running = {text for (text, _), count in seen.items() if count >= max(_AGAIN, len(pages) / 2)}
    told = Counter(_offset(page, row.text) for page, row in ends)
    numbering = {told_number for told_number, count in told.items() if told_number is not None and count > 1}
    gone = {
        (page.number, row)
        for page, row in ends
        if row.text in running
        or all(
            piece in running or _DASHED.fullmatch(piece.strip()) or _offset(page, piece) in numbering
            for piece in row.text.split("\t")
        )
    }
    return _without(pages, gone)


def _offset(page: Page, text: str) -> int | None:
    """By how much the number that a text is differs from that of its page; None where it is none."""
    found = _BARE.fullmatch(text.strip())
    return int(found[1]) - page.number if found else None


def _without(pages: Iterable[Page], gone: set[tuple[int, Row]]) -> list[Page]:
    return [page._replace(rows=tuple(row for row in page.rows if (page.number, row) not in gone)) for page in pages]


def _at_the_ends(page: Page) -> list[Row]:
    """The rows in the margins of a page, beyond all tables; titles of tables are none."""
    top = min((table.top for table in page.tables), default=page.height)
    bottom = max((table.bottom for table in page.tables), default=0)
    band = _BAND * page.height
    return [
        row
        for row in page.rows
        if (row.down < min(top, band) or row.down > max(bottom, page.height - band)) and not labels.any_title(row.text)
    ]


def _without_contents(pages: Sequence[Page]) -> list[Page]:
    rows = [(page.number, row) for page in pages for row in page.rows]
    span = contents.span([row.text for _, row in rows])
    return _without(pages, set(rows[span.start : span.stop]))
