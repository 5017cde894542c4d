"""Reading a 说明: its lines become sections, sentences, and facts as read; what is not certain stays unbound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from narrator.readers.lines import Cell, ProseLine
from narrator.reading import units
from narrator.reading.facts import Piece, Reading, Section
from narrator.reading.folding import Folded
from narrator.reading.lines import Source, paragraphs
from narrator.reading.numbers import MONEY, RATE, Skeleton, decimals, skeleton, stood_for
from narrator.reading.sections import Heading, heading, headings_inside, sections
from narrator.reading.walk import Walk


def read_lines(lines: Sequence[ProseLine], area: str = "") -> Reading:
    """The reading of the lines of a file, as a reader of files gives them; ``area`` as in ``read``."""
    return read(
        [line.text for line in lines], [line.cell is None for line in lines], area, [_cell(line) for line in lines]
    )


def _cell(line: ProseLine) -> Cell | None:
    """Where a cell stands; in a line of text, where merged cells are gone on the left, its column from the right."""
    return line.cell._replace(column=line.cell.column - line.of - 1) if line.cell and line.of else line.cell


def read(
    texts: Iterable[str], prose: Iterable[bool], area: str = "", cells: Sequence[Cell | None] | None = None
) -> Reading:
    """The reading of a file: its lines, and of each whether it is one of a text and not of a table.

    ``cells`` says where a line stands that is a cell; without it, such a line is a row whose cells have tabs between.
    ``area`` is the section in which a passage begins that has no heading of its own.
    """
    reading = Reading(Source(texts))
    told = list(prose)
    others = [line for line, is_prose in enumerate(told) if not is_prose]
    reading.rows = list(_rows(reading.source, others, cells))
    found = list(paragraphs(reading.source, told))
    reading.unit, reading.year = units.about(paragraph.folded.text for paragraph in found)
    parts = [(number, *part) for number, paragraph in enumerate(found) for part in parts_of(paragraph.folded)]
    digits = decimals(figures for *_, figures in parts)
    for number, part, begins, figures in parts:
        if begins is not None:
            reading.headings.append(Section(begins, number, part.at[0], part.at[-1] + 1))
            area = _next_area(area, begins)
        else:
            Walk(reading, part, stood_for(figures, digits), area, number).walk()
    return reading


def _rows(source: Source, lines: list[int], cells: Sequence[Cell | None] | None) -> Iterator[tuple[Piece, ...]]:
    """The rows of all tables."""
    if cells is None:
        for line in lines:
            yield tuple(_split(source.texts[line], source.start(line)))
        return
    found = [(cell, line) for line in lines if (cell := cells[line]) is not None]
    for _, row in groupby(found, key=lambda one: one[0][:2]):
        yield tuple(
            Piece(cell.column, source.start(line), source.start(line) + len(source.texts[line])) for cell, line in row
        )


def _split(text: str, start: int) -> Iterator[Piece]:
    parts = text.split("\t")
    for number, part in enumerate(parts):
        if part:
            yield Piece(number - len(parts), start, start + len(part))
        start += len(part) + 1


def _next_area(area: str, begins: Heading) -> str:
    """The section after a heading; one that only divides a section leaves it."""
    lists = sections()
    title = begins.title.removesuffix("说明").removesuffix("。")
    if not begins.area or (area and title in lists.inside):
        return "" if not begins.area and begins.number.endswith(("部分", "、")) else area
    return begins.area


def parts_of(folded: Folded) -> Iterator[tuple[Folded, Heading | None, Skeleton]]:
    """A paragraph as headings and what stands between them, with the figures of each."""
    text = folded.text
    if not text:
        return
    figures = skeleton(text)
    whole = heading(text)
    if whole and not any(sign in figures.text for sign in (MONEY, RATE)):
        yield folded, whole, figures
        return
    last = 0
    for inside in headings_inside(text):
        if inside.start > last:
            yield _piece(folded, last, inside.start)
        yield _cut(folded, inside.start, inside.end), inside, skeleton("")
        last = inside.end
    if not last:
        yield folded, None, figures
    elif last < len(text):
        yield _piece(folded, last, len(text))


def _piece(folded: Folded, start: int, end: int) -> tuple[Folded, None, Skeleton]:
    piece = _cut(folded, start, end)
    return piece, None, skeleton(piece.text)


def _cut(folded: Folded, start: int, end: int) -> Folded:
    return Folded(folded.text[start:end], folded.at[start:end])
