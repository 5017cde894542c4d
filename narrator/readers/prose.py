"""The door for a finished 说明: a Word file, plain text or Markdown as lines with their places."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from narrator.figures.values import Place
from narrator.readers import lines, package, word
from narrator.readers.lines import Cell, Prose, ProseLine
from narrator.readers.package import Door

_DOOR = Door("W3", "文本文件", "记事本", "请重新保存这个文件。")
MAX_BYTES = 8 * 1024 * 1024
_MAX_ALL = 1_000_000  # lines and cells, the blank ones too
_HEADING = re.compile(r"(#{1,6})\s+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_BREAKS = "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def load(path: Path) -> Prose:
    """The text of a .docx, .txt or .md in reading order, empty lines left out.

    Raises Refused (W301 to W308). Text is UTF-8, else GB 18030, in which older programs save it.
    """
    suffix = path.suffix.lower()
    if suffix not in (".txt", ".md"):
        return word.load(path)
    text = _decoded(package.read(path, _DOOR, MAX_BYTES), path)
    if sum(map(text.count, _BREAKS)) > _MAX_ALL:
        raise lines.too_long(path, _DOOR)
    return Prose(tuple(_filled(_markdown(text, path) if suffix == ".md" else _plain(text, path), path)))


def _filled(found: Iterable[ProseLine], path: Path) -> Iterator[ProseLine]:
    """The lines that are not blank, as many as any 说明 has."""
    filled = 0
    for number, line in enumerate(found, 1):
        if line.text.strip():
            filled += 1
            yield line
        if number > _MAX_ALL or filled > lines.MAX_LINES:
            raise lines.too_long(path, _DOOR)


def _decoded(raw: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _DOOR.refused(path, 3, "这不是文本文件。", "请用记事本打开，另存为 UTF-8 编码的文本。")


def _line(text: str, path: Path, number: int, cell: Cell | None = None, heading: int = 0) -> ProseLine:
    column = cell.column if cell else 0
    key = f"第 {number} 行" + (f"第 {column} 格" if cell else "")
    return ProseLine(text, Place(str(path), number, column, key), cell, heading)


def _plain(text: str, path: Path) -> Iterator[ProseLine]:
    """A line a paragraph; a line with tabs is a row of cells, and such lines one after another are a table."""
    table = row = 0
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("\t")
        if len(cells) == 1:
            row = 0
            yield _line(line, path, number)
        else:
            row += 1
            table += row == 1
            yield from (_line(words, path, number, Cell(table, row, column)) for column, words in enumerate(cells, 1))


def _markdown(text: str, path: Path) -> Iterator[ProseLine]:
    """Paragraphs without the marks of Markdown; tables as this program writes them, in HTML."""
    table = row = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("<"):
            table, row = (table + 1, 0) if line.startswith("<table") else (table, row + line.startswith("<tr"))
            cells = enumerate(_cells(line), 1)
            yield from (
                _line(words, path, number, Cell(table, row, column) if row else None) for column, words in cells
            )
        else:
            heading = _HEADING.match(line)
            words = line[heading.end() :] if heading else line
            yield _line("".join(_ESCAPED.split(words)), path, number, heading=len(heading[1]) if heading else 0)


def _cells(line: str) -> Iterator[str]:
    """The texts of the cells and title lines of a line of HTML; a break begins a new title line, or stays in a cell."""
    start, end = line.find("<!--"), line.rfind("-->")
    if end >= start + len("<!--") > 0:
        line = line[:start] + line[end + len("-->") :]
    cell: list[str] | None = None
    title = False
    at = 0
    for tag in _TAG.finditer(f"{line}<td>"):
        if cell is not None:
            cell.append(html.unescape(line[at : tag.start()]))
        at, name = tag.end(), tag[1].lower()
        title = name == "caption" or (title and name != "/caption")
        if name in ("td", "th", "caption") or (name == "br" and title):
            if cell is not None:
                yield "".join(cell)
            cell = []
        elif name == "br" and cell is not None:
            cell.append("\n")
