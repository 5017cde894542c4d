"""The nine statements that stand as tables in a finished 说明, read like those of a workbook.

Each table becomes a sheet: the lines over it that name it, then its cells on their grid. What it is, what its columns
and rows are and what cannot be read is for ``narrator.readers.workbook`` to say, as of any sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from narrator.figures.findings import Finding, by_place
from narrator.figures.model import Statement
from narrator.figures.values import Place
from narrator.readers import both_years, labels, workbook
from narrator.readers.lines import Prose, ProseLine
from narrator.readers.parts import MAX_CELLS
from narrator.readers.spreadsheet import Worksheet
from narrator.readers.table import Book
from narrator.readers.words import NO_WORDS, Words

_OVER = 6  # lines over a table at most: its title, number, unit, year
_LONGEST = 60  # characters: no such line is longer


class OwnTables(NamedTuple):
    """What the tables of a text say.

    ``statements`` are those that could be read throughout, by their official names, with the protocol of each;
    ``book`` has them as published, with its year, its unit, and notes on what was left aside; ``problems`` say why
    others could not be read. Places name the table as ``sheet`` 「表 2」, with its row and column as ``Cell`` has them.
    """

    statements: Mapping[str, Statement]
    book: Book
    problems: tuple[Finding, ...]


def statements(prose: Prose, words: Words = NO_WORDS) -> OwnTables:
    """The nine statements among the tables of a text; ``words`` are the region's own titles, headings and rows.

    A table with a problem is left out whole, so that nothing that was not read is taken for blank.
    """
    reader = workbook.Reader(prose.lines[0].place.file if prose.lines else "", "", called="表")
    sheets = []
    room = MAX_CELLS
    for table, (over, cells) in _tables(prose.lines).items():
        height, width = (max(cell[axis] for cell in cells) for axis in (0, 1))
        room -= height * width
        if room < 0:
            place = Place(reader.file, 0, 0, "", f"表 {table}")
            reader.findings.append(Finding("W314", place, f"这张表有 {height} 行 {width} 栏，太大，没有读。"))
        else:
            above = [text.split("\t") for text in _naming(over)]
            rows = [[cells.get((row, column), "") for column in range(1, width + 1)] for row in range(1, height + 1)]
            sheets.append(Worksheet(f"表 {table}", False, [*above, *rows], above=len(above)))
    reader.begin(sheets, words)
    book = reader.book([reader.names()])
    spoilt = {finding.place.sheet for finding in reader.findings if finding.place}
    bad = {part.table.term for parts in reader.found for part in parts if part.sheet in spoilt}
    book = replace(book, tables={term: table for term, table in book.tables.items() if term not in bad})
    problems = tuple(sorted(reader.findings, key=by_place))
    return OwnTables(both_years.Workbooks(this=book).statements({}, []), book, problems)


def _tables(lines: Sequence[ProseLine]) -> dict[int, tuple[list[str], dict[tuple[int, int], str]]]:
    """Each table of a text by its number: the lines over it, and its cells by row and column."""
    found: dict[int, tuple[list[str], dict[tuple[int, int], str]]] = {}
    over: list[str] = []
    for line in lines:
        if line.cell is None:
            over.append(line.text)
        else:
            table, row, column = line.cell
            if table not in found:
                found[table], over = (over, {}), []
            found[table][1][row, column] = line.text
    return found


def _naming(over: list[str]) -> list[str]:
    """Of the lines over a table those that belong to it: from its title on, else what stands in its corner."""
    near: list[str] = []
    for text in reversed(over[-_OVER:]):
        if len(text) > _LONGEST:
            break
        near.insert(0, text)
        if labels.any_title(text):
            return near
    return [text for text in near if labels.money_unit(text)]
