"""A document tree as plain data for the one template: what stands where, never typst source."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from narrator.document import title_lines
from narrator.document.charts import Chart
from narrator.document.standing import hidden
from narrator.document.tables import placed
from narrator.document.tree import Attached, Block, Cell, Document, Paragraph, Row, Section, Table
from narrator.figures.terms import CONTENTS
from narrator.figures.values import Gap
from narrator.writers import columns, pages
from narrator.writers.columns import Columns
from narrator.writers.options import Options
from narrator.writers.pdf.fonts import BODY, HEADING, SUBHEADING, TITLE, Fonts

_POINT = 20  # twips
_AIR = 60  # twips (3 pt): the air above and below in the cells of a table of the text
_WHOLE = 300  # a cell with more characters than that may go on over the page
_KEPT = 2  # merged rows of half a page at most stay together, as in Word: typst cuts off what no page holds
_BREAK = re.compile(r"\s*[\t\r\n]\s*")

Data = dict[str, Any]


def data(document: Document, options: Options, chosen: Fonts, drawn: Mapping[int, Data]) -> Data:
    """Everything that the template prints, and the fonts that it prints with.

    ``drawn`` are the charts as ``chart`` gives them, by the identity of the paragraph after which each stands.
    """
    date = document.meta.date
    return {
        "title": document.title.text,
        "author": document.meta.unit,
        "date": [date.year, date.month, date.day],
        "fonts": chosen.families(),
        "title-weight": chosen.faces[TITLE][0].weight,
        "heading": [said(line) for line in title_lines.of(document)],
        "cover": None if document.cover is None else [said(line) for line in document.cover],
        "toc": CONTENTS if options.toc else None,
        "blocks": list(_all(document, drawn)),
    }


def _all(document: Document, drawn: Mapping[int, Data]) -> Iterator[Data]:
    """The blocks of the document in reading order, with the statements where they stand inside it."""
    over: Section | None = None  # a heading of nothing but statements
    for inside, blocks in itertools.groupby(document.flow(), key=lambda block: isinstance(block, Attached)):
        if inside:
            yield from _sheets([block for block in blocks if isinstance(block, Attached)], over)
            over = None
        else:
            before, over = pages.parted([block for block in blocks if isinstance(block, Section)])
            yield from _blocks(before, drawn)
    if over is not None:
        yield _heading(over)


def _sheets(statements: Sequence[Attached], over: Section | None) -> Iterator[Data]:
    """Statements on their pages, with the heading over them on the first where that holds both."""
    sheets = pages.sheets(statements)
    if over is not None:
        heading = _heading(over)
        room = pages.SIDEWAYS if sheets[0].wide else pages.UPRIGHT
        together = pages.headed(sheets[0], room, len(heading["lines"]))
        if together is None:
            yield heading
        else:
            yield {**_sheet(together), "heading": heading}
            sheets = sheets[1:]
    yield from map(_sheet, sheets)


def _blocks(inner: Iterable[Block], drawn: Mapping[int, Data]) -> Iterator[Data]:
    for block in inner:
        if isinstance(block, Section):
            yield _heading(block)
            yield from _blocks(block.blocks, drawn)
        elif isinstance(block, Table):
            yield _text_table(block)
        else:
            yield {"kind": "paragraph", "said": said(block)}
            if id(block) in drawn:
                yield drawn[id(block)]


def _heading(section: Section) -> Data:
    """A heading; the words of the centred ones are broken like those of a title."""
    lines = title_lines.lines(section.heading, title_lines.HEADING_LINE) if section.level == 1 else (section.heading,)
    return {"kind": "heading", "level": section.level, "lines": [said(line) for line in lines]}


def chart(chart: Chart, svg: bytes) -> Data:
    """A chart with its picture; the title stands below it."""
    return {"kind": "chart", "title": said(chart.title), "alt": chart.alt, "svg": svg.decode()}


def said(paragraph: Paragraph) -> list[str | list[str]]:
    """The words as runs: a text, or a gap's mark as a list of one; a line break inside becomes one space."""
    runs: list[str | list[str]] = []
    for span in paragraph.spans:
        words = _BREAK.sub(" ", span.text)
        if isinstance(span.value, Gap):
            runs.append([words])
        elif runs and isinstance(last := runs[-1], str):
            runs[-1] = last + words
        else:
            runs.append(words)
    return runs


def _sheet(sheet: pages.Sheet) -> Data:
    """Statements that begin a page together."""
    tables = zip(sheet.statements, sheet.columns, strict=True)
    return {
        "kind": "page",
        "wide": sheet.wide,
        "tables": [_table(pages.Ended(one.table), fitted, (), one) for one, fitted in tables],
    }


def _text_table(table: Table) -> Data:
    """A table of the text, on a page laid on its side where it wants one."""
    laid = columns.laid(table)
    wide = columns.sideways(laid)
    room = pages.SIDEWAYS if wide else pages.UPRIGHT
    fitted = columns.of(laid, room.width)
    fitted = fitted._replace(letters=fitted.letters._replace(air=_AIR))
    most = room.height // _KEPT
    kept = pages.kept(laid, fitted, most)
    data = _table(pages.ended(laid, fitted, kept, most), fitted, kept)
    return {"kind": "page", "wide": wide, "tables": [data]} if wide else data


def _table(
    ended: pages.Ended, fitted: Columns, kept: Collection[tuple[int, int]], statement: Attached | None = None
) -> Data:
    """A table in these columns. The lines over a statement, its name left out, stand side by side."""
    table, opened = ended
    letters = fitted.letters
    return {
        "kind": "table",
        "statement": statement is not None,
        "title": [said(line) for line in table.title],
        "note": said(statement.note) if statement and statement.note else None,
        "size": letters.size / _POINT,
        "pitch": letters.pitch / _POINT,
        "air": letters.air / _POINT,
        "widths": fitted.widths,
        "parts": _parts(_rows(table.rows, kept, opened)),
    }


def _parts(rows: Iterable[Data]) -> list[list[Data]]:
    """The rows as tables that touch: header rows below others begin a new one.

    Only the first rows of a table are its head (THead) to whoever listens to the page.
    """
    parts: list[list[Data]] = [[]]
    for row in rows:
        if row["header"] and parts[-1]:
            parts.append([])
        parts[-1].append(row)
    return parts


def _rows(
    rows: tuple[Row, ...], kept: Collection[tuple[int, int]], opened: Collection[tuple[int, int]]
) -> Iterator[Data]:
    """Rows that stand together: header rows in a row, each other row alone.

    Header rows that a merged cell ties to a row that is none are none either: they cannot be repeated.
    """
    start = 0
    cells: dict[int, list[Data]] = {row: [] for row in range(len(rows))}
    for row, column, cell in placed(rows):
        lines = {"top": (row, column) not in opened, "bottom": (row + cell.rows, column) not in opened}
        cells[row].append(_cell(cell, rows[row].header, (row, row + cell.rows) in kept) | lines)
    for header, group in itertools.groupby(rows, key=lambda row: row.header):
        stop = start + len(tuple(group))
        repeats = header and not _tied(rows, start, stop)
        yield {"header": repeats, "cells": [cell for row in range(start, stop) for cell in cells[row]]}
        start = stop


def _tied(rows: tuple[Row, ...], start: int, stop: int) -> bool:
    """Whether a merged cell reaches into or out of these rows."""
    into = any(index + cell.rows > start for index, row in enumerate(rows[:start]) for cell in row.cells)
    return into or any(
        start + index + cell.rows > stop for index, row in enumerate(rows[start:stop]) for cell in row.cells
    )


def _cell(cell: Cell, header: bool, kept: bool) -> Data:
    """A cell; ``kept`` tells that rows which it merges stay together."""
    align = "center" if header else cell.align
    whole = kept if cell.rows > 1 else len(cell.content.text) <= _WHOLE
    told = {"said": said(cell.content), "rows": cell.rows, "cols": cell.cols, "align": align, "breakable": not whole}
    return {**told, "behind": behind} if (behind := hidden(cell)) else told


def headings(printed: Data) -> Iterator[str]:
    """The words of every heading that the template makes, in order: those of sections, the names of statements."""
    for block in printed["blocks"]:
        if block["kind"] == "heading":
            yield "".join(map(_words, block["lines"]))
        elif block["kind"] == "page":
            yield from headings({"blocks": [*([block["heading"]] if "heading" in block else []), *block["tables"]]})
        elif block["kind"] == "table" and block["statement"] and block["title"]:
            yield _words(block["title"][0])


def texts(printed: Data) -> Iterator[tuple[str, str]]:
    """Every text that the template prints, with the role of the font that draws it."""
    yield BODY, _PAGE_NUMBER
    yield from ((TITLE, _words(line)) for line in printed["heading"])
    yield from ((BODY, _words(line)) for line in printed["cover"] or ())
    if printed["toc"]:
        yield HEADING, printed["toc"]
    own = (block["heading"] for block in printed["blocks"] if "heading" in block)
    for block in itertools.chain(own, printed["blocks"]):
        if block["kind"] == "heading":
            for line in map(_words, block["lines"]):
                yield SUBHEADING if block["level"] == 3 else HEADING, line
                yield BODY, line
        elif block["kind"] == "paragraph":
            yield BODY, _words(block["said"])
        elif block["kind"] == "chart":
            yield HEADING, _words(block["title"])
        else:
            for table in block.get("tables", (block,)):
                yield from _of_table(table)


_PAGE_NUMBER = "— 0123456789 —"


def _of_table(table: Data) -> Iterator[tuple[str, str]]:
    for index, line in enumerate(table["title"]):
        yield BODY, _words(line)
        if index == 0:
            yield HEADING, _words(line)
    for row in itertools.chain.from_iterable(table["parts"]):
        for cell in row["cells"]:
            yield BODY, _words(cell["said"])
    if table["note"]:
        yield BODY, _words(table["note"])


def _words(runs: list[str | list[str]]) -> str:
    return "".join(run if isinstance(run, str) else run[0] for run in runs)
