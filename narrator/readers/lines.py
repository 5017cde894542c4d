"""A finished 说明 as lines with their places: what every reader of one gives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.readers.package import Door

MAX_LINES = 200_000
_WIDE = "[\u2014\u2018-\u201d\u2026\u2190-\u27bf\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uffe6]"
_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*[\n\r][ \t\n\r\f]*(?={_WIDE})")
WIDE = re.compile(_WIDE)
_SPACE = re.compile(r"[ \t\n\r\f]+")


class Cell(NamedTuple):
    """Where a cell stands: the number of its table in the file, its row and its column on the table's grid, from 1.

    A merged cell stands at its first row and column; what it covers is left out.
    """

    table: int
    row: int
    column: int


class ProseLine(NamedTuple):
    """A paragraph, or a table cell whose paragraphs are joined by line breaks.

    ``place`` says which: its ``line`` counts from 1 (paragraphs and cells, or the lines of a text file), its ``key``
    names it for a person ("第 12 段", "表 2 第 3 行第 4 格", where cells are counted as they stand in their row).
    ``cell`` is None for a paragraph. ``heading`` is the level of a heading where the file says so, else 0; a title
    counts as one where the format has no other way to mark it. ``page`` counts from 1, 0 where the format has none.
    Where a row is a line of text, it has no grid: columns are counted in the line, and ``of`` is how many it has, the
    blank ones too; else 0.
    """

    text: str
    place: Place
    cell: Cell | None = None
    heading: int = 0
    page: int = 0
    of: int = 0


class Prose(NamedTuple):
    """The lines of a file in reading order; empty ones are left out. Its comments apart.

    ``notes`` say what of the file could not be read.
    """

    lines: tuple[ProseLine, ...]
    comments: tuple[ProseLine, ...] = ()
    notes: tuple[Finding, ...] = ()


def source_place(path: Path, number: int, column: int = 0) -> Place:
    """A place in the source of a text file: its line, and which cell of the line."""
    return Place(str(path), number, column, f"第 {number} 行" + (f"第 {column} 格" if column else ""))


def folded(text: str) -> str:
    """Words on one line: white space as one space, and none for a line break between two Chinese characters."""
    return _SPACE.sub(" ", _BREAK.sub("", text)).strip(" ")


def too_long(path: Path, door: Door) -> Refused:
    """The refusal of a file with more lines than any 说明 has."""
    return door.refused(path, 5, f"文件超过 {MAX_LINES} 段。", "请检查是否选错了文件。")
